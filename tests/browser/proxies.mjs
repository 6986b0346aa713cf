// A server behind a proxy of Debian's, with the recipe that `protect --behind` wrote: nginx or Caddy.
//
// Why: cookies, redirects between hosts and sockets are a browser's business; the proxies' own tests have no browser.

import { spawn, spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaryPath, freePort } from './gate.mjs';
import { ADA } from './people.mjs';

const PROGRAMS = { nginx: '/usr/sbin/nginx', caddy: '/usr/bin/caddy' };

export function proxyPath(name) {
  try {
    accessSync(PROGRAMS[name], constants.X_OK);
    return PROGRAMS[name];
  } catch {
    return '';
  }
}

/** Ada's house: a portal with TLS, and the proxy in front of the application at `https://wiki.example.test:PORT`. */
export async function startBehind(t, name, application) {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-'));
  chmodSync(folder, 0o755);
  const [portal, checks, port, plain] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const at = (file) => join(folder, file);
  openssl(at);
  const hash = command('hash', 'password', '--password', ADA.password).trim();
  writeFileSync(at('users.yml'), `users:\n  ada:\n    displayname: ${ADA.display}\n    password: '${hash}'\n    email: ${ADA.email}\n    groups: [staff]\n`);
  writeFileSync(at('root.key'), `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 });
  writeFileSync(
    at('portcullis.yaml'),
    `portal: { origin: "https://login.example.test:${portal}" }
listen: { https: "127.0.0.1:${portal}", forward_auth: "127.0.0.1:${checks}" }
tls: { internal: true }
store: { url: "sqlite://${at('portcullis.db')}", root_key: { file: "${at('root.key')}" } }
trusted_proxies: [127.0.0.1]
administrators: [${ADA.email}]
directories:
  - file: { path: users.yml }
`,
  );
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  start(t, binaryPath(), ['serve', '-c', at('portcullis.yaml')]);
  await listening(portal);
  const added = command('-c', at('portcullis.yaml'), '--output', 'json', 'protect', '--behind', name, `wiki=wiki.example.test:${port}`, '--allow', 'signed-in', '--write-to', at('recipe'));
  const lines = JSON.parse(added).recipe.lines.replaceAll('127.0.0.1:3000', application.url.replace('http://', ''));
  mkdirSync(at('temp'), { mode: 0o777 });
  CONFIGURE[name](t, { at, lines, port, plain });
  await listening(port);
  return { origin: `https://wiki.example.test:${port}`, portal: `https://login.example.test:${portal}` };
}

const CONFIGURE = {
  nginx(t, { at, lines, port, plain }) {
    const own = lines
      .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
      .replace('listen 80', `listen 127.0.0.1:${plain}`)
      .replace('/etc/ssl/wiki.pem', at('wiki.crt'))
      .replace('/etc/ssl/wiki.key', at('wiki.key'));
    const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${at('temp')};`).join('\n');
    writeFileSync(at('nginx.conf'), `daemon off;\npid ${at('pid')};\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n${folders}\n${own}}\n`);
    start(t, PROGRAMS.nginx, ['-e', 'stderr', '-c', at('nginx.conf')]);
  },
  caddy(t, { at, lines, plain }) {
    const [imported, ...site] = lines.split('\n');
    const own = site.join('\n').replace('{\n', `{\n\ttls ${at('wiki.crt')} ${at('wiki.key')}\n`);
    writeFileSync(at('Caddyfile'), `{\n\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n\thttp_port ${plain}\n}\n${imported}\n${own}`);
    start(t, PROGRAMS.caddy, ['run', '--adapter', 'caddyfile', '--config', at('Caddyfile')], { XDG_DATA_HOME: at('data'), XDG_CONFIG_HOME: at('config') });
  },
};

function openssl(at) {
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=wiki.example.test'];
  const done = spawnSync('openssl', [...words, '-addext', 'subjectAltName=DNS:wiki.example.test', '-keyout', at('wiki.key'), '-out', at('wiki.crt')], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
}

function command(...words) {
  const done = spawnSync(binaryPath(), words, { encoding: 'utf8', timeout: 30_000 });
  if (done.status !== 0) throw new Error(`portcullis ${words.join(' ')}: ended with ${done.status}\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

/** Runs it until the test ends. */
function start(t, program, words, env = {}) {
  const child = spawn(program, words, { stdio: 'ignore', env: { ...process.env, ...env } });
  const gone = new Promise((done) => child.once('exit', done));
  t.after(async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(late);
  });
}

async function listening(port) {
  const deadline = Date.now() + 20_000;
  while (!(await answers(port))) {
    if (Date.now() > deadline) throw new Error(`nothing listens at ${port}`);
    await new Promise((later) => setTimeout(later, 20));
  }
}

function answers(port) {
  return new Promise((found) => {
    const probe = connect(port, '127.0.0.1');
    probe.once('connect', () => found(true) || probe.destroy());
    probe.once('error', () => found(false));
  });
}
