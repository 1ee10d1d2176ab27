/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtp/wrtclipsync.h>

#include <core/base/wrtcsequence.h>

#define DEFAULT_MAX_OFFSET (3 * WRTC_SECOND)
#define DEFAULT_MIN_CHANGE (4 * WRTC_MSECOND)
#define DEFAULT_SLEW (20 * WRTC_MSECOND)
/* How often a moving offset moves. */
#define STEP_INTERVAL (100 * WRTC_MSECOND)
/* With these the difference of any two lags fits in 63 bits. */
#define MIN_CLOCK_RATE 1000
#define MAX_RUNNING_TIME (G_GUINT64_CONSTANT (1) << 60)

typedef struct
{
  guint id;
  guint clock_rate;
  gchar *group;
  gboolean has_report;
  guint64 ntp_time;
  guint32 ntp_rtp_time;
  gboolean has_packet;
  guint32 rtp_time;
  WrtcTime running_time;

  gint64 lag;                   /* running time minus sender's wall clock */
  gboolean aligned;             /* `target` was known at least once */
  gboolean placed;              /* `offset` was given at least once */
  gint64 target;
  gint64 offset;                /* as given */
  WrtcTime last_step;
} Stream;

struct _WrtcLipSync
{
  WrtcLipSyncConfig config;
  GPtrArray *streams;
  guint64 n_refused;
};

static void
stream_free (gpointer data)
{
  Stream *stream = data;

  g_free (stream->group);
  g_free (stream);
}

WrtcLipSync *
wrtc_lip_sync_new (const WrtcLipSyncConfig * config)
{
  WrtcLipSync *sync = g_new0 (WrtcLipSync, 1);

  if (config != NULL)
    sync->config = *config;
  if (sync->config.max_offset == 0)
    sync->config.max_offset = DEFAULT_MAX_OFFSET;
  if (sync->config.min_change == 0)
    sync->config.min_change = DEFAULT_MIN_CHANGE;
  if (sync->config.slew == 0)
    sync->config.slew = DEFAULT_SLEW;
  sync->streams = g_ptr_array_new_with_free_func (stream_free);
  return sync;
}

void
wrtc_lip_sync_free (WrtcLipSync * sync)
{
  g_ptr_array_unref (sync->streams);
  g_free (sync);
}

static Stream *
find_stream (const WrtcLipSync * sync, guint id)
{
  for (guint i = 0; i < sync->streams->len; i++) {
    Stream *stream = g_ptr_array_index (sync->streams, i);
    if (stream->id == id)
      return stream;
  }
  return NULL;
}

static gboolean
stream_is_known (const Stream * stream)
{
  return stream->has_report && stream->has_packet;
}

/* 32.32 fixed point; 2^32 s are less than 2^63 ns. */
static gint64
ntp_to_ns (guint64 ntp_time)
{
  return (gint64) ((ntp_time >> 32) * WRTC_SECOND +
      (((ntp_time & G_MAXUINT32) * WRTC_SECOND) >> 32));
}

static gint64
stream_lag (const Stream * stream)
{
  gint64 ticks =
      wrtc_timestamp_distance (stream->ntp_rtp_time, stream->rtp_time);

  return (gint64) stream->running_time - (ntp_to_ns (stream->ntp_time) +
      ticks * (gint64) WRTC_SECOND / stream->clock_rate);
}

/* Computes the targets of one group anew. */
static void
align_group (WrtcLipSync * sync, const gchar * group)
{
  gint64 latest = G_MININT64, earliest = G_MAXINT64;
  guint n = 0;

  for (guint i = 0; i < sync->streams->len; i++) {
    Stream *stream = g_ptr_array_index (sync->streams, i);
    if (!stream_is_known (stream) || g_strcmp0 (stream->group, group) != 0)
      continue;
    stream->lag = stream_lag (stream);
    latest = MAX (latest, stream->lag);
    earliest = MIN (earliest, stream->lag);
    n++;
  }
  if (n == 0)
    return;
  if (latest - earliest > (gint64) sync->config.max_offset) {
    sync->n_refused++;
    return;
  }
  for (guint i = 0; i < sync->streams->len; i++) {
    Stream *stream = g_ptr_array_index (sync->streams, i);
    if (!stream_is_known (stream) || g_strcmp0 (stream->group, group) != 0)
      continue;
    stream->target = latest - stream->lag;
    stream->aligned = TRUE;
    /* In place among others as it is: from now on it moves slowly. */
    if (n > 1 && stream->target == stream->offset)
      stream->placed = TRUE;
  }
}

