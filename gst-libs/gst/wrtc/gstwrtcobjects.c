/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Transceiver, sender and receiver, and the registration of all run-time
 * subclasses (gstwrtcobjects.h).
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcobjects-private.h"

GST_DEBUG_CATEGORY_STATIC (wrtcobjects_debug);
#define GST_CAT_DEFAULT wrtcobjects_debug

static void
ensure_debug_category (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once)) {
    GST_DEBUG_CATEGORY_INIT (wrtcobjects_debug, "wrtcobjects", 0,
        "objects of a peer connection");
    g_once_init_leave (&once, 1);
  }
}

GType
gst_wrtc_objects_register (const GstWrtcObjectClassInfo * info)
{
  GTypeQuery query;
  GTypeInfo type_info = { 0, };
  GType type;

  ensure_debug_category ();
  g_type_query (info->parent, &query);
  if (query.type == G_TYPE_INVALID || query.instance_size > G_MAXUINT16
      || query.class_size > G_MAXUINT16) {
    GST_ERROR ("%s: its parent type is not as expected", info->name);
    return G_TYPE_INVALID;
  }
  type_info.class_size = query.class_size;
  type_info.instance_size = query.instance_size;
  type_info.class_init = info->class_init;
  type_info.instance_init = info->instance_init;
  type = g_type_register_static (info->parent, info->name, &type_info, 0);
  *info->private_offset =
      g_type_add_instance_private (type, info->private_size);
  return type;
}

/* Sender and receiver: one class body for both. */

enum
{
  PROP_PEER_0,
  PROP_PEER_TRANSPORT,
  PROP_PEER_PRIORITY,
};

typedef struct
{
  GstWebRTCDTLSTransport *transport;
  GstWebRTCPriorityType priority;
} PeerPrivate;

static gint sender_private_offset;
static gint receiver_private_offset;
static GObjectClass *sender_parent_class;
static GObjectClass *receiver_parent_class;

static PeerPrivate *
peer_private (gpointer object)
{
  return G_STRUCT_MEMBER_P (object, GST_IS_WEBRTC_RTP_SENDER (object) ?
      sender_private_offset : receiver_private_offset);
}

static void
peer_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  PeerPrivate *self = peer_private (object);

  GST_OBJECT_LOCK (object);
  if (id == PROP_PEER_TRANSPORT)
    g_value_set_object (value, self->transport);
  else
    g_value_set_enum (value, self->priority);
  GST_OBJECT_UNLOCK (object);
}

static void
peer_set_property (GObject * object, guint id, const GValue * value,
    GParamSpec * pspec)
{
  PeerPrivate *self = peer_private (object);

  if (id != PROP_PEER_PRIORITY) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    return;
  }
  GST_OBJECT_LOCK (object);
  self->priority = g_value_get_enum (value);
  GST_OBJECT_UNLOCK (object);
}

static void
peer_dispose (GObject * object)
{
  PeerPrivate *self = peer_private (object);
  GObjectClass *parent = GST_IS_WEBRTC_RTP_SENDER (object) ?
      sender_parent_class : receiver_parent_class;

  gst_clear_object (&self->transport);
  parent->dispose (object);
}

static void
peer_set_transport (gpointer object, GstWebRTCDTLSTransport * transport)
{
  PeerPrivate *self = peer_private (object);
  gpointer old;

  GST_OBJECT_LOCK (object);
  old = self->transport;
  self->transport = transport ? gst_object_ref (transport) : NULL;
  GST_OBJECT_UNLOCK (object);
  if (old)
    gst_object_unref (old);
}

static void
sender_class_init (gpointer klass, gpointer data)
{
  GObjectClass *object_class = klass;

  sender_parent_class = g_type_class_peek_parent (klass);
  g_type_class_adjust_private_offset (klass, &sender_private_offset);
  object_class->get_property = peer_get_property;
  object_class->set_property = peer_set_property;
  object_class->dispose = peer_dispose;
  g_object_class_override_property (object_class, PROP_PEER_TRANSPORT,
      "transport");
  /* 1.22 reads and writes its own as the wrong GValue type. */
  g_object_class_override_property (object_class, PROP_PEER_PRIORITY,
      "priority");
}

static void
receiver_class_init (gpointer klass, gpointer data)
{
  GObjectClass *object_class = klass;

  receiver_parent_class = g_type_class_peek_parent (klass);
  g_type_class_adjust_private_offset (klass, &receiver_private_offset);
  object_class->get_property = peer_get_property;
  object_class->dispose = peer_dispose;
  g_object_class_override_property (object_class, PROP_PEER_TRANSPORT,
      "transport");
}

static void
sender_init (GTypeInstance * instance, gpointer klass)
{
  PeerPrivate *self = G_STRUCT_MEMBER_P (instance, sender_private_offset);

  self->priority = GST_WEBRTC_PRIORITY_TYPE_LOW;
}

