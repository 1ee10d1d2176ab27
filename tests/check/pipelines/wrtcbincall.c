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

/* Statistics of a call: every reference resolves, counters count. */

typedef struct
{
  const GstStructure *stats;
  guint n[15];                  /* of each GstWebRTCStatsType */
} Seen;

static gboolean
check_entry (GQuark field, const GValue * value, gpointer data)
{
  static const gchar *references[] = { "codec-id", "transport-id",
    "remote-id", "local-id", "selected-candidate-pair-id",
    "local-candidate-id", "remote-candidate-id"
  };
  Seen *seen = data;
  const GstStructure *entry = gst_value_get_structure (value);
  GstWebRTCStatsType type;
  gdouble timestamp;
  guint i;

  fail_unless_equals_string (gst_structure_get_string (entry, "id"),
      g_quark_to_string (field));
  fail_unless (gst_structure_get (entry, "type", GST_TYPE_WEBRTC_STATS_TYPE,
          &type, "timestamp", G_TYPE_DOUBLE, &timestamp, NULL));
  fail_unless (timestamp > 0);
  seen->n[type]++;
  for (i = 0; i < G_N_ELEMENTS (references); i++) {
    const gchar *id = gst_structure_get_string (entry, references[i]);

    fail_unless (!id || gst_structure_has_field (seen->stats, id),
        "%s of %s is %s", references[i], g_quark_to_string (field), id);
  }
  return TRUE;
}

static void
check_stats (Peer * peer)
{
  GstPromise *promise = gst_promise_new ();
  Seen seen = { NULL, };

  g_signal_emit_by_name (peer->bin, "get-stats", NULL, promise);
  fail_unless_equals_int (gst_promise_wait (promise),
      GST_PROMISE_RESULT_REPLIED);
  seen.stats = gst_promise_get_reply (promise);
  gst_structure_foreach (seen.stats, check_entry, &seen);
  fail_unless_equals_int (seen.n[GST_WEBRTC_STATS_OUTBOUND_RTP], 2);
  fail_unless_equals_int (seen.n[GST_WEBRTC_STATS_INBOUND_RTP], 2);
  fail_unless_equals_int (seen.n[GST_WEBRTC_STATS_CODEC], 4);
  fail_unless_equals_int (seen.n[GST_WEBRTC_STATS_TRANSPORT], 1);
  fail_unless_equals_int (seen.n[GST_WEBRTC_STATS_CANDIDATE_PAIR], 1);
  fail_unless_equals_int (seen.n[GST_WEBRTC_STATS_PEER_CONNECTION], 1);
  fail_unless (seen.n[GST_WEBRTC_STATS_LOCAL_CANDIDATE] > 0);
  fail_unless (seen.n[GST_WEBRTC_STATS_REMOTE_CANDIDATE] > 0);
  gst_promise_unref (promise);
}

GST_START_TEST (test_stats_of_a_call)
{
  Peer *a = peer_new ("wrtcbin", "offerer");
  Peer *b = peer_new ("wrtcbin", "answerer");

  peer_pair (a, b);
  peer_add_video (a);
  peer_add_audio (a);
  peer_add_video (b);
  peer_add_audio (b);
  peer_start (a);
  peer_start (b);
  peer_wait_ready (a);
  peer_wait_ready (b);
  peer_offer (a);
  peer_wait_media (a, 5, 5);
  peer_wait_media (b, 5, 5);
  check_stats (a);
  check_stats (b);
  peer_free (a);
  peer_free (b);
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
  tcase_add_test (tc, test_stats_of_a_call);
  return s;
}

GST_CHECK_MAIN (wrtcbincall);
