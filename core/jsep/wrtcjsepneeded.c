/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * W3C webrtc-pc 4.7.3: is negotiation needed? Nothing but a question.
 */
#include "wrtcjsepprivate.h"

static gboolean
has_data_section (const WrtcSdp * sdp)
{
  for (guint i = 0; sdp != NULL && i < sdp->media->len; i++) {
    const WrtcSdpMedia *media = wrtc_sdp_get_media (sdp, i);

    if (wrtc_sdp_media_is_data (media) && !wrtc_sdp_media_is_rejected (media))
      return TRUE;
  }
  return FALSE;
}

static gboolean
has_streams (const WrtcSdpMedia * media, const GPtrArray * streams)
{
  guint n_streams = MAX (streams->len, 1);

  if (media->msids->len != n_streams)
    return FALSE;
  for (guint i = 0; i < media->msids->len; i++) {
    const WrtcSdpMsid *msid = media->msids->pdata[i];
    gboolean found = streams->len == 0;

    for (guint j = 0; j < streams->len; j++)
      found |= g_strcmp0 (msid->stream, streams->pdata[j]) == 0;
    if (!found)
      return FALSE;
  }
  return TRUE;
}

static gboolean
transceiver_needs (const WrtcJsep * self,
    const WrtcJsepTransceiver * transceiver)
{
  const WrtcJsepSettings *settings = &transceiver->settings;
  const WrtcSdp *local, *remote;
  const WrtcSdpMedia *media;
  WrtcDirection offered;
  guint mline = transceiver->mline;

  if (transceiver->stopped)
    return FALSE;
  if (settings->stopping)       /* 5.1 */
    return transceiver->mline >= 0;
  if (transceiver->mline < 0 || !wrtc_jsep_negotiated (self, &local, &remote))
    return TRUE;                /* 5.2 */
  media = wrtc_sdp_get_media (local, mline);
  if (media == NULL)
    return TRUE;
  if (wrtc_direction_sends (settings->direction)
      && !has_streams (media, settings->streams))
    return TRUE;                /* 5.3.1 */
  offered = wrtc_direction_reverse (wrtc_sdp_get_direction (remote, mline));
  if (self->current[WRTC_JSEP_LOCAL].type == WRTC_SDP_OFFER)    /* 5.3.2 */
    return wrtc_sdp_get_direction (local, mline) != settings->direction
        && offered != settings->direction;
  return wrtc_sdp_get_direction (local, mline) !=       /* 5.3.3 */
      wrtc_direction_intersect (settings->direction, offered);
}

gboolean
wrtc_jsep_negotiation_needed (const WrtcJsep * self)
{
  if (self->state != WRTC_SIGNALING_STABLE)
    return FALSE;
  if (self->want_data           /* 4 */
      && !has_data_section (self->current[WRTC_JSEP_LOCAL].sdp))
    return TRUE;
  for (guint i = 0; i < self->transceivers->len; i++) {
    if (transceiver_needs (self, self->transceivers->pdata[i]))
      return TRUE;
  }
  return FALSE;
}
