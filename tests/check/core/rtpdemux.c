/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtp/wrtcrtpdemux.h>

#include <string.h>

static const guint16 starts[] = { 0, 1, 32767, 32768, 65534, 65535 };

static const guint8 audio_types[] = { 111 };
static const guint8 video_types[] = { 96, 97 };
static const guint8 screen_types[] = { 97, 98 };
static const guint32 audio_ssrcs[] = { 0xa1 };

enum
{
  AUDIO = 10,
  VIDEO,
  SCREEN,
};

static const WrtcRtpDemuxSection bundle[] = {
  {AUDIO, "0", TRUE, audio_types, 1, audio_ssrcs, 1},
  {VIDEO, "1", TRUE, video_types, 2, NULL, 0},
  {SCREEN, "2", TRUE, screen_types, 2, NULL, 0},
};

static WrtcRtpDemux *
new_bundle (void)
{
  WrtcRtpDemux *demux = wrtc_rtp_demux_new (NULL);

  wrtc_rtp_demux_set_sections (demux, bundle, G_N_ELEMENTS (bundle));
  return demux;
}

static WrtcRtpDemuxResult
arrive (WrtcRtpDemux * demux, guint32 ssrc, guint8 payload_type,
    guint16 sequence, const gchar * mid, guint * section)
{
  WrtcRtpDemuxPacket packet = { WRTC_SECOND, ssrc, sequence, payload_type, mid,
    mid != NULL ? strlen (mid) : 0
  };

  *section = 0;
  return wrtc_rtp_demux_handle_packet (demux, &packet, section);
}

static void
test_demux_each_table_finds_the_section (void)
{
  static const struct
  {
    guint32 ssrc;
    guint8 payload_type;
    const gchar *mid;
    WrtcRtpDemuxResult result;
    guint section;
  } rows[] = {
    /* By MID. */
    {1, 111, "0", WRTC_RTP_DEMUX_NEW, AUDIO},
    {2, 97, "1", WRTC_RTP_DEMUX_NEW, VIDEO},
    {3, 97, "2", WRTC_RTP_DEMUX_NEW, SCREEN},
    /* By what the MID taught. */
    {3, 97, NULL, WRTC_RTP_DEMUX_KNOWN, SCREEN},
    {3, 98, NULL, WRTC_RTP_DEMUX_KNOWN, SCREEN},
    {2, 96, NULL, WRTC_RTP_DEMUX_KNOWN, VIDEO},
    /* Announced. */
    {0xa1, 111, NULL, WRTC_RTP_DEMUX_NEW, AUDIO},
    /* A payload type of one section. */
    {4, 96, NULL, WRTC_RTP_DEMUX_NEW, VIDEO},
    {5, 98, NULL, WRTC_RTP_DEMUX_NEW, SCREEN},
    {0, 111, NULL, WRTC_RTP_DEMUX_NEW, AUDIO},
    {G_MAXUINT32, 111, NULL, WRTC_RTP_DEMUX_NEW, AUDIO},
    /* Of two, of none, not of that section. */
    {6, 97, NULL, WRTC_RTP_DEMUX_UNKNOWN_SSRC, 0},
    {6, 50, NULL, WRTC_RTP_DEMUX_UNKNOWN_SSRC, 0},
    {6, 200, NULL, WRTC_RTP_DEMUX_UNKNOWN_SSRC, 0},
    {6, 111, "1", WRTC_RTP_DEMUX_UNKNOWN_PAYLOAD_TYPE, 0},
    {6, 200, "1", WRTC_RTP_DEMUX_UNKNOWN_PAYLOAD_TYPE, 0},
    {3, 111, NULL, WRTC_RTP_DEMUX_UNKNOWN_PAYLOAD_TYPE, 0},
    {0xa1, 96, NULL, WRTC_RTP_DEMUX_UNKNOWN_PAYLOAD_TYPE, 0},
    /* A MID nobody has, of any length. */
    {6, 111, "7", WRTC_RTP_DEMUX_UNKNOWN_MID, 0},
    {6, 111, "", WRTC_RTP_DEMUX_UNKNOWN_MID, 0},
    {3, 97, "7", WRTC_RTP_DEMUX_UNKNOWN_MID, 0},
    {3, 97, NULL, WRTC_RTP_DEMUX_KNOWN, SCREEN},
  };
  g_autoptr (WrtcRtpDemux) demux = new_bundle ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    guint section;
    WrtcRtpDemuxResult result = arrive (demux, rows[i].ssrc,
        rows[i].payload_type, i, rows[i].mid, &section);

    g_test_message ("row %u: %s", i, wrtc_rtp_demux_result_to_string (result));
    g_assert_cmpint (result, ==, rows[i].result);
    g_assert_cmpuint (section, ==, rows[i].section);
  }
}

