/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/**
 * SECTION:element-wrtcsink
 * @title: wrtcsink
 *
 * Shows a stream to any number of browsers: media in, a web page out.
 *
 * The element encodes each input once, serves a small page with a player, and
 * answers WHEP (draft-ietf-wish-whep) at `/whep`, so any WHEP player works too.
 * The address is printed and posted as element message `wrtc-listening`.
 *
 * Raw audio and video is encoded with the first codec of #wrtcsink:video-codec
 * and #wrtcsink:audio-codec that the registry can make; encoded media (VP8, VP9,
 * H.264, Opus, PCMU, PCMA) and RTP of these is passed on. While nobody watches,
 * raw media is dropped before the encoder.
 *
 * ## Example pipelines
 * |[
 * gst-launch-1.0 videotestsrc is-live=true ! wrtcsink
 * ]| A test picture for every browser that opens http://127.0.0.1:8080/
 * |[
 * gst-launch-1.0 wrtcsink name=w  videotestsrc is-live=true ! w.  audiotestsrc is-live=true ! w.
 * ]| The same with sound.
 *
 * Since: 0.1
 */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcsink.h"
#include "gstwrtcencodechain.h"
#include "gstwrtcfanout.h"
#include "gstwrtcviewer.h"
#include "gstwrtcwhepserver.h"

#include <gst/pbutils/missing-plugins.h>
#include <gst/wrtc/gstwrtcnetworkloops.h>
#include <gst/wrtc/gstwrtcserialqueue.h>

#include <stdio.h>

GST_DEBUG_CATEGORY_STATIC (wrtcsink);
#define GST_CAT_DEFAULT wrtcsink

#define DEFAULT_HOST "127.0.0.1"
#define DEFAULT_PORT 8080
#define DEFAULT_MAX_VIEWERS 64
#define DEFAULT_VIDEO_CODEC "VP8,H264,VP9"
#define DEFAULT_AUDIO_CODEC "OPUS,PCMU,PCMA"
#define DEFAULT_VIDEO_BITRATE 2000000
#define DEFAULT_AUDIO_BITRATE 64000

/* One request pad and what hangs on it. */
typedef struct
{
  GstPad *pad;
  GstElement *chain;
  GstElement *fanout;
  gboolean ended;
} Input;

struct _GstWrtcSink
{
  GstBin parent;

  /* From NULL->READY to READY->NULL; the state change writes. */
  GMainContext *context;
  GstWrtcSerialQueue *operations;       /* viewers and their elements */
  GstWrtcSerialQueue *notifications;    /* what the application sees */

  /* Lock order: this lock, then nothing. Nothing is called with it held but
   * reading and referencing. */
  GMutex lock;
  gchar *host;
  guint port;
  gchar *allowed_hosts;
  gchar *allowed_origins;
  gchar *stun_server;
  gchar *turn_servers;
  guint max_viewers;
  gchar *video_codec;
  gchar *audio_codec;
  guint video_bitrate;
  guint audio_bitrate;
  GstWrtcWhepServer *server;
  gchar *uri;
  GPtrArray *inputs;            /* (element-type Input) */
  GHashTable *viewers;          /* id -> GstWrtcViewer */
  gboolean open;                /* viewers may come */
  guint next_video, next_audio;
  guint64 viewers_total;
};

enum
{
  PROP_0,
  PROP_HOST,
  PROP_PORT,
  PROP_URI,
  PROP_ALLOWED_HOSTS,
  PROP_ALLOWED_ORIGINS,
  PROP_STUN_SERVER,
  PROP_TURN_SERVERS,
  PROP_MAX_VIEWERS,
  PROP_VIDEO_CODEC,
  PROP_AUDIO_CODEC,
  PROP_VIDEO_BITRATE,
  PROP_AUDIO_BITRATE,
  PROP_VIEWERS,
  PROP_STATS,
  N_PROPERTIES
};

enum
{
  SIGNAL_VIEWER_ADDED,
  SIGNAL_VIEWER_REMOVED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GstWrtcSink, gst_wrtc_sink, GST_TYPE_BIN);
GST_ELEMENT_REGISTER_DEFINE (wrtcsink, "wrtcsink", GST_RANK_NONE,
    GST_TYPE_WRTC_SINK);

/* Notifications: the application's code runs without a lock, on no loop. */

typedef struct
{
  GstWrtcSink *sink;
  gchar *id;
  gchar *reason;                /* NULL: added */
} Notification;

