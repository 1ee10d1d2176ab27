/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The session as a value, and what the files of core/jsep share.
 */
#ifndef WRTC_JSEP_PRIVATE_H
#define WRTC_JSEP_PRIVATE_H

#include "wrtcjsep.h"

typedef struct
{
  WrtcSdpType type;
  WrtcSdp *sdp;                 /* NULL: none. Never changed once it is here */
} WrtcJsepDescription;

typedef struct
{
  gchar *ufrag;
  gchar *pwd;
} WrtcJsepCredentials;

/* What the session keeps of an m-line beside the descriptions. */
typedef struct
{
  gint transport;               /* id; -1: none */
  gchar *mid;                   /* made by us where the peer wrote none; else NULL */
  const gchar *reason;          /* static: why create_answer rejected it */
} WrtcJsepMline;

typedef struct
{
  guint id;
  WrtcSetup setup;              /* our role, once decided; else ACTPASS */
  guint owner;                  /* the m-line that owns it */
} WrtcJsepTransport;

/* A candidate beside the descriptions. */
typedef struct
{
  gint transport;               /* of a local one */
  gchar *mid;                   /* of a remote one */
  gint mline;
  gchar *ufrag;                 /* the generation; NULL: any */
  WrtcCandidate *candidate;     /* NULL: the end of candidates */
} WrtcJsepTrickle;

/* WrtcJsepTransceiver is the first member, so that pointers convert. */
typedef struct
{
  WrtcJsepTransceiver public;
  gchar *offered_mid;           /* given by create_offer; NULL: none */
  gint offered_mline;           /* -1: none */
} WrtcJsepMember;

typedef enum
{
  WRTC_JSEP_ROLE_UNKNOWN,       /* nobody offered yet */
  WRTC_JSEP_ROLE_CONTROLLING,
  WRTC_JSEP_ROLE_CONTROLLED
} WrtcJsepRole;

struct _WrtcJsep
{
  WrtcBundlePolicy bundle_policy;
  guint64 session_id;
  guint64 version;              /* of the next origin line */
  gboolean ice_lite;
  WrtcSdpFingerprint *fingerprint;      /* NULL: not given yet */

  WrtcSignalingState state;
  WrtcJsepDescription current[2];       /* by WrtcJsepSide */
  WrtcJsepDescription pending[2];

  GPtrArray *transceivers;      /* (element-type WrtcJsepMember) */
  guint next_transceiver;
  gboolean want_data;
  gchar *offered_data_mid;
  GPtrArray *mlines;            /* (element-type WrtcJsepMline) */
  GArray *transports;           /* (element-type WrtcJsepTransport) */
  guint next_transport;
  WrtcJsepRole role;

  GPtrArray *supply;            /* (element-type WrtcJsepCredentials) */
  GPtrArray *drafts;            /* (element-type WrtcJsepCredentials): by m-line, for
                                 * descriptions that are not applied yet; NULLs */
  GPtrArray *local_candidates;  /* (element-type WrtcJsepTrickle) */
  GPtrArray *remote_candidates;

  WrtcJsep *stable;             /* as it was when stable was left; NULL in stable */
};

#define MEMBER(transceiver) ((WrtcJsepMember *) (transceiver))

/* wrtcjsep.c */
void          wrtc_jsep_clear             (WrtcJsep * self);
const WrtcJsepDescription * wrtc_jsep_latest (const WrtcJsep * self, WrtcJsepSide side);
/* The pair that media follows now: pending ones in pranswer, else current ones.
 * FALSE: there is none. */
gboolean      wrtc_jsep_negotiated        (const WrtcJsep * self, const WrtcSdp ** local,
                                           const WrtcSdp ** remote);
