/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * wrtcdtlssrtp against hostile peers and packets (docs/threats.md, 1 to 9).
 */
#include "dtlssrtpwire.h"

#include <dtls-certificate.h>
#include <dtls-fingerprint.h>
#include <malloc.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/err.h>

#include <dtls-bio.h>

#define SSRC 0x01020304
#define CONNECTED GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED
#define FAILED GST_WEBRTC_DTLS_TRANSPORT_STATE_FAILED

static gboolean
peer_is_over (Wire * wire, gpointer data)
{
  return peer_get_state (data) == FAILED
      || peer_get_state (data) == GST_WEBRTC_DTLS_TRANSPORT_STATE_CLOSED;
}

/* --- threat 2: fingerprints --- */

static gchar *
fingerprint_of (Peer * peer, WrtcDtlsHash hash)
{
  gchar *fingerprint = peer_get_string (peer, "fingerprint");
  gchar *pem = peer_get_string (peer, "certificate");
  BIO *bio = BIO_new_mem_buf (pem, -1);
  X509 *x509 = PEM_read_bio_X509 (bio, NULL, NULL, NULL);
  guint8 *der = NULL;
  gint size = i2d_X509 (x509, &der);
  WrtcDtlsFingerprint value;

  fail_unless (strstr (pem, "PRIVATE") == NULL);
  fail_unless (wrtc_dtls_fingerprint_compute (&value, hash, der, size));
  gchar *text = wrtc_dtls_fingerprint_to_string (&value);
  if (hash == WRTC_DTLS_HASH_SHA256)
    fail_unless_equals_string (text, fingerprint);
  OPENSSL_free (der);
  X509_free (x509);
  BIO_free (bio);
  g_free (pem);
  g_free (fingerprint);
  return text;
}

static gchar *
spoil (gchar * fingerprint)
{
  gsize last = strlen (fingerprint) - 1;

  fingerprint[last] = fingerprint[last] == '0' ? '1' : '0';
  return fingerprint;
}

#define WRONG "sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:" \
    "10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F"
#define SHA1 "sha-1 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13"

static const struct
{
  const gchar *format;          /* %s: the value below */
  WrtcDtlsHash hash;
  gboolean lower, wrong;
  gboolean good;
} announced[] = {
  {"%s", WRTC_DTLS_HASH_SHA256, FALSE, FALSE, TRUE},
  {"%s", WRTC_DTLS_HASH_SHA256, TRUE, FALSE, TRUE},
  {"%s", WRTC_DTLS_HASH_SHA384, FALSE, FALSE, TRUE},
  {"%s", WRTC_DTLS_HASH_SHA512, FALSE, FALSE, TRUE},
  {"  %s , " WRONG, WRTC_DTLS_HASH_SHA512, TRUE, FALSE, TRUE},
  {WRONG ",%s", WRTC_DTLS_HASH_SHA256, FALSE, FALSE, TRUE},
  {SHA1 ",%s", WRTC_DTLS_HASH_SHA256, FALSE, FALSE, TRUE},
  {"%s", WRTC_DTLS_HASH_SHA256, FALSE, TRUE, FALSE},
  {"%s", WRTC_DTLS_HASH_SHA384, FALSE, TRUE, FALSE},
  {"%s", WRTC_DTLS_HASH_SHA512, FALSE, TRUE, FALSE},
  {WRONG ",%s", WRTC_DTLS_HASH_SHA256, FALSE, TRUE, FALSE},
  {SHA1 "%.0s", WRTC_DTLS_HASH_SHA256, FALSE, FALSE, FALSE},
  {"sha-256 AB:CD%.0s", WRTC_DTLS_HASH_SHA256, FALSE, FALSE, FALSE},
  {"nonsense%.0s", WRTC_DTLS_HASH_SHA256, FALSE, FALSE, FALSE},
};

