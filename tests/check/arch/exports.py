#!/usr/bin/env python3
# gst-wrtc: WebRTC for GStreamer
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the shared libraries export.

libgstwrtc-1.0 exports names that begin with gst_wrtc_ or wrtc_. A plugin exports
what GStreamer looks for and nothing else: neither the cores nor a library that is
linked statically may meet those of another plugin in the same process.

usage: exports.py SOURCE-ROOT BUILD-ROOT
"""

import os
import re
import subprocess
import sys

import csource
from csource import Problem

LIBRARY_NAMES = re.compile(r'^(gst_wrtc_|wrtc_)')
PLUGIN_NAMES = re.compile(r'^gst_plugin_[a-z0-9]+_(get_desc|register)$')
# Of the linker, of sanitizers and of coverage
IGNORED = re.compile(r'^(_init|_fini|_edata|_end|__.*)$')


def read_exports(library):
    output = subprocess.run(['nm', '-D', '--defined-only', library], check=True,
                            text=True, stdout=subprocess.PIPE).stdout
    return [line.split()[-1].split('@')[0] for line in output.split('\n')
            if line.strip()]


def place_of(root, symbol):
    """Where a source defines the symbol."""
    definition = re.compile(rf'^{re.escape(symbol)}\b')
    for path in csource.files(root, suffixes='.c'):
        for number, line in enumerate(csource.read(root, path).split('\n'), 1):
            if definition.match(line):
                return path, number
    return None


def judge(root, library, symbols):
    plugin = not os.path.basename(library).startswith('libgstwrtc-1.0')
    names = PLUGIN_NAMES if plugin else LIBRARY_NAMES
    problems = []
    for symbol in symbols:
        if names.match(symbol) or IGNORED.match(symbol):
            continue
        path, line = place_of(root, symbol) or (library, 0)
        words = 'a plugin exports only gst_plugin_NAME_get_desc and _register' \
            if plugin else 'names of the library begin with gst_wrtc_ or wrtc_'
        problems.append(Problem(path, line, f'{os.path.basename(library)} '
                                f'exports {symbol}: {words}'))
    return problems


def find_libraries(build):
    """The library and the plugins, as meson built them."""
    return sorted(os.path.join(build, path) for path in csource.files(
        build, ('gst-libs', 'gst', 'ext'), '.so'))


def check(root, build):
    problems = []
    count = 0
    libraries = find_libraries(build)
    if not any('libgstwrtc-1.0' in library for library in libraries):
        problems.append(Problem(build, 0, 'has no libgstwrtc-1.0.so'))
    for library in libraries:
        symbols = read_exports(library)
        count += len(symbols)
        if not symbols:
            problems.append(Problem(library, 0, 'exports nothing'))
        problems += judge(root, library, symbols)
    return problems, count


if __name__ == '__main__':
    csource.finish(*check(sys.argv[1], sys.argv[2]), 'symbols')
