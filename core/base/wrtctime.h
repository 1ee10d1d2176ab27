/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Time in the cores: nanoseconds since any fixed moment of a clock that never
 * goes back. Cores read no clock; every call that needs the time is given it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef guint64 WrtcTime;

/* No time known, no timeout wanted. Later than every time. */
#define WRTC_TIME_NONE G_MAXUINT64

#define WRTC_NSECOND G_GUINT64_CONSTANT (1)
#define WRTC_USECOND (1000 * WRTC_NSECOND)
#define WRTC_MSECOND (1000 * WRTC_USECOND)
#define WRTC_SECOND (1000 * WRTC_MSECOND)

G_END_DECLS
