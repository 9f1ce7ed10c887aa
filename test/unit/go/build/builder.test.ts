import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BuildEvent } from '../../../../src/engine/service/event.ts';
import type { Report } from '../../../../src/protocol/report.ts';
import type { BuildPlan } from '../../../../src/go/build/build-plan.ts';
import { createArtifactStore } from '../../../../src/go/build/artifacts.ts';
import type { BuilderOptions, GoBuilder } from '../../../../src/go/build/builder.ts';
import type { Batch } from '../../../../src/engine/batch.ts';
import { createBuilder } from '../../../../src/go/build/builder.ts';
import { artifactMaker } from '../../../../src/go/build/leftovers.ts';
import { stillSources } from '../../../../src/go/build/sources.ts';
import { waitFor } from '../../../support/wait-for.ts';
import type { FakeCommand } from './fake-commands.ts';
import { createFakeCommands } from './fake-commands.ts';

const batch: Batch = { action: 'rebuild', cause: { type: 'start' } };
let dir = '';
let builder: GoBuilder;
let reports: Report[] = [];
let events: BuildEvent[] = [];
let commands = createFakeCommands();

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gorl-builder-'));
  reports = [];
  events = [];
});
afterEach(async () => {
  await builder.dispose();
  rmSync(dir, { recursive: true });
});

function setUp(
  plan: Partial<BuildPlan>,
  onStart?: (command: FakeCommand) => void,
  more: Partial<BuilderOptions> = {},
): void {
  commands = createFakeCommands(onStart);
  const whole: BuildPlan = {
    preCmd: [],
    stopOnError: false,
    build: { type: 'owned', goFile: '/go', flags: ['-race'], packages: ['./cmd/api'] },
    cwd: dir,
    env: () => ({ PATH: '/bin' }),
    roots: [dir],
    ...plan,
  };
  const reporter = { report: (report: Report) => void reports.push(report) };
  builder = createBuilder({ commands, reporter, plan: () => whole, tmpDir: join(dir, 'tmp'), name: 'api', ...more });
}

const start = (generation: number): void => builder.start({ generation, batch }, (event) => void events.push(event));
const build = async (generation: number): Promise<BuildEvent> => {
  start(generation);
  await waitFor(() => events.some((event) => event.generation === generation));
  return events.find((event) => event.generation === generation) as BuildEvent;
};
/** What is in `tmp`, each generation by itself. */
const tmpFiles = (): readonly string[] => {
  const inTmp = (...path: string[]): string[] => {
    const folder = join(dir, 'tmp', ...path);
    return existsSync(folder) ? readdirSync(folder).map((name) => join(...path, name)) : [];
  };
  const generations = inTmp('.gorl').filter((path) => /gorl-[^/\\]*$/.test(path));
  return [...inTmp().filter((name) => name !== '.gorl'), ...generations].toSorted();
};

/** What `go build` would do. */
const writesBinary = (command: FakeCommand): void => {
  const { command: what } = command.spec;
  if (what.type === 'argv') writeFileSync(what.args[what.args.indexOf('-o') + 1] as string, 'binary');
  command.end(0);
};

