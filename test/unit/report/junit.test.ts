import { expect, test } from 'vitest';
import type { Report } from '../../../src/protocol/report.ts';
import { JUnitReport } from '../../../src/report/junit.ts';

const counts = { passed: 0, failed: 0, skipped: 0 };

function textOf(reports: readonly Report[]): string {
  const junit = new JUnitReport();
  const whole = reports.map((report) => junit.note(report, Date.UTC(2026, 0, 2, 3, 4, 5)));
  expect(whole.at(-1)).toBe(true);
  return junit.text();
}

const started: Report = { type: 'tests-started', run: 1, packages: ['m/a'], why: 'start' };
const finished: Report = {
  ...{
    type: 'tests-finished',
    run: 1,
    ok: false,
    counts,
    packages: 1,
    failedPackages: 1,
    cached: 0,
    durationMs: 1234,
    failing: [],
  },
};

test('a suite for each package, a case for each test', () => {
  const text = textOf([
    started,
    { type: 'test-ended', run: 1, package: 'm/a', test: 'TestGood', outcome: 'passed', durationMs: 10 },
    { type: 'test-ended', run: 1, package: 'm/a', test: 'TestLater', outcome: 'skipped', durationMs: 0 },
    {
      ...{ type: 'test-failed', run: 1, package: 'm/a', test: 'TestBad', durationMs: 250, output: 'printed' },
      diagnostics: [
        {
          ...{ severity: 'error', message: 'got "<3>",\nwant 4 & more', notes: [], source: 'test' },
          location: { file: 'a/a_test.go', line: 7 },
        },
      ],
    },
    { type: 'test-ended', run: 1, package: 'm/a', test: 'TestBad', outcome: 'failed', durationMs: 250 },
    { type: 'package-tested', run: 1, package: 'm/a', outcome: 'failed', cached: false, durationMs: 300, counts },
    finished,
  ]);
  expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="gorl test" tests="3" failures="1" errors="0" time="1.234">
  <testsuite name="m/a" tests="3" failures="1" errors="0" skipped="1" time="0.300" timestamp="2026-01-02T03:04:05">
    <testcase classname="m/a" name="TestGood" time="0.010"/>
    <testcase classname="m/a" name="TestLater" time="0.000">
      <skipped/>
    </testcase>
    <testcase classname="m/a" name="TestBad" time="0.250">
      <failure message="got &quot;&lt;3&gt;&quot;," type="test">a/a_test.go:7: got "&lt;3&gt;",
want 4 &amp; more
printed</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
});

test('what failed without a test is an error', () => {
  const text = textOf([
    started,
    { type: 'test-failed', run: 1, package: 'm/a', durationMs: 0, diagnostics: [], output: 'no database' },
    { type: 'package-tested', run: 1, package: 'm/a', outcome: 'failed', cached: false, durationMs: 0, counts },
    finished,
  ]);
  expect(text).toContain('errors="1"');
  expect(text).toContain('<testcase classname="m/a" name="the package" time="0.000">\n      <error message=');
});

test('control characters and halves of pairs do not make it invalid', () => {
  const text = textOf([
    started,
    { type: 'test-failed', run: 1, package: 'm/a', durationMs: 0, diagnostics: [], output: 'a\u001B[31mb\uD800c' },
    finished,
  ]);
  expect(text).toContain('a\uFFFD[31mb\uFFFDc');
});

test('a new run begins with nothing', () => {
  const passed: Report = {
    ...{ type: 'test-ended', run: 1, package: 'm/a', test: 'TestGood', outcome: 'passed', durationMs: 10 },
  };
  expect(textOf([started, passed, finished, started, finished])).not.toContain('TestGood');
});
