/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/**
 * SECTION:element-wrtcbin
 * @title: wrtcbin
 *
 * One peer connection (W3C RTCPeerConnection), with the API of webrtcbin:
 * request a `sink_%u` pad for each track to send, exchange offer, answer and
 * candidates with the other side, get a `src_%u` pad for each track received.
 *
 * ## Example
 * |[
 * gst-launch-1.0 videotestsrc is-live=true ! vp8enc deadline=1 ! rtpvp8pay ! wrtcbin name=peer
 * ]|
 * It sends nothing by itself: descriptions have to be exchanged (docs/wrtcbin.md
 * has a program that does it).
 *
 * Since: 0.1
 */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>

#include "codeccaps.h"
#include "gstwrtcbin-private.h"
#include "rtpbinface.h"

GST_DEBUG_CATEGORY (gst_wrtc_bin_debug);
#define GST_CAT_DEFAULT gst_wrtc_bin_debug

#define DEFAULT_LATENCY_MS 200
#define DEFAULT_BUNDLE_POLICY GST_WEBRTC_BUNDLE_POLICY_BALANCED

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink_%u",
    GST_PAD_SINK, GST_PAD_REQUEST, GST_STATIC_CAPS ("application/x-rtp"));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src_%u",
    GST_PAD_SRC, GST_PAD_SOMETIMES, GST_STATIC_CAPS ("application/x-rtp"));

enum
{
  PROP_0,
  PROP_CONNECTION_STATE,
  PROP_SIGNALING_STATE,
  PROP_ICE_GATHERING_STATE,
  PROP_ICE_CONNECTION_STATE,
  PROP_LOCAL_DESCRIPTION,
  PROP_CURRENT_LOCAL_DESCRIPTION,
  PROP_PENDING_LOCAL_DESCRIPTION,
  PROP_REMOTE_DESCRIPTION,
  PROP_CURRENT_REMOTE_DESCRIPTION,
  PROP_PENDING_REMOTE_DESCRIPTION,
  PROP_STUN_SERVER,
  PROP_TURN_SERVER,
  PROP_HTTP_PROXY,
  PROP_BUNDLE_POLICY,
  PROP_ICE_TRANSPORT_POLICY,
  PROP_ICE_AGENT,
  PROP_LATENCY,
  PROP_SCTP_TRANSPORT,
  PROP_REASON,
};

guint gst_wrtc_bin_signals[GST_WRTC_BIN_N_SIGNALS];

G_DEFINE_TYPE (GstWrtcBin, gst_wrtc_bin, GST_TYPE_BIN);
GST_ELEMENT_REGISTER_DEFINE (wrtcbin, "wrtcbin", GST_RANK_NONE,
    GST_TYPE_WRTC_BIN);

/* Callbacks of the topology: on the session context. */

static void
on_candidate (GstWrtcTransport * transport, const gchar * line, gpointer bin)
{
  gst_wrtc_bin_add_local_candidate (bin, transport, line);
}

static void
on_transport_changed (GstWrtcTransport * transport, gpointer object,
    const gchar * property, gpointer bin)
{
  if (property) {
    gst_wrtc_bin_notify (bin, object, property);
    gst_wrtc_bin_update_states (bin);
  } else {
    gst_wrtc_bin_tell_selected_pair (bin, object);
  }
}

static void
on_transport_failed (GstWrtcTransport * transport, const gchar * reason,
    gpointer bin)
{
  GstWrtcBin *self = bin;
  gboolean first;

  g_mutex_lock (&self->lock);
  first = self->open && self->reason == NULL;
  if (first)
    self->reason = g_strdup (reason);
  g_mutex_unlock (&self->lock);
  GST_INFO_OBJECT (self, "transport failed: %s", reason);
  if (first)
    gst_wrtc_bin_notify (self, self, "reason");
}

static void
on_recv_pad_added (GstWrtcTransport * transport, GstPad * pad, gpointer bin)
{
  gst_wrtc_playout_add (GST_WRTC_BIN (bin)->playout, pad);
}

static void
on_recv_pad_removed (GstWrtcTransport * transport, GstPad * pad, gpointer bin)
{
  gst_wrtc_playout_remove (GST_WRTC_BIN (bin)->playout, pad);
}

static void
run_apply_again (GstWrtcBin * self, gpointer data)
{
  gst_wrtc_bin_apply_plan (self);
}

