/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How the classes of gstwrtcobjects.h are registered. Not installed.
 */
#pragma once

#include "gstwrtcobjects.h"

G_BEGIN_DECLS

typedef struct
{
  const gchar *name;
  GType parent;
  gsize private_size;
  gint *private_offset;         /* (out), adjusted by class_init */
  GClassInitFunc class_init;
  GInstanceInitFunc instance_init;
} GstWrtcObjectClassInfo;

/* Registers a subclass of a type whose structs are hidden, with the sizes that
 * the type system knows. G_TYPE_INVALID when @parent cannot be derived. */
G_GNUC_INTERNAL GType gst_wrtc_objects_register (
    const GstWrtcObjectClassInfo * info);

/* Sets @field of an object under its lock; TRUE if that changed it. */
#define GST_WRTC_OBJECTS_SET(object, field, value) \
    ({ gboolean changed_; \
       GST_OBJECT_LOCK (object); \
       changed_ = (field) != (value); \
       (field) = (value); \
       GST_OBJECT_UNLOCK (object); \
       changed_; })

G_END_DECLS
