import {
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type InformationEvent,
  type ServerResponse,
} from 'node:http';
import { pipeline } from 'node:stream';
import { headLimits } from '../guards/heads.ts';
import { appAddress } from './app-address.ts';
import { endToEnd, hasBody, pairs, requestHeaders, type Client, type RawHeaders } from './headers.ts';
import type { UpstreamAgent } from './upstream-agent.ts';

/** A run of the app, and where it listens. */
export interface Upstream {
  readonly run: number;
  readonly port: number;
}

export interface ForwardOptions {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly client: Client;
  readonly agent: UpstreamAgent;
  /** What the app is asked with in the place of the request's own. */
  readonly headers?: RawHeaders;
  /** The answer has no end of its own (server-sent events). */
  readonly onEndless?: () => void;
  /** Of what the app answers, before it is sent: what is to be sent in its place. */
  readonly rewrite?: Rewrite;
}

/** Undefined: it is sent as it is. */
export type Rewrite = (answer: IncomingMessage) => Rewritten | undefined;

export interface Rewritten {
  /** As `rawHeaders`. */
  readonly headers: readonly string[];
  readonly through: readonly NodeJS.ReadWriteStream[];
}

export type Forwarded =
  /** To the end, or as far as the app or the client went. */
  | { readonly type: 'answered' }
  /** No byte of it has reached an app, and the body is unread: it can be sent again. */
  | { readonly type: 'refused' }
  /** The app went away before it answered; whether it has begun to act on it nobody knows. */
  | { readonly type: 'lost'; readonly error: Error }
  | { readonly type: 'client-gone' };

/** These may be sent twice (RFC 9110 §9.2.2). */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** Passes one request on, and the answer back, byte by byte as they come. Never rejects. */
export function forward({ port }: Upstream, options: ForwardOptions): Promise<Forwarded> {
  const { request, response, client, agent } = options;
  const { method = 'GET', url = '/' } = request;
  const mayRepeat = idempotent.has(method) && !hasBody(request.rawHeaders);
  return new Promise((resolve) => {
    const upstream = httpRequest({
      ...appAddress(port),
      ...{ method, path: url, setHost: false },
      headers: [
        ...requestHeaders(method, options.headers ?? request.rawHeaders, client),
        // Asked to close, Go's server closes at once when it refuses a body, and its answer is lost on the way.
        ...['Connection', 'keep-alive'],
      ],
      // Whether a connection that was idle still leads to the app shows too late for what must not be sent twice.
      agent: mayRepeat ? agent : false,
      maxHeaderSize: headLimits.bytes,
    });
    // Node would leave out those beyond two thousand.
    upstream.maxHeadersCount = 0;
    let isConnected = false;
    const forgetEnd = passEndOn(request, upstream);
    const whenGone = (): void => {
      forgetEnd();
      if (response.writableFinished) return;
      upstream.destroy();
      resolve({ type: 'client-gone' });
    };
    const settle = (result: Forwarded): void => {
      response.off('close', whenGone);
      forgetEnd();
      resolve(result);
    };
    response.once('close', whenGone);
    whenConnected(upstream, () => {
      isConnected = true;
      sendBody(request, upstream);
    });
    upstream.on('information', (answer) => sendInformation(request, response, answer));
    upstream.once('continue', () => response.writeContinue());
    upstream.once('error', (error) => {
      if (response.headersSent) return;
      const isUnsent = !isConnected || (mayRepeat && upstream.reusedSocket);
      settle(isUnsent ? { type: 'refused' } : { type: 'lost', error });
    });
    upstream.once('upgrade', (_, socket) => {
      socket.destroy();
      settle({ type: 'lost', error: new Error('it answered in another protocol') });
    });
    upstream.once('response', (answer) => {
      const done = (): void => settle({ type: 'answered' });
      sendAnswer(answer, options, done, (error) => settle({ type: 'lost', error }));
    });
  });
}

function whenConnected(upstream: ClientRequest, act: () => void): void {
  upstream.once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', act);
    else act();
  });
}

