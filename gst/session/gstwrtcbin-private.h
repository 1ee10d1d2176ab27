/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the files of wrtcbin share.
 *
 *   gstwrtcbin.c        the GObject, its states and pads
 *   gstwrtcbinactions.c action signals -> operations; replies to promises
 *   negotiation.c       operations: offers, answers, descriptions, candidates
 *   transceivers.c      the transceivers and what they tell core/jsep
 *   datachannels.c      channels and the SCTP transport
 *   topology.c          makes the pipeline equal to the plan (transport.c)
 *   playout.c           received streams -> source pads
 *   notifier.c          runs application code
 *
 * Locks: GstWrtcBin.lock guards what its comment says. It is a leaf but for the
 * object locks of transceivers; nothing is called out with it. Application code
 * runs in notifications, in the application's own calls, and nowhere else.
 */
#pragma once

#include <core/jsep/wrtcjsep.h>
#include <gst/sdp/sdp.h>
#include <gst/wrtc/gstwrtcnetworkloops.h>
#include <gst/webrtc/webrtc.h>

#include "configuration.h"
#include "gstwrtcbin.h"
#include "notifier.h"
#include "playout.h"
#include "sinkpad.h"
#include "states.h"
#include "topology.h"

G_BEGIN_DECLS

GST_DEBUG_CATEGORY_EXTERN (gst_wrtc_bin_debug);

typedef struct
{
  guint id;                     /* in core/jsep */
  GstWebRTCRTPTransceiver *object;
  GstWrtcBinSinkPad *pad;       /* or NULL */
  gint locked_mline;            /* of a pad named sink_N; -1 */
  guint32 ssrc;                 /* on the wire; 0: not known yet */
  GstCaps *last_caps;           /* used last, for when there are none */
} GstWrtcTransceiver;

struct _GstWrtcBin
{
  GstBin parent;

  /* From instance creation on */
  GstWrtcNotifier *notifier;
  GstWrtcTopology *topology;
  GstWrtcPlayout *playout;
  gchar *cname;

  GMutex lock;                  /* guards all below */
  gboolean open;                /* from NULL->READY to READY->NULL */
  gboolean was_open;            /* states read closed since */
  GMainContext *context;        /* while open */
  GstWrtcSerialQueue *operations;       /* while open */
  WrtcJsep *jsep;
  GPtrArray *transceivers;      /* (element-type GstWrtcTransceiver) by creation */
  guint next_pad;               /* number of the next unnamed sink pad */
  gboolean negotiation_needed;  /* W3C [[NegotiationNeeded]] */
  GstWrtcSessionStates states;  /* as the application was told */
  GstWrtcSessionStates next_states;     /* as the transports are */
  guint64 n_states, n_states_told;      /* changes of next_states, of states */
  gchar *reason;                /* why it failed */
  GstWebRTCBundlePolicy bundle_policy;
  GstWrtcConfiguration configuration;
  guint latency_ms;
  GPtrArray *channels;          /* (element-type GstWebRTCDataChannel) */
  guint n_channels_requested;
  GstWebRTCSCTPTransport *sctp;
};

enum
{
  GST_WRTC_BIN_SIGNAL_ON_NEGOTIATION_NEEDED,
  GST_WRTC_BIN_SIGNAL_ON_ICE_CANDIDATE,
  GST_WRTC_BIN_SIGNAL_ON_NEW_TRANSCEIVER,
  GST_WRTC_BIN_SIGNAL_ON_DATA_CHANNEL,
  GST_WRTC_BIN_SIGNAL_PREPARE_DATA_CHANNEL,
  GST_WRTC_BIN_SIGNAL_REQUEST_AUX_SENDER,
  GST_WRTC_BIN_SIGNAL_REQUEST_POST_RTP_AUX_SENDER,
  GST_WRTC_BIN_N_SIGNALS
};
extern guint gst_wrtc_bin_signals[GST_WRTC_BIN_N_SIGNALS];

/* gstwrtcbinactions.c */
void     gst_wrtc_bin_install_actions (GstElementClass * klass);
/* Both answer @promise (transfer full, NULL allowed) in a notification;
 * @reply (transfer full) NULL: plain success. */
void     gst_wrtc_bin_reply           (GstWrtcBin * self, GstPromise * promise,
                                       GstStructure * reply);
/* @error: (transfer full), also of core/jsep's domain */
void     gst_wrtc_bin_reply_error     (GstWrtcBin * self, GstPromise * promise,
                                       GError * error);
/* Runs @func (bin, @data) as an operation. FALSE: closed; @destroy has run. */
typedef void (*GstWrtcBinOperation) (GstWrtcBin * self, gpointer data);
gboolean gst_wrtc_bin_push_operation  (GstWrtcBin * self, GstWrtcBinOperation func,
                                       gpointer data, GDestroyNotify destroy);
