/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The rules that a description is held to, why lines are rejected, and when two
 * codecs are one.
 */
#include "jseptest.h"

#define TRANSPORT "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n" \
    "a=setup:actpass\r\na=fingerprint:sha-256 " FINGERPRINT_A "\r\n"
#define HEAD "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\n"
#define AUDIO "m=audio 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 opus/48000/2\r\n" \
    "a=rtcp-mux\r\n"
#define VIDEO "m=video 9 UDP/TLS/RTP/SAVPF 97\r\na=rtpmap:97 VP8/90000\r\n" \
    "a=rtcp-mux\r\n"
#define ANSWER_TRANSPORT "a=ice-ufrag:efgh\r\n" \
    "a=ice-pwd:0123456789012345678902\r\na=setup:active\r\n" \
    "a=fingerprint:sha-256 " FINGERPRINT_B "\r\n"

#define SYNTAX WRTC_JSEP_ERROR_SDP_SYNTAX
#define FINGERPRINT WRTC_JSEP_ERROR_FINGERPRINT
#define MODIFICATION WRTC_JSEP_ERROR_INVALID_MODIFICATION
#define OPERATION WRTC_JSEP_ERROR_OPERATION
#define FINE -1

static WrtcJsep *
two_line_peer (WrtcBundlePolicy policy)
{
  WrtcJsep *peer = answerer_new (policy);

  add_media (peer, WRTC_MEDIA_AUDIO, WRTC_DIRECTION_SENDRECV);
  add_media (peer, WRTC_MEDIA_VIDEO, WRTC_DIRECTION_SENDRECV);
  return peer;
}

/* The step fails so, and changes nothing; or it is fine. */
static void
check_apply (WrtcJsep * peer, WrtcSdpType type, const gchar * text, gint code,
    const gchar * message)
{
  g_autoptr (WrtcSdp) sdp = parse (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (WrtcPlan) before = wrtc_jsep_get_plan (peer);
  g_autoptr (WrtcPlan) after = NULL;
  g_autofree gchar *before_text = wrtc_plan_to_string (before);
  g_autofree gchar *after_text = NULL;

  wrtc_jsep_apply (peer, WRTC_JSEP_REMOTE, type, sdp, NULL, &error);
  if (code == FINE) {
    g_assert_no_error (error);
    return;
  }
  g_assert_error (error, WRTC_JSEP_ERROR, code);
  if (strstr (error->message, message) == NULL)
    g_error ("\"%s\" is not in \"%s\"", message, error->message);
  after = wrtc_jsep_get_plan (peer);
  after_text = wrtc_plan_to_string (after);
  g_assert_cmpstr (before_text, ==, after_text);
}

/* docs/webrtcbin-compat.md 8, RFC 9429 5.8, 5.10 */
static const struct
{
  const gchar *offer;
  gint code;
  const gchar *message;
} offers[] = {
  {HEAD AUDIO TRANSPORT, FINE, NULL},
  {HEAD TRANSPORT AUDIO VIDEO, FINE, NULL},
  {HEAD AUDIO "a=mid:a\r\n", SYNTAX, "line 4: m-line 0 (mid a): there is no "
        "a=ice-ufrag"},
  {HEAD AUDIO "a=ice-ufrag:abcd\r\na=setup:actpass\r\n", SYNTAX,
      "a=ice-pwd"},
  {HEAD TRANSPORT AUDIO "a=ice-ufrag:wxyz\r\n", FINE, NULL},
  {HEAD AUDIO "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
        "a=fingerprint:sha-256 " FINGERPRINT_A "\r\n", SYNTAX,
      "there is no a=setup"},
  {HEAD AUDIO "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
        "a=setup:actpass\r\n", FINGERPRINT, "there is no a=fingerprint"},
  {HEAD AUDIO "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
        "a=setup:actpass\r\na=inactive\r\n", FINE, NULL},
  /* a rejected or unknown line needs nothing */
  {HEAD "m=audio 0 UDP/TLS/RTP/SAVPF 96\r\n", FINE, NULL},
  {HEAD "m=text 9 UDP/TLS/RTP/SAVPF 96\r\n", FINE, NULL},
  {HEAD "m=image 9 udptl t38\r\n", FINE, NULL},
  {HEAD "a=group:BUNDLE\r\n" TRANSPORT AUDIO, SYNTAX, "has no mid"},
  {HEAD "a=group:BUNDLE x\r\n" TRANSPORT AUDIO "a=mid:a\r\n", SYNTAX,
      "mid x names no m-line"},
  {HEAD "a=group:BUNDLE a x\r\n" TRANSPORT AUDIO "a=mid:a\r\n", FINE, NULL},
  /* in a bundle the owner's transport counts */
  {HEAD "a=group:BUNDLE a v\r\n" AUDIO "a=mid:a\r\n" TRANSPORT VIDEO
        "a=mid:v\r\n", FINE, NULL},
  {HEAD "a=group:BUNDLE v a\r\n" AUDIO "a=mid:a\r\n" TRANSPORT VIDEO
        "a=mid:v\r\n", SYNTAX, "m-line 0 (mid a): there is no a=ice-ufrag"},
  {HEAD "a=group:BUNDLE a v\r\n" AUDIO "a=mid:a\r\n" TRANSPORT VIDEO
        "a=mid:v\r\na=ice-ufrag:abcd\r\na=ice-pwd:9999999999999999999999\r\n",
      SYNTAX, "a=ice-pwd is not"},
  {HEAD "a=group:BUNDLE a v\r\n" AUDIO "a=mid:a\r\n" TRANSPORT VIDEO
        "a=mid:v\r\na=ice-ufrag:wxyz\r\na=ice-pwd:9999999999999999999999\r\n",
      FINE, NULL},
};

static void
test_jsep_offer_is_held_to_the_rules (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (offers); i++) {
    g_autoptr (WrtcJsep) peer = two_line_peer (WRTC_BUNDLE_BALANCED);

    g_test_message ("row %u", i);
    check_apply (peer, WRTC_SDP_OFFER, offers[i].offer, offers[i].code,
        offers[i].message);
  }
}

