/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The media of the plan: what each RTP line may send and receive now.
 */
#include "wrtcjsepprivate.h"
#include "wrtcjsepplanprivate.h"

#include <string.h>

/* One line, seen from all sides. Each section may be NULL. */
typedef struct
{
  const WrtcJsep *session;
  guint mline;
  const WrtcJsepTransceiver *transceiver;
  const WrtcSdpMedia *local;    /* of the negotiated pair, both or none */
  const WrtcSdpMedia *remote;
  gboolean local_answers;       /* of the pair, the local one is the answer */
  const WrtcSdpMedia *offered;  /* by us, not answered yet */
  const WrtcSdpMedia *latest_remote;
  const WrtcSdpMedia *latest;   /* the newest of either side */
  WrtcDirection local_direction;
  WrtcDirection remote_direction;
  WrtcDirection latest_remote_direction;
} Line;

static const WrtcSdpMedia *
media_of (const WrtcSdp * sdp, guint mline)
{
  return sdp ? wrtc_sdp_get_media (sdp, mline) : NULL;
}

static WrtcDirection
direction_of (const WrtcSdp * sdp, guint mline)
{
  return media_of (sdp, mline) ? wrtc_sdp_get_direction (sdp, mline)
      : WRTC_DIRECTION_INACTIVE;
}

/* A pair counts for a line only if it is the same line still. */
static gboolean
is_pair (const WrtcSdpMedia * local, const WrtcSdpMedia * remote)
{
  return local != NULL && remote != NULL && !wrtc_sdp_media_is_rejected (local)
      && !wrtc_sdp_media_is_rejected (remote);
}

static void
line_init (Line * self, const WrtcJsep * session, guint mline)
{
  const WrtcSdp *local, *remote;
  const WrtcSdp *latest_local =
      wrtc_jsep_latest (session, WRTC_JSEP_LOCAL)->sdp;
  const WrtcSdp *latest_remote =
      wrtc_jsep_latest (session, WRTC_JSEP_REMOTE)->sdp;

  memset (self, 0, sizeof *self);
  self->session = session;
  self->mline = mline;
  self->transceiver = wrtc_jsep_transceiver_at ((WrtcJsep *) session, mline);
  if (wrtc_jsep_negotiated (session, &local, &remote)
      && is_pair (media_of (local, mline), media_of (remote, mline))) {
    self->local = media_of (local, mline);
    self->remote = media_of (remote, mline);
    self->local_direction = wrtc_sdp_get_direction (local, mline);
    self->remote_direction = wrtc_sdp_get_direction (remote, mline);
    self->local_answers = session->current[WRTC_JSEP_LOCAL].sdp == local
        ? session->current[WRTC_JSEP_LOCAL].type != WRTC_SDP_OFFER
        : session->pending[WRTC_JSEP_LOCAL].type != WRTC_SDP_OFFER;
  }
  if (session->state == WRTC_SIGNALING_HAVE_LOCAL_OFFER)
    self->offered = media_of (latest_local, mline);
  self->latest_remote = media_of (latest_remote, mline);
  self->latest_remote_direction = direction_of (latest_remote, mline);
  self->latest = session->pending[WRTC_JSEP_REMOTE].sdp
      ? self->latest_remote : media_of (latest_local, mline);
  if (self->latest == NULL)
    self->latest = self->latest_remote;
}

/* ---- codecs ---- */

static const WrtcCodec *
own_codec (const Line * self, const WrtcCodec * codec,
    const GPtrArray * context)
{
  return self->transceiver == NULL ? NULL
      : wrtc_jsep_codec_find (self->transceiver->settings.codecs, codec,
      context);
}

static void
keep_common_feedback (WrtcCodec * codec, const WrtcCodec * other)
{
  for (guint i = codec->feedback->len; i > 0; i--) {
    if (!wrtc_codec_has_feedback (other, codec->feedback->pdata[i - 1]))
      g_ptr_array_remove_index (codec->feedback, i - 1);
  }
}

static void
add_missing_parameters (WrtcCodec * codec, const WrtcCodec * other)
{
  for (guint i = 0; i < other->fmtp->len; i++) {
    const WrtcParameter *parameter = other->fmtp->pdata[i];

    if (wrtc_parameters_find (codec->fmtp, parameter->name) == NULL)
      g_ptr_array_add (codec->fmtp, wrtc_parameter_copy (parameter));
  }
}

