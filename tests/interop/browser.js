/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Real browsers for tests: starts Chromium or Firefox headless with a new profile,
 * ends them by process id whatever happens, and measures what a page plays.
 *
 *   const b = await launch('chromium');       // or 'firefox'
 *   const page = await b.open(uri);
 *   const s = await inbound(page);            // getStats of every connection
 */
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const { execFileSync } = require('child_process');
const puppeteer = require('puppeteer-core');

const EXECUTABLES = {
  chromium: process.env.CHROMIUM || '/usr/bin/chromium',
  firefox: process.env.FIREFOX || '/usr/bin/firefox-esr',
};

const CHROMIUM_FLAGS = [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-default-apps', '--disable-extensions', '--disable-dev-shm-usage',
  '--autoplay-policy=no-user-gesture-required', '--mute-audio',
];

/* A page that captures gets a test picture and a tone without being asked for
 * leave. With leave Chromium shows its addresses, without it hides them behind
 * .local names: so only for tests that capture. */
const CHROMIUM_CAPTURE_FLAGS = [
  '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
];

const FIREFOX_PREFS = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.getusermedia.insecure.enabled': true,
  'media.devices.insecure.enabled': true,
  'media.gmp-manager.updateEnabled': false,
  'media.gmp-provider.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
};

const running = new Set();

/* All processes below @pid, the leaves first. */
function descendants(pid) {
  let rows;
  try {
    rows = execFileSync('ps', ['-eo', 'pid=,ppid=']).toString().trim().split('\n')
      .map(row => row.trim().split(/\s+/).map(Number));
  } catch { return []; }
  const below = id => rows.filter(row => row[1] === id).flatMap(row => [...below(row[0]), row[0]]);
  return below(pid);
}

class Browser {
  constructor(name, browser, profile) {
    this.name = name;
    this.browser = browser;
    this.profile = profile;
    this.pid = browser.process().pid;
    running.add(this);
  }

  async open(uri, prepare) {
    const page = await this.browser.newPage();
    page.on('pageerror', error => console.log(`# ${this.name} page error: ${error.message}`));
    page.on('console', message => {
      if (message.type() === 'error') console.log(`# ${this.name} console: ${message.text()}`);
    });
    if (prepare) await prepare(page);
    if (uri) await page.goto(uri, { waitUntil: 'load' });
    return page;
  }

  /* As a power cut: no page gets to say goodbye. */
  kill() {
    for (const pid of [...descendants(this.pid), this.pid]) {
      try { process.kill(pid, 'SIGKILL'); } catch { /* gone already */ }
    }
    running.delete(this);
    fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  async close() {
    await Promise.race([
      this.browser.close().catch(() => {}),
      new Promise(resolve => setTimeout(resolve, 5000).unref()),
    ]);
    this.kill();
  }
}

process.on('exit', () => { for (const browser of [...running]) browser.kill(); });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

/* options: capture (fake camera and microphone in Chromium; Firefox always has
 * them), flags (Chromium), prefs (Firefox). */
async function launch(name, options = {}) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), `wrtc-${name}-`));
  const common = {
    executablePath: EXECUTABLES[name],
    userDataDir: profile,
    protocolTimeout: 120000,
    timeout: 90000,
    handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false,
  };
  const browser = name === 'firefox'
    ? await puppeteer.launch({ ...common, browser: 'firefox', headless: true,
        extraPrefsFirefox: { ...FIREFOX_PREFS, ...(options.prefs || {}) } })
    : await puppeteer.launch({ ...common, headless: true,
        args: [...CHROMIUM_FLAGS, ...(options.capture ? CHROMIUM_CAPTURE_FLAGS : []), ...(options.flags || [])],
        ignoreDefaultArgs: ['--enable-automation'] });
  return new Browser(name, browser, profile);
}

