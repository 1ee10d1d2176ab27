/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The plan of a session: a function of its state and nothing else. Here the
 * transports and data channels; the media are in wrtcjsepplanmedia.c.
 */
#include "wrtcjsepprivate.h"
#include "wrtcjsepplanprivate.h"

#define DEFAULT_MAX_MESSAGE_SIZE 65536  /* RFC 8841 6.1 */

static const WrtcSdpMedia *
live_media (const WrtcSdp * sdp, guint mline)
{
  const WrtcSdpMedia *media = sdp ? wrtc_sdp_get_media (sdp, mline) : NULL;

  return media && !wrtc_sdp_media_is_rejected (media) ? media : NULL;
}

static gboolean
has_session_end (const WrtcSdp * sdp)
{
  return wrtc_parameters_find (sdp->attributes, "end-of-candidates") != NULL;
}

static void
add_candidate (WrtcPlanTransport * self, const WrtcCandidate * candidate)
{
  for (guint i = 0; i < self->remote_candidates->len; i++) {
    if (wrtc_candidate_equal (self->remote_candidates->pdata[i], candidate))
      return;
  }
  if (self->remote_candidates->len < WRTC_JSEP_MAX_CANDIDATES)
    g_ptr_array_add (self->remote_candidates, wrtc_candidate_copy (candidate));
}

static gboolean
has_line (const WrtcPlanTransport * self, gint mline)
{
  for (guint i = 0; i < self->mlines->len; i++) {
    if ((gint) g_array_index (self->mlines, guint, i) == mline)
      return TRUE;
  }
  return FALSE;
}

/* Those of the owner, and of lines in its bundle that name the same credentials. */
static void
add_candidates (const WrtcJsep * session, WrtcPlanTransport * self,
    const WrtcSdp * remote)
{
  for (guint i = 0; i < self->mlines->len; i++) {
    guint mline = g_array_index (self->mlines, guint, i);
    const WrtcSdpMedia *media = live_media (remote, mline);

    if (media == NULL || g_strcmp0 (self->remote_ufrag,
            wrtc_sdp_get_ice_ufrag (remote, mline)) != 0)
      continue;
    for (guint j = 0; j < media->candidates->len; j++)
      add_candidate (self, media->candidates->pdata[j]);
    if (mline == self->owner_mline)
      self->end_of_candidates |= media->end_of_candidates;
  }
  self->end_of_candidates |= has_session_end (remote);
  for (guint i = 0; i < session->remote_candidates->len; i++) {
    const WrtcJsepTrickle *trickle = session->remote_candidates->pdata[i];
    gint mline = wrtc_jsep_trickle_mline (trickle, remote);

    if (!has_line (self, mline) || g_strcmp0 (self->remote_ufrag,
            wrtc_sdp_get_ice_ufrag (remote, mline)) != 0)
      continue;
    if (trickle->candidate != NULL)
      add_candidate (self, trickle->candidate);
    else if (mline == (gint) self->owner_mline)
      self->end_of_candidates = TRUE;
  }
}

static void
add_remote (const WrtcJsep * session, WrtcPlanTransport * self,
    const WrtcSdp * remote)
{
  GPtrArray *fingerprints;
  guint owner = self->owner_mline;

  if (live_media (remote, owner) == NULL)
    return;
  self->remote_ufrag = g_strdup (wrtc_sdp_get_ice_ufrag (remote, owner));
  self->remote_pwd = g_strdup (wrtc_sdp_get_ice_pwd (remote, owner));
  self->remote_trickle = wrtc_sdp_has_ice_option (remote, owner, "trickle");
  self->remote_ice_lite = remote->ice_lite;
  fingerprints = wrtc_sdp_get_fingerprints (remote, owner);
  for (guint i = 0; i < fingerprints->len; i++)
    g_ptr_array_add (self->remote_fingerprints,
        wrtc_sdp_fingerprint_copy (fingerprints->pdata[i]));
  add_candidates (session, self, remote);
}

/* RFC 8445 6.1.1 */
static gboolean
is_controlling (const WrtcJsep * session, const WrtcPlanTransport * self)
{
  if (session->ice_lite != self->remote_ice_lite)
    return self->remote_ice_lite;
  return session->role == WRTC_JSEP_ROLE_CONTROLLING;
}

