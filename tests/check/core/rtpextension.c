/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "coretest.h"

#include <core/rtp/wrtcrtpextension.h>

/* A packet whose extension has this profile and content. */
static TestBytes
packet_with (guint16 profile, const gchar * content_hex)
{
  g_auto (TestBytes) content = test_bytes_from_hex (content_hex);
  g_autofree guint8 *data = g_malloc0 (16 + content.size);

  g_assert_cmpuint (content.size % 4, ==, 0);
  data[0] = 0x90;
  data[12] = profile >> 8;
  data[13] = profile & 0xff;
  data[14] = content.size / 4 >> 8;
  data[15] = content.size / 4 & 0xff;
  if (content.size > 0)
    memcpy (data + 16, content.data, content.size);
  return test_bytes_copy (data, 16 + content.size);
}

/* "id:hex id:hex ..." of all that the iterator gives; "!" if malformed. */
static gchar *
describe (const WrtcRtpPacket * packet)
{
  GString *text = g_string_new (NULL);
  WrtcRtpExtensionIter iter;
  WrtcRtpExtension extension;

  wrtc_rtp_extension_iter_init (&iter, packet);
  while (wrtc_rtp_extension_iter_next (&iter, &extension)) {
    g_string_append_printf (text, "%s%u:", text->len > 0 ? " " : "",
        extension.id);
    for (guint i = 0; i < extension.size; i++)
      g_string_append_printf (text, "%02x", extension.data[i]);
  }
  /* The end stays the end. */
  g_assert_false (wrtc_rtp_extension_iter_next (&iter, &extension));
  if (iter.malformed)
    g_string_append (text, "!");
  return g_string_free (text, FALSE);
}

static void
test_extension_iterate_table_is_as_expected (void)
{
  static const struct
  {
    guint16 profile;
    const gchar *content;
    const gchar *expected;
  } cases[] = {
    /* one byte */
    {0xbede, "", ""},
    {0xbede, "00000000", ""},
    {0xbede, "10aa0000", "1:aa"},
    {0xbede, "12aabbcc", "1:aabbcc"},
    {0xbede, "10aa20bb", "1:aa 2:bb"},
    {0xbede, "0010aa00", "1:aa"},
    {0xbede, "10aa0000 000020bb", "1:aa 2:bb"},
    {0xbede, "1f010203 04050607 08090a0b 0c0d0e0f 10000000",
        "1:0102030405060708090a0b0c0d0e0f10"},
    {0xbede, "e0aae0bb", "14:aa 14:bb"},
    /* RFC 8285 4.2: 15 ends it, whatever its length says */
    {0xbede, "10aaf0bb 20cc0000", "1:aa"},
    {0xbede, "10aaffbb", "1:aa"},
    /* and so does 0 with a length */
    {0xbede, "10aa01bb 20cc0000", "1:aa"},
    {0xbede, "10aa0f00", "1:aa"},
    /* beyond the end */
    {0xbede, "13aabbcc", "!"},
    {0xbede, "10aa2fbb", "1:aa!"},
    {0xbede, "10aa0020", "1:aa!"},
    /* two bytes */
    {0x1000, "", ""},
    {0x1000, "00000000", ""},
    {0x1000, "0101aa00", "1:aa"},
    {0x1000, "01000201 bb000000", "1: 2:bb"},
    {0x1000, "0f01aa00", "15:aa"},
    {0x1000, "ff01aaff", "255:aa!"},
    {0x1000, "00000101 aa000000", "1:aa"},
    {0x1000, "0103aabb", "!"},
    {0x1000, "0101aa02", "1:aa!"},
    {0x1000, "01ff0000", "!"},
    {0x100f, "0101aa00", "1:aa"},
    /* another profile's content is nobody's */
    {0x1010, "0101aa00", ""},
    {0xbedf, "10aa0000", ""},
    {0x0000, "10aa0000", ""},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (TestBytes) bytes = packet_with (cases[i].profile, cases[i].content);
    g_autofree gchar *text = NULL;
    WrtcRtpPacket packet;

    g_test_message ("%04x %s", cases[i].profile, cases[i].content);
    g_assert_cmpint (wrtc_rtp_packet_parse (&packet, bytes.data, bytes.size),
        ==, WRTC_RTP_RESULT_OK);
    text = describe (&packet);
    g_assert_cmpstr (text, ==, cases[i].expected);
  }
}

