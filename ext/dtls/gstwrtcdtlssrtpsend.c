/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is sent: protected in the thread that brings it. The stream lock of the
 * sink pad is held from the protection to the push, so the packets of one pad
 * leave in the order of their packet indices; those of two pads may change
 * places, which DTLS and SRTP do not mind.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcdtlssrtp-private.h"

/* Takes @event: nothing of it is for the network. */
static gboolean
send_event (GstWrtcDtlsSrtp * self, GstPad * pad, GstEvent * event)
{
  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    gst_wrtc_dtls_srtp_end_pad (self, pad);
  gst_event_unref (event);
  return TRUE;
}

/* --- rtp_sink --- */

static WrtcSrtpResult
protect_map (WrtcSrtpContext * context, WrtcPacketKind kind, GstBuffer * from,
    GstMapInfo * map, gsize * size)
{
  if (gst_buffer_extract (from, 0, map->data, *size) != *size)
    return WRTC_SRTP_RESULT_FAILED;
  return kind == WRTC_PACKET_KIND_RTCP ?
      wrtc_srtp_context_protect_rtcp (context, map->data, size) :
      wrtc_srtp_context_protect_rtp (context, map->data, size);
}

/* The one copy: header and payload are gathered into a new packet. */
static GstBuffer *
protect_buffer (WrtcSrtpContext * context, WrtcPacketKind kind,
    GstBuffer * from, WrtcSrtpResult * result)
{
  gsize size = gst_buffer_get_size (from);
  GstBuffer *to = gst_buffer_new_allocate (NULL,
      size + WRTC_SRTP_MAX_TRAILER_SIZE, NULL);
  GstMapInfo map;

  *result = WRTC_SRTP_RESULT_FAILED;
  if (gst_buffer_map (to, &map, GST_MAP_WRITE)) {
    *result = protect_map (context, kind, from, &map, &size);
    gst_buffer_unmap (to, &map);
  }
  if (*result != WRTC_SRTP_RESULT_OK) {
    gst_buffer_unref (to);
    return NULL;
  }
  gst_buffer_set_size (to, size);
  gst_buffer_copy_into (to, from,
      GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_TIMESTAMPS, 0, -1);
  return to;
}

/* Returns (transfer full): the packet to send, or NULL. */
static GstBuffer *
send_rtp_locked (GstWrtcDtlsSrtp * self, GstBuffer * buffer)
{
  WrtcPacketKind kind = gst_wrtc_dtls_srtp_classify (buffer);
  WrtcSrtpResult result;

  if (kind != WRTC_PACKET_KIND_RTP && kind != WRTC_PACKET_KIND_RTCP) {
    self->counters.not_rtp++;
    return NULL;
  }
  GstBuffer *packet = protect_buffer (self->srtp_send, kind, buffer, &result);
  if (!packet)
    self->counters.protect_errors[result]++;
  else if (kind == WRTC_PACKET_KIND_RTCP)
    self->counters.rtcp_protected++;
  else
    self->counters.rtp_protected++;
  return packet;
}

static gboolean
may_send_rtp_locked (GstWrtcDtlsSrtp * self, guint n_packets)
{
  if (self->srtp_send)
    return TRUE;
  if (self->state == WRTC_DTLS_STATE_CONNECTED)
    self->counters.without_srtp += n_packets;
  else
    self->counters.sent_before_connected += n_packets;
  return FALSE;
}

/* A payloader that is linked directly has nobody else to ask its encoder for a
 * key frame. Once, and in its own streaming thread. */
static gboolean
take_key_frame_wish_locked (GstWrtcDtlsSrtp * self)
{
  gboolean wanted = self->key_frame_wanted && self->is_video;

  if (wanted)
    self->key_frame_wanted = FALSE;
  return wanted;
}

static void
ask_for_key_frame (GstWrtcDtlsSrtp * self)
{
  gst_pad_push_event (self->rtp_sink,
      gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM,
          gst_structure_new ("GstForceKeyUnit",
              "running-time", GST_TYPE_CLOCK_TIME, GST_CLOCK_TIME_NONE,
              "all-headers", G_TYPE_BOOLEAN, TRUE,
              "count", G_TYPE_UINT, 0, NULL)));
}

static GstFlowReturn
rtp_sink_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  GstWrtcDtlsSrtp *self = GST_WRTC_DTLS_SRTP (parent);
  GstBuffer *packet = NULL;
  gboolean key_frame = FALSE;

  g_mutex_lock (&self->lock);
  if (may_send_rtp_locked (self, 1)) {
    packet = send_rtp_locked (self, buffer);
    key_frame = take_key_frame_wish_locked (self);
  }
  g_mutex_unlock (&self->lock);

  gst_buffer_unref (buffer);
  if (key_frame)
    ask_for_key_frame (self);
  if (packet)
    gst_pad_push (self->net_src, packet);
  return GST_FLOW_OK;
}

