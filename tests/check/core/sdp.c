/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The SDP model: parser and printer.
 */
#include <core/sdp/wrtcsdp.h>

#include <string.h>

#define HEAD "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\n" \
    "t=0 0\r\n"
#define AUDIO "m=audio 9 UDP/TLS/RTP/SAVPF 111 0\r\n" \
    "c=IN IP4 0.0.0.0\r\n"
#define PWD "0123456789012345678901"

/* Printed back exactly as they are. */
static const gchar *const verbatim[] = {
  HEAD,
  "v=0\r\no=mozilla 1 18446744073709551615 IN IP6 ::1\r\ns=name of it\r\n"
      "i=information\r\nc=IN IP4 192.0.2.1\r\nb=AS:100\r\nt=1 2\r\n"
      "a=group:BUNDLE 0 1\r\na=group:LS 0 1\r\na=ice-lite\r\n"
      "a=ice-ufrag:abcd\r\na=ice-pwd:" PWD "\r\na=ice-options:trickle ice2\r\n"
      "a=fingerprint:sha-1 01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:"
      "12:13:14\r\na=tls-id:xyz\r\na=setup:active\r\na=extmap-allow-mixed\r\n"
      "a=msid-semantic: WMS *\r\na=recvonly\r\na=tool:x:y\r\na=flag\r\n",
  HEAD AUDIO
      "a=rtcp:9 IN IP4 0.0.0.0\r\n"
      "a=candidate:1 1 UDP 2130706431 192.0.2.1 8998 typ host\r\n"
      "a=end-of-candidates\r\n"
      "a=ice-ufrag:abcd\r\na=ice-pwd:" PWD "\r\na=setup:actpass\r\n"
      "a=mid:0\r\na=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
      "a=extmap:4095/sendonly urn:x some attributes\r\n"
      "a=extmap:4096 urn:y\r\na=extmap:4096 urn:z\r\n"
      "a=sendrecv\r\na=msid:stream track\r\na=msid:other\r\n"
      "a=rtcp-mux\r\na=rtcp-mux-only\r\na=rtcp-rsize\r\n"
      "a=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\n"
      "a=fmtp:111 minptime=10;useinbandfec=1\r\na=rtpmap:0 PCMU/8000\r\n"
      "a=rtcp-fb:* nack\r\n"
      "a=ssrc-group:FID 1 4294967295\r\na=ssrc:1 cname:c d\r\n"
      "a=ssrc:1 msid:stream track\r\na=ssrc:1 label:x\r\na=ssrc:2 cname:e\r\n"
      "a=rid:hi send pt=111,0;max-width=1280\r\na=rid:lo send\r\n"
      "a=rid:x recv max-fps=30\r\n"
      "a=simulcast:send hi,~lo;lo recv x\r\n"
      "a=imageattr:* send [x=1] recv *\r\na=ptime:20\r\n",
  HEAD "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"
      "c=IN IP4 0.0.0.0\r\nb=AS:30\r\na=mid:data\r\na=sctp-port:5000\r\n"
      "a=max-message-size:262144\r\n",
  HEAD "m=application 9 DTLS/SCTP 5000\r\na=sctpmap:5000 webrtc-datachannel "
      "1024\r\n",
  HEAD "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=bundle-only\r\n"
      "a=rtpmap:96 H264/90000\r\na=fmtp:96 sprop-parameter-sets=Z0LAH5WgFAFuQA"
      "==,aM48gA==\r\n",
  HEAD "m=text 9 UDP/TLS/RTP/SAVPF 98\r\na=mid:t\r\na=rtpmap:98 t140/1000\r\n",
  HEAD "m=image 9 udptl t38\r\na=rtpmap:x\r\n",
  /* telephone-event and red have bare parameters */
  HEAD "m=audio 9 RTP/SAVPF 101 63\r\na=rtpmap:101 telephone-event/8000\r\n"
      "a=fmtp:101 0-16\r\na=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n",
  /* attributes at a level where they mean nothing are kept */
  HEAD "a=mid:0\r\na=rtcp-mux\r\nm=audio 9 RTP/AVP 96\r\na=group:BUNDLE 0\r\n"
      "a=ice-lite\r\n",
  /* lines for a payload type that is not there */
  HEAD "m=audio 9 RTP/AVP 96\r\na=rtpmap:97 x/1\r\na=fmtp:97 y\r\n"
      "a=rtcp-fb:97 nack\r\n",
  /* malformed rid and simulcast lines, and those of old drafts, are ignored */
  HEAD "m=video 9 RTP/AVP 96\r\na=rid:h.i send\r\na=rid:hi both\r\n"
      "a=simulcast: send rid=hi;lo\r\na=simulcast:send hi;\r\n",
};