/* Our offer has audio0, video1 in a bundle. */
#define GROUP "a=group:BUNDLE audio0 video1\r\n"
#define A AUDIO "a=mid:audio0\r\n"
#define V VIDEO "a=mid:video1\r\n"

static const struct
{
  const gchar *answer;
  gint code;
  const gchar *message;
} answers[] = {
  {HEAD GROUP ANSWER_TRANSPORT A V, FINE, NULL},
  {HEAD ANSWER_TRANSPORT A V, FINE, NULL},
  {HEAD GROUP A ANSWER_TRANSPORT V, FINE, NULL},
  {HEAD ANSWER_TRANSPORT AUDIO VIDEO, FINE, NULL},
  {HEAD "a=group:BUNDLE\r\n" ANSWER_TRANSPORT A V, FINE, NULL},
  {HEAD ANSWER_TRANSPORT A, SYNTAX, "has 1 m-lines where the offer has 2"},
  {HEAD ANSWER_TRANSPORT A V VIDEO, SYNTAX,
      "has 3 m-lines where the offer has 2"},
  {HEAD ANSWER_TRANSPORT V A, SYNTAX,
      "line 8: m-line 0 (mid video1): m=video " "does not answer m=audio"},
  {HEAD ANSWER_TRANSPORT AUDIO "a=mid:other\r\n" V, SYNTAX,
      "a=mid is not that of the offer, audio0"},
  {HEAD "a=group:BUNDLE audio0 x\r\n" ANSWER_TRANSPORT A V, SYNTAX,
      "mid x is not in the offered group"},
  {HEAD TRANSPORT A V, SYNTAX, "a=setup:actpass does not answer"},
  {HEAD A ANSWER_TRANSPORT V, SYNTAX, "m-line 1 (mid video1): there is no "
        "a=ice-ufrag"},
  {HEAD ANSWER_TRANSPORT A "m=video 9 UDP/TLS/RTP/SAVPF 97\r\na=rtpmap:97 VP8/"
        "90000\r\na=mid:video1\r\n", SYNTAX, "a=rtcp-mux"},
  {HEAD ANSWER_TRANSPORT A "m=video 0 UDP/TLS/RTP/SAVPF 97\r\n", FINE, NULL},
};

