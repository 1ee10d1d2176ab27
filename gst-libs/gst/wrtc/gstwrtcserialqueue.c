/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One pool for all queues. A queue that has jobs and is not being run is in
 * the pool's list; a thread takes the first queue of the list, runs one job of
 * it and puts it back at the end if it has more.
 *
 * How the pool grows: a thread takes a queue at once if that leaves another
 * thread idle. The last idle thread is the sentinel: it takes one only when
 * the first queue of the list has waited for GRACE_US (then all others are
 * busy, perhaps blocked on that very job), and starts a new sentinel first.
 * So short jobs are run by MIN_THREADS - 1 threads, and blocked ones never
 * stop the rest. Threads above MIN_THREADS end after IDLE_US without work.
 *
 * There is one lock, the pool's, which guards the pool and all queues. It is
 * held for a few list operations at a time, never while a job runs.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcserialqueue.h"

#define MIN_THREADS 3
#define MAX_THREADS 1024
#define GRACE_US (15 * G_TIME_SPAN_MILLISECOND)
#define IDLE_US G_TIME_SPAN_SECOND

typedef struct
{
  GstWrtcSerialQueueFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Job;

struct _GstWrtcSerialQueue
{
  gint refcount;                /* atomic */
  gchar *name;
  /* the rest: pool.lock */
  GQueue jobs;                  /* of Job */
  gboolean running;             /* a thread runs a job of it */
  gboolean listed;              /* in pool.ready */
  gboolean closed;
  gint64 listed_at;
};

static struct
{
  GMutex lock;
  GCond work;                   /* ready has grown, or the sentinel changes */
  GCond ended;                  /* a job of a closed queue has ended */
  GQueue ready;                 /* of queues; each holds a reference */
  guint n_threads;
  guint n_idle;
} pool;

/* The queue whose job the thread runs. */
static GPrivate current_queue;

static gpointer pool_thread (gpointer data);

static void
job_free (Job * job)
{
  if (job->destroy)
    job->destroy (job->data);
  g_free (job);
}

static void
pool_start_thread_locked (void)
{
  GThread *thread = g_thread_try_new ("wrtc-queue", pool_thread, NULL, NULL);

  /* The system refuses: jobs wait for the threads that there are. */
  if (!thread)
    return;
  g_thread_unref (thread);
  pool.n_threads++;
  /* Counted as idle from now on: it has nothing to do yet. */
  pool.n_idle++;
}

static void
pool_list_queue_locked (GstWrtcSerialQueue * queue)
{
  queue->listed = TRUE;
  queue->listed_at = g_get_monotonic_time ();
  g_queue_push_tail (&pool.ready, gst_wrtc_serial_queue_ref (queue));
  for (guint i = pool.n_threads; i < MIN_THREADS; i++)
    pool_start_thread_locked ();
  g_cond_signal (&pool.work);
}

/* An idle thread waits for its turn. Returns: (transfer full) (nullable): the
 * queue to run; NULL: the thread is not needed any more. */
static GstWrtcSerialQueue *
pool_take_queue_locked (void)
{
  gint64 idle_until = g_get_monotonic_time () + IDLE_US;

  for (;;) {
    GstWrtcSerialQueue *first = g_queue_peek_head (&pool.ready);
    gboolean spare = pool.n_threads > MIN_THREADS && pool.n_idle > 1;
    gint64 until = spare ? idle_until : G_MAXINT64;

    if (first) {
      until = first->listed_at + GRACE_US;
      gboolean overdue = g_get_monotonic_time () >= until;
      if (overdue && pool.n_idle == 1 && pool.n_threads < MAX_THREADS)
        pool_start_thread_locked ();
      /* Overdue and no thread to be had: then there is no sentinel. */
      if (overdue || pool.n_idle > 1)
        return g_queue_pop_head (&pool.ready);
    } else if (g_get_monotonic_time () >= until) {
      return NULL;
    }
    if (until == G_MAXINT64)
      g_cond_wait (&pool.work, &pool.lock);
    else
      g_cond_wait_until (&pool.work, &pool.lock, until);
  }
}

static void
pool_run_job_locked (GstWrtcSerialQueue * queue)
{
  Job *job = g_queue_pop_head (&queue->jobs);

  queue->listed = FALSE;
  /* Closed while it was listed. */
  if (!job)
    return;
  queue->running = TRUE;
  g_mutex_unlock (&pool.lock);

  g_private_set (&current_queue, queue);
  job->func (job->data);
  job_free (job);
  g_private_set (&current_queue, NULL);

  g_mutex_lock (&pool.lock);
  queue->running = FALSE;
  if (queue->closed)
    g_cond_broadcast (&pool.ended);
  if (!g_queue_is_empty (&queue->jobs))
    pool_list_queue_locked (queue);
}

static gpointer
pool_thread (gpointer data)
{
  GstWrtcSerialQueue *queue;

  g_mutex_lock (&pool.lock);
  while ((queue = pool_take_queue_locked ())) {
    pool.n_idle--;
    pool_run_job_locked (queue);
    pool.n_idle++;
    g_mutex_unlock (&pool.lock);
    gst_wrtc_serial_queue_unref (queue);
    g_mutex_lock (&pool.lock);
  }
  pool.n_idle--;
  pool.n_threads--;
  g_mutex_unlock (&pool.lock);
  return NULL;
}

GstWrtcSerialQueue *
gst_wrtc_serial_queue_new (const gchar * name)
{
  GstWrtcSerialQueue *queue = g_new0 (GstWrtcSerialQueue, 1);

  queue->refcount = 1;
  queue->name = g_strdup (name);
  g_queue_init (&queue->jobs);
  return queue;
}

GstWrtcSerialQueue *
gst_wrtc_serial_queue_ref (GstWrtcSerialQueue * queue)
{
  g_atomic_int_inc (&queue->refcount);
  return queue;
}

void
gst_wrtc_serial_queue_unref (GstWrtcSerialQueue * queue)
{
  if (!g_atomic_int_dec_and_test (&queue->refcount))
    return;
  /* A queue with jobs is listed or running, and both hold a reference. */
  g_assert (g_queue_is_empty (&queue->jobs));
  g_free (queue->name);
  g_free (queue);
}

gboolean
gst_wrtc_serial_queue_push (GstWrtcSerialQueue * queue,
    GstWrtcSerialQueueFunc func, gpointer data, GDestroyNotify destroy)
{
  g_return_val_if_fail (queue != NULL && func != NULL, FALSE);

  Job *job = g_new (Job, 1);
  job->func = func;
  job->data = data;
  job->destroy = destroy;

  g_mutex_lock (&pool.lock);
  gboolean accepted = !queue->closed;
  if (accepted) {
    g_queue_push_tail (&queue->jobs, job);
    if (!queue->listed && !queue->running)
      pool_list_queue_locked (queue);
  }
  g_mutex_unlock (&pool.lock);

  if (!accepted)
    job_free (job);
  return accepted;
}

typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean reached;
} Mark;

