import { expect, test, vi } from 'vitest';
import type { TestRunListener } from '../../../../src/go/test/test-run.ts';
import type { FileChange } from '../../../../src/protocol/change.ts';
import type { Report, ReportOf } from '../../../../src/protocol/report.ts';
import type { TestJob, TestsEnded } from '../../../../src/session/tests/begin-tests.ts';
import type { KnownTests } from '../../../../src/session/tests/test-graph.ts';
import { TestsRunner } from '../../../../src/session/tests/tests-runner.ts';

const counts = { passed: 1, failed: 0, skipped: 0 };

/** A runner whose runs end when the test says so. Each file affects the package of its first directory. */
function onFakes({ isBeside = false } = {}) {
  const reports: Report[] = [];
  const jobs: (TestJob & { cancelled: boolean; end(): void })[] = [];
  const finished: boolean[] = [];
  let now = 1_000_000;
  let writtenAt: number | undefined;
  const packages = ['a', 'b'];
  const known = {
    tested: {
      all: packages,
      affectedBy: (paths: readonly string[]) => ({
        changed: packages.filter((name) => paths.some((path) => path.startsWith(`/p/${name}/`))),
        others: [],
      }),
    },
    files: { graph: { isBroken: false } },
  } as unknown as KnownTests;
  const runner = new TestsRunner({
    reporter: { report: (report) => void reports.push(report) },
    graph: { after: async () => known, cancel: () => undefined },
    async begin(job) {
      let end: () => void = () => undefined;
      const ended = new Promise<TestsEnded>((resolve) => (end = () => resolve({})));
      const run = { ...job, cancelled: false, end };
      jobs.push(run);
      return {
        ended: () => ended,
        cancel() {
          run.cancelled = true;
          end();
        },
      };
    },
    isBeside,
    onFinished: (ok) => void finished.push(ok),
    writtenAt: () => writtenAt ?? now,
    now: () => now,
  });
  const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  const of = <T extends Report['type']>(type: T): ReportOf<T>[] =>
    reports.filter((report): report is ReportOf<T> => report.type === type);
  return {
    runner,
    jobs,
    finished,
    of,
    settle,
    pass: (ms: number) => void (now += ms),
    write: (atMs: number) => void (writtenAt = atMs),
    now: () => now,
    remove: (name: string) => void packages.splice(packages.indexOf(name), 1),
    async save(rel: string) {
      runner.changed([change(rel)]);
      await settle();
    },
    async end(tell: (listener: TestRunListener) => void = () => undefined) {
      const job = jobs.at(-1);
      if (job === undefined) throw new Error('nothing runs');
      tell(job.listener);
      job.end();
      await settle();
    },
  };
}

function change(rel: string): FileChange {
  return { path: `/p/${rel}`, rel, kind: 'modified' };
}

function tested(name: string, outcome: 'passed' | 'failed' | 'not-built' = 'passed') {
  return (listener: TestRunListener): void =>
    listener.tested({ package: name, outcome, isCached: false, durationMs: 5, counts, measured: [] });
}

test('all at the start, then what a save affects', async () => {
  const { runner, jobs, of, settle, save, end } = onFakes();
  runner.ask({ which: 'all' });
  await settle();
  await end(tested('a'));
  await save('b/b.go');
  await end(tested('b'));
  expect(jobs.map(({ stages }) => stages)).toEqual([[['a', 'b']], [['b']]]);
  expect(of('tests-started').map(({ why }) => why)).toEqual(['start', 'change']);
  expect(of('tests-finished')).toMatchObject([
    { run: 1, ok: true, packages: 1 },
    { run: 2, ok: true, packages: 1 },
  ]);
});

