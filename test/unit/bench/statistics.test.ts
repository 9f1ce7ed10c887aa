import { describe, expect, test } from 'vitest';
import { compare, median, medianInterval, quantile } from '../../bench/statistics.mjs';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

describe('the statistics of the benches', () => {
  test.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
  ])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test('a quantile is one of the values', () => {
    expect(quantile([5, 1, 4, 2, 3], 0.5)).toBe(3);
    expect(quantile([5, 1, 4, 2, 3], 1)).toBe(5);
  });

  test.each([
    // Tables of the sign test: which values, from either end, have the median between them at 95 %.
    [6, [1, 6]],
    [11, [2, 10]],
    [15, [4, 12]],
    [21, [6, 16]],
  ])('with %d values the interval is %j', (count, expected) => {
    expect(medianInterval(upTo(count))).toEqual(expected);
  });

  test('a machine that gets slower does not disturb what is measured in pairs', () => {
    const floor = upTo(11).map((round) => 100 * round);
    const found = compare(
      floor,
      floor.map((ms) => ms * 0.5),
    );
    expect(found).toMatchObject({ floorMs: 600, measuredMs: 300, ratio: 0.5, paired: 0.5, interval: [0.5, 0.5] });
  });
});
