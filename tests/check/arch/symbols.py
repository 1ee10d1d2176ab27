#!/usr/bin/env python3
# gst-wrtc: WebRTC for GStreamer
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the cores take from outside, and what they offer.

A core computes: it needs memory, strings, containers and mathematics. It has no
socket, file, clock, thread, lock, random source, environment, GObject, GIO,
GStreamer, logging or printing (docs/architecture.md 3). So each symbol that
libwrtccore.a leaves undefined must be in the list below; formatting into memory
is allowed, output is not. What it defines for others begins with wrtc_.

usage: symbols.py SOURCE-ROOT libwrtccore.a [NM]
"""

import os
import re
import subprocess
import sys

import csource
from csource import Problem

ALLOWED = [re.compile(f'^({e})$') for e in (
    # libc: memory, strings, numbers, sorting, formatting into memory
    r'mem(cpy|move|set|cmp|chr|rchr|mem)',
    r'str(len|nlen|cmp|ncmp|casecmp|ncasecmp|chr|rchr|str|spn|cspn|pbrk)',
    r'qsort|bsearch|l?l?abs|l?l?div',
    r'v?snprintf',
    r'__errno_location',
    # The same, checked by the compiler
    r'__(mem(cpy|move|set)|v?snprintf)_chk|__stack_chk_fail',
    # libm
    r'(a?(sin|cos|tan)h?|exp[2m]?1?|log(2|10|1p)?|pow|sqrt|cbrt|hypot|floor|'
    r'ceil|l?l?round|trunc|fmod|remainder|fabs|fm(in|ax|a)|ldexp|frexp|modf|'
    r'atan2|l?l?rint|nearbyint|copysign|scalbn)f?',
    # GLib: memory
    r'g_(try_)?(malloc0?|realloc)(_n)?|g_free(_sized)?|g_memdup2|'
    r'g_clear_pointer',
    r'g_slice_(alloc0?|free1)|g_aligned_(alloc0?|free)',
    r'g_(atomic_)?rc_box_(alloc0?|acquire|release(_full)?|dup)',
    # GLib: containers
    r'g_(array|ptr_array|byte_array|bytes|hash_table|queue|list|slist|tree|'
    r'sequence|string)_[a-z0-9_]+',
    r'g_(str|int|int64|double|direct)_(hash|equal)|g_qsort_with_data',
    # GLib: strings, which are formatted into memory and compared
    r'g_(v?as|s|vs|sn|vsn)printf',
    r'g_str(n?dup|dupv|dup_v?printf|fill|nfill|ndup|v_[a-z_]+|freev|join|joinv|'
    r'split|split_set|concat|rstr|str_len|rstr_len|chug|chomp|reverse|'
    r'has_prefix|canon|delimit|lcpy|lcat|cmp0|_has_prefix|_has_suffix|'
    r'_is_ascii|_tokenize_and_fold)',
    r'g_strdup_(v?printf|value_contents)?|g_stpcpy|g_strcmp0|g_strnfill',
    r'g_ascii_[a-z0-9_]+|g_utf8_[a-z0-9_]+|g_unichar_[a-z0-9_]+',
    r'g_base64_(encode|decode)(_inplace)?',
    # GLib: errors, which are values
    r'g_error_(new|new_literal|new_valist|free|copy|matches)',
    r'g_(set|propagate|clear|prefix|propagate_prefixed)_error(_literal)?',
    r'g_quark_from_static_string',
    # GLib: the programmer's errors, never reached by a peer's
    r'g_return_if_fail_warning|g_assertion_message(_[a-z_]+)?',
    # Sanitizers, coverage and the linker
    r'__(asan|ubsan|tsan|msan|sanitizer|gcov|llvm_prf|llvm_profile|sancov|odr)_'
    r'[A-Za-z0-9_.]+|_GLOBAL_OFFSET_TABLE_|__start_.*|__stop_.*',
)]

# "archive:member:  U symbol" or "path/of/member.o:  T symbol"
LINE = re.compile(r'^(?P<member>.*?):\s*(?:[0-9a-f]+)?\s+(?P<kind>[A-Za-z]) '
                  r'(?P<symbol>\S+)$')


def source_of(root, member):
    """core/base/wrtcreader.c from ...base_wrtcreader.c.o"""
    name = re.sub(r'\.o$', '', member.split(':')[-1].split('/')[-1])
    path = os.path.join('core', name.replace('_', '/', 1))
    return path if os.path.isfile(os.path.join(root, path)) else name


def place_of(root, path, symbol):
    """The line of the source on which the symbol stands, or 0."""
    if os.path.isfile(os.path.join(root, path)):
        word = re.compile(rf'\b{re.escape(symbol)}\b')
        text = csource.without_comments(csource.read(root, path))
        for number, line in enumerate(text.split('\n'), 1):
            if word.search(line):
                return number
    return 0


def read_symbols(archive, nm):
    output = subprocess.run([nm, '-A', archive], check=True, text=True,
                            stdout=subprocess.PIPE).stdout
    found = []
    for line in output.split('\n'):
        match = LINE.match(line)
        if match:
            found.append((match['member'], match['kind'], match['symbol']))
    return found


def judge(root, symbols):
    defined = {s for _, kind, s in symbols if kind not in 'Uw'}
    problems = []
    for member, kind, symbol in symbols:
        path = source_of(root, member)
        problem = None
        if kind in 'Uw':
            if symbol not in defined and not any(
                    e.match(symbol) for e in ALLOWED):
                problem = f'uses {symbol}: not for a core (the list is in ' \
                    'tests/check/arch/symbols.py)'
        elif kind.isupper() and not symbol.startswith(('wrtc_', '__')):
            problem = f'offers {symbol}: names of the cores begin with wrtc_'
        if problem:
            problems.append(Problem(path, place_of(root, path, symbol),
                                    problem))
    return problems, len(symbols)


if __name__ == '__main__':
    csource.finish(*judge(sys.argv[1], read_symbols(
        sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else 'nm')), 'symbols')
