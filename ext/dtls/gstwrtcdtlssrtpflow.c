/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What comes from the network, timers and settings: on the context, and there
 * only. Input of another thread waits in the inbox.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcdtlssrtp-private.h"

#include <core/rtp/wrtcrtppacket.h>
#include <gst/wrtc/gstwrtcnames.h>
#include <string.h>

#define GST_CAT_DEFAULT gst_wrtc_dtls_srtp_debug

#define INBOX_MAX_BUFFERS 1024

/* What a run of the core gave; goes out when the lock is free. */
typedef struct
{
  GstBufferList *net;
  GstBufferList *rtp;
  GstBufferList *data;
  GArray *states;               /* of WrtcDtlsState, or NULL */
  gboolean end;
} Outputs;

WrtcTime
gst_wrtc_dtls_srtp_get_now (void)
{
  return (WrtcTime) g_get_monotonic_time () * WRTC_USECOND;
}

/* --- out of the element, no lock held --- */

static void
add_output (GstBufferList ** list, GstBuffer * buffer)
{
  if (!*list)
    *list = gst_buffer_list_new ();
  gst_buffer_list_add (*list, buffer);
}

GstFlowReturn
gst_wrtc_dtls_srtp_push_list (GstPad * pad, GstBufferList * list)
{
  if (!list)
    return GST_FLOW_OK;
  if (gst_buffer_list_length (list) > 1)
    return gst_pad_push_list (pad, list);
  GstBuffer *buffer = gst_buffer_ref (gst_buffer_list_get (list, 0));
  gst_buffer_list_unref (list);
  return gst_pad_push (pad, buffer);
}

static gboolean
has_ended_locked (GstWrtcDtlsSrtp * self)
{
  GstPad *pads[] = { self->rtp_sink, self->rtp_src, self->data_sink,
    self->data_src
  };

  for (guint i = 0; i < G_N_ELEMENTS (pads); i++)
    if (gst_pad_is_linked (pads[i]) && !g_slist_find (self->ended, pads[i]))
      return FALSE;
  return TRUE;
}

void
gst_wrtc_dtls_srtp_end_pad (GstWrtcDtlsSrtp * self, GstPad * pad)
{
  g_mutex_lock (&self->lock);
  if (!g_slist_find (self->ended, pad)) {
    self->ended = g_slist_prepend (self->ended, pad);
    if (has_ended_locked (self)) {
      self->close_wanted = self->end_wanted = TRUE;
      gst_wrtc_dtls_srtp_wake_locked (self);
    }
  }
  g_mutex_unlock (&self->lock);
}

/* What else downstream says is no matter of the network's. */
static void
push_received (GstWrtcDtlsSrtp * self, GstPad * pad, GstBufferList * list)
{
  if (gst_wrtc_dtls_srtp_push_list (pad, list) == GST_FLOW_EOS)
    gst_wrtc_dtls_srtp_end_pad (self, pad);
}

static void
send_caps (GstPad * pad, const gchar * type)
{
  GstCaps *caps = gst_caps_new_empty_simple (type);

  gst_pad_push_event (pad, gst_event_new_caps (caps));
  gst_caps_unref (caps);
}

/* RTP and RTCP together, or RTP alone for a depayloader behind a capsfilter. */
static void
negotiate_rtp_src (GstWrtcDtlsSrtp * self)
{
  GstCaps *mux = gst_caps_new_empty_simple (GST_WRTC_CAPS_RTP_MUX);
  GstCaps *allowed = gst_pad_get_allowed_caps (self->rtp_src);
  gboolean rtp_alone = allowed && !gst_caps_is_empty (allowed)
      && !gst_caps_can_intersect (allowed, mux);

  if (rtp_alone) {
    allowed = gst_caps_fixate (allowed);
    gst_pad_push_event (self->rtp_src, gst_event_new_caps (allowed));
  } else {
    gst_pad_push_event (self->rtp_src, gst_event_new_caps (mux));
  }
  gst_clear_caps (&allowed);
  gst_caps_unref (mux);
  g_mutex_lock (&self->lock);
  self->rtcp_wanted = !rtp_alone;
  g_mutex_unlock (&self->lock);
}

