// JupyterLab on loopback, from the project's own environment.
//
// Why: an application that people really use, with sockets, uploads and its own XSRF check.

import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './gate.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const START_MS = 60_000;

export function jupyterPath() {
  const path = join(ROOT, '.venv/bin/jupyter');
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return '';
  }
}

/** Starts JupyterLab with one notebook whose only cell is `source`. */
export async function startJupyter(t, source) {
  const home = mkdtempSync(join(tmpdir(), 'jupyter-'));
  const notebooks = join(home, 'notebooks');
  mkdirSync(notebooks);
  writeFileSync(join(notebooks, 'first.ipynb'), JSON.stringify(notebook(source)));
  const port = await freePort();
  const child = spawn(
    jupyterPath(),
    [
      'lab',
      '--no-browser',
      '--allow-root',
      `--ServerApp.root_dir=${notebooks}`,
      '--ServerApp.ip=127.0.0.1',
      `--ServerApp.port=${port}`,
      '--ServerApp.port_retries=0',
      // The gate decides who comes in. The name in `Host` is the gate's, and the XSRF check stays on.
      '--ServerApp.allow_remote_access=True',
      '--IdentityProvider.token=',
      '--LabApp.news_url=',
    ],
    { env: { ...process.env, HOME: home, JUPYTER_CONFIG_DIR: join(home, 'config'), JUPYTER_DATA_DIR: join(home, 'data'), JUPYTER_RUNTIME_DIR: join(home, 'run'), IPYTHONDIR: join(home, 'ipython') }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let log = '';
  child.stdout.on('data', (chunk) => (log += chunk));
  child.stderr.on('data', (chunk) => (log += chunk));
  const exited = new Promise((done) => child.once('exit', done));
  t.after(async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await exited;
    clearTimeout(late);
    rmSync(home, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_MS;
  for (;;) {
    const answer = await fetch(`${url}/api/status`).catch(() => null);
    if (answer?.ok) return url;
    if (Date.now() > deadline || child.exitCode !== null) throw new Error(`JupyterLab did not start\n${log}`);
    await new Promise((later) => setTimeout(later, 200));
  }
}

function notebook(source) {
  return {
    cells: [{ cell_type: 'code', execution_count: null, id: 'a1', metadata: {}, outputs: [], source }],
    metadata: { kernelspec: { display_name: 'Python 3 (ipykernel)', language: 'python', name: 'python3' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}
