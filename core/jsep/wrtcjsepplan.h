/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The plan: all that a shell needs to make a pipeline equal to what two
 * descriptions negotiated, as plain data. It holds the whole state, not steps:
 * applying the same plan twice changes nothing, and a plan can be skipped when a
 * later one has come. The shell never reads SDP.
 */
#ifndef WRTC_JSEP_PLAN_H
#define WRTC_JSEP_PLAN_H

#include <core/sdp/wrtcsdp.h>

G_BEGIN_DECLS

/* Values are those of GstWebRTCSignalingState. */
typedef enum
{
  WRTC_SIGNALING_STABLE,
  WRTC_SIGNALING_CLOSED,
  WRTC_SIGNALING_HAVE_LOCAL_OFFER,
  WRTC_SIGNALING_HAVE_REMOTE_OFFER,
  WRTC_SIGNALING_HAVE_LOCAL_PRANSWER,
  WRTC_SIGNALING_HAVE_REMOTE_PRANSWER
} WrtcSignalingState;

const gchar * wrtc_signaling_state_to_string (WrtcSignalingState state);

/* Compared with the plan before this one. */
typedef enum
{
  WRTC_PLAN_SAME,
  WRTC_PLAN_CHANGED,
  WRTC_PLAN_NEW
} WrtcPlanChange;

const gchar * wrtc_plan_change_to_string (WrtcPlanChange change);

/* One ICE transport with one DTLS association: an m-line, or a bundle of them. */
typedef struct
{
  WrtcPlanChange change;
  guint id;                     /* the same as long as the transport lives; never reused */
  gchar *owner_mid;             /* of the line that owns it: first of its group */
  guint owner_mline;            /* whose index goes with its candidates */
  GArray *mlines;               /* (element-type guint): all lines on it, in order */
  gchar *local_ufrag;           /* NULL while no local description gave it any: do not
                                 * gather yet */
  gchar *local_pwd;
  gchar *remote_ufrag;          /* NULL until a remote description came */
  gchar *remote_pwd;
  gboolean local_restart;       /* local credentials replaced those of the plan before */
  gboolean remote_restart;
  GPtrArray *remote_candidates; /* (element-type WrtcCandidate): all known of the current
                                 * remote credentials, trickled ones included */
  gboolean end_of_candidates;   /* the remote side has no more */
  gboolean remote_trickle;      /* a=ice-options:trickle */
  gboolean remote_ice_lite;
  gboolean controlling;         /* our ICE role */
  WrtcSetup setup;              /* ours: ACTIVE, PASSIVE; ACTPASS: not decided yet */
  GPtrArray *remote_fingerprints;       /* (element-type WrtcSdpFingerprint): any one */
  gboolean has_rtp;
  gboolean has_data;
} WrtcPlanTransport;

/* One RTP m-line (also those that nobody could take, with no transceiver). */
typedef struct
{
  WrtcPlanChange change;
  guint mline;
  gchar *mid;                   /* never NULL: one is given when the peer wrote none */
  gboolean mid_in_sdp;          /* FALSE: that case; no MID header extension then */
  WrtcMediaKind kind;
  gint transceiver;             /* id; -1: none */
  gint transport;               /* id; -1: none (rejected) */
  WrtcDirection direction;      /* ours, that may be used now: INACTIVE until an offer
                                 * and a (pr)answer agree. Receiving is already allowed
                                 * while our own offer waits for its answer */
  WrtcDirection current_direction;      /* RTCRtpTransceiver.currentDirection: from the
                                         * last answer; NONE before */
  gboolean rejected;            /* port 0 in the last description; nothing flows */
  const gchar *reason;          /* why; static; NULL: not rejected */
  GPtrArray *send_codecs;       /* (element-type WrtcCodec): payload is the one on the
                                 * wire (the peer's), payload_in the payloader's (-1 when
                                 * the settings gave none), feedback what both want, fmtp
                                 * what the peer wrote. Preference order of the answer */
  GPtrArray *receive_codecs;    /* (element-type WrtcCodec): payload as the peer sends it
                                 * (ours), fmtp the peer's, with ours where it has none */
  GPtrArray *send_extensions;   /* (element-type WrtcSdpExtmap) that we may write */
  GPtrArray *receive_extensions;        /* … that we may get */
  gchar *cname;                 /* ours; NULL: none set */
  GArray *send_ssrcs;           /* (element-type guint32): ours, in the settings' order */
  gchar *remote_cname;          /* NULL: not announced */
  GArray *receive_ssrcs;        /* (element-type guint32): announced by the peer */
  GPtrArray *remote_ssrc_groups;        /* (element-type WrtcSdpSsrcGroup) */
  GPtrArray *remote_msids;      /* (element-type WrtcSdpMsid): while the peer sends */
  gboolean rtcp_rsize;          /* both wrote it */
} WrtcPlanMedia;

/* The data channels' association; at most one. */
typedef struct
{
  gboolean present;             /* a data line is negotiated, or offered by us */
  gboolean rejected;
  guint mline;
  gchar *mid;
  gint transport;               /* id; -1: none */
  gint local_port;
  gint remote_port;             /* -1: not known yet */
  guint64 max_message_size;     /* of the peer: 65536 if it wrote none, 0: any */
} WrtcPlanSctp;

/* A transceiver that a remote m-line made. The session has it; the caller makes its
 * object for it, may change its settings (wrtc_jsep_get_transceiver()), and that
 * shapes the answer. */
typedef struct
{
  guint id;
  guint mline;
  WrtcMediaKind kind;
} WrtcPlanTransceiver;

typedef struct
{
  WrtcSignalingState before;
  WrtcSignalingState after;
  GPtrArray *transports;        /* (element-type WrtcPlanTransport) */
  GPtrArray *media;             /* (element-type WrtcPlanMedia), by m-line */
  WrtcPlanSctp sctp;
  GArray *new_transceivers;     /* (element-type WrtcPlanTransceiver) */
  GArray *removed_transceivers; /* (element-type guint): ids that a rollback took back */
  GArray *stopped_transceivers; /* (element-type guint): ids that this stopped for good */
  GArray *removed_transports;   /* (element-type guint): ids of the plan before */
  gboolean negotiation_needed;  /* wrtc_jsep_negotiation_needed() after the step */
} WrtcPlan;

WrtcPlan *                wrtc_plan_new            (void);
void                      wrtc_plan_free           (WrtcPlan * self);
const WrtcPlanTransport * wrtc_plan_find_transport (const WrtcPlan * self, gint id);
const WrtcPlanMedia *     wrtc_plan_find_media     (const WrtcPlan * self, guint mline);
const WrtcPlanMedia *     wrtc_plan_find_transceiver (const WrtcPlan * self, guint transceiver);
/* The whole as text, for logs and tests; passwords are not in it. */
gchar *                   wrtc_plan_to_string      (const WrtcPlan * self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WrtcPlan, wrtc_plan_free)
G_END_DECLS
#endif
