/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_WRTC_DTLS_SRTP (gst_wrtc_dtls_srtp_get_type ())
G_DECLARE_FINAL_TYPE (GstWrtcDtlsSrtp, gst_wrtc_dtls_srtp, GST, WRTC_DTLS_SRTP,
    GstElement)

GST_ELEMENT_REGISTER_DECLARE (wrtcdtlssrtp)

G_END_DECLS
