/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Offers, answers and their plans, between two sessions. Sections of RFC 9429
 * unless another is named.
 */
#include "jseptest.h"

#define AUDIO WRTC_MEDIA_AUDIO
#define VIDEO WRTC_MEDIA_VIDEO
#define SENDRECV WRTC_DIRECTION_SENDRECV
#define SENDONLY WRTC_DIRECTION_SENDONLY
#define RECVONLY WRTC_DIRECTION_RECVONLY
#define INACTIVE WRTC_DIRECTION_INACTIVE

static const WrtcPlanMedia *
media_at (const WrtcPlan * plan, guint mline)
{
  const WrtcPlanMedia *media = wrtc_plan_find_media (plan, mline);

  g_assert_nonnull (media);
  return media;
}

static const WrtcPlanTransport *
transport_at (const WrtcPlan * plan, guint n)
{
  g_assert_cmpuint (plan->transports->len, >, n);
  return plan->transports->pdata[n];
}

/* 5.3.1 and the table of docs/webrtcbin-compat.md 7 */
static const struct
{
  WrtcDirection offerer, answerer, offered_result, answered_result;
} directions[] = {
  {SENDRECV, SENDRECV, SENDRECV, SENDRECV},
  {SENDRECV, SENDONLY, RECVONLY, SENDONLY},
  {SENDRECV, RECVONLY, SENDONLY, RECVONLY},
  {SENDRECV, INACTIVE, INACTIVE, INACTIVE},
  {SENDONLY, SENDRECV, SENDONLY, RECVONLY},
  {SENDONLY, SENDONLY, INACTIVE, INACTIVE},
  {SENDONLY, RECVONLY, SENDONLY, RECVONLY},
  {SENDONLY, INACTIVE, INACTIVE, INACTIVE},
  {RECVONLY, SENDRECV, RECVONLY, SENDONLY},
  {RECVONLY, SENDONLY, RECVONLY, SENDONLY},
  {RECVONLY, RECVONLY, INACTIVE, INACTIVE},
  {RECVONLY, INACTIVE, INACTIVE, INACTIVE},
  {INACTIVE, SENDRECV, INACTIVE, INACTIVE},
  {INACTIVE, SENDONLY, INACTIVE, INACTIVE},
  {INACTIVE, RECVONLY, INACTIVE, INACTIVE},
  {INACTIVE, INACTIVE, INACTIVE, INACTIVE},
};

static void
test_jsep_directions_of_both_sides_meet (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (directions); i++) {
    g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
    g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
    g_auto (Exchange) x = { 0, };
    const WrtcSdpMedia *answered;

    add_media (a, VIDEO, directions[i].offerer);
    add_media (b, VIDEO, directions[i].answerer);
    exchange (&x, a, b);
    g_test_message ("%s / %s", wrtc_direction_to_string (directions[i].offerer),
        wrtc_direction_to_string (directions[i].answerer));
    g_assert_cmpint (media_at (x.offerer, 0)->direction, ==,
        directions[i].offered_result);
    g_assert_cmpint (media_at (x.offerer, 0)->current_direction, ==,
        directions[i].offered_result);
    g_assert_cmpint (media_at (x.answerer, 0)->direction, ==,
        directions[i].answered_result);
    answered = wrtc_sdp_get_media (x.answer, 0);
    g_assert_cmpint (answered->direction, ==, directions[i].answered_result);
    g_assert_cmpint (answered->ssrcs->len > 0, ==,
        wrtc_direction_sends (directions[i].answered_result));
    g_assert_cmpint (x.offerer->new_transceivers->len, ==, 0);
    g_assert_cmpint (x.received->new_transceivers->len, ==, 0);
  }
}

/* 4.1.1, RFC 9143: audio, video, video, data */
static const struct
{
  WrtcBundlePolicy offerer, answerer;
  const gchar *ports;           /* of the offer's lines: 9, or 0 for bundle-only */
  guint n_offered;              /* transports */
  guint n_answered;
  guint n_rejected;
} bundles[] = {
  {WRTC_BUNDLE_NONE, WRTC_BUNDLE_NONE, "9999", 4, 4, 0},
  {WRTC_BUNDLE_NONE, WRTC_BUNDLE_BALANCED, "9999", 4, 4, 0},
  {WRTC_BUNDLE_NONE, WRTC_BUNDLE_MAX_BUNDLE, "9999", 4, 4, 0},
  {WRTC_BUNDLE_BALANCED, WRTC_BUNDLE_BALANCED, "9909", 3, 1, 0},
  {WRTC_BUNDLE_BALANCED, WRTC_BUNDLE_MAX_BUNDLE, "9909", 3, 1, 0},
  {WRTC_BUNDLE_BALANCED, WRTC_BUNDLE_NONE, "9909", 3, 3, 1},
  {WRTC_BUNDLE_MAX_COMPAT, WRTC_BUNDLE_BALANCED, "9999", 4, 1, 0},
  {WRTC_BUNDLE_MAX_COMPAT, WRTC_BUNDLE_NONE, "9999", 4, 4, 0},
  {WRTC_BUNDLE_MAX_BUNDLE, WRTC_BUNDLE_MAX_BUNDLE, "9000", 1, 1, 0},
  {WRTC_BUNDLE_MAX_BUNDLE, WRTC_BUNDLE_MAX_COMPAT, "9000", 1, 1, 0},
  {WRTC_BUNDLE_MAX_BUNDLE, WRTC_BUNDLE_NONE, "9000", 1, 1, 3},
};

