/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "coretest.h"

#include <core/base/wrtcrandom.h>
#include <core/srtp/wrtcreplaywindow.h>

#define NO_INDEX WRTC_REPLAY_NO_INDEX

static void
assert_check (const WrtcReplayWindow * window, guint64 index,
    WrtcReplayResult expected)
{
  g_assert_cmpstr (wrtc_replay_result_to_string (wrtc_replay_window_check
          (window, index)), ==, wrtc_replay_result_to_string (expected));
}

static void
test_replay_size_is_brought_into_its_limits (void)
{
  static const struct
  {
    guint asked;
    guint given;
  } cases[] = {
    {0, 128}, {1, 64}, {63, 64}, {64, 64}, {65, 128}, {128, 128}, {129, 192},
    {1024, 1024}, {32768, 32768}, {32769, 32768}, {G_MAXUINT, 32768},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (WrtcReplayWindow) window =
        wrtc_replay_window_new (WRTC_REPLAY_KIND_RTP, cases[i].asked);

    g_assert_cmpuint (wrtc_replay_window_get_size (window), ==, cases[i].given);
    g_assert_cmpuint (wrtc_replay_window_get_highest (window), ==, NO_INDEX);
  }
}

/* Threat 8 */
static void
test_replay_in_order_from_each_wrap_start_is_accepted_once (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (wrap_starts); s++) {
    g_autoptr (WrtcReplayWindow) window =
        wrtc_replay_window_new (WRTC_REPLAY_KIND_RTP, 64);

    for (guint64 i = wrap_starts[s]; i < 3 * 65536; i++) {
      guint64 index = wrtc_replay_window_guess (window, i & 0xffff, 0);

      g_assert_cmphex (index, ==, i);
      g_assert_true (wrtc_replay_window_accept (window, index));
      assert_check (window, index, WRTC_REPLAY_RESULT_REPLAYED);
      g_assert_false (wrtc_replay_window_accept (window, index));
      g_assert_cmpuint (wrtc_replay_window_get_highest (window), ==, i);
    }
  }
}

static void
test_replay_window_edges_are_exact (void)
{
  static const guint sizes[] = { 64, 128, 192, 1024 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    for (guint64 highest = 5000; highest < 5130; highest++) {
      g_autoptr (WrtcReplayWindow) window =
          wrtc_replay_window_new (WRTC_REPLAY_KIND_RTP, sizes[i]);

      g_assert_true (wrtc_replay_window_accept (window, highest));
      assert_check (window, highest + 1, WRTC_REPLAY_RESULT_OK);
      assert_check (window, highest, WRTC_REPLAY_RESULT_REPLAYED);
      assert_check (window, highest - 1, WRTC_REPLAY_RESULT_OK);
      assert_check (window, highest - sizes[i] + 1, WRTC_REPLAY_RESULT_OK);
      assert_check (window, highest - sizes[i], WRTC_REPLAY_RESULT_TOO_OLD);
      assert_check (window, 0, WRTC_REPLAY_RESULT_TOO_OLD);
      /* The oldest place can be filled, once. */
      g_assert_true (wrtc_replay_window_accept (window,
              highest - sizes[i] + 1));
      assert_check (window, highest - sizes[i] + 1,
          WRTC_REPLAY_RESULT_REPLAYED);
      /* One step on it is too old. */
      g_assert_true (wrtc_replay_window_accept (window, highest + 1));
      assert_check (window, highest - sizes[i] + 1, WRTC_REPLAY_RESULT_TOO_OLD);
      assert_check (window, highest, WRTC_REPLAY_RESULT_REPLAYED);
    }
  }
}

