/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/base/wrtcrandom.h>

void
wrtc_random_init (WrtcRandom * random, guint64 seed)
{
  random->state = seed;
}

guint64
wrtc_random_u64 (WrtcRandom * random)
{
  guint64 z = random->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

gdouble
wrtc_random_unit (WrtcRandom * random)
{
  /* 53 bits: what a double holds exactly. */
  return (wrtc_random_u64 (random) >> 11) * (1.0 / (1ULL << 53));
}
