import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FileChange } from '../../../src/protocol/change.ts';
import { serviceConsumer } from '../../../src/watch/scope/consumer.ts';
import { compileRules } from '../../../src/watch/scope/compile-rules.ts';
import type { PathFilter, WatchScope } from '../../../src/watch/scope/watch-scope.ts';
import { startWatching } from '../../../src/watch/watcher.ts';
import type { WatchOptions, Watcher } from '../../../src/watch/watcher-port.ts';
import { waitFor } from '../../support/wait-for.ts';
import { defaultRules } from '../../support/watch-rules.ts';

/** A new temporary directory (its real path), removed with `await using` or `using`. */
export function temporaryDirectory(prefix = 'gorl-watch-'): { path: string; [Symbol.dispose](): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

export function writeTree(root: string, files: Readonly<Record<string, string>>): void {
  for (const [rel, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, rel)), { recursive: true });
    writeFileSync(join(root, rel), content);
  }
}

/** Links `pkg` to a directory that is watched anyway, and makes another one outside that it may lead to later. */
export function linkToWatched(root: string, outside: string): { readonly link: string; readonly elsewhere: string } {
  writeTree(root, { 'main.go': 'package main\n', 'lib/l.go': 'package lib\n' });
  writeTree(outside, { 'lib2/x.go': 'package lib\n' });
  const link = join(root, 'pkg');
  symlinkSync('lib', link);
  return { link, elsewhere: join(outside, 'lib2') };
}

export interface Watched extends AsyncDisposable {
  readonly watcher: Watcher;
  readonly filter: PathFilter;
  /** Every batch that was delivered, oldest first. */
  readonly batches: (readonly FileChange[])[];
  readonly savedAtMs: number[];
  readonly notices: { readonly message: string; readonly hint: string | undefined }[];
  readonly skipped: string[];
  /** path → hash of the content, built from the deliveries alone (each file read when delivered). */
  readonly delivered: Map<string, string>;
  /** `created a.go`, sorted, over all batches since the last call. */
  takeChanges(): string[];
  /** `watcher.settle` for the service, counted as a delivery. */
  settle(): readonly FileChange[];
  /**
   * What a full comparison finds that nobody told. Not a file with the content that it was delivered with: a touch
   * rightly counts as a change as long as the watcher has not read the file.
   */
  untold(): readonly FileChange[];
  /** Resolves when what was delivered is what is on disk. */
  converged(timeoutMs?: number): Promise<void>;
}

export async function watchTree(
  root: string,
  rules: Partial<WatchScope> = {},
  options: Partial<WatchOptions> = {},
): Promise<Watched> {
  const all = { root, ...defaultRules, ...rules };
  const { filter } = compileRules(all);
  const batches: (readonly FileChange[])[] = [];
  const savedAtMs: number[] = [];
  const notices: Watched['notices'] = [];
  const skipped: string[] = [];
  const delivered = new Map<string, string>();
  let taken = 0;
  const replay = (files: readonly FileChange[]): void => {
    for (const { path, kind } of files) {
      const content = kind === 'deleted' ? undefined : hashOf(path);
      if (content === undefined) delivered.delete(path);
      else delivered.set(path, content);
    }
  };
  const watcher = startWatching({
    followSymlink: all.followSymlink,
    filter,
    poll: 'auto',
    pollIntervalMs: 500,
    delayMs: 1000,
    onNotice: (_level, message, hint) => notices.push({ message, hint }),
    onSkipped: (path) => skipped.push(path),
    ...options,
    onChanges(consumer, files, savedAt) {
      batches.push(files);
      savedAtMs.push(savedAt);
      replay(files);
      options.onChanges?.(consumer, files, savedAt);
    },
  });
  for (const [path, hash] of diskState(filter)) delivered.set(path, hash);
  await watcher.established;
  return {
    watcher,
    filter,
    batches,
    savedAtMs,
    notices,
    skipped,
    delivered,
    takeChanges: () =>
      batches
        .slice(taken, (taken = batches.length))
        .flat()
        .map(({ kind, rel }) => `${kind} ${rel}`)
        .toSorted(),
    settle() {
      const files = watcher.settle(serviceConsumer());
      replay(files);
      return files;
    },
    untold: () =>
      watcher
        .settle(serviceConsumer())
        .filter(({ path, kind }) => kind !== 'modified' || delivered.get(path) !== hashOf(path)),
    converged: (timeoutMs = 30_000) =>
      waitFor(() => differences(delivered, filter).length === 0, { timeoutMs }).catch(() => {
        throw new Error(`delivered and disk differ:\n${differences(delivered, filter).join('\n')}`);
      }),
    [Symbol.asyncDispose]: () => watcher.close(),
  };
}

export function differences(delivered: ReadonlyMap<string, string>, filter: PathFilter): string[] {
  const disk = diskState(filter);
  const wrong = [...disk]
    .filter(([path, hash]) => delivered.get(path) !== hash)
    .map(([path]) => `${delivered.has(path) ? 'stale' : 'lost'} ${path}`);
  return [...wrong, ...[...delivered.keys()].filter((path) => !disk.has(path)).map((path) => `ghost ${path}`)];
}

/** What is there to be watched, found by a walk of its own. */
export function diskState(filter: PathFilter): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      // A name that node cannot show cannot be looked at by it either.
      if (entry.name.includes('\uFFFD')) continue;
      const path = join(directory, entry.name);
      if (entry.isDirectory() && filter.directory(path).watch) visit(path);
      if (!entry.isDirectory() && filter.file(path).watch) {
        const hash = hashOf(path);
        if (hash !== undefined) found.set(path, hash);
      }
    }
  };
  visit(filter.root);
  return found;
}

/** As in `delivered`; undefined when there is no such file. */
export function hashOf(path: string): string | undefined {
  try {
    return createHash('sha1').update(readFileSync(path)).digest('hex');
  } catch {
    return undefined;
  }
}

/** What is delivered for what `act` does. */
export async function changesAfter(watched: Watched, act: () => void): Promise<string[]> {
  act();
  const count = watched.batches.length;
  await waitFor(() => watched.batches.length > count);
  await watched.converged();
  return watched.takeChanges();
}
