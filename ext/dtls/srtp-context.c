/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "srtp-context.h"

#include "srtp-backend.h"

#define RTP_HEADER_SIZE 12
#define RTCP_HEADER_SIZE 8
#define RTCP_INDEX_SIZE 4
#define MAX_PACKET_SIZE 65535

struct _WrtcSrtpContext
{
  const WrtcSrtpBackend *backend;
  gpointer session;
  gsize tag_size;
  GHashTable *ssrcs;            /* set: those that the session has state of */
  guint32 last_ssrc;            /* the last one found there */
  gboolean has_last_ssrc;
};

const gchar *
wrtc_srtp_result_to_string (WrtcSrtpResult result)
{
  static const gchar *const names[WRTC_SRTP_N_RESULTS] = {
    "ok", "malformed", "authentication", "replay", "too-old",
    "too-many-ssrcs", "key-expired", "failed",
  };

  g_return_val_if_fail ((guint) result < WRTC_SRTP_N_RESULTS, NULL);
  return names[result];
}

WrtcSrtpContext *
wrtc_srtp_context_new (WrtcSrtpDirection direction, WrtcSrtpProfile profile,
    const WrtcSrtpKey * key)
{
  const WrtcSrtpBackend *backend = &wrtc_srtp_backend_libsrtp;
  gpointer session = backend->create (direction, profile, key);

  if (!session)
    return NULL;
  WrtcSrtpContext *self = g_new0 (WrtcSrtpContext, 1);
  self->backend = backend;
  self->session = session;
  self->tag_size = wrtc_srtp_profile_get_info (profile)->tag_size;
  self->ssrcs = g_hash_table_new (NULL, NULL);
  return self;
}

void
wrtc_srtp_context_free (WrtcSrtpContext * self)
{
  self->backend->destroy (self->session);
  g_hash_table_unref (self->ssrcs);
  g_free (self);
}

static guint32
read_u32 (const guint8 * data)
{
  return (guint32) data[0] << 24 | data[1] << 16 | data[2] << 8 | data[3];
}

static gboolean
is_known (const WrtcSrtpContext * self, guint32 ssrc)
{
  return (self->has_last_ssrc && self->last_ssrc == ssrc)
      || g_hash_table_contains (self->ssrcs, GUINT_TO_POINTER (ssrc));
}

/* Runs the back end for a packet of @ssrc, which gets state there when the
 * packet is good: so it is counted then, and only then. */
static WrtcSrtpResult
run (WrtcSrtpContext * self, WrtcSrtpBackendFunc func, guint32 ssrc,
    guint8 * data, gsize * size)
{
  gboolean known = is_known (self, ssrc);

  if (!known && g_hash_table_size (self->ssrcs) >= WRTC_SRTP_MAX_SSRCS)
    return WRTC_SRTP_RESULT_TOO_MANY_SSRCS;
  WrtcSrtpResult result = func (self->session, data, size);
  if (result != WRTC_SRTP_RESULT_OK)
    return result;
  if (!known)
    g_hash_table_add (self->ssrcs, GUINT_TO_POINTER (ssrc));
  self->last_ssrc = ssrc;
  self->has_last_ssrc = TRUE;
  return WRTC_SRTP_RESULT_OK;
}

/* The fixed header, the CSRCs and the extension lie inside, before @tail. */
static gboolean
is_rtp (const guint8 * data, gsize size, gsize tail)
{
  if (size < RTP_HEADER_SIZE + tail || size > MAX_PACKET_SIZE
      || data[0] >> 6 != 2)
    return FALSE;
  gsize header = RTP_HEADER_SIZE + 4 * (data[0] & 0x0f);
  if (data[0] & 0x10) {
    if (size < header + 4 + tail)
      return FALSE;
    header += 4 + 4 * (data[header + 2] << 8 | data[header + 3]);
  }
  return size >= header + tail;
}

static gboolean
is_rtcp (const guint8 * data, gsize size, gsize tail)
{
  return size >= RTCP_HEADER_SIZE + tail && size <= MAX_PACKET_SIZE
      && data[0] >> 6 == 2;
}

WrtcSrtpResult
wrtc_srtp_context_protect_rtp (WrtcSrtpContext * self, guint8 * data,
    gsize * size)
{
  if (!is_rtp (data, *size, 0))
    return WRTC_SRTP_RESULT_MALFORMED;
  return run (self, self->backend->protect_rtp, read_u32 (data + 8), data,
      size);
}

WrtcSrtpResult
wrtc_srtp_context_protect_rtcp (WrtcSrtpContext * self, guint8 * data,
    gsize * size)
{
  if (!is_rtcp (data, *size, 0))
    return WRTC_SRTP_RESULT_MALFORMED;
  return run (self, self->backend->protect_rtcp, read_u32 (data + 4), data,
      size);
}

WrtcSrtpResult
wrtc_srtp_context_unprotect_rtp (WrtcSrtpContext * self, guint8 * data,
    gsize * size)
{
  if (!is_rtp (data, *size, self->tag_size))
    return WRTC_SRTP_RESULT_MALFORMED;
  return run (self, self->backend->unprotect_rtp, read_u32 (data + 8), data,
      size);
}

WrtcSrtpResult
wrtc_srtp_context_unprotect_rtcp (WrtcSrtpContext * self, guint8 * data,
    gsize * size)
{
  if (!is_rtcp (data, *size, self->tag_size + RTCP_INDEX_SIZE))
    return WRTC_SRTP_RESULT_MALFORMED;
  return run (self, self->backend->unprotect_rtcp, read_u32 (data + 4), data,
      size);
}
