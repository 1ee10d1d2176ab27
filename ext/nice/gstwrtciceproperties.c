/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The properties of wrtcice. Reading takes the object lock and waits for
 * nothing else; writing stores, or leaves a command for the session.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtciceprivate.h"

#include "ice-settings.h"

GST_DEBUG_CATEGORY_EXTERN (wrtcice_debug);
#define GST_CAT_DEFAULT wrtcice_debug

static GParamSpec *properties[N_PROPERTIES];

GType
gst_wrtc_ice_transports_get_type (void)
{
  static const GFlagsValue values[] = {
    {GST_WRTC_ICE_TRANSPORT_UDP, "UDP", "udp"},
    {GST_WRTC_ICE_TRANSPORT_TCP, "ICE-TCP (RFC 6544)", "tcp"},
    {0, NULL, NULL}
  };
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_flags_register_static ("GstWrtcIceTransports", values));
  return type;
}

static GstStructure *
new_pair_locked (GstWrtcIce * self)
{
  if (!self->pair_local)
    return NULL;
  return gst_structure_new ("wrtc-ice-pair", "local", G_TYPE_STRING,
      self->pair_local, "remote", G_TYPE_STRING, self->pair_remote, NULL);
}

static GstStructure *
new_stats (GstWrtcIce * self)
{
  static const gchar *const path_names[] = {
    "packets-sent", "bytes-sent", "send-dropped-not-connected",
    "send-dropped-socket-full", "send-dropped-size", "packets-received",
    "bytes-received", "receive-dropped-unknown"
  };
  static const gchar *const remote_names[] = {
    "remote-candidates-used", "remote-candidates-useless",
    "remote-candidates-too-many", "remote-candidates-bad-address",
    "remote-candidates-unresolved"
  };
  GstStructure *stats = gst_structure_new_empty ("wrtc-ice-stats");
  guint64 path[ICE_PATH_N_COUNTERS];
  guint remote[ICE_REMOTE_N_COUNTERS];

  ice_path_get_counters (&self->path, path);
  for (guint i = 0; i < ICE_PATH_N_COUNTERS; i++)
    gst_structure_set (stats, path_names[i], G_TYPE_UINT64, path[i], NULL);
  GST_OBJECT_LOCK (self);
  for (guint i = 0; i < ICE_REMOTE_N_COUNTERS; i++)
    remote[i] = self->session ? ice_session_get_counter (self->session, i) :
        self->remote_counters[i];
  remote[ICE_REMOTE_TOO_MANY] += self->dropped_commands;
  GST_OBJECT_UNLOCK (self);
  for (guint i = 0; i < ICE_REMOTE_N_COUNTERS; i++)
    gst_structure_set (stats, remote_names[i], G_TYPE_UINT, remote[i], NULL);
  return stats;
}

static void
set_text_locked (gchar ** text, const GValue * value)
{
  g_free (*text);
  *text = g_value_dup_string (value);
}

/* NULL, or what @is_valid takes; anything else leaves @text as it is. */
static void
set_credential_locked (GstWrtcIce * self, gchar ** text, const GValue * value,
    gboolean (*is_valid) (const gchar *))
{
  const gchar *new_text = g_value_get_string (value);

  if (new_text && !is_valid (new_text))
    GST_WARNING_OBJECT (self, "not an ICE credential (RFC 8839 5.4): ignored");
  else
    set_text_locked (text, value);
}

static void
set_remote_candidates (GstWrtcIce * self, const GValue * value)
{
  g_auto (GStrv) lines = ice_split (g_value_get_string (value), "\n;");

  GST_OBJECT_LOCK (self);
  set_text_locked (&self->remote_candidates, value);
  gboolean started = self->started;
  GST_OBJECT_UNLOCK (self);
  for (gchar ** i = lines; *i; i++) {
    g_autoptr (WrtcCandidate) candidate = wrtc_candidate_parse (*i, NULL);
    if (!candidate && !wrtc_candidate_is_end (*i))
      GST_WARNING_OBJECT (self, "not a candidate: %s", *i);
    else if (started)
      gst_wrtc_ice_add_remote_candidate (self, *i);
  }
}