static void
add_lines (const WrtcJsep * session, WrtcPlanTransport * self)
{
  const WrtcSdp *local = wrtc_jsep_latest (session, WRTC_JSEP_LOCAL)->sdp;
  const WrtcSdp *remote = wrtc_jsep_latest (session, WRTC_JSEP_REMOTE)->sdp;

  for (guint i = 0; i < session->mlines->len; i++) {
    const WrtcJsepMline *line = session->mlines->pdata[i];
    const WrtcSdpMedia *media = live_media (local, i);

    if (line->transport != (gint) self->id)
      continue;
    g_array_append_val (self->mlines, i);
    if (media == NULL)
      media = live_media (remote, i);
    if (media != NULL && wrtc_sdp_media_is_data (media))
      self->has_data = TRUE;
    else if (media != NULL)
      self->has_rtp = TRUE;
  }
}

static void
plan_transports (const WrtcJsep * session, WrtcPlan * plan)
{
  const WrtcSdp *local = wrtc_jsep_latest (session, WRTC_JSEP_LOCAL)->sdp;
  const WrtcSdp *remote = wrtc_jsep_latest (session, WRTC_JSEP_REMOTE)->sdp;

  for (guint i = 0; i < session->transports->len; i++) {
    const WrtcJsepTransport *transport =
        &g_array_index (session->transports, WrtcJsepTransport, i);
    WrtcPlanTransport *self = wrtc_plan_transport_new (transport->id);
    guint owner = transport->owner;

    g_ptr_array_add (plan->transports, self);
    self->owner_mline = owner;
    self->owner_mid = g_strdup (wrtc_jsep_mid_at (session, owner));
    self->setup = transport->setup;
    add_lines (session, self);
    if (live_media (local, owner) != NULL) {
      self->local_ufrag = g_strdup (wrtc_sdp_get_ice_ufrag (local, owner));
      self->local_pwd = g_strdup (wrtc_sdp_get_ice_pwd (local, owner));
    }
    add_remote (session, self, remote);
    self->controlling = is_controlling (session, self);
  }
}

static gint
find_data_line (const WrtcSdp * sdp)
{
  gint found = -1;

  /* A live one, else a rejected one. */
  for (guint i = 0; sdp != NULL && i < sdp->media->len; i++) {
    const WrtcSdpMedia *media = wrtc_sdp_get_media (sdp, i);

    if (!wrtc_sdp_media_is_data (media))
      continue;
    if (!wrtc_sdp_media_is_rejected (media))
      return i;
    found = i;
  }
  return found;
}

static void
plan_sctp (const WrtcJsep * session, WrtcPlan * plan)
{
  const WrtcSdp *local = wrtc_jsep_latest (session, WRTC_JSEP_LOCAL)->sdp;
  const WrtcSdp *remote = wrtc_jsep_latest (session, WRTC_JSEP_REMOTE)->sdp;
  gint mline = find_data_line (local);
  WrtcPlanSctp *self = &plan->sctp;
  const WrtcSdpMedia *theirs;

  if (mline < 0)
    return;
  self->present = TRUE;
  self->mline = mline;
  self->mid = g_strdup (wrtc_jsep_mid_at (session, mline));
  self->local_port =
      wrtc_sdp_media_get_sctp_port (wrtc_sdp_get_media (local, mline));
  self->max_message_size = DEFAULT_MAX_MESSAGE_SIZE;
  self->rejected = live_media (local, mline) == NULL;
  theirs = remote ? wrtc_sdp_get_media (remote, mline) : NULL;
  if (theirs != NULL && wrtc_sdp_media_is_data (theirs)) {
    self->rejected |= wrtc_sdp_media_is_rejected (theirs);
    self->remote_port = wrtc_sdp_media_get_sctp_port (theirs);
    if (theirs->max_message_size >= 0)
      self->max_message_size = theirs->max_message_size;
  }
  if (!self->rejected)
    self->transport =
        ((WrtcJsepMline *) session->mlines->pdata[mline])->transport;
}

WrtcPlan *
wrtc_jsep_build_plan (const WrtcJsep * session)
{
  WrtcPlan *plan = wrtc_plan_new ();

  plan->before = plan->after = session->state;
  plan_transports (session, plan);
  wrtc_jsep_plan_media (session, plan);
  plan_sctp (session, plan);
  plan->negotiation_needed = wrtc_jsep_negotiation_needed (session);
  return plan;
}
