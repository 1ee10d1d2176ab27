/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * STUN as an enemy writes it (docs/threats.md 12, 13): to the port of a
 * wrtcice, and as the answers of a hostile TURN server. What is legal is
 * answered, nothing else changes anything, and all of it is survived.
 */
#include <gio/gio.h>

#include "icepeer.h"

#define COOKIE 0x2112a442u
#define MAX_MESSAGE 2048

enum
{
  ATTR_USERNAME = 0x0006, ATTR_INTEGRITY = 0x0008, ATTR_ERROR_CODE = 0x0009,
  ATTR_LIFETIME = 0x000d, ATTR_REALM = 0x0014, ATTR_NONCE = 0x0015,
  ATTR_XOR_RELAYED = 0x0016, ATTR_XOR_MAPPED = 0x0020, ATTR_PRIORITY = 0x0024,
  ATTR_USE_CANDIDATE = 0x0025, ATTR_ALTERNATE = 0x8023,
  ATTR_FINGERPRINT = 0x8028, ATTR_CONTROLLING = 0x802a
};

/* --- A STUN writer that can lie --- */

typedef struct
{
  guint8 data[MAX_MESSAGE];
  gsize size;
} Message;

static void
put16 (guint8 * at, guint value)
{
  at[0] = (guint8) (value >> 8);
  at[1] = (guint8) value;
}

static void
put32 (guint8 * at, guint32 value)
{
  put16 (at, value >> 16);
  put16 (at + 2, value & 0xffff);
}

static void
message_init (Message * self, guint type, const guint8 * id)
{
  memset (self, 0, sizeof *self);
  put16 (self->data, type);
  put32 (self->data + 4, COOKIE);
  memcpy (self->data + 8, id, 12);
  self->size = 20;
}

static void
message_set_length (Message * self, gsize size)
{
  put16 (self->data + 2, size - 20);
}

static void
message_add (Message * self, guint type, const void *value, gsize size)
{
  fail_unless (self->size + 4 + size + 3 < MAX_MESSAGE);
  put16 (self->data + self->size, type);
  put16 (self->data + self->size + 2, size);
  if (size > 0)
    memcpy (self->data + self->size + 4, value, size);
  self->size += 4 + ((size + 3) & ~3u);
  message_set_length (self, self->size);
}

static void
message_add32 (Message * self, guint type, guint32 value)
{
  guint8 bytes[4];

  put32 (bytes, value);
  message_add (self, type, bytes, 4);
}

