/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One viewer of wrtcsink: a wrtcbin, the answer to its offer, and its life until
 * it leaves, fails or vanishes.
 *
 * Threads: everything runs as jobs of the serial queue of the configuration, in
 * order; every function here may be called from any thread and only pushes a
 * job. The callbacks come from that queue: `answered` exactly once, `ended`
 * exactly once; a viewer that fails before its answer has ended before it.
 *
 * Guarantee: every state but CONNECTED has a time limit, so a viewer that never
 * connects, or that vanishes, goes by itself.
 */
#pragma once

#include "gstwrtcfanout.h"
#include "gstwrtccodecs.h"

#include <core/sdp/wrtcsdp.h>
#include <gst/wrtc/gstwrtcserialqueue.h>

G_BEGIN_DECLS

/* The element that is a viewer's session. */
#define GST_WRTC_SESSION_FACTORY "wrtcbin"

typedef struct _GstWrtcViewer GstWrtcViewer;

#define GST_WRTC_VIEWER_ERROR (gst_wrtc_viewer_error_quark ())
GQuark gst_wrtc_viewer_error_quark (void);

typedef enum
{
  GST_WRTC_VIEWER_ERROR_OFFER,  /* the offer cannot be applied */
  GST_WRTC_VIEWER_ERROR_NOT_ACCEPTABLE, /* nothing in it that this stream is */
  GST_WRTC_VIEWER_ERROR_TIMEOUT,
  GST_WRTC_VIEWER_ERROR_INTERNAL
} GstWrtcViewerError;

typedef enum
{
  GST_WRTC_VIEWER_NEW,
  GST_WRTC_VIEWER_NEGOTIATING,
  GST_WRTC_VIEWER_GATHERING,
  GST_WRTC_VIEWER_CONNECTING,
  GST_WRTC_VIEWER_CONNECTED,
  GST_WRTC_VIEWER_DISCONNECTED,
  GST_WRTC_VIEWER_ENDED
} GstWrtcViewerState;

const gchar *gst_wrtc_viewer_state_to_string (GstWrtcViewerState state);

/* What can be sent to a viewer. */
typedef struct
{
  GstWrtcFanout *fanout;        /* owned */
  const GstWrtcCodec *codec;
  GstCaps *caps;                /* owned: of the RTP, payload type included */
} GstWrtcTrack;

/* @caps: (transfer full) */
GstWrtcTrack *gst_wrtc_track_new (GstWrtcFanout * fanout,
    const GstWrtcCodec * codec, GstCaps * caps);
void gst_wrtc_track_free (GstWrtcTrack * track);

typedef struct
{
  GstBin *bin;                  /* parent of the wrtcbin */
  GMainContext *context;        /* for time limits */
  GstWrtcSerialQueue *queue;
  gchar *stun_server;           /* NULL: none */
  gchar **turn_servers;         /* NULL: none */
  GPtrArray *tracks;            /* (element-type GstWrtcTrack) in order */

  /* Either @answer or @error is NULL. */
  void (*answered) (GstWrtcViewer * viewer, const gchar * answer,
      const GError * error, gpointer data);
  void (*connected) (GstWrtcViewer * viewer, gpointer data);
  void (*ended) (GstWrtcViewer * viewer, const gchar * reason, gpointer data);
  gpointer data;
} GstWrtcViewerConfig;

/* @config: its members are copied or referenced. */
GstWrtcViewer *gst_wrtc_viewer_new (const gchar * id,
    const GstWrtcViewerConfig * config);
GstWrtcViewer *gst_wrtc_viewer_ref (GstWrtcViewer * self);
void gst_wrtc_viewer_unref (GstWrtcViewer * self);

const gchar *gst_wrtc_viewer_get_id (GstWrtcViewer * self);
GstWrtcViewerState gst_wrtc_viewer_get_state (GstWrtcViewer * self);
/* Whether @object is the viewer's wrtcbin or something in it. */
gboolean gst_wrtc_viewer_owns (GstWrtcViewer * self, GstObject * object);

/* Once. */
void gst_wrtc_viewer_start (GstWrtcViewer * self, WrtcSdp * offer);
void gst_wrtc_viewer_add_candidate (GstWrtcViewer * self, guint mline,
    const gchar * candidate);
/* Takes the stream of @fanout away from it. */
void gst_wrtc_viewer_drop_track (GstWrtcViewer * self, GstWrtcFanout * fanout);
void gst_wrtc_viewer_end (GstWrtcViewer * self, const gchar * reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstWrtcViewer, gst_wrtc_viewer_unref)

G_END_DECLS
