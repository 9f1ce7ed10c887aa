import { availableParallelism, loadavg } from 'node:os';
import { startHashing } from './background-hashing.ts';
import { mergeDifferences } from './difference.ts';
import type { Difference } from './difference.ts';
import { watchDirectories } from './directory-watches.ts';
import type { DirectoryWatches } from './directory-watches.ts';
import { chooseMode } from './file-system.ts';
import type { WatchMode } from './file-system.ts';
import { gitGate } from './git-gate.ts';
import { shortestPollMs, startPolling } from './polling.ts';
import { createQuietWindow } from './quiet-window.ts';
import type { QuietWindow } from './quiet-window.ts';
import { SignatureTable } from './signature-table.ts';
import { countTable, distrustSince, excludedDirectories } from './table-queries.ts';
import type { WatchOptions, WatchSummary, Watcher } from './watcher-port.ts';

const quietMs = 15;
const quietUnderLoadMs = 20;
/** A file's time stamp lies up to one tick of the kernel's clock before the write. */
const tickMs = 10;

/** Looks at the tree at once, synchronously, then begins to watch it. */
export function startWatching(options: WatchOptions): Watcher {
  const { rules, filter, onSkipped } = options;
  const skipped = onSkipped === undefined ? {} : { onSkipped };
  const table = new SignatureTable({
    filter,
    followSymlink: rules.followSymlink,
    respectGitignore: rules.respectGitignore,
    ...skipped,
  });
  table.compareAll();
  const mode = chooseMode(options.poll, filter.starts);
  const pollIntervalMs = Math.max(options.pollIntervalMs, shortestPollMs);
  const changes = collectChanges(options, table, () => watches);

  const distrusted =
    options.buildStartedAtMs === undefined ? [] : distrustSince(table, options.buildStartedAtMs - tickMs);
  if ([...distrusted].length > 0) changes.note(distrusted);

  const watches: DirectoryWatches | undefined =
    mode.mode === 'polling'
      ? undefined
      : watchDirectories({
          table,
          followSymlink: rules.followSymlink,
          pollIntervalMs,
          onDirty: changes.note,
          onDoubt: changes.noteAll,
          onNotice: options.onNotice,
          ...skipped,
        });
  const polling = mode.mode === 'polling' ? startPolling(pollIntervalMs, changes.noteAll) : undefined;

  return {
    scanned: summarize(table, mode, pollIntervalMs),
    established: watches?.established ?? Promise.resolve(),
    settle: changes.settle,
    rescan() {
      filter.reread();
      table.forgetVerdicts();
      changes.noteAll();
    },
    hashInBackground: changes.hashInBackground,
    async close() {
      polling?.close();
      changes.close();
      await watches?.close();
    },
  };
}

/** Gathers what is to be compared, and compares when it has become quiet. */
function collectChanges(options: WatchOptions, table: SignatureTable, watches: () => DirectoryWatches | undefined) {
  const dirty = new Set<string>();
  let everything = false;
  let firstNoticedMs: number | undefined;
  let hashing: ReturnType<typeof startHashing> | undefined;
  let closed = false;
  const window: QuietWindow = openWindow(options, (late) => {
    const noticedMs = firstNoticedMs ?? Date.now();
    const difference = take(everything || late);
    if (difference.files.length === 0) return;
    const savedAtMs = difference.newestMs > 0 ? difference.newestMs : noticedMs;
    options.onChanges(difference.files, Math.min(savedAtMs, Date.now()));
  });

  function take(all: boolean): Difference {
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
    if (difference.unsettled.size > 0) note(difference.unsettled);
    if (difference.files.length > 0) hashing?.again();
    return difference;
  }

  function touch(): void {
    if (closed) return;
    firstNoticedMs ??= Date.now();
    window.touch();
  }

  function note(directories: Iterable<string>): void {
    for (const directory of directories) dirty.add(directory);
    touch();
  }

  return {
    note,
    noteAll(): void {
      everything = true;
      touch();
    },
    settle() {
      window.cancel();
      return take(true).files;
    },
    hashInBackground(): void {
      hashing ??= startHashing(table);
    },
    close(): void {
      closed = true;
      window.cancel();
      hashing?.close();
    },
  };
}

function openWindow(options: WatchOptions, onQuiet: (late: boolean) => void): QuietWindow {
  return createQuietWindow({
    clock: {
      now: () => performance.now(),
      after(ms, fire) {
        const timer = setTimeout(fire, ms);
        return () => clearTimeout(timer);
      },
    },
    quietMs: () => ((loadavg()[0] ?? 0) > availableParallelism() ? quietUnderLoadMs : quietMs),
    longestMs: options.delayMs,
    held: gitGate(options.filter.root),
    onQuiet,
  });
}

function summarize(table: SignatureTable, mode: WatchMode, pollIntervalMs: number): WatchSummary {
  return {
    ...countTable(table),
    ...mode,
    ...(mode.mode === 'polling' ? { pollIntervalMs } : {}),
    excluded: excludedDirectories(table),
  };
}
