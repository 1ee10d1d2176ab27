/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * wrtcdtlssrtp against itself: roles, profiles, what passes and what does not.
 */
#include "dtlssrtpwire.h"

#define SSRC 0x12345678

/* Made for this test by the openssl command, which says its fingerprint. */
#define TEST_KEY \
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgiNB7NQeK2zbcu5TF\n" \
    "bIwy9mB/3sYBMqAnDaZcIM/rJqKhRANCAAS2bWk6r7pUqgspEc9UnqvEwHy/aQ8f\n" \
    "IjjfrMq5fSc0oo5UUTofnG/GaMu/2wE/oYlk8k57rkeumyHvCmaK8T9q\n"
#define TEST_CERTIFICATE \
    "MIIBczCCARmgAwIBAgIUQSamRdUk3z35OftLrnEgIaoH6OswCgYIKoZIzj0EAwIw\n" \
    "DzENMAsGA1UEAwwEdGVzdDAeFw0yNjExMjIxNDQwNTRaFw0zNjExMTkxNDQwNTRa\n" \
    "MA8xDTALBgNVBAMMBHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS2bWk6\n" \
    "r7pUqgspEc9UnqvEwHy/aQ8fIjjfrMq5fSc0oo5UUTofnG/GaMu/2wE/oYlk8k57\n" \
    "rkeumyHvCmaK8T9qo1MwUTAdBgNVHQ4EFgQUZRXLXjzTIXIwfPKaU3yva7hlvHsw\n" \
    "HwYDVR0jBBgwFoAUZRXLXjzTIXIwfPKaU3yva7hlvHswDwYDVR0TAQH/BAUwAwEB\n" \
    "/zAKBggqhkjOPQQDAgNIADBFAiAh13TJKXVFBxmdyAZTaztsPBQdnyV6pRU3fGW4\n" \
    "Id9amAIhAJR7zdvmPsnbdAhSLffLlmOo3ntTOCenQw3OZg+T211P\n"
#define TEST_FINGERPRINT \
    "ED:CC:81:0F:E4:B1:7C:1F:8F:9F:76:D8:10:E1:BF:CB:" \
    "CD:5E:B7:2C:1E:BD:AA:68:A5:92:64:CF:70:98:E6:61"

/* A sends @n packets as a list; they shall come out of B as they were. */
static void
check_rtp (Peer * from, Peer * to, guint16 first, guint n)
{
  GstBufferList *list = gst_buffer_list_new ();

  for (guint i = 0; i < n; i++)
    gst_buffer_list_add (list, new_rtp (SSRC, first + i, 100 + i));
  fail_unless_equals_int (gst_pad_push_list (from->rtp_in, list), GST_FLOW_OK);
  wire_settle (from->wire);
  fail_unless_equals_int (to->rtp.length, n);
  for (guint i = 0; i < n; i++) {
    GstBuffer *got = g_queue_pop_head (&to->rtp);
    GstBuffer *expected = new_rtp (SSRC, first + i, 100 + i);
    fail_unless (buffers_are_equal (got, expected));
    gst_buffer_unref (got);
    gst_buffer_unref (expected);
  }
}

static void
check_rtcp (Peer * from, Peer * to)
{
  fail_unless_equals_int (gst_pad_push (from->rtp_in, new_rtcp (SSRC)),
      GST_FLOW_OK);
  wire_settle (from->wire);
  fail_unless_equals_int (to->rtp.length, 1);
  GstBuffer *got = g_queue_pop_head (&to->rtp);
  GstBuffer *expected = new_rtcp (SSRC);
  fail_unless (buffers_are_equal (got, expected));
  gst_buffer_unref (got);
  gst_buffer_unref (expected);
}

static void
check_data (Peer * from, Peer * to, gsize size)
{
  gst_pad_push (from->data_in,
      gst_buffer_new_wrapped (g_strnfill (size, 'x'), size));
  wire_settle (from->wire);
  fail_unless_equals_int (to->data.length, 1);
  GstBuffer *got = g_queue_pop_head (&to->data);
  fail_unless_equals_uint64 (gst_buffer_get_size (got), size);
  gst_buffer_unref (got);
}

