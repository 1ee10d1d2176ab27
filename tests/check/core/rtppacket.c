/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "coretest.h"

#include <core/rtp/wrtcrtppacket.h>

static void
test_packet_classify_every_first_byte_is_as_rfc_7983 (void)
{
  for (guint first = 0; first < 256; first++) {
    guint8 data[2] = { first, 96 };
    WrtcPacketKind expected = WRTC_PACKET_KIND_UNKNOWN;

    if (first <= 3)
      expected = WRTC_PACKET_KIND_STUN;
    else if (first >= 16 && first <= 19)
      expected = WRTC_PACKET_KIND_ZRTP;
    else if (first >= 20 && first <= 63)
      expected = WRTC_PACKET_KIND_DTLS;
    else if (first >= 64 && first <= 79)
      expected = WRTC_PACKET_KIND_TURN_CHANNEL;
    else if (first >= 128 && first <= 191)
      expected = WRTC_PACKET_KIND_RTP;
    g_assert_cmpint (wrtc_packet_classify (data, 2), ==, expected);
  }
}

static void
test_packet_classify_every_second_byte_is_as_rfc_5761 (void)
{
  for (guint first = 128; first < 192; first += 21) {
    for (guint second = 0; second < 256; second++) {
      guint8 data[2] = { first, second };
      gboolean rtcp = second >= 192 && second <= 223;

      g_assert_cmpint (wrtc_packet_classify (data, 2), ==,
          rtcp ? WRTC_PACKET_KIND_RTCP : WRTC_PACKET_KIND_RTP);
    }
  }
}

static void
test_packet_classify_too_short_is_unknown (void)
{
  static const guint8 rtp[] = { 0x80 };
  static const guint8 stun[] = { 0x00 };

  g_assert_cmpint (wrtc_packet_classify (NULL, 0), ==,
      WRTC_PACKET_KIND_UNKNOWN);
  g_assert_cmpint (wrtc_packet_classify (rtp, 1), ==, WRTC_PACKET_KIND_UNKNOWN);
  g_assert_cmpint (wrtc_packet_classify (stun, 1), ==, WRTC_PACKET_KIND_STUN);
}

typedef struct
{
  const gchar *name;
  const gchar *hex;
  WrtcRtpResult result;
  gsize header_size;
  gsize payload_size;
  gsize padding_size;
} PacketCase;

