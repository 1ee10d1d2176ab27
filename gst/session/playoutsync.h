/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Lip-sync of received streams: core/rtp/wrtclipsync fed from the pads of
 * jitterbuffers, its offsets set on them. Any thread.
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _GstWrtcPlayoutSync GstWrtcPlayoutSync;

GstWrtcPlayoutSync * gst_wrtc_playout_sync_new    (void);
void                 gst_wrtc_playout_sync_free   (GstWrtcPlayoutSync * self);
/* @sink: of @jitterbuffer. The group is the msid, else the CNAME, of the
 * sender reports that come there. */
void                 gst_wrtc_playout_sync_add    (GstWrtcPlayoutSync * self, guint id,
                                                   GstPad * sink, GstElement * jitterbuffer);
void                 gst_wrtc_playout_sync_remove (GstWrtcPlayoutSync * self, guint id);

G_END_DECLS
