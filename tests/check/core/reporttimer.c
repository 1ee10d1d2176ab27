/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "coretest.h"

#include <core/base/wrtcrandom.h>
#include <core/rtcp/wrtcreportinterval.h>
#include <core/rtcp/wrtcreporttimer.h>

#define START (1000 * WRTC_SECOND)

/* RFC 3550 6.3.1, by hand. */
static void
test_interval_table_is_as_rfc_3550 (void)
{
  static const struct
  {
    guint members;
    guint senders;
    gboolean we_sent;
    gdouble size;
    guint bandwidth_bps;
    WrtcTime expected;
  } cases[] = {
    /* all share alike when more than a quarter sends */
    {2, 1, TRUE, 100, 1600, 1 * WRTC_SECOND},
    {2, 1, FALSE, 100, 1600, 1 * WRTC_SECOND},
    {4, 2, FALSE, 100, 1600, 2 * WRTC_SECOND},
    /* a quarter for the senders up to there */
    {4, 1, TRUE, 100, 3200, 1 * WRTC_SECOND},
    {4, 1, FALSE, 100, 3200, 1 * WRTC_SECOND},
    {100, 1, TRUE, 100, 3200, 1 * WRTC_SECOND},
    {100, 1, FALSE, 100, 3200, 33 * WRTC_SECOND},
    {100, 25, TRUE, 100, 3200, 25 * WRTC_SECOND},
    {100, 26, TRUE, 100, 3200, 25 * WRTC_SECOND},
    {100, 0, FALSE, 75, 800, 100 * WRTC_SECOND},
    /* we sent but are not counted yet */
    {4, 0, TRUE, 100, 3200, 1 * WRTC_SECOND},
    /* out of all proportion */
    {G_MAXUINT, 0, FALSE, 1e9, 1, WRTC_REPORT_MAX_INTERVAL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    WrtcReportGroup group = {
      cases[i].members, cases[i].senders, cases[i].we_sent, cases[i].size,
      cases[i].bandwidth_bps
    };

    g_test_message ("%u", i);
    g_assert_cmpuint (wrtc_report_group_get_interval (&group), ==,
        cases[i].expected);
  }
}

static void
test_interval_random_spread_is_as_rfc_3550 (void)
{
  /* 0.5 / 1.21828 and 1.5 / 1.21828 */
  g_assert_cmpuint (wrtc_report_randomise (WRTC_SECOND, 0.0) / 1000, ==,
      410414);
  g_assert_cmpuint (wrtc_report_randomise (WRTC_SECOND, 1.0) / 1000, ==,
      1231244);
  g_assert_cmpuint (wrtc_report_randomise (0, 0.5), ==, 0);
}

static void
test_interval_reduced_minimum_is_360_by_kilobits (void)
{
  static const struct
  {
    guint64 bandwidth_bps;
    WrtcTime expected;
  } cases[] = {
    {0, 5 * WRTC_SECOND},
    {72000, 5 * WRTC_SECOND},
    {144000, 2500 * WRTC_MSECOND},
    {360000, 1 * WRTC_SECOND},
    {3600000, 100 * WRTC_MSECOND},
    {G_MAXUINT64, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (wrtc_report_reduced_minimum (cases[i].bandwidth_bps), ==,
        cases[i].expected);
}

static void
test_interval_average_size_follows_by_sixteenths (void)
{
  WrtcReportGroup group = {.average_size = 128 };

  wrtc_report_group_add_size (&group, 128 + 160 - 28);
  g_assert_cmpfloat_with_epsilon (group.average_size, 138, 1e-9);
  for (guint i = 0; i < 1000; i++)
    wrtc_report_group_add_size (&group, 72);
  g_assert_cmpfloat_with_epsilon (group.average_size, 100, 1e-6);
}

/* A timer and its clock. */
typedef struct
{
  WrtcReportTimer *timer;
  WrtcTime now;
  guint wake_ups;
} Clock;

static Clock
start (const WrtcReportTimerConfig * config, guint members)
{
  Clock clock = { wrtc_report_timer_new (config), START, 0 };

  wrtc_report_timer_handle_members (clock.timer, clock.now, members, 0, FALSE);
  wrtc_report_timer_handle_start (clock.timer, clock.now);
  return clock;
}

/* Lets time pass until something is to be sent or @end. */
static gboolean
run (Clock * clock, WrtcTime end, WrtcReportKind * kind)
{
  while (!wrtc_report_timer_poll_report (clock->timer, clock->now, kind)) {
    WrtcTime next = wrtc_report_timer_next_timeout (clock->timer, NULL);

    if (next > end) {
      clock->now = end;
      return FALSE;
    }
    clock->now = MAX (clock->now, next);
    clock->wake_ups++;
    wrtc_report_timer_handle_timeout (clock->timer, clock->now);
  }
  return TRUE;
}

/* The average interval of @count regular reports. */
static WrtcTime
measure_interval (Clock * clock, guint count)
{
  WrtcReportKind kind;
  WrtcTime begin;

  g_assert_true (run (clock, WRTC_TIME_NONE - 1, &kind));
  begin = clock->now;
  for (guint i = 0; i < count; i++) {
    g_assert_true (run (clock, WRTC_TIME_NONE - 1, &kind));
    g_assert_cmpint (kind, ==, WRTC_REPORT_KIND_REGULAR);
    wrtc_report_timer_handle_sent (clock->timer, 100);
  }
  return (clock->now - begin) / count;
}

/* *INDENT-OFF* */
static const WrtcReportTimerConfig avp = {
  .seed = 1,
  .profile = WRTC_REPORT_PROFILE_AVP,
  .rtcp_bandwidth_bps = 50000,
};

static const WrtcReportTimerConfig avpf = {
  .seed = 1,
  .profile = WRTC_REPORT_PROFILE_AVPF,
  .rtcp_bandwidth_bps = 50000,
  .minimum_interval = WRTC_SECOND,
  .point_to_point = TRUE,
};
/* *INDENT-ON* */

static void
test_timer_before_start_waits_for_nothing (void)
{
  WrtcReportTimer *timer = wrtc_report_timer_new (&avp);
  WrtcReportTimerReason why;
  WrtcReportKind kind;

  g_assert_cmpuint (wrtc_report_timer_next_timeout (timer, &why), ==,
      WRTC_TIME_NONE);
  g_assert_cmpint (why, ==, WRTC_REPORT_TIMER_REASON_NONE);
  wrtc_report_timer_handle_timeout (timer, START);
  g_assert_false (wrtc_report_timer_poll_report (timer, START, &kind));
  g_assert_cmpint (wrtc_report_timer_handle_feedback (timer, START,
          WRTC_TIME_NONE), ==, WRTC_REPORT_FEEDBACK_DISCARD);
  wrtc_report_timer_handle_leave (timer, START);
  g_assert_false (wrtc_report_timer_poll_report (timer, START, &kind));
  wrtc_report_timer_free (timer);
}

static void
test_timer_first_report_comes_after_half_the_minimum (void)
{
  WrtcTime sum = 0;

  for (guint seed = 0; seed < 1000; seed++) {
    WrtcReportTimerConfig config = avp;
    Clock clock;
    WrtcReportTimerReason why;
    WrtcTime next;

    config.seed = seed;
    clock = start (&config, 2);
    next = wrtc_report_timer_next_timeout (clock.timer, &why) - START;
    g_assert_cmpint (why, ==, WRTC_REPORT_TIMER_REASON_REGULAR);
    g_assert_cmpuint (next, >=, 1026 * WRTC_MSECOND);
    g_assert_cmpuint (next, <=, 3079 * WRTC_MSECOND);
    sum += next;
    wrtc_report_timer_free (clock.timer);
  }
  /* 2.5 s / 1.21828 */
  g_assert_cmpuint (sum / 1000, >, 2000 * WRTC_MSECOND);
  g_assert_cmpuint (sum / 1000, <, 2100 * WRTC_MSECOND);
}

static void
test_timer_too_early_timeout_does_nothing (void)
{
  Clock clock = start (&avp, 2);
  WrtcTime next = wrtc_report_timer_next_timeout (clock.timer, NULL);
  WrtcReportKind kind;

  for (guint i = 0; i < 10; i++) {
    wrtc_report_timer_handle_timeout (clock.timer, next - 1);
    g_assert_false (wrtc_report_timer_poll_report (clock.timer, next - 1,
            &kind));
    g_assert_cmpuint (wrtc_report_timer_next_timeout (clock.timer, NULL), ==,
        next);
  }
  wrtc_report_timer_free (clock.timer);
}

static void
test_timer_same_seed_gives_the_same_times (void)
{
  WrtcReportTimerConfig other = avp;
  Clock a = start (&avp, 2);
  Clock b = start (&avp, 2);
  Clock c;
  WrtcReportKind kind;
  guint differ = 0;

  other.seed = 2;
  c = start (&other, 2);
  for (guint i = 0; i < 50; i++) {
    run (&a, WRTC_TIME_NONE - 1, &kind);
    run (&b, WRTC_TIME_NONE - 1, &kind);
    run (&c, WRTC_TIME_NONE - 1, &kind);
    g_assert_cmpuint (a.now, ==, b.now);
    differ += a.now != c.now;
  }
  g_assert_cmpuint (differ, >, 45);
  wrtc_report_timer_free (a.timer);
  wrtc_report_timer_free (b.timer);
  wrtc_report_timer_free (c.timer);
}

static void
test_timer_regular_average_is_the_interval (void)
{
  static const struct
  {
    guint members;
    guint bandwidth_bps;
    WrtcTime minimum;
    WrtcTime expected;
  } cases[] = {
    {2, 50000, 0, 5 * WRTC_SECOND},
    {2, 50000, 500 * WRTC_MSECOND, 500 * WRTC_MSECOND},
    /* 128 bytes with headers for 100 receivers in 75 % */
    {100, 1024 * 4 / 3, 0, 100 * WRTC_SECOND},
    {1000, 1024 * 4 / 3, 0, 1000 * WRTC_SECOND},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    WrtcReportTimerConfig config = avp;
    Clock clock;
    WrtcTime interval;

    config.rtcp_bandwidth_bps = cases[i].bandwidth_bps;
    config.minimum_interval = cases[i].minimum;
    clock = start (&config, cases[i].members);
    interval = measure_interval (&clock, 5000);
    g_test_message ("%u members: %.3f s", cases[i].members,
        (gdouble) interval / WRTC_SECOND);
    g_assert_cmpuint (interval, >, cases[i].expected * 92 / 100);
    g_assert_cmpuint (interval, <, cases[i].expected * 108 / 100);
    wrtc_report_timer_free (clock.timer);
  }
}

/* RFC 3550 6.3.6: many come while we wait, so we wait longer. */
static void
test_timer_more_members_put_the_report_off (void)
{
  for (guint seed = 0; seed < 100; seed++) {
    WrtcReportTimerConfig config = avp;
    Clock clock;
    WrtcTime planned;
    WrtcReportKind kind;

    config.seed = seed;
    clock = start (&config, 2);
    planned = wrtc_report_timer_next_timeout (clock.timer, NULL);
    wrtc_report_timer_handle_members (clock.timer, START, 10000, 0, FALSE);
    g_assert_cmpuint (wrtc_report_timer_next_timeout (clock.timer, NULL), ==,
        planned);
    g_assert_false (run (&clock, planned, &kind));
    /* 10000 * 1248 bits / 37500 bit/s = 333 s */
    g_assert_cmpuint (wrtc_report_timer_next_timeout (clock.timer, NULL), >,
        START + 130 * WRTC_SECOND);
    wrtc_report_timer_free (clock.timer);
  }
}

/* RFC 3550 6.3.4 */
static void
test_timer_fewer_members_bring_the_report_forward (void)
{
  WrtcReportTimerConfig config = avp;
  WrtcTime before, after;
  Clock clock;

  config.rtcp_bandwidth_bps = 1000;
  clock = start (&config, 100);
  wrtc_report_timer_handle_members (clock.timer, START, 100, 0, FALSE);
  /* One expiry takes note of the members. */
  clock.now = wrtc_report_timer_next_timeout (clock.timer, NULL);
  wrtc_report_timer_handle_timeout (clock.timer, clock.now);
  before = wrtc_report_timer_next_timeout (clock.timer, NULL) - clock.now;
  wrtc_report_timer_handle_members (clock.timer, clock.now, 25, 0, FALSE);
  after = wrtc_report_timer_next_timeout (clock.timer, NULL) - clock.now;
  g_assert_cmpuint (after, >=, before / 4 - 1);
  g_assert_cmpuint (after, <=, before / 4 + 1);
  wrtc_report_timer_free (clock.timer);
}

static void
test_timer_bandwidth_change_takes_effect (void)
{
  WrtcReportTimerConfig config = avp;
  Clock clock;

  config.rtcp_bandwidth_bps = 1000;
  config.minimum_interval = WRTC_MSECOND;
  clock = start (&config, 10);
  g_assert_cmpuint (measure_interval (&clock, 500), >, 10 * WRTC_SECOND);
  wrtc_report_timer_handle_bandwidth (clock.timer, 1000000);
  g_assert_cmpuint (measure_interval (&clock, 500), <, WRTC_SECOND / 10);
  wrtc_report_timer_free (clock.timer);
}

static void
test_timer_avpf_full_reports_keep_the_minimum_interval (void)
{
  Clock clock = start (&avpf, 2);
  WrtcTime interval = measure_interval (&clock, 5000);

  /* Even between 0.5 and 1.5 s, then the next regular time. */
  g_assert_cmpuint (interval, >, 950 * WRTC_MSECOND);
  g_assert_cmpuint (interval, <, 1100 * WRTC_MSECOND);
  /* Nobody wakes up for the regular times that are suppressed. */
  g_assert_cmpuint (clock.wake_ups, <, 2 * 5000);
  wrtc_report_timer_free (clock.timer);
}

static void
test_timer_avpf_in_a_group_waits_a_second_first (void)
{
  for (guint seed = 0; seed < 100; seed++) {
    WrtcReportTimerConfig config = avpf;
    Clock clock;
    WrtcTime next;

    config.seed = seed;
    clock = start (&config, 2);
    next = wrtc_report_timer_next_timeout (clock.timer, NULL) - START;
    g_assert_cmpuint (next, <, 410 * WRTC_MSECOND);
    wrtc_report_timer_free (clock.timer);

    config.point_to_point = FALSE;
    clock = start (&config, 2);
    next = wrtc_report_timer_next_timeout (clock.timer, NULL) - START;
    g_assert_cmpuint (next, >=, 410 * WRTC_MSECOND);
    g_assert_cmpuint (next, <=, 1232 * WRTC_MSECOND);
    wrtc_report_timer_free (clock.timer);
  }
}

static void
test_timer_feedback_between_two_goes_at_once (void)
{
  Clock clock = start (&avpf, 2);
  WrtcReportTimerReason why;
  WrtcReportKind kind;

  g_assert_cmpint (wrtc_report_timer_handle_feedback (clock.timer, clock.now,
          0), ==, WRTC_REPORT_FEEDBACK_EARLY);
  g_assert_cmpuint (wrtc_report_timer_next_timeout (clock.timer, &why), ==,
      clock.now);
  g_assert_cmpint (why, ==, WRTC_REPORT_TIMER_REASON_FEEDBACK);
  /* What else there is in the same moment goes with it. */
  g_assert_cmpint (wrtc_report_timer_handle_feedback (clock.timer, clock.now,
          0), ==, WRTC_REPORT_FEEDBACK_JOINED);
  g_assert_true (run (&clock, START, &kind));
  g_assert_cmpint (kind, ==, WRTC_REPORT_KIND_FEEDBACK);
  g_assert_false (wrtc_report_timer_poll_report (clock.timer, START, &kind));
  wrtc_report_timer_free (clock.timer);
}

static void
test_timer_second_feedback_waits_for_the_regular_time (void)
{
  Clock clock = start (&avpf, 2);
  WrtcReportTimerReason why;
  WrtcReportKind kind;
  WrtcTime regular;

  /* After the first full report, so that minimal ones exist. */
  g_assert_true (run (&clock, WRTC_TIME_NONE - 1, &kind));
  g_assert_cmpint (kind, ==, WRTC_REPORT_KIND_REGULAR);
  g_assert_cmpint (wrtc_report_timer_handle_feedback (clock.timer, clock.now,
          WRTC_SECOND), ==, WRTC_REPORT_FEEDBACK_EARLY);
  g_assert_true (run (&clock, clock.now, &kind));
  g_assert_cmpint (kind, ==, WRTC_REPORT_KIND_FEEDBACK);

  /* It would be too late, for one who has no time. */
  g_assert_cmpint (wrtc_report_timer_handle_feedback (clock.timer, clock.now,
          WRTC_USECOND), ==, WRTC_REPORT_FEEDBACK_DISCARD);
  g_assert_cmpint (wrtc_report_timer_handle_feedback (clock.timer, clock.now,
          WRTC_SECOND), ==, WRTC_REPORT_FEEDBACK_REGULAR);
  g_assert_cmpint (wrtc_report_timer_handle_feedback (clock.timer, clock.now,
          WRTC_USECOND), ==, WRTC_REPORT_FEEDBACK_JOINED);
  regular = wrtc_report_timer_next_timeout (clock.timer, &why);
  g_assert_cmpint (why, ==, WRTC_REPORT_TIMER_REASON_FEEDBACK);
  g_assert_cmpuint (regular, >, clock.now);
  g_assert_cmpuint (regular, <, clock.now + WRTC_SECOND);
  g_assert_true (run (&clock, clock.now + WRTC_SECOND, &kind));
  g_assert_cmpint (kind, ==, WRTC_REPORT_KIND_FEEDBACK);
  /* Then it is allowed again. */
  g_assert_cmpint (wrtc_report_timer_handle_feedback (clock.timer, clock.now,
          WRTC_USECOND), ==, WRTC_REPORT_FEEDBACK_EARLY);
  wrtc_report_timer_free (clock.timer);
}

/* RFC 4585 3.5.2, 6: tn = tp + 2 * T_rr */
static void
test_timer_early_feedback_costs_the_next_regular_time (void)
{
  WrtcReportTimerConfig config = avpf;
  WrtcReportKind kind;
  WrtcTime interval;
  Clock clock;

  config.minimum_interval = 0;
  clock = start (&config, 2);
  g_assert_true (run (&clock, WRTC_TIME_NONE - 1, &kind));
  interval = wrtc_report_timer_next_timeout (clock.timer, NULL) - clock.now;
  g_assert_cmpint (wrtc_report_timer_handle_feedback (clock.timer, clock.now,
          0), ==, WRTC_REPORT_FEEDBACK_EARLY);
  g_assert_true (run (&clock, clock.now, &kind));
  g_assert_cmpuint (wrtc_report_timer_next_timeout (clock.timer, NULL), ==,
      clock.now + 2 * interval);
  wrtc_report_timer_free (clock.timer);
}

static void
test_timer_early_feedback_is_allowed_again_without_waking_up (void)
{
  Clock clock = start (&avpf, 2);
  WrtcReportKind kind;
  WrtcTime full;

  g_assert_true (run (&clock, WRTC_TIME_NONE - 1, &kind));
  wrtc_report_timer_handle_feedback (clock.timer, clock.now, 0);
  g_assert_true (run (&clock, clock.now, &kind));
  full = wrtc_report_timer_next_timeout (clock.timer, NULL);
  g_assert_cmpuint (full, >, clock.now + 400 * WRTC_MSECOND);
  /* Two intervals of at most 82 ms later a regular time was suppressed. */
  clock.now += 200 * WRTC_MSECOND;
  g_assert_cmpint (wrtc_report_timer_handle_feedback (clock.timer, clock.now,
          0), ==, WRTC_REPORT_FEEDBACK_EARLY);
  g_assert_true (run (&clock, clock.now, &kind));
  g_assert_cmpint (kind, ==, WRTC_REPORT_KIND_FEEDBACK);
  /* Early feedback does not move the full report. */
  g_assert_cmpuint (wrtc_report_timer_next_timeout (clock.timer, NULL), ==,
      full);
  wrtc_report_timer_free (clock.timer);
}

static void
test_timer_feedback_in_a_group_is_spread (void)
{
  guint early = 0;

  for (guint seed = 0; seed < 200; seed++) {
    WrtcReportTimerConfig config = avpf;
    WrtcReportFeedback feedback;
    Clock clock;
    WrtcTime next;

    config.seed = seed;
    config.point_to_point = FALSE;
    clock = start (&config, 100);
    next = wrtc_report_timer_next_timeout (clock.timer, NULL);
    feedback = wrtc_report_timer_handle_feedback (clock.timer, START,
        WRTC_SECOND);
    g_assert_cmpint (feedback, ==, WRTC_REPORT_FEEDBACK_EARLY);
    /* l = 0.5 of the interval */
    g_assert_cmpuint (wrtc_report_timer_next_timeout (clock.timer, NULL), <=,
        START + (next - START) / 2);
    early += wrtc_report_timer_next_timeout (clock.timer, NULL) > START;
    wrtc_report_timer_free (clock.timer);

    /* With the regular time near, it waits for that. */
    clock = start (&config, 100);
    g_assert_cmpint (wrtc_report_timer_handle_feedback (clock.timer, next - 1,
            WRTC_SECOND), ==, WRTC_REPORT_FEEDBACK_REGULAR);
    wrtc_report_timer_free (clock.timer);
  }
  g_assert_cmpuint (early, >, 190);
}

static void
test_timer_avp_has_no_early_feedback (void)
{
  Clock clock = start (&avp, 2);
  WrtcReportKind kind;

  g_assert_cmpint (wrtc_report_timer_handle_feedback (clock.timer, START,
          WRTC_MSECOND), ==, WRTC_REPORT_FEEDBACK_DISCARD);
  g_assert_cmpint (wrtc_report_timer_handle_feedback (clock.timer, START,
          WRTC_TIME_NONE), ==, WRTC_REPORT_FEEDBACK_REGULAR);
  g_assert_true (run (&clock, WRTC_TIME_NONE - 1, &kind));
  g_assert_cmpint (kind, ==, WRTC_REPORT_KIND_REGULAR);
  wrtc_report_timer_free (clock.timer);
}

/* However much feedback there is, RTCP stays within its bandwidth. */
static void
test_timer_flood_of_feedback_stays_within_the_bandwidth (void)
{
  static const guint bandwidths[] = { 2000, 20000, 200000 };

  for (guint i = 0; i < G_N_ELEMENTS (bandwidths); i++) {
    WrtcReportTimerConfig config = avpf;
    WrtcTime end = START + 200 * WRTC_SECOND;
    guint64 bits = 0;
    Clock clock;

    config.rtcp_bandwidth_bps = bandwidths[i];
    clock = start (&config, 2);
    for (WrtcTime now = START; now < end; now += WRTC_MSECOND) {
      WrtcReportKind kind;

      wrtc_report_timer_handle_feedback (clock.timer, now, WRTC_TIME_NONE);
      while (run (&clock, now, &kind)) {
        wrtc_report_timer_handle_sent (clock.timer, 72);
        bits += 8 * (72 + 28);
      }
    }
    /* Receivers have three quarters, we are one of two of them. With one early
     * packet between each two regular times, RFC 4585 comes to 9/8 of that:
     * reconsideration lengthens one interval in two. */
    g_test_message ("%u bit/s: %" G_GUINT64_FORMAT, bandwidths[i], bits / 200);
    g_assert_cmpuint (bits / 200, <, bandwidths[i] * 3 / 8 * 115 / 100);
    g_assert_cmpuint (bits / 200, >, bandwidths[i] * 3 / 8 * 60 / 100);
    wrtc_report_timer_free (clock.timer);
  }
}

static void
test_timer_leave_in_a_small_group_says_bye_at_once (void)
{
  Clock clock = start (&avp, 49);
  WrtcReportTimerReason why;
  WrtcReportKind kind;

  wrtc_report_timer_handle_sent (clock.timer, 100);
  wrtc_report_timer_handle_leave (clock.timer, START);
  g_assert_true (wrtc_report_timer_poll_report (clock.timer, START, &kind));
  g_assert_cmpint (kind, ==, WRTC_REPORT_KIND_BYE);
  g_assert_false (wrtc_report_timer_poll_report (clock.timer, START, &kind));
  g_assert_cmpuint (wrtc_report_timer_next_timeout (clock.timer, &why), ==,
      WRTC_TIME_NONE);
  g_assert_cmpint (why, ==, WRTC_REPORT_TIMER_REASON_NONE);
  g_assert_cmpint (wrtc_report_timer_handle_feedback (clock.timer, START,
          WRTC_TIME_NONE), ==, WRTC_REPORT_FEEDBACK_DISCARD);
  wrtc_report_timer_handle_leave (clock.timer, START);
  wrtc_report_timer_handle_start (clock.timer, START);
  g_assert_false (run (&clock, WRTC_TIME_NONE - 1, &kind));
  wrtc_report_timer_free (clock.timer);
}

static void
test_timer_leave_when_nothing_was_sent_is_silent (void)
{
  Clock clock = start (&avp, 2);
  WrtcReportKind kind;

  wrtc_report_timer_handle_leave (clock.timer, START);
  g_assert_false (run (&clock, WRTC_TIME_NONE - 1, &kind));
  wrtc_report_timer_free (clock.timer);

  /* RTP counts as well as RTCP. */
  clock = start (&avp, 2);
  wrtc_report_timer_handle_members (clock.timer, START, 2, 1, TRUE);
  wrtc_report_timer_handle_leave (clock.timer, START);
  g_assert_true (run (&clock, START, &kind));
  g_assert_cmpint (kind, ==, WRTC_REPORT_KIND_BYE);
  wrtc_report_timer_free (clock.timer);
}

/* RFC 3550 6.3.7: as everybody leaves, each BYE that comes puts ours off. */
static void
test_timer_leave_in_a_crowd_waits_for_the_others (void)
{
  WrtcReportTimerConfig config = avpf;
  WrtcReportTimerReason why;
  WrtcReportKind kind;
  WrtcTime planned;
  Clock clock;

  config.rtcp_bandwidth_bps = 5000;
  clock = start (&config, 50);
  wrtc_report_timer_handle_sent (clock.timer, 100);
  wrtc_report_timer_handle_feedback (clock.timer, START, WRTC_TIME_NONE);
  wrtc_report_timer_handle_leave (clock.timer, START);
  g_assert_false (wrtc_report_timer_poll_report (clock.timer, START, &kind));
  planned = wrtc_report_timer_next_timeout (clock.timer, &why);
  g_assert_cmpint (why, ==, WRTC_REPORT_TIMER_REASON_BYE);
  g_assert_cmpuint (planned, >, START);
  for (guint i = 0; i < 1000; i++)
    wrtc_report_timer_handle_bye (clock.timer);
  /* Neither other packets nor members matter any more. */
  wrtc_report_timer_handle_received (clock.timer, 60000);
  wrtc_report_timer_handle_members (clock.timer, START, 2, 0, FALSE);
  g_assert_false (run (&clock, planned, &kind));
  /* 1001 * 1248 bits / 3750 bit/s * 0.41 = 136 s */
  g_assert_true (run (&clock, START + 600 * WRTC_SECOND, &kind));
  g_assert_cmpint (kind, ==, WRTC_REPORT_KIND_BYE);
  g_assert_cmpuint (clock.now, >, START + 130 * WRTC_SECOND);
  g_assert_false (run (&clock, WRTC_TIME_NONE - 1, &kind));
  wrtc_report_timer_free (clock.timer);
}

static void
test_timer_member_timeout_interval_has_no_randomness (void)
{
  WrtcReportTimerConfig config = avp;
  Clock clock = start (&config, 2);

  g_assert_cmpuint (wrtc_report_timer_get_interval (clock.timer), ==,
      5 * WRTC_SECOND);
  wrtc_report_timer_handle_members (clock.timer, START, 1000, 0, FALSE);
  /* 1000 * 1248 / 37500 */
  g_assert_cmpuint (wrtc_report_timer_get_interval (clock.timer), ==,
      33280 * WRTC_MSECOND);
  wrtc_report_timer_free (clock.timer);

  /* RFC 4585 3.5.4 */
  clock = start (&avpf, 2);
  g_assert_cmpuint (wrtc_report_timer_get_interval (clock.timer), ==,
      WRTC_SECOND);
  wrtc_report_timer_free (clock.timer);
  config = avpf;
  config.minimum_interval = 0;
  clock = start (&config, 2);
  g_assert_cmpuint (wrtc_report_timer_get_interval (clock.timer), ==,
      5 * WRTC_SECOND);
  wrtc_report_timer_free (clock.timer);
}

static void
test_timer_clock_that_jumps_far_ahead_sends_one_report (void)
{
  static const WrtcReportTimerConfig *const configs[] = { &avp, &avpf };

  for (guint i = 0; i < G_N_ELEMENTS (configs); i++) {
    Clock clock = start (configs[i], 2);
    WrtcReportKind kind;

    run (&clock, WRTC_TIME_NONE - 1, &kind);
    clock.now += 365 * 24 * 3600 * WRTC_SECOND;
    wrtc_report_timer_handle_timeout (clock.timer, clock.now);
    g_assert_true (wrtc_report_timer_poll_report (clock.timer, clock.now,
            &kind));
    g_assert_cmpint (kind, ==, WRTC_REPORT_KIND_REGULAR);
    g_assert_cmpuint (wrtc_report_timer_next_timeout (clock.timer, NULL), >,
        clock.now);
    wrtc_report_timer_free (clock.timer);
  }
}

static void
call_anything (WrtcReportTimer * timer, WrtcTime now, WrtcRandom * random)
{
  guint shift = wrtc_random_u64 (random) % 20;
  guint value = wrtc_random_u64 (random) & ((1u << shift) - 1);

  switch (wrtc_random_u64 (random) % 8) {
    case 0:
      wrtc_report_timer_handle_members (timer, now, value, value / 3,
          value & 1);
      break;
    case 1:
      wrtc_report_timer_handle_bandwidth (timer, value);
      break;
    case 2:
      wrtc_report_timer_handle_received (timer, value);
      break;
    case 3:
      wrtc_report_timer_handle_sent (timer, value);
      break;
    case 4:
      wrtc_report_timer_handle_bye (timer);
      break;
    case 5:
      if (wrtc_random_u64 (random) % 1000 == 0)
        wrtc_report_timer_handle_leave (timer, now);
      break;
    default:
      wrtc_report_timer_handle_feedback (timer, now,
          value % 2 ? WRTC_TIME_NONE : value * WRTC_MSECOND);
      break;
  }
}

/* Whatever is called, a timeout that was handled is over: nobody spins. */
static void
test_timer_any_calls_never_leave_a_timeout_behind (void)
{
  for (guint seed = 0; seed < 400; seed++) {
    WrtcReportTimerConfig config = seed % 2 ? avp : avpf;
    WrtcRandom random;
    Clock clock;

    wrtc_random_init (&random, seed);
    config.seed = seed;
    config.point_to_point = seed % 4 < 2;
    config.minimum_interval = seed % 8 < 4 ? 0 : WRTC_SECOND;
    clock = start (&config, 2);
    for (guint i = 0; i < 2000; i++) {
      WrtcTime next = wrtc_report_timer_next_timeout (clock.timer, NULL);
      WrtcReportKind kind;
      guint polls = 0;

      if (wrtc_random_u64 (&random) % 2 == 0)
        clock.now += wrtc_random_u64 (&random) % WRTC_SECOND;
      else if (next != WRTC_TIME_NONE)
        clock.now = MAX (clock.now, next);
      /* Early feedback may be due in the same moment as a report. */
      for (guint k = 0; k < 2; k++) {
        wrtc_report_timer_handle_timeout (clock.timer, clock.now);
        while (wrtc_report_timer_poll_report (clock.timer, clock.now, &kind))
          g_assert_cmpuint (++polls, <=, 2);
      }
      g_assert_cmpuint (wrtc_report_timer_next_timeout (clock.timer, NULL), >,
          clock.now);
      call_anything (clock.timer, clock.now, &random);
    }
    wrtc_report_timer_free (clock.timer);
  }
}

static void
test_timer_strings_name_every_value (void)
{
  g_assert_cmpstr (wrtc_report_kind_to_string (WRTC_REPORT_KIND_REGULAR), ==,
      "regular");
  g_assert_cmpstr (wrtc_report_kind_to_string (WRTC_REPORT_KIND_BYE), ==,
      "bye");
  g_assert_cmpstr (wrtc_report_kind_to_string (WRTC_REPORT_KIND_BYE + 1), ==,
      "invalid");
  g_assert_cmpstr (wrtc_report_timer_reason_to_string
      (WRTC_REPORT_TIMER_REASON_NONE), ==, "none");
  g_assert_cmpstr (wrtc_report_timer_reason_to_string
      (WRTC_REPORT_TIMER_REASON_BYE), ==, "bye");
  g_assert_cmpstr (wrtc_report_timer_reason_to_string
      (WRTC_REPORT_TIMER_REASON_BYE + 1), ==, "invalid");
  g_assert_cmpstr (wrtc_report_feedback_to_string (WRTC_REPORT_FEEDBACK_EARLY),
      ==, "early");
  g_assert_cmpstr (wrtc_report_feedback_to_string
      (WRTC_REPORT_FEEDBACK_DISCARD), ==, "discard");
  g_assert_cmpstr (wrtc_report_feedback_to_string
      (WRTC_REPORT_FEEDBACK_DISCARD + 1), ==, "invalid");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/interval/table",
      test_interval_table_is_as_rfc_3550);
  g_test_add_func ("/report/interval/spread",
      test_interval_random_spread_is_as_rfc_3550);
  g_test_add_func ("/report/interval/reduced-minimum",
      test_interval_reduced_minimum_is_360_by_kilobits);
  g_test_add_func ("/report/interval/average-size",
      test_interval_average_size_follows_by_sixteenths);
  g_test_add_func ("/report/timer/before-start",
      test_timer_before_start_waits_for_nothing);
  g_test_add_func ("/report/timer/first",
      test_timer_first_report_comes_after_half_the_minimum);
  g_test_add_func ("/report/timer/too-early",
      test_timer_too_early_timeout_does_nothing);
  g_test_add_func ("/report/timer/seed",
      test_timer_same_seed_gives_the_same_times);
  g_test_add_func ("/report/timer/average",
      test_timer_regular_average_is_the_interval);
  g_test_add_func ("/report/timer/more-members",
      test_timer_more_members_put_the_report_off);
  g_test_add_func ("/report/timer/fewer-members",
      test_timer_fewer_members_bring_the_report_forward);
  g_test_add_func ("/report/timer/bandwidth",
      test_timer_bandwidth_change_takes_effect);
  g_test_add_func ("/report/timer/avpf-minimum",
      test_timer_avpf_full_reports_keep_the_minimum_interval);
  g_test_add_func ("/report/timer/avpf-first",
      test_timer_avpf_in_a_group_waits_a_second_first);
  g_test_add_func ("/report/feedback/early",
      test_timer_feedback_between_two_goes_at_once);
  g_test_add_func ("/report/feedback/second",
      test_timer_second_feedback_waits_for_the_regular_time);
  g_test_add_func ("/report/feedback/cost",
      test_timer_early_feedback_costs_the_next_regular_time);
  g_test_add_func ("/report/feedback/again",
      test_timer_early_feedback_is_allowed_again_without_waking_up);
  g_test_add_func ("/report/feedback/group",
      test_timer_feedback_in_a_group_is_spread);
  g_test_add_func ("/report/feedback/avp",
      test_timer_avp_has_no_early_feedback);
  g_test_add_func ("/report/feedback/flood",
      test_timer_flood_of_feedback_stays_within_the_bandwidth);
  g_test_add_func ("/report/leave/small",
      test_timer_leave_in_a_small_group_says_bye_at_once);
  g_test_add_func ("/report/leave/silent",
      test_timer_leave_when_nothing_was_sent_is_silent);
  g_test_add_func ("/report/leave/crowd",
      test_timer_leave_in_a_crowd_waits_for_the_others);
  g_test_add_func ("/report/timer/member-timeout",
      test_timer_member_timeout_interval_has_no_randomness);
  g_test_add_func ("/report/timer/jump",
      test_timer_clock_that_jumps_far_ahead_sends_one_report);
  g_test_add_func ("/report/timer/any-calls",
      test_timer_any_calls_never_leave_a_timeout_behind);
  g_test_add_func ("/report/strings", test_timer_strings_name_every_value);
  return g_test_run ();
}
