/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "wrtcrtpsession-common.h"

#include <core/rtcp/wrtcrtcp.h>
#include <core/rtcp/wrtcrtcpsdes.h>
#include <core/rtp/wrtcrtpextension.h>
#include <gst/video/video.h>
#include <gst/webrtc/webrtc.h>
#include <gst/wrtc/gstwrtcnames.h>

/* === sending === */

static void
check_packet (GstBuffer * buffer, guint8 payload_type, guint16 sequence,
    guint32 ssrc, const gchar * mid, const gchar * payload)
{
  WrtcRtpExtension extension;
  WrtcRtpPacket packet;
  GstMapInfo map;

  fail_unless (gst_buffer_map (buffer, &map, GST_MAP_READ));
  fail_unless_equals_int (wrtc_rtp_packet_parse (&packet, map.data, map.size),
      WRTC_RTP_RESULT_OK);
  fail_unless_equals_int (packet.payload_type, payload_type);
  fail_unless_equals_int (packet.sequence_number, sequence);
  fail_unless_equals_int64 (packet.ssrc, ssrc);
  fail_unless_equals_int (wrtc_rtp_extension_find (&packet, MID_ID,
          &extension), mid != NULL);
  if (mid != NULL) {
    fail_unless_equals_int (extension.size, strlen (mid));
    fail_unless (memcmp (extension.data, mid, extension.size) == 0);
  }
  fail_unless_equals_int (packet.payload_size, strlen (payload));
  fail_unless (memcmp (packet.payload, payload, packet.payload_size) == 0);
  gst_buffer_unmap (buffer, &map);
}

static void
check_and_unref (GstBuffer * buffer, guint8 payload_type, guint16 sequence,
    guint32 ssrc, const gchar * mid, const gchar * payload)
{
  check_packet (buffer, payload_type, sequence, ssrc, mid, payload);
  gst_buffer_unref (buffer);
}

/* The next RTP packet; RTCP in between is passed over. */
static GstBuffer *
pull_rtp (Port * port)
{
  for (;;) {
    GstBuffer *buffer = port_pull (port);
    guint8 second = 0;

    gst_buffer_extract (buffer, 1, &second, 1);
    if (second < 192 || second > 223)
      return buffer;
    gst_buffer_unref (buffer);
  }
}

static GstBuffer *
pull_rtcp (Port * port)
{
  for (;;) {
    GstBuffer *buffer = port_pull (port);
    guint8 second = 0;

    gst_buffer_extract (buffer, 1, &second, 1);
    if (second >= 192 && second <= 223)
      return buffer;
    gst_buffer_unref (buffer);
  }
}

GST_START_TEST (test_send_rewrites_header_and_shares_payload)
{
  Peer *peer = peer_new (TRUE);
  Port *video;
  GstBuffer *in, *out;
  GstMemory *payload;
  GstEvent *event;
  GstCaps *caps;

  peer_play (peer);
  video = peer_add_send (peer, VIDEO_PARAMETERS);
  peer_open (peer);
  in = new_packet (96, 65535, 1000, 0x1234, "frame");
  payload = gst_memory_ref (gst_buffer_peek_memory (in, 1));
  fail_unless_equals_int (gst_pad_push (video->pad, in), GST_FLOW_OK);
  out = pull_rtp (peer->net_out);
  fail_unless_equals_int (gst_buffer_n_memory (out), 2);
  fail_unless (gst_buffer_peek_memory (out, 1) == payload);
  check_packet (out, 120, 65535, 0x1234, "v", "frame");
  gst_buffer_unref (out);
  gst_memory_unref (payload);

  event = port_pull_event (peer->net_out, GST_EVENT_STREAM_START);
  gst_event_unref (event);
  event = port_pull_event (peer->net_out, GST_EVENT_CAPS);
  gst_event_parse_caps (event, &caps);
  fail_unless (gst_structure_has_name (gst_caps_get_structure (caps, 0),
          GST_WRTC_CAPS_RTP_MUX));
  gst_event_unref (event);
  event = port_pull_event (peer->net_out, GST_EVENT_SEGMENT);
  gst_event_unref (event);
  peer_free (peer);
}

GST_END_TEST;

GST_START_TEST (test_send_list_stays_a_list)
{
  Peer *peer = peer_new (TRUE);
  GstBufferList *list = gst_buffer_list_new ();
  Port *video;

  peer_play (peer);
  video = peer_add_send (peer, VIDEO_PARAMETERS);
  peer_open (peer);
  for (guint i = 0; i < 50; i++)
    gst_buffer_list_add (list, new_packet (96, i, 1000, 1, "part"));
  fail_unless_equals_int (gst_pad_push_list (video->pad, list), GST_FLOW_OK);
  for (guint i = 0; i < 50; i++) {
    GstBuffer *out = pull_rtp (peer->net_out);
    check_packet (out, 120, i, 1, "v", "part");
    gst_buffer_unref (out);
    fail_unless_equals_int (g_atomic_int_get (&peer->net_out->n_lists), 1);
  }
  peer_free (peer);
}

GST_END_TEST;

