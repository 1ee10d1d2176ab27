/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * RTP and RTCP of one transport, both ways: any number of senders (streams
 * that we send) and of streams (SSRCs that we receive), told apart as RFC 9143
 * 9.2 says; reports, round-trip time, key-frame requests, BYE.
 *
 * After any handle_* call: poll events and RTCP until FALSE, then ask for the
 * next timeout. Packets themselves stay with the caller: it is told which
 * header to send and to which stream a packet belongs.
 *
 * Guarantee: nothing goes out or comes in while the session is not open. What
 * the peer can make it keep is bounded by the streams that the demux allows.
 * Units: `now` is monotonic, in ns; media time is running time, on one clock
 * for all senders. Threads: an object belongs to its caller.
 */
#pragma once

#include <core/rtp/wrtcrtpdemux.h>
#include <core/rtp/wrtcrtppacket.h>
#include <core/rtp/wrtcrtpreceivestats.h>
#include <core/rtp/wrtcrtpsender.h>

G_BEGIN_DECLS

typedef struct _WrtcRtpSession WrtcRtpSession;
typedef struct _WrtcRtpSessionSender WrtcRtpSessionSender;
typedef struct _WrtcRtpSessionStream WrtcRtpSessionStream;

/* RTCP packets are at most this long. */
#define WRTC_RTP_SESSION_RTCP_SIZE 1200
/* What wrtc_rtp_session_send() needs: fixed header, CSRCs, extensions. */
#define WRTC_RTP_SESSION_HEADER_SIZE 1200

typedef struct
{
  guint64 seed;                 /* other for each session */
  const gchar *cname;           /* 1 to 255 bytes; copied */
  guint32 ssrc;                 /* that reports while nothing is sent */
  guint64 unix_offset;          /* ns since 1970 are `now` plus this */
} WrtcRtpSessionConfig;

WrtcRtpSession *wrtc_rtp_session_new (const WrtcRtpSessionConfig * config);
void wrtc_rtp_session_free (WrtcRtpSession * session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WrtcRtpSession, wrtc_rtp_session_free)

/* The peer takes feedback without a report before it (RFC 5506). Default
 * FALSE. What comes in is always taken. */
void wrtc_rtp_session_set_reduced_size (WrtcRtpSession * session,
    gboolean reduced_size);

/* Whether the transport below is secured: media and RTCP pass. When it opens,
 * a key frame is asked of every sender of video. */
void wrtc_rtp_session_handle_open (WrtcRtpSession * session, WrtcTime now,
    gboolean open);
/* The session ends: the last RTCP packet, with BYE, can be polled. */
void wrtc_rtp_session_handle_leave (WrtcRtpSession * session, WrtcTime now);

/* === Out === */

typedef struct
{
  WrtcRtpSenderCodec codec;
  gboolean nack_pli;
  gboolean ccm_fir;
} WrtcRtpSessionCodec;

/* The pointers are read during the call. */
typedef struct
{
  gboolean active;
  gboolean video;               /* it has key frames */
  guint32 ssrc;                 /* 0: that of the first packet */
  const gchar *mid;             /* NULL: none is written */
  guint8 mid_extension;         /* 0: none is written */
  guint8 extensions[32];        /* a bit for each id that may pass */
  const WrtcRtpSenderCodec *codecs;
  guint n_codecs;               /* 0: payload types stay as they are */
} WrtcRtpSessionSenderConfig;

/* @spare_ssrc: random, taken when the one of the input is in use. */
WrtcRtpSessionSender *wrtc_rtp_session_add_sender (WrtcRtpSession * session,
    guint32 spare_ssrc, gpointer user_data);
/* Says BYE for it. */
void wrtc_rtp_session_remove_sender (WrtcRtpSession * session, WrtcTime now,
    WrtcRtpSessionSender * sender);
/* @config NULL: nothing is sent. */
void wrtc_rtp_session_configure_sender (WrtcRtpSession * session,
    WrtcTime now, WrtcRtpSessionSender * sender,
    const WrtcRtpSessionSenderConfig * config);
/* The clock rate of payload types that no codec names. */
void wrtc_rtp_session_set_sender_clock_rate (WrtcRtpSessionSender * sender,
    guint clock_rate);
/* The payloader is a new one. */
void wrtc_rtp_session_restart_sender (WrtcRtpSessionSender * sender);

