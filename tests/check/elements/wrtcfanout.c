/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>
#include <gst/video/video.h>

#include "gstwrtcfanout.h"

#define CAPS "application/x-rtp, media=video, clock-rate=90000, " \
    "encoding-name=H264, payload=97, packetization-mode=(string)1, " \
    "profile-level-id=(string)640028, sprop-parameter-sets=(string)\"Z2Q=,aO4=\""

/* A fan-out between a harness and pads of the test that count. */
typedef struct
{
  GstHarness *harness;
  GstWrtcFanout *fanout;
} Fixture;

typedef struct
{
  GstPad *output;
  GstPad *sink;
  GstFlowReturn flow;
  gint buffers, lists, events, broken;
  GstCaps *caps;
} Receiver;

static void
fixture_init (Fixture * f)
{
  GstElement *element = gst_object_ref_sink (gst_wrtc_fanout_new ("f"));

  f->harness = gst_harness_new_with_element (element, "sink", NULL);
  f->fanout = GST_WRTC_FANOUT (element);
  gst_harness_set_src_caps_str (f->harness, CAPS);
}

static void
fixture_clear (Fixture * f)
{
  gst_harness_teardown (f->harness);
  gst_object_unref (f->fanout);
}

static GstFlowReturn
receive (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  Receiver *r = gst_pad_get_element_private (pad);
  r->buffers++;
  gst_buffer_unref (buffer);
  return r->flow;
}

static GstFlowReturn
receive_list (GstPad * pad, GstObject * parent, GstBufferList * list)
{
  Receiver *r = gst_pad_get_element_private (pad);
  r->lists++;
  gst_buffer_list_unref (list);
  return r->flow;
}

static gboolean
receive_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  Receiver *r = gst_pad_get_element_private (pad);
  GstCaps *caps;

  r->events++;
  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS) {
    gst_event_parse_caps (event, &caps);
    gst_caps_replace (&r->caps, caps);
  }
  gst_event_unref (event);
  return TRUE;
}

static void
on_broken (GstPad * output, GstFlowReturn flow, gpointer data)
{
  ((Receiver *) data)->broken++;
}

static void
receiver_start (Receiver * r, Fixture * f)
{
  memset (r, 0, sizeof *r);
  r->output = gst_wrtc_fanout_add_output (f->fanout, on_broken, r);
  r->sink = gst_pad_new ("sink", GST_PAD_SINK);
  gst_pad_set_element_private (r->sink, r);
  gst_pad_set_chain_function (r->sink, receive);
  gst_pad_set_chain_list_function (r->sink, receive_list);
  gst_pad_set_event_function (r->sink, receive_event);
  gst_pad_set_active (r->sink, TRUE);
  fail_unless_equals_int (gst_pad_link (r->output, r->sink), GST_PAD_LINK_OK);
  gst_wrtc_fanout_start_output (f->fanout, r->output);
}

static void
receiver_stop (Receiver * r, Fixture * f)
{
  gst_wrtc_fanout_remove_output (f->fanout, r->output);
  gst_pad_set_active (r->sink, FALSE);
  gst_object_unref (r->sink);
  gst_clear_caps (&r->caps);
}

static guint64
stat (Fixture * f, const gchar * name)
{
  GstStructure *s = gst_structure_new_empty ("s");
  guint64 value = G_MAXUINT64;

  gst_wrtc_fanout_add_stats (f->fanout, s);
  gst_structure_get_uint64 (s, name, &value);
  gst_structure_free (s);
  return value;
}

static void
push (Fixture * f)
{
  fail_unless_equals_int (gst_harness_push (f->harness,
          gst_buffer_new_allocate (NULL, 100, NULL)), GST_FLOW_OK);
}

GST_START_TEST (test_fanout_without_outputs_accepts)
{
  Fixture f;

  fixture_init (&f);
  push (&f);
  fail_unless_equals_uint64 (stat (&f, "packets"), 1);
  fail_unless_equals_uint64 (stat (&f, "bytes"), 100);
  fixture_clear (&f);
}

GST_END_TEST;

