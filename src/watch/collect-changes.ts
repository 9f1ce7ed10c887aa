import { availableParallelism, loadavg } from 'node:os';
import { basename, dirname } from 'node:path';
import { startHashing } from './table/background-hashing.ts';
import { mergeDifferences, noDifference, selectFiles } from './table/difference.ts';
import type { Difference } from './table/difference.ts';
import type { DirectoryWatches } from './source/directory-watches.ts';
import { statFile } from './table/file-signature.ts';
import { gitGate, type GitGate } from './quiet/git-gate.ts';
import { createQuietWindow } from './quiet/quiet-window.ts';
import type { QuietWindow } from './quiet/quiet-window.ts';
import { createRetry } from './source/retry.ts';
import { savedAt } from './table/saved-at.ts';
import type { SignatureTable } from './table/signature-table.ts';
import type { WatchOptions } from './watcher-port.ts';

const quietMs = 15;
const quietUnderLoadMs = 20;

export interface Changes {
  /** These directories are to be compared. */
  note(directories: Iterable<string>): void;
  /** Everything is. */
  noteAll(): void;
  /** Compares everything now; what is returned counts as delivered. While git is at work: nothing, it follows later. */
  settle(): Difference['files'];
  hashInBackground(): void;
  close(): void;
}

/**
 * Gathers what is to be compared, and compares when it has become quiet. One quiet window for each bound
 * that somebody asked for (`build.delay`, `delay` of a rule): all look at the same table, and each
 * delivers the files that it is for.
 */
export function collectChanges(
  options: WatchOptions,
  table: SignatureTable,
  watches: () => DirectoryWatches | undefined,
): Changes {
  const dirty = new Set<string>();
  let everything = false;
  let firstNoticedMs: number | undefined;
  let hashing: ReturnType<typeof startHashing> | undefined;
  let closed = false;
  /** Compared, and not delivered yet; by the bound of their window. */
  const pending = new Map<number, Difference>();
  const held = gitGate(options.filter.root);
  const windows = boundsOf(options).map((boundMs): [number, QuietWindow] => [
    boundMs,
    openWindow(boundMs, held, (late) => deliver(boundMs, late)),
  ]);
  const { writes } = options;
  const retry = createRetry(note);
  const boundOf = createBoundOf(options);

  function deliver(boundMs: number, late: boolean): void {
    const noticedMs = firstNoticedMs ?? Date.now();
    take(everything || late);
    const { files, newestMs } = pending.get(boundMs) ?? noDifference();
    pending.delete(boundMs);
    const { pollIntervalMs } = options;
    if (files.length > 0) options.onChanges(files, savedAt({ newestMs, noticedMs, nowMs: Date.now(), pollIntervalMs }));
    const window = windows.find(([bound]) => bound === boundMs)?.[1];
    // What was touched again meanwhile is not quiet yet.
    if (window !== undefined && !window.isOpen()) writes?.windowClosed(window);
  }

  function cancelWindows(): void {
    for (const [, window] of windows) {
      window.cancel();
      writes?.windowClosed(window);
    }
  }

  function take(all: boolean): void {
    let difference = all ? table.compareAll() : table.compare(dirty);
    dirty.clear();
    everything = false;
    firstNoticedMs = undefined;
    if (difference.ignoreRulesChanged) {
      options.filter.reread();
      table.forgetVerdicts();
      difference = mergeDifferences(difference, table.compareAll());
    }
    watches()?.follow(difference);
    tellWrites(difference);
    if (difference.unsettled.size > 0) note(difference.unsettled);
    retry.add(difference.unreadable);
    if (difference.files.length === 0) return;
    hashing?.again();
    for (const [boundMs] of windows) {
      const own = windows.length === 1 ? difference : selectFiles(difference, ({ path }) => boundOf(path) === boundMs);
      if (own.files.length > 0) pending.set(boundMs, mergeDifferences(pending.get(boundMs) ?? noDifference(), own));
    }
  }

  /** For what no event told of. */
  function tellWrites({ files, rewritten }: Difference): void {
    if (writes?.observed !== true) return;
    for (const path of [...files.map((file) => file.path), ...rewritten]) {
      const stats = statFile(path);
      const at = stats === undefined ? {} : { atMs: stats.ctimeMs };
      writes.written({ directory: dirname(path), name: basename(path), ...at, late: true });
    }
    writes.changed(files.map(({ path }) => path));
  }

  function touch(): void {
    if (closed) return;
    firstNoticedMs ??= Date.now();
    for (const [, window] of windows) {
      writes?.windowOpened(window);
      window.touch();
    }
  }

  function note(directories: Iterable<string>): void {
    for (const directory of directories) dirty.add(directory);
    touch();
  }

  function noteAll(): void {
    everything = true;
    touch();
  }

  return {
    note,
    noteAll,
    settle() {
      // What the comparison would find now may have been written just now.
      if (held(firstNoticedMs === undefined ? 0 : Date.now() - firstNoticedMs, 0)) {
        noteAll();
        return [];
      }
      for (const [, window] of windows) window.cancel();
      take(true);
      for (const [, window] of windows) if (!window.isOpen()) writes?.windowClosed(window);
      const files = [...pending.values()].flatMap((difference) => difference.files);
      pending.clear();
      return files;
    },
    hashInBackground(): void {
      hashing ??= startHashing(table);
    },
    close(): void {
      closed = true;
      cancelWindows();
      retry.close();
      hashing?.close();
    },
  };
}

function boundsOf({ delayMs, rules }: WatchOptions): number[] {
  return [...new Set([delayMs, ...(rules.buildRules ?? []).map((rule) => rule.delayMs)])];
}

/** How long, in ms, changes of that file may be held back while more keep coming. */
function createBoundOf({ delayMs, filter, rules }: WatchOptions): (path: string) => number {
  return (path) => {
    const rule = filter.rule(path);
    return rule === undefined ? delayMs : (rules.buildRules?.[rule]?.delayMs ?? delayMs);
  };
}

function openWindow(longestMs: number, held: GitGate, onQuiet: (late: boolean) => void): QuietWindow {
  return createQuietWindow({
    clock: {
      now: () => performance.now(),
      after(ms, fire) {
        const timer = setTimeout(fire, ms);
        return () => clearTimeout(timer);
      },
    },
    quietMs: () => ((loadavg()[0] ?? 0) > availableParallelism() ? quietUnderLoadMs : quietMs),
    longestMs,
    held,
    onQuiet,
  });
}
