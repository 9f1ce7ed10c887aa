import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { toDisk } from '../../base/file-name.ts';
import { openChokidar } from './chokidar-source.ts';
import type { Difference } from '../table/difference.ts';
import { isDirectory } from '../table/list-directory.ts';
import { startPolling, type Polling } from './polling.ts';
import type { SignatureTable } from '../table/signature-table.ts';
import type { SourceWrites } from '../quiet/source-writes.ts';
import { sourcesElsewhere, writeOf, writeOfTarget } from '../table/table-queries.ts';
import { watchLimitNotice } from './watch-limit.ts';

export interface DirectoryWatchesOptions {
  readonly table: SignatureTable;
  readonly followSymlink: boolean;
  readonly pollIntervalMs: number;
  /** These directories are to be compared. */
  readonly onDirty: (directories: Iterable<string>) => void;
  /** So much happened at once that events may have been lost. */
  readonly onDoubt: () => void;
  readonly onNotice: (level: 'warning', message: string, hint?: string) => void;
  readonly onSkipped?: (path: string, reason: string) => void;
  /** Something happened to a file that nobody wants, in a directory that is watched. */
  readonly onUnwanted?: (path: string) => void;
  readonly writes?: SourceWrites;
}

export interface DirectoryWatches {
  readonly established: Promise<void>;
  /** Watches what appeared in a comparison, and what symlinks and named files now ask for; drops what vanished. */
  follow(difference: Pick<Difference, 'appeared' | 'vanished'>): void;
  close(): Promise<void>;
}

/** When a new directory is looked at again, in ms after its watch exists: a net below the net. */
const followUpsMs = [20, 100] as const;
/** How long to gather failed directories before telling of them. */
const gatherFailuresMs = 50;
/**
 * More events than this in one turn of the event loop: the kernel's queue (16 384 events by default) may
 * have overflowed meanwhile, and libuv tells nobody.
 */
const manyEvents = 1000;

/** Keeps one watch per directory of the table, and polls those that got none. */
export function watchDirectories(options: DirectoryWatchesOptions): DirectoryWatches {
  const { table } = options;
  const elsewhere = new Set<string>();
  const unwatched = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  let sources: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  let polling: Polling | undefined;
  let told: string | undefined;
  let isEstablished = false;
  let eventsThisTurn = 0;

  const source = openChokidar({ onEvent, onEstablished, onFailed }, options.followSymlink);

  function later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
  }

  function watch(directory: string): void {
    unwatched.delete(directory);
    source.watch(directory);
  }

  function onEvent(directory: string, kind: string, name: string | undefined): void {
    countEvent();
    if (name === undefined) {
      look([directory]);
      options.writes?.written({ directory });
      return;
    }
    const path = join(directory, name);
    const owners = sources.get(path);
    if (owners !== undefined) {
      options.onDirty(owners);
      if (options.writes?.observed === true) for (const owner of owners) tellTargetWrite(options.writes, owner, path);
    }
    if (kind === 'rename' && name === basename(directory) && elsewhere.has(directory)) replaced(directory);
    if (!table.directories.has(directory)) return;
    if (kind === 'rename') onRename(directory, name, path);
    if (!table.concerns(directory, name)) return options.onUnwanted?.(path);
    options.onDirty([directory]);
    if (options.writes?.observed === true) tellWrite(options.writes, directory, name);
  }

  function tellWrite(writes: SourceWrites, directory: string, name: string): void {
    const write = writeOf(table, directory, name);
    if (write !== undefined) writes.written(write);
  }

  /** Of what a watched symlink leads to; files that are watched by name are told of by the comparison. */
  function tellTargetWrite(writes: SourceWrites, owner: string, path: string): void {
    const write = writeOfTarget(table, owner, path);
    if (write !== undefined) writes.written(write);
  }

  function countEvent(): void {
    if (eventsThisTurn === 0) setImmediate(() => (eventsThisTurn = 0));
    eventsThisTurn += 1;
    if (eventsThisTurn > manyEvents) options.onDoubt();
  }

  function onRename(directory: string, name: string, path: string): void {
    // Its own name: the directory itself was moved or removed, and maybe another one is in its place.
    if (name === basename(directory)) rewatch(directory);
    if (table.directories.has(path)) rewatch(path);
    else if (isDirectory(path, options.followSymlink)) for (const found of table.discover(directory)) appear(found);
  }

  /** A directory outside the tree was moved or removed: what is there now is watched at the next `follow`. */
  function replaced(directory: string): void {
    elsewhere.delete(directory);
    source.unwatch(directory);
    options.onDirty(ownersBelow(directory));
  }

  /**
   * What lies at a path that was renamed or removed may have the old name and be all new. At once, at every
   * event: gathered to be done later, once in some thousand changes a directory stayed without a watch.
   */
  function rewatch(path: string): void {
    const affected = table.below(path);
    if (existsSync(toDisk(path))) affected.forEach(watch);
    options.onDirty(affected);
  }

  function appear(directory: string): void {
    watch(directory);
    options.onDirty([directory]);
  }

  function look(directories: readonly string[]): void {
    for (const directory of directories) for (const found of table.discover(directory)) appear(found);
    options.onDirty(
      directories.flatMap((directory) => (table.directories.has(directory) ? directory : ownersBelow(directory))),
    );
  }

  function ownersBelow(directory: string): readonly string[] {
    return [...sources].flatMap(([path, owners]) => (dirname(path) === directory ? [...owners] : []));
  }

  function onEstablished(directories: readonly string[]): void {
    if (!isEstablished) {
      // At the start everything is compared once more anyway, as soon as the last watch exists.
      options.onDirty(directories);
      return;
    }
    look(directories);
    for (const ms of followUpsMs) later(ms, () => look(directories));
  }

  function onFailed(directory: string, error: NodeJS.ErrnoException): void {
    if (error.code === 'EACCES' || error.code === 'EPERM') options.onSkipped?.(directory, error.message);
    unwatched.add(directory);
    polling ??= startPolling(options.pollIntervalMs, () => look([...unwatched].filter((known) => existsSync(known))));
    const kind = error.code ?? 'unknown';
    if (told !== undefined || kind === 'EACCES' || kind === 'EPERM') return;
    told = kind;
    later(gatherFailuresMs, () => {
      const { message, hint } = watchLimitNotice(error, unwatched.size, polling?.intervalMs ?? options.pollIntervalMs);
      options.onNotice('warning', message, hint);
    });
  }

  function followSources(): void {
    sources = sourcesElsewhere(table);
    const wanted = new Set(
      [...sources.keys()].map((path) => dirname(path)).filter((path) => !table.directories.has(path)),
    );
    for (const path of elsewhere) {
      if (wanted.has(path)) continue;
      elsewhere.delete(path);
      if (!table.directories.has(path)) source.unwatch(path);
    }
    for (const path of wanted) {
      if (elsewhere.has(path)) continue;
      elsewhere.add(path);
      watch(path);
    }
  }

  function follow(difference: Pick<Difference, 'appeared' | 'vanished'>): void {
    for (const path of difference.vanished) {
      source.unwatch(path);
      unwatched.delete(path);
      elsewhere.delete(path);
    }
    difference.appeared.forEach(watch);
    followSources();
  }

  for (const path of table.directories.keys()) watch(path);
  followSources();

  return {
    established: source.settled().then(() => {
      isEstablished = true;
    }),
    follow,
    async close() {
      polling?.close();
      for (const timer of timers) clearTimeout(timer);
      await source.close();
    },
  };
}