GST_START_TEST (test_send_split_and_padded_headers_are_understood)
{
  static const guint8 bytes[] = { 0xa0, 96, 0, 7, 0, 0, 0, 1, 0, 0, 0, 2,
    'a', 'b', 'c', 0, 2
  };
  Peer *peer = peer_new (TRUE);
  GstBuffer *in, *out;
  WrtcRtpPacket packet;
  GstMapInfo map;
  Port *video;

  peer_play (peer);
  video = peer_add_send (peer, VIDEO_PARAMETERS);
  peer_open (peer);
  for (gsize first = 1; first < sizeof bytes; first++) {
    in = gst_buffer_new ();
    gst_buffer_append_memory (in, gst_memory_new_wrapped
        (GST_MEMORY_FLAG_READONLY, (gpointer) bytes, first, 0, first, NULL,
            NULL));
    gst_buffer_append_memory (in, gst_memory_new_wrapped
        (GST_MEMORY_FLAG_READONLY, (gpointer) (bytes + first),
            sizeof bytes - first, 0, sizeof bytes - first, NULL, NULL));
    fail_unless_equals_int (gst_pad_push (video->pad, in), GST_FLOW_OK);
    out = pull_rtp (peer->net_out);
    fail_unless (gst_buffer_map (out, &map, GST_MAP_READ));
    fail_unless_equals_int (wrtc_rtp_packet_parse (&packet, map.data,
            map.size), WRTC_RTP_RESULT_OK);
    fail_unless_equals_int (packet.payload_size, 3);
    fail_unless_equals_int (packet.padding_size, 2);
    fail_unless (memcmp (packet.payload, "abc", 3) == 0);
    gst_buffer_unmap (out, &map);
    gst_buffer_unref (out);
  }
  peer_free (peer);
}

GST_END_TEST;

GST_START_TEST (test_send_nothing_before_connected_then_asks_for_a_keyframe)
{
  Peer *peer = peer_new (TRUE);
  Port *video, *audio;
  GstEvent *event;
  gboolean all_headers;

  peer_play (peer);
  video = peer_add_send (peer, VIDEO_PARAMETERS);
  audio = peer_add_send (peer, AUDIO_PARAMETERS);
  for (guint i = 0; i < 10; i++)
    gst_pad_push (video->pad, new_packet (96, i, i, 1, "early"));
  peer_set_dtls_state (peer, GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTING);
  peer_wait_stat (peer, "send-streams/0/dropped/not-connected", 10);
  fail_unless_equals_int (g_async_queue_length (peer->net_out->data), 0);
  fail_unless_equals_int (g_async_queue_length (video->events), 0);

  peer_open (peer);
  event = port_pull_event (video, GST_EVENT_CUSTOM_UPSTREAM);
  fail_unless (gst_video_event_is_force_key_unit (event));
  fail_unless (gst_video_event_parse_upstream_force_key_unit (event, NULL,
          &all_headers, NULL));
  fail_unless (all_headers);
  gst_event_unref (event);
  gst_pad_push (video->pad, new_packet (96, 10, 10, 1, "first"));
  check_and_unref (pull_rtp (peer->net_out), 120, 10, 1, "v", "first");
  fail_unless_equals_int (g_async_queue_length (audio->events), 0);

  /* Closed again: nothing more. */
  peer_set_dtls_state (peer, GST_WEBRTC_DTLS_TRANSPORT_STATE_CLOSED);
  gst_pad_push (video->pad, new_packet (96, 11, 11, 1, "late"));
  peer_wait_stat (peer, "send-streams/0/dropped/not-connected", 11);
  fail_unless_equals_float (peer_stat (peer, "send-streams/0/packets-sent"), 1);
  peer_free (peer);
}

GST_END_TEST;

GST_START_TEST (test_send_without_dtls_if_told_so)
{
  Peer *peer = peer_new (TRUE);
  GstBuffer *out;
  Port *video;

  g_object_set (peer->element, "require-dtls", FALSE, NULL);
  peer_play (peer);
  video = peer_add_send (peer, VIDEO_PARAMETERS);
  gst_pad_push (video->pad, new_packet (96, 1, 1, 1, "plain"));
  out = pull_rtp (peer->net_out);
  gst_buffer_unref (out);
  peer_free (peer);
}

GST_END_TEST;

GST_START_TEST (test_send_parameters_decide_what_passes)
{
  Peer *peer = peer_new (TRUE);
  GstPad *pad;
  GstStructure *s;
  GstBuffer *out;
  Port *video;

  peer_play (peer);
  video = peer_add_send (peer, NULL);
  pad = gst_pad_get_peer (video->pad);
  peer_open (peer);
  gst_pad_push (video->pad, new_packet (96, 1, 1, 1, "none"));
  peer_wait_stat (peer, "send-streams/0/dropped/inactive", 1);

  s = gst_structure_from_string (VIDEO_PARAMETERS
      ", ssrc=(uint)4000000000, active=true", NULL);
  g_object_set (pad, "parameters", s, NULL);
  gst_pad_push (video->pad, new_packet (96, 2, 2, 1, "sent"));
  out = pull_rtp (peer->net_out);
  check_packet (out, 120, 2, 4000000000u, "v", "sent");
  gst_buffer_unref (out);
  gst_pad_push (video->pad, new_packet (98, 3, 3, 1, "type"));
  peer_wait_stat (peer, "send-streams/0/dropped/unknown-payload-type", 1);

  gst_structure_set (s, "active", G_TYPE_BOOLEAN, FALSE, NULL);
  g_object_set (pad, "parameters", s, NULL);
  gst_pad_push (video->pad, new_packet (96, 4, 4, 1, "paused"));
  peer_wait_stat (peer, "send-streams/0/dropped/inactive", 2);

  /* Wrong ones are refused, the old ones stay. */
  gst_structure_set_name (s, "something-else");
  g_object_set (pad, "parameters", s, NULL);
  gst_structure_free (s);
  g_object_get (pad, "parameters", &s, NULL);
  fail_unless (gst_structure_has_name (s, GST_WRTC_RTP_SEND_PARAMETERS));
  gst_structure_free (s);
  gst_object_unref (pad);
  peer_free (peer);
}

