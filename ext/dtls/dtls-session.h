/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One DTLS 1.2 session with mutual authentication by fingerprint (RFC 8842),
 * and the SRTP keys that come from it (RFC 5764): the adapter to OpenSSL.
 *
 * Shape: bytes and times go in by handle_*; after each, poll until NULL, then
 * look at the state and the next timeout. No socket, no clock, no callback.
 *
 * Guarantees
 * - State _CONNECTED, application data in either direction and the export of
 *   keys come only after the peer proved that it has the private key of a
 *   certificate with one of the announced fingerprints.
 * - Datagrams that come too early are held (at most WRTC_DTLS_MAX_HELD
 *   datagrams and WRTC_DTLS_MAX_HELD_BYTES), then handled in their order.
 * - The first retransmission comes after 50 to 100 ms, then each after twice
 *   the time, at most 3 s; the handshake ends after 30 s at the latest.
 * - Nothing that comes in the clear after the handshake has any effect. During it
 *   an alert in the clear, or a ClientHello that is of no use, ends the session
 *   only when nothing better follows within 2 s.
 * - Memory is bounded, whatever comes.
 *
 * Units: bytes, ns. Threads: one at a time.
 */
#pragma once

#include <core/base/wrtctime.h>

#include "dtls-certificate.h"
#include "srtp-profile.h"

G_BEGIN_DECLS

#define WRTC_DTLS_MAX_HELD 64
#define WRTC_DTLS_MAX_HELD_BYTES (64 * 1024)
#define WRTC_DTLS_MAX_DATA 16384
#define WRTC_DTLS_MIN_MTU 256
#define WRTC_DTLS_DEFAULT_MTU 1200
#define WRTC_DTLS_MAX_MTU 16384

typedef enum
{
  WRTC_DTLS_STATE_NEW,
  WRTC_DTLS_STATE_CONNECTING,   /* until the peer is authenticated */
  WRTC_DTLS_STATE_CONNECTED,
  WRTC_DTLS_STATE_CLOSED,       /* close_notify sent or received */
  WRTC_DTLS_STATE_FAILED,
} WrtcDtlsState;

/* RFC 4145 4. With _ACTPASS the peer may begin at any time (RFC 5763 5): its
 * ClientHello makes us the server, before its answer came. */
typedef enum
{
  WRTC_DTLS_SETUP_UNKNOWN,      /* hold everything */
  WRTC_DTLS_SETUP_ACTPASS,
  WRTC_DTLS_SETUP_ACTIVE,
  WRTC_DTLS_SETUP_PASSIVE,
} WrtcDtlsSetup;

typedef enum
{
  WRTC_DTLS_ROLE_UNKNOWN,
  WRTC_DTLS_ROLE_CLIENT,
  WRTC_DTLS_ROLE_SERVER,
} WrtcDtlsRole;

typedef enum
{
  WRTC_DTLS_SEND_OK,
  WRTC_DTLS_SEND_NOT_CONNECTED,
  WRTC_DTLS_SEND_TOO_LONG,      /* more than WRTC_DTLS_MAX_DATA, or nothing */
  WRTC_DTLS_SEND_FAILED,
} WrtcDtlsSendResult;

typedef enum
{
  WRTC_DTLS_TIMEOUT_NONE,
  WRTC_DTLS_TIMEOUT_RETRANSMIT,
  WRTC_DTLS_TIMEOUT_DOUBT,      /* an alert in the clear, a bad hello: true? */
  WRTC_DTLS_TIMEOUT_HANDSHAKE,
} WrtcDtlsTimeout;

typedef struct
{
  guint64 datagrams_sent;
  guint64 datagrams_received;
  guint64 datagrams_held;
  guint64 datagrams_held_dropped;       /* too many, or for another role */
  guint64 records_dropped[6];   /* by WrtcDtlsVerdict */
  guint64 retransmissions;      /* flights that we sent again */
  guint64 data_sent;
  guint64 data_received;
  guint64 data_dropped;         /* too much before the fingerprint came */
  WrtcTime handshake_duration;  /* WRTC_TIME_NONE until it is over */
} WrtcDtlsStats;

typedef struct _WrtcDtlsSession WrtcDtlsSession;

typedef struct
{
  WrtcDtlsCertificate *certificate;
  const gchar *srtp_profiles;   /* as wrtc_srtp_profiles_parse() makes it */
  guint mtu;                    /* of a datagram's payload */
} WrtcDtlsSessionConfig;

WrtcDtlsSession *wrtc_dtls_session_new (const WrtcDtlsSessionConfig * config);
void wrtc_dtls_session_free (WrtcDtlsSession *);

void wrtc_dtls_session_set_setup (WrtcDtlsSession *, WrtcTime now,
    WrtcDtlsSetup setup);
/* The ICE transport can send. */
void wrtc_dtls_session_set_path_ready (WrtcDtlsSession *, WrtcTime now);
/* @fingerprints: of WrtcDtlsFingerprint, referenced; empty or NULL: not yet
 * known. */
void wrtc_dtls_session_set_fingerprints (WrtcDtlsSession *, WrtcTime now,
    GArray * fingerprints);
/* What was announced can match nothing: the session fails with @reason. */
void wrtc_dtls_session_refuse (WrtcDtlsSession *, const gchar * reason);
void wrtc_dtls_session_handle_datagram (WrtcDtlsSession *, WrtcTime now,
    const guint8 * data, gsize size);
WrtcDtlsSendResult wrtc_dtls_session_handle_data (WrtcDtlsSession *,
    WrtcTime now, const guint8 * data, gsize size);
void wrtc_dtls_session_handle_timeout (WrtcDtlsSession *, WrtcTime now);
/* Sends close_notify if there is a session; nothing is sent after it. */
void wrtc_dtls_session_close (WrtcDtlsSession *);

/* (transfer full): the next datagram to send, or NULL. */
GBytes *wrtc_dtls_session_poll_datagram (WrtcDtlsSession *);
/* (transfer full): the next application data, one record each, or NULL. */
GBytes *wrtc_dtls_session_poll_data (WrtcDtlsSession *);

/* WRTC_TIME_NONE: none. */
WrtcTime wrtc_dtls_session_next_timeout (const WrtcDtlsSession *,
    WrtcDtlsTimeout * why);

WrtcDtlsState wrtc_dtls_session_get_state (const WrtcDtlsSession *);
/* Why it failed or closed; NULL before. */
const gchar *wrtc_dtls_session_get_reason (const WrtcDtlsSession *);
WrtcDtlsRole wrtc_dtls_session_get_role (const WrtcDtlsSession *);
/* DER, NULL until known. */
GBytes *wrtc_dtls_session_get_peer_certificate (const WrtcDtlsSession *);
/* Only when connected; else NULL, 0. IANA's name; 0xfefd is DTLS 1.2. */
const gchar *wrtc_dtls_session_get_cipher (const WrtcDtlsSession *);
guint wrtc_dtls_session_get_version (const WrtcDtlsSession *);
void wrtc_dtls_session_get_stats (const WrtcDtlsSession *, WrtcDtlsStats * stats);

/* FALSE when not connected, or no profile was agreed upon. */
gboolean wrtc_dtls_session_export_srtp_keys (WrtcDtlsSession *,
    WrtcSrtpKeys * keys);

const gchar *wrtc_dtls_state_to_string (WrtcDtlsState state);
const gchar *wrtc_dtls_role_to_string (WrtcDtlsRole role);

G_END_DECLS