static void
add_four_lines (WrtcJsep * peer)
{
  add_media (peer, AUDIO, SENDRECV);
  add_media (peer, VIDEO, SENDRECV);
  add_media (peer, VIDEO, SENDRECV);
  wrtc_jsep_want_data_channel (peer);
}

static guint
count_rejected (const WrtcSdp * sdp)
{
  guint n_rejected = 0;

  for (guint i = 0; i < sdp->media->len; i++)
    n_rejected += wrtc_sdp_media_is_rejected (wrtc_sdp_get_media (sdp, i));
  return n_rejected;
}

static void
check_transports_agree (const WrtcPlan * a, const WrtcPlan * b)
{
  g_assert_cmpuint (a->transports->len, ==, b->transports->len);
  for (guint i = 0; i < a->transports->len; i++) {
    const WrtcPlanTransport *ta = a->transports->pdata[i];
    const WrtcPlanTransport *tb = b->transports->pdata[i];

    g_assert_cmpstr (ta->owner_mid, ==, tb->owner_mid);
    g_assert_cmpuint (ta->mlines->len, ==, tb->mlines->len);
    g_assert_cmpstr (ta->local_ufrag, ==, tb->remote_ufrag);
    g_assert_cmpstr (ta->local_pwd, ==, tb->remote_pwd);
    g_assert_cmpstr (ta->remote_ufrag, ==, tb->local_ufrag);
    g_assert_cmpstr (ta->remote_pwd, ==, tb->local_pwd);
    g_assert_nonnull (ta->local_ufrag);
    g_assert_nonnull (ta->remote_pwd);
    g_assert_true (ta->controlling != tb->controlling);
    g_assert_true ((ta->setup == WRTC_SETUP_ACTIVE
            && tb->setup == WRTC_SETUP_PASSIVE)
        || (ta->setup == WRTC_SETUP_PASSIVE && tb->setup == WRTC_SETUP_ACTIVE));
    g_assert_cmpuint (ta->remote_fingerprints->len, ==, 1);
    g_assert_cmpint (ta->has_rtp, ==, tb->has_rtp);
    g_assert_cmpint (ta->has_data, ==, tb->has_data);
    g_assert_true (ta->remote_trickle && tb->remote_trickle);
  }
}

static void
test_jsep_bundle_policies_share_transports (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bundles); i++) {
    g_autoptr (WrtcJsep) a = offerer_new (bundles[i].offerer);
    g_autoptr (WrtcJsep) b = answerer_new (bundles[i].answerer);
    g_auto (Exchange) x = { 0, };

    g_test_message ("policy %d / %d", bundles[i].offerer, bundles[i].answerer);
    add_four_lines (a);
    add_four_lines (b);
    exchange (&x, a, b);
    for (guint j = 0; j < 4; j++) {
      const WrtcSdpMedia *media = wrtc_sdp_get_media (x.offer, j);

      g_assert_cmpint (media->bundle_only, ==, bundles[i].ports[j] == '0');
      g_assert_cmpint (media->port, ==, bundles[i].ports[j] - '0');
      g_assert_nonnull (media->transport.ice_ufrag);
    }
    g_assert_cmpint (x.offer->groups->len, ==,
        bundles[i].offerer != WRTC_BUNDLE_NONE);
    g_assert_cmpuint (x.offered->transports->len, ==, bundles[i].n_offered);
    g_assert_cmpuint (x.offerer->transports->len, ==, bundles[i].n_answered);
    g_assert_cmpuint (count_rejected (x.answer), ==, bundles[i].n_rejected);
    g_assert_cmpuint (x.offerer->removed_transports->len, ==,
        bundles[i].n_offered - bundles[i].n_answered);
    check_transports_agree (x.offerer, x.answerer);
  }
}

static void
test_jsep_roles_follow_the_first_offer (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, }, y = { 0, };
  const WrtcSdpMedia *media;

  add_media (a, AUDIO, SENDRECV);
  add_media (b, AUDIO, SENDRECV);
  exchange (&x, a, b);
  g_assert_cmpint (transport_at (x.offered, 0)->setup, ==, WRTC_SETUP_ACTPASS);
  g_assert_cmpint (transport_at (x.offerer, 0)->setup, ==, WRTC_SETUP_PASSIVE);
  g_assert_true (transport_at (x.offerer, 0)->controlling);
  /* The other one offers: ICE and DTLS roles stay (RFC 8842 5.5). */
  add_media (b, VIDEO, SENDRECV);
  exchange (&y, b, a);
  media = wrtc_sdp_get_media (y.offer, 0);
  g_assert_cmpint (media->transport.setup, ==, WRTC_SETUP_ACTIVE);
  g_assert_cmpint (wrtc_sdp_get_media (y.answer, 0)->transport.setup, ==,
      WRTC_SETUP_PASSIVE);
  g_assert_cmpint (transport_at (y.offerer, 0)->setup, ==, WRTC_SETUP_ACTIVE);
  g_assert_false (transport_at (y.offerer, 0)->controlling);
  g_assert_cmpuint (y.offerer->transports->len, ==, 1);
  g_assert_cmpuint (transport_at (y.offerer, 0)->id, ==,
      transport_at (x.answerer, 0)->id);
}

