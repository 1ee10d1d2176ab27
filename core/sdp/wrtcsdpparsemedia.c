/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * m-lines (RFC 8866 5.14) and the payload types that need no rtpmap.
 */
#include "wrtcsdpprivate.h"
#include "wrtcsdptext.h"

#include <string.h>

static gboolean
add_payload (WrtcSdpParser * self, const gchar * word)
{
  guint64 payload;

  if (!wrtc_text_parse_number (word, 127, &payload))
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_RANGE,
        "%.40s is not a payload type (0 to 127)", word);
  if (wrtc_codecs_find (self->media->codecs, payload) != NULL)
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_DUPLICATE,
        "payload type %d stands twice", (gint) payload);
  g_ptr_array_add (self->media->codecs, wrtc_codec_new (payload, NULL, 0, 0));
  return TRUE;
}

static gboolean
parse_port (WrtcSdpParser * self, const gchar * word, guint * port)
{
  const gchar *slash = strchr (word, '/');
  g_autofree gchar *first = slash ? g_strndup (word, slash - word)
      : g_strdup (word);
  guint64 number, count;

  if (!wrtc_text_parse_number (first, 65535, &number)
      || (slash && !wrtc_text_parse_number (slash + 1, 65535, &count)))
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_RANGE,
        "m=: %.40s is not a port (0 to 65535)", word);
  *port = number;
  return TRUE;
}

static gboolean
is_protocol (const gchar * word)
{
  g_auto (GStrv) parts = g_strsplit (word, "/", 8);

  for (guint i = 0; parts[i] != NULL; i++) {
    if (!wrtc_text_is_token (parts[i], 32))
      return FALSE;
  }
  return parts[0] != NULL;
}

/* m=<media> <port>[/n] <proto> <fmt> … */
gboolean
wrtc_sdp_parse_media (WrtcSdpParser * self, const gchar * text)
{
  g_auto (GStrv) words = wrtc_text_split_words (text,
      3 + WRTC_SDP_MAX_ATTRIBUTES);
  guint port = 0;

  if (self->sdp->media->len >= WRTC_SDP_MAX_MEDIA)
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_LIMIT,
        "more than %d m-lines", WRTC_SDP_MAX_MEDIA);
  if (words == NULL)
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_LIMIT,
        "m=: more than %d formats", WRTC_SDP_MAX_ATTRIBUTES);
  if (g_strv_length (words) < 3 || !wrtc_text_is_token (words[0],
          WRTC_SDP_MAX_TOKEN_BYTES) || !is_protocol (words[2]))
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_SYNTAX,
        "m= is not of the form <media> <port> <proto> <fmt>");
  if (!parse_port (self, words[1], &port))
    return FALSE;
  self->media = wrtc_sdp_media_new (words[0], words[2]);
  g_ptr_array_add (self->sdp->media, self->media);
  g_clear_pointer (&self->media->connection, g_free);
  self->media->line = self->line;
  self->media->port = port;
  for (guint i = 3; words[i] != NULL; i++) {
    if (!wrtc_sdp_media_is_rtp (self->media))
      g_ptr_array_add (self->media->formats, g_strdup (words[i]));
    else if (!add_payload (self, words[i]))
      return FALSE;
  }
  return TRUE;
}

/* RFC 3551 6: names that need no rtpmap. */
void
wrtc_sdp_name_static_payloads (WrtcSdpMedia * media)
{
  static const struct
  {
    gint payload;
    const gchar *name;
  } table[] = { {0, "PCMU"}, {8, "PCMA"}, {9, "G722"}, {13, "CN"} };

  if (media->kind != WRTC_MEDIA_AUDIO)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    WrtcCodec *codec =
        (WrtcCodec *) wrtc_codecs_find (media->codecs, table[i].payload);

    if (codec != NULL && codec->name == NULL) {
      codec->name = g_strdup (table[i].name);
      codec->clock_rate = 8000;
    }
  }
}
