/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "dtls-bio.h"

#include <string.h>

static gint
dtls_bio_write (BIO * bio, const gchar * data, gint size)
{
  WrtcDtlsIo *io = BIO_get_data (bio);

  BIO_clear_retry_flags (bio);
  if (size <= 0)
    return 0;
  g_queue_push_tail (&io->out, g_bytes_new (data, size));
  return size;
}

static gint
dtls_bio_read (BIO * bio, gchar * data, gint size)
{
  WrtcDtlsIo *io = BIO_get_data (bio);

  BIO_clear_retry_flags (bio);
  if (!io->in) {
    BIO_set_retry_read (bio);
    return -1;
  }
  /* A reader with less room loses the rest, as with a socket. */
  gsize taken = MIN (io->in_size, (gsize) MAX (size, 0));
  memcpy (data, io->in, taken);
  io->in = NULL;
  return taken;
}

static glong
dtls_bio_ctrl (BIO * bio, gint command, glong number, gpointer pointer)
{
  switch (command) {
    case BIO_CTRL_FLUSH:
    case BIO_CTRL_DUP:
      return 1;
    default:
      /* No pending bytes; the MTU is set on the SSL and is of the datagram, so
       * there is no overhead to subtract. */
      return 0;
  }
}

static gint
dtls_bio_create (BIO * bio)
{
  BIO_set_init (bio, 1);
  return 1;
}

static BIO_METHOD *
get_method (void)
{
  static gsize method = 0;

  if (g_once_init_enter (&method)) {
    BIO_METHOD *made = BIO_meth_new (BIO_get_new_index () |
        BIO_TYPE_SOURCE_SINK, "wrtc-datagrams");
    BIO_meth_set_write (made, dtls_bio_write);
    BIO_meth_set_read (made, dtls_bio_read);
    BIO_meth_set_ctrl (made, dtls_bio_ctrl);
    BIO_meth_set_create (made, dtls_bio_create);
    g_once_init_leave (&method, (gsize) made);
  }
  return (BIO_METHOD *) method;
}

BIO *
wrtc_dtls_bio_new (WrtcDtlsIo * io)
{
  BIO *bio = BIO_new (get_method ());

  if (bio)
    BIO_set_data (bio, io);
  return bio;
}
