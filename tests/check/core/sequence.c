/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "coretest.h"

#include <core/base/wrtcrandom.h>
#include <core/base/wrtcsequence.h>

static void
test_sequence_distance_from_each_wrap_start_is_exact (void)
{
  static const gint ahead[] = { 0, 1, 2, 255, 256, 32766, 32767 };

  for (guint s = 0; s < G_N_ELEMENTS (wrap_starts); s++) {
    for (guint i = 0; i < G_N_ELEMENTS (ahead); i++) {
      guint16 from = wrap_starts[s];
      guint16 to = from + ahead[i];

      g_assert_cmpint (wrtc_sequence_distance (from, to), ==, ahead[i]);
      g_assert_cmpint (wrtc_sequence_distance (to, from), ==, -ahead[i]);
      g_assert_true (wrtc_sequence_is_newer (to, from) == (ahead[i] > 0));
      g_assert_false (wrtc_sequence_is_newer (from, to));
    }
  }
}

static void
test_sequence_half_the_range_apart_is_older (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (wrap_starts); s++) {
    guint16 a = wrap_starts[s];
    guint16 b = a + 0x8000;

    g_assert_cmpint (wrtc_sequence_distance (a, b), ==, -0x8000);
    g_assert_cmpint (wrtc_sequence_distance (b, a), ==, -0x8000);
    g_assert_false (wrtc_sequence_is_newer (a, b));
    g_assert_false (wrtc_sequence_is_newer (b, a));
  }
}

static void
test_timestamp_distance_around_the_wrap_is_exact (void)
{
  static const guint32 starts[] = {
    0, 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff
  };
  static const gint32 ahead[] = { 0, 1, 3000, 0x7ffffffe, 0x7fffffff };

  for (guint s = 0; s < G_N_ELEMENTS (starts); s++) {
    for (guint i = 0; i < G_N_ELEMENTS (ahead); i++) {
      guint32 to = starts[s] + ahead[i];

      g_assert_cmpint (wrtc_timestamp_distance (starts[s], to), ==, ahead[i]);
      g_assert_cmpint (wrtc_timestamp_distance (to, starts[s]), ==, -ahead[i]);
      g_assert_true (wrtc_timestamp_is_newer (to, starts[s]) == (ahead[i] > 0));
      g_assert_false (wrtc_timestamp_is_newer (starts[s], to));
    }
    g_assert_cmpint (wrtc_timestamp_distance (starts[s],
            starts[s] + 0x80000000), ==, G_MININT32);
  }
}

static void
test_unwrap16_in_order_counts_on_over_three_wraps (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (wrap_starts); s++) {
    WrtcUnwrap16 state = { 0 };
    guint64 first = wrtc_unwrap16 (&state, wrap_starts[s]);

    g_assert_cmpuint (first, ==, 65536 + wrap_starts[s]);
    for (guint64 i = 1; i < 3 * 65536; i++) {
      guint16 value = wrap_starts[s] + i;

      g_assert_cmpuint (wrtc_unwrap16 (&state, value), ==, first + i);
    }
  }
}

static void
test_unwrap16_with_loss_at_the_wrap_counts_on (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (wrap_starts); s++) {
    for (guint lost = 1; lost < 32767; lost += 97) {
      WrtcUnwrap16 state = { 0 };
      guint64 first = wrtc_unwrap16 (&state, wrap_starts[s]);
      guint16 next = wrap_starts[s] + lost + 1;

      g_assert_cmpuint (wrtc_unwrap16 (&state, next), ==, first + lost + 1);
    }
  }
}

static void
test_unwrap16_reordered_goes_back_and_keeps_the_highest (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (wrap_starts); s++) {
    WrtcUnwrap16 state = { 0 };
    guint64 first = wrtc_unwrap16 (&state, wrap_starts[s]);

    for (gint late = 0; late <= 32768; late += 128) {
      guint16 value = wrap_starts[s] - late;

      g_assert_cmpuint (wrtc_unwrap16_peek (&state, value), ==, first - late);
      g_assert_cmpuint (wrtc_unwrap16 (&state, value), ==, first - late);
      g_assert_cmpuint (state.highest, ==, first);
    }
  }
}

static void
test_unwrap16_peek_changes_nothing (void)
{
  WrtcUnwrap16 state = { 0 };

  g_assert_cmpuint (wrtc_unwrap16_peek (&state, 7), ==, 65536 + 7);
  g_assert_cmpuint (state.highest, ==, 0);
  wrtc_unwrap16 (&state, 65535);
  g_assert_cmpuint (wrtc_unwrap16_peek (&state, 0), ==, 2 * 65536);
  g_assert_cmpuint (state.highest, ==, 65536 + 65535);
}

