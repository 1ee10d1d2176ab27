/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The adapter to libnice: one ICE agent with one stream and one component
 * (rtcp-mux), RFC 8445, trickle ICE, consent freshness of RFC 7675.
 *
 * Threads: every function is for the thread that drives the context, but those
 * that say "any thread". The handler is called there, from a source of its own:
 * never from inside a function of this header, never with a lock held; only
 * datagram() is called from libnice's read. The handler may close the agent.
 *
 * Guarantees
 * - No datagram is given out that came from an address which no connectivity
 *   check validated, nor one whose first byte is STUN's (RFC 7983).
 * - Nothing waits for the network.
 * - After ice_agent_close() the handler is not called again.
 */
#pragma once

#include <gio/gio.h>
#include <core/sdp/wrtccandidate.h>

#include "ice-server.h"

G_BEGIN_DECLS

typedef struct _IceAgent IceAgent;

/* W3C RTCIceTransportState */
typedef enum
{
  ICE_STATE_NEW,
  ICE_STATE_CHECKING,
  ICE_STATE_CONNECTED,
  ICE_STATE_COMPLETED,
  ICE_STATE_DISCONNECTED,
  ICE_STATE_FAILED,
  ICE_STATE_CLOSED
} IceState;

typedef enum
{
  ICE_GATHERING_NEW,
  ICE_GATHERING_RUNNING,
  ICE_GATHERING_COMPLETE
} IceGathering;

typedef struct
{
  /* @reason: why it failed or was lost, else NULL */
  void (*state) (gpointer owner, IceState state, const gchar * reason);
  void (*gathering) (gpointer owner, IceGathering gathering);
  /* "candidate:…"; "" after the last one of a generation */
  void (*candidate) (gpointer owner, const gchar * line);
  /* candidate lines */
  void (*pair) (gpointer owner, const gchar * local, const gchar * remote);
  /* One datagram; @data is valid during the call. */
  void (*datagram) (gpointer owner, const guint8 * data, gsize size);
  /* After the last of some datagrams that came together. */
  void (*burst_end) (gpointer owner);
} IceHandler;

typedef struct
{
  GMainContext *context;
  gboolean controlling;
  const gchar *ufrag;
  const gchar *pwd;
  gboolean relay_only;
  gboolean udp;
  gboolean tcp;
  guint min_port;               /* 0: any */
  guint max_port;
  gchar **local_addresses;      /* literals; NULL or empty: those of the machine */
} IceConfig;

/* One datagram to send: @vectors of GOutputVector. */
typedef struct
{
  const GOutputVector *vectors;
  guint n_vectors;
} IceDatagram;

#define ICE_MAX_DATAGRAMS 32    /* of one ice_agent_send() */

const gchar *ice_state_to_string (IceState state);
const gchar *ice_gathering_to_string (IceGathering gathering);

/* @handler must outlive the agent. */
IceAgent *ice_agent_new (const IceConfig * config, const IceHandler * handler,
    gpointer owner);
/* Ends everything and gives the caller's reference away. TURN allocations are
 * freed on the server while the context still runs, for at most
 * ICE_GOODBYE_MS. */
void ice_agent_close (IceAgent * self);
/* Whether ice_agent_close() would use the context for longer than the call. */
gboolean ice_agent_needs_goodbye (IceAgent * self);
#define ICE_GOODBYE_MS 2000

/* Any thread: keeps the memory, not the agent, alive. */
IceAgent *ice_agent_ref (IceAgent * self);
void ice_agent_unref (IceAgent * self);

void ice_agent_set_controlling (IceAgent * self, gboolean controlling);
void ice_agent_set_remote_credentials (IceAgent * self, const gchar * ufrag,
    const gchar * pwd);

/* @server: its host is an address literal. STUN: before gathering. */
void ice_agent_add_server (IceAgent * self, const IceServer * server);
/* FALSE: no candidate at all can be made (no address, no free port). */
gboolean ice_agent_gather (IceAgent * self);
/* New local credentials, no remote ones; what is connected stays so until the
 * new checks have ended. */
void ice_agent_restart (IceAgent * self, const gchar * ufrag,
    const gchar * pwd);

/* @candidate: its address is a literal. FALSE: libnice had no use for it. */
gboolean ice_agent_add_remote_candidate (IceAgent * self,
    const WrtcCandidate * candidate);
void ice_agent_end_remote_candidates (IceAgent * self);

/* Whether a local candidate or a server has a loopback address; whether a local
 * candidate has a link-local one. */
gboolean ice_agent_has_loopback (IceAgent * self);
gboolean ice_agent_has_link_local (IceAgent * self);

/* Any thread. Sends up to ICE_MAX_DATAGRAMS, returns how many went out: the rest
 * cannot be sent now and is to be dropped. */
guint ice_agent_send (IceAgent * self, const IceDatagram * datagrams,
    guint n_datagrams);
/* Any thread: ice_agent_send() must come from the context (the path is TCP). */
gboolean ice_agent_send_needs_context (IceAgent * self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IceAgent, ice_agent_unref)
G_END_DECLS
