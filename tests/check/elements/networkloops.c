/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The network loops: nothing lost, in order, on one thread per context, fair,
 * in time, whatever other threads do to the contexts meanwhile. Runs on two
 * loops.
 */
#include <gst/check/gstcheck.h>
#include <gst/wrtc/gstwrtccontextholder.h>
#include <gst/wrtc/gstwrtcnetworkloops.h>
#include <gst/wrtc/gstwrtcsources.h>

#include "counter.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define N_LOOPS 2

static gboolean
counter_add_once (gpointer data)
{
  counter_add (data);
  return G_SOURCE_REMOVE;
}

static void
do_nothing (gpointer data)
{
}

/* When it returns, the loop of @context was back in its round. */
static void
barrier (GMainContext * context)
{
  gst_wrtc_context_call (context, do_nothing, NULL);
}

static void
attach (GSource * source, GMainContext * context)
{
  g_source_attach (source, context);
  g_source_unref (source);
}

static GSource *
attach_fd (GMainContext * context, gint fd, GIOCondition condition,
    GUnixFDSourceFunc func, gpointer data)
{
  GSource *source = g_unix_fd_source_new (fd, condition);

  g_source_set_callback (source, G_SOURCE_FUNC (func), data, NULL);
  g_source_attach (source, context);
  return source;
}

static void
make_pair (gint fds[2])
{
  fail_unless_equals_int (socketpair (AF_UNIX,
          SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), 0);
}

static void
close_pair (gint fds[2])
{
  close (fds[0]);
  close (fds[1]);
}

/* Two contexts of one loop: the second is acquired on the first's thread. */
static void
acquire_here (gpointer data)
{
  *(GMainContext **) data = gst_wrtc_network_loops_acquire_context ();
}

static GMainContext *
acquire_beside (GMainContext * context)
{
  GMainContext *other = NULL;

  gst_wrtc_context_call (context, acquire_here, &other);
  return other;
}

/* --- 2,000 contexts ------------------------------------------------------ */

#define N_CONTEXTS 2000
#define N_DATAGRAMS 10
#define N_TIMERS 5

typedef struct
{
  GMainContext *context;
  gint fds[2];
  GSource *source;
  GThread *thread;
  guint next_datagram;
  guint next_timer;
  guint n_errors;
  Counter *done;
} Peer;

static void
peer_check_thread (Peer * peer)
{
  if (!peer->thread)
    peer->thread = g_thread_self ();
  if (peer->thread != g_thread_self ()
      || g_main_context_get_thread_default () != peer->context)
    peer->n_errors++;
  if (peer->next_datagram == N_DATAGRAMS && peer->next_timer == N_TIMERS)
    counter_add (peer->done);
}

static gboolean
on_datagram (gint fd, GIOCondition condition, gpointer data)
{
  Peer *peer = data;
  guint32 number;

  fail_unless_equals_int (read (fd, &number, sizeof number), sizeof number);
  if (number != peer->next_datagram++)
    peer->n_errors++;
  peer_check_thread (peer);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_timer (gpointer data)
{
  Peer *peer = data;

  peer->next_timer++;
  peer_check_thread (peer);
  return peer->next_timer < N_TIMERS ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
raise_descriptor_limit (rlim_t n)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < n) {
    limit.rlim_cur = n;
    limit.rlim_max = MAX (limit.rlim_max, n);
    fail_unless (setrlimit (RLIMIT_NOFILE, &limit) == 0,
        "needs %u descriptors (ulimit -n)", (guint) n);
  }
}

GST_START_TEST (test_networkloops_2000_contexts_deliver_everything_in_order)
{
  Peer *peers = g_new0 (Peer, N_CONTEXTS);
  GHashTable *threads = g_hash_table_new (NULL, NULL);
  Counter done;

  raise_descriptor_limit (3 * N_CONTEXTS + 200);
  counter_init (&done);
  for (guint i = 0; i < N_CONTEXTS; i++) {
    Peer *peer = &peers[i];
    peer->done = &done;
    peer->context = gst_wrtc_network_loops_acquire_context ();
    make_pair (peer->fds);
    peer->source = attach_fd (peer->context, peer->fds[1], G_IO_IN,
        on_datagram, peer);
    GSource *timer = g_timeout_source_new (1 + i % 50);
    g_source_set_callback (timer, on_timer, peer, NULL);
    attach (timer, peer->context);
  }
  for (guint32 number = 0; number < N_DATAGRAMS; number++) {
    for (guint i = 0; i < N_CONTEXTS; i++) {
      /* every peer once, in an order that jumps about */
      Peer *peer = &peers[(i * 1237u) % N_CONTEXTS];
      fail_unless_equals_int (write (peer->fds[0], &number, sizeof number),
          sizeof number);
    }
  }
  counter_wait (&done, N_CONTEXTS);

  for (guint i = 0; i < N_CONTEXTS; i++) {
    Peer *peer = &peers[i];
    g_source_destroy (peer->source);
    g_source_unref (peer->source);
    gst_wrtc_network_loops_release_context (peer->context);
    close_pair (peer->fds);
    fail_unless_equals_int (peer->next_datagram, N_DATAGRAMS);
    fail_unless_equals_int (peer->next_timer, N_TIMERS);
    fail_unless_equals_int (peer->n_errors, 0);
    g_hash_table_add (threads, peer->thread);
  }
  fail_unless_equals_int (counter_get (&done), N_CONTEXTS);
  fail_unless_equals_int (g_hash_table_size (threads), N_LOOPS);
  g_hash_table_unref (threads);
  g_free (peers);
  counter_clear (&done);
}