typedef enum
{
  WRTC_RTP_SESSION_SENT,
  WRTC_RTP_SESSION_SEND_CLOSED, /* not yet, or no longer, open */
  WRTC_RTP_SESSION_SEND_INACTIVE,
  WRTC_RTP_SESSION_SEND_PAYLOAD_TYPE,   /* not one of its codecs */
  WRTC_RTP_SESSION_SEND_MALFORMED,      /* its header does not fit */
  WRTC_RTP_SESSION_N_SEND_RESULTS
} WrtcRtpSessionSendResult;

const gchar *wrtc_rtp_session_send_result_to_string (WrtcRtpSessionSendResult
    result);

/* Makes the header that replaces that of @packet: the first @header_size of
 * WRTC_RTP_SESSION_HEADER_SIZE bytes at @header. If the input of a video jumped
 * without wrtc_rtp_session_restart_sender(), a key frame is wanted: call
 * wrtc_rtp_session_handle_timeout() after the burst. */
WrtcRtpSessionSendResult wrtc_rtp_session_send (WrtcRtpSession * session,
    WrtcRtpSessionSender * sender, WrtcTime media_time,
    const WrtcRtpPacket * packet, guint8 * header, gsize * header_size);
/* The caller dropped a packet of it that no parser understood. */
void wrtc_rtp_session_count_malformed (WrtcRtpSessionSender * sender);

/* === In === */

typedef struct
{
  WrtcRtpDemuxSection section;
  const WrtcRtpSessionCodec *codecs;    /* payload_in is not used */
  guint n_codecs;
} WrtcRtpSessionSection;

/* Replaces what may be received; section.payload_types is not used. Streams
 * that this ends are polled as events. */
void wrtc_rtp_session_configure_receive (WrtcRtpSession * session,
    guint8 mid_extension, const WrtcRtpSessionSection * sections,
    guint n_sections);

typedef enum
{
  WRTC_RTP_SESSION_RECEIVED,
  WRTC_RTP_SESSION_RECEIVE_CLOSED,
  WRTC_RTP_SESSION_RECEIVE_MALFORMED,
  WRTC_RTP_SESSION_RECEIVE_UNKNOWN_MID,
  WRTC_RTP_SESSION_RECEIVE_UNKNOWN_SSRC,
  WRTC_RTP_SESSION_RECEIVE_UNKNOWN_PAYLOAD_TYPE,
  WRTC_RTP_SESSION_RECEIVE_INACTIVE,
  WRTC_RTP_SESSION_RECEIVE_LEFT,
  WRTC_RTP_SESSION_RECEIVE_TOO_MANY_STREAMS,
  WRTC_RTP_SESSION_RECEIVE_DUPLICATE,
  WRTC_RTP_SESSION_RECEIVE_IMPLAUSIBLE,
  WRTC_RTP_SESSION_N_RECEIVE_RESULTS
} WrtcRtpSessionReceiveResult;

const gchar *wrtc_rtp_session_receive_result_to_string
    (WrtcRtpSessionReceiveResult result);

typedef struct
{
  WrtcRtpSessionStream *stream;
  gboolean is_new;              /* its first packet */
  guint section;                /* the caller's id; new with is_new only */
  guint32 ssrc;
  guint8 payload_type;
  gboolean payload_type_changed;        /* also with the first packet */
} WrtcRtpSessionReceived;

WrtcRtpSessionReceiveResult wrtc_rtp_session_handle_rtp (WrtcRtpSession *
    session, WrtcTime now, const guint8 * data, gsize size,
    WrtcRtpSessionReceived * received);
void wrtc_rtp_session_set_stream_user_data (WrtcRtpSessionStream * stream,
    gpointer user_data);
gpointer wrtc_rtp_session_get_stream_user_data (const WrtcRtpSessionStream *
    stream);

/* FALSE: it is not RTCP, or not while closed; counted. */
gboolean wrtc_rtp_session_handle_rtcp (WrtcRtpSession * session, WrtcTime now,
    const guint8 * data, gsize size);

/* A decoder of @stream wants a key frame: PLI or FIR follow. FALSE: the
 * negotiated feedback has neither. */
gboolean wrtc_rtp_session_request_keyframe (WrtcRtpSession * session,
    WrtcTime now, WrtcRtpSessionStream * stream, gboolean all_headers);

/* === Time and outputs === */

