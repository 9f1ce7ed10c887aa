import { describe, expect, test } from 'vitest';
import { Connection } from '../../../proxy-cases/connection.ts';
import { GatewayRig } from '../rig.ts';
import { StrictApp } from './strict-app.ts';

const allowedHosts = (): readonly string[] => ['my.test', '.other.test'];

/** What the door answers, and what the app saw of it. */
async function ask(request: string): Promise<{ status: number; arrived: readonly string[] }> {
  await using app = await StrictApp.open();
  await using rig = await GatewayRig.open(undefined, { allowedHosts });
  rig.gateway.serve({ run: 1, port: app.port });
  using connection = await Connection.open(rig.gateway);
  await connection.write(request);
  const { status } = await connection.answer();
  return { status, arrived: app.arrived.map(({ line }) => line) };
}

describe('a page from elsewhere whose name leads here (DNS rebinding) gets nothing', () => {
  test.each([
    ['evil.example', 403],
    ['evil.example:80', 403],
    ['localhost.evil.example', 403],
    ['notlocalhost', 403],
    ['127.0.0.1.evil.example', 403],
    ['my.test.evil.example', 403],
    ['a.my.test', 403],
    ['another.test', 403],
    ['localhost, evil.example', 403],
    ['localhost@evil.example', 403],
    ['localhost/evil', 403],
    ['localhost:80:80', 403],
    ['localhost:http', 403],
    ['', 403],
    ['localhost:1', 200],
    ['LOCALHOST', 200],
    ['localhost.', 200],
    ['app.localhost', 200],
    ['[::1]:80', 200],
    ['192.168.1.7', 200],
    ['my.test', 200],
    ['My.Test.:80', 200],
    ['other.test', 200],
    ['a.other.test', 200],
  ])('Host: %s → %i', async (host, status) => {
    const found = await ask(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect(found).toEqual({ status, arrived: status === 200 ? ['GET / HTTP/1.1'] : [] });
  });

  test.each([
    ['none', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['none, in HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n', 403],
    ['two', 'GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n', 400],
    ['the same twice', 'GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n', 400],
    ['a target with another', 'GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n', 421],
    ['a target with another port', 'GET http://localhost:81/ HTTP/1.1\r\nHost: localhost:80\r\n\r\n', 421],
    ['a target with a user', 'GET http://localhost@evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n', 421],
    ['a target of another scheme', 'GET ftp://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['a target without a path', 'GET localhost HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['a target that is a star', 'GET * HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['both evil', 'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n', 403],
    [
      'an offer of another protocol',
      'GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      403,
    ],
    [
      'an offer with a target',
      'GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      421,
    ],
    ['gorl’s own script', 'GET /__gorl/client.js HTTP/1.1\r\nHost: evil.example\r\n\r\n', 403],
  ])('%s', async (_, request, status) => {
    expect(await ask(request)).toEqual({ status, arrived: [] });
  });
});
