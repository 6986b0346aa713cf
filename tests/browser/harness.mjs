// `test(title, needs, body)`: node's own test, skipped by name when a part is missing.
//
// Why: somebody without Chromium still gets a run that says what it left out; under CI nothing may be left out.

import nodeTest from 'node:test';
import { chromiumPath } from './browser.mjs';
import { binaryPath } from './gate.mjs';
import { jupyterPath } from './jupyter.mjs';
import { proxyPath } from './proxies.mjs';

const PARTS = {
  binary: () => binaryPath() || 'the portcullis binary is missing (set PORTCULLIS_BIN, or run `make test`)',
  chromium: () => chromiumPath() || 'Chromium is missing (Debian: chromium)',
  nginx: () => proxyPath('nginx') || 'nginx is missing (Debian: nginx-light)',
  caddy: () => proxyPath('caddy') || 'Caddy is missing (Debian: caddy)',
  jupyter: () => jupyterPath() || 'JupyterLab is missing from .venv (run scripts/setup-tests.sh)',
};

export function test(title, needs, body) {
  const why = firstMissing(needs);
  if (why && process.env.PORTCULLIS_TESTS_STRICT === '1') {
    nodeTest(title, () => {
      throw new Error(`cannot run, and here everything must: ${why}`);
    });
  } else if (why) {
    console.log(`SKIPPED ${title}: ${why}`);
    nodeTest(title, { skip: why }, () => {});
  } else {
    nodeTest(title, { timeout: 120_000 }, body);
  }
}

/** The reason of the first part that is not there, or "". A part that is there answers with its path. */
function firstMissing(needs) {
  for (const need of needs) {
    const answer = PARTS[need]();
    if (!answer.startsWith('/')) return answer;
  }
  return '';
}
