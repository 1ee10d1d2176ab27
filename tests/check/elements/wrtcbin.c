/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What an application sees of a wrtcbin that is not connected to anything
 * (docs/webrtcbin-compat.md 1 to 9 and 14).
 */
#include <gst/check/gstcheck.h>
#include <gst/sdp/sdp.h>
#include <gst/webrtc/webrtc.h>
#include <gst/webrtc/sctptransport.h>

#define VP8_CAPS "application/x-rtp,media=(string)video," \
    "encoding-name=(string)VP8,clock-rate=90000,payload=96"
#define OPUS_CAPS "application/x-rtp,media=(string)audio," \
    "encoding-name=(string)OPUS,clock-rate=48000,payload=97," \
    "encoding-params=(string)2"

static GstElement *
bin_new (void)
{
  GstElement *bin = gst_element_factory_make ("wrtcbin", NULL);
  GObject *agent;
  gboolean added;

  fail_unless (bin != NULL);
  g_object_get (bin, "ice-agent", &agent, NULL);
  g_signal_emit_by_name (agent, "add-local-ip-address", "127.0.0.1", &added);
  fail_unless (added);
  g_object_unref (agent);
  return gst_object_ref_sink (bin);
}

static void
bin_free (GstElement * bin)
{
  fail_unless_equals_int (gst_element_set_state (bin, GST_STATE_NULL),
      GST_STATE_CHANGE_SUCCESS);
  gst_object_unref (bin);
}

/* (transfer full): the reply of an action with these two arguments */
static GstStructure *
ask (GstElement * bin, const gchar * action, gpointer argument)
{
  GstPromise *promise = gst_promise_new ();
  GstStructure *reply = NULL;

  g_signal_emit_by_name (bin, action, argument, promise);
  fail_unless_equals_int (gst_promise_wait (promise),
      GST_PROMISE_RESULT_REPLIED);
  if (gst_promise_get_reply (promise))
    reply = gst_structure_copy (gst_promise_get_reply (promise));
  gst_promise_unref (promise);
  return reply;
}

static void
assert_error (GstStructure * reply, gint code, const gchar * word)
{
  GError *error = NULL;

  fail_unless (reply != NULL);
  fail_unless_equals_string (gst_structure_get_name (reply),
      "application/x-gst-promise");
  fail_unless (gst_structure_get (reply, "error", G_TYPE_ERROR, &error, NULL));
  fail_unless (error->domain == GST_WEBRTC_ERROR);
  fail_unless_equals_int (error->code, code);
  fail_unless (strstr (error->message, word) != NULL, "%s", error->message);
  g_error_free (error);
  gst_structure_free (reply);
}

static GstWebRTCSessionDescription *
create (GstElement * bin, const gchar * action, const gchar * field)
{
  GstWebRTCSessionDescription *description = NULL;
  GstStructure *reply = ask (bin, action, NULL);

  fail_unless (reply != NULL);
  fail_unless (gst_structure_get (reply, field,
          GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description, NULL));
  gst_structure_free (reply);
  return description;
}

static GstWebRTCRTPTransceiver *
add_transceiver (GstElement * bin, GstWebRTCRTPTransceiverDirection direction,
    const gchar * caps_string)
{
  GstCaps *caps = caps_string ? gst_caps_from_string (caps_string) : NULL;
  GstWebRTCRTPTransceiver *transceiver = NULL;

  g_signal_emit_by_name (bin, "add-transceiver", direction, caps, &transceiver);
  gst_clear_caps (&caps);
  return transceiver;
}

static GstWebRTCSessionDescription *
parse (GstWebRTCSDPType type, const gchar * text)
{
  GstSDPMessage *message;

  gst_sdp_message_new (&message);
  fail_unless_equals_int (gst_sdp_message_parse_buffer ((const guint8 *) text,
          strlen (text), message), GST_SDP_OK);
  return gst_webrtc_session_description_new (type, message);
}

static gint
get_enum (gpointer object, const gchar * property)
{
  gint value;

  g_object_get (object, property, &value, NULL);
  return value;
}

GST_START_TEST (test_class_flags_and_defaults)
{
  GstElement *bin = bin_new ();
  GstElement *face;
  GObject *agent;
  GstWebRTCSessionDescription *description;
  guint latency;

  fail_unless (GST_IS_BIN (bin));
  fail_unless (GST_OBJECT_FLAG_IS_SET (bin, GST_ELEMENT_FLAG_SINK));
  fail_unless (GST_OBJECT_FLAG_IS_SET (bin, GST_ELEMENT_FLAG_SOURCE));
  fail_unless_equals_string (gst_element_get_metadata (bin, "klass"),
      "Filter/Network/WebRTC");
  fail_unless (g_str_has_prefix (GST_OBJECT_NAME (bin), "wrtcbin"));
  fail_unless_equals_int (get_enum (bin, "bundle-policy"),
      GST_WEBRTC_BUNDLE_POLICY_BALANCED);
  fail_unless_equals_int (get_enum (bin, "connection-state"),
      GST_WEBRTC_PEER_CONNECTION_STATE_NEW);
  fail_unless_equals_int (get_enum (bin, "signaling-state"),
      GST_WEBRTC_SIGNALING_STATE_STABLE);
  g_object_get (bin, "ice-agent", &agent, "local-description", &description,
      "latency", &latency, NULL);
  fail_unless (GST_IS_WEBRTC_ICE (agent));
  fail_unless (description == NULL);
  fail_unless_equals_int (latency, 200);
  g_object_unref (agent);

  face = gst_bin_get_by_name (GST_BIN (bin), "rtpbin");
  fail_unless (face != NULL);
  g_object_set (face, "latency", 50, NULL);
  g_object_get (bin, "latency", &latency, NULL);
  fail_unless_equals_int (latency, 50);
  gst_object_unref (face);
  bin_free (bin);
}