static void
test_sdp_known_lines_are_printed_back (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbatim); i++) {
    WrtcSdpError error;
    g_autoptr (WrtcSdp) sdp = wrtc_sdp_parse (verbatim[i], -1, &error);
    g_autoptr (WrtcSdp) copy = NULL;
    g_autofree gchar *text = NULL, *copy_text = NULL;

    g_assert_cmpstr (error.message, ==, "");
    text = wrtc_sdp_print (sdp);
    g_assert_cmpstr (text, ==, verbatim[i]);
    copy = wrtc_sdp_copy (sdp);
    copy_text = wrtc_sdp_print (copy);
    g_assert_cmpstr (copy_text, ==, text);
  }
}

/* What is written another way, and how it comes out. */
static const struct
{
  const gchar *text;
  const gchar *printed;
} tolerated[] = {
  {"v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\nt=0 0\nm=audio 9 RTP/AVP 0",
      "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
        "m=audio 9 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"},
  {"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns= \r\nu=http://x\r\ne=a@b\r\np=1\r\n"
        "r=1 2\r\nz=0 0\r\n\r\n\r\n",
      "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"},
  {HEAD "a=fingerprint:sha-1 01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10:"
        "11:12:13:14  \r\n",
      HEAD "a=fingerprint:sha-1 01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:"
        "0F:10:11:12:13:14\r\n"},
  {HEAD "m=audio 9 RTP/AVP 96\r\na=fmtp:96 a=1; b = 2;;c\r\n"
        "a=fmtp:96 d=e=f\r\n",
      HEAD "m=audio 9 RTP/AVP 96\r\na=fmtp:96 a=1;b=2;c;d=e=f\r\n"},
  {HEAD "m=audio 9/1 RTP/AVP 8 9 13\r\n",
      HEAD "m=audio 9 RTP/AVP 8 9 13\r\na=rtpmap:8 PCMA/8000\r\n"
        "a=rtpmap:9 G722/8000\r\na=rtpmap:13 CN/8000\r\n"},
  {HEAD "m=audio 9 RTP/AVP 96\r\na=candidate:1 1 SSLTCP 1 192.0.2.1 1 typ "
        "host\r\n", HEAD "m=audio 9 RTP/AVP 96\r\n"},
  {HEAD "m=audio 9 RTP/AVP 96\r\na=end-of-candidates:\r\na=sendonly\r\n"
        "a=sendonly\r\n",
      HEAD "m=audio 9 RTP/AVP 96\r\na=end-of-candidates\r\na=sendonly\r\n"},
};

static void
test_sdp_lenient_forms_are_normalised (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (tolerated); i++) {
    WrtcSdpError error;
    g_autoptr (WrtcSdp) sdp = wrtc_sdp_parse (tolerated[i].text, -1, &error);
    g_autofree gchar *text = NULL;

    g_assert_cmpstr (error.message, ==, "");
    text = wrtc_sdp_print (sdp);
    g_assert_cmpstr (text, ==, tolerated[i].printed);
  }
}

