/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtp/wrtclipsync.h>

/* 2026 on the sender's wall clock. */
#define NTP(seconds) ((G_GUINT64_CONSTANT (3970000000) + (seconds)) << 32)

enum
{
  AUDIO = 1,
  VIDEO,
  THIRD,
};

static WrtcLipSync *
new_pair (void)
{
  WrtcLipSync *sync = wrtc_lip_sync_new (NULL);

  g_assert_true (wrtc_lip_sync_add_stream (sync, AUDIO, 48000, "stream"));
  g_assert_true (wrtc_lip_sync_add_stream (sync, VIDEO, 90000, "stream"));
  return sync;
}

/* Both report the same moment; audio comes out at once, video @late after. */
static void
play (WrtcLipSync * sync, guint32 audio_rtp, guint32 video_rtp, gint64 late)
{
  wrtc_lip_sync_handle_sender_report (sync, AUDIO, NTP (0), audio_rtp);
  wrtc_lip_sync_handle_sender_report (sync, VIDEO, NTP (0), video_rtp);
  wrtc_lip_sync_handle_packet (sync, AUDIO, audio_rtp + 48000,
      100 * WRTC_SECOND);
  wrtc_lip_sync_handle_packet (sync, VIDEO, video_rtp + 90000,
      100 * WRTC_SECOND + late);
}

static void
test_lip_sync_the_earlier_stream_waits_for_the_later (void)
{
  static const struct
  {
    guint32 audio_rtp, video_rtp;
    gint64 late;
    guint mover;
    WrtcTime offset;
  } rows[] = {
    {0, 0, 80 * WRTC_MSECOND, AUDIO, 80 * WRTC_MSECOND},
    {0, 0, -50 * (gint64) WRTC_MSECOND, VIDEO, 50 * WRTC_MSECOND},
    /* Timestamps that wrap between report and packet. */
    {4294967295u, 4294900000u, 80 * WRTC_MSECOND, AUDIO, 80 * WRTC_MSECOND},
    {2147483647u, 2147483648u, WRTC_MSECOND, AUDIO, WRTC_MSECOND},
    {1, 1, 3 * WRTC_SECOND, AUDIO, 3 * WRTC_SECOND},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (WrtcLipSync) sync = new_pair ();
    WrtcLipSyncOutput output;

    play (sync, rows[i].audio_rtp, rows[i].video_rtp, rows[i].late);
    g_assert_cmpuint (wrtc_lip_sync_next_timeout (sync), ==, 0);
    g_assert_true (wrtc_lip_sync_poll (sync, 0, &output));
    g_assert_cmpuint (output.id, ==, rows[i].mover);
    g_assert_cmpuint (output.offset, ==, rows[i].offset);
    g_assert_false (wrtc_lip_sync_poll (sync, 0, &output));
    g_assert_cmpuint (wrtc_lip_sync_next_timeout (sync), ==, WRTC_TIME_NONE);
  }
}

static void
test_lip_sync_nothing_moves_until_both_are_known (void)
{
  g_autoptr (WrtcLipSync) sync = new_pair ();
  WrtcLipSyncOutput output;

  wrtc_lip_sync_handle_sender_report (sync, AUDIO, NTP (0), 0);
  wrtc_lip_sync_handle_packet (sync, AUDIO, 0, 0);
  wrtc_lip_sync_handle_packet (sync, VIDEO, 0, WRTC_SECOND);
  g_assert_false (wrtc_lip_sync_poll (sync, 0, &output));
  /* A sender without a wall clock says 0 (RFC 3550 6.4.1). */
  wrtc_lip_sync_handle_sender_report (sync, VIDEO, 0, 0);
  g_assert_false (wrtc_lip_sync_poll (sync, 0, &output));
  wrtc_lip_sync_handle_sender_report (sync, VIDEO, NTP (0), 0);
  g_assert_true (wrtc_lip_sync_poll (sync, 0, &output));
}