GST_END_TEST;

GST_START_TEST (test_send_parameters_are_refused_when_wrong)
{
  static const struct
  {
    const gchar *fields;
    gboolean good;
  } rows[] = {
    {"", TRUE},
    {",ssrc=7", TRUE},
    {",ssrc=4294967295", TRUE},
    {",ssrc=(uint)4294967295", TRUE},
    {",ssrc=(gint64)4294967296", FALSE},
    {",ssrc=(gint64)-1", FALSE},
    {",ssrc=\"seven\"", FALSE},
    {",codecs=<[codec,payload=127]>", TRUE},
    {",codecs=<[codec,payload=128]>", FALSE},
    {",codecs=<[codec,payload-in=96]>", FALSE},
    {",codecs=<[codec,payload=96,payload-in=200]>", FALSE},
    {",header-extensions=<[extension,id=255,uri=x]>", TRUE},
    {",header-extensions=<[extension,id=0,uri=x]>", FALSE},
    {",header-extensions=<[extension,id=256,uri=x]>", FALSE},
    {",header-extensions=<[extension,uri=x]>", FALSE},
  };
  Peer *peer = peer_new (TRUE);
  GstPad *pad = gst_element_request_pad_simple (peer->element,
      "send_sink_%u");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gchar *text = g_strconcat ("wrtc-rtp-send-parameters", rows[i].fields,
        NULL);
    GstStructure *s = gst_structure_from_string (text, NULL), *now;

    fail_unless (s != NULL, "%s", text);
    g_object_set (pad, "parameters", NULL, NULL);
    g_object_set (pad, "parameters", s, NULL);
    g_object_get (pad, "parameters", &now, NULL);
    fail_unless ((now != NULL) == rows[i].good, "%s", text);
    g_clear_pointer (&now, gst_structure_free);
    gst_structure_free (s);
    g_free (text);
  }
  gst_element_release_request_pad (peer->element, pad);
  gst_object_unref (pad);
  peer_free (peer);
}

GST_END_TEST;

GST_START_TEST (test_send_new_payloader_continues_the_sequence)
{
  Peer *peer = peer_new (TRUE);
  GstCaps *caps;
  Port *video;

  peer_play (peer);
  video = peer_add_send (peer, VIDEO_PARAMETERS);
  peer_open (peer);
  gst_pad_push (video->pad, new_packet (96, 65535, 90000, 7, "old"));
  check_and_unref (pull_rtp (peer->net_out), 120, 65535, 7, "v", "old");
  /* Another SSRC, then the same with numbers that are near by chance. */
  gst_pad_push (video->pad, new_packet (96, 20000, 90000, 8, "new"));
  check_and_unref (pull_rtp (peer->net_out), 120, 0, 7, "v", "new");
  for (guint i = 0; i < 2; i++) {
    caps = gst_caps_new_simple ("application/x-rtp", "clock-rate", G_TYPE_INT,
        90000, "seqnum-offset", G_TYPE_UINT, 20000 + i, NULL);
    gst_pad_push_event (video->pad, gst_event_new_caps (caps));
    gst_caps_unref (caps);
  }
  gst_pad_push (video->pad, new_packet (96, 20100, 90000, 8, "near"));
  check_and_unref (pull_rtp (peer->net_out), 120, 1, 7, "v", "near");
  fail_unless_equals_float (peer_stat (peer, "send-streams/0/restarts"), 2);
  peer_free (peer);
}

GST_END_TEST;

GST_START_TEST (test_send_eos_and_flush_concern_one_stream)
{
  Peer *peer = peer_new (TRUE);
  Port *video, *audio;
  GstSegment segment;
  GstBuffer *out;

  peer_play (peer);
  video = peer_add_send (peer, VIDEO_PARAMETERS);
  audio = peer_add_send (peer, AUDIO_PARAMETERS);
  peer_open (peer);
  fail_unless (gst_pad_push_event (video->pad, gst_event_new_eos ()));
  fail_unless_equals_int (gst_pad_push (video->pad, new_packet (96, 1, 1, 1,
              "after")), GST_FLOW_EOS);
  fail_unless (gst_pad_push_event (audio->pad, gst_event_new_flush_start ()));
  fail_unless_equals_int (gst_pad_push (audio->pad, new_packet (97, 1, 1, 2,
              "flushing")), GST_FLOW_FLUSHING);
  fail_unless (gst_pad_push_event (audio->pad,
          gst_event_new_flush_stop (TRUE)));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  fail_unless (gst_pad_push_event (audio->pad,
          gst_event_new_segment (&segment)));
  gst_pad_push (audio->pad, new_packet (97, 2, 2, 2, "audio"));
  out = pull_rtp (peer->net_out);
  check_packet (out, 111, 2, 2, "a", "audio");
  gst_buffer_unref (out);
  for (;;) {
    GstEvent *event = g_async_queue_try_pop (peer->net_out->events);
    if (event == NULL)
      break;
    fail_if (GST_EVENT_TYPE (event) == GST_EVENT_EOS);
    fail_if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_START);
    gst_event_unref (event);
  }
  peer_free (peer);
}

GST_END_TEST;

/* Holds the context in the first packet until told. */
typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean held, go;
} Gate;

static GstPadProbeReturn
wait_at_gate (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  Gate *gate = data;

  g_mutex_lock (&gate->lock);
  gate->held = TRUE;
  g_cond_broadcast (&gate->cond);
  while (!gate->go)
    g_cond_wait (&gate->cond, &gate->lock);
  g_mutex_unlock (&gate->lock);
  return GST_PAD_PROBE_REMOVE;
}

