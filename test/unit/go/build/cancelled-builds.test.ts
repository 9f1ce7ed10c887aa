import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { waitFor } from '../../../support/wait-for.ts';
import { BuilderRig, writesBinary } from './builder-rig.ts';
import type { FakeCommand } from './fake-commands.ts';

describe('cancel', () => {
  test('kills the command, cleans up, and is answered exactly once', async () => {
    await using rig = new BuilderRig();
    rig.setUp({});
    rig.start(1);
    await waitFor(() => rig.commands.started.length === 1);
    const command = rig.commands.started[0]?.spec.command;
    if (command?.type === 'argv') writeFileSync(command.args[3] as string, 'half');
    rig.builder.cancel(1);
    rig.builder.cancel(1);
    expect(rig.events).toEqual([]);
    await waitFor(() => rig.events.length > 0);
    expect(rig.commands.started[0]?.cancelled).toBe(true);
    rig.builder.cancel(1);
    await rig.builder.dispose();
    expect(rig.events).toEqual([{ type: 'build-cancelled', generation: 1 }]);
    expect(rig.tmpFiles()).toEqual([]);
  });

  test('ends what earlier hooks of the build left in the background; the end of a build does not', async () => {
    await using rig = new BuilderRig();
    rig.setUp({ preCmd: ['server &', 'true'] }, (command) => {
      if (command.spec.command.type === 'shell') command.end(0);
      else if (command.spec.label === 'app/build-1') writesBinary(command);
    });
    await rig.build(1);
    expect(rig.commands.started.map(({ cancelled }) => cancelled)).toEqual([false, false, false]);
    rig.start(2);
    await waitFor(() => rig.commands.started.length === 6);
    rig.builder.cancel(2);
    await waitFor(() => rig.events.length === 2);
    expect(rig.commands.started.map(({ cancelled }) => cancelled)).toEqual([false, false, false, true, true, true]);
  });

  test('before anything was started', async () => {
    await using rig = new BuilderRig();
    rig.setUp({ preCmd: ['true'] });
    rig.start(1);
    rig.builder.cancel(1);
    await waitFor(() => rig.events.length > 0);
    expect(rig.events).toEqual([{ type: 'build-cancelled', generation: 1 }]);
    expect(rig.commands.started).toEqual([]);
  });

  test('during a hook: no further command starts', async () => {
    await using rig = new BuilderRig();
    rig.setUp({ preCmd: ['one', 'two'] });
    rig.start(1);
    await waitFor(() => rig.commands.started.length === 1);
    rig.builder.cancel(1);
    await waitFor(() => rig.events.length > 0);
    expect(rig.events).toEqual([{ type: 'build-cancelled', generation: 1 }]);
    expect(rig.commands.started).toHaveLength(1);
    expect(rig.reports.map((report) => report.type)).toEqual(['command-started']);
  });

  test('of a build that has its result: the result is none', async () => {
    await using rig = new BuilderRig();
    // A warning is reported when the result is known and its files are being put in order.
    const reporter = { report: () => rig.builder.cancel(1) };
    const warns = (command: FakeCommand): void => command.end(0, './a.go:1:2: warning: unused\n');
    rig.setUp({}, warns, { reporter });
    rig.start(1);
    await waitFor(() => rig.events.length > 0);
    expect(rig.events).toEqual([{ type: 'build-cancelled', generation: 1 }]);
  });

  test('of another generation does nothing', async () => {
    await using rig = new BuilderRig();
    rig.setUp({}, writesBinary);
    rig.start(2);
    rig.builder.cancel(1);
    await waitFor(() => rig.events.length > 0);
    expect(rig.events[0]).toMatchObject({ type: 'build-succeeded', generation: 2 });
  });
});
