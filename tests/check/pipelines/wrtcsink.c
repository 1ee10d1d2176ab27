/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * wrtcsink with real viewers: stock webrtcbin over WHEP, and the life of the
 * element around them.
 */
#include <gst/check/gstcheck.h>
#include <gst/video/video.h>
#include <gst/webrtc/webrtc.h>

#include "../httptest.h"
#include "../stock.h"

/* A running stream. */
typedef struct
{
  GstElement *pipeline;
  GstElement *sink;
  guint16 port;
  GAsyncQueue *removed;         /* reasons */
} Stream;

/* Somebody who watches it. */
typedef struct
{
  Stream *stream;
  GstElement *pipeline;
  GstElement *bin;
  gchar *location;
  gint video, audio;            /* buffers that came out of the decoders */
  gint gathered;
  gint width, height;
} Viewer;

static void
on_removed (GstElement * sink, const gchar * id, const gchar * reason,
    gpointer data)
{
  g_async_queue_push (data, g_strdup (reason));
}

static guint16
port_of (GstElement * sink)
{
  g_autofree gchar *uri = NULL;

  g_object_get (sink, "uri", &uri, NULL);
  fail_unless (uri != NULL);
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  return g_uri_get_port (parsed);
}

static void
stream_init (Stream * s, const gchar * line)
{
  GError *error = NULL;

  s->pipeline = gst_parse_launch (line, &error);
  fail_unless (s->pipeline && !error, "%s", error ? error->message : "");
  s->sink = gst_bin_get_by_name (GST_BIN (s->pipeline), "w");
  s->removed = g_async_queue_new_full (g_free);
  g_signal_connect (s->sink, "viewer-removed", G_CALLBACK (on_removed),
      s->removed);
  fail_unless (gst_element_set_state (s->pipeline, GST_STATE_PLAYING) !=
      GST_STATE_CHANGE_FAILURE);
  fail_unless (gst_element_get_state (s->pipeline, NULL, NULL,
          GST_CLOCK_TIME_NONE) != GST_STATE_CHANGE_FAILURE);
  s->port = port_of (s->sink);
  wait_for_codecs (s->sink);
}

static void
stream_clear (Stream * s)
{
  GstBus *bus = gst_element_get_bus (s->pipeline);
  GstMessage *error = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);

  fail_unless (error == NULL, "%" GST_PTR_FORMAT, error);
  gst_object_unref (bus);
  fail_unless_equals_int (gst_element_set_state (s->pipeline, GST_STATE_NULL),
      GST_STATE_CHANGE_SUCCESS);
  gst_object_unref (s->sink);
  gst_object_unref (s->pipeline);
  g_async_queue_unref (s->removed);
}

static GstStructure *
input_stats (Stream * s, const gchar * pad)
{
  GstStructure *stats, *found = NULL;

  g_object_get (s->sink, "stats", &stats, NULL);
  const GValue *inputs = gst_structure_get_value (stats, "inputs");
  for (guint i = 0; i < gst_value_array_get_size (inputs); i++) {
    const GstStructure *input = g_value_get_boxed (gst_value_array_get_value
        (inputs, i));
    if (g_strcmp0 (gst_structure_get_string (input, "pad"), pad) == 0)
      found = gst_structure_copy (input);
  }
  gst_structure_free (stats);
  fail_unless (found != NULL);
  return found;
}

static guint64
input_stat (Stream * s, const gchar * pad, const gchar * name)
{
  GstStructure *stats = input_stats (s, pad);
  guint64 value = 0;

  fail_unless (gst_structure_get_uint64 (stats, name, &value));
  gst_structure_free (stats);
  return value;
}

static gboolean
codec_is (Stream * s, const gchar * pad, const gchar * codec)
{
  GstStructure *stats = input_stats (s, pad);
  gboolean is = g_strcmp0 (gst_structure_get_string (stats, "codec"), codec)
      == 0;

  gst_structure_free (stats);
  return is;
}

/* The test's clock: gives way until @condition, at most a minute. */
#define wait_for(condition) G_STMT_START { \
  gint64 _end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC; \
  while (!(condition)) { \
    fail_unless (g_get_monotonic_time () < _end, "not within a minute: " \
        #condition); \
    g_usleep (5000); \
  } \
} G_STMT_END