static void
test_demux_long_or_binary_mid_is_unknown (void)
{
  g_autoptr (WrtcRtpDemux) demux = new_bundle ();
  g_autofree gchar *text = g_strnfill (300, '0');
  WrtcRtpDemuxPacket packet = { 0, 1, 0, 111, text, 300 };
  guint section;

  for (guint size = 2; size <= 300; size++) {
    packet.mid_size = size;
    g_assert_cmpint (wrtc_rtp_demux_handle_packet (demux, &packet, &section),
        ==, WRTC_RTP_DEMUX_UNKNOWN_MID);
  }
  packet.mid = "0\0x";
  packet.mid_size = 3;
  g_assert_cmpint (wrtc_rtp_demux_handle_packet (demux, &packet, &section),
      ==, WRTC_RTP_DEMUX_UNKNOWN_MID);
}

static void
test_demux_newer_mid_moves_the_stream_older_does_not (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (starts); s++) {
    g_autoptr (WrtcRtpDemux) demux = new_bundle ();
    guint16 n = starts[s];
    guint section;

    g_assert_cmpint (arrive (demux, 1, 97, n, "1", &section), ==,
        WRTC_RTP_DEMUX_NEW);
    g_assert_cmpint (arrive (demux, 1, 97, n + 5, "2", &section), ==,
        WRTC_RTP_DEMUX_MOVED);
    g_assert_cmpuint (section, ==, SCREEN);
    /* Late ones, sent before the change, change nothing back. */
    g_assert_cmpint (arrive (demux, 1, 97, n + 3, "1", &section), ==,
        WRTC_RTP_DEMUX_KNOWN);
    g_assert_cmpuint (section, ==, SCREEN);
    g_assert_cmpint (arrive (demux, 1, 97, n + 5, "1", &section), ==,
        WRTC_RTP_DEMUX_KNOWN);
    g_assert_cmpuint (section, ==, SCREEN);
    /* A newer one does, also after half the numbers without any MID. */
    for (guint i = 6; i < 40000; i++)
      arrive (demux, 1, 97, n + i, NULL, &section);
    g_assert_cmpint (arrive (demux, 1, 97, n + 40000, "1", &section), ==,
        WRTC_RTP_DEMUX_MOVED);
    g_assert_cmpuint (section, ==, VIDEO);
    g_assert_cmpuint (wrtc_rtp_demux_n_streams (demux), ==, 1);
  }
}

static void
test_demux_mid_corrects_a_guess_by_payload_type (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (starts); s++) {
    g_autoptr (WrtcRtpDemux) demux = new_bundle ();
    guint section;
    static const guint8 wide[] = { 96, 97, 98 };
    WrtcRtpDemuxSection sections[] = { bundle[0], bundle[1], bundle[2] };

    g_assert_cmpint (arrive (demux, 1, 96, starts[s], NULL, &section), ==,
        WRTC_RTP_DEMUX_NEW);
    g_assert_cmpuint (section, ==, VIDEO);
    sections[2].payload_types = wide;
    sections[2].n_payload_types = 3;
    wrtc_rtp_demux_set_sections (demux, sections, 3);
    /* Older than what the guess was made from, but the first MID. */
    g_assert_cmpint (arrive (demux, 1, 96, starts[s] - 1, "2", &section), ==,
        WRTC_RTP_DEMUX_MOVED);
    g_assert_cmpuint (section, ==, SCREEN);
  }
}

