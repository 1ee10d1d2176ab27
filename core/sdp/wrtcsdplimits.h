/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Every limit on what a remote peer may write in SDP and candidates (threat 19).
 */
#ifndef WRTC_SDP_LIMITS_H
#define WRTC_SDP_LIMITS_H

#define WRTC_SDP_MAX_BYTES (64 * 1024)          /* of one description */
#define WRTC_SDP_MAX_MEDIA 256                  /* m-lines */
#define WRTC_SDP_MAX_ATTRIBUTES 256             /* of one kind, in one section */
#define WRTC_SDP_MAX_PARAMETERS 64              /* of one fmtp, extmap, rid, candidate */
#define WRTC_SDP_MAX_MID_BYTES 256
#define WRTC_SDP_MAX_TOKEN_BYTES 256            /* names: encoding, group, rid, msid parts … */
#define WRTC_SDP_MIN_UFRAG_BYTES 4              /* RFC 8839 5.4 */
#define WRTC_SDP_MIN_PWD_BYTES 22
#define WRTC_SDP_MAX_UFRAG_BYTES 256
#define WRTC_SDP_MAX_PWD_BYTES 256
#define WRTC_SDP_MAX_CANDIDATE_BYTES 1024
#define WRTC_SDP_MAX_FOUNDATION_BYTES 32        /* RFC 8839 5.1 */

#define WRTC_JSEP_MAX_EARLY_CANDIDATES 256      /* kept before their description comes */
#define WRTC_JSEP_MAX_CANDIDATES 256            /* of one transport and generation */

#endif
