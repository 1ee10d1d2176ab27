/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The packets of wrtcrtpsession, both ways.
 *
 * Out: send_sink → inbox → (context) new header before the shared payload →
 * net_src. In: net_sink → core → queue of the stream's pad → recv_src.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcrtpsession-private.h"

#include <gst/wrtc/gstwrtcnames.h>
#include <string.h>

#define GST_CAT_DEFAULT gst_wrtc_rtp_session_debug

WrtcTime
gst_wrtc_rtp_session_now (void)
{
  return g_get_monotonic_time () * WRTC_USECOND;
}

GstClockTime
gst_wrtc_rtp_session_media_now (GstWrtcRtpSession * self, gboolean * has_clock)
{
  g_autoptr (GstClock) clock = gst_element_get_clock (GST_ELEMENT_CAST (self));
  GstClockTime base = gst_element_get_base_time (GST_ELEMENT_CAST (self));
  GstClockTime now;

  *has_clock = clock != NULL;
  if (clock == NULL)
    return gst_wrtc_rtp_session_now ();
  now = gst_clock_get_time (clock);
  return now > base ? now - base : 0;
}

/* === what is collected under the lock and done without it === */

/* Packets of one stream that arrived together. */
typedef struct
{
  GstWrtcRtpRecvPad *pad;       /* owned */
  GstCaps *new_caps;            /* owned; of a pad that is to be added */
  GstBuffer *buffer;            /* owned; the first of them, or NULL */
  GstBufferList *list;          /* owned; all of them, or NULL */
} Delivery;

typedef struct
{
  GstWrtcRtpSendPad *pad;       /* owned */
  gboolean all_headers;
} KeyframeJob;

/* Most bursts are of one or two streams; more go to the heap. */
#define N_INLINE 4

typedef struct
{
  Delivery inline_deliveries[N_INLINE];
  guint n_inline;
  GArray *more;                 /* of Delivery, or NULL */
  GArray *keyframes;            /* of KeyframeJob, or NULL */
  GstWrtcSerialQueue *upstream; /* owned, if there are keyframes */
  GstBufferList *out;           /* to net_src, or NULL */
} Burst;

static Delivery *
burst_find (Burst * burst, GstWrtcRtpRecvPad * pad)
{
  for (guint i = 0; i < burst->n_inline; i++) {
    if (burst->inline_deliveries[i].pad == pad)
      return &burst->inline_deliveries[i];
  }
  for (guint i = 0; burst->more != NULL && i < burst->more->len; i++) {
    Delivery *delivery = &g_array_index (burst->more, Delivery, i);
    if (delivery->pad == pad)
      return delivery;
  }
  return NULL;
}

static Delivery *
burst_get (Burst * burst, GstWrtcRtpRecvPad * pad)
{
  Delivery *delivery = burst_find (burst, pad);
  Delivery fresh = { NULL };

  if (delivery != NULL)
    return delivery;
  fresh.pad = gst_object_ref (pad);
  if (burst->n_inline < N_INLINE) {
    delivery = &burst->inline_deliveries[burst->n_inline++];
    *delivery = fresh;
    return delivery;
  }
  if (burst->more == NULL)
    burst->more = g_array_new (FALSE, FALSE, sizeof (Delivery));
  g_array_append_val (burst->more, fresh);
  return &g_array_index (burst->more, Delivery, burst->more->len - 1);
}

static void
delivery_add (Delivery * delivery, GstBuffer * buffer)
{
  if (delivery->list != NULL) {
    gst_buffer_list_add (delivery->list, buffer);
  } else if (delivery->buffer != NULL) {
    delivery->list = gst_buffer_list_new ();
    gst_buffer_list_add (delivery->list, g_steal_pointer (&delivery->buffer));
    gst_buffer_list_add (delivery->list, buffer);
  } else {
    delivery->buffer = buffer;
  }
}

/* Hands what was collected to the pad's queue: an event comes, or the end. */
static void
delivery_queue (Delivery * delivery)
{
  if (delivery->list != NULL)
    gst_wrtc_rtp_recv_pad_queue (delivery->pad,
        GST_MINI_OBJECT_CAST (g_steal_pointer (&delivery->list)));
  else if (delivery->buffer != NULL)
    gst_wrtc_rtp_recv_pad_queue (delivery->pad,
        GST_MINI_OBJECT_CAST (g_steal_pointer (&delivery->buffer)));
}

