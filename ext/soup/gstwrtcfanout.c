/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcfanout.h"
#include "gstwrtccodecs.h"

#include <gst/video/video.h>

GST_DEBUG_CATEGORY_STATIC (wrtcfanout);
#define GST_CAT_DEFAULT wrtcfanout

#define KEYFRAME_INTERVAL_US (100 * 1000)

typedef struct
{
  gint ref_count;
  GstPad *pad;
  GstWrtcFanoutBroken broken;
  gpointer data;
  gboolean failed;              /* streaming thread */
} Output;

struct _GstWrtcFanout
{
  GstElement parent;

  GstPad *sink;

  /* Under the object lock; the array itself is never changed once it stands
   * here, so the streaming thread walks its own reference without the lock. */
  GPtrArray *started;           /* (element-type Output) */
  GPtrArray *all;
  guint next_output;
  gint64 last_keyframe_us;      /* when a request last went upstream; 0: never */
  gboolean keyframe_pending;    /* one came within the interval */
  guint64 requests, requests_sent;

  GstEvent *caps;               /* as outputs get it; under the stream lock */

  /* Streaming thread writes, anybody reads. */
  guint64 packets, bytes, errors;
};

G_DEFINE_TYPE (GstWrtcFanout, gst_wrtc_fanout, GST_TYPE_ELEMENT);

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS ("application/x-rtp"));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src_%u",
    GST_PAD_SRC, GST_PAD_REQUEST, GST_STATIC_CAPS ("application/x-rtp"));

static Output *
output_ref (Output * output)
{
  g_atomic_int_inc (&output->ref_count);
  return output;
}

static void
output_unref (Output * output)
{
  if (!g_atomic_int_dec_and_test (&output->ref_count))
    return;
  gst_object_unref (output->pad);
  g_free (output);
}

static Output *
find_output (GPtrArray * outputs, GstPad * pad)
{
  for (guint i = 0; i < outputs->len; i++) {
    Output *output = g_ptr_array_index (outputs, i);
    if (output->pad == pad)
      return output;
  }
  return NULL;
}

/* A copy of @old with @add and without @drop. */
static GPtrArray *
copy_outputs (GPtrArray * old, Output * add, Output * drop)
{
  GPtrArray *copy = g_ptr_array_new_full (old->len + 1,
      (GDestroyNotify) output_unref);

  for (guint i = 0; i < old->len; i++) {
    Output *output = g_ptr_array_index (old, i);
    if (output != drop)
      g_ptr_array_add (copy, output_ref (output));
  }
  if (add)
    g_ptr_array_add (copy, output_ref (add));
  return copy;
}

static GPtrArray *
ref_started (GstWrtcFanout * self)
{
  GST_OBJECT_LOCK (self);
  GPtrArray *outputs = g_ptr_array_ref (self->started);
  GST_OBJECT_UNLOCK (self);
  return outputs;
}

/* Key frames */

/* Whether a request is due now. */
static gboolean
take_keyframe_request (GstWrtcFanout * self, gboolean is_new)
{
  gboolean due = FALSE;

  GST_OBJECT_LOCK (self);
  if (is_new) {
    self->requests++;
    self->keyframe_pending = TRUE;
  }
  if (self->keyframe_pending) {
    gint64 now = g_get_monotonic_time ();
    due = self->last_keyframe_us == 0 ||
        now - self->last_keyframe_us >= KEYFRAME_INTERVAL_US;
    if (due) {
      self->keyframe_pending = FALSE;
      self->last_keyframe_us = now;
      self->requests_sent++;
    }
  }
  GST_OBJECT_UNLOCK (self);
  return due;
}

static void
request_keyframe (GstWrtcFanout * self, gboolean is_new)
{
  if (!take_keyframe_request (self, is_new))
    return;
  GST_DEBUG_OBJECT (self, "asking for a key frame");
  gst_pad_push_event (self->sink,
      gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE,
          TRUE, 0));
}

static gboolean
output_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  /* One viewer's quality of service, seek or latency is not another's. */
  if (gst_video_event_is_force_key_unit (event))
    request_keyframe (GST_WRTC_FANOUT (parent), TRUE);
  gst_event_unref (event);
  return TRUE;
}

/* Data flow */

static void
note_flow (GstWrtcFanout * self, Output * output, GstFlowReturn flow)
{
  if (flow >= GST_FLOW_FLUSHING || output->failed)
    return;
  /* EOS, not-negotiated, error */
  output->failed = TRUE;
  __atomic_add_fetch (&self->errors, 1, __ATOMIC_RELAXED);
  GST_INFO_OBJECT (output->pad, "output broke: %s", gst_flow_get_name (flow));
  if (output->broken)
    output->broken (output->pad, flow, output->data);
}

