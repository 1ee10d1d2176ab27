/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Serial queues: order, one at a time, nothing lost, no deadlock when jobs wait
 * for each other, and no thread too many afterwards.
 */
#include <gst/check/gstcheck.h>
#include <gst/wrtc/gstwrtcserialqueue.h>

#include "counter.h"

#define MIN_THREADS 3

static void
wait_for_one (gpointer data)
{
  counter_wait (data, 1);
}

static void
do_nothing (gpointer data)
{
}

/* --- order --------------------------------------------------------------- */

#define N_QUEUES 40
#define N_PUSHERS 4
#define N_JOBS 100

typedef struct
{
  GstWrtcSerialQueue *queue;
  gint inside;                  /* atomic */
  guint next[N_PUSHERS];        /* by jobs only: the queue is the lock */
  guint n_errors;
  guint n_ran;
} Lane;

typedef struct
{
  Lane *lane;
  guint pusher;
  guint number;
} LaneJob;

typedef struct
{
  Lane *lanes;
  guint index;
} Pusher;

static void
run_in_lane (gpointer data)
{
  LaneJob *job = data;
  Lane *lane = job->lane;

  if (!g_atomic_int_compare_and_exchange (&lane->inside, 0, 1))
    lane->n_errors++;
  if (!gst_wrtc_serial_queue_is_current (lane->queue))
    lane->n_errors++;
  if (job->number != lane->next[job->pusher]++)
    lane->n_errors++;
  lane->n_ran++;
  g_atomic_int_set (&lane->inside, 0);
}

static gpointer
push_to_all (gpointer data)
{
  Pusher *pusher = data;

  for (guint number = 0; number < N_JOBS; number++) {
    for (guint i = 0; i < N_QUEUES; i++) {
      LaneJob *job = g_new (LaneJob, 1);
      job->lane = &pusher->lanes[i];
      job->pusher = pusher->index;
      job->number = number;
      fail_unless (gst_wrtc_serial_queue_push (job->lane->queue, run_in_lane,
              job, g_free));
    }
  }
  return NULL;
}

GST_START_TEST (test_serialqueue_pushed_from_many_threads_keeps_order)
{
  Lane *lanes = g_new0 (Lane, N_QUEUES);
  Pusher pushers[N_PUSHERS];
  GThread *threads[N_PUSHERS];

  for (guint i = 0; i < N_QUEUES; i++)
    lanes[i].queue = gst_wrtc_serial_queue_new ("lane");
  for (guint i = 0; i < N_PUSHERS; i++) {
    pushers[i].lanes = lanes;
    pushers[i].index = i;
    threads[i] = g_thread_new ("pusher", push_to_all, &pushers[i]);
  }
  for (guint i = 0; i < N_PUSHERS; i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < N_QUEUES; i++) {
    gst_wrtc_serial_queue_drain (lanes[i].queue);
    fail_unless_equals_int (lanes[i].n_ran, N_PUSHERS * N_JOBS);
    fail_unless_equals_int (lanes[i].n_errors, 0);
    fail_if (gst_wrtc_serial_queue_is_current (lanes[i].queue));
    gst_wrtc_serial_queue_unref (lanes[i].queue);
  }
  g_free (lanes);
}

GST_END_TEST;

/* --- blocking jobs ------------------------------------------------------- */

static guint
count_pool_threads (void)
{
  GDir *dir = g_dir_open ("/proc/self/task", 0, NULL);
  const gchar *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir))) {
    g_autofree gchar *path =
        g_build_filename ("/proc/self/task", name, "comm", NULL);
    g_autofree gchar *comm = NULL;
    if (g_file_get_contents (path, &comm, NULL, NULL))
      n += g_str_has_prefix (comm, "wrtc-queue");
  }
  g_dir_close (dir);
  return n;
}

/* The end of a thread is no event that another could wait for. */
static void
wait_until_pool_is_small (void)
{
  while (count_pool_threads () > MIN_THREADS)
    g_usleep (20 * G_TIME_SPAN_MILLISECOND);
}

#define N_LINKS 40

typedef struct
{
  GstWrtcSerialQueue *queues[N_LINKS];
  guint depth;
  guint n_ended;
} Chain;

