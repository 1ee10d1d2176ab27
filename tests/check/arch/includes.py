#!/usr/bin/env python3
# gst-wrtc: WebRTC for GStreamer
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Who may know whom: docs/architecture.md 3, by the #includes.

usage: includes.py SOURCE-ROOT
"""

import os
import re
import sys

import csource
from csource import Problem

# C11 without input, output, threads, time, signals or the environment.
C_PURE = r'(assert|ctype|errno|float|inttypes|limits|math|stdalign|stdarg|' \
    r'stdbool|stddef|stdint|stdlib|stdnoreturn|string)\.h$'
# The C library and the kernel: everything without a folder, and these.
SYSTEM = r'([a-z0-9_]+\.h|(sys|netinet|arpa|linux|net|asm)/.+)$'

# Third-party libraries: header, and the only files that may include it.
ADAPTERS = (
    ('libnice', r'(nice/|agent\.h$)', r'ext/nice/ice-agent\.c$'),
    ('OpenSSL', r'openssl/', r'ext/dtls/(dtls|srtp)-[a-z0-9-]+\.[ch]$'),
    ('libsrtp2', r'srtp2?/', r'ext/dtls/srtp-[a-z0-9-]+\.[ch]$'),
    ('usrsctp', r'usrsctp', r'ext/sctp/sctp-association\.c$'),
    ('libsoup', r'libsoup/', r'ext/soup/'),
    ('json-glib', r'json-glib/', r'ext/soup/'),
)
# Adapters know their library and not GStreamer.
ADAPTER_FILE = r'ext/(nice/ice|dtls/(dtls|srtp)|sctp/sctp)-[^/]*\.[ch]$'


def room_of(path):
    return path.split('/')[0]


def allowed_in(path):
    """(regular expression for <...>, what the file may include, in words)."""
    room = room_of(path)
    if room == 'core':
        return (rf'(core/|glib\.h$|{C_PURE})',
                'core may include <core/...>, <glib.h> and pure C headers')
    if room == 'gst-libs':
        return (rf'(gst/|glib|gio/|gmodule\.h$|{SYSTEM})',
                'gst-libs may include GStreamer, GLib and the system')
    return (rf'(gst/|glib|gio/|core/|{SYSTEM})',
            'elements may include GStreamer, GLib, gst-libs, core and the '
            'system')


def check_adapter(path, name):
    """A third-party header in a file that is not its adapter."""
    for library, header, adapter in ADAPTERS:
        if re.match(header, name):
            if re.match(adapter, path):
                return True, None
            return True, f'only {adapter} may include {library} (<{name}>)'
    return False, None


def is_generated(root, folder, name):
    """Whether the folder's meson.build makes this header."""
    build = os.path.join(folder, 'meson.build')
    return os.path.isfile(os.path.join(root, build)) \
        and re.search(rf"'{re.escape(name[:-2])}(\.h)?'",
                      csource.read(root, build)) is not None


def check_quoted(root, path, name):
    """"..." is for config.h and for headers of the same folder."""
    if name == 'config.h':
        if room_of(path) == 'core':
            return 'core knows no config.h: it is the same everywhere'
        return None
    if '/' in name:
        return f'"{name}": only headers of the same folder are included by ' \
            'name; others as <room/folder/header.h>'
    folder = os.path.dirname(path)
    if not os.path.isfile(os.path.join(root, folder, name)) \
            and not is_generated(root, folder, name):
        return f'"{name}" is not in {folder}/: headers of other folders ' \
            'belong to them'
    return None


def check_angled(path, name):
    known, problem = check_adapter(path, name)
    if known:
        return problem
    if '..' in name.split('/'):
        return f'<{name}>: no way out of the include path'
    if re.match(ADAPTER_FILE, path) and name.startswith('gst/'):
        return f'an adapter knows its library and no GStreamer (<{name}>)'
    if name.startswith(('gst/session/', 'ext/', 'tests/')):
        return f'<{name}> belongs to another folder'
    expression, words = allowed_in(path)
    if not re.match(expression, name):
        return f'<{name}>: {words}'
    return None


def leaks(root, path, seen=None):
    """The chain of local headers by which path gets a third-party one."""
    seen = seen or {path}
    for _, kind, name in csource.includes(csource.read(root, path)):
        if kind == '<':
            for library, header, _ in ADAPTERS[:4]:
                if re.match(header, name):
                    return [f'<{name}>']
            continue
        inner = os.path.join(os.path.dirname(path), name)
        if inner in seen or not os.path.isfile(os.path.join(root, inner)):
            continue
        seen.add(inner)
        chain = leaks(root, inner, seen)
        if chain:
            return [name] + chain
    return None


def check(root):
    problems = []
    paths = csource.files(root)
    for path in paths:
        for line, kind, name in csource.includes(csource.read(root, path)):
            problem = check_angled(path, name) if kind == '<' \
                else check_quoted(root, path, name)
            if problem:
                problems.append(Problem(path, line, problem))
            if kind == '"' and room_of(path) == 'ext' \
                    and not re.match(ADAPTER_FILE, path) and not problem:
                inner = os.path.join(os.path.dirname(path), name)
                if not os.path.isfile(os.path.join(root, inner)):
                    continue
                chain = leaks(root, inner)
                if chain:
                    problems.append(Problem(
                        path, line, 'an element sees the third-party library '
                        f'through {" -> ".join([name] + chain)}'))
    return problems, len(paths)


if __name__ == '__main__':
    csource.finish(*check(sys.argv[1]), 'files')
