/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The transaction: setLocalDescription and setRemoteDescription (RFC 9429 5.9 to
 * 5.11, W3C webrtc-pc 4.4.1.5) on a copy of the session, committed last.
 */
#include "wrtcjsepprivate.h"

static void
set_description (WrtcJsepDescription * self, WrtcSdpType type, WrtcSdp * sdp)
{
  wrtc_sdp_unref (self->sdp);
  self->sdp = sdp ? wrtc_sdp_ref (sdp) : NULL;
  self->type = type;
}

static void
make_current (WrtcJsep * self)
{
  for (guint side = 0; side < 2; side++) {
    WrtcJsepDescription *pending = &self->pending[side];

    set_description (&self->current[side], pending->type, pending->sdp);
    set_description (pending, 0, NULL);
  }
}

/* What the application wrote since stable was left stays (W3C 4.4.1.5, rollback):
 * only what was negotiated goes back. A transceiver that the remote offer made goes,
 * unless something of ours is attached to it. */
static void
restore_transceivers (WrtcJsep * back, WrtcJsep * self, GArray * removed)
{
  for (guint i = 0; i < self->transceivers->len; i++) {
    WrtcJsepTransceiver *now = self->transceivers->pdata[i];
    WrtcJsepTransceiver *then = wrtc_jsep_get_transceiver (back, now->id);

    if (then != NULL) {
      wrtc_jsep_settings_clear (&then->settings);
      wrtc_jsep_settings_copy (&then->settings, &now->settings);
      if (then->kind == WRTC_MEDIA_UNKNOWN)
        then->kind = now->kind;
    } else if (now->from_remote && !now->settings.has_track) {
      g_array_append_val (removed, now->id);
    } else {
      WrtcJsepMember *member = wrtc_jsep_transceiver_copy (MEMBER (now));

      g_clear_pointer (&member->public.mid, g_free);
      member->public.mline = -1;
      member->public.current_direction = WRTC_DIRECTION_NONE;
      g_ptr_array_add (back->transceivers, member);
    }
  }
}

static void
swap_lists (GPtrArray ** a, GPtrArray ** b)
{
  GPtrArray *list = *a;

  *a = *b;
  *b = list;
}

/* Returns the session to go back to; @self stays whole. */
static WrtcJsep *
roll_back (WrtcJsep * self, GArray * removed)
{
  WrtcJsep *back = g_steal_pointer (&self->stable);

  restore_transceivers (back, self, removed);
  back->next_transceiver = self->next_transceiver;
  back->next_transport = self->next_transport;
  back->version = self->version;
  back->want_data = self->want_data;
  /* Credentials that were used stay used; candidates that came early stay. */
  swap_lists (&back->supply, &self->supply);
  swap_lists (&back->remote_candidates, &self->remote_candidates);
  if (self->fingerprint != NULL)
    wrtc_jsep_set_fingerprint (back, self->fingerprint->algorithm,
        self->fingerprint->value);
  return back;
}

static void
decide_role (WrtcJsep * self, WrtcJsepSide side)
{
  if (self->role == WRTC_JSEP_ROLE_UNKNOWN)
    self->role = side == WRTC_JSEP_LOCAL ? WRTC_JSEP_ROLE_CONTROLLING
        : WRTC_JSEP_ROLE_CONTROLLED;
}

static gboolean
take_description (WrtcJsep * self, WrtcJsepSide side, WrtcSdpType type,
    WrtcSdp * sdp, WrtcPlan * plan, GError ** error)
{
  if (!wrtc_jsep_check (self, side, type, sdp, error)
      || !wrtc_jsep_associate (self, side, type, sdp, plan->new_transceivers,
          error))
    return FALSE;
  set_description (&self->pending[side], type, sdp);
  wrtc_jsep_assign_transports (self, side, type, sdp);
  if (type == WRTC_SDP_OFFER)
    decide_role (self, side);
  else if (!wrtc_jsep_decide_setup (self, side, sdp, error))
    return FALSE;
  if (side == WRTC_JSEP_LOCAL)
    g_ptr_array_set_size (self->drafts, 0);
  else
    wrtc_jsep_bind_candidates (self, sdp);
  if (type == WRTC_SDP_ANSWER)
    make_current (self);
  return TRUE;
}

static WrtcJsep *
step (const WrtcJsep * self, WrtcJsepSide side, WrtcSdpType type,
    WrtcSdp * sdp, WrtcPlan * plan, GError ** error)
{
  g_autoptr (WrtcJsep) next = wrtc_jsep_copy (self);

  if (type == WRTC_SDP_ROLLBACK)
    return roll_back (next, plan->removed_transceivers);
  if (self->state == WRTC_SIGNALING_STABLE)
    next->stable = wrtc_jsep_copy (self);
  if (!take_description (next, side, type, sdp, plan, error))
    return NULL;
  next->state = plan->after;
  if (type != WRTC_SDP_OFFER)
    wrtc_jsep_settle (next, plan->stopped_transceivers);
  if (next->state == WRTC_SIGNALING_STABLE)
    g_clear_pointer (&next->stable, wrtc_jsep_free);
  return g_steal_pointer (&next);
}

static void
commit (WrtcJsep * self, WrtcJsep * next)
{
  WrtcJsep old = *self;

  *self = *next;
  *next = old;
  wrtc_jsep_free (next);
}

static gboolean
check_call (const WrtcJsep * self, WrtcJsepSide side, WrtcSdpType type,
    const WrtcSdp * sdp, WrtcSignalingState * after, GError ** error)
{
  if (type < WRTC_SDP_OFFER || type > WRTC_SDP_ROLLBACK
      || (type != WRTC_SDP_ROLLBACK && sdp == NULL))
    return wrtc_jsep_fail (error, WRTC_JSEP_ERROR_TYPE,
        "a description has a type and, but for rollback, an SDP");
  if (!wrtc_jsep_next_state (self->state, side, type, after))
    return wrtc_jsep_fail (error, WRTC_JSEP_ERROR_INVALID_STATE,
        "a %s %s cannot be set in state %s", wrtc_jsep_side_to_string (side),
        wrtc_sdp_type_to_string (type),
        wrtc_signaling_state_to_string (self->state));
  return TRUE;
}

gboolean
wrtc_jsep_apply (WrtcJsep * self, WrtcJsepSide side, WrtcSdpType type,
    WrtcSdp * description, WrtcPlan ** plan, GError ** error)
{
  g_autoptr (WrtcPlan) before = NULL;
  g_autoptr (WrtcPlan) changes = wrtc_plan_new ();
  WrtcPlan *result;
  WrtcJsep *next;

  if (plan != NULL)
    *plan = NULL;
  if (!check_call (self, side, type, description, &changes->after, error))
    return FALSE;
  next = step (self, side, type, description, changes, error);
  if (next == NULL)
    return FALSE;
  before = wrtc_jsep_build_plan (self);
  result = wrtc_jsep_build_plan (next);
  result->before = self->state;
  g_array_append_vals (result->new_transceivers,
      changes->new_transceivers->data, changes->new_transceivers->len);
  g_array_append_vals (result->removed_transceivers,
      changes->removed_transceivers->data, changes->removed_transceivers->len);
  g_array_append_vals (result->stopped_transceivers,
      changes->stopped_transceivers->data, changes->stopped_transceivers->len);
  wrtc_plan_compare (result, before);
  commit (self, next);
  if (plan != NULL)
    *plan = result;
  else
    wrtc_plan_free (result);
  return TRUE;
}

WrtcPlan *
wrtc_jsep_get_plan (const WrtcJsep * self)
{
  return wrtc_jsep_build_plan (self);
}
