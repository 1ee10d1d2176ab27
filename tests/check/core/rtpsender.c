/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtp/wrtcrtpsender.h>

static const guint16 starts[] = { 0, 1, 32767, 32768, 65534, 65535 };

#define FRAME (20 * WRTC_MSECOND)

static void
init (WrtcRtpSender * sender)
{
  static const WrtcRtpSenderCodec codecs[] = {
    {96, 120, 90000}, {97, 121, 48000}
  };

  wrtc_rtp_sender_init (sender);
  wrtc_rtp_sender_set_ssrc (sender, 0x5e9d);
  wrtc_rtp_sender_set_codecs (sender, codecs, G_N_ELEMENTS (codecs));
}

static WrtcRtpSenderOutput
give (WrtcRtpSender * sender, WrtcTime media_time, guint32 ssrc,
    guint16 sequence, guint32 timestamp)
{
  WrtcRtpSenderPacket packet = { media_time, ssrc, 96, sequence, timestamp };
  WrtcRtpSenderOutput output;

  g_assert_true (wrtc_rtp_sender_handle_packet (sender, &packet, &output));
  wrtc_rtp_sender_count (sender, 16, 100);
  return output;
}

static void
test_sender_one_payloader_keeps_numbers_gaps_and_order (void)
{
  static const gint steps[] = { 0, 1, 2, 5, 4, 3, 500, 499, 501, 100 };

  for (guint s = 0; s < G_N_ELEMENTS (starts); s++) {
    WrtcRtpSender sender;

    init (&sender);
    for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
      guint16 sequence = starts[s] + steps[i];
      WrtcRtpSenderOutput output = give (&sender, i, 1, sequence, 77 + i);

      g_assert_cmpuint (output.sequence, ==, sequence);
      g_assert_cmpuint (output.timestamp, ==, 77 + i);
      g_assert_cmphex (output.ssrc, ==, 0x5e9d);
      g_assert_cmpuint (output.payload_type, ==, 120);
    }
    g_assert_cmpuint (sender.restarts, ==, 0);
  }
}

static void
test_sender_new_payloader_continues_sequence_and_time (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (starts); s++) {
    for (guint t = 0; t < G_N_ELEMENTS (starts); t++) {
      WrtcRtpSender sender;
      WrtcRtpSenderOutput last, output;

      init (&sender);
      give (&sender, 0, 1, starts[s], 4000000000u);
      last = give (&sender, FRAME, 1, starts[s] + 1, 4000000000u + 1800);
      /* 40 ms later with another SSRC, numbers and timestamps. */
      output = give (&sender, 3 * FRAME, 2, starts[t], 12345);
      g_assert_cmpuint (output.sequence, ==, (guint16) (last.sequence + 1));
      g_assert_cmpuint (output.timestamp, ==, last.timestamp + 3600);
      g_assert_cmphex (output.ssrc, ==, last.ssrc);
      output = give (&sender, 4 * FRAME, 2, starts[t] + 1, 12345 + 1800);
      g_assert_cmpuint (output.sequence, ==, (guint16) (last.sequence + 2));
      g_assert_cmpuint (output.timestamp, ==, last.timestamp + 5400);
      g_assert_cmpuint (sender.restarts, ==, 1);
    }
  }
}

static void
test_sender_jump_with_the_same_ssrc_continues (void)
{
  static const gint jumps[] = { 513, -513, 20000, -20000, 32768 };

  for (guint s = 0; s < G_N_ELEMENTS (starts); s++) {
    for (guint j = 0; j < G_N_ELEMENTS (jumps); j++) {
      WrtcRtpSender sender;
      WrtcRtpSenderOutput output;

      init (&sender);
      give (&sender, 0, 1, starts[s], 0);
      output = give (&sender, FRAME, 1, starts[s] + jumps[j], 999);
      g_assert_cmpuint (output.sequence, ==, (guint16) (starts[s] + 1));
      g_assert_cmpuint (output.timestamp, ==, 1800);
    }
  }
}

static void
test_sender_asked_restart_continues_over_a_small_step (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (starts); s++) {
    WrtcRtpSender sender;
    WrtcRtpSenderOutput output;

    init (&sender);
    wrtc_rtp_sender_restart (&sender);
    give (&sender, 0, 1, starts[s], 0);
    g_assert_cmpuint (sender.restarts, ==, 0);
    wrtc_rtp_sender_restart (&sender);
    output = give (&sender, FRAME, 1, starts[s] + 100, 1800);
    g_assert_cmpuint (output.sequence, ==, (guint16) (starts[s] + 1));
    output = give (&sender, FRAME, 1, starts[s] + 101, 1800);
    g_assert_cmpuint (output.sequence, ==, (guint16) (starts[s] + 2));
    g_assert_cmpuint (sender.restarts, ==, 1);
  }
}

static void
test_sender_restart_never_stamps_two_frames_alike (void)
{
  WrtcRtpSender sender;
  WrtcRtpSenderOutput output;

  init (&sender);
  give (&sender, WRTC_SECOND, 1, 0, 5000);
  /* Media time stood still, then went back. */
  output = give (&sender, WRTC_SECOND, 2, 0, 0);
  g_assert_cmpuint (output.timestamp, ==, 5001);
  output = give (&sender, 0, 3, 0, 0);
  g_assert_cmpuint (output.timestamp, ==, 5002);
}