/* *INDENT-OFF* */
static const PacketCase packet_cases[] = {
  {"empty payload",
      "80 60 0001 00000002 00000003",
      WRTC_RTP_RESULT_OK, 12, 0, 0},
  {"one byte",
      "80 60 0001 00000002 00000003 ff",
      WRTC_RTP_RESULT_OK, 12, 1, 0},
  {"SSRC 0, payload type 127",
      "80 7f 0000 00000000 00000000 01",
      WRTC_RTP_RESULT_OK, 12, 1, 0},
  {"version 0",
      "00 60 0001 00000002 00000003 ff",
      WRTC_RTP_RESULT_BAD_VERSION, 0, 0, 0},
  {"version 1",
      "40 60 0001 00000002 00000003 ff",
      WRTC_RTP_RESULT_BAD_VERSION, 0, 0, 0},
  {"version 3",
      "c0 60 0001 00000002 00000003 ff",
      WRTC_RTP_RESULT_BAD_VERSION, 0, 0, 0},
  {"one CSRC",
      "81 60 0001 00000002 00000003 00000004 ff",
      WRTC_RTP_RESULT_OK, 16, 1, 0},
  {"15 CSRCs in 12 bytes",
      "8f 60 0001 00000002 00000003",
      WRTC_RTP_RESULT_BAD_CSRCS, 0, 0, 0},
  {"one CSRC, three bytes of it",
      "81 60 0001 00000002 00000003 000000",
      WRTC_RTP_RESULT_BAD_CSRCS, 0, 0, 0},
  {"extension of no words",
      "90 60 0001 00000002 00000003 bede0000 ff",
      WRTC_RTP_RESULT_OK, 16, 1, 0},
  {"extension of one word",
      "90 60 0001 00000002 00000003 bede0001 10aa0000 ff",
      WRTC_RTP_RESULT_OK, 20, 1, 0},
  {"extension of one word after CSRCs, no payload",
      "92 60 0001 00000002 00000003 00000004 00000005 bede0001 10aa0000",
      WRTC_RTP_RESULT_OK, 28, 0, 0},
  {"extension without a header",
      "90 60 0001 00000002 00000003",
      WRTC_RTP_RESULT_BAD_EXTENSION, 0, 0, 0},
  {"extension with half a header",
      "90 60 0001 00000002 00000003 bede00",
      WRTC_RTP_RESULT_BAD_EXTENSION, 0, 0, 0},
  {"extension one byte beyond the packet",
      "90 60 0001 00000002 00000003 bede0001 10aa00",
      WRTC_RTP_RESULT_BAD_EXTENSION, 0, 0, 0},
  {"extension of 65535 words",
      "90 60 0001 00000002 00000003 bedeffff 10aa0000",
      WRTC_RTP_RESULT_BAD_EXTENSION, 0, 0, 0},
  {"15 CSRCs and an extension in 16 bytes",
      "9f 60 0001 00000002 00000003 bede0001",
      WRTC_RTP_RESULT_BAD_CSRCS, 0, 0, 0},
  {"padding",
      "a0 60 0001 00000002 00000003 ff 000003",
      WRTC_RTP_RESULT_OK, 12, 1, 3},
  {"padding of one",
      "a0 60 0001 00000002 00000003 ff 01",
      WRTC_RTP_RESULT_OK, 12, 1, 1},
  {"padding alone",
      "a0 60 0001 00000002 00000003 00000004",
      WRTC_RTP_RESULT_OK, 12, 0, 4},
  {"padding of zero",
      "a0 60 0001 00000002 00000003 ff 00",
      WRTC_RTP_RESULT_BAD_PADDING, 0, 0, 0},
  {"padding without room",
      "a0 60 0001 00000002 00000003",
      WRTC_RTP_RESULT_BAD_PADDING, 0, 0, 0},
  {"padding longer than what follows the header",
      "a0 60 0001 00000002 00000003 00000005",
      WRTC_RTP_RESULT_BAD_PADDING, 0, 0, 0},
  {"padding that would take the extension",
      "b0 60 0001 00000002 00000003 bede0001 10000000 03",
      WRTC_RTP_RESULT_BAD_PADDING, 0, 0, 0},
  {"padding of 255 in a short packet",
      "a0 60 0001 00000002 00000003 ff ff",
      WRTC_RTP_RESULT_BAD_PADDING, 0, 0, 0},
};
/* *INDENT-ON* */

static void
assert_all_zero (const WrtcRtpPacket * packet)
{
  static const WrtcRtpPacket zero;

  g_assert_cmpmem (packet, sizeof *packet, &zero, sizeof zero);
}

static void
test_packet_parse_table_is_as_expected (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (packet_cases); i++) {
    const PacketCase *c = &packet_cases[i];
    g_auto (TestBytes) bytes = test_bytes_from_hex (c->hex);
    WrtcRtpPacket packet;

    g_test_message ("%s", c->name);
    g_assert_cmpstr (wrtc_rtp_result_to_string (wrtc_rtp_packet_parse (&packet,
                bytes.data, bytes.size)), ==,
        wrtc_rtp_result_to_string (c->result));
    if (c->result != WRTC_RTP_RESULT_OK) {
      assert_all_zero (&packet);
      continue;
    }
    g_assert_cmpuint (packet.header_size, ==, c->header_size);
    g_assert_cmpuint (packet.payload_size, ==, c->payload_size);
    g_assert_cmpuint (packet.padding_size, ==, c->padding_size);
    g_assert_true (packet.payload == bytes.data + c->header_size);
    g_assert_cmpuint (packet.header_size + packet.payload_size
        + packet.padding_size, ==, bytes.size);
  }
}

