/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Attributes of groups, ICE, DTLS, RTCP multiplexing and SCTP.
 */
#include "wrtcsdpprivate.h"
#include "wrtcsdptext.h"

#include <string.h>

#define DONE WRTC_SDP_ATTRIBUTE_DONE
#define FAILED WRTC_SDP_ATTRIBUTE_FAILED

static WrtcSdpAttributeResult
result (gboolean good)
{
  return good ? DONE : FAILED;
}

static WrtcSdpTransport *
transport_of (WrtcSdpParser * self)
{
  return self->media ? &self->media->transport : &self->sdp->transport;
}

static WrtcSdpAttributeResult
parse_group (WrtcSdpParser * self, const gchar * value)
{
  g_auto (GStrv) words = wrtc_text_split_words (value ? value : "",
      1 + WRTC_SDP_MAX_MEDIA);
  WrtcSdpGroup *group;

  if (words == NULL || !wrtc_text_is_token (words[0], WRTC_SDP_MAX_TOKEN_BYTES))
    return FAILED;
  group = wrtc_sdp_group_new (words[0]);
  for (guint i = 1; words[i] != NULL; i++)
    g_ptr_array_add (group->mids, g_strdup (words[i]));
  return result (wrtc_sdp_parser_add (self, self->sdp->groups, group,
          "a=group"));
}

static WrtcSdpAttributeResult
parse_mid (WrtcSdpParser * self, const gchar * value)
{
  /* RFC 5888 says token; Firefox of old wrote "{…}". */
  if (value != NULL && strlen (value) > WRTC_SDP_MAX_MID_BYTES)
    return result (wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_LIMIT,
            "a=mid is longer than %d bytes", WRTC_SDP_MAX_MID_BYTES));
  if (!wrtc_text_is_word (value, WRTC_SDP_MAX_MID_BYTES))
    return FAILED;
  return result (wrtc_sdp_parser_set_once (self, &self->media->mid, value,
          "a=mid"));
}

static WrtcSdpAttributeResult
parse_ice_lite (WrtcSdpParser * self, const gchar * value)
{
  self->sdp->ice_lite = TRUE;
  return DONE;
}

static WrtcSdpAttributeResult
parse_ice_ufrag (WrtcSdpParser * self, const gchar * value)
{
  if (!wrtc_text_is_ice_chars (value, WRTC_SDP_MIN_UFRAG_BYTES,
          WRTC_SDP_MAX_UFRAG_BYTES))
    return result (wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_SYNTAX,
            "a=ice-ufrag is not 4 to 256 letters, digits, '+' and '/'"));
  return result (wrtc_sdp_parser_set_once (self,
          &transport_of (self)->ice_ufrag, value, "a=ice-ufrag"));
}

static WrtcSdpAttributeResult
parse_ice_pwd (WrtcSdpParser * self, const gchar * value)
{
  if (!wrtc_text_is_ice_chars (value, WRTC_SDP_MIN_PWD_BYTES,
          WRTC_SDP_MAX_PWD_BYTES))
    return result (wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_SYNTAX,
            "a=ice-pwd is not 22 to 256 letters, digits, '+' and '/'"));
  return result (wrtc_sdp_parser_set_once (self, &transport_of (self)->ice_pwd,
          value, "a=ice-pwd"));
}

static WrtcSdpAttributeResult
parse_ice_options (WrtcSdpParser * self, const gchar * value)
{
  GPtrArray *options = transport_of (self)->ice_options;
  g_auto (GStrv) words = wrtc_text_split_words (value ? value : "",
      WRTC_SDP_MAX_PARAMETERS);

  if (words == NULL)
    return FAILED;
  for (guint i = 0; words[i] != NULL; i++) {
    if (!wrtc_text_is_word (words[i], WRTC_SDP_MAX_TOKEN_BYTES))
      return FAILED;
    if (!wrtc_strings_contain (options, words[i])
        && !wrtc_sdp_parser_add (self, options, g_strdup (words[i]),
            "a=ice-options"))
      return FAILED;
  }
  return DONE;
}

