/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The action signals of wrtcbin: they check, queue an operation and return. An
 * operation answers its promise once; one that is dropped, because the session
 * is closed first, answers InvalidStateError.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "codeccaps.h"
#include "gstwrtcbin-private.h"

#define GST_CAT_DEFAULT gst_wrtc_bin_debug

/* Replies */

typedef struct
{
  GstPromise *promise;
  GstStructure *reply;
} Reply;

/* Not bound to the bin's life: a promise is answered in any case. */
static void
deliver_reply (gpointer data)
{
  Reply *self = data;

  gst_promise_reply (self->promise, self->reply);
  gst_promise_unref (self->promise);
}

void
gst_wrtc_bin_reply (GstWrtcBin * self, GstPromise * promise,
    GstStructure * reply)
{
  Reply *job;

  if (!promise) {
    if (reply)
      gst_structure_free (reply);
    return;
  }
  job = g_new0 (Reply, 1);
  job->promise = promise;
  job->reply = reply;
  gst_wrtc_notifier_push (self->notifier, deliver_reply, job, g_free);
}

/* In the library's domain, with the W3C name in front. */
static GError *
to_webrtc_error (GError * error)
{
  GError *result;

  if (error->domain != WRTC_JSEP_ERROR)
    return error;
  result = g_error_new (GST_WEBRTC_ERROR,
      wrtc_jsep_error_get_webrtc_code (error->code), "%s: %s",
      wrtc_jsep_error_get_name (error->code), error->message);
  g_error_free (error);
  return result;
}

static GstStructure *
error_structure (GError * error)
{
  GstStructure *s = gst_structure_new ("application/x-gst-promise", "error",
      G_TYPE_ERROR, error, NULL);

  g_error_free (error);
  return s;
}

void
gst_wrtc_bin_reply_error (GstWrtcBin * self, GstPromise * promise,
    GError * error)
{
  if (promise)
    gst_wrtc_bin_reply (self, promise,
        error_structure (to_webrtc_error (error)));
  else
    g_error_free (error);
}

/* Operations */

typedef struct
{
  GstWrtcBin *bin;
  GstWrtcBinOperation func;
  gpointer data;
  GDestroyNotify destroy;
} Operation;

static void
operation_run (gpointer data)
{
  Operation *self = data;

  self->func (self->bin, self->data);
}

static void
operation_free (gpointer data)
{
  Operation *self = data;

  if (self->destroy)
    self->destroy (self->data);
  gst_object_unref (self->bin);
  g_free (self);
}

gboolean
gst_wrtc_bin_push_operation (GstWrtcBin * self, GstWrtcBinOperation func,
    gpointer data, GDestroyNotify destroy)
{
  GstWrtcSerialQueue *queue = NULL;
  Operation *operation;
  gboolean pushed;

  g_mutex_lock (&self->lock);
  if (self->operations)
    queue = gst_wrtc_serial_queue_ref (self->operations);
  g_mutex_unlock (&self->lock);
  if (!queue) {
    if (destroy)
      destroy (data);
    return FALSE;
  }
  operation = g_new0 (Operation, 1);
  operation->bin = gst_object_ref (self);
  operation->func = func;
  operation->data = data;
  operation->destroy = destroy;
  pushed = gst_wrtc_serial_queue_push (queue, operation_run, operation,
      operation_free);
  gst_wrtc_serial_queue_unref (queue);
  return pushed;
}

/* What an action that answers later was called with. */
typedef struct
{
  GstWrtcBin *bin;
  GstPromise *promise;          /* until it is answered */
  GstStructure *options;
  GstWebRTCSessionDescription *description;
  WrtcJsepSide side;
  guint mline;
  gchar *candidate;
  GstPad *pad;
} Request;

static Request *
request_new (GstWrtcBin * self, GstPromise * promise)
{
  Request *request = g_new0 (Request, 1);

  request->bin = gst_object_ref (self);
  request->promise = promise ? gst_promise_ref (promise) : NULL;
  return request;
}

static void
request_free (gpointer data)
{
  Request *request = data;

  /* Still there: it was not run. */
  if (request->promise)
    gst_wrtc_bin_reply_error (request->bin, request->promise,
        g_error_new_literal (WRTC_JSEP_ERROR, WRTC_JSEP_ERROR_INVALID_STATE,
            "the peer connection is closed"));
  g_clear_pointer (&request->options, gst_structure_free);
  g_clear_pointer (&request->description, gst_webrtc_session_description_free);
  g_free (request->candidate);
  gst_clear_object (&request->pad);
  gst_object_unref (request->bin);
  g_free (request);
}

static void
push_request (GstWrtcBin * self, GstWrtcBinOperation func, Request * request)
{
  gst_wrtc_notifier_may_wait (self->notifier);
  gst_wrtc_bin_push_operation (self, func, request, request_free);
}

