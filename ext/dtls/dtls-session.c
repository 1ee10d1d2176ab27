/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "dtls-session.h"

#include "dtls-record.h"
#include "dtls-session-private.h"

#include <string.h>

#define HANDSHAKE_TIMEOUT (30 * WRTC_SECOND)
/* How long after an alert in the clear, or a bad ClientHello, or the last good
 * record after it, the handshake may go on (threat 1: it may be anyone's). */
#define DOUBT_GRACE (2 * WRTC_SECOND)
#define MAX_RESTARTS 8
#define MAX_DATAGRAM 65535

/* May the state go from the row to the column? */
static const gboolean transitions[5][5] = {
  /*                 NEW, CONNECTING, CONNECTED, CLOSED, FAILED */
  /* NEW        */ {FALSE, TRUE, FALSE, TRUE, TRUE},
  /* CONNECTING */ {FALSE, FALSE, TRUE, TRUE, TRUE},
  /* CONNECTED  */ {FALSE, FALSE, FALSE, TRUE, TRUE},
  /* CLOSED     */ {FALSE, FALSE, FALSE, FALSE, FALSE},
  /* FAILED     */ {FALSE, FALSE, FALSE, FALSE, FALSE},
};

const gchar *
wrtc_dtls_state_to_string (WrtcDtlsState state)
{
  static const gchar *const names[] = {
    "new", "connecting", "connected", "closed", "failed",
  };

  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (names), NULL);
  return names[state];
}

const gchar *
wrtc_dtls_role_to_string (WrtcDtlsRole role)
{
  static const gchar *const names[] = { "unknown", "client", "server" };

  g_return_val_if_fail ((guint) role < G_N_ELEMENTS (names), NULL);
  return names[role];
}

gboolean
wrtc_dtls_session_change_state (WrtcDtlsSession * self, WrtcDtlsState state)
{
  if (!transitions[self->state][state])
    return FALSE;
  self->state = state;
  return TRUE;
}

gboolean
wrtc_dtls_session_is_over (const WrtcDtlsSession * self)
{
  return self->state == WRTC_DTLS_STATE_CLOSED
      || self->state == WRTC_DTLS_STATE_FAILED;
}

static void
clear_bytes_queue (GQueue * queue)
{
  g_queue_clear_full (queue, (GDestroyNotify) g_bytes_unref);
}

void
wrtc_dtls_session_clear_deadlines (WrtcDtlsSession * self)
{
  self->retransmit_at = WRTC_TIME_NONE;
  self->give_up_at = WRTC_TIME_NONE;
  self->handshake_until = WRTC_TIME_NONE;
}

static void
drop_held (WrtcDtlsSession * self)
{
  clear_bytes_queue (&self->held);
  self->held_bytes = 0;
}

void
wrtc_dtls_session_fail (WrtcDtlsSession * self, gchar * reason)
{
  if (!wrtc_dtls_session_change_state (self, WRTC_DTLS_STATE_FAILED)) {
    g_free (reason);
    return;
  }
  self->reason = reason;
  wrtc_dtls_session_clear_deadlines (self);
  drop_held (self);
  clear_bytes_queue (&self->data);
}

/* --- input --- */

/* Takes @reason. The session fails with it unless it goes on well. */
static void
begin_to_doubt (WrtcDtlsSession * self, WrtcTime now, gchar * reason)
{
  g_free (self->doubt);
  self->doubt = reason;
  self->give_up_at = now + DOUBT_GRACE;
}

static void
note_clear_alert (WrtcDtlsSession * self, WrtcTime now,
    const WrtcDtlsRecord * record)
{
  if (!self->finished && record->payload_size == 2)
    begin_to_doubt (self, now,
        g_strdup_printf ("the peer refused the DTLS handshake: %s",
            SSL_alert_desc_string_long (record->payload[1])));
}

static void
forget_handshake (WrtcDtlsSession * self)
{
  g_clear_pointer (&self->ssl, SSL_free);
  g_clear_pointer (&self->peer_certificate, g_bytes_unref);
  g_clear_pointer (&self->mismatch, g_free);
  clear_bytes_queue (&self->data);
  self->retransmit_at = WRTC_TIME_NONE;
  self->role = WRTC_DTLS_ROLE_UNKNOWN;
  self->finished = FALSE;
  self->authenticated = FALSE;
  self->answered = FALSE;
}

