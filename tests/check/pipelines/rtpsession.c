/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Real encoders, payloaders, jitter buffers and decoders around two sessions.
 */
#include <gst/check/gstcheck.h>
#include <gst/video/video.h>

#define MID "header-extensions=<[extension,id=3," \
  "uri=\"urn:ietf:params:rtp-hdrext:sdes:mid\"]>"
#define SEND_VIDEO "send_sink_0::parameters=\"wrtc-rtp-send-parameters," \
  "kind=video,mid=v,codecs=<[codec,payload-in=96,payload=120," \
  "clock-rate=90000]>," MID "\" "
#define SEND_AUDIO "send_sink_1::parameters=\"wrtc-rtp-send-parameters," \
  "kind=audio,mid=a,codecs=<[codec,payload-in=97,payload=111," \
  "clock-rate=48000]>," MID "\" "
#define RECEIVE "receive-parameters=\"wrtc-rtp-receive-parameters," MID "," \
  "media=<[media,mid=v,kind=video,msid=s,codecs=<(GstCaps)\\\"" \
  "application/x-rtp,media=video,payload=120,clock-rate=90000," \
  "encoding-name=VP8,rtcp-fb-nack-pli=true\\\">]," \
  "[media,mid=a,kind=audio,msid=s,codecs=<(GstCaps)\\\"" \
  "application/x-rtp,media=audio,payload=111,clock-rate=48000," \
  "encoding-name=OPUS,encoding-params=(string)2\\\">]>\" "
typedef struct
{
  GMutex lock;
  GCond cond;
  guint video_frames[2], audio_buffers[2];      /* of session a, b */
  gint width, height;
  guint colours;                /* video frames of A with the bars in it */
  GstElement *pipelines[2];
} Call;

static gboolean
shows_the_bars (GstVideoFrame * frame)
{
  const guint8 *y = GST_VIDEO_FRAME_PLANE_DATA (frame, 0);
  gint stride = GST_VIDEO_FRAME_PLANE_STRIDE (frame, 0);

  /* SMPTE at 320 x 240: grey on the left of the top, blue on the right. */
  return y[60 * stride + 20] > 150 && y[60 * stride + 300] < 60;
}

static GstPadProbeReturn
count (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  Call *call = data;
  guint session = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (pad), "to"));
  GstCaps *caps = gst_pad_get_current_caps (pad);
  GstVideoInfo video;
  GstVideoFrame frame;

  g_mutex_lock (&call->lock);
  if (gst_video_info_from_caps (&video, caps)) {
    call->video_frames[session]++;
    call->width = video.width;
    call->height = video.height;
    if (gst_video_frame_map (&frame, &video, GST_PAD_PROBE_INFO_BUFFER (info),
            GST_MAP_READ)) {
      call->colours += shows_the_bars (&frame);
      gst_video_frame_unmap (&frame);
    }
  } else {
    call->audio_buffers[session]++;
  }
  g_cond_broadcast (&call->cond);
  g_mutex_unlock (&call->lock);
  gst_caps_unref (caps);
  return GST_PAD_PROBE_OK;
}

static void
play_stream (GstElement * session, GstPad * pad, gpointer data)
{
  Call *call = data;
  gpointer index = g_object_get_data (G_OBJECT (session), "index");
  GstElement *bin;
  GstPad *sink, *out;
  GstElement *fakesink;
  gchar *mid = NULL;

  if (!g_str_has_prefix (GST_PAD_NAME (pad), "recv_src_"))
    return;
  g_object_get (pad, "mid", &mid, NULL);
  bin = gst_parse_bin_from_description (g_str_equal (mid, "v") ?
      "rtpjitterbuffer name=j ! rtpvp8depay request-keyframe=true "
      "wait-for-keyframe=true ! vp8dec ! "
      "fakesink name=f async=false sync=true" :
      "rtpjitterbuffer name=j ! rtpopusdepay ! opusdec ! "
      "fakesink name=f async=false sync=true", TRUE, NULL);
  g_free (mid);
  fail_unless (bin != NULL);
  fakesink = gst_bin_get_by_name (GST_BIN (bin), "f");
  out = gst_element_get_static_pad (fakesink, "sink");
  g_object_set_data (G_OBJECT (out), "to", index);
  gst_pad_add_probe (out, GST_PAD_PROBE_TYPE_BUFFER, count, call, NULL);
  gst_object_unref (out);
  gst_object_unref (fakesink);
  gst_bin_add (GST_BIN (call->pipelines[GPOINTER_TO_UINT (index)]), bin);
  sink = gst_element_get_static_pad (bin, "sink");
  /* The pipeline may be on its way to PLAYING and past its children. */
  fail_unless (gst_element_set_state (bin, GST_STATE_PLAYING) !=
      GST_STATE_CHANGE_FAILURE);
  fail_unless_equals_int (gst_pad_link (pad, sink), GST_PAD_LINK_OK);
  gst_object_unref (sink);
}

