/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Between dtls-session.c (when what may happen) and dtls-engine.c (OpenSSL).
 */
#pragma once

#include <openssl/ssl.h>

#include "dtls-bio.h"
#include "dtls-session.h"

G_BEGIN_DECLS

struct _WrtcDtlsSession
{
  WrtcDtlsCertificate *certificate;
  gchar *srtp_profiles;
  guint mtu;

  SSL *ssl;                     /* NULL until it starts */
  WrtcDtlsIo io;
  WrtcDtlsState state;
  gchar *reason;
  WrtcDtlsRole role;
  WrtcDtlsSetup setup;
  gboolean path_ready;
  gboolean finished;            /* the handshake, fingerprint checked or not */
  gboolean authenticated;       /* the fingerprint was right */
  GArray *fingerprints;         /* of WrtcDtlsFingerprint, or NULL */
  gchar *mismatch;              /* what the verification found */
  GBytes *peer_certificate;

  GQueue held;                  /* of GBytes: datagrams */
  gsize held_bytes;
  GQueue data;                  /* of GBytes: records read */

  WrtcTime started;
  WrtcTime retransmit_at;
  WrtcTime give_up_at;          /* because of doubt, NONE: no doubt */
  WrtcTime handshake_until;
  gchar *doubt;                 /* why it may be in vain; not sure */
  gboolean answered;            /* as the server: a ClientHello was good */
  guint restarts;
  guint64 clear_records;        /* in the clear that OpenSSL got */
  WrtcDtlsStats stats;
};

gboolean wrtc_dtls_session_change_state (WrtcDtlsSession * self,
    WrtcDtlsState state);
gboolean wrtc_dtls_session_is_over (const WrtcDtlsSession * self);
void wrtc_dtls_session_clear_deadlines (WrtcDtlsSession * self);
/* Takes @reason; the first one stays. */
void wrtc_dtls_session_fail (WrtcDtlsSession * self, gchar * reason);
/* The same, but a server that had only a bad ClientHello waits for another. */
void wrtc_dtls_session_fail_handshake (WrtcDtlsSession * self, WrtcTime now,
    gchar * reason);

/* dtls-engine.c */
gint wrtc_dtls_engine_verify_certificate (X509_STORE_CTX * store,
    gpointer unused);
gboolean wrtc_dtls_engine_start (WrtcDtlsSession * self);
void wrtc_dtls_engine_drive (WrtcDtlsSession * self, WrtcTime now);
void wrtc_dtls_engine_authenticate (WrtcDtlsSession * self);
void wrtc_dtls_engine_retransmit (WrtcDtlsSession * self, WrtcTime now);
gboolean wrtc_dtls_engine_write (WrtcDtlsSession * self, WrtcTime now,
    const guint8 * data, gsize size);
void wrtc_dtls_engine_shutdown (WrtcDtlsSession * self);

G_END_DECLS