static void
on_apply_again (gpointer bin)
{
  gst_wrtc_bin_push_operation (bin, run_apply_again, NULL, NULL);
}

static const GstWrtcTopologyCallbacks topology_callbacks = {
  {on_candidate, on_transport_changed, on_transport_failed, on_recv_pad_added,
      on_recv_pad_removed},
  on_apply_again
};

/* Callbacks of the playout */

static GstWebRTCRTPTransceiver *
find_transceiver (gpointer bin, guint mline)
{
  GstWrtcBin *self = bin;
  GstWrtcTransceiver *found;
  GstWebRTCRTPTransceiver *object = NULL;

  g_mutex_lock (&self->lock);
  found = gst_wrtc_bin_find_mline_transceiver_locked (self, mline);
  if (found)
    object = gst_object_ref (found->object);
  g_mutex_unlock (&self->lock);
  return object;
}

static void
on_new_jitterbuffer (gpointer bin, GstElement * jitterbuffer, guint ssrc)
{
  GstElement *face = gst_bin_get_by_name (bin, "rtpbin");

  if (!face)
    return;
  if (GST_IS_WRTC_RTP_BIN_FACE (face))
    gst_wrtc_rtp_bin_face_tell_jitterbuffer (GST_WRTC_RTP_BIN_FACE (face),
        jitterbuffer, 0, ssrc);
  gst_object_unref (face);
}

static const GstWrtcPlayoutCallbacks playout_callbacks = {
  find_transceiver, on_new_jitterbuffer
};

/* Callbacks of the child named rtpbin */

static guint
get_latency (gpointer bin)
{
  GstWrtcBin *self = bin;
  guint latency_ms;

  g_mutex_lock (&self->lock);
  latency_ms = self->latency_ms;
  g_mutex_unlock (&self->lock);
  return latency_ms;
}

static void
set_latency (gpointer bin, guint latency_ms)
{
  GstWrtcBin *self = bin;

  g_mutex_lock (&self->lock);
  self->latency_ms = latency_ms;
  g_mutex_unlock (&self->lock);
  gst_wrtc_playout_set_latency (self->playout, latency_ms);
}

static GstElement *
get_rtp_session (gpointer bin, guint session)
{
  GPtrArray *list = gst_wrtc_topology_list (GST_WRTC_BIN (bin)->topology);
  GstElement *element = NULL;

  if (session < list->len)
    element = gst_object_ref (((GstWrtcTransport *)
            g_ptr_array_index (list, session))->rtp);
  g_ptr_array_unref (list);
  return element;
}

static const GstWrtcRtpBinFaceCallbacks face_callbacks = {
  get_latency, set_latency, get_rtp_session
};

/* Notifications */

typedef struct
{
  gpointer object;
  const gchar *property;
} PropertyChange;

static void
tell_property (gpointer bin, gpointer data)
{
  PropertyChange *change = data;

  g_object_notify (change->object ? change->object : bin, change->property);
}

static void
property_change_free (gpointer data)
{
  PropertyChange *change = data;

  g_clear_object (&change->object);
  g_free (change);
}

void
gst_wrtc_bin_notify (GstWrtcBin * self, gpointer object, const gchar * property)
{
  PropertyChange *change = g_new0 (PropertyChange, 1);

  /* The bin itself is not kept alive. */
  if (object != self)
    change->object = g_object_ref (object);
  change->property = property;
  gst_wrtc_notifier_push_object (self->notifier, self, tell_property, change,
      property_change_free);
}

static void
tell_selected_pair (gpointer bin, gpointer transport)
{
  gst_webrtc_ice_transport_selected_pair_change (transport);
}

void
gst_wrtc_bin_tell_selected_pair (GstWrtcBin * self, gpointer transport)
{
  gst_wrtc_notifier_push_object (self->notifier, self, tell_selected_pair,
      gst_object_ref (transport), gst_object_unref);
}

static gboolean
is_open (GstWrtcBin * self)
{
  gboolean open;

  g_mutex_lock (&self->lock);
  open = self->open;
  g_mutex_unlock (&self->lock);
  return open;
}

/* Messages of children come from loops: the application's handlers do not run
 * there. What children post when they are taken down is told to nobody: GStreamer
 * lets nothing be posted by what may have left its pipeline. */
