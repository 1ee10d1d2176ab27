/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The layout of an offer: which transceiver stands at which m-line, its mid, and
 * who shares a transport (RFC 9429 5.2, RFC 9143 7.2).
 */
#include "wrtcjsepofferprivate.h"

#include <string.h>

const WrtcSdpMedia *
wrtc_jsep_offer_media_before (const WrtcJsepOffer * self, WrtcJsepSide side,
    guint mline)
{
  const WrtcSdp *sdp = self->before[side];

  return sdp ? wrtc_sdp_get_media (sdp, mline) : NULL;
}

const WrtcSdpMedia *
wrtc_jsep_offer_any_before (const WrtcJsepOffer * self, guint mline)
{
  const WrtcSdpMedia *media =
      wrtc_jsep_offer_media_before (self, WRTC_JSEP_LOCAL, mline);

  return media ? media : wrtc_jsep_offer_media_before (self, WRTC_JSEP_REMOTE,
      mline);
}

static gboolean
is_usable (const WrtcJsepTransceiver * transceiver)
{
  return !transceiver->stopped && !transceiver->settings.stopping
      && transceiver->mline < 0
      && transceiver->settings.direction != WRTC_DIRECTION_NONE
      && transceiver->kind != WRTC_MEDIA_UNKNOWN
      && transceiver->settings.codecs->len > 0;
}

/* ---- layout ---- */

static void
lay_out_old_lines (WrtcJsepOffer * self)
{
  guint n_old = wrtc_jsep_n_mlines (self->session);

  for (guint i = 0; i < n_old; i++) {
    const WrtcSdpMedia *media = wrtc_jsep_offer_any_before (self, i);
    WrtcJsepTransceiver *transceiver =
        wrtc_jsep_transceiver_at (self->session, i);
    WrtcJsepSlot slot = { WRTC_JSEP_SLOT_DEAD, };

    if (transceiver != NULL && !transceiver->stopped
        && !transceiver->settings.stopping) {
      slot.kind = WRTC_JSEP_SLOT_RTP;
      slot.transceiver = transceiver;
    } else if (media != NULL && wrtc_sdp_media_is_data (media)
        && !wrtc_sdp_media_is_rejected (media)) {
      slot.kind = WRTC_JSEP_SLOT_DATA;
    }
    g_array_append_val (self->slots, slot);
  }
}

static gboolean
is_placed (const WrtcJsepOffer * self, const WrtcJsepTransceiver * transceiver)
{
  for (guint i = 0; i < self->slots->len; i++) {
    if (SLOT (self, i)->transceiver == transceiver)
      return TRUE;
  }
  return FALSE;
}

/* The next one that may stand at @mline: the one locked there, else the next
 * unlocked one in order of creation. */
static WrtcJsepTransceiver *
next_for (const WrtcJsepOffer * self, guint mline)
{
  WrtcJsepTransceiver *unlocked = NULL, *transceiver;

  for (guint i = 0; (transceiver = wrtc_jsep_nth_transceiver (self->session,
              i)); i++) {
    if (!is_usable (transceiver) || is_placed (self, transceiver))
      continue;
    if (transceiver->settings.locked_mline == (gint) mline)
      return transceiver;
    if (transceiver->settings.locked_mline < 0 && unlocked == NULL)
      unlocked = transceiver;
  }
  return unlocked;
}

static gboolean
has_data (const WrtcJsepOffer * self)
{
  for (guint i = 0; i < self->slots->len; i++) {
    if (SLOT (self, i)->kind == WRTC_JSEP_SLOT_DATA)
      return TRUE;
  }
  return FALSE;
}

/* A line that was rejected can be used again (RFC 9429 5.2.2), but not while an
 * offer that says so is still unanswered. */
static void
recycle_lines (WrtcJsepOffer * self)
{
  if (self->session->state != WRTC_SIGNALING_STABLE)
    return;
  for (guint i = 0; i < self->slots->len; i++) {
    WrtcJsepSlot *slot = SLOT (self, i);
    const WrtcSdpMedia *media = wrtc_jsep_offer_any_before (self, i);

    if (slot->kind != WRTC_JSEP_SLOT_DEAD || media == NULL
        || !wrtc_sdp_media_is_rejected (media)
        || wrtc_jsep_transceiver_at (self->session, i) != NULL)
      continue;
    slot->transceiver = next_for (self, i);
    if (slot->transceiver != NULL) {
      slot->kind = WRTC_JSEP_SLOT_RTP;
      slot->is_recycled = slot->is_new = TRUE;
    }
  }
}

