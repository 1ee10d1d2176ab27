/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What happens around a call: peers that leave or lie, sessions that change,
 * handlers that call and wait, many sessions in one process.
 */
#include "peer.h"

#include <stdio.h>
#include <string.h>

static void
pair_new (Peer ** a, Peer ** b)
{
  *a = peer_new ("wrtcbin", "offerer");
  *b = peer_new ("wrtcbin", "answerer");
  peer_pair (*a, *b);
}

static void
connect (Peer * a, Peer * b)
{
  peer_start (a);
  peer_start (b);
  peer_wait_ready (a);
  peer_wait_ready (b);
  peer_offer (a);
  peer_wait_connected (a);
  peer_wait_connected (b);
}

/* A fingerprint that no certificate has */

static void
change_fingerprint (GstSDPMessage * sdp)
{
  guint i, k;

  for (i = 0; i < gst_sdp_message_medias_len (sdp); i++) {
    GstSDPMedia *media = (GstSDPMedia *) gst_sdp_message_get_media (sdp, i);

    for (k = 0; k < gst_sdp_media_attributes_len (media); k++) {
      const GstSDPAttribute *old = gst_sdp_media_get_attribute (media, k);
      GstSDPAttribute new = { NULL, };
      gchar *value;

      if (strcmp (old->key, "fingerprint") != 0)
        continue;
      value = g_strdup (old->value);
      value[strlen (value) - 1] = value[strlen (value) - 1] == '0' ? '1' : '0';
      gst_sdp_attribute_set (&new, "fingerprint", value);
      gst_sdp_media_replace_attribute (media, k, &new);
      g_free (value);
    }
  }
}

GST_START_TEST (test_wrong_fingerprint_fails_with_reason_and_no_media)
{
  Peer *a, *b;
  gchar *reason;

  pair_new (&a, &b);
  peer_add_video (a);
  peer_add_video (b);
  a->tamper = change_fingerprint;
  peer_start (a);
  peer_start (b);
  peer_wait_ready (a);
  peer_wait_ready (b);
  peer_offer (a);
  peer_wait_state (b, GST_WEBRTC_PEER_CONNECTION_STATE_FAILED);
  g_object_get (b->bin, "reason", &reason, NULL);
  fail_unless (reason != NULL && strstr (reason, "fingerprint") != NULL, "%s",
      reason);
  g_free (reason);
  g_mutex_lock (&b->lock);
  fail_unless_equals_int (b->n_pads, 0);
  fail_unless (b->error == NULL);
  g_mutex_unlock (&b->lock);
  g_mutex_lock (&a->lock);
  fail_unless_equals_int (a->n_pads, 0);
  fail_unless (a->error == NULL);
  g_mutex_unlock (&a->lock);
  peer_free (a);
  peer_free (b);
}

GST_END_TEST;

/* A peer that goes is a state, never an error. */
GST_START_TEST (test_peer_that_closes_is_a_state)
{
  gchar *reason = NULL;
  Peer *a, *b;

  pair_new (&a, &b);
  peer_add_video (a);
  connect (a, b);
  peer_wait_media (b, 3, 0);
  gst_element_set_state (b->pipeline, GST_STATE_NULL);
  peer_wait_state (a, GST_WEBRTC_PEER_CONNECTION_STATE_DISCONNECTED);
  g_mutex_lock (&a->lock);
  fail_unless (a->error == NULL, "%s", a->error);
  g_mutex_unlock (&a->lock);
  /* It was told (close_notify): it did not have to find out. */
  g_object_get (a->bin, "reason", &reason, NULL);
  fail_unless_equals_string (reason, "the peer closed the connection");
  g_free (reason);
  peer_free (a);
  peer_free (b);
}

GST_END_TEST;

/* A paused sink keeps what is brought to it. Nobody but the stream's own thread
 * may wait for it: the end of the peer is told all the same. */
GST_START_TEST (test_peer_that_closes_while_paused_is_a_state)
{
  Peer *a, *b;

  pair_new (&a, &b);
  peer_add_video (a);
  connect (a, b);
  peer_wait_media (b, 3, 0);
  gst_element_set_state (b->pipeline, GST_STATE_PAUSED);
  gst_element_set_state (a->pipeline, GST_STATE_NULL);
  peer_wait_state (b, GST_WEBRTC_PEER_CONNECTION_STATE_DISCONNECTED);
  fail_unless_equals_int (gst_element_set_state (b->pipeline, GST_STATE_NULL),
      GST_STATE_CHANGE_SUCCESS);
  peer_free (a);
  peer_free (b);
}

