/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * When two codecs are the same one, and what we answer to it. One row of the
 * table for each encoding name with rules beyond name, clock rate and channels.
 */
#include "wrtcjsepprivate.h"

#include <core/sdp/wrtcsdptext.h>

#include <string.h>

typedef struct
{
  const gchar *name;
  /* The encoding, clock rate and channels are equal already. */
    gboolean (*matches) (const WrtcCodec * a, const WrtcCodec * b);
  /* Changes @answer, which has our parameters. */
  void (*answer) (WrtcCodec * answer, const WrtcCodec * offered);
  /* Parameters that tell what the writer sends: not copied from an offer. */
  const gchar *const *sender_only;
} CodecRule;

static const gchar *
get (const WrtcCodec * codec, const gchar * name, const gchar * fallback)
{
  const gchar *value = wrtc_parameters_get (codec->fmtp, name);

  return value ? value : fallback;
}

/* RFC 6184 8.1, table 5: what profile_idc and profile_iop mean together. */
static gint
h264_profile (guint32 profile_level_id)
{
  static const struct
  {
    guint8 idc, mask, iop;
    gint profile;
  } table[] = {
    {0x42, 0x4f, 0x40, 1},      /* constrained baseline: x1xx0000 */
    {0x4d, 0x8f, 0x80, 1},      /* 1xxx0000 */
    {0x58, 0xcf, 0xc0, 1},      /* 11xx0000 */
    {0x42, 0x4f, 0x00, 2},      /* baseline */
    {0x58, 0xcf, 0x80, 2},
    {0x4d, 0xaf, 0x00, 3},      /* main */
    {0x58, 0xcf, 0x00, 4},      /* extended */
    {0x64, 0xff, 0x00, 5},      /* high */
    {0x64, 0xff, 0x0c, 6},      /* constrained high */
    {0x6e, 0xff, 0x00, 7},      /* high 10 */
    {0xf4, 0xff, 0x00, 8}       /* high 4:4:4 predictive */
  };
  guint8 idc = profile_level_id >> 16, iop = profile_level_id >> 8;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    if (table[i].idc == idc && (iop & table[i].mask) == table[i].iop)
      return table[i].profile;
  }
  return -1;
}

static gboolean
parse_profile_level_id (const gchar * text, guint32 * value)
{
  if (text == NULL || strlen (text) != 6
      || strspn (text, "0123456789abcdefABCDEF") != 6)
    return FALSE;
  *value = g_ascii_strtoull (text, NULL, 16);
  return TRUE;
}

static gboolean
h264_matches (const WrtcCodec * a, const WrtcCodec * b)
{
  const gchar *text_a = wrtc_parameters_get (a->fmtp, "profile-level-id");
  const gchar *text_b = wrtc_parameters_get (b->fmtp, "profile-level-id");
  guint32 id_a, id_b;

  if (strcmp (get (a, "packetization-mode", "0"),
          get (b, "packetization-mode", "0")) != 0)
    return FALSE;
  /* A payloader that does not know its stream yet writes none. */
  if (text_a == NULL || text_b == NULL)
    return TRUE;
  return parse_profile_level_id (text_a, &id_a)
      && parse_profile_level_id (text_b, &id_b)
      && h264_profile (id_a) == h264_profile (id_b)
      && h264_profile (id_a) >= 0;
}

/* RFC 6184 8.2.2: the profile of the offer; our level if asymmetry is allowed on
 * both sides, else the lower one. */
static void
h264_answer (WrtcCodec * answer, const WrtcCodec * offered)
{
  const gchar *own_text = wrtc_parameters_get (answer->fmtp,
      "profile-level-id");
  const gchar *text = wrtc_parameters_get (offered->fmtp, "profile-level-id");
  gboolean asymmetric =
      strcmp (get (offered, "level-asymmetry-allowed", "0"), "1") == 0;
  guint32 own, other;

  wrtc_parameters_set (answer->fmtp, "packetization-mode",
      get (offered, "packetization-mode", "0"));
  if (asymmetric)
    wrtc_parameters_set (answer->fmtp, "level-asymmetry-allowed", "1");
  if (!parse_profile_level_id (text, &other))
    return;
  if (parse_profile_level_id (own_text, &own)) {
    guint32 level = asymmetric ? own & 0xff : MIN (own & 0xff, other & 0xff);
    g_autofree gchar *value = g_strdup_printf ("%06x",
        (other & 0xffff00) | level);

    wrtc_parameters_set (answer->fmtp, "profile-level-id", value);
  } else {
    wrtc_parameters_set (answer->fmtp, "profile-level-id", text);
  }
}

/* draft-ietf-payload-vp9 (RFC 9628) 6.1: absent means 0 */
static gboolean
vp9_matches (const WrtcCodec * a, const WrtcCodec * b)
{
  return strcmp (get (a, "profile-id", "0"), get (b, "profile-id", "0")) == 0;
}

