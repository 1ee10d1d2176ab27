/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What every header of libgstwrtc-1.0 needs.
 */
#pragma once

#include <gst/gst.h>

#ifdef BUILDING_GST_WRTC
#define GST_WRTC_API extern __attribute__ ((visibility ("default")))
#else
#define GST_WRTC_API extern
#endif
