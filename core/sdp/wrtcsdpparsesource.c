/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Attributes of sources and streams: ssrc and ssrc-group (RFC 5576), msid
 * (RFC 8830), rid (RFC 8851), simulcast (RFC 8853). A rid or simulcast line that
 * is malformed, or of an older draft, is kept verbatim: those RFCs say to ignore
 * it.
 */
#include "wrtcsdpprivate.h"
#include "wrtcsdptext.h"

#include <string.h>

#define DONE WRTC_SDP_ATTRIBUTE_DONE
#define FAILED WRTC_SDP_ATTRIBUTE_FAILED
#define KEEP WRTC_SDP_ATTRIBUTE_KEEP

static gboolean
parse_msid_value (const gchar * value, WrtcSdpMsid ** msid)
{
  g_auto (GStrv) words = wrtc_text_split_words (value ? value : "", 2);

  if (words == NULL || !wrtc_text_is_word (words[0], WRTC_SDP_MAX_TOKEN_BYTES)
      || (words[1] && !wrtc_text_is_word (words[1], WRTC_SDP_MAX_TOKEN_BYTES)))
    return FALSE;
  *msid = wrtc_sdp_msid_new (words[0], words[1]);
  return TRUE;
}

static WrtcSdpAttributeResult
parse_msid (WrtcSdpParser * self, const gchar * value)
{
  WrtcSdpMsid *msid;

  if (!parse_msid_value (value, &msid))
    return FAILED;
  return wrtc_sdp_parser_add (self, self->media->msids, msid, "a=msid")
      ? DONE : FAILED;
}

static WrtcSdpSsrc *
find_or_add_ssrc (WrtcSdpParser * self, guint32 number)
{
  GPtrArray *ssrcs = self->media->ssrcs;
  WrtcSdpSsrc *ssrc;

  for (guint i = 0; i < ssrcs->len; i++) {
    ssrc = ssrcs->pdata[i];
    if (ssrc->ssrc == number)
      return ssrc;
  }
  ssrc = wrtc_sdp_ssrc_new (number);
  return wrtc_sdp_parser_add (self, ssrcs, ssrc, "SSRCs") ? ssrc : NULL;
}

static gboolean
set_ssrc_attribute (WrtcSdpParser * self, WrtcSdpSsrc * ssrc,
    const gchar * text)
{
  const gchar *colon = strchr (text, ':');
  g_autofree gchar *name = colon ? g_strndup (text, colon - text)
      : g_strdup (text);
  const gchar *value = colon ? colon + 1 : NULL;

  if (!wrtc_text_is_token (name, WRTC_SDP_MAX_TOKEN_BYTES))
    return FALSE;
  if (strcmp (name, "cname") == 0 && ssrc->cname == NULL && value != NULL) {
    if (strlen (value) > WRTC_SDP_MAX_TOKEN_BYTES)
      return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_LIMIT,
          "the cname is longer than %d bytes", WRTC_SDP_MAX_TOKEN_BYTES);
    ssrc->cname = g_strdup (value);
    return TRUE;
  }
  if (strcmp (name, "msid") == 0 && ssrc->msid == NULL)
    return parse_msid_value (value, &ssrc->msid);
  if (ssrc->others->len >= WRTC_SDP_MAX_PARAMETERS)
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_LIMIT,
        "more than %d attributes of one SSRC", WRTC_SDP_MAX_PARAMETERS);
  g_ptr_array_add (ssrc->others, wrtc_parameter_new (name, value));
  return TRUE;
}

/* a=ssrc:<number> <name>[:<value>] */
static WrtcSdpAttributeResult
parse_ssrc (WrtcSdpParser * self, const gchar * value)
{
  gsize length = value ? strcspn (value, " ") : 0;
  g_autofree gchar *word = g_strndup (value ? value : "", length);
  WrtcSdpSsrc *ssrc;
  guint64 number;

  if (!wrtc_text_parse_number (word, G_MAXUINT32, &number)) {
    wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_RANGE,
        "the SSRC is not a 32-bit number");
    return FAILED;
  }
  ssrc = find_or_add_ssrc (self, number);
  if (ssrc == NULL)
    return FAILED;
  value += length + strspn (value + length, " ");
  if (*value == '\0')
    return DONE;
  return set_ssrc_attribute (self, ssrc, value) ? DONE : FAILED;
}

/* a=ssrc-group:<semantics> <ssrc> … */
static WrtcSdpAttributeResult
parse_ssrc_group (WrtcSdpParser * self, const gchar * value)
{
  g_auto (GStrv) words = wrtc_text_split_words (value ? value : "",
      1 + WRTC_SDP_MAX_PARAMETERS);
  WrtcSdpSsrcGroup *group;

  if (words == NULL || !wrtc_text_is_token (words[0], WRTC_SDP_MAX_TOKEN_BYTES))
    return FAILED;
  group = wrtc_sdp_ssrc_group_new (words[0]);
  if (!wrtc_sdp_parser_add (self, self->media->ssrc_groups, group,
          "a=ssrc-group"))
    return FAILED;
  for (guint i = 1; words[i] != NULL; i++) {
    guint64 number;
    guint32 ssrc;

    if (!wrtc_text_parse_number (words[i], G_MAXUINT32, &number))
      return FAILED;
    ssrc = number;
    g_array_append_val (group->ssrcs, ssrc);
  }
  return DONE;
}

static gboolean
is_rid_id (const gchar * text)
{
  gsize length = strlen (text);

  if (length == 0 || length > WRTC_SDP_MAX_TOKEN_BYTES)
    return FALSE;
  for (; *text != '\0'; text++) {
    if (!g_ascii_isalnum (*text) && *text != '-' && *text != '_')
      return FALSE;
  }
  return TRUE;
}

