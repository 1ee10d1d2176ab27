/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtp/wrtckeyframepacer.h>

#include <string.h>

void
wrtc_keyframe_pacer_init (WrtcKeyframePacer * pacer, WrtcTime interval,
    guint8 first_fir_sequence)
{
  memset (pacer, 0, sizeof *pacer);
  pacer->interval = interval;
  pacer->last = WRTC_TIME_NONE;
  pacer->next_fir_sequence = first_fir_sequence;
}

void
wrtc_keyframe_pacer_handle_request (WrtcKeyframePacer * pacer,
    gboolean all_headers)
{
  pacer->requests++;
  if (pacer->pending)
    pacer->coalesced++;
  pacer->pending = TRUE;
  pacer->all_headers |= all_headers;
}

gboolean
wrtc_keyframe_pacer_handle_fir (WrtcKeyframePacer * pacer, guint8 fir_sequence)
{
  if (pacer->has_received_fir && pacer->received_fir_sequence == fir_sequence)
    return FALSE;
  pacer->has_received_fir = TRUE;
  pacer->received_fir_sequence = fir_sequence;
  wrtc_keyframe_pacer_handle_request (pacer, TRUE);
  return TRUE;
}

WrtcTime
wrtc_keyframe_pacer_next_timeout (const WrtcKeyframePacer * pacer)
{
  if (!pacer->pending)
    return WRTC_TIME_NONE;
  return pacer->last == WRTC_TIME_NONE ? 0 : pacer->last + pacer->interval;
}

gboolean
wrtc_keyframe_pacer_poll (WrtcKeyframePacer * pacer, WrtcTime now,
    WrtcKeyframeRequest * request)
{
  if (!pacer->pending || now < wrtc_keyframe_pacer_next_timeout (pacer))
    return FALSE;
  request->all_headers = pacer->all_headers;
  request->fir_sequence = pacer->next_fir_sequence++;
  pacer->pending = FALSE;
  pacer->all_headers = FALSE;
  pacer->last = now;
  return TRUE;
}
