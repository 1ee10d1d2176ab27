/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtp/wrtcrtpsession-private.h>

#include <core/rtp/wrtcrtpheader.h>
#include <string.h>

/* A key frame is dear: the peer gets no more than this. */
#define KEYFRAME_INTERVAL (300 * WRTC_MSECOND)
/* Full reports each second, half to one and a half: enough for the round-trip
 * time and lip-sync, and what browsers do for video. */
#define REPORT_INTERVAL WRTC_SECOND
/* 5 % of 1 Mbit/s. */
#define RTCP_BANDWIDTH_BPS 50000

static void
sender_free (gpointer data)
{
  WrtcRtpSessionSender *sender = data;

  g_free (sender->mid);
  g_free (sender);
}

void
wrtc_rtp_session_stream_free (gpointer data)
{
  WrtcRtpSessionStream *stream = data;

  g_free (stream->cname);
  g_free (stream);
}

static void
receiver_clear (gpointer data)
{
  WrtcRtpSessionReceiver *receiver = data;

  g_free (receiver->codecs);
}

WrtcRtpSession *
wrtc_rtp_session_new (const WrtcRtpSessionConfig * config)
{
  WrtcReportTimerConfig timer = { 0 };
  WrtcRtpSession *session = g_new0 (WrtcRtpSession, 1);

  session->cname = g_strndup (config->cname, 255);
  session->ssrc = config->ssrc;
  session->unix_offset = config->unix_offset;
  session->senders = g_ptr_array_new_with_free_func (sender_free);
  session->receivers =
      g_array_new (FALSE, FALSE, sizeof (WrtcRtpSessionReceiver));
  g_array_set_clear_func (session->receivers, receiver_clear);
  session->demux = wrtc_rtp_demux_new (NULL);
  session->streams =
      g_ptr_array_new_with_free_func (wrtc_rtp_session_stream_free);
  session->streams_by_ssrc = g_hash_table_new (NULL, NULL);
  session->events = g_array_new (FALSE, FALSE, sizeof (WrtcRtpSessionEvent));
  session->byes = g_array_new (FALSE, FALSE, sizeof (guint32));

  timer.seed = config->seed;
  timer.profile = WRTC_REPORT_PROFILE_AVPF;
  timer.rtcp_bandwidth_bps = RTCP_BANDWIDTH_BPS;
  timer.minimum_interval = REPORT_INTERVAL;
  timer.point_to_point = TRUE;
  session->timer = wrtc_report_timer_new (&timer);
  return session;
}

void
wrtc_rtp_session_free (WrtcRtpSession * session)
{
  wrtc_report_timer_free (session->timer);
  g_array_unref (session->byes);
  g_array_unref (session->events);
  g_hash_table_unref (session->streams_by_ssrc);
  g_ptr_array_unref (session->streams);
  wrtc_rtp_demux_free (session->demux);
  g_array_unref (session->receivers);
  g_ptr_array_unref (session->senders);
  g_free (session->cname);
  g_free (session);
}

void
wrtc_rtp_session_set_reduced_size (WrtcRtpSession * session,
    gboolean reduced_size)
{
  session->reduced_size = reduced_size;
}

/* === events === */

void
wrtc_rtp_session_push_event (WrtcRtpSession * session,
    const WrtcRtpSessionEvent * event)
{
  g_array_append_val (session->events, *event);
}

gboolean
wrtc_rtp_session_poll_event (WrtcRtpSession * session,
    WrtcRtpSessionEvent * event)
{
  if (session->n_polled_events == session->events->len) {
    g_array_set_size (session->events, 0);
    session->n_polled_events = 0;
    return FALSE;
  }
  *event = g_array_index (session->events, WrtcRtpSessionEvent,
      session->n_polled_events++);
  return TRUE;
}

/* An event must not outlive what it speaks of. */
static void
forget_events_of (WrtcRtpSession * session, gconstpointer user_data)
{
  for (guint i = session->n_polled_events; i < session->events->len;) {
    if (g_array_index (session->events, WrtcRtpSessionEvent, i).user_data ==
        user_data)
      g_array_remove_index (session->events, i);
    else
      i++;
  }
}

/* === senders === */

