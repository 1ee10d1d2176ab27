/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The session as a value: make, copy, free, and the questions that are asked of
 * it.
 */
#include "wrtcjsep.h"

#include "wrtcjsepprivate.h"

#include <core/sdp/wrtcsdpprivate.h>

static WrtcJsepCredentials *
credentials_new (const gchar * ufrag, const gchar * pwd)
{
  WrtcJsepCredentials *self = g_new0 (WrtcJsepCredentials, 1);

  self->ufrag = g_strdup (ufrag);
  self->pwd = g_strdup (pwd);
  return self;
}

static WrtcJsepCredentials *
credentials_copy (const WrtcJsepCredentials * self)
{
  return self ? credentials_new (self->ufrag, self->pwd) : NULL;
}

static void
credentials_free (WrtcJsepCredentials * self)
{
  if (self == NULL)
    return;
  g_free (self->ufrag);
  g_free (self->pwd);
  g_free (self);
}

static WrtcJsepMline *
mline_copy (const WrtcJsepMline * self)
{
  WrtcJsepMline *copy = g_memdup2 (self, sizeof *self);

  copy->mid = g_strdup (self->mid);
  return copy;
}

static void
mline_free (WrtcJsepMline * self)
{
  g_free (self->mid);
  g_free (self);
}

WrtcJsep *
wrtc_jsep_new (const WrtcJsepConfig * config)
{
  WrtcJsep *self = g_new0 (WrtcJsep, 1);

  self->bundle_policy = config->bundle_policy;
  self->session_id = config->session_id;
  self->ice_lite = config->ice_lite;
  if (config->fingerprint_value != NULL)
    wrtc_jsep_set_fingerprint (self, config->fingerprint_algorithm,
        config->fingerprint_value);
  self->transceivers = g_ptr_array_new_with_free_func ((GDestroyNotify)
      wrtc_jsep_transceiver_free);
  self->mlines = g_ptr_array_new_with_free_func ((GDestroyNotify) mline_free);
  self->transports = g_array_new (FALSE, FALSE, sizeof (WrtcJsepTransport));
  self->supply = g_ptr_array_new_with_free_func ((GDestroyNotify)
      credentials_free);
  self->drafts = g_ptr_array_new_with_free_func ((GDestroyNotify)
      credentials_free);
  self->local_candidates = g_ptr_array_new_with_free_func ((GDestroyNotify)
      wrtc_jsep_trickle_free);
  self->remote_candidates = g_ptr_array_new_with_free_func ((GDestroyNotify)
      wrtc_jsep_trickle_free);
  return self;
}

static void
description_copy (WrtcJsepDescription * copy, const WrtcJsepDescription * self)
{
  *copy = *self;
  if (self->sdp != NULL)
    wrtc_sdp_ref (self->sdp);
}

WrtcJsep *
wrtc_jsep_copy (const WrtcJsep * self)
{
  WrtcJsep *copy = g_memdup2 (self, sizeof *self);

  if (self->fingerprint != NULL)
    copy->fingerprint = wrtc_sdp_fingerprint_copy (self->fingerprint);
  for (guint side = 0; side < 2; side++) {
    description_copy (&copy->current[side], &self->current[side]);
    description_copy (&copy->pending[side], &self->pending[side]);
  }
  copy->transceivers = wrtc_sdp_list_copy (self->transceivers,
      wrtc_jsep_transceiver_copy, (GDestroyNotify) wrtc_jsep_transceiver_free);
  copy->offered_data_mid = g_strdup (self->offered_data_mid);
  copy->mlines = wrtc_sdp_list_copy (self->mlines, mline_copy,
      (GDestroyNotify) mline_free);
  copy->transports = g_array_copy (self->transports);
  copy->supply = wrtc_sdp_list_copy (self->supply, credentials_copy,
      (GDestroyNotify) credentials_free);
  copy->drafts = wrtc_sdp_list_copy (self->drafts, credentials_copy,
      (GDestroyNotify) credentials_free);
  copy->local_candidates = wrtc_sdp_list_copy (self->local_candidates,
      wrtc_jsep_trickle_copy, (GDestroyNotify) wrtc_jsep_trickle_free);
  copy->remote_candidates = wrtc_sdp_list_copy (self->remote_candidates,
      wrtc_jsep_trickle_copy, (GDestroyNotify) wrtc_jsep_trickle_free);
  if (self->stable != NULL)
    copy->stable = wrtc_jsep_copy (self->stable);
  return copy;
}

/* Frees what the struct holds, not the struct. */
void
wrtc_jsep_clear (WrtcJsep * self)
{
  if (self->fingerprint != NULL)
    wrtc_sdp_fingerprint_free (self->fingerprint);
  for (guint side = 0; side < 2; side++) {
    wrtc_sdp_unref (self->current[side].sdp);
    wrtc_sdp_unref (self->pending[side].sdp);
  }
  g_ptr_array_unref (self->transceivers);
  g_free (self->offered_data_mid);
  g_ptr_array_unref (self->mlines);
  g_array_unref (self->transports);
  g_ptr_array_unref (self->supply);
  g_ptr_array_unref (self->drafts);
  g_ptr_array_unref (self->local_candidates);
  g_ptr_array_unref (self->remote_candidates);
  wrtc_jsep_free (self->stable);
}

