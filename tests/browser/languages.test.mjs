// Languages as a browser meets them: pages fit, the menu needs no script, one sign-in takes the other tabs along.
//
// Why: German words are long and Japanese has no spaces; both must stay on a phone's screen.

import assert from 'node:assert/strict';
import { openBrowser, openWindow } from './browser.mjs';
import { startGate } from './gate.mjs';
import { test } from './harness.mjs';
import { ADA, BOB, addPerson, enrol, signIn, submit } from './people.mjs';
import { noSeriousBarrier, noSidewaysScroll } from './page-checks.mjs';

const LANGUAGES = ['de', 'es', 'fr', 'ja', 'pt', 'zh'];
const HOSTILE = { ...BOB, display: '\u202Eevil <b>Anna</b> 🦊 ' + 'Donaudampfschifffahrtsgesellschaft'.repeat(3) };

test('every language fits a narrow phone, names that mean harm among them', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const browser = await openBrowser(t);
  await enrol((await openWindow(browser)).page, gate);
  addPerson(gate, HOSTILE);
  gate.run('protect', 'wiki=http://127.0.0.1:9', '--allow', ADA.email);
  for (const locale of LANGUAGES) {
    const { page, context } = await openWindow(browser, { locale, viewport: { width: 360, height: 740 } });
    const look = async (name, url) => {
      await page.goto(url);
      assert.equal(await page.evaluate(() => document.documentElement.lang), locale, `${name}, ${locale}`);
      await noSidewaysScroll(page, `${name}, ${locale}`);
    };
    await look('sign-in', `${gate.portal}/login`);
    if (locale === 'de' || locale === 'ja') await noSeriousBarrier(page, `sign-in, ${locale}`);
    await signIn(page, HOSTILE);
    for (const path of ['/', '/account', '/account/security', '/account/preferences', '/sign-out', '/no-such-page']) {
      await look(path, `${gate.portal}${path}`);
    }
    await look('denied', gate.host('wiki'));
    await context.close();
  }
});

test('the language menu works without JavaScript and comes back to the page', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const browser = await openBrowser(t);
  await enrol((await openWindow(browser)).page, gate);
  const { page } = await openWindow(browser, { javaScriptEnabled: false });
  await page.goto(gate.host('demo'));
  const asked = page.url();
  await page.locator('footer summary').click();
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: '日本語' }).click()]);
  assert.equal(page.url(), asked);
  assert.equal(await page.getAttribute('html', 'lang'), 'ja');
  await page.goto(`${gate.portal}/no-such-page`);
  assert.equal(await page.getAttribute('html', 'lang'), 'ja');
});

test('a theme that was chosen holds on the next page', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const browser = await openBrowser(t);
  const { page } = await openWindow(browser, { colorScheme: 'light' });
  await enrol(page, gate);
  await page.goto(`${gate.portal}/account/preferences`);
  await page.selectOption('[name=theme]', 'dark');
  await submit(page);
  const canvas = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await canvas(), 'rgb(13, 16, 18)');
  await page.goto(gate.portal);
  assert.equal(await canvas(), 'rgb(13, 16, 18)');
});

test('a sign-in in one tab takes the waiting tabs along', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const browser = await openBrowser(t);
  await enrol((await openWindow(browser)).page, gate);
  addPerson(gate);
  gate.run('protect', 'wiki=http://127.0.0.1:9', '--allow', BOB.email);
  const { page, context } = await openWindow(browser);
  const other = await context.newPage();
  const busy = await context.newPage();
  await other.goto(gate.host('wiki'));
  await busy.goto(`${gate.portal}/login`);
  await busy.fill('[name=username]', 'somebody');
  await page.goto(`${gate.portal}/login`);
  await signIn(page, BOB);
  await other.waitForURL(`${gate.host('wiki')}/**`);
  assert.equal(await busy.inputValue('[name=username]'), 'somebody', 'where somebody types, nothing is taken away');
});