static void
run_create_offer (GstWrtcBin * self, gpointer data)
{
  Request *request = data;

  gst_wrtc_bin_create_offer (self, request->options,
      g_steal_pointer (&request->promise));
}

static void
run_create_answer (GstWrtcBin * self, gpointer data)
{
  Request *request = data;

  gst_wrtc_bin_create_answer (self, request->options,
      g_steal_pointer (&request->promise));
}

static void
run_set_description (GstWrtcBin * self, gpointer data)
{
  Request *request = data;

  gst_wrtc_bin_set_description (self, request->side, request->description,
      g_steal_pointer (&request->promise));
}

static void
run_add_candidate (GstWrtcBin * self, gpointer data)
{
  Request *request = data;

  gst_wrtc_bin_add_candidate (self, request->mline, request->candidate,
      g_steal_pointer (&request->promise));
}

static void
run_get_stats (GstWrtcBin * self, gpointer data)
{
  Request *request = data;

  gst_wrtc_bin_reply (self, g_steal_pointer (&request->promise),
      gst_wrtc_bin_get_stats (self, request->pad));
}

static void
create (GstWrtcBin * self, GstWrtcBinOperation func,
    const GstStructure * options, GstPromise * promise)
{
  Request *request = request_new (self, promise);

  request->options = options ? gst_structure_copy (options) : NULL;
  push_request (self, func, request);
}

static void
create_offer (GstWrtcBin * self, const GstStructure * options,
    GstPromise * promise)
{
  create (self, run_create_offer, options, promise);
}

static void
create_answer (GstWrtcBin * self, const GstStructure * options,
    GstPromise * promise)
{
  create (self, run_create_answer, options, promise);
}

static void
set_description (GstWrtcBin * self, WrtcJsepSide side,
    GstWebRTCSessionDescription * description, GstPromise * promise)
{
  Request *request;

  if (!description || (!description->sdp
          && description->type != GST_WEBRTC_SDP_TYPE_ROLLBACK)) {
    GST_WARNING_OBJECT (self, "set-%s-description without a description",
        wrtc_jsep_side_to_string (side));
    gst_wrtc_bin_reply (self, promise ? gst_promise_ref (promise) : NULL, NULL);
    return;
  }
  request = request_new (self, promise);
  request->side = side;
  request->description = g_new0 (GstWebRTCSessionDescription, 1);
  request->description->type = description->type;
  if (description->sdp)
    gst_sdp_message_copy (description->sdp, &request->description->sdp);
  push_request (self, run_set_description, request);
}

static void
set_local_description (GstWrtcBin * self,
    GstWebRTCSessionDescription * description, GstPromise * promise)
{
  set_description (self, WRTC_JSEP_LOCAL, description, promise);
}

static void
set_remote_description (GstWrtcBin * self,
    GstWebRTCSessionDescription * description, GstPromise * promise)
{
  set_description (self, WRTC_JSEP_REMOTE, description, promise);
}

static void
add_ice_candidate_full (GstWrtcBin * self, guint mline,
    const gchar * candidate, GstPromise * promise)
{
  Request *request = request_new (self, promise);

  request->mline = mline;
  request->candidate = g_strdup (candidate);
  push_request (self, run_add_candidate, request);
}

static void
add_ice_candidate (GstWrtcBin * self, guint mline, const gchar * candidate)
{
  add_ice_candidate_full (self, mline, candidate, NULL);
}

static void
get_stats (GstWrtcBin * self, GstPad * pad, GstPromise * promise)
{
  Request *request;

  g_return_if_fail (promise != NULL);
  request = request_new (self, promise);
  request->pad = pad ? gst_object_ref (pad) : NULL;
  push_request (self, run_get_stats, request);
}

static void
run_close (GstWrtcBin * self, gpointer data)
{
  Request *request = data;

  gst_wrtc_bin_close (self);
  gst_wrtc_bin_reply (self, g_steal_pointer (&request->promise), NULL);
}

static void
close_session (GstWrtcBin * self, GstPromise * promise)
{
  push_request (self, run_close, request_new (self, promise));
}

/* Actions that return at once */

static GstWebRTCRTPTransceiver *
add_transceiver (GstWrtcBin * self,
    GstWebRTCRTPTransceiverDirection direction, GstCaps * caps)
{
  GstWebRTCRTPTransceiver *object;

  if (direction == GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_NONE) {
    GST_WARNING_OBJECT (self, "add-transceiver with direction none");
    return NULL;
  }
  g_mutex_lock (&self->lock);
  object = gst_object_ref (gst_wrtc_bin_add_transceiver_locked (self,
          gst_wrtc_caps_get_kind (caps), direction, -1)->object);
  g_mutex_unlock (&self->lock);
  if (caps)
    g_object_set (object, "codec-preferences", caps, NULL);
  gst_wrtc_bin_announce_transceiver (self, object);
  gst_wrtc_bin_queue_negotiation_check (self);
  return object;
}