static guint32
crc32_of (const guint8 * data, gsize size)
{
  guint32 crc = 0xffffffffu;

  for (gsize i = 0; i < size; i++) {
    crc ^= data[i];
    for (guint bit = 0; bit < 8; bit++)
      crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

static void
message_seal (Message * self, const gchar * password)
{
  guint8 digest[20];
  gsize length = sizeof digest;
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1,
      (const guchar *) password, strlen (password));

  message_set_length (self, self->size + 24);
  g_hmac_update (hmac, self->data, (gssize) self->size);
  g_hmac_get_digest (hmac, digest, &length);
  message_add (self, ATTR_INTEGRITY, digest, sizeof digest);
  message_set_length (self, self->size + 8);
  message_add32 (self, ATTR_FINGERPRINT,
      crc32_of (self->data, self->size) ^ 0x5354554eu);
}

/* A connectivity check of @to by a third party. */
static void
message_check (Message * self, const gchar * username, const gchar * password)
{
  guint8 id[12];
  guint8 tie_breaker[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

  for (guint i = 0; i < sizeof id; i++)
    id[i] = (guint8) g_random_int ();
  message_init (self, 0x0001, id);
  message_add (self, ATTR_USERNAME, username, strlen (username));
  message_add32 (self, ATTR_PRIORITY, 1000);
  message_add (self, ATTR_CONTROLLING, tie_breaker, sizeof tie_breaker);
  message_add (self, ATTR_USE_CANDIDATE, NULL, 0);
  message_seal (self, password);
}

/* --- To the port of the element --- */

typedef struct
{
  IcePeer a, b;
  GSocket *socket;
  GSocketAddress *to;           /* a's host candidate */
  gchar *username;
  gchar *password;
} Attack;

static void
attack_start (Attack * self)
{
  g_auto (GStrv) lines = NULL;
  g_autofree gchar *local = NULL;
  g_autofree gchar *remote = NULL;

  ice_peer_init (&self->a, FALSE);
  ice_peer_init (&self->b, TRUE);
  g_object_set (self->a.ice, "transports", 1, NULL);
  g_object_set (self->b.ice, "transports", 1, NULL);
  ice_peers_connect (&self->a, &self->b);
  g_object_get (self->a.ice, "local-candidates", &lines, "local-ufrag", &local,
      "local-pwd", &self->password, "remote-ufrag", &remote, NULL);
  g_auto (GStrv) fields = g_strsplit (lines[0], " ", 0);
  self->to = g_inet_socket_address_new_from_string (fields[4],
      atoi (fields[5]));
  self->username = g_strdup_printf ("%s:%s", local, remote);
  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM,
      G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) any =
      g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  fail_unless (g_socket_bind (self->socket, any, FALSE, NULL));
}

static void
attack_end (Attack * self)
{
  ice_peer_clear (&self->a);
  ice_peer_clear (&self->b);
  g_object_unref (self->socket);
  g_object_unref (self->to);
  g_free (self->username);
  g_free (self->password);
}

static void
attack_send (Attack * self, const guint8 * data, gsize size)
{
  g_socket_send_to (self->socket, self->to, (const gchar *) data, size, NULL,
      NULL);
}

/* The type of the answer to @message. */
static guint
attack_ask (Attack * self, const Message * message)
{
  guint8 answer[MAX_MESSAGE];

  attack_send (self, message->data, message->size);
  for (;;) {
    fail_unless (g_socket_condition_timed_wait (self->socket, G_IO_IN,
            LONG_TIME, NULL, NULL), "no answer");
    gssize size = g_socket_receive (self->socket, (gchar *) answer,
        sizeof answer, NULL, NULL);
    if (size >= 20 && memcmp (answer + 8, message->data + 8, 12) == 0)
      return answer[0] << 8 | answer[1];
  }
}

/* The stranger's data is not delivered, the peers' is. */
static void
attack_check_untouched (Attack * self, guint number)
{
  attack_send (self, (const guint8 *) "\x80\0\0\0\xff\xff\xff\xff", 8);
  ice_peers_exchange (&self->a, &self->b, number);
}

GST_START_TEST (test_ice_stun_without_integrity_changes_nothing)
{
  Attack attack;
  Message message;
  guint8 id[12] = "abcdefghijk";

  attack_start (&attack);
  message_check (&message, attack.username, "not the password, not at all");
  fail_unless_equals_int (attack_ask (&attack, &message), 0x0111);
  attack_check_untouched (&attack, 1);
  message_init (&message, 0x0001, id);  /* nothing at all */
  message_add32 (&message, ATTR_FINGERPRINT, 0);
  message.size -= 8;
  message_set_length (&message, message.size + 8);
  message_add32 (&message, ATTR_FINGERPRINT,
      crc32_of (message.data, message.size) ^ 0x5354554eu);
  fail_unless_equals_int (attack_ask (&attack, &message), 0x0111);
  attack_check_untouched (&attack, 2);
  attack_end (&attack);
}

GST_END_TEST;

/* So that the tests here are known to write STUN as it should be: with the
 * password the check is answered. */
GST_START_TEST (test_ice_stun_with_integrity_is_answered)
{
  Attack attack;
  Message message;

  attack_start (&attack);
  message_check (&message, attack.username, attack.password);
  fail_unless_equals_int (attack_ask (&attack, &message), 0x0101);
  ice_peers_exchange (&attack.a, &attack.b, 1);
  attack_end (&attack);
}

GST_END_TEST;

#define N_FUZZ 20000

static void
mutate (GRand * rand, Message * message)
{
  guint n = g_rand_int_range (rand, 1, 6);

  for (guint i = 0; i < n; i++) {
    guint at = g_rand_int_range (rand, 0, (gint32) message->size);
    switch (g_rand_int_range (rand, 0, 4)) {
      case 0:
        message->data[at] ^= 1 << g_rand_int_range (rand, 0, 8);
        break;
      case 1:
        message->data[at] = g_rand_boolean (rand) ? 0xff : 0;
        break;
      case 2:                  /* an attribute's type or length */
        put16 (message->data + (at & ~1u), g_rand_int (rand) & 0xffff);
        break;
      case 3:
        message->size = MAX (at, 1);
        break;
    }
  }
}

static void
new_fuzz (GRand * rand, Attack * attack, Message * message)
{
  guint8 id[12] = { 0 };
  guint8 value[700];

  memset (value, 'x', sizeof value);
  if (g_rand_boolean (rand)) {
    message_check (message, attack->username, attack->password);
  } else {                      /* attributes of any kind and size, well sealed */
    message_init (message, g_rand_int_range (rand, 0, 0x120), id);
    for (guint i = g_rand_int_range (rand, 0, 3); i > 0; i--)
      message_add (message, g_rand_int_range (rand, 0, 0x30) |
          (g_rand_boolean (rand) ? 0x8000 : 0), value,
          g_rand_int_range (rand, 0, 600));
    message_add (message, ATTR_USERNAME, attack->username,
        strlen (attack->username));
    message_seal (message, attack->password);
  }
  if (g_rand_int_range (rand, 0, 4) > 0)
    mutate (rand, message);
}

/* Who knows the password gets validated, and then some of what it sends looks
 * like RTP: that is delivered, and here not what is looked for. */
static void
exchange_among_others (Attack * self, guint32 number)
{
  guint32 got;

  gst_harness_push (self->b.harness, ice_peer_new_packet (number, 200));
  do {
    g_autoptr (GstBuffer) buffer = gst_harness_pull (self->a.harness);
    fail_unless (buffer != NULL);
    got = ice_peer_get_number (buffer);
  } while (got != number);
}

GST_START_TEST (test_ice_stun_fuzz_is_survived)
{
  Attack attack;
  Message message;
  gchar answer[MAX_MESSAGE];
  GRand *rand = g_rand_new_with_seed (2026);

  attack_start (&attack);
  for (guint i = 0; i < N_FUZZ; i++) {
    new_fuzz (rand, &attack, &message);
    attack_send (&attack, message.data, message.size);
    while (g_socket_condition_check (attack.socket, G_IO_IN))
      g_socket_receive (attack.socket, answer, sizeof answer, NULL, NULL);
    if (i % 1000 == 0)
      exchange_among_others (&attack, 0xdead0000u + i);
  }
  g_rand_free (rand);
  fail_unless_equals_int (attack.a.flipped_away, 0);
  attack_end (&attack);
}

GST_END_TEST;

/* --- A hostile TURN server --- */

typedef enum
{
  LIE_TRUNCATED, LIE_ATTRIBUTE_LENGTH, LIE_HUGE_REALM, LIE_SUCCESS_WITHOUT_ALL,
  LIE_ODD_FAMILY, LIE_LIFETIME, LIE_ALTERNATE_SELF, LIE_GARBAGE, N_LIES
} Lie;

typedef struct
{
  Lie lie;
  GSocket *socket;
  GThread *thread;
  gint stop;
  gint n_asked;
} HostileTurn;

static void
add_xor_address (Message * message, guint type, guint8 family)
{
  guint8 value[8] = { 0, family, 0x30, 0x39, 0x5e, 0x12, 0xa4, 0x43 };

  message_add (message, type, value, sizeof value);
}

static void
answer_lie (Lie lie, const guint8 * request, guint own_port, Message * answer)
{
  static const guint8 error_401[] = { 0, 0, 4, 1, 'n', 'o' };
  static const guint8 error_300[] = { 0, 0, 3, 0, 'g', 'o' };
  guint8 own[8] = { 0, 1, (guint8) (own_port >> 8), (guint8) own_port, 127, 0,
    0, 1
  };
  guint8 long_text[1500];

  memset (long_text, 'r', sizeof long_text);
  gboolean success = lie >= LIE_SUCCESS_WITHOUT_ALL && lie <= LIE_LIFETIME;
  message_init (answer, success ? 0x0103 : 0x0113, request + 8);
  switch (lie) {
    case LIE_TRUNCATED:
      message_add (answer, ATTR_ERROR_CODE, error_401, sizeof error_401);
      message_set_length (answer, 400);
      break;
    case LIE_ATTRIBUTE_LENGTH:
      message_add (answer, ATTR_ERROR_CODE, error_401, sizeof error_401);
      put16 (answer->data + 22, 0xfffc);
      break;
    case LIE_HUGE_REALM:
      message_add (answer, ATTR_ERROR_CODE, error_401, sizeof error_401);
      message_add (answer, ATTR_REALM, long_text, 900);
      message_add (answer, ATTR_NONCE, long_text, 900);
      break;
    case LIE_SUCCESS_WITHOUT_ALL:
      break;
    case LIE_ODD_FAMILY:
      add_xor_address (answer, ATTR_XOR_RELAYED, 7);
      add_xor_address (answer, ATTR_XOR_MAPPED, 0);
      break;
    case LIE_LIFETIME:
      add_xor_address (answer, ATTR_XOR_RELAYED, 1);
      add_xor_address (answer, ATTR_XOR_MAPPED, 1);
      message_add32 (answer, ATTR_LIFETIME, request[19] & 1 ? 0 : 0xffffffffu);
      break;
    case LIE_ALTERNATE_SELF:
      message_add (answer, ATTR_ERROR_CODE, error_300, sizeof error_300);
      message_add (answer, ATTR_ALTERNATE, own, sizeof own);
      break;
    default:
      for (guint i = 0; i < 200; i++)
        answer->data[20 + i] = (guint8) g_random_int ();
      answer->size = 220;
      message_set_length (answer, 220);
      break;
  }
}

static gpointer
hostile_thread (gpointer data)
{
  HostileTurn *self = data;
  g_autoptr (GSocketAddress) own = g_socket_get_local_address (self->socket,
      NULL);
  guint8 request[MAX_MESSAGE];
  Message answer;

  while (!g_atomic_int_get (&self->stop)) {
    g_autoptr (GSocketAddress) from = NULL;
    if (!g_socket_condition_timed_wait (self->socket, G_IO_IN, 20000, NULL,
            NULL))
      continue;
    if (g_socket_receive_from (self->socket, &from, (gchar *) request,
            sizeof request, NULL, NULL) < 20)
      continue;
    answer_lie (self->lie, request,
        g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (own)), &answer);
    g_socket_send_to (self->socket, from, (gchar *) answer.data, answer.size,
        NULL, NULL);
    g_atomic_int_inc (&self->n_asked);
  }
  return NULL;
}

