// Pictures of every page, light and dark, wide and narrow; and of the main ones in every language, narrow.
//
// Why: a person looks at them before a change to the pages lands. They are made, not compared: a font differs on every machine.

import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser, openWindow } from './browser.mjs';
import { startGate } from './gate.mjs';
import { ADA, BOB, addPerson, enrol, signIn } from './people.mjs';

const OUT = resolve(dirname(fileURLToPath(import.meta.url)), '../../test-results/screens');
const SIZES = [
  [1440, 900],
  [390, 844],
];

const LANGUAGES = ['de', 'es', 'fr', 'ja', 'pt', 'zh'];

const undo = [];
const t = { after: (step) => undo.push(step) };
mkdirSync(OUT, { recursive: true });
try {
  const gate = await startGate(t);
  const browser = await openBrowser(t);
  const shoot = async (page, name) => {
    for (const [width, height] of SIZES) {
      for (const colorScheme of ['light', 'dark']) {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.screenshot({ path: join(OUT, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
    }
    console.log(name);
  };
  const stranger = (await openWindow(browser)).page;
  await stranger.goto(gate.enrol);
  await shoot(stranger, 'enrol');
  const ada = (await openWindow(browser)).page;
  await enrol(ada, gate);
  addPerson(gate);
  gate.run('protect', 'wiki=http://127.0.0.1:9', '--allow', ADA.email);
  await stranger.goto(gate.host('demo'));
  await shoot(stranger, 'sign-in');
  await signIn(stranger, { ...ADA, password: 'not this one at all' });
  await shoot(stranger, 'sign-in-refused');
  for (const [name, url] of [
    ['launcher', gate.portal],
    ['account', `${gate.portal}/account`],
    ['security', `${gate.portal}/account/security`],
    ['preferences', `${gate.portal}/account/preferences`],
    ['add-app', `${gate.portal}/account/security/app/add`],
    ['add-key', `${gate.portal}/account/security/keys/add`],
    ['change-password', `${gate.portal}/account/security/password`],
    ['switch-account', `${gate.portal}/sign-out?flow=account`],
    ['demo', gate.host('demo')],
    ['user', `${gate.host('demo')}/.portcullis/user`],
    ['sign-out', `${gate.host('demo')}/.portcullis/sign-out`],
    ['sign-out-everywhere', `${gate.portal}/sign-out`],
    ['origin-away', gate.host('wiki')],
    ['not-found', `${gate.portal}/no-such-page`],
  ]) {
    await ada.goto(url);
    await shoot(ada, name);
  }
  const bob = (await openWindow(browser)).page;
  await bob.goto(gate.host('wiki'));
  await signIn(bob, BOB);
  await shoot(bob, 'denied');
  for (const locale of LANGUAGES) {
    const { page, context } = await openWindow(browser, { locale, viewport: { width: 360, height: 740 } });
    const here = async (name, url) => {
      await page.goto(url);
      await page.screenshot({ path: join(OUT, `${name}-${locale}-360.png`), fullPage: true });
    };
    await here('sign-in', gate.host('demo'));
    await page.locator('details.menu.up > summary').click();
    await page.screenshot({ path: join(OUT, `menu-${locale}-360.png`), fullPage: true });
    await page.keyboard.press('Escape');
    await signIn(page, BOB);
    await here('denied', gate.host('wiki'));
    await here('launcher', gate.portal);
    await here('account', `${gate.portal}/account`);
    await here('security', `${gate.portal}/account/security`);
    await here('preferences', `${gate.portal}/account/preferences`);
    await here('sign-out', `${gate.host('demo')}/.portcullis/sign-out`);
    await here('user', `${gate.host('demo')}/.portcullis/user`);
    await context.close();
    console.log(locale);
  }
} finally {
  for (const step of undo.reverse()) await step();
}
