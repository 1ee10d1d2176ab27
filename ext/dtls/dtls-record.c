/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "dtls-record.h"

#include <string.h>

#define RECORD_HEADER_SIZE 13
#define FRAGMENT_HEADER_SIZE 12
#define VERSION_MAJOR 0xfe

/* RFC 5246 7.4, RFC 6347 4.3.2 */
enum
{
  HELLO_REQUEST = 0,
  CLIENT_HELLO = 1,
  SERVER_HELLO = 2,
  HELLO_VERIFY_REQUEST = 3,
  NEW_SESSION_TICKET = 4,
  CERTIFICATE = 11,
  SERVER_KEY_EXCHANGE = 12,
  CERTIFICATE_REQUEST = 13,
  SERVER_HELLO_DONE = 14,
  CERTIFICATE_VERIFY = 15,
  CLIENT_KEY_EXCHANGE = 16,
  FINISHED = 20,
  CERTIFICATE_STATUS = 22,
};

#define BIT(type) (1u << (type))

/* Messages that a server, or a client, may get in the clear. */
static const guint32 from_client = BIT (CLIENT_HELLO) | BIT (CERTIFICATE) |
BIT (CERTIFICATE_VERIFY) | BIT (CLIENT_KEY_EXCHANGE);
     static const
         guint32
         from_server = BIT (SERVER_HELLO) |
    BIT (HELLO_VERIFY_REQUEST) | BIT (NEW_SESSION_TICKET) | BIT (CERTIFICATE) |
    BIT (SERVER_KEY_EXCHANGE) | BIT (CERTIFICATE_REQUEST) |
    BIT (SERVER_HELLO_DONE) | BIT (CERTIFICATE_STATUS);

     const gchar *
     wrtc_dtls_verdict_to_string (WrtcDtlsVerdict verdict)
{
  static const gchar *const names[WRTC_DTLS_N_VERDICTS] = {
    "pass", "malformed", "clear-alert", "clear-data", "late", "wrong-side",
  };

  g_return_val_if_fail ((guint) verdict < WRTC_DTLS_N_VERDICTS, NULL);
  return names[verdict];
}

static guint
get_u16 (const guint8 * data)
{
  return data[0] << 8 | data[1];
}

static guint
get_u24 (const guint8 * data)
{
  return data[0] << 16 | data[1] << 8 | data[2];
}

gboolean
wrtc_dtls_record_read (WrtcDtlsRecord * record, const guint8 ** data,
    gsize * size)
{
  memset (record, 0, sizeof *record);
  if (*size < RECORD_HEADER_SIZE)
    return FALSE;
  gsize payload_size = get_u16 (*data + 11);
  if (payload_size > *size - RECORD_HEADER_SIZE)
    return FALSE;

  record->type = (*data)[0];
  record->epoch = get_u16 (*data + 3);
  record->data = *data;
  record->size = RECORD_HEADER_SIZE + payload_size;
  record->payload = *data + RECORD_HEADER_SIZE;
  record->payload_size = payload_size;
  *data += record->size;
  *size -= record->size;
  return TRUE;
}

/* One or more whole fragments fill the payload (RFC 6347 4.2.2, 4.2.3). */
static WrtcDtlsVerdict
judge_clear_handshake (const WrtcDtlsRecord * record, gboolean is_server)
{
  guint32 allowed = is_server ? from_client : from_server;
  const guint8 *data = record->payload;
  gsize left = record->payload_size;

  while (left > 0) {
    if (left < FRAGMENT_HEADER_SIZE)
      return WRTC_DTLS_VERDICT_MALFORMED;
    guint type = data[0];
    guint message_size = get_u24 (data + 1);
    guint offset = get_u24 (data + 6);
    guint fragment_size = get_u24 (data + 9);

    if (message_size > WRTC_DTLS_MAX_HANDSHAKE_MESSAGE
        || offset + fragment_size > message_size
        || fragment_size > left - FRAGMENT_HEADER_SIZE)
      return WRTC_DTLS_VERDICT_MALFORMED;
    /* Empty pieces of something are of no use and cost work (threat 3). */
    if (fragment_size == 0 && message_size > 0)
      return WRTC_DTLS_VERDICT_MALFORMED;
    if (type >= 32 || !(allowed & BIT (type)))
      return WRTC_DTLS_VERDICT_WRONG_SIDE;
    data += FRAGMENT_HEADER_SIZE + fragment_size;
    left -= FRAGMENT_HEADER_SIZE + fragment_size;
  }
  return WRTC_DTLS_VERDICT_PASS;
}

WrtcDtlsVerdict
wrtc_dtls_record_judge (const WrtcDtlsRecord * record, gboolean is_server,
    gboolean finished)
{
  if (record->data[1] != VERSION_MAJOR || record->payload_size == 0
      || record->epoch > 1
      || record->type < WRTC_DTLS_RECORD_TYPE_CHANGE_CIPHER_SPEC
      || record->type > WRTC_DTLS_RECORD_TYPE_APPLICATION_DATA)
    return WRTC_DTLS_VERDICT_MALFORMED;
  if (record->epoch == 1)
    return WRTC_DTLS_VERDICT_PASS;
  if (record->type == WRTC_DTLS_RECORD_TYPE_ALERT)
    return WRTC_DTLS_VERDICT_CLEAR_ALERT;
  if (record->type == WRTC_DTLS_RECORD_TYPE_APPLICATION_DATA)
    return WRTC_DTLS_VERDICT_CLEAR_DATA;
  if (finished)
    return WRTC_DTLS_VERDICT_LATE;
  if (record->type == WRTC_DTLS_RECORD_TYPE_HANDSHAKE)
    return judge_clear_handshake (record, is_server);
  /* RFC 5246 7.1: one byte, 1 */
  return record->payload_size == 1 && record->payload[0] == 1 ?
      WRTC_DTLS_VERDICT_PASS : WRTC_DTLS_VERDICT_MALFORMED;
}

gboolean
wrtc_dtls_datagram_is_client_hello (const guint8 * data, gsize size)
{
  WrtcDtlsRecord record;

  return wrtc_dtls_record_read (&record, &data, &size)
      && record.type == WRTC_DTLS_RECORD_TYPE_HANDSHAKE
      && wrtc_dtls_record_judge (&record, TRUE,
      FALSE) == WRTC_DTLS_VERDICT_PASS && record.payload[0] == CLIENT_HELLO;
}
