/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstwrtcdeadlines.h"

void
gst_wrtc_deadline_init (GstWrtcDeadline * deadline, gpointer owner)
{
  deadline->time_us = GST_WRTC_DEADLINE_NONE;
  deadline->position = 0;
  deadline->owner = owner;
}

static void
place (GstWrtcDeadlines * heap, guint position, GstWrtcDeadline * deadline)
{
  g_ptr_array_index (heap, position) = deadline;
  deadline->position = position;
}

static void
move_up (GstWrtcDeadlines * heap, GstWrtcDeadline * deadline)
{
  guint at = deadline->position;

  while (at > 0) {
    guint parent = (at - 1) / 2;
    GstWrtcDeadline *other = g_ptr_array_index (heap, parent);
    if (other->time_us <= deadline->time_us)
      break;
    place (heap, at, other);
    at = parent;
  }
  place (heap, at, deadline);
}

static void
move_down (GstWrtcDeadlines * heap, GstWrtcDeadline * deadline)
{
  guint at = deadline->position;

  for (;;) {
    guint child = 2 * at + 1;
    if (child >= heap->len)
      break;
    GstWrtcDeadline *least = g_ptr_array_index (heap, child);
    if (child + 1 < heap->len) {
      GstWrtcDeadline *right = g_ptr_array_index (heap, child + 1);
      if (right->time_us < least->time_us) {
        least = right;
        child++;
      }
    }
    if (deadline->time_us <= least->time_us)
      break;
    place (heap, at, least);
    at = child;
  }
  place (heap, at, deadline);
}

static void
take_out (GstWrtcDeadlines * heap, GstWrtcDeadline * deadline)
{
  GstWrtcDeadline *last = g_ptr_array_index (heap, heap->len - 1);
  guint position = deadline->position;

  g_ptr_array_set_size (heap, heap->len - 1);
  deadline->time_us = GST_WRTC_DEADLINE_NONE;
  if (last == deadline)
    return;
  place (heap, position, last);
  move_up (heap, last);
  move_down (heap, last);
}

void
gst_wrtc_deadlines_set (GstWrtcDeadlines * heap, GstWrtcDeadline * deadline,
    gint64 time_us)
{
  if (deadline->time_us == time_us)
    return;
  if (time_us == GST_WRTC_DEADLINE_NONE) {
    take_out (heap, deadline);
    return;
  }
  if (deadline->time_us == GST_WRTC_DEADLINE_NONE) {
    g_ptr_array_add (heap, deadline);
    deadline->position = heap->len - 1;
  }
  deadline->time_us = time_us;
  move_up (heap, deadline);
  move_down (heap, deadline);
}

gint64
gst_wrtc_deadlines_get_earliest (const GstWrtcDeadlines * heap)
{
  if (heap->len == 0)
    return GST_WRTC_DEADLINE_NONE;
  return ((GstWrtcDeadline *) g_ptr_array_index (heap, 0))->time_us;
}

gpointer
gst_wrtc_deadlines_pop_due (GstWrtcDeadlines * heap, gint64 now_us)
{
  if (gst_wrtc_deadlines_get_earliest (heap) > now_us || heap->len == 0)
    return NULL;
  GstWrtcDeadline *first = g_ptr_array_index (heap, 0);
  take_out (heap, first);
  return first->owner;
}
