/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * 200 calls one after the other leave nothing behind: neither threads nor
 * descriptors nor memory.
 */
#include <gst/check/gstcheck.h>

#include "call.h"

#define N_WARM_UP 30
#define N_CALLS 200
#define MAX_GROWTH (2 * 1024 * 1024)

/* Memory says nothing where an allocator keeps what was freed. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CHECK_MEMORY FALSE
#else
#define CHECK_MEMORY (g_getenv ("GST_WRTC_TEST_NO_RSS") == NULL)
#endif

static void
send_to_call (const gchar * kind, guint mline, const gchar * text,
    gpointer data)
{
  call_receive (data, kind, mline, text);
}

/* Created, connected, used and closed. */
static void
run_call (const gchar * factory)
{
  Call *sender = call_new (factory, NULL, TRUE);
  Call *receiver = call_new (factory, NULL, FALSE);

  call_set_signalling (sender, send_to_call, receiver);
  call_set_signalling (receiver, send_to_call, sender);
  call_start (sender);
  call_start (receiver);
  call_wait_ready (sender);
  call_offer (sender);
  call_wait_connected (sender);
  call_wait_connected (receiver);
  call_wait_media (receiver, 1);
  /* Nothing is on its way to one of them any more when it goes. */
  call_set_signalling (sender, NULL, NULL);
  call_set_signalling (receiver, NULL, NULL);
  call_free (sender);
  call_free (receiver);
}

GST_START_TEST (test_lifecycle_200_calls_leave_nothing_behind)
{
  const gchar *factory = call_get_factory ();

  for (guint i = 0; i < N_WARM_UP; i++)
    run_call (factory);
  guint threads = process_settle_threads ();
  guint descriptors = process_count_descriptors ();
  gssize resident = process_get_resident_bytes ();

  for (guint i = 0; i < N_CALLS; i++)
    run_call (factory);
  guint threads_after = process_settle_threads ();
  guint descriptors_after = process_count_descriptors ();
  gssize resident_after = process_get_resident_bytes ();
  g_print ("%s, %u calls: threads %u -> %u, descriptors %u -> %u, "
      "resident %" G_GSSIZE_FORMAT " -> %" G_GSSIZE_FORMAT " KiB\n", factory,
      N_CALLS, threads, threads_after, descriptors, descriptors_after,
      resident / 1024, resident_after / 1024);
  fail_unless_equals_int (threads_after, threads);
  fail_unless_equals_int (descriptors_after, descriptors);
  if (CHECK_MEMORY)
    fail_unless (ABS (resident_after - resident) <= MAX_GROWTH,
        "resident memory went from %" G_GSSIZE_FORMAT " to %" G_GSSIZE_FORMAT
        " KiB", resident / 1024, resident_after / 1024);
}

GST_END_TEST;

static Suite *
lifecycle_suite (void)
{
  Suite *suite = suite_create ("lifecycle");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_set_timeout (tc, 280);
  tcase_add_test (tc, test_lifecycle_200_calls_leave_nothing_behind);
  return suite;
}

GST_CHECK_MAIN (lifecycle);