static void
test_lip_sync_reports_of_different_moments_agree (void)
{
  g_autoptr (WrtcLipSync) sync = new_pair ();
  WrtcLipSyncOutput output;

  wrtc_lip_sync_handle_sender_report (sync, AUDIO, NTP (0), 0);
  /* 2.5 s later on the sender's clock. */
  wrtc_lip_sync_handle_sender_report (sync, VIDEO,
      NTP (2) + (G_GUINT64_CONSTANT (1) << 31), 1000);
  wrtc_lip_sync_handle_packet (sync, AUDIO, 48000 * 3, 60 * WRTC_SECOND);
  wrtc_lip_sync_handle_packet (sync, VIDEO, 1000 + 45000, 60 * WRTC_SECOND);
  g_assert_false (wrtc_lip_sync_poll (sync, 0, &output));
}

static void
test_lip_sync_groups_do_not_wait_for_each_other (void)
{
  g_autoptr (WrtcLipSync) sync = wrtc_lip_sync_new (NULL);
  WrtcLipSyncOutput output;

  g_assert_true (wrtc_lip_sync_add_stream (sync, AUDIO, 48000, "a"));
  g_assert_true (wrtc_lip_sync_add_stream (sync, VIDEO, 90000, "b"));
  play (sync, 0, 0, WRTC_SECOND);
  g_assert_false (wrtc_lip_sync_poll (sync, 0, &output));
}

static void
test_lip_sync_later_change_is_slow_and_arrives (void)
{
  g_autoptr (WrtcLipSync) sync = new_pair ();
  WrtcLipSyncOutput output;
  WrtcTime now = 0, last = 80 * WRTC_MSECOND;
  guint steps = 0;

  play (sync, 0, 0, last);
  g_assert_true (wrtc_lip_sync_poll (sync, now, &output));
  play (sync, 0, 0, 120 * WRTC_MSECOND);
  /* 40 ms at 20 ms a second, in steps of 100 ms. */
  while ((now = wrtc_lip_sync_next_timeout (sync)) != WRTC_TIME_NONE) {
    g_assert_false (wrtc_lip_sync_poll (sync, now - 1, &output));
    g_assert_true (wrtc_lip_sync_poll (sync, now, &output));
    g_assert_cmpuint (output.id, ==, AUDIO);
    g_assert_cmpuint (output.offset, >, last);
    g_assert_cmpuint (output.offset, <=, last + 2 * WRTC_MSECOND);
    last = output.offset;
    g_assert_cmpuint (++steps, <, 100);
  }
  g_assert_cmpuint (last, >, 116 * WRTC_MSECOND);
  g_assert_cmpuint (last, <=, 120 * WRTC_MSECOND);
}

static void
test_lip_sync_small_change_is_left (void)
{
  g_autoptr (WrtcLipSync) sync = new_pair ();
  WrtcLipSyncOutput output;

  play (sync, 0, 0, 80 * WRTC_MSECOND);
  g_assert_true (wrtc_lip_sync_poll (sync, 0, &output));
  for (gint64 noise = -3; noise <= 3; noise++) {
    play (sync, 0, 0, (80 + noise) * WRTC_MSECOND);
    g_assert_false (wrtc_lip_sync_poll (sync, 100 * WRTC_SECOND, &output));
  }
}

static void
test_lip_sync_insane_clock_leaves_all_as_it_is (void)
{
  g_autoptr (WrtcLipSync) sync = new_pair ();
  WrtcLipSyncOutput output;

  play (sync, 0, 0, 80 * WRTC_MSECOND);
  g_assert_true (wrtc_lip_sync_poll (sync, 0, &output));
  wrtc_lip_sync_handle_sender_report (sync, VIDEO, NTP (86400), 0);
  g_assert_cmpuint (wrtc_lip_sync_n_refused (sync), ==, 1);
  g_assert_false (wrtc_lip_sync_poll (sync, 100 * WRTC_SECOND, &output));
  /* It recovers. */
  wrtc_lip_sync_handle_sender_report (sync, VIDEO, NTP (0), 0);
  g_assert_false (wrtc_lip_sync_poll (sync, 100 * WRTC_SECOND, &output));
}

