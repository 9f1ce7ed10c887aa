import { count } from '../../../../src/base/plural.ts';
import { expect, test } from 'vitest';
import { duration, runningDuration } from '../../../../src/report/terminal/durations.ts';

test.each([
  [0, '0 ms'],
  [0.4, '0 ms'],
  [8.2, '8 ms'],
  [999.4, '999 ms'],
  [999.6, '1 s'],
  [1240, '1.24 s'],
  [5000, '5 s'],
  [9994, '9.99 s'],
  [9996, '10 s'],
  [12_340, '12.3 s'],
  [59_960, '1 min'],
  [125_000, '2 min 5 s'],
  [3_780_000, '1 h 3 min'],
  [-1, '0 ms'],
  [Number.NaN, '0 ms'],
])('%s ms is %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('a running one always has one decimal', () => {
  expect([1000, 1290, 59_900].map(runningDuration)).toEqual(['1.0 s', '1.2 s', '59.9 s']);
});

test('plurals', () => {
  expect([count(1, 'error'), count(2, 'error'), count(0, 'directory'), count(2, 'process')]).toEqual([
    '1 error',
    '2 errors',
    '0 directories',
    '2 processes',
  ]);
});
