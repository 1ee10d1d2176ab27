/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * HTTP over plain sockets for the tests of servers: what is sent is exactly what
 * the test wrote.
 */
#pragma once

#include <gio/gio.h>
#include <gst/check/gstcheck.h>

#include <stdlib.h>
#include <string.h>

typedef struct
{
  guint status;
  gchar *text;                  /* everything */
  gchar *body;
} Response;

static inline GSocketConnection *
connect_to (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  GError *error = NULL;

  g_socket_client_set_timeout (client, 40);
  GSocketConnection *connection = g_socket_client_connect_to_host (client,
      "127.0.0.1", port, NULL, &error);
  fail_unless (connection != NULL, "%s", error ? error->message : "");
  return connection;
}

static inline void
send_bytes (GSocketConnection * connection, const gchar * data, gsize size)
{
  /* The server may have cut it already: what counts is what comes back. */
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM
          (connection)), data, size, NULL, NULL, NULL);
}

/* Everything until the server closes. */
static inline gchar *
read_all (GSocketConnection * connection)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GString *text = g_string_new (NULL);
  gchar buffer[4096];
  gssize n;

  while ((n = g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (text, buffer, n);
  return g_string_free (text, FALSE);
}

static inline Response
raw_request (guint16 port, const gchar * data, gsize size)
{
  g_autoptr (GSocketConnection) connection = connect_to (port);
  Response r = { 0 };

  send_bytes (connection, data, size);
  r.text = read_all (connection);
  if (g_str_has_prefix (r.text, "HTTP/1.1 "))
    r.status = atoi (r.text + 9);
  gchar *end = strstr (r.text, "\r\n\r\n");
  r.body = end ? end + 4 : (gchar *) "";
  return r;
}

static inline Response
request_port (guint16 port, const gchar * method, const gchar * path,
    const gchar * headers, const gchar * body)
{
  g_autofree gchar *text = g_strdup_printf ("%s %s HTTP/1.1\r\n"
      "Host: 127.0.0.1:%u\r\n%sContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
      method, path, port, headers, strlen (body), body);

  return raw_request (port, text, strlen (text));
}

static inline void
response_clear (Response * r)
{
  g_free (r->text);
}

static inline gchar *
header (const Response * r, const gchar * name)
{
  g_autofree gchar *begin = g_strdup_printf ("\r\n%s: ", name);
  gchar *found = strstr (r->text, begin);

  if (!found || found > r->body)
    return NULL;
  found += strlen (begin);
  return g_strndup (found, strcspn (found, "\r"));
}

/* Waits until every input of a wrtcsink knows its codec: before that it answers
 * no offer. */
static inline void
wait_for_codecs (GstElement * sink)
{
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  gboolean all = FALSE;

  while (!all) {
    GstStructure *stats;
    g_object_get (sink, "stats", &stats, NULL);
    const GValue *inputs = gst_structure_get_value (stats, "inputs");
    all = TRUE;
    for (guint i = 0; i < gst_value_array_get_size (inputs); i++)
      all &= gst_structure_has_field (g_value_get_boxed
          (gst_value_array_get_value (inputs, i)), "codec");
    gst_structure_free (stats);
    fail_unless (g_get_monotonic_time () < end, "the inputs have no codec");
    if (!all)
      g_usleep (2000);
  }
}
