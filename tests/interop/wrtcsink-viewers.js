/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Viewers that come late, leave, are thrown out and vanish: the others see
 * nothing of it.   wrtcsink-viewers.js chromium firefox
 */
'use strict';

const { launch, watchPeers, inbound, until } = require('./browser');
const { check, assert, launchPipeline, main } = require('./harness');

const ADDED = /wrtc-viewer-added/;
const REMOVED = /wrtc-viewer-removed/;

const frames = (page, n, limitMs = 90000) => until(`${n} frames`, () => inbound(page),
  v => v.state === 'connected' && v.video && v.video.framesDecoded >= n, limitMs);

/* Runs @action; afterwards the page must have gone on without a freeze or loss. */
async function undisturbed(page, action) {
  const before = (await inbound(page)).video;
  await action();
  await frames(page, before.framesDecoded + 30);
  const after = (await inbound(page)).video;
  const peers = (await inbound(page)).peers;
  assert(peers === 1, 'it had to connect again');
  assert(after.packetsLost === before.packetsLost, `lost ${after.packetsLost - before.packetsLost} packets`);
  assert((after.pliCount || 0) === (before.pliCount || 0), 'it had to ask for a key frame');
}

main(async () => {
  const pipeline = await launchPipeline(['wrtcsink', 'name=w', 'port=0',
    'videotestsrc', 'is-live=true', 'pattern=ball', '!', 'video/x-raw,width=320,height=240,framerate=30/1', '!', 'w.',
    'audiotestsrc', 'is-live=true', '!', 'w.']);
  const chromium = await launch('chromium');
  const first = await chromium.open(pipeline.uri, watchPeers);
  await frames(first, 30);

  await check('Chromium hides its addresses and plays all the same', async () => {
    const hidden = await first.evaluate(() =>
      /^a=candidate:.* [0-9a-f-]+\.local \d+ typ host/m.test(window.wrtcPeers[0].localDescription.sdp));
    assert(hidden, await first.evaluate(() => window.wrtcPeers[0].localDescription.sdp));
  });

  let late;
  await check('a late viewer gets a key frame and plays', async () => {
    await undisturbed(first, async () => {
      late = await chromium.open(pipeline.uri, watchPeers);
      const s = await frames(late, 30);
      assert(s.video.keyFramesDecoded >= 1, 'no key frame');
    });
  });

  let firefox, other;
  await check('two browsers play at once', async () => {
    firefox = await launch('firefox');
    other = await firefox.open(pipeline.uri, watchPeers);
    await undisturbed(first, () => frames(other, 30));
    assert(pipeline.countOf(ADDED) === 3, `${pipeline.countOf(ADDED)} viewers came`);
  });

  await check('a closed tab is a viewer that left', async () => {
    await undisturbed(first, async () => {
      await late.close();
      await pipeline.wrote(/wrtc-viewer-removed[^\n]*the\\? viewer\\? left/);
    });
  });

  await check('DELETE ends a session, and the page makes a new one', async () => {
    await undisturbed(first, async () => {
      const removed = pipeline.countOf(REMOVED);
      const status = await other.evaluate(async () => (await fetch(session.resource, { method: 'DELETE' })).status);
      assert(status === 200, `status ${status}`);
      await until('removal', async () => pipeline.countOf(REMOVED), n => n === removed + 1);
      await until('a new connection', () => inbound(other),
        v => v.peers === 2 && v.video && v.video.framesDecoded >= 10, 90000);
    });
  });

  await check('a browser that is killed vanishes from the list', async () => {
    const removed = pipeline.countOf(REMOVED);
    await undisturbed(first, async () => {
      firefox.kill();
      await until('removal', async () => pipeline.countOf(REMOVED), n => n === removed + 1, 120000);
    });
  });

  await check('the pipeline had no error and ends cleanly', async () => {
    await chromium.close();
    const result = await pipeline.end('SIGINT');
    assert(result.code === 0, JSON.stringify(result));
    assert(!/ERROR:|CRITICAL/.test(pipeline.output), pipeline.output.slice(-3000));
  });
});
