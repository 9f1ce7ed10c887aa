/** A watched file was written, replaced or removed. */
export interface NoticedWrite {
  /** Absolute. */
  readonly directory: string;
  /** Absent where only the directory is known, as with what a symlink leads to. */
  readonly name?: string;
  /** ctime, Unix ms by the file system's clock; absent when it is gone or cannot be told. */
  readonly atMs?: number;
  /** Not an event, a comparison told of it: when it happened is not known. */
  readonly late?: true;
}

export interface WriteObserver {
  written(write: NoticedWrite): void;
  /** The content of these files (absolute paths) is another than before. */
  changed(paths: readonly string[]): void;
}

/**
 * Passes on each write of a watched file at once, before the quiet window and whatever its bytes are, and knows when
 * all writes have become quiet. One for the session: watchers come and go with the config.
 */
export class SourceWrites {
  readonly #observers = new Set<WriteObserver>();
  readonly #open = new Set<object>();
  #waiting: { readonly windows: Set<object>; readonly resolve: () => void }[] = [];

  /** Somebody wants to know; looking at files for nobody would be a waste. */
  get observed(): boolean {
    return this.#observers.size > 0;
  }

  observe(observer: WriteObserver): () => void {
    this.#observers.add(observer);
    return () => void this.#observers.delete(observer);
  }

  written(write: NoticedWrite): void {
    for (const observer of this.#observers) observer.written(write);
  }

  changed(paths: readonly string[]): void {
    for (const observer of this.#observers) observer.changed(paths);
  }

  /** Resolves when each window that is open now has ended once; at once when none is. */
  quiet(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ windows: new Set(this.#open), resolve }));
  }

  /** A quiet window has begun; `window` tells it from others. */
  windowOpened(window: object): void {
    this.#open.add(window);
  }

  /** It has ended, and what it was for is delivered. */
  windowClosed(window: object): void {
    this.#open.delete(window);
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ windows, resolve }) => {
      windows.delete(window);
      if (windows.size === 0) resolve();
      return windows.size > 0;
    });
  }
}
