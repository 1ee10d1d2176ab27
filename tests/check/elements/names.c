/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/check/gstcheck.h>
#include <gst/webrtc/webrtc.h>
#include <gst/wrtc/gstwrtcnames.h>

GST_START_TEST (test_state_event_round_trip)
{
  gint state = -1;
  GstEvent *event =
      gst_wrtc_event_new_ice_state (GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED);

  fail_unless (GST_EVENT_IS_STICKY (event));
  fail_unless (gst_wrtc_event_parse_state (event, GST_WRTC_EVENT_ICE_STATE,
          &state));
  fail_unless_equals_int (state, GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED);
  fail_if (gst_wrtc_event_parse_state (event, GST_WRTC_EVENT_DTLS_STATE,
          &state));
  gst_event_unref (event);
}

GST_END_TEST;

static Suite *
names_suite (void)
{
  Suite *s = suite_create ("names");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_state_event_round_trip);
  return s;
}

GST_CHECK_MAIN (names);
