import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseBuildOutput } from '../../../../src/go/output/build-output.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'gorl-own-packages-'));
  mkdirSync(join(dir, 'empty'));
});
afterAll(() => rmSync(dir, { recursive: true }));

test.each([
  ['example.com/own/c', 'there is no directory ./c in this module'],
  ['example.com/own/d/e', 'there is no directory ./d/e in this module'],
  ['example.com/own/empty', 'no Go file in ./empty of this module is built here'],
  ['example.com/own/sub/x', 'there is no directory ./x in the module example.com/own/sub'],
  ['example.com/owner/c', 'run: go get example.com/owner/c'],
])('%s is looked for in the module that it belongs to', (path, hint) => {
  const modules = [
    { path: 'example.com/own', dir },
    { path: 'example.com/own/sub', dir: join(dir, 'sub') },
  ];
  const output = `main.go:3:8: no required module provides package ${path}; to add it:\n\tgo get ${path}\n`;
  const { diagnostics, rest } = parseBuildOutput(output, { cwd: dir, modules });
  expect(diagnostics).toMatchObject([{ location: { file: 'main.go', line: 3 }, hint }]);
  if (!hint.startsWith('run:')) expect(diagnostics[0]?.message).toBe(`no required module provides package ${path}`);
  expect(rest).toEqual([]);
});

test('a module path without a dot looks like the standard library to the go command', () => {
  const output = 'main.go:2:10: package shop/c is not in std (/usr/local/go/src/shop/c)\n';
  const parse = (path: string) => parseBuildOutput(output, { cwd: dir, modules: [{ path, dir }] }).diagnostics[0]?.hint;
  expect(parse('shop')).toBe('there is no directory ./c in this module');
  expect(parse('other')).toMatch(/^the standard library has no such package/);
});