/* RFC 8445 6.1.1: beside a lite peer the full one controls. */
static void
test_jsep_lite_peer_is_controlled (void)
{
  WrtcJsepConfig config = { WRTC_BUNDLE_BALANCED, 1, "sha-256", FINGERPRINT_A,
    TRUE
  };
  g_autoptr (WrtcJsep) a = wrtc_jsep_new (&config);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };

  add_media (a, AUDIO, SENDRECV);
  add_media (b, AUDIO, SENDRECV);
  exchange (&x, a, b);
  g_assert_false (transport_at (x.offerer, 0)->controlling);
  g_assert_true (transport_at (x.answerer, 0)->controlling);
  g_assert_true (transport_at (x.answerer, 0)->remote_ice_lite);
}

/* The payloader's number need not be that of the wire. */
static void
test_jsep_payload_types_are_mapped (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };
  WrtcJsepTransceiver *transceiver;
  const WrtcCodec *codec;

  transceiver = wrtc_jsep_add_transceiver (a, VIDEO, SENDRECV);
  add_codec (transceiver, 100, "VP8/90000");
  add_codec (transceiver, 96, "VP9/90000 profile-id=0");
  transceiver = wrtc_jsep_add_transceiver (b, VIDEO, SENDRECV);
  add_codec (transceiver, 96, "VP8/90000");
  exchange (&x, a, b);
  g_assert_cmpuint (media_at (x.answerer, 0)->send_codecs->len, ==, 1);
  codec = media_at (x.answerer, 0)->send_codecs->pdata[0];
  g_assert_cmpint (codec->payload, ==, 100);
  g_assert_cmpint (codec->payload_in, ==, 96);
  codec = media_at (x.offerer, 0)->send_codecs->pdata[0];
  g_assert_cmpint (codec->payload, ==, 100);
  g_assert_cmpint (codec->payload_in, ==, 100);
  codec = media_at (x.offerer, 0)->receive_codecs->pdata[0];
  g_assert_cmpint (codec->payload, ==, 100);
}

/* An answer may use other numbers: each side receives what it wrote. */
static void
test_jsep_asymmetric_payload_types_are_kept_apart (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };
  g_autofree gchar *text = NULL, *other = NULL, *rtpmap = NULL;
  g_autoptr (WrtcSdp) answer = NULL, own = NULL;
  const WrtcPlanMedia *media;

  add_media (a, VIDEO, SENDRECV);
  add_media (b, VIDEO, SENDRECV);
  offer_and_receive (&x, a, b);
  own = create_answer (b);
  text = wrtc_sdp_print (own);
  other = replace_all (text, "SAVPF 96", "SAVPF 110");
  rtpmap = replace_all (other, "rtpmap:96", "rtpmap:110");
  answer = parse (rtpmap);
  x.offerer = apply (a, WRTC_JSEP_REMOTE, WRTC_SDP_ANSWER, answer);
  media = media_at (x.offerer, 0);
  g_assert_cmpint (((WrtcCodec *) media->send_codecs->pdata[0])->payload, ==,
      110);
  g_assert_cmpint (((WrtcCodec *) media->receive_codecs->pdata[0])->payload,
      ==, 96);
}

/* RFC 9143 9.1: in a bundle a number means one thing. */
static void
test_jsep_payload_types_do_not_collide_in_a_bundle (void)
{
  static const gchar *const codecs[] = {
    "H264/90000 packetization-mode=1", "VP8/90000", "VP9/90000", "VP8/90000"
  };
  /* wanted 96 each; the fourth line is the second's codec again */
  static const gint expected[2][4] = { {96, 96, 96, 96}, {96, 97, 98, 97} };

  for (guint bundled = 0; bundled < 2; bundled++) {
    g_autoptr (WrtcJsep) a = offerer_new (bundled ? WRTC_BUNDLE_BALANCED
        : WRTC_BUNDLE_NONE);
    g_autoptr (WrtcSdp) offer = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
      add_codec (wrtc_jsep_add_transceiver (a, VIDEO, SENDRECV), 96, codecs[i]);
    offer = create_offer (a);
    for (guint i = 0; i < G_N_ELEMENTS (codecs); i++) {
      const WrtcCodec *codec = wrtc_sdp_get_media (offer, i)->codecs->pdata[0];

      g_assert_cmpint (codec->payload, ==, expected[bundled][i]);
    }
  }
}

static void
test_jsep_payload_types_run_out (void)
{
  for (guint n = 61; n <= 62; n++) {
    g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
    WrtcJsepTransceiver *transceiver =
        wrtc_jsep_add_transceiver (a, VIDEO, SENDRECV);
    g_autoptr (GError) error = NULL;
    g_autoptr (WrtcSdp) offer = NULL;
    gboolean used[128] = { FALSE, };

    for (guint i = 0; i < n; i++) {
      g_autofree gchar *text = g_strdup_printf ("X%u/90000", i);

      add_codec (transceiver, -1, text);
    }
    supply (a);
    offer = wrtc_jsep_create_offer (a, NULL, &error);
    if (n == 62) {
      g_assert_error (error, WRTC_JSEP_ERROR, WRTC_JSEP_ERROR_OPERATION);
      continue;
    }
    g_assert_no_error (error);
    for (guint i = 0; i < n; i++) {
      const WrtcCodec *codec = wrtc_sdp_get_media (offer, 0)->codecs->pdata[i];

      g_assert_true ((codec->payload >= 96 && codec->payload <= 127)
          || (codec->payload >= 35 && codec->payload <= 63));
      g_assert_false (used[codec->payload]);
      used[codec->payload] = TRUE;
    }
  }
}

