import { once } from 'node:events';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request as tlsRequest } from 'node:https';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { openFront } from '../../../src/gateway/front.ts';
import { RouteTable } from '../../../src/gateway/routes/route-table.ts';
import { certificate, otherKey, trusting } from '../../support/certificate.ts';
import { GatewayRig, textOf } from './rig.ts';
import { answerOf, echo, secured, type Echoed } from './secured.ts';

describe('HTTP/1.1 over TLS', () => {
  test('a request, and where it came from', () =>
    secured(echo, async ({ gateway }) => {
      const asked = tlsRequest({ ...trusting, host: 'localhost', port: gateway.port, agent: false }).end();
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      const { headers } = JSON.parse(await textOf(response)) as Echoed;
      expect(headers).toMatchObject({ 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' });
    }));

  test('a WebSocket', () =>
    secured(undefined, async ({ rig, gateway }) => {
      const sockets = new WebSocketServer({ noServer: true });
      const port = await rig.app(
        () => undefined,
        (server) =>
          server.on('upgrade', (request, socket, head) =>
            sockets.handleUpgrade(request, socket, head, (open) => open.on('message', (data) => open.send(data))),
          ),
      );
      gateway.serve({ run: 1, port });
      const socket = new WebSocket(`wss://localhost:${gateway.port}/`, trusting);
      await once(socket, 'open');
      const answer = once(socket, 'message');
      socket.send('echo');
      expect(String(((await answer) as [Buffer])[0])).toBe('echo');
      socket.close();
      await once(socket, 'close');
    }));
});

describe('what is not TLS', () => {
  test('is led to https, but for what other tools ask of gorl', () =>
    secured(echo, async ({ rig, gateway }) => {
      const { response } = await rig.ask({ path: '/a?b' });
      expect([response.statusCode, response.headers.location]).toEqual([307, `https://127.0.0.1:${gateway.port}/a?b`]);
      const reload = await rig.ask({ path: '/__gorl/reload', method: 'POST', headers: { 'X-Gorl-Token': 'secret' } });
      expect(reload.response.statusCode).toBe(202);
    }));

  test.each([
    ['is nonsense', 'no hello at all, and some more of that'.repeat(10)],
    ['does not end', ''],
  ])('a handshake that %s ends the connection, and no other', async (_, more) => {
    const front = await openFront({
      ...{ host: '127.0.0.1', port: 0, certificate, limits: { ms: 300 } },
      onRequest: (__, response) => response.end('ok'),
      onUpgrade: (__, socket) => socket.destroy(),
      onHttp2: (socket) => socket.destroy(),
      routes: () => new RouteTable('app'),
    });
    try {
      const socket = connect({ host: '127.0.0.1', port: front.port });
      socket.on('error', () => undefined).resume();
      socket.write(Buffer.from([0x16, 3, 1, 0, 200]));
      socket.write(more);
      await once(socket, 'close');
      const session = connectHttp2(`https://localhost:${front.port}`, trusting);
      expect((await answerOf(session.request({ ':path': '/' }))).text).toBe('ok');
      session.destroy();
    } finally {
      await front.close();
    }
  });
});

describe('a certificate that is none', () => {
  test.each([
    [
      'a file that is not there',
      { ...certificate, cert: '/nowhere/cert.pem' },
      'proxy.cert: cannot read /nowhere/cert.pem (ENOENT)',
    ],
    ['the key of another', { ...certificate, key: otherKey }, 'key values mismatch'],
    ['a file with something else', { ...certificate, cert: import.meta.filename }, 'no start line'],
  ])('%s', async (_, files, message) => {
    await expect(GatewayRig.open(undefined, { certificate: files })).rejects.toThrow(message);
  });

  test('the port stays free', async () => {
    await using other = await GatewayRig.open();
    const { port } = other.gateway;
    await expect(GatewayRig.open(undefined, { port, certificate: { ...certificate, key: otherKey } })).rejects.toThrow(
      'key values mismatch',
    );
    const asked = plainRequest({ host: '127.0.0.1', port, path: '/__gorl/client.js', agent: false }).end();
    expect(((await once(asked, 'response')) as [IncomingMessage])[0].statusCode).toBe(200);
  });
});
