import { connect, createServer, type ClientHttp2Session, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { GatewayRig } from './rig.ts';

const servers: Http2Server[] = [];
const sessions: ClientHttp2Session[] = [];
afterEach(() => {
  for (const one of sessions.splice(0)) one.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function app(answer: (stream: ServerHttp2Stream, path: string) => void): Promise<number> {
  const server = createServer();
  server.on('stream', (stream, headers) => answer(stream, String(headers[':path'])));
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function session(rig: GatewayRig): Promise<ClientHttp2Session> {
  const opened = connect(`http://127.0.0.1:${rig.gateway.port}`);
  sessions.push(opened);
  await once(opened, 'connect');
  return opened;
}

async function ask(on: ClientHttp2Session, path: string, body = ''): Promise<string> {
  const stream = on.request({ ':path': path, ':method': 'POST' });
  stream.end(body);
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

describe('HTTP/2 without TLS, as gRPC speaks it', () => {
  test('what is under way is counted and ends; the client begins nothing more; then the connection ends', async () => {
    await using rig = await GatewayRig.open();
    const slow: ServerHttp2Stream[] = [];
    const port = await app((stream, path) => {
      if (path === '/slow') slow.push(stream);
      else stream.pipe(stream);
    });
    rig.gateway.serve({ run: 1, port });
    const client = await session(rig);
    const large = 'x'.repeat(200_000);
    expect(await ask(client, '/echo', large)).toBe(large);
    const answer = ask(client, '/slow');
    await expect.poll(() => slow.length).toBe(1);
    expect(rig.gateway.underWay(1)).toBe(1);
    let isDrained = false;
    const goAway = once(client, 'goaway');
    const closed = once(client, 'close');
    rig.gateway.hold();
    rig.gateway.whenDrained(1, () => (isDrained = true));
    const [code] = (await goAway) as [number];
    expect(code).toBe(0);
    expect(isDrained).toBe(false);
    expect(client.closed).toBe(true);
    slow[0]?.respond();
    slow[0]?.end('late');
    expect(await answer).toBe('late');
    await closed;
    expect(isDrained).toBe(true);
    expect(rig.gateway.underWay(1)).toBe(0);
  });

  test('a connection where nothing is under way holds up nobody, and the next one waits for the next app', async () => {
    await using rig = await GatewayRig.open();
    const echo = (stream: ServerHttp2Stream): void => void stream.pipe(stream);
    rig.gateway.serve({ run: 1, port: await app(echo) });
    const client = await session(rig);
    expect(await ask(client, '/', 'one')).toBe('one');
    const closed = once(client, 'close');
    rig.gateway.hold();
    let isDrained = false;
    rig.gateway.whenDrained(1, () => (isDrained = true));
    expect(isDrained).toBe(true);
    await closed;
    const next = connect(`http://127.0.0.1:${rig.gateway.port}`);
    sessions.push(next);
    const answer = ask(next, '/', 'two');
    rig.gateway.serve({ run: 2, port: await app(echo) });
    expect(await answer).toBe('two');
  });

  test('an app that goes away takes its connections with it', async () => {
    await using rig = await GatewayRig.open();
    const port = await app((stream) => stream.session?.destroy());
    rig.gateway.serve({ run: 1, port });
    const client = await session(rig);
    client.on('error', () => undefined);
    const closed = once(client, 'close');
    await ask(client, '/').catch(String);
    await closed;
    await expect.poll(() => rig.gateway.underWay(1)).toBe(0);
  });
});