/* A number that cannot be: of RTCP's range, or given to another by name. */
static void
test_jsep_payload_type_of_rtcp_is_not_offered (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  WrtcJsepTransceiver *transceiver =
      wrtc_jsep_add_transceiver (a, VIDEO, SENDRECV);
  g_autoptr (WrtcSdp) offer = NULL;
  const GPtrArray *codecs;

  add_codec (transceiver, 72, "VP8/90000");
  add_codec (transceiver, -1, "VP9/90000");
  add_codec (transceiver, 97, "AV1/90000");
  add_codec (transceiver, 96, "rtx/90000 apt=97");
  offer = create_offer (a);
  codecs = wrtc_sdp_get_media (offer, 0)->codecs;
  g_assert_cmpint (((WrtcCodec *) codecs->pdata[0])->payload, ==, 98);
  g_assert_cmpint (((WrtcCodec *) codecs->pdata[1])->payload, ==, 99);
  g_assert_cmpint (((WrtcCodec *) codecs->pdata[2])->payload, ==, 97);
  g_assert_cmpint (((WrtcCodec *) codecs->pdata[3])->payload, ==, 96);
}

static void
add_extension (WrtcJsepTransceiver * transceiver, guint id, const gchar * uri,
    WrtcDirection direction)
{
  WrtcSdpExtmap *extmap = wrtc_sdp_extmap_new (id, uri);

  extmap->direction = direction;
  g_ptr_array_add (transceiver->settings.extensions, extmap);
}

static const WrtcSdpExtmap *
find_extension (const GPtrArray * list, const gchar * uri)
{
  for (guint i = 0; i < list->len; i++) {
    const WrtcSdpExtmap *extmap = list->pdata[i];

    if (strcmp (extmap->uri, uri) == 0)
      return extmap;
  }
  return NULL;
}

/* RFC 8285 5, 7 */
static void
test_jsep_header_extensions_are_those_of_both (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };
  const WrtcPlanMedia *media;
  const WrtcSdpMedia *lines[2];
  WrtcJsepTransceiver *transceiver;

  transceiver = wrtc_jsep_get_transceiver (a, add_media (a, AUDIO, SENDRECV));
  add_extension (transceiver, 0, "urn:only-a", WRTC_DIRECTION_NONE);
  add_extension (transceiver, 1, "urn:both", WRTC_DIRECTION_NONE);
  add_extension (transceiver, 0, "urn:a-sends", SENDONLY);
  transceiver = wrtc_jsep_get_transceiver (a, add_media (a, VIDEO, SENDRECV));
  add_extension (transceiver, 1, "urn:video", WRTC_DIRECTION_NONE);
  add_extension (transceiver, 0, "urn:both", WRTC_DIRECTION_NONE);
  transceiver = wrtc_jsep_get_transceiver (b, add_media (b, AUDIO, SENDRECV));
  add_extension (transceiver, 7, "urn:both", WRTC_DIRECTION_NONE);
  add_extension (transceiver, 0, "urn:a-sends", WRTC_DIRECTION_NONE);
  add_extension (transceiver, 0, "urn:only-b", WRTC_DIRECTION_NONE);
  add_media (b, VIDEO, SENDRECV);
  exchange (&x, a, b);

  lines[0] = wrtc_sdp_get_media (x.offer, 0);
  lines[1] = wrtc_sdp_get_media (x.offer, 1);
  g_assert_cmpuint (find_extension (lines[0]->extmaps, "urn:both")->id, ==, 1);
  g_assert_cmpuint (find_extension (lines[1]->extmaps, "urn:both")->id, ==, 1);
  g_assert_cmpuint (find_extension (lines[1]->extmaps, "urn:video")->id, !=, 1);
  g_assert_cmpuint (find_extension (lines[0]->extmaps,
          "urn:ietf:params:rtp-hdrext:sdes:mid")->id, ==,
      find_extension (lines[1]->extmaps,
          "urn:ietf:params:rtp-hdrext:sdes:mid")->id);

  media = media_at (x.answerer, 0);
  g_assert_null (find_extension (media->send_extensions, "urn:only-a"));
  g_assert_null (find_extension (media->receive_extensions, "urn:only-b"));
  g_assert_nonnull (find_extension (media->send_extensions, "urn:both"));
  g_assert_null (find_extension (media->send_extensions, "urn:a-sends"));
  g_assert_nonnull (find_extension (media->receive_extensions, "urn:a-sends"));
  media = media_at (x.offerer, 0);
  g_assert_nonnull (find_extension (media->send_extensions, "urn:a-sends"));
  g_assert_null (find_extension (media->receive_extensions, "urn:a-sends"));
  media = media_at (x.offerer, 1);
  g_assert_null (find_extension (media->send_extensions, "urn:video"));
  g_assert_nonnull (find_extension (media->send_extensions,
          "urn:ietf:params:rtp-hdrext:sdes:mid"));
}

