/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * 100 sending bins in one process, fed by one encoder, have as many threads as
 * one has. Their receivers are in another process: this program again, called
 * with --receivers, its signalling on a socket.
 */
#include <gst/check/gstcheck.h>

#include "call.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_SENDERS 100
#define SIGNALLING_FD 3

/* A message: one line; index, kind, m-line, text in base64. */
typedef struct
{
  gint fd;
  guint index;
} Line;

static GMutex write_lock;

static void
send_line (const gchar * kind, guint mline, const gchar * text, gpointer data)
{
  Line *line = data;
  g_autofree gchar *encoded =
      g_base64_encode ((const guchar *) text, strlen (text) + 1);
  g_autofree gchar *message =
      g_strdup_printf ("%u %s %u %s\n", line->index, kind, mline, encoded);
  gsize length = strlen (message), sent = 0;

  g_mutex_lock (&write_lock);
  while (sent < length) {
    gssize n = send (line->fd, message + sent, length - sent, MSG_NOSIGNAL);
    /* The other process has gone: it says why. */
    if (n < 0)
      break;
    sent += n;
  }
  g_mutex_unlock (&write_lock);
}

/* Reads messages until the other side has gone. */
static void
receive_lines (gint fd, Call ** calls)
{
  FILE *file = fdopen (dup (fd), "r");
  gchar *message = NULL;
  size_t size = 0;
  gsize length;

  while (getline (&message, &size, file) > 0) {
    g_auto (GStrv) parts = g_strsplit (g_strchomp (message), " ", 4);
    g_autofree gchar *text = (gchar *) g_base64_decode (parts[3], &length);
    guint index = strtoul (parts[0], NULL, 10);
    call_receive (calls[index], parts[1], strtoul (parts[2], NULL, 10), text);
  }
  free (message);
  fclose (file);
}

/* --- the other process --------------------------------------------------- */

static int
receivers_main (int argc, char **argv)
{
  Call *calls[N_SENDERS];
  Line lines[N_SENDERS];

  gst_init (&argc, &argv);
  for (guint i = 0; i < N_SENDERS; i++) {
    lines[i].fd = SIGNALLING_FD;
    lines[i].index = i;
    calls[i] = call_new (call_get_factory (), NULL, FALSE);
    call_set_signalling (calls[i], send_line, &lines[i]);
    call_start (calls[i]);
  }
  receive_lines (SIGNALLING_FD, calls);
  for (guint i = 0; i < N_SENDERS; i++)
    call_free (calls[i]);
  return 0;
}

/* --- this process -------------------------------------------------------- */

typedef struct
{
  gint fd;
  GPid child;
  GThread *reader;
  GstElement *pipeline;
  GstElement *tee;
  Call *calls[N_SENDERS];
  Line lines[N_SENDERS];
} Senders;

static gpointer
read_lines (gpointer data)
{
  Senders *senders = data;
  receive_lines (senders->fd, senders->calls);
  return NULL;
}

static void
senders_open (Senders * senders)
{
  gint fds[2];
  gint source_fds[] = { -1 }, target_fds[] = {
    SIGNALLING_FD
  };
  g_autofree gchar *self = g_file_read_link ("/proc/self/exe", NULL);
  const gchar *args[] = { self, "--receivers", NULL };
  g_autoptr (GError) error = NULL;

  fail_unless (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0);
  senders->fd = fds[0];
  source_fds[0] = fds[1];
  fail_unless (g_spawn_async_with_pipes_and_fds (NULL, args, NULL,
          G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, -1, -1, -1, source_fds,
          target_fds, 1, &senders->child, NULL, NULL, NULL, &error), "%s",
      error ? error->message : "");
  close (fds[1]);
  senders->reader = g_thread_new ("signalling", read_lines, senders);
  senders->pipeline = gst_parse_launch ("audiotestsrc is-live=true ! "
      "audio/x-raw,rate=48000,channels=1 ! opusenc ! rtpopuspay pt=97 ! "
      "tee name=tee allow-not-linked=true", NULL);
  senders->tee = gst_bin_get_by_name (GST_BIN (senders->pipeline), "tee");
  gst_element_set_state (senders->pipeline, GST_STATE_PLAYING);
}

static void
senders_add (Senders * senders, guint i)
{
  senders->lines[i].fd = senders->fd;
  senders->lines[i].index = i;
  Call *call = call_new (call_get_factory (), senders->pipeline, TRUE);
  senders->calls[i] = call;
  call_set_signalling (call, send_line, &senders->lines[i]);
  call_start (call);
  call_link (call, senders->tee);
  call_wait_ready (call);
  call_offer (call);
}

static void
senders_close (Senders * senders)
{
  gint status;

  /* The other process ends at the end of its input. */
  shutdown (senders->fd, SHUT_RDWR);
  g_thread_join (senders->reader);
  gst_element_set_state (senders->pipeline, GST_STATE_NULL);
  for (guint i = 0; i < N_SENDERS; i++)
    call_free (senders->calls[i]);
  gst_object_unref (senders->tee);
  gst_object_unref (senders->pipeline);
  close (senders->fd);
  while (waitpid (senders->child, &status, 0) < 0)
    fail_unless (errno == EINTR);
  fail_unless_equals_int (status, 0);
}

GST_START_TEST (test_threads_100_senders_add_none_to_one)
{
  Senders *senders = g_new0 (Senders, 1);

  senders_open (senders);
  senders_add (senders, 0);
  call_wait_connected (senders->calls[0]);
  guint one = process_settle_threads ();
  for (guint i = 1; i < N_SENDERS; i++)
    senders_add (senders, i);
  for (guint i = 1; i < N_SENDERS; i++)
    call_wait_connected (senders->calls[i]);
  guint all = process_settle_threads ();
  g_print ("%s: %u threads with 1 sender, %u with %u\n", call_get_factory (),
      one, all, N_SENDERS);
  senders_close (senders);
  fail_unless_equals_int (all, one);
  g_free (senders);
}

GST_END_TEST;

static Suite *
threads_suite (void)
{
  Suite *suite = suite_create ("threads");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_set_timeout (tc, 240);
  tcase_add_test (tc, test_threads_100_senders_add_none_to_one);
  return suite;
}

int
main (int argc, char **argv)
{
  if (argc > 1 && g_str_equal (argv[1], "--receivers"))
    return receivers_main (argc, argv);
  gst_check_init (&argc, &argv);
  return gst_check_run_suite (threads_suite (), "threads", __FILE__);
}
