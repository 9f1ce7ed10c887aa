import { expect, test } from 'vitest';
import { createRulesRunner } from '../../../src/cli/rules-runner.ts';
import type { FileChange } from '../../../src/engine/change.ts';
import type { CommandResult } from '../../../src/engine/ports.ts';
import type { Report } from '../../../src/engine/report.ts';

const appJs: FileChange = { path: '/p/app.js', rel: 'app.js', kind: 'modified' };

/** A rule whose command ends when the test says so; time is what the test says. */
function ruleOnClock() {
  let now = 1_000_000;
  let writtenAt = 0;
  const reports: Report[] = [];
  const ends: ((result: CommandResult) => void)[] = [];
  const runner = createRulesRunner({
    rules: [
      {
        name: 'stamp',
        cmd: 'stamp',
        includeDir: [],
        includeExt: ['js'],
        includeFile: [],
        excludeRegex: [],
        delayMs: 1000,
        run: 'none',
        place: { file: '.air.toml', line: 1 },
      },
    ],
    commands: {
      start() {
        let end: (result: CommandResult) => void = () => undefined;
        const ended = new Promise<CommandResult>((resolve) => (end = resolve));
        ends.push(end);
        return {
          pid: 1,
          ended,
          cancel: async () => end({ end: { type: 'signal', signal: 'SIGKILL' }, output: '' }),
        };
      },
    },
    reporter: { report: (report) => void reports.push(report) },
    cwd: '/p',
    env: () => ({}),
    diagnose: async () => [],
    restart: () => undefined,
    writtenAt: () => writtenAt,
    now: () => now,
  });
  const count = (type: Report['type']): number => reports.filter((report) => report.type === type).length;
  /** Lets everything happen that needs no time. */
  const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  return {
    runner,
    count,
    pass: (ms: number) => void (now += ms),
    write: (at = now) => void (writtenAt = at),
    now: () => now,
    told: () => runner.changed(0, [appJs]),
    async end() {
      ends.at(-1)?.({ end: { type: 'code', code: 0 }, output: '' });
      await settle();
    },
    settle,
  };
}

test('a command that writes its own file is stopped after ten more runs', async () => {
  const rule = ruleOnClock();
  rule.told();
  for (let run = 0; run < 20 && rule.count('rule-stopped') === 0; run++) {
    rule.pass(20);
    rule.write();
    rule.pass(5);
    await rule.end();
    rule.pass(15);
    rule.told();
  }
  expect(rule.count('rule-started')).toBe(11);
  expect(rule.count('rule-stopped')).toBe(1);
});

test('what a run wrote is its own also when it is told of after the next run has begun', async () => {
  const rule = ruleOnClock();
  rule.told();
  for (let run = 0; run < 20 && rule.count('rule-stopped') === 0; run++) {
    rule.pass(20);
    rule.write();
    rule.pass(50);
    // The first word of the write: the command is started over.
    rule.told();
    await rule.settle();
    rule.pass(50);
    // The second word of the same write, long after that run has ended.
    rule.told();
    await rule.settle();
  }
  expect(rule.count('rule-started')).toBe(11);
  expect(rule.count('rule-stopped')).toBe(1);
});

test('saves between the runs are a person’s, however many', async () => {
  const rule = ruleOnClock();
  for (let save = 0; save < 30; save++) {
    rule.write();
    rule.told();
    rule.pass(50);
    await rule.end();
    rule.pass(100);
  }
  expect(rule.count('rule-started')).toBe(30);
  expect(rule.count('rule-stopped')).toBe(0);
});

test('after a stop the next save of a person counts', async () => {
  const rule = ruleOnClock();
  rule.told();
  while (rule.count('rule-stopped') === 0) {
    rule.write();
    rule.pass(5);
    await rule.end();
    rule.told();
  }
  rule.pass(100);
  await rule.end();
  const before = rule.count('rule-started');
  rule.write();
  rule.told();
  expect(rule.count('rule-started')).toBe(before + 1);
});
