import type { RawHeaders } from '../proxy/headers.ts';
import type { Refusal } from './refusal.ts';

export interface HeadLimits {
  /** From the connection, or the former request, to the end of a head. */
  readonly ms: number;
  readonly bytes: number;
  /** Headers of a request. */
  readonly lines: number;
  /** At a time, whatever they do. */
  readonly connections: number;
  /** Requests of one connection that wait for the answers to those before them. */
  readonly inLine: number;
}

/** How long a client may take to send the head of a request, and how much it may be, so that many cannot fill the machine. */
export const headLimits: HeadLimits = {
  ms: 10_000,
  // As much as Go's own server takes (`http.DefaultMaxHeaderBytes`).
  bytes: 1024 * 1024,
  // Far more than any client sends; each costs more than its bytes.
  lines: 10_000,
  // gorl needs descriptors of its own.
  connections: 4096,
  inLine: 100,
};

/** Longer than any client keeps a connection, in ms: who closes first may lose what the other has just sent. */
export const idleMs = 75_000;

/** Node's parser counts no headers: it leaves out those beyond a number that it is given. */
export function headersFault(headers: RawHeaders, { lines }: HeadLimits): Refusal | undefined {
  return headers.length > 2 * lines ? { status: 431, reason: `the request has more than ${lines} headers` } : undefined;
}

/** What node's parser says of a head, or of the chunks of a body. */
export function parserFault({ code, message }: NodeJS.ErrnoException): Refusal {
  switch (code) {
    case 'HPE_INVALID_METHOD':
      return { status: 501, reason: 'gorl passes on only the registered methods of HTTP' };
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, reason: `the head of the request is larger than ${headLimits.bytes} bytes` };
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { status: 413, reason: 'the chunk extensions of the request are too large' };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, reason: `the head of the request did not come within ${headLimits.ms / 1000} s` };
    default:
      return { status: 400, reason: message };
  }
}
