import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { compileRules } from '../../../src/watch/scope/compile-rules.ts';
import type { PathFilter, ProgramScope, WatchScope } from '../../../src/watch/scope/watch-scope.ts';
import { Reach } from '../../../src/watch/survey/reach.ts';
import { defaultRules } from '../../support/watch-rules.ts';
import { waitFor } from '../../support/wait-for.ts';
import { randomNumbers, randomOperations } from './random-operations.ts';
import { differences, diskState, temporaryDirectory, watchTree, writeTree } from './temp-tree.ts';

const operations = Number(process.env['GORL_FUZZ_OPS'] ?? 200);
const seed = Number(process.env['GORL_FUZZ_SEED'] ?? Date.now() % 1_000_000);

function directoriesOf(root: string): string[] {
  const found = [root];
  for (const directory of found)
    for (const entry of readdirSync(directory, { withFileTypes: true }))
      if (entry.isDirectory() && !entry.name.startsWith('.')) found.push(join(directory, entry.name));
  return found;
}

/** Made of the sources in these directories, and of nothing else: no list adds to them. */
function scopeOf(root: string, directories: readonly string[]): WatchScope {
  const program: ProgramScope = {
    directories,
    wants: (path) => path.endsWith('.go') && directories.includes(dirname(path)),
    mayLieBelow: (directory) => directories.some((each) => `${each}/`.startsWith(`${directory}/`)),
  };
  return { ...defaultRules, root, includeExt: [], program, reach: new Reach(true) };
}

const targetOf = (rules: WatchScope) => ({
  followSymlink: rules.followSymlink,
  filter: compileRules(rules).filter,
  poll: 'auto' as const,
  pollIntervalMs: 500,
  delayMs: 1000,
});

/**
 * As in a session: a build begins and reads the program, files change meanwhile, and then the go command says that the
 * program is made of other directories. What was written since the build began must be told, wherever it is.
 */
test(
  `a program that is made of other directories after each burst (seed ${seed})`,
  { timeout: 60_000 + operations * 100 },
  async () => {
    using directory = temporaryDirectory();
    const root = directory.path;
    writeTree(root, { 'main.go': 'package main\n', 'ad/a0.go': 'package a\n', 'ad/bd/b0.go': 'package b\n' });
    let { filter } = targetOf(scopeOf(root, [root]));
    await using watched = await watchTree(root, scopeOf(root, [root]));
    const random = randomNumbers(seed);
    const operate = randomOperations(root, random);
    const { delivered, watcher, batches } = watched;
    const everything = compileRules({ ...defaultRules, root, includeExt: ['go'], respectGitignore: false }).filter;

    const burst = async (longest: number): Promise<string[]> => {
      const done: string[] = [];
      for (let length = random(longest); length > 0; length -= 1) {
        done.push(await operate());
        if (random(3) === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      return done;
    };

    const converged = (after: readonly string[]): Promise<void> =>
      waitFor(() => wrong(filter).length === 0, { timeoutMs: 30_000 }).catch(() => {
        throw new Error(`seed ${seed}, after ${after.join('; ')}:\n${wrong(filter).join('\n')}`);
      });
    /** A file that went before it was watched: another one of its directory is told instead, if there is one. */
    const isTold = (path: string): boolean => {
      const where = dirname(path);
      const isThere = (file: string): boolean => dirname(file) === where;
      return assumed.has(path) && (told().some(isThere) || ![...diskState(filter).keys()].some(isThere));
    };
    const wrong = (wanted: PathFilter): string[] =>
      differences(delivered, wanted).filter((each) => !(each.startsWith('ghost ') && isTold(each.slice(6))));
    let assumed = new Set<string>();
    let toldBefore = 0;
    const told = (): string[] => batches.slice(toldBefore).flatMap((batch) => batch.map(({ path }) => path));

    for (let done = 0; done < operations;) {
      const all = diskState(everything);
      const startedMs = Date.now();
      // A file system's clock may be behind by a tick: what is older than the build is surely so.
      await waitFor(() => Date.now() > startedMs + 12);
      const sinceMs = Date.now();
      const before = await burst(8);
      const there = directoriesOf(root);
      const next = scopeOf(root, [root, ...there.filter(() => random(2) === 0)]);
      toldBefore = batches.length;
      assumed = new Set();
      watcher.retarget(targetOf(next), sinceMs);
      const former = filter;
      const isNew = (path: string): boolean => !former.file(path).watch;
      const wanted = targetOf(next).filter;
      for (const path of delivered.keys()) if (!wanted.file(path).watch) delivered.delete(path);
      // The build has read these as they were when it began.
      for (const [path, hash] of all) {
        if (!wanted.file(path).watch || !isNew(path) || told().includes(path)) continue;
        delivered.set(path, hash);
        assumed.add(path);
      }
      ({ filter } = targetOf(next));
      const after = await burst(8);
      done += before.length + after.length;
      await converged([...before, 'retarget', ...after]);
      for (const path of delivered.keys()) if (!diskState(filter).has(path)) delivered.delete(path);
    }
    // Nobody waited for the ghosts, so they may be told yet.
    const untold = watched.untold().filter(({ path, kind }) => kind !== 'deleted' || !isTold(path));
    expect(untold.filter(({ path }) => filter.file(path).watch)).toEqual([]);
  },
);
