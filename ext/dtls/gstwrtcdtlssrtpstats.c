/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcdtlssrtp-private.h"

#include "dtls-record.h"

static void
add_count (GstStructure * stats, const gchar * name, guint64 value)
{
  gst_structure_set (stats, name, G_TYPE_UINT64, value, NULL);
}

static void
add_errors (GstStructure * stats, const gchar * prefix, const guint64 * errors)
{
  for (guint i = WRTC_SRTP_RESULT_OK + 1; i < WRTC_SRTP_N_RESULTS; i++) {
    g_autofree gchar *name = g_strdup_printf ("%s-%s", prefix,
        wrtc_srtp_result_to_string (i));
    add_count (stats, name, errors[i]);
  }
}

static void
add_session (GstStructure * stats, const WrtcDtlsStats * session)
{
  add_count (stats, "datagrams-sent", session->datagrams_sent);
  add_count (stats, "datagrams-received", session->datagrams_received);
  add_count (stats, "datagrams-held", session->datagrams_held);
  add_count (stats, "datagrams-held-dropped", session->datagrams_held_dropped);
  for (guint i = WRTC_DTLS_VERDICT_PASS + 1; i < WRTC_DTLS_N_VERDICTS; i++) {
    g_autofree gchar *name = g_strdup_printf ("records-dropped-%s",
        wrtc_dtls_verdict_to_string (i));
    add_count (stats, name, session->records_dropped[i]);
  }
  add_count (stats, "retransmissions", session->retransmissions);
  add_count (stats, "data-sent", session->data_sent);
  add_count (stats, "data-received", session->data_received);
  add_count (stats, "data-dropped", session->data_dropped);
  if (session->handshake_duration != WRTC_TIME_NONE)
    add_count (stats, "handshake-duration", session->handshake_duration);
}

static void
add_packets (GstStructure * stats, const GstWrtcDtlsSrtpCounters * counters)
{
  add_count (stats, "rtp-protected", counters->rtp_protected);
  add_count (stats, "rtcp-protected", counters->rtcp_protected);
  add_count (stats, "rtp-unprotected", counters->rtp_unprotected);
  add_count (stats, "rtcp-unprotected", counters->rtcp_unprotected);
  add_errors (stats, "protect", counters->protect_errors);
  add_errors (stats, "unprotect", counters->unprotect_errors);
  add_count (stats, "sent-before-connected", counters->sent_before_connected);
  add_count (stats, "received-before-connected",
      counters->received_before_connected);
  add_count (stats, "without-srtp", counters->without_srtp);
  add_count (stats, "not-rtp", counters->not_rtp);
  add_count (stats, "unknown-received", counters->unknown_received);
  add_count (stats, "rtcp-not-wanted", counters->rtcp_not_wanted);
  add_count (stats, "data-refused", counters->data_refused);
  add_count (stats, "inbox-dropped", counters->inbox_dropped);
}

GstStructure *
gst_wrtc_dtls_srtp_new_stats_locked (GstWrtcDtlsSrtp * self)
{
  GstStructure *stats = gst_structure_new ("wrtc-dtls-srtp-stats",
      "state", G_TYPE_STRING, wrtc_dtls_state_to_string (self->state),
      "role", G_TYPE_STRING, wrtc_dtls_role_to_string (self->role), NULL);
  WrtcDtlsStats session = self->session_stats;

  if (self->session)
    wrtc_dtls_session_get_stats (self->session, &session);
  if (self->version) {
    g_autofree gchar *version = g_strdup_printf ("%04X", self->version);
    gst_structure_set (stats, "tls-version", G_TYPE_STRING, version,
        "dtls-cipher", G_TYPE_STRING, self->cipher, NULL);
  }
  if (self->srtp_profile != WRTC_SRTP_PROFILE_NONE)
    gst_structure_set (stats, "srtp-cipher", G_TYPE_STRING,
        wrtc_srtp_profile_to_string (self->srtp_profile), NULL);
  add_session (stats, &session);
  add_packets (stats, &self->counters);
  return stats;
}
