/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The parts of wrtcice that need no network: state machine (explicit time),
 * server URIs, settings.
 */
#include <gst/check/gstcheck.h>

#include "ice-server.h"
#include "ice-settings.h"
#include "ice-state.h"

#define SECOND G_TIME_SPAN_SECOND

/* --- The state machine --- */

typedef enum
{
  IN_NEWS, IN_RUNNING, IN_CONNECTED, IN_READY, IN_FAILED, IN_GATHERED,
  IN_REMOTE_END, IN_REVIVED, IN_DATA, IN_RESTART, IN_CLOSE, IN_TIME, IN_LAST
} Input;

typedef struct
{
  gint at;                      /* seconds */
  Input input;
  IceState state;               /* after it */
  IceAction action;
} Step;

typedef struct
{
  const gchar *name;
  Step steps[16];
} Story;

#define END {0, IN_LAST, ICE_STATE_NEW, ICE_DO_NOTHING}

static const Story stories[] = {
  {"connects, completes when all is said", {
              {1, IN_NEWS, ICE_STATE_NEW},
              {1, IN_RUNNING, ICE_STATE_CHECKING},
              {2, IN_CONNECTED, ICE_STATE_CONNECTED},
              {2, IN_READY, ICE_STATE_CONNECTED},
              {3, IN_GATHERED, ICE_STATE_CONNECTED},
              {4, IN_REMOTE_END, ICE_STATE_COMPLETED},
              {99, IN_TIME, ICE_STATE_COMPLETED},
          {99, IN_CLOSE, ICE_STATE_CLOSED}, END}},
  {"all said before the pair is ready", {
              {1, IN_GATHERED, ICE_STATE_NEW},
              {1, IN_REMOTE_END, ICE_STATE_NEW},
              {1, IN_RUNNING, ICE_STATE_CHECKING},
          {2, IN_READY, ICE_STATE_COMPLETED}, END}},
  {"checks fail before the end of candidates: more may come", {
              {1, IN_NEWS, ICE_STATE_NEW},
              {1, IN_RUNNING, ICE_STATE_CHECKING},
              {2, IN_FAILED, ICE_STATE_CHECKING},
              {3, IN_GATHERED, ICE_STATE_CHECKING},
              {20, IN_REMOTE_END, ICE_STATE_FAILED},
              {21, IN_READY, ICE_STATE_FAILED},
          {22, IN_DATA, ICE_STATE_FAILED}, END}},
  {"nothing works in time", {
              {1, IN_NEWS, ICE_STATE_NEW},
              {20, IN_NEWS, ICE_STATE_NEW},
              {20, IN_RUNNING, ICE_STATE_CHECKING},
              {49, IN_TIME, ICE_STATE_CHECKING},
          {50, IN_TIME, ICE_STATE_FAILED}, END}},
  {"a peer that says nothing at all", {
              {1, IN_NEWS, ICE_STATE_NEW},
          {31, IN_TIME, ICE_STATE_FAILED}, END}},
  {"consent lost, twice given up: failed 30 s after the last proof", {
              {0, IN_RUNNING, ICE_STATE_CHECKING},
              {1, IN_READY, ICE_STATE_CONNECTED},
              {11, IN_FAILED, ICE_STATE_DISCONNECTED, ICE_DO_REVIVE},
              {11, IN_REVIVED, ICE_STATE_DISCONNECTED},
              {24, IN_FAILED, ICE_STATE_DISCONNECTED},
              {26, IN_TIME, ICE_STATE_DISCONNECTED},
              {30, IN_TIME, ICE_STATE_DISCONNECTED},
          {31, IN_TIME, ICE_STATE_FAILED}, END}},
  {"consent comes back", {
              {0, IN_RUNNING, ICE_STATE_CHECKING},
              {1, IN_READY, ICE_STATE_CONNECTED},
              {11, IN_FAILED, ICE_STATE_DISCONNECTED, ICE_DO_REVIVE},
              {11, IN_REVIVED, ICE_STATE_DISCONNECTED},
              {25, IN_TIME, ICE_STATE_DISCONNECTED},
              {26, IN_TIME, ICE_STATE_CONNECTED},
          {99, IN_TIME, ICE_STATE_CONNECTED}, END}},
  {"data comes back, the proof after it", {
              {0, IN_RUNNING, ICE_STATE_CHECKING},
              {1, IN_READY, ICE_STATE_CONNECTED},
              {11, IN_FAILED, ICE_STATE_DISCONNECTED, ICE_DO_REVIVE},
              {11, IN_REVIVED, ICE_STATE_DISCONNECTED},
              {13, IN_DATA, ICE_STATE_CONNECTED},
              {26, IN_TIME, ICE_STATE_CONNECTED},
          {90, IN_FAILED, ICE_STATE_DISCONNECTED, ICE_DO_REVIVE}, END}},
  {"data alone proves nothing", {
              {0, IN_RUNNING, ICE_STATE_CHECKING},
              {1, IN_READY, ICE_STATE_CONNECTED},
              {11, IN_FAILED, ICE_STATE_DISCONNECTED, ICE_DO_REVIVE},
              {11, IN_REVIVED, ICE_STATE_DISCONNECTED},
              {13, IN_DATA, ICE_STATE_CONNECTED},
              {24, IN_FAILED, ICE_STATE_DISCONNECTED, ICE_DO_REVIVE},
              {24, IN_REVIVED, ICE_STATE_DISCONNECTED},
              {25, IN_DATA, ICE_STATE_CONNECTED},
          {38, IN_FAILED, ICE_STATE_FAILED}, END}},
  {"restart while connected keeps connected", {
              {0, IN_GATHERED, ICE_STATE_NEW},
              {0, IN_REMOTE_END, ICE_STATE_NEW},
              {0, IN_RUNNING, ICE_STATE_CHECKING},
              {1, IN_READY, ICE_STATE_COMPLETED},
              {5, IN_RESTART, ICE_STATE_CONNECTED},
              {6, IN_NEWS, ICE_STATE_CONNECTED},
              {6, IN_RUNNING, ICE_STATE_CONNECTED},
              {7, IN_READY, ICE_STATE_CONNECTED},
              {8, IN_REMOTE_END, ICE_STATE_COMPLETED},
          {99, IN_TIME, ICE_STATE_COMPLETED}, END}},
  {"restart that finds nothing", {
              {0, IN_RUNNING, ICE_STATE_CHECKING},
              {1, IN_READY, ICE_STATE_CONNECTED},
              {5, IN_RESTART, ICE_STATE_CONNECTED},
              {6, IN_NEWS, ICE_STATE_CONNECTED},
              {35, IN_TIME, ICE_STATE_CONNECTED},
          {36, IN_TIME, ICE_STATE_FAILED}, END}},
  {"restart from disconnected and from failed", {
              {0, IN_RUNNING, ICE_STATE_CHECKING},
              {1, IN_READY, ICE_STATE_CONNECTED},
              {11, IN_FAILED, ICE_STATE_DISCONNECTED, ICE_DO_REVIVE},
              {12, IN_RESTART, ICE_STATE_CHECKING},
              {12, IN_NEWS, ICE_STATE_CHECKING},
              {42, IN_TIME, ICE_STATE_FAILED},
              {43, IN_RESTART, ICE_STATE_CHECKING},
          {44, IN_READY, ICE_STATE_CONNECTED}, END}},
  {"closed stays closed", {
              {0, IN_CLOSE, ICE_STATE_CLOSED},
              {1, IN_NEWS, ICE_STATE_CLOSED},
              {1, IN_READY, ICE_STATE_CLOSED},
              {1, IN_RESTART, ICE_STATE_CLOSED},
          {99, IN_TIME, ICE_STATE_CLOSED}, END}}
};

