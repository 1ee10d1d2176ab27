/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The transceivers of wrtcbin: objects for the application, settings for
 * core/jsep.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "codeccaps.h"
#include "gstwrtcbin-private.h"

#define GST_CAT_DEFAULT gst_wrtc_bin_debug

static void
on_direction_changed (GObject * object, GParamSpec * pspec, gpointer bin)
{
  gst_wrtc_bin_queue_negotiation_check (bin);
}

static GstWrtcTransceiver *
add_locked (GstWrtcBin * self, guint id, GstWebRTCRTPTransceiver * object)
{
  GstWrtcTransceiver *transceiver = g_new0 (GstWrtcTransceiver, 1);

  transceiver->id = id;
  transceiver->object = object;
  transceiver->locked_mline = -1;
  g_ptr_array_add (self->transceivers, transceiver);
  g_signal_connect_object (object, "notify::direction",
      G_CALLBACK (on_direction_changed), self, 0);
  return transceiver;
}

void
gst_wrtc_transceiver_free (gpointer data)
{
  GstWrtcTransceiver *self = data;

  gst_clear_object (&self->pad);
  gst_clear_object (&self->object);
  gst_clear_caps (&self->last_caps);
  g_free (self);
}

/* The kinds have the same order; GStreamer has a name for application since
 * 1.30 only, the value works before. */
static GstWebRTCKind
kind_to_gst (WrtcMediaKind kind)
{
  return (GstWebRTCKind) kind;
}

GstWrtcTransceiver *
gst_wrtc_bin_add_transceiver_locked (GstWrtcBin * self, WrtcMediaKind kind,
    GstWebRTCRTPTransceiverDirection direction, gint locked_mline)
{
  WrtcJsepTransceiver *made =
      wrtc_jsep_add_transceiver (self->jsep, kind, (WrtcDirection) direction);
  GstWrtcTransceiver *transceiver = add_locked (self, made->id,
      gst_wrtc_rtp_transceiver_new (kind_to_gst (kind), direction,
          locked_mline >= 0 ? (guint) locked_mline : GST_WRTC_NO_MLINE));

  transceiver->locked_mline = locked_mline;
  return transceiver;
}

GstWrtcTransceiver *
gst_wrtc_bin_find_transceiver_locked (GstWrtcBin * self, guint id)
{
  guint i;

  for (i = 0; i < self->transceivers->len; i++) {
    GstWrtcTransceiver *one = g_ptr_array_index (self->transceivers, i);

    if (one->id == id)
      return one;
  }
  return NULL;
}

GstWrtcTransceiver *
gst_wrtc_bin_find_pad_transceiver_locked (GstWrtcBin * self, gpointer pad)
{
  guint i;

  for (i = 0; i < self->transceivers->len; i++) {
    GstWrtcTransceiver *one = g_ptr_array_index (self->transceivers, i);

    if ((gpointer) one->pad == pad)
      return one;
  }
  return NULL;
}

GstWrtcTransceiver *
gst_wrtc_bin_find_mline_transceiver_locked (GstWrtcBin * self, guint mline)
{
  guint i;

  for (i = 0; i < self->transceivers->len; i++) {
    GstWrtcTransceiver *one = g_ptr_array_index (self->transceivers, i);
    guint at;

    g_object_get (one->object, "mlineindex", &at, NULL);
    if (at == mline)
      return one;
  }
  return NULL;
}

gboolean
gst_wrtc_transceiver_accepts (GstWrtcTransceiver * self, GstCaps * caps)
{
  GstWebRTCRTPTransceiverDirection direction;
  WrtcMediaKind wanted = gst_wrtc_caps_get_kind (caps);
  GstCaps *preferences;
  gboolean accepts;
  gint kind;

  g_object_get (self->object, "direction", &direction, "kind", &kind,
      "codec-preferences", &preferences, NULL);
  accepts = !self->pad && wrtc_direction_sends ((WrtcDirection) direction)
      && (wanted == WRTC_MEDIA_UNKNOWN || kind == GST_WEBRTC_KIND_UNKNOWN
      || kind == (gint) kind_to_gst (wanted))
      && (!caps || !preferences || gst_caps_can_intersect (caps, preferences));
  gst_clear_caps (&preferences);
  return accepts;
}

