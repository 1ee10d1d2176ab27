/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The `main-context` property of an element (docs/element-contracts.md): a
 * context that was handed in, or one of the network loops from READY to NULL.
 *
 *   init          gst_wrtc_context_holder_init (&self->holder);
 *   set_property  gst_wrtc_context_holder_set_property (&self->holder, value);
 *   get_property  gst_wrtc_context_holder_get_property (&self->holder, value);
 *   NULL→READY    gst_wrtc_context_holder_start (&self->holder);
 *   READY→NULL    gst_wrtc_context_holder_stop (&self->holder);
 *   finalize      gst_wrtc_context_holder_clear (&self->holder);
 *
 * The holder has a lock of its own; every function may be called from any
 * thread. Start and stop are for the state change, one at a time.
 */
#pragma once

#include <gst/wrtc/gstwrtcnetworkloops.h>

G_BEGIN_DECLS

typedef struct
{
  /*< private >*/
  GMutex lock;
  GMainContext *given;          /* by the application, or NULL */
  GMainContext *active;         /* from start to stop, else NULL */
  gboolean acquired;            /* active is from the network loops */
} GstWrtcContextHolder;

GST_WRTC_API void gst_wrtc_context_holder_init (GstWrtcContextHolder * holder);
/* Stops if need be. */
GST_WRTC_API void gst_wrtc_context_holder_clear (GstWrtcContextHolder * holder);

/* @context: (nullable) (transfer none). Takes effect at the next start. */
GST_WRTC_API void gst_wrtc_context_holder_set (GstWrtcContextHolder * holder,
    GMainContext * context);

/* The active context; acquires one of the network loops if none was set. Stays
 * valid until stop. Started already: the same again. */
GST_WRTC_API GMainContext *gst_wrtc_context_holder_start (GstWrtcContextHolder * holder);

/* Gives an acquired context back (waits as
 * gst_wrtc_network_loops_release_context() does). Destroy your sources, or call
 * on the context, before. */
GST_WRTC_API void gst_wrtc_context_holder_stop (GstWrtcContextHolder * holder);

/* As stop, without waiting; an acquired context runs on for @ms milliseconds,
 * for what must still be said to the network (0: exactly as stop). */
GST_WRTC_API void gst_wrtc_context_holder_stop_after (GstWrtcContextHolder * holder,
    guint ms);

/* (transfer full) (nullable): the active context, NULL while stopped. */
GST_WRTC_API GMainContext *gst_wrtc_context_holder_ref_context (GstWrtcContextHolder * holder);

/* The property. Reading gives what was set, else the active context. */
GST_WRTC_API GParamSpec *gst_wrtc_context_holder_new_param_spec (void);
GST_WRTC_API void gst_wrtc_context_holder_set_property (GstWrtcContextHolder * holder,
    const GValue * value);
GST_WRTC_API void gst_wrtc_context_holder_get_property (GstWrtcContextHolder * holder,
    GValue * value);

G_END_DECLS
