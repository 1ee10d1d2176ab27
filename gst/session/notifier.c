/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "notifier.h"

/* How long a notification that called an action may go on before the next one
 * no longer waits for it. Most return at once; those that wait for a promise
 * would wait for ever. */
#define PATIENCE_US (10 * G_TIME_SPAN_MILLISECOND)
/* How long the end of a session waits for a handler that does not return. */
#define SETTLE_US (5 * G_TIME_SPAN_SECOND)

/* The notifier that this thread is in a notification of. */
static GPrivate own_notifier;

typedef struct
{
  guint64 number;
  GstWrtcSerialQueueFunc func;
  gpointer data;
  GDestroyNotify destroy;
  gboolean of_object;           /* not run once it was flushed */
} Notification;

struct _GstWrtcNotifier
{
  gint ref_count;

  GMutex lock;                  /* guards all below; nothing is called with it */
  GCond cond;                   /* something of the below has changed */
  GQueue waiting;               /* of Notification */
  guint64 last_number;          /* given */
  guint64 flushed_number;       /* up to this, none of an object runs */
  guint64 done_number;          /* all up to this have run, or were left behind */
  guint epoch;                  /* counts interrupts */
  guint n_running;              /* notifications, those left behind as well */

  /* The runner is the job that takes notifications; 0: there is none. A job
   * that finds another number there has been replaced. */
  guint runner;
  guint last_runner;
  GThread *thread;              /* of the runner, while in a notification */
  guint64 current;              /* the notification that it is in */
  gboolean may_wait;            /* that one has called an action */
  gboolean has_stand_in;        /* a job waits for PATIENCE_US to replace it */
  GstWrtcSerialQueue *queue;    /* of the runner */
};

typedef struct
{
  GstWrtcNotifier *notifier;
  GstWrtcSerialQueue *queue;
  guint runner;
} Job;

GstWrtcNotifier *
gst_wrtc_notifier_new (void)
{
  GstWrtcNotifier *self = g_new0 (GstWrtcNotifier, 1);

  self->ref_count = 1;
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  g_queue_init (&self->waiting);
  self->queue = gst_wrtc_serial_queue_new ("notifications");
  return self;
}

