/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtp/wrtcrtpheader.h>

void
wrtc_rtp_header_init_from_packet (WrtcRtpHeader * header,
    const WrtcRtpPacket * packet)
{
  header->padding = packet->padding_size > 0;
  header->marker = packet->marker;
  header->payload_type = packet->payload_type;
  header->sequence_number = packet->sequence_number;
  header->timestamp = packet->timestamp;
  header->ssrc = packet->ssrc;
  header->csrc_count = packet->csrc_count;
  for (guint i = 0; i < packet->csrc_count; i++)
    header->csrcs[i] = wrtc_rtp_packet_get_csrc (packet, i);
  wrtc_rtp_extension_list_read (&header->extensions, packet);
}

gsize
wrtc_rtp_header_get_size (const WrtcRtpHeader * header)
{
  return WRTC_RTP_MIN_HEADER_SIZE + 4 * header->csrc_count
      + wrtc_rtp_extension_list_get_size (&header->extensions);
}

gsize
wrtc_rtp_header_write (const WrtcRtpHeader * header, guint8 * data, gsize size)
{
  WrtcWriter writer;
  gboolean extended = header->extensions.count > 0;

  if (header->payload_type > 127 || header->csrc_count > WRTC_RTP_MAX_CSRCS)
    return 0;
  wrtc_writer_init (&writer, data, size);
  wrtc_writer_u8 (&writer, 2 << 6 | (header->padding ? 0x20 : 0)
      | (extended ? 0x10 : 0) | header->csrc_count);
  wrtc_writer_u8 (&writer, (header->marker ? 0x80 : 0) | header->payload_type);
  wrtc_writer_u16 (&writer, header->sequence_number);
  wrtc_writer_u32 (&writer, header->timestamp);
  wrtc_writer_u32 (&writer, header->ssrc);
  for (guint i = 0; i < header->csrc_count; i++)
    wrtc_writer_u32 (&writer, header->csrcs[i]);
  wrtc_rtp_extension_list_write (&header->extensions, &writer);
  return wrtc_writer_ok (&writer) ? writer.position : 0;
}