GST_END_TEST;

/* --- time ---------------------------------------------------------------- */

typedef struct
{
  gint64 due_us;
  gint64 fired_us;
  Counter fired;
} Timing;

static void
note_time (gpointer data)
{
  Timing *timing = data;

  timing->fired_us = g_get_monotonic_time ();
  counter_add (&timing->fired);
}

static gboolean
note_time_once (gpointer data)
{
  note_time (data);
  return G_SOURCE_REMOVE;
}

static gint64
measure_glib_timeout (GMainContext * context, guint ms)
{
  Timing timing = { 0, };
  GSource *source = g_timeout_source_new (ms);

  counter_init (&timing.fired);
  g_source_set_callback (source, note_time_once, &timing, NULL);
  g_source_attach (source, context);
  timing.due_us = g_source_get_ready_time (source);
  counter_wait (&timing.fired, 1);
  g_source_destroy (source);
  g_source_unref (source);
  counter_clear (&timing.fired);
  return timing.fired_us - timing.due_us;
}

static gint64
measure_timer_source (GMainContext * context, guint ms)
{
  Timing timing = { 0, };
  GSource *source = gst_wrtc_timer_source_new (note_time, &timing, NULL);

  counter_init (&timing.fired);
  g_source_attach (source, context);
  /* not a whole millisecond from now */
  timing.due_us = g_get_monotonic_time () + ms * 1000 + 333;
  gst_wrtc_timer_source_set (source, timing.due_us);
  counter_wait (&timing.fired, 1);
  g_source_destroy (source);
  g_source_unref (source);
  barrier (context);
  counter_clear (&timing.fired);
  return timing.fired_us - timing.due_us;
}

