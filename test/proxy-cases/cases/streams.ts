import { Connection } from '../connection.ts';
import { askApp, askRaw, idAt, observed, request, seen } from '../observe.ts';
import type { ProxyCase } from '../proxy-case.ts';

/** More than one answer to a connection, and answers that take their time. */
export const streams: readonly ProxyCase[] = [
  {
    name: 'an event stream, each event at once',
    ask: async (door, { streamMs }) => {
      const everyMs = streamMs / 20;
      using connection = await Connection.open(door);
      await connection.write(
        request(`/events?count=20&ms=${everyMs}`, { headers: ['Accept: text/event-stream', 'Connection: close'] }),
      );
      let firstAt = 0;
      for (let at = 0; at < 20; at += 1) {
        await connection.until(`id: ${at}\ndata: tick\n\n`);
        if (at === 0) firstAt = performance.now();
      }
      const isSpread = performance.now() - firstAt > streamMs / 2;
      return { isSpread, isBroken: (await connection.rest()).isBroken };
    },
    shows: { isSpread: true, isBroken: false },
    isLong: true,
  },
  {
    name: 'the head of an event stream comes before its first event',
    ask: async (door) => {
      using connection = await Connection.open(door);
      await connection.write(request('/events?ms=60000'));
      return { head: (await connection.until('\r\n\r\n')).split('\r\n')[0] };
    },
    shows: { head: 'HTTP/1.1 200 OK' },
  },
  {
    name: 'a long poll',
    ask: async (door) => {
      const id = idAt(door);
      const answer = askRaw(door, request(`/poll?id=${id}`, { method: 'POST', body: 'wait' }));
      await new Promise((resolve) => setTimeout(resolve, 300));
      await askApp(door, `/release?id=${id}`);
      return observed(await answer);
    },
    shows: { status: 200, body: 'released\n' },
  },
  {
    name: 'a connection is kept',
    ask: async (door) => {
      using connection = await Connection.open(door);
      const found = [];
      for (const target of ['/echo?1', '/echo?2', '/echo?3']) {
        await connection.write(request(target, { method: 'POST', body: target }));
        found.push(seen(await connection.answer()).target);
      }
      await connection.write(request('/status?code=404', { method: 'HEAD' }));
      found.push((await connection.answer('HEAD')).status);
      await connection.write(request('/status?code=304'));
      found.push((await connection.answer()).status);
      return { found };
    },
    shows: { found: ['/echo?1', '/echo?2', '/echo?3', 404, 304] },
  },
  {
    name: 'Connection: close ends it',
    ask: async (door) => {
      using connection = await Connection.open(door);
      await connection.write(request('/echo', { headers: ['Connection: close'] }));
      const { status } = await connection.answer();
      return { status, isEnded: await connection.isEnded() };
    },
    shows: { status: 200, isEnded: true },
  },
  {
    name: 'what comes behind Connection: close is nobody’s',
    ask: async (door) => {
      using connection = await Connection.open(door);
      await connection.write(request('/drip?pieces=2&ms=30', { headers: ['Connection: close'] }) + request('/echo'));
      const { status, body } = await connection.answer();
      return { status, text: body.text, bytes: (await connection.rest()).bytes };
    },
    shows: { status: 200, text: 'piece 0\npiece 1\n', bytes: 0 },
  },
  {
    name: 'HTTP/1.0 with keep-alive',
    ask: async (door) => {
      using connection = await Connection.open(door);
      const text = 'GET /file HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n';
      await connection.write(text);
      const first = (await connection.answer()).status;
      await connection.write(text);
      return { first, second: (await connection.answer()).status };
    },
    shows: { first: 200, second: 200 },
  },
  {
    name: 'requests one behind the other are answered in order',
    ask: async (door) => {
      using connection = await Connection.open(door);
      const targets = ['/drip?pieces=2&ms=50', '/echo?2', '/status?code=204', '/echo?4'];
      await connection.write(targets.map((target) => request(target)).join(''));
      const found = [];
      for (const _ of targets) found.push((await connection.answer()).status);
      return { found };
    },
    shows: { found: [200, 200, 204, 200] },
  },
  {
    name: 'and reach the app in order: what comes behind a POST waits for its end',
    ask: async (door) => {
      const id = idAt(door);
      using connection = await Connection.open(door);
      await connection.write(request(`/poll?id=${id}`, { method: 'POST', body: 'wait' }) + request(`/log?id=${id}`));
      // Were it asked now, it would be told "waiting".
      await new Promise((resolve) => setTimeout(resolve, 150));
      await askApp(door, `/release?id=${id}`);
      const first = (await connection.answer()).body.text;
      const counted = Number(await askApp(door, `/written?id=${id}`));
      return { first, counted, second: (await connection.answer()).status };
    },
    shows: { first: 'released\n', second: 200 },
  },
  {
    name: 'a body behind a body',
    ask: async (door) => {
      using connection = await Connection.open(door);
      const chunked = { method: 'POST', headers: ['Transfer-Encoding: chunked'], body: '3\r\nabc\r\n0\r\n\r\n' };
      await connection.write(request('/echo?1', chunked) + request('/echo?2', { method: 'PUT', body: 'defg' }));
      const [one, two] = [seen(await connection.answer()), seen(await connection.answer())];
      return { first: [one.target, one.bytes], second: [two.target, two.bytes] };
    },
    shows: { first: ['/echo?1', 3], second: ['/echo?2', 4] },
  },
];