void
wrtc_jsep_free (WrtcJsep * self)
{
  if (self == NULL)
    return;
  wrtc_jsep_clear (self);
  g_free (self);
}

gboolean
wrtc_jsep_set_bundle_policy (WrtcJsep * self, WrtcBundlePolicy policy)
{
  if (self->version > 0 || self->mlines->len > 0)
    return FALSE;
  self->bundle_policy = policy;
  return TRUE;
}

void
wrtc_jsep_set_fingerprint (WrtcJsep * self, const gchar * algorithm,
    const gchar * value)
{
  if (self->fingerprint != NULL)
    wrtc_sdp_fingerprint_free (self->fingerprint);
  self->fingerprint = wrtc_sdp_fingerprint_new (algorithm, value);
}

guint
wrtc_jsep_n_credentials_wanted (const WrtcJsep * self)
{
  guint n_lines = MAX (wrtc_jsep_n_mlines (self), self->mlines->len);

  /* Each line may want its own, each transceiver may make a line, and so may the
   * data channels. */
  n_lines += self->transceivers->len + 1;
  return n_lines > self->supply->len ? n_lines - self->supply->len : 0;
}

void
wrtc_jsep_supply_credentials (WrtcJsep * self, const gchar * ufrag,
    const gchar * pwd)
{
  g_ptr_array_add (self->supply, credentials_new (ufrag, pwd));
}

const WrtcJsepCredentials *
wrtc_jsep_draft (WrtcJsep * self, guint mline)
{
  if (mline >= self->drafts->len)
    g_ptr_array_set_size (self->drafts, mline + 1);
  if (self->drafts->pdata[mline] == NULL && self->supply->len > 0)
    self->drafts->pdata[mline] = g_ptr_array_steal_index (self->supply, 0);
  return self->drafts->pdata[mline];
}

void
wrtc_jsep_want_data_channel (WrtcJsep * self)
{
  self->want_data = TRUE;
}

const WrtcJsepDescription *
wrtc_jsep_latest (const WrtcJsep * self, WrtcJsepSide side)
{
  return self->pending[side].sdp ? &self->pending[side] : &self->current[side];
}

gboolean
wrtc_jsep_negotiated (const WrtcJsep * self, const WrtcSdp ** local,
    const WrtcSdp ** remote)
{
  const WrtcJsepDescription *pair = self->current;

  if (self->state == WRTC_SIGNALING_HAVE_LOCAL_PRANSWER
      || self->state == WRTC_SIGNALING_HAVE_REMOTE_PRANSWER)
    pair = self->pending;
  *local = pair[WRTC_JSEP_LOCAL].sdp;
  *remote = pair[WRTC_JSEP_REMOTE].sdp;
  return *local != NULL && *remote != NULL;
}

guint
wrtc_jsep_n_mlines (const WrtcJsep * self)
{
  const WrtcSdp *local = wrtc_jsep_latest (self, WRTC_JSEP_LOCAL)->sdp;
  const WrtcSdp *remote = wrtc_jsep_latest (self, WRTC_JSEP_REMOTE)->sdp;

  return MAX (local ? local->media->len : 0, remote ? remote->media->len : 0);
}

WrtcJsepMline *
wrtc_jsep_mline (WrtcJsep * self, guint mline)
{
  while (self->mlines->len <= mline) {
    WrtcJsepMline *item = g_new0 (WrtcJsepMline, 1);

    item->transport = -1;
    g_ptr_array_add (self->mlines, item);
  }
  return self->mlines->pdata[mline];
}

const gchar *
wrtc_jsep_mid_at (const WrtcJsep * self, guint mline)
{
  /* The newer description first: a line may have been used again. */
  gboolean local_is_newer = self->pending[WRTC_JSEP_LOCAL].sdp != NULL;

  for (guint i = 0; i < 2; i++) {
    WrtcJsepSide side = local_is_newer == (i == 0) ? WRTC_JSEP_LOCAL
        : WRTC_JSEP_REMOTE;
    const WrtcSdp *sdp = wrtc_jsep_latest (self, side)->sdp;
    const WrtcSdpMedia *media = sdp ? wrtc_sdp_get_media (sdp, mline) : NULL;

    if (media != NULL && media->mid != NULL)
      return media->mid;
  }
  return mline < self->mlines->len
      ? ((WrtcJsepMline *) self->mlines->pdata[mline])->mid : NULL;
}

WrtcJsepTransport *
wrtc_jsep_find_transport (const WrtcJsep * self, gint id)
{
  for (guint i = 0; i < self->transports->len; i++) {
    WrtcJsepTransport *transport =
        &g_array_index (self->transports, WrtcJsepTransport, i);

    if ((gint) transport->id == id)
      return transport;
  }
  return NULL;
}

WrtcSignalingState
wrtc_jsep_get_signaling_state (const WrtcJsep * self)
{
  return self->state;
}

void
wrtc_jsep_close (WrtcJsep * self)
{
  self->state = WRTC_SIGNALING_CLOSED;
}
