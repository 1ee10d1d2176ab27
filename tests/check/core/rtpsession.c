/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Two cores that send to each other over a wire with explicit delays.
 */
#include <core/rtp/wrtcrtpsession.h>

#include <core/rtcp/wrtcntp.h>
#include <core/rtcp/wrtcrtcpfeedback.h>
#include <core/rtcp/wrtcrtcpsdes.h>
#include <core/rtp/wrtcrtpextension.h>
#include <string.h>

#define MID_ID 3
#define OTHER_ID 5
#define UNIX_OFFSET (G_GUINT64_CONSTANT (1800000000) * WRTC_SECOND)

static const WrtcRtpSenderCodec send_codecs[] = { {96, 120, 90000} };

static const WrtcRtpSessionCodec video_codecs[] = {
  {{0, 120, 90000}, TRUE, FALSE}
};

static const WrtcRtpSessionCodec fir_codecs[] = {
  {{0, 120, 90000}, FALSE, TRUE}
};

static const WrtcRtpSessionCodec audio_codecs[] = {
  {{0, 111, 48000}, FALSE, FALSE}
};

static WrtcRtpSession *
new_session (guint64 seed, const gchar * cname)
{
  WrtcRtpSessionConfig config = { seed, cname, 0xf0000000 + seed,
    UNIX_OFFSET
  };

  return wrtc_rtp_session_new (&config);
}

static void
configure_receive (WrtcRtpSession * session, gboolean active,
    const WrtcRtpSessionCodec * video)
{
  const WrtcRtpSessionSection sections[] = {
    {{0, "v", active}, video, 1},
    {{1, "a", active}, audio_codecs, 1},
  };

  wrtc_rtp_session_configure_receive (session, MID_ID, sections, 2);
}

static WrtcRtpSessionSenderConfig
video_config (void)
{
  WrtcRtpSessionSenderConfig config = { 0 };

  config.active = TRUE;
  config.video = TRUE;
  config.mid = "v";
  config.mid_extension = MID_ID;
  config.codecs = send_codecs;
  config.n_codecs = 1;
  return config;
}

/* A sends one video stream to B, and both report. */
typedef struct
{
  WrtcRtpSession *a, *b;
  WrtcRtpSessionSender *sender;
  WrtcRtpSessionStream *stream; /* at B */
  WrtcTime delay;               /* of the wire, one way */
  guint16 sequence;
  guint8 header[WRTC_RTP_SESSION_HEADER_SIZE];
  gsize header_size;
  guint sender_tag, stream_tag;
} Pair;

static void
pair_open (Pair * pair, WrtcTime now, const WrtcRtpSessionCodec * codecs)
{
  WrtcRtpSessionSenderConfig config = video_config ();
  WrtcRtpSessionEvent event;

  memset (pair, 0, sizeof *pair);
  pair->a = new_session (1, "alice");
  pair->b = new_session (2, "bob");
  pair->sender = wrtc_rtp_session_add_sender (pair->a, 0x77, &pair->sender_tag);
  wrtc_rtp_session_configure_sender (pair->a, now, pair->sender, &config);
  configure_receive (pair->b, TRUE, codecs);
  wrtc_rtp_session_handle_open (pair->a, now, TRUE);
  wrtc_rtp_session_handle_open (pair->b, now, TRUE);
  g_assert_true (wrtc_rtp_session_poll_event (pair->a, &event));
}

static void
pair_close (Pair * pair)
{
  wrtc_rtp_session_free (pair->a);
  wrtc_rtp_session_free (pair->b);
}

static void
make_packet (guint8 * bytes, guint16 sequence, guint32 timestamp, guint32 ssrc)
{
  const guint8 packet[16] = { 0x80, 96, sequence >> 8, sequence & 0xff,
    timestamp >> 24, timestamp >> 16, timestamp >> 8, timestamp,
    ssrc >> 24, ssrc >> 16, ssrc >> 8, ssrc, 1, 2, 3, 4
  };

  memcpy (bytes, packet, sizeof packet);
}

static WrtcRtpSessionSendResult
send_bytes (Pair * pair, WrtcTime now, const guint8 * bytes, gsize size)
{
  WrtcRtpPacket packet;

  g_assert_cmpint (wrtc_rtp_packet_parse (&packet, bytes, size), ==,
      WRTC_RTP_RESULT_OK);
  return wrtc_rtp_session_send (pair->a, pair->sender, now, &packet,
      pair->header, &pair->header_size);
}

