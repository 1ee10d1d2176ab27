/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The pads of wrtcrtpsession: their events, queries and links.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcrtpsession-private.h"

#include <gst/video/video.h>
#include <gst/webrtc/webrtc.h>
#include <gst/wrtc/gstwrtcnames.h>

#define GST_CAT_DEFAULT gst_wrtc_rtp_session_debug

/* === internal links === */

static GstIterator *
iterate_one (GstPad * pad)
{
  GstIterator *iterator;
  GValue value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_PAD);
  g_value_set_object (&value, pad);
  iterator = gst_iterator_new_single (GST_TYPE_PAD, &value);
  g_value_unset (&value);
  return iterator;
}

static GstIterator *
send_iterate_internal_links (GstPad * pad, GstObject * parent)
{
  return iterate_one (GST_WRTC_RTP_SESSION (parent)->net_src);
}

static GstIterator *
recv_iterate_internal_links (GstPad * pad, GstObject * parent)
{
  return iterate_one (GST_WRTC_RTP_SESSION (parent)->net_sink);
}

static gint
compare_not_of_type (gconstpointer value, gconstpointer type)
{
  return !G_TYPE_CHECK_INSTANCE_TYPE (g_value_get_object (value),
      g_value_get_gtype (type));
}

static GstIterator *
net_iterate_internal_links (GstPad * pad, GstObject * parent)
{
  GstElement *element = GST_ELEMENT_CAST (parent);
  GValue type = G_VALUE_INIT;
  GstIterator *all, *some;

  g_value_init (&type, G_TYPE_GTYPE);
  if (GST_PAD_IS_SRC (pad)) {
    all = gst_element_iterate_sink_pads (element);
    g_value_set_gtype (&type, GST_TYPE_WRTC_RTP_SEND_PAD);
  } else {
    all = gst_element_iterate_src_pads (element);
    g_value_set_gtype (&type, GST_TYPE_WRTC_RTP_RECV_PAD);
  }
  some = gst_iterator_filter (all, compare_not_of_type, &type);
  g_value_unset (&type);
  return some;
}

static void
drain_on_context (gpointer pad)
{
  gst_wrtc_rtp_recv_pad_drain (pad);
}

static void
recv_pad_linked (GstPad * pad, GstPad * peer, gpointer data)
{
  g_autoptr (GstElement) parent = gst_pad_get_parent_element (pad);
  GMainContext *context;

  if (parent == NULL)
    return;
  context = gst_wrtc_context_holder_ref_context
      (&GST_WRTC_RTP_SESSION (parent)->holder);
  if (context == NULL)
    return;
  gst_wrtc_context_invoke (context, drain_on_context, gst_object_ref (pad),
      gst_object_unref);
  g_main_context_unref (context);
}

/* === events === */

static void
handle_send_caps (GstWrtcRtpSession * self, GstWrtcRtpSendPad * pad,
    GstEvent * event)
{
  static const gchar *const marks[] = {
    "ssrc", "seqnum-offset", "seqnum-base", "timestamp-offset"
  };
  const GstStructure *s;
  GstCaps *caps;
  gint clock_rate = 0;

  gst_event_parse_caps (event, &caps);
  s = gst_caps_get_structure (caps, 0);
  /* A payloader begins anew with other random numbers, which it says here. */
  for (guint i = 0; pad->input != NULL && i < G_N_ELEMENTS (marks); i++) {
    const GValue *old = gst_structure_get_value (pad->input, marks[i]);
    const GValue *new = gst_structure_get_value (s, marks[i]);
    if (old != NULL && new != NULL &&
        gst_value_compare (old, new) != GST_VALUE_EQUAL)
      pad->restart = TRUE;
  }
  g_clear_pointer (&pad->input, gst_structure_free);
  pad->input = gst_structure_copy (s);
  gst_structure_get_int (s, "clock-rate", &clock_rate);
  g_mutex_lock (&self->lock);
  if (pad->sender != NULL)
    wrtc_rtp_session_set_sender_clock_rate (pad->sender, MAX (clock_rate, 0));
  g_mutex_unlock (&self->lock);
}

static gboolean
send_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstWrtcRtpSendPad *send = GST_WRTC_RTP_SEND_PAD (pad);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      handle_send_caps (GST_WRTC_RTP_SESSION (parent), send, event);
      break;
    case GST_EVENT_SEGMENT:
      gst_event_copy_segment (event, &send->segment);
      break;
    case GST_EVENT_FLUSH_STOP:
      gst_segment_init (&send->segment, GST_FORMAT_UNDEFINED);
      break;
    default:
      /* One stream's EOS, tags or gaps say nothing of the transport. */
      break;
  }
  gst_event_unref (event);
  return TRUE;
}

static void
end_all_streams (GstWrtcRtpSession * self)
{
  g_autoptr (GPtrArray) pads =
      g_ptr_array_new_with_free_func (gst_object_unref);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < wrtc_rtp_session_n_streams (self->core); i++)
    g_ptr_array_add (pads,
        gst_object_ref (wrtc_rtp_session_get_stream_user_data
            (wrtc_rtp_session_get_stream (self->core, i))));
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < pads->len; i++) {
    gst_wrtc_rtp_recv_pad_queue (g_ptr_array_index (pads, i),
        GST_MINI_OBJECT_CAST (gst_event_new_eos ()));
    gst_wrtc_rtp_recv_pad_drain (g_ptr_array_index (pads, i));
  }
}

