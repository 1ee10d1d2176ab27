/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * get-stats: the children's `stats` in the shape of
 * docs/webrtcbin-compat.md 13. Real values only: what is not known is not
 * there.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcbin-private.h"

typedef struct
{
  GstWrtcBin *bin;
  GstStructure *stats;
  GstPad *pad;                  /* only this one's; NULL: all */

  /* of the transport at hand */
  GstWrtcTransport *transport;
  gchar *transport_id;
} Collector;

static GstStructure *
entry_new (GstWebRTCStatsType type, const gchar * name, const gchar * id)
{
  return gst_structure_new (name, "type", GST_TYPE_WEBRTC_STATS_TYPE, type,
      "id", G_TYPE_STRING, id, "timestamp", G_TYPE_DOUBLE,
      g_get_monotonic_time () / 1000.0, NULL);
}

static void
take_entry (Collector * self, GstStructure * entry)
{
  gchar *id = g_strdup (gst_structure_get_string (entry, "id"));

  gst_structure_set (self->stats, id, GST_TYPE_STRUCTURE, entry, NULL);
  gst_structure_free (entry);
  g_free (id);
}

static void
add_peer_connection (Collector * self)
{
  GstStructure *entry = entry_new (GST_WEBRTC_STATS_PEER_CONNECTION,
      "peer-connection", "peer-connection-stats");
  guint requested;

  g_mutex_lock (&self->bin->lock);
  requested = self->bin->n_channels_requested;
  g_mutex_unlock (&self->bin->lock);
  gst_structure_set (entry, "data-channels-opened", G_TYPE_UINT, 0,
      "data-channels-closed", G_TYPE_UINT, 0, "data-channels-requested",
      G_TYPE_UINT, requested, "data-channels-accepted", G_TYPE_UINT, 0, NULL);
  take_entry (self, entry);
}

/* Codecs */

static gboolean
append_fmtp (GQuark field, const GValue * value, gpointer data)
{
  static const gchar *others[] = { "media", "encoding-name",
    "encoding-params", NULL
  };
  const gchar *name = g_quark_to_string (field);
  GString *line = data;

  if (!G_VALUE_HOLDS_STRING (value) || g_strv_contains (others, name)
      || g_str_has_prefix (name, "a-") || g_str_has_prefix (name, "extmap-")
      || g_str_has_prefix (name, "ssrc-") || g_str_has_prefix (name, "rid-"))
    return TRUE;
  g_string_append_printf (line, "%s%s=%s", line->len > 0 ? ";" : "", name,
      g_value_get_string (value));
  return TRUE;
}

static void
describe_codec (GstStructure * entry, const GstStructure * caps)
{
  const gchar *media = gst_structure_get_string (caps, "media");
  const gchar *encoding = gst_structure_get_string (caps, "encoding-name");
  const gchar *channels = gst_structure_get_string (caps, "encoding-params");
  GString *line = g_string_new (NULL);
  gint payload, clock_rate;
  guint ssrc;

  if (gst_structure_get_int (caps, "payload", &payload))
    gst_structure_set (entry, "payload-type", G_TYPE_UINT, payload, NULL);
  if (gst_structure_get_int (caps, "clock-rate", &clock_rate))
    gst_structure_set (entry, "clock-rate", G_TYPE_UINT, clock_rate, NULL);
  if (gst_structure_get_uint (caps, "ssrc", &ssrc))
    gst_structure_set (entry, "ssrc", G_TYPE_UINT, ssrc, NULL);
  if (media && encoding) {
    gchar *mime = g_strdup_printf ("%s/%s", media, encoding);

    gst_structure_set (entry, "mime-type", G_TYPE_STRING, mime, NULL);
    g_free (mime);
  }
  if (channels)
    gst_structure_set (entry, "channels", G_TYPE_UINT,
        (guint) g_ascii_strtoull (channels, NULL, 10), NULL);
  gst_structure_foreach (caps, append_fmtp, line);
  if (line->len > 0)
    gst_structure_set (entry, "sdp-fmtp-line", G_TYPE_STRING, line->str, NULL);
  g_string_free (line, TRUE);
}