static void
queue_event (Burst * burst, GstWrtcRtpRecvPad * pad, GstEvent * event)
{
  delivery_queue (burst_get (burst, pad));
  gst_wrtc_rtp_recv_pad_queue (pad, GST_MINI_OBJECT_CAST (event));
}

static void
push_start_events (GstWrtcRtpSession * self, GstPad * pad, GstCaps * caps)
{
  g_autofree gchar *id =
      g_strdup_printf ("%08x/%s", self->stream_id, GST_PAD_NAME (pad));
  GstEvent *event = gst_event_new_stream_start (id);
  GstSegment segment;

  /* All streams of a session belong together. */
  gst_event_set_group_id (event, self->group_id);
  gst_pad_push_event (pad, event);
  gst_pad_push_event (pad, gst_event_new_caps (caps));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (pad, gst_event_new_segment (&segment));
}

static void
deliver (GstWrtcRtpSession * self, Delivery * delivery)
{
  GstPad *pad = GST_PAD_CAST (delivery->pad);

  if (delivery->new_caps != NULL) {
    GST_INFO_OBJECT (self, "new stream %08x: %" GST_PTR_FORMAT,
        gst_wrtc_rtp_recv_pad_get_ssrc (delivery->pad), delivery->new_caps);
    gst_pad_set_active (pad, TRUE);
    push_start_events (self, pad, delivery->new_caps);
    gst_element_add_pad (GST_ELEMENT_CAST (self), pad);
    gst_wrtc_rtp_recv_pad_set_added (delivery->pad);
    gst_clear_caps (&delivery->new_caps);
  }
  gst_wrtc_rtp_recv_pad_drain (delivery->pad);
  gst_clear_object (&delivery->pad);
}

static void
keyframe_job_run (gpointer data)
{
  KeyframeJob *job = data;

  gst_wrtc_rtp_send_pad_force_key_unit (job->pad, job->all_headers);
}

static void
keyframe_job_free (gpointer data)
{
  KeyframeJob *job = data;

  gst_object_unref (job->pad);
  g_free (job);
}

static void
start_keyframe_jobs (Burst * burst)
{
  for (guint i = 0; i < burst->keyframes->len; i++) {
    KeyframeJob *job = g_memdup2 (&g_array_index (burst->keyframes,
            KeyframeJob, i), sizeof (KeyframeJob));

    if (burst->upstream != NULL)
      gst_wrtc_serial_queue_push (burst->upstream, keyframe_job_run, job,
          keyframe_job_free);
    else
      keyframe_job_free (job);
  }
  g_array_unref (burst->keyframes);
  g_clear_pointer (&burst->upstream, gst_wrtc_serial_queue_unref);
}

static void
push_out (GstWrtcRtpSession * self, GstBufferList * list)
{
  if (!self->net_src_started) {
    g_autoptr (GstCaps) caps = gst_caps_new_empty_simple
        (GST_WRTC_CAPS_RTP_MUX);
    self->net_src_started = TRUE;
    push_start_events (self, self->net_src, caps);
  }
  if (gst_buffer_list_length (list) == 1) {
    GstBuffer *buffer = gst_buffer_ref (gst_buffer_list_get (list, 0));
    gst_buffer_list_unref (list);
    gst_pad_push (self->net_src, buffer);
  } else {
    gst_pad_push_list (self->net_src, list);
  }
}

/* Without the lock. */
static void
burst_finish (GstWrtcRtpSession * self, Burst * burst)
{
  if (burst->out != NULL)
    push_out (self, g_steal_pointer (&burst->out));
  for (guint i = 0; i < burst->n_inline; i++)
    deliver (self, &burst->inline_deliveries[i]);
  for (guint i = 0; burst->more != NULL && i < burst->more->len; i++)
    deliver (self, &g_array_index (burst->more, Delivery, i));
  g_clear_pointer (&burst->more, g_array_unref);
  if (burst->keyframes != NULL)
    start_keyframe_jobs (burst);
}

/* === events of the core === */

static void
want_keyframe_locked (GstWrtcRtpSession * self, Burst * burst,
    const WrtcRtpSessionEvent * event)
{
  KeyframeJob job = { gst_object_ref (event->user_data), event->all_headers };

  if (burst->keyframes == NULL)
    burst->keyframes = g_array_new (FALSE, FALSE, sizeof (KeyframeJob));
  g_array_append_val (burst->keyframes, job);
  if (burst->upstream == NULL && self->upstream != NULL)
    burst->upstream = gst_wrtc_serial_queue_ref (self->upstream);
}

