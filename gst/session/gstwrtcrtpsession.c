/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/**
 * SECTION:element-wrtcrtpsession
 * @title: wrtcrtpsession
 * @short_description: RTP and RTCP of one WebRTC transport
 *
 * Sends and receives any number of RTP streams over one transport, with their
 * RTCP: BUNDLE, reports, key-frame requests. Pads, parameters and events are
 * described in docs/wrtcrtpsession.md.
 *
 * ## Example line
 * |[
 * gst-launch-1.0 wrtcrtpsession name=s require-dtls=false
 *     send_sink_0::parameters="wrtc-rtp-send-parameters,kind=video"
 *   videotestsrc is-live=true num-buffers=60 ! vp8enc deadline=1 ! rtpvp8pay !
 *   s.send_sink_0 s.net_src ! fakesink
 * ]|
 *
 * Since: 0.1
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcrtpsession-private.h"

#include <gst/wrtc/gstwrtcnames.h>
#include <stdio.h>

GST_DEBUG_CATEGORY (gst_wrtc_rtp_session_debug);
#define GST_CAT_DEFAULT gst_wrtc_rtp_session_debug

static GstStaticPadTemplate send_sink_template =
GST_STATIC_PAD_TEMPLATE ("send_sink_%u", GST_PAD_SINK, GST_PAD_REQUEST,
    GST_STATIC_CAPS ("application/x-rtp"));
static GstStaticPadTemplate recv_src_template =
GST_STATIC_PAD_TEMPLATE ("recv_src_%u", GST_PAD_SRC, GST_PAD_SOMETIMES,
    GST_STATIC_CAPS ("application/x-rtp"));
static GstStaticPadTemplate net_sink_template =
GST_STATIC_PAD_TEMPLATE ("net_sink", GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (GST_WRTC_CAPS_RTP_MUX));
static GstStaticPadTemplate net_src_template =
GST_STATIC_PAD_TEMPLATE ("net_src", GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (GST_WRTC_CAPS_RTP_MUX));

#define DEFAULT_REQUIRE_DTLS TRUE
#define DEFAULT_REDUCED_SIZE FALSE

enum
{
  PROP_0,
  PROP_MAIN_CONTEXT,
  PROP_CNAME,
  PROP_RECEIVE_PARAMETERS,
  PROP_REQUIRE_DTLS,
  PROP_RTCP_REDUCED_SIZE,
  PROP_REASON,
  PROP_STATS,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void child_proxy_init (gpointer interface, gpointer data);

G_DEFINE_TYPE_WITH_CODE (GstWrtcRtpSession, gst_wrtc_rtp_session,
    GST_TYPE_ELEMENT, G_IMPLEMENT_INTERFACE (GST_TYPE_CHILD_PROXY,
        child_proxy_init);
    GST_DEBUG_CATEGORY_INIT (gst_wrtc_rtp_session_debug, "wrtcrtpsession", 0,
        "RTP and RTCP of a WebRTC transport"));
GST_ELEMENT_REGISTER_DEFINE (wrtcrtpsession, "wrtcrtpsession", GST_RANK_NONE,
    GST_TYPE_WRTC_RTP_SESSION);

/* === the core === */

/* RFC 7022 4.2: 96 random bits for each session. */
static gchar *
make_cname (void)
{
  guint32 bits[3] = { g_random_int (), g_random_int (), g_random_int () };

  return g_base64_encode ((const guchar *) bits, sizeof bits);
}

static WrtcRtpSession *
new_core_locked (GstWrtcRtpSession * self)
{
  WrtcRtpSessionConfig config = { 0 };

  config.seed = ((guint64) g_random_int () << 32) | g_random_int ();
  config.ssrc = g_random_int ();
  config.cname = self->cname;
  config.unix_offset = g_get_real_time () * WRTC_USECOND -
      gst_wrtc_rtp_session_now ();
  return wrtc_rtp_session_new (&config);
}

static void
configure_pad_locked (GstWrtcRtpSession * self, GstWrtcRtpSendPad * pad)
{
  g_autoptr (GstWrtcRtpSendParameters) parameters =
      gst_wrtc_rtp_send_pad_dup_parameters (pad);

  if (pad->sender == NULL)
    return;
  wrtc_rtp_session_configure_sender (self->core, gst_wrtc_rtp_session_now (),
      pad->sender, parameters != NULL ? &parameters->config : NULL);
}

