/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The typed model of a session description (RFC 8866 as JSEP, RFC 9429, uses it):
 * text -> structs -> text. Nobody else looks at SDP strings.
 *
 * Guarantee: what the parser accepts, the printer prints so that it parses to the
 * same model again. Attributes that have no field here are kept verbatim and in
 * order. The limits are in wrtcsdplimits.h.
 *
 * A WrtcSdp is counted. Fill it in while you hold the only reference; once it has
 * been given to somebody else (wrtc_jsep_apply()) nobody changes it any more:
 * change a wrtc_sdp_copy(). Counting is atomic: threads may share one.
 */
#ifndef WRTC_SDP_H
#define WRTC_SDP_H

#include <core/sdp/wrtccandidate.h>
#include <core/sdp/wrtccodec.h>
#include <core/sdp/wrtcsdplimits.h>

G_BEGIN_DECLS

typedef enum
{
  WRTC_MEDIA_UNKNOWN,           /* any other word: WrtcSdpMedia.media has it */
  WRTC_MEDIA_AUDIO,
  WRTC_MEDIA_VIDEO,
  WRTC_MEDIA_APPLICATION
} WrtcMediaKind;

/* Values are those of GstWebRTCRTPTransceiverDirection. */
typedef enum
{
  WRTC_DIRECTION_NONE,          /* not written: sendrecv in SDP */
  WRTC_DIRECTION_INACTIVE,
  WRTC_DIRECTION_SENDONLY,
  WRTC_DIRECTION_RECVONLY,
  WRTC_DIRECTION_SENDRECV
} WrtcDirection;

/* Values are those of GstWebRTCDTLSSetup. */
typedef enum
{
  WRTC_SETUP_NONE,
  WRTC_SETUP_ACTPASS,
  WRTC_SETUP_ACTIVE,
  WRTC_SETUP_PASSIVE
} WrtcSetup;

/* Values are those of GstWebRTCSDPType. */
typedef enum
{
  WRTC_SDP_OFFER = 1,
  WRTC_SDP_PRANSWER,
  WRTC_SDP_ANSWER,
  WRTC_SDP_ROLLBACK
} WrtcSdpType;

const gchar *   wrtc_media_kind_to_string (WrtcMediaKind kind);
const gchar *   wrtc_direction_to_string  (WrtcDirection direction);
const gchar *   wrtc_setup_to_string      (WrtcSetup setup);
const gchar *   wrtc_sdp_type_to_string   (WrtcSdpType type);

/* sendonly <-> recvonly; NONE counts as sendrecv. */
WrtcDirection   wrtc_direction_reverse    (WrtcDirection direction);
/* What is in both. */
WrtcDirection   wrtc_direction_intersect  (WrtcDirection a, WrtcDirection b);
WrtcDirection   wrtc_direction_new        (gboolean send, gboolean receive);
gboolean        wrtc_direction_sends      (WrtcDirection direction);
gboolean        wrtc_direction_receives   (WrtcDirection direction);

typedef struct
{
  gchar *username;              /* "-" */
  guint64 session_id;
  guint64 version;
  gchar *address;               /* "IN IP4 0.0.0.0" */
} WrtcSdpOrigin;

typedef struct
{
  gchar *semantics;             /* "BUNDLE", "LS", … */
  GPtrArray *mids;              /* (element-type utf8) */
} WrtcSdpGroup;

typedef struct
{
  gchar *algorithm;             /* as written: "sha-256" */
  gchar *value;                 /* upper-case hex with colons */
} WrtcSdpFingerprint;

/* What may stand at session level, for all m-lines, or in one: the media's own
 * value wins (wrtc_sdp_get_setup() and its like answer with that rule). */
typedef struct
{
  gchar *ice_ufrag;             /* NULL: not written */
  gchar *ice_pwd;
  GPtrArray *ice_options;       /* (element-type utf8) */
  WrtcSetup setup;
  GPtrArray *fingerprints;      /* (element-type WrtcSdpFingerprint) */
  gchar *tls_id;
  gboolean extmap_allow_mixed;
} WrtcSdpTransport;

