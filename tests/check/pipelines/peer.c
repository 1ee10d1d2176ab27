/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "peer.h"

#include <math.h>
#include <string.h>
#include "../stock.h"

static GMutex pairs;            /* guards `other` of all peers */

static void answer (Peer * peer);

static Peer *
peer_ref (Peer * peer)
{
  g_atomic_int_inc (&peer->refcount);
  return peer;
}

static void
peer_unref (gpointer data)
{
  Peer *peer = data;

  if (!g_atomic_int_dec_and_test (&peer->refcount))
    return;
  gst_object_unref (peer->pipeline);
  g_free (peer->name);
  g_free (peer->error);
  g_free (peer->failure);
  g_cond_clear (&peer->cond);
  g_mutex_clear (&peer->lock);
  g_free (peer);
}

static void
peer_unref_closure (gpointer data, GClosure * closure)
{
  peer_unref (data);
}

/* (transfer full) (nullable): NULL once one of the two is being freed. */
static Peer *
peer_ref_other (Peer * peer)
{
  Peer *other;

  g_mutex_lock (&pairs);
  other = peer->other ? peer_ref (peer->other) : NULL;
  g_mutex_unlock (&pairs);
  return other;
}

static void
deliver (Peer * peer, GstWebRTCSessionDescription * description)
{
  GstWebRTCSessionDescription *copy;
  GstPromise *promise;
  gboolean is_offer = description->type == GST_WEBRTC_SDP_TYPE_OFFER;
  Peer *other = peer_ref_other (peer);

  if (!other)
    return;
  copy = gst_webrtc_session_description_copy (description);

  if (peer->tamper)
    peer->tamper (copy->sdp);
  promise = gst_promise_new ();
  g_signal_emit_by_name (other->bin, "set-remote-description", copy, promise);
  gst_promise_interrupt (promise);
  gst_promise_unref (promise);
  gst_webrtc_session_description_free (copy);
  if (is_offer)
    answer (other);
  peer_unref (other);
}

static void
use_created (Peer * peer, GstPromise * promise)
{
  const GstStructure *reply = gst_promise_get_reply (promise);
  GstWebRTCSessionDescription *description = NULL;

  if (gst_promise_wait (promise) != GST_PROMISE_RESULT_REPLIED || !reply)
    return;
  if (!gst_structure_get (reply, "offer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION,
          &description, NULL))
    gst_structure_get (reply, "answer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION,
        &description, NULL);
  if (!description) {
    gchar *text = gst_structure_to_string (reply);

    GST_ERROR ("%s: %s", peer->name, text);
    g_mutex_lock (&peer->lock);
    if (!peer->error)
      peer->error = g_steal_pointer (&text);
    g_cond_broadcast (&peer->cond);
    g_mutex_unlock (&peer->lock);
    g_free (text);
    return;
  }
  g_signal_emit_by_name (peer->bin, "set-local-description", description, NULL);
  if (peer->trickle)
    deliver (peer, description);
  gst_webrtc_session_description_free (description);
}

static void
on_created (GstPromise * promise, gpointer data)
{
  use_created (data, promise);
  /* With it goes the reference of the peer. */
  gst_promise_unref (promise);
}

static void
answer (Peer * peer)
{
  GstPromise *promise = gst_promise_new_with_change_func (on_created,
      peer_ref (peer), peer_unref);

  g_signal_emit_by_name (peer->bin, "create-answer", NULL, promise);
}

void
peer_offer (Peer * peer)
{
  GstPromise *promise = gst_promise_new_with_change_func (on_created,
      peer_ref (peer), peer_unref);

  peer->time_offer = g_get_monotonic_time ();
  g_signal_emit_by_name (peer->bin, "create-offer", NULL, promise);
}

static void
on_candidate (GstElement * bin, guint mline, const gchar * candidate,
    Peer * peer)
{
  Peer *other = peer_ref_other (peer);

  g_mutex_lock (&peer->lock);
  peer->n_candidates++;
  g_mutex_unlock (&peer->lock);
  if (!other)
    return;
  if (peer->trickle)
    g_signal_emit_by_name (other->bin, "add-ice-candidate", mline, candidate);
  peer_unref (other);
}

