/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "coretest.h"

#include <core/rtcp/wrtcrtcp.h>
#include <core/rtcp/wrtcrtcpfeedback.h>
#include <core/rtcp/wrtcrtcpsdes.h>

#define EMPTY_RR "80c90001 00000001 "
#define CNAME_A "81ca0002 00000001 01016100 "
#define PLI "81ce0002 00000001 00000002 "

typedef struct
{
  const gchar *name;
  const gchar *hex;
  WrtcRtcpResult compound;
  WrtcRtcpResult reduced_size;
  const gchar *types;           /* what the reader gives */
} CompoundCase;

#define OK WRTC_RTCP_RESULT_OK
#define TOO_SHORT WRTC_RTCP_RESULT_TOO_SHORT
#define BAD_VERSION WRTC_RTCP_RESULT_BAD_VERSION
#define BAD_LENGTH WRTC_RTCP_RESULT_BAD_LENGTH
#define BAD_PADDING WRTC_RTCP_RESULT_BAD_PADDING
#define BAD_FIRST WRTC_RTCP_RESULT_BAD_FIRST
#define TRUNCATED WRTC_RTCP_RESULT_TRUNCATED

/* *INDENT-OFF* */
static const CompoundCase compound_cases[] = {
  {"nothing", "", TOO_SHORT, TOO_SHORT, ""},
  {"three bytes", "80c900", TOO_SHORT, TOO_SHORT, ""},
  {"RR", EMPTY_RR, OK, OK, "RR"},
  {"RR and CNAME", EMPTY_RR CNAME_A, OK, OK, "RR SDES"},
  {"a header alone", "80c90000", OK, OK, "RR"},
  {"CNAME first", CNAME_A EMPTY_RR, BAD_FIRST, OK, "SDES RR"},
  {"PLI alone", PLI, BAD_FIRST, OK, "PSFB"},
  {"BYE alone", "81cb0001 00000001", BAD_FIRST, OK, "BYE"},
  {"unknown type first", "80df0000", BAD_FIRST, OK, "unknown"},
  {"unknown type second", EMPTY_RR "80df0001 ffffffff" PLI, OK, OK,
      "RR unknown PSFB"},
  {"XR and APP", EMPTY_RR "80cf0000 80cc0000", OK, OK, "RR XR APP"},
  {"version 0", "00c90001 00000001", BAD_VERSION, BAD_VERSION, ""},
  {"version 1", "40c90001 00000001", BAD_VERSION, BAD_VERSION, ""},
  {"version 3", "c0c90001 00000001", BAD_VERSION, BAD_VERSION, ""},
  {"version 3 in the second", EMPTY_RR "c1ca0000", BAD_VERSION, BAD_VERSION,
      ""},
  {"one byte missing", "80c90001 000000", BAD_LENGTH, BAD_LENGTH, ""},
  {"one byte too many", EMPTY_RR "80", BAD_LENGTH, BAD_LENGTH, ""},
  {"half a header at the end", EMPTY_RR "81ca00", BAD_LENGTH, BAD_LENGTH, ""},
  {"length of 65535 words", "80c9ffff 00000001", BAD_LENGTH, BAD_LENGTH, ""},
  {"second beyond the end", EMPTY_RR "81ca0003 00000001 01016100", BAD_LENGTH,
      BAD_LENGTH, ""},
  {"padding in the last", EMPTY_RR "a1ca0003 00000001 01016100 00000004", OK,
      OK, "RR SDES"},
  {"padding in the only one", "a0c90002 00000001 00000004", OK, OK, "RR"},
  {"padding in the first of two", "a0c90002 00000001 00000004" CNAME_A,
      BAD_PADDING, BAD_PADDING, ""},
  {"padding of zero", "a0c90002 00000001 00000000", BAD_PADDING, BAD_PADDING,
      ""},
  {"padding of all", "a0c90002 00000001 00000008", OK, OK, "RR"},
  {"padding of more than all", "a0c90002 00000001 0000000c", BAD_PADDING,
      BAD_PADDING, ""},
  {"padding without room", "a0c90000", BAD_PADDING, BAD_PADDING, ""},
};
/* *INDENT-ON* */

