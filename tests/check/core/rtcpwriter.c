/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "coretest.h"

#include <core/base/wrtcrandom.h>
#include <core/rtcp/wrtcrtcpsdes.h>
#include <core/rtcp/wrtcrtcpwriter.h>

/* *INDENT-OFF* */
static const WrtcRtcpSenderInfo sender_info = {
  .ntp_time = G_GUINT64_CONSTANT (0xe1e2e3e4e5e6e7e8),
  .rtp_time = 0x80000001,
  .packet_count = 16,
  .octet_count = 4096,
};

static const WrtcRtcpReportBlock block = {
  .ssrc = 0xf0000002,
  .fraction_lost = 64,
  .cumulative_lost = -2,
  .highest_sequence = 0x0001fffe,
  .jitter = 0x123,
  .last_sr = 0xe3e4e5e6,
  .delay_since_last_sr = 0x10000,
};
/* *INDENT-ON* */

#define SENDER_INFO_HEX "e1e2e3e4e5e6e7e8 80000001 00000010 00001000"
#define BLOCK_HEX "f0000002 40fffffe 0001fffe 00000123 e3e4e5e6 00010000"

static gboolean
add_sr (WrtcRtcpWriter * writer)
{
  return wrtc_rtcp_writer_add_report (writer, 0xf0000001, &sender_info, &block,
      1);
}

static gboolean
add_rr (WrtcRtcpWriter * writer)
{
  return wrtc_rtcp_writer_add_report (writer, 0xf0000001, NULL, &block, 1);
}

static gboolean
add_empty_rr (WrtcRtcpWriter * writer)
{
  return wrtc_rtcp_writer_add_report (writer, 1, NULL, NULL, 0);
}

static gboolean
add_cname_0 (WrtcRtcpWriter * writer)
{
  return wrtc_rtcp_writer_add_cname (writer, 1, "");
}

static gboolean
add_cname_1 (WrtcRtcpWriter * writer)
{
  return wrtc_rtcp_writer_add_cname (writer, 1, "a");
}

static gboolean
add_cname_2 (WrtcRtcpWriter * writer)
{
  return wrtc_rtcp_writer_add_cname (writer, 1, "ab");
}

static gboolean
add_bye (WrtcRtcpWriter * writer)
{
  static const guint32 ssrcs[] = { 1, 2 };

  return wrtc_rtcp_writer_add_bye (writer, ssrcs, 2, NULL);
}

static gboolean
add_bye_with_reason (WrtcRtcpWriter * writer)
{
  static const guint32 ssrcs[] = { 1 };

  return wrtc_rtcp_writer_add_bye (writer, ssrcs, 1, "gone");
}

static gboolean
add_bye_with_empty_reason (WrtcRtcpWriter * writer)
{
  static const guint32 ssrcs[] = { 1 };

  return wrtc_rtcp_writer_add_bye (writer, ssrcs, 1, "");
}

static gboolean
add_pli (WrtcRtcpWriter * writer)
{
  return wrtc_rtcp_writer_add_pli (writer, 0xf0000001, 0xf0000002);
}

static gboolean
add_fir (WrtcRtcpWriter * writer)
{
  static const WrtcRtcpFirEntry entries[] = { {0xf0000002, 255}, {3, 0} };

  return wrtc_rtcp_writer_add_fir (writer, 1, entries, 2);
}

/* Each packet that can be written, and its bytes. */
/* *INDENT-OFF* */
static const struct
{
  gboolean (*add) (WrtcRtcpWriter * writer);
  const gchar *hex;
} packets[] = {
  {add_sr, "81c8000c f0000001" SENDER_INFO_HEX BLOCK_HEX},
  {add_rr, "81c90007 f0000001" BLOCK_HEX},
  {add_empty_rr, "80c90001 00000001"},
  {add_cname_0, "81ca0002 00000001 01000000"},
  {add_cname_1, "81ca0002 00000001 01016100"},
  {add_cname_2, "81ca0003 00000001 01026162 00000000"},
  {add_bye, "82cb0002 00000001 00000002"},
  {add_bye_with_reason, "81cb0003 00000001 04676f6e 65000000"},
  {add_bye_with_empty_reason, "81cb0002 00000001 00000000"},
  {add_pli, "81ce0002 f0000001 f0000002"},
  {add_fir, "84ce0006 00000001 00000000 f0000002 ff000000 00000003 00000000"},
};
/* *INDENT-ON* */

static void
test_writer_each_packet_has_its_bytes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (packets); i++) {
    guint8 data[256];
    WrtcRtcpWriter writer;

    wrtc_rtcp_writer_init (&writer, data, sizeof data);
    g_assert_true (packets[i].add (&writer));
    test_assert_bytes (data, wrtc_rtcp_writer_get_size (&writer),
        packets[i].hex);
  }
}

