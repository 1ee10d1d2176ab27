/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * wrtcdtlssrtp on a bad wire, and in every order of what becomes known when.
 */
#include "dtlssrtpwire.h"

#define SSRC 0xcafebabe

static void
check_both_ways (Wire * wire)
{
  gst_pad_push (wire->a.rtp_in, new_rtp (SSRC, 1, 50));
  gst_pad_push (wire->b.rtp_in, new_rtp (SSRC, 1, 50));
  gst_pad_push (wire->a.data_in, gst_buffer_new_wrapped (g_strdup ("ab"), 2));
  wire_settle (wire);
  fail_unless_equals_int (wire->a.rtp.length, 1);
  fail_unless_equals_int (wire->b.rtp.length, 1);
  fail_unless_equals_int (wire->b.data.length, 1);
}

/* --- loss, order, repetition --- */

typedef struct
{
  Peer *victim;
  guint number;
  guint lost;
} Loss;

static void
lose_one (Wire * wire, Peer * from, guint number, GstBuffer * buffer)
{
  Loss *loss = wire->user_data;

  if (from == loss->victim && number == loss->number)
    loss->lost++;
  else
    wire_deliver (from->other, buffer);
}

/* Connects with one datagram lost; returns how many A and B sent. */
static void
connect_with_loss (guint mtu, gboolean from_a, guint number, guint * sent)
{
  Wire wire;
  Loss loss = { NULL, number, 0 };

  wire_prepare (&wire);
  loss.victim = from_a ? &wire.a : &wire.b;
  wire.func = lose_one;
  wire.user_data = &loss;
  g_object_set (wire.a.element, "mtu", mtu, NULL);
  g_object_set (wire.b.element, "mtu", mtu, NULL);
  wire_connect (&wire);
  if (number != G_MAXUINT) {
    /* A slow machine may have sent some twice when they were counted. */
    fail_unless (loss.lost == 1 || loss.victim->sent <= number);
    fail_unless (loss.lost == 0 || peer_get_count (&wire.a, "retransmissions")
        + peer_get_count (&wire.b, "retransmissions") > 0);
  }
  sent[0] = wire.a.sent;
  sent[1] = wire.b.sent;
  wire.func = NULL;
  check_both_ways (&wire);
  wire_clear (&wire);
}

static const guint mtus[] = { 256, 500, 1200 };

GST_START_TEST (test_handshake_any_datagram_lost_connects)
{
  guint sent[2], ignored[2];

  connect_with_loss (mtus[__i__], TRUE, G_MAXUINT, sent);
  GST_INFO ("mtu %u: %u and %u datagrams", mtus[__i__], sent[0], sent[1]);
  fail_unless (sent[0] >= 2 && sent[1] >= 2);
  for (guint side = 0; side < 2; side++)
    for (guint number = 0; number < sent[side]; number++)
      connect_with_loss (mtus[__i__], side == 0, number, ignored);
}

GST_END_TEST;

static void
check_size (Wire * wire, Peer * from, guint number, GstBuffer * buffer)
{
  guint *largest = wire->user_data;

  *largest = MAX (*largest, gst_buffer_get_size (buffer));
  wire_deliver (from->other, buffer);
}

GST_START_TEST (test_handshake_small_mtu_fragments_flights)
{
  Wire wire;
  guint largest = 0;

  wire_prepare (&wire);
  g_object_set (wire.a.element, "mtu", mtus[__i__], NULL);
  g_object_set (wire.b.element, "mtu", mtus[__i__], NULL);
  wire.func = check_size;
  wire.user_data = &largest;
  wire_connect (&wire);
  fail_unless (largest <= mtus[__i__], "%u of %u", largest, mtus[__i__]);
  if (mtus[__i__] == 256)
    fail_unless (wire.a.sent > 2 && wire.b.sent > 2);
  wire_clear (&wire);
}

GST_END_TEST;

static void
deliver_twice (Wire * wire, Peer * from, guint number, GstBuffer * buffer)
{
  wire_deliver (from->other, buffer);
  wire_deliver (from->other, buffer);
}

/* Each second datagram overtakes the one before it. */
static void
swap_pairs (Wire * wire, Peer * from, guint number, GstBuffer * buffer)
{
  if (number % 2 == 0) {
    gst_buffer_ref (buffer);
    gst_mini_object_set_qdata (GST_MINI_OBJECT (buffer),
        g_quark_from_static_string ("from"), from, NULL);
    g_queue_push_tail (&wire->kept, buffer);
    return;
  }
  wire_deliver (from->other, buffer);
  for (GList * item = wire->kept.head; item;) {
    GList *next = item->next;
    if (gst_mini_object_get_qdata (item->data,
            g_quark_from_static_string ("from")) == from) {
      wire_deliver (from->other, item->data);
      gst_buffer_unref (item->data);
      g_queue_delete_link (&wire->kept, item);
    }
    item = next;
  }
}

