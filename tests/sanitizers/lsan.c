/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the constructors of shared libraries allocate is no leak: GLib replaces
 * its first table of quarks by a bigger one and keeps it, for readers without a
 * lock. A suppression by name would need the whole stack of each allocation:
 * libraries have no frame pointers, and to unwind without costs ten times the
 * time of the tests.
 */
#include <sanitizer/lsan_interface.h>

static void
before_libraries (int argc, char **argv, char **env)
{
  __lsan_disable ();
}

/* *INDENT-OFF* */
__attribute__ ((section (".preinit_array"), used))
static void (*const preinit) (int, char **, char **) = before_libraries;
/* *INDENT-ON* */

__attribute__((constructor))
     static void after_libraries (void)
{
  __lsan_enable ();
}