GstWrtcTransceiver *
gst_wrtc_bin_find_free_transceiver_locked (GstWrtcBin * self, GstCaps * caps)
{
  guint i;

  for (i = 0; i < self->transceivers->len; i++) {
    GstWrtcTransceiver *one = g_ptr_array_index (self->transceivers, i);

    if (gst_wrtc_transceiver_accepts (one, caps))
      return one;
  }
  return NULL;
}

void
gst_wrtc_bin_announce_transceiver (GstWrtcBin * self,
    GstWebRTCRTPTransceiver * object)
{
  g_signal_emit (self,
      gst_wrtc_bin_signals[GST_WRTC_BIN_SIGNAL_ON_NEW_TRANSCEIVER], 0, object);
}

/* Facts: what one transceiver wants, gathered without a lock. */

typedef struct
{
  guint id;
  GstWebRTCRTPTransceiver *object;
  GstWrtcBinSinkPad *pad;
  GstCaps *last_caps;
  GstWrtcCapsFacts *caps;       /* NULL: they contradict each other */
  GstCaps *used;
} Facts;

static void
facts_free (gpointer data)
{
  Facts *facts = data;

  gst_object_unref (facts->object);
  gst_clear_object (&facts->pad);
  gst_clear_caps (&facts->last_caps);
  gst_clear_caps (&facts->used);
  g_clear_pointer (&facts->caps, gst_wrtc_caps_facts_free);
  g_free (facts);
}

static GPtrArray *
facts_list_new (GstWrtcBin * self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (facts_free);
  guint i;

  g_mutex_lock (&self->lock);
  for (i = 0; i < self->transceivers->len; i++) {
    GstWrtcTransceiver *one = g_ptr_array_index (self->transceivers, i);
    Facts *facts = g_new0 (Facts, 1);

    facts->id = one->id;
    facts->object = gst_object_ref (one->object);
    facts->pad = one->pad ? gst_object_ref (one->pad) : NULL;
    facts->last_caps = one->last_caps ? gst_caps_ref (one->last_caps) : NULL;
    g_ptr_array_add (list, facts);
  }
  g_mutex_unlock (&self->lock);
  return list;
}

/* Any, empty, or without a structure that names media and encoding. */
static gboolean
is_usable (GstCaps * caps)
{
  GstWrtcCapsFacts *facts;
  gboolean usable;

  if (!caps || gst_caps_is_any (caps) || gst_caps_is_empty (caps))
    return FALSE;
  facts = gst_wrtc_caps_facts_new (caps, NULL);
  usable = !facts || facts->codecs->len > 0;
  g_clear_pointer (&facts, gst_wrtc_caps_facts_free);
  return usable;
}

/* (transfer full) (nullable): docs/webrtcbin-compat.md 9, "Where caps come
 * from". */
static GstCaps *
choose_caps (Facts * facts, GError ** error)
{
  GstCaps *preferences, *caps = NULL, *both;
  gboolean received = FALSE;

  g_object_get (facts->object, "codec-preferences", &preferences, NULL);
  if (facts->pad)
    caps = gst_wrtc_bin_sink_pad_get_stream_caps (facts->pad, &received);
  if (!is_usable (caps))
    gst_clear_caps (&caps);
  if (!caps)
    return preferences ? preferences : facts->last_caps ?
        gst_caps_ref (facts->last_caps) : NULL;
  if (!preferences)
    return caps;
  both = gst_caps_intersect_full (preferences, caps, GST_CAPS_INTERSECT_FIRST);
  gst_caps_unref (caps);
  if (!gst_caps_is_empty (both)) {
    gst_caps_unref (preferences);
    return both;
  }
  gst_caps_unref (both);
  if (!received)
    return preferences;
  gst_caps_unref (preferences);
  g_set_error (error, WRTC_JSEP_ERROR, WRTC_JSEP_ERROR_OPERATION,
      "the caps of pad %s are not in the codec preferences of its transceiver",
      GST_OBJECT_NAME (facts->pad));
  return NULL;
}

static void
gather (Facts * facts, gboolean * complete, GError ** error)
{
  GError *problem = NULL;

  facts->used = choose_caps (facts, &problem);
  if (!problem)
    facts->caps = gst_wrtc_caps_facts_new (facts->used, &problem);
  if (facts->pad && !problem && facts->caps->codecs->len == 0)
    *complete = FALSE;
  if (!problem)
    return;
  if (error && !*error)
    g_propagate_error (error, problem);
  else
    g_error_free (problem);
}