static void
tell_message (gpointer bin, gpointer message)
{
  GST_BIN_CLASS (gst_wrtc_bin_parent_class)->handle_message (bin,
      gst_message_ref (message));
}

static void
release_message (gpointer message)
{
  gst_message_unref (message);
}

static void
handle_message (GstBin * bin, GstMessage * message)
{
  GstWrtcBin *self = GST_WRTC_BIN (bin);

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_STATE_CHANGED:
    case GST_MESSAGE_ELEMENT:
    case GST_MESSAGE_ERROR:
    case GST_MESSAGE_WARNING:
    case GST_MESSAGE_INFO:
      if (is_open (self))
        gst_wrtc_notifier_push_object (self->notifier, self, tell_message,
            message, release_message);
      else
        gst_message_unref (message);
      break;
    default:
      GST_BIN_CLASS (gst_wrtc_bin_parent_class)->handle_message (bin, message);
      break;
  }
}

/* Sink pads */

static void
post_end_of_stream (GstWrtcBin * self)
{
  gboolean all = FALSE;
  guint i;

  g_mutex_lock (&self->lock);
  for (i = 0; i < self->transceivers->len; i++) {
    GstWrtcTransceiver *one = g_ptr_array_index (self->transceivers, i);

    if (!one->pad)
      continue;
    all = gst_wrtc_bin_sink_pad_is_eos (one->pad);
    if (!all)
      break;
  }
  g_mutex_unlock (&self->lock);
  if (all)
    gst_element_post_message (GST_ELEMENT (self),
        gst_message_new_eos (GST_OBJECT (self)));
}

static void
on_sink_changed (GstObject * bin, GstWrtcBinSinkPad * pad)
{
  if (gst_wrtc_bin_sink_pad_is_eos (pad))
    post_end_of_stream (GST_WRTC_BIN (bin));
  gst_wrtc_bin_queue_negotiation_check (GST_WRTC_BIN (bin));
}

static const GstWrtcBinSinkPadCallbacks sink_pad_callbacks = {
  on_sink_changed
};

/* "sink_3": 3; NULL or the template's name: -1 */
static gint
parse_pad_number (const gchar * name)
{
  guint number;
  gchar after;

  if (!name || sscanf (name, "sink_%u%c", &number, &after) != 1
      || number > G_MAXINT)
    return -1;
  return number;
}

/* docs/webrtcbin-compat.md 3. NULL: the pad is refused. @made: it is new. */
static GstWrtcTransceiver *
choose_transceiver_locked (GstWrtcBin * self, gint mline, GstCaps * caps,
    gboolean * made)
{
  GstWrtcTransceiver *found = NULL;

  if (mline >= 0) {
    found = gst_wrtc_bin_find_mline_transceiver_locked (self, mline);
    if (found && !gst_wrtc_transceiver_accepts (found, caps))
      return NULL;
  } else {
    found = gst_wrtc_bin_find_free_transceiver_locked (self, caps);
  }
  *made = found == NULL;
  if (!found)
    found = gst_wrtc_bin_add_transceiver_locked (self,
        gst_wrtc_caps_get_kind (caps),
        GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDRECV, mline);
  return found;
}

static gboolean
pad_name_is_free (GstWrtcBin * self, const gchar * name)
{
  GstPad *pad = gst_element_get_static_pad (GST_ELEMENT (self), name);

  if (!pad)
    return TRUE;
  gst_object_unref (pad);
  return FALSE;
}

static gchar *
choose_pad_name (GstWrtcBin * self, gint mline)
{
  gchar *name = NULL;

  if (mline >= 0)
    return g_strdup_printf ("sink_%d", mline);
  do {
    guint number;

    g_free (name);
    g_mutex_lock (&self->lock);
    number = self->next_pad++;
    g_mutex_unlock (&self->lock);
    name = g_strdup_printf ("sink_%u", number);
  } while (!pad_name_is_free (self, name));
  return name;
}

