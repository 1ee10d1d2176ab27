/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * ICE, DTLS and SCTP transport and the ICE agent as objects
 * (gstwrtcobjects.h).
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcobjects-private.h"

/* ICE transport: a public struct, so a plain subclass. */

typedef struct
{
  GstWebRTCICETransport parent;
} GstWrtcICETransport;

typedef struct
{
  GstWebRTCICETransportClass parent_class;
} GstWrtcICETransportClass;

G_DEFINE_TYPE (GstWrtcICETransport, gst_wrtc_ice_transport,
    GST_TYPE_WEBRTC_ICE_TRANSPORT);

static void
gst_wrtc_ice_transport_class_init (GstWrtcICETransportClass * klass)
{
}

static void
gst_wrtc_ice_transport_init (GstWrtcICETransport * self)
{
}

/**
 * gst_wrtc_ice_transport_new:
 *
 * Returns: (transfer full): an ICE transport in state new.
 */
GstWebRTCICETransport *
gst_wrtc_ice_transport_new (void)
{
  return gst_object_ref_sink (g_object_new (gst_wrtc_ice_transport_get_type (),
          "component", GST_WEBRTC_ICE_COMPONENT_RTP, NULL));
}

gboolean
gst_wrtc_ice_transport_set_state (GstWebRTCICETransport * transport,
    GstWebRTCICEConnectionState state)
{
  return GST_WRTC_OBJECTS_SET (transport, transport->state, state);
}

gboolean
gst_wrtc_ice_transport_set_gathering_state (GstWebRTCICETransport * transport,
    GstWebRTCICEGatheringState state)
{
  return GST_WRTC_OBJECTS_SET (transport, transport->gathering_state, state);
}

/* DTLS transport */

enum
{
  PROP_DTLS_0,
  PROP_DTLS_SESSION_ID,
  PROP_DTLS_TRANSPORT,
  PROP_DTLS_STATE,
  PROP_DTLS_CLIENT,
  PROP_DTLS_CERTIFICATE,
  PROP_DTLS_REMOTE_CERTIFICATE,
};

typedef struct
{
  guint session_id;
  GstWebRTCICETransport *ice;
  GstWebRTCDTLSTransportState state;
  gboolean client;
  GWeakRef element;
} DtlsPrivate;

static gint dtls_private_offset;
static GObjectClass *dtls_parent_class;

static DtlsPrivate *
dtls_private (gpointer object)
{
  return G_STRUCT_MEMBER_P (object, dtls_private_offset);
}

static void
dtls_get_certificate (DtlsPrivate * self, const gchar * name, GValue * value)
{
  GObject *element = g_weak_ref_get (&self->element);

  if (!element)
    return;
  g_object_get_property (element, name, value);
  g_object_unref (element);
}

static void
dtls_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  DtlsPrivate *self = dtls_private (object);

  if (id == PROP_DTLS_CERTIFICATE) {
    dtls_get_certificate (self, "certificate", value);
    return;
  }
  if (id == PROP_DTLS_REMOTE_CERTIFICATE) {
    dtls_get_certificate (self, "peer-certificate", value);
    return;
  }
  GST_OBJECT_LOCK (object);
  if (id == PROP_DTLS_SESSION_ID)
    g_value_set_uint (value, self->session_id);
  else if (id == PROP_DTLS_TRANSPORT)
    g_value_set_object (value, self->ice);
  else if (id == PROP_DTLS_STATE)
    g_value_set_enum (value, self->state);
  else
    g_value_set_boolean (value, self->client);
  GST_OBJECT_UNLOCK (object);
}

