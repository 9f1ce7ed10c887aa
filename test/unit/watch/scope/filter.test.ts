import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compileRules, prepareRules } from '../../../../src/watch/scope/filter.ts';
import type { WatchScope } from '../../../../src/watch/scope/watch-scope.ts';
import { defaultRules } from '../../../support/watch-rules.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-filter-')));
const root = join(base, 'project');
mkdirSync(root);
afterAll(() => rmSync(base, { recursive: true, force: true }));

function compile(rules: Partial<WatchScope> = {}, at = root) {
  return compileRules({
    ...defaultRules,
    root: at,
    respectGitignore: false,
    ...rules,
  });
}

describe('files', () => {
  test.each<[rel: string, watch: boolean, rules?: Partial<WatchScope>]>([
    ['main.go', true],
    ['a/b.tmpl', true],
    ['main.css', false],
    ['Makefile', false],
    ['main.GO', false],
    ['x.html.go', true],
    ['x.html.go', false, { includeExt: ['html.go'] }],
    ['x.go', false, { includeExt: ['.go'] }],
    ['x.go', true, { includeExt: [' go '] }],
    ['Makefile', true, { includeExt: ['*'] }],
    ['.env', true, { includeExt: ['*'] }],
    ['bin/app', false, { includeExt: ['*'], binary: 'bin/app' }],
    ['build.log', false, { includeExt: ['*'], ownFiles: [join(root, 'build.log')] }],
    ['build.log', false, { includeFile: ['build.log'], ownFiles: [join(root, 'build.log')] }],
    ['app.gorl-1-2-x-3', false, { includeExt: ['*'], ownName: /\.gorl-\d+-\d+-\w+-\d+$/ }],
    ['a_test.go', false],
    ['a_test.go', true, { excludeRegex: [] }],
    ['gen/a.go', false, { excludeFile: ['gen/*.go'] }],
    ['gen/d/a.go', true, { excludeFile: ['gen/*.go'] }],
    ['gen/d/a.go', false, { excludeRegex: ['project/gen/'] }],
    ['cmd/x.go', true, { includeDir: ['cmd'] }],
    ['main.go', false, { includeDir: ['cmd'] }],
    ['cmdx/x.go', false, { includeDir: ['cmd'] }],
    ['main.go', true, { includeDir: ['../pkg'] }],
    ['Makefile', true, { includeFile: ['Makefile'] }],
    ['a/Makefile', false, { includeFile: ['Makefile'] }],
    ['main.go', false, { includeDir: ['nonexistent'], includeFile: ['go.mod'] }],
    ['go.mod', true, { includeDir: ['nonexistent'], includeFile: ['go.mod'] }],
    ['gen/a.go', false, { includeFile: ['gen/a.go'], excludeFile: ['gen/*'] }],
    ['a_test.go', true, { extraFiles: [join(root, 'a_test.go')] }],
    ['4913', false, { includeExt: ['*'] }],
    ['.#main.go', false],
    ['#main.go#', false, { includeExt: ['*'] }],
    ['main.go~', false, { includeExt: ['*'] }],
    ['.main.go.swp', false, { includeExt: ['*'] }],
    ['main.go___jb_tmp___', false, { includeExt: ['*'] }],
    ['a-go-tmp-umask', false, { includeExt: ['*'] }],
    ['.DS_Store', false, { includeExt: ['*'] }],
  ])('%s: %s %o', (rel, watch, rules) => {
    expect(compile(rules).filter.file(join(root, rel)).watch).toBe(watch);
  });
});

