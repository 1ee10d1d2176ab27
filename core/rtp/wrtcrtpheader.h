/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A new RTP header to put before a payload that is shared: the payload is
 * neither read nor copied. So one encoded packet goes to many peers, each with
 * its own SSRC, payload type, sequence number, timestamp and extensions.
 *
 *   wrtc_rtp_header_init_from_packet (&header, &packet);
 *   header.ssrc = ssrc;
 *   header.payload_type = payload_type;
 *   wrtc_rtp_extension_list_set (&header.extensions, id, mid, mid_size);
 *   size = wrtc_rtp_header_write (&header, bytes, sizeof bytes);
 *
 * Then the packet is these @size bytes and the old packet from its header_size
 * on, its padding included.
 *
 * Guarantee: what is written parses, and to the same values.
 * Units: bytes. Threads: pure functions.
 */
#pragma once

#include <core/rtp/wrtcrtpextension.h>
#include <core/rtp/wrtcrtppacket.h>

G_BEGIN_DECLS

/* Zero-initialise: { 0 }, or from a packet. */
typedef struct
{
  gboolean padding;             /* the P bit: padding follows the payload */
  gboolean marker;
  guint8 payload_type;          /* 0 to 127 */
  guint16 sequence_number;
  guint32 timestamp;
  guint32 ssrc;
  guint csrc_count;             /* 0 to 15 */
  guint32 csrcs[WRTC_RTP_MAX_CSRCS];
  /* Their data belong to the packet or to the caller. */
  WrtcRtpExtensionList extensions;
} WrtcRtpHeader;

/* The header of @packet with all its RFC 8285 extensions. An extension of
 * another profile is left out: WebRTC negotiates none. */
void wrtc_rtp_header_init_from_packet (WrtcRtpHeader * header,
    const WrtcRtpPacket * packet);

/* What wrtc_rtp_header_write() will write. */
gsize wrtc_rtp_header_get_size (const WrtcRtpHeader * header);

/* Returns the bytes written, or 0 (and @data has no meaning) if they do not
 * fit or the payload type or number of CSRCs is out of range. */
gsize wrtc_rtp_header_write (const WrtcRtpHeader * header, guint8 * data,
    gsize size);

G_END_DECLS
