/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The life of a wrtcice: every order of parameters, restart, loss of the peer,
 * the end at any moment, and nothing left behind.
 */
#include <dirent.h>
#include <gio/gio.h>
#include <stdio.h>
#include <unistd.h>

#include <gst/wrtc/gstwrtcnames.h>

#include "icepeer.h"

/* --- Orders --- */

enum
{ STEP_CREDENTIALS, STEP_CANDIDATES, STEP_GATHER, N_STEPS };

/* The steps of one side, in the order of @order: all that the other said may
 * come before or after anything of our own. */
static void
run_steps (IcePeer * self, IcePeer * other, const gint * order)
{
  g_auto (GStrv) lines = NULL;
  gboolean ok;

  g_object_get (other->ice, "local-candidates", &lines, NULL);
  for (guint i = 0; i < N_STEPS; i++) {
    switch (order[i]) {
      case STEP_CREDENTIALS:
        ice_peer_tell_credentials (other, self);
        break;
      case STEP_CANDIDATES:
        for (gchar ** line = lines; *line; line++) {
          g_signal_emit_by_name (self->ice, "add-remote-candidate", *line, &ok);
          fail_unless (ok);
        }
        g_signal_emit_by_name (self->ice, "add-remote-candidate", NULL, &ok);
        fail_unless (ok);
        break;
      case STEP_GATHER:
        g_signal_emit_by_name (self->ice, "gather");
        break;
    }
  }
}

static const gint orders[6][N_STEPS] = {
  {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}
};

