/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "rtpbinface.h"

struct _GstWrtcRtpBinFace
{
  GstElement parent;
  const GstWrtcRtpBinFaceCallbacks *callbacks;
};

enum
{
  PROP_0,
  PROP_LATENCY,
};

enum
{
  SIGNAL_NEW_JITTERBUFFER,
  SIGNAL_ON_NEW_SSRC,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GstWrtcRtpBinFace, gst_wrtc_rtp_bin_face, GST_TYPE_ELEMENT);

static GstElement *
get_session (GstWrtcRtpBinFace * self, guint session)
{
  GstObject *bin = gst_object_get_parent (GST_OBJECT (self));
  GstElement *element;

  if (!bin)
    return NULL;
  element = self->callbacks->get_session (bin, session);
  gst_object_unref (bin);
  return element;
}

/* The element itself has the `stats` that callers want of the session. */
static GObject *
get_internal_session (GstWrtcRtpBinFace * self, guint session)
{
  return (GObject *) get_session (self, session);
}

static void
get_property (GObject * object, guint id, GValue * value, GParamSpec * pspec)
{
  GstWrtcRtpBinFace *self = GST_WRTC_RTP_BIN_FACE (object);
  GstObject *bin = gst_object_get_parent (GST_OBJECT (self));

  if (!bin)
    return;
  g_value_set_uint (value, self->callbacks->get_latency (bin));
  gst_object_unref (bin);
}

static void
set_property (GObject * object, guint id, const GValue * value,
    GParamSpec * pspec)
{
  GstWrtcRtpBinFace *self = GST_WRTC_RTP_BIN_FACE (object);
  GstObject *bin = gst_object_get_parent (GST_OBJECT (self));

  if (!bin)
    return;
  self->callbacks->set_latency (bin, g_value_get_uint (value));
  gst_object_unref (bin);
}

static void
gst_wrtc_rtp_bin_face_class_init (GstWrtcRtpBinFaceClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = get_property;
  object_class->set_property = set_property;
  g_object_class_install_property (object_class, PROP_LATENCY,
      g_param_spec_uint ("latency", "Latency",
          "Depth of the jitterbuffers in ms", 0, G_MAXUINT, 200,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  signals[SIGNAL_NEW_JITTERBUFFER] =
      g_signal_new ("new-jitterbuffer", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
      NULL, G_TYPE_NONE, 3, GST_TYPE_ELEMENT, G_TYPE_UINT, G_TYPE_UINT);
  signals[SIGNAL_ON_NEW_SSRC] =
      g_signal_new ("on-new-ssrc", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
      NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
  g_signal_new_class_handler ("get-session", type,
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, G_CALLBACK (get_session), NULL,
      NULL, NULL, GST_TYPE_ELEMENT, 1, G_TYPE_UINT);
  g_signal_new_class_handler ("get-internal-session", type,
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, G_CALLBACK (get_internal_session),
      NULL, NULL, NULL, G_TYPE_OBJECT, 1, G_TYPE_UINT);
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass),
      "RTP sessions of a peer connection", "Generic",
      "Stands for the RTP sessions of a wrtcbin", "gst-wrtc");
}

static void
gst_wrtc_rtp_bin_face_init (GstWrtcRtpBinFace * self)
{
}

GstElement *
gst_wrtc_rtp_bin_face_new (const GstWrtcRtpBinFaceCallbacks * callbacks)
{
  GstWrtcRtpBinFace *self =
      g_object_new (GST_TYPE_WRTC_RTP_BIN_FACE, "name", "rtpbin", NULL);

  self->callbacks = callbacks;
  return GST_ELEMENT (self);
}

void
gst_wrtc_rtp_bin_face_tell_jitterbuffer (GstWrtcRtpBinFace * self,
    GstElement * jitterbuffer, guint session, guint ssrc)
{
  g_signal_emit (self, signals[SIGNAL_ON_NEW_SSRC], 0, session, ssrc);
  g_signal_emit (self, signals[SIGNAL_NEW_JITTERBUFFER], 0, jitterbuffer,
      session, ssrc);
}
