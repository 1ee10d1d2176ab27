/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <core/rtp/wrtcrtpdemux.h>

#include <core/base/wrtcsequence.h>
#include <string.h>

#define DEFAULT_MAX_STREAMS 8
#define DEFAULT_IDLE_TIME (5 * WRTC_SECOND)
#define N_PAYLOAD_TYPES 128
/* Packets that a BYE overtook do not begin the stream again. */
#define LEFT_TIME (500 * WRTC_MSECOND)
#define N_LEFT 16

typedef struct
{
  guint id;
  gchar *mid;
  gboolean active;
  guint64 payload_types[N_PAYLOAD_TYPES / 64];  /* a bit for each */
  guint32 ssrcs[WRTC_RTP_DEMUX_MAX_ANNOUNCED];
  guint n_ssrcs;
  guint n_learnt;               /* streams here that were not announced */
} Section;

typedef struct
{
  guint32 ssrc;
  Section *section;
  gboolean announced;
  WrtcTime last_packet;
  WrtcUnwrap16 unwrap;
  guint64 mid_update;           /* extended number; 0: by SSRC or PT */
} Stream;

/* A stream that said goodbye. */
typedef struct
{
  guint32 ssrc;
  WrtcTime until;               /* 0: free */
} Left;

struct _WrtcRtpDemux
{
  WrtcRtpDemuxConfig config;
  GPtrArray *sections;          /* of Section */
  GHashTable *by_mid;           /* gchar * (the section's) → Section */
  GHashTable *announced;        /* SSRC → Section */
  GHashTable *streams;          /* SSRC → Stream */
  Section *by_payload_type[N_PAYLOAD_TYPES];    /* NULL: none or several */
  GArray *ended;                /* of guint32, to be polled */
  guint n_polled;
  Left left[N_LEFT];            /* a ring */
  guint next_left;
};

const gchar *
wrtc_rtp_demux_result_to_string (WrtcRtpDemuxResult result)
{
  static const gchar *const names[WRTC_RTP_DEMUX_N_RESULTS] = {
    "known", "new", "moved", "unknown-mid", "unknown-ssrc",
    "unknown-payload-type", "inactive", "left", "too-many-streams"
  };

  return (guint) result < WRTC_RTP_DEMUX_N_RESULTS ? names[result] : "unknown";
}

static void
section_free (gpointer data)
{
  Section *section = data;

  g_free (section->mid);
  g_free (section);
}

WrtcRtpDemux *
wrtc_rtp_demux_new (const WrtcRtpDemuxConfig * config)
{
  WrtcRtpDemux *demux = g_new0 (WrtcRtpDemux, 1);

  if (config != NULL)
    demux->config = *config;
  if (demux->config.max_streams_per_section == 0)
    demux->config.max_streams_per_section = DEFAULT_MAX_STREAMS;
  if (demux->config.idle_time == 0)
    demux->config.idle_time = DEFAULT_IDLE_TIME;
  demux->sections = g_ptr_array_new_with_free_func (section_free);
  demux->by_mid = g_hash_table_new (g_str_hash, g_str_equal);
  demux->announced = g_hash_table_new (NULL, NULL);
  demux->streams = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  demux->ended = g_array_new (FALSE, FALSE, sizeof (guint32));
  return demux;
}

void
wrtc_rtp_demux_free (WrtcRtpDemux * demux)
{
  g_hash_table_unref (demux->streams);
  g_hash_table_unref (demux->announced);
  g_hash_table_unref (demux->by_mid);
  g_ptr_array_unref (demux->sections);
  g_array_unref (demux->ended);
  g_free (demux);
}

/* === sections === */

static gboolean
section_has_payload_type (const Section * section, guint8 payload_type)
{
  return payload_type < N_PAYLOAD_TYPES &&
      ((section->payload_types[payload_type / 64] >> (payload_type % 64)) & 1);
}

static Section *
section_new (const WrtcRtpDemuxSection * from)
{
  Section *section = g_new0 (Section, 1);

  section->id = from->id;
  section->mid = g_strdup (from->mid);
  section->active = from->active;
  for (guint i = 0; i < from->n_payload_types; i++) {
    guint8 type = from->payload_types[i];
    if (type < N_PAYLOAD_TYPES)
      section->payload_types[type / 64] |= G_GUINT64_CONSTANT (1) << type % 64;
  }
  section->n_ssrcs = MIN (from->n_ssrcs, WRTC_RTP_DEMUX_MAX_ANNOUNCED);
  for (guint i = 0; i < section->n_ssrcs; i++)
    section->ssrcs[i] = from->ssrcs[i];
  return section;
}

/* RFC 9143 9.2: a payload type that more than one m-section has tells nothing.
 * An inactive section counts: its peer may still send for a moment. */
