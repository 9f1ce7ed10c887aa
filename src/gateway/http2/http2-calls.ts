import {
  connect,
  constants,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Way } from '../routes/route-table.ts';

const { NGHTTP2_CANCEL, NGHTTP2_FLAG_END_STREAM, NGHTTP2_NO_ERROR } = constants;

/** gRPC needs HTTP/2 all the way; gRPC-Web does not. */
export function isCall(headers: IncomingHttpHeaders): boolean {
  return /^application\/grpc(?:$|[+;])/i.test(headers['content-type'] ?? '');
}

export interface CallsOptions {
  /** Opens a connection to ask that service on. */
  readonly open: (service: string) => Duplex;
  readonly wayOf: (host: string | undefined, path: string) => Way;
}

/** The calls by gRPC of one connection, passed on by HTTP/2 on connections of their own, one to each service. */
export class CallsOfSession {
  readonly #options: CallsOptions;
  /** By service. */
  readonly #onward = new Map<string, ClientHttp2Session>();

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  pass(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number): void {
    const { service, target, prefix } = this.#options.wayOf(
      headers[':authority'] ?? headers.host,
      headers[':path'] ?? '/',
    );
    const forwarded = prefix === undefined ? {} : { 'x-forwarded-prefix': prefix };
    const asked = this.#session(service).request(
      { ...copied(headers), ':path': target, ...forwarded },
      { endStream: (flags & NGHTTP2_FLAG_END_STREAM) !== 0 },
    );
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
    for (const onward of this.#onward.values()) onward.destroy();
  }

  /** One that is leaving takes no more calls: the next one goes to the next app. */
  #session(service: string): ClientHttp2Session {
    const former = this.#onward.get(service);
    if (former !== undefined && !former.closed && !former.destroyed) return former;
    const onward = connect('http://localhost', { createConnection: () => this.#options.open(service) });
    onward.on('error', () => undefined);
    onward.once('goaway', () => {
      if (this.#onward.get(service) === onward) this.#onward.delete(service);
    });
    this.#onward.set(service, onward);
    return onward;
  }
}

/** Without what node has beside them under a symbol. */
function copied(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers));
}
