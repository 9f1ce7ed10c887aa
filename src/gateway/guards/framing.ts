import { valuesOf, type RawHeaders } from '../proxy/headers.ts';
import type { Refusal } from './refusal.ts';

/**
 * Where the body of a request ends must be the same for gorl and for the app, or one request becomes two (RFC 9112
 * §11.2). Node's parser refuses two lengths, a length beside chunks, folded lines and odd line ends; this is the rest.
 */
export function framingFault(httpVersion: string, headers: RawHeaders): Refusal | undefined {
  const codings = valuesOf(headers, 'transfer-encoding');
  if (codings.length === 0) return undefined;
  // Whether that version has chunks is understood in two ways (RFC 9112 §6.1).
  if (httpVersion !== '1.1') return { status: 400, reason: `HTTP/${httpVersion} has no Transfer-Encoding` };
  if (codings.length === 1 && codings[0]?.toLowerCase() === 'chunked') return undefined;
  return { status: 501, reason: 'of the transfer codings, gorl knows "chunked" alone' };
}
