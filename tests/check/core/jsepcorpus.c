/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Descriptions that real peers wrote (tests/corpus/sdp): each is parsed, printed
 * back, and answered or taken as an answer.
 */
#include "jseptest.h"

/* More files than this were recorded: the test does not pass on an empty folder. */
#define MIN_FILES 50

typedef void (*FileFunc) (const gchar * name, const gchar * text);

static void
for_each_file (FileFunc func)
{
  g_autofree gchar *folder = g_build_filename (g_getenv
      ("GST_WRTC_SOURCE_ROOT"), "tests", "corpus", "sdp", NULL);
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const gchar *name;
  guint n_files = 0;

  g_assert_nonnull (directory);
  while ((name = g_dir_read_name (directory)) != NULL) {
    g_autofree gchar *path = g_build_filename (folder, name, NULL);
    g_autofree gchar *text = NULL;

    if (!g_str_has_suffix (name, ".sdp"))
      continue;
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_test_message ("%s", name);
    func (name, text);
    n_files++;
  }
  g_assert_cmpuint (n_files, >=, MIN_FILES);
}

static gint
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(gchar **) a, *(gchar **) b);
}

/* The lines of a text, sorted, in a form that does not depend on how a value may
 * be written. */
static GStrv
sorted_lines (const gchar * text)
{
  g_autofree gchar *unix_text = replace_all (text, "\r\n", "\n");
  GStrv lines = g_strsplit (g_strchomp (unix_text), "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    gchar *line = lines[i];

    /* The case of "udp" is a matter of taste. */
    if (g_str_has_prefix (line, "a=candidate:")) {
      gchar *lower = g_ascii_strdown (line, -1);

      g_free (line);
      lines[i] = lower;
    }
    g_strchomp (lines[i]);
  }
  qsort (lines, g_strv_length (lines), sizeof (gchar *), compare_lines);
  return lines;
}

/* Words of candidates may change places: ufrag stands before the rest. */
static gboolean
same_words (const gchar * a, const gchar * b)
{
  g_auto (GStrv) words_a = g_strsplit (a, " ", -1);
  g_auto (GStrv) words_b = g_strsplit (b, " ", -1);

  if (g_strv_length (words_a) != g_strv_length (words_b))
    return FALSE;
  qsort (words_a, g_strv_length (words_a), sizeof (gchar *), compare_lines);
  qsort (words_b, g_strv_length (words_b), sizeof (gchar *), compare_lines);
  return g_strv_equal ((const gchar * const *) words_a,
      (const gchar * const *) words_b);
}

static void
check_print (const gchar * name, const gchar * text)
{
  g_autoptr (WrtcSdp) sdp = parse (text);
  g_autofree gchar *printed = wrtc_sdp_print (sdp);
  g_autoptr (WrtcSdp) again = parse (printed);
  g_autofree gchar *printed_again = wrtc_sdp_print (again);
  g_auto (GStrv) before = sorted_lines (text);
  g_auto (GStrv) after = sorted_lines (printed);

  g_assert_cmpstr (printed, ==, printed_again);
  g_assert_cmpuint (g_strv_length (before), ==, g_strv_length (after));
  for (guint i = 0; before[i] != NULL; i++) {
    if (!same_words (before[i], after[i]))
      g_error ("%s: \"%s\" became \"%s\"", name, before[i], after[i]);
  }
}

static void
test_corpus_each_prints_back_equal (void)
{
  for_each_file (check_print);
}

static void
add_all_codecs (WrtcJsepTransceiver * transceiver)
{
  if (transceiver->kind == WRTC_MEDIA_AUDIO) {
    add_codec (transceiver, 96, "OPUS/48000/2");
  } else {
    add_codec (transceiver, 97, "VP8/90000");
    add_codec (transceiver, 98, "H264/90000 packetization-mode=1;"
        "profile-level-id=42e01f");
  }
}

static void
check_line_flows (const WrtcPlan * plan, const WrtcPlanMedia * media,
    WrtcDirection direction)
{
  const WrtcPlanTransport *transport =
      wrtc_plan_find_transport (plan, media->transport);

  g_assert_nonnull (transport);
  g_assert_nonnull (transport->local_ufrag);
  g_assert_nonnull (transport->remote_ufrag);
  g_assert_nonnull (transport->remote_pwd);
  g_assert_cmpuint (transport->remote_fingerprints->len, >, 0);
  g_assert_cmpint (transport->setup, !=, WRTC_SETUP_ACTPASS);
  g_assert_cmpint (media->direction, ==, direction);
  g_assert_cmpuint (media->send_codecs->len, >, 0);
  g_assert_cmpuint (media->receive_codecs->len, >, 0);
}

