/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "wrtccandidate.h"

#include "wrtcsdplimits.h"
#include "wrtcsdptext.h"

#include <string.h>

/* foundation component transport priority address port "typ" type */
#define N_FIXED_WORDS 8
/* … and raddr, rport, tcptype, ufrag beside the extensions */
#define MAX_WORDS (N_FIXED_WORDS + 2 * (4 + WRTC_SDP_MAX_PARAMETERS))

static const gchar *const type_names[] = { "host", "srflx", "prflx", "relay" };
static const gchar *const tcp_type_names[] = { "", "active", "passive", "so" };

const gchar *
wrtc_candidate_type_to_string (WrtcCandidateType type)
{
  return type_names[type];
}

const gchar *
wrtc_candidate_tcp_type_to_string (WrtcCandidateTcpType type)
{
  return tcp_type_names[type];
}

const gchar *
wrtc_candidate_error_to_string (WrtcCandidateError error)
{
  switch (error) {
    case WRTC_CANDIDATE_OK:
      return "ok";
    case WRTC_CANDIDATE_ERROR_SYNTAX:
      return "is not of the form of RFC 8839";
    case WRTC_CANDIDATE_ERROR_RANGE:
      return "has a component, priority or port outside its range";
    case WRTC_CANDIDATE_ERROR_ADDRESS:
      return "has neither an IP address nor a host name";
    case WRTC_CANDIDATE_ERROR_LIMIT:
      return "is too long";
    case WRTC_CANDIDATE_ERROR_UNKNOWN:
      return "has a transport or type that is not known";
  }
  return "?";
}

static gint
find_name (const gchar * const *names, guint n_names, const gchar * name)
{
  for (guint i = 0; i < n_names; i++) {
    if (*names[i] != '\0' && g_ascii_strcasecmp (names[i], name) == 0)
      return i;
  }
  return -1;
}

static WrtcCandidateError
parse_numbers (WrtcCandidate * self, gchar ** words)
{
  guint64 component, priority, port;

  if (!wrtc_text_is_ice_chars (words[0], 1, WRTC_SDP_MAX_FOUNDATION_BYTES))
    return WRTC_CANDIDATE_ERROR_SYNTAX;
  if (!wrtc_text_parse_number (words[1], 256, &component) || component == 0
      || !wrtc_text_parse_number (words[3], G_MAXINT32, &priority)
      || priority == 0 || !wrtc_text_parse_number (words[5], 65535, &port))
    return WRTC_CANDIDATE_ERROR_RANGE;
  if (!wrtc_text_is_address (words[4]))
    return WRTC_CANDIDATE_ERROR_ADDRESS;
  self->foundation = g_strdup (words[0]);
  self->component = component;
  self->priority = priority;
  self->address = g_strdup (words[4]);
  self->port = port;
  return WRTC_CANDIDATE_OK;
}

static WrtcCandidateError
parse_kind (WrtcCandidate * self, gchar ** words)
{
  gint type;

  if (strcmp (words[6], "typ") != 0)
    return WRTC_CANDIDATE_ERROR_SYNTAX;
  type = find_name (type_names, G_N_ELEMENTS (type_names), words[7]);
  if (type < 0)
    return WRTC_CANDIDATE_ERROR_UNKNOWN;
  self->type = type;
  if (g_ascii_strcasecmp (words[2], "udp") == 0)
    self->transport = WRTC_CANDIDATE_UDP;
  else if (g_ascii_strcasecmp (words[2], "tcp") == 0)
    self->transport = WRTC_CANDIDATE_TCP;
  else
    return WRTC_CANDIDATE_ERROR_UNKNOWN;
  return WRTC_CANDIDATE_OK;
}

/* One "name value" pair behind the fixed part. */
static WrtcCandidateError
parse_extension (WrtcCandidate * self, const gchar * name, const gchar * value)
{
  guint64 port;

  if (strcmp (name, "raddr") == 0 && self->related_address == NULL) {
    if (!wrtc_text_is_address (value))
      return WRTC_CANDIDATE_ERROR_ADDRESS;
    self->related_address = g_strdup (value);
  } else if (strcmp (name, "rport") == 0) {
    if (!wrtc_text_parse_number (value, 65535, &port))
      return WRTC_CANDIDATE_ERROR_RANGE;
    self->related_port = port;
  } else if (strcmp (name, "tcptype") == 0) {
    gint type = find_name (tcp_type_names, G_N_ELEMENTS (tcp_type_names),
        value);

    if (type < 0)
      return WRTC_CANDIDATE_ERROR_SYNTAX;
    self->tcp_type = type;
  } else if (strcmp (name, "ufrag") == 0 && self->ufrag == NULL) {
    if (!wrtc_text_is_ice_chars (value, 1, WRTC_SDP_MAX_UFRAG_BYTES))
      return WRTC_CANDIDATE_ERROR_SYNTAX;
    self->ufrag = g_strdup (value);
  } else if (self->extensions->len >= WRTC_SDP_MAX_PARAMETERS) {
    return WRTC_CANDIDATE_ERROR_LIMIT;
  } else {
    g_ptr_array_add (self->extensions, wrtc_parameter_new (name, value));
  }
  return WRTC_CANDIDATE_OK;
}

