/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * wrtcbin and stock webrtcbin in one call: VP8 and Opus, with real encoders
 * and decoders; whoever offers, whoever sends, bundled or not.
 */
#include "peer.h"

typedef enum
{
  SENDS_OFFERER = 1,
  SENDS_ANSWERER = 2,
  SENDS_BOTH = 3
} Sends;

typedef struct
{
  const gchar *offerer;
  const gchar *answerer;
  Sends sends;
  const gchar *stock_policy;
  gboolean trickle;
} Case;

static const Case cases[] = {
  {"wrtcbin", "webrtcbin", SENDS_BOTH, "max-bundle", TRUE},
  {"webrtcbin", "wrtcbin", SENDS_BOTH, "max-bundle", TRUE},
  {"wrtcbin", "webrtcbin", SENDS_OFFERER, "max-bundle", TRUE},
  {"wrtcbin", "webrtcbin", SENDS_ANSWERER, "max-bundle", TRUE},
  {"webrtcbin", "wrtcbin", SENDS_OFFERER, "max-bundle", TRUE},
  {"webrtcbin", "wrtcbin", SENDS_ANSWERER, "max-bundle", TRUE},
  {"wrtcbin", "webrtcbin", SENDS_BOTH, "none", TRUE},
  {"webrtcbin", "wrtcbin", SENDS_BOTH, "none", TRUE},
  {"webrtcbin", "wrtcbin", SENDS_BOTH, "max-compat", TRUE},
  {"wrtcbin", "webrtcbin", SENDS_BOTH, "max-bundle", FALSE},
  {"webrtcbin", "wrtcbin", SENDS_BOTH, "max-bundle", FALSE},
};

static void
add_receiver (Peer * peer, const gchar * caps_string)
{
  GstCaps *caps = gst_caps_from_string (caps_string);
  GstWebRTCRTPTransceiver *transceiver = NULL;

  g_signal_emit_by_name (peer->bin, "add-transceiver",
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, caps, &transceiver);
  fail_unless (transceiver != NULL);
  gst_object_unref (transceiver);
  gst_caps_unref (caps);
}

/* An offerer that does not send offers to receive. */
static void
add_receivers (Peer * peer)
{
  add_receiver (peer, "application/x-rtp,media=video,encoding-name=VP8,"
      "clock-rate=90000,payload=96");
  add_receiver (peer, "application/x-rtp,media=audio,encoding-name=OPUS,"
      "clock-rate=48000,encoding-params=(string)2,payload=97");
}

static Peer *
make (const Case * c, const gchar * factory, gboolean sends, gboolean offers)
{
  Peer *peer = peer_new (factory, offers ? "offerer" : "answerer");

  if (g_str_equal (factory, "webrtcbin"))
    gst_util_set_object_arg (G_OBJECT (peer->bin), "bundle-policy",
        c->stock_policy);
  peer->trickle = c->trickle;
  if (sends) {
    peer_add_video (peer);
    peer_add_audio (peer);
  }
  return peer;
}

GST_START_TEST (test_call_with_stock_webrtcbin)
{
  const Case *c = &cases[__i__];
  Peer *a = make (c, c->offerer, c->sends & SENDS_OFFERER, TRUE);
  Peer *b = make (c, c->answerer, c->sends & SENDS_ANSWERER, FALSE);

  peer_pair (a, b);
  peer_start (a);
  peer_start (b);
  if (!(c->sends & SENDS_OFFERER))
    add_receivers (a);
  peer_wait_ready (a);
  peer_wait_ready (b);
  peer_offer (a);
  peer_wait_connected (a);
  peer_wait_connected (b);
  if (c->sends & SENDS_OFFERER)
    peer_wait_media (b, 10, 10);
  if (c->sends & SENDS_ANSWERER)
    peer_wait_media (a, 10, 10);
  fail_unless (a->error == NULL && b->error == NULL);
  peer_free (a);
  peer_free (b);
}

GST_END_TEST;

static Suite *
wrtcbininterop_suite (void)
{
  Suite *s = suite_create ("wrtcbininterop");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_set_timeout (tc, 120);
  tcase_add_loop_test (tc, test_call_with_stock_webrtcbin, 0,
      G_N_ELEMENTS (cases));
  return s;
}

GST_CHECK_MAIN (wrtcbininterop);