static void
notification_free (Notification * notification)
{
  gst_object_unref (notification->sink);
  g_free (notification->id);
  g_free (notification->reason);
  g_free (notification);
}

static void
notify_viewer (gpointer data)
{
  Notification *n = data;
  GstStructure *structure;

  if (n->reason) {
    structure = gst_structure_new ("wrtc-viewer-removed",
        "id", G_TYPE_STRING, n->id, "reason", G_TYPE_STRING, n->reason, NULL);
    g_signal_emit (n->sink, signals[SIGNAL_VIEWER_REMOVED], 0, n->id,
        n->reason);
  } else {
    structure = gst_structure_new ("wrtc-viewer-added",
        "id", G_TYPE_STRING, n->id, NULL);
    g_signal_emit (n->sink, signals[SIGNAL_VIEWER_ADDED], 0, n->id);
  }
  gst_element_post_message (GST_ELEMENT (n->sink),
      gst_message_new_element (GST_OBJECT (n->sink), structure));
  g_object_notify_by_pspec (G_OBJECT (n->sink), properties[PROP_VIEWERS]);
}

static void
push_notification (GstWrtcSink * self, const gchar * id, const gchar * reason)
{
  Notification *notification = g_new0 (Notification, 1);

  notification->sink = gst_object_ref (self);
  notification->id = g_strdup (id);
  notification->reason = g_strdup (reason);
  gst_wrtc_serial_queue_push (self->notifications, notify_viewer,
      notification, (GDestroyNotify) notification_free);
}

/* Viewers */

static guint
count_viewers (GstWrtcSink * self)
{
  g_mutex_lock (&self->lock);
  guint n = g_hash_table_size (self->viewers);
  g_mutex_unlock (&self->lock);
  return n;
}

static GPtrArray *
list_viewers (GstWrtcSink * self)
{
  GPtrArray *list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_wrtc_viewer_unref);
  GHashTableIter iter;
  gpointer viewer;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->viewers);
  while (g_hash_table_iter_next (&iter, NULL, &viewer))
    g_ptr_array_add (list, gst_wrtc_viewer_ref (viewer));
  g_mutex_unlock (&self->lock);
  return list;
}

static GstWrtcViewer *
find_viewer (GstWrtcSink * self, const gchar * id)
{
  g_mutex_lock (&self->lock);
  GstWrtcViewer *viewer = g_hash_table_lookup (self->viewers, id);
  if (viewer)
    gst_wrtc_viewer_ref (viewer);
  g_mutex_unlock (&self->lock);
  return viewer;
}

static void
update_idle (GstWrtcSink * self)
{
  g_mutex_lock (&self->lock);
  gboolean idle = g_hash_table_size (self->viewers) == 0;
  for (guint i = 0; i < self->inputs->len; i++) {
    Input *input = g_ptr_array_index (self->inputs, i);
    gst_wrtc_encode_chain_set_idle (GST_WRTC_ENCODE_CHAIN (input->chain), idle);
  }
  g_mutex_unlock (&self->lock);
}

static guint
http_status (const GError * error)
{
  switch (error->code) {
    case GST_WRTC_VIEWER_ERROR_OFFER:
      return SOUP_STATUS_BAD_REQUEST;
    case GST_WRTC_VIEWER_ERROR_NOT_ACCEPTABLE:
      return SOUP_STATUS_NOT_ACCEPTABLE;
    case GST_WRTC_VIEWER_ERROR_TIMEOUT:
      return SOUP_STATUS_GATEWAY_TIMEOUT;
    default:
      return SOUP_STATUS_INTERNAL_SERVER_ERROR;
  }
}

static void
viewer_answered (GstWrtcViewer * viewer, const gchar * answer,
    const GError * error, gpointer data)
{
  GstWrtcSink *self = data;

  gst_wrtc_whep_server_answer (self->server, gst_wrtc_viewer_get_id (viewer),
      answer, error ? http_status (error) : SOUP_STATUS_CREATED,
      error ? error->message : NULL);
}

static void
viewer_connected (GstWrtcViewer * viewer, gpointer data)
{
  GST_INFO_OBJECT (data, "viewer %s is connected",
      gst_wrtc_viewer_get_id (viewer));
}

