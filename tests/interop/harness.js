/* gst-wrtc: WebRTC for GStreamer
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * TAP and child processes for the browser tests.
 */
'use strict';

const { spawn } = require('child_process');
const { until } = require('./browser');

let count = 0, failed = 0;

/* One line of TAP for what @body throws or not. */
async function check(name, body) {
  count++;
  try {
    await body();
    console.log(`ok ${count} - ${name}`);
  } catch (error) {
    failed++;
    console.log(`not ok ${count} - ${name}`);
    for (const line of String(error.stack || error).split('\n')) console.log(`  # ${line}`);
  }
}

function assert(condition, message) {
  if (!condition) throw new Error(message);
}

const children = new Set();

/* A program with its output; ended by process id whatever happens. */
class Program {
  constructor(command, args, environment = {}) {
    this.output = '';
    this.child = spawn(command, args, {
      env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(this.child);
    for (const stream of [this.child.stdout, this.child.stderr])
      stream.on('data', data => { this.output += data; });
    this.exited = new Promise(resolve => this.child.on('close', (code, signal) => {
      children.delete(this.child);
      resolve({ code, signal });
    }));
  }

  /* The first match in what it wrote. */
  async wrote(pattern, limitMs = 30000) {
    await until(`${pattern} in the output`, async () => this.output, text => pattern.test(text), limitMs)
      .catch(error => { throw new Error(`${error.message.slice(0, 200)}\n${this.output.slice(-4000)}`); });
    return pattern.exec(this.output);
  }

  countOf(pattern) {
    return (this.output.match(new RegExp(pattern.source, 'g')) || []).length;
  }

  async end(signal = 'SIGINT') {
    this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 20000);
    const result = await this.exited;
    clearTimeout(timer);
    return result;
  }
}

process.on('exit', () => { for (const child of children) child.kill('SIGKILL'); });

/* gst-launch-1.0 -m with @words; waits for the address that wrtcsink prints. */
async function launchPipeline(words) {
  const program = new Program('gst-launch-1.0', ['-m', ...words]);
  program.uri = (await program.wrote(/open (http:\S+) in a browser/))[1];
  return program;
}

async function main(body) {
  try {
    await body();
  } catch (error) {
    console.log(`Bail out! ${String(error.stack || error).split('\n').join(' | ')}`);
    failed++;
  }
  console.log(`1..${count}`);
  process.exit(failed ? 1 : 0);
}

module.exports = { check, assert, Program, launchPipeline, main };