void
gst_wrtc_rtp_session_configure_send_pad (GstWrtcRtpSession * self,
    GstWrtcRtpSendPad * pad)
{
  g_mutex_lock (&self->lock);
  configure_pad_locked (self, pad);
  gst_wrtc_rtp_session_unlock_and_settle (self);
}

static void
configure_receive_locked (GstWrtcRtpSession * self)
{
  if (self->receive != NULL)
    gst_wrtc_rtp_receive_parameters_apply (self->receive, self->core);
  else
    wrtc_rtp_session_configure_receive (self->core, 0, NULL, 0);
}

static void
drop_core_locked (GstWrtcRtpSession * self)
{
  for (guint i = 0; i < self->send_pads->len; i++)
    GST_WRTC_RTP_SEND_PAD (g_ptr_array_index (self->send_pads, i))->sender =
        NULL;
  for (guint i = 0; i < wrtc_rtp_session_n_streams (self->core); i++) {
    GstWrtcRtpRecvPad *pad = wrtc_rtp_session_get_stream_user_data
        (wrtc_rtp_session_get_stream (self->core, i));

    gst_wrtc_rtp_recv_pad_set_stream (pad, NULL);
    gst_object_unref (pad);
  }
  g_clear_pointer (&self->core, wrtc_rtp_session_free);
}

/* Everything that was set, on a core that knows nothing of the past. */
static void
renew_core_locked (GstWrtcRtpSession * self)
{
  WrtcTime now = gst_wrtc_rtp_session_now ();

  drop_core_locked (self);
  self->core = new_core_locked (self);
  self->unknown_packets = 0;
  wrtc_rtp_session_set_reduced_size (self->core, self->reduced_size);
  configure_receive_locked (self);
  for (guint i = 0; i < self->send_pads->len; i++) {
    GstWrtcRtpSendPad *pad = g_ptr_array_index (self->send_pads, i);
    pad->sender = wrtc_rtp_session_add_sender (self->core, pad->spare_ssrc,
        pad);
    configure_pad_locked (self, pad);
  }
  wrtc_rtp_session_handle_open (self->core, now,
      self->transport_connected || !self->require_dtls);
}

void
gst_wrtc_rtp_session_open_or_close (GstWrtcRtpSession * self)
{
  gboolean open;

  g_mutex_lock (&self->lock);
  open = self->transport_connected || !self->require_dtls;
  if (self->wake != NULL)
    wrtc_rtp_session_handle_open (self->core, gst_wrtc_rtp_session_now (),
        open);
  gst_wrtc_rtp_session_unlock_and_settle (self);
  GST_DEBUG_OBJECT (self, open ? "open" : "closed");
}

/* === request pads === */

static GstPad *
gst_wrtc_rtp_session_request_new_pad (GstElement * element,
    GstPadTemplate * templ, const gchar * name, const GstCaps * caps)
{
  GstWrtcRtpSession *self = GST_WRTC_RTP_SESSION (element);
  g_autofree gchar *pad_name = NULL;
  GstWrtcRtpSendPad *send;
  GstPad *pad;
  guint number;

  g_mutex_lock (&self->lock);
  if (name != NULL && sscanf (name, "send_sink_%u", &number) == 1)
    self->next_send_pad = MAX (self->next_send_pad, number + 1);
  else
    number = self->next_send_pad++;
  g_mutex_unlock (&self->lock);
  pad_name = g_strdup_printf ("send_sink_%u", number);
  send = g_object_new (GST_TYPE_WRTC_RTP_SEND_PAD, "name", pad_name,
      "direction", GST_PAD_SINK, "template", templ, NULL);
  pad = GST_PAD_CAST (send);
  gst_wrtc_rtp_session_set_up_send_pad (pad);

  g_mutex_lock (&self->lock);
  send->sender = wrtc_rtp_session_add_sender (self->core, send->spare_ssrc,
      send);
  g_ptr_array_add (self->send_pads, send);
  g_mutex_unlock (&self->lock);
  if (!gst_element_add_pad (element, pad)) {
    g_mutex_lock (&self->lock);
    wrtc_rtp_session_remove_sender (self->core, gst_wrtc_rtp_session_now (),
        send->sender);
    g_ptr_array_remove (self->send_pads, send);
    g_mutex_unlock (&self->lock);
    return NULL;
  }
  gst_child_proxy_child_added (GST_CHILD_PROXY (self), G_OBJECT (pad),
      pad_name);
  return pad;
}