/* (transfer full): the id of the pad's codec entry */
static gchar *
add_codec (Collector * self, GstPad * pad)
{
  gchar *id = g_strdup_printf ("codec-stats-%s", GST_PAD_NAME (pad));
  GstStructure *entry = entry_new (GST_WEBRTC_STATS_CODEC, "codec", id);
  GstCaps *caps = gst_pad_get_current_caps (pad);

  gst_structure_set (entry, "codec-type", G_TYPE_STRING,
      GST_PAD_IS_SINK (pad) ? "encode" : "decode", NULL);
  if (caps && gst_caps_is_fixed (caps))
    describe_codec (entry, gst_caps_get_structure (caps, 0));
  gst_clear_caps (&caps);
  take_entry (self, entry);
  return id;
}

/* Streams */

typedef struct
{
  guint ssrc;
  GstPad *pad;                  /* (transfer full) */
} Search;

static void
match_ssrc (GstPad * src, GstElement * jitterbuffer, guint ssrc, gpointer data)
{
  Search *search = data;

  if (src && ssrc == search->ssrc && !search->pad)
    search->pad = gst_object_ref (src);
}

/* (transfer full) (nullable): the bin's pad of that stream */
static GstPad *
find_pad (Collector * self, guint ssrc, gboolean sent)
{
  Search search = { ssrc, NULL };
  guint i;

  if (!sent) {
    gst_wrtc_playout_foreach (self->bin->playout, match_ssrc, &search);
    return search.pad;
  }
  g_mutex_lock (&self->bin->lock);
  for (i = 0; i < self->bin->transceivers->len && !search.pad; i++) {
    GstWrtcTransceiver *one = g_ptr_array_index (self->bin->transceivers, i);

    if (one->pad && one->ssrc == ssrc)
      search.pad = gst_object_ref (GST_PAD (one->pad));
  }
  g_mutex_unlock (&self->bin->lock);
  return search.pad;
}

static gboolean
copy_value (GQuark field, const GValue * value, gpointer entry)
{
  static const gchar *own[] = { "timestamp", "pad", NULL };

  if (!G_VALUE_HOLDS (value, GST_TYPE_STRUCTURE)
      && !g_strv_contains (own, g_quark_to_string (field)))
    gst_structure_id_set_value (entry, field, value);
  return TRUE;
}

/* What the peer reported of the same stream; NULL: nothing yet. */
static const GstStructure *
get_report (const GstStructure * stream, const gchar * field)
{
  const GValue *value = gst_structure_get_value (stream, field);

  return value ? gst_value_get_structure (value) : NULL;
}

typedef struct
{
  GstWebRTCStatsType type;
  const gchar *name;
  const gchar *prefix;
  GstWebRTCStatsType report_type;
  const gchar *report_name;
  const gchar *report_prefix;
} StreamKind;

static const StreamKind outbound = {
  GST_WEBRTC_STATS_OUTBOUND_RTP, "outbound-rtp", "rtp-outbound-stream-stats",
  GST_WEBRTC_STATS_REMOTE_INBOUND_RTP, "remote-inbound-rtp",
  "rtp-remote-inbound-stream-stats"
};

static const StreamKind inbound = {
  GST_WEBRTC_STATS_INBOUND_RTP, "inbound-rtp", "rtp-inbound-stream-stats",
  GST_WEBRTC_STATS_REMOTE_OUTBOUND_RTP, "remote-outbound-rtp",
  "rtp-remote-outbound-stream-stats"
};

static void
set_common (Collector * self, GstStructure * entry, const gchar * codec_id,
    GstPad * pad)
{
  GstCaps *caps = gst_pad_get_current_caps (pad);
  const gchar *kind = caps ?
      gst_structure_get_string (gst_caps_get_structure (caps, 0), "media") :
      NULL;

  gst_structure_set (entry, "codec-id", G_TYPE_STRING, codec_id,
      "transport-id", G_TYPE_STRING, self->transport_id, NULL);
  if (kind)
    gst_structure_set (entry, "kind", G_TYPE_STRING, kind, NULL);
  gst_clear_caps (&caps);
}

