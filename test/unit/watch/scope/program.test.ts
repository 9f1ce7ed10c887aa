import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ProgramScope, WatchScope } from '../../../../src/watch/scope/watch-scope.ts';
import { temporaryProject } from './temporary-project.ts';

const { base, root, compile } = temporaryProject();

/** Made of these files; others may appear beside them in the same directories. */
function programOf(...files: readonly string[]): ProgramScope {
  const paths = files.map((file) => join(root, file));
  const directories = new Set(paths.map((path) => join(path, '..')));
  return {
    directories,
    wants: (path) => paths.includes(path),
    mayLieBelow: (directory) => [...directories].some((each) => `${each}/`.startsWith(`${directory}/`)),
  };
}

const program = programOf('main.go', 'vendor/x/x.go', 'assets/app.css', '.hidden/h.go', 'gen/g.go', 'testdata/a.json');
const verdicts = (more: Partial<WatchScope>, ...names: readonly string[]) => {
  const filter = compile({ program, respectGitignore: true, ...more }).filter;
  return names.map((name) => {
    const path = join(root, name);
    const isDirectory = !/\.\w+$/.test(name) || name === '.hidden';
    return (isDirectory ? filter.directory(path) : filter.file(path)).watch;
  });
};

beforeEach(() => {
  mkdirSync(join(root, 'gen'), { recursive: true });
  writeFileSync(join(root, '.gitignore'), 'gen/\n');
});

describe('what the program is made of', () => {
  const names = [
    'vendor',
    'vendor/x',
    'vendor/x/x.go',
    'assets/app.css',
    '.hidden',
    'gen',
    'gen/g.go',
    'testdata/a.json',
  ];

  test('is watched whatever lists, hidden directories and .gitignore say', () => {
    expect(verdicts({ includeExt: ['html'] }, ...names)).toEqual(names.map(() => true));
  });

  test('and a list that is none of the user’s own counts no more', () => {
    const lists = { excludeDir: ['assets', 'vendor'], excludeDirIsDefault: false, excludeDirIsChosen: false };
    const regex = { excludeRegex: ['x\\.go'], excludeRegexIsChosen: false };
    expect(verdicts({ ...lists, ...regex }, ...names)).toEqual(names.map(() => true));
  });

  test('but not what the user leaves out by a list of his own', () => {
    const chosen = {
      excludeDir: ['assets'],
      excludeDirIsDefault: false,
      excludeRegex: ['x\\.go'],
      excludeFile: ['gen/*.go'],
    };
    expect(verdicts(chosen, 'assets', 'vendor/x/x.go', 'gen/g.go', 'gen', 'main.go')).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  test('nor what is gorl’s own', () => {
    const own = { tmpDir: 'gen', binary: 'main.go' };
    expect(verdicts(own, 'gen', 'main.go')).toEqual([false, false]);
  });
});

describe('beside it', () => {
  test('what lies in a directory that is watched for it alone is not', () => {
    const others = [
      'vendor/x/page.html',
      'assets/page.html',
      'gen/page.html',
      '.hidden/page.html',
      'vendor/y',
      'page.html',
    ];
    expect(verdicts({}, ...others)).toEqual([false, false, false, false, false, true]);
  });

  test('outside the root only it is', () => {
    const beside = { ...programOf('main.go', '../x/a/a.go'), wants: (path: string) => path === join(base, 'x/a/a.go') };
    const filter = compile({ program: beside }).filter;
    expect(filter.starts).toEqual([root, join(base, 'x/a')]);
    const watched = (name: string): boolean => filter.file(join(base, name)).watch;
    expect(['x/a/a.go', 'x/a/b.go', 'x/a/page.html'].filter(watched)).toEqual(['x/a/a.go']);
    expect(filter.directory(join(base, 'x/a/sub')).because).toBe('no part of the program');
  });

  test('a directory outside that the user named is watched as ever', () => {
    mkdirSync(join(base, 'x'), { recursive: true });
    const filter = compile({ program: programOf('main.go', '../x/a.go'), includeDir: ['../x'] }).filter;
    expect(filter.starts).toEqual([root, join(base, 'x')]);
    expect(filter.file(join(base, 'x/page.html')).watch).toBe(true);
  });
});