static void
gst_wrtc_rtp_session_release_pad (GstElement * element, GstPad * pad)
{
  GstWrtcRtpSession *self = GST_WRTC_RTP_SESSION (element);
  GstWrtcRtpSendPad *send = GST_WRTC_RTP_SEND_PAD (pad);

  gst_object_ref (pad);
  gst_pad_set_active (pad, FALSE);
  g_mutex_lock (&self->lock);
  if (send->sender != NULL)
    wrtc_rtp_session_remove_sender (self->core, gst_wrtc_rtp_session_now (),
        send->sender);
  send->sender = NULL;
  g_ptr_array_remove (self->send_pads, send);
  gst_wrtc_rtp_session_unlock_and_settle (self);
  gst_child_proxy_child_removed (GST_CHILD_PROXY (self), G_OBJECT (pad),
      GST_PAD_NAME (pad));
  gst_element_remove_pad (element, pad);
  gst_object_unref (pad);
}

static GObject *
child_by_index (GstChildProxy * proxy, guint index)
{
  GstWrtcRtpSession *self = GST_WRTC_RTP_SESSION (proxy);
  GObject *pad = NULL;

  g_mutex_lock (&self->lock);
  if (index < self->send_pads->len)
    pad = g_object_ref (g_ptr_array_index (self->send_pads, index));
  g_mutex_unlock (&self->lock);
  return pad;
}

static guint
children_count (GstChildProxy * proxy)
{
  GstWrtcRtpSession *self = GST_WRTC_RTP_SESSION (proxy);
  guint n;

  g_mutex_lock (&self->lock);
  n = self->send_pads->len;
  g_mutex_unlock (&self->lock);
  return n;
}

static void
child_proxy_init (gpointer interface, gpointer data)
{
  GstChildProxyInterface *proxy = interface;

  proxy->get_child_by_index = child_by_index;
  proxy->get_children_count = children_count;
}

/* === states === */

static void
timer_due (gpointer data)
{
  GstWrtcRtpSession *self = data;

  g_mutex_lock (&self->lock);
  self->armed = WRTC_TIME_NONE;
  g_mutex_unlock (&self->lock);
  gst_wrtc_rtp_session_run (self);
}

static void
start (GstWrtcRtpSession * self)
{
  GMainContext *context = gst_wrtc_context_holder_start (&self->holder);
  GSource *wake = gst_wrtc_wakeup_source_new (gst_wrtc_rtp_session_run, self,
      NULL);
  GSource *timer = gst_wrtc_timer_source_new (timer_due, self, NULL);

  gst_segment_init (&self->net_segment, GST_FORMAT_UNDEFINED);
  self->net_src_started = FALSE;
  self->group_id = gst_util_group_id_next ();
  g_mutex_lock (&self->lock);
  self->wake = wake;
  self->timer = timer;
  self->armed = WRTC_TIME_NONE;
  self->upstream = gst_wrtc_serial_queue_new ("wrtcrtpsession");
  renew_core_locked (self);
  g_source_attach (wake, context);
  g_source_attach (timer, context);
  gst_wrtc_rtp_session_unlock_and_settle (self);
  gst_wrtc_rtp_inbox_open (self->inbox, wake);
}

/* On the context: what is queued goes out, then BYE. */
static void
say_goodbye (gpointer data)
{
  GstWrtcRtpSession *self = data;

  gst_wrtc_rtp_session_run (self);
  g_mutex_lock (&self->lock);
  wrtc_rtp_session_handle_leave (self->core, gst_wrtc_rtp_session_now ());
  g_mutex_unlock (&self->lock);
  gst_wrtc_rtp_session_run (self);
}