static void
note_sender_report (Burst * burst, const WrtcRtpSessionEvent * event)
{
  GstWrtcRtpRecvPad *pad = event->user_data;
  const gchar *msid = gst_wrtc_rtp_recv_pad_get_msid (pad);
  GstStructure *s = gst_structure_new (GST_WRTC_EVENT_SENDER_REPORT,
      "ssrc", G_TYPE_UINT, event->ssrc, "ntp-time", G_TYPE_UINT64,
      event->ntp_time, "rtp-time", G_TYPE_UINT, event->rtp_time, NULL);

  if (event->cname[0] != 0)
    gst_structure_set (s, "cname", G_TYPE_STRING, event->cname, NULL);
  if (msid != NULL)
    gst_structure_set (s, "msid", G_TYPE_STRING, msid, NULL);
  queue_event (burst, pad,
      gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM, s));
}

static void
end_stream (Burst * burst, const WrtcRtpSessionEvent * event)
{
  GstWrtcRtpRecvPad *pad = event->user_data;

  delivery_queue (burst_get (burst, pad));
  gst_wrtc_rtp_recv_pad_set_stream (pad, NULL);
  gst_wrtc_rtp_recv_pad_end (pad);
  /* The core's reference. */
  gst_object_unref (pad);
}

static void
collect_events_locked (GstWrtcRtpSession * self, Burst * burst)
{
  WrtcRtpSessionEvent event;

  while (wrtc_rtp_session_poll_event (self->core, &event)) {
    switch (event.kind) {
      case WRTC_RTP_SESSION_EVENT_KEYFRAME_WANTED:
        want_keyframe_locked (self, burst, &event);
        break;
      case WRTC_RTP_SESSION_EVENT_SENDER_REPORT:
        note_sender_report (burst, &event);
        break;
      case WRTC_RTP_SESSION_EVENT_STREAM_ENDED:
        GST_INFO_OBJECT (self, "stream %08x ended", event.ssrc);
        end_stream (burst, &event);
        break;
    }
  }
}

static void
arm_locked (GstWrtcRtpSession * self)
{
  WrtcTime next = wrtc_rtp_session_next_timeout (self->core);

  if (self->timer == NULL || next == self->armed)
    return;
  self->armed = next;
  gst_wrtc_timer_source_set (self->timer, next == WRTC_TIME_NONE ?
      GST_WRTC_TIMER_OFF : (gint64) (next / WRTC_USECOND + 1));
}

void
gst_wrtc_rtp_session_unlock_and_settle (GstWrtcRtpSession * self)
{
  Burst burst = { 0 };

  collect_events_locked (self, &burst);
  arm_locked (self);
  g_mutex_unlock (&self->lock);
  burst_finish (self, &burst);
}

/* === out === */

static GstFlowReturn
enqueue (GstPad * pad, GstObject * parent, GstMiniObject * data,
    GstClockTime pts)
{
  GstWrtcRtpSession *self = GST_WRTC_RTP_SESSION (parent);
  GstWrtcRtpSendPad *send = GST_WRTC_RTP_SEND_PAD (pad);
  GstWrtcRtpInboxItem item = { data, pad, &send->quota };

  item.media_time = send->segment.format == GST_FORMAT_TIME ?
      gst_segment_to_running_time (&send->segment, GST_FORMAT_TIME, pts) :
      GST_CLOCK_TIME_NONE;
  item.restart = send->restart;
  switch (gst_wrtc_rtp_inbox_push (self->inbox, &item)) {
    case GST_WRTC_RTP_INBOX_TAKEN:
      send->restart = FALSE;
      break;
    case GST_WRTC_RTP_INBOX_FULL:
      GST_DEBUG_OBJECT (pad, "the inbox is full: dropped");
      break;
    case GST_WRTC_RTP_INBOX_CLOSED:
      /* Somebody activated the pad of an element that is not started. */
      return GST_FLOW_FLUSHING;
  }
  return GST_FLOW_OK;
}

GstFlowReturn
gst_wrtc_rtp_session_send_chain (GstPad * pad, GstObject * parent,
    GstBuffer * buffer)
{
  return enqueue (pad, parent, GST_MINI_OBJECT_CAST (buffer),
      GST_BUFFER_PTS (buffer));
}