gboolean
wrtc_lip_sync_add_stream (WrtcLipSync * sync, guint id, guint clock_rate,
    const gchar * group)
{
  Stream *stream;

  if (sync->streams->len >= WRTC_LIP_SYNC_MAX_STREAMS ||
      clock_rate < MIN_CLOCK_RATE || clock_rate > G_MAXINT32 ||
      group == NULL || find_stream (sync, id))
    return FALSE;
  stream = g_new0 (Stream, 1);
  stream->id = id;
  stream->clock_rate = clock_rate;
  stream->group = g_strdup (group);
  g_ptr_array_add (sync->streams, stream);
  return TRUE;
}

void
wrtc_lip_sync_remove_stream (WrtcLipSync * sync, guint id)
{
  Stream *stream = find_stream (sync, id);
  g_autofree gchar *group = NULL;

  if (stream == NULL)
    return;
  group = g_steal_pointer (&stream->group);
  g_ptr_array_remove_fast (sync->streams, stream);
  align_group (sync, group);
}

void
wrtc_lip_sync_handle_sender_report (WrtcLipSync * sync, guint id,
    guint64 ntp_time, guint32 rtp_time)
{
  Stream *stream = find_stream (sync, id);

  /* RFC 3550 6.4.1: a sender without a wall clock says 0. */
  if (stream == NULL || ntp_time == 0)
    return;
  stream->has_report = TRUE;
  stream->ntp_time = ntp_time;
  stream->ntp_rtp_time = rtp_time;
  align_group (sync, stream->group);
}

void
wrtc_lip_sync_handle_packet (WrtcLipSync * sync, guint id, guint32 rtp_time,
    WrtcTime running_time)
{
  Stream *stream = find_stream (sync, id);

  if (stream == NULL || running_time > MAX_RUNNING_TIME)
    return;
  stream->has_packet = TRUE;
  stream->rtp_time = rtp_time;
  stream->running_time = running_time;
  align_group (sync, stream->group);
}

static gboolean
stream_must_move (const WrtcLipSync * sync, const Stream * stream)
{
  gint64 distance = stream->target - stream->offset;

  if (!stream->aligned)
    return FALSE;
  if (!stream->placed)
    return distance != 0;
  return ABS (distance) >= (gint64) sync->config.min_change;
}

gboolean
wrtc_lip_sync_poll (WrtcLipSync * sync, WrtcTime now,
    WrtcLipSyncOutput * output)
{
  for (guint i = 0; i < sync->streams->len; i++) {
    Stream *stream = g_ptr_array_index (sync->streams, i);
    gint64 distance = stream->target - stream->offset;

    if (!stream_must_move (sync, stream))
      continue;
    if (stream->placed) {
      WrtcTime passed = now > stream->last_step ? now - stream->last_step : 0;
      gint64 most;

      if (passed < STEP_INTERVAL)
        continue;
      passed = MIN (passed, WRTC_SECOND);
      most = sync->config.slew * (passed / WRTC_USECOND) / 1000000;
      distance = CLAMP (distance, -most, most);
    }
    stream->offset += distance;
    stream->placed = TRUE;
    stream->last_step = now;
    output->id = stream->id;
    output->offset = stream->offset;
    return TRUE;
  }
  return FALSE;
}

WrtcTime
wrtc_lip_sync_next_timeout (const WrtcLipSync * sync)
{
  WrtcTime next = WRTC_TIME_NONE;

  for (guint i = 0; i < sync->streams->len; i++) {
    Stream *stream = g_ptr_array_index (sync->streams, i);
    if (stream_must_move (sync, stream))
      next = MIN (next, stream->placed ? stream->last_step + STEP_INTERVAL : 0);
  }
  return next;
}

guint64
wrtc_lip_sync_n_refused (const WrtcLipSync * sync)
{
  return sync->n_refused;
}
