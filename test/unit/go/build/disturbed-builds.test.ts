import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BuildEvent } from '../../../../src/engine/service/event.ts';
import { createBuilder, type GoBuilder } from '../../../../src/go/build/builder.ts';
import type { BuildPlan } from '../../../../src/go/build/build-plan.ts';
import type { Sources, SourceWrite, WriteObserver } from '../../../../src/go/build/sources.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { createFakeCommands, type FakeCommand } from './fake-commands.ts';

let dir = '';
let cache = '';
let builder: GoBuilder;
let events: BuildEvent[] = [];
let observers = new Set<WriteObserver>();
let quiet: (() => void)[] = [];
let commands = createFakeCommands();

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gorl-disturbed-'));
  cache = join(dir, 'cache');
  mkdirSync(join(cache, '0a'), { recursive: true });
  mkdirSync(join(dir, 'pkg'));
  writeFileSync(join(dir, 'pkg/a.go'), 'package pkg\n');
  writeFileSync(join(dir, 'pkg/b.go'), 'package pkg\n');
  events = [];
  observers = new Set();
  quiet = [];
});
afterEach(async () => {
  await builder.dispose();
  rmSync(dir, { recursive: true });
});

const sources: Sources = {
  observe: (observer) => {
    observers.add(observer);
    return () => void observers.delete(observer);
  },
  look: () => undefined,
  quiet: () => new Promise((resolve) => quiet.push(resolve)),
  files: () => [join(dir, 'pkg/a.go'), join(dir, 'pkg/b.go')],
};

const write = (more: Partial<SourceWrite> = {}): void => {
  for (const observer of observers) observer.written({ directory: join(dir, 'pkg'), name: 'a.go', ...more });
};

/** What the go command does as soon as it runs. */
const makesWorkDir = (command: FakeCommand): void => {
  const { command: what, env } = command.spec;
  if (what.type === 'argv' && what.args[0] === 'env') return command.end(0, JSON.stringify({ GOCACHE: cache }));
  mkdirSync(join(env['GOTMPDIR'] ?? '', 'go-build1'), { recursive: true });
};

const builds = (): FakeCommand[] =>
  commands.started.filter(({ spec: { command } }) => command.type === 'shell' || command.args[0] === 'build');

async function start(plan: Partial<BuildPlan> = {}, steady?: true): Promise<FakeCommand> {
  begin(plan, steady);
  return nthBuild(1);
}

function begin(plan: Partial<BuildPlan>, steady?: true, onStart = makesWorkDir): void {
  commands = createFakeCommands(onStart);
  const whole: BuildPlan = {
    preCmd: [],
    stopOnError: false,
    build: { type: 'owned', goFile: '/go', flags: [], packages: ['.'] },
    cwd: dir,
    env: () => ({ PATH: '/bin' }),
    roots: [dir],
    ...plan,
  };
  builder = createBuilder({
    commands,
    reporter: { report: () => undefined },
    plan: () => whole,
    tmpDir: join(dir, 'tmp'),
    sources,
  });
  const batch = { action: 'rebuild', cause: { type: 'start' } } as const;
  builder.start({ generation: 1, batch, ...(steady && { steady }) }, (event) => void events.push(event));
}

/** Its go command runs. */
async function nthBuild(count: number): Promise<FakeCommand> {
  await waitFor(() => builds().length === count);
  const command = builds()[count - 1] as FakeCommand;
  await waitFor(() => existsSync(join(command.spec.env['GOTMPDIR'] ?? '', 'go-build1')));
  return command;
}

const becomesQuiet = async (): Promise<void> => {
  await waitFor(() => quiet.length > 0);
  quiet.splice(0).forEach((resolve) => resolve());
};

/** An entry of the go command's cache; `ageMs` old. */
function entry(name: string, object: string, ageMs = 0): string {
  const file = join(cache, '0a', `0a${name}-a`);
  writeFileSync(join(cache, '0a', `0a${name}-d`), object);
  writeFileSync(file, `v1 0a${name} 0a${name} ${object.length} 1\n`);
  const at = (Date.now() - ageMs) / 1000;
  utimesSync(file, at, at);
  return file;
}

