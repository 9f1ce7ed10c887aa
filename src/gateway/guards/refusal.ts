import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Why a request goes no further than the door. */
export interface Refusal {
  readonly status: number;
  /** For whoever sent it: a line. */
  readonly reason: string;
}

/** Answers it, and ends the connection: where the next request would begin is not known. */
export function refuse(socket: Duplex, { status, reason }: Refusal): void {
  const body = Buffer.from(`${reason}\n`);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    'X-Content-Type-Options: nosniff',
    `Content-Length: ${body.length}`,
  ];
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]), () => socket.destroy());
}