static void
mark_job (gpointer data)
{
}

static void
mark_reached (gpointer data)
{
  Mark *mark = data;

  g_mutex_lock (&mark->lock);
  mark->reached = TRUE;
  g_cond_signal (&mark->cond);
  g_mutex_unlock (&mark->lock);
}

void
gst_wrtc_serial_queue_drain (GstWrtcSerialQueue * queue)
{
  g_return_if_fail (queue != NULL);

  if (gst_wrtc_serial_queue_is_current (queue))
    return;

  Mark mark = { 0, };
  g_mutex_init (&mark.lock);
  g_cond_init (&mark.cond);
  /* Closed: what waited was dropped; only the running job remains. */
  if (!gst_wrtc_serial_queue_push (queue, mark_job, &mark, mark_reached))
    gst_wrtc_serial_queue_close (queue, TRUE);
  g_mutex_lock (&mark.lock);
  while (!mark.reached)
    g_cond_wait (&mark.cond, &mark.lock);
  g_mutex_unlock (&mark.lock);
  g_mutex_clear (&mark.lock);
  g_cond_clear (&mark.cond);
}

void
gst_wrtc_serial_queue_close (GstWrtcSerialQueue * queue, gboolean wait)
{
  g_return_if_fail (queue != NULL);

  Job *job;
  GQueue dropped = G_QUEUE_INIT;

  g_mutex_lock (&pool.lock);
  queue->closed = TRUE;
  while ((job = g_queue_pop_head (&queue->jobs)))
    g_queue_push_tail (&dropped, job);
  g_mutex_unlock (&pool.lock);
  /* Before the wait: the running job may wait for one of these. */
  g_queue_clear_full (&dropped, (GDestroyNotify) job_free);

  if (!wait || gst_wrtc_serial_queue_is_current (queue))
    return;
  g_mutex_lock (&pool.lock);
  while (queue->running)
    g_cond_wait (&pool.ended, &pool.lock);
  g_mutex_unlock (&pool.lock);
}

gboolean
gst_wrtc_serial_queue_is_current (GstWrtcSerialQueue * queue)
{
  return g_private_get (&current_queue) == queue;
}
