/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * srtp-context against RFC 3711 and RFC 7714, and against bad packets.
 */
#include <gst/check/gstcheck.h>
#include <malloc.h>
#include <srtp2/srtp.h>

#include "srtp-context.h"
#include "srtpreference.h"

#define SSRC 0xdeadbeef
#define ROOM (1500 + WRTC_SRTP_MAX_TRAILER_SIZE)
#define FIRST_PROFILE WRTC_SRTP_PROFILE_AEAD_AES_128_GCM

static WrtcSrtpKey
new_key (guint8 seed)
{
  WrtcSrtpKey key;

  for (guint i = 0; i < sizeof key.key; i++)
    key.key[i] = seed + 7 * i;
  for (guint i = 0; i < sizeof key.salt; i++)
    key.salt[i] = seed ^ (13 * i);
  return key;
}

/* With @csrcs and, if any, an extension of one word. Returns the header size. */
static gsize
write_rtp (guint8 * data, guint32 ssrc, guint16 sequence, guint csrcs,
    gboolean extension)
{
  gsize size = 12 + 4 * csrcs;

  memset (data, 0, size + 8);
  data[0] = 0x80 | (extension ? 0x10 : 0) | csrcs;
  data[1] = 96;
  GST_WRITE_UINT16_BE (data + 2, sequence);
  GST_WRITE_UINT32_BE (data + 8, ssrc);
  if (!extension)
    return size;
  GST_WRITE_UINT32_BE (data + size, 0xbede0001);
  GST_WRITE_UINT32_BE (data + size + 4, 0x10aa0000);
  return size + 8;
}

static gsize
write_rtcp (guint8 * data, guint32 ssrc, gsize words)
{
  memset (data, 0x5a, 4 * words);
  GST_WRITE_UINT32_BE (data, 0x80c90000 | (words - 1));
  GST_WRITE_UINT32_BE (data + 4, ssrc);
  return 4 * words;
}

/* RFC 3711 B.3 */
GST_START_TEST (test_srtp_reference_derives_keys_of_rfc3711)
{
  static const WrtcSrtpKey master = {
    {0xe1, 0xf9, 0x7a, 0x0d, 0x3e, 0x01, 0x8b, 0xe0, 0xd6, 0x4f, 0xa3, 0x2c,
        0x06, 0xde, 0x41, 0x39},
    {0x0e, 0xc6, 0x75, 0xad, 0x49, 0x8a, 0xfe, 0xeb, 0xb6, 0x96, 0x0b, 0x3a,
        0xab, 0xe6}
  };
  static const guint8 cipher[] = { 0xc6, 0x1e, 0x7a, 0x93, 0x74, 0x4f, 0x39,
    0xee, 0x10, 0x73, 0x4a, 0xfe, 0x3f, 0xf7, 0xa0, 0x87
  };
  static const guint8 salt[] = { 0x30, 0xcb, 0xbc, 0x08, 0x86, 0x3d, 0x8c,
    0x85, 0xd4, 0x9d, 0xb3, 0x4a, 0x9a, 0xe1
  };
  static const guint8 auth[] = { 0xce, 0xbe, 0x32, 0x1f, 0x6f, 0xf7, 0x71,
    0x6b, 0x6f, 0xd4, 0xab, 0x49, 0xaf, 0x25, 0x6a, 0x15, 0x6d, 0x38, 0xba,
    0xa4
  };
  ReferenceKeys keys;

  reference_derive_all (wrtc_srtp_profile_get_info
      (WRTC_SRTP_PROFILE_AES_CM_128_HMAC_SHA1_80), &master, FALSE, &keys);
  fail_unless (memcmp (keys.key, cipher, sizeof cipher) == 0);
  fail_unless (memcmp (keys.salt, salt, sizeof salt) == 0);
  fail_unless (memcmp (keys.auth, auth, sizeof auth) == 0);
}

GST_END_TEST;

