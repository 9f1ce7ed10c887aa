import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request for gorl itself comes from a page of the app, or from no page at all. Browsers say so in one of two
 * headers; other tools send neither.
 */
export function isOwnOrigin({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return origin === undefined || /^https?:\/\/([^/]*)$/i.exec(origin)?.[1]?.toLowerCase() === host?.toLowerCase();
}
