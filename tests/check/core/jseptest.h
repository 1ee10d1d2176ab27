/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the tests of the session share: peers with a certificate and credentials,
 * codecs, and the steps of an exchange through text, as over a network.
 */
#ifndef JSEP_TEST_H
#define JSEP_TEST_H

#include <core/jsep/wrtcjsep.h>

#include <string.h>

#define FINGERPRINT_A \
    "AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:" \
    "AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA"
#define FINGERPRINT_B \
    "BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:" \
    "BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB"

static inline WrtcJsep *
peer_new (WrtcBundlePolicy policy, const gchar * fingerprint)
{
  WrtcJsepConfig config = {
    .bundle_policy = policy,
    .session_id = 4711,
    .fingerprint_algorithm = "sha-256",
    .fingerprint_value = fingerprint,
  };

  return wrtc_jsep_new (&config);
}

static inline WrtcJsep *
offerer_new (WrtcBundlePolicy policy)
{
  return peer_new (policy, FINGERPRINT_A);
}

static inline WrtcJsep *
answerer_new (WrtcBundlePolicy policy)
{
  return peer_new (policy, FINGERPRINT_B);
}

static inline void
supply (WrtcJsep * peer)
{
  static guint counter = 0;

  for (guint i = wrtc_jsep_n_credentials_wanted (peer); i > 0; i--) {
    g_autofree gchar *ufrag = g_strdup_printf ("ufrag%04u", counter);
    g_autofree gchar *pwd = g_strdup_printf ("password0123456789ab%04u",
        counter++);

    wrtc_jsep_supply_credentials (peer, ufrag, pwd);
  }
}

static inline WrtcCodec *
codec_new (gint payload, const gchar * text)
{
  /* "name/rate[/channels][ fmtp[;fmtp]]" */
  g_auto (GStrv) halves = g_strsplit (text, " ", 2);
  g_auto (GStrv) parts = g_strsplit (halves[0], "/", 3);
  WrtcCodec *codec = wrtc_codec_new (payload, parts[0], atoi (parts[1]),
      parts[2] ? atoi (parts[2]) : 0);

  codec->payload_in = payload;
  if (halves[1] != NULL) {
    g_auto (GStrv) parameters = g_strsplit (halves[1], ";", -1);

    for (guint i = 0; parameters[i] != NULL; i++) {
      gchar *equal = strchr (parameters[i], '=');

      if (equal != NULL)
        *equal = '\0';
      wrtc_parameters_set (codec->fmtp, parameters[i],
          equal ? equal + 1 : NULL);
    }
  }
  return codec;
}

static inline void
add_codec (WrtcJsepTransceiver * transceiver, gint payload, const gchar * text)
{
  g_ptr_array_add (transceiver->settings.codecs, codec_new (payload, text));
}

/* A transceiver with opus or VP8 that would send. Returns its id. */
static inline guint
add_media (WrtcJsep * peer, WrtcMediaKind kind, WrtcDirection direction)
{
  WrtcJsepTransceiver *transceiver =
      wrtc_jsep_add_transceiver (peer, kind, direction);
  guint32 ssrc = 1000 + transceiver->id;

  if (kind == WRTC_MEDIA_AUDIO)
    add_codec (transceiver, 97, "OPUS/48000/2");
  else
    add_codec (transceiver, 96, "VP8/90000");
  g_ptr_array_add (transceiver->settings.streams, g_strdup ("stream"));
  transceiver->settings.track = g_strdup_printf ("track%u", transceiver->id);
  transceiver->settings.cname = g_strdup ("cname");
  g_array_append_val (transceiver->settings.ssrcs, ssrc);
  return transceiver->id;
}

/* Text to the other side and back, as real peers do. */
static inline WrtcSdp *
over_the_wire (const WrtcSdp * sdp)
{
  g_autofree gchar *text = wrtc_sdp_print (sdp);
  WrtcSdpError error;
  WrtcSdp *parsed = wrtc_sdp_parse (text, -1, &error);

  if (parsed == NULL)
    g_error ("%s\n%s", error.message, text);
  return parsed;
}

static inline WrtcSdp *
create_offer (WrtcJsep * peer)
{
  GError *error = NULL;
  WrtcSdp *sdp;

  supply (peer);
  sdp = wrtc_jsep_create_offer (peer, NULL, &error);
  g_assert_no_error (error);
  return sdp;
}

static inline WrtcSdp *
create_answer (WrtcJsep * peer)
{
  GError *error = NULL;
  WrtcSdp *sdp;

  supply (peer);
  sdp = wrtc_jsep_create_answer (peer, &error);
  g_assert_no_error (error);
  return sdp;
}

static inline WrtcPlan *
apply (WrtcJsep * peer, WrtcJsepSide side, WrtcSdpType type, WrtcSdp * sdp)
{
  GError *error = NULL;
  WrtcPlan *plan = NULL;

  wrtc_jsep_apply (peer, side, type, sdp, &plan, &error);
  g_assert_no_error (error);
  return plan;
}

/* What one exchange left behind. */
typedef struct
{
  WrtcSdp *offer;
  WrtcSdp *answer;
  WrtcPlan *offered;            /* of the offerer, after its own offer */
  WrtcPlan *received;           /* of the answerer, after the offer */
  WrtcPlan *offerer;
  WrtcPlan *answerer;
} Exchange;

static inline void
exchange_clear (Exchange * self)
{
  wrtc_sdp_unref (self->offer);
  wrtc_sdp_unref (self->answer);
  wrtc_plan_free (self->offered);
  wrtc_plan_free (self->received);
  wrtc_plan_free (self->offerer);
  wrtc_plan_free (self->answerer);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Exchange, exchange_clear)

static inline void
offer_and_receive (Exchange * self, WrtcJsep * offerer, WrtcJsep * answerer)
{
  g_autoptr (WrtcSdp) wire = NULL;

  self->offer = create_offer (offerer);
  wire = over_the_wire (self->offer);
  self->offered = apply (offerer, WRTC_JSEP_LOCAL, WRTC_SDP_OFFER,
      self->offer);
  self->received = apply (answerer, WRTC_JSEP_REMOTE, WRTC_SDP_OFFER, wire);
}

static inline void
answer_and_finish (Exchange * self, WrtcJsep * offerer, WrtcJsep * answerer)
{
  g_autoptr (WrtcSdp) wire = NULL;

  self->answer = create_answer (answerer);
  wire = over_the_wire (self->answer);
  self->answerer = apply (answerer, WRTC_JSEP_LOCAL, WRTC_SDP_ANSWER,
      self->answer);
  self->offerer = apply (offerer, WRTC_JSEP_REMOTE, WRTC_SDP_ANSWER, wire);
}

static inline void
exchange (Exchange * self, WrtcJsep * offerer, WrtcJsep * answerer)
{
  offer_and_receive (self, offerer, answerer);
  answer_and_finish (self, offerer, answerer);
}

static inline WrtcSdp *
parse (const gchar * text)
{
  WrtcSdpError error;
  WrtcSdp *sdp = wrtc_sdp_parse (text, -1, &error);

  g_assert_cmpstr (error.message, ==, "");
  return sdp;
}

static inline gchar *
replace_all (const gchar * text, const gchar * from, const gchar * to)
{
  g_auto (GStrv) parts = g_strsplit (text, from, -1);

  return g_strjoinv (to, parts);
}

#endif