static void
add_stream (Collector * self, const GstStructure * stream,
    const StreamKind * kind)
{
  const GstStructure *report = get_report (stream, kind->report_name);
  gchar *id, *report_id, *codec_id;
  GstStructure *entry;
  guint ssrc = 0;
  GstPad *pad;

  gst_structure_get_uint (stream, "ssrc", &ssrc);
  pad = find_pad (self, ssrc, kind == &outbound);
  if (!pad || (self->pad && self->pad != pad)) {
    gst_clear_object (&pad);
    return;
  }
  id = g_strdup_printf ("%s_%u", kind->prefix, ssrc);
  report_id = g_strdup_printf ("%s_%u", kind->report_prefix, ssrc);
  codec_id = add_codec (self, pad);
  entry = entry_new (kind->type, kind->name, id);
  gst_structure_foreach (stream, copy_value, entry);
  set_common (self, entry, codec_id, pad);
  /* Nothing is asked for again yet. */
  gst_structure_set (entry, "nack-count", G_TYPE_UINT, 0, NULL);
  if (kind == &inbound)
    gst_structure_set (entry, "packets-repaired", G_TYPE_UINT64, (guint64) 0,
        NULL);
  if (report)
    gst_structure_set (entry, "remote-id", G_TYPE_STRING, report_id, NULL);
  take_entry (self, entry);
  if (report) {
    entry = entry_new (kind->report_type, kind->report_name, report_id);
    gst_structure_foreach (report, copy_value, entry);
    set_common (self, entry, codec_id, pad);
    gst_structure_set (entry, "local-id", G_TYPE_STRING, id, NULL);
    take_entry (self, entry);
  }
  g_free (id);
  g_free (report_id);
  g_free (codec_id);
  gst_object_unref (pad);
}

static void
add_streams (Collector * self, const GstStructure * session,
    const gchar * field, const StreamKind * kind)
{
  const GValue *list = gst_structure_get_value (session, field);
  guint i;

  if (!list || !GST_VALUE_HOLDS_ARRAY (list))
    return;
  for (i = 0; i < gst_value_array_get_size (list); i++)
    add_stream (self,
        gst_value_get_structure (gst_value_array_get_value (list, i)), kind);
}

/* Transports */

/* (transfer full) (nullable): the id of its entry */
static gchar *
add_candidate (Collector * self, const gchar * line, gboolean local)
{
  WrtcCandidate *candidate = line ? wrtc_candidate_parse (line, NULL) : NULL;
  GstStructure *entry;
  gchar *id;

  if (!candidate)
    return NULL;
  id = g_strdup_printf ("ice-candidate-%s_%s_%s_%u",
      local ? "local" : "remote", GST_OBJECT_NAME (self->transport->ice_object),
      candidate->address, candidate->port);
  entry = entry_new (local ? GST_WEBRTC_STATS_LOCAL_CANDIDATE :
      GST_WEBRTC_STATS_REMOTE_CANDIDATE,
      local ? "local-candidate" : "remote-candidate", id);
  gst_structure_set (entry, "transport-id", G_TYPE_STRING, self->transport_id,
      "address", G_TYPE_STRING, candidate->address,
      "port", G_TYPE_UINT, candidate->port,
      "candidate-type", G_TYPE_STRING,
      wrtc_candidate_type_to_string (candidate->type),
      "priority", G_TYPE_UINT, candidate->priority,
      "protocol", G_TYPE_STRING,
      candidate->transport == WRTC_CANDIDATE_UDP ? "udp" : "tcp",
      "foundation", G_TYPE_STRING, candidate->foundation, NULL);
  if (candidate->related_address)
    gst_structure_set (entry, "related-address", G_TYPE_STRING,
        candidate->related_address, "related-port", G_TYPE_UINT,
        candidate->related_port, NULL);
  if (candidate->tcp_type != WRTC_CANDIDATE_TCP_NONE)
    gst_structure_set (entry, "tcp-type", G_TYPE_STRING,
        wrtc_candidate_tcp_type_to_string (candidate->tcp_type), NULL);
  take_entry (self, entry);
  wrtc_candidate_free (candidate);
  return id;
}

/* (transfer full) (nullable): the id of the selected pair */
static gchar *
add_candidates (Collector * self)
{
  GstStructure *pair = NULL, *entry;
  gchar *id, *local, *remote;
  gchar **lines = NULL;
  guint i;

  g_object_get (self->transport->ice, "local-candidates", &lines,
      "selected-pair", &pair, NULL);
  for (i = 0; lines && lines[i]; i++)
    g_free (add_candidate (self, lines[i], TRUE));
  g_strfreev (lines);
  if (!pair)
    return NULL;
  local = add_candidate (self, gst_structure_get_string (pair, "local"), TRUE);
  remote =
      add_candidate (self, gst_structure_get_string (pair, "remote"), FALSE);
  gst_structure_free (pair);
  id = g_strdup_printf ("ice-candidate-pair_%s",
      GST_OBJECT_NAME (self->transport->ice_object));
  entry = entry_new (GST_WEBRTC_STATS_CANDIDATE_PAIR, "candidate-pair", id);
  if (local && remote)
    gst_structure_set (entry, "local-candidate-id", G_TYPE_STRING, local,
        "remote-candidate-id", G_TYPE_STRING, remote, NULL);
  take_entry (self, entry);
  g_free (local);
  g_free (remote);
  return id;
}

