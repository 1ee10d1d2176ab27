/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A codec as SDP and JSEP see it: rtpmap, fmtp and rtcp-fb of one payload type.
 * Plain data; everything is owned by the struct that holds it.
 */
#ifndef WRTC_CODEC_H
#define WRTC_CODEC_H

#include <glib.h>

G_BEGIN_DECLS

/* A name with a value: an fmtp parameter, an attribute, a restriction. */
typedef struct
{
  gchar *name;
  gchar *value;                 /* NULL: the name alone, as in "0-16" */
} WrtcParameter;

WrtcParameter *       wrtc_parameter_new  (const gchar * name, const gchar * value);
WrtcParameter *       wrtc_parameter_copy (const WrtcParameter * self);
void                  wrtc_parameter_free (WrtcParameter * self);

/* Lists of (element-type WrtcParameter); order is kept. Names of fmtp parameters
 * compare without case (RFC 4855), others exactly. */
GPtrArray *           wrtc_parameters_new   (void);
GPtrArray *           wrtc_parameters_copy  (const GPtrArray * self);
gboolean              wrtc_parameters_equal (const GPtrArray * a, const GPtrArray * b);
const WrtcParameter * wrtc_parameters_find  (const GPtrArray * self, const gchar * name);
const gchar *         wrtc_parameters_get   (const GPtrArray * self, const gchar * name);
/* Replaces the parameter of that name, or appends it. */
void                  wrtc_parameters_set   (GPtrArray * self, const gchar * name,
                                             const gchar * value);

/* For which direction a local codec can be used. Codecs from SDP have both. */
typedef enum
{
  WRTC_CODEC_SEND = 1 << 0,
  WRTC_CODEC_RECEIVE = 1 << 1,
  WRTC_CODEC_BOTH = 3
} WrtcCodecUse;

typedef struct
{
  gint payload;                 /* in SDP and on the wire: 0..127; in settings -1:
                                 * any, the session gives one */
  gint payload_in;              /* the one that the local payloader writes; -1: none.
                                 * Never in SDP */
  gchar *name;                  /* encoding name as written; compares without case */
  guint clock_rate;
  guint channels;               /* 0: not written (one channel, or video) */
  GPtrArray *fmtp;              /* (element-type WrtcParameter) */
  GPtrArray *feedback;          /* (element-type utf8): "nack", "nack pli", "ccm fir" */
  WrtcCodecUse use;
} WrtcCodec;

/* name NULL: a payload type without rtpmap; the static types of RFC 3551 that
 * WebRTC knows (0 PCMU, 8 PCMA, 9 G722, 13 CN) are filled in by the SDP parser. */
WrtcCodec *           wrtc_codec_new   (gint payload, const gchar * name,
                                        guint clock_rate, guint channels);
WrtcCodec *           wrtc_codec_copy  (const WrtcCodec * self);
void                  wrtc_codec_free  (WrtcCodec * self);
/* Same text: name, rate, channels, fmtp and feedback; payload types do not count. */
gboolean              wrtc_codec_equal (const WrtcCodec * a, const WrtcCodec * b);

gboolean              wrtc_codec_has_feedback (const WrtcCodec * self, const gchar * feedback);
/* Adds it once. */
void                  wrtc_codec_add_feedback (WrtcCodec * self, const gchar * feedback);

/* Lists of (element-type WrtcCodec), which own their codecs. */
GPtrArray *           wrtc_codecs_new  (void);
GPtrArray *           wrtc_codecs_copy (const GPtrArray * self);
const WrtcCodec *     wrtc_codecs_find (const GPtrArray * self, gint payload);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WrtcCodec, wrtc_codec_free)
G_END_DECLS
#endif
