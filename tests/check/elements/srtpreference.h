/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * SRTP written down from RFC 3711 and RFC 7714 on OpenSSL's primitives, one
 * packet at a time and without any state: what srtp-context must agree with.
 */
#pragma once

#include <glib.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <srtp-profile.h>
#include <string.h>

typedef struct
{
  guint8 key[32];
  guint8 auth[20];
  guint8 salt[14];
} ReferenceKeys;

/* AES in counter mode over zeros: the keystream. */
static inline void
reference_keystream (const guint8 * key, gsize key_size, const guint8 * iv,
    guint8 * out, gsize size)
{
  EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new ();
  gint length;

  memset (out, 0, size);
  EVP_EncryptInit_ex (ctx, key_size == 32 ? EVP_aes_256_ctr () :
      EVP_aes_128_ctr (), NULL, key, iv);
  EVP_EncryptUpdate (ctx, out, &length, out, size);
  EVP_CIPHER_CTX_free (ctx);
}

/* RFC 3711 4.3.1 to 4.3.3; the salt of AES-GCM is 12 bytes (RFC 7714 11). */
static inline void
reference_derive (const WrtcSrtpProfileInfo * info, const WrtcSrtpKey * master,
    guint8 label, guint8 * out, gsize size)
{
  guint8 iv[16] = { 0, };

  memcpy (iv, master->salt, info->salt_size);
  iv[7] ^= label;
  reference_keystream (master->key, info->key_size, iv, out, size);
}

static inline void
reference_derive_all (const WrtcSrtpProfileInfo * info,
    const WrtcSrtpKey * master, gboolean rtcp, ReferenceKeys * keys)
{
  guint8 label = rtcp ? 3 : 0;

  reference_derive (info, master, label, keys->key, info->key_size);
  reference_derive (info, master, label + 1, keys->auth, 20);
  reference_derive (info, master, label + 2, keys->salt, info->salt_size);
}

static inline void
reference_gcm (const WrtcSrtpProfileInfo * info, const ReferenceKeys * keys,
    const guint8 * iv, const guint8 * aad, gsize aad_size,
    const guint8 * trailer, guint8 * data, gsize size)
{
  EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new ();
  gint length;

  EVP_EncryptInit_ex (ctx, info->key_size == 32 ? EVP_aes_256_gcm () :
      EVP_aes_128_gcm (), NULL, keys->key, iv);
  EVP_EncryptUpdate (ctx, NULL, &length, aad, aad_size);
  if (trailer)
    EVP_EncryptUpdate (ctx, NULL, &length, trailer, 4);
  if (size > 0)
    EVP_EncryptUpdate (ctx, data, &length, data, size);
  EVP_EncryptFinal_ex (ctx, data + size, &length);
  EVP_CIPHER_CTX_ctrl (ctx, EVP_CTRL_GCM_GET_TAG, 16, data + size);
  EVP_CIPHER_CTX_free (ctx);
}

/* The first @size bytes of @salt XOR (SSRC at 4 and index at 8, RFC 3711 4.1.1,
 * or at 2 and 6, RFC 7714 8.1). */
static inline void
reference_iv (const WrtcSrtpProfileInfo * info, const ReferenceKeys * keys,
    const guint8 * ssrc, guint64 index, guint8 * iv)
{
  guint at = info->salt_size == 12 ? 2 : 4;

  memset (iv, 0, 16);
  memcpy (iv, keys->salt, info->salt_size);
  for (guint i = 0; i < 4; i++)
    iv[at + i] ^= ssrc[i];
  for (guint i = 0; i < 6; i++)
    iv[at + 4 + i] ^= index >> (8 * (5 - i));
}

static inline void
reference_cm (const WrtcSrtpProfileInfo * info, const ReferenceKeys * keys,
    const guint8 * iv, guint8 * data, gsize size)
{
  g_autofree guint8 *stream = g_malloc (size + 1);

  reference_keystream (keys->key, info->key_size, iv, stream, size);
  for (gsize i = 0; i < size; i++)
    data[i] ^= stream[i];
}

/* @header_size: what stays in the clear. Returns the new size. */
static inline gsize
reference_protect_rtp (const WrtcSrtpProfileInfo * info,
    const WrtcSrtpKey * master, guint32 roc, guint8 * data, gsize header_size,
    gsize size)
{
  ReferenceKeys keys;
  guint8 iv[16], mac[20];
  guint64 index = (guint64) roc << 16 | data[2] << 8 | data[3];

  reference_derive_all (info, master, FALSE, &keys);
  reference_iv (info, &keys, data + 8, index, iv);
  if (info->salt_size == 12) {
    reference_gcm (info, &keys, iv, data, header_size, NULL,
        data + header_size, size - header_size);
    return size + 16;
  }
  reference_cm (info, &keys, iv, data + header_size, size - header_size);
  /* RFC 3711 4.2: the packet and the roll-over counter */
  data[size] = roc >> 24;
  data[size + 1] = roc >> 16;
  data[size + 2] = roc >> 8;
  data[size + 3] = roc;
  HMAC (EVP_sha1 (), keys.auth, 20, data, size + 4, mac, NULL);
  memcpy (data + size, mac, 10);
  return size + 10;
}

static inline gsize
reference_protect_rtcp (const WrtcSrtpProfileInfo * info,
    const WrtcSrtpKey * master, guint32 index, guint8 * data, gsize size)
{
  ReferenceKeys keys;
  guint8 iv[16], mac[20];
  guint32 e_index = index | 0x80000000;
  guint8 trailer[4] = { e_index >> 24, e_index >> 16, e_index >> 8, e_index };

  reference_derive_all (info, master, TRUE, &keys);
  reference_iv (info, &keys, data + 4, index, iv);
  if (info->salt_size == 12) {
    /* RFC 7714 9.3: the tag is before the index */
    reference_gcm (info, &keys, iv, data, 8, trailer, data + 8, size - 8);
    memcpy (data + size + 16, trailer, 4);
    return size + 20;
  }
  reference_cm (info, &keys, iv, data + 8, size - 8);
  memcpy (data + size, trailer, 4);
  HMAC (EVP_sha1 (), keys.auth, 20, data, size + 4, mac, NULL);
  memcpy (data + size + 4, mac, 10);
  return size + 14;
}
