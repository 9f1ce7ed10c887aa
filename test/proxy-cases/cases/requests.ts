import { askRaw, exchange, observed, request, seen, seenExactly, sees } from '../observe.ts';
import type { ProxyCase } from '../proxy-case.ts';

/** With a body; the head of a GET has no other end. */
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'QUERY'] as const;

const targets: readonly (readonly [name: string, target: string])[] = [
  ['a query with every order and repetition', '/echo?b=2&a=1&b=%20&c&d=&=e&&'],
  ['an escaped slash', '/echo/a%2Fb%2fc'],
  ['slashes in a row', '/echo//a///b/'],
  ['dots', '/echo/../a/./b/..'],
  ['a semicolon and signs', "/echo/;a=1,b:@!$&'()*+~_-."],
  ['a space and a percent sign, escaped', '/echo/%20%25?q=%26%3D'],
  ['quotes, braces and backslashes', '/echo/"<>^`{|}\\?"<>^`{|}\\'],
  ['a very long query', `/echo?q=${'x'.repeat(60_000)}`],
];

export const requests: readonly ProxyCase[] = [
  ...methods.map((method) => ({
    name: `${method} with a query and a body`,
    ask: sees('/echo?a=1', { method, body: 'b=2' }),
    shows: { method, target: '/echo?a=1', contentLength: 3, bytes: 3 },
  })),
  ...['GET', 'DELETE'].map((method) => ({
    name: `${method} without a body`,
    ask: sees('/echo', { method }),
    shows: { method, contentLength: 0, bytes: 0, headers: {} },
  })),
  ...['POST', 'PUT'].map((method) => ({
    name: `${method} without a body`,
    ask: sees('/echo', { method }),
    shows: { method, contentLength: 0, bytes: 0, encoding: null, headers: {} },
    differs: {
      why: 'node says the length of every such request (RFC 9110 §8.6: it should be said)',
      shows: { method, contentLength: 0, bytes: 0, encoding: null, headers: { 'Content-Length': ['0'] } },
    },
  })),
  {
    name: 'a method of its own',
    ask: exchange('/echo', { method: 'FETCH' }),
    shows: { status: 200 },
    differs: { why: 'the parser of node knows the registered methods, and no others', shows: { status: 501 } },
  },
  {
    name: 'target: letters beyond ASCII, unescaped',
    ask: exchange('/echo/\xc3\xa9'),
    shows: { status: 200 },
    differs: {
      why: 'the parser of node wants them escaped, as RFC 3986 does and each browser',
      shows: { status: 400 },
    },
  },
  ...targets.map(([name, target]) => ({ name: `target: ${name}`, ask: sees(target), shows: { target } })),
  {
    name: 'target: absolute',
    ask: sees('http://localhost/echo?a=1'),
    shows: { target: 'http://localhost/echo?a=1' },
  },
  { name: 'OPTIONS *', ask: exchange('*', { method: 'OPTIONS' }), shows: { status: 200 } },
  {
    name: 'the host is kept',
    ask: async (door) => {
      const text = 'GET /echo HTTP/1.1\r\nHost: Shop.localhost:1234\r\n\r\n';
      return { host: seen(await askRaw(door, text)).host };
    },
    shows: { host: 'Shop.localhost:1234' },
  },
  {
    name: 'headers in their order and spelling',
    ask: async (door) => {
      const headers = ['X-one: 1', 'x-ONE: 2', 'Cookie: a=1', 'ACCEPT: */*', 'cookie: b=2', 'X-oNE: 3'];
      return seenExactly(await askRaw(door, request('/head', { headers })));
    },
    shows: { line: 'GET /head HTTP/1.1' },
    isStrict: true,
  },
  {
    name: 'header values: empty, padded, long, and beyond ASCII',
    ask: async (door) => {
      const headers = ['X-Empty:', 'X-Tab: a\tb', 'X-Padded:   a  b   ', 'X-Latin: caf\xe9', 'X-UTF8: \xe2\x82\xac'];
      return seenExactly(
        await askRaw(door, request('/head', { headers: [...headers, `X-Long: ${'y'.repeat(9000)}`] })),
      );
    },
    shows: { line: 'GET /head HTTP/1.1' },
  },
  {
    name: 'names of headers with every sign',
    ask: sees('/echo', { headers: ["X-!#$%&'*+.^_`|~9: 1", 'x_under: 2', 'Upgrade-Insecure-Requests: 1'] }),
    shows: { bytes: 0 },
  },
  {
    name: 'many headers',
    ask: sees('/echo', { headers: Array.from({ length: 1500 }, (_, at) => `X-${at}: ${at}`) }),
    shows: { bytes: 0 },
  },
  {
    name: 'a head of 200 kB',
    ask: sees('/echo', { headers: Array.from({ length: 50 }, (_, at) => `X-${at}: ${'z'.repeat(4000)}`) }),
    shows: { bytes: 0 },
  },
  {
    name: 'credentials, validators and ranges reach the app',
    ask: sees('/echo', {
      headers: [
        'Authorization: Basic YTpi',
        'If-None-Match: "a", W/"b"',
        'Range: bytes=0-1',
        'Accept-Encoding: br;q=1',
      ],
    }),
    shows: { bytes: 0 },
    isStrict: true,
  },
  {
    name: 'no headers but the host',
    ask: async (door) => seenExactly(await askRaw(door, 'GET /head HTTP/1.1\r\nHost: localhost\r\n\r\n')),
    shows: { line: 'GET /head HTTP/1.1', headers: [['Host', 'localhost']] },
  },
  {
    name: 'who asks is added, and what Connection names is taken out',
    ask: async (door) => {
      const headers = ['Connection: close, X-Hop', 'X-Hop: 1', 'X-Forwarded-For: 10.0.0.1', 'TE: trailers, deflate'];
      const answer = await askRaw(door, request('/echo', { headers }));
      const all = JSON.parse(answer.body.text) as { headers: Record<string, string[]> };
      const names = ['X-Hop', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'Te'];
      return Object.fromEntries(names.map((name) => [name, all.headers[name]?.join()]));
    },
    shows: { 'X-Hop': '1', 'X-Forwarded-For': '10.0.0.1', Te: 'trailers, deflate' },
    differs: {
      why: 'RFC 9110 §7.6.1, and what proxies say of the client',
      shows: {
        'X-Hop': undefined,
        'X-Forwarded-For': '10.0.0.1, 127.0.0.1',
        'X-Forwarded-Host': 'localhost',
        'X-Forwarded-Proto': 'http',
        Te: 'trailers',
      },
    },
  },
  {
    name: 'HTTP/1.0 without keep-alive',
    ask: async (door) => {
      const answer = await askRaw(door, 'GET /drip?pieces=2 HTTP/1.0\r\nHost: localhost\r\n\r\n');
      const chunked = answer.headers.some(([name]) => name.toLowerCase() === 'transfer-encoding');
      return { ...observed(answer), chunked };
    },
    shows: { status: 200, body: 'piece 0\npiece 1\n', chunked: false },
  },
];