/* Each job waits for a job of the next queue, which does the same. */
static void
wait_for_next_link (gpointer data)
{
  Chain *chain = data;
  guint next = ++chain->depth;

  if (next < N_LINKS) {
    gst_wrtc_serial_queue_push (chain->queues[next], wait_for_next_link, chain,
        NULL);
    gst_wrtc_serial_queue_drain (chain->queues[next]);
  }
  chain->n_ended++;
}

GST_START_TEST (test_serialqueue_jobs_that_wait_for_jobs_never_deadlock)
{
  Chain chain = { {NULL,}, };

  for (guint i = 0; i < N_LINKS; i++)
    chain.queues[i] = gst_wrtc_serial_queue_new ("link");
  gst_wrtc_serial_queue_push (chain.queues[0], wait_for_next_link, &chain,
      NULL);
  gst_wrtc_serial_queue_drain (chain.queues[0]);
  fail_unless_equals_int (chain.n_ended, N_LINKS);
  for (guint i = 0; i < N_LINKS; i++)
    gst_wrtc_serial_queue_unref (chain.queues[i]);
}

GST_END_TEST;

GST_START_TEST (test_serialqueue_pool_after_blocking_jobs_shrinks_again)
{
  GstWrtcSerialQueue *queues[30];
  Counter go, ended;

  counter_init (&go);
  counter_init (&ended);
  for (guint i = 0; i < G_N_ELEMENTS (queues); i++) {
    queues[i] = gst_wrtc_serial_queue_new ("blocked");
    gst_wrtc_serial_queue_push (queues[i], wait_for_one, &go, NULL);
    gst_wrtc_serial_queue_push (queues[i], counter_add, &ended, NULL);
  }
  /* all are blocked, and still another gets its turn */
  GstWrtcSerialQueue *free_one = gst_wrtc_serial_queue_new ("free");
  gst_wrtc_serial_queue_push (free_one, do_nothing, NULL, NULL);
  gst_wrtc_serial_queue_drain (free_one);
  fail_unless (count_pool_threads () > G_N_ELEMENTS (queues));
  fail_unless_equals_int (counter_get (&ended), 0);

  counter_add (&go);
  counter_wait (&ended, G_N_ELEMENTS (queues));
  wait_until_pool_is_small ();
  /* and grows again: the last idle thread has not gone */
  fail_unless_equals_int (count_pool_threads (), MIN_THREADS);
  gst_wrtc_serial_queue_push (free_one, do_nothing, NULL, NULL);
  gst_wrtc_serial_queue_drain (free_one);

  gst_wrtc_serial_queue_unref (free_one);
  for (guint i = 0; i < G_N_ELEMENTS (queues); i++)
    gst_wrtc_serial_queue_unref (queues[i]);
  counter_clear (&go);
  counter_clear (&ended);
}

GST_END_TEST;

/* Blocked for much longer than the pool keeps idle threads. */
GST_START_TEST (test_serialqueue_pool_with_long_blocked_jobs_keeps_a_spare)
{
  GstWrtcSerialQueue *queues[10];
  GstWrtcSerialQueue *extra = gst_wrtc_serial_queue_new ("extra");
  Counter go;

  counter_init (&go);
  for (guint i = 0; i < G_N_ELEMENTS (queues); i++) {
    queues[i] = gst_wrtc_serial_queue_new ("blocked");
    gst_wrtc_serial_queue_push (queues[i], wait_for_one, &go, NULL);
  }
  gst_wrtc_serial_queue_push (extra, do_nothing, NULL, NULL);
  gst_wrtc_serial_queue_drain (extra);
  /* spare ones have gone when only the blocked and the sentinel are left */
  while (count_pool_threads () > G_N_ELEMENTS (queues) + 1)
    g_usleep (20 * G_TIME_SPAN_MILLISECOND);
  gst_wrtc_serial_queue_push (extra, do_nothing, NULL, NULL);
  gst_wrtc_serial_queue_drain (extra);
  counter_add (&go);
  for (guint i = 0; i < G_N_ELEMENTS (queues); i++) {
    gst_wrtc_serial_queue_drain (queues[i]);
    gst_wrtc_serial_queue_unref (queues[i]);
  }
  gst_wrtc_serial_queue_unref (extra);
  counter_clear (&go);
}

GST_END_TEST;

/* --- drain --------------------------------------------------------------- */

typedef struct
{
  GstWrtcSerialQueue *queue;
  GstWrtcSerialQueue *other;
  Counter ran;
  guint ran_before;
} Drain;