/* A packet from A's payloader to B's stream. */
static WrtcRtpSessionReceiveResult
pair_send (Pair * pair, WrtcTime now, WrtcRtpSessionReceived * received)
{
  WrtcRtpSessionReceiveResult result;
  guint8 bytes[16], wire[WRTC_RTP_SESSION_HEADER_SIZE + 4];

  make_packet (bytes, pair->sequence++, now / WRTC_MSECOND * 90, 0x1234);
  g_assert_cmpint (send_bytes (pair, now, bytes, sizeof bytes), ==,
      WRTC_RTP_SESSION_SENT);
  memcpy (wire, pair->header, pair->header_size);
  memcpy (wire + pair->header_size, bytes + 12, 4);
  result = wrtc_rtp_session_handle_rtp (pair->b, now + pair->delay, wire,
      pair->header_size + 4, received);
  if (result == WRTC_RTP_SESSION_RECEIVED) {
    pair->stream = received->stream;
    wrtc_rtp_session_set_stream_user_data (received->stream, &pair->stream_tag);
  }
  return result;
}

/* Lets time pass until @end; RTCP arrives after the wire's delay. */
static guint
pair_run (Pair * pair, WrtcTime now, WrtcTime end)
{
  guint8 data[WRTC_RTP_SESSION_RTCP_SIZE];
  guint n = 0;
  gsize size;

  for (; now < end; now += WRTC_MSECOND) {
    wrtc_rtp_session_handle_timeout (pair->a, now);
    wrtc_rtp_session_handle_timeout (pair->b, now);
    for (; wrtc_rtp_session_poll_rtcp (pair->a, now, now, data, &size); n++)
      g_assert_true (wrtc_rtp_session_handle_rtcp (pair->b,
              now + pair->delay, data, size));
    for (; wrtc_rtp_session_poll_rtcp (pair->b, now, now, data, &size); n++)
      g_assert_true (wrtc_rtp_session_handle_rtcp (pair->a,
              now + pair->delay, data, size));
  }
  return n;
}

static void
test_session_closed_passes_nothing_and_counts (void)
{
  g_autoptr (WrtcRtpSession) session = new_session (1, "x");
  WrtcRtpSessionSenderConfig config = video_config ();
  WrtcRtpSessionReceived received;
  WrtcRtpSessionSenderStats sent;
  WrtcRtpSessionStats stats;
  WrtcRtpSessionEvent event;
  Pair pair = { session };
  guint8 bytes[16], rtcp[WRTC_RTP_SESSION_RTCP_SIZE];
  gsize size;

  pair.sender = wrtc_rtp_session_add_sender (session, 7, &pair);
  wrtc_rtp_session_configure_sender (session, 0, pair.sender, &config);
  configure_receive (session, TRUE, video_codecs);
  make_packet (bytes, 0, 0, 1);
  g_assert_cmpint (send_bytes (&pair, 0, bytes, sizeof bytes), ==,
      WRTC_RTP_SESSION_SEND_CLOSED);
  g_assert_cmpint (wrtc_rtp_session_handle_rtp (session, 0, bytes,
          sizeof bytes, &received), ==, WRTC_RTP_SESSION_RECEIVE_CLOSED);
  g_assert_false (wrtc_rtp_session_handle_rtcp (session, 0,
          (const guint8 *) "\x80\xc9\0\1\0\0\0\1", 8));
  wrtc_rtp_session_handle_timeout (session, 100 * WRTC_SECOND);
  g_assert_false (wrtc_rtp_session_poll_rtcp (session, 100 * WRTC_SECOND, 0,
          rtcp, &size));
  g_assert_cmpuint (wrtc_rtp_session_next_timeout (session), ==,
      WRTC_TIME_NONE);
  g_assert_false (wrtc_rtp_session_poll_event (session, &event));
  wrtc_rtp_session_get_stats (session, &stats);
  wrtc_rtp_session_get_sender_stats (pair.sender, &sent);
  g_assert_cmpuint (stats.dropped[WRTC_RTP_SESSION_RECEIVE_CLOSED], ==, 1);
  g_assert_cmpuint (stats.rtcp_dropped, ==, 1);
  g_assert_cmpuint (sent.dropped[WRTC_RTP_SESSION_SEND_CLOSED], ==, 1);
  g_assert_cmpuint (wrtc_rtp_session_n_streams (session), ==, 0);
}

