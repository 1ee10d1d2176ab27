/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcrtpparameters.h"

#include <gst/wrtc/gstwrtcnames.h>

/* RFC 9143 15.2 */
#define URI_MID "urn:ietf:params:rtp-hdrext:sdes:mid"
#define MAX_CODECS 128

/* @index's structure of the array @field, or NULL. */
static const GstStructure *
get_structure (const GstStructure * structure, const gchar * field, guint index)
{
  const GValue *array = gst_structure_get_value (structure, field);
  const GValue *value;

  if (array == NULL || !GST_VALUE_HOLDS_ARRAY (array) ||
      index >= gst_value_array_get_size (array))
    return NULL;
  value = gst_value_array_get_value (array, index);
  return GST_VALUE_HOLDS_STRUCTURE (value) ?
      gst_value_get_structure (value) : NULL;
}

static gboolean
get_boolean (const GstStructure * structure, const gchar * field,
    gboolean otherwise)
{
  gboolean value;

  return gst_structure_get_boolean (structure, field, &value) ?
      value : otherwise;
}

/* Any integer type: command lines write ints, or int64s when they are large.
 * FALSE: absent, or not from 0 to @max; @number is then as it was. */
static gboolean
get_number (const GstStructure * structure, const gchar * field, guint max,
    guint * number)
{
  const GValue *value = gst_structure_get_value (structure, field);
  gint64 wide = -1;

  if (value == NULL)
    return FALSE;
  if (G_VALUE_HOLDS_UINT (value))
    wide = g_value_get_uint (value);
  else if (G_VALUE_HOLDS_INT (value))
    wide = g_value_get_int (value);
  else if (G_VALUE_HOLDS_INT64 (value))
    wide = g_value_get_int64 (value);
  else if (G_VALUE_HOLDS_UINT64 (value))
    wide = MIN (g_value_get_uint64 (value), G_MAXINT64);
  if (wide < 0 || wide > max)
    return FALSE;
  *number = wide;
  return TRUE;
}

/* Untyped numbers above 2^31 come out of a string as negative ints. */
static gboolean
get_ssrc (const GstStructure * structure, guint32 * ssrc)
{
  gint value;
  guint number;

  if (gst_structure_get_int (structure, "ssrc", &value)) {
    *ssrc = (guint32) value;
    return TRUE;
  }
  if (!get_number (structure, "ssrc", G_MAXUINT32, &number))
    return FALSE;
  *ssrc = number;
  return TRUE;
}

static gchar *
dup_text (const GstStructure * structure, const gchar * field)
{
  const gchar *text = gst_structure_get_string (structure, field);

  return text != NULL && *text != 0 ? g_strdup (text) : NULL;
}

/* === send === */

static gboolean
parse_codecs (GstWrtcRtpSendParameters * parameters,
    const GstStructure * structure)
{
  WrtcRtpSessionSenderConfig *config = &parameters->config;
  const GstStructure *s;

  for (guint i = 0; (s = get_structure (structure, "codecs", i)) != NULL; i++) {
    WrtcRtpSenderCodec *codec = &parameters->codecs[config->n_codecs];
    guint payload, payload_in, clock_rate = 0;
    gint any = 0;

    if (i == WRTC_RTP_SENDER_MAX_CODECS)
      return FALSE;
    if (!get_number (s, "payload", 127, &payload))
      return FALSE;
    if (!gst_structure_has_field (s, "payload-in"))
      payload_in = payload;
    else if (gst_structure_get_int (s, "payload-in", &any) && any == -1)
      payload_in = WRTC_RTP_SENDER_ANY_PAYLOAD;
    else if (!get_number (s, "payload-in", 127, &payload_in))
      return FALSE;
    get_number (s, "clock-rate", G_MAXINT32, &clock_rate);
    codec->payload = payload;
    codec->payload_in = payload_in;
    codec->clock_rate = clock_rate;
    config->n_codecs++;
  }
  return TRUE;
}

