/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcwhepserver.h"
#include "gstwrtcsdpfrag.h"
#include "wrtcpage.h"

#include <gst/wrtc/gstwrtcnetworkloops.h>

#include <errno.h>
#include <string.h>
#include <sys/random.h>

GST_DEBUG_CATEGORY_STATIC (wrtcwhep);
#define GST_CAT_DEFAULT wrtcwhep

#define ENDPOINT "/whep"
#define TYPE_SDP "application/sdp"
#define TYPE_SDPFRAG "application/trickle-ice-sdpfrag"
#define RETRY_AFTER_S "2"
/* The page has nothing but its own two files, and nobody may frame it. */
#define PAGE_POLICY \
    "default-src 'none'; script-src 'self'; style-src 'self'; " \
    "connect-src 'self'; media-src 'self' blob:; img-src 'self' data:; " \
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

struct _GstWrtcWhepServer
{
  gint ref_count;
  GstWrtcHttpServer *http;
  GstWrtcWhepHooks hooks;
  gchar **links;                /* values of Link headers */
  GMainContext *context;

  /* On the context only. */
  gboolean stopped;
  GHashTable *sessions;         /* id -> Session */
};

typedef struct
{
  gchar *id;
  gchar *etag;
  WrtcSdp *offer;
  SoupServerMessage *pending;   /* the POST that waits for the answer */
  guint n_candidates;
} Session;

typedef struct
{
  GstWrtcWhepServer *server;
  gchar *id;
  gchar *answer;
  guint status;
  gchar *sentence;
} Reply;

static void
session_free (Session * session)
{
  g_free (session->id);
  g_free (session->etag);
  wrtc_sdp_unref (session->offer);
  g_clear_object (&session->pending);
  g_free (session);
}

/* 128 bits that nobody can guess: who knows the address may end the session. */
static gchar *
random_token (void)
{
  guint8 bytes[16];
  GString *text = g_string_sized_new (2 * sizeof bytes);

  for (gsize have = 0; have < sizeof bytes;) {
    gssize n = getrandom (bytes + have, sizeof bytes - have, 0);
    if (n > 0)
      have += n;
    else
      g_assert (errno == EINTR);        /* the only reason there is */
  }
  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

/* ICE servers as Link headers */

static void
append_quoted (GString * string, const gchar * name, const gchar * value)
{
  g_string_append_printf (string, "; %s=\"", name);
  for (; value && *value; value++) {
    if (*value == '"' || *value == '\\')
      g_string_append_c (string, '\\');
    if (!g_ascii_iscntrl (*value))
      g_string_append_c (string, *value);
  }
  g_string_append_c (string, '"');
}

/* stun://host:port, turn://user:password@host:port?transport=udp as the property
 * has them -> stun:host:port (RFC 7064, 7065) with the rest as parameters. */
static gchar *
make_link (const gchar * server)
{
  g_autoptr (GUri) uri = g_uri_parse (server, G_URI_FLAGS_HAS_PASSWORD |
      G_URI_FLAGS_ENCODED_QUERY, NULL);
  if (!uri || !g_uri_get_host (uri))
    return NULL;

  const gchar *host = g_uri_get_host (uri);
  gboolean v6 = strchr (host, ':') != NULL;
  g_autofree gchar *safe = g_uri_escape_string (host, ":", FALSE);
  GString *link = g_string_new ("<");
  g_string_append_printf (link, v6 ? "%s:[%s]" : "%s:%s",
      g_uri_get_scheme (uri), safe);
  if (g_uri_get_port (uri) > 0)
    g_string_append_printf (link, ":%d", g_uri_get_port (uri));
  if (g_uri_get_query (uri)) {
    g_autofree gchar *query = g_uri_escape_string (g_uri_get_query (uri),
        "=&", FALSE);
    g_string_append_printf (link, "?%s", query);
  }
  g_string_append (link, ">; rel=\"ice-server\"");
  if (g_uri_get_user (uri)) {
    append_quoted (link, "username", g_uri_get_user (uri));
    append_quoted (link, "credential", g_uri_get_password (uri));
    g_string_append (link, "; credential-type=\"password\"");
  }
  return g_string_free (link, FALSE);
}

static gchar **
make_links (const GstWrtcWhepConfig * config)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree gchar *stun =
      config->stun_server ? make_link (config->stun_server) : NULL;

  if (stun)
    g_strv_builder_add (builder, stun);
  for (gchar ** turn = config->turn_servers; turn && *turn; turn++) {
    g_autofree gchar *link = make_link (*turn);
    if (link)
      g_strv_builder_add (builder, link);
  }
  return g_strv_builder_end (builder);
}

