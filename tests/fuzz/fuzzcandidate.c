/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Candidate lines: what is parsed prints so that it parses to the same.
 */
#include "fuzz.h"

#include <core/sdp/wrtccandidate.h>
#include <core/sdp/wrtcsdplimits.h>

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t * data, size_t size)
{
  g_autofree gchar *line = g_strndup ((const gchar *) data, size);
  g_autofree gchar *text = NULL;
  g_autoptr (WrtcCandidate) candidate = NULL, again = NULL, copy = NULL;
  WrtcCandidateError error;

  wrtc_candidate_is_end (line);
  candidate = wrtc_candidate_parse (line, &error);
  g_assert_cmpint (candidate == NULL, ==, error != WRTC_CANDIDATE_OK);
  if (candidate == NULL)
    return 0;
  g_assert_cmpuint (candidate->component, >=, 1);
  g_assert_cmpuint (candidate->component, <=, 256);
  g_assert_cmpuint (candidate->port, <=, 65535);
  copy = wrtc_candidate_copy (candidate);
  g_assert_true (wrtc_candidate_equal (candidate, copy));
  text = wrtc_candidate_to_string (candidate);
  if (strlen (text) > WRTC_SDP_MAX_CANDIDATE_BYTES)
    return 0;                   /* "candidate:" and the rport made it longer */
  again = wrtc_candidate_parse (text, &error);
  g_assert_nonnull (again);
  g_assert_true (wrtc_candidate_equal (candidate, again));
  return 0;
}
