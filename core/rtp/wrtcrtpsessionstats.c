/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a session counted, and its results in words.
 */
#include <core/rtp/wrtcrtpsession-private.h>

#include <string.h>

const gchar *
wrtc_rtp_session_send_result_to_string (WrtcRtpSessionSendResult result)
{
  static const gchar *const names[WRTC_RTP_SESSION_N_SEND_RESULTS] = {
    "sent", "not-connected", "inactive", "unknown-payload-type", "malformed"
  };

  return (guint) result < G_N_ELEMENTS (names) ? names[result] : "unknown";
}

const gchar *
wrtc_rtp_session_receive_result_to_string (WrtcRtpSessionReceiveResult result)
{
  static const gchar *const names[WRTC_RTP_SESSION_N_RECEIVE_RESULTS] = {
    "received", "not-connected", "malformed", "unknown-mid", "unknown-ssrc",
    "unknown-payload-type", "inactive", "left", "too-many-streams",
    "duplicate", "implausible"
  };

  return (guint) result < G_N_ELEMENTS (names) ? names[result] : "unknown";
}

void
wrtc_rtp_session_get_stats (const WrtcRtpSession * session,
    WrtcRtpSessionStats * stats)
{
  *stats = session->stats;
}

void
wrtc_rtp_session_get_sender_stats (const WrtcRtpSessionSender * sender,
    WrtcRtpSessionSenderStats * stats)
{
  stats->rtp = sender->rtp;
  stats->active = sender->configured && sender->active;
  stats->video = sender->video;
  stats->mid = sender->mid;
  stats->pli_count = sender->pli_count;
  stats->fir_count = sender->fir_count;
  stats->keyframes_wanted = sender->keyframes_wanted;
  memcpy (stats->dropped, sender->dropped, sizeof stats->dropped);
  stats->remote = sender->remote;
}

guint
wrtc_rtp_session_n_streams (const WrtcRtpSession * session)
{
  return session->streams->len;
}

WrtcRtpSessionStream *
wrtc_rtp_session_get_stream (const WrtcRtpSession * session, guint index)
{
  return g_ptr_array_index (session->streams, index);
}

void
wrtc_rtp_session_get_stream_stats (const WrtcRtpSessionStream * stream,
    WrtcRtpSessionStreamStats * stats)
{
  stats->ssrc = stream->ssrc;
  stats->section = stream->section;
  stats->payload_type = MAX (stream->payload_type, 0);
  stats->rtp = stream->rtp;
  stats->pli_count = stream->pli_count;
  stats->fir_count = stream->fir_count;
  stats->keyframe_requests = stream->keyframe.requests;
  stats->cname = stream->cname;
  stats->remote = stream->remote;
}