static void
index_payload_types (WrtcRtpDemux * demux)
{
  for (guint type = 0; type < N_PAYLOAD_TYPES; type++) {
    Section *only = NULL;
    guint n = 0;

    for (guint i = 0; i < demux->sections->len; i++) {
      Section *section = g_ptr_array_index (demux->sections, i);
      if (section_has_payload_type (section, type)) {
        only = section;
        n++;
      }
    }
    demux->by_payload_type[type] = n == 1 ? only : NULL;
  }
}

static void
index_sections (WrtcRtpDemux * demux)
{
  g_hash_table_remove_all (demux->by_mid);
  g_hash_table_remove_all (demux->announced);
  /* From the last: of two with one MID or SSRC the first wins. */
  for (guint i = demux->sections->len; i-- > 0;) {
    Section *section = g_ptr_array_index (demux->sections, i);

    if (section->mid != NULL)
      g_hash_table_replace (demux->by_mid, section->mid, section);
    for (guint j = 0; j < section->n_ssrcs; j++)
      g_hash_table_replace (demux->announced,
          GUINT_TO_POINTER (section->ssrcs[j]), section);
  }
  index_payload_types (demux);
}

static Section *
find_successor (WrtcRtpDemux * demux, const Section * old)
{
  if (old->mid != NULL)
    return g_hash_table_lookup (demux->by_mid, old->mid);
  for (guint i = 0; i < demux->sections->len; i++) {
    Section *section = g_ptr_array_index (demux->sections, i);
    if (section->mid == NULL && section->id == old->id)
      return section;
  }
  return NULL;
}

static void
attach_stream (WrtcRtpDemux * demux, Stream * stream, Section * section)
{
  stream->section = section;
  stream->announced = g_hash_table_lookup (demux->announced,
      GUINT_TO_POINTER (stream->ssrc)) == section;
  if (!stream->announced)
    section->n_learnt++;
}

static void
detach_stream (Stream * stream)
{
  if (!stream->announced)
    stream->section->n_learnt--;
}

void
wrtc_rtp_demux_set_sections (WrtcRtpDemux * demux,
    const WrtcRtpDemuxSection * sections, guint n_sections)
{
  g_autoptr (GPtrArray) old G_GNUC_UNUSED = g_steal_pointer (&demux->sections);
  GHashTableIter iter;
  gpointer value;

  demux->sections = g_ptr_array_new_with_free_func (section_free);
  for (guint i = 0; i < MIN (n_sections, WRTC_RTP_DEMUX_MAX_SECTIONS); i++)
    g_ptr_array_add (demux->sections, section_new (&sections[i]));
  index_sections (demux);

  g_hash_table_iter_init (&iter, demux->streams);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Stream *stream = value;
    Section *section = find_successor (demux, stream->section);

    if (section != NULL && section->active) {
      attach_stream (demux, stream, section);
      continue;
    }
    g_array_append_val (demux->ended, stream->ssrc);
    g_hash_table_iter_remove (&iter);
  }
}

/* === streams === */

static void
end_stream (WrtcRtpDemux * demux, Stream * stream)
{
  guint32 ssrc = stream->ssrc;

  detach_stream (stream);
  g_array_append_val (demux->ended, ssrc);
  g_hash_table_remove (demux->streams, GUINT_TO_POINTER (ssrc));
}

/* Whether @section may have one more learnt stream; ends an idle one for it. */
static gboolean
make_room (WrtcRtpDemux * demux, const Section * section, WrtcTime now)
{
  Stream *idle = NULL;
  GHashTableIter iter;
  gpointer value;

  if (section->n_learnt < demux->config.max_streams_per_section)
    return TRUE;
  g_hash_table_iter_init (&iter, demux->streams);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Stream *stream = value;
    if (stream->section == section && !stream->announced &&
        (idle == NULL || stream->last_packet < idle->last_packet))
      idle = stream;
  }
  if (idle == NULL || now < idle->last_packet ||
      now - idle->last_packet < demux->config.idle_time)
    return FALSE;
  end_stream (demux, idle);
  return TRUE;
}

static Section *
find_by_mid (WrtcRtpDemux * demux, const gchar * mid, gsize size)
{
  gchar text[256];

  if (size == 0 || size >= sizeof text || memchr (mid, 0, size) != NULL)
    return NULL;
  memcpy (text, mid, size);
  text[size] = 0;
  return g_hash_table_lookup (demux->by_mid, text);
}

