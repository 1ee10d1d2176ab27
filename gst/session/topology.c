/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "topology.h"

#include "missing.h"
#include "rtpparameters.h"

GST_DEBUG_CATEGORY_EXTERN (gst_wrtc_bin_debug);
#define GST_CAT_DEFAULT gst_wrtc_bin_debug

/* A sink pad on a transport. */
typedef struct
{
  GstWrtcBinSinkPad *pad;
  GstWrtcTransport *transport;
  GstPad *target;               /* send_sink_%u */
} Connection;

struct _GstWrtcTopology
{
  GstBin *bin;
  GstWrtcNotifier *notifier;
  const GstWrtcTopologyCallbacks *callbacks;

  GMutex lock;                  /* guards all below; nothing is called with it */
  GMainContext *context;        /* NULL: closed */
  gchar *cname;
  GPtrArray *transports;        /* in use: with an id of the plan */
  GPtrArray *spares;            /* added and not yet in use */
  GPtrArray *gone;              /* a notification is to remove them */
  GPtrArray *connections;
  guint n_made;                 /* ever: numbers the next */
  guint n_ordered;              /* spares that a notification is to make */
  guint n_missing;              /* transports of the plan, not yet in use */
  GWeakRef certificate;         /* wrtcdtlssrtp whose certificate all have */
};

static void
connection_free (gpointer data)
{
  Connection *self = data;

  gst_wrtc_bin_sink_pad_connect (self->pad, NULL);
  gst_element_release_request_pad (self->transport->rtp, self->target);
  gst_object_unref (self->target);
  gst_object_unref (self->pad);
  gst_wrtc_transport_unref (self->transport);
  g_free (self);
}

static GPtrArray *
transports_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)
      gst_wrtc_transport_unref);
}

GstWrtcTopology *
gst_wrtc_topology_new (GstBin * bin, GstWrtcNotifier * notifier,
    const GstWrtcTopologyCallbacks * callbacks)
{
  GstWrtcTopology *self = g_new0 (GstWrtcTopology, 1);

  self->bin = bin;
  self->notifier = gst_wrtc_notifier_ref (notifier);
  self->callbacks = callbacks;
  g_mutex_init (&self->lock);
  self->transports = transports_new ();
  self->spares = transports_new ();
  self->gone = transports_new ();
  self->connections = g_ptr_array_new_with_free_func (connection_free);
  g_weak_ref_init (&self->certificate, NULL);
  return self;
}

void
gst_wrtc_topology_free (GstWrtcTopology * self)
{
  gst_wrtc_topology_close (self);
  gst_wrtc_notifier_unref (self->notifier);
  g_ptr_array_unref (self->transports);
  g_ptr_array_unref (self->spares);
  g_ptr_array_unref (self->gone);
  g_ptr_array_unref (self->connections);
  g_weak_ref_clear (&self->certificate);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* One certificate for the whole session: its first. */
static void
share_certificate (GstWrtcTopology * self, GstElement * dtls)
{
  GstElement *first = g_weak_ref_get (&self->certificate);

  if (first) {
    g_object_set (dtls, "certificate-source", first, NULL);
    gst_object_unref (first);
  } else {
    g_weak_ref_set (&self->certificate, dtls);
  }
}

/* Where application code may run: a state change or a notification. */
static gboolean
make_spare (GstWrtcTopology * self, gboolean opening)
{
  GMainContext *context = NULL;
  GstWrtcTransport *transport;
  const gchar *missing = NULL;
  gboolean open;
  guint number;

  g_mutex_lock (&self->lock);
  if (self->context)
    context = g_main_context_ref (self->context);
  number = self->n_made++;
  g_mutex_unlock (&self->lock);
  if (!context)
    return FALSE;
  transport = gst_wrtc_transport_new (number, context,
      &self->callbacks->transport, self->bin, &missing);
  g_main_context_unref (context);
  if (!transport) {
    gst_wrtc_post_missing_element (GST_ELEMENT (self->bin), missing);
    return FALSE;
  }
  share_certificate (self, transport->dtls);
  g_object_set (transport->rtp, "cname", self->cname, NULL);
  gst_wrtc_transport_add (transport, self->bin, opening);

  g_mutex_lock (&self->lock);
  open = self->context != NULL;
  if (open)
    g_ptr_array_add (self->spares, gst_wrtc_transport_ref (transport));
  g_mutex_unlock (&self->lock);
  if (!open)
    gst_wrtc_transport_remove (transport, self->bin);
  gst_wrtc_transport_unref (transport);
  return open;
}

gboolean
gst_wrtc_topology_open (GstWrtcTopology * self, GMainContext * context,
    const gchar * cname)
{
  g_mutex_lock (&self->lock);
  self->context = g_main_context_ref (context);
  self->cname = g_strdup (cname);
  g_mutex_unlock (&self->lock);
  if (make_spare (self, TRUE))
    return TRUE;
  gst_wrtc_topology_close (self);
  return FALSE;
}

static void
remove_all (GstWrtcTopology * self, GPtrArray * transports)
{
  guint i;

  for (i = 0; i < transports->len; i++)
    gst_wrtc_transport_remove (g_ptr_array_index (transports, i), self->bin);
  g_ptr_array_unref (transports);
}

void
gst_wrtc_topology_close (GstWrtcTopology * self)
{
  GPtrArray *transports, *spares, *gone, *connections;

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->cname, g_free);
  transports = self->transports;
  spares = self->spares;
  gone = self->gone;
  connections = self->connections;
  self->transports = transports_new ();
  self->spares = transports_new ();
  self->gone = transports_new ();
  self->connections = g_ptr_array_new_with_free_func (connection_free);
  self->n_ordered = self->n_missing = 0;
  g_mutex_unlock (&self->lock);

  g_ptr_array_unref (connections);
  remove_all (self, transports);
  remove_all (self, spares);
  remove_all (self, gone);
  g_weak_ref_set (&self->certificate, NULL);
}

