/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "codeccaps.h"

#include <stdlib.h>
#include <string.h>

/* Some payloaders' templates do not say what medium it is. */
static const gchar *
media_of_encoding (const gchar * name)
{
  static const gchar *video[] = { "VP8", "VP9", "H264", "H265", "AV1" };
  static const gchar *audio[] = { "OPUS", "PCMU", "PCMA", "G722", "L16" };
  guint i;

  for (i = 0; name && i < G_N_ELEMENTS (video); i++)
    if (g_ascii_strcasecmp (name, video[i]) == 0)
      return "video";
  for (i = 0; name && i < G_N_ELEMENTS (audio); i++)
    if (g_ascii_strcasecmp (name, audio[i]) == 0)
      return "audio";
  return NULL;
}

static WrtcMediaKind
kind_of (const GstStructure * s)
{
  const gchar *media = gst_structure_get_string (s, "media");

  if (!media)
    media = media_of_encoding (gst_structure_get_string (s, "encoding-name"));

  if (g_strcmp0 (media, "audio") == 0)
    return WRTC_MEDIA_AUDIO;
  if (g_strcmp0 (media, "video") == 0)
    return WRTC_MEDIA_VIDEO;
  if (g_strcmp0 (media, "application") == 0)
    return WRTC_MEDIA_APPLICATION;
  return WRTC_MEDIA_UNKNOWN;
}

WrtcMediaKind
gst_wrtc_caps_get_kind (const GstCaps * caps)
{
  if (!caps || gst_caps_is_any (caps) || gst_caps_is_empty (caps))
    return WRTC_MEDIA_UNKNOWN;
  return kind_of (gst_caps_get_structure (caps, 0));
}

static gboolean
is_codec_field (const gchar * name)
{
  static const gchar *own[] = { "media", "encoding-name", "clock-rate",
    "payload", "encoding-params", "ssrc", "timestamp-offset", "seqnum-offset",
    "seqnum-base", "clock-base", "a-mid", "a-simulcast"
  };
  static const gchar *prefixes[] = { "a-", "rtcp-fb-", "extmap-", "rid-",
    "ssrc-", "x-gst-"
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (own); i++)
    if (strcmp (name, own[i]) == 0)
      return TRUE;
  for (i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (name, prefixes[i]))
      return TRUE;
  return FALSE;
}

/* "rtcp-fb-nack-pli" is "nack pli", but "transport-cc" and its like are one
 * word: only the first hyphen after nack, ccm and so on divides. */
static gchar *
feedback_from_field (const gchar * name)
{
  static const gchar *with_parameter[] = { "nack-", "ccm-", "ack-", "app-" };
  gchar *feedback = g_strdup (name + strlen ("rtcp-fb-"));
  guint i;

  for (i = 0; i < G_N_ELEMENTS (with_parameter); i++)
    if (g_str_has_prefix (feedback, with_parameter[i]))
      feedback[strlen (with_parameter[i]) - 1] = ' ';
  return feedback;
}

typedef struct
{
  GstWrtcCapsFacts *facts;
  WrtcCodec *codec;
  GError *error;
} Fields;

static void
add_extension (Fields * fields, const gchar * name, const GValue * value)
{
  guint id = atoi (name + strlen ("extmap-"));
  const gchar *parts[3] = { "", NULL, "" };
  WrtcSdpExtmap *extension;
  guint i;

  if (G_VALUE_HOLDS_STRING (value)) {
    parts[1] = g_value_get_string (value);
  } else if (GST_VALUE_HOLDS_ARRAY (value)
      && gst_value_array_get_size (value) == 3) {
    for (i = 0; i < 3; i++) {
      const GValue *part = gst_value_array_get_value (value, i);

      if (!G_VALUE_HOLDS_STRING (part))
        goto refuse;
      parts[i] = g_value_get_string (part);
    }
  }
  if (!parts[1] || id == 0)
    goto refuse;
  for (i = 0; i < fields->facts->extensions->len; i++) {
    extension = g_ptr_array_index (fields->facts->extensions, i);
    if (extension->id != id)
      continue;
    if (strcmp (extension->uri, parts[1]) == 0)
      return;
    goto refuse;
  }
  extension = wrtc_sdp_extmap_new (id, parts[1]);
  if (parts[2] && *parts[2])
    extension->attributes = g_strdup (parts[2]);
  g_ptr_array_add (fields->facts->extensions, extension);
  return;

refuse:
  if (!fields->error)
    fields->error = g_error_new (WRTC_JSEP_ERROR, WRTC_JSEP_ERROR_OPERATION,
        "caps field %s is not a header extension, or contradicts another "
        "of that id", name);
}

static gboolean
read_field (GQuark id, const GValue * value, gpointer data)
{
  const gchar *name = g_quark_to_string (id);
  Fields *fields = data;

  if (g_str_has_prefix (name, "rtcp-fb-")) {
    gchar *feedback = feedback_from_field (name);

    if (G_VALUE_HOLDS_BOOLEAN (value) && g_value_get_boolean (value))
      wrtc_codec_add_feedback (fields->codec, feedback);
    g_free (feedback);
  } else if (g_str_has_prefix (name, "extmap-")) {
    add_extension (fields, name, value);
  } else if (g_str_has_prefix (name, "a-") && strcmp (name, "a-mid") != 0
      && G_VALUE_HOLDS_STRING (value)) {
    wrtc_parameters_set (fields->facts->attributes, name + 2,
        g_value_get_string (value));
  } else if (!is_codec_field (name) && G_VALUE_HOLDS_STRING (value)) {
    wrtc_parameters_set (fields->codec->fmtp, name, g_value_get_string (value));
  }
  return TRUE;
}

