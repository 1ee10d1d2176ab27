/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * JSEP (RFC 9429), BUNDLE (RFC 9143) and the negotiation of W3C webrtc-pc as a
 * transaction over plain data.
 *
 *   settings ──► create_offer / create_answer ──► description
 *   description ──► wrtc_jsep_apply() ──► new session + plan
 *
 * Guarantee: a call that fails has changed nothing. Session state is a value:
 * apply works on a copy and commits it last; rollback returns to the copy that was
 * kept when `stable` was left (what the application set meanwhile stays set).
 *
 * Threads: none; the caller guards the session. No random source, no clock: the
 * session id, the ICE credentials and SSRCs are given by the caller.
 *
 * Errors are worded "m-line 2 (mid video1): …", with "line N: " before it when the
 * description was parsed from text.
 */
#ifndef WRTC_JSEP_H
#define WRTC_JSEP_H

#include <core/jsep/wrtcjsepplan.h>
#include <core/sdp/wrtcsdp.h>

G_BEGIN_DECLS

typedef struct _WrtcJsep WrtcJsep;

#define WRTC_JSEP_ERROR (wrtc_jsep_error_quark ())
GQuark wrtc_jsep_error_quark (void);

/* The W3C's errors. wrtc_jsep_error_get_webrtc_code() gives the GstWebRTCError. */
typedef enum
{
  WRTC_JSEP_ERROR_INVALID_STATE,        /* InvalidStateError -> invalid-state */
  WRTC_JSEP_ERROR_INVALID_ACCESS,       /* InvalidAccessError -> invalid-modification */
  WRTC_JSEP_ERROR_INVALID_MODIFICATION, /* InvalidModificationError -> invalid-modification */
  WRTC_JSEP_ERROR_OPERATION,            /* OperationError -> internal-failure */
  WRTC_JSEP_ERROR_TYPE,                 /* TypeError -> type-error */
  WRTC_JSEP_ERROR_SDP_SYNTAX,           /* RTCError sdp-syntax-error -> sdp-syntax-error */
  WRTC_JSEP_ERROR_FINGERPRINT           /* RTCError fingerprint-failure -> fingerprint-failure */
} WrtcJsepErrorCode;

/* "InvalidStateError", …; "RTCError" for the last two */
const gchar * wrtc_jsep_error_get_name        (WrtcJsepErrorCode code);
/* The value of GstWebRTCError */
gint          wrtc_jsep_error_get_webrtc_code (WrtcJsepErrorCode code);

/* Values are those of GstWebRTCBundlePolicy. */
typedef enum
{
  WRTC_BUNDLE_NONE,             /* no group offered, none accepted */
  WRTC_BUNDLE_BALANCED,         /* group; the first line of each kind has its own transport,
                                 * the rest is bundle-only (RFC 9429 4.1.1) */
  WRTC_BUNDLE_MAX_COMPAT,       /* group; each line has its own transport */
  WRTC_BUNDLE_MAX_BUNDLE        /* group; only the first line has a transport */
} WrtcBundlePolicy;

typedef struct
{
  WrtcBundlePolicy bundle_policy;
  guint64 session_id;           /* of our origin lines: random, top bit clear */
  const gchar *fingerprint_algorithm;   /* of our certificate: "sha-256" */
  const gchar *fingerprint_value;
  gboolean ice_lite;            /* we are an ICE lite agent */
} WrtcJsepConfig;

WrtcJsep *    wrtc_jsep_new  (const WrtcJsepConfig * config);
WrtcJsep *    wrtc_jsep_copy (const WrtcJsep * self);
void          wrtc_jsep_free (WrtcJsep * self);

/* Only before the first description is created or applied; FALSE otherwise. */
gboolean      wrtc_jsep_set_bundle_policy (WrtcJsep * self, WrtcBundlePolicy policy);
/* For the next offer or answer. The certificate of a session may be made late. */
void          wrtc_jsep_set_fingerprint   (WrtcJsep * self, const gchar * algorithm,
                                           const gchar * value);

/* ICE credentials for transports that create_offer/create_answer will make. Pairs
 * are used in order, each once. wanted: as many as the next create can use; supply
 * at least so many before it (create fails with OperationError when it runs out). */
guint         wrtc_jsep_n_credentials_wanted (const WrtcJsep * self);
void          wrtc_jsep_supply_credentials   (WrtcJsep * self, const gchar * ufrag,
                                              const gchar * pwd);

/* ---- transceivers ---- */

/* What the application and its pads want. Any of it may be written between calls;
 * lists are never NULL. It takes effect in the next offer or answer. */
typedef struct
{
  WrtcDirection direction;      /* wanted */
  GPtrArray *codecs;            /* (element-type WrtcCodec): in order of preference.
                                 * payload: the one to offer if it is free, -1: any.
                                 * Empty: not usable yet; the line is not offered, and is
                                 * rejected in an answer */
  GPtrArray *extensions;        /* (element-type WrtcSdpExtmap): id 0: any. MID need not be
                                 * here: it is always offered and answered */
  GPtrArray *attributes;        /* (element-type WrtcParameter): further lines, verbatim */
  gint locked_mline;            /* the only m-line it may have (pad sink_N); -1: any */
  gchar *wanted_mid;            /* for a new m-line; NULL: one is made */
  GPtrArray *streams;           /* (element-type utf8): ids for msid; empty: "-" */
  gchar *track;                 /* track id for msid */
  gchar *cname;
  GArray *ssrcs;                /* (element-type guint32): what it sends with */
  gboolean has_track;           /* a source is attached: a rollback does not remove it */
  gboolean stopping;            /* stop(): the next exchange stops it for good */
} WrtcJsepSettings;

