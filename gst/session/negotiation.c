/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The operations of wrtcbin: they gather what is needed, ask core/jsep, give
 * the result to the objects and to the topology, and answer. One at a time, in
 * the order of the calls (W3C "operations chain").
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <sys/random.h>

#include "gstwrtcbin-private.h"

#define GST_CAT_DEFAULT gst_wrtc_bin_debug

#define CREDENTIAL_CHARS 32

static GError *
syntax_error (const gchar * message)
{
  return g_error_new (WRTC_JSEP_ERROR, WRTC_JSEP_ERROR_SDP_SYNTAX, "%s",
      message);
}

/* RFC 8839 5.4 ice-char: 64 of them, 6 bits each. */
static void
make_credential (gchar * text)
{
  static const gchar chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
      "abcdefghijklmnopqrstuvwxyz0123456789+/";
  guint8 random[CREDENTIAL_CHARS];
  guint i;

  while (getrandom (random, sizeof (random), 0) != sizeof (random));
  for (i = 0; i < CREDENTIAL_CHARS; i++)
    text[i] = chars[random[i] & 63];
  text[CREDENTIAL_CHARS] = '\0';
}

static void
supply_locked (GstWrtcBin * self, const gchar * fingerprint)
{
  gchar ufrag[CREDENTIAL_CHARS + 1], pwd[CREDENTIAL_CHARS + 1];
  gchar **words = g_strsplit (fingerprint ? fingerprint : "", " ", 2);
  guint i, n = wrtc_jsep_n_credentials_wanted (self->jsep);

  for (i = 0; i < n; i++) {
    make_credential (ufrag);
    make_credential (pwd);
    wrtc_jsep_supply_credentials (self->jsep, ufrag, pwd);
  }
  if (words[0] && words[1])
    wrtc_jsep_set_fingerprint (self->jsep, words[0], words[1]);
  g_strfreev (words);
}

static GstWebRTCSessionDescription *
description_new (GstWebRTCSDPType type, const gchar * text)
{
  GstSDPMessage *message;

  gst_sdp_message_new (&message);
  gst_sdp_message_parse_buffer ((const guint8 *) text, strlen (text), message);
  return gst_webrtc_session_description_new (type, message);
}

static void
reply_description (GstWrtcBin * self, GstPromise * promise,
    const gchar * field, GstWebRTCSDPType type, WrtcSdp * sdp)
{
  gchar *text = wrtc_sdp_print (sdp);
  GstWebRTCSessionDescription *description = description_new (type, text);
  GstStructure *reply = gst_structure_new ("application/x-gst-promise", field,
      GST_TYPE_WEBRTC_SESSION_DESCRIPTION, description, NULL);

  GST_DEBUG_OBJECT (self, "%s: %s", field, text);
  gst_webrtc_session_description_free (description);
  g_free (text);
  gst_wrtc_bin_reply (self, promise, reply);
}

void
gst_wrtc_bin_create_offer (GstWrtcBin * self, const GstStructure * options,
    GstPromise * promise)
{
  gchar *fingerprint = gst_wrtc_topology_dup_fingerprint (self->topology);
  WrtcJsepOfferOptions offer_options = { FALSE };
  WrtcSdp *sdp = NULL;
  GError *error = NULL;
  gboolean complete;

  if (options)
    gst_structure_get_boolean (options, "ice-restart",
        &offer_options.ice_restart);
  if (gst_wrtc_bin_gather_facts (self, &complete, &error)) {
    g_mutex_lock (&self->lock);
    supply_locked (self, fingerprint);
    sdp = wrtc_jsep_create_offer (self->jsep, &offer_options, &error);
    g_mutex_unlock (&self->lock);
  }
  g_free (fingerprint);
  if (!sdp) {
    gst_wrtc_bin_reply_error (self, promise, error);
    return;
  }
  gst_wrtc_bin_ensure_sctp (self);
  reply_description (self, promise, "offer", GST_WEBRTC_SDP_TYPE_OFFER, sdp);
  wrtc_sdp_unref (sdp);
}

