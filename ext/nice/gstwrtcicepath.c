/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcicepath.h"

#define MAX_OUTBOX 1024         /* buffers that wait for the context (TCP) */
#define MAX_MEMORIES 4          /* of one buffer, mapped as they are */
#define MAX_DATAGRAM_BYTES 65507
#define MAX_VECTORS (ICE_MAX_DATAGRAMS * MAX_MEMORIES)

/* Some datagrams on their way into ice_agent_send(). */
typedef struct
{
  IceDatagram datagrams[ICE_MAX_DATAGRAMS];
  gsize sizes[ICE_MAX_DATAGRAMS];
  GOutputVector vectors[MAX_VECTORS];
  GstMapInfo maps[MAX_VECTORS];
  GstMemory *memories[MAX_VECTORS];
  guint n_datagrams;
  guint n_vectors;
} Batch;

void
ice_path_init (IcePath * self)
{
  memset (self, 0, sizeof *self);
  g_mutex_init (&self->lock);
  g_queue_init (&self->outbox);
}

void
ice_path_clear (IcePath * self)
{
  g_mutex_clear (&self->lock);
}

static void
count (IcePath * self, IcePathCounter counter, guint64 n)
{
  g_mutex_lock (&self->lock);
  self->counters[counter] += n;
  g_mutex_unlock (&self->lock);
}

void
ice_path_get_counters (IcePath * self, guint64 * counters)
{
  g_mutex_lock (&self->lock);
  memcpy (counters, self->counters, sizeof self->counters);
  g_mutex_unlock (&self->lock);
}

/* --- Sending --- */

static void
batch_add_memory (Batch * batch, GstMemory * memory)
{
  GstMapInfo *map = &batch->maps[batch->n_vectors];
  GOutputVector *vector = &batch->vectors[batch->n_vectors];

  if (!gst_memory_map (memory, map, GST_MAP_READ))
    return;
  batch->memories[batch->n_vectors++] = memory;
  vector->buffer = map->data;
  vector->size = map->size;
}

static void
batch_add (Batch * batch, IcePath * self, GstBuffer * buffer)
{
  IceDatagram *datagram = &batch->datagrams[batch->n_datagrams];
  gsize size = gst_buffer_get_size (buffer);
  guint n = gst_buffer_n_memory (buffer);
  guint first = batch->n_vectors;

  if (size == 0 || size > MAX_DATAGRAM_BYTES) {
    count (self, ICE_PATH_DROPPED_SIZE, 1);
    return;
  }
  datagram->vectors = &batch->vectors[first];
  if (n <= MAX_MEMORIES) {
    for (guint i = 0; i < n; i++)
      batch_add_memory (batch, gst_memory_ref (gst_buffer_peek_memory (buffer,
                  i)));
  } else {
    batch_add_memory (batch, gst_buffer_get_all_memory (buffer));
  }
  datagram->n_vectors = batch->n_vectors - first;
  batch->sizes[batch->n_datagrams++] = size;
}

static void
batch_send (Batch * batch, IcePath * self, IceAgent * agent)
{
  guint sent = ice_agent_send (agent, batch->datagrams, batch->n_datagrams);
  guint64 bytes = 0;

  for (guint i = 0; i < sent; i++)
    bytes += batch->sizes[i];
  for (guint i = 0; i < batch->n_vectors; i++) {
    gst_memory_unmap (batch->memories[i], &batch->maps[i]);
    gst_memory_unref (batch->memories[i]);
  }
  g_mutex_lock (&self->lock);
  self->counters[ICE_PATH_PACKETS_SENT] += sent;
  self->counters[ICE_PATH_BYTES_SENT] += bytes;
  self->counters[ICE_PATH_DROPPED_SOCKET_FULL] += batch->n_datagrams - sent;
  g_mutex_unlock (&self->lock);
  batch->n_datagrams = batch->n_vectors = 0;
}

static void
send_list (IcePath * self, IceAgent * agent, GstBufferList * list)
{
  guint n = gst_buffer_list_length (list);
  Batch batch;

  batch.n_datagrams = batch.n_vectors = 0;
  for (guint i = 0; i < n; i++) {
    batch_add (&batch, self, gst_buffer_list_get (list, i));
    if (batch.n_datagrams == ICE_MAX_DATAGRAMS)
      batch_send (&batch, self, agent);
  }
  if (batch.n_datagrams > 0)
    batch_send (&batch, self, agent);
}

static void
send_buffer (IcePath * self, IceAgent * agent, GstBuffer * buffer)
{
  Batch batch;

  batch.n_datagrams = batch.n_vectors = 0;
  batch_add (&batch, self, buffer);
  if (batch.n_datagrams > 0)
    batch_send (&batch, self, agent);
}

static void
send_item (IcePath * self, IceAgent * agent, GstMiniObject * item)
{
  if (GST_IS_BUFFER_LIST (item))
    send_list (self, agent, GST_BUFFER_LIST (item));
  else
    send_buffer (self, agent, GST_BUFFER (item));
}

static guint
item_length (GstMiniObject * item)
{
  return GST_IS_BUFFER_LIST (item) ?
      gst_buffer_list_length (GST_BUFFER_LIST (item)) : 1;
}