static void
test_lip_sync_stream_that_goes_frees_the_others (void)
{
  g_autoptr (WrtcLipSync) sync = new_pair ();
  WrtcLipSyncOutput output = { 0, 0 };
  WrtcTime now = 0;

  play (sync, 0, 0, 80 * WRTC_MSECOND);
  g_assert_true (wrtc_lip_sync_poll (sync, now, &output));
  wrtc_lip_sync_remove_stream (sync, VIDEO);
  wrtc_lip_sync_remove_stream (sync, VIDEO);
  for (guint i = 0; i < 100; i++)
    wrtc_lip_sync_poll (sync, now += WRTC_SECOND, &output);
  g_assert_cmpuint (output.id, ==, AUDIO);
  g_assert_cmpuint (output.offset, <, 4 * WRTC_MSECOND);
}

static void
test_lip_sync_any_input_stays_in_range (void)
{
  GRand *rand = g_rand_new_with_seed (11);
  g_autoptr (WrtcLipSync) sync = wrtc_lip_sync_new (NULL);
  WrtcLipSyncOutput output;
  WrtcTime now = 0;
  guint moved = 0;

  g_assert_true (wrtc_lip_sync_add_stream (sync, AUDIO, 1000, "g"));
  g_assert_true (wrtc_lip_sync_add_stream (sync, VIDEO, G_MAXINT32, "g"));
  g_assert_true (wrtc_lip_sync_add_stream (sync, THIRD, 90000, "g"));
  for (guint i = 0; i < 100000; i++) {
    guint id = 1 + i % 3;
    /* Now of any value, now such that they are near enough to move. */
    gboolean wild = g_rand_int (rand) % 4 == 0;

    wrtc_lip_sync_handle_sender_report (sync, id, wild ?
        ((guint64) g_rand_int (rand) << 32) | g_rand_int (rand) : NTP (0),
        wild ? g_rand_int (rand) : 0);
    wrtc_lip_sync_handle_packet (sync, id, wild ? g_rand_int (rand) : 0, wild ?
        ((guint64) g_rand_int (rand) << 32) | g_rand_int (rand) :
        g_rand_int (rand) % (2 * WRTC_SECOND));
    now += g_rand_int (rand) % WRTC_SECOND;
    while (wrtc_lip_sync_poll (sync, now, &output)) {
      g_assert_cmpuint (output.offset, <=, 3 * WRTC_SECOND);
      moved++;
    }
  }
  g_assert_cmpuint (moved, >, 100);
  g_rand_free (rand);
}

static void
test_lip_sync_streams_are_limited (void)
{
  g_autoptr (WrtcLipSync) sync = wrtc_lip_sync_new (NULL);

  g_assert_false (wrtc_lip_sync_add_stream (sync, 0, 0, "g"));
  g_assert_false (wrtc_lip_sync_add_stream (sync, 0, 999, "g"));
  g_assert_false (wrtc_lip_sync_add_stream (sync, 0, 0x80000000, "g"));
  g_assert_false (wrtc_lip_sync_add_stream (sync, 0, 8000, NULL));
  for (guint i = 0; i < WRTC_LIP_SYNC_MAX_STREAMS; i++)
    g_assert_true (wrtc_lip_sync_add_stream (sync, i, 8000, "g"));
  g_assert_false (wrtc_lip_sync_add_stream (sync, 0, 8000, "g"));
  wrtc_lip_sync_remove_stream (sync, 3);
  g_assert_false (wrtc_lip_sync_add_stream (sync, 4, 8000, "g"));
  g_assert_true (wrtc_lip_sync_add_stream (sync, 3, 8000, "g"));
}

#define ADD(name) g_test_add_func ("/lipsync/" #name, test_ ## name)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (lip_sync_the_earlier_stream_waits_for_the_later);
  ADD (lip_sync_nothing_moves_until_both_are_known);
  ADD (lip_sync_reports_of_different_moments_agree);
  ADD (lip_sync_groups_do_not_wait_for_each_other);
  ADD (lip_sync_later_change_is_slow_and_arrives);
  ADD (lip_sync_small_change_is_left);
  ADD (lip_sync_insane_clock_leaves_all_as_it_is);
  ADD (lip_sync_stream_that_goes_frees_the_others);
  ADD (lip_sync_any_input_stays_in_range);
  ADD (lip_sync_streams_are_limited);
  return g_test_run ();
}
