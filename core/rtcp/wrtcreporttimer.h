/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * When to send RTCP: RFC 3550 6.2 and 6.3 (regular reports, reconsideration,
 * BYE in crowds) and RFC 4585 3.5 (early feedback), for one RTP session.
 *
 *   timer = wrtc_report_timer_new (&config);
 *   wrtc_report_timer_handle_start (timer, now);
 *   ... at wrtc_report_timer_next_timeout():
 *   wrtc_report_timer_handle_timeout (timer, now);
 *   while (wrtc_report_timer_poll_report (timer, now, &kind)) {
 *     ... build and send what @kind says ...
 *     wrtc_report_timer_handle_sent (timer, now, size);
 *   }
 *
 * After any call that takes the time: poll until FALSE, then ask for the next
 * timeout again; both may have changed. Calling handle_timeout() too early does
 * no harm.
 *
 * Guarantee: on average RTCP takes no more than its bandwidth (up to an eighth
 * more while feedback never ends, which is RFC 4585's own arithmetic). The same
 * seed and the same calls give the same times.
 * Units: time in ns, sizes in bytes of a compound packet without IP and UDP
 * headers (28 bytes for them are added here, RFC 3550 6.2).
 * Threads: none of its own; one caller at a time.
 */
#pragma once

#include <core/base/wrtctime.h>

G_BEGIN_DECLS

typedef struct _WrtcReportTimer WrtcReportTimer;

typedef enum
{
  WRTC_REPORT_PROFILE_AVP,      /* RFC 3551: no early feedback */
  WRTC_REPORT_PROFILE_AVPF,     /* RFC 4585 */
} WrtcReportProfile;

typedef struct
{
  guint64 seed;                 /* other for each session */
  WrtcReportProfile profile;
  /* What RTCP of all members may take; at least 1. Usually 5 % of the
   * session's bandwidth. */
  guint rtcp_bandwidth_bps;
  /* AVP: the least average time between regular reports (Tmin); 0: 5 s.
   * (see wrtc_report_reduced_minimum()).
   * AVPF: T_rr_interval (`trr-int`), the same for full reports; 0: none. */
  WrtcTime minimum_interval;
  /* Exactly two members, as in every WebRTC transport: feedback needs no
   * spreading. */
  gboolean point_to_point;
} WrtcReportTimerConfig;

typedef enum
{
  WRTC_REPORT_KIND_REGULAR,     /* full reports, and the feedback that waits */
  WRTC_REPORT_KIND_FEEDBACK,    /* as little as RFC 4585 3.1 or 5506 allows */
  WRTC_REPORT_KIND_BYE,         /* the last: a report and BYE */
} WrtcReportKind;

const gchar *wrtc_report_kind_to_string (WrtcReportKind kind);

typedef enum
{
  WRTC_REPORT_TIMER_REASON_NONE,        /* nothing to wait for */
  WRTC_REPORT_TIMER_REASON_REGULAR,
  WRTC_REPORT_TIMER_REASON_FEEDBACK,
  WRTC_REPORT_TIMER_REASON_BYE,
} WrtcReportTimerReason;

const gchar *wrtc_report_timer_reason_to_string (WrtcReportTimerReason reason);

typedef enum
{
  WRTC_REPORT_FEEDBACK_EARLY,   /* soon, perhaps now: see next_timeout() */
  WRTC_REPORT_FEEDBACK_JOINED,  /* goes out with feedback that waits already */
  WRTC_REPORT_FEEDBACK_REGULAR, /* goes out at the next regular time */
  WRTC_REPORT_FEEDBACK_DISCARD, /* would be too late: forget it */
} WrtcReportFeedback;

const gchar *wrtc_report_feedback_to_string (WrtcReportFeedback feedback);

WrtcReportTimer *wrtc_report_timer_new (const WrtcReportTimerConfig * config);
void wrtc_report_timer_free (WrtcReportTimer * timer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WrtcReportTimer, wrtc_report_timer_free)

/* The session can send from now on. Before it there is no timeout. Once. */
void wrtc_report_timer_handle_start (WrtcReportTimer * timer, WrtcTime now);
/* Whenever one of these changes. @members: SSRCs, our own included (at least
 * 1). @senders: those of them that sent RTP in the last two intervals; @we_sent:
 * one of our own did. Fewer members: RFC 3550 6.3.4. */
void wrtc_report_timer_handle_members (WrtcReportTimer * timer, WrtcTime now,
    guint members, guint senders, gboolean we_sent);
/* Takes effect when the next interval is computed. At least 1. */
void wrtc_report_timer_handle_bandwidth (WrtcReportTimer * timer,
    guint rtcp_bandwidth_bps);
/* Any RTCP packet came. */
void wrtc_report_timer_handle_received (WrtcReportTimer * timer, gsize size);
/* A BYE came: only matters while our own waits (RFC 3550 6.3.7). */
void wrtc_report_timer_handle_bye (WrtcReportTimer * timer);
/* What poll_report() asked for was sent. */
void wrtc_report_timer_handle_sent (WrtcReportTimer * timer, gsize size);

/* There is feedback to send, useless later than @max_delay from now
 * (WRTC_TIME_NONE: useful at any time). Says when it will go; unless discarded,
 * the caller keeps it and puts it into the next report of any kind. */
WrtcReportFeedback wrtc_report_timer_handle_feedback (WrtcReportTimer * timer,
    WrtcTime now, WrtcTime max_delay);

/* The session ends. A BYE follows, at once with fewer than 50 members; then
 * there is nothing to wait for any more. No BYE if nothing was ever sent. */
void wrtc_report_timer_handle_leave (WrtcReportTimer * timer, WrtcTime now);

void wrtc_report_timer_handle_timeout (WrtcReportTimer * timer, WrtcTime now);

/* Whether to send now, and what. */
gboolean wrtc_report_timer_poll_report (WrtcReportTimer * timer, WrtcTime now,
    WrtcReportKind * kind);
/* WRTC_TIME_NONE: none. @why may be NULL. */
WrtcTime wrtc_report_timer_next_timeout (const WrtcReportTimer * timer,
    WrtcReportTimerReason * why);

/* RFC 3550 6.3.5: Td, without randomness and as a receiver: a member that was
 * not heard for five of these has left. */
WrtcTime wrtc_report_timer_get_interval (const WrtcReportTimer * timer);

G_END_DECLS
