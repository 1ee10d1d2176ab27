/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtcp/wrtcreportinterval.h>

/* RFC 3550 A.7: e - 3/2 */
#define RECONSIDERATION_FACTOR 1.21828
#define SENDER_SHARE 0.25

WrtcTime
wrtc_report_scale (WrtcTime time, gdouble factor)
{
  gdouble scaled = time * factor;

  return scaled < WRTC_REPORT_MAX_INTERVAL ? (WrtcTime) scaled :
      WRTC_REPORT_MAX_INTERVAL;
}

WrtcTime
wrtc_report_group_get_interval (const WrtcReportGroup * group)
{
  gdouble bits = group->average_size * 8;
  gdouble bandwidth = group->bandwidth_bps;
  guint sharing = group->members;

  if (group->senders <= group->members * SENDER_SHARE) {
    if (group->we_sent) {
      bandwidth *= SENDER_SHARE;
      sharing = group->senders;
    } else {
      bandwidth *= 1 - SENDER_SHARE;
      sharing = group->members - group->senders;
    }
  }
  return wrtc_report_scale (WRTC_SECOND, MAX (sharing, 1) * bits / bandwidth);
}

/* RFC 3550 6.3.3 */
void
wrtc_report_group_add_size (WrtcReportGroup * group, gsize size)
{
  gdouble whole = (gdouble) size + WRTC_REPORT_LOWER_HEADERS_SIZE;

  group->average_size += (whole - group->average_size) / 16;
}

WrtcTime
wrtc_report_randomise (WrtcTime average, gdouble unit)
{
  return wrtc_report_scale (average, (0.5 + unit) / RECONSIDERATION_FACTOR);
}

WrtcTime
wrtc_report_reduced_minimum (guint64 session_bandwidth_bps)
{
  if (session_bandwidth_bps <= 72000)
    return WRTC_REPORT_DEFAULT_MINIMUM;
  return 360000 * WRTC_SECOND / session_bandwidth_bps;
}