/* __i__ % 2: in READY (kept until there is a session) or in PLAYING. */
GST_START_TEST (test_ice_parameters_any_order_connects)
{
  IcePeer a, b;
  const gint *order = orders[__i__ / 2];

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  g_object_set (a.ice, "auto-gather", FALSE, NULL);
  ice_peer_play (&b);
  ice_peer_wait_gathered (&b);
  if (__i__ % 2 == 0) {
    gst_element_set_state (a.ice, GST_STATE_READY);
    run_steps (&a, &b, order);
    ice_peer_play (&a);
  } else {
    ice_peer_play (&a);
    run_steps (&a, &b, order);
  }
  ice_peer_tell_credentials (&a, &b);
  ice_peer_wait_connected (&a);
  ice_peer_wait_connected (&b);
  ice_peers_exchange (&a, &b, 1);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

/* Candidates of credentials that are not known yet wait for them. */
GST_START_TEST (test_ice_candidate_of_later_credentials_is_kept)
{
  IcePeer a, b;
  g_auto (GStrv) lines = NULL;
  g_autofree gchar *ufrag = NULL;
  gboolean ok;

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  ice_peer_play (&a);
  ice_peer_play (&b);
  ice_peer_wait_gathered (&b);
  g_object_get (b.ice, "local-candidates", &lines, "local-ufrag", &ufrag, NULL);
  g_object_set (a.ice, "remote-ufrag", "other",
      "remote-pwd", "abcdefghijklmnopqrstuvwx", NULL);
  g_autofree gchar *line = g_strconcat (lines[0], " ufrag ", ufrag, NULL);
  g_signal_emit_by_name (a.ice, "add-remote-candidate", line, &ok);
  ice_peer_tell_credentials (&b, &a);
  /* b has no candidate of a: it learns the address from the check. */
  ice_peer_tell_credentials (&a, &b);
  ice_peer_wait_connected (&a);
  fail_unless_equals_uint64 (ice_peer_get_stat (&a, "remote-candidates-used"),
      1);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

/* The property of command lines. */
GST_START_TEST (test_ice_remote_candidates_property_connects)
{
  IcePeer a, b;
  g_auto (GStrv) lines = NULL;

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  ice_peer_play (&b);
  ice_peer_wait_gathered (&b);
  g_object_get (b.ice, "local-candidates", &lines, NULL);
  g_autofree gchar *joined = g_strjoinv (" ; ", lines);
  g_autofree gchar *text = g_strconcat (joined, "\nend-of-candidates", NULL);
  g_object_set (a.ice, "remote-candidates", text, NULL);
  ice_peer_tell_credentials (&b, &a);
  ice_peer_play (&a);
  ice_peer_tell_credentials (&a, &b);
  ice_peer_wait_seen (&a, 1u << STATE (COMPLETED));
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

/* --- Settings --- */

GST_START_TEST (test_ice_port_range_bounds_ports)
{
  IcePeer a;
  g_auto (GStrv) lines = NULL;
  g_autofree gchar *range = NULL;
  guint first = 20000 + (guint) getpid () % 400 * 100;

  range = g_strdup_printf ("%u-%u", first, first + 99);
  ice_peer_init (&a, TRUE);
  g_object_set (a.ice, "port-range", range, "local-addresses",
      "127.0.0.1,::1", NULL);
  ice_peer_play (&a);
  ice_peer_wait_gathered (&a);
  g_object_get (a.ice, "local-candidates", &lines, NULL);
  fail_unless (g_strv_length (lines) >= 6);
  for (guint i = 0; lines[i]; i++) {
    g_auto (GStrv) fields = g_strsplit (lines[i], " ", 0);
    guint port = atoi (fields[5]);
    if (strstr (lines[i], "tcptype active")) {
      fail_unless_equals_int (port, 9);
    } else {
      fail_unless (port >= first && port <= first + 99, "%s", lines[i]);
    }
  }
  ice_peer_clear (&a);
}

GST_END_TEST;

/* Every port of the range is taken: no candidate, no error, gathering ends. */
GST_START_TEST (test_ice_no_free_port_gives_no_candidate)
{
  IcePeer a;
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4,
      G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) any =
      g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autofree gchar *range = NULL;

  fail_unless (g_socket_bind (socket, any, FALSE, NULL));
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (socket, NULL);
  range = g_strdup_printf ("%u",
      g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  ice_peer_init (&a, TRUE);
  g_object_set (a.ice, "port-range", range, "transports", 1, NULL);
  ice_peer_play (&a);
  ice_peer_wait_gathered (&a);
  fail_unless_equals_int (a.n_candidates, 0);
  ice_peer_clear (&a);
}

GST_END_TEST;

GST_START_TEST (test_ice_bad_settings_are_ignored)
{
  IcePeer a;
  g_autofree gchar *ufrag = NULL;
  g_autofree gchar *range = NULL;
  gboolean ok;

  ice_peer_init (&a, TRUE);
  g_object_set (a.ice, "local-ufrag", "x", "local-pwd", "short",
      "remote-ufrag", "with space", "remote-pwd", "\xff", "port-range",
      "9-1", "local-addresses", "nonsense", "stun-server", "http://x",
      "turn-servers", "turn://nouser@x", "remote-candidates", "x;y", NULL);
  g_object_get (a.ice, "local-ufrag", &ufrag, "port-range", &range, NULL);
  fail_unless (ufrag == NULL && range == NULL);
  g_signal_emit_by_name (a.ice, "add-turn-server", "turn://x", &ok);
  fail_if (ok);
  g_signal_emit_by_name (a.ice, "add-turn-server", "turn://u:p@127.0.0.1:1",
      &ok);
  fail_unless (ok);
  ice_peer_play (&a);
  g_clear_pointer (&ufrag, g_free);
  g_object_get (a.ice, "local-ufrag", &ufrag, NULL);
  fail_unless (strlen (ufrag) >= 4);
  ice_peer_clear (&a);
}

GST_END_TEST;

/* --- What the element downstream sees --- */

GST_START_TEST (test_ice_state_event_is_sticky_and_after_segment)
{
  IcePeer a, b;
  gint state = -1;
  gboolean segment = FALSE;
  guint n_states = 0;

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  ice_peers_connect (&a, &b);
  ice_peer_wait_seen (&b, 1u << STATE (COMPLETED));
  while (gst_harness_events_in_queue (b.harness) > 0) {
    g_autoptr (GstEvent) event = gst_harness_pull_event (b.harness);
    if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT)
      segment = TRUE;
    if (!gst_wrtc_event_parse_state (event, GST_WRTC_EVENT_ICE_STATE, &state))
      continue;
    fail_unless (segment);
    fail_unless (GST_EVENT_IS_STICKY (event));
    n_states++;
  }
  fail_unless (n_states >= 3);
  fail_unless_equals_int (state, STATE (COMPLETED));
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

/* Without a clock and before there is a path: OK, dropped, counted. */
GST_START_TEST (test_ice_send_before_connection_is_counted)
{
  IcePeer a;

  ice_peer_init (&a, TRUE);
  ice_peer_play (&a);
  for (guint i = 0; i < 3; i++)
    fail_unless_equals_int (gst_harness_push (a.harness,
            ice_peer_new_packet (i, 100)), GST_FLOW_OK);
  fail_unless_equals_uint64 (ice_peer_get_stat (&a,
          "send-dropped-not-connected"), 3);
  ice_peer_clear (&a);
}

GST_END_TEST;

/* --- Restart --- */

typedef struct
{
  IcePeer *from;
  gint stop;
  guint n_sent;
} Stream;

static gpointer
stream_thread (gpointer data)
{
  Stream *stream = data;

  while (!g_atomic_int_get (&stream->stop)) {
    gst_harness_push (stream->from->harness,
        ice_peer_new_packet (stream->n_sent++, 300));
    g_usleep (1000);            /* the rate of the media, not a wait */
  }
  return NULL;
}

/* As signalling does it: both restart, then each learns of the other. What is
 * trickled without a ufrag while one side has not yet restarted is lost. */
static void
restart_both (IcePeer * a, IcePeer * b)
{
  static const gint order[] =
      { STEP_CREDENTIALS, STEP_CANDIDATES, STEP_GATHER };

  a->other = b->other = NULL;
  ice_peer_forget (a);
  ice_peer_forget (b);
  g_signal_emit_by_name (a->ice, "restart", NULL, NULL);
  g_signal_emit_by_name (b->ice, "restart", NULL, NULL);
  ice_peer_wait_gathered (a);
  ice_peer_wait_gathered (b);
  run_steps (a, b, order);
  run_steps (b, a, order);
}

GST_START_TEST (test_ice_restart_loses_no_packet)
{
  IcePeer a, b;
  Stream stream = { &a };
  g_autofree gchar *old = NULL;
  g_autofree gchar *renewed = NULL;

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  ice_peers_connect (&a, &b);
  ice_peer_wait_seen (&a, 1u << STATE (COMPLETED));
  ice_peer_wait_seen (&b, 1u << STATE (COMPLETED));
  g_object_get (a.ice, "local-ufrag", &old, NULL);
  GThread *thread = g_thread_new ("media", stream_thread, &stream);

  for (guint i = 0; i < 3; i++) {
    restart_both (&a, &b);
    g_object_get (a.ice, "local-ufrag", &renewed, NULL);
    fail_if (g_str_equal (old, renewed));
    g_clear_pointer (&renewed, g_free);
    ice_peer_wait_seen (&a, 1u << STATE (COMPLETED));
    ice_peer_wait_seen (&b, 1u << STATE (COMPLETED));
    fail_unless_equals_int (a.flipped_away + b.flipped_away, 0);
  }
  g_atomic_int_set (&stream.stop, 1);
  g_thread_join (thread);
  for (guint i = 0; i < stream.n_sent; i++) {
    g_autoptr (GstBuffer) buffer = gst_harness_pull (b.harness);
    fail_unless_equals_int (ice_peer_get_number (buffer), i);
  }
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

/* As the answerer sees it: first the peer's new credentials and candidates,
 * then its own restart. */
GST_START_TEST (test_ice_restart_after_peer_keeps_what_came)
{
  static const gint order[] =
      { STEP_CREDENTIALS, STEP_CANDIDATES, STEP_GATHER };
  IcePeer a, b;
  g_autofree gchar *ufrag = NULL;

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  ice_peers_connect (&a, &b);
  for (guint i = 0; i < 3; i++) {
    a.other = b.other = NULL;
    ice_peer_forget (&a);
    ice_peer_forget (&b);
    g_signal_emit_by_name (a.ice, "restart", NULL, NULL);
    ice_peer_wait_gathered (&a);
    run_steps (&b, &a, order);
    g_signal_emit_by_name (b.ice, "restart", NULL, NULL);
    g_object_get (b.ice, "remote-ufrag", &ufrag, NULL);
    fail_unless (ufrag != NULL);
    g_clear_pointer (&ufrag, g_free);
    ice_peer_wait_gathered (&b);
    run_steps (&a, &b, order);
    ice_peer_wait_seen (&a, 1u << STATE (COMPLETED));
    ice_peer_wait_seen (&b, 1u << STATE (COMPLETED));
    fail_unless_equals_int (a.flipped_away + b.flipped_away, 0);
    ice_peers_exchange (&a, &b, i);
  }
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

/* A failed transport comes back by a restart. */
GST_START_TEST (test_ice_restart_after_failure_connects)
{
  IcePeer a, b;

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  ice_peer_link (&a, &b);
  ice_peer_play (&a);
  ice_peer_play (&b);
  ice_peer_wait_gathered (&a);
  ice_peer_wait_gathered (&b);
  g_object_set (a.ice, "remote-ufrag", "wrong", "remote-pwd",
      "abcdefghijklmnopqrstuvwx", NULL);
  ice_peer_wait_seen (&a, 1u << STATE (FAILED));
  restart_both (&a, &b);
  ice_peer_wait_connected (&a);
  ice_peer_wait_connected (&b);
  ice_peers_exchange (&a, &b, 5);
  g_autofree gchar *reason = NULL;
  g_object_get (a.ice, "reason", &reason, NULL);
  fail_unless (reason == NULL);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

/* --- Loss of the peer --- */

GST_START_TEST (test_ice_peer_vanishes_disconnected_then_failed)
{
  IcePeer a, b;
  g_autofree gchar *reason = NULL;

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  g_object_set (a.ice, "transports", 1, NULL);
  g_object_set (b.ice, "transports", 1, NULL);
  ice_peers_connect (&a, &b);
  ice_peer_clear (&b);
  a.other = NULL;
  ice_peer_wait_seen (&a, 1u << STATE (DISCONNECTED));
  fail_if (a.seen & (1u << STATE (FAILED)));
  ice_peer_wait_seen (&a, 1u << STATE (FAILED));
  g_object_get (a.ice, "reason", &reason, NULL);
  fail_unless (reason && strstr (reason, "consent"), "%s", reason);
  fail_unless_equals_int (gst_harness_push (a.harness, ice_peer_new_packet (1,
              100)), GST_FLOW_OK);
  fail_unless_equals_uint64 (ice_peer_get_stat (&a,
          "send-dropped-not-connected"), 1);
  ice_peer_clear (&a);
}

GST_END_TEST;

/* --- The end --- */

/* READY and PAUSED again: a session anew. */
GST_START_TEST (test_ice_stopped_and_started_connects_again)
{
  IcePeer a, b;
  g_autofree gchar *first = NULL;
  g_autofree gchar *second = NULL;

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  ice_peers_connect (&a, &b);
  g_object_get (a.ice, "local-ufrag", &first, NULL);
  gst_element_set_state (a.ice, GST_STATE_READY);
  gst_element_set_state (b.ice, GST_STATE_READY);
  fail_unless_equals_int (a.state, STATE (CLOSED));
  ice_peer_forget (&a);
  ice_peer_forget (&b);
  gst_element_set_state (a.ice, GST_STATE_PLAYING);
  gst_element_set_state (b.ice, GST_STATE_PLAYING);
  ice_peer_wait_connected (&a);
  ice_peer_wait_connected (&b);
  g_object_get (a.ice, "local-ufrag", &second, NULL);
  fail_unless_equals_string (first, second);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

static void
stop_now (GstElement * ice, GParamSpec * pspec, IcePeer * self)
{
  gint state;

  g_object_get (ice, "connection-state", &state, NULL);
  if (state == STATE (CONNECTED))
    gst_element_set_state (ice, GST_STATE_READY);
}

/* From inside a notification, that is on the context. */
GST_START_TEST (test_ice_stopped_inside_notification_ends)
{
  IcePeer a, b;

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  g_signal_connect (a.ice, "notify::connection-state", G_CALLBACK (stop_now),
      &a);
  ice_peer_link (&a, &b);
  ice_peer_play (&a);
  ice_peer_play (&b);
  ice_peer_tell_credentials (&a, &b);
  ice_peer_tell_credentials (&b, &a);
  ice_peer_wait_seen (&a, 1u << STATE (CLOSED));
  g_signal_handlers_disconnect_by_func (a.ice, stop_now, &a);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

static void
random_action (GRand * rand, IcePeer * peer, IcePeer * other)
{
  gboolean ok;
  GstBufferList *list;

  switch (g_rand_int_range (rand, 0, 10)) {
    case 0:
      g_signal_emit_by_name (peer->ice, "restart", NULL, NULL);
      break;
    case 1:
      ice_peer_tell_credentials (other, peer);
      break;
    case 2:
      g_signal_emit_by_name (peer->ice, "add-remote-candidate",
          "candidate:9 1 UDP 7 127.0.0.1 9 typ host", &ok);
      break;
    case 3:
      g_signal_emit_by_name (peer->ice, "add-remote-candidate", NULL, &ok);
      break;
    case 4:
      g_signal_emit_by_name (peer->ice, "add-turn-server",
          "turn:u:p@127.0.0.1:9", &ok);
      break;
    case 5:
      g_signal_emit_by_name (peer->ice, "gather");
      break;
    case 6:
      ice_peer_get_stat (peer, "packets-sent");
      break;
    case 7:
      list = gst_buffer_list_new ();
      for (guint i = 0; i < 40; i++)
        gst_buffer_list_add (list, ice_peer_new_packet (i, 100));
      gst_pad_push_list (peer->harness->srcpad, list);
      break;
    case 8:
      g_usleep (g_rand_int_range (rand, 0, 3000));
      break;
    case 9:
      gst_element_set_state (peer->ice, GST_STATE_READY);
      gst_element_set_state (peer->ice, GST_STATE_PLAYING);
      break;
  }
}

typedef struct
{
  IcePeer *self;
  IcePeer *other;
  guint seed;
} Monkey;

static gpointer
monkey_thread (gpointer data)
{
  Monkey *monkey = data;
  GRand *rand = g_rand_new_with_seed (monkey->seed);

  for (guint i = 0; i < 30; i++)
    random_action (rand, monkey->self, monkey->other);
  g_rand_free (rand);
  return NULL;
}

static void
count_candidate (GstElement * ice, const gchar * line, gint * n)
{
  g_atomic_int_inc (n);
}

/* Everything at once from several threads, and the end in the middle of it. */
GST_START_TEST (test_ice_ends_at_any_moment)
{
  for (guint round = 0; round < 25; round++) {
    IcePeer peers[2];
    Monkey monkeys[2];
    GThread *threads[2];
    gint n = 0;

    for (guint i = 0; i < 2; i++) {
      ice_peer_init (&peers[i], i == 0);
      gst_element_set_state (peers[i].ice, GST_STATE_READY);
      g_signal_connect (peers[i].ice, "candidate",
          G_CALLBACK (count_candidate), &n);
    }
    ice_peer_link (&peers[0], &peers[1]);
    for (guint i = 0; i < 2; i++)
      ice_peer_play (&peers[i]);
    ice_peer_tell_credentials (&peers[0], &peers[1]);
    ice_peer_tell_credentials (&peers[1], &peers[0]);
    for (guint i = 0; i < 2; i++) {
      monkeys[i] = (Monkey) {
      &peers[i], &peers[1 - i], 4711 + 2 * round + i};
      threads[i] = g_thread_new ("monkey", monkey_thread, &monkeys[i]);
    }
    if (round % 2 == 0)
      gst_element_set_state (peers[round / 2 % 2].ice, GST_STATE_NULL);
    for (guint i = 0; i < 2; i++)
      g_thread_join (threads[i]);
    for (guint i = 0; i < 2; i++)
      gst_element_set_state (peers[i].ice, GST_STATE_NULL);
    for (guint i = 0; i < 2; i++)
      ice_peer_clear (&peers[i]);
  }
}

GST_END_TEST;

static guint
count_entries (const gchar * directory)
{
  guint n = 0;
  DIR *dir = opendir (directory);

  while (readdir (dir))
    n++;
  closedir (dir);
  return n;
}

static gsize
get_rss (void)
{
  gulong size = 0, resident = 0;
  FILE *file = fopen ("/proc/self/statm", "r");

  fail_unless (fscanf (file, "%lu %lu", &size, &resident) == 2);
  fclose (file);
  return resident * (gsize) sysconf (_SC_PAGESIZE);
}

static void
one_cycle (void)
{
  GstElement *ice = gst_element_factory_make ("wrtcice", NULL);

  gst_object_ref_sink (ice);
  g_object_set (ice, "local-addresses", "127.0.0.1,::1", NULL);
  gst_element_set_state (ice, GST_STATE_PLAYING);
  gst_element_set_state (ice, GST_STATE_NULL);
  gst_object_unref (ice);
}

/* What earlier elements leave to their context (goodbyes) may take a moment. */
static gboolean
comes_down_to (const gchar * folder, guint limit)
{
  gint64 end = g_get_monotonic_time () + 15 * G_TIME_SPAN_SECOND;

  while (count_entries (folder) > limit && g_get_monotonic_time () < end)
    g_usleep (10000);
  return count_entries (folder) <= limit;
}

GST_START_TEST (test_ice_thousand_cycles_leave_nothing)
{
  for (guint i = 0; i < 50; i++)
    one_cycle ();
  guint threads = count_entries ("/proc/self/task");
  guint descriptors = count_entries ("/proc/self/fd");
  gsize rss = get_rss ();

  for (guint i = 0; i < 1000; i++)
    one_cycle ();
  fail_unless (comes_down_to ("/proc/self/task", threads));
  fail_unless (comes_down_to ("/proc/self/fd", descriptors));
#ifndef __SANITIZE_ADDRESS__    /* which keeps what is freed */
  fail_unless (get_rss () < rss + 2 * 1024 * 1024, "%zu -> %zu bytes", rss,
      get_rss ());
#else
  fail_unless (rss > 0);
#endif
}

GST_END_TEST;

static Suite *
icelife_suite (void)
{
  Suite *s = suite_create ("icelife");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_set_timeout (tc, 120);
  tcase_add_loop_test (tc, test_ice_parameters_any_order_connects, 0, 12);
  tcase_add_test (tc, test_ice_candidate_of_later_credentials_is_kept);
  tcase_add_test (tc, test_ice_remote_candidates_property_connects);
  tcase_add_test (tc, test_ice_port_range_bounds_ports);
  tcase_add_test (tc, test_ice_no_free_port_gives_no_candidate);
  tcase_add_test (tc, test_ice_bad_settings_are_ignored);
  tcase_add_test (tc, test_ice_state_event_is_sticky_and_after_segment);
  tcase_add_test (tc, test_ice_send_before_connection_is_counted);
  tcase_add_test (tc, test_ice_restart_loses_no_packet);
  tcase_add_test (tc, test_ice_restart_after_peer_keeps_what_came);
  tcase_add_test (tc, test_ice_restart_after_failure_connects);
  tcase_add_test (tc, test_ice_peer_vanishes_disconnected_then_failed);
  tcase_add_test (tc, test_ice_stopped_and_started_connects_again);
  tcase_add_test (tc, test_ice_stopped_inside_notification_ends);
  tcase_add_test (tc, test_ice_ends_at_any_moment);
  tcase_add_test (tc, test_ice_thousand_cycles_leave_nothing);
  return s;
}

GST_CHECK_MAIN (icelife);
