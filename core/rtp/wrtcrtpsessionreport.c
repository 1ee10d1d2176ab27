/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * RTCP that goes out, and time.
 *
 * A regular report is one or more compound packets: each begins with the
 * reports of some senders (SR) or, when nothing is sent, of the session (RR),
 * has the CNAME of each of these, and as many report blocks as fit. Requests
 * for key frames go with the first.
 */
#include <core/rtp/wrtcrtpsession-private.h>

#include <core/rtcp/wrtcntp.h>
#include <core/rtcp/wrtcrtcpwriter.h>

/* With this many SRs, their CNAMEs of 255 bytes and a few blocks still fit. */
#define MAX_SENDERS_IN_PACKET 3
#define MAX_BLOCKS_IN_PACKET 8
/* A FIR with one entry. */
#define MAX_FEEDBACK_SIZE 20

typedef struct
{
  WrtcTime now;
  WrtcTime media_time;
  WrtcRtcpWriter writer;
  guint32 ssrc;                 /* of the first report */
  guint32 ssrcs[MAX_SENDERS_IN_PACKET];
  guint n_ssrcs;
} Report;

void
wrtc_rtp_session_update_members (WrtcRtpSession * session, WrtcTime now)
{
  guint ours = 0, theirs = session->streams->len;

  if (!session->started)
    return;
  for (guint i = 0; i < session->senders->len; i++) {
    WrtcRtpSessionSender *sender = g_ptr_array_index (session->senders, i);
    ours += sender->rtp.packets_sent > 0;
  }
  wrtc_report_timer_handle_members (session->timer, now,
      MAX (ours, 1) + MAX (theirs, 1), ours + theirs, ours > 0);
}

/* === what a packet is made of === */

/* RFC 3550 6.4: an SR from who sent since the last report or the one before,
 * else it is an RR. */
static gboolean
sender_reports (const WrtcRtpSessionSender * sender)
{
  if (sender->rtp.packets_sent == 0)
    return FALSE;
  return sender->rtp.packets_sent > sender->sent_at_report ||
      sender->idle_reports < 1;
}

/* Blocks about the next streams that have something new. */
static guint
make_blocks (WrtcRtpSession * session, WrtcTime now,
    WrtcRtcpReportBlock * blocks, guint max)
{
  guint n = 0;

  while (session->report_stream < session->streams->len && n < max) {
    WrtcRtpSessionStream *stream =
        g_ptr_array_index (session->streams, session->report_stream++);
    WrtcRtpReceiveReport report;

    if (!wrtc_rtp_receive_stats_make_report (&stream->rtp, now, &report))
      continue;
    blocks[n].ssrc = stream->ssrc;
    blocks[n].fraction_lost = report.fraction_lost;
    blocks[n].cumulative_lost = report.cumulative_lost;
    blocks[n].highest_sequence = report.extended_highest;
    blocks[n].jitter = report.jitter;
    blocks[n].last_sr = report.last_sender_report;
    blocks[n].delay_since_last_sr = report.delay_since_sender_report;
    n++;
  }
  return n;
}

/* The next sender that has to report; NULL: all have. */
static WrtcRtpSessionSender *
next_sender (WrtcRtpSession * session)
{
  while (session->report_sender < session->senders->len) {
    WrtcRtpSessionSender *sender =
        g_ptr_array_index (session->senders, session->report_sender++);
    if (sender_reports (sender))
      return sender;
  }
  return NULL;
}

static void
add_sender_report (WrtcRtpSession * session, Report * report,
    WrtcRtpSessionSender * sender, const WrtcRtcpReportBlock * blocks,
    guint n_blocks)
{
  WrtcRtpSenderReport values;
  WrtcRtcpSenderInfo info;

  if (!wrtc_rtp_sender_make_report (&sender->rtp, report->media_time, &values))
    return;
  info.ntp_time = wrtc_ntp_from_unix (report->now + session->unix_offset);
  info.rtp_time = values.rtp_time;
  info.packet_count = values.packet_count;
  info.octet_count = values.octet_count;
  if (wrtc_rtcp_writer_add_report (&report->writer, values.ssrc, &info, blocks,
          n_blocks))
    report->ssrcs[report->n_ssrcs++] = values.ssrc;
  if (sender->rtp.packets_sent > sender->sent_at_report)
    sender->idle_reports = 0;
  else
    sender->idle_reports++;
  sender->sent_at_report = sender->rtp.packets_sent;
}

