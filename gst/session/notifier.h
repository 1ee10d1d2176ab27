/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Notifications of a session: all that runs application code. One at a time,
 * in order, on a pool thread, with no lock held.
 *
 * A handler may wait for what the session tells later, a promise above all:
 * when it has called an action (gst_wrtc_notifier_may_wait()) and does not
 * return, the notifications after it go on from another thread.
 */
#pragma once

#include <gst/gst.h>
#include <gst/wrtc/gstwrtcserialqueue.h>

G_BEGIN_DECLS

typedef struct _GstWrtcNotifier GstWrtcNotifier;

GstWrtcNotifier * gst_wrtc_notifier_new   (void);
GstWrtcNotifier * gst_wrtc_notifier_ref   (GstWrtcNotifier * self);
void              gst_wrtc_notifier_unref (GstWrtcNotifier * self);

/* Runs @func (@data), then @destroy (@data). Any thread. Returns its number. */
guint64           gst_wrtc_notifier_push  (GstWrtcNotifier * self,
                                           GstWrtcSerialQueueFunc func,
                                           gpointer data, GDestroyNotify destroy);

/* The same for an object: it is kept alive while @func runs, not before; if it is
 * gone by then only @destroy runs. */
typedef void (*GstWrtcNotifierObjectFunc) (gpointer object, gpointer data);
guint64           gst_wrtc_notifier_push_object (GstWrtcNotifier * self, gpointer object,
                                                 GstWrtcNotifierObjectFunc func,
                                                 gpointer data, GDestroyNotify destroy);

/* The calling thread is about to ask the session for something: if it is in a
 * notification, this one may wait for later ones from now on. */
void              gst_wrtc_notifier_may_wait (GstWrtcNotifier * self);

/* Waits until notification @number has run. Returns early when the running one
 * may wait for the caller, or at gst_wrtc_notifier_interrupt(). */
void              gst_wrtc_notifier_wait      (GstWrtcNotifier * self, guint64 number);
void              gst_wrtc_notifier_interrupt (GstWrtcNotifier * self);

/* For the end of a session. With @drop, of what was pushed for an object so far
 * nothing more is run. Waits for the rest and what was left behind (unless in a
 * notification itself), so that no application code runs when it returns. Not for
 * ever: a handler may want a lock that the caller has. */
void              gst_wrtc_notifier_settle    (GstWrtcNotifier * self, gboolean drop);

G_END_DECLS
