import { rmSync, writeFileSync, type readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { changesAfter, temporaryDirectory, watchTree, writeTree } from './temp-tree.ts';

/** Directories that cannot be read for now; root may read all, so that permissions would not do. */
const failing = new Map<string, string>();
let failures = 0;

vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<{ readdirSync: typeof readdirSync }>();
  return {
    ...original,
    readdirSync(...args: Parameters<typeof readdirSync>) {
      const code = failing.get(String(args[0]));
      if (code === undefined) return original.readdirSync(...args);
      failures += 1;
      throw Object.assign(new Error(code), { code });
    },
  };
});

afterEach(() => failing.clear());

test.each(['EMFILE', 'EIO', 'EACCES'])('a directory that cannot be read (%s) is not empty', async (code) => {
  using directory = temporaryDirectory();
  writeTree(directory.path, { 'main.go': 'package main\n', 'pkg/a.go': 'package a\n', 'pkg/sub/b.go': 'package b\n' });
  await using watched = await watchTree(directory.path);
  const pkg = join(directory.path, 'pkg');
  failing.set(pkg, code);
  failures = 0;
  // From here on only the watcher may ask: the test's own look at the disk would fail as well.
  writeFileSync(join(pkg, 'a.go'), 'package a // 2\n');
  await waitFor(() => failures > 0);
  writeFileSync(join(directory.path, 'main.go'), 'package main // 2\n');
  await waitFor(() => watched.batches.length > 0);
  expect(watched.takeChanges()).toEqual(['modified main.go']);
  expect(watched.settle()).toEqual([]);
  failing.clear();
  await waitFor(() => watched.batches.length > 1);
  expect(watched.takeChanges()).toEqual(['modified pkg/a.go']);
  expect(await changesAfter(watched, () => rmSync(pkg, { recursive: true }))).toEqual([
    'deleted pkg/a.go',
    'deleted pkg/sub/b.go',
  ]);
});
