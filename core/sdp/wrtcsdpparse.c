/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The parser's frame: lines, the session part, m-lines, and the table walk for
 * attributes. Tolerant as browsers are (bare LF, no line end at the end, no t=),
 * strict where a lenient reading could be used against us.
 */
#include "wrtcsdp.h"

#include "wrtcsdpprivate.h"
#include "wrtcsdptext.h"

#include <string.h>

gboolean
wrtc_sdp_parser_fail (WrtcSdpParser * self, WrtcSdpErrorCode code,
    const gchar * format, ...)
{
  gint length = 0;
  const gchar *end;
  va_list arguments;

  if (self->error->code != WRTC_SDP_OK)
    return FALSE;               /* the first error wins */
  self->error->code = code;
  self->error->line = self->line;
  if (self->line > 0)
    length = g_snprintf (self->error->message, sizeof self->error->message,
        "line %d: ", self->line);
  va_start (arguments, format);
  g_vsnprintf (self->error->message + length,
      sizeof self->error->message - length, format, arguments);
  va_end (arguments);
  /* A word of the peer may have been cut within a character. */
  g_utf8_validate (self->error->message, -1, &end);
  self->error->message[end - self->error->message] = '\0';
  return FALSE;
}

gboolean
wrtc_sdp_parser_add (WrtcSdpParser * self, GPtrArray * list, gpointer item,
    const gchar * what)
{
  g_ptr_array_add (list, item);
  if (list->len <= WRTC_SDP_MAX_ATTRIBUTES)
    return TRUE;
  return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_LIMIT,
      "more than %d %s in one section", WRTC_SDP_MAX_ATTRIBUTES, what);
}

gboolean
wrtc_sdp_parser_set_once (WrtcSdpParser * self, gchar ** field,
    const gchar * value, const gchar * what)
{
  if (*field != NULL)
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_DUPLICATE,
        "a second %s in one section", what);
  *field = g_strdup (value);
  return TRUE;
}

static const WrtcSdpAttributeRule *
find_rule (const gchar * name)
{
  static const WrtcSdpAttributeRule *const tables[] = {
    wrtc_sdp_transport_rules, wrtc_sdp_codec_rules, wrtc_sdp_source_rules
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    for (const WrtcSdpAttributeRule * rule = tables[i]; rule->name; rule++) {
      if (strcmp (rule->name, name) == 0)
        return rule;
    }
  }
  return NULL;
}

gboolean
wrtc_sdp_parse_attribute (WrtcSdpParser * self, const gchar * line)
{
  const gchar *colon = strchr (line, ':');
  g_autofree gchar *name = colon ? g_strndup (line, colon - line)
      : g_strdup (line);
  const gchar *value = colon ? colon + 1 : NULL;
  WrtcSdpLevel level = self->media ? WRTC_SDP_AT_MEDIA : WRTC_SDP_AT_SESSION;
  const WrtcSdpAttributeRule *rule = find_rule (name);

  if (!wrtc_text_is_token (name, WRTC_SDP_MAX_TOKEN_BYTES))
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_SYNTAX,
        "the attribute has no proper name");
  if (rule != NULL && (rule->level & level) != 0) {
    switch (rule->parse (self, value)) {
      case WRTC_SDP_ATTRIBUTE_DONE:
        return TRUE;
      case WRTC_SDP_ATTRIBUTE_FAILED:
        return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_SYNTAX,
            "a=%s is malformed", name);
      case WRTC_SDP_ATTRIBUTE_KEEP:
        break;
    }
  }
  return wrtc_sdp_parser_add (self, self->media ? self->media->attributes
      : self->sdp->attributes, wrtc_parameter_new (name, value),
      "unknown attributes");
}

/* o=<username> <sess-id> <sess-version> <nettype> <addrtype> <address> */
static gboolean
parse_origin (WrtcSdpParser * self, const gchar * text)
{
  g_auto (GStrv) words = wrtc_text_split_words (text, 6);
  WrtcSdpOrigin *origin = &self->sdp->origin;

  if (words == NULL || g_strv_length (words) != 6)
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_SYNTAX,
        "o= does not have six parts");
  if (!wrtc_text_parse_number (words[1], G_MAXUINT64, &origin->session_id)
      || !wrtc_text_parse_number (words[2], G_MAXUINT64, &origin->version))
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_RANGE,
        "o= has a session id or version that is no 64-bit number");
  self->seen_origin = TRUE;
  g_free (origin->username);
  origin->username = g_strdup (words[0]);
  g_free (origin->address);
  origin->address = g_strjoin (" ", words[3], words[4], words[5], NULL);
  return TRUE;
}

static gboolean
parse_version (WrtcSdpParser * self, const gchar * text)
{
  self->seen_version = TRUE;
  if (strcmp (text, "0") == 0)
    return TRUE;
  return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_SYNTAX, "v= is not 0");
}

/* c=<nettype> <addrtype> <address> */
static gboolean
parse_connection (WrtcSdpParser * self, const gchar * text)
{
  g_auto (GStrv) words = wrtc_text_split_words (text, 3);
  gchar **field = self->media ? &self->media->connection
      : &self->sdp->connection;

  if (words == NULL || g_strv_length (words) != 3)
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_SYNTAX,
        "c= does not have three parts");
  if (*field != NULL && self->media == NULL)
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_DUPLICATE,
        "a second c= in the session part");
  g_free (*field);
  *field = g_strdup (text);
  return TRUE;
}

