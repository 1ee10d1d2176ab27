/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Two wrtcice in one process, over real sockets of the loopback interface.
 */
#include "icepeer.h"

static const struct
{
  const gchar *address;
  guint transports;             /* 1: udp, 2: tcp */
  const gchar *in_pair;
} paths[] = {
  {"127.0.0.1", 1, " UDP "},
  {"::1", 1, " UDP "},
  {"127.0.0.1", 2, " TCP "},
  {"::1", 2, " TCP "},
  {"127.0.0.1,::1", 3, " UDP "}
};

GST_START_TEST (test_ice_path_connects_and_carries)
{
  IcePeer a, b;
  g_autoptr (GstStructure) pair = NULL;

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  g_object_set (a.ice, "local-addresses", paths[__i__].address,
      "transports", paths[__i__].transports, NULL);
  g_object_set (b.ice, "local-addresses", paths[__i__].address,
      "transports", paths[__i__].transports, NULL);
  ice_peers_connect (&a, &b);
  for (guint i = 0; i < 20; i++)
    ice_peers_exchange (&a, &b, i);
  g_object_get (a.ice, "selected-pair", &pair, NULL);
  fail_unless (pair != NULL);
  fail_unless (strstr (gst_structure_get_string (pair, "local"),
          paths[__i__].in_pair));
  fail_unless (strstr (gst_structure_get_string (pair, "remote"),
          paths[__i__].in_pair));
  ice_peer_wait_seen (&a, 1u << STATE (COMPLETED));
  ice_peer_wait_seen (&b, 1u << STATE (COMPLETED));
  fail_unless_equals_int (a.flipped_away + b.flipped_away, 0);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

/* Each side may have either role, also the same as the other. */
GST_START_TEST (test_ice_roles_any_connects)
{
  IcePeer a, b;

  ice_peer_init (&a, __i__ & 1);
  ice_peer_init (&b, __i__ >> 1);
  ice_peers_connect (&a, &b);
  ice_peers_exchange (&a, &b, 7);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

GST_START_TEST (test_ice_list_stays_whole_and_in_order)
{
  IcePeer a, b;
  GstBufferList *list = gst_buffer_list_new ();

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  ice_peers_connect (&a, &b);
  for (guint i = 0; i < 100; i++) {
    /* header and payload in memories of their own, as payloaders make them */
    GstBuffer *packet = ice_peer_new_packet (i, 12);
    gst_buffer_append_memory (packet, gst_allocator_alloc (NULL, 1000, NULL));
    gst_buffer_list_add (list, packet);
  }
  fail_unless_equals_int (gst_pad_push_list (a.harness->srcpad, list),
      GST_FLOW_OK);
  for (guint i = 0; i < 100; i++) {
    g_autoptr (GstBuffer) buffer = gst_harness_pull (b.harness);
    fail_unless_equals_int (ice_peer_get_number (buffer), i);
    fail_unless_equals_int (gst_buffer_get_size (buffer), 1012);
    fail_unless (GST_BUFFER_PTS_IS_VALID (buffer));
    fail_unless_equals_uint64 (GST_BUFFER_PTS (buffer),
        GST_BUFFER_DTS (buffer));
  }
  fail_unless_equals_uint64 (ice_peer_get_stat (&a, "packets-sent"), 100);
  fail_unless_equals_uint64 (ice_peer_get_stat (&a, "bytes-sent"), 101200);
  fail_unless_equals_uint64 (ice_peer_get_stat (&b, "packets-received"), 100);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

GST_START_TEST (test_ice_wrong_password_fails_with_reason)
{
  IcePeer a, b;
  g_autofree gchar *reason = NULL;
  g_autofree gchar *ufrag = NULL;
  GstBus *bus = gst_bus_new ();

  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  ice_peer_link (&a, &b);
  ice_peer_play (&a);
  ice_peer_play (&b);
  gst_element_set_bus (a.ice, bus);
  ice_peer_tell_credentials (&a, &b);
  g_object_get (b.ice, "local-ufrag", &ufrag, NULL);
  g_object_set (a.ice, "remote-ufrag", ufrag,
      "remote-pwd", "thisisnotthepasswordatall", NULL);
  ice_peer_wait_seen (&a, 1u << STATE (FAILED));
  g_object_get (a.ice, "reason", &reason, NULL);
  fail_unless (reason && strstr (reason, "local"), "%s", reason);
  GstMessage *message = gst_bus_timed_pop_filtered (bus,
      GST_CLOCK_TIME_NONE, GST_MESSAGE_ELEMENT);
  fail_unless (gst_message_has_name (message, "wrtc-failed"));
  fail_unless_equals_string (gst_structure_get_string
      (gst_message_get_structure (message), "reason"), reason);
  gst_message_unref (message);
  fail_unless (gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR) == NULL);
  gst_element_set_bus (a.ice, NULL);
  gst_object_unref (bus);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
}

GST_END_TEST;

static Suite *
wrtcice_suite (void)
{
  Suite *s = suite_create ("wrtcice");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_ice_path_connects_and_carries, 0,
      G_N_ELEMENTS (paths));
  tcase_add_loop_test (tc, test_ice_roles_any_connects, 0, 4);
  tcase_add_test (tc, test_ice_list_stays_whole_and_in_order);
  tcase_add_test (tc, test_ice_wrong_password_fails_with_reason);
  return s;
}

GST_CHECK_MAIN (wrtcice);