/* A pad holds this line, but has no caps yet. */
static gboolean
is_reserved (const WrtcJsepOffer * self, guint mline)
{
  WrtcJsepTransceiver *transceiver;

  for (guint i = 0; (transceiver = wrtc_jsep_nth_transceiver (self->session,
              i)); i++) {
    if (transceiver->settings.locked_mline == (gint) mline
        && transceiver->mline < 0 && !transceiver->stopped
        && !is_usable (transceiver))
      return TRUE;
  }
  return FALSE;
}

static gboolean
lay_out_new_lines (WrtcJsepOffer * self)
{
  for (;;) {
    guint mline = self->slots->len;
    WrtcJsepSlot slot = { WRTC_JSEP_SLOT_RTP,.is_new = TRUE };

    slot.transceiver = next_for (self, mline);
    if (slot.transceiver == NULL) {
      if (!self->session->want_data || has_data (self))
        return TRUE;
      slot.kind = WRTC_JSEP_SLOT_DATA;
    } else if (is_reserved (self, mline)) {
      return wrtc_jsep_fail (self->error, WRTC_JSEP_ERROR_OPERATION,
          "m-line %u belongs to a pad that has no caps yet", mline);
    }
    if (mline >= WRTC_SDP_MAX_MEDIA)
      return wrtc_jsep_fail (self->error, WRTC_JSEP_ERROR_OPERATION,
          "more than %d m-lines", WRTC_SDP_MAX_MEDIA);
    g_array_append_val (self->slots, slot);
  }
}

static gboolean
check_all_placed (const WrtcJsepOffer * self)
{
  WrtcJsepTransceiver *transceiver;

  for (guint i = 0; (transceiver = wrtc_jsep_nth_transceiver (self->session,
              i)); i++) {
    if (is_usable (transceiver) && !is_placed (self, transceiver))
      return wrtc_jsep_fail (self->error, WRTC_JSEP_ERROR_OPERATION,
          "m-line %d of a pad cannot be reached: there are %u m-lines",
          transceiver->settings.locked_mline, self->slots->len);
  }
  return TRUE;
}

/* ---- names ---- */

/* A mid that an earlier offer gave, unless the peer took it meanwhile. */
static void
keep_if_free (WrtcJsepOffer * self, gchar ** offered_mid)
{
  g_autofree gchar *mid = g_steal_pointer (offered_mid);

  if (mid != NULL && !wrtc_jsep_mid_is_used (self->session, mid))
    *offered_mid = g_steal_pointer (&mid);
}

static gboolean
name_new_rtp (WrtcJsepOffer * self, guint mline)
{
  WrtcJsepSlot *slot = SLOT (self, mline);
  WrtcJsepMember *member = MEMBER (slot->transceiver);
  const gchar *wanted = slot->transceiver->settings.wanted_mid;

  keep_if_free (self, &member->offered_mid);
  if (member->offered_mid == NULL && wanted != NULL) {
    if (strlen (wanted) > WRTC_SDP_MAX_MID_BYTES
        || wrtc_jsep_mid_is_used (self->session, wanted))
      return wrtc_jsep_fail (self->error, WRTC_JSEP_ERROR_OPERATION,
          "m-line %u: the mid %.40s cannot be used twice", mline, wanted);
    member->offered_mid = g_strdup (wanted);
  }
  if (member->offered_mid == NULL)
    member->offered_mid = wrtc_jsep_make_mid (self->session,
        slot->transceiver->kind, mline);
  member->offered_mline = mline;
  slot->mid = g_strdup (member->offered_mid);
  return TRUE;
}

static gboolean
name_line (WrtcJsepOffer * self, guint mline)
{
  WrtcJsepSlot *slot = SLOT (self, mline);

  if (slot->kind == WRTC_JSEP_SLOT_DEAD)
    return TRUE;
  if (!slot->is_new) {
    slot->mid = g_strdup (wrtc_jsep_mid_at (self->session, mline));
    return TRUE;
  }
  if (slot->kind == WRTC_JSEP_SLOT_RTP)
    return name_new_rtp (self, mline);
  keep_if_free (self, &self->session->offered_data_mid);
  if (self->session->offered_data_mid == NULL)
    self->session->offered_data_mid = wrtc_jsep_make_mid (self->session,
        WRTC_MEDIA_APPLICATION, mline);
  slot->mid = g_strdup (self->session->offered_data_mid);
  return TRUE;
}

