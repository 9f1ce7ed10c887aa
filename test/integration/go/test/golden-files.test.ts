import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { goldenTest } from '../../../support/tested-fixture.ts';
import { projectWith, run } from './tested-project.ts';

describe('golden files', { timeout: 120_000 }, () => {
  test('are written by those packages whose tests have the flag, and no other is run', async () => {
    const project = projectWith({
      'calc/golden_test.go': goldenTest('calc', '"new"'),
      'calc/testdata/golden.txt': 'old',
    });
    const { failed, tested } = await run(project, { golden: true });
    expect(failed).toEqual([]);
    expect(tested.map(({ package: name, outcome }) => [name, outcome])).toEqual([
      ['example.com/tested/calc', 'passed'],
    ]);
    expect(readFileSync(project.at('calc/testdata/golden.txt'), 'utf8')).toBe('new');
  });

  test('where no tests have it, that is said', async () => {
    const { failed, tested } = await run(projectWith(), { golden: true });
    expect(tested).toEqual([]);
    expect(failed[0]?.diagnostics[0]?.message).toBe('no package that fails has a flag -update');
  });
});