static GstPadProbeReturn
count_buffer (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  g_atomic_int_inc ((gint *) data);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
note_size (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  Viewer *v = data;
  GstVideoInfo video;
  GstCaps *caps;

  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS) {
    gst_event_parse_caps (event, &caps);
    if (gst_video_info_from_caps (&video, caps)) {
      g_atomic_int_set (&v->width, video.width);
      g_atomic_int_set (&v->height, video.height);
    }
  }
  return GST_PAD_PROBE_OK;
}

static void
on_pad_added (GstElement * bin, GstPad * pad, gpointer data)
{
  Viewer *v = data;

  if (GST_PAD_DIRECTION (pad) != GST_PAD_SRC)
    return;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const gchar *media = gst_structure_get_string (gst_caps_get_structure (caps,
          0), "media");
  gboolean video = g_str_equal (media, "video");
  GstElement *decode = gst_parse_bin_from_description (video ?
      "rtpvp8depay ! vp8dec ! fakesink name=f sync=false" :
      "rtpopusdepay ! opusdec ! fakesink name=f sync=false", TRUE, NULL);
  GstElement *f = gst_bin_get_by_name (GST_BIN (decode), "f");
  g_autoptr (GstPad) end = gst_element_get_static_pad (f, "sink");
  gst_pad_add_probe (end, GST_PAD_PROBE_TYPE_BUFFER, count_buffer,
      video ? &v->video : &v->audio, NULL);
  if (video)
    gst_pad_add_probe (end, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, note_size, v,
        NULL);
  gst_object_unref (f);
  gst_bin_add (GST_BIN (v->pipeline), decode);
  gst_element_sync_state_with_parent (decode);
  g_autoptr (GstPad) sink = gst_element_get_static_pad (decode, "sink");
  gst_pad_link (pad, sink);
}

