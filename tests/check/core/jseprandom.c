/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Two sessions and seeded random steps from both ends: after each exchange both
 * agree on every m-line, whatever came before. A failure names its seed.
 */
#include "jseptest.h"

#define N_SEEDS 40
#define N_STEPS 120
#define MAX_TRANSCEIVERS 24

typedef struct
{
  WrtcJsep *peers[2];
  GRand *random;
  guint n_media[2];
} Pair;

static gboolean
chance (Pair * self, guint percent)
{
  return (guint) g_rand_int_range (self->random, 0, 100) < percent;
}

static WrtcJsepTransceiver *
any_transceiver (Pair * self, guint side)
{
  guint n = 0;

  while (wrtc_jsep_nth_transceiver (self->peers[side], n) != NULL)
    n++;
  return n == 0 ? NULL : wrtc_jsep_nth_transceiver (self->peers[side],
      g_rand_int_range (self->random, 0, n));
}

static WrtcDirection
any_direction (Pair * self)
{
  return g_rand_int_range (self->random, WRTC_DIRECTION_INACTIVE,
      WRTC_DIRECTION_SENDRECV + 1);
}

/* Something that an application may do at any time. */
static void
change_something (Pair * self, guint side)
{
  WrtcJsepTransceiver *transceiver = any_transceiver (self, side);

  switch (g_rand_int_range (self->random, 0, 6)) {
    case 0:
    case 1:
      if (self->n_media[side]++ < MAX_TRANSCEIVERS)
        add_media (self->peers[side], chance (self, 50) ? WRTC_MEDIA_AUDIO
            : WRTC_MEDIA_VIDEO, any_direction (self));
      break;
    case 2:
    case 3:
      if (transceiver != NULL)
        transceiver->settings.direction = any_direction (self);
      break;
    case 4:
      if (transceiver != NULL && chance (self, 50))
        transceiver->settings.stopping = TRUE;
      break;
    case 5:
      if (chance (self, 20))
        wrtc_jsep_want_data_channel (self->peers[side]);
      break;
  }
}

/* The shell's part: what a remote line made gets codecs, mostly. */
static void
adopt (Pair * self, guint side, const WrtcPlan * plan)
{
  for (guint i = 0; i < plan->new_transceivers->len; i++) {
    WrtcPlanTransceiver *item =
        &g_array_index (plan->new_transceivers, WrtcPlanTransceiver, i);
    WrtcJsepTransceiver *transceiver =
        wrtc_jsep_get_transceiver (self->peers[side], item->id);

    self->n_media[side]++;
    if (chance (self, 10))
      continue;                 /* it will be rejected */
    add_codec (transceiver, -1, item->kind == WRTC_MEDIA_AUDIO
        ? "opus/48000/2" : "VP8/90000");
    if (chance (self, 50))
      transceiver->settings.direction = any_direction (self);
  }
}

static void
check_media_agree (const WrtcPlanMedia * a, const WrtcPlanMedia * b)
{
  g_assert_cmpstr (a->mid, ==, b->mid);
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpint (a->rejected, ==, b->rejected);
  g_assert_cmpint (a->direction, ==, a->rejected ? WRTC_DIRECTION_INACTIVE
      : wrtc_direction_reverse (b->direction));
  if (a->rejected)
    return;
  g_assert_cmpint (a->direction, ==, a->current_direction);
  g_assert_cmpint (a->transceiver, >=, 0);
  g_assert_cmpuint (a->send_codecs->len, ==, b->receive_codecs->len);
  g_assert_cmpuint (a->send_codecs->len, >, 0);
  for (guint i = 0; i < a->send_codecs->len; i++) {
    const WrtcCodec *sent = a->send_codecs->pdata[i];
    const WrtcCodec *received = b->receive_codecs->pdata[i];

    g_assert_cmpint (sent->payload, ==, received->payload);
    g_assert_cmpint (sent->payload_in, >=, -1);
  }
}

