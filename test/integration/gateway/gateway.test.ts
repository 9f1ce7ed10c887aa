import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { pairs, valuesOf } from '../../../src/gateway/proxy/headers.ts';
import { GatewayRig, readUntil, textOf } from './rig.ts';

/** Says what it was asked. */
const echo = (request: IncomingMessage, response: ServerResponse): void => {
  void textOf(request).then((body) => {
    const { method, url, rawHeaders, rawTrailers } = request;
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ method, url, rawHeaders, rawTrailers, body }));
  });
};

interface Echoed {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: string[];
  readonly rawTrailers: string[];
  readonly body: string;
}

const asked = (text: string): Echoed => JSON.parse(text) as Echoed;

describe('a request comes as it was sent', () => {
  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s with a body and a query', async (method) => {
    await using rig = await GatewayRig.open(echo);
    const { text } = await rig.ask({ method, path: '/a//b?b=2&a=1&b=%20', body: 'z=1&a=2' });
    expect(asked(text)).toMatchObject({ method, url: '/a//b?b=2&a=1&b=%20', body: 'z=1&a=2' });
  });

  test('with its host, its length, and who asks', async () => {
    await using rig = await GatewayRig.open(echo);
    const headers = { 'X-Twice': ['1', '2'], 'Content-Length': '3', 'X-Forwarded-For': '10.0.0.1' };
    const { rawHeaders } = asked((await rig.ask({ method: 'POST', headers, body: 'abc' })).text);
    expect(valuesOf(rawHeaders, 'host')).toEqual([`127.0.0.1:${rig.gateway.port}`]);
    expect(valuesOf(rawHeaders, 'content-length')).toEqual(['3']);
    expect(valuesOf(rawHeaders, 'x-twice')).toEqual(['1', '2']);
    expect(valuesOf(rawHeaders, 'x-forwarded-for')).toEqual(['10.0.0.1, 127.0.0.1']);
    expect(valuesOf(rawHeaders, 'x-forwarded-proto')).toEqual(['http']);
  });

  test('less what belongs to the connection', async () => {
    await using rig = await GatewayRig.open(echo);
    const headers = { Connection: 'x-mine, close', 'X-Mine': '1', 'Keep-Alive': 'timeout=1', TE: 'trailers, gzip' };
    const { rawHeaders } = asked((await rig.ask({ headers })).text);
    const names = pairs(rawHeaders).map(([name]) => name.toLowerCase());
    expect(names).not.toContain('x-mine');
    expect(names).not.toContain('keep-alive');
    expect(valuesOf(rawHeaders, 'te')).toEqual(['trailers']);
  });

  test('trailers, both ways', async () => {
    await using rig = await GatewayRig.open((request, response) => {
      void textOf(request).then(() => {
        response.writeHead(200, { Trailer: 'X-Sum' });
        response.write('body');
        response.addTrailers({ 'X-Sum': request.rawTrailers.join('=') });
        response.end();
      });
    });
    const headers = { Trailer: 'X-Check', 'Transfer-Encoding': 'chunked' };
    const { response } = await rig.ask({ method: 'POST', headers, body: 'abc', trailers: { 'X-Check': 'yes' } });
    expect(response.rawTrailers).toEqual(['X-Sum', 'X-Check=yes']);
  });
});

describe('an answer comes as it was given', () => {
  test('status, reason, repeated headers, and no date of ours', async () => {
    await using rig = await GatewayRig.open((_, response) => {
      response.sendDate = false;
      response.writeHead(418, 'Short and stout', ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'ETag', '"x"']);
      response.end('tea');
    });
    const { response, text } = await rig.ask();
    expect([response.statusCode, response.statusMessage, text]).toEqual([418, 'Short and stout', 'tea']);
    expect(response.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(response.headers.date).toBeUndefined();
  });

  test('HEAD and 304 keep their length and have no body', async () => {
    await using rig = await GatewayRig.open((request, response) => {
      response.writeHead(request.url === '/304' ? 304 : 200, request.url === '/304' ? {} : { 'Content-Length': '10' });
      response.end(request.method === 'HEAD' || request.url === '/304' ? undefined : '0123456789');
    });
    const head = await rig.ask({ method: 'HEAD' });
    expect([head.response.headers['content-length'], head.text]).toEqual(['10', '']);
    expect((await rig.ask({ path: '/304' })).response.statusCode).toBe(304);
  });

  test('an event at a time, the head before the first', async () => {
    let send = (_text: string): void => undefined;
    await using rig = await GatewayRig.open((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.flushHeaders();
      send = (text) => void response.write(text);
    });
    const socket = await rig.connect();
    socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await readUntil(socket, '\r\n\r\n');
    send('data: 1\n\n');
    expect(await readUntil(socket, 'data: 1')).not.toContain('data: 2');
    send('data: 2\n\n');
    await readUntil(socket, 'data: 2');
    socket.destroy();
  });

  test('a body that the app breaks off is broken off', async () => {
    await using rig = await GatewayRig.open((_, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('half');
      response.socket?.destroySoon();
    });
    await expect(rig.ask()).rejects.toThrow('aborted');
  });

  test('100-continue is the app’s to say', async () => {
    await using rig = await GatewayRig.open(echo);
    const socket = await rig.connect();
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n');
    expect(await readUntil(socket, '\r\n\r\n')).toContain('100 Continue');
    socket.write('abc');
    expect(await readUntil(socket, '"body":"abc"')).toContain('200 OK');
    socket.destroy();
  });
});