describe('owned build', () => {
  test('writes a fresh file per generation, with a GOTMPDIR of its own that is gone afterwards', async () => {
    let workDir = '';
    setUp(
      { env: () => ({ A: 'b' }) },
      (command) => {
        workDir = command.spec.env['GOTMPDIR'] ?? '';
        expect(statSync(workDir).isDirectory()).toBe(true);
        writesBinary(command);
      },
      { sessionId: '1-2-abc' },
    );
    const event = await build(1);
    const path = createArtifactStore({
      dir: join(dir, 'tmp'),
      name: 'api',
      maker: artifactMaker('1-2-abc'),
      service: 'app',
    }).pathOf(1);
    expect(event).toMatchObject({ type: 'build-succeeded', artifact: { generation: 1, path } });
    expect(commands.started[0]?.spec).toMatchObject({
      command: { type: 'argv', file: '/go', args: ['build', '-race', '-o', path, './cmd/api'] },
      cwd: dir,
      env: { A: 'b' },
      label: 'app/build-1',
    });
    expect(existsSync(workDir)).toBe(false);
    expect(existsSync(path)).toBe(true);
  });

  test('start emits nothing by itself', () => {
    setUp({}, writesBinary);
    start(1);
    expect(events).toEqual([]);
    expect(commands.started).toEqual([]);
  });

  test('a package that is not main gives no program: the build has failed, and the old binary stays where it is', async () => {
    writeFileSync(join(dir, 'app.go'), 'package app\n');
    const plan = { type: 'owned', goFile: '/go', flags: [], packages: ['.'], output: './bin/main' } as const;
    let text = 'binary';
    setUp({ build: plan }, (command) => {
      const { command: what } = command.spec;
      if (what.type === 'argv') writeFileSync(what.args[what.args.indexOf('-o') + 1] as string, text);
      command.end(0);
    });
    await build(1);
    text = '!<arch>\n__.PKGDEF';
    expect(await build(2)).toMatchObject({
      type: 'build-failed',
      diagnostics: [{ message: 'this directory is package app, not a main package' }],
    });
    expect(readFileSync(join(dir, 'bin/main'), 'utf8')).toBe('binary');
  });

  test("publishes the newest at the user's path", async () => {
    setUp({ build: { type: 'owned', goFile: '/go', flags: [], packages: ['.'], output: './bin/main' } }, writesBinary);
    await build(1);
    const first = statSync(join(dir, 'bin/main')).ino;
    await build(2);
    expect(statSync(join(dir, 'bin/main')).ino).not.toBe(first);
    expect(readdirSync(join(dir, 'bin'))).toEqual(['main']);
  });

  test('an output that is a directory gets the name of the package', async () => {
    setUp(
      { build: { type: 'owned', goFile: '/go', flags: [], packages: ['./cmd/api'], output: 'bin/' } },
      writesBinary,
    );
    await build(1);
    expect(readdirSync(join(dir, 'bin'))).toEqual([process.platform === 'win32' ? 'api.exe' : 'api']);
  });

  test('keeps the newest, the one before, and what runs', async () => {
    setUp({}, writesBinary, { inUse: () => [1] });
    for (const generation of [1, 2, 3, 4]) await build(generation);
    await waitFor(() => tmpFiles().length === 3);
    expect(tmpFiles().map((name) => /-(\d+)(?:\.exe)?$/.exec(name)?.[1])).toEqual(['1', '3', '4']);
    await builder.dispose();
    expect(tmpFiles()).toEqual([]);
  });

  test('a directory in which nothing can be made is told in the words of who knows why', async () => {
    const diagnostic = { severity: 'error', message: 'it is full', notes: [], source: 'environment' } as const;
    const more = {
      makeTmpDir: () => {
        throw Object.assign(new Error('mkdir'), { code: 'ENOSPC' });
      },
      explainTmpDir: () => diagnostic,
    };
    setUp({}, writesBinary, more);
    expect(await build(1)).toMatchObject({ type: 'build-failed', diagnostics: [diagnostic] });
  });

  test("a binary that cannot be put at the user's path is a warning, or a failure when it is run from there", async () => {
    writeFileSync(join(dir, 'file'), '');
    const output = { type: 'owned', goFile: '/go', flags: [], packages: ['.'], output: 'file/main' } as const;
    const message = expect.stringMatching(/^cannot put the new binary at file\/main: E/) as string;
    setUp({ build: output }, writesBinary);
    expect(await build(1)).toMatchObject({ type: 'build-succeeded' });
    expect(reports).toEqual([
      { type: 'notice', level: 'warning', message, hint: 'until then, gorl runs its own copy' },
    ]);
    await builder.dispose();
    setUp({ build: output, runsOutput: true }, writesBinary);
    expect(await build(2)).toMatchObject({ type: 'build-failed', diagnostics: [{ message }] });
    expect(reports).toHaveLength(1);
    expect(tmpFiles()).toEqual([]);
  });

  test("a build that begins at the moment of the last one's success keeps its work directory", async () => {
    let oldest = '';
    let lost: boolean | undefined;
    // What is replaced is removed while the next build runs already; after that nothing may happen to it.
    const isRemoved = async (workDir: string): Promise<boolean> => {
      await waitFor(() => !existsSync(oldest));
      const goneAt = performance.now();
      await waitFor(() => !existsSync(workDir) || performance.now() - goneAt > 50);
      return !existsSync(workDir);
    };
    setUp({}, (command) => {
      if (commands.started.length < 4) return writesBinary(command);
      void isRemoved(command.spec.env['GOTMPDIR'] ?? '').then((removed) => {
        lost = removed;
        writesBinary(command);
      });
    });
    await build(1);
    oldest = join(dir, 'tmp', tmpFiles()[0] as string);
    await build(2);
    builder.start({ generation: 3, batch }, () => start(4));
    await waitFor(() => events.length === 3);
    expect(lost).toBe(false);
    expect(events[2]).toMatchObject({ type: 'build-succeeded', generation: 4 });
  });

  test('a failure has diagnostics with their source, the rest, and an entry in the log', async () => {
    writeFileSync(join(dir, 'main.go'), 'package main\n\nfunc main() { x() }\n');
    const log = join(dir, 'tmp', 'build-errors.log');
    setUp({ log }, (command) => command.end(1, '# a\n./main.go:3:15: undefined: x\nsomething else\n'));
    const event = await build(1);
    expect(event).toMatchObject({
      type: 'build-failed',
      end: { type: 'code', code: 1 },
      output: 'something else',
      diagnostics: [
        { message: 'undefined: x', location: { file: 'main.go', line: 3, column: 15, excerpt: { firstLine: 1 } } },
      ],
    });
    expect(readFileSync(log, 'utf8')).toMatch(
      /^==> \d{4}-.* build failed\n# a\n\.\/main\.go:3:15: undefined: x\nsomething else\n\n$/,
    );
    expect(tmpFiles()).toEqual(['build-errors.log']);
  });

  test("downloads are told while they go on, a successful build's warnings afterwards", async () => {
    setUp({}, (command) => {
      command.spec.onOutput?.('go: downloading example');
      command.end(0, '.com/x v1\n# c\n./a.go:1:2: warning: unused\n');
    });
    await build(1);
    expect(reports.filter((report) => report.type === 'command-output').map((report) => report.text)).toEqual([
      'go: downloading example.com/x v1\n',
      '.com/x v1\n# c\n./a.go:1:2: warning: unused\n',
    ]);
  });

  test('a thousand downloads that are read at once are one report', async () => {
    const lines = Array.from({ length: 1000 }, (_, at) => `go: downloading example.com/x${at} v1\n`).join('');
    setUp({}, (command) => command.end(0, lines));
    await build(1);
    expect(reports.filter((report) => report.type === 'command-output').map((report) => report.text)).toEqual([lines]);
  });

  test('a plan that cannot be made fails the build', async () => {
    setUp({}, undefined, {
      plan: () => {
        throw new Error('bad env file');
      },
    });
    expect(await build(1)).toMatchObject({ type: 'build-failed', diagnostics: [{ message: 'bad env file' }] });
  });
});

