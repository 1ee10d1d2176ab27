/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtp/wrtcrtpreceivestats.h>

static const guint16 starts[] = { 0, 1, 32767, 32768, 65534, 65535 };

#define RATE 90000

static WrtcRtpArrival
arrive (WrtcRtpReceiveStats * stats, WrtcTime now, guint16 sequence,
    guint32 timestamp)
{
  WrtcRtpArrivedPacket packet = { now, sequence, timestamp, 20, 1000 };

  return wrtc_rtp_receive_stats_handle_packet (stats, &packet);
}

static void
test_receive_stats_in_order_over_the_wrap_loses_nothing (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (starts); s++) {
    WrtcRtpReceiveStats stats;
    WrtcRtpReceiveReport report;

    wrtc_rtp_receive_stats_init (&stats, 1, RATE);
    for (guint i = 0; i < 70000; i++)
      g_assert_cmpint (arrive (&stats, i * WRTC_MSECOND, starts[s] + i,
              i * 90), ==, WRTC_RTP_ARRIVAL_ACCEPTED);
    g_assert_true (wrtc_rtp_receive_stats_make_report (&stats, 0, &report));
    g_assert_cmpuint (report.extended_highest, ==, starts[s] + 69999);
    g_assert_cmpint (report.cumulative_lost, ==, 0);
    g_assert_cmpuint (report.fraction_lost, ==, 0);
    g_assert_cmpuint (report.jitter, ==, 0);
    g_assert_cmpuint (stats.packets_received, ==, 70000);
    g_assert_cmpuint (stats.payload_bytes_received, ==, 70000000);
    g_assert_cmpuint (stats.header_bytes_received, ==, 1400000);
  }
}

static void
test_receive_stats_loss_is_reported_for_its_interval_only (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (starts); s++) {
    WrtcRtpReceiveStats stats;
    WrtcRtpReceiveReport report;

    wrtc_rtp_receive_stats_init (&stats, 1, RATE);
    /* Every fourth is lost, but not the first and last of the 101. */
    for (guint i = 0; i <= 100; i++) {
      if (i % 4 != 2)
        arrive (&stats, 0, starts[s] + i, 0);
    }
    g_assert_true (wrtc_rtp_receive_stats_make_report (&stats, 0, &report));
    g_assert_cmpint (report.cumulative_lost, ==, 25);
    g_assert_cmpuint (report.fraction_lost, ==, 25 * 256 / 101);
    for (guint i = 101; i <= 200; i++)
      arrive (&stats, 0, starts[s] + i, 0);
    g_assert_true (wrtc_rtp_receive_stats_make_report (&stats, 0, &report));
    g_assert_cmpint (report.cumulative_lost, ==, 25);
    g_assert_cmpuint (report.fraction_lost, ==, 0);
    /* No packet since: nothing expected, nothing lost. */
    g_assert_true (wrtc_rtp_receive_stats_make_report (&stats, 0, &report));
    g_assert_cmpuint (report.fraction_lost, ==, 0);
  }
}

static void
test_receive_stats_late_packet_mends_the_loss (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (starts); s++) {
    WrtcRtpReceiveStats stats;

    wrtc_rtp_receive_stats_init (&stats, 1, RATE);
    arrive (&stats, 0, starts[s], 0);
    arrive (&stats, 0, starts[s] + 3, 0);
    g_assert_cmpint (wrtc_rtp_receive_stats_lost (&stats), ==, 2);
    g_assert_cmpint (arrive (&stats, 0, starts[s] + 1, 0), ==,
        WRTC_RTP_ARRIVAL_ACCEPTED);
    g_assert_cmpint (wrtc_rtp_receive_stats_lost (&stats), ==, 1);
    /* From before the first: it was expected after all. */
    g_assert_cmpint (arrive (&stats, 0, starts[s] - 2, 0), ==,
        WRTC_RTP_ARRIVAL_ACCEPTED);
    g_assert_cmpint (wrtc_rtp_receive_stats_lost (&stats), ==, 2);
  }
}

static void
test_receive_stats_duplicate_is_told_and_counted (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (starts); s++) {
    WrtcRtpReceiveStats stats;
    WrtcRtpReceiveReport report;

    wrtc_rtp_receive_stats_init (&stats, 1, RATE);
    for (guint i = 0; i < 1000; i++)
      arrive (&stats, 0, starts[s] + i, 0);
    for (guint back = 0; back < WRTC_RTP_RECEIVE_WINDOW; back++)
      g_assert_cmpint (arrive (&stats, 0, starts[s] + 999 - back, 0), ==,
          WRTC_RTP_ARRIVAL_DUPLICATE);
    g_assert_cmpuint (stats.packets_duplicated, ==, WRTC_RTP_RECEIVE_WINDOW);
    /* RFC 3550 A.3: duplicates count as received. */
    g_assert_cmpint (wrtc_rtp_receive_stats_lost (&stats), ==,
        -WRTC_RTP_RECEIVE_WINDOW);
    g_assert_true (wrtc_rtp_receive_stats_make_report (&stats, 0, &report));
    g_assert_cmpuint (report.fraction_lost, ==, 0);
    g_assert_cmpint (report.cumulative_lost, ==, -WRTC_RTP_RECEIVE_WINDOW);
  }
}