test('a save during a run ends it, and both are tested', async () => {
  const { jobs, of, save, end } = onFakes();
  await save('a/a.go');
  await save('b/b.go');
  expect(jobs.map(({ cancelled }) => cancelled)).toEqual([true, false]);
  expect(jobs.at(-1)?.stages).toEqual([['a', 'b']]);
  await end();
  expect(of('tests-cancelled')).toMatchObject([{ run: 1, reason: 'change' }]);
  expect(of('tests-finished')).toMatchObject([{ run: 2 }]);
});

test('all that was asked for is still owed after a save', async () => {
  const { runner, jobs, save, settle } = onFakes();
  runner.ask({ which: 'all' });
  await settle();
  await save('b/b.go');
  expect(jobs.at(-1)?.stages).toEqual([['a', 'b']]);
});

test('what failed is named until it passes', async () => {
  const { of, save, end } = onFakes();
  await save('a/a.go');
  await end(tested('a', 'failed'));
  await save('b/b.go');
  await end(tested('b'));
  await save('a/a.go');
  await end(tested('a'));
  expect(of('tests-finished').map(({ ok, failing }) => ({ ok, failing }))).toEqual([
    { ok: false, failing: ['a'] },
    { ok: true, failing: ['a'] },
    { ok: true, failing: [] },
  ]);
});

test('a failure that no package tells of is one', async () => {
  const { finished, save, end } = onFakes();
  await save('a/a.go');
  await end((listener) => listener.failed({ durationMs: 0, diagnostics: [], output: 'go: no' }));
  expect(finished).toEqual([false]);
});

test('what failed runs again when somebody asks; if nothing did, that is said', async () => {
  const { runner, jobs, of, save, end, settle } = onFakes();
  runner.ask({ which: 'failed' });
  await settle();
  expect(jobs).toEqual([]);
  expect(of('notice')).toMatchObject([{ message: 'no test has failed' }]);
  await save('a/a.go');
  await end(tested('a', 'not-built'));
  runner.ask({ which: 'failed' });
  await settle();
  expect(jobs.at(-1)?.stages).toEqual([['a']]);
  expect(of('tests-started').at(-1)?.why).toBe('request');
});

test('a save that affects no test says so', async () => {
  const { jobs, of, save } = onFakes();
  await save('c/c.go');
  expect(jobs).toEqual([]);
  expect(of('nothing-to-do')).toMatchObject([{ reason: 'no test depends on it', files: [{ rel: 'c/c.go' }] }]);
  expect(of('tests-started')).toEqual([]);
});

test('a test that writes what it is run for is stopped after ten more runs', async () => {
  const { jobs, of, save, end } = onFakes();
  await save('a/golden.txt');
  for (let more = 0; more < 12 && jobs.length <= 12; more++) {
    await save('a/golden.txt');
    await end(tested('a'));
  }
  expect(of('notice')).toMatchObject([{ message: expect.stringContaining('the tests write a/golden.txt') }]);
  expect(jobs.length).toBe(11);
});

test('nothing runs after the end, and what ran is killed', async () => {
  const { runner, jobs, of, save } = onFakes();
  await save('a/a.go');
  await runner.stop();
  expect(jobs.map(({ cancelled }) => cancelled)).toEqual([true]);
  expect(of('tests-cancelled')).toMatchObject([{ reason: 'shutdown' }]);
  await save('b/b.go');
  expect(jobs).toHaveLength(1);
});

test('again: what failed and what was saved, and all where that is nothing', async () => {
  const { runner, jobs, of, end, settle } = onFakes({ isBeside: true });
  runner.ask({ which: 'again' });
  await settle();
  await end(tested('a', 'failed'));
  runner.ask({ which: 'again' }, [change('b/b.go')]);
  await settle();
  await end(tested('a'));
  runner.ask({ which: 'again' }, [change('b/b.go')]);
  await settle();
  expect(jobs.map(({ stages }) => stages)).toEqual([[['a', 'b']], [['a', 'b']], [['b']]]);
  expect(of('tests-started').map(({ why }) => why)).toEqual(['request', 'request', 'request']);
});