static gboolean
net_sink_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstWrtcRtpSession *self = GST_WRTC_RTP_SESSION (parent);
  gint state;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_SEGMENT:
      gst_event_copy_segment (event, &self->net_segment);
      break;
    case GST_EVENT_EOS:
      end_all_streams (self);
      break;
    default:
      if (gst_wrtc_event_parse_state (event, GST_WRTC_EVENT_DTLS_STATE, &state)) {
        g_mutex_lock (&self->lock);
        self->transport_connected =
            state == GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED;
        g_mutex_unlock (&self->lock);
        gst_wrtc_rtp_session_open_or_close (self);
      }
      break;
  }
  gst_event_unref (event);
  return TRUE;
}

static gboolean
net_src_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  /* The latency of the pipeline is for the sources above the send pads. What
   * else the network says comes as RTCP. */
  if (GST_EVENT_TYPE (event) == GST_EVENT_LATENCY)
    return gst_pad_event_default (pad, parent, event);
  gst_event_unref (event);
  return TRUE;
}

static gboolean
recv_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstWrtcRtpSession *self = GST_WRTC_RTP_SESSION (parent);
  gboolean all_headers = FALSE, done = TRUE;

  if (gst_video_event_is_force_key_unit (event) &&
      gst_video_event_parse_upstream_force_key_unit (event, NULL,
          &all_headers, NULL)) {
    WrtcRtpSessionStream *stream;

    g_mutex_lock (&self->lock);
    stream = gst_wrtc_rtp_recv_pad_get_stream (GST_WRTC_RTP_RECV_PAD (pad));
    done = stream != NULL && wrtc_rtp_session_request_keyframe (self->core,
        gst_wrtc_rtp_session_now (), stream, all_headers);
    gst_wrtc_rtp_session_unlock_and_settle (self);
    GST_DEBUG_OBJECT (pad, "a key frame is wanted: %s",
        done ? "asking the peer" : "the peer cannot be asked");
  }
  gst_event_unref (event);
  return done;
}

/* === queries === */

static gboolean
sink_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  /* Whatever allocator a neighbour has: payloads are only passed on. */
  if (GST_QUERY_TYPE (query) == GST_QUERY_ALLOCATION)
    return FALSE;
  if (GST_QUERY_TYPE (query) == GST_QUERY_CAPS) {
    GstCaps *filter, *caps = gst_pad_get_pad_template_caps (pad);

    gst_query_parse_caps (query, &filter);
    if (filter != NULL) {
      GstCaps *both = gst_caps_intersect_full (filter, caps,
          GST_CAPS_INTERSECT_FIRST);
      gst_caps_replace (&caps, both);
      gst_caps_unref (both);
    }
    gst_query_set_caps_result (query, caps);
    gst_caps_unref (caps);
    return TRUE;
  }
  return gst_pad_query_default (pad, parent, query);
}

static gboolean
recv_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return gst_pad_query_default (pad, parent, query);
  /* Stamped on arrival; what it takes to play smoothly is the jitter
   * buffer's to say. */
  gst_query_set_latency (query, TRUE, 0, GST_CLOCK_TIME_NONE);
  return TRUE;
}

GstWrtcRtpRecvPad *
gst_wrtc_rtp_session_new_recv_pad_locked (GstWrtcRtpSession * self,
    const GstWrtcRtpRecvPadConfig * config)
{
  g_autofree gchar *name =
      g_strdup_printf ("recv_src_%u", self->next_recv_pad++);
  GstPadTemplate *templ = gst_element_class_get_pad_template
      (GST_ELEMENT_GET_CLASS (self), "recv_src_%u");
  GstWrtcRtpRecvPad *recv = gst_wrtc_rtp_recv_pad_new (templ, name, config);
  GstPad *pad = GST_PAD_CAST (recv);

  gst_pad_set_event_function (pad, recv_event);
  gst_pad_set_query_function (pad, recv_query);
  gst_pad_set_iterate_internal_links_function (pad,
      recv_iterate_internal_links);
  gst_pad_use_fixed_caps (pad);
  g_signal_connect (pad, "linked", G_CALLBACK (recv_pad_linked), NULL);
  return recv;
}

/* === the functions of each pad === */

void
gst_wrtc_rtp_session_set_up_send_pad (GstPad * pad)
{
  gst_pad_set_chain_function (pad, gst_wrtc_rtp_session_send_chain);
  gst_pad_set_chain_list_function (pad, gst_wrtc_rtp_session_send_chain_list);
  gst_pad_set_event_function (pad, send_event);
  gst_pad_set_query_function (pad, sink_query);
  gst_pad_set_iterate_internal_links_function (pad,
      send_iterate_internal_links);
}

void
gst_wrtc_rtp_session_set_up_net_pads (GstWrtcRtpSession * self)
{
  gst_pad_set_chain_function (self->net_sink, gst_wrtc_rtp_session_net_chain);
  gst_pad_set_chain_list_function (self->net_sink,
      gst_wrtc_rtp_session_net_chain_list);
  gst_pad_set_event_function (self->net_sink, net_sink_event);
  gst_pad_set_query_function (self->net_sink, sink_query);
  gst_pad_set_iterate_internal_links_function (self->net_sink,
      net_iterate_internal_links);
  gst_pad_set_event_function (self->net_src, net_src_event);
  gst_pad_set_iterate_internal_links_function (self->net_src,
      net_iterate_internal_links);
  gst_pad_use_fixed_caps (self->net_src);
}
