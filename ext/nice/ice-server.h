/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The addresses of STUN and TURN servers: RFC 7064 and 7065 with a user part
 * before the host, as webrtcbin writes them (docs/webrtcbin-compat.md 11).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ICE_SERVER_STUN,
  ICE_SERVER_TURN_UDP,
  ICE_SERVER_TURN_TCP,
  ICE_SERVER_TURN_TLS
} IceServerKind;

typedef struct
{
  IceServerKind kind;
  gchar *host;                  /* a name, or a literal without brackets */
  guint port;                   /* 1..65535 */
  gchar *username;              /* TURN: never NULL; STUN: NULL */
  gchar *password;
} IceServer;

const gchar *ice_server_kind_to_string (IceServerKind kind);

/* stun://host[:port] or stun:host[:port]; (transfer full), NULL when it is not. */
IceServer *ice_server_parse_stun (const gchar * uri);

/* turn[s]:[//]user:password@host[:port][?transport=udp|tcp]. Appends what it
 * means to @servers: a turn URI without transport is UDP and TCP. FALSE: it is
 * not such a URI, nothing was appended. */
gboolean ice_server_parse_turn (const gchar * uri, GPtrArray * servers);

IceServer *ice_server_copy (const IceServer * self);
void ice_server_free (IceServer * self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IceServer, ice_server_free)
G_END_DECLS
