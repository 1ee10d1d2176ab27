/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A certificate with its private key, and the SSL_CTX that belongs to it.
 *
 * Guarantee: the key never leaves this object; only OpenSSL reads it.
 * Threads: immutable once made; reference counting is atomic.
 */
#pragma once

#include "dtls-fingerprint.h"

G_BEGIN_DECLS

typedef struct _WrtcDtlsCertificate WrtcDtlsCertificate;

/* A new ECDSA P-256 key and a self-signed certificate of it: common name
 * "WebRTC", random serial number, valid from yesterday for 30 days (as W3C
 * webrtc-pc 4.9.1 has it). Takes well under a millisecond. */
WrtcDtlsCertificate *wrtc_dtls_certificate_generate (GError ** error);

/* The first certificate and the first private key in @pem, in any order; they
 * must belong together. An encrypted key is refused, nobody is asked. */
WrtcDtlsCertificate *wrtc_dtls_certificate_new_from_pem (const gchar * pem,
    GError ** error);

WrtcDtlsCertificate *wrtc_dtls_certificate_ref (WrtcDtlsCertificate *);
void wrtc_dtls_certificate_unref (WrtcDtlsCertificate *);

/* The certificate alone, without the key. */
gchar *wrtc_dtls_certificate_to_pem (const WrtcDtlsCertificate *);
gboolean wrtc_dtls_certificate_get_fingerprint (const WrtcDtlsCertificate *,
    WrtcDtlsHash hash, WrtcDtlsFingerprint * fingerprint);

/* For dtls-session.c alone: DTLS 1.2 and above, mutual authentication, no
 * renegotiation, resumption, ticket or compression. */
struct ssl_ctx_st *wrtc_dtls_certificate_get_ssl_ctx (const WrtcDtlsCertificate *);

/* Any certificate in DER as PEM. */
gchar *wrtc_dtls_der_to_pem (const guint8 * der, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WrtcDtlsCertificate, wrtc_dtls_certificate_unref)

G_END_DECLS
