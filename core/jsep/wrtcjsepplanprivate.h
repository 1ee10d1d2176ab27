/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The parts of a plan, for those who build and compare it.
 */
#ifndef WRTC_JSEP_PLAN_PRIVATE_H
#define WRTC_JSEP_PLAN_PRIVATE_H

#include "wrtcjsepplan.h"

WrtcPlanTransport * wrtc_plan_transport_new (guint id);
WrtcPlanMedia *     wrtc_plan_media_new     (guint mline);

#endif