void
wrtc_dtls_session_fail_handshake (WrtcDtlsSession * self, WrtcTime now,
    gchar * reason)
{
  if (self->finished || self->role != WRTC_DTLS_ROLE_SERVER || self->answered
      || self->restarts >= MAX_RESTARTS) {
    wrtc_dtls_session_fail (self, reason);
    return;
  }
  self->restarts++;
  forget_handshake (self);
  begin_to_doubt (self, now, reason);
}

/* Anyone can use up the window that keeps repeated records out by a high number
 * in the clear: OpenSSL gets numbers of ours. Repeated messages are known by
 * their own number. */
static void
renumber (WrtcDtlsSession * self, guint8 * record)
{
  guint64 number = self->clear_records++;

  for (guint i = 0; i < 6; i++)
    record[5 + i] = number >> (8 * (5 - i));
}

/* Copies the records that OpenSSL may see. Returns their size. */
static gsize
filter_datagram (WrtcDtlsSession * self, WrtcTime now, const guint8 * data,
    gsize size, guint8 * out)
{
  WrtcDtlsRecord record;
  gsize out_size = 0;

  while (wrtc_dtls_record_read (&record, &data, &size)) {
    WrtcDtlsVerdict verdict = wrtc_dtls_record_judge (&record,
        self->role == WRTC_DTLS_ROLE_SERVER, self->finished);

    if (verdict == WRTC_DTLS_VERDICT_PASS) {
      memcpy (out + out_size, record.data, record.size);
      if (record.epoch == 0)
        renumber (self, out + out_size);
      out_size += record.size;
      continue;
    }
    self->stats.records_dropped[verdict]++;
    if (verdict == WRTC_DTLS_VERDICT_CLEAR_ALERT)
      note_clear_alert (self, now, &record);
  }
  if (size > 0)
    self->stats.records_dropped[WRTC_DTLS_VERDICT_MALFORMED]++;
  return out_size;
}

static void
feed (WrtcDtlsSession * self, WrtcTime now, const guint8 * data, gsize size)
{
  guint8 scratch[MAX_DATAGRAM];

  if (size > sizeof scratch) {
    self->stats.records_dropped[WRTC_DTLS_VERDICT_MALFORMED]++;
    return;
  }
  gsize left = filter_datagram (self, now, data, size, scratch);
  if (left == 0)
    return;
  if (self->give_up_at != WRTC_TIME_NONE)
    self->give_up_at = now + DOUBT_GRACE;
  self->io.in = scratch;
  self->io.in_size = left;
  wrtc_dtls_engine_drive (self, now);
  self->io.in = NULL;
}

static void
feed_held (WrtcDtlsSession * self, WrtcTime now)
{
  GBytes *bytes;

  while (self->ssl && !wrtc_dtls_session_is_over (self)
      && (bytes = g_queue_pop_head (&self->held))) {
    gsize size;
    const guint8 *data = g_bytes_get_data (bytes, &size);

    self->held_bytes -= size;
    feed (self, now, data, size);
    g_bytes_unref (bytes);
  }
}

static void
hold (WrtcDtlsSession * self, const guint8 * data, gsize size)
{
  const guint8 *rest = data;
  gsize left = size;
  WrtcDtlsRecord record;

  if (!wrtc_dtls_record_read (&record, &rest, &left)) {
    self->stats.records_dropped[WRTC_DTLS_VERDICT_MALFORMED]++;
    return;
  }
  if (self->held.length >= WRTC_DTLS_MAX_HELD
      || self->held_bytes + size > WRTC_DTLS_MAX_HELD_BYTES) {
    self->stats.datagrams_held_dropped++;
    return;
  }
  self->stats.datagrams_held++;
  self->held_bytes += size;
  g_queue_push_tail (&self->held, g_bytes_new (data, size));
}

