/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "playout.h"

#include <gst/wrtc/gstwrtcnames.h>

#include "codeccaps.h"
#include "missing.h"
#include "playoutsync.h"
#include "rtpparameters.h"

GST_DEBUG_CATEGORY_EXTERN (gst_wrtc_bin_debug);
#define GST_CAT_DEFAULT gst_wrtc_bin_debug

/* What the plan says of an m-line that receives. */
typedef struct
{
  guint mline;
  guint number;                 /* of its first pad */
  gboolean taken;               /* by a stream */
  gchar *msid;
  GPtrArray *caps;              /* (element-type GstCaps), one per codec */
} Line;

typedef struct
{
  gint ref_count;
  GstWrtcPlayout *playout;
  GstPad *recv;                 /* of wrtcrtpsession */
  guint id;
  guint mline;
  guint ssrc;

  /* playout lock */
  GstElement *jitterbuffer;
  GstWrtcBinSrcPad *pad;
  gulong block;                 /* probe at the jitterbuffer; 0: none */
  gboolean exposing;
  gboolean ended;               /* EOS has left the jitterbuffer */
  gboolean delivered;           /* and those behind the pad have taken it */
  gboolean gone;                /* the recv_src pad was removed */
  gboolean removed;             /* taken off the list */
  guint n_busy;                 /* notifications that work on it: the last one
                                 * takes it down */
} Stream;

struct _GstWrtcPlayout
{
  GstBin *bin;
  GstWrtcNotifier *notifier;
  const GstWrtcPlayoutCallbacks *callbacks;
  GstWrtcPlayoutSync *sync;

  GMutex lock;                  /* guards all below, and streams as they say */
  gboolean open;
  guint latency_ms;
  guint next_number;            /* of source pads */
  guint next_id;
  GPtrArray *lines;
  GPtrArray *streams;
};

static void
line_free (gpointer data)
{
  Line *line = data;

  g_ptr_array_unref (line->caps);
  g_free (line->msid);
  g_free (line);
}