/* An offer is answered as a peer would that likes everything. */
static void
check_offer (const gchar * name, const gchar * text)
{
  g_autoptr (WrtcSdp) offer = parse (text);
  g_autoptr (WrtcJsep) peer = answerer_new (WRTC_BUNDLE_BALANCED);
  g_autoptr (WrtcPlan) received = NULL;
  g_autoptr (WrtcPlan) plan = NULL;
  g_autoptr (WrtcSdp) answer = NULL;
  g_autoptr (WrtcSdp) wire = NULL;

  if (strstr (name, "offer") == NULL)
    return;
  received = apply (peer, WRTC_JSEP_REMOTE, WRTC_SDP_OFFER, offer);
  for (guint i = 0; i < received->new_transceivers->len; i++) {
    WrtcPlanTransceiver *item =
        &g_array_index (received->new_transceivers, WrtcPlanTransceiver, i);
    WrtcJsepTransceiver *transceiver =
        wrtc_jsep_get_transceiver (peer, item->id);

    transceiver->settings.direction = WRTC_DIRECTION_SENDRECV;
    add_all_codecs (transceiver);
  }
  answer = create_answer (peer);
  wire = over_the_wire (answer);
  plan = apply (peer, WRTC_JSEP_LOCAL, WRTC_SDP_ANSWER, answer);
  g_assert_cmpuint (answer->media->len, ==, offer->media->len);
  for (guint i = 0; i < plan->media->len; i++) {
    const WrtcPlanMedia *media = plan->media->pdata[i];

    g_assert_cmpint (media->rejected, ==,
        wrtc_sdp_media_is_rejected (wrtc_sdp_get_media (offer, media->mline)));
    if (!media->rejected)
      check_line_flows (plan, media,
          wrtc_direction_reverse (wrtc_sdp_get_direction (offer,
                  media->mline)));
  }
  if (offer->groups->len > 0 && plan->transports->len > 0)
    g_assert_cmpuint (plan->transports->len, ==, 1);
  if (strstr (name, "data") != NULL)
    g_assert_cmpint (plan->sctp.remote_port, ==, 5000);
}

static void
test_corpus_each_offer_is_answered (void)
{
  for_each_file (check_offer);
}

/* A peer whose offer that answer can be for. */
static WrtcJsep *
peer_that_offered (const WrtcSdp * answer)
{
  WrtcJsep *peer = offerer_new (answer->groups->len > 0
      ? WRTC_BUNDLE_MAX_COMPAT : WRTC_BUNDLE_NONE);

  for (guint i = 0; i < answer->media->len; i++) {
    const WrtcSdpMedia *media = wrtc_sdp_get_media (answer, i);
    WrtcJsepTransceiver *transceiver;

    if (wrtc_sdp_media_is_data (media)) {
      wrtc_jsep_want_data_channel (peer);
      continue;
    }
    transceiver = wrtc_jsep_add_transceiver (peer, media->kind,
        wrtc_direction_reverse (wrtc_sdp_get_direction (answer, i)));
    transceiver->settings.locked_mline = i;
    transceiver->settings.wanted_mid = g_strdup (media->mid);
    g_ptr_array_unref (transceiver->settings.codecs);
    transceiver->settings.codecs = wrtc_codecs_copy (media->codecs);
  }
  return peer;
}

static void
set_data_mid (WrtcSdp * offer, const WrtcSdp * answer)
{
  WrtcSdpGroup *group = offer->groups->len > 0 ? offer->groups->pdata[0]
      : NULL;

  for (guint i = 0; i < offer->media->len; i++) {
    WrtcSdpMedia *media = wrtc_sdp_get_media (offer, i);

    if (!wrtc_sdp_media_is_data (media))
      continue;
    g_free (media->mid);
    media->mid = g_strdup (wrtc_sdp_get_media (answer, i)->mid);
    if (group != NULL) {
      g_free (group->mids->pdata[i]);
      group->mids->pdata[i] = g_strdup (media->mid);
    }
  }
}

static void
check_answer (const gchar * name, const gchar * text)
{
  g_autoptr (WrtcSdp) answer = parse (text);
  g_autoptr (WrtcJsep) peer = NULL;
  g_autoptr (WrtcSdp) offer = NULL;
  g_autoptr (WrtcPlan) offered = NULL;
  g_autoptr (WrtcPlan) plan = NULL;

  if (strstr (name, "answer") == NULL)
    return;
  peer = peer_that_offered (answer);
  offer = create_offer (peer);
  set_data_mid (offer, answer);
  offered = apply (peer, WRTC_JSEP_LOCAL, WRTC_SDP_OFFER, offer);
  plan = apply (peer, WRTC_JSEP_REMOTE, WRTC_SDP_ANSWER, answer);
  for (guint i = 0; i < plan->media->len; i++) {
    const WrtcPlanMedia *media = plan->media->pdata[i];

    g_assert_cmpint (media->rejected, ==,
        wrtc_sdp_media_is_rejected (wrtc_sdp_get_media (answer, media->mline)));
    if (!media->rejected)
      check_line_flows (plan, media,
          wrtc_direction_reverse (wrtc_sdp_get_direction (answer,
                  media->mline)));
  }
  g_assert_cmpuint (plan->transports->len, ==,
      answer->groups->len > 0 ? 1 : answer->media->len);
}

static void
test_corpus_each_answer_is_taken (void)
{
  for_each_file (check_answer);
}

/* Simulcast and its like are in the model, not among the unknown lines. */
static void
check_simulcast (const gchar * name, const gchar * text)
{
  g_autoptr (WrtcSdp) sdp = parse (text);
  const WrtcSdpMedia *media;

  if (strstr (name, "offer-simulcast") == NULL)
    return;
  media = wrtc_sdp_get_media (sdp, 0);
  g_assert_cmpuint (media->rids->len, ==, 3);
  g_assert_nonnull (media->simulcast);
  g_assert_cmpuint (media->simulcast->send->len, ==, 3);
}

static void
test_corpus_simulcast_is_in_the_model (void)
{
  for_each_file (check_simulcast);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/corpus/print", test_corpus_each_prints_back_equal);
  g_test_add_func ("/corpus/offers", test_corpus_each_offer_is_answered);
  g_test_add_func ("/corpus/answers", test_corpus_each_answer_is_taken);
  g_test_add_func ("/corpus/simulcast", test_corpus_simulcast_is_in_the_model);
  return g_test_run ();
}
