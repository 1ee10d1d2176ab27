/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtchttpserver.h"

#include <gst/wrtc/gstwrtcnetworkloops.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

GST_DEBUG_CATEGORY_STATIC (wrtchttp);
#define GST_CAT_DEFAULT wrtchttp

#define MAX_BODY_BYTES (64 * 1024)
/* A client that goes on after its refusal is read, and dropped, so far. */
#define MAX_DISCARDED_BYTES (16 * 1024 * 1024)
#define MAX_CONNECTIONS 256
/* While the oldest are on their way out. */
#define MAX_CONNECTIONS_EVER (2 * MAX_CONNECTIONS)
#define MAX_PORTS_TRIED 100
/* From accept to the last byte of the reply. */
#define CONNECTION_LIMIT_MS 20000
#define ACCEPT_PAUSE_MS 200

struct _GstWrtcHttpServer
{
  GSocket *socket;
  gchar *uri;
  gchar *host;
  gchar **allowed_hosts;
  gchar **allowed_origins;
  void (*handle) (SoupServerMessage * message, const gchar * path,
      gpointer data);
  gpointer data;
  guint connection_limit_ms;

  /* On the context only. */
  GMainContext *context;
  SoupServer *soup;
  GSource *accept;
  GPtrArray *connections;       /* (element-type Connection), the oldest first */

  /* Atomic. */
  guint n_connections;
  guint64 requests, refused, connections_refused, timeouts;
};

typedef struct
{
  GstWrtcHttpServer *server;
  GSocketConnection *stream;    /* not owned: libsoup does, weak reference */
  GSource *limit;
  gboolean complete;            /* its request has come and is being answered */
} Connection;

static void watch_accept (GstWrtcHttpServer * self);

static void
add (guint64 * counter)
{
  __atomic_add_fetch (counter, 1, __ATOMIC_RELAXED);
}

/* Replies */

/* Those that libsoup has no words for. */
static const gchar *
reason_phrase (guint status)
{
  switch (status) {
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    default:
      return NULL;
  }
}

void
gst_wrtc_http_reply (SoupServerMessage * message, guint status,
    const gchar * type, const gchar * body, gsize length)
{
  SoupMessageHeaders *headers =
      soup_server_message_get_response_headers (message);

  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  if (!soup_message_headers_get_one (headers, "Cache-Control"))
    soup_message_headers_append (headers, "Cache-Control", "no-store");
  soup_server_message_set_status (message, status, reason_phrase (status));
  if (body)
    soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body,
        length);
}

void
gst_wrtc_http_reply_text (SoupServerMessage * message, guint status,
    const gchar * format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree gchar *sentence = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree gchar *body = g_strconcat (sentence, "\n", NULL);
  /* What came from outside goes back as text of one line. */
  g_autofree gchar *valid = g_utf8_make_valid (body, -1);
  gst_wrtc_http_reply (message, status, "text/plain; charset=utf-8", valid,
      strlen (valid));
}

/* Who may ask */

static gboolean
list_contains (gchar ** list, const gchar * word)
{
  for (; list && *list; list++) {
    if (g_str_equal (*list, "*") || g_ascii_strcasecmp (*list, word) == 0)
      return TRUE;
  }
  return FALSE;
}

static gchar **
split_list (const gchar * text)
{
  gchar **words = g_strsplit_set (text ? text : "", ", ", -1);
  guint n = 0;

  for (guint i = 0; words[i]; i++) {
    if (*words[i])
      words[n++] = words[i];
    else
      g_free (words[i]);
  }
  words[n] = NULL;
  return words;
}

/* The name of a Host header or an origin without its port and brackets. */
static gchar *
host_name (const gchar * host)
{
  if (*host == '[') {
    const gchar *end = strchr (host, ']');
    return end ? g_strndup (host + 1, end - host - 1) : g_strdup ("");
  }
  const gchar *colon = strrchr (host, ':');
  return colon ? g_strndup (host, colon - host) : g_strdup (host);
}

