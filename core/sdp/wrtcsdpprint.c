/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A description as text; the order is that of Chrome.
 */
#include "wrtcsdp.h"

static void
line (GString * text, const gchar * prefix, const gchar * value)
{
  if (value != NULL)
    g_string_append_printf (text, "%s%s\r\n", prefix, value);
}

static void
flag (GString * text, const gchar * attribute, gboolean value)
{
  if (value)
    g_string_append_printf (text, "a=%s\r\n", attribute);
}

static void
strings (GString * text, const GPtrArray * list, const gchar * separator)
{
  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (text, "%s%s", separator,
        (const gchar *) list->pdata[i]);
}

static void
bandwidths (GString * text, const GPtrArray * list)
{
  for (guint i = 0; i < list->len; i++)
    line (text, "b=", list->pdata[i]);
}

/* "name=value;name;…" */
static void
parameters (GString * text, const GPtrArray * list, gboolean first)
{
  for (guint i = 0; i < list->len; i++) {
    const WrtcParameter *parameter = list->pdata[i];

    if (!first)
      g_string_append_c (text, ';');
    first = FALSE;
    g_string_append (text, parameter->name);
    if (parameter->value != NULL)
      g_string_append_printf (text, "=%s", parameter->value);
  }
}

static void
attributes (GString * text, const GPtrArray * list)
{
  for (guint i = 0; i < list->len; i++) {
    const WrtcParameter *attribute = list->pdata[i];

    g_string_append_printf (text, "a=%s", attribute->name);
    if (attribute->value != NULL)
      g_string_append_printf (text, ":%s", attribute->value);
    g_string_append (text, "\r\n");
  }
}

static void
transport (GString * text, const WrtcSdpTransport * self)
{
  line (text, "a=ice-ufrag:", self->ice_ufrag);
  line (text, "a=ice-pwd:", self->ice_pwd);
  if (self->ice_options->len > 0) {
    g_string_append (text, "a=ice-options:");
    g_string_append (text, self->ice_options->pdata[0]);
    for (guint i = 1; i < self->ice_options->len; i++)
      g_string_append_printf (text, " %s",
          (const gchar *) self->ice_options->pdata[i]);
    g_string_append (text, "\r\n");
  }
  for (guint i = 0; i < self->fingerprints->len; i++) {
    const WrtcSdpFingerprint *fingerprint = self->fingerprints->pdata[i];

    g_string_append_printf (text, "a=fingerprint:%s %s\r\n",
        fingerprint->algorithm, fingerprint->value);
  }
  line (text, "a=tls-id:", self->tls_id);
  if (self->setup != WRTC_SETUP_NONE)
    line (text, "a=setup:", wrtc_setup_to_string (self->setup));
  flag (text, "extmap-allow-mixed", self->extmap_allow_mixed);
}

static void
direction (GString * text, WrtcDirection self)
{
  if (self != WRTC_DIRECTION_NONE)
    line (text, "a=", wrtc_direction_to_string (self));
}

static void
candidates (GString * text, const WrtcSdpMedia * self)
{
  for (guint i = 0; i < self->candidates->len; i++) {
    g_autofree gchar *candidate =
        wrtc_candidate_to_string (self->candidates->pdata[i]);

    line (text, "a=", candidate);
  }
  flag (text, "end-of-candidates", self->end_of_candidates);
}

static void
extmaps (GString * text, const WrtcSdpMedia * self)
{
  for (guint i = 0; i < self->extmaps->len; i++) {
    const WrtcSdpExtmap *extmap = self->extmaps->pdata[i];

    g_string_append_printf (text, "a=extmap:%u", extmap->id);
    if (extmap->direction != WRTC_DIRECTION_NONE)
      g_string_append_printf (text, "/%s",
          wrtc_direction_to_string (extmap->direction));
    g_string_append_printf (text, " %s", extmap->uri);
    if (extmap->attributes != NULL)
      g_string_append_printf (text, " %s", extmap->attributes);
    g_string_append (text, "\r\n");
  }
}

