import { askRaw, exactly, exchange, observed, rawAnswer, request } from '../observe.ts';
import type { ProxyCase } from '../proxy-case.ts';

const statuses = [
  200, 201, 202, 204, 205, 206, 301, 302, 303, 304, 307, 400, 401, 404, 418, 429, 451, 500, 502, 503, 504, 599,
];

/** An answer of the app's, byte by byte, and what it shows. */
const odd: readonly (readonly [name: string, bytes: string, shows: object])[] = [
  ['a reason of its own', 'HTTP/1.1 200 Fine, thanks\r\nContent-Length: 2\r\n\r\nok', { reason: 'Fine, thanks' }],
  ['no reason', 'HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok', { reason: '' }],
  ['a reason beyond ASCII', 'HTTP/1.1 200 caf\xe9\r\nContent-Length: 2\r\n\r\nok', { reason: 'caf\xe9' }],
  ['a status that is not registered', 'HTTP/1.1 799 So be it\r\nContent-Length: 2\r\n\r\nok', { status: 799 }],
  [
    'neither length nor chunks',
    'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nto the end',
    { body: 'to the end' },
  ],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nold', { body: 'old' }],
  ['HTTP/1.0 with a length', 'HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold', { body: 'old' }],
  ['no headers at all', 'HTTP/1.1 200 OK\r\n\r\nbare', { body: 'bare' }],
  [
    'empty, padded and odd header values',
    'HTTP/1.1 200 OK\r\nX-Empty:\r\nX-Tab: a\tb\r\nX-Latin: caf\xe9\r\nX-UTF8: \xe2\x82\xac\r\nContent-Length: 2\r\n\r\nok',
    { body: 'ok' },
  ],
  [
    'chunks with extensions',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n000A\r\n0123456789\r\n0\r\n\r\n',
    { body: 'abc0123456789' },
  ],
  [
    'a header of 30 kB',
    `HTTP/1.1 200 OK\r\nContent-Security-Policy: ${'a'.repeat(30_000)}\r\nContent-Length: 2\r\n\r\nok`,
    { body: 'ok' },
  ],
  [
    'a trailer without an announcement',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-After: 1\r\n\r\n',
    { trailers: { 'x-after': ['1'] } },
  ],
];

export const answers: readonly ProxyCase[] = [
  ...statuses.map((status) => ({
    name: `status ${status}`,
    ask: exchange(`/status?code=${status}`),
    shows: { status, isWhole: true },
  })),
  ...odd.map(([name, bytes, shows]) => ({
    name: `answer: ${name}`,
    ask: exchange(rawAnswer(bytes)),
    shows: { ...shows, isWhole: true },
  })),
  {
    name: 'headers of an answer in their order and spelling, repeated ones apart',
    ask: async (door) => {
      const lines = ['X-b: 1', 'SET-Cookie: a=1', 'x-A: 2', 'X-B: 3', 'set-cookie: b=2', 'content-LENGTH: 0'];
      const target = rawAnswer(`HTTP/1.1 200 OK\r\n${lines.join('\r\n')}\r\n\r\n`);
      return { headers: exactly((await askRaw(door, request(target))).headers) };
    },
    shows: {},
    isStrict: true,
  },
  {
    name: 'several Set-Cookie',
    ask: exchange('/status?code=200&cookie=a&cookie=b&cookie=c'),
    shows: { headers: { 'set-cookie': ['a=1; Path=/', 'b=1; Path=/', 'c=1; Path=/'] } },
  },
  {
    name: 'CORS is the app’s',
    ask: exchange('/status?code=200&origin=https://shop.example'),
    shows: { headers: { 'access-control-allow-origin': ['https://shop.example'] } },
    isStrict: true,
  },
  {
    name: 'HEAD of what has a length',
    ask: exchange('/file', { method: 'HEAD' }),
    shows: { headers: { 'content-length': ['10000'] }, body: '' },
  },
  {
    name: 'HEAD of what has none',
    ask: exchange('/drip?pieces=3', { method: 'HEAD' }),
    shows: { status: 200, body: '' },
  },
  {
    name: 'HEAD of a page',
    ask: exchange('/page', { method: 'HEAD', headers: ['Accept: text/html'] }),
    shows: { status: 200, body: '' },
  },
  {
    name: '304 with a length',
    ask: exchange(rawAnswer('HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 99\r\n\r\n')),
    shows: { status: 304, headers: { 'content-length': ['99'] } },
  },
  {
    name: '304 by ETag',
    ask: exchange('/file', { headers: ['If-None-Match: "file-1"'] }),
    shows: { status: 304, headers: { etag: ['"file-1"'] } },
  },
  {
    name: '304 by date',
    ask: exchange('/file', { headers: ['If-Modified-Since: Sun, 13 Sep 2020 12:26:40 GMT'] }),
    shows: { status: 304 },
  },
  { name: '412', ask: exchange('/file', { headers: ['If-Match: "other"'] }), shows: { status: 412 } },
  {
    name: 'one range',
    ask: exchange('/file', { headers: ['Range: bytes=10-19'] }),
    shows: { status: 206, body: '0123456789', headers: { 'content-range': ['bytes 10-19/10000'] } },
  },
  { name: 'a range from the end', ask: exchange('/file', { headers: ['Range: bytes=-5'] }), shows: { body: '56789' } },
  {
    name: 'several ranges',
    ask: async (door) => {
      const answer = observed(await askRaw(door, request('/file', { headers: ['Range: bytes=0-1,5-6'] })));
      // Go makes up a new boundary each time.
      const { status, headers, body } = answer as { status: number; headers: Record<string, string[]>; body: string };
      const [, boundary = ''] = /boundary=(\w+)/.exec(headers['content-type']?.[0] ?? '') ?? [];
      return { status, length: headers['content-length'], body: body.replaceAll(boundary, '…') };
    },
    shows: { status: 206 },
  },
  {
    name: 'a range that cannot be',
    ask: exchange('/file', { headers: ['Range: bytes=99999-'] }),
    shows: { status: 416 },
  },
];
