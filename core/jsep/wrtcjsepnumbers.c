/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Numbers of an offer: payload types (RFC 3551, RFC 5761 4, RFC 8834) and ids of
 * header extensions (RFC 8285 5). In a bundle a number means the same thing in
 * all m-lines (RFC 9143 9.1), and a line keeps its numbers over renegotiation.
 */
#include "wrtcjsepprivate.h"

#include <core/sdp/wrtcsdptext.h>

#include <string.h>

#define MAX_ONE_BYTE_ID 14

static void
clear_numbers (WrtcJsepNumbers * self)
{
  g_ptr_array_set_size (self->payloads, 0);
  g_ptr_array_set_size (self->payloads, 128);
  g_ptr_array_set_size (self->extensions, 0);
}

static gboolean
is_usable (gint payload)
{
  /* 64..95 look like RTCP (RFC 5761 4). */
  return payload >= 0 && payload <= 127 && (payload < 64 || payload > 95);
}

static const gchar *
id_owner (const WrtcJsepNumbers * self, guint id)
{
  for (guint i = 0; i < self->extensions->len; i++) {
    const WrtcSdpExtmap *extmap = self->extensions->pdata[i];

    if (extmap->id == id)
      return extmap->uri;
  }
  return NULL;
}

static void
note_line (WrtcJsepNumbers * self, const WrtcSdpMedia * media)
{
  for (guint i = 0; i < media->codecs->len; i++) {
    const WrtcCodec *codec = media->codecs->pdata[i];

    if (self->payloads->pdata[codec->payload] == NULL && codec->name != NULL)
      self->payloads->pdata[codec->payload] = wrtc_codec_copy (codec);
  }
  for (guint i = 0; i < media->extmaps->len; i++) {
    const WrtcSdpExtmap *extmap = media->extmaps->pdata[i];

    if (id_owner (self, extmap->id) == NULL)
      g_ptr_array_add (self->extensions, wrtc_sdp_extmap_copy (extmap));
  }
}

static void
note_descriptions (WrtcJsepNumbers * self, const WrtcJsep * session)
{
  for (guint side = 0; side < 2; side++) {
    const WrtcSdp *sdp = session->current[side].sdp;

    for (guint i = 0; sdp != NULL && i < sdp->media->len; i++) {
      const WrtcSdpMedia *media = wrtc_sdp_get_media (sdp, i);

      if (!wrtc_sdp_media_is_rejected (media))
        note_line (self, media);
    }
  }
}

WrtcJsepNumbers *
wrtc_jsep_numbers_new (const WrtcJsep * session)
{
  WrtcJsepNumbers *self = g_new0 (WrtcJsepNumbers, 1);

  self->shared = wrtc_jsep_bundles (session);
  self->payloads =
      g_ptr_array_new_with_free_func ((GDestroyNotify) wrtc_codec_free);
  self->extensions =
      g_ptr_array_new_with_free_func ((GDestroyNotify) wrtc_sdp_extmap_free);
  clear_numbers (self);
  for (guint i = 0; i < session->transceivers->len; i++) {
    const WrtcJsepTransceiver *transceiver = session->transceivers->pdata[i];

    for (guint j = 0; j < transceiver->settings.codecs->len; j++) {
      const WrtcCodec *codec = transceiver->settings.codecs->pdata[j];

      if (codec->payload >= 0 && codec->payload <= 127)
        self->wanted[codec->payload] = TRUE;
    }
  }
  if (self->shared)
    note_descriptions (self, session);
  return self;
}

void
wrtc_jsep_numbers_free (WrtcJsepNumbers * self)
{
  g_ptr_array_unref (self->payloads);
  g_ptr_array_unref (self->extensions);
  g_free (self);
}

void
wrtc_jsep_numbers_begin_line (WrtcJsepNumbers * self)
{
  if (!self->shared)
    clear_numbers (self);
}

/* The number of this codec in the line before; -1: none. */
static gint
payload_before (const WrtcCodec * codec, const GPtrArray * context,
    const WrtcSdpMedia * before[2], const WrtcSdpMedia * media)
{
  for (guint i = 0; i < 2; i++) {
    const WrtcCodec *old = before[i]
        ? wrtc_jsep_codec_find (before[i]->codecs, codec, context) : NULL;

    if (old != NULL && wrtc_codecs_find (media->codecs, old->payload) == NULL)
      return old->payload;
  }
  return -1;
}

/* The number that another line of the bundle gave the very same codec. */
static gint
payload_of_equal (const WrtcJsepNumbers * self, const WrtcCodec * codec,
    const WrtcSdpMedia * media)
{
  for (gint payload = 0; payload < 128; payload++) {
    const WrtcCodec *other = self->payloads->pdata[payload];

    if (other != NULL && wrtc_codec_equal (other, codec)
        && wrtc_codecs_find (media->codecs, payload) == NULL)
      return payload;
  }
  return -1;
}

static gint
free_payload (const WrtcJsepNumbers * self, gboolean spare_wanted)
{
  for (guint i = 0; i < 32 + 29; i++) {
    gint payload = i < 32 ? 96 + (gint) i : 35 + (gint) (i - 32);

    if (self->payloads->pdata[payload] == NULL
        && !(spare_wanted && self->wanted[payload]))
      return payload;
  }
  return -1;
}

