/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The state of an ICE transport (W3C webrtc-pc 5.6.4) out of what the
 * connectivity checks, the consent checks, trickle and the clock say.
 *
 * Guarantees: the state changes only along the legal transitions; it fails only
 * when both sides have said all their candidates and every check failed, when
 * nothing worked within ICE_CHECKING_TIMEOUT, or when consent (RFC 7675) was not
 * proven for 30 s. FAILED stays until a restart.
 *
 * Time is in microseconds of any monotonic clock. No thread, no clock inside.
 */
#pragma once

#include <glib.h>

#include "ice-agent.h"

G_BEGIN_DECLS

#define ICE_CHECKING_TIMEOUT (30 * G_TIME_SPAN_SECOND)  /* since the last news from the peer */
#define ICE_LOST_TIMEOUT (20 * G_TIME_SPAN_SECOND)      /* disconnected to failed */
/* libnice sends a check within 5 s of a revival and gives it 10 s. */
#define ICE_PROOF_TIME (15 * G_TIME_SPAN_SECOND)

/* What the connectivity checks say. */
typedef enum
{
  ICE_CHECKS_NONE,
  ICE_CHECKS_RUNNING,
  ICE_CHECKS_CONNECTED,         /* a pair works */
  ICE_CHECKS_READY,             /* and no better one is being tried */
  ICE_CHECKS_FAILED             /* none works, or the one that did is lost */
} IceChecks;

typedef struct
{
  IceState state;
  IceChecks checks;
  gboolean gathered;            /* all local candidates are known */
  gboolean remote_ended;        /* the peer has said all of its */
  gboolean restarting;          /* since the restart no pair was agreed on */
  gint64 deadline;              /* of checking; 0: none */
  gint64 lost_at;               /* last moment without proof began; 0: proven */
  gint64 revived_at;            /* consent checks were begun again; 0: not */
} IceTransport;

/* What the owner is to do. */
typedef enum
{
  ICE_DO_NOTHING,
  ICE_DO_REVIVE                 /* try consent on the old pair once more */
} IceAction;

void ice_transport_init (IceTransport * self);
/* Remote credentials are known and gathering has begun, or a candidate came. */
void ice_transport_handle_news (IceTransport * self, gint64 now);
IceAction ice_transport_handle_checks (IceTransport * self, gint64 now,
    IceChecks checks);
void ice_transport_handle_gathered (IceTransport * self, gboolean gathered);
void ice_transport_handle_remote_end (IceTransport * self);
void ice_transport_handle_revived (IceTransport * self, gint64 now);
/* A datagram came from a validated address. */
void ice_transport_handle_data (IceTransport * self);
void ice_transport_handle_restart (IceTransport * self);
void ice_transport_handle_close (IceTransport * self);

/* 0: none. */
gint64 ice_transport_next_timeout (const IceTransport * self);
void ice_transport_handle_timeout (IceTransport * self, gint64 now);

G_END_DECLS
