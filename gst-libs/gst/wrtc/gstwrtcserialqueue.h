/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A serial queue: jobs run in the order in which they were pushed, one at a
 * time, on threads that all queues of the process share.
 *
 * Guarantees
 * - Jobs may block, also for a job of another queue: when jobs wait and every
 *   thread is busy, the pool grows; it shrinks again when it is idle.
 * - Each job that was accepted runs once and then its @destroy, or, when the
 *   queue is closed first, only its @destroy.
 * - No lock is held while a job or a @destroy runs.
 * - Every function may be called from any thread, also from inside a job.
 * - A queue with jobs keeps itself alive: unref without close loses nothing.
 */
#pragma once

#include <gst/wrtc/gstwrtcprelude.h>

G_BEGIN_DECLS

typedef struct _GstWrtcSerialQueue GstWrtcSerialQueue;
typedef void (*GstWrtcSerialQueueFunc) (gpointer data);

/* (transfer full). @name is for the log. */
GST_WRTC_API GstWrtcSerialQueue *gst_wrtc_serial_queue_new (const gchar * name);
GST_WRTC_API GstWrtcSerialQueue *gst_wrtc_serial_queue_ref (GstWrtcSerialQueue * queue);
GST_WRTC_API void gst_wrtc_serial_queue_unref (GstWrtcSerialQueue * queue);

/* FALSE when the queue is closed: @func does not run, @destroy did. */
GST_WRTC_API gboolean gst_wrtc_serial_queue_push (GstWrtcSerialQueue * queue,
    GstWrtcSerialQueueFunc func, gpointer data, GDestroyNotify destroy);

/* Waits until everything that was pushed before has run. From inside a job of
 * the same queue it returns at once: what was pushed before has run, but for
 * that job. */
GST_WRTC_API void gst_wrtc_serial_queue_drain (GstWrtcSerialQueue * queue);

/* Refuses jobs from now on and drops those that wait (their @destroy runs in
 * this thread). @wait: return when the running job, if any, has ended; ignored
 * from inside it. Closing twice is harmless. */
GST_WRTC_API void gst_wrtc_serial_queue_close (GstWrtcSerialQueue * queue,
    gboolean wait);

/* Whether the calling thread runs a job of @queue. */
GST_WRTC_API gboolean gst_wrtc_serial_queue_is_current (GstWrtcSerialQueue * queue);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstWrtcSerialQueue, gst_wrtc_serial_queue_unref)

G_END_DECLS
