/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * m-lines and transceivers: RFC 9429 5.9, 5.10, W3C webrtc-pc 4.4.1.5.
 */
#include "wrtcjsepprivate.h"

#include <string.h>

static void
attach (WrtcJsep * self, WrtcJsepTransceiver * transceiver,
    const WrtcSdpMedia * media, guint mline)
{
  const gchar *mid = media->mid ? media->mid
      : wrtc_jsep_mline (self, mline)->mid;

  transceiver->mline = mline;
  if (transceiver->kind == WRTC_MEDIA_UNKNOWN)
    transceiver->kind = media->kind;
  if (g_strcmp0 (transceiver->mid, mid) != 0) {
    g_free (transceiver->mid);
    transceiver->mid = g_strdup (mid);
  }
}

static void
detach (WrtcJsepTransceiver * transceiver)
{
  g_clear_pointer (&transceiver->mid, g_free);
  transceiver->mline = -1;
}

/* By mid, else by the line that it has. NULL: another's line, or nobody's. */
static WrtcJsepTransceiver *
find_attached (WrtcJsep * self, const WrtcSdpMedia * media, guint mline)
{
  WrtcJsepTransceiver *transceiver =
      wrtc_jsep_transceiver_of_mid (self, media->mid);

  if (transceiver == NULL)
    transceiver = wrtc_jsep_transceiver_at (self, mline);
  return transceiver && !transceiver->stopped ? transceiver : NULL;
}

/* The one that create_offer put there. */
static WrtcJsepTransceiver *
find_offered (WrtcJsep * self, const WrtcSdpMedia * media, guint mline)
{
  for (guint i = 0; i < self->transceivers->len; i++) {
    WrtcJsepMember *member = self->transceivers->pdata[i];

    if (member->public.mline >= 0 || member->public.stopped)
      continue;
    if (member->offered_mid != NULL && (media->mid != NULL
            ? strcmp (member->offered_mid, media->mid) == 0
            : member->offered_mline == (gint) mline))
      return &member->public;
  }
  return NULL;
}

/* Compat page 8, RFC 9429 5.10: the first that was not used yet and goes with
 * what is offered. */
static WrtcJsepTransceiver *
find_compatible (WrtcJsep * self, const WrtcSdpMedia * media, guint mline)
{
  for (guint i = 0; i < self->transceivers->len; i++) {
    WrtcJsepTransceiver *transceiver = self->transceivers->pdata[i];
    const WrtcJsepSettings *settings = &transceiver->settings;

    if (transceiver->mline >= 0 || transceiver->stopped || settings->stopping
        || settings->direction == WRTC_DIRECTION_NONE)
      continue;
    if (settings->locked_mline >= 0 && settings->locked_mline != (gint) mline)
      continue;
    if (transceiver->kind != media->kind
        && transceiver->kind != WRTC_MEDIA_UNKNOWN)
      continue;
    if (settings->codecs->len == 0 ? transceiver->kind == media->kind
        : wrtc_jsep_codecs_intersect (media->codecs, settings->codecs))
      return transceiver;
  }
  return NULL;
}

static WrtcJsepTransceiver *
find_locked (WrtcJsep * self, const WrtcSdpMedia * media, guint mline)
{
  for (guint i = 0; i < self->transceivers->len; i++) {
    WrtcJsepTransceiver *transceiver = self->transceivers->pdata[i];

    if (transceiver->mline < 0 && !transceiver->stopped
        && !transceiver->settings.stopping
        && transceiver->settings.locked_mline == (gint) mline
        && (transceiver->kind == media->kind
            || transceiver->kind == WRTC_MEDIA_UNKNOWN))
      return transceiver;
  }
  return NULL;
}

static WrtcJsepTransceiver *
add_remote (WrtcJsep * self, const WrtcSdpMedia * media, guint mline,
    GArray * added)
{
  WrtcJsepTransceiver *transceiver = wrtc_jsep_add_transceiver (self,
      media->kind, WRTC_DIRECTION_RECVONLY);
  WrtcPlanTransceiver item = { transceiver->id, mline, media->kind };

  transceiver->from_remote = TRUE;
  g_array_append_val (added, item);
  return transceiver;
}

