/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Session descriptions: what is parsed prints so that it parses to the same
 * model; then the session takes it as an offer and as an answer (threat 19).
 */
#include "fuzz.h"

#include <core/jsep/wrtcjsep.h>

#include <string.h>

#define FINGERPRINT \
    "AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:" \
    "AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA"

static void
check_printing (const WrtcSdp * sdp)
{
  g_autofree gchar *text = wrtc_sdp_print (sdp);
  g_autofree gchar *again_text = NULL, *copy_text = NULL;
  g_autoptr (WrtcSdp) again = NULL, copy = wrtc_sdp_copy (sdp);
  WrtcSdpError error;

  copy_text = wrtc_sdp_print (copy);
  g_assert_cmpstr (text, ==, copy_text);
  if (strlen (text) > WRTC_SDP_MAX_BYTES)
    return;                     /* CRLF and written-out names made it longer */
  again = wrtc_sdp_parse (text, -1, &error);
  g_assert_cmpstr (error.message, ==, "");
  again_text = wrtc_sdp_print (again);
  g_assert_cmpstr (text, ==, again_text);
}

static WrtcJsep *
new_session (guint policy)
{
  WrtcJsepConfig config = { policy, 1, "sha-256", FINGERPRINT, FALSE };

  return wrtc_jsep_new (&config);
}

static void
supply (WrtcJsep * session)
{
  for (guint i = wrtc_jsep_n_credentials_wanted (session); i > 0; i--)
    wrtc_jsep_supply_credentials (session, "ufragufrag",
        "passwordpasswordpassword");
}

static void
add_codecs (WrtcJsepTransceiver * transceiver)
{
  static const struct
  {
    WrtcMediaKind kind;
    const gchar *name;
    guint clock_rate, channels;
  } table[] = {
    {WRTC_MEDIA_AUDIO, "opus", 48000, 2}, {WRTC_MEDIA_VIDEO, "VP8", 90000, 0},
    {WRTC_MEDIA_VIDEO, "H264", 90000, 0}, {WRTC_MEDIA_VIDEO, "rtx", 90000, 0}
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    WrtcCodec *codec;

    if (table[i].kind != transceiver->kind)
      continue;
    codec = wrtc_codec_new (96 + i, table[i].name, table[i].clock_rate,
        table[i].channels);
    if (strcmp (table[i].name, "rtx") == 0)
      wrtc_parameters_set (codec->fmtp, "apt", "97");
    g_ptr_array_add (transceiver->settings.codecs, codec);
  }
}

static gchar *
plan_text (const WrtcJsep * session)
{
  g_autoptr (WrtcPlan) plan = wrtc_jsep_get_plan (session);

  return wrtc_plan_to_string (plan);
}

/* A step that fails has changed nothing, and says why. */
static gboolean
apply (WrtcJsep * session, WrtcJsepSide side, WrtcSdpType type, WrtcSdp * sdp,
    WrtcPlan ** plan)
{
  g_autofree gchar *before = plan_text (session);
  g_autofree gchar *after = NULL;
  g_autoptr (GError) error = NULL;

  if (wrtc_jsep_apply (session, side, type, sdp, plan, &error))
    return TRUE;
  g_assert_nonnull (error);
  after = plan_text (session);
  g_assert_cmpstr (before, ==, after);
  return FALSE;
}

static void
check_plan (const WrtcPlan * plan)
{
  for (guint i = 0; i < plan->media->len; i++) {
    const WrtcPlanMedia *media = plan->media->pdata[i];

    g_assert_nonnull (media->mid);
    if (media->transport >= 0)
      g_assert_nonnull (wrtc_plan_find_transport (plan, media->transport));
  }
  for (guint i = 0; i < plan->transports->len; i++) {
    const WrtcPlanTransport *transport = plan->transports->pdata[i];

    g_assert_cmpuint (transport->mlines->len, >, 0);
    if (plan->after != WRTC_SIGNALING_STABLE)
      continue;
    g_assert_nonnull (transport->local_ufrag);
    g_assert_nonnull (transport->remote_ufrag);
    g_assert_cmpint (transport->setup, !=, WRTC_SETUP_ACTPASS);
  }
}