static gchar *
announced_for (Peer * peer, guint i)
{
  gchar *value = fingerprint_of (peer, announced[i].hash);

  if (announced[i].wrong)
    spoil (value);
  if (announced[i].lower) {
    gchar *lower = g_ascii_strdown (value, -1);
    g_free (value);
    value = lower;
  }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  gchar *text = g_strdup_printf (announced[i].format, value);
#pragma GCC diagnostic pop
  g_free (value);
  return text;
}

static void
push_both_ways (Wire * wire)
{
  gst_pad_push (wire->a.rtp_in, new_rtp (SSRC, 1, 50));
  gst_pad_push (wire->b.rtp_in, new_rtp (SSRC, 1, 50));
  gst_pad_push (wire->a.data_in, gst_buffer_new_wrapped (g_strdup ("ab"), 2));
  gst_pad_push (wire->b.data_in, gst_buffer_new_wrapped (g_strdup ("ab"), 2));
}

static void
check_nothing_passed (Wire * wire)
{
  fail_unless (peer_get_string (&wire->a, "srtp-profile") == NULL);
  push_both_ways (wire);
  wire_settle (wire);
  fail_unless_equals_int (wire->a.rtp.length + wire->b.rtp.length, 0);
  fail_unless_equals_int (wire->a.data.length + wire->b.data.length, 0);
}

static void
check_all_passed (Wire * wire)
{
  push_both_ways (wire);
  wire_settle (wire);
  fail_unless_equals_int (wire->a.rtp.length, 1);
  fail_unless_equals_int (wire->b.rtp.length, 1);
  fail_unless_equals_int (wire->a.data.length, 1);
  fail_unless_equals_int (wire->b.data.length, 1);
}

static void
check_failed (Wire * wire, Peer * peer, const gchar * text)
{
  fail_unless_equals_int (peer_get_state (peer), FAILED);
  gchar *reason = peer_get_string (peer, "reason");

  GST_INFO ("reason: %s", reason);
  fail_unless (reason && strstr (reason, text), "%s", reason);
  g_free (reason);
  GstMessage *message = gst_bus_pop_filtered (wire->bus, GST_MESSAGE_ELEMENT);
  fail_unless (message && gst_message_has_name (message, "wrtc-failed"));
  gst_message_unref (message);
}

/* What A was told of B. */
static void
check_announced (guint i, gboolean a_is_client, gboolean late)
{
  Wire wire;

  wire_prepare (&wire);
  g_object_set (wire.a.element, "setup", a_is_client ?
      GST_WEBRTC_DTLS_SETUP_ACTIVE : GST_WEBRTC_DTLS_SETUP_PASSIVE, NULL);
  g_object_set (wire.b.element, "setup", a_is_client ?
      GST_WEBRTC_DTLS_SETUP_PASSIVE : GST_WEBRTC_DTLS_SETUP_ACTIVE, NULL);
  gchar *text = announced_for (&wire.b, i);
  g_object_set (wire.a.element, "remote-fingerprints", late ? NULL : text,
      NULL);
  wire_start (&wire);
  peer_connect_ice (&wire.a);
  peer_connect_ice (&wire.b);
  wire_settle (&wire);
  if (late) {
    g_object_set (wire.a.element, "remote-fingerprints", text, NULL);
    wire_settle (&wire);
  }
  if (announced[i].good) {
    wire_run (&wire, wire_is_connected, NULL);
    check_all_passed (&wire);
  } else {
    wire_run (&wire, peer_is_over, &wire.a);
    check_failed (&wire, &wire.a, strstr (text, "sha-1 ") ? "sha-256" :
        announced[i].wrong ? "announced was sha-" : "not ");
    check_nothing_passed (&wire);
  }
  g_free (text);
  wire_clear (&wire);
}

GST_START_TEST (test_security_fingerprint_decides)
{
  check_announced (__i__, TRUE, FALSE);
  check_announced (__i__, FALSE, FALSE);
  check_announced (__i__, TRUE, TRUE);
  check_announced (__i__, FALSE, TRUE);
}

GST_END_TEST;

