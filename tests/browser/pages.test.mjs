// Every page on a phone and on a wide screen, in both themes.
//
// Why: pages that nobody looks at decay first on phones and for people who use a keyboard or a reader.

import assert from 'node:assert/strict';
import { openBrowser, openWindow } from './browser.mjs';
import { startGate } from './gate.mjs';
import { test } from './harness.mjs';
import { enrol } from './people.mjs';
import { noSeriousBarrier, noSidewaysScroll } from './page-checks.mjs';

const WIDTHS = [320, 390, 768, 1440];
const THEMES = ['light', 'dark'];

test('no page scrolls sideways at any width', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const browser = await openBrowser(t);
  await eachPage(gate, browser, async (page, name) => {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      await noSidewaysScroll(page, `${name} at ${width}`);
    }
  });
});

test('no page has a serious barrier in either theme', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const browser = await openBrowser(t);
  await eachPage(gate, browser, async (page, name) => {
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      await noSeriousBarrier(page, `${name}, ${theme}`);
    }
  });
});

test('the sign-in form is usable by keyboard alone', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const browser = await openBrowser(t);
  const first = await openWindow(browser);
  await enrol(first.page, gate);
  const { page } = await openWindow(browser);
  await page.goto(`${gate.portal}/login`);
  await page.focus('[name=username]');
  await page.keyboard.type('ada');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'password');
  await page.keyboard.type('four quiet random words');
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  await page.goto(gate.host('demo'));
  assert.equal(new URL(page.url()).origin, gate.host('demo'));
});

/** Shows each page that a person can meet, first as nobody, then signed in. */
async function eachPage(gate, browser, look) {
  const stranger = await openWindow(browser);
  const visit = async (page, name, url) => {
    await page.goto(url);
    await look(page, name);
  };
  await visit(stranger.page, 'enrol', gate.enrol);
  const known = await openWindow(browser);
  await enrol(known.page, gate);
  await visit(stranger.page, 'sign-in', `${gate.portal}/login`);
  await visit(stranger.page, 'sign-in for an application', gate.host('demo'));
  await visit(stranger.page, 'unknown page', `${gate.portal}/no-such-page`);
  await visit(known.page, 'launcher', gate.portal);
  await visit(known.page, 'account', `${gate.portal}/account`);
  await visit(known.page, 'security', `${gate.portal}/account/security`);
  await visit(known.page, 'preferences', `${gate.portal}/account/preferences`);
  await visit(known.page, 'add an app', `${gate.portal}/account/security/app/add`);
  await visit(known.page, 'switch account', `${gate.portal}/sign-out?flow=account`);
  await visit(known.page, 'demo', gate.host('demo'));
  await visit(known.page, 'who am I', `${gate.host('demo')}/.portcullis/user`);
  await visit(known.page, 'sign-out of one', `${gate.host('demo')}/.portcullis/sign-out`);
  await visit(known.page, 'sign-out of all', `${gate.portal}/sign-out`);
}