static void
test_replay_jump_of_any_length_forgets_what_left_the_window (void)
{
  static const guint64 jumps[] = {
    1, 2, 63, 64, 65, 127, 128, 129, 191, 192, 193, 1000, 32767,
    G_GUINT64_CONSTANT (1) << 40
  };

  for (guint i = 0; i < G_N_ELEMENTS (jumps); i++) {
    g_autoptr (WrtcReplayWindow) window =
        wrtc_replay_window_new (WRTC_REPLAY_KIND_RTP, 128);

    for (guint64 index = 0; index < 200; index++)
      g_assert_true (wrtc_replay_window_accept (window, index));
    g_assert_true (wrtc_replay_window_accept (window, 199 + jumps[i]));
    for (guint64 back = 0; back < 128; back++) {
      guint64 index = 199 + jumps[i] - back;

      assert_check (window, index, back == 0 || index < 200 ?
          WRTC_REPLAY_RESULT_REPLAYED : WRTC_REPLAY_RESULT_OK);
    }
  }
}

static void
test_replay_check_and_guess_change_nothing (void)
{
  g_autoptr (WrtcReplayWindow) window =
      wrtc_replay_window_new (WRTC_REPLAY_KIND_RTP, 64);

  assert_check (window, 70000, WRTC_REPLAY_RESULT_OK);
  g_assert_cmpuint (wrtc_replay_window_guess (window, 5, 0), ==, 5);
  g_assert_cmpuint (wrtc_replay_window_get_highest (window), ==, NO_INDEX);
  g_assert_true (wrtc_replay_window_accept (window, 10));
  /* A forged packet far ahead, never accepted, does not move it. */
  assert_check (window, 30000, WRTC_REPLAY_RESULT_OK);
  assert_check (window, 30000, WRTC_REPLAY_RESULT_OK);
  g_assert_cmpuint (wrtc_replay_window_get_highest (window), ==, 10);
  assert_check (window, 9, WRTC_REPLAY_RESULT_OK);
}

static void
test_replay_limits_of_the_index_are_kept (void)
{
  static const struct
  {
    WrtcReplayKind kind;
    guint64 last;
  } cases[] = {
    {WRTC_REPLAY_KIND_RTP, (G_GUINT64_CONSTANT (1) << 48) - 1},
    {WRTC_REPLAY_KIND_RTCP, (G_GUINT64_CONSTANT (1) << 31) - 1},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (WrtcReplayWindow) window =
        wrtc_replay_window_new (cases[i].kind, 64);

    assert_check (window, cases[i].last + 1, WRTC_REPLAY_RESULT_NO_INDEX);
    assert_check (window, NO_INDEX, WRTC_REPLAY_RESULT_NO_INDEX);
    g_assert_false (wrtc_replay_window_accept (window, NO_INDEX));
    g_assert_false (wrtc_replay_window_accept (window, cases[i].last + 1));
    g_assert_true (wrtc_replay_window_accept (window, 0));
    g_assert_true (wrtc_replay_window_accept (window, cases[i].last));
    assert_check (window, cases[i].last + 1, WRTC_REPLAY_RESULT_NO_INDEX);
    assert_check (window, cases[i].last, WRTC_REPLAY_RESULT_REPLAYED);
    assert_check (window, cases[i].last - 63, WRTC_REPLAY_RESULT_OK);
    assert_check (window, 0, WRTC_REPLAY_RESULT_TOO_OLD);
  }
}

/* RFC 3711 3.3.1 by its own words, with the roll-over counter apart. */
static gint64
guess_by_the_book (gint64 roc, gint32 s_l, gint32 seq)
{
  gint64 v;

  if (s_l < 32768)
    v = seq - s_l > 32768 ? roc - 1 : roc;
  else
    v = s_l - 32768 > seq ? roc + 1 : roc;
  return v < 0 || v > G_MAXUINT32 ? -1 : v * 65536 + seq;
}

