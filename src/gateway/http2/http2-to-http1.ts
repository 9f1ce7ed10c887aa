import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import { headLimits } from '../guards/heads.ts';
import { endToEnd, pairs, type RawHeaders } from '../proxy/headers.ts';

const { NGHTTP2_INTERNAL_ERROR } = constants;

/**
 * Asks by HTTP/1.1 what an HTTP/2 stream asks, and answers by it (RFC 9113 §8).
 *
 * @param open a connection to ask on
 */
export function passStream(stream: ServerHttp2Stream, rawHeaders: RawHeaders, open: () => Duplex): void {
  const { method, path, headers } = askedBy(rawHeaders, !stream.endAfterHeaders);
  // Not even HTTP/1.1 leads anywhere with it (and what HTTP/2 calls CONNECT has no path).
  if (method === 'CONNECT' || path === undefined) return stream.respond({ ':status': 405 }, { endStream: true });
  let asked: ClientRequest;
  try {
    asked = httpRequest({
      ...{ method, path, headers, setHost: false, createConnection: open },
      maxHeaderSize: 2 * headLimits.bytes,
    });
  } catch {
    // What node would not send: a path with blanks or letters beyond ASCII.
    return stream.respond({ ':status': 400 }, { endStream: true });
  }
  asked.maxHeadersCount = 0;
  stream.on('trailers', (_, __, raw?: RawHeaders) => asked.addTrailers(pairs(raw ?? [])));
  stream.pipe(asked);
  stream.once('close', () => asked.destroy());
  const fail = (): void => {
    if (!stream.closed) stream.close(NGHTTP2_INTERNAL_ERROR);
  };
  asked.once('error', fail);
  asked.once('continue', () => stream.additionalHeaders({ ':status': 100 }));
  asked.on('information', ({ statusCode, rawHeaders: raw }) => {
    if (statusCode !== 100 && !stream.headersSent) stream.additionalHeaders(answeredWith(statusCode, raw));
  });
  asked.once('response', (answer) => answerStream(stream, answer, method === 'HEAD', fail));
  return undefined;
}

function answerStream(stream: ServerHttp2Stream, answer: IncomingMessage, isHead: boolean, fail: () => void): void {
  const { statusCode = 502, rawHeaders } = answer;
  if (stream.destroyed || stream.closed) return;
  const hasBody = !isHead && ![204, 205, 304].includes(statusCode);
  stream.respond(answeredWith(statusCode, rawHeaders), { waitForTrailers: hasBody });
  if (!hasBody) return void answer.resume();
  stream.once('wantTrailers', () => stream.sendTrailers(byName(answer.rawTrailers)));
  // Half an answer must not look like a whole one.
  answer.once('error', fail).once('close', () => {
    if (!answer.complete) fail();
  });
  answer.pipe(stream);
  return undefined;
}

interface Asked {
  readonly method: string;
  readonly path: string | undefined;
  readonly headers: readonly string[];
}

function askedBy(rawHeaders: RawHeaders, hasBody: boolean): Asked {
  const pseudo = new Map<string, string>();
  const headers: string[] = [];
  const cookies: string[] = [];
  for (const [name, value] of pairs(rawHeaders)) {
    if (name.startsWith(':')) pseudo.set(name, value);
    // Browsers send each in a field of its own; HTTP/1.1 knows one (RFC 9113 §8.2.3).
    else if (name === 'cookie') cookies.push(value);
    else if (name !== 'host' || value !== pseudo.get(':authority')) headers.push(name, value);
  }
  const authority = pseudo.get(':authority');
  const isMeasured = pairs(headers).some(([name]) => name === 'content-length');
  return {
    method: pseudo.get(':method') ?? 'GET',
    path: pseudo.get(':path'),
    headers: [
      ...(authority === undefined ? [] : ['Host', authority]),
      ...headers,
      ...(cookies.length === 0 ? [] : ['Cookie', cookies.join('; ')]),
      ...(hasBody && !isMeasured ? ['Transfer-Encoding', 'chunked'] : []),
      ...['Connection', 'close'],
    ],
  };
}

function answeredWith(status: number, rawHeaders: RawHeaders): OutgoingHttpHeaders {
  return { ':status': status, ...byName(endToEnd(rawHeaders)) };
}

/** HTTP/2 has names in lower case, and node's wants the values of one together. */
function byName(rawHeaders: RawHeaders): OutgoingHttpHeaders {
  const found: Record<string, string | string[]> = {};
  for (const [name, value] of pairs(rawHeaders)) {
    const key = name.toLowerCase();
    const former = found[key];
    if (former === undefined) found[key] = value;
    else found[key] = [...(Array.isArray(former) ? former : [former]), value];
  }
  return found;
}
