/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "call.h"

#include <gst/sdp/sdp.h>
#include <gst/webrtc/webrtc.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include "../stock.h"

#define TIMEOUT_US (60 * G_TIME_SPAN_SECOND)

/* Each handler has a reference: one may still run, on another thread, when it is
 * disconnected. */
struct _Call
{
  gint refcount;                /* atomic */
  GstElement *pipeline;         /* lock to change; NULL: being freed */
  gboolean own_pipeline;
  GstElement *bin;

  GMutex lock;                  /* guards the rest */
  GCond cond;
  CallSendFunc send;            /* NULL: the other side has gone */
  gpointer send_data;
  guint n_sending;
  gboolean ready;               /* negotiation is needed */
  gboolean has_caps;            /* its input has, if it has one */
  gint64 connected_us;          /* 0: not yet */
  guint n_buffers;
};

static Call *
call_ref (Call * call)
{
  g_atomic_int_inc (&call->refcount);
  return call;
}

static void
call_unref (gpointer data)
{
  Call *call = data;

  if (!g_atomic_int_dec_and_test (&call->refcount))
    return;
  g_mutex_clear (&call->lock);
  g_cond_clear (&call->cond);
  g_free (call);
}

static void
call_unref_closure (gpointer data, GClosure * closure)
{
  call_unref (data);
}

static void
call_connect (Call * call, gpointer object, const gchar * signal,
    GCallback handler)
{
  g_signal_connect_data (object, signal, handler, call_ref (call),
      call_unref_closure, 0);
}

const gchar *
call_get_factory (void)
{
  const gchar *factory = g_getenv ("GST_WRTC_TEST_FACTORY");

  return factory ? factory : "wrtcbin";
}

static void
call_send (Call * call, const gchar * kind, guint mline, const gchar * text)
{
  g_mutex_lock (&call->lock);
  CallSendFunc send = call->send;
  if (send)
    call->n_sending++;
  g_mutex_unlock (&call->lock);
  if (!send)
    return;
  send (kind, mline, text, call->send_data);
  g_mutex_lock (&call->lock);
  call->n_sending--;
  g_cond_broadcast (&call->cond);
  g_mutex_unlock (&call->lock);
}

void
call_set_signalling (Call * call, CallSendFunc func, gpointer data)
{
  g_mutex_lock (&call->lock);
  call->send = func;
  while (call->n_sending > 0)
    g_cond_wait (&call->cond, &call->lock);
  call->send_data = data;
  g_mutex_unlock (&call->lock);
}

static void
on_negotiation_needed (GstElement * bin, Call * call)
{
  g_mutex_lock (&call->lock);
  call->ready = TRUE;
  g_cond_broadcast (&call->cond);
  g_mutex_unlock (&call->lock);
}

static void
on_candidate (GstElement * bin, guint mline, const gchar * candidate,
    Call * call)
{
  call_send (call, "candidate", mline, candidate);
}

static void
on_connection_state (GstElement * bin, GParamSpec * pspec, Call * call)
{
  GstWebRTCPeerConnectionState state;

  g_object_get (bin, "connection-state", &state, NULL);
  if (state == GST_WEBRTC_PEER_CONNECTION_STATE_FAILED)
    g_error ("%s failed", GST_OBJECT_NAME (bin));
  if (state != GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED)
    return;
  g_mutex_lock (&call->lock);
  if (call->connected_us == 0)
    call->connected_us = g_get_monotonic_time ();
  g_cond_broadcast (&call->cond);
  g_mutex_unlock (&call->lock);
}

static GstPadProbeReturn
on_buffer (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  Call *call = data;

  g_mutex_lock (&call->lock);
  call->n_buffers++;
  g_cond_broadcast (&call->cond);
  g_mutex_unlock (&call->lock);
  return GST_PAD_PROBE_OK;
}

static void
on_pad_added (GstElement * bin, GstPad * pad, Call * call)
{
  if (!GST_PAD_IS_SRC (pad))
    return;
  g_mutex_lock (&call->lock);
  g_autoptr (GstElement) pipeline = call->pipeline ?
      gst_object_ref (call->pipeline) : NULL;
  g_mutex_unlock (&call->lock);
  if (!pipeline)
    return;
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  g_object_set (sink, "sync", FALSE, "async", FALSE, NULL);
  gst_bin_add (GST_BIN (pipeline), sink);
  gst_element_sync_state_with_parent (sink);
  g_autoptr (GstPad) sink_pad = gst_element_get_static_pad (sink, "sink");
  gst_pad_add_probe (sink_pad, GST_PAD_PROBE_TYPE_BUFFER, on_buffer,
      call_ref (call), call_unref);
  if (gst_pad_link (pad, sink_pad) != GST_PAD_LINK_OK)
    g_error ("cannot link %s", GST_PAD_NAME (pad));
}

