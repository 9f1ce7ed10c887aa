import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { prepareRules } from '../../../../src/watch/scope/prepare-rules.ts';
import type { WatchScope } from '../../../../src/watch/scope/watch-scope.ts';
import { defaultRules } from '../../../support/watch-rules.ts';
import { temporaryProject } from './temporary-project.ts';

const { base, root, compile } = temporaryProject();

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

test('rules that need the engine of Go’s patterns, or of globs, are not compiled before it is loaded', async () => {
  // Another test may have loaded it.
  vi.resetModules();
  const fresh = await import('../../../../src/watch/scope/compile-rules.ts');
  const { prepareRules: prepare } = await import('../../../../src/watch/scope/prepare-rules.ts');
  const rules = { ...defaultRules, root, excludeRegex: ['(?=x)'], excludeDir: ['gen-*'] };
  expect(() => fresh.compileRules(rules)).toThrow('not prepared');
  await prepare(rules);
  expect(fresh.compileRules(rules).problems).toHaveLength(1);
});

test('patterns that cannot be compiled are told, each with its key, and left out', async () => {
  const rules = { excludeRegex: ['(?=x)', '_test'], excludeFile: ['[a'] };
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
    expect(filter.owners(join(theme, 'a.css'))).toEqual([{ type: 'service', name: 'app' }]);
    expect(filter.owners(join(base, 'theme/a.css'))).toEqual([{ type: 'rule', rule: 0 }]);
    const whole = compile({ buildRules: [{ ...web, includeDir: ['../theme'] }] }).filter;
    expect(whole.owners(join(theme, 'a.css'))).toEqual([{ type: 'rule', rule: 0 }]);
  });
});
