import type { IncomingHttpHeaders } from 'node:http';

/**
 * What scripts say when they fetch HTML for a page that is already there: fragments, and whole pages of which they take
 * the body (boosted links, a history that is restored). `Sec-Fetch-Dest` would do, but browsers send it only to
 * localhost and over TLS, not to a phone on the LAN.
 */
const scriptHeaders = [
  'hx-request',
  'hx-history-restore-request',
  'turbo-frame',
  'x-turbo-request-id',
  'x-up-version',
  'x-pjax',
  'x-alpine-request',
  'x-inertia',
  'datastar-request',
] as const;

/** What `X-Requested-With` says of a script; a WebView on Android names its app there when it loads a page. */
const requestedByScript = new Set(['xmlhttprequest', 'fetch', 'swup']);

/** The frames that a page can be shown in. */
const pageDestinations = new Set(['document', 'iframe', 'frame']);

/**
 * Does a browser ask for something that it will show as a page? Each browser names `text/html` in `Accept` then, and
 * only then: what a script fetches says that it accepts anything, unless the script sets the header.
 */
export function isPageRequest(method: string, headers: IncomingHttpHeaders): boolean {
  if (method === 'HEAD' || method === 'CONNECT' || method === 'OPTIONS') return false;
  if (!/\btext\/html\b/i.test(headers.accept ?? '')) return false;
  const destination = headers['sec-fetch-dest'];
  if (destination !== undefined && !pageDestinations.has(destination)) return false;
  if (requestedByScript.has(String(headers['x-requested-with']).toLowerCase())) return false;
  return scriptHeaders.every((name) => headers[name] === undefined);
}

/**
 * The request headers, in lower case, that the gateway keeps from the app. With them the app may answer 304, and the
 * browser would keep a page that it has from before gorl, or with the script of another session: a page that does not
 * reload, or one that finds itself old and loads itself anew for ever.
 */
export function validatorsToDrop(method: string, headers: IncomingHttpHeaders): readonly string[] {
  return isPageRequest(method, headers) ? ['if-none-match', 'if-modified-since'] : [];
}
