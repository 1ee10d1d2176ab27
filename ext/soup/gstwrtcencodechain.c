/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcencodechain.h"

#include <gst/pbutils/missing-plugins.h>

GST_DEBUG_CATEGORY_STATIC (wrtcencodechain);
#define GST_CAT_DEFAULT wrtcencodechain

/* Raw frames that may wait for the encoder when the input is live: more would
 * only be delay. Audio is small and must not stutter: 200 ms. */
#define LIVE_QUEUE_FRAMES 2
#define LIVE_QUEUE_AUDIO_TIME (200 * GST_MSECOND)

typedef enum
{
  INPUT_UNKNOWN,
  INPUT_RAW,
  INPUT_ENCODED,
  INPUT_RTP
} InputForm;

struct _GstWrtcEncodeChain
{
  GstBin parent;

  /* Constant. */
  gchar *kind;
  gchar *codecs;
  guint bitrate_bps;
  GstElement *queue;
  GstElement *pacing;           /* NULL until built */
  GstPad *src;                  /* ghost */

  /* Under the object lock. */
  InputForm form;
  const GstWrtcCodec *codec;
  gint payload;                 /* with the codec */
  gchar *encoder;               /* factory name */
  GstCaps *input_caps;

  /* Atomic. */
  gint idle;
  guint64 idle_dropped;         /* queue's thread writes */

  /* Queue's thread. */
  gboolean was_idle;
};

G_DEFINE_TYPE (GstWrtcEncodeChain, gst_wrtc_encode_chain, GST_TYPE_BIN);

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS ("application/x-rtp"));

/* What is missing, in words that tell the user what to do. */
static void
post_missing (GstWrtcEncodeChain * self, const gchar * factory,
    const gchar * package)
{
  gst_element_post_message (GST_ELEMENT (self),
      gst_missing_element_message_new (GST_ELEMENT (self), factory));
  GST_ELEMENT_ERROR (self, CORE, MISSING_PLUGIN,
      ("The element %s is missing: on Debian it is in the package %s "
          "(apt-get install %s).", factory, package, package),
      ("needed to send %s as %s", self->kind,
          self->codec ? self->codec->name : self->codecs));
}

/* Adds @factory behind @last; @package is where Debian has it. NULL: missing. */
static GstElement *
append (GstWrtcEncodeChain * self, GstElement * last, const gchar * factory,
    const gchar * package)
{
  GstElement *element = gst_element_factory_make (factory, NULL);

  if (!element) {
    post_missing (self, factory, package);
    return NULL;
  }
  gst_bin_add (GST_BIN (self), element);
  if (!gst_element_link (last, element)) {
    GST_ELEMENT_ERROR (self, CORE, NEGOTIATION, (NULL),
        ("%s does not link to %s", GST_ELEMENT_NAME (last), factory));
    return NULL;
  }
  return element;
}

static GstElement *
append_filter (GstWrtcEncodeChain * self, GstElement * last,
    const gchar * description)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (description);
  GstElement *filter = append (self, last, "capsfilter", "libgstreamer1.0-0");

  if (filter)
    g_object_set (filter, "caps", caps, NULL);
  return filter;
}

static GstElement *
append_encoder (GstWrtcEncodeChain * self, GstElement * last)
{
  const GstWrtcCodec *codec = self->codec;
  GstElement *encoder = gst_wrtc_codec_make_encoder (codec, self->bitrate_bps);

  if (!encoder) {
    post_missing (self, codec->encoders[0].factory, codec->encoders[0].package);
    return NULL;
  }
  GST_OBJECT_LOCK (self);
  self->encoder = g_strdup (GST_OBJECT_NAME (gst_element_get_factory
          (encoder)));
  GST_OBJECT_UNLOCK (self);
  gst_bin_add (GST_BIN (self), encoder);
  return gst_element_link (last, encoder) ? encoder : NULL;
}

/* From raw to the encoder's output. */
static GstElement *
append_encoding (GstWrtcEncodeChain * self, GstElement * last)
{
  static const gchar *const video[] = { "videoconvert", "videoscale", NULL };
  static const gchar *const audio[] = { "audioconvert", "audioresample", NULL };
  const gchar *const *convert = g_str_equal (self->kind, "video") ?
      video : audio;

  for (; last && *convert; convert++)
    last = append (self, last, *convert, "gstreamer1.0-plugins-base");
  if (last)
    last = append_filter (self, last, self->codec->raw_caps);
  return last ? append_encoder (self, last) : NULL;
}

