// Live pages and single-page applications behind the gate.
//
// Why: a stream must end with the permission it was opened under, and a fetch must never be sent to a sign-in page.

import assert from 'node:assert/strict';
import { openBrowser, openWindow } from './browser.mjs';
import { startGate } from './gate.mjs';
import { test } from './harness.mjs';
import { enrol, signOutHere } from './people.mjs';
import { startApplication } from './origins.mjs';
import { until } from './until.mjs';

test('an event stream flows through the gate and is cut by signing out', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const application = await startApplication(t);
  const { page, context } = await openWindow(await openBrowser(t));
  await enrol(page, gate);
  gate.run('protect', `live=${application.url}`);
  await page.goto(gate.host('live'));
  await page.waitForFunction(() => Number(document.getElementById('count').textContent) >= 3);
  assert.equal(application.open(), 1);

  await signOutHere(context, gate.host('live'));
  await page.waitForFunction(() => document.getElementById('state').textContent === 'cut', null, { timeout: 5_000 });
  await until(() => application.open() === 0, 2_000, 'the origin still serves the stream');
});

test('a single-page application fetches with its session and gets 401, never a redirect, without one', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const application = await startApplication(t);
  const { page, context } = await openWindow(await openBrowser(t));
  await enrol(page, gate);
  gate.run('protect', `live=${application.url}`);
  await page.goto(gate.host('live'));
  const inside = await page.evaluate(() => globalThis.ask());
  assert.equal(inside.status, 200);
  const seen = JSON.parse(inside.body);
  assert.equal(seen.assertion, true);
  assert.doesNotMatch(seen.cookie, /portcullis/, 'our cookie reached the origin');

  await signOutHere(context, gate.host('live'));
  const outside = await page.evaluate(() => globalThis.ask());
  assert.equal(outside.status, 401);
  assert.equal(outside.redirected, false);
  assert.match(outside.type ?? '', /json/);
});

test('a new route is reachable at once and gone after it is removed', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const application = await startApplication(t);
  const { page } = await openWindow(await openBrowser(t));
  await enrol(page, gate);
  gate.run('protect', `live=${application.url}`);
  assert.equal((await page.goto(gate.host('live'))).status(), 200);
  gate.run('route', 'remove', 'live');
  assert.equal((await page.goto(gate.host('live'))).status(), 404);
});