static WrtcJsep *
offering_peer (WrtcDirection direction)
{
  WrtcJsep *peer = offerer_new (WRTC_BUNDLE_MAX_COMPAT);
  g_autoptr (WrtcSdp) offer = NULL;

  add_media (peer, WRTC_MEDIA_AUDIO, direction);
  add_media (peer, WRTC_MEDIA_VIDEO, direction);
  offer = create_offer (peer);
  wrtc_plan_free (apply (peer, WRTC_JSEP_LOCAL, WRTC_SDP_OFFER, offer));
  return peer;
}

static void
test_jsep_answer_is_held_to_the_rules (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (WrtcJsep) peer = offering_peer (WRTC_DIRECTION_SENDRECV);

    g_test_message ("row %u", i);
    check_apply (peer, WRTC_SDP_ANSWER, answers[i].answer, answers[i].code,
        answers[i].message);
  }
}

/* Two equal one-way directions cannot combine; a greedy answer is cut down. */
static void
test_jsep_answered_direction_is_checked (void)
{
  g_autoptr (WrtcJsep) a = offering_peer (WRTC_DIRECTION_SENDONLY);
  g_autoptr (WrtcJsep) b = offering_peer (WRTC_DIRECTION_RECVONLY);
  g_autoptr (WrtcJsep) c = offering_peer (WRTC_DIRECTION_SENDONLY);
  g_autoptr (WrtcPlan) plan = NULL;

  check_apply (a, WRTC_SDP_ANSWER, HEAD ANSWER_TRANSPORT A "a=sendonly\r\n" V
      "a=recvonly\r\n", SYNTAX, "a=sendonly does not answer a=sendonly");
  check_apply (b, WRTC_SDP_ANSWER, HEAD ANSWER_TRANSPORT A "a=sendonly\r\n" V
      "a=recvonly\r\n", SYNTAX, "a=recvonly does not answer a=recvonly");
  check_apply (c, WRTC_SDP_ANSWER, HEAD ANSWER_TRANSPORT A V, FINE, NULL);
  plan = wrtc_jsep_get_plan (c);
  g_assert_cmpint (wrtc_plan_find_media (plan, 0)->direction, ==,
      WRTC_DIRECTION_SENDONLY);
}

/* A second offer, behind one that was negotiated: HEAD A V. */
static const struct
{
  const gchar *offer;
  gint code;
  const gchar *message;
} later_offers[] = {
  {HEAD GROUP TRANSPORT A V, FINE, NULL},
  {HEAD GROUP TRANSPORT A V AUDIO "a=mid:c\r\n", FINE, NULL},
  {HEAD GROUP TRANSPORT A, SYNTAX, "fewer than the 2 of before"},
  {HEAD GROUP TRANSPORT V A, SYNTAX, "m=video was m=audio before"},
  {HEAD TRANSPORT AUDIO "a=mid:z\r\n" V, MODIFICATION, "a=mid was audio0"},
  {HEAD TRANSPORT A V "m=audio 9 UDP/TLS/RTP/SAVPF 96\r\n", FINE, NULL},
};

static void
test_jsep_later_offer_keeps_its_lines (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (later_offers); i++) {
    g_autoptr (WrtcJsep) peer = two_line_peer (WRTC_BUNDLE_BALANCED);
    g_autoptr (WrtcSdp) first = parse (HEAD GROUP TRANSPORT A V);
    g_autoptr (WrtcSdp) answer = NULL;

    wrtc_plan_free (apply (peer, WRTC_JSEP_REMOTE, WRTC_SDP_OFFER, first));
    answer = create_answer (peer);
    wrtc_plan_free (apply (peer, WRTC_JSEP_LOCAL, WRTC_SDP_ANSWER, answer));
    g_test_message ("row %u", i);
    check_apply (peer, WRTC_SDP_OFFER, later_offers[i].offer,
        later_offers[i].code, later_offers[i].message);
  }
}

