/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An ICE agent with what is around it: the names of servers resolved before
 * gathering begins, and everything that the peer says about itself, in bounds.
 *
 * Remote candidates that come before the credentials, before gathering or for
 * credentials yet to come are kept and used in their time. Those that are too
 * many, have an address that no peer can have, or a name that does not resolve
 * are counted and forgotten; none of them delays anything else.
 *
 * Threads: as ice-agent.h, but for the counters (any thread).
 */
#pragma once

#include "ice-agent.h"

G_BEGIN_DECLS

#define ICE_MAX_REMOTE_CANDIDATES 256   /* of one generation */
#define ICE_MAX_NAMES 8         /* being resolved at a time, of one session */
#define ICE_NAME_TIMEOUT_MS 5000        /* then the end of candidates waits no more */
#define ICE_SERVER_TIMEOUT_MS 2000      /* then gathering waits no more */

typedef struct _IceSession IceSession;

typedef enum
{
  ICE_REMOTE_USED,              /* given to the agent */
  ICE_REMOTE_USELESS,           /* the agent has no pair for it */
  ICE_REMOTE_TOO_MANY,
  ICE_REMOTE_BAD_ADDRESS,       /* address policy, or port 0 */
  ICE_REMOTE_UNRESOLVED,        /* a name without address, or too many names */
  ICE_REMOTE_N_COUNTERS
} IceRemoteCounter;

/* @handler must outlive the session. */
IceSession *ice_session_new (const IceConfig * config,
    const IceHandler * handler, gpointer owner);
void ice_session_close (IceSession * self);
gboolean ice_session_needs_goodbye (IceSession * self);

/* Any thread, while the session is not closed: (transfer full). */
IceAgent *ice_session_ref_agent (IceSession * self);
/* Any thread, while the session is not closed. */
guint ice_session_get_counter (IceSession * self, IceRemoteCounter counter);

/* STUN: before ice_session_gather(). */
void ice_session_add_server (IceSession * self, const IceServer * server);
void ice_session_gather (IceSession * self);
void ice_session_set_controlling (IceSession * self, gboolean controlling);
void ice_session_set_remote_credentials (IceSession * self,
    const gchar * ufrag, const gchar * pwd);
/* @keep_remote: the remote credentials changed since the last restart: they and
 * the candidates that came after them are of the generation that begins. */
void ice_session_restart (IceSession * self, const gchar * ufrag,
    const gchar * pwd, gboolean keep_remote);
/* @candidate: (transfer full) */
void ice_session_add_remote_candidate (IceSession * self,
    WrtcCandidate * candidate);
void ice_session_end_remote_candidates (IceSession * self);

G_END_DECLS