GST_END_TEST;

GST_START_TEST (test_bundle_policy_takes_every_nick)
{
  static const gchar *nicks[] = { "none", "balanced", "max-compat",
    "max-bundle"
  };
  GstElement *bin = bin_new ();
  guint i;

  for (i = 0; i < G_N_ELEMENTS (nicks); i++) {
    gst_util_set_object_arg (G_OBJECT (bin), "bundle-policy", nicks[i]);
    fail_unless_equals_int (get_enum (bin, "bundle-policy"), (gint) i);
  }
  bin_free (bin);
}

GST_END_TEST;

GST_START_TEST (test_servers_are_checked)
{
  static const struct
  {
    const gchar *uri;
    gboolean valid;
  } turn[] = {
    {"turn://user:password@host:3478", TRUE},
    {"turn://user:password@host", TRUE},
    {"turns://u%3Aser:pass%2Fword@host?transport=tcp", TRUE},
    {"turn://user:password@[::1]:3478?transport=udp", TRUE},
    {"turn://user@host", FALSE},
    {"turn://user:pass/word@host", FALSE},
    {"turn://user:pass%2gword@host", FALSE},
    {"turn://user:password@host:0", FALSE},
    {"turn://user:password@host:99999", FALSE},
    {"turn://user:password@host?transport=sctp", FALSE},
    {"stun://host", FALSE},
    {"", FALSE},
  };
  GstElement *bin = bin_new ();
  gboolean added;
  gchar *value;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (turn); i++) {
    g_signal_emit_by_name (bin, "add-turn-server", turn[i].uri, &added);
    fail_unless_equals_int (added, turn[i].valid);
  }
  g_object_set (bin, "stun-server", "stun://example.net:3478", NULL);
  g_object_set (bin, "stun-server", "http://example.net", NULL);
  g_object_get (bin, "stun-server", &value, NULL);
  fail_unless_equals_string (value, "stun://example.net:3478");
  g_free (value);
  g_object_set (bin, "turn-server", "turn://a:b@example.net", NULL);
  g_object_set (bin, "turn-server", "turn://example.net", NULL);
  g_object_get (bin, "turn-server", &value, NULL);
  fail_unless_equals_string (value, "turn://a:b@example.net");
  g_free (value);
  bin_free (bin);
}

GST_END_TEST;

GST_START_TEST (test_states_in_every_order)
{
  GstElement *bin = bin_new ();

  fail_unless_equals_int (gst_element_set_state (bin, GST_STATE_READY),
      GST_STATE_CHANGE_SUCCESS);
  fail_unless_equals_int (gst_element_set_state (bin, GST_STATE_PAUSED),
      GST_STATE_CHANGE_NO_PREROLL);
  fail_unless_equals_int (gst_element_set_state (bin, GST_STATE_PLAYING),
      GST_STATE_CHANGE_SUCCESS);
  fail_unless_equals_int (gst_element_set_state (bin, GST_STATE_PAUSED),
      GST_STATE_CHANGE_NO_PREROLL);
  fail_unless_equals_int (gst_element_set_state (bin, GST_STATE_READY),
      GST_STATE_CHANGE_SUCCESS);
  fail_unless_equals_int (gst_element_set_state (bin, GST_STATE_PAUSED),
      GST_STATE_CHANGE_NO_PREROLL);
  fail_unless_equals_int (gst_element_set_state (bin, GST_STATE_NULL),
      GST_STATE_CHANGE_SUCCESS);
  fail_unless_equals_int (get_enum (bin, "connection-state"),
      GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED);
  fail_unless_equals_int (get_enum (bin, "signaling-state"),
      GST_WEBRTC_SIGNALING_STATE_CLOSED);
  gst_element_set_state (bin, GST_STATE_PLAYING);
  fail_unless_equals_int (get_enum (bin, "signaling-state"),
      GST_WEBRTC_SIGNALING_STATE_STABLE);
  bin_free (bin);
}

GST_END_TEST;

GST_START_TEST (test_closed_element_answers_invalid_state)
{
  GstElement *bin = bin_new ();
  GstWebRTCSessionDescription *description =
      parse (GST_WEBRTC_SDP_TYPE_OFFER, "v=0\r\ns=-\r\n");
  GObject *channel = NULL;
  GstPromise *promise;

  assert_error (ask (bin, "create-offer", NULL),
      GST_WEBRTC_ERROR_INVALID_STATE, "InvalidStateError");
  assert_error (ask (bin, "create-answer", NULL),
      GST_WEBRTC_ERROR_INVALID_STATE, "InvalidStateError");
  assert_error (ask (bin, "set-local-description", description),
      GST_WEBRTC_ERROR_INVALID_STATE, "InvalidStateError");
  assert_error (ask (bin, "set-remote-description", description),
      GST_WEBRTC_ERROR_INVALID_STATE, "InvalidStateError");
  assert_error (ask (bin, "get-stats", NULL),
      GST_WEBRTC_ERROR_INVALID_STATE, "InvalidStateError");
  promise = gst_promise_new ();
  g_signal_emit_by_name (bin, "close", promise);
  fail_unless_equals_int (gst_promise_wait (promise),
      GST_PROMISE_RESULT_REPLIED);
  assert_error (gst_structure_copy (gst_promise_get_reply (promise)),
      GST_WEBRTC_ERROR_INVALID_STATE, "InvalidStateError");
  gst_promise_unref (promise);
  g_signal_emit_by_name (bin, "create-data-channel", "x", NULL, &channel);
  fail_unless (channel == NULL);
  gst_webrtc_session_description_free (description);
  bin_free (bin);
}

