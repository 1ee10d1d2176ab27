/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "coretest.h"

#include <core/base/wrtcreader.h>

static const guint8 counting[] = {
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c,
  0x0d, 0x0e, 0x0f, 0x10, 0x11, 0x12
};

static void
test_reader_all_widths_are_big_endian (void)
{
  WrtcReader reader;

  wrtc_reader_init (&reader, counting, sizeof counting);
  g_assert_cmphex (wrtc_reader_u8 (&reader), ==, 0x01);
  g_assert_cmphex (wrtc_reader_u16 (&reader), ==, 0x0203);
  g_assert_cmphex (wrtc_reader_u24 (&reader), ==, 0x040506);
  g_assert_cmphex (wrtc_reader_u32 (&reader), ==, 0x0708090a);
  g_assert_cmphex (wrtc_reader_u64 (&reader), ==,
      G_GUINT64_CONSTANT (0x0b0c0d0e0f101112));
  g_assert_true (wrtc_reader_ok (&reader));
  g_assert_cmpuint (wrtc_reader_remaining (&reader), ==, 0);
}

static void
test_reader_high_bits_are_not_sign_extended (void)
{
  guint8 ones[18];
  WrtcReader reader;

  memset (ones, 0xff, sizeof ones);
  wrtc_reader_init (&reader, ones, sizeof ones);
  g_assert_cmphex (wrtc_reader_u8 (&reader), ==, 0xff);
  g_assert_cmphex (wrtc_reader_u16 (&reader), ==, 0xffff);
  g_assert_cmphex (wrtc_reader_u24 (&reader), ==, 0xffffff);
  g_assert_cmphex (wrtc_reader_u32 (&reader), ==, 0xffffffff);
  g_assert_cmphex (wrtc_reader_u64 (&reader), ==, G_MAXUINT64);
}

static guint64
read_width (WrtcReader * reader, gsize width)
{
  switch (width) {
    case 1:
      return wrtc_reader_u8 (reader);
    case 2:
      return wrtc_reader_u16 (reader);
    case 3:
      return wrtc_reader_u24 (reader);
    case 4:
      return wrtc_reader_u32 (reader);
    default:
      return wrtc_reader_u64 (reader);
  }
}

static void
test_reader_every_width_one_byte_short_fails (void)
{
  static const gsize widths[] = { 1, 2, 3, 4, 8 };

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++) {
    for (gsize size = 0; size <= widths[i]; size++) {
      g_auto (TestBytes) bytes = test_bytes_copy (counting, size);
      gboolean fits = size == widths[i];
      WrtcReader reader;

      wrtc_reader_init (&reader, bytes.data, bytes.size);
      g_assert_true ((read_width (&reader, widths[i]) != 0) == fits);
      g_assert_true (wrtc_reader_ok (&reader) == fits);
    }
  }
}

static void
test_reader_failed_stays_failed (void)
{
  WrtcReader reader;
  WrtcReader part;

  wrtc_reader_init (&reader, counting, 3);
  g_assert_cmphex (wrtc_reader_u32 (&reader), ==, 0);
  g_assert_false (wrtc_reader_ok (&reader));
  g_assert_cmpuint (wrtc_reader_remaining (&reader), ==, 0);
  g_assert_cmpuint (reader.position, ==, 0);
  g_assert_cmphex (wrtc_reader_u8 (&reader), ==, 0);
  g_assert_null (wrtc_reader_bytes (&reader, 1));
  g_assert_null (wrtc_reader_bytes (&reader, 0));
  wrtc_reader_skip (&reader, 0);
  wrtc_reader_part (&reader, 1, &part);
  g_assert_false (wrtc_reader_ok (&part));
  g_assert_false (wrtc_reader_ok (&reader));
}

static void
test_reader_fail_is_a_failure (void)
{
  WrtcReader reader;

  wrtc_reader_init (&reader, counting, sizeof counting);
  wrtc_reader_fail (&reader);
  g_assert_false (wrtc_reader_ok (&reader));
  g_assert_cmphex (wrtc_reader_u8 (&reader), ==, 0);
}