static void
test_sender_codec_for_any_payload_takes_what_no_other_takes (void)
{
  static const WrtcRtpSenderCodec codecs[] = {
    {WRTC_RTP_SENDER_ANY_PAYLOAD, 120, 90000}, {97, 121, 48000}
  };
  static const struct
  {
    guint8 in, out;
  } rows[] = { {96, 120}, {0, 120}, {127, 120}, {97, 121} };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    WrtcRtpSenderPacket packet = { 0, 1, rows[i].in, 1, 1 };
    WrtcRtpSenderOutput output;
    WrtcRtpSender sender;

    init (&sender);
    wrtc_rtp_sender_set_codecs (&sender, codecs, G_N_ELEMENTS (codecs));
    g_assert_true (wrtc_rtp_sender_handle_packet (&sender, &packet, &output));
    g_assert_cmpuint (output.payload_type, ==, rows[i].out);
  }
}

static void
test_sender_maps_payload_types_and_refuses_the_unknown (void)
{
  WrtcRtpSender sender;
  WrtcRtpSenderPacket packet = { 0, 1, 97, 0, 0 };
  WrtcRtpSenderOutput output;

  init (&sender);
  g_assert_true (wrtc_rtp_sender_handle_packet (&sender, &packet, &output));
  g_assert_cmpuint (output.payload_type, ==, 121);
  for (guint type = 0; type < 128; type++) {
    packet.payload_type = type;
    g_assert_cmpint (wrtc_rtp_sender_handle_packet (&sender, &packet,
            &output), ==, type == 96 || type == 97);
  }
  g_assert_cmpuint (sender.packets_dropped_payload_type, ==, 126);
  wrtc_rtp_sender_set_codecs (&sender, NULL, 0);
  packet.payload_type = 5;
  g_assert_true (wrtc_rtp_sender_handle_packet (&sender, &packet, &output));
  g_assert_cmpuint (output.payload_type, ==, 5);
}

static void
test_sender_codec_change_keeps_the_sequence (void)
{
  WrtcRtpSender sender;
  WrtcRtpSenderPacket packet = { FRAME, 1, 97, 11, 960 };
  WrtcRtpSenderOutput output;

  init (&sender);
  give (&sender, 0, 1, 10, 0);
  g_assert_true (wrtc_rtp_sender_handle_packet (&sender, &packet, &output));
  g_assert_cmpuint (output.sequence, ==, 11);
  g_assert_cmpuint (output.payload_type, ==, 121);
}

static void
test_sender_report_says_the_timestamp_of_now (void)
{
  WrtcRtpSender sender;
  WrtcRtpSenderReport report;

  init (&sender);
  g_assert_false (wrtc_rtp_sender_make_report (&sender, 0, &report));
  give (&sender, 10 * WRTC_SECOND, 1, 0, 4294967295u);
  give (&sender, 10 * WRTC_SECOND, 1, 1, 4294967295u);
  g_assert_true (wrtc_rtp_sender_make_report (&sender,
          10 * WRTC_SECOND + 100 * WRTC_MSECOND, &report));
  g_assert_cmphex (report.ssrc, ==, 0x5e9d);
  g_assert_cmpuint (report.rtp_time, ==, 8999);
  g_assert_cmpuint (report.packet_count, ==, 2);
  g_assert_cmpuint (report.octet_count, ==, 200);
  /* Stamped ahead of the clock, as a file that is sent without a clock. */
  g_assert_true (wrtc_rtp_sender_make_report (&sender, 9 * WRTC_SECOND,
          &report));
  g_assert_cmpuint (report.rtp_time, ==, 4294967295u - 90000);
}

static void
test_sender_late_packet_does_not_move_the_report_back (void)
{
  WrtcRtpSender sender;
  WrtcRtpSenderReport report;

  init (&sender);
  give (&sender, 0, 1, 10, 1000);
  give (&sender, FRAME, 1, 12, 4600);
  give (&sender, FRAME / 2, 1, 11, 2800);
  g_assert_true (wrtc_rtp_sender_make_report (&sender, FRAME, &report));
  g_assert_cmpuint (report.rtp_time, ==, 4600);
}

static void
test_sender_new_ssrc_counts_from_zero_and_keeps_the_sequence (void)
{
  WrtcRtpSender sender;
  WrtcRtpSenderOutput output;

  init (&sender);
  give (&sender, 0, 1, 10, 0);
  wrtc_rtp_sender_set_ssrc (&sender, 0x5e9d);
  g_assert_cmpuint (sender.packets_sent, ==, 1);
  wrtc_rtp_sender_set_ssrc (&sender, 2);
  g_assert_cmpuint (sender.packets_sent, ==, 0);
  output = give (&sender, 0, 1, 11, 0);
  g_assert_cmphex (output.ssrc, ==, 2);
  g_assert_cmpuint (output.sequence, ==, 11);
}

#define ADD(name) g_test_add_func ("/rtpsender/" #name, test_ ## name)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (sender_one_payloader_keeps_numbers_gaps_and_order);
  ADD (sender_new_payloader_continues_sequence_and_time);
  ADD (sender_jump_with_the_same_ssrc_continues);
  ADD (sender_asked_restart_continues_over_a_small_step);
  ADD (sender_restart_never_stamps_two_frames_alike);
  ADD (sender_maps_payload_types_and_refuses_the_unknown);
  ADD (sender_codec_for_any_payload_takes_what_no_other_takes);
  ADD (sender_codec_change_keeps_the_sequence);
  ADD (sender_report_says_the_timestamp_of_now);
  ADD (sender_late_packet_does_not_move_the_report_back);
  ADD (sender_new_ssrc_counts_from_zero_and_keeps_the_sequence);
  return g_test_run ();
}
