/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * createOffer: RFC 9429 5.2, BUNDLE of RFC 9143 7.2.
 *
 * First the lines are laid out (which transceiver stands where), then their
 * transports, then each section is written.
 */
#include "wrtcjsepprivate.h"

#include <string.h>

typedef enum
{
  SLOT_DEAD,                    /* rejected or stopped: may be used again */
  SLOT_RTP,
  SLOT_DATA
} SlotKind;

typedef struct
{
  SlotKind kind;
  WrtcJsepTransceiver *transceiver;     /* of SLOT_RTP */
  gboolean is_new;              /* not in the descriptions before */
  gboolean is_recycled;
  gchar *mid;                   /* NULL: dead */
  guint owner;                  /* the line that owns its transport */
  gboolean bundle_only;
} Slot;

typedef struct
{
  WrtcJsep *session;
  gboolean ice_restart;
  const WrtcSdp *before[2];     /* latest descriptions by side; NULLs */
  GArray *slots;                /* (element-type Slot) */
  WrtcJsepNumbers *numbers;
  WrtcSdp *sdp;
  GError **error;
} Offer;

#define SLOT(self, i) (&g_array_index ((self)->slots, Slot, i))

static void
slot_clear (Slot * slot)
{
  g_free (slot->mid);
}

static const WrtcSdpMedia *
media_before (const Offer * self, WrtcJsepSide side, guint mline)
{
  const WrtcSdp *sdp = self->before[side];

  return sdp ? wrtc_sdp_get_media (sdp, mline) : NULL;
}