static void
count (GstWrtcFanout * self, guint64 packets, guint64 bytes)
{
  __atomic_add_fetch (&self->packets, packets, __ATOMIC_RELAXED);
  __atomic_add_fetch (&self->bytes, bytes, __ATOMIC_RELAXED);
}

static GstFlowReturn
fanout_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  GstWrtcFanout *self = GST_WRTC_FANOUT (parent);
  g_autoptr (GPtrArray) outputs = ref_started (self);

  request_keyframe (self, FALSE);
  count (self, 1, gst_buffer_get_size (buffer));
  for (guint i = 0; i < outputs->len; i++) {
    Output *output = g_ptr_array_index (outputs, i);
    if (!output->failed)
      note_flow (self, output, gst_pad_push (output->pad,
              gst_buffer_ref (buffer)));
  }
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static GstFlowReturn
fanout_chain_list (GstPad * pad, GstObject * parent, GstBufferList * list)
{
  GstWrtcFanout *self = GST_WRTC_FANOUT (parent);
  g_autoptr (GPtrArray) outputs = ref_started (self);

  request_keyframe (self, FALSE);
  count (self, gst_buffer_list_length (list),
      gst_buffer_list_calculate_size (list));
  for (guint i = 0; i < outputs->len; i++) {
    Output *output = g_ptr_array_index (outputs, i);
    if (!output->failed)
      note_flow (self, output, gst_pad_push_list (output->pad,
              gst_buffer_list_ref (list)));
  }
  gst_buffer_list_unref (list);
  return GST_FLOW_OK;
}

/* Every viewer negotiated the codec's own formats; what the payloader adds to
 * them (parameter sets, the profile it really found) would only disagree. */
static GstEvent *
announce_caps (GstEvent * event)
{
  GstCaps *caps;
  guint ssrc;
  gint payload;

  gst_event_parse_caps (event, &caps);
  const GstStructure *from = gst_caps_get_structure (caps, 0);
  const GstWrtcCodec *codec = gst_wrtc_codec_find_for_rtp (from);
  if (!codec)
    return gst_event_ref (event);

  g_autoptr (GstCaps) announced = gst_caps_from_string (codec->rtp_caps);
  if (gst_structure_get_int (from, "payload", &payload))
    gst_caps_set_simple (announced, "payload", G_TYPE_INT, payload, NULL);
  if (gst_structure_get_uint (from, "ssrc", &ssrc))
    gst_caps_set_simple (announced, "ssrc", G_TYPE_UINT, ssrc, NULL);
  return gst_event_new_caps (announced);
}

static void
push_to_all (GstWrtcFanout * self, GstEvent * event)
{
  g_autoptr (GPtrArray) outputs = ref_started (self);

  for (guint i = 0; i < outputs->len; i++) {
    Output *output = g_ptr_array_index (outputs, i);
    gst_pad_push_event (output->pad, gst_event_ref (event));
  }
}

static gboolean
fanout_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstWrtcFanout *self = GST_WRTC_FANOUT (parent);

  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS) {
    GstEvent *announced = announce_caps (event);
    gst_event_replace (&self->caps, announced);
    gst_event_unref (event);
    event = announced;
  }
  push_to_all (self, event);
  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    gst_element_post_message (GST_ELEMENT (self),
        gst_message_new_eos (GST_OBJECT (self)));
  gst_event_unref (event);
  return TRUE;
}

/* To a new output, in the order in which sticky events stand. */
typedef struct
{
  GstPad *output;
  GstEvent *caps;
} StickyCopy;

static gboolean
copy_sticky (GstPad * pad, GstEvent ** event, gpointer user_data)
{
  StickyCopy *copy = user_data;
  GstEvent *as_sent = GST_EVENT_TYPE (*event) == GST_EVENT_CAPS ?
      copy->caps : *event;

  if (as_sent)
    gst_pad_push_event (copy->output, gst_event_ref (as_sent));
  return TRUE;
}

/* Outputs */

GstPad *
gst_wrtc_fanout_add_output (GstWrtcFanout * self, GstWrtcFanoutBroken broken,
    gpointer data)
{
  GST_OBJECT_LOCK (self);
  g_autofree gchar *name = g_strdup_printf ("src_%u", self->next_output++);
  GST_OBJECT_UNLOCK (self);

  GstPad *pad = gst_pad_new_from_static_template (&src_template, name);
  gst_pad_set_event_function (pad, output_event);
  gst_pad_set_active (pad, TRUE);
  gst_element_add_pad (GST_ELEMENT (self), pad);

  Output *output = g_new0 (Output, 1);
  output->ref_count = 1;
  output->pad = gst_object_ref (pad);
  output->broken = broken;
  output->data = data;
  GST_OBJECT_LOCK (self);
  g_ptr_array_add (self->all, output);
  GST_OBJECT_UNLOCK (self);
  return pad;
}