typedef enum
{
  /* The peer or an opened transport wants a key frame of user_data's sender. */
  WRTC_RTP_SESSION_EVENT_KEYFRAME_WANTED,
  /* An SR of user_data's stream. */
  WRTC_RTP_SESSION_EVENT_SENDER_REPORT,
  /* user_data's stream is gone: BYE, a new configuration, or an idle one made
   * room for another. */
  WRTC_RTP_SESSION_EVENT_STREAM_ENDED,
} WrtcRtpSessionEventKind;

typedef struct
{
  WrtcRtpSessionEventKind kind;
  gpointer user_data;
  gboolean all_headers;         /* of KEYFRAME_WANTED */
  guint32 ssrc;
  guint64 ntp_time;             /* of SENDER_REPORT */
  guint32 rtp_time;
  gchar cname[256];             /* "": not known */
} WrtcRtpSessionEvent;

gboolean wrtc_rtp_session_poll_event (WrtcRtpSession * session,
    WrtcRtpSessionEvent * event);

/* The next RTCP packet to send now: @size bytes of
 * WRTC_RTP_SESSION_RTCP_SIZE at @data. */
gboolean wrtc_rtp_session_poll_rtcp (WrtcRtpSession * session, WrtcTime now,
    WrtcTime media_time, guint8 * data, gsize * size);

WrtcTime wrtc_rtp_session_next_timeout (const WrtcRtpSession * session);
void wrtc_rtp_session_handle_timeout (WrtcRtpSession * session, WrtcTime now);

/* === Stats === */

/* What the peer reported about a stream of ours (RFC 3550 6.4). */
typedef struct
{
  guint64 reports;              /* 0: nothing below is known */
  gint64 packets_lost;
  gdouble fraction_lost;        /* 0 to 1 */
  guint32 jitter;               /* in units of the RTP clock */
  WrtcTime round_trip_time;     /* the last one */
  WrtcTime total_round_trip_time;
  guint64 round_trip_time_measurements;
  WrtcTime time;                /* of the last report */
} WrtcRtpRemoteInbound;

typedef struct
{
  WrtcRtpSender rtp;
  gboolean active;
  gboolean video;
  const gchar *mid;             /* good until the next configuration */
  guint64 pli_count, fir_count; /* received */
  guint64 keyframes_wanted;     /* events given */
  guint64 dropped[WRTC_RTP_SESSION_N_SEND_RESULTS];
  WrtcRtpRemoteInbound remote;
} WrtcRtpSessionSenderStats;

/* What the peer says of a stream of its own. */
typedef struct
{
  guint64 reports;              /* 0: nothing below is known */
  guint64 packets_sent, bytes_sent;
  guint64 ntp_time;
  WrtcTime time;                /* of the last report */
} WrtcRtpRemoteOutbound;

typedef struct
{
  guint32 ssrc;
  guint section;
  guint8 payload_type;
  WrtcRtpReceiveStats rtp;
  guint64 pli_count, fir_count; /* sent */
  guint64 keyframe_requests;    /* asked for by decoders */
  const gchar *cname;           /* NULL: not known */
  WrtcRtpRemoteOutbound remote;
} WrtcRtpSessionStreamStats;

typedef struct
{
  guint64 dropped[WRTC_RTP_SESSION_N_RECEIVE_RESULTS];
  guint64 rtcp_sent, rtcp_received;
  guint64 rtcp_dropped;         /* malformed, or while closed */
  guint64 rtcp_parts_dropped;   /* a part of a good one that was not */
  guint64 ssrc_collisions;      /* packets from the peer with one of ours */
} WrtcRtpSessionStats;

void wrtc_rtp_session_get_stats (const WrtcRtpSession * session,
    WrtcRtpSessionStats * stats);
void wrtc_rtp_session_get_sender_stats (const WrtcRtpSessionSender * sender,
    WrtcRtpSessionSenderStats * stats);
guint wrtc_rtp_session_n_streams (const WrtcRtpSession * session);
/* In the order of their arrival; @index is less than n_streams. */
WrtcRtpSessionStream *wrtc_rtp_session_get_stream (const WrtcRtpSession *
    session, guint index);
void wrtc_rtp_session_get_stream_stats (const WrtcRtpSessionStream * stream,
    WrtcRtpSessionStreamStats * stats);

G_END_DECLS
