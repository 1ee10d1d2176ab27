/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "states.h"

/* How many transports are in which state. */
typedef struct
{
  guint n;
  guint ice[GST_WEBRTC_ICE_CONNECTION_STATE_CLOSED + 1];
  guint gathering[GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE + 1];
  guint dtls[GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED + 1];
} Counts;

/* W3C 4.3.2 */
static GstWebRTCICEGatheringState
aggregate_gathering (const Counts * counts)
{
  if (counts->gathering[GST_WEBRTC_ICE_GATHERING_STATE_GATHERING] > 0)
    return GST_WEBRTC_ICE_GATHERING_STATE_GATHERING;
  if (counts->n == 0
      || counts->gathering[GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE] < counts->n)
    return GST_WEBRTC_ICE_GATHERING_STATE_NEW;
  return GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE;
}

/* W3C 4.3.4 */
static GstWebRTCICEConnectionState
aggregate_ice (const Counts * counts)
{
  const guint *ice = counts->ice;
  guint closed = ice[GST_WEBRTC_ICE_CONNECTION_STATE_CLOSED];

  if (ice[GST_WEBRTC_ICE_CONNECTION_STATE_FAILED] > 0)
    return GST_WEBRTC_ICE_CONNECTION_STATE_FAILED;
  if (ice[GST_WEBRTC_ICE_CONNECTION_STATE_DISCONNECTED] > 0)
    return GST_WEBRTC_ICE_CONNECTION_STATE_DISCONNECTED;
  if (ice[GST_WEBRTC_ICE_CONNECTION_STATE_NEW] + closed == counts->n)
    return GST_WEBRTC_ICE_CONNECTION_STATE_NEW;
  if (ice[GST_WEBRTC_ICE_CONNECTION_STATE_NEW] > 0
      || ice[GST_WEBRTC_ICE_CONNECTION_STATE_CHECKING] > 0)
    return GST_WEBRTC_ICE_CONNECTION_STATE_CHECKING;
  if (ice[GST_WEBRTC_ICE_CONNECTION_STATE_COMPLETED] + closed == counts->n)
    return GST_WEBRTC_ICE_CONNECTION_STATE_COMPLETED;
  return GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED;
}

/* W3C 4.3.3 */
static GstWebRTCPeerConnectionState
aggregate_connection (const Counts * counts)
{
  const guint *ice = counts->ice;
  const guint *dtls = counts->dtls;
  guint new_or_closed = ice[GST_WEBRTC_ICE_CONNECTION_STATE_NEW]
      + ice[GST_WEBRTC_ICE_CONNECTION_STATE_CLOSED];
  guint dtls_new_or_closed = dtls[GST_WEBRTC_DTLS_TRANSPORT_STATE_NEW]
      + dtls[GST_WEBRTC_DTLS_TRANSPORT_STATE_CLOSED];
  guint up = ice[GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED]
      + ice[GST_WEBRTC_ICE_CONNECTION_STATE_COMPLETED]
      + ice[GST_WEBRTC_ICE_CONNECTION_STATE_CLOSED];
  guint dtls_up = dtls[GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED]
      + dtls[GST_WEBRTC_DTLS_TRANSPORT_STATE_CLOSED];

  if (ice[GST_WEBRTC_ICE_CONNECTION_STATE_FAILED] > 0
      || dtls[GST_WEBRTC_DTLS_TRANSPORT_STATE_FAILED] > 0)
    return GST_WEBRTC_PEER_CONNECTION_STATE_FAILED;
  if (ice[GST_WEBRTC_ICE_CONNECTION_STATE_DISCONNECTED] > 0)
    return GST_WEBRTC_PEER_CONNECTION_STATE_DISCONNECTED;
  /* A peer that closed its DTLS has left, whatever ICE still thinks. */
  if (counts->n > 0
      && dtls[GST_WEBRTC_DTLS_TRANSPORT_STATE_CLOSED] == counts->n)
    return GST_WEBRTC_PEER_CONNECTION_STATE_DISCONNECTED;
  if (new_or_closed == counts->n && dtls_new_or_closed == counts->n)
    return GST_WEBRTC_PEER_CONNECTION_STATE_NEW;
  if (up == counts->n && dtls_up == counts->n)
    return GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED;
  return GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTING;
}

GstWrtcSessionStates
gst_wrtc_states_aggregate (const GstWrtcTransportStates * transports,
    guint n_transports)
{
  Counts counts = { n_transports, };
  GstWrtcSessionStates states;
  guint i;

  for (i = 0; i < n_transports; i++) {
    counts.ice[transports[i].ice]++;
    counts.gathering[transports[i].gathering]++;
    counts.dtls[transports[i].dtls]++;
  }
  states.ice_gathering = aggregate_gathering (&counts);
  states.ice_connection = aggregate_ice (&counts);
  states.connection = aggregate_connection (&counts);
  return states;
}