void
gst_wrtc_fanout_start_output (GstWrtcFanout * self, GstPad * pad)
{
  /* With the stream lock no event can pass between the copies and the start.
   * The pad is never blocked for long: outputs do not block. */
  GST_PAD_STREAM_LOCK (self->sink);
  StickyCopy copy = { pad, self->caps };
  gst_pad_sticky_events_foreach (self->sink, copy_sticky, &copy);

  GST_OBJECT_LOCK (self);
  Output *output = find_output (self->all, pad);
  GPtrArray *old = self->started;
  if (output && !find_output (old, pad))
    self->started = copy_outputs (old, output, NULL);
  else
    old = NULL;
  GST_OBJECT_UNLOCK (self);
  GST_PAD_STREAM_UNLOCK (self->sink);
  if (old)
    g_ptr_array_unref (old);
}

void
gst_wrtc_fanout_remove_output (GstWrtcFanout * self, GstPad * pad)
{
  GST_OBJECT_LOCK (self);
  Output *output = find_output (self->all, pad);
  GPtrArray *old = self->started;
  if (output) {
    self->started = copy_outputs (old, NULL, output);
    output_ref (output);
    g_ptr_array_remove_fast (self->all, output);
  }
  GST_OBJECT_UNLOCK (self);
  if (!output)
    return;
  g_ptr_array_unref (old);

  /* Whatever is being pushed has been when the stream lock is free. */
  GST_PAD_STREAM_LOCK (self->sink);
  output->broken = NULL;
  GST_PAD_STREAM_UNLOCK (self->sink);
  output_unref (output);

  g_autoptr (GstPad) peer = gst_pad_get_peer (pad);
  if (peer)
    gst_pad_unlink (pad, peer);
  gst_pad_set_active (pad, FALSE);
  gst_element_remove_pad (GST_ELEMENT (self), pad);
}

void
gst_wrtc_fanout_add_stats (GstWrtcFanout * self, GstStructure * structure)
{
  GST_OBJECT_LOCK (self);
  guint64 requests = self->requests, sent = self->requests_sent;
  GST_OBJECT_UNLOCK (self);
  gst_structure_set (structure,
      "packets", G_TYPE_UINT64,
      __atomic_load_n (&self->packets, __ATOMIC_RELAXED),
      "bytes", G_TYPE_UINT64, __atomic_load_n (&self->bytes, __ATOMIC_RELAXED),
      "errors", G_TYPE_UINT64,
      __atomic_load_n (&self->errors, __ATOMIC_RELAXED),
      "keyframe-requests", G_TYPE_UINT64, requests,
      "keyframe-requests-sent", G_TYPE_UINT64, sent, NULL);
}

GstElement *
gst_wrtc_fanout_new (const gchar * name)
{
  return g_object_new (GST_TYPE_WRTC_FANOUT, "name", name, NULL);
}

static void
gst_wrtc_fanout_init (GstWrtcFanout * self)
{
  self->started = g_ptr_array_new_with_free_func ((GDestroyNotify)
      output_unref);
  self->all = g_ptr_array_new_with_free_func ((GDestroyNotify) output_unref);
  self->sink = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sink, fanout_chain);
  gst_pad_set_chain_list_function (self->sink, fanout_chain_list);
  gst_pad_set_event_function (self->sink, fanout_event);
  gst_element_add_pad (GST_ELEMENT (self), self->sink);
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SINK);
}

static void
gst_wrtc_fanout_finalize (GObject * object)
{
  GstWrtcFanout *self = GST_WRTC_FANOUT (object);

  g_ptr_array_unref (self->started);
  g_ptr_array_unref (self->all);
  gst_clear_event (&self->caps);
  G_OBJECT_CLASS (gst_wrtc_fanout_parent_class)->finalize (object);
}

static void
gst_wrtc_fanout_class_init (GstWrtcFanoutClass * klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gst_wrtc_fanout_finalize;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Fan-out of wrtcsink",
      "Generic/Network/WebRTC", "One payloaded stream to many viewers",
      "gst-wrtc");
  GST_DEBUG_CATEGORY_INIT (wrtcfanout, "wrtcfanout", 0, "fan-out of wrtcsink");
}