static gboolean
associate_local (WrtcJsep * self, const WrtcSdp * sdp, guint mline,
    GError ** error)
{
  const WrtcSdpMedia *media = wrtc_sdp_get_media (sdp, mline);
  WrtcJsepTransceiver *transceiver = find_attached (self, media, mline);

  if (transceiver == NULL)
    transceiver = find_offered (self, media, mline);
  if (transceiver == NULL)
    return wrtc_jsep_fail_at (error, WRTC_JSEP_ERROR_INVALID_MODIFICATION,
        sdp, mline, "no transceiver of ours was offered there");
  attach (self, transceiver, media, mline);
  return TRUE;
}

static void
associate_remote (WrtcJsep * self, const WrtcSdp * sdp, guint mline,
    GArray * added)
{
  const WrtcSdpMedia *media = wrtc_sdp_get_media (sdp, mline);
  WrtcJsepTransceiver *transceiver = find_attached (self, media, mline);

  if (transceiver == NULL)
    transceiver = find_locked (self, media, mline);
  if (transceiver == NULL)
    transceiver = find_compatible (self, media, mline);
  if (transceiver == NULL)
    transceiver = add_remote (self, media, mline, added);
  attach (self, transceiver, media, mline);
}

/* A line that was used again has a new mid: its old transceiver is gone. */
static void
forget_recycled (WrtcJsep * self, const WrtcSdp * sdp)
{
  for (guint i = 0; i < self->transceivers->len; i++) {
    WrtcJsepTransceiver *transceiver = self->transceivers->pdata[i];
    const WrtcSdpMedia *media = transceiver->mline >= 0
        ? wrtc_sdp_get_media (sdp, transceiver->mline) : NULL;

    if (transceiver->mline >= 0 && (media == NULL || (media->mid != NULL
                && g_strcmp0 (media->mid, transceiver->mid) != 0)))
      detach (transceiver);
  }
}

static void
begin_line (WrtcJsep * self, const WrtcSdpMedia * media, guint mline)
{
  WrtcJsepMline *line = wrtc_jsep_mline (self, mline);

  line->reason = NULL;
  if (media->mid == NULL && line->mid == NULL)
    line->mid = wrtc_jsep_make_mid (self, media->kind, mline);
}

gboolean
wrtc_jsep_associate (WrtcJsep * self, WrtcJsepSide side, WrtcSdpType type,
    const WrtcSdp * sdp, GArray * added, GError ** error)
{
  if (type != WRTC_SDP_OFFER)
    return TRUE;                /* the offer did it */
  forget_recycled (self, sdp);
  for (guint i = 0; i < sdp->media->len; i++) {
    const WrtcSdpMedia *media = wrtc_sdp_get_media (sdp, i);

    begin_line (self, media, i);
    if (!wrtc_sdp_media_is_rtp (media) || media->kind == WRTC_MEDIA_UNKNOWN
        || wrtc_sdp_media_is_rejected (media))
      continue;
    if (side == WRTC_JSEP_REMOTE)
      associate_remote (self, sdp, i, added);
    else if (!associate_local (self, sdp, i, error))
      return FALSE;
  }
  return TRUE;
}

/* After an answer: current directions, and the end of what was rejected. */
void
wrtc_jsep_settle (WrtcJsep * self, GArray * stopped)
{
  const WrtcSdp *local, *remote;

  if (!wrtc_jsep_negotiated (self, &local, &remote))
    return;
  for (guint i = 0; i < self->transceivers->len; i++) {
    WrtcJsepTransceiver *transceiver = self->transceivers->pdata[i];
    guint mline = transceiver->mline;

    if (transceiver->mline < 0)
      continue;
    if (wrtc_sdp_media_is_rejected (wrtc_sdp_get_media (local, mline))
        || wrtc_sdp_media_is_rejected (wrtc_sdp_get_media (remote, mline))) {
      transceiver->current_direction = WRTC_DIRECTION_NONE;
      if (self->state != WRTC_SIGNALING_STABLE)
        continue;
      transceiver->stopped = TRUE;
      g_array_append_val (stopped, transceiver->id);
      detach (transceiver);
    } else {
      transceiver->current_direction =
          wrtc_direction_intersect (wrtc_sdp_get_direction (local, mline),
          wrtc_direction_reverse (wrtc_sdp_get_direction (remote, mline)));
    }
  }
  /* Stopped before it was ever negotiated (W3C stop()). */
  for (guint i = 0; i < self->transceivers->len; i++) {
    WrtcJsepTransceiver *transceiver = self->transceivers->pdata[i];

    if (self->state == WRTC_SIGNALING_STABLE && !transceiver->stopped
        && transceiver->settings.stopping && transceiver->mline < 0) {
      transceiver->stopped = TRUE;
      g_array_append_val (stopped, transceiver->id);
    }
  }
}
