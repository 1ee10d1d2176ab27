/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * createAnswer: RFC 9429 5.3, BUNDLE of RFC 9143 7.3.
 *
 * First each offered line is judged, then the bundle and its owners follow from
 * the accepted ones, then each section is written.
 */
#include "wrtcjsepprivate.h"

#include <string.h>

typedef struct
{
  WrtcJsep *session;
  const WrtcSdp *offer;
  WrtcSdp *sdp;
  GArray *owners;               /* (element-type guint): by m-line */
  GError **error;
} Answer;

/* ---- judgement ---- */

/* Our codecs for the offered ones, in the order of the offer. */
static GPtrArray *
answer_codecs (const WrtcSdpMedia * offered,
    const WrtcJsepTransceiver * transceiver)
{
  g_autoptr (GPtrArray) theirs = wrtc_jsep_media_codecs (offered);
  GPtrArray *codecs = wrtc_codecs_new ();

  for (guint i = 0; i < theirs->len; i++) {
    const WrtcCodec *own = wrtc_jsep_codec_find (transceiver->settings.codecs,
        theirs->pdata[i], theirs);

    if (own != NULL)
      g_ptr_array_add (codecs, wrtc_jsep_codec_answer (theirs->pdata[i], own));
  }
  return codecs;
}

/* Our role for the transport of that line, which @source describes; NONE: no role
 * is possible. */
static WrtcSetup
answer_setup (const Answer * self, guint mline, guint source)
{
  WrtcSetup offered = wrtc_sdp_get_setup (self->offer, source);
  WrtcJsepTransport *transport = wrtc_jsep_find_transport (self->session,
      wrtc_jsep_mline (self->session, mline)->transport);
  WrtcSetup decided = transport ? transport->setup : WRTC_SETUP_ACTPASS;

  if (decided == WRTC_SETUP_ACTPASS)
    return offered == WRTC_SETUP_ACTIVE ? WRTC_SETUP_PASSIVE
        : WRTC_SETUP_ACTIVE;
  /* RFC 8842 5.5: an association that lives keeps its roles. */
  return offered == decided ? WRTC_SETUP_NONE : decided;
}

/* The line that describes the transport of that one in the offer. */
static guint
offered_source (const Answer * self, guint mline)
{
  return wrtc_jsep_bundles (self->session)
      ? wrtc_jsep_bundle_owner (self->offer, mline) : mline;
}

static gboolean
is_in_bundle (const Answer * self, const WrtcSdpMedia * media)
{
  return wrtc_jsep_bundles (self->session)
      && wrtc_sdp_find_bundle (self->offer, media->mid) != NULL;
}

static const gchar *
judge_rtp (const Answer * self, const WrtcSdpMedia * media, guint mline)
{
  const WrtcJsepTransceiver *transceiver =
      wrtc_jsep_transceiver_at (self->session, mline);

  if (media->kind == WRTC_MEDIA_UNKNOWN)
    return "its media type is not known";
  if (transceiver == NULL || transceiver->stopped
      || transceiver->settings.stopping)
    return "its transceiver is stopped";
  if (!media->rtcp_mux && !is_in_bundle (self, media))
    return "it does not multiplex RTCP";
  if (!wrtc_jsep_codecs_intersect (media->codecs, transceiver->settings.codecs))
    return "no codec in common";
  return NULL;
}

/* Why that line cannot be accepted; NULL: it can. */
static const gchar *
judge (const Answer * self, guint mline)
{
  const WrtcSdpMedia *media = wrtc_sdp_get_media (self->offer, mline);
  const gchar *reason = NULL;

  if (wrtc_sdp_media_is_rejected (media))
    return "the peer rejected it";
  /* RFC 9143 6: with a port it says nothing (stock webrtcbin writes that). */
  if (media->bundle_only && media->port == 0 && !is_in_bundle (self, media))
    return "it is bundle-only, and there is no bundle";
  if (wrtc_sdp_media_is_rtp (media))
    reason = judge_rtp (self, media, mline);
  else if (!wrtc_sdp_media_is_data (media))
    reason = "its protocol is not known";
  else if (wrtc_sdp_media_get_sctp_port (media) < 0)
    reason = "it has no SCTP port";
  if (reason == NULL && answer_setup (self, mline,
          offered_source (self, mline)) == WRTC_SETUP_NONE)
    reason = "its DTLS role would change";
  return reason;
}

/* ---- bundle ---- */

static gboolean
is_accepted (const Answer * self, guint mline)
{
  return wrtc_jsep_mline (self->session, mline)->reason == NULL;
}

static gboolean
has_own_transport (const Answer * self, guint mline)
{
  return wrtc_sdp_get_ice_ufrag (self->offer, mline) != NULL
      && wrtc_sdp_get_ice_pwd (self->offer, mline) != NULL
      && wrtc_sdp_get_setup (self->offer, mline) != WRTC_SETUP_NONE
      && wrtc_sdp_get_fingerprints (self->offer, mline)->len > 0;
}

/* RFC 9143 7.3.1: the first accepted line that is not bundle-only; else one that
 * describes a transport all the same, as browsers do. -1: none. */