/* The wire: elements of two pipelines, as both ways in one would be a loop. */
static void
link_across (Call * call, guint from, guint to)
{
  GstElement *a = gst_bin_get_by_name (GST_BIN (call->pipelines[from]), "s");
  GstElement *b = gst_bin_get_by_name (GST_BIN (call->pipelines[to]), "s");
  GstPad *src = gst_element_get_static_pad (a, "net_src");
  GstPad *sink = gst_element_get_static_pad (b, "net_sink");

  fail_unless_equals_int (gst_pad_link_full (src, sink,
          GST_PAD_LINK_CHECK_NOTHING), GST_PAD_LINK_OK);
  gst_object_unref (src);
  gst_object_unref (sink);
  gst_object_unref (a);
  gst_object_unref (b);
}

static void
unlink_across (Call * call, guint from)
{
  GstElement *a = gst_bin_get_by_name (GST_BIN (call->pipelines[from]), "s");
  GstPad *src = gst_element_get_static_pad (a, "net_src");
  GstPad *sink = gst_pad_get_peer (src);

  gst_pad_unlink (src, sink);
  gst_object_unref (src);
  gst_object_unref (sink);
  gst_object_unref (a);
}

static void
make_pipeline (Call * call, guint index, const gchar * line)
{
  GError *error = NULL;
  GstElement *session;

  call->pipelines[index] = gst_parse_launch (line, &error);
  fail_unless (call->pipelines[index] != NULL && error == NULL, "%s",
      error != NULL ? error->message : "");
  session = gst_bin_get_by_name (GST_BIN (call->pipelines[index]), "s");
  g_object_set_data (G_OBJECT (session), "index", GUINT_TO_POINTER (index));
  g_signal_connect (session, "pad-added", G_CALLBACK (play_stream), call);
  gst_object_unref (session);
}

static void
call_begin (Call * call, const gchar * line_a, const gchar * line_b)
{
  GstClock *clock = gst_system_clock_obtain ();

  memset (call, 0, sizeof *call);
  g_mutex_init (&call->lock);
  g_cond_init (&call->cond);
  make_pipeline (call, 0, line_a);
  make_pipeline (call, 1, line_b);
  link_across (call, 0, 1);
  link_across (call, 1, 0);
  for (guint i = 0; i < 2; i++) {
    gst_pipeline_use_clock (GST_PIPELINE (call->pipelines[i]), clock);
    gst_element_set_start_time (call->pipelines[i], GST_CLOCK_TIME_NONE);
    gst_element_set_base_time (call->pipelines[i], gst_clock_get_time (clock));
  }
  gst_element_set_base_time (call->pipelines[1],
      gst_element_get_base_time (call->pipelines[0]));
  gst_object_unref (clock);
}