static Stream *
stream_ref (Stream * self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

static void
stream_unref (gpointer data)
{
  Stream *self = data;

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  gst_object_unref (self->recv);
  gst_clear_object (&self->jitterbuffer);
  gst_clear_object (&self->pad);
  g_free (self);
}

static G_DEFINE_QUARK (gst - wrtc - playout - stream, stream);

static void
stream_unref_closure (gpointer data, GClosure * closure)
{
  stream_unref (data);
}

GstWrtcPlayout *
gst_wrtc_playout_new (GstBin * bin, GstWrtcNotifier * notifier,
    const GstWrtcPlayoutCallbacks * callbacks)
{
  GstWrtcPlayout *self = g_new0 (GstWrtcPlayout, 1);

  self->bin = bin;
  self->notifier = gst_wrtc_notifier_ref (notifier);
  self->callbacks = callbacks;
  self->sync = gst_wrtc_playout_sync_new ();
  self->latency_ms = 200;
  g_mutex_init (&self->lock);
  self->lines = g_ptr_array_new_with_free_func (line_free);
  self->streams = g_ptr_array_new_with_free_func (stream_unref);
  return self;
}

void
gst_wrtc_playout_free (GstWrtcPlayout * self)
{
  gst_wrtc_playout_close (self);
  gst_wrtc_notifier_unref (self->notifier);
  gst_wrtc_playout_sync_free (self->sync);
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->streams);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
gst_wrtc_playout_open (GstWrtcPlayout * self)
{
  g_mutex_lock (&self->lock);
  self->open = TRUE;
  g_ptr_array_set_size (self->lines, 0);
  self->next_number = 0;
  g_mutex_unlock (&self->lock);
}

static void
push (Stream * stream, GstWrtcNotifierObjectFunc func)
{
  gst_wrtc_notifier_push_object (stream->playout->notifier,
      stream->playout->bin, func, stream_ref (stream), stream_unref);
}

/* The plan */

static Line *
find_line_locked (GstWrtcPlayout * self, guint mline)
{
  guint i;

  for (i = 0; i < self->lines->len; i++) {
    Line *line = g_ptr_array_index (self->lines, i);

    if (line->mline == mline)
      return line;
  }
  return NULL;
}

static void
update_line_locked (GstWrtcPlayout * self, const WrtcPlanMedia * media)
{
  Line *line = find_line_locked (self, media->mline);
  guint i;

  if (!line) {
    line = g_new0 (Line, 1);
    line->mline = media->mline;
    line->number = self->next_number++;
    line->caps =
        g_ptr_array_new_with_free_func ((GDestroyNotify) gst_caps_unref);
    g_ptr_array_add (self->lines, line);
  }
  g_free (line->msid);
  line->msid = g_strdup (gst_wrtc_plan_media_get_msid (media));
  g_ptr_array_set_size (line->caps, 0);
  for (i = 0; i < media->receive_codecs->len; i++)
    g_ptr_array_add (line->caps,
        gst_wrtc_codec_to_caps (g_ptr_array_index (media->receive_codecs, i),
            media->kind, media->receive_extensions));
}

static void
tell_msid (gpointer bin, gpointer data)
{
  Stream *stream = data;
  GstWrtcPlayout *self = stream->playout;
  GstWrtcBinSrcPad *pad = NULL;
  gchar *msid = NULL;
  Line *line;

  g_mutex_lock (&self->lock);
  line = find_line_locked (self, stream->mline);
  if (line && stream->pad) {
    pad = gst_object_ref (stream->pad);
    msid = g_strdup (line->msid);
  }
  g_mutex_unlock (&self->lock);
  if (pad && gst_wrtc_bin_src_pad_set_msid (pad, msid))
    g_object_notify (G_OBJECT (pad), "msid");
  gst_clear_object (&pad);
  g_free (msid);
}

void
gst_wrtc_playout_set_plan (GstWrtcPlayout * self, const WrtcPlan * plan)
{
  guint i;

  g_mutex_lock (&self->lock);
  for (i = 0; i < plan->media->len; i++) {
    const WrtcPlanMedia *media = g_ptr_array_index (plan->media, i);

    if (!media->rejected && wrtc_direction_receives (media->direction))
      update_line_locked (self, media);
  }
  for (i = 0; i < self->streams->len; i++)
    push (g_ptr_array_index (self->streams, i), tell_msid);
  g_mutex_unlock (&self->lock);
}

/* (transfer full) (nullable) */
static GstCaps *
on_request_pt_map (GstElement * jitterbuffer, guint payload, Stream * stream)
{
  GstWrtcPlayout *self = stream->playout;
  GstCaps *found = NULL;
  Line *line;
  guint i;
  gint pt;

  g_mutex_lock (&self->lock);
  line = find_line_locked (self, stream->mline);
  for (i = 0; line && i < line->caps->len && !found; i++) {
    GstCaps *caps = g_ptr_array_index (line->caps, i);

    if (gst_structure_get_int (gst_caps_get_structure (caps, 0), "payload",
            &pt) && pt == (gint) payload)
      found = gst_caps_ref (caps);
  }
  g_mutex_unlock (&self->lock);
  return found;
}

void
gst_wrtc_playout_set_latency (GstWrtcPlayout * self, guint latency_ms)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (gst_object_unref);
  guint i;

  g_mutex_lock (&self->lock);
  self->latency_ms = latency_ms;
  for (i = 0; i < self->streams->len; i++) {
    Stream *stream = g_ptr_array_index (self->streams, i);

    if (stream->jitterbuffer)
      g_ptr_array_add (list, gst_object_ref (stream->jitterbuffer));
  }
  g_mutex_unlock (&self->lock);
  for (i = 0; i < list->len; i++)
    g_object_set (g_ptr_array_index (list, i), "latency", latency_ms, NULL);
  g_ptr_array_unref (list);
}

/* A stream ends: its elements and its pad go, once. */