static GstFlowReturn
rtp_sink_chain_list (GstPad * pad, GstObject * parent, GstBufferList * list)
{
  GstWrtcDtlsSrtp *self = GST_WRTC_DTLS_SRTP (parent);
  guint n_packets = gst_buffer_list_length (list);
  GstBufferList *packets = gst_buffer_list_new_sized (MAX (n_packets, 1));
  gboolean key_frame = FALSE;

  g_mutex_lock (&self->lock);
  if (may_send_rtp_locked (self, n_packets)) {
    for (guint i = 0; i < n_packets; i++) {
      GstBuffer *packet = send_rtp_locked (self, gst_buffer_list_get (list, i));
      if (packet)
        gst_buffer_list_add (packets, packet);
    }
    key_frame = take_key_frame_wish_locked (self);
  }
  g_mutex_unlock (&self->lock);

  gst_buffer_list_unref (list);
  if (key_frame)
    ask_for_key_frame (self);
  if (gst_buffer_list_length (packets) > 0)
    gst_pad_push_list (self->net_src, packets);
  else
    gst_buffer_list_unref (packets);
  return GST_FLOW_OK;
}

static gboolean
rtp_sink_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstWrtcDtlsSrtp *self = GST_WRTC_DTLS_SRTP (parent);

  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS) {
    GstCaps *caps;
    gst_event_parse_caps (event, &caps);
    const GstStructure *format = gst_caps_get_structure (caps, 0);
    gboolean is_video = gst_structure_has_name (format, "application/x-rtp")
        && g_strcmp0 (gst_structure_get_string (format, "media"),
        "video") == 0;
    g_mutex_lock (&self->lock);
    self->is_video = is_video;
    g_mutex_unlock (&self->lock);
  }
  return send_event (self, pad, event);
}

/* --- data_sink --- */

static void
send_data_locked (GstWrtcDtlsSrtp * self, GstBuffer * buffer)
{
  GstMapInfo map;

  if (!self->session || self->state != WRTC_DTLS_STATE_CONNECTED) {
    self->counters.sent_before_connected++;
    return;
  }
  if (!gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    self->counters.data_refused++;
    return;
  }
  if (wrtc_dtls_session_handle_data (self->session,
          gst_wrtc_dtls_srtp_get_now (), map.data,
          map.size) != WRTC_DTLS_SEND_OK)
    self->counters.data_refused++;
  gst_buffer_unmap (buffer, &map);
}

/* States that change here are told on the context. */
static void
send_data_unlock (GstWrtcDtlsSrtp * self)
{
  GstBufferList *net = NULL;

  gst_wrtc_dtls_srtp_collect_datagrams_locked (self, &net);
  gst_wrtc_dtls_srtp_wake_locked (self);
  g_mutex_unlock (&self->lock);
  gst_wrtc_dtls_srtp_push_list (self->net_src, net);
}

static GstFlowReturn
data_sink_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  GstWrtcDtlsSrtp *self = GST_WRTC_DTLS_SRTP (parent);

  g_mutex_lock (&self->lock);
  send_data_locked (self, buffer);
  send_data_unlock (self);
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static GstFlowReturn
data_sink_chain_list (GstPad * pad, GstObject * parent, GstBufferList * list)
{
  GstWrtcDtlsSrtp *self = GST_WRTC_DTLS_SRTP (parent);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < gst_buffer_list_length (list); i++)
    send_data_locked (self, gst_buffer_list_get (list, i));
  send_data_unlock (self);
  gst_buffer_list_unref (list);
  return GST_FLOW_OK;
}

static gboolean
data_sink_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  return send_event (GST_WRTC_DTLS_SRTP (parent), pad, event);
}

void
gst_wrtc_dtls_srtp_init_send_pads (GstWrtcDtlsSrtp * self)
{
  gst_pad_set_chain_function (self->rtp_sink, rtp_sink_chain);
  gst_pad_set_chain_list_function (self->rtp_sink, rtp_sink_chain_list);
  gst_pad_set_event_function (self->rtp_sink, rtp_sink_event);
  gst_pad_set_chain_function (self->data_sink, data_sink_chain);
  gst_pad_set_chain_list_function (self->data_sink, data_sink_chain_list);
  gst_pad_set_event_function (self->data_sink, data_sink_event);
}