static void
test_jsep_line_of_another_kind_than_locked_is_refused (void)
{
  g_autoptr (WrtcJsep) peer = answerer_new (WRTC_BUNDLE_BALANCED);
  guint id = add_media (peer, WRTC_MEDIA_VIDEO, WRTC_DIRECTION_SENDRECV);

  wrtc_jsep_get_transceiver (peer, id)->settings.locked_mline = 0;
  check_apply (peer, WRTC_SDP_OFFER, HEAD TRANSPORT AUDIO, OPERATION,
      "a pad holds this line for video");
}

/* Why the first line of an offer is answered with port 0 (RFC 9429 5.3.1). */
static const struct
{
  const gchar *offer;
  WrtcBundlePolicy policy;
  const gchar *reason;          /* NULL: it is accepted */
} rejections[] = {
  {HEAD TRANSPORT AUDIO, WRTC_BUNDLE_BALANCED, NULL},
  {HEAD TRANSPORT "m=audio 0 UDP/TLS/RTP/SAVPF 96\r\n", WRTC_BUNDLE_BALANCED,
      "the peer rejected it"},
  {HEAD TRANSPORT "m=text 9 UDP/TLS/RTP/SAVPF 96\r\n", WRTC_BUNDLE_BALANCED,
      "its media type is not known"},
  {HEAD TRANSPORT "m=image 9 udptl t38\r\n", WRTC_BUNDLE_BALANCED,
      "its protocol is not known"},
  {HEAD TRANSPORT "m=audio 9 UDP/TLS/RTP/SAVPF 96\r\na=rtcp-mux\r\n"
        "a=rtpmap:96 G729/8000\r\n", WRTC_BUNDLE_BALANCED,
      "no codec in common"},
  {HEAD TRANSPORT "m=audio 9 UDP/TLS/RTP/SAVPF 96\r\na=rtcp-mux\r\n",
      WRTC_BUNDLE_BALANCED, "no codec in common"},
  {HEAD TRANSPORT "m=audio 9 UDP/TLS/RTP/SAVPF 96\r\n"
        "a=rtpmap:96 opus/48000/2\r\n", WRTC_BUNDLE_BALANCED,
      "it does not multiplex RTCP"},
  {HEAD TRANSPORT "a=group:BUNDLE a\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96\r\n"
        "a=rtpmap:96 opus/48000/2\r\na=mid:a\r\n", WRTC_BUNDLE_BALANCED, NULL},
  {HEAD TRANSPORT "m=audio 0 UDP/TLS/RTP/SAVPF 96\r\na=bundle-only\r\n"
        "a=rtpmap:96 opus/48000/2\r\na=rtcp-mux\r\n", WRTC_BUNDLE_BALANCED,
      "it is bundle-only, and there is no bundle"},
  {HEAD TRANSPORT "a=group:BUNDLE a\r\nm=audio 0 UDP/TLS/RTP/SAVPF 96\r\n"
        "a=bundle-only\r\na=mid:a\r\na=rtpmap:96 opus/48000/2\r\na=rtcp-mux"
        "\r\n", WRTC_BUNDLE_NONE, "it is bundle-only, and there is no bundle"},
  /* RFC 9143 6: without port 0 the attribute says nothing */
  {HEAD TRANSPORT AUDIO "a=bundle-only\r\n", WRTC_BUNDLE_NONE, NULL},
};