/* Behind the clock: raw media that nobody watches ends here. */
static GstPadProbeReturn
paced_probe (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  GstWrtcEncodeChain *self = GST_WRTC_ENCODE_CHAIN (user_data);

  if (self->form == INPUT_RAW && g_atomic_int_get (&self->idle)) {
    self->was_idle = TRUE;
    __atomic_add_fetch (&self->idle_dropped, 1, __ATOMIC_RELAXED);
    return GST_PAD_PROBE_DROP;
  }
  if (self->was_idle && (info->type & GST_PAD_PROBE_TYPE_BUFFER)) {
    /* The audio encoder must not fill the gap with what it had before. */
    GstBuffer *buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER
        (info));
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
    GST_PAD_PROBE_INFO_DATA (info) = buffer;
    self->was_idle = FALSE;
  }
  return GST_PAD_PROBE_OK;
}

/* Live media passes at once, other media when its time has come. */
static GstElement *
append_pacing (GstWrtcEncodeChain * self, GstElement * last)
{
  self->pacing = append (self, last, "clocksync", "libgstreamer1.0-0");
  if (!self->pacing)
    return NULL;
  g_autoptr (GstPad) src = gst_element_get_static_pad (self->pacing, "src");
  gst_pad_add_probe (src, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_BUFFER_LIST, paced_probe, self, NULL);
  return self->pacing;
}

/* From the queue to the payloader. */
static GstElement *
append_all (GstWrtcEncodeChain * self, InputForm form)
{
  const GstWrtcCodec *codec = self->codec;
  GstElement *last = append_pacing (self, self->queue);

  if (last && form == INPUT_RAW)
    last = append_encoding (self, last);
  if (!last || form == INPUT_RTP)
    return last;
  if (codec->parser)
    last = append (self, last, codec->parser, codec->parser_package);
  if (last && codec->stream_caps && form == INPUT_RAW)
    last = append_filter (self, last, codec->stream_caps);
  if (last)
    last = append (self, last, codec->payloader, codec->payloader_package);
  if (last) {
    gst_wrtc_codec_apply_settings (last, codec->payloader_settings);
    g_object_set (last, "pt", codec->payload, NULL);
  }
  return last;
}

/* Whether what comes in is live. An answer that fails is a device that is not
 * open yet. */
static gboolean
input_is_live (GstWrtcEncodeChain * self)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (GST_ELEMENT (self),
      "sink");
  g_autoptr (GstQuery) query = gst_query_new_latency ();
  gboolean live = TRUE;

  if (gst_pad_peer_query (pad, query))
    gst_query_parse_latency (query, &live, NULL, NULL);
  return live;
}

static void
set_up_pacing (GstWrtcEncodeChain * self, InputForm form)
{
  gboolean live = input_is_live (self);
  gboolean video = g_str_equal (self->kind, "video");

  GST_INFO_OBJECT (self, "%s input is %s", self->kind,
      live ? "live" : "paced by the clock");
  if (live && form == INPUT_RAW)
    g_object_set (self->queue, "leaky", 2, "max-size-bytes", 0,
        "max-size-buffers", video ? LIVE_QUEUE_FRAMES : 0,
        "max-size-time", video ? (guint64) 0 : (guint64) LIVE_QUEUE_AUDIO_TIME,
        NULL);
  g_object_set (self->pacing, "sync", !live, NULL);
}

static gboolean
build (GstWrtcEncodeChain * self, InputForm form)
{
  GstElement *last = append_all (self, form);

  if (!last)
    return FALSE;
  set_up_pacing (self, form);
  g_autoptr (GstPad) target = gst_element_get_static_pad (last, "src");
  gst_ghost_pad_set_target (GST_GHOST_PAD (self->src), target);
  /* From the end to the beginning (new children stand first in the list):
   * whoever runs finds its neighbour ready. Not the queue: it runs, and a
   * change of state may be waiting for this very thread with its lock. */
  for (GList * l = GST_BIN_CHILDREN (self); l; l = l->next) {
    if (l->data != self->queue)
      gst_element_sync_state_with_parent (l->data);
  }
  return TRUE;
}

