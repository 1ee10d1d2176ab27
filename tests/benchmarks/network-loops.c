/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a wake-up of a network loop costs, by the number of contexts that the
 * loop drives. Each context is an idle session: UDP sockets and a distant timer.
 * A datagram or a timer wakes one of ten of them; the figure is the CPU time of
 * the loop's thread for each, all on one processor. Beside it, the same sources
 * in one GMainLoop, as an application without the loops would have them.
 *
 *   network-loops [--wakeups N]
 *
 * Exits 1 if a wake-up among 2,000 contexts costs more than twice of one among
 * ten.
 */
#define _GNU_SOURCE
#include <gst/wrtc/gstwrtcnetworkloops.h>
#include <gst/wrtc/gstwrtcsources.h>

#include <arpa/inet.h>
#include <glib-unix.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define N_SOCKETS 2             /* of a session: IPv4 and IPv6, say */
#define N_ACTIVE 10
#define MAX_RATIO 2.0

static const guint sizes[] = { 10, 100, 2000 };

static gint n_wakeups = 20000;

/* A timer sets itself again until it has run so often. */
typedef struct
{
  GSource *source;
  guint n_left;
} Timer;

typedef struct
{
  GMainContext *context;
  gint sockets[N_SOCKETS];
  struct sockaddr_in address;   /* of the first socket */
  Timer timer;
} Session;

typedef struct
{
  GMainContext *shared;         /* NULL: network loops */
  GMainLoop *loop;
  GThread *thread;
  Session *sessions;
  guint n_sessions;
  clockid_t clock;              /* CPU time of the thread */
} Bench;

static sem_t woken;
static gint sender;

static gboolean
on_datagram (gint fd, GIOCondition condition, gpointer data)
{
  gchar packet[64];

  if (recv (fd, packet, sizeof packet, 0) < 0)
    g_error ("recv: %s", g_strerror (errno));
  sem_post (&woken);
  return G_SOURCE_CONTINUE;
}

static void
on_timer (gpointer data)
{
  Timer *timer = data;

  if (--timer->n_left > 0)
    gst_wrtc_timer_source_set (timer->source, g_get_monotonic_time () + 100);
  else
    sem_post (&woken);
}

static void
on_started (gpointer data)
{
  sem_post (&woken);
}

