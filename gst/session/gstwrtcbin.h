/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_WRTC_BIN (gst_wrtc_bin_get_type ())
G_DECLARE_FINAL_TYPE (GstWrtcBin, gst_wrtc_bin, GST, WRTC_BIN, GstBin)

GST_ELEMENT_REGISTER_DECLARE (wrtcbin)

G_END_DECLS