describe('directories', () => {
  test.each<[rel: string, because: string | true, rules?: Partial<WatchScope>]>([
    ['cmd', true],
    ['.git', 'hidden directory'],
    ['a/.cache', 'hidden directory'],
    ['.tools', true, { includeDir: ['.tools'] }],
    ['a/node_modules', 'node_modules'],
    ['tmp', 'tmp_dir'],
    ['build', 'tmp_dir', { tmpDir: 'build' }],
    ['build', 'tmp_dir', { tmpDir: join(root, 'build') }],
    ['fixtures', 'testdata_dir', { testdataDir: 'fixtures' }],
    ['assets', 'exclude_dir "assets"'],
    // The default names are meant at the root only, but for those that hold no packages of one's own.
    ['web/assets', true],
    ['a/tmp', true],
    ['a/vendor', 'exclude_dir "vendor"'],
    ['a/testdata', 'exclude_dir "testdata"'],
    ['web', 'exclude_dir "web"', { excludeDir: ['web'], excludeDirIsDefault: false }],
    ['web', 'exclude_dir "web/ "', { excludeDir: ['web/ '], excludeDirIsDefault: false }],
    ['web', 'exclude_dir "./web"', { excludeDir: ['./web'], excludeDirIsDefault: false }],
    ['internal/web', true, { excludeDir: ['web'], excludeDirIsDefault: false }],
    ['internal/web', 'exclude_dir "**/web"', { excludeDir: ['**/web'], excludeDirIsDefault: false }],
    ['a/gen-x', 'exclude_dir "gen-*"', { excludeDir: ['gen-*'], excludeDirIsDefault: false }],
    ['web/a/b', 'exclude_dir "web/*/b"', { excludeDir: ['web/*/b'], excludeDirIsDefault: false }],
    // What picomatch would take for a negation or an extended glob is a name, as in air.
    ['a', true, { excludeDir: ['!pkg/keep', '!gen-*'], excludeDirIsDefault: false }],
    ['!gen-x', 'exclude_dir "!gen-*"', { excludeDir: ['!gen-*'], excludeDirIsDefault: false }],
    ['a1', true, { excludeDir: ['+(a)*'], excludeDirIsDefault: false }],
    ['+(a)1', 'exclude_dir "+(a)*"', { excludeDir: ['+(a)*'], excludeDirIsDefault: false }],
    ['a', true, { excludeDir: ['(a|b)'], excludeDirIsDefault: false }],
    ['cmd/api', true, { includeDir: ['cmd'] }],
    ['a', true, { includeDir: ['a/b'] }],
    ['pkg', 'not in include_dir', { includeDir: ['cmd'] }],
    ['vendor', true, { includeDir: ['vendor/x'] }],
    [
      'vendor',
      'exclude_dir "vendor"',
      { includeDir: ['vendor/x'], excludeDir: ['vendor'], excludeDirIsDefault: false },
    ],
  ])('%s: %s %o', (rel, because, rules) => {
    const verdict = compile(rules).filter.directory(join(root, rel));
    expect(verdict.watch).toBe(because === true);
    if (because !== true) expect(verdict.because).toBe(because);
  });

  test('included directories outside the root are watched in addition', () => {
    expect(compile({ includeDir: ['../pkg', '/elsewhere/lib'] }).filter.starts).toEqual([
      root,
      join(base, 'pkg'),
      '/elsewhere/lib',
    ]);
  });

  test('a hidden root is watched', () => {
    expect(compile({}, join(base, '.project')).filter.directory(join(base, '.project')).watch).toBe(true);
  });
});

test('patterns that cannot be compiled are told, each with its key, and left out', async () => {
  const rules = { excludeRegex: ['(?=x)', '_test'], excludeFile: ['[a'] };
  expect(() => compile(rules)).toThrow('not prepared');
  await prepareRules({ ...defaultRules, root, ...rules });
  const { filter, problems } = compile(rules);
  expect(problems.map(({ message }) => message)).toEqual([
    'build.exclude_file: "[a": syntax error in pattern',
    'build.exclude_regex: "(?=x)": error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
  ]);
  expect(
    problems.every(
      (problem) => problem.severity === 'error' && problem.source === 'config' && problem.location === undefined,
    ),
  ).toBe(true);
  expect(filter.file(join(root, 'a_test.go')).watch).toBe(false);
});

describe('directories of build rules', () => {
  const web = { name: 'web', includeDir: ['web'], includeExt: [], includeFile: [], excludeRegex: [], delayMs: 50 };

  test.each<[rel: string, watch: boolean, excludeDir: readonly string[]]>([
    ['web/dist', false, ['web', 'web/dist']],
    ['web/dist', false, ['web/dist']],
    ['web/dist', false, ['**/dist']],
    ['web/vendor', false, ['web/vendor']],
    ['web/src', true, ['web', 'web/dist']],
    // Entries that leave out the rule's directory itself: the rule is there to watch it all the same.
    ['web', true, ['web']],
    ['web/src', true, ['web']],
    ['web', true, ['w*']],
    ['web/src', true, ['web/**']],
    // That packages are vendored at any depth is a rule of Go; in air this names the directory at the root.
    ['web/vendor', true, ['vendor']],
  ])('%s: %s, exclude_dir %j', (rel, watch, excludeDir) => {
    const { filter } = compile({ buildRules: [web], excludeDir, excludeDirIsDefault: false });
    expect(filter.directory(join(root, rel)).watch).toBe(watch);
  });

  test('a link that leads out of the root is the directory that it leads to', () => {
    const theme = join(base, 'themes/dark');
    mkdirSync(theme, { recursive: true });
    symlinkSync(theme, join(base, 'theme'));
    const { filter } = compile({ buildRules: [{ ...web, includeDir: ['../theme'], includeFile: ['../theme/a.css'] }] });
    expect(filter.starts).toContain(theme);
    expect(filter.owners(join(theme, 'a.css'))).toEqual([{ type: 'service' }]);
    expect(filter.owners(join(base, 'theme/a.css'))).toEqual([{ type: 'rule', rule: 0 }]);
    const whole = compile({ buildRules: [{ ...web, includeDir: ['../theme'] }] }).filter;
    expect(whole.owners(join(theme, 'a.css'))).toEqual([{ type: 'rule', rule: 0 }]);
  });
});

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