typedef struct
{
  guint id;                     /* 1..14, or to 255 with two-byte headers; in offers up
                                 * to 4351 as RFC 8285 7 has it */
  WrtcDirection direction;      /* NONE: not written */
  gchar *uri;
  gchar *attributes;            /* NULL: none; verbatim */
} WrtcSdpExtmap;

typedef struct
{
  gchar *stream;                /* "-": no stream */
  gchar *track;                 /* NULL: not written */
} WrtcSdpMsid;

typedef struct
{
  guint32 ssrc;
  gchar *cname;
  WrtcSdpMsid *msid;            /* NULL: none */
  GPtrArray *others;            /* (element-type WrtcParameter) */
} WrtcSdpSsrc;

typedef struct
{
  gchar *semantics;             /* "FID", "FEC-FR", "SIM" */
  GArray *ssrcs;                /* (element-type guint32) */
} WrtcSdpSsrcGroup;

typedef struct
{
  gchar *id;                    /* RFC 8851: alphanumeric, '-' and '_' */
  gboolean send;                /* else recv */
  GArray *payloads;             /* (element-type gint): from "pt="; empty: any */
  GPtrArray *restrictions;      /* (element-type WrtcParameter) without pt */
} WrtcSdpRid;

/* RFC 8853: streams in order, each a list of alternatives. */
typedef struct
{
  gchar *rid;
  gboolean paused;              /* "~" */
} WrtcSdpSimulcastId;

typedef struct
{
  GPtrArray *send;              /* (element-type GPtrArray of WrtcSdpSimulcastId) */
  GPtrArray *recv;
} WrtcSdpSimulcast;

typedef struct
{
  gint payload;                 /* -1: "*", all of the line */
  gchar *value;                 /* "nack pli" */
} WrtcSdpFeedback;

typedef struct
{
  guint line;                   /* of the m-line in the text, from 1; 0: not parsed */
  WrtcMediaKind kind;
  gchar *media;                 /* the word itself */
  guint port;                   /* 0: rejected, or bundle-only */
  gchar *protocol;              /* "UDP/TLS/RTP/SAVPF" */
  GPtrArray *codecs;            /* (element-type WrtcCodec): formats of an RTP line */
  GPtrArray *formats;           /* (element-type utf8): of any other line */
  GPtrArray *feedback;          /* (element-type WrtcSdpFeedback): for "*" only; the
                                 * rest is in the codecs */
  gchar *title;                 /* i= */
  gchar *connection;            /* c=, "IN IP4 0.0.0.0"; NULL: none */
  GPtrArray *bandwidths;        /* (element-type utf8): "AS:500" */
  gchar *mid;                   /* NULL: none */
  WrtcDirection direction;
  gboolean rtcp_mux;
  gboolean rtcp_mux_only;
  gboolean rtcp_rsize;
  gboolean bundle_only;
  gchar *rtcp;                  /* "9 IN IP4 0.0.0.0"; NULL: none */
  WrtcSdpTransport transport;
  GPtrArray *candidates;        /* (element-type WrtcCandidate) */
  gboolean end_of_candidates;
  GPtrArray *extmaps;           /* (element-type WrtcSdpExtmap) */
  GPtrArray *msids;             /* (element-type WrtcSdpMsid) */
  GPtrArray *ssrcs;             /* (element-type WrtcSdpSsrc) */
  GPtrArray *ssrc_groups;       /* (element-type WrtcSdpSsrcGroup) */
  GPtrArray *rids;              /* (element-type WrtcSdpRid) */
  WrtcSdpSimulcast *simulcast;  /* NULL: none */
  gint sctp_port;               /* -1: none */
  gchar *sctpmap;               /* old form, "5000 webrtc-datachannel 1024"; NULL: none */
  gint64 max_message_size;      /* -1: none; 0: any size */
  GPtrArray *attributes;        /* (element-type WrtcParameter): all others */
  guint n_ignored_candidates;   /* of unknown transport or type, not kept */
} WrtcSdpMedia;

