/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtcp/wrtcrtcp.h>

#define RTCP_VERSION 2
#define HEADER_SIZE 4

const gchar *
wrtc_rtcp_type_to_string (guint8 type)
{
  switch (type) {
    case WRTC_RTCP_TYPE_SR:
      return "SR";
    case WRTC_RTCP_TYPE_RR:
      return "RR";
    case WRTC_RTCP_TYPE_SDES:
      return "SDES";
    case WRTC_RTCP_TYPE_BYE:
      return "BYE";
    case WRTC_RTCP_TYPE_APP:
      return "APP";
    case WRTC_RTCP_TYPE_RTPFB:
      return "RTPFB";
    case WRTC_RTCP_TYPE_PSFB:
      return "PSFB";
    case WRTC_RTCP_TYPE_XR:
      return "XR";
    default:
      return "unknown";
  }
}

const gchar *
wrtc_rtcp_result_to_string (WrtcRtcpResult result)
{
  switch (result) {
    case WRTC_RTCP_RESULT_OK:
      return "ok";
    case WRTC_RTCP_RESULT_TOO_SHORT:
      return "too-short";
    case WRTC_RTCP_RESULT_BAD_VERSION:
      return "bad-version";
    case WRTC_RTCP_RESULT_BAD_LENGTH:
      return "bad-length";
    case WRTC_RTCP_RESULT_BAD_PADDING:
      return "bad-padding";
    case WRTC_RTCP_RESULT_BAD_FIRST:
      return "bad-first";
    case WRTC_RTCP_RESULT_TOO_MANY:
      return "too-many";
    case WRTC_RTCP_RESULT_WRONG_TYPE:
      return "wrong-type";
    case WRTC_RTCP_RESULT_TRUNCATED:
      return "truncated";
  }
  return "invalid";
}

/* Removes the padding of @packet, whose last byte counts it. */
static WrtcRtcpResult
remove_padding (WrtcRtcpPacket * packet)
{
  guint8 padding;

  if (packet->body_size == 0)
    return WRTC_RTCP_RESULT_BAD_PADDING;
  padding = packet->body[packet->body_size - 1];
  if (padding == 0 || padding > packet->body_size)
    return WRTC_RTCP_RESULT_BAD_PADDING;
  packet->body_size -= padding;
  return WRTC_RTCP_RESULT_OK;
}

/* Reads one packet of a compound one. */
static WrtcRtcpResult
read_packet (WrtcReader * reader, WrtcRtcpPacket * packet)
{
  guint8 first = wrtc_reader_u8 (reader);

  packet->count = first & 0x1f;
  packet->type = wrtc_reader_u8 (reader);
  packet->body_size = 4 * (gsize) wrtc_reader_u16 (reader);
  if (!wrtc_reader_ok (reader))
    return WRTC_RTCP_RESULT_BAD_LENGTH;
  if (first >> 6 != RTCP_VERSION)
    return WRTC_RTCP_RESULT_BAD_VERSION;
  packet->body = wrtc_reader_bytes (reader, packet->body_size);
  if (!wrtc_reader_ok (reader))
    return WRTC_RTCP_RESULT_BAD_LENGTH;
  if (!(first & 0x20))
    return WRTC_RTCP_RESULT_OK;
  /* RFC 3550 6.4.1: only the last packet of a compound one is padded. */
  if (wrtc_reader_remaining (reader) > 0)
    return WRTC_RTCP_RESULT_BAD_PADDING;
  return remove_padding (packet);
}

/* RFC 3550 A.2 */
static WrtcRtcpResult
validate (const guint8 * data, gsize size, gboolean reduced_size)
{
  WrtcReader reader;
  guint packets = 0;

  if (size < HEADER_SIZE)
    return WRTC_RTCP_RESULT_TOO_SHORT;
  wrtc_reader_init (&reader, data, size);
  while (wrtc_reader_remaining (&reader) > 0) {
    WrtcRtcpPacket packet;
    WrtcRtcpResult result = read_packet (&reader, &packet);

    if (result != WRTC_RTCP_RESULT_OK)
      return result;
    if (packets == 0 && !reduced_size && packet.type != WRTC_RTCP_TYPE_SR
        && packet.type != WRTC_RTCP_TYPE_RR)
      return WRTC_RTCP_RESULT_BAD_FIRST;
    if (++packets > WRTC_RTCP_MAX_PACKETS)
      return WRTC_RTCP_RESULT_TOO_MANY;
  }
  return WRTC_RTCP_RESULT_OK;
}

