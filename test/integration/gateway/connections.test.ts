import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { badAnswers } from '../../support/answer-corpus.ts';
import { trusting } from '../../support/certificate.ts';
import { waitFor } from '../../support/wait-for.ts';
import { GatewayRig, readUntil } from './rig.ts';
import { secured } from './secured.ts';

/** An app that says what it is told to, once for each request; `connections` in the order in which they came. */
async function withApp(
  answer: (request: string, socket: Socket, connection: number) => void,
  act: (rig: GatewayRig, connections: readonly Socket[]) => Promise<void>,
): Promise<void> {
  const connections: Socket[] = [];
  const server = createServer((socket) => {
    const number = connections.push(socket) - 1;
    socket.on('error', () => undefined);
    socket.on('data', (data) => answer(data.toString('latin1'), socket, number));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await using rig = await GatewayRig.open();
    rig.gateway.serve({ run: 1, port: (server.address() as AddressInfo).port });
    await act(rig, connections);
  } finally {
    for (const each of connections) each.destroy();
    server.close();
  }
}

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('connections to the app', () => {
  test('are used again, but not by what must not be sent twice', () =>
    withApp(
      (request, socket) => socket.write(request.startsWith('HEAD') ? ok.slice(0, -2) : ok),
      async (rig, connections) => {
        for (const method of ['GET', 'HEAD', 'GET', 'DELETE'])
          expect((await rig.ask({ method })).response.statusCode).toBe(200);
        expect(connections).toHaveLength(1);
        await rig.ask({ method: 'POST', body: 'a' });
        expect(connections).toHaveLength(2);
        await rig.ask();
        expect(connections).toHaveLength(2);
      },
    ));

  test('are closed when nobody has used them for a moment', () =>
    withApp(
      (_, socket) => socket.write(ok),
      async (rig, connections) => {
        await rig.ask();
        await waitFor(() => connections[0]?.readableEnded === true);
        await rig.ask();
        expect(connections).toHaveLength(2);
      },
    ));

  test('are left when another app serves; one that is answering ends its answer', () =>
    withApp(
      (request, socket) => socket.write(request.includes('/slow') ? ok.slice(0, -1) : ok),
      async (rig, connections) => {
        const slow = rig.ask({ path: '/slow' });
        await waitFor(() => connections.length === 1);
        await rig.ask();
        rig.gateway.serve({ run: 2, port: connections[0]?.localPort ?? 0 });
        await waitFor(() => connections[1]?.readableEnded === true);
        connections[0]?.write('k');
        expect((await slow).text).toBe('ok');
      },
    ));

  test.each([
    ['says that it closes', 'HTTP/1.1 200 OK\r\nConnection: foo, Close\r\nContent-Length: 2\r\n\r\nok'],
    ['says HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['has more behind it', `${ok}HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsmuggled!`],
  ])('are not used again after an answer that %s', (_, answer) =>
    withApp(
      (__, socket) => socket.write(answer),
      async (rig, connections) => {
        expect([(await rig.ask()).text, (await rig.ask()).text]).toEqual(['ok', 'ok']);
        expect(connections).toHaveLength(2);
      },
    ),
  );

  test('on which an app speaks unasked are not used again', () =>
    withApp(
      (_, socket) => socket.write(ok),
      async (rig, connections) => {
        await rig.ask();
        connections[0]?.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsmuggled!');
        await waitFor(() => connections[0]?.destroyed === true || connections[0]?.readableEnded === true);
        expect((await rig.ask()).text).toBe('ok');
        expect(connections).toHaveLength(2);
      },
    ));

  test('that turn out to be dead: a GET is asked anew, a POST never begins on one', () =>
    withApp(
      (_, socket, number) => {
        if (socket.bytesRead > 200 && number === 0) socket.resetAndDestroy();
        else socket.write(ok);
      },
      async (rig, connections) => {
        await rig.ask();
        expect((await rig.ask({ headers: { 'X-Long': 'a'.repeat(300) } })).text).toBe('ok');
        expect(connections).toHaveLength(2);
      },
    ));
});

test('who has had its answer, and goes away, leaves the connection to whoever has it now', async () => {
  const paths: string[] = [];
  let answerSlow = (): void => undefined;
  const app = createHttpServer((request, response) => {
    if (request.url === '/slow') answerSlow = () => response.end('slow');
    else response.end(Buffer.alloc(Number(request.url?.slice(1)), 'a'));
    paths.push(`${request.url} ${request.socket.remotePort}`);
  });
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  try {
    await secured(undefined, async ({ gateway }) => {
      gateway.serve({ run: 1, port: (app.address() as AddressInfo).port });
      // It takes one byte: the rest waits in gorl. How much of it has room there, and where, differs from node to node.
      const settings = { initialWindowSize: 1 };
      for (const bytes of [60_000, 100_000, 140_000, 160_000, 180_000, 200_000]) {
        const session = connectHttp2(`https://localhost:${gateway.port}`, { ...trusting, settings });
        paths.length = 0;
        const first = session.request({ ':path': `/${bytes}` });
        first.pause();
        await once(first, 'response');
        const slow = session.request({ ':path': '/slow' });
        await waitFor(() => paths.length === 2);
        first.close(8);
        await once(first, 'close');
        answerSlow();
        const [headers] = (await once(slow, 'response')) as [IncomingHttpHeaders & { readonly ':status': number }];
        expect(headers[':status']).toBe(200);
        slow.close();
        session.destroy();
      }
    });
  } finally {
    app.closeAllConnections();
    app.close();
  }
});

describe('an answer', () => {
  test.each(badAnswers)('with %s is not passed on', (_, answer) =>
    withApp(
      (__, socket) => socket.write(Buffer.from(answer, 'latin1')),
      async (rig) => {
        const outcome = await rig.ask({ method: 'POST', body: 'a' }).then(
          ({ response, text }) => `${response.statusCode} ${text}`,
          ({ message }: Error) => message,
        );
        expect(outcome).toMatch(/^(?:502 the app’s answer cannot be passed on: it[s ].*\n|aborted|socket hang up)$/);
      },
    ),
  );

  test('that comes before the body was sent ends the exchange, and the rest of the body goes nowhere else', () =>
    withApp(
      (_, socket) => socket.write('HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nno\n'),
      async (rig, connections) => {
        const socket = await rig.connect();
        socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nbegin');
        let text = '';
        socket.on('data', (data) => (text += String(data)));
        await waitFor(() => text.endsWith('no\n'));
        expect(text).toMatch(/^HTTP\/1.1 413 Too Large\r\n/);
        socket.destroy();
        await waitFor(() => connections[0]?.readableEnded === true || connections[0]?.destroyed === true);
        expect(connections).toHaveLength(1);
      },
    ));

  test('before which the app goes leaves the client’s connection as good as new', () =>
    withApp(
      (request, socket) => {
        if (request.startsWith('POST')) socket.resetAndDestroy();
        else socket.write(ok);
      },
      async (rig) => {
        const socket = await rig.connect();
        const large = 20_000_000;
        socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${large}\r\n\r\n`);
        socket.write(Buffer.alloc(large));
        socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
        expect(await readUntil(socket, '\r\n\r\nok')).toMatch(/^HTTP\/1.1 502 [^]*HTTP\/1.1 200 OK/);
        socket.destroy();
      },
    ));

  test('that is read slowly is not collected: the app waits', () =>
    withApp(
      (_, socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        const part = Buffer.alloc(1024 * 1024);
        const more = (): void => {
          while (socket.writable && socket.write(part));
        };
        socket.on('drain', more);
        more();
      },
      async (rig, connections) => {
        const socket = await rig.connect();
        socket.pause();
        socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
        await waitFor(() => (connections[0]?.bytesWritten ?? 0) > 1024 * 1024);
        let [before, same] = [-1, 0];
        await waitFor(
          () => {
            const now = connections[0]?.bytesWritten ?? 0;
            same = now === before ? same + 1 : 0;
            before = now;
            return same === 10;
          },
          { intervalMs: 20 },
        );
        expect(before).toBeLessThan(64 * 1024 * 1024);
        socket.destroy();
        await waitFor(() => connections[0]?.destroyed === true);
      },
    ));
});
