import { expect, test } from 'vitest';
import type { Event } from '../../../src/engine/service/event.ts';
import { initialState, type State } from '../../../src/engine/service/state.ts';
import type { AllErrors, AllErrorsRequest } from '../../../src/go/build/all-errors.ts';
import type { BuildPlan } from '../../../src/go/build/build-plan.ts';
import { problem, tooManyErrors, type Diagnostic } from '../../../src/protocol/diagnostic.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { AllErrorsWanted, type FailedBuildEvent } from '../../../src/session/all-errors.ts';
import { machineOptions } from '../../../src/session/service-plan/machine-options.ts';
import { subjectOf } from '../../support/subject-of.ts';
import { waitFor } from '../../support/wait-for.ts';

const first = problem('undefined: a', { source: 'go' });
const cutOff: Diagnostic = { ...problem('undefined: b', { source: 'go' }), notes: [{ message: tooManyErrors }] };
const exit = { type: 'code', code: 1 } as const;
const idle = initialState(machineOptions(subjectOf('').project, false));
const failedBuild = (diagnostics: readonly Diagnostic[], more: object = {}): Event => ({
  type: 'build-failed',
  generation: 3,
  diagnostics,
  output: '',
  end: exit,
  durationMs: 40,
  ...more,
});

function rig(build: BuildPlan['build'] = { type: 'owned', goFile: '/go', flags: [], packages: ['.'] }) {
  const reports: Report[] = [];
  const requests: AllErrorsRequest[] = [];
  const ends: ((found: AllErrors) => void)[] = [];
  let cancelled = 0;
  let failure: FailedBuildEvent | undefined;
  let listener: (event: Event, state: State) => void = () => undefined;
  let state = idle;
  const wanted = new AllErrorsWanted({
    loop: { subscribe: (each) => (listener = each), state: () => state },
    reporter: { report: (report) => void reports.push(report) },
    clock: { now: () => 7 },
    plan: () => ({ preCmd: [], stopOnError: false, build, cwd: '/p', env: {}, roots: ['/p'] }),
    failure: () => failure,
    find(request) {
      requests.push(request);
      return { ended: new Promise((resolve) => ends.push(resolve)), cancel: () => (cancelled += 1) };
    },
  });
  return {
    wanted,
    reports,
    requests,
    cancelled: () => cancelled,
    happen(event: Event, next: State = idle) {
      if (event.type === 'build-failed') failure = event;
      state = next;
      listener(event, next);
    },
    end: (found: AllErrors) => ends.shift()?.(found),
  };
}

test('all errors take the place of those that the compiler told, as the same build', async () => {
  const { wanted, happen, end, reports, requests } = rig();
  happen(failedBuild([first, cutOff]));
  wanted.ask();
  wanted.ask();
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({ generation: 3, diagnostics: [first, cutOff], plan: { cwd: '/p' } });
  const all = [first, first, first];
  end({ type: 'failed', diagnostics: all, output: '', end: exit });
  await waitFor(() => reports.length > 0);
  expect(reports).toEqual([
    { type: 'build-failed', generation: 3, durationMs: 0, end: exit, diagnostics: all, output: '' },
  ]);
  wanted.ask();
  expect(reports.at(-1)).toMatchObject({ message: 'there are no more errors than these' });
});

test('what answers meanwhile is still said to answer', async () => {
  const { wanted, happen, end, reports } = rig();
  const current = { id: 'ready', artifact: { generation: 2 } } as NonNullable<State['current']>;
  happen(failedBuild([cutOff]), { ...idle, current });
  wanted.ask();
  end({ type: 'failed', diagnostics: [first], output: '', end: exit });
  await waitFor(() => reports.length > 0);
  expect(reports[0]).toMatchObject({ type: 'build-failed', stillServing: 2 });
});

test('the next build ends it, and what it finds then is not told', async () => {
  const { wanted, happen, end, reports, cancelled, requests } = rig();
  happen(failedBuild([cutOff]));
  wanted.ask();
  const building = { ...idle, build: { id: 'building' } as State['build'] };
  happen({ type: 'rebuild-requested', by: { type: 'key', key: 'b' } }, building);
  expect(cancelled()).toBe(1);
  wanted.ask();
  expect(requests).toHaveLength(1);
  end({ type: 'failed', diagnostics: [first], output: '', end: exit });
  await Promise.resolve();
  happen(failedBuild([cutOff]));
  wanted.ask();
  expect([requests.length, reports.length]).toEqual([2, 0]);
});

test('errors that are gone are told', async () => {
  const { wanted, happen, end, reports } = rig();
  happen(failedBuild([cutOff]));
  wanted.ask();
  end({ type: 'succeeded' });
  await waitFor(() => reports.length > 0);
  expect(reports[0]).toMatchObject({ message: 'go build finds no errors any more', hint: 'press b to build again' });
});

test.each([
  ['nothing failed', undefined, undefined, 'there are no errors to show'],
  ['all were told', failedBuild([first]), undefined, 'there are no more errors than these'],
  ["the user's own command", failedBuild([cutOff]), { type: 'custom', line: 'make' } as const, /a command of yours/],
  ['a generator', failedBuild([cutOff], { generator: 'sqlc' }), undefined, /a command of yours/],
])('%s: why there are no others is told', (_name, event, build, message) => {
  const { wanted, happen, reports, requests } = rig(build);
  if (event !== undefined) happen(event);
  wanted.ask();
  expect(requests).toEqual([]);
  expect(reports).toEqual([expect.objectContaining({ type: 'notice', message: expect.stringMatching(message) })]);
});