/* RFC 7714 16.1.1; its keys are session keys. */
GST_START_TEST (test_srtp_reference_encrypts_packet_of_rfc7714)
{
  static const guint8 plain[] = {
    0x80, 0x40, 0xf1, 0x7b, 0x80, 0x41, 0xf8, 0xd3, 0x55, 0x01, 0xa0, 0xb2,
    0x47, 0x61, 0x6c, 0x6c, 0x69, 0x61, 0x20, 0x65, 0x73, 0x74, 0x20, 0x6f,
    0x6d, 0x6e, 0x69, 0x73, 0x20, 0x64, 0x69, 0x76, 0x69, 0x73, 0x61, 0x20,
    0x69, 0x6e, 0x20, 0x70, 0x61, 0x72, 0x74, 0x65, 0x73, 0x20, 0x74, 0x72,
    0x65, 0x73
  };
  static const guint8 expected[] = {
    0xf2, 0x4d, 0xe3, 0xa3, 0xfb, 0x34, 0xde, 0x6c, 0xac, 0xba, 0x86, 0x1c,
    0x9d, 0x7e, 0x4b, 0xca, 0xbe, 0x63, 0x3b, 0xd5, 0x0d, 0x29, 0x4e, 0x6f,
    0x42, 0xa5, 0xf4, 0x7a, 0x51, 0xc7, 0xd1, 0x9b, 0x36, 0xde, 0x3a, 0xdf,
    0x88, 0x33, 0x89, 0x9d, 0x7f, 0x27, 0xbe, 0xb1, 0x6a, 0x91, 0x52, 0xcf,
    0x76, 0x5e, 0xe4, 0x39, 0x0c, 0xce
  };
  const WrtcSrtpProfileInfo *info =
      wrtc_srtp_profile_get_info (WRTC_SRTP_PROFILE_AEAD_AES_128_GCM);
  ReferenceKeys keys = { {0,}, {0,}, {0,} };
  guint8 data[128], iv[16];

  for (guint i = 0; i < 16; i++)
    keys.key[i] = i;
  memcpy (keys.salt, "Quid pro quo", 12);
  memcpy (data, plain, sizeof plain);
  reference_iv (info, &keys, data + 8, 0xf17b, iv);
  reference_gcm (info, &keys, iv, data, 12, NULL, data + 12, sizeof plain - 12);
  fail_unless (memcmp (data + 12, expected, sizeof expected) == 0);
}

GST_END_TEST;

static void
check_rtp_packet (const WrtcSrtpProfileInfo * info, WrtcSrtpContext * send,
    WrtcSrtpContext * receive, const WrtcSrtpKey * key, guint64 index)
{
  guint8 data[ROOM], reference[ROOM], plain[ROOM];
  gsize header = write_rtp (data, SSRC, index, index % 16, index & 1);
  gsize size = header + index % 1100;

  memset (data + header, index, size - header);
  memcpy (plain, data, size);
  memcpy (reference, data, size);
  gsize expected = reference_protect_rtp (info, key, index >> 16, reference,
      header, size);
  gsize got = size;
  fail_unless_equals_int (wrtc_srtp_context_protect_rtp (send, data, &got),
      WRTC_SRTP_RESULT_OK);
  fail_unless_equals_uint64 (got, expected);
  fail_unless (memcmp (data, reference, got) == 0);
  fail_unless_equals_int (wrtc_srtp_context_unprotect_rtp (receive, data,
          &got), WRTC_SRTP_RESULT_OK);
  fail_unless_equals_uint64 (got, size);
  fail_unless (memcmp (data, plain, size) == 0);
}

static void
check_rtcp_packet (const WrtcSrtpProfileInfo * info, WrtcSrtpContext * send,
    WrtcSrtpContext * receive, const WrtcSrtpKey * key, guint32 index)
{
  guint8 data[ROOM], reference[ROOM], plain[ROOM];
  gsize size = write_rtcp (data, SSRC, 2 + index % 200);

  memcpy (plain, data, size);
  memcpy (reference, data, size);
  gsize expected = reference_protect_rtcp (info, key, index, reference, size);
  gsize got = size;
  fail_unless_equals_int (wrtc_srtp_context_protect_rtcp (send, data, &got),
      WRTC_SRTP_RESULT_OK);
  fail_unless_equals_uint64 (got, expected);
  fail_unless (memcmp (data, reference, got) == 0);
  fail_unless_equals_int (wrtc_srtp_context_unprotect_rtcp (receive, data,
          &got), WRTC_SRTP_RESULT_OK);
  fail_unless_equals_uint64 (got, size);
  fail_unless (memcmp (data, plain, size) == 0);
}