static void
announce_all (GstWrtcDtlsSrtp * self, const GArray * states, gboolean ended)
{
  for (guint i = 0; states && i < states->len; i++) {
    WrtcDtlsState state = g_array_index (states, WrtcDtlsState, i);
    gboolean is_end = state == WRTC_DTLS_STATE_CLOSED
        || state == WRTC_DTLS_STATE_FAILED;

    if (is_end == ended)
      gst_wrtc_dtls_srtp_announce (self, state);
  }
}

/* On the context. What is received comes after "connected", before "closed". */
static void
send_outputs (GstWrtcDtlsSrtp * self, Outputs * outputs)
{
  announce_all (self, outputs->states, FALSE);
  gst_wrtc_dtls_srtp_push_list (self->net_src, outputs->net);
  if (outputs->rtp && gst_pad_check_reconfigure (self->rtp_src))
    negotiate_rtp_src (self);
  push_received (self, self->rtp_src, outputs->rtp);
  push_received (self, self->data_src, outputs->data);
  announce_all (self, outputs->states, TRUE);
  if (outputs->end)
    gst_pad_push_event (self->net_src, gst_event_new_eos ());
  g_clear_pointer (&outputs->states, g_array_unref);
}

/* --- the core, lock held --- */

void
gst_wrtc_dtls_srtp_wake_locked (GstWrtcDtlsSrtp * self)
{
  gint64 ready_time = -1;

  if (!self->source)
    return;
  if (self->inbox.length > 0 || self->settings_changed || self->close_wanted
      || self->announce->len > 0) {
    ready_time = 0;
  } else if (self->session) {
    WrtcTime next = wrtc_dtls_session_next_timeout (self->session, NULL);
    if (next != WRTC_TIME_NONE)
      ready_time = (next + WRTC_USECOND - 1) / WRTC_USECOND;
  }
  g_source_set_ready_time (self->source, ready_time);
}

static void
drop_keys_locked (GstWrtcDtlsSrtp * self)
{
  g_clear_pointer (&self->srtp_send, wrtc_srtp_context_free);
  g_clear_pointer (&self->srtp_receive, wrtc_srtp_context_free);
}

static void
take_keys_locked (GstWrtcDtlsSrtp * self)
{
  WrtcSrtpKeys keys;

  if (!wrtc_dtls_session_export_srtp_keys (self->session, &keys))
    return;
  self->srtp_profile = keys.profile;
  self->srtp_send = wrtc_srtp_context_new (WRTC_SRTP_SEND, keys.profile,
      &keys.local);
  self->srtp_receive = wrtc_srtp_context_new (WRTC_SRTP_RECEIVE, keys.profile,
      &keys.remote);
  memset (&keys, 0, sizeof keys);
  if (!self->srtp_send || !self->srtp_receive)
    wrtc_dtls_session_refuse (self->session, "SRTP could not be set up");
}

static void
become_connected_locked (GstWrtcDtlsSrtp * self)
{
  gsize size;
  const guint8 *der = g_bytes_get_data
      (wrtc_dtls_session_get_peer_certificate (self->session), &size);

  g_free (self->peer_certificate);
  self->peer_certificate = wrtc_dtls_der_to_pem (der, size);
  g_free (self->cipher);
  self->cipher = g_strdup (wrtc_dtls_session_get_cipher (self->session));
  self->version = wrtc_dtls_session_get_version (self->session);
  take_keys_locked (self);
  self->key_frame_wanted = TRUE;
}

static void
follow_state_locked (GstWrtcDtlsSrtp * self)
{
  WrtcDtlsState state = wrtc_dtls_session_get_state (self->session);

  self->role = wrtc_dtls_session_get_role (self->session);
  if (state == self->state)
    return;
  /* It may have gone through two states in one step: tell both. */
  if (self->state == WRTC_DTLS_STATE_NEW && state != WRTC_DTLS_STATE_CONNECTING
      && self->role != WRTC_DTLS_ROLE_UNKNOWN) {
    WrtcDtlsState between = WRTC_DTLS_STATE_CONNECTING;
    g_array_append_val (self->announce, between);
  }
  GST_DEBUG_OBJECT (self, "%s -> %s", wrtc_dtls_state_to_string (self->state),
      wrtc_dtls_state_to_string (state));
  self->state = state;
  g_array_append_val (self->announce, state);
  if (state == WRTC_DTLS_STATE_CONNECTED) {
    become_connected_locked (self);
    return;
  }
  drop_keys_locked (self);
  if (state == WRTC_DTLS_STATE_FAILED && !self->reason)
    self->reason = g_strdup (wrtc_dtls_session_get_reason (self->session));
}

