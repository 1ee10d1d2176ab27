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
 * gst-launch-1.0 videotestsrc is-live=true num-buffers=300 ! vp8enc deadline=1 !
 *   rtpvp8pay ! application/x-wrtc-datagram ! wrtcice
 * ]|
 * docs/wrtcice.md has the whole pair of command lines.
 *
 * Since: 0.1
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcice.h"

#include <gst/webrtc/webrtc.h>
#include <gst/wrtc/gstwrtccontextholder.h>
#include <gst/wrtc/gstwrtcnames.h>

#include "gstwrtcicepath.h"
#include "ice-session.h"
#include "ice-settings.h"

GST_DEBUG_CATEGORY_STATIC (wrtcice_debug);
#define GST_CAT_DEFAULT wrtcice_debug

#define MAX_COMMANDS 1024       /* that wait for the session */

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_WRTC_CAPS_DATAGRAM));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_WRTC_CAPS_DATAGRAM));

enum
{
  PROP_MAIN_CONTEXT = 1,
  PROP_LOCAL_UFRAG,
  PROP_LOCAL_PWD,
  PROP_REMOTE_UFRAG,
  PROP_REMOTE_PWD,
  PROP_ROLE,
  PROP_STUN_SERVER,
  PROP_TURN_SERVERS,
  PROP_TRANSPORT_POLICY,
  PROP_PORT_RANGE,
  PROP_LOCAL_ADDRESSES,
  PROP_TRANSPORTS,
  PROP_AUTO_GATHER,
  PROP_REMOTE_CANDIDATES,
  PROP_LOCAL_CANDIDATES,
  PROP_CONNECTION_STATE,
  PROP_GATHERING_STATE,
  PROP_SELECTED_PAIR,
  PROP_REASON,
  PROP_STATS,
  N_PROPERTIES
};
static GParamSpec *properties[N_PROPERTIES];

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

typedef enum
{
  COMMAND_GATHER,
  COMMAND_CREDENTIALS,
  COMMAND_CANDIDATE,
  COMMAND_END,
  COMMAND_SERVERS,
  COMMAND_ROLE,
  COMMAND_RESTART
} CommandKind;

/* What an action or a property asks of the session, on its context. */
typedef struct
{
  CommandKind kind;
  gchar *ufrag;
  gchar *pwd;
  gboolean controlling;
  WrtcCandidate *candidate;
  GPtrArray *servers;
} Command;

/**
 * GstWrtcIce:
 *
 * Locks: the object lock guards what is marked "lock"; nothing is called out
 * with it. `path` has a lock of its own, taken after none.
 */
struct _GstWrtcIce
{
  GstElement parent;

  GstPad *sinkpad;
  GstPad *srcpad;
  GstWrtcContextHolder holder;
  GMainContext *context;        /* state change: from READY to NULL */
  GSource *wakeup;              /* lock: same */
  IceSession *session;          /* context, set with the lock: in PAUSED */
  IcePath path;
  gboolean begun;               /* context: the source pad's first events */

  GQueue commands;              /* lock: Command */
  gboolean started;             /* lock: the session takes commands */

  /* Settings; lock */
  gchar *local_ufrag;
  gchar *local_pwd;
  gchar *remote_ufrag;
  gchar *remote_pwd;
  GstWebRTCICERole role;
  gchar *stun_server;
  gchar *turn_servers;
  GstWebRTCICETransportPolicy transport_policy;
  gchar *port_range;
  gchar *local_addresses;
  guint transports;
  gboolean auto_gather;
  gchar *remote_candidates;

  /* What is; lock */
  GPtrArray *local_candidates;
  GstWebRTCICEConnectionState connection_state;
  GstWebRTCICEGatheringState gathering_state;
  gchar *pair_local;
  gchar *pair_remote;
  gchar *reason;
  guint remote_counters[ICE_REMOTE_N_COUNTERS]; /* of the last session */
  guint dropped_commands;
};

G_DEFINE_TYPE_WITH_CODE (GstWrtcIce, gst_wrtc_ice, GST_TYPE_ELEMENT,
    GST_DEBUG_CATEGORY_INIT (wrtcice_debug, "wrtcice", 0, "ICE transport"));
GST_ELEMENT_REGISTER_DEFINE (wrtcice, "wrtcice", GST_RANK_NONE,
    GST_TYPE_WRTC_ICE);

