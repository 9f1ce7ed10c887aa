import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeDirs } from '../../../src/base/make-dirs.ts';
import { readText } from '../../../src/base/read-regular-file.ts';
import { isDirectory, isFile, namesIn } from '../../../src/base/what-is-there.ts';

const base = mkdtempSync(join(tmpdir(), 'gorl-there-'));
afterAll(() => rmSync(base, { recursive: true }));
const at = (name: string): string => join(base, name);
mkdirSync(at('directory'));
writeFileSync(at('file'), 'text');
symlinkSync('file', at('link'));
symlinkSync('self', at('self'));

test.each<[name: string, file: boolean, directory: boolean, text: string | undefined]>([
  ['file', true, false, 'text'],
  ['directory', false, true, undefined],
  ['link', true, false, 'text'],
  ['self', false, false, undefined],
  ['nothing', false, false, undefined],
  ['file/below', false, false, undefined],
])('%s', (name, file, directory, text) => {
  expect([isFile(at(name)), isDirectory(at(name)), readText(at(name))]).toEqual([file, directory, text]);
});

test('the names in a directory, or none', () => {
  expect(namesIn(base).toSorted()).toEqual(['directory', 'file', 'link', 'self']);
  expect([namesIn(at('file')), namesIn(at('nothing'))]).toEqual([[], []]);
});

test('directories with their parents', () => {
  makeDirs(at('directory/a/b'));
  makeDirs(at('directory/a/b'));
  expect(isDirectory(at('directory/a/b'))).toBe(true);
  expect(() => makeDirs(at('file/a'))).toThrow('ENOTDIR');
});
