import { Agent, type ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { Socket } from 'node:net';

/** An app may close what is idle at any time: a request that is on its way then is lost. So gorl closes first. */
const idleMs = 1000;
const mostIdle = 256;

/** Connections to the app, kept for a moment. */
export class UpstreamAgent extends Agent {
  constructor() {
    super({ keepAlive: true, maxFreeSockets: mostIdle, scheduling: 'lifo' });
  }

  /** All of them lead to this machine; node's own name is of all that a connection can differ in. */
  override getName({ port }: { readonly port?: number | undefined } = {}): string {
    return String(port);
  }

  /** Another process answers: what is idle leads to the one before. Requests that are under way keep theirs. */
  dropIdle(): void {
    for (const sockets of Object.values(this.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  }

  override keepSocketAlive(socket: Duplex): boolean {
    // Node's types say that it returns nothing; without `true` the connection is not kept.
    const isKept = super.keepSocketAlive(socket) as unknown as boolean;
    if (isKept && socket instanceof Socket) socket.setTimeout(idleMs, closeSocket);
    return isKept;
  }

  override reuseSocket(socket: Duplex, request: ClientRequest): void {
    if (socket instanceof Socket) socket.setTimeout(0, closeSocket).off('timeout', closeSocket);
    super.reuseSocket(socket, request);
  }
}

function closeSocket(this: Socket): void {
  this.destroy();
}
