/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/**
 * SECTION:element-wrtcdtlssrtp
 * @title: wrtcdtlssrtp
 * @short_description: DTLS handshake and SRTP of one WebRTC transport
 *
 * Authenticates the peer by the fingerprints of its certificate, then protects
 * RTP and RTCP (`rtp_sink` to `net_src`) and data (`data_sink` to `net_src`),
 * and takes the protection off in the other direction (`net_sink` to `rtp_src`
 * and `data_src`). The keys never leave it. It is put between `wrtcice` and
 * `wrtcrtpsession`, `wrtcsctp` or, alone, a payloader.
 *
 * |[
 * gst-launch-1.0 videotestsrc ! vp8enc deadline=1 ! rtpvp8pay ! d.rtp_sink
 *     wrtcdtlssrtp name=d ! wrtcice name=i ! d.net_sink
 * ]|
 *
 * docs/ortc.md has two whole pipelines, docs/wrtcdtlssrtp.md the design.
 *
 * Since: 0.1
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstwrtcdtlssrtp-private.h"

#include <gst/wrtc/gstwrtcnames.h>
#include <string.h>

GST_DEBUG_CATEGORY (gst_wrtc_dtls_srtp_debug);
#define GST_CAT_DEFAULT gst_wrtc_dtls_srtp_debug

#define PEM_BEGIN "-----BEGIN"
#define DEFAULT_SETUP GST_WEBRTC_DTLS_SETUP_ACTPASS

static GstStaticPadTemplate rtp_sink_template =
    GST_STATIC_PAD_TEMPLATE ("rtp_sink", GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (GST_WRTC_CAPS_RTP_MUX
        "; application/x-rtp; application/x-rtcp"));
static GstStaticPadTemplate rtp_src_template =
    GST_STATIC_PAD_TEMPLATE ("rtp_src", GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (GST_WRTC_CAPS_RTP_MUX "; application/x-rtp"));
static GstStaticPadTemplate data_sink_template =
GST_STATIC_PAD_TEMPLATE ("data_sink", GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (GST_WRTC_CAPS_SCTP));
static GstStaticPadTemplate data_src_template =
GST_STATIC_PAD_TEMPLATE ("data_src", GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (GST_WRTC_CAPS_SCTP));
static GstStaticPadTemplate net_sink_template =
GST_STATIC_PAD_TEMPLATE ("net_sink", GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (GST_WRTC_CAPS_DATAGRAM));
static GstStaticPadTemplate net_src_template =
GST_STATIC_PAD_TEMPLATE ("net_src", GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (GST_WRTC_CAPS_DATAGRAM));

enum
{
  PROP_0,
  PROP_MAIN_CONTEXT,
  PROP_SETUP,
  PROP_CERTIFICATE,
  PROP_CERTIFICATE_SOURCE,
  PROP_FINGERPRINT,
  PROP_REMOTE_FINGERPRINTS,
  PROP_MTU,
  PROP_SRTP_PROFILES,
  PROP_STATE,
  PROP_PEER_CERTIFICATE,
  PROP_SRTP_PROFILE,
  PROP_REASON,
  PROP_STATS,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

enum
{
  SIGNAL_CLOSE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GstWrtcDtlsSrtp, gst_wrtc_dtls_srtp, GST_TYPE_ELEMENT)
    GST_ELEMENT_REGISTER_DEFINE (wrtcdtlssrtp, "wrtcdtlssrtp", GST_RANK_NONE,
    GST_TYPE_WRTC_DTLS_SRTP)
    GstWebRTCDTLSTransportState
gst_wrtc_dtls_srtp_convert_state (WrtcDtlsState state)
{
  switch (state) {
    case WRTC_DTLS_STATE_CONNECTING:
      return GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTING;
    case WRTC_DTLS_STATE_CONNECTED:
      return GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED;
    case WRTC_DTLS_STATE_CLOSED:
      return GST_WEBRTC_DTLS_TRANSPORT_STATE_CLOSED;
    case WRTC_DTLS_STATE_FAILED:
      return GST_WEBRTC_DTLS_TRANSPORT_STATE_FAILED;
    case WRTC_DTLS_STATE_NEW:
    default:
      return GST_WEBRTC_DTLS_TRANSPORT_STATE_NEW;
  }
}

/* --- certificate --- */

static WrtcDtlsCertificate *
load_certificate (const gchar * text, GError ** error)
{
  g_autofree gchar *contents = NULL;

  if (!strstr (text, PEM_BEGIN)) {
    if (!g_file_get_contents (text, &contents, NULL, error))
      return NULL;
    text = contents;
  }
  return wrtc_dtls_certificate_new_from_pem (text, error);
}

