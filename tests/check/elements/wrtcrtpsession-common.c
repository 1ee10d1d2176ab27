/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "wrtcrtpsession-common.h"

#include <gst/webrtc/webrtc.h>
#include <gst/wrtc/gstwrtcnames.h>

static GstStaticPadTemplate any_sink = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate any_src = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

static void
unref_mini_object (gpointer object)
{
  gst_mini_object_unref (object);
}

static GstFlowReturn
port_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  Port *port = gst_pad_get_element_private (pad);

  g_atomic_pointer_set (&port->thread, g_thread_self ());
  g_async_queue_push (port->data, buffer);
  return GST_FLOW_OK;
}

static GstFlowReturn
port_chain_list (GstPad * pad, GstObject * parent, GstBufferList * list)
{
  Port *port = gst_pad_get_element_private (pad);

  g_atomic_pointer_set (&port->thread, g_thread_self ());
  g_atomic_int_inc (&port->n_lists);
  g_async_queue_push (port->data, list);
  return GST_FLOW_OK;
}

static gboolean
port_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  Port *port = gst_pad_get_element_private (pad);

  g_atomic_pointer_set (&port->thread, g_thread_self ());
  /* Each link makes one; nobody asks for it here. */
  if (GST_EVENT_TYPE (event) == GST_EVENT_RECONFIGURE)
    gst_event_unref (event);
  else
    g_async_queue_push (port->events, event);
  return TRUE;
}

Port *
port_new (GstPadDirection direction)
{
  Port *port = g_new0 (Port, 1);

  port->pad = gst_pad_new_from_static_template (direction == GST_PAD_SINK ?
      &any_sink : &any_src, NULL);
  port->data = g_async_queue_new_full (unref_mini_object);
  port->events = g_async_queue_new_full (unref_mini_object);
  gst_pad_set_element_private (port->pad, port);
  gst_pad_set_event_function (port->pad, port_event);
  if (direction == GST_PAD_SINK) {
    gst_pad_set_chain_function (port->pad, port_chain);
    gst_pad_set_chain_list_function (port->pad, port_chain_list);
  }
  gst_pad_set_active (port->pad, TRUE);
  return port;
}

void
port_free (Port * port)
{
  GstPad *peer = gst_pad_get_peer (port->pad);

  gst_pad_set_active (port->pad, FALSE);
  if (peer != NULL) {
    if (GST_PAD_IS_SRC (port->pad))
      gst_pad_unlink (port->pad, peer);
    else
      gst_pad_unlink (peer, port->pad);
    gst_object_unref (peer);
  }
  gst_object_unref (port->pad);
  g_async_queue_unref (port->data);
  g_async_queue_unref (port->events);
  while (!g_queue_is_empty (&port->flat))
    gst_buffer_unref (g_queue_pop_head (&port->flat));
  g_free (port);
}

GstBuffer *
port_pull (Port * port)
{
  if (g_queue_is_empty (&port->flat)) {
    GstMiniObject *object = g_async_queue_timeout_pop (port->data, SAFETY_US);

    fail_unless (object != NULL, "nothing came");
    if (GST_IS_BUFFER (object))
      return GST_BUFFER_CAST (object);
    for (guint i = 0;
        i < gst_buffer_list_length (GST_BUFFER_LIST_CAST (object)); i++)
      g_queue_push_tail (&port->flat,
          gst_buffer_ref (gst_buffer_list_get (GST_BUFFER_LIST_CAST (object),
                  i)));
    gst_mini_object_unref (object);
  }
  return g_queue_pop_head (&port->flat);
}

GstEvent *
port_pull_event (Port * port, GstEventType type)
{
  for (;;) {
    GstEvent *event = g_async_queue_timeout_pop (port->events, SAFETY_US);

    fail_unless (event != NULL, "no %s came", gst_event_type_get_name (type));
    if (GST_EVENT_TYPE (event) == type)
      return event;
    gst_event_unref (event);
  }
}

/* === peers === */

static void
pad_added (GstElement * element, GstPad * pad, Peer * peer)
{
  if (g_str_has_prefix (GST_PAD_NAME (pad), "recv_src_"))
    g_async_queue_push (peer->added, gst_object_ref (pad));
}

static void
pad_removed (GstElement * element, GstPad * pad, Peer * peer)
{
  if (g_str_has_prefix (GST_PAD_NAME (pad), "recv_src_"))
    g_async_queue_push (peer->removed, gst_object_ref (pad));
}

