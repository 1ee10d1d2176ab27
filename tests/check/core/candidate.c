/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Candidate lines: RFC 8839 5.1, RFC 6544 4.5.
 */
#include <core/sdp/wrtccandidate.h>
#include <core/sdp/wrtcsdplimits.h>

#include <string.h>

static const struct
{
  const gchar *line;
  const gchar *printed;         /* NULL: as the line */
} good[] = {
  {"candidate:1 1 UDP 2130706431 192.0.2.1 8998 typ host", NULL},
  {"a=candidate:1 1 UDP 2130706431 192.0.2.1 8998 typ host",
      "candidate:1 1 UDP 2130706431 192.0.2.1 8998 typ host"},
  {"1 1 UDP 2130706431 192.0.2.1 8998 typ host\r\n",
      "candidate:1 1 UDP 2130706431 192.0.2.1 8998 typ host"},
  {"candidate:1 1 udp 2130706431 192.0.2.1 8998 typ host",
      "candidate:1 1 UDP 2130706431 192.0.2.1 8998 typ host"},
  /* RFC 8839's own example */
  {"candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 203.0.113.141 "
        "rport 8998", NULL},
  {"candidate:+/aZ09 2 UDP 1 2001:db8::1 1 typ prflx raddr :: rport 0", NULL},
  {"candidate:3 1 UDP 5 ::ffff:192.0.2.3 4 typ relay raddr 10.0.0.1 rport 5",
      NULL},
  {"candidate:4 1 UDP 5 2001:db8:0:1:2:3:4:5 4 typ host", NULL},
  {"candidate:5 1 TCP 5 192.0.2.3 9 typ host tcptype active", NULL},
  {"candidate:6 1 TCP 5 192.0.2.3 9 typ srflx raddr 10.0.0.1 rport 8998 "
        "tcptype passive", NULL},
  {"candidate:7 1 tcp 5 192.0.2.3 9 typ host tcptype so",
      "candidate:7 1 TCP 5 192.0.2.3 9 typ host tcptype so"},
  /* Chrome: mDNS name, ufrag, extensions */
  {"candidate:842163049 1 udp 1677729535 9b36eaac-bb2e-49bb-bb78-21c41c499900"
        ".local 53921 typ host generation 0 ufrag 4ZcD network-id 1 "
        "network-cost 10",
      "candidate:842163049 1 UDP 1677729535 9b36eaac-bb2e-49bb-bb78-"
        "21c41c499900.local 53921 typ host ufrag 4ZcD generation 0 "
        "network-id 1 network-cost 10"},
  /* Firefox: related address behind the type of TCP */
  {"candidate:1 1 TCP 1015022079 10.0.0.1 9 typ srflx tcptype active raddr "
        "0.0.0.0 rport 9",
      "candidate:1 1 TCP 1015022079 10.0.0.1 9 typ srflx raddr 0.0.0.0 "
        "rport 9 tcptype active"},
  {"candidate:1  1 UDP  1 192.0.2.1 0 typ host",
      "candidate:1 1 UDP 1 192.0.2.1 0 typ host"},
  /* a UDP candidate has no TCP type */
  {"candidate:1 1 UDP 1 192.0.2.1 0 typ host tcptype active",
      "candidate:1 1 UDP 1 192.0.2.1 0 typ host"},
};

static void
test_candidate_well_formed_is_printed_back (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    WrtcCandidateError error;
    g_autoptr (WrtcCandidate) candidate =
        wrtc_candidate_parse (good[i].line, &error);
    g_autoptr (WrtcCandidate) copy = NULL;
    g_autofree gchar *text = NULL;

    g_test_message ("row %u", i);
    g_assert_cmpint (error, ==, WRTC_CANDIDATE_OK);
    g_assert_nonnull (candidate);
    text = wrtc_candidate_to_string (candidate);
    g_assert_cmpstr (text, ==, good[i].printed ? good[i].printed
        : good[i].line);
    copy = wrtc_candidate_copy (candidate);
    g_assert_true (wrtc_candidate_equal (candidate, copy));
  }
}

