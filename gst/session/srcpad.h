/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * src_%u of wrtcbin: one received stream.
 */
#pragma once

#include <gst/wrtc/gstwrtcobjects.h>

G_BEGIN_DECLS

#define GST_TYPE_WRTC_BIN_SRC_PAD (gst_wrtc_bin_src_pad_get_type ())
G_DECLARE_FINAL_TYPE (GstWrtcBinSrcPad, gst_wrtc_bin_src_pad, GST,
    WRTC_BIN_SRC_PAD, GstGhostPad)

/* (transfer floating) @msid: id of the peer's MediaStream, or NULL. */
GstWrtcBinSrcPad * gst_wrtc_bin_src_pad_new (const gchar * name,
    GstPadTemplate * template, GstWebRTCRTPTransceiver * transceiver,
    const gchar * msid);
/* TRUE: it has changed; the caller notifies. */
gboolean gst_wrtc_bin_src_pad_set_msid (GstWrtcBinSrcPad * self, const gchar * msid);

G_END_DECLS