/* A sender that has reported, else the session. */
static guint32
reporting_ssrc (const WrtcRtpSession * session)
{
  for (guint i = 0; i < session->senders->len; i++) {
    WrtcRtpSessionSender *sender = g_ptr_array_index (session->senders, i);
    if (sender_reports (sender))
      return sender->rtp.ssrc;
  }
  return session->ssrc;
}

/* The reports of a packet. FALSE: nothing was left to report. */
static gboolean
add_reports (WrtcRtpSession * session, Report * report)
{
  WrtcRtcpReportBlock blocks[MAX_BLOCKS_IN_PACKET];
  guint n_blocks =
      make_blocks (session, report->now, blocks, MAX_BLOCKS_IN_PACKET);
  WrtcRtpSessionSender *sender = next_sender (session);

  if (sender == NULL) {
    if (n_blocks == 0 && !session->report_empty)
      return FALSE;
    report->ssrc = reporting_ssrc (session);
    report->ssrcs[report->n_ssrcs++] = report->ssrc;
    return wrtc_rtcp_writer_add_report (&report->writer, report->ssrc, NULL,
        blocks, n_blocks);
  }
  report->ssrc = sender->rtp.ssrc;
  add_sender_report (session, report, sender, blocks, n_blocks);
  while (report->n_ssrcs < MAX_SENDERS_IN_PACKET &&
      (sender = next_sender (session)) != NULL)
    add_sender_report (session, report, sender, NULL, 0);
  return TRUE;
}

static void
add_keyframe_requests (WrtcRtpSession * session, Report * report)
{
  for (guint i = 0; i < session->streams->len; i++) {
    WrtcRtpSessionStream *stream = g_ptr_array_index (session->streams, i);
    WrtcKeyframeRequest request;

    if (!stream->feedback_waits)
      continue;
    /* The rest goes with the next report. */
    if (wrtc_rtcp_writer_get_size (&report->writer) + MAX_FEEDBACK_SIZE >
        WRTC_RTP_SESSION_RTCP_SIZE)
      return;
    stream->feedback_waits = FALSE;
    if (!wrtc_keyframe_pacer_poll (&stream->keyframe, report->now, &request))
      continue;
    if (stream->ccm_fir && (request.all_headers || !stream->nack_pli)) {
      WrtcRtcpFirEntry entry = { stream->ssrc, request.fir_sequence };
      stream->fir_count += wrtc_rtcp_writer_add_fir (&report->writer,
          report->ssrc, &entry, 1);
    } else {
      stream->pli_count += wrtc_rtcp_writer_add_pli (&report->writer,
          report->ssrc, stream->ssrc);
    }
  }
}

static void
add_bye_of_all (WrtcRtpSession * session, Report * report)
{
  guint32 ssrcs[WRTC_RTCP_MAX_COUNT];
  guint n = 0;

  for (guint i = 0; i < session->senders->len && n < G_N_ELEMENTS (ssrcs); i++) {
    WrtcRtpSessionSender *sender = g_ptr_array_index (session->senders, i);
    if (sender->rtp.packets_sent > 0)
      ssrcs[n++] = sender->rtp.ssrc;
  }
  if (n == 0)
    ssrcs[n++] = session->ssrc;
  wrtc_rtcp_writer_add_bye (&report->writer, ssrcs, n, NULL);
}

/* Of senders that were removed; last in its packet (RFC 3550 6.1). */
static void
add_byes (WrtcRtpSession * session, Report * report)
{
  guint n = MIN (session->byes->len, WRTC_RTCP_MAX_COUNT);

  if (n > 0 && wrtc_rtcp_writer_add_bye (&report->writer,
          (const guint32 *) session->byes->data, n, NULL))
    g_array_remove_range (session->byes, 0, n);
}

/* === packets === */

/* Feedback alone: as little before it as the peer allows. */
static void
make_feedback (WrtcRtpSession * session, Report * report)
{
  report->ssrc = reporting_ssrc (session);
  if (!session->reduced_size) {
    wrtc_rtcp_writer_add_report (&report->writer, report->ssrc, NULL, NULL, 0);
    wrtc_rtcp_writer_add_cname (&report->writer, report->ssrc, session->cname);
  }
  add_keyframe_requests (session, report);
  add_byes (session, report);
  session->reporting = FALSE;
}

