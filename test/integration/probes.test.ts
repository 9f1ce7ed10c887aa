import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { CommandResult } from '../../src/engine/ports.ts';
import { askProbe } from '../../src/process/probe/ask-probe.ts';
import { watchLiveness } from '../../src/process/probe/liveness.ts';
import type { Probe } from '../../src/process/probe/probe.ts';
import { untilReady } from '../../src/process/probe/until-ready.ts';
import { freePort } from '../support/free-port.ts';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const http = (listener: RequestListener): Promise<number> =>
  listening(createServer({ keepAliveTimeout: 10 }, listener));

/** A command that ends with that, or when it is cancelled. */
function command(result: CommandResult | 'never'): Extract<Probe, { type: 'exec' }> & { cancelled: () => boolean } {
  let isCancelled = false;
  return {
    type: 'exec',
    line: 'check it',
    cancelled: () => isCancelled,
    start() {
      let end: (how: CommandResult) => void = () => undefined;
      const ended = new Promise<CommandResult>((resolve) => (end = resolve));
      if (result !== 'never') end(result);
      return {
        pid: 1,
        ended,
        cancel() {
          isCancelled = true;
          end({ end: { type: 'signal', signal: 'SIGKILL' }, output: '' });
          return Promise.resolve();
        },
      };
    },
  };
}

describe('one question', () => {
  test.each([
    [200, undefined],
    [302, undefined],
    [404, '404'],
    [503, '503'],
  ])('a status of %i', async (status, failure) => {
    const port = await http((_, response) => response.writeHead(status).end());
    const asked = await askProbe({ type: 'http', target: '/healthz' }, [port], 1000);
    expect(asked).toBe(failure === undefined ? undefined : `GET http://localhost:${port}/healthz: ${failure}`);
  });

  test('of several ports, one that answers is enough; of none, it says so', async () => {
    const [admin, app] = [
      await http((_, response) => response.writeHead(404).end()),
      await http((request, response) => response.writeHead(request.url === '/up' ? 200 : 500).end()),
    ];
    expect(await askProbe({ type: 'http', target: '/up' }, [admin, app], 1000)).toBeUndefined();
    expect(await askProbe({ type: 'http', target: '/up' }, [], 1000)).toBe('GET /up: the app listens on no port yet');
  });

  test('a URL is asked as it stands', async () => {
    const port = await http((_, response) => response.end('ok'));
    expect(await askProbe({ type: 'http', target: `http://127.0.0.1:${port}/` }, [], 1000)).toBeUndefined();
  });

  test('who takes a connection and says nothing is not waited for', async () => {
    const port = await listening(createTcpServer(() => undefined));
    const failure = await askProbe({ type: 'http', target: '/' }, [port], 50);
    expect(failure).toBe(`GET http://localhost:${port}/: no answer in 50 ms`);
    expect(await askProbe({ type: 'tcp', host: 'localhost', port }, [], 1000)).toBeUndefined();
  });

  test('a port where nobody listens', async () => {
    const port = await freePort();
    expect(await askProbe({ type: 'tcp', host: '127.0.0.1', port }, [], 1000)).toBe(
      `tcp 127.0.0.1:${port}: ECONNREFUSED`,
    );
    expect(await askProbe({ type: 'http', target: '/' }, [port], 1000)).toContain('ECONNREFUSED');
  });

  test('a command: its success, its last words, and its end when it takes too long', async () => {
    expect(await askProbe(command({ end: { type: 'code', code: 0 }, output: 'fine' }), [], 1000)).toBeUndefined();
    const failed = command({ end: { type: 'code', code: 3 }, output: 'first\nno database\n' });
    expect(await askProbe(failed, [], 1000)).toBe('check it: exit 3 (no database)');
    const never = command('never');
    expect(await askProbe(never, [], 20)).toBe('check it: no answer in 20 ms');
    expect(never.cancelled()).toBe(true);
  });
});

describe('until it is ready', () => {
  test('it asks on, says each reason once, and stops asking', async () => {
    let asked = 0;
    const port = await http((_, response) => response.writeHead(++asked < 4 ? 503 : 200).end());
    const reasons: string[] = [];
    await new Promise<void>((ready) => {
      const plan = { probe: { type: 'http', target: '/' }, intervalMs: 10 } as const;
      untilReady({ plan, ports: () => [port], ready, unready: (reason) => void reasons.push(reason) });
    });
    expect(reasons).toEqual([`GET http://localhost:${port}/: 503`]);
    expect(asked).toBe(4);
  });

  test('a port that opens is asked at once, however long the pause', async () => {
    const ports: number[] = [];
    let unready: (reason: string) => void = () => undefined;
    const told = new Promise<string>((resolve) => (unready = resolve));
    const isReady = new Promise<void>((ready) => {
      const plan = { probe: { type: 'http', target: '/' }, intervalMs: 100_000 } as const;
      const probing = untilReady({ plan, ports: () => ports, ready, unready });
      void told.then(async () => {
        ports.push(await http((_, response) => response.end()));
        probing.hurry();
      });
    });
    expect(await told).toBe('GET /: the app listens on no port yet');
    await isReady;
  });

  test('a line of stderr, however it arrives', async () => {
    const lines = await new Promise<string>((ready) => {
      const plan = { probe: { type: 'log', pattern: 'listening on :\\d+$' }, intervalMs: 10 } as const;
      let written = '';
      const probing = untilReady({ plan, ports: () => [], ready: () => ready(written), unready: () => undefined });
      for (const text of ['not listening on :x\n', 'listen', 'ing on :80', '80', '\r\n', 'more\n']) {
        written += text;
        probing.wrote(text);
      }
    });
    expect(lines).toContain('listening on :8080\r\n');
  });

  test('a line that was drawn, in color', async () => {
    const isReady = new Promise<void>((ready) => {
      const plan = { probe: { type: 'log', pattern: '^ready in \\d+ ms$' }, intervalMs: 10 } as const;
      untilReady({ plan, ports: () => [], ready, unready: () => undefined }).wrote(
        '10%\r\u001b[2mready in \u001b[0m\u001b[1m300\u001b[22m ms\r\n',
      );
    });
    expect(await isReady).toBeUndefined();
  });

  test('a pattern that is none is told', async () => {
    const reason = await new Promise<string>((resolve) => {
      const told: string[] = [];
      const plan = { probe: { type: 'log', pattern: '(' }, intervalMs: 10 } as const;
      untilReady({
        plan,
        ports: () => [],
        ready: () => undefined,
        unready: (text) => void (told.push(text) > 1 && resolve(text)),
      });
    });
    expect(reason).toMatch(/^ready\.log: /);
  });
});

test('an app that fails as often in a row as is allowed is told of, and again after as many more', async () => {
  const answers = [500, 200, 500, 500, 200, 500, 500, 500, 500];
  let asked = 0;
  const port = await http((_, response) => response.writeHead(answers[asked++] ?? 200).end());
  const told: number[] = [];
  await new Promise<void>((resolve) => {
    const plan = { probe: { type: 'http', target: '/' }, intervalMs: 5, timeoutMs: 1000, failures: 2 } as const;
    const stop = watchLiveness(
      plan,
      () => [port],
      () => {
        if (told.push(asked) < 3) return;
        stop();
        resolve();
      },
    );
  });
  expect(told).toEqual([4, 7, 9]);
});