static gchar *
list_types (WrtcRtcpReader * reader)
{
  GString *types = g_string_new (NULL);
  WrtcRtcpPacket packet;

  while (wrtc_rtcp_reader_next (reader, &packet))
    g_string_append_printf (types, "%s%s", types->len > 0 ? " " : "",
        wrtc_rtcp_type_to_string (packet.type));
  g_assert_false (wrtc_rtcp_reader_next (reader, &packet));
  return g_string_free (types, FALSE);
}

static void
check_compound (const CompoundCase * c, gboolean reduced_size)
{
  g_auto (TestBytes) bytes = test_bytes_from_hex (c->hex);
  WrtcRtcpResult expected = reduced_size ? c->reduced_size : c->compound;
  g_autofree gchar *types = NULL;
  WrtcRtcpReader reader;
  WrtcRtcpResult result;

  g_test_message ("%s%s", c->name, reduced_size ? ", reduced size" : "");
  result = wrtc_rtcp_reader_init (&reader, bytes.data, bytes.size,
      reduced_size);
  g_assert_cmpstr (wrtc_rtcp_result_to_string (result), ==,
      wrtc_rtcp_result_to_string (expected));
  types = list_types (&reader);
  g_assert_cmpstr (types, ==, expected == OK ? c->types : "");
}

static void
test_rtcp_compound_table_is_as_expected (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (compound_cases); i++) {
    check_compound (&compound_cases[i], FALSE);
    check_compound (&compound_cases[i], TRUE);
  }
}

static void
test_rtcp_compound_packet_limit_is_kept (void)
{
  for (guint count = WRTC_RTCP_MAX_PACKETS - 1;
      count <= WRTC_RTCP_MAX_PACKETS + 1; count++) {
    g_autofree guint8 *data = g_malloc0 (4 * count);
    WrtcRtcpReader reader;

    for (guint i = 0; i < count; i++) {
      data[4 * i] = 0x80;
      data[4 * i + 1] = WRTC_RTCP_TYPE_RR;
    }
    g_assert_cmpint (wrtc_rtcp_reader_init (&reader, data, 4 * count, FALSE),
        ==, count <= WRTC_RTCP_MAX_PACKETS ? OK : WRTC_RTCP_RESULT_TOO_MANY);
  }
}

/* Reads all that can be read from what may be RTCP. */
static void
read_everything (const guint8 * data, gsize size)
{
  WrtcRtcpReader reader;
  WrtcRtcpPacket packet;

  if (wrtc_rtcp_reader_init (&reader, data, size, TRUE) != OK)
    return;
  while (wrtc_rtcp_reader_next (&reader, &packet)) {
    WrtcRtcpReport report;
    WrtcRtcpBye bye;
    WrtcRtcpFeedback feedback;
    WrtcRtcpSdesIter iter;
    WrtcRtcpSdesItem item;
    guint16 numbers[16];

    if (wrtc_rtcp_parse_report (&packet, &report) == OK)
      g_assert_cmpuint (report.block_count, <=, WRTC_RTCP_MAX_COUNT);
    if (wrtc_rtcp_parse_bye (&packet, &bye) == OK)
      g_assert_cmpuint (bye.ssrc_count, <=, WRTC_RTCP_MAX_COUNT);
    wrtc_rtcp_sdes_iter_init (&iter, &packet);
    while (wrtc_rtcp_sdes_iter_next (&iter, &item))
      g_assert_cmpuint (item.type, !=, 0);
    if (wrtc_rtcp_parse_feedback (&packet, &feedback) == OK)
      g_assert_cmpuint (wrtc_rtcp_feedback_read_nack (&feedback, numbers, 16),
          <=, 16);
  }
}