/* An address cannot be rebound by somebody's name server; a name can. */
static gboolean
host_is_allowed (GstWrtcHttpServer * self, const gchar * host)
{
  g_autofree gchar *name = host_name (host);
  g_autofree gchar *local = g_strconcat (g_get_host_name (), ".local", NULL);

  return g_hostname_is_ip_address (name) ||
      g_ascii_strcasecmp (name, "localhost") == 0 ||
      g_ascii_strcasecmp (name, self->host) == 0 ||
      g_ascii_strcasecmp (name, g_get_host_name ()) == 0 ||
      g_ascii_strcasecmp (name, local) == 0 ||
      list_contains (self->allowed_hosts, name);
}

static gboolean
origin_is_own (const gchar * origin, const gchar * host)
{
  const gchar *rest = strstr (origin, "://");

  return rest && host && g_ascii_strcasecmp (rest + 3, host) == 0 &&
      (g_str_has_prefix (origin, "http:") || g_str_has_prefix (origin,
          "https:"));
}

/* Adds the CORS headers for an allowed origin. */
static gboolean
check_origin (GstWrtcHttpServer * self, SoupServerMessage * message,
    const gchar * host)
{
  SoupMessageHeaders *headers =
      soup_server_message_get_response_headers (message);
  const gchar *origin = soup_message_headers_get_one
      (soup_server_message_get_request_headers (message), "Origin");

  if (!origin || origin_is_own (origin, host))
    return TRUE;
  if (!list_contains (self->allowed_origins, origin))
    return FALSE;
  soup_message_headers_append (headers, "Access-Control-Allow-Origin", origin);
  soup_message_headers_append (headers, "Vary", "Origin");
  soup_message_headers_append (headers, "Access-Control-Allow-Headers",
      "Content-Type, If-Match, Authorization");
  soup_message_headers_append (headers, "Access-Control-Allow-Methods",
      "GET, POST, PATCH, DELETE, OPTIONS");
  soup_message_headers_append (headers, "Access-Control-Expose-Headers",
      "Location, ETag, Link, Accept-Post, Accept-Patch");
  return TRUE;
}

/* Requests */

static void
refuse_body (SoupServerMessage * message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  soup_message_body_set_accumulate (body, FALSE);
  soup_message_body_truncate (body);
  gst_wrtc_http_reply_text (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
      "The body is larger than %d bytes.", MAX_BODY_BYTES);
}

static void
on_chunk (SoupServerMessage * message, GBytes * chunk, gpointer user_data)
{
  goffset size = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (message),
          "wrtc-size")) + g_bytes_get_size (chunk);
  GSocket *socket = user_data;

  g_object_set_data (G_OBJECT (message), "wrtc-size", GSIZE_TO_POINTER (size));
  if (size > MAX_DISCARDED_BYTES)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
  else if (size > MAX_BODY_BYTES && soup_server_message_get_status (message) ==
      0)
    refuse_body (message);
}

/* All headers are there, the body not yet: what is refused here costs no more. */
static void
on_headers (SoupServer * soup, SoupServerMessage * message, const char *path,
    GHashTable * query, gpointer user_data)
{
  GstWrtcHttpServer *self = user_data;
  SoupMessageHeaders *headers =
      soup_server_message_get_request_headers (message);
  const gchar *host = soup_message_headers_get_one (headers, "Host");

  add (&self->requests);
  /* Nothing here is worth a range, and libsoup answers any number of them. */
  soup_message_headers_remove (headers, "Range");
  if (!host_is_allowed (self, host ? host : ""))
    gst_wrtc_http_reply_text (message, SOUP_STATUS_FORBIDDEN,
        "This server does not answer for that host name; "
        "see the property allowed-hosts.");
  else if (!check_origin (self, message, host))
    gst_wrtc_http_reply_text (message, SOUP_STATUS_FORBIDDEN,
        "Pages of that origin may not use this server; "
        "see the property allowed-origins.");
  else if (soup_message_headers_get_encoding (headers) ==
      SOUP_ENCODING_CONTENT_LENGTH &&
      soup_message_headers_get_content_length (headers) > MAX_BODY_BYTES)
    refuse_body (message);
  if (soup_server_message_get_status (message) != 0)
    soup_message_body_set_accumulate (soup_server_message_get_request_body
        (message), FALSE);
}

