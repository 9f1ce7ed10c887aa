import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { breakSum, repairSum, saveWhole, shortNames, sleepers, slowTest } from '../support/tested-fixture.ts';

function tested(files: Readonly<Record<string, string>> = {}): GorlRig {
  return new GorlRig({ from: 'fixtures/tested', files });
}

test('all tests at the start, then those that a save affects; what failed is told until it passes', async () => {
  await using rig = tested();
  rig.start(['test']);
  const start = await rig.waitForEvent('tests-started');
  expect(start.why).toBe('start');
  expect(shortNames(start.packages)).toEqual(['calc', 'report', 'shop', 'words']);
  expect(await rig.waitForEvent('tests-finished')).toMatchObject({ ok: true, packages: 4, failing: [] });

  saveWhole(rig, 'calc/calc.go', breakSum);
  expect(shortNames((await rig.waitForEvent('tests-started')).packages)).toEqual(['calc', 'shop']);
  const failed = await rig.waitForEvent('test-failed', ({ test: name }) => name === 'TestSum/two');
  expect(failed.diagnostics).toMatchObject([{ message: 'Sum([1 2]) = -3, want 3', location: { line: 16 } }]);
  const broken = await rig.waitForEvent('tests-finished');
  expect(broken.ok).toBe(false);
  expect(shortNames(broken.failing)).toEqual(['calc', 'shop']);
  await rig.until('the place on the screen', 5000, () => rig.stderr.includes('calc/calc_test.go:16: Sum([1 2])'));

  saveWhole(rig, 'words/greeting.txt', () => 'good day\n');
  expect(shortNames((await rig.waitForEvent('tests-started')).packages)).toEqual(['words']);
  expect(shortNames((await rig.waitForEvent('tests-finished')).failing)).toEqual(['calc', 'shop', 'words']);

  saveWhole(rig, 'calc/calc.go', repairSum);
  expect(shortNames((await rig.waitForEvent('tests-started')).packages)).toEqual(['calc', 'shop']);
  expect(await rig.waitForEvent('tests-finished')).toMatchObject({ ok: true, failing: ['example.com/tested/words'] });
  await rig.until('what still fails', 5000, () => rig.stderr.includes('still failing: tested/words'));
});

test('a new test, a new package, and a file of testdata', async () => {
  await using rig = tested();
  rig.start(['test']);
  await rig.waitForEvent('tests-finished');
  const failing = 'package words\n\nimport "testing"\n\nfunc TestNew(t *testing.T) { t.Fatal("new") }\n';
  rig.write('words/new_test.go', failing);
  await rig.waitForEvent('test-failed', ({ test: name }) => name === 'TestNew');
  await rig.waitForEvent('tests-finished');

  rig.write('fresh/fresh_test.go', failing.replace('words', 'fresh').replace('TestNew', 'TestFresh'));
  await rig.waitForEvent('test-failed', ({ test: name }) => name === 'TestFresh');
  await rig.waitForEvent('tests-finished');

  saveWhole(rig, 'report/testdata/line.txt', () => 'visits: 4\n');
  await rig.waitForEvent('test-failed', ({ test: name }) => name === 'TestLine');
  const { packages, cached } = await rig.waitForEvent('tests-finished');
  expect(packages).toBe(5);
  // The go command never knows what failed, and what read the file. Other tests here take things from its cache.
  expect(cached).toBeLessThanOrEqual(2);
});

async function runsSlowly(rig: GorlRig): Promise<void> {
  rig.start(['test', './calc']);
  await rig.waitForEvent('tests-started');
  await rig.until('the child of the test', 60_000, () => sleepers(rig) > 0);
}

test('a newer save ends tests that run, with all their children', async () => {
  await using rig = tested({ 'calc/slow_test.go': slowTest });
  await runsSlowly(rig);
  saveWhole(rig, 'calc/slow_test.go', () => 'package calc\n');
  await rig.waitForEvent('tests-cancelled', ({ reason }) => reason === 'change');
  expect(await rig.waitForEvent('tests-finished')).toMatchObject({ ok: true });
  expect(sleepers(rig)).toBe(0);
});

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('%s leaves nothing of tests that run', async (signal) => {
  await using rig = tested({ 'calc/slow_test.go': slowTest });
  await runsSlowly(rig);
  rig.signal(signal);
  await rig.waitForExit();
  await rig.nobodyLeft();
  expect(rig.survivors()).toEqual([]);
});

test('where there is no module, nothing begins', async () => {
  await using rig = new GorlRig({ files: { 'main_test.go': 'package main\n' }, env: { GO111MODULE: undefined } });
  rig.start(['test']);
  expect(await rig.waitForExit()).toBe(3);
  expect(rig.stderr).toContain('go.mod');
});

test('--once: exit code 1 if a test fails, with a JUnit report; 0 if none does', async () => {
  await using rig = tested();
  rig.start(['test', '--once', '--junit', 'report.xml']);
  expect(await rig.waitForExit()).toBe(0);
  expect(rig.read('report.xml')).toContain('<testsuites name="gorl test" tests="8" failures="0"');
  saveWhole(rig, 'calc/calc.go', breakSum);
  rig.start(['test', '--once', '--junit', 'report.xml']);
  expect(await rig.waitForExit()).toBe(1);
  expect(rig.read('report.xml')).toContain('message="Sum([1 2]) = -3, want 3"');
});

test('the flags and packages of go test; others are refused', async () => {
  await using rig = tested();
  rig.start(['test', '--once', './shop', '-run', 'TestTotal', '-count=1']);
  expect(await rig.waitForEvent('tests-finished')).toMatchObject({ packages: 1, counts: { passed: 1, skipped: 0 } });
  expect(await rig.waitForExit()).toBe(0);
  rig.start(['test', '-golden']);
  expect(await rig.waitForExit()).toBe(2);
  expect(rig.stderr).toContain('unknown flag -golden');
  expect(rig.stderr).toContain('gorl test -- -golden');
});

test('-cover names changed lines that no test ran, and writes the profile that is asked for', async () => {
  await using rig = tested();
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...args], { cwd: rig.dir, env: rig.env() });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'begin');
  rig.start(['test', '-cover', '-coverprofile=cover.out']);
  expect(await rig.waitForEvent('tests-finished')).toMatchObject({ ok: true, uncovered: [] });
  saveWhole(rig, 'calc/calc.go', (text) => `${text}\nfunc unused() int {\n\treturn 1\n}\n`);
  const { uncovered } = await rig.waitForEvent('tests-finished');
  expect(uncovered).toEqual([{ file: 'calc/calc.go', firstLine: 13, lastLine: 15 }]);
  await rig.until('the lines on the screen', 5000, () => /no test ran it:\s+calc\/calc\.go:13-15/.test(rig.stderr));
  expect(rig.read('cover.out')).toMatch(/^mode: set\nexample\.com\/tested\/calc\/calc\.go:/);
});

test('SIGTERM ends it in order', async () => {
  await using rig = tested();
  rig.start(['test']);
  await rig.waitForEvent('tests-finished');
  rig.signal('SIGTERM');
  expect(await rig.waitForEvent('session-ended')).toMatchObject({ exitCode: 143 });
  expect(await rig.waitForExit()).toBe(143);
});
