/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The inside of wrtcrtpsession, for its files alone: gstwrtcrtpsession.c (the
 * element: properties, request pads, states), ...pads.c (events, queries),
 * ...flow.c (packets), ...stats.c.
 *
 * Locks: `lock` guards the core and what is marked so; under it only the locks
 * of the inbox, of a recv pad's queue and object locks are taken. Nothing is
 * pushed, emitted or posted with any of them held.
 */
#pragma once

#include "gstwrtcrtpinbox.h"
#include "gstwrtcrtpparameters.h"
#include "gstwrtcrtprecvpad.h"
#include "gstwrtcrtpsendpad.h"
#include "gstwrtcrtpsession.h"

#include <core/rtp/wrtcrtpsession.h>
#include <gst/wrtc/gstwrtccontextholder.h>
#include <gst/wrtc/gstwrtcserialqueue.h>
#include <gst/wrtc/gstwrtcsources.h>

G_BEGIN_DECLS

GST_DEBUG_CATEGORY_EXTERN (gst_wrtc_rtp_session_debug);

struct _GstWrtcRtpSession
{
  GstElement parent;

  GstPad *net_sink, *net_src;
  GstWrtcContextHolder holder;
  GstWrtcRtpInbox *inbox;

  GMutex lock;
  WrtcRtpSession *core;         /* lock; there from init to finalize */
  GPtrArray *send_pads;         /* lock; of GstWrtcRtpSendPad, unowned */
  GstWrtcRtpReceiveParameters *receive; /* lock; NULL: nothing is received */
  gchar *cname;                 /* lock */
  gboolean require_dtls;        /* lock */
  gboolean reduced_size;        /* lock */
  gboolean transport_connected; /* lock; the last wrtc-dtls-state */
  GstStructure *receive_structure;      /* lock; the property */
  guint next_send_pad, next_recv_pad;   /* lock */
  guint64 unknown_packets;      /* lock; neither RTP nor RTCP */
  WrtcTime armed;               /* lock; what the timer is set to */
  GSource *wake;                /* lock; NULL while stopped */
  GSource *timer;               /* lock; NULL while stopped */
  GstWrtcSerialQueue *upstream; /* lock; NULL while stopped */

  guint group_id;               /* set when it starts */
  guint32 stream_id;            /* random, constant */
  GstSegment net_segment;       /* net_sink's stream lock */
  gboolean net_src_started;     /* context: its first events went out */
};

/* === element === */

/* Gives the parameters of @pad to the core. */
void gst_wrtc_rtp_session_configure_send_pad (GstWrtcRtpSession * self,
    GstWrtcRtpSendPad * pad);
/* Opens or closes the core as DTLS and `require-dtls` now say. */
void gst_wrtc_rtp_session_open_or_close (GstWrtcRtpSession * self);

/* === pads === */

void gst_wrtc_rtp_session_set_up_send_pad (GstPad * pad);
void gst_wrtc_rtp_session_set_up_net_pads (GstWrtcRtpSession * self);
/* (transfer floating): a new pad with its functions, not yet added. Lock. */
GstWrtcRtpRecvPad *gst_wrtc_rtp_session_new_recv_pad_locked (GstWrtcRtpSession
    * self, const GstWrtcRtpRecvPadConfig * config);

/* === flow === */

WrtcTime gst_wrtc_rtp_session_now (void);
/* Media time (running time) of now; @has_clock: whether PTS compare with it. */
GstClockTime gst_wrtc_rtp_session_media_now (GstWrtcRtpSession * self,
    gboolean * has_clock);

GstFlowReturn gst_wrtc_rtp_session_send_chain (GstPad * pad,
    GstObject * parent, GstBuffer * buffer);
GstFlowReturn gst_wrtc_rtp_session_send_chain_list (GstPad * pad,
    GstObject * parent, GstBufferList * list);
GstFlowReturn gst_wrtc_rtp_session_net_chain (GstPad * pad,
    GstObject * parent, GstBuffer * buffer);
GstFlowReturn gst_wrtc_rtp_session_net_chain_list (GstPad * pad,
    GstObject * parent, GstBufferList * list);

/* On the context: sends what the inbox has and what is due. */
void gst_wrtc_rtp_session_run (gpointer self);
/* Ends every section under the lock that changed the core: what the core then
 * wants done is collected before anyone else can see it, and done after. */
void gst_wrtc_rtp_session_unlock_and_settle (GstWrtcRtpSession * self);

/* === stats === */

GstStructure *gst_wrtc_rtp_session_create_stats (GstWrtcRtpSession * self);

G_END_DECLS