static void
add_send_codec (const Line * self, WrtcPlanMedia * media,
    const WrtcCodec * theirs, const WrtcCodec * ours, const GPtrArray * context)
{
  const WrtcCodec *own = own_codec (self, theirs, context);
  WrtcCodec *codec;

  if (own != NULL && (own->use & WRTC_CODEC_SEND) == 0)
    return;
  codec = wrtc_codec_copy (theirs);
  codec->payload_in = own ? own->payload_in : -1;
  keep_common_feedback (codec, ours);
  g_ptr_array_add (media->send_codecs, codec);
}

static void
add_receive_codec (const Line * self, WrtcPlanMedia * media,
    const WrtcCodec * theirs, const WrtcCodec * ours, const GPtrArray * context)
{
  const WrtcCodec *own = own_codec (self, ours, context);
  WrtcCodec *codec;

  if (own != NULL && (own->use & WRTC_CODEC_RECEIVE) == 0)
    return;
  codec = wrtc_codec_copy (theirs);
  codec->payload = ours->payload;
  add_missing_parameters (codec, ours);
  keep_common_feedback (codec, ours);
  g_ptr_array_add (media->receive_codecs, codec);
}

/* In the order of the answer (RFC 9429 5.3.1: it is the agreed preference). */
static void
add_negotiated_codecs (const Line * self, WrtcPlanMedia * media)
{
  g_autoptr (GPtrArray) ours = wrtc_jsep_media_codecs (self->local);
  g_autoptr (GPtrArray) theirs = wrtc_jsep_media_codecs (self->remote);
  const GPtrArray *first = self->local_answers ? ours : theirs;
  const GPtrArray *second = self->local_answers ? theirs : ours;

  for (guint i = 0; i < first->len; i++) {
    const WrtcCodec *a = first->pdata[i];
    const WrtcCodec *b = wrtc_codecs_find (second, a->payload);

    if (b == NULL || !wrtc_jsep_codec_matches (a, b))
      b = wrtc_jsep_codec_find (second, a, first);
    if (b == NULL)
      continue;
    add_send_codec (self, media, self->local_answers ? b : a,
        self->local_answers ? a : b, theirs);
    add_receive_codec (self, media, self->local_answers ? b : a,
        self->local_answers ? a : b, ours);
  }
}

/* What our unanswered offer announces may come before the answer does. */
static void
add_offered_codecs (const Line * self, WrtcPlanMedia * media)
{
  g_autoptr (GPtrArray) ours = wrtc_jsep_media_codecs (self->offered);

  for (guint i = 0; i < ours->len; i++) {
    const WrtcCodec *codec = ours->pdata[i];

    if (codec->name != NULL
        && wrtc_codecs_find (media->receive_codecs, codec->payload) == NULL)
      add_receive_codec (self, media, codec, codec, ours);
  }
}

/* ---- header extensions ---- */

