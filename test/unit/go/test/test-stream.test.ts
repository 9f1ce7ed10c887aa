import { expect, test } from 'vitest';
import { TestStream, type PackageEnd, type TestEnd } from '../../../../src/go/test/test-stream.ts';

type Event = Readonly<Record<string, unknown>>;

/** What a listener hears of these events. */
function heard(events: readonly (Event | string)[], pieces = 1) {
  const tests: TestEnd[] = [];
  const packages: PackageEnd[] = [];
  const stream = new TestStream({
    testEnded: (end) => void tests.push(end),
    packageEnded: (end) => void packages.push(end),
  });
  const text = events.map((event) => `${typeof event === 'string' ? event : JSON.stringify(event)}\n`).join('');
  const size = Math.ceil(text.length / pieces);
  for (let at = 0; at < text.length; at += size) stream.push(text.slice(at, at + size));
  stream.finish();
  return { tests, packages, rest: stream.rest };
}

const of = (name: string, action: string, more: Event = {}): Event => ({
  Package: 'm',
  Test: name,
  Action: action,
  ...more,
});
const out = (text: string, name?: string): Event => ({
  Package: 'm',
  Action: 'output',
  Output: text,
  ...(name && { Test: name }),
});

const failing = [
  { Package: 'm', Action: 'start' },
  of('TestA', 'run'),
  out('=== RUN   TestA\n', 'TestA'),
  of('TestA/x', 'run'),
  out('    a_test.go:3: no\n', 'TestA/x'),
  of('TestA/x', 'fail', { Elapsed: 0.25 }),
  out('--- FAIL: TestA (0.25s)\n', 'TestA'),
  of('TestA', 'fail', { Elapsed: 0.25 }),
  of('TestB', 'run'),
  of('TestB', 'pass', { Elapsed: 0 }),
  of('TestC', 'run'),
  of('TestC', 'skip', { Elapsed: 0 }),
  out('FAIL\n'),
  out('FAIL\tm\t0.300s\n'),
  { Package: 'm', Action: 'fail', Elapsed: 0.3 },
];

test('tests end with what they printed, parents after what is below them', () => {
  const { tests, packages } = heard(failing);
  expect(tests).toMatchObject([
    { test: 'TestA/x', outcome: 'failed', durationMs: 250, output: '    a_test.go:3: no\n', isParent: false },
    { test: 'TestA', outcome: 'failed', isParent: true },
    { test: 'TestB', outcome: 'passed' },
    { test: 'TestC', outcome: 'skipped' },
  ]);
  expect(packages).toEqual([
    {
      package: 'm',
      outcome: 'failed',
      durationMs: 300,
      isCached: false,
      output: 'FAIL\nFAIL\tm\t0.300s\n',
      unfinished: [],
      counts: { passed: 1, failed: 2, skipped: 1 },
    },
  ]);
});

test('the stream may come in any pieces', () => {
  expect(heard(failing, 97)).toEqual(heard(failing));
});

test('a test that never ended is named, with its words', () => {
  const { tests, packages } = heard([
    of('TestA', 'run'),
    out('panic: no\n', 'TestA'),
    out('FAIL\tm\t0.3s\n'),
    { Package: 'm', Action: 'fail', Elapsed: 0.3 },
  ]);
  expect(tests).toEqual([]);
  expect(packages).toMatchObject([{ outcome: 'failed', unfinished: ['TestA'], output: 'panic: no\nFAIL\tm\t0.3s\n' }]);
});

test('a result that was known, and a package without tests', () => {
  const { packages } = heard([
    out('ok  \tm\t(cached)\n'),
    { Package: 'm', Action: 'pass', Elapsed: 0 },
    { Package: 'n', Action: 'output', Output: '?   \tn\t[no test files]\n' },
    { Package: 'n', Action: 'skip', Elapsed: 0 },
  ]);
  expect(packages).toMatchObject([
    { package: 'm', outcome: 'passed', isCached: true },
    { package: 'n', outcome: 'skipped', isCached: false },
  ]);
});

test('what the compiler says is told with the package that it is for', () => {
  const { packages } = heard([
    { ImportPath: 'm [m.test]', Action: 'build-output', Output: '# m [m.test]\n' },
    { ImportPath: 'm [m.test]', Action: 'build-output', Output: './a.go:3:2: undefined: x\n' },
    { ImportPath: 'm [m.test]', Action: 'build-fail' },
    out('FAIL\tm [build failed]\n'),
    { Package: 'm', Action: 'fail', Elapsed: 0, FailedBuild: 'm [m.test]' },
  ]);
  expect(packages).toMatchObject([
    { outcome: 'failed', buildOutput: '# m [m.test]\n./a.go:3:2: undefined: x\n', output: 'FAIL\tm [build failed]\n' },
  ]);
});

test('Go before 1.24 tells in plain text what cannot be built', () => {
  const { packages, rest } = heard(['FAIL\tm/a [build failed]', 'FAIL\tm/b [setup failed]', 'FAIL']);
  expect(packages).toMatchObject([
    { package: 'm/a', outcome: 'failed', output: 'FAIL\tm/a [build failed]\n' },
    { package: 'm/b', outcome: 'failed', output: 'FAIL\tm/b [setup failed]\n' },
  ]);
  expect(rest).toBe('FAIL\n');
});

test('lines that are no events are kept', () => {
  expect(heard(['go: downloading x', '{half', { Action: 'start' }]).rest).toBe('go: downloading x\n{half\n');
});