static IceAction
feed (IceTransport * transport, gint64 now, Input input)
{
  switch (input) {
    case IN_NEWS:
      ice_transport_handle_news (transport, now);
      break;
    case IN_RUNNING:
      return ice_transport_handle_checks (transport, now, ICE_CHECKS_RUNNING);
    case IN_CONNECTED:
      return ice_transport_handle_checks (transport, now, ICE_CHECKS_CONNECTED);
    case IN_READY:
      return ice_transport_handle_checks (transport, now, ICE_CHECKS_READY);
    case IN_FAILED:
      return ice_transport_handle_checks (transport, now, ICE_CHECKS_FAILED);
    case IN_GATHERED:
      ice_transport_handle_gathered (transport, TRUE);
      break;
    case IN_REMOTE_END:
      ice_transport_handle_remote_end (transport);
      break;
    case IN_REVIVED:
      ice_transport_handle_revived (transport, now);
      break;
    case IN_DATA:
      ice_transport_handle_data (transport);
      break;
    case IN_RESTART:
      ice_transport_handle_restart (transport);
      break;
    case IN_CLOSE:
      ice_transport_handle_close (transport);
      break;
    default:
      ice_transport_handle_timeout (transport, now);
      break;
  }
  return ICE_DO_NOTHING;
}

