/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Transceivers of a session: make, copy, find.
 */
#include "wrtcjsepprivate.h"

#include <core/sdp/wrtcsdpprivate.h>
#include <core/sdp/wrtcsdptext.h>

static GPtrArray *
extensions_copy (const GPtrArray * self)
{
  return wrtc_sdp_list_copy (self, wrtc_sdp_extmap_copy,
      (GDestroyNotify) wrtc_sdp_extmap_free);
}

static void
settings_init (WrtcJsepSettings * self, WrtcDirection direction)
{
  self->direction = direction;
  self->codecs = wrtc_codecs_new ();
  self->extensions =
      g_ptr_array_new_with_free_func ((GDestroyNotify) wrtc_sdp_extmap_free);
  self->attributes = wrtc_parameters_new ();
  self->locked_mline = -1;
  self->streams = wrtc_strings_new ();
  self->ssrcs = g_array_new (FALSE, FALSE, sizeof (guint32));
}

void
wrtc_jsep_settings_copy (WrtcJsepSettings * copy, const WrtcJsepSettings * self)
{
  *copy = *self;
  copy->codecs = wrtc_codecs_copy (self->codecs);
  copy->extensions = extensions_copy (self->extensions);
  copy->attributes = wrtc_parameters_copy (self->attributes);
  copy->wanted_mid = g_strdup (self->wanted_mid);
  copy->streams = wrtc_strings_copy (self->streams);
  copy->track = g_strdup (self->track);
  copy->cname = g_strdup (self->cname);
  copy->ssrcs = g_array_copy (self->ssrcs);
}

void
wrtc_jsep_settings_clear (WrtcJsepSettings * self)
{
  g_ptr_array_unref (self->codecs);
  g_ptr_array_unref (self->extensions);
  g_ptr_array_unref (self->attributes);
  g_free (self->wanted_mid);
  g_ptr_array_unref (self->streams);
  g_free (self->track);
  g_free (self->cname);
  g_array_unref (self->ssrcs);
}

WrtcJsepMember *
wrtc_jsep_transceiver_copy (const WrtcJsepMember * self)
{
  WrtcJsepMember *copy = g_memdup2 (self, sizeof *self);

  copy->public.mid = g_strdup (self->public.mid);
  copy->offered_mid = g_strdup (self->offered_mid);
  wrtc_jsep_settings_copy (&copy->public.settings, &self->public.settings);
  return copy;
}

void
wrtc_jsep_transceiver_free (WrtcJsepMember * self)
{
  g_free (self->public.mid);
  g_free (self->offered_mid);
  wrtc_jsep_settings_clear (&self->public.settings);
  g_free (self);
}

WrtcJsepTransceiver *
wrtc_jsep_add_transceiver (WrtcJsep * self, WrtcMediaKind kind,
    WrtcDirection direction)
{
  WrtcJsepMember *member = g_new0 (WrtcJsepMember, 1);

  member->public.id = self->next_transceiver++;
  member->public.kind = kind;
  member->public.mline = -1;
  member->offered_mline = -1;
  settings_init (&member->public.settings, direction);
  g_ptr_array_add (self->transceivers, member);
  return &member->public;
}

WrtcJsepTransceiver *
wrtc_jsep_nth_transceiver (WrtcJsep * self, guint n)
{
  return n < self->transceivers->len ? self->transceivers->pdata[n] : NULL;
}

WrtcJsepTransceiver *
wrtc_jsep_get_transceiver (WrtcJsep * self, guint id)
{
  WrtcJsepTransceiver *transceiver;

  for (guint i = 0; (transceiver = wrtc_jsep_nth_transceiver (self, i)); i++) {
    if (transceiver->id == id)
      return transceiver;
  }
  return NULL;
}

WrtcJsepTransceiver *
wrtc_jsep_transceiver_at (WrtcJsep * self, guint mline)
{
  WrtcJsepTransceiver *transceiver;

  for (guint i = 0; (transceiver = wrtc_jsep_nth_transceiver (self, i)); i++) {
    if (transceiver->mline == (gint) mline)
      return transceiver;
  }
  return NULL;
}

WrtcJsepTransceiver *
wrtc_jsep_transceiver_of_mid (const WrtcJsep * self, const gchar * mid)
{
  for (guint i = 0; mid != NULL && i < self->transceivers->len; i++) {
    WrtcJsepTransceiver *transceiver = self->transceivers->pdata[i];

    if (g_strcmp0 (transceiver->mid, mid) == 0)
      return transceiver;
  }
  return NULL;
}

gboolean
wrtc_jsep_set_kind (WrtcJsep * self, guint id, WrtcMediaKind kind)
{
  WrtcJsepTransceiver *transceiver = wrtc_jsep_get_transceiver (self, id);

  g_return_val_if_fail (transceiver != NULL, FALSE);
  if (transceiver->kind == WRTC_MEDIA_UNKNOWN)
    transceiver->kind = kind;
  return transceiver->kind == kind;
}
