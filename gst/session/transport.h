/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One transport of a session: wrtcice, wrtcdtlssrtp and wrtcrtpsession, linked
 * as docs/element-contracts.md has it, and the two objects that show them to
 * the application.
 *
 * Threads: made, added and removed where application code may run (a state
 * change, a notification), configured by operations. The callbacks come on the
 * session context, with no lock held, and not any more once it was removed.
 */
#pragma once

#include <core/jsep/wrtcjsep.h>
#include <gst/wrtc/gstwrtcobjects.h>

#include "states.h"

G_BEGIN_DECLS

typedef struct _GstWrtcTransport GstWrtcTransport;

typedef struct
{
  /* A local candidate; "": there are no more. */
  void (*candidate)   (GstWrtcTransport * transport, const gchar * line, gpointer owner);
  /* @object, one of the two, has a new value in @property. */
  void (*changed)     (GstWrtcTransport * transport, gpointer object,
                       const gchar * property, gpointer owner);
  void (*failed)      (GstWrtcTransport * transport, const gchar * reason, gpointer owner);
  /* A received stream: a recv_src pad of wrtcrtpsession. */
  void (*pad_added)   (GstWrtcTransport * transport, GstPad * pad, gpointer owner);
  void (*pad_removed) (GstWrtcTransport * transport, GstPad * pad, gpointer owner);
} GstWrtcTransportCallbacks;

struct _GstWrtcTransport
{
  /*< read only >*/
  gint ref_count;
  gint id;                      /* of the plan; -1: spare (atomic) */
  gint owner_mline;             /* whose index goes with its candidates (atomic) */
  GstElement *ice;
  GstElement *dtls;
  GstElement *rtp;
  GstWebRTCICETransport *ice_object;
  GstWebRTCDTLSTransport *dtls_object;

  /*< private >*/
  const GstWrtcTransportCallbacks *callbacks;
  gpointer owner;
  gint removed;                 /* atomic */
  gboolean gathering;           /* has been told to */
  gchar *local_ufrag;           /* last given to wrtcice */
  gchar *remote_ufrag;
  guint n_remote_candidates;    /* given of remote_ufrag */
  gboolean remote_ended;
  gchar *fingerprints;          /* last given to wrtcdtlssrtp */
  WrtcSetup setup;
};

/* @number: tells it from the others of the session. NULL: @missing names the
 * factory that is not there. */
GstWrtcTransport *  gst_wrtc_transport_new    (guint number, GMainContext * context,
                                               const GstWrtcTransportCallbacks * callbacks,
                                               gpointer owner, const gchar ** missing);
GstWrtcTransport *  gst_wrtc_transport_ref    (GstWrtcTransport * self);
void                gst_wrtc_transport_unref  (GstWrtcTransport * self);

/* Adds the elements to @bin, links them and takes them to its state; @opening: to
 * READY, where it is going to. */
void                gst_wrtc_transport_add    (GstWrtcTransport * self, GstBin * bin,
                                               gboolean opening);
/* Stops and removes them; once. Waits until no callback runs. */
void                gst_wrtc_transport_remove (GstWrtcTransport * self, GstBin * bin);

/* Makes ICE and DTLS equal to the plan's transport. */
void                gst_wrtc_transport_apply  (GstWrtcTransport * self,
                                               const WrtcPlanTransport * plan);
/* The states as the application sees them. */
void                gst_wrtc_transport_get_states (GstWrtcTransport * self,
                                                   GstWrtcTransportStates * states);

G_END_DECLS
