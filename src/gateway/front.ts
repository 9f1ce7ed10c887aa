import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface FrontOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** HTTP/2 without TLS and without asking first, as gRPC speaks it; its first bytes are still unread. */
  readonly onHttp2: (socket: Socket) => void;
}

export interface Front {
  readonly port: number;
  /** Takes no new connections, and ends those that there are. */
  close(): Promise<void>;
}

/** A client has so long to send the head of a request: many that send nothing must not fill the machine. */
const headMs = 10_000;
const mostHeadBytes = 64 * 1024;
/** Longer than any client keeps a connection: who closes first may lose what the other has just sent. */
const idleMs = 75_000;
const http2Preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/**
 * Listens, and tells HTTP/1.1 from HTTP/2 by the first bytes.
 *
 * @throws (rejects) what listen(2) throws: `EADDRINUSE`, `EACCES`
 */
export async function openFront({ host, port, onRequest, onUpgrade, onHttp2 }: FrontOptions): Promise<Front> {
  const http = createHttpServer({
    headersTimeout: headMs,
    connectionsCheckingInterval: 1000,
    // A body may take as long as it likes.
    requestTimeout: 0,
    keepAliveTimeout: idleMs,
    maxHeaderSize: mostHeadBytes,
  });
  http.on('request', onRequest);
  // The app says whether it wants the body.
  http.on('checkContinue', onRequest);
  http.on('checkExpectation', onRequest);
  http.on('upgrade', onUpgrade);
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    // Whoever is interested in its errors listens, too.
    socket.on('error', () => undefined);
    sortOut(socket, http, onHttp2);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: 1024 }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      http.closeIdleConnections();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function sortOut(socket: Socket, http: Server, onHttp2: (socket: Socket) => void): void {
  const tooLate = setTimeout(() => socket.destroy(), headMs);
  const look = (): void => {
    const first = socket.read() as Buffer | null;
    if (first === null) return;
    clearTimeout(tooLate);
    socket.off('readable', look);
    socket.unshift(first);
    const length = Math.min(first.length, http2Preface.length);
    if (length >= 3 && first.subarray(0, length).equals(http2Preface.subarray(0, length))) onHttp2(socket);
    else http.emit('connection', socket);
  };
  socket.on('readable', look);
  socket.once('close', () => clearTimeout(tooLate));
  socket.once('end', () => {
    if (socket.bytesRead === 0) socket.destroy();
  });
}
