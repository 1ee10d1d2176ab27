/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * sink_%u of wrtcbin. Until it is connected to a wrtcrtpsession, buffers are
 * dropped and counted: the pad never blocks and never fails.
 */
#pragma once

#include <gst/wrtc/gstwrtcobjects.h>

G_BEGIN_DECLS

#define GST_TYPE_WRTC_BIN_SINK_PAD (gst_wrtc_bin_sink_pad_get_type ())
G_DECLARE_FINAL_TYPE (GstWrtcBinSinkPad, gst_wrtc_bin_sink_pad, GST,
    WRTC_BIN_SINK_PAD, GstGhostPad)

typedef struct
{
  /* Streaming thread: the caps have changed, or the stream has ended. */
  void (*changed) (GstObject * bin, GstWrtcBinSinkPad * pad);
} GstWrtcBinSinkPadCallbacks;

/* (transfer floating) */
GstWrtcBinSinkPad * gst_wrtc_bin_sink_pad_new (const gchar * name,
    GstPadTemplate * template, GstWebRTCRTPTransceiver * transceiver,
    const GstWrtcBinSinkPadCallbacks * callbacks);

/* @target: send_sink_%u of a wrtcrtpsession, or NULL. */
void      gst_wrtc_bin_sink_pad_connect      (GstWrtcBinSinkPad * self, GstPad * target);
gchar *   gst_wrtc_bin_sink_pad_dup_msid     (GstWrtcBinSinkPad * self);
gboolean  gst_wrtc_bin_sink_pad_is_eos       (GstWrtcBinSinkPad * self);
/* Buffers that came while it was not connected. */
guint64   gst_wrtc_bin_sink_pad_get_n_dropped (GstWrtcBinSinkPad * self);
/* (transfer full) (nullable): what came, else what upstream says it can send.
 * May call upstream: no lock. @received: whether it came. */
GstCaps * gst_wrtc_bin_sink_pad_get_stream_caps (GstWrtcBinSinkPad * self, gboolean * received);

G_END_DECLS
