/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * RTCP from the peer: what it says of its streams and of ours.
 */
#include <core/rtp/wrtcrtpsession-private.h>

#include <core/rtcp/wrtcntp.h>
#include <core/rtcp/wrtcrtcpfeedback.h>
#include <core/rtcp/wrtcrtcpsdes.h>
#include <string.h>

static void
handle_report_block (WrtcRtpSession * session, WrtcTime now,
    const WrtcRtcpReportBlock * block)
{
  WrtcRtpSessionSender *sender =
      wrtc_rtp_session_find_sender (session, block->ssrc);
  guint32 ntp =
      wrtc_ntp_to_short (wrtc_ntp_from_unix (now + session->unix_offset));
  WrtcRtpRemoteInbound *remote;
  WrtcTime round_trip;

  if (sender == NULL)
    return;
  remote = &sender->remote;
  remote->reports++;
  remote->time = now;
  remote->packets_lost = block->cumulative_lost;
  remote->fraction_lost = block->fraction_lost / 256.;
  remote->jitter = block->jitter;
  if (!wrtc_ntp_round_trip_time (ntp, block->last_sr,
          block->delay_since_last_sr, &round_trip))
    return;
  remote->round_trip_time = round_trip;
  remote->total_round_trip_time += round_trip;
  remote->round_trip_time_measurements++;
}

static void
handle_sender_info (WrtcRtpSession * session, WrtcTime now, guint32 ssrc,
    const WrtcRtcpSenderInfo * info)
{
  WrtcRtpSessionStream *stream = wrtc_rtp_session_find_stream (session, ssrc);
  WrtcRtpSessionEvent event = { WRTC_RTP_SESSION_EVENT_SENDER_REPORT };

  if (stream == NULL)
    return;
  wrtc_rtp_receive_stats_handle_sender_report (&stream->rtp, now,
      info->ntp_time);
  stream->remote.reports++;
  stream->remote.packets_sent = info->packet_count;
  stream->remote.bytes_sent = info->octet_count;
  stream->remote.ntp_time = info->ntp_time;
  stream->remote.time = now;
  event.user_data = stream->user_data;
  event.ssrc = ssrc;
  event.ntp_time = info->ntp_time;
  event.rtp_time = info->rtp_time;
  if (stream->cname != NULL)
    g_strlcpy (event.cname, stream->cname, sizeof event.cname);
  wrtc_rtp_session_push_event (session, &event);
}

static gboolean
handle_report (WrtcRtpSession * session, WrtcTime now,
    const WrtcRtcpPacket * packet)
{
  WrtcRtcpReport report;

  if (wrtc_rtcp_parse_report (packet, &report) != WRTC_RTCP_RESULT_OK)
    return FALSE;
  if (report.has_sender_info)
    handle_sender_info (session, now, report.ssrc, &report.sender_info);
  for (guint i = 0; i < report.block_count; i++)
    handle_report_block (session, now, &report.blocks[i]);
  return TRUE;
}

static gboolean
handle_sdes (WrtcRtpSession * session, const WrtcRtcpPacket * packet)
{
  WrtcRtcpSdesIter iter;
  WrtcRtcpSdesItem item;

  wrtc_rtcp_sdes_iter_init (&iter, packet);
  while (wrtc_rtcp_sdes_iter_next (&iter, &item)) {
    WrtcRtpSessionStream *stream =
        wrtc_rtp_session_find_stream (session, item.ssrc);

    if (stream == NULL || item.type != WRTC_RTCP_SDES_CNAME ||
        item.size == 0 || !g_utf8_validate_len (item.text, item.size, NULL))
      continue;
    g_free (stream->cname);
    stream->cname = g_strndup (item.text, item.size);
  }
  return !iter.malformed;
}

