import { spawnSync } from 'node:child_process';
import { bindSocket, type BoundSocket } from '../../base/bound-socket.ts';
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

/**
 * Listens for the app: nobody is refused while it is replaced, or not there yet. gorl itself never accepts what comes.
 * Where connections are accepted by whoever listens through node, a child does that: it belongs to the socket, and
 * stays when the child is gone.
 */
export class HeldSockets implements HandedSockets {
  readonly #sockets: readonly BoundSocket[];
  readonly names: readonly string[];
  readonly ports: readonly number[];

  constructor(sockets: readonly BoundSocket[], addresses: readonly ListenAddress[]) {
    this.#sockets = sockets;
    this.names = addresses.map(({ name }) => name);
    this.ports = addresses.map(({ port }) => port);
  }

  /**
   * Takes some 50 ms.
   *
   * @throws Error in words, when one of the addresses cannot be had
   */
  static open(addresses: readonly ListenAddress[]): HeldSockets {
    const sockets: BoundSocket[] = [];
    try {
      for (const address of addresses) sockets.push(bind(address));
      const held = new HeldSockets(sockets, addresses);
      listen(held.fds);
      return held;
    } catch (error) {
      for (const socket of sockets) socket.close();
      throw error;
    }
  }

  get fds(): readonly number[] {
    return this.#sockets.map(({ fd }) => fd);
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
  }
}

function bind({ host, port }: ListenAddress): BoundSocket {
  const socket = process.platform === 'win32' ? undefined : bindSocket(host, port);
  if (socket === undefined) throw new Error('listen: sockets cannot be handed over on this system');
  if (typeof socket === 'string') throw new Error(failure(host, port, socket));
  return socket;
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