static gpointer
copy_extension (gconstpointer extension, gpointer data)
{
  return wrtc_sdp_extmap_copy (extension);
}

static void
replace (GPtrArray ** list, GPtrArray * with)
{
  g_ptr_array_unref (*list);
  *list = with;
}

/* Redundancy and retransmission are none of the answerer's own codecs: they
 * come with do-nack and fec-type. */
static gboolean
is_media_codec (const WrtcCodec * codec)
{
  static const gchar *others[] = { "rtx", "red", "ulpfec", "flexfec-03" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (others); i++)
    if (!codec->name || g_ascii_strcasecmp (codec->name, others[i]) == 0)
      return FALSE;
  return TRUE;
}

/* A transceiver that a remote m-line made takes what was offered, unless the
 * application prefers something. */
static GPtrArray *
dup_offered_codecs_locked (GstWrtcBin * self, gint mline)
{
  GPtrArray *codecs = wrtc_codecs_new ();
  WrtcSdp *remote = wrtc_jsep_get_description (self->jsep, WRTC_JSEP_REMOTE,
      WRTC_JSEP_LATEST, FALSE, NULL);
  WrtcSdpMedia *media = remote ? wrtc_sdp_get_media (remote, mline) : NULL;
  guint i;

  for (i = 0; media && i < media->codecs->len; i++) {
    const WrtcCodec *codec = g_ptr_array_index (media->codecs, i);
    WrtcCodec *copy;

    if (!is_media_codec (codec))
      continue;
    copy = wrtc_codec_copy (codec);
    /* Nothing is sent again, and nobody asks for it. */
    g_ptr_array_set_size (copy->feedback, 0);
    if (wrtc_codec_has_feedback (codec, "nack pli"))
      wrtc_codec_add_feedback (copy, "nack pli");
    if (wrtc_codec_has_feedback (codec, "ccm fir"))
      wrtc_codec_add_feedback (copy, "ccm fir");
    g_ptr_array_add (codecs, copy);
  }
  g_clear_pointer (&remote, wrtc_sdp_unref);
  return codecs;
}

static void
write_caps_locked (GstWrtcBin * self, WrtcJsepTransceiver * jsep,
    GstWrtcTransceiver * transceiver, Facts * facts)
{
  WrtcJsepSettings *settings = &jsep->settings;
  const GstWrtcCapsFacts *caps = facts->caps;

  if (!caps) {
    g_ptr_array_set_size (settings->codecs, 0);
    return;
  }
  if (caps->codecs->len > 0)
    replace (&settings->codecs, wrtc_codecs_copy (caps->codecs));
  else if (jsep->mline >= 0 && jsep->from_remote)
    replace (&settings->codecs, dup_offered_codecs_locked (self, jsep->mline));
  replace (&settings->extensions, g_ptr_array_copy (caps->extensions,
          copy_extension, NULL));
  g_ptr_array_set_free_func (settings->extensions,
      (GDestroyNotify) wrtc_sdp_extmap_free);
  replace (&settings->attributes, wrtc_parameters_copy (caps->attributes));
  g_free (settings->wanted_mid);
  settings->wanted_mid = g_strdup (caps->mid);
  if (transceiver->ssrc == 0)
    transceiver->ssrc = caps->ssrc;
  if (facts->used)
    gst_caps_replace (&transceiver->last_caps, facts->used);
  if (jsep->kind == WRTC_MEDIA_UNKNOWN && caps->kind != WRTC_MEDIA_UNKNOWN
      && wrtc_jsep_set_kind (self->jsep, jsep->id, caps->kind)
      && gst_wrtc_rtp_transceiver_set_kind (transceiver->object,
          kind_to_gst (caps->kind)))
    gst_wrtc_bin_notify (self, transceiver->object, "kind");
}