static void
viewer_ended (GstWrtcViewer * viewer, const gchar * reason, gpointer data)
{
  GstWrtcSink *self = data;
  const gchar *id = gst_wrtc_viewer_get_id (viewer);

  gst_wrtc_viewer_ref (viewer);
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->viewers, id);
  g_mutex_unlock (&self->lock);
  update_idle (self);
  gst_wrtc_whep_server_forget (self->server, id);
  push_notification (self, id, reason);
  gst_wrtc_viewer_unref (viewer);
}

/* What can be sent now; NULL: something is not known yet. */
static GPtrArray *
list_tracks_locked (GstWrtcSink * self)
{
  g_autoptr (GPtrArray) tracks =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_wrtc_track_free);

  for (guint i = 0; i < self->inputs->len; i++) {
    Input *input = g_ptr_array_index (self->inputs, i);
    GstWrtcEncodeChain *chain = GST_WRTC_ENCODE_CHAIN (input->chain);
    GstCaps *caps = gst_wrtc_encode_chain_get_rtp_caps (chain);
    if (!caps)
      return NULL;
    g_ptr_array_add (tracks,
        gst_wrtc_track_new (GST_WRTC_FANOUT (input->fanout),
            gst_wrtc_encode_chain_get_codec (chain), caps));
  }
  return tracks->len ? g_steal_pointer (&tracks) : NULL;
}

static GstWrtcViewer *
make_viewer_locked (GstWrtcSink * self, const gchar * id, gchar ** sentence)
{
  g_autoptr (GPtrArray) tracks = list_tracks_locked (self);
  g_auto (GStrv) turn = self->turn_servers ?
      g_strsplit (self->turn_servers, ",", -1) : NULL;

  if (!self->open || !tracks) {
    *sentence = g_strdup ("The stream is not running yet; try again.");
    return NULL;
  }
  if (self->max_viewers &&
      g_hash_table_size (self->viewers) >= self->max_viewers) {
    *sentence = g_strdup_printf ("There are already %u viewers, and no more "
        "are allowed.", self->max_viewers);
    return NULL;
  }
  GstWrtcViewerConfig config = { GST_BIN (self), self->context,
    self->operations, self->stun_server, turn, tracks, viewer_answered,
    viewer_connected, viewer_ended, self
  };
  GstWrtcViewer *viewer = gst_wrtc_viewer_new (id, &config);
  g_hash_table_insert (self->viewers, g_strdup (id),
      gst_wrtc_viewer_ref (viewer));
  self->viewers_total++;
  return viewer;
}

static gboolean
add_viewer (const gchar * id, WrtcSdp * offer, gchar ** sentence, gpointer data)
{
  GstWrtcSink *self = data;

  g_mutex_lock (&self->lock);
  g_autoptr (GstWrtcViewer) viewer = make_viewer_locked (self, id, sentence);
  g_mutex_unlock (&self->lock);
  if (!viewer)
    return FALSE;
  update_idle (self);
  push_notification (self, id, NULL);
  gst_wrtc_viewer_start (viewer, offer);
  return TRUE;
}

static void
add_candidate (const gchar * id, guint mline, const gchar * candidate,
    gpointer data)
{
  g_autoptr (GstWrtcViewer) viewer = find_viewer (data, id);

  if (viewer)
    gst_wrtc_viewer_add_candidate (viewer, mline, candidate);
}

static void
remove_viewer (const gchar * id, gpointer data)
{
  g_autoptr (GstWrtcViewer) viewer = find_viewer (data, id);

  if (viewer)
    gst_wrtc_viewer_end (viewer, "the viewer left");
}

/* Messages of the children */

static GstWrtcViewer *
find_owner (GstWrtcSink * self, GstObject * object)
{
  g_autoptr (GPtrArray) viewers = list_viewers (self);

  for (guint i = 0; i < viewers->len; i++) {
    GstWrtcViewer *viewer = g_ptr_array_index (viewers, i);
    if (gst_wrtc_viewer_owns (viewer, object))
      return gst_wrtc_viewer_ref (viewer);
  }
  return NULL;
}

static gboolean
all_ended (GstWrtcSink * self, GstObject * fanout)
{
  gboolean all = TRUE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->inputs->len; i++) {
    Input *input = g_ptr_array_index (self->inputs, i);
    if (GST_OBJECT (input->fanout) == fanout)
      input->ended = TRUE;
    all &= input->ended;
  }
  g_mutex_unlock (&self->lock);
  return all;
}

/* What goes wrong with a viewer is the end of that viewer and nobody else's
 * affair. */
