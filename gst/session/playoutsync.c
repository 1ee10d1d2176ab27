/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "playoutsync.h"

#include <core/rtp/wrtclipsync.h>
#include <gst/rtp/rtp.h>
#include <gst/wrtc/gstwrtcnames.h>

GST_DEBUG_CATEGORY_EXTERN (gst_wrtc_bin_debug);
#define GST_CAT_DEFAULT gst_wrtc_bin_debug

typedef struct
{
  guint id;
  GWeakRef jitterbuffer;
  gboolean added;               /* to the core: its first report has come */
  gboolean wants_packet;        /* after each report, one */
} Member;

struct _GstWrtcPlayoutSync
{
  gint ref_count;
  GMutex lock;                  /* guards all below */
  WrtcLipSync *core;
  GPtrArray *members;
  WrtcTime next_poll;
};

/* A probe's data */
typedef struct
{
  GstWrtcPlayoutSync *sync;
  guint id;
} Tap;

static void
member_free (gpointer data)
{
  Member *self = data;

  g_weak_ref_clear (&self->jitterbuffer);
  g_free (self);
}

GstWrtcPlayoutSync *
gst_wrtc_playout_sync_new (void)
{
  GstWrtcPlayoutSync *self = g_new0 (GstWrtcPlayoutSync, 1);

  self->ref_count = 1;
  g_mutex_init (&self->lock);
  self->core = wrtc_lip_sync_new (NULL);
  self->members = g_ptr_array_new_with_free_func (member_free);
  self->next_poll = WRTC_TIME_NONE;
  return self;
}