GST_START_TEST (test_send_inbox_is_bounded_for_each_stream)
{
  Peer *peer = peer_new (TRUE);
  Port *video, *audio;
  Gate gate = { 0 };
  guint sent_video = 0;
  GstBuffer *out;

  g_mutex_init (&gate.lock);
  g_cond_init (&gate.cond);
  peer_play (peer);
  video = peer_add_send (peer, VIDEO_PARAMETERS);
  audio = peer_add_send (peer, AUDIO_PARAMETERS);
  peer_open (peer);
  gst_pad_add_probe (peer->net_out->pad, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_BUFFER_LIST, wait_at_gate, &gate, NULL);
  gst_pad_push (audio->pad, new_packet (97, 0, 0, 2, "first"));
  g_mutex_lock (&gate.lock);
  while (!gate.held)
    g_cond_wait (&gate.cond, &gate.lock);
  g_mutex_unlock (&gate.lock);

  /* The network stands still; the payloader does not. */
  for (guint i = 0; i < 5000; i++)
    fail_unless_equals_int (gst_pad_push (video->pad, new_packet (96, i,
                i / 10 * 3000, 1, "flood")), GST_FLOW_OK);
  gst_pad_push (audio->pad, new_packet (97, 1, 1, 2, "audio"));
  g_mutex_lock (&gate.lock);
  gate.go = TRUE;
  g_cond_broadcast (&gate.cond);
  g_mutex_unlock (&gate.lock);

  peer_wait_stat (peer, "send-streams/1/packets-sent", 2);
  fail_unless_equals_float (peer_stat (peer,
          "send-streams/1/dropped/inbox-full"), 0);
  fail_unless_equals_float (peer_stat (peer, "send-streams/0/packets-sent"),
      2048);
  fail_unless_equals_float (peer_stat (peer,
          "send-streams/0/dropped/inbox-full"), 5000 - 2048);
  out = pull_rtp (peer->net_out);
  check_packet (out, 111, 0, 2, "a", "first");
  gst_buffer_unref (out);
  for (; sent_video < 2048; sent_video++) {
    out = pull_rtp (peer->net_out);
    check_packet (out, 120, sent_video, 1, "v", "flood");
    gst_buffer_unref (out);
  }
  out = pull_rtp (peer->net_out);
  check_packet (out, 111, 1, 2, "a", "audio");
  gst_buffer_unref (out);
  peer_free (peer);
  g_mutex_clear (&gate.lock);
  g_cond_clear (&gate.cond);
}

GST_END_TEST;

GST_START_TEST (test_send_garbage_is_dropped_and_counted)
{
  Peer *peer = peer_new (TRUE);
  GRand *rand = g_rand_new_with_seed (3);
  GstBuffer *out;
  Port *video;

  peer_play (peer);
  video = peer_add_send (peer, VIDEO_PARAMETERS);
  peer_open (peer);
  for (guint i = 0; i < 500; i++) {
    gsize size = i % 30;
    guint8 bytes[30];

    for (guint k = 0; k < size; k++)
      bytes[k] = g_rand_int (rand) & 0x3f;
    gst_pad_push (video->pad, size > 0 ?
        gst_buffer_new_memdup (bytes, size) : gst_buffer_new ());
  }
  peer_wait_stat (peer, "send-streams/0/dropped/malformed", 500);
  gst_pad_push (video->pad, new_packet (96, 1, 1, 1, "good"));
  out = pull_rtp (peer->net_out);
  check_packet (out, 120, 1, 1, "v", "good");
  gst_buffer_unref (out);
  g_rand_free (rand);
  peer_free (peer);
}

GST_END_TEST;

/* === receiving === */

static void
receive (Peer * peer, GstBuffer * buffer)
{
  fail_unless_equals_int (gst_pad_push (peer->net_in, buffer), GST_FLOW_OK);
}

GST_START_TEST (test_receive_bundle_gives_a_pad_for_each_stream)
{
  Peer *peer = peer_new (TRUE);
  GstPad *video_pad, *audio_pad;
  gchar *mid, *msid;
  guint mline, ssrc;
  GstBuffer *out;
  GstEvent *event;
  GstCaps *caps;
  gint payload;
  Port *port;

  peer_set_receive (peer, RECEIVE_PARAMETERS);
  peer_play (peer);
  peer_open (peer);
  receive (peer, new_wire_packet (120, 1, 0xf1f1f1f1, "v", "video"));
  video_pad = peer_next_pad (peer);
  receive (peer, new_wire_packet (111, 1, 2, "a", "audio"));
  audio_pad = peer_next_pad (peer);
  g_object_get (video_pad, "mid", &mid, "mline", &mline, "msid", &msid,
      "ssrc", &ssrc, NULL);
  fail_unless_equals_string (mid, "v");
  fail_unless_equals_string (msid, "stream track");
  fail_unless_equals_int (mline, 4);
  fail_unless_equals_int64 (ssrc, 0xf1f1f1f1);
  g_free (mid);
  g_free (msid);
  g_object_get (audio_pad, "mid", &mid, "mline", &mline, "msid", &msid, NULL);
  fail_unless_equals_string (mid, "a");
  fail_unless (msid == NULL);
  fail_unless_equals_int (mline, 7);
  g_free (mid);

  port = peer_link (video_pad);
  event = port_pull_event (port, GST_EVENT_STREAM_START);
  gst_event_unref (event);
  event = port_pull_event (port, GST_EVENT_CAPS);
  gst_event_parse_caps (event, &caps);
  fail_unless (gst_structure_get (gst_caps_get_structure (caps, 0), "payload",
          G_TYPE_INT, &payload, "ssrc", G_TYPE_UINT, &ssrc, NULL));
  fail_unless_equals_int (payload, 120);
  fail_unless_equals_int64 (ssrc, 0xf1f1f1f1);
  gst_event_unref (event);
  event = port_pull_event (port, GST_EVENT_SEGMENT);
  gst_event_unref (event);
  /* What came before the pad was linked was kept. */
  out = port_pull (port);
  check_packet (out, 120, 1, 0xf1f1f1f1, "v", "video");
  fail_unless (GST_BUFFER_PTS_IS_VALID (out));
  fail_unless (GST_BUFFER_PTS (out) == GST_BUFFER_DTS (out));
  gst_buffer_unref (out);

  /* Another payload type of the same section. */
  receive (peer, new_wire_packet (121, 2, 0xf1f1f1f1, NULL, "h264"));
  event = port_pull_event (port, GST_EVENT_CAPS);
  gst_event_parse_caps (event, &caps);
  fail_unless_equals_string (gst_structure_get_string (gst_caps_get_structure
          (caps, 0), "encoding-name"), "H264");
  gst_event_unref (event);
  out = port_pull (port);
  check_packet (out, 121, 2, 0xf1f1f1f1, NULL, "h264");
  gst_buffer_unref (out);
  port_free (port);
  gst_object_unref (video_pad);
  gst_object_unref (audio_pad);
  peer_free (peer);
}

