/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How a GMainContext is driven without a poll(2) of its own (GLib's own loop is
 * prepare, query, poll, check, dispatch):
 *
 *   waiting:   prepared and queried; its descriptors are in the poll set, its
 *              time-out in the heap. Costs nothing.
 *   due:       something was reported, or the deadline came; in the list `due`.
 *   iteration: poll its descriptors without waiting (the poll set's reports are
 *              only hints), check, dispatch, then prepare and query again: due
 *              again if a source is ready by now, else waiting.
 *
 * One round of the loop iterates what is due at its beginning, each context
 * once, so none starves.
 *
 * Wake-ups from elsewhere: GLib signals a context's eventfd when its sources
 * change, but normally only if another thread owns it. Here one thread owns
 * many contexts, and while it dispatches one it may change another: therefore
 * G_MAIN_CONTEXT_FLAGS_OWNERLESS_POLLING, which makes it signal always. What a
 * context did to itself is taken back by reading its eventfd before it is
 * prepared anew.
 *
 * Locks: `lock` guards the list of commands, nothing else, and nothing is
 * called with it held. Everything else belongs to the thread.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcloop.h"
#include "gstwrtcdeadlines.h"
#include "gstwrtcpollset.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

GST_DEBUG_CATEGORY_STATIC (loop_debug);
#define GST_CAT_DEFAULT loop_debug

typedef void (*CommandFunc) (GstWrtcLoopContext * driven);

typedef struct
{
  CommandFunc func;
  GstWrtcLoopContext *driven;
  gboolean *done;               /* loop->lock; NULL: nobody waits */
} Command;

struct _GstWrtcLoopContext
{
  GstWrtcLoop *loop;
  GMainContext *context;
  /* the rest: the loop's thread */
  gint own_fd;                  /* GLib's eventfd of the context */
  gint max_priority;            /* of the last prepare and query */
  GArray *fds;                  /* of GPollFD; its length is what it can hold */
  guint n_fds;                  /* of the last query */
  gboolean is_due;              /* in loop->due */
  GstWrtcPollOwner poll_owner;
  GstWrtcDeadline deadline;
};

struct _GstWrtcLoop
{
  guint index;
  gint n_contexts;              /* atomic */

  GMutex lock;
  GCond command_done;
  GQueue commands;              /* lock */
  gint has_commands;            /* atomic: commands is not empty */
  gint command_fd;              /* eventfd: wakes the thread for commands */

  /* the rest: the thread */
  GstWrtcPollOwner command_owner;
  GstWrtcPollSet *poll_set;
  GstWrtcDeadlines *deadlines;
  GQueue due;                   /* of GstWrtcLoopContext */
  gint64 requested_us;          /* by a source that is being prepared */
  GMainContext *dispatching;
};

static GPrivate current_loop;

static void
loop_set_due (GstWrtcLoop * loop, GstWrtcLoopContext * driven)
{
  if (driven->is_due)
    return;
  driven->is_due = TRUE;
  g_queue_push_tail (&loop->due, driven);
}

/* Prepares and queries. Returns: the time-out in milliseconds, -1 for none. */
static gint
context_query (GstWrtcLoopContext * driven)
{
  gint timeout_ms;

  g_main_context_prepare (driven->context, &driven->max_priority);
  for (;;) {
    driven->n_fds = g_main_context_query (driven->context,
        driven->max_priority, &timeout_ms, (GPollFD *) driven->fds->data,
        driven->fds->len);
    if (driven->n_fds <= driven->fds->len)
      return timeout_ms;
    g_array_set_size (driven->fds, driven->n_fds);
  }
}

/* Asks the context what it waits for, and waits for it. */
static void
context_wait (GstWrtcLoopContext * driven)
{
  GstWrtcLoop *loop = driven->loop;
  gint64 deadline_us = GST_WRTC_DEADLINE_NONE;

  loop->requested_us = GST_WRTC_DEADLINE_NONE;
  gint timeout_ms = context_query (driven);
  /* GLib rounds up to milliseconds, from a time before this one: so this is
   * never early and at most one millisecond late. */
  if (timeout_ms > 0)
    deadline_us =
        g_get_monotonic_time () + timeout_ms * G_GINT64_CONSTANT (1000);
  deadline_us = MIN (deadline_us, loop->requested_us);

  if (timeout_ms == 0) {
    loop_set_due (loop, driven);
    deadline_us = GST_WRTC_DEADLINE_NONE;
  } else if (!gst_wrtc_poll_set_update (loop->poll_set, &driven->poll_owner,
          (GPollFD *) driven->fds->data, driven->n_fds, driven->own_fd)) {
    loop_set_due (loop, driven);
  }
  gst_wrtc_deadlines_set (loop->deadlines, &driven->deadline, deadline_us);
}

