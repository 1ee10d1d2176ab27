/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "transport.h"

GST_DEBUG_CATEGORY_EXTERN (gst_wrtc_bin_debug);
#define GST_CAT_DEFAULT gst_wrtc_bin_debug

static void
release (gpointer data, GClosure * closure)
{
  gst_wrtc_transport_unref (data);
}

/* The handler's data stays until no emission uses it. */
static void
connect (GstWrtcTransport * self, gpointer object, const gchar * signal,
    GCallback handler)
{
  g_signal_connect_data (object, signal, handler,
      gst_wrtc_transport_ref (self), release, 0);
}

static void
on_candidate (GstElement * ice, const gchar * line, GstWrtcTransport * self)
{
  self->callbacks->candidate (self, line, self->owner);
}

static void
tell_failure (GstWrtcTransport * self, GstElement * element)
{
  gchar *reason = NULL;

  g_object_get (element, "reason", &reason, NULL);
  self->callbacks->failed (self, reason ? reason : "failed", self->owner);
  g_free (reason);
}

static void
on_ice_state (GstElement * ice, GParamSpec * pspec, GstWrtcTransport * self)
{
  gint state;

  g_object_get (ice, "connection-state", &state, NULL);
  if (!gst_wrtc_ice_transport_set_state (self->ice_object, state))
    return;
  /* Who sees the state may ask for the reason. */
  if (state == GST_WEBRTC_ICE_CONNECTION_STATE_FAILED)
    tell_failure (self, ice);
  self->callbacks->changed (self, self->ice_object, "state", self->owner);
}

static void
on_gathering_state (GstElement * ice, GParamSpec * pspec,
    GstWrtcTransport * self)
{
  gint state;

  g_object_get (ice, "gathering-state", &state, NULL);
  if (gst_wrtc_ice_transport_set_gathering_state (self->ice_object, state))
    self->callbacks->changed (self, self->ice_object, "gathering-state",
        self->owner);
}

static void
on_selected_pair (GstElement * ice, GParamSpec * pspec, GstWrtcTransport * self)
{
  self->callbacks->changed (self, self->ice_object, NULL, self->owner);
}

static void
on_dtls_state (GstElement * dtls, GParamSpec * pspec, GstWrtcTransport * self)
{
  gint state;

  g_object_get (dtls, "state", &state, NULL);
  if (!gst_wrtc_dtls_transport_set_state (self->dtls_object, state))
    return;
  if (state == GST_WEBRTC_DTLS_TRANSPORT_STATE_FAILED)
    tell_failure (self, dtls);
  else if (state == GST_WEBRTC_DTLS_TRANSPORT_STATE_CLOSED
      && !g_atomic_int_get (&self->removed))
    self->callbacks->failed (self, "the peer closed the connection",
        self->owner);
  self->callbacks->changed (self, self->dtls_object, "state", self->owner);
}

static void
on_pad_added (GstElement * rtp, GstPad * pad, GstWrtcTransport * self)
{
  if (GST_PAD_IS_SRC (pad))
    self->callbacks->pad_added (self, pad, self->owner);
}

static void
on_pad_removed (GstElement * rtp, GstPad * pad, GstWrtcTransport * self)
{
  if (GST_PAD_IS_SRC (pad))
    self->callbacks->pad_removed (self, pad, self->owner);
}

static GstElement *
make (const gchar * factory, guint number, const gchar ** missing)
{
  /* Names are unique in the bin, and short in logs and graphs. */
  gchar *name = g_strdup_printf ("%s%u", factory + strlen ("wrtc"), number);
  GstElement *element = gst_element_factory_make (factory, name);

  g_free (name);
  if (!element)
    *missing = factory;
  else
    gst_object_ref_sink (element);
  return element;
}