/* ---- bundle ---- */

static WrtcMediaKind
kind_of (const WrtcJsepSlot * slot)
{
  return slot->kind == WRTC_JSEP_SLOT_DATA ? WRTC_MEDIA_APPLICATION
      : slot->transceiver->kind;
}

/* Is it in the bundle of @owner by what was negotiated? */
static gboolean
is_bundled (const WrtcJsepOffer * self, guint mline, guint owner)
{
  WrtcJsep *session = self->session;
  gint transport = wrtc_jsep_mline (session, mline)->transport;

  return session->current[WRTC_JSEP_LOCAL].sdp != NULL && transport >= 0
      && transport == wrtc_jsep_mline (session, owner)->transport;
}

static gboolean
kind_is_first (const WrtcJsepOffer * self, guint mline)
{
  for (guint i = 0; i < mline; i++) {
    if (SLOT (self, i)->kind != WRTC_JSEP_SLOT_DEAD
        && kind_of (SLOT (self, i)) == kind_of (SLOT (self, mline)))
      return FALSE;
  }
  return TRUE;
}

/* RFC 9429 4.1.1, 5.2.1: who has a transport of its own. */
static void
place_in_bundle (WrtcJsepOffer * self, guint mline, guint owner)
{
  WrtcBundlePolicy policy = self->session->bundle_policy;
  WrtcJsepSlot *slot = SLOT (self, mline);

  if (!slot->is_new) {
    if (is_bundled (self, mline, owner))
      slot->owner = owner;
    return;
  }
  if (wrtc_jsep_has_bundle (self->session, SLOT (self, owner)->mid)) {
    slot->owner = owner;
    slot->bundle_only = policy == WRTC_BUNDLE_MAX_BUNDLE;
  } else if (policy == WRTC_BUNDLE_MAX_BUNDLE
      || (policy == WRTC_BUNDLE_BALANCED && !kind_is_first (self, mline))) {
    slot->owner = owner;
    slot->bundle_only = TRUE;
  }
}

static gboolean
is_groupable (const WrtcJsepSlot * slot)
{
  return slot->kind != WRTC_JSEP_SLOT_DEAD && slot->mid != NULL;
}

/* The first line; but a line that is used again does not take a bundle over. */
static gint
find_owner (const WrtcJsepOffer * self)
{
  gint first = -1;

  for (guint i = 0; i < self->slots->len; i++) {
    if (!is_groupable (SLOT (self, i)))
      continue;
    if (!SLOT (self, i)->is_new)
      return i;
    if (first < 0)
      first = i;
  }
  return first;
}

static void
lay_out_bundle (WrtcJsepOffer * self)
{
  WrtcSdpGroup *group;
  gint owner = wrtc_jsep_bundles (self->session) ? find_owner (self) : -1;

  for (guint i = 0; i < self->slots->len; i++)
    SLOT (self, i)->owner = SLOT (self, i)->credentials = i;
  if (owner < 0)
    return;
  group = wrtc_sdp_group_new ("BUNDLE");
  g_ptr_array_add (self->sdp->groups, group);
  g_ptr_array_add (group->mids, g_strdup (SLOT (self, owner)->mid));
  for (guint i = 0; i < self->slots->len; i++) {
    if (!is_groupable (SLOT (self, i)) || (gint) i == owner)
      continue;
    place_in_bundle (self, i, owner);
    SLOT (self, i)->credentials = owner;
    g_ptr_array_add (group->mids, g_strdup (SLOT (self, i)->mid));
  }
}

gboolean
wrtc_jsep_offer_lay_out (WrtcJsepOffer * self)
{
  lay_out_old_lines (self);
  recycle_lines (self);
  if (!lay_out_new_lines (self) || !check_all_placed (self))
    return FALSE;
  for (guint i = 0; i < self->slots->len; i++) {
    if (!name_line (self, i))
      return FALSE;
  }
  lay_out_bundle (self);
  return TRUE;
}
