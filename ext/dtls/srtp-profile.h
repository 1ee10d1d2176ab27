/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The SRTP protection profiles of WebRTC (RFC 5764 4.1.2, RFC 7714 14.2).
 *
 * Units: bytes. Threads: pure functions.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  WRTC_SRTP_PROFILE_NONE,
  WRTC_SRTP_PROFILE_AEAD_AES_128_GCM,
  WRTC_SRTP_PROFILE_AEAD_AES_256_GCM,
  WRTC_SRTP_PROFILE_AES_CM_128_HMAC_SHA1_80,
} WrtcSrtpProfile;

#define WRTC_SRTP_N_PROFILES 4
#define WRTC_SRTP_MAX_KEY_SIZE 32
#define WRTC_SRTP_MAX_SALT_SIZE 14
/* AEAD first. */
#define WRTC_SRTP_DEFAULT_PROFILES \
    "SRTP_AEAD_AES_128_GCM,SRTP_AEAD_AES_256_GCM,SRTP_AES128_CM_HMAC_SHA1_80"

typedef struct
{
  WrtcSrtpProfile profile;
  guint16 id;                   /* IANA: DTLS-SRTP protection profiles */
  const gchar *name;            /* IANA */
  const gchar *openssl_name;
  const gchar *alias;           /* the RFC's name of the transform */
  gsize key_size;
  gsize salt_size;
  gsize tag_size;               /* of RTP and of RTCP, without the RTCP index */
} WrtcSrtpProfileInfo;

const WrtcSrtpProfileInfo *wrtc_srtp_profile_get_info (WrtcSrtpProfile profile);
/* IANA's name; NULL for _NONE. */
const gchar *wrtc_srtp_profile_to_string (WrtcSrtpProfile profile);
/* _NONE when unknown. */
WrtcSrtpProfile wrtc_srtp_profile_from_id (guint16 id);

/* Reads names separated by commas (IANA's, OpenSSL's or the RFC's, any case) into
 * @openssl_list, as SSL_set_tlsext_use_srtp() wants it. */
gboolean wrtc_srtp_profiles_parse (const gchar * text, gchar ** openssl_list,
    GError ** error);

/* One direction of a session: the master key and salt. */
typedef struct
{
  guint8 key[WRTC_SRTP_MAX_KEY_SIZE];
  guint8 salt[WRTC_SRTP_MAX_SALT_SIZE];
} WrtcSrtpKey;

typedef struct
{
  WrtcSrtpProfile profile;
  WrtcSrtpKey local;            /* what we send */
  WrtcSrtpKey remote;           /* what we receive */
} WrtcSrtpKeys;

G_END_DECLS
