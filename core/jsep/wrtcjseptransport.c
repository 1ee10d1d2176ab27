/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which m-lines share a transport (RFC 9143 7, 9), ids that last as long as the
 * transports, and their DTLS roles (RFC 8842 5).
 */
#include "wrtcjsepprivate.h"

#include <string.h>

gboolean
wrtc_jsep_bundles (const WrtcJsep * self)
{
  return self->bundle_policy != WRTC_BUNDLE_NONE;
}

guint
wrtc_jsep_bundle_owner (const WrtcSdp * sdp, guint mline)
{
  const WrtcSdpMedia *media = wrtc_sdp_get_media (sdp, mline);
  const WrtcSdpGroup *group = wrtc_sdp_find_bundle (sdp, media->mid);

  for (guint i = 0; group != NULL && i < group->mids->len; i++) {
    gint owner = wrtc_sdp_find_mid (sdp, group->mids->pdata[i]);

    if (owner >= 0
        && !wrtc_sdp_media_is_rejected (wrtc_sdp_get_media (sdp, owner)))
      return owner;
  }
  return mline;
}

gboolean
wrtc_jsep_has_bundle (const WrtcJsep * self, const gchar * mid)
{
  for (guint side = 0; side < 2; side++) {
    const WrtcSdp *sdp = self->current[side].sdp;

    if (sdp == NULL || wrtc_sdp_find_bundle (sdp, mid) == NULL)
      return FALSE;
  }
  return TRUE;
}

/* An unanswered offer of ours bundles only what cannot stand alone, or is bundled
 * already: each other line may yet have to be a transport of its own. */
static guint
offered_owner (WrtcJsep * self, const WrtcSdp * sdp, guint mline)
{
  guint owner = wrtc_jsep_bundle_owner (sdp, mline);
  gint transport = wrtc_jsep_mline (self, mline)->transport;

  if (wrtc_sdp_get_media (sdp, mline)->port == 0)       /* bundle-only */
    return owner;
  if (transport >= 0)
    return transport == wrtc_jsep_mline (self, owner)->transport ? owner
        : mline;
  return wrtc_jsep_has_bundle (self, wrtc_sdp_get_media (sdp, owner)->mid)
      ? owner : mline;
}

static gint
new_transport (WrtcJsep * self)
{
  WrtcJsepTransport transport = { self->next_transport++, WRTC_SETUP_ACTPASS };

  g_array_append_val (self->transports, transport);
  return transport.id;
}

static gboolean
is_taken (WrtcJsep * self, gint id, guint n_lines, const guint * owners)
{
  for (guint i = 0; i < n_lines; i++) {
    if (owners[i] == i && wrtc_jsep_mline (self, i)->transport == id)
      return TRUE;
  }
  return FALSE;
}

/* The transport that the line had, else that of its bundle (its old owner may be
 * gone, and this line used again), else a new one. */
static gint
choose_transport (WrtcJsep * self, guint mline, guint n_lines,
    const guint * owners)
{
  gint id = wrtc_jsep_mline (self, mline)->transport;

  for (guint i = 0; id < 0 && i < n_lines; i++) {
    if (owners[i] == mline)
      id = wrtc_jsep_mline (self, i)->transport;
  }
  if (id < 0 || is_taken (self, id, mline, owners))
    id = new_transport (self);
  return id;
}

static void
drop_unused (WrtcJsep * self)
{
  for (guint i = self->transports->len; i > 0; i--) {
    gint id = g_array_index (self->transports, WrtcJsepTransport, i - 1).id;
    gboolean used = FALSE;

    for (guint j = 0; j < self->mlines->len; j++)
      used |= wrtc_jsep_mline (self, j)->transport == id;
    if (!used)
      g_array_remove_index (self->transports, i - 1);
  }
}

/* @offer: that @sdp answers; NULL: it is an offer */
static gboolean
has_transport (const WrtcSdp * sdp, const WrtcSdp * offer, guint mline)
{
  const WrtcSdpMedia *media = wrtc_sdp_get_media (sdp, mline);

  if (offer != NULL && wrtc_sdp_media_is_rejected (wrtc_sdp_get_media (offer,
              mline)))
    return FALSE;
  return !wrtc_sdp_media_is_rejected (media)
      && (wrtc_sdp_media_is_data (media) || (wrtc_sdp_media_is_rtp (media)
          && media->kind != WRTC_MEDIA_UNKNOWN));
}