static void
test_jsep_remote_lines_make_transceivers (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };
  WrtcPlanTransceiver *item;
  WrtcJsepTransceiver *transceiver;

  add_media (a, AUDIO, SENDRECV);
  add_media (a, VIDEO, SENDONLY);
  add_media (a, VIDEO, RECVONLY);
  offer_and_receive (&x, a, b);
  g_assert_cmpuint (x.received->new_transceivers->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    item = &g_array_index (x.received->new_transceivers, WrtcPlanTransceiver,
        i);
    g_assert_cmpuint (item->mline, ==, i);
    g_assert_cmpint (item->kind, ==, i == 0 ? AUDIO : VIDEO);
    transceiver = wrtc_jsep_get_transceiver (b, item->id);
    g_assert_cmpint (transceiver->settings.direction, ==, RECVONLY);
    g_assert_true (transceiver->from_remote);
    g_assert_cmpstr (transceiver->mid, ==, wrtc_sdp_get_media (x.offer,
            i)->mid);
    add_codec (transceiver, -1, i == 0 ? "opus/48000/2" : "VP8/90000");
    g_assert_cmpint (media_at (x.received, i)->direction, ==, INACTIVE);
    g_assert_cmpint (media_at (x.received, i)->remote_msids->len, ==, i < 2);
  }
  answer_and_finish (&x, a, b);
  g_assert_cmpint (media_at (x.answerer, 0)->direction, ==, RECVONLY);
  g_assert_cmpint (media_at (x.answerer, 1)->direction, ==, RECVONLY);
  g_assert_cmpint (media_at (x.answerer, 2)->direction, ==, INACTIVE);
  g_assert_cmpstr (((WrtcSdpMsid *) media_at (x.answerer,
              0)->remote_msids->pdata[0])->stream, ==, "stream");
  g_assert_cmpstr (media_at (x.answerer, 0)->remote_cname, ==, "cname");
  g_assert_cmpuint (g_array_index (media_at (x.answerer, 0)->receive_ssrcs,
          guint32, 0), ==, 1000);
}

/* Early media (5.2): what the offer announces may come before the answer. */
static void
test_jsep_offerer_may_receive_at_once (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };

  add_media (a, AUDIO, SENDRECV);
  add_media (a, VIDEO, SENDONLY);
  offer_and_receive (&x, a, b);
  g_assert_cmpint (media_at (x.offered, 0)->direction, ==, RECVONLY);
  g_assert_cmpint (media_at (x.offered, 1)->direction, ==, INACTIVE);
  g_assert_cmpuint (media_at (x.offered, 0)->receive_codecs->len, ==, 1);
  g_assert_cmpuint (media_at (x.offered, 0)->send_codecs->len, ==, 0);
  g_assert_null (transport_at (x.received, 0)->local_ufrag);
  g_assert_null (transport_at (x.offered, 0)->remote_ufrag);
}

/* Feedback is what both want; "*" means all formats. */
static void
test_jsep_feedback_is_that_of_both (void)
{
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };
  g_autofree gchar *text = NULL, *wild = NULL;
  g_autoptr (WrtcSdp) offer = NULL, own = NULL;
  WrtcJsepTransceiver *transceiver;
  const WrtcCodec *codec;

  add_media (a, VIDEO, SENDRECV);
  own = create_offer (a);
  text = wrtc_sdp_print (own);
  wild = g_strconcat (text, "a=rtcp-fb:96 nack\r\na=rtcp-fb:* ccm fir\r\n"
      "a=rtcp-fb:* goog-remb\r\n", NULL);
  offer = parse (wild);
  transceiver = wrtc_jsep_get_transceiver (b, add_media (b, VIDEO, SENDRECV));
  wrtc_codec_add_feedback (transceiver->settings.codecs->pdata[0], "ccm fir");
  wrtc_codec_add_feedback (transceiver->settings.codecs->pdata[0], "nack");
  wrtc_codec_add_feedback (transceiver->settings.codecs->pdata[0], "nack pli");
  x.received = apply (b, WRTC_JSEP_REMOTE, WRTC_SDP_OFFER, offer);
  x.answer = create_answer (b);
  x.answerer = apply (b, WRTC_JSEP_LOCAL, WRTC_SDP_ANSWER, x.answer);
  codec = media_at (x.answerer, 0)->send_codecs->pdata[0];
  g_assert_cmpuint (codec->feedback->len, ==, 2);
  g_assert_true (wrtc_codec_has_feedback (codec, "nack"));
  g_assert_true (wrtc_codec_has_feedback (codec, "ccm fir"));
}

static void
test_jsep_data_channel_line_is_negotiated (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };

  wrtc_jsep_want_data_channel (a);
  exchange (&x, a, b);
  g_assert_true (x.offered->sctp.present);
  g_assert_cmpint (x.offered->sctp.remote_port, ==, -1);
  g_assert_cmpint (x.offerer->sctp.remote_port, ==, 5000);
  g_assert_cmpint (x.answerer->sctp.local_port, ==, 5000);
  g_assert_cmpint (x.answerer->sctp.transport, ==,
      transport_at (x.answerer, 0)->id);
  g_assert_true (transport_at (x.answerer, 0)->has_data);
  g_assert_false (transport_at (x.answerer, 0)->has_rtp);
  g_assert_cmpuint (x.answerer->sctp.max_message_size, ==, 262144);
  g_assert_false (x.offerer->negotiation_needed);
}

/* Compat page 8: the draft's form, answered in kind. */
static void
test_jsep_old_data_channel_form_is_answered (void)
{
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcSdp) offer = parse ("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\n"
      "m=application 9 DTLS/SCTP 5001\r\na=ice-ufrag:abcd\r\n"
      "a=ice-pwd:0123456789012345678901\r\na=setup:actpass\r\n"
      "a=fingerprint:sha-256 " FINGERPRINT_A "\r\n"
      "a=sctpmap:5001 webrtc-datachannel 1024\r\n");
  g_autoptr (WrtcSdp) answer = NULL;
  g_autoptr (WrtcPlan) plan = NULL;
  const WrtcSdpMedia *media;

  wrtc_plan_free (apply (b, WRTC_JSEP_REMOTE, WRTC_SDP_OFFER, offer));
  answer = create_answer (b);
  plan = apply (b, WRTC_JSEP_LOCAL, WRTC_SDP_ANSWER, answer);
  media = wrtc_sdp_get_media (answer, 0);
  g_assert_cmpstr (media->protocol, ==, "DTLS/SCTP");
  g_assert_cmpstr (media->formats->pdata[0], ==, "5001");
  g_assert_cmpstr (media->sctpmap, ==, "5001 webrtc-datachannel 1024");
  g_assert_null (media->mid);
  g_assert_cmpint (plan->sctp.remote_port, ==, 5001);
  g_assert_cmpint (plan->sctp.local_port, ==, 5001);
  g_assert_cmpuint (plan->sctp.max_message_size, ==, 65536);
}