static void
on_request (SoupServer * soup, SoupServerMessage * message, const char *path,
    GHashTable * query, gpointer user_data)
{
  GstWrtcHttpServer *self = user_data;
  Connection *connection = g_object_get_data (G_OBJECT (message),
      "wrtc-connection");

  connection->complete = TRUE;
  self->handle (message, path, self->data);
}

static void
on_finished (SoupServer * soup, SoupServerMessage * message, gpointer user_data)
{
  GstWrtcHttpServer *self = user_data;
  guint status = soup_server_message_get_status (message);

  GST_DEBUG ("%s %s: %u", soup_server_message_get_method (message),
      soup_server_message_get_uri (message) ?
      g_uri_get_path (soup_server_message_get_uri (message)) : "?", status);
  if (status >= 400)
    add (&self->refused);
}

/* Connections */

static void
connection_free (Connection * connection)
{
  g_source_destroy (connection->limit);
  g_source_unref (connection->limit);
  g_free (connection);
}

static void
connection_gone (gpointer data, GObject * stream)
{
  Connection *connection = data;
  GstWrtcHttpServer *self = connection->server;

  g_ptr_array_remove (self->connections, connection);
  __atomic_store_n (&self->n_connections, self->connections->len,
      __ATOMIC_RELAXED);
}

/* libsoup finds it closed and forgets it. */
static void
connection_cut (Connection * connection)
{
  g_socket_shutdown (g_socket_connection_get_socket (connection->stream), TRUE,
      TRUE, NULL);
}

static gboolean
connection_limit_reached (gpointer data)
{
  Connection *connection = data;

  GST_DEBUG ("a connection took too long");
  add (&connection->server->timeouts);
  connection_cut (connection);
  return G_SOURCE_REMOVE;
}

/* Those who connect and say nothing make room first. */
static void
cut_oldest_incomplete (GstWrtcHttpServer * self)
{
  for (guint i = 0; i < self->connections->len; i++) {
    Connection *connection = g_ptr_array_index (self->connections, i);
    if (connection->complete)
      continue;
    add (&self->connections_refused);
    connection_cut (connection);
    /* Once is enough; it goes when libsoup next looks at it. */
    connection->complete = TRUE;
    return;
  }
}

static void
add_connection (GstWrtcHttpServer * self, GSocketConnection * stream)
{
  Connection *connection = g_new0 (Connection, 1);

  connection->server = self;
  connection->stream = stream;
  connection->limit = g_timeout_source_new (self->connection_limit_ms);
  g_source_set_static_name (connection->limit, "[wrtcsink] connection's limit");
  g_source_set_callback (connection->limit, connection_limit_reached,
      connection, NULL);
  g_source_attach (connection->limit, self->context);
  g_object_weak_ref (G_OBJECT (stream), connection_gone, connection);
  g_ptr_array_add (self->connections, connection);
  __atomic_store_n (&self->n_connections, self->connections->len,
      __ATOMIC_RELAXED);
}

static void
on_started (SoupServer * soup, SoupServerMessage * message, gpointer user_data)
{
  GstWrtcHttpServer *self = user_data;
  Connection *last = g_ptr_array_index (self->connections,
      self->connections->len - 1);

  /* Started while it is accepted: the last connection is its own. */
  g_object_set_data (G_OBJECT (message), "wrtc-connection", last);
  g_signal_connect_object (message, "got-chunk", G_CALLBACK (on_chunk),
      g_socket_connection_get_socket (last->stream), 0);
}

