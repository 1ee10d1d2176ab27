/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * libnice emits its signals from whichever thread unlocks its agent, in the
 * middle of its own work, and also inside calls of ours. So nothing is done in
 * a signal: it becomes an Event, and one source of ours (the pump) handles the
 * events, in order, when libnice is not on the stack. The pump also ends each
 * burst of datagrams, so data never overtakes a state.
 *
 * Locks: `lock` guards what is marked with it; `sending` is held while libnice
 * sends and is taken before libnice's own lock. Neither is held in a callback.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "ice-agent.h"
#include "ice-state.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <nice/agent.h>
#include <nice/interfaces.h>

#define COMPONENT NICE_COMPONENT_TYPE_RTP
#define PACING_MS 5             /* RFC 8445 14.2: Ta, at least 5 ms */
#define RETRANSMISSIONS 5       /* over 15 s; 7 (RFC 8489) would be 40 s */
#define SOCKET_BUFFER_BYTES (2 * 1024 * 1024)
#define MAX_BURST 64            /* datagrams, then the other sessions' turn */
#define GOODBYE_RETRANSMIT_MS 200
#define GOODBYE_GATHERING_MS 1000

typedef enum
{
  EVENT_CHECKS,
  EVENT_CANDIDATE,
  EVENT_GATHERING,
  EVENT_PAIR
} EventKind;

typedef struct
{
  EventKind kind;
  IceChecks checks;
  IceGathering gathering;
  gchar *local;                 /* candidate lines */
  gchar *remote;
} Event;

struct _IceAgent
{
  gint refcount;                /* atomic */
  GMainContext *context;
  const IceHandler *handler;
  gpointer owner;
  gboolean udp;
  gboolean relay_only;

  GMutex sending;
  NiceAgent *nice;              /* sending, or the context's thread; NULL: closed */
  guint stream;
  gint path_is_tcp;             /* atomic */

  GMutex lock;
  GQueue events;                /* lock */

  /* The context's thread only */
  GSource *pump;
  GSource *timer;
  IceTransport transport;
  IceState told_state;
  IceGathering told_gathering;
  gchar *reason;
  gboolean gathering;           /* begun */
  gboolean gathered;            /* libnice is done */
  gboolean have_credentials;
  gboolean has_turn_tcp;
  guint n_turn;
  gboolean loopback_server;
  guint n_remote;
  guint n_local;
  guint n_burst;
  gboolean paused;              /* reading, for the others' sake */
  gboolean stale;               /* the state is to be told */
};

typedef struct
{
  GSource source;
  IceAgent *agent;
} Pump;

static void on_datagram (NiceAgent * nice, guint stream, guint component,
    guint size, gchar * data, gpointer user_data);

static void
event_free (Event * event)
{
  g_free (event->local);
  g_free (event->remote);
  g_free (event);
}

IceAgent *
ice_agent_ref (IceAgent * self)
{
  g_atomic_int_inc (&self->refcount);
  return self;
}

void
ice_agent_unref (IceAgent * self)
{
  if (!g_atomic_int_dec_and_test (&self->refcount))
    return;
  g_queue_clear_full (&self->events, (GDestroyNotify) event_free);
  g_mutex_clear (&self->sending);
  g_mutex_clear (&self->lock);
  g_main_context_unref (self->context);
  g_free (self->reason);
  g_free (self);
}

/* --- Telling the owner --- */

static gchar *
describe_failure (IceAgent * self)
{
  if (self->transport.lost_at)
    return g_strdup ("the peer has not answered consent checks for 30 s");
  if (self->n_remote == 0)
    return g_strdup_printf ("no candidate pair worked: the peer gave no usable "
        "candidate (%u local)", self->n_local);
  if (self->n_local == 0)
    return g_strdup_printf ("no candidate pair worked: no local candidate%s, "
        "%u remote", self->relay_only ? " (relay only: did a TURN server "
        "answer?)" : "", self->n_remote);
  return g_strdup_printf ("no candidate pair worked: %u local, %u remote "
      "candidates; every check failed or was not answered", self->n_local,
      self->n_remote);
}

