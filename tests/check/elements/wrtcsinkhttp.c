/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The WHEP server of wrtcsink over real sockets: what each request is answered,
 * and that nothing that comes in stops it (threat 20).
 */
#include <gst/check/gstcheck.h>
#include <gst/wrtc/gstwrtcnetworkloops.h>

#include "../httptest.h"

#include "gstwrtchttpserver.h"
#include "gstwrtcsdpfrag.h"

#define SESSION "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n" \
    "a=group:BUNDLE 0 1\r\n"
#define TRANSPORT "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n" \
    "a=fingerprint:sha-256 " \
    "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:" \
    "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF\r\na=setup:actpass\r\n"
#define VIDEO(mid, direction, codec) \
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:" mid "\r\n" \
    "a=" direction "\r\na=rtcp-mux\r\na=rtpmap:96 " codec "/90000\r\n" \
    "a=rtcp-fb:96 nack pli\r\n" TRANSPORT
#define AUDIO(mid) \
    "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:" mid "\r\n" \
    "a=recvonly\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n" TRANSPORT
#define OFFER SESSION VIDEO ("0", "recvonly", "VP8") AUDIO ("1")

/* A running stream. */
typedef struct
{
  GstElement *pipeline;
  GstElement *sink;
  guint16 port;
} Fixture;

static void
fixture_init (Fixture * f, const gchar * properties)
{
  g_autofree gchar *line = g_strdup_printf
      ("wrtcsink name=w port=0 %s "
      "videotestsrc is-live=true ! video/x-raw,width=160,height=120 ! w. "
      "audiotestsrc is-live=true ! w.", properties);
  g_autofree gchar *uri = NULL;

  f->pipeline = gst_parse_launch (line, NULL);
  f->sink = gst_bin_get_by_name (GST_BIN (f->pipeline), "w");
  fail_unless (gst_element_set_state (f->pipeline, GST_STATE_PLAYING) !=
      GST_STATE_CHANGE_FAILURE);
  fail_unless (gst_element_get_state (f->pipeline, NULL, NULL,
          GST_CLOCK_TIME_NONE) != GST_STATE_CHANGE_FAILURE);
  wait_for_codecs (f->sink);
  g_object_get (f->sink, "uri", &uri, NULL);
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  f->port = g_uri_get_port (parsed);
}

/* The pipeline must have seen no error all the time. */
static void
fixture_clear (Fixture * f)
{
  GstBus *bus = gst_element_get_bus (f->pipeline);
  GstMessage *error = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);

  fail_unless (error == NULL, "%" GST_PTR_FORMAT, error);
  gst_object_unref (bus);
  gst_element_set_state (f->pipeline, GST_STATE_NULL);
  gst_object_unref (f->sink);
  gst_object_unref (f->pipeline);
}

static Response
request (Fixture * f, const gchar * method, const gchar * path,
    const gchar * headers, const gchar * body)
{
  return request_port (f->port, method, path, headers, body);
}

#define SDP "Content-Type: application/sdp\r\n"
#define FRAG "Content-Type: application/trickle-ice-sdpfrag\r\n"

