/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The two command lines of docs/wrtcice.md, as they stand there but for the
 * ports and the window: two processes, video over ICE, no signalling.
 */
#include <gio/gio.h>
#include <gst/check/gstcheck.h>

#define PORT_SENDER "5001"
#define PORT_RECEIVER "5002"

static gchar *
find_udp_port (GSocket ** keep)
{
  g_autoptr (GSocketAddress) any =
      g_inet_socket_address_new_from_string ("127.0.0.1", 0);

  *keep = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM,
      G_SOCKET_PROTOCOL_UDP, NULL);
  fail_unless (g_socket_bind (*keep, any, FALSE, NULL));
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (*keep, NULL);
  return g_strdup_printf ("%u",
      g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
}

/* The @n-th line of the page that begins with gst-launch-1.0, with what it
 * continues on. */
static gchar *
read_line (guint n)
{
  g_autofree gchar *path = g_build_filename (g_getenv ("GST_WRTC_SOURCE_ROOT"),
      "docs", "wrtcice.md", NULL);
  g_autofree gchar *page = NULL;

  fail_unless (g_file_get_contents (path, &page, NULL, NULL), "%s", path);
  const gchar *begin = page;
  for (guint i = 0; i <= n; i++) {
    begin = strstr (begin + 1, "\ngst-launch-1.0 ");
    fail_unless (begin != NULL);
  }
  const gchar *end = strstr (begin, "\n```");
  fail_unless (end != NULL);
  return g_strndup (begin + 1, end - begin - 1);
}

static GSubprocess *
run (const gchar * line, const gchar * sender, const gchar * receiver)
{
  g_autoptr (GString) command = g_string_new ("exec ");
  GError *error = NULL;

  g_string_append (command, line);
  /* In two steps: one port may contain the other's digits. */
  fail_unless (g_string_replace (command, PORT_SENDER, "@SENDER@", 0) > 0);
  fail_unless (g_string_replace (command, PORT_RECEIVER, "@RECEIVER@", 0) > 0);
  g_string_replace (command, "@SENDER@", sender, 0);
  g_string_replace (command, "@RECEIVER@", receiver, 0);
  g_string_replace (command, "autovideosink", "fakesink num-buffers=30", 0);
  const gchar *argv[] = { "/bin/sh", "-c", command->str, NULL };
  GSubprocess *process = g_subprocess_newv (argv,
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
  fail_unless (process != NULL, "%s", error ? error->message : "");
  return process;
}

GST_START_TEST (test_ice_launch_lines_carry_video)
{
  g_autoptr (GSocket) socket_a = NULL;
  g_autoptr (GSocket) socket_b = NULL;
  g_autofree gchar *a = find_udp_port (&socket_a);
  g_autofree gchar *b = find_udp_port (&socket_b);
  g_autofree gchar *receiver_line = read_line (0);
  g_autofree gchar *sender_line = read_line (1);

  g_socket_close (socket_a, NULL);
  g_socket_close (socket_b, NULL);
  g_autoptr (GSubprocess) receiver = run (receiver_line, a, b);
  g_autoptr (GSubprocess) sender = run (sender_line, a, b);
  /* It ends by itself when it has shown thirty pictures. */
  fail_unless (g_subprocess_wait (receiver, NULL, NULL));
  fail_unless (g_subprocess_get_successful (receiver));
  g_subprocess_force_exit (sender);
  g_subprocess_wait (sender, NULL, NULL);
}

GST_END_TEST;

/* What is sent ends: gst-launch ends with it. */
GST_START_TEST (test_ice_launch_sender_ends_at_end_of_stream)
{
  g_autoptr (GSocket) socket_a = NULL;
  g_autoptr (GSocket) socket_b = NULL;
  g_autofree gchar *a = find_udp_port (&socket_a);
  g_autofree gchar *b = find_udp_port (&socket_b);
  g_autoptr (GString) line = NULL;
  g_autofree gchar *text = read_line (1);

  g_socket_close (socket_a, NULL);
  line = g_string_new (text);
  fail_unless (g_string_replace (line, "is-live=true", "num-buffers=5", 0));
  g_autoptr (GSubprocess) sender = run (line->str, a, b);
  fail_unless (g_subprocess_wait (sender, NULL, NULL));
  fail_unless (g_subprocess_get_successful (sender));
}

GST_END_TEST;

static Suite *
icelaunch_suite (void)
{
  Suite *s = suite_create ("icelaunch");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_ice_launch_lines_carry_video);
  tcase_add_test (tc, test_ice_launch_sender_ends_at_end_of_stream);
  return s;
}

GST_CHECK_MAIN (icelaunch);