static void
test_index_guess_is_by_the_book (void)
{
  static const guint64 rocs[] = { 0, 1, 2, 65535, 0xfffffffe, 0xffffffff };
  static const guint32 values[] = {
    0, 1, 2, 255, 32766, 32767, 32768, 32769, 65533, 65534, 65535
  };

  for (guint r = 0; r < G_N_ELEMENTS (rocs); r++) {
    for (guint l = 0; l < G_N_ELEMENTS (values); l++) {
      for (guint s = 0; s < G_N_ELEMENTS (values); s++) {
        gint64 expected = guess_by_the_book (rocs[r], values[l], values[s]);

        g_assert_cmphex (wrtc_srtp_index_guess (rocs[r] << 16 | values[l],
                values[s]), ==, expected < 0 ? NO_INDEX : (guint64) expected);
      }
    }
  }
}

/* Threat 7 */
static void
test_guess_with_loss_at_the_wrap_finds_the_next_cycle (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (wrap_starts); s++) {
    for (guint lost = 0; lost < 32767; lost += 101) {
      g_autoptr (WrtcReplayWindow) window =
          wrtc_replay_window_new (WRTC_REPLAY_KIND_RTP, 0);
      guint64 expected = (guint64) wrap_starts[s] + lost + 1;
      guint64 index;

      g_assert_true (wrtc_replay_window_accept (window, wrap_starts[s]));
      index = wrtc_replay_window_guess (window, expected & 0xffff, 0);
      g_assert_cmphex (index, ==, expected);
      g_assert_true (wrtc_replay_window_accept (window, index));
    }
  }
}

static void
test_guess_reordered_at_the_wrap_stays_in_the_old_cycle (void)
{
  g_autoptr (WrtcReplayWindow) window =
      wrtc_replay_window_new (WRTC_REPLAY_KIND_RTP, 0);
  static const guint16 order[] = { 65533, 65535, 1, 65534, 0, 2 };
  static const guint64 indices[] = {
    65533, 65535, 65537, 65534, 65536, 65538
  };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    guint64 index = wrtc_replay_window_guess (window, order[i], 0);

    g_assert_cmpuint (index, ==, indices[i]);
    g_assert_true (wrtc_replay_window_accept (window, index));
  }
}

/* The sender began at 65535 and this packet was lost: what comes first is
 * already in cycle 1. Then an older one comes after all. */