/* One request each, to one stream. */
static const struct
{
  const gchar *method, *path, *headers, *body;
  guint status;
  const gchar *contains;        /* in header or body */
} requests[] = {
  {"GET", "/", "", "", 200, "Content-Security-Policy: default-src 'none'"},
  {"GET", "/", "", "", 200, "<video"},
  {"GET", "/index.html", "", "", 200, "<video"},
  {"GET", "/player.js", "", "", 200, "text/javascript"},
  {"GET", "/style.css", "", "", 200, "text/css"},
  {"HEAD", "/", "", "", 200, "text/html"},
  {"GET", "/", "Range: bytes=0-1,1-2,2-3,3-4\r\n", "", 200, "</html>"},
  {"PUT", "/", "", "", 405, "Allow: GET, HEAD"},
  {"GET", "/nothing", "", "", 404, "nothing here"},
  {"GET", "/../../etc/passwd", "", "", 404, ""},
  {"GET", "/%2e%2e/%00", "", "", 404, ""},
  {"OPTIONS", "/whep", "", "", 204, "Accept-Post: application/sdp"},
  {"GET", "/whep", "", "", 405, "Allow: OPTIONS, POST"},
  {"DELETE", "/whep", "", "", 405, "Allow: OPTIONS, POST"},
  {"POST", "/whep", "Content-Type: text/plain\r\n", OFFER, 415,
      "Accept-Post: application/sdp"},
  {"POST", "/whep", "", OFFER, 415, "application/sdp"},
  {"POST", "/whep", SDP, "", 400, "empty"},
  {"POST", "/whep", SDP, "hello", 400, "line 1"},
  {"POST", "/whep", SDP, "v=0\r\no=x\r\n", 400, "line 2"},
  {"POST", "/whep", SDP, "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
        "m=video x y\r\n", 400, "line 5"},
  {"POST", "/whep", SDP, SESSION "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n"
        "a=mid:0\r\na=recvonly\r\na=rtpmap:96 VP8/90000\r\n", 400,
      "line 6: the video section has no a=ice-ufrag"},
  {"POST", "/whep", SDP, SESSION "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n"
        "a=mid:0\r\na=recvonly\r\na=rtpmap:96 VP8/90000\r\n"
        "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n", 400,
      "line 6: the video section has no a=fingerprint"},
  {"POST", "/whep", SDP, SESSION "k=prompt\r\n", 400, "line 6"},
  {"POST", "/whep", SDP, SESSION, 406, "no section that receives"},
  {"POST", "/whep", SDP, SESSION VIDEO ("0", "sendonly", "VP8"), 406,
      "no section that receives"},
  {"POST", "/whep", SDP, SESSION VIDEO ("0", "recvonly", "H264"), 406, "VP8"},
  {"POST", "/whep", SDP "Origin: http://evil.example\r\n", OFFER, 403,
      "allowed-origins"},
  {"POST", "/whep", SDP "Origin: null\r\n", OFFER, 403, "allowed-origins"},
  {"OPTIONS", "/whep", "Origin: http://evil.example\r\n"
        "Access-Control-Request-Method: POST\r\n", "", 403, ""},
  {"GET", "/whep/unknown", "", "", 405, "Allow: DELETE, OPTIONS, PATCH"},
  {"OPTIONS", "/whep/unknown", "", "", 204,
      "Accept-Patch: application/trickle-ice-sdpfrag"},
  {"PATCH", "/whep/unknown", FRAG, "", 404, "no such session"},
  {"DELETE", "/whep/unknown", "", "", 404, "no such session"},
  {"DELETE", "/whep/", "", "", 404, "no such session"},
};

GST_START_TEST (test_http_each_request_gets_its_status)
{
  Fixture f;

  fixture_init (&f, "");
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++) {
    Response r = request (&f, requests[i].method, requests[i].path,
        requests[i].headers, requests[i].body);
    fail_unless (r.status == requests[i].status, "%s %s (row %u): %s",
        requests[i].method, requests[i].path, i, r.text);
    fail_unless (strstr (r.text, requests[i].contains) != NULL,
        "row %u: \"%s\" is not in: %s", i, requests[i].contains, r.text);
    /* Nobody else's page may read it, and it is never guessed to be HTML. */
    fail_unless (strstr (r.text, "Access-Control-Allow-Origin") == NULL);
    fail_unless (strstr (r.text, "X-Content-Type-Options: nosniff") != NULL);
    response_clear (&r);
  }
  guint viewers = 1;
  g_object_get (f.sink, "viewers", &viewers, NULL);
  fail_unless_equals_int (viewers, 0);
  fixture_clear (&f);
}

GST_END_TEST;

/* Names that somebody else's name server may point here (DNS rebinding). */
GST_START_TEST (test_http_foreign_host_is_refused)
{
  static const struct
  {
    const gchar *host;
    guint status;
  } hosts[] = {
    {"127.0.0.1", 200}, {"localhost", 200}, {"LOCALHOST:80", 200},
    {"[::1]:8080", 200}, {"192.0.2.1", 200}, {"good.example", 200},
    {"evil.example", 403}, {"evil.example:8080", 403},
    {"127.0.0.1.evil.example", 403}, {"localhost.evil.example", 403},
  };
  Fixture f;

  fixture_init (&f, "allowed-hosts=other.example,good.example");
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++) {
    g_autofree gchar *text = g_strdup_printf ("GET / HTTP/1.1\r\n"
        "Host: %s\r\n\r\n", hosts[i].host);
    Response r = raw_request (f.port, text, strlen (text));
    fail_unless (r.status == hosts[i].status, "%s: %s", hosts[i].host, r.text);
    response_clear (&r);
  }
  fixture_clear (&f);
}

GST_END_TEST;

