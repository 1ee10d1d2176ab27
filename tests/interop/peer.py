#!/usr/bin/python3
"""A peer connection in GStreamer that another program calls.

    peer.py [--factory wrtcbin] [--send] [--receive] [--codec VP8] [--bundle-policy P]

Speaks lines of JSON. On standard input:
    {"do": "offer"}                            make an offer
    {"do": "remote", "type": T, "sdp": S}      the other side's description
    {"do": "candidate", "mline": N, "candidate": C}
    {"do": "report"}                           say what has been received
    {"do": "quit"}
On standard output: {"event": "local", type, sdp}, {"event": "candidate", ...},
{"event": "state", "state": nick}, {"event": "report", ...}, {"event": "error", ...}.

It is written as applications for stock webrtcbin are: --factory is the one word
that differs.
"""
import argparse
import array
import json
import math
import sys
import threading

import gi
gi.require_version('Gst', '1.0')
gi.require_version('GstSdp', '1.0')
gi.require_version('GstWebRTC', '1.0')
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

ENCODERS = {
    'VP8': 'vp8enc deadline=1 cpu-used=8 keyframe-max-dist=60 target-bitrate=500000 ! rtpvp8pay pt=96 picture-id-mode=15-bit',
    'VP9': 'vp9enc deadline=1 cpu-used=8 keyframe-max-dist=60 target-bitrate=500000 ! rtpvp9pay pt=98 picture-id-mode=15-bit',
    'H264': 'x264enc tune=zerolatency speed-preset=ultrafast key-int-max=60 ! video/x-h264,profile=constrained-baseline'
            ' ! h264parse config-interval=-1 ! rtph264pay aggregate-mode=zero-latency pt=102',
}
DECODERS = {
    'VP8': 'rtpvp8depay ! vp8dec', 'VP9': 'rtpvp9depay ! vp9dec',
    'H264': 'rtph264depay ! h264parse ! avdec_h264', 'OPUS': 'rtpopusdepay ! opusdec',
}


