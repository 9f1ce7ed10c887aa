import { request as httpRequest, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
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
      headers: requestHeaders(options.headers ?? request.rawHeaders, client),
      // Whether a connection that was idle still leads to the app shows too late for what must not be sent twice.
      agent: mayRepeat ? agent : false,
    });
    let isConnected = false;
    const whenGone = (): void => {
      if (response.writableFinished) return;
      upstream.destroy();
      resolve({ type: 'client-gone' });
    };
    const settle = (result: Forwarded): void => {
      response.off('close', whenGone);
      resolve(result);
    };
    response.once('close', whenGone);
    whenConnected(upstream, () => {
      isConnected = true;
      sendBody(request, upstream);
    });
    upstream.on('information', ({ statusCode, rawHeaders }) => sendInformation(response, statusCode, rawHeaders));
    upstream.once('continue', () => response.writeContinue());
    upstream.once('error', (error) => {
      if (response.headersSent) return;
      const isUnsent = !isConnected || (mayRepeat && upstream.reusedSocket);
      settle(isUnsent ? { type: 'refused' } : { type: 'lost', error });
    });
    upstream.once('response', (answer) => {
      sendAnswer(answer, options, () => settle({ type: 'answered' }));
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
  request.once('end', () => {
    if (request.rawTrailers.length > 0) upstream.addTrailers(pairs(request.rawTrailers));
  });
  request.once('aborted', () => upstream.destroy());
  request.pipe(upstream);
}

/** `102`, `103`: node knows no way to send any other. */
function sendInformation(response: ServerResponse, status: number, headers: readonly string[]): void {
  if (response.headersSent) return;
  if (status === 102) response.writeProcessing();
  if (status !== 103) return;
  const hints: Record<string, string | string[]> = {};
  for (const [name, value] of pairs(headers))
    hints[name.toLowerCase()] = [hints[name.toLowerCase()] ?? [], value].flat();
  if (hints['link'] !== undefined) response.writeEarlyHints(hints);
}

function sendAnswer(answer: IncomingMessage, options: ForwardOptions, done: () => void): void {
  const { response, rewrite, onEndless } = options;
  if (/^text\/event-stream\b/i.test(answer.headers['content-type'] ?? '')) onEndless?.();
  const rewritten = rewrite?.(answer);
  response.sendDate = false;
  response.writeHead(
    answer.statusCode ?? 502,
    answer.statusMessage,
    rewritten === undefined ? endToEnd(answer.rawHeaders) : [...rewritten.headers],
  );
  // An event stream says nothing for a while, and its reader waits for the head.
  response.flushHeaders();
  answer.once('end', () => {
    if (answer.rawTrailers.length > 0) response.addTrailers(pairs(answer.rawTrailers));
  });
  pipeline([answer, ...(rewritten?.through ?? []), response], (error) => {
    // Half an answer must not look like a whole one.
    if (error !== null && error !== undefined) response.destroy();
    done();
  });
}