static void
handle_viewer_message (GstWrtcSink * self, GstWrtcViewer * viewer,
    GstMessage * message)
{
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR)
    return;
  gst_message_parse_error (message, &error, NULL);
  GST_WARNING_OBJECT (self, "viewer %s: %s", gst_wrtc_viewer_get_id (viewer),
      error->message);
  gst_wrtc_viewer_end (viewer, error->message);
}

static void
gst_wrtc_sink_handle_message (GstBin * bin, GstMessage * message)
{
  GstWrtcSink *self = GST_WRTC_SINK (bin);
  gboolean mine = FALSE;

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_EOS:
      if (all_ended (self, GST_MESSAGE_SRC (message)))
        gst_element_post_message (GST_ELEMENT (self),
            gst_message_new_eos (GST_OBJECT (self)));
      mine = TRUE;
      break;
    case GST_MESSAGE_ERROR:
    case GST_MESSAGE_WARNING:
    case GST_MESSAGE_LATENCY:{
      g_autoptr (GstWrtcViewer) viewer = find_owner (self,
          GST_MESSAGE_SRC (message));
      if (viewer) {
        handle_viewer_message (self, viewer, message);
        mine = TRUE;
      }
      break;
    }
    default:
      break;
  }
  if (mine)
    gst_message_unref (message);
  else
    GST_BIN_CLASS (gst_wrtc_sink_parent_class)->handle_message (bin, message);
}

/* Pads */

static void
input_free (Input * input)
{
  gst_object_unref (input->pad);
  gst_object_unref (input->chain);
  gst_object_unref (input->fanout);
  g_free (input);
}

static GstPad *
gst_wrtc_sink_request_new_pad (GstElement * element, GstPadTemplate * template,
    const gchar * wanted, const GstCaps * caps)
{
  GstWrtcSink *self = GST_WRTC_SINK (element);
  const gchar *kind = g_str_has_prefix (template->name_template, "video") ?
      "video" : "audio";
  gboolean video = g_str_equal (kind, "video");

  g_mutex_lock (&self->lock);
  guint *next = video ? &self->next_video : &self->next_audio;
  guint number = *next;
  if (wanted)
    sscanf (wanted, video ? "video_%u" : "audio_%u", &number);
  *next = MAX (*next, number + 1);
  g_autofree gchar *codecs = g_strdup (video ? self->video_codec :
      self->audio_codec);
  guint bitrate = video ? self->video_bitrate : self->audio_bitrate;
  g_mutex_unlock (&self->lock);

  g_autofree gchar *name = g_strdup_printf ("%s_%u", kind, number);
  g_autofree gchar *fanout_name = g_strdup_printf ("%s-fanout", name);
  Input *input = g_new0 (Input, 1);
  input->chain = gst_object_ref_sink (gst_wrtc_encode_chain_new (name, kind,
          codecs, bitrate));
  input->fanout = gst_object_ref_sink (gst_wrtc_fanout_new (fanout_name));
  gst_bin_add_many (GST_BIN (self), input->chain, input->fanout, NULL);
  gst_element_link (input->chain, input->fanout);

  g_autoptr (GstPad) target = gst_element_get_static_pad (input->chain, "sink");
  GstPad *pad = gst_ghost_pad_new_from_template (name, target, template);
  input->pad = gst_object_ref (pad);
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->inputs, input);
  g_mutex_unlock (&self->lock);
  update_idle (self);
  gst_pad_set_active (pad, TRUE);
  gst_element_sync_state_with_parent (input->fanout);
  gst_element_sync_state_with_parent (input->chain);
  gst_element_add_pad (element, pad);
  return pad;
}

static Input *
steal_input (GstWrtcSink * self, GstPad * pad)
{
  Input *found = NULL;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->inputs->len && !found; i++) {
    Input *input = g_ptr_array_index (self->inputs, i);
    if (input->pad == pad)
      found = g_ptr_array_steal_index (self->inputs, i);
  }
  g_mutex_unlock (&self->lock);
  return found;
}