void
gst_wrtc_dtls_srtp_collect_datagrams_locked (GstWrtcDtlsSrtp * self,
    GstBufferList ** net)
{
  GBytes *bytes;

  if (!self->session)
    return;
  follow_state_locked (self);
  /* Once more: to become connected may have failed. */
  follow_state_locked (self);
  while ((bytes = wrtc_dtls_session_poll_datagram (self->session))) {
    add_output (net, gst_buffer_new_wrapped_bytes (bytes));
    g_bytes_unref (bytes);
  }
}

/* @pts: of what the data came with. */
static void
collect_locked (GstWrtcDtlsSrtp * self, Outputs * outputs, GstClockTime pts)
{
  GBytes *bytes;

  gst_wrtc_dtls_srtp_collect_datagrams_locked (self, &outputs->net);
  while ((bytes = wrtc_dtls_session_poll_data (self->session))) {
    GstBuffer *buffer = gst_buffer_new_wrapped_bytes (bytes);
    GST_BUFFER_PTS (buffer) = GST_BUFFER_DTS (buffer) = pts;
    add_output (&outputs->data, buffer);
    g_bytes_unref (bytes);
  }
}

WrtcPacketKind
gst_wrtc_dtls_srtp_classify (GstBuffer * buffer)
{
  guint8 head[2];
  gsize size = gst_buffer_extract (buffer, 0, head, sizeof head);

  return wrtc_packet_classify (head, size);
}

static void
receive_dtls_locked (GstWrtcDtlsSrtp * self, GstBuffer * buffer,
    Outputs * outputs)
{
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;
  wrtc_dtls_session_handle_datagram (self->session,
      gst_wrtc_dtls_srtp_get_now (), map.data, map.size);
  gst_buffer_unmap (buffer, &map);
  collect_locked (self, outputs, GST_BUFFER_PTS (buffer));
}

static WrtcSrtpResult
unprotect (WrtcSrtpContext * context, WrtcPacketKind kind, guint8 * data,
    gsize * size)
{
  return kind == WRTC_PACKET_KIND_RTCP ?
      wrtc_srtp_context_unprotect_rtcp (context, data, size) :
      wrtc_srtp_context_unprotect_rtp (context, data, size);
}

/* libsrtp wants packets at a multiple of 4. */
static WrtcSrtpResult
unprotect_unaligned (WrtcSrtpContext * context, WrtcPacketKind kind,
    guint8 * data, gsize * size)
{
  g_autofree guint8 *copy = g_memdup2 (data, *size);
  WrtcSrtpResult result = unprotect (context, kind, copy, size);

  if (result == WRTC_SRTP_RESULT_OK)
    memcpy (data, copy, *size);
  return result;
}

static WrtcSrtpResult
unprotect_buffer (WrtcSrtpContext * context, WrtcPacketKind kind,
    GstBuffer * buffer)
{
  GstMapInfo map;
  WrtcSrtpResult result;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READWRITE))
    return WRTC_SRTP_RESULT_FAILED;
  gsize size = map.size;
  if (((guintptr) map.data & 3) == 0)
    result = unprotect (context, kind, map.data, &size);
  else
    result = unprotect_unaligned (context, kind, map.data, &size);
  gst_buffer_unmap (buffer, &map);
  if (result == WRTC_SRTP_RESULT_OK)
    gst_buffer_set_size (buffer, size);
  return result;
}

