/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "srcpad.h"

struct _GstWrtcBinSrcPad
{
  GstGhostPad parent;

  GstWebRTCRTPTransceiver *transceiver; /* set once */
  gchar *msid;                  /* object lock */
};

enum
{
  PROP_0,
  PROP_TRANSCEIVER,
  PROP_MSID,
};

G_DEFINE_TYPE (GstWrtcBinSrcPad, gst_wrtc_bin_src_pad, GST_TYPE_GHOST_PAD);

static void
get_property (GObject * object, guint id, GValue * value, GParamSpec * pspec)
{
  GstWrtcBinSrcPad *self = GST_WRTC_BIN_SRC_PAD (object);

  GST_OBJECT_LOCK (self);
  if (id == PROP_TRANSCEIVER)
    g_value_set_object (value, self->transceiver);
  else
    g_value_set_string (value, self->msid);
  GST_OBJECT_UNLOCK (self);
}

static void
finalize (GObject * object)
{
  GstWrtcBinSrcPad *self = GST_WRTC_BIN_SRC_PAD (object);

  gst_clear_object (&self->transceiver);
  g_free (self->msid);
  G_OBJECT_CLASS (gst_wrtc_bin_src_pad_parent_class)->finalize (object);
}

static void
gst_wrtc_bin_src_pad_class_init (GstWrtcBinSrcPadClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = get_property;
  object_class->finalize = finalize;
  g_object_class_install_property (object_class, PROP_TRANSCEIVER,
      g_param_spec_object ("transceiver", "Transceiver",
          "The transceiver that receives this", GST_TYPE_WEBRTC_RTP_TRANSCEIVER,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (object_class, PROP_MSID,
      g_param_spec_string ("msid", "MediaStream id",
          "Id of the peer's MediaStream (NULL: not announced)", NULL,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
gst_wrtc_bin_src_pad_init (GstWrtcBinSrcPad * self)
{
}

GstWrtcBinSrcPad *
gst_wrtc_bin_src_pad_new (const gchar * name, GstPadTemplate * template,
    GstWebRTCRTPTransceiver * transceiver, const gchar * msid)
{
  GstWrtcBinSrcPad *self = g_object_new (GST_TYPE_WRTC_BIN_SRC_PAD, "name",
      name, "direction", GST_PAD_SRC, "template", template, NULL);

  self->transceiver = transceiver ? gst_object_ref (transceiver) : NULL;
  self->msid = g_strdup (msid);
  return self;
}

gboolean
gst_wrtc_bin_src_pad_set_msid (GstWrtcBinSrcPad * self, const gchar * msid)
{
  gboolean changed;

  GST_OBJECT_LOCK (self);
  changed = g_strcmp0 (self->msid, msid) != 0;
  if (changed) {
    g_free (self->msid);
    self->msid = g_strdup (msid);
  }
  GST_OBJECT_UNLOCK (self);
  return changed;
}
