/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The entry of every fuzz target, as libFuzzer calls it. A target reads @data
 * as the peer's bytes and asserts what must hold whatever they are.
 */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t * data, size_t size);
