import { expect, test } from 'vitest';
import type { Report } from '../../../../src/protocol/report.ts';
import { ServiceStates } from '../../../../src/report/screen/service-states.ts';
import type { StateLineView } from '../../../../src/report/screen/state-line.ts';
import { createTheme } from '../../../../src/report/terminal/theme.ts';

const view: StateLineView = {
  theme: createTheme({ color: false, unicode: true }),
  nowMs: 5000,
  keys: true,
  keyboard: 'gorl',
  timeOfDay: () => '03:04:05',
  buildStage: () => undefined,
};

const building: Report = { type: 'build-started', generation: 1, cause: { type: 'start' } };
const built: Report = { type: 'build-succeeded', generation: 1, durationMs: 4 };
const failed: Report = {
  ...{ type: 'build-failed', generation: 2, durationMs: 1, diagnostics: [], output: '' },
  end: { type: 'code', code: 1 },
};
const started: Report = { type: 'process-started', run: 1, generation: 1, pid: 1 };
const ready: Report = { type: 'process-ready', run: 1, generation: 1, pid: 1, ports: [80] };
const exited = (code: number): Report => ({
  ...{ type: 'process-exited', run: 1, generation: 1, end: { type: 'code', code }, livedMs: 1, expected: false },
  ...{ forced: false, stopMs: 0, leaked: [] },
});

function states(of: Readonly<Record<string, readonly Report[]>>): ServiceStates {
  const all = new ServiceStates();
  all.name(Object.keys(of));
  for (const [service, reports] of Object.entries(of)) for (const report of reports) all.note(report, 1000, service);
  return all;
}

test('each has its sign: ready, being built or started, wrong, ended well, not begun', () => {
  const all = states({
    api: [building, built, started, ready],
    auth: [building],
    jobs: [building, built, started],
    web: [building, built, started, ready, building, failed],
    crash: [started, exited(3)],
    once: [started, exited(0)],
    late: [],
  });
  expect(all.line(view, 100)).toBe('api ●  auth ◌  jobs ◌  web ✗  crash ✗  once ○  late ○');
  expect(all.isMoving()).toBe(true);
});

test('where there is no room, those that are well go first', () => {
  const all = states({
    api: [started, ready],
    auth: [failed],
    jobs: [building],
    mail: [started, ready],
    web: [started, ready],
  });
  expect(all.line(view, 22)).toBe('auth ✗  jobs ◌  +3');
  expect(all.line(view, 8)).toBe('+5');
});

test('the one that is shown alone stands out, and the session has its word', () => {
  const all = states({ api: [started, ready], web: [started, ready] });
  all.show('web');
  all.note({ type: 'paused' }, 2000);
  expect(all.line(view, 100)).toBe('paused · api ●  [web] ●');
  all.note(
    { type: 'session-stopping', reason: { type: 'request', by: { type: 'key', key: 'q' } }, forced: false },
    2000,
  );
  expect(all.line(view, 100)).toContain('stopping, ');
});

test('whose the keyboard is', () => {
  const all = states({ api: [started, ready], web: [started, ready] });
  expect(all.line({ ...view, keyboard: 'app-first' }, 100)).toMatch(/^keys go to the service that is shown alone, /);
  all.show('web');
  expect(all.line({ ...view, keyboard: 'app' }, 100)).toBe('keys go to web, Ctrl-] takes them back · api ●  [web] ●');
});

test('of one program it says what it always said', () => {
  const all = new ServiceStates();
  for (const report of [building, built, started, ready]) all.note(report, 1000, 'app');
  expect(all.line(view, 100)).toContain('ready');
});

test('another config leaves those that it names as they are', () => {
  const all = states({ api: [started, ready], web: [failed] });
  all.name(['db', 'api']);
  expect(all.line(view, 100)).toBe('db ○  api ●');
});

const finished = (failing: readonly string[]): Report => ({
  ...{ type: 'tests-finished', run: 1, ok: failing.length === 0, counts: { passed: 2, failed: 0, skipped: 0 } },
  ...{ packages: 2, failedPackages: failing.length, cached: 0, durationMs: 5, failing },
});
const testsStarted: Report = { type: 'tests-started', run: 1, packages: ['m/a'], why: 'change' };
const testEnded: Report = {
  ...{ type: 'test-ended', run: 1, package: 'm/a', test: 'TestA', outcome: 'passed', durationMs: 1 },
};
const testFailed: Report = { type: 'test-failed', run: 1, durationMs: 1, diagnostics: [], output: '' };

test.each([
  ['run', [testsStarted, testEnded, testEnded], 'tests… 2 passed', true],
  ['fail', [testsStarted, testEnded, testFailed], 'tests… 1 failed, 1 passed', true],
  ['have passed', [testsStarted, finished([])], 'tests pass', false],
  ['have failed', [testsStarted, finished(['m/a', 'm/b'])], 'tests fail in 2 packages', false],
  ['could not be run', [testsStarted, { ...finished([]), ok: false }], 'tests could not be run', false],
  [
    'were cancelled: what is known holds',
    [testsStarted, finished(['m/a']), testsStarted, { type: 'tests-cancelled', run: 2, reason: 'change' }],
    'tests fail in 1 package',
    false,
  ],
] as const)('tests beside them %s', (_, reports, text, isMoving) => {
  const all = states({ api: [building, built, started, ready], web: [building, built, started, ready] });
  for (const report of reports) all.note(report, 1000);
  expect(all.line(view, 100)).toBe(`api ●  web ● · ${text}`);
  expect(all.isMoving()).toBe(isMoving);
  const one = new ServiceStates();
  for (const report of [building, built, started, ready, ...reports]) one.note(report, 1000, 'app');
  expect(one.line(view, 100)).toContain(text);
});
