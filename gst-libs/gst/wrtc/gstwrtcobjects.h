/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The objects that an application reaches from a peer connection: transceiver,
 * sender, receiver, transports, data channel, ICE agent.
 *
 * They are run-time subclasses of the types of libgstwebrtc-1.0, so that its
 * casts, functions and language bindings accept them. Most of those types are
 * opaque: sizes come from g_type_query(), state lives in instance-private data
 * and every property that would read a hidden field is overridden
 * (docs/webrtcbin-compat.md 15). Where the installed library does not look as
 * these classes need it, the constructors return NULL and log why.
 *
 * Threads: everything here may be called from any thread. The setters change
 * the value silently and return whether it changed: the owner notifies, from
 * its notifications queue and with no lock held.
 */
#pragma once

#include <gst/webrtc/webrtc.h>
#include <gst/webrtc/sctptransport.h>
#include <gst/wrtc/gstwrtcprelude.h>

G_BEGIN_DECLS

/* mlineindex of a transceiver without an m-line */
#define GST_WRTC_NO_MLINE G_MAXUINT

/* Transceiver, with its sender and receiver. Application properties are read
 * with g_object_get(). */
GST_WRTC_API GType gst_wrtc_rtp_transceiver_get_type (void);
GST_WRTC_API GstWebRTCRTPTransceiver *gst_wrtc_rtp_transceiver_new (
    GstWebRTCKind kind, GstWebRTCRTPTransceiverDirection direction,
    guint mlineindex);
GST_WRTC_API gboolean gst_wrtc_rtp_transceiver_set_mlineindex (
    GstWebRTCRTPTransceiver * transceiver, guint mlineindex);
GST_WRTC_API gboolean gst_wrtc_rtp_transceiver_set_mid (
    GstWebRTCRTPTransceiver * transceiver, const gchar * mid);
GST_WRTC_API gboolean gst_wrtc_rtp_transceiver_set_kind (
    GstWebRTCRTPTransceiver * transceiver, GstWebRTCKind kind);
GST_WRTC_API gboolean gst_wrtc_rtp_transceiver_set_current_direction (
    GstWebRTCRTPTransceiver * transceiver,
    GstWebRTCRTPTransceiverDirection direction);
/* The transport of its sender and receiver; NULL: none. */
GST_WRTC_API gboolean gst_wrtc_rtp_transceiver_set_transport (
    GstWebRTCRTPTransceiver * transceiver, GstWebRTCDTLSTransport * transport);

/* ICE transport: what a wrtcice element does, as an object. */
GST_WRTC_API GType gst_wrtc_ice_transport_get_type (void);
GST_WRTC_API GstWebRTCICETransport *gst_wrtc_ice_transport_new (void);
GST_WRTC_API gboolean gst_wrtc_ice_transport_set_state (
    GstWebRTCICETransport * transport, GstWebRTCICEConnectionState state);
GST_WRTC_API gboolean gst_wrtc_ice_transport_set_gathering_state (
    GstWebRTCICETransport * transport, GstWebRTCICEGatheringState state);

/* DTLS transport: what a wrtcdtlssrtp element does, as an object. Its
 * certificate properties are those of the element (weakly held). */
GST_WRTC_API GType gst_wrtc_dtls_transport_get_type (void);
GST_WRTC_API GstWebRTCDTLSTransport *gst_wrtc_dtls_transport_new (
    guint session_id, GstWebRTCICETransport * ice, GstElement * element);
GST_WRTC_API gboolean gst_wrtc_dtls_transport_set_state (
    GstWebRTCDTLSTransport * transport, GstWebRTCDTLSTransportState state);
GST_WRTC_API gboolean gst_wrtc_dtls_transport_set_client (
    GstWebRTCDTLSTransport * transport, gboolean client);

/* SCTP transport */
GST_WRTC_API GType gst_wrtc_sctp_transport_get_type (void);
GST_WRTC_API GstWebRTCSCTPTransport *gst_wrtc_sctp_transport_new (void);
GST_WRTC_API gboolean gst_wrtc_sctp_transport_set_transport (
    GstWebRTCSCTPTransport * sctp, GstWebRTCDTLSTransport * transport);
GST_WRTC_API gboolean gst_wrtc_sctp_transport_set_state (
    GstWebRTCSCTPTransport * sctp, GstWebRTCSCTPTransportState state);
GST_WRTC_API gboolean gst_wrtc_sctp_transport_set_limits (
    GstWebRTCSCTPTransport * sctp, guint64 max_message_size,
    guint max_channels);

/* Data channel. What sends is given as a table of functions; without it the
 * channel stays in connecting state and refuses to send. */
typedef struct
{
  /* Any thread, no lock held. FALSE with @error set: nothing was sent. */
  gboolean (*send) (GstWebRTCDataChannel * channel, GBytes * data,
      gboolean is_string, gpointer user_data, GError ** error);
  void (*close) (GstWebRTCDataChannel * channel, gpointer user_data);
} GstWrtcDataChannelFuncs;

typedef struct
{
  const gchar *label;
  const gchar *protocol;
  gboolean ordered;
  gint max_packet_lifetime;     /* ms, -1: unset */
  gint max_retransmits;         /* -1: unset */
  gboolean negotiated;
  gint id;                      /* -1: not known yet */
  GstWebRTCPriorityType priority;
} GstWrtcDataChannelOptions;

GST_WRTC_API GType gst_wrtc_data_channel_get_type (void);
GST_WRTC_API GstWebRTCDataChannel *gst_wrtc_data_channel_new (
    const GstWrtcDataChannelOptions * options);
/* @destroy is called when they are replaced or the channel goes. */
GST_WRTC_API void gst_wrtc_data_channel_set_funcs (
    GstWebRTCDataChannel * channel, const GstWrtcDataChannelFuncs * funcs,
    gpointer user_data, GDestroyNotify destroy);
GST_WRTC_API gboolean gst_wrtc_data_channel_set_id (
    GstWebRTCDataChannel * channel, gint id);
/* Along connecting, open, closing, closed only: never back. */
GST_WRTC_API gboolean gst_wrtc_data_channel_set_ready_state (
    GstWebRTCDataChannel * channel, GstWebRTCDataChannelState state);

/* ICE agent: the ICE configuration of a peer connection, as an object. */
GST_WRTC_API GType gst_wrtc_ice_agent_get_type (void);
GST_WRTC_API GstWebRTCICE *gst_wrtc_ice_agent_new (void);
/* Returns: (transfer full): local addresses separated by commas, or NULL for
 * all of them. */
GST_WRTC_API gchar *gst_wrtc_ice_agent_dup_local_addresses (GstWebRTCICE *
    agent);

G_END_DECLS