/* Call before the page's own scripts: keeps every RTCPeerConnection in window.wrtcPeers. */
async function watchPeers(page) {
  await page.evaluateOnNewDocument(() => {
    window.wrtcPeers = [];
    const Real = window.RTCPeerConnection;
    window.RTCPeerConnection = new Proxy(Real, {
      construct(target, args) {
        const pc = new target(...args);
        window.wrtcPeers.push(pc);
        return pc;
      },
    });
  });
}

/* {video, audio, state}: inbound-rtp of the newest connection, codec joined in. */
function inbound(page) {
  return page.evaluate(async () => {
    const pc = window.wrtcPeers[window.wrtcPeers.length - 1];
    const result = { state: pc ? pc.connectionState : 'none', peers: window.wrtcPeers.length };
    if (!pc) return result;
    const stats = await pc.getStats();
    stats.forEach(s => {
      if (s.type === 'inbound-rtp') {
        const codec = stats.get(s.codecId) || {};
        result[s.kind] = { ...s, mimeType: codec.mimeType, sdpFmtpLine: codec.sdpFmtpLine };
      }
      if (s.type === 'candidate-pair' && (s.nominated || s.selected) && s.state === 'succeeded') {
        const local = stats.get(s.localCandidateId), remote = stats.get(s.remoteCandidateId);
        result.pair = { local: local && local.candidateType, remote: remote && remote.candidateType };
      }
    });
    return result;
  });
}

/* [r, g, b] means of a small square around each point (fractions of the picture). */
function pixels(page, points, selector = 'video') {
  return page.evaluate((wanted, which) => {
    const video = document.querySelector(which);
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(video, 0, 0);
    return wanted.map(([x, y]) => {
      const data = context.getImageData(Math.round(x * canvas.width) - 2, Math.round(y * canvas.height) - 2, 5, 5).data;
      const sum = [0, 0, 0];
      for (let i = 0; i < data.length; i++) if (i % 4 < 3) sum[i % 4] += data[i];
      return sum.map(v => Math.round(v / 25));
    });
  }, points, selector);
}

/* Frequency (Hz) and level (dB of full scale) of the tone that @selector plays: it
 * is recorded for @ms and decoded again, which needs no sound device. */
function tone(page, ms = 1500, selector = 'video') {
  return page.evaluate(async (length, which) => {
    const tracks = document.querySelector(which).srcObject.getAudioTracks();
    const recorder = new MediaRecorder(new MediaStream(tracks));
    const parts = [];
    recorder.ondataavailable = event => parts.push(event.data);
    const stopped = new Promise(resolve => { recorder.onstop = resolve; });
    recorder.start();
    await new Promise(resolve => setTimeout(resolve, length));
    recorder.stop();
    await stopped;
    const bytes = await new Blob(parts).arrayBuffer();
    const sound = await new OfflineAudioContext(1, 48000, 48000).decodeAudioData(bytes);
    /* The second half: the first holds the codec's start. */
    const samples = sound.getChannelData(0).subarray(sound.length / 2);
    const level = Math.sqrt(samples.reduce((sum, v) => sum + v * v, 0) / samples.length);
    /* Upward crossings, with some distance from zero so that noise counts not. */
    let crossings = 0, first = 0, last = 0, below = false;
    samples.forEach((v, i) => {
      if (v < -level / 2) below = true;
      else if (v > level / 2 && below) {
        below = false;
        last = i;
        if (crossings++ === 0) first = i;
      }
    });
    const hz = crossings > 1 ? (crossings - 1) * sound.sampleRate / (last - first) : 0;
    return { hz, db: level > 0 ? 20 * Math.log10(level) : -200, seconds: sound.duration };
  }, ms, selector);
}

/* Asks until @check is content with the value, or throws with the last one. */
async function until(what, ask, check, limitMs = 60000) {
  const end = Date.now() + limitMs;
  let value, error;
  while (Date.now() < end) {
    try {
      value = await ask();
      error = undefined;
      if (check(value)) return value;
    } catch (e) { error = e; }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  throw new Error(`${what}: not within ${limitMs} ms; last: ${error ? error.message : JSON.stringify(value)}`);
}

module.exports = { launch, watchPeers, inbound, pixels, tone, until, EXECUTABLES };
