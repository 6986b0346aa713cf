// What a script adds to the forms for codes and passwords.
//
// Why: it only spares a press or a wrong try; the forms work without it, and only a browser shows what it does.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { openBrowser, openWindow } from './browser.mjs';
import { startGate } from './gate.mjs';
import { test } from './harness.mjs';
import { ADA, enrol, signIn, submit } from './people.mjs';

/** RFC 6238 with SHA-1, 6 digits and 30 seconds. */
function codeAt(secret, seconds) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => Number.parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(seconds / 30)));
  const mac = createHmac('sha1', key).update(step).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
const now = () => Date.now() / 1000;

async function addApp(page, gate) {
  await page.goto(`${gate.portal}/account/security/app/add`);
  const secret = (await page.textContent('code.fours')).replace(/\s/g, '');
  await page.fill('[name=code]', codeAt(secret, now()));
  await page.fill('[name=name]', 'phone');
  await submit(page);
  assert.match(page.url(), /done=app-added/);
  return secret;
}

test('a code is sent with its last digit', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const browser = await openBrowser(t);
  const first = await openWindow(browser);
  await enrol(first.page, gate);
  const secret = await addApp(first.page, gate);
  const { page, complaints } = await openWindow(browser);
  await page.goto(`${gate.portal}/login?flow=security`);
  await signIn(page, ADA);
  assert.match(page.url(), /\/second-factor/);
  const left = await page.$eval('progress[data-left]', (dial) => [dial.value, dial.max]);
  assert.ok(left[0] >= 1 && left[0] <= 30 && left[1] === 30, String(left));
  await page.waitForFunction((was) => document.querySelector('progress[data-left]').value !== was, left[0]);
  // A wrong one comes back as a page of its own.
  const right = codeAt(secret, now() + 30);
  const wrong = right.replace(/.$/, (d) => String((Number(d) + 1) % 10));
  await Promise.all([page.waitForEvent('load'), page.locator('[name=code]').pressSequentially(wrong)]);
  assert.ok(await page.locator('.notice.bad').isVisible());
  await Promise.all([page.waitForEvent('load'), page.locator('[name=code]').pressSequentially(codeAt(secret, now() + 30))]);
  assert.match(page.url(), /\/account\/security$/);
  assert.deepEqual(complaints, []);
});

test('locked capitals are told', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const browser = await openBrowser(t);
  const { page } = await openWindow(browser);
  await enrol(page, gate);
  const stranger = await openWindow(browser);
  await stranger.page.goto(`${gate.portal}/login`);
  const press = (locked) =>
    stranger.page.$eval('[name=password]', (field, on) => field.dispatchEvent(new KeyboardEvent('keyup', { key: 'a', modifierCapsLock: on })), locked);
  const hint = stranger.page.locator('[data-caps]');
  assert.equal(await hint.textContent(), '');
  await press(true);
  assert.equal(await hint.textContent(), 'Caps lock is on.');
  await press(false);
  assert.equal(await hint.textContent(), '');
});