static void
on_gathering (GstElement * bin, GParamSpec * pspec, gpointer data)
{
  GstWebRTCICEGatheringState state;

  g_object_get (bin, "ice-gathering-state", &state, NULL);
  if (state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
    g_atomic_int_set (&((Viewer *) data)->gathered, 1);
}

static GstStructure *
call (GstElement * bin, const gchar * action, gpointer argument)
{
  GstPromise *promise = gst_promise_new ();

  g_signal_emit_by_name (bin, action, argument, promise);
  fail_unless_equals_int (gst_promise_wait (promise),
      GST_PROMISE_RESULT_REPLIED);
  const GstStructure *reply = gst_promise_get_reply (promise);
  GstStructure *copy = reply ? gst_structure_copy (reply) : NULL;
  fail_if (copy && gst_structure_has_field (copy, "error"),
      "%" GST_PTR_FORMAT, copy);
  gst_promise_unref (promise);
  return copy;
}

static void
add_receiver (Viewer * v, const gchar * caps)
{
  g_autoptr (GstCaps) c = gst_caps_from_string (caps);
  GstWebRTCRTPTransceiver *t = NULL;

  g_signal_emit_by_name (v->bin, "add-transceiver",
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, c, &t);
  gst_object_unref (t);
}

static Response
post (Viewer * v)
{
  GstWebRTCSessionDescription *offer;
  GstStructure *reply = call (v->bin, "create-offer", NULL);

  gst_structure_get (reply, "offer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION,
      &offer, NULL);
  gst_structure_free (reply);
  reply = call (v->bin, "set-local-description", offer);
  fail_unless (reply == NULL);
  gst_webrtc_session_description_free (offer);
  wait_for (g_atomic_int_get (&v->gathered));
  g_object_get (v->bin, "local-description", &offer, NULL);
  g_autofree gchar *text = gst_sdp_message_as_text (offer->sdp);
  gst_webrtc_session_description_free (offer);
  return request_port (v->stream->port, "POST", "/whep",
      "Content-Type: application/sdp\r\n", text);
}

static void
viewer_prepare (Viewer * v, Stream * s, const gchar * factory)
{
  memset (v, 0, sizeof *v);
  v->stream = s;
  v->pipeline = gst_pipeline_new (NULL);
  v->bin = gst_element_factory_make (factory, NULL);
  fail_unless (v->bin != NULL);
  if (g_str_equal (factory, "webrtcbin"))
    stock_leave_network_alone (v->bin);
  gst_util_set_object_arg (G_OBJECT (v->bin), "bundle-policy", "max-bundle");
  gst_bin_add (GST_BIN (v->pipeline), gst_object_ref (v->bin));
  g_signal_connect (v->bin, "pad-added", G_CALLBACK (on_pad_added), v);
  g_signal_connect (v->bin, "notify::ice-gathering-state",
      G_CALLBACK (on_gathering), v);
  add_receiver (v, "application/x-rtp,media=video,encoding-name=VP8,"
      "clock-rate=90000,payload=120");
  add_receiver (v, "application/x-rtp,media=audio,encoding-name=OPUS,"
      "clock-rate=48000,encoding-params=(string)2,payload=121");
  gst_element_set_state (v->pipeline, GST_STATE_PLAYING);
}

static void
viewer_start_as (Viewer * v, Stream * s, const gchar * factory)
{
  viewer_prepare (v, s, factory);
  Response r = post (v);
  fail_unless (r.status == 201, "%s", r.text);
  v->location = header (&r, "Location");

  GstSDPMessage *message;
  gst_sdp_message_new_from_text (r.body, &message);
  GstWebRTCSessionDescription *answer =
      gst_webrtc_session_description_new (GST_WEBRTC_SDP_TYPE_ANSWER, message);
  call (v->bin, "set-remote-description", answer);
  gst_webrtc_session_description_free (answer);
  response_clear (&r);
}

static void
viewer_start (Viewer * v, Stream * s)
{
  viewer_start_as (v, s, "webrtcbin");
}

static void
viewer_plays (Viewer * v, gint more)
{
  gint video = g_atomic_int_get (&v->video) + more;
  gint audio = g_atomic_int_get (&v->audio) + more;

  wait_for (g_atomic_int_get (&v->video) >= video);
  wait_for (g_atomic_int_get (&v->audio) >= audio);
}

/* @politely: with DELETE. */
static void
viewer_stop (Viewer * v, gboolean politely)
{
  if (politely) {
    Response r = request_port (v->stream->port, "DELETE", v->location, "", "");
    fail_unless_equals_int (r.status, 200);
    response_clear (&r);
  }
  gst_element_set_state (v->pipeline, GST_STATE_NULL);
  gst_object_unref (v->bin);
  gst_object_unref (v->pipeline);
  g_free (v->location);
}

#define AV "wrtcsink name=w port=0 " \
    "videotestsrc name=v is-live=true ! " \
    "capsfilter name=size caps=video/x-raw,width=160,height=120 ! w. " \
    "audiotestsrc is-live=true ! w. "

static guint
count_encoders (GstBin * bin)
{
  GstIterator *iterator = gst_bin_iterate_all_by_element_factory_name (bin,
      "vp8enc");
  GValue item = G_VALUE_INIT;
  guint n = 0;

  for (; gst_iterator_next (iterator, &item) == GST_ITERATOR_OK; n++)
    g_value_unset (&item);
  gst_iterator_free (iterator);
  return n;
}

GST_START_TEST (test_wrtcsink_viewers_come_and_go)
{
  Stream s;
  Viewer first, others[3];

  stream_init (&s, AV);
  viewer_start (&first, &s);
  viewer_plays (&first, 20);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    viewer_start (&others[i], &s);
    viewer_plays (&others[i], 5);
  }
  fail_unless_equals_int (count_encoders (GST_BIN (s.pipeline)), 1);
  guint viewers = 0;
  g_object_get (s.sink, "viewers", &viewers, NULL);
  fail_unless_equals_int (viewers, 4);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    viewer_stop (&others[i], TRUE);
    g_autofree gchar *reason = g_async_queue_pop (s.removed);
    fail_unless_equals_string (reason, "the viewer left");
    viewer_plays (&first, 5);
  }
  g_object_get (s.sink, "viewers", &viewers, NULL);
  fail_unless_equals_int (viewers, 1);
  fail_unless_equals_uint64 (input_stat (&s, "video_0", "errors"), 0);
  viewer_stop (&first, TRUE);
  stream_clear (&s);
}

GST_END_TEST;

/* A peer that closes without DELETE: DTLS says so, and its place is free. */
GST_START_TEST (test_wrtcsink_viewer_that_closes_is_removed)
{
  Stream s;
  Viewer stays, goes;

  stream_init (&s, AV);
  viewer_start (&stays, &s);
  viewer_start_as (&goes, &s, "wrtcbin");
  viewer_plays (&stays, 5);
  viewer_plays (&goes, 5);
  viewer_stop (&goes, FALSE);
  g_autofree gchar *reason = g_async_queue_pop (s.removed);
  fail_unless_equals_string (reason, "the peer closed the connection");
  viewer_plays (&stays, 20);
  viewer_stop (&stays, TRUE);
  stream_clear (&s);
}