/* Our answers and offers are such that we could parse them. */
static void
apply_own (WrtcJsep * session, WrtcSdpType type, WrtcSdp * sdp)
{
  g_autoptr (WrtcPlan) plan = NULL;

  check_printing (sdp);
  g_assert_true (apply (session, WRTC_JSEP_LOCAL, type, sdp, &plan));
  check_plan (plan);
}

static void
answer (WrtcJsep * session, WrtcSdp * sdp)
{
  g_autoptr (WrtcPlan) received = NULL;
  g_autoptr (WrtcSdp) own = NULL;

  if (!apply (session, WRTC_JSEP_REMOTE, WRTC_SDP_OFFER, sdp, &received))
    return;
  check_plan (received);
  for (guint i = 0; i < received->new_transceivers->len; i++)
    add_codecs (wrtc_jsep_get_transceiver (session,
            g_array_index (received->new_transceivers, WrtcPlanTransceiver,
                i).id));
  supply (session);
  own = wrtc_jsep_create_answer (session, NULL);
  g_assert_nonnull (own);
  apply_own (session, WRTC_SDP_ANSWER, own);
}

/* Offer, answer it, offer back, and take the same offer once more. */
static void
check_as_offer (WrtcSdp * sdp, guint policy)
{
  g_autoptr (WrtcJsep) session = new_session (policy);
  g_autoptr (WrtcSdp) offer = NULL;

  answer (session, sdp);
  supply (session);
  offer = wrtc_jsep_create_offer (session, NULL, NULL);
  if (offer == NULL)
    return;                     /* payload types may run out */
  apply_own (session, WRTC_SDP_OFFER, offer);
  g_assert_true (apply (session, WRTC_JSEP_LOCAL, WRTC_SDP_ROLLBACK, NULL,
          NULL));
  answer (session, sdp);
}

/* An offer with the lines and mids of @sdp, which then answers it. */
static void
check_as_answer (WrtcSdp * sdp, guint policy)
{
  g_autoptr (WrtcJsep) session = new_session (policy);
  g_autoptr (WrtcPlan) plan = NULL;
  g_autoptr (WrtcSdp) offer = NULL;

  for (guint i = 0; i < sdp->media->len; i++) {
    const WrtcSdpMedia *media = wrtc_sdp_get_media (sdp, i);
    WrtcJsepTransceiver *transceiver;

    if (wrtc_sdp_media_is_data (media)) {
      wrtc_jsep_want_data_channel (session);
      continue;
    }
    transceiver = wrtc_jsep_add_transceiver (session, media->kind,
        WRTC_DIRECTION_SENDRECV);
    transceiver->settings.wanted_mid = g_strdup (media->mid);
    add_codecs (transceiver);
  }
  supply (session);
  offer = wrtc_jsep_create_offer (session, NULL, NULL);
  if (offer == NULL)
    return;
  apply_own (session, WRTC_SDP_OFFER, offer);
  if (apply (session, WRTC_JSEP_REMOTE, WRTC_SDP_ANSWER, sdp, &plan))
    check_plan (plan);
}

int
LLVMFuzzerTestOneInput (const uint8_t * data, size_t size)
{
  WrtcSdpError error;
  g_autoptr (WrtcSdp) sdp = wrtc_sdp_parse ((const gchar *) data, size, &error);

  if (sdp == NULL) {
    g_assert_cmpint (error.code, !=, WRTC_SDP_OK);
    g_assert_cmpuint (strlen (error.message), >, 0);
    g_assert_true (g_utf8_validate (error.message, -1, NULL));
    return 0;
  }
  check_printing (sdp);
  for (guint policy = WRTC_BUNDLE_NONE; policy <= WRTC_BUNDLE_MAX_BUNDLE;
      policy += WRTC_BUNDLE_MAX_BUNDLE) {
    check_as_offer (sdp, policy);
    check_as_answer (sdp, policy);
  }
  return 0;
}
