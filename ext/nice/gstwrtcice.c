/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/**
 * SECTION:element-wrtcice
 * @title: wrtcice
 * @short_description: ICE transport
 *
 * Finds a path to a peer (RFC 8445, trickle ICE, STUN, TURN, ICE-TCP) and
 * carries datagrams both ways while the peer consents (RFC 7675). It works alone:
 * credentials and candidates are properties and action signals.
 *
 * ## Example
 * |[
 * gst-launch-1.0 videotestsrc is-live=true ! vp8enc deadline=1 ! rtpvp8pay !
 *   capssetter caps=application/x-wrtc-datagram replace=true join=false !
 *   wrtcice role=controlling local-addresses=127.0.0.1 port-range=5001
 *   local-ufrag=sender local-pwd=sendersendersendersender
 *   remote-ufrag=receiver remote-pwd=receiverreceiverreceiver
 *   remote-candidates="candidate:1 1 UDP 2130706431 127.0.0.1 5002 typ host"
 * ]|
 * docs/wrtcice.md has the line of the receiver; tests/check/pipelines/icelaunch.c
 * runs both. The media goes in the clear: put wrtcdtlssrtp before it.
 *
 * Since: 0.1
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtciceprivate.h"

#include <gst/wrtc/gstwrtcnames.h>

#include "ice-settings.h"

GST_DEBUG_CATEGORY (wrtcice_debug);
#define GST_CAT_DEFAULT wrtcice_debug

#define MAX_COMMANDS 1024       /* that wait for the session */

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_WRTC_CAPS_DATAGRAM));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_WRTC_CAPS_DATAGRAM));

