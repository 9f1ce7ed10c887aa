import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { tooManyErrors, type Diagnostic } from '../../../../src/protocol/diagnostic.ts';
import { EmulatedTerminal } from '../../../support/emulated-terminal.ts';
import { buildFailed, undefinedRows } from '../report-examples.ts';
import { screen, terminalWith } from './screen.ts';
import { failed } from './story.ts';

/** `r1`, `r2` and so on; a frame is four rows. */
const many = (count: number): Diagnostic[] =>
  Array.from({ length: count }, (_, index) => ({ ...undefinedRows, message: `undefined: r${index + 1}.` }));
const long: Diagnostic = {
  ...undefinedRows,
  message: 'undefined: r1.',
  notes: Array.from({ length: 30 }, (_, index) => ({ message: `note ${index}` })),
};
const rowsOf = (text: string): number => text.split('\n').length;
const inFull = (text: string): number => text.match(/for _, r := range rows/g)?.length ?? 0;
const named = (text: string): number => text.match(/undefined: r\d+\./g)?.length ?? 0;

describe('a failed build on one screen', () => {
  test.each([
    // rows, errors, in full, also in a line, as a number
    [10, 1, 1, 0, 0],
    [10, 5, 1, 0, 4],
    [10, 200, 1, 0, 199],
    [24, 1, 1, 0, 0],
    [24, 5, 3, 2, 0],
    [24, 200, 3, 1, 196],
    [50, 1, 1, 0, 0],
    [50, 5, 5, 0, 0],
    [50, 200, 7, 3, 190],
  ])('%i rows, %i errors: %i in full, %i in a line, %i as a number', (rows, errors, full, short, hidden) => {
    const text = terminalWith({ rows: () => rows }).render(failed(many(errors)), 0);
    expect(inFull(text)).toBe(full);
    expect(named(text)).toBe(full + short);
    expect(/… and (\d+) more · e shows the next/.exec(text)?.[1] ?? '0').toBe(String(hidden));
    expect(rowsOf(text)).toBeLessThanOrEqual(rows);
  });

  test('the first is whole, however long it is', () => {
    const text = terminalWith({ rows: () => 10 }).render(failed([long, ...many(3)]), 0);
    expect(text).toContain('note 0');
    expect(text).toContain('note 29\n');
    expect(inFull(text)).toBe(1);
    expect(text).not.toContain(' more ');
  });

  test('where the first fills the screen, the gaps go', () => {
    const text = terminalWith({ rows: () => 8 }).render(failed(many(3)), 0);
    expect(text).toMatchInlineSnapshot(`
      "00:00:00  failed    3 errors in 390 ms · nothing is running
      internal/user/store.go:6:20: undefined: r1.
          5 │ 	sum := 0
          6 │ 	for _, r := range rows {
            │ 	                  ^^^^
          7 │ 		sum += r
      … and 2 more · e shows the next
      "
    `);
  });

  test('a long message that stands in a line is cut, one in full is not', () => {
    const wide = { ...undefinedRows, message: `undefined: ${'x'.repeat(200)}.` };
    const text = terminalWith({ rows: () => 16 }).render(failed([wide, wide, wide]), 0);
    expect(text.match(/x{200}\./g)).toHaveLength(1);
    expect(text.match(/x…\n/g)?.length).toBeGreaterThan(0);
  });

  test('much output comes before the errors, a little after them', () => {
    const output = Array.from({ length: 40 }, (_, index) => `said ${index}`).join('\n');
    const terminal = terminalWith({ rows: () => 24 });
    const text = terminal.render({ ...buildFailed, output }, 0);
    expect(text.indexOf('said 39')).toBeLessThan(text.indexOf('undefined: rows'));
    expect(rowsOf(text.slice(text.indexOf('said 39')))).toBeLessThanOrEqual(24);
    const little = terminal.render({ ...buildFailed, output: 'said' }, 0);
    expect(little.indexOf('said')).toBeGreaterThan(little.indexOf('undefined: rows'));
  });

  test('without keys none is named, and off a terminal nothing is left out', () => {
    const noKeys = terminalWith({ rows: () => 24, shortcuts: [] }).render(failed(many(200)), 0);
    expect(noKeys).toMatch(/… and \d+ more\n/);
    const piped = screen([failed(many(200))], { isTTY: false, rows: () => 24 });
    expect([inFull(piped), named(piped)]).toEqual([5, 200]);
  });

  test('a rule shows all: no key would', () => {
    const rule = {
      type: 'rule-finished',
      rule: 'css',
      durationMs: 3,
      end: { type: 'code', code: 1 },
      diagnostics: many(30),
      output: '',
      next: 'none',
    } as const;
    expect(named(screen([rule], { rows: () => 10 }))).toBe(30);
  });

  test('that the compiler stopped counting is said with the key that shows the rest', () => {
    const cut = many(10).map((one, index) => (index === 9 ? { ...one, notes: [{ message: tooManyErrors }] } : one));
    expect(screen([failed(cut)], { rows: () => 24 })).toContain('… and 6 more · e shows the next · A shows all');
  });

  test('whatever the errors are, all is on the screen: the first in full, and the heading', () => {
    const word = fc.stringMatching(/^[a-z]{1,30}$/);
    const diagnostic = fc.record({
      message: fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' ')),
      notes: fc.array(word, { maxLength: 3 }),
      isFramed: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(diagnostic, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 30, max: 60 }),
        fc.integer({ min: 30, max: 120 }),
        (found, rows, columns) => {
          const diagnostics = found.map(({ message, notes, isFramed }) => ({
            ...(isFramed ? undefinedRows : { severity: 'error' as const, source: 'go' as const }),
            message,
            notes: notes.map((each) => ({ message: each })),
          }));
          const text = terminalWith({ rows: () => rows, columns: () => columns }).render(failed(diagnostics), 0);
          const terminal = new EmulatedTerminal(columns, rows);
          terminal.write(text.replaceAll('\n', '\r\n'));
          expect(terminal.scrolledAway()).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the keys for errors', () => {
  test.each([10, 24, 50])('at %i rows go through all of them, each in full on one screen, and back', (rows) => {
    const terminal = terminalWith({ rows: () => rows });
    let text = terminal.render(failed(many(30)), 0);
    const seen = new Set<string>();
    for (let presses = 0; presses < 30; presses += 1) {
      const messages = [...text.matchAll(/(undefined: r\d+\.)\n(?= +5 │)/g)].map(([, message = '']) => message);
      messages.forEach((message) => seen.add(message));
      text = terminal.nextError(0);
      expect(rowsOf(text)).toBeLessThanOrEqual(rows);
    }
    expect(seen.size).toBe(30);
    terminal.render(failed(many(30)), 0);
    expect(terminal.previousError(0)).toContain(' of 30\n');
    expect(terminal.shownPlace()).toBeDefined();
    expect(terminal.previousError(0)).not.toContain(' to 30 of 30');
  });
});