static void
start (WrtcDtlsSession * self, WrtcTime now, WrtcDtlsRole role)
{
  self->role = role;
  if (!wrtc_dtls_engine_start (self))
    return;
  self->clear_records = 0;
  self->started = now;
  if (self->handshake_until == WRTC_TIME_NONE)
    self->handshake_until = now + HANDSHAKE_TIMEOUT;
  wrtc_dtls_session_change_state (self, WRTC_DTLS_STATE_CONNECTING);
  if (role == WRTC_DTLS_ROLE_SERVER) {
    feed_held (self, now);
    return;
  }
  /* Nothing that came before our ClientHello can answer it. */
  self->stats.datagrams_held_dropped += self->held.length;
  drop_held (self);
  wrtc_dtls_engine_drive (self, now);
}

static gboolean
client_hello_held (const WrtcDtlsSession * self)
{
  for (GList * item = self->held.head; item; item = item->next) {
    gsize size;
    const guint8 *data = g_bytes_get_data (item->data, &size);

    if (wrtc_dtls_datagram_is_client_hello (data, size))
      return TRUE;
  }
  return FALSE;
}

static void
start_if_possible (WrtcDtlsSession * self, WrtcTime now)
{
  /* Again after each bad ClientHello; every start takes one away. */
  while (!self->ssl && !wrtc_dtls_session_is_over (self) && self->path_ready) {
    if (self->setup == WRTC_DTLS_SETUP_ACTIVE)
      start (self, now, WRTC_DTLS_ROLE_CLIENT);
    else if (self->setup != WRTC_DTLS_SETUP_UNKNOWN && client_hello_held (self))
      start (self, now, WRTC_DTLS_ROLE_SERVER);
    else
      return;
  }
}

static gboolean
role_is_wrong (const WrtcDtlsSession * self)
{
  if (self->state != WRTC_DTLS_STATE_CONNECTING)
    return FALSE;
  return (self->setup == WRTC_DTLS_SETUP_ACTIVE
      && self->role == WRTC_DTLS_ROLE_SERVER)
      || (self->setup == WRTC_DTLS_SETUP_PASSIVE
      && self->role == WRTC_DTLS_ROLE_CLIENT);
}

/* --- the interface --- */

WrtcDtlsSession *
wrtc_dtls_session_new (const WrtcDtlsSessionConfig * config)
{
  WrtcDtlsSession *self = g_new0 (WrtcDtlsSession, 1);

  self->certificate = wrtc_dtls_certificate_ref (config->certificate);
  self->srtp_profiles = g_strdup (config->srtp_profiles);
  self->mtu = CLAMP (config->mtu, WRTC_DTLS_MIN_MTU, WRTC_DTLS_MAX_MTU);
  self->stats.handshake_duration = WRTC_TIME_NONE;
  wrtc_dtls_session_clear_deadlines (self);
  return self;
}

void
wrtc_dtls_session_free (WrtcDtlsSession * self)
{
  forget_handshake (self);
  drop_held (self);
  clear_bytes_queue (&self->io.out);
  g_free (self->doubt);
  g_clear_pointer (&self->fingerprints, g_array_unref);
  wrtc_dtls_certificate_unref (self->certificate);
  g_free (self->srtp_profiles);
  g_free (self->reason);
  g_free (self);
}

void
wrtc_dtls_session_set_setup (WrtcDtlsSession * self, WrtcTime now,
    WrtcDtlsSetup setup)
{
  self->setup = setup;
  if (role_is_wrong (self)) {
    forget_handshake (self);
    clear_bytes_queue (&self->io.out);
  }
  start_if_possible (self, now);
}

void
wrtc_dtls_session_set_path_ready (WrtcDtlsSession * self, WrtcTime now)
{
  self->path_ready = TRUE;
  start_if_possible (self, now);
}

void
wrtc_dtls_session_set_fingerprints (WrtcDtlsSession * self, WrtcTime now,
    GArray * fingerprints)
{
  g_clear_pointer (&self->fingerprints, g_array_unref);
  self->fingerprints = fingerprints ? g_array_ref (fingerprints) : NULL;
  wrtc_dtls_engine_authenticate (self);
}

void
wrtc_dtls_session_refuse (WrtcDtlsSession * self, const gchar * reason)
{
  if (self->finished && !wrtc_dtls_session_is_over (self))
    wrtc_dtls_engine_shutdown (self);
  wrtc_dtls_session_fail (self, g_strdup (reason));
}

