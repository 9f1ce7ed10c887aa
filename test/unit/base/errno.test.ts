import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cannotBeRead, errnoOf, errnoWords } from '../../../src/base/errno.ts';

const withCode = (code: unknown): Error => Object.assign(new Error('an error'), { code });

test('the code of an error, where it is one of the system', () => {
  expect(() => readFileSync('/nowhere')).toThrow(expect.toSatisfy((error) => errnoOf(error) === 'ENOENT'));
  for (const other of [new Error('x'), withCode(5), 'ENOENT', undefined, null]) expect(errnoOf(other)).toBeUndefined();
});

test('words of its own come first', () => {
  expect(errnoWords(withCode('EACCES'))).toBe('permission denied');
  expect(errnoWords(withCode('EACCES'), { EACCES: 'not executable' })).toBe('not executable');
  expect(errnoWords(withCode('EIO'))).toBeUndefined();
  expect(errnoWords(new Error('x'))).toBeUndefined();
});

test('what cannot be read', () => {
  expect(cannotBeRead(withCode('EPERM'))).toBe('cannot be read: permission denied');
  expect(cannotBeRead(withCode('EIO'))).toBe('cannot be read (EIO)');
  expect(cannotBeRead('x')).toBe('cannot be read (unknown error)');
});
