/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the files of the element wrtcice share: gstwrtcice.c (life, actions,
 * what the agent says), gstwrtciceproperties.c (properties).
 */
#pragma once

#include "gstwrtcice.h"

#include <gst/webrtc/webrtc.h>
#include <gst/wrtc/gstwrtccontextholder.h>

#include "gstwrtcicepath.h"
#include "ice-session.h"

G_BEGIN_DECLS

enum
{
  PROP_MAIN_CONTEXT = 1,
  PROP_LOCAL_UFRAG,
  PROP_LOCAL_PWD,
  PROP_REMOTE_UFRAG,
  PROP_REMOTE_PWD,
  PROP_ROLE,
  PROP_STUN_SERVER,
  PROP_TURN_SERVERS,
  PROP_TRANSPORT_POLICY,
  PROP_PORT_RANGE,
  PROP_LOCAL_ADDRESSES,
  PROP_TRANSPORTS,
  PROP_AUTO_GATHER,
  PROP_REMOTE_CANDIDATES,
  PROP_LOCAL_CANDIDATES,
  PROP_CONNECTION_STATE,
  PROP_GATHERING_STATE,
  PROP_SELECTED_PAIR,
  PROP_REASON,
  PROP_STATS,
  N_PROPERTIES
};

typedef enum
{
  COMMAND_GATHER,
  COMMAND_CREDENTIALS,
  COMMAND_CANDIDATE,
  COMMAND_END,
  COMMAND_SERVERS,
  COMMAND_ROLE,
  COMMAND_RESTART
} CommandKind;

/* What an action or a property asks of the session, on its context. */
typedef struct
{
  CommandKind kind;
  gchar *ufrag;
  gchar *pwd;
  gboolean controlling;
  gboolean keep_remote;
  WrtcCandidate *candidate;
  GPtrArray *servers;
} Command;

/**
 * GstWrtcIce:
 *
 * Locks: the object lock guards what is marked "lock"; nothing is called out
 * with it. `path` has a lock of its own, taken after none.
 */
struct _GstWrtcIce
{
  GstElement parent;

  GstPad *sinkpad;
  GstPad *srcpad;
  GstWrtcContextHolder holder;
  GMainContext *context;        /* state change: from READY to NULL */
  GSource *wakeup;              /* lock: same */
  IceSession *session;          /* context, set with the lock: in PAUSED */
  IcePath path;
  gboolean begun;               /* context: the source pad's first events */
  gboolean goodbye;             /* lock: TURN allocations are being freed */

  GQueue commands;              /* lock: Command */
  gboolean started;             /* lock: the session takes commands */

  /* Settings; lock */
  gchar *local_ufrag;
  gchar *local_pwd;
  gchar *remote_ufrag;
  gchar *remote_pwd;
  gchar *first_remote_ufrag;    /* of this generation of ours */
  GstWebRTCICERole role;
  gchar *stun_server;
  gchar *turn_servers;
  GstWebRTCICETransportPolicy transport_policy;
  gchar *port_range;
  gchar *local_addresses;
  guint transports;
  gboolean auto_gather;
  gchar *remote_candidates;

  /* What is; lock */
  GPtrArray *local_candidates;
  GstWebRTCICEConnectionState connection_state;
  GstWebRTCICEGatheringState gathering_state;
  gchar *pair_local;
  gchar *pair_remote;
  gchar *reason;
  guint remote_counters[ICE_REMOTE_N_COUNTERS]; /* of the last session */
  guint dropped_commands;
};

/* Takes what @command holds; dropped and counted when too many wait. */
G_GNUC_INTERNAL void gst_wrtc_ice_push_command_locked (GstWrtcIce * self,
    const Command * command);
/* If both remote credentials are known. */
G_GNUC_INTERNAL void gst_wrtc_ice_push_credentials_locked (GstWrtcIce * self);
/* The action add-remote-candidate. */
G_GNUC_INTERNAL gboolean gst_wrtc_ice_add_remote_candidate (GstWrtcIce * self,
    const gchar * line);
/* A kind of server that would not do what the user asked for is refused. */
G_GNUC_INTERNAL gboolean gst_wrtc_ice_can_use (GstWrtcIce * self,
    GPtrArray * servers);

/* gstwrtciceproperties.c */
G_GNUC_INTERNAL void gst_wrtc_ice_install_properties (GObjectClass * klass);
G_GNUC_INTERNAL void gst_wrtc_ice_notify (GstWrtcIce * self, guint id);

G_END_DECLS