static gint
compare_int64 (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

#define N_MEASURED 9

/* The best of five medians: the machine may be busy with something else. */
static gint64
measure_lateness (gint64 (*measure) (GMainContext *, guint), const guint * ms,
    guint n_ms)
{
  GMainContext *context = gst_wrtc_network_loops_acquire_context ();
  gint64 best = G_MAXINT64;

  for (guint round = 0; round < 5 && best > 2000; round++) {
    gint64 late[N_MEASURED];
    for (guint i = 0; i < N_MEASURED; i++) {
      late[i] = measure (context, ms[i % n_ms]);
      fail_unless (late[i] >= 0, "%d us early", (gint) - late[i]);
    }
    qsort (late, N_MEASURED, sizeof late[0], compare_int64);
    best = MIN (best, late[N_MEASURED / 2]);
  }
  gst_wrtc_network_loops_release_context (context);
  return best;
}

/* The one test of the project that looks at a clock: its promise is a time. */
GST_START_TEST (test_networkloops_timer_when_idle_fires_within_2ms)
{
  const guint ms[] = { 1, 7, 20, 33, 300 };
  gint64 late_us;

  late_us = measure_lateness (measure_glib_timeout, ms, G_N_ELEMENTS (ms));
  GST_INFO ("g_timeout: %d us late", (gint) late_us);
  fail_unless (late_us <= 2000, "g_timeout: %d us late", (gint) late_us);
  late_us = measure_lateness (measure_timer_source, ms, G_N_ELEMENTS (ms));
  GST_INFO ("timer source: %d us late", (gint) late_us);
  fail_unless (late_us <= 2000, "timer source: %d us late", (gint) late_us);
}

GST_END_TEST;

static void
set_again (gpointer data)
{
  gpointer *args = data;
  Counter *counter = args[0];
  GSource *source = args[1];

  counter_add (counter);
  if (counter_get (counter) < 5)
    gst_wrtc_timer_source_set (source, g_get_monotonic_time () + 500);
}

GST_START_TEST (test_timer_source_set_and_unset_runs_as_set)
{
  GMainContext *context = gst_wrtc_network_loops_acquire_context ();
  Counter fired;
  gpointer args[2] = { &fired, NULL };
  GSource *source = gst_wrtc_timer_source_new (set_again, args, NULL);

  counter_init (&fired);
  args[1] = source;
  /* before it is attached */
  gst_wrtc_timer_source_set (source, g_get_monotonic_time ());
  g_source_attach (source, context);
  counter_wait (&fired, 5);

  /* off before its time, then another: only that */
  gst_wrtc_timer_source_set (source, g_get_monotonic_time () + 60000000);
  gst_wrtc_timer_source_set (source, GST_WRTC_TIMER_OFF);
  GSource *later = gst_wrtc_timer_source_new (do_nothing, NULL, NULL);
  g_source_attach (later, context);
  gst_wrtc_timer_source_set (later, g_get_monotonic_time ());
  barrier (context);
  fail_unless_equals_int (counter_get (&fired), 5);

  /* earlier than it was set before, and earlier than others */
  gst_wrtc_timer_source_set (later, g_get_monotonic_time () + 60000000);
  gst_wrtc_timer_source_set (source, g_get_monotonic_time () + 1000);
  counter_wait (&fired, 6);

  g_source_destroy (source);
  gst_wrtc_timer_source_set (source, 0);
  g_source_destroy (later);
  gst_wrtc_network_loops_release_context (context);
  fail_unless_equals_int (counter_get (&fired), 6);
  g_source_unref (source);
  g_source_unref (later);
  counter_clear (&fired);
}

GST_END_TEST;

/* Timers so short that their time comes while the loop makes ready to wait. */
static void
set_soon_again (gpointer data)
{
  gpointer *args = data;
  Counter *counter = args[0];

  counter_add (counter);
  gst_wrtc_timer_source_set (args[1], g_get_monotonic_time () +
      counter_get (counter) % 40);
}

GST_START_TEST (test_timer_source_very_short_is_never_missed)
{
  GMainContext *context = gst_wrtc_network_loops_acquire_context ();
  Counter fired;
  gpointer args[2] = { &fired, NULL };
  GSource *source = gst_wrtc_timer_source_new (set_soon_again, args, NULL);

  counter_init (&fired);
  args[1] = source;
  g_source_attach (source, context);
  gst_wrtc_timer_source_set (source, 0);
  counter_wait (&fired, 20000);
  g_source_destroy (source);
  gst_wrtc_network_loops_release_context (context);
  g_source_unref (source);
  counter_clear (&fired);
}

GST_END_TEST;

/* --- changes from elsewhere ---------------------------------------------- */

#define N_CHANGERS 4
#define N_CHANGES 400

typedef struct
{
  GMainContext **contexts;
  guint n_contexts;
  guint seed;
  Counter ran;
} Changer;

static gboolean
count_datagram (gint fd, GIOCondition condition, gpointer data)
{
  gchar byte;

  fail_unless_equals_int (read (fd, &byte, 1), 1);
  counter_add (data);
  return G_SOURCE_REMOVE;
}

static gboolean
never (gpointer data)
{
  fail ("a source was dispatched that is not due");
  return G_SOURCE_REMOVE;
}

static gpointer
change_sources (gpointer data)
{
  Changer *changer = data;

  for (guint i = 0; i < N_CHANGES; i++) {
    guint pick = (i * 7 + changer->seed) % changer->n_contexts;
    GMainContext *context = changer->contexts[pick];

    GSource *distant = g_timeout_source_new (3600 * 1000);
    g_source_set_callback (distant, never, NULL, NULL);
    g_source_attach (distant, context);

    /* each of these runs once */
    gint fds[2];
    make_pair (fds);
    GSource *reader = attach_fd (context, fds[0], G_IO_IN, count_datagram,
        &changer->ran);
    GSource *idle = g_idle_source_new ();
    g_source_set_callback (idle, counter_add_once, &changer->ran, NULL);
    attach (idle, context);
    GSource *soon = g_timeout_source_new (i % 3);
    g_source_set_callback (soon, counter_add_once, &changer->ran, NULL);
    attach (soon, context);
    fail_unless_equals_int (write (fds[1], "x", 1), 1);

    counter_wait (&changer->ran, 3 * (i + 1));
    g_source_destroy (distant);
    g_source_unref (distant);
    g_source_unref (reader);
    close_pair (fds);
  }
  return NULL;
}

GST_START_TEST (test_networkloops_changed_by_other_threads_lose_nothing)
{
  GMainContext *contexts[8];
  Changer changers[N_CHANGERS];
  GThread *threads[N_CHANGERS];

  for (guint i = 0; i < G_N_ELEMENTS (contexts); i++)
    contexts[i] = gst_wrtc_network_loops_acquire_context ();
  for (guint i = 0; i < N_CHANGERS; i++) {
    changers[i].contexts = contexts;
    changers[i].n_contexts = G_N_ELEMENTS (contexts);
    changers[i].seed = i;
    counter_init (&changers[i].ran);
    threads[i] = g_thread_new ("changer", change_sources, &changers[i]);
  }
  for (guint i = 0; i < N_CHANGERS; i++) {
    g_thread_join (threads[i]);
    fail_unless_equals_int (counter_get (&changers[i].ran), 3 * N_CHANGES);
    counter_clear (&changers[i].ran);
  }
  for (guint i = 0; i < G_N_ELEMENTS (contexts); i++)
    gst_wrtc_network_loops_release_context (contexts[i]);
}

GST_END_TEST;

/* A loop's thread owns all its contexts, so GLib would think that no wake-up
 * is needed when one of them adds a source to another. */
typedef struct
{
  GMainContext *other;
  GSource *ready_time;
  GSource *wakeup;
  Counter ran;
} Beside;

static gboolean
run_ready_time (GSource * source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static void
change_the_other (gpointer data)
{
  Beside *beside = data;
  GSource *idle = g_idle_source_new ();
  GSource *timeout = g_timeout_source_new (2);

  g_source_set_callback (idle, counter_add_once, &beside->ran, NULL);
  attach (idle, beside->other);
  g_source_set_callback (timeout, counter_add_once, &beside->ran, NULL);
  attach (timeout, beside->other);
  gst_wrtc_wakeup_source_signal (beside->wakeup);
  g_source_set_ready_time (beside->ready_time, 0);
  gst_wrtc_context_invoke (beside->other, counter_add, &beside->ran, NULL);
}

GST_START_TEST (test_networkloops_source_added_by_context_of_same_loop_runs)
{
  static GSourceFuncs ready_time_funcs = {.dispatch = run_ready_time };
  GMainContext *context = gst_wrtc_network_loops_acquire_context ();
  Beside beside = {.other = acquire_beside (context) };

  counter_init (&beside.ran);
  beside.ready_time = g_source_new (&ready_time_funcs, sizeof (GSource));
  g_source_set_callback (beside.ready_time, counter_add_once, &beside.ran,
      NULL);
  g_source_attach (beside.ready_time, beside.other);
  beside.wakeup = gst_wrtc_wakeup_source_new (counter_add, &beside.ran, NULL);
  g_source_attach (beside.wakeup, beside.other);
  barrier (beside.other);
  gst_wrtc_context_invoke (context, change_the_other, &beside, NULL);
  counter_wait (&beside.ran, 5);
  g_source_destroy (beside.wakeup);
  g_source_unref (beside.wakeup);
  g_source_unref (beside.ready_time);
  gst_wrtc_network_loops_release_context (beside.other);
  gst_wrtc_network_loops_release_context (context);
  fail_unless_equals_int (counter_get (&beside.ran), 5);
  counter_clear (&beside.ran);
}

GST_END_TEST;

typedef struct
{
  GSource *source;
  Counter runs;
} Burst;

static void
on_burst (gpointer data)
{
  Burst *burst = data;

  counter_add (&burst->runs);
  /* while it runs: one more run */
  if (counter_get (&burst->runs) == 2)
    gst_wrtc_wakeup_source_signal (burst->source);
}

/* Holds a context's loop from the return of hold() to let_go(). */
typedef struct
{
  Counter held;
  Counter go;
} Hold;

static void
wait_for_go (gpointer data)
{
  Hold *hold = data;

  counter_add (&hold->held);
  counter_wait (&hold->go, 1);
}

static void
hold (Hold * self, GMainContext * context)
{
  counter_init (&self->held);
  counter_init (&self->go);
  gst_wrtc_context_invoke (context, wait_for_go, self, NULL);
  counter_wait (&self->held, 1);
}

static void
let_go (Hold * self)
{
  counter_add (&self->go);
}

/* After the loop has run something else of the context. */
static void
hold_clear (Hold * self)
{
  counter_clear (&self->held);
  counter_clear (&self->go);
}

GST_START_TEST (test_wakeup_source_signalled_in_a_burst_runs_once)
{
  GMainContext *context = gst_wrtc_network_loops_acquire_context ();
  Burst burst;
  Hold held;

  counter_init (&burst.runs);
  burst.source = gst_wrtc_wakeup_source_new (on_burst, &burst, NULL);
  gst_wrtc_wakeup_source_signal (burst.source);
  g_source_attach (burst.source, context);
  counter_wait (&burst.runs, 1);

  hold (&held, context);
  for (guint i = 0; i < 1000; i++)
    gst_wrtc_wakeup_source_signal (burst.source);
  let_go (&held);
  counter_wait (&burst.runs, 3);
  barrier (context);
  barrier (context);
  fail_unless_equals_int (counter_get (&burst.runs), 3);

  g_source_destroy (burst.source);
  gst_wrtc_wakeup_source_signal (burst.source);
  barrier (context);
  fail_unless_equals_int (counter_get (&burst.runs), 3);
  g_source_unref (burst.source);
  gst_wrtc_network_loops_release_context (context);
  counter_clear (&burst.runs);
  hold_clear (&held);
}

GST_END_TEST;

/* --- descriptors --------------------------------------------------------- */

typedef struct
{
  gint fds[2];
  gint old_fds[2];
  gint stale;                   /* keeps the first file open, or -1 */
  GMainContext *context;
  GSource *source;
  Counter read;
  gboolean keep_old;
} Reuse;

static gboolean
on_reused (gint fd, GIOCondition condition, gpointer data)
{
  Reuse *reuse = data;
  gchar byte;

  fail_unless_equals_int (read (fd, &byte, 1), 1);
  counter_add (&reuse->read);
  return G_SOURCE_CONTINUE;
}

/* Same number, another file, and no chance for the loop to look between. */
static void
replace_file (gpointer data)
{
  Reuse *reuse = data;
  gint fresh[2];

  g_source_destroy (reuse->source);
  g_source_unref (reuse->source);
  if (reuse->keep_old)
    reuse->stale = dup (reuse->fds[0]);
  reuse->old_fds[1] = reuse->fds[1];
  make_pair (fresh);
  fail_unless_equals_int (dup2 (fresh[0], reuse->fds[0]), reuse->fds[0]);
  close (fresh[0]);
  reuse->fds[1] = fresh[1];
  reuse->source = attach_fd (reuse->context, reuse->fds[0], G_IO_IN, on_reused,
      reuse);
}

typedef struct
{
  GSource base;
  gint n_prepared;              /* atomic */
} Spy;

static gboolean
spy_prepare (GSource * source, gint * timeout_ms)
{
  *timeout_ms = -1;
  g_atomic_int_inc (&((Spy *) source)->n_prepared);
  return FALSE;
}

static GSourceFuncs spy_funcs = {.prepare = spy_prepare };

static void
run_reuse (gboolean keep_old)
{
  Reuse reuse = {.keep_old = keep_old,.stale = -1 };
  Counter slept;

  counter_init (&reuse.read);
  counter_init (&slept);
  reuse.context = gst_wrtc_network_loops_acquire_context ();
  make_pair (reuse.fds);
  reuse.source = attach_fd (reuse.context, reuse.fds[0], G_IO_IN, on_reused,
      &reuse);
  fail_unless_equals_int (write (reuse.fds[1], "x", 1), 1);
  counter_wait (&reuse.read, 1);
  gst_wrtc_context_call (reuse.context, replace_file, &reuse);
  fail_unless_equals_int (write (reuse.fds[1], "x", 1), 1);
  counter_wait (&reuse.read, 2);

  if (keep_old) {
    /* Something arrives for the old file, which epoll cannot forget: nobody
     * is disturbed more than once. */
    GSource *spy = g_source_new (&spy_funcs, sizeof (Spy));
    g_source_attach (spy, reuse.context);
    fail_unless_equals_int (write (reuse.old_fds[1], "x", 1), 1);
    GSource *timer = g_timeout_source_new (50);
    g_source_set_callback (timer, counter_add_once, &slept, NULL);
    attach (timer, reuse.context);
    counter_wait (&slept, 1);
    fail_unless (g_atomic_int_get (&((Spy *) spy)->n_prepared) < 50,
        "prepared %d times", g_atomic_int_get (&((Spy *) spy)->n_prepared));
    g_source_destroy (spy);
    g_source_unref (spy);
    close (reuse.stale);
  }
  g_source_destroy (reuse.source);
  g_source_unref (reuse.source);
  gst_wrtc_network_loops_release_context (reuse.context);
  close_pair (reuse.fds);
  close (reuse.old_fds[1]);
  fail_unless_equals_int (counter_get (&reuse.read), 2);
  counter_clear (&reuse.read);
  counter_clear (&slept);
}

GST_START_TEST (test_networkloops_descriptor_number_reused_is_heard)
{
  run_reuse (FALSE);
}

GST_END_TEST;

GST_START_TEST (test_networkloops_stale_file_kept_open_does_not_spin)
{
  run_reuse (TRUE);
}

GST_END_TEST;

static gboolean
count_readable (gint fd, GIOCondition condition, gpointer data)
{
  counter_add (data);
  return G_SOURCE_REMOVE;
}

GST_START_TEST (test_networkloops_descriptor_shared_wakes_all)
{
  GMainContext *first = gst_wrtc_network_loops_acquire_context ();
  GMainContext *second = acquire_beside (first);
  GSource *sources[4];
  gint fds[2];
  Counter readable;

  counter_init (&readable);
  make_pair (fds);
  /* two sources in one context, the same descriptor in another of the same
   * loop, with different events */
  sources[0] = attach_fd (first, fds[0], G_IO_IN, count_readable, &readable);
  sources[1] = attach_fd (first, fds[0], G_IO_IN, count_readable, &readable);
  sources[2] = attach_fd (second, fds[0], G_IO_IN, count_readable, &readable);
  barrier (second);
  sources[3] = attach_fd (second, fds[0], G_IO_OUT, count_readable, &readable);
  counter_wait (&readable, 1);
  barrier (first);
  fail_unless_equals_int (counter_get (&readable), 1);
  fail_unless_equals_int (write (fds[1], "x", 1), 1);
  counter_wait (&readable, 4);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_unref (sources[i]);

  /* one leaves, the other still hears */
  GSource *left = attach_fd (first, fds[0], G_IO_OUT, count_readable,
      &readable);
  counter_wait (&readable, 5);
  g_source_unref (left);
  left = attach_fd (second, fds[0], G_IO_IN, count_readable, &readable);
  counter_wait (&readable, 6);
  g_source_unref (left);
  gst_wrtc_network_loops_release_context (second);
  gst_wrtc_network_loops_release_context (first);
  close_pair (fds);
  counter_clear (&readable);
}

GST_END_TEST;

typedef struct
{
  GIOCondition condition;
  guint n_left;
  Counter seen;
} Odd;

static gboolean
on_odd (gint fd, GIOCondition condition, gpointer data)
{
  Odd *odd = data;

  odd->condition = condition;
  counter_add (&odd->seen);
  return --odd->n_left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static GIOCondition
watch_odd (GMainContext * context, gint fd, GIOCondition events, guint n)
{
  Odd odd = {.n_left = n };

  counter_init (&odd.seen);
  g_source_unref (attach_fd (context, fd, events, on_odd, &odd));
  counter_wait (&odd.seen, n);
  barrier (context);
  counter_clear (&odd.seen);
  return odd.condition;
}

GST_START_TEST (test_networkloops_descriptor_that_epoll_refuses_acts_as_in_poll)
{
  GMainContext *context = gst_wrtc_network_loops_acquire_context ();
  gint file = open ("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  gint fds[2];

  fail_unless (file >= 0);
  /* a regular file is always ready */
  fail_unless_equals_int (watch_odd (context, file, G_IO_IN, 100), G_IO_IN);
  close (file);
  /* a number that is no descriptor */
  fail_unless_equals_int (watch_odd (context, file, G_IO_IN, 3), G_IO_NVAL);
  /* the other end is gone */
  fail_unless_equals_int (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
          fds), 0);
  close (fds[1]);
  fail_unless (watch_odd (context, fds[0], G_IO_IN, 3) & G_IO_HUP);
  close (fds[0]);
  gst_wrtc_network_loops_release_context (context);
}

GST_END_TEST;

/* --- fairness ------------------------------------------------------------ */

typedef struct
{
  GMainContext *other;
  guint n_busy;                 /* how often the busy source ran */
  guint asked_at;               /* its number when it asked the other */
  guint longest;                /* the most runs until the other answered */
  gboolean asked;
  Counter answers;
} Fair;

static void
answer (gpointer data)
{
  Fair *fair = data;

  fair->longest = MAX (fair->longest, fair->n_busy - fair->asked_at);
  fair->asked = FALSE;
  counter_add (&fair->answers);
}

static gboolean
always_ready (gpointer data)
{
  Fair *fair = data;

  fair->n_busy++;
  if (!fair->asked) {
    fair->asked = TRUE;
    fair->asked_at = fair->n_busy;
    gst_wrtc_context_invoke (fair->other, answer, fair, NULL);
  }
  return G_SOURCE_CONTINUE;
}

GST_START_TEST (test_networkloops_context_always_ready_starves_nobody)
{
  GMainContext *busy = gst_wrtc_network_loops_acquire_context ();
  Fair fair = {.other = acquire_beside (busy) };
  GSource *source = g_idle_source_new ();

  counter_init (&fair.answers);
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, always_ready, &fair, NULL);
  attach (source, busy);
  counter_wait (&fair.answers, 200);
  gst_wrtc_network_loops_release_context (busy);
  gst_wrtc_network_loops_release_context (fair.other);
  fail_unless (fair.longest <= 2, "had to wait for %u runs", fair.longest);
  counter_clear (&fair.answers);
}

GST_END_TEST;

static gboolean
append_priority (gpointer data)
{
  gpointer *args = data;

  g_string_append_c (args[0], *(gchar *) args[1]);
  return G_SOURCE_REMOVE;
}

GST_START_TEST (test_networkloops_priorities_are_those_of_glib)
{
  GMainContext *context = gst_wrtc_network_loops_acquire_context ();
  GString *order = g_string_new (NULL);
  const struct
  {
    gint priority;
    gchar name;
  } sources[] = {
    {G_PRIORITY_LOW, 'd'}, {G_PRIORITY_DEFAULT, 'b'}, {G_PRIORITY_HIGH, 'a'},
    {G_PRIORITY_DEFAULT_IDLE, 'c'},
  };
  gpointer args[G_N_ELEMENTS (sources)][2];
  Counter end;
  Hold held;

  counter_init (&end);
  hold (&held, context);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++) {
    GSource *source = g_idle_source_new ();
    args[i][0] = order;
    args[i][1] = (gpointer) & sources[i].name;
    g_source_set_priority (source, sources[i].priority);
    g_source_set_callback (source, append_priority, args[i], NULL);
    attach (source, context);
  }
  GSource *last = g_idle_source_new ();
  g_source_set_priority (last, G_PRIORITY_LOW + 1);
  g_source_set_callback (last, counter_add_once, &end, NULL);
  attach (last, context);
  let_go (&held);
  counter_wait (&end, 1);
  gst_wrtc_network_loops_release_context (context);
  fail_unless_equals_string (order->str, "abcd");
  g_string_free (order, TRUE);
  hold_clear (&held);
  counter_clear (&end);
}

GST_END_TEST;

/* --- release ------------------------------------------------------------- */

static gboolean
increment (gpointer data)
{
  g_atomic_int_inc ((gint *) data);
  return G_SOURCE_CONTINUE;
}

GST_START_TEST (test_networkloops_release_while_busy_stops_it)
{
  for (guint i = 0; i < 50; i++) {
    GMainContext *context = gst_wrtc_network_loops_acquire_context ();
    GMainContext *beside = acquire_beside (context);
    gint *runs = g_new0 (gint, 1);
    GSource *source = g_idle_source_new ();

    g_source_set_callback (source, increment, runs, NULL);
    attach (source, context);
    while (g_atomic_int_get (runs) < 3)
      g_thread_yield ();
    g_main_context_ref (context);
    gst_wrtc_network_loops_release_context (context);
    gint at_release = g_atomic_int_get (runs);
    barrier (beside);
    barrier (beside);
    fail_unless_equals_int (g_atomic_int_get (runs), at_release);
    g_free (runs);
    g_main_context_unref (context);
    gst_wrtc_network_loops_release_context (beside);
  }
}

GST_END_TEST;

typedef struct
{
  GMainContext *context;
  Counter *destroyed;
  gint runs;
} Own;

static void
release_it (gpointer data)
{
  gst_wrtc_network_loops_release_context (((Own *) data)->context);
}

static void
run_release_on (GMainContext * on, GMainContext * context)
{
  Counter destroyed;
  Own own = {.context = context,.destroyed = &destroyed };

  counter_init (&destroyed);
  GSource *distant = g_timeout_source_new (3600 * 1000);
  g_source_set_callback (distant, never, &destroyed, counter_add);
  attach (distant, context);
  gst_wrtc_context_invoke (on, release_it, &own, NULL);
  /* the last reference was the loop's */
  counter_wait (&destroyed, 1);
  counter_clear (&destroyed);
}

GST_START_TEST (test_networkloops_release_from_loops_takes_effect)
{
  GMainContext *other = gst_wrtc_network_loops_acquire_context ();
  GMainContext *context;

  /* from itself */
  context = gst_wrtc_network_loops_acquire_context ();
  run_release_on (context, context);
  /* from another context of the same loop */
  run_release_on (other, acquire_beside (other));
  /* from the other loop: one of these two is on it */
  run_release_on (other, gst_wrtc_network_loops_acquire_context ());
  run_release_on (other, gst_wrtc_network_loops_acquire_context ());
  gst_wrtc_network_loops_release_context (other);
}

GST_END_TEST;

/* --- call and invoke ----------------------------------------------------- */

typedef struct
{
  GMainContext *context;
  GThread *thread;
  gboolean was_current;
  gint runs;                    /* atomic */
  gint nested;
} Called;

static void
count_nested (gpointer data)
{
  ((Called *) data)->nested++;
}

static void
on_called (gpointer data)
{
  Called *called = data;

  called->thread = g_thread_self ();
  called->was_current = gst_wrtc_context_is_current (called->context);
  g_atomic_int_inc (&called->runs);
  gst_wrtc_context_call (called->context, count_nested, called);
}

GST_START_TEST (test_context_call_runs_there_and_waits)
{
  Called called = {.context = gst_wrtc_network_loops_acquire_context () };

  fail_if (gst_wrtc_context_is_current (called.context));
  gst_wrtc_context_call (called.context, on_called, &called);
  fail_unless_equals_int (called.runs, 1);
  fail_unless_equals_int (called.nested, 1);
  fail_unless (called.was_current);
  fail_if (called.thread == g_thread_self ());
  gst_wrtc_network_loops_release_context (called.context);
}

GST_END_TEST;

GST_START_TEST (test_context_call_without_driver_runs_here)
{
  Called called = {.context = gst_wrtc_network_loops_acquire_context () };

  g_main_context_ref (called.context);
  gst_wrtc_network_loops_release_context (called.context);
  gst_wrtc_context_call (called.context, on_called, &called);
  fail_unless (called.thread == g_thread_self ());
  fail_unless_equals_int (called.runs, 1);
  g_main_context_unref (called.context);

  /* an application's, before its loop runs */
  called.context = g_main_context_new ();
  gst_wrtc_context_call (called.context, on_called, &called);
  fail_unless (called.thread == g_thread_self ());
  fail_unless_equals_int (called.runs, 2);
  g_main_context_unref (called.context);
}

GST_END_TEST;

static gpointer
run_main_loop (gpointer data)
{
  g_main_loop_run (data);
  return NULL;
}

GST_START_TEST (test_context_call_on_applications_loop_runs_there)
{
  Called called = {.context = g_main_context_new () };
  GMainLoop *loop = g_main_loop_new (called.context, FALSE);
  Counter runs;

  counter_init (&runs);
  GThread *thread = g_thread_new ("application", run_main_loop, loop);
  gst_wrtc_context_invoke (called.context, counter_add, &runs, NULL);
  counter_wait (&runs, 1);
  gst_wrtc_context_call (called.context, on_called, &called);
  fail_unless (called.thread == thread);
  g_main_loop_quit (loop);
  g_thread_join (thread);
  g_main_loop_unref (loop);
  g_main_context_unref (called.context);
  counter_clear (&runs);
}

GST_END_TEST;

typedef struct
{
  GMainContext *context;
  gint stop;
  gint ran;
  guint called;
} Caller;

static void
count_call (gpointer data)
{
  g_atomic_int_inc (&((Caller *) data)->ran);
}

static gpointer
call_until_stopped (gpointer data)
{
  Caller *caller = data;

  while (!g_atomic_int_get (&caller->stop)) {
    gst_wrtc_context_call (caller->context, count_call, caller);
    caller->called++;
  }
  return NULL;
}

GST_START_TEST (test_context_call_during_release_always_returns)
{
  for (guint i = 0; i < 20; i++) {
    Caller caller = {.context = gst_wrtc_network_loops_acquire_context () };

    g_main_context_ref (caller.context);
    GThread *thread = g_thread_new ("caller", call_until_stopped, &caller);
    while (g_atomic_int_get (&caller.ran) < 10)
      g_thread_yield ();
    gst_wrtc_network_loops_release_context (caller.context);
    gint at_release = g_atomic_int_get (&caller.ran);
    while (g_atomic_int_get (&caller.ran) < at_release + 10)
      g_thread_yield ();
    g_atomic_int_set (&caller.stop, TRUE);
    g_thread_join (thread);
    fail_unless_equals_int (caller.ran, caller.called);
    g_main_context_unref (caller.context);
  }
}

GST_END_TEST;

typedef struct
{
  GMainContext *context;
  guint next;
  guint n_errors;
  gint destroyed;               /* atomic */
} Order;

typedef struct
{
  Order *order;
  guint number;
} Numbered;

static void
check_order (gpointer data)
{
  Numbered *numbered = data;

  if (numbered->number != numbered->order->next++)
    numbered->order->n_errors++;
}

static void
numbered_free (gpointer data)
{
  Numbered *numbered = data;

  g_atomic_int_inc (&numbered->order->destroyed);
  g_free (numbered);
}

static void
check_all_before (gpointer data)
{
  Order *order = data;

  fail_unless_equals_int (order->next, 1000);
}

static void
invoke_numbered (Order * order, guint number)
{
  Numbered *numbered = g_new (Numbered, 1);

  numbered->order = order;
  numbered->number = number;
  gst_wrtc_context_invoke (order->context, check_order, numbered,
      numbered_free);
}

GST_START_TEST (test_context_invoke_keeps_order_and_destroys)
{
  Order order = {.context = gst_wrtc_network_loops_acquire_context () };
  Counter go;

  counter_init (&go);
  for (guint i = 0; i < 1000; i++)
    invoke_numbered (&order, i);
  gst_wrtc_context_call (order.context, check_all_before, &order);
  barrier (order.context);
  fail_unless_equals_int (order.n_errors, 0);
  fail_unless_equals_int (g_atomic_int_get (&order.destroyed), 1000);

  /* not run any more: destroyed with the context */
  GMainContext *context = g_main_context_ref (order.context);
  gst_wrtc_network_loops_release_context (context);
  invoke_numbered (&order, 1000);
  g_main_context_unref (context);
  fail_unless_equals_int (order.next, 1000);
  fail_unless_equals_int (order.destroyed, 1001);
  counter_clear (&go);
}

GST_END_TEST;

/* --- threads ------------------------------------------------------------- */

static guint
count_threads (const gchar * prefix)
{
  GDir *dir = g_dir_open ("/proc/self/task", 0, NULL);
  const gchar *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir))) {
    g_autofree gchar *path =
        g_build_filename ("/proc/self/task", name, "comm", NULL);
    g_autofree gchar *comm = NULL;
    if (g_file_get_contents (path, &comm, NULL, NULL))
      n += g_str_has_prefix (comm, prefix);
  }
  g_dir_close (dir);
  return n;
}

