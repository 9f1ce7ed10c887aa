// When does a server first answer with a certain text? A bare socket per question, no keep-alive.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Before the new process runs, asking often would only take time from the compiler. */
const slowPollMs = 25;
const fastPollMs = 0.5;
const limitMs = 60_000;

/**
 * Resolves with `performance.now()` at the first answer that contains `text`. Asks seldom until
 * `started` resolves (the new process exists), then every half millisecond. Throws after a minute.
 */
export async function firstAnswer({ port, path, text, started }) {
  let running = false;
  const wake = started.then(() => void (running = true));
  const deadline = performance.now() + limitMs;
  while (performance.now() < deadline) {
    const askedAt = performance.now();
    if ((await ask(port, path)).includes(text)) return performance.now();
    if (!running) await Promise.race([sleep(slowPollMs), wake]);
    else while (performance.now() - askedAt < fastPollMs) await new Promise(setImmediate);
  }
  throw new Error(`no answer with ${JSON.stringify(text)} from port ${port} within ${limitMs / 1000} s`);
}

/** The whole answer as text, `''` when nobody answers. */
function ask(port, path) {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1');
    socket.setEncoding('utf8').setNoDelay(true);
    socket.on('data', (chunk) => (answer += chunk));
    socket.on('error', () => resolve(''));
    socket.on('close', () => resolve(answer));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
  });
}

/** A TCP port of 127.0.0.1 that is free now. */
export async function freePort() {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