static void
add_links (GstWrtcWhepServer * self, SoupServerMessage * message)
{
  for (gchar ** link = self->links; *link; link++)
    soup_message_headers_append (soup_server_message_get_response_headers
        (message), "Link", *link);
}

static void
add_header (SoupServerMessage * message, const gchar * name,
    const gchar * value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers
      (message), name, value);
}

static void
reply_busy (SoupServerMessage * message, const gchar * sentence)
{
  add_header (message, "Retry-After", RETRY_AFTER_S);
  gst_wrtc_http_reply_text (message, SOUP_STATUS_SERVICE_UNAVAILABLE, "%s",
      sentence);
}

static void
reply_wrong_method (SoupServerMessage * message, const gchar * allow)
{
  add_header (message, "Allow", allow);
  gst_wrtc_http_reply_text (message, SOUP_STATUS_METHOD_NOT_ALLOWED,
      "Here are %s.", allow);
}

static gboolean
has_type (SoupServerMessage * message, const gchar * type)
{
  const gchar *given = soup_message_headers_get_content_type
      (soup_server_message_get_request_headers (message), NULL);

  return given && g_ascii_strcasecmp (given, type) == 0;
}

static GBytes *
get_body (SoupServerMessage * message)
{
  return soup_message_body_flatten (soup_server_message_get_request_body
      (message));
}

/* POST: a new session */

/* What every section that could play something must say (RFC 9429 5.8.1). */
static gboolean
check_offer (WrtcSdp * offer, SoupServerMessage * message)
{
  for (guint i = 0; i < wrtc_sdp_n_media (offer); i++) {
    WrtcSdpMedia *media = wrtc_sdp_get_media (offer, i);
    GPtrArray *fingerprints = wrtc_sdp_get_fingerprints (offer, i);
    const gchar *missing = NULL;

    if (!wrtc_sdp_media_is_rtp (media) || wrtc_sdp_media_is_rejected (media) ||
        media->bundle_only)
      continue;
    if (!wrtc_sdp_get_ice_ufrag (offer, i))
      missing = "a=ice-ufrag";
    else if (!wrtc_sdp_get_ice_pwd (offer, i))
      missing = "a=ice-pwd";
    else if (!fingerprints || fingerprints->len == 0)
      missing = "a=fingerprint";
    if (missing) {
      gst_wrtc_http_reply_text (message, SOUP_STATUS_BAD_REQUEST,
          "The offer cannot be used: line %u: the %s section has no %s.",
          media->line, media->media, missing);
      return FALSE;
    }
  }
  return TRUE;
}

static WrtcSdp *
parse_offer (SoupServerMessage * message)
{
  g_autoptr (GBytes) body = get_body (message);
  gsize size;
  const gchar *text = g_bytes_get_data (body, &size);
  WrtcSdpError error = { 0 };

  if (size == 0) {
    gst_wrtc_http_reply_text (message, SOUP_STATUS_BAD_REQUEST,
        "The body is empty: an SDP offer belongs there.");
    return NULL;
  }
  WrtcSdp *offer = wrtc_sdp_parse (text, size, &error);
  if (!offer)
    gst_wrtc_http_reply_text (message, SOUP_STATUS_BAD_REQUEST,
        "The offer is not valid SDP: %s.", error.message);
  else if (!check_offer (offer, message))
    g_clear_pointer (&offer, wrtc_sdp_unref);
  return offer;
}