/* Compat page 7, 12: m-lines of pads "sink_N". */
static const struct
{
  const gchar *locks;           /* for each transceiver: a digit or '-' */
  gboolean data;
  const gchar *lines;           /* transceivers by m-line, 'd' for data; NULL: error */
} layouts[] = {
  {"--", FALSE, "01"},
  {"--", TRUE, "01d"},
  {"-0", FALSE, "10"},
  {"1-", FALSE, "10"},
  {"10", FALSE, "10"},
  {"2--", FALSE, "120"},
  {"3--", TRUE, "12d0"},
  {"1", TRUE, "d0"},
  {"1", FALSE, NULL},
  {"5-", FALSE, NULL},
  {"2-1", TRUE, "120"},
};

static void
test_jsep_locked_lines_are_laid_out (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++) {
    g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
    g_autoptr (WrtcSdp) offer = NULL;
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", layouts[i].locks);
    for (guint j = 0; layouts[i].locks[j] != '\0'; j++) {
      WrtcJsepTransceiver *transceiver =
          wrtc_jsep_get_transceiver (a, add_media (a, AUDIO, SENDRECV));

      if (layouts[i].locks[j] != '-')
        transceiver->settings.locked_mline = layouts[i].locks[j] - '0';
    }
    if (layouts[i].data)
      wrtc_jsep_want_data_channel (a);
    supply (a);
    offer = wrtc_jsep_create_offer (a, NULL, &error);
    if (layouts[i].lines == NULL) {
      g_assert_error (error, WRTC_JSEP_ERROR, WRTC_JSEP_ERROR_OPERATION);
      continue;
    }
    g_assert_no_error (error);
    for (guint j = 0; layouts[i].lines[j] != '\0'; j++) {
      const WrtcSdpMedia *media = wrtc_sdp_get_media (offer, j);

      g_assert_cmpint (wrtc_sdp_media_is_data (media), ==,
          layouts[i].lines[j] == 'd');
      if (layouts[i].lines[j] != 'd')
        g_assert_cmpuint (((WrtcSdpSsrc *) media->ssrcs->pdata[0])->ssrc, ==,
            1000 + layouts[i].lines[j] - '0');
    }
  }
}

static void
test_jsep_line_of_a_pad_without_caps_blocks (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (GError) error = NULL;
  WrtcJsepTransceiver *transceiver =
      wrtc_jsep_add_transceiver (a, WRTC_MEDIA_UNKNOWN, SENDRECV);
  g_autoptr (WrtcSdp) offer = NULL;

  /* Without usable caps it is left out … */
  offer = create_offer (a);
  g_assert_cmpuint (offer->media->len, ==, 0);
  /* … but its line is nobody else's. */
  transceiver->settings.locked_mline = 0;
  add_media (a, AUDIO, SENDRECV);
  supply (a);
  g_assert_null (wrtc_jsep_create_offer (a, NULL, &error));
  g_assert_error (error, WRTC_JSEP_ERROR, WRTC_JSEP_ERROR_OPERATION);
}

static void
test_jsep_mids_are_named_as_webrtcbin_does (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcSdp) offer = NULL, again = NULL;
  g_autoptr (GError) error = NULL;
  WrtcJsepTransceiver *transceiver;

  add_media (a, AUDIO, SENDRECV);
  transceiver = wrtc_jsep_get_transceiver (a, add_media (a, VIDEO, SENDRECV));
  transceiver->settings.wanted_mid = g_strdup ("video2");
  add_media (a, VIDEO, SENDRECV);
  wrtc_jsep_want_data_channel (a);
  offer = create_offer (a);
  g_assert_cmpstr (wrtc_sdp_get_media (offer, 0)->mid, ==, "audio0");
  g_assert_cmpstr (wrtc_sdp_get_media (offer, 1)->mid, ==, "video2");
  g_assert_cmpstr (wrtc_sdp_get_media (offer, 2)->mid, ==, "video3");
  g_assert_cmpstr (wrtc_sdp_get_media (offer, 3)->mid, ==, "application3");
  /* An offer that was not set changes nothing but the version. */
  again = create_offer (a);
  g_assert_cmpuint (again->origin.version, ==, offer->origin.version + 1);
  for (guint i = 0; i < 4; i++) {
    g_assert_cmpstr (wrtc_sdp_get_media (again, i)->mid, ==,
        wrtc_sdp_get_media (offer, i)->mid);
    g_assert_cmpstr (wrtc_sdp_get_media (again, i)->transport.ice_ufrag, ==,
        wrtc_sdp_get_media (offer, i)->transport.ice_ufrag);
  }
  transceiver = wrtc_jsep_get_transceiver (a, add_media (a, VIDEO, SENDRECV));
  transceiver->settings.wanted_mid = g_strdup ("audio0");
  supply (a);
  g_assert_null (wrtc_jsep_create_offer (a, NULL, &error));
  g_assert_error (error, WRTC_JSEP_ERROR, WRTC_JSEP_ERROR_OPERATION);
}