GST_END_TEST;

GST_START_TEST (test_receive_list_stays_a_list_for_each_stream)
{
  Peer *peer = peer_new (TRUE);
  GstBufferList *list = gst_buffer_list_new ();
  Port *video, *audio;
  GstPad *pads[2];
  GstBuffer *out;

  peer_set_receive (peer, RECEIVE_PARAMETERS);
  peer_play (peer);
  peer_open (peer);
  receive (peer, new_wire_packet (120, 0, 1, "v", "video"));
  pads[0] = peer_next_pad (peer);
  receive (peer, new_wire_packet (111, 0, 2, "a", "audio"));
  pads[1] = peer_next_pad (peer);
  video = peer_link (pads[0]);
  audio = peer_link (pads[1]);
  gst_buffer_unref (port_pull (video));
  gst_buffer_unref (port_pull (audio));
  for (guint i = 1; i <= 20; i++)
    gst_buffer_list_add (list, new_wire_packet (i % 4 ? 120 : 111, i, i % 4 ?
            1 : 2, NULL, "burst"));
  fail_unless_equals_int (gst_pad_push_list (peer->net_in, list), GST_FLOW_OK);
  for (guint i = 1; i <= 20; i++) {
    out = port_pull (i % 4 ? video : audio);
    check_packet (out, i % 4 ? 120 : 111, i, i % 4 ? 1 : 2, NULL, "burst");
    gst_buffer_unref (out);
  }
  fail_unless_equals_int (g_atomic_int_get (&video->n_lists), 1);
  fail_unless_equals_int (g_atomic_int_get (&audio->n_lists), 1);
  port_free (video);
  port_free (audio);
  gst_object_unref (pads[0]);
  gst_object_unref (pads[1]);
  peer_free (peer);
}

GST_END_TEST;

GST_START_TEST (test_receive_drops_are_counted_by_cause)
{
  Peer *peer = peer_new (TRUE);
  GstStructure *s;

  peer_set_receive (peer, RECEIVE_PARAMETERS);
  peer_play (peer);
  receive (peer, new_wire_packet (120, 1, 1, "v", "early"));
  peer_open (peer);
  receive (peer, new_wire_packet (120, 1, 1, "w", "mid"));
  receive (peer, new_wire_packet (120, 1, 1, "a", "type"));
  receive (peer, new_wire_packet (99, 1, 1, NULL, "ssrc"));
  receive (peer, gst_buffer_new_memdup ("\x80\x78\0", 3));
  receive (peer, gst_buffer_new_memdup ("\x80\xc8\0\x09....", 8));
  receive (peer, gst_buffer_new_memdup ("\x16hello", 6));
  receive (peer, gst_buffer_new ());
  fail_unless_equals_float (peer_stat (peer, "dropped/not-connected"), 1);
  fail_unless_equals_float (peer_stat (peer, "dropped/unknown-mid"), 1);
  fail_unless_equals_float (peer_stat (peer, "dropped/unknown-payload-type"),
      1);
  fail_unless_equals_float (peer_stat (peer, "dropped/unknown-ssrc"), 1);
  fail_unless_equals_float (peer_stat (peer, "dropped/malformed"), 1);
  fail_unless_equals_float (peer_stat (peer, "dropped/rtcp"), 1);
  fail_unless_equals_float (peer_stat (peer, "dropped/unknown"), 2);
  fail_unless_equals_int (g_async_queue_length (peer->added), 0);
  /* Wrong parameters are refused, the old ones stay. */
  s = gst_structure_new_empty ("nonsense");
  g_object_set (peer->element, "receive-parameters", s, NULL);
  gst_structure_free (s);
  receive (peer, new_wire_packet (120, 1, 1, "v", "good"));
  gst_object_unref (peer_next_pad (peer));
  peer_free (peer);
}

GST_END_TEST;

