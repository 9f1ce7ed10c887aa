import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CommandResult } from '../../../src/engine/ports.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { systemClock } from '../../../src/session/system-clock.ts';
import { createExitHooks, exitHooksLimit } from '../../../src/session/exit-hooks.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Hooks that end when the test says, or when they are killed. */
function setup(...lines: string[]) {
  const reports: Report[] = [];
  let print: (text: string) => void = () => {};
  const started: string[] = [];
  let end: (result: CommandResult) => void = () => {};
  let done = false;
  const hooks = createExitHooks({
    service: 'app',
    clock: systemClock,
    commands: {
      start({ command, onOutput }) {
        print = (text) => onOutput?.(text);
        if (command.type === 'shell') started.push(command.line);
        const ended = new Promise<CommandResult>((resolve) => (end = resolve));
        return {
          pid: 1,
          ended,
          async cancel() {
            end({ end: { type: 'signal', signal: 'SIGKILL' }, output: '' });
          },
        };
      },
    },
    reporter: { report: (report) => void reports.push(report) },
    lines: () => lines,
    cwd: () => '/',
    env: () => ({}),
    limitMs: () => 3500,
  });
  hooks.run(() => (done = true));
  const exit = async (code: number) => {
    end({ end: { type: 'code', code }, output: '' });
    await vi.advanceTimersByTimeAsync(0);
  };
  return {
    hooks,
    reports,
    started,
    succeed: () => exit(0),
    exit,
    print: (text: string) => print(text),
    isDone: () => done,
  };
}

test('one that never ends is killed when its time is over, told by name, and the rest is left out', async () => {
  const { reports, started, isDone } = setup('docker compose down', 'echo bye');
  await vi.advanceTimersByTimeAsync(3400);
  expect(isDone()).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(isDone()).toBe(true);
  expect(started).toEqual(['docker compose down']);
  expect(reports.slice(1)).toEqual([
    {
      type: 'notice',
      level: 'warning',
      message: 'post_cmd did not finish within 3.5 s and was killed: docker compose down',
      hint: 'a kill_delay of 8.5 s or more gives it as much time as the app',
    },
  ]);
});

test('the time is that of all together', async () => {
  const { succeed, started, isDone } = setup('a', 'b');
  await vi.advanceTimersByTimeAsync(3000);
  await succeed();
  expect(started).toEqual(['a', 'b']);
  await vi.advanceTimersByTimeAsync(600);
  expect(isDone()).toBe(true);
});

test('what one prints is passed on, and the first that fails ends the list', async () => {
  const { reports, started, exit, print, isDone } = setup('a', 'b', 'c');
  await exit(0);
  print('no such container\n');
  await exit(1);
  expect(isDone()).toBe(true);
  expect(started).toEqual(['a', 'b']);
  expect(reports.slice(2)).toEqual([
    { type: 'command-output', name: 'post_cmd', text: 'no such container\n' },
    { type: 'command-failed', name: 'post_cmd', command: 'b', end: { type: 'code', code: 1 } },
  ]);
});

test('those that end in time, or are killed by a second request, are told no more than before', async () => {
  const inTime = setup('a');
  await inTime.succeed();
  const killed = setup('a', 'b');
  killed.hooks.kill();
  await vi.advanceTimersByTimeAsync(10_000);
  for (const { reports, isDone } of [inTime, killed]) {
    expect(isDone()).toBe(true);
    expect(reports.map(({ type }) => type)).toEqual(['command-started']);
  }
});

test.each([
  [0, 8500],
  [1000, 7500],
  [5000, 3500],
  [6000, 3000],
  [8000, 3000],
  [30_000, 30_000],
])('with a grace of %d ms all hooks together have %d ms', (graceMs, limitMs) => {
  expect(exitHooksLimit(graceMs)).toBe(limitMs);
});