static void
msid (GString * text, const WrtcSdpMsid * self)
{
  g_string_append_printf (text, "msid:%s", self->stream);
  if (self->track != NULL)
    g_string_append_printf (text, " %s", self->track);
  g_string_append (text, "\r\n");
}

static void
codec (GString * text, const WrtcCodec * self)
{
  if (self->name != NULL) {
    g_string_append_printf (text, "a=rtpmap:%d %s/%u", self->payload,
        self->name, self->clock_rate);
    if (self->channels > 0)
      g_string_append_printf (text, "/%u", self->channels);
    g_string_append (text, "\r\n");
  }
  for (guint i = 0; i < self->feedback->len; i++)
    g_string_append_printf (text, "a=rtcp-fb:%d %s\r\n", self->payload,
        (const gchar *) self->feedback->pdata[i]);
  if (self->fmtp->len > 0) {
    g_string_append_printf (text, "a=fmtp:%d ", self->payload);
    parameters (text, self->fmtp, TRUE);
    g_string_append (text, "\r\n");
  }
}

static void
codecs (GString * text, const WrtcSdpMedia * self)
{
  for (guint i = 0; i < self->codecs->len; i++)
    codec (text, self->codecs->pdata[i]);
  for (guint i = 0; i < self->feedback->len; i++) {
    const WrtcSdpFeedback *feedback = self->feedback->pdata[i];

    line (text, "a=rtcp-fb:* ", feedback->value);
  }
}

static void
ssrcs (GString * text, const WrtcSdpMedia * self)
{
  for (guint i = 0; i < self->ssrc_groups->len; i++) {
    const WrtcSdpSsrcGroup *group = self->ssrc_groups->pdata[i];

    g_string_append_printf (text, "a=ssrc-group:%s", group->semantics);
    for (guint j = 0; j < group->ssrcs->len; j++)
      g_string_append_printf (text, " %u", g_array_index (group->ssrcs,
              guint32, j));
    g_string_append (text, "\r\n");
  }
  for (guint i = 0; i < self->ssrcs->len; i++) {
    const WrtcSdpSsrc *ssrc = self->ssrcs->pdata[i];

    if (ssrc->cname != NULL)
      g_string_append_printf (text, "a=ssrc:%u cname:%s\r\n", ssrc->ssrc,
          ssrc->cname);
    if (ssrc->msid != NULL) {
      g_string_append_printf (text, "a=ssrc:%u ", ssrc->ssrc);
      msid (text, ssrc->msid);
    }
    for (guint j = 0; j < ssrc->others->len; j++) {
      const WrtcParameter *other = ssrc->others->pdata[j];

      g_string_append_printf (text, "a=ssrc:%u %s", ssrc->ssrc, other->name);
      if (other->value != NULL)
        g_string_append_printf (text, ":%s", other->value);
      g_string_append (text, "\r\n");
    }
    if (ssrc->cname == NULL && ssrc->msid == NULL && ssrc->others->len == 0)
      g_string_append_printf (text, "a=ssrc:%u\r\n", ssrc->ssrc);
  }
}

static void
rids (GString * text, const WrtcSdpMedia * self)
{
  for (guint i = 0; i < self->rids->len; i++) {
    const WrtcSdpRid *rid = self->rids->pdata[i];
    gboolean first = rid->payloads->len == 0;

    g_string_append_printf (text, "a=rid:%s %s", rid->id,
        rid->send ? "send" : "recv");
    if (!first || rid->restrictions->len > 0)
      g_string_append_c (text, ' ');
    for (guint j = 0; j < rid->payloads->len; j++)
      g_string_append_printf (text, "%s%d", j == 0 ? "pt=" : ",",
          g_array_index (rid->payloads, gint, j));
    parameters (text, rid->restrictions, first);
    g_string_append (text, "\r\n");
  }
}

