/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a library for SRTP has to do for srtp-context. A back end sees only
 * packets whose length and version srtp-context has checked, and unknown SSRCs
 * only while there is room for another.
 */
#pragma once

#include "srtp-context.h"

G_BEGIN_DECLS

typedef WrtcSrtpResult (*WrtcSrtpBackendFunc) (gpointer session, guint8 * data,
    gsize * size);

typedef struct
{
  const gchar *name;
  gpointer (*create) (WrtcSrtpDirection direction, WrtcSrtpProfile profile,
      const WrtcSrtpKey * key);
  void (*destroy) (gpointer session);
  /* One pair for the direction of the session. */
  WrtcSrtpBackendFunc protect_rtp;
  WrtcSrtpBackendFunc protect_rtcp;
  WrtcSrtpBackendFunc unprotect_rtp;
  WrtcSrtpBackendFunc unprotect_rtcp;
} WrtcSrtpBackend;

extern const WrtcSrtpBackend wrtc_srtp_backend_libsrtp;

G_END_DECLS