GST_START_TEST (test_fanout_late_output_gets_events_then_buffers)
{
  Fixture f;
  Receiver early, late;

  fixture_init (&f);
  receiver_start (&early, &f);
  push (&f);
  push (&f);
  receiver_start (&late, &f);
  fail_unless (late.caps != NULL);
  fail_unless_equals_int (late.events, 3);      /* stream-start, caps, segment */
  fail_unless_equals_int (late.buffers, 0);
  push (&f);
  fail_unless_equals_int (early.buffers, 3);
  fail_unless_equals_int (late.buffers, 1);
  receiver_stop (&early, &f);
  push (&f);
  fail_unless_equals_int (late.buffers, 2);
  receiver_stop (&late, &f);
  fixture_clear (&f);
}

GST_END_TEST;

GST_START_TEST (test_fanout_caps_are_those_negotiated)
{
  Fixture f;
  Receiver r;

  fixture_init (&f);
  receiver_start (&r, &f);
  const GstStructure *s = gst_caps_get_structure (r.caps, 0);
  fail_unless_equals_string (gst_structure_get_string (s, "profile-level-id"),
      "42e01f");
  fail_if (gst_structure_has_field (s, "sprop-parameter-sets"));
  gint payload = 0;
  fail_unless (gst_structure_get_int (s, "payload", &payload));
  fail_unless_equals_int (payload, 97);
  receiver_stop (&r, &f);
  fixture_clear (&f);
}

GST_END_TEST;

GST_START_TEST (test_fanout_broken_output_is_dropped_alone)
{
  static const GstFlowReturn broken[] = { GST_FLOW_ERROR,
    GST_FLOW_NOT_NEGOTIATED, GST_FLOW_EOS
  };
  Fixture f;
  Receiver good, bad;

  fixture_init (&f);
  receiver_start (&good, &f);
  receiver_start (&bad, &f);
  bad.flow = broken[__i__];
  push (&f);
  push (&f);
  fail_unless_equals_int (bad.buffers, 1);
  fail_unless_equals_int (bad.broken, 1);
  fail_unless_equals_int (good.buffers, 2);
  fail_unless_equals_int (good.broken, 0);
  fail_unless_equals_uint64 (stat (&f, "errors"), 1);
  receiver_stop (&bad, &f);
  receiver_stop (&good, &f);
  fixture_clear (&f);
}

GST_END_TEST;

GST_START_TEST (test_fanout_flushing_output_is_kept)
{
  Fixture f;
  Receiver r;

  fixture_init (&f);
  receiver_start (&r, &f);
  r.flow = GST_FLOW_FLUSHING;
  push (&f);
  r.flow = GST_FLOW_OK;
  push (&f);
  fail_unless_equals_int (r.buffers, 2);
  fail_unless_equals_int (r.broken, 0);
  receiver_stop (&r, &f);
  fixture_clear (&f);
}

GST_END_TEST;

GST_START_TEST (test_fanout_list_stays_list)
{
  Fixture f;
  Receiver r;
  GstBufferList *list = gst_buffer_list_new ();

  fixture_init (&f);
  receiver_start (&r, &f);
  gst_buffer_list_add (list, gst_buffer_new_allocate (NULL, 10, NULL));
  gst_buffer_list_add (list, gst_buffer_new_allocate (NULL, 20, NULL));
  fail_unless_equals_int (gst_pad_push_list (f.harness->srcpad, list),
      GST_FLOW_OK);
  fail_unless_equals_int (r.lists, 1);
  fail_unless_equals_int (r.buffers, 0);
  fail_unless_equals_uint64 (stat (&f, "packets"), 2);
  fail_unless_equals_uint64 (stat (&f, "bytes"), 30);
  receiver_stop (&r, &f);
  fixture_clear (&f);
}

GST_END_TEST;

static guint
take_keyframe_events (Fixture * f)
{
  guint n = 0;
  GstEvent *event;

  while ((event = gst_harness_try_pull_upstream_event (f->harness))) {
    n += gst_video_event_is_force_key_unit (event);
    gst_event_unref (event);
  }
  return n;
}