GST_END_TEST;

GST_START_TEST (test_close_action_ends_the_session_once)
{
  GstElement *bin = bin_new ();
  GstPromise *promise = gst_promise_new ();

  gst_element_set_state (bin, GST_STATE_PLAYING);
  g_signal_emit_by_name (bin, "close", promise);
  fail_unless_equals_int (gst_promise_wait (promise),
      GST_PROMISE_RESULT_REPLIED);
  fail_unless (gst_promise_get_reply (promise) == NULL);
  gst_promise_unref (promise);
  fail_unless_equals_int (get_enum (bin, "signaling-state"),
      GST_WEBRTC_SIGNALING_STATE_CLOSED);
  fail_unless_equals_int (get_enum (bin, "connection-state"),
      GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED);
  fail_unless_equals_int (get_enum (bin, "ice-connection-state"),
      GST_WEBRTC_ICE_CONNECTION_STATE_CLOSED);
  assert_error (ask (bin, "create-offer", NULL),
      GST_WEBRTC_ERROR_INVALID_STATE, "InvalidStateError");
  bin_free (bin);
}

GST_END_TEST;

static void
count_signal (GstElement * bin, gpointer object, guint * n)
{
  g_atomic_int_inc (n);
}

GST_START_TEST (test_transceivers_by_action)
{
  GstElement *bin = bin_new ();
  guint n_announced = 0;
  GstWebRTCRTPTransceiver *video, *audio, *found;
  GArray *list;
  guint mlineindex;
  gint kind;

  g_signal_connect (bin, "on-new-transceiver", G_CALLBACK (count_signal),
      &n_announced);
  video = add_transceiver (bin, GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY,
      VP8_CAPS);
  audio = add_transceiver (bin, GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDRECV,
      NULL);
  fail_unless (add_transceiver (bin,
          GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_NONE, NULL) == NULL);
  fail_unless_equals_int (n_announced, 2);
  g_object_get (video, "kind", &kind, "mlineindex", &mlineindex, NULL);
  fail_unless_equals_int (kind, GST_WEBRTC_KIND_VIDEO);
  fail_unless_equals_int (mlineindex, G_MAXUINT);
  g_signal_emit_by_name (bin, "get-transceivers", &list);
  fail_unless_equals_int (list->len, 2);
  fail_unless (g_array_index (list, gpointer, 0) == video);
  g_array_unref (list);
  g_signal_emit_by_name (bin, "get-transceiver", 1, &found);
  fail_unless (found == audio);
  gst_object_unref (found);
  g_signal_emit_by_name (bin, "get-transceiver", 2, &found);
  fail_unless (found == NULL);
  g_signal_emit_by_name (bin, "get-transceiver", -1, &found);
  fail_unless (found == NULL);
  gst_object_unref (video);
  gst_object_unref (audio);
  bin_free (bin);
}

GST_END_TEST;

typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean told;                /* of a transceiver, while the handler runs */
  gboolean in_handler;
  gboolean returned;
} Handler;

static void
on_transceiver (GstElement * bin, gpointer transceiver, Handler * handler)
{
  g_mutex_lock (&handler->lock);
  handler->told = TRUE;
  g_cond_broadcast (&handler->cond);
  g_mutex_unlock (&handler->lock);
}

/* Still busy for a while when the session has ended. */
static void
on_negotiation_needed (GstElement * bin, Handler * handler)
{
  g_signal_connect (bin, "on-new-transceiver", G_CALLBACK (on_transceiver),
      handler);
  gst_object_unref (add_transceiver (bin,
          GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, VP8_CAPS));
  g_mutex_lock (&handler->lock);
  while (!handler->told)
    g_cond_wait (&handler->cond, &handler->lock);
  handler->in_handler = TRUE;
  g_cond_broadcast (&handler->cond);
  g_mutex_unlock (&handler->lock);
  while (get_enum (bin, "connection-state") !=
      GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED)
    g_usleep (1000);
  g_usleep (50000);
  g_atomic_int_set (&handler->returned, TRUE);
}

/* Also for one that no other notification waits for any more. */
GST_START_TEST (test_no_handler_runs_when_the_state_is_null)
{
  GstElement *bin = bin_new ();
  Handler handler = {.told = FALSE };

  g_mutex_init (&handler.lock);
  g_cond_init (&handler.cond);
  g_signal_connect (bin, "on-negotiation-needed",
      G_CALLBACK (on_negotiation_needed), &handler);
  fail_unless_equals_int (gst_element_set_state (bin, GST_STATE_PLAYING),
      GST_STATE_CHANGE_SUCCESS);
  gst_object_unref (add_transceiver (bin,
          GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, VP8_CAPS));
  g_mutex_lock (&handler.lock);
  while (!handler.in_handler)
    g_cond_wait (&handler.cond, &handler.lock);
  g_mutex_unlock (&handler.lock);
  gst_element_set_state (bin, GST_STATE_NULL);
  fail_unless (g_atomic_int_get (&handler.returned));
  g_mutex_clear (&handler.lock);
  g_cond_clear (&handler.cond);
  bin_free (bin);
}

