/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/check/gstcheck.h>
#include <gst/webrtc/webrtc.h>
#include <gst/wrtc/gstwrtcobjects.h>

GST_START_TEST (test_transceiver_is_of_library_type_with_sender_and_receiver)
{
  GstWebRTCRTPTransceiver *transceiver =
      gst_wrtc_rtp_transceiver_new (GST_WEBRTC_KIND_VIDEO,
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, 3);
  GstWebRTCRTPSender *sender;
  GstWebRTCRTPReceiver *receiver;
  guint mlineindex, fec_percentage;
  gint kind, direction, current_direction;
  gchar *mid;

  fail_unless (GST_IS_WEBRTC_RTP_TRANSCEIVER (transceiver));
  g_object_get (transceiver, "sender", &sender, "receiver", &receiver,
      "mlineindex", &mlineindex, "kind", &kind, "direction", &direction,
      "current-direction", &current_direction, "mid", &mid, "fec_percentage",
      &fec_percentage, NULL);
  fail_unless (GST_IS_WEBRTC_RTP_SENDER (sender));
  fail_unless (GST_IS_WEBRTC_RTP_RECEIVER (receiver));
  fail_unless_equals_int (mlineindex, 3);
  fail_unless_equals_int (fec_percentage, 100);
  fail_unless_equals_int (kind, GST_WEBRTC_KIND_VIDEO);
  fail_unless_equals_int (direction,
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY);
  fail_unless_equals_int (current_direction,
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_NONE);
  fail_unless (mid == NULL);
  gst_object_unref (sender);
  gst_object_unref (receiver);
  ASSERT_OBJECT_REFCOUNT (sender, "sender", 1);
  ASSERT_OBJECT_REFCOUNT (transceiver, "transceiver", 1);
  gst_object_unref (transceiver);
}

GST_END_TEST;

GST_START_TEST (test_transceiver_setters_report_change_and_direction_notifies)
{
  GstWebRTCRTPTransceiver *transceiver =
      gst_wrtc_rtp_transceiver_new (GST_WEBRTC_KIND_UNKNOWN,
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDRECV, GST_WRTC_NO_MLINE);
  GstCaps *caps = gst_caps_from_string ("application/x-rtp,media=audio");
  GstCaps *read;
  guint notified = 0;
  gchar *mid;

  fail_unless (gst_wrtc_rtp_transceiver_set_mid (transceiver, "a"));
  fail_if (gst_wrtc_rtp_transceiver_set_mid (transceiver, "a"));
  fail_unless (gst_wrtc_rtp_transceiver_set_kind (transceiver,
          GST_WEBRTC_KIND_AUDIO));
  g_signal_connect_swapped (transceiver, "notify::direction",
      G_CALLBACK (g_atomic_int_inc), &notified);
  g_object_set (transceiver, "direction",
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_INACTIVE, "codec-preferences", caps,
      NULL);
  fail_unless_equals_int (notified, 1);
  g_object_get (transceiver, "mid", &mid, "codec-preferences", &read, NULL);
  fail_unless_equals_string (mid, "a");
  fail_unless (read == caps);
  g_free (mid);
  gst_caps_unref (read);
  gst_caps_unref (caps);
  gst_object_unref (transceiver);
}

GST_END_TEST;

GST_START_TEST (test_sender_priority_by_property)
{
  GstWebRTCRTPTransceiver *transceiver =
      gst_wrtc_rtp_transceiver_new (GST_WEBRTC_KIND_AUDIO,
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDRECV, GST_WRTC_NO_MLINE);
  GstWebRTCRTPSender *sender;
  gint priority;

  g_object_get (transceiver, "sender", &sender, NULL);
  g_object_set (sender, "priority", GST_WEBRTC_PRIORITY_TYPE_HIGH, NULL);
  g_object_get (sender, "priority", &priority, NULL);
  fail_unless_equals_int (priority, GST_WEBRTC_PRIORITY_TYPE_HIGH);
  gst_object_unref (sender);
  gst_object_unref (transceiver);
}

GST_END_TEST;

GST_START_TEST (test_transports_are_of_library_types_and_linked)
{
  GstWebRTCICETransport *ice = gst_wrtc_ice_transport_new ();
  GstElement *element = gst_element_factory_make ("identity", NULL);
  GstWebRTCDTLSTransport *dtls = gst_wrtc_dtls_transport_new (7, ice, element);
  GstWebRTCSCTPTransport *sctp = gst_wrtc_sctp_transport_new ();
  GstWebRTCRTPTransceiver *transceiver =
      gst_wrtc_rtp_transceiver_new (GST_WEBRTC_KIND_AUDIO,
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDRECV, GST_WRTC_NO_MLINE);
  GObject *sender, *read;
  guint session_id;
  gint state;

  gst_object_unref (gst_object_ref_sink (element));
  fail_unless (GST_IS_WEBRTC_ICE_TRANSPORT (ice));
  fail_unless (GST_IS_WEBRTC_DTLS_TRANSPORT (dtls));
  fail_unless (gst_wrtc_dtls_transport_set_state (dtls,
          GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED));
  g_object_get (dtls, "session-id", &session_id, "transport", &read, "state",
      &state, NULL);
  fail_unless_equals_int (session_id, 7);
  fail_unless_equals_int (state, GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED);
  fail_unless (read == (GObject *) ice);
  g_object_unref (read);

  fail_unless (gst_wrtc_sctp_transport_set_transport (sctp, dtls));
  fail_unless (gst_wrtc_rtp_transceiver_set_transport (transceiver, dtls));
  g_object_get (transceiver, "sender", &sender, NULL);
  g_object_get (sender, "transport", &read, NULL);
  fail_unless (read == (GObject *) dtls);
  g_object_unref (read);
  g_object_unref (sender);

  gst_object_unref (transceiver);
  gst_object_unref (sctp);
  gst_object_unref (dtls);
  gst_object_unref (ice);
}

