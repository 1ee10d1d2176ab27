/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes a compound RTCP packet, one packet after the other.
 *
 *   wrtc_rtcp_writer_init (&writer, bytes, sizeof bytes);
 *   wrtc_rtcp_writer_add_report (&writer, ssrc, &sender_info, blocks, n);
 *   wrtc_rtcp_writer_add_cname (&writer, ssrc, cname);
 *   wrtc_rtcp_writer_add_pli (&writer, ssrc, media_ssrc);
 *   size = wrtc_rtcp_writer_get_size (&writer);
 *
 * Guarantee: each call adds all it was given or, returning FALSE, nothing: what
 * was written before stays good. What is written can be read back. The caller
 * keeps the order of RFC 3550 6.1: a report first, then a CNAME, BYE last.
 * Units: bytes. Threads: a writer belongs to its caller; it allocates nothing.
 */
#pragma once

#include <core/base/wrtcwriter.h>
#include <core/rtcp/wrtcrtcp.h>
#include <core/rtcp/wrtcrtcpfeedback.h>

G_BEGIN_DECLS

typedef struct
{
  WrtcWriter writer;
} WrtcRtcpWriter;

void wrtc_rtcp_writer_init (WrtcRtcpWriter * writer, guint8 * data,
    gsize size);
/* What was written so far; always a multiple of 4. */
gsize wrtc_rtcp_writer_get_size (const WrtcRtcpWriter * writer);

/* An SR, or an RR if @sender_info is NULL, with @block_count blocks; more than
 * 31 go on in further RRs. cumulative_lost is clamped to 24 bits. */
gboolean wrtc_rtcp_writer_add_report (WrtcRtcpWriter * writer, guint32 ssrc,
    const WrtcRtcpSenderInfo * sender_info,
    const WrtcRtcpReportBlock * blocks, gsize block_count);
/* An SDES with one CNAME, of at most 255 bytes. */
gboolean wrtc_rtcp_writer_add_cname (WrtcRtcpWriter * writer, guint32 ssrc,
    const gchar * cname);
/* A BYE of 1 to 31 sources. @reason may be NULL; at most 255 bytes. */
gboolean wrtc_rtcp_writer_add_bye (WrtcRtcpWriter * writer,
    const guint32 * ssrcs, gsize ssrc_count, const gchar * reason);
gboolean wrtc_rtcp_writer_add_pli (WrtcRtcpWriter * writer,
    guint32 sender_ssrc, guint32 media_ssrc);
/* At least one entry. */
gboolean wrtc_rtcp_writer_add_fir (WrtcRtcpWriter * writer,
    guint32 sender_ssrc, const WrtcRtcpFirEntry * entries, gsize entry_count);

G_END_DECLS
