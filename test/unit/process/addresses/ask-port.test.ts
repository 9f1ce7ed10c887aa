import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { expect, test } from 'vitest';
import { askPort } from '../../../../src/process/addresses/ask-port.ts';
import { certificate } from '../../../support/certificate.ts';
import { freePort } from '../../../support/free-port.ts';

const identity = { cert: readFileSync(certificate.cert), key: readFileSync(certificate.key) };
/** gRPC's first frame, which it sends to whoever comes. */
const settings = Buffer.from('00000604000000000000050000400000', 'hex');

async function asked(server: Server, withinMs = 5000): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await askPort('127.0.0.1', (server.address() as AddressInfo).port, withinMs);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

test.each<[string, string, () => Server]>([
  ['HTTP', 'http', () => createHttp((_, response) => response.end())],
  ['TLS', 'https', () => createTls(identity)],
  ['TLS that wants a certificate', 'https', () => createTls({ ...identity, requestCert: true, ca: identity.cert })],
  ['gRPC without TLS', 'unknown', () => createServer((socket) => socket.write(settings))],
  ['a greeting', 'unknown', () => createServer((socket) => socket.write('220 mail\r\n'))],
  ['who hangs up', 'unknown', () => createServer((socket) => socket.destroy())],
])('%s: %s', async (_, expected, server) => expect(await asked(server())).toBe(expected));

test('who says nothing is not waited for', async () => expect(await asked(createServer(), 50)).toBe('unknown'));

test('nobody there', async () => expect(await askPort('127.0.0.1', await freePort())).toBe('unknown'));

test('the handshake is finished, so that a TLS server sees no error', async () => {
  const server = createTls(identity);
  const errors: Error[] = [];
  let secured = 0;
  server.on('tlsClientError', (error) => errors.push(error)).on('secureConnection', () => secured++);
  expect(await asked(server)).toBe('https');
  expect([secured, errors]).toEqual([1, []]);
});
