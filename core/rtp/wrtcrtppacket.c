/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtp/wrtcrtppacket.h>

#include <core/base/wrtcreader.h>

#include <string.h>

#define RTP_VERSION 2

WrtcPacketKind
wrtc_packet_classify (const guint8 * data, gsize size)
{
  if (size == 0)
    return WRTC_PACKET_KIND_UNKNOWN;
  /* RFC 7983 7 */
  if (data[0] <= 3)
    return WRTC_PACKET_KIND_STUN;
  if (data[0] >= 16 && data[0] <= 19)
    return WRTC_PACKET_KIND_ZRTP;
  if (data[0] >= 20 && data[0] <= 63)
    return WRTC_PACKET_KIND_DTLS;
  if (data[0] >= 64 && data[0] <= 79)
    return WRTC_PACKET_KIND_TURN_CHANNEL;
  if (data[0] < 128 || data[0] > 191 || size < 2)
    return WRTC_PACKET_KIND_UNKNOWN;
  /* RFC 5761 4: RTP payload types 64 to 95 are not used where RTCP is
   * multiplexed, so with the marker they are RTCP packet types. */
  if (data[1] >= 192 && data[1] <= 223)
    return WRTC_PACKET_KIND_RTCP;
  return WRTC_PACKET_KIND_RTP;
}

const gchar *
wrtc_packet_kind_to_string (WrtcPacketKind kind)
{
  switch (kind) {
    case WRTC_PACKET_KIND_UNKNOWN:
      return "unknown";
    case WRTC_PACKET_KIND_STUN:
      return "stun";
    case WRTC_PACKET_KIND_ZRTP:
      return "zrtp";
    case WRTC_PACKET_KIND_DTLS:
      return "dtls";
    case WRTC_PACKET_KIND_TURN_CHANNEL:
      return "turn-channel";
    case WRTC_PACKET_KIND_RTP:
      return "rtp";
    case WRTC_PACKET_KIND_RTCP:
      return "rtcp";
  }
  return "invalid";
}

const gchar *
wrtc_rtp_result_to_string (WrtcRtpResult result)
{
  switch (result) {
    case WRTC_RTP_RESULT_OK:
      return "ok";
    case WRTC_RTP_RESULT_TOO_SHORT:
      return "too-short";
    case WRTC_RTP_RESULT_TOO_LONG:
      return "too-long";
    case WRTC_RTP_RESULT_BAD_VERSION:
      return "bad-version";
    case WRTC_RTP_RESULT_BAD_CSRCS:
      return "bad-csrcs";
    case WRTC_RTP_RESULT_BAD_EXTENSION:
      return "bad-extension";
    case WRTC_RTP_RESULT_BAD_PADDING:
      return "bad-padding";
    case WRTC_RTP_RESULT_SPLIT_HEADER:
      return "split-header";
  }
  return "invalid";
}

/* Reads the fixed header, CSRCs and extension. Their bounds are those of the
 * packet (@packet->size); the reader may hold less of it. */
static WrtcRtpResult
parse_header (WrtcRtpPacket * packet, WrtcReader * reader)
{
  gsize extension_start;
  guint8 first = wrtc_reader_u8 (reader);
  guint8 second = wrtc_reader_u8 (reader);

  if (first >> 6 != RTP_VERSION)
    return WRTC_RTP_RESULT_BAD_VERSION;
  packet->csrc_count = first & 0x0f;
  packet->has_extension = (first & 0x10) != 0;
  packet->marker = (second & 0x80) != 0;
  packet->payload_type = second & 0x7f;
  packet->sequence_number = wrtc_reader_u16 (reader);
  packet->timestamp = wrtc_reader_u32 (reader);
  packet->ssrc = wrtc_reader_u32 (reader);

  extension_start = WRTC_RTP_MIN_HEADER_SIZE + 4 * packet->csrc_count;
  if (extension_start > packet->size)
    return WRTC_RTP_RESULT_BAD_CSRCS;
  wrtc_reader_skip (reader, 4 * packet->csrc_count);
  if (packet->has_extension) {
    if (packet->size - extension_start < 4)
      return WRTC_RTP_RESULT_BAD_EXTENSION;
    packet->extension_profile = wrtc_reader_u16 (reader);
    packet->extension_size = 4 * (gsize) wrtc_reader_u16 (reader);
    if (wrtc_reader_ok (reader)
        && packet->size - extension_start - 4 < packet->extension_size)
      return WRTC_RTP_RESULT_BAD_EXTENSION;
    packet->extension = wrtc_reader_bytes (reader, packet->extension_size);
  }
  packet->header_size = reader->position;
  return wrtc_reader_ok (reader) ? WRTC_RTP_RESULT_OK :
      WRTC_RTP_RESULT_SPLIT_HEADER;
}

static WrtcRtpResult
parse (WrtcRtpPacket * packet, gsize head_size, guint8 last_byte)
{
  WrtcReader reader;
  WrtcRtpResult result;
  gsize after_header;

  if (packet->size < WRTC_RTP_MIN_HEADER_SIZE)
    return WRTC_RTP_RESULT_TOO_SHORT;
  if (packet->size > WRTC_RTP_MAX_PACKET_SIZE)
    return WRTC_RTP_RESULT_TOO_LONG;
  if (head_size < WRTC_RTP_MIN_HEADER_SIZE)
    return WRTC_RTP_RESULT_SPLIT_HEADER;

  wrtc_reader_init (&reader, packet->data, head_size);
  result = parse_header (packet, &reader);
  if (result != WRTC_RTP_RESULT_OK)
    return result;

  after_header = packet->size - packet->header_size;
  if (packet->data[0] & 0x20) {
    /* RFC 3550 A.1. Padding alone is allowed: probing sends such packets. */
    if (last_byte == 0 || last_byte > after_header)
      return WRTC_RTP_RESULT_BAD_PADDING;
    packet->padding_size = last_byte;
  }
  packet->payload_size = after_header - packet->padding_size;
  if (head_size == packet->size)
    packet->payload = packet->data + packet->header_size;
  return WRTC_RTP_RESULT_OK;
}

WrtcRtpResult
wrtc_rtp_packet_parse_head (WrtcRtpPacket * packet, const guint8 * head,
    gsize head_size, gsize packet_size, guint8 last_byte)
{
  WrtcRtpResult result;

  memset (packet, 0, sizeof *packet);
  packet->data = head;
  packet->size = packet_size;
  result = parse (packet, MIN (head_size, packet_size), last_byte);
  if (result != WRTC_RTP_RESULT_OK)
    memset (packet, 0, sizeof *packet);
  return result;
}

WrtcRtpResult
wrtc_rtp_packet_parse (WrtcRtpPacket * packet, const guint8 * data, gsize size)
{
  return wrtc_rtp_packet_parse_head (packet, data, size, size,
      size > 0 ? data[size - 1] : 0);
}

guint32
wrtc_rtp_packet_get_csrc (const WrtcRtpPacket * packet, guint index)
{
  WrtcReader reader;

  g_return_val_if_fail (index < packet->csrc_count, 0);

  wrtc_reader_init (&reader, packet->data, packet->header_size);
  wrtc_reader_skip (&reader, WRTC_RTP_MIN_HEADER_SIZE + 4 * index);
  return wrtc_reader_u32 (&reader);
}
