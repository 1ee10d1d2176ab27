/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Two wrtcdtlssrtp elements on one GMainContext that the test drives, and the
 * wire between them, on which a test may lose, repeat, delay and forge.
 */
#pragma once

#include <gst/check/gstcheck.h>
#include <gst/webrtc/webrtc.h>
#include <gst/wrtc/gstwrtcnames.h>
#include <string.h>

#define SAFETY_TIMEOUT_S 40
#define MAX_EVENTS 16

typedef struct _Wire Wire;
typedef struct _Peer Peer;

/* What shall happen to the datagram @number (from 0) that @from sends: the
 * function forwards it by wire_deliver(), as often and when it likes. */
typedef void (*WireFunc) (Wire * wire, Peer * from, guint number,
    GstBuffer * buffer);

struct _Peer
{
  Wire *wire;
  Peer *other;
  GstElement *element;
  GstPad *net_in;               /* to net_sink */
  GstPad *net_out;              /* from net_src */
  GstPad *rtp_in, *rtp_out;
  GstPad *data_in, *data_out;
  guint sent;
  GQueue on_wire;               /* of GstBuffer: arriving at this peer */
  GQueue rtp;                   /* of GstBuffer: came out of rtp_src */
  GQueue data;                  /* of GstBuffer: came out of data_src */
  gint states[MAX_EVENTS];      /* events on rtp_src */
  guint n_states;
};

struct _Wire
{
  GMainContext *context;
  Peer a, b;
  WireFunc func;
  gpointer user_data;
  GQueue kept;                  /* for the test's function */
  GstBus *bus;
};

static inline void
wire_deliver (Peer * to, GstBuffer * buffer)
{
  g_queue_push_tail (&to->on_wire, gst_buffer_ref (buffer));
}

static GstFlowReturn
wire_net_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  Peer *peer = gst_pad_get_element_private (pad);

  if (peer->wire->func)
    peer->wire->func (peer->wire, peer, peer->sent, buffer);
  else
    wire_deliver (peer->other, buffer);
  peer->sent++;
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static GstFlowReturn
wire_rtp_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  Peer *peer = gst_pad_get_element_private (pad);

  g_queue_push_tail (&peer->rtp, buffer);
  return GST_FLOW_OK;
}

static GstFlowReturn
wire_data_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  Peer *peer = gst_pad_get_element_private (pad);

  g_queue_push_tail (&peer->data, buffer);
  return GST_FLOW_OK;
}

static gboolean
wire_rtp_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  Peer *peer = gst_pad_get_element_private (pad);
  gint state;

  if (gst_wrtc_event_parse_state (event, GST_WRTC_EVENT_DTLS_STATE, &state)
      && peer->n_states < MAX_EVENTS)
    peer->states[peer->n_states++] = state;
  gst_event_unref (event);
  return TRUE;
}

static GstPad *
wire_add_sink (Peer * peer, const gchar * name, const gchar * caps,
    GstPadChainFunction chain)
{
  GstPad *src = gst_element_get_static_pad (peer->element, name);
  GstCaps *template_caps = gst_caps_from_string (caps);
  GstPadTemplate *template = gst_pad_template_new (name, GST_PAD_SINK,
      GST_PAD_ALWAYS, template_caps);
  GstPad *pad = gst_pad_new_from_template (template, name);

  gst_pad_set_element_private (pad, peer);
  gst_pad_set_chain_function (pad, chain);
  if (chain == wire_rtp_chain)
    gst_pad_set_event_function (pad, wire_rtp_event);
  gst_pad_set_active (pad, TRUE);
  fail_unless_equals_int (gst_pad_link (src, pad), GST_PAD_LINK_OK);
  gst_caps_unref (template_caps);
  gst_object_unref (src);
  gst_object_unref (template);
  return pad;
}

static GstPad *
wire_add_src (Peer * peer, const gchar * name, const gchar * caps_string)
{
  GstPad *sink = gst_element_get_static_pad (peer->element, name);
  GstPad *pad = gst_pad_new (name, GST_PAD_SRC);
  GstCaps *caps = gst_caps_from_string (caps_string);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_set_active (pad, TRUE);
  fail_unless_equals_int (gst_pad_link (pad, sink), GST_PAD_LINK_OK);
  gst_pad_push_event (pad, gst_event_new_stream_start (name));
  gst_pad_push_event (pad, gst_event_new_caps (caps));
  gst_pad_push_event (pad, gst_event_new_segment (&segment));
  gst_caps_unref (caps);
  gst_object_unref (sink);
  return pad;
}