GST_START_TEST (test_security_fingerprint_mismatch_is_told_to_the_peer)
{
  Wire wire;
  gchar *text;

  wire_prepare (&wire);
  text = spoil (fingerprint_of (&wire.b, WRTC_DTLS_HASH_SHA256));
  g_object_set (wire.a.element, "remote-fingerprints", text, NULL);
  if (__i__ == 1) {
    g_object_set (wire.a.element, "setup", GST_WEBRTC_DTLS_SETUP_PASSIVE, NULL);
    g_object_set (wire.b.element, "setup", GST_WEBRTC_DTLS_SETUP_ACTIVE, NULL);
  }
  wire_start (&wire);
  peer_connect_ice (&wire.a);
  peer_connect_ice (&wire.b);
  wire_run (&wire, peer_is_over, &wire.a);
  check_failed (&wire, &wire.a, "announced was sha-256");
  wire_run (&wire, peer_is_over, &wire.b);
  check_failed (&wire, &wire.b, "bad certificate");
  check_nothing_passed (&wire);
  g_free (text);
  wire_clear (&wire);
}

GST_END_TEST;

/* --- a peer of raw OpenSSL --- */

typedef struct
{
  SSL_CTX *ctx;
  SSL *ssl;
  WrtcDtlsIo io;
} Raw;

static gint
raw_accept_any (X509_STORE_CTX * store, gpointer data)
{
  return 1;
}

