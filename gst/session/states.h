/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The states of a peer connection from those of its transports: the tables of
 * W3C webrtc-pc 4.3.2, 4.3.3 and 4.3.4. Pure functions.
 */
#pragma once

#include <gst/webrtc/webrtc.h>

G_BEGIN_DECLS

typedef struct
{
  GstWebRTCICEConnectionState ice;
  GstWebRTCICEGatheringState gathering;
  GstWebRTCDTLSTransportState dtls;
} GstWrtcTransportStates;

typedef struct
{
  GstWebRTCICEGatheringState ice_gathering;
  GstWebRTCICEConnectionState ice_connection;
  GstWebRTCPeerConnectionState connection;
} GstWrtcSessionStates;

/* Not for a closed session. */
GstWrtcSessionStates gst_wrtc_states_aggregate (const GstWrtcTransportStates * transports,
                                                guint n_transports);

G_END_DECLS
