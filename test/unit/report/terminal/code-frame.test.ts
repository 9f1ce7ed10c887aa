import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../../src/protocol/diagnostic.ts';
import { fullDiagnostic } from '../../../../src/report/terminal/code-frame.ts';
import { indexOfByteColumn, textWidth, truncateMiddle } from '../../../../src/report/terminal/display-width.ts';
import { tokenLength } from '../../../../src/report/terminal/source-token.ts';
import { createTheme } from '../../../../src/report/terminal/theme.ts';
import { plainTheme } from './screen.ts';

function at(line: string, column: number | undefined, source: Diagnostic['source'] = 'go'): Diagnostic {
  const where = { file: 'main.go', line: 7, excerpt: { firstLine: 7, lines: [line] } };
  return {
    severity: 'error',
    message: 'bad',
    notes: [],
    source,
    location: column === undefined ? where : { ...where, column },
  };
}

/** The part of the caret line below the source. */
function caret(line: string, column: number, columns?: number): string {
  const [, , marks = ''] = fullDiagnostic(at(line, column), { theme: plainTheme, columns });
  return marks.slice(marks.indexOf('│') + 2);
}

/** 1-based byte column of the first place where `text` stands. */
const columnOf = (line: string, text: string): number => Buffer.from(line.slice(0, line.indexOf(text))).length + 1;

describe('the caret', () => {
  test.each([
    ['tabs stay tabs', '\t\treturn rows', 'rows', '\t\t       ^^^^'],
    ['wide characters take two cells', 'f("日本", rows)', 'rows', '          ^^^^'],
    ['accents of one code point take one', 'x := "é" + rows', 'rows', '           ^^^^'],
    ['combining accents take none', 'x := "e\u0301" + rows', 'rows', '           ^^^^'],
    ['emoji take two', 'x := "🙂" + rows', 'rows', '            ^^^^'],
    ['a string to its end', 'import "no/such/pkg" // x', '"no', '       ^^^^^^^^^^^^^'],
    ['an operator', 'if a &^= b {', '&^=', '     ^^^'],
    ['a wide identifier', 'x := 名前', '名前', '     ^^^^'],
    ['a bracket', 'f(1, 2', '(', ' ^'],
  ])('%s', (_, line, text, expected) => {
    expect(caret(line, columnOf(line, text))).toBe(expected);
  });
  test('at and beyond the end of the line there is one', () => {
    expect(caret('f(', 3)).toBe('  ^');
    expect(caret('f(', 300)).toBe('  ^');
    expect(caret('', 1)).toBe('^');
  });
  test('a column inside a character points at that character', () => {
    expect(caret('日本 x', 2)).toBe('^^^^');
  });
  test('keys of a config are tokens with dashes', () => {
    expect(tokenLength('stop-signal = 1', 0, 'toml')).toBe(11);
    expect(tokenLength('stop-signal = 1', 0, 'go')).toBe(4);
  });
  test('without a column the line is shown without a mark', () => {
    expect(fullDiagnostic(at('x', undefined), { theme: plainTheme, columns: 80 })).toEqual([
      'main.go:7: bad',
      '    7 │ x',
    ]);
  });
  test('a line outside the excerpt shows no frame', () => {
    const gone: Diagnostic = {
      ...at('x', 1),
      location: { file: 'main.go', line: 9, column: 1, excerpt: { firstLine: 1, lines: ['a'] } },
    };
    expect(fullDiagnostic(gone, { theme: plainTheme, columns: 80 })).toEqual(['main.go:9:1: bad']);
  });
});

describe('a long line', () => {
  const line = `${'a+'.repeat(300)}rows${'+b'.repeat(300)}`;
  test.each([60, undefined])('keeps the place that is meant, in %s columns', (columns) => {
    const [, source = '', marks = ''] = fullDiagnostic(at(line, 601), { theme: plainTheme, columns });
    expect(textWidth(source)).toBeLessThanOrEqual(columns ?? 420);
    expect(source.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('rows');
    expect(source).toMatch(/│ ….*…$/);
  });
});

test('ASCII where the locale has no more', () => {
  const theme = createTheme({ color: false, unicode: false });
  const diagnostic: Diagnostic = { ...at('\tx\u0007', 2), hint: 'go get x' };
  expect(fullDiagnostic(diagnostic, { theme, columns: 80 })).toEqual([
    'main.go:7:2: bad',
    '    7 | \tx?',
    '      | \t^',
    '    -> go get x',
  ]);
});

test('colors do not break the link at the start of the line', () => {
  const theme = createTheme({ color: true, unicode: true });
  const [headline = ''] = fullDiagnostic(at('x', 1), { theme, columns: 80 });
  expect(headline).toBe('\u001b[36mmain.go:7:1\u001b[39m: \u001b[1mbad\u001b[22m');
});

test('a message of several lines and its notes all show', () => {
  const diagnostic: Diagnostic = {
    severity: 'warning',
    message: 'first\nsecond\r\nthird',
    source: 'go',
    notes: [{ message: 'other declaration', location: { file: 'b.go', line: 1, column: 6 } }],
  };
  expect(fullDiagnostic(diagnostic, { theme: plainTheme, columns: 80 })).toEqual([
    'warning: first',
    '    second',
    '    third',
    'b.go:1:6: other declaration',
  ]);
});

test('byte columns agree with Buffer for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (line, seed) => {
      const characters = [...line];
      const before = characters.slice(0, seed % (characters.length + 1)).join('');
      expect(indexOfByteColumn(line, Buffer.from(before).length + 1)).toBe(before.length);
    }),
  );
});

test('the caret line is as wide as the source before it, for any text without tabs', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const before = text.replaceAll(/\p{C}/gu, '');
      const marks = caret(`${before}rows`, Buffer.from(before).length + 1);
      expect(marks.indexOf('^')).toBe(textWidth(before));
    }),
  );
});

test('a truncated path fits and keeps its ends', () => {
  expect(truncateMiddle('internal/user/store.go', 40, '…')).toBe('internal/user/store.go');
  expect(truncateMiddle('internal/user/store.go', 16, '…')).toBe('inter…r/store.go');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 8, max: 60 }), (text, cells) => {
      expect(textWidth(truncateMiddle(text, cells, '…'))).toBeLessThanOrEqual(Math.max(cells, 8));
    }),
  );
});
