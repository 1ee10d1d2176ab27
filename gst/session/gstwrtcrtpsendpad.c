/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcrtpsendpad.h"

#include "gstwrtcrtpsession-private.h"

#include <gst/video/video.h>
#include <gst/wrtc/gstwrtcnames.h>

#define GST_CAT_DEFAULT gst_wrtc_rtp_session_debug

enum
{
  PROP_0,
  PROP_PARAMETERS,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_TYPE (GstWrtcRtpSendPad, gst_wrtc_rtp_send_pad, GST_TYPE_PAD);

GstWrtcRtpSendParameters *
gst_wrtc_rtp_send_pad_dup_parameters (GstWrtcRtpSendPad * pad)
{
  GstWrtcRtpSendParameters *parameters = NULL;
  const gchar *reason;

  GST_OBJECT_LOCK (pad);
  if (pad->structure != NULL)
    parameters = gst_wrtc_rtp_send_parameters_parse (pad->structure, &reason);
  GST_OBJECT_UNLOCK (pad);
  return parameters;
}

void
gst_wrtc_rtp_send_pad_force_key_unit (GstWrtcRtpSendPad * pad,
    gboolean all_headers)
{
  guint count = g_atomic_int_add (&pad->keyframe_count, 1);

  GST_DEBUG_OBJECT (pad, "asking for a key frame, all headers: %d",
      all_headers);
  gst_pad_push_event (GST_PAD_CAST (pad),
      gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE,
          all_headers, count));
}

static void
set_parameters (GstWrtcRtpSendPad * pad, const GstStructure * structure)
{
  g_autoptr (GstWrtcRtpSendParameters) parameters = NULL;
  g_autoptr (GstElement) parent = NULL;
  const gchar *reason = NULL;

  if (structure != NULL) {
    parameters = gst_wrtc_rtp_send_parameters_parse (structure, &reason);
    if (parameters == NULL) {
      GST_WARNING_OBJECT (pad, "refused parameters with a wrong %s: %"
          GST_PTR_FORMAT, reason, structure);
      return;
    }
  }
  GST_OBJECT_LOCK (pad);
  g_clear_pointer (&pad->structure, gst_structure_free);
  if (structure != NULL)
    pad->structure = gst_structure_copy (structure);
  GST_OBJECT_UNLOCK (pad);
  parent = gst_pad_get_parent_element (GST_PAD_CAST (pad));
  if (parent != NULL)
    gst_wrtc_rtp_session_configure_send_pad (GST_WRTC_RTP_SESSION (parent),
        pad);
}

static void
gst_wrtc_rtp_send_pad_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstWrtcRtpSendPad *pad = GST_WRTC_RTP_SEND_PAD (object);

  switch (id) {
    case PROP_PARAMETERS:
      set_parameters (pad, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
gst_wrtc_rtp_send_pad_get_property (GObject * object, guint id,
    GValue * value, GParamSpec * pspec)
{
  GstWrtcRtpSendPad *pad = GST_WRTC_RTP_SEND_PAD (object);

  switch (id) {
    case PROP_PARAMETERS:
      GST_OBJECT_LOCK (pad);
      g_value_set_boxed (value, pad->structure);
      GST_OBJECT_UNLOCK (pad);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
gst_wrtc_rtp_send_pad_finalize (GObject * object)
{
  GstWrtcRtpSendPad *pad = GST_WRTC_RTP_SEND_PAD (object);

  g_clear_pointer (&pad->structure, gst_structure_free);
  g_clear_pointer (&pad->input, gst_structure_free);
  G_OBJECT_CLASS (gst_wrtc_rtp_send_pad_parent_class)->finalize (object);
}

static void
gst_wrtc_rtp_send_pad_init (GstWrtcRtpSendPad * pad)
{
  gst_segment_init (&pad->segment, GST_FORMAT_UNDEFINED);
  do {
    pad->spare_ssrc = g_random_int ();
  } while (pad->spare_ssrc == 0);
}

static void
gst_wrtc_rtp_send_pad_class_init (GstWrtcRtpSendPadClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = gst_wrtc_rtp_send_pad_set_property;
  object_class->get_property = gst_wrtc_rtp_send_pad_get_property;
  object_class->finalize = gst_wrtc_rtp_send_pad_finalize;

  /**
   * GstWrtcRtpSendPad:parameters:
   *
   * What is sent, as a `wrtc-rtp-send-parameters` structure (see
   * docs/element-contracts.md). NULL: nothing is sent. May change at any time
   * and from any thread; the next packet has it.
   */
  properties[PROP_PARAMETERS] = g_param_spec_boxed ("parameters",
      "Parameters", "What is sent and how (NULL: nothing is)",
      GST_TYPE_STRUCTURE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
      GST_PARAM_MUTABLE_PLAYING);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}
