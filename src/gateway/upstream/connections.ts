import { Connection } from './connection.ts';

/** An app may close what is idle at any time: a request that is on its way then is lost. So gorl closes first. */
const idleMs = 500;
const mostIdle = 256;

/** Connections to the app, kept for a moment. */
export class Connections {
  readonly #all = new Set<Connection>();
  /** The one used last is the last. */
  #idle: Connection[] = [];
  /** Those that were idle already when the clock ticked last. */
  #old = new Set<Connection>();
  #clock: NodeJS.Timeout | undefined;

  /** @param mayBeOld one that has served before, and may lead nowhere by now */
  take(port: number, mayBeOld: boolean): Connection {
    if (mayBeOld) {
      const at = this.#idle.findLastIndex((each) => each.port === port);
      const [found] = at === -1 ? [] : this.#idle.splice(at, 1);
      if (found !== undefined) {
        this.#old.delete(found);
        return found;
      }
    }
    const made = new Connection(
      port,
      (each) => this.#keep(each),
      (each) => this.#forget(each),
    );
    this.#all.add(made);
    return made;
  }

  /** Another process answers: what is idle leads to the one before. Requests that are under way keep theirs. */
  dropIdle(): void {
    for (const each of this.#idle.splice(0)) each.destroy();
  }

  destroy(): void {
    clearInterval(this.#clock);
    for (const each of this.#all) each.destroy();
  }

  #keep(connection: Connection): void {
    if (this.#idle.length >= mostIdle) return connection.destroy();
    this.#idle.push(connection);
    // One clock for all: a timer for each costs more than it is worth.
    this.#clock ??= setInterval(() => this.#tick(), idleMs).unref();
    return undefined;
  }

  #tick(): void {
    for (const each of this.#old) each.destroy();
    this.#idle = this.#idle.filter((each) => !this.#old.has(each));
    this.#old = new Set(this.#idle);
    if (this.#idle.length > 0) return;
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  #forget(connection: Connection): void {
    this.#all.delete(connection);
    this.#old.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at !== -1) this.#idle.splice(at, 1);
  }
}