static void
handle_post (GstWrtcWhepServer * self, SoupServerMessage * message)
{
  g_autofree gchar *sentence = NULL;

  if (!has_type (message, TYPE_SDP)) {
    add_header (message, "Accept-Post", TYPE_SDP);
    gst_wrtc_http_reply_text (message, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE,
        "The body must be of the type " TYPE_SDP ".");
    return;
  }
  g_autoptr (WrtcSdp) offer = parse_offer (message);
  if (!offer)
    return;

  Session *session = g_new0 (Session, 1);
  session->id = random_token ();
  session->etag = random_token ();
  session->offer = wrtc_sdp_ref (offer);
  session->pending = g_object_ref (message);
  g_hash_table_insert (self->sessions, session->id, session);
  soup_server_message_pause (message);
  if (!self->hooks.add (session->id, offer, &sentence, self->hooks.data)) {
    reply_busy (message, sentence);
    soup_server_message_unpause (message);
    g_hash_table_remove (self->sessions, session->id);
  }
}

static void
reply_created (GstWrtcWhepServer * self, Session * session,
    const gchar * answer)
{
  SoupServerMessage *message = session->pending;
  g_autofree gchar *location = g_strconcat (ENDPOINT "/", session->id, NULL);
  g_autofree gchar *etag = g_strdup_printf ("\"%s\"", session->etag);

  add_header (message, "Location", location);
  add_header (message, "ETag", etag);
  add_header (message, "Accept-Patch", TYPE_SDPFRAG);
  add_links (self, message);
  gst_wrtc_http_reply (message, SOUP_STATUS_CREATED, TYPE_SDP, answer,
      strlen (answer));
}

static void
answer_on_context (gpointer data)
{
  Reply *reply = data;
  GstWrtcWhepServer *self = reply->server;
  Session *session = g_hash_table_lookup (self->sessions, reply->id);

  if (self->stopped || !session || !session->pending)
    return;
  if (reply->answer)
    reply_created (self, session, reply->answer);
  else
    gst_wrtc_http_reply_text (session->pending, reply->status, "%s.",
        reply->sentence);
  soup_server_message_unpause (session->pending);
  g_clear_object (&session->pending);
  if (!reply->answer)
    g_hash_table_remove (self->sessions, reply->id);
}

/* PATCH: candidates */

/* TRUE: the request is for the session as it is (RFC 9725 4.3.1). */
static gboolean
check_precondition (Session * session, SoupServerMessage * message)
{
  const gchar *match = soup_message_headers_get_one
      (soup_server_message_get_request_headers (message), "If-Match");
  g_autofree gchar *etag = g_strdup_printf ("\"%s\"", session->etag);

  if (!match)
    gst_wrtc_http_reply_text (message, 428,
        "If-Match with the ETag of the session is missing.");
  else if (g_str_equal (match, "*"))
    gst_wrtc_http_reply_text (message, 422,
        "ICE restart is not possible here: make a new session.");
  else if (!g_str_equal (match, etag))
    gst_wrtc_http_reply_text (message, SOUP_STATUS_PRECONDITION_FAILED,
        "The session has another ETag.");
  return soup_server_message_get_status (message) == 0;
}

static gboolean
is_other_generation (Session * session, GstWrtcSdpFrag * frag)
{
  if (!frag->ufrag)
    return FALSE;
  for (guint i = 0; i < wrtc_sdp_n_media (session->offer); i++) {
    if (g_strcmp0 (frag->ufrag, wrtc_sdp_get_ice_ufrag (session->offer, i))
        == 0)
      return FALSE;
  }
  return TRUE;
}

static void
handle_patch (GstWrtcWhepServer * self, Session * session,
    SoupServerMessage * message)
{
  g_autofree gchar *error = NULL;

  if (!has_type (message, TYPE_SDPFRAG)) {
    add_header (message, "Accept-Patch", TYPE_SDPFRAG);
    gst_wrtc_http_reply_text (message, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE,
        "The body must be of the type " TYPE_SDPFRAG ".");
    return;
  }
  if (!check_precondition (session, message))
    return;

  g_autoptr (GBytes) body = get_body (message);
  gsize size;
  const gchar *text = g_bytes_get_data (body, &size);
  g_autoptr (GstWrtcSdpFrag) frag =
      gst_wrtc_sdp_frag_parse (text ? text : "", size, session->offer, &error);
  if (!frag) {
    gst_wrtc_http_reply_text (message, SOUP_STATUS_BAD_REQUEST,
        "The candidates cannot be read: %s.", error);
    return;
  }
  if (is_other_generation (session, frag)) {
    gst_wrtc_http_reply_text (message, 422,
        "ICE restart is not possible here: make a new session.");
    return;
  }
  if (session->n_candidates + frag->candidates->len > WRTC_JSEP_MAX_CANDIDATES) {
    gst_wrtc_http_reply_text (message, 429,
        "A session has at most %d candidates.", WRTC_JSEP_MAX_CANDIDATES);
    return;
  }
  session->n_candidates += frag->candidates->len;
  for (guint i = 0; i < frag->candidates->len; i++) {
    GstWrtcFragCandidate *candidate = g_ptr_array_index (frag->candidates, i);
    self->hooks.candidate (session->id, candidate->mline, candidate->line,
        self->hooks.data);
  }
  gst_wrtc_http_reply (message, SOUP_STATUS_NO_CONTENT, NULL, NULL, 0);
}

