/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * RTP header extensions of RFC 8285, one-byte and two-byte form: reading those
 * of a packet, and a list of them to write into a new header.
 *
 * Guarantee: reading stays inside the packet's extension and ends; elements
 * after a malformed one are not seen. Writing takes the one-byte form if every
 * element fits it and the two-byte form otherwise, and pads to 32 bits.
 * Nothing is copied: the data of an element belongs to the packet or caller.
 * Units: bytes. Threads: pure functions; iterators and lists are the caller's.
 */
#pragma once

#include <core/base/wrtcreader.h>
#include <core/base/wrtcwriter.h>
#include <core/rtp/wrtcrtppacket.h>

G_BEGIN_DECLS

#define WRTC_RTP_EXTENSION_PROFILE_ONE_BYTE 0xbede
/* The low four bits are the "appbits". */
#define WRTC_RTP_EXTENSION_PROFILE_TWO_BYTE 0x1000
/* Elements in a list; more than WebRTC has extensions. */
#define WRTC_RTP_MAX_EXTENSIONS 32

typedef struct
{
  guint8 id;                    /* 1 to 255; 1 to 14 in the one-byte form */
  guint8 size;                  /* of data; may be 0 in the two-byte form */
  const guint8 *data;
} WrtcRtpExtension;

typedef struct
{
  WrtcReader reader;
  gboolean two_byte;
  gboolean malformed;           /* an element left the extension */
} WrtcRtpExtensionIter;

/* A packet without extension, or with one of another profile, has none. */
void wrtc_rtp_extension_iter_init (WrtcRtpExtensionIter * iter,
    const WrtcRtpPacket * packet);
/* The next element, or FALSE at the end. Padding is passed over. */
gboolean wrtc_rtp_extension_iter_next (WrtcRtpExtensionIter * iter,
    WrtcRtpExtension * extension);

/* The first element with @id. @extension is untouched if there is none. */
gboolean wrtc_rtp_extension_find (const WrtcRtpPacket * packet, guint8 id,
    WrtcRtpExtension * extension);

/* The extensions of a header to be. Zero-initialise: { 0 }. */
typedef struct
{
  WrtcRtpExtension items[WRTC_RTP_MAX_EXTENSIONS];
  guint count;
  guint8 appbits;               /* 0 to 15, written in the two-byte form */
} WrtcRtpExtensionList;

/* Makes the list that of @packet, its first element for each id. FALSE if
 * elements were left out: malformed, or more than WRTC_RTP_MAX_EXTENSIONS. */
gboolean wrtc_rtp_extension_list_read (WrtcRtpExtensionList * list,
    const WrtcRtpPacket * packet);
/* Adds an element, or replaces that of the same @id. @data must live until the
 * list is written. FALSE if @id is 0, @size more than 255 or the list full. */
gboolean wrtc_rtp_extension_list_set (WrtcRtpExtensionList * list, guint8 id,
    const guint8 * data, gsize size);
/* FALSE if there was none. The order of the others stays. */
gboolean wrtc_rtp_extension_list_remove (WrtcRtpExtensionList * list,
    guint8 id);
/* What writing takes, profile, length and padding included; 0 if empty. */
gsize wrtc_rtp_extension_list_get_size (const WrtcRtpExtensionList * list);
/* Writes profile, length, elements and padding; nothing if the list is empty.
 * Fails @writer if they do not fit. */
void wrtc_rtp_extension_list_write (const WrtcRtpExtensionList * list,
    WrtcWriter * writer);

G_END_DECLS