static void
test_session_opening_wants_a_keyframe_of_video_only (void)
{
  g_autoptr (WrtcRtpSession) session = new_session (1, "x");
  WrtcRtpSessionSenderConfig config = video_config ();
  WrtcRtpSessionSender *senders[4];
  WrtcRtpSessionEvent event;

  for (guint i = 0; i < 4; i++) {
    senders[i] = wrtc_rtp_session_add_sender (session, i + 1,
        GUINT_TO_POINTER (i + 1));
    config.video = i != 0;
    config.active = i != 1;
    wrtc_rtp_session_configure_sender (session, 0, senders[i],
        i != 3 ? &config : NULL);
  }
  wrtc_rtp_session_handle_open (session, 0, TRUE);
  g_assert_true (wrtc_rtp_session_poll_event (session, &event));
  g_assert_cmpint (event.kind, ==, WRTC_RTP_SESSION_EVENT_KEYFRAME_WANTED);
  g_assert_cmpuint (GPOINTER_TO_UINT (event.user_data), ==, 3);
  g_assert_false (wrtc_rtp_session_poll_event (session, &event));
  /* One that may send only now. */
  config.active = TRUE;
  wrtc_rtp_session_configure_sender (session, 0, senders[1], &config);
  g_assert_true (wrtc_rtp_session_poll_event (session, &event));
  g_assert_cmpuint (GPOINTER_TO_UINT (event.user_data), ==, 2);
  /* The same again changes nothing. */
  wrtc_rtp_session_configure_sender (session, WRTC_SECOND, senders[1], &config);
  g_assert_false (wrtc_rtp_session_poll_event (session, &event));
}

static void
test_session_header_has_mid_and_only_negotiated_extensions (void)
{
  /* One-byte extensions: 5, and 9 that nobody negotiated. */
  static const guint8 bytes[] = { 0x90, 96 | 0x80, 0, 9, 0, 0, 0, 1, 0, 0, 0,
    2, 0xbe, 0xde, 0, 1, 0x50, 0xaa, 0x90, 0xbb, 1, 2, 3
  };
  WrtcRtpSessionSenderConfig config = video_config ();
  WrtcRtpExtension extension;
  WrtcRtpPacket packet;
  Pair pair;

  pair_open (&pair, 0, video_codecs);
  config.extensions[OTHER_ID / 8] = 1 << OTHER_ID % 8;
  config.ssrc = 0xabcdef01;
  wrtc_rtp_session_configure_sender (pair.a, 0, pair.sender, &config);
  g_assert_cmpint (send_bytes (&pair, 0, bytes, sizeof bytes), ==,
      WRTC_RTP_SESSION_SENT);
  g_assert_cmpint (wrtc_rtp_packet_parse (&packet, pair.header,
          pair.header_size), ==, WRTC_RTP_RESULT_OK);
  g_assert_cmphex (packet.ssrc, ==, 0xabcdef01);
  g_assert_cmpuint (packet.payload_type, ==, 120);
  g_assert_cmpuint (packet.sequence_number, ==, 9);
  g_assert_cmpuint (packet.timestamp, ==, 1);
  g_assert_true (packet.marker);
  g_assert_true (wrtc_rtp_extension_find (&packet, MID_ID, &extension));
  g_assert_cmpmem (extension.data, extension.size, "v", 1);
  g_assert_true (wrtc_rtp_extension_find (&packet, OTHER_ID, &extension));
  g_assert_cmpmem (extension.data, extension.size, "\xaa", 1);
  g_assert_false (wrtc_rtp_extension_find (&packet, 9, &extension));
  pair_close (&pair);
}

static void
test_session_drops_are_no_gap_on_the_wire (void)
{
  WrtcRtpSessionSenderConfig config = video_config ();
  WrtcRtpPacket packet;
  guint8 bytes[16];
  Pair pair;

  pair_open (&pair, 0, video_codecs);
  make_packet (bytes, 65535, 0, 1);
  send_bytes (&pair, 0, bytes, sizeof bytes);
  config.active = FALSE;
  wrtc_rtp_session_configure_sender (pair.a, 0, pair.sender, &config);
  for (guint i = 0; i < 100; i++) {
    make_packet (bytes, i, i, 1);
    g_assert_cmpint (send_bytes (&pair, 0, bytes, sizeof bytes), ==,
        WRTC_RTP_SESSION_SEND_INACTIVE);
  }
  config.active = TRUE;
  wrtc_rtp_session_configure_sender (pair.a, 0, pair.sender, &config);
  make_packet (bytes, 100, 100, 1);
  g_assert_cmpint (send_bytes (&pair, WRTC_SECOND, bytes, sizeof bytes), ==,
      WRTC_RTP_SESSION_SENT);
  wrtc_rtp_packet_parse (&packet, pair.header, pair.header_size);
  g_assert_cmpuint (packet.sequence_number, ==, 0);
  g_assert_cmpuint (packet.timestamp, ==, 90000);
  pair_close (&pair);
}