static gboolean
has_uri (const GPtrArray * list, const gchar * uri)
{
  for (guint i = 0; i < list->len; i++) {
    const WrtcSdpExtmap *extmap = list->pdata[i];

    if (strcmp (extmap->uri, uri) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
add_extensions (GPtrArray * list, const GPtrArray * from,
    const GPtrArray * both)
{
  for (guint i = 0; i < from->len; i++) {
    const WrtcSdpExtmap *extmap = from->pdata[i];

    /* @from is the side that receives them. */
    if (!wrtc_direction_receives (extmap->direction)
        || (both != NULL && !has_uri (both, extmap->uri))
        || has_uri (list, extmap->uri) || extmap->id > 255)
      continue;
    g_ptr_array_add (list, wrtc_sdp_extmap_copy (extmap));
  }
}

/* ---- sources ---- */

static void
add_remote_sources (const Line * self, WrtcPlanMedia * media)
{
  const WrtcSdpMedia *remote = self->latest_remote;

  if (remote == NULL || wrtc_sdp_media_is_rejected (remote))
    return;
  for (guint i = 0; i < remote->ssrcs->len; i++) {
    const WrtcSdpSsrc *ssrc = remote->ssrcs->pdata[i];

    g_array_append_val (media->receive_ssrcs, ssrc->ssrc);
    if (media->remote_cname == NULL)
      media->remote_cname = g_strdup (ssrc->cname);
  }
  for (guint i = 0; i < remote->ssrc_groups->len; i++)
    g_ptr_array_add (media->remote_ssrc_groups,
        wrtc_sdp_ssrc_group_copy (remote->ssrc_groups->pdata[i]));
  if (!wrtc_direction_sends (self->latest_remote_direction))
    return;
  for (guint i = 0; i < remote->msids->len; i++)
    g_ptr_array_add (media->remote_msids,
        wrtc_sdp_msid_copy (remote->msids->pdata[i]));
  /* Only the older form: stock webrtcbin writes no a=msid. */
  for (guint i = 0; media->remote_msids->len == 0 && i < remote->ssrcs->len;
      i++) {
    const WrtcSdpSsrc *ssrc = remote->ssrcs->pdata[i];

    if (ssrc->msid != NULL)
      g_ptr_array_add (media->remote_msids, wrtc_sdp_msid_copy (ssrc->msid));
  }
}

static void
add_own_sources (const Line * self, WrtcPlanMedia * media)
{
  const WrtcJsepSettings *settings;

  if (self->transceiver == NULL)
    return;
  settings = &self->transceiver->settings;
  media->cname = g_strdup (settings->cname);
  g_array_append_vals (media->send_ssrcs, settings->ssrcs->data,
      settings->ssrcs->len);
}

/* ---- the line ---- */

static WrtcDirection
direction_now (const Line * self)
{
  WrtcDirection direction = WRTC_DIRECTION_INACTIVE;

  if (self->local != NULL)
    direction = wrtc_direction_intersect (self->local_direction,
        wrtc_direction_reverse (self->remote_direction));
  if (self->offered != NULL && !wrtc_sdp_media_is_rejected (self->offered)
      && wrtc_direction_receives (self->offered->direction))
    direction = wrtc_direction_new (wrtc_direction_sends (direction), TRUE);
  return direction;
}

static gboolean
is_rejected (const Line * self)
{
  const WrtcSdp *local, *remote;

  if (wrtc_sdp_media_is_rejected (self->latest))
    return TRUE;
  /* Answered, and not a pair: one side said no. */
  return self->local == NULL && wrtc_jsep_negotiated (self->session, &local,
      &remote) && self->session->state != WRTC_SIGNALING_HAVE_LOCAL_OFFER
      && self->session->state != WRTC_SIGNALING_HAVE_REMOTE_OFFER;
}

static const gchar *
reason_of (const Line * self)
{
  const WrtcJsepMline *line = self->mline < self->session->mlines->len
      ? self->session->mlines->pdata[self->mline] : NULL;

  if (line != NULL && line->reason != NULL)
    return line->reason;
  if (self->latest_remote != NULL
      && wrtc_sdp_media_is_rejected (self->latest_remote))
    return "the peer rejected it";
  return "it was stopped";
}

static void
fill_flow (const Line * self, WrtcPlanMedia * media)
{
  media->direction = direction_now (self);
  if (self->local != NULL) {
    add_negotiated_codecs (self, media);
    add_extensions (media->send_extensions, self->remote->extmaps,
        self->local->extmaps);
    add_extensions (media->receive_extensions, self->local->extmaps,
        self->remote->extmaps);
    media->rtcp_rsize = self->local->rtcp_rsize && self->remote->rtcp_rsize;
  }
  if (self->offered != NULL && !wrtc_sdp_media_is_rejected (self->offered)) {
    add_offered_codecs (self, media);
    add_extensions (media->receive_extensions, self->offered->extmaps, NULL);
  }
  add_own_sources (self, media);
  add_remote_sources (self, media);
}

static void
plan_line (const WrtcJsep * session, WrtcPlan * plan, guint mline)
{
  WrtcPlanMedia *media;
  Line line;

  line_init (&line, session, mline);
  if (line.latest == NULL || wrtc_sdp_media_is_data (line.latest))
    return;
  media = wrtc_plan_media_new (mline);
  g_ptr_array_add (plan->media, media);
  media->kind = line.latest->kind;
  media->mid = g_strdup (wrtc_jsep_mid_at (session, mline));
  media->mid_in_sdp = line.latest->mid != NULL;
  if (line.transceiver != NULL) {
    media->transceiver = line.transceiver->id;
    media->current_direction = line.transceiver->current_direction;
  }
  media->rejected = is_rejected (&line);
  if (media->rejected) {
    media->reason = reason_of (&line);
    return;
  }
  if (mline < session->mlines->len)
    media->transport =
        ((WrtcJsepMline *) session->mlines->pdata[mline])->transport;
  fill_flow (&line, media);
}

void
wrtc_jsep_plan_media (const WrtcJsep * session, WrtcPlan * plan)
{
  guint n_lines = wrtc_jsep_n_mlines (session);

  for (guint i = 0; i < n_lines; i++)
    plan_line (session, plan, i);
}