describe('cancel', () => {
  test('kills the command, cleans up, and is answered exactly once', async () => {
    setUp({});
    start(1);
    await waitFor(() => commands.started.length === 1);
    const command = commands.started[0]?.spec.command;
    if (command?.type === 'argv') writeFileSync(command.args[3] as string, 'half');
    builder.cancel(1);
    builder.cancel(1);
    expect(events).toEqual([]);
    await waitFor(() => events.length > 0);
    expect(commands.started[0]?.cancelled).toBe(true);
    builder.cancel(1);
    await builder.dispose();
    expect(events).toEqual([{ type: 'build-cancelled', generation: 1 }]);
    expect(tmpFiles()).toEqual([]);
  });

  test('ends what earlier hooks of the build left in the background; the end of a build does not', async () => {
    setUp({ preCmd: ['server &', 'true'] }, (command) => {
      if (command.spec.command.type === 'shell') command.end(0);
      else if (command.spec.label === 'app/build-1') writesBinary(command);
    });
    await build(1);
    expect(commands.started.map(({ cancelled }) => cancelled)).toEqual([false, false, false]);
    start(2);
    await waitFor(() => commands.started.length === 6);
    builder.cancel(2);
    await waitFor(() => events.length === 2);
    expect(commands.started.map(({ cancelled }) => cancelled)).toEqual([false, false, false, true, true, true]);
  });

  test('before anything was started', async () => {
    setUp({ preCmd: ['true'] });
    start(1);
    builder.cancel(1);
    await waitFor(() => events.length > 0);
    expect(events).toEqual([{ type: 'build-cancelled', generation: 1 }]);
    expect(commands.started).toEqual([]);
  });

  test('during a hook: no further command starts', async () => {
    setUp({ preCmd: ['one', 'two'] });
    start(1);
    await waitFor(() => commands.started.length === 1);
    builder.cancel(1);
    await waitFor(() => events.length > 0);
    expect(events).toEqual([{ type: 'build-cancelled', generation: 1 }]);
    expect(commands.started).toHaveLength(1);
    expect(reports.map((report) => report.type)).toEqual(['command-started']);
  });

  test('of a build that has its result: the result is none', async () => {
    // A warning is reported when the result is known and its files are being put in order.
    const reporter = { report: () => builder.cancel(1) };
    const warns = (command: FakeCommand): void => command.end(0, './a.go:1:2: warning: unused\n');
    setUp({}, warns, { reporter });
    start(1);
    await waitFor(() => events.length > 0);
    expect(events).toEqual([{ type: 'build-cancelled', generation: 1 }]);
  });

  test('of another generation does nothing', async () => {
    setUp({}, writesBinary);
    start(2);
    builder.cancel(1);
    await waitFor(() => events.length > 0);
    expect(events[0]).toMatchObject({ type: 'build-succeeded', generation: 2 });
  });
});

