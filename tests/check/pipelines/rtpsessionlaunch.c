/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The two command lines of docs/wrtcrtpsession.md, as they stand there but for
 * the ports and a pipe for the window: two processes, plain RTP and RTCP over
 * UDP.
 */
#include <gio/gio.h>
#include <gst/check/gstcheck.h>

/* Thirty of videotestsrc's 320 x 240. */
#define PICTURES_SIZE (30 * 320 * 240 * 3 / 2)

static guint16
find_udp_port (GSocket ** keep)
{
  g_autoptr (GSocketAddress) any =
      g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;

  *keep = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM,
      G_SOCKET_PROTOCOL_UDP, NULL);
  fail_unless (g_socket_bind (*keep, any, FALSE, NULL));
  bound = g_socket_get_local_address (*keep, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

/* The @n-th line of the page that begins with gst-launch-1.0, with what it
 * continues on. */
static GString *
read_line (guint n)
{
  g_autofree gchar *path = g_build_filename (g_getenv ("GST_WRTC_SOURCE_ROOT"),
      "docs", "wrtcrtpsession.md", NULL);
  g_autofree gchar *page = NULL;
  const gchar *begin, *end;

  fail_unless (g_file_get_contents (path, &page, NULL, NULL), "%s", path);
  begin = page;
  for (guint i = 0; i <= n; i++) {
    begin = strstr (begin + 1, "\ngst-launch-1.0 ");
    fail_unless (begin != NULL);
  }
  end = strstr (begin, "\n```");
  fail_unless (end != NULL);
  return g_string_new_len (begin + 1, end - begin - 1);
}

static GSubprocess *
run (GString * line, const guint16 ports[2])
{
  g_autofree gchar *media = g_strdup_printf ("port=%u", ports[0]);
  g_autofree gchar *reports = g_strdup_printf ("port=@%u", ports[1]);
  GError *error = NULL;
  GSubprocess *process;
  const gchar *argv[] = { "/bin/sh", "-c", NULL, NULL };

  /* The @ keeps the first from being replaced again. */
  fail_unless (g_string_replace (line, "port=5001", reports, 0) == 1);
  fail_unless (g_string_replace (line, "port=5000", media, 0) == 1);
  g_string_replace (line, "port=@", "port=", 0);
  g_string_replace (line, "autovideosink", "fdsink", 0);
  g_string_replace (line, "gst-launch-1.0", "gst-launch-1.0 -q", 0);
  g_string_prepend (line, "exec ");
  argv[2] = line->str;
  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  fail_unless (process != NULL, "%s", error != NULL ? error->message : "");
  return process;
}

/* The receiver starts later than the sender: without a PLI that crosses there
 * would be no picture for it. */
GST_START_TEST (test_rtp_session_launch_lines_carry_video)
{
  g_autoptr (GSocket) media = NULL;
  g_autoptr (GSocket) reports = NULL;
  g_autoptr (GSubprocess) sender = NULL;
  g_autoptr (GSubprocess) receiver = NULL;
  GString *sender_line = read_line (0), *receiver_line = read_line (1);
  guint16 ports[2] = { find_udp_port (&media), find_udp_port (&reports) };
  g_autofree guint8 *pictures = g_malloc (PICTURES_SIZE);
  guint8 packet[1500];
  gsize size;

  g_socket_close (reports, NULL);
  sender = run (sender_line, ports);
  /* The first packet, with the first key frame, goes to nobody. */
  fail_unless (g_socket_receive (media, (gchar *) packet, sizeof packet, NULL,
          NULL) > 0);
  g_socket_close (media, NULL);
  receiver = run (receiver_line, ports);
  fail_unless (g_input_stream_read_all (g_subprocess_get_stdout_pipe
          (receiver), pictures, PICTURES_SIZE, &size, NULL, NULL));
  fail_unless_equals_uint64 (size, PICTURES_SIZE);
  g_subprocess_force_exit (receiver);
  g_subprocess_force_exit (sender);
  g_subprocess_wait (receiver, NULL, NULL);
  g_subprocess_wait (sender, NULL, NULL);
  g_string_free (sender_line, TRUE);
  g_string_free (receiver_line, TRUE);
}

GST_END_TEST;

static Suite *
rtpsessionlaunch_suite (void)
{
  Suite *s = suite_create ("rtpsessionlaunch");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_rtp_session_launch_lines_carry_video);
  return s;
}

GST_CHECK_MAIN (rtpsessionlaunch);
