/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes big-endian values into a buffer of fixed size.
 *
 * Guarantee: never writes outside the buffer. The first write that does not fit
 * sets `failed` for good and writes nothing, nor does any later one. So a
 * builder may write a whole structure and ask wrtc_writer_ok() once.
 * To try something that may not fit, keep a copy of the struct and assign it
 * back: that takes back everything written since, the failure included.
 *
 * Units: bytes. Threads: a writer belongs to its caller; it allocates nothing.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint8 *data;
  gsize size;
  gsize position;               /* bytes written */
  gboolean failed;
} WrtcWriter;

/* @data may be NULL when @size is 0. */
void wrtc_writer_init (WrtcWriter * writer, guint8 * data, gsize size);

gboolean wrtc_writer_ok (const WrtcWriter * writer);
/* Bytes that still fit; 0 once failed. */
gsize wrtc_writer_remaining (const WrtcWriter * writer);

void wrtc_writer_u8 (WrtcWriter * writer, guint8 value);
void wrtc_writer_u16 (WrtcWriter * writer, guint16 value);
/* The low 24 bits of @value. */
void wrtc_writer_u24 (WrtcWriter * writer, guint32 value);
void wrtc_writer_u32 (WrtcWriter * writer, guint32 value);
void wrtc_writer_u64 (WrtcWriter * writer, guint64 value);

/* @data may be NULL when @size is 0. */
void wrtc_writer_bytes (WrtcWriter * writer, const guint8 * data, gsize size);
/* @count times the byte @value. */
void wrtc_writer_fill (WrtcWriter * writer, guint8 value, gsize count);

/* Replaces two bytes already written, for a length known only afterwards.
 * Fails the writer if they are not written yet. */
void wrtc_writer_patch_u16 (WrtcWriter * writer, gsize position, guint16 value);

G_END_DECLS
