/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * wrtcdtlssrtp on the network loops, with packets, properties and state changes
 * from many threads at once (docs/threats.md 21, 22).
 */
#include <gst/check/gstcheck.h>
#include <gst/webrtc/webrtc.h>
#include <gst/wrtc/gstwrtcnames.h>
#include <string.h>

#define CONNECTED GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED

/* A - queue - B and back: each element in its own context of the loops. */
typedef struct
{
  GstElement *pipeline;
  GstElement *dtls[2];
  GstPad *rtp_in[2];
  GstPad *data_in[2];
  GMutex lock;
  GCond cond;
  guint connected;              /* lock */
  gint received;                /* atomic */
  gint stop;                    /* atomic */
} Call;

static void
on_state (GstElement * dtls, GParamSpec * pspec, Call * call)
{
  GstWebRTCDTLSTransportState state;
  GstStructure *stats;
  gchar *text;

  /* Reading anything from inside must not wait. */
  g_object_get (dtls, "state", &state, "stats", &stats, "fingerprint", &text,
      NULL);
  gst_structure_free (stats);
  g_free (text);
  if (state != CONNECTED)
    return;
  g_mutex_lock (&call->lock);
  call->connected++;
  g_cond_signal (&call->cond);
  g_mutex_unlock (&call->lock);
}

static void
on_handoff (GstElement * sink, GstBuffer * buffer, GstPad * pad, Call * call)
{
  g_atomic_int_inc (&call->received);
}

static GstPad *
new_input (GstElement * dtls, const gchar * name, const gchar * type)
{
  GstPad *sink = gst_element_get_static_pad (dtls, name);
  GstPad *pad = gst_pad_new (name, GST_PAD_SRC);
  GstCaps *caps = gst_caps_new_empty_simple (type);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_set_active (pad, TRUE);
  fail_unless_equals_int (gst_pad_link (pad, sink), GST_PAD_LINK_OK);
  gst_pad_push_event (pad, gst_event_new_stream_start (name));
  gst_pad_push_event (pad, gst_event_new_caps (caps));
  gst_pad_push_event (pad, gst_event_new_segment (&segment));
  gst_caps_unref (caps);
  gst_object_unref (sink);
  return pad;
}

static void
add_sink (Call * call, GstElement * dtls, const gchar * pad)
{
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);

  g_object_set (sink, "sync", FALSE, "async", FALSE, "signal-handoffs", TRUE,
      NULL);
  g_signal_connect (sink, "handoff", G_CALLBACK (on_handoff), call);
  gst_bin_add (GST_BIN (call->pipeline), sink);
  fail_unless (gst_element_link_pads (dtls, pad, sink, "sink"));
}

static void
trust (GstElement * dtls, GstElement * whom)
{
  gchar *fingerprint;

  g_object_get (whom, "fingerprint", &fingerprint, NULL);
  g_object_set (dtls, "remote-fingerprints", fingerprint, NULL);
  g_free (fingerprint);
}

static void
call_init (Call * call)
{
  memset (call, 0, sizeof *call);
  g_mutex_init (&call->lock);
  g_cond_init (&call->cond);
  call->pipeline = gst_pipeline_new (NULL);
  for (guint i = 0; i < 2; i++) {
    GstElement *dtls = gst_element_factory_make ("wrtcdtlssrtp", NULL);
    call->dtls[i] = dtls;
    g_object_set (dtls, "setup", i == 0 ? GST_WEBRTC_DTLS_SETUP_ACTIVE :
        GST_WEBRTC_DTLS_SETUP_ACTPASS, NULL);
    g_signal_connect (dtls, "notify::state", G_CALLBACK (on_state), call);
    gst_bin_add (GST_BIN (call->pipeline), dtls);
    add_sink (call, dtls, "rtp_src");
    add_sink (call, dtls, "data_src");
  }
  trust (call->dtls[0], call->dtls[1]);
  trust (call->dtls[1], call->dtls[0]);
}

/* Not a pad link, which would be a loop in the graph of the bin. */
static GstFlowReturn
cross_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  return gst_pad_push (gst_pad_get_element_private (pad), buffer);
}

static GstPad *
new_crossing (GstElement * from, GstPad * to)
{
  GstPad *src = gst_element_get_static_pad (from, "net_src");
  GstPad *pad = gst_pad_new (NULL, GST_PAD_SINK);

  gst_pad_set_chain_function (pad, cross_chain);
  gst_pad_set_element_private (pad, to);
  gst_pad_set_active (pad, TRUE);
  fail_unless_equals_int (gst_pad_link (src, pad), GST_PAD_LINK_OK);
  gst_object_unref (src);
  return pad;
}

static void
drop_pad (GstPad * pad)
{
  gst_pad_set_active (pad, FALSE);
  gst_object_unref (pad);
}

static GstBuffer *
new_rtp (guint16 sequence)
{
  guint8 *data = g_malloc0 (200);

  data[0] = 0x80;
  data[1] = 96;
  GST_WRITE_UINT16_BE (data + 2, sequence);
  data[11] = 5;
  return gst_buffer_new_wrapped (data, 200);
}

