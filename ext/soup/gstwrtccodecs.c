/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtccodecs.h"

#include <string.h>

#define GOOD "gstreamer1.0-plugins-good"
#define BASE "gstreamer1.0-plugins-base"
#define BAD "gstreamer1.0-plugins-bad"
#define UGLY "gstreamer1.0-plugins-ugly"
#define VAAPI "gstreamer1.0-vaapi"

#define VIDEO_RTP(name) \
    "application/x-rtp, media=(string)video, clock-rate=(int)90000, " \
    "encoding-name=(string)" name
#define AUDIO_RTP(name, rate) \
    "application/x-rtp, media=(string)audio, clock-rate=(int)" rate ", " \
    "encoding-name=(string)" name

/* Real time above all: one pass, no frames held back, a constant rate, key
 * frames only when somebody asks (the distance is some minutes). Frames can be
 * decoded although another was lost; a loss is repaired by a key frame. */
#define VPX_LIVE \
    "deadline=1 end-usage=cbr lag-in-frames=0 keyframe-max-dist=9000 " \
    "error-resilient=default buffer-size=1000 buffer-initial-size=500 " \
    "buffer-optimal-size=600 undershoot=95 overshoot=15 " \
    "min-quantizer=4 max-quantizer=56 max-intra-bitrate=300 "

#define H264_STREAM \
    "video/x-h264, stream-format=(string)avc, alignment=(string)au"

static const GstWrtcCodec codecs[] = {
  {
        .name = "VP8",.kind = "video",.payload = 96,
        .encoded_caps = "video/x-vp8",
        .raw_caps = "video/x-raw",
        .payloader = "rtpvp8pay",.payloader_package = GOOD,
        .payloader_settings = "picture-id-mode=15-bit",
        .rtp_caps = VIDEO_RTP ("VP8"),
        .encoders = {
              {"vp8enc", GOOD, VPX_LIVE "cpu-used=8 static-threshold=100 "
                    "token-partitions=4", "target-bitrate", 1},
            },
      },
  {
        .name = "VP9",.kind = "video",.payload = 98,
        .encoded_caps = "video/x-vp9",
        .raw_caps = "video/x-raw, format=(string)I420",
        .payloader = "rtpvp9pay",.payloader_package = GOOD,
        .payloader_settings = "picture-id-mode=15-bit",
        .rtp_caps = VIDEO_RTP ("VP9"),
        .encoders = {
              {"vp9enc", GOOD, VPX_LIVE "cpu-used=8 row-mt=true "
                    "tile-columns=2 frame-parallel-decoding=true "
                    "aq-mode=cyclic-refresh", "target-bitrate", 1},
            },
      },
  {
        .name = "H264",.kind = "video",.payload = 102,
        .encoded_caps = "video/x-h264",
        /* 4:2:0 has no odd sizes; the scaler makes them even. */
        .raw_caps = "video/x-raw, width=(int)[2, 8192, 2], "
        "height=(int)[2, 8192, 2]",
        .stream_caps = H264_STREAM ", profile=(string)constrained-baseline",
        .parser = "h264parse",.parser_package = BAD,
        .payloader = "rtph264pay",.payloader_package = GOOD,
        .payloader_settings = "aggregate-mode=zero-latency config-interval=-1",
        .rtp_caps = VIDEO_RTP ("H264") ", packetization-mode=(string)1, "
        "profile-level-id=(string)42e01f",
        .encoders = {
              {"x264enc", UGLY, "tune=zerolatency speed-preset=veryfast "
                    "key-int-max=9000 bframes=0 b-adapt=false cabac=false "
                    "vbv-buf-capacity=500 aud=false", "bitrate", 1000},
              {"openh264enc", BAD, "usage-type=camera complexity=low "
                    "rate-control=bitrate gop-size=9000 slice-mode=auto",
                  "bitrate", 1},
              {"vaapih264enc", VAAPI, "rate-control=cbr max-bframes=0 "
                    "keyframe-period=9000", "bitrate", 1000},
              {"v4l2h264enc", GOOD, "", "bitrate", 1},
            },
      },
  {
        .name = "OPUS",.kind = "audio",.payload = 111,
        .encoded_caps = "audio/x-opus, channel-mapping-family=(int)0",
        .raw_caps = "audio/x-raw, rate=(int)48000, channels=(int)[1, 2]",
        .payloader = "rtpopuspay",.payloader_package = GOOD,
        .rtp_caps = AUDIO_RTP ("OPUS", "48000") ", encoding-params=(string)2",
        .encoders = {
              {"opusenc", BASE, "frame-size=20 inband-fec=true "
                    "packet-loss-percentage=10 bitrate-type=constrained-vbr",
                  "bitrate", 1},
            },
      },
  {
        .name = "PCMU",.kind = "audio",.payload = 0,
        .encoded_caps = "audio/x-mulaw, rate=(int)8000, channels=(int)1",
        .raw_caps = "audio/x-raw, rate=(int)8000, channels=(int)1",
        .payloader = "rtppcmupay",.payloader_package = GOOD,
        .payloader_settings = "min-ptime=20000000 max-ptime=20000000",
        .rtp_caps = AUDIO_RTP ("PCMU", "8000"),
        .encoders = {{"mulawenc", GOOD, "", NULL, 1}},
      },
  {
        .name = "PCMA",.kind = "audio",.payload = 8,
        .encoded_caps = "audio/x-alaw, rate=(int)8000, channels=(int)1",
        .raw_caps = "audio/x-raw, rate=(int)8000, channels=(int)1",
        .payloader = "rtppcmapay",.payloader_package = GOOD,
        .payloader_settings = "min-ptime=20000000 max-ptime=20000000",
        .rtp_caps = AUDIO_RTP ("PCMA", "8000"),
        .encoders = {{"alawenc", GOOD, "", NULL, 1}},
      },
};

