/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "coretest.h"

#include <core/base/wrtcrandom.h>
#include <core/rtcp/wrtcntp.h>

static void
test_ntp_known_times_convert_both_ways (void)
{
  static const struct
  {
    guint64 unix_ns;
    guint64 ntp_time;
  } cases[] = {
    {0, G_GUINT64_CONSTANT (0x83aa7e8000000000)},
    {500000000, G_GUINT64_CONSTANT (0x83aa7e8080000000)},
    {G_GUINT64_CONSTANT (1000000000000000000),
        G_GUINT64_CONSTANT (0xbf45488000000000)},
    /* 2036-02-07 06:28:15 and 16: the end of the first era */
    {G_GUINT64_CONSTANT (2085978495000000000),
        G_GUINT64_CONSTANT (0xffffffff00000000)},
    {G_GUINT64_CONSTANT (2085978496000000000), 0},
    {G_GUINT64_CONSTANT (2085978497250000000),
        G_GUINT64_CONSTANT (0x0000000140000000)},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_assert_cmphex (wrtc_ntp_from_unix (cases[i].unix_ns), ==,
        cases[i].ntp_time);
    g_assert_cmpuint (wrtc_ntp_to_unix (cases[i].ntp_time), ==,
        cases[i].unix_ns);
  }
}

static void
test_ntp_any_nanosecond_comes_back (void)
{
  WrtcRandom random;

  wrtc_random_init (&random, 1);
  for (guint i = 0; i < 100000; i++) {
    /* up to the year 2100 */
    guint64 ns = wrtc_random_u64 (&random)
        % (G_GUINT64_CONSTANT (4102444800) * WRTC_SECOND);

    g_assert_cmpuint (wrtc_ntp_to_unix (wrtc_ntp_from_unix (ns)), ==, ns);
  }
  for (guint64 ns = 0; ns < 1000; ns++) {
    g_assert_cmpuint (wrtc_ntp_to_unix (wrtc_ntp_from_unix (ns)), ==, ns);
    g_assert_cmpuint (wrtc_ntp_to_unix (wrtc_ntp_from_unix (999999999 - ns)),
        ==, 999999999 - ns);
  }
}

static void
test_ntp_short_is_the_middle (void)
{
  g_assert_cmphex (wrtc_ntp_to_short (G_GUINT64_CONSTANT (0x1122334455667788)),
      ==, 0x33445566);
}

static void
test_ntp_durations_are_rounded_and_bounded (void)
{
  static const struct
  {
    WrtcTime duration;
    guint32 units;
  } cases[] = {
    {0, 0},
    {WRTC_SECOND, 65536},
    {WRTC_SECOND / 2, 32768},
    {15258, 1},                 /* 1/65536 s is 15258.8 ns */
    {7629, 0},
    {7630, 1},
    {65535 * WRTC_SECOND, 0xffff0000},
    {65536 * WRTC_SECOND - 1, 0xffffffff},
    {65536 * WRTC_SECOND, 0xffffffff},
    {WRTC_TIME_NONE, 0xffffffff},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmphex (wrtc_ntp_short_from_duration (cases[i].duration), ==,
        cases[i].units);
  g_assert_cmpuint (wrtc_ntp_short_to_duration (65536), ==, WRTC_SECOND);
  g_assert_cmpuint (wrtc_ntp_short_to_duration (1), ==, 15259);
  g_assert_cmpuint (wrtc_ntp_short_to_duration (G_MAXUINT32) / WRTC_SECOND, ==,
      65535);
}

static void
test_ntp_round_trip_time_table_is_as_expected (void)
{
  static const struct
  {
    guint32 now;
    guint32 last_sr;
    guint32 delay;
    gboolean valid;
    WrtcTime expected;
  } cases[] = {
    /* the example of RFC 3550 6.4.1: 6.125 s */
    {0xb7108000, 0xb7052000, 0x00054000, TRUE, 6125 * WRTC_MSECOND},
    /* no SR yet */
    {0xb7108000, 0, 0x00054000, FALSE, 0},
    /* the wrap of the short form */
    {0x00008000, 0xffff8000, 0x00008000, TRUE, WRTC_SECOND / 2},
    {5, 5, 0, TRUE, 0},
    /* a little negative: rounding */
    {1000, 1000, 1, TRUE, 0},
    {1000, 1000, 655, TRUE, 0},
    /* lies */
    {1000, 1000, 656, FALSE, 0},
    {1000, 1000, 0x7fffffff, FALSE, 0},
    {1000, 2000, 0, FALSE, 0},
    {0x80001000, 0x00001000, 0, FALSE, 0},
    {0x80000fff, 0x00001000, 0, TRUE, G_GUINT64_CONSTANT (32767999984741)},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    WrtcTime rtt = 12345;
    gboolean valid = wrtc_ntp_round_trip_time (cases[i].now, cases[i].last_sr,
        cases[i].delay, &rtt);

    g_test_message ("%u", i);
    g_assert_true (valid == cases[i].valid);
    if (!valid)
      g_assert_cmpuint (rtt, ==, 12345);
    else
      g_assert_cmpuint (rtt, ==, cases[i].expected);
  }
}

static void
test_ntp_round_trip_time_of_a_real_exchange_is_measured (void)
{
  static const WrtcTime rtts[] = {
    100 * WRTC_USECOND, WRTC_MSECOND, 50 * WRTC_MSECOND, 3 * WRTC_SECOND
  };

  for (guint i = 0; i < G_N_ELEMENTS (rtts); i++) {
    for (guint64 start = 0; start < 140000; start += 6999) {
      guint64 sent = start * WRTC_SECOND + 123456789;
      WrtcTime kept = 700 * WRTC_MSECOND;
      guint64 back = sent + rtts[i] + kept;
      guint32 last_sr = wrtc_ntp_to_short (wrtc_ntp_from_unix (sent));
      WrtcTime rtt = 0;

      if (last_sr == 0)
        continue;
      g_assert_true (wrtc_ntp_round_trip_time (wrtc_ntp_to_short
              (wrtc_ntp_from_unix (back)), last_sr,
              wrtc_ntp_short_from_duration (kept), &rtt));
      /* within three units */
      g_assert_cmpuint (rtt, <=, rtts[i] + 45777);
      g_assert_cmpuint (rtt + 45777, >=, rtts[i]);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ntp/known", test_ntp_known_times_convert_both_ways);
  g_test_add_func ("/ntp/any", test_ntp_any_nanosecond_comes_back);
  g_test_add_func ("/ntp/short", test_ntp_short_is_the_middle);
  g_test_add_func ("/ntp/durations",
      test_ntp_durations_are_rounded_and_bounded);
  g_test_add_func ("/ntp/rtt", test_ntp_round_trip_time_table_is_as_expected);
  g_test_add_func ("/ntp/rtt-real",
      test_ntp_round_trip_time_of_a_real_exchange_is_measured);
  return g_test_run ();
}
