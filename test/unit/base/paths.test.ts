import { expect, test } from 'vitest';
import {
  childPath,
  isWithin,
  pathBelow,
  relativeTo,
  resolved,
  resolvedIfThere,
  shownPath,
} from '../../../src/base/paths.ts';

test.each<[path: string, directory: string, below: string | undefined]>([
  ['/a/b/c', '/a', 'b/c'],
  ['/a', '/a', ''],
  ['/a/', '/a', ''],
  ['/a/..b', '/a', '..b'],
  ['/a/./b/../c', '/a/', 'c'],
  ['/ab', '/a', undefined],
  ['/', '/a', undefined],
  ['/a', '/', 'a'],
  ['/b', '/a', undefined],
])('%s below %s', (path, directory, below) => {
  expect(pathBelow(path, directory)).toBe(below);
  expect(shownPath(path, directory)).toBe(below === undefined || below === '' ? path : below);
});

test.each<[path: string, directory: string, within: boolean]>([
  ['/a/b', '/a', true],
  ['/a', '/a', true],
  ['/ab', '/a', false],
  ['/a', '/', true],
  ['/', '/', true],
])('%s within %s: %s', (path, directory, within) => {
  expect(isWithin(path, directory)).toBe(within);
});

test('relative to a directory', () => {
  expect(['/a/b/c', '/b', '/a'].map(relativeTo('/a'))).toEqual(['b/c', '../b', '']);
  expect(['/a/b', '/'].map(relativeTo('/'))).toEqual(['a/b', '']);
});

test('a child', () => {
  expect([childPath('/a', 'b'), childPath('/', 'b')]).toEqual(['/a/b', '/b']);
});

test('without symlinks, as far as there is anything', () => {
  expect(resolvedIfThere('/nowhere/at/all')).toBeUndefined();
  expect(resolved('/nowhere/../at')).toBe('/at');
  expect(resolvedIfThere('/proc/self')).toBe(process.platform === 'linux' ? `/proc/${process.pid}` : undefined);
});
