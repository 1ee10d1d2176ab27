/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One side of an ICE connection in a test: a wrtcice in a harness, its
 * candidates handed to the other side, its states waited for.
 */
#pragma once

#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>
#include <gst/webrtc/webrtc.h>

#define STATE(name) GST_WEBRTC_ICE_CONNECTION_STATE_##name
#define LONG_TIME (60 * G_TIME_SPAN_SECOND)     /* a safety net, never waited for */

typedef struct _IcePeer IcePeer;
struct _IcePeer
{
  GstElement *ice;
  GstHarness *harness;
  IcePeer *other;               /* trickles to it; NULL: keeps to itself */

  GMutex lock;
  GCond cond;
  guint seen;                   /* bits of the states that were notified */
  gint state;
  gboolean gathered;
  guint n_candidates;
  gint flipped_away;            /* states left after connected, but completed */
};

static void
ice_peer_on_state (GstElement * ice, GParamSpec * pspec, IcePeer * self)
{
  gint state;

  g_object_get (ice, "connection-state", &state, NULL);
  g_mutex_lock (&self->lock);
  if ((self->seen & (1u << STATE (CONNECTED))) && state != STATE (CONNECTED)
      && state != STATE (COMPLETED))
    self->flipped_away++;
  self->state = state;
  self->seen |= 1u << state;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

static void
ice_peer_on_candidate (GstElement * ice, const gchar * line, IcePeer * self)
{
  gboolean ok = TRUE;

  g_mutex_lock (&self->lock);
  if (*line)
    self->n_candidates++;
  else
    self->gathered = TRUE;
  g_cond_broadcast (&self->cond);
  IcePeer *other = self->other;
  g_mutex_unlock (&self->lock);
  if (other)
    g_signal_emit_by_name (other->ice, "add-remote-candidate", line, &ok);
  fail_unless (ok);
}

static inline void
ice_peer_init (IcePeer * self, gboolean controlling)
{
  memset (self, 0, sizeof *self);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->ice = gst_element_factory_make ("wrtcice", NULL);
  fail_unless (self->ice != NULL);
  gst_object_ref_sink (self->ice);
  g_object_set (self->ice, "local-addresses", "127.0.0.1",
      "role", controlling ? GST_WEBRTC_ICE_ROLE_CONTROLLING :
      GST_WEBRTC_ICE_ROLE_CONTROLLED, NULL);
  g_signal_connect (self->ice, "notify::connection-state",
      G_CALLBACK (ice_peer_on_state), self);
  g_signal_connect (self->ice, "candidate",
      G_CALLBACK (ice_peer_on_candidate), self);
}

static inline void
ice_peer_play (IcePeer * self)
{
  self->harness = gst_harness_new_with_element (self->ice, "sink", "src");
  gst_harness_set_src_caps_str (self->harness, "application/x-wrtc-datagram");
}

static inline void
ice_peer_clear (IcePeer * self)
{
  if (self->harness)
    gst_harness_teardown (self->harness);
  else
    gst_element_set_state (self->ice, GST_STATE_NULL);
  g_signal_handlers_disconnect_by_data (self->ice, self);
  gst_object_unref (self->ice);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
}

/* Gives @to the credentials of @from. */
static inline void
ice_peer_tell_credentials (IcePeer * from, IcePeer * to)
{
  g_autofree gchar *ufrag = NULL;
  g_autofree gchar *pwd = NULL;

  g_object_get (from->ice, "local-ufrag", &ufrag, "local-pwd", &pwd, NULL);
  fail_unless (ufrag && pwd);
  g_object_set (to->ice, "remote-ufrag", ufrag, "remote-pwd", pwd, NULL);
}

/* Waits until one of the states in @bits was seen. */
static inline void
ice_peer_wait_seen (IcePeer * self, guint bits)
{
  gint64 until = g_get_monotonic_time () + LONG_TIME;

  g_mutex_lock (&self->lock);
  while (!(self->seen & bits))
    if (!g_cond_wait_until (&self->cond, &self->lock, until))
      break;
  guint seen = self->seen;
  g_mutex_unlock (&self->lock);
  fail_unless (seen & bits, "waited for states %x, saw %x", bits, seen);
}

static inline void
ice_peer_wait_connected (IcePeer * self)
{
  ice_peer_wait_seen (self, 1u << STATE (CONNECTED));
}

static inline void
ice_peer_wait_gathered (IcePeer * self)
{
  gint64 until = g_get_monotonic_time () + LONG_TIME;

  g_mutex_lock (&self->lock);
  while (!self->gathered)
    fail_unless (g_cond_wait_until (&self->cond, &self->lock, until));
  g_mutex_unlock (&self->lock);
}

/* Forgets what was seen. */
static inline void
ice_peer_forget (IcePeer * self)
{
  g_mutex_lock (&self->lock);
  self->seen = 0;
  self->gathered = FALSE;
  self->n_candidates = 0;
  self->flipped_away = 0;
  g_mutex_unlock (&self->lock);
}

static inline void
ice_peer_link (IcePeer * a, IcePeer * b)
{
  a->other = b;
  b->other = a;
}

static inline void
ice_peers_connect (IcePeer * a, IcePeer * b)
{
  ice_peer_link (a, b);
  ice_peer_play (a);
  ice_peer_play (b);
  ice_peer_tell_credentials (a, b);
  ice_peer_tell_credentials (b, a);
  ice_peer_wait_connected (a);
  ice_peer_wait_connected (b);
}

static inline guint64
ice_peer_get_stat (IcePeer * self, const gchar * name)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 value = 0;
  guint small;

  g_object_get (self->ice, "stats", &stats, NULL);
  if (gst_structure_get_uint (stats, name, &small))
    return small;
  fail_unless (gst_structure_get_uint64 (stats, name, &value), "no %s", name);
  return value;
}

/* A datagram that looks like RTP: @number in bytes 4..7. */
static inline GstBuffer *
ice_peer_new_packet (guint32 number, gsize size)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, size, NULL);

  gst_buffer_memset (buffer, 0, 0xab, size);
  gst_buffer_memset (buffer, 0, 0x80, 1);
  number = GUINT32_TO_BE (number);
  gst_buffer_fill (buffer, 4, &number, 4);
  return buffer;
}

static inline guint32
ice_peer_get_number (GstBuffer * buffer)
{
  guint32 number = 0;

  gst_buffer_extract (buffer, 4, &number, 4);
  return GUINT32_FROM_BE (number);
}

/* One packet each way. */
static inline void
ice_peers_exchange (IcePeer * a, IcePeer * b, guint32 number)
{
  IcePeer *from[] = { a, b }, *to[] = { b, a };

  for (guint i = 0; i < 2; i++) {
    fail_unless_equals_int (gst_harness_push (from[i]->harness,
            ice_peer_new_packet (number, 200)), GST_FLOW_OK);
    g_autoptr (GstBuffer) buffer = gst_harness_pull (to[i]->harness);
    fail_unless (buffer != NULL);
    fail_unless_equals_int (ice_peer_get_number (buffer), number);
    fail_unless_equals_int (gst_buffer_get_size (buffer), 200);
  }
}