gboolean
wrtc_rtp_session_sender_can_send (const WrtcRtpSession * session,
    const WrtcRtpSessionSender * sender)
{
  return session->open && sender->configured && sender->active;
}

static void
want_keyframe (WrtcRtpSession * session, WrtcTime now,
    WrtcRtpSessionSender * sender)
{
  if (!sender->video || !wrtc_rtp_session_sender_can_send (session, sender))
    return;
  wrtc_keyframe_pacer_handle_request (&sender->keyframe, TRUE);
  wrtc_rtp_session_pace_keyframes (session, now);
}

void
wrtc_rtp_session_handle_open (WrtcRtpSession * session, WrtcTime now,
    gboolean open)
{
  if (session->open == open)
    return;
  session->open = open;
  if (!open)
    return;
  if (!session->started) {
    session->started = TRUE;
    wrtc_report_timer_handle_start (session->timer, now);
  }
  wrtc_rtp_session_update_members (session, now);
  for (guint i = 0; i < session->senders->len; i++)
    want_keyframe (session, now, g_ptr_array_index (session->senders, i));
}

WrtcRtpSessionSender *
wrtc_rtp_session_add_sender (WrtcRtpSession * session, guint32 spare_ssrc,
    gpointer user_data)
{
  WrtcRtpSessionSender *sender = g_new0 (WrtcRtpSessionSender, 1);

  sender->user_data = user_data;
  sender->spare_ssrc = spare_ssrc;
  wrtc_rtp_sender_init (&sender->rtp);
  wrtc_keyframe_pacer_init (&sender->keyframe, KEYFRAME_INTERVAL, 0);
  g_ptr_array_add (session->senders, sender);
  return sender;
}

/* RFC 3550 6.3.7: with the next report, which need not wait for long. */
static void
say_bye (WrtcRtpSession * session, WrtcTime now, guint32 ssrc)
{
  if (!session->started)
    return;
  g_array_append_val (session->byes, ssrc);
  wrtc_report_timer_handle_feedback (session->timer, now, WRTC_TIME_NONE);
}

void
wrtc_rtp_session_remove_sender (WrtcRtpSession * session, WrtcTime now,
    WrtcRtpSessionSender * sender)
{
  if (sender->rtp.packets_sent > 0)
    say_bye (session, now, sender->rtp.ssrc);
  forget_events_of (session, sender->user_data);
  g_ptr_array_remove (session->senders, sender);
  session->report_sender = MIN (session->report_sender, session->senders->len);
  wrtc_rtp_session_update_members (session, now);
}

void
wrtc_rtp_session_configure_sender (WrtcRtpSession * session, WrtcTime now,
    WrtcRtpSessionSender * sender, const WrtcRtpSessionSenderConfig * config)
{
  gboolean could_send = wrtc_rtp_session_sender_can_send (session, sender);

  sender->configured = config != NULL;
  g_clear_pointer (&sender->mid, g_free);
  if (config == NULL)
    return;
  sender->active = config->active;
  sender->video = config->video;
  sender->wanted_ssrc = config->ssrc;
  sender->mid = g_strdup (config->mid);
  sender->mid_size = config->mid != NULL ? strlen (config->mid) : 0;
  sender->mid_extension = config->mid_extension;
  memcpy (sender->extensions, config->extensions, sizeof sender->extensions);
  wrtc_rtp_sender_set_codecs (&sender->rtp, config->codecs, config->n_codecs);
  if (config->ssrc != 0 && sender->rtp.ssrc != config->ssrc) {
    if (sender->rtp.packets_sent > 0)
      say_bye (session, now, sender->rtp.ssrc);
    wrtc_rtp_sender_set_ssrc (&sender->rtp, config->ssrc);
    sender->sent_at_report = 0;
    memset (&sender->remote, 0, sizeof sender->remote);
  }
  if (!could_send)
    want_keyframe (session, now, sender);
}

void
wrtc_rtp_session_set_sender_clock_rate (WrtcRtpSessionSender * sender,
    guint clock_rate)
{
  sender->rtp.default_clock_rate = clock_rate;
}

void
wrtc_rtp_session_restart_sender (WrtcRtpSessionSender * sender)
{
  wrtc_rtp_sender_restart (&sender->rtp);
}