typedef struct
{
  /*< private >*/
  gint ref_count;               /* atomic */
  /*< public >*/
  WrtcSdpOrigin origin;
  gchar *name;                  /* s= */
  gchar *information;           /* i=; NULL: none */
  gchar *connection;            /* c=; NULL: none */
  GPtrArray *bandwidths;        /* (element-type utf8) */
  gchar *timing;                /* t=, "0 0" */
  GPtrArray *groups;            /* (element-type WrtcSdpGroup) */
  gboolean ice_lite;
  WrtcSdpTransport transport;
  WrtcDirection direction;      /* default of the m-lines; NONE: not written */
  gchar *msid_semantic;         /* " WMS *" verbatim; NULL: none */
  GPtrArray *attributes;        /* (element-type WrtcParameter): all others */
  GPtrArray *media;             /* (element-type WrtcSdpMedia) */
} WrtcSdp;

typedef enum
{
  WRTC_SDP_OK,
  WRTC_SDP_ERROR_SYNTAX,        /* not the form that the RFC gives */
  WRTC_SDP_ERROR_ORDER,         /* a line stands where it may not */
  WRTC_SDP_ERROR_RANGE,         /* a number outside its range */
  WRTC_SDP_ERROR_LIMIT,         /* more or longer than wrtcsdplimits.h allows */
  WRTC_SDP_ERROR_DUPLICATE,     /* what may stand once stands twice */
  WRTC_SDP_ERROR_ENCODING,      /* not UTF-8, or a control character */
  WRTC_SDP_ERROR_KEY            /* a k= line (RFC 9429 5.8) */
} WrtcSdpErrorCode;

/* Plain data, nothing to free. */
typedef struct
{
  WrtcSdpErrorCode code;
  gint line;                    /* from 1; 0: the whole */
  gchar message[200];           /* a sentence: "line 7: a=mid is longer than 256 bytes"
                                 * ("line N:" is part of it when line > 0) */
} WrtcSdpError;

const gchar *   wrtc_sdp_error_code_to_string (WrtcSdpErrorCode code);

/* @text need not end in NUL; @size -1: it does. Lines may end in CRLF or LF.
 * Returns (transfer full); NULL with @error (which may be NULL). */
WrtcSdp *       wrtc_sdp_parse (const gchar * text, gssize size, WrtcSdpError * error);
/* CRLF lines; (transfer full). */
gchar *         wrtc_sdp_print (const WrtcSdp * self);

/* An empty description: "o=- 0 0 IN IP4 0.0.0.0", "s=-", "t=0 0". */
WrtcSdp *       wrtc_sdp_new   (void);
WrtcSdp *       wrtc_sdp_ref   (WrtcSdp * self);
void            wrtc_sdp_unref (WrtcSdp * self);
WrtcSdp *       wrtc_sdp_copy  (const WrtcSdp * self);

/* Sections. add: port 9, c=IN IP4 0.0.0.0, nothing else; the description owns it. */
WrtcSdpMedia *  wrtc_sdp_media_new  (const gchar * media, const gchar * protocol);
WrtcSdpMedia *  wrtc_sdp_media_copy (const WrtcSdpMedia * self);
void            wrtc_sdp_media_free (WrtcSdpMedia * self);
guint           wrtc_sdp_n_media    (const WrtcSdp * self);
/* NULL past the end. */
WrtcSdpMedia *  wrtc_sdp_get_media  (const WrtcSdp * self, guint mline);
/* Index of the m-line with that mid; -1: none. */
gint            wrtc_sdp_find_mid   (const WrtcSdp * self, const gchar * mid);

gboolean        wrtc_sdp_media_is_rtp  (const WrtcSdpMedia * self);
/* application over DTLS/SCTP, new or old form */
gboolean        wrtc_sdp_media_is_data (const WrtcSdpMedia * self);
/* port 0 and not bundle-only */
gboolean        wrtc_sdp_media_is_rejected (const WrtcSdpMedia * self);
/* The SCTP port: sctp-port, or from the old forms; -1: none. */
gint            wrtc_sdp_media_get_sctp_port (const WrtcSdpMedia * self);

