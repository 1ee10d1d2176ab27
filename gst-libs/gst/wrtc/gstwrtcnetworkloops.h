/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The network loops: a few threads of the process that drive any number of
 * GMainContexts, so that a session costs no thread.
 *
 * Guarantees
 * - One context is driven by one thread from its acquisition to its release,
 *   and that thread owns it all the time: GLib sources, g_main_context_invoke()
 *   and libraries that take a GMainContext work unchanged.
 * - During a dispatch the context is the thread's default, so GIO's
 *   asynchronous calls answer on it.
 * - A context that is always ready does not starve the others of its thread.
 * - Every function here may be called from any thread.
 */
#pragma once

#include <gst/wrtc/gstwrtcprelude.h>

G_BEGIN_DECLS

typedef void (*GstWrtcContextFunc) (gpointer data);

/* Number of loop threads: GST_WRTC_LOOPS, else one per core, at most 4. All
 * start together with the first context and stay for the process. */
GST_WRTC_API guint gst_wrtc_network_loops_get_n_loops (void);

/* (transfer full): a new context, driven from now on by the loop that drives
 * the fewest; by the caller's own loop when called on a loop. Each takes one
 * descriptor, and GLib ends the process when there is none: who makes sessions
 * for strangers limits their number. */
GST_WRTC_API GMainContext *gst_wrtc_network_loops_acquire_context (void);

/* @context: (transfer full). Returns when the loop no longer touches it: no
 * source of it is being dispatched nor ever will be. Sources that are still
 * attached are destroyed with the context's last reference. Called on any loop
 * thread it does not wait; it then takes effect when the context's loop has
 * returned from what it is dispatching. */
GST_WRTC_API void gst_wrtc_network_loops_release_context (GMainContext * context);

/* Whether the calling thread drives (owns) @context. */
GST_WRTC_API gboolean gst_wrtc_context_is_current (GMainContext * context);

/* Runs @func on @context and waits for it; directly if already there. Comes
 * after everything that the same thread invoked before on @context. When
 * nobody drives @context (it was released, or an application's main loop does
 * not run), @func runs in the calling thread while that owns the context: it
 * runs once in every case. Works with any GMainContext. Do not call it with a
 * lock that something on @context takes, nor on one loop's thread for a context
 * of another: two that do so at each other wait for ever. */
GST_WRTC_API void gst_wrtc_context_call (GMainContext * context,
    GstWrtcContextFunc func, gpointer data);

/* Runs @func on @context later, once, never directly; in the order of the
 * calls. @destroy always runs: after @func, or, when @context goes first,
 * without it. */
GST_WRTC_API void gst_wrtc_context_invoke (GMainContext * context,
    GstWrtcContextFunc func, gpointer data, GDestroyNotify destroy);

G_END_DECLS