gchar *
gst_wrtc_topology_dup_fingerprint (GstWrtcTopology * self)
{
  GstElement *dtls = g_weak_ref_get (&self->certificate);
  gchar *fingerprint = NULL;

  if (!dtls)
    return NULL;
  g_object_get (dtls, "fingerprint", &fingerprint, NULL);
  gst_object_unref (dtls);
  return fingerprint;
}

static GstWrtcTransport *
find_locked (GstWrtcTopology * self, gint id)
{
  guint i;

  for (i = 0; i < self->transports->len; i++) {
    GstWrtcTransport *transport = g_ptr_array_index (self->transports, i);

    if (transport->id == id)
      return transport;
  }
  return NULL;
}

GstWrtcTransport *
gst_wrtc_topology_find (GstWrtcTopology * self, gint id)
{
  GstWrtcTransport *transport;

  g_mutex_lock (&self->lock);
  transport = find_locked (self, id);
  if (transport)
    gst_wrtc_transport_ref (transport);
  g_mutex_unlock (&self->lock);
  return transport;
}

static gpointer
copy_transport (gconstpointer transport, gpointer data)
{
  return gst_wrtc_transport_ref ((GstWrtcTransport *) transport);
}

GPtrArray *
gst_wrtc_topology_list (GstWrtcTopology * self)
{
  GPtrArray *list;

  g_mutex_lock (&self->lock);
  list = g_ptr_array_copy (self->transports, copy_transport, NULL);
  g_mutex_unlock (&self->lock);
  g_ptr_array_set_free_func (list, (GDestroyNotify) gst_wrtc_transport_unref);
  return list;
}

/* Those that are still to be made count, or the session would be complete with
 * the first: they gather as soon as they are there, when others have begun. */
static void
add_missing_states (GArray * states, guint n_missing)
{
  GstWrtcTransportStates missing = { GST_WEBRTC_ICE_CONNECTION_STATE_NEW,
    GST_WEBRTC_ICE_GATHERING_STATE_NEW, GST_WEBRTC_DTLS_TRANSPORT_STATE_NEW
  };
  guint i;

  for (i = 0; i < states->len; i++)
    if (g_array_index (states, GstWrtcTransportStates, i).gathering !=
        GST_WEBRTC_ICE_GATHERING_STATE_NEW)
      missing.gathering = GST_WEBRTC_ICE_GATHERING_STATE_GATHERING;
  for (i = 0; i < n_missing; i++)
    g_array_append_val (states, missing);
}