static gboolean on_timer (gpointer data);

/* A source that is driven by its ready time alone: a GTimeoutSource would set
 * it again by itself. */
static gboolean
timer_dispatch (GSource * source, GSourceFunc callback, gpointer user_data)
{
  g_source_set_ready_time (source, -1);
  return callback (user_data);
}

static GSourceFuncs timer_funcs = {
  NULL, NULL, timer_dispatch, NULL, NULL, NULL
};

static void
set_timer (IceAgent * self)
{
  gint64 at = ice_transport_next_timeout (&self->transport);

  if (!at) {
    if (self->timer)
      g_source_set_ready_time (self->timer, -1);
    return;
  }
  if (!self->timer) {
    self->timer = g_source_new (&timer_funcs, sizeof (GSource));
    g_source_set_name (self->timer, "wrtcice: checking or consent deadline");
    g_source_set_callback (self->timer, on_timer, self, NULL);
    g_source_set_ready_time (self->timer, at);
    g_source_attach (self->timer, self->context);
  } else {
    g_source_set_ready_time (self->timer, at);
  }
}

/* Tells the state if it is another one than was told last. */
static void
tell_state (IceAgent * self)
{
  IceState state = self->transport.state;

  set_timer (self);
  if (state == self->told_state)
    return;
  self->told_state = state;
  g_clear_pointer (&self->reason, g_free);
  if (state == ICE_STATE_FAILED)
    self->reason = describe_failure (self);
  else if (state == ICE_STATE_DISCONNECTED)
    self->reason = g_strdup ("the peer no longer answers consent checks");
  if (self->nice)
    self->handler->state (self->owner, state, self->reason);
}

static gboolean
on_timer (gpointer data)
{
  g_autoptr (IceAgent) self = ice_agent_ref (data);

  ice_transport_handle_timeout (&self->transport, g_get_monotonic_time ());
  tell_state (self);
  return G_SOURCE_CONTINUE;
}

/* --- Events of libnice --- */

static gchar *
candidate_line (NiceAgent * nice, NiceCandidate * candidate,
    gboolean relay_only)
{
  g_autofree gchar *line =
      nice_agent_generate_local_candidate_sdp (nice, candidate);
  gchar *related = line ? strstr (line, " raddr ") : NULL;

  if (!line)
    return g_strdup ("");
  if (!relay_only || !related)
    return g_strdup (line + strlen ("a="));
  /* RFC 8828: who asks for relays alone does not want to be seen behind them.
   * The field must be there (RFC 8839 5.1), its value need not be true. */
  *related = '\0';
  return g_strdup_printf ("%s raddr %s rport 0", line + strlen ("a="),
      nice_address_ip_version (&candidate->addr) == 6 ? "::" : "0.0.0.0");
}

/* What @event holds becomes the queue's. */
static void
push_event (IceAgent * self, const Event * event)
{
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->events, g_memdup2 (event, sizeof *event));
  g_mutex_unlock (&self->lock);
  if (!g_main_context_is_owner (self->context))
    g_main_context_wakeup (self->context);
}

static Event *
pop_event (IceAgent * self)
{
  g_mutex_lock (&self->lock);
  Event *event = g_queue_pop_head (&self->events);
  g_mutex_unlock (&self->lock);
  return event;
}

static gboolean
has_event (IceAgent * self)
{
  g_mutex_lock (&self->lock);
  gboolean has = !g_queue_is_empty (&self->events);
  g_mutex_unlock (&self->lock);
  return has;
}

static void
on_state_changed (NiceAgent * nice, guint stream, guint component,
    guint state, gpointer user_data)
{
  static const IceChecks checks[] = {
    [NICE_COMPONENT_STATE_DISCONNECTED] = ICE_CHECKS_NONE,
    [NICE_COMPONENT_STATE_GATHERING] = ICE_CHECKS_NONE,
    [NICE_COMPONENT_STATE_CONNECTING] = ICE_CHECKS_RUNNING,
    [NICE_COMPONENT_STATE_CONNECTED] = ICE_CHECKS_CONNECTED,
    [NICE_COMPONENT_STATE_READY] = ICE_CHECKS_READY,
    [NICE_COMPONENT_STATE_FAILED] = ICE_CHECKS_FAILED
  };

  Event event = {.kind = EVENT_CHECKS };

  if (state >= G_N_ELEMENTS (checks) || checks[state] == ICE_CHECKS_NONE)
    return;
  event.checks = checks[state];
  push_event (user_data, &event);
}

