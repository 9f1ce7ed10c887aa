import { expect, test } from 'vitest';
import { createRulesRunner, type Interrupted, type RulesDeps } from '../../../src/session/rules.ts';
import type { FileChange } from '../../../src/protocol/change.ts';
import type { CommandResult } from '../../../src/engine/ports.ts';
import type { Report } from '../../../src/protocol/report.ts';

const change = (path: string): FileChange => ({ path, rel: path.slice(3), kind: 'modified' });

/** A rule whose command ends when the test says so; time is what the test says. */
function ruleOnClock(
  before?: Promise<Interrupted>,
  run: 'none' | 'restart' | 'reload' = 'none',
  diagnose: RulesDeps['diagnose'] = async () => ({ diagnostics: [], rest: [] }),
  reload?: RulesDeps['reload'],
) {
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
        run,
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
    diagnose,
    restart: () => undefined,
    reload: () => reload?.(),
    writtenAt: () => writtenAt,
    now: () => now,
    ...(before === undefined ? {} : { before }),
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
    told: (path = '/p/app.js') => runner.changed(0, [change(path)]),
    startedFor: () =>
      reports.flatMap((report) => (report.type === 'rule-started' ? [report.files.map(({ path }) => path)] : [])),
    /** What followed the newest run. */
    next: () => reports.flatMap((report) => (report.type === 'rule-finished' ? [report.next] : [])).at(-1),
    async end(code = 0) {
      ends.at(-1)?.({ end: { type: 'code', code }, output: '' });
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
    // The first word of the write: the command is to run again.
    rule.told();
    await rule.end();
    rule.pass(50);
    // The second word of the same write, long after that run has ended.
    rule.told();
    await rule.settle();
  }
  expect(rule.count('rule-started')).toBe(11);
  expect(rule.count('rule-stopped')).toBe(1);
});

test('a command is not killed by the files that it writes one after the other; it runs once more', async () => {
  const rule = ruleOnClock();
  rule.told();
  for (let file = 0; file < 5; file++) {
    rule.pass(100);
    rule.write();
    rule.told(`/p/generated${file}.js`);
    await rule.settle();
  }
  rule.pass(100);
  await rule.end();
  expect(rule.count('rule-superseded')).toBe(0);
  expect(rule.count('rule-started')).toBe(2);
});

test('saves that all fall into runs start the command over three times, then it is let finish; the last one is run', async () => {
  const rule = ruleOnClock();
  for (let save = 0; save < 6; save++) {
    rule.write();
    rule.told();
    await rule.settle();
    rule.pass(400);
  }
  expect(rule.count('rule-superseded')).toBe(3);
  const started = rule.count('rule-started');
  await rule.end();
  expect(rule.count('rule-started')).toBe(started + 1);
  expect(rule.count('rule-stopped')).toBe(0);
});

test('what was not run for is handed over to the rules of the next config', async () => {
  const old = ruleOnClock();
  old.told('/p/a.js');
  old.pass(50);
  old.write();
  old.told('/p/b.js');
  const next = ruleOnClock(old.runner.stop());
  next.told('/p/c.js');
  expect(next.count('rule-started')).toBe(0);
  await next.settle();
  expect(next.startedFor()).toEqual([['/p/a.js', '/p/b.js', '/p/c.js']]);
});

test('a run that a save ended is owed as well, to the next run and to the next config', async () => {
  const old = ruleOnClock();
  old.told('/p/a.js');
  old.told('/p/b.js');
  await old.settle();
  expect(old.startedFor()).toEqual([['/p/a.js'], ['/p/a.js', '/p/b.js']]);
  const next = ruleOnClock(old.runner.stop());
  await next.settle();
  expect(next.startedFor()).toEqual([['/p/a.js', '/p/b.js']]);
});

test('a failure that a save overtakes while its output is read is not told', async () => {
  let read: () => void = () => undefined;
  const rule = ruleOnClock(undefined, 'none', async () => {
    await new Promise<void>((resolve) => (read = resolve));
    return { diagnostics: [], rest: ['an error'] };
  });
  rule.told();
  await rule.end(1);
  rule.told();
  read();
  await rule.settle();
  expect(rule.count('rule-superseded')).toBe(1);
  expect(rule.count('rule-finished')).toBe(0);
  expect(rule.count('rule-started')).toBe(2);
  await rule.end(1);
  read();
  await rule.settle();
  expect(rule.count('rule-finished')).toBe(1);
});

/** The app's start is told 5 ms after the write or before it. */
test.each([5, 400, -5])(
  'what the app writes %i ms after each start is stopped after ten more runs',
  async (afterMs) => {
    const rule = ruleOnClock(undefined, 'restart');
    rule.told();
    for (let run = 0; run < 20 && rule.count('rule-stopped') === 0; run++) {
      rule.pass(20);
      await rule.end();
      rule.pass(30);
      rule.write(rule.now() + afterMs);
      rule.runner.appStarted();
      rule.pass(450);
      rule.told();
    }
    expect(rule.count('rule-started')).toBe(11);
    expect(rule.count('rule-stopped')).toBe(1);
  },
);

test('saves after starts that no rule asked for are a person’s, and so are those long after one', async () => {
  const rule = ruleOnClock(undefined, 'restart');
  for (let save = 0; save < 30; save++) {
    rule.write();
    rule.told();
    rule.pass(20);
    await rule.end();
    rule.runner.appStarted();
    rule.pass(1100);
    rule.runner.appStarted();
  }
  expect(rule.count('rule-started')).toBe(30);
  expect(rule.count('rule-stopped')).toBe(0);
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

test.each([
  ['with a proxy', true, 'reload'],
  ['without one', undefined, 'none'],
])('a success that wants pages to reload, %s', async (_, reached, next) => {
  let reloads = 0;
  const rule = ruleOnClock(undefined, 'reload', undefined, () => {
    reloads++;
    return reached;
  });
  rule.told();
  await rule.end(1);
  expect([reloads, rule.next()]).toEqual([0, 'none']);
  rule.told();
  await rule.end();
  expect([reloads, rule.next()]).toEqual([1, next]);
});
