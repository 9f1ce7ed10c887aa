import { expect, test } from 'vitest';
import { isPageFile, isWatchedAnyway, watchedForPages } from '../../../../src/session/service-plan/page-files.ts';
import { root, subjectOf } from '../../../support/subject-of.ts';

const proxy = '[proxy]\nenabled = true\n';
const projectOf = (config: string) => subjectOf(config).project;

test('without a proxy, the lists are as they are', () =>
  expect(watchedForPages(projectOf(''))).toEqual({
    includeExt: ['go', 'tpl', 'tmpl', 'html'],
    excludeDir: ['assets', 'tmp', 'vendor', 'testdata'],
  }));

test('with it, files for pages count, also in assets', () => {
  const { includeExt, excludeDir } = watchedForPages(projectOf(proxy));
  expect(includeExt).toEqual(expect.arrayContaining(['go', 'html', 'css', 'js', 'svg', 'woff2']));
  expect(excludeDir).toEqual(['tmp', 'vendor', 'testdata']);
});

test('what the user has chosen stays', () => {
  const build = '[build]\ninclude_ext = ["*"]\nexclude_dir = ["assets", "web"]\n';
  expect(watchedForPages(projectOf(proxy + build))).toEqual({ includeExt: ['*'], excludeDir: ['assets', 'web'] });
  expect(
    watchedForPages(projectOf(`${proxy}[build]\ninclude_ext = ["css"]\n`)).includeExt.filter((ext) => ext === 'css'),
  ).toEqual(['css']);
});

test.each([
  ['a.css', true],
  ['web/a.min.js', true],
  ['page.html', true],
  ['page.tmpl', false],
  ['data.json', false],
  ['main.go', false],
  ['css', false],
])('%s for pages: %s', (path, expected) => expect(isPageFile(path)).toBe(expected));

test.each([
  ['', 'page.html', true],
  ['', 'a.css', false],
  ['', 'assets/page.html', false],
  ['[build]\nexclude_dir = []\n', 'assets/page.html', true],
  ['[build]\ninclude_ext = ["css"]\n', 'a.css', true],
  ['[build]\ninclude_ext = ["*"]\n', 'a.css', true],
  ['[build]\ninclude_file = ["a.css"]\n', 'a.css', true],
])('with %j, %s is watched anyway: %s', (build, path, expected) =>
  expect(isWatchedAnyway(`${root}/${path}`, projectOf(proxy + build))).toBe(expected),
);