/* Compat page 7, "renegotiation invariants"; 5.2.2 */
static void
test_jsep_renegotiation_keeps_what_was (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_MAX_BUNDLE);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_MAX_BUNDLE);
  g_auto (Exchange) x = { 0, }, y = { 0, };

  add_four_lines (a);
  add_four_lines (b);
  exchange (&x, a, b);
  add_media (a, VIDEO, SENDRECV);
  add_media (b, VIDEO, SENDRECV);
  exchange (&y, a, b);
  g_assert_cmpuint (y.offer->media->len, ==, 5);
  g_assert_cmpuint (y.offer->origin.session_id, ==, x.offer->origin.session_id);
  g_assert_cmpuint (y.offer->origin.version, >, x.offer->origin.version);
  for (guint i = 0; i < 4; i++) {
    const WrtcSdpMedia *before = wrtc_sdp_get_media (x.offer, i);
    const WrtcSdpMedia *after = wrtc_sdp_get_media (y.offer, i);

    g_assert_cmpstr (before->mid, ==, after->mid);
    g_assert_cmpstr (before->media, ==, after->media);
    g_assert_cmpstr (before->transport.ice_ufrag, ==,
        after->transport.ice_ufrag);
    g_assert_false (after->rtcp_mux_only);
    g_assert_cmpstr (wrtc_sdp_get_media (x.answer, i)->transport.ice_ufrag, ==,
        wrtc_sdp_get_media (y.answer, i)->transport.ice_ufrag);
  }
  g_assert_cmpint (wrtc_sdp_get_media (y.offer, 4)->transport.setup, ==,
      WRTC_SETUP_ACTPASS);
  g_assert_cmpuint (y.offerer->transports->len, ==, 1);
  g_assert_cmpint (transport_at (y.offerer, 0)->change, ==, WRTC_PLAN_SAME);
  g_assert_cmpint (media_at (y.offerer, 1)->change, ==, WRTC_PLAN_SAME);
  g_assert_cmpint (media_at (y.offered, 4)->change, ==, WRTC_PLAN_NEW);
  g_assert_cmpint (media_at (y.offerer, 4)->transport, ==,
      media_at (y.offerer, 0)->transport);
}

/* 5.2.2, 5.3.1: stop, and use of its line again; the bundle lives on. */
static void
test_jsep_stopped_line_is_used_again (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, }, y = { 0, }, z = { 0, };
  const gchar *ufrag;

  add_media (a, AUDIO, SENDRECV);
  add_media (a, VIDEO, SENDRECV);
  add_media (b, AUDIO, SENDRECV);
  add_media (b, VIDEO, SENDRECV);
  exchange (&x, a, b);
  wrtc_jsep_nth_transceiver (a, 0)->settings.stopping = TRUE;
  g_assert_true (wrtc_jsep_negotiation_needed (a));
  exchange (&y, a, b);
  g_assert_true (wrtc_sdp_media_is_rejected (wrtc_sdp_get_media (y.offer, 0)));
  g_assert_true (wrtc_jsep_nth_transceiver (a, 0)->stopped);
  g_assert_true (wrtc_jsep_nth_transceiver (b, 0)->stopped);
  g_assert_cmpuint (g_array_index (y.answerer->stopped_transceivers, guint, 0),
      ==, 0);
  g_assert_null (wrtc_jsep_nth_transceiver (a, 0)->mid);
  g_assert_true (media_at (y.answerer, 0)->rejected);
  g_assert_false (wrtc_jsep_negotiation_needed (a));

  add_media (a, AUDIO, SENDONLY);
  exchange (&z, a, b);
  g_assert_cmpuint (z.offer->media->len, ==, 2);
  g_assert_cmpstr (wrtc_sdp_get_media (z.offer, 0)->mid, !=,
      wrtc_sdp_get_media (x.offer, 0)->mid);
  g_assert_cmpuint (z.received->new_transceivers->len, ==, 1);
  g_assert_cmpuint (z.offerer->transports->len, ==, 1);
  g_assert_cmpuint (transport_at (z.offerer, 0)->id, ==,
      transport_at (x.offerer, 0)->id);
  ufrag = transport_at (x.offerer, 0)->local_ufrag;
  g_assert_cmpstr (transport_at (z.offerer, 0)->local_ufrag, ==, ufrag);
  g_assert_cmpstr (transport_at (z.answerer, 0)->remote_ufrag, ==, ufrag);
}

/* RFC 8839 4.4.1.1 */
static void
test_jsep_ice_restart_changes_credentials_of_both (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, }, y = { 0, };
  WrtcJsepOfferOptions options = { TRUE };
  g_autoptr (WrtcSdp) wire = NULL;

  add_four_lines (a);
  add_four_lines (b);
  exchange (&x, a, b);
  supply (a);
  y.offer = wrtc_jsep_create_offer (a, &options, NULL);
  y.offered = apply (a, WRTC_JSEP_LOCAL, WRTC_SDP_OFFER, y.offer);
  g_assert_true (transport_at (y.offered, 0)->local_restart);
  wire = over_the_wire (y.offer);
  y.received = apply (b, WRTC_JSEP_REMOTE, WRTC_SDP_OFFER, wire);
  g_assert_true (transport_at (y.received, 0)->remote_restart);
  answer_and_finish (&y, a, b);
  check_transports_agree (y.offerer, y.answerer);
  g_assert_cmpstr (transport_at (x.offerer, 0)->local_ufrag, !=,
      transport_at (y.offerer, 0)->local_ufrag);
  g_assert_cmpstr (transport_at (x.offerer, 0)->remote_ufrag, !=,
      transport_at (y.offerer, 0)->remote_ufrag);
  g_assert_cmpuint (transport_at (x.offerer, 0)->id, ==,
      transport_at (y.offerer, 0)->id);
  g_assert_cmpint (transport_at (x.offerer, 0)->setup, ==,
      transport_at (y.offerer, 0)->setup);
}

