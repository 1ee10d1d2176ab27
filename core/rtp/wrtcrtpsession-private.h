/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The inside of wrtcrtpsession, for its files alone: wrtcrtpsession.c (life,
 * senders), ...receive.c (RTP that comes in), ...control.c (RTCP that comes in),
 * ...report.c (RTCP that goes out), ...stats.c.
 */
#pragma once

#include <core/rtcp/wrtcreporttimer.h>
#include <core/rtp/wrtckeyframepacer.h>
#include <core/rtp/wrtcrtpsession.h>

G_BEGIN_DECLS

struct _WrtcRtpSessionSender
{
  gpointer user_data;
  guint32 spare_ssrc;
  gboolean configured;
  gboolean active;
  gboolean video;
  guint32 wanted_ssrc;          /* 0: that of the first packet */
  gchar *mid;
  gsize mid_size;
  guint8 mid_extension;
  guint8 extensions[32];
  WrtcRtpSender rtp;
  guint64 sent_at_report;       /* packets, when the last SR was made */
  guint idle_reports;           /* SRs since, without a packet between */
  WrtcKeyframePacer keyframe;   /* what the peer asks for */
  guint64 pli_count, fir_count, keyframes_wanted;
  guint64 dropped[WRTC_RTP_SESSION_N_SEND_RESULTS];
  WrtcRtpRemoteInbound remote;
};

struct _WrtcRtpSessionStream
{
  gpointer user_data;
  guint32 ssrc;
  guint section;
  gint payload_type;            /* -1: none yet */
  WrtcRtpReceiveStats rtp;
  WrtcKeyframePacer keyframe;   /* what we ask for */
  gboolean feedback_waits;      /* the report timer knows of it */
  gboolean nack_pli, ccm_fir;   /* of the payload type */
  guint64 pli_count, fir_count;
  gchar *cname;
  WrtcRtpRemoteOutbound remote;
  guint64 received_at_report;   /* packets, at the last report on it */
};

/* Of a section: what each payload type is. */
typedef struct
{
  guint id;
  guint n_codecs;
  WrtcRtpSessionCodec *codecs;
} WrtcRtpSessionReceiver;

struct _WrtcRtpSession
{
  gchar *cname;
  guint32 ssrc;
  guint64 unix_offset;
  gboolean reduced_size;
  gboolean open;
  gboolean started;             /* the timer runs: it was open once */

  GPtrArray *senders;           /* of WrtcRtpSessionSender */
  guint8 mid_extension;
  GArray *receivers;            /* of WrtcRtpSessionReceiver */
  WrtcRtpDemux *demux;
  GPtrArray *streams;           /* of WrtcRtpSessionStream, in order */
  GHashTable *streams_by_ssrc;
  GArray *events;               /* of WrtcRtpSessionEvent */
  guint n_polled_events;

  WrtcReportTimer *timer;
  gboolean reporting;           /* a report of several packets goes out */
  WrtcReportKind report_kind;
  guint report_sender;          /* the next of senders to report */
  guint report_stream;          /* the next of streams to report on */
  gsize report_size;            /* of its packets so far */
  gboolean report_empty;        /* no packet of it was made yet */
  GArray *byes;                 /* of guint32: senders that were removed */

  WrtcRtpSessionStats stats;
};

void wrtc_rtp_session_push_event (WrtcRtpSession * session,
    const WrtcRtpSessionEvent * event);
/* Tells the report timer how many we are. */
void wrtc_rtp_session_update_members (WrtcRtpSession * session, WrtcTime now);
WrtcRtpSessionStream *wrtc_rtp_session_find_stream (const WrtcRtpSession *
    session, guint32 ssrc);
/* One that has sent. */
WrtcRtpSessionSender *wrtc_rtp_session_find_sender (const WrtcRtpSession *
    session, guint32 ssrc);
/* Frees @stream and gives the event. */
void wrtc_rtp_session_end_stream (WrtcRtpSession * session,
    WrtcRtpSessionStream * stream);
/* Gives the events of what the demux ended. */
void wrtc_rtp_session_drain_ended (WrtcRtpSession * session);
void wrtc_rtp_session_stream_free (gpointer stream);
/* Asks for key frames that are due. */
void wrtc_rtp_session_pace_keyframes (WrtcRtpSession * session, WrtcTime now);
gboolean wrtc_rtp_session_sender_can_send (const WrtcRtpSession * session,
    const WrtcRtpSessionSender * sender);

G_END_DECLS