enum
{
  SIGNAL_CANDIDATE,
  SIGNAL_GATHER,
  SIGNAL_ADD_REMOTE_CANDIDATE,
  SIGNAL_ADD_TURN_SERVER,
  SIGNAL_RESTART,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_TYPE_WITH_CODE (GstWrtcIce, gst_wrtc_ice, GST_TYPE_ELEMENT,
    GST_DEBUG_CATEGORY_INIT (wrtcice_debug, "wrtcice", 0, "ICE transport"));
GST_ELEMENT_REGISTER_DEFINE (wrtcice, "wrtcice", GST_RANK_NONE,
    GST_TYPE_WRTC_ICE);

/* --- Commands --- */

static void
command_free (Command * command)
{
  g_free (command->ufrag);
  g_free (command->pwd);
  g_clear_pointer (&command->candidate, wrtc_candidate_free);
  g_clear_pointer (&command->servers, g_ptr_array_unref);
  g_free (command);
}

void
gst_wrtc_ice_push_command_locked (GstWrtcIce * self, const Command * command)
{
  Command *copy = g_memdup2 (command, sizeof *command);

  /* Only candidates can come in any number; a peer chooses how many. */
  if (command->kind == COMMAND_CANDIDATE
      && g_queue_get_length (&self->commands) >= MAX_COMMANDS) {
    self->dropped_commands++;
    command_free (copy);
    return;
  }
  g_queue_push_tail (&self->commands, copy);
  if (self->started && self->wakeup)
    gst_wrtc_wakeup_source_signal (self->wakeup);
}

void
gst_wrtc_ice_push_credentials_locked (GstWrtcIce * self)
{
  Command command = {.kind = COMMAND_CREDENTIALS };

  if (!self->remote_ufrag || !self->remote_pwd)
    return;
  command.ufrag = g_strdup (self->remote_ufrag);
  command.pwd = g_strdup (self->remote_pwd);
  gst_wrtc_ice_push_command_locked (self, &command);
}

static void
push_kind_locked (GstWrtcIce * self, CommandKind kind)
{
  Command command = {.kind = kind };

  gst_wrtc_ice_push_command_locked (self, &command);
}

static void
push_servers_locked (GstWrtcIce * self, GPtrArray * servers)
{
  Command command = {.kind = COMMAND_SERVERS,.servers = servers };

  gst_wrtc_ice_push_command_locked (self, &command);
}

static void
run_command (GstWrtcIce * self, IceSession * session, Command * command)
{
  switch (command->kind) {
    case COMMAND_GATHER:
      ice_session_gather (session);
      break;
    case COMMAND_CREDENTIALS:
      ice_session_set_remote_credentials (session, command->ufrag,
          command->pwd);
      break;
    case COMMAND_CANDIDATE:
      ice_session_add_remote_candidate (session,
          g_steal_pointer (&command->candidate));
      break;
    case COMMAND_END:
      ice_session_end_remote_candidates (session);
      break;
    case COMMAND_SERVERS:
      for (guint i = 0; i < command->servers->len; i++)
        ice_session_add_server (session,
            g_ptr_array_index (command->servers, i));
      break;
    case COMMAND_ROLE:
      ice_session_set_controlling (session, command->controlling);
      break;
    case COMMAND_RESTART:
      GST_OBJECT_LOCK (self);
      g_ptr_array_set_size (self->local_candidates, 0);
      GST_OBJECT_UNLOCK (self);
      ice_session_restart (session, command->ufrag, command->pwd,
          command->keep_remote);
      break;
  }
}

/* On the context. The session may go away in the middle: a handler of a signal
 * may stop the element. */
static void
run_commands (gpointer data)
{
  GstWrtcIce *self = data;

  while (self->session) {
    GST_OBJECT_LOCK (self);
    Command *command = g_queue_pop_head (&self->commands);
    GST_OBJECT_UNLOCK (self);
    if (!command)
      return;
    run_command (self, self->session, command);
    command_free (command);
  }
}

/* --- What the agent says: on the context, no lock held --- */

static void
begin_source_pad (GstWrtcIce * self)
{
  if (self->begun)
    return;
  self->begun = TRUE;
  g_autofree gchar *id =
      gst_pad_create_stream_id (self->srcpad, GST_ELEMENT (self), NULL);
  g_autoptr (GstCaps) caps = gst_static_pad_template_get_caps (&src_template);
  GstSegment segment;

  gst_pad_push_event (self->srcpad, gst_event_new_stream_start (id));
  gst_pad_push_event (self->srcpad, gst_event_new_caps (caps));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (self->srcpad, gst_event_new_segment (&segment));
}

static GstWebRTCICEConnectionState
to_connection_state (IceState state)
{
  static const GstWebRTCICEConnectionState states[] = {
    [ICE_STATE_NEW] = GST_WEBRTC_ICE_CONNECTION_STATE_NEW,
    [ICE_STATE_CHECKING] = GST_WEBRTC_ICE_CONNECTION_STATE_CHECKING,
    [ICE_STATE_CONNECTED] = GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED,
    [ICE_STATE_COMPLETED] = GST_WEBRTC_ICE_CONNECTION_STATE_COMPLETED,
    [ICE_STATE_DISCONNECTED] = GST_WEBRTC_ICE_CONNECTION_STATE_DISCONNECTED,
    [ICE_STATE_FAILED] = GST_WEBRTC_ICE_CONNECTION_STATE_FAILED,
    [ICE_STATE_CLOSED] = GST_WEBRTC_ICE_CONNECTION_STATE_CLOSED
  };
  return states[state];
}

static void
set_reason (GstWrtcIce * self, const gchar * reason)
{
  GST_OBJECT_LOCK (self);
  gboolean changed = g_strcmp0 (self->reason, reason) != 0;
  if (changed) {
    g_free (self->reason);
    self->reason = g_strdup (reason);
  }
  GST_OBJECT_UNLOCK (self);
  if (changed)
    gst_wrtc_ice_notify (self, PROP_REASON);
}

static void
on_state (gpointer owner, IceState state, const gchar * reason)
{
  GstWrtcIce *self = owner;

  GST_INFO_OBJECT (self, "connection: %s%s%s", ice_state_to_string (state),
      reason ? ": " : "", reason ? reason : "");
  ice_path_set_up (&self->path, state == ICE_STATE_CONNECTED ||
      state == ICE_STATE_COMPLETED || state == ICE_STATE_DISCONNECTED);
  GST_OBJECT_LOCK (self);
  self->connection_state = to_connection_state (state);
  GST_OBJECT_UNLOCK (self);
  set_reason (self, reason);
  begin_source_pad (self);
  gst_pad_push_event (self->srcpad,
      gst_wrtc_event_new_ice_state (to_connection_state (state)));
  gst_wrtc_ice_notify (self, PROP_CONNECTION_STATE);
  if (state == ICE_STATE_FAILED)
    gst_element_post_message (GST_ELEMENT (self),
        gst_message_new_element (GST_OBJECT (self),
            gst_structure_new ("wrtc-failed", "reason", G_TYPE_STRING, reason,
                NULL)));
}

static void
on_gathering (gpointer owner, IceGathering gathering)
{
  static const GstWebRTCICEGatheringState states[] = {
    [ICE_GATHERING_NEW] = GST_WEBRTC_ICE_GATHERING_STATE_NEW,
    [ICE_GATHERING_RUNNING] = GST_WEBRTC_ICE_GATHERING_STATE_GATHERING,
    [ICE_GATHERING_COMPLETE] = GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE
  };
  GstWrtcIce *self = owner;

  GST_DEBUG_OBJECT (self, "gathering: %s", ice_gathering_to_string (gathering));
  GST_OBJECT_LOCK (self);
  self->gathering_state = states[gathering];
  guint n = self->local_candidates->len;
  GST_OBJECT_UNLOCK (self);
  gst_wrtc_ice_notify (self, PROP_GATHERING_STATE);
  if (gathering == ICE_GATHERING_COMPLETE && n == 0)
    GST_WARNING_OBJECT (self, "gathering gave no candidate (no address, no "
        "free port in the range, or no answer from a TURN server)");
}

static void
on_candidate (gpointer owner, const gchar * line)
{
  GstWrtcIce *self = owner;

  GST_DEBUG_OBJECT (self, "local candidate: %s", *line ? line : "(end)");
  if (*line) {
    GST_OBJECT_LOCK (self);
    g_ptr_array_add (self->local_candidates, g_strdup (line));
    GST_OBJECT_UNLOCK (self);
    gst_wrtc_ice_notify (self, PROP_LOCAL_CANDIDATES);
  }
  g_signal_emit (self, signals[SIGNAL_CANDIDATE], 0, line);
}

static void
on_pair (gpointer owner, const gchar * local, const gchar * remote)
{
  GstWrtcIce *self = owner;

  GST_INFO_OBJECT (self, "selected pair: %s -> %s", local, remote);
  GST_OBJECT_LOCK (self);
  g_free (self->pair_local);
  g_free (self->pair_remote);
  self->pair_local = g_strdup (local);
  self->pair_remote = g_strdup (remote);
  GST_OBJECT_UNLOCK (self);
  gst_wrtc_ice_notify (self, PROP_SELECTED_PAIR);
}

static GstClockTime
get_running_time (GstWrtcIce * self)
{
  g_autoptr (GstClock) clock = gst_element_get_clock (GST_ELEMENT (self));
  GstClockTime base = gst_element_get_base_time (GST_ELEMENT (self));

  if (!clock || !GST_CLOCK_TIME_IS_VALID (base))
    return GST_CLOCK_TIME_NONE;
  GstClockTime now = gst_clock_get_time (clock);
  return now >= base ? now - base : GST_CLOCK_TIME_NONE;
}

static void
on_datagram (gpointer owner, const guint8 * data, gsize size)
{
  GstWrtcIce *self = owner;

  /* One look at the clock a burst: it came in one wake-up. */
  if (ice_path_burst_is_empty (&self->path))
    self->path.arrival = get_running_time (self);
  ice_path_receive (&self->path, data, size, self->path.arrival);
}

static void
on_burst_end (gpointer owner)
{
  GstWrtcIce *self = owner;

  begin_source_pad (self);
  /* Not linked, flushing: nobody wants it. Enough: they are told so, as by any
   * source; more may come and is refused. */
  if (ice_path_push_burst (&self->path, self->srcpad) == GST_FLOW_EOS
      && !GST_PAD_IS_EOS (self->srcpad))
    gst_pad_push_event (self->srcpad, gst_event_new_eos ());
}

static const IceHandler handler = {
  on_state, on_gathering, on_candidate, on_pair, on_datagram, on_burst_end
};

/* --- Data flow --- */

static GstFlowReturn
gst_wrtc_ice_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  ice_path_send_buffer (&GST_WRTC_ICE (parent)->path, buffer);
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static GstFlowReturn
gst_wrtc_ice_chain_list (GstPad * pad, GstObject * parent, GstBufferList * list)
{
  ice_path_send_list (&GST_WRTC_ICE (parent)->path, list);
  gst_buffer_list_unref (list);
  return GST_FLOW_OK;
}

static gboolean
gst_wrtc_ice_sink_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstWrtcIce *self = GST_WRTC_ICE (parent);

