/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcviewer.h"

#include <gst/sdp/sdp.h>
#include <gst/webrtc/webrtc.h>

GST_DEBUG_CATEGORY_STATIC (wrtcviewer);
#define GST_CAT_DEFAULT wrtcviewer

/* The answer waits so long for candidates: those of the host come at once, and
 * a server that does not answer must not keep the viewer waiting. */
#define GATHERING_LIMIT_MS 1000
#define NEGOTIATING_LIMIT_MS 8000
#define CONNECTING_LIMIT_MS 30000
/* A network change of a telephone takes some seconds. */
#define DISCONNECTED_LIMIT_MS 20000

/* One stream on its way to this viewer. */
typedef struct
{
  GstWrtcFanout *fanout;
  GstPad *output;
  GstPad *sink;                 /* of wrtcbin */
} Leg;

struct _GstWrtcViewer
{
  gint ref_count;
  gchar *id;
  GstWrtcViewerConfig config;
  gint state;                   /* atomic; the queue writes */

  /* Only on the queue. */
  WrtcSdp *offer;
  GPtrArray *legs;              /* (element-type Leg) */
  gulong handlers[2];
  gboolean answered;
  GSource *limit;

  GMutex lock;
  GstElement *element;          /* wrtcbin; under the lock, the queue writes */
};

/* A job with what it needs. */
typedef struct
{
  GstWrtcViewer *viewer;
  guint number;
  gchar *text;
  gpointer object;
} Job;

G_DEFINE_QUARK (gst - wrtc - viewer - error - quark, gst_wrtc_viewer_error);

static void viewer_fail (GstWrtcViewer * self, GstWrtcViewerError code,
    const gchar * reason);

const gchar *
gst_wrtc_viewer_state_to_string (GstWrtcViewerState state)
{
  static const gchar *const names[] = { "new", "negotiating", "gathering",
    "connecting", "connected", "disconnected", "ended"
  };
  return names[state];
}

GstWrtcTrack *
gst_wrtc_track_new (GstWrtcFanout * fanout, const GstWrtcCodec * codec,
    GstCaps * caps)
{
  GstWrtcTrack *track = g_new0 (GstWrtcTrack, 1);

  track->fanout = gst_object_ref (fanout);
  track->codec = codec;
  track->caps = caps;
  return track;
}

void
gst_wrtc_track_free (GstWrtcTrack * track)
{
  gst_object_unref (track->fanout);
  gst_caps_unref (track->caps);
  g_free (track);
}

/* Jobs */

static void
job_free (Job * job)
{
  gst_wrtc_viewer_unref (job->viewer);
  g_free (job->text);
  if (job->object)
    g_object_unref (job->object);
  g_free (job);
}

static void
push_job (GstWrtcViewer * self, GstWrtcSerialQueueFunc func, guint number,
    const gchar * text, gpointer object)
{
  Job *job = g_new0 (Job, 1);

  job->viewer = gst_wrtc_viewer_ref (self);
  job->number = number;
  job->text = g_strdup (text);
  job->object = object ? g_object_ref (object) : NULL;
  gst_wrtc_serial_queue_push (self->config.queue, func, job,
      (GDestroyNotify) job_free);
}

/* States */

static const guint transitions[] = {
  [GST_WRTC_VIEWER_NEW] = 1 << GST_WRTC_VIEWER_NEGOTIATING |
      1 << GST_WRTC_VIEWER_ENDED,
  [GST_WRTC_VIEWER_NEGOTIATING] = 1 << GST_WRTC_VIEWER_GATHERING |
      1 << GST_WRTC_VIEWER_ENDED,
  /* An early check may connect before the answer has gone out. */
  [GST_WRTC_VIEWER_GATHERING] = 1 << GST_WRTC_VIEWER_CONNECTING |
      1 << GST_WRTC_VIEWER_ENDED,
  [GST_WRTC_VIEWER_CONNECTING] = 1 << GST_WRTC_VIEWER_CONNECTED |
      1 << GST_WRTC_VIEWER_ENDED,
  [GST_WRTC_VIEWER_CONNECTED] = 1 << GST_WRTC_VIEWER_DISCONNECTED |
      1 << GST_WRTC_VIEWER_ENDED,
  [GST_WRTC_VIEWER_DISCONNECTED] = 1 << GST_WRTC_VIEWER_CONNECTED |
      1 << GST_WRTC_VIEWER_ENDED,
  [GST_WRTC_VIEWER_ENDED] = 0,
};

