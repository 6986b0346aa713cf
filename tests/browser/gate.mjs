// A running `portcullis up` with its own data folder, and its command line.
//
// Why: tests begin where a person begins: one command, one line of output.

import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const START_MS = 30_000;

export function binaryPath() {
  const target = process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target');
  const places = [process.env.PORTCULLIS_BIN, join(target, 'ci/portcullis'), join(target, 'debug/portcullis')];
  for (const place of places.filter(Boolean)) {
    try {
      accessSync(place, constants.X_OK);
      return resolve(place);
    } catch {
      // Not built there; the next place may have it.
    }
  }
  return '';
}

/** Starts the gate and waits for its line. Stopped, and its data removed, when the test ends. */
export async function startGate(t, { args = [] } = {}) {
  const data = mkdtempSync(join(tmpdir(), 'portcullis-'));
  const port = await freePort();
  const child = spawn(binaryPath(), ['up', '--data', data, '--listen', `127.0.0.1:${port}`, '--output', 'json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gate = { port, data, child, log: '', exited: new Promise((done) => child.once('exit', done)) };
  child.stderr.on('data', (chunk) => (gate.log += chunk));
  t.after(async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gate.exited;
    clearTimeout(late);
    rmSync(data, { recursive: true, force: true });
  });
  Object.assign(gate, await firstLine(gate));
  gate.host = (name) => `http://${name}.localhost:${port}`;
  gate.run = (...words) => run(data, words);
  return gate;
}

/** One command of the client on this gate. Throws with its output unless it ends well. */
function run(data, words) {
  const done = spawnSync(binaryPath(), [...words, '--data', data], { encoding: 'utf8', timeout: 30_000 });
  if (done.status !== 0) {
    throw new Error(`portcullis ${words.join(' ')}: ended with ${done.status}\n${done.stdout}${done.stderr}`);
  }
  return done.stdout;
}

function firstLine(gate) {
  return new Promise((found, failed) => {
    let text = '';
    const timer = setTimeout(() => failed(new Error(`no line within ${START_MS} ms\n${gate.log}`)), START_MS);
    gate.child.stdout.on('data', (chunk) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0) return;
      clearTimeout(timer);
      try {
        found(JSON.parse(text.slice(0, end)));
      } catch (error) {
        failed(new Error(`the first line is not JSON: ${text}\n${error}`));
      }
    });
    gate.exited.then((code) => {
      clearTimeout(timer);
      failed(new Error(`ended with ${code} before its first line\n${gate.log}`));
    });
  });
}

/** A port on loopback that nobody holds at this moment. */
export function freePort() {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}