static void
lose_many (Wire * wire, Peer * from, guint number, GstBuffer * buffer)
{
  GRand *rand = wire->user_data;

  if (g_rand_int_range (rand, 0, 100) >= 30)
    wire_deliver (from->other, buffer);
  if (g_rand_int_range (rand, 0, 100) < 10)
    wire_deliver (from->other, buffer);
}

static const WireFunc bad_wires[] = {
  deliver_twice, swap_pairs, lose_many, lose_many, lose_many, lose_many,
};

GST_START_TEST (test_handshake_bad_wire_connects)
{
  Wire wire;
  GRand *rand = g_rand_new_with_seed (__i__);

  wire_prepare (&wire);
  g_object_set (wire.a.element, "mtu", 300, NULL);
  g_object_set (wire.b.element, "mtu", 300, NULL);
  wire.func = bad_wires[__i__];
  wire.user_data = rand;
  wire_connect (&wire);
  wire.func = NULL;
  wire_clear_queue (&wire.kept);
  check_both_ways (&wire);
  wire_clear (&wire);
  g_rand_free (rand);
}

GST_END_TEST;

/* --- first retransmission --- */

static void
note_times (Wire * wire, Peer * from, guint number, GstBuffer * buffer)
{
  gint64 *times = wire->user_data;

  if (number < 3)
    times[number] = g_get_monotonic_time ();
}

static gboolean
sent_three (Wire * wire, gpointer data)
{
  return wire->a.sent >= 3;
}

GST_START_TEST (test_handshake_no_answer_is_sent_again_soon)
{
  Wire wire;
  gint64 times[3];

  wire_prepare (&wire);
  wire.func = note_times;
  wire.user_data = times;
  peer_start (&wire.a);
  peer_connect_ice (&wire.a);
  wire_run (&wire, sent_three, NULL);
  /* Never early; OpenSSL takes 15 ms as nothing. Late only by the machine. */
  fail_unless (times[1] - times[0] >= 50000);
  fail_unless (times[2] - times[1] >= 100000);
  GST_INFO ("after %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT " us",
      times[1] - times[0], times[2] - times[1]);
  wire_clear (&wire);
}

GST_END_TEST;

/* --- what is known when --- */

static void
lose_repeated_hello (Wire * wire, Peer * from, guint number, GstBuffer * buffer)
{
  gboolean *open = wire->user_data;

  if (number == 0 || *open)
    wire_deliver (from->other, buffer);
}

/* B gets A's first ClientHello, and no other, before it knows something. */
static void
prepare_early_hello (Wire * wire, gboolean * open)
{
  *open = FALSE;
  wire_prepare (wire);
  wire->func = lose_repeated_hello;
  wire->user_data = open;
}

static void
finish_early_hello (Wire * wire, gboolean * open)
{
  fail_unless (peer_get_count (&wire->b, "datagrams-held") >= 1);
  fail_unless_equals_int (wire->b.sent, 0);
  *open = TRUE;
}

GST_START_TEST (test_handshake_hello_before_ice_is_held)
{
  Wire wire;
  gboolean open;

  prepare_early_hello (&wire, &open);
  wire_start (&wire);
  peer_connect_ice (&wire.a);
  wire_settle (&wire);
  finish_early_hello (&wire, &open);
  peer_connect_ice (&wire.b);
  wire_settle (&wire);
  /* At once: no timer had to run for it. */
  fail_unless (wire_is_connected (&wire, NULL));
  check_both_ways (&wire);
  wire_clear (&wire);
}

GST_END_TEST;

GST_START_TEST (test_handshake_hello_before_setup_is_held)
{
  Wire wire;
  gboolean open;

  prepare_early_hello (&wire, &open);
  g_object_set (wire.b.element, "setup", GST_WEBRTC_DTLS_SETUP_NONE, NULL);
  wire_start (&wire);
  peer_connect_ice (&wire.a);
  peer_connect_ice (&wire.b);
  wire_settle (&wire);
  finish_early_hello (&wire, &open);
  g_object_set (wire.b.element, "setup", GST_WEBRTC_DTLS_SETUP_PASSIVE, NULL);
  wire_settle (&wire);
  fail_unless (wire_is_connected (&wire, NULL));
  check_both_ways (&wire);
  wire_clear (&wire);
}

GST_END_TEST;

