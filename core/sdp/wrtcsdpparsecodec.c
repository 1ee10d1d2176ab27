/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Attributes of payload types (RFC 8866 6.6, 6.15; RFC 4585 4.2) and header
 * extensions (RFC 8285 5). Lines for a payload type that the m-line does not
 * have are kept verbatim.
 */
#include "wrtcsdpprivate.h"
#include "wrtcsdptext.h"

#include <string.h>

#define DONE WRTC_SDP_ATTRIBUTE_DONE
#define FAILED WRTC_SDP_ATTRIBUTE_FAILED
#define KEEP WRTC_SDP_ATTRIBUTE_KEEP

/* "<payload> <rest>". @codec is NULL when the line has no such format. */
static gboolean
parse_payload (WrtcSdpParser * self, const gchar * value, WrtcCodec ** codec,
    const gchar ** rest)
{
  gsize length = value ? strcspn (value, " ") : 0;
  g_autofree gchar *word = g_strndup (value ? value : "", length);
  guint64 payload;

  if (!wrtc_text_parse_number (word, 127, &payload))
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_RANGE,
        "the payload type is not a number from 0 to 127");
  *codec = (WrtcCodec *) wrtc_codecs_find (self->media->codecs, payload);
  *rest = value + length + strspn (value + length, " ");
  return TRUE;
}

/* a=rtpmap:<payload> <name>/<clock rate>[/<channels>] */
static WrtcSdpAttributeResult
parse_rtpmap (WrtcSdpParser * self, const gchar * value)
{
  WrtcCodec *codec;
  const gchar *rest;
  g_auto (GStrv) parts = NULL;
  guint64 clock_rate, channels = 0;

  if (!wrtc_sdp_media_is_rtp (self->media))
    return KEEP;
  if (!parse_payload (self, value, &codec, &rest))
    return FAILED;
  parts = g_strsplit (rest, "/", 4);
  if (g_strv_length (parts) < 2 || g_strv_length (parts) > 3
      || !wrtc_text_is_token (parts[0], WRTC_SDP_MAX_TOKEN_BYTES)
      || !wrtc_text_parse_number (parts[1], G_MAXINT32, &clock_rate)
      || clock_rate == 0
      || (parts[2] && !wrtc_text_parse_number (parts[2], 255, &channels)))
    return FAILED;
  if (codec == NULL)
    return KEEP;
  if (codec->name != NULL) {
    wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_DUPLICATE,
        "a second a=rtpmap for payload type %d", codec->payload);
    return FAILED;
  }
  codec->name = g_strdup (parts[0]);
  codec->clock_rate = clock_rate;
  codec->channels = channels;
  return DONE;
}

/* "name=value;name;…" */
static gboolean
parse_parameters (WrtcSdpParser * self, GPtrArray * list, const gchar * text)
{
  g_auto (GStrv) parts = g_strsplit (text, ";", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    gchar *name = g_strstrip (parts[i]);
    gchar *equal = strchr (name, '=');

    if (*name == '\0')
      continue;
    if (equal != NULL)
      *equal = '\0';
    g_strchomp (name);
    if (*name == '\0')
      return FALSE;
    if (list->len >= WRTC_SDP_MAX_PARAMETERS)
      return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_LIMIT,
          "more than %d parameters", WRTC_SDP_MAX_PARAMETERS);
    g_ptr_array_add (list, wrtc_parameter_new (name,
            equal ? g_strchug (equal + 1) : NULL));
  }
  return TRUE;
}

static WrtcSdpAttributeResult
parse_fmtp (WrtcSdpParser * self, const gchar * value)
{
  WrtcCodec *codec;
  const gchar *rest;

  if (!wrtc_sdp_media_is_rtp (self->media))
    return KEEP;
  if (!parse_payload (self, value, &codec, &rest))
    return FAILED;
  if (codec == NULL)
    return KEEP;
  return parse_parameters (self, codec->fmtp, rest) ? DONE : FAILED;
}

static WrtcSdpAttributeResult
parse_rtcp_fb (WrtcSdpParser * self, const gchar * value)
{
  WrtcCodec *codec;
  const gchar *rest;

  if (!wrtc_sdp_media_is_rtp (self->media))
    return KEEP;
  if (value != NULL && g_str_has_prefix (value, "* ")) {
    rest = value + 1 + strspn (value + 1, " ");
    return wrtc_sdp_parser_add (self, self->media->feedback,
        wrtc_sdp_feedback_new (-1, rest), "a=rtcp-fb:*") ? DONE : FAILED;
  }
  if (!parse_payload (self, value, &codec, &rest) || *rest == '\0')
    return FAILED;
  if (codec == NULL)
    return KEEP;
  if (codec->feedback->len >= WRTC_SDP_MAX_PARAMETERS) {
    wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_LIMIT,
        "more than %d a=rtcp-fb for one payload type", WRTC_SDP_MAX_PARAMETERS);
    return FAILED;
  }
  wrtc_codec_add_feedback (codec, rest);
  return DONE;
}