GST_START_TEST (test_networkloops_sessions_add_no_threads)
{
  GMainContext *contexts[200];

  fail_unless_equals_int (gst_wrtc_network_loops_get_n_loops (), N_LOOPS);
  contexts[0] = gst_wrtc_network_loops_acquire_context ();
  guint all = count_threads ("");
  /* one on each loop: a thread has its name when it runs */
  for (guint i = 1; i < N_LOOPS; i++)
    contexts[i] = gst_wrtc_network_loops_acquire_context ();
  for (guint i = 0; i < N_LOOPS; i++)
    barrier (contexts[i]);
  fail_unless_equals_int (count_threads ("wrtc-loop-"), N_LOOPS);
  for (guint i = N_LOOPS; i < G_N_ELEMENTS (contexts); i++)
    contexts[i] = gst_wrtc_network_loops_acquire_context ();
  fail_unless_equals_int (count_threads (""), all);
  for (guint i = 0; i < G_N_ELEMENTS (contexts); i++)
    gst_wrtc_network_loops_release_context (contexts[i]);
  fail_unless_equals_int (count_threads (""), all);
}

GST_END_TEST;

/* --- holder -------------------------------------------------------------- */

GST_START_TEST (test_context_holder_acquires_or_uses_what_was_given)
{
  GstWrtcContextHolder holder;
  GMainContext *given = g_main_context_new ();
  GValue value = G_VALUE_INIT;

  gst_wrtc_context_holder_init (&holder);
  fail_unless (gst_wrtc_context_holder_ref_context (&holder) == NULL);
  GMainContext *acquired = gst_wrtc_context_holder_start (&holder);
  fail_unless (gst_wrtc_context_holder_start (&holder) == acquired);
  barrier (acquired);
  g_value_init (&value, G_TYPE_MAIN_CONTEXT);
  gst_wrtc_context_holder_get_property (&holder, &value);
  fail_unless (g_value_get_boxed (&value) == acquired);
  gst_wrtc_context_holder_stop (&holder);
  gst_wrtc_context_holder_stop (&holder);
  fail_if (g_main_context_is_owner (acquired));

  g_value_set_boxed (&value, given);
  gst_wrtc_context_holder_set_property (&holder, &value);
  fail_unless (gst_wrtc_context_holder_start (&holder) == given);
  GMainContext *active = gst_wrtc_context_holder_ref_context (&holder);
  fail_unless (active == given);
  g_main_context_unref (active);
  gst_wrtc_context_holder_clear (&holder);
  g_value_unset (&value);
  g_main_context_unref (given);
}