test('a source is written: the build is killed at once, and built anew when that has become quiet', async () => {
  const first = await start();
  write();
  expect(first.cancelled).toBe(true);
  await becomesQuiet();
  const second = await nthBuild(2);
  expect(events).toEqual([]);
  second.end(0);
  await waitFor(() => events.length > 0);
  expect(events).toMatchObject([{ type: 'build-succeeded', generation: 1 }]);
});

test('what it put into the cache for what was written is dropped, and nothing else', async () => {
  await start();
  const spoiled = entry('11', 'object of pkg/a.go');
  const sibling = entry('22', 'object that names pkg/b.go of the same package');
  const nameless = entry('33', 'object that names no source');
  const other = entry('44', 'object of other/a.go and pkg/c.go');
  const old = entry('55', 'object of pkg/a.go', 60_000);
  write();
  await becomesQuiet();
  (await nthBuild(2)).end(0);
  await waitFor(() => events.length > 0);
  expect([spoiled, sibling, nameless, other, old].map((file) => existsSync(file))).toEqual([
    false,
    false,
    false,
    true,
    true,
  ]);
});

test('a build that is cancelled for a change drops them before it says so', async () => {
  await start();
  const spoiled = entry('11', 'object of pkg/a.go');
  write();
  builder.cancel(1);
  await waitFor(() => events.length > 0);
  expect(events).toEqual([{ type: 'build-cancelled', generation: 1 }]);
  expect(existsSync(spoiled)).toBe(false);
});

test.each<[string, Partial<SourceWrite>]>([
  ['a test', { name: 'a_test.go' }],
  ['a page', { name: 'page.html' }],
  ['go.mod, which the go command may be writing itself', { name: 'go.mod' }],
])('%s does not disturb a build', async (_, more) => {
  const first = await start();
  write(more);
  first.end(0);
  await waitFor(() => events.length > 0);
  expect(first.cancelled).toBe(false);
  expect(builds()).toHaveLength(1);
});

test('what a hook wrote just before is no disturbance', async () => {
  const onStart = (command: FakeCommand): void =>
    command.spec.label === 'app/pre_cmd' ? command.end(0) : makesWorkDir(command);
  begin({ preCmd: ['generate'] }, undefined, onStart);
  const go = await nthBuild(2);
  write({ atMs: Date.now() - 1000 });
  expect(go.cancelled).toBe(false);
  write({ atMs: Date.now() + 1 });
  expect(go.cancelled).toBe(true);
  await becomesQuiet();
  (await nthBuild(3)).end(0);
  await waitFor(() => events.length > 0);
});

test('a file that may be embedded is written: the build ends, and what holds it is dropped', async () => {
  const first = await start();
  const embeds = entry('11', 'object of other/a.go with page.html');
  const other = entry('22', 'object of other/a.go');
  for (const observer of observers) observer.changed([join(dir, 'pkg/page.html')]);
  write({ name: 'page.html' });
  expect(first.cancelled).toBe(false);
  first.end(0);
  await waitFor(() => events.length > 0);
  expect([existsSync(embeds), existsSync(other)]).toEqual([false, true]);
  expect(builds()).toHaveLength(1);
});

test('one that is embedded and has the bytes that it had is built once more: no change tells of it', async () => {
  const first = await start();
  entry('11', 'object of other/a.go with page.html');
  write({ name: 'page.html' });
  first.end(0);
  (await nthBuild(2)).end(0);
  await waitFor(() => events.length > 0);
  expect(events).toMatchObject([{ type: 'build-succeeded' }]);
});

test('a hook that fails while a source is being written runs once more when that is quiet', async () => {
  const hooks: FakeCommand[] = [];
  const onStart = (command: FakeCommand): void => {
    if (command.spec.label === 'app/pre_cmd') hooks.push(command);
    else makesWorkDir(command);
  };
  begin({ preCmd: ['go vet ./...'], stopOnError: true }, undefined, onStart);
  await waitFor(() => hooks.length === 1);
  write();
  hooks[0]?.end(1, 'pkg/a.go:1:1: expected package\n');
  await becomesQuiet();
  await waitFor(() => hooks.length === 2);
  hooks[1]?.end(0);
  await waitFor(() => builds().length === 3);
  builds()[2]?.end(0);
  await waitFor(() => events.length > 0);
  expect(events).toMatchObject([{ type: 'build-succeeded' }]);
});