static void
test_receive_stats_jump_is_refused_and_two_in_order_restart (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (starts); s++) {
    WrtcRtpReceiveStats stats;
    guint16 far = starts[s] + 20000;

    wrtc_rtp_receive_stats_init (&stats, 1, RATE);
    arrive (&stats, 0, starts[s], 0);
    arrive (&stats, 0, starts[s] + 2, 0);
    g_assert_cmpint (arrive (&stats, 0, far, 0), ==,
        WRTC_RTP_ARRIVAL_IMPLAUSIBLE);
    /* One stray packet changes nothing. */
    g_assert_cmpint (arrive (&stats, 0, starts[s] + 3, 0), ==,
        WRTC_RTP_ARRIVAL_ACCEPTED);
    g_assert_cmpint (arrive (&stats, 0, far, 0), ==,
        WRTC_RTP_ARRIVAL_IMPLAUSIBLE);
    g_assert_cmpint (arrive (&stats, 0, far + 1, 0), ==,
        WRTC_RTP_ARRIVAL_RESTARTED);
    g_assert_cmpint (arrive (&stats, 0, far + 3, 0), ==,
        WRTC_RTP_ARRIVAL_ACCEPTED);
    g_assert_cmpuint (stats.restarts, ==, 1);
    g_assert_cmpuint (stats.packets_implausible, ==, 2);
    /* One lost before the restart and one after. */
    g_assert_cmpint (wrtc_rtp_receive_stats_lost (&stats), ==, 2);
  }
}

static void
test_receive_stats_step_at_the_limit_is_loss_beyond_it_a_jump (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (starts); s++) {
    WrtcRtpReceiveStats stats;

    wrtc_rtp_receive_stats_init (&stats, 1, RATE);
    arrive (&stats, 0, starts[s], 0);
    g_assert_cmpint (arrive (&stats, 0, starts[s] + 2999, 0), ==,
        WRTC_RTP_ARRIVAL_ACCEPTED);
    g_assert_cmpint (wrtc_rtp_receive_stats_lost (&stats), ==, 2998);
    g_assert_cmpint (arrive (&stats, 0, starts[s] + 5999, 0), ==,
        WRTC_RTP_ARRIVAL_IMPLAUSIBLE);
  }
}

static void
test_receive_stats_probation_wants_packets_in_order (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (starts); s++) {
    WrtcRtpReceiveStats stats;
    WrtcRtpReceiveReport report;

    wrtc_rtp_receive_stats_init (&stats, 3, RATE);
    g_assert_cmpint (arrive (&stats, 0, starts[s], 0), ==,
        WRTC_RTP_ARRIVAL_PROBATION);
    g_assert_false (wrtc_rtp_receive_stats_make_report (&stats, 0, &report));
    g_assert_cmpint (arrive (&stats, 0, starts[s] + 1, 0), ==,
        WRTC_RTP_ARRIVAL_PROBATION);
    g_assert_cmpint (arrive (&stats, 0, starts[s] + 2, 0), ==,
        WRTC_RTP_ARRIVAL_ACCEPTED);
    g_assert_true (wrtc_rtp_receive_stats_make_report (&stats, 0, &report));
    g_assert_cmpuint (stats.packets_received, ==, 1);
  }
}

static void
test_receive_stats_jitter_follows_rfc3550 (void)
{
  WrtcRtpReceiveStats stats;
  WrtcRtpReceiveReport report;
  gdouble expected = 0;
  WrtcTime now = 5 * WRTC_SECOND;

  wrtc_rtp_receive_stats_init (&stats, 1, RATE);
  arrive (&stats, now, 0, 0);
  for (guint i = 1; i <= 200; i++) {
    /* 20 ms apart, every other one 5 ms late: |D| is 450 ticks each time. */
    now = 5 * WRTC_SECOND + i * 20 * WRTC_MSECOND + (i % 2) * 5 * WRTC_MSECOND;
    arrive (&stats, now, i, i * 1800);
    /* A second packet of the same frame adds nothing. */
    expected += (450 - expected) / 16;
  }
  g_assert_true (wrtc_rtp_receive_stats_make_report (&stats, now, &report));
  g_assert_cmpfloat_with_epsilon (report.jitter, expected, 2);
  g_assert_cmpfloat_with_epsilon (wrtc_rtp_receive_stats_jitter (&stats),
      0.005, 0.0001);
}