GST_END_TEST;

/* More streams in a second exchange, from the other side */

static void
wait_pads (Peer * peer, guint n)
{
  gint64 end = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;

  g_mutex_lock (&peer->lock);
  while (peer->n_pads < n)
    fail_unless (g_cond_wait_until (&peer->cond, &peer->lock, end),
        "%s has %u pads", peer->name, peer->n_pads);
  g_mutex_unlock (&peer->lock);
}

static void
wait_negotiation_needed (Peer * peer, guint n)
{
  gint64 end = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;

  g_mutex_lock (&peer->lock);
  while (peer->n_negotiation_needed < n)
    fail_unless (g_cond_wait_until (&peer->cond, &peer->lock, end));
  g_mutex_unlock (&peer->lock);
}

static void
add_while_playing (Peer * peer, const gchar * description)
{
  GstElement *source = gst_parse_bin_from_description (description, TRUE, NULL);

  gst_bin_add (GST_BIN (peer->pipeline), source);
  fail_unless (gst_element_link (source, peer->bin));
  gst_element_sync_state_with_parent (source);
}

GST_START_TEST (test_renegotiation_adds_streams)
{
  Peer *a, *b;

  pair_new (&a, &b);
  peer_add_video (a);
  connect (a, b);
  peer_wait_media (b, 5, 0);
  fail_unless_equals_int (a->n_negotiation_needed, 1);
  add_while_playing (a, "audiotestsrc is-live=true ! opusenc ! "
      "rtpopuspay pt=97 ! queue");
  wait_negotiation_needed (a, 2);
  peer_offer (a);
  wait_pads (b, 2);
  peer_wait_media (b, 5, 5);
  fail_unless (a->error == NULL && b->error == NULL);
  peer_free (a);
  peer_free (b);
}

GST_END_TEST;

GST_START_TEST (test_every_bundle_policy_connects)
{
  static const gchar *nicks[] = { "none", "balanced", "max-compat",
    "max-bundle"
  };
  Peer *a, *b;

  pair_new (&a, &b);
  gst_util_set_object_arg (G_OBJECT (a->bin), "bundle-policy",
      nicks[__i__ / 2]);
  gst_util_set_object_arg (G_OBJECT (b->bin), "bundle-policy",
      __i__ % 2 ? "none" : nicks[__i__ / 2]);
  peer_add_video (a);
  peer_add_audio (a);
  peer_add_video (b);
  peer_add_audio (b);
  peer_start (a);
  peer_start (b);
  peer_wait_ready (a);
  peer_wait_ready (b);
  peer_offer (a);
  /* max-bundle with a peer that does not bundle has one line. */
  if (g_str_equal (nicks[__i__ / 2], "max-bundle") && __i__ % 2) {
    peer_wait_connected (a);
    peer_wait_media (b, 5, 0);
  } else {
    peer_wait_connected (a);
    peer_wait_connected (b);
    peer_wait_media (a, 5, 5);
    peer_wait_media (b, 5, 5);
  }
  fail_unless (a->error == NULL && b->error == NULL);
  peer_free (a);
  peer_free (b);
}

GST_END_TEST;

GST_START_TEST (test_data_section_connects_and_channel_does_not_hang)
{
  Peer *a, *b;
  GstWebRTCDataChannel *channel = NULL;
  gint state;

  pair_new (&a, &b);
  peer_start (a);
  peer_start (b);
  g_signal_emit_by_name (a->bin, "create-data-channel", "x", NULL, &channel);
  fail_unless (channel != NULL);
  peer_wait_ready (a);
  peer_offer (a);
  peer_wait_connected (a);
  peer_wait_connected (b);
  g_object_get (channel, "ready-state", &state, NULL);
  fail_unless_equals_int (state, GST_WEBRTC_DATA_CHANNEL_STATE_CONNECTING);
  g_signal_emit_by_name (channel, "close");
  peer_free (a);
  peer_free (b);
  g_object_get (channel, "ready-state", &state, NULL);
  fail_unless_equals_int (state, GST_WEBRTC_DATA_CHANNEL_STATE_CLOSED);
  g_object_unref (channel);
}