static void
set_certificate (GstWrtcDtlsSrtp * self, const gchar * text)
{
  g_autoptr (GError) error = NULL;
  WrtcDtlsCertificate *certificate = NULL;

  if (text && *text)
    certificate = load_certificate (text, &error);
  if (error)
    GST_ERROR_OBJECT (self, "certificate: %s", error->message);
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->certificate, wrtc_dtls_certificate_unref);
  self->certificate = certificate;
  self->certificate_given = certificate != NULL;
  g_free (self->certificate_error);
  self->certificate_error = error ? g_strdup (error->message) : NULL;
  g_mutex_unlock (&self->lock);
}

/* NULL when a bad one was given, or none can be made. */
static WrtcDtlsCertificate *
ensure_certificate_locked (GstWrtcDtlsSrtp * self)
{
  g_autoptr (GError) error = NULL;

  if (self->certificate || self->certificate_error)
    return self->certificate;
  self->certificate = wrtc_dtls_certificate_generate (&error);
  if (!self->certificate)
    self->certificate_error = g_strdup (error->message);
  return self->certificate;
}

/* The certificate of another element, with its key, which stays in here. */
static void
share_certificate (GstWrtcDtlsSrtp * self, GstElement * source)
{
  WrtcDtlsCertificate *certificate = NULL;
  GstWrtcDtlsSrtp *other;

  if (!source || !GST_IS_WRTC_DTLS_SRTP (source)
      || (other = GST_WRTC_DTLS_SRTP (source)) == self)
    return;
  g_mutex_lock (&other->lock);
  if (ensure_certificate_locked (other))
    certificate = wrtc_dtls_certificate_ref (other->certificate);
  g_mutex_unlock (&other->lock);
  if (!certificate)
    return;
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->certificate, wrtc_dtls_certificate_unref);
  self->certificate = certificate;
  self->certificate_given = TRUE;
  g_mutex_unlock (&self->lock);
}

static gchar *
new_fingerprint_locked (GstWrtcDtlsSrtp * self)
{
  WrtcDtlsCertificate *certificate = ensure_certificate_locked (self);
  WrtcDtlsFingerprint fingerprint;

  if (!certificate || !wrtc_dtls_certificate_get_fingerprint (certificate,
          WRTC_DTLS_HASH_SHA256, &fingerprint))
    return NULL;
  return wrtc_dtls_fingerprint_to_string (&fingerprint);
}

/* --- settings --- */

static void
set_remote_fingerprints (GstWrtcDtlsSrtp * self, const gchar * text)
{
  g_autoptr (GError) error = NULL;
  GArray *fingerprints = wrtc_dtls_fingerprints_parse (text, &error);

  if (error)
    GST_WARNING_OBJECT (self, "remote-fingerprints: %s", error->message);
  g_mutex_lock (&self->lock);
  g_free (self->remote_fingerprints);
  self->remote_fingerprints = g_strdup (text);
  g_clear_pointer (&self->fingerprints, g_array_unref);
  self->fingerprints = fingerprints;
  g_free (self->fingerprints_error);
  self->fingerprints_error = error ? g_strdup (error->message) : NULL;
  self->settings_changed = TRUE;
  gst_wrtc_dtls_srtp_wake_locked (self);
  g_mutex_unlock (&self->lock);
}

static void
set_setup (GstWrtcDtlsSrtp * self, GstWebRTCDTLSSetup setup)
{
  g_mutex_lock (&self->lock);
  self->setup = setup;
  self->settings_changed = TRUE;
  gst_wrtc_dtls_srtp_wake_locked (self);
  g_mutex_unlock (&self->lock);
}

static void
gst_wrtc_dtls_srtp_close (GstWrtcDtlsSrtp * self)
{
  g_mutex_lock (&self->lock);
  if (self->session) {
    self->close_wanted = TRUE;
    gst_wrtc_dtls_srtp_wake_locked (self);
  }
  g_mutex_unlock (&self->lock);
}

