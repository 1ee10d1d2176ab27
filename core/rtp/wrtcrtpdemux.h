/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which m-section an RTP packet belongs to (RFC 9143 9.2), and which streams
 * (SSRCs) of one transport are alive.
 *
 * In this order: the MID header extension; an SSRC that was learnt; an SSRC
 * that the SDP announced; a payload type that only one m-section has. In every
 * case the payload type must be one of that m-section's.
 *
 * Guarantee: at most `max_streams_per_section` streams for each m-section,
 * whatever SSRCs arrive. When they are all taken, the one that was silent for
 * longest makes room if that is at least `idle_time`; else the newcomer's
 * packets are refused. Announced SSRCs always find room among as many slots as
 * were announced.
 * Threads: an object belongs to its caller.
 */
#pragma once

#include <glib.h>
#include <core/base/wrtctime.h>

G_BEGIN_DECLS

typedef struct _WrtcRtpDemux WrtcRtpDemux;

#define WRTC_RTP_DEMUX_MAX_SECTIONS 1024
/* Announced SSRCs of one section that are taken notice of. */
#define WRTC_RTP_DEMUX_MAX_ANNOUNCED 64

typedef struct
{
  guint max_streams_per_section;        /* without announced ones; 0: 8 */
  WrtcTime idle_time;           /* 0: 5 s */
} WrtcRtpDemuxConfig;

/* One m-section that may receive. The pointers are read during the call. */
typedef struct
{
  guint id;                     /* the caller's, given back */
  const gchar *mid;             /* NULL: it has none */
  gboolean active;
  const guint8 *payload_types;
  guint n_payload_types;
  const guint32 *ssrcs;         /* announced */
  guint n_ssrcs;
} WrtcRtpDemuxSection;

typedef enum
{
  WRTC_RTP_DEMUX_KNOWN,         /* a stream seen before */
  WRTC_RTP_DEMUX_NEW,           /* the first packet of a stream */
  WRTC_RTP_DEMUX_MOVED,         /* its MID changed: leave the old section */
  WRTC_RTP_DEMUX_UNKNOWN_MID,   /* from here on: drop the packet */
  WRTC_RTP_DEMUX_UNKNOWN_SSRC,
  WRTC_RTP_DEMUX_UNKNOWN_PAYLOAD_TYPE,
  WRTC_RTP_DEMUX_INACTIVE,
  WRTC_RTP_DEMUX_LEFT,          /* it said goodbye less than 500 ms ago */
  WRTC_RTP_DEMUX_TOO_MANY_STREAMS,
  WRTC_RTP_DEMUX_N_RESULTS
} WrtcRtpDemuxResult;

#define wrtc_rtp_demux_result_is_drop(r) ((r) >= WRTC_RTP_DEMUX_UNKNOWN_MID)

const gchar *wrtc_rtp_demux_result_to_string (WrtcRtpDemuxResult result);

typedef struct
{
  WrtcTime now;
  guint32 ssrc;
  guint16 sequence;
  guint8 payload_type;
  const gchar *mid;             /* from the header extension; NULL: none */
  gsize mid_size;
} WrtcRtpDemuxPacket;

WrtcRtpDemux *wrtc_rtp_demux_new (const WrtcRtpDemuxConfig * config);
void wrtc_rtp_demux_free (WrtcRtpDemux * demux);

/* Replaces the sections. Streams stay with the section of the same MID (or, if
 * it has none, the same id); those whose section is gone or inactive end: poll
 * them with wrtc_rtp_demux_poll_ended(). */
void wrtc_rtp_demux_set_sections (WrtcRtpDemux * demux,
    const WrtcRtpDemuxSection * sections, guint n_sections);

/* Finds the section of a packet and sets @section_id unless it is a drop. */
WrtcRtpDemuxResult wrtc_rtp_demux_handle_packet (WrtcRtpDemux * demux,
    const WrtcRtpDemuxPacket * packet, guint * section_id);

/* The stream ended by itself (BYE, time-out); it is not polled. FALSE: there
 * was none. */
gboolean wrtc_rtp_demux_remove_stream (WrtcRtpDemux * demux, WrtcTime now,
    guint32 ssrc);

/* The next stream that ended by a change of the sections or by making room. */
gboolean wrtc_rtp_demux_poll_ended (WrtcRtpDemux * demux, guint32 * ssrc);

guint wrtc_rtp_demux_n_streams (const WrtcRtpDemux * demux);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WrtcRtpDemux, wrtc_rtp_demux_free)

G_END_DECLS
