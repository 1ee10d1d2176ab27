/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The session's states: signaling, rollback, pranswer, negotiation-needed, and
 * candidates at every point of an exchange. Sections of RFC 9429 unless another is
 * named.
 */
#include "jseptest.h"

#define AUDIO WRTC_MEDIA_AUDIO
#define VIDEO WRTC_MEDIA_VIDEO
#define LOCAL WRTC_JSEP_LOCAL
#define REMOTE WRTC_JSEP_REMOTE
#define SENDRECV WRTC_DIRECTION_SENDRECV

/* All that a session shows, to tell that nothing has changed. */
static gchar *
snapshot (WrtcJsep * peer)
{
  g_autoptr (WrtcPlan) plan = wrtc_jsep_get_plan (peer);
  g_autofree gchar *plan_text = wrtc_plan_to_string (plan);
  GString *text = g_string_new (plan_text);
  WrtcJsepTransceiver *transceiver;

  for (guint side = 0; side < 2; side++) {
    for (guint which = 0; which < 2; which++) {
      WrtcSdpType type = 0;
      g_autoptr (WrtcSdp) sdp = wrtc_jsep_get_description (peer, side, which,
          TRUE, &type);
      g_autofree gchar *sdp_text = sdp ? wrtc_sdp_print (sdp) : NULL;

      g_string_append_printf (text, "%u %u %d %s\n", side, which, type,
          sdp_text ? sdp_text : "none");
    }
  }
  for (guint i = 0; (transceiver = wrtc_jsep_nth_transceiver (peer, i)); i++)
    g_string_append_printf (text, "%u %d %s %d %d %d\n", transceiver->id,
        transceiver->kind, transceiver->mid, transceiver->mline,
        transceiver->current_direction, transceiver->stopped);
  return g_string_free (text, FALSE);
}

/* 3.2, W3C 4.3.1. Each state is reached by real steps, then each step is tried. */
typedef struct
{
  WrtcJsep *peer;
  WrtcJsep *other;
  WrtcSdp *own_offer;
  WrtcSdp *own_answer;          /* to the other's offer */
  WrtcSdp *their_offer;
  WrtcSdp *their_answer;        /* to own_offer */
} States;

static void
states_init (States * self)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);

  self->peer = offerer_new (WRTC_BUNDLE_BALANCED);
  self->other = answerer_new (WRTC_BUNDLE_BALANCED);
  add_media (self->peer, AUDIO, SENDRECV);
  add_media (self->other, AUDIO, SENDRECV);
  add_media (a, AUDIO, SENDRECV);
  add_media (b, AUDIO, SENDRECV);
  self->own_offer = create_offer (self->peer);
  wrtc_plan_free (apply (self->other, REMOTE, WRTC_SDP_OFFER, self->own_offer));
  self->their_answer = create_answer (self->other);
  self->their_offer = create_offer (b);
  wrtc_plan_free (apply (a, REMOTE, WRTC_SDP_OFFER, self->their_offer));
  self->own_answer = create_answer (a);
}

static void
states_clear (States * self)
{
  wrtc_jsep_free (self->peer);
  wrtc_jsep_free (self->other);
  wrtc_sdp_unref (self->own_offer);
  wrtc_sdp_unref (self->own_answer);
  wrtc_sdp_unref (self->their_offer);
  wrtc_sdp_unref (self->their_answer);
}

static WrtcSdp *
sdp_for (States * self, WrtcJsepSide side, WrtcSdpType type)
{
  if (type == WRTC_SDP_ROLLBACK)
    return NULL;
  if (type == WRTC_SDP_OFFER)
    return side == LOCAL ? self->own_offer : self->their_offer;
  return side == LOCAL ? self->own_answer : self->their_answer;
}

