import { freePort } from '../../base/bound-socket.ts';
import type { Settings } from '../../config/keys/keys.ts';

/** The `PORT` that runs of the app are told to listen on. */
export class AppPorts {
  readonly #settings: () => Settings;
  readonly #handed = new Map<number, number>();
  /** Under `stop-first` it stays the same: bookmarks, other tools. */
  #usual: number | undefined;

  constructor(settings: () => Settings) {
    this.#settings = settings;
  }

  /** For a run that starts now; undefined where none can be had. */
  hand(run: number): number | undefined {
    const { 'proxy.app_port': named, order } = this.#settings();
    const port = named !== 0 ? named : order === 'start-first' ? freePort() : (this.#usual ??= freePort());
    if (port !== undefined) this.#handed.set(run, port);
    return port;
  }

  /** What that run was told. */
  of(run: number): number | undefined {
    return this.#handed.get(run);
  }

  forget(run: number): void {
    this.#handed.delete(run);
  }
}
