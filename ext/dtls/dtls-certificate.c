/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "dtls-certificate.h"
#include "dtls-session-private.h"

#include <gio/gio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <string.h>

#define VALID_BEFORE_S (-24 * 60 * 60)
#define VALID_AFTER_S (30 * 24 * 60 * 60)
#define MAX_PEM_SIZE (256 * 1024)
/* Handshake messages of a peer, its certificate above all; OpenSSL keeps up to
 * ten of them while they arrive out of order (threat 3). */
#define MAX_HANDSHAKE_MESSAGE 16384

/* Forward secrecy only; the order of the browsers. */
#define CIPHERS \
  "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:" \
  "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:" \
  "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:" \
  "ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:" \
  "ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA"
#define GROUPS "X25519:P-256:P-384"

struct _WrtcDtlsCertificate
{
  gint refcount;
  EVP_PKEY *key;
  X509 *x509;
  SSL_CTX *ssl_ctx;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
    G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
    G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free)
     static void set_error (GError ** error, const gchar * what)
{
  const gchar *why = ERR_reason_error_string (ERR_peek_error ());

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s%s%s", what,
      why ? ": " : "", why ? why : "");
  ERR_clear_error ();
}

static SSL_CTX *
new_ssl_ctx (X509 * x509, EVP_PKEY * key)
{
  SSL_CTX *ctx = SSL_CTX_new (DTLS_method ());

  if (!ctx)
    return NULL;
  SSL_CTX_set_options (ctx, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_TICKET |
      SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
      SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode (ctx, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_cert_list (ctx, MAX_HANDSHAKE_MESSAGE);
  SSL_CTX_set_read_ahead (ctx, 1);
  SSL_CTX_set_verify (ctx,
      SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  SSL_CTX_set_cert_verify_callback (ctx,
      wrtc_dtls_engine_verify_certificate, NULL);
  if (SSL_CTX_set_min_proto_version (ctx, DTLS1_2_VERSION) != 1
      || SSL_CTX_set_cipher_list (ctx, CIPHERS) != 1
      || SSL_CTX_set1_groups_list (ctx, GROUPS) != 1
      || SSL_CTX_use_certificate (ctx, x509) != 1
      || SSL_CTX_use_PrivateKey (ctx, key) != 1
      || SSL_CTX_check_private_key (ctx) != 1)
    g_clear_pointer (&ctx, SSL_CTX_free);
  return ctx;
}

/* Takes both in any case. */
static WrtcDtlsCertificate *
new_certificate (X509 * x509, EVP_PKEY * key, GError ** error)
{
  WrtcDtlsCertificate *self = g_new0 (WrtcDtlsCertificate, 1);

  self->refcount = 1;
  self->x509 = x509;
  self->key = key;
  self->ssl_ctx = new_ssl_ctx (x509, key);
  if (!self->ssl_ctx) {
    set_error (error, "the certificate cannot be used");
    g_clear_pointer (&self, wrtc_dtls_certificate_unref);
  }
  return self;
}

static gboolean
set_random_serial (X509 * x509)
{
  guint64 serial;

  if (RAND_bytes ((guint8 *) & serial, sizeof serial) != 1)
    return FALSE;
  /* RFC 5280 4.1.2.2: positive */
  return ASN1_INTEGER_set_uint64 (X509_get_serialNumber (x509),
      (serial >> 1) | 1) == 1;
}

static gboolean
fill_and_sign (X509 * x509, EVP_PKEY * key)
{
  X509_NAME *name = X509_get_subject_name (x509);

  return X509_set_version (x509, X509_VERSION_3) == 1
      && set_random_serial (x509)
      && X509_gmtime_adj (X509_getm_notBefore (x509), VALID_BEFORE_S)
      && X509_gmtime_adj (X509_getm_notAfter (x509), VALID_AFTER_S)
      && X509_set_pubkey (x509, key) == 1
      && X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_ASC,
      (const guint8 *) "WebRTC", -1, -1, 0) == 1
      && X509_set_issuer_name (x509, name) == 1
      && X509_sign (x509, key, EVP_sha256 ()) > 0;
}

/* A process may exit while its network loops still speak DTLS: OpenSSL's own exit
 * handler would free its tables under them. Only the first call in a process
 * decides. */
static void
prepare_openssl (void)
{
  OPENSSL_init_crypto (OPENSSL_INIT_NO_ATEXIT, NULL);
  ERR_clear_error ();
}

WrtcDtlsCertificate *
wrtc_dtls_certificate_generate (GError ** error)
{
  prepare_openssl ();
  g_autoptr (EVP_PKEY) key = EVP_EC_gen ("P-256");
  g_autoptr (X509) x509 = X509_new ();

  if (!key || !x509 || !fill_and_sign (x509, key)) {
    set_error (error, "no certificate could be generated");
    return NULL;
  }
  return new_certificate (g_steal_pointer (&x509), g_steal_pointer (&key),
      error);
}

static gint
refuse_password (gchar * buffer, gint size, gint writing, gpointer data)
{
  return -1;
}

WrtcDtlsCertificate *
wrtc_dtls_certificate_new_from_pem (const gchar * pem, GError ** error)
{
  gsize size = strlen (pem);

  prepare_openssl ();
  if (size > MAX_PEM_SIZE) {
    set_error (error, "the PEM text is too long");
    return NULL;
  }
  g_autoptr (BIO) for_x509 = BIO_new_mem_buf (pem, size);
  g_autoptr (BIO) for_key = BIO_new_mem_buf (pem, size);
  g_autoptr (X509) x509 =
      PEM_read_bio_X509 (for_x509, NULL, refuse_password, NULL);
  if (!x509) {
    set_error (error, "no certificate in the PEM text");
    return NULL;
  }
  g_autoptr (EVP_PKEY) key =
      PEM_read_bio_PrivateKey (for_key, NULL, refuse_password, NULL);
  if (!key) {
    set_error (error, "no private key in the PEM text");
    return NULL;
  }
  ERR_clear_error ();
  return new_certificate (g_steal_pointer (&x509), g_steal_pointer (&key),
      error);
}

WrtcDtlsCertificate *
wrtc_dtls_certificate_ref (WrtcDtlsCertificate * self)
{
  g_atomic_int_inc (&self->refcount);
  return self;
}

void
wrtc_dtls_certificate_unref (WrtcDtlsCertificate * self)
{
  if (!g_atomic_int_dec_and_test (&self->refcount))
    return;
  SSL_CTX_free (self->ssl_ctx);
  X509_free (self->x509);
  EVP_PKEY_free (self->key);
  g_free (self);
}

static gchar *
x509_to_pem (X509 * x509)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  gchar *data = NULL;

  if (!bio || PEM_write_bio_X509 (bio, x509) != 1)
    return NULL;
  glong size = BIO_get_mem_data (bio, &data);
  return g_strndup (data, size);
}

gchar *
wrtc_dtls_certificate_to_pem (const WrtcDtlsCertificate * self)
{
  return x509_to_pem (self->x509);
}

gchar *
wrtc_dtls_der_to_pem (const guint8 * der, gsize size)
{
  g_autoptr (X509) x509 = d2i_X509 (NULL, &der, size);

  return x509 ? x509_to_pem (x509) : NULL;
}

gboolean
wrtc_dtls_certificate_get_fingerprint (const WrtcDtlsCertificate * self,
    WrtcDtlsHash hash, WrtcDtlsFingerprint * fingerprint)
{
  guint8 *der = NULL;
  gint size = i2d_X509 (self->x509, &der);

  if (size <= 0)
    return FALSE;
  gboolean done = wrtc_dtls_fingerprint_compute (fingerprint, hash, der, size);
  OPENSSL_free (der);
  return done;
}

struct ssl_ctx_st *
wrtc_dtls_certificate_get_ssl_ctx (const WrtcDtlsCertificate * self)
{
  return self->ssl_ctx;
}
