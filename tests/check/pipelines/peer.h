/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A peer for tests: a pipeline around a wrtcbin or a stock webrtcbin, written
 * against the API that both have, and a signalling channel between two of them
 * in one process.
 */
#pragma once

#include <gst/check/gstcheck.h>
#include <gst/sdp/sdp.h>
#include <gst/webrtc/webrtc.h>

#define PEER_TIMEOUT_SECONDS 40

typedef struct _Peer Peer;

/* Each handler has a reference: one may still run, on another thread, when the
 * peer is freed. */
struct _Peer
{
  gint refcount;                /* atomic */
  gchar *name;
  GstElement *pipeline;
  GstElement *bin;
  Peer *other;                  /* guarded by a lock of all peers */
  gboolean trickle;             /* else: descriptions with all candidates */
  /* Changes a description on its way to the other side; may be NULL. */
  void (*tamper) (GstSDPMessage * sdp);

  GMutex lock;                  /* guards all below */
  GCond cond;
  guint n_video_frames;         /* decoded */
  guint n_audio_buffers;
  guint n_pads;
  guint n_candidates;
  guint n_negotiation_needed;
  gboolean audio_is_loud;       /* the tone was heard */
  gint connection_state;
  gint64 time_offer;            /* create-offer was called */
  gint64 time_connected;
  gchar *error;                 /* of the bus */
  gchar *failure;               /* reason of a wrtc-failed message */
};

Peer *peer_new (const gchar * factory, const gchar * name);
/* With all that it made; waits for nothing of the other side. */
void peer_free (Peer * peer);

void peer_add_video (Peer * peer);
void peer_add_audio (Peer * peer);
/* @description: of a bin that ends in a payloader */
void peer_add_source (Peer * peer, const gchar * description);

/* Signalling between the two, both ways. */
void peer_pair (Peer * a, Peer * b);
void peer_start (Peer * peer);
/* Until it has said that negotiation is needed: all its inputs have caps. */
void peer_wait_ready (Peer * peer);
/* @peer offers to the other: create-offer and all that follows. */
void peer_offer (Peer * peer);

/* Fails the test when it takes too long. */
void peer_wait_connected (Peer * peer);
void peer_wait_state (Peer * peer, GstWebRTCPeerConnectionState state);
void peer_wait_media (Peer * peer, guint n_video, guint n_audio);

/* Blocks for the promise; (transfer full) */
GstWebRTCSessionDescription *peer_create (Peer * peer, const gchar * action,
    const gchar * field);
