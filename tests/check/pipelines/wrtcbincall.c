/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls between two wrtcbins in one process, with real encoders and decoders.
 */
#include "peer.h"

static void
call (const gchar * offerer, const gchar * answerer, gboolean both_ways,
    gboolean trickle)
{
  Peer *a = peer_new (offerer, "offerer");
  Peer *b = peer_new (answerer, "answerer");

  a->trickle = b->trickle = trickle;
  peer_pair (a, b);
  peer_add_video (a);
  peer_add_audio (a);
  if (both_ways) {
    peer_add_video (b);
    peer_add_audio (b);
  }
  peer_start (a);
  peer_start (b);
  peer_wait_ready (a);
  peer_wait_ready (b);
  peer_offer (a);
  peer_wait_connected (a);
  peer_wait_connected (b);
  peer_wait_media (b, 10, 10);
  if (both_ways)
    peer_wait_media (a, 10, 10);
  fail_unless (a->error == NULL && b->error == NULL);
  peer_free (a);
  peer_free (b);
}

GST_START_TEST (test_call_both_ways_audio_and_video)
{
  call ("wrtcbin", "wrtcbin", TRUE, TRUE);
}

GST_END_TEST;

GST_START_TEST (test_call_one_way_audio_and_video)
{
  call ("wrtcbin", "wrtcbin", FALSE, TRUE);
}

GST_END_TEST;

GST_START_TEST (test_call_with_candidates_in_the_descriptions)
{
  call ("wrtcbin", "wrtcbin", TRUE, FALSE);
}

GST_END_TEST;

static Suite *
wrtcbincall_suite (void)
{
  Suite *s = suite_create ("wrtcbincall");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_set_timeout (tc, 120);
  tcase_add_test (tc, test_call_both_ways_audio_and_video);
  tcase_add_test (tc, test_call_one_way_audio_and_video);
  tcase_add_test (tc, test_call_with_candidates_in_the_descriptions);
  return s;
}

GST_CHECK_MAIN (wrtcbincall);
