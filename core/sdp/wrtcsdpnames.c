/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The words of the enums of the SDP model, and the arithmetic of directions.
 */
#include "wrtcsdp.h"

static const gchar *const kind_names[] = {
  "unknown", "audio", "video", "application"
};

static const gchar *const direction_names[] = {
  "none", "inactive", "sendonly", "recvonly", "sendrecv"
};

static const gchar *const setup_names[] = {
  "none", "actpass", "active", "passive"
};

static const gchar *const type_names[] = {
  "", "offer", "pranswer", "answer", "rollback"
};

static const gchar *const error_names[] = {
  "ok", "syntax", "order", "range", "limit", "duplicate", "encoding", "key"
};

const gchar *
wrtc_media_kind_to_string (WrtcMediaKind kind)
{
  return kind_names[kind];
}

const gchar *
wrtc_direction_to_string (WrtcDirection direction)
{
  return direction_names[direction];
}

const gchar *
wrtc_setup_to_string (WrtcSetup setup)
{
  return setup_names[setup];
}

const gchar *
wrtc_sdp_type_to_string (WrtcSdpType type)
{
  return type_names[type];
}

const gchar *
wrtc_sdp_error_code_to_string (WrtcSdpErrorCode code)
{
  return error_names[code];
}

gboolean
wrtc_direction_sends (WrtcDirection direction)
{
  return direction != WRTC_DIRECTION_INACTIVE
      && direction != WRTC_DIRECTION_RECVONLY;
}

gboolean
wrtc_direction_receives (WrtcDirection direction)
{
  return direction != WRTC_DIRECTION_INACTIVE
      && direction != WRTC_DIRECTION_SENDONLY;
}

WrtcDirection
wrtc_direction_new (gboolean send, gboolean receive)
{
  if (send)
    return receive ? WRTC_DIRECTION_SENDRECV : WRTC_DIRECTION_SENDONLY;
  return receive ? WRTC_DIRECTION_RECVONLY : WRTC_DIRECTION_INACTIVE;
}

WrtcDirection
wrtc_direction_reverse (WrtcDirection direction)
{
  return wrtc_direction_new (wrtc_direction_receives (direction),
      wrtc_direction_sends (direction));
}

WrtcDirection
wrtc_direction_intersect (WrtcDirection a, WrtcDirection b)
{
  return wrtc_direction_new (wrtc_direction_sends (a)
      && wrtc_direction_sends (b), wrtc_direction_receives (a)
      && wrtc_direction_receives (b));
}
