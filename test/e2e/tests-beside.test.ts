import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { TerminalRig } from '../support/terminal-rig.ts';
import { breakSum, goldenTest, saveWhole, shortNames, sleepers, slowTest } from '../support/tested-fixture.ts';

/** An app of its own beside the tested packages: it prints a sum, and stays. */
const app = `package main

import (
	"fmt"
	"time"

	"example.com/tested/calc"
)

func main() {
	fmt.Println("sum", calc.Sum(1, 2))
	time.Sleep(time.Hour)
}
`;

const onChange = '[test]\non_change = true\n';
const files = { 'cmd/app/main.go': app, '.air.toml': onChange };
const from = 'fixtures/tested';

test('a save makes the app ready first, and then runs the tests that it affects', async () => {
  await using rig = new GorlRig({ from, files });
  rig.start();
  await rig.waitForEvent('process-ready');
  saveWhole(rig, 'calc/calc.go', breakSum);
  const ready = await rig.waitForEvent('process-ready');
  const started = await rig.waitForEvent('tests-started');
  expect(started.why).toBe('change');
  expect(shortNames(started.packages).toSorted()).toEqual(['calc', 'cmd/app', 'shop']);
  expect(rig.events.indexOf(started)).toBeGreaterThan(rig.events.indexOf(ready));
  await rig.waitForEvent('test-failed', ({ test: name }) => name === 'TestSum/two');
  expect(await rig.waitForEvent('tests-finished')).toMatchObject({ ok: false });
});

test('a test file that is saved right after the start is tested, and the app stays as it is', async () => {
  await using rig = new GorlRig({ from, files });
  rig.start();
  const { pid } = await rig.waitForEvent('process-ready');
  const failing = 'package words\n\nimport "testing"\n\nfunc TestNew(t *testing.T) { t.Fatal("new") }\n';
  rig.write('words/new_test.go', failing);
  await rig.waitForEvent('test-failed', ({ test: name }) => name === 'TestNew');
  expect(shortNames((await rig.waitForEvent('tests-finished')).failing)).toEqual(['words']);
  expect(rig.events.filter(({ type }) => type === 'process-started')).toMatchObject([{ pid }]);
});

async function runsSlowly(rig: GorlRig): Promise<void> {
  rig.start();
  await rig.waitForEvent('process-ready');
  saveWhole(rig, 'calc/calc.go', (text) => text.replace('return total', 'return total + 1'));
  await rig.waitForEvent('process-ready');
  await rig.until('the child of the test', 60_000, () => sleepers(rig) > 0);
}

test('a newer save ends tests that run, with all their children, before the app is built', async () => {
  await using rig = new GorlRig({ from, files: { ...files, 'calc/slow_test.go': slowTest } });
  await runsSlowly(rig);
  saveWhole(rig, 'calc/calc.go', breakSum);
  await rig.waitForEvent('tests-cancelled', ({ reason }) => reason === 'change');
  await rig.waitForEvent('process-ready');
  await rig.until('the children of the newer tests', 60_000, () => sleepers(rig) === 1);
  rmSync(rig.path('calc/slow_test.go'));
  expect(await rig.waitForEvent('tests-finished')).toMatchObject({ ok: false });
  expect(sleepers(rig)).toBe(0);
});

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  '%s leaves nothing of the app and of its tests',
  async (signal) => {
    await using rig = new GorlRig({ from, files: { ...files, 'calc/slow_test.go': slowTest } });
    await runsSlowly(rig);
    rig.signal(signal);
    await rig.waitForExit();
    await rig.nobodyLeft();
    expect(rig.survivors()).toEqual([]);
  },
);

test('a config that wants tests while gorl runs gets them', async () => {
  await using rig = new GorlRig({ from, files: { ...files, '.air.toml': '' } });
  rig.start();
  await rig.waitForEvent('process-ready');
  rig.write('.air.toml', `${onChange}packages = ["./calc"]\n`);
  await rig.waitForEvent('config-reloaded');
  saveWhole(rig, 'calc/calc.go', breakSum);
  expect(shortNames((await rig.waitForEvent('tests-started')).packages)).toEqual(['calc']);
  expect(await rig.waitForEvent('tests-finished')).toMatchObject({ ok: false });
});

test('keys: t for what fails and what was saved, a for all, n by name, u for golden files', async () => {
  const withGolden = {
    'words/golden_test.go': goldenTest('words', 'Greeting() + "\\n"'),
    'words/testdata/golden.txt': 'old\n',
  };
  await using rig = new TerminalRig({ from, files: { ...files, ...withGolden, '.air.toml': '' } });
  rig.start();
  await rig.waitForEvent('process-ready');
  rig.press('t');
  expect((await rig.waitForEvent('tests-started')).packages.length).toBe(5);
  await rig.waitForEvent('test-failed', ({ test: name }) => name === 'TestGolden');
  await rig.waitForEvent('tests-finished');

  rig.press('tn');
  await rig.until('the question', 10_000, () => rig.written.includes('tests whose name matches: '));
  rig.press('Tot');
  rig.press('al\r');
  expect(await rig.waitForEvent('tests-finished', ({ packages }) => packages === 1)).toMatchObject({
    ...{ ok: true, counts: { passed: 1 } },
    failing: ['example.com/tested/words'],
  });

  rig.press('tu');
  await rig.waitForEvent('tests-finished', ({ ok, failing }) => ok && failing.length === 0);
  expect(rig.read('words/testdata/golden.txt')).not.toBe('old\n');

  saveWhole(rig, 'calc/calc.go', breakSum);
  await rig.waitForEvent('process-ready');
  rig.press('t');
  const again = await rig.waitForEvent('tests-started');
  expect(shortNames(again.packages)).toEqual(expect.arrayContaining(['calc', 'shop']));
  await rig.waitForEvent('tests-finished', ({ ok }) => !ok);
});
