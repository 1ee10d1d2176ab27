/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcsdpfrag.h"

#include <core/sdp/wrtccandidate.h>
#include <string.h>

typedef struct
{
  GstWrtcSdpFrag *frag;
  const WrtcSdp *offer;
  gint mline;                   /* -1: before the first m= line */
  guint n_media;
  guint number;                 /* of the line, from 1 */
  gchar *error;
} Parser;

static void
frag_candidate_free (GstWrtcFragCandidate * candidate)
{
  g_free (candidate->line);
  g_free (candidate);
}

void
gst_wrtc_sdp_frag_free (GstWrtcSdpFrag * self)
{
  g_free (self->ufrag);
  g_free (self->pwd);
  g_ptr_array_unref (self->candidates);
  g_free (self);
}

static gboolean
fail (Parser * parser, const gchar * what)
{
  parser->error = g_strdup_printf ("line %u: %s", parser->number, what);
  return FALSE;
}

static void
add_candidate (Parser * parser, const gchar * line)
{
  GstWrtcFragCandidate *candidate = g_new0 (GstWrtcFragCandidate, 1);

  candidate->mline = MAX (parser->mline, 0);
  candidate->line = g_strdup (line);
  g_ptr_array_add (parser->frag->candidates, candidate);
}

static gboolean
parse_candidate (Parser * parser, const gchar * line)
{
  WrtcCandidateError code = WRTC_CANDIDATE_OK;
  g_autoptr (WrtcCandidate) candidate = wrtc_candidate_parse (line, &code);

  if (candidate) {
    g_autofree gchar *text = wrtc_candidate_to_string (candidate);
    add_candidate (parser, text);
    return TRUE;
  }
  return code == WRTC_CANDIDATE_ERROR_UNKNOWN ||
      fail (parser, "not an ICE candidate");
}

static gboolean
take_value (Parser * parser, gchar ** place, const gchar * value, gsize min)
{
  gsize length = strlen (value);

  if (length < min || length > WRTC_SDP_MAX_PWD_BYTES)
    return fail (parser, "an ICE user name or password of the wrong length");
  g_free (*place);
  *place = g_strdup (value);
  return TRUE;
}

static gboolean
parse_attribute (Parser * parser, const gchar * attribute)
{
  if (g_str_has_prefix (attribute, "candidate:"))
    return parse_candidate (parser, attribute);
  if (g_str_equal (attribute, "end-of-candidates")) {
    add_candidate (parser, "");
    return TRUE;
  }
  if (g_str_has_prefix (attribute, "ice-ufrag:"))
    return take_value (parser, &parser->frag->ufrag, attribute + 10,
        WRTC_SDP_MIN_UFRAG_BYTES);
  if (g_str_has_prefix (attribute, "ice-pwd:"))
    return take_value (parser, &parser->frag->pwd, attribute + 8,
        WRTC_SDP_MIN_PWD_BYTES);
  if (g_str_has_prefix (attribute, "mid:")) {
    parser->mline = wrtc_sdp_find_mid (parser->offer, attribute + 4);
    return parser->mline >= 0 ||
        fail (parser, "a mid that the offer does not have");
  }
  return TRUE;
}

static gboolean
parse_line (Parser * parser, const gchar * line)
{
  if (*line == '\0')
    return TRUE;
  if (line[1] != '=')
    return fail (parser, "not of the form x=…");
  if (*line == 'm') {
    /* Without a mid the sections count in the order of the offer. */
    parser->mline = parser->n_media++;
    return parser->n_media <= wrtc_sdp_n_media (parser->offer) ||
        fail (parser, "more m-lines than the offer has");
  }
  return *line != 'a' || parse_attribute (parser, line + 2);
}

GstWrtcSdpFrag *
gst_wrtc_sdp_frag_parse (const gchar * text, gsize size,
    const WrtcSdp * offer, gchar ** error)
{
  if (!g_utf8_validate_len (text, size, NULL)) {
    *error = g_strdup ("the body is not text");
    return NULL;
  }
  g_autofree gchar *copy = g_strndup (text, size);
  g_auto (GStrv) lines = g_strsplit (copy, "\n", -1);
  g_autoptr (GstWrtcSdpFrag) frag = g_new0 (GstWrtcSdpFrag, 1);
  Parser parser = { frag, offer, -1, 0, 0, NULL };

  frag->candidates =
      g_ptr_array_new_with_free_func ((GDestroyNotify) frag_candidate_free);
  for (guint i = 0; lines[i]; i++) {
    parser.number = i + 1;
    if (!parse_line (&parser, g_strchomp (lines[i]))) {
      *error = parser.error;
      return NULL;
    }
  }
  return g_steal_pointer (&frag);
}
