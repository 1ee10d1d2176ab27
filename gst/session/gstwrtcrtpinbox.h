/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The queue between streaming threads, which must never wait, and the session
 * context, which sends.
 *
 * Guarantee: bounded for each sender, so that none takes another's room. When
 * a buffer or list does not fit, it is dropped as a whole, and so is all that
 * follows of the same PTS (the rest of the frame would be of no use); what is queued already goes out. The caller counts the drops. The
 * receiver sees the gap in the sequence numbers and asks for what it needs.
 * Threads: any; it has a lock of its own, under which nothing is called but
 * the signal to the source.
 */
#pragma once

#include <gst/gst.h>
#include <gst/wrtc/gstwrtcsources.h>

G_BEGIN_DECLS

/* For each sender: a second of 8 Mbit/s and key frames of 4K fit. */
#define GST_WRTC_RTP_INBOX_MAX_PACKETS 2048
#define GST_WRTC_RTP_INBOX_MAX_BYTES (4 * 1024 * 1024)

typedef struct _GstWrtcRtpInbox GstWrtcRtpInbox;

/* What one sender has in the inbox; zero-initialise. Guarded by the inbox. */
typedef struct
{
  guint packets;
  gsize bytes;
  gboolean dropping;            /* until another PTS comes */
  GstClockTime dropping_pts;
  guint64 packets_dropped;
} GstWrtcRtpInboxQuota;

typedef struct
{
  GstMiniObject *data;          /* GstBuffer or GstBufferList */
  GstPad *pad;
  GstWrtcRtpInboxQuota *quota;  /* of the pad */
  GstClockTime media_time;      /* running time, or NONE */
  gboolean restart;             /* the first of a new payloader */
  guint packets;
  gsize bytes;
} GstWrtcRtpInboxItem;

GstWrtcRtpInbox *gst_wrtc_rtp_inbox_new (void);
void gst_wrtc_rtp_inbox_free (GstWrtcRtpInbox * inbox);

typedef enum
{
  GST_WRTC_RTP_INBOX_TAKEN,
  GST_WRTC_RTP_INBOX_FULL,      /* dropped and counted */
  GST_WRTC_RTP_INBOX_CLOSED,    /* dropped: nobody takes anything out */
} GstWrtcRtpInboxResult;

/* Lets items in; @wake, a wake-up source, is signalled for each. A new inbox is
 * closed. */
void gst_wrtc_rtp_inbox_open (GstWrtcRtpInbox * inbox, GSource * wake);
/* When it returns, no push uses the source any more. Drops what is queued. */
void gst_wrtc_rtp_inbox_close (GstWrtcRtpInbox * inbox);

/* @item->data: (transfer full); a reference of the pad is taken. */
GstWrtcRtpInboxResult gst_wrtc_rtp_inbox_push (GstWrtcRtpInbox * inbox,
    GstWrtcRtpInboxItem * item);

/* Takes everything: an array of GstWrtcRtpInboxItem, or NULL. Give it back with
 * _recycle(), which clears its items, so that the next burst allocates none. */
GArray *gst_wrtc_rtp_inbox_take (GstWrtcRtpInbox * inbox);
void gst_wrtc_rtp_inbox_recycle (GstWrtcRtpInbox * inbox, GArray * items);

guint64 gst_wrtc_rtp_inbox_get_dropped (GstWrtcRtpInbox * inbox,
    const GstWrtcRtpInboxQuota * quota);

G_END_DECLS
