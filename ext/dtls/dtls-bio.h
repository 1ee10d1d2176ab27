/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An OpenSSL BIO in memory that keeps the borders of datagrams: each write is
 * one datagram out, each read takes the whole datagram in. (OpenSSL's memory
 * BIO joins writes; its datagram pair is in 3.2 and later.)
 *
 * Threads: as the SSL that it belongs to, one at a time.
 */
#pragma once

#include <glib.h>
#include <openssl/bio.h>

G_BEGIN_DECLS

typedef struct
{
  const guint8 *in;             /* the datagram to be read, or NULL */
  gsize in_size;
  GQueue out;                   /* of GBytes */
} WrtcDtlsIo;

/* @io must outlive the BIO. */
BIO *wrtc_dtls_bio_new (WrtcDtlsIo * io);

G_END_DECLS