GstWrtcTransport *
gst_wrtc_transport_new (guint number, GMainContext * context,
    const GstWrtcTransportCallbacks * callbacks, gpointer owner,
    const gchar ** missing)
{
  GstWrtcTransport *self = g_new0 (GstWrtcTransport, 1);

  self->ref_count = 1;
  self->id = -1;
  self->callbacks = callbacks;
  self->owner = owner;
  if (!(self->ice = make ("wrtcice", number, missing))
      || !(self->dtls = make ("wrtcdtlssrtp", number, missing))
      || !(self->rtp = make ("wrtcrtpsession", number, missing))) {
    gst_wrtc_transport_unref (self);
    return NULL;
  }
  g_object_set (self->ice, "main-context", context, "auto-gather", FALSE, NULL);
  g_object_set (self->dtls, "main-context", context, NULL);
  g_object_set (self->rtp, "main-context", context, NULL);
  self->ice_object = gst_wrtc_ice_transport_new ();
  self->dtls_object =
      gst_wrtc_dtls_transport_new (number, self->ice_object, self->dtls);

  connect (self, self->ice, "candidate", G_CALLBACK (on_candidate));
  connect (self, self->ice, "notify::connection-state",
      G_CALLBACK (on_ice_state));
  connect (self, self->ice, "notify::gathering-state",
      G_CALLBACK (on_gathering_state));
  connect (self, self->ice, "notify::selected-pair",
      G_CALLBACK (on_selected_pair));
  connect (self, self->dtls, "notify::state", G_CALLBACK (on_dtls_state));
  connect (self, self->rtp, "pad-added", G_CALLBACK (on_pad_added));
  connect (self, self->rtp, "pad-removed", G_CALLBACK (on_pad_removed));
  return self;
}

