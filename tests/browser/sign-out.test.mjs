// Signing out, of one application and of everything.
//
// Why: a door that looks closed and is not is worse than an open one.

import assert from 'node:assert/strict';
import { openBrowser, openWindow } from './browser.mjs';
import { startGate } from './gate.mjs';
import { test } from './harness.mjs';
import { enrol, signOutHere, submit } from './people.mjs';
import { startApplication } from './origins.mjs';

test('signing out of one application closes it, asks at the next visit, and leaves the others open', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const application = await startApplication(t);
  const { page, context } = await openWindow(await openBrowser(t));
  await enrol(page, gate);
  gate.run('protect', `live=${application.url}`);
  await page.goto(gate.host('demo'));
  await page.goto(gate.host('live'));
  assert.equal(new URL(page.url()).origin, gate.host('live'));

  const said = await signOutHere(context, gate.host('live'));
  assert.match(await said.locator('main').innerText(), /signed out/i);
  await page.goto(gate.host('live'));
  assert.notEqual(new URL(page.url()).origin + new URL(page.url()).pathname, `${gate.host('live')}/`, 'signed in again without being asked');
  await page.goto(gate.host('demo'));
  assert.equal(new URL(page.url()).origin, gate.host('demo'));
});

test('signing out at the portal ends every application', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const { page, context } = await openWindow(await openBrowser(t));
  await enrol(page, gate);
  await page.goto(gate.host('demo'));
  const before = await context.cookies();
  await page.goto(`${gate.portal}/sign-out`);
  await submit(page);
  assert.match(await page.locator('main').innerText(), /signed out/i);

  // Somebody who copied the cookies has nothing in hand either.
  await context.addCookies(before);
  for (const origin of [gate.host('demo'), gate.portal]) {
    await page.goto(origin);
    assert.equal(await page.locator('[name=password]').count(), 1, `${origin} opened without a sign-in`);
  }
});

test('opening the sign-out page by a link signs nobody out', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const { page } = await openWindow(await openBrowser(t));
  await enrol(page, gate);
  await page.goto(gate.host('demo'));
  await page.goto(`${gate.host('demo')}/.portcullis/sign-out`);
  await page.goto(`${gate.portal}/sign-out`);
  await page.goto(gate.host('demo'));
  assert.equal(new URL(page.url()).origin, gate.host('demo'));
});
