/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The ICE configuration of a session (W3C RTCConfiguration): servers, policy,
 * addresses and ports. Plain data; the holder guards it.
 */
#pragma once

#include <gst/wrtc/gstwrtcobjects.h>

G_BEGIN_DECLS

typedef struct
{
  gchar *stun_server;           /* stun://host:port; or NULL */
  gchar *turn_server;           /* of the property; or NULL */
  GPtrArray *turn_servers;      /* (element-type utf8): of add-turn-server */
  gchar *http_proxy;
  GstWebRTCICETransportPolicy policy;
  GstWebRTCICE *agent;          /* ports, addresses, protocols */
} GstWrtcConfiguration;

void     gst_wrtc_configuration_init  (GstWrtcConfiguration * self);
void     gst_wrtc_configuration_clear (GstWrtcConfiguration * self);
void     gst_wrtc_configuration_copy  (const GstWrtcConfiguration * self,
                                       GstWrtcConfiguration * copy);

/* FALSE: not valid, nothing changed. NULL unsets. */
gboolean gst_wrtc_configuration_set_stun_server (GstWrtcConfiguration * self, const gchar * uri);
gboolean gst_wrtc_configuration_set_turn_server (GstWrtcConfiguration * self, const gchar * uri);
gboolean gst_wrtc_configuration_add_turn_server (GstWrtcConfiguration * self, const gchar * uri);

/* All that a wrtcice element has to know. It takes effect at its gathering. */
void     gst_wrtc_configuration_apply (const GstWrtcConfiguration * self, GstElement * ice);

/* turn(s)://user:password@host[:port][?transport=udp|tcp] */
gboolean gst_wrtc_turn_uri_is_valid   (const gchar * uri);

G_END_DECLS
