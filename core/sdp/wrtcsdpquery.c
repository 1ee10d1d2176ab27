/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The questions that are asked of a description.
 */
#include "wrtcsdp.h"

#include "wrtcsdptext.h"

#include <string.h>

guint
wrtc_sdp_n_media (const WrtcSdp * self)
{
  return self->media->len;
}

WrtcSdpMedia *
wrtc_sdp_get_media (const WrtcSdp * self, guint mline)
{
  return mline < self->media->len ? self->media->pdata[mline] : NULL;
}

gint
wrtc_sdp_find_mid (const WrtcSdp * self, const gchar * mid)
{
  if (mid == NULL)
    return -1;
  for (guint i = 0; i < self->media->len; i++) {
    if (g_strcmp0 (wrtc_sdp_get_media (self, i)->mid, mid) == 0)
      return i;
  }
  return -1;
}

gboolean
wrtc_sdp_media_is_rtp (const WrtcSdpMedia * self)
{
  return strstr (self->protocol, "RTP/") != NULL;
}

/* RFC 8841, and "DTLS/SCTP" of its drafts */
gboolean
wrtc_sdp_media_is_data (const WrtcSdpMedia * self)
{
  return self->kind == WRTC_MEDIA_APPLICATION
      && g_str_has_suffix (self->protocol, "DTLS/SCTP");
}

gboolean
wrtc_sdp_media_is_rejected (const WrtcSdpMedia * self)
{
  return self->port == 0 && !self->bundle_only;
}

gint
wrtc_sdp_media_get_sctp_port (const WrtcSdpMedia * self)
{
  guint64 port;

  if (self->sctp_port >= 0)
    return self->sctp_port;
  /* draft-ietf-mmusic-sctp-sdp-05: the format is the port, sctpmap names it. */
  if (self->formats->len > 0 && self->sctpmap != NULL
      && wrtc_text_parse_number (self->formats->pdata[0], 65535, &port)) {
    gsize length = strlen (self->formats->pdata[0]);

    if (strncmp (self->sctpmap, self->formats->pdata[0], length) == 0
        && self->sctpmap[length] == ' ')
      return port;
  }
  return -1;
}

WrtcDirection
wrtc_sdp_get_direction (const WrtcSdp * self, guint mline)
{
  WrtcDirection direction = wrtc_sdp_get_media (self, mline)->direction;

  if (direction == WRTC_DIRECTION_NONE)
    direction = self->direction;
  return direction == WRTC_DIRECTION_NONE ? WRTC_DIRECTION_SENDRECV : direction;
}

WrtcSetup
wrtc_sdp_get_setup (const WrtcSdp * self, guint mline)
{
  WrtcSetup setup = wrtc_sdp_get_media (self, mline)->transport.setup;

  return setup == WRTC_SETUP_NONE ? self->transport.setup : setup;
}

const gchar *
wrtc_sdp_get_ice_ufrag (const WrtcSdp * self, guint mline)
{
  const gchar *ufrag = wrtc_sdp_get_media (self, mline)->transport.ice_ufrag;

  return ufrag ? ufrag : self->transport.ice_ufrag;
}

const gchar *
wrtc_sdp_get_ice_pwd (const WrtcSdp * self, guint mline)
{
  const gchar *pwd = wrtc_sdp_get_media (self, mline)->transport.ice_pwd;

  return pwd ? pwd : self->transport.ice_pwd;
}

GPtrArray *
wrtc_sdp_get_fingerprints (const WrtcSdp * self, guint mline)
{
  GPtrArray *fingerprints =
      wrtc_sdp_get_media (self, mline)->transport.fingerprints;

  return fingerprints->len > 0 ? fingerprints : self->transport.fingerprints;
}

gboolean
wrtc_sdp_has_ice_option (const WrtcSdp * self, guint mline,
    const gchar * option)
{
  const WrtcSdpMedia *media = wrtc_sdp_get_media (self, mline);

  return wrtc_strings_contain (self->transport.ice_options, option)
      || wrtc_strings_contain (media->transport.ice_options, option);
}

const WrtcSdpGroup *
wrtc_sdp_get_group (const WrtcSdp * self, const gchar * semantics, guint n)
{
  for (guint i = 0; i < self->groups->len; i++) {
    const WrtcSdpGroup *group = self->groups->pdata[i];

    if (strcmp (group->semantics, semantics) == 0 && n-- == 0)
      return group;
  }
  return NULL;
}

gboolean
wrtc_sdp_group_contains (const WrtcSdpGroup * self, const gchar * mid)
{
  return mid != NULL && wrtc_strings_contain (self->mids, mid);
}

const WrtcSdpGroup *
wrtc_sdp_find_bundle (const WrtcSdp * self, const gchar * mid)
{
  const WrtcSdpGroup *group;

  for (guint i = 0; (group = wrtc_sdp_get_group (self, "BUNDLE", i)); i++) {
    if (wrtc_sdp_group_contains (group, mid))
      return group;
  }
  return NULL;
}
