import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SourceWrite } from '../../../../src/go/build/sources.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { DisturbedRig } from './disturbed-rig.ts';
import type { FakeCommand } from './fake-commands.ts';

test('a source is written: the build is killed at once, and built anew when that has become quiet', async () => {
  await using rig = new DisturbedRig();
  const first = await rig.startBuild();
  rig.write();
  expect(first.cancelled).toBe(true);
  await rig.becomesQuiet();
  const second = await rig.nthBuild(2);
  expect(rig.events).toEqual([]);
  second.end(0);
  await waitFor(() => rig.events.length > 0);
  expect(rig.events).toMatchObject([{ type: 'build-succeeded', generation: 1 }]);
});

test('what it put into the cache for what was written is dropped, and nothing else', async () => {
  await using rig = new DisturbedRig();
  await rig.startBuild();
  const spoiled = rig.entry('11', 'object of pkg/a.go');
  const sibling = rig.entry('22', 'object that names pkg/b.go of the same package');
  const nameless = rig.entry('33', 'object that names no source');
  const other = rig.entry('44', 'object of other/a.go and pkg/c.go');
  const old = rig.entry('55', 'object of pkg/a.go', 60_000);
  rig.write();
  await rig.becomesQuiet();
  (await rig.nthBuild(2)).end(0);
  await waitFor(() => rig.events.length > 0);
  expect([spoiled, sibling, nameless, other, old].map((file) => existsSync(file))).toEqual([
    false,
    false,
    false,
    true,
    true,
  ]);
});

test('a build that is cancelled for a change drops them before it says so', async () => {
  await using rig = new DisturbedRig();
  await rig.startBuild();
  const spoiled = rig.entry('11', 'object of pkg/a.go');
  rig.write();
  rig.builder.cancel(1);
  await waitFor(() => rig.events.length > 0);
  expect(rig.events).toEqual([{ type: 'build-cancelled', generation: 1 }]);
  expect(existsSync(spoiled)).toBe(false);
});

test('a go command that was killed before it compiled has put nothing there', async () => {
  await using rig = new DisturbedRig();
  const first = await rig.startBuild();
  const workDir = first.spec.env['GOTMPDIR'] ?? '';
  rmSync(join(workDir, 'go-build1/b001'), { recursive: true });
  const kept = rig.entry('11', 'object of pkg/a.go with page.html');
  rig.write();
  await rig.becomesQuiet();
  const second = await rig.nthBuild(2);
  expect(existsSync(kept)).toBe(true);
  // What that one has left tells nothing of the next, which takes its own directory with it.
  rmSync(join(workDir, 'go-build1/b001'), { recursive: true });
  rig.changed([join(rig.dir, 'pkg/page.html')]);
  rig.write({ name: 'page.html' });
  second.end(0);
  await waitFor(() => rig.events.length > 0);
  expect(existsSync(kept)).toBe(false);
});

test.each<[string, Partial<SourceWrite>]>([
  ['a test', { name: 'a_test.go' }],
  ['a page', { name: 'page.html' }],
  ['go.mod, which the go command may be writing itself', { name: 'go.mod' }],
])('%s does not disturb a build', async (_, more) => {
  await using rig = new DisturbedRig();
  const first = await rig.startBuild();
  rig.write(more);
  first.end(0);
  await waitFor(() => rig.events.length > 0);
  expect(first.cancelled).toBe(false);
  expect(rig.builds()).toHaveLength(1);
});

test('what a hook wrote just before is no disturbance', async () => {
  await using rig = new DisturbedRig();
  const onStart = (command: FakeCommand): void =>
    command.spec.label === 'app/pre_cmd' ? command.end(0) : rig.makesWorkDir(command);
  rig.begin({ preCmd: ['generate'] }, undefined, onStart);
  const go = await rig.nthBuild(2);
  rig.write({ atMs: Date.now() - 1000 });
  expect(go.cancelled).toBe(false);
  rig.write({ atMs: Date.now() + 1 });
  expect(go.cancelled).toBe(true);
  await rig.becomesQuiet();
  (await rig.nthBuild(3)).end(0);
  await waitFor(() => rig.events.length > 0);
});