/* The media's value, else the session's (RFC 9429 5.8.1). */
WrtcDirection   wrtc_sdp_get_direction    (const WrtcSdp * self, guint mline);
WrtcSetup       wrtc_sdp_get_setup        (const WrtcSdp * self, guint mline);
const gchar *   wrtc_sdp_get_ice_ufrag    (const WrtcSdp * self, guint mline);
const gchar *   wrtc_sdp_get_ice_pwd      (const WrtcSdp * self, guint mline);
GPtrArray *     wrtc_sdp_get_fingerprints (const WrtcSdp * self, guint mline);
gboolean        wrtc_sdp_has_ice_option   (const WrtcSdp * self, guint mline, const gchar * option);

/* The n-th group of these semantics; NULL past the end. */
const WrtcSdpGroup * wrtc_sdp_get_group   (const WrtcSdp * self, const gchar * semantics, guint n);
gboolean        wrtc_sdp_group_contains   (const WrtcSdpGroup * self, const gchar * mid);
/* The BUNDLE group that has this mid; NULL: none. */
const WrtcSdpGroup * wrtc_sdp_find_bundle (const WrtcSdp * self, const gchar * mid);

/* Builders of the parts; (transfer full). */
WrtcSdpGroup *       wrtc_sdp_group_new       (const gchar * semantics);
WrtcSdpGroup *       wrtc_sdp_group_copy      (const WrtcSdpGroup * self);
void                 wrtc_sdp_group_free      (WrtcSdpGroup * self);
WrtcSdpFingerprint * wrtc_sdp_fingerprint_new (const gchar * algorithm, const gchar * value);
WrtcSdpFingerprint * wrtc_sdp_fingerprint_copy (const WrtcSdpFingerprint * self);
void                 wrtc_sdp_fingerprint_free (WrtcSdpFingerprint * self);
WrtcSdpExtmap *      wrtc_sdp_extmap_new      (guint id, const gchar * uri);
WrtcSdpExtmap *      wrtc_sdp_extmap_copy     (const WrtcSdpExtmap * self);
void                 wrtc_sdp_extmap_free     (WrtcSdpExtmap * self);
WrtcSdpMsid *        wrtc_sdp_msid_new        (const gchar * stream, const gchar * track);
WrtcSdpMsid *        wrtc_sdp_msid_copy       (const WrtcSdpMsid * self);
void                 wrtc_sdp_msid_free       (WrtcSdpMsid * self);
WrtcSdpSsrc *        wrtc_sdp_ssrc_new        (guint32 ssrc);
WrtcSdpSsrc *        wrtc_sdp_ssrc_copy       (const WrtcSdpSsrc * self);
void                 wrtc_sdp_ssrc_free       (WrtcSdpSsrc * self);
WrtcSdpSsrcGroup *   wrtc_sdp_ssrc_group_new  (const gchar * semantics);
WrtcSdpSsrcGroup *   wrtc_sdp_ssrc_group_copy (const WrtcSdpSsrcGroup * self);
void                 wrtc_sdp_ssrc_group_free (WrtcSdpSsrcGroup * self);
WrtcSdpRid *         wrtc_sdp_rid_new         (const gchar * id, gboolean send);
WrtcSdpRid *         wrtc_sdp_rid_copy        (const WrtcSdpRid * self);
void                 wrtc_sdp_rid_free        (WrtcSdpRid * self);
WrtcSdpSimulcast *   wrtc_sdp_simulcast_new   (void);
WrtcSdpSimulcast *   wrtc_sdp_simulcast_copy  (const WrtcSdpSimulcast * self);
void                 wrtc_sdp_simulcast_free  (WrtcSdpSimulcast * self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WrtcSdp, wrtc_sdp_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WrtcSdpMedia, wrtc_sdp_media_free)
G_END_DECLS
#endif
