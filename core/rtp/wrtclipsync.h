/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Lip-sync: by how much the streams of one group (msid, else CNAME) must be
 * delayed so that what was captured together is played together.
 *
 * For each stream it wants the sender reports (NTP time, RTP time: RFC 3550
 * 6.4.1) and now and then one packet as the playout clock sees it (RTP time,
 * running time). The stream that is latest of its group gets offset 0, the
 * others wait for it.
 *
 * Guarantee: an offset is never negative and never above `max_offset`. The
 * first offset of a stream is given at once; later it moves by at most `slew`
 * a second and not for less than `min_change`. A group whose streams would be
 * further apart than `max_offset` (a broken sender clock) is left as it is.
 * Units: time in ns. Threads: an object belongs to its caller.
 */
#pragma once

#include <glib.h>
#include <core/base/wrtctime.h>

G_BEGIN_DECLS

typedef struct _WrtcLipSync WrtcLipSync;

#define WRTC_LIP_SYNC_MAX_STREAMS 256

/* 0 means the default, for each. */
typedef struct
{
  WrtcTime max_offset;          /* 3 s */
  WrtcTime min_change;          /* 4 ms */
  WrtcTime slew;                /* a second: 20 ms */
} WrtcLipSyncConfig;

typedef struct
{
  guint id;
  WrtcTime offset;
} WrtcLipSyncOutput;

WrtcLipSync *wrtc_lip_sync_new (const WrtcLipSyncConfig * config);
void wrtc_lip_sync_free (WrtcLipSync * sync);

/* @id is the caller's. FALSE: there are too many streams, @id is in use, or a
 * value is out of range (clock rate 1000 to 2^31 - 1). */
gboolean wrtc_lip_sync_add_stream (WrtcLipSync * sync, guint id,
    guint clock_rate, const gchar * group);
void wrtc_lip_sync_remove_stream (WrtcLipSync * sync, guint id);

void wrtc_lip_sync_handle_sender_report (WrtcLipSync * sync, guint id,
    guint64 ntp_time, guint32 rtp_time);
/* @running_time: of the packet without the offset of this object. */
void wrtc_lip_sync_handle_packet (WrtcLipSync * sync, guint id,
    guint32 rtp_time, WrtcTime running_time);

/* Each stream whose offset is to change, with the new one. */
gboolean wrtc_lip_sync_poll (WrtcLipSync * sync, WrtcTime now,
    WrtcLipSyncOutput * output);
/* When to poll again if no input comes; WRTC_TIME_NONE: all is in place. */
WrtcTime wrtc_lip_sync_next_timeout (const WrtcLipSync * sync);

/* Times that a group was left as it was because it was too far apart. */
guint64 wrtc_lip_sync_n_refused (const WrtcLipSync * sync);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WrtcLipSync, wrtc_lip_sync_free)

G_END_DECLS
