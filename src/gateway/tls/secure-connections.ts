import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';

/** What a browser is shown: PEM files, by their whole paths. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

export interface SecureOptions {
  readonly files: CertificateFiles;
  /** For the handshake, in ms. */
  readonly handshakeMs: number;
  readonly onHttp1: (socket: TLSSocket) => void;
  readonly onHttp2: (socket: TLSSocket) => void;
}

/**
 * Takes connections that begin with a TLS handshake; in it, the two agree on HTTP/1.1 or HTTP/2.
 *
 * @throws an error that says which file cannot be read, or what is wrong with the two
 */
export function secureConnections({ files, handshakeMs, onHttp1, onHttp2 }: SecureOptions): (socket: Socket) => void {
  const [cert, key] = [readPem('proxy.cert', files.cert), readPem('proxy.key', files.key)];
  const server = serverWith({ cert, key, handshakeTimeout: handshakeMs, ALPNProtocols: ['h2', 'http/1.1'] }, files);
  server.on('secureConnection', (socket) => {
    socket.on('error', () => undefined);
    if (socket.alpnProtocol === 'h2') onHttp2(socket);
    else onHttp1(socket);
  });
  server.on('tlsClientError', (_, socket) => socket.destroy());
  return (socket) => void server.emit('connection', socket);
}

function serverWith(options: TlsOptions, { cert, key }: CertificateFiles) {
  try {
    return createServer(options);
  } catch (error) {
    throw new Error(`proxy.cert and proxy.key: ${cert} and ${key} are no certificate with its key (${reason(error)})`, {
      cause: error,
    });
  }
}

function readPem(name: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`${name}: cannot read ${path} (${(error as NodeJS.ErrnoException).code ?? reason(error)})`, {
      cause: error,
    });
  }
}

/** OpenSSL's: `error:05800074:x509 certificate routines::key values mismatch`. */
function reason(error: unknown): string {
  return (error as Error).message.replace(/^error:[0-9A-F]+:[^:]*:[^:]*:/i, '');
}
