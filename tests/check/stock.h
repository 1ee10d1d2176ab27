/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GStreamer's own webrtcbin, as the tests and benchmarks want it beside ours.
 */
#pragma once

#include <gst/gst.h>

/* Stock webrtcbin looks for UPnP gateways: that asks the network of the machine,
 * which is none of a test's business. Other elements have no such thing. */
static inline void
stock_leave_network_alone (GstElement * bin)
{
  GObject *ice = NULL, *agent = NULL;

  g_object_get (bin, "ice-agent", &ice, NULL);
  if (!ice)
    return;
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (ice), "agent"))
    g_object_get (ice, "agent", &agent, NULL);
  if (agent && g_object_class_find_property (G_OBJECT_GET_CLASS (agent), "upnp"))
    g_object_set (agent, "upnp", FALSE, NULL);
  g_clear_object (&agent);
  g_object_unref (ice);
}