/* Threat 6: every length, type and count, of zeros, ones and counting bytes. */
static void
test_rtcp_every_length_type_and_count_stays_inside (void)
{
  for (gsize size = 0; size <= 64; size++) {
    for (guint type = 200; type <= 208; type++) {
      for (guint count = 0; count < 64; count++) {
        for (guint fill = 0; fill < 3; fill++) {
          g_auto (TestBytes) bytes = { NULL, 0 };
          guint8 data[64];

          for (guint i = 0; i < sizeof data; i++)
            data[i] = fill == 2 ? i : fill;
          data[0] = 0x80 | count;
          data[1] = type;
          data[2] = 0;
          data[3] = MAX (size / 4, 1) - 1;
          bytes = test_bytes_copy (data, size);
          read_everything (bytes.data, bytes.size);
        }
      }
    }
  }
}

static WrtcRtcpResult
first_packet (const TestBytes * bytes, WrtcRtcpPacket * packet)
{
  WrtcRtcpReader reader;
  WrtcRtcpResult result =
      wrtc_rtcp_reader_init (&reader, bytes->data, bytes->size, TRUE);

  g_assert_cmpint (result, ==, OK);
  g_assert_true (wrtc_rtcp_reader_next (&reader, packet));
  return result;
}

static void
test_rtcp_sender_report_fields_are_read (void)
{
  g_auto (TestBytes) bytes = test_bytes_from_hex ("81c8000c f0000001"
      "e1e2e3e4 e5e6e7e8 80000001 00000010 00001000"
      "f0000002 40 fffffe 0001fffe 00000123 e3e4e5e6 00010000");
  WrtcRtcpPacket packet;
  WrtcRtcpReport report;

  first_packet (&bytes, &packet);
  g_assert_cmpint (wrtc_rtcp_parse_report (&packet, &report), ==, OK);
  g_assert_cmphex (report.ssrc, ==, 0xf0000001);
  g_assert_true (report.has_sender_info);
  g_assert_cmphex (report.sender_info.ntp_time, ==,
      G_GUINT64_CONSTANT (0xe1e2e3e4e5e6e7e8));
  g_assert_cmphex (report.sender_info.rtp_time, ==, 0x80000001);
  g_assert_cmpuint (report.sender_info.packet_count, ==, 16);
  g_assert_cmpuint (report.sender_info.octet_count, ==, 4096);
  g_assert_cmpuint (report.block_count, ==, 1);
  g_assert_cmphex (report.blocks[0].ssrc, ==, 0xf0000002);
  g_assert_cmpuint (report.blocks[0].fraction_lost, ==, 64);
  g_assert_cmpint (report.blocks[0].cumulative_lost, ==, -2);
  g_assert_cmphex (report.blocks[0].highest_sequence, ==, 0x0001fffe);
  g_assert_cmpuint (report.blocks[0].jitter, ==, 0x123);
  g_assert_cmphex (report.blocks[0].last_sr, ==, 0xe3e4e5e6);
  g_assert_cmphex (report.blocks[0].delay_since_last_sr, ==, 0x10000);
}

static void
test_rtcp_cumulative_lost_is_24_bits_signed (void)
{
  static const struct
  {
    const gchar *hex;
    gint32 expected;
  } cases[] = {
    {"000000", 0},
    {"000001", 1},
    {"7fffff", 0x7fffff},
    {"800000", -0x800000},
    {"ffffff", -1},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *hex = g_strdup_printf ("81c90007 00000001 00000002 00%s"
        "00000000 00000000 00000000 00000000", cases[i].hex);
    g_auto (TestBytes) bytes = test_bytes_from_hex (hex);
    WrtcRtcpPacket packet;
    WrtcRtcpReport report;

    first_packet (&bytes, &packet);
    g_assert_cmpint (wrtc_rtcp_parse_report (&packet, &report), ==, OK);
    g_assert_false (report.has_sender_info);
    g_assert_cmpint (report.blocks[0].cumulative_lost, ==, cases[i].expected);
  }
}