static const struct
{
  const gchar *line;
  WrtcCandidateError error;
} bad[] = {
  {"", WRTC_CANDIDATE_ERROR_SYNTAX},
  {"hello", WRTC_CANDIDATE_ERROR_SYNTAX},
  {"candidate:1 1 UDP 1 192.0.2.1 1 typ", WRTC_CANDIDATE_ERROR_SYNTAX},
  {"candidate:1 1 UDP 1 192.0.2.1 1 type host", WRTC_CANDIDATE_ERROR_SYNTAX},
  {"candidate:1 1 UDP 1 192.0.2.1 1 typ host raddr",
      WRTC_CANDIDATE_ERROR_SYNTAX},
  {"candidate:a-b 1 UDP 1 192.0.2.1 1 typ host", WRTC_CANDIDATE_ERROR_SYNTAX},
  {"candidate:123456789012345678901234567890123 1 UDP 1 192.0.2.1 1 typ host",
      WRTC_CANDIDATE_ERROR_SYNTAX},
  {"candidate:1 1 UDP 1 192.0.2.1 1 typ host x y\nz w",
      WRTC_CANDIDATE_ERROR_SYNTAX},
  {"candidate:1 1 UDP 1 192.0.2.1 1 typ host x \xff",
      WRTC_CANDIDATE_ERROR_SYNTAX},
  {"candidate:1 1 UDP 1 192.0.2.1 1 typ host ufrag a-b",
      WRTC_CANDIDATE_ERROR_SYNTAX},
  {"candidate:1 1 TCP 1 192.0.2.1 1 typ host", WRTC_CANDIDATE_ERROR_SYNTAX},
  {"candidate:1 1 TCP 1 192.0.2.1 1 typ host tcptype big",
      WRTC_CANDIDATE_ERROR_SYNTAX},
  {"candidate:1 0 UDP 1 192.0.2.1 1 typ host", WRTC_CANDIDATE_ERROR_RANGE},
  {"candidate:1 257 UDP 1 192.0.2.1 1 typ host", WRTC_CANDIDATE_ERROR_RANGE},
  {"candidate:1 1 UDP 0 192.0.2.1 1 typ host", WRTC_CANDIDATE_ERROR_RANGE},
  {"candidate:1 1 UDP 2147483648 192.0.2.1 1 typ host",
      WRTC_CANDIDATE_ERROR_RANGE},
  {"candidate:1 1 UDP 99999999999999999999 192.0.2.1 1 typ host",
      WRTC_CANDIDATE_ERROR_RANGE},
  {"candidate:1 1 UDP 1 192.0.2.1 65536 typ host", WRTC_CANDIDATE_ERROR_RANGE},
  {"candidate:1 1 UDP 1 192.0.2.1 -1 typ host", WRTC_CANDIDATE_ERROR_RANGE},
  {"candidate:1 1 UDP 1 192.0.2.1 1 typ srflx raddr 10.0.0.1 rport 65536",
      WRTC_CANDIDATE_ERROR_RANGE},
  {"candidate:1 1 UDP 1 192.0.2.256 1 typ host", WRTC_CANDIDATE_ERROR_ADDRESS},
  {"candidate:1 1 UDP 1 192.0.2 1 typ host", WRTC_CANDIDATE_ERROR_ADDRESS},
  {"candidate:1 1 UDP 1 192.0.2.1.1 1 typ host", WRTC_CANDIDATE_ERROR_ADDRESS},
  {"candidate:1 1 UDP 1 1:2:3:4:5:6:7 1 typ host",
      WRTC_CANDIDATE_ERROR_ADDRESS},
  {"candidate:1 1 UDP 1 1::2::3 1 typ host", WRTC_CANDIDATE_ERROR_ADDRESS},
  {"candidate:1 1 UDP 1 :::1 1 typ host", WRTC_CANDIDATE_ERROR_ADDRESS},
  {"candidate:1 1 UDP 1 1:2:3:4:5:6:7:8:9 1 typ host",
      WRTC_CANDIDATE_ERROR_ADDRESS},
  {"candidate:1 1 UDP 1 fe80::1%eth0 1 typ host",
      WRTC_CANDIDATE_ERROR_ADDRESS},
  {"candidate:1 1 UDP 1 [2001:db8::1] 1 typ host",
      WRTC_CANDIDATE_ERROR_ADDRESS},
  {"candidate:1 1 UDP 1 a..local 1 typ host", WRTC_CANDIDATE_ERROR_ADDRESS},
  {"candidate:1 1 UDP 1 -a.local 1 typ host", WRTC_CANDIDATE_ERROR_ADDRESS},
  {"candidate:1 1 UDP 1 ;reboot 1 typ host", WRTC_CANDIDATE_ERROR_ADDRESS},
  {"candidate:1 1 UDP 1 192.0.2.1 1 typ srflx raddr ?",
      WRTC_CANDIDATE_ERROR_ADDRESS},
  {"candidate:1 1 SSLTCP 1 192.0.2.1 1 typ host", WRTC_CANDIDATE_ERROR_UNKNOWN},
  {"candidate:1 1 UDP 1 192.0.2.1 1 typ magic", WRTC_CANDIDATE_ERROR_UNKNOWN},
};

