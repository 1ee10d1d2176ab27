/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Numbers that look random, from a seed: for jitter and spreading in the cores,
 * never for keys or identifiers (it is SplitMix64, which is predictable).
 *
 * Guarantee: the same seed gives the same numbers on every machine.
 * Threads: a state belongs to its caller.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 state;
} WrtcRandom;

void wrtc_random_init (WrtcRandom * random, guint64 seed);
guint64 wrtc_random_u64 (WrtcRandom * random);
/* Uniform in [0, 1). */
gdouble wrtc_random_unit (WrtcRandom * random);

G_END_DECLS