static void
test_demux_ssrc_flood_is_bounded_and_known_streams_survive (void)
{
  WrtcRtpDemuxConfig config = { 4, 5 * WRTC_SECOND };
  g_autoptr (WrtcRtpDemux) demux = wrtc_rtp_demux_new (&config);
  guint refused = 0, added = 0, section;
  guint32 ended;

  wrtc_rtp_demux_set_sections (demux, bundle, G_N_ELEMENTS (bundle));
  g_assert_cmpint (arrive (demux, 0xa1, 111, 0, NULL, &section), ==,
      WRTC_RTP_DEMUX_NEW);
  g_assert_cmpint (arrive (demux, 0xbeef, 96, 0, NULL, &section), ==,
      WRTC_RTP_DEMUX_NEW);
  for (guint32 i = 0; i < 1000000; i++) {
    switch (arrive (demux, 0x10000 + i, 96, 0, "1", &section)) {
      case WRTC_RTP_DEMUX_NEW:
        added++;
        break;
      case WRTC_RTP_DEMUX_TOO_MANY_STREAMS:
        refused++;
        break;
      default:
        g_assert_not_reached ();
    }
  }
  g_assert_cmpuint (added, ==, 3);
  g_assert_cmpuint (refused, ==, 1000000 - 3);
  g_assert_cmpuint (wrtc_rtp_demux_n_streams (demux), ==, 5);
  g_assert_false (wrtc_rtp_demux_poll_ended (demux, &ended));
  g_assert_cmpint (arrive (demux, 0xbeef, 96, 1, NULL, &section), ==,
      WRTC_RTP_DEMUX_KNOWN);
}

static void
test_demux_idle_stream_makes_room (void)
{
  WrtcRtpDemuxConfig config = { 2, 5 * WRTC_SECOND };
  g_autoptr (WrtcRtpDemux) demux = wrtc_rtp_demux_new (&config);
  WrtcRtpDemuxPacket packet = { 0, 1, 0, 96, NULL, 0 };
  guint section;
  guint32 ended;

  wrtc_rtp_demux_set_sections (demux, bundle, G_N_ELEMENTS (bundle));
  wrtc_rtp_demux_handle_packet (demux, &packet, &section);
  packet.ssrc = 2;
  packet.now = 1 * WRTC_SECOND;
  wrtc_rtp_demux_handle_packet (demux, &packet, &section);
  packet.ssrc = 3;
  packet.now = 5 * WRTC_SECOND - 1;
  g_assert_cmpint (wrtc_rtp_demux_handle_packet (demux, &packet, &section), ==,
      WRTC_RTP_DEMUX_TOO_MANY_STREAMS);
  packet.now = 5 * WRTC_SECOND;
  g_assert_cmpint (wrtc_rtp_demux_handle_packet (demux, &packet, &section), ==,
      WRTC_RTP_DEMUX_NEW);
  g_assert_true (wrtc_rtp_demux_poll_ended (demux, &ended));
  g_assert_cmpuint (ended, ==, 1);
  g_assert_false (wrtc_rtp_demux_poll_ended (demux, &ended));
}

static void
test_demux_announced_ssrc_finds_room_in_a_full_section (void)
{
  WrtcRtpDemuxConfig config = { 1, 5 * WRTC_SECOND };
  g_autoptr (WrtcRtpDemux) demux = wrtc_rtp_demux_new (&config);
  guint section;

  wrtc_rtp_demux_set_sections (demux, bundle, G_N_ELEMENTS (bundle));
  g_assert_cmpint (arrive (demux, 1, 111, 0, NULL, &section), ==,
      WRTC_RTP_DEMUX_NEW);
  g_assert_cmpint (arrive (demux, 2, 111, 0, NULL, &section), ==,
      WRTC_RTP_DEMUX_TOO_MANY_STREAMS);
  g_assert_cmpint (arrive (demux, 0xa1, 111, 0, NULL, &section), ==,
      WRTC_RTP_DEMUX_NEW);
}

static void
test_demux_new_sections_keep_streams_by_mid_and_end_the_others (void)
{
  g_autoptr (WrtcRtpDemux) demux = new_bundle ();
  WrtcRtpDemuxSection sections[] = { bundle[2], bundle[0] };
  guint section;
  guint32 ended;

  arrive (demux, 1, 111, 0, "0", &section);
  arrive (demux, 2, 96, 0, "1", &section);
  arrive (demux, 3, 98, 0, "2", &section);
  sections[0].id = 77;
  sections[1].active = FALSE;
  wrtc_rtp_demux_set_sections (demux, sections, 2);

  for (guint i = 0; i < 2; i++) {
    g_assert_true (wrtc_rtp_demux_poll_ended (demux, &ended));
    g_assert_true (ended == 1 || ended == 2);
  }
  g_assert_false (wrtc_rtp_demux_poll_ended (demux, &ended));
  g_assert_cmpint (arrive (demux, 3, 98, 1, NULL, &section), ==,
      WRTC_RTP_DEMUX_KNOWN);
  g_assert_cmpuint (section, ==, 77);
  g_assert_cmpint (arrive (demux, 1, 111, 1, NULL, &section), ==,
      WRTC_RTP_DEMUX_INACTIVE);
  g_assert_cmpint (arrive (demux, 2, 96, 1, NULL, &section), ==,
      WRTC_RTP_DEMUX_UNKNOWN_SSRC);
  wrtc_rtp_demux_set_sections (demux, NULL, 0);
  g_assert_true (wrtc_rtp_demux_poll_ended (demux, &ended));
  g_assert_cmpuint (ended, ==, 3);
}