static void
test_session_unannounced_jump_wants_a_keyframe (void)
{
  static const struct
  {
    guint16 step;
    gboolean announced, wanted;
  } rows[] = {
    {1, FALSE, FALSE},
    {500, FALSE, FALSE},
    {600, TRUE, FALSE},
    {600, FALSE, TRUE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    WrtcRtpSessionEvent event;
    guint8 bytes[16];
    Pair pair;

    pair_open (&pair, 0, video_codecs);
    make_packet (bytes, 0, 0, 1);
    send_bytes (&pair, 0, bytes, sizeof bytes);
    if (rows[i].announced)
      wrtc_rtp_session_restart_sender (pair.sender);
    make_packet (bytes, rows[i].step, 0, 1);
    send_bytes (&pair, 0, bytes, sizeof bytes);
    wrtc_rtp_session_handle_timeout (pair.a, WRTC_SECOND);
    g_assert_cmpint (wrtc_rtp_session_poll_event (pair.a, &event), ==,
        rows[i].wanted);
    pair_close (&pair);
  }
}

static void
test_session_input_ssrc_in_use_is_replaced (void)
{
  WrtcRtpSessionSenderConfig config = video_config ();
  guint8 bytes[16];
  WrtcRtpSessionSenderStats first, second;
  Pair pair;

  pair_open (&pair, 0, video_codecs);
  make_packet (bytes, 1, 1, 0x1111);
  send_bytes (&pair, 0, bytes, sizeof bytes);
  wrtc_rtp_session_get_sender_stats (pair.sender, &first);
  g_assert_cmphex (first.rtp.ssrc, ==, 0x1111);
  pair.sender = wrtc_rtp_session_add_sender (pair.a, 0x2222, &pair);
  wrtc_rtp_session_configure_sender (pair.a, 0, pair.sender, &config);
  send_bytes (&pair, 0, bytes, sizeof bytes);
  wrtc_rtp_session_get_sender_stats (pair.sender, &second);
  g_assert_cmphex (second.rtp.ssrc, ==, 0x2222);
  pair_close (&pair);
}

static void
test_session_reports_give_round_trip_loss_and_sender_info (void)
{
  WrtcRtpSessionReceived received;
  WrtcRtpSessionSenderStats sent;
  WrtcRtpSessionStreamStats got;
  WrtcRtpSessionEvent event;
  WrtcTime now = 10 * WRTC_SECOND;
  guint reports = 0;
  Pair pair;

  pair_open (&pair, now, video_codecs);
  pair.delay = 40 * WRTC_MSECOND;
  for (guint i = 0; i < 300; i++, now += 10 * WRTC_MSECOND) {
    /* One in ten is lost. */
    if (i % 10 == 5)
      pair.sequence++;
    g_assert_cmpint (pair_send (&pair, now, &received), ==,
        WRTC_RTP_SESSION_RECEIVED);
    g_assert_cmpint (received.is_new, ==, i == 0);
    g_assert_cmpint (received.payload_type_changed, ==, i == 0);
    g_assert_cmpuint (received.section, ==, 0);
    pair_run (&pair, now, now + 10 * WRTC_MSECOND);
    while (wrtc_rtp_session_poll_event (pair.b, &event)) {
      gint64 error = (gint64) (wrtc_ntp_to_unix (event.ntp_time) -
          UNIX_OFFSET) - (gint64) now;

      g_assert_cmpint (event.kind, ==, WRTC_RTP_SESSION_EVENT_SENDER_REPORT);
      g_assert_true (event.user_data == &pair.stream_tag);
      g_assert_cmpstr (event.cname, ==, "alice");
      /* The stamp and the wall clock of one moment. */
      g_assert_cmpint (ABS (error), <=, 10 * WRTC_MSECOND);
      g_assert_cmpint (ABS ((gint64) event.rtp_time - (gint64) (now +
                  error) / 1000000 * 90), <=, 90);
      reports++;
    }
  }
  g_assert_cmpuint (reports, >=, 2);
  g_assert_cmpuint (reports, <=, 7);
  wrtc_rtp_session_get_sender_stats (pair.sender, &sent);
  g_assert_cmpuint (sent.rtp.packets_sent, ==, 300);
  g_assert_cmpuint (sent.remote.reports, >=, 2);
  g_assert_cmpuint (sent.remote.round_trip_time_measurements, >=, 1);
  g_assert_cmpint (ABS ((gint64) sent.remote.round_trip_time -
          80 * (gint64) WRTC_MSECOND), <=, 2 * WRTC_MSECOND);
  g_assert_cmpint (sent.remote.packets_lost, >, 10);
  g_assert_cmpint (sent.remote.packets_lost, <=, 30);
  g_assert_cmpfloat_with_epsilon (sent.remote.fraction_lost, 0.09, 0.04);
  wrtc_rtp_session_get_stream_stats (pair.stream, &got);
  g_assert_cmpuint (got.rtp.packets_received, ==, 300);
  g_assert_cmpint (wrtc_rtp_receive_stats_lost (&got.rtp), ==, 30);
  g_assert_cmpuint (got.remote.reports, ==, reports);
  g_assert_cmpuint (got.remote.packets_sent, >, 0);
  g_assert_cmpuint (got.remote.bytes_sent, ==, got.remote.packets_sent * 4);
  g_assert_cmpstr (got.cname, ==, "alice");
  pair_close (&pair);
}

static void
test_session_first_report_comes_soon_then_each_second (void)
{
  for (guint64 seed = 0; seed < 50; seed++) {
    g_autoptr (WrtcRtpSession) session = new_session (seed, "x");
    guint8 data[WRTC_RTP_SESSION_RTCP_SIZE];
    WrtcTime first = 0;
    guint n = 0;
    gsize size;

    wrtc_rtp_session_handle_open (session, 0, TRUE);
    for (WrtcTime now = 0; now < 30 * WRTC_SECOND;
        now = wrtc_rtp_session_next_timeout (session)) {
      wrtc_rtp_session_handle_timeout (session, now);
      while (wrtc_rtp_session_poll_rtcp (session, now, now, data, &size)) {
        if (n++ == 0)
          first = now;
      }
      g_assert_cmpuint (wrtc_rtp_session_next_timeout (session), >, now);
    }
    g_assert_cmpuint (first, <=, WRTC_SECOND);
    g_assert_cmpuint (n, >=, 15);
    g_assert_cmpuint (n, <=, 60);
  }
}

/* What the wire says of key frames. */
static void
scan (const guint8 * data, gsize size, guint * n_packets, guint * n_pli,
    guint * n_fir, guint8 * fir)
{
  WrtcRtcpReader reader;
  WrtcRtcpPacket packet;
  WrtcRtcpFeedback feedback;
  WrtcRtcpFirEntry entry;

  *n_packets = 0;
  g_assert_cmpint (wrtc_rtcp_reader_init (&reader, data, size, TRUE), ==,
      WRTC_RTCP_RESULT_OK);
  while (wrtc_rtcp_reader_next (&reader, &packet)) {
    (*n_packets)++;
    if (packet.type != WRTC_RTCP_TYPE_PSFB)
      continue;
    g_assert_cmpint (wrtc_rtcp_parse_feedback (&packet, &feedback), ==,
        WRTC_RTCP_RESULT_OK);
    *n_pli += wrtc_rtcp_feedback_is_pli (&feedback);
    if (wrtc_rtcp_feedback_get_fir (&feedback, 0, &entry)) {
      (*n_fir)++;
      *fir = entry.command;
    }
  }
}

static void
test_session_keyframe_request_crosses_as_negotiated (void)
{
  static const struct
  {
    const WrtcRtpSessionCodec *codecs;
    gboolean reduced_size;
    guint n_pli, n_fir;
  } rows[] = {
    {video_codecs, FALSE, 1, 0},
    {video_codecs, TRUE, 1, 0},
    {fir_codecs, FALSE, 0, 1},
    {fir_codecs, TRUE, 0, 1},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    WrtcRtpSessionReceived received;
    WrtcRtpSessionSenderStats sent;
    WrtcRtpSessionEvent event;
    guint8 data[WRTC_RTP_SESSION_RTCP_SIZE], fir = 0;
    guint n_packets, n_pli = 0, n_fir = 0;
    WrtcTime now = 10 * WRTC_SECOND;
    gsize size;
    Pair pair;

    pair_open (&pair, now, rows[i].codecs);
    wrtc_rtp_session_set_reduced_size (pair.b, rows[i].reduced_size);
    pair_send (&pair, now, &received);
    pair_run (&pair, now, now + 3 * WRTC_SECOND);
    now += 3 * WRTC_SECOND;
    /* Ten decoders, one wish. */
    for (guint k = 0; k < 10; k++)
      g_assert_true (wrtc_rtp_session_request_keyframe (pair.b, now,
              pair.stream, FALSE));
    g_assert_cmpuint (wrtc_rtp_session_next_timeout (pair.b), <=, now);
    wrtc_rtp_session_handle_timeout (pair.b, now);
    g_assert_true (wrtc_rtp_session_poll_rtcp (pair.b, now, now, data, &size));
    scan (data, size, &n_packets, &n_pli, &n_fir, &fir);
    g_assert_cmpuint (n_pli, ==, rows[i].n_pli);
    g_assert_cmpuint (n_fir, ==, rows[i].n_fir);
    g_assert_cmpuint (n_packets, ==, rows[i].reduced_size ? 1 : 3);
    g_assert_false (wrtc_rtp_session_poll_rtcp (pair.b, now, now, data, &size));
    g_assert_true (wrtc_rtp_session_handle_rtcp (pair.a, now, data, size));
    while (wrtc_rtp_session_poll_event (pair.b, &event));
    g_assert_true (wrtc_rtp_session_poll_event (pair.a, &event));
    g_assert_cmpint (event.kind, ==, WRTC_RTP_SESSION_EVENT_KEYFRAME_WANTED);
    g_assert_cmpint (event.all_headers, ==, rows[i].n_fir == 1);
    g_assert_true (event.user_data == &pair.sender_tag);
    wrtc_rtp_session_get_sender_stats (pair.sender, &sent);
    g_assert_cmpuint (sent.pli_count, ==, rows[i].n_pli);
    g_assert_cmpuint (sent.fir_count, ==, rows[i].n_fir);
    pair_close (&pair);
  }
}

static void
test_session_keyframe_request_without_feedback_is_refused (void)
{
  static const WrtcRtpSessionCodec plain[] = {
    {{0, 120, 90000}, FALSE, FALSE}
  };
  WrtcRtpSessionReceived received;
  Pair pair;

  pair_open (&pair, 0, plain);
  pair_send (&pair, 0, &received);
  g_assert_false (wrtc_rtp_session_request_keyframe (pair.b, 0, pair.stream,
          FALSE));
  pair_close (&pair);
}

static void
test_session_pli_flood_costs_three_keyframes_a_second (void)
{
  static const guint8 pli[] = { 0x81, 206, 0, 2, 0, 0, 0, 9, 0, 0, 0x12, 0x34 };
  WrtcRtpSessionReceived received;
  WrtcRtpSessionSenderStats sent;
  WrtcRtpSessionEvent event;
  guint wanted = 0;
  Pair pair;

  pair_open (&pair, 0, video_codecs);
  pair_send (&pair, 0, &received);
  for (WrtcTime now = WRTC_SECOND; now < 4 * WRTC_SECOND;
      now += WRTC_MSECOND / 10) {
    wrtc_rtp_session_handle_rtcp (pair.a, now, pli, sizeof pli);
    while (wrtc_rtp_session_poll_event (pair.a, &event))
      wanted++;
  }
  g_assert_cmpuint (wanted, ==, 10);
  wrtc_rtp_session_get_sender_stats (pair.sender, &sent);
  g_assert_cmpuint (sent.pli_count, ==, 30000);
  pair_close (&pair);
}

static void
test_session_bye_ends_the_stream (void)
{
  for (guint by_removal = 0; by_removal < 2; by_removal++) {
    WrtcRtpSessionReceived received;
    WrtcRtpSessionEvent event;
    WrtcTime now = 10 * WRTC_SECOND;
    gboolean ended = FALSE;
    Pair pair;

    pair_open (&pair, now, video_codecs);
    pair_send (&pair, now, &received);
    pair_run (&pair, now, now + 2 * WRTC_SECOND);
    now += 2 * WRTC_SECOND;
    if (by_removal)
      wrtc_rtp_session_remove_sender (pair.a, now, pair.sender);
    else
      wrtc_rtp_session_handle_leave (pair.a, now);
    pair_run (&pair, now, now + WRTC_MSECOND);
    while (wrtc_rtp_session_poll_event (pair.b, &event)) {
      if (event.kind == WRTC_RTP_SESSION_EVENT_STREAM_ENDED) {
        g_assert_true (event.user_data == &pair.stream_tag);
        ended = TRUE;
      }
    }
    g_assert_true (ended);
    g_assert_cmpuint (wrtc_rtp_session_n_streams (pair.b), ==, 0);
    pair_close (&pair);
  }
}

static void
test_session_new_sections_end_streams (void)
{
  WrtcRtpSessionReceived received;
  WrtcRtpSessionEvent event;
  Pair pair;

  pair_open (&pair, 0, video_codecs);
  pair_send (&pair, 0, &received);
  configure_receive (pair.b, TRUE, video_codecs);
  g_assert_false (wrtc_rtp_session_poll_event (pair.b, &event));
  /* What the payload type means is said again. */
  pair_send (&pair, 0, &received);
  g_assert_true (received.payload_type_changed);
  g_assert_false (received.is_new);
  configure_receive (pair.b, FALSE, video_codecs);
  g_assert_true (wrtc_rtp_session_poll_event (pair.b, &event));
  g_assert_cmpint (event.kind, ==, WRTC_RTP_SESSION_EVENT_STREAM_ENDED);
  g_assert_cmpint (pair_send (&pair, 0, &received), ==,
      WRTC_RTP_SESSION_RECEIVE_INACTIVE);
  pair_close (&pair);
}

static void
test_session_duplicate_is_not_given_twice (void)
{
  WrtcRtpSessionReceived received;
  Pair pair;

  pair_open (&pair, 0, video_codecs);
  pair_send (&pair, 0, &received);
  pair.sequence--;
  g_assert_cmpint (pair_send (&pair, 0, &received), ==,
      WRTC_RTP_SESSION_RECEIVE_DUPLICATE);
  pair.sequence = 30000;
  g_assert_cmpint (pair_send (&pair, 0, &received), ==,
      WRTC_RTP_SESSION_RECEIVED);
  pair_close (&pair);
}

static void
test_session_many_streams_are_all_reported_in_small_packets (void)
{
  g_autoptr (WrtcRtpSession) session = NULL;
  g_autofree gchar *cname = g_strnfill (255, 'c');
  g_autoptr (GHashTable) reported = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) reporters = g_hash_table_new (NULL, NULL);
  WrtcRtpSessionSenderConfig config = video_config ();
  WrtcRtpSessionReceived received;
  WrtcRtpSessionSection sections[50];
  gchar mids[50][8];
  guint8 bytes[16], data[WRTC_RTP_SESSION_RTCP_SIZE];
  guint32 announced[50];
  Pair pair = { NULL };
  WrtcTime now = 0;
  gsize size;

  session = new_session (3, cname);
  memset (sections, 0, sizeof sections);
  for (guint i = 0; i < 50; i++) {
    g_snprintf (mids[i], sizeof mids[i], "%u", i);
    announced[i] = 0x100 + i;
    sections[i].section.id = i;
    sections[i].section.mid = mids[i];
    sections[i].section.active = TRUE;
    sections[i].section.ssrcs = &announced[i];
    sections[i].section.n_ssrcs = 1;
    sections[i].codecs = video_codecs;
    sections[i].n_codecs = 1;
  }
  wrtc_rtp_session_configure_receive (session, MID_ID, sections, 50);
  wrtc_rtp_session_handle_open (session, 0, TRUE);
  pair.a = session;
  for (guint i = 0; i < 20; i++) {
    pair.sender = wrtc_rtp_session_add_sender (session, 0x900 + i, &pair);
    config.ssrc = 0x900 + i;
    wrtc_rtp_session_configure_sender (session, 0, pair.sender, &config);
    make_packet (bytes, 0, 0, 1);
    g_assert_cmpint (send_bytes (&pair, 0, bytes, sizeof bytes), ==,
        WRTC_RTP_SESSION_SENT);
  }
  for (guint i = 0; i < 50; i++) {
    make_packet (bytes, 0, 0, announced[i]);
    bytes[1] = 120;
    g_assert_cmpint (wrtc_rtp_session_handle_rtp (session, 0, bytes,
            sizeof bytes, &received), ==, WRTC_RTP_SESSION_RECEIVED);
  }
  /* With so many members the timer reconsiders for a while (RFC 3550 6.3). */
  while (!wrtc_rtp_session_poll_rtcp (session, now, 0, data, &size)) {
    now = MAX (now, wrtc_rtp_session_next_timeout (session));
    g_assert_cmpuint (now, <, 60 * WRTC_SECOND);
    wrtc_rtp_session_handle_timeout (session, now);
  }
  do {
    WrtcRtcpReader reader;
    WrtcRtcpPacket packet;
    WrtcRtcpReport report;

    g_assert_cmpuint (size, <=, 1200);
    g_assert_cmpint (wrtc_rtcp_reader_init (&reader, data, size, FALSE), ==,
        WRTC_RTCP_RESULT_OK);
    while (wrtc_rtcp_reader_next (&reader, &packet)) {
      if (wrtc_rtcp_parse_report (&packet, &report) != WRTC_RTCP_RESULT_OK)
        continue;
      if (report.has_sender_info)
        g_hash_table_add (reporters, GUINT_TO_POINTER (report.ssrc));
      for (guint i = 0; i < report.block_count; i++)
        g_assert_true (g_hash_table_add (reported,
                GUINT_TO_POINTER (report.blocks[i].ssrc)));
    }
  } while (wrtc_rtp_session_poll_rtcp (session, now, 0, data, &size));
  g_assert_cmpuint (g_hash_table_size (reported), ==, 50);
  g_assert_cmpuint (g_hash_table_size (reporters), ==, 20);
}

