import { expect, test } from 'vitest';
import type { PageProblem } from '../../../../src/gateway/live/page-message.ts';
import { isOther, shownOf } from '../../../../src/gateway/page/problems.ts';

const problem = (title: string): PageProblem => ({
  ...{ kind: 'build', title, diagnostics: [], output: '', stillServing: true },
});
const [one, two] = [problem('1'), problem('2')];

test.each<[string, readonly (readonly [string, PageProblem])[], string | undefined, unknown]>([
  ['nothing', [], 'web', undefined],
  [
    'the last of others',
    [
      ['api', one],
      ['admin', two],
    ],
    'web',
    { service: 'admin', problem: two, isAside: true },
  ],
  [
    'its own before others',
    [
      ['web', one],
      ['api', two],
    ],
    'web',
    { service: 'web', problem: one, isAside: false },
  ],
  [
    'its own behind others',
    [
      ['api', one],
      ['web', two],
    ],
    'web',
    { service: 'web', problem: two, isAside: false },
  ],
  ['the only one', [['', one]], undefined, { service: '', problem: one, isAside: false }],
  ['any, where nobody knows its own', [['api', one]], undefined, { service: 'api', problem: one, isAside: false }],
])('a page shows %s', (_, problems, own, shown) => {
  expect(shownOf(new Map(problems), own)).toEqual(shown);
});

test.each([
  [undefined, 'web', false],
  ['', 'web', false],
  ['web', 'web', false],
  ['api', 'web', true],
  ['api', undefined, false],
])('a message about %s is about another than a page of %s: %s', (service, own, is) => {
  expect(isOther(service, own)).toBe(is);
});
