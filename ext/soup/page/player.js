/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Plays the stream of this server: a WHEP client (draft-ietf-wish-whep) that
 * comes back by itself when the stream ends or the network changes.
 */
'use strict';

const ENDPOINT = '/whep';
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15000;
const CONNECT_LIMIT_MS = 20000;
const VANISHED_MS = 8000;

const $ = id => document.getElementById(id);
const video = $('video');
let session = null;
let waitMs = FIRST_WAIT_MS;

function show(state, text, notice) {
  document.body.dataset.state = state;
  $('state').textContent = text;
  $('notice').hidden = !notice;
  $('notice').textContent = notice || '';
}

/* Link: <stun:host:port>; rel="ice-server"; username="u"; credential="p" */
function iceServers(header) {
  const servers = [];
  for (const link of (header || '').split(/,\s*(?=<)/)) {
    const parts = /^\s*<([^>]+)>(.*)$/.exec(link);
    if (!parts || !/rel="?ice-server"?/.test(parts[2])) continue;
    const value = name => {
      const found = new RegExp(`${name}="((?:[^"\\\\]|\\\\.)*)"`).exec(parts[2]);
      return found ? found[1].replace(/\\(.)/g, '$1') : undefined;
    };
    const server = { urls: parts[1] };
    if (value('username') !== undefined) {
      server.username = value('username');
      server.credential = value('credential');
    }
    servers.push(server);
  }
  return servers;
}

/* Without this Chromium plays Opus in one channel. */
function askForStereo(sdp) {
  const opus = /a=rtpmap:(\d+) opus\/48000\/2/i.exec(sdp);
  if (!opus) return sdp;
  return sdp.replace(new RegExp(`(a=fmtp:${opus[1]} )(?!.*stereo=)`), '$1stereo=1;');
}

class Session {
  constructor() {
    this.candidates = [];
    this.resource = null;
    this.over = false;
    this.timers = new Set();
  }

  after(ms, action) {
    const timer = setTimeout(() => { this.timers.delete(timer); action(); }, ms);
    this.timers.add(timer);
    return timer;
  }

  async start() {
    const options = await fetch(ENDPOINT, { method: 'OPTIONS' });
    this.pc = new RTCPeerConnection({
      iceServers: iceServers(options.headers.get('Link')),
      bundlePolicy: 'max-bundle',
    });
    this.pc.addTransceiver('video', { direction: 'recvonly' });
    this.pc.addTransceiver('audio', { direction: 'recvonly' });
    this.pc.ontrack = event => this.play(event);
    this.pc.onicecandidate = event => this.trickle(event.candidate);
    this.pc.onconnectionstatechange = () => this.changed();

    const offer = await this.pc.createOffer();
    offer.sdp = askForStereo(offer.sdp);
    await this.pc.setLocalDescription(offer);
    const response = await fetch(ENDPOINT, {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp' },
      body: offer.sdp,
    });
    const body = await response.text();
    if (response.status !== 201) {
      const error = new Error(body.trim() || response.statusText);
      error.retryAfter = Number(response.headers.get('Retry-After')) || 0;
      throw error;
    }
    this.resource = new URL(response.headers.get('Location'), location.href);
    this.etag = response.headers.get('ETag');
    if (this.over) return this.leave();
    await this.pc.setRemoteDescription({ type: 'answer', sdp: body });
    this.flush();
    this.after(CONNECT_LIMIT_MS, () => {
      if (!this.connected) this.end('The connection took too long.');
    });
  }

  play(event) {
    if (event.streams[0] && video.srcObject !== event.streams[0])
      video.srcObject = event.streams[0];
    video.play().catch(() => {});
    if (event.track.kind === 'audio') event.track.onunmute = () => { $('sound').hidden = false; };
    if (event.track.kind === 'video') event.track.onunmute = () => { $('full').hidden = false; };
  }

  changed() {
    const state = this.pc.connectionState;
    if (state === 'connected') {
      this.connected = true;
      waitMs = FIRST_WAIT_MS;
      clearTimeout(this.vanished);
      show('live', 'Live');
    } else if (state === 'disconnected') {
      show('connecting', 'Connection interrupted…');
      this.vanished = this.after(VANISHED_MS, () => this.end('The stream was interrupted.'));
    } else if (state === 'failed' || state === 'closed') {
      this.end('The stream has ended.');
    }
  }

  /* RFC 8840: candidates go in one PATCH for each burst, once the session exists. */
  trickle(candidate) {
    this.candidates.push(candidate);
    if (!this.burst)
      this.burst = this.after(30, () => { this.burst = null; this.flush(); });
  }

