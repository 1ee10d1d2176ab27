/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The heap of deadlines against a list that is searched.
 */
#include <gst/check/gstcheck.h>

#include "gstwrtcdeadlines.h"

#define N_DEADLINES 200
#define N_STEPS 20000

static gint64
find_earliest (const GstWrtcDeadline * deadlines)
{
  gint64 earliest = GST_WRTC_DEADLINE_NONE;

  for (guint i = 0; i < N_DEADLINES; i++)
    earliest = MIN (earliest, deadlines[i].time_us);
  return earliest;
}

GST_START_TEST (test_deadlines_set_at_random_earliest_is_right)
{
  GstWrtcDeadline deadlines[N_DEADLINES];
  GstWrtcDeadlines *heap = gst_wrtc_deadlines_new ();
  GRand *random = g_rand_new_with_seed (20261122);

  for (guint i = 0; i < N_DEADLINES; i++)
    gst_wrtc_deadline_init (&deadlines[i], &deadlines[i]);
  for (guint step = 0; step < N_STEPS; step++) {
    guint pick = g_rand_int_range (random, 0, N_DEADLINES);
    /* few different times: equal ones are common */
    gint64 time_us = g_rand_int_range (random, -20, 100);
    if (g_rand_int_range (random, 0, 3) == 0)
      time_us = GST_WRTC_DEADLINE_NONE;
    gst_wrtc_deadlines_set (heap, &deadlines[pick], time_us);
    fail_unless (deadlines[pick].time_us == time_us);
    fail_unless (gst_wrtc_deadlines_get_earliest (heap) ==
        find_earliest (deadlines));
  }
  g_rand_free (random);
  g_ptr_array_unref (heap);
}

GST_END_TEST;

GST_START_TEST (test_deadlines_popped_come_in_order_and_only_when_due)
{
  const gint64 times[] = { 5, 3, 9, 3, 1, 7, 7, 2, 8, 3 };
  GstWrtcDeadline deadlines[G_N_ELEMENTS (times)];
  GstWrtcDeadlines *heap = gst_wrtc_deadlines_new ();
  GstWrtcDeadline *popped;
  gint64 last = 0;
  guint n = 0;

  fail_unless (gst_wrtc_deadlines_pop_due (heap, G_MAXINT64) == NULL);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    gst_wrtc_deadline_init (&deadlines[i], NULL);
    deadlines[i].owner = (gpointer) & times[i];
    gst_wrtc_deadlines_set (heap, &deadlines[i], times[i]);
  }
  for (gint64 now = 0; now < 10; now++) {
    const gint64 *owner;
    while ((owner = gst_wrtc_deadlines_pop_due (heap, now))) {
      fail_unless (*owner == now && *owner >= last);
      last = *owner;
      n++;
    }
  }
  fail_unless_equals_int (n, G_N_ELEMENTS (times));
  fail_unless (gst_wrtc_deadlines_get_earliest (heap) ==
      GST_WRTC_DEADLINE_NONE);
  /* one that was popped can be set again */
  popped = &deadlines[0];
  gst_wrtc_deadlines_set (heap, popped, 4);
  fail_unless (gst_wrtc_deadlines_get_earliest (heap) == 4);
  gst_wrtc_deadlines_set (heap, popped, GST_WRTC_DEADLINE_NONE);
  fail_unless_equals_int (heap->len, 0);
  g_ptr_array_unref (heap);
}

GST_END_TEST;

static Suite *
deadlines_suite (void)
{
  Suite *suite = suite_create ("deadlines");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_deadlines_set_at_random_earliest_is_right);
  tcase_add_test (tc, test_deadlines_popped_come_in_order_and_only_when_due);
  return suite;
}

GST_CHECK_MAIN (deadlines);