GST_START_TEST (test_srtp_packets_are_those_of_the_reference)
{
  WrtcSrtpProfile profile = FIRST_PROFILE + __i__;
  const WrtcSrtpProfileInfo *info = wrtc_srtp_profile_get_info (profile);
  WrtcSrtpKey key = new_key (3);
  WrtcSrtpContext *send = wrtc_srtp_context_new (WRTC_SRTP_SEND, profile, &key);
  WrtcSrtpContext *receive =
      wrtc_srtp_context_new (WRTC_SRTP_RECEIVE, profile, &key);

  /* Over two ends of the sequence numbers, in steps. */
  for (guint64 index = 65000; index < 3 * 65536; index += 1 + index % 500)
    check_rtp_packet (info, send, receive, &key, index);
  for (guint32 index = 1; index < 400; index++)
    check_rtcp_packet (info, send, receive, &key, index);
  wrtc_srtp_context_free (send);
  wrtc_srtp_context_free (receive);
}

GST_END_TEST;

typedef struct
{
  WrtcSrtpContext *send, *receive;
} Pair;

static void
pair_init (Pair * pair, guint profile_index)
{
  WrtcSrtpKey key = new_key (9);

  pair->send = wrtc_srtp_context_new (WRTC_SRTP_SEND,
      FIRST_PROFILE + profile_index, &key);
  pair->receive = wrtc_srtp_context_new (WRTC_SRTP_RECEIVE,
      FIRST_PROFILE + profile_index, &key);
}

static void
pair_clear (Pair * pair)
{
  wrtc_srtp_context_free (pair->send);
  wrtc_srtp_context_free (pair->receive);
}

static gsize
pair_protect (Pair * pair, guint16 sequence, guint8 * data)
{
  gsize size = write_rtp (data, SSRC, sequence, 0, FALSE) + 30;

  memset (data + 12, 1, 30);
  fail_unless_equals_int (wrtc_srtp_context_protect_rtp (pair->send, data,
          &size), WRTC_SRTP_RESULT_OK);
  return size;
}

static WrtcSrtpResult
pair_unprotect (Pair * pair, const guint8 * packet, gsize size)
{
  guint8 data[ROOM];

  memcpy (data, packet, size);
  return wrtc_srtp_context_unprotect_rtp (pair->receive, data, &size);
}

/* Threat 7: start, what is lost, what comes after. */
static const struct
{
  guint16 first;
  guint lost_from, lost_to;     /* in packets after the first */
} wraps[] = {
  {65533, 1, 3}, {65535, 1, 5}, {65535, 1, 1}, {65500, 10, 300},
  {40000, 1, 30000}, {0, 1, 30000}, {1, 0, 0}, {32767, 1, 3}, {32768, 1, 3},
  {65534, 1, 1000},
};

GST_START_TEST (test_srtp_loss_at_the_wrap_keeps_the_roll_over_counter)
{
  Pair pair;
  guint8 data[ROOM];

  pair_init (&pair, __i__ % 3);
  for (guint i = 0; i <= wraps[__i__ / 3].lost_to + 200; i++) {
    gsize size = pair_protect (&pair, wraps[__i__ / 3].first + i, data);
    if (i > 0 && i >= wraps[__i__ / 3].lost_from
        && i <= wraps[__i__ / 3].lost_to)
      continue;
    fail_unless_equals_int (pair_unprotect (&pair, data, size),
        WRTC_SRTP_RESULT_OK);
  }
  pair_clear (&pair);
}

GST_END_TEST;

/* Threat 8 */
GST_START_TEST (test_srtp_replay_is_refused)
{
  Pair pair;
  guint8 early[ROOM], late[ROOM], data[ROOM];

  pair_init (&pair, __i__);
  gsize early_size = pair_protect (&pair, 65000, early);
  fail_unless_equals_int (pair_unprotect (&pair, early, early_size),
      WRTC_SRTP_RESULT_OK);
  fail_unless_equals_int (pair_unprotect (&pair, early, early_size),
      WRTC_SRTP_RESULT_REPLAY);
  gsize late_size = pair_protect (&pair, 65001, late);
  for (guint i = 2; i < 1024; i++) {
    gsize size = pair_protect (&pair, 65000 + i, data);
    fail_unless_equals_int (pair_unprotect (&pair, data, size),
        WRTC_SRTP_RESULT_OK);
  }
  /* At the edge of the window it is still good, once. */
  fail_unless_equals_int (pair_unprotect (&pair, late, late_size),
      WRTC_SRTP_RESULT_OK);
  fail_unless_equals_int (pair_unprotect (&pair, late, late_size),
      WRTC_SRTP_RESULT_REPLAY);
  gsize size = pair_protect (&pair, (guint16) (65000 + 1024), data);
  fail_unless_equals_int (pair_unprotect (&pair, data, size),
      WRTC_SRTP_RESULT_OK);
  fail_unless_equals_int (pair_unprotect (&pair, early, early_size),
      WRTC_SRTP_RESULT_TOO_OLD);
  pair_clear (&pair);
}