static void
context_iterate (GstWrtcLoopContext * driven)
{
  GPollFD *fds = (GPollFD *) driven->fds->data;
  guint n_fds = driven->n_fds;
  guint64 signals;

  if (poll ((struct pollfd *) fds, n_fds, 0) < 0)
    for (guint i = 0; i < n_fds; i++)
      fds[i].revents = 0;
  if (g_main_context_check (driven->context, driven->max_priority, fds, n_fds)) {
    driven->loop->dispatching = driven->context;
    g_main_context_push_thread_default (driven->context);
    g_main_context_dispatch (driven->context);
    g_main_context_pop_thread_default (driven->context);
    driven->loop->dispatching = NULL;
    /* What it did to itself needs no wake-up: it is prepared now anyway. */
    if (read (driven->own_fd, &signals, sizeof signals) < 0)
      g_assert (errno == EAGAIN || errno == EINTR);
  }
  context_wait (driven);
}

static void
command_start (GstWrtcLoopContext * driven)
{
  /* Nobody else has seen the context yet. */
  gboolean acquired = g_main_context_acquire (driven->context);
  g_assert (acquired);

  /* No source yet: all it has is its own eventfd. */
  context_query (driven);
  g_assert (driven->n_fds == 1);
  driven->own_fd = g_array_index (driven->fds, GPollFD, 0).fd;
  context_wait (driven);
}

static void
command_end (GstWrtcLoopContext * driven)
{
  GstWrtcLoop *loop = driven->loop;

  gst_wrtc_poll_set_remove (loop->poll_set, &driven->poll_owner);
  gst_wrtc_deadlines_set (loop->deadlines, &driven->deadline,
      GST_WRTC_DEADLINE_NONE);
  if (driven->is_due)
    g_queue_remove (&loop->due, driven);
  g_atomic_int_dec_and_test (&loop->n_contexts);
  g_main_context_release (driven->context);
  g_main_context_unref (driven->context);
  g_array_unref (driven->fds);
  g_free (driven);
}

static void
loop_run_commands (GstWrtcLoop * loop)
{
  Command *command;

  if (!g_atomic_int_get (&loop->has_commands))
    return;
  g_mutex_lock (&loop->lock);
  while ((command = g_queue_pop_head (&loop->commands))) {
    g_mutex_unlock (&loop->lock);
    command->func (command->driven);
    g_mutex_lock (&loop->lock);
    if (command->done) {
      *command->done = TRUE;
      g_cond_broadcast (&loop->command_done);
    }
    g_free (command);
  }
  g_atomic_int_set (&loop->has_commands, FALSE);
  g_mutex_unlock (&loop->lock);
}

/* Has @func run in the thread, between two iterations, and waits for it unless
 * the caller is a loop itself. */
static void
loop_command (GstWrtcLoop * loop, CommandFunc func, GstWrtcLoopContext * driven)
{
  gboolean waits = gst_wrtc_loop_get_current () == NULL;
  gboolean done = FALSE;
  const guint64 one = 1;
  Command *command = g_new (Command, 1);

  command->func = func;
  command->driven = driven;
  command->done = waits ? &done : NULL;
  g_mutex_lock (&loop->lock);
  g_queue_push_tail (&loop->commands, command);
  g_atomic_int_set (&loop->has_commands, TRUE);
  /* Only a full counter refuses, and then the thread is awake. */
  if (write (loop->command_fd, &one, sizeof one) < 0)
    g_assert (errno == EAGAIN || errno == EINTR);
  while (waits && !done)
    g_cond_wait (&loop->command_done, &loop->lock);
  g_mutex_unlock (&loop->lock);
}

static void
on_reported (GstWrtcPollOwner * owner, gpointer user_data)
{
  GstWrtcLoop *loop = user_data;
  guint64 count;

  if (owner != &loop->command_owner)
    loop_set_due (loop, (GstWrtcLoopContext *) ((guint8 *) owner -
            G_STRUCT_OFFSET (GstWrtcLoopContext, poll_owner)));
  else if (read (loop->command_fd, &count, sizeof count) < 0)
    g_assert (errno == EAGAIN || errno == EINTR);
}

static gint64
loop_get_timeout (GstWrtcLoop * loop)
{
  gint64 earliest_us = gst_wrtc_deadlines_get_earliest (loop->deadlines);

  if (!g_queue_is_empty (&loop->due))
    return 0;
  if (earliest_us == GST_WRTC_DEADLINE_NONE)
    return GST_WRTC_POLL_FOREVER;
  return earliest_us - g_get_monotonic_time ();
}

