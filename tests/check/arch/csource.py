# gst-wrtc: WebRTC for GStreamer
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of the architecture share: finding and reading C files."""

import os
import re
import sys

# What is built and installed; tests/ may do as it likes.
ROOMS = ('core', 'gst-libs', 'gst', 'ext')


class Problem:
    """A rule that is broken at a place."""

    def __init__(self, path, line, text):
        self.path, self.line, self.text = path, line, text

    def __str__(self):
        return f'{self.path}:{self.line}: {self.text}'


def files(root, rooms=ROOMS, suffixes=('.c', '.h')):
    """Paths relative to root of all C files of these rooms, sorted."""
    found = []
    for room in rooms:
        for folder, folders, names in os.walk(os.path.join(root, room)):
            folders[:] = sorted(set(folders) - {'node_modules'})
            found += [os.path.relpath(os.path.join(folder, n), root)
                      for n in names if n.endswith(suffixes)]
    return sorted(found)


def read(root, path):
    with open(os.path.join(root, path), encoding='utf-8') as file:
        return file.read()


TOKEN = re.compile(
    r'//(?:\\\n|[^\n])*'                        # comments
    r'|/\*.*?\*/'
    r'|"(?:\\.|[^"\\\n])*"'                     # strings
    r"|'(?:\\.|[^'\\\n])*'",                    # characters
    re.DOTALL)

DIRECTIVE = re.compile(r'^[ \t]*#(?:\\\n|[^\n])*', re.MULTILINE)


def _blank(match):
    """As many lines, nothing on them."""
    text = match.group(0)
    if text[0] in '"\'':
        return text[0] + ' ' * (len(text) - 2) + text[0]
    return re.sub(r'[^\n]', ' ', text)


def without_comments(text):
    """Comments and the insides of strings are blanks; lines stay lines."""
    return TOKEN.sub(_blank, text)


def without_directives(text):
    """The same for preprocessor directives, after without_comments()."""
    return DIRECTIVE.sub(_blank, text)


INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]')


def includes(text):
    """(line, '<' or '"', name) of each #include that is not in a comment."""
    no_comments = without_comments(text).split('\n')
    found = []
    for number, line in enumerate(text.split('\n'), 1):
        match = INCLUDE.match(line)
        if match and no_comments[number - 1].lstrip().startswith('#'):
            found.append((number, match.group(1), match.group(2)))
    return found


def finish(problems, checked, what):
    """Prints the outcome and ends the program with it."""
    for problem in problems:
        print(problem)
    if not checked:
        print(f'nothing to check: no {what} found')
        sys.exit(1)
    print(f'{checked} {what} checked, {len(problems)} problems')
    sys.exit(1 if problems else 0)
