/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/base/wrtcsequence.h>

gint
wrtc_sequence_distance (guint16 from, guint16 to)
{
  guint16 ahead = to - from;

  return ahead < 0x8000 ? ahead : ahead - 0x10000;
}

gboolean
wrtc_sequence_is_newer (guint16 a, guint16 b)
{
  return wrtc_sequence_distance (b, a) > 0;
}

gint32
wrtc_timestamp_distance (guint32 from, guint32 to)
{
  gint64 ahead = (guint32) (to - from);

  return ahead < G_GINT64_CONSTANT (0x80000000) ? ahead :
      ahead - G_GINT64_CONSTANT (0x100000000);
}

gboolean
wrtc_timestamp_is_newer (guint32 a, guint32 b)
{
  return wrtc_timestamp_distance (b, a) > 0;
}

guint64
wrtc_sequence_extend (guint64 reference, guint16 value)
{
  return reference + wrtc_sequence_distance (reference & 0xffff, value);
}

guint64
wrtc_timestamp_extend (guint64 reference, guint32 value)
{
  return reference + wrtc_timestamp_distance (reference & 0xffffffff, value);
}

guint64
wrtc_unwrap16_peek (const WrtcUnwrap16 * state, guint16 value)
{
  if (state->highest == 0)
    return G_GUINT64_CONSTANT (0x10000) + value;
  return wrtc_sequence_extend (state->highest, value);
}

guint64
wrtc_unwrap32_peek (const WrtcUnwrap32 * state, guint32 value)
{
  if (state->highest == 0)
    return G_GUINT64_CONSTANT (0x100000000) + value;
  return wrtc_timestamp_extend (state->highest, value);
}

guint64
wrtc_unwrap16 (WrtcUnwrap16 * state, guint16 value)
{
  guint64 extended = wrtc_unwrap16_peek (state, value);

  state->highest = MAX (state->highest, extended);
  return extended;
}

guint64
wrtc_unwrap32 (WrtcUnwrap32 * state, guint32 value)
{
  guint64 extended = wrtc_unwrap32_peek (state, value);

  state->highest = MAX (state->highest, extended);
  return extended;
}
