/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtcp/wrtcrtcpwriter.h>

#include <core/rtcp/wrtcrtcpsdes.h>

#include <string.h>

#define MAX_TEXT_SIZE 255
/* The length field counts 32-bit words in 16 bits. */
#define MAX_WORDS 0xffff

void
wrtc_rtcp_writer_init (WrtcRtcpWriter * writer, guint8 * data, gsize size)
{
  wrtc_writer_init (&writer->writer, data, size);
}

gsize
wrtc_rtcp_writer_get_size (const WrtcRtcpWriter * writer)
{
  return writer->writer.position;
}

/* Begins a packet; the length is filled in by end_packet(). */
static gsize
begin_packet (WrtcWriter * writer, guint8 type, guint8 count)
{
  gsize start = writer->position;

  wrtc_writer_u8 (writer, 2 << 6 | count);
  wrtc_writer_u8 (writer, type);
  wrtc_writer_u16 (writer, 0);
  return start;
}

/* Pads the content with zeros to 32 bits and fills in the length. */
static void
end_packet (WrtcWriter * writer, gsize start)
{
  gsize words;

  if (!wrtc_writer_ok (writer))
    return;
  wrtc_writer_fill (writer, 0, (4 - (writer->position - start) % 4) % 4);
  words = (writer->position - start) / 4 - 1;
  if (words > MAX_WORDS)
    writer->failed = TRUE;
  else
    wrtc_writer_patch_u16 (writer, start + 2, words);
}

/* Makes what @draft wrote part of the compound packet, if all of it fitted. */
static gboolean
commit (WrtcRtcpWriter * writer, const WrtcWriter * draft)
{
  if (!wrtc_writer_ok (draft))
    return FALSE;
  writer->writer = *draft;
  return TRUE;
}

static void
write_report_block (WrtcWriter * writer, const WrtcRtcpReportBlock * block)
{
  gint32 lost = CLAMP (block->cumulative_lost, -0x800000, 0x7fffff);

  wrtc_writer_u32 (writer, block->ssrc);
  wrtc_writer_u8 (writer, block->fraction_lost);
  wrtc_writer_u24 (writer, (guint32) lost);
  wrtc_writer_u32 (writer, block->highest_sequence);
  wrtc_writer_u32 (writer, block->jitter);
  wrtc_writer_u32 (writer, block->last_sr);
  wrtc_writer_u32 (writer, block->delay_since_last_sr);
}

static void
write_report (WrtcWriter * writer, guint32 ssrc,
    const WrtcRtcpSenderInfo * sender_info,
    const WrtcRtcpReportBlock * blocks, gsize block_count)
{
  gsize start = begin_packet (writer,
      sender_info != NULL ? WRTC_RTCP_TYPE_SR : WRTC_RTCP_TYPE_RR, block_count);

  wrtc_writer_u32 (writer, ssrc);
  if (sender_info != NULL) {
    wrtc_writer_u64 (writer, sender_info->ntp_time);
    wrtc_writer_u32 (writer, sender_info->rtp_time);
    wrtc_writer_u32 (writer, sender_info->packet_count);
    wrtc_writer_u32 (writer, sender_info->octet_count);
  }
  for (gsize i = 0; i < block_count; i++)
    write_report_block (writer, &blocks[i]);
  end_packet (writer, start);
}

gboolean
wrtc_rtcp_writer_add_report (WrtcRtcpWriter * writer, guint32 ssrc,
    const WrtcRtcpSenderInfo * sender_info,
    const WrtcRtcpReportBlock * blocks, gsize block_count)
{
  WrtcWriter draft = writer->writer;
  gsize written = MIN (block_count, WRTC_RTCP_MAX_COUNT);

  write_report (&draft, ssrc, sender_info, blocks, written);
  while (written < block_count && wrtc_writer_ok (&draft)) {
    gsize more = MIN (block_count - written, WRTC_RTCP_MAX_COUNT);

    write_report (&draft, ssrc, NULL, blocks + written, more);
    written += more;
  }
  return commit (writer, &draft);
}

gboolean
wrtc_rtcp_writer_add_cname (WrtcRtcpWriter * writer, guint32 ssrc,
    const gchar * cname)
{
  WrtcWriter draft = writer->writer;
  gsize size = strlen (cname);
  gsize start;

  if (size > MAX_TEXT_SIZE)
    return FALSE;
  start = begin_packet (&draft, WRTC_RTCP_TYPE_SDES, 1);
  wrtc_writer_u32 (&draft, ssrc);
  wrtc_writer_u8 (&draft, WRTC_RTCP_SDES_CNAME);
  wrtc_writer_u8 (&draft, size);
  wrtc_writer_bytes (&draft, (const guint8 *) cname, size);
  wrtc_writer_u8 (&draft, 0);   /* end of the chunk */
  end_packet (&draft, start);
  return commit (writer, &draft);
}

gboolean
wrtc_rtcp_writer_add_bye (WrtcRtcpWriter * writer, const guint32 * ssrcs,
    gsize ssrc_count, const gchar * reason)
{
  WrtcWriter draft = writer->writer;
  gsize reason_size = reason != NULL ? strlen (reason) : 0;
  gsize start;

  if (ssrc_count == 0 || ssrc_count > WRTC_RTCP_MAX_COUNT
      || reason_size > MAX_TEXT_SIZE)
    return FALSE;
  start = begin_packet (&draft, WRTC_RTCP_TYPE_BYE, ssrc_count);
  for (gsize i = 0; i < ssrc_count; i++)
    wrtc_writer_u32 (&draft, ssrcs[i]);
  if (reason != NULL) {
    wrtc_writer_u8 (&draft, reason_size);
    wrtc_writer_bytes (&draft, (const guint8 *) reason, reason_size);
  }
  end_packet (&draft, start);
  return commit (writer, &draft);
}

gboolean
wrtc_rtcp_writer_add_pli (WrtcRtcpWriter * writer, guint32 sender_ssrc,
    guint32 media_ssrc)
{
  WrtcWriter draft = writer->writer;
  gsize start = begin_packet (&draft, WRTC_RTCP_TYPE_PSFB, WRTC_RTCP_PSFB_PLI);

  wrtc_writer_u32 (&draft, sender_ssrc);
  wrtc_writer_u32 (&draft, media_ssrc);
  end_packet (&draft, start);
  return commit (writer, &draft);
}

gboolean
wrtc_rtcp_writer_add_fir (WrtcRtcpWriter * writer, guint32 sender_ssrc,
    const WrtcRtcpFirEntry * entries, gsize entry_count)
{
  WrtcWriter draft = writer->writer;
  gsize start;

  if (entry_count == 0)
    return FALSE;
  start = begin_packet (&draft, WRTC_RTCP_TYPE_PSFB, WRTC_RTCP_PSFB_FIR);
  wrtc_writer_u32 (&draft, sender_ssrc);
  wrtc_writer_u32 (&draft, 0);  /* RFC 5104 4.3.1.2: not used */
  for (gsize i = 0; i < entry_count; i++) {
    wrtc_writer_u32 (&draft, entries[i].ssrc);
    wrtc_writer_u8 (&draft, entries[i].command);
    wrtc_writer_u24 (&draft, 0);
  }
  end_packet (&draft, start);
  return commit (writer, &draft);
}
