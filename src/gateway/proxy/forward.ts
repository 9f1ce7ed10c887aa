import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import type { AnswerHead } from '../upstream/answer-head.ts';
import type { Asker, Connection } from '../upstream/connection.ts';
import type { Connections } from '../upstream/connections.ts';
import {
  endToEnd,
  hasBody,
  hasChunks,
  headerLines,
  pairs,
  requestHeaders,
  valuesOf,
  type Client,
  type RawHeaders,
} from './headers.ts';

/** A run of the app, and where it listens. */
export interface Upstream {
  readonly run: number;
  readonly port: number;
}

export interface ForwardOptions {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What the app is asked for. */
  readonly target: string;
  readonly client: Client;
  readonly connections: Connections;
  /** What the app is asked with in the place of the request's own. */
  readonly headers?: RawHeaders;
  /** The answer has no end of its own (server-sent events). */
  readonly onEndless?: () => void;
  /** Of what the app answers, before it is sent: what is to be sent in its place. */
  readonly rewrite?: Rewrite;
}

/** Undefined: it is sent as it is. */
export type Rewrite = (answer: AnswerHead) => Rewritten | undefined;

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
  return new Promise((resolve) => new Passage(options, resolve).begin(port));
}

class Passage implements Asker {
  readonly #options: ForwardOptions;
  readonly #resolve: (result: Forwarded) => void;
  readonly #hasBody: boolean;
  readonly #mayRepeat: boolean;
  /** As long as it is this request's: when that is over, another may come on it. */
  #connection: Connection | undefined;
  #isConnected = false;
  /** Everything from the client is on its way. */
  #isSent = false;
  #isAnswered = false;
  /** Where the answer goes: to the client, or into what rewrites it. */
  #onward: NodeJS.WritableStream | undefined;
  #isPaused = false;
  #hasBegun = false;

  constructor(options: ForwardOptions, resolve: (result: Forwarded) => void) {
    const { method = 'GET', rawHeaders } = options.request;
    this.#options = options;
    this.#resolve = resolve;
    this.#hasBody = hasBody(rawHeaders);
    this.#mayRepeat = idempotent.has(method) && !this.#hasBody;
  }

