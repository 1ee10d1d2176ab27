/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "ice-session.h"

#include <string.h>

#include "ice-resolver.h"

struct _IceSession
{
  gint refcount;                /* atomic: the owner and each lookup */
  GMainContext *context;
  IceAgent *agent;              /* NULL: closed */

  /* Servers */
  guint n_server_lookups;
  gboolean gather_wanted;
  gboolean gathering;
  GSource *server_timer;

  /* The peer */
  gchar *remote_ufrag;          /* NULL: credentials not known */
  gchar *remote_pwd;
  GQueue recent;                /* WrtcCandidate, since these credentials */
  GQueue waiting;               /* WrtcCandidate, for credentials or gathering */
  guint n_candidates;           /* of this generation, whatever became of them */
  guint n_names;                /* being resolved */
  guint generation;
  gboolean ended;
  GSource *name_timer;
  guint counters[ICE_REMOTE_N_COUNTERS];        /* atomic */
};

typedef struct
{
  IceSession *session;
  guint generation;
  IceServer *server;            /* of this one */
  WrtcCandidate *candidate;     /* or of this one */
} Lookup;

static void try_gather (IceSession * self);
static void try_end (IceSession * self);

static IceSession *
session_ref (IceSession * self)
{
  g_atomic_int_inc (&self->refcount);
  return self;
}

static void
session_unref (IceSession * self)
{
  if (!g_atomic_int_dec_and_test (&self->refcount))
    return;
  g_queue_clear_full (&self->waiting, (GDestroyNotify) wrtc_candidate_free);
  g_queue_clear_full (&self->recent, (GDestroyNotify) wrtc_candidate_free);
  g_main_context_unref (self->context);
  g_free (self->remote_ufrag);
  g_free (self->remote_pwd);
  g_free (self);
}

static void
count (IceSession * self, IceRemoteCounter counter)
{
  g_atomic_int_inc (&self->counters[counter]);
}

guint
ice_session_get_counter (IceSession * self, IceRemoteCounter counter)
{
  return g_atomic_int_get (&self->counters[counter]);
}

IceSession *
ice_session_new (const IceConfig * config, const IceHandler * handler,
    gpointer owner)
{
  IceSession *self = g_new0 (IceSession, 1);

  self->refcount = 1;
  self->context = g_main_context_ref (config->context);
  g_queue_init (&self->waiting);
  g_queue_init (&self->recent);
  self->agent = ice_agent_new (config, handler, owner);
  return self;
}

static void
clear_timer (GSource ** timer)
{
  if (*timer)
    g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}

static void
start_timer (IceSession * self, GSource ** timer, guint ms, GSourceFunc func)
{
  if (*timer)
    return;
  *timer = g_timeout_source_new (ms);
  g_source_set_callback (*timer, func, self, NULL);
  g_source_attach (*timer, self->context);
}

void
ice_session_close (IceSession * self)
{
  clear_timer (&self->server_timer);
  clear_timer (&self->name_timer);
  if (self->agent)
    ice_agent_close (g_steal_pointer (&self->agent));
  session_unref (self);
}

gboolean
ice_session_needs_goodbye (IceSession * self)
{
  return ice_agent_needs_goodbye (self->agent);
}

IceAgent *
ice_session_ref_agent (IceSession * self)
{
  return ice_agent_ref (self->agent);
}

/* --- Lookups --- */

static void
lookup_free (gpointer data)
{
  Lookup *lookup = data;

  session_unref (lookup->session);
  g_clear_pointer (&lookup->server, ice_server_free);
  g_clear_pointer (&lookup->candidate, wrtc_candidate_free);
  g_free (lookup);
}

static Lookup *
lookup_new (IceSession * self)
{
  Lookup *lookup = g_new0 (Lookup, 1);

  lookup->session = session_ref (self);
  lookup->generation = self->generation;
  return lookup;
}

static gboolean
is_literal (const gchar * host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL;
}

/* --- Servers --- */

static void
on_server_resolved (GList * addresses, gpointer data)
{
  Lookup *lookup = data;
  IceSession *self = lookup->session;

  if (!self->agent)
    return;
  self->n_server_lookups--;
  /* libnice takes one STUN server; of a TURN server any address will do. */
  if (addresses && (lookup->server->kind != ICE_SERVER_STUN ||
          !self->gathering)) {
    g_free (lookup->server->host);
    lookup->server->host = g_inet_address_to_string (addresses->data);
    ice_agent_add_server (self->agent, lookup->server);
  }
  try_gather (self);
}