static void
check_everything (Wire * wire)
{
  check_rtp (&wire->a, &wire->b, 1000, 10);
  check_rtp (&wire->b, &wire->a, 2000, 1);
  check_rtcp (&wire->a, &wire->b);
  check_rtcp (&wire->b, &wire->a);
  check_data (&wire->a, &wire->b, 1);
  check_data (&wire->b, &wire->a, 1150);
}

static void
check_role (Peer * peer, const gchar * role)
{
  GstStructure *stats;

  g_object_get (peer->element, "stats", &stats, NULL);
  fail_unless_equals_string (gst_structure_get_string (stats, "role"), role);
  gst_structure_free (stats);
}

static const struct
{
  GstWebRTCDTLSSetup a, b;
  const gchar *role_of_a;
} roles[] = {
  {GST_WEBRTC_DTLS_SETUP_ACTIVE, GST_WEBRTC_DTLS_SETUP_PASSIVE, "client"},
  {GST_WEBRTC_DTLS_SETUP_PASSIVE, GST_WEBRTC_DTLS_SETUP_ACTIVE, "server"},
  {GST_WEBRTC_DTLS_SETUP_ACTPASS, GST_WEBRTC_DTLS_SETUP_ACTIVE, "server"},
  {GST_WEBRTC_DTLS_SETUP_ACTIVE, GST_WEBRTC_DTLS_SETUP_ACTPASS, "client"},
};

GST_START_TEST (test_dtlssrtp_each_role_connects)
{
  Wire wire;

  wire_prepare (&wire);
  g_object_set (wire.a.element, "setup", roles[__i__].a, NULL);
  g_object_set (wire.b.element, "setup", roles[__i__].b, NULL);
  wire_connect (&wire);
  check_role (&wire.a, roles[__i__].role_of_a);
  check_everything (&wire);
  fail_unless_equals_int (wire.a.n_states, 2);
  fail_unless_equals_int (wire.a.states[0],
      GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTING);
  fail_unless_equals_int (wire.a.states[1],
      GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED);
  wire_clear (&wire);
}

GST_END_TEST;

/* --- profiles --- */

static const struct
{
  const gchar *client, *server, *agreed;
} profiles[] = {
  {"SRTP_AEAD_AES_128_GCM", NULL, "SRTP_AEAD_AES_128_GCM"},
  {"SRTP_AEAD_AES_256_GCM", NULL, "SRTP_AEAD_AES_256_GCM"},
  {"SRTP_AES128_CM_HMAC_SHA1_80", NULL, "SRTP_AES128_CM_HMAC_SHA1_80"},
  {NULL, NULL, "SRTP_AEAD_AES_128_GCM"},
  {NULL, "SRTP_AES128_CM_HMAC_SHA1_80,SRTP_AEAD_AES_256_GCM",
      "SRTP_AES128_CM_HMAC_SHA1_80"},
  {"SRTP_AEAD_AES_256_GCM", "SRTP_AEAD_AES_128_GCM", NULL},
};

GST_START_TEST (test_dtlssrtp_profile_is_agreed_upon)
{
  Wire wire;

  wire_prepare (&wire);
  if (profiles[__i__].client)
    g_object_set (wire.a.element, "srtp-profiles", profiles[__i__].client,
        NULL);
  if (profiles[__i__].server)
    g_object_set (wire.b.element, "srtp-profiles", profiles[__i__].server,
        NULL);
  wire_connect (&wire);
  gchar *a = peer_get_string (&wire.a, "srtp-profile");
  gchar *b = peer_get_string (&wire.b, "srtp-profile");
  fail_unless_equals_string (a, profiles[__i__].agreed);
  fail_unless_equals_string (b, profiles[__i__].agreed);
  g_free (a);
  g_free (b);
  if (profiles[__i__].agreed) {
    check_everything (&wire);
  } else {
    /* Data alone. */
    check_data (&wire.a, &wire.b, 10);
    gst_pad_push (wire.a.rtp_in, new_rtp (SSRC, 1, 10));
    fail_unless_equals_uint64 (peer_get_count (&wire.a, "without-srtp"), 1);
  }
  wire_clear (&wire);
}