static void
take_down (Stream * stream)
{
  GstWrtcPlayout *self = stream->playout;
  GstElement *jitterbuffer;
  GstWrtcBinSrcPad *pad;

  gst_wrtc_playout_sync_remove (self->sync, stream->id);
  g_mutex_lock (&self->lock);
  jitterbuffer = stream->jitterbuffer;
  pad = stream->pad;
  stream->jitterbuffer = NULL;
  stream->pad = NULL;
  g_mutex_unlock (&self->lock);
  if (jitterbuffer) {
    gst_element_set_locked_state (jitterbuffer, TRUE);
    gst_element_set_state (jitterbuffer, GST_STATE_NULL);
  }
  if (pad) {
    gst_ghost_pad_set_target (GST_GHOST_PAD (pad), NULL);
    gst_pad_set_active (GST_PAD (pad), FALSE);
    if (GST_OBJECT_PARENT (pad) == GST_OBJECT (self->bin))
      gst_element_remove_pad (GST_ELEMENT (self->bin), GST_PAD (pad));
    gst_object_unref (pad);
  }
  if (jitterbuffer) {
    if (GST_OBJECT_PARENT (jitterbuffer) == GST_OBJECT (self->bin))
      gst_bin_remove (self->bin, jitterbuffer);
    gst_object_unref (jitterbuffer);
  }
}

/* A notification that adds something works between these two. Another may end
 * the stream meanwhile: it need not wait for a handler that waits for itself. */
static gboolean
enter (Stream * stream)
{
  gboolean entered;

  g_mutex_lock (&stream->playout->lock);
  entered = !stream->removed;
  if (entered)
    stream->n_busy++;
  g_mutex_unlock (&stream->playout->lock);
  return entered;
}

static void
leave (Stream * stream)
{
  gboolean last;

  g_mutex_lock (&stream->playout->lock);
  last = --stream->n_busy == 0 && stream->removed;
  g_mutex_unlock (&stream->playout->lock);
  if (last)
    take_down (stream);
}

static void
end_stream (gpointer bin, gpointer data)
{
  Stream *stream = data;
  GstWrtcPlayout *self = stream->playout;
  gboolean idle = FALSE;
  guint index;

  g_mutex_lock (&self->lock);
  if (g_ptr_array_find (self->streams, stream, &index)) {
    stream_unref (g_ptr_array_steal_index (self->streams, index));
    stream->removed = TRUE;
    idle = stream->n_busy == 0;
  }
  g_mutex_unlock (&self->lock);
  if (idle)
    take_down (stream);
}

void
gst_wrtc_playout_close (GstWrtcPlayout * self)
{
  GPtrArray *idle = g_ptr_array_new_with_free_func (stream_unref);
  guint i;

  g_mutex_lock (&self->lock);
  self->open = FALSE;
  for (i = 0; i < self->streams->len; i++) {
    Stream *stream = g_ptr_array_index (self->streams, i);

    stream->removed = TRUE;
    if (stream->n_busy == 0)
      g_ptr_array_add (idle, stream_ref (stream));
  }
  g_ptr_array_set_size (self->streams, 0);
  g_mutex_unlock (&self->lock);
  for (i = 0; i < idle->len; i++)
    take_down (g_ptr_array_index (idle, i));
  g_ptr_array_unref (idle);
}

/* A stream begins: 2. its first packet is ready */

static gboolean
copy_sticky (GstPad * from, GstEvent ** event, gpointer to)
{
  gst_pad_store_sticky_event (to, *event);
  return TRUE;
}

static GstWrtcBinSrcPad *
src_pad_new (Stream * stream)
{
  GstWrtcPlayout *self = stream->playout;
  GstWebRTCRTPTransceiver *transceiver =
      self->callbacks->find_transceiver (self->bin, stream->mline);
  GstPadTemplate *template =
      gst_element_class_get_pad_template (GST_ELEMENT_GET_CLASS (self->bin),
      "src_%u");
  gchar *msid = NULL, *name;
  GstWrtcBinSrcPad *pad;
  guint number;
  Line *line;

  g_mutex_lock (&self->lock);
  line = find_line_locked (self, stream->mline);
  number = line && !line->taken ? line->number : self->next_number++;
  if (line) {
    line->taken = TRUE;
    msid = g_strdup (line->msid);
  }
  g_mutex_unlock (&self->lock);
  name = g_strdup_printf ("src_%u", number);
  pad = gst_wrtc_bin_src_pad_new (name, template, transceiver, msid);
  g_free (name);
  g_free (msid);
  gst_clear_object (&transceiver);
  return pad;
}

/* A sink that is paused holds what pushes EOS until it plays on. The stream is not
 * taken down before: its jitterbuffer's thread may wait there, ours must not. */