GstFlowReturn
gst_wrtc_rtp_session_send_chain_list (GstPad * pad, GstObject * parent,
    GstBufferList * list)
{
  GstClockTime pts = GST_CLOCK_TIME_NONE;

  if (gst_buffer_list_length (list) > 0)
    pts = GST_BUFFER_PTS (gst_buffer_list_get (list, 0));
  return enqueue (pad, parent, GST_MINI_OBJECT_CAST (list), pts);
}

#define PADDING_BIT 0x20

/* Parses the header of @buffer where it is: its first memory if that has all
 * of it, as payloaders make it, else a copy in @scratch. The view is good
 * while @map is mapped. */
static WrtcRtpResult
parse_header (GstBuffer * buffer, WrtcRtpPacket * packet, GstMapInfo * map,
    guint8 * scratch, gsize scratch_size)
{
  gsize size = gst_buffer_get_size (buffer);
  WrtcRtpResult result;
  guint8 last = 0;
  gsize head;

  map->memory = NULL;
  if (gst_buffer_n_memory (buffer) > 0 &&
      gst_memory_map (gst_buffer_peek_memory (buffer, 0), map, GST_MAP_READ)) {
    if (map->size > 0 && (map->data[0] & PADDING_BIT))
      gst_buffer_extract (buffer, size - 1, &last, 1);
    result = wrtc_rtp_packet_parse_head (packet, map->data, map->size, size,
        last);
    if (result != WRTC_RTP_RESULT_SPLIT_HEADER &&
        result != WRTC_RTP_RESULT_TOO_SHORT)
      return result;
    gst_memory_unmap (map->memory, map);
    map->memory = NULL;
  }
  head = gst_buffer_extract (buffer, 0, scratch, scratch_size);
  if (size > 0)
    gst_buffer_extract (buffer, size - 1, &last, 1);
  return wrtc_rtp_packet_parse_head (packet, scratch, head, size, last);
}

static GstBuffer *
join (const guint8 * header, gsize header_size, GstBuffer * from,
    gsize from_header_size, GstClockTime media_time)
{
  GstMemory *memory = gst_allocator_alloc (NULL, header_size, NULL);
  GstBuffer *buffer = gst_buffer_new ();
  gsize payload_size = gst_buffer_get_size (from) - from_header_size;
  GstMapInfo map;

  gst_memory_map (memory, &map, GST_MAP_WRITE);
  memcpy (map.data, header, header_size);
  gst_memory_unmap (memory, &map);
  gst_buffer_append_memory (buffer, memory);
  gst_buffer_copy_into (buffer, from, GST_BUFFER_COPY_FLAGS, 0, -1);
  if (payload_size > 0)
    gst_buffer_copy_into (buffer, from, GST_BUFFER_COPY_MEMORY,
        from_header_size, payload_size);
  GST_BUFFER_PTS (buffer) = GST_BUFFER_DTS (buffer) = media_time;
  return buffer;
}

typedef struct
{
  GstWrtcRtpSession *self;
  WrtcRtpSessionSender *sender;
  GstClockTime media_time;
  GstBufferList *out;
} Sending;

static gboolean
send_one_locked (GstBuffer ** buffer, guint index, gpointer data)
{
  Sending *sending = data;
  guint8 header[WRTC_RTP_SESSION_HEADER_SIZE];
  guint8 scratch[WRTC_RTP_SESSION_HEADER_SIZE];
  WrtcRtpPacket packet;
  GstMapInfo map;
  gsize header_size;

  if (parse_header (*buffer, &packet, &map, scratch, sizeof scratch) !=
      WRTC_RTP_RESULT_OK)
    wrtc_rtp_session_count_malformed (sending->sender);
  else if (wrtc_rtp_session_send (sending->self->core, sending->sender,
          sending->media_time, &packet, header, &header_size) ==
      WRTC_RTP_SESSION_SENT)
    gst_buffer_list_add (sending->out, join (header, header_size, *buffer,
            packet.header_size, sending->media_time));
  if (map.memory != NULL)
    gst_memory_unmap (map.memory, &map);
  return TRUE;
}