static gint
choose_owner (const Answer * self, const WrtcSdpGroup * offered)
{
  gint second_best = -1;

  for (guint i = 0; i < offered->mids->len; i++) {
    gint mline = wrtc_sdp_find_mid (self->offer, offered->mids->pdata[i]);

    if (mline < 0 || !is_accepted (self, mline)
        || !has_own_transport (self, mline))
      continue;
    if (wrtc_sdp_get_media (self->offer, mline)->port > 0)
      return mline;
    if (second_best < 0)
      second_best = mline;
  }
  return second_best;
}

/* The offered group with the lines that we accept, its owner first. */
static void
answer_group (Answer * self, const WrtcSdpGroup * offered)
{
  gint owner = choose_owner (self, offered);
  WrtcSdpGroup *group = wrtc_sdp_group_new (offered->semantics);

  if (owner >= 0)
    g_ptr_array_add (group->mids,
        g_strdup (wrtc_sdp_get_media (self->offer, owner)->mid));
  for (guint i = 0; i < offered->mids->len; i++) {
    gint mline = wrtc_sdp_find_mid (self->offer, offered->mids->pdata[i]);

    if (mline < 0 || mline == owner || !is_accepted (self, mline))
      continue;
    if (owner < 0) {
      wrtc_jsep_mline (self->session, mline)->reason =
          "its bundle has no transport left";
      continue;
    }
    g_array_index (self->owners, guint, mline) = owner;
    g_ptr_array_add (group->mids, g_strdup (offered->mids->pdata[i]));
  }
  if (owner >= 0)
    g_ptr_array_add (self->sdp->groups, group);
  else
    wrtc_sdp_group_free (group);
}

static void
answer_groups (Answer * self)
{
  const WrtcSdpGroup *group;

  for (guint i = 0; i < self->offer->media->len; i++)
    g_array_append_val (self->owners, i);
  if (!wrtc_jsep_bundles (self->session))
    return;
  for (guint i = 0; (group = wrtc_sdp_get_group (self->offer, "BUNDLE", i));
      i++)
    answer_group (self, group);
}

/* ---- sections ---- */

/* RFC 8839 4.4.1.1: the offer restarts ICE for that transport. */
static gboolean
is_restarted (const Answer * self, guint owner, gint transport)
{
  const gchar *ufrag = NULL, *pwd = NULL;

  return wrtc_jsep_credentials_before (self->session, WRTC_JSEP_REMOTE,
      transport, &ufrag, &pwd)
      && (g_strcmp0 (ufrag, wrtc_sdp_get_ice_ufrag (self->offer, owner)) != 0
      || g_strcmp0 (pwd, wrtc_sdp_get_ice_pwd (self->offer, owner)) != 0);
}

/* A pranswer of ours has given them already; a transport that lives keeps them. */
static gboolean
find_credentials (const Answer * self, guint owner, const gchar ** ufrag,
    const gchar ** pwd)
{
  WrtcJsep *session = self->session;
  const WrtcSdp *pranswer = session->pending[WRTC_JSEP_LOCAL].sdp;
  gint transport = wrtc_jsep_mline (session, owner)->transport;
  const WrtcJsepCredentials *draft;

  if (pranswer != NULL && !wrtc_sdp_media_is_rejected (wrtc_sdp_get_media
          (pranswer, owner))) {
    *ufrag = wrtc_sdp_get_ice_ufrag (pranswer, owner);
    *pwd = wrtc_sdp_get_ice_pwd (pranswer, owner);
    return TRUE;
  }
  if (!is_restarted (self, owner, transport)
      && wrtc_jsep_credentials_before (session, WRTC_JSEP_LOCAL, transport,
          ufrag, pwd))
    return TRUE;
  draft = wrtc_jsep_draft (session, owner);
  if (draft == NULL)
    return wrtc_jsep_fail (self->error, WRTC_JSEP_ERROR_OPERATION,
        "no ICE credentials were supplied for m-line %u", owner);
  *ufrag = draft->ufrag;
  *pwd = draft->pwd;
  return TRUE;
}

static gboolean
write_transport (Answer * self, WrtcSdpMedia * media, guint mline)
{
  guint owner = g_array_index (self->owners, guint, mline);
  const gchar *ufrag = NULL, *pwd = NULL;

  if (!find_credentials (self, owner, &ufrag, &pwd))
    return FALSE;
  wrtc_jsep_write_transport (self->session, media, ufrag, pwd,
      answer_setup (self, owner, owner));
  return TRUE;
}

static const WrtcSdpExtmap *
find_uri (const GPtrArray * list, const gchar * uri)
{
  for (guint i = 0; i < list->len; i++) {
    const WrtcSdpExtmap *extmap = list->pdata[i];

    if (strcmp (extmap->uri, uri) == 0)
      return extmap;
  }
  return NULL;
}