GST_END_TEST;

static gsize
memory_in_use (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

/* Threat 5 */
GST_START_TEST (test_srtp_unauthentic_ssrcs_cost_no_memory)
{
  Pair pair;
  guint8 packet[ROOM], data[ROOM];
  /* A million with the profile that is offered first. */
  guint n = __i__ == 0 ? 1000000 : 100000;

  pair_init (&pair, __i__);
  gsize size = pair_protect (&pair, 1, packet);
  fail_unless_equals_int (pair_unprotect (&pair, packet, size),
      WRTC_SRTP_RESULT_OK);
  packet[size - 1] ^= 1;
  gsize before = memory_in_use ();
  for (guint i = 0; i < n; i++) {
    gsize length = size;
    memcpy (data, packet, size);
    GST_WRITE_UINT32_BE (data + 8, i);
    fail_unless_equals_int (wrtc_srtp_context_unprotect_rtp (pair.receive,
            data, &length), WRTC_SRTP_RESULT_AUTHENTICATION);
  }
  fail_unless (memory_in_use () <= before + 1024, "%" G_GSIZE_FORMAT,
      memory_in_use () - before);
  pair_clear (&pair);
}

GST_END_TEST;

GST_START_TEST (test_srtp_authentic_ssrcs_are_limited)
{
  Pair pair;
  WrtcSrtpKey key = new_key (9);
  guint8 data[ROOM];
  guint good = 0, refused = 0;

  pair_init (&pair, 0);
  for (guint i = 0; i < WRTC_SRTP_MAX_SSRCS + 100; i++) {
    gsize size = write_rtp (data, i, 1, 0, FALSE) + 10;
    /* By the reference, as a send context has the same limit. */
    size = reference_protect_rtp (wrtc_srtp_profile_get_info (FIRST_PROFILE),
        &key, 0, data, 12, size);
    switch (wrtc_srtp_context_unprotect_rtp (pair.receive, data, &size)) {
      case WRTC_SRTP_RESULT_OK:
        good++;
        break;
      case WRTC_SRTP_RESULT_TOO_MANY_SSRCS:
        refused++;
        break;
      default:
        fail ("unexpected");
    }
  }
  fail_unless_equals_int (good, WRTC_SRTP_MAX_SSRCS);
  fail_unless_equals_int (refused, 100);
  pair_clear (&pair);
}

GST_END_TEST;

/* Threat 6: a good packet cut to every length, and filled with every byte. */
GST_START_TEST (test_srtp_short_packets_are_refused)
{
  Pair pair;
  guint8 packet[ROOM];

  pair_init (&pair, __i__);
  for (guint fill = 0; fill < 256; fill++) {
    for (gsize size = 0; size <= 64; size++) {
      gsize length = size;
      g_autofree guint8 *exact = g_malloc (size + 1);

      memset (exact, fill, size);
      if (size > 1)
        exact[0] = 0x80 | fill;
      fail_if (wrtc_srtp_context_unprotect_rtp (pair.receive, exact,
              &length) == WRTC_SRTP_RESULT_OK);
      length = size;
      fail_if (wrtc_srtp_context_unprotect_rtcp (pair.receive, exact,
              &length) == WRTC_SRTP_RESULT_OK);
      fail_unless_equals_uint64 (length, size);
    }
  }
  gsize size = pair_protect (&pair, 1, packet);
  for (gsize cut = 0; cut < size; cut++)
    fail_if (pair_unprotect (&pair, packet, cut) == WRTC_SRTP_RESULT_OK);
  fail_unless_equals_int (pair_unprotect (&pair, packet, size),
      WRTC_SRTP_RESULT_OK);
  pair_clear (&pair);
}

GST_END_TEST;

static gboolean
add_keystream (GHashTable * seen, const guint8 * data)
{
  guint64 *head = g_new (guint64, 1);

  memcpy (head, data + 12, sizeof *head);
  return g_hash_table_add (seen, head);
}

/* Threat 4: the payload is zeros, so what is sent begins with the keystream. Any
 * repetition in 2^20 is a nonce used twice. */
GST_START_TEST (test_srtp_nonce_is_never_used_again)
{
  GHashTable *seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
      NULL);
  WrtcSrtpKey key = new_key (1);
  WrtcSrtpKey other_key = new_key (2);
  WrtcSrtpContext *send =
      wrtc_srtp_context_new (WRTC_SRTP_SEND, FIRST_PROFILE, &key);
  WrtcSrtpContext *other =
      wrtc_srtp_context_new (WRTC_SRTP_SEND, FIRST_PROFILE, &other_key);
  guint8 data[ROOM];

  for (guint i = 0; i < 1 << 20; i++) {
    gsize size = write_rtp (data, SSRC + (i & 1), i / 2, 0, FALSE) + 8;
    fail_unless_equals_int (wrtc_srtp_context_protect_rtp (send, data, &size),
        WRTC_SRTP_RESULT_OK);
    fail_unless (add_keystream (seen, data), "packet %u", i);
  }
  /* The same SSRC and numbers under another session's key. */
  for (guint i = 0; i < 1000; i++) {
    gsize size = write_rtp (data, SSRC, i, 0, FALSE) + 8;
    wrtc_srtp_context_protect_rtp (other, data, &size);
    fail_unless (add_keystream (seen, data));
  }
  /* Numbers that begin again, or are repeated, are refused or new indices. */
  for (guint i = 0; i < 70000; i++) {
    gsize size = write_rtp (data, SSRC, i * 3, 0, FALSE) + 8;
    if (wrtc_srtp_context_protect_rtp (send, data, &size) ==
        WRTC_SRTP_RESULT_OK)
      fail_unless (add_keystream (seen, data), "again %u", i);
  }
  wrtc_srtp_context_free (send);
  wrtc_srtp_context_free (other);
  g_hash_table_unref (seen);
}