static void
gst_wrtc_dtls_srtp_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstWrtcDtlsSrtp *self = GST_WRTC_DTLS_SRTP (object);

  switch (id) {
    case PROP_MAIN_CONTEXT:
      gst_wrtc_context_holder_set_property (&self->holder, value);
      break;
    case PROP_SETUP:
      set_setup (self, g_value_get_enum (value));
      break;
    case PROP_CERTIFICATE:
      set_certificate (self, g_value_get_string (value));
      break;
    case PROP_CERTIFICATE_SOURCE:
      share_certificate (self, g_value_get_object (value));
      break;
    case PROP_REMOTE_FINGERPRINTS:
      set_remote_fingerprints (self, g_value_get_string (value));
      break;
    case PROP_MTU:
      g_mutex_lock (&self->lock);
      self->mtu = g_value_get_uint (value);
      g_mutex_unlock (&self->lock);
      break;
    case PROP_SRTP_PROFILES:
      g_mutex_lock (&self->lock);
      g_free (self->srtp_profiles);
      self->srtp_profiles = g_value_dup_string (value);
      g_mutex_unlock (&self->lock);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
get_property_locked (GstWrtcDtlsSrtp * self, guint id, GValue * value)
{
  switch (id) {
    case PROP_SETUP:
      g_value_set_enum (value, self->setup);
      break;
    case PROP_CERTIFICATE:
      g_value_take_string (value, self->certificate ?
          wrtc_dtls_certificate_to_pem (self->certificate) : NULL);
      break;
    case PROP_FINGERPRINT:
      g_value_take_string (value, new_fingerprint_locked (self));
      break;
    case PROP_REMOTE_FINGERPRINTS:
      g_value_set_string (value, self->remote_fingerprints);
      break;
    case PROP_MTU:
      g_value_set_uint (value, self->mtu);
      break;
    case PROP_SRTP_PROFILES:
      g_value_set_string (value, self->srtp_profiles);
      break;
    case PROP_STATE:
      g_value_set_enum (value, gst_wrtc_dtls_srtp_convert_state (self->state));
      break;
    case PROP_PEER_CERTIFICATE:
      g_value_set_string (value, self->peer_certificate);
      break;
    case PROP_SRTP_PROFILE:
      g_value_set_string (value,
          wrtc_srtp_profile_to_string (self->srtp_profile));
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    case PROP_STATS:
      g_value_take_boxed (value, gst_wrtc_dtls_srtp_new_stats_locked (self));
      break;
  }
}

static void
gst_wrtc_dtls_srtp_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstWrtcDtlsSrtp *self = GST_WRTC_DTLS_SRTP (object);

  if (id == PROP_MAIN_CONTEXT) {
    gst_wrtc_context_holder_get_property (&self->holder, value);
    return;
  }
  g_mutex_lock (&self->lock);
  get_property_locked (self, id, value);
  g_mutex_unlock (&self->lock);
}

/* --- state --- */

void
gst_wrtc_dtls_srtp_announce (GstWrtcDtlsSrtp * self, WrtcDtlsState state)
{
  GObject *object = G_OBJECT (self);
  gint public_state = gst_wrtc_dtls_srtp_convert_state (state);

  GST_INFO_OBJECT (self, "state %s", wrtc_dtls_state_to_string (state));
  gst_pad_push_event (self->rtp_src,
      gst_wrtc_event_new_dtls_state (public_state));
  gst_pad_push_event (self->data_src,
      gst_wrtc_event_new_dtls_state (public_state));
  if (state == WRTC_DTLS_STATE_CONNECTED) {
    g_object_notify_by_pspec (object, properties[PROP_PEER_CERTIFICATE]);
    g_object_notify_by_pspec (object, properties[PROP_SRTP_PROFILE]);
  }
  if (state == WRTC_DTLS_STATE_FAILED)
    g_object_notify_by_pspec (object, properties[PROP_REASON]);
  g_object_notify_by_pspec (object, properties[PROP_STATE]);
  if (state != WRTC_DTLS_STATE_FAILED)
    return;

  g_mutex_lock (&self->lock);
  GstStructure *message = gst_structure_new ("wrtc-failed",
      "reason", G_TYPE_STRING, self->reason, NULL);
  g_mutex_unlock (&self->lock);
  GST_WARNING_OBJECT (self, "failed: %s",
      gst_structure_get_string (message, "reason"));
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_element (GST_OBJECT (self), message));
}

static void
forget_last_session_locked (GstWrtcDtlsSrtp * self)
{
  self->state = WRTC_DTLS_STATE_NEW;
  self->role = WRTC_DTLS_ROLE_UNKNOWN;
  self->srtp_profile = WRTC_SRTP_PROFILE_NONE;
  self->version = 0;
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->peer_certificate, g_free);
  g_clear_pointer (&self->cipher, g_free);
  g_array_set_size (self->announce, 0);
  memset (&self->counters, 0, sizeof self->counters);
  self->close_wanted = self->end_wanted = FALSE;
  g_clear_pointer (&self->ended, g_slist_free);
  self->key_frame_wanted = FALSE;
}

