/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Numbers that wrap around: RTP sequence numbers (16 bits) and RTP timestamps
 * (32 bits), and their extension to 64 bits that never wrap.
 *
 * Guarantee: correct as long as two numbers that are compared are less than
 * half the range apart. Exactly half apart counts as older, both ways.
 * Threads: pure functions; an unwrap state belongs to its caller.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How far @to is ahead of @from: -32768 to 32767, negative if it is older. */
gint wrtc_sequence_distance (guint16 from, guint16 to);
/* Whether @a comes after @b. */
gboolean wrtc_sequence_is_newer (guint16 a, guint16 b);

/* How far @to is ahead of @from: negative if it is older. */
gint32 wrtc_timestamp_distance (guint32 from, guint32 to);
/* Whether @a comes after @b. */
gboolean wrtc_timestamp_is_newer (guint32 a, guint32 b);

/* The 64-bit number whose low bits are @value and that is nearest to
 * @reference. @reference must be at least half the range (32768, 2^31), so
 * that no result is below 0; the unwrap states below see to that. */
guint64 wrtc_sequence_extend (guint64 reference, guint16 value);
guint64 wrtc_timestamp_extend (guint64 reference, guint32 value);

/* Extends a stream of numbers. Zero-initialise: { 0 }. The first number is put
 * into the second cycle (65536 + value, 2^32 + value), so that numbers from
 * before it have room; later ones go nearest to the highest so far. */
typedef struct
{
  guint64 highest;              /* 0: none yet */
} WrtcUnwrap16;

typedef struct
{
  guint64 highest;              /* 0: none yet */
} WrtcUnwrap32;

guint64 wrtc_unwrap16 (WrtcUnwrap16 * state, guint16 value);
guint64 wrtc_unwrap32 (WrtcUnwrap32 * state, guint32 value);
/* The same without changing the state. */
guint64 wrtc_unwrap16_peek (const WrtcUnwrap16 * state, guint16 value);
guint64 wrtc_unwrap32_peek (const WrtcUnwrap32 * state, guint32 value);

G_END_DECLS