static gboolean
a_is_connected (Wire * wire, gpointer data)
{
  return peer_get_state (&wire->a) == GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED;
}

GST_START_TEST (test_handshake_fingerprint_late_passes_nothing_before)
{
  Wire wire;

  wire_prepare (&wire);
  g_object_set (wire.b.element, "setup", GST_WEBRTC_DTLS_SETUP_ACTPASS,
      "remote-fingerprints", NULL, NULL);
  wire_start (&wire);
  peer_connect_ice (&wire.a);
  peer_connect_ice (&wire.b);
  wire_run (&wire, a_is_connected, NULL);
  wire_settle (&wire);
  /* A knows B, B does not know A yet. */
  fail_unless_equals_int (peer_get_state (&wire.b),
      GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTING);
  gst_pad_push (wire.a.rtp_in, new_rtp (SSRC, 1, 50));
  gst_pad_push (wire.a.data_in, gst_buffer_new_wrapped (g_strdup ("ab"), 2));
  guint sent = wire.b.sent;
  gst_pad_push (wire.b.rtp_in, new_rtp (SSRC, 1, 50));
  gst_pad_push (wire.b.data_in, gst_buffer_new_wrapped (g_strdup ("ab"), 2));
  wire_settle (&wire);
  fail_unless_equals_int (wire.b.rtp.length, 0);
  fail_unless_equals_int (wire.b.data.length, 0);
  fail_unless_equals_int (wire.b.sent, sent);
  fail_unless (peer_get_string (&wire.b, "srtp-profile") == NULL);
  fail_unless_equals_uint64 (peer_get_count (&wire.b,
          "received-before-connected"), 1);
  fail_unless_equals_uint64 (peer_get_count (&wire.b,
          "sent-before-connected"), 2);

  peer_trust (&wire.b, &wire.a);
  wire_settle (&wire);
  fail_unless (wire_is_connected (&wire, NULL));
  /* Data is reliable on the layer above only if it is there: it was held. */
  fail_unless_equals_int (wire.b.data.length, 1);
  wire_clear_queue (&wire.b.data);
  gst_pad_push (wire.a.rtp_in, new_rtp (SSRC, 2, 50));
  wire_settle (&wire);
  fail_unless_equals_int (wire.b.rtp.length, 1);
  wire_clear (&wire);
}

GST_END_TEST;

GST_START_TEST (test_handshake_actpass_turned_active_starts_again)
{
  Wire wire;

  /* B takes A's hello as the server, then is told to be the client. */
  wire_prepare (&wire);
  g_object_set (wire.b.element, "setup", GST_WEBRTC_DTLS_SETUP_ACTPASS,
      "remote-fingerprints", NULL, NULL);
  wire_start (&wire);
  peer_connect_ice (&wire.a);
  peer_connect_ice (&wire.b);
  wire_run (&wire, a_is_connected, NULL);
  g_object_set (wire.b.element, "setup", GST_WEBRTC_DTLS_SETUP_ACTIVE, NULL);
  wire_settle (&wire);
  fail_unless_equals_int (peer_get_state (&wire.b),
      GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTING);
  GstStructure *stats;
  g_object_get (wire.b.element, "stats", &stats, NULL);
  fail_unless_equals_string (gst_structure_get_string (stats, "role"),
      "client");
  gst_structure_free (stats);
  wire_clear (&wire);
}

GST_END_TEST;

GST_START_TEST (test_handshake_flood_before_ice_is_bounded)
{
  Wire wire;
  guint8 hello[64] = { 22, 0xfe, 0xff,[11] = 0,[12] = 51,[13] = 1 };

  wire_prepare (&wire);
  wire_start (&wire);
  wire_settle (&wire);
  for (guint i = 0; i < 5000; i++)
    gst_pad_push (wire.b.net_in, gst_buffer_new_memdup (hello, sizeof hello));
  wire_settle (&wire);
  fail_unless_equals_uint64 (peer_get_count (&wire.b, "datagrams-held"), 64);
  fail_unless_equals_uint64 (peer_get_count (&wire.b,
          "datagrams-held-dropped"), 5000 - 64);
  wire_clear (&wire);
}

GST_END_TEST;

/* --- the end --- */

static gboolean
b_is_closed (Wire * wire, gpointer data)
{
  return peer_get_state (&wire->b) == GST_WEBRTC_DTLS_TRANSPORT_STATE_CLOSED;
}