static inline void
peer_init (Peer * peer, Wire * wire, Peer * other)
{
  memset (peer, 0, sizeof *peer);
  peer->wire = wire;
  peer->other = other;
  peer->element = gst_element_factory_make ("wrtcdtlssrtp", NULL);
  fail_unless (peer->element != NULL, "wrtcdtlssrtp is missing");
  gst_object_ref_sink (peer->element);
  g_object_set (peer->element, "main-context", wire->context, NULL);
  gst_element_set_bus (peer->element, wire->bus);
  peer->net_out = wire_add_sink (peer, "net_src", GST_WRTC_CAPS_DATAGRAM,
      wire_net_chain);
  peer->rtp_out = wire_add_sink (peer, "rtp_src", GST_WRTC_CAPS_RTP_MUX,
      wire_rtp_chain);
  peer->data_out = wire_add_sink (peer, "data_src", GST_WRTC_CAPS_SCTP,
      wire_data_chain);
}

/* To PAUSED, and the pads on which the test pushes. */
static inline void
peer_start (Peer * peer)
{
  fail_unless_equals_int (gst_element_set_state (peer->element,
          GST_STATE_PAUSED), GST_STATE_CHANGE_NO_PREROLL);
  fail_unless_equals_int (gst_element_set_state (peer->element,
          GST_STATE_PLAYING), GST_STATE_CHANGE_SUCCESS);
  peer->net_in = wire_add_src (peer, "net_sink", GST_WRTC_CAPS_DATAGRAM);
  peer->rtp_in = wire_add_src (peer, "rtp_sink", GST_WRTC_CAPS_RTP_MUX);
  peer->data_in = wire_add_src (peer, "data_sink", GST_WRTC_CAPS_SCTP);
}

static inline void
peer_connect_ice (Peer * peer)
{
  gst_pad_push_event (peer->net_in,
      gst_wrtc_event_new_ice_state
      (GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED));
}

static inline void
wire_drop_pad (GstPad ** pad)
{
  if (!*pad)
    return;
  gst_pad_set_active (*pad, FALSE);
  gst_clear_object (pad);
}

static inline void
wire_clear_queue (GQueue * queue)
{
  g_queue_clear_full (queue, (GDestroyNotify) gst_mini_object_unref);
}

static inline void
peer_clear (Peer * peer)
{
  gst_element_set_state (peer->element, GST_STATE_NULL);
  gst_element_set_bus (peer->element, NULL);
  wire_drop_pad (&peer->net_in);
  wire_drop_pad (&peer->rtp_in);
  wire_drop_pad (&peer->data_in);
  wire_drop_pad (&peer->net_out);
  wire_drop_pad (&peer->rtp_out);
  wire_drop_pad (&peer->data_out);
  ASSERT_OBJECT_REFCOUNT (peer->element, "element", 1);
  gst_clear_object (&peer->element);
  wire_clear_queue (&peer->on_wire);
  wire_clear_queue (&peer->rtp);
  wire_clear_queue (&peer->data);
}

static inline gchar *
peer_get_string (Peer * peer, const gchar * property)
{
  gchar *value = NULL;

  g_object_get (peer->element, property, &value, NULL);
  return value;
}

static inline gint
peer_get_state (Peer * peer)
{
  GstWebRTCDTLSTransportState state;

  g_object_get (peer->element, "state", &state, NULL);
  return state;
}

static inline guint64
peer_get_count (Peer * peer, const gchar * name)
{
  GstStructure *stats = NULL;
  guint64 value = 0;

  g_object_get (peer->element, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, name, &value), "no %s", name);
  gst_structure_free (stats);
  return value;
}

static inline void
peer_trust (Peer * peer, Peer * whom)
{
  gchar *fingerprint = peer_get_string (whom, "fingerprint");

  g_object_set (peer->element, "remote-fingerprints", fingerprint, NULL);
  g_free (fingerprint);
}

/* Two peers, not started, that know nothing of each other. */
static inline void
wire_init (Wire * wire)
{
  memset (wire, 0, sizeof *wire);
  wire->context = g_main_context_new ();
  fail_unless (g_main_context_acquire (wire->context));
  wire->bus = gst_bus_new ();
  peer_init (&wire->a, wire, &wire->b);
  peer_init (&wire->b, wire, &wire->a);
}