  /* Two directions: nothing of one is for the other. */
  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS) {
    GstMessage *message = gst_message_new_eos (GST_OBJECT (self));
    gst_message_set_seqnum (message, gst_event_get_seqnum (event));
    gst_element_post_message (GST_ELEMENT (self), message);
  }
  gst_event_unref (event);
  return TRUE;
}

static gboolean
gst_wrtc_ice_src_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  gst_event_unref (event);
  return TRUE;
}

static gboolean
gst_wrtc_ice_src_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  if (GST_QUERY_TYPE (query) == GST_QUERY_LATENCY) {
    gst_query_set_latency (query, TRUE, 0, GST_CLOCK_TIME_NONE);
    return TRUE;
  }
  return gst_pad_query_default (pad, parent, query);
}

/* --- State --- */

static void
add_servers_locked (GstWrtcIce * self, GPtrArray * servers)
{
  IceServer *stun = ice_server_parse_stun (self->stun_server);
  g_auto (GStrv) uris = ice_split (self->turn_servers, ",");

  if (stun)
    g_ptr_array_add (servers, stun);
  for (gchar ** i = uris; *i; i++)
    ice_server_parse_turn (*i, servers);
}

/* The first commands of a session, out of the properties; those that came by
 * actions follow. */
static void
prepare_commands_locked (GstWrtcIce * self)
{
  GQueue later = self->commands;
  g_auto (GStrv) lines = ice_split (self->remote_candidates, "\n;");
  GPtrArray *servers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ice_server_free);

  g_queue_init (&self->commands);
  add_servers_locked (self, servers);
  push_servers_locked (self, servers);
  if (self->auto_gather)
    push_kind_locked (self, COMMAND_GATHER);
  gst_wrtc_ice_push_credentials_locked (self);
  for (gchar ** i = lines; *i; i++) {
    Command command = {.kind = COMMAND_CANDIDATE };
    command.candidate = wrtc_candidate_parse (*i, NULL);
    if (command.candidate)
      gst_wrtc_ice_push_command_locked (self, &command);
    else if (wrtc_candidate_is_end (*i))
      push_kind_locked (self, COMMAND_END);
  }
  for (Command * command; (command = g_queue_pop_head (&later));)
    g_queue_push_tail (&self->commands, command);
}

