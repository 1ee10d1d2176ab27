/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "coretest.h"

#include <core/base/wrtcrandom.h>
#include <core/rtp/wrtcrtpheader.h>

static void
write_header (const WrtcRtpHeader * header, const gchar * expected)
{
  guint8 data[1024];
  gsize size = wrtc_rtp_header_write (header, data, sizeof data);

  g_assert_cmpuint (size, ==, wrtc_rtp_header_get_size (header));
  test_assert_bytes (data, size, expected);
}

static void
test_header_write_smallest_is_twelve_bytes (void)
{
  WrtcRtpHeader header = {.payload_type = 96 };

  write_header (&header, "8060 0000 00000000 00000000");
}

static void
test_header_write_every_field_is_in_its_place (void)
{
  static const guint8 mid[] = { '0' };
  WrtcRtpHeader header = {
    .padding = TRUE,.marker = TRUE,.payload_type = 127,
    .sequence_number = 0xfffe,.timestamp = 0x80000001,.ssrc = 0xdeadbeef,
    .csrc_count = 2,.csrcs = {0xa0000001, 0xa0000002}
  };

  wrtc_rtp_extension_list_set (&header.extensions, 9, mid, 1);
  write_header (&header, "b2ff fffe 80000001 deadbeef a0000001 a0000002"
      "bede0001 90300000");
}

static void
test_header_write_out_of_range_writes_nothing (void)
{
  guint8 data[256];
  WrtcRtpHeader bad_type = {.payload_type = 128 };
  WrtcRtpHeader bad_csrcs = {.csrc_count = 16 };

  g_assert_cmpuint (wrtc_rtp_header_write (&bad_type, data, sizeof data), ==,
      0);
  g_assert_cmpuint (wrtc_rtp_header_write (&bad_csrcs, data, sizeof data), ==,
      0);
}

static void
test_header_write_one_byte_short_returns_zero (void)
{
  static const guint8 mid[] = { 'a', 'b', 'c' };
  WrtcRtpHeader header = {.payload_type = 96,.csrc_count = 15 };
  gsize size;

  wrtc_rtp_extension_list_set (&header.extensions, 1, mid, sizeof mid);
  size = wrtc_rtp_header_get_size (&header);
  g_assert_cmpuint (size, ==, 12 + 60 + 8);
  for (gsize room = 0; room <= size; room++) {
    g_autofree guint8 *data = g_malloc (MAX (room, 1));

    g_assert_cmpuint (wrtc_rtp_header_write (&header, data, room), ==,
        room == size ? size : 0);
  }
}

static void
test_header_from_packet_is_the_same_header (void)
{
  static const gchar *const packets[] = {
    "8060 0001 00000002 00000003",
    "80e0 ffff ffffffff 00000000 0102",
    "8360 0001 00000002 00000003 00000004 00000005 00000006 aa",
    "9060 0001 00000002 00000003 bede0001 10aa0000 bb",
  };

  for (guint i = 0; i < G_N_ELEMENTS (packets); i++) {
    g_auto (TestBytes) bytes = test_bytes_from_hex (packets[i]);
    WrtcRtpHeader header;
    WrtcRtpPacket packet;
    guint8 data[256];
    gsize size;

    g_assert_cmpint (wrtc_rtp_packet_parse (&packet, bytes.data, bytes.size),
        ==, WRTC_RTP_RESULT_OK);
    wrtc_rtp_header_init_from_packet (&header, &packet);
    size = wrtc_rtp_header_write (&header, data, sizeof data);
    g_assert_cmpmem (data, size, bytes.data, packet.header_size);
  }
}

static void
test_header_from_packet_with_padding_keeps_the_bit (void)
{
  g_auto (TestBytes) bytes = test_bytes_from_hex
      ("a060 0001 00000002 00000003 aabb 0002");
  WrtcRtpHeader header;
  WrtcRtpPacket packet;

  wrtc_rtp_packet_parse (&packet, bytes.data, bytes.size);
  wrtc_rtp_header_init_from_packet (&header, &packet);
  write_header (&header, "a060 0001 00000002 00000003");
}

static void
test_header_from_packet_of_another_profile_loses_the_extension (void)
{
  g_auto (TestBytes) bytes = test_bytes_from_hex
      ("9060 0001 00000002 00000003 1234 0001 01020304 aa");
  WrtcRtpHeader header;
  WrtcRtpPacket packet;

  wrtc_rtp_packet_parse (&packet, bytes.data, bytes.size);
  wrtc_rtp_header_init_from_packet (&header, &packet);
  write_header (&header, "8060 0001 00000002 00000003");
}