static gint
choose_payload (const WrtcJsepNumbers * self, const WrtcCodec * codec,
    const GPtrArray * context, const WrtcSdpMedia * before[2],
    const WrtcSdpMedia * media)
{
  gint payload = payload_before (codec, context, before, media);

  if (payload < 0)
    payload = payload_of_equal (self, codec, media);
  if (payload < 0 && is_usable (codec->payload)
      && self->payloads->pdata[codec->payload] == NULL)
    payload = codec->payload;
  if (payload < 0)
    payload = free_payload (self, TRUE);
  return payload >= 0 ? payload : free_payload (self, FALSE);
}

/* "apt" names a payload type of the settings: write the one that it got. */
static void
rename_associated (WrtcCodec * codec, const GHashTable * given)
{
  const gchar *apt = wrtc_parameters_get (codec->fmtp, "apt");
  guint64 payload;
  gpointer number;

  if (wrtc_text_parse_number (apt, 127, &payload)
      && g_hash_table_lookup_extended ((GHashTable *) given,
          GINT_TO_POINTER ((gint) payload), NULL, &number)) {
    g_autofree gchar *text = g_strdup_printf ("%d", GPOINTER_TO_INT (number));

    wrtc_parameters_set (codec->fmtp, "apt", text);
  }
}

gboolean
wrtc_jsep_numbers_add_codecs (WrtcJsepNumbers * self, WrtcSdpMedia * media,
    const GPtrArray * codecs, const WrtcSdpMedia * before[2])
{
  g_autoptr (GHashTable) given = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < codecs->len; i++) {
    const WrtcCodec *wanted = codecs->pdata[i];
    WrtcCodec *codec = wrtc_codec_copy (wanted);
    gint payload;

    rename_associated (codec, given);
    payload = choose_payload (self, codec, codecs, before, media);
    if (payload < 0) {
      wrtc_codec_free (codec);
      return FALSE;
    }
    codec->payload = payload;
    g_hash_table_insert (given, GINT_TO_POINTER (wanted->payload),
        GINT_TO_POINTER (payload));
    wrtc_codec_free (self->payloads->pdata[payload]);
    self->payloads->pdata[payload] = wrtc_codec_copy (codec);
    g_ptr_array_add (media->codecs, codec);
  }
  return TRUE;
}

static guint
id_before (const gchar * uri, const WrtcSdpMedia * before[2])
{
  for (guint i = 0; i < 2; i++) {
    for (guint j = 0; before[i] != NULL && j < before[i]->extmaps->len; j++) {
      const WrtcSdpExtmap *extmap = before[i]->extmaps->pdata[j];

      if (strcmp (extmap->uri, uri) == 0)
        return extmap->id;
    }
  }
  return 0;
}

static guint
choose_id (const WrtcJsepNumbers * self, const WrtcSdpExtmap * wanted,
    const WrtcSdpMedia * before[2])
{
  guint id = id_before (wanted->uri, before);

  for (guint i = 0; id == 0 && i < self->extensions->len; i++) {
    const WrtcSdpExtmap *extmap = self->extensions->pdata[i];

    if (strcmp (extmap->uri, wanted->uri) == 0)
      id = extmap->id;
  }
  if (id == 0 && wanted->id > 0 && wanted->id <= MAX_ONE_BYTE_ID
      && id_owner (self, wanted->id) == NULL)
    id = wanted->id;
  for (guint i = 1; id == 0 && i <= MAX_ONE_BYTE_ID; i++) {
    if (id_owner (self, i) == NULL)
      id = i;
  }
  return id;
}

static void
add_extension (WrtcJsepNumbers * self, WrtcSdpMedia * media,
    const WrtcSdpExtmap * wanted, const WrtcSdpMedia * before[2])
{
  guint id = choose_id (self, wanted, before);
  WrtcSdpExtmap *extmap;

  if (id == 0)
    return;                     /* all one-byte ids are taken: go without */
  extmap = wrtc_sdp_extmap_copy (wanted);
  extmap->id = id;
  g_ptr_array_add (media->extmaps, extmap);
  if (id_owner (self, id) == NULL)
    g_ptr_array_add (self->extensions, wrtc_sdp_extmap_copy (extmap));
}

void
wrtc_jsep_numbers_add_extensions (WrtcJsepNumbers * self, WrtcSdpMedia * media,
    const GPtrArray * extensions, const WrtcSdpMedia * before[2])
{
  WrtcSdpExtmap *mid = wrtc_sdp_extmap_new (0, WRTC_JSEP_MID_URI);
  gboolean has_mid = FALSE;

  for (guint i = 0; i < extensions->len; i++) {
    const WrtcSdpExtmap *extmap = extensions->pdata[i];

    has_mid |= strcmp (extmap->uri, WRTC_JSEP_MID_URI) == 0;
  }
  /* Ids that the settings ask for come first: they may be in use already. */
  for (guint i = 0; i < extensions->len; i++) {
    const WrtcSdpExtmap *extmap = extensions->pdata[i];

    if (extmap->id > 0)
      add_extension (self, media, extmap, before);
  }
  if (!has_mid)
    add_extension (self, media, mid, before);
  for (guint i = 0; i < extensions->len; i++) {
    const WrtcSdpExtmap *extmap = extensions->pdata[i];

    if (extmap->id == 0)
      add_extension (self, media, extmap, before);
  }
  wrtc_sdp_extmap_free (mid);
}