typedef struct
{
  /* read only */
  guint id;                     /* of this session, never reused */
  WrtcMediaKind kind;           /* UNKNOWN: the first caps will say */
  gchar *mid;                   /* NULL: not associated */
  gint mline;                   /* -1: none */
  WrtcDirection current_direction;      /* NONE: never negotiated */
  gboolean stopped;
  gboolean from_remote;         /* made by a remote m-line */
  /* read and write */
  WrtcJsepSettings settings;
} WrtcJsepTransceiver;

/* Returns the new transceiver (owned by the session, valid until the session
 * changes by apply, copy back or free: keep the id). Its direction is sendrecv, no
 * codecs. */
WrtcJsepTransceiver * wrtc_jsep_add_transceiver (WrtcJsep * self, WrtcMediaKind kind,
                                                 WrtcDirection direction);
/* NULL: no such id. Look it up again after each apply. */
WrtcJsepTransceiver * wrtc_jsep_get_transceiver (WrtcJsep * self, guint id);
/* In order of creation; NULL past the end. */
WrtcJsepTransceiver * wrtc_jsep_nth_transceiver (WrtcJsep * self, guint n);
/* The one at that m-line of the latest descriptions; NULL: none. */
WrtcJsepTransceiver * wrtc_jsep_transceiver_at  (WrtcJsep * self, guint mline);
/* While the kind is UNKNOWN. FALSE: it has another kind already. */
gboolean              wrtc_jsep_set_kind        (WrtcJsep * self, guint id, WrtcMediaKind kind);

/* The next offer has a data m-line. A session that has one keeps it. */
void          wrtc_jsep_want_data_channel (WrtcJsep * self);

/* ---- offers and answers ---- */

typedef struct
{
  gboolean ice_restart;         /* new credentials for all transports */
} WrtcJsepOfferOptions;

/* Both return (transfer full), NULL with @error. They change no negotiated state:
 * the origin's version counts up and credentials are taken from the supply. */
WrtcSdp *     wrtc_jsep_create_offer  (WrtcJsep * self, const WrtcJsepOfferOptions * options,
                                       GError ** error);
WrtcSdp *     wrtc_jsep_create_answer (WrtcJsep * self, GError ** error);

typedef enum
{
  WRTC_JSEP_LOCAL,
  WRTC_JSEP_REMOTE
} WrtcJsepSide;

const gchar * wrtc_jsep_side_to_string (WrtcJsepSide side);

/* Sets a description. @description: kept by reference, not to be changed any more;
 * NULL for a rollback. @plan (transfer full, may be NULL). A remote offer in
 * have-local-offer is InvalidStateError here: roll back first, or ask for
 * wrtc_jsep_apply_needs_rollback(). */
gboolean      wrtc_jsep_apply (WrtcJsep * self, WrtcJsepSide side, WrtcSdpType type,
                               WrtcSdp * description, WrtcPlan ** plan, GError ** error);
/* W3C 4.4.1.5: this step would first roll the pending offer back. */
gboolean      wrtc_jsep_apply_needs_rollback (const WrtcJsep * self, WrtcJsepSide side,
                                              WrtcSdpType type);
/* The plan of the session as it is (nothing new, nothing changed); (transfer full). */
WrtcPlan *    wrtc_jsep_get_plan (const WrtcJsep * self);

/* ---- candidates ---- */

typedef enum
{
  WRTC_JSEP_CANDIDATE_ERROR = -2,       /* see the GError */
  WRTC_JSEP_CANDIDATE_KEPT = -1         /* a later plan will have it */
} WrtcJsepCandidateResult;

/* A candidate of the peer; NULL: it has no more. @mid: NULL if not known; then
 * @mline says which. Returns the id of the transport that is to get it now, or one
 * of the above. Kept: the remote description or our own has not come yet. */
gint          wrtc_jsep_add_remote_candidate (WrtcJsep * self, const gchar * mid, gint mline,
                                              const WrtcCandidate * candidate,
                                              GError ** error);
/* One of our own; NULL: there are no more. It becomes part of the local description
 * in the section of the line that owns the transport. FALSE: no such transport. */
gboolean      wrtc_jsep_add_local_candidate  (WrtcJsep * self, guint transport,
                                              const WrtcCandidate * candidate);

/* ---- state ---- */

WrtcSignalingState wrtc_jsep_get_signaling_state (const WrtcJsep * self);
/* Ends the session: every later create or apply is InvalidStateError. */
void               wrtc_jsep_close (WrtcJsep * self);
/* W3C 4.7.3: would a new exchange change anything? Always FALSE outside stable. */
gboolean           wrtc_jsep_negotiation_needed (const WrtcJsep * self);

typedef enum
{
  WRTC_JSEP_CURRENT,
  WRTC_JSEP_PENDING,
  WRTC_JSEP_LATEST              /* pending, else current */
} WrtcJsepWhich;

/* (transfer full); NULL: there is none. With @candidates: those that were added
 * since it was applied are in it, else it is as it was applied. @type may be NULL. */
WrtcSdp *          wrtc_jsep_get_description (const WrtcJsep * self, WrtcJsepSide side,
                                              WrtcJsepWhich which, gboolean candidates,
                                              WrtcSdpType * type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WrtcJsep, wrtc_jsep_free)
G_END_DECLS
#endif
