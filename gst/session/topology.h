/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes the pipeline equal to the plan: transports, and the sink pads on them.
 * It knows elements by factory name, pads, properties and events alone
 * (docs/element-contracts.md) and never reads SDP.
 *
 * Elements are added and removed only in open, close, and by notifications:
 * GstBin tells the application about it in the middle. An operation that needs
 * another transport orders it and is called again.
 */
#pragma once

#include "configuration.h"
#include "notifier.h"
#include "sinkpad.h"
#include "transport.h"

G_BEGIN_DECLS

typedef struct _GstWrtcTopology GstWrtcTopology;

/* On the session context unless said otherwise; no lock held. */
typedef struct
{
  GstWrtcTransportCallbacks transport;
  /* A transport that apply ordered is there: apply again. (A notification.) */
  void (*apply_again) (gpointer owner);
} GstWrtcTopologyCallbacks;

/* A sink pad and the transceiver that it belongs to. */
typedef struct
{
  guint transceiver;
  GstWrtcBinSinkPad *pad;
  guint32 ssrc;
} GstWrtcSendStream;

/* @bin (owner of the callbacks) outlives it. */
GstWrtcTopology * gst_wrtc_topology_new   (GstBin * bin, GstWrtcNotifier * notifier,
                                           const GstWrtcTopologyCallbacks * callbacks);
void              gst_wrtc_topology_free  (GstWrtcTopology * self);

/* State changes. Open makes the first transport; FALSE: an element is missing,
 * and that has been posted. Close removes everything and may be called twice. */
gboolean          gst_wrtc_topology_open  (GstWrtcTopology * self, GMainContext * context,
                                           const gchar * cname);
void              gst_wrtc_topology_close (GstWrtcTopology * self);

/* "sha-256 AB:…" of the session's certificate; (transfer full) */
gchar *           gst_wrtc_topology_dup_fingerprint (GstWrtcTopology * self);

/* Operations only. @streams: (element-type GstWrtcSendStream) */
void              gst_wrtc_topology_apply (GstWrtcTopology * self, const WrtcPlan * plan,
                                           GArray * streams,
                                           const GstWrtcConfiguration * configuration);
/* Any thread: takes the pad off its transport. */
void              gst_wrtc_topology_disconnect (GstWrtcTopology * self, GstWrtcBinSinkPad * pad);

/* Any thread; (transfer full), NULL: there is none. */
GstWrtcTransport * gst_wrtc_topology_find  (GstWrtcTopology * self, gint id);
/* (transfer full) (element-type GstWrtcTransport): those in use. */
GPtrArray *       gst_wrtc_topology_list   (GstWrtcTopology * self);
GstWrtcSessionStates gst_wrtc_topology_get_states (GstWrtcTopology * self);
/* Tells every transport's ICE element: those that exist. */
void              gst_wrtc_topology_foreach_ice (GstWrtcTopology * self,
                                                 void (*func) (GstElement * ice, gpointer data),
                                                 gpointer data);

G_END_DECLS
