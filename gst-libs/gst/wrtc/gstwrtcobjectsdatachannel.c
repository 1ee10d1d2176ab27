/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The data channel as an object (gstwrtcobjects.h).
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcobjects-private.h"

enum
{
  PROP_0,
  PROP_LABEL,
  PROP_ORDERED,
  PROP_MAX_PACKET_LIFETIME,
  PROP_MAX_RETRANSMITS,
  PROP_PROTOCOL,
  PROP_NEGOTIATED,
  PROP_ID,
  PROP_PRIORITY,
  PROP_READY_STATE,
  PROP_BUFFERED_AMOUNT,
  PROP_BUFFERED_AMOUNT_LOW_THRESHOLD,
};

typedef struct
{
  GMutex lock;                  /* guards all below */
  gchar *label;
  gchar *protocol;
  gboolean ordered;
  gint max_packet_lifetime;
  gint max_retransmits;
  gboolean negotiated;
  gint id;
  GstWebRTCPriorityType priority;
  GstWebRTCDataChannelState ready_state;
  guint64 buffered_amount;
  guint64 buffered_amount_low_threshold;

  const GstWrtcDataChannelFuncs *funcs;
  gpointer funcs_data;
  GDestroyNotify funcs_destroy;
} ChannelPrivate;

/* The class slots right behind GObjectClass, which libgstwebrtc keeps to
 * itself: these three and four reserved pointers (1.18 to 1.28). */
typedef struct
{
  GObjectClass parent_class;
    gboolean (*send_data) (GstWebRTCDataChannel *, GBytes *, GError **);
    gboolean (*send_string) (GstWebRTCDataChannel *, const gchar *, GError **);
  void (*close) (GstWebRTCDataChannel *);
  gpointer reserved[GST_PADDING];
} HiddenChannelClass;

static gint private_offset;
static GObjectClass *parent_class;

static ChannelPrivate *
channel_private (gpointer object)
{
  return G_STRUCT_MEMBER_P (object, private_offset);
}

static void
channel_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  ChannelPrivate *self = channel_private (object);

  g_mutex_lock (&self->lock);
  switch (id) {
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_ORDERED:
      g_value_set_boolean (value, self->ordered);
      break;
    case PROP_MAX_PACKET_LIFETIME:
      g_value_set_int (value, self->max_packet_lifetime);
      break;
    case PROP_MAX_RETRANSMITS:
      g_value_set_int (value, self->max_retransmits);
      break;
    case PROP_PROTOCOL:
      g_value_set_string (value, self->protocol);
      break;
    case PROP_NEGOTIATED:
      g_value_set_boolean (value, self->negotiated);
      break;
    case PROP_ID:
      g_value_set_int (value, self->id);
      break;
    case PROP_PRIORITY:
      g_value_set_enum (value, self->priority);
      break;
    case PROP_READY_STATE:
      g_value_set_enum (value, self->ready_state);
      break;
    case PROP_BUFFERED_AMOUNT:
      g_value_set_uint64 (value, self->buffered_amount);
      break;
    case PROP_BUFFERED_AMOUNT_LOW_THRESHOLD:
      g_value_set_uint64 (value, self->buffered_amount_low_threshold);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  g_mutex_unlock (&self->lock);
}

