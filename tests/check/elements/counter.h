/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A counter that threads can wait for.
 */
#pragma once

#include <glib.h>

typedef struct
{
  GMutex lock;
  GCond cond;
  guint value;
} Counter;

static inline void
counter_init (Counter * counter)
{
  g_mutex_init (&counter->lock);
  g_cond_init (&counter->cond);
  counter->value = 0;
}

static inline void
counter_clear (Counter * counter)
{
  g_mutex_clear (&counter->lock);
  g_cond_clear (&counter->cond);
}

static inline void
counter_add (gpointer data)
{
  Counter *counter = data;

  g_mutex_lock (&counter->lock);
  counter->value++;
  g_cond_broadcast (&counter->cond);
  g_mutex_unlock (&counter->lock);
}

static inline guint
counter_get (Counter * counter)
{
  g_mutex_lock (&counter->lock);
  guint value = counter->value;
  g_mutex_unlock (&counter->lock);
  return value;
}

static inline void
counter_wait (Counter * counter, guint value)
{
  g_mutex_lock (&counter->lock);
  while (counter->value < value)
    g_cond_wait (&counter->cond, &counter->lock);
  g_mutex_unlock (&counter->lock);
}