static void
go_to (States * self, WrtcSignalingState state)
{
  switch (state) {
    case WRTC_SIGNALING_STABLE:
      break;
    case WRTC_SIGNALING_CLOSED:
      wrtc_jsep_close (self->peer);
      break;
    case WRTC_SIGNALING_HAVE_LOCAL_OFFER:
      wrtc_plan_free (apply (self->peer, LOCAL, WRTC_SDP_OFFER,
              self->own_offer));
      break;
    case WRTC_SIGNALING_HAVE_REMOTE_OFFER:
      wrtc_plan_free (apply (self->peer, REMOTE, WRTC_SDP_OFFER,
              self->their_offer));
      break;
    case WRTC_SIGNALING_HAVE_LOCAL_PRANSWER:
      go_to (self, WRTC_SIGNALING_HAVE_REMOTE_OFFER);
      wrtc_plan_free (apply (self->peer, LOCAL, WRTC_SDP_PRANSWER,
              self->own_answer));
      break;
    case WRTC_SIGNALING_HAVE_REMOTE_PRANSWER:
      go_to (self, WRTC_SIGNALING_HAVE_LOCAL_OFFER);
      wrtc_plan_free (apply (self->peer, REMOTE, WRTC_SDP_PRANSWER,
              self->their_answer));
      break;
  }
}

#define NO -1
#define ST WRTC_SIGNALING_STABLE
#define LO WRTC_SIGNALING_HAVE_LOCAL_OFFER
#define RO WRTC_SIGNALING_HAVE_REMOTE_OFFER
#define LP WRTC_SIGNALING_HAVE_LOCAL_PRANSWER
#define RP WRTC_SIGNALING_HAVE_REMOTE_PRANSWER

/* By state (enum order), side, and offer, pranswer, answer, rollback. */
static const gint next_states[6][2][4] = {
  {{LO, NO, NO, NO}, {RO, NO, NO, NO}}, /* stable */
  {{NO, NO, NO, NO}, {NO, NO, NO, NO}}, /* closed */
  {{LO, NO, NO, ST}, {NO, RP, ST, ST}}, /* have-local-offer */
  {{NO, LP, ST, ST}, {RO, NO, NO, ST}}, /* have-remote-offer */
  {{NO, LP, ST, NO}, {NO, NO, NO, NO}}, /* have-local-pranswer */
  {{NO, NO, NO, NO}, {NO, RP, ST, NO}}, /* have-remote-pranswer */
};

