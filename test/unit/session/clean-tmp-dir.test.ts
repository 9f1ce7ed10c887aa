import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cleanTmpDir, type CleanOptions } from '../../../src/session/clean-tmp-dir.ts';
import type { CommandRunner, RunningCommand } from '../../../src/engine/ports.ts';
import { artifactMaker } from '../../../src/go/build/leftovers.ts';
import { makeTmpDir } from '../../../src/go/build/tmp-dir.ts';
import { plainCommands } from '../../support/plain-commands.ts';

let root = '';
const startedAt = Date.now() - 60_000;
const inRoot = (...names: string[]): string => join(root, ...names);

beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'gorl-clean-'))));
afterEach(() => rmSync(root, { recursive: true }));

function write(name: string, { old = false } = {}): string {
  const path = inRoot(name);
  writeFileSync(path, 'x');
  if (old) utimesSync(path, new Date(startedAt - 1000), new Date(startedAt - 1000));
  return path;
}

const clean = (dir: string, more: Partial<CleanOptions> = {}): Promise<string | undefined> =>
  cleanTmpDir({
    dir,
    root,
    made: [inRoot('bin/main'), inRoot('bin/build-errors.log'), inRoot('elsewhere')],
    sinceMs: startedAt,
    commands: plainCommands,
    env: { ...process.env } as Record<string, string>,
    limitMs: 60_000,
    ...more,
  });

const git = (...args: string[]): void => void execFileSync('git', args, { cwd: root, stdio: 'ignore' });