GST_START_TEST (test_http_allowed_origin_gets_cors)
{
  Fixture f;

  fixture_init (&f, "allowed-origins=https://player.example");
  Response r = request (&f, "OPTIONS", "/whep",
      "Origin: https://player.example\r\n", "");
  g_autofree gchar *origin = header (&r, "Access-Control-Allow-Origin");
  g_autofree gchar *exposed = header (&r, "Access-Control-Expose-Headers");
  g_autofree gchar *methods = header (&r, "Access-Control-Allow-Methods");
  fail_unless_equals_int (r.status, 204);
  fail_unless_equals_string (origin, "https://player.example");
  fail_unless (strstr (exposed, "Location") != NULL);
  fail_unless (strstr (methods, "PATCH") != NULL);
  response_clear (&r);
  fixture_clear (&f);
}

GST_END_TEST;

GST_START_TEST (test_http_ice_servers_are_links)
{
  Fixture f;

  fixture_init (&f, "stun-server=stun://stun.example:3478 turn-servers="
      "turn://us%65r:pa%22ss@turn.example:3478?transport=udp");
  Response r = request (&f, "OPTIONS", "/whep", "", "");
  fail_unless (strstr (r.text,
          "Link: <stun:stun.example:3478>; rel=\"ice-server\"\r\n") != NULL,
      "%s", r.text);
  fail_unless (strstr (r.text, "<turn:turn.example:3478?transport=udp>; "
          "rel=\"ice-server\"; username=\"user\"; credential=\"pa\\\"ss\"; "
          "credential-type=\"password\"") != NULL, "%s", r.text);
  response_clear (&r);
  fixture_clear (&f);
}

GST_END_TEST;

/* Bodies over 64 KiB */

GST_START_TEST (test_http_large_body_is_refused)
{
  Fixture f;
  gsize size = 1024 * 1024;
  g_autofree gchar *a = g_malloc (size);

  memset (a, 'a', size);
  fixture_init (&f, "");

  /* Announced: refused before any of it was sent. */
  Response r = request (&f, "POST", "/whep", SDP "Expect: 100-continue\r\n"
      "X-Ignored: ", "");
  response_clear (&r);
  g_autofree gchar *announced = g_strdup_printf ("POST /whep HTTP/1.1\r\n"
      "Host: localhost\r\n" SDP "Expect: 100-continue\r\n"
      "Content-Length: 65537\r\n\r\n");
  r = raw_request (f.port, announced, strlen (announced));
  fail_unless (r.status == 413, "%s", r.text);
  response_clear (&r);

  /* Sent whole. */
  g_autoptr (GString) whole = g_string_new (NULL);
  g_string_append_printf (whole, "POST /whep HTTP/1.1\r\nHost: localhost\r\n"
      SDP "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", size);
  g_string_append_len (whole, a, size);
  r = raw_request (f.port, whole->str, whole->len);
  fail_unless (r.status == 413, "%s", r.text);
  fail_unless (strstr (r.body, "65536 bytes") != NULL);
  response_clear (&r);

  /* In chunks, without a word about the size. */
  g_autoptr (GString) chunked = g_string_new ("POST /whep HTTP/1.1\r\n"
      "Host: localhost\r\n" SDP "Transfer-Encoding: chunked\r\n\r\n");
  for (guint i = 0; i < 256; i++)
    g_string_append_printf (chunked, "1000\r\n%.4096s\r\n", a);
  g_string_append (chunked, "0\r\n\r\n");
  r = raw_request (f.port, chunked->str, chunked->len);
  fail_unless (r.status == 413, "%s", r.text);
  response_clear (&r);

  /* 64 KiB is not too much: it is read, and is no SDP. */
  g_autoptr (GString) limit = g_string_new (NULL);
  g_string_append_printf (limit, "POST /whep HTTP/1.1\r\nHost: localhost\r\n"
      SDP "Content-Length: 65536\r\n\r\n%.65536s", a);
  r = raw_request (f.port, limit->str, limit->len);
  fail_unless (r.status == 400, "%s", r.text);
  response_clear (&r);
  fixture_clear (&f);
}

GST_END_TEST;