static void
channel_set_property (GObject * object, guint id, const GValue * value,
    GParamSpec * pspec)
{
  ChannelPrivate *self = channel_private (object);

  g_mutex_lock (&self->lock);
  switch (id) {
    case PROP_LABEL:
      g_free (self->label);
      self->label = g_value_dup_string (value);
      break;
    case PROP_ORDERED:
      self->ordered = g_value_get_boolean (value);
      break;
    case PROP_MAX_PACKET_LIFETIME:
      self->max_packet_lifetime = g_value_get_int (value);
      break;
    case PROP_MAX_RETRANSMITS:
      self->max_retransmits = g_value_get_int (value);
      break;
    case PROP_PROTOCOL:
      g_free (self->protocol);
      self->protocol = g_value_dup_string (value);
      break;
    case PROP_NEGOTIATED:
      self->negotiated = g_value_get_boolean (value);
      break;
    case PROP_ID:
      self->id = g_value_get_int (value);
      break;
    case PROP_PRIORITY:
      self->priority = g_value_get_enum (value);
      break;
    case PROP_BUFFERED_AMOUNT_LOW_THRESHOLD:
      self->buffered_amount_low_threshold = g_value_get_uint64 (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  g_mutex_unlock (&self->lock);
}

static gboolean
channel_send (GstWebRTCDataChannel * channel, GBytes * data,
    gboolean is_string, GError ** error)
{
  ChannelPrivate *self = channel_private (channel);
  const GstWrtcDataChannelFuncs *funcs;
  gpointer user_data;
  gboolean open;

  g_mutex_lock (&self->lock);
  open = self->ready_state == GST_WEBRTC_DATA_CHANNEL_STATE_OPEN;
  funcs = self->funcs;
  user_data = self->funcs_data;
  g_mutex_unlock (&self->lock);
  if (open && funcs)
    return funcs->send (channel, data, is_string, user_data, error);
  g_set_error_literal (error, GST_WEBRTC_ERROR, GST_WEBRTC_ERROR_INVALID_STATE,
      "InvalidStateError: the data channel is not open");
  return FALSE;
}

static gboolean
channel_send_data (GstWebRTCDataChannel * channel, GBytes * data,
    GError ** error)
{
  return channel_send (channel, data, FALSE, error);
}

static gboolean
channel_send_string (GstWebRTCDataChannel * channel, const gchar * string,
    GError ** error)
{
  GBytes *data = string ? g_bytes_new (string, strlen (string)) : NULL;
  gboolean sent = channel_send (channel, data, TRUE, error);

  g_clear_pointer (&data, g_bytes_unref);
  return sent;
}

static void
channel_close (GstWebRTCDataChannel * channel)
{
  ChannelPrivate *self = channel_private (channel);
  const GstWrtcDataChannelFuncs *funcs;
  gpointer user_data;

  g_mutex_lock (&self->lock);
  funcs = self->funcs;
  user_data = self->funcs_data;
  g_mutex_unlock (&self->lock);
  if (funcs)
    funcs->close (channel, user_data);
}

static void
channel_finalize (GObject * object)
{
  ChannelPrivate *self = channel_private (object);

  if (self->funcs_destroy)
    self->funcs_destroy (self->funcs_data);
  g_free (self->label);
  g_free (self->protocol);
  g_mutex_clear (&self->lock);
  parent_class->finalize (object);
}

static void
channel_class_init (gpointer klass, gpointer data)
{
  static const gchar *names[] = { NULL, "label", "ordered",
    "max-packet-lifetime", "max-retransmits", "protocol", "negotiated", "id",
    "priority", "ready-state", "buffered-amount",
    "buffered-amount-low-threshold"
  };
  GObjectClass *object_class = klass;
  HiddenChannelClass *hidden = klass;
  guint i;

  parent_class = g_type_class_peek_parent (klass);
  g_type_class_adjust_private_offset (klass, &private_offset);
  object_class->get_property = channel_get_property;
  object_class->set_property = channel_set_property;
  object_class->finalize = channel_finalize;
  hidden->send_data = channel_send_data;
  hidden->send_string = channel_send_string;
  hidden->close = channel_close;
  for (i = PROP_LABEL; i < G_N_ELEMENTS (names); i++)
    g_object_class_override_property (object_class, i, names[i]);
}

static void
channel_init (GTypeInstance * instance, gpointer klass)
{
  ChannelPrivate *self = channel_private (instance);

  g_mutex_init (&self->lock);
  self->ready_state = GST_WEBRTC_DATA_CHANNEL_STATE_CONNECTING;
}

/* Whether the library's class is laid out as HiddenChannelClass says: its
 * size, and empty slots in the abstract class. */
static gboolean
channel_class_is_known (void)
{
  GTypeQuery query;
  HiddenChannelClass *klass;
  gboolean known;

  g_type_query (GST_TYPE_WEBRTC_DATA_CHANNEL, &query);
  if (query.class_size != sizeof (HiddenChannelClass))
    return FALSE;
  klass = g_type_class_ref (GST_TYPE_WEBRTC_DATA_CHANNEL);
  known = !klass->send_data && !klass->send_string && !klass->close;
  g_type_class_unref (klass);
  return known;
}

GType
gst_wrtc_data_channel_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type)) {
    GstWrtcObjectClassInfo info = { "GstWrtcDataChannel",
      GST_TYPE_WEBRTC_DATA_CHANNEL, sizeof (ChannelPrivate),
      &private_offset, channel_class_init, channel_init
    };
    /* Without the slots the library's functions would crash on it. */
    GType made = G_TYPE_NONE;

    if (channel_class_is_known ())
      made = gst_wrtc_objects_register (&info);
    else
      g_warning ("libgstwebrtc-1.0 is newer than this gst-wrtc knows: "
          "there are no data channels");
    g_once_init_leave (&type, made);
  }
  return type;
}

/**
 * gst_wrtc_data_channel_new:
 * @options: the W3C RTCDataChannelInit members and the label
 *
 * Returns: (transfer full) (nullable): a channel in state connecting.
 */
GstWebRTCDataChannel *
gst_wrtc_data_channel_new (const GstWrtcDataChannelOptions * options)
{
  GType type = gst_wrtc_data_channel_get_type ();

  if (!g_type_is_a (type, GST_TYPE_WEBRTC_DATA_CHANNEL))
    return NULL;
  return g_object_new (type, "label", options->label, "protocol",
      options->protocol, "ordered", options->ordered, "max-packet-lifetime",
      options->max_packet_lifetime, "max-retransmits",
      options->max_retransmits, "negotiated", options->negotiated, "id",
      options->id, "priority", options->priority, NULL);
}

void
gst_wrtc_data_channel_set_funcs (GstWebRTCDataChannel * channel,
    const GstWrtcDataChannelFuncs * funcs, gpointer user_data,
    GDestroyNotify destroy)
{
  ChannelPrivate *self = channel_private (channel);
  GDestroyNotify old_destroy;
  gpointer old_data;

  g_mutex_lock (&self->lock);
  old_destroy = self->funcs_destroy;
  old_data = self->funcs_data;
  self->funcs = funcs;
  self->funcs_data = user_data;
  self->funcs_destroy = destroy;
  g_mutex_unlock (&self->lock);
  if (old_destroy)
    old_destroy (old_data);
}

gboolean
gst_wrtc_data_channel_set_id (GstWebRTCDataChannel * channel, gint id)
{
  ChannelPrivate *self = channel_private (channel);
  gboolean changed;

  g_mutex_lock (&self->lock);
  changed = self->id != id;
  self->id = id;
  g_mutex_unlock (&self->lock);
  return changed;
}

gboolean
gst_wrtc_data_channel_set_ready_state (GstWebRTCDataChannel * channel,
    GstWebRTCDataChannelState state)
{
  ChannelPrivate *self = channel_private (channel);
  gboolean forward;

  g_mutex_lock (&self->lock);
  forward = state > self->ready_state;
  if (forward)
    self->ready_state = state;
  g_mutex_unlock (&self->lock);
  return forward;
}
