/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls between a browser (fake camera and microphone) and a GStreamer peer
 * (peer.py), in both directions and with either side offering.
 *
 *   node wrtcbin-calls.js chromium|firefox [--factory webrtcbin]
 */
'use strict';

const http = require('http');
const path = require('path');
const readline = require('readline');
const { spawn } = require('child_process');
const { launch, watchPeers, inbound, pixels, tone, until } = require('./browser.js');

const FRAMES = 60;
/* The upper bars of videotestsrc's SMPTE pattern. */
const BARS = [[255, 255, 255], [255, 255, 0], [0, 255, 255], [0, 255, 0], [255, 0, 255], [255, 0, 0], [0, 0, 255]];
const TOLERANCE = 50;
const PAGE = '<!doctype html><title>peer</title><button>listen</button><video autoplay playsinline></video>';

class GstPeer {
  constructor(args) {
    this.process = spawn('/usr/bin/python3', [path.join(__dirname, 'peer.py'), ...args],
      { stdio: ['pipe', 'pipe', 'inherit'] });
    this.outbox = [];
    this.errors = [];
    this.states = {};
    this.waiting = [];
    readline.createInterface({ input: this.process.stdout }).on('line', line => this.take(JSON.parse(line)));
    this.gone = new Promise(resolve => this.process.on('exit', resolve));
  }

  take(message) {
    if (message.event === 'error') this.errors.push(message.message);
    else if (message.event === 'state') this.states[message.name] = message.state;
    else if (message.event === 'report') this.waiting.splice(0).forEach(done => done(message));
    else if (message.event === 'local' || message.event === 'candidate') this.outbox.push(message);
  }

  send(request) { this.process.stdin.write(JSON.stringify(request) + '\n'); }

  report() {
    return new Promise(resolve => { this.waiting.push(resolve); this.send({ do: 'report' }); });
  }

  async end() {
    this.send({ do: 'quit' });
    const status = await Promise.race([this.gone,
      new Promise(resolve => setTimeout(resolve, 15000, 'does not end'))]);
    if (status !== 0) this.process.kill('SIGKILL');
    return status;
  }
}

/* In the page: the browser's end. Signalling goes through window.outbox. */
async function startBrowserPeer(page, sends, receives) {
  await page.evaluate(async (sending, receiving) => {
    window.outbox = [];
    const pc = window.pc = new RTCPeerConnection();
    const video = document.querySelector('video');
    pc.ontrack = event => { video.srcObject = event.streams[0]; video.play().catch(() => {}); };
    pc.onicecandidate = event => {
      const c = event.candidate;
      if (c && c.candidate) window.outbox.push({ mline: c.sdpMLineIndex, candidate: c.candidate });
    };
    if (sending) {
      /* On a busy machine Chromium may not have found its fake devices yet. */
      const open = () => navigator.mediaDevices.getUserMedia(
        { audio: true, video: { width: 320, height: 240 } });
      let stream = null;
      for (let tries = 0; !stream; tries++) {
        stream = await open().catch(error => { if (tries === 20) throw error; return null; });
        if (!stream) await new Promise(resolve => setTimeout(resolve, 500));
      }
      stream.getTracks().forEach(track => pc.addTrack(track, stream));
    }
    window.describe = async type => {
      if (type === 'offer' && receiving && !sending) {
        pc.addTransceiver('video', { direction: 'recvonly' });
        pc.addTransceiver('audio', { direction: 'recvonly' });
      }
      await pc.setLocalDescription(type === 'offer' ? await pc.createOffer() : await pc.createAnswer());
      window.outbox.push({ type: pc.localDescription.type, sdp: pc.localDescription.sdp });
    };
    /* Candidates may overtake the description. */
    let ready;
    const described = new Promise(resolve => { ready = resolve; });
    window.deliver = async message => {
      if (message.event === 'candidate') {
        await described;
        await pc.addIceCandidate(message.candidate ?
          { candidate: message.candidate, sdpMLineIndex: message.mline } : null);
      } else {
        await pc.setRemoteDescription({ type: message.type, sdp: message.sdp });
        ready();
        if (message.type === 'offer') await window.describe('answer');
      }
    };
  }, sends, receives);
}

