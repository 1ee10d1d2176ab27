/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What dtls-session.c lets OpenSSL do.
 */
#include "dtls-session-private.h"

#include <openssl/err.h>
#include <string.h>

#define FIRST_RETRANSMISSION_US 80000
#define MAX_RETRANSMISSION_US 3000000
#define MAX_DATA_UNVERIFIED 64
#define MAX_DATA_QUEUED 4096

/* RFC 5764 4.2 */
#define EXPORTER_LABEL "EXTRACTOR-dtls_srtp"

/* --- OpenSSL's callbacks: they only look, keep and answer --- */

static gboolean
fingerprints_known (const WrtcDtlsSession * self)
{
  return self->fingerprints && self->fingerprints->len > 0;
}

static gboolean
check_fingerprint (WrtcDtlsSession * self)
{
  gsize size;
  const guint8 *der = g_bytes_get_data (self->peer_certificate, &size);

  g_clear_pointer (&self->mismatch, g_free);
  return wrtc_dtls_fingerprints_match (self->fingerprints, der, size,
      &self->mismatch);
}

/* Any chain will do, but the fingerprint must be right if it is known yet; if
 * not, _authenticate() looks at it later. OpenSSL itself verifies the
 * CertificateVerify message, and that there is one. */
gint
wrtc_dtls_engine_verify_certificate (X509_STORE_CTX * store, gpointer unused)
{
  SSL *ssl = X509_STORE_CTX_get_ex_data (store,
      SSL_get_ex_data_X509_STORE_CTX_idx ());
  WrtcDtlsSession *self = SSL_get_app_data (ssl);
  guint8 *der = NULL;
  gint size = i2d_X509 (X509_STORE_CTX_get0_cert (store), &der);

  if (size > 0) {
    g_clear_pointer (&self->peer_certificate, g_bytes_unref);
    self->peer_certificate = g_bytes_new (der, size);
    OPENSSL_free (der);
  }
  if (size > 0 && (!fingerprints_known (self) || check_fingerprint (self))) {
    X509_STORE_CTX_set_error (store, X509_V_OK);
    return 1;
  }
  X509_STORE_CTX_set_error (store, X509_V_ERR_CERT_REJECTED);
  return 0;
}

static guint
next_retransmission (SSL * ssl, guint last_us)
{
  WrtcDtlsSession *self = SSL_get_app_data (ssl);

  if (last_us == 0)
    return FIRST_RETRANSMISSION_US;
  self->stats.retransmissions++;
  return MIN (last_us * 2, MAX_RETRANSMISSION_US);
}

/* --- the handshake --- */

static gchar *
describe_error (WrtcDtlsSession * self)
{
  gulong code = ERR_peek_error ();

  if (self->mismatch)
    return g_steal_pointer (&self->mismatch);
  if (ERR_GET_LIB (code) == ERR_LIB_SSL
      && ERR_GET_REASON (code) == SSL_R_READ_TIMEOUT_EXPIRED)
    return g_strdup ("the peer does not answer the DTLS handshake");
  const gchar *why = ERR_reason_error_string (code);
  return g_strdup_printf ("DTLS %s failed: %s",
      self->finished ? "session" : "handshake", why ? why : "unknown error");
}

/* TRUE when the error means no more than "nothing more to read". */
static gboolean
handle_ssl_error (WrtcDtlsSession * self, WrtcTime now, gint result)
{
  gint error = SSL_get_error (self->ssl, result);

  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
    return TRUE;
  if (error == SSL_ERROR_ZERO_RETURN) {
    wrtc_dtls_session_change_state (self, WRTC_DTLS_STATE_CLOSED);
    wrtc_dtls_session_clear_deadlines (self);
    return FALSE;
  }
  /* A record that OpenSSL threw away without calling it an error. */
  if (error == SSL_ERROR_SYSCALL && ERR_peek_error () == 0)
    return TRUE;
  wrtc_dtls_session_fail_handshake (self, now, describe_error (self));
  ERR_clear_error ();
  return FALSE;
}

static void
update_retransmission (WrtcDtlsSession * self, WrtcTime now)
{
  struct timeval left;

  if (wrtc_dtls_session_is_over (self) || !self->ssl
      || DTLSv1_get_timeout (self->ssl, &left) != 1)
    self->retransmit_at = WRTC_TIME_NONE;
  else
    self->retransmit_at = now + left.tv_sec * WRTC_SECOND +
        left.tv_usec * WRTC_USECOND;
}

void
wrtc_dtls_engine_shutdown (WrtcDtlsSession * self)
{
  ERR_clear_error ();
  SSL_shutdown (self->ssl);
  ERR_clear_error ();
}

/* The last step: nothing passes before it. */
void
wrtc_dtls_engine_authenticate (WrtcDtlsSession * self)
{
  if (!self->finished || wrtc_dtls_session_is_over (self)
      || !fingerprints_known (self))
    return;
  if (!self->peer_certificate) {
    wrtc_dtls_session_fail (self, g_strdup ("the peer sent no certificate"));
    return;
  }
  if (check_fingerprint (self)) {
    self->authenticated = TRUE;
    wrtc_dtls_session_change_state (self, WRTC_DTLS_STATE_CONNECTED);
    return;
  }
  wrtc_dtls_engine_shutdown (self);
  wrtc_dtls_session_fail (self, g_steal_pointer (&self->mismatch));
}

/* OpenSSL wrote a flight: what came before it was good. */
static void
note_answer (WrtcDtlsSession * self)
{
  if (self->answered)
    return;
  self->answered = TRUE;
  self->give_up_at = WRTC_TIME_NONE;
}