static void
check_step (WrtcSignalingState state, WrtcJsepSide side, WrtcSdpType type)
{
  States self = { NULL, };
  gint expected = next_states[state][side][type - 1];
  g_autoptr (WrtcPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *before = NULL;
  gboolean done;

  g_test_message ("%s: %s %s", wrtc_signaling_state_to_string (state),
      wrtc_jsep_side_to_string (side), wrtc_sdp_type_to_string (type));
  states_init (&self);
  go_to (&self, state);
  before = snapshot (self.peer);
  done = wrtc_jsep_apply (self.peer, side, type, sdp_for (&self, side, type),
      &plan, &error);
  if (expected == NO) {
    g_autofree gchar *after = snapshot (self.peer);

    g_assert_false (done);
    g_assert_null (plan);
    g_assert_error (error, WRTC_JSEP_ERROR, WRTC_JSEP_ERROR_INVALID_STATE);
    g_assert_cmpstr (before, ==, after);
  } else {
    g_assert_no_error (error);
    g_assert_true (done);
    g_assert_cmpint (plan->before, ==, state);
    g_assert_cmpint (plan->after, ==, expected);
    g_assert_cmpint (wrtc_jsep_get_signaling_state (self.peer), ==, expected);
  }
  states_clear (&self);
}

static void
test_jsep_each_step_in_each_state (void)
{
  for (guint state = ST; state <= RP; state++) {
    for (guint side = LOCAL; side <= REMOTE; side++) {
      for (guint type = WRTC_SDP_OFFER; type <= WRTC_SDP_ROLLBACK; type++)
        check_step (state, side, type);
    }
  }
}

static void
test_jsep_create_in_each_state (void)
{
  static const struct
  {
    WrtcSignalingState state;
    gboolean offer, answer;
  } rows[] = {
    {ST, TRUE, FALSE}, {WRTC_SIGNALING_CLOSED, FALSE, FALSE}, {LO, TRUE, FALSE},
    {RO, FALSE, TRUE}, {LP, FALSE, TRUE}, {RP, FALSE, FALSE}
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    States self = { NULL, };
    g_autoptr (WrtcSdp) offer = NULL, answer = NULL;
    g_autoptr (GError) offer_error = NULL, answer_error = NULL;

    states_init (&self);
    go_to (&self, rows[i].state);
    supply (self.peer);
    offer = wrtc_jsep_create_offer (self.peer, NULL, &offer_error);
    answer = wrtc_jsep_create_answer (self.peer, &answer_error);
    g_assert_cmpint (offer != NULL, ==, rows[i].offer);
    g_assert_cmpint (answer != NULL, ==, rows[i].answer);
    if (!rows[i].offer)
      g_assert_error (offer_error, WRTC_JSEP_ERROR,
          WRTC_JSEP_ERROR_INVALID_STATE);
    if (!rows[i].answer)
      g_assert_error (answer_error, WRTC_JSEP_ERROR,
          WRTC_JSEP_ERROR_INVALID_STATE);
    states_clear (&self);
  }
}

static void
test_jsep_description_is_required_but_for_rollback (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (GError) error = NULL;

  g_assert_false (wrtc_jsep_apply (a, LOCAL, WRTC_SDP_OFFER, NULL, NULL,
          &error));
  g_assert_error (error, WRTC_JSEP_ERROR, WRTC_JSEP_ERROR_TYPE);
  g_clear_error (&error);
  g_assert_false (wrtc_jsep_apply (a, LOCAL, 7, NULL, NULL, &error));
  g_assert_error (error, WRTC_JSEP_ERROR, WRTC_JSEP_ERROR_TYPE);
}

/* 4.1.10.2, 5.7: what was negotiated is as before; what the application wrote
 * meanwhile stays. */
static void
test_jsep_rollback_of_a_local_offer_restores (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };
  g_autofree gchar *before = NULL, *after = NULL;
  g_autoptr (WrtcSdp) offer = NULL, again = NULL;
  g_autoptr (WrtcPlan) offered = NULL, back = NULL;
  WrtcJsepTransceiver *transceiver;

  add_media (a, AUDIO, SENDRECV);
  add_media (b, AUDIO, SENDRECV);
  exchange (&x, a, b);
  add_media (a, VIDEO, SENDRECV);
  before = snapshot (a);
  offer = create_offer (a);
  offered = apply (a, LOCAL, WRTC_SDP_OFFER, offer);
  transceiver = wrtc_jsep_nth_transceiver (a, 1);
  g_assert_cmpint (transceiver->mline, ==, 1);
  wrtc_jsep_nth_transceiver (a, 0)->settings.direction =
      WRTC_DIRECTION_SENDONLY;
  back = apply (a, LOCAL, WRTC_SDP_ROLLBACK, NULL);
  g_assert_cmpint (wrtc_jsep_nth_transceiver (a, 0)->settings.direction, ==,
      WRTC_DIRECTION_SENDONLY);
  wrtc_jsep_nth_transceiver (a, 0)->settings.direction = SENDRECV;
  after = snapshot (a);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (wrtc_jsep_nth_transceiver (a, 1)->mline, ==, -1);
  g_assert_cmpuint (back->removed_transceivers->len, ==, 0);
  g_assert_true (back->negotiation_needed);
  again = create_offer (a);
  g_assert_cmpuint (again->media->len, ==, 2);
  g_assert_cmpuint (again->origin.version, >, offer->origin.version);
}

static void
test_jsep_rollback_of_a_remote_offer_removes_its_transceivers (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };
  g_autoptr (WrtcPlan) back = NULL;
  WrtcJsepTransceiver *transceiver;

  add_media (a, AUDIO, SENDRECV);
  add_media (a, VIDEO, SENDRECV);
  add_media (a, VIDEO, SENDRECV);
  add_media (b, AUDIO, SENDRECV);
  offer_and_receive (&x, a, b);
  g_assert_cmpuint (x.received->new_transceivers->len, ==, 2);
  /* W3C: one that got a track is the application's from now on. */
  wrtc_jsep_nth_transceiver (b, 2)->settings.has_track = TRUE;
  back = apply (b, REMOTE, WRTC_SDP_ROLLBACK, NULL);
  g_assert_cmpuint (back->removed_transceivers->len, ==, 1);
  g_assert_cmpuint (g_array_index (back->removed_transceivers, guint, 0), ==,
      1);
  transceiver = wrtc_jsep_nth_transceiver (b, 1);
  g_assert_cmpuint (transceiver->id, ==, 2);
  g_assert_null (transceiver->mid);
  g_assert_null (wrtc_jsep_nth_transceiver (b, 2));
  g_assert_null (wrtc_jsep_nth_transceiver (b, 0)->mid);
  g_assert_cmpuint (back->transports->len, ==, 0);
  g_assert_cmpuint (back->removed_transports->len, ==, 1);
  /* ids are not given again */
  g_assert_cmpuint (add_media (b, AUDIO, SENDRECV), ==, 3);
}