static void
test_session_garbage_is_dropped_and_bounded (void)
{
  GRand *rand = g_rand_new_with_seed (5);
  WrtcRtpSessionReceived received;
  WrtcRtpSessionEvent event;
  WrtcRtpSessionStats stats;
  guint8 bytes[300], data[WRTC_RTP_SESSION_RTCP_SIZE];
  WrtcTime now = 0;
  gsize n;
  Pair pair;

  pair_open (&pair, 0, video_codecs);
  pair_send (&pair, 0, &received);
  for (guint i = 0; i < 200000; i++) {
    gsize size = g_rand_int_range (rand, 0, sizeof bytes);

    for (guint k = 0; k < size; k++)
      bytes[k] = g_rand_int (rand);
    /* Often enough near to something good. */
    bytes[0] = 0x80 | (bytes[0] & (i % 2 ? 0x1f : 0xff));
    if (i % 3 == 0) {
      bytes[1] = 200 + bytes[1] % 8;
      bytes[2] = 0;
      bytes[3] = size >= 4 ? size / 4 - 1 : 0;
      size = size / 4 * 4;
    } else if (i % 3 == 1) {
      bytes[1] = 120;
    }
    now += WRTC_MSECOND;
    if (wrtc_rtp_session_handle_rtp (pair.b, now, bytes, size, &received) ==
        WRTC_RTP_SESSION_RECEIVED)
      wrtc_rtp_session_set_stream_user_data (received.stream, &pair.stream_tag);
    wrtc_rtp_session_handle_rtcp (pair.b, now, bytes, size);
    wrtc_rtp_session_handle_rtcp (pair.a, now, bytes, size);
    wrtc_rtp_session_handle_timeout (pair.a, now);
    wrtc_rtp_session_handle_timeout (pair.b, now);
    while (wrtc_rtp_session_poll_event (pair.a, &event));
    while (wrtc_rtp_session_poll_event (pair.b, &event));
    while (wrtc_rtp_session_poll_rtcp (pair.a, now, now, data, &n));
    while (wrtc_rtp_session_poll_rtcp (pair.b, now, now, data, &n));
    g_assert_cmpuint (wrtc_rtp_session_n_streams (pair.b), <=, 16);
  }
  wrtc_rtp_session_get_stats (pair.b, &stats);
  g_assert_cmpuint (stats.dropped[WRTC_RTP_SESSION_RECEIVE_MALFORMED], >, 0);
  g_assert_cmpuint (stats.dropped[WRTC_RTP_SESSION_RECEIVE_TOO_MANY_STREAMS],
      >, 0);
  g_assert_cmpuint (stats.rtcp_dropped, >, 0);
  g_assert_cmpuint (stats.rtcp_parts_dropped, >, 0);
  pair_close (&pair);
  g_rand_free (rand);
}

