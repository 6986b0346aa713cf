// Passkeys in a browser: the first person's, sign-in by button and by autofill, more keys, removal, a copied key.
//
// Why: a ceremony is our page, the browser and a key together; each alone may be right while the three are not.

import assert from 'node:assert/strict';
import { openBrowser, openWindow } from './browser.mjs';
import { startGate } from './gate.mjs';
import { test } from './harness.mjs';
import { addDevice } from './keys.mjs';
import { ADA, enrol, signIn } from './people.mjs';

/** The first person, by passkey alone, on one page. */
async function enrolWithKey(page, gate) {
  await page.goto(gate.enrol);
  await page.fill('[name=username]', ADA.username);
  await page.fill('[name=email]', ADA.email);
  await page.fill('[name=display_name]', ADA.display);
  await press(page, 'create');
}
const press = (page, what) => Promise.all([page.waitForEvent('load'), page.locator(`main [data-passkey=${what}]`).click()]);
/** A browser that offers no autofill of keys. A virtual device answers such a question by itself, at any moment; where the button is what
 * is tested, the page asks nothing of its own (autofill has a test to itself). */
async function offerNoAutofill(context) {
  await context.addInitScript(() => {
    globalThis.PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
}
/** Opens a page and presses the sign-in page's button. */
async function signInByButton(page, url) {
  await page.goto(url);
  assert.equal(new URL(page.url()).pathname, '/login');
  await press(page, 'get');
}
/** As above, where the key is refused. */
async function refusedByButton(page, url) {
  await page.goto(url);
  const answered = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await press(page, 'get');
  const answer = await answered;
  assert.equal(answer.status(), 401);
  assert.equal(new URL(answer.url()).pathname, '/login');
}
async function addKey(page, gate) {
  await page.goto(`${gate.portal}/account/security/keys/add`);
  await page.fill('[name=name]', 'Laptop');
  await press(page, 'create').catch(async (error) => assert.fail(`${error}: ${await page.locator('main').innerText()}`));
}
const signOut = (context) => context.clearCookies();
const whoIs = async (page, gate) => {
  await page.goto(`${gate.portal}/account`);
  return page.locator('body').innerText();
};

test('the first person enrols with a passkey on one page, signs in by button, and the session is of level two', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const { page, context, complaints } = await openWindow(await openBrowser(t));
  await offerNoAutofill(context);
  const device = await addDevice(page);
  await enrolWithKey(page, gate);
  assert.equal(new URL(page.url()).origin, gate.portal);
  const [key] = await device.keys();
  assert.ok(key.isResidentCredential && key.rpId === 'login.localhost', JSON.stringify(key));
  await signOut(context);
  await signInByButton(page, `${gate.host('demo')}/?from=here`);
  assert.equal(page.url(), `${gate.host('demo')}/?from=here`);
  const me = await page.evaluate(() => fetch('/.portcullis/user', { headers: { accept: 'application/json' } }).then((r) => r.json()));
  assert.equal(me.aal, 2, JSON.stringify(me));
  assert.deepEqual(complaints, []);
});

test('a passkey is offered among the names and signs in without a button', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const { page, context } = await openWindow(await openBrowser(t));
  await addDevice(page);
  await enrolWithKey(page, gate);
  await signOut(context);
  // The device answers the page's own question; nobody presses anything.
  await page.goto(`${gate.portal}/login`);
  await page.waitForURL(`${gate.portal}/`);
  assert.ok((await whoIs(page, gate)).includes(ADA.email));
});

test('a copied key with a lower counter is refused, says so, and stands marked', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const { page, context } = await openWindow(await openBrowser(t));
  await offerNoAutofill(context);
  const device = await addDevice(page);
  await enrol(page, gate);
  await addKey(page, gate);
  const [original] = await device.keys();
  await signOut(context);
  await signInByButton(page, `${gate.portal}/login`);
  assert.ok((await whoIs(page, gate)).includes(ADA.email));
  await signOut(context);
  // The copy was made before that sign-in, so it counts from where the original was.
  await device.remove(original.credentialId);
  await device.add({ ...original, signCount: 1 });
  await refusedByButton(page, `${gate.portal}/login`);
  await signIn(page, ADA);
  await page.goto(`${gate.portal}/account/security`);
  assert.match(await page.locator('main').innerText(), /copied|copy|clone/i);
});

test('a security key that keeps no name is the second factor after a password, and asked for before another is added', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const { page, context } = await openWindow(await openBrowser(t));
  const device = await addDevice(page, { protocol: 'u2f', transport: 'usb', hasResidentKey: false, hasUserVerification: false, isUserVerified: false });
  await enrol(page, gate);
  await addKey(page, gate);
  assert.equal((await device.keys()).length, 1);
  await signOut(context);
  await page.goto(`${gate.portal}/login`);
  await signIn(page, ADA);
  await page.goto(`${gate.portal}/account/security/keys/add`);
  assert.equal(new URL(page.url()).pathname, '/second-factor');
  await press(page, 'get');
  assert.equal(new URL(page.url()).pathname, '/account/security/keys/add', 'back to what was begun');
});

test('a key that is removed opens nothing any more', ['binary', 'chromium'], async (t) => {
  const gate = await startGate(t);
  const { page, context } = await openWindow(await openBrowser(t));
  await offerNoAutofill(context);
  await addDevice(page);
  await enrol(page, gate);
  await addKey(page, gate);
  const remove = page.locator('main a[href^="/account/security/remove"]').first();
  await remove.click();
  // What is there is shown before anything is taken away.
  await page.waitForURL(/second-factor/);
  await press(page, 'get');
  await remove.click();
  await page.waitForURL(/remove\?id=/);
  await Promise.all([page.waitForEvent('load'), page.locator('main form [type=submit]').last().click()]);
  assert.match(page.url(), /\/account\/security/);
  await signOut(context);
  await refusedByButton(page, `${gate.portal}/login`);
});
