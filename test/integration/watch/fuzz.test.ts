import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomNumbers, randomOperations } from './random-operations.ts';
import { temporaryDirectory, watchTree, writeTree } from './temp-tree.ts';

const operations = Number(process.env['GORL_FUZZ_OPS'] ?? 400);
const seed = Number(process.env['GORL_FUZZ_SEED'] ?? Date.now() % 1_000_000);

/** Above all, a directory's watch must follow its name. */
const ofDirectories = [
  'swap directories',
  'swap directories',
  'remove directory, make again',
  'deep directory with files',
  'truncate, write after 8 ms',
  'truncate, then write',
  'save with backup',
  'edit',
  'rename',
];

async function fuzz(count: number, poll: boolean, longestBurst: number, among?: readonly string[]): Promise<void> {
  using directory = temporaryDirectory();
  writeTree(directory.path, { 'main.go': 'package main\n', 'ad/a0.go': 'package a\n', 'ad/bd/b0.go': 'package b\n' });
  await using watched = await watchTree(directory.path, {}, { poll });
  const random = randomNumbers(seed);
  const operate = randomOperations(directory.path, random, among);
  let bursts = 0;
  for (let done = 0; done < count; bursts += 1) {
    const burst: string[] = [];
    for (let length = 1 + random(longestBurst); length > 0; length -= 1, done += 1) {
      burst.push(await operate());
      if (random(3) === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await watched.converged().catch((error: unknown) => {
      throw new Error(`seed ${seed}, after ${done} operations, burst: ${burst.join('; ')}\n${String(error)}`);
    });
    if (bursts === 3) watched.watcher.hashInBackground();
  }
  console.log(
    `${poll ? 'polling' : 'events'}: seed ${seed}, ${count} operations, ${bursts} bursts, ` +
      `${(watched.batches.length / bursts).toFixed(2)} batches per burst`,
  );
  // Only now, because a full comparison would mend what events had missed.
  expect(watched.untold()).toEqual([]);
  writeFileSync(join(directory.path, 'last.go'), 'package main\n');
  await watched.converged();
  expect(watched.batches.at(-1)).toMatchObject([{ rel: 'last.go', kind: 'created' }]);
}

test(
  `whatever happens to a tree, what was delivered is what is on disk (seed ${seed})`,
  { timeout: 60_000 + operations * 100 },
  () => fuzz(operations, false, 12),
);

test(`directories that change places and are made anew (seed ${seed})`, { timeout: 60_000 + operations * 100 }, () =>
  fuzz(operations, false, 12, ofDirectories),
);

test(`the same when polling (seed ${seed})`, () => fuzz(Math.min(operations, 120), true, 12));
