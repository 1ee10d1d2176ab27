/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A plan as text, for logs, tests and for telling what changed. No passwords.
 */
#include "wrtcjsepprivate.h"

#include <string.h>

static void
transport_text (GString * text, const WrtcPlanTransport * self)
{
  g_string_append_printf (text, "transport %u owner %s(%u) lines", self->id,
      self->owner_mid ? self->owner_mid : "-", self->owner_mline);
  for (guint i = 0; i < self->mlines->len; i++)
    g_string_append_printf (text, " %u", g_array_index (self->mlines, guint,
            i));
  g_string_append_printf (text, "%s%s ufrag %s/%s %s%s%s setup %s%s%s\n",
      self->has_rtp ? " rtp" : "", self->has_data ? " data" : "",
      self->local_ufrag ? self->local_ufrag : "-",
      self->remote_ufrag ? self->remote_ufrag : "-",
      self->controlling ? "controlling" : "controlled",
      self->remote_ice_lite ? " lite-peer" : "",
      self->remote_trickle ? " trickle" : "",
      wrtc_setup_to_string (self->setup),
      self->local_restart ? " local-restart" : "",
      self->remote_restart ? " remote-restart" : "");
  for (guint i = 0; i < self->remote_fingerprints->len; i++) {
    const WrtcSdpFingerprint *fingerprint = self->remote_fingerprints->pdata[i];

    g_string_append_printf (text, "  fingerprint %s %s\n",
        fingerprint->algorithm, fingerprint->value);
  }
  for (guint i = 0; i < self->remote_candidates->len; i++) {
    g_autofree gchar *candidate =
        wrtc_candidate_to_string (self->remote_candidates->pdata[i]);

    g_string_append_printf (text, "  %s\n", candidate);
  }
  if (self->end_of_candidates)
    g_string_append (text, "  end-of-candidates\n");
}

static void
codec_text (GString * text, const gchar * what, const WrtcCodec * codec)
{
  g_string_append_printf (text, "  %s %d", what, codec->payload);
  if (codec->payload_in >= 0)
    g_string_append_printf (text, "<-%d", codec->payload_in);
  g_string_append_printf (text, " %s/%u", codec->name, codec->clock_rate);
  if (codec->channels > 0)
    g_string_append_printf (text, "/%u", codec->channels);
  for (guint i = 0; i < codec->fmtp->len; i++) {
    const WrtcParameter *parameter = codec->fmtp->pdata[i];

    g_string_append_printf (text, "%s%s%s%s", i == 0 ? " " : ";",
        parameter->name, parameter->value ? "=" : "",
        parameter->value ? parameter->value : "");
  }
  for (guint i = 0; i < codec->feedback->len; i++)
    g_string_append_printf (text, " [%s]",
        (const gchar *) codec->feedback->pdata[i]);
  g_string_append_c (text, '\n');
}

static void
extension_text (GString * text, const gchar * what, const GPtrArray * list)
{
  for (guint i = 0; i < list->len; i++) {
    const WrtcSdpExtmap *extmap = list->pdata[i];

    g_string_append_printf (text, "  %s extension %u %s\n", what, extmap->id,
        extmap->uri);
  }
}

static void
ssrc_text (GString * text, const gchar * what, const GArray * ssrcs)
{
  for (guint i = 0; i < ssrcs->len; i++)
    g_string_append_printf (text, "  %s ssrc %u\n", what,
        g_array_index (ssrcs, guint32, i));
}

static void
media_text (GString * text, const WrtcPlanMedia * self)
{
  g_string_append_printf (text, "media %u %s mid %s%s transceiver %d "
      "transport %d %s current %s%s%s%s\n", self->mline,
      wrtc_media_kind_to_string (self->kind), self->mid ? self->mid : "-",
      self->mid_in_sdp ? "" : " (ours)", self->transceiver, self->transport,
      wrtc_direction_to_string (self->direction),
      wrtc_direction_to_string (self->current_direction),
      self->rejected ? " rejected: " : "",
      self->rejected && self->reason ? self->reason : "",
      self->rtcp_rsize ? " rsize" : "");
  for (guint i = 0; i < self->send_codecs->len; i++)
    codec_text (text, "send", self->send_codecs->pdata[i]);
  for (guint i = 0; i < self->receive_codecs->len; i++)
    codec_text (text, "receive", self->receive_codecs->pdata[i]);
  extension_text (text, "send", self->send_extensions);
  extension_text (text, "receive", self->receive_extensions);
  ssrc_text (text, "send", self->send_ssrcs);
  ssrc_text (text, "receive", self->receive_ssrcs);
  if (self->cname != NULL)
    g_string_append_printf (text, "  cname %s\n", self->cname);
  if (self->remote_cname != NULL)
    g_string_append_printf (text, "  remote cname %s\n", self->remote_cname);
  for (guint i = 0; i < self->remote_msids->len; i++) {
    const WrtcSdpMsid *msid = self->remote_msids->pdata[i];

    g_string_append_printf (text, "  remote msid %s %s\n", msid->stream,
        msid->track ? msid->track : "-");
  }
  for (guint i = 0; i < self->remote_ssrc_groups->len; i++) {
    const WrtcSdpSsrcGroup *group = self->remote_ssrc_groups->pdata[i];

    g_string_append_printf (text, "  remote group %s\n", group->semantics);
    ssrc_text (text, "  ", group->ssrcs);
  }
}