static void
write_settings_locked (GstWrtcBin * self, Facts * facts)
{
  WrtcJsepTransceiver *jsep = wrtc_jsep_get_transceiver (self->jsep, facts->id);
  GstWrtcTransceiver *transceiver =
      gst_wrtc_bin_find_transceiver_locked (self, facts->id);
  WrtcJsepSettings *settings;
  gchar *msid = NULL;
  gint direction;

  if (!jsep || !transceiver)
    return;
  settings = &jsep->settings;
  g_object_get (facts->object, "direction", &direction, NULL);
  settings->direction = (WrtcDirection) direction;
  settings->locked_mline = transceiver->locked_mline;
  settings->has_track = facts->pad != NULL;
  write_caps_locked (self, jsep, transceiver, facts);
  if (transceiver->ssrc == 0 && facts->pad)
    transceiver->ssrc = g_random_int_range (1, G_MAXINT32);

  g_ptr_array_set_size (settings->streams, 0);
  g_array_set_size (settings->ssrcs, 0);
  g_free (settings->track);
  settings->track = gst_object_get_name (GST_OBJECT (facts->object));
  g_free (settings->cname);
  settings->cname = g_strdup (self->cname);
  if (facts->pad) {
    msid = gst_wrtc_bin_sink_pad_dup_msid (facts->pad);
    g_array_append_val (settings->ssrcs, transceiver->ssrc);
  }
  g_ptr_array_add (settings->streams, msid ? msid : g_strdup (self->cname));
}

