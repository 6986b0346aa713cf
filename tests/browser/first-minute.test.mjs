// The first minute: one command, one link, a password, a protected application.
//
// Why: this is what everybody sees first, and what the README promises.

import assert from 'node:assert/strict';
import { openBrowser, openWindow } from './browser.mjs';
import { startGate } from './gate.mjs';
import { test } from './harness.mjs';
import { ADA, enrol, signIn } from './people.mjs';

test('the first person enrols by the printed link and lands signed in', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  assert.ok(gate.enrol.startsWith(`${gate.portal}/`), gate.enrol);
  const { page, complaints } = await openWindow(await openBrowser(t));
  await enrol(page, gate);
  assert.equal(new URL(page.url()).origin, gate.portal);
  assert.match(await page.locator('main').innerText(), /demo/i);
  assert.deepEqual(complaints, []);
});

test('the demo application shows who you are and how it knows', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const { page } = await openWindow(await openBrowser(t));
  await enrol(page, gate);
  await page.goto(gate.host('demo'));
  assert.equal(new URL(page.url()).origin, gate.host('demo'));
  const text = await page.locator('body').innerText();
  assert.ok(text.includes(ADA.email), text);
});

test('a stranger at the demo application is asked to sign in and comes back to the same page', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const browser = await openBrowser(t);
  const first = await openWindow(browser);
  await enrol(first.page, gate);
  const { page } = await openWindow(browser);
  await page.goto(`${gate.host('demo')}/?from=here`);
  assert.equal(new URL(page.url()).origin, gate.portal);
  await signIn(page, ADA);
  assert.equal(page.url(), `${gate.host('demo')}/?from=here`);
});

test('an enrolment link works once', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const browser = await openBrowser(t);
  const first = await openWindow(browser);
  await enrol(first.page, gate);
  const { page } = await openWindow(browser);
  await page.goto(gate.enrol);
  assert.equal(await page.locator('[name=password_confirm]').count(), 0);
});

test('signing in and opening an application works without JavaScript', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const browser = await openBrowser(t);
  const { page } = await openWindow(browser, { javaScriptEnabled: false });
  await enrol(page, gate);
  assert.equal(new URL(page.url()).origin, gate.portal);
  const again = await openWindow(browser, { javaScriptEnabled: false });
  await again.page.goto(gate.host('demo'));
  await signIn(again.page, ADA);
  assert.equal(new URL(again.page.url()).origin, gate.host('demo'));
});

test('a wrong password keeps the name, says so and lets nobody in', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const browser = await openBrowser(t);
  const first = await openWindow(browser);
  await enrol(first.page, gate);
  const { page, context } = await openWindow(browser);
  await page.goto(`${gate.portal}/login`);
  await signIn(page, { ...ADA, password: 'not this one at all' });
  assert.equal(await page.inputValue('[name=username]'), ADA.username);
  assert.equal(await page.inputValue('[name=password]'), '');
  // And it stays there: no page of this tab takes it for another tab's news.
  await page.waitForTimeout(1_500);
  assert.equal(await page.locator('main [role=alert]').count(), 1);
  await page.goto(gate.host('demo'));
  assert.equal(new URL(page.url()).origin, gate.portal);
  const names = (await context.cookies()).map((cookie) => cookie.name);
  assert.ok(!names.includes('__Host-portcullis') && !names.includes('__Host-portcullis-portal'), names.join(' '));
});