static WrtcCandidateError
parse_words (WrtcCandidate * self, gchar ** words)
{
  guint n_words = g_strv_length (words);
  WrtcCandidateError error;

  if (n_words < N_FIXED_WORDS || n_words % 2 != 0)
    return WRTC_CANDIDATE_ERROR_SYNTAX;
  error = parse_numbers (self, words);
  if (error == WRTC_CANDIDATE_OK)
    error = parse_kind (self, words);
  for (guint i = N_FIXED_WORDS; error == WRTC_CANDIDATE_OK && i < n_words;
      i += 2)
    error = parse_extension (self, words[i], words[i + 1]);
  if (error != WRTC_CANDIDATE_OK)
    return error;
  /* RFC 6544 4.5: tcptype is there exactly when the transport is TCP. */
  if (self->transport == WRTC_CANDIDATE_UDP)
    self->tcp_type = WRTC_CANDIDATE_TCP_NONE;
  else if (self->tcp_type == WRTC_CANDIDATE_TCP_NONE)
    return WRTC_CANDIDATE_ERROR_SYNTAX;
  if (self->related_address == NULL)
    self->related_port = 0;
  return WRTC_CANDIDATE_OK;
}

WrtcCandidate *
wrtc_candidate_parse (const gchar * line, WrtcCandidateError * error)
{
  g_autoptr (WrtcCandidate) self = g_new0 (WrtcCandidate, 1);
  g_auto (GStrv) words = NULL;
  WrtcCandidateError result;

  self->extensions = wrtc_parameters_new ();
  if (strlen (line) > WRTC_SDP_MAX_CANDIDATE_BYTES) {
    result = WRTC_CANDIDATE_ERROR_LIMIT;
  } else {
    g_autofree gchar *text = g_strdup (line);
    const gchar *rest = g_strchomp (text);

    if (g_str_has_prefix (rest, "a="))
      rest += strlen ("a=");
    if (g_str_has_prefix (rest, "candidate:"))
      rest += strlen ("candidate:");
    if (wrtc_text_is_clean (rest, -1))
      words = wrtc_text_split_words (rest, MAX_WORDS);
    result = words ? parse_words (self, words) : WRTC_CANDIDATE_ERROR_SYNTAX;
  }
  if (error != NULL)
    *error = result;
  return result == WRTC_CANDIDATE_OK ? g_steal_pointer (&self) : NULL;
}

gboolean
wrtc_candidate_is_end (const gchar * line)
{
  if (line == NULL)
    return TRUE;
  if (g_str_has_prefix (line, "a="))
    line += strlen ("a=");
  return *line == '\0' || g_str_has_prefix (line, "end-of-candidates");
}

gchar *
wrtc_candidate_to_string (const WrtcCandidate * self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "candidate:%s %u %s %u %s %u typ %s",
      self->foundation, self->component,
      self->transport == WRTC_CANDIDATE_UDP ? "UDP" : "TCP", self->priority,
      self->address, self->port, type_names[self->type]);
  if (self->related_address != NULL)
    g_string_append_printf (text, " raddr %s rport %u", self->related_address,
        self->related_port);
  if (self->tcp_type != WRTC_CANDIDATE_TCP_NONE)
    g_string_append_printf (text, " tcptype %s",
        tcp_type_names[self->tcp_type]);
  if (self->ufrag != NULL)
    g_string_append_printf (text, " ufrag %s", self->ufrag);
  for (guint i = 0; i < self->extensions->len; i++) {
    const WrtcParameter *extension = self->extensions->pdata[i];

    g_string_append_printf (text, " %s %s", extension->name, extension->value);
  }
  return g_string_free (text, FALSE);
}

WrtcCandidate *
wrtc_candidate_copy (const WrtcCandidate * self)
{
  WrtcCandidate *copy = g_memdup2 (self, sizeof *self);

  copy->foundation = g_strdup (self->foundation);
  copy->address = g_strdup (self->address);
  copy->related_address = g_strdup (self->related_address);
  copy->ufrag = g_strdup (self->ufrag);
  copy->extensions = wrtc_parameters_copy (self->extensions);
  return copy;
}

void
wrtc_candidate_free (WrtcCandidate * self)
{
  if (self == NULL)
    return;
  g_free (self->foundation);
  g_free (self->address);
  g_free (self->related_address);
  g_free (self->ufrag);
  g_ptr_array_unref (self->extensions);
  g_free (self);
}

gboolean
wrtc_candidate_equal (const WrtcCandidate * a, const WrtcCandidate * b)
{
  g_autofree gchar *text_a = wrtc_candidate_to_string (a);
  g_autofree gchar *text_b = wrtc_candidate_to_string (b);

  return strcmp (text_a, text_b) == 0;
}
