/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Between the files of wrtcdtlssrtp:
 *   gstwrtcdtlssrtp.c       the GObject, its properties, pads and states
 *   gstwrtcdtlssrtpflow.c   what it receives, and the context
 *   gstwrtcdtlssrtpsend.c   what it sends
 *   gstwrtcdtlssrtpstats.c  what it counts
 */
#pragma once

#include <core/rtp/wrtcrtppacket.h>
#include <gst/webrtc/webrtc.h>
#include <gst/wrtc/gstwrtccontextholder.h>

#include "dtls-session.h"
#include "gstwrtcdtlssrtp.h"
#include "srtp-context.h"

G_BEGIN_DECLS

GST_DEBUG_CATEGORY_EXTERN (gst_wrtc_dtls_srtp_debug);

/* Packets. */
typedef struct
{
  guint64 rtp_protected;
  guint64 rtcp_protected;
  guint64 rtp_unprotected;
  guint64 rtcp_unprotected;
  guint64 protect_errors[WRTC_SRTP_N_RESULTS];
  guint64 unprotect_errors[WRTC_SRTP_N_RESULTS];
  guint64 sent_before_connected;        /* at rtp_sink or data_sink, dropped */
  guint64 received_before_connected;    /* RTP or RTCP at net_sink, dropped */
  guint64 without_srtp;         /* connected, but no SRTP profile agreed upon */
  guint64 not_rtp;              /* at rtp_sink */
  guint64 unknown_received;     /* neither DTLS nor RTP nor RTCP */
  guint64 rtcp_not_wanted;      /* rtp_src carries application/x-rtp */
  guint64 data_refused;         /* at data_sink: too long, or the write failed */
  guint64 inbox_dropped;
} GstWrtcDtlsSrtpCounters;

struct _GstWrtcDtlsSrtp
{
  GstElement element;

  GstPad *rtp_sink, *rtp_src;
  GstPad *data_sink, *data_src;
  GstPad *net_sink, *net_src;
  GstWrtcContextHolder holder;

  /* The one lock; guards all that follows. Never held while something is
   * pushed, posted or notified. Order: pad stream lock, then this. */
  GMutex lock;

  /* settings */
  GstWebRTCDTLSSetup setup;
  WrtcDtlsCertificate *certificate;
  gboolean certificate_given;
  gchar *certificate_error;     /* why the one that was given is of no use */
  gchar *remote_fingerprints;
  GArray *fingerprints;         /* of WrtcDtlsFingerprint, or NULL */
  gchar *fingerprints_error;
  guint mtu;
  gchar *srtp_profiles;

  /* from READY→PAUSED to PAUSED→READY */
  WrtcDtlsSession *session;
  GMainContext *context;        /* the holder's */
  GSource *source;              /* NULL: not started, or stopped */
  WrtcSrtpContext *srtp_send;   /* only while connected */
  WrtcSrtpContext *srtp_receive;
  GQueue inbox;                 /* of GstMiniObject: buffers, lists, events */
  guint inbox_buffers;
  gboolean settings_changed;
  gboolean close_wanted;
  gboolean is_video;            /* rtp_sink is fed by a payloader of video */
  gboolean key_frame_wanted;
  gboolean rtcp_wanted;         /* rtp_src carries RTCP too */
  GSList *ended;                /* of GstPad, not owned: those with EOS */
  gboolean end_wanted;          /* everything has ended: so does net_src */

  /* what others may read */
  WrtcDtlsState state;
  GArray *announce;             /* of WrtcDtlsState: still to be told */
  gchar *reason;
  gchar *peer_certificate;
  WrtcSrtpProfile srtp_profile;
  gchar *cipher;
  guint version;
  WrtcDtlsRole role;
  WrtcDtlsStats session_stats;  /* of the last session, after it ended */
  GstWrtcDtlsSrtpCounters counters;
};

GstWebRTCDTLSTransportState gst_wrtc_dtls_srtp_convert_state (WrtcDtlsState
    state);
/* With no lock held, on the context: notifies, sends the event, posts. */
void gst_wrtc_dtls_srtp_announce (GstWrtcDtlsSrtp * self, WrtcDtlsState state);

/* gstwrtcdtlssrtpflow.c */
void gst_wrtc_dtls_srtp_init_pads (GstWrtcDtlsSrtp * self);
void gst_wrtc_dtls_srtp_send_first_events (GstWrtcDtlsSrtp * self);
void gst_wrtc_dtls_srtp_attach (GstWrtcDtlsSrtp * self);
/* Closes the session, tells so, leaves nothing behind on the context. */
void gst_wrtc_dtls_srtp_detach (GstWrtcDtlsSrtp * self);
void gst_wrtc_dtls_srtp_clear_inbox (GstWrtcDtlsSrtp * self);
/* Sets when the context shall look at the element next: at once if a setting
 * changed, something is in the inbox or is to be told. */
void gst_wrtc_dtls_srtp_wake_locked (GstWrtcDtlsSrtp * self);
/* Follows the session's state and takes what it has to send. */
void gst_wrtc_dtls_srtp_collect_datagrams_locked (GstWrtcDtlsSrtp * self,
    GstBufferList ** net);
/* Takes @list, which may be NULL. */
GstFlowReturn gst_wrtc_dtls_srtp_push_list (GstPad * pad,
    GstBufferList * list);
/* End of stream came on @pad, or from downstream of it. When no linked pad is
 * without, the session is closed and net_src gets it too. */
void gst_wrtc_dtls_srtp_end_pad (GstWrtcDtlsSrtp * self, GstPad * pad);
WrtcPacketKind gst_wrtc_dtls_srtp_classify (GstBuffer * buffer);
WrtcTime gst_wrtc_dtls_srtp_get_now (void);

/* gstwrtcdtlssrtpsend.c */
void gst_wrtc_dtls_srtp_init_send_pads (GstWrtcDtlsSrtp * self);

/* gstwrtcdtlssrtpstats.c */
GstStructure *gst_wrtc_dtls_srtp_new_stats_locked (GstWrtcDtlsSrtp * self);

G_END_DECLS
