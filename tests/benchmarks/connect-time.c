/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From create-offer until both sides say that they are connected, on 127.0.0.1:
 * wrtcbin and stock webrtcbin in turn in one run.
 *
 *   connect-time [--runs N] [FACTORY...]      (default: wrtcbin webrtcbin)
 *
 * Exits 1 if the median of the first is more than half of the second's.
 */
#include "../check/pipelines/call.h"

#include <stdlib.h>

#define MAX_FACTORIES 4
#define MAX_RATIO 0.5

static gint n_runs = 15;
static gchar **factories;

static void
send_to_call (const gchar * kind, guint mline, const gchar * text,
    gpointer data)
{
  call_receive (data, kind, mline, text);
}

static gdouble
connect_ms (const gchar * factory)
{
  Call *sender = call_new (factory, NULL, TRUE);
  Call *receiver = call_new (factory, NULL, FALSE);

  call_set_signalling (sender, send_to_call, receiver);
  call_set_signalling (receiver, send_to_call, sender);
  call_start (sender);
  call_start (receiver);
  call_wait_ready (sender);
  gint64 begin = g_get_monotonic_time ();
  call_offer (sender);
  gint64 sender_end = call_wait_connected (sender);
  gint64 receiver_end = call_wait_connected (receiver);
  call_wait_media (receiver, 1);
  call_set_signalling (sender, NULL, NULL);
  call_set_signalling (receiver, NULL, NULL);
  call_free (sender);
  call_free (receiver);
  return (MAX (sender_end, receiver_end) - begin) / 1000.0;
}

static int
compare (const void *a, const void *b)
{
  gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return (x > y) - (x < y);
}

int
main (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    {"runs", 0, 0, G_OPTION_ARG_INT, &n_runs, "calls for each factory", "N"},
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &factories, NULL,
        "[FACTORY...]"},
    {NULL,},
  };
  gchar *defaults[] = { (gchar *) "wrtcbin", (gchar *) "webrtcbin", NULL };
  gdouble *times[MAX_FACTORIES];
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);

  g_option_context_add_main_entries (options, entries, NULL);
  g_option_context_add_group (options, gst_init_get_option_group ());
  if (!g_option_context_parse (options, &argc, &argv, &error)) {
    g_printerr ("connect-time: %s\n", error->message);
    return 2;
  }
  gchar **names = factories ? factories : defaults;
  guint n = MIN (g_strv_length (names), MAX_FACTORIES);
  for (guint f = 0; f < n; f++) {
    times[f] = g_new0 (gdouble, n_runs);
    /* loads its plugins */
    connect_ms (names[f]);
  }
  for (gint run = 0; run < n_runs; run++)
    for (guint f = 0; f < n; f++)
      times[f][run] = connect_ms (names[f]);

  g_print ("from create-offer to both connected, ms, %d calls each\n", n_runs);
  g_print ("%-12s %8s %8s %8s\n", "", "least", "median", "most");
  for (guint f = 0; f < n; f++) {
    qsort (times[f], n_runs, sizeof times[f][0], compare);
    g_print ("%-12s %8.1f %8.1f %8.1f\n", names[f], times[f][0],
        times[f][n_runs / 2], times[f][n_runs - 1]);
  }
  gdouble ratio = n > 1 ? times[0][n_runs / 2] / times[1][n_runs / 2] : 0;
  if (n > 1)
    g_print ("%s / %s: %.2f\n", names[0], names[1], ratio);
  for (guint f = 0; f < n; f++)
    g_free (times[f]);
  g_strfreev (factories);
  return ratio <= MAX_RATIO ? 0 : 1;
}