/* What the application gave must be usable: that is its error, not a peer's. */
static gchar *
check_settings_locked (GstWrtcDtlsSrtp * self)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *profiles = NULL;

  if (!ensure_certificate_locked (self))
    return g_strdup_printf ("certificate: %s", self->certificate_error);
  if (!wrtc_srtp_profiles_parse (self->srtp_profiles, &profiles, &error))
    return g_strdup_printf ("srtp-profiles: %s", error->message);
  return NULL;
}

static gboolean
open_session (GstWrtcDtlsSrtp * self)
{
  g_autofree gchar *profiles = NULL;

  g_mutex_lock (&self->lock);
  g_autofree gchar *problem = check_settings_locked (self);
  if (!problem) {
    wrtc_srtp_profiles_parse (self->srtp_profiles, &profiles, NULL);
    forget_last_session_locked (self);
    self->session = wrtc_dtls_session_new (&(WrtcDtlsSessionConfig) {
        .certificate = self->certificate,.srtp_profiles = profiles,.mtu =
          self->mtu}
    );
  }
  g_mutex_unlock (&self->lock);
  if (problem)
    GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS, ("%s", problem), (NULL));
  return problem == NULL;
}

static void
close_session (GstWrtcDtlsSrtp * self)
{
  gst_wrtc_dtls_srtp_clear_inbox (self);
  g_mutex_lock (&self->lock);
  if (self->session)
    wrtc_dtls_session_get_stats (self->session, &self->session_stats);
  g_clear_pointer (&self->session, wrtc_dtls_session_free);
  g_mutex_unlock (&self->lock);
}

static void
forget_generated_certificate (GstWrtcDtlsSrtp * self)
{
  g_mutex_lock (&self->lock);
  if (!self->certificate_given)
    g_clear_pointer (&self->certificate, wrtc_dtls_certificate_unref);
  g_mutex_unlock (&self->lock);
}

static gboolean
prepare_transition (GstWrtcDtlsSrtp * self, GstStateChange transition)
{
  switch (transition) {
    case GST_STATE_CHANGE_NULL_TO_READY:
      self->context = gst_wrtc_context_holder_start (&self->holder);
      return TRUE;
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      return open_session (self);
    case GST_STATE_CHANGE_PAUSED_TO_READY:
      gst_wrtc_dtls_srtp_detach (self);
      return TRUE;
    default:
      return TRUE;
  }
}

static void
finish_transition (GstWrtcDtlsSrtp * self, GstStateChange transition)
{
  switch (transition) {
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      gst_wrtc_dtls_srtp_send_first_events (self);
      gst_wrtc_dtls_srtp_attach (self);
      break;
    case GST_STATE_CHANGE_PAUSED_TO_READY:
      close_session (self);
      break;
    case GST_STATE_CHANGE_READY_TO_NULL:
      self->context = NULL;
      gst_wrtc_context_holder_stop (&self->holder);
      forget_generated_certificate (self);
      break;
    default:
      break;
  }
}

static GstStateChangeReturn
gst_wrtc_dtls_srtp_change_state (GstElement * element,
    GstStateChange transition)
{
  GstWrtcDtlsSrtp *self = GST_WRTC_DTLS_SRTP (element);

  if (!prepare_transition (self, transition))
    return GST_STATE_CHANGE_FAILURE;
  GstStateChangeReturn result =
      GST_ELEMENT_CLASS (gst_wrtc_dtls_srtp_parent_class)->change_state
      (element, transition);
  if (result == GST_STATE_CHANGE_FAILURE) {
    if (transition == GST_STATE_CHANGE_READY_TO_PAUSED)
      close_session (self);
    return result;
  }
  finish_transition (self, transition);
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED
      || transition == GST_STATE_CHANGE_PLAYING_TO_PAUSED)
    return GST_STATE_CHANGE_NO_PREROLL;
  return result;
}

/* --- object --- */

static GstPad *
add_pad (GstWrtcDtlsSrtp * self, GstStaticPadTemplate * template)
{
  GstPad *pad = gst_pad_new_from_static_template (template,
      template->name_template);

  gst_element_add_pad (GST_ELEMENT (self), pad);
  return pad;
}