/* No datagram leaves the machine. */
static void
use_loopback_only (GstElement * bin)
{
  g_autoptr (GObject) ice = NULL;
  gboolean added = FALSE;

  g_object_get (bin, "ice-agent", &ice, NULL);
  g_signal_emit_by_name (ice, "add-local-ip-address", "127.0.0.1", &added);
  if (!added)
    g_error ("cannot use 127.0.0.1");
}

static GstBusSyncReply
on_message (GstBus * bus, GstMessage * message, gpointer data)
{
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    g_autoptr (GError) error = NULL;
    g_autofree gchar *debug = NULL;
    gst_message_parse_error (message, &error, &debug);
    g_error ("%s (%s)", error->message, debug);
  }
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static void
make_pipeline (Call * call, gboolean sends)
{
  call->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  g_autoptr (GstBus) bus = gst_element_get_bus (call->pipeline);
  gst_bus_set_sync_handler (bus, on_message, NULL, NULL);
  gst_bin_add (GST_BIN (call->pipeline), call->bin);
  if (!sends)
    return;
  GstElement *source =
      gst_parse_bin_from_description ("audiotestsrc is-live=true ! "
      "audio/x-raw,rate=48000,channels=1 ! opusenc ! rtpopuspay pt=97",
      TRUE, NULL);
  gst_bin_add (GST_BIN (call->pipeline), source);
  if (!gst_element_link (source, call->bin))
    g_error ("cannot link the source");
}

Call *
call_new (const gchar * factory, GstElement * pipeline, gboolean sends)
{
  Call *call = g_new0 (Call, 1);

  call->refcount = 1;
  g_mutex_init (&call->lock);
  g_cond_init (&call->cond);
  call->bin = gst_element_factory_make (factory, NULL);
  if (!call->bin)
    g_error ("no element %s", factory);
  stock_leave_network_alone (call->bin);
  gst_object_ref_sink (call->bin);
  use_loopback_only (call->bin);
  gst_util_set_object_arg (G_OBJECT (call->bin), "bundle-policy", "max-bundle");
  call_connect (call, call->bin, "on-negotiation-needed",
      G_CALLBACK (on_negotiation_needed));
  call_connect (call, call->bin, "on-ice-candidate", G_CALLBACK (on_candidate));
  call_connect (call, call->bin, "notify::connection-state",
      G_CALLBACK (on_connection_state));
  call_connect (call, call->bin, "pad-added", G_CALLBACK (on_pad_added));
  call->has_caps = TRUE;
  call->own_pipeline = pipeline == NULL;
  if (call->own_pipeline) {
    make_pipeline (call, sends);
  } else {
    call->pipeline = gst_object_ref (pipeline);
    gst_bin_add (GST_BIN (pipeline), call->bin);
  }
  return call;
}

void
call_start (Call * call)
{
  GstElement *element = call->own_pipeline ? call->pipeline : call->bin;

  if (gst_element_set_state (element, GST_STATE_PLAYING) ==
      GST_STATE_CHANGE_FAILURE)
    g_error ("cannot start %s", GST_OBJECT_NAME (element));
}

static void
on_caps (GstPad * pad, GParamSpec * pspec, Call * call)
{
  g_mutex_lock (&call->lock);
  call->has_caps = TRUE;
  g_cond_broadcast (&call->cond);
  g_mutex_unlock (&call->lock);
}

void
call_link (Call * call, GstElement * tee)
{
  g_autoptr (GstPad) from = gst_element_request_pad_simple (tee, "src_%u");
  g_autoptr (GstPad) to = gst_element_request_pad_simple (call->bin, "sink_%u");

  call->has_caps = FALSE;
  call_connect (call, to, "notify::caps", G_CALLBACK (on_caps));
  if (gst_pad_link (from, to) != GST_PAD_LINK_OK)
    g_error ("cannot link %s", GST_OBJECT_NAME (call->bin));
}

typedef gboolean (*Condition) (Call * call, guint n);

static void
call_wait (Call * call, Condition condition, guint n, const gchar * what)
{
  gint64 until = g_get_monotonic_time () + TIMEOUT_US;

  g_mutex_lock (&call->lock);
  while (!condition (call, n))
    if (!g_cond_wait_until (&call->cond, &call->lock, until))
      g_error ("%s waited in vain for %s", GST_OBJECT_NAME (call->bin), what);
  g_mutex_unlock (&call->lock);
}