GST_END_TEST;

static guint n_sent;
static gboolean sent_string;

static gboolean
record_send (GstWebRTCDataChannel * channel, GBytes * data,
    gboolean is_string, gpointer user_data, GError ** error)
{
  n_sent++;
  sent_string = is_string;
  return TRUE;
}

static void
record_close (GstWebRTCDataChannel * channel, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

GST_START_TEST (test_data_channel_library_functions_reach_its_class)
{
  static const GstWrtcDataChannelFuncs funcs = { record_send, record_close };
  GstWrtcDataChannelOptions options = { "label", "proto", TRUE, -1, 3, FALSE,
    -1, GST_WEBRTC_PRIORITY_TYPE_MEDIUM
  };
  GstWebRTCDataChannel *channel = gst_wrtc_data_channel_new (&options);
  GBytes *bytes = g_bytes_new ("x", 1);
  gboolean closed = FALSE;
  gint state, max_retransmits;
  GError *error = NULL;
  gchar *label;

  fail_unless (GST_IS_WEBRTC_DATA_CHANNEL (channel));
  g_object_get (channel, "ready-state", &state, "label", &label,
      "max-retransmits", &max_retransmits, NULL);
  fail_unless_equals_int (state, GST_WEBRTC_DATA_CHANNEL_STATE_CONNECTING);
  fail_unless_equals_string (label, "label");
  fail_unless_equals_int (max_retransmits, 3);
  g_free (label);

  fail_if (gst_webrtc_data_channel_send_data_full (channel, bytes, &error));
  fail_unless (g_error_matches (error, GST_WEBRTC_ERROR,
          GST_WEBRTC_ERROR_INVALID_STATE));
  g_clear_error (&error);

  n_sent = 0;
  gst_wrtc_data_channel_set_funcs (channel, &funcs, &closed, NULL);
  fail_unless (gst_wrtc_data_channel_set_ready_state (channel,
          GST_WEBRTC_DATA_CHANNEL_STATE_OPEN));
  fail_if (gst_wrtc_data_channel_set_ready_state (channel,
          GST_WEBRTC_DATA_CHANNEL_STATE_CONNECTING));
  fail_unless (gst_webrtc_data_channel_send_string_full (channel, "hi",
          &error));
  fail_unless (sent_string);
  g_signal_emit_by_name (channel, "send-data", bytes);
  fail_unless_equals_int (n_sent, 2);
  fail_if (sent_string);
  gst_webrtc_data_channel_close (channel);
  fail_unless (closed);
  g_bytes_unref (bytes);
  g_object_unref (channel);
}

GST_END_TEST;

GST_START_TEST (test_ice_agent_keeps_ports_and_addresses)
{
  GstWebRTCICE *agent = gst_wrtc_ice_agent_new ();
  gboolean added;
  guint min_port;
  gchar *addresses;

  g_object_set (agent, "min-rtp-port", 5000, "max-rtp-port", 5100, NULL);
  g_object_get (agent, "min-rtp-port", &min_port, NULL);
  fail_unless_equals_int (min_port, 5000);
  fail_unless (gst_wrtc_ice_agent_dup_local_addresses (agent) == NULL);
  g_signal_emit_by_name (agent, "add-local-ip-address", "127.0.0.1", &added);
  fail_unless (added);
  g_signal_emit_by_name (agent, "add-local-ip-address", "not an address",
      &added);
  fail_if (added);
  addresses = gst_wrtc_ice_agent_dup_local_addresses (agent);
  fail_unless_equals_string (addresses, "127.0.0.1");
  g_free (addresses);
  gst_object_unref (agent);
}

GST_END_TEST;

static Suite *
wrtcobjects_suite (void)
{
  Suite *s = suite_create ("wrtcobjects");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc,
      test_transceiver_is_of_library_type_with_sender_and_receiver);
  tcase_add_test (tc,
      test_transceiver_setters_report_change_and_direction_notifies);
  tcase_add_test (tc, test_sender_priority_by_property);
  tcase_add_test (tc, test_transports_are_of_library_types_and_linked);
  tcase_add_test (tc, test_data_channel_library_functions_reach_its_class);
  tcase_add_test (tc, test_ice_agent_keeps_ports_and_addresses);
  return s;
}

GST_CHECK_MAIN (wrtcobjects);
