/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The `stats` of wrtcrtpsession, in the words of W3C webrtc-stats with hyphens.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcrtpsession-private.h"

#include <core/rtcp/wrtcntp.h>

static gdouble
to_seconds (WrtcTime time)
{
  return (gdouble) time / WRTC_SECOND;
}

/* DOMHighResTimeStamp: milliseconds. */
static gdouble
to_ms (WrtcTime time)
{
  return (gdouble) time / WRTC_MSECOND;
}

static void
append_structure (GValue * array, GstStructure * s)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&value, s);
  gst_value_array_append_and_take_value (array, &value);
}

static void
set_structure (GstStructure * s, const gchar * field, GstStructure * inner)
{
  gst_structure_set (s, field, GST_TYPE_STRUCTURE, inner, NULL);
  gst_structure_free (inner);
}

/* === streams that are sent === */

static GstStructure *
create_remote_inbound (const WrtcRtpSessionSenderStats * stats)
{
  const WrtcRtpRemoteInbound *remote = &stats->remote;
  guint clock_rate = stats->rtp.clock_rate;
  GstStructure *s = gst_structure_new ("remote-inbound-rtp",
      "ssrc", G_TYPE_UINT, stats->rtp.ssrc,
      "timestamp", G_TYPE_DOUBLE, to_ms (remote->time),
      "packets-lost", G_TYPE_INT64, remote->packets_lost,
      "fraction-lost", G_TYPE_DOUBLE, remote->fraction_lost,
      "reports-received", G_TYPE_UINT64, remote->reports,
      "total-round-trip-time", G_TYPE_DOUBLE,
      to_seconds (remote->total_round_trip_time),
      "round-trip-time-measurements", G_TYPE_UINT64,
      remote->round_trip_time_measurements, NULL);

  if (clock_rate != 0)
    gst_structure_set (s, "jitter", G_TYPE_DOUBLE,
        (gdouble) remote->jitter / clock_rate, NULL);
  if (remote->round_trip_time_measurements > 0)
    gst_structure_set (s, "round-trip-time", G_TYPE_DOUBLE,
        to_seconds (remote->round_trip_time), NULL);
  return s;
}

static void
add_dropped (GstStructure * s, const WrtcRtpSessionSenderStats * stats,
    guint64 inbox_full)
{
  GstStructure *dropped = gst_structure_new ("dropped",
      "inbox-full", G_TYPE_UINT64, inbox_full, NULL);

  for (guint i = WRTC_RTP_SESSION_SENT + 1; i < WRTC_RTP_SESSION_N_SEND_RESULTS;
      i++)
    gst_structure_set (dropped, wrtc_rtp_session_send_result_to_string (i),
        G_TYPE_UINT64, stats->dropped[i], NULL);
  set_structure (s, "dropped", dropped);
}

static GstStructure *
create_send_stream_locked (GstWrtcRtpSession * self, GstWrtcRtpSendPad * pad)
{
  WrtcRtpSessionSenderStats stats;
  GstStructure *s;

  wrtc_rtp_session_get_sender_stats (pad->sender, &stats);
  s = gst_structure_new ("outbound-rtp",
      "pad", G_TYPE_STRING, GST_PAD_NAME (pad),
      "timestamp", G_TYPE_DOUBLE, to_ms (gst_wrtc_rtp_session_now ()),
      "ssrc", G_TYPE_UINT, stats.rtp.ssrc,
      "active", G_TYPE_BOOLEAN, stats.active,
      "packets-sent", G_TYPE_UINT64, stats.rtp.packets_sent,
      "bytes-sent", G_TYPE_UINT64, stats.rtp.payload_bytes_sent,
      "header-bytes-sent", G_TYPE_UINT64, stats.rtp.header_bytes_sent,
      "pli-count", G_TYPE_UINT, (guint) stats.pli_count,
      "fir-count", G_TYPE_UINT, (guint) stats.fir_count,
      "key-frames-requested", G_TYPE_UINT64, stats.keyframes_wanted,
      "restarts", G_TYPE_UINT, stats.rtp.restarts, NULL);
  if (stats.mid != NULL)
    gst_structure_set (s, "mid", G_TYPE_STRING, stats.mid, NULL);
  add_dropped (s, &stats, gst_wrtc_rtp_inbox_get_dropped (self->inbox,
          &pad->quota));
  if (stats.remote.reports > 0)
    set_structure (s, "remote-inbound-rtp", create_remote_inbound (&stats));
  return s;
}

/* === streams that are received === */

static GstStructure *
create_remote_outbound (const WrtcRtpSessionStreamStats * stats)
{
  const WrtcRtpRemoteOutbound *remote = &stats->remote;

  return gst_structure_new ("remote-outbound-rtp",
      "ssrc", G_TYPE_UINT, stats->ssrc,
      "timestamp", G_TYPE_DOUBLE, to_ms (remote->time),
      "packets-sent", G_TYPE_UINT64, remote->packets_sent,
      "bytes-sent", G_TYPE_UINT64, remote->bytes_sent,
      "reports-sent", G_TYPE_UINT64, remote->reports,
      "remote-timestamp", G_TYPE_DOUBLE,
      to_ms (wrtc_ntp_to_unix (remote->ntp_time)), NULL);
}