GstWrtcSessionStates
gst_wrtc_topology_get_states (GstWrtcTopology * self)
{
  GArray *states = g_array_new (FALSE, TRUE, sizeof (GstWrtcTransportStates));
  GPtrArray *list;
  GstWrtcSessionStates result;
  guint i, n_missing;

  g_mutex_lock (&self->lock);
  list = g_ptr_array_copy (self->transports, copy_transport, NULL);
  n_missing = self->n_missing;
  g_mutex_unlock (&self->lock);
  g_ptr_array_set_free_func (list, (GDestroyNotify) gst_wrtc_transport_unref);
  g_array_set_size (states, list->len);
  for (i = 0; i < list->len; i++)
    gst_wrtc_transport_get_states (g_ptr_array_index (list, i),
        &g_array_index (states, GstWrtcTransportStates, i));
  add_missing_states (states, n_missing);
  result = gst_wrtc_states_aggregate ((GstWrtcTransportStates *) states->data,
      states->len);
  g_array_unref (states);
  g_ptr_array_unref (list);
  return result;
}

void
gst_wrtc_topology_foreach_ice (GstWrtcTopology * self,
    void (*func) (GstElement * ice, gpointer data), gpointer data)
{
  GPtrArray *list = gst_wrtc_topology_list (self);
  guint i;

  for (i = 0; i < list->len; i++)
    func (((GstWrtcTransport *) g_ptr_array_index (list, i))->ice, data);
  g_ptr_array_unref (list);
}

/* Orders: a notification makes the spare, and then the plan is applied again. */

static void
deliver_order (gpointer bin, gpointer data)
{
  GstWrtcTopology *self = data;
  gboolean wanted;

  g_mutex_lock (&self->lock);
  wanted = self->n_ordered > 0;
  if (wanted)
    self->n_ordered--;
  g_mutex_unlock (&self->lock);
  if (wanted && make_spare (self, FALSE))
    self->callbacks->apply_again (bin);
}

static void
order (GstWrtcTopology * self, guint n)
{
  guint i;

  g_mutex_lock (&self->lock);
  n = n > self->n_ordered ? n - self->n_ordered : 0;
  self->n_ordered += n;
  g_mutex_unlock (&self->lock);
  for (i = 0; i < n; i++)
    gst_wrtc_notifier_push_object (self->notifier, self->bin, deliver_order,
        self, NULL);
}

/* (transfer full): the transport of that id, a spare if it is new, or NULL. */
static GstWrtcTransport *
take (GstWrtcTopology * self, gint id)
{
  GstWrtcTransport *transport;

  g_mutex_lock (&self->lock);
  transport = find_locked (self, id);
  if (!transport && self->spares->len > 0) {
    transport = g_ptr_array_steal_index (self->spares, 0);
    transport->id = id;
    g_ptr_array_add (self->transports, transport);
  }
  if (transport)
    gst_wrtc_transport_ref (transport);
  g_mutex_unlock (&self->lock);
  return transport;
}

/* Those that are not there before the plan is applied. */
static void
count_missing (GstWrtcTopology * self, const WrtcPlan * plan)
{
  guint i;

  g_mutex_lock (&self->lock);
  self->n_missing = 0;
  for (i = 0; i < plan->transports->len; i++) {
    const WrtcPlanTransport *one = g_ptr_array_index (plan->transports, i);

    if (!find_locked (self, one->id))
      self->n_missing++;
  }
  g_mutex_unlock (&self->lock);
}

static void
apply_transports (GstWrtcTopology * self, const WrtcPlan * plan,
    const GstWrtcConfiguration * configuration)
{
  guint i, n_missing = 0;

  count_missing (self, plan);
  for (i = 0; i < plan->transports->len; i++) {
    const WrtcPlanTransport *one = g_ptr_array_index (plan->transports, i);
    GstWrtcTransport *transport = take (self, one->id);

    if (!transport) {
      n_missing++;
      continue;
    }
    if (!transport->gathering)
      gst_wrtc_configuration_apply (configuration, transport->ice);
    gst_wrtc_transport_apply (transport, one);
    if (one->has_rtp) {
      GstStructure *parameters =
          gst_wrtc_rtp_receive_parameters_new (plan, one->id);

      g_object_set (transport->rtp, "receive-parameters", parameters, NULL);
      gst_structure_free (parameters);
    }
    gst_wrtc_transport_unref (transport);
  }
  g_mutex_lock (&self->lock);
  self->n_missing = self->context ? n_missing : 0;
  g_mutex_unlock (&self->lock);
  if (n_missing > 0)
    order (self, n_missing);
}

/* Sink pads */

