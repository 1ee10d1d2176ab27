/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtp/wrtcrtpextension.h>

#define ONE_BYTE_MAX_ID 14
#define ONE_BYTE_MAX_SIZE 16
#define TWO_BYTE_MAX_SIZE 255

static gboolean
is_two_byte_profile (guint16 profile)
{
  return (profile & 0xfff0) == WRTC_RTP_EXTENSION_PROFILE_TWO_BYTE;
}

void
wrtc_rtp_extension_iter_init (WrtcRtpExtensionIter * iter,
    const WrtcRtpPacket * packet)
{
  gboolean known;

  iter->two_byte = is_two_byte_profile (packet->extension_profile);
  iter->malformed = FALSE;
  known = packet->has_extension && (iter->two_byte
      || packet->extension_profile == WRTC_RTP_EXTENSION_PROFILE_ONE_BYTE);
  wrtc_reader_init (&iter->reader, packet->extension,
      known ? packet->extension_size : 0);
}

static void
end_iteration (WrtcRtpExtensionIter * iter)
{
  wrtc_reader_skip (&iter->reader, wrtc_reader_remaining (&iter->reader));
}

/* Reads the id and length of the next element; FALSE at the end. */
static gboolean
next_element_header (WrtcRtpExtensionIter * iter, WrtcRtpExtension * extension)
{
  while (wrtc_reader_remaining (&iter->reader) > 0) {
    guint8 first = wrtc_reader_u8 (&iter->reader);

    if (first == 0)             /* padding */
      continue;
    if (iter->two_byte) {
      extension->id = first;
      extension->size = wrtc_reader_u8 (&iter->reader);
      return TRUE;
    }
    extension->id = first >> 4;
    extension->size = (first & 0x0f) + 1;
    if (extension->id != 0 && extension->id <= ONE_BYTE_MAX_ID)
      return TRUE;
    /* RFC 8285 4.2: id 15, or id 0 with a length, ends the processing; what
     * came before counts. */
    end_iteration (iter);
  }
  return FALSE;
}

gboolean
wrtc_rtp_extension_iter_next (WrtcRtpExtensionIter * iter,
    WrtcRtpExtension * extension)
{
  WrtcRtpExtension next;

  if (!next_element_header (iter, &next))
    return FALSE;
  next.data = wrtc_reader_bytes (&iter->reader, next.size);
  if (!wrtc_reader_ok (&iter->reader)) {
    iter->malformed = TRUE;
    return FALSE;
  }
  *extension = next;
  return TRUE;
}

gboolean
wrtc_rtp_extension_find (const WrtcRtpPacket * packet, guint8 id,
    WrtcRtpExtension * extension)
{
  WrtcRtpExtensionIter iter;
  WrtcRtpExtension next;

  wrtc_rtp_extension_iter_init (&iter, packet);
  while (wrtc_rtp_extension_iter_next (&iter, &next)) {
    if (next.id == id) {
      *extension = next;
      return TRUE;
    }
  }
  return FALSE;
}

static WrtcRtpExtension *
find_item (WrtcRtpExtensionList * list, guint8 id)
{
  for (guint i = 0; i < list->count; i++) {
    if (list->items[i].id == id)
      return &list->items[i];
  }
  return NULL;
}

gboolean
wrtc_rtp_extension_list_read (WrtcRtpExtensionList * list,
    const WrtcRtpPacket * packet)
{
  WrtcRtpExtensionIter iter;
  WrtcRtpExtension next;
  gboolean complete = TRUE;

  list->count = 0;
  wrtc_rtp_extension_iter_init (&iter, packet);
  list->appbits = iter.two_byte ? packet->extension_profile & 0x0f : 0;
  while (wrtc_rtp_extension_iter_next (&iter, &next)) {
    if (find_item (list, next.id) != NULL)
      continue;
    complete &= wrtc_rtp_extension_list_set (list, next.id, next.data,
        next.size);
  }
  return complete && !iter.malformed;
}

gboolean
wrtc_rtp_extension_list_set (WrtcRtpExtensionList * list, guint8 id,
    const guint8 * data, gsize size)
{
  WrtcRtpExtension *item = find_item (list, id);

  if (id == 0 || size > TWO_BYTE_MAX_SIZE)
    return FALSE;
  if (item == NULL) {
    if (list->count == WRTC_RTP_MAX_EXTENSIONS)
      return FALSE;
    item = &list->items[list->count++];
  }
  item->id = id;
  item->size = size;
  item->data = data;
  return TRUE;
}

gboolean
wrtc_rtp_extension_list_remove (WrtcRtpExtensionList * list, guint8 id)
{
  WrtcRtpExtension *item = find_item (list, id);

  if (item == NULL)
    return FALSE;
  list->count--;
  for (; item < &list->items[list->count]; item++)
    item[0] = item[1];
  return TRUE;
}

static gboolean
needs_two_bytes (const WrtcRtpExtensionList * list)
{
  for (guint i = 0; i < list->count; i++) {
    const WrtcRtpExtension *item = &list->items[i];

    if (item->id > ONE_BYTE_MAX_ID || item->size == 0
        || item->size > ONE_BYTE_MAX_SIZE)
      return TRUE;
  }
  return FALSE;
}

static gsize
elements_size (const WrtcRtpExtensionList * list, gboolean two_byte)
{
  gsize size = 0;

  for (guint i = 0; i < list->count; i++)
    size += (two_byte ? 2 : 1) + list->items[i].size;
  return size;
}

static gsize
padded (gsize size)
{
  return (size + 3) & ~(gsize) 3;
}

gsize
wrtc_rtp_extension_list_get_size (const WrtcRtpExtensionList * list)
{
  if (list->count == 0)
    return 0;
  return 4 + padded (elements_size (list, needs_two_bytes (list)));
}

void
wrtc_rtp_extension_list_write (const WrtcRtpExtensionList * list,
    WrtcWriter * writer)
{
  gboolean two_byte = needs_two_bytes (list);
  gsize size = elements_size (list, two_byte);

  if (list->count == 0)
    return;
  wrtc_writer_u16 (writer, two_byte ?
      WRTC_RTP_EXTENSION_PROFILE_TWO_BYTE | (list->appbits & 0x0f) :
      WRTC_RTP_EXTENSION_PROFILE_ONE_BYTE);
  /* At most 32 * 257 bytes: the length never wraps. */
  wrtc_writer_u16 (writer, padded (size) / 4);
  for (guint i = 0; i < list->count; i++) {
    const WrtcRtpExtension *item = &list->items[i];

    if (two_byte) {
      wrtc_writer_u8 (writer, item->id);
      wrtc_writer_u8 (writer, item->size);
    } else {
      wrtc_writer_u8 (writer, item->id << 4 | (item->size - 1));
    }
    wrtc_writer_bytes (writer, item->data, item->size);
  }
  wrtc_writer_fill (writer, 0, padded (size) - size);
}