GST_START_TEST (test_close_tells_the_peer)
{
  Wire wire;

  wire_prepare (&wire);
  wire_connect (&wire);
  if (__i__ == 0)
    g_signal_emit_by_name (wire.a.element, "close");
  else
    gst_element_set_state (wire.a.element, GST_STATE_READY);
  wire_run (&wire, b_is_closed, NULL);
  wire_settle (&wire);
  fail_unless_equals_int (peer_get_state (&wire.a),
      GST_WEBRTC_DTLS_TRANSPORT_STATE_CLOSED);
  fail_unless (peer_get_string (&wire.b, "reason") == NULL);
  fail_unless_equals_int (wire.b.states[wire.b.n_states - 1],
      GST_WEBRTC_DTLS_TRANSPORT_STATE_CLOSED);
  /* Nothing goes after that. */
  guint sent = wire.b.sent;
  gst_pad_push (wire.b.rtp_in, new_rtp (SSRC, 7, 10));
  wire_settle (&wire);
  fail_unless_equals_int (wire.b.sent, sent);
  wire_clear (&wire);
}

GST_END_TEST;

static void
unlink_out (Peer * peer, const gchar * name, GstPad ** pad)
{
  GstPad *src = gst_element_get_static_pad (peer->element, name);

  fail_unless (gst_pad_unlink (src, *pad));
  gst_object_unref (src);
  wire_drop_pad (pad);
}

/* A sender alone: when all that it sends has ended, so has the session. */
GST_START_TEST (test_end_of_stream_of_everything_closes)
{
  Wire wire;

  wire_prepare (&wire);
  wire_connect (&wire);
  gst_pad_push_event (wire.a.rtp_in, gst_event_new_eos ());
  wire_settle (&wire);
  gst_pad_push_event (wire.a.data_in, gst_event_new_eos ());
  wire_settle (&wire);
  /* Not while it receives. */
  fail_unless (wire_is_connected (&wire, NULL));
  fail_if (GST_PAD_IS_EOS (wire.a.net_out));

  unlink_out (&wire.b, "rtp_src", &wire.b.rtp_out);
  unlink_out (&wire.b, "data_src", &wire.b.data_out);
  gst_pad_push_event (wire.b.rtp_in, gst_event_new_eos ());
  wire_settle (&wire);
  fail_unless (wire_is_connected (&wire, NULL));
  gst_pad_push_event (wire.b.data_in, gst_event_new_eos ());
  wire_settle (&wire);
  fail_unless (GST_PAD_IS_EOS (wire.b.net_out));
  fail_unless_equals_int (peer_get_state (&wire.a),
      GST_WEBRTC_DTLS_TRANSPORT_STATE_CLOSED);
  fail_unless (b_is_closed (&wire, NULL));
  wire_clear (&wire);
}

GST_END_TEST;

GST_START_TEST (test_restart_connects_again)
{
  Wire wire;

  wire_prepare (&wire);
  wire_connect (&wire);
  for (guint i = 0; i < 2; i++) {
    Peer *peer = i ? &wire.b : &wire.a;
    gst_element_set_state (peer->element, GST_STATE_READY);
    wire_settle (&wire);
    wire_drop_pad (&peer->net_in);
    wire_drop_pad (&peer->rtp_in);
    wire_drop_pad (&peer->data_in);
    wire_clear_queue (&peer->on_wire);
  }
  /* The certificates stay until NULL: the fingerprints are still good. */
  wire_connect (&wire);
  check_both_ways (&wire);
  wire_clear (&wire);
}

GST_END_TEST;

static Suite *
dtlssrtphandshake_suite (void)
{
  Suite *s = suite_create ("dtlssrtphandshake");
  TCase *tc = tcase_create ("general");

  tcase_set_timeout (tc, 120);
  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_handshake_any_datagram_lost_connects, 0,
      G_N_ELEMENTS (mtus));
  tcase_add_loop_test (tc, test_handshake_small_mtu_fragments_flights, 0,
      G_N_ELEMENTS (mtus));
  tcase_add_loop_test (tc, test_handshake_bad_wire_connects, 0,
      G_N_ELEMENTS (bad_wires));
  tcase_add_test (tc, test_handshake_no_answer_is_sent_again_soon);
  tcase_add_test (tc, test_handshake_hello_before_ice_is_held);
  tcase_add_test (tc, test_handshake_hello_before_setup_is_held);
  tcase_add_test (tc, test_handshake_fingerprint_late_passes_nothing_before);
  tcase_add_test (tc, test_handshake_actpass_turned_active_starts_again);
  tcase_add_test (tc, test_handshake_flood_before_ice_is_bounded);
  tcase_add_loop_test (tc, test_close_tells_the_peer, 0, 2);
  tcase_add_test (tc, test_end_of_stream_of_everything_closes);
  tcase_add_test (tc, test_restart_connects_again);
  return s;
}

GST_CHECK_MAIN (dtlssrtphandshake);
