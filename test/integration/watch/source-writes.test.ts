import { appendFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SourceWrites } from '../../../src/watch/quiet/source-writes.ts';
import { waitFor } from '../../support/wait-for.ts';
import { temporaryDirectory, watchTree, writeTree } from './temp-tree.ts';

/** The names that were told of as written, by event or by comparison. */
function observe(writes: SourceWrites): Set<string> {
  const names = new Set<string>();
  writes.observe({ written: ({ name = '(a directory)' }) => void names.add(name), changed: () => undefined });
  return names;
}

test('only what was written is told of, not the root for what lies beside the sources', async () => {
  using directory = temporaryDirectory();
  writeTree(directory.path, {
    'main.go': 'package main\n',
    'go.mod': 'module x\n',
    '.env': 'A=1\n',
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.git/index': 'DIRC',
  });
  const writes = new SourceWrites();
  const extraFiles = ['go.mod', '.env'].map((name) => join(directory.path, name));
  await using watched = await watchTree(directory.path, { extraFiles }, { writes });
  const names = observe(writes);
  for (const name of ['go.mod', '.env', '.git/index']) appendFileSync(join(directory.path, name), '\n');
  writeFileSync(join(directory.path, 'main.go'), 'package main // 2\n');
  await waitFor(() => watched.delivered.size > 0 && names.has('main.go'));
  await writes.quiet();
  expect(names).not.toContain('(a directory)');
  expect(names).not.toContain('index');
});

test('the same bytes once more are told of; so is what a symlink leads to', async () => {
  using directory = temporaryDirectory();
  using outside = temporaryDirectory();
  writeTree(outside.path, { 'shared.go': 'package main\n' });
  writeTree(directory.path, { 'main.go': 'package main\n' });
  symlinkSync(join(outside.path, 'shared.go'), join(directory.path, 'shared.go'));
  const writes = new SourceWrites();
  await using _ = await watchTree(directory.path, {}, { writes });
  const names = observe(writes);
  writeFileSync(join(directory.path, 'main.go'), 'package main\n');
  await waitFor(() => names.has('main.go'));
  writeFileSync(join(outside.path, 'shared.go'), 'package main\n');
  await waitFor(() => names.has('shared.go'));
  expect(names).toEqual(new Set(['main.go', 'shared.go']));
});

test('a comparison tells of a file that is just being written, before any event: what read it has read half of it', async () => {
  using directory = temporaryDirectory();
  writeTree(directory.path, { 'main.go': 'package main\n' });
  const writes = new SourceWrites();
  await using watched = await watchTree(directory.path, {}, { writes });
  const names = observe(writes);
  writeFileSync(join(directory.path, 'main.go'), '');
  expect(watched.settle()).toEqual([]);
  expect(names).toEqual(new Set(['main.go']));
});
