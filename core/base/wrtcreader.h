/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads big-endian values from bytes of unknown origin.
 *
 * Guarantee: never touches a byte outside the given ones. The first read that
 * does not fit sets `failed` for good and moves nothing; from then on every
 * read gives 0 or NULL. So a parser may read a whole structure and ask
 * wrtc_reader_ok() once, before it uses what it read.
 *
 * Units: bytes. Threads: a reader belongs to its caller; it allocates nothing
 * and borrows the bytes, which must outlive it and every pointer it gave.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const guint8 *data;
  gsize size;
  gsize position;
  gboolean failed;
} WrtcReader;

/* @data may be NULL when @size is 0. */
void wrtc_reader_init (WrtcReader * reader, const guint8 * data, gsize size);

gboolean wrtc_reader_ok (const WrtcReader * reader);
/* Bytes not yet read; 0 once failed. */
gsize wrtc_reader_remaining (const WrtcReader * reader);

guint8 wrtc_reader_u8 (WrtcReader * reader);
guint16 wrtc_reader_u16 (WrtcReader * reader);
guint32 wrtc_reader_u24 (WrtcReader * reader);
guint32 wrtc_reader_u32 (WrtcReader * reader);
guint64 wrtc_reader_u64 (WrtcReader * reader);

/* A pointer to the next @size bytes in the caller's memory, which are then
 * read. NULL if there are fewer. For a @size of 0 the pointer is where the
 * reader is and may be NULL; ask wrtc_reader_ok(). */
const guint8 *wrtc_reader_bytes (WrtcReader * reader, gsize size);
void wrtc_reader_skip (WrtcReader * reader, gsize size);

/* Makes @part a reader of the next @size bytes alone, which are then read in
 * @reader. If there are fewer both have failed. */
void wrtc_reader_part (WrtcReader * reader, gsize size, WrtcReader * part);

/* Makes the reader fail: for a parser that finds a value impossible. */
void wrtc_reader_fail (WrtcReader * reader);

G_END_DECLS
