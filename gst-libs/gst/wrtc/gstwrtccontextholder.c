/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtccontextholder.h"
#include "gstwrtcsources.h"

void
gst_wrtc_context_holder_init (GstWrtcContextHolder * holder)
{
  memset (holder, 0, sizeof *holder);
  g_mutex_init (&holder->lock);
}

void
gst_wrtc_context_holder_clear (GstWrtcContextHolder * holder)
{
  gst_wrtc_context_holder_stop (holder);
  g_clear_pointer (&holder->given, g_main_context_unref);
  g_mutex_clear (&holder->lock);
}

void
gst_wrtc_context_holder_set (GstWrtcContextHolder * holder,
    GMainContext * context)
{
  if (context)
    g_main_context_ref (context);
  g_mutex_lock (&holder->lock);
  GMainContext *old = holder->given;
  holder->given = context;
  g_mutex_unlock (&holder->lock);
  if (old)
    g_main_context_unref (old);
}

GMainContext *
gst_wrtc_context_holder_start (GstWrtcContextHolder * holder)
{
  g_mutex_lock (&holder->lock);
  GMainContext *context = holder->active;
  if (!context && holder->given)
    context = holder->active = g_main_context_ref (holder->given);
  g_mutex_unlock (&holder->lock);
  if (context)
    return context;

  context = gst_wrtc_network_loops_acquire_context ();
  g_mutex_lock (&holder->lock);
  holder->active = context;
  holder->acquired = TRUE;
  g_mutex_unlock (&holder->lock);
  return context;
}

static void
release_context (gpointer context)
{
  gst_wrtc_network_loops_release_context (context);
}

void
gst_wrtc_context_holder_stop_after (GstWrtcContextHolder * holder, guint ms)
{
  g_mutex_lock (&holder->lock);
  GMainContext *context = g_steal_pointer (&holder->active);
  gboolean acquired = holder->acquired;
  holder->acquired = FALSE;
  g_mutex_unlock (&holder->lock);

  if (acquired && ms > 0) {
    GSource *timer = gst_wrtc_timer_source_new (release_context, context, NULL);
    gst_wrtc_timer_source_set (timer,
        g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND);
    g_source_attach (timer, context);
    g_source_unref (timer);
  } else if (acquired) {
    gst_wrtc_network_loops_release_context (context);
  } else if (context) {
    g_main_context_unref (context);
  }
}

void
gst_wrtc_context_holder_stop (GstWrtcContextHolder * holder)
{
  gst_wrtc_context_holder_stop_after (holder, 0);
}

GMainContext *
gst_wrtc_context_holder_ref_context (GstWrtcContextHolder * holder)
{
  g_mutex_lock (&holder->lock);
  GMainContext *context = holder->active;
  if (context)
    g_main_context_ref (context);
  g_mutex_unlock (&holder->lock);
  return context;
}

/**
 * gst_wrtc_context_holder_new_param_spec:
 *
 * Returns: (transfer floating): the specification of the property
 * `main-context`.
 */
GParamSpec *
gst_wrtc_context_holder_new_param_spec (void)
{
  return g_param_spec_boxed ("main-context", "Main context",
      "Context on which everything from the network and every timer runs "
      "(NULL: one of the network loops)", G_TYPE_MAIN_CONTEXT,
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY);
}

void
gst_wrtc_context_holder_set_property (GstWrtcContextHolder * holder,
    const GValue * value)
{
  gst_wrtc_context_holder_set (holder, g_value_get_boxed (value));
}

void
gst_wrtc_context_holder_get_property (GstWrtcContextHolder * holder,
    GValue * value)
{
  g_mutex_lock (&holder->lock);
  g_value_set_boxed (value, holder->given ? holder->given : holder->active);
  g_mutex_unlock (&holder->lock);
}
