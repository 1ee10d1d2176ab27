/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the tests of wrtcrtpsession share: a session with test pads around it.
 */
#pragma once

#include <gst/check/gstcheck.h>
#include <gst/rtp/rtp.h>

G_BEGIN_DECLS

/* Only a test that fails waits for so long. */
#define SAFETY_US (20 * G_TIME_SPAN_SECOND)

#define MID_URI "urn:ietf:params:rtp-hdrext:sdes:mid"
#define MID_ID 3

/* Pads of the test and what came to them. */
typedef struct
{
  GstPad *pad;
  GAsyncQueue *data;            /* of GstBuffer and GstBufferList */
  GAsyncQueue *events;          /* of GstEvent */
  GQueue flat;                  /* of GstBuffer: `data` without lists */
  GThread *thread;              /* atomic; that pushed last */
  gint n_lists;                 /* atomic */
} Port;

typedef struct
{
  GstElement *element;
  Port *net_out;                /* what net_src gives; NULL: linked elsewhere */
  GstPad *net_in;               /* feeds net_sink; NULL: linked elsewhere */
  GPtrArray *send;              /* of Port: feeds send_sink_%u, sees upstream */
  GAsyncQueue *added;           /* of GstPad: recv_src_%u, in order */
  GAsyncQueue *removed;         /* of GstPad */
} Peer;

Port *port_new (GstPadDirection direction);
void port_free (Port * port);
/* (transfer full): the next thing, waiting for it. */
GstBuffer *port_pull (Port * port);
/* The next event of @type; others before it are dropped. */
GstEvent *port_pull_event (Port * port, GstEventType type);

/* @alone: with test pads on the network side. */
Peer *peer_new (gboolean alone);
void peer_free (Peer * peer);
/* Both ways, element to element. */
void peer_connect (Peer * a, Peer * b);
void peer_set_dtls_state (Peer * peer, gint state);
void peer_open (Peer * peer);
/* PLAYING; to be called after pads were requested or before, as one likes. */
void peer_play (Peer * peer);

/* What upstream elements do when they start again. */
void peer_send_start_events (Peer * peer);

/* Requests send_sink_%u with these parameters (NULL: none) and starts it. */
Port *peer_add_send (Peer * peer, const gchar * parameters);
void peer_set_receive (Peer * peer, const gchar * parameters);
/* (transfer full): the next recv_src pad, not linked. */
GstPad *peer_next_pad (Peer * peer);
/* Links a new port to it. */
Port *peer_link (GstPad * pad);

/* An RTP packet as payloaders make it: header and payload memories apart. */
GstBuffer *new_packet (guint8 payload_type, guint16 sequence,
    guint32 timestamp, guint32 ssrc, const gchar * payload);
/* The same in one memory, with the MID extension unless NULL: as received. */
GstBuffer *new_wire_packet (guint8 payload_type, guint16 sequence,
    guint32 ssrc, const gchar * mid, const gchar * payload);

/* A number in `stats`, at a path of names and indexes as in
 * "send-streams/0/dropped/inactive"; -1: there is none. */
gdouble peer_stat (Peer * peer, const gchar * path);
/* Waits until a number of `stats` is at least @least. */
void peer_wait_stat (Peer * peer, const gchar * path, gdouble least);

#define VIDEO_PARAMETERS "wrtc-rtp-send-parameters, kind=video, mid=v, " \
  "codecs=<[codec,payload-in=96,payload=120,clock-rate=90000]>, " \
  "header-extensions=<[extension,id=3,uri=\"" MID_URI "\"]>"
#define AUDIO_PARAMETERS "wrtc-rtp-send-parameters, kind=audio, mid=a, " \
  "codecs=<[codec,payload-in=97,payload=111,clock-rate=48000]>, " \
  "header-extensions=<[extension,id=3,uri=\"" MID_URI "\"]>"
#define VIDEO_CAPS "application/x-rtp,media=video,payload=120," \
  "clock-rate=90000,encoding-name=VP8,rtcp-fb-nack-pli=true"
#define AUDIO_CAPS "application/x-rtp,media=audio,payload=111," \
  "clock-rate=48000,encoding-name=OPUS"
#define RECEIVE_PARAMETERS "wrtc-rtp-receive-parameters, " \
  "header-extensions=<[extension,id=3,uri=\"" MID_URI "\"]>, " \
  "media=<[media,mid=v,mline=4,kind=video,msid=\"stream track\"," \
  "codecs=<(GstCaps)\"" VIDEO_CAPS "\",(GstCaps)\"application/x-rtp," \
  "media=video,payload=121,clock-rate=90000,encoding-name=H264\">]," \
  "[media,mid=a,mline=7,kind=audio,codecs=<(GstCaps)\"" AUDIO_CAPS "\">]>"

G_END_DECLS