void
gst_wrtc_playout_sync_free (GstWrtcPlayoutSync * self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  wrtc_lip_sync_free (self->core);
  g_ptr_array_unref (self->members);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static Member *
find_locked (GstWrtcPlayoutSync * self, guint id)
{
  guint i;

  for (i = 0; i < self->members->len; i++) {
    Member *member = g_ptr_array_index (self->members, i);

    if (member->id == id)
      return member;
  }
  return NULL;
}

/* Takes what is to be set out of the core, then sets it. */
static void
poll_core (GstWrtcPlayoutSync * self)
{
  WrtcTime now = g_get_monotonic_time () * 1000;
  WrtcLipSyncOutput output;
  GstElement *jitterbuffer;
  gboolean any;

  do {
    jitterbuffer = NULL;
    g_mutex_lock (&self->lock);
    any = wrtc_lip_sync_poll (self->core, now, &output);
    if (any && find_locked (self, output.id))
      jitterbuffer =
          g_weak_ref_get (&find_locked (self, output.id)->jitterbuffer);
    self->next_poll = wrtc_lip_sync_next_timeout (self->core);
    g_mutex_unlock (&self->lock);
    if (!jitterbuffer)
      continue;
    GST_DEBUG_OBJECT (jitterbuffer, "lip-sync offset %" GST_TIME_FORMAT,
        GST_TIME_ARGS (output.offset));
    g_object_set (jitterbuffer, "ts-offset", (gint64) output.offset, NULL);
    gst_object_unref (jitterbuffer);
  } while (any);
}

static gint
clock_rate_of (GstPad * pad)
{
  GstCaps *caps = gst_pad_get_current_caps (pad);
  gint clock_rate = 0;

  if (caps)
    gst_structure_get_int (gst_caps_get_structure (caps, 0), "clock-rate",
        &clock_rate);
  gst_clear_caps (&caps);
  return clock_rate;
}

static GstPadProbeReturn
on_event (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  const GstStructure *s = gst_event_get_structure (event);
  Tap *tap = data;
  GstWrtcPlayoutSync *self = tap->sync;
  const gchar *group;
  gint clock_rate;
  guint64 ntp_time = 0;
  guint rtp_time = 0;
  Member *member;

  if (!gst_event_has_name (event, GST_WRTC_EVENT_SENDER_REPORT)
      || !gst_structure_get (s, "ntp-time", G_TYPE_UINT64, &ntp_time,
          "rtp-time", G_TYPE_UINT, &rtp_time, NULL))
    return GST_PAD_PROBE_OK;
  group = gst_structure_get_string (s, "msid");
  if (!group)
    group = gst_structure_get_string (s, "cname");
  clock_rate = clock_rate_of (pad);

  g_mutex_lock (&self->lock);
  member = find_locked (self, tap->id);
  if (member && !member->added && group && clock_rate > 0)
    member->added = wrtc_lip_sync_add_stream (self->core, tap->id, clock_rate,
        group);
  if (member && member->added) {
    wrtc_lip_sync_handle_sender_report (self->core, tap->id, ntp_time,
        rtp_time);
    member->wants_packet = TRUE;
  }
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

static void
take_packet (GstWrtcPlayoutSync * self, guint id, GstBuffer * buffer)
{
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
  guint32 rtp_time;
  Member *member;

  if (!GST_BUFFER_PTS_IS_VALID (buffer)
      || !gst_rtp_buffer_map (buffer, GST_MAP_READ, &rtp))
    return;
  rtp_time = gst_rtp_buffer_get_timestamp (&rtp);
  gst_rtp_buffer_unmap (&rtp);
  g_mutex_lock (&self->lock);
  member = find_locked (self, id);
  if (member && member->added) {
    member->wants_packet = FALSE;
    wrtc_lip_sync_handle_packet (self->core, id, rtp_time,
        GST_BUFFER_PTS (buffer));
  }
  g_mutex_unlock (&self->lock);
  poll_core (self);
}

static GstPadProbeReturn
on_buffer (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  Tap *tap = data;
  GstWrtcPlayoutSync *self = tap->sync;
  WrtcTime now = g_get_monotonic_time () * 1000;
  gboolean wants, due;
  Member *member;
  GstBuffer *buffer;

  g_mutex_lock (&self->lock);
  member = find_locked (self, tap->id);
  wants = member && member->wants_packet;
  due = self->next_poll != WRTC_TIME_NONE && now >= self->next_poll;
  g_mutex_unlock (&self->lock);
  if (!wants && !due)
    return GST_PAD_PROBE_OK;
  if (!wants) {
    poll_core (self);
    return GST_PAD_PROBE_OK;
  }
  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER_LIST)
    buffer = gst_buffer_list_get (GST_PAD_PROBE_INFO_BUFFER_LIST (info), 0);
  else
    buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  if (buffer)
    take_packet (self, tap->id, buffer);
  return GST_PAD_PROBE_OK;
}

static void
tap_free (gpointer data)
{
  gst_wrtc_playout_sync_free (((Tap *) data)->sync);
  g_free (data);
}

static Tap *
tap_new (GstWrtcPlayoutSync * self, guint id)
{
  Tap *tap = g_new0 (Tap, 1);

  g_atomic_int_inc (&self->ref_count);
  tap->sync = self;
  tap->id = id;
  return tap;
}

void
gst_wrtc_playout_sync_add (GstWrtcPlayoutSync * self, guint id, GstPad * sink,
    GstElement * jitterbuffer)
{
  Member *member = g_new0 (Member, 1);

  member->id = id;
  g_weak_ref_init (&member->jitterbuffer, jitterbuffer);
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->members, member);
  g_mutex_unlock (&self->lock);
  gst_pad_add_probe (sink, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_event,
      tap_new (self, id), tap_free);
  gst_pad_add_probe (sink, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_BUFFER_LIST, on_buffer, tap_new (self, id), tap_free);
}

void
gst_wrtc_playout_sync_remove (GstWrtcPlayoutSync * self, guint id)
{
  Member *member;

  g_mutex_lock (&self->lock);
  member = find_locked (self, id);
  if (member && member->added)
    wrtc_lip_sync_remove_stream (self->core, id);
  if (member)
    g_ptr_array_remove (self->members, member);
  g_mutex_unlock (&self->lock);
}
