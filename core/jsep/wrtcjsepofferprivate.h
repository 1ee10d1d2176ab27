/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An offer in the making: wrtcjsepofferlayout.c decides what stands where,
 * wrtcjsepoffer.c writes it.
 */
#ifndef WRTC_JSEP_OFFER_PRIVATE_H
#define WRTC_JSEP_OFFER_PRIVATE_H

#include "wrtcjsepprivate.h"

typedef enum
{
  WRTC_JSEP_SLOT_DEAD,          /* rejected or stopped: may be used again */
  WRTC_JSEP_SLOT_RTP,
  WRTC_JSEP_SLOT_DATA
} WrtcJsepSlotKind;

typedef struct
{
  WrtcJsepSlotKind kind;
  WrtcJsepTransceiver *transceiver;     /* of WRTC_JSEP_SLOT_RTP */
  gboolean is_new;              /* not in the descriptions before */
  gboolean is_recycled;
  gchar *mid;                   /* NULL: dead */
  guint owner;                  /* the line that owns its transport */
  guint credentials;            /* the line whose new credentials it would get: as
                                 * browsers do, one pair for all lines of a group */
  gboolean bundle_only;
} WrtcJsepSlot;

typedef struct
{
  WrtcJsep *session;
  gboolean ice_restart;
  const WrtcSdp *before[2];     /* latest descriptions by side; NULLs */
  GArray *slots;                /* (element-type WrtcJsepSlot) */
  WrtcJsepNumbers *numbers;
  WrtcSdp *sdp;
  GError **error;
} WrtcJsepOffer;

#define SLOT(self, i) (&g_array_index ((self)->slots, WrtcJsepSlot, i))

/* The section of that line in what a side described last; NULL: none. */
const WrtcSdpMedia * wrtc_jsep_offer_media_before (const WrtcJsepOffer * self,
                                                    WrtcJsepSide side, guint mline);
/* … by either side, our own first. */
const WrtcSdpMedia * wrtc_jsep_offer_any_before   (const WrtcJsepOffer * self,
                                                    guint mline);
/* Fills the slots, and the BUNDLE group of the description. */
gboolean             wrtc_jsep_offer_lay_out (WrtcJsepOffer * self);

#endif