static InputForm
classify (GstWrtcEncodeChain * self, const GstCaps * caps,
    const GstWrtcCodec ** codec)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);

  *codec = NULL;
  if (gst_structure_has_name (structure, "video/x-raw") ||
      gst_structure_has_name (structure, "audio/x-raw"))
    return INPUT_RAW;
  if ((*codec = gst_wrtc_codec_find_for_rtp (structure)))
    return INPUT_RTP;
  if ((*codec = gst_wrtc_codec_find_for_encoded (structure)))
    return INPUT_ENCODED;
  return INPUT_UNKNOWN;
}

static gboolean
choose_raw_codec (GstWrtcEncodeChain * self, const GstWrtcCodec ** codec)
{
  const gchar *factory, *package;

  *codec = gst_wrtc_codec_choose (self->kind, self->codecs, &factory, &package);
  if (*codec)
    return TRUE;
  if (factory)
    post_missing (self, factory, package);
  else
    GST_ELEMENT_ERROR (self, LIBRARY, SETTINGS,
        ("The list \"%s\" names no %s codec that wrtcsink knows.",
            self->codecs, self->kind), (NULL));
  return FALSE;
}

/* The caps before they enter the queue. FALSE: refused. */
static gboolean
handle_caps (GstWrtcEncodeChain * self, GstCaps * caps)
{
  const GstWrtcCodec *codec;
  InputForm form = classify (self, caps, &codec);

  GST_OBJECT_LOCK (self);
  gst_caps_replace (&self->input_caps, caps);
  gboolean built = self->form != INPUT_UNKNOWN;
  gboolean same = form == self->form &&
      (form == INPUT_RAW || codec == self->codec);
  GST_OBJECT_UNLOCK (self);
  if (built && same)
    return TRUE;
  if (form == INPUT_UNKNOWN || built) {
    GST_ELEMENT_ERROR (self, STREAM, WRONG_TYPE, (NULL),
        ("%s input cannot become %" GST_PTR_FORMAT, self->kind, caps));
    return FALSE;
  }
  if (form == INPUT_RAW && !choose_raw_codec (self, &codec))
    return FALSE;

  GST_INFO_OBJECT (self, "%s is sent as %s", self->kind, codec->name);
  GST_OBJECT_LOCK (self);
  self->codec = codec;
  self->form = form;
  self->payload = codec->payload;
  if (form == INPUT_RTP)
    gst_structure_get_int (gst_caps_get_structure (caps, 0), "payload",
        &self->payload);
  GST_OBJECT_UNLOCK (self);
  return build (self, form);
}

static GstPadProbeReturn
queue_sink_probe (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CAPS)
    return GST_PAD_PROBE_OK;
  gst_event_parse_caps (event, &caps);
  return handle_caps (GST_WRTC_ENCODE_CHAIN (user_data), caps) ?
      GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static gboolean
accepts_caps (GstWrtcEncodeChain * self, const GstCaps * caps)
{
  g_autoptr (GstCaps) all = gst_wrtc_codec_get_input_caps (self->kind);
  const GstWrtcCodec *codec;
  InputForm form = classify (self, caps, &codec);

  if (!gst_caps_can_intersect (caps, all))
    return FALSE;
  GST_OBJECT_LOCK (self);
  gboolean accepts = self->form == INPUT_UNKNOWN ||
      (form == self->form && (form == INPUT_RAW || codec == self->codec));
  GST_OBJECT_UNLOCK (self);
  return accepts;
}

/* What is behind the queue may not exist yet, and everything raw is converted:
 * so the formats of the element are the answer. */
static gboolean
sink_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  GstWrtcEncodeChain *self = GST_WRTC_ENCODE_CHAIN (parent);
  GstCaps *caps;

  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_CAPS:{
      GstCaps *filter;
      g_autoptr (GstCaps) all = gst_wrtc_codec_get_input_caps (self->kind);
      gst_query_parse_caps (query, &filter);
      caps = filter ? gst_caps_intersect_full (all, filter,
          GST_CAPS_INTERSECT_FIRST) : gst_caps_ref (all);
      gst_query_set_caps_result (query, caps);
      gst_caps_unref (caps);
      return TRUE;
    }
    case GST_QUERY_ACCEPT_CAPS:
      gst_query_parse_accept_caps (query, &caps);
      gst_query_set_accept_caps_result (query, accepts_caps (self, caps));
      return TRUE;
    default:
      return gst_pad_query_default (pad, parent, query);
  }
}