static Connection *
find_connection_locked (GstWrtcTopology * self, GstWrtcBinSinkPad * pad)
{
  guint i;

  for (i = 0; i < self->connections->len; i++) {
    Connection *connection = g_ptr_array_index (self->connections, i);

    if (connection->pad == pad)
      return connection;
  }
  return NULL;
}

void
gst_wrtc_topology_disconnect (GstWrtcTopology * self, GstWrtcBinSinkPad * pad)
{
  Connection *connection;
  guint index;

  g_mutex_lock (&self->lock);
  connection = find_connection_locked (self, pad);
  if (connection && g_ptr_array_find (self->connections, connection, &index))
    g_ptr_array_steal_index (self->connections, index);
  g_mutex_unlock (&self->lock);
  if (connection)
    connection_free (connection);
}

static void
connect_stream (GstWrtcTopology * self, GstWrtcBinSinkPad * pad,
    GstWrtcTransport * transport, GstStructure * parameters)
{
  GstPad *target =
      gst_element_request_pad_simple (transport->rtp, "send_sink_%u");
  Connection *connection;
  gboolean open;

  if (!target)
    return;
  connection = g_new0 (Connection, 1);
  connection->pad = gst_object_ref (pad);
  connection->transport = gst_wrtc_transport_ref (transport);
  connection->target = target;
  g_object_set (target, "parameters", parameters, NULL);
  gst_wrtc_bin_sink_pad_connect (pad, target);
  g_mutex_lock (&self->lock);
  open = self->context != NULL;
  if (open)
    g_ptr_array_add (self->connections, connection);
  g_mutex_unlock (&self->lock);
  if (!open)
    connection_free (connection);
}

static void
apply_stream (GstWrtcTopology * self, const WrtcPlan * plan,
    const GstWrtcSendStream * stream)
{
  const WrtcPlanMedia *media =
      wrtc_plan_find_transceiver (plan, stream->transceiver);
  GstWrtcTransport *transport = NULL;
  GstPad *target = NULL;
  GstStructure *parameters;
  Connection *connection;
  gboolean moved = FALSE;

  g_mutex_lock (&self->lock);
  connection = find_connection_locked (self, stream->pad);
  if (media && media->transport >= 0)
    transport = find_locked (self, media->transport);
  if (connection && connection->transport == transport)
    target = gst_object_ref (connection->target);
  else
    moved = connection != NULL;
  if (transport)
    gst_wrtc_transport_ref (transport);
  g_mutex_unlock (&self->lock);

  if (moved)
    gst_wrtc_topology_disconnect (self, stream->pad);
  if (!transport)
    return;
  parameters = gst_wrtc_rtp_send_parameters_new (media, stream->ssrc);
  if (target)
    g_object_set (target, "parameters", parameters, NULL);
  else if (wrtc_direction_sends (media->direction))
    connect_stream (self, stream->pad, transport, parameters);
  gst_clear_object (&target);
  gst_structure_free (parameters);
  gst_wrtc_transport_unref (transport);
}

/* Transports that the plan no longer has */

static void
remove_gone (gpointer bin, gpointer data)
{
  GstWrtcTopology *self = data;
  GPtrArray *gone;

  g_mutex_lock (&self->lock);
  gone = self->gone;
  self->gone = transports_new ();
  g_mutex_unlock (&self->lock);
  remove_all (self, gone);
}

static void
remove_others (GstWrtcTopology * self, const WrtcPlan * plan)
{
  gboolean any = FALSE;
  guint i;

  g_mutex_lock (&self->lock);
  for (i = self->transports->len; i-- > 0;) {
    GstWrtcTransport *transport = g_ptr_array_index (self->transports, i);

    if (wrtc_plan_find_transport (plan, transport->id))
      continue;
    g_ptr_array_add (self->gone, g_ptr_array_steal_index (self->transports, i));
    any = TRUE;
  }
  g_mutex_unlock (&self->lock);
  if (any)
    gst_wrtc_notifier_push_object (self->notifier, self->bin, remove_gone,
        self, NULL);
}

void
gst_wrtc_topology_apply (GstWrtcTopology * self, const WrtcPlan * plan,
    GArray * streams, const GstWrtcConfiguration * configuration)
{
  guint i;

  apply_transports (self, plan, configuration);
  for (i = 0; i < streams->len; i++)
    apply_stream (self, plan, &g_array_index (streams, GstWrtcSendStream, i));
  remove_others (self, plan);
}
