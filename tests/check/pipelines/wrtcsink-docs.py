#!/usr/bin/env python3
# gst-wrtc: WebRTC for GStreamer
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Runs every gst-launch-1.0 line of docs/wrtcsink.md (the blocks marked sh) as it
# is printed, asks its page and its WHEP endpoint, and ends it with Ctrl-C.
import http.client
import os
import re
import shlex
import signal
import subprocess
import sys
import urllib.parse

page = os.path.join(os.environ['GST_WRTC_SOURCE_ROOT'], 'docs', 'wrtcsink.md')
text = open(page, encoding='utf-8').read()
lines = [line for block in re.findall(r'```sh\n(.*?)```', text, re.S)
         for line in block.splitlines() if line.startswith('gst-launch-1.0')]
assert len(lines) >= 4, 'the page has no pipelines'


def ask(uri, method, path):
    address = urllib.parse.urlsplit(uri)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    connection.request(method, path)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body


def run(line):
    process = subprocess.Popen(shlex.split(line), stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
    output = []
    try:
        uri = None
        for written in process.stdout:
            output.append(written)
            found = re.search(r'open (http:\S+) in a browser', written)
            if found:
                uri = found.group(1)
            # gst-launch-1.0 says so when the pipeline runs.
            if uri and 'New clock' in written:
                break
        assert uri, 'no address was printed'
        status, body = ask(uri, 'GET', '/')
        assert status == 200 and b'<video' in body, status
        status, body = ask(uri, 'OPTIONS', '/whep')
        assert status == 204, status
        process.send_signal(signal.SIGINT)
        output.append(process.communicate(timeout=60)[0])
        assert process.returncode == 0, process.returncode
        assert 'ERROR' not in ''.join(output), 'an error was posted'
    except Exception as error:
        process.kill()
        process.wait()
        return f'{error}\n{"".join(output)}'
    return None


print(f'1..{len(lines)}')
failed = 0
for number, line in enumerate(lines, 1):
    problem = run(line)
    failed += problem is not None
    print(f'{"not " if problem else ""}ok {number} - {line}')
    if problem:
        print('\n'.join(f'# {p}' for p in problem.splitlines()))
sys.exit(1 if failed else 0)