static void
test_demux_section_without_mid_keeps_its_stream_by_id (void)
{
  g_autoptr (WrtcRtpDemux) demux = wrtc_rtp_demux_new (NULL);
  WrtcRtpDemuxSection only = { 3, NULL, TRUE, audio_types, 1, NULL, 0 };
  guint section;
  guint32 ended;

  wrtc_rtp_demux_set_sections (demux, &only, 1);
  g_assert_cmpint (arrive (demux, 1, 111, 0, NULL, &section), ==,
      WRTC_RTP_DEMUX_NEW);
  wrtc_rtp_demux_set_sections (demux, &only, 1);
  g_assert_false (wrtc_rtp_demux_poll_ended (demux, &ended));
  g_assert_cmpint (arrive (demux, 1, 111, 1, NULL, &section), ==,
      WRTC_RTP_DEMUX_KNOWN);
}

static void
test_demux_stream_that_left_comes_back_only_after_a_while (void)
{
  g_autoptr (WrtcRtpDemux) demux = new_bundle ();
  WrtcRtpDemuxPacket packet = { WRTC_SECOND, 1, 0, 96, NULL, 0 };
  guint section;
  guint32 ended;

  g_assert_false (wrtc_rtp_demux_remove_stream (demux, WRTC_SECOND, 1));
  wrtc_rtp_demux_handle_packet (demux, &packet, &section);
  g_assert_true (wrtc_rtp_demux_remove_stream (demux, WRTC_SECOND, 1));
  g_assert_false (wrtc_rtp_demux_poll_ended (demux, &ended));
  g_assert_cmpuint (wrtc_rtp_demux_n_streams (demux), ==, 0);
  packet.now += 499 * WRTC_MSECOND;
  g_assert_cmpint (wrtc_rtp_demux_handle_packet (demux, &packet, &section), ==,
      WRTC_RTP_DEMUX_LEFT);
  packet.now += WRTC_MSECOND;
  g_assert_cmpint (wrtc_rtp_demux_handle_packet (demux, &packet, &section), ==,
      WRTC_RTP_DEMUX_NEW);
}

static void
test_demux_two_sections_with_one_mid_or_ssrc_first_wins (void)
{
  g_autoptr (WrtcRtpDemux) demux = wrtc_rtp_demux_new (NULL);
  WrtcRtpDemuxSection twins[] = {
    {1, "x", TRUE, audio_types, 1, audio_ssrcs, 1},
    {2, "x", TRUE, audio_types, 1, audio_ssrcs, 1},
  };
  guint section;

  wrtc_rtp_demux_set_sections (demux, twins, 2);
  g_assert_cmpint (arrive (demux, 5, 111, 0, "x", &section), ==,
      WRTC_RTP_DEMUX_NEW);
  g_assert_cmpuint (section, ==, 1);
  g_assert_cmpint (arrive (demux, 0xa1, 111, 0, NULL, &section), ==,
      WRTC_RTP_DEMUX_NEW);
  g_assert_cmpuint (section, ==, 1);
}

#define ADD(name) g_test_add_func ("/rtpdemux/" #name, test_ ## name)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (demux_each_table_finds_the_section);
  ADD (demux_long_or_binary_mid_is_unknown);
  ADD (demux_newer_mid_moves_the_stream_older_does_not);
  ADD (demux_mid_corrects_a_guess_by_payload_type);
  ADD (demux_ssrc_flood_is_bounded_and_known_streams_survive);
  ADD (demux_idle_stream_makes_room);
  ADD (demux_announced_ssrc_finds_room_in_a_full_section);
  ADD (demux_new_sections_keep_streams_by_mid_and_end_the_others);
  ADD (demux_section_without_mid_keeps_its_stream_by_id);
  ADD (demux_stream_that_left_comes_back_only_after_a_while);
  ADD (demux_two_sections_with_one_mid_or_ssrc_first_wins);
  return g_test_run ();
}
