/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "wrtcjsepprivate.h"

G_DEFINE_QUARK (wrtc - jsep - error - quark, wrtc_jsep_error)
/* W3C webrtc-pc 4.4, 11; the number is GstWebRTCError's. */
     static const struct
     {
       const gchar *name;
       gint webrtc_code;
     } errors[] = {
  [WRTC_JSEP_ERROR_INVALID_STATE] = {"InvalidStateError", 7},
  [WRTC_JSEP_ERROR_INVALID_ACCESS] = {"InvalidAccessError", 9},
  [WRTC_JSEP_ERROR_INVALID_MODIFICATION] = {"InvalidModificationError", 9},
  [WRTC_JSEP_ERROR_OPERATION] = {"OperationError", 8},
  [WRTC_JSEP_ERROR_TYPE] = {"TypeError", 10},
  [WRTC_JSEP_ERROR_SDP_SYNTAX] = {"RTCError", 4},
  [WRTC_JSEP_ERROR_FINGERPRINT] = {"RTCError", 2},
     };

     const gchar *wrtc_jsep_error_get_name (WrtcJsepErrorCode code)
     {
       return errors[code].name;
     }

     gint wrtc_jsep_error_get_webrtc_code (WrtcJsepErrorCode code)
     {
       return errors[code].webrtc_code;
     }

     gboolean
         wrtc_jsep_fail (GError ** error, WrtcJsepErrorCode code,
         const gchar * format, ...)
     {
       va_list arguments;

       if (error != NULL) {
         va_start (arguments, format);
         *error = g_error_new_valist (WRTC_JSEP_ERROR, code, format, arguments);
         va_end (arguments);
       }
       return FALSE;
     }

     gboolean
         wrtc_jsep_fail_at (GError ** error, WrtcJsepErrorCode code,
         const WrtcSdp * sdp, guint mline, const gchar * format, ...)
     {
       const WrtcSdpMedia *media = wrtc_sdp_get_media (sdp, mline);
       g_autofree gchar *what = NULL;
       g_autofree gchar *line = NULL;
       va_list arguments;

       va_start (arguments, format);
       what = g_strdup_vprintf (format, arguments);
       va_end (arguments);
       if (media != NULL && media->line > 0)
         line = g_strdup_printf ("line %u: ", media->line);
       return wrtc_jsep_fail (error, code, "%sm-line %u (mid %s): %s",
           line ? line : "", mline, media
           && media->mid ? media->mid : "none", what);
     }
