/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcrtpinbox.h"

struct _GstWrtcRtpInbox
{
  GMutex lock;
  GArray *items;                /* lock; of GstWrtcRtpInboxItem */
  GArray *spare;                /* lock; empty, or NULL */
  GSource *wake;                /* lock; NULL: closed */
};

static void
item_clear (GstWrtcRtpInboxItem * item)
{
  gst_clear_mini_object (&item->data);
  gst_clear_object (&item->pad);
}

GstWrtcRtpInbox *
gst_wrtc_rtp_inbox_new (void)
{
  GstWrtcRtpInbox *inbox = g_new0 (GstWrtcRtpInbox, 1);

  g_mutex_init (&inbox->lock);
  inbox->items = g_array_new (FALSE, FALSE, sizeof (GstWrtcRtpInboxItem));
  return inbox;
}

void
gst_wrtc_rtp_inbox_free (GstWrtcRtpInbox * inbox)
{
  gst_wrtc_rtp_inbox_close (inbox);
  g_array_unref (inbox->items);
  g_clear_pointer (&inbox->spare, g_array_unref);
  g_mutex_clear (&inbox->lock);
  g_free (inbox);
}

static void
measure (GstWrtcRtpInboxItem * item)
{
  if (GST_IS_BUFFER_LIST (item->data)) {
    GstBufferList *list = GST_BUFFER_LIST_CAST (item->data);
    item->packets = gst_buffer_list_length (list);
    item->bytes = gst_buffer_list_calculate_size (list);
  } else {
    item->packets = 1;
    item->bytes = gst_buffer_get_size (GST_BUFFER_CAST (item->data));
  }
}

static GstClockTime
item_pts (const GstWrtcRtpInboxItem * item)
{
  GstBuffer *buffer;

  if (!GST_IS_BUFFER_LIST (item->data))
    return GST_BUFFER_PTS (GST_BUFFER_CAST (item->data));
  if (item->packets == 0)
    return GST_CLOCK_TIME_NONE;
  buffer = gst_buffer_list_get (GST_BUFFER_LIST_CAST (item->data), 0);
  return GST_BUFFER_PTS (buffer);
}

/* Whether the item may enter; keeps the state of a frame being dropped. */
static gboolean
admit_locked (GstWrtcRtpInboxItem * item)
{
  GstWrtcRtpInboxQuota *quota = item->quota;
  GstClockTime pts = item_pts (item);

  if (quota->dropping && pts != GST_CLOCK_TIME_NONE &&
      pts == quota->dropping_pts)
    return FALSE;
  quota->dropping =
      quota->packets + item->packets > GST_WRTC_RTP_INBOX_MAX_PACKETS ||
      quota->bytes + item->bytes > GST_WRTC_RTP_INBOX_MAX_BYTES;
  quota->dropping_pts = pts;
  return !quota->dropping;
}

void
gst_wrtc_rtp_inbox_open (GstWrtcRtpInbox * inbox, GSource * wake)
{
  g_mutex_lock (&inbox->lock);
  g_assert (inbox->wake == NULL);
  inbox->wake = g_source_ref (wake);
  g_mutex_unlock (&inbox->lock);
}

void
gst_wrtc_rtp_inbox_close (GstWrtcRtpInbox * inbox)
{
  GSource *wake;
  GArray *items;

  g_mutex_lock (&inbox->lock);
  wake = g_steal_pointer (&inbox->wake);
  g_mutex_unlock (&inbox->lock);
  g_clear_pointer (&wake, g_source_unref);
  items = gst_wrtc_rtp_inbox_take (inbox);
  if (items != NULL)
    gst_wrtc_rtp_inbox_recycle (inbox, items);
}

static void
add_locked (GstWrtcRtpInbox * inbox, const GstWrtcRtpInboxItem * item)
{
  item->quota->packets += item->packets;
  item->quota->bytes += item->bytes;
  g_array_append_val (inbox->items, *item);
  gst_wrtc_wakeup_source_signal (inbox->wake);
}

GstWrtcRtpInboxResult
gst_wrtc_rtp_inbox_push (GstWrtcRtpInbox * inbox, GstWrtcRtpInboxItem * item)
{
  GstWrtcRtpInboxResult result = GST_WRTC_RTP_INBOX_TAKEN;

  measure (item);
  gst_object_ref (item->pad);
  g_mutex_lock (&inbox->lock);
  if (inbox->wake == NULL) {
    result = GST_WRTC_RTP_INBOX_CLOSED;
  } else if (admit_locked (item)) {
    add_locked (inbox, item);
  } else {
    item->quota->packets_dropped += item->packets;
    result = GST_WRTC_RTP_INBOX_FULL;
  }
  g_mutex_unlock (&inbox->lock);
  if (result != GST_WRTC_RTP_INBOX_TAKEN)
    item_clear (item);
  return result;
}

GArray *
gst_wrtc_rtp_inbox_take (GstWrtcRtpInbox * inbox)
{
  GArray *items = NULL;

  g_mutex_lock (&inbox->lock);
  if (inbox->items->len > 0) {
    items = inbox->items;
    inbox->items = g_steal_pointer (&inbox->spare);
    if (inbox->items == NULL)
      inbox->items = g_array_new (FALSE, FALSE, sizeof (GstWrtcRtpInboxItem));
    for (guint i = 0; i < items->len; i++) {
      GstWrtcRtpInboxItem *item =
          &g_array_index (items, GstWrtcRtpInboxItem, i);
      item->quota->packets -= item->packets;
      item->quota->bytes -= item->bytes;
    }
  }
  g_mutex_unlock (&inbox->lock);
  return items;
}

void
gst_wrtc_rtp_inbox_recycle (GstWrtcRtpInbox * inbox, GArray * items)
{
  for (guint i = 0; i < items->len; i++)
    item_clear (&g_array_index (items, GstWrtcRtpInboxItem, i));
  g_array_set_size (items, 0);
  g_mutex_lock (&inbox->lock);
  if (inbox->spare == NULL)
    inbox->spare = g_steal_pointer (&items);
  g_mutex_unlock (&inbox->lock);
  g_clear_pointer (&items, g_array_unref);
}

guint64
gst_wrtc_rtp_inbox_get_dropped (GstWrtcRtpInbox * inbox,
    const GstWrtcRtpInboxQuota * quota)
{
  guint64 dropped;

  g_mutex_lock (&inbox->lock);
  dropped = quota->packets_dropped;
  g_mutex_unlock (&inbox->lock);
  return dropped;
}
