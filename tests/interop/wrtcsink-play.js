/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A browser opens the page of a gst-launch-1.0 line with wrtcsink, sees the test
 * pattern and hears the tone.   wrtcsink-play.js chromium|firefox VP8|VP9|H264
 */
'use strict';

const { launch, watchPeers, inbound, pixels, tone, until } = require('./browser');
const { check, assert, launchPipeline, main } = require('./harness');

const [browserName, codec] = process.argv.slice(2);
const WIDTH = 640, HEIGHT = 480, TONE_HZ = 440;
const FRAMES = 60;

/* The upper bars of videotestsrc's default pattern, from left to right. */
const BARS = [
  ['white', [255, 255, 255]], ['yellow', [255, 255, 0]], ['cyan', [0, 255, 255]],
  ['green', [0, 255, 0]], ['magenta', [255, 0, 255]], ['red', [255, 0, 0]], ['blue', [0, 0, 255]],
];
const TOLERANCE = 40;

const line = port => [
  'wrtcsink', 'name=w', `port=${port}`, `video-codec=${codec}`,
  'videotestsrc', 'is-live=true', '!', `video/x-raw,width=${WIDTH},height=${HEIGHT},framerate=30/1`, '!', 'w.',
  'audiotestsrc', 'is-live=true', `freq=${TONE_HZ}`, '!', 'w.',
];

main(async () => {
  let pipeline = await launchPipeline(line(0));
  const browser = await launch(browserName);
  console.log(`# ${await browser.browser.version()}, ${codec}`);
  const page = await browser.open(pipeline.uri, watchPeers);
  await page.setViewport({ width: 1280, height: 860 });

  await check(`${FRAMES} frames of ${WIDTH}x${HEIGHT} in ${codec} are decoded`, async () => {
    const s = await until('frames', () => inbound(page),
      v => v.video && v.video.framesDecoded >= FRAMES, 90000);
    assert(s.video.frameWidth === WIDTH && s.video.frameHeight === HEIGHT,
      `the size is ${s.video.frameWidth}x${s.video.frameHeight}`);
    assert(s.video.mimeType.toLowerCase() === `video/${codec}`.toLowerCase(), `it is ${s.video.mimeType}`);
    console.log(`# ${s.video.framesDecoded} frames, ${s.video.packetsReceived} packets, ${s.video.packetsLost} lost`);
  });

  await check('the picture has the colours of the pattern', async () => {
    const points = BARS.map((_, i) => [(i + 0.5) / BARS.length, 0.3]);
    const found = await pixels(page, points);
    console.log(`# ${found.map(rgb => rgb.join('/')).join(' ')}`);
    BARS.forEach(([name, rgb], i) => {
      const off = Math.max(...rgb.map((v, c) => Math.abs(v - found[i][c])));
      assert(off <= TOLERANCE, `${name} is ${found[i]}`);
    });
  });

  await check('the page says that it is live', async () => {
    await until('state', () => page.$eval('#state', e => e.textContent), text => text === 'Live');
    await until('size', () => page.$eval('#size', e => e.textContent), text => text === `${WIDTH} × ${HEIGHT}`);
    await until('codecs', () => page.$eval('#codecs', e => e.textContent.toLowerCase().replace('.', '')),
      text => text.includes(codec.toLowerCase()) && text.includes('opus'));
  });

  await check('the tone is heard after a click on the button', async () => {
    assert(await page.$eval('video', v => v.muted), 'it is not muted at first');
    await page.waitForSelector('#sound:not([hidden])', { timeout: 30000 });
    await page.click('#sound');
    assert(await page.$eval('video', v => !v.muted), 'it is still muted');
    const before = await inbound(page);
    const s = await until('audio energy', () => inbound(page),
      v => v.audio && v.audio.totalAudioEnergy > (before.audio.totalAudioEnergy || 0) + 0.01, 60000);
    const heard = await until('tone', () => tone(page),
      t => Math.abs(t.hz - TONE_HZ) <= 15 && t.db > -60, 60000);
    console.log(`# energy ${s.audio.totalAudioEnergy.toFixed(3)}, ${heard.hz.toFixed(0)} Hz at ${heard.db.toFixed(0)} dB`);
  });

  if (process.env.WRTC_SCREENSHOTS)
    await page.screenshot({ path: `${process.env.WRTC_SCREENSHOTS}/play-${browserName}-${codec}.png` });

  const port = new URL(pipeline.uri).port;
  await check('Ctrl-C ends the pipeline cleanly and the page notices', async () => {
    const result = await pipeline.end('SIGINT');
    assert(result.code === 0, `${JSON.stringify(result)}\n${pipeline.output.slice(-2000)}`);
    assert(!/CRITICAL|GLib.*WARNING/.test(pipeline.output), pipeline.output);
    await until('notice', () => page.$eval('body', b => b.dataset.state), state => state === 'waiting', 60000);
    if (process.env.WRTC_SCREENSHOTS)
      await page.screenshot({ path: `${process.env.WRTC_SCREENSHOTS}/over-${browserName}-${codec}.png` });
  });

  await check('the page comes back when the stream does', async () => {
    pipeline = await launchPipeline(line(port));
    assert(new URL(pipeline.uri).port === port, `the port was not free: ${pipeline.uri}`);
    await until('frames of the new connection', () => inbound(page),
      v => v.peers > 1 && v.video && v.video.framesDecoded >= 30, 90000);
  });

  await browser.close();
  await pipeline.end();
});