void
ice_session_add_server (IceSession * self, const IceServer * server)
{
  if (!self->agent)
    return;
  if (is_literal (server->host)) {
    ice_agent_add_server (self->agent, server);
    return;
  }
  Lookup *lookup = lookup_new (self);
  lookup->server = ice_server_copy (server);
  self->n_server_lookups++;
  if (!ice_resolver_lookup (server->host, ICE_RESOLVE_SERVER, self->context,
          on_server_resolved, lookup, lookup_free))
    self->n_server_lookups--;
}

static void
flush_waiting (IceSession * self)
{
  guint n = g_queue_get_length (&self->waiting);

  /* Each once: those for other credentials queue up again. */
  self->n_candidates -= n;
  while (n-- > 0 && self->agent)
    ice_session_add_remote_candidate (self, g_queue_pop_head (&self->waiting));
}

static void
start_gathering (IceSession * self)
{
  self->gathering = TRUE;
  clear_timer (&self->server_timer);
  ice_agent_gather (self->agent);
  flush_waiting (self);
  if (self->agent)
    try_end (self);
}

static gboolean
on_server_timer (gpointer data)
{
  IceSession *self = data;

  clear_timer (&self->server_timer);
  start_gathering (self);
  return G_SOURCE_REMOVE;
}

static void
try_gather (IceSession * self)
{
  if (!self->gather_wanted || self->gathering)
    return;
  if (self->n_server_lookups == 0)
    start_gathering (self);
  else
    start_timer (self, &self->server_timer, ICE_SERVER_TIMEOUT_MS,
        on_server_timer);
}

void
ice_session_gather (IceSession * self)
{
  if (!self->agent)
    return;
  self->gather_wanted = TRUE;
  try_gather (self);
}

/* --- Credentials --- */

void
ice_session_set_controlling (IceSession * self, gboolean controlling)
{
  if (self->agent)
    ice_agent_set_controlling (self->agent, controlling);
}

void
ice_session_set_remote_credentials (IceSession * self, const gchar * ufrag,
    const gchar * pwd)
{
  if (!self->agent)
    return;
  if (self->remote_ufrag && strcmp (self->remote_ufrag, ufrag) != 0) {
    /* The peer has restarted; the candidates of before are not its any more. */
    g_queue_clear_full (&self->recent, (GDestroyNotify) wrtc_candidate_free);
    self->n_candidates = g_queue_get_length (&self->waiting);
    self->ended = FALSE;
  }
  g_free (self->remote_ufrag);
  g_free (self->remote_pwd);
  self->remote_ufrag = g_strdup (ufrag);
  self->remote_pwd = g_strdup (pwd);
  ice_agent_set_remote_credentials (self->agent, ufrag, pwd);
  flush_waiting (self);
  try_end (self);
}

static void
forget_remote (IceSession * self)
{
  g_clear_pointer (&self->remote_ufrag, g_free);
  g_clear_pointer (&self->remote_pwd, g_free);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) wrtc_candidate_free);
  g_queue_clear_full (&self->recent, (GDestroyNotify) wrtc_candidate_free);
  self->ended = FALSE;
}

void
ice_session_restart (IceSession * self, const gchar * ufrag, const gchar * pwd,
    gboolean keep_remote)
{
  if (!self->agent)
    return;
  self->generation++;
  clear_timer (&self->name_timer);
  self->n_names = 0;
  if (!keep_remote)
    forget_remote (self);
  ice_agent_restart (self->agent, ufrag, pwd);

  /* libnice has forgotten all of it. */
  GQueue again = self->recent;
  g_queue_init (&self->recent);
  self->n_candidates = g_queue_get_length (&self->waiting);
  if (self->remote_ufrag)
    ice_agent_set_remote_credentials (self->agent, self->remote_ufrag,
        self->remote_pwd);
  for (WrtcCandidate * candidate; (candidate = g_queue_pop_head (&again));)
    ice_session_add_remote_candidate (self, candidate);
  try_end (self);
}

/* --- Remote candidates --- */

/* Addresses that a peer cannot have, and those of our own machine or link
 * unless we offered such an address ourselves: a peer shall not make us send
 * to services that trust the loopback interface. */
