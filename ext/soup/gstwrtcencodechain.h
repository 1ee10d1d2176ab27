/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One input of wrtcsink: raw or encoded media in, RTP out, once for all viewers.
 * A bin with pads `sink` and `src`. It builds itself when the caps come:
 *
 *   raw      queue ! clocksync ! convert, scale ! encoder ! parser ! payloader
 *   encoded  queue ! clocksync ! parser ! payloader
 *   RTP      queue ! clocksync
 *
 * Guarantees: input that is live never waits for the encoder (the oldest raw
 * frames are dropped), input that is not live is paced by the clock. While the
 * chain is idle raw media is dropped before the encoder, so that a stream that
 * nobody watches costs next to nothing. What is missing is an element error that
 * names the element and its Debian package.
 */
#pragma once

#include "gstwrtccodecs.h"

G_BEGIN_DECLS

#define GST_TYPE_WRTC_ENCODE_CHAIN (gst_wrtc_encode_chain_get_type ())
G_DECLARE_FINAL_TYPE (GstWrtcEncodeChain, gst_wrtc_encode_chain, GST,
    WRTC_ENCODE_CHAIN, GstBin)

/* @kind: "audio", "video". @codecs: preferences for raw input. */
GstElement *gst_wrtc_encode_chain_new (const gchar * name, const gchar * kind,
    const gchar * codecs, guint bitrate_bps);

/* NULL until the caps have come. Any thread. */
const GstWrtcCodec *gst_wrtc_encode_chain_get_codec (GstWrtcEncodeChain * self);

/* (transfer full): what comes out, with its payload type, as it is negotiated;
 * NULL until the caps have come. Any thread. */
GstCaps *gst_wrtc_encode_chain_get_rtp_caps (GstWrtcEncodeChain * self);

/* Any thread; takes effect with the next buffer. */
void gst_wrtc_encode_chain_set_idle (GstWrtcEncodeChain * self, gboolean idle);

/* Adds "kind", "codec", "input" (caps), "encoder", "idle-dropped" to
 * @structure. Any thread, never waits. */
void gst_wrtc_encode_chain_add_stats (GstWrtcEncodeChain * self,
    GstStructure * structure);

G_END_DECLS