GST_END_TEST;

/* As the stock srtp plugin does when it is loaded first. */
GST_START_TEST (test_srtp_library_of_another_user_works)
{
  WrtcSrtpKey key = new_key (4);

  srtp_init ();
  WrtcSrtpContext *context =
      wrtc_srtp_context_new (WRTC_SRTP_SEND, FIRST_PROFILE, &key);
  fail_unless (context != NULL);
  wrtc_srtp_context_free (context);
}

GST_END_TEST;

GST_START_TEST (test_srtp_profiles_parse)
{
  gchar *list = NULL;
  GError *error = NULL;

  fail_unless (wrtc_srtp_profiles_parse (WRTC_SRTP_DEFAULT_PROFILES, &list,
          NULL));
  fail_unless_equals_string (list,
      "SRTP_AEAD_AES_128_GCM:SRTP_AEAD_AES_256_GCM:SRTP_AES128_CM_SHA1_80");
  g_free (list);
  fail_unless (wrtc_srtp_profiles_parse
      (" aes_cm_128_hmac_sha1_80 , AEAD_AES_256_GCM,AEAD_AES_256_GCM", &list,
          NULL));
  fail_unless_equals_string (list,
      "SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_256_GCM");
  g_free (list);
  fail_if (wrtc_srtp_profiles_parse ("SRTP_NULL_HMAC_SHA1_80", &list, &error));
  fail_unless (strstr (error->message, "SRTP_NULL") != NULL);
  g_clear_error (&error);
  fail_if (wrtc_srtp_profiles_parse ("", &list, NULL));
}

GST_END_TEST;

static Suite *
srtpcontext_suite (void)
{
  Suite *s = suite_create ("srtpcontext");
  TCase *tc = tcase_create ("general");

  tcase_set_timeout (tc, 150);
  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_srtp_reference_derives_keys_of_rfc3711);
  tcase_add_test (tc, test_srtp_reference_encrypts_packet_of_rfc7714);
  tcase_add_loop_test (tc, test_srtp_packets_are_those_of_the_reference, 0, 3);
  tcase_add_loop_test (tc,
      test_srtp_loss_at_the_wrap_keeps_the_roll_over_counter, 0,
      3 * G_N_ELEMENTS (wraps));
  tcase_add_loop_test (tc, test_srtp_replay_is_refused, 0, 3);
  tcase_add_loop_test (tc, test_srtp_unauthentic_ssrcs_cost_no_memory, 0, 3);
  tcase_add_test (tc, test_srtp_authentic_ssrcs_are_limited);
  tcase_add_loop_test (tc, test_srtp_short_packets_are_refused, 0, 3);
  tcase_add_test (tc, test_srtp_nonce_is_never_used_again);
  tcase_add_test (tc, test_srtp_library_of_another_user_works);
  tcase_add_test (tc, test_srtp_profiles_parse);
  return s;
}

GST_CHECK_MAIN (srtpcontext);
