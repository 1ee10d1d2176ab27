/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "ice-settings.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/random.h>

#define MIN_UFRAG_CHARS 4
#define MIN_PWD_CHARS 22
#define MAX_CHARS 256
#define NEW_UFRAG_CHARS 8       /* 48 bits: RFC 8445 5.3 asks for 24 */
#define NEW_PWD_CHARS 24        /* 144 bits: it asks for 128 */

static const gchar ice_chars[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static gboolean
is_ice_text (const gchar * text, gsize min)
{
  if (!text)
    return FALSE;
  gsize length = strnlen (text, MAX_CHARS + 1);
  return length >= min && length <= MAX_CHARS &&
      strspn (text, ice_chars) == length;
}

gboolean
ice_is_ufrag (const gchar * text)
{
  return is_ice_text (text, MIN_UFRAG_CHARS);
}

gboolean
ice_is_pwd (const gchar * text)
{
  return is_ice_text (text, MIN_PWD_CHARS);
}

static gchar *
new_ice_text (gsize length)
{
  guint8 random[NEW_PWD_CHARS];
  gchar *text = g_malloc (length + 1);

  /* Up to 256 bytes come whole once the kernel is seeded, and it waits for
   * that; only a kernel without the call can fail. */
  if (getrandom (random, length, 0) != (gssize) length)
    g_error ("the kernel gives no random numbers");
  for (gsize i = 0; i < length; i++)
    text[i] = ice_chars[random[i] % 64];
  text[length] = '\0';
  return text;
}

gchar *
ice_new_ufrag (void)
{
  return new_ice_text (NEW_UFRAG_CHARS);
}

gchar *
ice_new_pwd (void)
{
  return new_ice_text (NEW_PWD_CHARS);
}

static gboolean
parse_port (const gchar * text, guint * port)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 1, 65535, &value, NULL))
    return FALSE;
  *port = (guint) value;
  return TRUE;
}

gboolean
ice_parse_port_range (const gchar * text, guint * min, guint * max)
{
  *min = *max = 0;
  if (!text || !*text)
    return TRUE;
  g_auto (GStrv) parts = g_strsplit (text, "-", 2);
  guint first, last;

  if (!parse_port (g_strstrip (parts[0]), &first))
    return FALSE;
  last = first;
  if (parts[1] && !parse_port (g_strstrip (parts[1]), &last))
    return FALSE;
  if (last < first)
    return FALSE;
  *min = first;
  *max = last;
  return TRUE;
}

GStrv
ice_split (const gchar * text, const gchar * separators)
{
  g_auto (GStrv) parts = g_strsplit_set (text ? text : "", separators, -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gchar ** i = parts; *i; i++)
    if (*g_strstrip (*i))
      g_strv_builder_add (builder, *i);
  return g_strv_builder_end (builder);
}

GStrv
ice_parse_addresses (const gchar * text)
{
  g_auto (GStrv) parts = ice_split (text, ",");

  for (gchar ** i = parts; *i; i++) {
    g_autoptr (GInetAddress) address = g_inet_address_new_from_string (*i);
    if (!address)
      return NULL;
  }
  return g_steal_pointer (&parts);
}
