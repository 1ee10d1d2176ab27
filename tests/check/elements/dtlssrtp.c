/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * wrtcdtlssrtp against itself: roles, profiles, what passes and what does not.
 */
#include "dtlssrtpwire.h"

#define SSRC 0x12345678

/* A sends @n packets as a list; they shall come out of B as they were. */
static void
check_rtp (Peer * from, Peer * to, guint16 first, guint n)
{
  GstBufferList *list = gst_buffer_list_new ();

  for (guint i = 0; i < n; i++)
    gst_buffer_list_add (list, new_rtp (SSRC, first + i, 100 + i));
  fail_unless_equals_int (gst_pad_push_list (from->rtp_in, list), GST_FLOW_OK);
  wire_settle (from->wire);
  fail_unless_equals_int (to->rtp.length, n);
  for (guint i = 0; i < n; i++) {
    GstBuffer *got = g_queue_pop_head (&to->rtp);
    GstBuffer *expected = new_rtp (SSRC, first + i, 100 + i);
    fail_unless (buffers_are_equal (got, expected));
    gst_buffer_unref (got);
    gst_buffer_unref (expected);
  }
}

static void
check_rtcp (Peer * from, Peer * to)
{
  fail_unless_equals_int (gst_pad_push (from->rtp_in, new_rtcp (SSRC)),
      GST_FLOW_OK);
  wire_settle (from->wire);
  fail_unless_equals_int (to->rtp.length, 1);
  GstBuffer *got = g_queue_pop_head (&to->rtp);
  GstBuffer *expected = new_rtcp (SSRC);
  fail_unless (buffers_are_equal (got, expected));
  gst_buffer_unref (got);
  gst_buffer_unref (expected);
}

static void
check_data (Peer * from, Peer * to, gsize size)
{
  gst_pad_push (from->data_in,
      gst_buffer_new_wrapped (g_strnfill (size, 'x'), size));
  wire_settle (from->wire);
  fail_unless_equals_int (to->data.length, 1);
  GstBuffer *got = g_queue_pop_head (&to->data);
  fail_unless_equals_uint64 (gst_buffer_get_size (got), size);
  gst_buffer_unref (got);
}

static void
check_everything (Wire * wire)
{
  check_rtp (&wire->a, &wire->b, 1000, 10);
  check_rtp (&wire->b, &wire->a, 2000, 1);
  check_rtcp (&wire->a, &wire->b);
  check_rtcp (&wire->b, &wire->a);
  check_data (&wire->a, &wire->b, 1);
  check_data (&wire->b, &wire->a, 1150);
}

static void
check_role (Peer * peer, const gchar * role)
{
  GstStructure *stats;

  g_object_get (peer->element, "stats", &stats, NULL);
  fail_unless_equals_string (gst_structure_get_string (stats, "role"), role);
  gst_structure_free (stats);
}

static const struct
{
  GstWebRTCDTLSSetup a, b;
  const gchar *role_of_a;
} roles[] = {
  {GST_WEBRTC_DTLS_SETUP_ACTIVE, GST_WEBRTC_DTLS_SETUP_PASSIVE, "client"},
  {GST_WEBRTC_DTLS_SETUP_PASSIVE, GST_WEBRTC_DTLS_SETUP_ACTIVE, "server"},
  {GST_WEBRTC_DTLS_SETUP_ACTPASS, GST_WEBRTC_DTLS_SETUP_ACTIVE, "server"},
  {GST_WEBRTC_DTLS_SETUP_ACTIVE, GST_WEBRTC_DTLS_SETUP_ACTPASS, "client"},
};

GST_START_TEST (test_dtlssrtp_each_role_connects)
{
  Wire wire;

  wire_prepare (&wire);
  g_object_set (wire.a.element, "setup", roles[__i__].a, NULL);
  g_object_set (wire.b.element, "setup", roles[__i__].b, NULL);
  wire_connect (&wire);
  check_role (&wire.a, roles[__i__].role_of_a);
  check_everything (&wire);
  fail_unless_equals_int (wire.a.n_states, 2);
  fail_unless_equals_int (wire.a.states[0],
      GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTING);
  fail_unless_equals_int (wire.a.states[1],
      GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED);
  wire_clear (&wire);
}

GST_END_TEST;

static Suite *
dtlssrtp_suite (void)
{
  Suite *s = suite_create ("dtlssrtp");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_dtlssrtp_each_role_connects, 0,
      G_N_ELEMENTS (roles));
  return s;
}

GST_CHECK_MAIN (dtlssrtp);
