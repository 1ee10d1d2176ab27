/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The names of caps, events and structures with which the elements speak to
 * each other. Elements never include each other's headers: this file and
 * docs/element-contracts.md are all they share.
 */
#pragma once

#include <gst/wrtc/gstwrtcprelude.h>

G_BEGIN_DECLS

/* Whole datagrams as they are on the network: the net pads of every transport
 * element. One buffer is one datagram; a list is a burst. */
#define GST_WRTC_CAPS_DATAGRAM "application/x-wrtc-datagram"
/* RTP and RTCP in the clear, multiplexed (RFC 5761): between wrtcrtpsession
 * and wrtcdtlssrtp. */
#define GST_WRTC_CAPS_RTP_MUX "application/x-wrtc-rtp-mux"
/* SCTP packets: between wrtcsctp and wrtcdtlssrtp. */
#define GST_WRTC_CAPS_SCTP "application/x-wrtc-sctp"

/* Sticky downstream events; each has one field, "state". */
#define GST_WRTC_EVENT_ICE_STATE "wrtc-ice-state"       /* GstWebRTCICEConnectionState */
#define GST_WRTC_EVENT_DTLS_STATE "wrtc-dtls-state"     /* GstWebRTCDTLSTransportState */

/* Downstream, serialized, not sticky, on a recv_src pad of wrtcrtpsession, for
 * each RTCP sender report of that stream. Fields: "ssrc" (uint), "ntp-time"
 * (uint64, 32.32 fixed point as RFC 3550 6.4.1), "rtp-time" (uint), "cname"
 * (string, absent while unknown), "msid" (string, absent if not signalled). */
#define GST_WRTC_EVENT_SENDER_REPORT "wrtc-sender-report"

/* Structures; their fields are in docs/element-contracts.md. */
#define GST_WRTC_RTP_SEND_PARAMETERS "wrtc-rtp-send-parameters"
#define GST_WRTC_RTP_RECEIVE_PARAMETERS "wrtc-rtp-receive-parameters"

GST_WRTC_API GstEvent *gst_wrtc_event_new_ice_state (gint state);
GST_WRTC_API GstEvent *gst_wrtc_event_new_dtls_state (gint state);
GST_WRTC_API gboolean gst_wrtc_event_parse_state (GstEvent * event,
    const gchar * name, gint * state);

G_END_DECLS
