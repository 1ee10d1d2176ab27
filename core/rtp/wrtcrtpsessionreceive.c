/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * RTP from the peer, and to which stream it belongs.
 */
#include <core/rtp/wrtcrtpsession-private.h>

#include <core/rtp/wrtcrtpextension.h>
#include <string.h>

/* How often we ask for a key frame that does not come. */
#define REQUEST_INTERVAL (200 * WRTC_MSECOND)

/* === configuration === */

static void
add_receiver (WrtcRtpSession * session, const WrtcRtpSessionSection * from)
{
  WrtcRtpSessionReceiver receiver;

  receiver.id = from->section.id;
  receiver.n_codecs = MIN (from->n_codecs, 128);
  receiver.codecs = g_new (WrtcRtpSessionCodec, receiver.n_codecs);
  for (guint i = 0; i < receiver.n_codecs; i++)
    receiver.codecs[i] = from->codecs[i];
  g_array_append_val (session->receivers, receiver);
}

static const WrtcRtpSessionCodec *
find_codec (const WrtcRtpSession * session, guint section, guint8 payload_type)
{
  for (guint i = 0; i < session->receivers->len; i++) {
    WrtcRtpSessionReceiver *receiver =
        &g_array_index (session->receivers, WrtcRtpSessionReceiver, i);

    for (guint j = 0; receiver->id == section && j < receiver->n_codecs; j++) {
      if (receiver->codecs[j].codec.payload == payload_type)
        return &receiver->codecs[j];
    }
  }
  return NULL;
}

WrtcRtpSessionStream *
wrtc_rtp_session_find_stream (const WrtcRtpSession * session, guint32 ssrc)
{
  return g_hash_table_lookup (session->streams_by_ssrc,
      GUINT_TO_POINTER (ssrc));
}

void
wrtc_rtp_session_end_stream (WrtcRtpSession * session,
    WrtcRtpSessionStream * stream)
{
  WrtcRtpSessionEvent event = { WRTC_RTP_SESSION_EVENT_STREAM_ENDED };
  guint index;

  event.user_data = stream->user_data;
  event.ssrc = stream->ssrc;
  wrtc_rtp_session_push_event (session, &event);
  g_hash_table_remove (session->streams_by_ssrc,
      GUINT_TO_POINTER (stream->ssrc));
  if (g_ptr_array_find (session->streams, stream, &index)) {
    if (index < session->report_stream)
      session->report_stream--;
    g_ptr_array_remove_index (session->streams, index);
  }
}

void
wrtc_rtp_session_drain_ended (WrtcRtpSession * session)
{
  guint32 ssrc;

  while (wrtc_rtp_demux_poll_ended (session->demux, &ssrc)) {
    WrtcRtpSessionStream *stream = wrtc_rtp_session_find_stream (session, ssrc);
    if (stream != NULL)
      wrtc_rtp_session_end_stream (session, stream);
  }
}

void
wrtc_rtp_session_configure_receive (WrtcRtpSession * session,
    guint8 mid_extension, const WrtcRtpSessionSection * sections,
    guint n_sections)
{
  g_autofree WrtcRtpDemuxSection *plain =
      g_new (WrtcRtpDemuxSection, n_sections);
  g_autofree guint8 *types = g_new (guint8, n_sections * 128);

  g_array_set_size (session->receivers, 0);
  session->mid_extension = mid_extension;
  for (guint i = 0; i < n_sections; i++) {
    add_receiver (session, &sections[i]);
    plain[i] = sections[i].section;
    plain[i].payload_types = &types[i * 128];
    plain[i].n_payload_types = MIN (sections[i].n_codecs, 128);
    for (guint j = 0; j < plain[i].n_payload_types; j++)
      types[i * 128 + j] = sections[i].codecs[j].codec.payload;
  }
  wrtc_rtp_demux_set_sections (session->demux, plain, n_sections);
  wrtc_rtp_session_drain_ended (session);
  /* What a payload type means may have changed: say it again. */
  for (guint i = 0; i < session->streams->len; i++) {
    WrtcRtpSessionStream *stream = g_ptr_array_index (session->streams, i);
    stream->payload_type = -1;
  }
}

/* === RTP === */

static WrtcRtpSessionStream *
add_stream (WrtcRtpSession * session, WrtcTime now, guint32 ssrc)
{
  WrtcRtpSessionStream *stream = g_new0 (WrtcRtpSessionStream, 1);

  stream->ssrc = ssrc;
  stream->payload_type = -1;
  /* Signalled and, below DTLS-SRTP, authenticated: valid from the first. */
  wrtc_rtp_receive_stats_init (&stream->rtp, 1, 0);
  wrtc_keyframe_pacer_init (&stream->keyframe, REQUEST_INTERVAL, 0);
  g_ptr_array_add (session->streams, stream);
  g_hash_table_insert (session->streams_by_ssrc, GUINT_TO_POINTER (ssrc),
      stream);
  wrtc_rtp_session_update_members (session, now);
  return stream;
}

