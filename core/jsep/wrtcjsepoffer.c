/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * createOffer: RFC 9429 5.2. The lines are laid out first
 * (wrtcjsepofferlayout.c), then each section is written.
 */
#include "wrtcjsepofferprivate.h"

static void
slot_clear (WrtcJsepSlot * slot)
{
  g_free (slot->mid);
}

/* Those of the transport as it is, else new ones. */
static gboolean
find_credentials (WrtcJsepOffer * self, guint mline, const gchar ** ufrag,
    const gchar ** pwd)
{
  WrtcJsepSlot *slot = SLOT (self, mline);
  guint line = slot->is_new ? slot->owner : mline;
  WrtcJsepTransport *transport = SLOT (self, line)->is_new ? NULL
      : wrtc_jsep_find_transport (self->session,
      wrtc_jsep_mline (self->session, line)->transport);
  const WrtcSdp *local = self->before[WRTC_JSEP_LOCAL];
  const WrtcJsepCredentials *draft;

  if (transport != NULL && !self->ice_restart && local != NULL
      && transport->owner < local->media->len) {
    *ufrag = wrtc_sdp_get_ice_ufrag (local, transport->owner);
    *pwd = wrtc_sdp_get_ice_pwd (local, transport->owner);
    if (*ufrag != NULL && *pwd != NULL)
      return TRUE;
  }
  draft = wrtc_jsep_draft (self->session, slot->credentials);
  if (draft == NULL)
    return wrtc_jsep_fail (self->error, WRTC_JSEP_ERROR_OPERATION,
        "no ICE credentials were supplied for m-line %u", slot->credentials);
  *ufrag = draft->ufrag;
  *pwd = draft->pwd;
  return TRUE;
}

static gboolean
write_transport (WrtcJsepOffer * self, WrtcSdpMedia * media, guint mline)
{
  WrtcJsepSlot *slot = SLOT (self, mline);
  WrtcJsepTransport *transport = wrtc_jsep_find_transport (self->session,
      wrtc_jsep_mline (self->session, mline)->transport);
  const gchar *ufrag = NULL, *pwd = NULL;

  media->bundle_only = slot->bundle_only;
  media->port = slot->bundle_only ? 0 : 9;
  if (!find_credentials (self, mline, &ufrag, &pwd))
    return FALSE;
  wrtc_jsep_write_transport (self->session, media, ufrag, pwd,
      transport && !slot->is_new ? transport->setup : WRTC_SETUP_ACTPASS);
  return TRUE;
}

/* What may be used in that direction; what was described last if the settings
 * have nothing (caps that went away). */
static GPtrArray *
codecs_to_offer (const WrtcJsepOffer * self, guint mline)
{
  const WrtcJsepTransceiver *transceiver = SLOT (self, mline)->transceiver;
  const WrtcSdpMedia *old =
      wrtc_jsep_offer_media_before (self, WRTC_JSEP_LOCAL, mline);
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
write_rtp (WrtcJsepOffer * self, guint mline)
{
  WrtcJsepSlot *slot = SLOT (self, mline);
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
    before[0] = wrtc_jsep_offer_media_before (self, WRTC_JSEP_LOCAL, mline);
    before[1] = wrtc_jsep_offer_media_before (self, WRTC_JSEP_REMOTE, mline);
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
write_data (WrtcJsepOffer * self, guint mline)
{
  const WrtcSdpMedia *old = wrtc_jsep_offer_any_before (self, mline);
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
write_line (WrtcJsepOffer * self, guint mline)
{
  switch (SLOT (self, mline)->kind) {
    case WRTC_JSEP_SLOT_RTP:
      return write_rtp (self, mline);
    case WRTC_JSEP_SLOT_DATA:
      return write_data (self, mline);
    case WRTC_JSEP_SLOT_DEAD:
      g_ptr_array_add (self->sdp->media,
          wrtc_jsep_new_rejected (wrtc_jsep_offer_any_before (self, mline)));
      return TRUE;
  }
  return FALSE;
}

static gboolean
write_offer (WrtcJsepOffer * self)
{
  if (!wrtc_jsep_offer_lay_out (self))
    return FALSE;
  for (guint i = 0; i < self->slots->len; i++) {
    if (!write_line (self, i))
      return FALSE;
  }
  wrtc_jsep_write_rejected_transports (self->session, self->sdp, NULL);
  return TRUE;
}

WrtcSdp *
wrtc_jsep_create_offer (WrtcJsep * session,
    const WrtcJsepOfferOptions * options, GError ** error)
{
  WrtcJsepOffer self = { session,.error = error };
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
  self.slots = g_array_new (FALSE, FALSE, sizeof (WrtcJsepSlot));
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
