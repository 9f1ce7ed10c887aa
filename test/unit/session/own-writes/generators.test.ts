import { describe, expect, test } from 'vitest';
import type { CommandResult } from '../../../../src/engine/ports.ts';
import { OwnWrites, withOwnWrites } from '../../../../src/session/own-writes/own-writes.ts';
import { names, written } from './written-files.ts';

describe('generators', () => {
  const read = (by: readonly number[]) => (name: string, atMs: number) => ({
    ...written(name, atMs),
    readBy: () => by,
  });

  test('what is written while one runs is read after it, but for its inputs and those of the ones before', () => {
    const writes = new OwnWrites();
    writes.buildStarted();
    writes.commandStarted('hook', 0, 0)(100);
    writes.commandStarted('hook', 100, 1)(200);
    const files = [
      written('out.css', 150),
      read([0])('first.templ', 150),
      read([1])('second.sql', 150),
      read([2])('third.html', 150),
      read([0, 2])('both', 150),
      written('main.go', 500),
    ];
    expect(names(writes.sift(files))).toEqual({
      rest: ['first.templ', 'second.sql', 'both', 'main.go'],
      own: ['out.css', 'third.html'],
      learned: [],
    });
  });

  test('after a hook, which may have read it before, only the mark of generated code tells at once', () => {
    const writes = new OwnWrites();
    writes.buildStarted();
    writes.commandStarted('hook', 0)(100);
    writes.commandStarted('hook', 100, 0)(200);
    expect(names(writes.sift([written('out.css', 150), written('gen.go', 150, true)]))).toMatchObject({
      rest: ['out.css'],
      own: ['gen.go'],
    });
  });

  test('what it wrote may arrive during the next build', () => {
    const writes = new OwnWrites();
    writes.buildStarted();
    writes.commandStarted('hook', 0, 0)(100);
    writes.buildEnded('cancelled');
    writes.buildStarted();
    expect(names(writes.sift([written('out.css', 50)])).own).toEqual(['out.css']);
  });

  test('the runner tells which generator it was by its label', async () => {
    const started: unknown[] = [];
    const writes = new OwnWrites();
    writes.commandStarted = (...all) => {
      started.push(all);
      return () => undefined;
    };
    const ended: Promise<CommandResult> = Promise.resolve({ end: { type: 'code', code: 0 }, output: '' });
    const running = { pid: 1, ended, cancel: () => Promise.resolve() };
    const runner = withOwnWrites({ start: () => running }, writes, () => 7);
    const spec = { command: { type: 'shell', line: 'x' }, cwd: '/p', env: {} } as const;
    runner.start({ ...spec, label: 'app/generate-3' });
    runner.start({ ...spec, label: 'app/pre_cmd' });
    await ended;
    expect(started).toEqual([
      ['hook', 7, 3],
      ['hook', 7, undefined],
    ]);
  });

  test('a save into one that fails is built once more, but not what it makes again itself', () => {
    const writes = new OwnWrites();
    writes.buildStarted();
    writes.commandStarted('hook', 0, 0)(100);
    writes.hookEnded(false);
    expect(names(writes.sift([written('main.go', 50), written('gen.go', 60, true)])).rest).toEqual([]);
    expect(writes.buildEnded('failed').map(({ rel }) => rel)).toEqual(['main.go']);
    // That one fails as well: it waits for the save that repairs it.
    writes.buildStarted();
    writes.commandStarted('hook', 1000, 0)(1100);
    writes.hookEnded(false);
    writes.sift([written('main.go', 1050)]);
    expect(writes.buildEnded('failed')).toEqual([]);
  });

  test('what it writes before we know that it runs is its own', () => {
    const writes = new OwnWrites();
    let clock = 0;
    const running = { pid: 1, ended: new Promise<CommandResult>(() => undefined), cancel: () => Promise.resolve() };
    const slowStart = { start: () => ((clock = 500), running) };
    const runner = withOwnWrites(slowStart, writes, () => clock);
    writes.buildStarted();
    runner.start({ command: { type: 'shell', line: 'x' }, cwd: '/p', env: {}, label: 'app/generate-0' });
    expect(names(writes.sift([written('out.css', 300)])).own).toEqual(['out.css']);
  });
});