/* Carries messages both ways until told to stop. */
function carry(page, peer) {
  let going = true;
  const errors = [];
  const work = (async () => {
    while (going) {
      for (const message of peer.outbox.splice(0)) {
        page.evaluate(m => window.deliver(m), message).catch(error => errors.push(error.message));
      }
      const messages = await page.evaluate(() => window.outbox.splice(0));
      for (const m of messages) {
        peer.send(m.sdp ? { do: 'remote', type: m.type, sdp: m.sdp } : { do: 'candidate', ...m });
      }
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  })().catch(error => errors.push(error.message));
  return { errors, stop: async () => { going = false; await work; } };
}

/* What matters of the statistics, short enough to be read in a failure. */
async function measure(page) {
  const { state, video = {}, audio = {} } = await inbound(page);
  return { state, codec: video.mimeType, packets: video.packetsReceived, frames: video.framesDecoded,
    received: video.framesReceived, keyFrames: video.keyFramesDecoded, lost: video.packetsLost,
    plis: video.pliCount, size: `${video.frameWidth}x${video.frameHeight}`, energy: audio.totalAudioEnergy };
}

async function checkBrowserReceives(page) {
  const stats = await until('frames decoded in the browser', () => measure(page),
    s => s.frames >= FRAMES && s.energy > 0.01);
  if (stats.size !== '320x240') throw new Error(`frames of ${stats.size}`);
  const seen = await pixels(page, BARS.map((_, i) => [(i + 0.5) / 7, 0.3]));
  BARS.forEach((bar, i) => bar.forEach((want, c) => {
    if (Math.abs(want - seen[i][c]) > TOLERANCE) throw new Error(`bar ${i} is ${seen[i]}, not ${bar}`);
  }));
  /* Firefox lets a page listen only after a click. */
  await page.click('button');
  const heard = await until('440 Hz', () => tone(page), t => Math.abs(t.hz - 440) <= 15, 20000);
  return `${stats.frames} frames ${stats.codec}, ${Math.round(heard.hz)} Hz`;
}

async function checkPeerReceives(peer) {
  const report = await until('frames decoded in the peer', () => peer.report(),
    r => r.frames >= FRAMES && r.audio_seconds > 1.5 && r.audio_rms > 0.02);
  if (report.width * report.height < 160 * 120 || report.width / report.height !== 4 / 3) {
    throw new Error(`frames of ${report.width}x${report.height}`);
  }
  /* A fake camera's picture is not black: some channel is bright somewhere. */
  if (!report.colours.flat().some(v => v > 100)) throw new Error('the picture is black');
  return `${report.frames} frames ${report.width}x${report.height}, audio rms ${report.audio_rms.toFixed(3)}`;
}

async function call(browser, uri, factory, { offerer, sender }) {
  const page = await browser.open(uri, watchPeers);
  const browserSends = sender !== 'bin', binSends = sender !== 'browser';
  const args = ['--factory', factory, ...(binSends ? ['--send'] : []), ...(browserSends ? ['--receive'] : [])];
  const peer = new GstPeer(args);
  await startBrowserPeer(page, browserSends, binSends);
  const wire = carry(page, peer);
  const done = [];
  try {
    if (offerer === 'browser') await page.evaluate(() => window.describe('offer'));
    else peer.send({ do: 'offer' });
    if (browserSends) done.push('bin: ' + await checkPeerReceives(peer));
    if (binSends) done.push('browser: ' + await checkBrowserReceives(page));
    const state = peer.states['connection-state'];
    if (state !== 'connected') throw new Error(`connection-state is ${state}`);
    if (peer.errors.length || wire.errors.length) throw new Error([...peer.errors, ...wire.errors].join('; '));
    return done.join('; ');
  } catch (error) {
    const more = [...peer.errors, ...wire.errors];
    throw new Error(error.message + (more.length ? ` (${more.join('; ')})` : '') + ` states ${JSON.stringify(peer.states)}`);
  } finally {
    await wire.stop();
    await page.close();
    const status = await peer.end();
    if (status !== 0) throw new Error(`the peer ended with ${status}`);
  }
}

async function main() {
  const name = process.argv[2];
  const at = process.argv.indexOf('--factory');
  const factory = at > 0 ? process.argv[at + 1] : 'wrtcbin';
  const calls = [];
  for (const sender of ['browser', 'bin', 'both']) {
    for (const offerer of ['browser', 'bin']) calls.push({ offerer, sender });
  }
  const server = http.createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(PAGE);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const uri = `http://127.0.0.1:${server.address().port}/`;
  console.log(`1..${calls.length}`);
  let failed = 0;
  const browser = await launch(name, { capture: true });
  for (const [i, what] of calls.entries()) {
    const title = `${name}, ${what.offerer} offers, ${what.sender} ${what.sender === 'both' ? 'send' : 'sends'}`;
    try {
      console.log(`ok ${i + 1} - ${title}: ${await call(browser, uri, factory, what)}`);
    } catch (error) {
      failed++;
      console.log(`not ok ${i + 1} - ${title}: ${error.message}`);
    }
  }
  await browser.close();
  server.close();
  process.exit(failed ? 1 : 0);
}

main().catch(error => { console.log(`Bail out! ${error.stack}`); process.exit(1); });