static WrtcCodec *
codec_of (const GstStructure * s)
{
  const gchar *name = gst_structure_get_string (s, "encoding-name");
  const gchar *params = gst_structure_get_string (s, "encoding-params");
  gint payload = -1, clock_rate = 0;
  WrtcCodec *codec;

  gst_structure_get_int (s, "payload", &payload);
  gst_structure_get_int (s, "clock-rate", &clock_rate);
  codec = wrtc_codec_new (payload, name, clock_rate, params ? atoi (params) :
      0);
  codec->payload_in = payload;
  /* RFC 7587 7: always two, whatever the stream has. */
  if (g_ascii_strcasecmp (name, "OPUS") == 0) {
    codec->channels = 2;
    codec->clock_rate = 48000;
  }
  return codec;
}

static void
add_default_feedback (WrtcCodec * codec, WrtcMediaKind kind)
{
  wrtc_codec_add_feedback (codec, "transport-cc");
  if (kind != WRTC_MEDIA_VIDEO)
    return;
  wrtc_codec_add_feedback (codec, "nack pli");
  wrtc_codec_add_feedback (codec, "ccm fir");
}

static void
read_structure (const GstStructure * s, Fields * fields)
{
  GstWrtcCapsFacts *facts = fields->facts;
  const gchar *mid = gst_structure_get_string (s, "a-mid");
  WrtcMediaKind kind = kind_of (s);
  guint ssrc;

  if (kind == WRTC_MEDIA_UNKNOWN
      || !gst_structure_get_string (s, "encoding-name"))
    return;
  if (facts->codecs->len == 0) {
    facts->kind = kind;
    facts->mid = g_strdup (mid);
    if (gst_structure_get_uint (s, "ssrc", &ssrc))
      facts->ssrc = ssrc;
  }
  if (kind != facts->kind)
    return;
  fields->codec = codec_of (s);
  gst_structure_foreach (s, read_field, fields);
  add_default_feedback (fields->codec, kind);
  g_ptr_array_add (facts->codecs, fields->codec);
}

GstWrtcCapsFacts *
gst_wrtc_caps_facts_new (const GstCaps * caps, GError ** error)
{
  GstWrtcCapsFacts *self = g_new0 (GstWrtcCapsFacts, 1);
  Fields fields = { self, NULL, NULL };
  guint i;

  self->codecs = wrtc_codecs_new ();
  self->extensions = g_ptr_array_new_with_free_func ((GDestroyNotify)
      wrtc_sdp_extmap_free);
  self->attributes = wrtc_parameters_new ();
  if (caps && !gst_caps_is_any (caps))
    for (i = 0; i < gst_caps_get_size (caps); i++)
      read_structure (gst_caps_get_structure (caps, i), &fields);
  if (!fields.error)
    return self;
  g_propagate_error (error, fields.error);
  gst_wrtc_caps_facts_free (self);
  return NULL;
}

void
gst_wrtc_caps_facts_free (GstWrtcCapsFacts * self)
{
  g_ptr_array_unref (self->codecs);
  g_ptr_array_unref (self->extensions);
  g_ptr_array_unref (self->attributes);
  g_free (self->mid);
  g_free (self);
}

static void
set_feedback (GstStructure * s, const gchar * feedback)
{
  gchar *name = g_strconcat ("rtcp-fb-", feedback, NULL);

  g_strdelimit (name, " ", '-');
  gst_structure_set (s, name, G_TYPE_BOOLEAN, TRUE, NULL);
  g_free (name);
}

GstCaps *
gst_wrtc_codec_to_caps (const WrtcCodec * codec, WrtcMediaKind kind,
    const GPtrArray * extensions)
{
  gchar *encoding_name = g_ascii_strup (codec->name ? codec->name : "", -1);
  GstStructure *s = gst_structure_new ("application/x-rtp",
      "media", G_TYPE_STRING, wrtc_media_kind_to_string (kind),
      "payload", G_TYPE_INT, codec->payload,
      "clock-rate", G_TYPE_INT, (gint) codec->clock_rate,
      "encoding-name", G_TYPE_STRING, encoding_name, NULL);
  GstCaps *caps = gst_caps_new_empty ();
  gchar *name;
  guint i;

  g_free (encoding_name);
  if (codec->channels > 0) {
    gchar *params = g_strdup_printf ("%u", codec->channels);

    gst_structure_set (s, "encoding-params", G_TYPE_STRING, params, NULL);
    g_free (params);
  }
  for (i = 0; i < codec->fmtp->len; i++) {
    const WrtcParameter *parameter = g_ptr_array_index (codec->fmtp, i);

    name = g_ascii_strdown (parameter->name, -1);
    if (!gst_structure_has_field (s, name))
      gst_structure_set (s, name, G_TYPE_STRING,
          parameter->value ? parameter->value : "", NULL);
    g_free (name);
  }
  for (i = 0; i < codec->feedback->len; i++)
    set_feedback (s, g_ptr_array_index (codec->feedback, i));
  for (i = 0; extensions && i < extensions->len; i++) {
    const WrtcSdpExtmap *extension = g_ptr_array_index (extensions, i);

    name = g_strdup_printf ("extmap-%u", extension->id);
    gst_structure_set (s, name, G_TYPE_STRING, extension->uri, NULL);
    g_free (name);
  }
  gst_caps_append_structure (caps, s);
  return caps;
}