static gboolean
may_be_peer (IceSession * self, GInetAddress * address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);
  static const guint8 mapped[12] = {[10] = 0xff,[11] = 0xff };

  if (g_inet_address_get_is_any (address) ||
      g_inet_address_get_is_multicast (address))
    return FALSE;
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4) {
    if (bytes[0] == 0 || bytes[0] >= 240)
      return FALSE;
  } else if (memcmp (bytes, mapped, sizeof mapped) == 0) {
    return FALSE;
  }
  if (g_inet_address_get_is_loopback (address))
    return ice_agent_has_loopback (self->agent);
  if (g_inet_address_get_is_link_local (address))
    return ice_agent_has_link_local (self->agent);
  return TRUE;
}

static void
use_candidate (IceSession * self, WrtcCandidate * candidate,
    GInetAddress * address)
{
  if (candidate->port == 0 || !may_be_peer (self, address))
    count (self, ICE_REMOTE_BAD_ADDRESS);
  else if (ice_agent_add_remote_candidate (self->agent, candidate))
    count (self, ICE_REMOTE_USED);
  else
    count (self, ICE_REMOTE_USELESS);
}

static void
on_name_resolved (GList * addresses, gpointer data)
{
  Lookup *lookup = data;
  IceSession *self = lookup->session;

  if (!self->agent || lookup->generation != self->generation)
    return;
  self->n_names--;
  if (addresses) {
    g_free (lookup->candidate->address);
    lookup->candidate->address = g_inet_address_to_string (addresses->data);
    use_candidate (self, lookup->candidate, addresses->data);
  } else {
    count (self, ICE_REMOTE_UNRESOLVED);
  }
  try_end (self);
}

/* RFC 8839 allows any name; only those of mDNS (draft-ietf-mmusic-mdns-ice-
 * candidates) are in use, and the peer shall not choose what we look up. */
static void
resolve_name (IceSession * self, WrtcCandidate * candidate)
{
  Lookup *lookup = lookup_new (self);
  const gchar *name = candidate->address;

  lookup->candidate = candidate;
  if (!g_str_has_suffix (name, ".local") || self->n_names >= ICE_MAX_NAMES) {
    count (self, ICE_REMOTE_UNRESOLVED);
    lookup_free (lookup);
    return;
  }
  self->n_names++;
  if (!ice_resolver_lookup (name, ICE_RESOLVE_PEER, self->context,
          on_name_resolved, lookup, lookup_free)) {
    self->n_names--;
    count (self, ICE_REMOTE_UNRESOLVED);
  }
}

static gboolean
must_wait (IceSession * self, const WrtcCandidate * candidate)
{
  return !self->gathering || !self->remote_ufrag ||
      (candidate->ufrag && strcmp (candidate->ufrag, self->remote_ufrag) != 0);
}

void
ice_session_add_remote_candidate (IceSession * self, WrtcCandidate * candidate)
{
  g_autoptr (WrtcCandidate) owned = candidate;

  if (!self->agent)
    return;
  if (self->n_candidates >= ICE_MAX_REMOTE_CANDIDATES) {
    count (self, ICE_REMOTE_TOO_MANY);
    return;
  }
  self->n_candidates++;
  if (candidate->component != 1) {
    /* rtcp-mux: there is one component */
    count (self, ICE_REMOTE_USELESS);
    return;
  }
  if (must_wait (self, candidate)) {
    g_queue_push_tail (&self->waiting, g_steal_pointer (&owned));
    return;
  }
  g_queue_push_tail (&self->recent, wrtc_candidate_copy (candidate));
  g_autoptr (GInetAddress) address =
      g_inet_address_new_from_string (candidate->address);
  if (address)
    use_candidate (self, candidate, address);
  else
    resolve_name (self, g_steal_pointer (&owned));
}

static gboolean
on_name_timer (gpointer data)
{
  IceSession *self = data;

  clear_timer (&self->name_timer);
  ice_agent_end_remote_candidates (self->agent);
  return G_SOURCE_REMOVE;
}

/* The end holds when everything before it was used. */
static void
try_end (IceSession * self)
{
  if (!self->ended || !self->remote_ufrag || !self->gathering)
    return;
  if (self->n_names > 0) {
    start_timer (self, &self->name_timer, ICE_NAME_TIMEOUT_MS, on_name_timer);
    return;
  }
  clear_timer (&self->name_timer);
  ice_agent_end_remote_candidates (self->agent);
}

void
ice_session_end_remote_candidates (IceSession * self)
{
  if (!self->agent)
    return;
  self->ended = TRUE;
  try_end (self);
}
