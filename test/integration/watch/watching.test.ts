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
import { changesAfter, hashOf, temporaryDirectory, watchTree, writeTree, type Watched } from './temp-tree.ts';

const main = { 'main.go': 'package main\n' };

/** Nothing is delivered for what `act` does: a later save is the next thing heard of. */
async function expectSilence(watched: Watched, root: string, act: () => void): Promise<void> {
  act();
  await new Promise((resolve) => setImmediate(resolve));
  const marker = `marker${watched.batches.length}.go`;
  expect(await changesAfter(watched, () => writeFileSync(join(root, marker), 'package main\n'))).toEqual([
    `created ${marker}`,
  ]);
}

/** Whether a touch counts as a change, as it does while the watcher does not know what is in the file. */
async function isToldWhenTouched(watched: Watched, root: string, name: string): Promise<boolean> {
  const changes = await changesAfter(watched, () => {
    utimesSync(join(root, name), new Date(), new Date());
    appendFileSync(join(root, 'other.go'), 'package main\n');
  });
  return changes.includes(`modified ${name}`);
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
    watched.watcher.hashInBackground();
    // With a pause in which it can be read: a file that is touched meanwhile is read again.
    await waitFor(async () => !(await isToldWhenTouched(watched, directory.path, 'main.go')), { intervalMs: 50 });
    await expectSilence(watched, directory.path, () => {
      writeFileSync(file, '');
      writeFileSync(file, 'package main // read\n');
      utimesSync(file, new Date(), new Date());
      chmodSync(file, 0o600);
    });
  });

  test('files that were there before are read in the background', async () => {
    using directory = temporaryDirectory();
    const names = Array.from({ length: 40 }, (_, index) => `f${index}.go`);
    writeTree(directory.path, Object.fromEntries(names.map((name) => [name, 'package main\n'])));
    // The first look reads what was written just before it.
    const { ctimeMs } = statSync(join(directory.path, 'f39.go'));
    await waitFor(() => Date.now() > ctimeMs + 30);
    await using watched = await watchTree(directory.path);
    watched.watcher.hashInBackground();
    // Another file each time: one that was told of has been read for that.
    await waitFor(
      async () => {
        const name = names.shift();
        return name === undefined || !(await isToldWhenTouched(watched, directory.path, name));
      },
      { intervalMs: 50 },
    );
    expect(names, 'there was one that was known by its content').not.toEqual([]);
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
    // Of a file that was there before, nothing is new.
    const writtenMs = Date.now();
    await waitFor(() => Date.now() > writtenMs + 50);
    await using watched = await watchTree(directory.path);
    expect(watched.watcher.scanned.files).toBe(2);
    expect(watched.watcher.scanned.excluded).toEqual(['.gitignore']);
    const generated = join(directory.path, 'gen/g.go');
    writeFileSync(join(directory.path, '.gitignore'), 'web/\n');
    await waitFor(() => watched.watcher.files().includes(generated));
    watched.delivered.set(generated, hashOf(generated) ?? '');
    // What is no longer wanted is still there: it is not told as deleted.
    watched.delivered.delete(join(directory.path, 'web/w.go'));
    expect(await changesAfter(watched, () => writeFileSync(join(directory.path, 'gen/g.go'), 'package g2\n'))).toEqual([
      'modified gen/g.go',
    ]);
    writeFileSync(join(directory.path, 'web/w.go'), 'package w2\n');
    await expectSilence(watched, directory.path, () => undefined);
  });
});
