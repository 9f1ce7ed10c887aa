import { expect, test } from 'vitest';
import { describeFiles } from '../../../src/init/facts.ts';

function described(
  texts: Readonly<Record<string, string>>,
  directories: readonly string[] = [],
  names: readonly string[] = [],
) {
  const files = Object.keys(texts).toSorted();
  return describeFiles(
    { files, directories, read: (file) => texts[file] },
    names.map((name) => ({ name })),
  );
}

test('templates that are read at run time, env files, assets', () => {
  expect(
    described(
      { '.env': '', 'main.go': 'package main', 'web/page.tmpl': '', 'assets/a.css': '', 'q/a.sql': '', 'x.css': '' },
      ['web', 'assets', 'q', 'ui/node_modules', 'assets/node_modules'],
    ),
  ).toEqual({ templateExts: ['sql', 'tmpl'], envFiles: ['.env'], assetsDirs: ['assets', 'ui/node_modules'] });
});

test('what is embedded needs no extension, and its directory is not excluded', () => {
  const source = 'package web\n\n//go:embed all:static "my page.html" `x.tmpl`\nvar files embed.FS\n';
  expect(
    described({ 'web.go': source, 'static/a.html': '', 'static/b.sql': '', 'my page.html': '', 'x.tmpl': '' }, [
      'static',
    ]),
  ).toEqual({ templateExts: [], envFiles: [], assetsDirs: [] });
  const sheets = { 'web.go': source.replace('all:static', 'assets/*.css'), 'assets/a.css': '', 'other.html': '' };
  expect(described(sheets, ['assets'])).toMatchObject({ templateExts: ['html'], assetsDirs: [] });
});

test('patterns are relative to their package', () => {
  const files = { 'db/db.go': 'package db\n\n//go:embed *.sql\nvar fs embed.FS\n', 'db/a.sql': '' };
  expect(described(files).templateExts).toEqual([]);
  expect(described({ ...files, 'a.sql': '' }).templateExts).toEqual(['sql']);
});

test('what a generator reads is watched for that generator', () => {
  const files = { 'a.templ': '', 'a.sql': '', 'a.graphql': '', 'a.html': '' };
  expect(described(files, [], ['templ', 'sqlc', 'gqlgen']).templateExts).toEqual(['html']);
  expect(described(files, [], ['templ']).templateExts).toEqual(['graphql', 'html', 'sql']);
});