static void
send_item_locked (GstWrtcRtpSession * self, GstWrtcRtpInboxItem * item,
    GstClockTime media_now, gboolean has_clock, GstBufferList * out)
{
  GstWrtcRtpSendPad *pad = GST_WRTC_RTP_SEND_PAD (item->pad);
  Sending sending = { self, pad->sender, item->media_time, out };

  /* Released since. */
  if (pad->sender == NULL)
    return;
  if (!has_clock || item->media_time == GST_CLOCK_TIME_NONE)
    sending.media_time = media_now;
  if (item->restart)
    wrtc_rtp_session_restart_sender (pad->sender);
  if (GST_IS_BUFFER_LIST (item->data)) {
    gst_buffer_list_foreach (GST_BUFFER_LIST_CAST (item->data),
        send_one_locked, &sending);
  } else {
    GstBuffer *buffer = GST_BUFFER_CAST (item->data);
    send_one_locked (&buffer, 0, &sending);
  }
}

static void
collect_rtcp_locked (GstWrtcRtpSession * self, WrtcTime now,
    GstClockTime media_now, GstBufferList * out)
{
  guint8 data[WRTC_RTP_SESSION_RTCP_SIZE];
  gsize size;

  while (wrtc_rtp_session_poll_rtcp (self->core, now, media_now, data, &size)) {
    GstBuffer *buffer = gst_buffer_new_memdup (data, size);
    GST_BUFFER_PTS (buffer) = GST_BUFFER_DTS (buffer) = media_now;
    gst_buffer_list_add (out, buffer);
  }
}

void
gst_wrtc_rtp_session_run (gpointer data)
{
  GstWrtcRtpSession *self = data;
  GArray *items = gst_wrtc_rtp_inbox_take (self->inbox);
  WrtcTime now = gst_wrtc_rtp_session_now ();
  gboolean has_clock;
  GstClockTime media_now = gst_wrtc_rtp_session_media_now (self, &has_clock);
  GstBufferList *out =
      gst_buffer_list_new_sized (items != NULL ? items->len : 1);
  Burst burst = { 0 };

  g_mutex_lock (&self->lock);
  for (guint i = 0; items != NULL && i < items->len; i++)
    send_item_locked (self, &g_array_index (items, GstWrtcRtpInboxItem, i),
        media_now, has_clock, out);
  wrtc_rtp_session_handle_timeout (self->core, now);
  collect_events_locked (self, &burst);
  collect_rtcp_locked (self, now, media_now, out);
  arm_locked (self);
  g_mutex_unlock (&self->lock);

  if (items != NULL)
    gst_wrtc_rtp_inbox_recycle (self->inbox, items);
  if (gst_buffer_list_length (out) > 0)
    burst.out = out;
  else
    gst_buffer_list_unref (out);
  burst_finish (self, &burst);
}

/* === in === */

static GstCaps *
make_stream_caps (const GstWrtcRtpReceiveMedia * media,
    const WrtcRtpSessionReceived * received)
{
  GstCaps *caps =
      gst_wrtc_rtp_receive_media_get_caps (media, received->payload_type);

  caps = caps != NULL ? gst_caps_copy (caps) :
      gst_caps_new_empty_simple ("application/x-rtp");
  gst_caps_set_simple (caps, "ssrc", G_TYPE_UINT, received->ssrc, NULL);
  return caps;
}

static GstWrtcRtpRecvPad *
add_stream_locked (GstWrtcRtpSession * self, Burst * burst,
    const WrtcRtpSessionReceived * received,
    const GstWrtcRtpReceiveMedia * media)
{
  GstWrtcRtpRecvPadConfig config = { media->mid, media->mline, media->msid,
    received->ssrc
  };
  GstWrtcRtpRecvPad *pad =
      gst_wrtc_rtp_session_new_recv_pad_locked (self, &config);

  /* One reference for the core, one in the burst. */
  gst_object_ref_sink (pad);
  wrtc_rtp_session_set_stream_user_data (received->stream, pad);
  gst_wrtc_rtp_recv_pad_set_stream (pad, received->stream);
  burst_get (burst, pad)->new_caps = make_stream_caps (media, received);
  return pad;
}

