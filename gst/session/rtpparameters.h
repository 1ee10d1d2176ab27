/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a plan says about a stream, in the words of wrtcrtpsession
 * (docs/element-contracts.md). Pure functions.
 */
#pragma once

#include <core/jsep/wrtcjsep.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/* (transfer full): `parameters` of a send_sink pad. @ssrc 0: as it comes. */
GstStructure * gst_wrtc_rtp_send_parameters_new    (const WrtcPlanMedia * media, guint32 ssrc);
/* (transfer full): `receive-parameters` of the session of transport @id. */
GstStructure * gst_wrtc_rtp_receive_parameters_new (const WrtcPlan * plan, gint id);

/* (nullable): id of the MediaStream that the peer put this m-line in */
const gchar *  gst_wrtc_plan_media_get_msid        (const WrtcPlanMedia * media);

G_END_DECLS