GST_START_TEST (test_receive_ssrc_flood_adds_few_pads)
{
  Peer *peer = peer_new (TRUE);
  gint added;

  peer_set_receive (peer, RECEIVE_PARAMETERS);
  peer_play (peer);
  peer_open (peer);
  for (guint32 i = 0; i < 100000; i++)
    receive (peer, new_wire_packet (120, 0, 0x10000 + i, "v", "x"));
  /* Eight at a time: on a slow machine idle ones make room meanwhile. */
  added = g_async_queue_length (peer->added);
  fail_unless_equals_int (peer->element->numsrcpads, 1 + 8);
  fail_unless_equals_int (added - g_async_queue_length (peer->removed), 8);
  fail_unless_equals_float (peer_stat (peer, "dropped/too-many-streams"),
      100000 - added);
  peer_free (peer);
}

GST_END_TEST;

GST_START_TEST (test_receive_unlinked_pad_keeps_the_newest_packets)
{
  Peer *peer = peer_new (TRUE);
  GstBuffer *out;
  GstPad *pad;
  Port *port;

  peer_set_receive (peer, RECEIVE_PARAMETERS);
  peer_play (peer);
  peer_open (peer);
  for (guint i = 0; i < 3000; i++)
    receive (peer, new_wire_packet (120, i, 1, i == 0 ? "v" : NULL, "kept"));
  pad = peer_next_pad (peer);
  fail_unless_equals_float (peer_stat (peer,
          "recv-streams/0/packets-discarded"), 3000 - 1024);
  port = peer_link (pad);
  for (guint i = 3000 - 1024; i < 3000; i++) {
    out = port_pull (port);
    check_packet (out, 120, i, 1, NULL, "kept");
    gst_buffer_unref (out);
  }
  receive (peer, new_wire_packet (120, 3000, 1, NULL, "after"));
  out = port_pull (port);
  check_packet (out, 120, 3000, 1, NULL, "after");
  gst_buffer_unref (out);
  port_free (port);
  gst_object_unref (pad);
  peer_free (peer);
}

GST_END_TEST;

GST_START_TEST (test_receive_parameters_end_streams)
{
  Peer *peer = peer_new (TRUE);
  GstPad *pad, *gone;
  GstEvent *event;
  Port *port;

  peer_set_receive (peer, RECEIVE_PARAMETERS);
  peer_play (peer);
  peer_open (peer);
  receive (peer, new_wire_packet (120, 1, 1, "v", "video"));
  pad = peer_next_pad (peer);
  port = peer_link (pad);
  gst_buffer_unref (port_pull (port));
  peer_set_receive (peer, NULL);
  event = port_pull_event (port, GST_EVENT_EOS);
  gst_event_unref (event);
  gone = g_async_queue_timeout_pop (peer->removed, SAFETY_US);
  fail_unless (gone == pad);
  gst_object_unref (gone);
  receive (peer, new_wire_packet (120, 2, 1, "v", "video"));
  fail_unless_equals_float (peer_stat (peer, "dropped/unknown-ssrc"), 1);
  port_free (port);
  gst_object_unref (pad);
  peer_free (peer);
}

GST_END_TEST;

/* === RTCP === */

static void
scan_rtcp (GstBuffer * buffer, guint * n_sr, guint * n_rr, guint * n_bye,
    GString * cname)
{
  WrtcRtcpReader reader;
  WrtcRtcpPacket packet;
  WrtcRtcpSdesIter iter;
  WrtcRtcpSdesItem item;
  GstMapInfo map;

  fail_unless (gst_buffer_map (buffer, &map, GST_MAP_READ));
  fail_unless_equals_int (wrtc_rtcp_reader_init (&reader, map.data, map.size,
          FALSE), WRTC_RTCP_RESULT_OK);
  while (wrtc_rtcp_reader_next (&reader, &packet)) {
    *n_sr += packet.type == WRTC_RTCP_TYPE_SR;
    *n_rr += packet.type == WRTC_RTCP_TYPE_RR;
    *n_bye += packet.type == WRTC_RTCP_TYPE_BYE;
    wrtc_rtcp_sdes_iter_init (&iter, &packet);
    while (wrtc_rtcp_sdes_iter_next (&iter, &item)) {
      if (item.type == WRTC_RTCP_SDES_CNAME) {
        g_string_truncate (cname, 0);
        g_string_append_len (cname, item.text, item.size);
      }
    }
  }
  gst_buffer_unmap (buffer, &map);
  gst_buffer_unref (buffer);
}

GST_START_TEST (test_rtcp_reports_name_and_bye_are_on_the_wire)
{
  Peer *peer = peer_new (TRUE);
  GString *cname = g_string_new (NULL);
  guint n_sr = 0, n_rr = 0, n_bye = 0;
  Port *video;

  g_object_set (peer->element, "cname", "alice@example", NULL);
  peer_play (peer);
  video = peer_add_send (peer, VIDEO_PARAMETERS);
  peer_open (peer);
  gst_pad_push (video->pad, new_packet (96, 1, 1, 1, "x"));
  while (n_sr == 0)
    scan_rtcp (pull_rtcp (peer->net_out), &n_sr, &n_rr, &n_bye, cname);
  fail_unless_equals_string (cname->str, "alice@example");
  fail_unless_equals_int (n_bye, 0);
  gst_element_set_state (peer->element, GST_STATE_READY);
  while (n_bye == 0)
    scan_rtcp (pull_rtcp (peer->net_out), &n_sr, &n_rr, &n_bye, cname);
  g_string_free (cname, TRUE);
  peer_free (peer);
}

GST_END_TEST;