static GstPad *
request_new_pad (GstElement * element, GstPadTemplate * template,
    const gchar * name, const GstCaps * caps)
{
  GstWrtcBin *self = GST_WRTC_BIN (element);
  gint mline = parse_pad_number (name);
  GstWrtcTransceiver *transceiver;
  GstWebRTCRTPTransceiver *object;
  gboolean made = FALSE;
  GstPad *pad = NULL;
  gchar *pad_name = choose_pad_name (self, mline);

  if (!pad_name_is_free (self, pad_name)) {
    g_free (pad_name);
    return NULL;
  }
  g_mutex_lock (&self->lock);
  transceiver = choose_transceiver_locked (self, mline, (GstCaps *) caps,
      &made);
  if (transceiver) {
    object = gst_object_ref (transceiver->object);
    pad = GST_PAD (gst_wrtc_bin_sink_pad_new (pad_name, template, object,
            &sink_pad_callbacks));
    transceiver->pad = gst_object_ref_sink (pad);
  }
  g_mutex_unlock (&self->lock);
  g_free (pad_name);
  if (!pad)
    return NULL;
  if (made)
    gst_wrtc_bin_announce_transceiver (self, object);
  gst_object_unref (object);
  gst_pad_set_active (pad, TRUE);
  gst_element_add_pad (element, pad);
  gst_wrtc_bin_queue_negotiation_check (self);
  return pad;
}

static void
release_pad (GstElement * element, GstPad * pad)
{
  GstWrtcBin *self = GST_WRTC_BIN (element);
  GstWrtcTransceiver *transceiver;
  GstWrtcBinSinkPad *held = NULL;

  gst_object_ref (pad);
  g_mutex_lock (&self->lock);
  transceiver = gst_wrtc_bin_find_pad_transceiver_locked (self, pad);
  if (transceiver)
    held = g_steal_pointer (&transceiver->pad);
  g_mutex_unlock (&self->lock);
  gst_wrtc_topology_disconnect (self->topology, GST_WRTC_BIN_SINK_PAD (pad));
  gst_pad_set_active (pad, FALSE);
  gst_element_remove_pad (element, pad);
  gst_clear_object (&held);
  gst_object_unref (pad);
  gst_wrtc_bin_queue_negotiation_check (self);
}

/* Opening and closing */

static gboolean
open_session (GstWrtcBin * self)
{
  GMainContext *context = gst_wrtc_network_loops_acquire_context ();
  static const GstWrtcSessionStates fresh = { 0, 0, 0 };

  g_mutex_lock (&self->lock);
  self->context = context;
  self->open = TRUE;
  if (self->was_open)
    gst_wrtc_bin_renew_jsep_locked (self);
  self->was_open = TRUE;
  self->negotiation_needed = FALSE;
  self->states = self->next_states = fresh;
  g_clear_pointer (&self->reason, g_free);
  self->operations = gst_wrtc_serial_queue_new ("operations");
  g_mutex_unlock (&self->lock);
  gst_wrtc_playout_open (self->playout);
  if (gst_wrtc_topology_open (self->topology, context, self->cname)) {
    gst_wrtc_bin_queue_negotiation_check (self);
    return TRUE;
  }
  gst_wrtc_bin_close (self);
  return FALSE;
}

/* What is left of a closed session. Not on an operation or the context. */
static void
release_session (GstWrtcBin * self)
{
  GMainContext *context;

  gst_wrtc_topology_close (self->topology);
  gst_wrtc_playout_close (self->playout);
  gst_wrtc_bin_close_channels (self);
  g_mutex_lock (&self->lock);
  context = self->open ? NULL : g_steal_pointer (&self->context);
  g_mutex_unlock (&self->lock);
  if (context)
    gst_wrtc_network_loops_release_context (context);
}

static void
tell_release (gpointer bin, gpointer data)
{
  if (!is_open (bin))
    release_session (bin);
}

/* No operation runs when it returns (unless it was called by one), and the
 * states read closed. */
static void
end_session (GstWrtcBin * self)
{
  GstWrtcSerialQueue *operations;

  g_mutex_lock (&self->lock);
  operations = g_steal_pointer (&self->operations);
  if (self->open) {
    self->open = FALSE;
    wrtc_jsep_close (self->jsep);
    self->states.ice_connection = GST_WEBRTC_ICE_CONNECTION_STATE_CLOSED;
    self->states.connection = GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED;
  }
  g_mutex_unlock (&self->lock);
  if (!operations)
    return;
  gst_wrtc_notifier_interrupt (self->notifier);
  gst_wrtc_serial_queue_close (operations, TRUE);
  gst_wrtc_serial_queue_unref (operations);
}

