/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * application/x-rtp caps <-> what core/jsep knows of codecs
 * (docs/webrtcbin-compat.md 9). Pure functions.
 */
#pragma once

#include <core/jsep/wrtcjsep.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/* What some caps say. Lists are in the order of the caps. */
typedef struct
{
  WrtcMediaKind kind;           /* UNKNOWN: caps without (known) media */
  GPtrArray *codecs;            /* (element-type WrtcCodec) */
  GPtrArray *extensions;        /* (element-type WrtcSdpExtmap) */
  GPtrArray *attributes;        /* (element-type WrtcParameter): from a-… */
  gchar *mid;                   /* a-mid of the first structure; or NULL */
  guint32 ssrc;                 /* 0: none */
} GstWrtcCapsFacts;

/* Structures without media or encoding-name are left out. NULL with @error
 * (domain of core/jsep): extmap fields that contradict each other. */
GstWrtcCapsFacts * gst_wrtc_caps_facts_new  (const GstCaps * caps, GError ** error);
void               gst_wrtc_caps_facts_free (GstWrtcCapsFacts * self);

/* The kind alone: of the first structure. */
WrtcMediaKind      gst_wrtc_caps_get_kind   (const GstCaps * caps);

/* (transfer full): caps of a received stream of that codec. */
GstCaps *          gst_wrtc_codec_to_caps   (const WrtcCodec * codec, WrtcMediaKind kind,
                                             const GPtrArray * extensions);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstWrtcCapsFacts, gst_wrtc_caps_facts_free)
G_END_DECLS
