/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The signaling state machine: RFC 9429 3.2, W3C webrtc-pc 4.3.1.
 */
#include "wrtcjsepprivate.h"

#define LOCAL WRTC_JSEP_LOCAL
#define REMOTE WRTC_JSEP_REMOTE

/* All that is legal; the rest is InvalidStateError. */
static const struct
{
  WrtcSignalingState from;
  WrtcJsepSide side;
  WrtcSdpType type;
  WrtcSignalingState to;
} steps[] = {
  {WRTC_SIGNALING_STABLE, LOCAL, WRTC_SDP_OFFER,
      WRTC_SIGNALING_HAVE_LOCAL_OFFER},
  {WRTC_SIGNALING_STABLE, REMOTE, WRTC_SDP_OFFER,
      WRTC_SIGNALING_HAVE_REMOTE_OFFER},

  {WRTC_SIGNALING_HAVE_LOCAL_OFFER, LOCAL, WRTC_SDP_OFFER,
      WRTC_SIGNALING_HAVE_LOCAL_OFFER},
  {WRTC_SIGNALING_HAVE_LOCAL_OFFER, REMOTE, WRTC_SDP_ANSWER,
      WRTC_SIGNALING_STABLE},
  {WRTC_SIGNALING_HAVE_LOCAL_OFFER, REMOTE, WRTC_SDP_PRANSWER,
      WRTC_SIGNALING_HAVE_REMOTE_PRANSWER},
  {WRTC_SIGNALING_HAVE_LOCAL_OFFER, LOCAL, WRTC_SDP_ROLLBACK,
      WRTC_SIGNALING_STABLE},
  {WRTC_SIGNALING_HAVE_LOCAL_OFFER, REMOTE, WRTC_SDP_ROLLBACK,
      WRTC_SIGNALING_STABLE},

  {WRTC_SIGNALING_HAVE_REMOTE_OFFER, REMOTE, WRTC_SDP_OFFER,
      WRTC_SIGNALING_HAVE_REMOTE_OFFER},
  {WRTC_SIGNALING_HAVE_REMOTE_OFFER, LOCAL, WRTC_SDP_ANSWER,
      WRTC_SIGNALING_STABLE},
  {WRTC_SIGNALING_HAVE_REMOTE_OFFER, LOCAL, WRTC_SDP_PRANSWER,
      WRTC_SIGNALING_HAVE_LOCAL_PRANSWER},
  {WRTC_SIGNALING_HAVE_REMOTE_OFFER, LOCAL, WRTC_SDP_ROLLBACK,
      WRTC_SIGNALING_STABLE},
  {WRTC_SIGNALING_HAVE_REMOTE_OFFER, REMOTE, WRTC_SDP_ROLLBACK,
      WRTC_SIGNALING_STABLE},

  {WRTC_SIGNALING_HAVE_LOCAL_PRANSWER, LOCAL, WRTC_SDP_PRANSWER,
      WRTC_SIGNALING_HAVE_LOCAL_PRANSWER},
  {WRTC_SIGNALING_HAVE_LOCAL_PRANSWER, LOCAL, WRTC_SDP_ANSWER,
      WRTC_SIGNALING_STABLE},

  {WRTC_SIGNALING_HAVE_REMOTE_PRANSWER, REMOTE, WRTC_SDP_PRANSWER,
      WRTC_SIGNALING_HAVE_REMOTE_PRANSWER},
  {WRTC_SIGNALING_HAVE_REMOTE_PRANSWER, REMOTE, WRTC_SDP_ANSWER,
      WRTC_SIGNALING_STABLE},
};

gboolean
wrtc_jsep_next_state (WrtcSignalingState state, WrtcJsepSide side,
    WrtcSdpType type, WrtcSignalingState * next)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (steps[i].from == state && steps[i].side == side
        && steps[i].type == type) {
      *next = steps[i].to;
      return TRUE;
    }
  }
  return FALSE;
}

const gchar *
wrtc_signaling_state_to_string (WrtcSignalingState state)
{
  static const gchar *const names[] = {
    "stable", "closed", "have-local-offer", "have-remote-offer",
    "have-local-pranswer", "have-remote-pranswer"
  };

  return names[state];
}

const gchar *
wrtc_jsep_side_to_string (WrtcJsepSide side)
{
  return side == WRTC_JSEP_LOCAL ? "local" : "remote";
}

/* W3C 4.4.1.5: perfect negotiation's implicit rollback, on either side. */
gboolean
wrtc_jsep_apply_needs_rollback (const WrtcJsep * self, WrtcJsepSide side,
    WrtcSdpType type)
{
  if (type != WRTC_SDP_OFFER)
    return FALSE;
  return self->state == (side == WRTC_JSEP_REMOTE
      ? WRTC_SIGNALING_HAVE_LOCAL_OFFER : WRTC_SIGNALING_HAVE_REMOTE_OFFER);
}
