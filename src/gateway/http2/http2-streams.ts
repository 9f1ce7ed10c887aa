import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { duplexPair, type Duplex } from 'node:stream';
import { idleMs, type HeadLimits } from '../guards/heads.ts';
import type { RouteTable } from '../routes/route-table.ts';
import { CallsOfSession, isCall } from './http2-calls.ts';
import { passStream } from './http2-to-http1.ts';

export interface Http2StreamsOptions {
  readonly limits: HeadLimits;
  /** A connection in memory, on which HTTP/1.1 is spoken. */
  readonly onHttp1: (socket: Duplex) => void;
  /** One on which HTTP/2 is spoken with that service. */
  readonly onHttp2: (socket: Duplex, service: string) => void;
  readonly routes: () => RouteTable;
}

/** As many requests at a time on one connection. */
const mostStreams = 250;

/**
 * Takes connections with HTTP/2 on them, as a browser speaks it over TLS, and asks for each request what it would have
 * asked by HTTP/1.1, on a connection of its own that never leaves this process: one front judges all requests, each goes
 * its own way, and an app need not speak HTTP/2. Calls by gRPC, which HTTP/1.1 cannot carry, go on by HTTP/2.
 */
export function http2Streams({ limits, onHttp1, onHttp2, routes }: Http2StreamsOptions): (socket: Duplex) => void {
  const server: Http2Server = createServer({
    settings: { maxConcurrentStreams: mostStreams, maxHeaderListSize: limits.bytes },
    maxHeaderListPairs: limits.lines,
  });
  server.on('session', (session) => {
    const address = session.socket.remoteAddress;
    const open = (serve: (socket: Duplex) => void): Duplex => {
      const [own, other] = connectionInMemory();
      // As of a connection that comes by the network.
      serve(Object.assign(other, { remoteAddress: address, ...(session.encrypted === true && { encrypted: true }) }));
      return own;
    };
    const calls = new CallsOfSession({
      open: (service) => open((socket) => onHttp2(socket, service)),
      wayOf: (host, path) => routes().wayOf(host, path),
    });
    session.on('error', () => undefined);
    session.once('close', () => calls.close());
    session.setTimeout(idleMs, () => session.close());
    const take = (
      stream: ServerHttp2Stream,
      headers: IncomingHttpHeaders,
      flags: number,
      raw: readonly string[],
    ): void => {
      stream.on('error', () => undefined);
      if (isCall(headers)) calls.pass(stream, headers, flags);
      else passStream(stream, raw, () => open(onHttp1));
    };
    session.on('stream', take);
  });
  server.on('sessionError', () => undefined);
  return (socket) => void server.emit('connection', socket);
}

/** As two sockets that lead to each other: what is broken off on one side breaks off on the other. */
function connectionInMemory(): [Duplex, Duplex] {
  const [one, other] = duplexPair();
  for (const [side, opposite] of [
    [one, other],
    [other, one],
  ] as const)
    side.once('close', () => {
      if (!side.writableFinished) opposite.destroy();
    });
  return [one, other];
}
