import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { temporaryDirectory, watchTree, writeTree } from './temp-tree.ts';

/** Longer than the quiet window, as a writer is away whom the machine takes the processor from. */
const pauseMs = 40;

test('a new file whose content comes a moment later is one change', async () => {
  using directory = temporaryDirectory();
  writeTree(directory.path, { 'main.go': 'package main\n' });
  await using watched = await watchTree(directory.path);
  const file = join(directory.path, 'new.go');
  writeFileSync(file, '');
  const madeMs = Date.now();
  await waitFor(() => Date.now() > madeMs + pauseMs);
  writeFileSync(file, 'package main\n');
  const isLate = Date.now() > madeMs + 90;
  await watched.converged();
  await waitFor(() => watched.batches.length > 0);
  // A machine that took longer made an empty file that stayed empty.
  expect(watched.takeChanges()).toEqual(isLate ? expect.arrayContaining(['created new.go']) : ['created new.go']);
});

test('one that stays empty is told all the same', async () => {
  using directory = temporaryDirectory();
  writeTree(directory.path, { 'main.go': 'package main\n' });
  await using watched = await watchTree(directory.path);
  writeFileSync(join(directory.path, 'new.go'), '');
  await waitFor(() => watched.batches.length > 0);
  expect(watched.takeChanges()).toEqual(['created new.go']);
});