static void
test_jsep_rejected_lines_have_a_reason (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rejections); i++) {
    g_autoptr (WrtcJsep) peer = two_line_peer (rejections[i].policy);
    g_autoptr (WrtcSdp) offer = parse (rejections[i].offer);
    g_autoptr (WrtcSdp) answer = NULL;
    g_autoptr (WrtcPlan) plan = NULL;
    const WrtcPlanMedia *media;

    g_test_message ("row %u", i);
    wrtc_plan_free (apply (peer, WRTC_JSEP_REMOTE, WRTC_SDP_OFFER, offer));
    answer = create_answer (peer);
    plan = apply (peer, WRTC_JSEP_LOCAL, WRTC_SDP_ANSWER, answer);
    media = wrtc_plan_find_media (plan, 0);
    g_assert_cmpint (wrtc_sdp_get_media (answer, 0)->port == 0, ==,
        rejections[i].reason != NULL);
    g_assert_cmpint (media->rejected, ==, rejections[i].reason != NULL);
    g_assert_cmpstr (media->reason, ==, rejections[i].reason);
    g_assert_nonnull (media->mid);
  }
}

static void
test_jsep_data_without_a_port_is_rejected (void)
{
  g_autoptr (WrtcJsep) peer = answerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcSdp) offer = parse (HEAD TRANSPORT
      "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n");
  g_autoptr (WrtcSdp) answer = NULL;
  g_autoptr (WrtcPlan) plan = NULL;

  wrtc_plan_free (apply (peer, WRTC_JSEP_REMOTE, WRTC_SDP_OFFER, offer));
  answer = create_answer (peer);
  plan = apply (peer, WRTC_JSEP_LOCAL, WRTC_SDP_ANSWER, answer);
  g_assert_true (plan->sctp.rejected);
  g_assert_cmpint (plan->sctp.transport, ==, -1);
  g_assert_cmpuint (plan->transports->len, ==, 0);
}