/* m-lines of the session: those of the longest latest description */
guint         wrtc_jsep_n_mlines          (const WrtcJsep * self);
/* The mid of an m-line, made up where the peer wrote none; NULL: no such line. */
const gchar * wrtc_jsep_mid_at            (const WrtcJsep * self, guint mline);
WrtcJsepMline * wrtc_jsep_mline           (WrtcJsep * self, guint mline);
WrtcJsepTransceiver * wrtc_jsep_transceiver_of_mid (const WrtcJsep * self, const gchar * mid);
void          wrtc_jsep_transceiver_free  (WrtcJsepMember * self);
WrtcJsepMember * wrtc_jsep_transceiver_copy (const WrtcJsepMember * self);
void          wrtc_jsep_settings_copy     (WrtcJsepSettings * copy, const WrtcJsepSettings * self);
void          wrtc_jsep_settings_clear    (WrtcJsepSettings * self);
WrtcJsepTransport * wrtc_jsep_find_transport (const WrtcJsep * self, gint id);
/* Takes a pair for that line: its draft, else a new one; NULL: the supply ran out. */
const WrtcJsepCredentials * wrtc_jsep_draft (WrtcJsep * self, guint mline);

/* wrtcjseperror.c: "[line N: ]m-line <n> (mid <mid>): …" Always returns FALSE. */
gboolean      wrtc_jsep_fail              (GError ** error, WrtcJsepErrorCode code,
                                           const gchar * format, ...) G_GNUC_PRINTF (3, 4);
gboolean      wrtc_jsep_fail_at           (GError ** error, WrtcJsepErrorCode code,
                                           const WrtcSdp * sdp, guint mline,
                                           const gchar * format, ...) G_GNUC_PRINTF (5, 6);

/* wrtcjsepstate.c: the table of legal steps */
gboolean      wrtc_jsep_next_state        (WrtcSignalingState state, WrtcJsepSide side,
                                           WrtcSdpType type, WrtcSignalingState * next);

/* wrtcjsepcodec.c */
gboolean      wrtc_jsep_codec_matches     (const WrtcCodec * a, const WrtcCodec * b);
/* The first of @list that goes with @codec of @context; lists resolve "apt". */
const WrtcCodec * wrtc_jsep_codec_find    (const GPtrArray * list, const WrtcCodec * codec,
                                           const GPtrArray * context);
gboolean      wrtc_jsep_codecs_intersect  (const GPtrArray * a, const GPtrArray * b);
/* Our answer to a codec: its payload type, our parameters. (transfer full) */
WrtcCodec *   wrtc_jsep_codec_answer      (const WrtcCodec * offered, const WrtcCodec * own);
/* Codecs of an m-line with feedback of "*" spread over them. (transfer full) */
GPtrArray *   wrtc_jsep_media_codecs      (const WrtcSdpMedia * media);

/* wrtcjsepnumbers.c: payload types and extension ids of one description */
typedef struct
{
  gboolean shared;              /* one space for all lines (bundling), else per line */
  GPtrArray *payloads;          /* 128 (element-type WrtcCodec); NULLs */
  gboolean wanted[128];         /* asked for by some settings */
  GPtrArray *extensions;        /* (element-type WrtcSdpExtmap) */
} WrtcJsepNumbers;

WrtcJsepNumbers * wrtc_jsep_numbers_new   (const WrtcJsep * self);
void          wrtc_jsep_numbers_free      (WrtcJsepNumbers * self);
/* Before each line of an offer. */
void          wrtc_jsep_numbers_begin_line (WrtcJsepNumbers * self);
/* Fills the codecs of @media from the settings, with payload types that @before
 * (the line in older descriptions, NULLs) used. FALSE: none is free. */
gboolean      wrtc_jsep_numbers_add_codecs (WrtcJsepNumbers * self, WrtcSdpMedia * media,
                                            const GPtrArray * codecs,
                                            const WrtcSdpMedia * before[2]);
void          wrtc_jsep_numbers_add_extensions (WrtcJsepNumbers * self, WrtcSdpMedia * media,
                                                const GPtrArray * extensions,
                                                const WrtcSdpMedia * before[2]);
#define WRTC_JSEP_MID_URI "urn:ietf:params:rtp-hdrext:sdes:mid"

