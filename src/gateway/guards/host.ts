import { isIP } from 'node:net';

/**
 * Whether a request with that `Host` may be answered. A page from elsewhere can have its own name lead to this machine
 * (DNS rebinding), but not an address, and not a name that never leaves it.
 *
 * @param host the header's value
 * @param allowed names that the user gave, `.example.test` with all below it
 */
export function isAllowedHost(host: string | undefined, allowed: readonly string[]): boolean {
  const name = hostName(host ?? '');
  if (name === undefined) return false;
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  if (isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0) return true;
  return allowed.some((each) => {
    const wanted = each.toLowerCase();
    return wanted.startsWith('.') ? name === wanted.slice(1) || name.endsWith(wanted) : name === wanted;
  });
}

/** Of a `Host` header: in lower case, without port and the dot of a full name; undefined for what is no host. */
export function hostName(host: string): string | undefined {
  return /^(\[[\da-f:.]+\]|[^\s:/?#@[\]\\]+?)\.?(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase();
}
