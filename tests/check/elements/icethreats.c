/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a hostile peer or a third party can send to a wrtcice
 * (docs/threats.md 1, 12, 14, 15): nothing of it gets through, stops the
 * element or makes it grow.
 */
#include <gio/gio.h>
#include <sys/resource.h>

#include "icepeer.h"

/* --- From an address that no check validated --- */

/* First bytes of what could be mistaken for something. */
static const guint8 first_bytes[] = { 0, 1, 3, 4, 19, 20, 22, 63, 64, 79, 127,
  128, 144, 191, 192, 255
};

static GSocketAddress *
get_address (IcePeer * peer, const gchar * kind)
{
  g_auto (GStrv) lines = NULL;

  g_object_get (peer->ice, "local-candidates", &lines, NULL);
  for (gchar ** i = lines; *i; i++) {
    if (!strstr (*i, kind))
      continue;
    g_auto (GStrv) fields = g_strsplit (*i, " ", 0);
    return g_inet_socket_address_new_from_string (fields[4], atoi (fields[5]));
  }
  fail ("no candidate like %s", kind);
  return NULL;
}

static GSocket *
new_socket (void)
{
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4,
      G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) any =
      g_inet_socket_address_new_from_string ("127.0.0.1", 0);

  fail_unless (g_socket_bind (socket, any, FALSE, NULL));
  return socket;
}

static void
send_bad (GSocket * socket, GSocketAddress * to)
{
  static const gsize sizes[] = { 1, 2, 12, 20, 28, 100, 1400 };
  gchar data[1400];

  for (guint i = 0; i < G_N_ELEMENTS (first_bytes); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (sizes); j++) {
      memset (data, 0, sizeof data);
      data[0] = (gchar) first_bytes[i];
      /* a STUN length that is right, a DTLS version, an RTP number */
      data[2] = (gchar) (sizes[j] > 20 ? (sizes[j] - 20) >> 8 : 0xfe);
      data[3] = (gchar) (sizes[j] > 20 ? (sizes[j] - 20) & 0xff : 0xff);
      memcpy (data + 4, "\x21\x12\xa4\x42", 4);
      g_socket_send_to (socket, to, data, sizes[j], NULL, NULL);
    }
  }
}