GstWrtcTransport *
gst_wrtc_transport_ref (GstWrtcTransport * self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
gst_wrtc_transport_unref (GstWrtcTransport * self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  gst_clear_object (&self->ice);
  gst_clear_object (&self->dtls);
  gst_clear_object (&self->rtp);
  gst_clear_object (&self->dtls_object);
  gst_clear_object (&self->ice_object);
  g_free (self->local_ufrag);
  g_free (self->remote_ufrag);
  g_free (self->fingerprints);
  g_free (self);
}

/* Each element has both directions, so the graph has a loop, and GstBin cannot
 * sort one. It does not follow a sink pad that is busy: what leads up from the
 * network is said to be, from the network's side it is all downstream. */
static void
link_upwards (GstElement * from, const gchar * src, GstElement * to,
    const gchar * sink)
{
  GstPad *pad = gst_element_get_static_pad (to, sink);

  gst_element_link_pads_full (from, src, to, sink, GST_PAD_LINK_CHECK_NOTHING);
  gst_element_post_message (to, gst_message_new_structure_change (GST_OBJECT
          (pad), GST_STRUCTURE_CHANGE_TYPE_PAD_LINK, to, TRUE));
  gst_object_unref (pad);
}

static void
follow (GstElement * element, gboolean opening)
{
  if (opening)
    gst_element_set_state (element, GST_STATE_READY);
  else
    gst_element_sync_state_with_parent (element);
}

void
gst_wrtc_transport_add (GstWrtcTransport * self, GstBin * bin, gboolean opening)
{
  gst_bin_add_many (bin, self->rtp, self->dtls, self->ice, NULL);
  gst_element_link_pads_full (self->rtp, "net_src", self->dtls, "rtp_sink",
      GST_PAD_LINK_CHECK_NOTHING);
  gst_element_link_pads_full (self->dtls, "net_src", self->ice, "sink",
      GST_PAD_LINK_CHECK_NOTHING);
  link_upwards (self->ice, "src", self->dtls, "net_sink");
  link_upwards (self->dtls, "rtp_src", self->rtp, "net_sink");
  /* Receivers first. wrtcice reads its settings when it starts: not before
   * there is a local description. */
  follow (self->rtp, opening);
  follow (self->dtls, opening);
  gst_element_set_locked_state (self->ice, TRUE);
  gst_element_set_state (self->ice, GST_STATE_READY);
}

static void
remove_element (GstWrtcTransport * self, GstElement * element, GstBin * bin)
{
  gst_element_set_locked_state (element, TRUE);
  gst_element_set_state (element, GST_STATE_NULL);
  g_signal_handlers_disconnect_matched (element, G_SIGNAL_MATCH_DATA, 0, 0,
      NULL, NULL, self);
  if (GST_OBJECT_PARENT (element) == GST_OBJECT (bin))
    gst_bin_remove (bin, element);
}

void
gst_wrtc_transport_remove (GstWrtcTransport * self, GstBin * bin)
{
  if (!g_atomic_int_compare_and_exchange (&self->removed, FALSE, TRUE))
    return;
  gst_wrtc_transport_ref (self);
  /* First, while there is a path: it tells the peer (close_notify). */
  remove_element (self, self->dtls, bin);
  remove_element (self, self->ice, bin);
  remove_element (self, self->rtp, bin);
  gst_wrtc_transport_unref (self);
}

static void
apply_local_ice (GstWrtcTransport * self, const WrtcPlanTransport * plan)
{
  g_object_set (self->ice, "role", plan->controlling ?
      GST_WEBRTC_ICE_ROLE_CONTROLLING : GST_WEBRTC_ICE_ROLE_CONTROLLED, NULL);
  if (!plan->local_ufrag)
    return;
  if (!self->gathering) {
    g_object_set (self->ice, "local-ufrag", plan->local_ufrag, "local-pwd",
        plan->local_pwd, NULL);
    g_atomic_int_set (&self->gathering, TRUE);
    g_signal_emit_by_name (self->ice, "gather");
    gst_element_set_locked_state (self->ice, FALSE);
    gst_element_sync_state_with_parent (self->ice);
  } else if (g_strcmp0 (self->local_ufrag, plan->local_ufrag) != 0) {
    g_signal_emit_by_name (self->ice, "restart", plan->local_ufrag,
        plan->local_pwd);
  }
  g_free (self->local_ufrag);
  self->local_ufrag = g_strdup (plan->local_ufrag);
}

static void
add_remote_candidate (GstWrtcTransport * self, const gchar * line)
{
  gboolean added = FALSE;

  g_signal_emit_by_name (self->ice, "add-remote-candidate", line, &added);
  if (!added)
    GST_DEBUG_OBJECT (self->ice, "remote candidate was not taken");
}

static void
apply_remote_ice (GstWrtcTransport * self, const WrtcPlanTransport * plan)
{
  if (!plan->remote_ufrag)
    return;
  if (g_strcmp0 (self->remote_ufrag, plan->remote_ufrag) != 0) {
    g_free (self->remote_ufrag);
    self->remote_ufrag = g_strdup (plan->remote_ufrag);
    self->n_remote_candidates = 0;
    self->remote_ended = FALSE;
    g_object_set (self->ice, "remote-ufrag", plan->remote_ufrag, "remote-pwd",
        plan->remote_pwd, NULL);
  }
  while (self->n_remote_candidates < plan->remote_candidates->len) {
    gchar *line = wrtc_candidate_to_string (g_ptr_array_index
        (plan->remote_candidates, self->n_remote_candidates++));

    add_remote_candidate (self, line);
    g_free (line);
  }
  if (plan->end_of_candidates && !self->remote_ended) {
    self->remote_ended = TRUE;
    add_remote_candidate (self, "");
  }
}

static void
apply_dtls (GstWrtcTransport * self, const WrtcPlanTransport * plan)
{
  GString *fingerprints = g_string_new (NULL);
  guint i;

  for (i = 0; i < plan->remote_fingerprints->len; i++) {
    const WrtcSdpFingerprint *one =
        g_ptr_array_index (plan->remote_fingerprints, i);

    g_string_append_printf (fingerprints, "%s%s %s", i > 0 ? "," : "",
        one->algorithm, one->value);
  }
  if (fingerprints->len > 0
      && g_strcmp0 (fingerprints->str, self->fingerprints) != 0) {
    g_object_set (self->dtls, "remote-fingerprints", fingerprints->str, NULL);
    g_free (self->fingerprints);
    self->fingerprints = g_strdup (fingerprints->str);
  }
  g_string_free (fingerprints, TRUE);

  if (plan->setup == self->setup || (plan->setup != WRTC_SETUP_ACTIVE
          && plan->setup != WRTC_SETUP_PASSIVE))
    return;
  self->setup = plan->setup;
  gst_wrtc_dtls_transport_set_client (self->dtls_object,
      plan->setup == WRTC_SETUP_ACTIVE);
  g_object_set (self->dtls, "setup", (gint) plan->setup, NULL);
}

void
gst_wrtc_transport_apply (GstWrtcTransport * self,
    const WrtcPlanTransport * plan)
{
  g_atomic_int_set (&self->owner_mline, (gint) plan->owner_mline);
  /* The fingerprint first: nothing is held up, nothing passes unchecked. */
  apply_dtls (self, plan);
  apply_local_ice (self, plan);
  apply_remote_ice (self, plan);
}

void
gst_wrtc_transport_get_states (GstWrtcTransport * self,
    GstWrtcTransportStates * states)
{
  GST_OBJECT_LOCK (self->ice_object);
  states->ice = self->ice_object->state;
  states->gathering = self->ice_object->gathering_state;
  /* Asked to, and not yet there. */
  if (g_atomic_int_get (&self->gathering)
      && states->gathering == GST_WEBRTC_ICE_GATHERING_STATE_NEW)
    states->gathering = GST_WEBRTC_ICE_GATHERING_STATE_GATHERING;
  GST_OBJECT_UNLOCK (self->ice_object);
  g_object_get (self->dtls_object, "state", &states->dtls, NULL);
}
