/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a description must be before anything follows from it: RFC 9429 5.8 to
 * 5.12, RFC 9143 7, RFC 8842 5. Each rule is one function; all of them look, none
 * changes anything.
 */
#include "wrtcjsepprivate.h"

#include <string.h>

#define SYNTAX WRTC_JSEP_ERROR_SDP_SYNTAX

typedef struct
{
  const WrtcJsep *session;
  WrtcJsepSide side;
  WrtcSdpType type;
  const WrtcSdp *sdp;
  const WrtcSdp *before;        /* of the same side; NULL: none */
  const WrtcSdp *offer;         /* that this answers; NULL: it is an offer */
} Check;

typedef gboolean (*Rule) (const Check * self, GError ** error);
typedef gboolean (*LineRule) (const Check * self, guint mline, GError ** error);

/* ---- of the whole ---- */

static gboolean
check_count (const Check * self, GError ** error)
{
  guint n_lines = self->sdp->media->len;

  if (self->offer != NULL && n_lines != self->offer->media->len)
    return wrtc_jsep_fail (error, SYNTAX,
        "the %s %s has %u m-lines where the offer has %u",
        wrtc_jsep_side_to_string (self->side),
        wrtc_sdp_type_to_string (self->type), n_lines, self->offer->media->len);
  if (self->offer == NULL && n_lines < wrtc_jsep_n_mlines (self->session))
    return wrtc_jsep_fail (error, SYNTAX,
        "the %s offer has %u m-lines, fewer than the %u of before",
        wrtc_jsep_side_to_string (self->side), n_lines,
        wrtc_jsep_n_mlines (self->session));
  return TRUE;
}

static gboolean
check_offered_group (const Check * self, const WrtcSdpGroup * group,
    GError ** error)
{
  const gchar *first = group->mids->pdata[0];
  const WrtcSdpGroup *offered = wrtc_sdp_find_bundle (self->offer, first);

  for (guint i = 0; i < group->mids->len; i++) {
    if (offered == NULL
        || !wrtc_sdp_group_contains (offered, group->mids->pdata[i]))
      return wrtc_jsep_fail (error, SYNTAX,
          "a=group:BUNDLE: mid %.40s is not in the offered group (RFC 9143 "
          "7.3.3)", (const gchar *) group->mids->pdata[i]);
  }
  return TRUE;
}

static gboolean
check_groups (const Check * self, GError ** error)
{
  const WrtcSdpGroup *group;

  for (guint i = 0; (group = wrtc_sdp_get_group (self->sdp, "BUNDLE", i)); i++) {
    /* An answer with an empty group accepts none. */
    if (group->mids->len == 0 && self->offer != NULL)
      continue;
    if (group->mids->len == 0)
      return wrtc_jsep_fail (error, SYNTAX, "a=group:BUNDLE has no mid");
    if (wrtc_sdp_find_mid (self->sdp, group->mids->pdata[0]) < 0)
      return wrtc_jsep_fail (error, SYNTAX,
          "a=group:BUNDLE: mid %.40s names no m-line",
          (const gchar *) group->mids->pdata[0]);
    if (self->offer != NULL && !check_offered_group (self, group, error))
      return FALSE;
  }
  return TRUE;
}

/* ---- of a line that is not rejected ---- */

/* The line whose transport attributes count. A bundled line may have none. */
static guint
transport_line (const Check * self, guint mline)
{
  return wrtc_jsep_bundles (self->session)
      ? wrtc_jsep_bundle_owner (self->sdp, mline) : mline;
}

static gboolean
check_ice (const Check * self, guint mline, GError ** error)
{
  guint line = transport_line (self, mline);

  if (wrtc_sdp_get_ice_ufrag (self->sdp, line) != NULL
      && wrtc_sdp_get_ice_pwd (self->sdp, line) != NULL)
    return TRUE;
  return wrtc_jsep_fail_at (error, SYNTAX, self->sdp, mline,
      "there is no a=ice-ufrag with a=ice-pwd, here or for the session");
}

static gboolean
check_setup (const Check * self, guint mline, GError ** error)
{
  guint line = transport_line (self, mline);
  WrtcSetup setup = wrtc_sdp_get_setup (self->sdp, line);
  WrtcSetup offered;

  if (setup == WRTC_SETUP_NONE)
    return wrtc_jsep_fail_at (error, SYNTAX, self->sdp, mline,
        "there is no a=setup, here or for the session");
  if (self->offer == NULL)
    return TRUE;
  offered = wrtc_sdp_get_setup (self->offer, line);
  if (setup == WRTC_SETUP_ACTPASS || setup == offered)
    return wrtc_jsep_fail_at (error, SYNTAX, self->sdp, mline,
        "a=setup:%s does not answer a=setup:%s (RFC 8842 5.3)",
        wrtc_setup_to_string (setup), wrtc_setup_to_string (offered));
  return TRUE;
}