static void
simulcast_list (GString * text, const gchar * word, const GPtrArray * streams)
{
  if (streams->len == 0)
    return;
  g_string_append (text, word);
  for (guint i = 0; i < streams->len; i++) {
    const GPtrArray *stream = streams->pdata[i];

    for (guint j = 0; j < stream->len; j++) {
      const WrtcSdpSimulcastId *id = stream->pdata[j];

      if (j > 0)
        g_string_append_c (text, ',');
      else if (i > 0)
        g_string_append_c (text, ';');
      g_string_append_printf (text, "%s%s", id->paused ? "~" : "", id->rid);
    }
  }
}

static void
simulcast (GString * text, const WrtcSdpSimulcast * self)
{
  if (self == NULL)
    return;
  g_string_append (text, "a=simulcast:");
  simulcast_list (text, "send ", self->send);
  simulcast_list (text, self->send->len > 0 ? " recv " : "recv ", self->recv);
  g_string_append (text, "\r\n");
}

static void
data (GString * text, const WrtcSdpMedia * self)
{
  line (text, "a=sctpmap:", self->sctpmap);
  if (self->sctp_port >= 0)
    g_string_append_printf (text, "a=sctp-port:%d\r\n", self->sctp_port);
  if (self->max_message_size >= 0)
    g_string_append_printf (text, "a=max-message-size:%" G_GINT64_FORMAT
        "\r\n", self->max_message_size);
}

static void
media (GString * text, const WrtcSdpMedia * self)
{
  g_string_append_printf (text, "m=%s %u %s", self->media, self->port,
      self->protocol);
  for (guint i = 0; i < self->codecs->len; i++)
    g_string_append_printf (text, " %d",
        ((const WrtcCodec *) self->codecs->pdata[i])->payload);
  strings (text, self->formats, " ");
  g_string_append (text, "\r\n");
  line (text, "i=", self->title);
  line (text, "c=", self->connection);
  bandwidths (text, self->bandwidths);
  line (text, "a=rtcp:", self->rtcp);
  candidates (text, self);
  transport (text, &self->transport);
  line (text, "a=mid:", self->mid);
  flag (text, "bundle-only", self->bundle_only);
  extmaps (text, self);
  direction (text, self->direction);
  for (guint i = 0; i < self->msids->len; i++) {
    g_string_append (text, "a=");
    msid (text, self->msids->pdata[i]);
  }
  flag (text, "rtcp-mux", self->rtcp_mux);
  flag (text, "rtcp-mux-only", self->rtcp_mux_only);
  flag (text, "rtcp-rsize", self->rtcp_rsize);
  codecs (text, self);
  ssrcs (text, self);
  rids (text, self);
  simulcast (text, self->simulcast);
  data (text, self);
  attributes (text, self->attributes);
}

gchar *
wrtc_sdp_print (const WrtcSdp * self)
{
  GString *text = g_string_sized_new (4096);

  g_string_append_printf (text, "v=0\r\no=%s %" G_GUINT64_FORMAT " %"
      G_GUINT64_FORMAT " %s\r\ns=%s\r\n", self->origin.username,
      self->origin.session_id, self->origin.version, self->origin.address,
      self->name);
  line (text, "i=", self->information);
  line (text, "c=", self->connection);
  bandwidths (text, self->bandwidths);
  line (text, "t=", self->timing);
  for (guint i = 0; i < self->groups->len; i++) {
    const WrtcSdpGroup *group = self->groups->pdata[i];

    g_string_append_printf (text, "a=group:%s", group->semantics);
    strings (text, group->mids, " ");
    g_string_append (text, "\r\n");
  }
  flag (text, "ice-lite", self->ice_lite);
  transport (text, &self->transport);
  line (text, "a=msid-semantic:", self->msid_semantic);
  direction (text, self->direction);
  attributes (text, self->attributes);
  for (guint i = 0; i < self->media->len; i++)
    media (text, self->media->pdata[i]);
  return g_string_free (text, FALSE);
}
