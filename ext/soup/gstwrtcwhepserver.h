/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * WHEP over HTTP (draft-ietf-wish-whep; trickle as in RFC 9725 4.3) and the page
 * that plays it. Knows sessions, not elements: those are behind the hooks.
 *
 *   /              the page
 *   /whep          OPTIONS, POST offer -> 201 answer
 *   /whep/<id>     PATCH candidates, DELETE
 */
#pragma once

#include "gstwrtchttpserver.h"

#include <core/sdp/wrtcsdp.h>

G_BEGIN_DECLS

typedef struct _GstWrtcWhepServer GstWrtcWhepServer;

/* Called on the context, before stop has returned; they must not wait. */
typedef struct
{
  /* Begins a session; ends with gst_wrtc_whep_server_answer(). FALSE: not now,
   * @error (out, transfer full) says why in a sentence. */
  gboolean (*add) (const gchar * id, WrtcSdp * offer, gchar ** error,
      gpointer data);
  void (*candidate) (const gchar * id, guint mline, const gchar * candidate,
      gpointer data);
  void (*remove) (const gchar * id, gpointer data);
  gpointer data;
} GstWrtcWhepHooks;

typedef struct
{
  const gchar *host;
  guint port;
  const gchar *allowed_hosts;
  const gchar *allowed_origins;
  const gchar *stun_server;     /* as wrtcbin takes them */
  gchar **turn_servers;
} GstWrtcWhepConfig;

/* Listens; nothing is answered before start. */
GstWrtcWhepServer *gst_wrtc_whep_server_new (const GstWrtcWhepConfig * config,
    const GstWrtcWhepHooks * hooks, GError ** error);
const gchar *gst_wrtc_whep_server_get_uri (GstWrtcWhepServer * self);
void gst_wrtc_whep_server_start (GstWrtcWhepServer * self,
    GMainContext * context);
/* No hook is called any more when it returns. */
void gst_wrtc_whep_server_stop (GstWrtcWhepServer * self);

GstWrtcWhepServer *gst_wrtc_whep_server_ref (GstWrtcWhepServer * self);
void gst_wrtc_whep_server_unref (GstWrtcWhepServer * self);

/* Any thread, also after stop. @status: of the refusal, when @answer is NULL;
 * @sentence says why. */
void gst_wrtc_whep_server_answer (GstWrtcWhepServer * self, const gchar * id,
    const gchar * answer, guint status, const gchar * sentence);
/* The session has ended: its resource is gone. */
void gst_wrtc_whep_server_forget (GstWrtcWhepServer * self, const gchar * id);

void gst_wrtc_whep_server_add_stats (GstWrtcWhepServer * self,
    GstStructure * structure);

G_END_DECLS
