/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtcp/wrtcrtcpsdes.h>

#define END_OF_CHUNK 0

void
wrtc_rtcp_sdes_iter_init (WrtcRtcpSdesIter * iter,
    const WrtcRtcpPacket * packet)
{
  gboolean sdes = packet->type == WRTC_RTCP_TYPE_SDES;

  wrtc_reader_init (&iter->reader, packet->body, sdes ? packet->body_size : 0);
  iter->chunks_left = sdes ? packet->count : 0;
  iter->in_chunk = FALSE;
  iter->ssrc = 0;
  iter->malformed = FALSE;
}

/* RFC 3550 6.5: the list of items ends with one or more zero bytes, up to the
 * next 32-bit boundary. */
static void
skip_end_of_chunk (WrtcRtcpSdesIter * iter)
{
  gsize beyond = iter->reader.position % 4;

  if (beyond > 0)
    wrtc_reader_skip (&iter->reader, 4 - beyond);
  iter->in_chunk = FALSE;
}

gboolean
wrtc_rtcp_sdes_iter_next (WrtcRtcpSdesIter * iter, WrtcRtcpSdesItem * item)
{
  WrtcRtcpSdesItem next;

  while (wrtc_reader_ok (&iter->reader)) {
    if (!iter->in_chunk) {
      if (iter->chunks_left == 0)
        return FALSE;
      iter->chunks_left--;
      iter->ssrc = wrtc_reader_u32 (&iter->reader);
      iter->in_chunk = TRUE;
    }
    next.ssrc = iter->ssrc;
    next.type = wrtc_reader_u8 (&iter->reader);
    if (next.type == END_OF_CHUNK) {
      skip_end_of_chunk (iter);
      continue;
    }
    next.size = wrtc_reader_u8 (&iter->reader);
    next.text = (const gchar *) wrtc_reader_bytes (&iter->reader, next.size);
    if (wrtc_reader_ok (&iter->reader)) {
      *item = next;
      return TRUE;
    }
  }
  iter->malformed = TRUE;
  return FALSE;
}