/* RFC 7587 6.1 */
static const gchar *const opus_sender_only[] = {
  "sprop-stereo", "sprop-maxcapturerate", NULL
};

static const gchar *const h264_sender_only[] = {
  "sprop-parameter-sets", NULL
};

static const CodecRule rules[] = {
  {"H264", h264_matches, h264_answer, h264_sender_only},
  {"VP9", vp9_matches, NULL, NULL},
  {"opus", NULL, NULL, opus_sender_only},
};

static const CodecRule *
find_rule (const gchar * name)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++) {
    if (g_ascii_strcasecmp (rules[i].name, name) == 0)
      return &rules[i];
  }
  return NULL;
}

gboolean
wrtc_jsep_codec_matches (const WrtcCodec * a, const WrtcCodec * b)
{
  const CodecRule *rule;

  if (a->name == NULL || b->name == NULL
      || g_ascii_strcasecmp (a->name, b->name) != 0
      || a->clock_rate != b->clock_rate
      || MAX (a->channels, 1) != MAX (b->channels, 1))
    return FALSE;
  rule = find_rule (a->name);
  return rule == NULL || rule->matches == NULL || rule->matches (a, b);
}

/* The codec that RTX is for (RFC 4588 8.6); NULL: not RTX, or unknown. */
static const WrtcCodec *
associated (const WrtcCodec * codec, const GPtrArray * list)
{
  guint64 payload;

  if (codec->name == NULL || g_ascii_strcasecmp (codec->name, "rtx") != 0
      || !wrtc_text_parse_number (wrtc_parameters_get (codec->fmtp, "apt"),
          127, &payload))
    return NULL;
  return wrtc_codecs_find (list, payload);
}

const WrtcCodec *
wrtc_jsep_codec_find (const GPtrArray * list, const WrtcCodec * codec,
    const GPtrArray * context)
{
  const WrtcCodec *repaired = associated (codec, context);

  for (guint i = 0; i < list->len; i++) {
    const WrtcCodec *other = list->pdata[i];
    const WrtcCodec *other_repaired = associated (other, list);

    if (!wrtc_jsep_codec_matches (codec, other))
      continue;
    if ((repaired == NULL) != (other_repaired == NULL))
      continue;
    if (repaired == NULL || wrtc_jsep_codec_matches (repaired, other_repaired))
      return other;
  }
  return NULL;
}

gboolean
wrtc_jsep_codecs_intersect (const GPtrArray * a, const GPtrArray * b)
{
  for (guint i = 0; i < a->len; i++) {
    if (wrtc_jsep_codec_find (b, a->pdata[i], a) != NULL)
      return TRUE;
  }
  return FALSE;
}

static void
copy_parameters (WrtcCodec * answer, const WrtcCodec * offered,
    const CodecRule * rule)
{
  for (guint i = 0; i < offered->fmtp->len; i++) {
    const WrtcParameter *parameter = offered->fmtp->pdata[i];

    if (rule == NULL || rule->sender_only == NULL
        || !g_strv_contains (rule->sender_only, parameter->name))
      g_ptr_array_add (answer->fmtp, wrtc_parameter_copy (parameter));
  }
}

WrtcCodec *
wrtc_jsep_codec_answer (const WrtcCodec * offered, const WrtcCodec * own)
{
  WrtcCodec *answer = wrtc_codec_copy (own);
  const CodecRule *rule = find_rule (offered->name);

  answer->payload = offered->payload;
  g_free (answer->name);
  answer->name = g_strdup (offered->name);
  answer->channels = offered->channels;
  if (answer->fmtp->len == 0)
    copy_parameters (answer, offered, rule);
  if (wrtc_parameters_find (offered->fmtp, "apt") != NULL)
    wrtc_parameters_set (answer->fmtp, "apt",
        wrtc_parameters_get (offered->fmtp, "apt"));
  if (rule != NULL && rule->answer != NULL)
    rule->answer (answer, offered);
  for (guint i = answer->feedback->len; i > 0; i--) {
    if (!wrtc_codec_has_feedback (offered, answer->feedback->pdata[i - 1]))
      g_ptr_array_remove_index (answer->feedback, i - 1);
  }
  return answer;
}

GPtrArray *
wrtc_jsep_media_codecs (const WrtcSdpMedia * media)
{
  GPtrArray *codecs = wrtc_codecs_copy (media->codecs);

  for (guint i = 0; i < codecs->len; i++) {
    for (guint j = 0; j < media->feedback->len; j++) {
      const WrtcSdpFeedback *feedback = media->feedback->pdata[j];

      wrtc_codec_add_feedback (codecs->pdata[i], feedback->value);
    }
  }
  return codecs;
}
