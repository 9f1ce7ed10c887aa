import { expect, test } from 'vitest';
import type { CommandRunner } from '../../../src/engine/ports.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { tellBackground } from '../../../src/session/background-hooks.ts';

/** Runs these lines one after the other; of each, as many processes live on as it says. */
function warnings(lines: readonly string[], left: (line: string) => number, label = 'app/pre_cmd'): readonly Report[] {
  const reports: Report[] = [];
  const commands: CommandRunner = {
    start: ({ command }) => ({
      pid: 1,
      ended: Promise.resolve({ end: { type: 'code', code: 0 }, output: '' }),
      leftRunning: () => left(command.type === 'shell' ? command.line : ''),
      cancel: () => Promise.resolve(),
    }),
  };
  const told = tellBackground(commands, { report: (report) => void reports.push(report) });
  for (const line of lines) told.start({ command: { type: 'shell', line }, cwd: '/', env: {}, label });
  return reports;
}

test('a hook that left something running is told when it runs the next time, once', () => {
  const reports = warnings(['redis-server & ', 'redis-server & ', 'redis-server & '], () => 1);
  expect(reports).toEqual([
    {
      type: 'notice',
      level: 'warning',
      message: 'pre_cmd runs before every build, and what it started last time is still running: redis-server &',
      hint: 'start services once, outside gorl: in another terminal, or with docker compose',
    },
  ]);
});

test('one that left nothing is not, nor is what is no hook', () => {
  expect(warnings(['make', 'redis &', 'make'], (line) => (line === 'make' ? 0 : 1))).toEqual([]);
  expect(warnings(['make &', 'make &'], () => 1, 'app/build-1')).toEqual([]);
});
