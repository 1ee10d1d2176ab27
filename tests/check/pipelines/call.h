/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One side of a call, for tests and benchmarks of many calls: a wrtcbin or a
 * stock webrtcbin in a pipeline, driven through the API that both have, on
 * 127.0.0.1 alone. Signalling is text, so that the other side may be another
 * process. A failure ends the program with g_error ().
 */
#pragma once

#include <gst/gst.h>

typedef struct _Call Call;

/* What is to be given to the other side's call_receive (); any thread. */
typedef void (*CallSendFunc) (const gchar * kind, guint mline,
    const gchar * text, gpointer data);

/* The factory to test: GST_WRTC_TEST_FACTORY, by default wrtcbin. */
const gchar *call_get_factory (void);

/* @pipeline: (nullable): where the bin goes; NULL: one of its own, with a live
 * tone in Opus if @sends. In a given one, the caller links the bin. */
Call *call_new (const gchar * factory, GstElement * pipeline, gboolean sends);
void call_set_signalling (Call * call, CallSendFunc func, gpointer data);
void call_start (Call * call);
/* A new source pad of the running @tee to the bin. */
void call_link (Call * call, GstElement * tee);
/* Until the bin has caps to offer. */
void call_wait_ready (Call * call);
void call_offer (Call * call);
void call_receive (Call * call, const gchar * kind, guint mline,
    const gchar * text);
/* Monotonic microseconds of the moment. */
gint64 call_wait_connected (Call * call);
/* Until @n buffers of the other side have come. */
void call_wait_media (Call * call, guint n);
void call_free (Call * call);

/* Of this process; they change a little after their causes, so wait. */
guint process_count_threads (void);
guint process_count_descriptors (void);
gsize process_get_resident_bytes (void);
/* The number of threads when it has not changed for two seconds. */
guint process_settle_threads (void);
