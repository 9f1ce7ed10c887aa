import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { WatchScope } from '../../../../src/watch/scope/watch-scope.ts';
import { temporaryProject } from './temporary-project.ts';

const { base, compile } = temporaryProject();

describe('.gitignore', () => {
  const repository = join(base, 'repo');
  const service = join(repository, 'services/api');
  const write = (rel: string, text: string): void => {
    mkdirSync(dirname(join(repository, rel)), { recursive: true });
    writeFileSync(join(repository, rel), text);
  };
  write('.git/info/exclude', 'private.go\n');
  write('.gitignore', '*.gen.go\n/services/api/out/\nkeep.go\n');
  write('services/api/.gitignore', '!keep.go\n/local\n');
  write('services/api/deep/.gitignore', '*.html\n!index.html\n');
  const filter = compile({ respectGitignore: true, includeFile: ['x.gen.go'] }, service).filter;

  test.each<[rel: string, watch: boolean]>([
    ['main.go', true],
    ['y.gen.go', false],
    ['x.gen.go', true],
    ['private.go', false],
    ['keep.go', true],
    ['deep/a.html', false],
    ['deep/index.html', true],
  ])('file %s: %s', (rel, watch) => {
    expect(filter.file(join(service, rel)).watch).toBe(watch);
  });

  test.each<[rel: string, watch: boolean, rules?: Partial<WatchScope>]>([
    ['out', false],
    ['local', false],
    ['deep/local', true],
    ['out', true, { includeDir: ['out'] }],
    ['out/sub', true, { includeDir: ['out'] }],
  ])('directory %s: %s %o', (rel, watch, rules) => {
    const { filter: own } = compile({ respectGitignore: true, ...rules }, service);
    expect(own.directory(join(service, rel)).watch).toBe(watch);
  });

  test('is read again on request', () => {
    const { filter: own } = compile({ respectGitignore: true }, service);
    expect(own.file(join(service, 'late.go')).watch).toBe(true);
    write('services/api/.gitignore', '!keep.go\n/local\nlate.go\n');
    expect(own.file(join(service, 'late.go')).watch).toBe(true);
    own.reread();
    expect(own.file(join(service, 'late.go')).watch).toBe(false);
  });

  test.runIf(process.platform === 'linux')('upper and lower case differ', () => {
    write('services/case/.gitignore', 'Build\n');
    const { filter: own } = compile({ respectGitignore: true }, join(repository, 'services/case'));
    expect(own.directory(join(repository, 'services/case/build')).watch).toBe(true);
    expect(own.directory(join(repository, 'services/case/Build')).watch).toBe(false);
  });

  test.each<[name: string, ignored: string]>([
    ['everything', '*\n'],
    ['the root', '/scratch/mine\n'],
    ['a directory above the root', 'scratch/\n'],
  ])('a repository that ignores %s has no say', (name, ignored) => {
    const home = join(base, `home of ${name}`);
    const mine = join(home, 'scratch/mine');
    mkdirSync(join(home, '.git'), { recursive: true });
    mkdirSync(mine, { recursive: true });
    writeFileSync(join(home, '.gitignore'), `${ignored}main.go\n`);
    writeFileSync(join(mine, '.gitignore'), '/local\n');
    const { filter: own } = compile({ respectGitignore: true }, mine);
    expect(own.file(join(mine, 'main.go')).watch).toBe(true);
    expect(own.directory(join(mine, 'pkg')).watch).toBe(true);
    expect(own.directory(join(mine, 'local')).watch).toBe(false);
    writeFileSync(join(home, '.gitignore'), 'main.go\n');
    own.reread();
    expect(own.file(join(mine, 'main.go')).watch).toBe(false);
  });

  test('a directory outside the root that the user names is watched though it is ignored', () => {
    write('.gitignore', '/shared/\n*.gen.go\n');
    mkdirSync(join(repository, 'shared'), { recursive: true });
    const { filter: own } = compile({ respectGitignore: true, includeDir: ['../../shared'] }, service);
    expect(own.file(join(repository, 'shared/a.go')).watch).toBe(true);
    expect(own.directory(join(repository, 'shared/sub')).watch).toBe(true);
  });

  test('info/exclude of a worktree lies in the directory that all worktrees share', () => {
    const worktree = join(base, 'worktree');
    write('.git/worktrees/w/commondir', '../..\n');
    mkdirSync(worktree);
    writeFileSync(join(worktree, '.git'), `gitdir: ${repository}/.git/worktrees/w\n`);
    const { filter: own } = compile({ respectGitignore: true }, worktree);
    expect(own.file(join(worktree, 'private.go')).watch).toBe(false);
    expect(own.file(join(worktree, 'main.go')).watch).toBe(true);
  });

  test('info/exclude of a submodule lies in its own git directory', () => {
    const submodule = join(repository, 'sub');
    write('.git/modules/sub/info/exclude', 'own.go\n');
    write('sub/.git', 'gitdir: ../.git/modules/sub\n');
    const { filter: own } = compile({ respectGitignore: true }, submodule);
    expect(own.file(join(submodule, 'own.go')).watch).toBe(false);
    expect(own.file(join(submodule, 'private.go')).watch).toBe(true);
  });

  test('an extension that the user chose wins over a line for the file itself, not over one for its directory', () => {
    write('services/chosen/.gitignore', '.env\n*.local.env\nout/\n*.html\n');
    const at = join(repository, 'services/chosen');
    const { filter: own } = compile(
      { respectGitignore: true, includeExt: ['go', 'html', 'env'], chosenExt: ['env'] },
      at,
    );
    expect(own.file(join(at, '.env')).watch).toBe(true);
    expect(own.file(join(at, 'deep/a.local.env')).watch).toBe(true);
    expect(own.file(join(at, 'index.html')).watch).toBe(false);
    expect(own.directory(join(at, 'out')).watch).toBe(false);
    expect(own.file(join(at, 'out/.env')).watch).toBe(false);
    const { filter: named } = compile(
      { respectGitignore: true, includeExt: ['go', 'env'], chosenExt: ['env'], includeDir: ['out'] },
      at,
    );
    expect(named.directory(join(at, 'out')).watch).toBe(true);
    expect(named.file(join(at, 'out/.env')).watch).toBe(true);
  });

  test('the package that is built is never ignored', () => {
    write('services/program/.gitignore', 'app\n');
    const at = join(repository, 'services/program');
    mkdirSync(join(at, 'cmd/app'), { recursive: true });
    const watched = (rules: Partial<WatchScope>): readonly boolean[] => {
      const { filter: own } = compile({ respectGitignore: true, ...rules }, at);
      return [own.directory(join(at, 'cmd/app')).watch, own.file(join(at, 'cmd/app/main.go')).watch];
    };
    expect(watched({})).toEqual([false, false]);
    expect(watched({ programDirs: [join(at, 'cmd/app')] })).toEqual([true, true]);
  });

  test('nor is the way to it, but what lies beside it', () => {
    write('services/made/.gitignore', 'gen\n');
    const at = join(repository, 'services/made');
    mkdirSync(join(at, 'gen/app'), { recursive: true });
    mkdirSync(join(at, 'gen/other'));
    const { filter: own } = compile({ respectGitignore: true, programDirs: [join(at, 'gen/app')] }, at);
    expect(['gen', 'gen/app', 'gen/other'].map((dir) => own.directory(join(at, dir)).watch)).toEqual([
      true,
      true,
      false,
    ]);
    expect(['gen/a.go', 'gen/app/main.go'].map((file) => own.file(join(at, file)).watch)).toEqual([false, true]);
  });
});
