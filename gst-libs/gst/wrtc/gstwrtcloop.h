/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One network loop: a thread that drives many GMainContexts. Private to the
 * library; the public face is gstwrtcnetworkloops.h.
 */
#pragma once

#include <gst/gst.h>

typedef struct _GstWrtcLoop GstWrtcLoop;
typedef struct _GstWrtcLoopContext GstWrtcLoopContext;

/* Starts the thread, "wrtc-loop-@index". A loop is never ended. */
GstWrtcLoop *gst_wrtc_loop_new (guint index);

/* The loop whose thread is the calling one, or NULL. */
GstWrtcLoop *gst_wrtc_loop_get_current (void);

guint gst_wrtc_loop_get_n_contexts (GstWrtcLoop * loop);

/* A new context for @loop; it counts at once. */
GstWrtcLoopContext *gst_wrtc_loop_context_new (GstWrtcLoop * loop);
GMainContext *gst_wrtc_loop_context_get (GstWrtcLoopContext * driven);

/* When this returns, the loop drives and owns the context. From a loop's
 * thread: only for a context of that loop. */
void gst_wrtc_loop_context_start (GstWrtcLoopContext * driven);

/* Ends the driving and drops the loop's reference to the context; waits for it
 * unless called from a loop's thread. @driven: (transfer full). */
void gst_wrtc_loop_context_end (GstWrtcLoopContext * driven);

/* For prepare functions of sources: the context must be looked at again at
 * @time_us (monotonic), at the latest. Outside of a loop it does nothing. */
void gst_wrtc_loop_request_time (gint64 time_us);

/* Whether the calling thread is a loop that dispatches @context and will
 * prepare it afterwards: then nobody needs to wake it up. */
gboolean gst_wrtc_loop_is_dispatching (GMainContext * context);