GST_END_TEST;

GST_START_TEST (test_wrtcsink_without_viewers_idles)
{
  Stream s;
  Viewer v;

  stream_init (&s, AV);
  wait_for (input_stat (&s, "video_0", "idle-dropped") > 5);
  fail_unless_equals_uint64 (input_stat (&s, "video_0", "packets"), 0);
  viewer_start (&v, &s);
  viewer_plays (&v, 10);
  fail_unless (input_stat (&s, "video_0", "packets") > 0);
  viewer_stop (&v, TRUE);
  g_free (g_async_queue_pop (s.removed));
  guint64 dropped = input_stat (&s, "video_0", "idle-dropped");
  wait_for (input_stat (&s, "video_0", "idle-dropped") > dropped + 5);

  /* And wakes up again. */
  viewer_start (&v, &s);
  viewer_plays (&v, 10);
  viewer_stop (&v, TRUE);
  stream_clear (&s);
}

GST_END_TEST;

GST_START_TEST (test_wrtcsink_size_change_keeps_viewers)
{
  Stream s;
  Viewer v;

  stream_init (&s, AV);
  viewer_start (&v, &s);
  viewer_plays (&v, 10);
  fail_unless_equals_int (g_atomic_int_get (&v.width), 160);
  GstElement *filter = gst_bin_get_by_name (GST_BIN (s.pipeline), "size");
  gst_util_set_object_arg (G_OBJECT (filter), "caps",
      "video/x-raw,width=320,height=240");
  gst_object_unref (filter);
  wait_for (g_atomic_int_get (&v.width) == 320);
  fail_unless_equals_int (g_atomic_int_get (&v.height), 240);
  viewer_plays (&v, 10);
  viewer_stop (&v, TRUE);
  stream_clear (&s);
}

GST_END_TEST;

/* Inputs */

static const gchar *const lines[] = {
  "videotestsrc is-live=true ! wrtcsink name=w port=0",
  "audiotestsrc is-live=true ! wrtcsink name=w port=0",
  "videotestsrc is-live=true ! vp8enc deadline=1 ! wrtcsink name=w port=0",
  "videotestsrc is-live=true ! x264enc tune=4 ! wrtcsink name=w port=0",
  "videotestsrc is-live=true ! vp9enc deadline=1 cpu-used=8 ! "
      "wrtcsink name=w port=0",
  "audiotestsrc is-live=true ! opusenc ! wrtcsink name=w port=0",
  "audiotestsrc is-live=true ! mulawenc ! wrtcsink name=w port=0",
  "videotestsrc is-live=true ! vp8enc deadline=1 ! rtpvp8pay ! "
      "wrtcsink name=w port=0",
  "audiotestsrc is-live=true ! opusenc ! rtpopuspay ! wrtcsink name=w port=0",
  "videotestsrc is-live=true ! wrtcsink name=w port=0 video-codec=H264",
  "videotestsrc is-live=true ! wrtcsink name=w port=0 video-codec=VP9",
  "audiotestsrc is-live=true ! wrtcsink name=w port=0 audio-codec=PCMU",
  "audiotestsrc is-live=true ! wrtcsink name=w port=0 audio-codec=PCMA",
};

static const gchar *const line_codecs[] = {
  "VP8", "OPUS", "VP8", "H264", "VP9", "OPUS", "PCMU", "VP8", "OPUS", "H264",
  "VP9", "PCMU", "PCMA"
};

/* Each is linked by the line alone. What is encoded is not held back, so it
 * becomes packets although nobody watches. */
GST_START_TEST (test_wrtcsink_input_gets_its_codec)
{
  Stream s;

  stream_init (&s, lines[__i__]);
  g_autoptr (GstPad) video = gst_element_get_static_pad (s.sink, "video_0");
  const gchar *pad = video ? "video_0" : "audio_0";
  wait_for (codec_is (&s, pad, line_codecs[__i__]));
  if (strstr (lines[__i__], "enc"))
    wait_for (input_stat (&s, pad, "packets") > 3);
  stream_clear (&s);
}

GST_END_TEST;

