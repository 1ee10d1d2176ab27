/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a receiver knows of one RTP source: RFC 3550 6.4.1 and appendices A.1
 * (is the number plausible, did the sender restart), A.3 (lost, fraction lost)
 * and A.8 (jitter).
 *
 * Guarantee: constant size, no allocation; no number from the network can make
 * it fail. As in RFC 3550 duplicates count as received, so `lost` may be
 * negative; duplicates among the last 512 numbers are counted besides.
 * Units: time in ns, jitter in timestamp units, sizes in bytes.
 * Threads: a state belongs to its caller.
 */
#pragma once

#include <glib.h>
#include <core/base/wrtcsequence.h>
#include <core/base/wrtctime.h>

G_BEGIN_DECLS

/* Numbers that are looked at for duplicates; a power of two. */
#define WRTC_RTP_RECEIVE_WINDOW 512

typedef enum
{
  WRTC_RTP_ARRIVAL_ACCEPTED,
  WRTC_RTP_ARRIVAL_PROBATION,   /* source not yet valid: do not deliver */
  WRTC_RTP_ARRIVAL_DUPLICATE,   /* seen before: do not deliver */
  WRTC_RTP_ARRIVAL_IMPLAUSIBLE, /* number jumped: do not deliver */
  WRTC_RTP_ARRIVAL_RESTARTED,   /* the sender began anew; deliver */
} WrtcRtpArrival;

const gchar *wrtc_rtp_arrival_to_string (WrtcRtpArrival arrival);

/* One arrived packet. */
typedef struct
{
  WrtcTime now;                 /* of arrival */
  guint16 sequence;
  guint32 timestamp;
  guint header_size;
  guint payload_size;           /* without padding */
} WrtcRtpArrivedPacket;

typedef struct
{
  /* Source validity (RFC 3550 A.1). */
  guint probation;              /* packets in order still to come */
  gboolean started;
  guint16 expected_in_probation;
  WrtcUnwrap16 unwrap;
  guint64 base;                 /* first extended number */
  guint32 bad_sequence;         /* number after a jump; 2^16: none */
  guint64 seen[WRTC_RTP_RECEIVE_WINDOW / 64];

  /* At the last report (RFC 3550 A.3). */
  guint64 expected_prior;
  guint64 received_prior;
  guint64 received;             /* since `base` */

  /* Jitter (RFC 3550 A.8), scaled by 16 as there. */
  guint clock_rate;
  gboolean has_transit;
  guint32 transit;
  guint64 jitter_scaled;
  guint32 jitter_timestamp;

  /* The last sender report. */
  gboolean has_sender_report;
  guint64 sender_report_ntp;
  WrtcTime sender_report_time;

  /* Totals, for stats; they survive a restart of the sender. */
  guint64 packets_received;
  guint64 payload_bytes_received;
  guint64 header_bytes_received;
  guint64 packets_duplicated;
  guint64 packets_implausible;
  gint64 lost_before_restart;
  guint restarts;
  WrtcTime last_packet_time;    /* WRTC_TIME_NONE before the first */
} WrtcRtpReceiveStats;

/* The fields of a report block (RFC 3550 6.4.1) but the SSRC. */
typedef struct
{
  guint8 fraction_lost;
  gint32 cumulative_lost;       /* clamped to 24 bits */
  guint32 extended_highest;
  guint32 jitter;
  guint32 last_sender_report;
  guint32 delay_since_sender_report;    /* 1/65536 s */
} WrtcRtpReceiveReport;

/* @min_sequential: packets in order before the source is valid (RFC 3550
 * A.1); 1 where every packet is authenticated. @clock_rate may be 0: no jitter
 * is measured until it is known. */
void wrtc_rtp_receive_stats_init (WrtcRtpReceiveStats * stats,
    guint min_sequential, guint clock_rate);

/* Another payload type came: jitter is measured anew if the rate differs. */
void wrtc_rtp_receive_stats_set_clock_rate (WrtcRtpReceiveStats * stats,
    guint clock_rate);

WrtcRtpArrival wrtc_rtp_receive_stats_handle_packet (WrtcRtpReceiveStats *
    stats, const WrtcRtpArrivedPacket * packet);

void wrtc_rtp_receive_stats_handle_sender_report (WrtcRtpReceiveStats * stats,
    WrtcTime now, guint64 ntp_time);

/* Fills @report and begins the next interval. FALSE: nothing was received yet,
 * so there is nothing to report. */
gboolean wrtc_rtp_receive_stats_make_report (WrtcRtpReceiveStats * stats,
    WrtcTime now, WrtcRtpReceiveReport * report);

/* Packets expected and not received since the beginning; negative if there
 * were more duplicates than losses. */
gint64 wrtc_rtp_receive_stats_lost (const WrtcRtpReceiveStats * stats);
/* In seconds; 0 while no clock rate is known. */
gdouble wrtc_rtp_receive_stats_jitter (const WrtcRtpReceiveStats * stats);

G_END_DECLS