  begin(port: number): void {
    const { request, response, target: path, client, connections, headers = request.rawHeaders } = this.#options;
    const { method = 'GET', socket } = request;
    // Whether a connection that was idle still leads to the app shows too late for what must not be sent twice.
    const connection = connections.take(port, this.#mayRepeat);
    this.#connection = connection;
    response.once('close', this.#closed);
    // Asked to close, Go's server closes at once when it refuses a body, and its answer is lost on the way.
    const rawHeaders = [...requestHeaders(method, headers, client), 'Connection', 'keep-alive'];
    connection.ask(this, { method, path, rawHeaders });
    if (!this.#hasBody) this.#sent();
    if (socket.readableEnded) this.#clientEnded();
    else socket.once('end', this.#clientEnded);
  }

  connected(): void {
    this.#isConnected = true;
    if (this.#hasBody) this.#sendBody();
  }

  drained(): void {
    if (!this.#isSent) this.#options.request.resume();
  }

  broken(error: Error): void {
    const { request, response } = this.#options;
    const connection = this.#connection;
    this.#connection = undefined;
    // What is left of the body goes nowhere, and must not stand in the way of the next request.
    if (this.#isConnected && !this.#isSent) request.resume();
    if (this.#isAnswered) return undefined;
    // Half an answer must not look like a whole one.
    if (response.headersSent) return void response.destroy();
    const isDead = this.#mayRepeat && connection?.isReused === true && !connection.isAnswering;
    const isUnsent = !this.#isConnected || isDead;
    this.#settle(isUnsent ? { type: 'refused' } : { type: 'lost', error });
    return undefined;
  }

  /** Node's own ways to send what comes before an answer know few, and change those. */
  information({ status, reason, rawHeaders }: AnswerHead): void {
    const { request, response } = this.#options;
    if (status === 100) return response.writeContinue();
    if (response.headersSent || request.httpVersion === '1.0') return;
    response.socket?.write(`HTTP/1.1 ${status} ${reason}\r\n${headerLines(endToEnd(rawHeaders))}\r\n`, 'latin1');
  }

  head(head: AnswerHead): void {
    const { response, rewrite, onEndless } = this.#options;
    if (/^text\/event-stream\b/i.test(valuesOf(head.rawHeaders, 'content-type')[0] ?? '')) onEndless?.();
    const rewritten = rewrite?.(head);
    response.sendDate = false;
    try {
      response.writeHead(
        head.status,
        head.reason,
        rewritten === undefined ? endToEnd(head.rawHeaders) : [...rewritten.headers],
      );
    } catch (error) {
      this.#connection?.destroy();
      response.statusMessage = '';
      return this.#settle({ type: 'lost', error: error as Error });
    }
    this.#onward = rewritten === undefined ? response : throughTo(response, rewritten.through);
    this.#onward.on('drain', this.#resumed);
    // What has come when the others have had their turn goes out in one write: most answers are whole by then. An event
    // stream says nothing for a while, and its reader waits for the head. (`flushHeaders` would write UTF-8.)
    response.cork();
    setImmediate(() => {
      if (response.writableEnded) return;
      // What is rewritten may be held back.
      if (!this.#hasBegun || rewritten !== undefined) response.write(Buffer.alloc(0));
      response.uncork();
    });
    return undefined;
  }

  body(part: Buffer): void {
    this.#hasBegun = true;
    if (this.#onward?.write(part) !== false) return;
    this.#isPaused = true;
    this.#connection?.pause();
  }

  end(rawTrailers: RawHeaders): void {
    const { response } = this.#options;
    if (rawTrailers.length > 0) response.addTrailers(pairs(rawTrailers));
    this.#onward?.end();
    this.#isAnswered = true;
    if (this.#isSent) this.#connection = undefined;
  }

  readonly #resumed = (): void => {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#connection?.resume();
  };

  readonly #closed = (): void => {
    const { response } = this.#options;
    if (response.writableFinished) return this.#settle({ type: 'answered' });
    this.#connection?.destroy();
    return this.#settle({ type: 'client-gone' });
  };

  /**
   * A client that has said all, and listens still, looks like one that goes away: the app is told as it would be without
   * gorl, and decides.
   */
  readonly #clientEnded = (): void => {
    if (this.#isSent) this.#connection?.sayNoMore();
  };

  #sendBody(): void {
    const { request } = this.#options;
    const isChunked = hasChunks(request.rawHeaders);
    // Also when the answer has come before the end of the body.
    const clientGone = (): void => this.#connection?.destroy();
    request.socket.once('close', clientGone);
    request.on('data', (part: Buffer) => {
      const connection = this.#connection;
      if (connection === undefined) return;
      const isRoom = isChunked ? writeChunk(connection, part) : connection.write(part);
      if (!isRoom) request.pause();
    });
    request.once('end', () => {
      request.socket.off('close', clientGone);
      if (isChunked) this.#connection?.write(`0\r\n${headerLines(request.rawTrailers)}\r\n`);
      this.#sent();
      if (request.socket.readableEnded) this.#clientEnded();
    });
  }

  #sent(): void {
    this.#isSent = true;
    this.#connection?.sent();
    if (this.#isAnswered) this.#connection = undefined;
  }

  #settle(result: Forwarded): void {
    const { request, response } = this.#options;
    response.off('close', this.#closed);
    request.socket.off('end', this.#clientEnded);
    this.#resolve(result);
  }
}

function writeChunk(connection: Connection, part: Buffer): boolean {
  connection.write(`${part.length.toString(16)}\r\n`);
  connection.write(part);
  return connection.write('\r\n');
}

/** What is written to it goes through these, and then to the client. Damage to a compressed body is an error of one of these. */
function throughTo(response: ServerResponse, through: readonly NodeJS.ReadWriteStream[]): NodeJS.WritableStream {
  const [first] = through;
  if (first === undefined) return response;
  pipeline([...through, response], (error) => {
    // Half an answer must not look like a whole one.
    if (error !== null && error !== undefined) response.destroy();
  });
  return first;
}
