/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * wrtcice through a real TURN server: coturn on the loopback address.
 */
#include <gio/gio.h>
#include <glib/gstdio.h>

#include "icepeer.h"

static GSubprocess *turn;
static gchar *turn_directory;
static guint turn_port;

/* A port that is free for UDP and for TCP. */
static guint
find_port (void)
{
  for (;;) {
    g_autoptr (GSocket) tcp = g_socket_new (G_SOCKET_FAMILY_IPV4,
        G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
    g_autoptr (GSocket) udp = g_socket_new (G_SOCKET_FAMILY_IPV4,
        G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
    g_autoptr (GSocketAddress) any =
        g_inet_socket_address_new_from_string ("127.0.0.1", 0);
    fail_unless (g_socket_bind (tcp, any, FALSE, NULL));
    g_autoptr (GSocketAddress) bound = g_socket_get_local_address (tcp, NULL);
    if (g_socket_bind (udp, bound, FALSE, NULL))
      return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  }
}

static gchar *
turn_file (const gchar * name)
{
  return g_build_filename (turn_directory, name, NULL);
}

static void
turn_wait_until_up (void)
{
  gint64 until = g_get_monotonic_time () + LONG_TIME;

  for (;;) {
    g_autoptr (GSocketClient) client = g_socket_client_new ();
    g_autoptr (GSocketConnection) connection =
        g_socket_client_connect_to_host (client, "127.0.0.1", turn_port, NULL,
        NULL);
    if (connection)
      return;
    fail_unless (g_get_monotonic_time () < until, "turnserver does not start");
    g_usleep (10000);
  }
}

static void
turn_start (void)
{
  GError *error = NULL;

  turn_directory = g_dir_make_tmp ("wrtcice-turn-XXXXXX", NULL);
  turn_port = find_port ();
  g_autofree gchar *port = g_strdup_printf ("%u", turn_port);
  g_autofree gchar *database = turn_file ("db");
  g_autofree gchar *log = turn_file ("log");
  g_autofree gchar *pid = turn_file ("pid");
  turn = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
      G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "turnserver", "-n", "-v",
      "--no-tls", "--no-dtls", "--no-cli", "--lt-cred-mech", "--user", "u:p w",
      "--realm", "test", "--allow-loopback-peers", "--listening-ip",
      "127.0.0.1", "--relay-ip", "127.0.0.1", "--listening-port", port,
      "--userdb", database, "--log-file", log, "--simple-log", "--pidfile", pid,
      NULL);
  fail_unless (turn != NULL, "turnserver (Debian package coturn): %s",
      error ? error->message : "");
  turn_wait_until_up ();
}

static void
turn_stop (void)
{
  g_subprocess_force_exit (turn);
  g_subprocess_wait (turn, NULL, NULL);
  g_clear_object (&turn);
  const gchar *const names[] = { "db", "log", "pid" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree gchar *path = turn_file (names[i]);
    g_unlink (path);
  }
  g_rmdir (turn_directory);
  g_clear_pointer (&turn_directory, g_free);
}

static void
use_relay (IcePeer * peer, const gchar * user, const gchar * transport,
    const gchar * local_addresses)
{
  g_autofree gchar *uri = g_strdup_printf ("turn://%s@127.0.0.1:%u%s", user,
      turn_port, transport);

  g_object_set (peer->ice, "turn-servers", uri, "local-addresses",
      local_addresses, "transport-policy",
      GST_WEBRTC_ICE_TRANSPORT_POLICY_RELAY, NULL);
}

static const struct
{
  const gchar *transport;
  const gchar *local_addresses;
} relays[] = {
  {"?transport=udp", "127.0.0.1"},
  {"?transport=tcp", "127.0.0.1"},
  {"", "127.0.0.1"},
  /* Sockets of the other interfaces reach a server on the loopback one. */
  {"?transport=udp", NULL},
  {"?transport=tcp", NULL}
};

static void
check_only_relay (IcePeer * peer)
{
  g_auto (GStrv) candidates = NULL;
  g_autoptr (GstStructure) pair = NULL;

  g_object_get (peer->ice, "local-candidates", &candidates, "selected-pair",
      &pair, NULL);
  fail_unless (g_strv_length (candidates) > 0);
  for (guint i = 0; candidates[i]; i++)
    fail_unless (g_str_has_suffix (candidates[i],
            " typ relay raddr 0.0.0.0 rport 0"), "%s", candidates[i]);
  fail_unless (strstr (gst_structure_get_string (pair, "local"), "typ relay"));
}

GST_START_TEST (test_ice_relay_only_connects)
{
  IcePeer a, b;

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  use_relay (&a, "u:p%20w", relays[__i__].transport,
      relays[__i__].local_addresses);
  use_relay (&b, "u:p%20w", relays[__i__].transport,
      relays[__i__].local_addresses);
  ice_peers_connect (&a, &b);
  for (guint i = 0; i < 20; i++)
    ice_peers_exchange (&a, &b, i);
  check_only_relay (&a);
  check_only_relay (&b);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

/* One side by its relay, the other by its host address. */
GST_START_TEST (test_ice_relay_to_host_connects)
{
  IcePeer a, b;

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  use_relay (&a, "u:p%20w", "?transport=udp", "127.0.0.1");
  ice_peers_connect (&a, &b);
  ice_peers_exchange (&a, &b, 1);
  check_only_relay (&a);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

/* The action adds a server after gathering has ended. */
GST_START_TEST (test_ice_relay_added_late_gives_candidate)
{
  IcePeer a;
  gboolean ok = FALSE;
  g_auto (GStrv) candidates = NULL;
  g_autofree gchar *uri = g_strdup_printf
      ("turn://u:p%%20w@127.0.0.1:%u?transport=udp", turn_port);

  ice_peer_init (&a, TRUE);
  ice_peer_play (&a);
  ice_peer_wait_gathered (&a);
  ice_peer_forget (&a);
  g_signal_emit_by_name (a.ice, "add-turn-server", uri, &ok);
  fail_unless (ok);
  ice_peer_wait_gathered (&a);
  g_object_get (a.ice, "local-candidates", &candidates, NULL);
  fail_unless (strstr (candidates[g_strv_length (candidates) - 1],
          " typ relay"));
  ice_peer_clear (&a);
}

GST_END_TEST;

GST_START_TEST (test_ice_relay_wrong_password_gives_none)
{
  IcePeer a;
  g_auto (GStrv) candidates = NULL;

  ice_peer_init (&a, TRUE);
  use_relay (&a, "u:wrong", "?transport=udp", "127.0.0.1");
  ice_peer_play (&a);
  ice_peer_wait_gathered (&a);
  g_object_get (a.ice, "local-candidates", &candidates, NULL);
  fail_unless_equals_int (g_strv_length (candidates), 0);
  ice_peer_clear (&a);
}

GST_END_TEST;

static gboolean
turn_log_has (const gchar * text)
{
  g_autofree gchar *path = turn_file ("log");
  g_autofree gchar *log = NULL;

  fail_unless (g_file_get_contents (path, &log, NULL, NULL));
  return strstr (log, text) != NULL;
}

GST_START_TEST (test_ice_relay_close_frees_allocation)
{
  IcePeer a;
  gint64 until = g_get_monotonic_time () + LONG_TIME;

  ice_peer_init (&a, TRUE);
  use_relay (&a, "u:p%20w", "?transport=udp", "127.0.0.1");
  ice_peer_play (&a);
  ice_peer_wait_gathered (&a);
  fail_if (turn_log_has ("lifetime=0"));
  ice_peer_clear (&a);
  while (!turn_log_has ("lifetime=0")) {
    fail_unless (g_get_monotonic_time () < until, "allocation still there");
    g_usleep (10000);
  }
}

GST_END_TEST;

static Suite *
icerelay_suite (void)
{
  Suite *s = suite_create ("icerelay");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, turn_start, turn_stop);
  tcase_add_loop_test (tc, test_ice_relay_only_connects, 0,
      G_N_ELEMENTS (relays));
  tcase_add_test (tc, test_ice_relay_to_host_connects);
  tcase_add_test (tc, test_ice_relay_added_late_gives_candidate);
  tcase_add_test (tc, test_ice_relay_wrong_password_gives_none);
  tcase_add_test (tc, test_ice_relay_close_frees_allocation);
  return s;
}

GST_CHECK_MAIN (icerelay);