GST_END_TEST;

GST_START_TEST (test_pads_take_transceivers)
{
  GstElement *bin = bin_new ();
  GstWebRTCRTPTransceiver *transceiver, *of_pad;
  GstPad *any, *third;
  guint mlineindex;

  transceiver = add_transceiver (bin,
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY, VP8_CAPS);
  any = gst_element_request_pad_simple (bin, "sink_%u");
  g_object_get (any, "transceiver", &of_pad, NULL);
  fail_unless (of_pad == transceiver);
  gst_object_unref (of_pad);
  g_object_get (transceiver, "mlineindex", &mlineindex, NULL);
  fail_unless_equals_int (mlineindex, G_MAXUINT);

  third = gst_element_request_pad_simple (bin, "sink_3");
  fail_unless_equals_string (GST_PAD_NAME (third), "sink_3");
  g_object_get (third, "transceiver", &of_pad, NULL);
  g_object_get (of_pad, "mlineindex", &mlineindex, NULL);
  fail_unless_equals_int (mlineindex, 3);
  gst_object_unref (of_pad);

  gst_element_release_request_pad (bin, any);
  gst_object_unref (any);
  gst_element_release_request_pad (bin, third);
  gst_object_unref (third);
  g_signal_emit_by_name (bin, "get-transceiver", 1, &of_pad);
  fail_unless (of_pad != NULL);
  gst_object_unref (of_pad);
  gst_object_unref (transceiver);
  bin_free (bin);
}

GST_END_TEST;

GST_START_TEST (test_receiving_transceiver_refuses_its_pad)
{
  GstElement *bin = bin_new ();
  GstPad *pad = gst_element_request_pad_simple (bin, "sink_0");
  GstWebRTCRTPTransceiver *transceiver;

  g_object_get (pad, "transceiver", &transceiver, NULL);
  gst_element_release_request_pad (bin, pad);
  gst_object_unref (pad);
  g_object_set (transceiver, "direction",
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, NULL);
  fail_unless (gst_element_request_pad_simple (bin, "sink_0") == NULL);
  gst_object_unref (transceiver);
  bin_free (bin);
}

GST_END_TEST;

GST_START_TEST (test_pad_caps_are_the_codec_preferences)
{
  GstElement *bin = bin_new ();
  GstWebRTCRTPTransceiver *transceiver = add_transceiver (bin,
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY, VP8_CAPS);
  GstPad *pad = gst_element_request_pad_simple (bin, "sink_%u");
  GstCaps *vp8 = gst_caps_from_string (VP8_CAPS);
  GstCaps *opus = gst_caps_from_string (OPUS_CAPS);
  GstCaps *caps = gst_pad_query_caps (pad, NULL);

  fail_unless (gst_caps_is_equal (caps, vp8));
  fail_unless (gst_pad_query_accept_caps (pad, vp8));
  fail_if (gst_pad_query_accept_caps (pad, opus));
  gst_caps_unref (caps);
  gst_caps_unref (vp8);
  gst_caps_unref (opus);
  gst_element_release_request_pad (bin, pad);
  gst_object_unref (pad);
  gst_object_unref (transceiver);
  bin_free (bin);
}

GST_END_TEST;

/* Buffers before a connection: dropped, counted, never blocked or failed. */
GST_START_TEST (test_media_before_connection_is_dropped)
{
  GstElement *bin = bin_new ();
  GstPad *pad = gst_element_request_pad_simple (bin, "sink_%u");
  GstPad *src = gst_pad_new ("src", GST_PAD_SRC);
  GstCaps *caps = gst_caps_from_string (VP8_CAPS);
  guint i;

  gst_element_set_state (bin, GST_STATE_PLAYING);
  fail_unless_equals_int (gst_pad_link (src, pad), GST_PAD_LINK_OK);
  gst_pad_set_active (src, TRUE);
  gst_check_setup_events (src, bin, caps, GST_FORMAT_TIME);
  for (i = 0; i < 100; i++)
    fail_unless_equals_int (gst_pad_push (src, gst_buffer_new_allocate (NULL,
                100, NULL)), GST_FLOW_OK);
  gst_pad_unlink (src, pad);
  gst_pad_set_active (src, FALSE);
  gst_object_unref (src);
  gst_caps_unref (caps);
  gst_element_release_request_pad (bin, pad);
  gst_object_unref (pad);
  bin_free (bin);
}

GST_END_TEST;

