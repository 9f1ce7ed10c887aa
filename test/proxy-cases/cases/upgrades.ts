import { once } from 'node:events';
import { WebSocket } from 'ws';
import { Connection } from '../connection.ts';
import { exchange, idAt, noted, observed, request, seen } from '../observe.ts';
import type { Door, ProxyCase } from '../proxy-case.ts';

const upgrade = (protocol: string): readonly string[] => ['Connection: Upgrade', `Upgrade: ${protocol}`];

async function opened(door: Door, id = ''): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${door.port}/ws?id=${id}`, {
    maxPayload: 0,
    headers: { Host: 'localhost' },
  });
  await once(socket, 'open');
  return socket;
}

/** Connections that become something else than HTTP/1.1. */
export const upgrades: readonly ProxyCase[] = [
  {
    name: 'WebSocket: messages in fragments, both ways',
    ask: async (door) => {
      const socket = await opened(door);
      socket.send('one ', { fin: false });
      socket.send('two ', { fin: false });
      socket.send('three', { fin: true });
      const [text] = (await once(socket, 'message')) as [Buffer];
      socket.send(Buffer.from([0, 255, 1]));
      const [bytes, isBinary] = (await once(socket, 'message')) as [Buffer, boolean];
      socket.terminate();
      return { text: text.toString(), bytes: bytes.toString('hex'), isBinary };
    },
    shows: { text: 'one two three', bytes: '00ff01', isBinary: true },
  },
  {
    name: 'WebSocket: messages of 10 MB',
    ask: async (door) => {
      const socket = await opened(door);
      const message = Buffer.alloc(10_000_000, 'message ');
      const found: boolean[] = [];
      for (const _ of [1, 2]) {
        socket.send(message);
        const [echoed] = (await once(socket, 'message')) as [Buffer];
        found.push(echoed.equals(message));
      }
      socket.terminate();
      return { found };
    },
    shows: { found: [true, true] },
  },
  {
    name: 'WebSocket: ping, and an orderly close',
    ask: async (door) => {
      const id = idAt(door);
      const socket = await opened(door, id);
      socket.ping('are you there');
      const [pong] = (await once(socket, 'pong')) as [Buffer];
      socket.close(4001, 'enough');
      const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
      return { pong: pong.toString(), code, reason: reason.toString(), app: await noted(door, id, 'socket closed') };
    },
    shows: { pong: 'are you there', code: 4001, reason: 'enough', app: 'socket closed' },
  },
  {
    name: 'WebSocket: a client that goes away is gone for the app',
    ask: async (door) => {
      const id = idAt(door);
      const socket = await opened(door, id);
      socket.terminate();
      return { app: await noted(door, id, 'socket broke') };
    },
    shows: { app: 'socket broke' },
  },
  {
    name: 'another protocol: bytes right behind the request, and half-close',
    ask: async (door) => {
      const id = idAt(door);
      using connection = await Connection.open(door);
      await connection.write(`${request(`/tunnel?id=${id}`, { headers: upgrade('mine') })}early `);
      const { status, reason, headers } = await connection.answer();
      await connection.until('hello\n');
      await connection.write('late\n');
      connection.end();
      const from = headers.find(([name]) => name === 'X-From')?.[1];
      return { status, reason, from, ...(await connection.rest()), app: await noted(door, id, 'tunnel ended') };
    },
    shows: {
      status: 101,
      reason: 'Changing',
      from: 'app',
      text: 'early late\nbye\n',
      isBroken: false,
      app: 'tunnel ended',
    },
  },
  {
    name: 'another protocol: much to read after the app has said all',
    ask: async (door) => {
      using connection = await Connection.open(door);
      await connection.write(request('/tunnel', { headers: upgrade('mine') }));
      await connection.answer();
      const sent = Buffer.alloc(5_000_000, 'x');
      await connection.write(sent);
      connection.end();
      // The reader is slow: what the app has sent waits on the way.
      await new Promise((resolve) => setTimeout(resolve, 200));
      const { bytes, isBroken } = await connection.rest();
      return { bytes, isBroken };
    },
    shows: { bytes: 5_000_000 + 'hello\nbye\n'.length, isBroken: false },
  },
  {
    name: 'an upgrade that the app does not want',
    ask: exchange('/refuse?code=403', { headers: upgrade('websocket') }),
    shows: { status: 403, body: 'not that\n', isWhole: true },
  },
  {
    name: 'an upgrade that the app answers at length',
    ask: async (door) => {
      using connection = await Connection.open(door);
      await connection.write(request('/download?bytes=5000000&length', { headers: upgrade('mine') }));
      await connection.until('\r\n\r\n');
      await new Promise((resolve) => setTimeout(resolve, 200));
      let bytes = 0;
      while (bytes < 5_000_000) {
        const chunk = await connection.some();
        if (chunk === 0) break;
        bytes += chunk;
      }
      return { bytes };
    },
    shows: { bytes: 5_000_000 },
  },
  {
    name: 'an offer of HTTP/2 with a body, that the app passes over',
    ask: async (door) => {
      using connection = await Connection.open(door);
      const headers = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'];
      await connection.write(request('/echo', { method: 'POST', headers, body: 'a body' }));
      const { bytes, method } = seen(await connection.answer());
      return { bytes, method };
    },
    shows: { bytes: 6, method: 'POST' },
  },
  {
    name: 'an offer of HTTP/2, and the connection goes on',
    ask: async (door) => {
      using connection = await Connection.open(door);
      const headers = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'];
      await connection.write(request('/echo?1', { headers }));
      const first = seen(await connection.answer()).target;
      await connection.write(request('/echo?2'));
      return { first, second: seen(await connection.answer()).target };
    },
    shows: { first: '/echo?1', second: '/echo?2' },
  },
  {
    name: 'Upgrade without Connection is no upgrade',
    ask: async (door) => {
      using connection = await Connection.open(door);
      await connection.write(request('/status?code=200', { headers: ['Upgrade: websocket'] }));
      return observed(await connection.answer());
    },
    shows: { status: 200 },
  },
];
