/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Data channels of wrtcbin: their options, their m-line, their objects. What
 * carries them, wrtcsctp, is not there yet: a channel stays in state connecting
 * until it is closed.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcbin-private.h"

#define GST_CAT_DEFAULT gst_wrtc_bin_debug

#define MAX_NAME_BYTES 65535
#define MAX_ID 65534
#define DEFAULT_MAX_CHANNELS 65534

static const gchar *
check_options (const GstWrtcDataChannelOptions * options)
{
  if (!options->label || strlen (options->label) > MAX_NAME_BYTES)
    return "TypeError: a label has at most 65535 bytes";
  if (strlen (options->protocol) > MAX_NAME_BYTES)
    return "TypeError: a protocol has at most 65535 bytes";
  if (options->max_packet_lifetime >= 0 && options->max_retransmits >= 0)
    return "TypeError: max-packet-lifetime and max-retransmits exclude each "
        "other";
  if (options->negotiated && options->id < 0)
    return "TypeError: a negotiated channel needs an id";
  if (options->negotiated && options->id > MAX_ID)
    return "TypeError: an id is less than 65535";
  return NULL;
}

static void
read_options (GstWrtcDataChannelOptions * options, const gchar * label,
    const GstStructure * s)
{
  const gchar *protocol;

  options->label = label;
  options->protocol = "";
  options->ordered = TRUE;
  options->max_packet_lifetime = -1;
  options->max_retransmits = -1;
  options->negotiated = FALSE;
  options->id = -1;
  options->priority = GST_WEBRTC_PRIORITY_TYPE_LOW;
  if (!s)
    return;
  gst_structure_get (s, "ordered", G_TYPE_BOOLEAN, &options->ordered, NULL);
  gst_structure_get (s, "max-packet-lifetime", G_TYPE_INT,
      &options->max_packet_lifetime, NULL);
  gst_structure_get (s, "max-retransmits", G_TYPE_INT,
      &options->max_retransmits, NULL);
  gst_structure_get (s, "negotiated", G_TYPE_BOOLEAN, &options->negotiated,
      NULL);
  gst_structure_get (s, "priority", GST_TYPE_WEBRTC_PRIORITY_TYPE,
      &options->priority, NULL);
  if (options->negotiated)
    gst_structure_get (s, "id", G_TYPE_INT, &options->id, NULL);
  protocol = gst_structure_get_string (s, "protocol");
  if (protocol)
    options->protocol = protocol;
}

static gboolean
id_is_used_locked (GstWrtcBin * self, gint id)
{
  guint i;

  for (i = 0; i < self->channels->len; i++) {
    gint other, state;

    g_object_get (g_ptr_array_index (self->channels, i), "id", &other,
        "ready-state", &state, NULL);
    if (other == id && state != GST_WEBRTC_DATA_CHANNEL_STATE_CLOSED)
      return TRUE;
  }
  return FALSE;
}

/* Closing: notified, then closed, notified, then on-close. */

static void
tell_closing (gpointer bin, gpointer channel)
{
  g_object_notify (channel, "ready-state");
}

static void
tell_closed (gpointer bin, gpointer channel)
{
  GstWrtcBin *self = bin;

  if (!gst_wrtc_data_channel_set_ready_state (channel,
          GST_WEBRTC_DATA_CHANNEL_STATE_CLOSED))
    return;
  g_object_notify (channel, "ready-state");
  g_signal_emit_by_name (channel, "on-close");
  g_mutex_lock (&self->lock);
  g_ptr_array_remove (self->channels, channel);
  g_mutex_unlock (&self->lock);
}

static void
close_channel (GstWebRTCDataChannel * channel, gpointer weak)
{
  GstWrtcBin *self = g_weak_ref_get (weak);

  if (!self)
    return;
  if (gst_wrtc_data_channel_set_ready_state (channel,
          GST_WEBRTC_DATA_CHANNEL_STATE_CLOSING)) {
    gst_wrtc_notifier_push_object (self->notifier, self, tell_closing,
        g_object_ref (channel), g_object_unref);
    gst_wrtc_notifier_push_object (self->notifier, self, tell_closed,
        g_object_ref (channel), g_object_unref);
  }
  gst_object_unref (self);
}

static gboolean
refuse_to_send (GstWebRTCDataChannel * channel, GBytes * data,
    gboolean is_string, gpointer weak, GError ** error)
{
  g_set_error_literal (error, GST_WEBRTC_ERROR, GST_WEBRTC_ERROR_INVALID_STATE,
      "InvalidStateError: the data channel is not open");
  return FALSE;
}