Peer *
peer_new (gboolean alone)
{
  Peer *peer = g_new0 (Peer, 1);

  peer->element = gst_object_ref_sink (gst_element_factory_make
      ("wrtcrtpsession", NULL));
  gst_element_set_clock (peer->element, gst_system_clock_obtain ());
  gst_object_unref (GST_ELEMENT_CLOCK (peer->element));
  gst_element_set_base_time (peer->element,
      gst_clock_get_time (GST_ELEMENT_CLOCK (peer->element)));
  peer->send = g_ptr_array_new_with_free_func ((GDestroyNotify) port_free);
  peer->added = g_async_queue_new_full (gst_object_unref);
  peer->removed = g_async_queue_new_full (gst_object_unref);
  g_signal_connect (peer->element, "pad-added", G_CALLBACK (pad_added), peer);
  g_signal_connect (peer->element, "pad-removed", G_CALLBACK (pad_removed),
      peer);
  if (alone) {
    GstPad *pad = gst_element_get_static_pad (peer->element, "net_src");
    peer->net_out = port_new (GST_PAD_SINK);
    fail_unless_equals_int (gst_pad_link (pad, peer->net_out->pad),
        GST_PAD_LINK_OK);
    gst_object_unref (pad);
    pad = gst_element_get_static_pad (peer->element, "net_sink");
    peer->net_in = gst_pad_new ("src", GST_PAD_SRC);
    gst_pad_set_active (peer->net_in, TRUE);
    fail_unless_equals_int (gst_pad_link (peer->net_in, pad), GST_PAD_LINK_OK);
    gst_object_unref (pad);
  }
  return peer;
}

static void
start_pad (GstPad * pad, const gchar * caps_string)
{
  GstCaps *caps = gst_caps_from_string (caps_string);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  fail_unless (gst_pad_push_event (pad, gst_event_new_stream_start ("test")));
  fail_unless (gst_pad_push_event (pad, gst_event_new_caps (caps)));
  fail_unless (gst_pad_push_event (pad, gst_event_new_segment (&segment)));
  gst_caps_unref (caps);
}

void
peer_play (Peer * peer)
{
  fail_unless_equals_int (gst_element_set_state (peer->element,
          GST_STATE_PAUSED), GST_STATE_CHANGE_NO_PREROLL);
  fail_unless (gst_element_set_state (peer->element, GST_STATE_PLAYING) !=
      GST_STATE_CHANGE_FAILURE);
  if (peer->net_in != NULL)
    start_pad (peer->net_in, GST_WRTC_CAPS_RTP_MUX);
}

void
peer_send_start_events (Peer * peer)
{
  for (guint i = 0; i < peer->send->len; i++) {
    Port *port = g_ptr_array_index (peer->send, i);
    start_pad (port->pad, "application/x-rtp,clock-rate=90000");
  }
  if (peer->net_in != NULL)
    start_pad (peer->net_in, GST_WRTC_CAPS_RTP_MUX);
}

void
peer_free (Peer * peer)
{
  fail_unless_equals_int (gst_element_set_state (peer->element,
          GST_STATE_NULL), GST_STATE_CHANGE_SUCCESS);
  g_signal_handlers_disconnect_by_data (peer->element, peer);
  g_ptr_array_unref (peer->send);
  g_clear_pointer (&peer->net_out, port_free);
  if (peer->net_in != NULL) {
    gst_pad_set_active (peer->net_in, FALSE);
    gst_object_unref (peer->net_in);
  }
  g_async_queue_unref (peer->added);
  g_async_queue_unref (peer->removed);
  ASSERT_OBJECT_REFCOUNT (peer->element, "session", 1);
  gst_object_unref (peer->element);
  g_free (peer);
}

void
peer_connect (Peer * a, Peer * b)
{
  fail_unless (gst_element_link_pads (a->element, "net_src", b->element,
          "net_sink"));
  fail_unless (gst_element_link_pads (b->element, "net_src", a->element,
          "net_sink"));
}

void
peer_set_dtls_state (Peer * peer, gint state)
{
  GstPad *pad = gst_element_get_static_pad (peer->element, "net_sink");
  GstEvent *event = gst_wrtc_event_new_dtls_state (state);

  if (peer->net_in != NULL)
    fail_unless (gst_pad_push_event (peer->net_in, event));
  else
    fail_unless (gst_pad_send_event (pad, event));
  gst_object_unref (pad);
}

void
peer_open (Peer * peer)
{
  peer_set_dtls_state (peer, GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED);
}

Port *
peer_add_send (Peer * peer, const gchar * parameters)
{
  GstPad *pad = gst_element_request_pad_simple (peer->element,
      "send_sink_%u");
  Port *port = port_new (GST_PAD_SRC);

  g_ptr_array_add (peer->send, port);
  if (parameters != NULL) {
    GstStructure *s = gst_structure_from_string (parameters, NULL);
    fail_unless (s != NULL);
    g_object_set (pad, "parameters", s, NULL);
    gst_structure_free (s);
  }
  gst_pad_set_active (pad, TRUE);
  fail_unless_equals_int (gst_pad_link (port->pad, pad), GST_PAD_LINK_OK);
  start_pad (port->pad, "application/x-rtp,clock-rate=90000");
  gst_object_unref (pad);
  return port;
}

