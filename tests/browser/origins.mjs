// Small applications to stand behind the gate: a live page and a single-page application.
//
// Why: real browsers do things to event streams and fetches that no HTTP client does.

import { createServer } from 'node:http';

/** A page that shows a counter from an event stream, and one that shows what it fetched. */
export async function startApplication(t) {
  const streams = new Set();
  const server = createServer((request, response) => {
    const path = request.url.split('?')[0];
    if (path === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      streams.add(response);
      response.once('close', () => streams.delete(response));
      let count = 0;
      const tick = () => response.write(`data: ${++count}\n\n`);
      tick();
      const timer = setInterval(tick, 100);
      response.once('close', () => clearInterval(timer));
    } else if (path === '/api/me') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ assertion: Boolean(request.headers['x-portcullis-assertion']), cookie: request.headers.cookie ?? '' }));
    } else {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(PAGE);
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, open: () => streams.size };
}

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Application</title>
<p id="count">none</p><p id="state">waiting</p><p id="me">nobody</p>
<script>
const events = new EventSource('/events');
events.onopen = () => { document.getElementById('state').textContent = 'open'; };
events.onmessage = (event) => { document.getElementById('count').textContent = event.data; };
events.onerror = () => { document.getElementById('state').textContent = 'cut'; };
globalThis.ask = async () => {
  const response = await fetch('/api/me', { headers: { accept: 'application/json' } });
  document.getElementById('me').textContent = response.status + ' ' + response.redirected;
  return { status: response.status, redirected: response.redirected, type: response.headers.get('content-type'), body: await response.text() };
};
ask();
</script>`;