static gpointer
send_rtp (gpointer data)
{
  Call *call = data;

  for (guint16 i = 0; !g_atomic_int_get (&call->stop); i++) {
    gst_pad_push (call->rtp_in[i & 1], new_rtp (i / 2));
    if (i % 16 == 0)
      g_thread_yield ();
  }
  return NULL;
}

static gpointer
send_data (gpointer data)
{
  Call *call = data;

  for (guint i = 0; !g_atomic_int_get (&call->stop); i++) {
    gst_pad_push (call->data_in[i & 1],
        gst_buffer_new_wrapped (g_strnfill (100, 'd'), 100));
    if (i % 16 == 0)
      g_thread_yield ();
  }
  return NULL;
}

static gpointer
read_properties (gpointer data)
{
  Call *call = data;

  while (!g_atomic_int_get (&call->stop)) {
    for (guint i = 0; i < 2; i++) {
      GstStructure *stats;
      gchar *reason, *peer;
      g_object_get (call->dtls[i], "stats", &stats, "reason", &reason,
          "peer-certificate", &peer, NULL);
      gst_structure_free (stats);
      g_free (reason);
      g_free (peer);
      trust (call->dtls[i], call->dtls[!i]);
    }
    g_thread_yield ();
  }
  return NULL;
}

static void
wait_connected (Call * call)
{
  gint64 until = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;

  g_mutex_lock (&call->lock);
  while (call->connected < 2)
    fail_unless (g_cond_wait_until (&call->cond, &call->lock, until));
  g_mutex_unlock (&call->lock);
}

static void
wait_received (Call * call, gint number)
{
  gint64 until = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;

  while (g_atomic_int_get (&call->received) < number) {
    fail_unless (g_get_monotonic_time () < until);
    g_thread_yield ();
  }
}

/* Starts a call with three threads at it, stops it after it connected and
 * @number buffers came, or after @number yields of the processor. */
static void
run_call (gint number, gboolean connect)
{
  static const GThreadFunc funcs[] = { send_rtp, send_data, read_properties };
  GThread *threads[G_N_ELEMENTS (funcs)];
  GstPad *net_in[2], *crossing[2];
  Call call;

  call_init (&call);
  fail_unless (gst_element_set_state (call.pipeline, GST_STATE_PLAYING) !=
      GST_STATE_CHANGE_FAILURE);
  for (guint i = 0; i < 2; i++) {
    net_in[i] = new_input (call.dtls[i], "net_sink", GST_WRTC_CAPS_DATAGRAM);
    call.rtp_in[i] = new_input (call.dtls[i], "rtp_sink",
        GST_WRTC_CAPS_RTP_MUX);
    call.data_in[i] = new_input (call.dtls[i], "data_sink", GST_WRTC_CAPS_SCTP);
  }
  for (guint i = 0; i < 2; i++)
    crossing[i] = new_crossing (call.dtls[i], net_in[!i]);
  for (guint i = 0; i < G_N_ELEMENTS (funcs); i++)
    threads[i] = g_thread_new (NULL, funcs[i], &call);
  for (guint i = 0; i < 2; i++)
    gst_pad_push_event (net_in[i], gst_wrtc_event_new_ice_state
        (GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED));
  if (connect) {
    wait_connected (&call);
    wait_received (&call, number);
  } else {
    for (gint i = 0; i < number; i++)
      g_thread_yield ();
  }
  gst_element_set_state (call.pipeline, GST_STATE_NULL);
  g_atomic_int_set (&call.stop, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (funcs); i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < 2; i++) {
    drop_pad (crossing[i]);
    drop_pad (net_in[i]);
    drop_pad (call.rtp_in[i]);
    drop_pad (call.data_in[i]);
  }
  gst_object_unref (call.pipeline);
  g_mutex_clear (&call.lock);
  g_cond_clear (&call.cond);
}

GST_START_TEST (test_threads_connected_calls_pass_and_stop)
{
  for (guint i = 0; i < 5; i++)
    run_call (1000, TRUE);
}

GST_END_TEST;

GST_START_TEST (test_threads_teardown_at_any_time)
{
  GRand *rand = g_rand_new_with_seed (21);
  const gchar *number = g_getenv ("WRTC_TEST_TEARDOWNS");
  guint n = number ? atoi (number) : 60;

  for (guint i = 0; i < n; i++)
    run_call (g_rand_int_range (rand, 0, 2000), FALSE);
  g_rand_free (rand);
}

GST_END_TEST;

static Suite *
dtlssrtpthreads_suite (void)
{
  Suite *s = suite_create ("dtlssrtpthreads");
  TCase *tc = tcase_create ("general");

  tcase_set_timeout (tc, 150);
  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_threads_connected_calls_pass_and_stop);
  tcase_add_test (tc, test_threads_teardown_at_any_time);
  return s;
}

GST_CHECK_MAIN (dtlssrtpthreads);