void
gst_wrtc_bin_close (GstWrtcBin * self)
{
  end_session (self);
  gst_wrtc_notifier_push_object (self->notifier, self, tell_release, NULL,
      NULL);
}

/* A session is made after GstBin's part of NULL->READY, and ended before its
 * part of PAUSED->READY: there it forgets which links it is not to follow
 * (transport.c). */
static GstStateChangeReturn
change_state (GstElement * element, GstStateChange transition)
{
  GstWrtcBin *self = GST_WRTC_BIN (element);
  gboolean ends = transition == GST_STATE_CHANGE_PAUSED_TO_READY
      || transition == GST_STATE_CHANGE_READY_TO_NULL;
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED && !is_open (self)
      && !open_session (self))
    return GST_STATE_CHANGE_FAILURE;
  if (ends) {
    end_session (self);
    gst_wrtc_notifier_settle (self->notifier, TRUE);
    release_session (self);
  }
  ret = GST_ELEMENT_CLASS (gst_wrtc_bin_parent_class)->change_state (element,
      transition);
  if (ends)
    gst_wrtc_notifier_settle (self->notifier, FALSE);
  if (transition == GST_STATE_CHANGE_NULL_TO_READY
      && ret != GST_STATE_CHANGE_FAILURE && !open_session (self)) {
    GST_ELEMENT_CLASS (gst_wrtc_bin_parent_class)->change_state (element,
        GST_STATE_CHANGE_READY_TO_NULL);
    return GST_STATE_CHANGE_FAILURE;
  }
  /* Live, also with nothing received yet. */
  if (ret == GST_STATE_CHANGE_SUCCESS
      && (transition == GST_STATE_CHANGE_READY_TO_PAUSED
          || transition == GST_STATE_CHANGE_PLAYING_TO_PAUSED))
    ret = GST_STATE_CHANGE_NO_PREROLL;
  return ret;
}

/* Properties */

static void
get_state_property (GstWrtcBin * self, guint id, GValue * value)
{
  g_mutex_lock (&self->lock);
  if (id == PROP_CONNECTION_STATE)
    g_value_set_enum (value, self->states.connection);
  else if (id == PROP_ICE_GATHERING_STATE)
    g_value_set_enum (value, self->states.ice_gathering);
  else if (id == PROP_ICE_CONNECTION_STATE)
    g_value_set_enum (value, self->states.ice_connection);
  else
    g_value_set_enum (value, (gint) wrtc_jsep_get_signaling_state (self->jsep));
  g_mutex_unlock (&self->lock);
}

static void
get_description_property (GstWrtcBin * self, guint id, GValue * value)
{
  guint n = id - PROP_LOCAL_DESCRIPTION;
  static const WrtcJsepWhich which[] = { WRTC_JSEP_LATEST, WRTC_JSEP_CURRENT,
    WRTC_JSEP_PENDING
  };

  g_value_take_boxed (value, gst_wrtc_bin_dup_description (self,
          n < 3 ? WRTC_JSEP_LOCAL : WRTC_JSEP_REMOTE, which[n % 3]));
}