  flush() {
    if (!this.resource || !this.candidates.length || this.over) return;
    const sdp = this.pc.localDescription.sdp;
    const line = name => (new RegExp(`^a=${name}:.*$`, 'm').exec(sdp) || [''])[0].trim();
    const sections = new Map();
    let complete = false;
    for (const candidate of this.candidates.splice(0)) {
      if (!candidate || !candidate.candidate) { complete = true; continue; }
      const mid = candidate.sdpMid || '0';
      sections.set(mid, (sections.get(mid) || '') + `a=${candidate.candidate}\r\n`);
    }
    if (complete && !sections.size) sections.set((/^a=mid:(.*)$/m.exec(sdp) || ['', '0'])[1].trim(), '');
    let body = `${line('ice-ufrag')}\r\n${line('ice-pwd')}\r\n`;
    for (const [mid, lines] of sections)
      body += `m=video 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:${mid}\r\n${lines}${complete ? 'a=end-of-candidates\r\n' : ''}`;
    fetch(this.resource, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/trickle-ice-sdpfrag', 'If-Match': this.etag },
      body,
    }).catch(() => {});
  }

  leave() {
    if (!this.resource) return;
    fetch(this.resource, { method: 'DELETE', keepalive: true }).catch(() => {});
    this.resource = null;
  }

  close() {
    this.over = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.leave();
    if (this.pc) {
      this.pc.onconnectionstatechange = null;
      this.pc.close();
    }
  }

  end(reason, retryAfter) {
    if (this.over) return;
    this.close();
    comeBack(reason, retryAfter);
  }
}

function comeBack(reason, retryAfter) {
  const wait = Math.max(waitMs, (retryAfter || 0) * 1000);
  waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  show('waiting', 'Reconnecting…', reason);
  setTimeout(connect, wait * (0.8 + 0.4 * Math.random()));
}

function connect() {
  const mine = session = new Session();
  show('connecting', 'Connecting…');
  mine.start().catch(error => mine.end(
    error instanceof TypeError ? 'The server does not answer.' : error.message, error.retryAfter));
}

/* Sound: browsers start it only after a gesture of the user. */
function setSound(on) {
  video.muted = !on;
  $('sound').setAttribute('aria-pressed', String(on));
  $('sound-label').textContent = on ? 'Turn sound off' : 'Turn sound on';
  if (on) video.play().catch(() => {});
}

function codecName(mimeType) {
  const name = mimeType.split('/')[1];
  return { opus: 'Opus', h264: 'H.264' }[name.toLowerCase()] || name;
}

let last = { time: 0, bytes: 0, frames: 0 };
async function updateStats() {
  const pc = session && session.pc;
  if (!pc || pc.connectionState !== 'connected') return;
  const stats = await pc.getStats();
  const now = { time: performance.now(), bytes: 0, frames: 0 };
  const codecs = [];
  let lost = 0;
  stats.forEach(s => {
    if (s.type !== 'inbound-rtp') return;
    now.bytes += s.bytesReceived || 0;
    now.frames += s.framesDecoded || 0;
    lost += s.packetsLost || 0;
    const codec = stats.get(s.codecId);
    if (codec && s.bytesReceived) codecs[s.kind === 'video' ? 'unshift' : 'push'](codecName(codec.mimeType));
  });
  const seconds = (now.time - last.time) / 1000;
  if (last.time && seconds > 0 && now.bytes >= last.bytes) {
    const kbps = (now.bytes - last.bytes) * 8 / 1000 / seconds;
    $('bitrate').textContent = kbps >= 1000 ? `${(kbps / 1000).toFixed(1)} Mbit/s` : `${Math.round(kbps)} kbit/s`;
    $('rate').textContent = `${Math.round((now.frames - last.frames) / seconds)} per second`;
  }
  if (video.videoWidth) $('size').textContent = `${video.videoWidth} × ${video.videoHeight}`;
  if (codecs.length) $('codecs').textContent = codecs.join(', ');
  $('lost').textContent = `${lost} packets`;
  last = now;
}

video.addEventListener('resize', () => {
  if (!video.videoWidth) return;
  $('stage').style.aspectRatio = `${video.videoWidth} / ${video.videoHeight}`;
});
$('sound').addEventListener('click', () => setSound(video.muted));
$('full').addEventListener('click', () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else $('stage').requestFullscreen().catch(() => {});
});
addEventListener('pagehide', () => { if (session) session.close(); });
addEventListener('pageshow', event => { if (event.persisted) connect(); });
setInterval(() => updateStats().catch(() => {}), 1000);
setSound(false);
connect();
