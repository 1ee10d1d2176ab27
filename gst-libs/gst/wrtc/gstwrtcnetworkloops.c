/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcnetworkloops.h"

#define MAX_DEFAULT_LOOPS 4
#define MAX_LOOPS 64

typedef struct
{
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
} Driven;

static GMutex lock;
static GHashTable *drivens;     /* GMainContext → Driven */

guint
gst_wrtc_network_loops_get_n_loops (void)
{
  guint64 n;
  const gchar *text = g_getenv ("GST_WRTC_LOOPS");

  if (text && g_ascii_string_to_unsigned (text, 10, 1, MAX_LOOPS, &n, NULL))
    return n;
  return MIN (g_get_num_processors (), MAX_DEFAULT_LOOPS);
}

static gboolean
signal_started (gpointer data)
{
  g_mutex_unlock (data);
  return G_SOURCE_REMOVE;
}

static gpointer
run_loop (gpointer data)
{
  Driven *driven = data;
  GMainContext *context = g_main_context_ref (driven->context);

  g_main_context_push_thread_default (context);
  g_main_loop_run (driven->loop);
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
  return NULL;
}

GMainContext *
gst_wrtc_network_loops_acquire_context (void)
{
  Driven *driven = g_new0 (Driven, 1);
  GMutex started;

  driven->context = g_main_context_new ();
  driven->loop = g_main_loop_new (driven->context, FALSE);
  g_mutex_init (&started);
  g_mutex_lock (&started);
  GSource *source = g_idle_source_new ();
  g_source_set_callback (source, signal_started, &started, NULL);
  g_source_attach (source, driven->context);
  g_source_unref (source);
  driven->thread = g_thread_new ("wrtc-loop", run_loop, driven);
  g_mutex_lock (&started);
  g_mutex_unlock (&started);
  g_mutex_clear (&started);

  g_mutex_lock (&lock);
  if (!drivens)
    drivens = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (drivens, driven->context, driven);
  g_mutex_unlock (&lock);
  return g_main_context_ref (driven->context);
}

void
gst_wrtc_network_loops_release_context (GMainContext * context)
{
  g_mutex_lock (&lock);
  Driven *driven = drivens ? g_hash_table_lookup (drivens, context) : NULL;
  if (driven)
    g_hash_table_remove (drivens, context);
  g_mutex_unlock (&lock);
  g_return_if_fail (driven != NULL);

  g_main_loop_quit (driven->loop);
  if (driven->thread == g_thread_self ())
    g_thread_unref (driven->thread);
  else
    g_thread_join (driven->thread);
  g_main_loop_unref (driven->loop);
  g_main_context_unref (driven->context);
  g_main_context_unref (context);
  g_free (driven);
}