test('by name: in all packages, and what failed before may still fail', async () => {
  const { runner, jobs, of, save, end, settle } = onFakes();
  await save('a/a.go');
  await end(tested('a', 'failed'));
  runner.ask({ which: 'named', name: 'Sum' });
  await settle();
  await end(tested('a'));
  expect(jobs.at(-1)).toMatchObject({ stages: [['a', 'b']], wanted: { name: 'Sum' } });
  expect(of('tests-started').at(-1)?.why).toBe('request');
  expect(of('tests-finished').at(-1)?.failing).toEqual(['a']);
  await save('b/b.go');
  expect(jobs.at(-1)?.wanted.name).toBeUndefined();
});

test('golden files: of what failed, and a save is not what they were asked for', async () => {
  const { runner, jobs, of, save, end, settle } = onFakes();
  runner.ask({ which: 'golden' });
  await settle();
  expect([jobs, of('notice').map(({ message }) => message)]).toEqual([[], ['no test has failed']]);
  await save('a/a.go');
  await end(tested('a', 'failed'));
  runner.ask({ which: 'golden' });
  await settle();
  expect(jobs.at(-1)).toMatchObject({ stages: [['a']], wanted: { golden: true } });
  await save('b/b.go');
  expect(jobs.at(-1)).toMatchObject({ stages: [['b']], wanted: { golden: false } });
});

test('beside services tests make way, are run after that, and say nothing of a save that affects none', async () => {
  const { runner, jobs, of, save, settle } = onFakes({ isBeside: true });
  await save('c/c.go');
  expect(of('nothing-to-do')).toEqual([]);
  runner.makeWay();
  await save('a/a.go');
  expect(jobs).toEqual([]);
  runner.goOn();
  await settle();
  expect(jobs.map(({ stages }) => stages)).toEqual([[['a']]]);
  runner.makeWay();
  await settle();
  expect(jobs.map(({ cancelled }) => cancelled)).toEqual([true]);
  runner.goOn();
  await settle();
  expect(jobs.map(({ cancelled, stages }) => ({ cancelled, stages })).at(-1)).toEqual({
    cancelled: false,
    stages: [['a']],
  });
});

test('golden files of what failed only, whatever else was to be run; that follows', async () => {
  const { runner, jobs, save, end, settle } = onFakes();
  await save('a/a.go');
  await end(tested('a', 'failed'));
  await save('b/b.go');
  runner.ask({ which: 'golden' });
  await settle();
  expect(jobs.at(-1)).toMatchObject({ stages: [['a']], wanted: { golden: true } });
  await end(tested('a'));
  expect(jobs.at(-1)).toMatchObject({ stages: [['b']], wanted: { golden: false } });
});

test('all that was asked for is run after a run by name that took its place', async () => {
  const { runner, jobs, end, settle } = onFakes();
  runner.ask({ which: 'all' });
  await settle();
  runner.ask({ which: 'named', name: 'Sum' });
  await settle();
  expect(jobs.at(-1)?.wanted.name).toBe('Sum');
  await end();
  expect(jobs.at(-1)).toMatchObject({ stages: [['a', 'b']], wanted: { all: true } });
});

test('a name that is no pattern runs nothing, and is told', async () => {
  const { runner, jobs, of, settle } = onFakes();
  runner.ask({ which: 'named', name: 'Sum(' });
  await vi.waitUntil(() => of('notice').length > 0);
  await settle();
  expect([jobs, of('notice')[0]?.message]).toEqual([[], expect.stringContaining('error parsing regexp')]);
});

test('a package that is gone fails no more, and again is all then', async () => {
  const { runner, jobs, of, save, end, settle, remove } = onFakes();
  await save('a/a.go');
  await end(tested('a', 'failed'));
  remove('a');
  runner.ask({ which: 'again' });
  await settle();
  expect(jobs.at(-1)?.stages).toEqual([['b']]);
  await end(tested('b'));
  expect(of('tests-finished').at(-1)?.failing).toEqual([]);
});
