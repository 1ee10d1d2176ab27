/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How long to wait between RTCP packets so that all members together keep to
 * their bandwidth: the calculation of RFC 3550 6.3.1. When to send is the
 * matter of wrtcreporttimer.h.
 *
 * Units: ns, bytes, bits per second. Threads: pure functions.
 */
#pragma once

#include <core/base/wrtctime.h>

G_BEGIN_DECLS

/* RFC 3550 6.2 */
#define WRTC_REPORT_DEFAULT_MINIMUM (5 * WRTC_SECOND)
/* No interval is longer, however little the bandwidth. */
#define WRTC_REPORT_MAX_INTERVAL (24 * 3600 * WRTC_SECOND)
/* RFC 3550 6.2: IPv4 and UDP headers, which count as RTCP. */
#define WRTC_REPORT_LOWER_HEADERS_SIZE 28

/* What the interval depends on. */
typedef struct
{
  guint members;                /* at least 1 */
  guint senders;                /* of the members */
  gboolean we_sent;
  gdouble average_size;         /* of a packet, with lower headers */
  guint bandwidth_bps;          /* for all RTCP; at least 1 */
} WrtcReportGroup;

/* The average interval that the bandwidth allows, without minimum and
 * randomness: senders get a quarter while they are at most a quarter. */
WrtcTime wrtc_report_group_get_interval (const WrtcReportGroup * group);

/* A packet of @size, without lower headers, was sent or received. */
void wrtc_report_group_add_size (WrtcReportGroup * group, gsize size);

/* @average spread evenly over half to one and a half of itself and divided by
 * e - 3/2, which makes up for reconsideration. @unit is random in [0, 1). */
WrtcTime wrtc_report_randomise (WrtcTime average, gdouble unit);

/* @time times @factor (not negative), at most WRTC_REPORT_MAX_INTERVAL. */
WrtcTime wrtc_report_scale (WrtcTime time, gdouble factor);

/* RFC 3550 6.2: the minimum interval for a session whose bandwidth is known:
 * 360 s divided by the kilobits per second, at most 5 s. */
WrtcTime wrtc_report_reduced_minimum (guint64 session_bandwidth_bps);

G_END_DECLS
