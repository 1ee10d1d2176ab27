/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "dtls-fingerprint.h"

#include <gio/gio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

static const struct
{
  const gchar *name;
  gsize size;
} hashes[] = {
  [WRTC_DTLS_HASH_SHA256] = {"sha-256", 32},
  [WRTC_DTLS_HASH_SHA384] = {"sha-384", 48},
  [WRTC_DTLS_HASH_SHA512] = {"sha-512", 64},
};

const gchar *
wrtc_dtls_hash_to_string (WrtcDtlsHash hash)
{
  g_return_val_if_fail ((guint) hash < G_N_ELEMENTS (hashes), NULL);
  return hashes[hash].name;
}

gsize
wrtc_dtls_hash_get_size (WrtcDtlsHash hash)
{
  g_return_val_if_fail ((guint) hash < G_N_ELEMENTS (hashes), 0);
  return hashes[hash].size;
}

static gboolean
hash_from_string (const gchar * name, WrtcDtlsHash * hash)
{
  for (guint i = 0; i < G_N_ELEMENTS (hashes); i++) {
    if (g_ascii_strcasecmp (hashes[i].name, name) == 0) {
      *hash = i;
      return TRUE;
    }
  }
  return FALSE;
}

/* RFC 8122 5: 2UHEX *(":" 2UHEX); lower case is accepted. */
static gboolean
parse_digest (const gchar * text, guint8 * digest, gsize size)
{
  if (strlen (text) != size * 3 - 1)
    return FALSE;
  for (gsize i = 0; i < size; i++, text += 3) {
    gint high = g_ascii_xdigit_value (text[0]);
    gint low = g_ascii_xdigit_value (text[1]);
    gchar end = i + 1 < size ? ':' : '\0';

    if (high < 0 || low < 0 || text[2] != end)
      return FALSE;
    digest[i] = high << 4 | low;
  }
  return TRUE;
}

static gboolean
set_error (GError ** error, const gchar * what, const gchar * entry)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: '%.200s'",
      what, entry);
  return FALSE;
}

static gboolean
parse_entry (GArray * fingerprints, gchar * entry, GError ** error)
{
  WrtcDtlsFingerprint fingerprint = { 0, };
  gchar *text = g_strstrip (entry);
  gsize length = strcspn (text, " \t");
  g_autofree gchar *name = g_strndup (text, length);
  const gchar *value = text + length + strspn (text + length, " \t");

  if (*name == '\0' || *value == '\0')
    return set_error (error, "not 'algorithm value'", entry);
  if (!hash_from_string (name, &fingerprint.hash))
    return TRUE;                /* RFC 8122 5: ignored, others may match */
  if (!parse_digest (value, fingerprint.digest, hashes[fingerprint.hash].size))
    return set_error (error, "not a fingerprint value", entry);
  g_array_append_val (fingerprints, fingerprint);
  return TRUE;
}

GArray *
wrtc_dtls_fingerprints_parse (const gchar * text, GError ** error)
{
  g_autoptr (GArray) fingerprints =
      g_array_new (FALSE, FALSE, sizeof (WrtcDtlsFingerprint));

  if (!text || *text == '\0')
    return g_steal_pointer (&fingerprints);

  g_auto (GStrv) entries =
      g_strsplit (text, ",", WRTC_DTLS_MAX_FINGERPRINTS + 1);
  if (g_strv_length (entries) > WRTC_DTLS_MAX_FINGERPRINTS) {
    set_error (error, "too many fingerprints", text);
    return NULL;
  }
  for (gchar ** entry = entries; *entry; entry++)
    if (!parse_entry (fingerprints, *entry, error))
      return NULL;
  if (fingerprints->len == 0) {
    set_error (error, "no fingerprint of a usable algorithm "
        "(sha-256, sha-384, sha-512)", text);
    return NULL;
  }
  return g_steal_pointer (&fingerprints);
}

gchar *
wrtc_dtls_fingerprint_to_string (const WrtcDtlsFingerprint * fingerprint)
{
  GString *string = g_string_new (hashes[fingerprint->hash].name);

  for (gsize i = 0; i < hashes[fingerprint->hash].size; i++)
    g_string_append_printf (string, "%c%02X", i == 0 ? ' ' : ':',
        fingerprint->digest[i]);
  return g_string_free (string, FALSE);
}

static const EVP_MD *
hash_to_evp (WrtcDtlsHash hash)
{
  switch (hash) {
    case WRTC_DTLS_HASH_SHA384:
      return EVP_sha384 ();
    case WRTC_DTLS_HASH_SHA512:
      return EVP_sha512 ();
    case WRTC_DTLS_HASH_SHA256:
    default:
      return EVP_sha256 ();
  }
}

gboolean
wrtc_dtls_fingerprint_compute (WrtcDtlsFingerprint * fingerprint,
    WrtcDtlsHash hash, const guint8 * der, gsize size)
{
  memset (fingerprint, 0, sizeof *fingerprint);
  fingerprint->hash = hash;
  return EVP_Digest (der, size, fingerprint->digest, NULL, hash_to_evp (hash),
      NULL) == 1;
}

gboolean
wrtc_dtls_fingerprints_match (const GArray * announced, const guint8 * der,
    gsize size, gchar ** reason)
{
  g_autoptr (GString) why = g_string_new ("fingerprint mismatch:");

  for (guint i = 0; i < announced->len; i++) {
    const WrtcDtlsFingerprint *wanted =
        &g_array_index (announced, WrtcDtlsFingerprint, i);
    WrtcDtlsFingerprint actual;

    if (wrtc_dtls_fingerprint_compute (&actual, wanted->hash, der, size)
        && CRYPTO_memcmp (actual.digest, wanted->digest,
            hashes[wanted->hash].size) == 0)
      return TRUE;
    g_autofree gchar *has = wrtc_dtls_fingerprint_to_string (&actual);
    g_autofree gchar *want = wrtc_dtls_fingerprint_to_string (wanted);
    g_string_append_printf (why, "%s the certificate has %s, announced was %s",
        i == 0 ? "" : ";", has, want);
  }
  if (reason)
    *reason = g_string_free (g_steal_pointer (&why), FALSE);
  return FALSE;
}