/* RFC 8122 5 */
static gboolean
is_hex_with_colons (const gchar * text)
{
  gsize length = strlen (text);

  if (length % 3 != 2)
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (i % 3 == 2 ? text[i] != ':' : !g_ascii_isxdigit (text[i]))
      return FALSE;
  }
  return TRUE;
}

/* Bytes of a digest; 0: not known to us, any length. */
static gsize
digest_size (const gchar * algorithm)
{
  static const struct
  {
    const gchar *name;
    gsize size;
  } table[] = {
    {"sha-1", 20}, {"sha-224", 28}, {"sha-256", 32}, {"sha-384", 48},
    {"sha-512", 64}, {"md5", 16}, {"md2", 16}
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    if (g_ascii_strcasecmp (table[i].name, algorithm) == 0)
      return table[i].size;
  }
  return 0;
}

static WrtcSdpAttributeResult
parse_fingerprint (WrtcSdpParser * self, const gchar * value)
{
  g_auto (GStrv) words = wrtc_text_split_words (value ? value : "", 2);
  gsize size;

  if (words == NULL || g_strv_length (words) != 2
      || !wrtc_text_is_token (words[0], WRTC_SDP_MAX_TOKEN_BYTES))
    return FAILED;
  size = digest_size (words[0]);
  if (!is_hex_with_colons (words[1])
      || (size > 0 && strlen (words[1]) != size * 3 - 1))
    return result (wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_SYNTAX,
            "a=fingerprint is not a digest of that algorithm in hex"));
  return result (wrtc_sdp_parser_add (self, transport_of (self)->fingerprints,
          wrtc_sdp_fingerprint_new (words[0], words[1]), "a=fingerprint"));
}

static WrtcSdpAttributeResult
parse_setup (WrtcSdpParser * self, const gchar * value)
{
  WrtcSdpTransport *transport = transport_of (self);

  if (transport->setup != WRTC_SETUP_NONE)
    return result (wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_DUPLICATE,
            "a second a=setup in one section"));
  for (guint setup = WRTC_SETUP_ACTPASS; setup <= WRTC_SETUP_PASSIVE; setup++) {
    if (g_strcmp0 (value, wrtc_setup_to_string (setup)) == 0)
      transport->setup = setup;
  }
  if (transport->setup != WRTC_SETUP_NONE)
    return DONE;
  return result (wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_SYNTAX,
          "a=setup is not actpass, active or passive"));
}

static WrtcSdpAttributeResult
parse_tls_id (WrtcSdpParser * self, const gchar * value)
{
  if (!wrtc_text_is_word (value, WRTC_SDP_MAX_TOKEN_BYTES))
    return FAILED;
  return result (wrtc_sdp_parser_set_once (self, &transport_of (self)->tls_id,
          value, "a=tls-id"));
}

static WrtcSdpAttributeResult
parse_extmap_allow_mixed (WrtcSdpParser * self, const gchar * value)
{
  transport_of (self)->extmap_allow_mixed = TRUE;
  return DONE;
}

static WrtcSdpAttributeResult
parse_candidate (WrtcSdpParser * self, const gchar * value)
{
  WrtcCandidateError error;
  WrtcCandidate *candidate = wrtc_candidate_parse (value ? value : "", &error);

  if (candidate != NULL)
    return result (wrtc_sdp_parser_add (self, self->media->candidates,
            candidate, "a=candidate"));
  if (error != WRTC_CANDIDATE_ERROR_UNKNOWN)
    return result (wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_SYNTAX,
            "a=candidate %s", wrtc_candidate_error_to_string (error)));
  self->media->n_ignored_candidates++;
  return DONE;
}

static WrtcSdpAttributeResult
parse_end_of_candidates (WrtcSdpParser * self, const gchar * value)
{
  self->media->end_of_candidates = TRUE;
  return DONE;
}

static WrtcSdpAttributeResult
parse_rtcp_mux (WrtcSdpParser * self, const gchar * value)
{
  self->media->rtcp_mux = TRUE;
  return DONE;
}

static WrtcSdpAttributeResult
parse_rtcp_mux_only (WrtcSdpParser * self, const gchar * value)
{
  self->media->rtcp_mux_only = TRUE;
  return DONE;
}

