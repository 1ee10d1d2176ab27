/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "coretest.h"

#include <core/base/wrtcreader.h>
#include <core/base/wrtcwriter.h>

static void
test_writer_all_widths_are_big_endian (void)
{
  guint8 data[18];
  WrtcWriter writer;

  wrtc_writer_init (&writer, data, sizeof data);
  wrtc_writer_u8 (&writer, 0x01);
  wrtc_writer_u16 (&writer, 0x0203);
  wrtc_writer_u24 (&writer, 0xff040506);
  wrtc_writer_u32 (&writer, 0x0708090a);
  wrtc_writer_u64 (&writer, G_GUINT64_CONSTANT (0x0b0c0d0e0f101112));
  g_assert_true (wrtc_writer_ok (&writer));
  g_assert_cmpuint (wrtc_writer_remaining (&writer), ==, 0);
  test_assert_bytes (data, writer.position,
      "0102030405060708090a0b0c0d0e0f101112");
}

static void
write_width (WrtcWriter * writer, gsize width)
{
  switch (width) {
    case 1:
      wrtc_writer_u8 (writer, 0x11);
      break;
    case 2:
      wrtc_writer_u16 (writer, 0x1122);
      break;
    case 3:
      wrtc_writer_u24 (writer, 0x112233);
      break;
    case 4:
      wrtc_writer_u32 (writer, 0x11223344);
      break;
    default:
      wrtc_writer_u64 (writer, G_GUINT64_CONSTANT (0x1122334455667788));
      break;
  }
}

static void
test_writer_every_width_one_byte_short_writes_nothing (void)
{
  static const gsize widths[] = { 1, 2, 3, 4, 8 };

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++) {
    for (gsize size = 0; size <= widths[i]; size++) {
      static const guint8 zeros[8] = { 0 };
      g_auto (TestBytes) bytes = test_bytes_copy (zeros, size);
      gboolean fits = size == widths[i];
      WrtcWriter writer;

      wrtc_writer_init (&writer, bytes.data, bytes.size);
      write_width (&writer, widths[i]);
      g_assert_true (wrtc_writer_ok (&writer) == fits);
      g_assert_cmpuint (writer.position, ==, fits ? size : 0);
      if (!fits)
        g_assert_cmpmem (bytes.data, bytes.size, zeros, size);
    }
  }
}

static void
test_writer_failed_stays_failed (void)
{
  guint8 data[4] = { 0 };
  WrtcWriter writer;

  wrtc_writer_init (&writer, data, sizeof data);
  wrtc_writer_u8 (&writer, 0xaa);
  wrtc_writer_u32 (&writer, 0xbbbbbbbb);
  g_assert_false (wrtc_writer_ok (&writer));
  g_assert_cmpuint (wrtc_writer_remaining (&writer), ==, 0);
  wrtc_writer_u8 (&writer, 0xcc);
  wrtc_writer_bytes (&writer, NULL, 0);
  wrtc_writer_fill (&writer, 0xdd, 1);
  wrtc_writer_patch_u16 (&writer, 0, 0xeeee);
  g_assert_false (wrtc_writer_ok (&writer));
  test_assert_bytes (data, sizeof data, "aa000000");
}

static void
test_writer_bytes_and_fill_are_written (void)
{
  guint8 data[8];
  WrtcWriter writer;

  wrtc_writer_init (&writer, data, sizeof data);
  wrtc_writer_bytes (&writer, (const guint8 *) "abc", 3);
  wrtc_writer_bytes (&writer, NULL, 0);
  wrtc_writer_fill (&writer, 0x77, 2);
  wrtc_writer_fill (&writer, 0x88, 0);
  wrtc_writer_fill (&writer, 0, 3);
  g_assert_true (wrtc_writer_ok (&writer));
  test_assert_bytes (data, writer.position, "6162637777000000");
}

static void
test_writer_sizes_near_the_maximum_do_not_wrap (void)
{
  static const gsize sizes[] = {
    8, 0x80000000, 0xffffffff, G_MAXSIZE / 2, G_MAXSIZE - 1, G_MAXSIZE
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    guint8 data[8] = { 0 };
    WrtcWriter writer;

    wrtc_writer_init (&writer, data, sizeof data);
    wrtc_writer_u8 (&writer, 1);
    wrtc_writer_fill (&writer, 0xff, sizes[i]);
    g_assert_false (wrtc_writer_ok (&writer));
    test_assert_bytes (data, sizeof data, "0100000000000000");
  }
}