static gboolean
on_distant_timer (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
attach (GSource * source, GSourceFunc func, GMainContext * context)
{
  if (func)
    g_source_set_callback (source, func, NULL, NULL);
  g_source_attach (source, context);
}

static void
session_open (Session * session, GMainContext * shared)
{
  session->context = shared ? g_main_context_ref (shared) :
      gst_wrtc_network_loops_acquire_context ();
  for (guint i = 0; i < N_SOCKETS; i++) {
    struct sockaddr_in any = {.sin_family = AF_INET };
    socklen_t length = sizeof session->address;
    any.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
    gint fd = socket (AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind (fd, (struct sockaddr *) &any, sizeof any) < 0)
      g_error ("socket: %s", g_strerror (errno));
    if (i == 0)
      getsockname (fd, (struct sockaddr *) &session->address, &length);
    session->sockets[i] = fd;
    GSource *source = g_unix_fd_source_new (fd, G_IO_IN);
    attach (source, G_SOURCE_FUNC (on_datagram), session->context);
    g_source_unref (source);
  }
  GSource *distant = g_timeout_source_new (3600 * 1000);
  attach (distant, on_distant_timer, session->context);
  g_source_unref (distant);
  session->timer.source = gst_wrtc_timer_source_new (on_timer,
      &session->timer, NULL);
  attach (session->timer.source, NULL, session->context);
}

static void
session_close (Session * session, gboolean shared)
{
  g_source_destroy (session->timer.source);
  g_source_unref (session->timer.source);
  if (shared)
    g_main_context_unref (session->context);
  else
    gst_wrtc_network_loops_release_context (session->context);
  for (guint i = 0; i < N_SOCKETS; i++)
    close (session->sockets[i]);
}

static gpointer
run_loop (gpointer data)
{
  g_main_loop_run (data);
  return NULL;
}

static void
get_clock (gpointer data)
{
  pthread_getcpuclockid (pthread_self (), data);
}

static void
bench_open (Bench * bench, guint n_sessions, gboolean shared)
{
  if (shared) {
    bench->shared = g_main_context_new ();
    bench->loop = g_main_loop_new (bench->shared, FALSE);
    bench->thread = g_thread_new ("shared", run_loop, bench->loop);
    /* The thread owns its context from the first job on. */
    gst_wrtc_context_invoke (bench->shared, on_started, NULL, NULL);
    sem_wait (&woken);
  }
  bench->n_sessions = n_sessions;
  bench->sessions = g_new0 (Session, n_sessions);
  for (guint i = 0; i < n_sessions; i++)
    session_open (&bench->sessions[i], bench->shared);
  gst_wrtc_context_call (bench->sessions[0].context, get_clock, &bench->clock);
}

static void
bench_close (Bench * bench)
{
  if (bench->loop) {
    g_main_loop_quit (bench->loop);
    g_thread_join (bench->thread);
  }
  for (guint i = 0; i < bench->n_sessions; i++)
    session_close (&bench->sessions[i], bench->shared != NULL);
  g_free (bench->sessions);
  g_clear_pointer (&bench->loop, g_main_loop_unref);
  g_clear_pointer (&bench->shared, g_main_context_unref);
}

/* The active ones lie apart. */
static Session *
pick_active (Bench * bench, guint i)
{
  return &bench->sessions[i % N_ACTIVE * (bench->n_sessions / N_ACTIVE)];
}

static void
wake_by_datagrams (Bench * bench, guint n)
{
  for (guint i = 0; i < n; i++) {
    Session *session = pick_active (bench, i);
    if (sendto (sender, "x", 1, 0, (struct sockaddr *) &session->address,
            sizeof session->address) != 1)
      g_error ("sendto: %s", g_strerror (errno));
    sem_wait (&woken);
  }
}

static void
wake_by_timers (Bench * bench, guint n)
{
  for (guint i = 0; i < N_ACTIVE; i++) {
    Session *session = pick_active (bench, i);
    session->timer.n_left = n / N_ACTIVE;
    gst_wrtc_timer_source_set (session->timer.source, 0);
  }
  for (guint i = 0; i < N_ACTIVE; i++)
    sem_wait (&woken);
}

static gdouble
thread_time_us (Bench * bench)
{
  struct timespec now;

  clock_gettime (bench->clock, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

/* CPU time of the loop for one wake-up, the least of five runs. */
static gdouble
measure (guint n_sessions, gboolean shared, void (*wake) (Bench *, guint))
{
  Bench bench = { NULL, };
  gdouble best = G_MAXDOUBLE;
  /* The shared loop is slow with many: fewer will do. */
  guint n = shared && n_sessions > 100 ? n_wakeups / 10 : n_wakeups;

  bench_open (&bench, n_sessions, shared);
  for (guint run = 0; run < 5; run++) {
    gdouble before = thread_time_us (&bench);
    wake (&bench, n / 5);
    gdouble cost = (thread_time_us (&bench) - before) / (n / 5);
    best = MIN (best, cost);
  }
  bench_close (&bench);
  return best;
}

int
main (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    {"wakeups", 0, 0, G_OPTION_ARG_INT, &n_wakeups, "wake-ups for each figure",
        "N"},
    {NULL,},
  };
  struct rlimit limit;
  cpu_set_t one_cpu;
  gdouble datagram[G_N_ELEMENTS (sizes)], timer[G_N_ELEMENTS (sizes)];
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);

  g_option_context_add_main_entries (options, entries, NULL);
  g_option_context_add_group (options, gst_init_get_option_group ());
  if (!g_option_context_parse (options, &argc, &argv, &error)) {
    g_printerr ("network-loops: %s\n", error->message);
    return 2;
  }
  /* One loop drives them all. */
  g_setenv ("GST_WRTC_LOOPS", "1", TRUE);
  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  /* Else the figures depend on whether sender and loop share a processor. */
  CPU_ZERO (&one_cpu);
  CPU_SET (sched_getcpu (), &one_cpu);
  sched_setaffinity (0, sizeof one_cpu, &one_cpu);
  sem_init (&woken, 0, 0);
  sender = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  g_print ("CPU of the loop for one wake-up, us\n");
  g_print ("%9s %12s %9s %25s\n", "contexts", "by datagram", "by timer",
      "datagram, one GMainLoop");
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    datagram[i] = measure (sizes[i], FALSE, wake_by_datagrams);
    timer[i] = measure (sizes[i], FALSE, wake_by_timers);
    gdouble shared = measure (sizes[i], TRUE, wake_by_datagrams);
    g_print ("%9u %12.2f %9.2f %25.2f\n", sizes[i], datagram[i], timer[i],
        shared);
  }
  gdouble ratio = datagram[G_N_ELEMENTS (sizes) - 1] / datagram[0];
  gdouble timer_ratio = timer[G_N_ELEMENTS (sizes) - 1] / timer[0];
  g_print ("%u contexts cost %.2f (datagram), %.2f (timer) of %u contexts\n",
      sizes[G_N_ELEMENTS (sizes) - 1], ratio, timer_ratio, sizes[0]);
  close (sender);
  sem_destroy (&woken);
  return ratio <= MAX_RATIO && timer_ratio <= MAX_RATIO ? 0 : 1;
}
