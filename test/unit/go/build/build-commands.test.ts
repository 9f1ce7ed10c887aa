import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BuilderRig } from './builder-rig.ts';
import type { FakeCommand } from './fake-commands.ts';

describe('hooks and custom commands', () => {
  const lines = (rig: BuilderRig): readonly unknown[] =>
    rig.commands.started.map(({ spec }) => (spec.command.type === 'shell' ? spec.command.line : 'go'));
  const failsAt =
    (line: string) =>
    (command: FakeCommand): void => {
      command.end(command.spec.command.type === 'shell' && command.spec.command.line === line ? 3 : 0, 'said\n');
    };

  test('run in order, before the build, and are told', async () => {
    await using rig = new BuilderRig();
    rig.setUp({ preCmd: ['one', 'two'], build: { type: 'custom', line: 'make build' } }, failsAt('none'));
    expect(await rig.build(1)).toMatchObject({ type: 'build-succeeded', artifact: { generation: 1 } });
    expect(lines(rig)).toEqual(['one', 'two', 'make build']);
    expect(rig.reports).toEqual([
      { type: 'command-started', name: 'pre_cmd', command: 'one' },
      { type: 'command-output', name: 'pre_cmd', text: 'said\n' },
      { type: 'command-started', name: 'pre_cmd', command: 'two' },
      { type: 'command-output', name: 'pre_cmd', text: 'said\n' },
      { type: 'command-started', name: 'cmd', command: 'make build' },
      { type: 'command-output', name: 'cmd', text: 'said\n' },
    ]);
  });

  test('the first failure ends the list; the build goes on', async () => {
    await using rig = new BuilderRig();
    rig.setUp({ preCmd: ['one', 'two'], build: { type: 'custom', line: 'make' } }, failsAt('one'));
    expect(await rig.build(1)).toMatchObject({ type: 'build-succeeded' });
    expect(lines(rig)).toEqual(['one', 'make']);
    expect(rig.reports).toContainEqual({
      type: 'command-failed',
      name: 'pre_cmd',
      command: 'one',
      end: { type: 'code', code: 3 },
    });
  });

  test('with stop_on_error the build has failed', async () => {
    await using rig = new BuilderRig();
    rig.setUp({ preCmd: ['one', 'two'], stopOnError: true }, failsAt('one'));
    expect(await rig.build(1)).toMatchObject({ type: 'build-failed', end: { type: 'code', code: 3 } });
    expect(lines(rig)).toEqual(['one']);
  });

  test('a custom command that fails is read for diagnostics', async () => {
    await using rig = new BuilderRig();
    writeFileSync(join(rig.dir, 'a.go'), 'package main\n');
    rig.setUp({ build: { type: 'custom', line: 'make' } }, (command) =>
      command.end(2, './a.go:1:2: oops\n\nmake: *** Error 1\n'),
    );
    expect(await rig.build(1)).toMatchObject({
      type: 'build-failed',
      end: { type: 'code', code: 2 },
      diagnostics: [{ message: 'oops', location: { file: 'a.go', line: 1, column: 2 } }],
      output: '',
    });
    // Said once: the problem by the failure, the rest as it came.
    expect(rig.reports.filter(({ type }) => type === 'command-output')).toEqual([
      { type: 'command-output', name: 'cmd', text: '\nmake: *** Error 1\n' },
    ]);
  });

  test('what reads as a problem is shown too when the command succeeds, or its failure does not count', async () => {
    await using rig = new BuilderRig();
    rig.setUp({ preCmd: ['lint'], build: { type: 'custom', line: 'make' } }, (command) =>
      command.end(command.spec.label === 'app/pre_cmd' ? 1 : 0, './a.go:1:2: oops\n'),
    );
    expect(await rig.build(1)).toMatchObject({ type: 'build-succeeded' });
    expect(rig.reports.filter(({ type }) => type === 'command-output')).toEqual([
      { type: 'command-output', name: 'pre_cmd', text: './a.go:1:2: oops\n' },
      { type: 'command-output', name: 'cmd', text: './a.go:1:2: oops\n' },
    ]);
  });
});
