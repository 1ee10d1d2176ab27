#!/usr/bin/env python3
# gst-wrtc: WebRTC for GStreamer
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the lines of docs/ortc.md as two gst-launch-1.0 processes and looks at
the picture that arrives: usage ortc.py [WRONG], where WRONG is the side
(sender, receiver) that trusts a fingerprint of nobody."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading

WIDTH, HEIGHT, FRAMES = 320, 240, 60
FRAME_SIZE = WIDTH * HEIGHT * 3 // 2
LIMIT_S = 60
# Y, U, V of the seven bars of videotestsrc's pattern smpte.
BARS = [(235, 128, 128), (210, 16, 146), (170, 166, 16), (145, 54, 34),
        (106, 202, 222), (81, 90, 240), (41, 240, 110)]


def read_blocks(root):
    with open(os.path.join(root, 'docs', 'ortc.md'), encoding='utf-8') as page:
        text = page.read()
    return dict(re.findall(r'^```sh (\w+)\n(.*?)^```$', text, re.M | re.S))


def free_ports(count):
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
               for _ in range(count)]
    for each in sockets:
        each.bind(('127.0.0.1', 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def start(lines, folder, env, log):
    # "exec": the process is gst-launch-1.0 itself.
    lines = lines.replace('\ngst-launch-1.0 ', '\nexec gst-launch-1.0 -m ')
    return subprocess.Popen(['bash', '-euc', lines], cwd=folder, env=env,
                            stdout=log, stderr=subprocess.STDOUT)


def stop(process):
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise SystemExit('a process did not end on SIGINT')


def sample(frame, x, y):
    chroma = WIDTH * HEIGHT + (y // 2) * (WIDTH // 2) + x // 2
    return (frame[y * WIDTH + x], frame[chroma],
            frame[chroma + WIDTH * HEIGHT // 4])


def check_picture(data):
    frames = len(data) // FRAME_SIZE
    assert len(data) % FRAME_SIZE == 0, f'{len(data)} bytes are no whole frames'
    assert frames >= FRAMES, f'only {frames} frames'
    for number in range(frames):
        frame = data[number * FRAME_SIZE:(number + 1) * FRAME_SIZE]
        for bar, expected in enumerate(BARS):
            got = sample(frame, (2 * bar + 1) * WIDTH // 14, HEIGHT // 3)
            near = all(abs(a - b) <= 24 for a, b in zip(got, expected))
            assert near, f'frame {number} bar {bar}: {got}, not {expected}'
    print(f'{frames} frames, all with the colours of the test pattern')


def distrust(blocks, side):
    other = 'receiver' if side == 'sender' else 'sender'
    right = f'$(fingerprint {other}.crt)'
    assert right in blocks[side]
    nobody = 'sha-256 ' + ':'.join(['00'] * 32)
    blocks[side] = blocks[side].replace(right, nobody)


def run(blocks, folder, wrong):
    ports = free_ports(2)
    frames = os.path.join(folder, 'frames.yuv')
    env = dict(os.environ, SENDER_PORT=str(ports[0]), RECEIVER_PORT=str(ports[1]),
               SHOW='video/x-raw,format=I420 ! '
               f'identity eos-after={FRAMES + 1} ! filesink location={frames}')
    subprocess.run(['bash', '-euc', blocks['certificates']], cwd=folder,
                   check=True, stderr=subprocess.DEVNULL)
    logs = {name: open(os.path.join(folder, name + '.log'), 'w+b')
            for name in ('sender', 'receiver')}
    processes = {name: start(blocks['parameters'] + '\n' + blocks[name], folder,
                             env, log) for name, log in logs.items()}
    try:
        if wrong:
            wait_for_failure(logs[wrong].name)
            assert os.path.getsize(frames) == 0, 'a picture passed'
        else:
            assert processes['receiver'].wait(LIMIT_S) == 0, 'receiver failed'
            with open(frames, 'rb') as file:
                check_picture(file.read())
    except (AssertionError, subprocess.TimeoutExpired):
        for name, log in logs.items():
            log.seek(0)
            print(f'--- {name}\n' + log.read().decode(errors='replace'))
        raise
    finally:
        for process in processes.values():
            stop(process)


def wait_for_failure(log_path):
    """gst-launch-1.0 -m prints the element's message."""
    tail = subprocess.Popen(['tail', '-n', '+1', '-f', log_path], text=True,
                            stdout=subprocess.PIPE)
    guard = threading.Timer(LIMIT_S, tail.kill)
    guard.start()
    try:
        for line in tail.stdout:
            if 'wrtc-failed' in line:
                assert 'mismatch' in line, line
                print(line.strip())
                return
    finally:
        guard.cancel()
        tail.kill()
        tail.wait()
    raise AssertionError('no message of a failure')


def main():
    wrong = sys.argv[1] if len(sys.argv) > 1 else None
    blocks = read_blocks(os.environ['GST_WRTC_SOURCE_ROOT'])
    if wrong:
        distrust(blocks, wrong)
    with tempfile.TemporaryDirectory() as folder:
        run(blocks, folder, wrong)


main()