/* One bad line each, behind HEAD AUDIO (line 7) unless the row begins with v. */
static const struct
{
  const gchar *text;
  WrtcSdpErrorCode code;
  gint line;
} refused[] = {
  {"v=", WRTC_SDP_ERROR_SYNTAX, 1},
  {"v=1\r\n", WRTC_SDP_ERROR_SYNTAX, 1},
  {"v=0\r\n", WRTC_SDP_ERROR_SYNTAX, 0},
  {"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n", WRTC_SDP_ERROR_SYNTAX, 0},
  {"v=0\r\no=- 1 1 IN IP4\r\n", WRTC_SDP_ERROR_SYNTAX, 2},
  {"v=0\r\no=- x 1 IN IP4 0.0.0.0\r\n", WRTC_SDP_ERROR_RANGE, 2},
  {"v=0\r\no=- 18446744073709551616 1 IN IP4 0.0.0.0\r\n",
      WRTC_SDP_ERROR_RANGE, 2},
  {"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n\r\ns=-\r\n", WRTC_SDP_ERROR_SYNTAX, 3},
  {"v=0\r\nc=IN IP4 0.0.0.0\r\nc=IN IP4 0.0.0.0\r\n",
      WRTC_SDP_ERROR_DUPLICATE, 3},
  {"v=0\r\nc=IN\r\n", WRTC_SDP_ERROR_SYNTAX, 2},
  {"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\na=group:BUNDLE a a\r\n",
      WRTC_SDP_ERROR_DUPLICATE, 0},
  {"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\na=group:BUNDLE a\r\n"
        "a=group:BUNDLE a\r\n", WRTC_SDP_ERROR_DUPLICATE, 0},
  {"k=clear:x", WRTC_SDP_ERROR_KEY, 7},
  {"o=- 1 1 IN IP4 0.0.0.0", WRTC_SDP_ERROR_ORDER, 7},
  {"t=0 0", WRTC_SDP_ERROR_ORDER, 7},
  {"x=1", WRTC_SDP_ERROR_SYNTAX, 7},
  {"A=1", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=:x", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=x\x01", WRTC_SDP_ERROR_ENCODING, 7},
  {"a=x\xff", WRTC_SDP_ERROR_ENCODING, 7},
  {"m=audio", WRTC_SDP_ERROR_SYNTAX, 7},
  {"m=audio 9", WRTC_SDP_ERROR_SYNTAX, 7},
  {"m=au/dio 9 RTP/AVP 0", WRTC_SDP_ERROR_SYNTAX, 7},
  {"m=audio 9 RTP//AVP 0", WRTC_SDP_ERROR_SYNTAX, 7},
  {"m=audio 65536 RTP/AVP 0", WRTC_SDP_ERROR_RANGE, 7},
  {"m=audio x RTP/AVP 0", WRTC_SDP_ERROR_RANGE, 7},
  {"m=audio 9 RTP/AVP 128", WRTC_SDP_ERROR_RANGE, 7},
  {"m=audio 9 RTP/AVP 96 96", WRTC_SDP_ERROR_DUPLICATE, 7},
  {"a=mid:", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=mid", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=mid:a b", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=mid:a\r\na=mid:a", WRTC_SDP_ERROR_DUPLICATE, 8},
  {"a=mid:a\r\nm=audio 9 RTP/AVP 0\r\na=mid:a", WRTC_SDP_ERROR_DUPLICATE, 8},
  {"a=ice-ufrag:abc", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=ice-ufrag:ab-c", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=ice-ufrag", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=ice-ufrag:abcd\r\na=ice-ufrag:abcd", WRTC_SDP_ERROR_DUPLICATE, 8},
  {"a=ice-pwd:012345678901234567890", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=ice-pwd:012345678901234567890:", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=ice-pwd:" PWD "\r\na=ice-pwd:" PWD, WRTC_SDP_ERROR_DUPLICATE, 8},
  {"a=fingerprint:sha-256", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=fingerprint:sha-256 01:02", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=fingerprint:new 01:0", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=fingerprint:new 01-02", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=fingerprint:new 0g:02", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=setup:holdconn", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=setup", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=setup:active\r\na=setup:passive", WRTC_SDP_ERROR_DUPLICATE, 8},
  {"a=candidate:nonsense", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=candidate", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=rtcp:", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=sctp-port:65536", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=sctp-port:1\r\na=sctp-port:1", WRTC_SDP_ERROR_DUPLICATE, 8},
  {"a=max-message-size:-1", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=max-message-size:9223372036854775808", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=rtpmap:111", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=rtpmap:128 x/1", WRTC_SDP_ERROR_RANGE, 7},
  {"a=rtpmap:111 opus", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=rtpmap:111 opus/0", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=rtpmap:111 opus/48000/256", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=rtpmap:111 opus/48000/2/3", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=rtpmap:111 a/1\r\na=rtpmap:111 a/1", WRTC_SDP_ERROR_DUPLICATE, 8},
  {"a=fmtp:x a=1", WRTC_SDP_ERROR_RANGE, 7},
  {"a=fmtp:111 =1", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=rtcp-fb:111", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=rtcp-fb", WRTC_SDP_ERROR_RANGE, 7},
  {"a=extmap", WRTC_SDP_ERROR_RANGE, 7},
  {"a=extmap:0 urn:x", WRTC_SDP_ERROR_RANGE, 7},
  {"a=extmap:4352 urn:x", WRTC_SDP_ERROR_RANGE, 7},
  {"a=extmap:1", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=extmap:1/both urn:x", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=extmap:1 urn:x\r\na=extmap:1 urn:y", WRTC_SDP_ERROR_DUPLICATE, 8},
  {"a=sendonly\r\na=recvonly", WRTC_SDP_ERROR_DUPLICATE, 8},
  {"a=ssrc:4294967296 cname:x", WRTC_SDP_ERROR_RANGE, 7},
  {"a=ssrc", WRTC_SDP_ERROR_RANGE, 7},
  {"a=ssrc:1 @:x", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=ssrc-group:FID 1 x", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=ssrc-group:", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=msid", WRTC_SDP_ERROR_SYNTAX, 7},
  {"a=msid:a b c", WRTC_SDP_ERROR_SYNTAX, 7},
};

static void
test_sdp_bad_line_is_refused_with_its_number (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    const gchar *row = refused[i].text;
    g_autofree gchar *text = row[0] == 'v' ? g_strdup (row)
        : g_strconcat (HEAD AUDIO, row, NULL);
    g_autofree gchar *prefix = g_strdup_printf ("line %d: ", refused[i].line);
    WrtcSdpError error;

    g_test_message ("row %u", i);
    g_assert_null (wrtc_sdp_parse (text, -1, &error));
    g_assert_cmpstr (wrtc_sdp_error_code_to_string (error.code), ==,
        wrtc_sdp_error_code_to_string (refused[i].code));
    g_assert_cmpint (error.line, ==, refused[i].line);
    if (refused[i].line > 0)
      g_assert_true (g_str_has_prefix (error.message, prefix));
    g_assert_cmpuint (strlen (error.message), >, strlen (prefix));
    g_assert_null (wrtc_sdp_parse (text, -1, NULL));
  }
}

static gchar *
repeat (const gchar * head, const gchar * format, guint n)
{
  GString *text = g_string_new (head);

  for (guint i = 0; i < n; i++) {
    g_autofree gchar *number = g_strdup_printf ("%u", i);
    g_auto (GStrv) parts = g_strsplit (format, "#", -1);
    g_autofree gchar *line = g_strjoinv (number, parts);

    g_string_append (text, line);
  }
  return g_string_free (text, FALSE);
}

/* "#" is the number of the repetition. n lines are good, n + 1 are not. */
static const struct
{
  const gchar *head;
  const gchar *line;
  guint limit;
} limits[] = {
  {HEAD, "m=audio 9 RTP/AVP\r\n", WRTC_SDP_MAX_MEDIA},
  {HEAD AUDIO, "a=x#:1\r\n", WRTC_SDP_MAX_ATTRIBUTES},
  {HEAD AUDIO, "a=candidate:# 1 UDP 1 192.0.2.1 1 typ host\r\n",
      WRTC_SDP_MAX_ATTRIBUTES},
  {HEAD AUDIO, "a=ssrc:# cname:x\r\n", WRTC_SDP_MAX_ATTRIBUTES},
  {HEAD AUDIO, "a=ssrc:1 x#:y\r\n", WRTC_SDP_MAX_PARAMETERS},
  {HEAD AUDIO, "a=ssrc-group:FID # #\r\n", WRTC_SDP_MAX_ATTRIBUTES},
  {HEAD AUDIO, "a=msid:#\r\n", WRTC_SDP_MAX_ATTRIBUTES},
  {HEAD AUDIO, "a=extmap:4096 urn:#\r\n", WRTC_SDP_MAX_ATTRIBUTES},
  {HEAD AUDIO, "a=rid:r# send\r\n", WRTC_SDP_MAX_ATTRIBUTES},
  {HEAD AUDIO, "a=rtcp-fb:111 x#\r\n", WRTC_SDP_MAX_PARAMETERS},
  {HEAD AUDIO, "a=rtcp-fb:* x#\r\n", WRTC_SDP_MAX_ATTRIBUTES},
  {HEAD AUDIO, "a=fmtp:111 p#=1\r\n", WRTC_SDP_MAX_PARAMETERS},
  {HEAD AUDIO, "a=fingerprint:new 01:02\r\n", WRTC_SDP_MAX_ATTRIBUTES},
  {HEAD AUDIO, "a=ice-options:o#\r\n", WRTC_SDP_MAX_ATTRIBUTES},
  {HEAD AUDIO, "b=AS:#\r\n", WRTC_SDP_MAX_ATTRIBUTES},
  {HEAD, "a=group:LS #\r\n", WRTC_SDP_MAX_ATTRIBUTES},
};

static void
test_sdp_beyond_a_limit_is_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++) {
    g_autofree gchar *most = repeat (limits[i].head, limits[i].line,
        limits[i].limit);
    g_autofree gchar *more = repeat (limits[i].head, limits[i].line,
        limits[i].limit + 1);
    WrtcSdpError error;
    g_autoptr (WrtcSdp) sdp = wrtc_sdp_parse (most, -1, &error);

    g_test_message ("row %u", i);
    g_assert_cmpstr (error.message, ==, "");
    g_assert_nonnull (sdp);
    g_assert_null (wrtc_sdp_parse (more, -1, &error));
    g_assert_cmpint (error.code, ==, WRTC_SDP_ERROR_LIMIT);
  }
}

static void
test_sdp_long_words_are_refused (void)
{
  g_autofree gchar *long_word = g_strnfill (WRTC_SDP_MAX_MID_BYTES + 1, 'a');
  g_autofree gchar *word = g_strnfill (WRTC_SDP_MAX_MID_BYTES, 'a');
  g_autofree gchar *good = g_strconcat (HEAD AUDIO "a=mid:", word, NULL);
  g_autofree gchar *bad = g_strconcat (HEAD AUDIO "a=mid:", long_word, NULL);
  g_autofree gchar *ufrag = g_strconcat (HEAD AUDIO "a=ice-ufrag:", long_word,
      NULL);
  g_autofree gchar *huge = g_strnfill (WRTC_SDP_MAX_BYTES + 1, 'a');
  WrtcSdpError error;
  g_autoptr (WrtcSdp) sdp = wrtc_sdp_parse (good, -1, &error);

  g_assert_nonnull (sdp);
  g_assert_null (wrtc_sdp_parse (bad, -1, &error));
  g_assert_cmpint (error.code, ==, WRTC_SDP_ERROR_LIMIT);
  g_assert_null (wrtc_sdp_parse (ufrag, -1, &error));
  g_assert_null (wrtc_sdp_parse (huge, -1, &error));
  g_assert_cmpint (error.code, ==, WRTC_SDP_ERROR_LIMIT);
  g_assert_null (wrtc_sdp_parse (HEAD "a=x\0y", strlen (HEAD) + 5, &error));
  g_assert_cmpint (error.code, ==, WRTC_SDP_ERROR_ENCODING);
  g_assert_null (wrtc_sdp_parse ("", 0, &error));
}

/* Text without a NUL behind it: reading past the end would be found by ASan. */
static void
test_sdp_sized_text_is_read_to_its_end_only (void)
{
  gsize length = strlen (HEAD AUDIO);
  gchar *text = g_memdup2 (HEAD AUDIO, length);
  g_autoptr (WrtcSdp) sdp = wrtc_sdp_parse (text, length, NULL);

  g_free (text);
  g_assert_cmpuint (wrtc_sdp_n_media (sdp), ==, 1);
}

static void
test_sdp_session_values_are_defaults_of_media (void)
{
  g_autoptr (WrtcSdp) sdp = wrtc_sdp_parse (HEAD
      "a=group:LS a b\r\na=group:BUNDLE a b\r\na=group:BUNDLE c\r\n"
      "a=ice-ufrag:sess\r\na=ice-pwd:" PWD "\r\na=setup:passive\r\n"
      "a=fingerprint:new 01:02\r\na=sendonly\r\na=ice-options:trickle\r\n"
      AUDIO "a=mid:a\r\n" AUDIO "a=mid:b\r\na=ice-ufrag:mine\r\n"
      "a=ice-pwd:" PWD "X\r\na=setup:active\r\na=fingerprint:new 03\r\n"
      "a=fingerprint:other 04\r\na=recvonly\r\na=ice-options:renomination\r\n"
      "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:c\r\n", -1,
      NULL);
  const WrtcSdpFingerprint *fingerprint;

  g_assert_cmpstr (wrtc_sdp_get_ice_ufrag (sdp, 0), ==, "sess");
  g_assert_cmpstr (wrtc_sdp_get_ice_ufrag (sdp, 1), ==, "mine");
  g_assert_cmpstr (wrtc_sdp_get_ice_pwd (sdp, 0), ==, PWD);
  g_assert_cmpstr (wrtc_sdp_get_ice_pwd (sdp, 1), ==, PWD "X");
  g_assert_cmpint (wrtc_sdp_get_setup (sdp, 0), ==, WRTC_SETUP_PASSIVE);
  g_assert_cmpint (wrtc_sdp_get_setup (sdp, 1), ==, WRTC_SETUP_ACTIVE);
  g_assert_cmpint (wrtc_sdp_get_direction (sdp, 0), ==,
      WRTC_DIRECTION_SENDONLY);
  g_assert_cmpint (wrtc_sdp_get_direction (sdp, 1), ==,
      WRTC_DIRECTION_RECVONLY);
  g_assert_cmpuint (wrtc_sdp_get_fingerprints (sdp, 0)->len, ==, 1);
  g_assert_cmpuint (wrtc_sdp_get_fingerprints (sdp, 1)->len, ==, 2);
  fingerprint = wrtc_sdp_get_fingerprints (sdp, 1)->pdata[1];
  g_assert_cmpstr (fingerprint->value, ==, "04");
  g_assert_true (wrtc_sdp_has_ice_option (sdp, 1, "trickle"));
  g_assert_true (wrtc_sdp_has_ice_option (sdp, 1, "renomination"));
  g_assert_false (wrtc_sdp_has_ice_option (sdp, 0, "renomination"));
  g_assert_cmpint (wrtc_sdp_find_mid (sdp, "b"), ==, 1);
  g_assert_cmpint (wrtc_sdp_find_mid (sdp, "z"), ==, -1);
  g_assert_cmpint (wrtc_sdp_find_mid (sdp, NULL), ==, -1);
  g_assert_true (wrtc_sdp_find_bundle (sdp, "c") ==
      wrtc_sdp_get_group (sdp, "BUNDLE", 1));
  g_assert_null (wrtc_sdp_find_bundle (sdp, "z"));
  g_assert_true (wrtc_sdp_media_is_rejected (wrtc_sdp_get_media (sdp, 2)));
  g_assert_null (wrtc_sdp_get_media (sdp, 3));
}

static const struct
{
  const gchar *section;
  gboolean is_rtp, is_data, is_rejected;
  gint sctp_port;
  WrtcMediaKind kind;
} kinds[] = {
  {"m=audio 9 UDP/TLS/RTP/SAVPF 0", TRUE, FALSE, FALSE, -1, WRTC_MEDIA_AUDIO},
  {"m=video 0 RTP/AVP 96", TRUE, FALSE, TRUE, -1, WRTC_MEDIA_VIDEO},
  {"m=video 0 RTP/AVP 96\r\na=bundle-only", TRUE, FALSE, FALSE, -1,
      WRTC_MEDIA_VIDEO},
  {"m=application 9 RTP/AVP 96", TRUE, FALSE, FALSE, -1,
      WRTC_MEDIA_APPLICATION},
  {"m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=sctp-port:5001",
      FALSE, TRUE, FALSE, 5001, WRTC_MEDIA_APPLICATION},
  {"m=application 9 TCP/DTLS/SCTP webrtc-datachannel", FALSE, TRUE, FALSE, -1,
      WRTC_MEDIA_APPLICATION},
  {"m=application 9 DTLS/SCTP 5002\r\na=sctpmap:5002 webrtc-datachannel 9",
      FALSE, TRUE, FALSE, 5002, WRTC_MEDIA_APPLICATION},
  {"m=application 9 DTLS/SCTP 5002\r\na=sctpmap:50022 webrtc-datachannel 9",
      FALSE, TRUE, FALSE, -1, WRTC_MEDIA_APPLICATION},
  {"m=application 9 DTLS/SCTP x\r\na=sctpmap:x webrtc-datachannel 9",
      FALSE, TRUE, FALSE, -1, WRTC_MEDIA_APPLICATION},
  {"m=message 9 TCP/MSRP *", FALSE, FALSE, FALSE, -1, WRTC_MEDIA_UNKNOWN},
};

static void
test_sdp_kind_of_section_is_told (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree gchar *text = g_strconcat (HEAD, kinds[i].section, NULL);
    g_autoptr (WrtcSdp) sdp = wrtc_sdp_parse (text, -1, NULL);
    const WrtcSdpMedia *media = wrtc_sdp_get_media (sdp, 0);

    g_test_message ("row %u", i);
    g_assert_cmpint (media->kind, ==, kinds[i].kind);
    g_assert_cmpint (wrtc_sdp_media_is_rtp (media), ==, kinds[i].is_rtp);
    g_assert_cmpint (wrtc_sdp_media_is_data (media), ==, kinds[i].is_data);
    g_assert_cmpint (wrtc_sdp_media_is_rejected (media), ==,
        kinds[i].is_rejected);
    g_assert_cmpint (wrtc_sdp_media_get_sctp_port (media), ==,
        kinds[i].sctp_port);
    g_assert_cmpuint (media->line, ==, 5);
  }
}

/* local, remote, intersection; and the reverse of the first */
static const WrtcDirection directions[][4] = {
#define S WRTC_DIRECTION_SENDONLY
#define R WRTC_DIRECTION_RECVONLY
#define B WRTC_DIRECTION_SENDRECV
#define I WRTC_DIRECTION_INACTIVE
#define N WRTC_DIRECTION_NONE
  {B, B, B, B}, {B, S, S, B}, {B, R, R, B}, {B, I, I, B},
  {S, B, S, R}, {S, S, S, R}, {S, R, I, R}, {S, I, I, R},
  {R, B, R, S}, {R, S, I, S}, {R, R, R, S}, {R, I, I, S},
  {I, B, I, I}, {I, S, I, I}, {I, R, I, I}, {I, I, I, I},
  {N, S, S, B}, {S, N, S, R},
};

static void
test_direction_arithmetic_is_that_of_sets (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (directions); i++) {
    const WrtcDirection *row = directions[i];

    g_assert_cmpint (wrtc_direction_intersect (row[0], row[1]), ==, row[2]);
    g_assert_cmpint (wrtc_direction_reverse (row[0]), ==, row[3]);
  }
}

