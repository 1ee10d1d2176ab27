/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtp/wrtcrtpreceivestats.h>

#include <string.h>

/* RFC 3550 A.1 */
#define MAX_DROPOUT 3000
#define NO_BAD_SEQUENCE 0x10000

const gchar *
wrtc_rtp_arrival_to_string (WrtcRtpArrival arrival)
{
  switch (arrival) {
    case WRTC_RTP_ARRIVAL_ACCEPTED:
      return "accepted";
    case WRTC_RTP_ARRIVAL_PROBATION:
      return "probation";
    case WRTC_RTP_ARRIVAL_DUPLICATE:
      return "duplicate";
    case WRTC_RTP_ARRIVAL_IMPLAUSIBLE:
      return "implausible";
    case WRTC_RTP_ARRIVAL_RESTARTED:
      return "restarted";
  }
  return "unknown";
}

void
wrtc_rtp_receive_stats_init (WrtcRtpReceiveStats * stats, guint min_sequential,
    guint clock_rate)
{
  memset (stats, 0, sizeof *stats);
  stats->probation = MAX (min_sequential, 1);
  stats->clock_rate = clock_rate;
  stats->bad_sequence = NO_BAD_SEQUENCE;
  stats->last_packet_time = WRTC_TIME_NONE;
}

void
wrtc_rtp_receive_stats_set_clock_rate (WrtcRtpReceiveStats * stats,
    guint clock_rate)
{
  if (clock_rate == stats->clock_rate)
    return;
  stats->clock_rate = clock_rate;
  stats->has_transit = FALSE;
  stats->jitter_scaled = 0;
}

static void
mark_seen (WrtcRtpReceiveStats * stats, guint64 number)
{
  guint bit = number % WRTC_RTP_RECEIVE_WINDOW;

  stats->seen[bit / 64] |= G_GUINT64_CONSTANT (1) << (bit % 64);
}

static gboolean
was_seen (const WrtcRtpReceiveStats * stats, guint64 number)
{
  guint bit = number % WRTC_RTP_RECEIVE_WINDOW;

  return (stats->seen[bit / 64] >> (bit % 64)) & 1;
}

/* Makes room in the window for the numbers after @highest up to @number. */
static void
advance_window (WrtcRtpReceiveStats * stats, guint64 highest, guint64 number)
{
  if (number - highest >= WRTC_RTP_RECEIVE_WINDOW) {
    memset (stats->seen, 0, sizeof stats->seen);
    return;
  }
  for (guint64 n = highest + 1; n <= number; n++) {
    guint bit = n % WRTC_RTP_RECEIVE_WINDOW;
    stats->seen[bit / 64] &= ~(G_GUINT64_CONSTANT (1) << (bit % 64));
  }
}

/* RFC 3550 A.1 init_seq. */
static void
begin (WrtcRtpReceiveStats * stats, guint16 sequence)
{
  WrtcUnwrap16 fresh = { 0 };

  stats->unwrap = fresh;
  stats->base = wrtc_unwrap16 (&stats->unwrap, sequence);
  stats->bad_sequence = NO_BAD_SEQUENCE;
  stats->expected_prior = 0;
  stats->received_prior = 0;
  stats->received = 0;
  stats->has_transit = FALSE;
  memset (stats->seen, 0, sizeof stats->seen);
  mark_seen (stats, stats->base);
  stats->started = TRUE;
}

/* RFC 3550 A.8: the jitter of packets of one moment (a frame) is that of the
 * first of them, or bursts of packets would hide it. */
static void
measure_jitter (WrtcRtpReceiveStats * stats,
    const WrtcRtpArrivedPacket * packet)
{
  guint32 arrival, transit;
  gint32 d;

  if (stats->clock_rate == 0)
    return;
  if (stats->has_transit && packet->timestamp == stats->jitter_timestamp)
    return;
  stats->jitter_timestamp = packet->timestamp;
  /* Seconds and rest apart, so that the product fits in 64 bits. */
  arrival = packet->now / WRTC_SECOND * stats->clock_rate +
      packet->now % WRTC_SECOND * stats->clock_rate / WRTC_SECOND;
  transit = arrival - packet->timestamp;
  if (stats->has_transit) {
    d = wrtc_timestamp_distance (stats->transit, transit);
    stats->jitter_scaled +=
        (guint64) ABS ((gint64) d) - ((stats->jitter_scaled + 8) >> 4);
  }
  stats->transit = transit;
  stats->has_transit = TRUE;
}

static gint64
lost_since_base (const WrtcRtpReceiveStats * stats)
{
  if (!stats->started)
    return 0;
  return (gint64) (stats->unwrap.highest - stats->base + 1) -
      (gint64) stats->received;
}

/* RFC 3550 A.1, the part before the source is valid. */
static WrtcRtpArrival
handle_probation (WrtcRtpReceiveStats * stats, guint16 sequence)
{
  gboolean in_order = !stats->started
      || sequence == stats->expected_in_probation;

  stats->expected_in_probation = sequence + 1;
  if (!stats->started) {
    begin (stats, sequence);
    stats->probation--;
  } else if (in_order) {
    stats->probation--;
  }
  if (stats->probation > 0)
    return WRTC_RTP_ARRIVAL_PROBATION;
  begin (stats, sequence);
  return WRTC_RTP_ARRIVAL_ACCEPTED;
}