static void
check_servers (GstWrtcIce * self, guint id, const gchar * text)
{
  g_auto (GStrv) uris = ice_split (text, ",");

  for (gchar ** i = uris; *i; i++) {
    g_autoptr (GPtrArray) servers =
        g_ptr_array_new_with_free_func ((GDestroyNotify) ice_server_free);
    IceServer *stun = NULL;
    if (id == PROP_STUN_SERVER && (stun = ice_server_parse_stun (*i)))
      g_ptr_array_add (servers, stun);
    else if (id == PROP_TURN_SERVERS)
      ice_server_parse_turn (*i, servers);
    if (servers->len == 0 || !gst_wrtc_ice_can_use (self, servers))
      GST_WARNING_OBJECT (self, "server %u of `%s` is of no use",
          (guint) (i - uris), properties[id]->name);
  }
}

static void
set_locked (GstWrtcIce * self, guint id, const GValue * value)
{
  Command command = {.kind = COMMAND_ROLE };

  switch (id) {
    case PROP_LOCAL_UFRAG:
      set_credential_locked (self, &self->local_ufrag, value, ice_is_ufrag);
      break;
    case PROP_LOCAL_PWD:
      set_credential_locked (self, &self->local_pwd, value, ice_is_pwd);
      break;
    case PROP_REMOTE_UFRAG:
      set_credential_locked (self, &self->remote_ufrag, value, ice_is_ufrag);
      if (!self->first_remote_ufrag)
        self->first_remote_ufrag = g_strdup (self->remote_ufrag);
      if (self->started)
        gst_wrtc_ice_push_credentials_locked (self);
      break;
    case PROP_REMOTE_PWD:
      set_credential_locked (self, &self->remote_pwd, value, ice_is_pwd);
      if (self->started)
        gst_wrtc_ice_push_credentials_locked (self);
      break;
    case PROP_ROLE:
      self->role = g_value_get_enum (value);
      command.controlling = self->role == GST_WEBRTC_ICE_ROLE_CONTROLLING;
      if (self->started)
        gst_wrtc_ice_push_command_locked (self, &command);
      break;
    case PROP_STUN_SERVER:
      set_text_locked (&self->stun_server, value);
      break;
    case PROP_TURN_SERVERS:
      set_text_locked (&self->turn_servers, value);
      break;
    case PROP_TRANSPORT_POLICY:
      self->transport_policy = g_value_get_enum (value);
      break;
    case PROP_TRANSPORTS:
      self->transports = g_value_get_flags (value);
      break;
    case PROP_AUTO_GATHER:
      self->auto_gather = g_value_get_boolean (value);
      break;
  }
}

static void
gst_wrtc_ice_set_property (GObject * object, guint id, const GValue * value,
    GParamSpec * pspec)
{
  GstWrtcIce *self = GST_WRTC_ICE (object);
  guint min, max;
  g_auto (GStrv) addresses = NULL;

  switch (id) {
    case PROP_MAIN_CONTEXT:
      gst_wrtc_context_holder_set_property (&self->holder, value);
      return;
    case PROP_REMOTE_CANDIDATES:
      set_remote_candidates (self, value);
      return;
    case PROP_PORT_RANGE:
      if (!ice_parse_port_range (g_value_get_string (value), &min, &max)) {
        GST_WARNING_OBJECT (self, "`port-range` is not `min-max`: ignored");
        return;
      }
      GST_OBJECT_LOCK (self);
      set_text_locked (&self->port_range, value);
      GST_OBJECT_UNLOCK (self);
      return;
    case PROP_LOCAL_ADDRESSES:
      addresses = ice_parse_addresses (g_value_get_string (value));
      if (!addresses) {
        GST_WARNING_OBJECT (self, "`local-addresses` are not addresses: "
            "ignored");
        return;
      }
      GST_OBJECT_LOCK (self);
      set_text_locked (&self->local_addresses, value);
      GST_OBJECT_UNLOCK (self);
      return;
    case PROP_STUN_SERVER:
    case PROP_TURN_SERVERS:
      check_servers (self, id, g_value_get_string (value));
      break;
  }
  GST_OBJECT_LOCK (self);
  set_locked (self, id, value);
  GST_OBJECT_UNLOCK (self);
}