describe('what gorl made', () => {
  test('a directory of its own goes with all that is in it', async () => {
    makeTmpDir(inRoot('tmp'));
    write('tmp/made-by-make');
    expect(await clean(inRoot('tmp'))).toBeUndefined();
    expect(existsSync(inRoot('tmp'))).toBe(false);
    expect(await clean(inRoot('tmp'))).toBeUndefined();
  });

  test('in a directory that was there, only what was written since the start', async () => {
    mkdirSync(inRoot('bin'));
    write('bin/main');
    write('bin/build-errors.log', { old: true });
    write('bin/tool');
    write('elsewhere');
    expect(await clean(inRoot('bin'))).toBe(
      `clean_on_exit removed only main from ${inRoot('bin')}: gorl did not create it`,
    );
    expect(readdirSync(inRoot('bin')).toSorted()).toEqual(['build-errors.log', 'tool']);
    expect(existsSync(inRoot('elsewhere'))).toBe(true);
  });

  test('what gorl remembers, of an earlier session too', async () => {
    mkdirSync(inRoot('bin'));
    write('bin/gorl-state.json', { old: true });
    write('bin/tool');
    await clean(inRoot('bin'));
    expect(readdirSync(inRoot('bin'))).toEqual(['tool']);
  });

  test('the directory too, when nothing else is in it', async () => {
    mkdirSync(inRoot('bin/.gorl'), { recursive: true });
    write('bin/main');
    expect(await clean(inRoot('bin'))).toBeUndefined();
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('what another living gorl has there stays', () => {
  const other = `gorl-${process.ppid}-${artifactMaker().namespace}-x-1`;
  const ended = other.replace(`-${process.ppid}-`, `-${2 ** 30}-`);

  function twoGorls(dir: string): void {
    for (const name of [other, ended]) {
      mkdirSync(inRoot(dir, '.gorl', name), { recursive: true });
      write(`${dir}/.gorl/${name}/main`);
    }
    linkSync(inRoot(dir, '.gorl', other, 'main'), inRoot(dir, '.gorl/main'));
    linkSync(inRoot(dir, '.gorl', other, 'main'), inRoot(dir, 'main'));
    write(`${dir}/build-errors.log`);
    write(`${dir}/gorl-state.json`);
  }

  test.each([
    ['gorl made', (dir: string) => makeTmpDir(dir)],
    ['was there', (dir: string) => mkdirSync(dir)],
  ])('in a directory that %s', async (_, make) => {
    make(inRoot('bin'));
    twoGorls('bin');
    expect(await clean(inRoot('bin'))).toBe(
      `clean_on_exit removed only build-errors.log from ${inRoot('bin')}: another gorl (pid ${process.ppid}) uses it`,
    );
    expect(readdirSync(inRoot('bin')).filter((name) => name !== '.gitignore')).toEqual([
      '.gorl',
      'gorl-state.json',
      'main',
    ]);
    expect(readdirSync(inRoot('bin/.gorl'))).toEqual([other, 'main']);
  });

  test('what gorls left that have ended goes', async () => {
    makeTmpDir(inRoot('tmp'));
    twoGorls('tmp');
    rmSync(inRoot('tmp/.gorl', other), { recursive: true });
    expect(await clean(inRoot('tmp'))).toBeUndefined();
    expect(existsSync(inRoot('tmp'))).toBe(false);
  });
});

describe('what git tracks stays', () => {
  test('in a directory of gorl’s, and if gorl wrote over it', async () => {
    git('init', '-q');
    makeTmpDir(inRoot('bin'));
    for (const name of ['bin/main', 'bin/run.sh']) write(name);
    git('add', '-f', 'bin/main', 'bin/run.sh');
    write('bin/build-errors.log');
    expect(await clean(inRoot('bin'))).toBe(
      `clean_on_exit removed only build-errors.log from ${inRoot('bin')}: git tracks files in it`,
    );
    expect(readdirSync(inRoot('bin')).toSorted()).toEqual(['.gitignore', 'main', 'run.sh']);
  });

  test('and if git does not say what it tracks, all does', async () => {
    mkdirSync(inRoot('.git'));
    makeTmpDir(inRoot('tmp'));
    expect(await clean(inRoot('tmp'))).toBe(`${inRoot('tmp')} is not cleaned: git does not say what it tracks in it`);
    expect(existsSync(inRoot('tmp'))).toBe(true);
  });
});

test('git that does not end is ended, and nothing is removed', async () => {
  makeTmpDir(inRoot('tmp'));
  writeFileSync(inRoot('git'), '#!/bin/sh\nexec tail -f /dev/null\n', { mode: 0o755 });
  const commands: CommandRunner = {
    start: (spec) => (asked = plainCommands.start(spec)),
  };
  let asked: RunningCommand | undefined;
  const env = { PATH: `${root}:${process.env['PATH']}` };
  expect(await clean(inRoot('tmp'), { commands, env, limitMs: 50 })).toBe(
    `${inRoot('tmp')} is not cleaned: git does not say what it tracks in it`,
  );
  expect(existsSync(inRoot('tmp'))).toBe(true);
  expect((await asked?.ended)?.end).toEqual({ type: 'signal', signal: 'SIGKILL' });
});

test('never the root or what it lies in, whatever it is called', async () => {
  const below = inRoot('root');
  mkdirSync(below);
  symlinkSync(root, join(below, 'up'));
  for (const dir of [below, root, join(below, 'up'), join(below, 'up/root')]) {
    writeFileSync(join(root, '.gitignore'), '*\n');
    await clean(dir, { root: below });
  }
  expect(existsSync(join(below, 'up'))).toBe(true);
});

test('what stands in the way is told', async () => {
  makeTmpDir(inRoot('tmp'));
  expect(await clean(inRoot('tmp'), { root: inRoot('nowhere') })).toBe(`${inRoot('tmp')} could not be removed: ENOENT`);
  expect(existsSync(inRoot('tmp'))).toBe(true);
});

test('in the root only what bears gorl’s own name', async () => {
  mkdirSync(inRoot('.gorl'));
  for (const name of ['gorl-state.json', 'main', 'main.go']) write(name);
  expect(await clean(root, { made: [inRoot('main')] })).toBeUndefined();
  expect(readdirSync(root).toSorted()).toEqual(['main', 'main.go']);
});