static void
count_run (gpointer data)
{
  counter_add (&((Drain *) data)->ran);
}

static void
drain_both (gpointer data)
{
  Drain *drain = data;

  /* its own: at once, although one more waits; the other's: all of it */
  gst_wrtc_serial_queue_push (drain->queue, count_run, drain, NULL);
  gst_wrtc_serial_queue_drain (drain->queue);
  for (guint i = 0; i < 10; i++)
    gst_wrtc_serial_queue_push (drain->other, count_run, drain, NULL);
  gst_wrtc_serial_queue_drain (drain->other);
  drain->ran_before = counter_get (&drain->ran);
}

GST_START_TEST (test_serialqueue_drain_waits_but_not_for_itself)
{
  Drain drain = {
    .queue = gst_wrtc_serial_queue_new ("a"),
    .other = gst_wrtc_serial_queue_new ("b"),
  };

  counter_init (&drain.ran);
  /* nothing pushed yet */
  gst_wrtc_serial_queue_drain (drain.queue);
  gst_wrtc_serial_queue_push (drain.queue, drain_both, &drain, NULL);
  gst_wrtc_serial_queue_drain (drain.queue);
  fail_unless_equals_int (drain.ran_before, 10);
  gst_wrtc_serial_queue_drain (drain.queue);
  fail_unless_equals_int (counter_get (&drain.ran), 11);
  /* closed */
  gst_wrtc_serial_queue_close (drain.queue, FALSE);
  gst_wrtc_serial_queue_drain (drain.queue);
  gst_wrtc_serial_queue_unref (drain.queue);
  gst_wrtc_serial_queue_unref (drain.other);
  counter_clear (&drain.ran);
}

GST_END_TEST;

/* --- close --------------------------------------------------------------- */

typedef struct
{
  GstWrtcSerialQueue *queue;
  Counter started;
  Counter go;
  Counter ran;
  Counter destroyed;
  gboolean ended;
} Close;

static void
close_init (Close * c)
{
  c->queue = gst_wrtc_serial_queue_new ("closing");
  counter_init (&c->started);
  counter_init (&c->go);
  counter_init (&c->ran);
  counter_init (&c->destroyed);
  c->ended = FALSE;
}

static void
close_clear (Close * c)
{
  gst_wrtc_serial_queue_unref (c->queue);
  counter_clear (&c->started);
  counter_clear (&c->go);
  counter_clear (&c->ran);
  counter_clear (&c->destroyed);
}

static void
run_until_go (gpointer data)
{
  Close *c = data;

  counter_add (&c->started);
  counter_wait (&c->go, 1);
  c->ended = TRUE;
}

static void
close_count_run (gpointer data)
{
  counter_add (&((Close *) data)->ran);
}

static void
close_count_destroyed (gpointer data)
{
  Close *c = data;

  /* no lock is held: the queue may be used */
  gst_wrtc_serial_queue_push (c->queue, do_nothing, NULL, NULL);
  counter_add (&c->destroyed);
}

GST_START_TEST (test_serialqueue_close_drops_what_waits_and_refuses_more)
{
  Close c;

  close_init (&c);
  gst_wrtc_serial_queue_push (c.queue, run_until_go, &c, NULL);
  for (guint i = 0; i < 10; i++)
    gst_wrtc_serial_queue_push (c.queue, close_count_run, &c,
        close_count_destroyed);
  counter_wait (&c.started, 1);
  gst_wrtc_serial_queue_close (c.queue, FALSE);
  fail_unless_equals_int (counter_get (&c.destroyed), 10);
  fail_if (gst_wrtc_serial_queue_push (c.queue, close_count_run, &c,
          close_count_destroyed));
  fail_unless_equals_int (counter_get (&c.destroyed), 11);
  counter_add (&c.go);
  gst_wrtc_serial_queue_close (c.queue, TRUE);
  fail_unless (c.ended);
  fail_unless_equals_int (counter_get (&c.ran), 0);
  close_clear (&c);
}

GST_END_TEST;

static gpointer
go_when_closed (gpointer data)
{
  Close *c = data;

  counter_wait (&c->destroyed, 1);
  counter_add (&c->go);
  return NULL;
}

/* The dropped jobs are destroyed before the running one has ended: it may wait
 * for just that. */
