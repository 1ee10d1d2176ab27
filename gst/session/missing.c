/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "missing.h"

#include <gst/pbutils/pbutils.h>
#include <string.h>

static const struct
{
  const gchar *factory;
  const gchar *remedy;
} remedies[] = {
  {"wrtcice", "build gst-wrtc with the Debian package libnice-dev, "
        "run it with libnice10"},
  {"wrtcdtlssrtp", "build gst-wrtc with the Debian packages libssl-dev and "
        "libsrtp2-dev, run it with libssl3 and libsrtp2-1"},
  {"wrtcrtpsession", "install all plugins of gst-wrtc"},
  {"rtpjitterbuffer", "install the Debian package gstreamer1.0-plugins-good"},
};

static const gchar *
find_remedy (const gchar * factory)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (remedies); i++)
    if (strcmp (remedies[i].factory, factory) == 0)
      return remedies[i].remedy;
  return "install the plugin that has it";
}

void
gst_wrtc_post_missing_element (GstElement * element, const gchar * factory)
{
  gst_element_post_message (element,
      gst_missing_element_message_new (element, factory));
  GST_ELEMENT_ERROR (element, CORE, MISSING_PLUGIN,
      ("Element %s is missing: %s.", factory, find_remedy (factory)), (NULL));
}
