/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Parts of wrtcbin that stand alone: the tables of states, codecs as caps, the
 * notifier.
 */
#include <gst/check/gstcheck.h>

#include "../../../gst/session/codeccaps.h"
#include "../../../gst/session/notifier.h"
#include "../../../gst/session/states.h"

#define ICE(x) GST_WEBRTC_ICE_CONNECTION_STATE_##x
#define DTLS(x) GST_WEBRTC_DTLS_TRANSPORT_STATE_##x
#define GATHER(x) GST_WEBRTC_ICE_GATHERING_STATE_##x
#define PEER(x) GST_WEBRTC_PEER_CONNECTION_STATE_##x

/* W3C webrtc-pc 4.3.2 to 4.3.4 */
static const struct
{
  guint n;
  GstWrtcTransportStates transports[2];
  GstWebRTCICEGatheringState gathering;
  GstWebRTCICEConnectionState ice;
  GstWebRTCPeerConnectionState connection;
} states[] = {
  {0, {{0}}, GATHER (NEW), ICE (NEW), PEER (NEW)},
  {1, {{ICE (NEW), GATHER (GATHERING), DTLS (NEW)}},
      GATHER (GATHERING), ICE (NEW), PEER (NEW)},
  {2, {{ICE (NEW), GATHER (COMPLETE), DTLS (NEW)},
          {ICE (CHECKING), GATHER (NEW), DTLS (NEW)}},
      GATHER (NEW), ICE (CHECKING), PEER (CONNECTING)},
  {2, {{ICE (CONNECTED), GATHER (COMPLETE), DTLS (CONNECTING)},
          {ICE (COMPLETED), GATHER (COMPLETE), DTLS (CONNECTED)}},
      GATHER (COMPLETE), ICE (CONNECTED), PEER (CONNECTING)},
  {2, {{ICE (COMPLETED), GATHER (COMPLETE), DTLS (CONNECTED)},
          {ICE (COMPLETED), GATHER (COMPLETE), DTLS (CONNECTED)}},
      GATHER (COMPLETE), ICE (COMPLETED), PEER (CONNECTED)},
  {2, {{ICE (COMPLETED), GATHER (COMPLETE), DTLS (CONNECTED)},
          {ICE (NEW), GATHER (COMPLETE), DTLS (NEW)}},
      GATHER (COMPLETE), ICE (CHECKING), PEER (CONNECTING)},
  {2, {{ICE (DISCONNECTED), GATHER (COMPLETE), DTLS (CONNECTED)},
          {ICE (COMPLETED), GATHER (COMPLETE), DTLS (CONNECTED)}},
      GATHER (COMPLETE), ICE (DISCONNECTED), PEER (DISCONNECTED)},
  {2, {{ICE (DISCONNECTED), GATHER (COMPLETE), DTLS (CONNECTED)},
          {ICE (FAILED), GATHER (COMPLETE), DTLS (CONNECTED)}},
      GATHER (COMPLETE), ICE (FAILED), PEER (FAILED)},
  {1, {{ICE (CONNECTED), GATHER (COMPLETE), DTLS (FAILED)}},
      GATHER (COMPLETE), ICE (CONNECTED), PEER (FAILED)},
  {1, {{ICE (CONNECTED), GATHER (COMPLETE), DTLS (CLOSED)}},
      GATHER (COMPLETE), ICE (CONNECTED), PEER (DISCONNECTED)},
};

GST_START_TEST (test_states_of_transports_give_those_of_the_session)
{
  GstWrtcSessionStates result =
      gst_wrtc_states_aggregate (states[__i__].transports, states[__i__].n);

  fail_unless_equals_int (result.ice_gathering, states[__i__].gathering);
  fail_unless_equals_int (result.ice_connection, states[__i__].ice);
  fail_unless_equals_int (result.connection, states[__i__].connection);
}

GST_END_TEST;

GST_START_TEST (test_codec_from_caps_and_back)
{
  GstCaps *caps = gst_caps_from_string ("application/x-rtp,media=video,"
      "encoding-name=H264,clock-rate=90000,payload=100,"
      "profile-level-id=(string)42e01f,packetization-mode=(string)1,"
      "rtcp-fb-nack-pli=true,rtcp-fb-goog-remb=true,extmap-3=(string)urn:x,"
      "a-framerate=(string)30,ssrc=(uint)77;"
      "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000;"
      "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000;"
      "application/x-rtp,media=video");
  GstWrtcCapsFacts *facts = gst_wrtc_caps_facts_new (caps, NULL);
  const WrtcCodec *codec;
  GstStructure *s;
  GstCaps *back;

  fail_unless (facts != NULL);
  fail_unless_equals_int (facts->kind, WRTC_MEDIA_VIDEO);
  fail_unless_equals_int (facts->ssrc, 77);
  /* One kind, and only what is complete. */
  fail_unless_equals_int (facts->codecs->len, 2);
  fail_unless_equals_int (facts->extensions->len, 1);
  fail_unless_equals_string (wrtc_parameters_get (facts->attributes,
          "framerate"), "30");
  codec = g_ptr_array_index (facts->codecs, 0);
  fail_unless_equals_int (codec->payload, 100);
  fail_unless_equals_string (wrtc_parameters_get (codec->fmtp,
          "profile-level-id"), "42e01f");
  fail_unless (wrtc_codec_has_feedback (codec, "nack pli"));
  fail_unless (wrtc_codec_has_feedback (codec, "ccm fir"));
  fail_unless (wrtc_codec_has_feedback (codec, "goog-remb"));

  back = gst_wrtc_codec_to_caps (codec, WRTC_MEDIA_VIDEO, facts->extensions);
  s = gst_caps_get_structure (back, 0);
  fail_unless_equals_string (gst_structure_get_string (s,
          "packetization-mode"), "1");
  fail_unless_equals_string (gst_structure_get_string (s, "extmap-3"), "urn:x");
  fail_unless (gst_structure_has_field_typed (s, "rtcp-fb-nack-pli",
          G_TYPE_BOOLEAN));
  gst_caps_unref (back);
  gst_wrtc_caps_facts_free (facts);
  gst_caps_unref (caps);
}