/* wrtcjsepsection.c: what offers and answers write alike */
WrtcSdp *     wrtc_jsep_new_description   (WrtcJsep * self);
/* @setup for the line; credentials of its transport. */
void          wrtc_jsep_write_transport   (const WrtcJsep * self, WrtcSdpMedia * media,
                                           const gchar * ufrag, const gchar * pwd,
                                           WrtcSetup setup);
/* Streams, SSRCs, CNAME and further lines of a transceiver that sends. */
void          wrtc_jsep_write_sender      (WrtcSdpMedia * media,
                                           const WrtcJsepTransceiver * transceiver);
WrtcSdpMedia * wrtc_jsep_new_data_section (void);
WrtcSdpMedia * wrtc_jsep_new_rejected     (const WrtcSdpMedia * like);
/* @offer: that @sdp answers; NULL: @sdp is an offer. */
void          wrtc_jsep_write_rejected_transports (const WrtcJsep * self, WrtcSdp * sdp,
                                                   const WrtcSdp * offer);
/* "<kind><n>" that no line and no transceiver has. (transfer full) */
gchar *       wrtc_jsep_make_mid          (const WrtcJsep * self, WrtcMediaKind kind, guint n);
gboolean      wrtc_jsep_mid_is_used       (const WrtcJsep * self, const gchar * mid);

/* wrtcjsepcheck.c */
gboolean      wrtc_jsep_check             (const WrtcJsep * self, WrtcJsepSide side,
                                           WrtcSdpType type, const WrtcSdp * sdp,
                                           GError ** error);

/* wrtcjsepassociate.c: m-lines and transceivers */
gboolean      wrtc_jsep_associate         (WrtcJsep * self, WrtcJsepSide side,
                                           WrtcSdpType type, const WrtcSdp * sdp,
                                           GArray * added, GError ** error);
void          wrtc_jsep_settle            (WrtcJsep * self, GArray * stopped);

/* wrtcjseptransport.c: m-lines and transports */
gboolean      wrtc_jsep_bundles           (const WrtcJsep * self);
/* The line of that mid is in a bundle that both sides agreed to. */
gboolean      wrtc_jsep_has_bundle        (const WrtcJsep * self, const gchar * mid);
/* The line that owns the transport of @mline in that description. */
guint         wrtc_jsep_bundle_owner      (const WrtcSdp * sdp, guint mline);
void          wrtc_jsep_assign_transports (WrtcJsep * self, WrtcJsepSide side,
                                           WrtcSdpType type, const WrtcSdp * sdp);
/* What that side had for the transport when the state was last stable; FALSE: none. */
gboolean      wrtc_jsep_credentials_before (const WrtcJsep * self, WrtcJsepSide side,
                                            gint transport, const gchar ** ufrag,
                                            const gchar ** pwd);
gboolean      wrtc_jsep_decide_setup      (WrtcJsep * self, WrtcJsepSide side,
                                           const WrtcSdp * answer, GError ** error);

/* wrtcjsepcandidate.c */
void          wrtc_jsep_trickle_free      (WrtcJsepTrickle * self);
WrtcJsepTrickle * wrtc_jsep_trickle_copy  (const WrtcJsepTrickle * self);
/* The m-line of the remote description that it is for; -1: not there yet. */
gint          wrtc_jsep_trickle_mline     (const WrtcJsepTrickle * self, const WrtcSdp * remote);

/* The credentials of a remote description are known: candidates without a ufrag
 * that wait for it belong to them from now on. */
void          wrtc_jsep_bind_candidates   (WrtcJsep * self, const WrtcSdp * remote);

/* wrtcjsepplanbuild.c, wrtcjsepplanmedia.c */
WrtcPlan *    wrtc_jsep_build_plan        (const WrtcJsep * self);
void          wrtc_jsep_plan_media        (const WrtcJsep * self, WrtcPlan * plan);
void          wrtc_plan_compare           (WrtcPlan * self, const WrtcPlan * before);

#endif