/* W3C 4.4.1.5: perfect negotiation's polite peer */
static void
test_jsep_colliding_offers_are_resolved (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, }, y = { 0, };
  g_autoptr (WrtcSdp) offer = NULL;
  g_autoptr (WrtcPlan) offered = NULL, back = NULL;

  add_media (a, AUDIO, SENDRECV);
  add_media (b, AUDIO, SENDRECV);
  add_media (b, VIDEO, SENDRECV);
  offer = create_offer (b);
  offered = apply (b, LOCAL, WRTC_SDP_OFFER, offer);
  g_assert_true (wrtc_jsep_apply_needs_rollback (b, REMOTE, WRTC_SDP_OFFER));
  g_assert_false (wrtc_jsep_apply_needs_rollback (b, REMOTE, WRTC_SDP_ANSWER));
  g_assert_false (wrtc_jsep_apply_needs_rollback (a, REMOTE, WRTC_SDP_OFFER));
  back = apply (b, LOCAL, WRTC_SDP_ROLLBACK, NULL);
  exchange (&x, a, b);
  g_assert_true (x.answerer->negotiation_needed);
  exchange (&y, b, a);
  g_assert_cmpuint (y.offer->media->len, ==, 2);
  g_assert_cmpint (wrtc_plan_find_media (y.offerer, 0)->direction, ==,
      SENDRECV);
}

/* 4.1.8: media may flow, and the answer may still differ. */
static void
test_jsep_pranswer_is_followed_by_an_answer (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };
  g_autoptr (WrtcSdp) first = NULL, second = NULL;
  g_autoptr (WrtcPlan) own = NULL, theirs = NULL, again = NULL;

  add_media (a, AUDIO, SENDRECV);
  add_media (b, AUDIO, WRTC_DIRECTION_INACTIVE);
  offer_and_receive (&x, a, b);
  first = create_answer (b);
  own = apply (b, LOCAL, WRTC_SDP_PRANSWER, first);
  theirs = apply (a, REMOTE, WRTC_SDP_PRANSWER, first);
  g_assert_cmpint (wrtc_plan_find_media (theirs, 0)->direction, ==,
      WRTC_DIRECTION_INACTIVE);
  g_assert_cmpint (((WrtcPlanTransport *) theirs->transports->pdata[0])->setup,
      ==, WRTC_SETUP_PASSIVE);
  wrtc_jsep_nth_transceiver (b, 0)->settings.direction = SENDRECV;
  second = create_answer (b);
  g_assert_cmpstr (wrtc_sdp_get_ice_ufrag (first, 0), ==,
      wrtc_sdp_get_ice_ufrag (second, 0));
  again = apply (b, LOCAL, WRTC_SDP_PRANSWER, second);
  g_assert_cmpint (wrtc_plan_find_media (again, 0)->direction, ==, SENDRECV);
  answer_and_finish (&x, a, b);
  g_assert_cmpint (wrtc_plan_find_media (x.offerer, 0)->direction, ==,
      SENDRECV);
  g_assert_cmpuint (x.offerer->transports->len, ==, 1);
}

