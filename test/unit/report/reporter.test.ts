import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/protocol/report.ts';
import { Memories } from '../../../src/report/terminal/memory.ts';
import { buildFailed, crashed, example, store } from './report-examples.ts';
import { reporterOnClock as rig } from './reporter-on-clock.ts';
import { couldNotStart, shortcuts } from './terminal/screen.ts';

const erase = '\r\u001b[2K';
const rebuilding: Report = { type: 'build-started', generation: 2, cause: { type: 'files', files: [store] } };

describe('the status line', () => {
  test('counts tests while they run, makes room for what is typed, and leaves no trace', () => {
    const { reporter, pass, text, timers } = rig({ testLines: () => [] });
    const ended = { type: 'test-ended', run: 1, package: 'm/a', test: 'TestA', durationMs: 1 } as const;
    reporter.report({ type: 'tests-started', run: 1, packages: ['m/a'], why: 'start' });
    pass(200);
    expect(text()).toContain('tests… 0 passed');
    reporter.report({ ...ended, outcome: 'passed' });
    reporter.report({ type: 'test-failed', run: 1, durationMs: 1, diagnostics: [], output: '' });
    pass(200);
    expect(text()).toMatch(/tests… 1 failed, 1 passed$/);
    reporter.typing({ words: 'tests whose name matches', text: 'Su' });
    expect(text()).toBe(`${erase}${erase}tests whose name matches: Su▏`);
    reporter.typing(undefined);
    expect(text()).toMatch(/tests… 1 failed, 1 passed$/);
    reporter.report({ type: 'tests-cancelled', run: 1, reason: 'change' });
    expect(text()).toBe(erase);
    expect(timers()).toBe(0);
  });

  test('appears when a build takes its time, counts, and leaves no trace', () => {
    const { reporter, pass, text, timers } = rig();
    reporter.report(rebuilding);
    pass(149);
    expect(text()).toBe('');
    pass(1);
    expect(text()).toBe(`${erase}          building… 0.1 s`);
    pass(1000);
    expect(text()).toMatch(/building… 1\.1 s$/);
    reporter.report(couldNotStart);
    expect(text()).toBe(`${erase}00:00:01  failed    could not be started: spawn go ENOENT · nothing is running\n`);
    expect(timers()).toBe(0);
  });
  test('makes room for any other line and comes back below it', () => {
    const { reporter, pass, text } = rig();
    reporter.report(rebuilding);
    pass(200);
    text();
    reporter.report({ type: 'notice', level: 'info', message: 'a' });
    expect(text()).toBe(`${erase}00:00:00  note      a\n`);
    pass(100);
    expect(text()).toContain('building…');
  });
  test('makes room for what an app prints', () => {
    const { reporter, pass, text } = rig();
    reporter.report(rebuilding);
    pass(200);
    text();
    reporter.beforeForeignOutput('hello\n');
    expect(text()).toBe(erase);
    reporter.beforeForeignOutput('hello\n');
    expect(text()).toBe('');
  });
  test('is never drawn while an app lives that writes to the terminal itself', () => {
    const { reporter, pass, text } = rig();
    reporter.report(example('process-started'));
    reporter.report(rebuilding);
    pass(5000);
    expect(text()).toBe('');
    reporter.report(example('process-stopping'));
    pass(5000);
    expect(text()).toBe('');
  });
  test('of a build comes when the app that was alive has ended', () => {
    const { reporter, pass, text } = rig();
    reporter.report(example('process-started'));
    reporter.report(rebuilding);
    pass(1000);
    reporter.report(crashed);
    text();
    pass(200);
    expect(text()).toContain('building… 1.');
  });
  test.each([{ isTTY: false }, { status: 'elsewhere' as const }, { silent: true }])(
    'is not drawn with %j',
    (options) => {
      const { reporter, pass, text } = rig(options);
      reporter.report(rebuilding);
      pass(5000);
      expect(text()).toBe('');
    },
  );
  test('is not drawn in the middle of a line of a command', () => {
    const { reporter, pass, text } = rig();
    reporter.report(rebuilding);
    reporter.report({ type: 'command-output', name: 'cmd', text: 'compiling ' });
    pass(5000);
    expect(text()).toBe('compiling ');
    reporter.report({ type: 'command-output', name: 'cmd', text: 'done\n' });
    pass(200);
    expect(text()).toMatch(/^done\n.*building…/s);
  });
});

describe('where no line is rewritten', () => {
  const lines = { status: 'lines', isTTY: false } as const;
  test('a build that takes long is told every 30 s, from its start, and not after its end', () => {
    const { reporter, pass, text, timers } = rig(lines);
    reporter.report(rebuilding);
    pass(29_999);
    expect(text()).toBe('');
    reporter.report({ type: 'notice', level: 'info', message: 'a' });
    pass(1);
    expect(text()).toContain('00:00:30  build     still building, 30 s\n');
    pass(60_000);
    expect(text()).toBe('00:01:00  build     still building, 1 min\n00:01:30  build     still building, 1 min 30 s\n');
    reporter.report(couldNotStart);
    text();
    expect(timers()).toBe(0);
    pass(60_000);
    expect(text()).toBe('');
  });
  test('the next build counts anew', () => {
    const { reporter, pass, text } = rig(lines);
    reporter.report(rebuilding);
    pass(20_000);
    reporter.report({ type: 'build-cancelled', generation: 2, reason: 'change' });
    reporter.report({ ...rebuilding, generation: 3 });
    pass(29_999);
    expect(text()).toBe('');
    pass(1);
    expect(text()).toContain('still building, 30 s');
  });
  test('one that takes over goes on where the last one was', () => {
    const memory = new Memories();
    rig({ ...lines, memory }).reporter.report(rebuilding);
    const { reporter, pass, text } = rig({ ...lines, memory });
    pass(45_000);
    reporter.report({ type: 'notice', level: 'debug', message: 'a' });
    pass(15_000);
    expect(text()).toBe('00:01:00  build     still building, 1 min\n');
  });
  test('the end of gorl ends it', () => {
    const { reporter, pass, text, timers } = rig(lines);
    reporter.report(rebuilding);
    reporter.report({
      type: 'session-stopping',
      reason: { type: 'request', by: { type: 'key', key: 'q' } },
      forced: true,
    });
    text();
    pass(60_000);
    expect([text(), timers()]).toEqual(['', 0]);
  });
  test.each([{ silent: true }, { mainOnly: true }, { status: 'elsewhere' as const }])(
    'nothing is told with %j',
    (more) => {
      const { reporter, pass, text } = rig({ ...lines, ...more });
      reporter.report(rebuilding);
      pass(60_000);
      expect(text()).toBe('');
    },
  );
});

