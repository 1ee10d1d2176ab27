/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Certificate fingerprints (RFC 8122 5): what SDP announces, as
 * "sha-256 AB:CD:…". sha-256, sha-384 and sha-512 alone; an older hash
 * function never matches.
 *
 * Units: bytes. Threads: pure functions.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WRTC_DTLS_MAX_FINGERPRINTS 16
#define WRTC_DTLS_MAX_FINGERPRINT_SIZE 64

typedef enum
{
  WRTC_DTLS_HASH_SHA256,
  WRTC_DTLS_HASH_SHA384,
  WRTC_DTLS_HASH_SHA512,
} WrtcDtlsHash;

typedef struct
{
  WrtcDtlsHash hash;
  guint8 digest[WRTC_DTLS_MAX_FINGERPRINT_SIZE];
} WrtcDtlsFingerprint;

const gchar *wrtc_dtls_hash_to_string (WrtcDtlsHash hash);
gsize wrtc_dtls_hash_get_size (WrtcDtlsHash hash);

/* Reads a list "algorithm value, algorithm value …" in any letter case.
 * Entries of another algorithm are left out. Returns: (transfer full): an array
 * of WrtcDtlsFingerprint, maybe empty; NULL with @error when @text is not such
 * a list, is too long or names no algorithm that is usable. */
GArray *wrtc_dtls_fingerprints_parse (const gchar * text, GError ** error);

/* "sha-256 AB:CD:…" */
gchar *wrtc_dtls_fingerprint_to_string (const WrtcDtlsFingerprint * fingerprint);

/* Of a certificate in DER. */
gboolean wrtc_dtls_fingerprint_compute (WrtcDtlsFingerprint * fingerprint,
    WrtcDtlsHash hash, const guint8 * der, gsize size);

/* Whether one of @announced is the fingerprint of @der. When not and @reason is
 * not NULL, it tells each algorithm with both values. */
gboolean wrtc_dtls_fingerprints_match (const GArray * announced,
    const guint8 * der, gsize size, gchar ** reason);

G_END_DECLS
