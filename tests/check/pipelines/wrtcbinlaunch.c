/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The command line of docs/wrtcbin.md, as it stands there: it runs, drops what
 * nobody asked for and ends by itself.
 */
#include <gio/gio.h>
#include <gst/check/gstcheck.h>

static gchar *
read_line (void)
{
  g_autofree gchar *path = g_build_filename (g_getenv ("GST_WRTC_SOURCE_ROOT"),
      "docs", "wrtcbin.md", NULL);
  g_autofree gchar *page = NULL;

  fail_unless (g_file_get_contents (path, &page, NULL, NULL), "%s", path);
  const gchar *begin = strstr (page, "\ngst-launch-1.0 ");
  fail_unless (begin != NULL);
  const gchar *end = strstr (begin, "\n```");
  fail_unless (end != NULL);
  return g_strndup (begin + 1, end - begin - 1);
}

GST_START_TEST (test_launch_line_ends_by_itself)
{
  g_autofree gchar *line = read_line ();
  g_autofree gchar *command = g_strconcat ("exec ", line, NULL);
  const gchar *argv[] = { "/bin/sh", "-c", command, NULL };
  GError *error = NULL;
  g_autofree gchar *output = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv,
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error);

  fail_unless (process != NULL, "%s", error ? error->message : "");
  fail_unless (g_subprocess_communicate_utf8 (process, NULL, NULL, &output,
          NULL, &error));
  fail_unless (g_subprocess_get_successful (process), "%s", output);
  fail_unless (strstr (output, "Got EOS") != NULL, "%s", output);
  fail_unless (strstr (output, "WARNING") == NULL, "%s", output);
}

GST_END_TEST;

static Suite *
wrtcbinlaunch_suite (void)
{
  Suite *s = suite_create ("wrtcbinlaunch");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_set_timeout (tc, 60);
  tcase_add_test (tc, test_launch_line_ends_by_itself);
  return s;
}

GST_CHECK_MAIN (wrtcbinlaunch);