GType
gst_wrtc_ice_transports_get_type (void)
{
  static const GFlagsValue values[] = {
    {GST_WRTC_ICE_TRANSPORT_UDP, "UDP", "udp"},
    {GST_WRTC_ICE_TRANSPORT_TCP, "ICE-TCP (RFC 6544)", "tcp"},
    {0, NULL, NULL}
  };
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_flags_register_static ("GstWrtcIceTransports", values));
  return type;
}

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

/* What @command holds becomes the queue's. */
static void
push_command_locked (GstWrtcIce * self, Command command)
{
  Command *copy = g_memdup2 (&command, sizeof command);

  /* Only candidates can come in any number; a peer chooses how many. */
  if (command.kind == COMMAND_CANDIDATE
      && g_queue_get_length (&self->commands) >= MAX_COMMANDS) {
    self->dropped_commands++;
    command_free (copy);
    return;
  }
  g_queue_push_tail (&self->commands, copy);
  if (self->started && self->wakeup)
    gst_wrtc_wakeup_source_signal (self->wakeup);
}

static void
push_credentials_locked (GstWrtcIce * self)
{
  if (self->remote_ufrag && self->remote_pwd)
    push_command_locked (self, (Command) {
        COMMAND_CREDENTIALS,.ufrag = g_strdup (self->remote_ufrag),.pwd =
        g_strdup (self->remote_pwd)
        }
  );
}

static void
run_command (IceSession * session, Command * command)
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
      ice_session_restart (session, command->ufrag, command->pwd);
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
    run_command (self->session, command);
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
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
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
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTION_STATE]);
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
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GATHERING_STATE]);
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
    g_object_notify_by_pspec (G_OBJECT (self),
        properties[PROP_LOCAL_CANDIDATES]);
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
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED_PAIR]);
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
  ice_path_push_burst (&self->path, self->srcpad);
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
  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    gst_element_post_message (GST_ELEMENT (self),
        gst_message_new_element (GST_OBJECT (self),
            gst_structure_new_empty ("wrtc-sink-eos")));
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
  push_command_locked (self, (Command) {
      COMMAND_SERVERS,.servers = servers});
  if (self->auto_gather)
    push_command_locked (self, (Command) {
        COMMAND_GATHER}
  );
  push_credentials_locked (self);
  for (gchar ** i = lines; *i; i++) {
    WrtcCandidate *candidate = wrtc_candidate_parse (*i, NULL);
    if (candidate)
      push_command_locked (self, (Command) {
          COMMAND_CANDIDATE,.candidate = candidate}
    );
    else
  if (wrtc_candidate_is_end (*i))
    push_command_locked (self, (Command) {
        COMMAND_END}
    );
  }
  for (Command * command; (command = g_queue_pop_head (&later));)
    g_queue_push_tail (&self->commands, command);
}

/* On the context. */
static void
start_session (gpointer data)
{
  GstWrtcIce *self = data;

  GST_OBJECT_LOCK (self);
  g_auto (GStrv) addresses = ice_parse_addresses (self->local_addresses);
  IceConfig config = {
    .context = self->context,
    .controlling = self->role == GST_WEBRTC_ICE_ROLE_CONTROLLING,
    .ufrag = self->local_ufrag,
    .pwd = self->local_pwd,
    .relay_only =
        self->transport_policy == GST_WEBRTC_ICE_TRANSPORT_POLICY_RELAY,
    .udp = (self->transports & GST_WRTC_ICE_TRANSPORT_UDP) != 0,
    .tcp = (self->transports & GST_WRTC_ICE_TRANSPORT_TCP) != 0,
    .local_addresses = addresses
  };
  ice_parse_port_range (self->port_range, &config.min_port, &config.max_port);
  IceSession *session = ice_session_new (&config, &handler, self);
  self->session = session;
  self->begun = FALSE;
  memset (self->remote_counters, 0, sizeof self->remote_counters);
  self->dropped_commands = 0;
  prepare_commands_locked (self);
  self->started = TRUE;
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
  if (session)
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
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTION_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GATHERING_STATE]);
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

static void
to_null (GstWrtcIce * self)
{
  GST_OBJECT_LOCK (self);
  GSource *wakeup = g_steal_pointer (&self->wakeup);
  GST_OBJECT_UNLOCK (self);

  if (wakeup) {
    g_source_destroy (wakeup);
    g_source_unref (wakeup);
  }
  self->context = NULL;
  gst_wrtc_context_holder_stop (&self->holder);
}