static void
gst_wrtc_sink_release_pad (GstElement * element, GstPad * pad)
{
  GstWrtcSink *self = GST_WRTC_SINK (element);
  Input *input = steal_input (self, pad);

  if (!input)
    return;
  g_autoptr (GPtrArray) viewers = list_viewers (self);
  for (guint i = 0; i < viewers->len; i++)
    gst_wrtc_viewer_drop_track (g_ptr_array_index (viewers, i),
        GST_WRTC_FANOUT (input->fanout));
  if (self->operations)
    gst_wrtc_serial_queue_drain (self->operations);

  gst_pad_set_active (pad, FALSE);
  gst_element_set_locked_state (input->chain, TRUE);
  gst_element_set_state (input->chain, GST_STATE_NULL);
  gst_element_set_state (input->fanout, GST_STATE_NULL);
  /* While the element is disposed of, its children have gone before its pads. */
  if (GST_OBJECT_PARENT (input->chain) == GST_OBJECT (self))
    gst_bin_remove_many (GST_BIN (self), input->chain, input->fanout, NULL);
  gst_element_remove_pad (element, pad);
  input_free (input);
}

/* States */

static gboolean
check_session_element (GstWrtcSink * self)
{
  g_autoptr (GstElementFactory) factory =
      gst_element_factory_find (GST_WRTC_SESSION_FACTORY);

  if (factory)
    return TRUE;
  gst_element_post_message (GST_ELEMENT (self),
      gst_missing_element_message_new (GST_ELEMENT (self), "wrtcbin"));
  GST_ELEMENT_ERROR (self, CORE, MISSING_PLUGIN,
      ("The element wrtcbin is missing: it comes with gst-wrtc; "
          "is its folder in GST_PLUGIN_PATH?"), (NULL));
  return FALSE;
}

static GstWrtcWhepServer *
make_server (GstWrtcSink * self, GError ** error)
{
  g_mutex_lock (&self->lock);
  g_autofree gchar *host = g_strdup (self->host);
  g_autofree gchar *hosts = g_strdup (self->allowed_hosts);
  g_autofree gchar *origins = g_strdup (self->allowed_origins);
  g_autofree gchar *stun = g_strdup (self->stun_server);
  g_auto (GStrv) turn = self->turn_servers ?
      g_strsplit (self->turn_servers, ",", -1) : NULL;
  GstWrtcWhepConfig config = { host, self->port, hosts, origins, stun, turn };
  g_mutex_unlock (&self->lock);
  GstWrtcWhepHooks hooks = { add_viewer, add_candidate, remove_viewer, self };

  return gst_wrtc_whep_server_new (&config, &hooks, error);
}

static void
announce (GstWrtcSink * self, const gchar * uri)
{
  g_autofree gchar *whep = g_strconcat (uri, "whep", NULL);

  g_print ("%s: open %s in a browser (WHEP: %s)\n", GST_OBJECT_NAME (self),
      uri, whep);
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_element (GST_OBJECT (self),
          gst_structure_new ("wrtc-listening", "uri", G_TYPE_STRING, uri,
              "whep", G_TYPE_STRING, whep, NULL)));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_URI]);
}

static gboolean
start_server (GstWrtcSink * self)
{
  g_autoptr (GError) error = NULL;

  if (!check_session_element (self))
    return FALSE;
  GstWrtcWhepServer *server = make_server (self, &error);
  if (!server) {
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ_WRITE,
        ("Cannot listen on %s port %u: %s", self->host, self->port,
            error->message), (NULL));
    return FALSE;
  }
  const gchar *uri = gst_wrtc_whep_server_get_uri (server);
  self->context = gst_wrtc_network_loops_acquire_context ();
  self->operations = gst_wrtc_serial_queue_new ("wrtcsink operations");
  self->notifications = gst_wrtc_serial_queue_new ("wrtcsink notifications");
  g_mutex_lock (&self->lock);
  self->server = server;
  g_free (self->uri);
  self->uri = g_strdup (uri);
  g_mutex_unlock (&self->lock);
  gst_wrtc_whep_server_start (server, self->context);
  announce (self, uri);
  return TRUE;
}

static void
stop_server (GstWrtcSink * self)
{
  g_mutex_lock (&self->lock);
  GstWrtcWhepServer *server = g_steal_pointer (&self->server);
  g_clear_pointer (&self->uri, g_free);
  g_mutex_unlock (&self->lock);
  if (!server)
    return;
  gst_wrtc_whep_server_stop (server);
  gst_wrtc_serial_queue_close (self->operations, TRUE);
  g_clear_pointer (&self->operations, gst_wrtc_serial_queue_unref);
  /* The application may be in one: not waited for, what is queued still runs. */
  g_clear_pointer (&self->notifications, gst_wrtc_serial_queue_unref);
  gst_wrtc_network_loops_release_context (g_steal_pointer (&self->context));
  gst_wrtc_whep_server_unref (server);
}