gboolean
gst_wrtc_bin_gather_facts (GstWrtcBin * self, gboolean * complete,
    GError ** error)
{
  GPtrArray *list = facts_list_new (self);
  GError *problem = NULL;
  guint i;

  *complete = TRUE;
  for (i = 0; i < list->len; i++)
    gather (g_ptr_array_index (list, i), complete, &problem);
  g_mutex_lock (&self->lock);
  for (i = 0; i < list->len; i++)
    write_settings_locked (self, g_ptr_array_index (list, i));
  g_mutex_unlock (&self->lock);
  g_ptr_array_unref (list);
  if (!problem)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

/* After a description */

typedef struct
{
  GstWebRTCRTPTransceiver *object;
  gchar *mid;
} Association;

static void
association_free (gpointer data)
{
  Association *self = data;

  gst_object_unref (self->object);
  g_free (self->mid);
  g_free (self);
}

static void
announce_remote (gpointer bin, gpointer data)
{
  Association *self = data;

  gst_wrtc_bin_announce_transceiver (bin, self->object);
}

/* The mid follows the announcement. */
static void
associate (gpointer bin, gpointer data)
{
  Association *self = data;

  if (gst_wrtc_rtp_transceiver_set_mid (self->object, self->mid))
    g_object_notify (G_OBJECT (self->object), "mid");
}

static void
push_association (GstWrtcBin * self, GstWebRTCRTPTransceiver * object,
    const gchar * mid, GstWrtcNotifierObjectFunc func)
{
  Association *association = g_new0 (Association, 1);

  association->object = gst_object_ref (object);
  association->mid = g_strdup (mid);
  gst_wrtc_notifier_push_object (self->notifier, self, func, association,
      association_free);
}

static void
add_remote_locked (GstWrtcBin * self, const WrtcPlanTransceiver * made)
{
  GstWebRTCRTPTransceiver *object =
      gst_wrtc_rtp_transceiver_new (kind_to_gst (made->kind),
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, made->mline);

  add_locked (self, made->id, object);
  push_association (self, object, NULL, announce_remote);
}

static void
remove_locked (GstWrtcBin * self, guint id)
{
  GstWrtcTransceiver *transceiver =
      gst_wrtc_bin_find_transceiver_locked (self, id);

  if (!transceiver)
    return;
  if (gst_wrtc_rtp_transceiver_set_current_direction (transceiver->object,
          GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_NONE))
    gst_wrtc_bin_notify (self, transceiver->object, "current-direction");
  g_ptr_array_remove (self->transceivers, transceiver);
}

static void
commit_media_locked (GstWrtcBin * self, const WrtcPlanMedia * media)
{
  GstWrtcTransceiver *transceiver = media->transceiver < 0 ? NULL :
      gst_wrtc_bin_find_transceiver_locked (self, media->transceiver);
  gchar *mid;

  if (!transceiver)
    return;
  if (gst_wrtc_rtp_transceiver_set_mlineindex (transceiver->object,
          media->mline))
    gst_wrtc_bin_notify (self, transceiver->object, "mlineindex");
  if (gst_wrtc_rtp_transceiver_set_kind (transceiver->object,
          kind_to_gst (media->kind)))
    gst_wrtc_bin_notify (self, transceiver->object, "kind");
  if (gst_wrtc_rtp_transceiver_set_current_direction (transceiver->object,
          (GstWebRTCRTPTransceiverDirection) media->current_direction))
    gst_wrtc_bin_notify (self, transceiver->object, "current-direction");
  g_object_get (transceiver->object, "mid", &mid, NULL);
  if (g_strcmp0 (mid, media->mid) != 0)
    push_association (self, transceiver->object, media->mid, associate);
  g_free (mid);
}

void
gst_wrtc_bin_commit_transceivers_locked (GstWrtcBin * self,
    const WrtcPlan * plan)
{
  guint i;

  for (i = 0; i < plan->new_transceivers->len; i++)
    add_remote_locked (self, &g_array_index (plan->new_transceivers,
            WrtcPlanTransceiver, i));
  for (i = 0; i < plan->removed_transceivers->len; i++)
    remove_locked (self, g_array_index (plan->removed_transceivers, guint, i));
  for (i = 0; i < plan->media->len; i++)
    commit_media_locked (self, g_ptr_array_index (plan->media, i));
}

void
gst_wrtc_bin_commit_transports (GstWrtcBin * self, const WrtcPlan * plan)
{
  guint i;

  for (i = 0; i < plan->media->len; i++) {
    const WrtcPlanMedia *media = g_ptr_array_index (plan->media, i);
    GstWrtcTransceiver *transceiver;
    GstWebRTCRTPTransceiver *object = NULL;
    GstWrtcTransport *transport;

    if (media->transceiver < 0)
      continue;
    g_mutex_lock (&self->lock);
    transceiver =
        gst_wrtc_bin_find_transceiver_locked (self, media->transceiver);
    if (transceiver)
      object = gst_object_ref (transceiver->object);
    g_mutex_unlock (&self->lock);
    if (!object)
      continue;
    transport = gst_wrtc_topology_find (self->topology, media->transport);
    gst_wrtc_rtp_transceiver_set_transport (object,
        transport ? transport->dtls_object : NULL);
    g_clear_pointer (&transport, gst_wrtc_transport_unref);
    gst_object_unref (object);
  }
}

static void
send_stream_clear (gpointer data)
{
  gst_clear_object (&((GstWrtcSendStream *) data)->pad);
}

GArray *
gst_wrtc_bin_dup_send_streams (GstWrtcBin * self)
{
  GArray *streams = g_array_new (FALSE, TRUE, sizeof (GstWrtcSendStream));
  guint i;

  g_array_set_clear_func (streams, send_stream_clear);
  g_mutex_lock (&self->lock);
  for (i = 0; i < self->transceivers->len; i++) {
    GstWrtcTransceiver *one = g_ptr_array_index (self->transceivers, i);
    GstWrtcSendStream stream = { one->id, NULL, one->ssrc };

    if (!one->pad)
      continue;
    stream.pad = gst_object_ref (one->pad);
    g_array_append_val (streams, stream);
  }
  g_mutex_unlock (&self->lock);
  return streams;
}

static void
rejoin_locked (GstWrtcBin * self, GstWrtcTransceiver * transceiver)
{
  WrtcJsepTransceiver *made;
  gint kind, direction;

  g_object_get (transceiver->object, "kind", &kind, "direction", &direction,
      NULL);
  made = wrtc_jsep_add_transceiver (self->jsep, (WrtcMediaKind) kind,
      (WrtcDirection) direction);
  transceiver->id = made->id;
  gst_wrtc_rtp_transceiver_set_mid (transceiver->object, NULL);
  gst_wrtc_rtp_transceiver_set_mlineindex (transceiver->object,
      transceiver->locked_mline >= 0 ? (guint) transceiver->locked_mline :
      GST_WRTC_NO_MLINE);
  gst_wrtc_rtp_transceiver_set_current_direction (transceiver->object,
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_NONE);
}

void
gst_wrtc_bin_renew_jsep_locked (GstWrtcBin * self)
{
  WrtcJsepConfig config = { (WrtcBundlePolicy) self->bundle_policy,
    ((guint64) g_random_int () << 31) ^ g_random_int (), NULL, NULL, FALSE
  };
  guint i;

  g_clear_pointer (&self->jsep, wrtc_jsep_free);
  config.session_id &= G_MAXINT64;
  self->jsep = wrtc_jsep_new (&config);
  for (i = 0; i < self->transceivers->len; i++)
    rejoin_locked (self, g_ptr_array_index (self->transceivers, i));
}