static void
accept_one (GstWrtcHttpServer * self, GSocket * socket)
{
  g_autoptr (GSocketConnection) stream =
      g_socket_connection_factory_create_connection (socket);
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, NULL);
  g_autoptr (GSocketAddress) remote =
      g_socket_get_remote_address (socket, NULL);

  /* It may be gone already. */
  if (!local || !remote)
    return;
  if (self->connections->len >= MAX_CONNECTIONS_EVER) {
    add (&self->connections_refused);
    return;
  }
  if (self->connections->len >= MAX_CONNECTIONS)
    cut_oldest_incomplete (self);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  add_connection (self, stream);
  soup_server_accept_iostream (self->soup, G_IO_STREAM (stream), local, remote,
      NULL);
}

static gboolean
resume_accept (gpointer data)
{
  watch_accept (data);
  return G_SOURCE_REMOVE;
}

static void
set_accept_source (GstWrtcHttpServer * self, GSource * source)
{
  if (self->accept) {
    g_source_destroy (self->accept);
    g_source_unref (self->accept);
  }
  self->accept = source;
  if (source)
    g_source_attach (source, self->context);
}

static gboolean
on_acceptable (GSocket * listener, GIOCondition condition, gpointer data)
{
  GstWrtcHttpServer *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_accept (listener, NULL, &error);

  if (socket) {
    accept_one (self, socket);
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
    /* No descriptors left, most likely: it stays readable, so wait a little. */
    GST_WARNING ("cannot accept a connection: %s", error->message);
    GSource *pause = g_timeout_source_new (ACCEPT_PAUSE_MS);
    g_source_set_callback (pause, resume_accept, self, NULL);
    set_accept_source (self, pause);
  }
  return G_SOURCE_CONTINUE;
}

static void
watch_accept (GstWrtcHttpServer * self)
{
  GSource *source = g_socket_create_source (self->socket, G_IO_IN, NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (on_acceptable), self, NULL);
  set_accept_source (self, source);
}

/* Listening */

static GInetAddress *
resolve (const gchar * host, GError ** error)
{
  GInetAddress *address = g_inet_address_new_from_string (host);

  if (!address && g_ascii_strcasecmp (host, "localhost") == 0)
    address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  if (!address) {
    g_autoptr (GResolver) resolver = g_resolver_get_default ();
    GList *found = g_resolver_lookup_by_name (resolver, host, NULL, error);
    if (found)
      address = g_object_ref (found->data);
    g_resolver_free_addresses (found);
  }
  return address;
}

static GSocket *
listen_on (GInetAddress * address, guint port, GError ** error)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (address, port);
  g_autoptr (GSocket) socket =
      g_socket_new (g_inet_address_get_family (address), G_SOCKET_TYPE_STREAM,
      G_SOCKET_PROTOCOL_TCP, error);

  if (!socket || !g_socket_bind (socket, wanted, TRUE, error))
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, 64);
  return g_socket_listen (socket, error) ? g_steal_pointer (&socket) : NULL;
}

static GSocket *
listen_on_free_port (GInetAddress * address, guint port, GError ** error)
{
  for (guint i = 0;; i++) {
    g_autoptr (GError) reason = NULL;
    GSocket *socket = listen_on (address, port ? port + i : 0, &reason);

    if (socket)
      return socket;
    if (port == 0 || i >= MAX_PORTS_TRIED || port + i >= 65535 ||
        !g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE)) {
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }
  }
}

/* For an address that means "all" the loopback one is named. */
static gchar *
make_uri (GSocket * socket)
{
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (socket, NULL);
  GInetAddress *address =
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (bound));
  gboolean v6 = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;
  g_autofree gchar *text = g_inet_address_get_is_any (address) ?
      g_strdup (v6 ? "::1" : "127.0.0.1") : g_inet_address_to_string (address);

  return g_strdup_printf (v6 ? "http://[%s]:%u/" : "http://%s:%u/", text,
      g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
}