static void
make_regular (WrtcRtpSession * session, Report * report)
{
  gboolean first = session->report_empty;

  if (!add_reports (session, report)) {
    session->reporting = FALSE;
    return;
  }
  session->report_empty = FALSE;
  for (guint i = 0; i < report->n_ssrcs; i++)
    wrtc_rtcp_writer_add_cname (&report->writer, report->ssrcs[i],
        session->cname);
  if (!first)
    return;
  add_keyframe_requests (session, report);
  if (session->report_kind == WRTC_REPORT_KIND_BYE) {
    add_bye_of_all (session, report);
    session->reporting = FALSE;
  } else {
    add_byes (session, report);
  }
}

static gboolean
begin_report (WrtcRtpSession * session, WrtcTime now)
{
  if (!wrtc_report_timer_poll_report (session->timer, now,
          &session->report_kind))
    return FALSE;
  session->reporting = TRUE;
  session->report_empty = TRUE;
  session->report_sender = 0;
  session->report_stream = 0;
  session->report_size = 0;
  wrtc_rtp_session_update_members (session, now);
  return TRUE;
}

gboolean
wrtc_rtp_session_poll_rtcp (WrtcRtpSession * session, WrtcTime now,
    WrtcTime media_time, guint8 * data, gsize * size)
{
  Report report = { now, media_time };

  if (!session->open || !session->started)
    return FALSE;
  for (;;) {
    if (!session->reporting && !begin_report (session, now))
      return FALSE;
    report.n_ssrcs = 0;
    wrtc_rtcp_writer_init (&report.writer, data, WRTC_RTP_SESSION_RTCP_SIZE);
    if (session->report_kind == WRTC_REPORT_KIND_FEEDBACK)
      make_feedback (session, &report);
    else
      make_regular (session, &report);
    *size = wrtc_rtcp_writer_get_size (&report.writer);
    session->report_size += *size;
    if (!session->reporting)
      wrtc_report_timer_handle_sent (session->timer, session->report_size);
    if (*size > 0) {
      session->stats.rtcp_sent++;
      return TRUE;
    }
  }
}

/* === time === */

static void
pace_senders (WrtcRtpSession * session, WrtcTime now)
{
  for (guint i = 0; i < session->senders->len; i++) {
    WrtcRtpSessionSender *sender = g_ptr_array_index (session->senders, i);
    WrtcRtpSessionEvent event = { WRTC_RTP_SESSION_EVENT_KEYFRAME_WANTED };
    WrtcKeyframeRequest request;

    if (!wrtc_keyframe_pacer_poll (&sender->keyframe, now, &request))
      continue;
    sender->keyframes_wanted++;
    event.user_data = sender->user_data;
    event.all_headers = request.all_headers;
    event.ssrc = sender->rtp.ssrc;
    wrtc_rtp_session_push_event (session, &event);
  }
}

void
wrtc_rtp_session_pace_keyframes (WrtcRtpSession * session, WrtcTime now)
{
  pace_senders (session, now);
  for (guint i = 0; i < session->streams->len && session->started; i++) {
    WrtcRtpSessionStream *stream = g_ptr_array_index (session->streams, i);

    if (stream->feedback_waits ||
        now < wrtc_keyframe_pacer_next_timeout (&stream->keyframe))
      continue;
    wrtc_report_timer_handle_feedback (session->timer, now, WRTC_TIME_NONE);
    stream->feedback_waits = TRUE;
  }
}

void
wrtc_rtp_session_handle_leave (WrtcRtpSession * session, WrtcTime now)
{
  /* Who sent nothing says nothing (RFC 3550 6.3.7): tell it what was sent. */
  wrtc_rtp_session_update_members (session, now);
  if (session->started)
    wrtc_report_timer_handle_leave (session->timer, now);
}

WrtcTime
wrtc_rtp_session_next_timeout (const WrtcRtpSession * session)
{
  WrtcTime next;

  if (!session->open)
    return WRTC_TIME_NONE;
  next = wrtc_report_timer_next_timeout (session->timer, NULL);
  for (guint i = 0; i < session->senders->len; i++) {
    WrtcRtpSessionSender *sender = g_ptr_array_index (session->senders, i);
    next = MIN (next, wrtc_keyframe_pacer_next_timeout (&sender->keyframe));
  }
  for (guint i = 0; i < session->streams->len; i++) {
    WrtcRtpSessionStream *stream = g_ptr_array_index (session->streams, i);
    if (!stream->feedback_waits)
      next = MIN (next, wrtc_keyframe_pacer_next_timeout (&stream->keyframe));
  }
  return next;
}

void
wrtc_rtp_session_handle_timeout (WrtcRtpSession * session, WrtcTime now)
{
  if (!session->open)
    return;
  wrtc_report_timer_handle_timeout (session->timer, now);
  wrtc_rtp_session_pace_keyframes (session, now);
}