static void
test_jsep_credentials_run_out (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_NONE);
  g_autoptr (GError) error = NULL;
  g_autoptr (WrtcSdp) offer = NULL;

  add_media (a, AUDIO, SENDRECV);
  add_media (a, AUDIO, SENDRECV);
  wrtc_jsep_supply_credentials (a, "abcd", "0123456789012345678901");
  g_assert_cmpuint (wrtc_jsep_n_credentials_wanted (a), >=, 1);
  g_assert_null (wrtc_jsep_create_offer (a, NULL, &error));
  g_assert_error (error, WRTC_JSEP_ERROR, WRTC_JSEP_ERROR_OPERATION);
  wrtc_jsep_supply_credentials (a, "efgh", "0123456789012345678901");
  offer = wrtc_jsep_create_offer (a, NULL, NULL);
  g_assert_cmpstr (wrtc_sdp_get_ice_ufrag (offer, 0), ==, "abcd");
  g_assert_cmpstr (wrtc_sdp_get_ice_ufrag (offer, 1), ==, "efgh");
}

static void
test_jsep_nothing_to_negotiate_is_a_session (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };

  exchange (&x, a, b);
  g_assert_cmpuint (x.offer->media->len, ==, 0);
  g_assert_cmpuint (x.answerer->transports->len, ==, 0);
  g_assert_cmpint (x.answerer->after, ==, WRTC_SIGNALING_STABLE);
}

static void
test_jsep_without_a_certificate_fails (void)
{
  WrtcJsepConfig config = { WRTC_BUNDLE_BALANCED, 1, NULL, NULL, FALSE };
  g_autoptr (WrtcJsep) a = wrtc_jsep_new (&config);
  g_autoptr (GError) error = NULL;
  g_autoptr (WrtcSdp) offer = NULL;

  g_assert_null (wrtc_jsep_create_offer (a, NULL, &error));
  g_assert_error (error, WRTC_JSEP_ERROR, WRTC_JSEP_ERROR_OPERATION);
  wrtc_jsep_set_fingerprint (a, "sha-256", FINGERPRINT_A);
  offer = create_offer (a);
  g_assert_nonnull (offer);
}

static void
test_jsep_beyond_the_line_limit_fails (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_MAX_BUNDLE);
  g_autoptr (GError) error = NULL;
  g_autoptr (WrtcSdp) offer = NULL;

  for (guint i = 0; i < WRTC_SDP_MAX_MEDIA; i++)
    add_media (a, AUDIO, SENDRECV);
  offer = create_offer (a);
  g_assert_cmpuint (offer->media->len, ==, WRTC_SDP_MAX_MEDIA);
  add_media (a, AUDIO, SENDRECV);
  supply (a);
  g_assert_null (wrtc_jsep_create_offer (a, NULL, &error));
  g_assert_error (error, WRTC_JSEP_ERROR, WRTC_JSEP_ERROR_OPERATION);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add_func ("/jsep/" path, function)
  ADD ("directions", test_jsep_directions_of_both_sides_meet);
  ADD ("bundle", test_jsep_bundle_policies_share_transports);
  ADD ("roles", test_jsep_roles_follow_the_first_offer);
  ADD ("lite", test_jsep_lite_peer_is_controlled);
  ADD ("payload-map", test_jsep_payload_types_are_mapped);
  ADD ("payload-asymmetric", test_jsep_asymmetric_payload_types_are_kept_apart);
  ADD ("payload-bundle", test_jsep_payload_types_do_not_collide_in_a_bundle);
  ADD ("payload-full", test_jsep_payload_types_run_out);
  ADD ("payload-rtcp", test_jsep_payload_type_of_rtcp_is_not_offered);
  ADD ("extensions", test_jsep_header_extensions_are_those_of_both);
  ADD ("remote-lines", test_jsep_remote_lines_make_transceivers);
  ADD ("early-media", test_jsep_offerer_may_receive_at_once);
  ADD ("feedback", test_jsep_feedback_is_that_of_both);
  ADD ("data", test_jsep_data_channel_line_is_negotiated);
  ADD ("data-old", test_jsep_old_data_channel_form_is_answered);
  ADD ("layout", test_jsep_locked_lines_are_laid_out);
  ADD ("layout-blocked", test_jsep_line_of_a_pad_without_caps_blocks);
  ADD ("mids", test_jsep_mids_are_named_as_webrtcbin_does);
  ADD ("renegotiation", test_jsep_renegotiation_keeps_what_was);
  ADD ("recycle", test_jsep_stopped_line_is_used_again);
  ADD ("ice-restart", test_jsep_ice_restart_changes_credentials_of_both);
  ADD ("credentials", test_jsep_credentials_run_out);
  ADD ("empty", test_jsep_nothing_to_negotiate_is_a_session);
  ADD ("certificate", test_jsep_without_a_certificate_fails);
  ADD ("limit", test_jsep_beyond_the_line_limit_fails);
  return g_test_run ();
}
