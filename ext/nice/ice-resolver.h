/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Host names to addresses, for servers and for remote candidates.
 *
 * Guarantees
 * - Nothing here waits: the answer comes on the context that was given, or
 *   never when that context ends first.
 * - Names that the peer wrote have threads of their own (two in the process)
 *   and a bounded queue, so that names which never resolve delay nothing else.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  ICE_RESOLVE_SERVER,           /* configured by the application */
  ICE_RESOLVE_PEER              /* written by the peer */
} IceResolvePurpose;

/* @addresses: (element-type GInetAddress): NULL if @name has none. */
typedef void (*IceResolvedFunc) (GList * addresses, gpointer data);

/* @destroy always runs, after @func or without it. FALSE: too many names wait;
 * @func does not run, @destroy did. Any thread. */
gboolean ice_resolver_lookup (const gchar * name, IceResolvePurpose purpose,
    GMainContext * context, IceResolvedFunc func, gpointer data,
    GDestroyNotify destroy);

G_END_DECLS
