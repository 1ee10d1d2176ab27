/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "ice-state.h"

#include <string.h>

const gchar *
ice_state_to_string (IceState state)
{
  static const gchar *const names[] = {
    "new", "checking", "connected", "completed", "disconnected", "failed",
    "closed"
  };
  return state < G_N_ELEMENTS (names) ? names[state] : "?";
}

const gchar *
ice_gathering_to_string (IceGathering gathering)
{
  static const gchar *const names[] = { "new", "gathering", "complete" };

  return gathering < G_N_ELEMENTS (names) ? names[gathering] : "?";
}

#define TO(state) (1u << ICE_STATE_##state)

/* W3C webrtc-pc 5.6.4, figure of the states. */
static const guint legal[] = {
  [ICE_STATE_NEW] = TO (CHECKING) | TO (FAILED) | TO (CLOSED),
  [ICE_STATE_CHECKING] = TO (CONNECTED) | TO (FAILED) | TO (CLOSED),
  [ICE_STATE_CONNECTED] = TO (COMPLETED) | TO (DISCONNECTED) | TO (CHECKING) |
      TO (FAILED) | TO (CLOSED),
  [ICE_STATE_COMPLETED] = TO (CONNECTED) | TO (DISCONNECTED) | TO (CLOSED),
  [ICE_STATE_DISCONNECTED] = TO (CONNECTED) | TO (CHECKING) | TO (FAILED) |
      TO (CLOSED),
  [ICE_STATE_FAILED] = TO (CHECKING) | TO (CLOSED),
  [ICE_STATE_CLOSED] = 0
};

static gboolean
change (IceTransport * self, IceState state)
{
  if (!(legal[self->state] & (1u << state)))
    return FALSE;
  self->state = state;
  return TRUE;
}

static gboolean
is_up (const IceTransport * self)
{
  return self->state == ICE_STATE_CONNECTED ||
      self->state == ICE_STATE_COMPLETED;
}

void
ice_transport_init (IceTransport * self)
{
  memset (self, 0, sizeof *self);
}

/* What follows from what is known, whichever came last. */
static void
conclude (IceTransport * self)
{
  if (!self->gathered || !self->remote_ended)
    return;
  if (self->state == ICE_STATE_CONNECTED && self->checks == ICE_CHECKS_READY
      && !self->restarting)
    change (self, ICE_STATE_COMPLETED);
  else if (self->state == ICE_STATE_CHECKING
      && self->checks == ICE_CHECKS_FAILED)
    change (self, ICE_STATE_FAILED);
}

void
ice_transport_handle_news (IceTransport * self, gint64 now)
{
  if (!is_up (self) || self->restarting)
    self->deadline = now + ICE_CHECKING_TIMEOUT;
}

static void
come_up (IceTransport * self, IceChecks checks)
{
  if (self->state == ICE_STATE_FAILED)
    return;                     /* terminal until a restart */
  change (self, ICE_STATE_CHECKING);
  change (self, ICE_STATE_CONNECTED);
  if (self->state != ICE_STATE_CONNECTED)
    return;
  self->deadline = self->lost_at = self->revived_at = 0;
  if (checks == ICE_CHECKS_READY)
    self->restarting = FALSE;
}

static IceAction
go_down (IceTransport * self, gint64 now)
{
  self->revived_at = 0;
  if (self->lost_at && now - self->lost_at >= ICE_LOST_TIMEOUT) {
    /* Came back for a while, but never with a proof. */
    change (self, ICE_STATE_FAILED);
    return ICE_DO_NOTHING;
  }
  if (self->restarting) {
    change (self, ICE_STATE_CHECKING);
    return ICE_DO_NOTHING;
  }
  change (self, ICE_STATE_DISCONNECTED);
  if (!self->lost_at)
    self->lost_at = now;
  return ICE_DO_REVIVE;
}

IceAction
ice_transport_handle_checks (IceTransport * self, gint64 now, IceChecks checks)
{
  IceAction action = ICE_DO_NOTHING;

  self->checks = checks;
  switch (checks) {
    case ICE_CHECKS_NONE:
      break;
    case ICE_CHECKS_RUNNING:
      if (self->state == ICE_STATE_NEW)
        change (self, ICE_STATE_CHECKING);
      else if (is_up (self) && !self->restarting)
        action = go_down (self, now);
      break;
    case ICE_CHECKS_CONNECTED:
    case ICE_CHECKS_READY:
      if (!is_up (self) || self->restarting)
        come_up (self, checks);
      break;
    case ICE_CHECKS_FAILED:
      if (is_up (self))
        action = go_down (self, now);
      else
        self->revived_at = 0;
      break;
  }
  conclude (self);
  return action;
}

void
ice_transport_handle_gathered (IceTransport * self, gboolean gathered)
{
  self->gathered = gathered;
  conclude (self);
}

void
ice_transport_handle_remote_end (IceTransport * self)
{
  self->remote_ended = TRUE;
  conclude (self);
}

void
ice_transport_handle_revived (IceTransport * self, gint64 now)
{
  self->revived_at = now;
  self->checks = ICE_CHECKS_READY;
}

void
ice_transport_handle_data (IceTransport * self)
{
  /* Media flows again. It proves no consent, so lost_at stays: the time
   * without proof goes on counting. */
  if (self->state == ICE_STATE_DISCONNECTED)
    change (self, ICE_STATE_CONNECTED);
}

void
ice_transport_handle_restart (IceTransport * self)
{
  self->restarting = is_up (self);
  self->remote_ended = FALSE;
  self->deadline = self->lost_at = self->revived_at = 0;
  self->checks = ICE_CHECKS_NONE;
  if (self->state == ICE_STATE_COMPLETED)
    change (self, ICE_STATE_CONNECTED);
  else if (self->state == ICE_STATE_DISCONNECTED
      || self->state == ICE_STATE_FAILED)
    change (self, ICE_STATE_CHECKING);
}

void
ice_transport_handle_close (IceTransport * self)
{
  change (self, ICE_STATE_CLOSED);
}

static gint64
earlier (gint64 a, gint64 b)
{
  return a == 0 || (b != 0 && b < a) ? b : a;
}

gint64
ice_transport_next_timeout (const IceTransport * self)
{
  gint64 at = 0;

  if (self->state == ICE_STATE_CLOSED || self->state == ICE_STATE_FAILED)
    return 0;
  at = earlier (at, self->deadline);
  if (self->lost_at && self->revived_at)
    at = earlier (at, self->revived_at + ICE_PROOF_TIME);
  if (self->state == ICE_STATE_DISCONNECTED && self->lost_at)
    at = earlier (at, self->lost_at + ICE_LOST_TIMEOUT);
  return at;
}

void
ice_transport_handle_timeout (IceTransport * self, gint64 now)
{
  if (self->deadline && now >= self->deadline) {
    self->deadline = 0;
    if (is_up (self))           /* a restart that found nothing */
      change (self, ICE_STATE_CHECKING);
    change (self, ICE_STATE_FAILED);
  }
  if (self->revived_at && now >= self->revived_at + ICE_PROOF_TIME) {
    /* libnice would have said by now that there is no answer. */
    self->lost_at = self->revived_at = 0;
    if (self->state == ICE_STATE_DISCONNECTED)
      change (self, ICE_STATE_CONNECTED);
    conclude (self);
  }
  if (self->state == ICE_STATE_DISCONNECTED && self->lost_at
      && now >= self->lost_at + ICE_LOST_TIMEOUT)
    change (self, ICE_STATE_FAILED);
}