const GstWrtcCodec *
gst_wrtc_codec_find (const gchar * name)
{
  for (guint i = 0; name && i < G_N_ELEMENTS (codecs); i++) {
    if (g_ascii_strcasecmp (codecs[i].name, name) == 0)
      return &codecs[i];
  }
  return NULL;
}

const GstWrtcCodec *
gst_wrtc_codec_find_for_encoded (const GstStructure * structure)
{
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++) {
    g_autoptr (GstCaps) caps = gst_caps_from_string (codecs[i].encoded_caps);
    if (gst_structure_can_intersect (gst_caps_get_structure (caps, 0),
            structure))
      return &codecs[i];
  }
  return NULL;
}

const GstWrtcCodec *
gst_wrtc_codec_find_for_rtp (const GstStructure * structure)
{
  if (!gst_structure_has_name (structure, "application/x-rtp"))
    return NULL;
  return gst_wrtc_codec_find (gst_structure_get_string (structure,
          "encoding-name"));
}

/* First what needs no conversion, so that a source which can do everything
 * chooses that. */
#define RAW_VIDEO "video/x-raw, format=(string){ I420, NV12, YV12, YUY2 }; " \
    "video/x-raw"
#define RAW_AUDIO "audio/x-raw, format=(string)S16LE, rate=(int)48000, " \
    "layout=(string)interleaved; audio/x-raw"

GstCaps *
gst_wrtc_codec_get_input_caps (const gchar * kind)
{
  gboolean video = g_str_equal (kind, "video");
  GstCaps *caps = gst_caps_from_string (video ? RAW_VIDEO : RAW_AUDIO);

  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++) {
    if (g_str_equal (codecs[i].kind, kind))
      gst_caps_append (caps, gst_caps_from_string (codecs[i].encoded_caps));
  }
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++) {
    if (!g_str_equal (codecs[i].kind, kind))
      continue;
    GstCaps *rtp = gst_caps_from_string (codecs[i].rtp_caps);
    gst_structure_remove_fields (gst_caps_get_structure (rtp, 0),
        "profile-level-id", "packetization-mode", "encoding-params", NULL);
    gst_caps_append (caps, rtp);
  }
  return caps;
}

