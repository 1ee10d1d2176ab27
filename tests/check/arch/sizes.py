#!/usr/bin/env python3
# gst-wrtc: WebRTC for GStreamer
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Files and functions that a reader can take in: docs/style.md, "Size".

A file has at most 1,000 lines. A function body, from its opening to its
closing brace, has at most 80, class_init functions excepted, and nine functions
of ten have at most 45. Tables (initialisers) are no functions.

usage: sizes.py SOURCE-ROOT
"""

import re
import sys

import csource
from csource import Problem

MAX_FILE = 1000
MAX_FUNCTION = 80
USUAL_FUNCTION = 45

TOKEN = re.compile(r'[{};]')


def function_name(head):
    """The name before the parameter list that ends this text, or None."""
    head = head.rstrip()
    # An initialiser ends with "=", a struct with its name.
    if not head.endswith(')'):
        return None
    depth = 0
    for at in range(len(head) - 1, -1, -1):
        depth += {')': 1, '(': -1}.get(head[at], 0)
        if depth == 0:
            break
    name = re.search(r'([A-Za-z_]\w*)\s*$', head[:at])
    if name and name.group(1) == '__attribute__':
        return function_name(head[:name.start()])
    return name.group(1) if name else None


def functions(text):
    """(name, line of the opening brace, lines) of each function body."""
    text = csource.without_directives(csource.without_comments(text))
    found = []
    depth = 0
    begin = 0           # of what may be a function's head
    name, opened = None, 0
    for match in TOKEN.finditer(text):
        token, at = match.group(0), match.start()
        if token == '{':
            if depth == 0:
                name = function_name(text[begin:at])
                opened = at
            depth += 1
        elif token == '}':
            depth = max(depth - 1, 0)
            if depth == 0:
                if name:
                    lines = text.count('\n', opened, at) + 1
                    found.append((name, text.count('\n', 0, opened) + 1, lines))
                    name = None
                begin = at + 1
        elif depth == 0:
            begin = at + 1
    return found


def check(root):
    problems = []
    paths = csource.files(root)
    all_functions = []
    for path in paths:
        text = csource.read(root, path)
        lines = text.count('\n')
        if lines > MAX_FILE:
            problems.append(Problem(path, lines, f'{lines} lines: a file has '
                                    f'at most {MAX_FILE}; split it by idea'))
        for name, line, length in functions(text):
            if name.endswith('_class_init'):
                continue
            all_functions.append((path, name, line, length))
            if length > MAX_FUNCTION:
                problems.append(Problem(
                    path, line, f'{name}() has {length} lines: a function has '
                    f'at most {MAX_FUNCTION}'))
    long = [f for f in all_functions if f[3] > USUAL_FUNCTION]
    if len(long) * 10 > len(all_functions):
        for path, name, line, length in long:
            problems.append(Problem(
                path, line, f'{name}() has {length} lines, and more than one '
                f'function of ten has over {USUAL_FUNCTION}'))
    return problems, len(paths)


if __name__ == '__main__':
    csource.finish(*check(sys.argv[1]), 'files')