static void
call_play (Call * call)
{
  for (guint i = 0; i < 2; i++)
    fail_unless (gst_element_set_state (call->pipelines[i],
            GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE);
}

static void
call_end (Call * call)
{
  for (guint i = 0; i < 2; i++) {
    GstBus *bus = gst_element_get_bus (call->pipelines[i]);
    GstMessage *message;

    gst_element_set_state (call->pipelines[i], GST_STATE_NULL);
    message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
    fail_unless (message == NULL, "there was an error");
    gst_object_unref (bus);
  }
  for (guint i = 0; i < 2; i++)
    unlink_across (call, i);
  for (guint i = 0; i < 2; i++)
    gst_object_unref (call->pipelines[i]);
  g_mutex_clear (&call->lock);
  g_cond_clear (&call->cond);
}

#define BOTH_WAYS "wrtcrtpsession name=s require-dtls=false " RECEIVE \
  SEND_VIDEO SEND_AUDIO \
  "videotestsrc is-live=true pattern=smpte ! " \
  "video/x-raw,width=320,height=240,framerate=30/1 ! " \
  "vp8enc deadline=1 ! rtpvp8pay pt=96 ! s.send_sink_0 " \
  "audiotestsrc is-live=true freq=440 ! audioconvert ! opusenc ! " \
  "rtpopuspay pt=97 ! s.send_sink_1 "

GST_START_TEST (test_audio_and_video_both_ways_over_one_transport)
{
  gint64 end = g_get_monotonic_time () + 40 * G_TIME_SPAN_SECOND;
  Call call;

  call_begin (&call, BOTH_WAYS, BOTH_WAYS);
  call_play (&call);
  g_mutex_lock (&call.lock);
  while (call.video_frames[0] < 60 || call.video_frames[1] < 60 ||
      call.audio_buffers[0] < 60 || call.audio_buffers[1] < 60)
    fail_unless (g_cond_wait_until (&call.cond, &call.lock, end),
        "%u %u frames, %u %u buffers", call.video_frames[0],
        call.video_frames[1], call.audio_buffers[0], call.audio_buffers[1]);
  fail_unless_equals_int (call.width, 320);
  fail_unless_equals_int (call.height, 240);
  fail_unless (call.colours >= 100);
  g_mutex_unlock (&call.lock);
  call_end (&call);
}

GST_END_TEST;

static GstPadProbeReturn
lose_first_packets (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  return g_atomic_int_add ((gint *) data, 1) < 30 ?
      GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

/* The key frame at the start is lost; the encoder makes no other by itself.
 * The depayloader asks (request-keyframe), PLI crosses, and video plays. */
GST_START_TEST (test_lost_first_keyframe_comes_again_on_request)
{
  gint64 end = g_get_monotonic_time () + 40 * G_TIME_SPAN_SECOND;
  gint packets = 0;
  GstElement *b;
  GstPad *pad;
  Call call;

  call_begin (&call, "wrtcrtpsession name=s require-dtls=false " SEND_VIDEO
      "videotestsrc is-live=true pattern=smpte ! "
      "video/x-raw,width=320,height=240,framerate=30/1 ! "
      "vp8enc deadline=1 keyframe-max-dist=100000 ! rtpvp8pay pt=96 ! "
      "s.send_sink_0", "fakesrc num-buffers=1 ! fakesink wrtcrtpsession name=s "
      "require-dtls=false " RECEIVE);
  b = gst_bin_get_by_name (GST_BIN (call.pipelines[1]), "s");
  pad = gst_element_get_static_pad (b, "net_sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_BUFFER_LIST, lose_first_packets, &packets, NULL);
  gst_object_unref (pad);
  call_play (&call);
  g_mutex_lock (&call.lock);
  while (call.video_frames[1] < 30)
    fail_unless (g_cond_wait_until (&call.cond, &call.lock, end),
        "%u frames", call.video_frames[1]);
  g_mutex_unlock (&call.lock);
  gst_object_unref (b);
  call_end (&call);
}

GST_END_TEST;

static Suite *
rtpsession_suite (void)
{
  Suite *s = suite_create ("rtpsession");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_set_timeout (tc, 90);
  tcase_add_test (tc, test_audio_and_video_both_ways_over_one_transport);
  tcase_add_test (tc, test_lost_first_keyframe_comes_again_on_request);
  return s;
}

GST_CHECK_MAIN (rtpsession);