/* @buffer is writable. */
static void
receive_srtp_locked (GstWrtcDtlsSrtp * self, WrtcPacketKind kind,
    GstBuffer * buffer, Outputs * outputs)
{
  gboolean is_rtcp = kind == WRTC_PACKET_KIND_RTCP;

  if (!self->srtp_receive) {
    if (self->state == WRTC_DTLS_STATE_CONNECTED)
      self->counters.without_srtp++;
    else
      self->counters.received_before_connected++;
    return;
  }
  WrtcSrtpResult result = unprotect_buffer (self->srtp_receive, kind, buffer);
  if (result != WRTC_SRTP_RESULT_OK) {
    self->counters.unprotect_errors[result]++;
    GST_DEBUG_OBJECT (self, "dropped a packet: %s",
        wrtc_srtp_result_to_string (result));
    return;
  }
  if (is_rtcp)
    self->counters.rtcp_unprotected++;
  else
    self->counters.rtp_unprotected++;
  if (is_rtcp && !self->rtcp_wanted)
    self->counters.rtcp_not_wanted++;
  else
    add_output (&outputs->rtp, gst_buffer_ref (buffer));
}

static void
receive_buffer_locked (GstWrtcDtlsSrtp * self, GstBuffer * buffer,
    Outputs * outputs)
{
  WrtcPacketKind kind = gst_wrtc_dtls_srtp_classify (buffer);

  switch (kind) {
    case WRTC_PACKET_KIND_DTLS:
      receive_dtls_locked (self, buffer, outputs);
      break;
    case WRTC_PACKET_KIND_RTP:
    case WRTC_PACKET_KIND_RTCP:
      receive_srtp_locked (self, kind, buffer, outputs);
      break;
    default:
      self->counters.unknown_received++;
      break;
  }
}

static void
receive_event_locked (GstWrtcDtlsSrtp * self, GstEvent * event,
    Outputs * outputs)
{
  gint state;

  if (!gst_wrtc_event_parse_state (event, GST_WRTC_EVENT_ICE_STATE, &state))
    return;
  if (state != GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED
      && state != GST_WEBRTC_ICE_CONNECTION_STATE_COMPLETED)
    return;
  wrtc_dtls_session_set_path_ready (self->session,
      gst_wrtc_dtls_srtp_get_now ());
  collect_locked (self, outputs, GST_CLOCK_TIME_NONE);
}

/* Makes *@item writable; it stays the caller's, who frees it after unlocking. */
static void
receive_locked (GstWrtcDtlsSrtp * self, GstMiniObject ** item,
    Outputs * outputs)
{
  if (!self->session)
    return;
  if (GST_IS_EVENT (*item)) {
    receive_event_locked (self, GST_EVENT (*item), outputs);
  } else if (GST_IS_BUFFER_LIST (*item)) {
    GstBufferList *list = gst_buffer_list_make_writable
        (GST_BUFFER_LIST (*item));
    *item = GST_MINI_OBJECT (list);
    for (guint i = 0; i < gst_buffer_list_length (list); i++)
      receive_buffer_locked (self, gst_buffer_list_get_writable (list, i),
          outputs);
  } else {
    GstBuffer *buffer = gst_buffer_make_writable (GST_BUFFER (*item));
    *item = GST_MINI_OBJECT (buffer);
    receive_buffer_locked (self, buffer, outputs);
  }
}

static guint
count_buffers (GstMiniObject * item)
{
  if (GST_IS_BUFFER_LIST (item))
    return gst_buffer_list_length (GST_BUFFER_LIST (item));
  return GST_IS_BUFFER (item) ? 1 : 0;
}

static WrtcDtlsSetup
convert_setup (GstWebRTCDTLSSetup setup)
{
  switch (setup) {
    case GST_WEBRTC_DTLS_SETUP_ACTPASS:
      return WRTC_DTLS_SETUP_ACTPASS;
    case GST_WEBRTC_DTLS_SETUP_ACTIVE:
      return WRTC_DTLS_SETUP_ACTIVE;
    case GST_WEBRTC_DTLS_SETUP_PASSIVE:
      return WRTC_DTLS_SETUP_PASSIVE;
    default:
      return WRTC_DTLS_SETUP_UNKNOWN;
  }
}

static void
apply_settings_locked (GstWrtcDtlsSrtp * self, Outputs * outputs)
{
  WrtcTime now = gst_wrtc_dtls_srtp_get_now ();

  self->settings_changed = FALSE;
  if (self->fingerprints_error)
    wrtc_dtls_session_refuse (self->session, self->fingerprints_error);
  else
    wrtc_dtls_session_set_fingerprints (self->session, now, self->fingerprints);
  wrtc_dtls_session_set_setup (self->session, now, convert_setup (self->setup));
  if (self->close_wanted)
    wrtc_dtls_session_close (self->session);
  self->close_wanted = FALSE;
  outputs->end = self->end_wanted;
  self->end_wanted = FALSE;
}