static void
gst_wrtc_dtls_srtp_init (GstWrtcDtlsSrtp * self)
{
  g_mutex_init (&self->lock);
  gst_wrtc_context_holder_init (&self->holder);
  self->setup = DEFAULT_SETUP;
  self->mtu = WRTC_DTLS_DEFAULT_MTU;
  self->srtp_profiles = g_strdup (WRTC_SRTP_DEFAULT_PROFILES);
  self->announce = g_array_new (FALSE, FALSE, sizeof (WrtcDtlsState));
  self->session_stats.handshake_duration = WRTC_TIME_NONE;
  self->rtcp_wanted = TRUE;
  g_queue_init (&self->inbox);

  self->net_sink = add_pad (self, &net_sink_template);
  self->net_src = add_pad (self, &net_src_template);
  self->rtp_sink = add_pad (self, &rtp_sink_template);
  self->rtp_src = add_pad (self, &rtp_src_template);
  self->data_sink = add_pad (self, &data_sink_template);
  self->data_src = add_pad (self, &data_src_template);
  gst_wrtc_dtls_srtp_init_pads (self);
}

static void
gst_wrtc_dtls_srtp_finalize (GObject * object)
{
  GstWrtcDtlsSrtp *self = GST_WRTC_DTLS_SRTP (object);

  gst_wrtc_context_holder_clear (&self->holder);
  g_clear_pointer (&self->certificate, wrtc_dtls_certificate_unref);
  g_clear_pointer (&self->fingerprints, g_array_unref);
  g_array_unref (self->announce);
  g_slist_free (self->ended);
  g_free (self->certificate_error);
  g_free (self->fingerprints_error);
  g_free (self->remote_fingerprints);
  g_free (self->srtp_profiles);
  g_free (self->reason);
  g_free (self->peer_certificate);
  g_free (self->cipher);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (gst_wrtc_dtls_srtp_parent_class)->finalize (object);
}

#define RW (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS)
#define RO (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
install_settings (void)
{
  /**
   * GstWrtcDtlsSrtp:setup:
   *
   * RFC 4145 role: `active` begins the handshake when ICE is connected,
   * `passive` waits, `actpass` answers a peer that begins, `none` holds
   * everything. May change until the session is connected. Since: 0.1
   */
  properties[PROP_SETUP] = g_param_spec_enum ("setup", "Setup",
      "Who begins the handshake (RFC 4145)", GST_TYPE_WEBRTC_DTLS_SETUP,
      DEFAULT_SETUP, RW | GST_PARAM_MUTABLE_PLAYING);
  /**
   * GstWrtcDtlsSrtp:certificate:
   *
   * PEM text of a certificate and its private key, or the name of a file with
   * that. Reads back the certificate alone. NULL (default): an ECDSA P-256 one
   * is made when it is first needed, and forgotten in NULL. Since: 0.1
   */
  properties[PROP_CERTIFICATE] = g_param_spec_string ("certificate",
      "Certificate", "Certificate and private key: PEM text, or a file's name",
      NULL, RW | GST_PARAM_MUTABLE_READY);
  /**
   * GstWrtcDtlsSrtp:certificate-source:
   *
   * Another wrtcdtlssrtp: from now on this one has its certificate and key, as
   * the transports of one session do. Since: 0.1
   */
  properties[PROP_CERTIFICATE_SOURCE] =
      g_param_spec_object ("certificate-source", "Certificate source",
      "Another wrtcdtlssrtp whose certificate to use", GST_TYPE_ELEMENT,
      G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY);
  /**
   * GstWrtcDtlsSrtp:remote-fingerprints:
   *
   * `algorithm value` pairs separated by commas (RFC 8122; sha-256, sha-384,
   * sha-512, any letter case): the peer's certificate must match one of them.
   * May be set at any time; nothing passes before. Since: 0.1
   */
  properties[PROP_REMOTE_FINGERPRINTS] =
      g_param_spec_string ("remote-fingerprints", "Remote fingerprints",
      "Fingerprints of which the peer's certificate must have one",
      NULL, RW | GST_PARAM_MUTABLE_PLAYING);
  /**
   * GstWrtcDtlsSrtp:mtu:
   *
   * Bytes of the largest datagram of the handshake, without IP and UDP headers.
   * Since: 0.1
   */
  properties[PROP_MTU] = g_param_spec_uint ("mtu", "MTU",
      "Largest datagram of the handshake, in bytes", WRTC_DTLS_MIN_MTU,
      WRTC_DTLS_MAX_MTU, WRTC_DTLS_DEFAULT_MTU, RW | GST_PARAM_MUTABLE_READY);
  /**
   * GstWrtcDtlsSrtp:srtp-profiles:
   *
   * Names of SRTP protection profiles, in order of preference, separated by
   * commas. Since: 0.1
   */
  properties[PROP_SRTP_PROFILES] = g_param_spec_string ("srtp-profiles",
      "SRTP profiles", "SRTP protection profiles in order of preference",
      WRTC_SRTP_DEFAULT_PROFILES, RW | GST_PARAM_MUTABLE_READY);
}