static WrtcRtpSessionReceiveResult
demux_result_to_receive (WrtcRtpDemuxResult result)
{
  switch (result) {
    case WRTC_RTP_DEMUX_UNKNOWN_MID:
      return WRTC_RTP_SESSION_RECEIVE_UNKNOWN_MID;
    case WRTC_RTP_DEMUX_UNKNOWN_PAYLOAD_TYPE:
      return WRTC_RTP_SESSION_RECEIVE_UNKNOWN_PAYLOAD_TYPE;
    case WRTC_RTP_DEMUX_INACTIVE:
      return WRTC_RTP_SESSION_RECEIVE_INACTIVE;
    case WRTC_RTP_DEMUX_LEFT:
      return WRTC_RTP_SESSION_RECEIVE_LEFT;
    case WRTC_RTP_DEMUX_TOO_MANY_STREAMS:
      return WRTC_RTP_SESSION_RECEIVE_TOO_MANY_STREAMS;
    default:
      return WRTC_RTP_SESSION_RECEIVE_UNKNOWN_SSRC;
  }
}

static WrtcRtpDemuxResult
demux (WrtcRtpSession * session, WrtcTime now, const WrtcRtpPacket * packet,
    guint * section)
{
  WrtcRtpDemuxPacket in = { now, packet->ssrc, packet->sequence_number,
    packet->payload_type, NULL, 0
  };
  WrtcRtpExtension mid;
  WrtcRtpDemuxResult result;

  if (session->mid_extension != 0 &&
      wrtc_rtp_extension_find (packet, session->mid_extension, &mid)) {
    in.mid = (const gchar *) mid.data;
    in.mid_size = mid.size;
  }
  result = wrtc_rtp_demux_handle_packet (session->demux, &in, section);
  wrtc_rtp_session_drain_ended (session);
  return result;
}

static void
note_payload_type (WrtcRtpSession * session, WrtcRtpSessionStream * stream,
    guint8 payload_type)
{
  const WrtcRtpSessionCodec *codec =
      find_codec (session, stream->section, payload_type);

  stream->payload_type = payload_type;
  if (codec == NULL)
    return;
  stream->nack_pli = codec->nack_pli;
  stream->ccm_fir = codec->ccm_fir;
  wrtc_rtp_receive_stats_set_clock_rate (&stream->rtp, codec->codec.clock_rate);
}

static WrtcRtpSessionReceiveResult
receive (WrtcRtpSession * session, WrtcTime now, const WrtcRtpPacket * packet,
    WrtcRtpSessionReceived * received)
{
  WrtcRtpArrivedPacket arrived = { now, packet->sequence_number,
    packet->timestamp, packet->header_size, packet->payload_size
  };
  guint section = 0;
  WrtcRtpDemuxResult result = demux (session, now, packet, &section);
  WrtcRtpSessionStream *stream =
      wrtc_rtp_session_find_stream (session, packet->ssrc);
  WrtcRtpArrival arrival;

  if (wrtc_rtp_demux_result_is_drop (result))
    return demux_result_to_receive (result);
  if (result == WRTC_RTP_DEMUX_MOVED && stream != NULL) {
    wrtc_rtp_session_end_stream (session, stream);
    stream = NULL;
  }
  received->is_new = stream == NULL;
  if (stream == NULL)
    stream = add_stream (session, now, packet->ssrc);
  stream->section = section;
  received->stream = stream;
  received->section = section;
  received->ssrc = packet->ssrc;
  received->payload_type = packet->payload_type;
  received->payload_type_changed = stream->payload_type != packet->payload_type;
  if (received->payload_type_changed)
    note_payload_type (session, stream, packet->payload_type);

  arrival = wrtc_rtp_receive_stats_handle_packet (&stream->rtp, &arrived);
  if (arrival == WRTC_RTP_ARRIVAL_ACCEPTED ||
      arrival == WRTC_RTP_ARRIVAL_RESTARTED)
    return WRTC_RTP_SESSION_RECEIVED;
  /* The caller does not look at it: say its payload type with the next. */
  if (received->payload_type_changed)
    stream->payload_type = -1;
  return arrival == WRTC_RTP_ARRIVAL_DUPLICATE ?
      WRTC_RTP_SESSION_RECEIVE_DUPLICATE : WRTC_RTP_SESSION_RECEIVE_IMPLAUSIBLE;
}

WrtcRtpSessionReceiveResult
wrtc_rtp_session_handle_rtp (WrtcRtpSession * session, WrtcTime now,
    const guint8 * data, gsize size, WrtcRtpSessionReceived * received)
{
  WrtcRtpSessionReceiveResult result;
  WrtcRtpPacket packet;

  memset (received, 0, sizeof *received);
  if (!session->open) {
    result = WRTC_RTP_SESSION_RECEIVE_CLOSED;
  } else if (wrtc_rtp_packet_parse (&packet, data, size) != WRTC_RTP_RESULT_OK) {
    result = WRTC_RTP_SESSION_RECEIVE_MALFORMED;
  } else {
    /* A mirror is not an error (echo tests do it): count and go on. */
    if (wrtc_rtp_session_find_sender (session, packet.ssrc) != NULL)
      session->stats.ssrc_collisions++;
    result = receive (session, now, &packet, received);
  }
  session->stats.dropped[result]++;
  return result;
}

void
wrtc_rtp_session_set_stream_user_data (WrtcRtpSessionStream * stream,
    gpointer user_data)
{
  stream->user_data = user_data;
}

gpointer
wrtc_rtp_session_get_stream_user_data (const WrtcRtpSessionStream * stream)
{
  return stream->user_data;
}
