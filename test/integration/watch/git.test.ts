import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { changesAfter, temporaryDirectory, watchTree, writeTree } from './temp-tree.ts';

describe('git', () => {
  test('a checkout of 500 files is one batch', async () => {
    using directory = temporaryDirectory();
    const git = (...args: string[]): void =>
      void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
        cwd: directory.path,
        env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
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

  test('a save while git waits for a commit message is delivered at once', async () => {
    using directory = temporaryDirectory();
    using messages = temporaryDirectory();
    const go = join(messages.path, 'go');
    // An editor that is open until the test says so.
    writeTree(messages.path, { 'editor.sh': `touch "$0.open"; while [ ! -e "${go}" ]; do sleep 0.05; done\n` });
    const env = {
      PATH: process.env['PATH'],
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_EDITOR: `sh ${join(messages.path, 'editor.sh')}`,
    };
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@localhost'];
    const options = { cwd: directory.path, env, stdio: 'pipe' } as const;
    execFileSync('git', ['init', '-q'], options);
    writeTree(directory.path, { 'main.go': 'package main\n' });
    execFileSync('git', ['add', '-A'], options);
    execFileSync('git', [...identity, 'commit', '-qm', 'one'], options);
    writeTree(directory.path, { 'main.go': 'package main // 2\n' });
    const commit = spawn('git', [...identity, 'commit', '-qa'], { ...options, stdio: 'ignore' });
    const ended = once(commit, 'exit');
    try {
      await waitFor(() => existsSync(join(messages.path, 'editor.sh.open')));
      expect(existsSync(join(directory.path, '.git/index.lock'))).toBe(true);
      await using watched = await watchTree(directory.path);
      writeFileSync(join(directory.path, 'main.go'), 'package main // 3\n');
      const savedMs = performance.now();
      await waitFor(() => watched.batches.length === 1);
      expect(performance.now() - savedMs).toBeLessThan(900);
      expect(watched.takeChanges()).toEqual(['modified main.go']);
    } finally {
      writeFileSync(go, '');
      await ended;
    }
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
    writeTree(free.path, { 'main.go': 'package main\n' });
    await using other = await watchTree(free.path);
    writeFileSync(lock, '');
    writeFileSync(join(directory.path, 'w/main.go'), 'package main // 2\n');
    // A tree without a lock hears of later saves meanwhile; few, for after 10 s the gate opens by itself.
    for (let round = 0; round < 3; round += 1) {
      writeFileSync(join(directory.path, 'w/main.go'), `package main // 2 ${round}\n`);
      await changesAfter(other, () => writeFileSync(join(free.path, 'main.go'), `package main // ${round}\n`));
    }
    expect(watched.batches).toEqual([]);
    unlinkSync(lock);
    await waitFor(() => watched.batches.length === 1);
    expect(watched.takeChanges()).toEqual(['modified main.go']);
  });

  test('what git tracks is watched whatever is ignored, from the moment it tracks it', async () => {
    using directory = temporaryDirectory();
    const git = (...args: string[]): void =>
      void execFileSync('git', args, {
        cwd: directory.path,
        env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
        stdio: 'pipe',
      });
    git('init', '-q');
    writeTree(directory.path, {
      '.gitignore': 'app\n*.gen.go\n',
      'cmd/app/main.go': 'package main\n',
      'cmd/app/loose.go': 'package main\n',
      'cmd/app/other/o.go': 'package other\n',
      'lib/a.gen.go': 'package lib\n',
      'lib/b.gen.go': 'package lib\n',
      'lib/l.go': 'package lib\n',
    });
    git('add', '.');
    await using watched = await watchTree(directory.path);
    const marker = join(directory.path, 'lib/l.go');
    const seen = async (...names: string[]): Promise<string[]> => {
      for (const name of names) appendFileSync(join(directory.path, name), '// edited\n');
      appendFileSync(marker, '// marker\n');
      const told: string[] = [];
      await waitFor(() => told.push(...watched.takeChanges()) > 0 && told.includes('modified lib/l.go'));
      return told.filter((change) => change !== 'modified lib/l.go');
    };
    expect(await seen('cmd/app/main.go', 'lib/a.gen.go')).toEqual([]);
    git('add', '-f', 'cmd/app/main.go', 'lib/a.gen.go');
    await waitFor(
      () => watched.settle().length === 0 && watched.filter.file(join(directory.path, 'cmd/app/main.go')).watch,
    );
    await waitFor(async () => (await seen('cmd/app/main.go', 'lib/a.gen.go')).length === 2, { intervalMs: 100 });
    expect(await seen('cmd/app/loose.go', 'cmd/app/other/o.go', 'lib/b.gen.go')).toEqual([]);
    git('rm', '-q', '-f', '--cached', 'cmd/app/main.go');
    await waitFor(async () => (await seen('cmd/app/main.go')).length === 0, { intervalMs: 100 });
    expect(await seen('lib/a.gen.go')).toEqual(['modified lib/a.gen.go']);
  });
});
