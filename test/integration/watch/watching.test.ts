import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { temporaryDirectory, watchTree, writeTree } from './temp-tree.ts';

const main = { 'main.go': 'package main\n' };

async function changesAfter(watched: Awaited<ReturnType<typeof watchTree>>, act: () => void): Promise<string[]> {
  act();
  const count = watched.batches.length;
  await waitFor(() => watched.batches.length > count);
  await watched.converged();
  return watched.takeChanges();
}

/** Nothing is delivered for what `act` does: a later save is the next thing heard of. */
async function expectSilence(
  watched: Awaited<ReturnType<typeof watchTree>>,
  root: string,
  act: () => void,
): Promise<void> {
  act();
  await new Promise((resolve) => setImmediate(resolve));
  const marker = `marker${watched.batches.length}.go`;
  expect(await changesAfter(watched, () => writeFileSync(join(root, marker), 'package main\n'))).toEqual([
    `created ${marker}`,
  ]);
}

describe('saves', () => {
  test('a save is delivered once, with its time', async () => {
    using directory = temporaryDirectory();
    writeTree(directory.path, main);
    await using watched = await watchTree(directory.path);
    const before = Date.now();
    expect(
      await changesAfter(watched, () => writeFileSync(join(directory.path, 'main.go'), 'package main // 2\n')),
    ).toEqual(['modified main.go']);
    expect(watched.batches).toHaveLength(1);
    expect(watched.batches[0]?.[0]?.path).toBe(join(directory.path, 'main.go'));
    expect(watched.savedAtMs[0]).toBeGreaterThanOrEqual(before - 20);
    expect(watched.savedAtMs[0]).toBeLessThanOrEqual(Date.now());
  });

  test('an atomic save is one modification, whatever the temporary file is called', async () => {
    using directory = temporaryDirectory();
    writeTree(directory.path, main);
    await using watched = await watchTree(directory.path);
    for (const temporary of ['main.go~', '.main.go.swp', 'main.go___jb_tmp___', 'x.go']) {
      const changes = await changesAfter(watched, () => {
        writeFileSync(join(directory.path, temporary), `package main // ${temporary}\n`);
        renameSync(join(directory.path, temporary), join(directory.path, 'main.go'));
      });
      expect(changes).toEqual(['modified main.go']);
    }
  });

  test('deletion, rename, and creation with deletion', async () => {
    using directory = temporaryDirectory();
    writeTree(directory.path, { ...main, 'a.go': 'package main // a\n' });
    await using watched = await watchTree(directory.path);
    const path = (name: string): string => join(directory.path, name);
    expect(await changesAfter(watched, () => renameSync(path('a.go'), path('b.go')))).toEqual([
      'created b.go',
      'deleted a.go',
    ]);
    expect(await changesAfter(watched, () => unlinkSync(path('b.go')))).toEqual(['deleted b.go']);
    await expectSilence(watched, directory.path, () => {
      writeFileSync(path('c.go'), 'package main\n');
      unlinkSync(path('c.go'));
    });
  });

  test('identical bytes are no change once the files have been read', async () => {
    using directory = temporaryDirectory();
    writeTree(directory.path, main);
    await using watched = await watchTree(directory.path);
    const file = join(directory.path, 'main.go');
    await changesAfter(watched, () => writeFileSync(file, 'package main // read\n'));
    await expectSilence(watched, directory.path, () => {
      writeFileSync(file, '');
      writeFileSync(file, 'package main // read\n');
      utimesSync(file, new Date(), new Date());
      chmodSync(file, 0o600);
    });
  });

  test('files that were there before are read in the background', async () => {
    using directory = temporaryDirectory();
    writeTree(directory.path, main);
    const file = join(directory.path, 'main.go');
    utimesSync(file, new Date(1e12), new Date(1e12));
    await using watched = await watchTree(directory.path);
    watched.watcher.hashInBackground();
    // The touch is a change until the file has been read: that takes a few rounds at most.
    const touched = async (): Promise<boolean> =>
      (
        await changesAfter(watched, () => {
          utimesSync(file, new Date(), new Date());
          appendFileSync(join(directory.path, 'other.go'), 'package main\n');
        })
      ).includes('modified main.go');
    await waitFor(async () => !(await touched()));
    expect(await touched()).toBe(false);
  });

  test('a write of the same size within one tick of the clock is seen', async () => {
    using directory = temporaryDirectory();
    writeTree(directory.path, main);
    await using watched = await watchTree(directory.path, {}, { delayMs: 0 });
    const file = join(directory.path, 'main.go');
    for (let round = 0; round < 30; round += 1) {
      writeFileSync(file, `package main // ${round}a\n`.padEnd(40));
      watched.settle();
      writeFileSync(file, `package main // ${round}b\n`.padEnd(40));
      expect(watched.settle().map(({ rel }) => rel)).toEqual(['main.go']);
    }
  });

  test('settle takes what is pending, so that it is not delivered again', async () => {
    using directory = temporaryDirectory();
    writeTree(directory.path, main);
    await using watched = await watchTree(directory.path);
    writeFileSync(join(directory.path, 'main.go'), 'package main // pending\n');
    expect(watched.settle()).toMatchObject([{ rel: 'main.go', kind: 'modified' }]);
    await expectSilence(watched, directory.path, () => undefined);
  });

  test('files written after the build began count as changed', async () => {
    using directory = temporaryDirectory();
    writeTree(directory.path, { ...main, 'old.go': 'package main\n' });
    utimesSync(join(directory.path, 'old.go'), new Date(1e12), new Date(1e12));
    const { ctimeMs } = statSync(join(directory.path, 'old.go'));
    await waitFor(() => Date.now() > ctimeMs + 30);
    writeFileSync(join(directory.path, 'main.go'), 'package main // new\n');
    await using watched = await watchTree(directory.path, {}, { buildStartedAtMs: ctimeMs + 20 });
    await waitFor(() => watched.batches.length > 0);
    expect(watched.takeChanges()).toEqual(['modified main.go']);
  });
});

