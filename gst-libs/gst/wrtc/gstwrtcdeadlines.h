/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A binary heap of deadlines, for the network loops. Private to the library.
 * Guarantee: setting, changing and removing one costs O(log n), looking at the
 * earliest O(1). Not thread safe. Times are microseconds of any epoch.
 */
#pragma once

#include <glib.h>

#define GST_WRTC_DEADLINE_NONE G_MAXINT64

/* Embedded in what has the deadline. Begin with GST_WRTC_DEADLINE_INIT. */
typedef struct
{
  gint64 time_us;               /* GST_WRTC_DEADLINE_NONE: not in the heap */
  guint position;
  gpointer owner;
} GstWrtcDeadline;

typedef GPtrArray GstWrtcDeadlines;     /* of GstWrtcDeadline */

#define gst_wrtc_deadlines_new() g_ptr_array_new ()

void gst_wrtc_deadline_init (GstWrtcDeadline * deadline, gpointer owner);
void gst_wrtc_deadlines_set (GstWrtcDeadlines * heap,
    GstWrtcDeadline * deadline, gint64 time_us);

/* The time of the earliest, or GST_WRTC_DEADLINE_NONE. */
gint64 gst_wrtc_deadlines_get_earliest (const GstWrtcDeadlines * heap);

/* Takes one out whose time is @now_us or before; returns its owner or NULL. */
gpointer gst_wrtc_deadlines_pop_due (GstWrtcDeadlines * heap, gint64 now_us);