static void
set_open (GstWrtcSink * self, gboolean open)
{
  g_mutex_lock (&self->lock);
  self->open = open;
  for (guint i = 0; i < self->inputs->len; i++)
    ((Input *) g_ptr_array_index (self->inputs, i))->ended = FALSE;
  g_mutex_unlock (&self->lock);
}

static void
end_all_viewers (GstWrtcSink * self)
{
  g_autoptr (GPtrArray) viewers = list_viewers (self);

  for (guint i = 0; i < viewers->len; i++)
    gst_wrtc_viewer_end (g_ptr_array_index (viewers, i),
        "the stream was stopped");
  gst_wrtc_serial_queue_drain (self->operations);
}

static GstStateChangeReturn
gst_wrtc_sink_change_state (GstElement * element, GstStateChange transition)
{
  GstWrtcSink *self = GST_WRTC_SINK (element);

  if (transition == GST_STATE_CHANGE_NULL_TO_READY && !start_server (self)) {
    stop_server (self);
    return GST_STATE_CHANGE_FAILURE;
  }
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY) {
    set_open (self, FALSE);
    end_all_viewers (self);
  }
  GstStateChangeReturn result =
      GST_ELEMENT_CLASS (gst_wrtc_sink_parent_class)->change_state (element,
      transition);
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED &&
      result != GST_STATE_CHANGE_FAILURE)
    set_open (self, TRUE);
  if (transition == GST_STATE_CHANGE_READY_TO_NULL)
    stop_server (self);
  return result;
}

/* Properties */

static GstStructure *
make_stats (GstWrtcSink * self)
{
  GstStructure *stats =
      gst_structure_new_empty ("application/x-wrtc-sink-stats");
  GValue inputs = G_VALUE_INIT, viewers = G_VALUE_INIT;
  GHashTableIter iter;
  gpointer viewer;

  g_value_init (&inputs, GST_TYPE_ARRAY);
  g_value_init (&viewers, GST_TYPE_ARRAY);
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->inputs->len; i++) {
    Input *input = g_ptr_array_index (self->inputs, i);
    GstStructure *s = gst_structure_new ("input", "pad", G_TYPE_STRING,
        GST_OBJECT_NAME (input->pad), NULL);
    GValue value = G_VALUE_INIT;
    gst_wrtc_encode_chain_add_stats (GST_WRTC_ENCODE_CHAIN (input->chain), s);
    gst_wrtc_fanout_add_stats (GST_WRTC_FANOUT (input->fanout), s);
    g_value_init (&value, GST_TYPE_STRUCTURE);
    g_value_take_boxed (&value, s);
    gst_value_array_append_and_take_value (&inputs, &value);
  }
  g_hash_table_iter_init (&iter, self->viewers);
  while (g_hash_table_iter_next (&iter, NULL, &viewer)) {
    GValue value = G_VALUE_INIT;
    g_value_init (&value, GST_TYPE_STRUCTURE);
    g_value_take_boxed (&value, gst_structure_new ("viewer", "id",
            G_TYPE_STRING, gst_wrtc_viewer_get_id (viewer), "state",
            G_TYPE_STRING, gst_wrtc_viewer_state_to_string
            (gst_wrtc_viewer_get_state (viewer)), NULL));
    gst_value_array_append_and_take_value (&viewers, &value);
  }
  gst_structure_set (stats, "viewers-total", G_TYPE_UINT64,
      self->viewers_total, NULL);
  if (self->server)
    gst_wrtc_whep_server_add_stats (self->server, stats);
  g_mutex_unlock (&self->lock);
  gst_structure_take_value (stats, "inputs", &inputs);
  gst_structure_take_value (stats, "viewers", &viewers);
  return stats;
}

static gchar **
string_property (GstWrtcSink * self, guint id)
{
  switch (id) {
    case PROP_HOST:
      return &self->host;
    case PROP_URI:
      return &self->uri;
    case PROP_ALLOWED_HOSTS:
      return &self->allowed_hosts;
    case PROP_ALLOWED_ORIGINS:
      return &self->allowed_origins;
    case PROP_STUN_SERVER:
      return &self->stun_server;
    case PROP_TURN_SERVERS:
      return &self->turn_servers;
    case PROP_VIDEO_CODEC:
      return &self->video_codec;
    case PROP_AUDIO_CODEC:
      return &self->audio_codec;
    default:
      return NULL;
  }
}