/* RFC 9143 7.3.1: the offered owner is rejected, another line takes its place. */
static void
test_jsep_bundle_outlives_its_rejected_owner (void)
{
  static const struct
  {
    const gchar *video;
    gboolean accepted;
  } rows[] = {
    {VIDEO "a=mid:v\r\n" TRANSPORT, TRUE},
    /* bundle-only, but it says where it could stand alone */
    {"m=video 0 UDP/TLS/RTP/SAVPF 97\r\na=bundle-only\r\na=rtpmap:97 VP8/90000"
          "\r\na=mid:v\r\n" TRANSPORT, TRUE},
    {"m=video 0 UDP/TLS/RTP/SAVPF 97\r\na=bundle-only\r\na=rtpmap:97 VP8/90000"
          "\r\na=mid:v\r\n", FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (WrtcJsep) peer = answerer_new (WRTC_BUNDLE_BALANCED);
    g_autofree gchar *text = g_strconcat (HEAD "a=group:BUNDLE a v\r\n"
        AUDIO "a=mid:a\r\n" TRANSPORT, rows[i].video, NULL);
    g_autoptr (WrtcSdp) offer = parse (text);
    g_autoptr (WrtcSdp) answer = NULL;
    g_autoptr (WrtcPlan) plan = NULL;

    add_media (peer, WRTC_MEDIA_VIDEO, WRTC_DIRECTION_SENDRECV);
    wrtc_plan_free (apply (peer, WRTC_JSEP_REMOTE, WRTC_SDP_OFFER, offer));
    answer = create_answer (peer);
    plan = apply (peer, WRTC_JSEP_LOCAL, WRTC_SDP_ANSWER, answer);
    g_assert_true (wrtc_plan_find_media (plan, 0)->rejected);
    g_assert_cmpint (wrtc_plan_find_media (plan, 1)->rejected, ==,
        !rows[i].accepted);
    g_assert_cmpuint (plan->transports->len, ==, rows[i].accepted);
    if (rows[i].accepted)
      g_assert_cmpstr (((WrtcPlanTransport *) plan->transports->pdata[0])->
          owner_mid, ==, "v");
  }
}

/* offered, ours, the fmtp of our answer as text; NULL: they are not one codec */
static const struct
{
  const gchar *offered;
  const gchar *own;
  const gchar *answer;
} codecs[] = {
  {"opus/48000/2", "OPUS/48000/2", ""},
  {"opus/48000/2", "OPUS/48000/1", NULL},
  {"opus/48000/2 minptime=10;useinbandfec=1;sprop-stereo=1", "opus/48000/2",
      "minptime=10;useinbandfec=1"},
  {"opus/48000/2 minptime=10", "opus/48000/2 stereo=1", "stereo=1"},
  {"PCMU/8000", "PCMU/8000/1", ""},
  {"PCMU/8000", "PCMA/8000", NULL},
  {"telephone-event/8000 0-16", "telephone-event/48000 0-16", NULL},
  {"telephone-event/8000 0-16", "telephone-event/8000 0-15", "0-15"},
  {"VP8/90000", "VP8/90000 max-fs=1", "max-fs=1"},
  {"VP9/90000 profile-id=0", "VP9/90000", "profile-id=0"},
  {"VP9/90000", "VP9/90000 profile-id=0", "profile-id=0"},
  {"VP9/90000 profile-id=2", "VP9/90000", NULL},
  {"H264/90000 packetization-mode=1;profile-level-id=42e01f",
        "H264/90000 packetization-mode=1;profile-level-id=42c01f",
      "packetization-mode=1;profile-level-id=42e01f"},
  /* the level is the lower one, unless both may differ (RFC 6184 8.2.2) */
  {"H264/90000 packetization-mode=1;profile-level-id=42e01f",
        "H264/90000 packetization-mode=1;profile-level-id=42e034",
      "packetization-mode=1;profile-level-id=42e01f"},
  {"H264/90000 level-asymmetry-allowed=1;packetization-mode=1;"
        "profile-level-id=42e01f",
        "H264/90000 packetization-mode=1;profile-level-id=42e034",
      "packetization-mode=1;profile-level-id=42e034;"
        "level-asymmetry-allowed=1"},
  {"H264/90000 packetization-mode=1;profile-level-id=42e01f",
        "H264/90000 packetization-mode=1",
      "packetization-mode=1;profile-level-id=42e01f"},
  /* baseline is not constrained baseline; nor is main or high */
  {"H264/90000 packetization-mode=1;profile-level-id=42001f",
      "H264/90000 packetization-mode=1;profile-level-id=42e01f", NULL},
  {"H264/90000 packetization-mode=1;profile-level-id=4d001f",
      "H264/90000 packetization-mode=1;profile-level-id=42e01f", NULL},
  {"H264/90000 packetization-mode=1;profile-level-id=64001f",
      "H264/90000 packetization-mode=1;profile-level-id=640c1f", NULL},
  {"H264/90000 packetization-mode=1;profile-level-id=4d801f",
        "H264/90000 packetization-mode=1;profile-level-id=42e01f",
      "packetization-mode=1;profile-level-id=4d801f"},
  {"H264/90000 profile-level-id=42e01f",
      "H264/90000 packetization-mode=1;profile-level-id=42e01f", NULL},
  {"H264/90000 packetization-mode=0;profile-level-id=42e01f",
        "H264/90000 profile-level-id=42e01f",
      "profile-level-id=42e01f;packetization-mode=0"},
  {"H264/90000 packetization-mode=1;profile-level-id=xyz",
      "H264/90000 packetization-mode=1;profile-level-id=42e01f", NULL},
};

static void
check_codec_row (guint row)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };
  g_autoptr (GString) fmtp = g_string_new (NULL);
  const WrtcSdpMedia *media;
  const WrtcCodec *codec;

  add_codec (wrtc_jsep_add_transceiver (a, WRTC_MEDIA_VIDEO,
          WRTC_DIRECTION_SENDRECV), 100, codecs[row].offered);
  add_codec (wrtc_jsep_add_transceiver (b, WRTC_MEDIA_VIDEO,
          WRTC_DIRECTION_SENDRECV), 96, codecs[row].own);
  g_test_message ("%s / %s", codecs[row].offered, codecs[row].own);
  offer_and_receive (&x, a, b);
  x.answer = create_answer (b);
  media = wrtc_sdp_get_media (x.answer, 0);
  g_assert_cmpint (wrtc_sdp_media_is_rejected (media), ==,
      codecs[row].answer == NULL);
  if (codecs[row].answer == NULL)
    return;
  codec = media->codecs->pdata[0];
  g_assert_cmpint (codec->payload, ==, 100);
  for (guint i = 0; i < codec->fmtp->len; i++) {
    const WrtcParameter *parameter = codec->fmtp->pdata[i];

    g_string_append_printf (fmtp, "%s%s%s%s", i > 0 ? ";" : "",
        parameter->name, parameter->value ? "=" : "",
        parameter->value ? parameter->value : "");
  }
  g_assert_cmpstr (fmtp->str, ==, codecs[row].answer);
}

