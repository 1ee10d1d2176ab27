/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The parts of a description: make, copy, free.
 */
#include "wrtcsdpprivate.h"
#include "wrtcsdptext.h"

GPtrArray *
wrtc_sdp_list_copy (const GPtrArray * list, gpointer copy_func,
    GDestroyNotify free_func)
{
  gpointer (*copy_item) (gconstpointer) = copy_func;
  GPtrArray *copy = g_ptr_array_new_full (list->len, free_func);

  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (copy, copy_item (list->pdata[i]));
  return copy;
}

WrtcSdpGroup *
wrtc_sdp_group_new (const gchar * semantics)
{
  WrtcSdpGroup *self = g_new0 (WrtcSdpGroup, 1);

  self->semantics = g_strdup (semantics);
  self->mids = wrtc_strings_new ();
  return self;
}

WrtcSdpGroup *
wrtc_sdp_group_copy (const WrtcSdpGroup * self)
{
  WrtcSdpGroup *copy = g_new0 (WrtcSdpGroup, 1);

  copy->semantics = g_strdup (self->semantics);
  copy->mids = wrtc_strings_copy (self->mids);
  return copy;
}

void
wrtc_sdp_group_free (WrtcSdpGroup * self)
{
  g_free (self->semantics);
  g_ptr_array_unref (self->mids);
  g_free (self);
}

WrtcSdpFingerprint *
wrtc_sdp_fingerprint_new (const gchar * algorithm, const gchar * value)
{
  WrtcSdpFingerprint *self = g_new0 (WrtcSdpFingerprint, 1);

  self->algorithm = g_strdup (algorithm);
  self->value = g_ascii_strup (value, -1);
  return self;
}

WrtcSdpFingerprint *
wrtc_sdp_fingerprint_copy (const WrtcSdpFingerprint * self)
{
  return wrtc_sdp_fingerprint_new (self->algorithm, self->value);
}

void
wrtc_sdp_fingerprint_free (WrtcSdpFingerprint * self)
{
  g_free (self->algorithm);
  g_free (self->value);
  g_free (self);
}

WrtcSdpExtmap *
wrtc_sdp_extmap_new (guint id, const gchar * uri)
{
  WrtcSdpExtmap *self = g_new0 (WrtcSdpExtmap, 1);

  self->id = id;
  self->uri = g_strdup (uri);
  return self;
}

WrtcSdpExtmap *
wrtc_sdp_extmap_copy (const WrtcSdpExtmap * self)
{
  WrtcSdpExtmap *copy = wrtc_sdp_extmap_new (self->id, self->uri);

  copy->direction = self->direction;
  copy->attributes = g_strdup (self->attributes);
  return copy;
}

void
wrtc_sdp_extmap_free (WrtcSdpExtmap * self)
{
  g_free (self->uri);
  g_free (self->attributes);
  g_free (self);
}

WrtcSdpMsid *
wrtc_sdp_msid_new (const gchar * stream, const gchar * track)
{
  WrtcSdpMsid *self = g_new0 (WrtcSdpMsid, 1);

  self->stream = g_strdup (stream);
  self->track = g_strdup (track);
  return self;
}

WrtcSdpMsid *
wrtc_sdp_msid_copy (const WrtcSdpMsid * self)
{
  return wrtc_sdp_msid_new (self->stream, self->track);
}

void
wrtc_sdp_msid_free (WrtcSdpMsid * self)
{
  if (self == NULL)
    return;
  g_free (self->stream);
  g_free (self->track);
  g_free (self);
}

WrtcSdpSsrc *
wrtc_sdp_ssrc_new (guint32 ssrc)
{
  WrtcSdpSsrc *self = g_new0 (WrtcSdpSsrc, 1);

  self->ssrc = ssrc;
  self->others = wrtc_parameters_new ();
  return self;
}

WrtcSdpSsrc *
wrtc_sdp_ssrc_copy (const WrtcSdpSsrc * self)
{
  WrtcSdpSsrc *copy = g_new0 (WrtcSdpSsrc, 1);

  copy->ssrc = self->ssrc;
  copy->cname = g_strdup (self->cname);
  copy->msid = self->msid ? wrtc_sdp_msid_copy (self->msid) : NULL;
  copy->others = wrtc_parameters_copy (self->others);
  return copy;
}

