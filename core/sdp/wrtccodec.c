/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "wrtccodec.h"

WrtcParameter *
wrtc_parameter_new (const gchar * name, const gchar * value)
{
  WrtcParameter *self = g_new0 (WrtcParameter, 1);

  self->name = g_strdup (name);
  self->value = g_strdup (value);
  return self;
}

WrtcParameter *
wrtc_parameter_copy (const WrtcParameter * self)
{
  return wrtc_parameter_new (self->name, self->value);
}

void
wrtc_parameter_free (WrtcParameter * self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

GPtrArray *
wrtc_parameters_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) wrtc_parameter_free);
}

GPtrArray *
wrtc_parameters_copy (const GPtrArray * self)
{
  GPtrArray *copy = wrtc_parameters_new ();

  for (guint i = 0; i < self->len; i++)
    g_ptr_array_add (copy, wrtc_parameter_copy (self->pdata[i]));
  return copy;
}

gboolean
wrtc_parameters_equal (const GPtrArray * a, const GPtrArray * b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++) {
    const WrtcParameter *pa = a->pdata[i], *pb = b->pdata[i];

    if (g_ascii_strcasecmp (pa->name, pb->name) != 0
        || g_strcmp0 (pa->value, pb->value) != 0)
      return FALSE;
  }
  return TRUE;
}

const WrtcParameter *
wrtc_parameters_find (const GPtrArray * self, const gchar * name)
{
  for (guint i = 0; i < self->len; i++) {
    const WrtcParameter *parameter = self->pdata[i];

    if (g_ascii_strcasecmp (parameter->name, name) == 0)
      return parameter;
  }
  return NULL;
}

const gchar *
wrtc_parameters_get (const GPtrArray * self, const gchar * name)
{
  const WrtcParameter *parameter = wrtc_parameters_find (self, name);

  return parameter ? parameter->value : NULL;
}

void
wrtc_parameters_set (GPtrArray * self, const gchar * name, const gchar * value)
{
  WrtcParameter *old = (WrtcParameter *) wrtc_parameters_find (self, name);

  if (old == NULL) {
    g_ptr_array_add (self, wrtc_parameter_new (name, value));
  } else if (old->value != value) {
    g_free (old->value);
    old->value = g_strdup (value);
  }
}

WrtcCodec *
wrtc_codec_new (gint payload, const gchar * name, guint clock_rate,
    guint channels)
{
  WrtcCodec *self = g_new0 (WrtcCodec, 1);

  self->payload = payload;
  self->payload_in = -1;
  self->name = g_strdup (name);
  self->clock_rate = clock_rate;
  self->channels = channels;
  self->fmtp = wrtc_parameters_new ();
  self->feedback = g_ptr_array_new_with_free_func (g_free);
  self->use = WRTC_CODEC_BOTH;
  return self;
}

WrtcCodec *
wrtc_codec_copy (const WrtcCodec * self)
{
  WrtcCodec *copy = wrtc_codec_new (self->payload, self->name, self->clock_rate,
      self->channels);

  copy->payload_in = self->payload_in;
  copy->use = self->use;
  g_ptr_array_unref (copy->fmtp);
  copy->fmtp = wrtc_parameters_copy (self->fmtp);
  for (guint i = 0; i < self->feedback->len; i++)
    g_ptr_array_add (copy->feedback, g_strdup (self->feedback->pdata[i]));
  return copy;
}

void
wrtc_codec_free (WrtcCodec * self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_ptr_array_unref (self->fmtp);
  g_ptr_array_unref (self->feedback);
  g_free (self);
}

gboolean
wrtc_codec_equal (const WrtcCodec * a, const WrtcCodec * b)
{
  if (a->clock_rate != b->clock_rate || a->channels != b->channels)
    return FALSE;
  if ((a->name == NULL) != (b->name == NULL)
      || (a->name != NULL && g_ascii_strcasecmp (a->name, b->name) != 0))
    return FALSE;
  if (!wrtc_parameters_equal (a->fmtp, b->fmtp)
      || a->feedback->len != b->feedback->len)
    return FALSE;
  for (guint i = 0; i < a->feedback->len; i++) {
    if (g_strcmp0 (a->feedback->pdata[i], b->feedback->pdata[i]) != 0)
      return FALSE;
  }
  return TRUE;
}

gboolean
wrtc_codec_has_feedback (const WrtcCodec * self, const gchar * feedback)
{
  for (guint i = 0; i < self->feedback->len; i++) {
    if (g_ascii_strcasecmp (self->feedback->pdata[i], feedback) == 0)
      return TRUE;
  }
  return FALSE;
}

void
wrtc_codec_add_feedback (WrtcCodec * self, const gchar * feedback)
{
  if (!wrtc_codec_has_feedback (self, feedback))
    g_ptr_array_add (self->feedback, g_strdup (feedback));
}

GPtrArray *
wrtc_codecs_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) wrtc_codec_free);
}

GPtrArray *
wrtc_codecs_copy (const GPtrArray * self)
{
  GPtrArray *copy = wrtc_codecs_new ();

  for (guint i = 0; i < self->len; i++)
    g_ptr_array_add (copy, wrtc_codec_copy (self->pdata[i]));
  return copy;
}

const WrtcCodec *
wrtc_codecs_find (const GPtrArray * self, gint payload)
{
  for (guint i = 0; i < self->len; i++) {
    const WrtcCodec *codec = self->pdata[i];

    if (codec->payload == payload)
      return codec;
  }
  return NULL;
}