static guint *
uint_property (GstWrtcSink * self, guint id)
{
  switch (id) {
    case PROP_PORT:
      return &self->port;
    case PROP_MAX_VIEWERS:
      return &self->max_viewers;
    case PROP_VIDEO_BITRATE:
      return &self->video_bitrate;
    case PROP_AUDIO_BITRATE:
      return &self->audio_bitrate;
    default:
      return NULL;
  }
}

static void
gst_wrtc_sink_set_property (GObject * object, guint id, const GValue * value,
    GParamSpec * pspec)
{
  GstWrtcSink *self = GST_WRTC_SINK (object);
  gchar **string = string_property (self, id);
  guint *number = uint_property (self, id);

  g_mutex_lock (&self->lock);
  if (string) {
    g_free (*string);
    *string = g_value_dup_string (value);
    if (!*string && g_str_equal (pspec->name, "host"))
      *string = g_strdup (DEFAULT_HOST);
  } else if (number) {
    *number = g_value_get_uint (value);
  } else {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  g_mutex_unlock (&self->lock);
}

static void
gst_wrtc_sink_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstWrtcSink *self = GST_WRTC_SINK (object);
  gchar **string = string_property (self, id);
  guint *number = uint_property (self, id);

  if (id == PROP_STATS) {
    g_value_take_boxed (value, make_stats (self));
    return;
  }
  if (id == PROP_VIEWERS) {
    g_value_set_uint (value, count_viewers (self));
    return;
  }
  g_mutex_lock (&self->lock);
  if (string)
    g_value_set_string (value, *string);
  else if (number)
    g_value_set_uint (value, *number);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  g_mutex_unlock (&self->lock);
}

static void
gst_wrtc_sink_finalize (GObject * object)
{
  GstWrtcSink *self = GST_WRTC_SINK (object);

  for (guint id = PROP_0 + 1; id < N_PROPERTIES; id++) {
    gchar **string = string_property (self, id);
    if (string)
      g_clear_pointer (string, g_free);
  }
  g_ptr_array_unref (self->inputs);
  g_hash_table_unref (self->viewers);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (gst_wrtc_sink_parent_class)->finalize (object);
}

static void
gst_wrtc_sink_init (GstWrtcSink * self)
{
  g_mutex_init (&self->lock);
  self->host = g_strdup (DEFAULT_HOST);
  self->port = DEFAULT_PORT;
  self->max_viewers = DEFAULT_MAX_VIEWERS;
  self->video_codec = g_strdup (DEFAULT_VIDEO_CODEC);
  self->audio_codec = g_strdup (DEFAULT_AUDIO_CODEC);
  self->video_bitrate = DEFAULT_VIDEO_BITRATE;
  self->audio_bitrate = DEFAULT_AUDIO_BITRATE;
  self->inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) input_free);
  self->viewers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      (GDestroyNotify) gst_wrtc_viewer_unref);
  /* A sink, whatever its children are: viewers count as sources too. */
  gst_bin_set_suppressed_flags (GST_BIN (self), GST_ELEMENT_FLAG_SOURCE |
      GST_ELEMENT_FLAG_SINK);
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SINK);
}

#define RW (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | \
    GST_PARAM_MUTABLE_READY)