GST_START_TEST (test_http_garbage_does_not_stop_it)
{
  static const gchar *const garbage[] = {
    "\r\n\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "GET / HTTP/1.1\r\n\r\n",
    "POST /whep HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    "POST /whep HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
        "Content-Length: 10\r\n\r\n0123456789",
    "POST /whep HTTP/1.1\r\nHost: localhost\r\n"
        "Transfer-Encoding: chunked\r\n\r\nzzzz\r\n",
    "POST /whep HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: x\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "CONNECT a:1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET http://127.0.0.1/ HTTP/1.1\r\nHost: a/b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost:\r\nHost: x\r\n\r\n",
  };
  Fixture f;

  fixture_init (&f, "");
  for (guint i = 0; i < G_N_ELEMENTS (garbage); i++) {
    g_autoptr (GSocketConnection) connection = connect_to (f.port);
    send_bytes (connection, garbage[i], strlen (garbage[i]));
    g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE,
        TRUE, NULL);
    g_autofree gchar *answer = read_all (connection);
    fail_unless (*answer == '\0' || g_str_has_prefix (answer, "HTTP/1."),
        "row %u: %s", i, answer);
    fail_if (*answer && answer[strlen ("HTTP/1.1 ")] == '2', "row %u: %s",
        i, answer);
  }
  /* A header without end. */
  g_autoptr (GString) header = g_string_new ("GET / HTTP/1.1\r\nX: ");
  for (guint i = 0; i < 20000; i++)
    g_string_append (header, "0123456789");
  Response r = raw_request (f.port, header->str, header->len);
  fail_unless (r.status != 200);
  response_clear (&r);

  r = request (&f, "GET", "/", "", "");
  fail_unless_equals_int (r.status, 200);
  response_clear (&r);
  fixture_clear (&f);
}

GST_END_TEST;

/* Many that connect and say nothing keep nobody out. */
GST_START_TEST (test_http_silent_connections_keep_nobody_out)
{
  Fixture f;
  g_autoptr (GPtrArray) silent = g_ptr_array_new_with_free_func
      (g_object_unref);

  fixture_init (&f, "");
  for (guint i = 0; i < 400; i++)
    g_ptr_array_add (silent, connect_to (f.port));
  Response r = request (&f, "GET", "/", "", "");
  fail_unless_equals_int (r.status, 200);
  response_clear (&r);
  GstStructure *stats;
  guint64 refused = 0;
  g_object_get (f.sink, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, "connections-refused",
          &refused));
  fail_unless (refused > 0);
  gst_structure_free (stats);
  fixture_clear (&f);
}

GST_END_TEST;

/* The server alone: a slow client is cut off. */
static void
handle_nothing (SoupServerMessage * message, const gchar * path, gpointer data)
{
  gst_wrtc_http_reply_text (message, 200, "%s", path);
}

GST_START_TEST (test_http_slow_request_is_cut_off)
{
  GstWrtcHttpConfig config = { "127.0.0.1", 0, NULL, NULL, handle_nothing,
    NULL, 300
  };
  GMainContext *context = gst_wrtc_network_loops_acquire_context ();
  GstWrtcHttpServer *server = gst_wrtc_http_server_new (&config, NULL);
  g_autoptr (GUri) uri = g_uri_parse (gst_wrtc_http_server_get_uri (server),
      G_URI_FLAGS_NONE, NULL);
  GstStructure *stats = gst_structure_new_empty ("s");
  guint64 timeouts = 0;

  gst_wrtc_http_server_start (server, context);
  Response r = raw_request (g_uri_get_port (uri), "GET / HTTP/1.1\r\nHos", 19);
  fail_unless (r.status != 200);
  response_clear (&r);
  gst_wrtc_http_server_add_stats (server, stats);
  fail_unless (gst_structure_get_uint64 (stats, "timeouts", &timeouts));
  fail_unless_equals_uint64 (timeouts, 1);
  gst_structure_free (stats);

  r = raw_request (g_uri_get_port (uri),
      "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n", 36);
  fail_unless_equals_string (r.body, "/x\n");
  response_clear (&r);
  gst_wrtc_http_server_free (server);
  gst_wrtc_network_loops_release_context (context);
}

GST_END_TEST;

GST_START_TEST (test_http_taken_port_gives_the_next)
{
  Fixture one, two;

  fixture_init (&one, "");
  g_autofree gchar *port = g_strdup_printf ("port=%u", one.port);
  fixture_init (&two, port);
  fail_unless (two.port > one.port);
  Response r = request (&two, "GET", "/", "", "");
  fail_unless_equals_int (r.status, 200);
  response_clear (&r);
  guint16 freed = one.port;
  fixture_clear (&one);
  fixture_clear (&two);

  /* Given back at once. */
  port = (g_free (port), g_strdup_printf ("port=%u", freed));
  fixture_init (&one, port);
  fail_unless_equals_int (one.port, freed);
  fixture_clear (&one);
}

