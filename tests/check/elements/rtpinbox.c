/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The queue between streaming threads and the context of wrtcrtpsession.
 */
#include <gst/check/gstcheck.h>

#include "../../../gst/session/gstwrtcrtpinbox.h"

#define N_SENDERS 2
#define N_ROUNDS 100

static GstWrtcRtpInboxResult
push (GstWrtcRtpInbox * inbox, GstPad * pad, GstWrtcRtpInboxQuota * quota)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 100, NULL);
  GstWrtcRtpInboxItem item = { GST_MINI_OBJECT_CAST (buffer), pad, quota };

  return gst_wrtc_rtp_inbox_push (inbox, &item);
}

static guint
take (GstWrtcRtpInbox * inbox)
{
  GArray *items = gst_wrtc_rtp_inbox_take (inbox);
  guint n = items ? items->len : 0;

  if (items)
    gst_wrtc_rtp_inbox_recycle (inbox, items);
  return n;
}

static void
note (gpointer data)
{
  *(guint *) data += 1;
}

GST_START_TEST (test_rtpinbox_is_closed_until_opened_and_when_closed)
{
  GMainContext *context = g_main_context_new ();
  GstWrtcRtpInbox *inbox = gst_wrtc_rtp_inbox_new ();
  GstPad *pad = gst_object_ref_sink (gst_pad_new ("sink", GST_PAD_SINK));
  GstWrtcRtpInboxQuota quota = { 0 };
  guint n_signals = 0;
  GSource *wake = gst_wrtc_wakeup_source_new (note, &n_signals, NULL);

  g_source_attach (wake, context);
  fail_unless_equals_int (push (inbox, pad, &quota), GST_WRTC_RTP_INBOX_CLOSED);
  gst_wrtc_rtp_inbox_open (inbox, wake);
  fail_unless_equals_int (push (inbox, pad, &quota), GST_WRTC_RTP_INBOX_TAKEN);
  fail_unless (g_main_context_iteration (context, FALSE));
  fail_unless_equals_int (n_signals, 1);
  fail_unless_equals_int (take (inbox), 1);

  for (guint i = 0; i < GST_WRTC_RTP_INBOX_MAX_PACKETS; i++)
    fail_unless_equals_int (push (inbox, pad, &quota),
        GST_WRTC_RTP_INBOX_TAKEN);
  fail_unless_equals_int (push (inbox, pad, &quota), GST_WRTC_RTP_INBOX_FULL);
  fail_unless_equals_uint64 (gst_wrtc_rtp_inbox_get_dropped (inbox, &quota), 1);
  gst_wrtc_rtp_inbox_close (inbox);
  fail_unless_equals_int (take (inbox), 0);
  fail_unless_equals_int (push (inbox, pad, &quota), GST_WRTC_RTP_INBOX_CLOSED);
  fail_unless_equals_uint64 (gst_wrtc_rtp_inbox_get_dropped (inbox, &quota), 1);
  /* Nothing of the pad or the source is left in there. */
  ASSERT_OBJECT_REFCOUNT (pad, "pad", 1);
  g_source_destroy (wake);
  g_source_unref (wake);
  gst_wrtc_rtp_inbox_free (inbox);
  gst_object_unref (pad);
  g_main_context_unref (context);
}

GST_END_TEST;

typedef struct
{
  GstWrtcRtpInbox *inbox;
  gint stop;                    /* atomic */
  gint n_taken;                 /* atomic; not refused */
} Shared;

static gpointer
send_on (gpointer data)
{
  Shared *shared = data;
  GstPad *pad = gst_object_ref_sink (gst_pad_new ("sink", GST_PAD_SINK));
  GstWrtcRtpInboxQuota quota = { 0 };

  while (!g_atomic_int_get (&shared->stop))
    if (push (shared->inbox, pad, &quota) != GST_WRTC_RTP_INBOX_CLOSED)
      g_atomic_int_inc (&shared->n_taken);
    else
      g_thread_yield ();
  /* Items point at the quota. */
  take (shared->inbox);
  gst_object_unref (pad);
  return NULL;
}

/* The source and its context go each time: a push that still had them would be
 * seen by valgrind or ASan. */
GST_START_TEST (test_rtpinbox_source_goes_while_others_push)
{
  Shared shared = { gst_wrtc_rtp_inbox_new (), 0, 0 };
  GThread *threads[N_SENDERS];
  guint n_signals = 0;

  for (guint i = 0; i < N_SENDERS; i++)
    threads[i] = g_thread_new ("sender", send_on, &shared);
  for (guint i = 0; i < N_ROUNDS; i++) {
    GMainContext *context = g_main_context_new ();
    GSource *wake = gst_wrtc_wakeup_source_new (note, &n_signals, NULL);
    gint before = g_atomic_int_get (&shared.n_taken);

    g_source_attach (wake, context);
    gst_wrtc_rtp_inbox_open (shared.inbox, wake);
    while (g_atomic_int_get (&shared.n_taken) == before)
      g_thread_yield ();
    take (shared.inbox);
    gst_wrtc_rtp_inbox_close (shared.inbox);
    g_source_destroy (wake);
    g_source_unref (wake);
    g_main_context_unref (context);
  }
  g_atomic_int_set (&shared.stop, 1);
  for (guint i = 0; i < N_SENDERS; i++)
    g_thread_join (threads[i]);
  fail_unless (shared.n_taken >= N_ROUNDS);
  gst_wrtc_rtp_inbox_free (shared.inbox);
}

GST_END_TEST;

static Suite *
rtpinbox_suite (void)
{
  Suite *s = suite_create ("rtpinbox");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_rtpinbox_is_closed_until_opened_and_when_closed);
  tcase_add_test (tc, test_rtpinbox_source_goes_while_others_push);
  return s;
}

GST_CHECK_MAIN (rtpinbox);
