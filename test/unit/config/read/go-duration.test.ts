import { describe, expect, test } from 'vitest';
import { goDuration, parseGoDuration, wholeMs } from '../../../../src/config/read/go-duration.ts';
import cases from '../go-duration-cases.json' with { type: 'json' };

describe('Go durations', () => {
  // Recorded from time.ParseDuration of go1.26.8: text, nanoseconds or null for an error.
  test.each(cases as [string, string | null][])('%j is %s ns', (text, ns) => {
    expect(parseGoDuration(text)?.toString() ?? null).toBe(ns);
  });

  test.each([
    [0, '0s'],
    [1, '1ms'],
    [1500, '1500ms'],
    [5000, '5s'],
    [60_000, '1m'],
    [90_000, '1m30s'],
    [7_200_000, '120m'],
  ])('%i ms is written %s and reads back', (ms, text) => {
    expect(goDuration(ms)).toBe(text);
    expect(wholeMs(parseGoDuration(text) ?? -1n)).toBe(ms);
  });

  test('a part of a millisecond counts as a whole one', () => {
    expect([0n, 1n, 999_999n, 1_000_000n, 1_000_001n].map(wholeMs)).toEqual([0, 1, 1, 1, 2]);
  });
});