describe('the reporter', () => {
  test('closing takes the status line off', () => {
    const { reporter, pass, text, timers } = rig();
    reporter.report(rebuilding);
    pass(200);
    text();
    reporter.close();
    expect(text()).toBe(erase);
    expect(timers()).toBe(0);
  });
  test('one with other settings takes over what the last one knew', () => {
    const memory = new Memories();
    const before = rig({ memory });
    before.reporter.report(buildFailed);
    before.reporter.beforeForeignOutput('password: ');
    const { reporter, text } = rig({ memory, lineLeftOpen: !before.reporter.atLineStart() });
    reporter.nextError();
    expect(text()).toMatch(/^\n.*problems 1 to 2 of 2/);
  });
  test('keys: help, next error, clear', () => {
    const { reporter, text } = rig();
    reporter.help(shortcuts);
    expect(text()).toContain('  r  restart without building\n');
    reporter.nextError();
    expect(text()).toContain('no problems to show');
    reporter.previousError();
    expect(text()).toContain('no problems to show');
    expect(reporter.placeToOpen()).toBeUndefined();
    expect(text()).toContain('no error to open');
    reporter.unknownKey();
    expect(text()).toBe('h for help\n');
    reporter.blankLine();
    reporter.beforeForeignOutput('half a line');
    reporter.blankLine();
    reporter.blankLine();
    expect(text()).toBe('\n\n\n\n');
    reporter.clear();
    expect(text()).toBe('\u001b[2J\u001b[H');
  });
});

describe('the end', () => {
  const stopping = (reason: Extract<Report, { type: 'session-stopping' }>['reason']): Report => ({
    type: 'session-stopping',
    reason,
    forced: false,
  });
  const ended = (reason: Extract<Report, { type: 'session-ended' }>['reason'], code = 0): Report => ({
    type: 'session-ended',
    exitCode: code,
    reason,
  });
  const exited: Report = {
    type: 'process-exited',
    run: 1,
    generation: 1,
    end: { type: 'code', code: 0 },
    livedMs: 56,
    expected: false,
    forced: false,
    stopMs: 0,
    leaked: [],
    next: { type: 'shutdown' },
  };

  test('that is quick is one line', () => {
    const { reporter, pass, text, timers } = rig();
    reporter.report(stopping({ type: 'request', by: { type: 'key', key: 'q' } }));
    pass(4);
    reporter.report(ended({ type: 'request', by: { type: 'key', key: 'q' } }));
    expect(text()).toBe('00:00:00  stopped   q · in 4 ms · nothing is left running\n');
    expect(timers()).toBe(0);
  });
  test('that takes its time is told before', () => {
    const { reporter, pass, text } = rig();
    reporter.report(stopping({ type: 'request', by: { type: 'signal', signal: 'SIGTERM' } }));
    pass(299);
    expect(text()).toBe('');
    pass(1);
    expect(text()).toBe('00:00:00  stopping  SIGTERM · repeat to kill\n');
    pass(1700);
    reporter.report(ended({ type: 'request', by: { type: 'signal', signal: 'SIGTERM' } }, 143));
    expect(text()).toBe('00:00:02  stopped   SIGTERM · in 2 s · nothing is left running\n');
  });
  test('that takes its time is told in the last row where that is gorl’s, by force in a line too', () => {
    const { reporter, pass, text } = rig({ status: 'elsewhere' });
    reporter.report(stopping({ type: 'request', by: { type: 'key', key: 'q' } }));
    pass(2000);
    expect(text()).toBe('');
    reporter.report({
      type: 'session-stopping',
      reason: { type: 'request', by: { type: 'key', key: 'q' } },
      forced: true,
    });
    expect(text()).toBe('00:00:02  stopping  now, by force\n');
  });
  test.each([false, true])('of --once is told by the end of the app (log.main_only %s)', (mainOnly) => {
    const { reporter, text } = rig({ mainOnly });
    reporter.report(exited);
    reporter.report(stopping({ type: 'once', ok: true }));
    reporter.report(ended({ type: 'once', ok: true }));
    expect(text()).toBe('00:00:00  exited    exit code 0 after 56 ms · gorl exits too\n');
  });
  test('of --once after a build that failed is one line too', () => {
    const { reporter, text } = rig();
    reporter.report(stopping({ type: 'once', ok: false }));
    reporter.report(ended({ type: 'once', ok: false }, 1));
    expect(text()).toBe('00:00:00  stopped   --once: failed · exit code 1\n');
  });
});
