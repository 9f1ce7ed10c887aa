import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../../../src/protocol/report.ts';
import { createTheme } from '../../../../src/report/terminal/theme.ts';
import { allExamples, buildFailed, example, processReady, store, undefinedRows } from '../report-examples.ts';
import { screen, terminalWith } from './screen.ts';

const note = (message: string): Report => ({ type: 'notice', level: 'info', message });
const up = '\u001b[1A\r\u001b[2K';

describe('repeats', () => {
  test('collapse into the last line on a terminal', () => {
    expect(screen([note('a'), note('a'), note('a'), note('b')])).toBe(
      `\n00:00:00  note      a\n${up}00:00:01  note      a (x2)\n${up}00:00:02  note      a (x3)\n00:00:03  note      b\n`,
    );
  });
  test('never off a terminal', () => {
    expect(screen([note('a'), note('a')], { isTTY: false })).not.toContain('\u001b');
  });
  test('never while an app may write to the screen, nor after somebody did', () => {
    expect(screen([example('process-started'), note('a'), note('a')])).not.toContain('\u001b');
    const terminal = terminalWith();
    terminal.render(note('a'), 0);
    terminal.foreignOutput('hello\n');
    expect(terminal.render(note('a'), 0)).toBe('00:00:00  note      a\n');
  });
  test('never when the line wraps', () => {
    expect(screen([note('a'.repeat(90)), note('a'.repeat(90))])).not.toContain('\u001b');
  });
});

test('a line that somebody left open is closed first', () => {
  const terminal = terminalWith();
  terminal.foreignOutput('password: ');
  expect(terminal.render(note('a'), 0)).toBe('\n00:00:00  note      a\n');
  terminal.foreignOutput(Buffer.from('half\nä'));
  expect(terminal.render(note('b'), 0)).toBe('\n00:00:00  note      b\n');
  terminal.foreignOutput(Buffer.from('whole\n'));
  terminal.foreignOutput(Buffer.of());
  expect(terminal.render(note('c'), 0)).toBe('00:00:00  note      c\n');
  const open: Report = { type: 'command-output', name: 'cmd', text: '50%' };
  expect(terminal.render(open, 0)).toBe('50%');
  expect(terminal.render({ ...open, text: ' 60%' }, 0)).toBe(' 60%');
  expect(terminal.render(note('a'), 0)).toBe('\n00:00:00  note      a\n');
});

test('what a command prints keeps its colors where gorl has colors, and nothing else that moves the cursor', () => {
  const text = '10%\r100%\r\n\u001b[31mred\u001b[0m\u001b[2J\n';
  const report: Report = { type: 'command-output', name: 'cmd', text };
  expect(screen([report])).toBe('\n100%\nred␛[2J\n');
  const theme = createTheme({ color: true, unicode: true });
  expect(screen([report], { theme })).toBe('\n100%\n\u001b[31mred\u001b[0m␛[2J\n');
});

test('an empty line stands between blocks, never two', () => {
  expect(screen([example('config-rejected'), example('config-rejected')])).not.toContain('\n\n\n');
});

test('the time column can be left out', () => {
  const notice: Report = { type: 'notice', level: 'warning', message: 'few watches are left', hint: 'raise the limit' };
  expect(screen([notice], { time: false })).toBe('\nwarning   few watches are left\n          → raise the limit\n');
});

describe('clearing', () => {
  const rebuild: Report = { type: 'build-started', generation: 2, cause: { type: 'files', files: [store] } };
  const first: Report = { type: 'build-started', generation: 1, cause: { type: 'start' } };
  test('happens before a rebuild, not before the first build, and keeps the change', () => {
    const terminal = terminalWith({ clearOnRebuild: true });
    expect(terminal.render(first, 0)).not.toContain('\u001b');
    terminal.render({ type: 'files-changed', files: [store] }, 0);
    expect(terminal.render(rebuild, 0)).toBe('\u001b[2J\u001b[H00:00:00  change    internal/user/store.go\n');
  });
  test('takes what has scrolled away along when asked to', () => {
    const terminal = terminalWith({ clearOnRebuild: true, keepScroll: false });
    terminal.render(first, 0);
    expect(terminal.render(rebuild, 0)).toContain('\u001b[2J\u001b[3J\u001b[H');
    expect(terminal.clear()).toBe('\u001b[2J\u001b[3J\u001b[H');
  });
  test('is not done off a terminal, nor without the setting', () => {
    expect(screen([first, rebuild], { clearOnRebuild: true, isTTY: false })).not.toContain('\u001b');
    expect(screen([first, rebuild])).not.toContain('\u001b');
    expect(terminalWith({ isTTY: false }).clear()).toBe('');
  });
});