/* A file is not live: it is paced, and ends with EOS. */
GST_START_TEST (test_wrtcsink_eos_comes_after_all_inputs)
{
  Stream s;
  gint64 begin = g_get_monotonic_time ();

  stream_init (&s, "wrtcsink name=w port=0 "
      "videotestsrc num-buffers=15 ! video/x-raw,framerate=30/1 ! w. "
      "audiotestsrc num-buffers=2 ! w.");
  GstBus *bus = gst_element_get_bus (s.pipeline);
  GstMessage *message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  fail_unless (message && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS,
      "%" GST_PTR_FORMAT, message);
  gst_message_unref (message);
  gst_object_unref (bus);
  /* 15 pictures end 0.5 s after the first: the clock was waited for. */
  fail_unless (g_get_monotonic_time () - begin >= 400000);
  stream_clear (&s);
}

GST_END_TEST;

GST_START_TEST (test_wrtcsink_missing_encoder_names_its_package)
{
  GstRegistry *registry = gst_registry_get ();
  GstPluginFeature *feature = gst_registry_lookup_feature (registry, "vp8enc");
  GError *error = NULL;

  gst_registry_remove_feature (registry, feature);
  GstElement *pipeline = gst_parse_launch
      ("videotestsrc is-live=true ! wrtcsink port=0 video-codec=VP8", NULL);
  GstBus *bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  GstMessage *message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND,
      GST_MESSAGE_ERROR);
  fail_unless (message != NULL);
  gst_message_parse_error (message, &error, NULL);
  fail_unless (g_error_matches (error, GST_CORE_ERROR,
          GST_CORE_ERROR_MISSING_PLUGIN));
  fail_unless (strstr (error->message, "vp8enc") &&
      strstr (error->message, "apt-get install gstreamer1.0-plugins-good"),
      "%s", error->message);
  g_error_free (error);
  gst_message_unref (message);
  gst_object_unref (bus);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  gst_registry_add_feature (registry, feature);
  gst_object_unref (feature);
}

GST_END_TEST;

/* The next codec of the list serves when the first cannot be made. */
GST_START_TEST (test_wrtcsink_missing_encoder_falls_back)
{
  GstRegistry *registry = gst_registry_get ();
  GstPluginFeature *feature = gst_registry_lookup_feature (registry, "vp8enc");
  Stream s;

  gst_registry_remove_feature (registry, feature);
  stream_init (&s, "videotestsrc is-live=true ! "
      "wrtcsink name=w port=0 video-codec=VP8,VP9");
  wait_for (codec_is (&s, "video_0", "VP9"));
  stream_clear (&s);
  gst_registry_add_feature (registry, feature);
  gst_object_unref (feature);
}

GST_END_TEST;

GST_START_TEST (test_wrtcsink_listening_is_posted)
{
  GstElement *sink = gst_element_factory_make ("wrtcsink", NULL);
  GstBus *bus = gst_bus_new ();
  g_autofree gchar *uri = NULL;

  g_object_set (sink, "port", 0, NULL);
  gst_element_set_bus (sink, bus);
  fail_unless_equals_int (gst_element_set_state (sink, GST_STATE_READY),
      GST_STATE_CHANGE_SUCCESS);
  GstMessage *message = gst_bus_pop_filtered (bus, GST_MESSAGE_ELEMENT);
  fail_unless (gst_message_has_name (message, "wrtc-listening"));
  g_object_get (sink, "uri", &uri, NULL);
  fail_unless_equals_string (gst_structure_get_string
      (gst_message_get_structure (message), "uri"), uri);
  gst_message_unref (message);
  gst_element_set_state (sink, GST_STATE_NULL);
  g_free (uri);
  g_object_get (sink, "uri", &uri, NULL);
  fail_unless (uri == NULL);
  gst_element_set_bus (sink, NULL);
  gst_object_unref (bus);
  gst_object_unref (sink);
}

GST_END_TEST;

GST_START_TEST (test_wrtcsink_bad_host_is_an_error)
{
  GstElement *sink = gst_element_factory_make ("wrtcsink", NULL);
  GstBus *bus = gst_bus_new ();

  g_object_set (sink, "host", "192.0.2.77", NULL);
  gst_element_set_bus (sink, bus);
  fail_unless_equals_int (gst_element_set_state (sink, GST_STATE_READY),
      GST_STATE_CHANGE_FAILURE);
  GstMessage *message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  fail_unless (message != NULL);
  gst_message_unref (message);
  gst_element_set_state (sink, GST_STATE_NULL);
  gst_element_set_bus (sink, NULL);
  gst_object_unref (bus);
  gst_object_unref (sink);
}