void
gst_wrtc_bin_create_answer (GstWrtcBin * self, const GstStructure * options,
    GstPromise * promise)
{
  gchar *fingerprint = gst_wrtc_topology_dup_fingerprint (self->topology);
  GError *error = NULL;
  gboolean complete;
  WrtcSdp *sdp;

  /* Caps that do not fit reject their line, not the answer. */
  gst_wrtc_bin_gather_facts (self, &complete, NULL);
  g_mutex_lock (&self->lock);
  supply_locked (self, fingerprint);
  sdp = wrtc_jsep_create_answer (self->jsep, &error);
  g_mutex_unlock (&self->lock);
  g_free (fingerprint);
  if (!sdp) {
    gst_wrtc_bin_reply_error (self, promise, error);
    return;
  }
  gst_wrtc_bin_ensure_sctp (self);
  reply_description (self, promise, "answer", GST_WEBRTC_SDP_TYPE_ANSWER, sdp);
  wrtc_sdp_unref (sdp);
}

/* Makes the pipeline equal to @plan. */
static void
apply_plan (GstWrtcBin * self, const WrtcPlan * plan)
{
  GArray *streams = gst_wrtc_bin_dup_send_streams (self);
  GstWrtcConfiguration configuration;

  g_mutex_lock (&self->lock);
  gst_wrtc_configuration_copy (&self->configuration, &configuration);
  g_mutex_unlock (&self->lock);
  gst_wrtc_playout_set_plan (self->playout, plan);
  gst_wrtc_topology_apply (self->topology, plan, streams, &configuration);
  gst_wrtc_bin_commit_transports (self, plan);
  gst_wrtc_bin_commit_sctp (self, plan);
  gst_wrtc_bin_update_states (self);
  gst_wrtc_configuration_clear (&configuration);
  g_array_unref (streams);
}

void
gst_wrtc_bin_apply_plan (GstWrtcBin * self)
{
  WrtcPlan *plan;

  g_mutex_lock (&self->lock);
  plan = wrtc_jsep_get_plan (self->jsep);
  g_mutex_unlock (&self->lock);
  apply_plan (self, plan);
  wrtc_plan_free (plan);
}

static WrtcSdp *
parse_description (const GstWebRTCSessionDescription * description,
    GError ** error)
{
  gchar *text = gst_sdp_message_as_text (description->sdp);
  WrtcSdpError problem = { WRTC_SDP_OK, };
  WrtcSdp *sdp = wrtc_sdp_parse (text, -1, &problem);

  g_free (text);
  if (!sdp)
    g_propagate_error (error, syntax_error (problem.message));
  return sdp;
}

static WrtcPlan *
apply_description (GstWrtcBin * self, WrtcJsepSide side,
    const GstWebRTCSessionDescription * description, GError ** error)
{
  WrtcSdpType type = (WrtcSdpType) description->type;
  WrtcPlan *plan = NULL;
  WrtcSdp *sdp = NULL;

  if (type != WRTC_SDP_ROLLBACK
      && !(sdp = parse_description (description, error)))
    return NULL;
  g_mutex_lock (&self->lock);
  if (wrtc_jsep_apply (self->jsep, side, type, sdp, &plan, error))
    gst_wrtc_bin_commit_transceivers_locked (self, plan);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&sdp, wrtc_sdp_unref);
  return plan;
}

static void
note_nothing (gpointer bin, gpointer data)
{
}

void
gst_wrtc_bin_set_description (GstWrtcBin * self, WrtcJsepSide side,
    const GstWebRTCSessionDescription * description, GstPromise * promise)
{
  GError *error = NULL;
  gboolean announced, stable;
  WrtcPlan *plan = apply_description (self, side, description, &error);
  guint64 number = 0;

  if (!plan) {
    GST_INFO_OBJECT (self, "%s %s refused: %s",
        wrtc_jsep_side_to_string (side),
        gst_webrtc_sdp_type_to_string (description->type), error->message);
    gst_wrtc_bin_reply_error (self, promise, error);
    return;
  }
  announced = plan->new_transceivers->len > 0;
  stable = plan->after == WRTC_SIGNALING_STABLE;
  GST_INFO_OBJECT (self, "%s %s: %s -> %s", wrtc_jsep_side_to_string (side),
      gst_webrtc_sdp_type_to_string (description->type),
      wrtc_signaling_state_to_string (plan->before),
      wrtc_signaling_state_to_string (plan->after));
  if (announced)
    number = gst_wrtc_notifier_push_object (self->notifier, self, note_nothing,
        NULL, NULL);
  if (plan->before != plan->after)
    gst_wrtc_bin_notify (self, self, "signaling-state");
  gst_wrtc_bin_reply (self, promise, NULL);
  apply_plan (self, plan);
  wrtc_plan_free (plan);

  if (stable) {
    g_mutex_lock (&self->lock);
    self->negotiation_needed = FALSE;
    g_mutex_unlock (&self->lock);
    gst_wrtc_bin_check_negotiation (self);
  }
  /* What the handlers of on-new-transceiver set shapes the answer, even when
   * that has been asked for already. */
  if (announced)
    gst_wrtc_notifier_wait (self->notifier, number);
}