static void
dtls_set_property (GObject * object, guint id, const GValue * value,
    GParamSpec * pspec)
{
  DtlsPrivate *self = dtls_private (object);
  GObject *element;

  switch (id) {
    case PROP_DTLS_SESSION_ID:
      self->session_id = g_value_get_uint (value);
      break;
    case PROP_DTLS_CLIENT:
      GST_WRTC_OBJECTS_SET (object, self->client, g_value_get_boolean (value));
      break;
    case PROP_DTLS_CERTIFICATE:
      element = g_weak_ref_get (&self->element);
      if (element)
        g_object_set_property (element, "certificate", value);
      g_clear_object (&element);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
dtls_constructed (GObject * object)
{
  /* Not the parent's: it would make stock DTLS elements. */
  G_OBJECT_CLASS (g_type_class_peek (GST_TYPE_OBJECT))->constructed (object);
}

static void
dtls_finalize (GObject * object)
{
  DtlsPrivate *self = dtls_private (object);

  gst_clear_object (&self->ice);
  g_weak_ref_clear (&self->element);
  dtls_parent_class->finalize (object);
}

static void
dtls_class_init (gpointer klass, gpointer data)
{
  GObjectClass *object_class = klass;

  dtls_parent_class = g_type_class_peek_parent (klass);
  g_type_class_adjust_private_offset (klass, &dtls_private_offset);
  object_class->get_property = dtls_get_property;
  object_class->set_property = dtls_set_property;
  object_class->constructed = dtls_constructed;
  object_class->finalize = dtls_finalize;
  g_object_class_override_property (object_class, PROP_DTLS_SESSION_ID,
      "session-id");
  g_object_class_override_property (object_class, PROP_DTLS_TRANSPORT,
      "transport");
  g_object_class_override_property (object_class, PROP_DTLS_STATE, "state");
  g_object_class_override_property (object_class, PROP_DTLS_CLIENT, "client");
  g_object_class_override_property (object_class, PROP_DTLS_CERTIFICATE,
      "certificate");
  g_object_class_override_property (object_class,
      PROP_DTLS_REMOTE_CERTIFICATE, "remote-certificate");
}

static void
dtls_init (GTypeInstance * instance, gpointer klass)
{
  g_weak_ref_init (&dtls_private (instance)->element, NULL);
}

GType
gst_wrtc_dtls_transport_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type)) {
    GstWrtcObjectClassInfo info = { "GstWrtcDTLSTransport",
      GST_TYPE_WEBRTC_DTLS_TRANSPORT, sizeof (DtlsPrivate),
      &dtls_private_offset, dtls_class_init, dtls_init
    };
    g_once_init_leave (&type, gst_wrtc_objects_register (&info));
  }
  return type;
}

/**
 * gst_wrtc_dtls_transport_new:
 * @session_id: a number that tells it from the others of its peer connection
 * @ice: the ICE transport below
 * @element: the wrtcdtlssrtp that does the work
 *
 * Returns: (transfer full): a DTLS transport in state new.
 */
GstWebRTCDTLSTransport *
gst_wrtc_dtls_transport_new (guint session_id, GstWebRTCICETransport * ice,
    GstElement * element)
{
  GstWebRTCDTLSTransport *transport =
      g_object_new (gst_wrtc_dtls_transport_get_type (), "session-id",
      session_id, NULL);
  DtlsPrivate *self = dtls_private (transport);

  self->ice = gst_object_ref (ice);
  g_weak_ref_set (&self->element, element);
  return gst_object_ref_sink (transport);
}

gboolean
gst_wrtc_dtls_transport_set_state (GstWebRTCDTLSTransport * transport,
    GstWebRTCDTLSTransportState state)
{
  DtlsPrivate *self = dtls_private (transport);

  return GST_WRTC_OBJECTS_SET (transport, self->state, state);
}

gboolean
gst_wrtc_dtls_transport_set_client (GstWebRTCDTLSTransport * transport,
    gboolean client)
{
  DtlsPrivate *self = dtls_private (transport);

  return GST_WRTC_OBJECTS_SET (transport, self->client, client);
}

/* SCTP transport */

enum
{
  PROP_SCTP_0,
  PROP_SCTP_TRANSPORT,
  PROP_SCTP_STATE,
  PROP_SCTP_MAX_MESSAGE_SIZE,
  PROP_SCTP_MAX_CHANNELS,
};

