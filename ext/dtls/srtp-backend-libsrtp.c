/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * SRTP by libsrtp2. Its library state belongs to the process, which others in
 * it use too: initialised once, no event handler, never shut down.
 */
#include "srtp-backend.h"

#include <srtp2/srtp.h>
#include <string.h>

/* Packets that come later than this many others are dropped: about two seconds
 * of a large video stream. */
#define WINDOW_PACKETS 1024

/* When someone else in the process was first (the stock srtp plugin is, as soon
 * as it is loaded) libsrtp does it again, says bad_param for it, and works: so
 * srtp_create() is the one to tell. */
static void
init_library (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done)) {
    srtp_init ();
    g_once_init_leave (&done, 1);
  }
}

static void
set_profile (srtp_policy_t * policy, WrtcSrtpProfile profile)
{
  switch (profile) {
    case WRTC_SRTP_PROFILE_AEAD_AES_128_GCM:
      srtp_crypto_policy_set_aes_gcm_128_16_auth (&policy->rtp);
      srtp_crypto_policy_set_aes_gcm_128_16_auth (&policy->rtcp);
      break;
    case WRTC_SRTP_PROFILE_AEAD_AES_256_GCM:
      srtp_crypto_policy_set_aes_gcm_256_16_auth (&policy->rtp);
      srtp_crypto_policy_set_aes_gcm_256_16_auth (&policy->rtcp);
      break;
    default:
      srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80 (&policy->rtp);
      srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80 (&policy->rtcp);
      break;
  }
}

static gpointer
libsrtp_create (WrtcSrtpDirection direction, WrtcSrtpProfile profile,
    const WrtcSrtpKey * key)
{
  const WrtcSrtpProfileInfo *info = wrtc_srtp_profile_get_info (profile);
  guint8 material[WRTC_SRTP_MAX_KEY_SIZE + WRTC_SRTP_MAX_SALT_SIZE];
  srtp_policy_t policy;
  srtp_t session = NULL;

  if (profile == WRTC_SRTP_PROFILE_NONE)
    return NULL;
  init_library ();
  memset (&policy, 0, sizeof policy);
  memcpy (material, key->key, info->key_size);
  memcpy (material + info->key_size, key->salt, info->salt_size);
  set_profile (&policy, profile);
  policy.ssrc.type = direction == WRTC_SRTP_SEND ? ssrc_any_outbound :
      ssrc_any_inbound;
  policy.key = material;
  policy.window_size = WINDOW_PACKETS;
  /* Never the same index twice: that would be the same nonce (RFC 7714 8.2). */
  policy.allow_repeat_tx = 0;
  srtp_err_status_t status = srtp_create (&session, &policy);
  memset (material, 0, sizeof material);
  return status == srtp_err_status_ok ? session : NULL;
}

static void
libsrtp_destroy (gpointer session)
{
  srtp_dealloc (session);
}

static WrtcSrtpResult
result_from_status (srtp_err_status_t status)
{
  switch (status) {
    case srtp_err_status_ok:
      return WRTC_SRTP_RESULT_OK;
    case srtp_err_status_bad_param:
    case srtp_err_status_parse_err:
    case srtp_err_status_cant_check:
      return WRTC_SRTP_RESULT_MALFORMED;
    case srtp_err_status_auth_fail:
      /* The AES-GCM of NSS says this for a wrong tag. */
    case srtp_err_status_cipher_fail:
      return WRTC_SRTP_RESULT_AUTHENTICATION;
    case srtp_err_status_replay_fail:
      return WRTC_SRTP_RESULT_REPLAY;
    case srtp_err_status_replay_old:
    case srtp_err_status_pkt_idx_old:
      return WRTC_SRTP_RESULT_TOO_OLD;
    case srtp_err_status_key_expired:
      return WRTC_SRTP_RESULT_KEY_EXPIRED;
    default:
      return WRTC_SRTP_RESULT_FAILED;
  }
}

typedef srtp_err_status_t (*LibsrtpFunc) (srtp_t, gpointer, gint *);

static inline WrtcSrtpResult
run (LibsrtpFunc func, gpointer session, guint8 * data, gsize * size)
{
  gint length = *size;
  srtp_err_status_t status = func (session, data, &length);

  if (status == srtp_err_status_ok)
    *size = length;
  return result_from_status (status);
}

static WrtcSrtpResult
libsrtp_protect_rtp (gpointer session, guint8 * data, gsize * size)
{
  return run (srtp_protect, session, data, size);
}

static WrtcSrtpResult
libsrtp_protect_rtcp (gpointer session, guint8 * data, gsize * size)
{
  return run (srtp_protect_rtcp, session, data, size);
}

static WrtcSrtpResult
libsrtp_unprotect_rtp (gpointer session, guint8 * data, gsize * size)
{
  return run (srtp_unprotect, session, data, size);
}

static WrtcSrtpResult
libsrtp_unprotect_rtcp (gpointer session, guint8 * data, gsize * size)
{
  return run (srtp_unprotect_rtcp, session, data, size);
}

const WrtcSrtpBackend wrtc_srtp_backend_libsrtp = {
  .name = "libsrtp2",
  .create = libsrtp_create,
  .destroy = libsrtp_destroy,
  .protect_rtp = libsrtp_protect_rtp,
  .protect_rtcp = libsrtp_protect_rtcp,
  .unprotect_rtp = libsrtp_unprotect_rtp,
  .unprotect_rtcp = libsrtp_unprotect_rtcp,
};
