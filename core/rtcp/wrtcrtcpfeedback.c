/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtcp/wrtcrtcpfeedback.h>

#define FIR_ENTRY_SIZE 8
#define NACK_ENTRY_SIZE 4

WrtcRtcpResult
wrtc_rtcp_parse_feedback (const WrtcRtcpPacket * packet,
    WrtcRtcpFeedback * feedback)
{
  WrtcReader reader;

  if (packet->type != WRTC_RTCP_TYPE_RTPFB
      && packet->type != WRTC_RTCP_TYPE_PSFB)
    return WRTC_RTCP_RESULT_WRONG_TYPE;
  wrtc_reader_init (&reader, packet->body, packet->body_size);
  feedback->type = packet->type;
  feedback->format = packet->count;
  feedback->sender_ssrc = wrtc_reader_u32 (&reader);
  feedback->media_ssrc = wrtc_reader_u32 (&reader);
  feedback->fci_size = wrtc_reader_remaining (&reader);
  feedback->fci = wrtc_reader_bytes (&reader, feedback->fci_size);
  return wrtc_reader_ok (&reader) ? WRTC_RTCP_RESULT_OK :
      WRTC_RTCP_RESULT_TRUNCATED;
}

gboolean
wrtc_rtcp_feedback_is_pli (const WrtcRtcpFeedback * feedback)
{
  return feedback->type == WRTC_RTCP_TYPE_PSFB
      && feedback->format == WRTC_RTCP_PSFB_PLI;
}

/* Makes @reader begin at entry @index of those of @entry_size bytes. */
static gboolean
find_entry (const WrtcRtcpFeedback * feedback, guint index, gsize entry_size,
    WrtcReader * reader)
{
  if (index >= feedback->fci_size / entry_size)
    return FALSE;
  wrtc_reader_init (reader, feedback->fci, feedback->fci_size);
  wrtc_reader_skip (reader, index * entry_size);
  return TRUE;
}

gboolean
wrtc_rtcp_feedback_get_fir (const WrtcRtcpFeedback * feedback, guint index,
    WrtcRtcpFirEntry * entry)
{
  WrtcReader reader;

  if (feedback->type != WRTC_RTCP_TYPE_PSFB
      || feedback->format != WRTC_RTCP_PSFB_FIR
      || !find_entry (feedback, index, FIR_ENTRY_SIZE, &reader))
    return FALSE;
  entry->ssrc = wrtc_reader_u32 (&reader);
  entry->command = wrtc_reader_u8 (&reader);
  return TRUE;
}

gboolean
wrtc_rtcp_feedback_get_nack (const WrtcRtcpFeedback * feedback, guint index,
    WrtcRtcpNackEntry * entry)
{
  WrtcReader reader;

  if (feedback->type != WRTC_RTCP_TYPE_RTPFB
      || feedback->format != WRTC_RTCP_RTPFB_NACK
      || !find_entry (feedback, index, NACK_ENTRY_SIZE, &reader))
    return FALSE;
  entry->packet_id = wrtc_reader_u16 (&reader);
  entry->bitmask = wrtc_reader_u16 (&reader);
  return TRUE;
}

gsize
wrtc_rtcp_feedback_read_nack (const WrtcRtcpFeedback * feedback,
    guint16 * sequence_numbers, gsize max)
{
  WrtcRtcpNackEntry entry;
  gsize count = 0;

  for (guint i = 0; wrtc_rtcp_feedback_get_nack (feedback, i, &entry); i++) {
    /* packet_id itself as bit 0, then the bitmask. */
    guint32 lost = 1 | (guint32) entry.bitmask << 1;

    for (guint16 bit = 0; bit <= 16; bit++) {
      if (!(lost & (1u << bit)))
        continue;
      if (count == max)
        return count;
      sequence_numbers[count++] = entry.packet_id + bit;
    }
  }
  return count;
}
