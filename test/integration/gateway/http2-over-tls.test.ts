import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { textOf } from './rig.ts';
import { answerOf, ask, echo, echoed, secured, type Http2Answer } from './secured.ts';

describe('HTTP/2 over TLS', () => {
  test('a request is what it would be by HTTP/1.1', () =>
    secured(echo, async (to) => {
      const answer = await ask(to, { ':path': '/a?b=c', cookie: 'x=1; y=2', 'x-own': 'ä' });
      const { method, url, headers } = echoed(answer);
      expect([method, url]).toEqual(['GET', '/a?b=c']);
      expect(headers).toMatchObject({
        ...{ host: `localhost:${to.gateway.port}`, cookie: 'x=1; y=2', 'x-own': 'ä' },
        ...{ 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' },
      });
      expect(headers).not.toHaveProperty('transfer-encoding');
      expect(answer.headers).toMatchObject({ ':status': 200, 'set-cookie': ['a=1', 'b=2'] });
      expect(answer.headers).not.toHaveProperty('connection');
      expect(answer.headers).not.toHaveProperty('keep-alive');
    }));

  test.each([
    ['whose length is known', { 'content-length': 5 }],
    ['whose length is not', {}],
  ])('a body %s', (_, headers) =>
    secured(echo, async (to) => {
      const answer = echoed(await ask(to, { ':method': 'POST', ':path': '/', ...headers }, 'hello'));
      expect([answer.method, answer.text]).toEqual(['POST', 'hello']);
    }),
  );

  test('a large one, both ways', () =>
    secured(
      (request, response) => void request.pipe(response),
      async (to) => {
        const body = Buffer.alloc(5_000_000, 'abc');
        expect((await ask(to, { ':method': 'POST', ':path': '/' }, body)).text.length).toBe(body.length);
      },
    ));

  test.each([
    ['HEAD', { ':method': 'HEAD' }, 200],
    ['304', { 'x-status': '304' }, 304],
    ['204', { 'x-status': '204' }, 204],
  ])('without a body: %s', (_, headers, status) =>
    secured(
      (request, response) => {
        response.writeHead(Number(request.headers['x-status'] ?? 200), { ETag: '"1"' });
        response.end(request.method === 'HEAD' ? 'never sent' : undefined);
      },
      async (to) => {
        const answer = await ask(to, { ':path': '/', ...headers });
        expect([answer.headers[':status'], answer.headers.etag, answer.text]).toEqual([status, '"1"', '']);
      },
    ),
  );

  test('trailers, both ways', () =>
    secured(
      async (request, response) => {
        await textOf(request);
        response.writeHead(200, { Trailer: 'X-Sum' });
        response.write('body');
        response.addTrailers({ 'X-Sum': request.trailers['x-asked'] ?? 'none' });
        response.end();
      },
      async ({ session }) => {
        const asked = session.request(
          { ':method': 'POST', ':path': '/', trailer: 'x-asked' },
          { waitForTrailers: true },
        );
        asked.once('wantTrailers', () => asked.sendTrailers({ 'x-asked': 'seven' }));
        const { text, trailers } = await answerOf(asked.end('body'));
        expect([text, trailers?.['x-sum']]).toEqual(['body', 'seven']);
      },
    ));

  test('what comes before the answer: early hints', () =>
    secured(
      (_, response) => {
        response.writeEarlyHints({ link: '</a.css>; rel=preload' }, () => response.end('ok'));
      },
      async ({ session }) => {
        const asked = session.request({ ':path': '/' });
        const hints = once(asked, 'headers') as Promise<[Http2Answer['headers']]>;
        expect((await answerOf(asked)).text).toBe('ok');
        expect((await hints)[0]).toMatchObject({ ':status': 103, link: '</a.css>; rel=preload' });
      },
    ));

  test('an event stream comes as it is written, and many at a time', () =>
    secured(
      (_, response) => {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('data: 1\n\n');
      },
      async ({ session }) => {
        const streams = Array.from({ length: 20 }, () => session.request({ ':path': '/' }));
        const first = await Promise.all(
          streams.map(async (each) => String(((await once(each, 'data')) as [Buffer])[0])),
        );
        expect(new Set(first)).toEqual(new Set(['data: 1\n\n']));
      },
    ));

  test('half an answer does not look like a whole one', () =>
    secured(
      (_, response) => {
        response.write('half', () => response.destroy());
      },
      async ({ session }) => {
        const asked = session.request({ ':path': '/' });
        asked.resume();
        await expect(once(asked, 'end')).rejects.toThrow(/INTERNAL_ERROR/);
      },
    ));

  test('the app hears that the client has gone', async () => {
    const app = new EventEmitter();
    const asked = once(app, 'asked') as Promise<[ServerResponse]>;
    await secured(
      (_, response) => void app.emit('asked', response),
      async ({ session }) => {
        const request = session.request({ ':path': '/' });
        request.on('error', () => undefined);
        const [response] = await asked;
        const gone = once(response, 'close');
        request.close(8);
        await gone;
        expect(response.writableFinished).toBe(false);
      },
    );
  });

  test('a request waits for the app that is on its way', () =>
    secured(echo, async (to) => {
      to.gateway.hold();
      const answer = ask(to, { ':method': 'POST', ':path': '/' }, 'held');
      const port = await to.rig.app((request, response) => void request.pipe(response));
      to.gateway.serve({ run: 2, port });
      expect((await answer).text).toBe('held');
    }));

  test('the rules are the same: another host, two hosts, a method of no one', () =>
    secured(echo, async (to) => {
      const status = (headers: OutgoingHttpHeaders): Promise<unknown> =>
        ask(to, { ':path': '/', ...headers }).then(
          (answer) => answer.headers[':status'],
          ({ message }: Error) => /NGHTTP2_\w+/.exec(message)?.[0],
        );
      const statuses = [
        await status({ ':authority': 'elsewhere.test' }),
        await status({ ':authority': 'localhost', host: 'elsewhere.test' }),
        await status({ ':authority': 'localhost', host: 'localhost' }),
        await status({ ':method': 'INVENTED' }),
        await status({ ':path': '/a b' }),
        await status({ ':path': '/→' }),
      ];
      expect(statuses).toEqual([403, 400, 200, 501, 'NGHTTP2_PROTOCOL_ERROR', 400]);
      const tunnel = to.session.request({ ':method': 'CONNECT', ':authority': 'localhost:22' }, { endStream: false });
      expect((await answerOf(tunnel)).headers[':status']).toBe(405);
    }));

  test("a page gets the script, and its policy's origin is https", () =>
    secured(
      (_, response) => {
        response.setHeader('Content-Security-Policy', `script-src https://${_.headers.host}`);
        response.setHeader('Content-Type', 'text/html; charset=utf-8').end('<!doctype html><head></head>');
      },
      async (to) => {
        const { text } = await ask(to, { ':path': '/', accept: 'text/html' });
        expect(text).toMatch(/<script .*\/__gorl\/client\.js/);
        expect((await ask(to, { ':path': '/__gorl/client.js' })).text).toBe('// script');
      },
    ));
});

describe('gRPC over TLS', () => {
  test('goes on by HTTP/2, with its trailers, and to the next app after a restart', async () => {
    const apps = ['one', 'two'].map((name) => {
      const app = createHttp2Server();
      app.on('stream', (stream, headers) => {
        if (headers[':path'] === '/none') {
          stream.respond({ ':status': 200, 'grpc-status': '12' }, { endStream: true });
          return;
        }
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
        stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', 'x-app': name }));
        stream.pipe(stream);
      });
      return app;
    });
    const ports: number[] = [];
    for (const app of apps) {
      app.listen(0, '127.0.0.1');
      await once(app, 'listening');
      ports.push((app.address() as AddressInfo).port);
    }
    const [one = 0, two = 0] = ports;
    const call = { ':method': 'POST', ':path': '/svc/Echo', 'content-type': 'application/grpc+proto', te: 'trailers' };
    try {
      await secured(undefined, async (to) => {
        to.gateway.serve({ run: 1, port: one });
        const first = await ask(to, call, 'ping');
        expect([first.text, first.trailers]).toMatchObject(['ping', { 'grpc-status': '0', 'x-app': 'one' }]);
        const none = await ask(to, { ...call, ':path': '/none' }, 'ping');
        expect([none.headers['grpc-status'], none.text]).toEqual(['12', '']);
        const slow = to.session.request(call);
        slow.write('begun ');
        expect(String(((await once(slow, 'data')) as [Buffer])[0])).toBe('begun ');
        expect(to.gateway.underWay(1)).toBe(1);
        to.gateway.serve({ run: 2, port: two });
        expect((await ask(to, call, 'pong')).trailers).toMatchObject({ 'x-app': 'two' });
        let trailers: IncomingHttpHeaders | undefined;
        slow.once('trailers', (given: IncomingHttpHeaders) => (trailers = given));
        expect(await textOf(slow.end('and ended'))).toBe('and ended');
        expect(trailers).toMatchObject({ 'x-app': 'one' });
        await new Promise<void>((resolve) => to.gateway.whenDrained(1, resolve));
      });
    } finally {
      for (const app of apps) app.close();
    }
  });
});
