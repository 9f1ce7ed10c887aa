import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { temporaryDirectory, watchTree, writeTree, type Watched } from './temp-tree.ts';

async function told(watched: Watched, change: string): Promise<void> {
  const seen: string[] = [];
  await waitFor(() => {
    seen.push(...watched.takeChanges());
    return seen.includes(change);
  });
}

/** `caf\xe9` in Latin-1 below a directory. */
function latin1(directory: string, rest: string): Buffer {
  return Buffer.concat([Buffer.from(`${directory}/caf`), Buffer.of(0xe9), Buffer.from(rest)]);
}

test('a directory whose name has a backslash', async (context) => {
  if (process.platform === 'win32') context.skip('a backslash is a separator here');
  using directory = temporaryDirectory();
  const odd = join(directory.path, 'back\\slash');
  writeTree(directory.path, { 'main.go': 'package main\n', 'back\\slash/deep/a.go': 'package a\n' });
  await using watched = await watchTree(directory.path);
  writeFileSync(join(odd, 'deep/a.go'), 'package a // 2\n');
  await told(watched, 'modified back\\slash/deep/a.go');
  writeFileSync(join(odd, 'b.go'), 'package b\n');
  await told(watched, 'created back\\slash/b.go');
  // Made while it is watched, and made anew.
  mkdirSync(join(directory.path, 'an\\other'));
  writeFileSync(join(directory.path, 'an\\other/c.go'), 'package c\n');
  await told(watched, 'created an\\other/c.go');
  renameSync(odd, join(directory.path, 'new\\name'));
  await told(watched, 'created new\\name/b.go');
  writeFileSync(join(directory.path, 'new\\name/b.go'), 'package b // 2\n');
  await told(watched, 'modified new\\name/b.go');
  rmSync(join(directory.path, 'new\\name'), { recursive: true });
  await told(watched, 'deleted new\\name/b.go');
  expect(watched.settle()).toEqual([]);
});

test('file and directory with names that are no UTF-8', async (context) => {
  if (process.platform !== 'linux') context.skip('needs a file system on which names are bytes');
  using directory = temporaryDirectory();
  const root = directory.path;
  writeFileSync(join(root, 'main.go'), 'package main\n');
  writeFileSync(latin1(root, '.go'), 'package main\n');
  mkdirSync(latin1(root, ''));
  writeFileSync(latin1(root, '/a.go'), 'package a\n');
  await using watched = await watchTree(root);
  writeFileSync(latin1(root, '.go'), 'package main // 2\n');
  await told(watched, 'modified caf\udce9.go');
  writeFileSync(latin1(root, '/a.go'), 'package a // 2\n');
  await told(watched, 'modified caf\udce9/a.go');
  writeFileSync(latin1(root, '/b.go'), 'package a\n');
  await told(watched, 'created caf\udce9/b.go');
  rmSync(latin1(root, '.go'));
  await told(watched, 'deleted caf\udce9.go');
  expect(watched.settle()).toEqual([]);
});