class Peer:
    def __init__(self, options):
        self.options = options
        self.write_lock = threading.Lock()
        self.received = {'frames': 0, 'width': 0, 'height': 0, 'colours': [], 'audio_seconds': 0.0,
                         'audio_rms': 0.0, 'audio_hz': 0.0}
        self.samples = array.array('h')
        self.pipeline = Gst.Pipeline.new('peer')
        self.bin = Gst.ElementFactory.make(options.factory, 'bin')
        if not self.bin:
            raise SystemExit('no element ' + options.factory)
        self.bin.set_property('bundle-policy', options.bundle_policy)
        self.pipeline.add(self.bin)
        bus = self.pipeline.get_bus()
        bus.add_signal_watch()
        bus.connect('message::error', self.on_error)
        self.bin.connect('on-ice-candidate', self.on_candidate)
        self.bin.connect('pad-added', self.on_pad)
        self.negotiation_needed = threading.Event()
        self.bin.connect('on-negotiation-needed', lambda *_: self.negotiation_needed.set())
        for name in ('connection-state', 'ice-connection-state', 'signaling-state'):
            self.bin.connect('notify::' + name, self.on_state)
        if options.send:
            self.add_sender('videotestsrc is-live=true pattern=smpte ! video/x-raw,width=320,height=240,framerate=30/1'
                            ' ! queue ! ' + ENCODERS[options.codec])
            self.add_sender('audiotestsrc is-live=true freq=440 ! audio/x-raw,rate=48000,channels=2 ! queue'
                            ' ! opusenc ! rtpopuspay pt=111')
        self.pipeline.set_state(Gst.State.PLAYING)

    def say(self, event, **fields):
        with self.write_lock:
            print(json.dumps({'event': event, **fields}), flush=True)

    def add_sender(self, description):
        source = Gst.parse_bin_from_description(description, True)
        self.pipeline.add(source)
        if not source.link(self.bin):
            raise SystemExit('cannot link ' + description)

    def on_error(self, _bus, message):
        error, debug = message.parse_error()
        self.say('error', message=str(error), debug=debug)

    def on_candidate(self, _bin, mline, candidate):
        self.say('candidate', mline=mline, candidate=candidate)

    def on_state(self, element, spec):
        self.say('state', name=spec.name, state=element.get_property(spec.name).value_nick)

    # Descriptions -----------------------------------------------------------

    def fail(self, what, reply):
        error = reply.get_value('error') if reply is not None and reply.has_field('error') else None
        self.say('error', message='%s: %s' % (what, error.message if error else 'no reply'))

    def local(self, kind):
        def created(promise, *_):
            reply = promise.get_reply()
            if reply is None or not reply.has_field(kind):
                return self.fail('create-' + kind, reply)
            description = reply.get_value(kind)
            self.bin.emit('set-local-description', description, Gst.Promise.new())
            self.say('local', type=kind, sdp=description.sdp.as_text())
        self.bin.emit('create-' + kind, None, Gst.Promise.new_with_change_func(created))

    def remote(self, kind, text):
        _, message = GstSdp.SDPMessage.new_from_text(text)
        description = GstWebRTC.WebRTCSessionDescription.new(
            {'offer': GstWebRTC.WebRTCSDPType.OFFER, 'answer': GstWebRTC.WebRTCSDPType.ANSWER}[kind], message)

        def done(promise, *_):
            reply = promise.get_reply()
            if reply is not None and reply.has_field('error'):
                return self.fail('set-remote-description', reply)
            if kind == 'offer':
                self.local('answer')
        self.bin.emit('set-remote-description', description, Gst.Promise.new_with_change_func(done))

    def offer(self):
        if self.options.receive and not self.options.send:
            for caps in ('application/x-rtp,media=video,encoding-name=%s,payload=96,clock-rate=90000' % self.options.codec,
                         'application/x-rtp,media=audio,encoding-name=OPUS,payload=111,clock-rate=48000,'
                         'encoding-params=(string)2'):
                self.bin.emit('add-transceiver', GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY,
                              Gst.Caps.from_string(caps))
        # What is sent is known only when caps have arrived.
        if not self.negotiation_needed.wait(10):
            return self.say('error', message='on-negotiation-needed did not come')
        self.local('offer')

    # What arrives -------------------------------------------------------------

    def on_pad(self, _bin, pad):
        if pad.direction != Gst.PadDirection.SRC:
            return
        structure = pad.get_current_caps().get_structure(0)
        decoder = DECODERS.get(structure.get_string('encoding-name').upper())
        if not decoder:
            return self.say('error', message='no decoder for ' + structure.to_string())
        if structure.get_string('media') == 'video':
            tail, handler = 'videoconvert ! video/x-raw,format=RGB', self.on_frame
        else:
            tail, handler = 'audioconvert ! audioresample ! audio/x-raw,format=S16LE,rate=48000,channels=1', self.on_audio
        decode = Gst.parse_bin_from_description(
            decoder + ' ! ' + tail + ' ! appsink name=out emit-signals=true sync=false', True)
        self.pipeline.add(decode)
        decode.get_by_name('out').connect('new-sample', handler)
        decode.sync_state_with_parent()
        if pad.link(decode.get_static_pad('sink')) != Gst.PadLinkReturn.OK:
            self.say('error', message='cannot link ' + pad.get_name())

    def on_frame(self, sink):
        sample = sink.emit('pull-sample')
        structure = sample.get_caps().get_structure(0)
        width, height = structure.get_value('width'), structure.get_value('height')
        self.received['frames'] += 1
        if self.received['frames'] % 10 == 1:
            ok, view = sample.get_buffer().map(Gst.MapFlags.READ)
            stride = (width * 3 + 3) & ~3
            self.received['colours'] = [list(view.data[y * stride + x * 3:y * stride + x * 3 + 3])
                                        for y in (height // 4, height // 2)
                                        for x in (width * (2 * bar + 1) // 14 for bar in range(7))]
            sample.get_buffer().unmap(view)
        self.received['width'], self.received['height'] = width, height
        return Gst.FlowReturn.OK

    def on_audio(self, sink):
        buffer = sink.emit('pull-sample').get_buffer()
        ok, view = buffer.map(Gst.MapFlags.READ)
        samples = array.array('h', bytes(view.data))
        buffer.unmap(view)
        self.received['audio_seconds'] += len(samples) / 48000
        rms = math.sqrt(sum(x * x for x in samples) / max(len(samples), 1)) / 32768
        # Chromium's fake microphone beeps: the loudest moment counts.
        if rms >= self.received['audio_rms']:
            self.received['audio_rms'] = rms
            crossings = sum(1 for a, b in zip(samples, samples[1:]) if a < 0 <= b)
            self.received['audio_hz'] = crossings * 48000 / max(len(samples), 1)
        return Gst.FlowReturn.OK

    # Commands -----------------------------------------------------------------

    def command(self, line):
        request = json.loads(line)
        what = request['do']
        if what == 'offer':
            self.offer()
        elif what == 'remote':
            self.remote(request['type'], request['sdp'])
        elif what == 'candidate':
            self.bin.emit('add-ice-candidate', request['mline'], request['candidate'])
        elif what == 'report':
            self.say('report', **self.received)
        elif what == 'quit':
            return False
        return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--factory', default='wrtcbin')
    parser.add_argument('--send', action='store_true')
    parser.add_argument('--receive', action='store_true')
    parser.add_argument('--codec', default='VP8', choices=sorted(ENCODERS))
    parser.add_argument('--bundle-policy', default='max-bundle')
    options = parser.parse_args()
    Gst.init(None)
    peer = Peer(options)
    loop = GLib.MainLoop()

    def read():
        for line in sys.stdin:
            if not peer.command(line):
                break
        loop.quit()
    threading.Thread(target=read, daemon=True).start()
    peer.say('ready')
    loop.run()
    peer.pipeline.set_state(Gst.State.NULL)
    peer.say('bye')


main()
