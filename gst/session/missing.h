/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What to tell the user when an element is not installed.
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Posts the missing-element message and an error that names the Debian package
 * that has @factory. */
void gst_wrtc_post_missing_element (GstElement * element, const gchar * factory);

G_END_DECLS