/* Resources */

static void
handle_page (SoupServerMessage * message, const gchar * path,
    const gchar * method)
{
  static const struct
  {
    const gchar *path, *file, *type;
  } files[] = {
    {"/", "index.html", "text/html; charset=utf-8"},
    {"/index.html", "index.html", "text/html; charset=utf-8"},
    {"/player.js", "player.js", "text/javascript; charset=utf-8"},
    {"/style.css", "style.css", "text/css; charset=utf-8"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    if (!g_str_equal (path, files[i].path))
      continue;
    if (!g_str_equal (method, "GET") && !g_str_equal (method, "HEAD")) {
      reply_wrong_method (message, "GET, HEAD");
      return;
    }
    g_autofree gchar *name = g_strconcat ("/net/gst-wrtc/page/",
        files[i].file, NULL);
    g_autoptr (GBytes) bytes = g_resource_lookup_data
        (wrtc_page_get_resource (), name, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    gsize size;
    const gchar *data = g_bytes_get_data (bytes, &size);
    add_header (message, "Content-Security-Policy", PAGE_POLICY);
    add_header (message, "Referrer-Policy", "no-referrer");
    add_header (message, "Cache-Control", "no-cache");
    gst_wrtc_http_reply (message, SOUP_STATUS_OK, files[i].type, data, size);
    return;
  }
  gst_wrtc_http_reply_text (message, SOUP_STATUS_NOT_FOUND,
      "There is nothing here.");
}

static void
handle_options (GstWrtcWhepServer * self, SoupServerMessage * message,
    const gchar * allow, const gchar * accept, const gchar * type)
{
  add_header (message, "Allow", allow);
  add_header (message, accept, type);
  add_links (self, message);
  gst_wrtc_http_reply (message, SOUP_STATUS_NO_CONTENT, NULL, NULL, 0);
}

static void
handle_endpoint (GstWrtcWhepServer * self, SoupServerMessage * message,
    const gchar * method)
{
  if (g_str_equal (method, "POST"))
    handle_post (self, message);
  else if (g_str_equal (method, "OPTIONS"))
    handle_options (self, message, "OPTIONS, POST", "Accept-Post", TYPE_SDP);
  else
    reply_wrong_method (message, "OPTIONS, POST");
}

static void
handle_session (GstWrtcWhepServer * self, SoupServerMessage * message,
    const gchar * method, const gchar * id)
{
  Session *session = g_hash_table_lookup (self->sessions, id);

  if (g_str_equal (method, "OPTIONS")) {
    handle_options (self, message, "DELETE, OPTIONS, PATCH", "Accept-Patch",
        TYPE_SDPFRAG);
  } else if (!g_str_equal (method, "PATCH") && !g_str_equal (method, "DELETE")) {
    reply_wrong_method (message, "DELETE, OPTIONS, PATCH");
  } else if (!session) {
    gst_wrtc_http_reply_text (message, SOUP_STATUS_NOT_FOUND,
        "There is no such session; it may have ended.");
  } else if (g_str_equal (method, "PATCH")) {
    handle_patch (self, session, message);
  } else {
    self->hooks.remove (id, self->hooks.data);
    gst_wrtc_http_reply (message, SOUP_STATUS_OK, NULL, NULL, 0);
    /* A POST that still waits gets the end as its reply. */
    if (!session->pending)
      g_hash_table_remove (self->sessions, id);
  }
}

static void
handle_request (SoupServerMessage * message, const gchar * path, gpointer data)
{
  GstWrtcWhepServer *self = data;
  const gchar *method = soup_server_message_get_method (message);

  if (g_str_equal (path, ENDPOINT))
    handle_endpoint (self, message, method);
  else if (g_str_has_prefix (path, ENDPOINT "/"))
    handle_session (self, message, method, path + strlen (ENDPOINT "/"));
  else
    handle_page (message, path, method);
}

/* Life */

GstWrtcWhepServer *
gst_wrtc_whep_server_new (const GstWrtcWhepConfig * config,
    const GstWrtcWhepHooks * hooks, GError ** error)
{
  GST_DEBUG_CATEGORY_INIT (wrtcwhep, "wrtcwhep", 0, "WHEP server");
  GstWrtcWhepServer *self = g_new0 (GstWrtcWhepServer, 1);
  GstWrtcHttpConfig http = { config->host, config->port,
    config->allowed_hosts, config->allowed_origins, handle_request, self
  };

  self->ref_count = 1;
  self->hooks = *hooks;
  self->links = make_links (config);
  self->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
      (GDestroyNotify) session_free);
  self->http = gst_wrtc_http_server_new (&http, error);
  if (self->http)
    return self;
  gst_wrtc_whep_server_unref (self);
  return NULL;
}

const gchar *
gst_wrtc_whep_server_get_uri (GstWrtcWhepServer * self)
{
  return gst_wrtc_http_server_get_uri (self->http);
}

void
gst_wrtc_whep_server_start (GstWrtcWhepServer * self, GMainContext * context)
{
  self->context = g_main_context_ref (context);
  gst_wrtc_http_server_start (self->http, context);
}

static void
stop_on_context (gpointer data)
{
  GstWrtcWhepServer *self = data;

  self->stopped = TRUE;
  g_hash_table_remove_all (self->sessions);
}

void
gst_wrtc_whep_server_stop (GstWrtcWhepServer * self)
{
  if (self->context)
    gst_wrtc_context_call (self->context, stop_on_context, self);
  g_clear_pointer (&self->http, gst_wrtc_http_server_free);
}

GstWrtcWhepServer *
gst_wrtc_whep_server_ref (GstWrtcWhepServer * self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
gst_wrtc_whep_server_unref (GstWrtcWhepServer * self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_clear_pointer (&self->http, gst_wrtc_http_server_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_hash_table_unref (self->sessions);
  g_strfreev (self->links);
  g_free (self);
}

static void
reply_free (Reply * reply)
{
  gst_wrtc_whep_server_unref (reply->server);
  g_free (reply->id);
  g_free (reply->answer);
  g_free (reply->sentence);
  g_free (reply);
}

static Reply *
reply_new (GstWrtcWhepServer * self, const gchar * id)
{
  Reply *reply = g_new0 (Reply, 1);

  reply->server = gst_wrtc_whep_server_ref (self);
  reply->id = g_strdup (id);
  return reply;
}

void
gst_wrtc_whep_server_answer (GstWrtcWhepServer * self, const gchar * id,
    const gchar * answer, guint status, const gchar * sentence)
{
  Reply *reply = reply_new (self, id);

  reply->answer = g_strdup (answer);
  reply->status = status;
  reply->sentence = g_strdup (sentence);
  gst_wrtc_context_invoke (self->context, answer_on_context, reply,
      (GDestroyNotify) reply_free);
}

static void
forget_on_context (gpointer data)
{
  Reply *reply = data;
  Session *session = g_hash_table_lookup (reply->server->sessions, reply->id);

  if (session && !session->pending)
    g_hash_table_remove (reply->server->sessions, reply->id);
}

void
gst_wrtc_whep_server_forget (GstWrtcWhepServer * self, const gchar * id)
{
  gst_wrtc_context_invoke (self->context, forget_on_context, reply_new (self,
          id), (GDestroyNotify) reply_free);
}

void
gst_wrtc_whep_server_add_stats (GstWrtcWhepServer * self,
    GstStructure * structure)
{
  gst_wrtc_http_server_add_stats (self->http, structure);
}