/* Notifies a property of the bin, or of one of its objects. */
void     gst_wrtc_bin_notify          (GstWrtcBin * self, gpointer object,
                                       const gchar * property);

/* on-selected-candidate-pair-change of an ICE transport */
void     gst_wrtc_bin_tell_selected_pair (GstWrtcBin * self, gpointer transport);

/* negotiation.c: operations */
void     gst_wrtc_bin_create_offer    (GstWrtcBin * self, const GstStructure * options,
                                       GstPromise * promise);
void     gst_wrtc_bin_create_answer   (GstWrtcBin * self, const GstStructure * options,
                                       GstPromise * promise);
void     gst_wrtc_bin_set_description (GstWrtcBin * self, WrtcJsepSide side,
                                       const GstWebRTCSessionDescription * description,
                                       GstPromise * promise);
void     gst_wrtc_bin_add_candidate   (GstWrtcBin * self, guint mline, const gchar * line,
                                       GstPromise * promise);
void     gst_wrtc_bin_apply_plan      (GstWrtcBin * self);
void     gst_wrtc_bin_check_negotiation (GstWrtcBin * self);
/* Any thread */
void     gst_wrtc_bin_queue_negotiation_check (GstWrtcBin * self);
void     gst_wrtc_bin_add_local_candidate (GstWrtcBin * self, GstWrtcTransport * transport,
                                           const gchar * line);
void     gst_wrtc_bin_update_states   (GstWrtcBin * self);
GstWebRTCSessionDescription *
         gst_wrtc_bin_dup_description (GstWrtcBin * self, WrtcJsepSide side,
                                       WrtcJsepWhich which);

/* transceivers.c */
void     gst_wrtc_transceiver_free    (gpointer transceiver);
/* Makes one for a local wish; @caps may be NULL; not announced. */
GstWrtcTransceiver *
         gst_wrtc_bin_add_transceiver_locked (GstWrtcBin * self, WrtcMediaKind kind,
                                              GstWebRTCRTPTransceiverDirection direction,
                                              gint locked_mline);
GstWrtcTransceiver *
         gst_wrtc_bin_find_transceiver_locked (GstWrtcBin * self, guint id);
GstWrtcTransceiver *
         gst_wrtc_bin_find_pad_transceiver_locked (GstWrtcBin * self, gpointer pad);
/* One that a new sink pad may take, or NULL. @caps may be NULL. */
GstWrtcTransceiver *
         gst_wrtc_bin_find_free_transceiver_locked (GstWrtcBin * self, GstCaps * caps);
GstWrtcTransceiver *
         gst_wrtc_bin_find_mline_transceiver_locked (GstWrtcBin * self, guint mline);
gboolean gst_wrtc_transceiver_accepts (GstWrtcTransceiver * self, GstCaps * caps);
void     gst_wrtc_bin_announce_transceiver (GstWrtcBin * self,
                                            GstWebRTCRTPTransceiver * object);
/* Tells core/jsep what all transceivers want. Asks upstream: no lock. FALSE:
 * caps that cannot be offered, for @error; or some pad has no caps yet: then
 * @complete is FALSE. */
gboolean gst_wrtc_bin_gather_facts    (GstWrtcBin * self, gboolean * complete,
                                       GError ** error);
/* The objects get what the plan says; changes are queued to be notified. */
void     gst_wrtc_bin_commit_transceivers_locked (GstWrtcBin * self, const WrtcPlan * plan);
void     gst_wrtc_bin_commit_transports (GstWrtcBin * self, const WrtcPlan * plan);
/* (element-type GstWrtcSendStream) */
GArray * gst_wrtc_bin_dup_send_streams (GstWrtcBin * self);
/* A new session for the transceivers that there are. */
void     gst_wrtc_bin_renew_jsep_locked (GstWrtcBin * self);

/* datachannels.c */
GstWebRTCDataChannel *
         gst_wrtc_bin_create_data_channel (GstWrtcBin * self, const gchar * label,
                                           const GstStructure * options);
void     gst_wrtc_bin_commit_sctp     (GstWrtcBin * self, const WrtcPlan * plan);
void     gst_wrtc_bin_ensure_sctp     (GstWrtcBin * self);
void     gst_wrtc_bin_close_channels  (GstWrtcBin * self);

/* gstwrtcbin.c: ends the session; any thread but those of the session context */
void     gst_wrtc_bin_close           (GstWrtcBin * self);

/* stats.c */
GstStructure * gst_wrtc_bin_get_stats (GstWrtcBin * self, GstPad * pad);

G_END_DECLS