describe('directories', () => {
  test('a tree that arrives with files inside', async () => {
    using directory = temporaryDirectory();
    using outside = temporaryDirectory();
    writeTree(directory.path, main);
    writeTree(outside.path, { 'new/x.go': 'package x\n', 'new/deep/y.go': 'package y\n' });
    await using watched = await watchTree(directory.path);
    expect(
      await changesAfter(watched, () => renameSync(join(outside.path, 'new'), join(directory.path, 'new'))),
    ).toEqual(['created new/deep/y.go', 'created new/x.go']);
    mkdirSync(join(directory.path, 'a/b/c'), { recursive: true });
    expect(await changesAfter(watched, () => writeFileSync(join(directory.path, 'a/b/c/z.go'), 'package c\n'))).toEqual(
      ['created a/b/c/z.go'],
    );
  });

  test('a moved directory is watched under its new name, one put in its place under the old', async () => {
    using directory = temporaryDirectory();
    writeTree(directory.path, { ...main, 'a/sub/x.go': 'package x\n' });
    await using watched = await watchTree(directory.path);
    const path = (rel: string): string => join(directory.path, rel);
    expect(await changesAfter(watched, () => renameSync(path('a'), path('b')))).toEqual([
      'created b/sub/x.go',
      'deleted a/sub/x.go',
    ]);
    await changesAfter(watched, () => writeTree(directory.path, { 'a/sub/x.go': 'package y\n' }));
    expect(await changesAfter(watched, () => writeFileSync(path('b/sub/x.go'), 'package b\n'))).toEqual([
      'modified b/sub/x.go',
    ]);
    expect(await changesAfter(watched, () => writeFileSync(path('a/sub/x.go'), 'package a\n'))).toEqual([
      'modified a/sub/x.go',
    ]);
    expect(await changesAfter(watched, () => rmSync(path('b'), { recursive: true }))).toEqual(['deleted b/sub/x.go']);
  });

  test('a root that is removed and made again', async () => {
    using directory = temporaryDirectory();
    const root = join(directory.path, 'project');
    writeTree(root, main);
    await using watched = await watchTree(root);
    rmSync(root, { recursive: true });
    await waitFor(() => watched.delivered.size === 0);
    writeTree(root, main);
    await watched.converged();
    expect(watched.takeChanges()).toEqual(['created main.go', 'deleted main.go']);
    expect(await changesAfter(watched, () => writeTree(root, { 'sub/x.go': 'package x\n' }))).toEqual([
      'created sub/x.go',
    ]);
  });

  test('a root reached through a symlink, and a hidden root', async () => {
    using directory = temporaryDirectory();
    const real = join(directory.path, '.hidden');
    writeTree(real, main);
    symlinkSync(real, join(directory.path, 'link'));
    await using watched = await watchTree(join(directory.path, 'link'), {
      extraFiles: [join(directory.path, 'link', '.env')],
    });
    expect(await changesAfter(watched, () => writeFileSync(join(real, 'main.go'), 'package main // 2\n'))).toEqual([
      'modified main.go',
    ]);
    expect(watched.batches[0]?.[0]?.path).toBe(join(real, 'main.go'));
    writeFileSync(join(real, '.env'), 'A=1\n');
    await waitFor(() => watched.batches.length === 2);
    expect(watched.batches[1]).toEqual([{ path: join(directory.path, 'link', '.env'), rel: '.env', kind: 'created' }]);
  });

  test('symlinked files are followed, symlinked directories only on request and never in circles', async () => {
    using directory = temporaryDirectory();
    using outside = temporaryDirectory();
    writeTree(outside.path, { 'target.txt': 'package t\n', 'shared/s.go': 'package s\n' });
    writeTree(directory.path, main);
    symlinkSync(join(outside.path, 'target.txt'), join(directory.path, 'link.go'));
    symlinkSync(join(outside.path, 'shared'), join(directory.path, 'shared'));
    symlinkSync(directory.path, join(directory.path, 'circle'));
    await using plain = await watchTree(directory.path);
    expect(plain.watcher.scanned).toMatchObject({ directories: 1, files: 2 });
    writeFileSync(join(outside.path, 'target.txt'), 'package t2\n');
    await waitFor(() => plain.batches.length === 1);
    expect(plain.takeChanges()).toEqual(['modified link.go']);
    await using following = await watchTree(directory.path, { followSymlink: true });
    expect(following.watcher.scanned).toMatchObject({ directories: 2, files: 3 });
    expect(following.skipped).toEqual([join(directory.path, 'circle')]);
    writeFileSync(join(outside.path, 'shared/s.go'), 'package s2\n');
    await waitFor(() => following.batches.length === 1);
    expect(following.takeChanges()).toEqual(['modified shared/s.go']);
  });
});