GST_END_TEST;

/* The notifier */

typedef struct
{
  GstWrtcNotifier *notifier;
  GMutex lock;
  GCond cond;
  guint n_run;
  gboolean in_order;
  gboolean freed;
} Board;

static void
board_init (Board * board)
{
  memset (board, 0, sizeof (*board));
  board->notifier = gst_wrtc_notifier_new ();
  board->in_order = TRUE;
  g_mutex_init (&board->lock);
  g_cond_init (&board->cond);
}

static void
board_clear (Board * board)
{
  gst_wrtc_notifier_settle (board->notifier, TRUE);
  gst_wrtc_notifier_unref (board->notifier);
  g_mutex_clear (&board->lock);
  g_cond_clear (&board->cond);
}

typedef struct
{
  Board *board;
  guint number;
} Item;

static void
run_item (gpointer data)
{
  Item *item = data;
  Board *board = item->board;

  g_mutex_lock (&board->lock);
  board->in_order &= board->n_run == item->number;
  board->n_run++;
  g_cond_broadcast (&board->cond);
  g_mutex_unlock (&board->lock);
}

static guint64
push_item (Board * board, guint number)
{
  Item *item = g_new0 (Item, 1);

  item->board = board;
  item->number = number;
  return gst_wrtc_notifier_push (board->notifier, run_item, item, g_free);
}

GST_START_TEST (test_notifier_keeps_the_order)
{
  guint64 last = 0;
  Board board;
  guint i;

  board_init (&board);
  for (i = 0; i < 1000; i++)
    last = push_item (&board, i);
  gst_wrtc_notifier_wait (board.notifier, last);
  fail_unless_equals_int (board.n_run, 1000);
  fail_unless (board.in_order);
  board_clear (&board);
}

GST_END_TEST;

/* Waits in a notification for the one after it. */
static void
wait_for_next (gpointer data)
{
  Board *board = data;

  gst_wrtc_notifier_may_wait (board->notifier);
  push_item (board, 0);
  g_mutex_lock (&board->lock);
  while (board->n_run == 0)
    g_cond_wait (&board->cond, &board->lock);
  g_mutex_unlock (&board->lock);
}

GST_START_TEST (test_notification_may_wait_for_the_next)
{
  Board board;
  guint i;

  board_init (&board);
  for (i = 0; i < 5; i++) {
    board.n_run = 0;
    gst_wrtc_notifier_push (board.notifier, wait_for_next, &board, NULL);
    g_mutex_lock (&board.lock);
    while (board.n_run == 0)
      g_cond_wait (&board.cond, &board.lock);
    g_mutex_unlock (&board.lock);
    gst_wrtc_notifier_settle (board.notifier, TRUE);
  }
  board_clear (&board);
}

GST_END_TEST;

static void
count_object (gpointer object, gpointer data)
{
  g_atomic_int_inc ((gint *) data);
}

static void
note_freed (gpointer data)
{
  ((Board *) data)->freed = TRUE;
}

static void
count_on_board (gpointer object, gpointer board)
{
  count_object (object, &((Board *) board)->n_run);
}

GST_START_TEST (test_notification_of_a_gone_object_is_only_freed)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
  Board board;

  board_init (&board);
  g_mutex_lock (&board.lock);
  /* Holds the queue until the object has gone. */
  push_item (&board, 0);
  gst_wrtc_notifier_push_object (board.notifier, object, count_on_board,
      &board, note_freed);
  g_object_unref (object);
  g_mutex_unlock (&board.lock);
  gst_wrtc_notifier_settle (board.notifier, TRUE);
  fail_unless_equals_int (board.n_run, 1);
  fail_unless (board.freed);
  board_clear (&board);
}

GST_END_TEST;

static Suite *
wrtcbinparts_suite (void)
{
  Suite *s = suite_create ("wrtcbinparts");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_states_of_transports_give_those_of_the_session,
      0, G_N_ELEMENTS (states));
  tcase_add_test (tc, test_codec_from_caps_and_back);
  tcase_add_test (tc, test_notifier_keeps_the_order);
  tcase_add_test (tc, test_notification_may_wait_for_the_next);
  tcase_add_test (tc, test_notification_of_a_gone_object_is_only_freed);
  return s;
}

GST_CHECK_MAIN (wrtcbinparts);
