import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HeadLimits } from '../guards/heads.ts';
import { http2Streams } from '../http2/http2-streams.ts';
import type { RouteTable } from '../routes/route-table.ts';
import { secureConnections, type CertificateFiles } from './secure-connections.ts';

/**
 * Takes connections that begin with a TLS handshake, and hands on what is said on them.
 *
 * @throws an error that says what is wrong with the certificate
 */
export function openTls(
  files: CertificateFiles,
  limits: HeadLimits,
  on: {
    readonly onHttp1: (socket: Duplex) => void;
    readonly onHttp2: (socket: Duplex, service: string) => void;
    readonly routes: () => RouteTable;
  },
): (socket: Socket) => void {
  const onHttp2 = http2Streams({ ...on, limits });
  return secureConnections({ files, handshakeMs: limits.ms, onHttp1: on.onHttp1, onHttp2 });
}