/* W3C 4.7.3 */
static void
test_jsep_negotiation_is_needed_when_something_changed (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, }, y = { 0, }, z = { 0, };
  WrtcJsepSettings *settings;

  g_assert_false (wrtc_jsep_negotiation_needed (a));
  add_media (a, AUDIO, SENDRECV);       /* 5.2: not associated */
  g_assert_true (wrtc_jsep_negotiation_needed (a));
  add_media (b, AUDIO, WRTC_DIRECTION_RECVONLY);
  offer_and_receive (&x, a, b);
  g_assert_false (wrtc_jsep_negotiation_needed (a));    /* not stable */
  answer_and_finish (&x, a, b);
  /* The answer took less than was offered: the offer still says it (5.3.2). */
  g_assert_false (wrtc_jsep_negotiation_needed (a));
  g_assert_false (wrtc_jsep_negotiation_needed (b));

  settings = &wrtc_jsep_nth_transceiver (a, 0)->settings;
  settings->direction = WRTC_DIRECTION_SENDONLY;        /* what the answer says */
  g_assert_false (wrtc_jsep_negotiation_needed (a));
  settings->direction = WRTC_DIRECTION_INACTIVE;
  g_assert_true (wrtc_jsep_negotiation_needed (a));
  settings->direction = SENDRECV;
  g_ptr_array_add (settings->streams, g_strdup ("second"));     /* 5.3.1 */
  g_assert_true (wrtc_jsep_negotiation_needed (a));
  g_ptr_array_remove_index (settings->streams, 1);
  g_assert_false (wrtc_jsep_negotiation_needed (a));

  settings = &wrtc_jsep_nth_transceiver (b, 0)->settings;
  settings->direction = SENDRECV;       /* 5.3.3: the answer could be more */
  g_assert_true (wrtc_jsep_negotiation_needed (b));
  exchange (&y, b, a);
  g_assert_false (wrtc_jsep_negotiation_needed (b));
  g_assert_false (wrtc_jsep_negotiation_needed (a));

  wrtc_jsep_want_data_channel (b);      /* 4 */
  g_assert_true (wrtc_jsep_negotiation_needed (b));
  exchange (&z, b, a);
  g_assert_false (wrtc_jsep_negotiation_needed (b));
  settings = &wrtc_jsep_nth_transceiver (b, 0)->settings;
  settings->stopping = TRUE;    /* 5.1 */
  g_assert_true (wrtc_jsep_negotiation_needed (b));
  wrtc_jsep_close (b);
  g_assert_false (wrtc_jsep_negotiation_needed (b));
}

/* ---- candidates ---- */

static gint
add_remote (WrtcJsep * peer, const gchar * mid, gint mline, const gchar * text)
{
  g_autoptr (WrtcCandidate) candidate = text
      ? wrtc_candidate_parse (text, NULL) : NULL;
  g_autoptr (GError) error = NULL;
  gint result = wrtc_jsep_add_remote_candidate (peer, mid, mline, candidate,
      &error);

  g_assert_cmpint (error != NULL, ==, result == WRTC_JSEP_CANDIDATE_ERROR);
  return result;
}

#define CANDIDATE(n) "candidate:" #n " 1 UDP " #n " 192.0.2.1 " #n " typ host"

static const WrtcPlanTransport *
first_transport (const WrtcPlan * plan)
{
  return plan->transports->pdata[0];
}