static void
get_property (GObject * object, guint id, GValue * value, GParamSpec * pspec)
{
  GstWrtcBin *self = GST_WRTC_BIN (object);

  if (id <= PROP_ICE_CONNECTION_STATE) {
    get_state_property (self, id, value);
    return;
  }
  if (id <= PROP_PENDING_REMOTE_DESCRIPTION) {
    get_description_property (self, id, value);
    return;
  }
  g_mutex_lock (&self->lock);
  switch (id) {
    case PROP_STUN_SERVER:
      g_value_set_string (value, self->configuration.stun_server);
      break;
    case PROP_TURN_SERVER:
      g_value_set_string (value, self->configuration.turn_server);
      break;
    case PROP_HTTP_PROXY:
      g_value_set_string (value, self->configuration.http_proxy);
      break;
    case PROP_BUNDLE_POLICY:
      g_value_set_enum (value, self->bundle_policy);
      break;
    case PROP_ICE_TRANSPORT_POLICY:
      g_value_set_enum (value, self->configuration.policy);
      break;
    case PROP_ICE_AGENT:
      g_value_set_object (value, self->configuration.agent);
      break;
    case PROP_LATENCY:
      g_value_set_uint (value, self->latency_ms);
      break;
    case PROP_SCTP_TRANSPORT:
      g_value_set_object (value, self->sctp);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  g_mutex_unlock (&self->lock);
}

static gboolean
set_bundle_policy_locked (GstWrtcBin * self, GstWebRTCBundlePolicy policy)
{
  if (!wrtc_jsep_set_bundle_policy (self->jsep, (WrtcBundlePolicy) policy))
    return FALSE;
  self->bundle_policy = policy;
  return TRUE;
}

/* FALSE: the value was refused. */
static gboolean
set_configuration_locked (GstWrtcBin * self, guint id, const GValue * value)
{
  GstWrtcConfiguration *configuration = &self->configuration;

  switch (id) {
    case PROP_STUN_SERVER:
      return gst_wrtc_configuration_set_stun_server (configuration,
          g_value_get_string (value));
    case PROP_TURN_SERVER:
      return gst_wrtc_configuration_set_turn_server (configuration,
          g_value_get_string (value));
    case PROP_HTTP_PROXY:
      g_free (configuration->http_proxy);
      configuration->http_proxy = g_value_dup_string (value);
      return TRUE;
    case PROP_BUNDLE_POLICY:
      return set_bundle_policy_locked (self, g_value_get_enum (value));
    case PROP_ICE_TRANSPORT_POLICY:
      configuration->policy = g_value_get_enum (value);
      return TRUE;
    case PROP_ICE_AGENT:
      configuration->agent = g_value_dup_object (value);
      return TRUE;
    default:
      return FALSE;
  }
}

static void
set_property (GObject * object, guint id, const GValue * value,
    GParamSpec * pspec)
{
  GstWrtcBin *self = GST_WRTC_BIN (object);
  gboolean set;

  if (id == PROP_LATENCY) {
    set_latency (self, g_value_get_uint (value));
    return;
  }
  g_mutex_lock (&self->lock);
  set = set_configuration_locked (self, id, value);
  g_mutex_unlock (&self->lock);
  if (!set)
    GST_WARNING_OBJECT (self, "value for %s is not valid, or comes too late",
        pspec->name);
}

static void
constructed (GObject * object)
{
  GstWrtcBin *self = GST_WRTC_BIN (object);

  G_OBJECT_CLASS (gst_wrtc_bin_parent_class)->constructed (object);
  if (!self->configuration.agent)
    self->configuration.agent = gst_wrtc_ice_agent_new ();
}

static void
finalize (GObject * object)
{
  GstWrtcBin *self = GST_WRTC_BIN (object);

  gst_wrtc_topology_free (self->topology);
  gst_wrtc_playout_free (self->playout);
  gst_wrtc_notifier_unref (self->notifier);
  g_ptr_array_unref (self->transceivers);
  g_ptr_array_unref (self->channels);
  gst_clear_object (&self->sctp);
  gst_wrtc_configuration_clear (&self->configuration);
  wrtc_jsep_free (self->jsep);
  g_free (self->cname);
  g_free (self->reason);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (gst_wrtc_bin_parent_class)->finalize (object);
}

#define RO (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)
#define RW (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS)

static void
install_enum (GObjectClass * klass, guint id, const gchar * name,
    const gchar * blurb, GType type, gint value, GParamFlags flags)
{
  g_object_class_install_property (klass, id,
      g_param_spec_enum (name, name, blurb, type, value, flags));
}

static void
install_description (GObjectClass * klass, guint id, const gchar * name,
    const gchar * blurb)
{
  g_object_class_install_property (klass, id, g_param_spec_boxed (name, name,
          blurb, GST_TYPE_WEBRTC_SESSION_DESCRIPTION, RO));
}

static void
install_string (GObjectClass * klass, guint id, const gchar * name,
    const gchar * blurb, GParamFlags flags)
{
  g_object_class_install_property (klass, id, g_param_spec_string (name, name,
          blurb, NULL, flags));
}

static void
install_state_properties (GObjectClass * klass)
{
  install_enum (klass, PROP_CONNECTION_STATE, "connection-state",
      "State of all transports (W3C RTCPeerConnectionState)",
      GST_TYPE_WEBRTC_PEER_CONNECTION_STATE,
      GST_WEBRTC_PEER_CONNECTION_STATE_NEW, RO);
  install_enum (klass, PROP_SIGNALING_STATE, "signaling-state",
      "Which descriptions are pending (W3C RTCSignalingState)",
      GST_TYPE_WEBRTC_SIGNALING_STATE, GST_WEBRTC_SIGNALING_STATE_STABLE, RO);
  install_enum (klass, PROP_ICE_GATHERING_STATE, "ice-gathering-state",
      "State of gathering local candidates",
      GST_TYPE_WEBRTC_ICE_GATHERING_STATE,
      GST_WEBRTC_ICE_GATHERING_STATE_NEW, RO);
  install_enum (klass, PROP_ICE_CONNECTION_STATE, "ice-connection-state",
      "State of all ICE transports", GST_TYPE_WEBRTC_ICE_CONNECTION_STATE,
      GST_WEBRTC_ICE_CONNECTION_STATE_NEW, RO);
  install_string (klass, PROP_REASON, "reason",
      "Why the connection failed or was closed by the peer, else NULL", RO);
  install_description (klass, PROP_LOCAL_DESCRIPTION, "local-description",
      "Pending local description, else the current one, with candidates");
  install_description (klass, PROP_CURRENT_LOCAL_DESCRIPTION,
      "current-local-description", "Local description last negotiated");
  install_description (klass, PROP_PENDING_LOCAL_DESCRIPTION,
      "pending-local-description", "Local description being negotiated");
  install_description (klass, PROP_REMOTE_DESCRIPTION, "remote-description",
      "Pending remote description, else the current one, with candidates");
  install_description (klass, PROP_CURRENT_REMOTE_DESCRIPTION,
      "current-remote-description", "Remote description last negotiated");
  install_description (klass, PROP_PENDING_REMOTE_DESCRIPTION,
      "pending-remote-description", "Remote description being negotiated");
}

static void
install_configuration_properties (GObjectClass * klass)
{
  install_string (klass, PROP_STUN_SERVER, "stun-server",
      "STUN server, stun://host:port; takes effect at the next gathering", RW);
  install_string (klass, PROP_TURN_SERVER, "turn-server",
      "TURN server, turn(s)://user:password@host:port; takes effect at the "
      "next gathering; add-turn-server adds more", RW);
  install_string (klass, PROP_HTTP_PROXY, "http-proxy",
      "HTTP proxy for TURN over TCP; kept, not used by wrtcice yet", RW);
  install_enum (klass, PROP_BUNDLE_POLICY, "bundle-policy",
      "Which m-lines share a transport; before the first description",
      GST_TYPE_WEBRTC_BUNDLE_POLICY, DEFAULT_BUNDLE_POLICY, RW);
  install_enum (klass, PROP_ICE_TRANSPORT_POLICY, "ice-transport-policy",
      "Which candidates to use", GST_TYPE_WEBRTC_ICE_TRANSPORT_POLICY,
      GST_WEBRTC_ICE_TRANSPORT_POLICY_ALL, RW);
  g_object_class_install_property (klass, PROP_ICE_AGENT,
      g_param_spec_object ("ice-agent", "ice-agent",
          "Ports, addresses and protocols of ICE", GST_TYPE_WEBRTC_ICE,
          RW | G_PARAM_CONSTRUCT_ONLY));
  g_object_class_install_property (klass, PROP_LATENCY,
      g_param_spec_uint ("latency", "latency",
          "Depth of the jitterbuffers in ms", 0, G_MAXUINT,
          DEFAULT_LATENCY_MS, RW));
  g_object_class_install_property (klass, PROP_SCTP_TRANSPORT,
      g_param_spec_object ("sctp-transport", "sctp-transport",
          "Transport of the data channels, NULL while none is negotiated",
          GST_TYPE_WEBRTC_SCTP_TRANSPORT, RO));
}

static void
install_signal (GType type, guint id, const gchar * name, guint n, GType first,
    GType second)
{
  gst_wrtc_bin_signals[id] = g_signal_new (name, type, G_SIGNAL_RUN_LAST, 0,
      NULL, NULL, NULL, G_TYPE_NONE, n, first, second);
}

static gboolean
first_element (GSignalInvocationHint * hint, GValue * result,
    const GValue * returned, gpointer data)
{
  g_value_copy (returned, result);
  return g_value_get_object (returned) == NULL;
}

static void
install_signals (GType type)
{
  install_signal (type, GST_WRTC_BIN_SIGNAL_ON_NEGOTIATION_NEEDED,
      "on-negotiation-needed", 0, 0, 0);
  install_signal (type, GST_WRTC_BIN_SIGNAL_ON_ICE_CANDIDATE,
      "on-ice-candidate", 2, G_TYPE_UINT, G_TYPE_STRING);
  install_signal (type, GST_WRTC_BIN_SIGNAL_ON_NEW_TRANSCEIVER,
      "on-new-transceiver", 1, GST_TYPE_WEBRTC_RTP_TRANSCEIVER, 0);
  install_signal (type, GST_WRTC_BIN_SIGNAL_ON_DATA_CHANNEL,
      "on-data-channel", 1, GST_TYPE_WEBRTC_DATA_CHANNEL, 0);
  install_signal (type, GST_WRTC_BIN_SIGNAL_PREPARE_DATA_CHANNEL,
      "prepare-data-channel", 2, GST_TYPE_WEBRTC_DATA_CHANNEL, G_TYPE_BOOLEAN);
  gst_wrtc_bin_signals[GST_WRTC_BIN_SIGNAL_REQUEST_AUX_SENDER] =
      g_signal_new ("request-aux-sender", type, G_SIGNAL_RUN_LAST, 0,
      first_element, NULL, NULL, GST_TYPE_ELEMENT, 1,
      GST_TYPE_WEBRTC_DTLS_TRANSPORT);
  gst_wrtc_bin_signals[GST_WRTC_BIN_SIGNAL_REQUEST_POST_RTP_AUX_SENDER] =
      g_signal_new ("request-post-rtp-aux-sender", type, G_SIGNAL_RUN_LAST, 0,
      first_element, NULL, NULL, GST_TYPE_ELEMENT, 1,
      GST_TYPE_WEBRTC_DTLS_TRANSPORT);
}

static void
gst_wrtc_bin_class_init (GstWrtcBinClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (gst_wrtc_bin_debug, "wrtcbin", 0,
      "WebRTC peer connection");
  object_class->get_property = get_property;
  object_class->set_property = set_property;
  object_class->constructed = constructed;
  object_class->finalize = finalize;
  element_class->change_state = change_state;
  element_class->request_new_pad = request_new_pad;
  element_class->release_pad = release_pad;
  GST_BIN_CLASS (klass)->handle_message = handle_message;

  install_state_properties (object_class);
  install_configuration_properties (object_class);
  install_signals (G_TYPE_FROM_CLASS (klass));
  gst_wrtc_bin_install_actions (element_class);

  gst_element_class_add_static_pad_template_with_gtype (element_class,
      &sink_template, GST_TYPE_WRTC_BIN_SINK_PAD);
  gst_element_class_add_static_pad_template_with_gtype (element_class,
      &src_template, GST_TYPE_WRTC_BIN_SRC_PAD);
  gst_element_class_set_static_metadata (element_class, "WebRTC peer",
      "Filter/Network/WebRTC", "A WebRTC peer connection, as webrtcbin",
      "gst-wrtc");
}

static void
gst_wrtc_bin_init (GstWrtcBin * self)
{
  g_mutex_init (&self->lock);
  self->cname = g_strdup_printf ("%08x%08x", g_random_int (), g_random_int ());
  self->notifier = gst_wrtc_notifier_new ();
  self->topology = gst_wrtc_topology_new (GST_BIN (self), self->notifier,
      &topology_callbacks);
  self->playout = gst_wrtc_playout_new (GST_BIN (self), self->notifier,
      &playout_callbacks);
  self->transceivers =
      g_ptr_array_new_with_free_func (gst_wrtc_transceiver_free);
  self->channels = g_ptr_array_new_with_free_func (g_object_unref);
  self->bundle_policy = DEFAULT_BUNDLE_POLICY;
  self->latency_ms = DEFAULT_LATENCY_MS;
  gst_wrtc_configuration_init (&self->configuration);
  gst_wrtc_bin_renew_jsep_locked (self);

  /* Both ends of the pipeline's graph, whatever children there are. */
  gst_bin_set_suppressed_flags (GST_BIN (self),
      GST_ELEMENT_FLAG_SINK | GST_ELEMENT_FLAG_SOURCE);
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SINK | GST_ELEMENT_FLAG_SOURCE);
  gst_bin_add (GST_BIN (self), gst_wrtc_rtp_bin_face_new (&face_callbacks));
}
