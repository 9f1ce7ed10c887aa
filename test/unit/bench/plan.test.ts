import { describe, expect, test } from 'vitest';
import { defaultColumns, estimate, planOf } from '../../bench/run/plan.mjs';

const plan = (only?: string[]): ReturnType<typeof planOf> => planOf({ only, rounds: 11, available: defaultColumns });

describe('the plan of the bench', () => {
  test('a default run has all modules but xl, and takes at most 45 minutes', () => {
    const tasks = plan();
    expect([...new Set(tasks.map(({ module }) => module))]).toEqual(['s', 'm', 'l', 'real']);
    expect(estimate(tasks)).toBeLessThan(45 * 60_000);
  });

  test('whoever builds with the go command takes part in a few rounds of a hot edit', () => {
    const [hot] = plan(['l/hot']);
    expect(hot?.every).toEqual({ tuned: 4, 'air-0': 4 });
    const [slow] = plan(['m/hotapi']);
    expect(slow?.every).toEqual({ air: 4, 'air-0': 4, wgo: 4 });
    expect(plan(['m/main'])[0]?.every).toEqual({});
  });

  test.each([
    ['xl', ['xl/main', 'xl/leaf', 'xl/error']],
    ['xl/hot', ['xl/hot']],
    ['s/hotinl', ['s/hotinl']],
  ])('--only %s', (word, expected) => {
    expect(plan([word]).map(({ module, edit }) => `${module}/${edit}`)).toEqual(expected);
  });

  test('what tells the same everywhere is measured on small modules', () => {
    expect(plan(['m/main'])[0]?.keys).toEqual(defaultColumns);
    expect(plan(['m/hot'])[0]?.keys).toEqual(defaultColumns.filter((key) => key !== 'hand'));
    expect(plan(['l/main'])[0]?.keys).toEqual(['floor', 'tuned', 'lane', 'air', 'air-0']);
  });

  test('only the first edit of a module warms up', () => {
    expect(plan(['m/main', 'm/leaf', 'l/main']).map(({ warmUps }) => warmUps)).toEqual([1, 0, 1]);
  });

  test.each([
    ['q', 'no module q: there are s, m, l, xl, real'],
    ['m/nothing', 'no edit nothing: there are main, '],
  ])('--only %s is refused', (word, message) => {
    expect(() => plan([word])).toThrow(message);
  });
});