static gboolean
have_factory (const gchar * name)
{
  g_autoptr (GstElementFactory) factory =
      name ? gst_element_factory_find (name) : NULL;
  return factory != NULL;
}

static const GstWrtcEncoder *
find_encoder (const GstWrtcCodec * codec)
{
  for (guint i = 0; i < GST_WRTC_MAX_ENCODERS; i++) {
    if (have_factory (codec->encoders[i].factory))
      return &codec->encoders[i];
  }
  return NULL;
}

gboolean
gst_wrtc_codec_is_available (const GstWrtcCodec * codec,
    const gchar ** missing_factory, const gchar ** missing_package)
{
  *missing_factory = *missing_package = NULL;
  if (!find_encoder (codec)) {
    *missing_factory = codec->encoders[0].factory;
    *missing_package = codec->encoders[0].package;
  } else if (codec->parser && !have_factory (codec->parser)) {
    *missing_factory = codec->parser;
    *missing_package = codec->parser_package;
  } else if (!have_factory (codec->payloader)) {
    *missing_factory = codec->payloader;
    *missing_package = codec->payloader_package;
  }
  return *missing_factory == NULL;
}

const GstWrtcCodec *
gst_wrtc_codec_choose (const gchar * kind, const gchar * preferences,
    const gchar ** missing_factory, const gchar ** missing_package)
{
  g_auto (GStrv) names = g_strsplit_set (preferences ? preferences : "",
      ", ", -1);

  *missing_factory = *missing_package = NULL;
  for (guint i = 0; names[i]; i++) {
    const GstWrtcCodec *codec = gst_wrtc_codec_find (names[i]);
    const gchar *factory, *package;

    if (!codec || !g_str_equal (codec->kind, kind))
      continue;
    if (gst_wrtc_codec_is_available (codec, &factory, &package))
      return codec;
    if (!*missing_factory) {
      *missing_factory = factory;
      *missing_package = package;
    }
  }
  return NULL;
}

void
gst_wrtc_codec_apply_settings (GstElement * element, const gchar * settings)
{
  g_auto (GStrv) words = g_strsplit (settings ? settings : "", " ", -1);

  for (guint i = 0; words[i]; i++) {
    gchar *equals = strchr (words[i], '=');
    if (!equals)
      continue;
    *equals = '\0';
    if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), words[i]))
      gst_util_set_object_arg (G_OBJECT (element), words[i], equals + 1);
  }
}

static void
set_number (GstElement * element, const gchar * property, guint number)
{
  g_autofree gchar *text = g_strdup_printf ("%u", number);

  if (property && g_object_class_find_property (G_OBJECT_GET_CLASS (element),
          property))
    gst_util_set_object_arg (G_OBJECT (element), property, text);
}

GstElement *
gst_wrtc_codec_make_encoder (const GstWrtcCodec * codec, guint bitrate_bps)
{
  for (guint i = 0; i < GST_WRTC_MAX_ENCODERS; i++) {
    const GstWrtcEncoder *encoder = &codec->encoders[i];
    GstElement *element = have_factory (encoder->factory) ?
        gst_element_factory_make (encoder->factory, NULL) : NULL;
    if (!element)
      continue;

    gst_wrtc_codec_apply_settings (element, encoder->settings);
    set_number (element, encoder->bitrate,
        MAX (bitrate_bps / encoder->bitrate_unit_bps, 1));
    if (g_str_has_prefix (encoder->factory, "vp"))
      set_number (element, "threads", CLAMP (g_get_num_processors (), 1, 4));

    if (gst_element_set_state (element, GST_STATE_READY) !=
        GST_STATE_CHANGE_FAILURE)
      return element;
    gst_element_set_state (element, GST_STATE_NULL);
    gst_object_unref (gst_object_ref_sink (element));
  }
  return NULL;
}