GST_START_TEST (test_rtcp_receiver_reports_without_sending)
{
  Peer *peer = peer_new (TRUE);
  GString *cname = g_string_new (NULL);
  guint n_sr = 0, n_rr = 0, n_bye = 0;

  peer_set_receive (peer, RECEIVE_PARAMETERS);
  peer_play (peer);
  peer_open (peer);
  while (n_rr == 0)
    scan_rtcp (pull_rtcp (peer->net_out), &n_sr, &n_rr, &n_bye, cname);
  fail_unless_equals_int (n_sr, 0);
  fail_unless (cname->len >= 12);
  g_string_free (cname, TRUE);
  peer_free (peer);
}

GST_END_TEST;

/* Two sessions, element to element, with one video stream from A to B. */
typedef struct
{
  Peer *a, *b;
  Port *video;
  GstPad *pad;
  Port *received;
} Call;

static void
call_begin (Call * call)
{
  call->a = peer_new (FALSE);
  call->b = peer_new (FALSE);
  peer_set_receive (call->b, RECEIVE_PARAMETERS);
  peer_connect (call->a, call->b);
  peer_play (call->a);
  peer_play (call->b);
  call->video = peer_add_send (call->a, VIDEO_PARAMETERS);
  peer_open (call->a);
  peer_open (call->b);
  gst_event_unref (port_pull_event (call->video, GST_EVENT_CUSTOM_UPSTREAM));
  gst_pad_push (call->video->pad, new_packet (96, 1, 1, 1, "x"));
  call->pad = peer_next_pad (call->b);
  call->received = peer_link (call->pad);
  gst_buffer_unref (port_pull (call->received));
}

static void
call_end (Call * call)
{
  port_free (call->received);
  gst_object_unref (call->pad);
  gst_element_set_state (call->a->element, GST_STATE_NULL);
  gst_element_set_state (call->b->element, GST_STATE_NULL);
  peer_free (call->a);
  peer_free (call->b);
}

GST_START_TEST (test_call_gives_round_trip_time_and_sender_reports)
{
  const GstStructure *s;
  guint64 ntp_time;
  guint ssrc, rtp_time;
  gchar *cname;
  GstEvent *event;
  Call call;

  call_begin (&call);
  event = port_pull_event (call.received, GST_EVENT_CUSTOM_DOWNSTREAM);
  s = gst_event_get_structure (event);
  fail_unless (gst_structure_has_name (s, GST_WRTC_EVENT_SENDER_REPORT));
  fail_unless (gst_structure_get (s, "ssrc", G_TYPE_UINT, &ssrc, "ntp-time",
          G_TYPE_UINT64, &ntp_time, "rtp-time", G_TYPE_UINT, &rtp_time, NULL));
  fail_unless_equals_int (ssrc, 1);
  /* Later than 2020. */
  fail_unless (ntp_time >> 32 > 3786825600u);
  g_object_get (call.a->element, "cname", &cname, NULL);
  fail_unless_equals_string (gst_structure_get_string (s, "cname"), cname);
  fail_unless_equals_string (gst_structure_get_string (s, "msid"),
      "stream track");
  g_free (cname);
  gst_event_unref (event);

  peer_wait_stat (call.a,
      "send-streams/0/remote-inbound-rtp/round-trip-time-measurements", 1);
  fail_unless (peer_stat (call.a,
          "send-streams/0/remote-inbound-rtp/round-trip-time") < 1);
  fail_unless_equals_float (peer_stat (call.a,
          "send-streams/0/remote-inbound-rtp/packets-lost"), 0);
  fail_unless_equals_float (peer_stat (call.b,
          "recv-streams/0/packets-received"), 1);
  fail_unless_equals_float (peer_stat (call.b,
          "recv-streams/0/remote-outbound-rtp/packets-sent"), 1);
  fail_unless_equals_float (peer_stat (call.b,
          "recv-streams/0/bytes-received"), 1);
  call_end (&call);
}

GST_END_TEST;

GST_START_TEST (test_call_keyframe_request_crosses_and_leaves_the_loop)
{
  GThread *loop;
  GstEvent *event;
  Call call;

  call_begin (&call);
  loop = call.received->thread;
  for (guint i = 0; i < 20; i++)
    fail_unless (gst_pad_push_event (call.received->pad,
            gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE,
                FALSE, i)));
  event = port_pull_event (call.video, GST_EVENT_CUSTOM_UPSTREAM);
  fail_unless (gst_video_event_is_force_key_unit (event));
  gst_event_unref (event);
  fail_if (call.video->thread == loop);
  fail_if (call.video->thread == g_thread_self ());
  /* The first went at once; what came within 200 ms of it became one. */
  fail_unless (peer_stat (call.b, "recv-streams/0/pli-count") <= 2);
  fail_unless_equals_float (peer_stat (call.b,
          "recv-streams/0/key-frame-requests"), 20);
  fail_unless (peer_stat (call.a, "send-streams/0/pli-count") >= 1);
  fail_unless (peer_stat (call.a, "send-streams/0/pli-count") <= 2);
  call_end (&call);
}

GST_END_TEST;

GST_START_TEST (test_call_released_pad_says_bye)
{
  GstPad *pad, *gone;
  GstEvent *event;
  Call call;

  call_begin (&call);
  pad = gst_pad_get_peer (call.video->pad);
  gst_element_release_request_pad (call.a->element, pad);
  gst_object_unref (pad);
  event = port_pull_event (call.received, GST_EVENT_EOS);
  gst_event_unref (event);
  gone = g_async_queue_timeout_pop (call.b->removed, SAFETY_US);
  fail_unless (gone == call.pad);
  gst_object_unref (gone);
  fail_unless_equals_float (peer_stat (call.b,
          "recv-streams/0/packets-received"), -1);
  call_end (&call);
}

GST_END_TEST;