static void
test_writer_packet_that_does_not_fit_leaves_the_others (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (packets); i++) {
    g_auto (TestBytes) expected = test_bytes_from_hex (packets[i].hex);

    for (gsize room = 0; room <= expected.size; room++) {
      g_autofree guint8 *data = g_malloc (8 + room);
      gboolean fits = room == expected.size;
      WrtcRtcpWriter writer;

      wrtc_rtcp_writer_init (&writer, data, 8 + room);
      g_assert_true (add_empty_rr (&writer));
      g_assert_true (packets[i].add (&writer) == fits);
      g_assert_cmpuint (wrtc_rtcp_writer_get_size (&writer), ==,
          8 + (fits ? room : 0));
      test_assert_bytes (data, 8, "80c90001 00000001");
    }
  }
}

static void
test_writer_smaller_packet_still_fits_after_a_larger_did_not (void)
{
  guint8 data[20];
  WrtcRtcpWriter writer;

  wrtc_rtcp_writer_init (&writer, data, sizeof data);
  g_assert_true (add_empty_rr (&writer));
  g_assert_false (add_sr (&writer));
  g_assert_true (add_pli (&writer));
  test_assert_bytes (data, wrtc_rtcp_writer_get_size (&writer),
      "80c90001 00000001 81ce0002 f0000001 f0000002");
}

static void
test_writer_bad_arguments_add_nothing (void)
{
  g_autofree gchar *long_text = g_strnfill (256, 'x');
  guint32 ssrcs[32] = { 0 };
  guint8 data[1024];
  WrtcRtcpWriter writer;

  wrtc_rtcp_writer_init (&writer, data, sizeof data);
  g_assert_false (wrtc_rtcp_writer_add_cname (&writer, 1, long_text));
  g_assert_false (wrtc_rtcp_writer_add_bye (&writer, ssrcs, 0, NULL));
  g_assert_false (wrtc_rtcp_writer_add_bye (&writer, ssrcs, 32, NULL));
  g_assert_false (wrtc_rtcp_writer_add_bye (&writer, ssrcs, 1, long_text));
  g_assert_false (wrtc_rtcp_writer_add_fir (&writer, 1, NULL, 0));
  g_assert_cmpuint (wrtc_rtcp_writer_get_size (&writer), ==, 0);

  long_text[255] = '\0';
  g_assert_true (wrtc_rtcp_writer_add_cname (&writer, 1, long_text));
  g_assert_true (wrtc_rtcp_writer_add_bye (&writer, ssrcs, 31, long_text));
}

static void
test_writer_blocks_beyond_31_go_on_in_further_packets (void)
{
  static const struct
  {
    gsize blocks;
    gboolean sender;
    guint counts[4];            /* of each packet; 99: none */
  } cases[] = {
    {0, FALSE, {0, 99}},
    {31, FALSE, {31, 99}},
    {31, TRUE, {31, 99}},
    {32, TRUE, {31, 1, 99}},
    {62, FALSE, {31, 31, 99}},
    {70, TRUE, {31, 31, 8, 99}},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    WrtcRtcpReportBlock blocks[70] = { {0}
    };
    guint8 data[4096];
    WrtcRtcpWriter writer;
    WrtcRtcpReader reader;
    WrtcRtcpPacket packet;
    guint seen = 0;

    for (guint k = 0; k < G_N_ELEMENTS (blocks); k++)
      blocks[k].ssrc = k;
    wrtc_rtcp_writer_init (&writer, data, sizeof data);
    g_assert_true (wrtc_rtcp_writer_add_report (&writer, 7,
            cases[i].sender ? &sender_info : NULL, blocks, cases[i].blocks));
    g_assert_cmpint (wrtc_rtcp_reader_init (&reader, data,
            wrtc_rtcp_writer_get_size (&writer), FALSE), ==,
        WRTC_RTCP_RESULT_OK);
    for (guint k = 0; cases[i].counts[k] != 99; k++) {
      WrtcRtcpReport report;

      g_assert_true (wrtc_rtcp_reader_next (&reader, &packet));
      g_assert_cmpint (wrtc_rtcp_parse_report (&packet, &report), ==,
          WRTC_RTCP_RESULT_OK);
      g_assert_true (report.has_sender_info == (k == 0 && cases[i].sender));
      g_assert_cmpuint (report.ssrc, ==, 7);
      g_assert_cmpuint (report.block_count, ==, cases[i].counts[k]);
      for (guint b = 0; b < report.block_count; b++)
        g_assert_cmpuint (report.blocks[b].ssrc, ==, seen++);
    }
    g_assert_cmpuint (seen, ==, cases[i].blocks);
    g_assert_false (wrtc_rtcp_reader_next (&reader, &packet));
  }
}