static void
take_states_locked (GstWrtcDtlsSrtp * self, Outputs * outputs)
{
  if (self->announce->len == 0)
    return;
  outputs->states = self->announce;
  self->announce = g_array_new (FALSE, FALSE, sizeof (WrtcDtlsState));
}

/* --- on the context --- */

static void
run_locked (GstWrtcDtlsSrtp * self, GQueue * items, Outputs * outputs)
{
  if (self->settings_changed || self->close_wanted)
    apply_settings_locked (self, outputs);
  collect_locked (self, outputs, GST_CLOCK_TIME_NONE);
  for (GList * item = items->head; item; item = item->next)
    receive_locked (self, (GstMiniObject **) & item->data, outputs);
  wrtc_dtls_session_handle_timeout (self->session,
      gst_wrtc_dtls_srtp_get_now ());
  collect_locked (self, outputs, GST_CLOCK_TIME_NONE);
}

static void
run (gpointer data)
{
  GstWrtcDtlsSrtp *self = data;
  Outputs outputs = { NULL, };

  g_mutex_lock (&self->lock);
  GQueue items = self->inbox;
  g_queue_init (&self->inbox);
  self->inbox_buffers = 0;
  if (self->session)
    run_locked (self, &items, &outputs);
  take_states_locked (self, &outputs);
  gst_wrtc_dtls_srtp_wake_locked (self);
  g_mutex_unlock (&self->lock);

  g_queue_clear_full (&items, (GDestroyNotify) gst_mini_object_unref);
  send_outputs (self, &outputs);
}

static gboolean
source_dispatch (GSource * source, GSourceFunc callback, gpointer data)
{
  g_source_set_ready_time (source, -1);
  run (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
source_callback (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = {
  .dispatch = source_dispatch,
};

void
gst_wrtc_dtls_srtp_attach (GstWrtcDtlsSrtp * self)
{
  GSource *source = g_source_new (&source_funcs, sizeof (GSource));

  g_source_set_static_name (source, "wrtcdtlssrtp");
  g_source_set_callback (source, source_callback, self, NULL);
  g_source_attach (source, self->context);
  g_mutex_lock (&self->lock);
  self->source = source;
  self->settings_changed = TRUE;
  gst_wrtc_dtls_srtp_wake_locked (self);
  g_mutex_unlock (&self->lock);
}

static void
detach_on_context (gpointer data)
{
  GstWrtcDtlsSrtp *self = data;

  g_mutex_lock (&self->lock);
  self->close_wanted = TRUE;
  g_mutex_unlock (&self->lock);
  run (self);
  g_mutex_lock (&self->lock);
  GSource *source = g_steal_pointer (&self->source);
  g_mutex_unlock (&self->lock);
  g_source_destroy (source);
  g_source_unref (source);
}

void
gst_wrtc_dtls_srtp_detach (GstWrtcDtlsSrtp * self)
{
  if (self->source)
    gst_wrtc_context_call (self->context, detach_on_context, self);
}

void
gst_wrtc_dtls_srtp_clear_inbox (GstWrtcDtlsSrtp * self)
{
  g_mutex_lock (&self->lock);
  GQueue items = self->inbox;
  g_queue_init (&self->inbox);
  self->inbox_buffers = 0;
  g_mutex_unlock (&self->lock);
  g_queue_clear_full (&items, (GDestroyNotify) gst_mini_object_unref);
}

/* --- net_sink --- */

/* Returns @item if there is no room for it. */
static GstMiniObject *
put_in_inbox_locked (GstWrtcDtlsSrtp * self, GstMiniObject * item)
{
  guint n_buffers = count_buffers (item);

  if (self->inbox_buffers + n_buffers > INBOX_MAX_BUFFERS) {
    self->counters.inbox_dropped += n_buffers;
    return item;
  }
  self->inbox_buffers += n_buffers;
  g_queue_push_tail (&self->inbox, item);
  gst_wrtc_dtls_srtp_wake_locked (self);
  return NULL;
}

/* Takes @item. */
static void
receive (GstWrtcDtlsSrtp * self, GstMiniObject * item)
{
  Outputs outputs = { NULL, };

  g_mutex_lock (&self->lock);
  gboolean here = self->source && self->inbox.length == 0
      && !self->settings_changed && gst_wrtc_context_is_current (self->context);
  if (here) {
    receive_locked (self, &item, &outputs);
    take_states_locked (self, &outputs);
    gst_wrtc_dtls_srtp_wake_locked (self);
  } else {
    item = put_in_inbox_locked (self, item);
  }
  g_mutex_unlock (&self->lock);

  if (item)
    gst_mini_object_unref (item);
  if (here)
    send_outputs (self, &outputs);
}

static GstFlowReturn
net_sink_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  receive (GST_WRTC_DTLS_SRTP (parent), GST_MINI_OBJECT (buffer));
  return GST_FLOW_OK;
}

static GstFlowReturn
net_sink_chain_list (GstPad * pad, GstObject * parent, GstBufferList * list)
{
  receive (GST_WRTC_DTLS_SRTP (parent), GST_MINI_OBJECT (list));
  return GST_FLOW_OK;
}

static gboolean
net_sink_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  if (gst_event_has_name (event, GST_WRTC_EVENT_ICE_STATE))
    receive (GST_WRTC_DTLS_SRTP (parent), GST_MINI_OBJECT (event));
  else
    gst_event_unref (event);
  return TRUE;
}

/* --- source pads --- */

static gboolean
src_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return gst_pad_query_default (pad, parent, query);
  gst_query_set_latency (query, TRUE, 0, GST_CLOCK_TIME_NONE);
  return TRUE;
}

