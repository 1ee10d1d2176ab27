/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sessions that stop, start and change while packets come from everywhere.
 */
#include "wrtcrtpsession-common.h"

#include <gst/video/video.h>
#include <gst/webrtc/webrtc.h>

/* A thread that does @func again and again. */
typedef struct
{
  GThread *thread;
  gint stop;                    /* atomic */
  gint rounds;                  /* atomic */
  void (*func) (Peer * peer, Port * port, guint round);
  Peer *peer;
  Port *port;
} Worker;

/* While the session starts again nobody works: no data may come before the
 * events that begin it. All else, stopping too, happens while they work. */
static GMutex restart_lock;
static GCond restart_cond;
static gboolean restarting;     /* restart_lock */
static guint n_working;         /* restart_lock */

static void
begin_restart (void)
{
  g_mutex_lock (&restart_lock);
  restarting = TRUE;
  while (n_working > 0)
    g_cond_wait (&restart_cond, &restart_lock);
  g_mutex_unlock (&restart_lock);
}

static void
end_restart (void)
{
  g_mutex_lock (&restart_lock);
  restarting = FALSE;
  g_cond_broadcast (&restart_cond);
  g_mutex_unlock (&restart_lock);
}

static gpointer
work (gpointer data)
{
  Worker *worker = data;

  for (guint round = 0; !g_atomic_int_get (&worker->stop); round++) {
    g_mutex_lock (&restart_lock);
    while (restarting)
      g_cond_wait (&restart_cond, &restart_lock);
    n_working++;
    g_mutex_unlock (&restart_lock);
    worker->func (worker->peer, worker->port, round);
    g_atomic_int_inc (&worker->rounds);
    g_mutex_lock (&restart_lock);
    n_working--;
    g_cond_broadcast (&restart_cond);
    g_mutex_unlock (&restart_lock);
  }
  return NULL;
}

static void
start_worker (Worker * worker, Peer * peer, Port * port,
    void (*func) (Peer *, Port *, guint))
{
  memset (worker, 0, sizeof *worker);
  worker->peer = peer;
  worker->port = port;
  worker->func = func;
  worker->thread = g_thread_new ("worker", work, worker);
}

static void
stop_worker (Worker * worker)
{
  g_atomic_int_set (&worker->stop, 1);
  g_thread_join (worker->thread);
  fail_unless (worker->rounds > 0);
}

static void
send_media (Peer * peer, Port * port, guint round)
{
  gst_pad_push (port->pad, new_packet (96, round, round * 10, 1, "media"));
}

static void
receive_media (Peer * peer, Port * port, guint round)
{
  /* Streams come and go. */
  gst_pad_push (peer->net_in, new_wire_packet (round % 2 ? 120 : 111, round,
          1 + round / 1000 % 4 * 2 + round % 2, round % 2 ? "v" : "a", "x"));
}

static void
receive_rtcp (Peer * peer, Port * port, guint round)
{
  guint8 bye[8] = { 0x81, 203, 0, 1, 0, 0, 0, 1 + round % 8 };
  guint8 pli[12] = { 0x81, 206, 0, 2, 0, 0, 0, 9, 0, 0, 0, 1 };

  if (round % 100 == 0)
    gst_pad_push (peer->net_in, gst_buffer_new_memdup (bye, sizeof bye));
  gst_pad_push (peer->net_in, gst_buffer_new_memdup (pli, sizeof pli));
}

static void
change_parameters (Peer * peer, Port * port, guint round)
{
  peer_set_receive (peer, round % 3 == 0 ? NULL : RECEIVE_PARAMETERS);
}

static void
read_stats (Peer * peer, Port * port, guint round)
{
  fail_unless (peer_stat (peer, "rtcp-packets-sent") >= 0);
}

static void
ask_for_keyframes (Peer * peer, Port * port, guint round)
{
  GstPad *pad = g_async_queue_try_pop (peer->added);

  if (pad == NULL)
    return;
  for (guint i = 0; i < 10; i++)
    gst_pad_send_event (pad, gst_video_event_new_upstream_force_key_unit
        (GST_CLOCK_TIME_NONE, FALSE, i));
  gst_object_unref (pad);
}

static void
drop_what_came (Peer * peer)
{
  GstMiniObject *object;
  GstPad *pad;

  while ((object = g_async_queue_try_pop (peer->net_out->data)) != NULL)
    gst_mini_object_unref (object);
  while ((pad = g_async_queue_try_pop (peer->removed)) != NULL)
    gst_object_unref (pad);
}

static guint
count_src_pads (Peer * peer)
{
  guint n;

  GST_OBJECT_LOCK (peer->element);
  n = peer->element->numsrcpads;
  GST_OBJECT_UNLOCK (peer->element);
  return n;
}

/* At once, or when the thread that is pushing into one returns. */
static void
wait_for_recv_pads_to_go (Peer * peer)
{
  gint64 end = g_get_monotonic_time () + SAFETY_US;

  while (count_src_pads (peer) != 1) {
    fail_unless (g_get_monotonic_time () < end);
    g_thread_yield ();
  }
}

