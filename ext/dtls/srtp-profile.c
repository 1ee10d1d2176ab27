/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "srtp-profile.h"

#include <gio/gio.h>

static const WrtcSrtpProfileInfo profiles[WRTC_SRTP_N_PROFILES] = {
  {WRTC_SRTP_PROFILE_NONE, 0, NULL, NULL, NULL, 0, 0, 0},
  {WRTC_SRTP_PROFILE_AEAD_AES_128_GCM, 0x0007, "SRTP_AEAD_AES_128_GCM",
      "SRTP_AEAD_AES_128_GCM", "AEAD_AES_128_GCM", 16, 12, 16},
  {WRTC_SRTP_PROFILE_AEAD_AES_256_GCM, 0x0008, "SRTP_AEAD_AES_256_GCM",
      "SRTP_AEAD_AES_256_GCM", "AEAD_AES_256_GCM", 32, 12, 16},
  {WRTC_SRTP_PROFILE_AES_CM_128_HMAC_SHA1_80, 0x0001,
        "SRTP_AES128_CM_HMAC_SHA1_80", "SRTP_AES128_CM_SHA1_80",
      "AES_CM_128_HMAC_SHA1_80", 16, 14, 10},
};

const WrtcSrtpProfileInfo *
wrtc_srtp_profile_get_info (WrtcSrtpProfile profile)
{
  g_return_val_if_fail ((guint) profile < WRTC_SRTP_N_PROFILES, &profiles[0]);
  return &profiles[profile];
}

const gchar *
wrtc_srtp_profile_to_string (WrtcSrtpProfile profile)
{
  return wrtc_srtp_profile_get_info (profile)->name;
}

WrtcSrtpProfile
wrtc_srtp_profile_from_id (guint16 id)
{
  for (guint i = 1; i < WRTC_SRTP_N_PROFILES; i++)
    if (profiles[i].id == id)
      return profiles[i].profile;
  return WRTC_SRTP_PROFILE_NONE;
}

static const WrtcSrtpProfileInfo *
find_by_name (const gchar * name)
{
  for (guint i = 1; i < WRTC_SRTP_N_PROFILES; i++)
    if (g_ascii_strcasecmp (profiles[i].name, name) == 0
        || g_ascii_strcasecmp (profiles[i].openssl_name, name) == 0
        || g_ascii_strcasecmp (profiles[i].alias, name) == 0)
      return &profiles[i];
  return NULL;
}

gboolean
wrtc_srtp_profiles_parse (const gchar * text, gchar ** openssl_list,
    GError ** error)
{
  g_auto (GStrv) names = g_strsplit (text ? text : "", ",", 0);
  g_autoptr (GString) list = g_string_new (NULL);
  gboolean taken[WRTC_SRTP_N_PROFILES] = { FALSE, };

  for (gchar ** name = names; *name; name++) {
    const WrtcSrtpProfileInfo *info = find_by_name (g_strstrip (*name));

    if (!info) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
          "unknown SRTP profile '%s'", *name);
      return FALSE;
    }
    if (taken[info->profile])
      continue;
    taken[info->profile] = TRUE;
    g_string_append_printf (list, "%s%s", list->len ? ":" : "",
        info->openssl_name);
  }
  if (list->len == 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
        "no SRTP profile");
    return FALSE;
  }
  *openssl_list = g_string_free (g_steal_pointer (&list), FALSE);
  return TRUE;
}