describe('while there is no app', () => {
  test('requests wait, and their bodies with them', async () => {
    await using rig = await GatewayRig.open();
    const waiting = [rig.ask({ path: '/1' }), rig.ask({ path: '/2', method: 'POST', body: 'x'.repeat(1_000_000) })];
    rig.gateway.serve({ run: 1, port: await rig.app(echo) });
    const [first, second] = (await Promise.all(waiting)).map(({ text }) => asked(text));
    expect(first?.url).toBe('/1');
    expect(second?.body).toHaveLength(1_000_000);
  });

  test('not longer than they may, nor more of them, and they are told why', async () => {
    const limits = () => ({ most: 1, mostBytes: 10_000, ms: 50 });
    await using rig = await GatewayRig.open(undefined, { limits });
    const answers = await Promise.all([rig.ask(), rig.ask()]);
    const found = answers.map(({ response, text }) => [response.statusCode, response.headers['retry-after'], text]);
    expect(found.toSorted(([, , a], [, , b]) => (String(a) < String(b) ? -1 : 1))).toEqual([
      [503, '1', 'the app did not become ready in time (proxy.app_start_timeout)\n'],
      [503, '1', 'too many requests wait for the app already\n'],
    ]);
  });

  test('and none is to come, nobody waits', async () => {
    await using rig = await GatewayRig.open();
    const waiting = rig.ask();
    const other = rig.ask();
    rig.gateway.refuse('the build failed');
    for (const { response, text } of await Promise.all([waiting, other, rig.ask()]))
      expect([response.statusCode, text]).toEqual([503, 'the build failed\n']);
  });

  test('an app that has just gone is not the last word', async () => {
    await using rig = await GatewayRig.open((request) => request.socket.destroy());
    const answer = rig.ask();
    rig.gateway.hold();
    rig.gateway.serve({ run: 1, port: await rig.app(echo) });
    expect(asked((await answer).text).method).toBe('GET');
  });

  test('but what may have had an effect is not sent twice', async () => {
    let count = 0;
    await using rig = await GatewayRig.open((request) => {
      count += 1;
      request.socket.destroy();
    });
    const { response, text } = await rig.ask({ method: 'POST', body: 'pay' });
    expect([response.statusCode, count]).toEqual([502, 1]);
    expect(text).toContain('the app went away before it answered');
  });
});

describe('a connection for another protocol', () => {
  test('is open both ways, until another app serves', async () => {
    await using rig = await GatewayRig.open();
    const port = await rig.app(echo, (server) =>
      server.on('upgrade', (request, socket) => {
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${request.headers.upgrade}\r\n\r\n`,
        );
        socket.on('data', (data) => socket.write(`<${data.toString()}>`));
        socket.on('end', () => socket.end('bye'));
      }),
    );
    rig.gateway.serve({ run: 1, port });
    const socket = await rig.connect();
    socket.write('GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
    expect(await readUntil(socket, '\r\n\r\n')).toContain('Upgrade: echo');
    socket.write('one');
    expect(await readUntil(socket, '<one>')).toBe('<one>');
    socket.end();
    expect(await readUntil(socket, 'bye')).toBe('bye');

    const other = await rig.connect();
    other.write('GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
    await readUntil(other, '\r\n\r\n');
    const ended = once(other, 'end');
    other.resume();
    rig.gateway.hold();
    await ended;
    other.destroy();
  });

  test('that the app does not want ends with its answer', async () => {
    await using rig = await GatewayRig.open(echo);
    const socket = await rig.connect();
    socket.write('GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
    expect(await readUntil(socket, '"url":"/ws"')).toContain('200 OK');
    socket.resume();
    await once(socket, 'end');
    socket.destroy();
  });

  test('HTTP/2 that begins at once goes through as it is', async () => {
    const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
    await using rig = await GatewayRig.open();
    const { createServer } = await import('node:net');
    const app = createServer((socket) => void socket.once('data', (data) => socket.end(`got ${data.length}`)));
    app.listen(0, '127.0.0.1');
    await once(app, 'listening');
    const socket = await rig.connect();
    socket.write(preface);
    rig.gateway.serve({ run: 1, port: (app.address() as { port: number }).port });
    expect(await readUntil(socket, 'got')).toBe(`got ${preface.length}`);
    socket.destroy();
    app.close();
  });
});

test('a page that listens is greeted, and told', async () => {
  await using rig = await GatewayRig.open(echo);
  const socket = await rig.connect();
  socket.write('GET /__gorl/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
  expect(await readUntil(socket, '"token":"secret"')).toContain('"type":"hello"');
  rig.gateway.tell({ type: 'reload' });
  await readUntil(socket, 'data: {"type":"reload"}');
  const air = await rig.connect();
  air.write('GET /__air_internal/sse HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await readUntil(air, ':\n\n');
  rig.gateway.tell({ type: 'reload' });
  await readUntil(air, 'event: reload\ndata: null');
  socket.destroy();
  air.destroy();
});
