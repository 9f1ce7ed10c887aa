import { valuesOf, type RawHeaders } from '../proxy/headers.ts';
import type { Refusal } from './refusal.ts';

/**
 * A request has one host. With two, gorl would judge by the one, and the app would answer for the other (RFC 9112
 * §3.2: a target with a host of its own counts more than the header).
 */
export function targetFault(method: string, target: string, headers: RawHeaders): Refusal | undefined {
  const hosts = valuesOf(headers, 'host');
  if (hosts.length > 1) return { status: 400, reason: 'the request names more than one host' };
  if (target.startsWith('/') || (target === '*' && method === 'OPTIONS')) return undefined;
  const authority = /^https?:\/\/([^/?#]+)/i.exec(target)?.[1];
  if (authority === undefined) return { status: 400, reason: 'the target of the request is no path' };
  if (authority.toLowerCase() === hosts[0]?.toLowerCase()) return undefined;
  return { status: 421, reason: 'the target of the request names another host than its header' };
}