static gboolean
run_handshake (WrtcDtlsSession * self, WrtcTime now)
{
  guint written = self->io.out.length;
  gint result = SSL_do_handshake (self->ssl);

  if (result != 1) {
    if (handle_ssl_error (self, now, result) && self->io.out.length > written)
      note_answer (self);
    return FALSE;
  }
  self->finished = TRUE;
  self->stats.handshake_duration = now - self->started;
  wrtc_dtls_session_clear_deadlines (self);
  wrtc_dtls_engine_authenticate (self);
  return !wrtc_dtls_session_is_over (self);
}

static void
queue_data (WrtcDtlsSession * self, const guint8 * data, gsize size)
{
  guint limit = self->authenticated ? MAX_DATA_QUEUED : MAX_DATA_UNVERIFIED;

  if (self->data.length >= limit) {
    self->stats.data_dropped++;
    return;
  }
  self->stats.data_received++;
  g_queue_push_tail (&self->data, g_bytes_new (data, size));
}

static void
read_data (WrtcDtlsSession * self, WrtcTime now)
{
  guint8 buffer[WRTC_DTLS_MAX_DATA];

  while (!wrtc_dtls_session_is_over (self)) {
    gint result = SSL_read (self->ssl, buffer, sizeof buffer);

    if (result > 0) {
      queue_data (self, buffer, result);
      continue;
    }
    handle_ssl_error (self, now, result);
    return;
  }
}

void
wrtc_dtls_engine_drive (WrtcDtlsSession * self, WrtcTime now)
{
  if (wrtc_dtls_session_is_over (self))
    return;
  ERR_clear_error ();
  if (self->finished || run_handshake (self, now))
    read_data (self, now);
  update_retransmission (self, now);
}

static SSL *
new_ssl (WrtcDtlsSession * self)
{
  SSL_CTX *ctx = wrtc_dtls_certificate_get_ssl_ctx (self->certificate);
  SSL *ssl = SSL_new (ctx);
  BIO *bio = wrtc_dtls_bio_new (&self->io);

  /* 0 means done here */
  if (!ssl || !bio || SSL_set_tlsext_use_srtp (ssl, self->srtp_profiles) != 0) {
    BIO_free (bio);
    SSL_free (ssl);
    return NULL;
  }
  SSL_set_app_data (ssl, self);
  SSL_set_bio (ssl, bio, bio);
  SSL_set_mtu (ssl, self->mtu);
  DTLS_set_timer_cb (ssl, next_retransmission);
  return ssl;
}

gboolean
wrtc_dtls_engine_start (WrtcDtlsSession * self)
{
  ERR_clear_error ();
  self->ssl = new_ssl (self);
  if (!self->ssl) {
    wrtc_dtls_session_fail (self, describe_error (self));
    ERR_clear_error ();
    return FALSE;
  }
  if (self->role == WRTC_DTLS_ROLE_CLIENT)
    SSL_set_connect_state (self->ssl);
  else
    SSL_set_accept_state (self->ssl);
  return TRUE;
}

void
wrtc_dtls_engine_retransmit (WrtcDtlsSession * self, WrtcTime now)
{
  ERR_clear_error ();
  if (DTLSv1_handle_timeout (self->ssl) < 0) {
    wrtc_dtls_session_fail (self, describe_error (self));
    ERR_clear_error ();
  }
  update_retransmission (self, now);
}

gboolean
wrtc_dtls_engine_write (WrtcDtlsSession * self, WrtcTime now,
    const guint8 * data, gsize size)
{
  ERR_clear_error ();
  gint result = SSL_write (self->ssl, data, size);
  if (result <= 0)
    handle_ssl_error (self, now, result);
  return result > 0;
}

static void
copy_keys (WrtcSrtpKey * client, WrtcSrtpKey * server, const guint8 * material,
    const WrtcSrtpProfileInfo * info)
{
  /* RFC 5764 4.2: client key, server key, client salt, server salt */
  memcpy (client->key, material, info->key_size);
  material += info->key_size;
  memcpy (server->key, material, info->key_size);
  material += info->key_size;
  memcpy (client->salt, material, info->salt_size);
  material += info->salt_size;
  memcpy (server->salt, material, info->salt_size);
}

gboolean
wrtc_dtls_session_export_srtp_keys (WrtcDtlsSession * self, WrtcSrtpKeys * keys)
{
  guint8 material[2 * (WRTC_SRTP_MAX_KEY_SIZE + WRTC_SRTP_MAX_SALT_SIZE)];

  memset (keys, 0, sizeof *keys);
  if (self->state != WRTC_DTLS_STATE_CONNECTED)
    return FALSE;
  SRTP_PROTECTION_PROFILE *selected = SSL_get_selected_srtp_profile (self->ssl);
  if (!selected)
    return FALSE;
  keys->profile = wrtc_srtp_profile_from_id (selected->id);
  const WrtcSrtpProfileInfo *info = wrtc_srtp_profile_get_info (keys->profile);
  if (keys->profile == WRTC_SRTP_PROFILE_NONE
      || SSL_export_keying_material (self->ssl, material,
          2 * (info->key_size + info->salt_size), EXPORTER_LABEL,
          strlen (EXPORTER_LABEL), NULL, 0, 0) != 1)
    return FALSE;
  if (self->role == WRTC_DTLS_ROLE_CLIENT)
    copy_keys (&keys->local, &keys->remote, material, info);
  else
    copy_keys (&keys->remote, &keys->local, material, info);
  OPENSSL_cleanse (material, sizeof material);
  return TRUE;
}
