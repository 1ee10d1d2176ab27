/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcrtprecvpad.h"

#include "gstwrtcrtpsession-private.h"

#define GST_CAT_DEFAULT gst_wrtc_rtp_session_debug

enum
{
  PROP_0,
  PROP_MID,
  PROP_MLINE,
  PROP_MSID,
  PROP_SSRC,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

struct _GstWrtcRtpRecvPad
{
  GstPad parent;

  gchar *mid;                   /* these are constant */
  guint mline;
  gchar *msid;
  guint32 ssrc;

  WrtcRtpSessionStream *stream; /* session lock */

  GMutex lock;
  GQueue queue;                 /* lock; of GstMiniObject */
  guint packets;                /* lock; in the queue */
  gsize bytes;                  /* lock; in the queue */
  guint events;                 /* lock; in the queue */
  guint64 dropped;              /* lock */
  gboolean draining;            /* lock: a thread is in drain() */
  gboolean added;               /* lock: it is its element's */
  gboolean ended;               /* lock */
  gboolean removed;             /* lock */
};

G_DEFINE_TYPE (GstWrtcRtpRecvPad, gst_wrtc_rtp_recv_pad, GST_TYPE_PAD);

GstWrtcRtpRecvPad *
gst_wrtc_rtp_recv_pad_new (GstPadTemplate * templ, const gchar * name,
    const GstWrtcRtpRecvPadConfig * config)
{
  GstWrtcRtpRecvPad *pad = g_object_new (GST_TYPE_WRTC_RTP_RECV_PAD,
      "name", name, "direction", GST_PAD_SRC, "template", templ, NULL);

  pad->mid = g_strdup (config->mid);
  pad->mline = config->mline;
  pad->msid = g_strdup (config->msid);
  pad->ssrc = config->ssrc;
  return pad;
}

guint32
gst_wrtc_rtp_recv_pad_get_ssrc (GstWrtcRtpRecvPad * pad)
{
  return pad->ssrc;
}

const gchar *
gst_wrtc_rtp_recv_pad_get_msid (GstWrtcRtpRecvPad * pad)
{
  return pad->msid;
}

void
gst_wrtc_rtp_recv_pad_set_stream (GstWrtcRtpRecvPad * pad,
    WrtcRtpSessionStream * stream)
{
  pad->stream = stream;
}

WrtcRtpSessionStream *
gst_wrtc_rtp_recv_pad_get_stream (GstWrtcRtpRecvPad * pad)
{
  return pad->stream;
}

guint64
gst_wrtc_rtp_recv_pad_get_dropped (GstWrtcRtpRecvPad * pad)
{
  guint64 dropped;

  g_mutex_lock (&pad->lock);
  dropped = pad->dropped;
  g_mutex_unlock (&pad->lock);
  return dropped;
}

/* === the queue === */

static void
measure (GstMiniObject * data, guint * packets, gsize * bytes)
{
  *packets = 0;
  *bytes = 0;
  if (GST_IS_BUFFER_LIST (data)) {
    *packets = gst_buffer_list_length (GST_BUFFER_LIST_CAST (data));
    *bytes = gst_buffer_list_calculate_size (GST_BUFFER_LIST_CAST (data));
  } else if (GST_IS_BUFFER (data)) {
    *packets = 1;
    *bytes = gst_buffer_get_size (GST_BUFFER_CAST (data));
  }
}

static void
account_locked (GstWrtcRtpRecvPad * pad, GstMiniObject * data, gint sign)
{
  guint packets;
  gsize bytes;

  measure (data, &packets, &bytes);
  pad->packets += sign * (gint) packets;
  pad->bytes += sign * (gssize) bytes;
  if (GST_IS_EVENT (data))
    pad->events += sign;
}

/* Takes the oldest packets or events out while there are too many of them,
 * into @out. */
static void
bound_locked (GstWrtcRtpRecvPad * pad, GQueue * out)
{
  GList *link = pad->queue.head;

  while (link != NULL) {
    gboolean too_many_packets =
        pad->packets > GST_WRTC_RTP_RECV_PAD_MAX_PACKETS ||
        pad->bytes > GST_WRTC_RTP_RECV_PAD_MAX_BYTES;
    gboolean too_many_events = pad->events > GST_WRTC_RTP_RECV_PAD_MAX_EVENTS;
    GList *next = link->next;
    GstMiniObject *data = link->data;

    if (!too_many_packets && !too_many_events)
      return;
    if (GST_IS_EVENT (data) ? too_many_events : too_many_packets) {
      guint before = pad->packets;

      account_locked (pad, data, -1);
      pad->dropped += before - pad->packets;
      g_queue_delete_link (&pad->queue, link);
      g_queue_push_tail (out, data);
    }
    link = next;
  }
}

static void
free_all (GQueue * queue)
{
  GstMiniObject *data;

  while ((data = g_queue_pop_head (queue)) != NULL)
    gst_mini_object_unref (data);
}

void
gst_wrtc_rtp_recv_pad_queue (GstWrtcRtpRecvPad * pad, GstMiniObject * data)
{
  GQueue out = G_QUEUE_INIT;

  g_mutex_lock (&pad->lock);
  if (pad->ended) {
    g_queue_push_tail (&out, data);
  } else {
    account_locked (pad, data, 1);
    g_queue_push_tail (&pad->queue, data);
    bound_locked (pad, &out);
  }
  g_mutex_unlock (&pad->lock);
  free_all (&out);
}

void
gst_wrtc_rtp_recv_pad_set_added (GstWrtcRtpRecvPad * pad)
{
  g_mutex_lock (&pad->lock);
  pad->added = TRUE;
  g_mutex_unlock (&pad->lock);
}

void
gst_wrtc_rtp_recv_pad_end (GstWrtcRtpRecvPad * pad)
{
  g_mutex_lock (&pad->lock);
  if (!pad->ended) {
    g_queue_push_tail (&pad->queue, gst_event_new_eos ());
    pad->events++;
  }
  pad->ended = TRUE;
  g_mutex_unlock (&pad->lock);
}

static void
push (GstWrtcRtpRecvPad * pad, GstMiniObject * data)
{
  GstPad *self = GST_PAD_CAST (pad);

  /* What becomes of it is downstream's business: other streams go on. */
  if (GST_IS_BUFFER_LIST (data))
    gst_pad_push_list (self, GST_BUFFER_LIST_CAST (data));
  else if (GST_IS_BUFFER (data))
    gst_pad_push (self, GST_BUFFER_CAST (data));
  else
    gst_pad_push_event (self, GST_EVENT_CAST (data));
}

static void
leave_element (GstWrtcRtpRecvPad * pad)
{
  g_autoptr (GstElement) element =
      gst_pad_get_parent_element (GST_PAD_CAST (pad));

  gst_pad_set_active (GST_PAD_CAST (pad), FALSE);
  if (element != NULL)
    gst_element_remove_pad (element, GST_PAD_CAST (pad));
}

/* The next thing to do; NULL and @leave: the pad has to go. */
static GstMiniObject *
next_locked (GstWrtcRtpRecvPad * pad, gboolean * leave)
{
  GstMiniObject *data = NULL;

  *leave = FALSE;
  if (!pad->added)
    return NULL;
  if (pad->ended || gst_pad_is_linked (GST_PAD_CAST (pad)))
    data = g_queue_pop_head (&pad->queue);
  *leave = data == NULL && pad->ended && !pad->removed;
  if (data != NULL)
    account_locked (pad, data, -1);
  if (*leave)
    pad->removed = TRUE;
  return data;
}

void
gst_wrtc_rtp_recv_pad_drain (GstWrtcRtpRecvPad * pad)
{
  GstMiniObject *data;
  gboolean leave;

  gst_object_ref (pad);
  g_mutex_lock (&pad->lock);
  if (!pad->draining) {
    pad->draining = TRUE;
    while ((data = next_locked (pad, &leave)) != NULL || leave) {
      g_mutex_unlock (&pad->lock);
      if (data != NULL)
        push (pad, data);
      else
        leave_element (pad);
      g_mutex_lock (&pad->lock);
    }
    pad->draining = FALSE;
  }
  g_mutex_unlock (&pad->lock);
  gst_object_unref (pad);
}

/* === object === */

static void
gst_wrtc_rtp_recv_pad_get_property (GObject * object, guint id,
    GValue * value, GParamSpec * pspec)
{
  GstWrtcRtpRecvPad *pad = GST_WRTC_RTP_RECV_PAD (object);

  switch (id) {
    case PROP_MID:
      g_value_set_string (value, pad->mid);
      break;
    case PROP_MLINE:
      g_value_set_uint (value, pad->mline);
      break;
    case PROP_MSID:
      g_value_set_string (value, pad->msid);
      break;
    case PROP_SSRC:
      g_value_set_uint (value, pad->ssrc);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
gst_wrtc_rtp_recv_pad_finalize (GObject * object)
{
  GstWrtcRtpRecvPad *pad = GST_WRTC_RTP_RECV_PAD (object);

  free_all (&pad->queue);
  g_mutex_clear (&pad->lock);
  g_free (pad->mid);
  g_free (pad->msid);
  G_OBJECT_CLASS (gst_wrtc_rtp_recv_pad_parent_class)->finalize (object);
}

static void
gst_wrtc_rtp_recv_pad_init (GstWrtcRtpRecvPad * pad)
{
  g_mutex_init (&pad->lock);
  g_queue_init (&pad->queue);
}

static void
gst_wrtc_rtp_recv_pad_class_init (GstWrtcRtpRecvPadClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = gst_wrtc_rtp_recv_pad_get_property;
  object_class->finalize = gst_wrtc_rtp_recv_pad_finalize;

  /**
   * GstWrtcRtpRecvPad:mid:
   *
   * The MID of the m-section (RFC 8843), NULL if it has none.
   */
  properties[PROP_MID] = g_param_spec_string ("mid", "MID",
      "MID of the m-section, NULL if it has none", NULL, flags);
  /**
   * GstWrtcRtpRecvPad:mline:
   *
   * The index of the m-section.
   */
  properties[PROP_MLINE] = g_param_spec_uint ("mline", "m-line",
      "Index of the m-section", 0, G_MAXUINT, 0, flags);
  /**
   * GstWrtcRtpRecvPad:msid:
   *
   * The msid that was signalled (RFC 8830), NULL if none was.
   */
  properties[PROP_MSID] = g_param_spec_string ("msid", "msid",
      "Signalled msid, NULL if none was", NULL, flags);
  /**
   * GstWrtcRtpRecvPad:ssrc:
   *
   * The SSRC of the stream (RFC 3550 3).
   */
  properties[PROP_SSRC] = g_param_spec_uint ("ssrc", "SSRC",
      "SSRC of the stream", 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}