static void
test_packet_parse_fields_are_those_of_the_packet (void)
{
  g_auto (TestBytes) bytes = test_bytes_from_hex ("93 e5 8001 80000002 f0000003"
      "a0000001 a0000002 a0000003 1234 0002 01020304 05060708 112233");
  WrtcRtpPacket packet;

  g_assert_cmpint (wrtc_rtp_packet_parse (&packet, bytes.data, bytes.size), ==,
      WRTC_RTP_RESULT_OK);
  g_assert_true (packet.data == bytes.data);
  g_assert_cmpuint (packet.size, ==, bytes.size);
  g_assert_true (packet.marker);
  g_assert_cmpuint (packet.payload_type, ==, 0x65);
  g_assert_cmphex (packet.sequence_number, ==, 0x8001);
  g_assert_cmphex (packet.timestamp, ==, 0x80000002);
  g_assert_cmphex (packet.ssrc, ==, 0xf0000003);
  g_assert_cmpuint (packet.csrc_count, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmphex (wrtc_rtp_packet_get_csrc (&packet, i), ==, 0xa0000001 + i);
  g_assert_true (packet.has_extension);
  g_assert_cmphex (packet.extension_profile, ==, 0x1234);
  test_assert_bytes (packet.extension, packet.extension_size,
      "0102030405060708");
  test_assert_bytes (packet.payload, packet.payload_size, "112233");
}

/* Threat 6: every length, whatever the first byte promises. */
static void
test_packet_parse_every_length_and_first_byte_stays_inside (void)
{
  for (gsize size = 0; size <= 64; size++) {
    for (guint first = 0; first < 256; first++) {
      guint8 data[64];
      g_auto (TestBytes) bytes = { NULL, 0 };
      WrtcRtpPacket packet;
      WrtcRtpResult result;

      memset (data, 0x01, sizeof data);
      data[0] = first;
      bytes = test_bytes_copy (data, size);
      result = wrtc_rtp_packet_parse (&packet, bytes.data, bytes.size);
      if (size < 12) {
        g_assert_cmpint (result, ==, WRTC_RTP_RESULT_TOO_SHORT);
      } else if (first >> 6 != 2) {
        g_assert_cmpint (result, ==, WRTC_RTP_RESULT_BAD_VERSION);
      } else if (size < 12 + 4 * (first & 15)) {
        g_assert_cmpint (result, ==, WRTC_RTP_RESULT_BAD_CSRCS);
      } else if (first & 0x10) {
        /* 0x0101 words never fit. */
        g_assert_cmpint (result, ==, WRTC_RTP_RESULT_BAD_EXTENSION);
      } else if ((first & 0x20) && size == 12 + 4 * (first & 15)) {
        g_assert_cmpint (result, ==, WRTC_RTP_RESULT_BAD_PADDING);
      } else {
        g_assert_cmpint (result, ==, WRTC_RTP_RESULT_OK);
        g_assert_cmpuint (packet.header_size + packet.payload_size
            + packet.padding_size, ==, size);
      }
    }
  }
}

static void
test_packet_parse_truncated_anywhere_stays_inside (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (packet_cases); i++) {
    g_auto (TestBytes) whole = test_bytes_from_hex (packet_cases[i].hex);

    for (gsize size = 0; size < whole.size; size++) {
      g_auto (TestBytes) part = test_bytes_copy (whole.data, size);
      WrtcRtpPacket packet;

      if (wrtc_rtp_packet_parse (&packet, part.data, part.size) !=
          WRTC_RTP_RESULT_OK) {
        assert_all_zero (&packet);
        continue;
      }
      g_assert_cmpuint (packet.header_size + packet.payload_size
          + packet.padding_size, ==, size);
    }
  }
}

/* Threat 18: more than an MTU, and more than a datagram. */
static void
test_packet_parse_size_limits_are_kept (void)
{
  static const struct
  {
    gsize size;
    WrtcRtpResult result;
  } cases[] = {
    {1501, WRTC_RTP_RESULT_OK},
    {9000, WRTC_RTP_RESULT_OK},
    {65535, WRTC_RTP_RESULT_OK},
    {65536, WRTC_RTP_RESULT_TOO_LONG},
    {1 << 20, WRTC_RTP_RESULT_TOO_LONG},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree guint8 *data = g_malloc0 (cases[i].size);
    WrtcRtpPacket packet;

    data[0] = 0x80;
    g_assert_cmpint (wrtc_rtp_packet_parse (&packet, data, cases[i].size), ==,
        cases[i].result);
    if (cases[i].result == WRTC_RTP_RESULT_OK)
      g_assert_cmpuint (packet.payload_size, ==, cases[i].size - 12);
  }
}

static void
test_packet_parse_largest_header_is_read (void)
{
  /* 15 CSRCs and the longest extension that a packet has room for. */
  gsize words = (65535 - 12 - 60 - 4) / 4;
  gsize size = 12 + 60 + 4 + 4 * words;
  g_autofree guint8 *data = g_malloc0 (size);
  WrtcRtpPacket packet;

  data[0] = 0x9f;
  data[72] = 0xbe;
  data[73] = 0xde;
  data[74] = words >> 8;
  data[75] = words & 0xff;
  g_assert_cmpint (wrtc_rtp_packet_parse (&packet, data, size), ==,
      WRTC_RTP_RESULT_OK);
  g_assert_cmpuint (packet.extension_size, ==, 4 * words);
  g_assert_cmpuint (packet.payload_size, ==, 0);
}