GST_END_TEST;

/* Every action, property and wait from inside every handler */

typedef struct
{
  GstElement *bin;
  gint n_calls;                 /* handlers that came back */
  gint depth;
} Caller;

static void
wait_for (GstElement * bin, const gchar * action, gpointer argument)
{
  GstPromise *promise = gst_promise_new ();

  g_signal_emit_by_name (bin, action, argument, promise);
  fail_unless_equals_int (gst_promise_wait (promise),
      GST_PROMISE_RESULT_REPLIED);
  gst_promise_unref (promise);
}

static void
read_all_properties (gpointer object)
{
  guint i, n;
  GParamSpec **specs =
      g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);

  for (i = 0; i < n; i++) {
    GValue value = G_VALUE_INIT;

    if (!(specs[i]->flags & G_PARAM_READABLE))
      continue;
    g_value_init (&value, specs[i]->value_type);
    g_object_get_property (object, specs[i]->name, &value);
    g_value_unset (&value);
  }
  g_free (specs);
}

static void
call_everything (Caller * caller)
{
  GstElement *bin = caller->bin;
  GstWebRTCSessionDescription *garbage;
  GstWebRTCRTPTransceiver *transceiver = NULL;
  GObject *channel = NULL;
  GstSDPMessage *sdp;
  GstPromise *promise;
  GArray *list = NULL;
  gboolean added;

  /* What is done here makes signals too. */
  if (g_atomic_int_add (&caller->depth, 1) > 0) {
    g_atomic_int_add (&caller->depth, -1);
    return;
  }
  read_all_properties (bin);
  gst_sdp_message_new (&sdp);
  gst_sdp_message_set_version (sdp, "0");
  garbage = gst_webrtc_session_description_new (GST_WEBRTC_SDP_TYPE_PRANSWER,
      sdp);
  wait_for (bin, "create-offer", NULL);
  wait_for (bin, "create-answer", NULL);
  wait_for (bin, "set-local-description", garbage);
  wait_for (bin, "set-remote-description", garbage);
  wait_for (bin, "get-stats", NULL);
  promise = gst_promise_new ();
  g_signal_emit_by_name (bin, "add-ice-candidate-full", 77, "garbage", promise);
  gst_promise_wait (promise);
  gst_promise_unref (promise);
  g_signal_emit_by_name (bin, "add-ice-candidate", 77, "garbage");
  g_signal_emit_by_name (bin, "get-transceiver", 0, &transceiver);
  gst_clear_object (&transceiver);
  g_signal_emit_by_name (bin, "get-transceivers", &list);
  g_array_unref (list);
  g_signal_emit_by_name (bin, "add-turn-server", "garbage", &added);
  if (g_atomic_int_get (&caller->n_calls) == 0) {
    g_signal_emit_by_name (bin, "create-data-channel", "x", NULL, &channel);
    g_clear_object (&channel);
  }
  gst_element_get_state (bin, NULL, NULL, 0);
  gst_webrtc_session_description_free (garbage);
  g_atomic_int_inc (&caller->n_calls);
  g_atomic_int_add (&caller->depth, -1);
}

static void
on_any_signal (GstElement * bin, ...)
{
}

static gboolean
emission_hook (GSignalInvocationHint * hint, guint n, const GValue * values,
    gpointer data)
{
  Caller *caller = data;

  if (g_value_get_object (&values[0]) == (gpointer) caller->bin)
    call_everything (caller);
  return TRUE;
}

static void
on_notify (GObject * object, GParamSpec * pspec, Caller * caller)
{
  call_everything (caller);
}