GST_END_TEST;

/* An input that goes leaves the viewers the other one. */
GST_START_TEST (test_wrtcsink_released_pad_leaves_the_rest)
{
  Stream s;
  Viewer v;

  stream_init (&s, AV);
  viewer_start (&v, &s);
  viewer_plays (&v, 5);
  GstElement *source = gst_bin_get_by_name (GST_BIN (s.pipeline), "size");
  g_autoptr (GstPad) src = gst_element_get_static_pad (source, "src");
  g_autoptr (GstPad) sink = gst_pad_get_peer (src);
  GstElement *test = gst_bin_get_by_name (GST_BIN (s.pipeline), "v");
  gst_element_set_locked_state (test, TRUE);
  gst_element_set_state (test, GST_STATE_NULL);
  gst_pad_unlink (src, sink);
  gst_element_release_request_pad (s.sink, sink);
  gst_object_unref (test);
  gst_object_unref (source);
  gint audio = g_atomic_int_get (&v.audio);
  wait_for (g_atomic_int_get (&v.audio) >= audio + 20);
  viewer_stop (&v, TRUE);
  stream_clear (&s);
}

GST_END_TEST;

/* From inside a signal of the element everything may be called. */
static void
stop_all (GstElement * sink, const gchar * id, gpointer data)
{
  guint viewers;
  GstStructure *stats;

  g_object_get (sink, "viewers", &viewers, "stats", &stats, NULL);
  gst_structure_free (stats);
  gst_element_set_state (data, GST_STATE_NULL);
  g_object_set_data (G_OBJECT (sink), "done", GINT_TO_POINTER (1));
}

GST_START_TEST (test_wrtcsink_stop_from_inside_a_signal)
{
  Stream s;
  Viewer v;

  stream_init (&s, AV);
  g_signal_connect (s.sink, "viewer-added", G_CALLBACK (stop_all), s.pipeline);
  viewer_prepare (&v, &s, "webrtcbin");
  Response r = post (&v);       /* answered or not: the server may be gone */
  response_clear (&r);
  wait_for (g_object_get_data (G_OBJECT (s.sink), "done"));
  viewer_stop (&v, FALSE);
  stream_clear (&s);
}

GST_END_TEST;

GST_START_TEST (test_wrtcsink_plays_again_after_null)
{
  Stream s;
  Viewer v;

  stream_init (&s, AV);
  for (guint i = 0; i < 3; i++) {
    viewer_start (&v, &s);
    viewer_plays (&v, 5);
    fail_unless_equals_int (gst_element_set_state (s.pipeline,
            GST_STATE_NULL), GST_STATE_CHANGE_SUCCESS);
    viewer_stop (&v, FALSE);
    gst_element_set_state (s.pipeline, GST_STATE_PLAYING);
    gst_element_get_state (s.pipeline, NULL, NULL, GST_CLOCK_TIME_NONE);
    s.port = port_of (s.sink);
    wait_for_codecs (s.sink);
  }
  stream_clear (&s);
}

GST_END_TEST;

static Suite *
wrtcsink_suite (void)
{
  Suite *s = suite_create ("wrtcsink");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_set_timeout (tc, 120);
  tcase_add_test (tc, test_wrtcsink_viewers_come_and_go);
  tcase_add_test (tc, test_wrtcsink_viewer_that_closes_is_removed);
  tcase_add_test (tc, test_wrtcsink_without_viewers_idles);
  tcase_add_test (tc, test_wrtcsink_size_change_keeps_viewers);
  tcase_add_loop_test (tc, test_wrtcsink_input_gets_its_codec, 0,
      G_N_ELEMENTS (lines));
  tcase_add_test (tc, test_wrtcsink_eos_comes_after_all_inputs);
  tcase_add_test (tc, test_wrtcsink_missing_encoder_names_its_package);
  tcase_add_test (tc, test_wrtcsink_missing_encoder_falls_back);
  tcase_add_test (tc, test_wrtcsink_listening_is_posted);
  tcase_add_test (tc, test_wrtcsink_bad_host_is_an_error);
  tcase_add_test (tc, test_wrtcsink_released_pad_leaves_the_rest);
  tcase_add_test (tc, test_wrtcsink_stop_from_inside_a_signal);
  tcase_add_test (tc, test_wrtcsink_plays_again_after_null);
  return s;
}

GST_CHECK_MAIN (wrtcsink);