/* What the RTP session does with each packet it sends. */
static void
test_header_rewritten_before_the_old_payload_parses_to_it (void)
{
  g_auto (TestBytes) old = test_bytes_from_hex ("b1e0 fffe 00000002 00000003"
      "00000004 bede0002 10aa21bb cc000000 50617928 0002");
  static const guint8 mid[] = { 'v', 'i', 'd', 'e', 'o' };
  WrtcRtpPacket packet;
  WrtcRtpPacket rewritten;
  WrtcRtpExtension extension;
  WrtcRtpHeader header;
  guint8 wire[256];
  gsize size;

  g_assert_cmpint (wrtc_rtp_packet_parse (&packet, old.data, old.size), ==,
      WRTC_RTP_RESULT_OK);
  wrtc_rtp_header_init_from_packet (&header, &packet);
  header.ssrc = 0x11223344;
  header.payload_type = 101;
  header.sequence_number = 7;
  header.timestamp = 90000;
  header.csrc_count = 0;
  g_assert_true (wrtc_rtp_extension_list_remove (&header.extensions, 1));
  g_assert_true (wrtc_rtp_extension_list_set (&header.extensions, 4, mid,
          sizeof mid));
  size = wrtc_rtp_header_write (&header, wire, sizeof wire);
  g_assert_cmpuint (size, >, 0);
  memcpy (wire + size, old.data + packet.header_size,
      old.size - packet.header_size);
  size += old.size - packet.header_size;

  g_assert_cmpint (wrtc_rtp_packet_parse (&rewritten, wire, size), ==,
      WRTC_RTP_RESULT_OK);
  g_assert_cmphex (rewritten.ssrc, ==, 0x11223344);
  g_assert_cmpuint (rewritten.payload_type, ==, 101);
  g_assert_true (rewritten.marker);
  g_assert_cmpuint (rewritten.sequence_number, ==, 7);
  g_assert_cmpuint (rewritten.timestamp, ==, 90000);
  g_assert_cmpuint (rewritten.csrc_count, ==, 0);
  g_assert_cmpuint (rewritten.padding_size, ==, 2);
  g_assert_cmpmem (rewritten.payload, rewritten.payload_size, packet.payload,
      packet.payload_size);
  g_assert_false (wrtc_rtp_extension_find (&rewritten, 1, &extension));
  g_assert_true (wrtc_rtp_extension_find (&rewritten, 2, &extension));
  test_assert_bytes (extension.data, extension.size, "bbcc");
  g_assert_true (wrtc_rtp_extension_find (&rewritten, 4, &extension));
  g_assert_cmpmem (extension.data, extension.size, mid, sizeof mid);
}

static void
fill_randomly (WrtcRtpHeader * header, WrtcRandom * random,
    const guint8 * extension_data)
{
  guint extensions = wrtc_random_u64 (random) % 6;

  header->padding = FALSE;
  header->marker = wrtc_random_u64 (random) & 1;
  header->payload_type = wrtc_random_u64 (random) & 0x7f;
  header->sequence_number = wrtc_random_u64 (random);
  header->timestamp = wrtc_random_u64 (random);
  header->ssrc = wrtc_random_u64 (random);
  header->csrc_count = wrtc_random_u64 (random) % 16;
  for (guint i = 0; i < header->csrc_count; i++)
    header->csrcs[i] = wrtc_random_u64 (random);
  for (guint i = 0; i < extensions; i++) {
    gboolean large = wrtc_random_u64 (random) % 4 == 0;
    guint8 id = 1 + wrtc_random_u64 (random) % (large ? 255 : 14);
    gsize size = large ? wrtc_random_u64 (random) % 64 :
        1 + wrtc_random_u64 (random) % 16;

    wrtc_rtp_extension_list_set (&header->extensions, id, extension_data, size);
  }
}

static void
test_header_any_that_is_written_is_read_back (void)
{
  guint8 extension_data[64];
  WrtcRandom random;

  wrtc_random_init (&random, 3550);
  for (guint i = 0; i < sizeof extension_data; i++)
    extension_data[i] = i;
  for (guint round = 0; round < 20000; round++) {
    WrtcRtpHeader header = { 0 };
    WrtcRtpHeader again = { 0 };
    WrtcRtpPacket packet;
    guint8 data[1024];
    gsize size;

    fill_randomly (&header, &random, extension_data);
    size = wrtc_rtp_header_write (&header, data, sizeof data);
    g_assert_cmpuint (size, ==, wrtc_rtp_header_get_size (&header));
    g_assert_cmpint (wrtc_rtp_packet_parse (&packet, data, size), ==,
        WRTC_RTP_RESULT_OK);
    g_assert_cmpuint (packet.header_size, ==, size);
    wrtc_rtp_header_init_from_packet (&again, &packet);
    g_assert_cmpuint (again.sequence_number, ==, header.sequence_number);
    g_assert_cmpmem (again.csrcs, 4 * again.csrc_count, header.csrcs,
        4 * header.csrc_count);
    g_assert_cmpuint (again.extensions.count, ==, header.extensions.count);
    for (guint i = 0; i < header.extensions.count; i++) {
      const WrtcRtpExtension *a = &header.extensions.items[i];
      const WrtcRtpExtension *b = &again.extensions.items[i];

      g_assert_cmpuint (a->id, ==, b->id);
      g_assert_cmpmem (a->data, a->size, b->data, b->size);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rtp/header/smallest",
      test_header_write_smallest_is_twelve_bytes);
  g_test_add_func ("/rtp/header/fields",
      test_header_write_every_field_is_in_its_place);
  g_test_add_func ("/rtp/header/out-of-range",
      test_header_write_out_of_range_writes_nothing);
  g_test_add_func ("/rtp/header/one-byte-short",
      test_header_write_one_byte_short_returns_zero);
  g_test_add_func ("/rtp/header/from-packet",
      test_header_from_packet_is_the_same_header);
  g_test_add_func ("/rtp/header/padding",
      test_header_from_packet_with_padding_keeps_the_bit);
  g_test_add_func ("/rtp/header/other-profile",
      test_header_from_packet_of_another_profile_loses_the_extension);
  g_test_add_func ("/rtp/header/rewrite",
      test_header_rewritten_before_the_old_payload_parses_to_it);
  g_test_add_func ("/rtp/header/any",
      test_header_any_that_is_written_is_read_back);
  return g_test_run ();
}
