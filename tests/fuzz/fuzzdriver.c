/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Runs a fuzz target without libFuzzer: over each file of a corpus as it is,
 * then over seeded mutations of them. The same arguments give the same inputs.
 *
 *   fuzz-NAME CORPUS-DIRECTORY [MUTATIONS [SEED]]
 *   fuzz-NAME FILE                      one input, to look at a crash
 *
 * The input of a crash is left in crash-NAME in the current directory.
 */
#include "fuzz.h"

#include <core/base/wrtcrandom.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_INPUT_SIZE 65536
#define MAX_STEPS 8

static const guint8 *current_data;
static gsize current_size;
static gchar crash_file[128];

/* Of the sanitizers, if there are any. */
void __sanitizer_set_death_callback (void (*callback) (void))
    __attribute__((weak));

static void
save_crash (void)
{
  int fd = open (crash_file, O_WRONLY | O_CREAT | O_TRUNC, 0644);

  if (fd < 0)
    return;
  if (write (fd, current_data, current_size) == (gssize) current_size) {
    static const gchar text[] = "the input was left in ";

    if (write (2, text, sizeof text - 1) < 0
        || write (2, crash_file, strlen (crash_file)) < 0
        || write (2, "\n", 1) < 0)
      _exit (1);
  }
  close (fd);
}

static void
on_signal (int number)
{
  save_crash ();
  signal (number, SIG_DFL);
  raise (number);
}

static void
catch_crashes (const gchar * program)
{
  g_autofree gchar *name = g_path_get_basename (program);

  g_snprintf (crash_file, sizeof crash_file, "crash-%s", name);
  signal (SIGABRT, on_signal);
  signal (SIGTRAP, on_signal);
  if (__sanitizer_set_death_callback != NULL) {
    __sanitizer_set_death_callback (save_crash);
  } else {
    signal (SIGSEGV, on_signal);
    signal (SIGBUS, on_signal);
    signal (SIGFPE, on_signal);
  }
}

/* On the heap, of exactly its size: so sanitizers see what is read beyond. */
static void
run (const guint8 * data, gsize size)
{
  g_autofree guint8 *copy = g_malloc (MAX (size, 1));

  if (size > 0)
    memcpy (copy, data, size);
  current_data = copy;
  current_size = size;
  LLVMFuzzerTestOneInput (copy, size);
  current_data = NULL;
  current_size = 0;
}

static guint
below (WrtcRandom * random, guint limit)
{
  return limit == 0 ? 0 : wrtc_random_u64 (random) % limit;
}

static void
insert (GByteArray * input, guint at, const guint8 * bytes, guint size)
{
  guint tail = input->len - at;

  if (input->len + size > MAX_INPUT_SIZE)
    return;
  g_byte_array_set_size (input, input->len + size);
  memmove (input->data + at + size, input->data + at, tail);
  memcpy (input->data + at, bytes, size);
}

/* Values that lengths and counts go wrong at. */
static guint8
interesting_byte (WrtcRandom * random)
{
  static const guint8 bytes[] = {
    0, 1, 2, 3, 4, 15, 16, 31, 32, 63, 64, 127, 128, 254, 255, '\r', '\n',
    ' ', ':', '='
  };

  return bytes[below (random, G_N_ELEMENTS (bytes))];
}

/* A piece of another input takes the place of the end. */
static void
splice (GByteArray * input, const GBytes * other, WrtcRandom * random)
{
  gsize size;
  const guint8 *data = g_bytes_get_data ((GBytes *) other, &size);
  guint from = below (random, size);

  g_byte_array_set_size (input, below (random, input->len + 1));
  insert (input, input->len, data + from, size - from);
}

static void
mutate_bytes (GByteArray * input, WrtcRandom * random)
{
  guint at = below (random, input->len);

  switch (below (random, 4)) {
    case 0:
      input->data[at] ^= 1 << below (random, 8);
      break;
    case 1:
      input->data[at] = interesting_byte (random);
      break;
    case 2:
      input->data[at] += below (random, 33) - 16;
      break;
    default:
      input->data[at] = wrtc_random_u64 (random);
      break;
  }
}

static void
mutate_size (GByteArray * input, WrtcRandom * random)
{
  guint at = below (random, input->len);
  guint size = 1 + below (random, 16);
  guint8 piece[16];

  size = MIN (size, input->len - at);
  switch (below (random, 4)) {
    case 0:
      g_byte_array_set_size (input, at);
      break;
    case 1:
      g_byte_array_remove_range (input, at, size);
      break;
    case 2:
      memcpy (piece, input->data + at, size);
      insert (input, below (random, input->len + 1), piece, size);
      break;
    default:
      memset (piece, interesting_byte (random), sizeof piece);
      insert (input, at, piece, size);
      break;
  }
}

static void
mutate (GByteArray * input, GPtrArray * corpus, WrtcRandom * random)
{
  guint steps = 1 + below (random, MAX_STEPS);

  for (guint i = 0; i < steps; i++) {
    if (input->len == 0 || below (random, 16) == 0)
      splice (input, corpus->pdata[below (random, corpus->len)], random);
    else if (below (random, 3) == 0)
      mutate_size (input, random);
    else
      mutate_bytes (input, random);
  }
}

static GBytes *
load (const gchar * path)
{
  g_autoptr (GError) error = NULL;
  gchar *data;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, &error)) {
    fprintf (stderr, "%s\n", error->message);
    exit (1);
  }
  return g_bytes_new_take (data, size);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const gchar * const *) a, *(const gchar * const *) b);
}

/* In the order of their names, so that a run can be repeated elsewhere. */
static GPtrArray *
load_corpus (const gchar * directory)
{
  GPtrArray *corpus =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const gchar *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (directory, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (corpus, load (names->pdata[i]));
  return corpus;
}

int
main (int argc, char **argv)
{
  guint64 mutations = argc > 2 ? g_ascii_strtoull (argv[2], NULL, 10) : 20000;
  guint64 seed = argc > 3 ? g_ascii_strtoull (argv[3], NULL, 10) : 1;
  g_autoptr (GPtrArray) corpus = NULL;
  WrtcRandom random;

  if (argc < 2) {
    fprintf (stderr, "usage: %s CORPUS-DIRECTORY|FILE [MUTATIONS [SEED]]\n",
        argv[0]);
    return 2;
  }
  if (g_file_test (argv[1], G_FILE_TEST_IS_REGULAR)) {
    g_autoptr (GBytes) input = load (argv[1]);

    run (g_bytes_get_data (input, NULL), g_bytes_get_size (input));
    return 0;
  }
  corpus = load_corpus (argv[1]);
  if (corpus->len == 0) {
    fprintf (stderr, "%s: no corpus\n", argv[1]);
    return 1;
  }
  catch_crashes (argv[0]);
  run (NULL, 0);
  for (guint i = 0; i < corpus->len; i++)
    run (g_bytes_get_data (corpus->pdata[i], NULL),
        g_bytes_get_size (corpus->pdata[i]));
  wrtc_random_init (&random, seed);
  for (guint64 i = 0; i < mutations; i++) {
    g_autoptr (GByteArray) input = g_byte_array_new ();
    GBytes *parent = corpus->pdata[below (&random, corpus->len)];

    g_byte_array_append (input, g_bytes_get_data (parent, NULL),
        g_bytes_get_size (parent));
    mutate (input, corpus, &random);
    run (input->data, input->len);
  }
  printf ("%u files, %" G_GUINT64_FORMAT " mutations, seed %" G_GUINT64_FORMAT
      "\n", corpus->len, mutations, seed);
  return 0;
}
