/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A description as a whole: make, copy, free, and the questions that are asked
 * of it.
 */
#include "wrtcsdp.h"

#include "wrtcsdpprivate.h"
#include "wrtcsdptext.h"

#include <string.h>

WrtcSdpFeedback *
wrtc_sdp_feedback_new (gint payload, const gchar * value)
{
  WrtcSdpFeedback *self = g_new0 (WrtcSdpFeedback, 1);

  self->payload = payload;
  self->value = g_strdup (value);
  return self;
}

static WrtcSdpFeedback *
feedback_copy (const WrtcSdpFeedback * self)
{
  return wrtc_sdp_feedback_new (self->payload, self->value);
}

static void
feedback_free (WrtcSdpFeedback * self)
{
  g_free (self->value);
  g_free (self);
}

#define LIST_NEW(type) \
  g_ptr_array_new_with_free_func ((GDestroyNotify) type##_free)
#define LIST_COPY(list, type) \
  wrtc_sdp_list_copy (list, type##_copy, (GDestroyNotify) type##_free)

static void
transport_init (WrtcSdpTransport * self)
{
  self->ice_options = wrtc_strings_new ();
  self->fingerprints = LIST_NEW (wrtc_sdp_fingerprint);
}

static void
transport_copy (WrtcSdpTransport * copy, const WrtcSdpTransport * self)
{
  *copy = *self;
  copy->ice_ufrag = g_strdup (self->ice_ufrag);
  copy->ice_pwd = g_strdup (self->ice_pwd);
  copy->tls_id = g_strdup (self->tls_id);
  copy->ice_options = wrtc_strings_copy (self->ice_options);
  copy->fingerprints = LIST_COPY (self->fingerprints, wrtc_sdp_fingerprint);
}

static void
transport_clear (WrtcSdpTransport * self)
{
  g_free (self->ice_ufrag);
  g_free (self->ice_pwd);
  g_free (self->tls_id);
  g_ptr_array_unref (self->ice_options);
  g_ptr_array_unref (self->fingerprints);
}

static WrtcMediaKind
kind_of (const gchar * media)
{
  for (guint kind = WRTC_MEDIA_AUDIO; kind <= WRTC_MEDIA_APPLICATION; kind++) {
    if (strcmp (media, wrtc_media_kind_to_string (kind)) == 0)
      return kind;
  }
  return WRTC_MEDIA_UNKNOWN;
}

WrtcSdpMedia *
wrtc_sdp_media_new (const gchar * media, const gchar * protocol)
{
  WrtcSdpMedia *self = g_new0 (WrtcSdpMedia, 1);

  self->kind = kind_of (media);
  self->media = g_strdup (media);
  self->port = 9;
  self->protocol = g_strdup (protocol);
  self->connection = g_strdup ("IN IP4 0.0.0.0");
  self->codecs = wrtc_codecs_new ();
  self->formats = wrtc_strings_new ();
  self->feedback = LIST_NEW (feedback);
  self->bandwidths = wrtc_strings_new ();
  transport_init (&self->transport);
  self->candidates = LIST_NEW (wrtc_candidate);
  self->extmaps = LIST_NEW (wrtc_sdp_extmap);
  self->msids = LIST_NEW (wrtc_sdp_msid);
  self->ssrcs = LIST_NEW (wrtc_sdp_ssrc);
  self->ssrc_groups = LIST_NEW (wrtc_sdp_ssrc_group);
  self->rids = LIST_NEW (wrtc_sdp_rid);
  self->sctp_port = -1;
  self->max_message_size = -1;
  self->attributes = wrtc_parameters_new ();
  return self;
}

WrtcSdpMedia *
wrtc_sdp_media_copy (const WrtcSdpMedia * self)
{
  WrtcSdpMedia *copy = g_memdup2 (self, sizeof *self);

  copy->media = g_strdup (self->media);
  copy->protocol = g_strdup (self->protocol);
  copy->codecs = wrtc_codecs_copy (self->codecs);
  copy->formats = wrtc_strings_copy (self->formats);
  copy->feedback = LIST_COPY (self->feedback, feedback);
  copy->title = g_strdup (self->title);
  copy->connection = g_strdup (self->connection);
  copy->bandwidths = wrtc_strings_copy (self->bandwidths);
  copy->mid = g_strdup (self->mid);
  copy->rtcp = g_strdup (self->rtcp);
  transport_copy (&copy->transport, &self->transport);
  copy->candidates = LIST_COPY (self->candidates, wrtc_candidate);
  copy->extmaps = LIST_COPY (self->extmaps, wrtc_sdp_extmap);
  copy->msids = LIST_COPY (self->msids, wrtc_sdp_msid);
  copy->ssrcs = LIST_COPY (self->ssrcs, wrtc_sdp_ssrc);
  copy->ssrc_groups = LIST_COPY (self->ssrc_groups, wrtc_sdp_ssrc_group);
  copy->rids = LIST_COPY (self->rids, wrtc_sdp_rid);
  if (self->simulcast != NULL)
    copy->simulcast = wrtc_sdp_simulcast_copy (self->simulcast);
  copy->sctpmap = g_strdup (self->sctpmap);
  copy->attributes = wrtc_parameters_copy (self->attributes);
  return copy;
}

void
wrtc_sdp_media_free (WrtcSdpMedia * self)
{
  if (self == NULL)
    return;
  g_free (self->media);
  g_free (self->protocol);
  g_ptr_array_unref (self->codecs);
  g_ptr_array_unref (self->formats);
  g_ptr_array_unref (self->feedback);
  g_free (self->title);
  g_free (self->connection);
  g_ptr_array_unref (self->bandwidths);
  g_free (self->mid);
  g_free (self->rtcp);
  transport_clear (&self->transport);
  g_ptr_array_unref (self->candidates);
  g_ptr_array_unref (self->extmaps);
  g_ptr_array_unref (self->msids);
  g_ptr_array_unref (self->ssrcs);
  g_ptr_array_unref (self->ssrc_groups);
  g_ptr_array_unref (self->rids);
  wrtc_sdp_simulcast_free (self->simulcast);
  g_free (self->sctpmap);
  g_ptr_array_unref (self->attributes);
  g_free (self);
}

WrtcSdp *
wrtc_sdp_new (void)
{
  WrtcSdp *self = g_new0 (WrtcSdp, 1);

  self->ref_count = 1;
  self->origin.username = g_strdup ("-");
  self->origin.address = g_strdup ("IN IP4 0.0.0.0");
  self->name = g_strdup ("-");
  self->bandwidths = wrtc_strings_new ();
  self->timing = g_strdup ("0 0");
  self->groups = LIST_NEW (wrtc_sdp_group);
  transport_init (&self->transport);
  self->attributes = wrtc_parameters_new ();
  self->media = LIST_NEW (wrtc_sdp_media);
  return self;
}

WrtcSdp *
wrtc_sdp_ref (WrtcSdp * self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
wrtc_sdp_unref (WrtcSdp * self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->origin.username);
  g_free (self->origin.address);
  g_free (self->name);
  g_free (self->information);
  g_free (self->connection);
  g_ptr_array_unref (self->bandwidths);
  g_free (self->timing);
  g_ptr_array_unref (self->groups);
  transport_clear (&self->transport);
  g_free (self->msid_semantic);
  g_ptr_array_unref (self->attributes);
  g_ptr_array_unref (self->media);
  g_free (self);
}

WrtcSdp *
wrtc_sdp_copy (const WrtcSdp * self)
{
  WrtcSdp *copy = g_memdup2 (self, sizeof *self);

  copy->ref_count = 1;
  copy->origin.username = g_strdup (self->origin.username);
  copy->origin.address = g_strdup (self->origin.address);
  copy->name = g_strdup (self->name);
  copy->information = g_strdup (self->information);
  copy->connection = g_strdup (self->connection);
  copy->bandwidths = wrtc_strings_copy (self->bandwidths);
  copy->timing = g_strdup (self->timing);
  copy->groups = LIST_COPY (self->groups, wrtc_sdp_group);
  transport_copy (&copy->transport, &self->transport);
  copy->msid_semantic = g_strdup (self->msid_semantic);
  copy->attributes = wrtc_parameters_copy (self->attributes);
  copy->media = LIST_COPY (self->media, wrtc_sdp_media);
  return copy;
}