GstWrtcHttpServer *
gst_wrtc_http_server_new (const GstWrtcHttpConfig * config, GError ** error)
{
  GST_DEBUG_CATEGORY_INIT (wrtchttp, "wrtchttp", 0, "HTTP server");
  g_autoptr (GInetAddress) address = resolve (config->host, error);
  if (!address)
    return NULL;
  GSocket *socket = listen_on_free_port (address, config->port, error);
  if (!socket)
    return NULL;

  GstWrtcHttpServer *self = g_new0 (GstWrtcHttpServer, 1);
  self->socket = socket;
  self->uri = make_uri (socket);
  self->host = g_strdup (config->host);
  self->allowed_hosts = split_list (config->allowed_hosts);
  self->allowed_origins = split_list (config->allowed_origins);
  self->connection_limit_ms = config->connection_limit_ms ?
      config->connection_limit_ms : CONNECTION_LIMIT_MS;
  self->handle = config->handle;
  self->data = config->data;
  self->connections =
      g_ptr_array_new_with_free_func ((GDestroyNotify) connection_free);
  return self;
}

const gchar *
gst_wrtc_http_server_get_uri (GstWrtcHttpServer * self)
{
  return self->uri;
}

static void
start_on_context (gpointer data)
{
  GstWrtcHttpServer *self = data;

  self->soup = soup_server_new ("raw-paths", TRUE, NULL);
  soup_server_add_early_handler (self->soup, NULL, on_headers, self, NULL);
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
  g_signal_connect (self->soup, "request-started", G_CALLBACK (on_started),
      self);
  g_signal_connect (self->soup, "request-finished", G_CALLBACK (on_finished),
      self);
  g_signal_connect (self->soup, "request-aborted", G_CALLBACK (on_finished),
      self);
  watch_accept (self);
}

void
gst_wrtc_http_server_start (GstWrtcHttpServer * self, GMainContext * context)
{
  self->context = g_main_context_ref (context);
  gst_wrtc_context_call (context, start_on_context, self);
}

static void
stop_on_context (gpointer data)
{
  GstWrtcHttpServer *self = data;

  set_accept_source (self, NULL);
  soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
  /* A stream that somebody still holds must not find us. */
  for (guint i = 0; i < self->connections->len; i++) {
    Connection *connection = g_ptr_array_index (self->connections, i);
    g_object_weak_unref (G_OBJECT (connection->stream), connection_gone,
        connection);
  }
  g_ptr_array_set_size (self->connections, 0);
}

void
gst_wrtc_http_server_free (GstWrtcHttpServer * self)
{
  if (self->context) {
    gst_wrtc_context_call (self->context, stop_on_context, self);
    g_main_context_unref (self->context);
  }
  g_socket_close (self->socket, NULL);
  g_object_unref (self->socket);
  g_ptr_array_unref (self->connections);
  g_strfreev (self->allowed_hosts);
  g_strfreev (self->allowed_origins);
  g_free (self->host);
  g_free (self->uri);
  g_free (self);
}

void
gst_wrtc_http_server_add_stats (GstWrtcHttpServer * self,
    GstStructure * structure)
{
  gst_structure_set (structure,
      "connections", G_TYPE_UINT,
      __atomic_load_n (&self->n_connections, __ATOMIC_RELAXED),
      "requests", G_TYPE_UINT64,
      __atomic_load_n (&self->requests, __ATOMIC_RELAXED),
      "refused", G_TYPE_UINT64,
      __atomic_load_n (&self->refused, __ATOMIC_RELAXED),
      "connections-refused", G_TYPE_UINT64,
      __atomic_load_n (&self->connections_refused, __ATOMIC_RELAXED),
      "timeouts", G_TYPE_UINT64,
      __atomic_load_n (&self->timeouts, __ATOMIC_RELAXED), NULL);
}
