import { expect, test } from 'vitest';
import { ProgramFiles } from '../../../../src/go/graph/program-files.ts';
import { isForOthers } from '../../../../src/session/graph/other-programs.ts';
import { graphOf, packageOf } from '../../../support/program-graph.ts';

const main = packageOf('m/cmd/api');
const program = new ProgramFiles({ ...graphOf([packageOf('m/internal/web'), main]), main: 'm/cmd/api' });
const programs = new Set(['/p/cmd/api', '/p/cmd/admin', '/p/cmd/api/tools/gen']);

test.each([
  ['cmd/admin/pages/a.html', true],
  ['cmd/admin/a.html', true],
  ['cmd/api/tools/gen/a.tmpl', true],
  ['cmd/api/pages/a.html', false],
  ['cmd/api/tools/a.html', false],
  ['internal/web/pages/a.html', false],
  ['templates/a.html', false],
  ['a.html', false],
])('%s: %s', (rel, others) => {
  expect(isForOthers(`/p/${rel}`, program, '/p', (directory) => programs.has(directory))).toBe(others);
});

test('nothing above the root is asked', () => {
  const asked: string[] = [];
  isForOthers('/p/docs/x/a.html', program, '/p/docs', (directory) => asked.push(directory) === 0);
  expect(asked).toEqual(['/p/docs/x', '/p/docs']);
});
