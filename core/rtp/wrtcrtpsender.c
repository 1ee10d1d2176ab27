/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtp/wrtcrtpsender.h>

#include <core/base/wrtcsequence.h>
#include <string.h>

/* A larger step of the input, either way, is a new beginning. */
#define MAX_STEP 512

void
wrtc_rtp_sender_init (WrtcRtpSender * sender)
{
  memset (sender, 0, sizeof *sender);
}

void
wrtc_rtp_sender_set_ssrc (WrtcRtpSender * sender, guint32 ssrc)
{
  if (sender->ssrc == ssrc)
    return;
  sender->ssrc = ssrc;
  sender->packets_sent = 0;
  sender->payload_bytes_sent = 0;
  sender->header_bytes_sent = 0;
}

void
wrtc_rtp_sender_set_codecs (WrtcRtpSender * sender,
    const WrtcRtpSenderCodec * codecs, guint n_codecs)
{
  sender->n_codecs = MIN (n_codecs, WRTC_RTP_SENDER_MAX_CODECS);
  for (guint i = 0; i < sender->n_codecs; i++)
    sender->codecs[i] = codecs[i];
}

void
wrtc_rtp_sender_restart (WrtcRtpSender * sender)
{
  sender->restart = TRUE;
}

static gboolean
map_payload_type (const WrtcRtpSender * sender, guint8 payload_in,
    WrtcRtpSenderCodec * codec)
{
  const WrtcRtpSenderCodec *match = NULL;

  for (guint i = 0; i < sender->n_codecs; i++) {
    const WrtcRtpSenderCodec *candidate = &sender->codecs[i];

    if (candidate->payload_in == payload_in) {
      match = candidate;
      break;
    }
    if (!match && candidate->payload_in == WRTC_RTP_SENDER_ANY_PAYLOAD)
      match = candidate;
  }
  if (match) {
    *codec = *match;
    if (codec->clock_rate == 0)
      codec->clock_rate = sender->default_clock_rate;
    return TRUE;
  }
  codec->payload_in = codec->payload = payload_in;
  codec->clock_rate = sender->default_clock_rate;
  return sender->n_codecs == 0;
}

static guint32
ticks_between (WrtcTime from, WrtcTime to, guint clock_rate)
{
  guint64 span = to > from ? to - from : from - to;
  guint64 ticks = span / WRTC_SECOND * clock_rate +
      span % WRTC_SECOND * clock_rate / WRTC_SECOND;

  return to >= from ? (guint32) ticks : -(guint32) ticks;
}

/* The first packet of an input: what to add to its numbers from now on. */
static void
begin_input (WrtcRtpSender * sender, const WrtcRtpSenderPacket * packet,
    guint clock_rate)
{
  if (sender->started) {
    guint32 passed = ticks_between (sender->media_time_last,
        packet->media_time, clock_rate);

    /* Time may stand still over a restart; two frames never share a stamp. */
    if ((gint32) passed <= 0)
      passed = 1;
    sender->sequence_offset = sender->sequence_highest + 1 - packet->sequence;
    sender->timestamp_offset =
        sender->timestamp_last + passed - packet->timestamp;
    sender->restarts++;
  }
  sender->started = TRUE;
  sender->restart = FALSE;
  sender->input_ssrc = packet->ssrc;
  sender->input_highest = packet->sequence;
  sender->sequence_highest = packet->sequence + sender->sequence_offset;
}

gboolean
wrtc_rtp_sender_handle_packet (WrtcRtpSender * sender,
    const WrtcRtpSenderPacket * packet, WrtcRtpSenderOutput * output)
{
  WrtcRtpSenderCodec codec;
  gint step = wrtc_sequence_distance (sender->input_highest, packet->sequence);

  if (!map_payload_type (sender, packet->payload_type, &codec)) {
    sender->packets_dropped_payload_type++;
    return FALSE;
  }
  if (!sender->started || sender->restart
      || packet->ssrc != sender->input_ssrc || ABS (step) > MAX_STEP) {
    begin_input (sender, packet, codec.clock_rate);
    step = 0;
  }
  output->ssrc = sender->ssrc;
  output->payload_type = codec.payload;
  output->sequence = packet->sequence + sender->sequence_offset;
  output->timestamp = packet->timestamp + sender->timestamp_offset;

  if (step > 0) {
    sender->input_highest = packet->sequence;
    sender->sequence_highest = output->sequence;
  }
  if (step >= 0) {
    sender->timestamp_last = output->timestamp;
    sender->media_time_last = packet->media_time;
    sender->clock_rate = codec.clock_rate;
  }
  return TRUE;
}

void
wrtc_rtp_sender_count (WrtcRtpSender * sender, guint header_size,
    guint payload_size)
{
  sender->packets_sent++;
  sender->header_bytes_sent += header_size;
  sender->payload_bytes_sent += payload_size;
}

gboolean
wrtc_rtp_sender_make_report (const WrtcRtpSender * sender, WrtcTime media_time,
    WrtcRtpSenderReport * report)
{
  if (sender->packets_sent == 0)
    return FALSE;
  report->ssrc = sender->ssrc;
  report->rtp_time = sender->timestamp_last +
      ticks_between (sender->media_time_last, media_time, sender->clock_rate);
  report->packet_count = (guint32) sender->packets_sent;
  report->octet_count = (guint32) sender->payload_bytes_sent;
  return TRUE;
}