/* Where the packet belongs by the tables alone; NULL and why if nowhere. */
static Section *
find_section (WrtcRtpDemux * demux, const WrtcRtpDemuxPacket * packet,
    const Stream * stream, WrtcRtpDemuxResult * why)
{
  Section *section = NULL;

  *why = WRTC_RTP_DEMUX_UNKNOWN_SSRC;
  if (packet->mid != NULL) {
    section = find_by_mid (demux, packet->mid, packet->mid_size);
    *why = WRTC_RTP_DEMUX_UNKNOWN_MID;
    /* RFC 9143 9.2: only a packet newer than the last update may move it. */
    if (section != NULL && stream != NULL && section != stream->section &&
        wrtc_unwrap16_peek (&stream->unwrap, packet->sequence) <=
        stream->mid_update)
      section = stream->section;
    return section;
  }
  if (stream != NULL)
    return stream->section;
  section = g_hash_table_lookup (demux->announced,
      GUINT_TO_POINTER (packet->ssrc));
  if (section == NULL && packet->payload_type < N_PAYLOAD_TYPES)
    section = demux->by_payload_type[packet->payload_type];
  return section;
}

static gboolean
has_just_left (const WrtcRtpDemux * demux, guint32 ssrc, WrtcTime now)
{
  for (guint i = 0; i < N_LEFT; i++) {
    if (demux->left[i].ssrc == ssrc && now < demux->left[i].until)
      return TRUE;
  }
  return FALSE;
}

static WrtcRtpDemuxResult
place_stream (WrtcRtpDemux * demux, const WrtcRtpDemuxPacket * packet,
    Stream * stream, Section * section)
{
  gboolean announced = g_hash_table_lookup (demux->announced,
      GUINT_TO_POINTER (packet->ssrc)) == section;

  if (stream == NULL && has_just_left (demux, packet->ssrc, packet->now))
    return WRTC_RTP_DEMUX_LEFT;
  if (!announced && !make_room (demux, section, packet->now))
    return WRTC_RTP_DEMUX_TOO_MANY_STREAMS;
  if (stream != NULL) {
    detach_stream (stream);
    attach_stream (demux, stream, section);
    return WRTC_RTP_DEMUX_MOVED;
  }
  stream = g_new0 (Stream, 1);
  stream->ssrc = packet->ssrc;
  attach_stream (demux, stream, section);
  g_hash_table_insert (demux->streams, GUINT_TO_POINTER (packet->ssrc), stream);
  return WRTC_RTP_DEMUX_NEW;
}

WrtcRtpDemuxResult
wrtc_rtp_demux_handle_packet (WrtcRtpDemux * demux,
    const WrtcRtpDemuxPacket * packet, guint * section_id)
{
  gpointer key = GUINT_TO_POINTER (packet->ssrc);
  Stream *stream = g_hash_table_lookup (demux->streams, key);
  WrtcRtpDemuxResult result = WRTC_RTP_DEMUX_KNOWN;
  WrtcRtpDemuxResult why;
  Section *section = find_section (demux, packet, stream, &why);
  guint64 number;

  if (section == NULL)
    return why;
  if (!section_has_payload_type (section, packet->payload_type))
    return WRTC_RTP_DEMUX_UNKNOWN_PAYLOAD_TYPE;
  if (!section->active)
    return WRTC_RTP_DEMUX_INACTIVE;
  if (stream == NULL || stream->section != section) {
    result = place_stream (demux, packet, stream, section);
    if (wrtc_rtp_demux_result_is_drop (result))
      return result;
    stream = g_hash_table_lookup (demux->streams, key);
  }

  number = wrtc_unwrap16 (&stream->unwrap, packet->sequence);
  if (packet->mid != NULL)
    stream->mid_update = MAX (stream->mid_update, number);
  stream->last_packet = packet->now;
  *section_id = section->id;
  return result;
}

gboolean
wrtc_rtp_demux_remove_stream (WrtcRtpDemux * demux, WrtcTime now, guint32 ssrc)
{
  Stream *stream = g_hash_table_lookup (demux->streams,
      GUINT_TO_POINTER (ssrc));
  Left *left = &demux->left[demux->next_left];

  if (stream == NULL)
    return FALSE;
  left->ssrc = ssrc;
  left->until = now + LEFT_TIME;
  demux->next_left = (demux->next_left + 1) % N_LEFT;
  detach_stream (stream);
  return g_hash_table_remove (demux->streams, GUINT_TO_POINTER (ssrc));
}

gboolean
wrtc_rtp_demux_poll_ended (WrtcRtpDemux * demux, guint32 * ssrc)
{
  if (demux->n_polled == demux->ended->len) {
    g_array_set_size (demux->ended, 0);
    demux->n_polled = 0;
    return FALSE;
  }
  *ssrc = g_array_index (demux->ended, guint32, demux->n_polled++);
  return TRUE;
}

guint
wrtc_rtp_demux_n_streams (const WrtcRtpDemux * demux)
{
  return g_hash_table_size (demux->streams);
}
