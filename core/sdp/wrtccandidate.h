/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * ICE candidates as text: RFC 8839 5.1, ICE-TCP of RFC 6544 4.5.
 *
 * The parser checks syntax, ranges and lengths; an address is an IPv4 or IPv6
 * literal or a host name (".local" names included: resolving is the ICE
 * element's work). Extensions are kept in their order.
 */
#ifndef WRTC_CANDIDATE_H
#define WRTC_CANDIDATE_H

#include <core/sdp/wrtccodec.h>

G_BEGIN_DECLS

typedef enum
{
  WRTC_CANDIDATE_HOST,
  WRTC_CANDIDATE_SRFLX,
  WRTC_CANDIDATE_PRFLX,
  WRTC_CANDIDATE_RELAY
} WrtcCandidateType;

typedef enum
{
  WRTC_CANDIDATE_UDP,
  WRTC_CANDIDATE_TCP
} WrtcCandidateTransport;

typedef enum
{
  WRTC_CANDIDATE_TCP_NONE,
  WRTC_CANDIDATE_TCP_ACTIVE,
  WRTC_CANDIDATE_TCP_PASSIVE,
  WRTC_CANDIDATE_TCP_SO
} WrtcCandidateTcpType;

typedef struct
{
  gchar *foundation;            /* 1..32 ice-chars */
  guint component;              /* 1..256 */
  WrtcCandidateTransport transport;
  guint32 priority;             /* 1..2^31-1 */
  gchar *address;               /* literal without brackets, or a name */
  guint port;                   /* 0..65535 */
  WrtcCandidateType type;
  gchar *related_address;       /* NULL: none */
  guint related_port;
  WrtcCandidateTcpType tcp_type;        /* not NONE if and only if transport is TCP */
  gchar *ufrag;                 /* NULL: none */
  GPtrArray *extensions;        /* (element-type WrtcParameter), ufrag and tcptype not
                                 * among them */
} WrtcCandidate;

typedef enum
{
  WRTC_CANDIDATE_OK,
  WRTC_CANDIDATE_ERROR_SYNTAX,  /* not a candidate line, or a part is missing */
  WRTC_CANDIDATE_ERROR_RANGE,   /* component, priority or port outside its range */
  WRTC_CANDIDATE_ERROR_ADDRESS, /* neither an address nor a host name */
  WRTC_CANDIDATE_ERROR_LIMIT,   /* longer than the limits allow */
  WRTC_CANDIDATE_ERROR_UNKNOWN  /* well formed; transport or type is not known to us:
                                 * to be ignored (RFC 8839 5.1) */
} WrtcCandidateError;

const gchar *         wrtc_candidate_error_to_string    (WrtcCandidateError error);
const gchar *         wrtc_candidate_type_to_string     (WrtcCandidateType type);
const gchar *         wrtc_candidate_tcp_type_to_string (WrtcCandidateTcpType type);

/* @line: "candidate:…", "a=candidate:…" or what follows the colon. "end of
 * candidates" ("", "a=end-of-candidates") is not a candidate: ask
 * wrtc_candidate_is_end() first. Returns (transfer full), NULL with @error. */
WrtcCandidate *       wrtc_candidate_parse  (const gchar * line, WrtcCandidateError * error);
/* NULL, "", "end-of-candidates" with or without "a=" */
gboolean              wrtc_candidate_is_end (const gchar * line);

/* "candidate:…" without "a=": what goes to the peer, or after "a=" in SDP. */
gchar *               wrtc_candidate_to_string (const WrtcCandidate * self);
WrtcCandidate *       wrtc_candidate_copy      (const WrtcCandidate * self);
void                  wrtc_candidate_free      (WrtcCandidate * self);
/* All fields are equal. */
gboolean              wrtc_candidate_equal     (const WrtcCandidate * a, const WrtcCandidate * b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WrtcCandidate, wrtc_candidate_free)
G_END_DECLS
#endif
