/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The data path of wrtcice: buffers to datagrams of the agent and back.
 *
 * Sending is for any thread and never waits: what cannot go out now is dropped
 * and counted. Over TCP the context's thread sends, out of a bounded queue.
 * Receiving is for the context's thread: the datagrams of one wake-up become one
 * buffer list. The counters may be read by any thread.
 */
#pragma once

#include <gst/gst.h>
#include <gst/wrtc/gstwrtcsources.h>

#include "ice-agent.h"

G_BEGIN_DECLS

typedef enum
{
  ICE_PATH_PACKETS_SENT,
  ICE_PATH_BYTES_SENT,
  ICE_PATH_DROPPED_NOT_CONNECTED,       /* on sending: no path yet or any more */
  ICE_PATH_DROPPED_SOCKET_FULL, /* the socket or TCP's queue takes no more */
  ICE_PATH_DROPPED_SIZE,        /* empty or more than UDP carries */
  ICE_PATH_PACKETS_RECEIVED,
  ICE_PATH_BYTES_RECEIVED,
  ICE_PATH_DROPPED_UNKNOWN,     /* neither DTLS nor RTP nor RTCP (RFC 7983) */
  ICE_PATH_N_COUNTERS
} IcePathCounter;

typedef struct
{
  GMutex lock;
  IceAgent *agent;              /* lock */
  gboolean up;                  /* lock: the state allows sending */
  GQueue outbox;                /* lock: GstBuffer and GstBufferList, for TCP */
  guint n_outbox;               /* lock: buffers in it */
  GSource *wakeup;              /* lock; NULL: not started */
  guint64 counters[ICE_PATH_N_COUNTERS];        /* lock */

  GstBuffer *first;             /* context: of the burst */
  GstBufferList *list;          /* context: NULL while the burst is one buffer */
  GstClockTime arrival;         /* context: of the burst */
} IcePath;

void ice_path_init (IcePath * self);
void ice_path_clear (IcePath * self);

/* On @context. @agent: (transfer full). */
void ice_path_start (IcePath * self, IceAgent * agent, GMainContext * context);
/* On the context. Nothing is sent or kept afterwards; counters stay. */
void ice_path_stop (IcePath * self);
void ice_path_set_up (IcePath * self, gboolean up);

/* Any thread. */
void ice_path_send_buffer (IcePath * self, GstBuffer * buffer);
void ice_path_send_list (IcePath * self, GstBufferList * list);

/* On the context. @now: running time, GST_CLOCK_TIME_NONE without a clock. */
gboolean ice_path_burst_is_empty (IcePath * self);
void ice_path_receive (IcePath * self, const guint8 * data, gsize size,
    GstClockTime now);
/* Pushes what was received on @pad; GST_FLOW_OK if that was nothing. */
GstFlowReturn ice_path_push_burst (IcePath * self, GstPad * pad);

void ice_path_get_counters (IcePath * self, guint64 * counters);

G_END_DECLS