static gboolean
replace (gchar ** field, const gchar * text)
{
  g_free (*field);
  *field = g_strdup (text);
  return TRUE;
}

/* Lines that may stand in the session part and in an m-section. */
static gboolean
parse_common_line (WrtcSdpParser * self, gchar type, const gchar * text)
{
  switch (type) {
    case 'a':
      return wrtc_sdp_parse_attribute (self, text);
    case 'c':
      return parse_connection (self, text);
    case 'i':
      return replace (self->media ? &self->media->title
          : &self->sdp->information, text);
    case 'b':
      return wrtc_sdp_parser_add (self, self->media ? self->media->bandwidths
          : self->sdp->bandwidths, g_strdup (text), "b= lines");
    case 'k':
      /* RFC 9429 5.8: key lines are an error, never a key. */
      return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_KEY,
          "k= is not allowed (RFC 9429 5.8)");
    case 'm':
      return wrtc_sdp_parse_media (self, text);
    default:
      return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_SYNTAX,
          "there is no such line as %c=", type);
  }
}

static gboolean
parse_session_line (WrtcSdpParser * self, gchar type, const gchar * text)
{
  if (self->media != NULL)
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_ORDER,
        "%c= stands behind an m-line", type);
  switch (type) {
    case 'v':
      return parse_version (self, text);
    case 'o':
      return parse_origin (self, text);
    case 's':
      self->seen_name = TRUE;
      return replace (&self->sdp->name, *text != '\0' ? text : "-");
    case 't':
      return replace (&self->sdp->timing, *text != '\0' ? text : "0 0");
    default:
      return TRUE;              /* u= e= p= r= z=: of no use here, not kept */
  }
}

static gboolean
parse_line (WrtcSdpParser * self, gchar * text)
{
  gchar type = text[0];

  if (!wrtc_text_is_clean (text, -1))
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_ENCODING,
        "not UTF-8, or a control character");
  g_strchomp (text);
  if (!g_ascii_islower (type) || text[1] != '=')
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_SYNTAX,
        "not of the form <letter>=<value>");
  if (!self->seen_version && type != 'v')
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_ORDER,
        "the first line is not v=0");
  if (strchr ("vosuteprz", type) != NULL)
    return parse_session_line (self, type, text + 2);
  return parse_common_line (self, type, text + 2);
}

static gboolean
check_mids (WrtcSdpParser * self)
{
  g_autoptr (GHashTable) mids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->sdp->media->len; i++) {
    WrtcSdpMedia *media = wrtc_sdp_get_media (self->sdp, i);

    if (media->mid == NULL || g_hash_table_add (mids, media->mid))
      continue;
    self->line = media->line;
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_DUPLICATE,
        "an earlier m-line has the same mid");
  }
  return TRUE;
}

/* A mid is in at most one BUNDLE group (RFC 9143 7.2). */
static gboolean
check_groups (WrtcSdpParser * self)
{
  g_autoptr (GHashTable) mids = g_hash_table_new (g_str_hash, g_str_equal);
  const WrtcSdpGroup *group;

  self->line = 0;
  for (guint i = 0; (group = wrtc_sdp_get_group (self->sdp, "BUNDLE", i)); i++) {
    for (guint j = 0; j < group->mids->len; j++) {
      if (!g_hash_table_add (mids, group->mids->pdata[j]))
        return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_DUPLICATE,
            "a mid stands twice in a=group:BUNDLE");
    }
  }
  return TRUE;
}

static gboolean
finish (WrtcSdpParser * self)
{
  self->line = 0;
  if (!self->seen_version || !self->seen_origin || !self->seen_name)
    return wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_SYNTAX,
        "the description has no %s= line", !self->seen_version ? "v"
        : !self->seen_origin ? "o" : "s");
  for (guint i = 0; i < self->sdp->media->len; i++)
    wrtc_sdp_name_static_payloads (wrtc_sdp_get_media (self->sdp, i));
  return check_mids (self) && check_groups (self);
}

static gboolean
parse_lines (WrtcSdpParser * self, gchar * text)
{
  g_strchomp (text);
  while (text != NULL) {
    gchar *end = strchr (text, '\n');

    if (end != NULL) {
      *end = '\0';
      if (end > text && end[-1] == '\r')
        end[-1] = '\0';
    }
    self->line++;
    if (!parse_line (self, text))
      return FALSE;
    text = end ? end + 1 : NULL;
  }
  return finish (self);
}

WrtcSdp *
wrtc_sdp_parse (const gchar * text, gssize size, WrtcSdpError * error)
{
  WrtcSdpError own_error = { 0, };
  gsize length = size < 0 ? strlen (text) : (gsize) size;
  g_autoptr (WrtcSdp) sdp = wrtc_sdp_new ();
  WrtcSdpParser parser = { sdp,.error = error ? error : &own_error };
  g_autofree gchar *copy = NULL;
  gboolean good;

  memset (parser.error, 0, sizeof *parser.error);
  if (length > WRTC_SDP_MAX_BYTES) {
    good = wrtc_sdp_parser_fail (&parser, WRTC_SDP_ERROR_LIMIT,
        "the description is longer than %d bytes", WRTC_SDP_MAX_BYTES);
  } else if (memchr (text, '\0', length) != NULL) {
    good = wrtc_sdp_parser_fail (&parser, WRTC_SDP_ERROR_ENCODING,
        "the description has a NUL byte");
  } else {
    copy = g_strndup (text, length);
    good = parse_lines (&parser, copy);
  }
  return good ? g_steal_pointer (&sdp) : NULL;
}