static void
test_extension_iterate_packet_without_any_gives_none (void)
{
  g_auto (TestBytes) bytes = test_bytes_from_hex
      ("80 60 0001 00000002 00000003 bede0001 10aa0000");
  g_autofree gchar *text = NULL;
  WrtcRtpPacket packet;

  g_assert_cmpint (wrtc_rtp_packet_parse (&packet, bytes.data, bytes.size), ==,
      WRTC_RTP_RESULT_OK);
  text = describe (&packet);
  g_assert_cmpstr (text, ==, "");
}

/* Every content of one word with the first three bytes of interest. */
static void
test_extension_iterate_any_two_bytes_stays_inside (void)
{
  static const guint16 profiles[] = { 0xbede, 0x1000 };

  for (guint p = 0; p < G_N_ELEMENTS (profiles); p++) {
    for (guint value = 0; value <= 0xffff; value++) {
      g_autofree gchar *hex = g_strdup_printf ("%04x%04x", value, value);
      g_auto (TestBytes) bytes = packet_with (profiles[p], hex);
      g_autofree gchar *text = NULL;
      WrtcRtpPacket packet;

      g_assert_cmpint (wrtc_rtp_packet_parse (&packet, bytes.data, bytes.size),
          ==, WRTC_RTP_RESULT_OK);
      text = describe (&packet);
      g_assert_nonnull (text);
    }
  }
}

static void
test_extension_find_gives_the_first_of_its_id (void)
{
  g_auto (TestBytes) bytes = packet_with (0xbede, "10aa20bb 10cc21dd ee000000");
  WrtcRtpExtension extension = {.id = 99 };
  WrtcRtpPacket packet;

  wrtc_rtp_packet_parse (&packet, bytes.data, bytes.size);
  g_assert_true (wrtc_rtp_extension_find (&packet, 1, &extension));
  test_assert_bytes (extension.data, extension.size, "aa");
  g_assert_true (wrtc_rtp_extension_find (&packet, 2, &extension));
  test_assert_bytes (extension.data, extension.size, "bb");
  extension.id = 99;
  g_assert_false (wrtc_rtp_extension_find (&packet, 3, &extension));
  g_assert_false (wrtc_rtp_extension_find (&packet, 0, &extension));
  g_assert_cmpuint (extension.id, ==, 99);
}

static void
write_list (const WrtcRtpExtensionList * list, const gchar * expected)
{
  guint8 data[1024];
  WrtcWriter writer;

  wrtc_writer_init (&writer, data, sizeof data);
  wrtc_rtp_extension_list_write (list, &writer);
  g_assert_true (wrtc_writer_ok (&writer));
  g_assert_cmpuint (writer.position, ==,
      wrtc_rtp_extension_list_get_size (list));
  test_assert_bytes (data, writer.position, expected);
}