GST_START_TEST (test_offer_says_what_the_caps_say)
{
  GstElement *bin = bin_new ();
  GstWebRTCRTPTransceiver *video, *audio;
  GstWebRTCSessionDescription *offer;
  const GstSDPMedia *media;
  gchar *text;

  gst_element_set_state (bin, GST_STATE_PLAYING);
  video = add_transceiver (bin, GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY,
      VP8_CAPS ",a-custom=(string)yes,extmap-5=(string)urn:x");
  audio = add_transceiver (bin, GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDRECV,
      OPUS_CAPS ",useinbandfec=(string)1,a-mid=(string)voice");
  offer = create (bin, "create-offer", "offer");
  fail_unless_equals_int (offer->type, GST_WEBRTC_SDP_TYPE_OFFER);
  fail_unless_equals_int (gst_sdp_message_medias_len (offer->sdp), 2);
  media = gst_sdp_message_get_media (offer->sdp, 0);
  fail_unless_equals_string (gst_sdp_media_get_media (media), "video");
  fail_unless_equals_string (gst_sdp_media_get_proto (media),
      "UDP/TLS/RTP/SAVPF");
  fail_unless (gst_sdp_media_get_attribute_val (media, "recvonly") != NULL);
  fail_unless_equals_string (gst_sdp_media_get_attribute_val (media,
          "custom"), "yes");
  fail_unless_equals_string (gst_sdp_media_get_attribute_val (media, "setup"),
      "actpass");
  text = gst_sdp_message_as_text (offer->sdp);
  fail_unless (strstr (text, "a=rtpmap:96 VP8/90000") != NULL);
  fail_unless (strstr (text, "a=rtcp-fb:96 nack pli") != NULL);
  fail_unless (strstr (text, "a=extmap:5 urn:x") != NULL);
  fail_unless (strstr (text, "useinbandfec=1") != NULL);
  fail_unless (strstr (text, "a=mid:voice") != NULL);
  fail_unless (strstr (text, "a=ice-options:trickle") != NULL);
  fail_unless (strstr (text, "a=fingerprint:sha-256 ") != NULL);
  g_free (text);
  gst_webrtc_session_description_free (offer);
  gst_object_unref (video);
  gst_object_unref (audio);
  bin_free (bin);
}

GST_END_TEST;

GST_START_TEST (test_offer_with_contradicting_extmap_is_refused)
{
  GstElement *bin = bin_new ();
  GstWebRTCRTPTransceiver *video;

  gst_element_set_state (bin, GST_STATE_PLAYING);
  video = add_transceiver (bin, GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY,
      VP8_CAPS ",extmap-5=(int)7");
  assert_error (ask (bin, "create-offer", NULL),
      GST_WEBRTC_ERROR_INTERNAL_FAILURE, "extmap-5");
  gst_object_unref (video);
  bin_free (bin);
}

GST_END_TEST;

static gboolean
has_states (GstElement * bin, gint gathering)
{
  return get_enum (bin, "ice-gathering-state") == gathering;
}

static void
wait_gathered (GstElement * bin)
{
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  while (!has_states (bin, GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)) {
    fail_unless (g_get_monotonic_time () < end);
    g_thread_yield ();
  }
}

GST_START_TEST (test_local_description_has_all_candidates_once_gathered)
{
  GstElement *bin = bin_new ();
  GstWebRTCRTPTransceiver *video;
  GstWebRTCSessionDescription *offer, *local, *pending, *current;
  const GstSDPMedia *media;
  GstStructure *reply;

  gst_element_set_state (bin, GST_STATE_PLAYING);
  video = add_transceiver (bin, GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY,
      VP8_CAPS);
  offer = create (bin, "create-offer", "offer");
  fail_unless (gst_sdp_media_get_attribute_val (gst_sdp_message_get_media
          (offer->sdp, 0), "candidate") == NULL);
  reply = ask (bin, "set-local-description", offer);
  fail_unless (reply == NULL);
  fail_unless_equals_int (get_enum (bin, "signaling-state"),
      GST_WEBRTC_SIGNALING_STATE_HAVE_LOCAL_OFFER);
  wait_gathered (bin);
  g_object_get (bin, "local-description", &local, "pending-local-description",
      &pending, "current-local-description", &current, NULL);
  fail_unless (local != NULL && pending != NULL && current == NULL);
  media = gst_sdp_message_get_media (local->sdp, 0);
  fail_unless (gst_sdp_media_get_attribute_val (media, "candidate") != NULL);
  fail_unless (gst_sdp_media_get_attribute_val (media, "end-of-candidates")
      != NULL);
  gst_webrtc_session_description_free (local);
  gst_webrtc_session_description_free (pending);
  gst_webrtc_session_description_free (offer);
  gst_object_unref (video);
  bin_free (bin);
}

GST_END_TEST;

#define MAX_STATES 16

typedef struct
{
  GMutex lock;
  GCond cond;
  gint states[MAX_STATES];
  guint n;
  guint n_with_candidates;      /* m-lines, when it was told "complete" */
} Gathering;

static guint
count_lines_with_candidates (GstElement * bin)
{
  GstWebRTCSessionDescription *local;
  guint i, n = 0;

  g_object_get (bin, "local-description", &local, NULL);
  fail_unless (local != NULL);
  for (i = 0; i < gst_sdp_message_medias_len (local->sdp); i++)
    if (gst_sdp_media_get_attribute_val (gst_sdp_message_get_media (local->sdp,
                i), "candidate"))
      n++;
  gst_webrtc_session_description_free (local);
  return n;
}

static void
on_gathering_state (GstElement * bin, GParamSpec * pspec, Gathering * seen)
{
  gint state = get_enum (bin, "ice-gathering-state");
  guint n = state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE ?
      count_lines_with_candidates (bin) : 0;

  g_mutex_lock (&seen->lock);
  fail_unless (seen->n < MAX_STATES);
  seen->states[seen->n++] = state;
  if (n > 0)
    seen->n_with_candidates = n;
  g_cond_broadcast (&seen->cond);
  g_mutex_unlock (&seen->lock);
}

/* An application that sends its description at "complete" sends it once, and
 * with the candidates of all transports. */
