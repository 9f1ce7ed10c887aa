import { Connection } from '../connection.ts';
import { exchange, observed, rawAnswer, request, seen } from '../observe.ts';
import type { ProxyCase } from '../proxy-case.ts';

const expecting = (length: number): readonly string[] => ['Expect: 100-continue', `Content-Length: ${length}`];

/** What the app says before its answer, or in place of waiting for the body. */
export const early: readonly ProxyCase[] = [
  {
    name: '100-continue, accepted',
    ask: async (door) => {
      using connection = await Connection.open(door);
      await connection.write(request('/echo', { method: 'POST', headers: expecting(3) }));
      const go = await connection.until('\r\n\r\n');
      await connection.write('abc');
      const { bytes, headers } = seen(await connection.answer());
      return { go, bytes, headers };
    },
    shows: { go: 'HTTP/1.1 100 Continue\r\n\r\n', bytes: 3 },
  },
  {
    name: '100-continue, refused',
    ask: exchange('/refuse?code=417', { method: 'POST', headers: expecting(3) }),
    shows: { status: 417, isWhole: true },
  },
  {
    name: '100-continue with a body that comes unasked',
    ask: async (door) => {
      using connection = await Connection.open(door);
      await connection.write(`${request('/echo', { method: 'POST', headers: expecting(3) })}abc`);
      return { bytes: seen(await connection.answer()).bytes };
    },
    shows: { bytes: 3 },
  },
  {
    name: 'an expectation that nobody knows',
    ask: exchange('/echo', { method: 'POST', headers: ['Expect: wonders'], body: 'abc' }),
    shows: { status: 417 },
  },
  {
    name: '413 before the body is read',
    ask: async (door) => {
      using connection = await Connection.open(door);
      await connection.write(request('/refuse?code=413', { method: 'POST', headers: ['Content-Length: 50000000'] }));
      const answer = connection.answer();
      const block = 'x'.repeat(64 * 1024);
      for (let sent = 0; sent < 8; sent += 1) await connection.write(block);
      return observed(await answer);
    },
    shows: { status: 413, body: 'not that\n', isWhole: true },
  },
  {
    name: '102 and 103 before the answer',
    ask: exchange('/hints'),
    shows: { status: 200, body: 'hinted\n' },
  },
  {
    name: 'early hints as they are',
    ask: exchange(
      rawAnswer(
        'HTTP/1.1 103 Early Hints\r\nLink: not a link\r\nX-Other: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nX-Other: 2\r\n\r\n' +
          'HTTP/1.1 199 Odd\r\nX-Odd: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
      ),
    ),
    shows: { body: 'ok' },
  },
  {
    name: '100 that nobody asked for',
    ask: exchange(rawAnswer('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')),
    shows: { body: 'ok', before: [{ status: 100, headers: {} }] },
  },
];