static GstWebRTCRTPTransceiver *
get_transceiver (GstWrtcBin * self, gint index)
{
  GstWebRTCRTPTransceiver *object = NULL;

  g_mutex_lock (&self->lock);
  if (index >= 0 && (guint) index < self->transceivers->len)
    object = gst_object_ref (((GstWrtcTransceiver *)
            g_ptr_array_index (self->transceivers, index))->object);
  g_mutex_unlock (&self->lock);
  return object;
}

static void
clear_object (gpointer object)
{
  gst_clear_object ((GstObject **) object);
}

static GArray *
get_transceivers (GstWrtcBin * self)
{
  GArray *list = g_array_new (FALSE, TRUE, sizeof (GstWebRTCRTPTransceiver *));
  guint i;

  g_array_set_clear_func (list, clear_object);
  g_mutex_lock (&self->lock);
  for (i = 0; i < self->transceivers->len; i++) {
    GstWrtcTransceiver *one = g_ptr_array_index (self->transceivers, i);
    GstWebRTCRTPTransceiver *object = gst_object_ref (one->object);

    g_array_append_val (list, object);
  }
  g_mutex_unlock (&self->lock);
  return list;
}

static void
add_server_now (GstElement * ice, gpointer uri)
{
  gboolean added;

  g_signal_emit_by_name (ice, "add-turn-server", uri, &added);
}

static gboolean
add_turn_server (GstWrtcBin * self, const gchar * uri)
{
  gboolean added;

  g_mutex_lock (&self->lock);
  added = gst_wrtc_configuration_add_turn_server (&self->configuration, uri);
  g_mutex_unlock (&self->lock);
  if (added)
    gst_wrtc_topology_foreach_ice (self->topology, add_server_now,
        (gpointer) uri);
  else
    GST_WARNING_OBJECT (self, "add-turn-server: not a valid TURN URI");
  return added;
}

static void
install (GType type, const gchar * name, GCallback handler, GType result,
    guint n, GType first, GType second, GType third)
{
  GType types[3] = { first, second, third };

  g_signal_new_class_handler (name, type, G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
      handler, NULL, NULL, NULL, result, n, types[0], types[1], types[2]);
}

void
gst_wrtc_bin_install_actions (GstElementClass * klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);
  GType none = G_TYPE_NONE;

  install (type, "create-offer", G_CALLBACK (create_offer), none, 2,
      GST_TYPE_STRUCTURE, GST_TYPE_PROMISE, 0);
  install (type, "create-answer", G_CALLBACK (create_answer), none, 2,
      GST_TYPE_STRUCTURE, GST_TYPE_PROMISE, 0);
  install (type, "set-local-description", G_CALLBACK (set_local_description),
      none, 2, GST_TYPE_WEBRTC_SESSION_DESCRIPTION, GST_TYPE_PROMISE, 0);
  install (type, "set-remote-description", G_CALLBACK (set_remote_description),
      none, 2, GST_TYPE_WEBRTC_SESSION_DESCRIPTION, GST_TYPE_PROMISE, 0);
  install (type, "add-ice-candidate", G_CALLBACK (add_ice_candidate), none, 2,
      G_TYPE_UINT, G_TYPE_STRING, 0);
  install (type, "add-ice-candidate-full", G_CALLBACK (add_ice_candidate_full),
      none, 3, G_TYPE_UINT, G_TYPE_STRING, GST_TYPE_PROMISE);
  install (type, "close", G_CALLBACK (close_session), none, 1,
      GST_TYPE_PROMISE, 0, 0);
  install (type, "get-stats", G_CALLBACK (get_stats), none, 2, GST_TYPE_PAD,
      GST_TYPE_PROMISE, 0);
  install (type, "add-transceiver", G_CALLBACK (add_transceiver),
      GST_TYPE_WEBRTC_RTP_TRANSCEIVER, 2,
      GST_TYPE_WEBRTC_RTP_TRANSCEIVER_DIRECTION, GST_TYPE_CAPS, 0);
  install (type, "get-transceivers", G_CALLBACK (get_transceivers),
      G_TYPE_ARRAY, 0, 0, 0, 0);
  install (type, "get-transceiver", G_CALLBACK (get_transceiver),
      GST_TYPE_WEBRTC_RTP_TRANSCEIVER, 1, G_TYPE_INT, 0, 0);
  install (type, "add-turn-server", G_CALLBACK (add_turn_server),
      G_TYPE_BOOLEAN, 1, G_TYPE_STRING, 0, 0);
  install (type, "create-data-channel",
      G_CALLBACK (gst_wrtc_bin_create_data_channel),
      GST_TYPE_WEBRTC_DATA_CHANNEL, 2, G_TYPE_STRING, GST_TYPE_STRUCTURE, 0);
}