static void
test_receive_stats_jitter_of_a_burst_is_that_of_its_first_packet (void)
{
  WrtcRtpReceiveStats stats;

  wrtc_rtp_receive_stats_init (&stats, 1, RATE);
  for (guint i = 0; i < 100; i++) {
    for (guint k = 0; k < 10; k++)
      arrive (&stats, i * 33 * WRTC_MSECOND + k * WRTC_MSECOND, i * 10 + k,
          i * 33 * 90);
  }
  g_assert_cmpfloat (wrtc_rtp_receive_stats_jitter (&stats), ==, 0);
}

static void
test_receive_stats_clock_rate_change_starts_jitter_anew (void)
{
  WrtcRtpReceiveStats stats;

  wrtc_rtp_receive_stats_init (&stats, 1, 0);
  arrive (&stats, 0, 0, 0);
  arrive (&stats, WRTC_SECOND, 1, 1);
  g_assert_cmpfloat (wrtc_rtp_receive_stats_jitter (&stats), ==, 0);
  wrtc_rtp_receive_stats_set_clock_rate (&stats, 48000);
  arrive (&stats, WRTC_SECOND, 2, 100);
  arrive (&stats, WRTC_SECOND + 20 * WRTC_MSECOND, 3, 100 + 480);
  /* 960 ticks passed, 480 were stamped. */
  g_assert_cmpfloat_with_epsilon (wrtc_rtp_receive_stats_jitter (&stats),
      480. / 16 / 48000, 1e-9);
}

static void
test_receive_stats_sender_report_gives_lsr_and_dlsr (void)
{
  WrtcRtpReceiveStats stats;
  WrtcRtpReceiveReport report;

  wrtc_rtp_receive_stats_init (&stats, 1, RATE);
  arrive (&stats, 0, 7, 0);
  g_assert_true (wrtc_rtp_receive_stats_make_report (&stats, 0, &report));
  g_assert_cmpuint (report.last_sender_report, ==, 0);
  g_assert_cmpuint (report.delay_since_sender_report, ==, 0);

  wrtc_rtp_receive_stats_handle_sender_report (&stats, 10 * WRTC_SECOND,
      G_GUINT64_CONSTANT (0x1122334455667788));
  g_assert_true (wrtc_rtp_receive_stats_make_report (&stats,
          12 * WRTC_SECOND + 500 * WRTC_MSECOND, &report));
  g_assert_cmphex (report.last_sender_report, ==, 0x33445566);
  g_assert_cmpuint (report.delay_since_sender_report, ==, 163840);
  /* A day later the field says its maximum; before the report, nothing. */
  wrtc_rtp_receive_stats_make_report (&stats, 86400 * WRTC_SECOND, &report);
  g_assert_cmphex (report.delay_since_sender_report, ==, G_MAXUINT32);
  wrtc_rtp_receive_stats_make_report (&stats, 9 * WRTC_SECOND, &report);
  g_assert_cmpuint (report.delay_since_sender_report, ==, 0);
}

static void
test_receive_stats_any_input_keeps_its_invariants (void)
{
  GRand *rand = g_rand_new_with_seed (7);
  WrtcRtpReceiveStats stats;
  WrtcRtpReceiveReport report;

  wrtc_rtp_receive_stats_init (&stats, 1, RATE);
  for (guint i = 0; i < 200000; i++) {
    guint64 before = stats.packets_received;
    WrtcRtpArrival arrival = arrive (&stats,
        ((guint64) g_rand_int (rand) << 31) ^ g_rand_int (rand),
        g_rand_int (rand), g_rand_int (rand));

    g_assert_cmpstr (wrtc_rtp_arrival_to_string (arrival), !=, "unknown");
    g_assert_cmpuint (stats.packets_received - before, ==,
        arrival != WRTC_RTP_ARRIVAL_IMPLAUSIBLE);
    if (i % 100 == 0)
      wrtc_rtp_receive_stats_make_report (&stats, i, &report);
  }
  g_assert_cmpuint (stats.packets_received + stats.packets_implausible, ==,
      200000);
  g_rand_free (rand);
}

#define ADD(name) g_test_add_func ("/rtpreceivestats/" #name, test_ ## name)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (receive_stats_in_order_over_the_wrap_loses_nothing);
  ADD (receive_stats_loss_is_reported_for_its_interval_only);
  ADD (receive_stats_late_packet_mends_the_loss);
  ADD (receive_stats_duplicate_is_told_and_counted);
  ADD (receive_stats_jump_is_refused_and_two_in_order_restart);
  ADD (receive_stats_step_at_the_limit_is_loss_beyond_it_a_jump);
  ADD (receive_stats_probation_wants_packets_in_order);
  ADD (receive_stats_jitter_follows_rfc3550);
  ADD (receive_stats_jitter_of_a_burst_is_that_of_its_first_packet);
  ADD (receive_stats_clock_rate_change_starts_jitter_anew);
  ADD (receive_stats_sender_report_gives_lsr_and_dlsr);
  ADD (receive_stats_any_input_keeps_its_invariants);
  return g_test_run ();
}