describe('rules while watching', () => {
  test('named files: in excluded directories, outside the root, not there yet', async () => {
    using directory = temporaryDirectory();
    using outside = temporaryDirectory();
    writeTree(directory.path, { ...main, 'vendor/modules.txt': '# v\n' });
    const env = join(outside.path, 'conf/dev/.env');
    await using watched = await watchTree(directory.path, { includeFile: ['vendor/modules.txt'], extraFiles: [env] });
    writeFileSync(join(directory.path, 'vendor/modules.txt'), '# v2\n');
    await waitFor(() => watched.takeChanges().includes('modified vendor/modules.txt'));
    writeTree(outside.path, { 'conf/dev/.env': 'A=1\n' });
    await waitFor(() => watched.batches.flat().some(({ path, kind }) => path === env && kind === 'created'));
    writeFileSync(env, 'A=2\n');
    await waitFor(() => watched.batches.flat().some(({ path, kind }) => path === env && kind === 'modified'));
    expect(watched.batches.at(-1)?.[0]?.rel).toMatch(/^\.\.\/.*conf\/dev\/\.env$/);
  });

  test('files nobody asked for make no batch, however often they are written', async () => {
    using directory = temporaryDirectory();
    writeTree(directory.path, { ...main, 'vendor/v.go': 'package v\n', '.git/HEAD': 'x' });
    await using watched = await watchTree(directory.path);
    await expectSilence(watched, directory.path, () => {
      for (let line = 0; line < 50; line += 1) appendFileSync(join(directory.path, 'app.log'), 'line\n');
      writeTree(directory.path, { 'vendor/w.go': 'package w\n', '.git/x.go': 'x', 'a_test.go': 'x', '.#main.go': 'x' });
    });
  });

  test('an edited .gitignore counts at once', async () => {
    using directory = temporaryDirectory();
    writeTree(directory.path, {
      ...main,
      '.gitignore': 'gen/\n',
      'gen/g.go': 'package g\n',
      'web/w.go': 'package w\n',
    });
    await using watched = await watchTree(directory.path);
    expect(watched.watcher.scanned.files).toBe(2);
    expect(watched.watcher.scanned.excluded).toEqual(['.gitignore']);
    writeFileSync(join(directory.path, '.gitignore'), 'web/\n');
    await waitFor(() => watched.batches.length === 1);
    expect(watched.takeChanges()).toEqual(['created gen/g.go']);
    // What is no longer wanted is still there: it is not told as deleted.
    watched.delivered.delete(join(directory.path, 'web/w.go'));
    expect(await changesAfter(watched, () => writeFileSync(join(directory.path, 'gen/g.go'), 'package g2\n'))).toEqual([
      'modified gen/g.go',
    ]);
    writeFileSync(join(directory.path, 'web/w.go'), 'package w2\n');
    await expectSilence(watched, directory.path, () => undefined);
  });
});