static gboolean
is_ready (Call * call, guint n)
{
  return call->ready && call->has_caps;
}

static gboolean
is_connected (Call * call, guint n)
{
  return call->connected_us != 0;
}

static gboolean
has_media (Call * call, guint n)
{
  return call->n_buffers >= n;
}

void
call_wait_ready (Call * call)
{
  call_wait (call, is_ready, 0, "on-negotiation-needed");
}

gint64
call_wait_connected (Call * call)
{
  call_wait (call, is_connected, 0, "the connection");
  return call->connected_us;
}

void
call_wait_media (Call * call, guint n)
{
  call_wait (call, has_media, n, "media");
}

static void
on_created (GstPromise * promise, gpointer data)
{
  Call *call = data;
  GstWebRTCSessionDescription *description = NULL;
  const GstStructure *reply = gst_promise_get_reply (promise);
  const gchar *kind = reply && gst_structure_has_field (reply, "offer") ?
      "offer" : "answer";

  if (!reply || !gst_structure_get (reply, kind,
          GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description, NULL)) {
    g_autofree gchar *text = reply ? gst_structure_to_string (reply) : NULL;
    g_error ("no %s: %s", kind, text);
  }
  g_signal_emit_by_name (call->bin, "set-local-description", description, NULL);
  g_autofree gchar *text = gst_sdp_message_as_text (description->sdp);
  gst_webrtc_session_description_free (description);
  call_send (call, kind, 0, text);
  /* With it goes the reference of the call. */
  gst_promise_unref (promise);
}

static void
create (Call * call, const gchar * action)
{
  g_signal_emit_by_name (call->bin, action, NULL,
      gst_promise_new_with_change_func (on_created, call_ref (call),
          call_unref));
}

void
call_offer (Call * call)
{
  create (call, "create-offer");
}

void
call_receive (Call * call, const gchar * kind, guint mline, const gchar * text)
{
  GstSDPMessage *sdp;
  gboolean is_offer = g_str_equal (kind, "offer");

  if (g_str_equal (kind, "candidate")) {
    g_signal_emit_by_name (call->bin, "add-ice-candidate", mline, text);
    return;
  }
  if (gst_sdp_message_new_from_text (text, &sdp) != GST_SDP_OK)
    g_error ("bad description: %s", text);
  GstWebRTCSessionDescription *description =
      gst_webrtc_session_description_new (is_offer ? GST_WEBRTC_SDP_TYPE_OFFER :
      GST_WEBRTC_SDP_TYPE_ANSWER, sdp);
  g_signal_emit_by_name (call->bin, "set-remote-description", description,
      NULL);
  gst_webrtc_session_description_free (description);
  if (is_offer)
    create (call, "create-answer");
}

void
call_free (Call * call)
{
  call_set_signalling (call, NULL, NULL);
  if (call->own_pipeline) {
    gst_element_set_state (call->pipeline, GST_STATE_NULL);
  } else {
    gst_bin_remove (GST_BIN (call->pipeline), call->bin);
    gst_element_set_state (call->bin, GST_STATE_NULL);
  }
  g_signal_handlers_disconnect_by_data (call->bin, call);
  g_mutex_lock (&call->lock);
  GstElement *pipeline = g_steal_pointer (&call->pipeline);
  g_mutex_unlock (&call->lock);
  gst_object_unref (call->bin);
  gst_object_unref (pipeline);
  call_unref (call);
}

static guint
count_entries (const gchar * path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  g_dir_close (dir);
  return n;
}

guint
process_count_threads (void)
{
  return count_entries ("/proc/self/task");
}

guint
process_count_descriptors (void)
{
  /* without the directory that is being read */
  return count_entries ("/proc/self/fd") - 1;
}

gsize
process_get_resident_bytes (void)
{
  g_autofree gchar *text = NULL;

  malloc_trim (0);
  if (!g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL))
    g_error ("no /proc/self/smaps_rollup");
  const gchar *rss = strstr (text, "\nRss:");
  return strtoul (rss + strlen ("\nRss:"), NULL, 10) * 1024;
}

/* The end of a thread is no event that another could wait for. */
guint
process_settle_threads (void)
{
  guint n = process_count_threads ();
  gint64 since = g_get_monotonic_time ();
  gint64 until = since + TIMEOUT_US;

  while (g_get_monotonic_time () < MIN (since + 2 * G_TIME_SPAN_SECOND, until)) {
    g_usleep (50 * G_TIME_SPAN_MILLISECOND);
    guint now = process_count_threads ();
    if (now != n)
      since = g_get_monotonic_time ();
    n = now;
  }
  return n;
}