/* Out of the properties; no lock is held while libnice looks at the network. */
static IceSession *
new_session (GstWrtcIce * self)
{
  GST_OBJECT_LOCK (self);
  g_auto (GStrv) addresses = ice_parse_addresses (self->local_addresses);
  g_autofree gchar *ufrag = g_strdup (self->local_ufrag);
  g_autofree gchar *pwd = g_strdup (self->local_pwd);
  IceConfig config = {
    .context = self->context,
    .controlling = self->role == GST_WEBRTC_ICE_ROLE_CONTROLLING,
    .ufrag = ufrag,
    .pwd = pwd,
    .relay_only =
        self->transport_policy == GST_WEBRTC_ICE_TRANSPORT_POLICY_RELAY,
    .udp = (self->transports & GST_WRTC_ICE_TRANSPORT_UDP) != 0,
    .tcp = (self->transports & GST_WRTC_ICE_TRANSPORT_TCP) != 0,
    .local_addresses = addresses
  };
  ice_parse_port_range (self->port_range, &config.min_port, &config.max_port);
  /* What is asked from now on is not in @config: it comes as a command. */
  self->started = TRUE;
  GST_OBJECT_UNLOCK (self);
  return ice_session_new (&config, &handler, self);
}

/* On the context. */
static void
start_session (gpointer data)
{
  GstWrtcIce *self = data;
  IceSession *session = new_session (self);

  GST_OBJECT_LOCK (self);
  self->session = session;
  self->begun = FALSE;
  memset (self->remote_counters, 0, sizeof self->remote_counters);
  self->dropped_commands = 0;
  prepare_commands_locked (self);
  GST_OBJECT_UNLOCK (self);

  ice_path_start (&self->path, ice_session_ref_agent (session), self->context);
  on_state (self, ICE_STATE_NEW, NULL);
  run_commands (self);
}