static void
on_gathering (GstElement * bin, GParamSpec * pspec, Peer * peer)
{
  GstWebRTCICEGatheringState state;
  GstWebRTCSessionDescription *description;

  g_object_get (bin, "ice-gathering-state", &state, NULL);
  if (peer->trickle || state != GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
    return;
  g_object_get (bin, "local-description", &description, NULL);
  deliver (peer, description);
  gst_webrtc_session_description_free (description);
}

static void
on_connection_state (GstElement * bin, GParamSpec * pspec, Peer * peer)
{
  g_mutex_lock (&peer->lock);
  g_object_get (bin, "connection-state", &peer->connection_state, NULL);
  if (peer->connection_state == GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED
      && peer->time_connected == 0)
    peer->time_connected = g_get_monotonic_time ();
  g_cond_broadcast (&peer->cond);
  g_mutex_unlock (&peer->lock);
}

static void
on_negotiation_needed (GstElement * bin, Peer * peer)
{
  g_mutex_lock (&peer->lock);
  peer->n_negotiation_needed++;
  g_cond_broadcast (&peer->cond);
  g_mutex_unlock (&peer->lock);
}

static gboolean
is_loud (GstBuffer * buffer)
{
  GstMapInfo map;
  gdouble sum = 0;
  gsize i;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return FALSE;
  for (i = 0; i + 1 < map.size; i += 2) {
    gint16 sample = (gint16) (map.data[i] | map.data[i + 1] << 8);

    sum += (gdouble) sample *sample;
  }
  gst_buffer_unmap (buffer, &map);
  return sqrt (sum / (map.size / 2 + 1)) > 1000;
}

static GstPadProbeReturn
count (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  Peer *peer = data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstCaps *caps = gst_pad_get_current_caps (pad);
  gboolean video = caps
      && gst_structure_has_name (gst_caps_get_structure (caps, 0),
      "video/x-raw");
  gboolean loud = !video && is_loud (buffer);

  g_mutex_lock (&peer->lock);
  if (video)
    peer->n_video_frames++;
  else
    peer->n_audio_buffers++;
  peer->audio_is_loud |= loud;
  g_cond_broadcast (&peer->cond);
  g_mutex_unlock (&peer->lock);
  gst_clear_caps (&caps);
  return GST_PAD_PROBE_OK;
}

static void
on_pad_added (GstElement * bin, GstPad * pad, Peer * peer)
{
  GstCaps *caps;
  const gchar *encoding, *description = NULL;
  GstElement *sink;
  GstPad *target;

  if (!GST_PAD_IS_SRC (pad))
    return;
  caps = gst_pad_get_current_caps (pad);
  fail_unless (caps != NULL);
  encoding = gst_structure_get_string (gst_caps_get_structure (caps, 0),
      "encoding-name");
  if (g_strcmp0 (encoding, "VP8") == 0)
    description =
        "queue ! rtpvp8depay ! vp8dec ! fakesink name=sink sync=false";
  else if (g_strcmp0 (encoding, "OPUS") == 0)
    description = "queue ! rtpopusdepay ! opusdec ! audioconvert ! "
        "audio/x-raw,format=S16LE ! fakesink name=sink sync=false";
  fail_unless (description != NULL, "unexpected stream %s", encoding);
  gst_caps_unref (caps);
  sink = gst_parse_bin_from_description (description, TRUE, NULL);
  g_mutex_lock (&peer->lock);
  peer->n_pads++;
  g_mutex_unlock (&peer->lock);

  {
    GstElement *fakesink = gst_bin_get_by_name (GST_BIN (sink), "sink");
    GstPad *end = gst_element_get_static_pad (fakesink, "sink");

    gst_pad_add_probe (end, GST_PAD_PROBE_TYPE_BUFFER, count, peer, NULL);
    gst_object_unref (end);
    gst_object_unref (fakesink);
  }
  gst_bin_add (GST_BIN (peer->pipeline), sink);
  gst_element_sync_state_with_parent (sink);
  target = gst_element_get_static_pad (sink, "sink");
  fail_unless_equals_int (gst_pad_link (pad, target), GST_PAD_LINK_OK);
  gst_object_unref (target);
}

static GstBusSyncReply
on_message (GstBus * bus, GstMessage * message, gpointer data)
{
  Peer *peer = data;

  g_mutex_lock (&peer->lock);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR && !peer->error) {
    GError *error;

    gst_message_parse_error (message, &error, NULL);
    peer->error = g_strdup (error->message);
    g_error_free (error);
  } else if (gst_message_has_name (message, "wrtc-failed") && !peer->failure) {
    peer->failure =
        g_strdup (gst_structure_get_string (gst_message_get_structure
            (message), "reason"));
  }
  g_cond_broadcast (&peer->cond);
  g_mutex_unlock (&peer->lock);
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static void
stay_on_loopback (GstElement * bin)
{
  GObject *agent;
  gboolean added;

  g_object_get (bin, "ice-agent", &agent, NULL);
  g_signal_emit_by_name (agent, "add-local-ip-address", "127.0.0.1", &added);
  fail_unless (added);
  g_object_unref (agent);
}

static void
connect (Peer * peer, const gchar * signal, GCallback handler)
{
  g_signal_connect_data (peer->bin, signal, handler, peer_ref (peer),
      peer_unref_closure, 0);
}

Peer *
peer_new (const gchar * factory, const gchar * name)
{
  Peer *peer = g_new0 (Peer, 1);
  GstBus *bus;

  peer->refcount = 1;
  peer->name = g_strdup (name);
  peer->trickle = TRUE;
  g_mutex_init (&peer->lock);
  g_cond_init (&peer->cond);
  peer->pipeline = gst_pipeline_new (name);
  peer->bin = gst_element_factory_make (factory, "peer");
  fail_unless (peer->bin != NULL, "no element %s", factory);
  stock_leave_network_alone (peer->bin);
  stay_on_loopback (peer->bin);
  gst_bin_add (GST_BIN (peer->pipeline), peer->bin);
  bus = gst_element_get_bus (peer->pipeline);
  gst_bus_set_sync_handler (bus, on_message, peer, NULL);
  gst_object_unref (bus);

  connect (peer, "on-ice-candidate", G_CALLBACK (on_candidate));
  connect (peer, "notify::ice-gathering-state", G_CALLBACK (on_gathering));
  connect (peer, "notify::connection-state", G_CALLBACK (on_connection_state));
  connect (peer, "on-negotiation-needed", G_CALLBACK (on_negotiation_needed));
  connect (peer, "pad-added", G_CALLBACK (on_pad_added));
  return peer;
}

void
peer_free (Peer * peer)
{
  Peer *other = peer_ref_other (peer);
  GstBus *bus;

  /* The other one may still tell something. */
  if (other) {
    gst_element_set_state (other->pipeline, GST_STATE_NULL);
    g_mutex_lock (&pairs);
    peer->other = other->other = NULL;
    g_mutex_unlock (&pairs);
    peer_unref (other);
  }
  gst_element_set_state (peer->pipeline, GST_STATE_NULL);
  gst_element_set_state (peer->bin, GST_STATE_NULL);
  bus = gst_element_get_bus (peer->pipeline);
  gst_bus_set_sync_handler (bus, NULL, NULL, NULL);
  gst_object_unref (bus);
  g_signal_handlers_disconnect_by_data (peer->bin, peer);
  peer_unref (peer);
}

void
peer_add_source (Peer * peer, const gchar * description)
{
  GError *error = NULL;
  GstElement *source = gst_parse_bin_from_description (description, TRUE,
      &error);

  fail_unless (source != NULL, "%s", error ? error->message : "");
  gst_bin_add (GST_BIN (peer->pipeline), source);
  fail_unless (gst_element_link (source, peer->bin));
}

void
peer_add_video (Peer * peer)
{
  peer_add_source (peer, "videotestsrc is-live=true ! "
      "video/x-raw,width=320,height=240,framerate=30/1 ! "
      "vp8enc deadline=1 cpu-used=8 keyframe-max-dist=1000 ! "
      "rtpvp8pay pt=96 picture-id-mode=15-bit ! queue");
}

void
peer_add_audio (Peer * peer)
{
  peer_add_source (peer, "audiotestsrc is-live=true wave=sine ! "
      "audio/x-raw,rate=48000,channels=2 ! opusenc ! rtpopuspay pt=97 ! queue");
}

void
peer_pair (Peer * a, Peer * b)
{
  a->other = b;
  b->other = a;
}

void
peer_start (Peer * peer)
{
  fail_if (gst_element_set_state (peer->pipeline, GST_STATE_PLAYING)
      == GST_STATE_CHANGE_FAILURE);
}

static gboolean
wait_locked (Peer * peer, gint64 deadline, const gchar * what)
{
  if (g_cond_wait_until (&peer->cond, &peer->lock, deadline))
    return TRUE;
  fail ("%s: waited in vain for %s (connection %d, %u video frames, "
      "%u audio buffers, %u pads, error %s, failure %s)", peer->name, what,
      peer->connection_state, peer->n_video_frames, peer->n_audio_buffers,
      peer->n_pads, peer->error ? peer->error : "none",
      peer->failure ? peer->failure : "none");
  return FALSE;
}

static gint64
deadline (void)
{
  return g_get_monotonic_time () + PEER_TIMEOUT_SECONDS * G_TIME_SPAN_SECOND;
}

void
peer_wait_ready (Peer * peer)
{
  gint64 end = deadline ();

  g_mutex_lock (&peer->lock);
  while (peer->n_negotiation_needed == 0)
    wait_locked (peer, end, "on-negotiation-needed");
  g_mutex_unlock (&peer->lock);
}

void
peer_wait_state (Peer * peer, GstWebRTCPeerConnectionState state)
{
  gint64 end = deadline ();

  g_mutex_lock (&peer->lock);
  while (peer->connection_state != (gint) state)
    wait_locked (peer, end, "a connection state");
  g_mutex_unlock (&peer->lock);
}

void
peer_wait_connected (Peer * peer)
{
  peer_wait_state (peer, GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED);
}

void
peer_wait_media (Peer * peer, guint n_video, guint n_audio)
{
  gint64 end = deadline ();

  g_mutex_lock (&peer->lock);
  while (peer->n_video_frames < n_video || peer->n_audio_buffers < n_audio
      || (n_audio > 0 && !peer->audio_is_loud))
    wait_locked (peer, end, "media");
  g_mutex_unlock (&peer->lock);
}

GstWebRTCSessionDescription *
peer_create (Peer * peer, const gchar * action, const gchar * field)
{
  GstPromise *promise = gst_promise_new ();
  GstWebRTCSessionDescription *description = NULL;

  g_signal_emit_by_name (peer->bin, action, NULL, promise);
  fail_unless_equals_int (gst_promise_wait (promise),
      GST_PROMISE_RESULT_REPLIED);
  fail_unless (gst_structure_get (gst_promise_get_reply (promise), field,
          GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description, NULL));
  gst_promise_unref (promise);
  return description;
}
