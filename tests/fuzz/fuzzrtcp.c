/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Compound RTCP packets: all that can be read of them, and reports written
 * again.
 */
#include "fuzz.h"

#include <core/rtcp/wrtcrtcpfeedback.h>
#include <core/rtcp/wrtcrtcpsdes.h>
#include <core/rtcp/wrtcrtcpwriter.h>

#define MAX_NACKS 64

static gsize
write_report (const WrtcRtcpReport * report, guint8 * bytes, gsize size)
{
  WrtcRtcpWriter writer;

  wrtc_rtcp_writer_init (&writer, bytes, size);
  g_assert_true (wrtc_rtcp_writer_add_report (&writer, report->ssrc,
          report->has_sender_info ? &report->sender_info : NULL,
          report->blocks, report->block_count));
  return wrtc_rtcp_writer_get_size (&writer);
}

/* A report that was read and written is what it was, without the extension
 * that may follow it. */
static void
check_report (const WrtcRtcpPacket * packet)
{
  WrtcRtcpReport report;
  guint8 bytes[1024];
  gsize size;

  if (wrtc_rtcp_parse_report (packet, &report) != WRTC_RTCP_RESULT_OK)
    return;
  size = write_report (&report, bytes, sizeof bytes);
  g_assert_cmpuint (size, <=, 4 + packet->body_size);
  g_assert_cmpmem (bytes + 4, size - 4, packet->body, size - 4);
}

static gsize
sum_bytes (const gchar * text, gsize size)
{
  gsize sum = 0;

  for (gsize i = 0; i < size; i++)
    sum += (guint8) text[i];
  return sum;
}

static void
check_sdes_and_bye (const WrtcRtcpPacket * packet)
{
  WrtcRtcpSdesIter iter;
  WrtcRtcpSdesItem item;
  WrtcRtcpBye bye;

  wrtc_rtcp_sdes_iter_init (&iter, packet);
  while (wrtc_rtcp_sdes_iter_next (&iter, &item)) {
    g_assert_cmpuint (item.type, !=, 0);
    sum_bytes (item.text, item.size);
  }
  if (wrtc_rtcp_parse_bye (packet, &bye) == WRTC_RTCP_RESULT_OK)
    sum_bytes (bye.reason, bye.reason_size);
}

static void
check_feedback (const WrtcRtcpPacket * packet)
{
  guint16 numbers[MAX_NACKS];
  WrtcRtcpFeedback feedback;
  WrtcRtcpFirEntry entry;
  guint entries = 0;

  if (wrtc_rtcp_parse_feedback (packet, &feedback) != WRTC_RTCP_RESULT_OK)
    return;
  sum_bytes ((const gchar *) feedback.fci, feedback.fci_size);
  while (wrtc_rtcp_feedback_get_fir (&feedback, entries, &entry))
    entries++;
  g_assert_cmpuint (entries * 8, <=, feedback.fci_size);
  g_assert_cmpuint (wrtc_rtcp_feedback_read_nack (&feedback, numbers,
          MAX_NACKS), <=, MAX_NACKS);
}

static void
check_packet (const WrtcRtcpPacket * packet)
{
  check_report (packet);
  check_sdes_and_bye (packet);
  check_feedback (packet);
}

/* The bytes as the body of one packet: most mutations spoil the lengths of a
 * compound one, and would never come this far. */
static void
check_as_body (const uint8_t * data, size_t size)
{
  WrtcRtcpPacket packet;

  if (size < 2)
    return;
  packet.count = data[0] & 0x1f;
  packet.type = WRTC_RTCP_TYPE_SR + data[1] % 8;
  packet.body = data + 2;
  packet.body_size = size - 2;
  check_packet (&packet);
}

int
LLVMFuzzerTestOneInput (const uint8_t * data, size_t size)
{
  WrtcRtcpReader reader;
  WrtcRtcpPacket packet;
  guint packets = 0;

  check_as_body (data, size);
  if (wrtc_rtcp_reader_init (&reader, data, size, FALSE) == WRTC_RTCP_RESULT_OK)
    g_assert_cmpint (wrtc_rtcp_reader_init (&reader, data, size, TRUE), ==,
        WRTC_RTCP_RESULT_OK);
  if (wrtc_rtcp_reader_init (&reader, data, size, TRUE) != WRTC_RTCP_RESULT_OK)
    return 0;
  while (wrtc_rtcp_reader_next (&reader, &packet)) {
    packets++;
    check_packet (&packet);
  }
  g_assert_cmpuint (packets, >=, 1);
  g_assert_cmpuint (packets, <=, WRTC_RTCP_MAX_PACKETS);
  return 0;
}
