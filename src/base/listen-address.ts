import { isIP } from 'node:net';

/** Where somebody wants gorl to listen for the app. */
export interface ListenAddress {
  /** In `LISTEN_FDNAMES`. */
  readonly name: string;
  /** An IP address; `::` is every one of this machine, by IPv4 too. */
  readonly host: string;
  readonly port: number;
}

/**
 * `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, `:8080` (everywhere, as in Go), `8080`; `name=` in front of each.
 *
 * @throws Error with what is wrong, in words
 */
export function parseListenAddress(text: string): ListenAddress {
  const [, name = '', rest = ''] = /^(?:([^=]*)=)?(.*)$/.exec(text) ?? [];
  if (text.includes('=') && !/^[\w.-]+$/.test(name))
    throw new Error('its name may have letters, digits, ".", "_" and "-"');
  const [, bracketed, plain, digits] = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(rest) ?? [];
  const port = Number(digits ?? (/^\d+$/.test(rest) ? rest : Number.NaN));
  if (!Number.isInteger(port)) throw new Error('it is not of the form "host:port"');
  if (port < 1 || port > 65_535) throw new Error('its port is not from 1 to 65535');
  const host = hostOf(digits === undefined ? '' : (bracketed ?? plain ?? ''));
  return { name: name === '' ? `${port}` : name, host, port };
}

function hostOf(text: string): string {
  if (text === '') return '::';
  if (text === 'localhost') return '127.0.0.1';
  if (isIP(text) === 0) throw new Error(`"${text}" is no IP address`);
  return text;
}

/** `:8080` and `8080` are this machine's, as in Go; `host:8080`, `[::1]:8080`. Undefined for what is none of these. */
export function parseTcpAddress(text: string): { readonly host: string; readonly port: number } | undefined {
  const [, host = '', digits] = /^(?:(.*):)?(\d+)$/.exec(text) ?? [];
  const port = Number(digits);
  if (!(port >= 1 && port <= 65_535)) return undefined;
  return { host: host.replace(/^\[(.*)\]$/, '$1') || 'localhost', port };
}
