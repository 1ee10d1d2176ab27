/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Why edge triggered: epoll knows files, not numbers. When a number is closed
 * while a duplicate keeps its file open, its registration stays and cannot be
 * removed any more; level triggered, it would wake the loop for ever. Each
 * update re-arms every descriptor with EPOLL_CTL_MOD, which looks at the state
 * once more (so the owner sees levels, not edges) and fails when the number has
 * become another file (so that is registered anew).
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcpollset.h"

#include <errno.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define MAX_EVENTS 256

/* One descriptor; all who wait for it. */
typedef struct
{
  gint fd;
  guint32 armed;                /* events that epoll was told */
  gboolean registered;
  GPtrArray *interests;
} Watch;

/* One descriptor of one owner. */
typedef struct
{
  Watch *watch;
  GstWrtcPollOwner *owner;
  guint32 events;
} Interest;

struct _GstWrtcPollSet
{
  gint epoll_fd;
  GHashTable *watches;          /* fd → Watch */
  gboolean no_pwait2;           /* the kernel has only milliseconds */
};

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_ptr_array_unref (watch->interests);
  g_free (watch);
}

GstWrtcPollSet *
gst_wrtc_poll_set_new (void)
{
  GstWrtcPollSet *set = g_new0 (GstWrtcPollSet, 1);

  set->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  if (set->epoll_fd < 0)
    g_error ("epoll_create1: %s", g_strerror (errno));
  set->watches = g_hash_table_new_full (NULL, NULL, NULL, watch_free);
  return set;
}

void
gst_wrtc_poll_set_free (GstWrtcPollSet * set)
{
  g_hash_table_unref (set->watches);
  close (set->epoll_fd);
  g_free (set);
}

static gboolean
watch_control (GstWrtcPollSet * set, Watch * watch, gint operation)
{
  struct epoll_event event = {
    .events = watch->armed | EPOLLET,
    .data.fd = watch->fd,
  };

  return epoll_ctl (set->epoll_fd, operation, watch->fd, &event) == 0;
}

/* Returns: FALSE when the descriptor cannot be waited for. */
static gboolean
watch_arm (GstWrtcPollSet * set, Watch * watch)
{
  watch->armed = 0;
  for (guint i = 0; i < watch->interests->len; i++) {
    Interest *interest = g_ptr_array_index (watch->interests, i);
    watch->armed |= interest->events;
  }

  if (watch->registered && watch_control (set, watch, EPOLL_CTL_MOD))
    return TRUE;
  /* New here, or the number is another file by now (ENOENT). */
  watch->registered = watch_control (set, watch, EPOLL_CTL_ADD);
  /* The number was closed, opened and closed again to the same file. */
  if (!watch->registered && errno == EEXIST)
    watch->registered = watch_control (set, watch, EPOLL_CTL_MOD);
  return watch->registered;
}

static Interest *
interest_new (GstWrtcPollSet * set, GstWrtcPollOwner * owner, gint fd)
{
  Watch *watch = g_hash_table_lookup (set->watches, GINT_TO_POINTER (fd));

  if (!watch) {
    watch = g_new0 (Watch, 1);
    watch->fd = fd;
    watch->interests = g_ptr_array_new ();
    g_hash_table_insert (set->watches, GINT_TO_POINTER (fd), watch);
  }
  Interest *interest = g_new0 (Interest, 1);
  interest->watch = watch;
  interest->owner = owner;
  g_ptr_array_add (watch->interests, interest);
  return interest;
}

static void
interest_free (GstWrtcPollSet * set, Interest * interest)
{
  Watch *watch = interest->watch;

  g_ptr_array_remove_fast (watch->interests, interest);
  g_free (interest);
  if (watch->interests->len > 0) {
    watch_arm (set, watch);
    return;
  }
  /* Fails when it was closed: then it is gone already. */
  if (watch->registered)
    watch_control (set, watch, EPOLL_CTL_DEL);
  g_hash_table_remove (set->watches, GINT_TO_POINTER (watch->fd));
}

