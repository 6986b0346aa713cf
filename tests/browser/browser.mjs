// Debian's Chromium, started once a test file, with a fresh profile for each person.
//
// Why: two people never share a cookie, and no browser is downloaded.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

export function chromiumPath() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const name of NAMES) {
    for (const folder of folders) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here; the next folder may have it.
      }
    }
  }
  return '';
}

/** A running browser. Closed when the test ends, however it ends. */
export async function openBrowser(t, args = []) {
  // Chromium refuses its sandbox to root. Every page in these tests is our own.
  const asRoot = process.getuid?.() === 0;
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: asRoot ? ['--no-sandbox', ...args] : args });
  t.after(() => browser.close());
  return browser;
}

/** A person's own browser window. `options` as Playwright's: `javaScriptEnabled`, `viewport`, `colorScheme`. */
export async function openWindow(browser, options = {}) {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && /content security policy/i.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { context, page, complaints };
}
