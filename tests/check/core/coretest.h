/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the tests of the cores share.
 */
#pragma once

#include <glib.h>
#include <string.h>

/* The six places at which sequence numbers are most likely to go wrong. */
static const guint16 wrap_starts[] = { 0, 1, 32767, 32768, 65534, 65535 };

/* Bytes on the heap of exactly their size, so that the address sanitizer sees
 * every read beyond them. */
typedef struct
{
  guint8 *data;
  gsize size;
} TestBytes;

static inline TestBytes
test_bytes_copy (const guint8 * data, gsize size)
{
  TestBytes bytes = { g_malloc (MAX (size, 1)), size };

  if (size == 0) {
    g_free (bytes.data);
    bytes.data = NULL;
  } else {
    memcpy (bytes.data, data, size);
  }
  return bytes;
}

/* From hexadecimal digits; blanks are passed over. */
static inline TestBytes
test_bytes_from_hex (const gchar * hex)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  gint high = -1;

  for (; *hex != '\0'; hex++) {
    gint digit = g_ascii_xdigit_value (*hex);

    if (digit < 0) {
      g_assert_true (g_ascii_isspace (*hex));
      continue;
    }
    if (high < 0) {
      high = digit;
    } else {
      guint8 byte = high << 4 | digit;

      g_byte_array_append (array, &byte, 1);
      high = -1;
    }
  }
  g_assert_cmpint (high, ==, -1);
  return test_bytes_copy (array->data, array->len);
}

static inline void
test_bytes_clear (TestBytes * bytes)
{
  g_clear_pointer (&bytes->data, g_free);
  bytes->size = 0;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TestBytes, test_bytes_clear)

/* Compares with hexadecimal digits. */
#define test_assert_bytes(actual, actual_size, hex) G_STMT_START { \
    g_auto (TestBytes) wanted = test_bytes_from_hex (hex); \
    g_assert_cmpmem (actual, actual_size, wanted.data, wanted.size); \
  } G_STMT_END