static gboolean
check_fingerprint (const Check * self, guint mline, GError ** error)
{
  if (wrtc_sdp_get_direction (self->sdp, mline) == WRTC_DIRECTION_INACTIVE
      || wrtc_sdp_get_fingerprints (self->sdp, transport_line (self,
              mline))->len > 0)
    return TRUE;
  return wrtc_jsep_fail_at (error, WRTC_JSEP_ERROR_FINGERPRINT, self->sdp,
      mline, "there is no a=fingerprint, here or for the session");
}

/* Compat page 8: one ufrag in a bundle has one password. */
static gboolean
check_bundled_credentials (const Check * self, guint mline, GError ** error)
{
  guint owner = transport_line (self, mline);

  if (owner == mline
      || g_strcmp0 (wrtc_sdp_get_ice_ufrag (self->sdp, mline),
          wrtc_sdp_get_ice_ufrag (self->sdp, owner)) != 0
      || g_strcmp0 (wrtc_sdp_get_ice_pwd (self->sdp, mline),
          wrtc_sdp_get_ice_pwd (self->sdp, owner)) == 0)
    return TRUE;
  return wrtc_jsep_fail_at (error, SYNTAX, self->sdp, mline,
      "a=ice-ufrag is that of m-line %u in the bundle, but a=ice-pwd is not",
      owner);
}

/* ---- of an answered line ---- */

static gboolean
check_same_line (const Check * self, guint mline, GError ** error)
{
  const WrtcSdpMedia *media = wrtc_sdp_get_media (self->sdp, mline);
  const WrtcSdpMedia *offered = wrtc_sdp_get_media (self->offer, mline);

  if (strcmp (media->media, offered->media) != 0)
    return wrtc_jsep_fail_at (error, SYNTAX, self->sdp, mline,
        "m=%s does not answer m=%s", media->media, offered->media);
  if (media->mid != NULL && offered->mid != NULL
      && strcmp (media->mid, offered->mid) != 0)
    return wrtc_jsep_fail_at (error, SYNTAX, self->sdp, mline,
        "a=mid is not that of the offer, %.40s", offered->mid);
  return TRUE;
}

static gboolean
check_answered_direction (const Check * self, guint mline, GError ** error)
{
  WrtcDirection direction = wrtc_sdp_get_direction (self->sdp, mline);

  if (direction != wrtc_sdp_get_direction (self->offer, mline)
      || (direction != WRTC_DIRECTION_SENDONLY
          && direction != WRTC_DIRECTION_RECVONLY))
    return TRUE;
  return wrtc_jsep_fail_at (error, SYNTAX, self->sdp, mline,
      "a=%s does not answer a=%s", wrtc_direction_to_string (direction),
      wrtc_direction_to_string (direction));
}

/* RFC 8858: we offer and accept nothing else. */
static gboolean
check_answered_mux (const Check * self, guint mline, GError ** error)
{
  const WrtcSdpMedia *media = wrtc_sdp_get_media (self->sdp, mline);

  if (media->rtcp_mux || !wrtc_sdp_media_is_rtp (media)
      || wrtc_sdp_find_bundle (self->sdp, media->mid) != NULL)
    return TRUE;
  return wrtc_jsep_fail_at (error, SYNTAX, self->sdp, mline,
      "it does not multiplex RTCP (a=rtcp-mux), which is required");
}

/* ---- of an offered line that was there before ---- */

static gboolean
check_unchanged (const Check * self, guint mline, GError ** error)
{
  const WrtcSdpMedia *media = wrtc_sdp_get_media (self->sdp, mline);
  const WrtcSdpMedia *old = self->before
      ? wrtc_sdp_get_media (self->before, mline) : NULL;

  if (old == NULL || wrtc_sdp_media_is_rejected (old)
      || wrtc_jsep_n_mlines (self->session) <= mline)
    return TRUE;
  if (strcmp (media->media, old->media) != 0)
    return wrtc_jsep_fail_at (error, SYNTAX, self->sdp, mline,
        "m=%s was m=%s before", media->media, old->media);
  if (media->mid != NULL && old->mid != NULL
      && strcmp (media->mid, old->mid) != 0) {
    const WrtcJsepTransceiver *transceiver =
        wrtc_jsep_transceiver_at ((WrtcJsep *) self->session, mline);

    /* RFC 9429 5.2.2: a line that is rejected by now may get another mid. */
    if (transceiver == NULL && !wrtc_sdp_media_is_data (old))
      return TRUE;
    return wrtc_jsep_fail_at (error, WRTC_JSEP_ERROR_INVALID_MODIFICATION,
        self->sdp, mline, "a=mid was %.40s before", old->mid);
  }
  return TRUE;
}

