/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtcp/wrtcreporttimer.h>

#include <core/base/wrtcrandom.h>
#include <core/rtcp/wrtcreportinterval.h>

/* A guess at the first packet: SR with a block, CNAME (RFC 3550 6.3.2). */
#define INITIAL_PACKET_SIZE 128
/* RFC 4585 3.4 d: before the first report in a group. */
#define INITIAL_FEEDBACK_MINIMUM (1 * WRTC_SECOND)
/* RFC 3550 6.3.7 */
#define CROWD 50

typedef enum
{
  STATE_NEW,                    /* waits for the start */
  STATE_RUNNING,                /* waits for the next report */
  STATE_LEAVING,                /* waits for the time of the BYE */
  STATE_LEFT,                   /* waits for nothing */
} State;

/* Names in quotes are those of RFC 3550 6.3 and RFC 4585 3.4. */
struct _WrtcReportTimer
{
  WrtcReportTimerConfig config;
  WrtcRandom random;
  State state;

  WrtcReportGroup group;
  guint previous_members;       /* "pmembers" */
  gboolean ever_sent;           /* RTP or RTCP */

  WrtcTime previous;            /* "tp" */
  WrtcTime next;                /* "tn": the next regular time */
  WrtcTime interval;            /* "T_rr": what next was computed from */

  WrtcTime last_full;           /* "t_rr_last"; NONE: no report yet */
  WrtcTime full_interval;       /* "T_rr_current_interval" */
  gboolean allow_early;
  gboolean feedback_waits;      /* for next */
  WrtcTime early;               /* "te"; NONE: no early feedback waits */

  gboolean due;                 /* poll_report() gives due_kind */
  WrtcReportKind due_kind;
};

#define NAME_OF(names, value) \
  ((guint) (value) < G_N_ELEMENTS (names) ? names[value] : "invalid")

const gchar *
wrtc_report_kind_to_string (WrtcReportKind kind)
{
  static const gchar *const names[] = { "regular", "feedback", "bye" };

  return NAME_OF (names, kind);
}

const gchar *
wrtc_report_timer_reason_to_string (WrtcReportTimerReason reason)
{
  static const gchar *const names[] = { "none", "regular", "feedback", "bye" };

  return NAME_OF (names, reason);
}

const gchar *
wrtc_report_feedback_to_string (WrtcReportFeedback feedback)
{
  static const gchar *const names[] = {
    "early", "joined", "regular", "discard"
  };

  return NAME_OF (names, feedback);
}

WrtcReportTimer *
wrtc_report_timer_new (const WrtcReportTimerConfig * config)
{
  WrtcReportTimer *timer;

  g_return_val_if_fail (config->rtcp_bandwidth_bps > 0, NULL);

  timer = g_new0 (WrtcReportTimer, 1);
  timer->config = *config;
  if (config->profile == WRTC_REPORT_PROFILE_AVP
      && config->minimum_interval == 0)
    timer->config.minimum_interval = WRTC_REPORT_DEFAULT_MINIMUM;
  wrtc_random_init (&timer->random, config->seed);
  timer->state = STATE_NEW;
  timer->group.members = timer->previous_members = 1;
  timer->group.average_size =
      INITIAL_PACKET_SIZE + WRTC_REPORT_LOWER_HEADERS_SIZE;
  timer->group.bandwidth_bps = config->rtcp_bandwidth_bps;
  timer->last_full = WRTC_TIME_NONE;
  timer->early = WRTC_TIME_NONE;
  timer->allow_early = TRUE;
  return timer;
}

void
wrtc_report_timer_free (WrtcReportTimer * timer)
{
  g_free (timer);
}

/* "Tmin" */
static WrtcTime
minimum (const WrtcReportTimer * timer)
{
  gboolean initial = timer->last_full == WRTC_TIME_NONE;

  if (timer->config.profile == WRTC_REPORT_PROFILE_AVP)
    return timer->config.minimum_interval / (initial ? 2 : 1);
  return initial && !timer->config.point_to_point ?
      INITIAL_FEEDBACK_MINIMUM : 0;
}

/* "T", by a new draw. */
static WrtcTime
draw_interval (WrtcReportTimer * timer)
{
  WrtcTime average = wrtc_report_group_get_interval (&timer->group);
  WrtcTime drawn = wrtc_report_randomise (MAX (average, minimum (timer)),
      wrtc_random_unit (&timer->random));

  timer->interval = MAX (drawn, 1);
  return timer->interval;
}

WrtcTime
wrtc_report_timer_get_interval (const WrtcReportTimer * timer)
{
  WrtcTime floor = timer->config.minimum_interval;
  WrtcReportGroup group = timer->group;

  /* RFC 4585 3.5.4: T_rr_interval takes the place of Tmin. */
  if (floor == 0)
    floor = WRTC_REPORT_DEFAULT_MINIMUM;
  group.we_sent = FALSE;
  return MAX (wrtc_report_group_get_interval (&group), floor);
}