static GType
sender_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type)) {
    GstWrtcObjectClassInfo info = { "GstWrtcRTPSender",
      GST_TYPE_WEBRTC_RTP_SENDER, sizeof (PeerPrivate), &sender_private_offset,
      sender_class_init, sender_init
    };
    g_once_init_leave (&type, gst_wrtc_objects_register (&info));
  }
  return type;
}

static GType
receiver_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type)) {
    GstWrtcObjectClassInfo info = { "GstWrtcRTPReceiver",
      GST_TYPE_WEBRTC_RTP_RECEIVER, sizeof (PeerPrivate),
      &receiver_private_offset, receiver_class_init, NULL
    };
    g_once_init_leave (&type, gst_wrtc_objects_register (&info));
  }
  return type;
}

/* Transceiver */

enum
{
  PROP_0,
  PROP_MLINEINDEX,
  PROP_MID,
  PROP_DIRECTION,
  PROP_CURRENT_DIRECTION,
  PROP_KIND,
  PROP_CODEC_PREFERENCES,
  PROP_FEC_TYPE,
  PROP_FEC_PERCENTAGE,
  PROP_DO_NACK,
};

/* Guarded by the object lock. */
typedef struct
{
  guint mlineindex;
  gchar *mid;
  GstWebRTCRTPTransceiverDirection direction;
  GstWebRTCRTPTransceiverDirection current_direction;
  GstWebRTCKind kind;
  GstCaps *codec_preferences;
  GstWebRTCFECType fec_type;
  guint fec_percentage;
  gboolean do_nack;
} TransceiverPrivate;

static gint transceiver_private_offset;
static GObjectClass *transceiver_parent_class;

static TransceiverPrivate *
transceiver_private (gpointer object)
{
  return G_STRUCT_MEMBER_P (object, transceiver_private_offset);
}

static void
transceiver_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  TransceiverPrivate *self = transceiver_private (object);

  GST_OBJECT_LOCK (object);
  switch (id) {
    case PROP_MLINEINDEX:
      g_value_set_uint (value, self->mlineindex);
      break;
    case PROP_MID:
      g_value_set_string (value, self->mid);
      break;
    case PROP_DIRECTION:
      g_value_set_enum (value, self->direction);
      break;
    case PROP_CURRENT_DIRECTION:
      g_value_set_enum (value, self->current_direction);
      break;
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_CODEC_PREFERENCES:
      gst_value_set_caps (value, self->codec_preferences);
      break;
    case PROP_FEC_TYPE:
      g_value_set_enum (value, self->fec_type);
      break;
    case PROP_FEC_PERCENTAGE:
      g_value_set_uint (value, self->fec_percentage);
      break;
    case PROP_DO_NACK:
      g_value_set_boolean (value, self->do_nack);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (object);
}

static void
transceiver_set_property (GObject * object, guint id, const GValue * value,
    GParamSpec * pspec)
{
  TransceiverPrivate *self = transceiver_private (object);

  GST_OBJECT_LOCK (object);
  switch (id) {
    case PROP_MLINEINDEX:
      self->mlineindex = g_value_get_uint (value);
      break;
    case PROP_DIRECTION:
      self->direction = g_value_get_enum (value);
      break;
    case PROP_CODEC_PREFERENCES:
      gst_caps_replace (&self->codec_preferences,
          (GstCaps *) gst_value_get_caps (value));
      break;
    case PROP_FEC_TYPE:
      self->fec_type = g_value_get_enum (value);
      break;
    case PROP_FEC_PERCENTAGE:
      self->fec_percentage = g_value_get_uint (value);
      break;
    case PROP_DO_NACK:
      self->do_nack = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (object);
}

static void
transceiver_finalize (GObject * object)
{
  TransceiverPrivate *self = transceiver_private (object);

  g_free (self->mid);
  gst_clear_caps (&self->codec_preferences);
  transceiver_parent_class->finalize (object);
}

static void
transceiver_install_properties (GObjectClass * object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  g_object_class_override_property (object_class, PROP_MLINEINDEX,
      "mlineindex");
  g_object_class_override_property (object_class, PROP_MID, "mid");
  g_object_class_override_property (object_class, PROP_DIRECTION, "direction");
  g_object_class_override_property (object_class, PROP_CURRENT_DIRECTION,
      "current-direction");
  g_object_class_override_property (object_class, PROP_KIND, "kind");
  g_object_class_override_property (object_class, PROP_CODEC_PREFERENCES,
      "codec-preferences");
  g_object_class_install_property (object_class, PROP_FEC_TYPE,
      g_param_spec_enum ("fec-type", "FEC type",
          "Forward error correction to offer and use",
          GST_TYPE_WEBRTC_FEC_TYPE, GST_WEBRTC_FEC_TYPE_NONE, flags));
  g_object_class_install_property (object_class, PROP_FEC_PERCENTAGE,
      g_param_spec_uint ("fec-percentage", "FEC percentage",
          "Redundancy to add, in percent of the media", 0, 100, 100, flags));
  g_object_class_install_property (object_class, PROP_DO_NACK,
      g_param_spec_boolean ("do-nack", "Do NACK",
          "Whether to ask for retransmissions and to send them", FALSE, flags));
}

static void
transceiver_class_init (gpointer klass, gpointer data)
{
  GObjectClass *object_class = klass;

  transceiver_parent_class = g_type_class_peek_parent (klass);
  g_type_class_adjust_private_offset (klass, &transceiver_private_offset);
  object_class->get_property = transceiver_get_property;
  object_class->set_property = transceiver_set_property;
  object_class->finalize = transceiver_finalize;
  transceiver_install_properties (object_class);
}

static void
transceiver_init (GTypeInstance * instance, gpointer klass)
{
  TransceiverPrivate *self = transceiver_private (instance);

  self->mlineindex = GST_WRTC_NO_MLINE;
  self->direction = GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDRECV;
  self->fec_percentage = 100;
}

GType
gst_wrtc_rtp_transceiver_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type)) {
    GstWrtcObjectClassInfo info = { "GstWrtcRTPTransceiver",
      GST_TYPE_WEBRTC_RTP_TRANSCEIVER, sizeof (TransceiverPrivate),
      &transceiver_private_offset, transceiver_class_init, transceiver_init
    };
    g_once_init_leave (&type, gst_wrtc_objects_register (&info));
  }
  return type;
}