GST_START_TEST (test_ice_turn_server_lies_is_survived)
{
  HostileTurn turn = { __i__ };
  IcePeer a, b;
  g_autoptr (GSocketAddress) any =
      g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  gint64 until = g_get_monotonic_time () + LONG_TIME;

  turn.socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM,
      G_SOCKET_PROTOCOL_UDP, NULL);
  fail_unless (g_socket_bind (turn.socket, any, FALSE, NULL));
  g_autoptr (GSocketAddress) bound =
      g_socket_get_local_address (turn.socket, NULL);
  g_autofree gchar *uri = g_strdup_printf ("turn:u:p@127.0.0.1:%u"
      "?transport=udp",
      g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  turn.thread = g_thread_new ("hostile-turn", hostile_thread, &turn);
  ice_peer_init (&a, TRUE);
  ice_peer_init (&b, FALSE);
  g_object_set (a.ice, "turn-servers", uri, NULL);
  ice_peers_connect (&a, &b);
  while (g_atomic_int_get (&turn.n_asked) < 1) {
    fail_unless (g_get_monotonic_time () < until);
    g_usleep (1000);
  }
  for (guint i = 0; i < 10; i++)
    ice_peers_exchange (&a, &b, i);
  /* A server that sends us to itself again and again does not get a storm. */
  fail_unless (g_atomic_int_get (&turn.n_asked) < 100);
  ice_peer_clear (&a);
  ice_peer_clear (&b);
  g_atomic_int_set (&turn.stop, 1);
  g_thread_join (turn.thread);
  g_object_unref (turn.socket);
}

GST_END_TEST;

static Suite *
icestun_suite (void)
{
  Suite *s = suite_create ("icestun");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_ice_stun_without_integrity_changes_nothing);
  tcase_add_test (tc, test_ice_stun_with_integrity_is_answered);
  tcase_add_test (tc, test_ice_stun_fuzz_is_survived);
  tcase_add_loop_test (tc, test_ice_turn_server_lies_is_survived, 0, N_LIES);
  return s;
}

GST_CHECK_MAIN (icestun);