static GStrv
new_local_candidates_locked (GstWrtcIce * self)
{
  GStrv lines = g_new0 (gchar *, self->local_candidates->len + 1);

  for (guint i = 0; i < self->local_candidates->len; i++)
    lines[i] = g_strdup (g_ptr_array_index (self->local_candidates, i));
  return lines;
}

static void
get_locked (GstWrtcIce * self, guint id, GValue * value)
{
  switch (id) {
    case PROP_LOCAL_UFRAG:
      g_value_set_string (value, self->local_ufrag);
      break;
    case PROP_LOCAL_PWD:
      g_value_set_string (value, self->local_pwd);
      break;
    case PROP_REMOTE_UFRAG:
      g_value_set_string (value, self->remote_ufrag);
      break;
    case PROP_REMOTE_PWD:
      g_value_set_string (value, self->remote_pwd);
      break;
    case PROP_ROLE:
      g_value_set_enum (value, self->role);
      break;
    case PROP_STUN_SERVER:
      g_value_set_string (value, self->stun_server);
      break;
    case PROP_TURN_SERVERS:
      g_value_set_string (value, self->turn_servers);
      break;
    case PROP_TRANSPORT_POLICY:
      g_value_set_enum (value, self->transport_policy);
      break;
    case PROP_PORT_RANGE:
      g_value_set_string (value, self->port_range);
      break;
    case PROP_LOCAL_ADDRESSES:
      g_value_set_string (value, self->local_addresses);
      break;
    case PROP_TRANSPORTS:
      g_value_set_flags (value, self->transports);
      break;
    case PROP_AUTO_GATHER:
      g_value_set_boolean (value, self->auto_gather);
      break;
    case PROP_REMOTE_CANDIDATES:
      g_value_set_string (value, self->remote_candidates);
      break;
    case PROP_LOCAL_CANDIDATES:
      g_value_take_boxed (value, new_local_candidates_locked (self));
      break;
    case PROP_CONNECTION_STATE:
      g_value_set_enum (value, self->connection_state);
      break;
    case PROP_GATHERING_STATE:
      g_value_set_enum (value, self->gathering_state);
      break;
    case PROP_SELECTED_PAIR:
      g_value_take_boxed (value, new_pair_locked (self));
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
  }
}

static void
gst_wrtc_ice_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstWrtcIce *self = GST_WRTC_ICE (object);

  if (id == PROP_MAIN_CONTEXT) {
    gst_wrtc_context_holder_get_property (&self->holder, value);
  } else if (id == PROP_STATS) {
    g_value_take_boxed (value, new_stats (self));
  } else {
    GST_OBJECT_LOCK (self);
    get_locked (self, id, value);
    GST_OBJECT_UNLOCK (self);
  }
}

#define READ_WRITE (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS)
#define READ_ONLY (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)
#define EXPLICIT G_PARAM_EXPLICIT_NOTIFY

