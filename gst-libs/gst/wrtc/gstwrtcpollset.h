/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An epoll set shared by many owners, each of which waits for some descriptors
 * as poll(2) would. Private to the library, for the network loops. Not thread
 * safe.
 *
 * Guarantees
 * - Two owners may wait for the same descriptor.
 * - Level triggered: an owner that updates while one of its descriptors is
 *   ready is reported by the next wait.
 * - A descriptor that was closed, and its number used again, is noticed by the
 *   owner's next update; until then at worst an owner is reported in vain. So a
 *   report is a hint: poll the descriptors before acting on it.
 * - Waiting costs what is ready, an update what the owner has.
 */
#pragma once

#include <glib.h>

typedef struct _GstWrtcPollSet GstWrtcPollSet;

/* Embedded in what waits; begin with zeros. */
typedef struct
{
  GPtrArray *interests;
} GstWrtcPollOwner;

typedef void (*GstWrtcPollSetFunc) (GstWrtcPollOwner * owner,
    gpointer user_data);

GstWrtcPollSet *gst_wrtc_poll_set_new (void);
void gst_wrtc_poll_set_free (GstWrtcPollSet * set);

/* From now on @owner waits for exactly @fds (ascending, each once, as
 * g_main_context_query() gives them). @own_fd: one of them that lives as long
 * as @owner, or -1. Returns FALSE when one cannot be waited for (closed, or a
 * regular file): poll(2) would return at once, so @owner must not sleep. */
gboolean gst_wrtc_poll_set_update (GstWrtcPollSet * set,
    GstWrtcPollOwner * owner, const GPollFD * fds, guint n_fds, gint own_fd);
void gst_wrtc_poll_set_remove (GstWrtcPollSet * set, GstWrtcPollOwner * owner);

#define GST_WRTC_POLL_FOREVER G_MAXINT64

/* Waits for at most @timeout_us (not at all if negative) and calls @func for
 * each owner that may have something ready, perhaps several times. */
void gst_wrtc_poll_set_wait (GstWrtcPollSet * set, gint64 timeout_us,
    GstWrtcPollSetFunc func, gpointer user_data);