void
peer_set_receive (Peer * peer, const gchar * parameters)
{
  GstStructure *s = NULL;

  if (parameters != NULL) {
    s = gst_structure_from_string (parameters, NULL);
    fail_unless (s != NULL);
  }
  g_object_set (peer->element, "receive-parameters", s, NULL);
  g_clear_pointer (&s, gst_structure_free);
}

GstPad *
peer_next_pad (Peer * peer)
{
  GstPad *pad = g_async_queue_timeout_pop (peer->added, SAFETY_US);

  fail_unless (pad != NULL, "no pad was added");
  return pad;
}

Port *
peer_link (GstPad * pad)
{
  Port *port = port_new (GST_PAD_SINK);

  fail_unless_equals_int (gst_pad_link (pad, port->pad), GST_PAD_LINK_OK);
  return port;
}

/* === packets === */

GstBuffer *
new_packet (guint8 payload_type, guint16 sequence, guint32 timestamp,
    guint32 ssrc, const gchar * payload)
{
  GstBuffer *buffer = gst_rtp_buffer_new_allocate (0, 0, 0);
  gsize size = strlen (payload);
  gchar *copy = g_memdup2 (payload, size);
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;

  fail_unless (gst_rtp_buffer_map (buffer, GST_MAP_READWRITE, &rtp));
  gst_rtp_buffer_set_payload_type (&rtp, payload_type);
  gst_rtp_buffer_set_seq (&rtp, sequence);
  gst_rtp_buffer_set_timestamp (&rtp, timestamp);
  gst_rtp_buffer_set_ssrc (&rtp, ssrc);
  gst_rtp_buffer_unmap (&rtp);
  gst_buffer_append_memory (buffer, gst_memory_new_wrapped (0,
          copy, size, 0, size, copy, g_free));
  fail_unless_equals_int (gst_buffer_n_memory (buffer), 2);
  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (timestamp, GST_SECOND,
      90000);
  return buffer;
}

GstBuffer *
new_wire_packet (guint8 payload_type, guint16 sequence, guint32 ssrc,
    const gchar * mid, const gchar * payload)
{
  GstBuffer *parts = new_packet (payload_type, sequence, sequence * 3000, ssrc,
      payload);
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
  GstBuffer *buffer;

  if (mid != NULL) {
    fail_unless (gst_rtp_buffer_map (parts, GST_MAP_READWRITE, &rtp));
    fail_unless (gst_rtp_buffer_add_extension_onebyte_header (&rtp, MID_ID,
            mid, strlen (mid)));
    gst_rtp_buffer_unmap (&rtp);
  }
  buffer = gst_buffer_copy_deep (parts);
  gst_buffer_unref (parts);
  GST_BUFFER_PTS (buffer) = GST_BUFFER_DTS (buffer) = GST_CLOCK_TIME_NONE;
  return buffer;
}

/* === stats === */

static gdouble
value_to_double (const GValue * value)
{
  GValue number = G_VALUE_INIT;
  gdouble result = -1;

  g_value_init (&number, G_TYPE_DOUBLE);
  if (g_value_transform (value, &number))
    result = g_value_get_double (&number);
  g_value_unset (&number);
  return result;
}

gdouble
peer_stat (Peer * peer, const gchar * path)
{
  gchar **names = g_strsplit (path, "/", -1);
  GstStructure *stats = NULL;
  const GValue *value = NULL;
  gdouble result = -1;

  g_object_get (peer->element, "stats", &stats, NULL);
  fail_unless (stats != NULL);
  for (guint i = 0; names[i] != NULL; i++) {
    if (value != NULL && GST_VALUE_HOLDS_ARRAY (value)) {
      guint index = g_ascii_strtoull (names[i], NULL, 10);
      value = index < gst_value_array_get_size (value) ?
          gst_value_array_get_value (value, index) : NULL;
    } else {
      const GstStructure *s =
          value != NULL ? gst_value_get_structure (value) : stats;
      value = gst_structure_get_value (s, names[i]);
    }
    if (value == NULL)
      break;
  }
  if (value != NULL)
    result = value_to_double (value);
  gst_structure_free (stats);
  g_strfreev (names);
  return result;
}

void
peer_wait_stat (Peer * peer, const gchar * path, gdouble least)
{
  gint64 end = g_get_monotonic_time () + SAFETY_US;

  while (peer_stat (peer, path) < least) {
    fail_unless (g_get_monotonic_time () < end, "%s stays %f", path,
        peer_stat (peer, path));
    g_usleep (1000);
  }
}
