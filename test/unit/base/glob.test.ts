import { expect, test } from 'vitest';
import { compileGlob, compileGlobs, loadGlobs } from '../../../src/base/glob.ts';

await loadGlobs(['*']);

test.each<[patterns: readonly string[], yes: readonly string[], no: readonly string[]]>([
  [['**/*.templ'], ['a.templ', 'views/a.templ', 'a/b/c.templ'], ['a.templ.go', 'views/.#a.templ', '.cache/a.templ']],
  [['./*.sql'], ['a.sql'], ['db/a.sql']],
  [['db/**'], ['db/a', 'db/x/y.sql'], ['a/db/x', 'database/x']],
  [
    ['web/{a,b}/*.css', 'x.css'],
    ['web/a/x.css', 'web/b/y.css', 'x.css'],
    ['web/c/x.css', 'y.css'],
  ],
  [['buf.yaml'], ['buf.yaml'], ['a/buf.yaml']],
])('%j', (patterns, yes, no) => {
  const globs = compileGlobs(patterns);
  expect(yes.filter((path) => !globs.matches(path))).toEqual([]);
  expect(no.filter((path) => globs.matches(path))).toEqual([]);
});

test('what is excluded: files, and directories with all that is in them', () => {
  const globs = compileGlobs(['**/*.go'], ['docs', '**/*_gen.go', '**/mocks/**']);
  const all = ['main.go', 'docs/docs.go', 'docs/a/b.go', 'a/docs/x.go', 'a/x_gen.go', 'a/mocks/x.go'];
  expect(all.filter((path) => globs.matches(path))).toEqual(['main.go', 'a/docs/x.go']);
  expect(['', 'docs', 'a/mocks', 'a'].filter((directory) => globs.mayLieBelow(directory))).toEqual(['', 'a']);
});

test.each<[pattern: string, may: readonly string[], cannot: readonly string[]]>([
  ['**/*.templ', ['', 'a', 'a/b'], ['.git', 'a/.cache']],
  ['db/*.sql', ['', 'db'], ['db/x', 'web']],
  ['db/*/q/**', ['', 'db', 'db/x', 'db/x/q', 'db/x/q/y/z'], ['web', 'db/x/y']],
  ['web/{a,b/c}/*.css', ['', 'web', 'web/b', 'web/b/c', 'web/z'], ['db']],
  ['a.css', [''], ['a', 'web']],
])('where files of %s may lie', (pattern, may, cannot) => {
  const globs = compileGlobs([pattern]);
  expect([...may, ...cannot].filter((directory) => globs.mayLieBelow(directory))).toEqual(may);
});

test('a plain name needs nothing loaded', () => {
  expect(['a/b', 'b', 'a/bc'].filter(compileGlob('b'))).toEqual(['b']);
  expect(['a/b', 'b', 'a/bc'].filter(compileGlob('b', { basename: true }))).toEqual(['a/b', 'b']);
});