static void
on_new_candidate (NiceAgent * nice, NiceCandidate * candidate,
    gpointer user_data)
{
  IceAgent *self = user_data;
  Event event = {.kind = EVENT_CANDIDATE };

  /* libnice also signals local candidates that the peer discovered for us. */
  if (candidate->type == NICE_CANDIDATE_TYPE_PEER_REFLEXIVE)
    return;
  event.local = candidate_line (nice, candidate, self->relay_only);
  push_event (self, &event);
}

static void
push_gathering (IceAgent * self, IceGathering gathering)
{
  Event event = {.kind = EVENT_GATHERING,.gathering = gathering };

  push_event (self, &event);
}

static void
on_gathering_done (NiceAgent * nice, guint stream, gpointer user_data)
{
  IceAgent *self = user_data;

  self->gathered = TRUE;
  push_gathering (self, ICE_GATHERING_COMPLETE);
}

static void
on_pair (NiceAgent * nice, guint stream, guint component,
    NiceCandidate * local, NiceCandidate * remote, gpointer user_data)
{
  IceAgent *self = user_data;
  Event event = {.kind = EVENT_PAIR };

  /* At once: senders on other threads must not race with libnice's TCP queue,
   * which its 0.1.21 does not lock. */
  g_atomic_int_set (&self->path_is_tcp,
      local->transport != NICE_CANDIDATE_TRANSPORT_UDP ||
      (local->type == NICE_CANDIDATE_TYPE_RELAYED && self->has_turn_tcp));
  event.local = candidate_line (nice, local, FALSE);
  event.remote = candidate_line (nice, remote, FALSE);
  push_event (self, &event);
}

/* Consent on the old pair once more: what libnice gave up after 10 s without an
 * answer may still come back within RFC 7675's 30 s. */
static void
revive (IceAgent * self)
{
  NiceCandidate *local, *remote;
  gboolean ok = FALSE;

  if (g_atomic_int_get (&self->path_is_tcp) ||
      !nice_agent_get_selected_pair (self->nice, self->stream, COMPONENT,
          &local, &remote))
    return;
  g_mutex_lock (&self->lock);
  guint n_events = g_queue_get_length (&self->events);
  g_mutex_unlock (&self->lock);
  NiceAddress address = remote->addr;
  g_autofree gchar *local_foundation = g_strdup (local->foundation);
  g_autofree gchar *remote_foundation = g_strdup (remote->foundation);

  if (nice_agent_set_selected_pair (self->nice, self->stream, COMPONENT,
          local_foundation, remote_foundation) &&
      nice_agent_get_selected_pair (self->nice, self->stream, COMPONENT,
          &local, &remote))
    ok = nice_address_equal (&address, &remote->addr);

  /* That it is "ready" now is our doing, not news. */
  g_mutex_lock (&self->lock);
  while (g_queue_get_length (&self->events) > n_events)
    event_free (g_queue_pop_tail (&self->events));
  g_mutex_unlock (&self->lock);
  if (ok)
    ice_transport_handle_revived (&self->transport, g_get_monotonic_time ());
}

static void
handle_gathering (IceAgent * self, IceGathering gathering)
{
  if (self->told_gathering == gathering)
    return;
  self->told_gathering = gathering;
  ice_transport_handle_gathered (&self->transport,
      gathering == ICE_GATHERING_COMPLETE);
  if (gathering == ICE_GATHERING_COMPLETE)
    self->handler->candidate (self->owner, "");
  if (self->nice)
    self->handler->gathering (self->owner, gathering);
}