static gboolean
on_internal_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  Stream *stream = g_object_get_qdata (G_OBJECT (pad), stream_quark ());
  gboolean eos = GST_EVENT_TYPE (event) == GST_EVENT_EOS, end, result;

  stream_ref (stream);
  result = gst_pad_event_default (pad, parent, event);
  if (eos) {
    g_mutex_lock (&stream->playout->lock);
    stream->delivered = TRUE;
    end = stream->gone;
    g_mutex_unlock (&stream->playout->lock);
    if (end)
      push (stream, end_stream);
  }
  stream_unref (stream);
  return result;
}

static void
watch_end (Stream * stream, GstPad * pad)
{
  GstProxyPad *internal = gst_proxy_pad_get_internal (GST_PROXY_PAD (pad));

  g_object_set_qdata_full (G_OBJECT (internal), stream_quark (),
      stream_ref (stream), stream_unref);
  gst_pad_set_event_function (GST_PAD (internal), on_internal_event);
  gst_object_unref (internal);
}

static void
expose (gpointer bin, gpointer data)
{
  Stream *stream = data;
  GstPad *pad, *src;

  if (!enter (stream))
    return;
  pad = GST_PAD (gst_object_ref_sink (src_pad_new (stream)));
  watch_end (stream, pad);
  src = gst_element_get_static_pad (stream->jitterbuffer, "src");
  gst_ghost_pad_set_target (GST_GHOST_PAD (pad), src);
  gst_pad_set_active (pad, TRUE);
  gst_pad_sticky_events_foreach (src, copy_sticky, pad);
  g_mutex_lock (&stream->playout->lock);
  stream->pad = GST_WRTC_BIN_SRC_PAD (pad);
  g_mutex_unlock (&stream->playout->lock);
  gst_element_add_pad (GST_ELEMENT (bin), pad);
  gst_pad_remove_probe (src, stream->block);
  gst_object_unref (src);
  leave (stream);
}

static GstPadProbeReturn
on_first_buffer (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  Stream *stream = data;
  gboolean first;

  g_mutex_lock (&stream->playout->lock);
  first = !stream->exposing;
  stream->exposing = TRUE;
  g_mutex_unlock (&stream->playout->lock);
  if (first)
    push (stream, expose);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_src_event (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  Stream *stream = data;
  gboolean end;

  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) != GST_EVENT_EOS)
    return GST_PAD_PROBE_OK;
  g_mutex_lock (&stream->playout->lock);
  stream->ended = TRUE;
  /* With a pad, on_internal_event() ends it. */
  end = stream->gone && !stream->pad;
  g_mutex_unlock (&stream->playout->lock);
  if (end)
    push (stream, end_stream);
  return GST_PAD_PROBE_OK;
}

/* A stream begins: 1. its pad was added */

static GstElement *
jitterbuffer_new (Stream * stream)
{
  GstWrtcPlayout *self = stream->playout;
  GstElement *jitterbuffer = gst_element_factory_make ("rtpjitterbuffer", NULL);
  guint latency_ms;
  GstPad *src;

  if (!jitterbuffer) {
    gst_wrtc_post_missing_element (GST_ELEMENT (self->bin), "rtpjitterbuffer");
    return NULL;
  }
  gst_object_ref_sink (jitterbuffer);
  g_mutex_lock (&self->lock);
  latency_ms = self->latency_ms;
  g_mutex_unlock (&self->lock);
  g_object_set (jitterbuffer, "latency", latency_ms, NULL);
  g_signal_connect_data (jitterbuffer, "request-pt-map",
      G_CALLBACK (on_request_pt_map), stream_ref (stream),
      stream_unref_closure, 0);
  src = gst_element_get_static_pad (jitterbuffer, "src");
  gst_pad_add_probe (src, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_src_event,
      stream_ref (stream), stream_unref);
  stream->block = gst_pad_add_probe (src, GST_PAD_PROBE_TYPE_BLOCK |
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST,
      on_first_buffer, stream_ref (stream), stream_unref);
  gst_object_unref (src);
  return jitterbuffer;
}

