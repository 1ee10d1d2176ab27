/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A whole call in one process: one wrtcbin sends a moving test picture, the
 * other one receives it. Between two machines, send() would go over a socket.
 *
 *   wrtcbin-call [FACTORY]       wrtcbin, or webrtcbin to compare
 */
#include <gst/gst.h>
#include <gst/webrtc/webrtc.h>

#define N_FRAMES 30

typedef struct _Side Side;

struct _Side
{
  GstElement *pipeline;
  GstElement *bin;
  Side *other;
  GMainLoop *loop;
  gint n_frames;
};

static void on_description (GstPromise * promise, gpointer data);

static void
ask (Side * side, const gchar * action)
{
  g_signal_emit_by_name (side->bin, action, NULL,
      gst_promise_new_with_change_func (on_description, side, NULL));
}

/* The signalling channel: here a call of the other side. */
static void
send_description (Side * to, GstWebRTCSessionDescription * description)
{
  g_signal_emit_by_name (to->bin, "set-remote-description", description, NULL);
  if (description->type == GST_WEBRTC_SDP_TYPE_OFFER)
    ask (to, "create-answer");
}

static void
on_description (GstPromise * promise, gpointer data)
{
  Side *side = data;
  const GstStructure *reply = gst_promise_get_reply (promise);
  GstWebRTCSessionDescription *description = NULL;
  GError *error = NULL;

  if (gst_structure_get (reply, "error", G_TYPE_ERROR, &error, NULL))
    g_error ("%s", error->message);
  if (!gst_structure_get (reply, "offer",
          GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description, NULL))
    gst_structure_get (reply, "answer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION,
        &description, NULL);
  gst_promise_unref (promise);
  g_signal_emit_by_name (side->bin, "set-local-description", description, NULL);
  send_description (side->other, description);
  gst_webrtc_session_description_free (description);
}

static void
on_negotiation_needed (GstElement * bin, Side * side)
{
  ask (side, "create-offer");
}

static void
on_candidate (GstElement * bin, guint mline, const gchar * candidate,
    Side * side)
{
  g_signal_emit_by_name (side->other->bin, "add-ice-candidate", mline,
      candidate);
}

static void
on_frame (GstElement * sink, GstBuffer * buffer, GstPad * pad, Side * side)
{
  if (g_atomic_int_add (&side->n_frames, 1) == N_FRAMES)
    g_main_loop_quit (side->loop);
}

static void
on_pad_added (GstElement * bin, GstPad * pad, Side * side)
{
  GstElement *sink;
  GstElement *player;
  GstPad *target;

  if (!GST_PAD_IS_SRC (pad))
    return;
  player = gst_parse_bin_from_description ("rtpvp8depay ! vp8dec ! "
      "fakesink name=sink signal-handoffs=true sync=false", TRUE, NULL);
  sink = gst_bin_get_by_name (GST_BIN (player), "sink");
  g_signal_connect (sink, "handoff", G_CALLBACK (on_frame), side);
  gst_object_unref (sink);
  gst_bin_add (GST_BIN (side->pipeline), player);
  gst_element_sync_state_with_parent (player);
  target = gst_element_get_static_pad (player, "sink");
  gst_pad_link (pad, target);
  gst_object_unref (target);
}

static void
make (Side * side, const gchar * factory, Side * other, GMainLoop * loop)
{
  GObject *agent;
  gboolean added;

  side->other = other;
  side->loop = loop;
  side->pipeline = gst_pipeline_new (NULL);
  side->bin = gst_element_factory_make (factory, "peer");
  if (!side->bin)
    g_error ("there is no element %s", factory);
  gst_bin_add (GST_BIN (side->pipeline), side->bin);
  /* Only for this example: the other side is in the same machine. */
  g_object_get (side->bin, "ice-agent", &agent, NULL);
  g_signal_emit_by_name (agent, "add-local-ip-address", "127.0.0.1", &added);
  g_object_unref (agent);
  g_signal_connect (side->bin, "on-ice-candidate", G_CALLBACK (on_candidate),
      side);
  g_signal_connect (side->bin, "pad-added", G_CALLBACK (on_pad_added), side);
}

static void
add_source (Side * side)
{
  GstElement *source = gst_parse_bin_from_description ("videotestsrc "
      "is-live=true ! vp8enc deadline=1 ! rtpvp8pay", TRUE, NULL);

  gst_bin_add (GST_BIN (side->pipeline), source);
  gst_element_link (source, side->bin);
}

static void
end (Side * side)
{
  gst_element_set_state (side->pipeline, GST_STATE_NULL);
}

int
main (int argc, char **argv)
{
  Side sender = { NULL, }, receiver = { NULL, };
  const gchar *factory = argc > 1 ? argv[1] : "wrtcbin";
  GMainLoop *loop;

  gst_init (&argc, &argv);
  loop = g_main_loop_new (NULL, FALSE);
  make (&sender, factory, &receiver, loop);
  make (&receiver, factory, &sender, loop);
  add_source (&sender);
  g_signal_connect (sender.bin, "on-negotiation-needed",
      G_CALLBACK (on_negotiation_needed), &sender);
  gst_element_set_state (receiver.pipeline, GST_STATE_PLAYING);
  gst_element_set_state (sender.pipeline, GST_STATE_PLAYING);
  g_main_loop_run (loop);
  g_print ("%s: %d frames\n", factory, N_FRAMES);

  end (&sender);
  end (&receiver);
  gst_object_unref (sender.pipeline);
  gst_object_unref (receiver.pipeline);
  g_main_loop_unref (loop);
  return 0;
}
