/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "rtpparameters.h"

#include <gst/wrtc/gstwrtcnames.h>
#include <string.h>

#include "codeccaps.h"

#define MID_URI "urn:ietf:params:rtp-hdrext:sdes:mid"

static void
append_structure (GValue * array, GstStructure * s)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&value, s);
  gst_value_array_append_and_take_value (array, &value);
}

static void
take_array (GstStructure * s, const gchar * field, GValue * array)
{
  gst_structure_take_value (s, field, array);
}

static void
set_extensions (GstStructure * s, const GPtrArray * extensions)
{
  GValue array = G_VALUE_INIT;
  guint i;

  g_value_init (&array, GST_TYPE_ARRAY);
  for (i = 0; i < extensions->len; i++) {
    const WrtcSdpExtmap *extension = g_ptr_array_index (extensions, i);

    append_structure (&array, gst_structure_new ("extension",
            "id", G_TYPE_INT, (gint) extension->id,
            "uri", G_TYPE_STRING, extension->uri, NULL));
  }
  take_array (s, "header-extensions", &array);
}

static gboolean
has_extension (const GPtrArray * extensions, const gchar * uri)
{
  guint i;

  for (i = 0; i < extensions->len; i++)
    if (strcmp (((WrtcSdpExtmap *) g_ptr_array_index (extensions, i))->uri,
            uri) == 0)
      return TRUE;
  return FALSE;
}

static void
set_send_codecs (GstStructure * s, const GPtrArray * codecs)
{
  GValue array = G_VALUE_INIT;
  guint i;

  g_value_init (&array, GST_TYPE_ARRAY);
  for (i = 0; i < codecs->len; i++) {
    const WrtcCodec *codec = g_ptr_array_index (codecs, i);

    append_structure (&array, gst_structure_new ("codec",
            "payload-in", G_TYPE_INT, codec->payload_in,
            "payload", G_TYPE_INT, codec->payload,
            "clock-rate", G_TYPE_INT, (gint) codec->clock_rate,
            "nack-pli", G_TYPE_BOOLEAN,
            wrtc_codec_has_feedback (codec, "nack pli"),
            "ccm-fir", G_TYPE_BOOLEAN,
            wrtc_codec_has_feedback (codec, "ccm fir"), NULL));
  }
  take_array (s, "codecs", &array);
}

GstStructure *
gst_wrtc_rtp_send_parameters_new (const WrtcPlanMedia * media, guint32 ssrc)
{
  gboolean active = !media->rejected && wrtc_direction_sends (media->direction);
  GstStructure *s = gst_structure_new (GST_WRTC_RTP_SEND_PARAMETERS,
      "kind", G_TYPE_STRING, wrtc_media_kind_to_string (media->kind),
      "ssrc", G_TYPE_UINT, ssrc, "active", G_TYPE_BOOLEAN, active, NULL);

  if (media->mid_in_sdp && has_extension (media->send_extensions, MID_URI))
    gst_structure_set (s, "mid", G_TYPE_STRING, media->mid, NULL);
  set_send_codecs (s, media->send_codecs);
  set_extensions (s, media->send_extensions);
  return s;
}

const gchar *
gst_wrtc_plan_media_get_msid (const WrtcPlanMedia * media)
{
  const WrtcSdpMsid *msid;

  if (!media->remote_msids || media->remote_msids->len == 0)
    return NULL;
  msid = g_ptr_array_index (media->remote_msids, 0);
  return g_strcmp0 (msid->stream, "-") == 0 ? NULL : msid->stream;
}

static void
set_receive_codecs (GstStructure * s, const WrtcPlanMedia * media)
{
  GValue array = G_VALUE_INIT;
  guint i;

  g_value_init (&array, GST_TYPE_ARRAY);
  for (i = 0; i < media->receive_codecs->len; i++) {
    GValue value = G_VALUE_INIT;

    g_value_init (&value, GST_TYPE_CAPS);
    g_value_take_boxed (&value,
        gst_wrtc_codec_to_caps (g_ptr_array_index (media->receive_codecs, i),
            media->kind, media->receive_extensions));
    gst_value_array_append_and_take_value (&array, &value);
  }
  take_array (s, "codecs", &array);
}

static void
set_receive_ssrcs (GstStructure * s, const WrtcPlanMedia * media)
{
  GValue array = G_VALUE_INIT;
  guint i;

  g_value_init (&array, GST_TYPE_ARRAY);
  for (i = 0; i < media->receive_ssrcs->len; i++) {
    GValue value = G_VALUE_INIT;

    g_value_init (&value, G_TYPE_UINT);
    g_value_set_uint (&value, g_array_index (media->receive_ssrcs, guint32, i));
    gst_value_array_append_and_take_value (&array, &value);
  }
  take_array (s, "ssrcs", &array);
}

static GstStructure *
receive_media_new (const WrtcPlanMedia * media)
{
  const gchar *msid = gst_wrtc_plan_media_get_msid (media);
  GstStructure *s = gst_structure_new ("media",
      "mline", G_TYPE_UINT, media->mline,
      "kind", G_TYPE_STRING, wrtc_media_kind_to_string (media->kind),
      "active", G_TYPE_BOOLEAN, !media->rejected
      && wrtc_direction_receives (media->direction), NULL);

  if (media->mid_in_sdp)
    gst_structure_set (s, "mid", G_TYPE_STRING, media->mid, NULL);
  if (msid)
    gst_structure_set (s, "msid", G_TYPE_STRING, msid, NULL);
  set_receive_codecs (s, media);
  set_receive_ssrcs (s, media);
  return s;
}

GstStructure *
gst_wrtc_rtp_receive_parameters_new (const WrtcPlan * plan, gint id)
{
  GstStructure *s = gst_structure_new_empty (GST_WRTC_RTP_RECEIVE_PARAMETERS);
  GPtrArray *extensions = g_ptr_array_new ();
  GValue array = G_VALUE_INIT;
  guint i, k;

  g_value_init (&array, GST_TYPE_ARRAY);
  for (i = 0; i < plan->media->len; i++) {
    const WrtcPlanMedia *media = g_ptr_array_index (plan->media, i);

    if (media->transport != id)
      continue;
    append_structure (&array, receive_media_new (media));
    for (k = 0; k < media->receive_extensions->len; k++) {
      WrtcSdpExtmap *extension =
          g_ptr_array_index (media->receive_extensions, k);

      if (!has_extension (extensions, extension->uri))
        g_ptr_array_add (extensions, extension);
    }
  }
  take_array (s, "media", &array);
  set_extensions (s, extensions);
  g_ptr_array_unref (extensions);
  return s;
}
