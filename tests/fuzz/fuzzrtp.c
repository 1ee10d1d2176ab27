/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * RTP packets: parsing, extensions, and a new header made of what was parsed.
 */
#include "fuzz.h"

#include <core/rtp/wrtcrtpheader.h>

#include <string.h>

static void
check_inside (const WrtcRtpPacket * packet, const guint8 * part, gsize size)
{
  g_assert_true (part >= packet->data);
  g_assert_cmpuint (part - packet->data + size, <=, packet->size);
}

static void
check_extensions (const WrtcRtpPacket * packet)
{
  WrtcRtpExtensionIter iter;
  WrtcRtpExtension extension;

  wrtc_rtp_extension_iter_init (&iter, packet);
  while (wrtc_rtp_extension_iter_next (&iter, &extension)) {
    WrtcRtpExtension found;

    g_assert_cmpuint (extension.id, !=, 0);
    check_inside (packet, extension.data, extension.size);
    g_assert_true (wrtc_rtp_extension_find (packet, extension.id, &found));
  }
}

/* A header written from the packet's is read back the same. */
static void
check_rewriting (const WrtcRtpPacket * packet)
{
  g_autofree guint8 *bytes = NULL;
  WrtcRtpHeader header, again;
  WrtcRtpPacket rewritten;
  gsize size;

  wrtc_rtp_header_init_from_packet (&header, packet);
  header.ssrc ^= 0xffffffff;
  size = wrtc_rtp_header_get_size (&header);
  /* The payload and its padding follow. */
  bytes = g_malloc (size + packet->payload_size + packet->padding_size);
  g_assert_cmpuint (wrtc_rtp_header_write (&header, bytes, size), ==, size);
  memcpy (bytes + size, packet->payload,
      packet->payload_size + packet->padding_size);
  size += packet->payload_size + packet->padding_size;
  if (size > WRTC_RTP_MAX_PACKET_SIZE)
    return;
  g_assert_cmpint (wrtc_rtp_packet_parse (&rewritten, bytes, size), ==,
      WRTC_RTP_RESULT_OK);
  g_assert_cmphex (rewritten.ssrc, ==, header.ssrc);
  g_assert_cmpmem (rewritten.payload, rewritten.payload_size, packet->payload,
      packet->payload_size);
  wrtc_rtp_header_init_from_packet (&again, &rewritten);
  g_assert_cmpuint (again.extensions.count, ==, header.extensions.count);
  for (guint i = 0; i < again.extensions.count; i++)
    g_assert_cmpmem (again.extensions.items[i].data,
        again.extensions.items[i].size, header.extensions.items[i].data,
        header.extensions.items[i].size);
}

int
LLVMFuzzerTestOneInput (const uint8_t * data, size_t size)
{
  WrtcRtpPacket packet;

  wrtc_packet_classify (data, size);
  if (wrtc_rtp_packet_parse (&packet, data, size) != WRTC_RTP_RESULT_OK)
    return 0;
  g_assert_cmpuint (packet.header_size + packet.payload_size
      + packet.padding_size, ==, size);
  check_inside (&packet, packet.payload, packet.payload_size);
  for (guint i = 0; i < packet.csrc_count; i++)
    wrtc_rtp_packet_get_csrc (&packet, i);
  check_extensions (&packet);
  check_rewriting (&packet);
  return 0;
}
