/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Received streams: recv_src pad of wrtcrtpsession -> rtpjitterbuffer -> a
 * src_%u pad of the bin, which is added when the first packet is ready to leave
 * and its caps are known. Streams of one msid are held in step (lip-sync).
 *
 * Elements and pads are added and removed by notifications only.
 */
#pragma once

#include <core/jsep/wrtcjsep.h>

#include "notifier.h"
#include "srcpad.h"

G_BEGIN_DECLS

typedef struct _GstWrtcPlayout GstWrtcPlayout;

typedef struct
{
  /* (transfer full) (nullable): any thread */
  GstWebRTCRTPTransceiver * (*find_transceiver) (gpointer bin, guint mline);
  /* A jitterbuffer was made, before it runs. (A notification.) */
  void (*new_jitterbuffer) (gpointer bin, GstElement * jitterbuffer, guint ssrc);
} GstWrtcPlayoutCallbacks;

GstWrtcPlayout * gst_wrtc_playout_new   (GstBin * bin, GstWrtcNotifier * notifier,
                                         const GstWrtcPlayoutCallbacks * callbacks);
void             gst_wrtc_playout_free  (GstWrtcPlayout * self);

void             gst_wrtc_playout_open  (GstWrtcPlayout * self);
/* Removes all streams and their pads. State changes only. */
void             gst_wrtc_playout_close (GstWrtcPlayout * self);

/* Which m-lines receive: numbers of pads, codecs, msids. */
void             gst_wrtc_playout_set_plan    (GstWrtcPlayout * self, const WrtcPlan * plan);
void             gst_wrtc_playout_set_latency (GstWrtcPlayout * self, guint latency_ms);

/* On the session context: a recv_src pad came or went. */
void             gst_wrtc_playout_add    (GstWrtcPlayout * self, GstPad * pad);
void             gst_wrtc_playout_remove (GstWrtcPlayout * self, GstPad * pad);

/* For the statistics of the stream of @pad (src_%u), or of all for NULL; calls
 * @func with each. */
typedef void (*GstWrtcPlayoutFunc) (GstPad * src, GstElement * jitterbuffer, guint ssrc,
                                    gpointer data);
void             gst_wrtc_playout_foreach (GstWrtcPlayout * self, GstWrtcPlayoutFunc func,
                                           gpointer data);

G_END_DECLS