GST_END_TEST;

/* Sessions */

static void
count_signal (GstElement * sink, const gchar * id, const gchar * reason,
    gpointer data)
{
  g_async_queue_push (data, g_strdup (reason));
}

static gchar *
post_offer (Fixture * f, gchar ** etag)
{
  Response r = request (f, "POST", "/whep", SDP, OFFER);
  gchar *location = header (&r, "Location");

  fail_unless (r.status == 201, "%s", r.text);
  *etag = header (&r, "ETag");
  fail_unless (location != NULL && *etag != NULL);
  g_autofree gchar *type = header (&r, "Content-Type");
  fail_unless_equals_string (type, "application/sdp");
  /* Whole without trickle. */
  fail_unless (strstr (r.body, "a=candidate:") != NULL, "%s", r.body);
  fail_unless (strstr (r.body, "a=setup:active") != NULL, "%s", r.body);
  fail_unless (strstr (r.body, "a=sendonly") != NULL, "%s", r.body);
  response_clear (&r);
  return location;
}

#define CANDIDATE "a=candidate:1 1 UDP 2130706431 127.0.0.1 9 typ host\r\n"

GST_START_TEST (test_whep_patch_needs_its_session)
{
  Fixture f;
  gchar *etag;
  GAsyncQueue *removed = g_async_queue_new_full (g_free);

  fixture_init (&f, "");
  g_signal_connect (f.sink, "viewer-removed", G_CALLBACK (count_signal),
      removed);
  g_autofree gchar *location = post_offer (&f, &etag);
  g_autofree gchar *match = g_strdup_printf (FRAG "If-Match: %s\r\n", etag);
  const struct
  {
    const gchar *headers, *body;
    guint status;
    const gchar *contains;
  } rows[] = {
    {FRAG, "", 428, "If-Match"},
    {FRAG "If-Match: \"other\"\r\n", "", 412, "ETag"},
    {FRAG "If-Match: *\r\n", "", 422, "restart"},
    {SDP, "", 415, "Accept-Patch: application/trickle-ice-sdpfrag"},
    {match, "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
          "m=video 9 X 0\r\na=mid:0\r\n" CANDIDATE, 204, ""},
    {match, "m=video 9 X 0\r\na=mid:7\r\n" CANDIDATE, 400, "line 2"},
    {match, "m=video 9 X 0\r\na=mid:0\r\na=candidate:what\r\n", 400, "line 3"},
    {match, "hello", 400, "line 1"},
    {match, "a=ice-ufrag:other\r\n", 422, "restart"},
    {match, "a=ice-ufrag:ab\r\n", 400, "line 1"},
    {match, "m=video 9 X 0\r\na=mid:0\r\na=end-of-candidates\r\n", 204, ""},
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Response r = request (&f, "PATCH", location, rows[i].headers,
        rows[i].body);
    fail_unless (r.status == rows[i].status, "row %u: %s", i, r.text);
    fail_unless (strstr (r.text, rows[i].contains) != NULL, "row %u: %s", i,
        r.text);
    response_clear (&r);
  }

  /* A flood of them ends. */
  g_autoptr (GString) flood = g_string_new ("m=video 9 X 0\r\na=mid:0\r\n");
  for (guint i = 0; i < 200; i++)
    g_string_append (flood, CANDIDATE);
  Response r = request (&f, "PATCH", location, match, flood->str);
  fail_unless_equals_int (r.status, 204);
  response_clear (&r);
  r = request (&f, "PATCH", location, match, flood->str);
  fail_unless_equals_int (r.status, 429);
  response_clear (&r);

  r = request (&f, "DELETE", location, "", "");
  fail_unless_equals_int (r.status, 200);
  response_clear (&r);
  g_autofree gchar *reason = g_async_queue_pop (removed);
  fail_unless_equals_string (reason, "the viewer left");
  r = request (&f, "PATCH", location, match, "");
  fail_unless_equals_int (r.status, 404);
  response_clear (&r);
  g_free (etag);
  fixture_clear (&f);
  g_async_queue_unref (removed);
}

GST_END_TEST;

