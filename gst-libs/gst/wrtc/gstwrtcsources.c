/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcsources.h"
#include "gstwrtcloop.h"

#include <stdatomic.h>

/* Has the context look at @source again. */
static void
wake_context (GSource * source)
{
  if (g_source_is_destroyed (source))
    return;
  GMainContext *context = g_source_get_context (source);
  if (context && !gst_wrtc_loop_is_dispatching (context))
    g_main_context_wakeup (context);
}

static void
run_callback (GSourceFunc callback, gpointer data)
{
  if (callback)
    ((GstWrtcContextFunc) (void (*)(void)) callback) (data);
}

static GSource *
source_new (GSourceFuncs * funcs, guint size, const gchar * name)
{
  GSource *source = g_source_new (funcs, size);

  g_source_set_static_name (source, name);
  return source;
}

typedef struct
{
  GSource base;
  gint signalled;               /* atomic */
} Wakeup;

static gboolean
wakeup_prepare (GSource * source, gint * timeout_ms)
{
  *timeout_ms = -1;
  return g_atomic_int_get (&((Wakeup *) source)->signalled);
}

static gboolean
wakeup_check (GSource * source)
{
  return g_atomic_int_get (&((Wakeup *) source)->signalled);
}

static gboolean
wakeup_dispatch (GSource * source, GSourceFunc callback, gpointer data)
{
  /* First: what comes while the callback runs is a new signal. */
  g_atomic_int_set (&((Wakeup *) source)->signalled, FALSE);
  run_callback (callback, data);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs wakeup_funcs = {
  .prepare = wakeup_prepare,
  .check = wakeup_check,
  .dispatch = wakeup_dispatch,
};

GSource *
gst_wrtc_wakeup_source_new (GstWrtcContextFunc func, gpointer data,
    GDestroyNotify destroy)
{
  GSource *source = source_new (&wakeup_funcs, sizeof (Wakeup), "wrtc-wakeup");

  g_source_set_callback (source, G_SOURCE_FUNC (func), data, destroy);
  return source;
}

void
gst_wrtc_wakeup_source_signal (GSource * source)
{
  Wakeup *wakeup = (Wakeup *) source;

  g_return_if_fail (source != NULL);
  if (g_atomic_int_compare_and_exchange (&wakeup->signalled, FALSE, TRUE))
    wake_context (source);
}

typedef struct
{
  GSource base;
  _Atomic gint64 time_us;
} Timer;

static gboolean
timer_check (GSource * source)
{
  return ((Timer *) source)->time_us <= g_source_get_time (source);
}

static gboolean
timer_prepare (GSource * source, gint * timeout_ms)
{
  gint64 time_us = ((Timer *) source)->time_us;

  *timeout_ms = -1;
  if (time_us == GST_WRTC_TIMER_OFF)
    return FALSE;
  gint64 left_us = time_us - g_source_get_time (source);
  if (left_us <= 0)
    return TRUE;
  *timeout_ms = MIN ((left_us + 999) / 1000, G_MAXINT);
  gst_wrtc_loop_request_time (time_us);
  return FALSE;
}

static gboolean
timer_dispatch (GSource * source, GSourceFunc callback, gpointer data)
{
  Timer *timer = (Timer *) source;
  gint64 time_us = timer->time_us;

  /* Set to a later time since it was checked, or being set right now. */
  if (time_us > g_get_monotonic_time () ||
      !atomic_compare_exchange_strong (&timer->time_us, &time_us,
          GST_WRTC_TIMER_OFF))
    return G_SOURCE_CONTINUE;
  run_callback (callback, data);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs timer_funcs = {
  .prepare = timer_prepare,
  .check = timer_check,
  .dispatch = timer_dispatch,
};

GSource *
gst_wrtc_timer_source_new (GstWrtcContextFunc func, gpointer data,
    GDestroyNotify destroy)
{
  GSource *source = source_new (&timer_funcs, sizeof (Timer), "wrtc-timer");

  ((Timer *) source)->time_us = GST_WRTC_TIMER_OFF;
  g_source_set_callback (source, G_SOURCE_FUNC (func), data, destroy);
  return source;
}

void
gst_wrtc_timer_source_set (GSource * source, gint64 time_us)
{
  g_return_if_fail (source != NULL);

  ((Timer *) source)->time_us = time_us;
  wake_context (source);
}