static gboolean
parse_extensions (WrtcRtpSessionSenderConfig * config,
    const GstStructure * structure)
{
  const GstStructure *s;

  for (guint i = 0;
      (s = get_structure (structure, "header-extensions", i)) != NULL; i++) {
    guint id;

    if (!get_number (s, "id", 255, &id) || id == 0)
      return FALSE;
    if (g_strcmp0 (gst_structure_get_string (s, "uri"), URI_MID) == 0)
      config->mid_extension = id;
    else
      config->extensions[id / 8] |= 1 << id % 8;
  }
  return TRUE;
}

GstWrtcRtpSendParameters *
gst_wrtc_rtp_send_parameters_parse (const GstStructure * structure,
    const gchar ** reason)
{
  g_autoptr (GstWrtcRtpSendParameters) parameters =
      g_new0 (GstWrtcRtpSendParameters, 1);
  WrtcRtpSessionSenderConfig *config = &parameters->config;

  *reason = "its name";
  if (!gst_structure_has_name (structure, GST_WRTC_RTP_SEND_PARAMETERS))
    return NULL;
  parameters->mid = dup_text (structure, "mid");
  config->mid = parameters->mid;
  *reason = "mid";
  if (config->mid != NULL && strlen (config->mid) > 255)
    return NULL;
  config->video =
      g_strcmp0 (gst_structure_get_string (structure, "kind"), "video") == 0;
  config->active = get_boolean (structure, "active", TRUE);
  *reason = "ssrc";
  if (gst_structure_has_field (structure, "ssrc") &&
      !get_ssrc (structure, &config->ssrc))
    return NULL;
  *reason = "codecs";
  if (!parse_codecs (parameters, structure))
    return NULL;
  config->codecs = parameters->codecs;
  *reason = "header-extensions";
  if (!parse_extensions (config, structure))
    return NULL;
  return g_steal_pointer (&parameters);
}

void
gst_wrtc_rtp_send_parameters_free (GstWrtcRtpSendParameters * parameters)
{
  g_free (parameters->mid);
  g_free (parameters);
}

/* === receive === */

static void
media_free (gpointer data)
{
  GstWrtcRtpReceiveMedia *media = data;

  g_free (media->mid);
  g_free (media->kind);
  g_free (media->msid);
  g_ptr_array_unref (media->caps);
  g_array_unref (media->codecs);
  g_array_unref (media->ssrcs);
  g_free (media);
}

/* `rtcp-fb-*` fields are as stock webrtcbin and rtpsession have them. */
static gboolean
add_codec (GstWrtcRtpReceiveMedia * media, GstCaps * caps)
{
  WrtcRtpSessionCodec codec = { {0} };
  const GstStructure *s;
  guint payload, clock_rate = 0;

  if (!gst_caps_is_fixed (caps))
    return FALSE;
  s = gst_caps_get_structure (caps, 0);
  if (!get_number (s, "payload", 127, &payload))
    return FALSE;
  get_number (s, "clock-rate", G_MAXINT32, &clock_rate);
  codec.codec.payload = payload;
  codec.codec.clock_rate = clock_rate;
  codec.nack_pli = get_boolean (s, "rtcp-fb-nack-pli", FALSE);
  codec.ccm_fir = get_boolean (s, "rtcp-fb-ccm-fir", FALSE);
  g_array_append_val (media->codecs, codec);
  g_ptr_array_add (media->caps, gst_caps_ref (caps));
  return TRUE;
}

static gboolean
parse_media_codecs (GstWrtcRtpReceiveMedia * media, const GstStructure * s)
{
  const GValue *array = gst_structure_get_value (s, "codecs");
  guint n;

  if (array == NULL)
    return TRUE;
  if (!GST_VALUE_HOLDS_ARRAY (array))
    return FALSE;
  n = gst_value_array_get_size (array);
  for (guint i = 0; i < n; i++) {
    const GValue *value = gst_value_array_get_value (array, i);
    if (i == MAX_CODECS || !GST_VALUE_HOLDS_CAPS (value) ||
        !add_codec (media, (GstCaps *) gst_value_get_caps (value)))
      return FALSE;
  }
  return TRUE;
}