void
wrtc_sdp_ssrc_free (WrtcSdpSsrc * self)
{
  g_free (self->cname);
  wrtc_sdp_msid_free (self->msid);
  g_ptr_array_unref (self->others);
  g_free (self);
}

WrtcSdpSsrcGroup *
wrtc_sdp_ssrc_group_new (const gchar * semantics)
{
  WrtcSdpSsrcGroup *self = g_new0 (WrtcSdpSsrcGroup, 1);

  self->semantics = g_strdup (semantics);
  self->ssrcs = g_array_new (FALSE, FALSE, sizeof (guint32));
  return self;
}

WrtcSdpSsrcGroup *
wrtc_sdp_ssrc_group_copy (const WrtcSdpSsrcGroup * self)
{
  WrtcSdpSsrcGroup *copy = wrtc_sdp_ssrc_group_new (self->semantics);

  g_array_append_vals (copy->ssrcs, self->ssrcs->data, self->ssrcs->len);
  return copy;
}

void
wrtc_sdp_ssrc_group_free (WrtcSdpSsrcGroup * self)
{
  g_free (self->semantics);
  g_array_unref (self->ssrcs);
  g_free (self);
}

WrtcSdpRid *
wrtc_sdp_rid_new (const gchar * id, gboolean send)
{
  WrtcSdpRid *self = g_new0 (WrtcSdpRid, 1);

  self->id = g_strdup (id);
  self->send = send;
  self->payloads = g_array_new (FALSE, FALSE, sizeof (gint));
  self->restrictions = wrtc_parameters_new ();
  return self;
}

WrtcSdpRid *
wrtc_sdp_rid_copy (const WrtcSdpRid * self)
{
  WrtcSdpRid *copy = wrtc_sdp_rid_new (self->id, self->send);

  g_array_append_vals (copy->payloads, self->payloads->data,
      self->payloads->len);
  g_ptr_array_unref (copy->restrictions);
  copy->restrictions = wrtc_parameters_copy (self->restrictions);
  return copy;
}

void
wrtc_sdp_rid_free (WrtcSdpRid * self)
{
  g_free (self->id);
  g_array_unref (self->payloads);
  g_ptr_array_unref (self->restrictions);
  g_free (self);
}

WrtcSdpSimulcastId *
wrtc_sdp_simulcast_id_new (const gchar * rid, gboolean paused)
{
  WrtcSdpSimulcastId *self = g_new0 (WrtcSdpSimulcastId, 1);

  self->rid = g_strdup (rid);
  self->paused = paused;
  return self;
}

static WrtcSdpSimulcastId *
simulcast_id_copy (const WrtcSdpSimulcastId * self)
{
  return wrtc_sdp_simulcast_id_new (self->rid, self->paused);
}

static void
simulcast_id_free (WrtcSdpSimulcastId * self)
{
  g_free (self->rid);
  g_free (self);
}

GPtrArray *
wrtc_sdp_simulcast_stream_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) simulcast_id_free);
}

static GPtrArray *
simulcast_stream_copy (const GPtrArray * self)
{
  return wrtc_sdp_list_copy (self, simulcast_id_copy,
      (GDestroyNotify) simulcast_id_free);
}

WrtcSdpSimulcast *
wrtc_sdp_simulcast_new (void)
{
  WrtcSdpSimulcast *self = g_new0 (WrtcSdpSimulcast, 1);

  self->send = g_ptr_array_new_with_free_func ((GDestroyNotify)
      g_ptr_array_unref);
  self->recv = g_ptr_array_new_with_free_func ((GDestroyNotify)
      g_ptr_array_unref);
  return self;
}

WrtcSdpSimulcast *
wrtc_sdp_simulcast_copy (const WrtcSdpSimulcast * self)
{
  WrtcSdpSimulcast *copy = g_new0 (WrtcSdpSimulcast, 1);

  copy->send = wrtc_sdp_list_copy (self->send, simulcast_stream_copy,
      (GDestroyNotify) g_ptr_array_unref);
  copy->recv = wrtc_sdp_list_copy (self->recv, simulcast_stream_copy,
      (GDestroyNotify) g_ptr_array_unref);
  return copy;
}

void
wrtc_sdp_simulcast_free (WrtcSdpSimulcast * self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->send);
  g_ptr_array_unref (self->recv);
  g_free (self);
}