static void
test_extension_write_table_takes_the_form_that_is_needed (void)
{
  static const guint8 data[255] = { 0xd1, 0xd2, 0xd3, 0xd4, 0xd5 };
  static const struct
  {
    struct
    {
      guint8 id;
      gsize size;
    } items[3];
    guint count;
    guint8 appbits;
    const gchar *expected;
  } cases[] = {
    {{{0}}, 0, 0, ""},
    {{{1, 1}}, 1, 0, "bede0001 10d10000"},
    {{{14, 3}}, 1, 0, "bede0001 e2d1d2d3"},
    {{{1, 4}}, 1, 0, "bede0002 13d1d2d3 d4000000"},
    {{{1, 1}, {2, 1}}, 2, 0, "bede0001 10d120d1"},
    {{{1, 16}}, 1, 0,
        "bede0005 1fd1d2d3 d4d50000 00000000 00000000 00000000"},
    /* appbits are of the two-byte form alone */
    {{{1, 1}}, 1, 5, "bede0001 10d10000"},
    /* id 15 */
    {{{15, 1}}, 1, 0, "10000001 0f01d100"},
    {{{1, 1}, {15, 1}}, 2, 7, "10070002 0101d10f 01d10000"},
    {{{255, 2}}, 1, 0, "10000001 ff02d1d2"},
    /* no data */
    {{{1, 0}}, 1, 0, "10000001 01000000"},
    /* more than 16 bytes */
    {{{1, 17}}, 1, 0,
        "10000005 0111d1d2 d3d4d500 00000000 00000000 00000000"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    WrtcRtpExtensionList list = {.appbits = cases[i].appbits };

    for (guint k = 0; k < cases[i].count; k++)
      g_assert_true (wrtc_rtp_extension_list_set (&list, cases[i].items[k].id,
              data, cases[i].items[k].size));
    write_list (&list, cases[i].expected);
  }
}

static void
test_extension_write_one_byte_short_fails (void)
{
  static const guint8 data[] = { 1, 2, 3, 4, 5 };
  WrtcRtpExtensionList list = {.count = 0 };
  gsize size;

  wrtc_rtp_extension_list_set (&list, 3, data, sizeof data);
  wrtc_rtp_extension_list_set (&list, 200, data, 2);
  size = wrtc_rtp_extension_list_get_size (&list);
  for (gsize room = 0; room <= size; room++) {
    g_autofree guint8 *buffer = g_malloc (MAX (room, 1));
    WrtcWriter writer;

    wrtc_writer_init (&writer, buffer, room);
    wrtc_rtp_extension_list_write (&list, &writer);
    g_assert_true (wrtc_writer_ok (&writer) == (room == size));
  }
}

static void
test_extension_set_replaces_in_place (void)
{
  static const guint8 a[] = { 0xaa };
  static const guint8 b[] = { 0xbb };
  WrtcRtpExtensionList list = {.count = 0 };

  g_assert_true (wrtc_rtp_extension_list_set (&list, 1, a, 1));
  g_assert_true (wrtc_rtp_extension_list_set (&list, 2, a, 1));
  g_assert_true (wrtc_rtp_extension_list_set (&list, 1, b, 1));
  write_list (&list, "bede0001 10bb20aa");
}

static void
test_extension_set_bad_values_change_nothing (void)
{
  static const guint8 data[300];
  WrtcRtpExtensionList list = {.count = 0 };

  g_assert_false (wrtc_rtp_extension_list_set (&list, 0, data, 1));
  g_assert_false (wrtc_rtp_extension_list_set (&list, 1, data, 256));
  g_assert_cmpuint (list.count, ==, 0);
  g_assert_true (wrtc_rtp_extension_list_set (&list, 1, data, 255));
  g_assert_false (wrtc_rtp_extension_list_set (&list, 1, data, 256));
  g_assert_cmpuint (list.items[0].size, ==, 255);
}

static void
test_extension_set_when_full_only_replaces (void)
{
  static const guint8 data[1];
  WrtcRtpExtensionList list = {.count = 0 };

  for (guint id = 1; id <= WRTC_RTP_MAX_EXTENSIONS; id++)
    g_assert_true (wrtc_rtp_extension_list_set (&list, id, data, 1));
  g_assert_false (wrtc_rtp_extension_list_set (&list, 100, data, 1));
  g_assert_true (wrtc_rtp_extension_list_set (&list, 7, data, 0));
  g_assert_cmpuint (list.count, ==, WRTC_RTP_MAX_EXTENSIONS);
}

static void
test_extension_remove_keeps_the_order_of_the_rest (void)
{
  static const guint8 data[] = { 1 };

  for (guint removed = 1; removed <= 3; removed++) {
    static const gchar *expected[] = {
      "bede0001 20013001", "bede0001 10013001", "bede0001 10012001"
    };
    WrtcRtpExtensionList list = {.count = 0 };

    for (guint id = 1; id <= 3; id++)
      wrtc_rtp_extension_list_set (&list, id, data, 1);
    g_assert_true (wrtc_rtp_extension_list_remove (&list, removed));
    g_assert_false (wrtc_rtp_extension_list_remove (&list, removed));
    write_list (&list, expected[removed - 1]);
  }
}

static void
test_extension_read_then_write_is_the_same (void)
{
  static const struct
  {
    guint16 profile;
    const gchar *content;
  } cases[] = {
    {0xbede, "10aa20bb"},
    {0xbede, "13aabbcc dd000000"},
    {0x1005, "0f02aabb 01000000"},
    {0x1000, "0111d1d2 d3d4d500 00000000 00000000 00000000"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (TestBytes) bytes = packet_with (cases[i].profile, cases[i].content);
    g_autofree gchar *expected = g_strdup_printf ("%04x%04x%s",
        cases[i].profile, (guint) (bytes.size - 16) / 4, cases[i].content);
    WrtcRtpExtensionList list;
    WrtcRtpPacket packet;

    wrtc_rtp_packet_parse (&packet, bytes.data, bytes.size);
    g_assert_true (wrtc_rtp_extension_list_read (&list, &packet));
    write_list (&list, expected);
  }
}

static void
test_extension_read_duplicates_keeps_the_first (void)
{
  g_auto (TestBytes) bytes = packet_with (0xbede, "10aa10bb 20cc0000");
  WrtcRtpExtensionList list;
  WrtcRtpPacket packet;

  wrtc_rtp_packet_parse (&packet, bytes.data, bytes.size);
  g_assert_true (wrtc_rtp_extension_list_read (&list, &packet));
  write_list (&list, "bede0001 10aa20cc");
}

static void
test_extension_read_malformed_or_too_many_is_told (void)
{
  g_auto (TestBytes) malformed = packet_with (0xbede, "10aa2fbb");
  g_autoptr (GString) many = g_string_new (NULL);
  g_auto (TestBytes) bytes = { NULL, 0 };
  WrtcRtpExtensionList list;
  WrtcRtpPacket packet;

  wrtc_rtp_packet_parse (&packet, malformed.data, malformed.size);
  g_assert_false (wrtc_rtp_extension_list_read (&list, &packet));
  g_assert_cmpuint (list.count, ==, 1);

  for (guint id = 1; id <= 40; id++)
    g_string_append_printf (many, "%02x00", id);
  bytes = packet_with (0x1000, many->str);
  wrtc_rtp_packet_parse (&packet, bytes.data, bytes.size);
  g_assert_false (wrtc_rtp_extension_list_read (&list, &packet));
  g_assert_cmpuint (list.count, ==, WRTC_RTP_MAX_EXTENSIONS);
  g_assert_cmpuint (list.items[31].id, ==, 32);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rtp/extension/iterate",
      test_extension_iterate_table_is_as_expected);
  g_test_add_func ("/rtp/extension/iterate-none",
      test_extension_iterate_packet_without_any_gives_none);
  g_test_add_func ("/rtp/extension/iterate-any",
      test_extension_iterate_any_two_bytes_stays_inside);
  g_test_add_func ("/rtp/extension/find",
      test_extension_find_gives_the_first_of_its_id);
  g_test_add_func ("/rtp/extension/write",
      test_extension_write_table_takes_the_form_that_is_needed);
  g_test_add_func ("/rtp/extension/write-short",
      test_extension_write_one_byte_short_fails);
  g_test_add_func ("/rtp/extension/replace",
      test_extension_set_replaces_in_place);
  g_test_add_func ("/rtp/extension/bad-values",
      test_extension_set_bad_values_change_nothing);
  g_test_add_func ("/rtp/extension/full",
      test_extension_set_when_full_only_replaces);
  g_test_add_func ("/rtp/extension/remove",
      test_extension_remove_keeps_the_order_of_the_rest);
  g_test_add_func ("/rtp/extension/read-write",
      test_extension_read_then_write_is_the_same);
  g_test_add_func ("/rtp/extension/duplicates",
      test_extension_read_duplicates_keeps_the_first);
  g_test_add_func ("/rtp/extension/incomplete",
      test_extension_read_malformed_or_too_many_is_told);
  return g_test_run ();
}