static void
test_packet_parse_head_equals_parse_of_the_whole (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (packet_cases); i++) {
    g_auto (TestBytes) whole = test_bytes_from_hex (packet_cases[i].hex);
    WrtcRtpPacket expected;
    WrtcRtpResult result =
        wrtc_rtp_packet_parse (&expected, whole.data, whole.size);

    for (gsize size = 0; size <= whole.size; size++) {
      g_auto (TestBytes) head = test_bytes_copy (whole.data, size);
      WrtcRtpPacket packet;
      WrtcRtpResult head_result = wrtc_rtp_packet_parse_head (&packet,
          head.data, head.size, whole.size, whole.data[whole.size - 1]);

      if (head_result == WRTC_RTP_RESULT_SPLIT_HEADER) {
        assert_all_zero (&packet);
        if (result == WRTC_RTP_RESULT_OK)
          g_assert_cmpuint (size, <, expected.header_size);
        continue;
      }
      g_assert_cmpint (head_result, ==, result);
      if (result != WRTC_RTP_RESULT_OK)
        continue;
      g_assert_cmpuint (size, >=, expected.header_size);
      g_assert_cmpuint (packet.header_size, ==, expected.header_size);
      g_assert_cmpuint (packet.payload_size, ==, expected.payload_size);
      g_assert_cmpuint (packet.padding_size, ==, expected.padding_size);
      g_assert_cmphex (packet.ssrc, ==, expected.ssrc);
      g_assert_true ((packet.payload != NULL) == (size == whole.size));
    }
  }
}

static void
test_packet_parse_head_longer_than_the_packet_is_cut (void)
{
  g_auto (TestBytes) bytes = test_bytes_from_hex
      ("80 60 0001 00000002 00000003 aabb ccdd");
  WrtcRtpPacket packet;

  g_assert_cmpint (wrtc_rtp_packet_parse_head (&packet, bytes.data, bytes.size,
          14, 0xbb), ==, WRTC_RTP_RESULT_OK);
  test_assert_bytes (packet.payload, packet.payload_size, "aabb");
}

static void
test_packet_strings_name_every_value (void)
{
  for (gint i = 0; i <= WRTC_RTP_RESULT_SPLIT_HEADER; i++)
    g_assert_cmpstr (wrtc_rtp_result_to_string (i), !=, "invalid");
  g_assert_cmpstr (wrtc_rtp_result_to_string (WRTC_RTP_RESULT_SPLIT_HEADER + 1),
      ==, "invalid");
  for (gint i = 0; i <= WRTC_PACKET_KIND_RTCP; i++)
    g_assert_cmpstr (wrtc_packet_kind_to_string (i), !=, "invalid");
  g_assert_cmpstr (wrtc_packet_kind_to_string (WRTC_PACKET_KIND_RTCP + 1), ==,
      "invalid");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rtp/classify/first-byte",
      test_packet_classify_every_first_byte_is_as_rfc_7983);
  g_test_add_func ("/rtp/classify/second-byte",
      test_packet_classify_every_second_byte_is_as_rfc_5761);
  g_test_add_func ("/rtp/classify/short",
      test_packet_classify_too_short_is_unknown);
  g_test_add_func ("/rtp/packet/table", test_packet_parse_table_is_as_expected);
  g_test_add_func ("/rtp/packet/fields",
      test_packet_parse_fields_are_those_of_the_packet);
  g_test_add_func ("/rtp/packet/every-length",
      test_packet_parse_every_length_and_first_byte_stays_inside);
  g_test_add_func ("/rtp/packet/truncated",
      test_packet_parse_truncated_anywhere_stays_inside);
  g_test_add_func ("/rtp/packet/size-limits",
      test_packet_parse_size_limits_are_kept);
  g_test_add_func ("/rtp/packet/largest-header",
      test_packet_parse_largest_header_is_read);
  g_test_add_func ("/rtp/packet/head",
      test_packet_parse_head_equals_parse_of_the_whole);
  g_test_add_func ("/rtp/packet/head-too-long",
      test_packet_parse_head_longer_than_the_packet_is_cut);
  g_test_add_func ("/rtp/strings", test_packet_strings_name_every_value);
  return g_test_run ();
}