static void
begin_stream (gpointer bin, gpointer data)
{
  Stream *stream = data;
  GstWrtcPlayout *self = stream->playout;
  GstElement *jitterbuffer;
  GstPad *sink;

  if (!enter (stream))
    return;
  jitterbuffer = jitterbuffer_new (stream);
  g_mutex_lock (&self->lock);
  stream->jitterbuffer = jitterbuffer;
  g_mutex_unlock (&self->lock);
  if (jitterbuffer) {
    self->callbacks->new_jitterbuffer (bin, jitterbuffer, stream->ssrc);
    gst_bin_add (GST_BIN (bin), jitterbuffer);
    gst_element_sync_state_with_parent (jitterbuffer);
    sink = gst_element_get_static_pad (jitterbuffer, "sink");
    gst_wrtc_playout_sync_add (self->sync, stream->id, sink, jitterbuffer);
    gst_pad_link_full (stream->recv, sink, GST_PAD_LINK_CHECK_NOTHING);
    gst_object_unref (sink);
  }
  leave (stream);
}

void
gst_wrtc_playout_add (GstWrtcPlayout * self, GstPad * pad)
{
  Stream *stream = g_new0 (Stream, 1);
  gboolean open;

  stream->ref_count = 1;
  stream->playout = self;
  stream->recv = gst_object_ref (pad);
  g_object_get (pad, "mline", &stream->mline, "ssrc", &stream->ssrc, NULL);
  g_mutex_lock (&self->lock);
  stream->id = self->next_id++;
  open = self->open;
  if (open)
    g_ptr_array_add (self->streams, stream_ref (stream));
  g_mutex_unlock (&self->lock);
  if (open)
    push (stream, begin_stream);
  stream_unref (stream);
}

/* (transfer full) (nullable) */
static Stream *
find_stream_locked (GstWrtcPlayout * self, GstPad * recv)
{
  guint i;

  for (i = 0; i < self->streams->len; i++) {
    Stream *stream = g_ptr_array_index (self->streams, i);

    if (stream->recv == recv)
      return stream_ref (stream);
  }
  return NULL;
}

/* What is still buffered is played, then EOS. FALSE: there is nothing to play it. */
static gboolean
drain (GstElement * jitterbuffer)
{
  GstPad *sink = gst_element_get_static_pad (jitterbuffer, "sink");
  GstEvent *eos = gst_pad_get_sticky_event (sink, GST_EVENT_EOS, 0);
  gboolean drains = eos || gst_pad_send_event (sink, gst_event_new_eos ());

  g_clear_pointer (&eos, gst_event_unref);
  gst_object_unref (sink);
  return drains;
}

void
gst_wrtc_playout_remove (GstWrtcPlayout * self, GstPad * pad)
{
  GstElement *jitterbuffer = NULL;
  gboolean drains, over;
  Stream *stream;

  g_mutex_lock (&self->lock);
  stream = find_stream_locked (self, pad);
  if (stream && stream->jitterbuffer)
    jitterbuffer = gst_object_ref (stream->jitterbuffer);
  g_mutex_unlock (&self->lock);
  if (!stream)
    return;
  drains = jitterbuffer && drain (jitterbuffer);
  g_mutex_lock (&self->lock);
  stream->gone = TRUE;
  over = stream->delivered || (stream->ended && !stream->pad);
  g_mutex_unlock (&self->lock);
  if (over || !drains)
    push (stream, end_stream);
  gst_clear_object (&jitterbuffer);
  stream_unref (stream);
}

void
gst_wrtc_playout_foreach (GstWrtcPlayout * self, GstWrtcPlayoutFunc func,
    gpointer data)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (stream_unref);
  guint i;

  g_mutex_lock (&self->lock);
  for (i = 0; i < self->streams->len; i++)
    g_ptr_array_add (list, stream_ref (g_ptr_array_index (self->streams, i)));
  g_mutex_unlock (&self->lock);
  for (i = 0; i < list->len; i++) {
    Stream *stream = g_ptr_array_index (list, i);
    GstElement *jitterbuffer = NULL;
    GstPad *pad = NULL;

    g_mutex_lock (&self->lock);
    if (stream->jitterbuffer)
      jitterbuffer = gst_object_ref (stream->jitterbuffer);
    if (stream->pad)
      pad = gst_object_ref (stream->pad);
    g_mutex_unlock (&self->lock);
    func (pad, jitterbuffer, stream->ssrc, data);
    gst_clear_object (&jitterbuffer);
    gst_clear_object (&pad);
  }
  g_ptr_array_unref (list);
}
