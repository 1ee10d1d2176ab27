/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The codecs that wrtcsink sends: which elements make each, with which settings
 * for live use, and which Debian package has them. Constant tables; any thread.
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* An encoder and how to set it for live, low-delay use. */
typedef struct
{
  const gchar *factory;
  const gchar *package;         /* Debian package */
  const gchar *settings;        /* "property=value …"; what this version of the
                                 * element lacks is skipped */
  const gchar *bitrate;         /* property */
  guint bitrate_unit_bps;       /* its unit in bits per second */
} GstWrtcEncoder;

#define GST_WRTC_MAX_ENCODERS 4

typedef struct
{
  const gchar *name;            /* RTP encoding name */
  const gchar *kind;            /* "audio", "video" */
  const gchar *encoded_caps;    /* what a pad takes as already encoded */
  const gchar *raw_caps;        /* raw format before the encoder */
  const gchar *stream_caps;     /* format after encoder and parser; NULL: any */
  const gchar *parser;          /* NULL: none */
  const gchar *parser_package;
  const gchar *payloader;
  const gchar *payloader_package;
  const gchar *payloader_settings;
  const gchar *rtp_caps;        /* as negotiated, without payload type */
  guint payload;                /* what the payloader writes; wrtcbin maps it */
  GstWrtcEncoder encoders[GST_WRTC_MAX_ENCODERS];       /* in order of preference */
} GstWrtcCodec;

/* Names are RTP encoding names and compare without case; NULL: not known. */
const GstWrtcCodec *gst_wrtc_codec_find (const gchar * name);

/* The codec whose encoded form (or application/x-rtp form) @structure is. */
const GstWrtcCodec *gst_wrtc_codec_find_for_encoded (const GstStructure * structure);
const GstWrtcCodec *gst_wrtc_codec_find_for_rtp (const GstStructure * structure);

/* (transfer full): raw, encoded and RTP formats that a pad of @kind takes. */
GstCaps *gst_wrtc_codec_get_input_caps (const gchar * kind);

/* Whether every element for it is in the registry. Else @missing_factory and
 * @missing_package (out, transfer none) name the first that is not. */
gboolean gst_wrtc_codec_is_available (const GstWrtcCodec * codec,
    const gchar ** missing_factory, const gchar ** missing_package);

/* The first available codec of @preferences ("VP8,H264"). On failure the out
 * parameters name what the first known codec of the list lacks; they are NULL
 * when the list names no codec of @kind. */
const GstWrtcCodec *gst_wrtc_codec_choose (const gchar * kind,
    const gchar * preferences, const gchar ** missing_factory,
    const gchar ** missing_package);

/* Makes and prepares the first encoder that exists and opens (a hardware one
 * may not); (transfer floating), NULL: none. */
GstElement *gst_wrtc_codec_make_encoder (const GstWrtcCodec * codec,
    guint bitrate_bps);

/* Sets "property=value …" on @element, skipping what it lacks. */
void gst_wrtc_codec_apply_settings (GstElement * element, const gchar * settings);

G_END_DECLS
