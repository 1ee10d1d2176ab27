/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * wrtcice: an ICE transport as an element. The contract that every ICE element
 * follows is in docs/element-contracts.md, "ICE elements"; docs/wrtcice.md
 * describes this one.
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_WRTC_ICE (gst_wrtc_ice_get_type ())
G_DECLARE_FINAL_TYPE (GstWrtcIce, gst_wrtc_ice, GST, WRTC_ICE, GstElement)

/* Which kinds of candidates: the property `transports`. */
typedef enum
{
  GST_WRTC_ICE_TRANSPORT_UDP = 1 << 0,
  GST_WRTC_ICE_TRANSPORT_TCP = 1 << 1
} GstWrtcIceTransports;

GType gst_wrtc_ice_transports_get_type (void);
#define GST_TYPE_WRTC_ICE_TRANSPORTS (gst_wrtc_ice_transports_get_type ())

GST_ELEMENT_REGISTER_DECLARE (wrtcice)

G_END_DECLS
