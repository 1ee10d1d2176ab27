/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The body of a trickle PATCH: application/trickle-ice-sdpfrag (RFC 8840 9).
 * Plain functions; any thread.
 */
#pragma once

#include <core/sdp/wrtcsdp.h>

G_BEGIN_DECLS

typedef struct
{
  guint mline;
  gchar *line;                  /* "candidate:…"; "": the last one has come */
} GstWrtcFragCandidate;

typedef struct
{
  gchar *ufrag;                 /* NULL: not written */
  gchar *pwd;
  GPtrArray *candidates;        /* (element-type GstWrtcFragCandidate) */
} GstWrtcSdpFrag;

/* @offer: what the mids refer to. NULL: @error holds a sentence that names the
 * line (from 1). Candidates of a transport or type that nobody here knows are
 * left out, as RFC 8839 5.1 wants it. */
GstWrtcSdpFrag *gst_wrtc_sdp_frag_parse (const gchar * text, gsize size,
    const WrtcSdp * offer, gchar ** error);
void gst_wrtc_sdp_frag_free (GstWrtcSdpFrag * self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstWrtcSdpFrag, gst_wrtc_sdp_frag_free)

G_END_DECLS