static void
install_results (void)
{
  /**
   * GstWrtcDtlsSrtp:fingerprint:
   *
   * Of the local certificate, `sha-256 AB:CD:…`; readable in every state.
   * Since: 0.1
   */
  properties[PROP_FINGERPRINT] = g_param_spec_string ("fingerprint",
      "Fingerprint", "SHA-256 fingerprint of the local certificate", NULL, RO);
  /**
   * GstWrtcDtlsSrtp:state:
   *
   * W3C webrtc-pc 5.5.1. Notified on the context. Since: 0.1
   */
  properties[PROP_STATE] = g_param_spec_enum ("state", "State",
      "State of the session", GST_TYPE_WEBRTC_DTLS_TRANSPORT_STATE,
      GST_WEBRTC_DTLS_TRANSPORT_STATE_NEW, RO);
  /**
   * GstWrtcDtlsSrtp:peer-certificate:
   *
   * PEM, once connected. Notified on the context. Since: 0.1
   */
  properties[PROP_PEER_CERTIFICATE] = g_param_spec_string ("peer-certificate",
      "Peer certificate", "The peer's certificate, PEM", NULL, RO);
  /**
   * GstWrtcDtlsSrtp:srtp-profile:
   *
   * The negotiated profile (IANA's name), NULL if none. Notified on the
   * context. Since: 0.1
   */
  properties[PROP_SRTP_PROFILE] = g_param_spec_string ("srtp-profile",
      "SRTP profile", "The negotiated SRTP protection profile", NULL, RO);
  /**
   * GstWrtcDtlsSrtp:reason:
   *
   * Why the session failed; NULL while it did not. Notified on the context.
   * Since: 0.1
   */
  properties[PROP_REASON] = g_param_spec_string ("reason", "Reason",
      "Why the session failed", NULL, RO);
  /**
   * GstWrtcDtlsSrtp:stats:
   *
   * Counters (docs/wrtcdtlssrtp.md has the list). Since: 0.1
   */
  properties[PROP_STATS] = g_param_spec_boxed ("stats", "Statistics",
      "Counters of the session", GST_TYPE_STRUCTURE, RO);
}

static void
gst_wrtc_dtls_srtp_class_init (GstWrtcDtlsSrtpClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = gst_wrtc_dtls_srtp_set_property;
  object_class->get_property = gst_wrtc_dtls_srtp_get_property;
  object_class->finalize = gst_wrtc_dtls_srtp_finalize;
  element_class->change_state = gst_wrtc_dtls_srtp_change_state;

  properties[PROP_MAIN_CONTEXT] = gst_wrtc_context_holder_new_param_spec ();
  install_settings ();
  install_results ();
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  /**
   * GstWrtcDtlsSrtp::close:
   *
   * Action: sends close_notify and ends the session; `state` becomes `closed`
   * soon after, on the context. Any thread, any state. Since: 0.1
   */
  signals[SIGNAL_CLOSE] = g_signal_new_class_handler ("close",
      G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
      G_CALLBACK (gst_wrtc_dtls_srtp_close), NULL, NULL, NULL, G_TYPE_NONE, 0);

  gst_element_class_add_static_pad_template (element_class, &rtp_sink_template);
  gst_element_class_add_static_pad_template (element_class, &rtp_src_template);
  gst_element_class_add_static_pad_template (element_class,
      &data_sink_template);
  gst_element_class_add_static_pad_template (element_class, &data_src_template);
  gst_element_class_add_static_pad_template (element_class, &net_sink_template);
  gst_element_class_add_static_pad_template (element_class, &net_src_template);
  gst_element_class_set_static_metadata (element_class,
      "WebRTC DTLS-SRTP transport", "Codec/Network/DTLS/SRTP",
      "Authenticates a peer by DTLS and protects RTP, RTCP and data",
      "gst-wrtc");
  GST_DEBUG_CATEGORY_INIT (gst_wrtc_dtls_srtp_debug, "wrtcdtlssrtp", 0,
      "DTLS-SRTP transport");
}
