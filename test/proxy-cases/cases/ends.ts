import { Connection } from '../connection.ts';
import { askApp, askRaw, exchange, idAt, noted, observed, rawAnswer, request } from '../observe.ts';
import type { ProxyCase } from '../proxy-case.ts';

/** Who goes away in the middle, and how. */
export const ends: readonly ProxyCase[] = [
  ...(['destroy', 'reset'] as const).map((how): ProxyCase => ({
    name: `a client that leaves a long poll (${how}) is gone for the app`,
    ask: async (door) => {
      const id = idAt(door);
      using connection = await Connection.open(door);
      await connection.write(request(`/poll?id=${id}`));
      await noted(door, id, 'waiting');
      if (how === 'reset') connection.socket.resetAndDestroy();
      else connection.socket.destroy();
      return { app: await noted(door, id, 'left') };
    },
    shows: { app: 'left' },
  })),
  {
    name: 'a client that leaves a download is gone for the app',
    ask: async (door) => {
      const id = idAt(door);
      using connection = await Connection.open(door);
      await connection.write(request(`/download?bytes=${1024 ** 3}&id=${id}`));
      await connection.until('\r\n\r\n');
      connection.socket.destroy();
      return { app: await noted(door, id, 'download broke') };
    },
    shows: { app: 'download broke' },
  },
  {
    name: 'a client that leaves an event stream is gone for the app',
    ask: async (door) => {
      const id = idAt(door);
      using connection = await Connection.open(door);
      await connection.write(request(`/events?ms=20&id=${id}`));
      await connection.until('id: 2');
      connection.socket.destroy();
      return { app: await noted(door, id, 'left') };
    },
    shows: { app: 'left' },
  },
  {
    name: 'a client that leaves in the middle of its body',
    ask: async (door) => {
      using connection = await Connection.open(door);
      const before = Number(await askApp(door, '/requests'));
      await connection.write(request('/echo', { method: 'POST', headers: ['Content-Length: 100'] }) + 'half');
      // Its own question counts.
      while (Number(await askApp(door, '/requests')) - before < 2) await new Promise(setImmediate);
      connection.socket.destroy();
      return { isUp: (await askRaw(door, request('/port'))).status };
    },
    shows: { isUp: 200 },
  },
  ...['?', '?length'].map((query): ProxyCase => ({
    name: `half an answer ${query === '?' ? 'in chunks' : 'with a length'} does not look whole`,
    ask: exchange(`/half${query}`),
    shows: { status: 200, body: 'half of it', isWhole: false },
  })),
  {
    name: 'half an answer, then a reset',
    ask: exchange(rawAnswer('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', 'reset')),
    shows: { status: 200, isWhole: false },
  },
  {
    name: 'half a page does not look whole',
    ask: async (door) => {
      const page =
        'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<html><head></head><body>';
      return { isWhole: (await askRaw(door, request(rawAnswer(page), { headers: ['Accept: text/html'] }))).isWhole };
    },
    shows: { isWhole: false },
  },
  {
    name: 'no answer at all',
    ask: exchange(rawAnswer('')),
    shows: { failed: 'the connection ended before "\\r\\n\\r\\n"' },
    differs: { why: 'a gateway says so (RFC 9110 §15.6.3)', shows: { status: 502 } },
  },
  {
    name: 'what is no HTTP',
    ask: exchange(rawAnswer('220 mail.example ESMTP\r\n\r\n')),
    shows: { failed: 'not an answer: 220 mail.example ESMTP' },
    differs: { why: 'a gateway says so (RFC 9110 §15.6.3)', shows: { status: 502 } },
  },
  {
    name: 'a client that has said all still hears the answer',
    ask: async (door) => {
      using connection = await Connection.open(door);
      await connection.write(request('/drip?pieces=3&ms=30', { headers: ['Connection: close'] }));
      connection.end();
      return observed(await connection.answer());
    },
    shows: { status: 200, body: 'piece 0\npiece 1\npiece 2\n', isWhole: true },
  },
  {
    name: 'a client that says no more in a long poll is gone for the app',
    ask: async (door) => {
      const id = idAt(door);
      using connection = await Connection.open(door);
      await connection.write(request(`/poll?id=${id}`));
      await noted(door, id, 'waiting');
      connection.end();
      return { app: await noted(door, id, 'left'), ...observed(await connection.answer()) };
    },
    shows: { app: 'left', status: 200, body: 'you left\n' },
  },
];