GST_END_TEST;

/* --- shapes of buffers --- */

GST_START_TEST (test_dtlssrtp_split_packet_is_gathered)
{
  Wire wire;

  wire_prepare (&wire);
  wire_connect (&wire);
  /* Header, payload and padding in memories of their own, read-only. */
  GstBuffer *whole = new_rtp (SSRC, 5, 900);
  GstBuffer *split = gst_buffer_copy_region (whole, GST_BUFFER_COPY_ALL, 0, 12);
  split = gst_buffer_append (split, gst_buffer_copy_region (whole,
          GST_BUFFER_COPY_MEMORY, 12, 500));
  split = gst_buffer_append (split, gst_buffer_copy_region (whole,
          GST_BUFFER_COPY_MEMORY, 512, 400));
  fail_unless_equals_int (gst_buffer_n_memory (split), 3);
  GstBuffer *kept = gst_buffer_ref (split);
  gst_pad_push (wire.a.rtp_in, split);
  wire_settle (&wire);
  fail_unless_equals_int (wire.b.rtp.length, 1);
  fail_unless (buffers_are_equal (g_queue_peek_head (&wire.b.rtp), whole));
  /* What was given stays as it was. */
  fail_unless_equals_int (gst_buffer_n_memory (kept), 3);
  fail_unless (buffers_are_equal (kept, whole));
  gst_buffer_unref (kept);
  gst_buffer_unref (whole);
  wire_clear (&wire);
}

GST_END_TEST;

static void
deliver_unaligned (Wire * wire, Peer * from, guint number, GstBuffer * buffer)
{
  gsize size = gst_buffer_get_size (buffer);
  guint8 *data = g_malloc (size + 3);

  gst_buffer_extract (buffer, 0, data + 3, size);
  GstBuffer *moved = gst_buffer_new_wrapped_full (0, data, size + 3, 3, size,
      data, g_free);
  /* Straight into the pad: the wire would copy it to a better place. */
  gst_pad_push (from->other->net_in, moved);
}

GST_START_TEST (test_dtlssrtp_unaligned_datagrams_pass)
{
  Wire wire;

  wire_prepare (&wire);
  wire_connect (&wire);
  wire.func = deliver_unaligned;
  check_everything (&wire);
  wire_clear (&wire);
}

GST_END_TEST;

GST_START_TEST (test_dtlssrtp_buffer_in_use_is_not_changed)
{
  Wire wire;

  wire_prepare (&wire);
  wire_connect (&wire);
  gst_pad_push (wire.a.rtp_in, new_rtp (SSRC, 1, 100));
  GstBuffer *datagram = gst_buffer_copy_deep (wire.b.on_wire.head->data);
  GstBuffer *before = gst_buffer_copy_deep (datagram);
  gst_pad_push (wire.b.net_in, gst_buffer_ref (datagram));
  fail_unless_equals_int (wire.b.rtp.length, 1);
  fail_unless (buffers_are_equal (datagram, before));
  gst_buffer_unref (datagram);
  gst_buffer_unref (before);
  wire_clear (&wire);
}

GST_END_TEST;

/* --- rtp_src for a depayloader --- */

GST_START_TEST (test_dtlssrtp_rtp_alone_for_a_depayloader)
{
  Wire wire;
  Peer *b = &wire.b;

  wire_prepare (&wire);
  GstPad *rtp_src = gst_element_get_static_pad (b->element, "rtp_src");
  fail_unless (gst_pad_unlink (rtp_src, b->rtp_out));
  gst_object_unref (rtp_src);
  wire_drop_pad (&b->rtp_out);
  b->rtp_out = wire_add_sink (b, "rtp_src",
      "application/x-rtp, media=video, clock-rate=90000, encoding-name=VP8",
      wire_rtp_chain);
  wire_connect (&wire);
  gst_pad_push (wire.a.rtp_in, new_rtcp (SSRC));
  gst_pad_push (wire.a.rtp_in, new_rtp (SSRC, 1, 100));
  wire_settle (&wire);
  fail_unless_equals_int (b->rtp.length, 1);
  fail_unless_equals_uint64 (gst_buffer_get_size (b->rtp.head->data), 112);
  fail_unless_equals_uint64 (peer_get_count (b, "rtcp-not-wanted"), 1);
  GstPad *src = gst_element_get_static_pad (b->element, "rtp_src");
  GstCaps *caps = gst_pad_get_current_caps (src);
  const GstStructure *format = gst_caps_get_structure (caps, 0);
  fail_unless (gst_structure_has_name (format, "application/x-rtp"));
  fail_unless_equals_string (gst_structure_get_string (format,
          "encoding-name"), "VP8");
  gst_caps_unref (caps);
  gst_object_unref (src);
  wire_clear (&wire);
}

