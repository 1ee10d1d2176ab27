/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One RTP packet (RFC 3550 5.1) as a view into the caller's bytes, and what
 * kind of packet a datagram is (RFC 7983, RFC 5761).
 *
 * Guarantee: a packet that parsed has a version of 2, and its CSRCs, header
 * extension, payload and padding lie inside the given bytes and fill them
 * exactly. Nothing is copied; the view is good as long as the bytes are.
 * Units: bytes. Threads: pure functions.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WRTC_RTP_MIN_HEADER_SIZE 12
#define WRTC_RTP_MAX_CSRCS 15
/* What a UDP datagram can carry; longer ones are refused. */
#define WRTC_RTP_MAX_PACKET_SIZE 65535

typedef enum
{
  WRTC_PACKET_KIND_UNKNOWN,     /* none of these, or too short to tell */
  WRTC_PACKET_KIND_STUN,
  WRTC_PACKET_KIND_ZRTP,
  WRTC_PACKET_KIND_DTLS,
  WRTC_PACKET_KIND_TURN_CHANNEL,
  WRTC_PACKET_KIND_RTP,
  WRTC_PACKET_KIND_RTCP,
} WrtcPacketKind;

/* RFC 7983 7 by the first byte; RTCP if the second is 192 to 223 (RFC 5761 4).
 * Looks at these two bytes only: what it names is still to be parsed. Works on
 * protected packets too, as SRTP leaves both bytes in the clear. */
WrtcPacketKind wrtc_packet_classify (const guint8 * data, gsize size);
const gchar *wrtc_packet_kind_to_string (WrtcPacketKind kind);

typedef enum
{
  WRTC_RTP_RESULT_OK,
  WRTC_RTP_RESULT_TOO_SHORT,    /* less than the fixed header */
  WRTC_RTP_RESULT_TOO_LONG,     /* more than WRTC_RTP_MAX_PACKET_SIZE */
  WRTC_RTP_RESULT_BAD_VERSION,  /* not 2 */
  WRTC_RTP_RESULT_BAD_CSRCS,    /* more CSRCs than there are bytes */
  WRTC_RTP_RESULT_BAD_EXTENSION,        /* the extension leaves the packet */
  WRTC_RTP_RESULT_BAD_PADDING,  /* 0, or more than what follows the header */
  WRTC_RTP_RESULT_SPLIT_HEADER, /* only of _parse_head(): header not all there */
} WrtcRtpResult;

const gchar *wrtc_rtp_result_to_string (WrtcRtpResult result);

typedef struct
{
  const guint8 *data;           /* as given */
  gsize size;                   /* of the whole packet */

  gboolean marker;
  guint8 payload_type;          /* 0 to 127 */
  guint16 sequence_number;
  guint32 timestamp;
  guint32 ssrc;                 /* any value, 0 too */
  guint csrc_count;             /* 0 to 15; see wrtc_rtp_packet_get_csrc() */

  gboolean has_extension;       /* the X bit */
  guint16 extension_profile;
  const guint8 *extension;      /* after profile and length */
  gsize extension_size;         /* a multiple of 4, may be 0 */

  gsize header_size;            /* all before the payload */
  const guint8 *payload;        /* without the padding */
  gsize payload_size;           /* may be 0 */
  guint8 padding_size;          /* the count byte included; 0: no padding */
} WrtcRtpPacket;

/* Fills @packet and returns _OK, or says what is wrong; @packet is then all
 * zeros. @data may be NULL when @size is 0. */
WrtcRtpResult wrtc_rtp_packet_parse (WrtcRtpPacket * packet,
    const guint8 * data, gsize size);

/* The same for a packet whose bytes are not in one piece, as a payloader makes
 * them: @head are its first @head_size bytes, @packet_size counts all of them
 * and @last_byte is the last (read only if the packet has padding). @head must
 * hold the whole header. payload is NULL unless @head holds the whole packet;
 * payload_size is right in any case. */
WrtcRtpResult wrtc_rtp_packet_parse_head (WrtcRtpPacket * packet,
    const guint8 * head, gsize head_size, gsize packet_size, guint8 last_byte);

/* @index is less than csrc_count. */
guint32 wrtc_rtp_packet_get_csrc (const WrtcRtpPacket * packet, guint index);

G_END_DECLS