static void
test_jsep_candidates_may_come_at_any_time (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };
  g_autoptr (WrtcPlan) plan = NULL;
  g_autoptr (WrtcSdp) merged = NULL;

  add_media (a, AUDIO, SENDRECV);
  add_media (a, VIDEO, SENDRECV);
  add_media (b, AUDIO, SENDRECV);
  add_media (b, VIDEO, SENDRECV);
  /* before the descriptions (compat page 11) */
  g_assert_cmpint (add_remote (b, NULL, 0, CANDIDATE (1)), ==,
      WRTC_JSEP_CANDIDATE_KEPT);
  g_assert_cmpint (add_remote (b, "audio0", -1, CANDIDATE (2)), ==,
      WRTC_JSEP_CANDIDATE_KEPT);
  offer_and_receive (&x, a, b);
  g_assert_cmpuint (first_transport (x.received)->remote_candidates->len, ==,
      2);
  /* before our answer: there are no local credentials yet */
  g_assert_cmpint (add_remote (b, "audio0", 0, CANDIDATE (3)), ==,
      WRTC_JSEP_CANDIDATE_KEPT);
  answer_and_finish (&x, a, b);
  g_assert_cmpuint (first_transport (x.answerer)->remote_candidates->len, ==,
      3);
  g_assert_false (first_transport (x.answerer)->end_of_candidates);
  /* after: it goes to the transport at once; those of a bundled line too */
  g_assert_cmpint (add_remote (b, "audio0", 0, CANDIDATE (4)), ==,
      first_transport (x.answerer)->id);
  g_assert_cmpint (add_remote (b, "video1", 1, CANDIDATE (5)), ==,
      first_transport (x.answerer)->id);
  g_assert_cmpint (add_remote (b, NULL, 0, NULL), ==,
      first_transport (x.answerer)->id);
  /* the same again is one */
  g_assert_cmpint (add_remote (b, "audio0", 0, CANDIDATE (4)), ==,
      first_transport (x.answerer)->id);
  plan = wrtc_jsep_get_plan (b);
  g_assert_cmpuint (first_transport (plan)->remote_candidates->len, ==, 5);
  g_assert_true (first_transport (plan)->end_of_candidates);
  merged = wrtc_jsep_get_description (b, REMOTE, WRTC_JSEP_CURRENT, TRUE, NULL);
  g_assert_cmpuint (wrtc_sdp_get_media (merged, 0)->candidates->len, ==, 4);
  g_assert_true (wrtc_sdp_get_media (merged, 0)->end_of_candidates);
}

static void
test_jsep_candidate_for_no_line_is_refused (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };

  add_media (a, AUDIO, SENDRECV);
  add_media (b, AUDIO, SENDRECV);
  g_assert_cmpint (add_remote (b, NULL, -1, CANDIDATE (1)), ==,
      WRTC_JSEP_CANDIDATE_ERROR);
  exchange (&x, a, b);
  g_assert_cmpint (add_remote (b, NULL, 1, CANDIDATE (1)), ==,
      WRTC_JSEP_CANDIDATE_ERROR);
  g_assert_cmpint (add_remote (b, "nobody", 0, CANDIDATE (1)), ==,
      WRTC_JSEP_CANDIDATE_ERROR);
  wrtc_jsep_close (b);
  g_assert_cmpint (add_remote (b, NULL, 0, CANDIDATE (1)), ==,
      WRTC_JSEP_CANDIDATE_ERROR);
}

/* 3.5.2.1: a candidate belongs to credentials */
static void
test_jsep_candidates_of_other_credentials_wait (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, }, y = { 0, };
  WrtcJsepOfferOptions options = { TRUE };
  g_autofree gchar *early = NULL;

  add_media (a, AUDIO, SENDRECV);
  add_media (b, AUDIO, SENDRECV);
  exchange (&x, a, b);
  g_assert_cmpint (add_remote (b, "audio0", 0, CANDIDATE (1)), >=, 0);
  g_assert_cmpint (add_remote (b, "audio0", 0, NULL), >=, 0);
  supply (a);
  y.offer = wrtc_jsep_create_offer (a, &options, NULL);
  y.offered = apply (a, LOCAL, WRTC_SDP_OFFER, y.offer);
  early = g_strdup_printf (CANDIDATE (2) " ufrag %s",
      wrtc_sdp_get_ice_ufrag (y.offer, 0));
  g_assert_cmpint (add_remote (b, "audio0", 0, early), ==,
      WRTC_JSEP_CANDIDATE_KEPT);
  y.received = apply (b, REMOTE, WRTC_SDP_OFFER, y.offer);
  answer_and_finish (&y, a, b);
  /* of the old credentials nothing is left, its end included */
  g_assert_cmpuint (first_transport (y.answerer)->remote_candidates->len, ==,
      1);
  g_assert_false (first_transport (y.answerer)->end_of_candidates);
}

