import { spawnSync } from 'node:child_process';
import net from 'node:net';
import { getSystemErrorName } from 'node:util';
import { errnoWords } from '../../base/errno.ts';
import type { ListenAddress } from '../../base/listen-address.ts';

/** Sockets that listen, for an app that takes them over. */
export interface HandedSockets {
  readonly fds: readonly number[];
  /** One for each, without `:`. */
  readonly names: readonly string[];
  readonly ports: readonly number[];
}

/** As many connections may wait while there is no app. */
const backlog = 4096;

/** Node's own, and stable for as long as there are clusters: it binds, and does not listen. */
interface Handle {
  readonly fd: number;
  getsockname(into: { port?: number }): number;
  close(): void;
}
type CreateHandle = (host: string, port: number, family: number) => Handle | number;

/**
 * Listens for the app: nobody is refused while it is replaced, or not there yet. gorl itself never accepts what comes.
 * Where connections are accepted by whoever listens through node, a child does that: it belongs to the socket, and
 * stays when the child is gone.
 */
export class HeldSockets implements HandedSockets {
  readonly #handles: readonly Handle[];
  readonly names: readonly string[];
  readonly ports: readonly number[];

  constructor(handles: readonly Handle[], addresses: readonly ListenAddress[]) {
    this.#handles = handles;
    this.names = addresses.map(({ name }) => name);
    this.ports = addresses.map(({ port }) => port);
  }

  /**
   * Takes some 50 ms.
   *
   * @throws Error in words, when one of the addresses cannot be had
   */
  static open(addresses: readonly ListenAddress[]): HeldSockets {
    const handles: Handle[] = [];
    try {
      for (const address of addresses) handles.push(bind(address));
      const held = new HeldSockets(handles, addresses);
      listen(held.fds);
      return held;
    } catch (error) {
      for (const handle of handles) handle.close();
      throw error;
    }
  }

  get fds(): readonly number[] {
    return this.#handles.map(({ fd }) => fd);
  }

  close(): void {
    for (const handle of this.#handles) handle.close();
  }
}

function bind({ host, port }: ListenAddress): Handle {
  const { _createServerHandle: create } = net as unknown as { readonly _createServerHandle?: CreateHandle };
  if (process.platform === 'win32' || create === undefined)
    throw new Error('listen: sockets cannot be handed over on this system');
  const handle = create(host, port, host.includes(':') ? 6 : 4);
  if (typeof handle === 'number') throw new Error(failure(host, port, getSystemErrorName(handle)));
  // Node keeps it to itself until it listens that an address is in use.
  const name: { port?: number } = {};
  handle.getsockname(name);
  if (name.port === port) return handle;
  handle.close();
  throw new Error(failure(host, port, 'EADDRINUSE'));
}

function listen(fds: readonly number[]): void {
  const script = `
    const { createServer } = require('node:net');
    let open = ${fds.length};
    for (let fd = 3; fd < 3 + ${fds.length}; fd++)
      createServer().on('error', (error) => { console.error(error.code); process.exit(1); })
        .listen({ fd, backlog: ${backlog} }, () => { if (--open === 0) process.exit(0); });
  `;
  const env = { ...process.env, NODE_OPTIONS: '' };
  const child = spawnSync(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'pipe', ...fds], env });
  if (child.status === 0) return;
  throw new Error(`listen: ${child.error?.message ?? child.stderr.toString().trim()}`);
}

function failure(host: string, port: number, code: string): string {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const words = {
    EADDRINUSE: 'another process listens there',
    EADDRNOTAVAIL: 'this machine has no such address',
  };
  return `listen: ${address}: ${errnoWords({ code }, words) ?? code}`;
}
