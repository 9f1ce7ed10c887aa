import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import { expect, test } from 'vitest';
import type { CommandSpec, RunningCommand } from '../../../../src/engine/ports.ts';
import { atLowPriority } from '../../../../src/go/build/low-priority.ts';

const spec: CommandSpec = { command: { type: 'shell', line: '' }, cwd: '/', env: {}, label: 'x' };
const ended = new Promise<never>(() => undefined);
const running = (pid: number | undefined): RunningCommand => ({ pid, ended, cancel: () => Promise.resolve() });

test('a command that was started gives way to others', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(child, 'spawn');
  const { pid } = child;
  if (pid === undefined) throw new Error('it was spawned');
  atLowPriority({ start: () => running(pid) }).start(spec);
  expect(getPriority(pid)).toBe(10);
  child.stdin.end();
  await once(child, 'exit');
});

test('one that could not be started is no error', () => {
  expect(atLowPriority({ start: () => running(undefined) }).start(spec).pid).toBeUndefined();
});
