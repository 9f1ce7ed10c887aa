import type { FSWatcher } from 'chokidar';
import { unreadableCharacter } from '../../base/file-name.ts';
import { needsNativeWatch, watchNatively } from './native-watch.ts';

export interface SourceEvents {
  /** Something happened in that directory; `rename` means that a name came or went. */
  onEvent(directory: string, kind: string, name: string | undefined): void;
  /** From now on events of this directory arrive. It may have changed since it was asked for. */
  onEstablished(directories: readonly string[]): void;
  /** Events of this directory will not arrive (any more). */
  onFailed(directory: string, error: NodeJS.ErrnoException): void;
}

/** Reports that something happened in a directory, not below it. */
export interface EventSource {
  /** Of a directory that is being watched: anew, as it may be another one by now. */
  watch(directory: string): void;
  unwatch(directory: string): void;
  /** Resolves when every directory asked for so far is established or failed. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Directories that are begun in one turn of the event loop: a thousand at once would block it. */
const perTurn = 64;

/**
 * chokidar as a source of raw events: one watcher for each directory (one kernel watch each), because
 * only then its `ready` says of that directory that the watch exists, also when others fail. chokidar is
 * loaded with the first directory.
 */
export function openChokidar(events: SourceEvents, followSymlinks: boolean): EventSource {
  const watchers = new Map<string, Pick<FSWatcher, 'close'>>();
  const wanted = new Set<string>();
  const pending = new Set<Pick<FSWatcher, 'close'>>();
  const waiting: (() => void)[] = [];
  const established: string[] = [];
  let open: (() => FSWatcher) | undefined;
  let scheduled = false;
  let closed = false;

  function schedule(): void {
    if (scheduled || closed) return;
    scheduled = true;
    // Not from within chokidar's own promise callbacks: closing there could miss a watch just made.
    setImmediate(() => void turn());
  }

  async function turn(): Promise<void> {
    try {
      open ??= await loadChokidar(followSymlinks);
    } catch (error) {
      for (const directory of wanted) events.onFailed(directory, error as NodeJS.ErrnoException);
      wanted.clear();
    }
    scheduled = false;
    if (closed) return;
    let budget = perTurn;
    for (const directory of wanted) {
      if (budget-- === 0) break;
      wanted.delete(directory);
      drop(directory);
      if (needsNativeWatch(directory)) beginNatively(directory);
      else if (open !== undefined) begin(directory, open());
    }
    if (wanted.size > 0) schedule();
    if (established.length > 0) events.onEstablished(established.splice(0));
    if (wanted.size === 0 && pending.size === 0) for (const resolve of waiting.splice(0)) resolve();
  }

  function begin(directory: string, watcher: FSWatcher): void {
    watchers.set(directory, watcher);
    pending.add(watcher);
    const isCurrent = (): boolean => watchers.get(directory) === watcher;
    watcher.on('raw', (kind, name) => {
      if (isCurrent()) events.onEvent(directory, kind, usable(name));
    });
    watcher.on('error', (error) => {
      if (isCurrent()) events.onFailed(directory, error as NodeJS.ErrnoException);
    });
    watcher.on('ready', () => {
      pending.delete(watcher);
      if (isCurrent()) established.push(directory);
      schedule();
    });
    watcher.add(directory);
  }

  function beginNatively(directory: string): void {
    const watcher = watchNatively(directory, {
      onEvent: (kind, name) => events.onEvent(directory, kind, usable(name)),
      onError: (error) => events.onFailed(directory, error),
    });
    if (watcher === undefined) return;
    watchers.set(directory, watcher);
    established.push(directory);
  }

  function drop(directory: string): void {
    const watcher = watchers.get(directory);
    if (watcher === undefined) return;
    watchers.delete(directory);
    pending.delete(watcher);
    void watcher.close();
  }

  return {
    watch(directory) {
      wanted.add(directory);
      schedule();
    },
    unwatch(directory) {
      wanted.delete(directory);
      drop(directory);
    },
    settled: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        schedule();
      }),
    async close() {
      closed = true;
      const all = [...watchers.values()];
      watchers.clear();
      await Promise.all(all.map((watcher) => watcher.close()));
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}

/** Undefined where the event has none, or one that is not the file's: then the whole directory is looked at. */
function usable(name: unknown): string | undefined {
  return typeof name === 'string' && name !== '' && !name.includes(unreadableCharacter) ? name : undefined;
}

async function loadChokidar(followSymlinks: boolean): Promise<() => FSWatcher> {
  const { FSWatcher } = await import('chokidar');
  /**
   * Every path by which chokidar would read directories, remember files and wait before it speaks begins
   * with this question; with "not now" to all of them only `raw`, `error` and `ready` are left. Otherwise
   * it would read the whole directory, with a stat of each file, at every save.
   */
  class RawEvents extends FSWatcher {
    override _throttle(): false {
      return false;
    }
  }
  return () => {
    const watcher = new RawEvents({ atomic: false, followSymlinks, ignoreInitial: true });
    // Whether to poll is not chokidar's to decide: its constructor gives CHOKIDAR_USEPOLLING the last word.
    watcher.options = { ...watcher.options, usePolling: false };
    return watcher;
  };
}