static void
test_candidate_malformed_is_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    WrtcCandidateError error = WRTC_CANDIDATE_OK;

    g_test_message ("row %u", i);
    g_assert_null (wrtc_candidate_parse (bad[i].line, &error));
    g_assert_cmpint (error, ==, bad[i].error);
    g_assert_cmpstr (wrtc_candidate_error_to_string (error), !=, "?");
  }
}

static void
test_candidate_too_long_is_refused (void)
{
  g_autoptr (GString) line = g_string_new ("candidate:1 1 UDP 1 192.0.2.1 1 "
      "typ host");
  WrtcCandidateError error;

  while (line->len <= WRTC_SDP_MAX_CANDIDATE_BYTES)
    g_string_append (line, " name value");
  g_assert_null (wrtc_candidate_parse (line->str, &error));
  g_assert_cmpint (error, ==, WRTC_CANDIDATE_ERROR_LIMIT);

  g_string_assign (line, "candidate:1 1 UDP 1 192.0.2.1 1 typ host");
  for (guint i = 0; i < WRTC_SDP_MAX_PARAMETERS + 1; i++)
    g_string_append (line, " a b");
  g_assert_null (wrtc_candidate_parse (line->str, &error));
  g_assert_cmpint (error, ==, WRTC_CANDIDATE_ERROR_LIMIT);
}

static void
test_candidate_fields_are_read (void)
{
  g_autoptr (WrtcCandidate) self = wrtc_candidate_parse ("candidate:6 1 tcp "
      "1518280447 192.0.2.3 9 typ srflx raddr 10.0.1.1 rport 8998 tcptype "
      "passive ufrag abCD generation 3", NULL);

  g_assert_cmpstr (self->foundation, ==, "6");
  g_assert_cmpuint (self->component, ==, 1);
  g_assert_cmpint (self->transport, ==, WRTC_CANDIDATE_TCP);
  g_assert_cmpuint (self->priority, ==, 1518280447);
  g_assert_cmpstr (self->address, ==, "192.0.2.3");
  g_assert_cmpuint (self->port, ==, 9);
  g_assert_cmpint (self->type, ==, WRTC_CANDIDATE_SRFLX);
  g_assert_cmpstr (self->related_address, ==, "10.0.1.1");
  g_assert_cmpuint (self->related_port, ==, 8998);
  g_assert_cmpint (self->tcp_type, ==, WRTC_CANDIDATE_TCP_PASSIVE);
  g_assert_cmpstr (self->ufrag, ==, "abCD");
  g_assert_cmpuint (self->extensions->len, ==, 1);
  g_assert_cmpstr (wrtc_parameters_get (self->extensions, "generation"), ==,
      "3");
}

static void
test_candidate_end_is_recognised (void)
{
  g_assert_true (wrtc_candidate_is_end (NULL));
  g_assert_true (wrtc_candidate_is_end (""));
  g_assert_true (wrtc_candidate_is_end ("end-of-candidates"));
  g_assert_true (wrtc_candidate_is_end ("a=end-of-candidates"));
  g_assert_false (wrtc_candidate_is_end ("candidate:1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/candidate/well-formed",
      test_candidate_well_formed_is_printed_back);
  g_test_add_func ("/candidate/malformed", test_candidate_malformed_is_refused);
  g_test_add_func ("/candidate/too-long", test_candidate_too_long_is_refused);
  g_test_add_func ("/candidate/fields", test_candidate_fields_are_read);
  g_test_add_func ("/candidate/end", test_candidate_end_is_recognised);
  return g_test_run ();
}