/* RFC 8285 5, 7: ids as offered; what is not ours is left out. */
static void
write_extensions (WrtcSdpMedia * media, const WrtcSdpMedia * offered,
    const WrtcJsepSettings * settings)
{
  for (guint i = 0; i < offered->extmaps->len; i++) {
    const WrtcSdpExtmap *theirs = offered->extmaps->pdata[i];
    const WrtcSdpExtmap *own = find_uri (settings->extensions, theirs->uri);
    WrtcDirection direction;
    WrtcSdpExtmap *extmap;

    if ((own == NULL && strcmp (theirs->uri, WRTC_JSEP_MID_URI) != 0)
        || theirs->id > 255 || find_uri (media->extmaps, theirs->uri) != NULL)
      continue;
    direction = wrtc_direction_intersect (own ? own->direction
        : WRTC_DIRECTION_NONE, wrtc_direction_reverse (theirs->direction));
    if (direction == WRTC_DIRECTION_INACTIVE)
      continue;
    extmap = wrtc_sdp_extmap_copy (theirs);
    extmap->direction = direction == WRTC_DIRECTION_SENDRECV
        ? WRTC_DIRECTION_NONE : direction;
    g_ptr_array_add (media->extmaps, extmap);
  }
}

static gboolean
write_rtp (Answer * self, guint mline)
{
  const WrtcSdpMedia *offered = wrtc_sdp_get_media (self->offer, mline);
  const WrtcJsepTransceiver *transceiver =
      wrtc_jsep_transceiver_at (self->session, mline);
  WrtcSdpMedia *media = wrtc_sdp_media_new (offered->media, offered->protocol);

  g_ptr_array_add (self->sdp->media, media);
  media->mid = g_strdup (offered->mid);
  media->direction = wrtc_direction_intersect (MAX (WRTC_DIRECTION_INACTIVE,
          transceiver->settings.direction),
      wrtc_direction_reverse (wrtc_sdp_get_direction (self->offer, mline)));
  media->rtcp_mux = TRUE;
  media->rtcp_rsize = offered->rtcp_rsize;
  media->transport.extmap_allow_mixed = offered->transport.extmap_allow_mixed;
  g_ptr_array_unref (media->codecs);
  media->codecs = answer_codecs (offered, transceiver);
  write_extensions (media, offered, &transceiver->settings);
  wrtc_jsep_write_sender (media, transceiver);
  return write_transport (self, media, mline);
}

static gboolean
write_data (Answer * self, guint mline)
{
  const WrtcSdpMedia *offered = wrtc_sdp_get_media (self->offer, mline);
  WrtcSdpMedia *media = wrtc_jsep_new_data_section ();

  g_ptr_array_add (self->sdp->media, media);
  media->mid = g_strdup (offered->mid);
  g_free (media->protocol);
  media->protocol = g_strdup (offered->protocol);
  if (offered->sctp_port < 0) { /* the old form */
    g_free (media->formats->pdata[0]);
    media->formats->pdata[0] = g_strdup (offered->formats->pdata[0]);
    media->sctpmap = g_strdup (offered->sctpmap);
    media->sctp_port = -1;
  }
  return write_transport (self, media, mline);
}

static gboolean
write_line (Answer * self, guint mline)
{
  const WrtcSdpMedia *offered = wrtc_sdp_get_media (self->offer, mline);

  if (!is_accepted (self, mline)) {
    g_ptr_array_add (self->sdp->media, wrtc_jsep_new_rejected (offered));
    return TRUE;
  }
  return wrtc_sdp_media_is_rtp (offered) ? write_rtp (self, mline)
      : write_data (self, mline);
}

static gboolean
write_answer (Answer * self)
{
  for (guint i = 0; i < self->offer->media->len; i++)
    wrtc_jsep_mline (self->session, i)->reason = judge (self, i);
  answer_groups (self);
  self->sdp->transport.extmap_allow_mixed =
      self->offer->transport.extmap_allow_mixed;
  for (guint i = 0; i < self->offer->media->len; i++) {
    if (!write_line (self, i))
      return FALSE;
  }
  wrtc_jsep_write_rejected_transports (self->session, self->sdp, self->offer);
  return TRUE;
}

WrtcSdp *
wrtc_jsep_create_answer (WrtcJsep * session, GError ** error)
{
  Answer self = { session,.error = error };
  gboolean good;

  if (session->state != WRTC_SIGNALING_HAVE_REMOTE_OFFER
      && session->state != WRTC_SIGNALING_HAVE_LOCAL_PRANSWER) {
    wrtc_jsep_fail (error, WRTC_JSEP_ERROR_INVALID_STATE,
        "an answer cannot be created in state %s",
        wrtc_signaling_state_to_string (session->state));
    return NULL;
  }
  if (session->fingerprint == NULL) {
    wrtc_jsep_fail (error, WRTC_JSEP_ERROR_OPERATION,
        "there is no certificate yet");
    return NULL;
  }
  self.offer = session->pending[WRTC_JSEP_REMOTE].sdp;
  self.sdp = wrtc_jsep_new_description (session);
  self.owners = g_array_new (FALSE, FALSE, sizeof (guint));
  good = write_answer (&self);
  g_array_unref (self.owners);
  if (!good)
    g_clear_pointer (&self.sdp, wrtc_sdp_unref);
  return self.sdp;
}