GST_END_TEST;

static Suite *
networkloops_suite (void)
{
  Suite *suite = suite_create ("networkloops");
  TCase *tc = tcase_create ("general");

  g_setenv ("GST_WRTC_LOOPS", G_STRINGIFY (N_LOOPS), TRUE);
  suite_add_tcase (suite, tc);
  tcase_add_test (tc,
      test_networkloops_2000_contexts_deliver_everything_in_order);
  tcase_add_test (tc, test_networkloops_timer_when_idle_fires_within_2ms);
  tcase_add_test (tc, test_timer_source_set_and_unset_runs_as_set);
  tcase_add_test (tc, test_timer_source_very_short_is_never_missed);
  tcase_add_test (tc, test_networkloops_changed_by_other_threads_lose_nothing);
  tcase_add_test (tc,
      test_networkloops_source_added_by_context_of_same_loop_runs);
  tcase_add_test (tc, test_wakeup_source_signalled_in_a_burst_runs_once);
  tcase_add_test (tc, test_networkloops_descriptor_number_reused_is_heard);
  tcase_add_test (tc, test_networkloops_stale_file_kept_open_does_not_spin);
  tcase_add_test (tc, test_networkloops_descriptor_shared_wakes_all);
  tcase_add_test (tc,
      test_networkloops_descriptor_that_epoll_refuses_acts_as_in_poll);
  tcase_add_test (tc, test_networkloops_context_always_ready_starves_nobody);
  tcase_add_test (tc, test_networkloops_priorities_are_those_of_glib);
  tcase_add_test (tc, test_networkloops_release_while_busy_stops_it);
  tcase_add_test (tc, test_networkloops_release_from_loops_takes_effect);
  tcase_add_test (tc, test_context_call_runs_there_and_waits);
  tcase_add_test (tc, test_context_call_without_driver_runs_here);
  tcase_add_test (tc, test_context_call_on_applications_loop_runs_there);
  tcase_add_test (tc, test_context_call_during_release_always_returns);
  tcase_add_test (tc, test_context_invoke_keeps_order_and_destroys);
  tcase_add_test (tc, test_networkloops_sessions_add_no_threads);
  tcase_add_test (tc, test_context_holder_acquires_or_uses_what_was_given);
  return suite;
}

GST_CHECK_MAIN (networkloops);