/* On the context. */
static void
stop_session (gpointer data)
{
  GstWrtcIce *self = data;

  GST_OBJECT_LOCK (self);
  IceSession *session = g_steal_pointer (&self->session);
  GQueue commands = self->commands;
  g_queue_init (&self->commands);
  self->started = FALSE;
  for (guint i = 0; session && i < ICE_REMOTE_N_COUNTERS; i++)
    self->remote_counters[i] = ice_session_get_counter (session, i);
  GST_OBJECT_UNLOCK (self);

  g_queue_clear_full (&commands, (GDestroyNotify) command_free);
  ice_path_stop (&self->path);
  if (!session)
    return;
  GST_OBJECT_LOCK (self);
  self->goodbye |= ice_session_needs_goodbye (session);
  GST_OBJECT_UNLOCK (self);
  ice_session_close (session);
}

static void
forget_session (GstWrtcIce * self)
{
  GST_OBJECT_LOCK (self);
  g_ptr_array_set_size (self->local_candidates, 0);
  g_clear_pointer (&self->pair_local, g_free);
  g_clear_pointer (&self->pair_remote, g_free);
  self->connection_state = GST_WEBRTC_ICE_CONNECTION_STATE_CLOSED;
  self->gathering_state = GST_WEBRTC_ICE_GATHERING_STATE_NEW;
  GST_OBJECT_UNLOCK (self);
  gst_wrtc_ice_notify (self, PROP_CONNECTION_STATE);
  gst_wrtc_ice_notify (self, PROP_GATHERING_STATE);
}

static void
to_ready (GstWrtcIce * self)
{
  self->context = gst_wrtc_context_holder_start (&self->holder);
  GSource *wakeup = gst_wrtc_wakeup_source_new (run_commands, self, NULL);

  g_source_attach (wakeup, self->context);
  GST_OBJECT_LOCK (self);
  self->wakeup = wakeup;
  if (!self->local_ufrag)
    self->local_ufrag = ice_new_ufrag ();
  if (!self->local_pwd)
    self->local_pwd = ice_new_pwd ();
  GST_OBJECT_UNLOCK (self);
}

/* On the context: else it might be running there, and for long. */
static void
destroy_wakeup (gpointer data)
{
  GstWrtcIce *self = data;

  GST_OBJECT_LOCK (self);
  GSource *wakeup = g_steal_pointer (&self->wakeup);
  GST_OBJECT_UNLOCK (self);
  g_source_destroy (wakeup);
  g_source_unref (wakeup);
}

static void
to_null (GstWrtcIce * self)
{
  gst_wrtc_context_call (self->context, destroy_wakeup, self);
  GST_OBJECT_LOCK (self);
  gboolean goodbye = self->goodbye;
  self->goodbye = FALSE;
  GST_OBJECT_UNLOCK (self);
  self->context = NULL;
  gst_wrtc_context_holder_stop_after (&self->holder,
      goodbye ? ICE_GOODBYE_MS : 0);
}

/* A pipeline that only sends ends when everything was sent: then it is a sink. */
static void
update_sink_flag (GstWrtcIce * self)
{
  if (gst_pad_is_linked (self->sinkpad))
    GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SINK);
  else
    GST_OBJECT_FLAG_UNSET (self, GST_ELEMENT_FLAG_SINK);
}

