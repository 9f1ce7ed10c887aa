/** What comes in at the door, and what is answered there. */
export interface Smuggled {
  readonly name: string;
  /** Latin-1. */
  readonly bytes: string;
  /** Status by status; after one of 400 and more the connection ends. */
  readonly answers: readonly number[];
}

/** Must not reach the app as a request of its own. */
export const hidden = 'GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n';
const length = `Content-Length: ${hidden.length}`;
const last = `0\r\n\r\n`;

const head = (first: string, ...headers: string[]): string =>
  `${[first, 'Host: localhost', ...headers].join('\r\n')}\r\n\r\n`;
const post = (...headers: string[]): string => head('POST / HTTP/1.1', ...headers);
const get = (...headers: string[]): string => head('GET / HTTP/1.1', ...headers);
const chunks = (body: string): string => post('Transfer-Encoding: chunked') + body;
const upgrade = ['Connection: Upgrade', 'Upgrade: websocket'] as const;

const rows: readonly (readonly [name: string, bytes: string, ...answers: number[]])[] = [
  // Two words about the end of a body, or an odd one.
  ['a length and chunks', post('Content-Length: 4', 'Transfer-Encoding: chunked') + last + hidden, 400],
  ['chunks and a length', post('Transfer-Encoding: chunked', 'Content-Length: 4') + last + hidden, 400],
  ['two lengths', post('Content-Length: 0', length) + hidden, 400],
  ['the same length twice', post('Content-Length: 3', 'Content-Length: 3') + 'abc', 400],
  ['a list of lengths', post('Content-Length: 3, 3') + 'abc', 400],
  ['a length with a sign', post('Content-Length: +3') + 'abc', 400],
  ['a length below 0', post('Content-Length: -3') + 'abc', 400],
  ['a length in hex', post('Content-Length: 0x3') + 'abc', 400],
  ['a length with a space', post('Content-Length: 3 0') + 'abc', 400],
  ['an empty length', post('Content-Length:') + hidden, 400],
  ['a length beyond 64 bits', post('Content-Length: 99999999999999999999999') + 'abc', 400],
  ['a space before the colon of chunks', post('Transfer-Encoding : chunked') + last + hidden, 400],
  ['a space before the colon of a length', post('Content-Length : 3') + 'abc', 400],
  ['a name with an underscore', post('Transfer_Encoding: chunked', 'Content-Length: 3') + 'abc', 200],
  // Transfer codings that some take for chunks.
  ['xchunked', post('Transfer-Encoding: xchunked') + last + hidden, 501],
  ['identity', post('Transfer-Encoding: identity') + last + hidden, 501],
  ['gzip, chunked', post('Transfer-Encoding: gzip, chunked') + last + hidden, 501],
  ['chunked twice', post('Transfer-Encoding: chunked, chunked') + last + hidden, 400],
  ['chunked, then identity', post('Transfer-Encoding: chunked', 'Transfer-Encoding: identity') + last + hidden, 400],
  ['identity, then chunked', post('Transfer-Encoding: identity', 'Transfer-Encoding: chunked') + last + hidden, 501],
  ['chunked in quotes', post('Transfer-Encoding: "chunked"') + last + hidden, 501],
  ['chunked behind a vertical tab', post('Transfer-Encoding: \vchunked') + last + hidden, 400],
  ['CHUNKED is chunked', post('Transfer-Encoding: CHUNKED') + last + get(), 200, 200],
  ['chunks in HTTP/1.0', head('POST / HTTP/1.0', 'Transfer-Encoding: chunked') + last + hidden, 400],
  // Lines.
  ['a folded coding', post('Transfer-Encoding:\r\n chunked') + last + hidden, 400],
  ['a folded header', post(`X-A: 1\r\n ${length}`) + hidden, 400],
  ['a space before the first header', `GET / HTTP/1.1\r\n Host: localhost\r\n\r\n`, 400],
  ['LF alone', 'GET / HTTP/1.1\nHost: localhost\n\n', 400],
  ['LF alone between headers', get('X-A: 1\nX-B: 2'), 400],
  ['LF alone in the first line', head('GET /a\nX: y HTTP/1.1'), 505],
  ['CR alone in a value', get(`X-A: 1\r${length}`) + hidden, 400],
  ['NUL in a value', get('X-A: a\0b'), 400],
  ['NUL in a name', get('X\0A: a'), 400],
  ['a control character in a value', get('X-A: a\x01b'), 400],
  ['a space in a name', get('X A: a'), 400],
  ['no colon', get('nonsense'), 400],
  ['no name', get(': a'), 400],
  // Chunks.
  ['a size below 0', chunks(`-1\r\nabc\r\n${last}${hidden}`), 400],
  ['a size with 0x', chunks(`0x3\r\nabc\r\n${last}`), 400],
  ['a size with a sign', chunks(`+3\r\nabc\r\n${last}`), 400],
  ['a size beyond 64 bits', chunks(`fffffffffffffffff\r\nabc\r\n${last}`), 400],
  ['a size with a space', chunks(`3 \r\nabc\r\n${last}`), 400],
  ['LF alone behind a size', chunks(`3\nabc\n0\n\n${hidden}`), 400],
  ['LF alone behind an extension', chunks(`3;a\nabc\r\n${last}`), 400],
  ['a chunk longer than its size', chunks(`3\r\nabcd\r\n${last}${hidden}`), 400],
  ['an extension of 20 kB', chunks(`3;x=${'y'.repeat(20_000)}\r\nabc\r\n${last}`), 413],
  ['an extension', chunks(`3;x=y\r\nabc\r\n${last}`), 200],
  ['a length among the trailers', chunks(`0\r\n${length}\r\n\r\n${hidden}`), 400],
  ['a coding among the trailers', chunks(`0\r\nTransfer-Encoding: chunked\r\n\r\n${hidden}`), 400],
  // Connection names what it must not.
  ['Connection names the length', get('Connection: Content-Length', length) + hidden, 200],
  ['Connection names the length of a POST', post('Connection: keep-alive, content-length', length) + hidden, 200],
  [
    'Connection names the coding',
    post('Connection: Transfer-Encoding', 'Transfer-Encoding: chunked') + `3\r\nabc\r\n${last}`,
    200,
  ],
  ['Connection names the host', get('Connection: Host'), 200],
  // Bodies where few look for one.
  ['GET with a body', get(length) + hidden, 200],
  ['HEAD with a body', head('HEAD / HTTP/1.1', length) + hidden, 200],
  [
    'OPTIONS with a body in chunks',
    head('OPTIONS / HTTP/1.1', 'Transfer-Encoding: chunked') + `3\r\nabc\r\n${last}`,
    200,
  ],
  ['a body that was asked for', post('Expect: 100-continue', length) + hidden, 200],
  // Other protocols.
  ['HTTP/0.9', 'GET /\r\n\r\n', 505],
  ['HTTP/1.2', head('GET / HTTP/1.2'), 400],
  ['HTTP/2.0 in the form of HTTP/1.1', head('GET / HTTP/2.0'), 505],
  ['http in lower case', head('GET / http/1.1'), 400],
  ['RTSP', head('DESCRIBE / RTSP/1.0'), 501],
  ['a method in lower case', head('get / HTTP/1.1'), 501],
  ['almost the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n', 400],
  ['CONNECT', head('CONNECT localhost:80 HTTP/1.1') + hidden, 405],
  // Requests behind an offer of another protocol.
  ['behind an offer that is refused', get(...upgrade) + hidden, 200],
  ['an offer with a body', get(...upgrade, length) + hidden, 200],
  ['an offer with a body in chunks', post(...upgrade, 'Transfer-Encoding: chunked') + `3\r\nabc\r\n${last}`, 200],
  [
    'an offer with a length and chunks',
    get(...upgrade, 'Content-Length: 5', 'Transfer-Encoding: chunked') + last + hidden,
    400,
  ],
  ['an offer of HTTP/2', get('Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk'), 200],
  ['behind the last request', get('Connection: close') + hidden, 200],
];

export const corpus: readonly Smuggled[] = rows.map(([name, bytes, ...answers]) => ({ name, bytes, answers }));
