#!/usr/bin/env python3
# gst-wrtc: WebRTC for GStreamer
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tests of the architecture find what they should: each rule is broken once
in a small tree and must be reported with its file and line, and a tree that
keeps the rules must not be.
"""

import os
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True

import exports
import includes
import licence
import sizes
import symbols


def tree(files):
    root = tempfile.TemporaryDirectory()
    for path, text in files.items():
        place = os.path.join(root.name, path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, 'w', encoding='utf-8') as file:
            file.write(text)
    return root


class Includes(unittest.TestCase):
    def problems(self, files):
        with tree(files) as root:
            return [f'{p.path}:{p.line}' for p in includes.check(root)[0]]

    def assert_bad(self, path, header, **others):
        files = {path: f'/* */\n#include {header}\n'}
        files.update(others)
        self.assertEqual(self.problems(files), [f'{path}:2'], header)

    def assert_good(self, path, header):
        self.assertEqual(self.problems({path: f'#include {header}\n'}), [],
                         header)

    def test_core(self):
        for header in ('<glib.h>', '<string.h>', '<math.h>',
                       '<core/base/wrtctime.h>'):
            self.assert_good('core/rtp/a.c', header)
        for header in ('<gst/gst.h>', '<gio/gio.h>', '<glib-object.h>',
                       '<glib/gstdio.h>', '<stdio.h>', '<time.h>', '<poll.h>',
                       '<pthread.h>', '<sys/socket.h>', '<unistd.h>',
                       '<gst/wrtc/gstwrtcnames.h>', '<openssl/evp.h>',
                       '<nice/agent.h>', '<core/../gst/gst.h>', '"config.h"',
                       '"../base/wrtctime.h"', '"missing.h"'):
            self.assert_bad('core/rtp/a.c', header)

    def test_gst_libs(self):
        for header in ('<gst/gst.h>', '<gio/gio.h>', '<sys/epoll.h>',
                       '<gst/wrtc/gstwrtcnames.h>', '"config.h"'):
            self.assert_good('gst-libs/gst/wrtc/a.c', header)
        for header in ('<core/base/wrtctime.h>', '<libsoup/soup.h>',
                       '<nice/agent.h>', '<openssl/ssl.h>', '<usrsctp.h>'):
            self.assert_bad('gst-libs/gst/wrtc/a.c', header)

    def test_elements(self):
        for header in ('<gst/gst.h>', '<core/base/wrtctime.h>', '"config.h"',
                       '<gst/wrtc/gstwrtcnames.h>', '<sys/socket.h>'):
            self.assert_good('gst/session/a.c', header)
            self.assert_good('ext/nice/gstwrtcice.c', header)
        for header in ('<nice/agent.h>', '<openssl/ssl.h>', '<srtp2/srtp.h>',
                       '<usrsctp.h>', '<libsoup/soup.h>',
                       '"../../ext/nice/ice-agent.h"', '"ice-agent.h"',
                       '<ext/nice/ice-agent.h>'):
            self.assert_bad('gst/session/a.c', header)

    def test_adapters(self):
        for path, header in (('ext/nice/ice-agent.c', '<nice/agent.h>'),
                             ('ext/dtls/dtls-session.c', '<openssl/ssl.h>'),
                             ('ext/dtls/srtp-backend-evp.c', '<openssl/evp.h>'),
                             ('ext/dtls/srtp-context.c', '<srtp2/srtp.h>'),
                             ('ext/sctp/sctp-association.c', '<usrsctp.h>'),
                             ('ext/soup/server.c', '<libsoup/soup.h>')):
            self.assert_good(path, header)
        for path, header in (('ext/nice/gstwrtcice.c', '<nice/agent.h>'),
                             ('ext/nice/ice-agent.h', '<nice/agent.h>'),
                             ('ext/nice/ice-session.c', '<agent.h>'),
                             ('ext/dtls/gstwrtcdtlssrtp.c', '<openssl/ssl.h>'),
                             ('ext/dtls/dtls-session.c', '<srtp2/srtp.h>'),
                             ('ext/sctp/gstwrtcsctp.c', '<usrsctp.h>'),
                             ('ext/dtls/dtls-session.c', '<gst/gst.h>'),
                             ('ext/nice/ice-agent.c', '<gst/gst.h>'),
                             ('ext/nice/ice-agent.c', '<libsoup/soup.h>')):
            self.assert_bad(path, header)

    def test_leak_through_a_header(self):
        self.assertEqual(self.problems({
            'ext/dtls/gstwrtcdtlssrtp.c': '\n\n#include "dtls-session.h"\n',
            'ext/dtls/dtls-session.h': '#include "dtls-private.h"\n',
            'ext/dtls/dtls-private.h': '#include <openssl/ssl.h>\n',
        }), ['ext/dtls/gstwrtcdtlssrtp.c:3'])

    def test_what_is_no_include(self):
        self.assertEqual(self.problems({
            'core/rtp/a.c': '/*\n#include <gst/gst.h>\n*/\n'
            '// #include <gst/gst.h>\n"#include <gst/gst.h>"\n'}), [])

    def test_other_ways_to_write_it(self):
        self.assertEqual(self.problems({
            'core/rtp/a.c': '  #  include   <gst/gst.h> /* x */\n'
            '#if 0\n#include<gio/gio.h>\n#endif\n'}),
            ['core/rtp/a.c:1', 'core/rtp/a.c:3'])

    def test_generated_header(self):
        self.assertEqual(self.problems({
            'ext/soup/a.c': '#include "page.h"\n',
            'ext/soup/meson.build': "gnome.compile_resources('page', 'x')\n",
        }), [])


def function(name, lines):
    """A function whose body has that many lines."""
    return f'static void\n{name} (int a, int (*b) (int))\n{{\n' \
        + '  a++;\n' * (lines - 2) + '}\n'


class Sizes(unittest.TestCase):
    def problems(self, text, others=10):
        usual = ''.join(function(f'usual{i}', 5) for i in range(others))
        with tree({'core/rtp/a.c': text, 'core/rtp/b.c': usual}) as root:
            return [f'{p.path}:{p.line}' for p in sizes.check(root)[0]]

    def test_function(self):
        self.assertEqual(self.problems(function('f', 80)), [])
        self.assertEqual(self.problems('\n' + function('f', 81)),
                         ['core/rtp/a.c:4'])
        self.assertEqual(self.problems(function('wrtc_x_class_init', 200)), [])

    def test_one_in_ten(self):
        self.assertEqual(self.problems(function('f', 46), others=9), [])
        self.assertEqual(self.problems(function('f', 46), others=8),
                         ['core/rtp/a.c:3'])

    def test_table(self):
        self.assertEqual(self.problems(
            'static const int t[] = {\n' + '  {f (1)},\n' * 200 + '};\n'), [])

    def test_file(self):
        self.assertEqual(self.problems('int a;\n' * 1000), [])
        self.assertEqual(self.problems('int a;\n' * 1001),
                         ['core/rtp/a.c:1001'])

    def test_hard_to_read(self):
        text = '#define X {\n#define Y \\\n  {\n' \
            'const char *s = "{\\"";\nchar c = \'{\'; /* { */ // {\n' \
            'struct s {\n int a;\n};\nextern "C" {\n}\n' \
            'G_DEFINE_TYPE (A, b, C);\n' + function('f', 3) \
            + 'int g (void) __attribute__ ((unused))\n{\n}\n'
        self.assertEqual([(n, l) for n, _, l in sizes.functions(text)],
                         [('f', 3), ('g', 2)])


class Licence(unittest.TestCase):
    def test_header(self):
        with tree({'core/a.c': licence.HEADER + ' */\n',
                   'tests/check/core/b.h': '#pragma once\n',
                   'tests/capture-lab/c.c': ''}) as root:
            self.assertEqual([p.path for p in licence.check(root)[0]],
                             ['tests/check/core/b.h'])


class Symbols(unittest.TestCase):
    MEMBER = 'core/libwrtccore.a:core/libwrtccore.a.p/rtp_wrtca.c.o'

    def problems(self, *pairs):
        with tree({'core/rtp/wrtca.c': '\n/* g_print */\n  g_print ();\n'}) \
                as root:
            return [f'{p.path}:{p.line}' for p in symbols.judge(
                root, [(self.MEMBER, k, s) for k, s in pairs])[0]]

    def test_allowed(self):
        for symbol in ('memcpy', 'g_free', 'g_hash_table_insert', 'sqrt',
                       'g_strdup_printf', 'g_error_new', '__asan_report_load1',
                       'g_ascii_strtoull', 'g_set_error_literal', 'qsort',
                       'g_return_if_fail_warning', 'g_malloc0_n',
                       'g_memdup2', 'g_strsplit', 'g_str_has_prefix'):
            self.assertEqual(self.problems(('U', symbol)), [], symbol)

    def test_forbidden(self):
        for symbol in ('socket', 'clock_gettime', 'time', 'pthread_mutex_lock',
                       'g_mutex_lock', 'g_random_int', 'rand', 'getenv',
                       'g_getenv', 'g_object_new', 'g_type_register_static',
                       'g_socket_new', 'gst_buffer_new', 'g_log', 'g_print',
                       'printf', 'puts', 'fopen', 'malloc', 'abort',
                       'g_get_monotonic_time', 'g_timeout_add', 'g_thread_new',
                       'g_once_init_enter', 'g_usleep', 'setlocale', 'strtod',
                       'g_main_context_new', 'g_file_get_contents'):
            self.assertEqual(len(self.problems(('U', symbol))), 1, symbol)

    def test_place(self):
        self.assertEqual(self.problems(('U', 'g_print')),
                         ['core/rtp/wrtca.c:3'])

    def test_own(self):
        self.assertEqual(self.problems(('T', 'wrtc_a'), ('U', 'wrtc_a'),
                                       ('t', 'helper')), [])
        self.assertEqual(len(self.problems(('U', 'wrtc_b'))), 1)
        self.assertEqual(len(self.problems(('T', 'helper'))), 1)

    def test_nm_line(self):
        for line, expected in (
                ('a.a:b.c.o:                 U memcpy', ('U', 'memcpy')),
                ('b.c.o:0000000000000010 T wrtc_a', ('T', 'wrtc_a'))):
            match = symbols.LINE.match(line)
            self.assertEqual((match['kind'], match['symbol']), expected)


class Exports(unittest.TestCase):
    def problems(self, library, *names):
        with tree({'gst-libs/gst/wrtc/a.c': 'void\nhelper (void)\n{\n}\n'}) \
                as root:
            return [f'{p.path}:{p.line}' for p in exports.judge(
                root, library, names)]

    def test_library(self):
        library = 'build/gst-libs/gst/wrtc/libgstwrtc-1.0.so'
        self.assertEqual(self.problems(library, 'gst_wrtc_a', 'wrtc_b',
                                       '_init', '__odr_asan.x'), [])
        self.assertEqual(self.problems(library, 'helper'),
                         ['gst-libs/gst/wrtc/a.c:2'])

    def test_plugin(self):
        library = 'build/ext/nice/libgstwrtcnice.so'
        self.assertEqual(self.problems(library, 'gst_plugin_wrtcnice_get_desc',
                                       'gst_plugin_wrtcnice_register'), [])
        self.assertEqual(len(self.problems(library, 'wrtc_reader_init',
                                           'usrsctp_init')), 2)


if __name__ == '__main__':
    unittest.main()
