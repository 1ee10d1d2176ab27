/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads RTCP: the packets of a compound one, and what they say. Feedback and
 * SDES have files of their own (wrtcrtcpfeedback.h, wrtcrtcpsdes.h), as has
 * writing (wrtcrtcpwriter.h).
 *
 * Guarantee: a compound packet is validated as a whole before any part of it is
 * given out (RFC 3550 A.2): versions, lengths, padding. What is inside a packet
 * is checked when it is parsed; a part that does not hold what it promises is
 * refused and the others are still good. Nothing is copied: views are good as
 * long as the bytes are. Unknown packet types come out as they are.
 * Units: bytes. Threads: pure functions; a reader belongs to its caller.
 */
#pragma once

#include <core/base/wrtcreader.h>

G_BEGIN_DECLS

/* RFC 3550 12.1, RFC 4585 6.1, RFC 3611 */
#define WRTC_RTCP_TYPE_SR 200
#define WRTC_RTCP_TYPE_RR 201
#define WRTC_RTCP_TYPE_SDES 202
#define WRTC_RTCP_TYPE_BYE 203
#define WRTC_RTCP_TYPE_APP 204
#define WRTC_RTCP_TYPE_RTPFB 205
#define WRTC_RTCP_TYPE_PSFB 206
#define WRTC_RTCP_TYPE_XR 207

/* Report blocks, SDES chunks and BYE sources in one packet (five bits). */
#define WRTC_RTCP_MAX_COUNT 31
/* Packets in a compound one; more are refused. */
#define WRTC_RTCP_MAX_PACKETS 128

/* "SR", "RR"...; "unknown" for other types. */
const gchar *wrtc_rtcp_type_to_string (guint8 type);

typedef enum
{
  WRTC_RTCP_RESULT_OK,
  WRTC_RTCP_RESULT_TOO_SHORT,   /* less than one header */
  WRTC_RTCP_RESULT_BAD_VERSION, /* not 2 */
  WRTC_RTCP_RESULT_BAD_LENGTH,  /* the lengths do not add up to the size */
  WRTC_RTCP_RESULT_BAD_PADDING, /* 0, too much, or not in the last packet */
  WRTC_RTCP_RESULT_BAD_FIRST,   /* does not begin with SR or RR */
  WRTC_RTCP_RESULT_TOO_MANY,    /* more than WRTC_RTCP_MAX_PACKETS */
  WRTC_RTCP_RESULT_WRONG_TYPE,  /* parsed as what it is not */
  WRTC_RTCP_RESULT_TRUNCATED,   /* a packet holds less than its fields say */
} WrtcRtcpResult;

const gchar *wrtc_rtcp_result_to_string (WrtcRtcpResult result);

typedef struct
{
  guint8 type;                  /* WRTC_RTCP_TYPE_*, or unknown */
  guint8 count;                 /* the five bits: RC, SC or feedback format */
  const guint8 *body;           /* what follows the four header bytes */
  gsize body_size;              /* without padding */
} WrtcRtcpPacket;

typedef struct
{
  WrtcReader reader;
} WrtcRtcpReader;

/* Validates @data. @reduced_size: whether the first packet may be other than
 * SR or RR (RFC 5506 and `a=rtcp-rsize`; BYE alone is sent in practice). If the
 * result is not _OK the reader is empty. */
WrtcRtcpResult wrtc_rtcp_reader_init (WrtcRtcpReader * reader,
    const guint8 * data, gsize size, gboolean reduced_size);
/* The next packet, or FALSE at the end. */
gboolean wrtc_rtcp_reader_next (WrtcRtcpReader * reader,
    WrtcRtcpPacket * packet);

/* RFC 3550 6.4.1 */
typedef struct
{
  guint64 ntp_time;             /* see wrtcntp.h */
  guint32 rtp_time;
  guint32 packet_count;
  guint32 octet_count;
} WrtcRtcpSenderInfo;

typedef struct
{
  guint32 ssrc;                 /* the stream that is reported on */
  guint8 fraction_lost;         /* of 256, since the last report */
  gint32 cumulative_lost;       /* 24 bits; negative with duplicates */
  guint32 highest_sequence;     /* cycles in the upper 16 bits */
  guint32 jitter;               /* in units of the RTP clock */
  guint32 last_sr;              /* short NTP time; 0: none received */
  guint32 delay_since_last_sr;  /* units of 1/65536 s */
} WrtcRtcpReportBlock;

typedef struct
{
  guint32 ssrc;                 /* of the one who reports */
  gboolean has_sender_info;     /* SR; else RR */
  WrtcRtcpSenderInfo sender_info;
  guint block_count;            /* 0 to 31 */
  WrtcRtcpReportBlock blocks[WRTC_RTCP_MAX_COUNT];
} WrtcRtcpReport;

/* Of SR and RR. Profile-specific extensions are passed over. @report is
 * undefined unless the result is _OK. */
WrtcRtcpResult wrtc_rtcp_parse_report (const WrtcRtcpPacket * packet,
    WrtcRtcpReport * report);

/* RFC 3550 6.6 */
typedef struct
{
  guint ssrc_count;             /* 0 to 31 */
  guint32 ssrcs[WRTC_RTCP_MAX_COUNT];
  /* Bytes from the peer: perhaps not UTF-8, and not NUL-terminated. */
  const gchar *reason;          /* NULL: none */
  guint8 reason_size;
} WrtcRtcpBye;

/* @bye is undefined unless the result is _OK. */
WrtcRtcpResult wrtc_rtcp_parse_bye (const WrtcRtcpPacket * packet,
    WrtcRtcpBye * bye);

G_END_DECLS