static void
loop_wait (GstWrtcLoop * loop)
{
  GstWrtcLoopContext *driven;

  gst_wrtc_poll_set_wait (loop->poll_set, loop_get_timeout (loop), on_reported,
      loop);
  if (gst_wrtc_deadlines_get_earliest (loop->deadlines) ==
      GST_WRTC_DEADLINE_NONE)
    return;
  gint64 now_us = g_get_monotonic_time ();
  while ((driven = gst_wrtc_deadlines_pop_due (loop->deadlines, now_us)))
    loop_set_due (loop, driven);
}

static gpointer
loop_thread (gpointer data)
{
  GstWrtcLoop *loop = data;
  GstWrtcLoopContext *driven;

  g_private_set (&current_loop, loop);
  for (;;) {
    loop_wait (loop);
    loop_run_commands (loop);
    guint n_due = loop->due.length;
    while (n_due-- > 0 && (driven = g_queue_pop_head (&loop->due))) {
      driven->is_due = FALSE;
      context_iterate (driven);
      loop_run_commands (loop);
    }
  }
  return NULL;
}

GstWrtcLoop *
gst_wrtc_loop_new (guint index)
{
  GstWrtcLoop *loop = g_new0 (GstWrtcLoop, 1);
  g_autofree gchar *name = g_strdup_printf ("wrtc-loop-%u", index);

  GST_DEBUG_CATEGORY_INIT (loop_debug, "wrtcloop", 0, "wrtc network loops");
  loop->index = index;
  g_mutex_init (&loop->lock);
  g_cond_init (&loop->command_done);
  g_queue_init (&loop->commands);
  g_queue_init (&loop->due);
  loop->poll_set = gst_wrtc_poll_set_new ();
  loop->deadlines = gst_wrtc_deadlines_new ();
  loop->requested_us = GST_WRTC_DEADLINE_NONE;
  loop->command_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (loop->command_fd < 0)
    g_error ("eventfd: %s", g_strerror (errno));
  GPollFD fd = { loop->command_fd, G_IO_IN, 0 };
  gst_wrtc_poll_set_update (loop->poll_set, &loop->command_owner, &fd, 1,
      loop->command_fd);
  g_thread_unref (g_thread_new (name, loop_thread, loop));
  GST_INFO ("%s runs", name);
  return loop;
}

GstWrtcLoop *
gst_wrtc_loop_get_current (void)
{
  return g_private_get (&current_loop);
}

guint
gst_wrtc_loop_get_n_contexts (GstWrtcLoop * loop)
{
  return g_atomic_int_get (&loop->n_contexts);
}

GstWrtcLoopContext *
gst_wrtc_loop_context_new (GstWrtcLoop * loop)
{
  GstWrtcLoopContext *driven = g_new0 (GstWrtcLoopContext, 1);

  driven->loop = loop;
  driven->context =
      g_main_context_new_with_flags (G_MAIN_CONTEXT_FLAGS_OWNERLESS_POLLING);
  driven->fds = g_array_new (FALSE, FALSE, sizeof (GPollFD));
  gst_wrtc_deadline_init (&driven->deadline, driven);
  g_atomic_int_inc (&loop->n_contexts);
  return driven;
}

void
gst_wrtc_loop_context_start (GstWrtcLoopContext * driven)
{
  GST_DEBUG ("wrtc-loop-%u drives %p", driven->loop->index, driven->context);
  if (gst_wrtc_loop_get_current () == driven->loop)
    command_start (driven);
  else
    loop_command (driven->loop, command_start, driven);
}

GMainContext *
gst_wrtc_loop_context_get (GstWrtcLoopContext * driven)
{
  return driven->context;
}

void
gst_wrtc_loop_context_end (GstWrtcLoopContext * driven)
{
  GST_DEBUG ("wrtc-loop-%u lets go of %p", driven->loop->index,
      driven->context);
  loop_command (driven->loop, command_end, driven);
}

void
gst_wrtc_loop_request_time (gint64 time_us)
{
  GstWrtcLoop *loop = gst_wrtc_loop_get_current ();

  if (loop)
    loop->requested_us = MIN (loop->requested_us, time_us);
}

gboolean
gst_wrtc_loop_is_dispatching (GMainContext * context)
{
  GstWrtcLoop *loop = gst_wrtc_loop_get_current ();

  return loop && loop->dispatching == context;
}