static const guint limits_ms[] = {
  [GST_WRTC_VIEWER_NEGOTIATING] = NEGOTIATING_LIMIT_MS,
  [GST_WRTC_VIEWER_GATHERING] = GATHERING_LIMIT_MS,
  [GST_WRTC_VIEWER_CONNECTING] = CONNECTING_LIMIT_MS,
  [GST_WRTC_VIEWER_DISCONNECTED] = DISCONNECTED_LIMIT_MS,
  [GST_WRTC_VIEWER_ENDED] = 0,
};

static void limit_job (gpointer data);

static gboolean
limit_reached (gpointer data)
{
  GstWrtcViewer *self = data;

  push_job (self, limit_job, gst_wrtc_viewer_get_state (self), NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
set_limit (GstWrtcViewer * self, guint limit_ms)
{
  if (self->limit) {
    g_source_destroy (self->limit);
    g_clear_pointer (&self->limit, g_source_unref);
  }
  if (limit_ms == 0)
    return;
  self->limit = g_timeout_source_new (limit_ms);
  g_source_set_static_name (self->limit, "[wrtcsink] viewer's time limit");
  g_source_set_callback (self->limit, limit_reached,
      gst_wrtc_viewer_ref (self), (GDestroyNotify) gst_wrtc_viewer_unref);
  g_source_attach (self->limit, self->config.context);
}

static gboolean
set_state (GstWrtcViewer * self, GstWrtcViewerState state, const gchar * why)
{
  GstWrtcViewerState old = self->state;

  if (!(transitions[old] & (1 << state))) {
    GST_DEBUG ("viewer %s: %s -> %s refused (%s)", self->id,
        gst_wrtc_viewer_state_to_string (old),
        gst_wrtc_viewer_state_to_string (state), why);
    return FALSE;
  }
  GST_INFO ("viewer %s: %s -> %s (%s)", self->id,
      gst_wrtc_viewer_state_to_string (old),
      gst_wrtc_viewer_state_to_string (state), why);
  g_atomic_int_set (&self->state, state);
  set_limit (self, limits_ms[state]);
  return TRUE;
}

GstWrtcViewerState
gst_wrtc_viewer_get_state (GstWrtcViewer * self)
{
  return g_atomic_int_get (&self->state);
}

/* The end */

static void
leg_free (Leg * leg)
{
  gst_wrtc_fanout_remove_output (leg->fanout, leg->output);
  gst_object_unref (leg->fanout);
  gst_object_unref (leg->sink);
  g_free (leg);
}

static void
drop_element (GstWrtcViewer * self)
{
  g_mutex_lock (&self->lock);
  GstElement *element = g_steal_pointer (&self->element);
  g_mutex_unlock (&self->lock);
  if (!element)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (self->handlers); i++)
    g_clear_signal_handler (&self->handlers[i], element);
  gst_element_set_locked_state (element, TRUE);
  gst_element_set_state (element, GST_STATE_NULL);
  gst_bin_remove (self->config.bin, element);
  gst_object_unref (element);
}

static void
viewer_answer (GstWrtcViewer * self, const gchar * answer, const GError * error)
{
  if (self->answered)
    return;
  self->answered = TRUE;
  self->config.answered (self, answer, error, self->config.data);
}

static void
viewer_finish (GstWrtcViewer * self, const GError * error)
{
  if (!set_state (self, GST_WRTC_VIEWER_ENDED, error->message))
    return;
  g_ptr_array_set_size (self->legs, 0);
  drop_element (self);
  self->config.ended (self, error->message, self->config.data);
  /* Last: who is refused may come again at once and finds the place free. */
  viewer_answer (self, NULL, error);
}

static void
viewer_fail (GstWrtcViewer * self, GstWrtcViewerError code,
    const gchar * reason)
{
  g_autoptr (GError) error = g_error_new_literal (GST_WRTC_VIEWER_ERROR, code,
      reason);
  viewer_finish (self, error);
}

static void
end_job (gpointer data)
{
  Job *job = data;
  viewer_fail (job->viewer, GST_WRTC_VIEWER_ERROR_INTERNAL, job->text);
}

void
gst_wrtc_viewer_end (GstWrtcViewer * self, const gchar * reason)
{
  push_job (self, end_job, 0, reason, NULL);
}

/* Answering */

/* Whether the answer sends something. */
static gboolean
answer_sends (const gchar * text)
{
  g_autoptr (WrtcSdp) answer = wrtc_sdp_parse (text, -1, NULL);

  for (guint i = 0; answer && i < wrtc_sdp_n_media (answer); i++) {
    WrtcSdpMedia *media = wrtc_sdp_get_media (answer, i);
    if (wrtc_sdp_media_is_rtp (media) && !wrtc_sdp_media_is_rejected (media)
        && wrtc_direction_sends (wrtc_sdp_get_direction (answer, i)))
      return TRUE;
  }
  return FALSE;
}

static gchar *
describe_codecs (GstWrtcViewer * self)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < self->config.tracks->len; i++) {
    GstWrtcTrack *track = g_ptr_array_index (self->config.tracks, i);
    g_string_append_printf (names, "%s%s", i ? " and " : "",
        track->codec->name);
  }
  return g_string_free (names, FALSE);
}

