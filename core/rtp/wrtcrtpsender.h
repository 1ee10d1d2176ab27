/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One stream on its way out: gives its packets the SSRC, payload type,
 * sequence numbers and timestamps of the wire, whatever the payloader does.
 *
 * Guarantee: on the wire the SSRC never changes by itself, and over a new
 * payloader, another input SSRC or a jump of its numbers the sequence goes on
 * with the next number and the timestamp by the media time that passed. Small
 * gaps and reordering of the input (below 512 packets) are kept, so that the
 * receiver sees what was lost before us.
 * Units: media time in ns on one clock for all streams of a session (running
 * time); the caller's. Threads: a state belongs to its caller.
 */
#pragma once

#include <glib.h>
#include <core/base/wrtctime.h>

G_BEGIN_DECLS

#define WRTC_RTP_SENDER_MAX_CODECS 32
/* payload_in of a codec that takes what no other codec takes. */
#define WRTC_RTP_SENDER_ANY_PAYLOAD 0xff

typedef struct
{
  guint8 payload_in;            /* the payloader's, or WRTC_RTP_SENDER_ANY_PAYLOAD */
  guint8 payload;               /* on the wire */
  guint clock_rate;             /* Hz; 0: unknown */
} WrtcRtpSenderCodec;

typedef struct
{
  guint32 ssrc;                 /* 0: not chosen yet */
  WrtcRtpSenderCodec codecs[WRTC_RTP_SENDER_MAX_CODECS];
  guint n_codecs;               /* 0: payload types are kept */
  guint default_clock_rate;     /* for payload types that are not mapped */

  gboolean started;
  gboolean restart;             /* the next packet begins anew */
  guint32 input_ssrc;
  guint16 input_highest;
  guint16 sequence_offset;
  guint32 timestamp_offset;
  guint16 sequence_highest;     /* on the wire */
  guint32 timestamp_last;       /* on the wire, with `media_time_last` */
  WrtcTime media_time_last;
  guint clock_rate;             /* of the last packet */

  guint64 packets_sent;         /* totals since the SSRC was chosen */
  guint64 payload_bytes_sent;
  guint64 header_bytes_sent;
  guint64 packets_dropped_payload_type;
  guint restarts;
} WrtcRtpSender;

typedef struct
{
  WrtcTime media_time;          /* of capture */
  guint32 ssrc;
  guint8 payload_type;
  guint16 sequence;
  guint32 timestamp;
} WrtcRtpSenderPacket;

typedef struct
{
  guint32 ssrc;
  guint8 payload_type;
  guint16 sequence;
  guint32 timestamp;
} WrtcRtpSenderOutput;

/* What a sender report says (RFC 3550 6.4.1). */
typedef struct
{
  guint32 ssrc;
  guint32 rtp_time;
  guint32 packet_count;
  guint32 octet_count;
} WrtcRtpSenderReport;

void wrtc_rtp_sender_init (WrtcRtpSender * sender);

/* @ssrc is not 0. A change begins a new stream: counters start at 0. */
void wrtc_rtp_sender_set_ssrc (WrtcRtpSender * sender, guint32 ssrc);
/* Those beyond WRTC_RTP_SENDER_MAX_CODECS are ignored. */
void wrtc_rtp_sender_set_codecs (WrtcRtpSender * sender,
    const WrtcRtpSenderCodec * codecs, guint n_codecs);

/* Packets were left out on purpose (nothing was sent for a while) or the
 * payloader is a new one: the next packet continues the sequence. */
void wrtc_rtp_sender_restart (WrtcRtpSender * sender);

/* FALSE: its payload type is not one to send; drop it (it is counted). The
 * SSRC must have been set. */
gboolean wrtc_rtp_sender_handle_packet (WrtcRtpSender * sender,
    const WrtcRtpSenderPacket * packet, WrtcRtpSenderOutput * output);

/* The packet that was given last went out. */
void wrtc_rtp_sender_count (WrtcRtpSender * sender, guint header_size,
    guint payload_size);

/* FALSE: nothing was sent yet. @media_time is that of now. */
gboolean wrtc_rtp_sender_make_report (const WrtcRtpSender * sender,
    WrtcTime media_time, WrtcRtpSenderReport * report);

G_END_DECLS