static void
destroy_sources (gpointer data)
{
  GstWrtcRtpSession *self = data;
  GSource *wake, *timer;

  gst_wrtc_rtp_inbox_close (self->inbox);
  g_mutex_lock (&self->lock);
  wake = g_steal_pointer (&self->wake);
  timer = g_steal_pointer (&self->timer);
  wrtc_rtp_session_handle_open (self->core, gst_wrtc_rtp_session_now (), FALSE);
  g_mutex_unlock (&self->lock);
  g_source_destroy (wake);
  g_source_destroy (timer);
  g_source_unref (wake);
  g_source_unref (timer);
}

static void
remove_recv_pads (GstWrtcRtpSession * self)
{
  GstElement *element = GST_ELEMENT_CAST (self);
  g_autoptr (GPtrArray) pads =
      g_ptr_array_new_with_free_func (gst_object_unref);

  GST_OBJECT_LOCK (self);
  for (GList * l = element->srcpads; l != NULL; l = l->next) {
    if (GST_IS_WRTC_RTP_RECV_PAD (l->data))
      g_ptr_array_add (pads, gst_object_ref (l->data));
  }
  GST_OBJECT_UNLOCK (self);
  for (guint i = 0; i < pads->len; i++) {
    gst_wrtc_rtp_recv_pad_end (g_ptr_array_index (pads, i));
    gst_wrtc_rtp_recv_pad_drain (g_ptr_array_index (pads, i));
  }
}

/* The pads are inactive: nothing comes any more. */
static void
stop (GstWrtcRtpSession * self)
{
  g_autoptr (GMainContext) context =
      gst_wrtc_context_holder_ref_context (&self->holder);
  GstWrtcSerialQueue *upstream;

  gst_wrtc_context_call (context, destroy_sources, self);
  g_mutex_lock (&self->lock);
  upstream = g_steal_pointer (&self->upstream);
  self->transport_connected = FALSE;
  g_mutex_unlock (&self->lock);
  gst_wrtc_serial_queue_close (upstream, FALSE);
  gst_wrtc_serial_queue_unref (upstream);
  remove_recv_pads (self);
}

static GstStateChangeReturn
gst_wrtc_rtp_session_change_state (GstElement * element,
    GstStateChange transition)
{
  GstWrtcRtpSession *self = GST_WRTC_RTP_SESSION (element);
  GstStateChangeReturn result;

  switch (transition) {
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      start (self);
      break;
    case GST_STATE_CHANGE_PAUSED_TO_READY:{
      g_autoptr (GMainContext) context =
          gst_wrtc_context_holder_ref_context (&self->holder);
      gst_wrtc_context_call (context, say_goodbye, self);
      break;
    }
    default:
      break;
  }
  result = GST_ELEMENT_CLASS (gst_wrtc_rtp_session_parent_class)->change_state
      (element, transition);
  switch (transition) {
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      if (result == GST_STATE_CHANGE_FAILURE)
        stop (self);
      else
        result = GST_STATE_CHANGE_NO_PREROLL;
      break;
    case GST_STATE_CHANGE_PLAYING_TO_PAUSED:
      if (result != GST_STATE_CHANGE_FAILURE)
        result = GST_STATE_CHANGE_NO_PREROLL;
      break;
    case GST_STATE_CHANGE_PAUSED_TO_READY:
      stop (self);
      break;
    case GST_STATE_CHANGE_READY_TO_NULL:
      gst_wrtc_context_holder_stop (&self->holder);
      break;
    default:
      break;
  }
  return result;
}

/* === properties === */

static void
set_receive_parameters (GstWrtcRtpSession * self,
    const GstStructure * structure)
{
  GstWrtcRtpReceiveParameters *parameters = NULL, *old;
  const gchar *reason = NULL;

  if (structure != NULL) {
    parameters = gst_wrtc_rtp_receive_parameters_parse (structure, &reason);
    if (parameters == NULL) {
      GST_WARNING_OBJECT (self, "refused receive-parameters with a wrong %s: %"
          GST_PTR_FORMAT, reason, structure);
      return;
    }
  }
  g_mutex_lock (&self->lock);
  old = self->receive;
  self->receive = parameters;
  g_clear_pointer (&self->receive_structure, gst_structure_free);
  if (structure != NULL)
    self->receive_structure = gst_structure_copy (structure);
  configure_receive_locked (self);
  gst_wrtc_rtp_session_unlock_and_settle (self);
  g_clear_pointer (&old, gst_wrtc_rtp_receive_parameters_free);
}