/* Candidates */

static void
apply_remote_candidate (GstWrtcBin * self, gint id)
{
  GstWrtcTransport *transport = gst_wrtc_topology_find (self->topology, id);
  WrtcPlan *plan;

  /* Not there yet: the plan that makes it has the candidate. */
  if (!transport)
    return;
  g_mutex_lock (&self->lock);
  plan = wrtc_jsep_get_plan (self->jsep);
  g_mutex_unlock (&self->lock);
  if (wrtc_plan_find_transport (plan, id))
    gst_wrtc_transport_apply (transport, wrtc_plan_find_transport (plan, id));
  wrtc_plan_free (plan);
  gst_wrtc_transport_unref (transport);
}

void
gst_wrtc_bin_add_candidate (GstWrtcBin * self, guint mline, const gchar * line,
    GstPromise * promise)
{
  gboolean end = wrtc_candidate_is_end (line);
  WrtcCandidateError problem = WRTC_CANDIDATE_OK;
  WrtcCandidate *candidate = end ? NULL : wrtc_candidate_parse (line, &problem);
  GError *error = NULL;
  gint result = WRTC_JSEP_CANDIDATE_KEPT;

  if (mline > G_MAXINT) {
    error = g_error_new (WRTC_JSEP_ERROR, WRTC_JSEP_ERROR_OPERATION,
        "there is no m-line %u", mline);
  } else if (candidate || end) {
    g_mutex_lock (&self->lock);
    result = wrtc_jsep_add_remote_candidate (self->jsep, NULL, mline, candidate,
        &error);
    g_mutex_unlock (&self->lock);
  } else if (problem != WRTC_CANDIDATE_ERROR_UNKNOWN) {
    error = g_error_new (WRTC_JSEP_ERROR, WRTC_JSEP_ERROR_OPERATION,
        "candidate for m-line %u: %s", mline,
        wrtc_candidate_error_to_string (problem));
  }
  if (result >= 0)
    apply_remote_candidate (self, result);
  g_clear_pointer (&candidate, wrtc_candidate_free);
  if (error) {
    GST_INFO_OBJECT (self, "candidate dropped: %s", error->message);
    gst_wrtc_bin_reply_error (self, promise, error);
  } else {
    gst_wrtc_bin_reply (self, promise, NULL);
  }
}

typedef struct
{
  guint mline;
  gchar *line;
} LocalCandidate;

static void
local_candidate_free (gpointer data)
{
  LocalCandidate *self = data;

  g_free (self->line);
  g_free (self);
}

static void
tell_local_candidate (gpointer bin, gpointer data)
{
  LocalCandidate *self = data;

  g_signal_emit (bin,
      gst_wrtc_bin_signals[GST_WRTC_BIN_SIGNAL_ON_ICE_CANDIDATE], 0,
      self->mline, self->line);
}

/* On the session context. */
void
gst_wrtc_bin_add_local_candidate (GstWrtcBin * self,
    GstWrtcTransport * transport, const gchar * line)
{
  gint id = g_atomic_int_get (&transport->id);
  gboolean end = wrtc_candidate_is_end (line);
  WrtcCandidate *candidate = end ? NULL : wrtc_candidate_parse (line, NULL);
  LocalCandidate *told;
  gboolean added = FALSE;

  if (id >= 0 && (candidate || end)) {
    g_mutex_lock (&self->lock);
    added = wrtc_jsep_add_local_candidate (self->jsep, id, candidate);
    g_mutex_unlock (&self->lock);
  }
  g_clear_pointer (&candidate, wrtc_candidate_free);
  if (!added)
    return;
  told = g_new0 (LocalCandidate, 1);
  told->mline = g_atomic_int_get (&transport->owner_mline);
  told->line = g_strdup (end ? "" : line);
  gst_wrtc_notifier_push_object (self->notifier, self, tell_local_candidate,
      told, local_candidate_free);
}

/* Negotiation needed: W3C webrtc-pc 4.7.3 */