GST_START_TEST (test_ice_state_story)
{
  const Story *story = &stories[__i__];
  IceTransport transport;

  ice_transport_init (&transport);
  for (const Step * step = story->steps; step->input != IN_LAST; step++) {
    gint64 now = 1000 * SECOND + step->at * SECOND;
    gint64 timeout = ice_transport_next_timeout (&transport);
    /* Timers that came due in between run at their time, as in the agent. */
    while (timeout && timeout < now) {
      ice_transport_handle_timeout (&transport, timeout);
      gint64 next = ice_transport_next_timeout (&transport);
      fail_unless (next == 0 || next > timeout, "%s: timer does not end",
          story->name);
      timeout = next;
    }
    IceAction action = feed (&transport, now, step->input);
    fail_unless (transport.state == step->state,
        "%s, step %d: %s instead of %s", story->name,
        (gint) (step - story->steps), ice_state_to_string (transport.state),
        ice_state_to_string (step->state));
    fail_unless_equals_int (action, step->action);
  }
}

GST_END_TEST;

/* Any inputs in any order: only legal states, and timers that end. */
GST_START_TEST (test_ice_state_random_never_leaves_closed_or_spins)
{
  GRand *rand = g_rand_new_with_seed (42);

  for (guint round = 0; round < 2000; round++) {
    IceTransport transport;
    gint64 now = 1000 * SECOND;
    gboolean closed = FALSE;

    ice_transport_init (&transport);
    for (guint i = 0; i < 60; i++) {
      Input input = g_rand_int_range (rand, 0, IN_LAST);
      IceState before = transport.state;
      now += g_rand_int_range (rand, 0, 12 * SECOND);
      feed (&transport, now, input);
      closed |= input == IN_CLOSE;
      fail_unless (!closed || transport.state == ICE_STATE_CLOSED);
      fail_unless (before != ICE_STATE_FAILED || input == IN_RESTART
          || input == IN_CLOSE || transport.state == ICE_STATE_FAILED);
      for (guint n = 0; n < 4; n++)
        ice_transport_handle_timeout (&transport, now);
      gint64 timeout = ice_transport_next_timeout (&transport);
      fail_unless (timeout == 0 || timeout > now);
    }
  }
  g_rand_free (rand);
}

GST_END_TEST;

/* --- Server URIs --- */

static const struct
{
  const gchar *uri;
  const gchar *meaning;         /* NULL: none */
} uris[] = {
  {"turn://u:p@h", "turn over udp u p h 3478, turn over tcp u p h 3478"},
  {"turn:u:p@h:1", "turn over udp u p h 1, turn over tcp u p h 1"},
  {"turn://u:p@h?transport=udp", "turn over udp u p h 3478"},
  {"TURN://u:p@1.2.3.4:99?transport=tcp", "turn over tcp u p 1.2.3.4 99"},
  {"turns://u:p@h", "turn over tls u p h 5349"},
  {"turns://u:p@h?transport=tcp", "turn over tls u p h 5349"},
  {"turns://u:p@h?transport=udp", NULL},
  {"turn://u%3ax:p%2F%40@[fd00::1]:5", "turn over udp u:x p/@ fd00::1 5, "
        "turn over tcp u:x p/@ fd00::1 5"},
  {"turn://u:p@[::1]",
      "turn over udp u p ::1 3478, turn over tcp u p ::1 3478"},
  {"turn://u:p/x@h", NULL}, {"turn://u:p:q@h", NULL}, {"turn://u@h", NULL},
  {"turn://:p@h", NULL}, {"turn://u:@h", NULL}, {"turn://h", NULL},
  {"turn://u:p@", NULL}, {"turn://u:p@h:0", NULL}, {"turn://u:p@h:65536", NULL},
  {"turn://u:p@h:x", NULL}, {"turn://u:p@h?transport=sctp", NULL},
  {"turn://u:p@h?x=y", NULL}, {"turn://u:p@[::1", NULL},
  {"turn://u:p@[::1]x", NULL}, {"turn://u:p@h h", NULL},
  {"turn://u%:p@h", NULL}, {"turn://u%00:p@h", NULL}, {"http://u:p@h", NULL},
  {"turn", NULL}, {"turn:", NULL}, {"", NULL}, {NULL, NULL},
  {"stun://h", "stun - - h 3478"}, {"stun:h:19302", "stun - - h 19302"},
  {"stun://[::1]:7", "stun - - ::1 7"}, {"stun://", NULL}, {"stun://h/x", NULL},
  {"stun://u:p@h", NULL}, {"stun", NULL}
};