static gboolean
handle_bye (WrtcRtpSession * session, WrtcTime now,
    const WrtcRtcpPacket * packet)
{
  WrtcRtcpBye bye;

  if (wrtc_rtcp_parse_bye (packet, &bye) != WRTC_RTCP_RESULT_OK)
    return FALSE;
  wrtc_report_timer_handle_bye (session->timer);
  for (guint i = 0; i < bye.ssrc_count; i++) {
    WrtcRtpSessionStream *stream =
        wrtc_rtp_session_find_stream (session, bye.ssrcs[i]);

    if (stream == NULL)
      continue;
    wrtc_rtp_demux_remove_stream (session->demux, now, stream->ssrc);
    wrtc_rtp_session_end_stream (session, stream);
    wrtc_rtp_session_update_members (session, now);
  }
  return TRUE;
}

static gboolean
handle_feedback (WrtcRtpSession * session, const WrtcRtcpPacket * packet)
{
  WrtcRtcpFeedback feedback;
  WrtcRtcpFirEntry entry;
  WrtcRtpSessionSender *sender;

  if (wrtc_rtcp_parse_feedback (packet, &feedback) != WRTC_RTCP_RESULT_OK)
    return FALSE;
  if (wrtc_rtcp_feedback_is_pli (&feedback)) {
    sender = wrtc_rtp_session_find_sender (session, feedback.media_ssrc);
    if (sender != NULL) {
      sender->pli_count++;
      wrtc_keyframe_pacer_handle_request (&sender->keyframe, FALSE);
    }
  }
  for (guint i = 0; wrtc_rtcp_feedback_get_fir (&feedback, i, &entry); i++) {
    sender = wrtc_rtp_session_find_sender (session, entry.ssrc);
    if (sender != NULL &&
        wrtc_keyframe_pacer_handle_fir (&sender->keyframe, entry.command))
      sender->fir_count++;
  }
  return TRUE;
}

static gboolean
handle_rtcp_packet (WrtcRtpSession * session, WrtcTime now,
    const WrtcRtcpPacket * packet)
{
  switch (packet->type) {
    case WRTC_RTCP_TYPE_SR:
    case WRTC_RTCP_TYPE_RR:
      return handle_report (session, now, packet);
    case WRTC_RTCP_TYPE_BYE:
      return handle_bye (session, now, packet);
    case WRTC_RTCP_TYPE_PSFB:
      return handle_feedback (session, packet);
    default:
      return TRUE;
  }
}

gboolean
wrtc_rtp_session_handle_rtcp (WrtcRtpSession * session, WrtcTime now,
    const guint8 * data, gsize size)
{
  WrtcRtcpReader reader, names;
  WrtcRtcpPacket packet;

  if (!session->open || wrtc_rtcp_reader_init (&reader, data, size, TRUE) !=
      WRTC_RTCP_RESULT_OK) {
    session->stats.rtcp_dropped++;
    return FALSE;
  }
  session->stats.rtcp_received++;
  wrtc_report_timer_handle_received (session->timer, size);
  /* The SDES first, so that the SR before it knows its CNAME. */
  names = reader;
  while (wrtc_rtcp_reader_next (&names, &packet)) {
    if (packet.type == WRTC_RTCP_TYPE_SDES && !handle_sdes (session, &packet))
      session->stats.rtcp_parts_dropped++;
  }
  while (wrtc_rtcp_reader_next (&reader, &packet)) {
    if (!handle_rtcp_packet (session, now, &packet))
      session->stats.rtcp_parts_dropped++;
  }
  wrtc_rtp_session_pace_keyframes (session, now);
  return TRUE;
}

gboolean
wrtc_rtp_session_request_keyframe (WrtcRtpSession * session, WrtcTime now,
    WrtcRtpSessionStream * stream, gboolean all_headers)
{
  if (!stream->nack_pli && !stream->ccm_fir)
    return FALSE;
  wrtc_keyframe_pacer_handle_request (&stream->keyframe, all_headers);
  wrtc_rtp_session_pace_keyframes (session, now);
  return TRUE;
}
