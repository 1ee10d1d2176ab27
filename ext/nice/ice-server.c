/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "ice-server.h"

#include <string.h>

#define MAX_URI_BYTES 2048
#define DEFAULT_PORT 3478       /* RFC 7064 3.2, RFC 7065 3.2 */
#define DEFAULT_TLS_PORT 5349

const gchar *
ice_server_kind_to_string (IceServerKind kind)
{
  static const gchar *const names[] = {
    "stun", "turn over udp", "turn over tcp", "turn over tls"
  };
  return kind < G_N_ELEMENTS (names) ? names[kind] : "?";
}

IceServer *
ice_server_copy (const IceServer * self)
{
  IceServer *copy = g_new0 (IceServer, 1);

  copy->kind = self->kind;
  copy->host = g_strdup (self->host);
  copy->port = self->port;
  copy->username = g_strdup (self->username);
  copy->password = g_strdup (self->password);
  return copy;
}

void
ice_server_free (IceServer * self)
{
  g_free (self->host);
  g_free (self->username);
  g_free (self->password);
  g_free (self);
}

/* What follows "<scheme>:" or "<scheme>://", NULL if @uri has another scheme. */
static const gchar *
after_scheme (const gchar * uri, const gchar * scheme)
{
  gsize length = strlen (scheme);

  if (g_ascii_strncasecmp (uri, scheme, length) != 0 || uri[length] != ':')
    return NULL;
  uri += length + 1;
  return g_str_has_prefix (uri, "//") ? uri + 2 : uri;
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

static gboolean
is_host (const gchar * text)
{
  if (!*text)
    return FALSE;
  for (; *text; text++)
    if (!g_ascii_isalnum (*text) && !strchr (".-_:%", *text))
      return FALSE;
  return TRUE;
}

/* "host", "host:port", "[v6]", "[v6]:port"; *port keeps its value without one. */
static gchar *
parse_host_port (const gchar * text, guint * port)
{
  g_autofree gchar *host = NULL;
  const gchar *colon;

  if (*text == '[') {
    const gchar *end = strchr (text, ']');
    if (!end || (end[1] && end[1] != ':'))
      return NULL;
    host = g_strndup (text + 1, end - text - 1);
    colon = end[1] ? end + 1 : NULL;
  } else {
    colon = strchr (text, ':');
    host = colon ? g_strndup (text, colon - text) : g_strdup (text);
  }
  if (colon && !parse_port (colon + 1, port))
    return NULL;
  return is_host (host) ? g_steal_pointer (&host) : NULL;
}

IceServer *
ice_server_parse_stun (const gchar * uri)
{
  const gchar *rest = uri && strlen (uri) <= MAX_URI_BYTES ?
      after_scheme (uri, "stun") : NULL;
  guint port = DEFAULT_PORT;

  if (!rest)
    return NULL;
  gchar *host = parse_host_port (rest, &port);
  if (!host)
    return NULL;
  IceServer *self = g_new0 (IceServer, 1);
  self->kind = ICE_SERVER_STUN;
  self->host = host;
  self->port = port;
  return self;
}

/* "user:password" with percent-escapes; a colon inside either is escaped. */
static gboolean
parse_user (const gchar * text, IceServer * self)
{
  const gchar *colon = strchr (text, ':');

  if (!colon || colon == text || !colon[1] || strchr (colon + 1, ':'))
    return FALSE;
  self->username = g_uri_unescape_segment (text, colon, NULL);
  self->password = g_uri_unescape_segment (colon + 1, NULL, NULL);
  return self->username && self->password;
}

/* The kinds that "?transport=…" of the scheme means, 0 if it means nothing. */
static guint
parse_transport (const gchar * query, gboolean tls, IceServerKind * kinds)
{
  const gchar *transport = NULL;

  if (query) {
    if (!g_str_has_prefix (query, "transport="))
      return 0;
    transport = query + strlen ("transport=");
    if (strcmp (transport, "udp") != 0 && strcmp (transport, "tcp") != 0)
      return 0;
  }
  if (tls) {
    kinds[0] = ICE_SERVER_TURN_TLS;
    /* transport=udp would be TURN over DTLS */
    return transport && strcmp (transport, "udp") == 0 ? 0 : 1;
  }
  kinds[0] = transport && strcmp (transport, "tcp") == 0 ?
      ICE_SERVER_TURN_TCP : ICE_SERVER_TURN_UDP;
  kinds[1] = ICE_SERVER_TURN_TCP;
  return transport ? 1 : 2;
}

gboolean
ice_server_parse_turn (const gchar * uri, GPtrArray * servers)
{
  if (!uri || strlen (uri) > MAX_URI_BYTES)
    return FALSE;
  const gchar *rest = after_scheme (uri, "turns");
  gboolean tls = rest != NULL;
  if (!rest)
    rest = after_scheme (uri, "turn");
  if (!rest || !*rest || strchr (rest, '/'))
    return FALSE;

  g_auto (GStrv) question = g_strsplit (rest, "?", 2);
  IceServerKind kinds[2];
  guint n_kinds = parse_transport (question[1], tls, kinds);
  const gchar *at = strrchr (question[0], '@');
  if (n_kinds == 0 || !at)
    return FALSE;

  g_autoptr (IceServer) self = g_new0 (IceServer, 1);
  g_autofree gchar *user = g_strndup (question[0], at - question[0]);
  self->port = tls ? DEFAULT_TLS_PORT : DEFAULT_PORT;
  self->host = parse_host_port (at + 1, &self->port);
  if (!self->host || !parse_user (user, self))
    return FALSE;
  for (guint i = 0; i < n_kinds; i++) {
    self->kind = kinds[i];
    g_ptr_array_add (servers, ice_server_copy (self));
  }
  return TRUE;
}