void
wrtc_report_timer_handle_start (WrtcReportTimer * timer, WrtcTime now)
{
  if (timer->state != STATE_NEW)
    return;
  timer->state = STATE_RUNNING;
  timer->previous = now;
  timer->next = now + draw_interval (timer);
}

void
wrtc_report_timer_handle_members (WrtcReportTimer * timer, WrtcTime now,
    guint members, guint senders, gboolean we_sent)
{
  if (timer->state == STATE_LEAVING)
    return;
  timer->group.members = MAX (members, 1);
  timer->group.senders = MIN (senders, timer->group.members);
  timer->group.we_sent = we_sent;
  timer->ever_sent |= we_sent;
  if (timer->state == STATE_RUNNING
      && timer->group.members < timer->previous_members) {
    /* RFC 3550 6.3.4, reverse reconsideration */
    gdouble ratio = (gdouble) timer->group.members / timer->previous_members;

    if (timer->next > now)
      timer->next = now + wrtc_report_scale (timer->next - now, ratio);
    if (timer->previous < now)
      timer->previous = now - wrtc_report_scale (now - timer->previous, ratio);
    timer->previous_members = timer->group.members;
  }
}

void
wrtc_report_timer_handle_bandwidth (WrtcReportTimer * timer,
    guint rtcp_bandwidth_bps)
{
  timer->group.bandwidth_bps = MAX (rtcp_bandwidth_bps, 1);
}

void
wrtc_report_timer_handle_received (WrtcReportTimer * timer, gsize size)
{
  /* RFC 3550 6.3.7: while leaving only BYE counts, and that as our own. */
  if (timer->state != STATE_LEAVING)
    wrtc_report_group_add_size (&timer->group, size);
}

void
wrtc_report_timer_handle_sent (WrtcReportTimer * timer, gsize size)
{
  timer->ever_sent = TRUE;
  wrtc_report_group_add_size (&timer->group, size);
}

void
wrtc_report_timer_handle_bye (WrtcReportTimer * timer)
{
  if (timer->state == STATE_LEAVING)
    timer->group.members++;
}

static void
set_due (WrtcReportTimer * timer, WrtcReportKind kind)
{
  timer->due = TRUE;
  timer->due_kind = kind;
  timer->feedback_waits = FALSE;
  timer->early = WRTC_TIME_NONE;
}

/* Whether the regular time @time may carry a full report: RFC 4585 3.5.3. */
static gboolean
is_time_for_full (const WrtcReportTimer * timer, WrtcTime time)
{
  return timer->last_full == WRTC_TIME_NONE
      || time >= timer->last_full + timer->full_interval;
}

/* When the next full report may go. Regular times before it are suppressed if
 * no feedback waits, so nothing needs to happen at them. */
static WrtcTime
next_full (const WrtcReportTimer * timer)
{
  if (is_time_for_full (timer, timer->next))
    return timer->next;
  return timer->last_full + timer->full_interval;
}

/* Regular times before @now at which nothing was to be sent, so that nobody
 * woke up for them, have passed: next becomes the last of them. */
static void
catch_up (WrtcReportTimer * timer, WrtcTime now)
{
  if (timer->next > now || now - timer->next < timer->interval)
    return;
  timer->next += (now - timer->next) / timer->interval * timer->interval;
  timer->previous = timer->next - timer->interval;
  timer->allow_early = TRUE;
}

/* As catch_up(), and a regular time at @now is suppressed as well. */
static void
pass_suppressed_times (WrtcReportTimer * timer, WrtcTime now)
{
  if (timer->next > now)
    return;
  catch_up (timer, now);
  timer->previous = timer->next;
  timer->next += timer->interval;
  timer->allow_early = TRUE;
}

/* RFC 4585 3.5.2, steps 3 and 4: whether feedback may go before next. */
static gboolean
may_be_early (const WrtcReportTimer * timer, WrtcTime latest)
{
  return timer->config.profile == WRTC_REPORT_PROFILE_AVPF
      && timer->allow_early && latest <= timer->next;
}

