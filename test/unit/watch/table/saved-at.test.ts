import { expect, test } from 'vitest';
import { savedAt } from '../../../../src/watch/table/saved-at.ts';

const noticedMs = 1_900_000_000_000;
const nowMs = noticedMs + 40;
const daysMs = 86_400_000;

test.each<[what: string, newestMs: number, pollIntervalMs: number, expected: number]>([
  ['the time of the write', noticedMs - 7, 500, noticedMs - 7],
  ['a later write in the same window', noticedMs + 20, 500, noticedMs + 20],
  ['nothing is left of the file', 0, 500, noticedMs],
  ['our clock is two days ahead', noticedMs - 2 * daysMs, 500, noticedMs],
  ['our clock is two days behind', noticedMs + 2 * daysMs, 500, nowMs],
  ['seldom looked for', noticedMs - 9000, 10_000, noticedMs - 9000],
  ['a minute ahead', noticedMs - 60_000, 500, noticedMs],
])('%s', (_what, newestMs, pollIntervalMs, expected) => {
  expect(savedAt({ newestMs, noticedMs, nowMs, pollIntervalMs })).toBe(expected);
});
