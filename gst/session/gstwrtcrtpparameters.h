/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The `parameters` of a send_sink pad and the `receive-parameters` of a
 * session (docs/element-contracts.md), read from their structures.
 *
 * Guarantee: what was parsed is within the limits of the cores.
 * Threads: pure functions.
 */
#pragma once

#include <core/rtp/wrtcrtpsession.h>
#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  WrtcRtpSessionSenderConfig config;    /* points into this struct */
  gchar *mid;
  WrtcRtpSenderCodec codecs[WRTC_RTP_SENDER_MAX_CODECS];
} GstWrtcRtpSendParameters;

/* NULL: @structure is not such parameters; @reason says why. */
GstWrtcRtpSendParameters *gst_wrtc_rtp_send_parameters_parse (const
    GstStructure * structure, const gchar ** reason);
void gst_wrtc_rtp_send_parameters_free (GstWrtcRtpSendParameters * parameters);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstWrtcRtpSendParameters,
    gst_wrtc_rtp_send_parameters_free)

/* One m-section. */
typedef struct
{
  gchar *mid;                   /* or NULL */
  guint mline;
  gchar *kind;                  /* or NULL */
  gchar *msid;                  /* or NULL */
  gboolean active;
  GPtrArray *caps;              /* of GstCaps, one for each payload type */
  GArray *codecs;               /* of WrtcRtpSessionCodec, beside `caps` */
  GArray *ssrcs;                /* of guint32 */
} GstWrtcRtpReceiveMedia;

typedef struct
{
  guint8 mid_extension;         /* 0: none */
  GPtrArray *media;             /* of GstWrtcRtpReceiveMedia */
} GstWrtcRtpReceiveParameters;

GstWrtcRtpReceiveParameters *gst_wrtc_rtp_receive_parameters_parse (const
    GstStructure * structure, const gchar ** reason);
void gst_wrtc_rtp_receive_parameters_free (GstWrtcRtpReceiveParameters *
    parameters);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstWrtcRtpReceiveParameters,
    gst_wrtc_rtp_receive_parameters_free)

/* (transfer none) (nullable): what @payload_type is in @media. */
GstCaps *gst_wrtc_rtp_receive_media_get_caps (const GstWrtcRtpReceiveMedia *
    media, guint8 payload_type);

/* Gives the m-sections to @session; the id of each is its index. */
void gst_wrtc_rtp_receive_parameters_apply (const
    GstWrtcRtpReceiveParameters * parameters, WrtcRtpSession * session);

G_END_DECLS