GstWrtcNotifier *
gst_wrtc_notifier_ref (GstWrtcNotifier * self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

/* A job holds a reference, so nothing waits here when the last one goes. */
void
gst_wrtc_notifier_unref (GstWrtcNotifier * self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  gst_wrtc_serial_queue_unref (self->queue);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  gst_wrtc_serial_queue_unref (job->queue);
  gst_wrtc_notifier_unref (job->notifier);
  g_free (job);
}

static Job *
job_new (GstWrtcNotifier * self, GstWrtcSerialQueue * queue)
{
  Job *job = g_new0 (Job, 1);

  job->notifier = gst_wrtc_notifier_ref (self);
  job->queue = queue;
  return job;
}

/* Takes notifications until there is none, or the runner was replaced. */
static void
run_locked (GstWrtcNotifier * self, guint runner)
{
  Notification *next;
  gboolean run;

  while (self->runner == runner
      && (next = g_queue_pop_head (&self->waiting)) != NULL) {
    self->thread = g_thread_self ();
    self->current = next->number;
    self->may_wait = FALSE;
    run = !next->of_object || next->number > self->flushed_number;
    self->n_running++;
    g_mutex_unlock (&self->lock);

    g_private_set (&own_notifier, self);
    if (run)
      next->func (next->data);
    if (next->destroy)
      next->destroy (next->data);
    g_private_set (&own_notifier, NULL);

    g_mutex_lock (&self->lock);
    self->n_running--;
    if (self->runner == runner) {
      self->done_number = next->number;
      self->thread = NULL;
      self->may_wait = FALSE;
    }
    g_cond_broadcast (&self->cond);
    g_free (next);
  }
  if (self->runner == runner)
    self->runner = 0;
}

static void
run_job (gpointer data)
{
  Job *job = data;
  GstWrtcNotifier *self = job->notifier;

  g_mutex_lock (&self->lock);
  run_locked (self, job->runner);
  g_mutex_unlock (&self->lock);
}

static void
stand_in_job (gpointer data)
{
  Job *job = data;
  GstWrtcNotifier *self = job->notifier;
  gint64 deadline = g_get_monotonic_time () + PATIENCE_US;
  GstWrtcSerialQueue *old = NULL;
  guint64 current;

  g_mutex_lock (&self->lock);
  current = self->current;
  while (self->runner == job->runner && self->current == current
      && self->may_wait)
    if (!g_cond_wait_until (&self->cond, &self->lock, deadline))
      break;
  self->has_stand_in = FALSE;
  if (self->runner == job->runner && self->current == current && self->may_wait) {
    self->runner = job->runner = ++self->last_runner;
    self->thread = NULL;
    self->may_wait = FALSE;
    self->done_number = current;
    old = self->queue;
    self->queue = gst_wrtc_serial_queue_ref (job->queue);
    g_cond_broadcast (&self->cond);
    run_locked (self, job->runner);
  }
  g_mutex_unlock (&self->lock);
  if (old)
    gst_wrtc_serial_queue_unref (old);
}

/* Makes sure that somebody will take what waits: returns the job to push once
 * the lock is released. */
static Job *
wake_locked (GstWrtcNotifier * self, gboolean * stand_in)
{
  Job *job;

  *stand_in = FALSE;
  if (g_queue_is_empty (&self->waiting))
    return NULL;
  if (self->runner == 0) {
    job = job_new (self, gst_wrtc_serial_queue_ref (self->queue));
    self->runner = job->runner = ++self->last_runner;
    return job;
  }
  if (!self->may_wait || self->has_stand_in)
    return NULL;
  self->has_stand_in = TRUE;
  *stand_in = TRUE;
  job = job_new (self, gst_wrtc_serial_queue_new ("notifications"));
  job->runner = self->runner;
  return job;
}

static void
push_job (Job * job, gboolean stand_in)
{
  if (job)
    gst_wrtc_serial_queue_push (job->queue, stand_in ? stand_in_job : run_job,
        job, job_free);
}

static guint64
push_notification (GstWrtcNotifier * self, Notification * notification)
{
  gboolean stand_in;
  guint64 number;
  Job *job;

  g_mutex_lock (&self->lock);
  number = notification->number = ++self->last_number;
  g_queue_push_tail (&self->waiting, notification);
  job = wake_locked (self, &stand_in);
  g_mutex_unlock (&self->lock);
  push_job (job, stand_in);
  return number;
}

guint64
gst_wrtc_notifier_push (GstWrtcNotifier * self, GstWrtcSerialQueueFunc func,
    gpointer data, GDestroyNotify destroy)
{
  Notification *notification = g_new0 (Notification, 1);

  notification->func = func;
  notification->data = data;
  notification->destroy = destroy;
  return push_notification (self, notification);
}

typedef struct
{
  GWeakRef object;
  GstWrtcNotifierObjectFunc func;
  gpointer data;
  GDestroyNotify destroy;
} ObjectCall;

static void
object_call_run (gpointer data)
{
  ObjectCall *call = data;
  gpointer object = g_weak_ref_get (&call->object);

  if (!object)
    return;
  call->func (object, call->data);
  g_object_unref (object);
}

static void
object_call_free (gpointer data)
{
  ObjectCall *call = data;

  if (call->destroy)
    call->destroy (call->data);
  g_weak_ref_clear (&call->object);
  g_free (call);
}

guint64
gst_wrtc_notifier_push_object (GstWrtcNotifier * self, gpointer object,
    GstWrtcNotifierObjectFunc func, gpointer data, GDestroyNotify destroy)
{
  ObjectCall *call = g_new0 (ObjectCall, 1);
  Notification *notification = g_new0 (Notification, 1);

  g_weak_ref_init (&call->object, object);
  call->func = func;
  call->data = data;
  call->destroy = destroy;
  notification->func = object_call_run;
  notification->data = call;
  notification->destroy = object_call_free;
  notification->of_object = TRUE;
  return push_notification (self, notification);
}

void
gst_wrtc_notifier_may_wait (GstWrtcNotifier * self)
{
  gboolean stand_in = FALSE;
  Job *job = NULL;

  g_mutex_lock (&self->lock);
  if (self->thread == g_thread_self ()) {
    self->may_wait = TRUE;
    g_cond_broadcast (&self->cond);
    job = wake_locked (self, &stand_in);
  }
  g_mutex_unlock (&self->lock);
  push_job (job, stand_in);
}

void
gst_wrtc_notifier_wait (GstWrtcNotifier * self, guint64 number)
{
  guint epoch;

  g_mutex_lock (&self->lock);
  epoch = self->epoch;
  while (self->done_number < number && !self->may_wait && self->epoch == epoch)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
}

void
gst_wrtc_notifier_interrupt (GstWrtcNotifier * self)
{
  g_mutex_lock (&self->lock);
  self->epoch++;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

void
gst_wrtc_notifier_settle (GstWrtcNotifier * self, gboolean drop)
{
  gint64 deadline = g_get_monotonic_time () + SETTLE_US;
  guint64 last;

  g_mutex_lock (&self->lock);
  last = self->last_number;
  if (drop)
    self->flushed_number = last;
  while ((self->done_number < last || self->n_running > 0)
      && g_private_get (&own_notifier) != self)
    if (!g_cond_wait_until (&self->cond, &self->lock, deadline))
      break;
  g_mutex_unlock (&self->lock);
}