/* The section of that line in what was described last, by either side. */
static const WrtcSdpMedia *
any_before (const Offer * self, guint mline)
{
  const WrtcSdpMedia *media = media_before (self, WRTC_JSEP_LOCAL, mline);

  return media ? media : media_before (self, WRTC_JSEP_REMOTE, mline);
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
lay_out_old_lines (Offer * self)
{
  guint n_old = wrtc_jsep_n_mlines (self->session);

  for (guint i = 0; i < n_old; i++) {
    const WrtcSdpMedia *media = any_before (self, i);
    WrtcJsepTransceiver *transceiver =
        wrtc_jsep_transceiver_at (self->session, i);
    Slot slot = { SLOT_DEAD, };

    if (transceiver != NULL && !transceiver->stopped
        && !transceiver->settings.stopping) {
      slot.kind = SLOT_RTP;
      slot.transceiver = transceiver;
    } else if (media != NULL && wrtc_sdp_media_is_data (media)
        && !wrtc_sdp_media_is_rejected (media)) {
      slot.kind = SLOT_DATA;
    }
    g_array_append_val (self->slots, slot);
  }
}

static gboolean
is_placed (const Offer * self, const WrtcJsepTransceiver * transceiver)
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
next_for (const Offer * self, guint mline)
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
has_data (const Offer * self)
{
  for (guint i = 0; i < self->slots->len; i++) {
    if (SLOT (self, i)->kind == SLOT_DATA)
      return TRUE;
  }
  return FALSE;
}

/* A line that was rejected can be used again (RFC 9429 5.2.2), but not while an
 * offer that says so is still unanswered. */
static void
recycle_lines (Offer * self)
{
  if (self->session->state != WRTC_SIGNALING_STABLE)
    return;
  for (guint i = 0; i < self->slots->len; i++) {
    Slot *slot = SLOT (self, i);
    const WrtcSdpMedia *media = any_before (self, i);

    if (slot->kind != SLOT_DEAD || media == NULL
        || !wrtc_sdp_media_is_rejected (media)
        || wrtc_jsep_transceiver_at (self->session, i) != NULL)
      continue;
    slot->transceiver = next_for (self, i);
    if (slot->transceiver != NULL) {
      slot->kind = SLOT_RTP;
      slot->is_recycled = slot->is_new = TRUE;
    }
  }
}

/* A pad holds this line, but has no caps yet. */
static gboolean
is_reserved (const Offer * self, guint mline)
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
lay_out_new_lines (Offer * self)
{
  for (;;) {
    guint mline = self->slots->len;
    Slot slot = { SLOT_RTP,.is_new = TRUE };

    slot.transceiver = next_for (self, mline);
    if (slot.transceiver == NULL) {
      if (!self->session->want_data || has_data (self))
        return TRUE;
      slot.kind = SLOT_DATA;
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
check_all_placed (const Offer * self)
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

static gboolean
name_new_rtp (Offer * self, guint mline)
{
  Slot *slot = SLOT (self, mline);
  WrtcJsepMember *member = MEMBER (slot->transceiver);
  const gchar *wanted = slot->transceiver->settings.wanted_mid;

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
name_line (Offer * self, guint mline)
{
  Slot *slot = SLOT (self, mline);

  if (slot->kind == SLOT_DEAD)
    return TRUE;
  if (!slot->is_new) {
    slot->mid = g_strdup (wrtc_jsep_mid_at (self->session, mline));
    return TRUE;
  }
  if (slot->kind == SLOT_RTP)
    return name_new_rtp (self, mline);
  if (self->session->offered_data_mid == NULL)
    self->session->offered_data_mid = wrtc_jsep_make_mid (self->session,
        WRTC_MEDIA_APPLICATION, mline);
  slot->mid = g_strdup (self->session->offered_data_mid);
  return TRUE;
}

/* ---- bundle ---- */

static WrtcMediaKind
kind_of (const Slot * slot)
{
  return slot->kind == SLOT_DATA ? WRTC_MEDIA_APPLICATION
      : slot->transceiver->kind;
}

/* Is it in the bundle of @owner by what was negotiated? */
static gboolean
is_bundled (const Offer * self, guint mline, guint owner)
{
  WrtcJsep *session = self->session;
  gint transport = wrtc_jsep_mline (session, mline)->transport;

  return session->current[WRTC_JSEP_LOCAL].sdp != NULL && transport >= 0
      && transport == wrtc_jsep_mline (session, owner)->transport;
}

static gboolean
kind_is_first (const Offer * self, guint mline)
{
  for (guint i = 0; i < mline; i++) {
    if (SLOT (self, i)->kind != SLOT_DEAD
        && kind_of (SLOT (self, i)) == kind_of (SLOT (self, mline)))
      return FALSE;
  }
  return TRUE;
}

static gboolean
has_bundle (const Offer * self, guint owner)
{
  const WrtcSdp *local = self->session->current[WRTC_JSEP_LOCAL].sdp;

  return local != NULL && SLOT (self, owner)->mid != NULL
      && wrtc_sdp_find_bundle (local, SLOT (self, owner)->mid) != NULL;
}

/* RFC 9429 4.1.1, 5.2.1: who has a transport of its own. */
static void
place_in_bundle (Offer * self, guint mline, guint owner)
{
  WrtcBundlePolicy policy = self->session->bundle_policy;
  Slot *slot = SLOT (self, mline);

  slot->owner = mline;
  if (mline == owner)
    return;
  if (!slot->is_new) {
    if (is_bundled (self, mline, owner))
      slot->owner = owner;
    return;
  }
  if (has_bundle (self, owner)) {
    slot->owner = owner;
    slot->bundle_only = policy == WRTC_BUNDLE_MAX_BUNDLE;
  } else if (policy == WRTC_BUNDLE_MAX_BUNDLE
      || (policy == WRTC_BUNDLE_BALANCED && !kind_is_first (self, mline))) {
    slot->owner = owner;
    slot->bundle_only = TRUE;
  }
}

static void
lay_out_bundle (Offer * self)
{
  WrtcSdpGroup *group = NULL;
  guint owner = 0;

  for (guint i = 0; i < self->slots->len; i++) {
    Slot *slot = SLOT (self, i);

    slot->owner = i;
    if (slot->kind == SLOT_DEAD || !wrtc_jsep_bundles (self->session)
        || slot->mid == NULL)
      continue;
    if (group == NULL) {
      group = wrtc_sdp_group_new ("BUNDLE");
      g_ptr_array_add (self->sdp->groups, group);
      owner = i;
    }
    place_in_bundle (self, i, owner);
    g_ptr_array_add (group->mids, g_strdup (slot->mid));
  }
}

/* ---- sections ---- */

static gboolean
write_transport (Offer * self, WrtcSdpMedia * media, guint mline)
{
  Slot *slot = SLOT (self, mline);
  const WrtcSdp *local = self->before[WRTC_JSEP_LOCAL];
  const WrtcSdpMedia *old = media_before (self, WRTC_JSEP_LOCAL, slot->owner);
  WrtcJsepTransport *transport = wrtc_jsep_find_transport (self->session,
      wrtc_jsep_mline (self->session, mline)->transport);
  WrtcSetup setup = transport && !slot->is_new ? transport->setup
      : WRTC_SETUP_ACTPASS;

  media->bundle_only = slot->bundle_only;
  media->port = slot->bundle_only ? 0 : 9;
  if (old != NULL && !wrtc_sdp_media_is_rejected (old) && !self->ice_restart
      && !SLOT (self, slot->owner)->is_recycled) {
    wrtc_jsep_write_transport (self->session, media,
        wrtc_sdp_get_ice_ufrag (local, slot->owner),
        wrtc_sdp_get_ice_pwd (local, slot->owner), setup);
  } else {
    const WrtcJsepCredentials *draft =
        wrtc_jsep_draft (self->session, slot->owner);

    if (draft == NULL)
      return wrtc_jsep_fail (self->error, WRTC_JSEP_ERROR_OPERATION,
          "no ICE credentials were supplied for m-line %u", slot->owner);
    wrtc_jsep_write_transport (self->session, media, draft->ufrag, draft->pwd,
        setup);
  }
  return TRUE;
}

/* What may be used in that direction; what was described last if the settings
 * have nothing (caps that went away). */
static GPtrArray *
codecs_to_offer (const Offer * self, guint mline)
{
  const WrtcJsepTransceiver *transceiver = SLOT (self, mline)->transceiver;
  const WrtcSdpMedia *old = media_before (self, WRTC_JSEP_LOCAL, mline);
  WrtcDirection direction = transceiver->settings.direction;
  guint wanted = (wrtc_direction_sends (direction) ? WRTC_CODEC_SEND : 0)
      | (wrtc_direction_receives (direction) ? WRTC_CODEC_RECEIVE : 0);
  GPtrArray *codecs;

  if (transceiver->settings.codecs->len == 0 && old != NULL)
    return wrtc_codecs_copy (old->codecs);
  codecs = wrtc_codecs_copy (transceiver->settings.codecs);
  for (guint i = codecs->len; wanted != 0 && i > 0; i--) {
    const WrtcCodec *codec = codecs->pdata[i - 1];

    if ((codec->use & wanted) == 0)
      g_ptr_array_remove_index (codecs, i - 1);
  }
  return codecs;
}

static gboolean
write_rtp (Offer * self, guint mline)
{
  Slot *slot = SLOT (self, mline);
  const WrtcJsepTransceiver *transceiver = slot->transceiver;
  WrtcSdpMedia *media = wrtc_sdp_media_new (wrtc_media_kind_to_string
      (transceiver->kind), "UDP/TLS/RTP/SAVPF");
  const WrtcSdpMedia *before[2] = { NULL, NULL };
  g_autoptr (GPtrArray) codecs = codecs_to_offer (self, mline);

  g_ptr_array_add (self->sdp->media, media);
  media->mid = g_strdup (slot->mid);
  media->direction = transceiver->settings.direction == WRTC_DIRECTION_NONE
      ? WRTC_DIRECTION_INACTIVE : transceiver->settings.direction;
  media->rtcp_mux = TRUE;
  media->rtcp_rsize = TRUE;
  media->rtcp_mux_only = slot->is_new;
  if (!slot->is_recycled) {
    before[0] = media_before (self, WRTC_JSEP_LOCAL, mline);
    before[1] = media_before (self, WRTC_JSEP_REMOTE, mline);
  }
  wrtc_jsep_numbers_begin_line (self->numbers);
  if (!wrtc_jsep_numbers_add_codecs (self->numbers, media, codecs, before))
    return wrtc_jsep_fail (self->error, WRTC_JSEP_ERROR_OPERATION,
        "m-line %u: no payload type is left", mline);
  wrtc_jsep_numbers_add_extensions (self->numbers, media,
      transceiver->settings.extensions, before);
  wrtc_jsep_write_sender (media, transceiver);
  return write_transport (self, media, mline);
}

static gboolean
write_data (Offer * self, guint mline)
{
  const WrtcSdpMedia *old = any_before (self, mline);
  WrtcSdpMedia *media = wrtc_jsep_new_data_section ();

  g_ptr_array_add (self->sdp->media, media);
  media->mid = g_strdup (SLOT (self, mline)->mid);
  if (old != NULL) {            /* RFC 8841 10.2: the form does not change */
    g_free (media->protocol);
    media->protocol = g_strdup (old->protocol);
    if (old->sctp_port < 0 && old->sctpmap != NULL) {
      g_free (media->formats->pdata[0]);
      media->formats->pdata[0] = g_strdup (old->formats->pdata[0]);
      media->sctpmap = g_strdup (old->sctpmap);
      media->sctp_port = -1;
    }
  }
  return write_transport (self, media, mline);
}

static gboolean
write_line (Offer * self, guint mline)
{
  switch (SLOT (self, mline)->kind) {
    case SLOT_RTP:
      return write_rtp (self, mline);
    case SLOT_DATA:
      return write_data (self, mline);
    case SLOT_DEAD:
      g_ptr_array_add (self->sdp->media,
          wrtc_jsep_new_rejected (any_before (self, mline)));
      return TRUE;
  }
  return FALSE;
}

static gboolean
write_offer (Offer * self)
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
  for (guint i = 0; i < self->slots->len; i++) {
    if (!write_line (self, i))
      return FALSE;
  }
  return TRUE;
}

WrtcSdp *
wrtc_jsep_create_offer (WrtcJsep * session,
    const WrtcJsepOfferOptions * options, GError ** error)
{
  Offer self = { session,.error = error };
  gboolean good;

  if (session->state != WRTC_SIGNALING_STABLE
      && session->state != WRTC_SIGNALING_HAVE_LOCAL_OFFER) {
    wrtc_jsep_fail (error, WRTC_JSEP_ERROR_INVALID_STATE,
        "an offer cannot be created in state %s",
        wrtc_signaling_state_to_string (session->state));
    return NULL;
  }
  if (session->fingerprint == NULL) {
    wrtc_jsep_fail (error, WRTC_JSEP_ERROR_OPERATION,
        "there is no certificate yet");
    return NULL;
  }
  self.ice_restart = options && options->ice_restart;
  for (guint side = 0; side < 2; side++)
    self.before[side] = wrtc_jsep_latest (session, side)->sdp;
  self.slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  g_array_set_clear_func (self.slots, (GDestroyNotify) slot_clear);
  self.numbers = wrtc_jsep_numbers_new (session);
  self.sdp = wrtc_jsep_new_description (session);
  good = write_offer (&self);
  g_array_unref (self.slots);
  wrtc_jsep_numbers_free (self.numbers);
  if (!good)
    g_clear_pointer (&self.sdp, wrtc_sdp_unref);
  return self.sdp;
}
