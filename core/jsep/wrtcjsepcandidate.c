/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Trickled candidates (RFC 8838, RFC 9429 3.5): kept with the credentials that
 * they belong to, found for their line when a description comes, and merged into
 * descriptions when asked for.
 */
#include "wrtcjsepprivate.h"

#include <string.h>

void
wrtc_jsep_trickle_free (WrtcJsepTrickle * self)
{
  g_free (self->mid);
  g_free (self->ufrag);
  wrtc_candidate_free (self->candidate);
  g_free (self);
}

WrtcJsepTrickle *
wrtc_jsep_trickle_copy (const WrtcJsepTrickle * self)
{
  WrtcJsepTrickle *copy = g_memdup2 (self, sizeof *self);

  copy->mid = g_strdup (self->mid);
  copy->ufrag = g_strdup (self->ufrag);
  copy->candidate = self->candidate ? wrtc_candidate_copy (self->candidate)
      : NULL;
  return copy;
}

static gboolean
same_candidate (const WrtcJsepTrickle * self, const WrtcCandidate * candidate)
{
  if (self->candidate == NULL || candidate == NULL)
    return self->candidate == candidate;
  return wrtc_candidate_equal (self->candidate, candidate);
}

gint
wrtc_jsep_trickle_mline (const WrtcJsepTrickle * self, const WrtcSdp * remote)
{
  gint mline = self->mid ? wrtc_sdp_find_mid (remote, self->mid) : self->mline;

  if (mline < 0 || mline >= (gint) remote->media->len)
    return -1;
  /* RFC 9429 3.5.2.1: a candidate of other credentials is for another time. */
  if (self->ufrag != NULL
      && g_strcmp0 (self->ufrag, wrtc_sdp_get_ice_ufrag (remote, mline)) != 0)
    return -1;
  return mline;
}

static void
bind_candidate (WrtcJsepTrickle * self, const WrtcSdp * remote)
{
  gint mline = wrtc_jsep_trickle_mline (self, remote);

  if (self->ufrag == NULL && mline >= 0)
    self->ufrag = g_strdup (wrtc_sdp_get_ice_ufrag (remote, mline));
}

void
wrtc_jsep_bind_candidates (WrtcJsep * self, const WrtcSdp * remote)
{
  for (guint i = 0; i < self->remote_candidates->len; i++)
    bind_candidate (self->remote_candidates->pdata[i], remote);
}

/* Of a generation that is over: its place is for those to come. */
static void
forget_oldest (GPtrArray * list)
{
  g_ptr_array_remove_index (list, 0);
}

static gboolean
check_line (const WrtcJsep * self, const gchar * mid, gint mline,
    GError ** error)
{
  const WrtcSdp *remote = wrtc_jsep_latest (self, WRTC_JSEP_REMOTE)->sdp;
  guint n_lines = wrtc_jsep_n_mlines (self);

  if (mid == NULL && mline < 0)
    return wrtc_jsep_fail (error, WRTC_JSEP_ERROR_TYPE,
        "a candidate needs a mid or the index of an m-line");
  /* Before the descriptions nobody knows their lines. */
  if (remote == NULL || self->state == WRTC_SIGNALING_HAVE_LOCAL_OFFER)
    return TRUE;
  if (mid != NULL ? wrtc_sdp_find_mid (remote, mid) >= 0
      : (guint) mline < n_lines)
    return TRUE;
  if (mid != NULL)
    return wrtc_jsep_fail (error, WRTC_JSEP_ERROR_OPERATION,
        "there is no m-line with the mid %.40s", mid);
  return wrtc_jsep_fail (error, WRTC_JSEP_ERROR_OPERATION,
      "there is no m-line %d", mline);
}

/* Where it goes now. */
static gint
find_taker (const WrtcJsep * self, const WrtcJsepTrickle * trickle)
{
  const WrtcSdp *remote = wrtc_jsep_latest (self, WRTC_JSEP_REMOTE)->sdp;
  const WrtcSdp *local = wrtc_jsep_latest (self, WRTC_JSEP_LOCAL)->sdp;
  gint mline = remote ? wrtc_jsep_trickle_mline (trickle, remote) : -1;
  g_autoptr (WrtcPlan) plan = NULL;

  if (mline < 0 || local == NULL)
    return WRTC_JSEP_CANDIDATE_KEPT;
  plan = wrtc_jsep_build_plan (self);
  for (guint i = 0; i < plan->transports->len; i++) {
    const WrtcPlanTransport *transport = plan->transports->pdata[i];

    /* RFC 9143 9: in a bundle only the owner's candidates count. */
    for (guint j = 0; j < transport->mlines->len; j++) {
      if (g_array_index (transport->mlines, guint, j) == (guint) mline
          && transport->local_ufrag != NULL
          && g_strcmp0 (transport->remote_ufrag,
              wrtc_sdp_get_ice_ufrag (remote, mline)) == 0)
        return transport->id;
    }
  }
  return WRTC_JSEP_CANDIDATE_KEPT;
}