static GstStateChangeReturn
gst_wrtc_ice_change_state (GstElement * element, GstStateChange transition)
{
  GstWrtcIce *self = GST_WRTC_ICE (element);

  if (transition == GST_STATE_CHANGE_NULL_TO_READY)
    to_ready (self);
  else if (transition == GST_STATE_CHANGE_READY_TO_PAUSED)
    update_sink_flag (self);
  GstStateChangeReturn result =
      GST_ELEMENT_CLASS (gst_wrtc_ice_parent_class)->change_state (element,
      transition);
  switch (transition) {
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      if (result == GST_STATE_CHANGE_FAILURE)
        break;
      gst_wrtc_context_call (self->context, start_session, self);
      return GST_STATE_CHANGE_NO_PREROLL;
    case GST_STATE_CHANGE_PLAYING_TO_PAUSED:
      return result == GST_STATE_CHANGE_FAILURE ? result :
          GST_STATE_CHANGE_NO_PREROLL;
    case GST_STATE_CHANGE_PAUSED_TO_READY:
      gst_wrtc_context_call (self->context, stop_session, self);
      forget_session (self);
      break;
    case GST_STATE_CHANGE_READY_TO_NULL:
      to_null (self);
      break;
    default:
      break;
  }
  return result;
}

/* --- Actions --- */

static void
gst_wrtc_ice_gather (GstWrtcIce * self)
{
  GST_OBJECT_LOCK (self);
  push_kind_locked (self, COMMAND_GATHER);
  GST_OBJECT_UNLOCK (self);
}

