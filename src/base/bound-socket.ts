import net from 'node:net';
import { getSystemErrorName } from 'node:util';

/** A TCP socket that has its address, and does not listen. */
export interface BoundSocket {
  readonly fd: number;
  readonly port: number;
  close(): void;
}

/** Node's own, and stable for as long as there are clusters. */
interface Handle {
  readonly fd: number;
  getsockname(into: { port?: number }): number;
  close(): void;
}
type CreateHandle = (host: string, port: number, family: number) => Handle | number;

/**
 * @param host an IP address
 * @param port 0: any that is free
 * @returns the code of what is wrong (`EADDRINUSE`) where it cannot be had; undefined where node offers no way to it
 */
export function bindSocket(host: string, port: number): BoundSocket | string | undefined {
  const { _createServerHandle: create } = net as unknown as { readonly _createServerHandle?: CreateHandle };
  const handle = create?.(host, port, host.includes(':') ? 6 : 4);
  if (handle === undefined) return undefined;
  if (typeof handle === 'number') return getSystemErrorName(handle);
  const name: { port?: number } = {};
  handle.getsockname(name);
  const bound = name.port ?? 0;
  // Node keeps it to itself until it listens that an address is in use.
  if (bound !== 0 && (port === 0 || bound === port)) return { fd: handle.fd, port: bound, close: () => handle.close() };
  handle.close();
  return 'EADDRINUSE';
}

/** A TCP port that nobody uses on 127.0.0.1 right now; undefined where that cannot be found out. */
export function freePort(): number | undefined {
  const socket = bindSocket('127.0.0.1', 0);
  if (socket === undefined || typeof socket === 'string') return undefined;
  socket.close();
  return socket.port;
}