GST_START_TEST (test_handlers_may_call_and_wait_for_everything)
{
  static const gchar *signals[] = { "on-negotiation-needed",
    "on-ice-candidate", "on-new-transceiver", "prepare-data-channel",
    "pad-added", "deep-element-added", "element-added"
  };
  gulong hooks[G_N_ELEMENTS (signals)];
  Caller caller = { NULL, };
  Peer *a, *b;
  guint i;

  pair_new (&a, &b);
  caller.bin = a->bin;
  for (i = 0; i < G_N_ELEMENTS (signals); i++) {
    guint id = g_signal_lookup (signals[i], G_OBJECT_TYPE (a->bin));

    g_signal_connect (a->bin, signals[i], G_CALLBACK (on_any_signal), NULL);
    hooks[i] = g_signal_add_emission_hook (id, 0, emission_hook, &caller, NULL);
  }
  g_signal_connect (a->bin, "notify", G_CALLBACK (on_notify), &caller);
  peer_add_video (a);
  peer_add_video (b);
  connect (a, b);
  peer_wait_media (b, 5, 0);
  peer_wait_media (a, 5, 0);
  fail_unless (caller.n_calls > 10, "%d", caller.n_calls);
  g_signal_handlers_disconnect_by_data (a->bin, &caller);
  for (i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_remove_emission_hook (g_signal_lookup (signals[i],
            G_OBJECT_TYPE (a->bin)), hooks[i]);
  peer_free (a);
  peer_free (b);
}

GST_END_TEST;

/* Closing from inside a handler */

static void
close_in_handler (GstElement * bin, GParamSpec * pspec, Peer * peer)
{
  gint state;

  g_object_get (bin, "ice-connection-state", &state, NULL);
  if (state == GST_WEBRTC_ICE_CONNECTION_STATE_CHECKING)
    gst_element_set_state (bin, GST_STATE_NULL);
  g_mutex_lock (&peer->lock);
  g_cond_broadcast (&peer->cond);
  g_mutex_unlock (&peer->lock);
}

GST_START_TEST (test_handler_may_close)
{
  gint64 end = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;
  Peer *a, *b;

  pair_new (&a, &b);
  peer_add_video (a);
  gst_element_set_locked_state (a->bin, TRUE);
  g_signal_connect (a->bin, "notify::ice-connection-state",
      G_CALLBACK (close_in_handler), a);
  gst_element_set_state (a->bin, GST_STATE_PLAYING);
  peer_start (a);
  peer_start (b);
  peer_wait_ready (a);
  peer_wait_ready (b);
  peer_offer (a);
  g_mutex_lock (&a->lock);
  while (GST_STATE (a->bin) != GST_STATE_NULL)
    fail_unless (g_cond_wait_until (&a->cond, &a->lock, end));
  g_mutex_unlock (&a->lock);
  peer_free (a);
  peer_free (b);
}

GST_END_TEST;

/* What a process has */

static guint
count_directory (const gchar * path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  g_dir_close (dir);
  return n;
}

/* The shared pool of threads shrinks when it is idle. */
static void
wait_threads (guint n)
{
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  while (count_directory ("/proc/self/task") > n) {
    fail_unless (g_get_monotonic_time () < end, "%u threads, then %u", n,
        count_directory ("/proc/self/task"));
    g_usleep (5000);
  }
}

static glong
resident_kib (void)
{
  FILE *file = fopen ("/proc/self/statm", "r");
  glong size = 0, resident = 0;

  fail_unless_equals_int (fscanf (file, "%ld %ld", &size, &resident), 2);
  fclose (file);
  return resident * 4;
}

static void
short_session (void)
{
  Peer *a, *b;

  pair_new (&a, &b);
  peer_start (a);
  peer_start (b);
  {
    GObject *channel = NULL;

    g_signal_emit_by_name (a->bin, "create-data-channel", "x", NULL, &channel);
    g_object_unref (channel);
  }
  peer_wait_ready (a);
  peer_offer (a);
  peer_wait_connected (a);
  peer_wait_connected (b);
  peer_free (a);
  peer_free (b);
}

GST_START_TEST (test_200_sessions_leave_nothing)
{
  guint threads, descriptors, i;
  glong resident;

  for (i = 0; i < 40; i++)
    short_session ();
  threads = count_directory ("/proc/self/task");
  descriptors = count_directory ("/proc/self/fd");
  resident = resident_kib ();
  for (i = 0; i < 200; i++)
    short_session ();
  GST_INFO ("threads %u -> %u, descriptors %u -> %u, KiB %ld -> %ld", threads,
      count_directory ("/proc/self/task"), descriptors,
      count_directory ("/proc/self/fd"), resident, resident_kib ());
  wait_threads (threads);
  fail_unless (count_directory ("/proc/self/fd") <= descriptors);
  if (!g_getenv ("GST_WRTC_SANITIZED"))
    fail_unless (resident_kib () - resident < 2048, "%ld KiB more",
        resident_kib () - resident);
}

GST_END_TEST;

static void
push_packets (GstPad * src)
{
  guint i;

  for (i = 0; i < 10; i++)
    fail_unless_equals_int (gst_pad_push (src, gst_buffer_new_allocate (NULL,
                200, NULL)), GST_FLOW_OK);
}

typedef struct
{
  GstElement *bin;
  GstPad *sink;
  GstPad *src;
  GstElement *pipeline;
} Sender;

static void
sender_new (Sender * sender)
{
  GObject *agent;
  gboolean added;
  GstCaps *caps = gst_caps_from_string ("application/x-rtp,media=video,"
      "encoding-name=VP8,clock-rate=90000,payload=96,ssrc=(uint)1234");

  sender->pipeline = gst_pipeline_new (NULL);
  sender->bin = gst_element_factory_make ("wrtcbin", NULL);
  g_object_get (sender->bin, "ice-agent", &agent, NULL);
  g_signal_emit_by_name (agent, "add-local-ip-address", "127.0.0.1", &added);
  fail_unless (added);
  g_object_unref (agent);
  gst_bin_add (GST_BIN (sender->pipeline), sender->bin);
  gst_element_set_state (sender->pipeline, GST_STATE_PLAYING);
  sender->sink = gst_element_request_pad_simple (sender->bin, "sink_%u");
  sender->src = gst_pad_new ("src", GST_PAD_SRC);
  gst_pad_link_full (sender->src, sender->sink, GST_PAD_LINK_CHECK_NOTHING);
  gst_pad_set_active (sender->src, TRUE);
  gst_check_setup_events (sender->src, sender->bin, caps, GST_FORMAT_TIME);
  gst_caps_unref (caps);
}

static void
sender_free (Sender * sender)
{
  gst_element_set_state (sender->pipeline, GST_STATE_NULL);
  gst_pad_set_active (sender->src, FALSE);
  gst_pad_unlink (sender->src, sender->sink);
  gst_object_unref (sender->src);
  gst_object_unref (sender->sink);
  gst_object_unref (sender->pipeline);
}

static void
sender_offer (Sender * sender)
{
  GstPromise *promise = gst_promise_new ();
  GstWebRTCSessionDescription *offer;

  g_signal_emit_by_name (sender->bin, "create-offer", NULL, promise);
  gst_promise_wait (promise);
  fail_unless (gst_structure_get (gst_promise_get_reply (promise), "offer",
          GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &offer, NULL));
  gst_promise_unref (promise);
  promise = gst_promise_new ();
  g_signal_emit_by_name (sender->bin, "set-local-description", offer, promise);
  gst_promise_wait (promise);
  gst_promise_unref (promise);
  gst_webrtc_session_description_free (offer);
  push_packets (sender->src);
}

GST_START_TEST (test_100_senders_add_no_thread)
{
  static Sender senders[100];
  guint i, one;

  for (i = 0; i < 10; i++) {
    sender_new (&senders[i]);
    sender_offer (&senders[i]);
  }
  one = count_directory ("/proc/self/task");
  for (; i < G_N_ELEMENTS (senders); i++) {
    sender_new (&senders[i]);
    sender_offer (&senders[i]);
  }
  wait_threads (one);
  for (i = 0; i < G_N_ELEMENTS (senders); i++)
    sender_free (&senders[i]);
}

GST_END_TEST;

static Suite *
wrtcbinlife_suite (void)
{
  Suite *s = suite_create ("wrtcbinlife");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_set_timeout (tc, 180);
  tcase_add_test (tc, test_wrong_fingerprint_fails_with_reason_and_no_media);
  tcase_add_test (tc, test_peer_that_closes_is_a_state);
  tcase_add_test (tc, test_peer_that_closes_while_paused_is_a_state);
  tcase_add_test (tc, test_renegotiation_adds_streams);
  tcase_add_loop_test (tc, test_every_bundle_policy_connects, 0, 8);
  tcase_add_test (tc, test_data_section_connects_and_channel_does_not_hang);
  tcase_add_test (tc, test_handlers_may_call_and_wait_for_everything);
  tcase_add_test (tc, test_handler_may_close);
  tcase_add_test (tc, test_200_sessions_leave_nothing);
  tcase_add_test (tc, test_100_senders_add_no_thread);
  return s;
}

GST_CHECK_MAIN (wrtcbinlife);
