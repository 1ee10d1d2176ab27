/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcnames.h"

#include <gst/webrtc/webrtc.h>

static GstEvent *
new_state_event (const gchar * name, GType type, gint state)
{
  return gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM_STICKY,
      gst_structure_new (name, "state", type, state, NULL));
}

/**
 * gst_wrtc_event_new_ice_state:
 * @state: a GstWebRTCICEConnectionState
 *
 * Returns: (transfer full): the event that an ICE element sends downstream
 * whenever its connection state changes (W3C webrtc-pc 5.6.4).
 */
GstEvent *
gst_wrtc_event_new_ice_state (gint state)
{
  return new_state_event (GST_WRTC_EVENT_ICE_STATE,
      GST_TYPE_WEBRTC_ICE_CONNECTION_STATE, state);
}

/**
 * gst_wrtc_event_new_dtls_state:
 * @state: a GstWebRTCDTLSTransportState
 *
 * Returns: (transfer full): the event that a DTLS element sends downstream
 * whenever its state changes (W3C webrtc-pc 5.5.1).
 */
GstEvent *
gst_wrtc_event_new_dtls_state (gint state)
{
  return new_state_event (GST_WRTC_EVENT_DTLS_STATE,
      GST_TYPE_WEBRTC_DTLS_TRANSPORT_STATE, state);
}

/**
 * gst_wrtc_event_parse_state:
 * @event: any event
 * @name: the event's name, one of the GST_WRTC_EVENT_*_STATE
 * @state: (out): its state
 *
 * Returns: whether @event is a state event of that name.
 */
gboolean
gst_wrtc_event_parse_state (GstEvent * event, const gchar * name, gint * state)
{
  if (!gst_event_has_name (event, name))
    return FALSE;
  return gst_structure_get (gst_event_get_structure (event), "state",
      g_strcmp0 (name, GST_WRTC_EVENT_ICE_STATE) == 0 ?
      GST_TYPE_WEBRTC_ICE_CONNECTION_STATE :
      GST_TYPE_WEBRTC_DTLS_TRANSPORT_STATE, state, NULL);
}