GST_START_TEST (test_call_peer_that_stops_ends_its_streams)
{
  GstEvent *event;
  Call call;

  call_begin (&call);
  gst_element_set_state (call.a->element, GST_STATE_READY);
  event = port_pull_event (call.received, GST_EVENT_EOS);
  gst_event_unref (event);
  /* READY again starts anew, with the parameters that were set. */
  gst_element_set_state (call.a->element, GST_STATE_PLAYING);
  fail_unless_equals_float (peer_stat (call.a,
          "send-streams/0/packets-sent"), 0);
  peer_open (call.a);
  event = port_pull_event (call.video, GST_EVENT_CUSTOM_UPSTREAM);
  gst_event_unref (event);
  call_end (&call);
}

GST_END_TEST;

/* === the rest === */

GST_START_TEST (test_queries_tell_a_live_element)
{
  Peer *peer = peer_new (TRUE);
  GstQuery *query = gst_query_new_latency ();
  GstClockTime min, max;
  GstCaps *caps;
  gboolean live;
  GstPad *pad;
  Port *video;

  peer_set_receive (peer, RECEIVE_PARAMETERS);
  peer_play (peer);
  peer_open (peer);
  receive (peer, new_wire_packet (120, 1, 1, "v", "x"));
  pad = peer_next_pad (peer);
  fail_unless (gst_pad_query (pad, query));
  gst_query_parse_latency (query, &live, &min, &max);
  fail_unless (live);
  fail_unless_equals_uint64 (min, 0);
  fail_unless_equals_uint64 (max, GST_CLOCK_TIME_NONE);
  gst_query_unref (query);
  gst_object_unref (pad);
  video = peer_add_send (peer, VIDEO_PARAMETERS);
  caps = gst_pad_peer_query_caps (video->pad, NULL);
  fail_unless (gst_structure_has_name (gst_caps_get_structure (caps, 0),
          "application/x-rtp"));
  gst_caps_unref (caps);
  peer_free (peer);
}

GST_END_TEST;

static void
ask_everything (GstElement * element, GstPad * pad, gpointer data)
{
  GstStructure *stats, *parameters;
  gchar *cname, *reason;

  g_object_get (element, "stats", &stats, "receive-parameters", &parameters,
      "cname", &cname, "reason", &reason, NULL);
  fail_unless (stats != NULL && parameters != NULL && cname != NULL);
  fail_unless (reason == NULL);
  gst_structure_free (stats);
  g_free (cname);
  g_object_set (element, "receive-parameters", parameters, NULL);
  gst_structure_free (parameters);
}

GST_START_TEST (test_signal_handlers_may_call_everything)
{
  Peer *peer = peer_new (TRUE);

  g_signal_connect (peer->element, "pad-added", G_CALLBACK (ask_everything),
      NULL);
  g_signal_connect (peer->element, "pad-removed",
      G_CALLBACK (ask_everything), NULL);
  peer_set_receive (peer, RECEIVE_PARAMETERS);
  peer_play (peer);
  peer_open (peer);
  receive (peer, new_wire_packet (120, 1, 1, "v", "x"));
  gst_object_unref (peer_next_pad (peer));
  peer_set_receive (peer, "wrtc-rtp-receive-parameters");
  gst_object_unref (g_async_queue_timeout_pop (peer->removed, SAFETY_US));
  peer_free (peer);
}

GST_END_TEST;

static Suite *
wrtcrtpsession_suite (void)
{
  Suite *s = suite_create ("wrtcrtpsession");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_set_timeout (tc, 60);
  tcase_add_test (tc, test_send_rewrites_header_and_shares_payload);
  tcase_add_test (tc, test_send_list_stays_a_list);
  tcase_add_test (tc, test_send_split_and_padded_headers_are_understood);
  tcase_add_test (tc,
      test_send_nothing_before_connected_then_asks_for_a_keyframe);
  tcase_add_test (tc, test_send_without_dtls_if_told_so);
  tcase_add_test (tc, test_send_parameters_decide_what_passes);
  tcase_add_test (tc, test_send_parameters_are_refused_when_wrong);
  tcase_add_test (tc, test_send_new_payloader_continues_the_sequence);
  tcase_add_test (tc, test_send_eos_and_flush_concern_one_stream);
  tcase_add_test (tc, test_send_inbox_is_bounded_for_each_stream);
  tcase_add_test (tc, test_send_garbage_is_dropped_and_counted);
  tcase_add_test (tc, test_receive_bundle_gives_a_pad_for_each_stream);
  tcase_add_test (tc, test_receive_list_stays_a_list_for_each_stream);
  tcase_add_test (tc, test_receive_drops_are_counted_by_cause);
  tcase_add_test (tc, test_receive_ssrc_flood_adds_few_pads);
  tcase_add_test (tc, test_receive_unlinked_pad_keeps_the_newest_packets);
  tcase_add_test (tc, test_receive_parameters_end_streams);
  tcase_add_test (tc, test_rtcp_reports_name_and_bye_are_on_the_wire);
  tcase_add_test (tc, test_rtcp_receiver_reports_without_sending);
  tcase_add_test (tc, test_call_gives_round_trip_time_and_sender_reports);
  tcase_add_test (tc, test_call_keyframe_request_crosses_and_leaves_the_loop);
  tcase_add_test (tc, test_call_released_pad_says_bye);
  tcase_add_test (tc, test_call_peer_that_stops_ends_its_streams);
  tcase_add_test (tc, test_queries_tell_a_live_element);
  tcase_add_test (tc, test_signal_handlers_may_call_everything);
  return s;
}

GST_CHECK_MAIN (wrtcrtpsession);