typedef struct
{
  GstWebRTCDTLSTransport *transport;
  GstWebRTCSCTPTransportState state;
  guint64 max_message_size;
  guint max_channels;
} SctpPrivate;

static gint sctp_private_offset;
static GObjectClass *sctp_parent_class;

static SctpPrivate *
sctp_private (gpointer object)
{
  return G_STRUCT_MEMBER_P (object, sctp_private_offset);
}

static void
sctp_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  SctpPrivate *self = sctp_private (object);

  GST_OBJECT_LOCK (object);
  if (id == PROP_SCTP_TRANSPORT)
    g_value_set_object (value, self->transport);
  else if (id == PROP_SCTP_STATE)
    g_value_set_enum (value, self->state);
  else if (id == PROP_SCTP_MAX_MESSAGE_SIZE)
    g_value_set_uint64 (value, self->max_message_size);
  else
    g_value_set_uint (value, self->max_channels);
  GST_OBJECT_UNLOCK (object);
}

static void
sctp_finalize (GObject * object)
{
  gst_clear_object (&sctp_private (object)->transport);
  sctp_parent_class->finalize (object);
}

static void
sctp_class_init (gpointer klass, gpointer data)
{
  GObjectClass *object_class = klass;

  sctp_parent_class = g_type_class_peek_parent (klass);
  g_type_class_adjust_private_offset (klass, &sctp_private_offset);
  object_class->get_property = sctp_get_property;
  object_class->finalize = sctp_finalize;
  g_object_class_override_property (object_class, PROP_SCTP_TRANSPORT,
      "transport");
  g_object_class_override_property (object_class, PROP_SCTP_STATE, "state");
  g_object_class_override_property (object_class, PROP_SCTP_MAX_MESSAGE_SIZE,
      "max-message-size");
  g_object_class_override_property (object_class, PROP_SCTP_MAX_CHANNELS,
      "max-channels");
  g_signal_new ("stream-reset", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
      0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

GType
gst_wrtc_sctp_transport_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type)) {
    GstWrtcObjectClassInfo info = { "GstWrtcSCTPTransport",
      GST_TYPE_WEBRTC_SCTP_TRANSPORT, sizeof (SctpPrivate),
      &sctp_private_offset, sctp_class_init, NULL
    };
    g_once_init_leave (&type, gst_wrtc_objects_register (&info));
  }
  return type;
}

/**
 * gst_wrtc_sctp_transport_new:
 *
 * Returns: (transfer full): an SCTP transport in state new.
 */
GstWebRTCSCTPTransport *
gst_wrtc_sctp_transport_new (void)
{
  return gst_object_ref_sink (g_object_new (gst_wrtc_sctp_transport_get_type
          (), NULL));
}

gboolean
gst_wrtc_sctp_transport_set_transport (GstWebRTCSCTPTransport * sctp,
    GstWebRTCDTLSTransport * transport)
{
  SctpPrivate *self = sctp_private (sctp);
  gpointer old;

  GST_OBJECT_LOCK (sctp);
  old = self->transport;
  self->transport = transport ? gst_object_ref (transport) : NULL;
  GST_OBJECT_UNLOCK (sctp);
  if (old)
    gst_object_unref (old);
  return old != transport;
}

gboolean
gst_wrtc_sctp_transport_set_state (GstWebRTCSCTPTransport * sctp,
    GstWebRTCSCTPTransportState state)
{
  SctpPrivate *self = sctp_private (sctp);

  return GST_WRTC_OBJECTS_SET (sctp, self->state, state);
}

gboolean
gst_wrtc_sctp_transport_set_limits (GstWebRTCSCTPTransport * sctp,
    guint64 max_message_size, guint max_channels)
{
  SctpPrivate *self = sctp_private (sctp);
  gboolean size =
      GST_WRTC_OBJECTS_SET (sctp, self->max_message_size, max_message_size);
  gboolean channels =
      GST_WRTC_OBJECTS_SET (sctp, self->max_channels, max_channels);

  return size || channels;
}