describe('how much is said', () => {
  test('silent: what commands say and what ends gorl', () => {
    const shown = allExamples
      .filter((report) => screen([report], { silent: true }) !== '\n')
      .map((report) => report.type);
    expect([...new Set(shown)]).toEqual(['command-output', 'build-failed', 'problems']);
    expect(screen([buildFailed], { silent: true })).toBe(
      '\ninternal/user/store.go:6:20: undefined: rows\ninternal/user/store.go:9:13: not enough arguments in call to add\n\thave (int)\n\twant (int, string)\nexample.com/shop/internal/user\n',
    );
    expect(screen([{ type: 'notice', level: 'error', message: 'no more' }], { silent: true })).toContain('no more');
  });
  test('main_only: nothing of watching, building and running but failures', () => {
    const options = { mainOnly: true };
    const shown = allExamples.filter((report) => screen([report], options) !== '\n').map((report) => report.type);
    expect([...new Set(shown)]).toEqual([
      'session-started',
      'config-reloaded',
      'config-rejected',
      'paused',
      'resumed',
      'session-stopping',
      'session-ended',
      'command-output',
      'command-failed',
      'errors-found',
      'build-failed',
      'process-not-ready',
      'process-unhealthy',
      'process-stuck',
      'process-dump',
      'data-race',
      'process-exited',
      'process-waiting',
      'port-in-use',
      'rule-finished',
      'rule-stopped',
      'test-failed',
      'tests-finished',
      'proxy-listening',
      'proxy-closed',
      'page-error',
      'notice',
      'problems',
    ]);
    expect(screen([example('process-exited', { next: { type: 'rerun', inMs: 500 } })], options)).toBe('\n');
    expect(screen([processReady], { mainOnly: true, debug: true })).toContain('ready');
  });
  test('debug: every report leaves a line', () => {
    for (const report of allExamples) expect(screen([report], { debug: true })).not.toBe('\n');
  });
});

test('GitHub gets an annotation for each problem', () => {
  const text = screen([buildFailed], { github: true, isTTY: false });
  expect(text).toContain('\n::error file=internal/user/store.go,line=6,col=20::undefined: rows\n');
  expect(text).toContain('\n::error file=internal/user/store.go,line=9,col=13::not enough arguments in call to add\n');
  expect(screen([buildFailed], { isTTY: false })).not.toContain('::error');
  expect(screen([example('test-failed')], { github: true, isTTY: false })).toContain(
    '\n::error file=calc/calc_test.go,line=11::Sum(1, 2) = 3, want 4\n',
  );
});

test('e has nothing to show when all is well', () => {
  const terminal = terminalWith();
  expect(terminal.nextError(0)).toContain('no problems to show');
  terminal.render(buildFailed, 0);
  expect(terminal.nextError(0)).toContain('problems 1 to 2 of 2');
  const failed = buildFailed.generation;
  const old = terminal.render({ ...processReady, generation: failed - 1 }, 0);
  expect(old).toContain('still an earlier build; the newest code does not build');
  expect(terminal.nextError(0)).toContain('problems 1 to 2 of 2');
  expect(terminal.render({ ...processReady, generation: failed + 1 }, 0)).toContain('fixed');
  expect(terminal.nextError(0)).toContain('no problems to show');
});

describe('whatever a report says', () => {
  const nasty = fc.string({
    unit: fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom('\u001b[2J', '\u001b]0;x\u0007', '\r', '\n', '\t', '\u202e', '\ud800', '\u009b31m', 'a'),
    ),
    maxLength: 30,
  });
  // oxlint-disable-next-line no-control-regex
  const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
  // oxlint-disable-next-line no-control-regex
  const color = /\u001b\[[0-9;:]*m/g;

  test('no control character reaches the screen but colors, tabs and line ends; no line of a message is lost', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...allExamples),
        nasty,
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 1, max: 200 }),
        (report, text, colored, isTTY, columns) => {
          const theme = createTheme({ color: colored, unicode: true });
          const shown = screen([withStrings(report, text)], {
            theme,
            isTTY,
            columns: () => columns,
            debug: true,
            github: true,
          });
          expect(shown.replaceAll(color, '')).not.toMatch(control);
          if (!colored) expect(shown).not.toContain('\u001b');
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('every line of every message is there', () => {
    const line = fc.stringMatching(/^[a-z]{1,12}$/);
    const diagnostic = fc.record({
      lines: fc.array(line, { minLength: 1, maxLength: 4 }),
      notes: fc.array(line, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(diagnostic, { minLength: 1, maxLength: 8 }), line, (found, output) => {
        const diagnostics = found.map(({ lines, notes }) => ({
          ...undefinedRows,
          message: lines.join('\n'),
          notes: notes.map((message) => ({ message })),
        }));
        const shown = screen([{ ...buildFailed, diagnostics, output }], { isTTY: false });
        for (const { lines } of found) for (const text of lines) expect(shown).toContain(text);
        for (const { notes } of found.slice(0, 5)) for (const text of notes) expect(shown).toContain(`    ${text}\n`);
        expect(shown).toContain(`${output}\n`);
      }),
    );
  });

  test('sessions of any order never throw', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...allExamples), { maxLength: 30 }),
        fc.boolean(),
        (reports, clearOnRebuild) => {
          const shown = screen(reports, { clearOnRebuild, isTTY: false });
          expect(shown).not.toMatch(/undefined(?!:)|\[object|NaN/);
          expect(shown).not.toContain('\n\n\n');
        },
      ),
    );
  });
});

/** The same report with every text in it replaced; ids and kinds stay. */
function withStrings(report: Report, text: string): Report {
  const fixed = new Set(['type', 'severity', 'source', 'kind', 'mode', 'level', 'name', 'reason', 'gorl']);
  const replace = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => replace(item, key));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replace(item, name)]));
    return typeof value === 'string' && !fixed.has(key) ? text : value;
  };
  return replace(report, '') as Report;
}
