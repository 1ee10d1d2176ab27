/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What wrtcrtpsession costs for each packet, in CPU time of the process, in
 * lists of 1, 10 and 50 packets of 1,100 bytes: sending (payloader's list to
 * net_src, through the inbox and a network loop) and receiving (net_sink to
 * recv_src). Making the packets and throwing them away is measured alone and
 * taken off.
 */
#include <gst/gst.h>
#include <gst/webrtc/webrtc.h>
#include <gst/wrtc/gstwrtcnames.h>
#include <string.h>
#include <sys/resource.h>

#define N_PACKETS 200000
#define PAYLOAD_SIZE 1100

static GMutex lock;
static GCond cond;
static guint n_out;             /* lock */

static void
count (guint n)
{
  g_mutex_lock (&lock);
  n_out += n;
  g_cond_signal (&cond);
  g_mutex_unlock (&lock);
}

static GstFlowReturn
chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  gst_buffer_unref (buffer);
  count (1);
  return GST_FLOW_OK;
}

static GstFlowReturn
chain_list (GstPad * pad, GstObject * parent, GstBufferList * list)
{
  guint n = gst_buffer_list_length (list);

  gst_buffer_list_unref (list);
  count (n);
  return GST_FLOW_OK;
}

static gboolean
event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  gst_event_unref (event);
  return TRUE;
}

static GstPad *
new_sink (void)
{
  static GstStaticPadTemplate any = GST_STATIC_PAD_TEMPLATE ("sink",
      GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
  GstPad *pad = gst_pad_new_from_static_template (&any, NULL);

  gst_pad_set_chain_function (pad, chain);
  gst_pad_set_chain_list_function (pad, chain_list);
  gst_pad_set_event_function (pad, event);
  gst_pad_set_active (pad, TRUE);
  return pad;
}

static GstPad *
new_source (GstPad * sink, const gchar * caps_string)
{
  GstPad *pad = gst_pad_new (NULL, GST_PAD_SRC);
  GstCaps *caps = gst_caps_from_string (caps_string);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_set_active (pad, TRUE);
  g_assert (gst_pad_link (pad, sink) == GST_PAD_LINK_OK);
  gst_pad_push_event (pad, gst_event_new_stream_start ("b"));
  gst_pad_push_event (pad, gst_event_new_caps (caps));
  gst_pad_push_event (pad, gst_event_new_segment (&segment));
  gst_caps_unref (caps);
  return pad;
}

/* Header and payload apart as payloaders do, or together as sockets do. */
static GstBuffer *
new_packet (guint16 sequence, gboolean apart)
{
  guint8 header[12] = { 0x80, 96, sequence >> 8, sequence & 0xff };
  GstBuffer *buffer =
      gst_buffer_new_allocate (NULL, apart ? 12 : 12 + PAYLOAD_SIZE, NULL);

  header[11] = 1;
  gst_buffer_fill (buffer, 0, header, sizeof header);
  if (apart)
    gst_buffer_append_memory (buffer, gst_allocator_alloc (NULL, PAYLOAD_SIZE,
            NULL));
  GST_BUFFER_PTS (buffer) = sequence;
  return buffer;
}

static gdouble
cpu_us (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
      usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

/* CPU per packet, and how many of them came out. */
static gdouble
run (GstPad * pad, guint list_size, gboolean apart)
{
  gdouble begin = cpu_us ();
  guint16 sequence = 0;

  g_mutex_lock (&lock);
  n_out = 0;
  g_mutex_unlock (&lock);
  for (guint sent = 0; sent < N_PACKETS; sent += list_size) {
    GstBufferList *list = gst_buffer_list_new_sized (list_size);

    for (guint i = 0; i < list_size; i++)
      gst_buffer_list_add (list, new_packet (sequence++, apart));
    gst_pad_push_list (pad, list);
    /* Like a stream, not like a flood: each burst is sent before the next. */
    g_mutex_lock (&lock);
    while (n_out < sent + list_size)
      g_cond_wait (&cond, &lock);
    g_mutex_unlock (&lock);
  }
  return (cpu_us () - begin) / N_PACKETS;
}

static void
link_received (GstElement * element, GstPad * pad, gpointer sink)
{
  if (g_str_has_prefix (GST_PAD_NAME (pad), "recv_src_"))
    g_assert (gst_pad_link (pad, sink) == GST_PAD_LINK_OK);
}

int
main (int argc, char **argv)
{
  static const guint list_sizes[] = { 1, 10, 50 };
  GstElement *session;
  GstPad *nothing, *net_out, *received, *send, *pads[3], *net[2];
  GstStructure *s;

  gst_init (&argc, &argv);
  session = gst_element_factory_make ("wrtcrtpsession", NULL);
  g_assert (session != NULL);
  g_object_set (session, "require-dtls", FALSE, NULL);
  s = gst_structure_from_string ("wrtc-rtp-receive-parameters,media=<[media,"
      "codecs=<(GstCaps)\"application/x-rtp,payload=96,clock-rate=90000\">]>",
      NULL);
  g_object_set (session, "receive-parameters", s, NULL);
  gst_structure_free (s);
  nothing = new_sink ();
  net_out = new_sink ();
  received = new_sink ();
  g_signal_connect (session, "pad-added", G_CALLBACK (link_received), received);
  send = gst_element_request_pad_simple (session, "send_sink_%u");
  s = gst_structure_from_string ("wrtc-rtp-send-parameters,mid=0,"
      "header-extensions=<[extension,id=1,"
      "uri=\"urn:ietf:params:rtp-hdrext:sdes:mid\"]>", NULL);
  g_object_set (send, "parameters", s, NULL);
  gst_structure_free (s);
  net[0] = gst_element_get_static_pad (session, "net_src");
  net[1] = gst_element_get_static_pad (session, "net_sink");
  g_assert (gst_pad_link (net[0], net_out) == GST_PAD_LINK_OK);
  gst_element_set_state (session, GST_STATE_PLAYING);
  pads[0] = new_source (nothing, "application/x-rtp");
  pads[1] = new_source (send, "application/x-rtp,clock-rate=90000");
  pads[2] = new_source (net[1], GST_WRTC_CAPS_RTP_MUX);

  g_print ("%-8s %-22s %-22s\n", "list", "send: CPU us/packet",
      "receive: CPU us/packet");
  for (guint i = 0; i < G_N_ELEMENTS (list_sizes); i++) {
    guint n = list_sizes[i];
    gdouble apart = run (pads[0], n, TRUE), together = run (pads[0], n, FALSE);
    gdouble sent = run (pads[1], n, TRUE), got = run (pads[2], n, FALSE);

    g_print ("%-8u %-22.2f %-22.2f\n", n, sent - apart, got - together);
  }
  gst_element_set_state (session, GST_STATE_NULL);
  return 0;
}
