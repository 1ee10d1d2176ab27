/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An HTTP server on a context of the network loops, for small requests, that
 * stays up whatever comes in.
 *
 * Guarantees
 * - A body larger than 64 KiB is refused while it comes and never kept.
 * - Every connection carries one request and ends after a time limit; when there
 *   are too many, the oldest that has not made its request yet goes. So slow or
 *   silent clients keep nobody out. Headers are limited by libsoup (64 KiB).
 * - Names: a request whose Host is neither an address, nor this machine, nor a
 *   name that was allowed is refused (DNS rebinding), as is a request that a web
 *   page of another, not allowed, origin makes.
 * - Every refusal is a status with a sentence, and is counted.
 */
#pragma once

#include <gst/gst.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _GstWrtcHttpServer GstWrtcHttpServer;

typedef struct
{
  const gchar *host;            /* address or name to listen on */
  guint port;                   /* 0: any; taken: the next free one */
  const gchar *allowed_hosts;   /* comma separated; "*": all */
  const gchar *allowed_origins; /* comma separated; "*": all */
  /* A whole, allowed request; on the context. Reply, or pause and reply later. */
  void (*handle) (SoupServerMessage * message, const gchar * path,
      gpointer data);
  gpointer data;
  guint connection_limit_ms;    /* from accept to the end; 0: 20 s */
} GstWrtcHttpConfig;

/* Binds and listens; requests are handled after start. */
GstWrtcHttpServer *gst_wrtc_http_server_new (const GstWrtcHttpConfig * config,
    GError ** error);
/* "http://127.0.0.1:8080/": where a browser on this machine finds it. */
const gchar *gst_wrtc_http_server_get_uri (GstWrtcHttpServer * self);
void gst_wrtc_http_server_start (GstWrtcHttpServer * self,
    GMainContext * context);
/* Closes all; nothing is handled any more when it returns. */
void gst_wrtc_http_server_free (GstWrtcHttpServer * self);

/* On the context. */
void gst_wrtc_http_reply (SoupServerMessage * message, guint status,
    const gchar * type, const gchar * body, gsize length);
/* A sentence as text/plain. */
void gst_wrtc_http_reply_text (SoupServerMessage * message, guint status,
    const gchar * format, ...) G_GNUC_PRINTF (3, 4);

/* "requests", "refused", "connections-refused", "timeouts" (uint64),
 * "connections" (uint). Any thread. */
void gst_wrtc_http_server_add_stats (GstWrtcHttpServer * self,
    GstStructure * structure);

G_END_DECLS