/* "pt=96,97" */
static gboolean
parse_rid_payloads (WrtcSdpRid * rid, const gchar * text)
{
  g_auto (GStrv) words = g_strsplit (text, ",", 128);

  for (guint i = 0; words[i] != NULL; i++) {
    guint64 number;
    gint payload;

    if (!wrtc_text_parse_number (words[i], 127, &number))
      return FALSE;
    payload = number;
    g_array_append_val (rid->payloads, payload);
  }
  return TRUE;
}

static gboolean
parse_rid_restrictions (WrtcSdpRid * rid, const gchar * text)
{
  g_auto (GStrv) parts = g_strsplit (text, ";", WRTC_SDP_MAX_PARAMETERS + 1);

  if (g_strv_length (parts) > WRTC_SDP_MAX_PARAMETERS)
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++) {
    gchar *equal = strchr (parts[i], '=');

    if (g_str_has_prefix (parts[i], "pt=") && rid->payloads->len == 0) {
      if (!parse_rid_payloads (rid, parts[i] + strlen ("pt=")))
        return FALSE;
      continue;
    }
    if (equal != NULL)
      *equal = '\0';
    if (!wrtc_text_is_token (parts[i], WRTC_SDP_MAX_TOKEN_BYTES)
        || strcmp (parts[i], "pt") == 0)
      return FALSE;
    g_ptr_array_add (rid->restrictions, wrtc_parameter_new (parts[i],
            equal ? equal + 1 : NULL));
  }
  return TRUE;
}

/* a=rid:<id> send|recv [restrictions] */
static WrtcSdpAttributeResult
parse_rid (WrtcSdpParser * self, const gchar * value)
{
  g_auto (GStrv) words = wrtc_text_split_words (value ? value : "", 3);
  WrtcSdpRid *rid;

  if (words == NULL || g_strv_length (words) < 2 || !is_rid_id (words[0])
      || (strcmp (words[1], "send") != 0 && strcmp (words[1], "recv") != 0))
    return KEEP;
  for (guint i = 0; i < self->media->rids->len; i++) {
    const WrtcSdpRid *other = self->media->rids->pdata[i];

    if (strcmp (other->id, words[0]) == 0)
      return KEEP;              /* RFC 8851 10: only the first counts */
  }
  rid = wrtc_sdp_rid_new (words[0], strcmp (words[1], "send") == 0);
  if (words[2] != NULL && !parse_rid_restrictions (rid, words[2])) {
    wrtc_sdp_rid_free (rid);
    return KEEP;
  }
  return wrtc_sdp_parser_add (self, self->media->rids, rid, "a=rid")
      ? DONE : FAILED;
}

/* "1,2;~3" */
static gboolean
parse_simulcast_list (GPtrArray * list, const gchar * text)
{
  g_auto (GStrv) streams = g_strsplit (text, ";", WRTC_SDP_MAX_PARAMETERS + 1);

  if (g_strv_length (streams) > WRTC_SDP_MAX_PARAMETERS || list->len > 0)
    return FALSE;
  for (guint i = 0; streams[i] != NULL; i++) {
    g_auto (GStrv) ids = g_strsplit (streams[i], ",",
        WRTC_SDP_MAX_PARAMETERS + 1);
    GPtrArray *stream = wrtc_sdp_simulcast_stream_new ();

    g_ptr_array_add (list, stream);
    if (g_strv_length (ids) > WRTC_SDP_MAX_PARAMETERS)
      return FALSE;
    for (guint j = 0; ids[j] != NULL; j++) {
      gboolean paused = ids[j][0] == '~';

      if (!is_rid_id (ids[j] + paused))
        return FALSE;
      g_ptr_array_add (stream, wrtc_sdp_simulcast_id_new (ids[j] + paused,
              paused));
    }
    if (stream->len == 0)
      return FALSE;
  }
  return list->len > 0;
}

/* a=simulcast:send <list> [recv <list>], in either order */
static WrtcSdpAttributeResult
parse_simulcast (WrtcSdpParser * self, const gchar * value)
{
  g_auto (GStrv) words = wrtc_text_split_words (value ? value : "", 4);
  guint n_words = words ? g_strv_length (words) : 0;
  WrtcSdpSimulcast *simulcast;
  gboolean good = n_words == 2 || n_words == 4;

  if (self->media->simulcast != NULL)
    return KEEP;                /* RFC 8853 5.1: at most one */
  simulcast = wrtc_sdp_simulcast_new ();
  for (guint i = 0; good && i < n_words; i += 2) {
    if (strcmp (words[i], "send") == 0)
      good = parse_simulcast_list (simulcast->send, words[i + 1]);
    else if (strcmp (words[i], "recv") == 0)
      good = parse_simulcast_list (simulcast->recv, words[i + 1]);
    else
      good = FALSE;
  }
  if (!good) {
    wrtc_sdp_simulcast_free (simulcast);
    return KEEP;
  }
  self->media->simulcast = simulcast;
  return DONE;
}

const WrtcSdpAttributeRule wrtc_sdp_source_rules[] = {
  {"msid", WRTC_SDP_AT_MEDIA, parse_msid},
  {"ssrc", WRTC_SDP_AT_MEDIA, parse_ssrc},
  {"ssrc-group", WRTC_SDP_AT_MEDIA, parse_ssrc_group},
  {"rid", WRTC_SDP_AT_MEDIA, parse_rid},
  {"simulcast", WRTC_SDP_AT_MEDIA, parse_simulcast},
  {NULL, 0, NULL}
};