static GstStateChangeReturn
gst_wrtc_ice_change_state (GstElement * element, GstStateChange transition)
{
  GstWrtcIce *self = GST_WRTC_ICE (element);

  if (transition == GST_STATE_CHANGE_NULL_TO_READY)
    to_ready (self);
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
  push_command_locked (self, (Command) {
      COMMAND_GATHER});
  GST_OBJECT_UNLOCK (self);
}

static gboolean
gst_wrtc_ice_add_remote_candidate (GstWrtcIce * self, const gchar * line)
{
  Command command = { COMMAND_END };

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
  push_command_locked (self, command);
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

/* A kind that would not do what the user asked for is refused. */
static gboolean
can_use (GstWrtcIce * self, GPtrArray * servers)
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

  if (!ice_server_parse_turn (uri, servers) || !can_use (self, servers))
    return FALSE;
  GST_OBJECT_LOCK (self);
  push_command_locked (self, (Command) {
      COMMAND_SERVERS,.servers = g_steal_pointer (&servers)}
  );
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

static void
gst_wrtc_ice_restart (GstWrtcIce * self, const gchar * ufrag, const gchar * pwd)
{
  GST_OBJECT_LOCK (self);
  g_free (self->local_ufrag);
  g_free (self->local_pwd);
  self->local_ufrag = ice_is_ufrag (ufrag) ? g_strdup (ufrag) :
      ice_new_ufrag ();
  self->local_pwd = ice_is_pwd (pwd) ? g_strdup (pwd) : ice_new_pwd ();
  g_clear_pointer (&self->remote_ufrag, g_free);
  g_clear_pointer (&self->remote_pwd, g_free);
  g_ptr_array_set_size (self->local_candidates, 0);
  push_command_locked (self, (Command) {
        COMMAND_RESTART,.ufrag = g_strdup (self->local_ufrag),.pwd =
        g_strdup (self->local_pwd)
      });
  GST_OBJECT_UNLOCK (self);
}

/* --- Properties --- */

static GstStructure *
new_pair_locked (GstWrtcIce * self)
{
  if (!self->pair_local)
    return NULL;
  return gst_structure_new ("wrtc-ice-pair", "local", G_TYPE_STRING,
      self->pair_local, "remote", G_TYPE_STRING, self->pair_remote, NULL);
}

static GstStructure *
new_stats (GstWrtcIce * self)
{
  static const gchar *const path_names[] = {
    "packets-sent", "bytes-sent", "send-dropped-not-connected",
    "send-dropped-socket-full", "send-dropped-size", "packets-received",
    "bytes-received", "receive-dropped-unknown"
  };
  static const gchar *const remote_names[] = {
    "remote-candidates-used", "remote-candidates-useless",
    "remote-candidates-too-many", "remote-candidates-bad-address",
    "remote-candidates-unresolved"
  };
  GstStructure *stats = gst_structure_new_empty ("wrtc-ice-stats");
  guint64 path[ICE_PATH_N_COUNTERS];
  guint remote[ICE_REMOTE_N_COUNTERS];

  ice_path_get_counters (&self->path, path);
  for (guint i = 0; i < ICE_PATH_N_COUNTERS; i++)
    gst_structure_set (stats, path_names[i], G_TYPE_UINT64, path[i], NULL);
  GST_OBJECT_LOCK (self);
  for (guint i = 0; i < ICE_REMOTE_N_COUNTERS; i++)
    remote[i] = self->session ? ice_session_get_counter (self->session, i) :
        self->remote_counters[i];
  remote[ICE_REMOTE_TOO_MANY] += self->dropped_commands;
  GST_OBJECT_UNLOCK (self);
  for (guint i = 0; i < ICE_REMOTE_N_COUNTERS; i++)
    gst_structure_set (stats, remote_names[i], G_TYPE_UINT, remote[i], NULL);
  return stats;
}

static void
set_text_locked (gchar ** text, const GValue * value)
{
  g_free (*text);
  *text = g_value_dup_string (value);
}

/* NULL, or what @is_valid takes; anything else leaves @text as it is. */
static void
set_credential_locked (GstWrtcIce * self, gchar ** text, const GValue * value,
    gboolean (*is_valid) (const gchar *))
{
  const gchar *new_text = g_value_get_string (value);

  if (new_text && !is_valid (new_text))
    GST_WARNING_OBJECT (self, "not an ICE credential (RFC 8839 5.4): ignored");
  else
    set_text_locked (text, value);
}

static void
set_remote_candidates (GstWrtcIce * self, const GValue * value)
{
  g_auto (GStrv) lines = ice_split (g_value_get_string (value), "\n;");

  GST_OBJECT_LOCK (self);
  set_text_locked (&self->remote_candidates, value);
  gboolean started = self->started;
  GST_OBJECT_UNLOCK (self);
  for (gchar ** i = lines; *i; i++) {
    g_autoptr (WrtcCandidate) candidate = wrtc_candidate_parse (*i, NULL);
    if (!candidate && !wrtc_candidate_is_end (*i))
      GST_WARNING_OBJECT (self, "not a candidate: %s", *i);
    else if (started)
      gst_wrtc_ice_add_remote_candidate (self, *i);
  }
}

static void
check_servers (GstWrtcIce * self, guint id, const gchar * text)
{
  g_auto (GStrv) uris = ice_split (text, ",");

  for (gchar ** i = uris; *i; i++) {
    g_autoptr (GPtrArray) servers =
        g_ptr_array_new_with_free_func ((GDestroyNotify) ice_server_free);
    IceServer *stun = NULL;
    if (id == PROP_STUN_SERVER && (stun = ice_server_parse_stun (*i)))
      g_ptr_array_add (servers, stun);
    else if (id == PROP_TURN_SERVERS)
      ice_server_parse_turn (*i, servers);
    if (servers->len == 0 || !can_use (self, servers))
      GST_WARNING_OBJECT (self, "server %u of `%s` is of no use",
          (guint) (i - uris), properties[id]->name);
  }
}

static void
set_locked (GstWrtcIce * self, guint id, const GValue * value)
{
  switch (id) {
    case PROP_LOCAL_UFRAG:
      set_credential_locked (self, &self->local_ufrag, value, ice_is_ufrag);
      break;
    case PROP_LOCAL_PWD:
      set_credential_locked (self, &self->local_pwd, value, ice_is_pwd);
      break;
    case PROP_REMOTE_UFRAG:
      set_credential_locked (self, &self->remote_ufrag, value, ice_is_ufrag);
      if (self->started)
        push_credentials_locked (self);
      break;
    case PROP_REMOTE_PWD:
      set_credential_locked (self, &self->remote_pwd, value, ice_is_pwd);
      if (self->started)
        push_credentials_locked (self);
      break;
    case PROP_ROLE:
      self->role = g_value_get_enum (value);
      if (self->started)
        push_command_locked (self, (Command) {
            COMMAND_ROLE,.controlling =
            self->role == GST_WEBRTC_ICE_ROLE_CONTROLLING}
      );
      break;
    case PROP_STUN_SERVER:
      set_text_locked (&self->stun_server, value);
      break;
    case PROP_TURN_SERVERS:
      set_text_locked (&self->turn_servers, value);
      break;
    case PROP_TRANSPORT_POLICY:
      self->transport_policy = g_value_get_enum (value);
      break;
    case PROP_TRANSPORTS:
      self->transports = g_value_get_flags (value);
      break;
    case PROP_AUTO_GATHER:
      self->auto_gather = g_value_get_boolean (value);
      break;
  }
}

static void
gst_wrtc_ice_set_property (GObject * object, guint id, const GValue * value,
    GParamSpec * pspec)
{
  GstWrtcIce *self = GST_WRTC_ICE (object);
  guint min, max;
  g_auto (GStrv) addresses = NULL;

  switch (id) {
    case PROP_MAIN_CONTEXT:
      gst_wrtc_context_holder_set_property (&self->holder, value);
      return;
    case PROP_REMOTE_CANDIDATES:
      set_remote_candidates (self, value);
      return;
    case PROP_PORT_RANGE:
      if (!ice_parse_port_range (g_value_get_string (value), &min, &max)) {
        GST_WARNING_OBJECT (self, "`port-range` is not `min-max`: ignored");
        return;
      }
      GST_OBJECT_LOCK (self);
      set_text_locked (&self->port_range, value);
      GST_OBJECT_UNLOCK (self);
      return;
    case PROP_LOCAL_ADDRESSES:
      addresses = ice_parse_addresses (g_value_get_string (value));
      if (!addresses) {
        GST_WARNING_OBJECT (self, "`local-addresses` are not addresses: "
            "ignored");
        return;
      }
      GST_OBJECT_LOCK (self);
      set_text_locked (&self->local_addresses, value);
      GST_OBJECT_UNLOCK (self);
      return;
    case PROP_STUN_SERVER:
    case PROP_TURN_SERVERS:
      check_servers (self, id, g_value_get_string (value));
      break;
  }
  GST_OBJECT_LOCK (self);
  set_locked (self, id, value);
  GST_OBJECT_UNLOCK (self);
}

static GStrv
new_local_candidates_locked (GstWrtcIce * self)
{
  GStrv lines = g_new0 (gchar *, self->local_candidates->len + 1);

  for (guint i = 0; i < self->local_candidates->len; i++)
    lines[i] = g_strdup (g_ptr_array_index (self->local_candidates, i));
  return lines;
}

static void
get_locked (GstWrtcIce * self, guint id, GValue * value)
{
  switch (id) {
    case PROP_LOCAL_UFRAG:
      g_value_set_string (value, self->local_ufrag);
      break;
    case PROP_LOCAL_PWD:
      g_value_set_string (value, self->local_pwd);
      break;
    case PROP_REMOTE_UFRAG:
      g_value_set_string (value, self->remote_ufrag);
      break;
    case PROP_REMOTE_PWD:
      g_value_set_string (value, self->remote_pwd);
      break;
    case PROP_ROLE:
      g_value_set_enum (value, self->role);
      break;
    case PROP_STUN_SERVER:
      g_value_set_string (value, self->stun_server);
      break;
    case PROP_TURN_SERVERS:
      g_value_set_string (value, self->turn_servers);
      break;
    case PROP_TRANSPORT_POLICY:
      g_value_set_enum (value, self->transport_policy);
      break;
    case PROP_PORT_RANGE:
      g_value_set_string (value, self->port_range);
      break;
    case PROP_LOCAL_ADDRESSES:
      g_value_set_string (value, self->local_addresses);
      break;
    case PROP_TRANSPORTS:
      g_value_set_flags (value, self->transports);
      break;
    case PROP_AUTO_GATHER:
      g_value_set_boolean (value, self->auto_gather);
      break;
    case PROP_REMOTE_CANDIDATES:
      g_value_set_string (value, self->remote_candidates);
      break;
    case PROP_LOCAL_CANDIDATES:
      g_value_take_boxed (value, new_local_candidates_locked (self));
      break;
    case PROP_CONNECTION_STATE:
      g_value_set_enum (value, self->connection_state);
      break;
    case PROP_GATHERING_STATE:
      g_value_set_enum (value, self->gathering_state);
      break;
    case PROP_SELECTED_PAIR:
      g_value_take_boxed (value, new_pair_locked (self));
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
  }
}

static void
gst_wrtc_ice_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstWrtcIce *self = GST_WRTC_ICE (object);

  if (id == PROP_MAIN_CONTEXT) {
    gst_wrtc_context_holder_get_property (&self->holder, value);
  } else if (id == PROP_STATS) {
    g_value_take_boxed (value, new_stats (self));
  } else {
    GST_OBJECT_LOCK (self);
    get_locked (self, id, value);
    GST_OBJECT_UNLOCK (self);
  }
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

#define READ_WRITE (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS)
#define READ_ONLY (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)
#define EXPLICIT G_PARAM_EXPLICIT_NOTIFY

static void
install_settings (void)
{
  properties[PROP_MAIN_CONTEXT] = gst_wrtc_context_holder_new_param_spec ();
  properties[PROP_LOCAL_UFRAG] = g_param_spec_string ("local-ufrag",
      "Local user fragment", "Generated at READY if NULL (RFC 8839 5.4)", NULL,
      READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_LOCAL_PWD] = g_param_spec_string ("local-pwd",
      "Local password", "Generated at READY if NULL (RFC 8839 5.4)", NULL,
      READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_REMOTE_UFRAG] = g_param_spec_string ("remote-ufrag",
      "Remote user fragment", "The peer's; NULL until known", NULL,
      READ_WRITE | GST_PARAM_MUTABLE_PLAYING);
  properties[PROP_REMOTE_PWD] = g_param_spec_string ("remote-pwd",
      "Remote password", "The peer's; NULL until known", NULL,
      READ_WRITE | GST_PARAM_MUTABLE_PLAYING);
  properties[PROP_ROLE] = g_param_spec_enum ("role", "Role",
      "Which side chooses the pair (RFC 8445 6.1.1); a conflict resolves itself",
      GST_TYPE_WEBRTC_ICE_ROLE, GST_WEBRTC_ICE_ROLE_CONTROLLED,
      READ_WRITE | GST_PARAM_MUTABLE_PLAYING);
  properties[PROP_STUN_SERVER] = g_param_spec_string ("stun-server",
      "STUN server", "stun://host[:port]; taken at PAUSED", NULL,
      READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_TURN_SERVERS] = g_param_spec_string ("turn-servers",
      "TURN servers", "turn://user:password@host[:port][?transport=udp|tcp], "
      "separated by commas; taken at PAUSED (then: action add-turn-server)",
      NULL, READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_TRANSPORT_POLICY] = g_param_spec_enum ("transport-policy",
      "Transport policy", "Which candidates may be used; taken at PAUSED",
      GST_TYPE_WEBRTC_ICE_TRANSPORT_POLICY,
      GST_WEBRTC_ICE_TRANSPORT_POLICY_ALL,
      READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_PORT_RANGE] = g_param_spec_string ("port-range",
      "Port range", "Ports of host candidates, `min-max`; taken at PAUSED",
      NULL, READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_LOCAL_ADDRESSES] = g_param_spec_string ("local-addresses",
      "Local addresses", "Addresses to use, separated by commas; NULL or "
      "empty: all but loopback; taken at PAUSED", NULL,
      READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_TRANSPORTS] = g_param_spec_flags ("transports", "Transports",
      "Kinds of candidates; taken at PAUSED", GST_TYPE_WRTC_ICE_TRANSPORTS,
      GST_WRTC_ICE_TRANSPORT_UDP | GST_WRTC_ICE_TRANSPORT_TCP,
      READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_AUTO_GATHER] = g_param_spec_boolean ("auto-gather",
      "Gather by itself", "Gather at READY to PAUSED, without the action", TRUE,
      READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_REMOTE_CANDIDATES] = g_param_spec_string
      ("remote-candidates", "Remote candidates",
      "`candidate:…` lines separated by newlines or semicolons; "
      "`end-of-candidates` ends them. Setting adds them", NULL,
      READ_WRITE | GST_PARAM_MUTABLE_PLAYING);
}

static void
install_state (void)
{
  properties[PROP_LOCAL_CANDIDATES] = g_param_spec_boxed ("local-candidates",
      "Local candidates", "Those gathered so far", G_TYPE_STRV,
      READ_ONLY | EXPLICIT);
  properties[PROP_CONNECTION_STATE] = g_param_spec_enum ("connection-state",
      "Connection state", "W3C RTCIceTransportState",
      GST_TYPE_WEBRTC_ICE_CONNECTION_STATE, GST_WEBRTC_ICE_CONNECTION_STATE_NEW,
      READ_ONLY | EXPLICIT);
  properties[PROP_GATHERING_STATE] = g_param_spec_enum ("gathering-state",
      "Gathering state", "W3C RTCIceGathererState",
      GST_TYPE_WEBRTC_ICE_GATHERING_STATE, GST_WEBRTC_ICE_GATHERING_STATE_NEW,
      READ_ONLY | EXPLICIT);
  properties[PROP_SELECTED_PAIR] = g_param_spec_boxed ("selected-pair",
      "Selected pair", "`local` and `remote` candidate lines; NULL: none",
      GST_TYPE_STRUCTURE, READ_ONLY | EXPLICIT);
  properties[PROP_REASON] = g_param_spec_string ("reason", "Reason",
      "Why it failed or was lost; NULL while nothing did", NULL,
      READ_ONLY | EXPLICIT);
  properties[PROP_STATS] = g_param_spec_boxed ("stats", "Statistics",
      "Counters (docs/wrtcice.md)", GST_TYPE_STRUCTURE, READ_ONLY);
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

  object_class->set_property = gst_wrtc_ice_set_property;
  object_class->get_property = gst_wrtc_ice_get_property;
  object_class->finalize = gst_wrtc_ice_finalize;
  element_class->change_state = gst_wrtc_ice_change_state;

  install_settings ();
  install_state ();
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  install_signals (G_TYPE_FROM_CLASS (klass));

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "ICE transport",
      "Source/Sink/Network", "Finds a path to a peer and carries datagrams",
      "gst-wrtc");
  gst_type_mark_as_plugin_api (GST_TYPE_WRTC_ICE_TRANSPORTS, 0);
}
