/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "sinkpad.h"

GST_DEBUG_CATEGORY_EXTERN (gst_wrtc_bin_debug);
#define GST_CAT_DEFAULT gst_wrtc_bin_debug

struct _GstWrtcBinSinkPad
{
  GstGhostPad parent;

  /* set once */
  GstWebRTCRTPTransceiver *transceiver;
  const GstWrtcBinSinkPadCallbacks *callbacks;

  gint connected;               /* atomic */
  gint eos;                     /* atomic */
  /* object lock */
  gchar *msid;
  guint64 n_dropped;
  GstCaps *caps;                /* received */
};

enum
{
  PROP_0,
  PROP_TRANSCEIVER,
  PROP_MSID,
};

G_DEFINE_TYPE (GstWrtcBinSinkPad, gst_wrtc_bin_sink_pad, GST_TYPE_GHOST_PAD);

static GstCaps *
dup_preferences (GstWrtcBinSinkPad * self)
{
  GstCaps *preferences;

  g_object_get (self->transceiver, "codec-preferences", &preferences, NULL);
  return preferences;
}

static GstFlowReturn
drop (GstWrtcBinSinkPad * self, guint n)
{
  GST_OBJECT_LOCK (self);
  self->n_dropped += n;
  GST_OBJECT_UNLOCK (self);
  return GST_FLOW_OK;
}

/* Between two states the target may be gone: not the sender's fault. */
static GstFlowReturn
result (GstWrtcBinSinkPad * self, GstFlowReturn ret, guint n)
{
  return ret == GST_FLOW_NOT_LINKED ? drop (self, n) : ret;
}

static GstFlowReturn
chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  GstWrtcBinSinkPad *self = GST_WRTC_BIN_SINK_PAD (pad);

  if (!g_atomic_int_get (&self->connected)) {
    gst_buffer_unref (buffer);
    return drop (self, 1);
  }
  return result (self, gst_proxy_pad_chain_default (pad, parent, buffer), 1);
}

static GstFlowReturn
chain_list (GstPad * pad, GstObject * parent, GstBufferList * list)
{
  GstWrtcBinSinkPad *self = GST_WRTC_BIN_SINK_PAD (pad);
  guint n = gst_buffer_list_length (list);

  if (!g_atomic_int_get (&self->connected)) {
    gst_buffer_list_unref (list);
    return drop (self, n);
  }
  return result (self, gst_proxy_pad_chain_list_default (pad, parent, list), n);
}

/* GstPad keeps them as well, but only once the event function has returned. */
static void
keep_caps (GstWrtcBinSinkPad * self, GstEvent * event)
{
  GstCaps *caps;

  gst_event_parse_caps (event, &caps);
  GST_OBJECT_LOCK (self);
  gst_caps_replace (&self->caps, caps);
  GST_OBJECT_UNLOCK (self);
}

static gboolean
event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstWrtcBinSinkPad *self = GST_WRTC_BIN_SINK_PAD (pad);
  GstEventType type = GST_EVENT_TYPE (event);
  gboolean handled;

  if (type == GST_EVENT_CAPS)
    keep_caps (self, event);
  else if (type == GST_EVENT_EOS)
    g_atomic_int_set (&self->eos, TRUE);
  else if (type == GST_EVENT_STREAM_START || type == GST_EVENT_FLUSH_STOP)
    g_atomic_int_set (&self->eos, FALSE);
  handled = gst_pad_event_default (pad, parent, event);
  if (type == GST_EVENT_CAPS || type == GST_EVENT_EOS)
    self->callbacks->changed (parent, self);
  /* Nobody to hand it to yet is no failure: it is sticky. */
  return handled || !g_atomic_int_get (&self->connected);
}

static void
query_caps (GstWrtcBinSinkPad * self, GstQuery * query)
{
  GstCaps *preferences = dup_preferences (self);
  GstCaps *filter, *caps;

  if (!preferences)
    preferences = gst_pad_get_pad_template_caps (GST_PAD (self));
  gst_query_parse_caps (query, &filter);
  if (filter) {
    caps = gst_caps_intersect_full (preferences, filter,
        GST_CAPS_INTERSECT_FIRST);
    gst_caps_unref (preferences);
  } else {
    caps = preferences;
  }
  gst_query_set_caps_result (query, caps);
  gst_caps_unref (caps);
}

static void
query_accept_caps (GstWrtcBinSinkPad * self, GstQuery * query)
{
  GstCaps *preferences = dup_preferences (self);
  GstCaps *caps;

  if (!preferences)
    preferences = gst_pad_get_pad_template_caps (GST_PAD (self));
  gst_query_parse_accept_caps (query, &caps);
  gst_query_set_accept_caps_result (query,
      gst_caps_can_intersect (caps, preferences));
  gst_caps_unref (preferences);
}

