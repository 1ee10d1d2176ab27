/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/srtp/wrtcreplaywindow.h>

#define MAX_RTP_INDEX ((G_GUINT64_CONSTANT (1) << 48) - 1)
#define MAX_RTCP_INDEX ((G_GUINT64_CONSTANT (1) << 31) - 1)
#define WORD_BITS 64

struct _WrtcReplayWindow
{
  guint64 max_index;
  guint64 highest;              /* WRTC_REPLAY_NO_INDEX: none accepted */
  guint size;
  /* Bit i % 64 of word i / 64 % n_words: whether index i was accepted, for
   * the size indices up to the highest. */
  guint n_words;
  guint64 words[];
};

const gchar *
wrtc_replay_result_to_string (WrtcReplayResult result)
{
  switch (result) {
    case WRTC_REPLAY_RESULT_OK:
      return "ok";
    case WRTC_REPLAY_RESULT_REPLAYED:
      return "replayed";
    case WRTC_REPLAY_RESULT_TOO_OLD:
      return "too-old";
    case WRTC_REPLAY_RESULT_NO_INDEX:
      return "no-index";
  }
  return "invalid";
}

WrtcReplayWindow *
wrtc_replay_window_new (WrtcReplayKind kind, guint size)
{
  WrtcReplayWindow *window;
  guint n_words;

  if (size == 0)
    size = WRTC_REPLAY_WINDOW_DEFAULT_SIZE;
  size = CLAMP (size, WRTC_REPLAY_WINDOW_MIN_SIZE, WRTC_REPLAY_WINDOW_MAX_SIZE);
  n_words = (size + WORD_BITS - 1) / WORD_BITS;
  window = g_malloc0 (sizeof *window + n_words * sizeof window->words[0]);
  window->max_index =
      kind == WRTC_REPLAY_KIND_RTP ? MAX_RTP_INDEX : MAX_RTCP_INDEX;
  window->highest = WRTC_REPLAY_NO_INDEX;
  window->size = n_words * WORD_BITS;
  window->n_words = n_words;
  return window;
}

void
wrtc_replay_window_free (WrtcReplayWindow * window)
{
  g_free (window);
}

guint
wrtc_replay_window_get_size (const WrtcReplayWindow * window)
{
  return window->size;
}

guint64
wrtc_replay_window_get_highest (const WrtcReplayWindow * window)
{
  return window->highest;
}

guint64
wrtc_srtp_index_guess (guint64 highest, guint16 sequence_number)
{
  guint64 cycle = highest >> 16;
  gint last = highest & 0xffff;

  /* RFC 3711 3.3.1, the ties as there. */
  if (last < 0x8000) {
    if (sequence_number - last > 0x8000) {
      if (cycle == 0)
        return WRTC_REPLAY_NO_INDEX;
      cycle--;
    }
  } else if (last - 0x8000 > sequence_number) {
    cycle++;
  }
  if (cycle > MAX_RTP_INDEX >> 16)
    return WRTC_REPLAY_NO_INDEX;
  return cycle << 16 | sequence_number;
}

guint64
wrtc_replay_window_guess (const WrtcReplayWindow * window,
    guint16 sequence_number, guint attempt)
{
  if (window->highest == WRTC_REPLAY_NO_INDEX) {
    if (attempt == 0)
      return sequence_number;
    /* Lost before the first packet: less than half the range. */
    if (attempt == 1 && sequence_number < 0x8000)
      return 0x10000 | sequence_number;
    return WRTC_REPLAY_NO_INDEX;
  }
  if (attempt > 0)
    return WRTC_REPLAY_NO_INDEX;
  return wrtc_srtp_index_guess (window->highest, sequence_number);
}

static gsize
word_of (const WrtcReplayWindow * window, guint64 index)
{
  return index / WORD_BITS % window->n_words;
}

static guint64
bit_of (guint64 index)
{
  return G_GUINT64_CONSTANT (1) << (index % WORD_BITS);
}

WrtcReplayResult
wrtc_replay_window_check (const WrtcReplayWindow * window, guint64 index)
{
  if (index > window->max_index)
    return WRTC_REPLAY_RESULT_NO_INDEX;
  if (window->highest == WRTC_REPLAY_NO_INDEX || index > window->highest)
    return WRTC_REPLAY_RESULT_OK;
  if (window->highest - index >= window->size)
    return WRTC_REPLAY_RESULT_TOO_OLD;
  if (window->words[word_of (window, index)] & bit_of (index))
    return WRTC_REPLAY_RESULT_REPLAYED;
  return WRTC_REPLAY_RESULT_OK;
}

/* Moves the window's end to @index and forgets what leaves it. */
static void
advance (WrtcReplayWindow * window, guint64 index)
{
  guint64 first = window->highest + 1;

  if (window->highest == WRTC_REPLAY_NO_INDEX || index - first >= window->size)
    first = index < window->size ? 0 : index - window->size + 1;
  for (guint64 i = first; i <= index; i++)
    window->words[word_of (window, i)] &= ~bit_of (i);
  window->highest = index;
}

gboolean
wrtc_replay_window_accept (WrtcReplayWindow * window, guint64 index)
{
  if (wrtc_replay_window_check (window, index) != WRTC_REPLAY_RESULT_OK)
    return FALSE;
  if (window->highest == WRTC_REPLAY_NO_INDEX || index > window->highest)
    advance (window, index);
  window->words[word_of (window, index)] |= bit_of (index);
  return TRUE;
}
