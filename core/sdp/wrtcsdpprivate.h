/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the files of core/sdp share.
 */
#ifndef WRTC_SDP_PRIVATE_H
#define WRTC_SDP_PRIVATE_H

#include "wrtcsdp.h"

/* @copy_func: gpointer (*) (gconstpointer) of the items */
GPtrArray *          wrtc_sdp_list_copy (const GPtrArray * list, gpointer copy_func,
                                         GDestroyNotify free_func);

WrtcSdpFeedback *    wrtc_sdp_feedback_new         (gint payload, const gchar * value);
WrtcSdpSimulcastId * wrtc_sdp_simulcast_id_new     (const gchar * rid, gboolean paused);
GPtrArray *          wrtc_sdp_simulcast_stream_new (void);

/* One run of the parser. */
typedef struct
{
  WrtcSdp *sdp;
  WrtcSdpMedia *media;          /* NULL: session level */
  gint line;
  gboolean seen_version;
  gboolean seen_origin;
  gboolean seen_name;
  WrtcSdpError *error;          /* never NULL */
} WrtcSdpParser;

/* Notes the first error; always returns FALSE. */
gboolean wrtc_sdp_parser_fail (WrtcSdpParser * self, WrtcSdpErrorCode code,
                               const gchar * format, ...) G_GNUC_PRINTF (3, 4);
/* Adds to a list, which then owns @item; frees it when the list is full. */
gboolean wrtc_sdp_parser_add  (WrtcSdpParser * self, GPtrArray * list, gpointer item,
                               const gchar * what);
/* Sets a string that may be given once. */
gboolean wrtc_sdp_parser_set_once (WrtcSdpParser * self, gchar ** field, const gchar * value,
                                   const gchar * what);

/* What an attribute's function says. */
typedef enum
{
  WRTC_SDP_ATTRIBUTE_FAILED,    /* the error is set */
  WRTC_SDP_ATTRIBUTE_DONE,
  WRTC_SDP_ATTRIBUTE_KEEP       /* not ours after all: keep it verbatim */
} WrtcSdpAttributeResult;

typedef WrtcSdpAttributeResult (*WrtcSdpAttributeFunc) (WrtcSdpParser * self,
                                                        const gchar * value);

typedef enum
{
  WRTC_SDP_AT_SESSION = 1 << 0,
  WRTC_SDP_AT_MEDIA = 1 << 1,
  WRTC_SDP_AT_BOTH = 3
} WrtcSdpLevel;

typedef struct
{
  const gchar *name;
  WrtcSdpLevel level;
  WrtcSdpAttributeFunc parse;
} WrtcSdpAttributeRule;

/* Tables that end in a NULL name. */
extern const WrtcSdpAttributeRule wrtc_sdp_transport_rules[];
extern const WrtcSdpAttributeRule wrtc_sdp_codec_rules[];
extern const WrtcSdpAttributeRule wrtc_sdp_source_rules[];

/* @line: what follows "a=" */
gboolean wrtc_sdp_parse_attribute (WrtcSdpParser * self, const gchar * line);
/* @line: what follows "m=" */
gboolean wrtc_sdp_parse_media     (WrtcSdpParser * self, const gchar * line);
/* Once all lines of the section are read. */
void     wrtc_sdp_name_static_payloads (WrtcSdpMedia * media);

#endif