GST_END_TEST;

/* --- settings --- */

static const gchar *const bad_settings[][2] = {
  {"certificate", "/nonexistent/file.pem"},
  {"certificate", "-----BEGIN CERTIFICATE-----\nnonsense\n"},
  {"srtp-profiles", "SRTP_NULL_SHA1_80"},
};

GST_START_TEST (test_dtlssrtp_bad_setting_fails_the_state_change)
{
  GstElement *element = gst_element_factory_make ("wrtcdtlssrtp", NULL);

  g_object_set (element, bad_settings[__i__][0], bad_settings[__i__][1], NULL);
  fail_unless_equals_int (gst_element_set_state (element, GST_STATE_PAUSED),
      GST_STATE_CHANGE_FAILURE);
  gst_element_set_state (element, GST_STATE_NULL);
  gst_object_unref (element);
}

GST_END_TEST;

/* The application's own certificate, by text; then the element's own again. */
GST_START_TEST (test_dtlssrtp_given_certificate_is_used)
{
  static const gchar pem[] =
      "-----BEGIN PRIVATE KEY-----\n" TEST_KEY "-----END PRIVATE KEY-----\n"
      "-----BEGIN CERTIFICATE-----\n" TEST_CERTIFICATE
      "-----END CERTIFICATE-----\n";
  Wire wire;

  wire_init (&wire);
  g_object_set (wire.a.element, "certificate", pem, "setup",
      GST_WEBRTC_DTLS_SETUP_ACTIVE, NULL);
  gchar *fingerprint = peer_get_string (&wire.a, "fingerprint");
  fail_unless_equals_string (fingerprint, "sha-256 " TEST_FINGERPRINT);
  gchar *certificate = peer_get_string (&wire.a, "certificate");
  fail_unless (strstr (certificate, "PRIVATE KEY") == NULL);
  peer_trust (&wire.a, &wire.b);
  g_object_set (wire.b.element, "remote-fingerprints", fingerprint, NULL);
  wire_connect (&wire);
  gchar *seen = peer_get_string (&wire.b, "peer-certificate");
  fail_unless_equals_string (seen, certificate);
  g_object_set (wire.a.element, "certificate", NULL, NULL);
  gchar *other = peer_get_string (&wire.a, "fingerprint");
  fail_if (g_str_equal (fingerprint, other));
  g_free (other);
  g_free (seen);
  g_free (certificate);
  g_free (fingerprint);
  wire_clear (&wire);
}

GST_END_TEST;

static Suite *
dtlssrtp_suite (void)
{
  Suite *s = suite_create ("dtlssrtp");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_dtlssrtp_each_role_connects, 0,
      G_N_ELEMENTS (roles));
  tcase_add_loop_test (tc, test_dtlssrtp_profile_is_agreed_upon, 0,
      G_N_ELEMENTS (profiles));
  tcase_add_test (tc, test_dtlssrtp_split_packet_is_gathered);
  tcase_add_test (tc, test_dtlssrtp_unaligned_datagrams_pass);
  tcase_add_test (tc, test_dtlssrtp_buffer_in_use_is_not_changed);
  tcase_add_test (tc, test_dtlssrtp_rtp_alone_for_a_depayloader);
  tcase_add_loop_test (tc, test_dtlssrtp_bad_setting_fails_the_state_change, 0,
      G_N_ELEMENTS (bad_settings));
  tcase_add_test (tc, test_dtlssrtp_given_certificate_is_used);
  return s;
}

GST_CHECK_MAIN (dtlssrtp);