/* RFC 3550 A.1 update_seq, with a duplicate told from a late packet: late is
 * what is still in the window (the RFC's example has 100 for it). */
static WrtcRtpArrival
handle_sequence (WrtcRtpReceiveStats * stats, guint16 sequence)
{
  guint64 highest = stats->unwrap.highest;
  guint64 number = wrtc_unwrap16_peek (&stats->unwrap, sequence);

  if (number > highest && number - highest < MAX_DROPOUT) {
    advance_window (stats, highest, number);
    wrtc_unwrap16 (&stats->unwrap, sequence);
    mark_seen (stats, number);
    stats->bad_sequence = NO_BAD_SEQUENCE;
    return WRTC_RTP_ARRIVAL_ACCEPTED;
  }
  if (number <= highest && highest - number < WRTC_RTP_RECEIVE_WINDOW) {
    if (was_seen (stats, number))
      return WRTC_RTP_ARRIVAL_DUPLICATE;
    if (number < stats->base)
      stats->base = number;
    mark_seen (stats, number);
    return WRTC_RTP_ARRIVAL_ACCEPTED;
  }
  if (sequence == stats->bad_sequence) {
    /* Two in order after a jump: the other side began anew. */
    stats->lost_before_restart += lost_since_base (stats);
    stats->restarts++;
    begin (stats, sequence);
    return WRTC_RTP_ARRIVAL_RESTARTED;
  }
  stats->bad_sequence = (guint16) (sequence + 1);
  return WRTC_RTP_ARRIVAL_IMPLAUSIBLE;
}

WrtcRtpArrival
wrtc_rtp_receive_stats_handle_packet (WrtcRtpReceiveStats * stats,
    const WrtcRtpArrivedPacket * packet)
{
  WrtcRtpArrival arrival = stats->probation > 0 ?
      handle_probation (stats, packet->sequence) :
      handle_sequence (stats, packet->sequence);

  switch (arrival) {
    case WRTC_RTP_ARRIVAL_PROBATION:
      return arrival;
    case WRTC_RTP_ARRIVAL_IMPLAUSIBLE:
      stats->packets_implausible++;
      return arrival;
    case WRTC_RTP_ARRIVAL_DUPLICATE:
      stats->packets_duplicated++;
      break;
    default:
      measure_jitter (stats, packet);
      break;
  }
  stats->received++;
  stats->packets_received++;
  stats->payload_bytes_received += packet->payload_size;
  stats->header_bytes_received += packet->header_size;
  stats->last_packet_time = packet->now;
  return arrival;
}

void
wrtc_rtp_receive_stats_handle_sender_report (WrtcRtpReceiveStats * stats,
    WrtcTime now, guint64 ntp_time)
{
  stats->has_sender_report = TRUE;
  stats->sender_report_ntp = ntp_time;
  stats->sender_report_time = now;
}

static guint32
delay_since (WrtcTime then, WrtcTime now)
{
  guint64 delay = now > then ? now - then : 0;

  /* 2^32 / 65536 s: later the field says its maximum. */
  if (delay / WRTC_SECOND >= 65536)
    return G_MAXUINT32;
  return delay / WRTC_SECOND * 65536 +
      delay % WRTC_SECOND * 65536 / WRTC_SECOND;
}

gboolean
wrtc_rtp_receive_stats_make_report (WrtcRtpReceiveStats * stats, WrtcTime now,
    WrtcRtpReceiveReport * report)
{
  guint64 expected, expected_interval, received_interval;
  gint64 lost_interval;

  if (!stats->started || stats->probation > 0)
    return FALSE;
  memset (report, 0, sizeof *report);

  /* RFC 3550 A.3 */
  expected = stats->unwrap.highest - stats->base + 1;
  expected_interval = expected - stats->expected_prior;
  received_interval = stats->received - stats->received_prior;
  lost_interval = (gint64) expected_interval - (gint64) received_interval;
  stats->expected_prior = expected;
  stats->received_prior = stats->received;
  if (expected_interval > 0 && lost_interval > 0)
    report->fraction_lost =
        MIN ((lost_interval << 8) / (gint64) expected_interval, 255);
  report->cumulative_lost =
      CLAMP (wrtc_rtp_receive_stats_lost (stats), -0x800000, 0x7fffff);

  /* The unwrap state begins in its second cycle; on the wire it is the first. */
  report->extended_highest = stats->unwrap.highest - 0x10000;
  report->jitter = MIN (stats->jitter_scaled >> 4, G_MAXUINT32);
  if (stats->has_sender_report) {
    report->last_sender_report = stats->sender_report_ntp >> 16;
    report->delay_since_sender_report =
        delay_since (stats->sender_report_time, now);
  }
  return TRUE;
}

gint64
wrtc_rtp_receive_stats_lost (const WrtcRtpReceiveStats * stats)
{
  return stats->lost_before_restart + lost_since_base (stats);
}

gdouble
wrtc_rtp_receive_stats_jitter (const WrtcRtpReceiveStats * stats)
{
  if (stats->clock_rate == 0)
    return 0;
  return (gdouble) (stats->jitter_scaled >> 4) / stats->clock_rate;
}
