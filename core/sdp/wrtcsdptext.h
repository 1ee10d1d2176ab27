/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The few words of the SDP grammar (RFC 8866 9) that all its parsers share.
 */
#ifndef WRTC_SDP_TEXT_H
#define WRTC_SDP_TEXT_H

#include <glib.h>

/* The whole of @text is a decimal number of at most @max. */
gboolean wrtc_text_parse_number (const gchar * text, guint64 max, guint64 * value);
/* UTF-8 without control characters (a tab may be). */
gboolean wrtc_text_is_clean     (const gchar * text, gssize size);
/* Not empty, no white space, at most @max bytes. */
gboolean wrtc_text_is_word      (const gchar * text, gsize max);
/* RFC 8866 token; at most @max bytes. */
gboolean wrtc_text_is_token     (const gchar * text, gsize max);
/* RFC 8839 ice-char: letters, digits, '+' and '/'. */
gboolean wrtc_text_is_ice_chars (const gchar * text, gsize min, gsize max);
/* IPv4 or IPv6 literal, or a host name (RFC 1123). */
gboolean wrtc_text_is_address   (const gchar * text);
/* Words between single or several spaces; NULL ended; (transfer full). At most
 * @max words: NULL if there are more. */
gchar ** wrtc_text_split_words  (const gchar * text, guint max);
/* A copy of the list of strings; (transfer full). */
GPtrArray * wrtc_strings_new    (void);
GPtrArray * wrtc_strings_copy   (const GPtrArray * self);
gboolean wrtc_strings_contain   (const GPtrArray * self, const gchar * text);

#endif