GST_START_TEST (test_serialqueue_close_and_wait_drops_first)
{
  Close c;

  close_init (&c);
  gst_wrtc_serial_queue_push (c.queue, run_until_go, &c, NULL);
  gst_wrtc_serial_queue_push (c.queue, close_count_run, &c,
      close_count_destroyed);
  counter_wait (&c.started, 1);
  GThread *thread = g_thread_new ("go", go_when_closed, &c);
  gst_wrtc_serial_queue_close (c.queue, TRUE);
  fail_unless (c.ended);
  g_thread_join (thread);
  close_clear (&c);
}

GST_END_TEST;

static void
close_itself (gpointer data)
{
  Close *c = data;

  gst_wrtc_serial_queue_push (c->queue, close_count_run, c,
      close_count_destroyed);
  gst_wrtc_serial_queue_close (c->queue, TRUE);
  counter_add (&c->started);
}

GST_START_TEST (test_serialqueue_close_from_its_own_job_returns)
{
  Close c;

  close_init (&c);
  gst_wrtc_serial_queue_push (c.queue, close_itself, &c, NULL);
  counter_wait (&c.started, 1);
  gst_wrtc_serial_queue_close (c.queue, TRUE);
  fail_unless_equals_int (counter_get (&c.ran), 0);
  fail_unless_equals_int (counter_get (&c.destroyed), 1);
  close_clear (&c);
}

GST_END_TEST;

#define N_RACED 500

static gpointer
push_many (gpointer data)
{
  Close *c = data;

  counter_add (&c->started);
  for (guint i = 0; i < N_RACED; i++)
    gst_wrtc_serial_queue_push (c->queue, close_count_run, c,
        close_count_destroyed);
  return NULL;
}

GST_START_TEST (test_serialqueue_close_during_pushes_loses_and_leaks_nothing)
{
  for (guint round = 0; round < 20; round++) {
    Close c;
    GThread *threads[2];

    close_init (&c);
    for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
      threads[i] = g_thread_new ("pusher", push_many, &c);
    counter_wait (&c.started, 2);
    counter_wait (&c.ran, round * 20);
    gst_wrtc_serial_queue_close (c.queue, TRUE);
    guint ran = counter_get (&c.ran);
    for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
      g_thread_join (threads[i]);
    fail_unless_equals_int (counter_get (&c.destroyed), 2 * N_RACED);
    fail_unless_equals_int (counter_get (&c.ran), ran);
    close_clear (&c);
  }
}

GST_END_TEST;

GST_START_TEST (test_serialqueue_unref_with_jobs_runs_them)
{
  Counter go, ran;

  counter_init (&go);
  counter_init (&ran);
  GstWrtcSerialQueue *queue = gst_wrtc_serial_queue_new ("unref");
  gst_wrtc_serial_queue_push (queue, wait_for_one, &go, NULL);
  for (guint i = 0; i < 100; i++)
    gst_wrtc_serial_queue_push (queue, do_nothing, &ran, counter_add);
  gst_wrtc_serial_queue_unref (queue);
  counter_add (&go);
  counter_wait (&ran, 100);
  counter_clear (&go);
  counter_clear (&ran);
}

GST_END_TEST;

static Suite *
serialqueue_suite (void)
{
  Suite *suite = suite_create ("serialqueue");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_serialqueue_pushed_from_many_threads_keeps_order);
  tcase_add_test (tc, test_serialqueue_jobs_that_wait_for_jobs_never_deadlock);
  tcase_add_test (tc, test_serialqueue_pool_after_blocking_jobs_shrinks_again);
  tcase_add_test (tc,
      test_serialqueue_pool_with_long_blocked_jobs_keeps_a_spare);
  tcase_add_test (tc, test_serialqueue_drain_waits_but_not_for_itself);
  tcase_add_test (tc, test_serialqueue_close_drops_what_waits_and_refuses_more);
  tcase_add_test (tc, test_serialqueue_close_and_wait_drops_first);
  tcase_add_test (tc, test_serialqueue_close_from_its_own_job_returns);
  tcase_add_test (tc,
      test_serialqueue_close_during_pushes_loses_and_leaks_nothing);
  tcase_add_test (tc, test_serialqueue_unref_with_jobs_runs_them);
  return suite;
}

GST_CHECK_MAIN (serialqueue);