static void
test_writer_nothing_to_write_to_fails_on_the_first_byte (void)
{
  WrtcWriter writer;

  wrtc_writer_init (&writer, NULL, 0);
  wrtc_writer_fill (&writer, 0, 0);
  g_assert_true (wrtc_writer_ok (&writer));
  wrtc_writer_u8 (&writer, 0);
  g_assert_false (wrtc_writer_ok (&writer));
}

static void
test_writer_patch_replaces_what_is_written (void)
{
  static const struct
  {
    gsize position;
    const gchar *expected;      /* NULL: the writer fails */
  } cases[] = {
    {0, "abcd030405"},
    {2, "0102abcd05"},
    {3, "010203abcd"},
    {4, NULL},
    {5, NULL},
    {G_MAXSIZE, NULL},
    {G_MAXSIZE - 1, NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint8 data[8] = { 0 };
    WrtcWriter writer;

    wrtc_writer_init (&writer, data, sizeof data);
    wrtc_writer_bytes (&writer, (const guint8 *) "\1\2\3\4\5", 5);
    wrtc_writer_patch_u16 (&writer, cases[i].position, 0xabcd);
    g_assert_true (wrtc_writer_ok (&writer) == (cases[i].expected != NULL));
    test_assert_bytes (data, 5, cases[i].expected != NULL ?
        cases[i].expected : "0102030405");
  }
}

static void
test_writer_patch_of_less_than_two_bytes_fails (void)
{
  for (gsize written = 0; written < 2; written++) {
    guint8 data[8] = { 0 };
    WrtcWriter writer;

    wrtc_writer_init (&writer, data, sizeof data);
    wrtc_writer_fill (&writer, 0, written);
    wrtc_writer_patch_u16 (&writer, 0, 0xffff);
    g_assert_false (wrtc_writer_ok (&writer));
    test_assert_bytes (data, sizeof data, "0000000000000000");
  }
}

static void
test_writer_copy_takes_back_a_failure (void)
{
  guint8 data[4];
  WrtcWriter writer;
  WrtcWriter before;

  wrtc_writer_init (&writer, data, sizeof data);
  wrtc_writer_u16 (&writer, 0x0102);
  before = writer;
  wrtc_writer_u32 (&writer, 0x03040506);
  g_assert_false (wrtc_writer_ok (&writer));
  writer = before;
  wrtc_writer_u16 (&writer, 0x0708);
  g_assert_true (wrtc_writer_ok (&writer));
  test_assert_bytes (data, writer.position, "01020708");
}

static void
test_writer_what_is_written_is_read_back (void)
{
  guint8 data[18];
  WrtcWriter writer;
  WrtcReader reader;

  wrtc_writer_init (&writer, data, sizeof data);
  wrtc_writer_u64 (&writer, G_MAXUINT64 - 1);
  wrtc_writer_u32 (&writer, 0x80000001);
  wrtc_writer_u24 (&writer, 0x800001);
  wrtc_writer_u16 (&writer, 0x8001);
  wrtc_writer_u8 (&writer, 0x81);
  wrtc_reader_init (&reader, data, writer.position);
  g_assert_cmphex (wrtc_reader_u64 (&reader), ==, G_MAXUINT64 - 1);
  g_assert_cmphex (wrtc_reader_u32 (&reader), ==, 0x80000001);
  g_assert_cmphex (wrtc_reader_u24 (&reader), ==, 0x800001);
  g_assert_cmphex (wrtc_reader_u16 (&reader), ==, 0x8001);
  g_assert_cmphex (wrtc_reader_u8 (&reader), ==, 0x81);
  g_assert_true (wrtc_reader_ok (&reader));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/writer/all-widths", test_writer_all_widths_are_big_endian);
  g_test_add_func ("/writer/one-byte-short",
      test_writer_every_width_one_byte_short_writes_nothing);
  g_test_add_func ("/writer/sticky", test_writer_failed_stays_failed);
  g_test_add_func ("/writer/bytes-and-fill",
      test_writer_bytes_and_fill_are_written);
  g_test_add_func ("/writer/huge-sizes",
      test_writer_sizes_near_the_maximum_do_not_wrap);
  g_test_add_func ("/writer/nothing",
      test_writer_nothing_to_write_to_fails_on_the_first_byte);
  g_test_add_func ("/writer/patch", test_writer_patch_replaces_what_is_written);
  g_test_add_func ("/writer/patch-too-early",
      test_writer_patch_of_less_than_two_bytes_fails);
  g_test_add_func ("/writer/take-back", test_writer_copy_takes_back_a_failure);
  g_test_add_func ("/writer/round-trip",
      test_writer_what_is_written_is_read_back);
  return g_test_run ();
}