GST_START_TEST (test_ice_unvalidated_address_gives_nothing)
{
  IcePeer a, b;
  g_autoptr (GSocket) socket = new_socket ();

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  g_object_set (a.ice, "transports", 1, NULL);
  g_object_set (b.ice, "transports", 1, NULL);
  ice_peer_link (&a, &b);
  ice_peer_play (&a);
  ice_peer_play (&b);
  ice_peer_wait_gathered (&a);
  g_autoptr (GSocketAddress) to = get_address (&a, " UDP ");
  send_bad (socket, to);        /* before */
  ice_peer_tell_credentials (&a, &b);
  ice_peer_tell_credentials (&b, &a);
  for (guint i = 0; i < 50; i++)
    send_bad (socket, to);      /* during */
  ice_peer_wait_connected (&a);
  ice_peer_wait_connected (&b);
  for (guint i = 0; i < 5; i++) {
    send_bad (socket, to);      /* after: each is read before the next of ours */
    ice_peers_exchange (&a, &b, i);
  }
  fail_unless_equals_uint64 (ice_peer_get_stat (&a, "packets-received"), 5);
  fail_unless_equals_uint64 (ice_peer_get_stat (&a, "receive-dropped-unknown"),
      0);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

/* From the validated address itself: only what RFC 7983 calls DTLS and RTP. */
GST_START_TEST (test_ice_demux_passes_dtls_and_rtp_alone)
{
  IcePeer a, b;
  guint n_passed = 0, n_dropped = 0;

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  ice_peers_connect (&a, &b);
  for (guint i = 0; i < 256; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, 40, NULL);
    gst_buffer_memset (buffer, 0, 0xee, 40);
    gst_buffer_memset (buffer, 0, i, 1);
    fail_unless_equals_int (gst_harness_push (a.harness, buffer), GST_FLOW_OK);
    if ((i >= 20 && i <= 63) || (i >= 128 && i <= 191))
      n_passed++;
    else
      n_dropped++;
  }
  for (guint i = 0; i < n_passed; i++) {
    g_autoptr (GstBuffer) buffer = gst_harness_pull (b.harness);
    guint8 first;
    gst_buffer_extract (buffer, 0, &first, 1);
    fail_unless ((first >= 20 && first <= 63) || (first >= 128
            && first <= 191));
  }
  /* Behind all of them. */
  ice_peers_exchange (&a, &b, 1);
  fail_unless_equals_uint64 (ice_peer_get_stat (&b, "receive-dropped-unknown"),
      n_dropped);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

/* --- Candidates --- */

static gboolean
add (IcePeer * peer, const gchar * line)
{
  gboolean ok = FALSE;

  g_signal_emit_by_name (peer->ice, "add-remote-candidate", line, &ok);
  return ok;
}

static const gchar *const garbage[] = {
  "candidate:", "candidate", "a=candidate:1", "candidate:1 1 UDP",
  "candidate:1 1 UDP 1 127.0.0.1 9", "candidate:1 1 UDP 1 127.0.0.1 9 typ",
  "candidate:1 1 UDP 1 127.0.0.1 9 typ nothing",
  "candidate:1 1 SCTP 1 127.0.0.1 9 typ host",
  "candidate:1 1 TCP 1 127.0.0.1 9 typ host",
  "candidate:1 1 TCP 1 127.0.0.1 9 typ host tcptype",
  "candidate:1 1 UDP 99999999999999 127.0.0.1 9 typ host",
  "candidate:1 1 UDP 1 127.0.0.1 99999 typ host",
  "candidate:1 1 UDP 1 127.0.0.1 -1 typ host",
  "candidate:\xff\xfe 1 UDP 1 127.0.0.1 9 typ host",
  "candidate:1 1 UDP 0 127.0.0.1 9 typ host", "x", " ", "candidate:%s%s%n",
  "candidate:1 1 UDP 1 127.0.0.1\r\na=x 9 typ host"
};

GST_START_TEST (test_ice_candidate_garbage_is_refused)
{
  IcePeer a;
  g_autofree gchar *long_line = g_strnfill (100000, '1');
  g_autofree gchar *line = g_strconcat ("candidate:", long_line,
      " 1 UDP 1 127.0.0.1 9 typ host", NULL);

  ice_peer_init (&a, TRUE);
  ice_peer_play (&a);
  for (guint i = 0; i < G_N_ELEMENTS (garbage); i++)
    fail_if (add (&a, garbage[i]), "%s", garbage[i]);
  fail_if (add (&a, line));
  fail_unless (add (&a, ""));
  fail_unless (add (&a, NULL));
  fail_unless (add (&a, "candidate:1 1 UDP 5 192.0.2.77 9 typ host"));
  fail_unless (add (&a, "a=candidate:1 1 udp 5 192.0.2.77 9 typ host"));
  ice_peer_clear (&a);
}

GST_END_TEST;

/* Waits until @n remote candidates have been dealt with in one way or another. */
static void
wait_dealt_with (IcePeer * peer, guint64 n)
{
  static const gchar *const names[] = { "remote-candidates-used",
    "remote-candidates-useless", "remote-candidates-too-many",
    "remote-candidates-bad-address", "remote-candidates-unresolved"
  };
  gint64 until = g_get_monotonic_time () + LONG_TIME;
  guint64 sum;

  do {
    sum = 0;
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      sum += ice_peer_get_stat (peer, names[i]);
    g_thread_yield ();
  } while (sum < n && g_get_monotonic_time () < until);
  fail_unless_equals_uint64 (sum, n);
}

static const gchar *const bad_addresses[] = {
  "0.0.0.0 5000", "0.1.2.3 5000", "224.0.0.251 5353", "239.255.255.250 1900",
  "255.255.255.255 9", "240.0.0.1 9", ":: 5000", "ff02::fb 5353",
  "::ffff:127.0.0.1 22", "192.0.2.1 0", "169.254.169.254 80", "fe80::1 80"
};

GST_START_TEST (test_ice_candidate_bad_address_is_counted)
{
  IcePeer a, b;

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  ice_peer_play (&a);
  ice_peer_play (&b);
  ice_peer_tell_credentials (&b, &a);
  for (guint i = 0; i < G_N_ELEMENTS (bad_addresses); i++) {
    g_autofree gchar *line = g_strdup_printf
        ("candidate:%u 1 UDP 1000 %s typ host", i, bad_addresses[i]);
    fail_unless (add (&a, line), "%s", line);
  }
  wait_dealt_with (&a, G_N_ELEMENTS (bad_addresses));
  fail_unless_equals_uint64 (ice_peer_get_stat (&a,
          "remote-candidates-bad-address"), G_N_ELEMENTS (bad_addresses));
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

/* Without a loopback candidate of our own, a peer cannot make us send there. */
GST_START_TEST (test_ice_candidate_loopback_needs_loopback)
{
  IcePeer a;

  ice_peer_init (&a, TRUE);
  g_object_set (a.ice, "local-addresses", "::1", "remote-ufrag", "abcd",
      "remote-pwd", "abcdefghijklmnopqrstuvwx", NULL);
  ice_peer_play (&a);
  fail_unless (add (&a, "candidate:1 1 UDP 1000 ::1 4000 typ host"));
  wait_dealt_with (&a, 1);
  fail_unless_equals_uint64 (ice_peer_get_stat (&a, "remote-candidates-used"),
      1);
  ice_peer_clear (&a);

  ice_peer_init (&a, TRUE);
  /* An address of this machine that is not loopback, if there is one. */
  g_object_set (a.ice, "local-addresses", NULL, "remote-ufrag", "abcd",
      "remote-pwd", "abcdefghijklmnopqrstuvwx", NULL);
  ice_peer_play (&a);
  ice_peer_wait_gathered (&a);
  g_auto (GStrv) lines = NULL;
  g_object_get (a.ice, "local-candidates", &lines, NULL);
  gboolean loopback = FALSE;
  for (gchar ** i = lines; *i; i++)
    loopback |= strstr (*i, " 127.") || strstr (*i, " ::1 ");
  fail_unless (add (&a, "candidate:1 1 UDP 1000 127.0.0.1 4000 typ host"));
  wait_dealt_with (&a, 1);
  fail_unless_equals_uint64 (ice_peer_get_stat (&a,
          "remote-candidates-bad-address"), loopback ? 0 : 1);
  ice_peer_clear (&a);
}

GST_END_TEST;

#define N_FLOOD 100000

/* The loop goes on, memory does not grow, and a good candidate that came in
 * time still connects. */
GST_START_TEST (test_ice_candidate_flood_is_bounded)
{
  IcePeer a, b;

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  ice_peer_link (&a, &b);
  ice_peer_play (&a);
  ice_peer_play (&b);
  ice_peer_wait_gathered (&a);
  ice_peer_wait_gathered (&b);
  for (guint i = 0; i < N_FLOOD; i++) {
    g_autofree gchar *line = g_strdup_printf
        ("candidate:%u 1 UDP %u 127.%u.%u.%u %u typ host", i, i + 1,
        1 + (i >> 16), (i >> 8) & 255, i & 255, 1024 + i % 60000);
    fail_unless (add (&a, line));
  }
  guint own = b.n_candidates;   /* came before */
  ice_peer_tell_credentials (&a, &b);
  ice_peer_tell_credentials (&b, &a);
  ice_peer_wait_connected (&a);
  ice_peer_wait_connected (&b);
  ice_peers_exchange (&a, &b, 1);
  fail_unless (ice_peer_get_stat (&a, "remote-candidates-used") <= 256);
  fail_unless (ice_peer_get_stat (&a, "remote-candidates-too-many") >=
      N_FLOOD + own - 256);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

/* --- Names: a resolver that never answers until it is told to --- */

typedef struct
{
  GResolver parent;
} StuckResolver;
typedef GResolverClass StuckResolverClass;
static GType stuck_resolver_get_type (void);
G_DEFINE_TYPE (StuckResolver, stuck_resolver, G_TYPE_RESOLVER);

static GMutex stuck_lock;
static GCond stuck_cond;
static gboolean stuck = TRUE;
static guint n_asked;

static GList *
stuck_resolver_lookup_by_name (GResolver * resolver, const gchar * name,
    GCancellable * cancellable, GError ** error)
{
  g_mutex_lock (&stuck_lock);
  n_asked++;
  g_cond_broadcast (&stuck_cond);
  while (stuck)
    g_cond_wait (&stuck_cond, &stuck_lock);
  g_mutex_unlock (&stuck_lock);
  if (strstr (name, "good"))
    return g_list_append (NULL, g_inet_address_new_from_string ("127.0.0.1"));
  g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "stuck");
  return NULL;
}

static void
stuck_resolver_init (StuckResolver * self)
{
}

static void
stuck_resolver_class_init (StuckResolverClass * klass)
{
  klass->lookup_by_name = stuck_resolver_lookup_by_name;
}

static void
unstick (void)
{
  g_mutex_lock (&stuck_lock);
  stuck = FALSE;
  g_cond_broadcast (&stuck_cond);
  g_mutex_unlock (&stuck_lock);
}

GST_START_TEST (test_ice_names_that_never_resolve_delay_nothing)
{
  IcePeer a, b;
  g_autoptr (GResolver) resolver =
      g_object_new (stuck_resolver_get_type (), NULL);

  g_resolver_set_default (resolver);
  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  ice_peer_link (&a, &b);
  ice_peer_play (&a);
  ice_peer_play (&b);
  for (guint i = 0; i < 100; i++) {
    g_autofree gchar *line = g_strdup_printf
        ("candidate:%u 1 UDP %u never-%u.local 5000 typ host", i, i + 1, i);
    fail_unless (add (&a, line));
  }
  fail_unless (add (&a, "candidate:1 1 UDP 1 example.org 5000 typ host"));
  ice_peer_tell_credentials (&a, &b);
  ice_peer_tell_credentials (&b, &a);
  ice_peer_wait_connected (&a);
  ice_peers_exchange (&a, &b, 1);
  /* Eight are being looked up, the others are given up at once, and so is the
   * name outside .local. */
  fail_unless_equals_uint64 (ice_peer_get_stat (&a,
          "remote-candidates-unresolved"), 93);
  /* The end of candidates waits for names for a while, not for ever. */
  ice_peer_wait_seen (&a, 1u << STATE (COMPLETED));
  ice_peer_clear (&a);
  ice_peer_clear (&b);
  unstick ();
}

GST_END_TEST;

GST_START_TEST (test_ice_name_of_mdns_is_resolved)
{
  IcePeer a, b;
  g_autoptr (GResolver) resolver =
      g_object_new (stuck_resolver_get_type (), NULL);
  g_autofree gchar *line = NULL;

  unstick ();
  g_resolver_set_default (resolver);
  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  ice_peer_play (&a);
  ice_peer_play (&b);
  ice_peer_wait_gathered (&b);
  ice_peer_tell_credentials (&a, &b);
  ice_peer_tell_credentials (&b, &a);
  g_autoptr (GSocketAddress) to = get_address (&b, " UDP ");
  line = g_strdup_printf ("candidate:1 1 UDP 1000 good.local %u typ host",
      g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (to)));
  fail_unless (add (&a, line));
  ice_peer_wait_connected (&a);
  ice_peers_exchange (&a, &b, 3);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

/* --- ICE-TCP --- */

static guint64
get_cpu_us (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000ull +
      usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static GSocketConnection *
tcp_connect (GSocketAddress * to)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  GSocketConnection *connection =
      g_socket_client_connect (client, G_SOCKET_CONNECTABLE (to), NULL, NULL);

  fail_unless (connection != NULL);
  return connection;
}

static void
tcp_write (GSocketConnection * connection, const void *data, gsize size)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  g_output_stream_write_all (out, data, size, NULL, NULL, NULL);
}

/* Zero-length frames, half a frame, half a close, random bytes, the longest
 * frame: other connections go on, and when all is said the loop rests. */
GST_START_TEST (test_ice_tcp_garbage_does_not_spin)
{
  IcePeer a, b;
  guint8 zeros[4096] = { 0 };
  guint8 longest[65537];
  g_autoptr (GPtrArray) connections =
      g_ptr_array_new_with_free_func (g_object_unref);

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  ice_peers_connect (&a, &b);
  g_autoptr (GSocketAddress) to = get_address (&a, "tcptype passive");
  memset (longest, 0xff, sizeof longest);
  for (guint i = 0; i < 20; i++) {
    GSocketConnection *connection = tcp_connect (to);
    g_ptr_array_add (connections, connection);
    switch (i % 5) {
      case 0:
        tcp_write (connection, zeros, sizeof zeros);
        break;
      case 1:
        tcp_write (connection, "\x05\x00\x80", 3);
        break;
      case 2:
        g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE,
            TRUE, NULL);
        break;
      case 3:
        tcp_write (connection, longest, sizeof longest);
        break;
      case 4:
        tcp_write (connection, longest + 1, 1);
        g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
        break;
    }
  }
  for (guint i = 0; i < 10; i++)
    ice_peers_exchange (&a, &b, i);
  /* Rest: a loop that spins would take this thread's time or a core's. */
  guint64 cpu = get_cpu_us ();
  g_usleep (500000);
  cpu = get_cpu_us () - cpu;
  fail_unless (cpu < 250000, "%" G_GUINT64_FORMAT " us of CPU while idle", cpu);
  ice_peers_exchange (&a, &b, 99);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

static Suite *
icethreats_suite (void)
{
  Suite *s = suite_create ("icethreats");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_ice_unvalidated_address_gives_nothing);
  tcase_add_test (tc, test_ice_demux_passes_dtls_and_rtp_alone);
  tcase_add_test (tc, test_ice_candidate_garbage_is_refused);
  tcase_add_test (tc, test_ice_candidate_bad_address_is_counted);
  tcase_add_test (tc, test_ice_candidate_loopback_needs_loopback);
  tcase_add_test (tc, test_ice_candidate_flood_is_bounded);
  tcase_add_test (tc, test_ice_names_that_never_resolve_delay_nothing);
  tcase_add_test (tc, test_ice_name_of_mdns_is_resolved);
  tcase_add_test (tc, test_ice_tcp_garbage_does_not_spin);
  return s;
}

GST_CHECK_MAIN (icethreats);
