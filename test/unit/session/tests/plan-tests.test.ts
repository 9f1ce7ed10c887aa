import { describe, expect, test } from 'vitest';
import type { TestedPackages } from '../../../../src/go/test/affected-tests.ts';
import { planTests, type TestsWanted } from '../../../../src/session/tests/plan-tests.ts';

const tested: Pick<TestedPackages, 'all' | 'affectedBy'> = {
  all: ['a', 'b', 'c', 'd'],
  affectedBy: (paths) => (paths.length === 0 ? { changed: [], others: [] } : { changed: ['b'], others: ['c', 'd'] }),
};

describe('what is tested, and in which order', () => {
  const file = { path: '/p/b/b.go', rel: 'b/b.go', kind: 'modified' } as const;
  test.each<[string, Partial<TestsWanted>, failing: readonly string[], readonly (readonly string[])[]]>([
    ['all', { all: true }, [], [['a', 'b', 'c', 'd']]],
    ['all, those that failed first', { all: true }, ['c'], [['c'], ['a', 'b', 'd']]],
    ['what failed', { failed: true }, ['c', 'a'], [['a', 'c']]],
    ['what failed, and nothing did', { failed: true }, [], []],
    ['what a change affects, itself first', { files: [file] }, [], [['b'], ['c', 'd']]],
    ['what failed and is affected comes before it', { files: [file] }, ['d', 'a'], [['d', 'b'], ['c']]],
    [
      'what failed, and a change',
      { failed: true, files: [file] },
      ['a'],
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['those with a name, wherever they are', { name: 'Sum', files: [file] }, ['a'], [['a', 'b', 'c', 'd']]],
    ['nothing', {}, ['a'], []],
  ])('%s', (_, wanted, failing, expected) => {
    const planned = planTests(
      tested,
      { all: false, failed: false, golden: false, files: [], ...wanted },
      new Set(failing),
    );
    expect(planned).toEqual(expected);
  });
});