/* Makes the interests those of @fds; both are ascending. */
static void
owner_set_fds (GstWrtcPollSet * set, GstWrtcPollOwner * owner,
    const GPollFD * fds, guint n_fds)
{
  GPtrArray *old = owner->interests;
  guint n_old = old ? old->len : 0;
  guint o = 0;

  owner->interests = g_ptr_array_sized_new (n_fds);
  for (guint i = 0; i < n_fds; i++) {
    Interest *interest = NULL;
    while (o < n_old && !interest) {
      Interest *candidate = g_ptr_array_index (old, o);
      if (candidate->watch->fd > fds[i].fd)
        break;
      o++;
      if (candidate->watch->fd == fds[i].fd)
        interest = candidate;
      else
        interest_free (set, candidate);
    }
    if (!interest)
      interest = interest_new (set, owner, fds[i].fd);
    g_ptr_array_add (owner->interests, interest);
  }
  while (o < n_old)
    interest_free (set, g_ptr_array_index (old, o++));
  g_clear_pointer (&old, g_ptr_array_unref);
}

static gboolean
owner_has_fds (const GstWrtcPollOwner * owner, const GPollFD * fds, guint n_fds)
{
  if (!owner->interests || owner->interests->len != n_fds)
    return FALSE;
  for (guint i = 0; i < n_fds; i++) {
    Interest *interest = g_ptr_array_index (owner->interests, i);
    if (interest->watch->fd != fds[i].fd)
      return FALSE;
  }
  return TRUE;
}

gboolean
gst_wrtc_poll_set_update (GstWrtcPollSet * set, GstWrtcPollOwner * owner,
    const GPollFD * fds, guint n_fds, gint own_fd)
{
  gboolean waitable = TRUE;

  if (!owner_has_fds (owner, fds, n_fds))
    owner_set_fds (set, owner, fds, n_fds);
  for (guint i = 0; i < n_fds; i++) {
    Interest *interest = g_ptr_array_index (owner->interests, i);
    /* Never closed before its owner, so never stale; and each write to an
     * eventfd is an edge, so nothing is missed without arming it again. */
    gboolean fresh = fds[i].fd == own_fd && interest->watch->registered;
    if (fresh && interest->events == fds[i].events)
      continue;
    interest->events = fds[i].events;
    waitable &= watch_arm (set, interest->watch);
  }
  return waitable;
}

void
gst_wrtc_poll_set_remove (GstWrtcPollSet * set, GstWrtcPollOwner * owner)
{
  owner_set_fds (set, owner, NULL, 0);
  g_clear_pointer (&owner->interests, g_ptr_array_unref);
}

/* The kernel may delay a time-out by 0.1 % of its length (and by 50 µs): wake
 * up a little before a distant one, and wait for the rest then. */
static gint64
shorten (gint64 timeout_us)
{
  if (timeout_us > 100 * G_TIME_SPAN_MILLISECOND)
    return timeout_us - timeout_us / 256;
  return MAX (timeout_us, 0);
}

static gint
wait_events (GstWrtcPollSet * set, struct epoll_event *events,
    gint64 timeout_us)
{
  gboolean forever = timeout_us == GST_WRTC_POLL_FOREVER;

  timeout_us = shorten (timeout_us);
  if (!set->no_pwait2) {
    struct timespec timeout = {
      .tv_sec = timeout_us / G_USEC_PER_SEC,
      .tv_nsec = timeout_us % G_USEC_PER_SEC * 1000,
    };
    gint n = epoll_pwait2 (set->epoll_fd, events, MAX_EVENTS,
        forever ? NULL : &timeout, NULL);
    if (n >= 0 || errno != ENOSYS)
      return n;
    /* Linux before 5.11. */
    set->no_pwait2 = TRUE;
  }
  gint64 timeout_ms = MIN ((timeout_us + 999) / 1000, G_MAXINT);
  return epoll_wait (set->epoll_fd, events, MAX_EVENTS,
      forever ? -1 : (gint) timeout_ms);
}

void
gst_wrtc_poll_set_wait (GstWrtcPollSet * set, gint64 timeout_us,
    GstWrtcPollSetFunc func, gpointer user_data)
{
  struct epoll_event events[MAX_EVENTS];
  gint n = wait_events (set, events, timeout_us);

  /* n < 0: a signal. The caller looks at its deadlines and comes back. */
  for (gint i = 0; i < n; i++) {
    Watch *watch = g_hash_table_lookup (set->watches,
        GINT_TO_POINTER (events[i].data.fd));
    if (!watch)
      continue;
    for (guint k = 0; k < watch->interests->len; k++) {
      Interest *interest = g_ptr_array_index (watch->interests, k);
      func (interest->owner, user_data);
    }
  }
}