static void
test_codec_equality_ignores_payload_and_case (void)
{
  g_autoptr (WrtcCodec) a = wrtc_codec_new (96, "VP8", 90000, 0);
  g_autoptr (WrtcCodec) b = wrtc_codec_new (97, "vp8", 90000, 0);

  g_assert_true (wrtc_codec_equal (a, b));
  wrtc_codec_add_feedback (a, "nack");
  wrtc_codec_add_feedback (a, "nack");
  g_assert_cmpuint (a->feedback->len, ==, 1);
  g_assert_false (wrtc_codec_equal (a, b));
  wrtc_codec_add_feedback (b, "nack");
  g_assert_true (wrtc_codec_equal (a, b));
  wrtc_parameters_set (a->fmtp, "X", "1");
  g_assert_false (wrtc_codec_equal (a, b));
  wrtc_parameters_set (b->fmtp, "x", "2");
  wrtc_parameters_set (b->fmtp, "x", "1");
  g_assert_true (wrtc_codec_equal (a, b));
  g_assert_cmpuint (b->fmtp->len, ==, 1);
}

#define N_COUNTS 5000000

static gint n_counting;         /* atomic */

static gpointer
count_up_and_down (gpointer sdp)
{
  /* At the same time. */
  g_atomic_int_inc (&n_counting);
  while (g_atomic_int_get (&n_counting) < 2)
    g_thread_yield ();
  for (guint i = 0; i < N_COUNTS; i++)
    wrtc_sdp_unref (wrtc_sdp_ref (sdp));
  return NULL;
}

