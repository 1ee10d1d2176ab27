/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtcp/wrtcntp.h>

/* Seconds from 1900 to 1970. */
#define UNIX_EPOCH G_GUINT64_CONSTANT (2208988800)
/* 10 ms in units of 1/65536 s. */
#define NEGATIVE_TOLERANCE 655

guint64
wrtc_ntp_from_unix (guint64 unix_ns)
{
  guint64 seconds = unix_ns / WRTC_SECOND + UNIX_EPOCH;
  guint64 fraction = ((unix_ns % WRTC_SECOND) << 32) / WRTC_SECOND;

  return seconds << 32 | fraction;
}

guint64
wrtc_ntp_to_unix (guint64 ntp_time)
{
  guint64 seconds = ntp_time >> 32;
  guint64 fraction = ntp_time & 0xffffffff;

  /* The top bit is set from 1968 to 2036 (RFC 4330 3). */
  if (!(seconds & 0x80000000))
    seconds += G_GUINT64_CONSTANT (0x100000000);
  return (seconds - UNIX_EPOCH) * WRTC_SECOND
      + ((fraction * WRTC_SECOND + 0x80000000) >> 32);
}

guint32
wrtc_ntp_to_short (guint64 ntp_time)
{
  return (ntp_time >> 16) & 0xffffffff;
}

guint32
wrtc_ntp_short_from_duration (WrtcTime duration)
{
  guint64 seconds = duration / WRTC_SECOND;
  guint64 rest = duration % WRTC_SECOND;
  guint64 units;

  if (seconds > 0xffff)
    return G_MAXUINT32;
  units = (seconds << 16) + ((rest << 16) + WRTC_SECOND / 2) / WRTC_SECOND;
  return MIN (units, G_MAXUINT32);
}

WrtcTime
wrtc_ntp_short_to_duration (guint32 units)
{
  return (units * WRTC_SECOND + 0x8000) >> 16;
}

gboolean
wrtc_ntp_round_trip_time (guint32 now, guint32 last_sr,
    guint32 delay_since_last_sr, WrtcTime * round_trip_time)
{
  guint32 units = now - last_sr - delay_since_last_sr;

  if (last_sr == 0)
    return FALSE;
  if (units >= 0x80000000) {
    if (-units > NEGATIVE_TOLERANCE)
      return FALSE;
    units = 0;
  }
  *round_trip_time = wrtc_ntp_short_to_duration (units);
  return TRUE;
}
