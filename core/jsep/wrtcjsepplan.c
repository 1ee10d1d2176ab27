/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "wrtcjsepplan.h"

#include "wrtcjsepprivate.h"
#include "wrtcjsepplanprivate.h"

#include <core/sdp/wrtcsdptext.h>

const gchar *
wrtc_plan_change_to_string (WrtcPlanChange change)
{
  static const gchar *const names[] = { "same", "changed", "new" };

  return names[change];
}

WrtcPlanTransport *
wrtc_plan_transport_new (guint id)
{
  WrtcPlanTransport *self = g_new0 (WrtcPlanTransport, 1);

  self->id = id;
  self->mlines = g_array_new (FALSE, FALSE, sizeof (guint));
  self->remote_candidates =
      g_ptr_array_new_with_free_func ((GDestroyNotify) wrtc_candidate_free);
  self->remote_fingerprints = g_ptr_array_new_with_free_func ((GDestroyNotify)
      wrtc_sdp_fingerprint_free);
  return self;
}

static void
transport_free (WrtcPlanTransport * self)
{
  g_free (self->owner_mid);
  g_array_unref (self->mlines);
  g_free (self->local_ufrag);
  g_free (self->local_pwd);
  g_free (self->remote_ufrag);
  g_free (self->remote_pwd);
  g_ptr_array_unref (self->remote_candidates);
  g_ptr_array_unref (self->remote_fingerprints);
  g_free (self);
}

WrtcPlanMedia *
wrtc_plan_media_new (guint mline)
{
  WrtcPlanMedia *self = g_new0 (WrtcPlanMedia, 1);

  self->mline = mline;
  self->transceiver = -1;
  self->transport = -1;
  self->direction = WRTC_DIRECTION_INACTIVE;
  self->send_codecs = wrtc_codecs_new ();
  self->receive_codecs = wrtc_codecs_new ();
  self->send_extensions =
      g_ptr_array_new_with_free_func ((GDestroyNotify) wrtc_sdp_extmap_free);
  self->receive_extensions =
      g_ptr_array_new_with_free_func ((GDestroyNotify) wrtc_sdp_extmap_free);
  self->send_ssrcs = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->receive_ssrcs = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->remote_ssrc_groups = g_ptr_array_new_with_free_func ((GDestroyNotify)
      wrtc_sdp_ssrc_group_free);
  self->remote_msids =
      g_ptr_array_new_with_free_func ((GDestroyNotify) wrtc_sdp_msid_free);
  return self;
}

static void
media_free (WrtcPlanMedia * self)
{
  g_free (self->mid);
  g_ptr_array_unref (self->send_codecs);
  g_ptr_array_unref (self->receive_codecs);
  g_ptr_array_unref (self->send_extensions);
  g_ptr_array_unref (self->receive_extensions);
  g_free (self->cname);
  g_array_unref (self->send_ssrcs);
  g_free (self->remote_cname);
  g_array_unref (self->receive_ssrcs);
  g_ptr_array_unref (self->remote_ssrc_groups);
  g_ptr_array_unref (self->remote_msids);
  g_free (self);
}

WrtcPlan *
wrtc_plan_new (void)
{
  WrtcPlan *self = g_new0 (WrtcPlan, 1);

  self->transports =
      g_ptr_array_new_with_free_func ((GDestroyNotify) transport_free);
  self->media = g_ptr_array_new_with_free_func ((GDestroyNotify) media_free);
  self->sctp.transport = -1;
  self->sctp.local_port = self->sctp.remote_port = -1;
  self->new_transceivers =
      g_array_new (FALSE, FALSE, sizeof (WrtcPlanTransceiver));
  self->removed_transceivers = g_array_new (FALSE, FALSE, sizeof (guint));
  self->stopped_transceivers = g_array_new (FALSE, FALSE, sizeof (guint));
  self->removed_transports = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
wrtc_plan_free (WrtcPlan * self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->transports);
  g_ptr_array_unref (self->media);
  g_free (self->sctp.mid);
  g_array_unref (self->new_transceivers);
  g_array_unref (self->removed_transceivers);
  g_array_unref (self->stopped_transceivers);
  g_array_unref (self->removed_transports);
  g_free (self);
}

const WrtcPlanTransport *
wrtc_plan_find_transport (const WrtcPlan * self, gint id)
{
  for (guint i = 0; i < self->transports->len; i++) {
    const WrtcPlanTransport *transport = self->transports->pdata[i];

    if ((gint) transport->id == id)
      return transport;
  }
  return NULL;
}

const WrtcPlanMedia *
wrtc_plan_find_media (const WrtcPlan * self, guint mline)
{
  for (guint i = 0; i < self->media->len; i++) {
    const WrtcPlanMedia *media = self->media->pdata[i];

    if (media->mline == mline)
      return media;
  }
  return NULL;
}

const WrtcPlanMedia *
wrtc_plan_find_transceiver (const WrtcPlan * self, guint transceiver)
{
  for (guint i = 0; i < self->media->len; i++) {
    const WrtcPlanMedia *media = self->media->pdata[i];

    if (media->transceiver == (gint) transceiver)
      return media;
  }
  return NULL;
}