static WrtcSdpAttributeResult
parse_rtcp_rsize (WrtcSdpParser * self, const gchar * value)
{
  self->media->rtcp_rsize = TRUE;
  return DONE;
}

static WrtcSdpAttributeResult
parse_bundle_only (WrtcSdpParser * self, const gchar * value)
{
  self->media->bundle_only = TRUE;
  return DONE;
}

static WrtcSdpAttributeResult
parse_rtcp (WrtcSdpParser * self, const gchar * value)
{
  if (value == NULL || *value == '\0')
    return FAILED;
  return result (wrtc_sdp_parser_set_once (self, &self->media->rtcp, value,
          "a=rtcp"));
}

static WrtcSdpAttributeResult
parse_sctp_port (WrtcSdpParser * self, const gchar * value)
{
  guint64 port;

  if (self->media->sctp_port >= 0)
    return result (wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_DUPLICATE,
            "a second a=sctp-port in one section"));
  if (!wrtc_text_parse_number (value, 65535, &port))
    return FAILED;
  self->media->sctp_port = port;
  return DONE;
}

static WrtcSdpAttributeResult
parse_sctpmap (WrtcSdpParser * self, const gchar * value)
{
  if (value == NULL || *value == '\0')
    return FAILED;
  return result (wrtc_sdp_parser_set_once (self, &self->media->sctpmap, value,
          "a=sctpmap"));
}

static WrtcSdpAttributeResult
parse_max_message_size (WrtcSdpParser * self, const gchar * value)
{
  guint64 size;

  if (self->media->max_message_size >= 0)
    return result (wrtc_sdp_parser_fail (self, WRTC_SDP_ERROR_DUPLICATE,
            "a second a=max-message-size in one section"));
  if (!wrtc_text_parse_number (value, G_MAXINT64, &size))
    return FAILED;
  self->media->max_message_size = size;
  return DONE;
}

static WrtcSdpAttributeResult
parse_msid_semantic (WrtcSdpParser * self, const gchar * value)
{
  return result (wrtc_sdp_parser_set_once (self, &self->sdp->msid_semantic,
          value ? value : "", "a=msid-semantic"));
}

const WrtcSdpAttributeRule wrtc_sdp_transport_rules[] = {
  {"group", WRTC_SDP_AT_SESSION, parse_group},
  {"ice-lite", WRTC_SDP_AT_SESSION, parse_ice_lite},
  {"msid-semantic", WRTC_SDP_AT_SESSION, parse_msid_semantic},
  {"mid", WRTC_SDP_AT_MEDIA, parse_mid},
  {"ice-ufrag", WRTC_SDP_AT_BOTH, parse_ice_ufrag},
  {"ice-pwd", WRTC_SDP_AT_BOTH, parse_ice_pwd},
  {"ice-options", WRTC_SDP_AT_BOTH, parse_ice_options},
  {"fingerprint", WRTC_SDP_AT_BOTH, parse_fingerprint},
  {"setup", WRTC_SDP_AT_BOTH, parse_setup},
  {"tls-id", WRTC_SDP_AT_BOTH, parse_tls_id},
  {"extmap-allow-mixed", WRTC_SDP_AT_BOTH, parse_extmap_allow_mixed},
  {"candidate", WRTC_SDP_AT_MEDIA, parse_candidate},
  {"end-of-candidates", WRTC_SDP_AT_MEDIA, parse_end_of_candidates},
  {"rtcp", WRTC_SDP_AT_MEDIA, parse_rtcp},
  {"rtcp-mux", WRTC_SDP_AT_MEDIA, parse_rtcp_mux},
  {"rtcp-mux-only", WRTC_SDP_AT_MEDIA, parse_rtcp_mux_only},
  {"rtcp-rsize", WRTC_SDP_AT_MEDIA, parse_rtcp_rsize},
  {"bundle-only", WRTC_SDP_AT_MEDIA, parse_bundle_only},
  {"sctp-port", WRTC_SDP_AT_MEDIA, parse_sctp_port},
  {"sctpmap", WRTC_SDP_AT_MEDIA, parse_sctpmap},
  {"max-message-size", WRTC_SDP_AT_MEDIA, parse_max_message_size},
  {NULL, 0, NULL}
};