void
wrtc_jsep_assign_transports (WrtcJsep * self, WrtcJsepSide side,
    WrtcSdpType type, const WrtcSdp * sdp)
{
  guint n_lines = sdp->media->len;
  WrtcJsepSide other = side == WRTC_JSEP_LOCAL ? WRTC_JSEP_REMOTE
      : WRTC_JSEP_LOCAL;
  const WrtcSdp *offer = type == WRTC_SDP_OFFER ? NULL
      : self->pending[other].sdp;
  g_autofree guint *owners = g_new0 (guint, n_lines);

  for (guint i = 0; i < n_lines; i++) {
    owners[i] = i;
    if (wrtc_jsep_bundles (self))
      owners[i] = type == WRTC_SDP_OFFER && side == WRTC_JSEP_LOCAL
          ? offered_owner (self, sdp, i) : wrtc_jsep_bundle_owner (sdp, i);
  }
  for (guint i = 0; i < n_lines; i++) {
    WrtcJsepMline *line = wrtc_jsep_mline (self, i);

    if (owners[i] != i)
      continue;
    line->transport = has_transport (sdp, offer, i)
        ? choose_transport (self, i, n_lines, owners) : -1;
    if (line->transport >= 0)
      wrtc_jsep_find_transport (self, line->transport)->owner = i;
  }
  for (guint i = 0; i < n_lines; i++) {
    WrtcJsepMline *line = wrtc_jsep_mline (self, i);

    if (owners[i] != i)
      line->transport = has_transport (sdp, offer, i)
          ? wrtc_jsep_mline (self, owners[i])->transport : -1;
  }
  drop_unused (self);
}

/* The line that owned this transport in what was described before. */
static gint
owner_before (const WrtcJsep * self, gint transport)
{
  WrtcJsepTransport *before =
      wrtc_jsep_find_transport (self->stable ? self->stable : self, transport);

  return before ? (gint) before->owner : -1;
}

gboolean
wrtc_jsep_credentials_before (const WrtcJsep * self, WrtcJsepSide side,
    gint transport, const gchar ** ufrag, const gchar ** pwd)
{
  gint owner = owner_before (self, transport);
  const WrtcSdp *sdp = self->current[side].sdp;
  const WrtcSdpMedia *media = sdp && owner >= 0
      ? wrtc_sdp_get_media (sdp, owner) : NULL;

  if (media == NULL || wrtc_sdp_media_is_rejected (media))
    return FALSE;
  *ufrag = wrtc_sdp_get_ice_ufrag (sdp, owner);
  *pwd = wrtc_sdp_get_ice_pwd (sdp, owner);
  return *ufrag != NULL && *pwd != NULL;
}

gboolean
wrtc_jsep_decide_setup (WrtcJsep * self, WrtcJsepSide side,
    const WrtcSdp * answer, GError ** error)
{
  for (guint i = 0; i < answer->media->len; i++) {
    WrtcJsepTransport *transport = wrtc_jsep_find_transport (self,
        wrtc_jsep_mline (self, i)->transport);
    WrtcSetup setup;

    if (transport == NULL || (wrtc_jsep_bundles (self)
            && wrtc_jsep_bundle_owner (answer, i) != i))
      continue;
    setup = wrtc_sdp_get_setup (answer, i);
    if (side == WRTC_JSEP_REMOTE)
      setup = setup == WRTC_SETUP_ACTIVE ? WRTC_SETUP_PASSIVE
          : WRTC_SETUP_ACTIVE;
    if (transport->setup != WRTC_SETUP_ACTPASS && transport->setup != setup)
      return wrtc_jsep_fail_at (error, WRTC_JSEP_ERROR_SDP_SYNTAX, answer, i,
          "a=setup would change the role of a DTLS association that lives "
          "(RFC 8842 5.5)");
    transport->setup = setup;
  }
  return TRUE;
}
