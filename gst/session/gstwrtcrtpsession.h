/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_WRTC_RTP_SESSION (gst_wrtc_rtp_session_get_type ())
G_DECLARE_FINAL_TYPE (GstWrtcRtpSession, gst_wrtc_rtp_session, GST,
    WRTC_RTP_SESSION, GstElement)

GST_ELEMENT_REGISTER_DECLARE (wrtcrtpsession);

G_END_DECLS
