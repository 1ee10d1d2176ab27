/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The texts among the properties of an ICE element: checked, made, taken apart.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RFC 8839 5.4: 4 to 256, 22 to 256 characters out of letters, digits, + and /. */
gboolean ice_is_ufrag (const gchar * text);
gboolean ice_is_pwd (const gchar * text);
/* (transfer full): out of the kernel's random numbers. */
gchar *ice_new_ufrag (void);
gchar *ice_new_pwd (void);

/* "min-max" or "port"; NULL or "": 0 and 0. FALSE: not a range of ports. */
gboolean ice_parse_port_range (const gchar * text, guint * min, guint * max);
/* The parts between any of @separators, trimmed, without empty ones. */
GStrv ice_split (const gchar * text, const gchar * separators);
/* The parts of ice_split (@text, ",") if each is an address literal, else NULL. */
GStrv ice_parse_addresses (const gchar * text);

G_END_DECLS