static void
test_jsep_early_candidates_are_bounded (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_BALANCED);
  g_auto (Exchange) x = { 0, };
  const WrtcCandidate *candidate;

  for (guint i = 1; i <= 2 * WRTC_JSEP_MAX_EARLY_CANDIDATES; i++) {
    g_autofree gchar *text = g_strdup_printf ("candidate:1 1 UDP %u 192.0.2.1 "
        "%u typ host", i, i);

    g_assert_cmpint (add_remote (b, NULL, 0, text), ==,
        WRTC_JSEP_CANDIDATE_KEPT);
  }
  add_media (a, AUDIO, SENDRECV);
  add_media (b, AUDIO, SENDRECV);
  exchange (&x, a, b);
  g_assert_cmpuint (first_transport (x.answerer)->remote_candidates->len, ==,
      WRTC_JSEP_MAX_EARLY_CANDIDATES);
  candidate = first_transport (x.answerer)->remote_candidates->pdata[0];
  g_assert_cmpuint (candidate->port, ==, WRTC_JSEP_MAX_EARLY_CANDIDATES + 1);
}

static void
test_jsep_local_candidates_join_the_description (void)
{
  g_autoptr (WrtcJsep) a = offerer_new (WRTC_BUNDLE_MAX_COMPAT);
  g_autoptr (WrtcJsep) b = answerer_new (WRTC_BUNDLE_MAX_COMPAT);
  g_auto (Exchange) x = { 0, };
  g_autoptr (WrtcCandidate) one = wrtc_candidate_parse (CANDIDATE (1), NULL);
  g_autoptr (WrtcCandidate) two = wrtc_candidate_parse (CANDIDATE (2), NULL);
  g_autoptr (WrtcSdp) sdp = NULL, plain = NULL, current = NULL;

  add_media (a, AUDIO, SENDRECV);
  add_media (a, VIDEO, SENDRECV);
  g_assert_false (wrtc_jsep_add_local_candidate (a, 0, one));
  add_media (b, AUDIO, SENDRECV);
  offer_and_receive (&x, a, b);
  g_assert_true (wrtc_jsep_add_local_candidate (a, 0, one));
  g_assert_true (wrtc_jsep_add_local_candidate (a, 0, one));
  g_assert_true (wrtc_jsep_add_local_candidate (a, 1, two));
  g_assert_true (wrtc_jsep_add_local_candidate (a, 0, NULL));
  g_assert_false (wrtc_jsep_add_local_candidate (a, 9, two));
  sdp = wrtc_jsep_get_description (a, LOCAL, WRTC_JSEP_PENDING, TRUE, NULL);
  g_assert_cmpuint (wrtc_sdp_get_media (sdp, 0)->candidates->len, ==, 1);
  g_assert_cmpuint (wrtc_sdp_get_media (sdp, 1)->candidates->len, ==, 1);
  g_assert_true (wrtc_sdp_get_media (sdp, 0)->end_of_candidates);
  g_assert_false (wrtc_sdp_get_media (sdp, 1)->end_of_candidates);
  plain = wrtc_jsep_get_description (a, LOCAL, WRTC_JSEP_PENDING, FALSE, NULL);
  g_assert_true (plain == x.offer);
  answer_and_finish (&x, a, b);
  current = wrtc_jsep_get_description (a, LOCAL, WRTC_JSEP_CURRENT, TRUE, NULL);
  g_assert_cmpuint (wrtc_sdp_get_media (current, 0)->candidates->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add_func ("/jsep/" path, function)
  ADD ("steps", test_jsep_each_step_in_each_state);
  ADD ("create", test_jsep_create_in_each_state);
  ADD ("arguments", test_jsep_description_is_required_but_for_rollback);
  ADD ("rollback/local", test_jsep_rollback_of_a_local_offer_restores);
  ADD ("rollback/remote",
      test_jsep_rollback_of_a_remote_offer_removes_its_transceivers);
  ADD ("rollback/collision", test_jsep_colliding_offers_are_resolved);
  ADD ("pranswer", test_jsep_pranswer_is_followed_by_an_answer);
  ADD ("needed", test_jsep_negotiation_is_needed_when_something_changed);
  ADD ("candidates/times", test_jsep_candidates_may_come_at_any_time);
  ADD ("candidates/refused", test_jsep_candidate_for_no_line_is_refused);
  ADD ("candidates/ufrag", test_jsep_candidates_of_other_credentials_wait);
  ADD ("candidates/bounded", test_jsep_early_candidates_are_bounded);
  ADD ("candidates/local", test_jsep_local_candidates_join_the_description);
  return g_test_run ();
}