static gboolean
query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  GstWrtcBinSinkPad *self = GST_WRTC_BIN_SINK_PAD (pad);

  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_CAPS:
      query_caps (self, query);
      return TRUE;
    case GST_QUERY_ACCEPT_CAPS:
      query_accept_caps (self, query);
      return TRUE;
    default:
      return gst_pad_query_default (pad, parent, query);
  }
}

static void
get_property (GObject * object, guint id, GValue * value, GParamSpec * pspec)
{
  GstWrtcBinSinkPad *self = GST_WRTC_BIN_SINK_PAD (object);

  if (id == PROP_TRANSCEIVER)
    g_value_set_object (value, self->transceiver);
  else
    g_value_take_string (value, gst_wrtc_bin_sink_pad_dup_msid (self));
}

static void
set_property (GObject * object, guint id, const GValue * value,
    GParamSpec * pspec)
{
  GstWrtcBinSinkPad *self = GST_WRTC_BIN_SINK_PAD (object);

  if (id != PROP_MSID) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    return;
  }
  GST_OBJECT_LOCK (self);
  g_free (self->msid);
  self->msid = g_value_dup_string (value);
  GST_OBJECT_UNLOCK (self);
}

static void
finalize (GObject * object)
{
  GstWrtcBinSinkPad *self = GST_WRTC_BIN_SINK_PAD (object);

  gst_clear_object (&self->transceiver);
  gst_clear_caps (&self->caps);
  g_free (self->msid);
  G_OBJECT_CLASS (gst_wrtc_bin_sink_pad_parent_class)->finalize (object);
}

static void
gst_wrtc_bin_sink_pad_class_init (GstWrtcBinSinkPadClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = get_property;
  object_class->set_property = set_property;
  object_class->finalize = finalize;
  g_object_class_install_property (object_class, PROP_TRANSCEIVER,
      g_param_spec_object ("transceiver", "Transceiver",
          "The transceiver that sends what comes here",
          GST_TYPE_WEBRTC_RTP_TRANSCEIVER,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (object_class, PROP_MSID,
      g_param_spec_string ("msid", "MediaStream id",
          "Id of the MediaStream that this track belongs to (NULL: the CNAME)",
          NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
}

static void
gst_wrtc_bin_sink_pad_init (GstWrtcBinSinkPad * self)
{
}

GstWrtcBinSinkPad *
gst_wrtc_bin_sink_pad_new (const gchar * name, GstPadTemplate * template,
    GstWebRTCRTPTransceiver * transceiver,
    const GstWrtcBinSinkPadCallbacks * callbacks)
{
  GstWrtcBinSinkPad *self = g_object_new (GST_TYPE_WRTC_BIN_SINK_PAD, "name",
      name, "direction", GST_PAD_SINK, "template", template, NULL);
  GstPad *pad = GST_PAD (self);

  self->transceiver = gst_object_ref (transceiver);
  self->callbacks = callbacks;
  gst_pad_set_chain_function (pad, chain);
  gst_pad_set_chain_list_function (pad, chain_list);
  gst_pad_set_event_function (pad, event);
  gst_pad_set_query_function (pad, query);
  return self;
}

void
gst_wrtc_bin_sink_pad_connect (GstWrtcBinSinkPad * self, GstPad * target)
{
  if (!target)
    g_atomic_int_set (&self->connected, FALSE);
  gst_ghost_pad_set_target (GST_GHOST_PAD (self), target);
  if (target)
    g_atomic_int_set (&self->connected, TRUE);
}

gchar *
gst_wrtc_bin_sink_pad_dup_msid (GstWrtcBinSinkPad * self)
{
  gchar *msid;

  GST_OBJECT_LOCK (self);
  msid = g_strdup (self->msid);
  GST_OBJECT_UNLOCK (self);
  return msid;
}

gboolean
gst_wrtc_bin_sink_pad_is_eos (GstWrtcBinSinkPad * self)
{
  return g_atomic_int_get (&self->eos);
}

guint64
gst_wrtc_bin_sink_pad_get_n_dropped (GstWrtcBinSinkPad * self)
{
  guint64 n;

  GST_OBJECT_LOCK (self);
  n = self->n_dropped;
  GST_OBJECT_UNLOCK (self);
  return n;
}

GstCaps *
gst_wrtc_bin_sink_pad_get_stream_caps (GstWrtcBinSinkPad * self,
    gboolean * received)
{
  GstCaps *caps, *template;

  GST_OBJECT_LOCK (self);
  caps = self->caps ? gst_caps_ref (self->caps) : NULL;
  GST_OBJECT_UNLOCK (self);
  *received = caps != NULL;
  if (caps)
    return caps;
  template = gst_pad_get_pad_template_caps (GST_PAD (self));
  caps = gst_pad_peer_query_caps (GST_PAD (self), template);
  gst_caps_unref (template);
  /* Payloaders' templates list several names for one encoding. */
  return caps ? gst_caps_normalize (caps) : NULL;
}