static gboolean
src_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  gboolean handled = GST_EVENT_TYPE (event) == GST_EVENT_LATENCY
      || GST_EVENT_TYPE (event) == GST_EVENT_RECONFIGURE
      || GST_EVENT_TYPE (event) == GST_EVENT_QOS;

  gst_event_unref (event);
  return handled;
}

/* Nothing is forwarded from one side of a transport to the other. */
static GstIterator *
no_internal_links (GstPad * pad, GstObject * parent)
{
  return NULL;
}

static void
send_first_events_on (GstWrtcDtlsSrtp * self, GstPad * pad, guint group)
{
  GstSegment segment;
  g_autofree gchar *id = g_strdup_printf ("%08x%08x/%s", g_random_int (),
      g_random_int (), GST_PAD_NAME (pad));
  GstEvent *start = gst_event_new_stream_start (id);

  gst_event_set_group_id (start, group);
  gst_pad_push_event (pad, start);
  if (pad == self->rtp_src)
    negotiate_rtp_src (self);
  else
    send_caps (pad, pad == self->data_src ? GST_WRTC_CAPS_SCTP :
        GST_WRTC_CAPS_DATAGRAM);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (pad, gst_event_new_segment (&segment));
}

void
gst_wrtc_dtls_srtp_send_first_events (GstWrtcDtlsSrtp * self)
{
  guint group = gst_util_group_id_next ();

  send_first_events_on (self, self->net_src, group);
  send_first_events_on (self, self->rtp_src, group);
  send_first_events_on (self, self->data_src, group);
}

void
gst_wrtc_dtls_srtp_init_pads (GstWrtcDtlsSrtp * self)
{
  GstPad *sources[] = { self->net_src, self->rtp_src, self->data_src };
  GstPad *sinks[] = { self->net_sink, self->rtp_sink, self->data_sink };

  gst_pad_set_chain_function (self->net_sink, net_sink_chain);
  gst_pad_set_chain_list_function (self->net_sink, net_sink_chain_list);
  gst_pad_set_event_function (self->net_sink, net_sink_event);
  gst_wrtc_dtls_srtp_init_send_pads (self);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++) {
    gst_pad_set_query_function (sources[i], src_query);
    gst_pad_set_event_function (sources[i], src_event);
    gst_pad_set_iterate_internal_links_function (sources[i], no_internal_links);
    gst_pad_set_iterate_internal_links_function (sinks[i], no_internal_links);
  }
}
