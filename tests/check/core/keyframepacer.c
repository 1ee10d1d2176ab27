/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtp/wrtckeyframepacer.h>

#define INTERVAL (200 * WRTC_MSECOND)

static void
test_keyframe_pacer_first_request_goes_out_at_once (void)
{
  WrtcKeyframePacer pacer;
  WrtcKeyframeRequest request;

  wrtc_keyframe_pacer_init (&pacer, INTERVAL, 9);
  g_assert_false (wrtc_keyframe_pacer_poll (&pacer, 0, &request));
  g_assert_cmpuint (wrtc_keyframe_pacer_next_timeout (&pacer), ==,
      WRTC_TIME_NONE);
  wrtc_keyframe_pacer_handle_request (&pacer, FALSE);
  g_assert_true (wrtc_keyframe_pacer_poll (&pacer, 0, &request));
  g_assert_false (request.all_headers);
  g_assert_cmpuint (request.fir_sequence, ==, 9);
  g_assert_false (wrtc_keyframe_pacer_poll (&pacer, 0, &request));
}

static void
test_keyframe_pacer_flood_becomes_one_an_interval (void)
{
  WrtcKeyframePacer pacer;
  WrtcKeyframeRequest request;
  guint sent = 0;

  wrtc_keyframe_pacer_init (&pacer, INTERVAL, 0);
  for (WrtcTime now = 0; now < 10 * INTERVAL; now += WRTC_MSECOND) {
    wrtc_keyframe_pacer_handle_request (&pacer, now == 5 * WRTC_MSECOND);
    if (wrtc_keyframe_pacer_poll (&pacer, now, &request)) {
      g_assert_cmpuint (now, ==, sent * INTERVAL);
      /* The one wish for all headers is kept in what it became. */
      g_assert_cmpint (request.all_headers, ==, sent == 1);
      sent++;
    }
  }
  g_assert_cmpuint (sent, ==, 10);
  g_assert_cmpuint (pacer.requests, ==, 2000);
  g_assert_cmpuint (pacer.coalesced, ==, 2000 - 11);
}

static void
test_keyframe_pacer_wish_within_interval_is_kept_to_its_end (void)
{
  WrtcKeyframePacer pacer;
  WrtcKeyframeRequest request;

  wrtc_keyframe_pacer_init (&pacer, INTERVAL, 0);
  wrtc_keyframe_pacer_handle_request (&pacer, FALSE);
  wrtc_keyframe_pacer_poll (&pacer, WRTC_SECOND, &request);
  wrtc_keyframe_pacer_handle_request (&pacer, FALSE);
  g_assert_cmpuint (wrtc_keyframe_pacer_next_timeout (&pacer), ==,
      WRTC_SECOND + INTERVAL);
  g_assert_false (wrtc_keyframe_pacer_poll (&pacer,
          WRTC_SECOND + INTERVAL - 1, &request));
  g_assert_true (wrtc_keyframe_pacer_poll (&pacer, WRTC_SECOND + INTERVAL,
          &request));
}

static void
test_keyframe_pacer_repeated_fir_is_one_command (void)
{
  WrtcKeyframePacer pacer;
  WrtcKeyframeRequest request;
  static const guint8 numbers[] = { 255, 0, 1, 200 };

  wrtc_keyframe_pacer_init (&pacer, INTERVAL, 0);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    WrtcTime now = i * WRTC_SECOND;

    g_assert_true (wrtc_keyframe_pacer_handle_fir (&pacer, numbers[i]));
    g_assert_false (wrtc_keyframe_pacer_handle_fir (&pacer, numbers[i]));
    g_assert_true (wrtc_keyframe_pacer_poll (&pacer, now, &request));
    g_assert_true (request.all_headers);
    g_assert_false (wrtc_keyframe_pacer_handle_fir (&pacer, numbers[i]));
    g_assert_false (wrtc_keyframe_pacer_poll (&pacer, now + INTERVAL,
            &request));
  }
}

static void
test_keyframe_pacer_fir_numbers_follow_and_wrap (void)
{
  WrtcKeyframePacer pacer;
  WrtcKeyframeRequest request;

  wrtc_keyframe_pacer_init (&pacer, INTERVAL, 254);
  for (guint i = 0; i < 600; i++) {
    wrtc_keyframe_pacer_handle_request (&pacer, TRUE);
    g_assert_true (wrtc_keyframe_pacer_poll (&pacer, i * WRTC_SECOND,
            &request));
    g_assert_cmpuint (request.fir_sequence, ==, (254 + i) % 256);
  }
}

#define ADD(name) g_test_add_func ("/keyframepacer/" #name, test_ ## name)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (keyframe_pacer_first_request_goes_out_at_once);
  ADD (keyframe_pacer_flood_becomes_one_an_interval);
  ADD (keyframe_pacer_wish_within_interval_is_kept_to_its_end);
  ADD (keyframe_pacer_repeated_fir_is_one_command);
  ADD (keyframe_pacer_fir_numbers_follow_and_wrap);
  return g_test_run ();
}
