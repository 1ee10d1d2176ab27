/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * NTP timestamps as RTCP carries them (RFC 3550 4), and the round-trip time.
 *
 * Units: an NTP time is 32.32 fixed point seconds since 1900, its short form
 * the middle 32 bits (units of 1/65536 s); everything else is nanoseconds.
 * Guarantee: nanoseconds to NTP and back gives the same nanosecond, from 1970
 * to 2104. Threads: pure functions.
 */
#pragma once

#include <core/base/wrtctime.h>

G_BEGIN_DECLS

/* @unix_ns: nanoseconds since 1970, UTC. */
guint64 wrtc_ntp_from_unix (guint64 unix_ns);
/* Times before 1968-01-20 are taken to be of the era that begins in 2036. */
guint64 wrtc_ntp_to_unix (guint64 ntp_time);

/* The LSR field of a report about the SR that had @ntp_time. */
guint32 wrtc_ntp_to_short (guint64 ntp_time);

/* A duration in units of 1/65536 s, as in the DLSR field: rounded, and
 * 0xffffffff if it is too long. */
guint32 wrtc_ntp_short_from_duration (WrtcTime duration);
WrtcTime wrtc_ntp_short_to_duration (guint32 units);

/* RFC 3550 6.4.1: the time between the SR that a peer's report names in
 * @last_sr and the arrival of that report at @now (short NTP time of the clock
 * that wrote the SR), less what the peer kept it (@delay_since_last_sr).
 * FALSE if the report names no SR or the numbers cannot be true (negative by
 * more than 10 ms, or above half the range of 18 hours). Slightly negative ones,
 * from rounding and clock steps, give 0. */
gboolean wrtc_ntp_round_trip_time (guint32 now, guint32 last_sr,
    guint32 delay_since_last_sr, WrtcTime * round_trip_time);

G_END_DECLS