static void
handle_event (IceAgent * self, Event * event)
{
  switch (event->kind) {
    case EVENT_CHECKS:
      if (ice_transport_handle_checks (&self->transport,
              g_get_monotonic_time (), event->checks) == ICE_DO_REVIVE)
        revive (self);
      break;
    case EVENT_CANDIDATE:
      self->n_local++;
      self->handler->candidate (self->owner, event->local);
      break;
    case EVENT_GATHERING:
      handle_gathering (self, event->gathering);
      break;
    case EVENT_PAIR:
      self->handler->pair (self->owner, event->local, event->remote);
      break;
  }
}

/* --- The pump --- */

static gboolean
pump_ready (GSource * source)
{
  IceAgent *self = ((Pump *) source)->agent;

  return self->stale || self->n_burst > 0 || self->paused || has_event (self);
}

static gboolean
pump_prepare (GSource * source, gint * timeout)
{
  *timeout = -1;
  return pump_ready (source);
}

static gboolean
pump_dispatch (GSource * source, GSourceFunc callback, gpointer user_data)
{
  g_autoptr (IceAgent) self = ice_agent_ref (((Pump *) source)->agent);
  Event *event;

  self->stale = FALSE;
  if (self->nice)
    tell_state (self);
  while (self->nice && (event = pop_event (self))) {
    handle_event (self, event);
    event_free (event);
    if (self->nice)
      tell_state (self);
  }
  if (self->nice && self->n_burst > 0) {
    self->n_burst = 0;
    if (self->transport.state == ICE_STATE_DISCONNECTED) {
      ice_transport_handle_data (&self->transport);
      tell_state (self);
    }
    if (self->nice)
      self->handler->burst_end (self->owner);
  }
  if (self->nice && self->paused) {
    self->paused = FALSE;
    nice_agent_attach_recv (self->nice, self->stream, COMPONENT, self->context,
        on_datagram, self);
  }
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs pump_funcs = {
  pump_prepare, pump_ready, pump_dispatch, NULL, NULL, NULL
};

static void
attach_pump (IceAgent * self)
{
  self->pump = g_source_new (&pump_funcs, sizeof (Pump));
  ((Pump *) self->pump)->agent = self;
  g_source_set_name (self->pump, "wrtcice: pump");
  g_source_set_priority (self->pump, G_PRIORITY_HIGH);
  g_source_attach (self->pump, self->context);
}

static void
on_datagram (NiceAgent * nice, guint stream, guint component, guint size,
    gchar * data, gpointer user_data)
{
  IceAgent *self = user_data;

  if (!self->nice)
    return;
  self->handler->datagram (self->owner, (const guint8 *) data, size);
  /* libnice reads until nothing is left; a flood would starve every other
   * session of this thread. Without a reader its loop ends. (Not with TCP,
   * where libnice may hold frames that no descriptor announces.) */
  if (++self->n_burst >= MAX_BURST && !self->paused && self->nice
      && !g_atomic_int_get (&self->path_is_tcp)) {
    self->paused = TRUE;
    nice_agent_attach_recv (nice, stream, component, self->context, NULL, NULL);
  }
}

/* --- Life --- */

static void
add_local_address (NiceAgent * nice, const gchar * text)
{
  NiceAddress address;

  nice_address_init (&address);
  if (nice_address_set_from_string (&address, text))
    nice_agent_add_local_address (nice, &address);
}

/* libnice takes every address but the loopback ones; without any other, a
 * machine that has no network still talks to itself. */
static void
add_default_addresses (NiceAgent * nice)
{
  GList *addresses = nice_interfaces_get_local_ips (FALSE);

  if (!addresses) {
    addresses = nice_interfaces_get_local_ips (TRUE);
    for (GList * i = addresses; i; i = i->next)
      add_local_address (nice, i->data);
  }
  g_list_free_full (addresses, g_free);
}

IceAgent *
ice_agent_new (const IceConfig * config, const IceHandler * handler,
    gpointer owner)
{
  IceAgent *self = g_new0 (IceAgent, 1);

  self->refcount = 1;
  self->context = g_main_context_ref (config->context);
  self->handler = handler;
  self->owner = owner;
  self->udp = config->udp;
  self->relay_only = config->relay_only;
  g_mutex_init (&self->sending);
  g_mutex_init (&self->lock);
  g_queue_init (&self->events);
  ice_transport_init (&self->transport);

  /* Regular nomination: RFC 8445 knows no other, ICE-TCP needs it. */
  self->nice = nice_agent_new_full (self->context, NICE_COMPATIBILITY_RFC5245,
      NICE_AGENT_OPTION_REGULAR_NOMINATION | NICE_AGENT_OPTION_ICE_TRICKLE |
      NICE_AGENT_OPTION_CONSENT_FRESHNESS |
      NICE_AGENT_OPTION_SUPPORT_RENOMINATION);
  g_object_set (self->nice, "controlling-mode", config->controlling,
      "ice-udp", config->udp, "ice-tcp", config->tcp, "upnp", FALSE,
      "force-relay", config->relay_only, "stun-pacing-timer", PACING_MS,
      "stun-max-retransmissions", RETRANSMISSIONS, NULL);
  self->stream = nice_agent_add_stream (self->nice, 1);
  nice_agent_set_local_credentials (self->nice, self->stream, config->ufrag,
      config->pwd);
  if (config->min_port)
    nice_agent_set_port_range (self->nice, self->stream, COMPONENT,
        config->min_port, config->max_port);
  for (gchar ** i = config->local_addresses; i && *i; i++)
    add_local_address (self->nice, *i);
  if (!config->local_addresses || !*config->local_addresses)
    add_default_addresses (self->nice);

  g_signal_connect (self->nice, "component-state-changed",
      G_CALLBACK (on_state_changed), self);
  g_signal_connect (self->nice, "new-candidate-full",
      G_CALLBACK (on_new_candidate), self);
  g_signal_connect (self->nice, "candidate-gathering-done",
      G_CALLBACK (on_gathering_done), self);
  g_signal_connect (self->nice, "new-selected-pair-full",
      G_CALLBACK (on_pair), self);
  attach_pump (self);
  nice_agent_attach_recv (self->nice, self->stream, COMPONENT, self->context,
      on_datagram, self);
  return self;
}

typedef struct
{
  NiceAgent *nice;
  GSource *source;
  gboolean gathered;
} Goodbye;

static void
goodbye_free (gpointer data)
{
  Goodbye *goodbye = data;

  g_signal_handlers_disconnect_by_data (goodbye->nice, goodbye);
  g_object_unref (goodbye->nice);
  g_free (goodbye);
}

/* libnice frees the allocations and then itself: it holds a reference until
 * every answer came or was given up. It would wait for ever if an allocation
 * were made after this; so when gathering does not end, all is dropped. */
static gboolean
say_goodbye (gpointer data)
{
  Goodbye *goodbye = data;

  if (goodbye->gathered)
    nice_agent_close_async (goodbye->nice, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
on_late_gathering_done (NiceAgent * nice, guint stream, gpointer user_data)
{
  Goodbye *goodbye = user_data;

  goodbye->gathered = TRUE;
  g_source_set_ready_time (goodbye->source, 0);
}

/* libnice reads, also the answers of TURN servers, only while somebody wants
 * what it reads. */
static void
discard_datagram (NiceAgent * nice, guint stream, guint component, guint size,
    gchar * data, gpointer user_data)
{
}

static void
schedule_goodbye (IceAgent * self, NiceAgent * nice)
{
  Goodbye *goodbye = g_new0 (Goodbye, 1);
  GSource *source = g_source_new (&timer_funcs, sizeof (GSource));

  goodbye->nice = nice;
  goodbye->source = source;
  goodbye->gathered = self->gathered;
  nice_agent_attach_recv (nice, self->stream, COMPONENT, self->context,
      discard_datagram, NULL);
  g_object_set (nice, "stun-initial-timeout", GOODBYE_RETRANSMIT_MS,
      "stun-max-retransmissions", 2, NULL);
  g_signal_connect (nice, "candidate-gathering-done",
      G_CALLBACK (on_late_gathering_done), goodbye);
  g_source_set_name (source, "wrtcice: freeing TURN allocations");
  g_source_set_callback (source, say_goodbye, goodbye, goodbye_free);
  g_source_set_ready_time (source, self->gathered ? 0 :
      g_get_monotonic_time () + GOODBYE_GATHERING_MS * G_TIME_SPAN_MILLISECOND);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

gboolean
ice_agent_needs_goodbye (IceAgent * self)
{
  return self->n_turn > 0 && self->gathering;
}

void
ice_agent_close (IceAgent * self)
{
  g_mutex_lock (&self->sending);
  NiceAgent *nice = g_steal_pointer (&self->nice);
  g_mutex_unlock (&self->sending);

  if (nice) {
    g_signal_handlers_disconnect_by_data (nice, self);
    nice_agent_attach_recv (nice, self->stream, COMPONENT, self->context, NULL,
        NULL);
    g_source_destroy (self->pump);
    g_clear_pointer (&self->pump, g_source_unref);
    if (self->timer)
      g_source_destroy (self->timer);
    g_clear_pointer (&self->timer, g_source_unref);
    ice_transport_handle_close (&self->transport);
    if (ice_agent_needs_goodbye (self))
      schedule_goodbye (self, nice);
    else
      g_object_unref (nice);
  }
  ice_agent_unref (self);
}

/* --- Parameters --- */

void
ice_agent_set_controlling (IceAgent * self, gboolean controlling)
{
  if (self->nice)
    g_object_set (self->nice, "controlling-mode", controlling, NULL);
}

static void
expect_news (IceAgent * self)
{
  if (!self->have_credentials || !self->gathering)
    return;
  ice_transport_handle_news (&self->transport, g_get_monotonic_time ());
  self->stale = TRUE;
}

void
ice_agent_set_remote_credentials (IceAgent * self, const gchar * ufrag,
    const gchar * pwd)
{
  if (!self->nice)
    return;
  nice_agent_set_remote_credentials (self->nice, self->stream, ufrag, pwd);
  self->have_credentials = TRUE;
  expect_news (self);
}

static gboolean
is_loopback (const gchar * host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address && g_inet_address_get_is_loopback (address);
}

/* libnice ties each UDP socket to the interface of its address, so that from
 * any other address nothing reaches a server on the loopback interface. Let the
 * kernel route. */
static void
prepare_socket (IceAgent * self, GSocket * socket)
{
  int fd = g_socket_get_fd (socket);
  int size = SOCKET_BUFFER_BYTES;
  int any_interface = 0;
  gboolean v6 = g_socket_get_family (socket) == G_SOCKET_FAMILY_IPV6;

  if (g_socket_get_socket_type (socket) != G_SOCKET_TYPE_DATAGRAM)
    return;
  /* As much as the kernel allows; none of it matters enough to fail. */
  (void) setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  (void) setsockopt (fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  if (self->loopback_server)
    (void) setsockopt (fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP,
        v6 ? IPV6_UNICAST_IF : IP_UNICAST_IF, &any_interface,
        sizeof any_interface);
}

static void
prepare_sockets (IceAgent * self)
{
  GPtrArray *sockets =
      nice_agent_get_sockets (self->nice, self->stream, COMPONENT);

  for (guint i = 0; sockets && i < sockets->len; i++)
    prepare_socket (self, g_ptr_array_index (sockets, i));
  g_clear_pointer (&sockets, g_ptr_array_unref);
}

void
ice_agent_add_server (IceAgent * self, const IceServer * server)
{
  if (!self->nice)
    return;
  if (is_loopback (server->host) && !self->loopback_server) {
    self->loopback_server = TRUE;
    if (self->gathering)
      prepare_sockets (self);
    /* The first request was sent before the socket was untied. */
    g_object_set (self->nice, "stun-initial-timeout", 100, NULL);
  }
  if (server->kind == ICE_SERVER_STUN) {
    g_object_set (self->nice, "stun-server", server->host,
        "stun-server-port", server->port, NULL);
    return;
  }
  if (self->n_turn == NICE_CANDIDATE_MAX_TURN_SERVERS)
    return;
  self->n_turn++;
  if (server->kind != ICE_SERVER_TURN_UDP)
    self->has_turn_tcp = TRUE;
  if (nice_agent_set_relay_info (self->nice, self->stream, COMPONENT,
          server->host, server->port, server->username, server->password,
          server->kind == ICE_SERVER_TURN_UDP ? NICE_RELAY_TYPE_TURN_UDP :
          NICE_RELAY_TYPE_TURN_TCP) && self->gathering) {
    self->gathered = FALSE;
    push_gathering (self, ICE_GATHERING_RUNNING);
  }
}

gboolean
ice_agent_gather (IceAgent * self)
{
  if (!self->nice || self->gathering)
    return self->nice != NULL;
  self->gathering = TRUE;
  push_gathering (self, ICE_GATHERING_RUNNING);
  if (!nice_agent_gather_candidates (self->nice, self->stream)) {
    self->gathered = TRUE;
    push_gathering (self, ICE_GATHERING_COMPLETE);
    return FALSE;
  }
  prepare_sockets (self);
  expect_news (self);
  return TRUE;
}

/* What was not told yet of the generation that ends: its candidates are
 * forgotten, what became of its checks is not. */
static void
end_generation (IceAgent * self)
{
  GQueue pairs = G_QUEUE_INIT;
  Event *event;

  while ((event = pop_event (self))) {
    if (event->kind == EVENT_PAIR) {
      g_queue_push_tail (&pairs, event);
      continue;
    }
    if (event->kind == EVENT_CHECKS)
      ice_transport_handle_checks (&self->transport, g_get_monotonic_time (),
          event->checks);
    event_free (event);
  }
  while ((event = g_queue_pop_head (&pairs))) {
    push_event (self, event);
    g_free (event);
  }
}

void
ice_agent_restart (IceAgent * self, const gchar * ufrag, const gchar * pwd)
{
  if (!self->nice)
    return;
  end_generation (self);
  nice_agent_restart_stream (self->nice, self->stream);
  nice_agent_set_local_credentials (self->nice, self->stream, ufrag, pwd);
  self->have_credentials = FALSE;
  self->n_remote = 0;
  ice_transport_handle_restart (&self->transport);

  /* libnice keeps the local candidates; to the peer they are new. */
  if (self->gathering) {
    GSList *local = nice_agent_get_local_candidates (self->nice, self->stream,
        COMPONENT);
    self->n_local = 0;
    push_gathering (self, ICE_GATHERING_RUNNING);
    for (GSList * i = local; i; i = i->next) {
      NiceCandidate *candidate = i->data;
      if (!self->relay_only || candidate->type == NICE_CANDIDATE_TYPE_RELAYED)
        on_new_candidate (self->nice, candidate, self);
    }
    g_slist_free_full (local, (GDestroyNotify) nice_candidate_free);
    if (self->gathered)
      push_gathering (self, ICE_GATHERING_COMPLETE);
  }
  self->stale = TRUE;
}

/* --- Remote candidates --- */

static gboolean
get_transport (const WrtcCandidate * candidate, NiceCandidateTransport * value)
{
  if (candidate->transport == WRTC_CANDIDATE_UDP) {
    *value = NICE_CANDIDATE_TRANSPORT_UDP;
    return TRUE;
  }
  switch (candidate->tcp_type) {
    case WRTC_CANDIDATE_TCP_ACTIVE:
      *value = NICE_CANDIDATE_TRANSPORT_TCP_ACTIVE;
      return TRUE;
    case WRTC_CANDIDATE_TCP_PASSIVE:
      *value = NICE_CANDIDATE_TRANSPORT_TCP_PASSIVE;
      return TRUE;
    case WRTC_CANDIDATE_TCP_SO:
      *value = NICE_CANDIDATE_TRANSPORT_TCP_SO;
      return TRUE;
    default:
      return FALSE;
  }
}

static NiceCandidate *
to_nice (const WrtcCandidate * candidate)
{
  static const NiceCandidateType types[] = {
    [WRTC_CANDIDATE_HOST] = NICE_CANDIDATE_TYPE_HOST,
    [WRTC_CANDIDATE_SRFLX] = NICE_CANDIDATE_TYPE_SERVER_REFLEXIVE,
    [WRTC_CANDIDATE_PRFLX] = NICE_CANDIDATE_TYPE_PEER_REFLEXIVE,
    [WRTC_CANDIDATE_RELAY] = NICE_CANDIDATE_TYPE_RELAYED
  };
  NiceCandidateTransport transport;
  NiceAddress address;

  nice_address_init (&address);
  /* libnice 0.1.21 has trouble with a priority of 0. */
  if (!get_transport (candidate, &transport) || candidate->priority == 0 ||
      !nice_address_set_from_string (&address, candidate->address))
    return NULL;
  NiceCandidate *nice = nice_candidate_new (types[candidate->type]);
  nice->component_id = COMPONENT;
  nice->transport = transport;
  nice->priority = candidate->priority;
  g_strlcpy (nice->foundation, candidate->foundation, sizeof nice->foundation);
  nice->addr = address;
  nice_address_set_port (&nice->addr, candidate->port);
  return nice;
}

gboolean
ice_agent_add_remote_candidate (IceAgent * self,
    const WrtcCandidate * candidate)
{
  NiceCandidate *nice = self->nice ? to_nice (candidate) : NULL;

  if (!nice)
    return FALSE;
  GSList list = { nice, NULL };
  gint added = nice_agent_set_remote_candidates (self->nice, self->stream,
      COMPONENT, &list);
  nice_candidate_free (nice);
  if (added <= 0)
    return FALSE;
  self->n_remote++;
  expect_news (self);
  return TRUE;
}

void
ice_agent_end_remote_candidates (IceAgent * self)
{
  if (!self->nice)
    return;
  nice_agent_peer_candidate_gathering_done (self->nice, self->stream);
  ice_transport_handle_remote_end (&self->transport);
  self->stale = TRUE;
}

static gboolean
has_local (IceAgent * self, gboolean (*is) (GInetAddress *))
{
  gboolean found = FALSE;

  if (!self->nice)
    return FALSE;
  GSList *local = nice_agent_get_local_candidates (self->nice, self->stream,
      COMPONENT);
  for (GSList * i = local; i && !found; i = i->next) {
    NiceCandidate *candidate = i->data;
    gchar text[NICE_ADDRESS_STRING_LEN];
    nice_address_to_string (&candidate->addr, text);
    g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);
    found = address && is (address);
  }
  g_slist_free_full (local, (GDestroyNotify) nice_candidate_free);
  return found;
}

gboolean
ice_agent_has_loopback (IceAgent * self)
{
  return self->loopback_server ||
      has_local (self, g_inet_address_get_is_loopback);
}

gboolean
ice_agent_has_link_local (IceAgent * self)
{
  return has_local (self, g_inet_address_get_is_link_local);
}

/* --- Sending --- */

gboolean
ice_agent_send_needs_context (IceAgent * self)
{
  return g_atomic_int_get (&self->path_is_tcp) &&
      !g_main_context_is_owner (self->context);
}

guint
ice_agent_send (IceAgent * self, const IceDatagram * datagrams,
    guint n_datagrams)
{
  NiceOutputMessage messages[ICE_MAX_DATAGRAMS];
  gint sent = 0;

  n_datagrams = MIN (n_datagrams, ICE_MAX_DATAGRAMS);
  for (guint i = 0; i < n_datagrams; i++) {
    messages[i].buffers = (GOutputVector *) datagrams[i].vectors;
    messages[i].n_buffers = (gint) datagrams[i].n_vectors;
  }
  g_mutex_lock (&self->sending);
  if (self->nice)
    sent = nice_agent_send_messages_nonblocking (self->nice, self->stream,
        COMPONENT, messages, n_datagrams, NULL, NULL);
  g_mutex_unlock (&self->sending);
  return sent > 0 ? (guint) sent : 0;
}
