import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseIndex } from '../../../../src/watch/scope/git-index.ts';
import { findRepository } from '../../../../src/watch/scope/git-directory.ts';
import { openTrackedFiles } from '../../../../src/watch/scope/tracked-files.ts';

const home = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-index-')));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function gitIn(directory: string): (...args: string[]) => string {
  return (...args) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
      cwd: directory,
      env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
      encoding: 'utf8',
      stdio: 'pipe',
    });
}

function write(root: string, ...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), `${name}\n`);
  }
}

/** Longer than the index can say, and than a path can be: only git itself knows it. */
const long = `${'d'.repeat(200)}/`.repeat(25);
const names = ['a.go', 'cmd/app/main.go', 'cmd/app/sub/x.go', 'cmd/apple.go', 'z/ü.go'];

const kinds: readonly [kind: string, init: readonly string[], after: readonly (readonly string[])[]][] = [
  ['version 2', [], []],
  ['version 3', [], [['add', '-N', 'later.go']]],
  ['version 4', [], [['update-index', '--index-version', '4']]],
  ['SHA-256', ['--object-format=sha256'], []],
  ['SHA-256, version 4', ['--object-format=sha256'], [['update-index', '--index-version', '4']]],
];

test.each(kinds)('an index of %s', (kind, init, after) => {
  const root = join(home, kind.replaceAll(/\W/g, ''));
  write(root, ...names, 'later.go', 'loose.go');
  const git = gitIn(root);
  git('init', '-q', ...init);
  git('add', ...names);
  const [, blob = ''] = git('ls-files', '-s', 'a.go').split(' ');
  git('update-index', '--add', '--cacheinfo', `100644,${blob},${long}deep.go`);
  for (const args of after) git(...args);
  const tracked = openTrackedFiles(found(root));
  const files = git('ls-files', '-z')
    .split('\0')
    .filter((name) => name !== '');
  expect(files.length).toBeGreaterThanOrEqual(names.length + 1);
  for (const name of files) expect(tracked.holds(join(root, name), false), name).toBe(true);
  for (const directory of ['cmd', 'cmd/app', 'cmd/app/sub', 'z', long.slice(0, -1)])
    expect(tracked.holds(join(root, directory), true), directory).toBe(true);
  for (const name of ['loose.go', 'cmd/app/main.g', 'cmd/app/main.goo', 'cmd/ap', '0', 'zz'])
    expect([tracked.holds(join(root, name), false), tracked.holds(join(root, name), true)], name).toEqual([
      false,
      false,
    ]);
});

test('a split index: what it shares, what it adds, what it takes away', () => {
  const root = join(home, 'split');
  write(root, ...names);
  const git = gitIn(root);
  git('init', '-q');
  git('add', '.');
  git('update-index', '--split-index');
  write(root, 'added.go', 'cmd/app/main.go');
  git('add', 'added.go');
  git('rm', '-q', '--cached', 'cmd/apple.go', 'z/ü.go');
  expect(readdirSync(join(root, '.git')).some((name) => name.startsWith('sharedindex.'))).toBe(true);
  const tracked = openTrackedFiles(found(root));
  const holds = (name: string): boolean => tracked.holds(join(root, name), name === 'z');
  expect(git('ls-files', '-z').split('\0').slice(0, -1)).toEqual([
    'a.go',
    'added.go',
    'cmd/app/main.go',
    'cmd/app/sub/x.go',
  ]);
  expect(['a.go', 'added.go', 'cmd/app/main.go', 'cmd/app/sub/x.go'].map(holds)).toEqual([true, true, true, true]);
  expect(['cmd/apple.go', 'z/ü.go', 'z'].map(holds)).toEqual([false, false, false]);
});

test('in a worktree its own index counts, in a submodule the submodule’s', () => {
  const root = join(home, 'outer');
  const library = join(home, 'library');
  write(library, 'l.go', 'ignored/i.go', 'loose.go');
  gitIn(library)('init', '-q');
  gitIn(library)('add', 'l.go', 'ignored/i.go');
  gitIn(library)('commit', '-qm', 'library');
  write(root, 'a.go');
  const git = gitIn(root);
  git('init', '-q');
  git('add', '.');
  git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'sub/library');
  git('commit', '-qm', 'outer');
  const tracked = openTrackedFiles(found(root));
  const at = (name: string): boolean => tracked.holds(join(root, name), !name.endsWith('.go'));
  expect(['sub', 'sub/library', 'sub/library/ignored', 'sub/library/l.go', 'sub/library/loose.go'].map(at)).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
  const submodule = found(join(root, 'sub/library'));
  expect(openTrackedFiles(submodule).holds(join(root, 'sub/library/l.go'), false)).toBe(true);

  const worktree = join(home, 'worktree');
  git('worktree', 'add', '-q', worktree);
  write(worktree, 'only-here.go');
  gitIn(worktree)('add', 'only-here.go');
  expect(openTrackedFiles(found(worktree)).holds(join(worktree, 'only-here.go'), false)).toBe(true);
  expect(openTrackedFiles(found(root)).holds(join(root, 'only-here.go'), false)).toBe(false);
});

test('answers are outdated only by a change that concerns them', () => {
  const root = join(home, 'answers');
  write(root, 'a.go', 'b.go', 'app/main.go');
  const git = gitIn(root);
  git('init', '-q');
  git('add', 'a.go');
  const tracked = openTrackedFiles(found(root));
  expect(tracked.outdated()).toBe(false);
  expect(tracked.holds(join(root, 'app'), true)).toBe(false);
  git('add', 'b.go');
  expect(tracked.outdated()).toBe(false);
  git('add', '-f', 'app/main.go');
  expect(tracked.outdated()).toBe(true);
  tracked.reread();
  expect(tracked.holds(join(root, 'app'), true)).toBe(true);
  git('rm', '-q', '--cached', 'app/main.go');
  expect(tracked.outdated()).toBe(true);
});

test('what is no index tracks nothing', () => {
  const root = join(home, 'broken');
  write(root, 'a.go');
  const git = gitIn(root);
  git('init', '-q');
  git('add', 'a.go');
  const whole = readFileSync(join(root, '.git/index'));
  expect(parseIndex(whole)).toBeDefined();
  for (let length = 0; length < whole.length; length += 1)
    expect(parseIndex(whole.subarray(0, length)), `${length}`).toBeUndefined();
  const other = Buffer.from(whole);
  other.writeUInt32BE(5, 4);
  expect(parseIndex(other)).toBeUndefined();
  rmSync(join(root, '.git/index'));
  expect(openTrackedFiles(found(root)).holds(join(root, 'a.go'), false)).toBe(false);
});

function found(root: string) {
  const repository = findRepository(root);
  if (repository === undefined) throw new Error(`no repository at ${root}`);
  return repository;
}