static void
raw_init (Raw * raw, WrtcDtlsCertificate * certificate)
{
  memset (raw, 0, sizeof *raw);
  raw->ctx = SSL_CTX_new (DTLS_method ());
  SSL_CTX_set_security_level (raw->ctx, 0);
  SSL_CTX_set_cert_verify_callback (raw->ctx, raw_accept_any, NULL);
  SSL_CTX_set_verify (raw->ctx, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_options (raw->ctx, SSL_OP_NO_QUERY_MTU);
  if (certificate) {
    SSL_CTX *from = wrtc_dtls_certificate_get_ssl_ctx (certificate);
    SSL_CTX_use_certificate (raw->ctx, SSL_CTX_get0_certificate (from));
    SSL_CTX_use_PrivateKey (raw->ctx, SSL_CTX_get0_privatekey (from));
  }
}

static void
raw_start (Raw * raw)
{
  raw->ssl = SSL_new (raw->ctx);
  BIO *bio = wrtc_dtls_bio_new (&raw->io);
  SSL_set_bio (raw->ssl, bio, bio);
  SSL_set_mtu (raw->ssl, 1200);
}

static void
raw_clear (Raw * raw)
{
  SSL_free (raw->ssl);
  SSL_CTX_free (raw->ctx);
  g_queue_clear_full (&raw->io.out, (GDestroyNotify) g_bytes_unref);
}

/* The raw peer takes A's place: what it writes arrives at B, and back. */
static gint
raw_exchange (Raw * raw, Wire * wire, gint (*step) (SSL * ssl))
{
  gint result = -1;

  for (guint round = 0; round < 50; round++) {
    GstBuffer *buffer = g_queue_pop_head (&wire->a.on_wire);
    GstMapInfo map;
    GBytes *bytes;

    if (buffer) {
      gst_buffer_map (buffer, &map, GST_MAP_READ);
      raw->io.in = map.data;
      raw->io.in_size = map.size;
    }
    ERR_clear_error ();
    result = step (raw->ssl);
    raw->io.in = NULL;
    if (buffer) {
      gst_buffer_unmap (buffer, &map);
      gst_buffer_unref (buffer);
    }
    while ((bytes = g_queue_pop_head (&raw->io.out))) {
      gst_pad_push (wire->b.net_in, gst_buffer_new_wrapped_bytes (bytes));
      g_bytes_unref (bytes);
    }
    while (g_main_context_iteration (wire->context, FALSE));
  }
  return result;
}

static void
prepare_raw (Wire * wire, GstWebRTCDTLSSetup setup)
{
  wire_prepare (wire);
  g_object_set (wire->b.element, "setup", setup, NULL);
  peer_start (&wire->b);
  peer_connect_ice (&wire->b);
}

GST_START_TEST (test_security_client_without_certificate_fails)
{
  Wire wire;
  Raw raw;

  prepare_raw (&wire, GST_WEBRTC_DTLS_SETUP_PASSIVE);
  raw_init (&raw, NULL);
  raw_start (&raw);
  fail_if (raw_exchange (&raw, &wire, SSL_connect) == 1);
  check_failed (&wire, &wire.b, "certificate");
  raw_clear (&raw);
  wire_clear (&wire);
}

GST_END_TEST;

GST_START_TEST (test_security_dtls_1_0_is_refused)
{
  Wire wire;
  Raw raw;
  WrtcDtlsCertificate *certificate = wrtc_dtls_certificate_generate (NULL);

  prepare_raw (&wire, GST_WEBRTC_DTLS_SETUP_PASSIVE);
  raw_init (&raw, certificate);
  SSL_CTX_set_min_proto_version (raw.ctx, DTLS1_VERSION);
  SSL_CTX_set_max_proto_version (raw.ctx, DTLS1_VERSION);
  raw_start (&raw);
  fail_if (raw_exchange (&raw, &wire, SSL_connect) == 1);
  /* Only after a while: the hello could have been anyone's. */
  wire_run (&wire, peer_is_over, &wire.b);
  check_failed (&wire, &wire.b, "protocol");
  raw_clear (&raw);
  wrtc_dtls_certificate_unref (certificate);
  wire_clear (&wire);
}

GST_END_TEST;

static void
trust_certificate (Peer * peer, WrtcDtlsCertificate * certificate)
{
  WrtcDtlsFingerprint fingerprint;

  wrtc_dtls_certificate_get_fingerprint (certificate, WRTC_DTLS_HASH_SHA256,
      &fingerprint);
  gchar *text = wrtc_dtls_fingerprint_to_string (&fingerprint);
  g_object_set (peer->element, "remote-fingerprints", text, NULL);
  g_free (text);
}

static gint
raw_write (SSL * ssl)
{
  return SSL_write (ssl, "raw", 3);
}

/* A peer that wants data alone offers no use_srtp. */
GST_START_TEST (test_security_without_srtp_only_data_passes)
{
  Wire wire;
  Raw raw;
  WrtcDtlsCertificate *certificate = wrtc_dtls_certificate_generate (NULL);

  prepare_raw (&wire, GST_WEBRTC_DTLS_SETUP_PASSIVE);
  trust_certificate (&wire.b, certificate);
  raw_init (&raw, certificate);
  raw_start (&raw);
  fail_unless_equals_int (raw_exchange (&raw, &wire, SSL_connect), 1);
  fail_unless_equals_int (peer_get_state (&wire.b), CONNECTED);
  fail_unless (peer_get_string (&wire.b, "srtp-profile") == NULL);
  gst_pad_push (wire.b.rtp_in, new_rtp (SSRC, 1, 10));
  gst_pad_push (wire.b.net_in, new_rtp (SSRC, 1, 50));
  fail_unless_equals_uint64 (peer_get_count (&wire.b, "without-srtp"), 2);
  fail_unless_equals_int (wire.b.rtp.length, 0);
  raw_exchange (&raw, &wire, raw_write);
  fail_unless (wire.b.data.length > 0);
  raw_clear (&raw);
  wrtc_dtls_certificate_unref (certificate);
  wire_clear (&wire);
}

GST_END_TEST;

static gint
raw_renegotiate (SSL * ssl)
{
  SSL_renegotiate (ssl);
  return SSL_do_handshake (ssl);
}

GST_START_TEST (test_security_renegotiation_is_refused)
{
  Wire wire;
  Raw raw;
  WrtcDtlsCertificate *certificate = wrtc_dtls_certificate_generate (NULL);

  prepare_raw (&wire, GST_WEBRTC_DTLS_SETUP_PASSIVE);
  trust_certificate (&wire.b, certificate);
  raw_init (&raw, certificate);
  raw_start (&raw);
  fail_unless_equals_int (raw_exchange (&raw, &wire, SSL_connect), 1);
  gchar *before = peer_get_string (&wire.b, "peer-certificate");
  fail_if (raw_exchange (&raw, &wire, raw_renegotiate) == 1);
  gchar *after = peer_get_string (&wire.b, "peer-certificate");
  fail_unless_equals_string (before, after);
  /* The client takes the refusal for the end, by an alert that is encrypted. */
  check_failed (&wire, &wire.b, "alert handshake failure");
  g_free (before);
  g_free (after);
  raw_clear (&raw);
  wrtc_dtls_certificate_unref (certificate);
  wire_clear (&wire);
}

GST_END_TEST;

/* --- threat 1: what is not ours, before, during and after --- */

typedef struct
{
  const gchar *what;
  guint8 data[80];
  gsize size;
  gboolean from_server;         /* DTLS 1.2 cannot tell it from the true one */
} Forgery;

#define RECORD(type, epoch, size) type, 0xfe, 0xfd, 0, epoch, \
    0, 0, 0, 0, 0, 99, 0, size
#define FRAGMENT(type, total, seq, offset, size) type, 0, 0, total, 0, seq, \
    0, 0, offset, 0, 0, size

static const Forgery forgeries[] = {
  {"fatal alert", {RECORD (21, 0, 2), 2, 40}, 15},
  {"close_notify", {RECORD (21, 0, 2), 1, 0}, 15},
  {"half an alert", {RECORD (21, 0, 1), 2}, 14},
  {"encrypted alert", {RECORD (21, 1, 26), 1, 2, 3}, 39},
  {"hello", {RECORD (22, 0, 54), FRAGMENT (1, 42, 0, 0, 42), 0xfe, 0xfd}, 67},
  {"server hello", {RECORD (22, 0, 52), FRAGMENT (2, 40, 0, 0, 40), 0xfe}, 65,
      TRUE},
  {"hello request", {RECORD (22, 0, 12), FRAGMENT (0, 0, 0, 0, 0)}, 25},
  {"finished", {RECORD (22, 0, 24), FRAGMENT (20, 12, 3, 0, 12)}, 37},
  {"fragment beyond", {RECORD (22, 0, 20), FRAGMENT (11, 10, 1, 9, 8)}, 33},
  {"fragment longer than the record", {RECORD (22, 0, 14),
          FRAGMENT (11, 100, 1, 0, 90)}, 27},
  {"short fragment", {RECORD (22, 0, 5), 1, 0, 0, 9, 0}, 18},
  {"empty fragment", {RECORD (22, 0, 12), FRAGMENT (11, 100, 9, 50, 0)}, 25},
  {"early cipher spec", {RECORD (20, 0, 1), 1}, 14},
  {"bad cipher spec", {RECORD (20, 0, 1), 7}, 14},
  {"data in the clear", {RECORD (23, 0, 4), 'e', 'v', 'i', 'l'}, 17},
  {"data of nobody", {RECORD (23, 1, 40), 'e', 'v', 'i', 'l'}, 53},
  {"heartbeat", {RECORD (24, 0, 4), 1, 0xff, 0xff, 0}, 17},
  {"epoch 2", {RECORD (22, 2, 20)}, 33},
  {"empty record", {RECORD (22, 0, 0)}, 13},
  {"record cut off", {RECORD (22, 0, 50)}, 20},
  {"half a header", {22, 0xfe, 0xfd, 0}, 4},
  {"TLS", {22, 3, 1, 0, 40, 1, 0, 0, 36, 3, 3}, 45},
  {"one byte", {22}, 1},
  {"STUN", {0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42}, 20},
  {"nothing known", {0xff, 0xff}, 60},
};

static void
forge (Peer * to, const Forgery * forgery)
{
  gst_pad_push (to->net_in,
      gst_buffer_new_memdup (forgery->data, forgery->size));
}

static void
forge_around (Wire * wire, Peer * from, guint number, GstBuffer * buffer)
{
  const Forgery *forgery = wire->user_data;
  GstBuffer *forged = gst_buffer_new_memdup (forgery->data, forgery->size);

  wire_deliver (from->other, buffer);
  if (!forgery->from_server || from == &wire->a) {
    g_queue_push_head (&from->other->on_wire, gst_buffer_ref (forged));
    wire_deliver (from->other, forged);
  }
  if (!forgery->from_server || from == &wire->b)
    wire_deliver (from, forged);
  gst_buffer_unref (forged);
}

static gboolean
wire_is_decided (Wire * wire, gpointer data)
{
  return wire_is_connected (wire, NULL) || peer_is_over (wire, &wire->a)
      || peer_is_over (wire, &wire->b);
}

GST_START_TEST (test_security_forgery_changes_nothing)
{
  const Forgery *forgery = &forgeries[__i__];
  Wire wire;

  GST_INFO ("%s", forgery->what);
  wire_prepare (&wire);
  wire.func = forge_around;
  wire.user_data = (gpointer) forgery;
  wire_start (&wire);
  forge (&wire.a, forgery);
  forge (&wire.b, forgery);
  peer_connect_ice (&wire.a);
  peer_connect_ice (&wire.b);
  wire_run (&wire, wire_is_decided, NULL);
  wire_settle (&wire);
  wire.func = NULL;
  for (guint i = 0; i < 100; i++) {
    forge (&wire.a, forgery);
    forge (&wire.b, forgery);
  }
  wire_settle (&wire);
  fail_unless (wire_is_connected (&wire, NULL), "%s: %s, %s", forgery->what,
      peer_get_string (&wire.a, "reason"), peer_get_string (&wire.b, "reason"));
  check_all_passed (&wire);
  wire_clear (&wire);
}

GST_END_TEST;

/* --- threat 3: fragments --- */

static gsize
memory_in_use (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

/* Fragment headers that hold together, in every order, of large messages. */
static guint8 *
put (guint8 * to, guint64 value, guint bytes)
{
  for (guint i = 0; i < bytes; i++)
    to[i] = value >> (8 * (bytes - 1 - i));
  return to + bytes;
}

static GstBuffer *
new_fragment (GRand * rand)
{
  guint8 *data = g_malloc0 (1100);
  guint offset = g_rand_int_range (rand, 0, 15000);
  guint size = g_rand_int_range (rand, 0, 1000);
  guint8 *end = put (data, 0x16fefd0000, 5);

  end = put (end, g_rand_int (rand), 6);
  end = put (end, 12 + size, 2);
  end = put (end, 11, 1);
  end = put (end, 16384, 3);
  end = put (end, g_rand_int_range (rand, 0, 40), 2);
  end = put (end, offset, 3);
  end = put (end, size, 3);
  return gst_buffer_new_wrapped_full (0, data, 1100, 0, end - data + size,
      data, g_free);
}

static void
keep_all (Wire * wire, Peer * from, guint number, GstBuffer * buffer)
{
}

GST_START_TEST (test_security_fragment_flood_is_bounded)
{
  Wire wire;
  Raw raw;
  GRand *rand = g_rand_new_with_seed (7);

  /* B is a server in the middle of a handshake. */
  prepare_raw (&wire, GST_WEBRTC_DTLS_SETUP_PASSIVE);
  wire.func = keep_all;
  raw_init (&raw, NULL);
  raw_start (&raw);
  raw_exchange (&raw, &wire, SSL_connect);
  fail_unless_equals_int (peer_get_state (&wire.b),
      GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTING);
  gsize before = memory_in_use ();
  for (guint i = 0; i < 100000; i++)
    gst_pad_push (wire.b.net_in, new_fragment (rand));
  gsize after = memory_in_use ();
  GST_INFO ("%" G_GSSIZE_FORMAT " bytes more", after - before);
  fail_unless (after < before + 1024 * 1024, "%" G_GSIZE_FORMAT " bytes more",
      after - before);
  raw_clear (&raw);
  g_rand_free (rand);
  wire_clear (&wire);
}

GST_END_TEST;

/* --- threats 6, 8 and 9: packets --- */

GST_START_TEST (test_security_plain_rtp_never_passes)
{
  Wire wire;

  wire_prepare (&wire);
  wire_start (&wire);
  for (guint i = 0; i < 20; i++)
    gst_pad_push (wire.b.net_in, new_rtp (SSRC, i, 60));
  gst_pad_push (wire.b.net_in, new_rtcp (SSRC));
  peer_connect_ice (&wire.a);
  peer_connect_ice (&wire.b);
  wire_run (&wire, wire_is_connected, NULL);
  wire_settle (&wire);
  fail_unless_equals_uint64 (peer_get_count (&wire.b,
          "received-before-connected"), 21);
  for (guint i = 0; i < 20; i++)
    gst_pad_push (wire.b.net_in, new_rtp (SSRC, i, 60));
  gst_pad_push (wire.b.net_in, new_rtcp (SSRC));
  fail_unless_equals_int (wire.b.rtp.length, 0);
  fail_unless_equals_uint64 (peer_get_count (&wire.b,
          "unprotect-authentication"), 20);
  fail_unless_equals_uint64 (peer_get_count (&wire.b, "unprotect-malformed"),
      1);
  check_all_passed (&wire);
  wire_clear (&wire);
}

GST_END_TEST;

static const gchar *const profiles[] = {
  "SRTP_AEAD_AES_128_GCM", "SRTP_AEAD_AES_256_GCM",
  "SRTP_AES128_CM_HMAC_SHA1_80",
};

GST_START_TEST (test_security_any_length_is_safe)
{
  Wire wire;
  guint n = 0;

  wire_prepare (&wire);
  g_object_set (wire.a.element, "srtp-profiles", profiles[__i__], NULL);
  wire_connect (&wire);
  gchar *profile = peer_get_string (&wire.b, "srtp-profile");
  fail_unless_equals_string (profile, profiles[__i__]);
  g_free (profile);
  /* CC = 15, extensions that end outside, RTCP, each cut at every length. */
  for (guint first = 0x80; first <= 0xbf; first++) {
    for (gsize size = 0; size <= 64; size++) {
      guint8 data[64];
      memset (data, 0xff, sizeof data);
      data[0] = first;
      data[1] = first & 0x20 ? 200 : 96;
      gst_pad_push (wire.b.net_in, size ? gst_buffer_new_memdup (data, size) :
          gst_buffer_new ());
      gst_pad_push (wire.b.rtp_in, size ? gst_buffer_new_memdup (data, size) :
          gst_buffer_new ());
      n++;
    }
  }
  wire_settle (&wire);
  fail_unless_equals_int (wire.b.rtp.length, 0);
  fail_unless_equals_uint64 (peer_get_count (&wire.b, "unprotect-malformed") +
      peer_get_count (&wire.b, "unprotect-authentication") +
      peer_get_count (&wire.b, "unknown-received"), n);
  wire_clear_queue (&wire.a.rtp);
  check_all_passed (&wire);
  wire_clear (&wire);
}

GST_END_TEST;

static Suite *
dtlssrtpsecurity_suite (void)
{
  Suite *s = suite_create ("dtlssrtpsecurity");
  TCase *tc = tcase_create ("general");

  tcase_set_timeout (tc, 120);
  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_security_fingerprint_decides, 0,
      G_N_ELEMENTS (announced));
  tcase_add_loop_test (tc,
      test_security_fingerprint_mismatch_is_told_to_the_peer, 0, 2);
  tcase_add_test (tc, test_security_client_without_certificate_fails);
  tcase_add_test (tc, test_security_dtls_1_0_is_refused);
  tcase_add_test (tc, test_security_without_srtp_only_data_passes);
  tcase_add_test (tc, test_security_renegotiation_is_refused);
  tcase_add_loop_test (tc, test_security_forgery_changes_nothing, 0,
      G_N_ELEMENTS (forgeries));
  tcase_add_test (tc, test_security_fragment_flood_is_bounded);
  tcase_add_test (tc, test_security_plain_rtp_never_passes);
  tcase_add_loop_test (tc, test_security_any_length_is_safe, 0,
      G_N_ELEMENTS (profiles));
  return s;
}

GST_CHECK_MAIN (dtlssrtpsecurity);
