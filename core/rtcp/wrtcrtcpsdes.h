/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads SDES packets (RFC 3550 6.5): which source calls itself what.
 *
 * Guarantee: reading stays inside the packet and ends; items after a malformed
 * one are not seen. Threads: an iterator belongs to its caller.
 */
#pragma once

#include <core/rtcp/wrtcrtcp.h>

G_BEGIN_DECLS

#define WRTC_RTCP_SDES_CNAME 1
/* RFC 7941, RFC 8852: names of streams, as in their header extensions. */
#define WRTC_RTCP_SDES_RTP_STREAM_ID 12
#define WRTC_RTCP_SDES_REPAIRED_RTP_STREAM_ID 13
#define WRTC_RTCP_SDES_CCID 14
#define WRTC_RTCP_SDES_MID 15

typedef struct
{
  guint32 ssrc;
  guint8 type;                  /* WRTC_RTCP_SDES_*, or another; never 0 */
  /* Bytes from the peer: perhaps not UTF-8, and not NUL-terminated. */
  const gchar *text;
  guint8 size;                  /* may be 0 */
} WrtcRtcpSdesItem;

typedef struct
{
  WrtcReader reader;
  guint chunks_left;
  gboolean in_chunk;
  guint32 ssrc;
  gboolean malformed;           /* the packet ended inside a chunk or item */
} WrtcRtcpSdesIter;

/* A packet of another type has no items. */
void wrtc_rtcp_sdes_iter_init (WrtcRtcpSdesIter * iter,
    const WrtcRtcpPacket * packet);
/* The next item of any source, or FALSE at the end. */
gboolean wrtc_rtcp_sdes_iter_next (WrtcRtcpSdesIter * iter,
    WrtcRtcpSdesItem * item);

G_END_DECLS