gint
wrtc_jsep_add_remote_candidate (WrtcJsep * self, const gchar * mid, gint mline,
    const WrtcCandidate * candidate, GError ** error)
{
  const WrtcSdp *remote = wrtc_jsep_latest (self, WRTC_JSEP_REMOTE)->sdp;
  WrtcJsepTrickle *trickle;

  if (self->state == WRTC_SIGNALING_CLOSED) {
    wrtc_jsep_fail (error, WRTC_JSEP_ERROR_INVALID_STATE,
        "the session is closed");
    return WRTC_JSEP_CANDIDATE_ERROR;
  }
  if (!check_line (self, mid, mline, error))
    return WRTC_JSEP_CANDIDATE_ERROR;
  trickle = g_new0 (WrtcJsepTrickle, 1);
  trickle->transport = -1;
  trickle->mid = g_strdup (mid);
  trickle->mline = mline;
  if (candidate != NULL) {
    trickle->candidate = wrtc_candidate_copy (candidate);
    trickle->ufrag = g_strdup (candidate->ufrag);
  }
  /* An unanswered offer of ours may get other credentials than those of now. */
  if (remote != NULL && self->state != WRTC_SIGNALING_HAVE_LOCAL_OFFER)
    bind_candidate (trickle, remote);
  for (guint i = 0; i < self->remote_candidates->len; i++) {
    const WrtcJsepTrickle *old = self->remote_candidates->pdata[i];

    if (g_strcmp0 (old->mid, mid) == 0 && old->mline == mline
        && same_candidate (old, candidate)) {
      gint taker = find_taker (self, trickle);

      wrtc_jsep_trickle_free (trickle);
      return taker;
    }
  }
  if (self->remote_candidates->len >= WRTC_JSEP_MAX_EARLY_CANDIDATES)
    forget_oldest (self->remote_candidates);
  g_ptr_array_add (self->remote_candidates, trickle);
  return find_taker (self, trickle);
}

static gint
owner_of (const WrtcJsep * self, guint transport, gchar ** ufrag)
{
  g_autoptr (WrtcPlan) plan = wrtc_jsep_build_plan (self);
  const WrtcPlanTransport *found = wrtc_plan_find_transport (plan, transport);

  if (found == NULL || found->local_ufrag == NULL)
    return -1;
  *ufrag = g_strdup (found->local_ufrag);
  return found->owner_mline;
}

gboolean
wrtc_jsep_add_local_candidate (WrtcJsep * self, guint transport,
    const WrtcCandidate * candidate)
{
  g_autofree gchar *ufrag = NULL;
  gint mline = owner_of (self, transport, &ufrag);
  WrtcJsepTrickle *trickle;

  if (mline < 0)
    return FALSE;
  if (self->local_candidates->len >= WRTC_JSEP_MAX_CANDIDATES)
    forget_oldest (self->local_candidates);
  trickle = g_new0 (WrtcJsepTrickle, 1);
  trickle->transport = transport;
  trickle->mline = mline;
  trickle->ufrag = g_steal_pointer (&ufrag);
  trickle->candidate = candidate ? wrtc_candidate_copy (candidate) : NULL;
  g_ptr_array_add (self->local_candidates, trickle);
  return TRUE;
}

static void
merge_one (WrtcSdpMedia * media, const WrtcCandidate * candidate)
{
  if (candidate == NULL) {
    media->end_of_candidates = TRUE;
    return;
  }
  for (guint i = 0; i < media->candidates->len; i++) {
    if (wrtc_candidate_equal (media->candidates->pdata[i], candidate))
      return;
  }
  if (media->candidates->len < WRTC_SDP_MAX_ATTRIBUTES)
    g_ptr_array_add (media->candidates, wrtc_candidate_copy (candidate));
}

static WrtcSdp *
with_candidates (const WrtcJsep * self, WrtcJsepSide side, const WrtcSdp * sdp)
{
  const GPtrArray *list = side == WRTC_JSEP_LOCAL ? self->local_candidates
      : self->remote_candidates;
  WrtcSdp *copy = wrtc_sdp_copy (sdp);

  for (guint i = 0; i < list->len; i++) {
    const WrtcJsepTrickle *trickle = list->pdata[i];
    gint mline = wrtc_jsep_trickle_mline (trickle, copy);

    if (mline >= 0)
      merge_one (wrtc_sdp_get_media (copy, mline), trickle->candidate);
  }
  return copy;
}

WrtcSdp *
wrtc_jsep_get_description (const WrtcJsep * self, WrtcJsepSide side,
    WrtcJsepWhich which, gboolean candidates, WrtcSdpType * type)
{
  const WrtcJsepDescription *description = wrtc_jsep_latest (self, side);

  if (which != WRTC_JSEP_LATEST)
    description = which == WRTC_JSEP_CURRENT ? &self->current[side]
        : &self->pending[side];
  if (description->sdp == NULL)
    return NULL;
  if (type != NULL)
    *type = description->type;
  return candidates ? with_candidates (self, side, description->sdp)
      : wrtc_sdp_ref (description->sdp);
}
