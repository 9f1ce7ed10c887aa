import type { IncomingMessage } from 'node:http';
import { hasBody, headerLines, pairs, valuesOf } from './headers.ts';

/**
 * Whether the app is to decide about an offer of another protocol. A server may pass over one (RFC 9110 §7.8), and
 * gorl does so where the request has a body, and for HTTP/2, which is no more offered this way (RFC 9113 §3.1): Java's
 * client does so with each first request.
 */
export function isUpgradeForApp({ rawHeaders }: IncomingMessage): boolean {
  return !hasBody(rawHeaders) && !valuesOf(rawHeaders, 'upgrade').some((value) => /^\s*h2c\s*$/i.test(value));
}

/** The head of a request without the offer. */
export function headWithoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const headers = pairs(rawHeaders)
    .filter(([name]) => name.toLowerCase() !== 'upgrade')
    .flatMap(([name, value]) => [name, name.toLowerCase() === 'connection' ? withoutUpgrade(value) : value]);
  return Buffer.from(`${method} ${url} HTTP/${httpVersion}\r\n${headerLines(headers)}\r\n`, 'latin1');
}

function withoutUpgrade(connection: string): string {
  return connection
    .split(',')
    .filter((word) => word.trim().toLowerCase() !== 'upgrade')
    .join(',');
}
