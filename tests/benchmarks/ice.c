/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * wrtcice on the loopback interface: time to connect two of them, CPU for each
 * packet of 1,200 bytes that one sends and the other receives.
 */
#define _GNU_SOURCE             /* RUSAGE_THREAD */
#include <gst/gst.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define N_CONNECTIONS 30
#define N_PACKETS 100000
#define PACKET_BYTES 1200

typedef struct
{
  GstElement *ice;
  gint connected;               /* atomic */
  gint received;                /* atomic */
} Side;

static void
on_state (GstElement * ice, GParamSpec * pspec, Side * side)
{
  gint state;

  g_object_get (ice, "connection-state", &state, NULL);
  if (state == 2)
    g_atomic_int_set (&side->connected, 1);
}

static void
on_candidate (GstElement * ice, const gchar * line, Side * other)
{
  gboolean ok;

  g_signal_emit_by_name (other->ice, "add-remote-candidate", line, &ok);
}

static GstPadProbeReturn
on_packets (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  Side *side = data;
  guint n = 1;

  if (info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST)
    n = gst_buffer_list_length (GST_PAD_PROBE_INFO_BUFFER_LIST (info));
  g_atomic_int_add (&side->received, n);
  return GST_PAD_PROBE_DROP;
}

static void
start (Side * sides)
{
  for (guint i = 0; i < 2; i++) {
    sides[i] = (Side) {
    gst_element_factory_make ("wrtcice", NULL)};
    if (!sides[i].ice)
      exit (2);
    gst_object_ref_sink (sides[i].ice);
    g_object_set (sides[i].ice, "local-addresses", "127.0.0.1", "role", i,
        "transports", 1, NULL);
    g_signal_connect (sides[i].ice, "notify::connection-state",
        G_CALLBACK (on_state), &sides[i]);
    gst_element_set_state (sides[i].ice, GST_STATE_READY);
  }
  for (guint i = 0; i < 2; i++) {
    g_autofree gchar *ufrag = NULL;
    g_autofree gchar *pwd = NULL;
    g_object_get (sides[1 - i].ice, "local-ufrag", &ufrag, "local-pwd", &pwd,
        NULL);
    g_object_set (sides[i].ice, "remote-ufrag", ufrag, "remote-pwd", pwd, NULL);
    g_signal_connect (sides[i].ice, "candidate", G_CALLBACK (on_candidate),
        &sides[1 - i]);
  }
}

static gdouble
connect_sides (Side * sides)
{
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < 2; i++)
    gst_element_set_state (sides[i].ice, GST_STATE_PLAYING);
  while (!g_atomic_int_get (&sides[0].connected)
      || !g_atomic_int_get (&sides[1].connected))
    g_usleep (200);
  return (g_get_monotonic_time () - begin) / 1000.0;
}

static void
stop (Side * sides)
{
  for (guint i = 0; i < 2; i++) {
    gst_element_set_state (sides[i].ice, GST_STATE_NULL);
    gst_object_unref (sides[i].ice);
  }
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return x < y ? -1 : x > y;
}

static void
bench_connect (void)
{
  gdouble times[N_CONNECTIONS];

  for (guint i = 0; i < N_CONNECTIONS; i++) {
    Side sides[2];
    start (sides);
    times[i] = connect_sides (sides);
    stop (sides);
  }
  qsort (times, N_CONNECTIONS, sizeof times[0], compare);
  printf ("connect: median %.1f ms, best %.1f, worst %.1f\n",
      times[N_CONNECTIONS / 2], times[0], times[N_CONNECTIONS - 1]);
}

static gdouble
cpu_us (gint who)
{
  struct rusage usage;

  getrusage (who, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
      usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static GstBufferList *
new_list (guint n)
{
  GstBufferList *list = gst_buffer_list_new_sized (n);

  for (guint i = 0; i < n; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, PACKET_BYTES, NULL);
    gst_buffer_memset (buffer, 0, 0x80, PACKET_BYTES);
    gst_buffer_list_add (list, buffer);
  }
  return list;
}

static void
bench_packets (Side * sides, guint per_list)
{
  GstPad *sink = gst_element_get_static_pad (sides[0].ice, "sink");
  GstPad *source = gst_pad_new ("source", GST_PAD_SRC);
  g_autoptr (GstCaps) caps =
      gst_caps_new_empty_simple ("application/x-wrtc-datagram");
  GstSegment segment;

  gst_pad_link (source, sink);
  gst_pad_set_active (source, TRUE);
  gst_pad_push_event (source, gst_event_new_stream_start ("bench"));
  gst_pad_push_event (source, gst_event_new_caps (caps));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (source, gst_event_new_segment (&segment));
  g_atomic_int_set (&sides[1].received, 0);
  g_autoptr (GstBufferList) list = new_list (per_list);
  gdouble all = cpu_us (RUSAGE_SELF), sender = cpu_us (RUSAGE_THREAD);
  guint sent = 0;
  while (sent < N_PACKETS) {
    gst_pad_push_list (source, gst_buffer_list_ref (list));
    sent += per_list;
    /* The receiver keeps up, unless something was lost. */
    for (guint i = 0; i < 20
        && sent - g_atomic_int_get (&sides[1].received) > 256; i++)
      g_usleep (50);
  }
  sender = cpu_us (RUSAGE_THREAD) - sender;
  g_usleep (100000);
  all = cpu_us (RUSAGE_SELF) - all;
  guint received = g_atomic_int_get (&sides[1].received);
  printf ("lists of %2u: send %.2f us of CPU a packet (with what loopback does "
      "of the receiver's kernel work), receive %.2f, %u of %u received\n",
      per_list, sender / sent, (all - sender) / MAX (received, 1), received,
      sent);
  gst_pad_set_active (source, FALSE);
  gst_pad_unlink (source, sink);
  gst_object_unref (source);
  gst_object_unref (sink);
}

int
main (int argc, char **argv)
{
  Side sides[2];

  gst_init (&argc, &argv);
  bench_connect ();
  start (sides);
  connect_sides (sides);
  GstPad *pad = gst_element_get_static_pad (sides[1].ice, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_BUFFER_LIST, on_packets, &sides[1], NULL);
  for (guint n = 1; n <= 32; n *= 4)
    bench_packets (sides, n);
  bench_packets (sides, 32);
  gst_object_unref (pad);
  stop (sides);
  return 0;
}