/* A mid that moved to another line. */
static gboolean
check_not_moved (const Check * self, guint mline, GError ** error)
{
  const WrtcSdpMedia *media = wrtc_sdp_get_media (self->sdp, mline);
  const WrtcJsepTransceiver *transceiver =
      wrtc_jsep_transceiver_of_mid (self->session, media->mid);

  if (transceiver == NULL || transceiver->mline < 0
      || transceiver->mline == (gint) mline)
    return TRUE;
  return wrtc_jsep_fail_at (error, WRTC_JSEP_ERROR_INVALID_MODIFICATION,
      self->sdp, mline, "a=mid belongs to m-line %d", transceiver->mline);
}

/* Compat page 8: a pad sink_N holds line N for its kind. */
static gboolean
check_locked (const Check * self, guint mline, GError ** error)
{
  const WrtcSdpMedia *media = wrtc_sdp_get_media (self->sdp, mline);

  for (guint i = 0; i < self->session->transceivers->len; i++) {
    const WrtcJsepTransceiver *transceiver =
        self->session->transceivers->pdata[i];

    if (transceiver->stopped || transceiver->kind == WRTC_MEDIA_UNKNOWN)
      continue;
    if (transceiver->settings.locked_mline == (gint) mline
        && transceiver->mline < 0 && transceiver->kind != media->kind)
      return wrtc_jsep_fail_at (error, WRTC_JSEP_ERROR_OPERATION, self->sdp,
          mline, "m=%s, but a pad holds this line for %s", media->media,
          wrtc_media_kind_to_string (transceiver->kind));
  }
  return TRUE;
}

static const Rule whole_rules[] = { check_count, check_groups };

static const LineRule line_rules[] = {
  check_ice, check_setup, check_fingerprint, check_bundled_credentials
};

static const LineRule answer_rules[] = {
  check_answered_direction, check_answered_mux
};

static const LineRule offer_rules[] = {
  check_unchanged, check_not_moved, check_locked
};

static gboolean
run (const LineRule * rules, guint n_rules, const Check * self, guint mline,
    GError ** error)
{
  for (guint i = 0; i < n_rules; i++) {
    if (!rules[i] (self, mline, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_line (const Check * self, guint mline, GError ** error)
{
  const WrtcSdpMedia *media = wrtc_sdp_get_media (self->sdp, mline);

  if (self->offer != NULL && !check_same_line (self, mline, error))
    return FALSE;
  if (self->offer == NULL && !run (offer_rules, G_N_ELEMENTS (offer_rules),
          self, mline, error))
    return FALSE;
  /* What nobody will use needs no transport. Stock webrtcbin accepts lines that the
   * offer rejects: they stay rejected. */
  if (wrtc_sdp_media_is_rejected (media)
      || (self->offer != NULL && wrtc_sdp_media_is_rejected (wrtc_sdp_get_media
              (self->offer, mline)))
      || (media->kind == WRTC_MEDIA_UNKNOWN)
      || (!wrtc_sdp_media_is_rtp (media) && !wrtc_sdp_media_is_data (media)))
    return TRUE;
  if (!run (line_rules, G_N_ELEMENTS (line_rules), self, mline, error))
    return FALSE;
  return self->offer == NULL || run (answer_rules,
      G_N_ELEMENTS (answer_rules), self, mline, error);
}

gboolean
wrtc_jsep_check (const WrtcJsep * session, WrtcJsepSide side,
    WrtcSdpType type, const WrtcSdp * sdp, GError ** error)
{
  Check self = { session, side, type, sdp, };
  WrtcJsepSide other = side == WRTC_JSEP_LOCAL ? WRTC_JSEP_REMOTE
      : WRTC_JSEP_LOCAL;

  self.before = session->current[side].sdp;
  if (type != WRTC_SDP_OFFER)
    self.offer = session->pending[other].sdp;
  for (guint i = 0; i < G_N_ELEMENTS (whole_rules); i++) {
    if (!whole_rules[i] (&self, error))
      return FALSE;
  }
  for (guint i = 0; i < sdp->media->len; i++) {
    if (!check_line (&self, i, error))
      return FALSE;
  }
  return TRUE;
}
