#!/usr/bin/python3
"""Run every pipeline that the documentation prints.

    run-pipelines.py FILE.md ...

A block of shell that contains gst-launch-1.0 is run as it stands, for a few
seconds, in the environment of the test. Directly above it a comment can say
how:

    <!-- run: 5 -->         end it by SIGINT after five seconds (default 4)
    <!-- run: by NAME -->   it needs a partner: the test NAME runs it

It fails if the block ends with an error, never plays, or posts a warning of
this project's elements.
"""
import os
import re
import signal
import subprocess
import sys

FENCE = re.compile(r'(?:<!-- run: (?P<how>[^>]*?) -->\s*\n)?```(?:sh|bash|shell|console)\n(?P<body>.*?)\n```', re.S)


def blocks(path):
    text = open(path, encoding='utf-8').read()
    for match in FENCE.finditer(text):
        body = match['body']
        if re.search(r'^\s*gst-launch-1\.0\b', body, re.M):
            line = text.count('\n', 0, match.start('body')) + 1
            yield line, body, (match['how'] or '4').strip()


def registered_tests():
    out = subprocess.run(['meson', 'introspect', '--tests', os.environ['GST_WRTC_BUILD_ROOT']],
                         capture_output=True, text=True, check=True).stdout
    import json
    return {test['name'] for test in json.loads(out)}


def run(body, seconds):
    process = subprocess.Popen(['bash', '-c', body], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, start_new_session=True, stdin=subprocess.DEVNULL)
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGINT)
        try:
            output, _ = process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            return 'does not end on SIGINT', output
    if 'PLAYING' not in output and ' -q' not in body:
        return 'never plays', output
    if re.search(r'ERROR|WARNING: (from element .*wrtc|erroneous)|CRITICAL', output):
        return 'prints an error', output
    if process.returncode not in (0, -signal.SIGINT, 128 + signal.SIGINT):
        return 'ends with status %d' % process.returncode, output
    return None, output


def main():
    failed = count = 0
    names = None
    for path in sys.argv[1:]:
        for line, body, how in blocks(path):
            count += 1
            label = '%s:%d' % (os.path.basename(path), line)
            if how.startswith('by '):
                names = names or registered_tests()
                problem, output = (None if how[3:] in names else 'no test is named ' + how[3:]), ''
            else:
                problem, output = run(body, float(how))
            print('%s %s%s' % ('FAIL' if problem else 'ok  ', label, ': ' + problem if problem else ''), flush=True)
            if problem:
                failed += 1
                print(body, output, sep='\n', flush=True)
    if not count:
        print('no pipeline found')
    return 1 if failed or not count else 0


sys.exit(main())
