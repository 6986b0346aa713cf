// People at an application that nginx or Caddy keeps.
//
// Why: the way through another host and back, and what a page may do afterwards, is shown by a browser only.

import assert from 'node:assert/strict';
import { openBrowser, openWindow } from './browser.mjs';
import { test } from './harness.mjs';
import { startApplication } from './origins.mjs';
import { ADA, signIn, signOutHere } from './people.mjs';
import { startBehind } from './proxies.mjs';

for (const name of ['nginx', 'caddy']) {
  test(`behind ${name} a person signs in, is where they wanted to be, and signs out`, ['binary', 'chromium', name], async (t) => {
    const application = await startApplication(t);
    const place = await startBehind(t, name, application);
    const browser = await openBrowser(t, ['--host-resolver-rules=MAP *.example.test 127.0.0.1']);
    const { page, context } = await openWindow(browser, { ignoreHTTPSErrors: true });

    await page.goto(`${place.origin}/deep?x=1`);
    assert.ok(page.url().startsWith(`${place.portal}/`), page.url());
    await signIn(page, ADA);
    assert.equal(page.url(), `${place.origin}/deep?x=1`);
    await page.waitForFunction(() => Number(document.getElementById('count').textContent) >= 3);
    const inside = await page.evaluate(() => globalThis.ask());
    assert.equal(inside.status, 200);
    const seen = JSON.parse(inside.body);
    assert.equal(seen.assertion, true);
    assert.doesNotMatch(seen.cookie, /portcullis/, 'our cookie reached the application');
    const cookies = await context.cookies(place.origin);
    assert.ok(cookies.some((c) => c.name === '__Host-portcullis' && c.domain === 'wiki.example.test' && c.httpOnly && c.secure), JSON.stringify(cookies));

    await signOutHere(context, place.origin);
    const outside = await page.evaluate(() => globalThis.ask());
    assert.equal(outside.status, 401);
    assert.equal(outside.redirected, false);
    await page.goto(`${place.origin}/deep?x=1`);
    assert.ok(!page.url().startsWith(place.origin), page.url());
  });
}
