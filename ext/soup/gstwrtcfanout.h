/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One payloaded stream to any number of viewers, without a thread or a queue.
 *
 * Guarantees
 * - Outputs come and go at any time, from any thread, without an effect on the
 *   input or on each other. What an output returns never reaches the input; an
 *   output that returns an error gets nothing any more and is reported once.
 * - A new output has stream-start, caps and segment before its first buffer.
 * - Outputs must not block (wrtcbin's sink pads do not).
 * - Key frame requests go upstream at most once in 100 ms; a request within that
 *   time after another is made when the time is over. Nothing else goes upstream.
 * - It counts as a sink: at the end of the stream it posts EOS.
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_WRTC_FANOUT (gst_wrtc_fanout_get_type ())
G_DECLARE_FINAL_TYPE (GstWrtcFanout, gst_wrtc_fanout, GST, WRTC_FANOUT,
    GstElement)

/* Called in the streaming thread: only note it. */
typedef void (*GstWrtcFanoutBroken) (GstPad * output, GstFlowReturn flow,
    gpointer data);

GstElement *gst_wrtc_fanout_new (const gchar * name);

/* (transfer none): a new source pad, active. Link it, then start it: until then
 * nothing is pushed. */
GstPad *gst_wrtc_fanout_add_output (GstWrtcFanout * self,
    GstWrtcFanoutBroken broken, gpointer data);
void gst_wrtc_fanout_start_output (GstWrtcFanout * self, GstPad * output);

/* When it returns, nothing is being pushed to the output and @broken is not
 * called any more. */
void gst_wrtc_fanout_remove_output (GstWrtcFanout * self, GstPad * output);

/* Adds "packets", "bytes", "keyframe-requests", "keyframe-requests-sent",
 * "errors" (uint64). Any thread, never waits. */
void gst_wrtc_fanout_add_stats (GstWrtcFanout * self, GstStructure * structure);

G_END_DECLS