static void
test_guess_before_the_first_packet_has_a_second_attempt (void)
{
  static const struct
  {
    guint16 sequence_number;
    guint attempt;
    guint64 expected;
  } cases[] = {
    {0, 0, 0}, {0, 1, 65536}, {0, 2, NO_INDEX},
    {32767, 1, 65536 + 32767},
    {32768, 0, 32768}, {32768, 1, NO_INDEX},
    {65535, 0, 65535}, {65535, 1, NO_INDEX},
  };
  g_autoptr (WrtcReplayWindow) window =
      wrtc_replay_window_new (WRTC_REPLAY_KIND_RTP, 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmphex (wrtc_replay_window_guess (window,
            cases[i].sequence_number, cases[i].attempt), ==, cases[i].expected);

  g_assert_true (wrtc_replay_window_accept (window, 65536));
  g_assert_cmphex (wrtc_replay_window_guess (window, 1, 0), ==, 65537);
  g_assert_cmphex (wrtc_replay_window_guess (window, 65535, 0), ==, 65535);
  g_assert_cmphex (wrtc_replay_window_guess (window, 1, 1), ==, NO_INDEX);
  g_assert_true (wrtc_replay_window_accept (window, 65535));
}

static void
test_guess_below_the_first_cycle_is_no_index (void)
{
  g_autoptr (WrtcReplayWindow) window =
      wrtc_replay_window_new (WRTC_REPLAY_KIND_RTP, 0);

  g_assert_true (wrtc_replay_window_accept (window, 5));
  g_assert_cmphex (wrtc_replay_window_guess (window, 65530, 0), ==, NO_INDEX);
  assert_check (window, wrtc_replay_window_guess (window, 65530, 0),
      WRTC_REPLAY_RESULT_NO_INDEX);
}

static void
test_guess_after_the_last_cycle_is_no_index (void)
{
  guint64 last = (G_GUINT64_CONSTANT (1) << 48) - 1;
  g_autoptr (WrtcReplayWindow) window =
      wrtc_replay_window_new (WRTC_REPLAY_KIND_RTP, 0);

  g_assert_true (wrtc_replay_window_accept (window, last));
  g_assert_cmphex (wrtc_replay_window_guess (window, 0, 0), ==, NO_INDEX);
  g_assert_cmphex (wrtc_replay_window_guess (window, 65000, 0), ==, last - 535);
}

/* Against a list of everything that was ever accepted. */
static void
test_replay_any_order_agrees_with_a_full_list (void)
{
  static const guint sizes[] = { 64, 128, 320 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++) {
    g_autoptr (WrtcReplayWindow) window =
        wrtc_replay_window_new (WRTC_REPLAY_KIND_RTP, sizes[s]);
    g_autoptr (GHashTable) seen =
        g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    guint64 highest = 1000;
    WrtcRandom random;

    wrtc_random_init (&random, sizes[s]);
    g_assert_true (wrtc_replay_window_accept (window, highest));
    g_hash_table_add (seen, g_memdup2 (&highest, sizeof highest));
    for (guint i = 0; i < 100000; i++) {
      guint reach = wrtc_random_u64 (&random) % 50 == 0 ? 1000 : 100;
      guint64 index = MAX (highest + reach / 4, reach)
          - wrtc_random_u64 (&random) % reach;
      gboolean known = g_hash_table_contains (seen, &index);
      gboolean expected = !known && index + sizes[s] > highest;

      g_assert_true (wrtc_replay_window_accept (window, index) == expected);
      if (expected)
        g_hash_table_add (seen, g_memdup2 (&index, sizeof index));
      if (expected && index > highest)
        highest = index;
      g_assert_cmpuint (wrtc_replay_window_get_highest (window), ==, highest);
    }
  }
}

static void
test_replay_strings_name_every_value (void)
{
  for (gint i = 0; i <= WRTC_REPLAY_RESULT_NO_INDEX; i++)
    g_assert_cmpstr (wrtc_replay_result_to_string (i), !=, "invalid");
  g_assert_cmpstr (wrtc_replay_result_to_string (WRTC_REPLAY_RESULT_NO_INDEX
          + 1), ==, "invalid");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/replay/size", test_replay_size_is_brought_into_its_limits);
  g_test_add_func ("/replay/in-order",
      test_replay_in_order_from_each_wrap_start_is_accepted_once);
  g_test_add_func ("/replay/edges", test_replay_window_edges_are_exact);
  g_test_add_func ("/replay/jump",
      test_replay_jump_of_any_length_forgets_what_left_the_window);
  g_test_add_func ("/replay/no-trace",
      test_replay_check_and_guess_change_nothing);
  g_test_add_func ("/replay/limits", test_replay_limits_of_the_index_are_kept);
  g_test_add_func ("/replay/any",
      test_replay_any_order_agrees_with_a_full_list);
  g_test_add_func ("/replay/guess/book", test_index_guess_is_by_the_book);
  g_test_add_func ("/replay/guess/loss",
      test_guess_with_loss_at_the_wrap_finds_the_next_cycle);
  g_test_add_func ("/replay/guess/reordered",
      test_guess_reordered_at_the_wrap_stays_in_the_old_cycle);
  g_test_add_func ("/replay/guess/first",
      test_guess_before_the_first_packet_has_a_second_attempt);
  g_test_add_func ("/replay/guess/below",
      test_guess_below_the_first_cycle_is_no_index);
  g_test_add_func ("/replay/guess/above",
      test_guess_after_the_last_cycle_is_no_index);
  g_test_add_func ("/replay/strings", test_replay_strings_name_every_value);
  return g_test_run ();
}