static void
set_cname (GstWrtcRtpSession * self, const GValue * value)
{
  const gchar *cname = g_value_get_string (value);

  g_mutex_lock (&self->lock);
  g_free (self->cname);
  self->cname = cname != NULL && *cname != 0 && strlen (cname) <= 255 ?
      g_strdup (cname) : make_cname ();
  g_mutex_unlock (&self->lock);
}

static void
gst_wrtc_rtp_session_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstWrtcRtpSession *self = GST_WRTC_RTP_SESSION (object);

  switch (id) {
    case PROP_MAIN_CONTEXT:
      gst_wrtc_context_holder_set_property (&self->holder, value);
      break;
    case PROP_CNAME:
      set_cname (self, value);
      break;
    case PROP_RECEIVE_PARAMETERS:
      set_receive_parameters (self, g_value_get_boxed (value));
      break;
    case PROP_REQUIRE_DTLS:
      g_mutex_lock (&self->lock);
      self->require_dtls = g_value_get_boolean (value);
      g_mutex_unlock (&self->lock);
      gst_wrtc_rtp_session_open_or_close (self);
      break;
    case PROP_RTCP_REDUCED_SIZE:
      g_mutex_lock (&self->lock);
      self->reduced_size = g_value_get_boolean (value);
      wrtc_rtp_session_set_reduced_size (self->core, self->reduced_size);
      g_mutex_unlock (&self->lock);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
gst_wrtc_rtp_session_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstWrtcRtpSession *self = GST_WRTC_RTP_SESSION (object);

  if (id == PROP_STATS) {
    g_value_take_boxed (value, gst_wrtc_rtp_session_create_stats (self));
    return;
  }
  if (id == PROP_MAIN_CONTEXT) {
    gst_wrtc_context_holder_get_property (&self->holder, value);
    return;
  }
  g_mutex_lock (&self->lock);
  switch (id) {
    case PROP_CNAME:
      g_value_set_string (value, self->cname);
      break;
    case PROP_RECEIVE_PARAMETERS:
      g_value_set_boxed (value, self->receive_structure);
      break;
    case PROP_REQUIRE_DTLS:
      g_value_set_boolean (value, self->require_dtls);
      break;
    case PROP_RTCP_REDUCED_SIZE:
      g_value_set_boolean (value, self->reduced_size);
      break;
    case PROP_REASON:
      /* Nothing that a peer or a network does makes this element fail. */
      g_value_set_string (value, NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  g_mutex_unlock (&self->lock);
}

static void
gst_wrtc_rtp_session_finalize (GObject * object)
{
  GstWrtcRtpSession *self = GST_WRTC_RTP_SESSION (object);

  drop_core_locked (self);
  g_ptr_array_unref (self->send_pads);
  g_clear_pointer (&self->receive, gst_wrtc_rtp_receive_parameters_free);
  g_clear_pointer (&self->receive_structure, gst_structure_free);
  g_free (self->cname);
  gst_wrtc_rtp_inbox_free (self->inbox);
  gst_wrtc_context_holder_clear (&self->holder);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (gst_wrtc_rtp_session_parent_class)->finalize (object);
}

static void
gst_wrtc_rtp_session_init (GstWrtcRtpSession * self)
{
  g_mutex_init (&self->lock);
  gst_wrtc_context_holder_init (&self->holder);
  self->inbox = gst_wrtc_rtp_inbox_new ();
  self->send_pads = g_ptr_array_new ();
  self->require_dtls = DEFAULT_REQUIRE_DTLS;
  self->reduced_size = DEFAULT_REDUCED_SIZE;
  self->stream_id = g_random_int ();
  self->cname = make_cname ();
  self->core = new_core_locked (self);

  self->net_sink = gst_pad_new_from_static_template (&net_sink_template,
      "net_sink");
  self->net_src = gst_pad_new_from_static_template (&net_src_template,
      "net_src");
  gst_wrtc_rtp_session_set_up_net_pads (self);
  gst_element_add_pad (GST_ELEMENT_CAST (self), self->net_sink);
  gst_element_add_pad (GST_ELEMENT_CAST (self), self->net_src);
}

static void
install_properties (GObjectClass * object_class)
{
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  const GParamFlags ro = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  properties[PROP_MAIN_CONTEXT] = gst_wrtc_context_holder_new_param_spec ();
  /**
   * GstWrtcRtpSession:cname:
   *
   * The CNAME of what is sent (RFC 3550 6.5.1), 1 to 255 bytes; random if it
   * is not set (RFC 7022). A change takes effect at READY→PAUSED.
   */
  properties[PROP_CNAME] = g_param_spec_string ("cname", "CNAME",
      "CNAME of what is sent (NULL: random)", NULL,
      rw | GST_PARAM_MUTABLE_READY);
  /**
   * GstWrtcRtpSession:receive-parameters:
   *
   * What may be received, as a `wrtc-rtp-receive-parameters` structure (see
   * docs/element-contracts.md). NULL: nothing. May change at any time and from
   * any thread; pads of streams that end by it go.
   */
  properties[PROP_RECEIVE_PARAMETERS] =
      g_param_spec_boxed ("receive-parameters", "Receive parameters",
      "What may be received (NULL: nothing)", GST_TYPE_STRUCTURE,
      rw | GST_PARAM_MUTABLE_PLAYING);
  /**
   * GstWrtcRtpSession:require-dtls:
   *
   * Whether media and RTCP wait for a `wrtc-dtls-state` event on net_sink that
   * says connected. FALSE is for plain RTP, without wrtcdtlssrtp: nothing is
   * encrypted or authenticated then.
   */
  properties[PROP_REQUIRE_DTLS] = g_param_spec_boolean ("require-dtls",
      "Require DTLS", "Pass nothing before DTLS is connected",
      DEFAULT_REQUIRE_DTLS, rw | GST_PARAM_MUTABLE_PLAYING);
  /**
   * GstWrtcRtpSession:rtcp-reduced-size:
   *
   * Whether the peer takes feedback without a report before it (RFC 5506,
   * `a=rtcp-rsize`). What comes in may be so in any case.
   */
  properties[PROP_RTCP_REDUCED_SIZE] =
      g_param_spec_boolean ("rtcp-reduced-size", "Reduced-size RTCP",
      "Send feedback without a report before it (RFC 5506)",
      DEFAULT_REDUCED_SIZE, rw | GST_PARAM_MUTABLE_PLAYING);
  /**
   * GstWrtcRtpSession:reason:
   *
   * Why the session failed: always NULL, as nothing can make it.
   */
  properties[PROP_REASON] = g_param_spec_string ("reason", "Reason",
      "Why it failed (NULL: it did not)", NULL, ro);
  /**
   * GstWrtcRtpSession:stats:
   *
   * A snapshot in the words of W3C webrtc-stats (see docs/wrtcrtpsession.md).
   */
  properties[PROP_STATS] = g_param_spec_boxed ("stats", "Statistics",
      "What was sent, received and dropped", GST_TYPE_STRUCTURE, ro);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
gst_wrtc_rtp_session_class_init (GstWrtcRtpSessionClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = gst_wrtc_rtp_session_set_property;
  object_class->get_property = gst_wrtc_rtp_session_get_property;
  object_class->finalize = gst_wrtc_rtp_session_finalize;
  install_properties (object_class);

  element_class->change_state = gst_wrtc_rtp_session_change_state;
  element_class->request_new_pad = gst_wrtc_rtp_session_request_new_pad;
  element_class->release_pad = gst_wrtc_rtp_session_release_pad;
  gst_element_class_add_static_pad_template_with_gtype (element_class,
      &send_sink_template, GST_TYPE_WRTC_RTP_SEND_PAD);
  gst_element_class_add_static_pad_template_with_gtype (element_class,
      &recv_src_template, GST_TYPE_WRTC_RTP_RECV_PAD);
  gst_element_class_add_static_pad_template (element_class, &net_sink_template);
  gst_element_class_add_static_pad_template (element_class, &net_src_template);
  gst_element_class_set_static_metadata (element_class,
      "WebRTC RTP session", "Filter/Network/RTP",
      "RTP and RTCP of one WebRTC transport", "the gst-wrtc authors");
  gst_type_mark_as_plugin_api (GST_TYPE_WRTC_RTP_SEND_PAD, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_WRTC_RTP_RECV_PAD, 0);
}