describe('hooks and custom commands', () => {
  const lines = (): readonly unknown[] =>
    commands.started.map(({ spec }) => (spec.command.type === 'shell' ? spec.command.line : 'go'));
  const failsAt =
    (line: string) =>
    (command: FakeCommand): void => {
      command.end(command.spec.command.type === 'shell' && command.spec.command.line === line ? 3 : 0, 'said\n');
    };

  test('run in order, before the build, and are told', async () => {
    setUp({ preCmd: ['one', 'two'], build: { type: 'custom', line: 'make build' } }, failsAt('none'));
    expect(await build(1)).toMatchObject({ type: 'build-succeeded', artifact: { generation: 1 } });
    expect(lines()).toEqual(['one', 'two', 'make build']);
    expect(reports).toEqual([
      { type: 'command-started', name: 'pre_cmd', command: 'one' },
      { type: 'command-output', name: 'pre_cmd', text: 'said\n' },
      { type: 'command-started', name: 'pre_cmd', command: 'two' },
      { type: 'command-output', name: 'pre_cmd', text: 'said\n' },
      { type: 'command-started', name: 'cmd', command: 'make build' },
      { type: 'command-output', name: 'cmd', text: 'said\n' },
    ]);
  });

  test('the first failure ends the list; the build goes on', async () => {
    setUp({ preCmd: ['one', 'two'], build: { type: 'custom', line: 'make' } }, failsAt('one'));
    expect(await build(1)).toMatchObject({ type: 'build-succeeded' });
    expect(lines()).toEqual(['one', 'make']);
    expect(reports).toContainEqual({
      type: 'command-failed',
      name: 'pre_cmd',
      command: 'one',
      end: { type: 'code', code: 3 },
    });
  });

  test('with stop_on_error the build has failed', async () => {
    setUp({ preCmd: ['one', 'two'], stopOnError: true }, failsAt('one'));
    expect(await build(1)).toMatchObject({ type: 'build-failed', end: { type: 'code', code: 3 } });
    expect(lines()).toEqual(['one']);
  });

  test('a custom command that fails is read for diagnostics', async () => {
    writeFileSync(join(dir, 'a.go'), 'package main\n');
    setUp({ build: { type: 'custom', line: 'make' } }, (command) =>
      command.end(2, './a.go:1:2: oops\n\nmake: *** Error 1\n'),
    );
    expect(await build(1)).toMatchObject({
      type: 'build-failed',
      end: { type: 'code', code: 2 },
      diagnostics: [{ message: 'oops', location: { file: 'a.go', line: 1, column: 2 } }],
      output: '',
    });
    // Said once: the problem by the failure, the rest as it came.
    expect(reports.filter(({ type }) => type === 'command-output')).toEqual([
      { type: 'command-output', name: 'cmd', text: '\nmake: *** Error 1\n' },
    ]);
  });

  test('what reads as a problem is shown too when the command succeeds, or its failure does not count', async () => {
    setUp({ preCmd: ['lint'], build: { type: 'custom', line: 'make' } }, (command) =>
      command.end(command.spec.label === 'app/pre_cmd' ? 1 : 0, './a.go:1:2: oops\n'),
    );
    expect(await build(1)).toMatchObject({ type: 'build-succeeded' });
    expect(reports.filter(({ type }) => type === 'command-output')).toEqual([
      { type: 'command-output', name: 'pre_cmd', text: './a.go:1:2: oops\n' },
      { type: 'command-output', name: 'cmd', text: './a.go:1:2: oops\n' },
    ]);
  });
});

test.each([0, 1])(
  'a build that ends with %d looks at the sources: a change that is found there cancels it',
  async (code) => {
    const sources = { ...stillSources, look: () => builder.cancel(1) };
    setUp({}, (command) => command.end(code), { sources });
    expect(await build(1)).toEqual({ type: 'build-cancelled', generation: 1 });
  },
);
