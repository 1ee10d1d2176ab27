/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * DTLS 1.2 records (RFC 6347 4.1) as they are on the wire, and which of them
 * OpenSSL may see. What is not encrypted can be forged by anyone who can send
 * to us, and some of it would make OpenSSL give the handshake up: alerts, hello
 * messages of the wrong side, data in the clear, fragments that do not fit.
 *
 * Guarantee: a record that was read lies inside the given bytes.
 * Threads: pure functions.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WRTC_DTLS_MAX_HANDSHAKE_MESSAGE 16384

typedef enum
{
  WRTC_DTLS_RECORD_TYPE_CHANGE_CIPHER_SPEC = 20,
  WRTC_DTLS_RECORD_TYPE_ALERT = 21,
  WRTC_DTLS_RECORD_TYPE_HANDSHAKE = 22,
  WRTC_DTLS_RECORD_TYPE_APPLICATION_DATA = 23,
} WrtcDtlsRecordType;

typedef struct
{
  WrtcDtlsRecordType type;
  guint16 epoch;                /* 0: in the clear */
  const guint8 *data;           /* header included */
  gsize size;
  const guint8 *payload;
  gsize payload_size;
} WrtcDtlsRecord;

typedef enum
{
  WRTC_DTLS_VERDICT_PASS,
  WRTC_DTLS_VERDICT_MALFORMED,  /* framing, type, version, epoch, fragment */
  WRTC_DTLS_VERDICT_CLEAR_ALERT,        /* an alert that nobody signed */
  WRTC_DTLS_VERDICT_CLEAR_DATA, /* application data without encryption */
  WRTC_DTLS_VERDICT_LATE,       /* in the clear, after the handshake */
  WRTC_DTLS_VERDICT_WRONG_SIDE, /* what only our own side may send */
} WrtcDtlsVerdict;

#define WRTC_DTLS_N_VERDICTS 6

const gchar *wrtc_dtls_verdict_to_string (WrtcDtlsVerdict verdict);

/* Reads the record at *@data and moves *@data and *@size behind it. FALSE when
 * there is no whole record. */
gboolean wrtc_dtls_record_read (WrtcDtlsRecord * record, const guint8 ** data,
    gsize * size);

/* @is_server: we are; @finished: the handshake is over. */
WrtcDtlsVerdict wrtc_dtls_record_judge (const WrtcDtlsRecord * record,
    gboolean is_server, gboolean finished);

/* Whether the datagram begins with a ClientHello in the clear. */
gboolean wrtc_dtls_datagram_is_client_hello (const guint8 * data, gsize size);

G_END_DECLS