static gchar *
describe (const gchar * uri)
{
  g_autoptr (GPtrArray) servers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ice_server_free);
  GString *text = g_string_new (NULL);
  IceServer *stun = ice_server_parse_stun (uri);

  if (stun)
    g_ptr_array_add (servers, stun);
  gboolean ok = ice_server_parse_turn (uri, servers) || stun;
  fail_unless (ok == (servers->len > 0));
  for (guint i = 0; i < servers->len; i++) {
    const IceServer *server = g_ptr_array_index (servers, i);
    g_string_append_printf (text, "%s%s %s %s %s %u", i ? ", " : "",
        ice_server_kind_to_string (server->kind),
        server->username ? server->username : "-",
        server->password ? server->password : "-", server->host, server->port);
  }
  return g_string_free (text, FALSE);
}

GST_START_TEST (test_ice_server_uri_means)
{
  for (guint i = 0; i < G_N_ELEMENTS (uris); i++) {
    g_autofree gchar *got = describe (uris[i].uri);
    fail_unless (g_str_equal (got, uris[i].meaning ? uris[i].meaning : ""),
        "%s: \"%s\"", uris[i].uri, got);
  }
}

GST_END_TEST;

/* --- Settings --- */

GST_START_TEST (test_ice_credentials_valid_and_new)
{
  g_autofree gchar *long_text = g_strnfill (256, 'a');
  g_autofree gchar *too_long = g_strnfill (257, 'a');
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal,
      g_free, NULL);

  fail_unless (ice_is_ufrag ("ab+/") && ice_is_ufrag (long_text));
  fail_if (ice_is_ufrag ("abc") || ice_is_ufrag (too_long)
      || ice_is_ufrag ("ab d") || ice_is_ufrag ("ab-d") || ice_is_ufrag (NULL)
      || ice_is_ufrag ("\xc3\xa4" "bc") || ice_is_ufrag (""));
  fail_unless (ice_is_pwd ("abcdefghijklmnopqrstuv"));
  fail_if (ice_is_pwd ("abcdefghijklmnopqrstu") || ice_is_pwd (too_long));
  for (guint i = 0; i < 1000; i++) {
    gchar *pwd = ice_new_pwd ();
    g_autofree gchar *ufrag = ice_new_ufrag ();
    fail_unless (ice_is_pwd (pwd) && ice_is_ufrag (ufrag));
    fail_unless (g_hash_table_add (seen, pwd));
  }
}

GST_END_TEST;

static const struct
{
  const gchar *text;
  gboolean ok;
  guint min, max;
} ranges[] = {
  {NULL, TRUE, 0, 0}, {"", TRUE, 0, 0}, {"5000", TRUE, 5000, 5000},
  {"1-65535", TRUE, 1, 65535}, {"5 - 7", TRUE, 5, 7}, {"7-5", FALSE, 0, 0},
  {"0-5", FALSE, 0, 0}, {"5-", FALSE, 0, 0}, {"-5", FALSE, 0, 0},
  {"5-65536", FALSE, 0, 0}, {"a", FALSE, 0, 0}, {"5-6-7", FALSE, 0, 0}
};

GST_START_TEST (test_ice_port_range_and_addresses)
{
  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++) {
    guint min, max;
    fail_unless (ice_parse_port_range (ranges[i].text, &min, &max) ==
        ranges[i].ok, "%s", ranges[i].text);
    fail_unless_equals_int (min, ranges[i].min);
    fail_unless_equals_int (max, ranges[i].max);
  }
  g_auto (GStrv) none = ice_parse_addresses (NULL);
  fail_unless (none && !none[0]);
  g_auto (GStrv) two = ice_parse_addresses (" 127.0.0.1 ,, ::1");
  fail_unless (two && g_strv_length (two) == 2 && g_str_equal (two[1], "::1"));
  fail_unless (ice_parse_addresses ("127.0.0.1,localhost") == NULL);
}

GST_END_TEST;

static Suite *
iceparts_suite (void)
{
  Suite *s = suite_create ("iceparts");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_ice_state_story, 0, G_N_ELEMENTS (stories));
  tcase_add_test (tc, test_ice_state_random_never_leaves_closed_or_spins);
  tcase_add_test (tc, test_ice_server_uri_means);
  tcase_add_test (tc, test_ice_credentials_valid_and_new);
  tcase_add_test (tc, test_ice_port_range_and_addresses);
  return s;
}

GST_CHECK_MAIN (iceparts);