WrtcReportFeedback
wrtc_report_timer_handle_feedback (WrtcReportTimer * timer, WrtcTime now,
    WrtcTime max_delay)
{
  WrtcTime dither;              /* "T_dither_max" */

  if (timer->state != STATE_RUNNING)
    return WRTC_REPORT_FEEDBACK_DISCARD;
  /* RFC 4585 3.5.2, 2a */
  if (timer->due || timer->feedback_waits || timer->early != WRTC_TIME_NONE)
    return WRTC_REPORT_FEEDBACK_JOINED;

  if (next_full (timer) > now)
    pass_suppressed_times (timer, now);
  dither = timer->config.point_to_point ? 0 : timer->interval / 2;
  if (may_be_early (timer, now + dither)) {
    timer->early = now + wrtc_report_scale (dither,
        wrtc_random_unit (&timer->random));
    return WRTC_REPORT_FEEDBACK_EARLY;
  }
  if (timer->next > now && timer->next - now >= max_delay)
    return WRTC_REPORT_FEEDBACK_DISCARD;
  timer->feedback_waits = TRUE;
  return WRTC_REPORT_FEEDBACK_REGULAR;
}

void
wrtc_report_timer_handle_leave (WrtcReportTimer * timer, WrtcTime now)
{
  if (timer->state != STATE_RUNNING)
    return;
  timer->due = FALSE;
  if (!timer->ever_sent) {
    timer->state = STATE_LEFT;
  } else if (timer->group.members < CROWD) {
    timer->state = STATE_LEFT;
    set_due (timer, WRTC_REPORT_KIND_BYE);
  } else {
    timer->state = STATE_LEAVING;
    timer->group.members = timer->previous_members = 1;
    timer->group.senders = 0;
    timer->group.we_sent = FALSE;
    timer->last_full = WRTC_TIME_NONE;  /* "initial" */
    timer->feedback_waits = FALSE;
    timer->early = WRTC_TIME_NONE;
    timer->previous = now;
    timer->next = now + draw_interval (timer);
  }
}

/* The time of an early packet has come: RFC 4585 3.5.2, 6. */
static void
send_early (WrtcReportTimer * timer)
{
  WrtcTime skipped = timer->next;

  set_due (timer, WRTC_REPORT_KIND_FEEDBACK);
  timer->allow_early = FALSE;
  timer->next = timer->previous + 2 * timer->interval;
  timer->previous = skipped;
}

/* A regular time has passed reconsideration: RFC 3550 6.3.6, RFC 4585 3.5.3. */
static void
send_regular (WrtcReportTimer * timer, WrtcTime now)
{
  if (timer->state == STATE_LEAVING) {
    timer->state = STATE_LEFT;
    set_due (timer, WRTC_REPORT_KIND_BYE);
    return;
  }
  if (is_time_for_full (timer, now)) {
    set_due (timer, WRTC_REPORT_KIND_REGULAR);
    timer->last_full = now;
    if (timer->config.profile == WRTC_REPORT_PROFILE_AVPF)
      timer->full_interval =
          wrtc_report_scale (timer->config.minimum_interval,
          0.5 + wrtc_random_unit (&timer->random));
  } else if (timer->feedback_waits) {
    set_due (timer, WRTC_REPORT_KIND_FEEDBACK);
  }
  timer->allow_early = TRUE;
  timer->previous = now;
  timer->next = now + draw_interval (timer);
}

void
wrtc_report_timer_handle_timeout (WrtcReportTimer * timer, WrtcTime now)
{
  if (now < wrtc_report_timer_next_timeout (timer, NULL))
    return;
  if (timer->early != WRTC_TIME_NONE && timer->early <= now) {
    send_early (timer);
    return;
  }
  /* Timer reconsideration, RFC 3550 6.3.6: a longer interval may come out of a
   * new draw, when members have come meanwhile or by chance. */
  catch_up (timer, now);
  timer->next = timer->previous + draw_interval (timer);
  timer->previous_members = timer->group.members;
  if (timer->next <= now)
    send_regular (timer, now);
}

gboolean
wrtc_report_timer_poll_report (WrtcReportTimer * timer, WrtcTime now,
    WrtcReportKind * kind)
{
  if (!timer->due)
    return FALSE;
  timer->due = FALSE;
  *kind = timer->due_kind;
  return TRUE;
}

WrtcTime
wrtc_report_timer_next_timeout (const WrtcReportTimer * timer,
    WrtcReportTimerReason * why)
{
  WrtcReportTimerReason reason = WRTC_REPORT_TIMER_REASON_REGULAR;
  WrtcTime time = next_full (timer);

  if (timer->state == STATE_NEW || timer->state == STATE_LEFT) {
    reason = WRTC_REPORT_TIMER_REASON_NONE;
    time = WRTC_TIME_NONE;
  } else if (timer->state == STATE_LEAVING) {
    reason = WRTC_REPORT_TIMER_REASON_BYE;
  } else if (timer->early != WRTC_TIME_NONE || timer->feedback_waits) {
    reason = WRTC_REPORT_TIMER_REASON_FEEDBACK;
    time = MIN (timer->early, timer->next);
  }
  if (why != NULL)
    *why = reason;
  return time;
}