GST_START_TEST (test_gathering_of_two_transports_is_told_once)
{
  GstElement *bin = bin_new ();
  GstWebRTCRTPTransceiver *video, *audio;
  GstWebRTCSessionDescription *offer;
  GstStructure *reply;
  Gathering seen = { {0}, };

  gst_util_set_object_arg (G_OBJECT (bin), "bundle-policy", "none");
  g_signal_connect (bin, "notify::ice-gathering-state",
      G_CALLBACK (on_gathering_state), &seen);
  gst_element_set_state (bin, GST_STATE_PLAYING);
  video = add_transceiver (bin, GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY,
      VP8_CAPS);
  audio = add_transceiver (bin, GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY,
      OPUS_CAPS);
  offer = create (bin, "create-offer", "offer");
  fail_unless (ask (bin, "set-local-description", offer) == NULL);
  g_mutex_lock (&seen.lock);
  while (seen.n == 0 || seen.states[seen.n - 1] !=
      GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
    g_cond_wait (&seen.cond, &seen.lock);
  g_mutex_unlock (&seen.lock);
  /* What was under way has been told before this is answered. */
  reply = ask (bin, "get-stats", NULL);
  gst_structure_free (reply);
  fail_unless_equals_int (seen.n, 2);
  fail_unless_equals_int (seen.states[0],
      GST_WEBRTC_ICE_GATHERING_STATE_GATHERING);
  fail_unless_equals_int (seen.n_with_candidates, 2);
  gst_webrtc_session_description_free (offer);
  gst_object_unref (video);
  gst_object_unref (audio);
  bin_free (bin);
}

GST_END_TEST;

#define REMOTE_HEAD "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
#define REMOTE_MEDIA "m=video 9 UDP/TLS/RTP/SAVPF 120\r\n" \
    "c=IN IP4 0.0.0.0\r\na=ice-ufrag:abcd\r\n" \
    "a=ice-pwd:abcdefghijklmnopqrstuv\r\na=setup:actpass\r\na=mid:v\r\n" \
    "a=rtcp-mux\r\na=rtpmap:120 VP8/90000\r\na=sendrecv\r\n"
#define REMOTE_FINGERPRINT "a=fingerprint:sha-256 " \
    "00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:" \
    "10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F\r\n"

static gint
try_remote (GstElement * bin, GstWebRTCSDPType type, const gchar * text)
{
  GstWebRTCSessionDescription *description = parse (type, text);
  GstStructure *reply = ask (bin, "set-remote-description", description);
  GError *error = NULL;
  gint code = -1;

  if (reply && gst_structure_get (reply, "error", G_TYPE_ERROR, &error, NULL)) {
    fail_unless (error->domain == GST_WEBRTC_ERROR);
    code = error->code;
    g_error_free (error);
  }
  g_clear_pointer (&reply, gst_structure_free);
  gst_webrtc_session_description_free (description);
  return code;
}

GST_START_TEST (test_bad_descriptions_change_nothing)
{
  static const struct
  {
    GstWebRTCSDPType type;
    const gchar *text;
    gint code;
  } bad[] = {
    {GST_WEBRTC_SDP_TYPE_OFFER, REMOTE_HEAD REMOTE_MEDIA,
        GST_WEBRTC_ERROR_FINGERPRINT_FAILURE},
    {GST_WEBRTC_SDP_TYPE_ANSWER, REMOTE_HEAD REMOTE_MEDIA REMOTE_FINGERPRINT,
        GST_WEBRTC_ERROR_INVALID_STATE},
    {GST_WEBRTC_SDP_TYPE_OFFER, REMOTE_HEAD
          "m=video 9 UDP/TLS/RTP/SAVPF 120\r\nc=IN IP4 0.0.0.0\r\n"
          "a=setup:actpass\r\na=mid:v\r\na=rtcp-mux\r\n"
          "a=rtpmap:120 VP8/90000\r\n" REMOTE_FINGERPRINT,
        GST_WEBRTC_ERROR_SDP_SYNTAX_ERROR},
    {GST_WEBRTC_SDP_TYPE_OFFER, REMOTE_HEAD "a=group:BUNDLE nobody\r\n"
          REMOTE_MEDIA REMOTE_FINGERPRINT, GST_WEBRTC_ERROR_SDP_SYNTAX_ERROR},
  };
  GstElement *bin = bin_new ();
  GstWebRTCSessionDescription *remote;
  guint i;

  gst_element_set_state (bin, GST_STATE_PLAYING);
  for (i = 0; i < G_N_ELEMENTS (bad); i++) {
    fail_unless_equals_int (try_remote (bin, bad[i].type, bad[i].text),
        bad[i].code);
    fail_unless_equals_int (get_enum (bin, "signaling-state"),
        GST_WEBRTC_SIGNALING_STATE_STABLE);
    g_object_get (bin, "remote-description", &remote, NULL);
    fail_unless (remote == NULL);
  }
  bin_free (bin);
}

GST_END_TEST;

typedef struct
{
  GstElement *bin;
  guint n;
  gboolean right;
} Announced;

static void
on_remote_transceiver (GstElement * bin, GstWebRTCRTPTransceiver * transceiver,
    Announced * announced)
{
  GstCaps *caps = gst_caps_from_string (VP8_CAPS);
  gint kind, direction;
  guint mlineindex;
  gchar *mid;

  g_object_get (transceiver, "kind", &kind, "direction", &direction,
      "mlineindex", &mlineindex, "mid", &mid, NULL);
  announced->right = kind == GST_WEBRTC_KIND_VIDEO && mlineindex == 0
      && direction == GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY && !mid;
  /* This is to shape the answer. */
  g_object_set (transceiver, "direction",
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_INACTIVE, "codec-preferences", caps,
      NULL);
  gst_caps_unref (caps);
  g_free (mid);
  announced->n++;
}

GST_START_TEST (test_remote_offer_makes_a_transceiver_and_handler_shapes_answer)
{
  GstElement *bin = bin_new ();
  GstWebRTCSessionDescription *offer = parse (GST_WEBRTC_SDP_TYPE_OFFER,
      REMOTE_HEAD REMOTE_MEDIA REMOTE_FINGERPRINT);
  Announced announced = { bin, 0, FALSE };
  GstWebRTCSessionDescription *answer;
  GstWebRTCRTPTransceiver *transceiver;
  const GstSDPMedia *media;
  gchar *mid;

  g_signal_connect (bin, "on-new-transceiver",
      G_CALLBACK (on_remote_transceiver), &announced);
  gst_element_set_state (bin, GST_STATE_PLAYING);
  /* At once, without waiting for the first: the order is kept. */
  g_signal_emit_by_name (bin, "set-remote-description", offer, NULL);
  answer = create (bin, "create-answer", "answer");
  fail_unless_equals_int (announced.n, 1);
  fail_unless (announced.right);
  media = gst_sdp_message_get_media (answer->sdp, 0);
  fail_unless (gst_sdp_media_get_attribute_val (media, "inactive") != NULL);
  fail_unless_equals_string (gst_sdp_media_get_attribute_val (media, "mid"),
      "v");
  fail_unless_equals_string (gst_sdp_media_get_format (media, 0), "120");
  g_signal_emit_by_name (bin, "get-transceiver", 0, &transceiver);
  g_object_get (transceiver, "mid", &mid, NULL);
  fail_unless_equals_string (mid, "v");
  g_free (mid);
  gst_object_unref (transceiver);
  gst_webrtc_session_description_free (answer);
  gst_webrtc_session_description_free (offer);
  bin_free (bin);
}

GST_END_TEST;

GST_START_TEST (test_candidates_full_answers)
{
  static const struct
  {
    guint mline;
    const gchar *line;
    gboolean accepted;
  } rows[] = {
    /* Before any description: kept. */
    {0, "candidate:1 1 UDP 2015363327 127.0.0.1 50000 typ host", TRUE},
    {0, "a=candidate:2 1 UDP 2015363327 127.0.0.1 50001 typ host", TRUE},
    {0, "", TRUE},
    {0, NULL, TRUE},
    {0, "candidate:1 1 UDP", FALSE},
    {0, "garbage", FALSE},
    {G_MAXUINT, "candidate:1 1 UDP 2015363327 127.0.0.1 50000 typ host", FALSE},
  };
  GstElement *bin = bin_new ();
  guint i;

  gst_element_set_state (bin, GST_STATE_PLAYING);
  for (i = 0; i < G_N_ELEMENTS (rows); i++) {
    GstPromise *promise = gst_promise_new ();

    g_signal_emit_by_name (bin, "add-ice-candidate-full", rows[i].mline,
        rows[i].line, promise);
    fail_unless_equals_int (gst_promise_wait (promise),
        GST_PROMISE_RESULT_REPLIED);
    fail_unless ((gst_promise_get_reply (promise) == NULL) == rows[i].accepted,
        "row %u", i);
    gst_promise_unref (promise);
  }
  bin_free (bin);
}

GST_END_TEST;

GST_START_TEST (test_data_channel_is_negotiated_and_connecting)
{
  GstElement *bin = bin_new ();
  GstWebRTCDataChannel *channel = NULL;
  GstWebRTCSessionDescription *offer;
  GstWebRTCSCTPTransport *sctp;
  const GstSDPMedia *media;
  GstStructure *options;
  GError *error = NULL;
  guint n_prepared = 0;

  g_signal_connect_swapped (bin, "prepare-data-channel",
      G_CALLBACK (g_atomic_int_inc), &n_prepared);
  gst_element_set_state (bin, GST_STATE_PLAYING);
  g_signal_emit_by_name (bin, "create-data-channel", "chat", NULL, &channel);
  fail_unless (GST_IS_WEBRTC_DATA_CHANNEL (channel));
  fail_unless_equals_int (n_prepared, 1);
  fail_unless_equals_int (get_enum (channel, "ready-state"),
      GST_WEBRTC_DATA_CHANNEL_STATE_CONNECTING);
  fail_unless_equals_int (get_enum (channel, "id"), -1);
  g_object_get (bin, "sctp-transport", &sctp, NULL);
  fail_unless (sctp == NULL);
  offer = create (bin, "create-offer", "offer");
  fail_unless_equals_int (gst_sdp_message_medias_len (offer->sdp), 1);
  media = gst_sdp_message_get_media (offer->sdp, 0);
  fail_unless_equals_string (gst_sdp_media_get_media (media), "application");
  fail_unless_equals_string (gst_sdp_media_get_proto (media), "UDP/DTLS/SCTP");
  fail_unless_equals_string (gst_sdp_media_get_attribute_val (media,
          "sctp-port"), "5000");
  g_object_get (bin, "sctp-transport", &sctp, NULL);
  fail_unless (GST_IS_WEBRTC_SCTP_TRANSPORT (sctp));
  gst_object_unref (sctp);
  fail_if (gst_webrtc_data_channel_send_string_full (channel, "x", &error));
  fail_unless (g_error_matches (error, GST_WEBRTC_ERROR,
          GST_WEBRTC_ERROR_INVALID_STATE));
  g_clear_error (&error);
  g_object_unref (channel);

  options = gst_structure_new ("o", "negotiated", G_TYPE_BOOLEAN, TRUE, NULL);
  g_signal_emit_by_name (bin, "create-data-channel", "x", options, &channel);
  fail_unless (channel == NULL);
  gst_structure_set (options, "id", G_TYPE_INT, 4, NULL);
  g_signal_emit_by_name (bin, "create-data-channel", "x", options, &channel);
  fail_unless (channel != NULL);
  fail_unless_equals_int (get_enum (channel, "id"), 4);
  g_object_unref (channel);
  g_signal_emit_by_name (bin, "create-data-channel", "y", options, &channel);
  fail_unless (channel == NULL);
  gst_structure_free (options);
  gst_webrtc_session_description_free (offer);
  bin_free (bin);
}

GST_END_TEST;

GST_START_TEST (test_stats_of_nothing_are_of_the_peer_connection)
{
  GstElement *bin = bin_new ();
  const GstStructure *entry;
  GstStructure *stats;
  gdouble timestamp;

  gst_element_set_state (bin, GST_STATE_PLAYING);
  stats = ask (bin, "get-stats", NULL);
  fail_unless_equals_string (gst_structure_get_name (stats),
      "application/x-webrtc-stats");
  fail_unless_equals_int (gst_structure_n_fields (stats), 1);
  entry = gst_value_get_structure (gst_structure_get_value (stats,
          "peer-connection-stats"));
  fail_unless_equals_string (gst_structure_get_name (entry), "peer-connection");
  fail_unless_equals_string (gst_structure_get_string (entry, "id"),
      "peer-connection-stats");
  fail_unless (gst_structure_get_double (entry, "timestamp", &timestamp));
  fail_unless (timestamp > 0);
  gst_structure_free (stats);
  bin_free (bin);
}

GST_END_TEST;

GST_START_TEST (test_missing_element_names_the_debian_package)
{
  GstElement *bin = bin_new ();
  GstBus *bus = gst_bus_new ();
  GstRegistry *registry = gst_registry_get ();
  GstPluginFeature *feature = gst_registry_lookup_feature (registry, "wrtcice");
  GstMessage *message;
  GError *error;

  gst_registry_remove_feature (registry, feature);
  gst_element_set_bus (bin, bus);
  fail_unless_equals_int (gst_element_set_state (bin, GST_STATE_READY),
      GST_STATE_CHANGE_FAILURE);
  message = gst_bus_timed_pop_filtered (bus, 10 * GST_SECOND,
      GST_MESSAGE_ELEMENT);
  fail_unless (gst_message_has_name (message, "missing-plugin"));
  gst_message_unref (message);
  message = gst_bus_timed_pop_filtered (bus, 10 * GST_SECOND,
      GST_MESSAGE_ERROR);
  gst_message_parse_error (message, &error, NULL);
  fail_unless (g_error_matches (error, GST_CORE_ERROR,
          GST_CORE_ERROR_MISSING_PLUGIN));
  fail_unless (strstr (error->message, "libnice10") != NULL);
  g_error_free (error);
  gst_message_unref (message);
  gst_registry_add_feature (registry, feature);
  gst_object_unref (feature);
  gst_element_set_bus (bin, NULL);
  gst_object_unref (bus);
  bin_free (bin);
}

GST_END_TEST;

static Suite *
wrtcbin_suite (void)
{
  Suite *s = suite_create ("wrtcbin");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_class_flags_and_defaults);
  tcase_add_test (tc, test_bundle_policy_takes_every_nick);
  tcase_add_test (tc, test_servers_are_checked);
  tcase_add_test (tc, test_states_in_every_order);
  tcase_add_test (tc, test_closed_element_answers_invalid_state);
  tcase_add_test (tc, test_close_action_ends_the_session_once);
  tcase_add_test (tc, test_transceivers_by_action);
  tcase_add_test (tc, test_no_handler_runs_when_the_state_is_null);
  tcase_add_test (tc, test_pads_take_transceivers);
  tcase_add_test (tc, test_receiving_transceiver_refuses_its_pad);
  tcase_add_test (tc, test_pad_caps_are_the_codec_preferences);
  tcase_add_test (tc, test_media_before_connection_is_dropped);
  tcase_add_test (tc, test_offer_says_what_the_caps_say);
  tcase_add_test (tc, test_offer_with_contradicting_extmap_is_refused);
  tcase_add_test (tc, test_local_description_has_all_candidates_once_gathered);
  tcase_add_test (tc, test_gathering_of_two_transports_is_told_once);
  tcase_add_test (tc, test_bad_descriptions_change_nothing);
  tcase_add_test (tc,
      test_remote_offer_makes_a_transceiver_and_handler_shapes_answer);
  tcase_add_test (tc, test_candidates_full_answers);
  tcase_add_test (tc, test_data_channel_is_negotiated_and_connecting);
  tcase_add_test (tc, test_stats_of_nothing_are_of_the_peer_connection);
  tcase_add_test (tc, test_missing_element_names_the_debian_package);
  return s;
}

GST_CHECK_MAIN (wrtcbin);
