import { defined } from '../base/defined.ts';
import { tickMs } from '../base/file-times.ts';
import { collectChanges } from './collect-changes.ts';
import { watchDirectories, type DirectoryWatches } from './source/directory-watches.ts';
import { chooseMode, type WatchMode } from './source/file-system.ts';
import { shortestPollMs, startPolling } from './source/polling.ts';
import { SignatureTable } from './table/signature-table.ts';
import { countTable, distrustSince, excludedDirectories, filesOf, leftOutByRule } from './table/table-queries.ts';
import type { WatchOptions, WatchSummary, WatchTarget, Watcher } from './watcher-port.ts';

/** Looks at the tree at once, synchronously, then begins to watch it. */
export function startWatching(options: WatchOptions): Watcher {
  const { filter, followSymlink, onSkipped, onUnwanted } = options;
  const table = new SignatureTable({
    filter,
    followSymlink,
    ...defined({ isOwnOutput: options.isOwnOutput, onSkipped }),
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
          followSymlink,
          pollIntervalMs,
          onDirty: changes.note,
          onDoubt: changes.noteAll,
          onNotice: options.onNotice,
          ...defined({ writes: options.writes, onSkipped, onUnwanted }),
        });
  const polling = mode.mode === 'polling' ? startPolling(pollIntervalMs, changes.noteAll) : undefined;

  return {
    scanned: summarize(table, mode, pollIntervalMs),
    established: watches?.established ?? Promise.resolve(),
    settle: changes.settle,
    flush: changes.flush,
    retarget(target, sinceMs = Date.now()) {
      if (!isSameTree(options, target, filter.root)) return undefined;
      changes.retarget(target, sinceMs);
      return summarize(table, mode, pollIntervalMs);
    },
    files: () => filesOf(table),
    rescan: changes.noteIgnoreRules,
    hashInBackground: changes.hashInBackground,
    async close() {
      polling?.close();
      changes.close();
      await watches?.close();
    },
  };
}

/** What one watcher is set up for, once and for all. */
function isSameTree(before: WatchOptions, after: WatchTarget, root: string): boolean {
  const modes = [before, after].map((each) => chooseMode(each.poll, each.filter.starts));
  return (
    after.filter.root === root &&
    after.followSymlink === before.followSymlink &&
    after.pollIntervalMs === before.pollIntervalMs &&
    JSON.stringify(modes[0]) === JSON.stringify(modes[1])
  );
}

function summarize(table: SignatureTable, mode: WatchMode, pollIntervalMs: number): WatchSummary {
  const leftOut = leftOutByRule(table);
  return {
    ...countTable(table),
    ...mode,
    ...(mode.mode === 'polling' ? { pollIntervalMs } : {}),
    excluded: excludedDirectories(table),
    ...(leftOut.length > 0 ? { leftOut } : {}),
  };
}
