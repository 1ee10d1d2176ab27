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

/* An unanswered offer of ours bundles only what already shares credentials: each
 * other line may yet have to stand alone. */
static guint
offered_owner (const WrtcSdp * sdp, guint mline)
{
  guint owner = wrtc_jsep_bundle_owner (sdp, mline);

  return g_strcmp0 (wrtc_sdp_get_ice_ufrag (sdp, mline),
      wrtc_sdp_get_ice_ufrag (sdp, owner)) == 0 ? owner : mline;
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

static gboolean
has_transport (const WrtcSdpMedia * media)
{
  return !wrtc_sdp_media_is_rejected (media)
      && (wrtc_sdp_media_is_data (media) || (wrtc_sdp_media_is_rtp (media)
          && media->kind != WRTC_MEDIA_UNKNOWN));
}

void
wrtc_jsep_assign_transports (WrtcJsep * self, WrtcJsepSide side,
    WrtcSdpType type, const WrtcSdp * sdp)
{
  guint n_lines = sdp->media->len;
  g_autofree guint *owners = g_new0 (guint, n_lines);

  for (guint i = 0; i < n_lines; i++) {
    owners[i] = i;
    if (wrtc_jsep_bundles (self))
      owners[i] = type == WRTC_SDP_OFFER && side == WRTC_JSEP_LOCAL
          ? offered_owner (sdp, i) : wrtc_jsep_bundle_owner (sdp, i);
  }
  for (guint i = 0; i < n_lines; i++) {
    WrtcJsepMline *line = wrtc_jsep_mline (self, i);

    if (owners[i] != i)
      continue;
    if (!has_transport (wrtc_sdp_get_media (sdp, i)))
      line->transport = -1;
    else if (line->transport < 0 || is_taken (self, line->transport, i, owners))
      line->transport = new_transport (self);
    if (line->transport >= 0)
      wrtc_jsep_find_transport (self, line->transport)->owner = i;
  }
  for (guint i = 0; i < n_lines; i++) {
    WrtcJsepMline *line = wrtc_jsep_mline (self, i);

    if (owners[i] != i)
      line->transport = has_transport (wrtc_sdp_get_media (sdp, i))
          ? wrtc_jsep_mline (self, owners[i])->transport : -1;
  }
  drop_unused (self);
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
