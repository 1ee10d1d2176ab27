/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What offers and answers write alike.
 */
#include "wrtcjsepprivate.h"

#include <string.h>

#define SCTP_PORT 5000
#define MAX_MESSAGE_SIZE (256 * 1024)

WrtcSdp *
wrtc_jsep_new_description (WrtcJsep * self)
{
  WrtcSdp *sdp = wrtc_sdp_new ();

  sdp->origin.session_id = self->session_id;
  sdp->origin.version = self->version++;
  sdp->ice_lite = self->ice_lite;
  g_ptr_array_add (sdp->transport.ice_options, g_strdup ("trickle"));
  return sdp;
}

void
wrtc_jsep_write_transport (const WrtcJsep * self, WrtcSdpMedia * media,
    const gchar * ufrag, const gchar * pwd, WrtcSetup setup)
{
  WrtcSdpTransport *transport = &media->transport;

  transport->ice_ufrag = g_strdup (ufrag);
  transport->ice_pwd = g_strdup (pwd);
  transport->setup = setup;
  g_ptr_array_add (transport->fingerprints,
      wrtc_sdp_fingerprint_copy (self->fingerprint));
}

/* RFC 8830 for the m-line, and its older form for each SSRC. */
void
wrtc_jsep_write_sender (WrtcSdpMedia * media,
    const WrtcJsepTransceiver * transceiver)
{
  const WrtcJsepSettings *settings = &transceiver->settings;
  const gchar *stream = settings->streams->len > 0
      ? settings->streams->pdata[0] : "-";

  if (wrtc_direction_sends (media->direction)) {
    for (guint i = 0; i < MAX (settings->streams->len, 1); i++) {
      g_ptr_array_add (media->msids,
          wrtc_sdp_msid_new (i > 0 ? settings->streams->pdata[i] : stream,
              settings->track));
    }
    for (guint i = 0; i < settings->ssrcs->len; i++) {
      WrtcSdpSsrc *ssrc =
          wrtc_sdp_ssrc_new (g_array_index (settings->ssrcs, guint32, i));

      ssrc->cname = g_strdup (settings->cname);
      ssrc->msid = wrtc_sdp_msid_new (stream, settings->track);
      g_ptr_array_add (media->ssrcs, ssrc);
    }
  }
  for (guint i = 0; i < settings->attributes->len; i++)
    g_ptr_array_add (media->attributes,
        wrtc_parameter_copy (settings->attributes->pdata[i]));
}

WrtcSdpMedia *
wrtc_jsep_new_data_section (void)
{
  WrtcSdpMedia *media = wrtc_sdp_media_new ("application", "UDP/DTLS/SCTP");

  g_ptr_array_add (media->formats, g_strdup ("webrtc-datachannel"));
  media->sctp_port = SCTP_PORT;
  media->max_message_size = MAX_MESSAGE_SIZE;
  return media;
}

/* RFC 9429 5.3.1: the formats stay, nothing else is of use. */
WrtcSdpMedia *
wrtc_jsep_new_rejected (const WrtcSdpMedia * like)
{
  WrtcSdpMedia *media = wrtc_sdp_media_new (like->media, like->protocol);

  media->port = 0;
  media->mid = g_strdup (like->mid);
  g_ptr_array_unref (media->codecs);
  media->codecs = wrtc_codecs_copy (like->codecs);
  for (guint i = 0; i < media->codecs->len; i++) {
    WrtcCodec *codec = media->codecs->pdata[i];

    g_ptr_array_set_size (codec->feedback, 0);
  }
  for (guint i = 0; i < like->formats->len; i++)
    g_ptr_array_add (media->formats, g_strdup (like->formats->pdata[i]));
  media->sctp_port = like->sctp_port;
  media->sctpmap = g_strdup (like->sctpmap);
  if (wrtc_sdp_media_is_rtp (like))
    media->direction = WRTC_DIRECTION_INACTIVE;
  return media;
}

/* Nobody needs it, but stock webrtcbin 1.22 refuses a rejected line without: the
 * credentials of any line that lives, and a role that goes with the offered one. */
void
wrtc_jsep_write_rejected_transports (const WrtcJsep * self, WrtcSdp * sdp,
    const WrtcSdp * offer)
{
  const WrtcSdpMedia *live = NULL;

  for (guint i = 0; live == NULL && i < sdp->media->len; i++) {
    if (!wrtc_sdp_media_is_rejected (wrtc_sdp_get_media (sdp, i)))
      live = wrtc_sdp_get_media (sdp, i);
  }
  for (guint i = 0; i < sdp->media->len; i++) {
    WrtcSdpMedia *media = wrtc_sdp_get_media (sdp, i);
    WrtcSetup setup = WRTC_SETUP_ACTPASS;

    if (!wrtc_sdp_media_is_rejected (media))
      continue;
    if (offer != NULL)
      setup = wrtc_sdp_get_setup (offer, i) == WRTC_SETUP_ACTIVE
          ? WRTC_SETUP_PASSIVE : WRTC_SETUP_ACTIVE;
    wrtc_jsep_write_transport (self, media,
        live ? live->transport.ice_ufrag : NULL,
        live ? live->transport.ice_pwd : NULL, setup);
  }
}

gboolean
wrtc_jsep_mid_is_used (const WrtcJsep * self, const gchar * mid)
{
  for (guint i = 0; i < self->transceivers->len; i++) {
    const WrtcJsepMember *member = self->transceivers->pdata[i];

    if (g_strcmp0 (member->public.mid, mid) == 0
        || g_strcmp0 (member->offered_mid, mid) == 0)
      return TRUE;
  }
  for (guint side = 0; side < 2; side++) {
    if ((self->current[side].sdp != NULL
            && wrtc_sdp_find_mid (self->current[side].sdp, mid) >= 0)
        || (self->pending[side].sdp != NULL
            && wrtc_sdp_find_mid (self->pending[side].sdp, mid) >= 0))
      return TRUE;
  }
  for (guint i = 0; i < self->mlines->len; i++) {
    if (g_strcmp0 (wrtc_jsep_mid_at (self, i), mid) == 0)
      return TRUE;
  }
  return g_strcmp0 (self->offered_data_mid, mid) == 0;
}

gchar *
wrtc_jsep_make_mid (const WrtcJsep * self, WrtcMediaKind kind, guint n)
{
  for (;; n++) {
    gchar *mid = g_strdup_printf ("%s%u", wrtc_media_kind_to_string (kind), n);

    if (!wrtc_jsep_mid_is_used (self, mid))
      return mid;
    g_free (mid);
  }
}