static void
copy_string (GstStructure * entry, const GstStructure * from,
    const gchar * field)
{
  const gchar *value = from ? gst_structure_get_string (from, field) : NULL;

  if (value)
    gst_structure_set (entry, field, G_TYPE_STRING, value, NULL);
}

static void
add_transport (Collector * self)
{
  GstStructure *entry = entry_new (GST_WEBRTC_STATS_TRANSPORT, "transport",
      self->transport_id);
  gchar *pair_id = add_candidates (self);
  GstStructure *dtls = NULL;
  gint state;

  g_object_get (self->transport->dtls, "stats", &dtls, "state", &state, NULL);
  if (pair_id)
    gst_structure_set (entry, "selected-candidate-pair-id", G_TYPE_STRING,
        pair_id, NULL);
  gst_structure_set (entry, "dtls-state",
      GST_TYPE_WEBRTC_DTLS_TRANSPORT_STATE, state, NULL);
  copy_string (entry, dtls, "tls-version");
  copy_string (entry, dtls, "dtls-cipher");
  copy_string (entry, dtls, "srtp-cipher");
  take_entry (self, entry);
  g_clear_pointer (&dtls, gst_structure_free);
  g_free (pair_id);
}

static void
add_certificate (Collector * self)
{
  GstElement *dtls = self->transport->dtls;
  gchar *id = g_strdup_printf ("certificate-stats_%s",
      GST_OBJECT_NAME (self->transport->dtls_object));
  GstStructure *entry = entry_new (GST_WEBRTC_STATS_CERTIFICATE,
      "certificate", id);
  gchar *fingerprint = NULL, *pem = NULL;
  gchar **words;

  g_object_get (dtls, "fingerprint", &fingerprint, "certificate", &pem, NULL);
  words = g_strsplit (fingerprint ? fingerprint : "", " ", 2);
  if (words[0] && words[1])
    gst_structure_set (entry, "fingerprint", G_TYPE_STRING, words[1],
        "fingerprint-algorithm", G_TYPE_STRING, words[0], NULL);
  if (pem)
    gst_structure_set (entry, "base64-certificate", G_TYPE_STRING, pem, NULL);
  take_entry (self, entry);
  g_strfreev (words);
  g_free (fingerprint);
  g_free (pem);
  g_free (id);
}

static void
collect_transport (Collector * self, GstWrtcTransport * transport)
{
  GstStructure *session = NULL;

  self->transport = transport;
  self->transport_id = g_strdup_printf ("transport-stats_%s",
      GST_OBJECT_NAME (transport->dtls_object));
  add_transport (self);
  add_certificate (self);
  g_object_get (transport->rtp, "stats", &session, NULL);
  if (session) {
    add_streams (self, session, "send-streams", &outbound);
    add_streams (self, session, "recv-streams", &inbound);
    gst_structure_free (session);
  }
  g_free (self->transport_id);
}

/* Whether @pad's media is on @transport. */
static gboolean
carries (GstWrtcTransport * transport, GstPad * pad)
{
  GstWebRTCRTPTransceiver *transceiver = NULL;
  GstWebRTCRTPSender *sender;
  GstWebRTCDTLSTransport *dtls;

  g_object_get (pad, "transceiver", &transceiver, NULL);
  if (!transceiver)
    return FALSE;
  g_object_get (transceiver, "sender", &sender, NULL);
  g_object_get (sender, "transport", &dtls, NULL);
  gst_object_unref (sender);
  gst_object_unref (transceiver);
  if (dtls)
    gst_object_unref (dtls);
  return dtls == transport->dtls_object;
}

GstStructure *
gst_wrtc_bin_get_stats (GstWrtcBin * bin, GstPad * pad)
{
  Collector self = { bin, gst_structure_new_empty
        ("application/x-webrtc-stats"), pad,
  };
  GPtrArray *transports = gst_wrtc_topology_list (bin->topology);
  guint i;

  add_peer_connection (&self);
  for (i = 0; i < transports->len; i++) {
    GstWrtcTransport *transport = g_ptr_array_index (transports, i);

    if (!pad || carries (transport, pad))
      collect_transport (&self, transport);
  }
  g_ptr_array_unref (transports);
  return self.stats;
}
