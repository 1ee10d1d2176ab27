/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Requests for a key frame, made rare: many come in, few go out. One for each
 * stream and direction: PLI and FIR that we send (the wishes of decoders), and
 * the encoder's key frames that PLI and FIR from the peer ask for.
 *
 * Guarantee: the first request goes out at once; those within `interval` of
 * it become one, which goes out at the end of the interval. So a wish is never
 * lost, and a flood costs one key frame an interval.
 * Threads: a state belongs to its caller.
 */
#pragma once

#include <glib.h>
#include <core/base/wrtctime.h>

G_BEGIN_DECLS

typedef struct
{
  WrtcTime interval;
  gboolean pending;
  gboolean all_headers;         /* of the pending one: parameter sets as well */
  WrtcTime last;                /* WRTC_TIME_NONE: none went out yet */
  guint8 next_fir_sequence;     /* to send */
  gboolean has_received_fir;
  guint8 received_fir_sequence;
  guint64 requests;             /* came in */
  guint64 coalesced;            /* of them: became one with another */
} WrtcKeyframePacer;

typedef struct
{
  gboolean all_headers;
  guint8 fir_sequence;          /* for a FIR (RFC 5104 4.3.1.1) */
} WrtcKeyframeRequest;

void wrtc_keyframe_pacer_init (WrtcKeyframePacer * pacer, WrtcTime interval,
    guint8 first_fir_sequence);

void wrtc_keyframe_pacer_handle_request (WrtcKeyframePacer * pacer,
    gboolean all_headers);

/* A FIR from the peer. RFC 5104 4.3.1.1: the same number again is the same
 * command, sent twice. FALSE: it was such a one, nothing is asked. */
gboolean wrtc_keyframe_pacer_handle_fir (WrtcKeyframePacer * pacer,
    guint8 fir_sequence);

gboolean wrtc_keyframe_pacer_poll (WrtcKeyframePacer * pacer, WrtcTime now,
    WrtcKeyframeRequest * request);

/* When a poll will give the pending request; WRTC_TIME_NONE: none is. */
WrtcTime wrtc_keyframe_pacer_next_timeout (const WrtcKeyframePacer * pacer);

G_END_DECLS
