#!/usr/bin/env python3
# gst-wrtc: WebRTC for GStreamer
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every C file begins with the project's name and its licence.

usage: licence.py SOURCE-ROOT
"""

import sys

import csource
from csource import Problem

HEADER = ('/* gst-wrtc: WebRTC for GStreamer\n'
          ' * SPDX-License-Identifier: LGPL-2.1-or-later\n')


def check(root):
    paths = [p for p in csource.files(root, csource.ROOMS + ('tests',))
             if not p.startswith('tests/capture-lab/')]
    problems = [Problem(p, 1, 'does not begin with the two-line header of '
                        'gst-libs/gst/wrtc/gstwrtcnames.c')
                for p in paths if not csource.read(root, p).startswith(HEADER)]
    return problems, len(paths)


if __name__ == '__main__':
    csource.finish(*check(sys.argv[1]), 'files')