static void
check_agree (Pair * self)
{
  g_autoptr (WrtcPlan) a = wrtc_jsep_get_plan (self->peers[0]);
  g_autoptr (WrtcPlan) b = wrtc_jsep_get_plan (self->peers[1]);

  g_assert_cmpuint (a->media->len, ==, b->media->len);
  for (guint i = 0; i < a->media->len; i++)
    check_media_agree (a->media->pdata[i], b->media->pdata[i]);
  g_assert_cmpuint (a->transports->len, ==, b->transports->len);
  for (guint i = 0; i < a->transports->len; i++) {
    const WrtcPlanTransport *ta = a->transports->pdata[i], *tb = NULL;

    for (guint j = 0; j < b->transports->len; j++) {
      const WrtcPlanTransport *other = b->transports->pdata[j];

      if (g_strcmp0 (other->owner_mid, ta->owner_mid) == 0)
        tb = other;
    }
    g_assert_nonnull (tb);
    g_assert_cmpstr (ta->local_ufrag, ==, tb->remote_ufrag);
    g_assert_cmpstr (ta->remote_pwd, ==, tb->local_pwd);
    g_assert_cmpuint (ta->mlines->len, ==, tb->mlines->len);
    g_assert_cmpint (ta->setup, !=, tb->setup);
    g_assert_cmpint (ta->controlling, !=, tb->controlling);
  }
  g_assert_cmpint (a->sctp.present && !a->sctp.rejected, ==,
      b->sctp.present && !b->sctp.rejected);
}

static void
roll_back (WrtcJsep * peer, WrtcJsepSide side)
{
  wrtc_plan_free (apply (peer, side, WRTC_SDP_ROLLBACK, NULL));
}

/* One exchange, with what may happen in it. */
static void
negotiate (Pair * self, guint from)
{
  WrtcJsep *offerer = self->peers[from], *answerer = self->peers[1 - from];
  g_auto (Exchange) x = { 0, };
  WrtcJsepOfferOptions options = { chance (self, 15) };
  g_autoptr (WrtcSdp) wire = NULL, pranswer = NULL;
  GError *error = NULL;

  if (chance (self, 15)) {      /* the other one has just offered too */
    g_autoptr (WrtcSdp) offer = create_offer (answerer);

    wrtc_plan_free (apply (answerer, WRTC_JSEP_LOCAL, WRTC_SDP_OFFER, offer));
    change_something (self, 1 - from);
    roll_back (answerer, WRTC_JSEP_LOCAL);
  }
  supply (offerer);
  x.offer = wrtc_jsep_create_offer (offerer, &options, &error);
  g_assert_no_error (error);
  x.offered = apply (offerer, WRTC_JSEP_LOCAL, WRTC_SDP_OFFER, x.offer);
  wire = over_the_wire (x.offer);
  x.received = apply (answerer, WRTC_JSEP_REMOTE, WRTC_SDP_OFFER, wire);
  adopt (self, 1 - from, x.received);
  if (chance (self, 10)) {      /* never mind */
    roll_back (answerer, WRTC_JSEP_REMOTE);
    roll_back (offerer, WRTC_JSEP_LOCAL);
    return;
  }
  if (chance (self, 30))
    change_something (self, chance (self, 50));
  if (chance (self, 20)) {
    pranswer = create_answer (answerer);
    wrtc_plan_free (apply (answerer, WRTC_JSEP_LOCAL, WRTC_SDP_PRANSWER,
            pranswer));
    wrtc_plan_free (apply (offerer, WRTC_JSEP_REMOTE, WRTC_SDP_PRANSWER,
            pranswer));
    change_something (self, 1 - from);
  }
  answer_and_finish (&x, offerer, answerer);
  check_agree (self);
}

/* Until nobody needs more: it does not go on for ever. */
static void
settle (Pair * self)
{
  for (guint i = 0; i < 40; i++) {
    if (wrtc_jsep_negotiation_needed (self->peers[0]))
      negotiate (self, 0);
    else if (wrtc_jsep_negotiation_needed (self->peers[1]))
      negotiate (self, 1);
    else
      return;
  }
}

static void
run_pair (guint seed)
{
  WrtcBundlePolicy a, b;
  Pair self = {.random = g_rand_new_with_seed (seed) };

  g_test_message ("seed %u", seed);
  a = g_rand_int_range (self.random, 0, 4);
  b = g_rand_int_range (self.random, 0, 4);
  self.peers[0] = offerer_new (a);
  self.peers[1] = answerer_new (b);
  for (guint i = 0; i < N_STEPS; i++) {
    guint side = chance (&self, 50);

    if (chance (&self, 60))
      change_something (&self, side);
    else
      negotiate (&self, side);
  }
  settle (&self);
  g_rand_free (self.random);
  wrtc_jsep_free (self.peers[0]);
  wrtc_jsep_free (self.peers[1]);
}

static void
test_jsep_random_steps_end_in_agreement (void)
{
  for (guint seed = 1; seed <= N_SEEDS; seed++)
    run_pair (seed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/jsep/random", test_jsep_random_steps_end_in_agreement);
  return g_test_run ();
}
