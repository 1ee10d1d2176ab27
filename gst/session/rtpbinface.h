/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The child named rtpbin, which applications of stock webrtcbin look for
 * (docs/webrtcbin-compat.md 1): it has no pads and carries nothing; its
 * property and signals stand for those of the transports.
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_WRTC_RTP_BIN_FACE (gst_wrtc_rtp_bin_face_get_type ())
G_DECLARE_FINAL_TYPE (GstWrtcRtpBinFace, gst_wrtc_rtp_bin_face, GST,
    WRTC_RTP_BIN_FACE, GstElement)

typedef struct
{
  guint (*get_latency) (gpointer bin);
  void (*set_latency) (gpointer bin, guint latency_ms);
  /* (transfer full) (nullable) */
  GstElement * (*get_session) (gpointer bin, guint session);
} GstWrtcRtpBinFaceCallbacks;

/* (transfer floating) Its parent is given to the callbacks. */
GstElement * gst_wrtc_rtp_bin_face_new (const GstWrtcRtpBinFaceCallbacks * callbacks);

/* Emit its signals. */
void gst_wrtc_rtp_bin_face_tell_jitterbuffer (GstWrtcRtpBinFace * self,
    GstElement * jitterbuffer, guint session, guint ssrc);

G_END_DECLS