static inline void
wire_clear (Wire * wire)
{
  /* Messages hold references of their elements. */
  gst_bus_set_flushing (wire->bus, TRUE);
  peer_clear (&wire->a);
  peer_clear (&wire->b);
  /* B's close_notify. */
  wire_clear_queue (&wire->a.on_wire);
  wire_clear_queue (&wire->kept);
  gst_object_unref (wire->bus);
  g_main_context_release (wire->context);
  g_main_context_unref (wire->context);
}

/* A is active and B passive, each knows the other's fingerprint. */
static inline void
wire_prepare (Wire * wire)
{
  wire_init (wire);
  g_object_set (wire->a.element, "setup", GST_WEBRTC_DTLS_SETUP_ACTIVE, NULL);
  g_object_set (wire->b.element, "setup", GST_WEBRTC_DTLS_SETUP_PASSIVE, NULL);
  peer_trust (&wire->a, &wire->b);
  peer_trust (&wire->b, &wire->a);
}

static inline void
wire_start (Wire * wire)
{
  peer_start (&wire->a);
  peer_start (&wire->b);
}

static inline gboolean
wire_move_one (Peer * peer)
{
  GstBuffer *buffer = g_queue_pop_head (&peer->on_wire);

  if (!buffer)
    return FALSE;
  /* As a socket gives it: bytes of its own. */
  gst_pad_push (peer->net_in, gst_buffer_copy_deep (buffer));
  gst_buffer_unref (buffer);
  return TRUE;
}

static gboolean
wire_give_up (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

typedef gboolean (*WireCondition) (Wire * wire, gpointer data);

/* Moves datagrams and time until @condition holds; FALSE: it never did. */
static inline gboolean
wire_run_for (Wire * wire, WireCondition condition, gpointer data,
    guint limit_ms)
{
  gboolean too_late = FALSE;
  GSource *source = g_timeout_source_new (limit_ms);

  g_source_set_callback (source, wire_give_up, &too_late, NULL);
  g_source_attach (source, wire->context);
  while (!(condition && condition (wire, data)) && !too_late) {
    gboolean moved = wire_move_one (&wire->a);
    moved |= wire_move_one (&wire->b);
    g_main_context_iteration (wire->context, !moved);
  }
  g_source_destroy (source);
  g_source_unref (source);
  return !too_late;
}

static inline void
wire_run (Wire * wire, WireCondition condition, gpointer data)
{
  fail_unless (wire_run_for (wire, condition, data, SAFETY_TIMEOUT_S * 1000),
      "the condition never came true");
}

static gboolean
wire_is_connected (Wire * wire, gpointer data)
{
  return peer_get_state (&wire->a) == GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED
      && peer_get_state (&wire->b) ==
      GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED;
}

/* Nothing is under way any more: neither on the wire nor on the context. */
static inline void
wire_settle (Wire * wire)
{
  gboolean busy;

  do {
    busy = wire_move_one (&wire->a);
    busy |= wire_move_one (&wire->b);
    busy |= g_main_context_iteration (wire->context, FALSE);
  } while (busy);
}

static inline void
wire_connect (Wire * wire)
{
  wire_start (wire);
  peer_connect_ice (&wire->a);
  peer_connect_ice (&wire->b);
  wire_run (wire, wire_is_connected, NULL);
  wire_settle (wire);
}

/* An RTP packet with @size bytes of payload, all of them the low byte of
 * @sequence. */
static inline GstBuffer *
new_rtp (guint32 ssrc, guint16 sequence, gsize size)
{
  guint8 *data = g_malloc (12 + size);

  memset (data + 12, sequence & 0xff, size);
  data[0] = 0x80;
  data[1] = 96;
  GST_WRITE_UINT16_BE (data + 2, sequence);
  GST_WRITE_UINT32_BE (data + 4, 3000u * sequence);
  GST_WRITE_UINT32_BE (data + 8, ssrc);
  return gst_buffer_new_wrapped (data, 12 + size);
}

/* A receiver report without blocks. */
static inline GstBuffer *
new_rtcp (guint32 ssrc)
{
  guint8 *data = g_malloc (8);

  GST_WRITE_UINT32_BE (data, 0x80c90001);
  GST_WRITE_UINT32_BE (data + 4, ssrc);
  return gst_buffer_new_wrapped (data, 8);
}

static inline gboolean
buffers_are_equal (GstBuffer * one, GstBuffer * other)
{
  GstMapInfo map;

  if (gst_buffer_get_size (one) != gst_buffer_get_size (other))
    return FALSE;
  gst_buffer_map (other, &map, GST_MAP_READ);
  gboolean equal = gst_buffer_memcmp (one, 0, map.data, map.size) == 0;
  gst_buffer_unmap (other, &map);
  return equal;
}