/* On the context. */
static void
send_outbox (gpointer data)
{
  IcePath *self = data;
  GstMiniObject *item;

  g_mutex_lock (&self->lock);
  g_autoptr (IceAgent) agent = self->agent ? ice_agent_ref (self->agent) : NULL;
  while (agent && (item = g_queue_pop_head (&self->outbox))) {
    self->n_outbox -= item_length (item);
    g_mutex_unlock (&self->lock);
    send_item (self, agent, item);
    gst_mini_object_unref (item);
    g_mutex_lock (&self->lock);
  }
  g_mutex_unlock (&self->lock);
}

static void
queue_item (IcePath * self, GstMiniObject * item)
{
  guint n = item_length (item);

  g_mutex_lock (&self->lock);
  if (self->wakeup && self->n_outbox + n <= MAX_OUTBOX) {
    g_queue_push_tail (&self->outbox, gst_mini_object_ref (item));
    self->n_outbox += n;
    gst_wrtc_wakeup_source_signal (self->wakeup);
  } else {
    self->counters[ICE_PATH_DROPPED_SOCKET_FULL] += n;
  }
  g_mutex_unlock (&self->lock);
}

static void
send_any (IcePath * self, GstMiniObject * item)
{
  g_mutex_lock (&self->lock);
  g_autoptr (IceAgent) agent = self->agent && self->up ?
      ice_agent_ref (self->agent) : NULL;
  g_mutex_unlock (&self->lock);

  if (!agent)
    count (self, ICE_PATH_DROPPED_NOT_CONNECTED, item_length (item));
  else if (ice_agent_send_needs_context (agent))
    queue_item (self, item);
  else
    send_item (self, agent, item);
}

void
ice_path_send_buffer (IcePath * self, GstBuffer * buffer)
{
  send_any (self, GST_MINI_OBJECT_CAST (buffer));
}

void
ice_path_send_list (IcePath * self, GstBufferList * list)
{
  send_any (self, GST_MINI_OBJECT_CAST (list));
}

/* --- Life --- */

void
ice_path_start (IcePath * self, IceAgent * agent, GMainContext * context)
{
  GSource *wakeup = gst_wrtc_wakeup_source_new (send_outbox, self, NULL);

  g_source_attach (wakeup, context);
  g_mutex_lock (&self->lock);
  self->agent = agent;
  self->wakeup = wakeup;
  memset (self->counters, 0, sizeof self->counters);
  g_mutex_unlock (&self->lock);
}

void
ice_path_stop (IcePath * self)
{
  g_mutex_lock (&self->lock);
  IceAgent *agent = g_steal_pointer (&self->agent);
  GSource *wakeup = g_steal_pointer (&self->wakeup);
  GQueue outbox = self->outbox;
  g_queue_init (&self->outbox);
  self->n_outbox = 0;
  self->up = FALSE;
  g_mutex_unlock (&self->lock);

  g_queue_clear_full (&outbox, (GDestroyNotify) gst_mini_object_unref);
  if (wakeup) {
    g_source_destroy (wakeup);
    g_source_unref (wakeup);
  }
  g_clear_pointer (&agent, ice_agent_unref);
  gst_clear_buffer (&self->first);
  gst_clear_buffer_list (&self->list);
}

void
ice_path_set_up (IcePath * self, gboolean up)
{
  g_mutex_lock (&self->lock);
  self->up = up;
  g_mutex_unlock (&self->lock);
}

/* --- Receiving --- */

gboolean
ice_path_burst_is_empty (IcePath * self)
{
  return self->first == NULL;
}

/* RFC 7983 7: DTLS 20..63, RTP and RTCP 128..191. */
static gboolean
is_for_us (guint8 first_byte)
{
  return (first_byte >= 20 && first_byte <= 63) ||
      (first_byte >= 128 && first_byte <= 191);
}

void
ice_path_receive (IcePath * self, const guint8 * data, gsize size,
    GstClockTime now)
{
  if (size == 0 || !is_for_us (data[0])) {
    count (self, ICE_PATH_DROPPED_UNKNOWN, 1);
    return;
  }
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, size, NULL);

  gst_buffer_fill (buffer, 0, data, size);
  GST_BUFFER_PTS (buffer) = GST_BUFFER_DTS (buffer) = now;
  g_mutex_lock (&self->lock);
  self->counters[ICE_PATH_PACKETS_RECEIVED]++;
  self->counters[ICE_PATH_BYTES_RECEIVED] += size;
  g_mutex_unlock (&self->lock);
  if (!self->first) {
    self->first = buffer;
    return;
  }
  if (!self->list) {
    self->list = gst_buffer_list_new_sized (16);
    gst_buffer_list_add (self->list, gst_buffer_ref (self->first));
  }
  gst_buffer_list_add (self->list, buffer);
}

GstFlowReturn
ice_path_push_burst (IcePath * self, GstPad * pad)
{
  GstBufferList *list = g_steal_pointer (&self->list);
  GstBuffer *first = g_steal_pointer (&self->first);

  if (!first)
    return GST_FLOW_OK;
  if (!list)
    return gst_pad_push (pad, first);
  gst_buffer_unref (first);
  return gst_pad_push_list (pad, list);
}
