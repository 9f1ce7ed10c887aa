import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

interface Line {
  current: ServerResponse | undefined;
  readonly waiting: (() => void)[];
}

/**
 * Requests that come one behind the other on a connection go on one at a time: what comes behind a POST may depend on
 * what it did (RFC 9112 §9.3.2). Node hands them over as they come.
 */
export class Turns {
  readonly #lines = new WeakMap<Duplex, Line>();
  readonly #most: number;

  /** @param most that wait on one connection; one that sends more is ended */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Acts when the answers before it are complete; not at all when the connection has ended.
   *
   * @param response its own answer; without one, the connection is no more for requests
   */
  take(socket: Duplex, act: () => void, response?: ServerResponse): void {
    const line = this.#lines.get(socket) ?? { current: undefined, waiting: [] };
    this.#lines.set(socket, line);
    const start = (): void => {
      line.current = response;
      response?.once('close', () => {
        line.current = undefined;
        if (!socket.destroyed) line.waiting.shift()?.();
      });
      act();
    };
    if (line.current === undefined) start();
    else if (line.waiting.length < this.#most) line.waiting.push(start);
    else socket.destroy();
  }

  /** Whether an answer that belongs to no request can be told from the others: none is on its way. */
  isQuiet(socket: Duplex): boolean {
    const { current, waiting } = this.#lines.get(socket) ?? { current: undefined, waiting: [] };
    return waiting.length === 0 && (current === undefined || !current.headersSent);
  }
}