static void
sctp_text (GString * text, const WrtcPlanSctp * self)
{
  if (self->present)
    g_string_append_printf (text, "sctp line %u mid %s transport %d ports "
        "%d/%d max %" G_GUINT64_FORMAT "%s\n", self->mline,
        self->mid ? self->mid : "-", self->transport, self->local_port,
        self->remote_port, self->max_message_size,
        self->rejected ? " rejected" : "");
}

gchar *
wrtc_plan_to_string (const WrtcPlan * self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s -> %s%s\n",
      wrtc_signaling_state_to_string (self->before),
      wrtc_signaling_state_to_string (self->after),
      self->negotiation_needed ? " negotiation-needed" : "");
  for (guint i = 0; i < self->transports->len; i++)
    transport_text (text, self->transports->pdata[i]);
  for (guint i = 0; i < self->media->len; i++)
    media_text (text, self->media->pdata[i]);
  sctp_text (text, &self->sctp);
  return g_string_free (text, FALSE);
}

static gboolean
same_text (const GString * a, const GString * b)
{
  return strcmp (a->str, b->str) == 0;
}

static void
compare_transport (WrtcPlanTransport * self, const WrtcPlanTransport * before)
{
  g_autoptr (GString) now = g_string_new (NULL);
  g_autoptr (GString) then = g_string_new (NULL);
  gboolean same_pwd;

  if (before == NULL) {
    self->change = WRTC_PLAN_NEW;
    return;
  }
  same_pwd = g_strcmp0 (self->local_pwd, before->local_pwd) == 0
      && g_strcmp0 (self->remote_pwd, before->remote_pwd) == 0;
  self->local_restart = before->local_ufrag != NULL
      && g_strcmp0 (self->local_ufrag, before->local_ufrag) != 0;
  self->remote_restart = before->remote_ufrag != NULL
      && before->local_ufrag != NULL
      && g_strcmp0 (self->remote_ufrag, before->remote_ufrag) != 0;
  transport_text (now, self);
  transport_text (then, before);
  self->change = same_text (now, then) && same_pwd ? WRTC_PLAN_SAME
      : WRTC_PLAN_CHANGED;
}

static void
compare_media (WrtcPlanMedia * self, const WrtcPlanMedia * before)
{
  g_autoptr (GString) now = g_string_new (NULL);
  g_autoptr (GString) then = g_string_new (NULL);

  if (before == NULL || g_strcmp0 (before->mid, self->mid) != 0) {
    self->change = WRTC_PLAN_NEW;
    return;
  }
  media_text (now, self);
  media_text (then, before);
  self->change = same_text (now, then) ? WRTC_PLAN_SAME : WRTC_PLAN_CHANGED;
}

void
wrtc_plan_compare (WrtcPlan * self, const WrtcPlan * before)
{
  for (guint i = 0; i < self->transports->len; i++) {
    WrtcPlanTransport *transport = self->transports->pdata[i];

    compare_transport (transport, wrtc_plan_find_transport (before,
            transport->id));
  }
  for (guint i = 0; i < self->media->len; i++) {
    WrtcPlanMedia *media = self->media->pdata[i];

    compare_media (media, wrtc_plan_find_media (before, media->mline));
  }
  for (guint i = 0; i < before->transports->len; i++) {
    const WrtcPlanTransport *transport = before->transports->pdata[i];

    if (wrtc_plan_find_transport (self, transport->id) == NULL)
      g_array_append_val (self->removed_transports, transport->id);
  }
}