static void
viewer_send_answer (GstWrtcViewer * self)
{
  GstWebRTCSessionDescription *local = NULL;
  g_autofree gchar *text = NULL;

  g_object_get (self->element, "local-description", &local, NULL);
  if (local) {
    text = gst_sdp_message_as_text (local->sdp);
    gst_webrtc_session_description_free (local);
  }
  if (!text) {
    viewer_fail (self, GST_WRTC_VIEWER_ERROR_INTERNAL, "there is no answer");
  } else if (!answer_sends (text)) {
    g_autofree gchar *codecs = describe_codecs (self);
    g_autofree gchar *reason = g_strdup_printf
        ("no section of the offer can receive this stream, which is %s",
        codecs);
    viewer_fail (self, GST_WRTC_VIEWER_ERROR_NOT_ACCEPTABLE, reason);
  } else if (set_state (self, GST_WRTC_VIEWER_CONNECTING, "answered")) {
    viewer_answer (self, text, NULL);
  }
}

/* Some wait for it to come back; who said so does not. */
static void
viewer_disconnected (GstWrtcViewer * self)
{
  g_autofree gchar *reason = NULL;

  g_object_get (self->element, "reason", &reason, NULL);
  if (reason)
    viewer_fail (self, GST_WRTC_VIEWER_ERROR_INTERNAL, reason);
  else if (self->state == GST_WRTC_VIEWER_CONNECTED)
    set_state (self, GST_WRTC_VIEWER_DISCONNECTED, "no answer from it");
}