static void
test_sdp_of_two_threads_keeps_its_count (void)
{
  WrtcSdp *sdp = wrtc_sdp_new ();
  GThread *other;

  /* Lost counts do not free it. */
  sdp->ref_count = G_MAXINT / 2;
  other = g_thread_new ("counter", count_up_and_down, sdp);
  count_up_and_down (sdp);
  g_thread_join (other);
  g_assert_cmpint (sdp->ref_count, ==, G_MAXINT / 2);
  sdp->ref_count = 1;
  wrtc_sdp_unref (sdp);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sdp/verbatim", test_sdp_known_lines_are_printed_back);
  g_test_add_func ("/sdp/lenient", test_sdp_lenient_forms_are_normalised);
  g_test_add_func ("/sdp/refused",
      test_sdp_bad_line_is_refused_with_its_number);
  g_test_add_func ("/sdp/limits", test_sdp_beyond_a_limit_is_refused);
  g_test_add_func ("/sdp/long-words", test_sdp_long_words_are_refused);
  g_test_add_func ("/sdp/sized", test_sdp_sized_text_is_read_to_its_end_only);
  g_test_add_func ("/sdp/defaults",
      test_sdp_session_values_are_defaults_of_media);
  g_test_add_func ("/sdp/kinds", test_sdp_kind_of_section_is_told);
  g_test_add_func ("/sdp/directions",
      test_direction_arithmetic_is_that_of_sets);
  g_test_add_func ("/sdp/threads", test_sdp_of_two_threads_keeps_its_count);
  g_test_add_func ("/sdp/codecs", test_codec_equality_ignores_payload_and_case);
  return g_test_run ();
}