WrtcRtcpResult
wrtc_rtcp_reader_init (WrtcRtcpReader * reader, const guint8 * data,
    gsize size, gboolean reduced_size)
{
  WrtcRtcpResult result = validate (data, size, reduced_size);

  wrtc_reader_init (&reader->reader, data,
      result == WRTC_RTCP_RESULT_OK ? size : 0);
  return result;
}

gboolean
wrtc_rtcp_reader_next (WrtcRtcpReader * reader, WrtcRtcpPacket * packet)
{
  return wrtc_reader_remaining (&reader->reader) > 0
      && read_packet (&reader->reader, packet) == WRTC_RTCP_RESULT_OK;
}

static void
read_report_block (WrtcReader * reader, WrtcRtcpReportBlock * block)
{
  guint32 lost;

  block->ssrc = wrtc_reader_u32 (reader);
  block->fraction_lost = wrtc_reader_u8 (reader);
  lost = wrtc_reader_u24 (reader);
  block->cumulative_lost = lost < 0x800000 ? (gint32) lost :
      (gint32) lost - 0x1000000;
  block->highest_sequence = wrtc_reader_u32 (reader);
  block->jitter = wrtc_reader_u32 (reader);
  block->last_sr = wrtc_reader_u32 (reader);
  block->delay_since_last_sr = wrtc_reader_u32 (reader);
}

WrtcRtcpResult
wrtc_rtcp_parse_report (const WrtcRtcpPacket * packet, WrtcRtcpReport * report)
{
  WrtcReader reader;

  if (packet->type != WRTC_RTCP_TYPE_SR && packet->type != WRTC_RTCP_TYPE_RR)
    return WRTC_RTCP_RESULT_WRONG_TYPE;
  wrtc_reader_init (&reader, packet->body, packet->body_size);
  report->ssrc = wrtc_reader_u32 (&reader);
  report->has_sender_info = packet->type == WRTC_RTCP_TYPE_SR;
  if (report->has_sender_info) {
    report->sender_info.ntp_time = wrtc_reader_u64 (&reader);
    report->sender_info.rtp_time = wrtc_reader_u32 (&reader);
    report->sender_info.packet_count = wrtc_reader_u32 (&reader);
    report->sender_info.octet_count = wrtc_reader_u32 (&reader);
  }
  report->block_count = packet->count;
  for (guint i = 0; i < report->block_count; i++)
    read_report_block (&reader, &report->blocks[i]);
  return wrtc_reader_ok (&reader) ? WRTC_RTCP_RESULT_OK :
      WRTC_RTCP_RESULT_TRUNCATED;
}

WrtcRtcpResult
wrtc_rtcp_parse_bye (const WrtcRtcpPacket * packet, WrtcRtcpBye * bye)
{
  WrtcReader reader;

  if (packet->type != WRTC_RTCP_TYPE_BYE)
    return WRTC_RTCP_RESULT_WRONG_TYPE;
  wrtc_reader_init (&reader, packet->body, packet->body_size);
  bye->ssrc_count = packet->count;
  for (guint i = 0; i < bye->ssrc_count; i++)
    bye->ssrcs[i] = wrtc_reader_u32 (&reader);
  bye->reason = NULL;
  bye->reason_size = 0;
  if (wrtc_reader_remaining (&reader) > 0) {
    bye->reason_size = wrtc_reader_u8 (&reader);
    bye->reason = (const gchar *) wrtc_reader_bytes (&reader, bye->reason_size);
  }
  return wrtc_reader_ok (&reader) ? WRTC_RTCP_RESULT_OK :
      WRTC_RTCP_RESULT_TRUNCATED;
}
