/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "ice-resolver.h"

#define MAX_THREADS 2           /* of each purpose */
#define MAX_WAITING 64          /* names, of each purpose */

typedef struct
{
  gchar *name;
  GMainContext *context;
  IceResolvedFunc func;
  gpointer data;
  GDestroyNotify destroy;
  GList *addresses;
} Lookup;

static void
lookup_free (gpointer data)
{
  Lookup *lookup = data;

  if (lookup->destroy)
    lookup->destroy (lookup->data);
  g_resolver_free_addresses (lookup->addresses);
  g_clear_pointer (&lookup->context, g_main_context_unref);
  g_free (lookup->name);
  g_free (lookup);
}

static gboolean
answer (gpointer data)
{
  Lookup *lookup = data;

  lookup->func (lookup->addresses, lookup->data);
  return G_SOURCE_REMOVE;
}

/* On a thread of the pool. */
static void
resolve (gpointer data, gpointer user_data)
{
  Lookup *lookup = data;
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  /* No longer the lookup's: the context will own the source that owns it. */
  g_autoptr (GMainContext) context = g_steal_pointer (&lookup->context);

  lookup->addresses =
      g_resolver_lookup_by_name (resolver, lookup->name, NULL, NULL);
  GSource *source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, answer, lookup, lookup_free);
  g_source_attach (source, context);
  g_source_unref (source);
}

static GThreadPool *
get_pool (IceResolvePurpose purpose)
{
  static GThreadPool *pools[2];
  static gsize ready;

  if (g_once_init_enter (&ready)) {
    for (guint i = 0; i < G_N_ELEMENTS (pools); i++)
      pools[i] = g_thread_pool_new (resolve, NULL, MAX_THREADS, FALSE, NULL);
    g_once_init_leave (&ready, 1);
  }
  return pools[purpose];
}

gboolean
ice_resolver_lookup (const gchar * name, IceResolvePurpose purpose,
    GMainContext * context, IceResolvedFunc func, gpointer data,
    GDestroyNotify destroy)
{
  GThreadPool *pool = get_pool (purpose);
  Lookup *lookup = g_new0 (Lookup, 1);

  lookup->name = g_strdup (name);
  lookup->context = g_main_context_ref (context);
  lookup->func = func;
  lookup->data = data;
  lookup->destroy = destroy;
  if (g_thread_pool_unprocessed (pool) >= MAX_WAITING) {
    lookup_free (lookup);
    return FALSE;
  }
  return g_thread_pool_push (pool, lookup, NULL);
}
