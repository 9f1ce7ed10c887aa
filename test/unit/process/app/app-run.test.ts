import { EventEmitter } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import type { ProcessEvent } from '../../../../src/engine/service/event.ts';
import type { NamedProcess } from '../../../../src/protocol/process-end.ts';
import { superviseRun } from '../../../../src/process/app/app-run.ts';
import type { ProcessRow } from '../../../../src/process/tree/process-table.ts';

/** No process can have these. */
const leader = 4_194_305;
const child = 4_194_306;

afterEach(() => void vi.useRealTimers());

const row = (pid: number): ProcessRow => ({ pid, ppid: 1, pgid: leader, sid: leader, alive: true, startTime: 1000 });

/** A run whose processes live as long as the test says. */
function setup(successors: number[] = []) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const left = new Set([leader, child]);
  const events: ProcessEvent[] = [];
  const waiting: NamedProcess[][] = [];
  const ended = vi.fn<() => void>();
  const process = Object.assign(new EventEmitter(), { pid: leader });
  let isGone: () => void = () => {};
  const run = superviseRun({
    run: 1,
    child: process as never,
    output: { drained: () => Promise.resolve() },
    failure: () => Promise.resolve(undefined),
    tree: {
      members: () => [...left].map(row),
      lives: ({ pid }) => left.has(pid),
      leaderEnded: () => void left.delete(leader),
      terminate() {},
      strike() {},
      kill: () => Promise.resolve([...left]),
      groupGone: new Promise(() => {}),
      gone: new Promise((resolve) => (isGone = resolve)),
    },
    tap: { push() {}, captureDump() {}, takeDump: () => undefined },
    crash: { push() {}, finish: () => undefined },
    successor() {
      const pid = successors.shift();
      return pid === undefined ? undefined : { row: row(pid), ports: [8080] };
    },
    startedAt: 0,
    emit: (event) => void events.push(event),
    onWaiting: (processes) => void waiting.push([...processes]),
    onLeftBehind() {},
    onNobodyLeft() {},
    onEnding() {},
    onEnded: ended,
    onGone() {},
  });
  const end = (): void => {
    left.clear();
    process.emit('exit', null, 'SIGKILL');
    isGone();
  };
  const leave = (): void => {
    left.delete(leader);
    process.emit('exit', 0, null);
  };
  return { run, events, waiting, left, leave, end, ended, types: () => events.map(({ type }) => type) };
}

test('a stop that takes longer than a second says for whom it waits, once', async () => {
  const { run, waiting, left } = setup();
  run.terminate('SIGTERM');
  await vi.advanceTimersByTimeAsync(900);
  expect(waiting).toEqual([]);
  left.delete(leader);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(waiting).toEqual([[{ pid: child, command: '' }]]);
});

test('one that is over before says nothing', async () => {
  const { run, waiting, end, types } = setup();
  run.terminate('SIGTERM');
  end();
  await vi.advanceTimersByTimeAsync(5000);
  expect(types()).toEqual(['process-exited', 'process-gone']);
  expect(waiting).toEqual([]);
});

test('what SIGKILL does not end remains, and is gone when it has ended after all', async () => {
  const { run, events, end, types } = setup();
  run.kill(false);
  await vi.advanceTimersByTimeAsync(20);
  expect(events).toEqual([
    {
      type: 'process-remained',
      run: 1,
      processes: [
        { pid: leader, command: '' },
        { pid: child, command: '' },
      ],
    },
  ]);
  end();
  await vi.advanceTimersByTimeAsync(20);
  expect(types()).toEqual(['process-remained', 'process-exited', 'process-gone']);
});

test('what the leader hands over has not ended: its output is held back until the successor ends', async () => {
  const { left, leave, ended, types } = setup([child]);
  leave();
  await vi.advanceTimersByTimeAsync(1000);
  expect(types()).toEqual(['process-handed-over']);
  expect(ended).not.toHaveBeenCalled();
  left.delete(child);
  await vi.advanceTimersByTimeAsync(1000);
  expect(types()).toEqual(['process-handed-over', 'process-exited']);
  expect(ended).toHaveBeenCalledOnce();
});

test('one that nobody carries on for has ended with its leader', () => {
  const { leave, ended } = setup();
  leave();
  expect(ended).toHaveBeenCalledOnce();
});
