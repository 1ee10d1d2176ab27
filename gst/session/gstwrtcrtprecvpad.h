/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A `recv_src_%u` pad of wrtcrtpsession: one stream that the peer sends.
 *
 * Guarantee: what is queued comes out in order and by one thread at a time,
 * also when several give and drain. While the pad is not linked it keeps the
 * newest packets and events, bounded. After the end it says EOS and leaves
 * its element.
 * Threads: any; it has a lock of its own, never held while it pushes.
 */
#pragma once

#include <core/rtp/wrtcrtpsession.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/* A second of video at 5 Mbit/s. */
#define GST_WRTC_RTP_RECV_PAD_MAX_PACKETS 1024
#define GST_WRTC_RTP_RECV_PAD_MAX_BYTES (1024 * 1024)
/* Events in the queue; the oldest make room. */
#define GST_WRTC_RTP_RECV_PAD_MAX_EVENTS 64

#define GST_TYPE_WRTC_RTP_RECV_PAD (gst_wrtc_rtp_recv_pad_get_type ())
G_DECLARE_FINAL_TYPE (GstWrtcRtpRecvPad, gst_wrtc_rtp_recv_pad, GST,
    WRTC_RTP_RECV_PAD, GstPad)

typedef struct
{
  const gchar *mid;             /* or NULL */
  guint mline;
  const gchar *msid;            /* or NULL */
  guint32 ssrc;
} GstWrtcRtpRecvPadConfig;

/* (transfer floating) */
GstWrtcRtpRecvPad *gst_wrtc_rtp_recv_pad_new (GstPadTemplate * templ,
    const gchar * name, const GstWrtcRtpRecvPadConfig * config);

guint32 gst_wrtc_rtp_recv_pad_get_ssrc (GstWrtcRtpRecvPad * pad);
const gchar *gst_wrtc_rtp_recv_pad_get_msid (GstWrtcRtpRecvPad * pad);

/* The stream in the core; guarded by the session's lock. */
void gst_wrtc_rtp_recv_pad_set_stream (GstWrtcRtpRecvPad * pad,
    WrtcRtpSessionStream * stream);
WrtcRtpSessionStream *gst_wrtc_rtp_recv_pad_get_stream (GstWrtcRtpRecvPad *
    pad);

/* @data: (transfer full): a buffer, a list or an event. */
void gst_wrtc_rtp_recv_pad_queue (GstWrtcRtpRecvPad * pad,
    GstMiniObject * data);
/* Nothing comes after what is queued but EOS; then the pad goes. */
void gst_wrtc_rtp_recv_pad_end (GstWrtcRtpRecvPad * pad);
/* The pad is its element's: from now on it passes things on. */
void gst_wrtc_rtp_recv_pad_set_added (GstWrtcRtpRecvPad * pad);
/* Passes on what is queued, unless another thread is at it or the pad is not
 * linked. */
void gst_wrtc_rtp_recv_pad_drain (GstWrtcRtpRecvPad * pad);

/* Packets dropped because nobody took them. */
guint64 gst_wrtc_rtp_recv_pad_get_dropped (GstWrtcRtpRecvPad * pad);

G_END_DECLS