describe('git', () => {
  test('a checkout of 500 files is one batch', async () => {
    using directory = temporaryDirectory();
    const git = (...args: string[]): void =>
      void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
        cwd: directory.path,
        stdio: 'pipe',
      });
    const files = (text: string) =>
      Object.fromEntries(
        Array.from({ length: 500 }, (_, index) => [`p${index % 50}/f${index}.go`, `package p // ${text} ${index}\n`]),
      );
    git('init', '-q', '-b', 'one');
    writeTree(directory.path, { ...files('one'), 'old/o.go': 'package o\n' });
    git('add', '-A');
    git('commit', '-qm', 'one');
    git('checkout', '-qb', 'two');
    rmSync(join(directory.path, 'old'), { recursive: true });
    writeTree(directory.path, { ...files('two'), 'new/deep/n.go': 'package n\n' });
    git('add', '-A');
    git('commit', '-qm', 'two');
    await using watched = await watchTree(directory.path);
    git('checkout', '-q', 'one');
    await watched.converged();
    expect(watched.batches).toHaveLength(1);
    expect(watched.batches[0]).toHaveLength(502);
  });

  test('while git holds its lock nothing is delivered, in a worktree too', async () => {
    using directory = temporaryDirectory();
    writeTree(directory.path, {
      'repo/.git/worktrees/w/HEAD': 'x',
      'w/main.go': 'package main\n',
      'w/.git': 'gitdir: ../repo/.git/worktrees/w\n',
    });
    const lock = join(directory.path, 'repo/.git/worktrees/w/index.lock');
    await using watched = await watchTree(join(directory.path, 'w'));
    using free = temporaryDirectory();
    writeTree(free.path, main);
    await using other = await watchTree(free.path);
    writeFileSync(lock, '');
    writeFileSync(join(directory.path, 'w/main.go'), 'package main // 2\n');
    // A tree without a lock hears of six later saves meanwhile.
    for (let round = 0; round < 6; round += 1) {
      await changesAfter(other, () => writeFileSync(join(free.path, 'main.go'), `package main // ${round}\n`));
    }
    expect(watched.batches).toEqual([]);
    unlinkSync(lock);
    const unlockedAt = performance.now();
    await waitFor(() => watched.batches.length === 1);
    expect(performance.now() - unlockedAt).toBeLessThan(100);
    expect(watched.takeChanges()).toEqual(['modified main.go']);
  });
});
