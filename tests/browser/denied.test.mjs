// What somebody sees who may not come in.
//
// Why: a refusal that names no way on is a support call.

import assert from 'node:assert/strict';
import { openBrowser, openWindow } from './browser.mjs';
import { startGate } from './gate.mjs';
import { test } from './harness.mjs';
import { ADA, BOB, addPerson, enrol, signIn } from './people.mjs';
import { noSeriousBarrier, noSidewaysScroll } from './page-checks.mjs';
import { startApplication } from './origins.mjs';

test('a person whom the policy leaves out gets a page that says who they are and a number to give', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const application = await startApplication(t);
  const browser = await openBrowser(t);
  const first = await openWindow(browser);
  await enrol(first.page, gate);
  gate.run('protect', `closed=${application.url}`, '--allow', ADA.email);
  addPerson(gate);

  const { page } = await openWindow(browser);
  await page.goto(gate.host('closed'));
  const [answer] = await Promise.all([page.waitForResponse((response) => response.url() === `${gate.host('closed')}/` && response.status() !== 302), signIn(page, BOB)]);
  assert.equal(answer.status(), 403);
  assert.match(answer.headers()['cache-control'] ?? '', /no-store/);
  const text = await page.locator('main').innerText();
  assert.ok(text.includes(BOB.email) || text.includes(BOB.username), text);
  const number = answer.headers()['x-request-id'] ?? '';
  assert.ok(number && text.includes(number), `the page does not show the request number ${number}`);
  await noSidewaysScroll(page, 'denied');
  await noSeriousBarrier(page, 'denied');
});

test('the launcher shows only what this person may open', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const application = await startApplication(t);
  const browser = await openBrowser(t);
  const first = await openWindow(browser);
  await enrol(first.page, gate);
  gate.run('protect', `closed=${application.url}`, '--allow', ADA.email);
  gate.run('protect', `shared=${application.url}`, '--allow', 'signed-in');
  addPerson(gate);

  await first.page.goto(gate.portal);
  assert.match(await first.page.locator('main').innerText(), /closed[\s\S]*shared/);
  const { page } = await openWindow(browser);
  await page.goto(`${gate.portal}/login`);
  await signIn(page, BOB);
  const text = await page.locator('main').innerText();
  assert.match(text, /shared/);
  assert.doesNotMatch(text, /closed/);
});
