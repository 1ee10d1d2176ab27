/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Running functions on a GMainContext, whoever drives it.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcnetworkloops.h"

/* How often a caller looks whether the context was given up by its owner. */
#define CALL_RECHECK_US (20 * G_TIME_SPAN_MILLISECOND)

typedef enum
{
  CALL_WAITING,
  CALL_RUNNING,
  CALL_DONE,
} CallState;

typedef struct
{
  gint refcount;                /* atomic: the caller and the source */
  GstWrtcContextFunc func;
  gpointer data;
  GMutex lock;
  GCond cond;
  CallState state;              /* lock */
} Call;

static void
call_unref (gpointer data)
{
  Call *call = data;

  if (!g_atomic_int_dec_and_test (&call->refcount))
    return;
  g_mutex_clear (&call->lock);
  g_cond_clear (&call->cond);
  g_free (call);
}

static gboolean
call_claim (Call * call)
{
  g_mutex_lock (&call->lock);
  gboolean claimed = call->state == CALL_WAITING;
  if (claimed)
    call->state = CALL_RUNNING;
  g_mutex_unlock (&call->lock);
  return claimed;
}

static gboolean
call_run (gpointer data)
{
  Call *call = data;

  if (!call_claim (call))
    return G_SOURCE_REMOVE;
  call->func (call->data);
  g_mutex_lock (&call->lock);
  call->state = CALL_DONE;
  g_cond_signal (&call->cond);
  g_mutex_unlock (&call->lock);
  return G_SOURCE_REMOVE;
}

/* Returns: whether the call has begun or ended; FALSE after a while. */
static gboolean
call_wait_a_while (Call * call)
{
  gint64 until = g_get_monotonic_time () + CALL_RECHECK_US;

  g_mutex_lock (&call->lock);
  while (call->state == CALL_WAITING)
    if (!g_cond_wait_until (&call->cond, &call->lock, until))
      break;
  gboolean begun = call->state != CALL_WAITING;
  while (call->state == CALL_RUNNING)
    g_cond_wait (&call->cond, &call->lock);
  g_mutex_unlock (&call->lock);
  return begun;
}

static void
attach_once (GMainContext * context, GSourceFunc func, gpointer data,
    GDestroyNotify destroy, GSource ** out)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, destroy);
  g_source_set_static_name (source, "wrtc-once");
  g_source_attach (source, context);
  if (out)
    *out = source;
  else
    g_source_unref (source);
}

gboolean
gst_wrtc_context_is_current (GMainContext * context)
{
  return g_main_context_is_owner (context);
}

void
gst_wrtc_context_call (GMainContext * context, GstWrtcContextFunc func,
    gpointer data)
{
  g_return_if_fail (context != NULL && func != NULL);

  if (g_main_context_is_owner (context)) {
    func (data);
    return;
  }

  Call *call = g_new0 (Call, 1);
  call->refcount = 2;
  call->func = func;
  call->data = data;
  g_mutex_init (&call->lock);
  g_cond_init (&call->cond);

  GSource *source = NULL;
  attach_once (context, call_run, call, call_unref, &source);
  do {
    /* Nobody drives it: the caller is its driver for the time of the call. */
    if (g_main_context_acquire (context)) {
      call_run (call);
      g_main_context_release (context);
    }
  } while (!call_wait_a_while (call));
  g_source_destroy (source);
  g_source_unref (source);
  call_unref (call);
}

typedef struct
{
  GstWrtcContextFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Once;

static gboolean
once_run (gpointer data)
{
  Once *once = data;

  once->func (once->data);
  return G_SOURCE_REMOVE;
}

static void
once_free (gpointer data)
{
  Once *once = data;

  if (once->destroy)
    once->destroy (once->data);
  g_free (once);
}

void
gst_wrtc_context_invoke (GMainContext * context, GstWrtcContextFunc func,
    gpointer data, GDestroyNotify destroy)
{
  g_return_if_fail (context != NULL && func != NULL);

  Once *once = g_new (Once, 1);
  once->func = func;
  once->data = data;
  once->destroy = destroy;
  attach_once (context, once_run, once, once_free, NULL);
}
