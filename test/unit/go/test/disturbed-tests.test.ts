import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TestRun } from '../../../../src/go/test/test-run.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { DisturbedRig } from '../build/disturbed-rig.ts';
import { createFakeCommands, type FakeCommand } from '../build/fake-commands.ts';

/** A run of two groups of packages, on commands that end when the test says so. */
function startTests(rig: DisturbedRig) {
  const commands = createFakeCommands(rig.makesWorkDir);
  const tested: string[] = [];
  const workDir = join(rig.dir, 'work');
  mkdirSync(workDir);
  const run = new TestRun(
    {
      ...{
        goFile: '/go',
        flags: ['-race'],
        args: [],
        cwd: rig.dir,
        env: { TMPDIR: '/tmp' },
        golden: false,
        withCoverage: false,
      },
      code: { base: rig.dir, roots: [rig.dir] },
      directories: new Map(),
      stages: [['m/a'], ['m/b', 'm/c']],
    },
    {
      ...{ commands, reporter: { report: () => undefined }, sources: rig.sources, rewrites: new Set<string>() },
      ...{ workDir, label: 'tests/run-1', lowPriority: true },
    },
    { failed: () => undefined, ended: () => undefined, tested: (one) => void tested.push(one.package) },
  );
  const go = (): readonly FakeCommand[] =>
    commands.started.filter(({ spec: { command } }) => command.type === 'argv' && command.args[0] === 'test');
  return {
    run,
    tested,
    ended: run.ended(),
    go,
    async nth(count: number): Promise<FakeCommand> {
      await waitFor(() => go().length === count && existsSync(join(workDir, 'go-build1')));
      return go()[count - 1] as FakeCommand;
    },
  };
}

const passed = (name: string): string => `${JSON.stringify({ Package: name, Action: 'pass', Elapsed: 0 })}\n`;

test('one group after the other, with the flags and the environment of the user', async () => {
  await using rig = new DisturbedRig();
  const tests = startTests(rig);
  const first = await tests.nth(1);
  expect(first.spec).toMatchObject({
    command: { args: ['test', '-json', '-race', 'm/a'] },
    env: { TMPDIR: '/tmp', GOTMPDIR: join(rig.dir, 'work') },
    lowPriority: true,
  });
  first.spec.stdout?.(passed('m/a'));
  first.end(0);
  const second = await tests.nth(2);
  expect(second.spec.command).toMatchObject({ args: ['test', '-json', '-race', 'm/b', 'm/c'] });
  second.end(0);
  await tests.ended;
  expect(tests.tested).toEqual(['m/a']);
});

test.each(['a.go', 'a_test.go'])(
  '%s is written: the tests are killed, and run anew when that is quiet',
  async (name) => {
    await using rig = new DisturbedRig();
    const tests = startTests(rig);
    const first = await tests.nth(1);
    writeFileSync(join(rig.dir, 'pkg/a_test.go'), 'package pkg\n');
    const spoiled = rig.entry('11', 'object of pkg/a_test.go');
    rig.write({ name });
    expect(first.cancelled).toBe(true);
    await rig.becomesQuiet();
    (await tests.nth(2)).end(0);
    expect(existsSync(spoiled)).toBe(false);
    (await tests.nth(3)).end(0);
    await tests.ended;
  },
);

test('tests that write sources themselves come to their end', async () => {
  await using rig = new DisturbedRig();
  const tests = startTests(rig);
  for (const count of [1, 2]) {
    await tests.nth(count);
    rig.write();
    await rig.becomesQuiet();
  }
  const third = await tests.nth(3);
  rig.write();
  expect(third.cancelled).toBe(false);
  third.end(0);
  (await tests.nth(4)).end(0);
  await tests.ended;
});

test('what is cancelled begins nothing more, and tells nothing', async () => {
  await using rig = new DisturbedRig();
  const tests = startTests(rig);
  const first = await tests.nth(1);
  first.spec.stdout?.(passed('m/a'));
  tests.run.cancel();
  await tests.ended;
  expect(first.cancelled).toBe(true);
  expect(tests.go()).toHaveLength(1);
  expect(tests.tested).toEqual([]);
});