/**
 * gst_wrtc_rtp_transceiver_new:
 * @kind: what it carries; unknown until caps or a description tell
 * @direction: the wanted direction
 * @mlineindex: the m-line it is locked to, or GST_WRTC_NO_MLINE
 *
 * Returns: (transfer full): a transceiver with a sender and a receiver.
 */
GstWebRTCRTPTransceiver *
gst_wrtc_rtp_transceiver_new (GstWebRTCKind kind,
    GstWebRTCRTPTransceiverDirection direction, guint mlineindex)
{
  GstObject *sender = g_object_new (sender_get_type (), NULL);
  GstObject *receiver = g_object_new (receiver_get_type (), NULL);
  GstWebRTCRTPTransceiver *transceiver =
      g_object_new (gst_wrtc_rtp_transceiver_get_type (), "sender", sender,
      "receiver", receiver, "mlineindex", mlineindex, NULL);
  TransceiverPrivate *self = transceiver_private (transceiver);

  /* The parent class took a reference and became their parent object, which
   * sank the floating one: what is left is ours. */
  if (!g_object_is_floating (sender))
    gst_object_unref (sender);
  if (!g_object_is_floating (receiver))
    gst_object_unref (receiver);
  self->kind = kind;
  self->direction = direction;
  return gst_object_ref_sink (transceiver);
}

gboolean
gst_wrtc_rtp_transceiver_set_mlineindex (GstWebRTCRTPTransceiver * transceiver,
    guint mlineindex)
{
  TransceiverPrivate *self = transceiver_private (transceiver);

  return GST_WRTC_OBJECTS_SET (transceiver, self->mlineindex, mlineindex);
}

gboolean
gst_wrtc_rtp_transceiver_set_mid (GstWebRTCRTPTransceiver * transceiver,
    const gchar * mid)
{
  TransceiverPrivate *self = transceiver_private (transceiver);
  gboolean changed;

  GST_OBJECT_LOCK (transceiver);
  changed = g_strcmp0 (self->mid, mid) != 0;
  if (changed) {
    g_free (self->mid);
    self->mid = g_strdup (mid);
  }
  GST_OBJECT_UNLOCK (transceiver);
  return changed;
}

gboolean
gst_wrtc_rtp_transceiver_set_kind (GstWebRTCRTPTransceiver * transceiver,
    GstWebRTCKind kind)
{
  TransceiverPrivate *self = transceiver_private (transceiver);

  return GST_WRTC_OBJECTS_SET (transceiver, self->kind, kind);
}

gboolean
gst_wrtc_rtp_transceiver_set_current_direction (GstWebRTCRTPTransceiver *
    transceiver, GstWebRTCRTPTransceiverDirection direction)
{
  TransceiverPrivate *self = transceiver_private (transceiver);

  return GST_WRTC_OBJECTS_SET (transceiver, self->current_direction, direction);
}

gboolean
gst_wrtc_rtp_transceiver_set_transport (GstWebRTCRTPTransceiver * transceiver,
    GstWebRTCDTLSTransport * transport)
{
  GstWebRTCRTPSender *sender;
  GstWebRTCRTPReceiver *receiver;
  gboolean changed;

  g_object_get (transceiver, "sender", &sender, "receiver", &receiver, NULL);
  GST_OBJECT_LOCK (sender);
  changed = peer_private (sender)->transport != transport;
  GST_OBJECT_UNLOCK (sender);
  peer_set_transport (sender, transport);
  peer_set_transport (receiver, transport);
  gst_object_unref (sender);
  gst_object_unref (receiver);
  return changed;
}