static void
add_section (GstStructure * s, GstWrtcRtpSession * self,
    const WrtcRtpSessionStreamStats * stats)
{
  const GstWrtcRtpReceiveMedia *media;

  if (self->receive == NULL || stats->section >= self->receive->media->len)
    return;
  media = g_ptr_array_index (self->receive->media, stats->section);
  gst_structure_set (s, "mline", G_TYPE_UINT, media->mline, NULL);
  if (media->mid != NULL)
    gst_structure_set (s, "mid", G_TYPE_STRING, media->mid, NULL);
  if (media->kind != NULL)
    gst_structure_set (s, "kind", G_TYPE_STRING, media->kind, NULL);
  if (media->msid != NULL)
    gst_structure_set (s, "msid", G_TYPE_STRING, media->msid, NULL);
}

static GstStructure *
create_recv_stream_locked (GstWrtcRtpSession * self,
    WrtcRtpSessionStream * stream)
{
  GstWrtcRtpRecvPad *pad = wrtc_rtp_session_get_stream_user_data (stream);
  WrtcRtpSessionStreamStats stats;
  GstStructure *s;

  wrtc_rtp_session_get_stream_stats (stream, &stats);
  s = gst_structure_new ("inbound-rtp",
      "pad", G_TYPE_STRING, GST_PAD_NAME (pad),
      "timestamp", G_TYPE_DOUBLE, to_ms (gst_wrtc_rtp_session_now ()),
      "ssrc", G_TYPE_UINT, stats.ssrc,
      "payload-type", G_TYPE_UINT, (guint) stats.payload_type,
      "packets-received", G_TYPE_UINT64, stats.rtp.packets_received,
      "bytes-received", G_TYPE_UINT64, stats.rtp.payload_bytes_received,
      "header-bytes-received", G_TYPE_UINT64, stats.rtp.header_bytes_received,
      "packets-lost", G_TYPE_INT64, wrtc_rtp_receive_stats_lost (&stats.rtp),
      "packets-duplicated", G_TYPE_UINT64, stats.rtp.packets_duplicated,
      "packets-discarded", G_TYPE_UINT64,
      gst_wrtc_rtp_recv_pad_get_dropped (pad),
      "jitter", G_TYPE_DOUBLE, wrtc_rtp_receive_stats_jitter (&stats.rtp),
      "pli-count", G_TYPE_UINT, (guint) stats.pli_count,
      "fir-count", G_TYPE_UINT, (guint) stats.fir_count,
      "key-frame-requests", G_TYPE_UINT64, stats.keyframe_requests, NULL);
  if (stats.rtp.last_packet_time != WRTC_TIME_NONE)
    gst_structure_set (s, "last-packet-received-timestamp", G_TYPE_DOUBLE,
        to_ms (stats.rtp.last_packet_time), NULL);
  if (stats.cname != NULL)
    gst_structure_set (s, "cname", G_TYPE_STRING, stats.cname, NULL);
  add_section (s, self, &stats);
  if (stats.remote.reports > 0)
    set_structure (s, "remote-outbound-rtp", create_remote_outbound (&stats));
  return s;
}

/* === all of it === */

static GstStructure *
create_totals_locked (GstWrtcRtpSession * self)
{
  GstStructure *dropped = gst_structure_new ("dropped",
      "unknown", G_TYPE_UINT64, self->unknown_packets, NULL);
  WrtcRtpSessionStats stats;
  GstStructure *s;

  wrtc_rtp_session_get_stats (self->core, &stats);
  for (guint i = WRTC_RTP_SESSION_RECEIVED + 1;
      i < WRTC_RTP_SESSION_N_RECEIVE_RESULTS; i++)
    gst_structure_set (dropped, wrtc_rtp_session_receive_result_to_string (i),
        G_TYPE_UINT64, stats.dropped[i], NULL);
  gst_structure_set (dropped, "rtcp", G_TYPE_UINT64, stats.rtcp_dropped,
      "rtcp-parts", G_TYPE_UINT64, stats.rtcp_parts_dropped, NULL);
  s = gst_structure_new ("wrtc-rtp-session-stats",
      "rtcp-packets-sent", G_TYPE_UINT64, stats.rtcp_sent,
      "rtcp-packets-received", G_TYPE_UINT64, stats.rtcp_received,
      "ssrc-collisions", G_TYPE_UINT64, stats.ssrc_collisions, NULL);
  set_structure (s, "dropped", dropped);
  return s;
}

GstStructure *
gst_wrtc_rtp_session_create_stats (GstWrtcRtpSession * self)
{
  GValue sent = G_VALUE_INIT, received = G_VALUE_INIT;
  GstStructure *s;

  g_value_init (&sent, GST_TYPE_ARRAY);
  g_value_init (&received, GST_TYPE_ARRAY);
  g_mutex_lock (&self->lock);
  s = create_totals_locked (self);
  for (guint i = 0; i < self->send_pads->len; i++) {
    GstWrtcRtpSendPad *pad = g_ptr_array_index (self->send_pads, i);
    if (pad->sender != NULL)
      append_structure (&sent, create_send_stream_locked (self, pad));
  }
  for (guint i = 0; i < wrtc_rtp_session_n_streams (self->core); i++)
    append_structure (&received, create_recv_stream_locked (self,
            wrtc_rtp_session_get_stream (self->core, i)));
  g_mutex_unlock (&self->lock);
  gst_structure_take_value (s, "send-streams", &sent);
  gst_structure_take_value (s, "recv-streams", &received);
  return s;
}
