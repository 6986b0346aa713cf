// JupyterLab behind the gate: sign in, run a cell, see its output, sign out.
//
// Why: a real application with sockets and an XSRF check of its own; docs/guides/jupyterlab.md is this test for people.

import assert from 'node:assert/strict';
import { openBrowser, openWindow } from './browser.mjs';
import { startGate } from './gate.mjs';
import { test } from './harness.mjs';
import { startJupyter } from './jupyter.mjs';
import { ADA, enrol, signIn, signOutHere } from './people.mjs';
import { until } from './until.mjs';

test('a notebook cell runs over its WebSocket behind the gate, and signing out closes it', ['binary', 'chromium', 'jupyter'], async (t) => {
  const [gate, jupyter] = await Promise.all([startGate(t), startJupyter(t, 'print("the answer is", 6 * 7)')]);
  const browser = await openBrowser(t);
  const first = await openWindow(browser);
  await enrol(first.page, gate);
  gate.run('protect', `jupyter=${jupyter}`);

  const { page, context } = await openWindow(browser, { viewport: { width: 1440, height: 900 } });
  const sockets = [];
  page.on('websocket', (socket) => {
    const seen = { url: socket.url(), heard: false, closed: false };
    socket.on('framereceived', () => (seen.heard = true));
    socket.on('close', () => (seen.closed = true));
    sockets.push(seen);
  });
  await page.goto(`${gate.host('jupyter')}/lab/tree/first.ipynb`);
  assert.equal(new URL(page.url()).origin, gate.portal);
  await signIn(page, ADA);
  assert.equal(page.url(), `${gate.host('jupyter')}/lab/tree/first.ipynb`);

  const cell = page.locator('.jp-Notebook .jp-CodeCell .cm-content').first();
  await cell.waitFor({ timeout: 60_000 });
  // A cell that is run before its kernel has said anything is dropped by JupyterLab.
  const kernel = () => sockets.find((socket) => socket.url.includes('/api/kernels/') && socket.heard && !socket.closed);
  await until(kernel, 60_000, 'the kernel said nothing over its socket');
  await page.locator('.jp-Notebook-ExecutionIndicator[data-status=idle]').waitFor({ timeout: 60_000 });
  await cell.click();
  await page.keyboard.press('Shift+Enter');
  await page.locator('.jp-OutputArea-output', { hasText: 'the answer is 42' }).waitFor({ timeout: 60_000 });

  const open = kernel();
  await signOutHere(context, gate.host('jupyter'));
  await until(() => open.closed, 2_000, 'the kernel socket outlived the session');
  assert.equal(await page.evaluate(() => fetch('/api/contents').then((response) => response.status)), 401);
});
