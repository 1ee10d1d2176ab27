/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The ICE agent as an object: what an application may configure on it
 * (gstwrtcobjects.h). The work is done by the ICE elements; streams are not
 * made here.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcobjects-private.h"

enum
{
  PROP_0,
  PROP_ICE_TCP,
  PROP_ICE_UDP,
};

/* Guarded by the object lock. */
typedef struct
{
  GstWebRTCICE parent;
  gboolean ice_tcp;
  gboolean ice_udp;
  GString *local_addresses;     /* separated by commas */
  gboolean controller;
  gchar *stun_server;
  gchar *turn_server;
  gchar *http_proxy;
} GstWrtcICEAgent;

typedef struct
{
  GstWebRTCICEClass parent_class;
} GstWrtcICEAgentClass;

G_DEFINE_TYPE (GstWrtcICEAgent, gst_wrtc_ice_agent, GST_TYPE_WEBRTC_ICE);

static GstWrtcICEAgent *
agent_cast (gpointer object)
{
  return G_TYPE_CHECK_INSTANCE_CAST (object, gst_wrtc_ice_agent_get_type (),
      GstWrtcICEAgent);
}

static void
agent_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstWrtcICEAgent *self = agent_cast (object);

  GST_OBJECT_LOCK (self);
  g_value_set_boolean (value,
      id == PROP_ICE_TCP ? self->ice_tcp : self->ice_udp);
  GST_OBJECT_UNLOCK (self);
}

static void
agent_set_property (GObject * object, guint id, const GValue * value,
    GParamSpec * pspec)
{
  GstWrtcICEAgent *self = agent_cast (object);

  GST_OBJECT_LOCK (self);
  if (id == PROP_ICE_TCP)
    self->ice_tcp = g_value_get_boolean (value);
  else
    self->ice_udp = g_value_get_boolean (value);
  GST_OBJECT_UNLOCK (self);
}

static gboolean
agent_add_local_ip_address (GstWebRTCICE * agent, const gchar * address)
{
  GstWrtcICEAgent *self = agent_cast (agent);

  if (!address || !g_hostname_is_ip_address (address))
    return FALSE;
  GST_OBJECT_LOCK (self);
  if (self->local_addresses->len > 0)
    g_string_append_c (self->local_addresses, ',');
  g_string_append (self->local_addresses, address);
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

gchar *
gst_wrtc_ice_agent_dup_local_addresses (GstWebRTCICE * agent)
{
  GstWrtcICEAgent *self;
  gchar *addresses = NULL;

  if (!G_TYPE_CHECK_INSTANCE_TYPE (agent, gst_wrtc_ice_agent_get_type ()))
    return NULL;
  self = agent_cast (agent);
  GST_OBJECT_LOCK (self);
  if (self->local_addresses->len > 0)
    addresses = g_strdup (self->local_addresses->str);
  GST_OBJECT_UNLOCK (self);
  return addresses;
}

static void
agent_set_string (GstWebRTCICE * agent, gchar ** field, const gchar * value)
{
  GST_OBJECT_LOCK (agent);
  g_free (*field);
  *field = g_strdup (value);
  GST_OBJECT_UNLOCK (agent);
}

static gchar *
agent_dup_string (GstWebRTCICE * agent, gchar ** field)
{
  gchar *value;

  GST_OBJECT_LOCK (agent);
  value = g_strdup (*field);
  GST_OBJECT_UNLOCK (agent);
  return value;
}

static void
agent_set_stun_server (GstWebRTCICE * agent, const gchar * uri)
{
  agent_set_string (agent, &agent_cast (agent)->stun_server, uri);
}

static gchar *
agent_get_stun_server (GstWebRTCICE * agent)
{
  return agent_dup_string (agent, &agent_cast (agent)->stun_server);
}

static void
agent_set_turn_server (GstWebRTCICE * agent, const gchar * uri)
{
  agent_set_string (agent, &agent_cast (agent)->turn_server, uri);
}

static gchar *
agent_get_turn_server (GstWebRTCICE * agent)
{
  return agent_dup_string (agent, &agent_cast (agent)->turn_server);
}

static void
agent_set_http_proxy (GstWebRTCICE * agent, const gchar * uri)
{
  agent_set_string (agent, &agent_cast (agent)->http_proxy, uri);
}

static gchar *
agent_get_http_proxy (GstWebRTCICE * agent)
{
  return agent_dup_string (agent, &agent_cast (agent)->http_proxy);
}

static void
agent_set_is_controller (GstWebRTCICE * agent, gboolean controller)
{
  GstWrtcICEAgent *self = agent_cast (agent);

  GST_WRTC_OBJECTS_SET (self, self->controller, controller);
}

static gboolean
agent_get_is_controller (GstWebRTCICE * agent)
{
  return agent_cast (agent)->controller;
}

static void
agent_finalize (GObject * object)
{
  GstWrtcICEAgent *self = agent_cast (object);

  g_string_free (self->local_addresses, TRUE);
  g_free (self->stun_server);
  g_free (self->turn_server);
  g_free (self->http_proxy);
  G_OBJECT_CLASS (gst_wrtc_ice_agent_parent_class)->finalize (object);
}

static void
gst_wrtc_ice_agent_class_init (GstWrtcICEAgentClass * klass)
{
  GObjectClass *object_class = (GObjectClass *) klass;
  GstWebRTCICEClass *ice_class = (GstWebRTCICEClass *) klass;
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = agent_get_property;
  object_class->set_property = agent_set_property;
  object_class->finalize = agent_finalize;
  ice_class->set_stun_server = agent_set_stun_server;
  ice_class->get_stun_server = agent_get_stun_server;
  ice_class->set_turn_server = agent_set_turn_server;
  ice_class->get_turn_server = agent_get_turn_server;
  ice_class->set_http_proxy = agent_set_http_proxy;
  ice_class->get_http_proxy = agent_get_http_proxy;
  ice_class->set_is_controller = agent_set_is_controller;
  ice_class->get_is_controller = agent_get_is_controller;

  g_object_class_install_property (object_class, PROP_ICE_TCP,
      g_param_spec_boolean ("ice-tcp", "ICE-TCP",
          "Whether to use TCP candidates", TRUE, flags));
  g_object_class_install_property (object_class, PROP_ICE_UDP,
      g_param_spec_boolean ("ice-udp", "ICE-UDP",
          "Whether to use UDP candidates", TRUE, flags));
  g_signal_override_class_handler ("add-local-ip-address",
      G_TYPE_FROM_CLASS (klass), G_CALLBACK (agent_add_local_ip_address));
}

static void
gst_wrtc_ice_agent_init (GstWrtcICEAgent * self)
{
  self->ice_tcp = TRUE;
  self->ice_udp = TRUE;
  self->local_addresses = g_string_new (NULL);
}

/**
 * gst_wrtc_ice_agent_new:
 *
 * Returns: (transfer full): the ICE configuration of a peer connection.
 */
GstWebRTCICE *
gst_wrtc_ice_agent_new (void)
{
  return gst_object_ref_sink (g_object_new (gst_wrtc_ice_agent_get_type (),
          NULL));
}
