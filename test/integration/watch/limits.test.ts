import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { whyNoUserNamespace } from '../../support/user-namespace.ts';
import { waitFor } from '../../support/wait-for.ts';
import { bundledScript } from './bundled-script.ts';
import { temporaryDirectory, watchTree, writeTree } from './temp-tree.ts';

const seed = Number(process.env['GORL_FUZZ_SEED'] ?? Date.now() % 1_000_000);
const operations = Number(process.env['GORL_FUZZ_OPS'] ?? 300);

const unable = whyNoUserNamespace();
if (unable !== undefined) console.log(`skipped: ${unable}`);

test.skipIf(unable !== undefined).each([
  [
    'max_inotify_watches',
    150,
    /limit on file watches.* \d+ directories are polled every 500 ms/,
    /sysctl fs\.inotify\.max_user_watches=\d+/,
  ],
  [
    'max_inotify_instances',
    0,
    /limit on inotify instances.* \d+ directories are polled/,
    /sysctl fs\.inotify\.max_user_instances=\d+/,
  ],
])('with %s = %i one notice names the remedy and nothing is missed', async (limit, value, message, hint) => {
  using directory = temporaryDirectory();
  using scripts = temporaryDirectory();
  const directories = Array.from({ length: 210 }, (_, index) => `d${index}`);
  writeTree(directory.path, Object.fromEntries(directories.map((name) => [`${name}/a.go`, 'package a\n'])));
  const script = bundledScript('watch-process', scripts.path);
  const edited = directories.filter((_, index) => index % 10 === 9);
  const { stdout } = await promisify(execFile)('unshare', [
    ...['-U', '-r', 'sh', '-c', `echo ${value} > /proc/sys/user/${limit}; exec "$@"`, 'sh'],
    ...[process.execPath, script, directory.path, ...edited],
  ]);
  const result = JSON.parse(stdout) as { notices: { message: string; hint: string }[]; heard: number };
  expect(result.notices).toHaveLength(1);
  expect(result.notices[0]?.message).toMatch(message);
  expect(result.notices[0]?.hint).toMatch(hint);
  expect(result.heard).toBe(edited.length);
});

test('12 000 files written while the event loop stands still: the kernel drops events, nothing is lost', async () => {
  using directory = temporaryDirectory();
  writeTree(
    directory.path,
    Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`d${index}/a.go`, 'package a\n'])),
  );
  await using watched = await watchTree(directory.path);
  // What is owed from the start is settled: from here on only events tell.
  writeFileSync(join(directory.path, 'd0/a.go'), 'package a // first\n');
  await watched.converged();
  // Two events each: more than the queue of 16 384 takes, so what follows is told by no event at all.
  for (let index = 0; index < 12_000; index += 1) {
    writeFileSync(join(directory.path, 'd0', `f${index}.go`), `package f // ${index}\n`);
  }
  writeTree(directory.path, { 'd7/a.go': 'package a // edited\n', 'late/and/deep/x.go': 'package x\n' });
  rmSync(join(directory.path, 'd9'), { recursive: true });
  await waitFor(() => watched.delivered.size === 12_040, { timeoutMs: 60_000 });
  await watched.converged(60_000);
  watched.takeChanges();
  const count = watched.batches.length;
  writeFileSync(join(directory.path, 'late/and/deep/x.go'), 'package x // later\n');
  // Whether all is told is not asked all the time: it means to read 12 000 files.
  await waitFor(() => watched.batches.length > count);
  await watched.converged(60_000);
  expect(watched.takeChanges()).toEqual(['modified late/and/deep/x.go']);
});

test(
  `another process changes the tree all the time (seed ${seed})`,
  { timeout: 60_000 + operations * 100 },
  async () => {
    using directory = temporaryDirectory();
    using scripts = temporaryDirectory();
    writeTree(directory.path, { 'main.go': 'package main\n', 'ad/bd/b0.go': 'package b\n' });
    await using watched = await watchTree(directory.path);
    const child = fork(bundledScript('operations-process', scripts.path), [directory.path, String(seed)]);
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('the other process has ended')));
    ended.catch(() => undefined);
    try {
      for (let done = 0; done < operations; done += 50) {
        child.send(50);
        const [names] = (await Promise.race([once(child, 'message'), ended])) as [string[]];
        await watched.converged().catch((error: unknown) => {
          throw new Error(`seed ${seed}, after ${done} operations: ${names.join('; ')}\n${String(error)}`);
        });
      }
    } finally {
      child.kill('SIGKILL');
    }
    expect(watched.untold()).toEqual([]);
  },
);