static GstBuffer *
stamp (GstWrtcRtpSession * self, GstBuffer * buffer)
{
  GstClockTime time = GST_BUFFER_DTS_OR_PTS (buffer);
  gboolean has_clock;

  if (self->net_segment.format == GST_FORMAT_TIME)
    time = gst_segment_to_running_time (&self->net_segment, GST_FORMAT_TIME,
        time);
  if (time == GST_CLOCK_TIME_NONE)
    time = gst_wrtc_rtp_session_media_now (self, &has_clock);
  if (GST_BUFFER_PTS (buffer) == time && GST_BUFFER_DTS (buffer) == time)
    return buffer;
  buffer = gst_buffer_make_writable (buffer);
  GST_BUFFER_PTS (buffer) = GST_BUFFER_DTS (buffer) = time;
  return buffer;
}

/* Takes @buffer. */
static void
receive_rtp_locked (GstWrtcRtpSession * self, Burst * burst, WrtcTime now,
    GstBuffer * buffer, const GstMapInfo * map)
{
  const GstWrtcRtpReceiveMedia *media;
  WrtcRtpSessionReceived received;
  WrtcRtpSessionReceiveResult result = wrtc_rtp_session_handle_rtp (self->core,
      now, map->data, map->size, &received);
  GstWrtcRtpRecvPad *pad;

  collect_events_locked (self, burst);
  gst_buffer_unmap (buffer, (GstMapInfo *) map);
  if (result != WRTC_RTP_SESSION_RECEIVED) {
    GST_LOG_OBJECT (self, "dropped a packet: %s",
        wrtc_rtp_session_receive_result_to_string (result));
    gst_buffer_unref (buffer);
    return;
  }
  /* What was received belongs to a section, and those are from here. */
  media = g_ptr_array_index (self->receive->media, received.section);
  if (received.is_new) {
    pad = add_stream_locked (self, burst, &received, media);
  } else {
    pad = wrtc_rtp_session_get_stream_user_data (received.stream);
    if (received.payload_type_changed) {
      g_autoptr (GstCaps) caps = make_stream_caps (media, &received);
      queue_event (burst, pad, gst_event_new_caps (caps));
    }
  }
  delivery_add (burst_get (burst, pad), stamp (self, buffer));
}

/* Takes @buffer. */
static void
receive_locked (GstWrtcRtpSession * self, Burst * burst, WrtcTime now,
    GstBuffer * buffer)
{
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    self->unknown_packets++;
    gst_buffer_unref (buffer);
    return;
  }
  switch (wrtc_packet_classify (map.data, map.size)) {
    case WRTC_PACKET_KIND_RTP:
      receive_rtp_locked (self, burst, now, buffer, &map);
      return;
    case WRTC_PACKET_KIND_RTCP:
      wrtc_rtp_session_handle_rtcp (self->core, now, map.data, map.size);
      collect_events_locked (self, burst);
      break;
    default:
      self->unknown_packets++;
      break;
  }
  gst_buffer_unmap (buffer, &map);
  gst_buffer_unref (buffer);
}

static void
finish_receive_locked (GstWrtcRtpSession * self, Burst * burst)
{
  for (guint i = 0; i < burst->n_inline; i++)
    delivery_queue (&burst->inline_deliveries[i]);
  for (guint i = 0; burst->more != NULL && i < burst->more->len; i++)
    delivery_queue (&g_array_index (burst->more, Delivery, i));
  arm_locked (self);
}

GstFlowReturn
gst_wrtc_rtp_session_net_chain (GstPad * pad, GstObject * parent,
    GstBuffer * buffer)
{
  GstWrtcRtpSession *self = GST_WRTC_RTP_SESSION (parent);
  WrtcTime now = gst_wrtc_rtp_session_now ();
  Burst burst = { 0 };

  g_mutex_lock (&self->lock);
  receive_locked (self, &burst, now, buffer);
  finish_receive_locked (self, &burst);
  g_mutex_unlock (&self->lock);
  burst_finish (self, &burst);
  return GST_FLOW_OK;
}

GstFlowReturn
gst_wrtc_rtp_session_net_chain_list (GstPad * pad, GstObject * parent,
    GstBufferList * list)
{
  GstWrtcRtpSession *self = GST_WRTC_RTP_SESSION (parent);
  WrtcTime now = gst_wrtc_rtp_session_now ();
  guint n = gst_buffer_list_length (list);
  Burst burst = { 0 };

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < n; i++)
    receive_locked (self, &burst, now,
        gst_buffer_ref (gst_buffer_list_get (list, i)));
  finish_receive_locked (self, &burst);
  g_mutex_unlock (&self->lock);
  gst_buffer_list_unref (list);
  burst_finish (self, &burst);
  return GST_FLOW_OK;
}