function sendBody(request: IncomingMessage, upstream: ClientRequest): void {
  if (!hasBody(request.rawHeaders)) return void upstream.end();
  request.once('end', () => {
    if (request.rawTrailers.length > 0) upstream.addTrailers(pairs(request.rawTrailers));
  });
  request.once('aborted', () => upstream.destroy());
  request.pipe(upstream);
  return undefined;
}

/**
 * A client that has said all, and listens still, looks like one that goes away: the app is told as it would be without
 * gorl, and decides. Returns how to stop.
 */
function passEndOn({ socket }: IncomingMessage, upstream: ClientRequest): () => void {
  const tell = (): void => {
    if (upstream.writableFinished) upstream.socket?.end();
    else upstream.once('finish', tell);
  };
  if (socket.readableEnded) tell();
  else socket.once('end', tell);
  return () => socket.off('end', tell);
}

/** Answers before the answer (1xx); node's own ways to send them know few, and change those. */
function sendInformation(
  { httpVersion }: IncomingMessage,
  response: ServerResponse,
  { statusCode, statusMessage, rawHeaders }: InformationEvent,
): void {
  if (response.headersSent || httpVersion === '1.0' || statusCode === 100) return;
  const lines = pairs(endToEnd(rawHeaders)).map(([name, value]) => `${name}: ${value}\r\n`);
  response.socket?.write(`HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join('')}\r\n`, 'latin1');
}

function sendAnswer(
  answer: IncomingMessage,
  { response, rewrite, onEndless }: ForwardOptions,
  done: () => void,
  refused: (error: Error) => void,
): void {
  if (/^text\/event-stream\b/i.test(answer.headers['content-type'] ?? '')) onEndless?.();
  const rewritten = rewrite?.(answer);
  const headers = rewritten === undefined ? endToEnd(answer.rawHeaders) : [...rewritten.headers];
  response.sendDate = false;
  try {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
  } catch (error) {
    // Node reads what it would not write: a reason with control characters, a status below 100.
    answer.destroy();
    response.statusMessage = '';
    return refused(error as Error);
  }
  const body = rewritten === undefined ? answer : through(answer, rewritten.through, response);
  passBody(body, answer, response, done);
  return undefined;
}

/** What comes out behind them. Damage to a compressed body is an error of one of these. */
function through(
  answer: IncomingMessage,
  [...streams]: readonly NodeJS.ReadWriteStream[],
  response: ServerResponse,
): NodeJS.ReadableStream {
  const last = streams.at(-1);
  if (last === undefined) return answer;
  pipeline([answer, ...streams], (error) => {
    // Half an answer must not look like a whole one.
    if (error !== null && error !== undefined) response.destroy();
  });
  return last;
}

/**
 * As `pipeline` does it, which costs as much as all the rest of a short answer. What has come when the others have had
 * their turn goes out in one write: most answers are whole by then. An event stream says nothing for a while, and its
 * reader waits for the head.
 */
function passBody(
  body: NodeJS.ReadableStream,
  answer: IncomingMessage,
  response: ServerResponse,
  done: () => void,
): void {
  let hasBegun = false;
  response.cork();
  setImmediate(() => {
    // (`flushHeaders` would write UTF-8.)
    if (!hasBegun && !response.writableEnded) response.write(Buffer.alloc(0));
    response.uncork();
  });
  body.on('data', (part: Buffer) => {
    hasBegun = true;
    if (!response.write(part)) body.pause();
  });
  response.on('drain', () => body.resume());
  body.once('end', () => {
    if (answer.rawTrailers.length > 0) response.addTrailers(pairs(answer.rawTrailers));
    response.end();
  });
  // Half an answer must not look like a whole one.
  answer.on('error', () => response.destroy());
  answer.once('close', () => {
    if (!answer.complete) response.destroy();
  });
  response.once('close', () => {
    if (!response.writableFinished) answer.destroy();
    done();
  });
}