GST_START_TEST (test_fanout_keyframe_requests_are_coalesced)
{
  Fixture f;
  Receiver r[20];

  fixture_init (&f);
  for (guint i = 0; i < G_N_ELEMENTS (r); i++)
    receiver_start (&r[i], &f);
  take_keyframe_events (&f);
  gint64 begin = g_get_monotonic_time ();
  for (guint i = 0; i < G_N_ELEMENTS (r); i++)
    fail_unless (gst_pad_push_event (r[i].sink,
            gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE,
                TRUE, i)));
  gint64 took = g_get_monotonic_time () - begin;
  guint sent = take_keyframe_events (&f);
  /* One at once, and one for each full window that the loop above took. */
  fail_unless (sent >= 1
      && sent <= 1 + (guint) (took / 100000), "%u sent", sent);
  fail_unless_equals_uint64 (stat (&f, "keyframe-requests"), 20);

  /* Those within the window are not lost: media that flows makes it due. */
  while (stat (&f, "keyframe-requests-sent") < sent + 1) {
    push (&f);
    g_thread_yield ();
  }
  fail_unless_equals_int (take_keyframe_events (&f), 1);
  fail_unless (g_get_monotonic_time () - begin >= 100000);
  /* And there is none that nobody asked for. */
  push (&f);
  fail_unless_equals_int (take_keyframe_events (&f), 0);
  for (guint i = 0; i < G_N_ELEMENTS (r); i++)
    receiver_stop (&r[i], &f);
  fixture_clear (&f);
}

GST_END_TEST;

GST_START_TEST (test_fanout_other_upstream_events_stay)
{
  Fixture f;
  Receiver r;
  GstEvent *event;

  fixture_init (&f);
  receiver_start (&r, &f);
  while ((event = gst_harness_try_pull_upstream_event (f.harness)))
    gst_event_unref (event);
  fail_unless (gst_pad_push_event (r.sink, gst_event_new_qos
          (GST_QOS_TYPE_UNDERFLOW, 0.1, 1, 2)));
  fail_unless (gst_pad_push_event (r.sink, gst_event_new_reconfigure ()));
  fail_unless (gst_harness_try_pull_upstream_event (f.harness) == NULL);
  receiver_stop (&r, &f);
  fixture_clear (&f);
}

GST_END_TEST;

GST_START_TEST (test_fanout_eos_is_posted)
{
  Fixture f;
  GstBus *bus = gst_bus_new ();

  fixture_init (&f);
  gst_element_set_bus (GST_ELEMENT (f.fanout), bus);
  fail_unless (gst_harness_push_event (f.harness, gst_event_new_eos ()));
  GstMessage *message = gst_bus_pop_filtered (bus, GST_MESSAGE_EOS);
  fail_unless (message != NULL);
  gst_message_unref (message);
  gst_element_set_bus (GST_ELEMENT (f.fanout), NULL);
  gst_object_unref (bus);
  fixture_clear (&f);
}

GST_END_TEST;

/* Outputs come and go while the media flows: nothing is pushed to an output
 * after it was removed. */
static gint stop_pushing;

static gpointer
push_forever (gpointer data)
{
  while (!g_atomic_int_get (&stop_pushing))
    push (data);
  return NULL;
}

GST_START_TEST (test_fanout_outputs_change_while_pushing)
{
  Fixture f;
  Receiver constant;

  fixture_init (&f);
  receiver_start (&constant, &f);
  g_atomic_int_set (&stop_pushing, 0);
  GThread *thread = g_thread_new ("push", push_forever, &f);
  for (guint i = 0; i < 500; i++) {
    Receiver r;
    receiver_start (&r, &f);
    fail_unless_equals_int (r.events, 3);
    receiver_stop (&r, &f);
    memset (&r, 0xff, sizeof r);
  }
  g_atomic_int_set (&stop_pushing, 1);
  g_thread_join (thread);
  fail_unless_equals_uint64 (stat (&f, "packets"), constant.buffers);
  receiver_stop (&constant, &f);
  fixture_clear (&f);
}

GST_END_TEST;

static Suite *
wrtcfanout_suite (void)
{
  Suite *s = suite_create ("wrtcfanout");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_fanout_without_outputs_accepts);
  tcase_add_test (tc, test_fanout_late_output_gets_events_then_buffers);
  tcase_add_test (tc, test_fanout_caps_are_those_negotiated);
  tcase_add_loop_test (tc, test_fanout_broken_output_is_dropped_alone, 0, 3);
  tcase_add_test (tc, test_fanout_flushing_output_is_kept);
  tcase_add_test (tc, test_fanout_list_stays_list);
  tcase_add_test (tc, test_fanout_keyframe_requests_are_coalesced);
  tcase_add_test (tc, test_fanout_other_upstream_events_stay);
  tcase_add_test (tc, test_fanout_eos_is_posted);
  tcase_add_test (tc, test_fanout_outputs_change_while_pushing);
  return s;
}

GST_CHECK_MAIN (wrtcfanout);
