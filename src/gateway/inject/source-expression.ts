const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443' };

const hostSource = /^(?:([a-z][a-z0-9+.-]*:)\/\/)?(\*|(?:\*\.)?[^/:*[\]]+|\[[^\]]+\])(?::(\d+|\*))?(\/[^?#]*)?$/i;

/**
 * Does a source of a Content-Security-Policy name this URL? CSP 3, 6.7.2.8, for a page of the origin, such as
 * `http://localhost:8080`. Nonces and hashes are not looked at.
 */
export function matchesSource(source: string, url: URL, origin: string): boolean {
  const page = new URL(origin);
  if (source === '*') return url.protocol === 'http:' || url.protocol === 'https:' || url.protocol === page.protocol;
  if (/^'self'$/i.test(source)) return isSelf(url, page);
  if (/^[a-z][a-z0-9+.-]*:$/i.test(source)) return schemeFits(source, url.protocol);
  const [, scheme = page.protocol, host, port, path = ''] = hostSource.exec(source) ?? [];
  if (host === undefined || !schemeFits(scheme, url.protocol) || !hostFits(host, url.hostname)) return false;
  return portFits(port, url) && pathFits(path, url.pathname);
}

function isSelf(url: URL, page: URL): boolean {
  if (url.origin === page.origin) return true;
  const atDefaults = url.port === '' && page.port === '';
  return url.hostname === page.hostname && atDefaults && schemeFits(page.protocol, url.protocol);
}

/** The safer scheme always does. */
function schemeFits(wanted: string, actual: string): boolean {
  const scheme = wanted.toLowerCase();
  return scheme === actual || (scheme === 'http:' && actual === 'https:');
}

function hostFits(wanted: string, actual: string): boolean {
  const host = wanted.toLowerCase();
  if (host === '*') return true;
  return host.startsWith('*.') ? actual.endsWith(host.slice(1)) : actual === host;
}

/** Without a port, the one that the scheme has by default. */
function portFits(wanted: string | undefined, url: URL): boolean {
  const actual = url.port === '' ? defaultPorts[url.protocol] : url.port;
  if (wanted === undefined) return url.port === '';
  return wanted === '*' || wanted === actual || (wanted === '80' && actual === '443');
}

/** A path that ends in a slash names all that is below it. */
function pathFits(wanted: string, actual: string): boolean {
  if (wanted === '') return true;
  const [path, found] = [decoded(wanted), decoded(actual)];
  return path.endsWith('/') ? found.startsWith(path) : found === path;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
