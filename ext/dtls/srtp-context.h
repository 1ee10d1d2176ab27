/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * SRTP and SRTCP of one direction of one transport (RFC 3711, RFC 7714), for
 * any number of SSRCs under one key.
 *
 * Guarantees
 * - A packet that comes out of _unprotect_* is authentic and came once.
 * - No packet index of an SSRC is protected twice: a repeated or too old
 *   sequence number is refused (a nonce of AES-GCM is never used again).
 * - State of an SSRC is kept only after a packet of it was authentic, for at most
 *   WRTC_SRTP_MAX_SSRCS SSRCs.
 * - Packets of any length and content are safe.
 *
 * Units: bytes. Threads: a context is used by one thread at a time; contexts are
 * independent of each other.
 */
#pragma once

#include "srtp-profile.h"

G_BEGIN_DECLS

#define WRTC_SRTP_MAX_SSRCS 1024
/* What protection adds at most: tag and SRTCP index. */
#define WRTC_SRTP_MAX_TRAILER_SIZE 20

typedef enum
{
  WRTC_SRTP_RESULT_OK,
  WRTC_SRTP_RESULT_MALFORMED,   /* too short, or not RTP or RTCP at all */
  WRTC_SRTP_RESULT_AUTHENTICATION,      /* the tag is wrong */
  WRTC_SRTP_RESULT_REPLAY,      /* this index was there already */
  WRTC_SRTP_RESULT_TOO_OLD,     /* left of the replay window */
  WRTC_SRTP_RESULT_TOO_MANY_SSRCS,
  WRTC_SRTP_RESULT_KEY_EXPIRED, /* RFC 3711 9.2 */
  WRTC_SRTP_RESULT_FAILED,
} WrtcSrtpResult;

#define WRTC_SRTP_N_RESULTS 8

const gchar *wrtc_srtp_result_to_string (WrtcSrtpResult result);

typedef enum
{
  WRTC_SRTP_SEND,
  WRTC_SRTP_RECEIVE,
} WrtcSrtpDirection;

typedef struct _WrtcSrtpContext WrtcSrtpContext;

/* NULL when the back end cannot do the profile. The key is copied. */
WrtcSrtpContext *wrtc_srtp_context_new (WrtcSrtpDirection direction,
    WrtcSrtpProfile profile, const WrtcSrtpKey * key);
void wrtc_srtp_context_free (WrtcSrtpContext *);

/* In place. @data is aligned to 4 bytes and has WRTC_SRTP_MAX_TRAILER_SIZE
 * bytes of room after *@size; *@size is changed only when the result is _OK. */
WrtcSrtpResult wrtc_srtp_context_protect_rtp (WrtcSrtpContext *, guint8 * data,
    gsize * size);
WrtcSrtpResult wrtc_srtp_context_protect_rtcp (WrtcSrtpContext *, guint8 * data,
    gsize * size);

/* In place, aligned to 4 bytes. The bytes are of no use unless the result is
 * _OK. */
WrtcSrtpResult wrtc_srtp_context_unprotect_rtp (WrtcSrtpContext *,
    guint8 * data, gsize * size);
WrtcSrtpResult wrtc_srtp_context_unprotect_rtcp (WrtcSrtpContext *,
    guint8 * data, gsize * size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WrtcSrtpContext, wrtc_srtp_context_free)

G_END_DECLS