static void
test_session_mirror_is_counted_and_taken (void)
{
  WrtcRtpSessionReceived received;
  WrtcRtpSessionStats stats;
  guint8 bytes[16];
  Pair pair;

  pair_open (&pair, 0, video_codecs);
  configure_receive (pair.a, TRUE, video_codecs);
  pair_send (&pair, 0, &received);
  make_packet (bytes, 1, 1, 0x1234);
  bytes[1] = 120;
  g_assert_cmpint (wrtc_rtp_session_handle_rtp (pair.a, 0, bytes, sizeof bytes,
          &received), ==, WRTC_RTP_SESSION_RECEIVED);
  wrtc_rtp_session_get_stats (pair.a, &stats);
  g_assert_cmpuint (stats.ssrc_collisions, ==, 1);
  pair_close (&pair);
}

static void
test_session_every_result_has_a_name (void)
{
  for (guint i = 0; i < WRTC_RTP_SESSION_N_SEND_RESULTS; i++)
    g_assert_cmpstr (wrtc_rtp_session_send_result_to_string (i), !=, "unknown");
  for (guint i = 0; i < WRTC_RTP_SESSION_N_RECEIVE_RESULTS; i++)
    g_assert_cmpstr (wrtc_rtp_session_receive_result_to_string (i), !=,
        "unknown");
}

#define ADD(name) g_test_add_func ("/rtpsession/" #name, test_ ## name)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (session_closed_passes_nothing_and_counts);
  ADD (session_opening_wants_a_keyframe_of_video_only);
  ADD (session_header_has_mid_and_only_negotiated_extensions);
  ADD (session_drops_are_no_gap_on_the_wire);
  ADD (session_unannounced_jump_wants_a_keyframe);
  ADD (session_input_ssrc_in_use_is_replaced);
  ADD (session_reports_give_round_trip_loss_and_sender_info);
  ADD (session_first_report_comes_soon_then_each_second);
  ADD (session_keyframe_request_crosses_as_negotiated);
  ADD (session_keyframe_request_without_feedback_is_refused);
  ADD (session_pli_flood_costs_three_keyframes_a_second);
  ADD (session_bye_ends_the_stream);
  ADD (session_new_sections_end_streams);
  ADD (session_duplicate_is_not_given_twice);
  ADD (session_many_streams_are_all_reported_in_small_packets);
  ADD (session_garbage_is_dropped_and_bounded);
  ADD (session_mirror_is_counted_and_taken);
  ADD (session_every_result_has_a_name);
  return g_test_run ();
}