static gboolean
parse_direction_word (const gchar * word, WrtcDirection * direction)
{
  for (guint i = WRTC_DIRECTION_INACTIVE; i <= WRTC_DIRECTION_SENDRECV; i++) {
    if (g_strcmp0 (word, wrtc_direction_to_string (i)) == 0) {
      *direction = i;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
check_extmap_id (WrtcSdpParser * self, const WrtcSdpExtmap * extmap)
{
  for (guint i = 0; i < self->media->extmaps->len; i++) {
    const WrtcSdpExtmap *other = self->media->extmaps->pdata[i];

    /* RFC 8285 7: the ids from 4096 may stand for several. */
    if (other->id == extmap->id && extmap->id < 4096)
      return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_DUPLICATE,
          "a=extmap id %u stands twice", extmap->id);
  }
  return TRUE;
}

/* a=extmap:<id>[/<direction>] <uri> [<attributes>] */
static WrtcSdpAttributeResult
parse_extmap (WrtcSdpParser * self, const gchar * value)
{
  gsize length = value ? strcspn (value, " ") : 0;
  g_autofree gchar *word = g_strndup (value ? value : "", length);
  gchar *slash = strchr (word, '/');
  WrtcDirection direction = WRTC_DIRECTION_NONE;
  const gchar *rest;
  g_autofree gchar *uri = NULL;
  WrtcSdpExtmap *extmap;
  guint64 id;

  if (slash != NULL) {
    *slash = '\0';
    if (!parse_direction_word (slash + 1, &direction))
      return FAILED;
  }
  if (!wrtc_text_parse_number (word, 4351, &id) || id == 0) {
    wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_RANGE,
        "the a=extmap id is not a number from 1 to 4351");
    return FAILED;
  }
  rest = value + length + strspn (value + length, " ");
  length = strcspn (rest, " ");
  uri = g_strndup (rest, length);
  if (!wrtc_text_is_word (uri, WRTC_SDP_MAX_CANDIDATE_BYTES))
    return FAILED;
  extmap = wrtc_sdp_extmap_new (id, uri);
  extmap->direction = direction;
  rest += length + strspn (rest + length, " ");
  if (*rest != '\0')
    extmap->attributes = g_strdup (rest);
  if (!check_extmap_id (self, extmap)) {
    wrtc_sdp_extmap_free (extmap);
    return FAILED;
  }
  return wrtc_sdp_parser_add (self, self->media->extmaps, extmap, "a=extmap")
      ? DONE : FAILED;
}

static WrtcSdpAttributeResult
set_direction (WrtcSdpParser * self, WrtcDirection direction)
{
  WrtcDirection *field = self->media ? &self->media->direction
      : &self->sdp->direction;

  if (*field != WRTC_DIRECTION_NONE && *field != direction) {
    wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_DUPLICATE,
        "a second direction in one section");
    return FAILED;
  }
  *field = direction;
  return DONE;
}

static WrtcSdpAttributeResult
parse_inactive (WrtcSdpParser * self, const gchar * value)
{
  return set_direction (self, WRTC_DIRECTION_INACTIVE);
}

static WrtcSdpAttributeResult
parse_sendonly (WrtcSdpParser * self, const gchar * value)
{
  return set_direction (self, WRTC_DIRECTION_SENDONLY);
}

static WrtcSdpAttributeResult
parse_recvonly (WrtcSdpParser * self, const gchar * value)
{
  return set_direction (self, WRTC_DIRECTION_RECVONLY);
}

static WrtcSdpAttributeResult
parse_sendrecv (WrtcSdpParser * self, const gchar * value)
{
  return set_direction (self, WRTC_DIRECTION_SENDRECV);
}

const WrtcSdpAttributeRule wrtc_sdp_codec_rules[] = {
  {"rtpmap", WRTC_SDP_AT_MEDIA, parse_rtpmap},
  {"fmtp", WRTC_SDP_AT_MEDIA, parse_fmtp},
  {"rtcp-fb", WRTC_SDP_AT_MEDIA, parse_rtcp_fb},
  {"extmap", WRTC_SDP_AT_MEDIA, parse_extmap},
  {"inactive", WRTC_SDP_AT_BOTH, parse_inactive},
  {"sendonly", WRTC_SDP_AT_BOTH, parse_sendonly},
  {"recvonly", WRTC_SDP_AT_BOTH, parse_recvonly},
  {"sendrecv", WRTC_SDP_AT_BOTH, parse_sendrecv},
  {NULL, 0, NULL}
};