static void
test_rtcp_report_with_less_than_its_count_is_truncated (void)
{
  for (guint type = WRTC_RTCP_TYPE_SR; type <= WRTC_RTCP_TYPE_RR; type++) {
    for (guint count = 0; count <= 31; count++) {
      gsize needed = (type == WRTC_RTCP_TYPE_SR ? 24 : 4) + 24 * count;

      for (gsize words = 0; words <= needed / 4 + 1; words++) {
        g_autofree guint8 *data = g_malloc0 (4 + 4 * words);
        TestBytes bytes = { data, 4 + 4 * words };
        WrtcRtcpPacket packet;
        WrtcRtcpReport report;

        data[0] = 0x80 | count;
        data[1] = type;
        data[3] = words;
        first_packet (&bytes, &packet);
        /* One word more is a profile-specific extension. */
        g_assert_cmpint (wrtc_rtcp_parse_report (&packet, &report), ==,
            4 * words >= needed ? OK : TRUNCATED);
      }
    }
  }
}

/* Threat 16, PJSIP CVE-2021-43804: the length of the BYE reason. */
static void
test_rtcp_bye_table_is_as_expected (void)
{
  static const struct
  {
    const gchar *hex;
    WrtcRtcpResult result;
    guint ssrcs;
    const gchar *reason;        /* NULL: none */
  } cases[] = {
    {"80cb0000", OK, 0, NULL},
    {"81cb0001 00000001", OK, 1, NULL},
    {"82cb0002 00000001 00000002", OK, 2, NULL},
    {"81cb0002 00000001 03627965", OK, 1, "bye"},
    {"81cb0003 00000001 04627965 21000000", OK, 1, "bye!"},
    {"81cb0002 00000001 00000000", OK, 1, ""},
    {"81cb0002 00000001 04627965", TRUNCATED, 0, NULL},
    {"81cb0002 00000001 ff627965", TRUNCATED, 0, NULL},
    {"81cb0000", TRUNCATED, 0, NULL},
    {"9fcb0001 00000001", TRUNCATED, 0, NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (TestBytes) bytes = test_bytes_from_hex (cases[i].hex);
    WrtcRtcpPacket packet;
    WrtcRtcpBye bye;

    g_test_message ("%s", cases[i].hex);
    first_packet (&bytes, &packet);
    g_assert_cmpint (wrtc_rtcp_parse_bye (&packet, &bye), ==, cases[i].result);
    if (cases[i].result != OK)
      continue;
    g_assert_cmpuint (bye.ssrc_count, ==, cases[i].ssrcs);
    for (guint k = 0; k < bye.ssrc_count; k++)
      g_assert_cmpuint (bye.ssrcs[k], ==, k + 1);
    g_assert_true ((bye.reason != NULL) == (cases[i].reason != NULL));
    if (bye.reason != NULL)
      g_assert_cmpmem (bye.reason, bye.reason_size, cases[i].reason,
          strlen (cases[i].reason));
  }
}

static void
test_rtcp_parse_as_another_type_is_refused (void)
{
  for (guint type = 190; type < 256; type++) {
    WrtcRtcpPacket packet = {.type = type };
    gboolean report = type == 200 || type == 201;
    gboolean feedback = type == 205 || type == 206;
    WrtcRtcpReport as_report;
    WrtcRtcpBye as_bye;
    WrtcRtcpFeedback as_feedback;
    WrtcRtcpSdesIter iter;
    WrtcRtcpSdesItem item;

    packet.count = 1;
    g_assert_cmpint (wrtc_rtcp_parse_report (&packet, &as_report), ==,
        report ? TRUNCATED : WRTC_RTCP_RESULT_WRONG_TYPE);
    g_assert_cmpint (wrtc_rtcp_parse_bye (&packet, &as_bye), ==,
        type == 203 ? TRUNCATED : WRTC_RTCP_RESULT_WRONG_TYPE);
    g_assert_cmpint (wrtc_rtcp_parse_feedback (&packet, &as_feedback), ==,
        feedback ? TRUNCATED : WRTC_RTCP_RESULT_WRONG_TYPE);
    wrtc_rtcp_sdes_iter_init (&iter, &packet);
    g_assert_false (wrtc_rtcp_sdes_iter_next (&iter, &item));
    g_assert_true (iter.malformed == (type == 202));
  }
}

/* "ssrc/type=text ..."; "!" if malformed. */
static gchar *
describe_sdes (const WrtcRtcpPacket * packet)
{
  GString *text = g_string_new (NULL);
  WrtcRtcpSdesIter iter;
  WrtcRtcpSdesItem item;

  wrtc_rtcp_sdes_iter_init (&iter, packet);
  while (wrtc_rtcp_sdes_iter_next (&iter, &item)) {
    g_string_append_printf (text, "%s%u/%u=", text->len > 0 ? " " : "",
        item.ssrc, item.type);
    g_string_append_len (text, item.text, item.size);
  }
  g_assert_false (wrtc_rtcp_sdes_iter_next (&iter, &item));
  if (iter.malformed)
    g_string_append (text, "!");
  return g_string_free (text, FALSE);
}

static void
test_rtcp_sdes_table_is_as_expected (void)
{
  static const struct
  {
    const gchar *hex;
    const gchar *expected;
  } cases[] = {
    {"80ca0000", ""},
    {"81ca0002 00000001 01016100", "1/1=a"},
    {"81ca0003 00000001 01026162 00000000", "1/1=ab"},
    {"81ca0002 00000001 01000000", "1/1="},
    {"81ca0003 00000001 01016102 01620000", "1/1=a 1/2=b"},
    {"81ca0003 00000001 01036162 63000000", "1/1=abc"},
    {"81ca0003 00000001 0f01300c 01680000", "1/15=0 1/12=h"},
    /* no items at all */
    {"81ca0002 00000001 00000000", ""},
    {"82ca0004 00000001 00000000 00000002 01016100", "2/1=a"},
    {"82ca0004 00000001 01016100 00000002 01016200", "1/1=a 2/1=b"},
    {"82ca0005 00000001 01026162 00000000 00000002 01016200",
        "1/1=ab 2/1=b"},
    /* the end is missing, but not the item */
    {"81ca0002 00000001 01026162", "1/1=ab!"},
    {"81ca0002 00000001 01036162", "!"},
    {"81ca0002 00000001 01ff6162", "!"},
    {"81ca0001 00000001", "!"},
    {"81ca0000", "!"},
    {"9fca0002 00000001 01016100", "1/1=a!"},
    /* bytes after the last chunk are nobody's */
    {"81ca0003 00000001 01016100 deadbeef", "1/1=a"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (TestBytes) bytes = test_bytes_from_hex (cases[i].hex);
    g_autofree gchar *text = NULL;
    WrtcRtcpPacket packet;

    g_test_message ("%s", cases[i].hex);
    first_packet (&bytes, &packet);
    text = describe_sdes (&packet);
    g_assert_cmpstr (text, ==, cases[i].expected);
  }
}

static void
test_rtcp_feedback_common_fields_are_read (void)
{
  g_auto (TestBytes) bytes =
      test_bytes_from_hex ("8fcd0003 f0000001 f0000002 01020304");
  WrtcRtcpPacket packet;
  WrtcRtcpFeedback feedback;

  first_packet (&bytes, &packet);
  g_assert_cmpint (wrtc_rtcp_parse_feedback (&packet, &feedback), ==, OK);
  g_assert_cmpuint (feedback.type, ==, WRTC_RTCP_TYPE_RTPFB);
  g_assert_cmpuint (feedback.format, ==, WRTC_RTCP_RTPFB_TWCC);
  g_assert_cmphex (feedback.sender_ssrc, ==, 0xf0000001);
  g_assert_cmphex (feedback.media_ssrc, ==, 0xf0000002);
  test_assert_bytes (feedback.fci, feedback.fci_size, "01020304");
  g_assert_false (wrtc_rtcp_feedback_is_pli (&feedback));
}

static void
test_rtcp_pli_is_known_by_type_and_format (void)
{
  static const struct
  {
    const gchar *hex;
    gboolean pli;
  } cases[] = {
    {"81ce0002 00000001 00000002", TRUE},
    {"81cd0002 00000001 00000002", FALSE},
    {"82ce0002 00000001 00000002", FALSE},
    {"84ce0002 00000001 00000002", FALSE},
    /* an FCI that should not be there does no harm */
    {"81ce0003 00000001 00000002 ffffffff", TRUE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (TestBytes) bytes = test_bytes_from_hex (cases[i].hex);
    WrtcRtcpPacket packet;
    WrtcRtcpFeedback feedback;

    first_packet (&bytes, &packet);
    g_assert_cmpint (wrtc_rtcp_parse_feedback (&packet, &feedback), ==, OK);
    g_assert_true (wrtc_rtcp_feedback_is_pli (&feedback) == cases[i].pli);
  }
}

static void
test_rtcp_fir_entries_are_read_until_the_last_whole_one (void)
{
  g_auto (TestBytes) bytes = test_bytes_from_hex ("84ce0007 00000001 00000000"
      "f0000002 ff000000 f0000003 00ffffff f0000004");
  WrtcRtcpPacket packet;
  WrtcRtcpFeedback feedback;
  WrtcRtcpFirEntry entry = { 0 };

  first_packet (&bytes, &packet);
  g_assert_cmpint (wrtc_rtcp_parse_feedback (&packet, &feedback), ==, OK);
  g_assert_true (wrtc_rtcp_feedback_get_fir (&feedback, 0, &entry));
  g_assert_cmphex (entry.ssrc, ==, 0xf0000002);
  g_assert_cmpuint (entry.command, ==, 255);
  g_assert_true (wrtc_rtcp_feedback_get_fir (&feedback, 1, &entry));
  g_assert_cmphex (entry.ssrc, ==, 0xf0000003);
  g_assert_cmpuint (entry.command, ==, 0);
  g_assert_false (wrtc_rtcp_feedback_get_fir (&feedback, 2, &entry));
  g_assert_false (wrtc_rtcp_feedback_get_fir (&feedback, G_MAXUINT, &entry));
  feedback.format = WRTC_RTCP_PSFB_AFB;
  g_assert_false (wrtc_rtcp_feedback_get_fir (&feedback, 0, &entry));
}

static void
test_rtcp_nack_from_each_wrap_start_lists_what_is_lost (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (wrap_starts); s++) {
    g_autofree gchar *hex = g_strdup_printf ("81cd0004 00000001 00000002"
        "%04x8001 %04x0000", wrap_starts[s], (guint16) (wrap_starts[s] + 100));
    g_auto (TestBytes) bytes = test_bytes_from_hex (hex);
    static const guint16 offsets[] = { 0, 1, 16, 100 };
    WrtcRtcpPacket packet;
    WrtcRtcpFeedback feedback;
    guint16 numbers[40];

    first_packet (&bytes, &packet);
    g_assert_cmpint (wrtc_rtcp_parse_feedback (&packet, &feedback), ==, OK);
    g_assert_cmpuint (wrtc_rtcp_feedback_read_nack (&feedback, numbers,
            G_N_ELEMENTS (numbers)), ==, G_N_ELEMENTS (offsets));
    for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
      g_assert_cmpuint (numbers[i], ==, (guint16) (wrap_starts[s]
              + offsets[i]));
  }
}

/* Threat 16: what a NACK can ask for is bounded by the one who reads it. */
static void
test_rtcp_nack_of_any_size_gives_no_more_than_asked (void)
{
  gsize entries = 16000;
  g_autofree guint8 *fci = g_malloc (4 * entries);
  WrtcRtcpFeedback feedback = {
    .type = WRTC_RTCP_TYPE_RTPFB,.format = WRTC_RTCP_RTPFB_NACK
  };
  WrtcRtcpNackEntry entry;
  guint16 numbers[100];

  memset (fci, 0xff, 4 * entries);
  feedback.fci = fci;
  feedback.fci_size = 4 * entries;
  for (gsize max = 0; max <= G_N_ELEMENTS (numbers); max++)
    g_assert_cmpuint (wrtc_rtcp_feedback_read_nack (&feedback, numbers, max),
        ==, max);
  /* 20 bytes: two entries, 34 numbers at most. */
  feedback.fci_size = 8;
  g_assert_cmpuint (wrtc_rtcp_feedback_read_nack (&feedback, numbers, 100), ==,
      34);
  feedback.fci_size = 7;
  g_assert_cmpuint (wrtc_rtcp_feedback_read_nack (&feedback, numbers, 100), ==,
      17);
  feedback.fci_size = 3;
  g_assert_false (wrtc_rtcp_feedback_get_nack (&feedback, 0, &entry));
  feedback.fci_size = 8;
  feedback.type = WRTC_RTCP_TYPE_PSFB;
  g_assert_cmpuint (wrtc_rtcp_feedback_read_nack (&feedback, numbers, 100), ==,
      0);
}

static void
test_rtcp_strings_name_every_value (void)
{
  for (gint i = 0; i <= WRTC_RTCP_RESULT_TRUNCATED; i++)
    g_assert_cmpstr (wrtc_rtcp_result_to_string (i), !=, "invalid");
  g_assert_cmpstr (wrtc_rtcp_result_to_string (TRUNCATED + 1), ==, "invalid");
  for (guint type = 0; type < 256; type++)
    g_assert_true ((strcmp (wrtc_rtcp_type_to_string (type), "unknown") != 0)
        == (type >= 200 && type <= 207));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rtcp/compound/table",
      test_rtcp_compound_table_is_as_expected);
  g_test_add_func ("/rtcp/compound/limit",
      test_rtcp_compound_packet_limit_is_kept);
  g_test_add_func ("/rtcp/every-length",
      test_rtcp_every_length_type_and_count_stays_inside);
  g_test_add_func ("/rtcp/report/fields",
      test_rtcp_sender_report_fields_are_read);
  g_test_add_func ("/rtcp/report/cumulative-lost",
      test_rtcp_cumulative_lost_is_24_bits_signed);
  g_test_add_func ("/rtcp/report/truncated",
      test_rtcp_report_with_less_than_its_count_is_truncated);
  g_test_add_func ("/rtcp/bye", test_rtcp_bye_table_is_as_expected);
  g_test_add_func ("/rtcp/wrong-type",
      test_rtcp_parse_as_another_type_is_refused);
  g_test_add_func ("/rtcp/sdes", test_rtcp_sdes_table_is_as_expected);
  g_test_add_func ("/rtcp/feedback/fields",
      test_rtcp_feedback_common_fields_are_read);
  g_test_add_func ("/rtcp/feedback/pli",
      test_rtcp_pli_is_known_by_type_and_format);
  g_test_add_func ("/rtcp/feedback/fir",
      test_rtcp_fir_entries_are_read_until_the_last_whole_one);
  g_test_add_func ("/rtcp/feedback/nack",
      test_rtcp_nack_from_each_wrap_start_lists_what_is_lost);
  g_test_add_func ("/rtcp/feedback/nack-limit",
      test_rtcp_nack_of_any_size_gives_no_more_than_asked);
  g_test_add_func ("/rtcp/strings", test_rtcp_strings_name_every_value);
  return g_test_run ();
}
