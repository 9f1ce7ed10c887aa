import {
  connect,
  constants,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Duplex } from 'node:stream';

const { NGHTTP2_CANCEL, NGHTTP2_FLAG_END_STREAM, NGHTTP2_NO_ERROR } = constants;

/** gRPC needs HTTP/2 all the way; gRPC-Web does not. */
export function isCall(headers: IncomingHttpHeaders): boolean {
  return /^application\/grpc(?:$|[+;])/i.test(headers['content-type'] ?? '');
}

/** The calls by gRPC of one connection, passed on by HTTP/2 on one of their own. */
export class CallsOfSession {
  readonly #open: () => Duplex;
  #onward: ClientHttp2Session | undefined;

  /** @param open a connection to ask on */
  constructor(open: () => Duplex) {
    this.#open = open;
  }

  pass(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number): void {
    const asked = this.#session().request(copied(headers), { endStream: (flags & NGHTTP2_FLAG_END_STREAM) !== 0 });
    let trailers: OutgoingHttpHeaders = {};
    asked.on('error', () => undefined);
    asked.once('response', (answer, answerFlags) => {
      if (stream.closed) return;
      const isAll = (answerFlags & NGHTTP2_FLAG_END_STREAM) !== 0;
      stream.respond(copied(answer), isAll ? { endStream: true } : { waitForTrailers: true });
      if (isAll) return;
      stream.once('wantTrailers', () => stream.sendTrailers(trailers));
      asked.pipe(stream);
    });
    asked.once('trailers', (given: IncomingHttpHeaders) => (trailers = copied(given)));
    asked.once('close', () => {
      if (asked.rstCode !== NGHTTP2_NO_ERROR && !stream.closed) stream.close(asked.rstCode);
    });
    stream.once('close', () => asked.close(stream.rstCode === NGHTTP2_NO_ERROR ? NGHTTP2_NO_ERROR : NGHTTP2_CANCEL));
    stream.pipe(asked);
  }

  close(): void {
    this.#onward?.destroy();
  }

  /** One that is leaving takes no more calls: the next one goes to the next app. */
  #session(): ClientHttp2Session {
    if (this.#onward !== undefined && !this.#onward.closed && !this.#onward.destroyed) return this.#onward;
    const onward = connect('http://localhost', { createConnection: () => this.#open() });
    onward.on('error', () => undefined);
    onward.once('goaway', () => {
      if (this.#onward === onward) this.#onward = undefined;
    });
    this.#onward = onward;
    return onward;
  }
}

/** Without what node has beside them under a symbol. */
function copied(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers));
}
