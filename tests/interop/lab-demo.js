/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * tools/demo in the capture lab: the line captures from the real v4l2src and
 * alsasrc, and a browser outside shows the lab camera's frames and hears the tone
 * that is played into the lab's microphone.
 *
 *   node lab-demo.js chromium|firefox
 */
'use strict';

const path = require('path');
const { spawn } = require('child_process');
const { launch, watchPeers, inbound, tone, until } = require('./browser.js');

const ROOT = path.resolve(__dirname, '../..');
const TONE_HZ = 1000;

/* The cells that the lab's cameras draw (tests/capture-lab/README.md, "Reading the
 * frames"): null if the CRC does not fit. */
function readFrame(page) {
  return page.evaluate(() => {
    const video = document.querySelector('video');
    const width = video.videoWidth, height = video.videoHeight;
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(video, 0, 0);
    const data = context.getImageData(0, 0, width, height).data;
    const perRow = Math.min(16, Math.floor((width + 15) / 16));
    const bytes = new Array(10).fill(0);
    for (let i = 0; i < 80; i++) {
      const x = (i % perRow) * 16 + 8, y = Math.floor(i / perRow) * 16 + 8;
      bytes[i >> 3] = bytes[i >> 3] * 2 + (data[(y * width + x) * 4 + 1] > 125 ? 1 : 0);
    }
    let crc = 0;
    for (const byte of bytes.slice(0, 9)) {
      crc ^= byte;
      for (let k = 0; k < 8; k++) crc = crc & 128 ? (crc << 1 ^ 7) & 255 : crc << 1;
    }
    if (crc !== bytes[9]) return null;
    const sequence = ((bytes[0] * 256 + bytes[1]) * 256 + bytes[2]) * 256 + bytes[3];
    return { sequence, camera: bytes[8], width, height };
  });
}

function startDemo() {
  const lab = path.join(ROOT, 'tests/capture-lab/capture-lab');
  const command = `labctl tone ${TONE_HZ} 300 & player=$!; "${ROOT}/tools/demo" --port 0 --seconds 150; ` +
    'status=$?; kill $player 2>/dev/null; exit $status';
  const environment = { ...process.env };
  if (process.env.GST_WRTC_BUILD_ROOT) environment.WRTC_BUILD = process.env.GST_WRTC_BUILD_ROOT;
  const demo = spawn(lab, ['--', 'bash', '-c', command],
    { stdio: ['ignore', 'pipe', 'inherit'], detached: true, env: environment });
  demo.output = '';
  demo.stdout.on('data', data => { demo.output += data; });
  demo.gone = new Promise(resolve => demo.on('exit', (code, signal) => resolve(code === null ? signal : code)));
  return demo;
}

async function main() {
  const name = process.argv[2];
  const demo = startDemo();
  let browser, failure;
  console.log('1..4');
  try {
    const uri = (await until('the address', async () => demo.output, o => /http:\/\/\S+/.test(o))).match(/http:\/\/[^\s'"]+/)[0];
    if (!/v4l2src/.test(demo.output) || !/alsasrc/.test(demo.output)) throw new Error('not captured: ' + demo.output);
    console.log(`ok 1 - the demo's line has v4l2src and alsasrc: ${uri}`);
    browser = await launch(name);
    const page = await browser.open(uri, watchPeers);
    await until('frames', () => inbound(page), s => s.video && s.video.framesDecoded >= 60);
    const first = await until('a frame of the lab camera', () => readFrame(page), f => f !== null);
    const later = await until('a later frame', () => readFrame(page), f => f !== null && f.sequence >= first.sequence + 30);
    if (first.camera !== 0 || later.camera !== 0) throw new Error(`camera ${first.camera}`);
    console.log(`ok 2 - frames ${first.sequence} and ${later.sequence} of camera 0, ${first.width}x${first.height}`);
    const heard = await until('the tone', () => tone(page), t => Math.abs(t.hz - TONE_HZ) < 20);
    console.log(`ok 3 - ${Math.round(heard.hz)} Hz at ${Math.round(heard.db)} dB`);
  } catch (error) {
    failure = error;
    console.log(`Bail out! ${error.message}\n# ${demo.output.replace(/\n/g, '\n# ')}`);
  }
  if (browser) await browser.close();
  /* As Ctrl-C in the terminal: the whole group. */
  process.kill(-demo.pid, 'SIGINT');
  const status = await Promise.race([demo.gone, new Promise(resolve => setTimeout(resolve, 20000, 'nothing'))]);
  if (status === 'nothing') process.kill(-demo.pid, 'SIGKILL');
  if (!failure) {
    console.log(`${status === 'nothing' ? 'not ok' : 'ok'} 4 - Ctrl-C ends it (status ${status})`);
  }
  process.exit(failure || status === 'nothing' ? 1 : 0);
}

main().catch(error => { console.log(`Bail out! ${error.stack}`); process.exit(1); });
