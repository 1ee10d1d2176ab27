/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * wrtcsink: media in, a page that any number of browsers play it from.
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_WRTC_SINK (gst_wrtc_sink_get_type ())
G_DECLARE_FINAL_TYPE (GstWrtcSink, gst_wrtc_sink, GST, WRTC_SINK, GstBin)

GST_ELEMENT_REGISTER_DECLARE (wrtcsink);

G_END_DECLS
