/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/base/wrtcwriter.h>

#include <string.h>

void
wrtc_writer_init (WrtcWriter * writer, guint8 * data, gsize size)
{
  writer->data = data;
  writer->size = size;
  writer->position = 0;
  writer->failed = FALSE;
}

gboolean
wrtc_writer_ok (const WrtcWriter * writer)
{
  return !writer->failed;
}

gsize
wrtc_writer_remaining (const WrtcWriter * writer)
{
  return writer->failed ? 0 : writer->size - writer->position;
}

/* The place of the next @size bytes, or NULL if they do not fit (or are none).
 */
static guint8 *
reserve (WrtcWriter * writer, gsize size)
{
  guint8 *place;

  if (writer->failed || size > writer->size - writer->position) {
    writer->failed = TRUE;
    return NULL;
  }
  if (size == 0)
    return NULL;
  place = writer->data + writer->position;
  writer->position += size;
  return place;
}

static void
put_big_endian (guint8 * place, guint64 value, gsize size)
{
  for (gsize i = size; i-- > 0; value >>= 8)
    place[i] = value & 0xff;
}

static void
write_big_endian (WrtcWriter * writer, guint64 value, gsize size)
{
  guint8 *place = reserve (writer, size);

  if (place != NULL)
    put_big_endian (place, value, size);
}

void
wrtc_writer_u8 (WrtcWriter * writer, guint8 value)
{
  write_big_endian (writer, value, 1);
}

void
wrtc_writer_u16 (WrtcWriter * writer, guint16 value)
{
  write_big_endian (writer, value, 2);
}

void
wrtc_writer_u24 (WrtcWriter * writer, guint32 value)
{
  write_big_endian (writer, value, 3);
}

void
wrtc_writer_u32 (WrtcWriter * writer, guint32 value)
{
  write_big_endian (writer, value, 4);
}

void
wrtc_writer_u64 (WrtcWriter * writer, guint64 value)
{
  write_big_endian (writer, value, 8);
}

void
wrtc_writer_bytes (WrtcWriter * writer, const guint8 * data, gsize size)
{
  guint8 *place = reserve (writer, size);

  if (place != NULL)
    memcpy (place, data, size);
}

void
wrtc_writer_fill (WrtcWriter * writer, guint8 value, gsize count)
{
  guint8 *place = reserve (writer, count);

  if (place != NULL)
    memset (place, value, count);
}

void
wrtc_writer_patch_u16 (WrtcWriter * writer, gsize position, guint16 value)
{
  if (writer->failed || writer->position < 2 || position > writer->position - 2) {
    writer->failed = TRUE;
    return;
  }
  put_big_endian (writer->data + position, value, 2);
}
