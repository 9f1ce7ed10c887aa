import type { Watch } from './adapters.ts';
import type { WatchedSubject } from './service-plan/subject.ts';
import type { Watching, WatchingDeps } from './watching.ts';

export interface SessionWatchOptions {
  /** At least one. */
  readonly subjects: () => readonly WatchedSubject[];
  /** Nothing is watched any more. */
  readonly isEnding: () => boolean;
  readonly deps: WatchingDeps;
}

/** What a session watches: by one watcher after the other, as its config and what it is about ask for. */
export class SessionWatch {
  readonly #options: SessionWatchOptions;
  #start: Watch | undefined;
  #current: Watching | undefined;

  constructor(options: SessionWatchOptions) {
    this.#options = options;
  }

  /** Undefined before `begin`. */
  get current(): Watching | undefined {
    return this.#current;
  }

  /** @param sinceMs Unix ms: files that are newer count as changed */
  begin(start: Watch, sinceMs: number): void {
    this.#start = start;
    this.#open(sinceMs);
  }

  /**
   * Watches what the session is about now, without a pause in between: no change falls between an old watcher and a new
   * one.
   *
   * @returns whether it took a new watcher
   */
  goOn(sinceMs: number | undefined, quietly?: true): boolean {
    const old = this.#current;
    if (old?.retarget(this.#options.subjects(), sinceMs, quietly) === true) return false;
    old?.watcher.flush();
    this.#open(sinceMs);
    void old?.close();
    return true;
  }

  #open(sinceMs: number | undefined): void {
    const { subjects, isEnding, deps } = this.#options;
    if (!isEnding()) this.#current = this.#start?.(subjects(), deps, sinceMs);
  }
}
