/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A `send_sink_%u` pad of wrtcrtpsession: one stream to send, and its
 * parameters.
 */
#pragma once

#include "gstwrtcrtpinbox.h"
#include "gstwrtcrtpparameters.h"

G_BEGIN_DECLS

#define GST_TYPE_WRTC_RTP_SEND_PAD (gst_wrtc_rtp_send_pad_get_type ())
G_DECLARE_FINAL_TYPE (GstWrtcRtpSendPad, gst_wrtc_rtp_send_pad, GST,
    WRTC_RTP_SEND_PAD, GstPad)

struct _GstWrtcRtpSendPad
{
  GstPad parent;

  GstStructure *structure;      /* object lock; the property, or NULL */
  GstWrtcRtpInboxQuota quota;   /* the inbox's lock */
  GstSegment segment;           /* stream lock */
  GstStructure *input;          /* stream lock; of the last caps, or NULL */
  gboolean restart;             /* stream lock; the next buffer is a new one's */
  WrtcRtpSessionSender *sender; /* session lock; NULL while not in a core */
  guint32 spare_ssrc;           /* constant */
  gint keyframe_count;          /* atomic */
};

/* (transfer full) (nullable): the parameters as they are now. */
GstWrtcRtpSendParameters *gst_wrtc_rtp_send_pad_dup_parameters
    (GstWrtcRtpSendPad * pad);

/* Sends GstForceKeyUnit upstream; not with a lock or on a network loop. */
void gst_wrtc_rtp_send_pad_force_key_unit (GstWrtcRtpSendPad * pad,
    gboolean all_headers);

G_END_DECLS