static void
test_writer_cumulative_lost_is_clamped (void)
{
  static const struct
  {
    gint32 lost;
    gint32 expected;
  } cases[] = {
    {0, 0}, {-1, -1}, {0x7fffff, 0x7fffff}, {0x800000, 0x7fffff},
    {G_MAXINT32, 0x7fffff}, {-0x800000, -0x800000}, {-0x800001, -0x800000},
    {G_MININT32, -0x800000},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    WrtcRtcpReportBlock lossy = {.cumulative_lost = cases[i].lost };
    guint8 data[64];
    WrtcRtcpWriter writer;
    WrtcRtcpReader reader;
    WrtcRtcpPacket packet;
    WrtcRtcpReport report;

    wrtc_rtcp_writer_init (&writer, data, sizeof data);
    g_assert_true (wrtc_rtcp_writer_add_report (&writer, 1, NULL, &lossy, 1));
    wrtc_rtcp_reader_init (&reader, data, wrtc_rtcp_writer_get_size (&writer),
        FALSE);
    g_assert_true (wrtc_rtcp_reader_next (&reader, &packet));
    g_assert_cmpint (wrtc_rtcp_parse_report (&packet, &report), ==,
        WRTC_RTCP_RESULT_OK);
    g_assert_cmpint (report.blocks[0].cumulative_lost, ==, cases[i].expected);
  }
}

static void
test_writer_packet_of_more_than_65536_words_is_refused (void)
{
  gsize entries = 40000;
  g_autofree WrtcRtcpFirEntry *fir = g_new0 (WrtcRtcpFirEntry, entries);
  gsize size = 8 * entries + 64;
  g_autofree guint8 *data = g_malloc (size);
  WrtcRtcpWriter writer;

  wrtc_rtcp_writer_init (&writer, data, size);
  g_assert_false (wrtc_rtcp_writer_add_fir (&writer, 1, fir, entries));
  g_assert_cmpuint (wrtc_rtcp_writer_get_size (&writer), ==, 0);
  g_assert_true (wrtc_rtcp_writer_add_fir (&writer, 1, fir, 32766));
}

static void
test_writer_any_sequence_of_packets_is_read_back (void)
{
  WrtcRandom random;

  wrtc_random_init (&random, 5);
  for (guint round = 0; round < 5000; round++) {
    guint8 data[1200];
    guint8 types[64];
    guint count = 0;
    gsize size = 8 + wrtc_random_u64 (&random) % (sizeof data - 8);
    WrtcRtcpWriter writer;
    WrtcRtcpReader reader;
    WrtcRtcpPacket packet;

    wrtc_rtcp_writer_init (&writer, data, size);
    g_assert_true (add_empty_rr (&writer));
    types[count++] = WRTC_RTCP_TYPE_RR;
    for (guint i = 0; i < 40; i++) {
      guint which = wrtc_random_u64 (&random) % G_N_ELEMENTS (packets);
      gsize before = wrtc_rtcp_writer_get_size (&writer);

      if (packets[which].add (&writer))
        types[count++] = data[before + 1];
    }
    g_assert_cmpuint (wrtc_rtcp_writer_get_size (&writer) % 4, ==, 0);
    g_assert_cmpuint (wrtc_rtcp_writer_get_size (&writer), <=, size);
    g_assert_cmpint (wrtc_rtcp_reader_init (&reader, data,
            wrtc_rtcp_writer_get_size (&writer), FALSE), ==,
        WRTC_RTCP_RESULT_OK);
    for (guint i = 0; i < count; i++) {
      g_assert_true (wrtc_rtcp_reader_next (&reader, &packet));
      g_assert_cmpuint (packet.type, ==, types[i]);
    }
    g_assert_false (wrtc_rtcp_reader_next (&reader, &packet));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rtcp/writer/bytes", test_writer_each_packet_has_its_bytes);
  g_test_add_func ("/rtcp/writer/does-not-fit",
      test_writer_packet_that_does_not_fit_leaves_the_others);
  g_test_add_func ("/rtcp/writer/smaller-fits",
      test_writer_smaller_packet_still_fits_after_a_larger_did_not);
  g_test_add_func ("/rtcp/writer/bad-arguments",
      test_writer_bad_arguments_add_nothing);
  g_test_add_func ("/rtcp/writer/many-blocks",
      test_writer_blocks_beyond_31_go_on_in_further_packets);
  g_test_add_func ("/rtcp/writer/cumulative-lost",
      test_writer_cumulative_lost_is_clamped);
  g_test_add_func ("/rtcp/writer/too-long",
      test_writer_packet_of_more_than_65536_words_is_refused);
  g_test_add_func ("/rtcp/writer/any",
      test_writer_any_sequence_of_packets_is_read_back);
  return g_test_run ();
}
