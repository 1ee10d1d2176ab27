/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The pool of network loops: which loop drives which context.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcnetworkloops.h"
#include "gstwrtcloop.h"

#define MAX_DEFAULT_LOOPS 4
#define MAX_LOOPS 64

static struct
{
  GMutex lock;
  GPtrArray *loops;             /* of GstWrtcLoop; constant once made */
  GHashTable *contexts;         /* lock; GMainContext → GstWrtcLoopContext */
} pool;

guint
gst_wrtc_network_loops_get_n_loops (void)
{
  static gsize n_loops;

  if (g_once_init_enter (&n_loops)) {
    guint64 n;
    const gchar *text = g_getenv ("GST_WRTC_LOOPS");

    if (!text || !g_ascii_string_to_unsigned (text, 10, 1, MAX_LOOPS, &n, NULL)) {
      n = MIN (g_get_num_processors (), MAX_DEFAULT_LOOPS);
      if (text)
        GST_WARNING ("GST_WRTC_LOOPS=%s is not a number from 1 to %d; "
            "using %u", text, MAX_LOOPS, (guint) n);
    }
    g_once_init_leave (&n_loops, n);
  }
  return n_loops;
}

static void
pool_start_locked (void)
{
  if (pool.loops)
    return;
  pool.loops = g_ptr_array_new ();
  pool.contexts = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < gst_wrtc_network_loops_get_n_loops (); i++)
    g_ptr_array_add (pool.loops, gst_wrtc_loop_new (i));
}

static GstWrtcLoop *
pool_choose_locked (void)
{
  GstWrtcLoop *chosen = gst_wrtc_loop_get_current ();

  if (chosen)
    return chosen;
  for (guint i = 0; i < pool.loops->len; i++) {
    GstWrtcLoop *loop = g_ptr_array_index (pool.loops, i);
    if (!chosen || gst_wrtc_loop_get_n_contexts (loop) <
        gst_wrtc_loop_get_n_contexts (chosen))
      chosen = loop;
  }
  return chosen;
}

GMainContext *
gst_wrtc_network_loops_acquire_context (void)
{
  g_mutex_lock (&pool.lock);
  pool_start_locked ();
  GstWrtcLoopContext *driven =
      gst_wrtc_loop_context_new (pool_choose_locked ());
  GMainContext *context =
      g_main_context_ref (gst_wrtc_loop_context_get (driven));
  g_hash_table_insert (pool.contexts, context, driven);
  g_mutex_unlock (&pool.lock);

  gst_wrtc_loop_context_start (driven);
  return context;
}

void
gst_wrtc_network_loops_release_context (GMainContext * context)
{
  GstWrtcLoopContext *driven = NULL;

  g_mutex_lock (&pool.lock);
  if (pool.contexts)
    g_hash_table_steal_extended (pool.contexts, context, NULL,
        (gpointer *) & driven);
  g_mutex_unlock (&pool.lock);
  /* Not acquired, or released before. */
  g_return_if_fail (driven != NULL);

  gst_wrtc_loop_context_end (driven);
  g_main_context_unref (context);
}
