import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { framingFault } from './guards/framing.ts';
import { headersFault, headLimits, idleMs, parserFault, type HeadLimits } from './guards/heads.ts';
import { protocolFault } from './guards/protocol.ts';
import { refuse, type Refusal } from './guards/refusal.ts';
import { targetFault } from './guards/target.ts';
import type { RouteTable } from './routes/route-table.ts';
import { firstBytes } from './proxy/first-bytes.ts';
import { Turns } from './proxy/turns.ts';
import type { CertificateFiles } from './tls/secure-connections.ts';
import { headWithoutUpgrade, isUpgradeForApp } from './proxy/upgrade-offer.ts';

export interface FrontOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** HTTP/2 without asking first, as gRPC speaks it; its first bytes are still unread. */
  readonly onHttp2: (socket: Duplex, service: string) => void;
  /** Asked anew by each that comes. */
  readonly routes: () => RouteTable;
  /** Beside what is plain. */
  readonly certificate?: CertificateFiles;
  /** How much a client may take, where that differs from `headLimits`. */
  readonly limits?: Partial<HeadLimits>;
}

export interface Front {
  readonly port: number;
  /** Takes no new connections, and ends those that there are. */
  close(): Promise<void>;
}

/**
 * Listens, and tells HTTP/1.1, HTTP/2, and TLS from each other by the first bytes. What comes in has been judged by
 * its form: one request is one.
 *
 * @throws (rejects) what listen(2) throws: `EADDRINUSE`, `EACCES`; an error that says what is wrong with the certificate
 */
export async function openFront({ host, port, certificate, limits, ...on }: FrontOptions): Promise<Front> {
  const all = { ...headLimits, ...limits };
  const http = createServer({
    headersTimeout: all.ms,
    connectionsCheckingInterval: Math.min(all.ms, 1000),
    // A body may take as long as it likes.
    requestTimeout: 0,
    keepAliveTimeout: idleMs,
    maxHeaderSize: all.bytes,
  });
  // One more than may be; by itself, node leaves out those beyond a thousand without a word.
  http.maxHeadersCount = all.lines + 1;
  http.maxConnections = all.connections;
  // Whoever has said all may still listen.
  Object.assign(http, { httpAllowHalfOpen: true });
  const serve = http.listeners('connection')[0] as (this: Server, socket: Duplex) => void;
  handleHttp1(http, all, on);
  const onHttp1 = (socket: Duplex): void => serve.call(http, socket);
  const secure = certificate && (await import('./tls/open-tls.ts')).openTls(certificate, all, { ...on, onHttp1 });
  let streams: Promise<(socket: Duplex) => void> | undefined;
  const loadStreams = async (): Promise<(socket: Duplex) => void> =>
    (await import('./http2/http2-streams.ts')).http2Streams({ ...on, limits: all, onHttp1 });
  /** Where it leads shows in each request, so all of them have to be read; to one service it is a tunnel. */
  const onHttp2 = (socket: Socket): void => {
    const { isBranched, service } = on.routes();
    if (isBranched) void (streams ??= loadStreams()).then((serveHttp2) => serveHttp2(socket));
    else on.onHttp2(socket, service);
  };
  const open = new Set<Socket>();
  http.removeAllListeners('connection').on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    // Whoever is interested in its errors listens, too.
    socket.on('error', () => undefined);
    firstBytes(socket, all.ms, (protocol) => {
      if (protocol === 'http/2') onHttp2(socket);
      else if (protocol === 'tls' && secure !== undefined) secure(socket);
      else onHttp1(socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen({ host, port, backlog: 1024 }, resolve);
  });
  return {
    port: (http.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function handleHttp1(
  http: Server,
  limits: HeadLimits,
  { onRequest, onUpgrade }: Pick<FrontOptions, 'onRequest' | 'onUpgrade'>,
): void {
  const turns = new Turns(limits.inLine);
  const faultOf = ({ method = 'GET', url = '', httpVersion, rawHeaders }: IncomingMessage): Refusal | undefined =>
    headersFault(rawHeaders, limits) ??
    protocolFault(method, httpVersion) ??
    framingFault(httpVersion, rawHeaders) ??
    targetFault(method, url, rawHeaders);
  const request = (asked: IncomingMessage, response: ServerResponse): void => {
    const act = (): void => {
      const fault = faultOf(asked);
      if (fault === undefined) onRequest(asked, response);
      else refuse(asked.socket, fault);
    };
    turns.take(asked.socket, act, response);
  };
  http.on('request', request);
  // The app says whether it wants the body.
  http.on('checkContinue', request);
  http.on('checkExpectation', request);
  http.on('upgrade', (asked: IncomingMessage, socket: Duplex, head: Buffer) =>
    turns.take(socket, () => {
      const fault = faultOf(asked);
      if (fault !== undefined) return refuse(socket, fault);
      if (isUpgradeForApp(asked)) return onUpgrade(asked, socket, head);
      // Node reads no body of a request with an offer. Without it, it is one like all others.
      socket.unshift(Buffer.concat([headWithoutUpgrade(asked), head]));
      return void http.emit('connection', socket);
    }),
  );
  http.on('connect', (_: IncomingMessage, socket: Duplex) =>
    turns.take(socket, () => refuse(socket, { status: 405, reason: 'gorl leads to the app, and nowhere else' })),
  );
  http.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // What comes behind the last request is nobody's; the answer is on its way.
    if (error.code === 'HPE_CLOSED_CONNECTION') return;
    if (socket.writable && turns.isQuiet(socket)) refuse(socket, parserFault(error));
    else socket.destroy();
  });
}
