import { expect, test } from 'vitest';
import { count } from '../../../src/base/plural.ts';

test.each<[n: number, noun: string, more: '+' | '', text: string]>([
  [0, 'error', '', '0 errors'],
  [1, 'error', '', '1 error'],
  [1, 'error', '+', '1+ errors'],
  [10, 'error', '+', '10+ errors'],
  [2, 'directory', '', '2 directories'],
  [2, 'key', '', '2 keys'],
  [2, 'process', '', '2 processes'],
])('%d %s%s', (n, noun, more, text) => {
  expect(count(n, noun, more)).toBe(text);
});
