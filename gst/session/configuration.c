/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "configuration.h"

#include <stdlib.h>
#include <string.h>

#define MAX_TURN_SERVERS 32

void
gst_wrtc_configuration_init (GstWrtcConfiguration * self)
{
  memset (self, 0, sizeof (*self));
  self->turn_servers = g_ptr_array_new_with_free_func (g_free);
}

void
gst_wrtc_configuration_clear (GstWrtcConfiguration * self)
{
  g_free (self->stun_server);
  g_free (self->turn_server);
  g_free (self->http_proxy);
  g_ptr_array_unref (self->turn_servers);
  gst_clear_object (&self->agent);
}

static gpointer
copy_string (gconstpointer string, gpointer data)
{
  return g_strdup (string);
}

void
gst_wrtc_configuration_copy (const GstWrtcConfiguration * self,
    GstWrtcConfiguration * copy)
{
  *copy = *self;
  copy->stun_server = g_strdup (self->stun_server);
  copy->turn_server = g_strdup (self->turn_server);
  copy->http_proxy = g_strdup (self->http_proxy);
  copy->turn_servers = g_ptr_array_copy (self->turn_servers, copy_string, NULL);
  g_ptr_array_set_free_func (copy->turn_servers, g_free);
  if (self->agent)
    gst_object_ref (copy->agent);
}

/* host, host:port or [IPv6]:port */
static gboolean
is_host_port (const gchar * text)
{
  const gchar *end, *colon;
  gchar *after;
  guint64 port;

  if (text[0] == '[') {
    if (!(end = strchr (text, ']')) || end == text + 1)
      return FALSE;
    if (end[1] == '\0')
      return TRUE;
    colon = end + 1;
  } else {
    colon = strchr (text, ':');
    if (!colon)
      return text[0] != '\0' && !strpbrk (text, "/@?# ");
    if (colon == text)
      return FALSE;
  }
  if (*colon != ':' || strpbrk (text, "/@?# "))
    return FALSE;
  port = g_ascii_strtoull (colon + 1, &after, 10);
  return after != colon + 1 && *after == '\0' && port > 0 && port < 65536;
}

/* user:password, percent-escaped, both there */
static gboolean
is_user_info (const gchar * text, gsize length)
{
  const gchar *colon = memchr (text, ':', length);
  gsize i;

  if (!colon || colon == text || (gsize) (colon - text) + 1 == length)
    return FALSE;
  if (memchr (colon + 1, ':', length - (colon + 1 - text)))
    return FALSE;
  for (i = 0; i < length; i++) {
    if (text[i] == '/')
      return FALSE;
    if (text[i] == '%' && (i + 2 >= length || !g_ascii_isxdigit (text[i + 1])
            || !g_ascii_isxdigit (text[i + 2])))
      return FALSE;
  }
  return TRUE;
}

gboolean
gst_wrtc_turn_uri_is_valid (const gchar * uri)
{
  const gchar *rest, *query, *at;
  gboolean valid;
  gchar *host;

  if (!uri)
    return FALSE;
  if (g_str_has_prefix (uri, "turn://"))
    rest = uri + strlen ("turn://");
  else if (g_str_has_prefix (uri, "turns://"))
    rest = uri + strlen ("turns://");
  else
    return FALSE;
  query = strchr (rest, '?');
  if (!query)
    query = rest + strlen (rest);
  else if (strcmp (query, "?transport=udp") != 0
      && strcmp (query, "?transport=tcp") != 0)
    return FALSE;
  at = g_strrstr_len (rest, query - rest, "@");
  if (!at || !is_user_info (rest, at - rest))
    return FALSE;
  host = g_strndup (at + 1, query - at - 1);
  valid = is_host_port (host);
  g_free (host);
  return valid;
}

gboolean
gst_wrtc_configuration_set_stun_server (GstWrtcConfiguration * self,
    const gchar * uri)
{
  const gchar *host = NULL;

  if (uri && *uri) {
    if (g_str_has_prefix (uri, "stun://"))
      host = uri + strlen ("stun://");
    else if (g_str_has_prefix (uri, "stun:"))
      host = uri + strlen ("stun:");
    if (!host || !is_host_port (host))
      return FALSE;
  }
  g_free (self->stun_server);
  self->stun_server = host ? g_strconcat ("stun://", host, NULL) : NULL;
  return TRUE;
}

gboolean
gst_wrtc_configuration_set_turn_server (GstWrtcConfiguration * self,
    const gchar * uri)
{
  if (uri && *uri && !gst_wrtc_turn_uri_is_valid (uri))
    return FALSE;
  g_free (self->turn_server);
  self->turn_server = uri && *uri ? g_strdup (uri) : NULL;
  return TRUE;
}

gboolean
gst_wrtc_configuration_add_turn_server (GstWrtcConfiguration * self,
    const gchar * uri)
{
  if (!gst_wrtc_turn_uri_is_valid (uri)
      || self->turn_servers->len >= MAX_TURN_SERVERS)
    return FALSE;
  g_ptr_array_add (self->turn_servers, g_strdup (uri));
  return TRUE;
}

static void
apply_agent (GstWebRTCICE * agent, GstElement * ice)
{
  GObjectClass *klass = G_OBJECT_GET_CLASS (agent);
  gboolean udp = TRUE, tcp = TRUE;
  guint min_port = 0, max_port = 65535;
  gchar *range, *addresses;

  g_object_get (agent, "min-rtp-port", &min_port, "max-rtp-port", &max_port,
      NULL);
  range = g_strdup_printf ("%u-%u", min_port, max_port);
  if (min_port > 0 || max_port < 65535)
    g_object_set (ice, "port-range", range, NULL);
  g_free (range);
  addresses = gst_wrtc_ice_agent_dup_local_addresses (agent);
  if (addresses)
    g_object_set (ice, "local-addresses", addresses, NULL);
  g_free (addresses);
  if (g_object_class_find_property (klass, "ice-udp")
      && g_object_class_find_property (klass, "ice-tcp"))
    g_object_get (agent, "ice-udp", &udp, "ice-tcp", &tcp, NULL);
  if (!udp || !tcp)
    gst_util_set_object_arg (G_OBJECT (ice), "transports",
        udp ? "udp" : tcp ? "tcp" : "");
}

void
gst_wrtc_configuration_apply (const GstWrtcConfiguration * self,
    GstElement * ice)
{
  GString *turn = g_string_new (self->turn_server);
  guint i;

  for (i = 0; i < self->turn_servers->len; i++)
    g_string_append_printf (turn, "%s%s", turn->len > 0 ? "," : "",
        (gchar *) g_ptr_array_index (self->turn_servers, i));
  g_object_set (ice, "stun-server", self->stun_server, "turn-servers",
      turn->len > 0 ? turn->str : NULL, "transport-policy", self->policy, NULL);
  g_string_free (turn, TRUE);
  if (self->agent)
    apply_agent (self->agent, ice);
}
