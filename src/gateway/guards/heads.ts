import type { Refusal } from './refusal.ts';

/** How long a client may take to send the head of a request, and how much it may be, so that many cannot fill the machine. */
export const headLimits = {
  ms: 10_000,
  /** As much as Go's own server takes (`http.DefaultMaxHeaderBytes`). */
  bytes: 1024 * 1024,
  /** Connections at a time, whatever they do; gorl needs descriptors of its own. */
  connections: 4096,
  /** Requests of one connection that wait for the answers to those before them. */
  inLine: 100,
} as const;

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
