/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/base/wrtcreader.h>

void
wrtc_reader_init (WrtcReader * reader, const guint8 * data, gsize size)
{
  reader->data = data;
  reader->size = size;
  reader->position = 0;
  reader->failed = FALSE;
}

gboolean
wrtc_reader_ok (const WrtcReader * reader)
{
  return !reader->failed;
}

gsize
wrtc_reader_remaining (const WrtcReader * reader)
{
  return reader->failed ? 0 : reader->size - reader->position;
}

void
wrtc_reader_fail (WrtcReader * reader)
{
  reader->failed = TRUE;
}

const guint8 *
wrtc_reader_bytes (WrtcReader * reader, gsize size)
{
  const guint8 *bytes;

  if (reader->failed || size > reader->size - reader->position) {
    reader->failed = TRUE;
    return NULL;
  }
  /* NULL + 0 is undefined in C11. */
  bytes = reader->data == NULL ? NULL : reader->data + reader->position;
  reader->position += size;
  return bytes;
}

void
wrtc_reader_skip (WrtcReader * reader, gsize size)
{
  wrtc_reader_bytes (reader, size);
}

void
wrtc_reader_part (WrtcReader * reader, gsize size, WrtcReader * part)
{
  const guint8 *bytes = wrtc_reader_bytes (reader, size);

  wrtc_reader_init (part, bytes, reader->failed ? 0 : size);
  part->failed = reader->failed;
}

static guint64
read_big_endian (WrtcReader * reader, gsize size)
{
  const guint8 *bytes = wrtc_reader_bytes (reader, size);
  guint64 value = 0;

  if (bytes == NULL)
    return 0;
  for (gsize i = 0; i < size; i++)
    value = value << 8 | bytes[i];
  return value;
}

guint8
wrtc_reader_u8 (WrtcReader * reader)
{
  return read_big_endian (reader, 1);
}

guint16
wrtc_reader_u16 (WrtcReader * reader)
{
  return read_big_endian (reader, 2);
}

guint32
wrtc_reader_u24 (WrtcReader * reader)
{
  return read_big_endian (reader, 3);
}

guint32
wrtc_reader_u32 (WrtcReader * reader)
{
  return read_big_endian (reader, 4);
}

guint64
wrtc_reader_u64 (WrtcReader * reader)
{
  return read_big_endian (reader, 8);
}