test('a cancellation does not wait until the tree is quiet', async () => {
  await start();
  write();
  await waitFor(() => quiet.length > 0);
  builder.cancel(1);
  await waitFor(() => events.length > 0);
  expect(events).toEqual([{ type: 'build-cancelled', generation: 1 }]);
});

test('one that is disturbed again and again reads a snapshot, and shows the true paths', async () => {
  await start();
  for (let tries = 1; tries <= 3; tries++) {
    await nthBuild(tries);
    write();
    await becomesQuiet();
  }
  const last = await nthBuild(4);
  const { args } = last.spec.command as { args: readonly string[] };
  expect(args[1]).toBe('-overlay');
  const { Replace: replaced } = JSON.parse(readFileSync(args[2] as string, 'utf8')) as {
    Replace: Record<string, string>;
  };
  expect(Object.keys(replaced)).toEqual(sources.files());
  const copy = replaced[join(dir, 'pkg/a.go')] as string;
  expect(readFileSync(copy, 'utf8')).toBe('package pkg\n');
  write();
  expect(last.cancelled).toBe(false);
  last.end(1, `# example.com/pkg\n${copy}:1:9: oops\n`);
  await waitFor(() => events.length > 0);
  expect(events).toMatchObject([
    { type: 'build-failed', diagnostics: [{ message: 'oops', location: { file: 'pkg/a.go', line: 1 } }] },
  ]);
});

test('a steady build reads one at once', async () => {
  const first = await start({}, true);
  expect(first.spec.command).toMatchObject({ args: expect.arrayContaining(['-overlay']) as unknown });
  first.end(0);
  await waitFor(() => events.length > 0);
});

test('with an overlay of the user there is no second one, and the build is let through', async () => {
  const build = { type: 'owned', goFile: '/go', flags: ['-overlay=x.json'], packages: ['.'] } as const;
  const first = await start({ build }, true);
  expect(first.spec.command).not.toMatchObject({ args: expect.arrayContaining(['-overlay']) as unknown });
  write();
  first.end(0);
  await waitFor(() => events.length > 0);
  expect(first.cancelled).toBe(false);
});

test("a command of the user's runs to its end, then once more; what it writes every time is its own", async () => {
  const build = { type: 'custom', line: 'make' } as const;
  const first = await start({ build });
  write();
  expect(first.cancelled).toBe(false);
  first.end(0);
  await becomesQuiet();
  const second = await nthBuild(2);
  write();
  second.end(0);
  await becomesQuiet();
  await waitFor(() => events.length > 0);
  expect(events).toMatchObject([{ type: 'build-succeeded' }]);

  builder.start({ generation: 2, batch: { action: 'rebuild', cause: { type: 'start' } } }, (event) =>
    events.push(event),
  );
  const third = await nthBuild(3);
  write();
  third.end(0);
  await becomesQuiet();
  await waitFor(() => events.length > 1);
  expect(builds()).toHaveLength(3);
});

test("a command of the user's that writes before its go command runs disturbs nothing", async () => {
  const first = await start({ build: { type: 'custom', line: 'make' } });
  rmSync(join(first.spec.env['GOTMPDIR'] ?? '', 'go-build1'), { recursive: true });
  write();
  first.end(0);
  await waitFor(() => events.length > 0);
  expect(builds()).toHaveLength(1);
});

test('somebody clears tmp_dir during a build: it is built once more', async () => {
  const first = await start();
  rmSync(join(dir, 'tmp'), { recursive: true });
  first.end(1, './main.go:4:2: could not import fmt (open : no such file or directory)\n');
  (await nthBuild(2)).end(0);
  await waitFor(() => events.length > 0);
  expect(events).toMatchObject([{ type: 'build-succeeded' }]);
});
