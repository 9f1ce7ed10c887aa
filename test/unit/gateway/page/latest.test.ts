import { expect, test } from 'vitest';
import type { PageMessage, PageProblem } from '../../../../src/gateway/live/page-message.ts';
import { Latest } from '../../../../src/gateway/page/latest.ts';

const hello = (run: number): PageMessage => ({ type: 'hello', session: 's', run, token: 't' });
const problem: PageProblem = { kind: 'crash', title: 'x', diagnostics: [], output: '', stillServing: false };

function after(...messages: readonly PageMessage[]): readonly PageMessage[] {
  const latest = new Latest();
  for (const message of messages) latest.record(message);
  return latest.messages();
}

test.each<[string, readonly PageMessage[], readonly PageMessage[]]>([
  ['nothing before hello', [{ type: 'building' }], []],
  [
    'what is wrong, and that a build runs',
    [hello(1), { type: 'problem', problem }, { type: 'building' }],
    [hello(1), { type: 'problem', problem }, { type: 'building' }],
  ],
  ['nothing when all is well', [hello(1), { type: 'problem', problem }, { type: 'fine' }], [hello(1)]],
  ['the newest run', [hello(1), { type: 'building' }, { type: 'fine' }, { type: 'reload', run: 2 }], [hello(2)]],
  [
    'what stands after somebody asked for a reload',
    [hello(1), { type: 'problem', problem }, { type: 'reload' }],
    [hello(1), { type: 'problem', problem }],
  ],
  [
    'what is the matter with each of several services',
    [
      hello(1),
      { type: 'problem', problem, service: 'api' },
      { type: 'building', service: 'web' },
      { type: 'problem', problem, service: 'admin' },
      { type: 'fine', service: 'admin' },
      { type: 'reload', run: 2 },
    ],
    [hello(2), { type: 'problem', problem, service: 'api' }, { type: 'building', service: 'web' }],
  ],
  ['nothing of before another hello', [hello(1), { type: 'problem', problem, service: 'api' }, hello(1)], [hello(1)]],
])('a page that comes later is told: %s', (_, messages, told) => {
  expect(after(...messages)).toEqual(told);
});
