/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "wrtcsdptext.h"

#include <string.h>

gboolean
wrtc_text_parse_number (const gchar * text, guint64 max, guint64 * value)
{
  guint64 number = 0;

  if (text == NULL || *text == '\0')
    return FALSE;
  for (; *text != '\0'; text++) {
    guint digit;

    if (!g_ascii_isdigit (*text))
      return FALSE;
    digit = *text - '0';
    if (number > max / 10 || number * 10 > max - MIN (digit, max))
      return FALSE;
    number = number * 10 + digit;
  }
  *value = number;
  return number <= max;
}

gboolean
wrtc_text_is_clean (const gchar * text, gssize size)
{
  gsize length = size < 0 ? strlen (text) : (gsize) size;

  if (!g_utf8_validate (text, length, NULL))
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (g_ascii_iscntrl (text[i]) && text[i] != '\t')
      return FALSE;
  }
  return TRUE;
}

gboolean
wrtc_text_is_word (const gchar * text, gsize max)
{
  gsize length = text ? strlen (text) : 0;

  return length > 0 && length <= max && strpbrk (text, " \t") == NULL;
}

static gboolean
is_token_char (gchar c)
{
  return g_ascii_isgraph (c) && strchr ("\"(),/:;<=>?@[\\]", c) == NULL;
}

gboolean
wrtc_text_is_token (const gchar * text, gsize max)
{
  gsize length = text ? strlen (text) : 0;

  if (length == 0 || length > max)
    return FALSE;
  for (; *text != '\0'; text++) {
    if (!is_token_char (*text))
      return FALSE;
  }
  return TRUE;
}

gboolean
wrtc_text_is_ice_chars (const gchar * text, gsize min, gsize max)
{
  gsize length = text ? strlen (text) : 0;

  if (length < min || length > max)
    return FALSE;
  for (; *text != '\0'; text++) {
    if (!g_ascii_isalnum (*text) && *text != '+' && *text != '/')
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_ipv4 (const gchar * text)
{
  g_auto (GStrv) parts = g_strsplit (text, ".", 5);
  guint64 value;

  if (g_strv_length (parts) != 4)
    return FALSE;
  for (guint i = 0; i < 4; i++) {
    if (strlen (parts[i]) > 3
        || !wrtc_text_parse_number (parts[i], 255, &value))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_hex_group (const gchar * text)
{
  gsize length = strlen (text);

  return length >= 1 && length <= 4
      && strspn (text, "0123456789abcdefABCDEF") == length;
}

/* RFC 4291 2.2, without a zone. */
static gboolean
is_ipv6 (const gchar * text)
{
  g_auto (GStrv) parts = NULL;
  const gchar *gap = strstr (text, "::");
  guint n_parts, n_groups = 0;

  if (strlen (text) > 45 || strchr (text, ':') == NULL)
    return FALSE;
  if (gap != NULL && (strstr (gap + 1, "::") != NULL))
    return FALSE;
  if ((text[0] == ':' && text[1] != ':')
      || (g_str_has_suffix (text, ":") && !g_str_has_suffix (text, "::")))
    return FALSE;
  parts = g_strsplit (text, ":", -1);
  n_parts = g_strv_length (parts);
  for (guint i = 0; i < n_parts; i++) {
    if (parts[i][0] == '\0')
      continue;                 /* of the gap: checked above */
    if (is_hex_group (parts[i]))
      n_groups++;
    else if (i == n_parts - 1 && is_ipv4 (parts[i]))
      n_groups += 2;
    else
      return FALSE;
  }
  return gap != NULL ? n_groups <= 7 : n_groups == 8;
}

static gboolean
is_host_name (const gchar * text)
{
  gsize length = strlen (text);
  gsize label = 0;
  gboolean has_letter = FALSE;

  if (length == 0 || length > 253)
    return FALSE;
  for (const gchar * c = text; *c != '\0'; c++) {
    if (*c == '.') {
      if (label == 0)
        return FALSE;
      label = 0;
      continue;
    }
    if (!g_ascii_isalnum (*c) && *c != '_' && (*c != '-' || label == 0))
      return FALSE;
    has_letter |= g_ascii_isalpha (*c) || *c == '-';
    if (++label > 63)
      return FALSE;
  }
  return has_letter;            /* what has digits and dots alone is a bad address */
}

gboolean
wrtc_text_is_address (const gchar * text)
{
  return is_ipv4 (text) || is_ipv6 (text) || is_host_name (text);
}

gchar **
wrtc_text_split_words (const gchar * text, guint max)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n_words = 0;

  while (*text != '\0') {
    gsize length = strcspn (text, " \t");

    if (length > 0) {
      g_autofree gchar *word = g_strndup (text, length);

      if (++n_words > max)
        return NULL;
      g_strv_builder_add (builder, word);
    }
    text += length;
    text += strspn (text, " \t");
  }
  return g_strv_builder_end (builder);
}

GPtrArray *
wrtc_strings_new (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

GPtrArray *
wrtc_strings_copy (const GPtrArray * self)
{
  GPtrArray *copy = wrtc_strings_new ();

  for (guint i = 0; i < self->len; i++)
    g_ptr_array_add (copy, g_strdup (self->pdata[i]));
  return copy;
}

gboolean
wrtc_strings_contain (const GPtrArray * self, const gchar * text)
{
  for (guint i = 0; i < self->len; i++) {
    if (g_strcmp0 (self->pdata[i], text) == 0)
      return TRUE;
  }
  return FALSE;
}
