/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads feedback packets: the common format of RFC 4585 6.1, and of its kinds
 * Generic NACK (RFC 4585 6.2.1), PLI (6.3.1) and FIR (RFC 5104 4.3.1). Other
 * kinds are left to their own readers, which start from fci and fci_size.
 *
 * Guarantee: reading stays inside the packet; no list is longer than asked for.
 * Units: bytes. Threads: pure functions.
 */
#pragma once

#include <core/rtcp/wrtcrtcp.h>

G_BEGIN_DECLS

/* Formats of WRTC_RTCP_TYPE_RTPFB */
#define WRTC_RTCP_RTPFB_NACK 1
#define WRTC_RTCP_RTPFB_TWCC 15
/* Formats of WRTC_RTCP_TYPE_PSFB */
#define WRTC_RTCP_PSFB_PLI 1
#define WRTC_RTCP_PSFB_FIR 4
#define WRTC_RTCP_PSFB_AFB 15

typedef struct
{
  guint8 type;                  /* WRTC_RTCP_TYPE_RTPFB or _PSFB */
  guint8 format;                /* WRTC_RTCP_RTPFB_* or WRTC_RTCP_PSFB_* */
  guint32 sender_ssrc;
  guint32 media_ssrc;           /* 0 in a FIR, which has it in its entries */
  const guint8 *fci;            /* feedback control information */
  gsize fci_size;               /* may be 0, as in a PLI */
} WrtcRtcpFeedback;

/* @feedback is undefined unless the result is _OK. */
WrtcRtcpResult wrtc_rtcp_parse_feedback (const WrtcRtcpPacket * packet,
    WrtcRtcpFeedback * feedback);

/* Whether it asks for a key frame of @feedback->media_ssrc by PLI. */
gboolean wrtc_rtcp_feedback_is_pli (const WrtcRtcpFeedback * feedback);

typedef struct
{
  guint32 ssrc;                 /* whose key frame is asked for */
  guint8 command;               /* the same in repetitions of one request */
} WrtcRtcpFirEntry;

/* Entry @index of a FIR. FALSE if there is none, or it is not a FIR. */
gboolean wrtc_rtcp_feedback_get_fir (const WrtcRtcpFeedback * feedback,
    guint index, WrtcRtcpFirEntry * entry);

typedef struct
{
  guint16 packet_id;            /* a lost sequence number */
  guint16 bitmask;              /* bit i: packet_id + i + 1 is lost as well */
} WrtcRtcpNackEntry;

/* Entry @index of a Generic NACK. FALSE if there is none, or it is no NACK. */
gboolean wrtc_rtcp_feedback_get_nack (const WrtcRtcpFeedback * feedback,
    guint index, WrtcRtcpNackEntry * entry);

/* The lost sequence numbers of a Generic NACK in its order, the first @max of
 * them; a number may come more than once if the peer says it more than once.
 * Returns how many were written to @sequence_numbers. */
gsize wrtc_rtcp_feedback_read_nack (const WrtcRtcpFeedback * feedback,
    guint16 * sequence_numbers, gsize max);

G_END_DECLS