const GstWrtcCodec *
gst_wrtc_encode_chain_get_codec (GstWrtcEncodeChain * self)
{
  GST_OBJECT_LOCK (self);
  const GstWrtcCodec *codec = self->codec;
  GST_OBJECT_UNLOCK (self);
  return codec;
}

GstCaps *
gst_wrtc_encode_chain_get_rtp_caps (GstWrtcEncodeChain * self)
{
  GstCaps *caps = NULL;

  GST_OBJECT_LOCK (self);
  if (self->codec) {
    caps = gst_caps_from_string (self->codec->rtp_caps);
    gst_caps_set_simple (caps, "payload", G_TYPE_INT, self->payload, NULL);
  }
  GST_OBJECT_UNLOCK (self);
  return caps;
}

void
gst_wrtc_encode_chain_set_idle (GstWrtcEncodeChain * self, gboolean idle)
{
  g_atomic_int_set (&self->idle, idle);
}

void
gst_wrtc_encode_chain_add_stats (GstWrtcEncodeChain * self,
    GstStructure * structure)
{
  GST_OBJECT_LOCK (self);
  gst_structure_set (structure, "kind", G_TYPE_STRING, self->kind,
      "idle", G_TYPE_BOOLEAN, g_atomic_int_get (&self->idle),
      "idle-dropped", G_TYPE_UINT64,
      __atomic_load_n (&self->idle_dropped, __ATOMIC_RELAXED), NULL);
  if (self->codec)
    gst_structure_set (structure, "codec", G_TYPE_STRING, self->codec->name,
        NULL);
  if (self->encoder)
    gst_structure_set (structure, "encoder", G_TYPE_STRING, self->encoder,
        NULL);
  if (self->input_caps)
    gst_structure_set (structure, "input", GST_TYPE_CAPS, self->input_caps,
        NULL);
  GST_OBJECT_UNLOCK (self);
}

GstElement *
gst_wrtc_encode_chain_new (const gchar * name, const gchar * kind,
    const gchar * preferences, guint bitrate_bps)
{
  GstWrtcEncodeChain *self = g_object_new (GST_TYPE_WRTC_ENCODE_CHAIN,
      "name", name, NULL);
  g_autoptr (GstPad) queue_sink =
      gst_element_get_static_pad (self->queue, "sink");
  GstPad *sink = gst_ghost_pad_new ("sink", queue_sink);

  self->kind = g_strdup (kind);
  self->codecs = g_strdup (preferences);
  self->bitrate_bps = bitrate_bps;
  gst_pad_set_query_function (sink, sink_query);
  gst_element_add_pad (GST_ELEMENT (self), sink);
  gst_pad_add_probe (queue_sink, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
      queue_sink_probe, self, NULL);
  return GST_ELEMENT (self);
}

static void
gst_wrtc_encode_chain_init (GstWrtcEncodeChain * self)
{
  g_autoptr (GstPadTemplate) template =
      gst_static_pad_template_get (&src_template);

  self->queue = gst_element_factory_make ("queue", NULL);
  gst_bin_add (GST_BIN (self), self->queue);
  self->src = gst_ghost_pad_new_no_target_from_template ("src", template);
  gst_element_add_pad (GST_ELEMENT (self), self->src);
}

static void
gst_wrtc_encode_chain_finalize (GObject * object)
{
  GstWrtcEncodeChain *self = GST_WRTC_ENCODE_CHAIN (object);

  g_free (self->kind);
  g_free (self->codecs);
  g_free (self->encoder);
  gst_clear_caps (&self->input_caps);
  G_OBJECT_CLASS (gst_wrtc_encode_chain_parent_class)->finalize (object);
}

static void
gst_wrtc_encode_chain_class_init (GstWrtcEncodeChainClass * klass)
{
  G_OBJECT_CLASS (klass)->finalize = gst_wrtc_encode_chain_finalize;
  gst_element_class_add_static_pad_template (GST_ELEMENT_CLASS (klass),
      &src_template);
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass),
      "Input of wrtcsink", "Codec/Encoder/Payloader/Network/WebRTC",
      "Encodes and payloads once for all viewers", "gst-wrtc");
  GST_DEBUG_CATEGORY_INIT (wrtcencodechain, "wrtcencodechain", 0,
      "input of wrtcsink");
}