static void
install_settings (void)
{
  properties[PROP_MAIN_CONTEXT] = gst_wrtc_context_holder_new_param_spec ();
  properties[PROP_LOCAL_UFRAG] = g_param_spec_string ("local-ufrag",
      "Local user fragment", "Generated at READY if NULL (RFC 8839 5.4)", NULL,
      READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_LOCAL_PWD] = g_param_spec_string ("local-pwd",
      "Local password", "Generated at READY if NULL (RFC 8839 5.4)", NULL,
      READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_REMOTE_UFRAG] = g_param_spec_string ("remote-ufrag",
      "Remote user fragment", "The peer's; NULL until known", NULL,
      READ_WRITE | GST_PARAM_MUTABLE_PLAYING);
  properties[PROP_REMOTE_PWD] = g_param_spec_string ("remote-pwd",
      "Remote password", "The peer's; NULL until known", NULL,
      READ_WRITE | GST_PARAM_MUTABLE_PLAYING);
  properties[PROP_ROLE] = g_param_spec_enum ("role", "Role",
      "Which side chooses the pair (RFC 8445 6.1.1); a conflict resolves itself",
      GST_TYPE_WEBRTC_ICE_ROLE, GST_WEBRTC_ICE_ROLE_CONTROLLED,
      READ_WRITE | GST_PARAM_MUTABLE_PLAYING);
  properties[PROP_STUN_SERVER] = g_param_spec_string ("stun-server",
      "STUN server", "stun://host[:port]; taken at PAUSED", NULL,
      READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_TURN_SERVERS] = g_param_spec_string ("turn-servers",
      "TURN servers", "turn://user:password@host[:port][?transport=udp|tcp], "
      "separated by commas; taken at PAUSED (then: action add-turn-server)",
      NULL, READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_TRANSPORT_POLICY] = g_param_spec_enum ("transport-policy",
      "Transport policy", "Which candidates may be used; taken at PAUSED",
      GST_TYPE_WEBRTC_ICE_TRANSPORT_POLICY,
      GST_WEBRTC_ICE_TRANSPORT_POLICY_ALL,
      READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_PORT_RANGE] = g_param_spec_string ("port-range",
      "Port range", "Ports of host candidates, `min-max`; taken at PAUSED",
      NULL, READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_LOCAL_ADDRESSES] = g_param_spec_string ("local-addresses",
      "Local addresses", "Addresses to use, separated by commas; NULL or "
      "empty: all but loopback; taken at PAUSED", NULL,
      READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_TRANSPORTS] = g_param_spec_flags ("transports", "Transports",
      "Kinds of candidates; taken at PAUSED", GST_TYPE_WRTC_ICE_TRANSPORTS,
      GST_WRTC_ICE_TRANSPORT_UDP | GST_WRTC_ICE_TRANSPORT_TCP,
      READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_AUTO_GATHER] = g_param_spec_boolean ("auto-gather",
      "Gather by itself", "Gather at READY to PAUSED, without the action", TRUE,
      READ_WRITE | GST_PARAM_MUTABLE_READY);
  properties[PROP_REMOTE_CANDIDATES] = g_param_spec_string
      ("remote-candidates", "Remote candidates",
      "`candidate:…` lines separated by newlines or semicolons; "
      "`end-of-candidates` ends them. Setting adds them", NULL,
      READ_WRITE | GST_PARAM_MUTABLE_PLAYING);
}

static void
install_state (void)
{
  properties[PROP_LOCAL_CANDIDATES] = g_param_spec_boxed ("local-candidates",
      "Local candidates", "Those gathered so far", G_TYPE_STRV,
      READ_ONLY | EXPLICIT);
  properties[PROP_CONNECTION_STATE] = g_param_spec_enum ("connection-state",
      "Connection state", "W3C RTCIceTransportState",
      GST_TYPE_WEBRTC_ICE_CONNECTION_STATE, GST_WEBRTC_ICE_CONNECTION_STATE_NEW,
      READ_ONLY | EXPLICIT);
  properties[PROP_GATHERING_STATE] = g_param_spec_enum ("gathering-state",
      "Gathering state", "W3C RTCIceGathererState",
      GST_TYPE_WEBRTC_ICE_GATHERING_STATE, GST_WEBRTC_ICE_GATHERING_STATE_NEW,
      READ_ONLY | EXPLICIT);
  properties[PROP_SELECTED_PAIR] = g_param_spec_boxed ("selected-pair",
      "Selected pair", "`local` and `remote` candidate lines; NULL: none",
      GST_TYPE_STRUCTURE, READ_ONLY | EXPLICIT);
  properties[PROP_REASON] = g_param_spec_string ("reason", "Reason",
      "Why it failed or was lost; NULL while nothing did", NULL,
      READ_ONLY | EXPLICIT);
  properties[PROP_STATS] = g_param_spec_boxed ("stats", "Statistics",
      "Counters (docs/wrtcice.md)", GST_TYPE_STRUCTURE, READ_ONLY);
}

void
gst_wrtc_ice_notify (GstWrtcIce * self, guint id)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[id]);
}

void
gst_wrtc_ice_install_properties (GObjectClass * klass)
{
  klass->set_property = gst_wrtc_ice_set_property;
  klass->get_property = gst_wrtc_ice_get_property;
  install_settings ();
  install_state ();
  g_object_class_install_properties (klass, N_PROPERTIES, properties);
  gst_type_mark_as_plugin_api (GST_TYPE_WRTC_ICE_TRANSPORTS, 0);
}
