import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { parseListenAddress } from '../../src/base/listen-address.ts';
import { HeldSockets } from '../../src/process/sockets/held-sockets.ts';
import { withSockets } from '../../src/process/sockets/with-sockets.ts';
import { freePort } from '../support/free-port.ts';

const held: HeldSockets[] = [];
const apps: ChildProcess[] = [];
afterEach(() => {
  for (const sockets of held.splice(0)) sockets.close();
  // One that another was faster than waits on.
  for (const one of apps.splice(0)) one.kill('SIGKILL');
});

async function hold(...names: readonly string[]): Promise<HeldSockets> {
  const addresses = await Promise.all(
    names.map(async (name) => parseListenAddress(`${name}=127.0.0.1:${await freePort()}`)),
  );
  const sockets = HeldSockets.open(addresses);
  held.push(sockets);
  return sockets;
}

/** Takes the socket over as systemd's protocol has it, answers one connection, and says what it was told. */
const app = `
  const { createServer } = require('node:net');
  const { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES } = process.env;
  const server = createServer((socket) => {
    socket.end([Number(LISTEN_PID) === process.pid, LISTEN_FDS, LISTEN_FDNAMES, process.argv[1]].join(' '));
    server.close();
  }).listen({ fd: 3 });
`;

function start(sockets: HeldSockets): void {
  const launch = { file: process.execPath, args: ['-e', app, "it's $HOME"], env: {} };
  const { file, args, env } = withSockets(launch, sockets);
  apps.push(
    spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit', ...sockets.fds] }),
  );
}

async function ask(port: number | undefined): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: port ?? 0 });
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

describe.runIf(process.platform !== 'win32')('sockets that gorl holds', () => {
  test('whoever connects before there is an app waits for it, and is answered', async () => {
    const sockets = await hold('web', 'admin');
    const [port] = sockets.ports;
    const answers = Promise.all(Array.from({ length: 3 }, () => ask(port)));
    start(sockets);
    start(sockets);
    start(sockets);
    expect(await answers).toEqual(Array.from({ length: 3 }, () => "true 2 web:admin it's $HOME"));
  });

  test('an address that another process has is refused in words, and nothing stays open', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const free = await freePort();
    const addresses = [`127.0.0.1:${free}`, `127.0.0.1:${port}`].map((text) => parseListenAddress(text));
    expect(() => HeldSockets.open(addresses)).toThrow(`listen: 127.0.0.1:${port}: another process listens there`);
    other.close();
    const again = HeldSockets.open([parseListenAddress(`127.0.0.1:${free}`)]);
    held.push(again);
    expect(again.ports).toEqual([free]);
  });

  test('an address that this machine does not have', () => {
    expect(() => HeldSockets.open([parseListenAddress('192.0.2.1:8080')])).toThrow(
      'listen: 192.0.2.1:8080: this machine has no such address',
    );
  });
});