void
wrtc_dtls_session_handle_datagram (WrtcDtlsSession * self, WrtcTime now,
    const guint8 * data, gsize size)
{
  self->stats.datagrams_received++;
  if (wrtc_dtls_session_is_over (self))
    return;
  if (self->ssl) {
    feed (self, now, data, size);
    return;
  }
  hold (self, data, size);
  start_if_possible (self, now);
}

WrtcDtlsSendResult
wrtc_dtls_session_handle_data (WrtcDtlsSession * self, WrtcTime now,
    const guint8 * data, gsize size)
{
  if (self->state != WRTC_DTLS_STATE_CONNECTED)
    return WRTC_DTLS_SEND_NOT_CONNECTED;
  if (size == 0 || size > WRTC_DTLS_MAX_DATA)
    return WRTC_DTLS_SEND_TOO_LONG;

  if (!wrtc_dtls_engine_write (self, now, data, size))
    return WRTC_DTLS_SEND_FAILED;
  self->stats.data_sent++;
  return WRTC_DTLS_SEND_OK;
}

void
wrtc_dtls_session_handle_timeout (WrtcDtlsSession * self, WrtcTime now)
{
  if (wrtc_dtls_session_is_over (self))
    return;
  if (self->handshake_until <= now) {
    wrtc_dtls_session_fail (self,
        g_strdup ("the DTLS handshake took too long"));
    return;
  }
  if (self->give_up_at <= now) {
    wrtc_dtls_session_fail (self, g_steal_pointer (&self->doubt));
    return;
  }
  if (self->retransmit_at <= now)
    wrtc_dtls_engine_retransmit (self, now);
}

void
wrtc_dtls_session_close (WrtcDtlsSession * self)
{
  if (wrtc_dtls_session_is_over (self))
    return;
  if (self->finished)
    wrtc_dtls_engine_shutdown (self);
  wrtc_dtls_session_change_state (self, WRTC_DTLS_STATE_CLOSED);
  wrtc_dtls_session_clear_deadlines (self);
  drop_held (self);
}

GBytes *
wrtc_dtls_session_poll_datagram (WrtcDtlsSession * self)
{
  GBytes *bytes = g_queue_pop_head (&self->io.out);

  if (bytes)
    self->stats.datagrams_sent++;
  return bytes;
}

GBytes *
wrtc_dtls_session_poll_data (WrtcDtlsSession * self)
{
  if (!self->authenticated)
    return NULL;
  return g_queue_pop_head (&self->data);
}

WrtcTime
wrtc_dtls_session_next_timeout (const WrtcDtlsSession * self,
    WrtcDtlsTimeout * why)
{
  WrtcTime next = self->handshake_until;
  WrtcDtlsTimeout reason = WRTC_DTLS_TIMEOUT_HANDSHAKE;

  if (self->give_up_at < next) {
    next = self->give_up_at;
    reason = WRTC_DTLS_TIMEOUT_DOUBT;
  }
  if (self->retransmit_at < next) {
    next = self->retransmit_at;
    reason = WRTC_DTLS_TIMEOUT_RETRANSMIT;
  }
  if (why)
    *why = next == WRTC_TIME_NONE ? WRTC_DTLS_TIMEOUT_NONE : reason;
  return next;
}

WrtcDtlsState
wrtc_dtls_session_get_state (const WrtcDtlsSession * self)
{
  return self->state;
}

const gchar *
wrtc_dtls_session_get_reason (const WrtcDtlsSession * self)
{
  return self->reason;
}

WrtcDtlsRole
wrtc_dtls_session_get_role (const WrtcDtlsSession * self)
{
  return self->role;
}

GBytes *
wrtc_dtls_session_get_peer_certificate (const WrtcDtlsSession * self)
{
  return self->peer_certificate;
}

const gchar *
wrtc_dtls_session_get_cipher (const WrtcDtlsSession * self)
{
  if (self->state != WRTC_DTLS_STATE_CONNECTED)
    return NULL;
  return SSL_CIPHER_standard_name (SSL_get_current_cipher (self->ssl));
}

guint
wrtc_dtls_session_get_version (const WrtcDtlsSession * self)
{
  if (self->state != WRTC_DTLS_STATE_CONNECTED)
    return 0;
  return SSL_version (self->ssl);
}

void
wrtc_dtls_session_get_stats (const WrtcDtlsSession * self,
    WrtcDtlsStats * stats)
{
  *stats = self->stats;
}
