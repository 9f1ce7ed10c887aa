import type { IncomingHttpHeaders } from 'node:http';

/** The browser shows no body with these, or shows none as a whole page. */
function hasNoPage(status: number): boolean {
  return status < 200 || status === 204 || status === 205 || status === 206 || (status >= 300 && status < 400);
}

/** In these a tag in ASCII is not a tag. */
const wideCharset = /^(?:utf-?(?:16|32)|ucs-?[24]|iso-10646-ucs-[24]|unicode|csunicode)/i;

/** Does the app answer with a whole HTML page that may be changed on its way? */
export function isPage(status: number, headers: IncomingHttpHeaders): boolean {
  if (hasNoPage(status) || headers['content-range'] !== undefined) return false;
  const [mediaType = ''] = (headers['content-type'] ?? '').split(';');
  if (mediaType.trim().toLowerCase() !== 'text/html') return false;
  if (wideCharset.test(charsetOf(headers) ?? '')) return false;
  if (/(?:^|,)\s*no-transform\s*(?:,|$)/i.test(headers['cache-control'] ?? '')) return false;
  return !isDownload(headers['content-disposition']);
}

/** The charset that `Content-Type` names. */
export function charsetOf(headers: IncomingHttpHeaders): string | undefined {
  return /;\s*charset\s*=\s*"?\s*([^\s";]+)/i.exec(headers['content-type'] ?? '')?.[1];
}

/** RFC 6266, 4.2: a type that is not known is handled as `attachment`. Without any type, browsers show the page. */
function isDownload(disposition: string | undefined): boolean {
  const [type = ''] = (disposition ?? '').split(';');
  const name = type.trim().toLowerCase();
  return name !== '' && name !== 'inline' && !name.includes('=');
}

/**
 * No longer true of a page with one more tag. Without validators the browser asks for the whole page next time, so no
 * 304 can keep a page with the script of another session. How long it is fresh stays the app's word.
 */
const untrue = new Set([
  'content-length',
  'content-md5',
  'digest',
  'content-digest',
  'repr-digest',
  'accept-ranges',
  'etag',
  'last-modified',
]);

/** Names and values in turn, as `rawHeaders` and `writeHead` have them. */
export function pageHeaders(raw: readonly string[]): readonly string[] {
  return raw.filter((_, at) => !untrue.has((raw[at - (at % 2)] ?? '').toLowerCase()));
}