static void
test_jsep_codecs_match_by_their_rules (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    check_codec_row (i);
}

/* RFC 4588 8.6: RTX is the same only for the same codec. */
static void
test_jsep_rtx_follows_its_codec (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };
  WrtcJsepTransceiver *transceiver;
  const GPtrArray *list;
  const WrtcCodec *rtx;

  transceiver = wrtc_jsep_add_transceiver (a, WRTC_MEDIA_VIDEO,
      WRTC_DIRECTION_SENDRECV);
  add_codec (transceiver, 100, "VP8/90000");
  add_codec (transceiver, 101, "rtx/90000 apt=100");
  add_codec (transceiver, 102, "VP9/90000");
  add_codec (transceiver, 103, "rtx/90000 apt=102");
  transceiver = wrtc_jsep_add_transceiver (b, WRTC_MEDIA_VIDEO,
      WRTC_DIRECTION_SENDRECV);
  add_codec (transceiver, 96, "VP9/90000");
  add_codec (transceiver, 97, "rtx/90000 apt=96");
  exchange (&x, a, b);
  list = wrtc_sdp_get_media (x.answer, 0)->codecs;
  g_assert_cmpuint (list->len, ==, 2);
  rtx = list->pdata[1];
  g_assert_cmpint (rtx->payload, ==, 103);
  g_assert_cmpstr (wrtc_parameters_get (rtx->fmtp, "apt"), ==, "102");
  list = wrtc_plan_find_media (x.offerer, 0)->send_codecs;
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpint (((WrtcCodec *) list->pdata[1])->payload_in, ==, 103);
}

static void
test_jsep_error_codes_have_names_and_numbers (void)
{
  static const struct
  {
    WrtcJsepErrorCode code;
    const gchar *name;
    gint webrtc_code;
  } rows[] = {
    {WRTC_JSEP_ERROR_INVALID_STATE, "InvalidStateError", 7},
    {WRTC_JSEP_ERROR_INVALID_ACCESS, "InvalidAccessError", 9},
    {WRTC_JSEP_ERROR_INVALID_MODIFICATION, "InvalidModificationError", 9},
    {WRTC_JSEP_ERROR_OPERATION, "OperationError", 8},
    {WRTC_JSEP_ERROR_TYPE, "TypeError", 10},
    {WRTC_JSEP_ERROR_SDP_SYNTAX, "RTCError", 4},
    {WRTC_JSEP_ERROR_FINGERPRINT, "RTCError", 2},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_assert_cmpstr (wrtc_jsep_error_get_name (rows[i].code), ==, rows[i].name);
    g_assert_cmpint (wrtc_jsep_error_get_webrtc_code (rows[i].code), ==,
        rows[i].webrtc_code);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add_func ("/jsep/rules/" path, function)
  ADD ("offer", test_jsep_offer_is_held_to_the_rules);
  ADD ("answer", test_jsep_answer_is_held_to_the_rules);
  ADD ("direction", test_jsep_answered_direction_is_checked);
  ADD ("later-offer", test_jsep_later_offer_keeps_its_lines);
  ADD ("locked", test_jsep_line_of_another_kind_than_locked_is_refused);
  ADD ("rejected", test_jsep_rejected_lines_have_a_reason);
  ADD ("data", test_jsep_data_without_a_port_is_rejected);
  ADD ("owner", test_jsep_bundle_outlives_its_rejected_owner);
  ADD ("codecs", test_jsep_codecs_match_by_their_rules);
  ADD ("rtx", test_jsep_rtx_follows_its_codec);
  ADD ("errors", test_jsep_error_codes_have_names_and_numbers);
  return g_test_run ();
}