static void
update_job (gpointer data)
{
  GstWrtcViewer *self = ((Job *) data)->viewer;
  GstWebRTCICEGatheringState gathering;
  GstWebRTCPeerConnectionState connection;

  if (!self->element)
    return;
  g_object_get (self->element, "ice-gathering-state", &gathering,
      "connection-state", &connection, NULL);
  if (self->state == GST_WRTC_VIEWER_GATHERING &&
      gathering == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
    viewer_send_answer (self);
  if (self->state < GST_WRTC_VIEWER_CONNECTING)
    return;

  switch (connection) {
    case GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED:
      if (self->state != GST_WRTC_VIEWER_CONNECTED &&
          set_state (self, GST_WRTC_VIEWER_CONNECTED, "connected"))
        self->config.connected (self, self->config.data);
      break;
    case GST_WEBRTC_PEER_CONNECTION_STATE_DISCONNECTED:
      viewer_disconnected (self);
      break;
    case GST_WEBRTC_PEER_CONNECTION_STATE_FAILED:
      viewer_fail (self, GST_WRTC_VIEWER_ERROR_INTERNAL,
          "the connection failed");
      break;
    case GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED:
      viewer_fail (self, GST_WRTC_VIEWER_ERROR_INTERNAL,
          "the viewer closed the connection");
      break;
    default:
      break;
  }
}

static void
on_notify (GstElement * element, GParamSpec * pspec, gpointer user_data)
{
  push_job (user_data, update_job, 0, NULL, NULL);
}

static void
limit_job (gpointer data)
{
  Job *job = data;
  GstWrtcViewer *self = job->viewer;

  if (self->state != (gint) job->number)
    return;
  switch (self->state) {
    case GST_WRTC_VIEWER_GATHERING:
      GST_INFO ("viewer %s: answering before gathering is complete", self->id);
      viewer_send_answer (self);
      break;
    case GST_WRTC_VIEWER_NEGOTIATING:
      viewer_fail (self, GST_WRTC_VIEWER_ERROR_TIMEOUT,
          "the answer took too long");
      break;
    case GST_WRTC_VIEWER_CONNECTING:
      viewer_fail (self, GST_WRTC_VIEWER_ERROR_TIMEOUT,
          "the viewer did not connect in time");
      break;
    default:
      viewer_fail (self, GST_WRTC_VIEWER_ERROR_TIMEOUT, "the viewer vanished");
      break;
  }
}

/* Negotiation: each step's promise pushes the next as a job. */

typedef void (*StepFunc) (GstWrtcViewer * self, const GstStructure * reply);

typedef struct
{
  GstWrtcViewer *viewer;
  StepFunc next;
} Step;

typedef struct
{
  GstWrtcViewer *viewer;
  StepFunc next;
  GstStructure *reply;
} StepJob;

static void
step_free (Step * step)
{
  gst_wrtc_viewer_unref (step->viewer);
  g_free (step);
}

static void
step_job_free (StepJob * job)
{
  gst_wrtc_viewer_unref (job->viewer);
  if (job->reply)
    gst_structure_free (job->reply);
  g_free (job);
}

static void
step_job (gpointer data)
{
  StepJob *job = data;
  g_autoptr (GError) error = NULL;

  if (job->viewer->state != GST_WRTC_VIEWER_NEGOTIATING)
    return;
  if (job->reply && gst_structure_has_field (job->reply, "error"))
    gst_structure_get (job->reply, "error", G_TYPE_ERROR, &error, NULL);
  if (error)
    viewer_fail (job->viewer, GST_WRTC_VIEWER_ERROR_OFFER, error->message);
  else
    job->next (job->viewer, job->reply);
}

static void
step_changed (GstPromise * promise, gpointer user_data)
{
  Step *step = user_data;

  if (gst_promise_wait (promise) == GST_PROMISE_RESULT_REPLIED) {
    const GstStructure *reply = gst_promise_get_reply (promise);
    StepJob *job = g_new0 (StepJob, 1);
    job->viewer = gst_wrtc_viewer_ref (step->viewer);
    job->next = step->next;
    job->reply = reply ? gst_structure_copy (reply) : NULL;
    gst_wrtc_serial_queue_push (step->viewer->config.queue, step_job, job,
        (GDestroyNotify) step_job_free);
  }
  gst_promise_unref (promise);
}

/* (transfer full): the action takes it. */
static GstPromise *
then (GstWrtcViewer * self, StepFunc next)
{
  Step *step = g_new0 (Step, 1);

  step->viewer = gst_wrtc_viewer_ref (self);
  step->next = next;
  return gst_promise_new_with_change_func (step_changed, step,
      (GDestroyNotify) step_free);
}

static void
on_local_set (GstWrtcViewer * self, const GstStructure * reply)
{
  if (!set_state (self, GST_WRTC_VIEWER_GATHERING, "answer applied"))
    return;
  for (guint i = 0; i < self->legs->len; i++) {
    Leg *leg = g_ptr_array_index (self->legs, i);
    gst_wrtc_fanout_start_output (leg->fanout, leg->output);
  }
  push_job (self, update_job, 0, NULL, NULL);
}

static void
on_answer (GstWrtcViewer * self, const GstStructure * reply)
{
  GstWebRTCSessionDescription *answer = NULL;

  if (reply)
    gst_structure_get (reply, "answer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION,
        &answer, NULL);
  if (!answer) {
    viewer_fail (self, GST_WRTC_VIEWER_ERROR_INTERNAL, "there is no answer");
    return;
  }
  g_signal_emit_by_name (self->element, "set-local-description", answer,
      then (self, on_local_set));
  gst_webrtc_session_description_free (answer);
}

static void
on_remote_set (GstWrtcViewer * self, const GstStructure * reply)
{
  g_signal_emit_by_name (self->element, "create-answer", NULL,
      then (self, on_answer));
}

static void
apply_offer (GstWrtcViewer * self)
{
  g_autofree gchar *text = wrtc_sdp_print (self->offer);
  GstSDPMessage *message;

  if (gst_sdp_message_new_from_text (text, &message) != GST_SDP_OK) {
    viewer_fail (self, GST_WRTC_VIEWER_ERROR_OFFER, "the offer is not SDP");
    return;
  }
  GstWebRTCSessionDescription *offer =
      gst_webrtc_session_description_new (GST_WEBRTC_SDP_TYPE_OFFER, message);
  g_signal_emit_by_name (self->element, "set-remote-description", offer,
      then (self, on_remote_set));
  gst_webrtc_session_description_free (offer);
}

/* Streams */

static void
broken_job (gpointer data)
{
  viewer_fail (((Job *) data)->viewer, GST_WRTC_VIEWER_ERROR_INTERNAL,
      "its connection takes no more media");
}

static void
on_broken (GstPad * output, GstFlowReturn flow, gpointer data)
{
  push_job (data, broken_job, 0, NULL, NULL);
}

static gboolean
add_leg (GstWrtcViewer * self, const GstWrtcTrack * track, guint mline)
{
  g_autofree gchar *name = g_strdup_printf ("sink_%u", mline);
  g_autoptr (GObject) transceiver = NULL;
  GstPad *sink = gst_element_request_pad (self->element,
      gst_element_get_pad_template (self->element, "sink_%u"), name,
      track->caps);

  if (!sink)
    return FALSE;
  g_object_get (sink, "transceiver", &transceiver, NULL);
  g_object_set (transceiver, "codec-preferences", track->caps, "direction",
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY, NULL);
  /* One stream: the browser plays its tracks in step. */
  g_object_set (sink, "msid", "wrtcsink", NULL);

  Leg *leg = g_new0 (Leg, 1);
  leg->fanout = gst_object_ref (track->fanout);
  leg->output = gst_wrtc_fanout_add_output (track->fanout, on_broken, self);
  leg->sink = sink;
  g_ptr_array_add (self->legs, leg);
  return gst_pad_link (leg->output, sink) == GST_PAD_LINK_OK;
}

/* The next track of that kind that has no leg yet. */
static const GstWrtcTrack *
next_track (GstWrtcViewer * self, WrtcMediaKind kind)
{
  for (guint i = 0; i < self->config.tracks->len; i++) {
    const GstWrtcTrack *track = g_ptr_array_index (self->config.tracks, i);
    gboolean used = FALSE;

    for (guint j = 0; j < self->legs->len; j++)
      used |= ((Leg *) g_ptr_array_index (self->legs, j))->fanout ==
          track->fanout;
    if (!used && g_str_equal (track->codec->kind,
            wrtc_media_kind_to_string (kind)))
      return track;
  }
  return NULL;
}

/* The n-th stream of a kind goes to the n-th section that receives it. */
static gboolean
add_legs (GstWrtcViewer * self)
{
  for (guint i = 0; i < wrtc_sdp_n_media (self->offer); i++) {
    WrtcSdpMedia *media = wrtc_sdp_get_media (self->offer, i);
    const GstWrtcTrack *track;

    if (!wrtc_sdp_media_is_rtp (media) || wrtc_sdp_media_is_rejected (media) ||
        !wrtc_direction_receives (wrtc_sdp_get_direction (self->offer, i)))
      continue;
    if ((track = next_track (self, media->kind)) && !add_leg (self, track, i))
      return FALSE;
  }
  return TRUE;
}

static void
unref_closure (gpointer data, GClosure * closure)
{
  gst_wrtc_viewer_unref (data);
}

static gulong
watch_property (GstWrtcViewer * self, GstElement * element,
    const gchar * signal)
{
  return g_signal_connect_data (element, signal, G_CALLBACK (on_notify),
      gst_wrtc_viewer_ref (self), unref_closure, 0);
}

static gboolean
make_element (GstWrtcViewer * self)
{
  GstElement *element = gst_element_factory_make (GST_WRTC_SESSION_FACTORY,
      NULL);

  if (!element)
    return FALSE;
  gst_object_ref_sink (element);
  gst_util_set_object_arg (G_OBJECT (element), "bundle-policy", "max-bundle");
  if (self->config.stun_server)
    g_object_set (element, "stun-server", self->config.stun_server, NULL);
  for (gchar ** uri = self->config.turn_servers; uri && *uri; uri++) {
    gboolean added;
    g_signal_emit_by_name (element, "add-turn-server", *uri, &added);
  }
  self->handlers[0] =
      watch_property (self, element, "notify::ice-gathering-state");
  self->handlers[1] =
      watch_property (self, element, "notify::connection-state");
  g_mutex_lock (&self->lock);
  self->element = element;
  g_mutex_unlock (&self->lock);
  gst_bin_add (self->config.bin, element);
  return TRUE;
}

static void
start_job (gpointer data)
{
  GstWrtcViewer *self = ((Job *) data)->viewer;

  if (!set_state (self, GST_WRTC_VIEWER_NEGOTIATING, "offer"))
    return;
  if (!make_element (self))
    viewer_fail (self, GST_WRTC_VIEWER_ERROR_INTERNAL,
        "the element wrtcbin is missing");
  else if (!add_legs (self))
    viewer_fail (self, GST_WRTC_VIEWER_ERROR_INTERNAL,
        "the stream does not link to wrtcbin");
  else if (self->legs->len == 0)
    viewer_fail (self, GST_WRTC_VIEWER_ERROR_NOT_ACCEPTABLE,
        "the offer has no section that receives audio or video of this stream");
  else if (!gst_element_sync_state_with_parent (self->element))
    viewer_fail (self, GST_WRTC_VIEWER_ERROR_INTERNAL,
        "wrtcbin does not start");
  else
    apply_offer (self);
}

void
gst_wrtc_viewer_start (GstWrtcViewer * self, WrtcSdp * offer)
{
  self->offer = wrtc_sdp_ref (offer);
  push_job (self, start_job, 0, NULL, NULL);
}

static void
candidate_job (gpointer data)
{
  Job *job = data;

  if (job->viewer->element)
    g_signal_emit_by_name (job->viewer->element, "add-ice-candidate",
        job->number, job->text);
}

void
gst_wrtc_viewer_add_candidate (GstWrtcViewer * self, guint mline,
    const gchar * candidate)
{
  push_job (self, candidate_job, mline, candidate, NULL);
}

static void
drop_track_job (gpointer data)
{
  Job *job = data;
  GPtrArray *legs = job->viewer->legs;

  for (guint i = 0; i < legs->len; i++) {
    if (((Leg *) g_ptr_array_index (legs, i))->fanout == job->object) {
      g_ptr_array_remove_index (legs, i);
      return;
    }
  }
}

void
gst_wrtc_viewer_drop_track (GstWrtcViewer * self, GstWrtcFanout * fanout)
{
  push_job (self, drop_track_job, 0, NULL, fanout);
}

/* The object */

const gchar *
gst_wrtc_viewer_get_id (GstWrtcViewer * self)
{
  return self->id;
}

gboolean
gst_wrtc_viewer_owns (GstWrtcViewer * self, GstObject * object)
{
  g_mutex_lock (&self->lock);
  gboolean owns = self->element && object &&
      (object == GST_OBJECT (self->element) ||
      gst_object_has_as_ancestor (object, GST_OBJECT (self->element)));
  g_mutex_unlock (&self->lock);
  return owns;
}

GstWrtcViewer *
gst_wrtc_viewer_new (const gchar * id, const GstWrtcViewerConfig * config)
{
  GstWrtcViewer *self = g_new0 (GstWrtcViewer, 1);

  GST_DEBUG_CATEGORY_INIT (wrtcviewer, "wrtcviewer", 0, "viewer of wrtcsink");
  self->ref_count = 1;
  self->id = g_strdup (id);
  self->config = *config;
  self->config.context = g_main_context_ref (config->context);
  self->config.queue = gst_wrtc_serial_queue_ref (config->queue);
  self->config.stun_server = g_strdup (config->stun_server);
  self->config.turn_servers = g_strdupv (config->turn_servers);
  self->config.tracks = g_ptr_array_ref (config->tracks);
  self->legs = g_ptr_array_new_with_free_func ((GDestroyNotify) leg_free);
  g_mutex_init (&self->lock);
  return self;
}

GstWrtcViewer *
gst_wrtc_viewer_ref (GstWrtcViewer * self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
gst_wrtc_viewer_unref (GstWrtcViewer * self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_main_context_unref (self->config.context);
  gst_wrtc_serial_queue_unref (self->config.queue);
  g_free (self->config.stun_server);
  g_strfreev (self->config.turn_servers);
  g_ptr_array_unref (self->config.tracks);
  g_ptr_array_unref (self->legs);
  g_clear_pointer (&self->offer, wrtc_sdp_unref);
  g_clear_pointer (&self->limit, g_source_unref);
  g_mutex_clear (&self->lock);
  g_free (self->id);
  g_free (self);
}