gboolean
gst_wrtc_ice_add_remote_candidate (GstWrtcIce * self, const gchar * line)
{
  Command command = {.kind = COMMAND_END };

  if (!wrtc_candidate_is_end (line)) {
    WrtcCandidateError error = WRTC_CANDIDATE_OK;
    command.kind = COMMAND_CANDIDATE;
    command.candidate = wrtc_candidate_parse (line, &error);
    if (!command.candidate) {
      GST_DEBUG_OBJECT (self, "remote candidate: %s",
          wrtc_candidate_error_to_string (error));
      return FALSE;
    }
  }
  GST_OBJECT_LOCK (self);
  gst_wrtc_ice_push_command_locked (self, &command);
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

gboolean
gst_wrtc_ice_can_use (GstWrtcIce * self, GPtrArray * servers)
{
  for (guint i = 0; i < servers->len; i++) {
    const IceServer *server = g_ptr_array_index (servers, i);
    if (server->kind == ICE_SERVER_TURN_TLS) {
      GST_WARNING_OBJECT (self, "%s is not supported: libnice would send the "
          "credentials in the clear", ice_server_kind_to_string (server->kind));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
gst_wrtc_ice_add_turn_server (GstWrtcIce * self, const gchar * uri)
{
  g_autoptr (GPtrArray) servers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ice_server_free);

  if (!ice_server_parse_turn (uri, servers)
      || !gst_wrtc_ice_can_use (self, servers))
    return FALSE;
  GST_OBJECT_LOCK (self);
  push_servers_locked (self, g_steal_pointer (&servers));
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

static void
gst_wrtc_ice_restart (GstWrtcIce * self, const gchar * ufrag, const gchar * pwd)
{
  Command command = {.kind = COMMAND_RESTART };

  GST_OBJECT_LOCK (self);
  g_free (self->local_ufrag);
  g_free (self->local_pwd);
  self->local_ufrag = ice_is_ufrag (ufrag) ? g_strdup (ufrag) :
      ice_new_ufrag ();
  self->local_pwd = ice_is_pwd (pwd) ? g_strdup (pwd) : ice_new_pwd ();
  /* The answering side learns of the peer's restart before its own: what it was
   * told since then is of the generation that begins now. */
  command.keep_remote = self->remote_ufrag &&
      g_strcmp0 (self->remote_ufrag, self->first_remote_ufrag) != 0;
  g_clear_pointer (&self->first_remote_ufrag, g_free);
  if (command.keep_remote) {
    self->first_remote_ufrag = g_strdup (self->remote_ufrag);
  } else {
    g_clear_pointer (&self->remote_ufrag, g_free);
    g_clear_pointer (&self->remote_pwd, g_free);
  }
  /* Before there is a session, new credentials are all there is to it. */
  if (self->started) {
    command.ufrag = g_strdup (self->local_ufrag);
    command.pwd = g_strdup (self->local_pwd);
    gst_wrtc_ice_push_command_locked (self, &command);
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_wrtc_ice_finalize (GObject * object)
{
  GstWrtcIce *self = GST_WRTC_ICE (object);

  g_queue_clear_full (&self->commands, (GDestroyNotify) command_free);
  gst_wrtc_context_holder_clear (&self->holder);
  ice_path_clear (&self->path);
  g_ptr_array_unref (self->local_candidates);
  g_free (self->local_ufrag);
  g_free (self->local_pwd);
  g_free (self->remote_ufrag);
  g_free (self->remote_pwd);
  g_free (self->first_remote_ufrag);
  g_free (self->stun_server);
  g_free (self->turn_servers);
  g_free (self->port_range);
  g_free (self->local_addresses);
  g_free (self->remote_candidates);
  g_free (self->pair_local);
  g_free (self->pair_remote);
  g_free (self->reason);
  G_OBJECT_CLASS (gst_wrtc_ice_parent_class)->finalize (object);
}

static void
gst_wrtc_ice_init (GstWrtcIce * self)
{
  gst_wrtc_context_holder_init (&self->holder);
  ice_path_init (&self->path);
  g_queue_init (&self->commands);
  self->local_candidates = g_ptr_array_new_with_free_func (g_free);
  self->role = GST_WEBRTC_ICE_ROLE_CONTROLLED;
  self->transport_policy = GST_WEBRTC_ICE_TRANSPORT_POLICY_ALL;
  self->transports = GST_WRTC_ICE_TRANSPORT_UDP | GST_WRTC_ICE_TRANSPORT_TCP;
  self->auto_gather = TRUE;

  self->sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sinkpad, gst_wrtc_ice_chain);
  gst_pad_set_chain_list_function (self->sinkpad, gst_wrtc_ice_chain_list);
  gst_pad_set_event_function (self->sinkpad, gst_wrtc_ice_sink_event);
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);

  self->srcpad = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_set_event_function (self->srcpad, gst_wrtc_ice_src_event);
  gst_pad_set_query_function (self->srcpad, gst_wrtc_ice_src_query);
  gst_pad_use_fixed_caps (self->srcpad);
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SOURCE);
}

static void
install_signals (GType type)
{
  /**
   * GstWrtcIce::candidate:
   * @line: `candidate:…`, without `a=`; "" after the last one of a generation
   *
   * A local candidate, each once; emitted on the context, no lock held.
   */
  signals[SIGNAL_CANDIDATE] = g_signal_new ("candidate", type,
      G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_GATHER] = g_signal_new_class_handler ("gather", type,
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, G_CALLBACK (gst_wrtc_ice_gather),
      NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ADD_REMOTE_CANDIDATE] =
      g_signal_new_class_handler ("add-remote-candidate", type,
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
      G_CALLBACK (gst_wrtc_ice_add_remote_candidate), NULL, NULL, NULL,
      G_TYPE_BOOLEAN, 1, G_TYPE_STRING);
  signals[SIGNAL_ADD_TURN_SERVER] =
      g_signal_new_class_handler ("add-turn-server", type,
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
      G_CALLBACK (gst_wrtc_ice_add_turn_server), NULL, NULL, NULL,
      G_TYPE_BOOLEAN, 1, G_TYPE_STRING);
  signals[SIGNAL_RESTART] = g_signal_new_class_handler ("restart", type,
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, G_CALLBACK (gst_wrtc_ice_restart),
      NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
gst_wrtc_ice_class_init (GstWrtcIceClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->finalize = gst_wrtc_ice_finalize;
  element_class->change_state = gst_wrtc_ice_change_state;

  gst_wrtc_ice_install_properties (object_class);
  install_signals (G_TYPE_FROM_CLASS (klass));

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "ICE transport",
      "Source/Sink/Network", "Finds a path to a peer and carries datagrams",
      "gst-wrtc");
}
