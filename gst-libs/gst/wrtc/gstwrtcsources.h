/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Two GSources for session contexts: a wake-up for inboxes, and a timer with
 * microseconds (GLib's have milliseconds). They work on any GMainContext; the
 * timer is that exact on the network loops only.
 *
 * Both are made not attached: attach them with g_source_attach (), end them
 * with g_source_destroy (). To signal or to set one is free of allocations, may
 * happen in any thread, before it is attached and after it is destroyed; the
 * caller keeps a reference to the source and to its context.
 */
#pragma once

#include <gst/wrtc/gstwrtcnetworkloops.h>

G_BEGIN_DECLS

/* (transfer full). After a signal, @func runs once on the context; further
 * signals until it begins are one with the first, and wake nobody. */
GST_WRTC_API GSource *gst_wrtc_wakeup_source_new (GstWrtcContextFunc func,
    gpointer data, GDestroyNotify destroy);
GST_WRTC_API void gst_wrtc_wakeup_source_signal (GSource * source);

#define GST_WRTC_TIMER_OFF G_MAXINT64

/* (transfer full). @func runs on the context once when g_get_monotonic_time ()
 * has reached the time that was set last (GST_WRTC_TIMER_OFF: never); it may
 * set it again. Never early. */
GST_WRTC_API GSource *gst_wrtc_timer_source_new (GstWrtcContextFunc func,
    gpointer data, GDestroyNotify destroy);
GST_WRTC_API void gst_wrtc_timer_source_set (GSource * source, gint64 time_us);

G_END_DECLS