GST_START_TEST (test_whep_too_many_viewers_are_refused)
{
  Fixture f;
  gchar *etag, *etag2;

  fixture_init (&f, "max-viewers=2");
  g_autofree gchar *one = post_offer (&f, &etag);
  g_autofree gchar *two = post_offer (&f, &etag2);
  fail_if (g_str_equal (one, two));
  fail_if (g_str_equal (etag, etag2));
  Response r = request (&f, "POST", "/whep", SDP, OFFER);
  g_autofree gchar *retry = header (&r, "Retry-After");
  fail_unless_equals_int (r.status, 503);
  fail_unless (retry != NULL && strstr (r.body, "2 viewers") != NULL);
  response_clear (&r);
  /* The others are untouched. */
  guint viewers = 0;
  g_object_get (f.sink, "viewers", &viewers, NULL);
  fail_unless_equals_int (viewers, 2);
  g_free (etag);
  g_free (etag2);
  fixture_clear (&f);
}

GST_END_TEST;

GST_START_TEST (test_whep_stopped_stream_refuses)
{
  Fixture f;

  fixture_init (&f, "");
  gst_element_set_state (f.pipeline, GST_STATE_READY);
  Response r = request (&f, "POST", "/whep", SDP, OFFER);
  fail_unless_equals_int (r.status, 503);
  response_clear (&r);
  fixture_clear (&f);
}

GST_END_TEST;

/* The bodies of PATCH alone. */
GST_START_TEST (test_sdpfrag_sections_follow_mid_or_order)
{
  g_autoptr (WrtcSdp) offer = wrtc_sdp_parse (OFFER, -1, NULL);
  const gchar *text = "a=ice-ufrag:abcd\na=ice-pwd:0123456789012345678901\n"
      "m=audio 9 X 0\na=mid:1\n" CANDIDATE "a=end-of-candidates\n"
      "m=video 9 X 0\na=candidate:2 1 SCTP 1 192.0.2.1 9 typ host\n" CANDIDATE;
  gchar *error = NULL;
  g_autoptr (GstWrtcSdpFrag) frag = gst_wrtc_sdp_frag_parse (text,
      strlen (text), offer, &error);

  fail_unless (frag != NULL, "%s", error);
  fail_unless_equals_string (frag->ufrag, "abcd");
  fail_unless_equals_int (frag->candidates->len, 3);
  GstWrtcFragCandidate *c = g_ptr_array_index (frag->candidates, 0);
  fail_unless_equals_int (c->mline, 1);
  fail_unless (g_str_has_prefix (c->line, "candidate:1 1 "));
  c = g_ptr_array_index (frag->candidates, 1);
  fail_unless_equals_string (c->line, "");
  c = g_ptr_array_index (frag->candidates, 2);
  fail_unless_equals_int (c->mline, 1); /* second m-line, no mid: second section */

  fail_unless (gst_wrtc_sdp_frag_parse ("a=\xff", 3, offer, &error) == NULL);
  g_clear_pointer (&error, g_free);
  fail_unless (gst_wrtc_sdp_frag_parse ("a=x\0y", 5, offer, &error) == NULL);
  g_clear_pointer (&error, g_free);
  fail_unless (gst_wrtc_sdp_frag_parse ("m=\nm=\nm=\n", 9, offer, &error) ==
      NULL);
  fail_unless (strstr (error, "line 3") != NULL);
  g_clear_pointer (&error, g_free);
}

GST_END_TEST;

static Suite *
wrtcsinkhttp_suite (void)
{
  Suite *s = suite_create ("wrtcsinkhttp");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_http_each_request_gets_its_status);
  tcase_add_test (tc, test_http_foreign_host_is_refused);
  tcase_add_test (tc, test_http_allowed_origin_gets_cors);
  tcase_add_test (tc, test_http_ice_servers_are_links);
  tcase_add_test (tc, test_http_large_body_is_refused);
  tcase_add_test (tc, test_http_garbage_does_not_stop_it);
  tcase_add_test (tc, test_http_silent_connections_keep_nobody_out);
  tcase_add_test (tc, test_http_slow_request_is_cut_off);
  tcase_add_test (tc, test_http_taken_port_gives_the_next);
  tcase_add_test (tc, test_whep_patch_needs_its_session);
  tcase_add_test (tc, test_whep_too_many_viewers_are_refused);
  tcase_add_test (tc, test_whep_stopped_stream_refuses);
  tcase_add_test (tc, test_sdpfrag_sections_follow_mid_or_order);
  return s;
}

GST_CHECK_MAIN (wrtcsinkhttp);