static void
test_unwrap16_any_values_never_go_below_zero (void)
{
  WrtcRandom random;
  WrtcUnwrap16 state = { 0 };
  guint64 highest = 0;

  wrtc_random_init (&random, 1);
  for (guint i = 0; i < 200000; i++) {
    guint16 value = wrtc_random_u64 (&random);
    guint64 extended = wrtc_unwrap16 (&state, value);

    g_assert_cmpuint (extended & 0xffff, ==, value);
    g_assert_cmpuint (extended, <=, highest + 65536 + 65535);
    highest = MAX (highest, extended);
    g_assert_cmpuint (extended + 32768, >=, highest);
  }
}

static void
test_unwrap32_counts_on_over_the_wrap_both_ways (void)
{
  static const guint32 starts[] = {
    0, 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff
  };

  for (guint s = 0; s < G_N_ELEMENTS (starts); s++) {
    WrtcUnwrap32 state = { 0 };
    guint64 first = wrtc_unwrap32 (&state, starts[s]);

    g_assert_cmpuint (first, ==, G_GUINT64_CONSTANT (0x100000000) + starts[s]);
    for (guint64 i = 1; i < 10; i++) {
      guint64 step = i * 0x70000000;
      guint32 value = starts[s] + step;

      g_assert_cmpuint (wrtc_unwrap32_peek (&state, value), ==, first + step);
      g_assert_cmpuint (wrtc_unwrap32 (&state, value), ==, first + step);
      g_assert_cmpuint (wrtc_unwrap32 (&state, value - 90000), ==,
          first + step - 90000);
      g_assert_cmpuint (state.highest, ==, first + step);
    }
  }
}

static void
test_extend_is_nearest_to_the_reference (void)
{
  static const struct
  {
    guint64 reference;
    guint16 value;
    guint64 expected;
  } cases[] = {
    {65536, 0, 65536},
    {65536, 65535, 65535},
    {65536, 32767, 65536 + 32767},
    {65536, 32768, 32768},
    {65535, 0, 65536},
    {32768, 0, 0},
    {0xffffffffffff, 0, G_GUINT64_CONSTANT (0x1000000000000)},
    {G_GUINT64_CONSTANT (0x1000000000000), 65535, 0xffffffffffff},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmphex (wrtc_sequence_extend (cases[i].reference, cases[i].value),
        ==, cases[i].expected);
  g_assert_cmphex (wrtc_timestamp_extend (G_GUINT64_CONSTANT (0x1ffffffff), 0),
      ==, G_GUINT64_CONSTANT (0x200000000));
  g_assert_cmphex (wrtc_timestamp_extend (G_GUINT64_CONSTANT (0x200000000),
          0xffffffff), ==, G_GUINT64_CONSTANT (0x1ffffffff));
}

static void
test_random_same_seed_gives_the_published_numbers (void)
{
  /* SplitMix64 with the seed 0. */
  static const guint64 expected[] = {
    G_GUINT64_CONSTANT (0xe220a8397b1dcdaf),
    G_GUINT64_CONSTANT (0x6e789e6aa1b965f4),
    G_GUINT64_CONSTANT (0x06c45d188009454f),
  };
  WrtcRandom random;

  wrtc_random_init (&random, 0);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmphex (wrtc_random_u64 (&random), ==, expected[i]);
}

static void
test_random_unit_is_even_in_its_range (void)
{
  WrtcRandom random;
  guint tenths[10] = { 0 };

  wrtc_random_init (&random, 42);
  for (guint i = 0; i < 100000; i++) {
    gdouble unit = wrtc_random_unit (&random);

    g_assert_cmpfloat (unit, >=, 0.0);
    g_assert_cmpfloat (unit, <, 1.0);
    tenths[(guint) (unit * 10)]++;
  }
  for (guint i = 0; i < G_N_ELEMENTS (tenths); i++) {
    g_assert_cmpuint (tenths[i], >, 9500);
    g_assert_cmpuint (tenths[i], <, 10500);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sequence/distance",
      test_sequence_distance_from_each_wrap_start_is_exact);
  g_test_add_func ("/sequence/half",
      test_sequence_half_the_range_apart_is_older);
  g_test_add_func ("/sequence/timestamp-distance",
      test_timestamp_distance_around_the_wrap_is_exact);
  g_test_add_func ("/sequence/unwrap16/in-order",
      test_unwrap16_in_order_counts_on_over_three_wraps);
  g_test_add_func ("/sequence/unwrap16/loss",
      test_unwrap16_with_loss_at_the_wrap_counts_on);
  g_test_add_func ("/sequence/unwrap16/reordered",
      test_unwrap16_reordered_goes_back_and_keeps_the_highest);
  g_test_add_func ("/sequence/unwrap16/peek",
      test_unwrap16_peek_changes_nothing);
  g_test_add_func ("/sequence/unwrap16/any",
      test_unwrap16_any_values_never_go_below_zero);
  g_test_add_func ("/sequence/unwrap32",
      test_unwrap32_counts_on_over_the_wrap_both_ways);
  g_test_add_func ("/sequence/extend", test_extend_is_nearest_to_the_reference);
  g_test_add_func ("/random/published",
      test_random_same_seed_gives_the_published_numbers);
  g_test_add_func ("/random/unit", test_random_unit_is_even_in_its_range);
  return g_test_run ();
}
