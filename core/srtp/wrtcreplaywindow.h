/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The packet index of SRTP and SRTCP and its replay list (RFC 3711 3.3.1,
 * 3.3.2, 3.2.3), for one SSRC in one direction.
 *
 *   index = wrtc_replay_window_guess (window, sequence_number, attempt);
 *   if (wrtc_replay_window_check (window, index) != WRTC_REPLAY_RESULT_OK)
 *     drop;
 *   if (authentic with index)
 *     wrtc_replay_window_accept (window, index);
 *
 * Guarantee: no index is accepted twice, none that is older than the window,
 * and nothing changes before accept(), so forged packets leave no trace.
 * Units: an index is 48 bits for RTP (roll-over counter << 16 | sequence
 * number) and 31 bits for RTCP. Threads: one caller at a time.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WRTC_REPLAY_WINDOW_MIN_SIZE 64
#define WRTC_REPLAY_WINDOW_DEFAULT_SIZE 128
#define WRTC_REPLAY_WINDOW_MAX_SIZE 32768

/* An index that no packet can have. */
#define WRTC_REPLAY_NO_INDEX G_MAXUINT64

typedef struct _WrtcReplayWindow WrtcReplayWindow;

typedef enum
{
  WRTC_REPLAY_KIND_RTP,         /* indices to 2^48 - 1 */
  WRTC_REPLAY_KIND_RTCP,        /* indices to 2^31 - 1 */
} WrtcReplayKind;

typedef enum
{
  WRTC_REPLAY_RESULT_OK,        /* new */
  WRTC_REPLAY_RESULT_REPLAYED,  /* accepted before */
  WRTC_REPLAY_RESULT_TOO_OLD,   /* before the window */
  WRTC_REPLAY_RESULT_NO_INDEX,  /* out of range; new keys are needed */
} WrtcReplayResult;

const gchar *wrtc_replay_result_to_string (WrtcReplayResult result);

/* @size: packets behind the highest that may still come; 0: the default. It is
 * brought into MIN to MAX and rounded up to a multiple of 64. */
WrtcReplayWindow *wrtc_replay_window_new (WrtcReplayKind kind, guint size);
void wrtc_replay_window_free (WrtcReplayWindow * window);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WrtcReplayWindow, wrtc_replay_window_free)

guint wrtc_replay_window_get_size (const WrtcReplayWindow * window);

/* RFC 3711 3.3.1 for RTP: the index of a packet with @sequence_number, from the
 * highest accepted so far; WRTC_REPLAY_NO_INDEX if there is none.
 * @attempt is 0. As long as nothing was accepted the counter can only be
 * guessed; a sender that began shortly before the wrap, whose first packets were
 * lost, is already at 1. If @attempt 0 is not authentic, @attempt 1 gives that
 * second guess, or NO_INDEX if there is none (always, once a packet was
 * accepted). */
guint64 wrtc_replay_window_guess (const WrtcReplayWindow * window,
    guint16 sequence_number, guint attempt);

WrtcReplayResult wrtc_replay_window_check (const WrtcReplayWindow * window,
    guint64 index);
/* After the packet was found authentic. FALSE, and no change, if check() would
 * not say _OK. */
gboolean wrtc_replay_window_accept (WrtcReplayWindow * window, guint64 index);

/* The highest index accepted; WRTC_REPLAY_NO_INDEX if none was. The roll-over
 * counter is what is above its low 16 bits. */
guint64 wrtc_replay_window_get_highest (const WrtcReplayWindow * window);

/* RFC 3711 3.3.1 for a sender, or any known state: the index nearest to
 * @highest with @sequence_number; NO_INDEX below 0 and above 48 bits. */
guint64 wrtc_srtp_index_guess (guint64 highest, guint16 sequence_number);

G_END_DECLS