static void
parse_media_ssrcs (GstWrtcRtpReceiveMedia * media, const GstStructure * s)
{
  const GValue *array = gst_structure_get_value (s, "ssrcs");
  guint n = array != NULL && GST_VALUE_HOLDS_ARRAY (array) ?
      gst_value_array_get_size (array) : 0;

  for (guint i = 0; i < MIN (n, WRTC_RTP_DEMUX_MAX_ANNOUNCED); i++) {
    const GValue *value = gst_value_array_get_value (array, i);
    guint32 ssrc;

    if (G_VALUE_HOLDS_UINT (value))
      ssrc = g_value_get_uint (value);
    else if (G_VALUE_HOLDS_INT (value))
      ssrc = g_value_get_int (value);
    else
      continue;
    g_array_append_val (media->ssrcs, ssrc);
  }
}

static gboolean
add_media (GstWrtcRtpReceiveParameters * parameters, const GstStructure * s)
{
  GstWrtcRtpReceiveMedia *media = g_new0 (GstWrtcRtpReceiveMedia, 1);

  media->mid = dup_text (s, "mid");
  media->kind = dup_text (s, "kind");
  media->msid = dup_text (s, "msid");
  media->active = get_boolean (s, "active", TRUE);
  media->mline = parameters->media->len;
  get_number (s, "mline", G_MAXUINT, &media->mline);
  media->caps = g_ptr_array_new_with_free_func ((GDestroyNotify)
      gst_caps_unref);
  media->codecs = g_array_new (FALSE, FALSE, sizeof (WrtcRtpSessionCodec));
  media->ssrcs = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_ptr_array_add (parameters->media, media);
  parse_media_ssrcs (media, s);
  return parse_media_codecs (media, s);
}

GstWrtcRtpReceiveParameters *
gst_wrtc_rtp_receive_parameters_parse (const GstStructure * structure,
    const gchar ** reason)
{
  g_autoptr (GstWrtcRtpReceiveParameters) parameters =
      g_new0 (GstWrtcRtpReceiveParameters, 1);
  WrtcRtpSessionSenderConfig extensions = { 0 };
  const GstStructure *s;

  parameters->media = g_ptr_array_new_with_free_func (media_free);
  *reason = "its name";
  if (!gst_structure_has_name (structure, GST_WRTC_RTP_RECEIVE_PARAMETERS))
    return NULL;
  *reason = "header-extensions";
  if (!parse_extensions (&extensions, structure))
    return NULL;
  parameters->mid_extension = extensions.mid_extension;
  for (guint i = 0; (s = get_structure (structure, "media", i)) != NULL; i++) {
    *reason = "media";
    if (i == WRTC_RTP_DEMUX_MAX_SECTIONS || !add_media (parameters, s))
      return NULL;
  }
  return g_steal_pointer (&parameters);
}

void
gst_wrtc_rtp_receive_parameters_free (GstWrtcRtpReceiveParameters * parameters)
{
  g_ptr_array_unref (parameters->media);
  g_free (parameters);
}

GstCaps *
gst_wrtc_rtp_receive_media_get_caps (const GstWrtcRtpReceiveMedia * media,
    guint8 payload_type)
{
  for (guint i = 0; i < media->codecs->len; i++) {
    if (g_array_index (media->codecs, WrtcRtpSessionCodec,
            i).codec.payload == payload_type)
      return g_ptr_array_index (media->caps, i);
  }
  return NULL;
}

void
gst_wrtc_rtp_receive_parameters_apply (const GstWrtcRtpReceiveParameters *
    parameters, WrtcRtpSession * session)
{
  guint n = parameters->media->len;
  g_autofree WrtcRtpSessionSection *sections =
      g_new0 (WrtcRtpSessionSection, n);

  for (guint i = 0; i < n; i++) {
    const GstWrtcRtpReceiveMedia *media =
        g_ptr_array_index (parameters->media, i);

    sections[i].section.id = i;
    sections[i].section.mid = media->mid;
    sections[i].section.active = media->active;
    sections[i].section.ssrcs = (const guint32 *) media->ssrcs->data;
    sections[i].section.n_ssrcs = media->ssrcs->len;
    sections[i].codecs = (const WrtcRtpSessionCodec *) media->codecs->data;
    sections[i].n_codecs = media->codecs->len;
  }
  wrtc_rtp_session_configure_receive (session, parameters->mid_extension,
      sections, n);
}