test('a file that may be embedded is written: the build ends, and what holds it is dropped', async () => {
  await using rig = new DisturbedRig();
  const first = await rig.startBuild();
  const embeds = rig.entry('11', 'object of other/a.go with page.html');
  const other = rig.entry('22', 'object of other/a.go');
  rig.changed([join(rig.dir, 'pkg/page.html')]);
  rig.write({ name: 'page.html' });
  expect(first.cancelled).toBe(false);
  first.end(0);
  await waitFor(() => rig.events.length > 0);
  expect([existsSync(embeds), existsSync(other)]).toEqual([false, true]);
  expect(rig.builds()).toHaveLength(1);
});

test('one that is embedded and has the bytes that it had is built once more: no change tells of it', async () => {
  await using rig = new DisturbedRig();
  const first = await rig.startBuild();
  rig.entry('11', 'object of other/a.go with page.html');
  rig.write({ name: 'page.html' });
  first.end(0);
  (await rig.nthBuild(2)).end(0);
  await waitFor(() => rig.events.length > 0);
  expect(rig.events).toMatchObject([{ type: 'build-succeeded' }]);
});

test('a hook that fails while a source is being written runs once more when that is quiet', async () => {
  await using rig = new DisturbedRig();
  const hooks: FakeCommand[] = [];
  const onStart = (command: FakeCommand): void => {
    if (command.spec.label === 'app/pre_cmd') hooks.push(command);
    else rig.makesWorkDir(command);
  };
  rig.begin({ preCmd: ['go vet ./...'], stopOnError: true }, undefined, onStart);
  await waitFor(() => hooks.length === 1);
  rig.write();
  hooks[0]?.end(1, 'pkg/a.go:1:1: expected package\n');
  await rig.becomesQuiet();
  await waitFor(() => hooks.length === 2);
  hooks[1]?.end(0);
  await waitFor(() => rig.builds().length === 3);
  rig.builds()[2]?.end(0);
  await waitFor(() => rig.events.length > 0);
  expect(rig.events).toMatchObject([{ type: 'build-succeeded' }]);
});

test('a cancellation does not wait until the tree is quiet', async () => {
  await using rig = new DisturbedRig();
  await rig.startBuild();
  rig.write();
  await waitFor(() => rig.quiet.length > 0);
  rig.builder.cancel(1);
  await waitFor(() => rig.events.length > 0);
  expect(rig.events).toEqual([{ type: 'build-cancelled', generation: 1 }]);
});

test("a command of the user's runs to its end, then once more; what it writes every time is its own", async () => {
  await using rig = new DisturbedRig();
  const build = { type: 'custom', line: 'make' } as const;
  const first = await rig.startBuild({ build });
  rig.write();
  expect(first.cancelled).toBe(false);
  first.end(0);
  await rig.becomesQuiet();
  const second = await rig.nthBuild(2);
  rig.write();
  second.end(0);
  await rig.becomesQuiet();
  await waitFor(() => rig.events.length > 0);
  expect(rig.events).toMatchObject([{ type: 'build-succeeded' }]);

  rig.start(2);
  const third = await rig.nthBuild(3);
  rig.write();
  third.end(0);
  await rig.becomesQuiet();
  await waitFor(() => rig.events.length > 1);
  expect(rig.builds()).toHaveLength(3);
});

test("a command of the user's that writes before its go command runs disturbs nothing", async () => {
  await using rig = new DisturbedRig();
  const first = await rig.startBuild({ build: { type: 'custom', line: 'make' } });
  rmSync(join(first.spec.env['GOTMPDIR'] ?? '', 'go-build1'), { recursive: true });
  rig.write();
  first.end(0);
  await waitFor(() => rig.events.length > 0);
  expect(rig.builds()).toHaveLength(1);
});

test('somebody clears tmp_dir during a build: it is built once more', async () => {
  await using rig = new DisturbedRig();
  const first = await rig.startBuild();
  rmSync(join(rig.dir, 'tmp'), { recursive: true });
  first.end(1, './main.go:4:2: could not import fmt (open : no such file or directory)\n');
  (await rig.nthBuild(2)).end(0);
  await waitFor(() => rig.events.length > 0);
  expect(rig.events).toMatchObject([{ type: 'build-succeeded' }]);
});