static gboolean
ssrc_is_ours (const WrtcRtpSession * session, guint32 ssrc)
{
  for (guint i = 0; i < session->senders->len; i++) {
    WrtcRtpSessionSender *sender = g_ptr_array_index (session->senders, i);
    if (sender->rtp.ssrc == ssrc)
      return TRUE;
  }
  return ssrc == session->ssrc;
}

WrtcRtpSessionSender *
wrtc_rtp_session_find_sender (const WrtcRtpSession * session, guint32 ssrc)
{
  for (guint i = 0; i < session->senders->len; i++) {
    WrtcRtpSessionSender *sender = g_ptr_array_index (session->senders, i);
    if (sender->rtp.ssrc == ssrc && sender->rtp.packets_sent > 0)
      return sender;
  }
  return NULL;
}

static void
choose_ssrc (WrtcRtpSession * session, WrtcRtpSessionSender * sender,
    guint32 input)
{
  if (sender->rtp.ssrc != 0)
    return;
  if (input == 0 || ssrc_is_ours (session, input))
    input = sender->spare_ssrc;
  wrtc_rtp_sender_set_ssrc (&sender->rtp, input);
}

static gsize
write_header (const WrtcRtpSessionSender * sender,
    const WrtcRtpPacket * packet, const WrtcRtpSenderOutput * output,
    guint8 * data)
{
  WrtcRtpHeader header;
  WrtcRtpExtensionList *list = &header.extensions;

  wrtc_rtp_header_init_from_packet (&header, packet);
  for (guint i = list->count; i-- > 0;) {
    guint8 id = list->items[i].id;
    if (!(sender->extensions[id / 8] & (1 << id % 8)))
      wrtc_rtp_extension_list_remove (list, id);
  }
  if (sender->mid != NULL && sender->mid_extension != 0)
    wrtc_rtp_extension_list_set (list, sender->mid_extension,
        (const guint8 *) sender->mid, sender->mid_size);
  header.ssrc = output->ssrc;
  header.payload_type = output->payload_type;
  header.sequence_number = output->sequence;
  header.timestamp = output->timestamp;
  return wrtc_rtp_header_write (&header, data, WRTC_RTP_SESSION_HEADER_SIZE);
}

WrtcRtpSessionSendResult
wrtc_rtp_session_send (WrtcRtpSession * session, WrtcRtpSessionSender * sender,
    WrtcTime media_time, const WrtcRtpPacket * packet, guint8 * header,
    gsize * header_size)
{
  WrtcRtpSenderPacket input = { media_time, packet->ssrc, packet->payload_type,
    packet->sequence_number, packet->timestamp
  };
  WrtcRtpSessionSendResult result = WRTC_RTP_SESSION_SENT;
  WrtcRtpSenderOutput output;
  guint restarts;

  if (!session->open)
    result = WRTC_RTP_SESSION_SEND_CLOSED;
  else if (!sender->configured || !sender->active)
    result = WRTC_RTP_SESSION_SEND_INACTIVE;
  if (result != WRTC_RTP_SESSION_SENT) {
    /* No gap on the wire for what was never meant to be sent. */
    wrtc_rtp_sender_restart (&sender->rtp);
    sender->dropped[result]++;
    return result;
  }
  choose_ssrc (session, sender, packet->ssrc);
  restarts = sender->rtp.restarts + sender->rtp.restart;
  if (!wrtc_rtp_sender_handle_packet (&sender->rtp, &input, &output))
    result = WRTC_RTP_SESSION_SEND_PAYLOAD_TYPE;
  else if ((*header_size = write_header (sender, packet, &output, header)) == 0)
    result = WRTC_RTP_SESSION_SEND_MALFORMED;
  if (result != WRTC_RTP_SESSION_SENT) {
    sender->dropped[result]++;
    return result;
  }
  /* A jump that nobody announced: packets may be missing that the receiver,
   * who sees no gap, will not ask for. */
  if (sender->rtp.restarts > restarts && sender->video)
    wrtc_keyframe_pacer_handle_request (&sender->keyframe, TRUE);
  wrtc_rtp_sender_count (&sender->rtp, *header_size, packet->payload_size);
  return result;
}

void
wrtc_rtp_session_count_malformed (WrtcRtpSessionSender * sender)
{
  sender->dropped[WRTC_RTP_SESSION_SEND_MALFORMED]++;
}
