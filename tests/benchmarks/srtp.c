/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * CPU time of srtp-context for one RTP packet of 1,200 bytes, by profile and
 * number of sessions that take turns.
 *   meson test --benchmark -C build srtp, or benchmark-srtp [PACKETS]
 */
#include <srtp-context.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SIZE 1200
#define BATCH 64

static gdouble
cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static void
write_packet (guint8 * data, guint sequence)
{
  memset (data, 0x55, SIZE);
  memset (data, 0, 12);
  data[0] = 0x80;
  data[1] = 96;
  data[2] = sequence >> 8;
  data[3] = sequence;
  data[11] = 1;
}

static gboolean
run_batch (WrtcSrtpContext * send, WrtcSrtpContext * receive, guint first,
    gdouble * seconds)
{
  static guint8 data[BATCH][SIZE + WRTC_SRTP_MAX_TRAILER_SIZE];
  gsize sizes[BATCH];
  gboolean good = TRUE;

  for (guint i = 0; i < BATCH; i++)
    write_packet (data[i], first + i);
  gdouble start = cpu_seconds ();
  for (guint i = 0; i < BATCH; i++) {
    sizes[i] = SIZE;
    good &= wrtc_srtp_context_protect_rtp (send, data[i], &sizes[i]) ==
        WRTC_SRTP_RESULT_OK;
  }
  gdouble middle = cpu_seconds ();
  for (guint i = 0; i < BATCH; i++)
    good &= wrtc_srtp_context_unprotect_rtp (receive, data[i], &sizes[i]) ==
        WRTC_SRTP_RESULT_OK;
  seconds[0] += middle - start;
  seconds[1] += cpu_seconds () - middle;
  return good;
}

static void
run (WrtcSrtpProfile profile, guint n_sessions, guint n_packets)
{
  WrtcSrtpContext **send = g_new (WrtcSrtpContext *, n_sessions);
  WrtcSrtpContext **receive = g_new (WrtcSrtpContext *, n_sessions);
  guint rounds = MAX (n_packets / BATCH / n_sessions, 1);
  gdouble seconds[2] = { 0, 0 };
  gboolean good = TRUE;

  for (guint i = 0; i < n_sessions; i++) {
    WrtcSrtpKey key = {.key = {i, i >> 8, 1}
    };
    send[i] = wrtc_srtp_context_new (WRTC_SRTP_SEND, profile, &key);
    receive[i] = wrtc_srtp_context_new (WRTC_SRTP_RECEIVE, profile, &key);
  }
  for (guint round = 0; round < rounds; round++)
    for (guint i = 0; i < n_sessions; i++)
      good &= run_batch (send[i], receive[i], round * BATCH, seconds);
  gdouble total = (gdouble) rounds * n_sessions * BATCH;
  printf ("%-28s %5u sessions: protect %6.2f us, unprotect %6.2f us%s\n",
      wrtc_srtp_profile_to_string (profile), n_sessions,
      seconds[0] * 1e6 / total, seconds[1] * 1e6 / total,
      good ? "" : "  (ERRORS)");
  for (guint i = 0; i < n_sessions; i++) {
    wrtc_srtp_context_free (send[i]);
    wrtc_srtp_context_free (receive[i]);
  }
  g_free (send);
  g_free (receive);
}

gint
main (gint argc, gchar ** argv)
{
  guint n_packets = argc > 1 ? atoi (argv[1]) : 200000;

  for (guint profile = 1; profile < WRTC_SRTP_N_PROFILES; profile++) {
    run (profile, 1, n_packets);
    run (profile, 1000, n_packets);
  }
  return 0;
}