static void
tell_negotiation_needed (gpointer bin, gpointer data)
{
  g_signal_emit (bin,
      gst_wrtc_bin_signals[GST_WRTC_BIN_SIGNAL_ON_NEGOTIATION_NEEDED], 0);
}

static gboolean
is_first_exchange_locked (GstWrtcBin * self)
{
  WrtcSdp *local = wrtc_jsep_get_description (self->jsep, WRTC_JSEP_LOCAL,
      WRTC_JSEP_CURRENT, FALSE, NULL);
  WrtcSdp *remote = wrtc_jsep_get_description (self->jsep, WRTC_JSEP_REMOTE,
      WRTC_JSEP_CURRENT, FALSE, NULL);
  gboolean first = !local || !remote;

  g_clear_pointer (&local, wrtc_sdp_unref);
  g_clear_pointer (&remote, wrtc_sdp_unref);
  return first;
}

void
gst_wrtc_bin_check_negotiation (GstWrtcBin * self)
{
  gboolean complete, stable, needed, tell;

  gst_wrtc_bin_gather_facts (self, &complete, NULL);
  g_mutex_lock (&self->lock);
  stable = wrtc_jsep_get_signaling_state (self->jsep) == WRTC_SIGNALING_STABLE;
  needed = stable && complete && (is_first_exchange_locked (self)
      || wrtc_jsep_negotiation_needed (self->jsep));
  tell = needed && !self->negotiation_needed;
  if (stable)
    self->negotiation_needed = needed;
  g_mutex_unlock (&self->lock);
  if (tell)
    gst_wrtc_notifier_push_object (self->notifier, self,
        tell_negotiation_needed, NULL, NULL);
}

static void
check_negotiation (GstWrtcBin * self, gpointer data)
{
  gst_wrtc_bin_check_negotiation (self);
}

void
gst_wrtc_bin_queue_negotiation_check (GstWrtcBin * self)
{
  gst_wrtc_bin_push_operation (self, check_negotiation, NULL, NULL);
}

/* States. The properties change when the application is told, as in W3C: a
 * handler finds each value once, and the value that it was called for. */

typedef struct
{
  guint64 number;
  GstWrtcSessionStates states;
} StatesChange;

static void
tell_states (gpointer bin, gpointer data)
{
  GstWrtcBin *self = bin;
  const StatesChange *change = data;
  const GstWrtcSessionStates *new = &change->states;
  GstWrtcSessionStates old;
  gboolean tell;

  g_mutex_lock (&self->lock);
  tell = self->open && change->number > self->n_states_told;
  old = self->states;
  if (tell) {
    self->states = *new;
    self->n_states_told = change->number;
  }
  g_mutex_unlock (&self->lock);
  if (!tell)
    return;
  if (new->ice_gathering != old.ice_gathering)
    g_object_notify (bin, "ice-gathering-state");
  if (new->ice_connection != old.ice_connection)
    g_object_notify (bin, "ice-connection-state");
  if (new->connection != old.connection)
    g_object_notify (bin, "connection-state");
}

void
gst_wrtc_bin_update_states (GstWrtcBin * self)
{
  GstWrtcSessionStates new;
  StatesChange *change = NULL;

  g_mutex_lock (&self->lock);
  new = gst_wrtc_topology_get_states (self->topology);
  if (self->open && memcmp (&new, &self->next_states, sizeof (new)) != 0) {
    change = g_new0 (StatesChange, 1);
    change->number = ++self->n_states;
    change->states = self->next_states = new;
  }
  g_mutex_unlock (&self->lock);
  if (change)
    gst_wrtc_notifier_push_object (self->notifier, self, tell_states, change,
        g_free);
}

GstWebRTCSessionDescription *
gst_wrtc_bin_dup_description (GstWrtcBin * self, WrtcJsepSide side,
    WrtcJsepWhich which)
{
  WrtcSdpType type = WRTC_SDP_OFFER;
  GstWebRTCSessionDescription *description;
  gchar *text = NULL;
  WrtcSdp *sdp;

  g_mutex_lock (&self->lock);
  sdp = wrtc_jsep_get_description (self->jsep, side, which, TRUE, &type);
  if (sdp) {
    text = wrtc_sdp_print (sdp);
    wrtc_sdp_unref (sdp);
  }
  g_mutex_unlock (&self->lock);
  if (!text)
    return NULL;
  description = description_new ((GstWebRTCSDPType) type, text);
  g_free (text);
  return description;
}