#define RO (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
make_properties (void)
{
  properties[PROP_HOST] = g_param_spec_string ("host", "Host",
      "Address or name to listen on; 0.0.0.0 for all addresses of the machine",
      DEFAULT_HOST, RW);
  properties[PROP_PORT] = g_param_spec_uint ("port", "Port",
      "TCP port to listen on; the next free one if it is taken; 0: any", 0,
      65535, DEFAULT_PORT, RW);
  properties[PROP_URI] = g_param_spec_string ("uri", "URI",
      "Where the page is (NULL below READY)", NULL, RO);
  properties[PROP_ALLOWED_HOSTS] = g_param_spec_string ("allowed-hosts",
      "Allowed hosts", "Further host names under which browsers may reach "
      "this server, separated by commas; * for all (addresses, localhost and "
      "this machine's name always work)", NULL, RW);
  properties[PROP_ALLOWED_ORIGINS] = g_param_spec_string ("allowed-origins",
      "Allowed origins", "Origins (https://example.com) whose web pages may "
      "play the stream, separated by commas; * for all (its own page always "
      "may)", NULL, RW);
  properties[PROP_STUN_SERVER] = g_param_spec_string ("stun-server",
      "STUN server", "stun://host:port, for the element and for its viewers",
      NULL, RW);
  properties[PROP_TURN_SERVERS] = g_param_spec_string ("turn-servers",
      "TURN servers", "turn(s)://user:password@host:port, separated by commas; "
      "viewers get them too, passwords included", NULL, RW);
  properties[PROP_MAX_VIEWERS] = g_param_spec_uint ("max-viewers",
      "Maximum of viewers", "Further ones are refused (HTTP status 503); "
      "0: no limit", 0, G_MAXUINT, DEFAULT_MAX_VIEWERS,
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING);
  properties[PROP_VIDEO_CODEC] = g_param_spec_string ("video-codec",
      "Video codec", "Codecs for raw video in order of preference: VP8, VP9, "
      "H264; for pads that are requested afterwards", DEFAULT_VIDEO_CODEC, RW);
  properties[PROP_AUDIO_CODEC] = g_param_spec_string ("audio-codec",
      "Audio codec", "Codecs for raw audio in order of preference: OPUS, PCMU, "
      "PCMA; for pads that are requested afterwards", DEFAULT_AUDIO_CODEC, RW);
  properties[PROP_VIDEO_BITRATE] = g_param_spec_uint ("video-bitrate",
      "Video bitrate", "Of each raw video input, in bits per second; for pads "
      "that are requested afterwards", 1000, G_MAXINT, DEFAULT_VIDEO_BITRATE,
      RW);
  properties[PROP_AUDIO_BITRATE] = g_param_spec_uint ("audio-bitrate",
      "Audio bitrate", "Of each raw audio input, in bits per second (Opus); "
      "for pads that are requested afterwards", 6000, 510000,
      DEFAULT_AUDIO_BITRATE, RW);
  properties[PROP_VIEWERS] = g_param_spec_uint ("viewers", "Viewers",
      "How many there are now, those that are connecting included; notified",
      0, G_MAXUINT, 0, RO);
  properties[PROP_STATS] = g_param_spec_boxed ("stats", "Statistics",
      "application/x-wrtc-sink-stats: inputs, viewers, HTTP counters",
      GST_TYPE_STRUCTURE, RO);
}

static void
add_template (GstElementClass * klass, const gchar * name, const gchar * kind)
{
  g_autoptr (GstCaps) caps = gst_wrtc_codec_get_input_caps (kind);

  gst_element_class_add_pad_template (klass, gst_pad_template_new (name,
          GST_PAD_SINK, GST_PAD_REQUEST, caps));
}

static void
gst_wrtc_sink_class_init (GstWrtcSinkClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = gst_wrtc_sink_set_property;
  object_class->get_property = gst_wrtc_sink_get_property;
  object_class->finalize = gst_wrtc_sink_finalize;
  make_properties ();
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  /**
   * GstWrtcSink::viewer-added:
   * @id: names the viewer
   *
   * A viewer's offer has come. From a thread of its own kind, without a lock:
   * everything may be called, also a change of state.
   */
  signals[SIGNAL_VIEWER_ADDED] = g_signal_new ("viewer-added",
      GST_TYPE_WRTC_SINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
      1, G_TYPE_STRING);
  /**
   * GstWrtcSink::viewer-removed:
   * @id: names the viewer
   * @reason: why, in words
   *
   * The viewer has left, failed or vanished. Thread as in
   * #GstWrtcSink::viewer-added.
   */
  signals[SIGNAL_VIEWER_REMOVED] = g_signal_new ("viewer-removed",
      GST_TYPE_WRTC_SINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
      2, G_TYPE_STRING, G_TYPE_STRING);

  element_class->change_state = gst_wrtc_sink_change_state;
  element_class->request_new_pad = gst_wrtc_sink_request_new_pad;
  element_class->release_pad = gst_wrtc_sink_release_pad;
  GST_BIN_CLASS (klass)->handle_message = gst_wrtc_sink_handle_message;
  add_template (element_class, "video_%u", "video");
  add_template (element_class, "audio_%u", "audio");
  gst_element_class_set_static_metadata (element_class,
      "WebRTC page and WHEP server", "Sink/Network/WebRTC",
      "Shows a stream to any number of browsers", "gst-wrtc");
  GST_DEBUG_CATEGORY_INIT (wrtcsink, "wrtcsink", 0,
      "WebRTC page and WHEP server");
}