static void
weak_free (gpointer weak)
{
  g_weak_ref_clear (weak);
  g_free (weak);
}

static void
bind_channel (GstWrtcBin * self, GstWebRTCDataChannel * channel)
{
  static const GstWrtcDataChannelFuncs funcs = { refuse_to_send,
    close_channel
  };
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  gst_wrtc_data_channel_set_funcs (channel, &funcs, weak, weak_free);
}

GstWebRTCDataChannel *
gst_wrtc_bin_create_data_channel (GstWrtcBin * self, const gchar * label,
    const GstStructure * structure)
{
  GstWrtcDataChannelOptions options;
  GstWebRTCDataChannel *channel;
  const gchar *problem;
  gboolean open, used;

  read_options (&options, label, structure);
  problem = check_options (&options);
  if (problem) {
    GST_WARNING_OBJECT (self, "create-data-channel: %s", problem);
    return NULL;
  }
  g_mutex_lock (&self->lock);
  open = self->open;
  used = options.id >= 0 && id_is_used_locked (self, options.id);
  g_mutex_unlock (&self->lock);
  if (used)
    GST_ELEMENT_WARNING (self, RESOURCE, NOT_FOUND,
        ("Data channel id %d is in use.", options.id), (NULL));
  if (!open || used || !(channel = gst_wrtc_data_channel_new (&options)))
    return NULL;
  bind_channel (self, channel);
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->channels, g_object_ref (channel));
  self->n_channels_requested++;
  wrtc_jsep_want_data_channel (self->jsep);
  g_mutex_unlock (&self->lock);
  g_signal_emit (self,
      gst_wrtc_bin_signals[GST_WRTC_BIN_SIGNAL_PREPARE_DATA_CHANNEL], 0,
      channel, TRUE);
  gst_wrtc_bin_queue_negotiation_check (self);
  return channel;
}

/* The SCTP transport object: from the first offer or answer with a data
 * section on. */

static gboolean
has_data_section_locked (GstWrtcBin * self)
{
  WrtcPlan *plan = wrtc_jsep_get_plan (self->jsep);
  gboolean present = self->channels->len > 0 || (plan->sctp.present
      && !plan->sctp.rejected);

  wrtc_plan_free (plan);
  return present;
}

void
gst_wrtc_bin_ensure_sctp (GstWrtcBin * self)
{
  gboolean made = FALSE;

  g_mutex_lock (&self->lock);
  if (!self->sctp && has_data_section_locked (self)) {
    self->sctp = gst_wrtc_sctp_transport_new ();
    made = TRUE;
  }
  g_mutex_unlock (&self->lock);
  if (made)
    gst_wrtc_bin_notify (self, self, "sctp-transport");
}

void
gst_wrtc_bin_commit_sctp (GstWrtcBin * self, const WrtcPlan * plan)
{
  GstWebRTCSCTPTransport *sctp = NULL;
  GstWrtcTransport *transport;

  if (!plan->sctp.present || plan->sctp.rejected)
    return;
  g_mutex_lock (&self->lock);
  if (self->sctp)
    sctp = gst_object_ref (self->sctp);
  g_mutex_unlock (&self->lock);
  if (!sctp)
    return;
  transport = gst_wrtc_topology_find (self->topology, plan->sctp.transport);
  if (transport
      && gst_wrtc_sctp_transport_set_transport (sctp, transport->dtls_object))
    gst_wrtc_bin_notify (self, sctp, "transport");
  g_clear_pointer (&transport, gst_wrtc_transport_unref);
  if (gst_wrtc_sctp_transport_set_limits (sctp, plan->sctp.max_message_size,
          DEFAULT_MAX_CHANNELS))
    gst_wrtc_bin_notify (self, sctp, "max-message-size");
  gst_object_unref (sctp);
}

void
gst_wrtc_bin_close_channels (GstWrtcBin * self)
{
  GPtrArray *channels;
  guint i;

  g_mutex_lock (&self->lock);
  channels = self->channels;
  self->channels = g_ptr_array_new_with_free_func (g_object_unref);
  gst_clear_object (&self->sctp);
  g_mutex_unlock (&self->lock);
  /* W3C 4.4.1: closed without an event. */
  for (i = 0; i < channels->len; i++)
    gst_wrtc_data_channel_set_ready_state (g_ptr_array_index (channels, i),
        GST_WEBRTC_DATA_CHANNEL_STATE_CLOSED);
  g_ptr_array_unref (channels);
}
