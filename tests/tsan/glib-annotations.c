/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tells ThreadSanitizer about the synchronisation inside GLib, which is not
 * built with it: without this file it does not see that g_mutex_lock() waits
 * for anything. In a build with -Db_sanitize=thread the linker sends these
 * functions here (--wrap), and each says what GLib guarantees, then calls it.
 * A GMainContext has a mutex of its own that every function on it takes: here
 * that is an acquire before and a release after, as a mutex would be.
 *
 * Likewise it does not see what GLib's containers read and write: those that
 * are used here are declared to write (or read) their head.
 */
#include <glib-object.h>
#include <sanitizer/tsan_interface.h>
#include <sys/epoll.h>

void __tsan_read8 (void *address);
void __tsan_write8 (void *address);
void AnnotateIgnoreReadsBegin (const char *file, int line);
void AnnotateIgnoreReadsEnd (const char *file, int line);

/* Defines __wrap_NAME, which calls __real_NAME. Visible: the linker believes
 * that shared libraries refer to it. */
#define WRAP(type, name, args) \
  type __real_##name args; \
  __attribute__ ((visibility ("default"))) type __wrap_##name args; \
  type __wrap_##name args

WRAP (void, g_mutex_lock, (GMutex * mutex))
{
  __tsan_mutex_pre_lock (mutex, 0);
  __real_g_mutex_lock (mutex);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

WRAP (gboolean, g_mutex_trylock, (GMutex * mutex))
{
  __tsan_mutex_pre_lock (mutex, __tsan_mutex_try_lock);
  gboolean locked = __real_g_mutex_trylock (mutex);
  __tsan_mutex_post_lock (mutex, locked ? __tsan_mutex_try_lock :
      __tsan_mutex_try_lock_failed, 0);
  return locked;
}

WRAP (void, g_mutex_unlock, (GMutex * mutex))
{
  __tsan_mutex_pre_unlock (mutex, 0);
  __real_g_mutex_unlock (mutex);
  __tsan_mutex_post_unlock (mutex, 0);
}

WRAP (void, g_mutex_clear, (GMutex * mutex))
{
  __tsan_mutex_destroy (mutex, 0);
  __real_g_mutex_clear (mutex);
}

WRAP (void, g_rec_mutex_lock, (GRecMutex * mutex))
{
  __tsan_mutex_pre_lock (mutex, __tsan_mutex_write_reentrant);
  __real_g_rec_mutex_lock (mutex);
  __tsan_mutex_post_lock (mutex, __tsan_mutex_write_reentrant, 0);
}

WRAP (void, g_rec_mutex_unlock, (GRecMutex * mutex))
{
  __tsan_mutex_pre_unlock (mutex, 0);
  __real_g_rec_mutex_unlock (mutex);
  __tsan_mutex_post_unlock (mutex, 0);
}

WRAP (void, g_rec_mutex_clear, (GRecMutex * mutex))
{
  __tsan_mutex_destroy (mutex, 0);
  __real_g_rec_mutex_clear (mutex);
}

WRAP (void, g_cond_wait, (GCond * cond, GMutex * mutex))
{
  __tsan_mutex_pre_unlock (mutex, 0);
  __tsan_mutex_post_unlock (mutex, 0);
  __real_g_cond_wait (cond, mutex);
  __tsan_mutex_pre_lock (mutex, 0);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

WRAP (gboolean, g_cond_wait_until, (GCond * cond, GMutex * mutex, gint64 until))
{
  __tsan_mutex_pre_unlock (mutex, 0);
  __tsan_mutex_post_unlock (mutex, 0);
  gboolean signalled = __real_g_cond_wait_until (cond, mutex, until);
  __tsan_mutex_pre_lock (mutex, 0);
  __tsan_mutex_post_lock (mutex, 0, 0);
  return signalled;
}

WRAP (void, g_once_init_leave, (volatile void *location, gsize result))
{
  __tsan_release ((void *) location);
  __real_g_once_init_leave (location, result);
}

WRAP (gboolean, g_once_init_enter, (volatile void *location))
{
  gboolean enter = __real_g_once_init_enter (location);
  __tsan_acquire ((void *) location);
  return enter;
}

static void
acquire_source (GSource * source)
{
  __tsan_acquire (source);
  if (!g_source_is_destroyed (source) && g_source_get_context (source))
    __tsan_acquire (g_source_get_context (source));
}

static void
release_source (GSource * source)
{
  __tsan_release (source);
  if (!g_source_is_destroyed (source) && g_source_get_context (source))
    __tsan_release (g_source_get_context (source));
}

WRAP (guint, g_source_attach, (GSource * source, GMainContext * context))
{
  __tsan_release (source);
  __tsan_release (context);
  guint id = __real_g_source_attach (source, context);
  __tsan_acquire (context);
  return id;
}

WRAP (void, g_source_destroy, (GSource * source))
{
  acquire_source (source);
  release_source (source);
  __real_g_source_destroy (source);
}

WRAP (void, g_source_unref, (GSource * source))
{
  __tsan_release (source);
  __tsan_acquire (source);
  __real_g_source_unref (source);
}

WRAP (void, g_source_set_ready_time, (GSource * source, gint64 time))
{
  acquire_source (source);
  release_source (source);
  __real_g_source_set_ready_time (source, time);
}

WRAP (void, g_main_context_wakeup, (GMainContext * context))
{
  __tsan_release (context);
  __real_g_main_context_wakeup (context);
}

WRAP (gboolean, g_main_context_acquire, (GMainContext * context))
{
  gboolean acquired = __real_g_main_context_acquire (context);
  __tsan_acquire (context);
  return acquired;
}

WRAP (void, g_main_context_release, (GMainContext * context))
{
  __tsan_release (context);
  __real_g_main_context_release (context);
}

WRAP (gboolean, g_main_context_prepare, (GMainContext * context,
        gint * priority))
{
  __tsan_acquire (context);
  gboolean ready = __real_g_main_context_prepare (context, priority);
  __tsan_release (context);
  return ready;
}

WRAP (gint, g_main_context_query, (GMainContext * context, gint priority,
        gint * timeout, GPollFD * fds, gint n_fds))
{
  gint n = __real_g_main_context_query (context, priority, timeout, fds, n_fds);
  __tsan_acquire (context);
  return n;
}

WRAP (gboolean, g_main_context_check, (GMainContext * context, gint priority,
        GPollFD * fds, gint n_fds))
{
  __tsan_acquire (context);
  gboolean ready = __real_g_main_context_check (context, priority, fds, n_fds);
  __tsan_release (context);
  return ready;
}

WRAP (void, g_main_context_dispatch, (GMainContext * context))
{
  __tsan_acquire (context);
  __real_g_main_context_dispatch (context);
  __tsan_release (context);
}

/* GLib's own loop calls none of the above; but it polls before each dispatch. */
static __thread GMainContext *polled_context;

static gint
poll_and_acquire (GPollFD * fds, guint n_fds, gint timeout)
{
  gint n_ready = g_poll (fds, n_fds, timeout);

  __tsan_acquire (polled_context);
  return n_ready;
}

static GMainContext *
begin_polling (GMainContext * context)
{
  GMainContext *outer = polled_context;

  polled_context = context ? context : g_main_context_default ();
  if (g_main_context_get_poll_func (polled_context) == g_poll)
    g_main_context_set_poll_func (polled_context, poll_and_acquire);
  __tsan_acquire (polled_context);
  return outer;
}

static void
end_polling (GMainContext * outer)
{
  __tsan_release (polled_context);
  polled_context = outer;
}

WRAP (gboolean, g_main_context_iteration, (GMainContext * context,
        gboolean may_block))
{
  GMainContext *outer = begin_polling (context);
  gboolean dispatched = __real_g_main_context_iteration (context, may_block);
  end_polling (outer);
  return dispatched;
}

WRAP (void, g_main_loop_run, (GMainLoop * loop))
{
  GMainContext *outer = begin_polling (g_main_loop_get_context (loop));
  __real_g_main_loop_run (loop);
  end_polling (outer);
}

WRAP (void, g_main_context_unref, (GMainContext * context))
{
  __tsan_release (context);
  __tsan_acquire (context);
  __real_g_main_context_unref (context);
}

WRAP (void, g_object_unref, (gpointer object))
{
  __tsan_release (object);
  __tsan_acquire (object);
  __real_g_object_unref (object);
}

WRAP (void, g_queue_push_tail, (GQueue * queue, gpointer data))
{
  __tsan_write8 (queue);
  __real_g_queue_push_tail (queue, data);
}

WRAP (gpointer, g_queue_pop_head, (GQueue * queue))
{
  __tsan_write8 (queue);
  return __real_g_queue_pop_head (queue);
}

WRAP (gpointer, g_queue_peek_head, (GQueue * queue))
{
  __tsan_read8 (queue);
  return __real_g_queue_peek_head (queue);
}

WRAP (gboolean, g_queue_is_empty, (GQueue * queue))
{
  __tsan_read8 (queue);
  return __real_g_queue_is_empty (queue);
}

WRAP (gboolean, g_queue_remove, (GQueue * queue, gconstpointer data))
{
  __tsan_write8 (queue);
  return __real_g_queue_remove (queue, data);
}

WRAP (gboolean, g_hash_table_insert, (GHashTable * table, gpointer key,
        gpointer value))
{
  __tsan_write8 (table);
  return __real_g_hash_table_insert (table, key, value);
}

WRAP (gpointer, g_hash_table_lookup, (GHashTable * table, gconstpointer key))
{
  __tsan_read8 (table);
  return __real_g_hash_table_lookup (table, key);
}

WRAP (gboolean, g_hash_table_remove, (GHashTable * table, gconstpointer key))
{
  __tsan_write8 (table);
  return __real_g_hash_table_remove (table, key);
}

WRAP (void, g_ptr_array_add, (GPtrArray * array, gpointer data))
{
  __tsan_write8 (array);
  __real_g_ptr_array_add (array, data);
}

/* A loop forgets a descriptor when its source is gone, and then another thread
 * may have closed it already, and used the number again. That is harmless (see
 * gstwrtcpollset.c) and cannot be otherwise with any source of GLib. */
WRAP (int, epoll_ctl, (int epoll_fd, int operation, int fd,
        struct epoll_event * event))
{
  if (operation == EPOLL_CTL_DEL)
    AnnotateIgnoreReadsBegin (__FILE__, __LINE__);
  int result = __real_epoll_ctl (epoll_fd, operation, fd, event);
  if (operation == EPOLL_CTL_DEL)
    AnnotateIgnoreReadsEnd (__FILE__, __LINE__);
  return result;
}