GST_START_TEST (test_states_change_while_packets_come)
{
  Peer *peer = peer_new (TRUE);
  Worker workers[6];
  Port *video;

  peer_set_receive (peer, RECEIVE_PARAMETERS);
  peer_play (peer);
  video = peer_add_send (peer, VIDEO_PARAMETERS);
  start_worker (&workers[0], peer, video, send_media);
  start_worker (&workers[1], peer, NULL, receive_media);
  start_worker (&workers[2], peer, NULL, receive_rtcp);
  start_worker (&workers[3], peer, NULL, change_parameters);
  start_worker (&workers[4], peer, NULL, read_stats);
  start_worker (&workers[5], peer, NULL, ask_for_keyframes);
  for (guint i = 0; i < 200; i++) {
    begin_restart ();
    fail_unless (gst_element_set_state (peer->element, GST_STATE_PLAYING) !=
        GST_STATE_CHANGE_FAILURE);
    peer_send_start_events (peer);
    peer_open (peer);
    end_restart ();
    for (guint k = 0; k < 5; k++)
      drop_what_came (peer);
    fail_unless_equals_int (gst_element_set_state (peer->element, i % 2 ?
            GST_STATE_READY : GST_STATE_NULL), GST_STATE_CHANGE_SUCCESS);
    drop_what_came (peer);
    wait_for_recv_pads_to_go (peer);
  }
  for (guint i = 0; i < 6; i++)
    stop_worker (&workers[i]);
  peer_free (peer);
}

GST_END_TEST;

static void
come_and_go (Peer * peer, Port * unused, guint round)
{
  Port *port = port_new (GST_PAD_SRC);
  GstPad *pad = gst_element_request_pad_simple (peer->element,
      "send_sink_%u");
  GstStructure *s = gst_structure_from_string (VIDEO_PARAMETERS, NULL);
  GstCaps *caps = gst_caps_new_empty_simple ("application/x-rtp");
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  g_object_set (pad, "parameters", s, NULL);
  gst_structure_free (s);
  gst_pad_link (port->pad, pad);
  gst_pad_push_event (port->pad, gst_event_new_stream_start ("x"));
  gst_pad_push_event (port->pad, gst_event_new_caps (caps));
  gst_pad_push_event (port->pad, gst_event_new_segment (&segment));
  gst_caps_unref (caps);
  for (guint i = 0; i < 10; i++)
    gst_pad_push (port->pad, new_packet (96, i, i, round, "x"));
  gst_element_release_request_pad (peer->element, pad);
  gst_object_unref (pad);
  port_free (port);
}

GST_START_TEST (test_send_pads_come_and_go_while_others_send)
{
  Peer *peer = peer_new (TRUE);
  Worker workers[4];
  Port *video;

  peer_play (peer);
  video = peer_add_send (peer, VIDEO_PARAMETERS);
  peer_open (peer);
  start_worker (&workers[0], peer, video, send_media);
  start_worker (&workers[1], peer, NULL, come_and_go);
  start_worker (&workers[2], peer, NULL, come_and_go);
  start_worker (&workers[3], peer, NULL, receive_rtcp);
  while (g_atomic_int_get (&workers[1].rounds) +
      g_atomic_int_get (&workers[2].rounds) < 500)
    drop_what_came (peer);
  for (guint i = 0; i < 4; i++)
    stop_worker (&workers[i]);
  peer_free (peer);
}

GST_END_TEST;

GST_START_TEST (test_200_sessions_one_after_the_other_leave_nothing)
{
  for (guint i = 0; i < 200; i++) {
    Peer *a = peer_new (FALSE), *b = peer_new (FALSE);
    Port *video;

    peer_set_receive (b, RECEIVE_PARAMETERS);
    peer_connect (a, b);
    peer_play (a);
    peer_play (b);
    video = peer_add_send (a, VIDEO_PARAMETERS);
    peer_open (b);
    peer_open (a);
    gst_pad_push (video->pad, new_packet (96, 1, 1, 1, "x"));
    gst_object_unref (peer_next_pad (b));
    /* Whoever goes first. */
    gst_element_set_state (i % 2 ? a->element : b->element, GST_STATE_NULL);
    gst_element_set_state (i % 2 ? b->element : a->element, GST_STATE_NULL);
    peer_free (a);
    peer_free (b);
  }
}

GST_END_TEST;

static GstPadProbeReturn
count_packets (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  g_atomic_int_inc ((gint *) data);
  return GST_PAD_PROBE_OK;
}

GST_START_TEST (test_context_of_the_application_is_used)
{
  GMainContext *context = g_main_context_new ();
  Peer *peer = peer_new (TRUE);
  gint packets = 0;
  Port *video;

  g_object_set (peer->element, "main-context", context, NULL);
  gst_pad_add_probe (peer->net_out->pad, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_BUFFER_LIST, count_packets, &packets, NULL);
  peer_play (peer);
  video = peer_add_send (peer, VIDEO_PARAMETERS);
  peer_open (peer);
  gst_pad_push (video->pad, new_packet (96, 1, 1, 1, "x"));
  fail_unless_equals_int (g_atomic_int_get (&packets), 0);
  while (g_atomic_int_get (&packets) == 0)
    g_main_context_iteration (context, TRUE);
  fail_unless (peer->net_out->thread == g_thread_self ());
  peer_free (peer);
  g_main_context_unref (context);
}

GST_END_TEST;

static Suite *
wrtcrtpsessionstress_suite (void)
{
  Suite *s = suite_create ("wrtcrtpsessionstress");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_set_timeout (tc, 120);
  tcase_add_test (tc, test_states_change_while_packets_come);
  tcase_add_test (tc, test_send_pads_come_and_go_while_others_send);
  tcase_add_test (tc, test_200_sessions_one_after_the_other_leave_nothing);
  tcase_add_test (tc, test_context_of_the_application_is_used);
  return s;
}

GST_CHECK_MAIN (wrtcrtpsessionstress);