static void
test_reader_sizes_near_the_maximum_do_not_wrap (void)
{
  static const gsize sizes[] = {
    18, 0x7fffffff, 0x80000000, 0xffffffff, G_MAXSIZE / 2, G_MAXSIZE - 1,
    G_MAXSIZE
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    WrtcReader reader;

    wrtc_reader_init (&reader, counting, sizeof counting);
    wrtc_reader_u8 (&reader);
    g_assert_null (wrtc_reader_bytes (&reader, sizes[i]));
    g_assert_false (wrtc_reader_ok (&reader));
  }
}

static void
test_reader_nothing_to_read_is_no_failure (void)
{
  WrtcReader reader;
  WrtcReader part;

  wrtc_reader_init (&reader, NULL, 0);
  g_assert_true (wrtc_reader_ok (&reader));
  wrtc_reader_skip (&reader, 0);
  wrtc_reader_part (&reader, 0, &part);
  g_assert_true (wrtc_reader_ok (&reader));
  g_assert_true (wrtc_reader_ok (&part));
  g_assert_cmphex (wrtc_reader_u8 (&part), ==, 0);
  g_assert_false (wrtc_reader_ok (&part));
  g_assert_true (wrtc_reader_ok (&reader));
}

static void
test_reader_bytes_point_into_the_data (void)
{
  WrtcReader reader;

  wrtc_reader_init (&reader, counting, sizeof counting);
  wrtc_reader_skip (&reader, 2);
  g_assert_true (wrtc_reader_bytes (&reader, 5) == counting + 2);
  g_assert_true (wrtc_reader_bytes (&reader, 0) == counting + 7);
  g_assert_cmphex (wrtc_reader_u8 (&reader), ==, 0x08);
}

static void
test_reader_part_ends_where_it_should (void)
{
  WrtcReader reader;
  WrtcReader part;

  wrtc_reader_init (&reader, counting, sizeof counting);
  wrtc_reader_part (&reader, 3, &part);
  g_assert_cmphex (wrtc_reader_u16 (&part), ==, 0x0102);
  g_assert_cmpuint (wrtc_reader_remaining (&part), ==, 1);
  g_assert_cmphex (wrtc_reader_u16 (&part), ==, 0);
  g_assert_false (wrtc_reader_ok (&part));
  /* What goes wrong in the part does not touch the whole. */
  g_assert_cmphex (wrtc_reader_u8 (&reader), ==, 0x04);
  g_assert_true (wrtc_reader_ok (&reader));
}

static void
test_reader_part_beyond_the_end_fails_both (void)
{
  WrtcReader reader;
  WrtcReader part;

  wrtc_reader_init (&reader, counting, 4);
  wrtc_reader_part (&reader, 5, &part);
  g_assert_false (wrtc_reader_ok (&reader));
  g_assert_false (wrtc_reader_ok (&part));
  g_assert_cmpuint (wrtc_reader_remaining (&part), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reader/all-widths", test_reader_all_widths_are_big_endian);
  g_test_add_func ("/reader/high-bits",
      test_reader_high_bits_are_not_sign_extended);
  g_test_add_func ("/reader/one-byte-short",
      test_reader_every_width_one_byte_short_fails);
  g_test_add_func ("/reader/sticky", test_reader_failed_stays_failed);
  g_test_add_func ("/reader/fail", test_reader_fail_is_a_failure);
  g_test_add_func ("/reader/huge-sizes",
      test_reader_sizes_near_the_maximum_do_not_wrap);
  g_test_add_func ("/reader/nothing",
      test_reader_nothing_to_read_is_no_failure);
  g_test_add_func ("/reader/bytes", test_reader_bytes_point_into_the_data);
  g_test_add_func ("/reader/part", test_reader_part_ends_where_it_should);
  g_test_add_func ("/reader/part-beyond",
      test_reader_part_beyond_the_end_fails_both);
  return g_test_run ();
}
