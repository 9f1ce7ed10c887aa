import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TerminalLines } from '../../../../src/report/services/terminal-lines.ts';

function terminal() {
  const answers: string[] = [];
  const lines = new TerminalLines({
    prefix: () => 'api │ ',
    columns: () => 60,
    answer: (text) => void answers.push(text),
  });
  const push = (text: string): string => lines.push(Buffer.from(text)).toString();
  const flush = (): string => lines.flush().toString();
  return { lines, answers, push, flush };
}

const pushed = (...chunks: readonly string[]): string => {
  const { push, flush } = terminal();
  return [...chunks.map(push), flush()].join('');
};

test.each<[string, readonly string[], string]>([
  ['a line as a terminal gets it', ['one\r\n'], 'api │ one\n'],
  ['several, the last without an end', ['one\r\ntwo\r', '\nth', 'ree'], 'api │ one\napi │ two\napi │ three\n'],
  ['an empty one', ['\r\n\r\n'], 'api │ \napi │ \n'],
  [
    'a color that goes on',
    ['\u001b[31mred\r\nstill\r\n'],
    'api │ \u001b[31mred\u001b[0m\napi │ \u001b[31mstill\u001b[0m\n',
  ],
  [
    'a color that goes on in a line that is drawn',
    ['\u001b[31mred\r\n1%\r2%\r\n'],
    'api │ \u001b[31mred\u001b[0m\napi │ \u001b[31m2%\u001b[0m\n',
  ],
  ['a bar that ends', ['10%', '\r50%', '\r100%\r\nover\r\n'], 'api │ 100%\napi │ over\n'],
  ['a bar that is erased', ['10%\r\u001b[K', 'over\r\n'], 'api │ over\n'],
  ['a screen that is cleared', ['\u001b[2J\u001b[3J\u001b[Hone\r\n'], 'api │ one\n'],
  ['a screen that is cleared behind text', ['one\u001b[2J\u001b[Htwo\r\n'], 'api │ one\napi │ two\n'],
  ['rows that are addressed', ['\u001b[1;1Hone\u001b[2;1Htwo\u001b[5;1H'], 'api │ one\napi │ two\n'],
  ['a title without an end', ['\u001b]0;mine\r\none\r\n'], 'api │ \napi │ one\n'],
  ['a bell', ['ding\u0007\r\n'], 'api │ ding\u0007\n'],
])('%s', (_, chunks, expected) => {
  expect(pushed(...chunks)).toBe(expected);
});

test('a line that was shown before its end is shown again only if it has changed', () => {
  const { push, flush, lines } = terminal();
  push('name? ');
  expect([lines.isHolding, flush(), lines.isHolding, flush()]).toEqual([true, 'api │ name? \n', false, '']);
  expect(push('bob\r\n')).toBe('api │ name? bob\n');
  push('\r| working');
  flush();
  push('\r\u001b[K| working');
  expect(flush()).toBe('');
  expect(push('\r\n')).toBe('');
  expect(push('next\r\n')).toBe('api │ next\n');
});

test('of rows that are drawn again and again, those that differ are shown, when somebody asks', () => {
  const { push, flush } = terminal();
  const frame = (a: string, b: string): string => `${a}\r\n${b}\r\n`;
  const up = '\u001b[2A';
  expect(push(frame('api 0%', 'db 0%'))).toBe('api │ api 0%\napi │ db 0%\n');
  expect(push(`${up}${frame('\u001b[2Kapi 0%', '\u001b[2Kdb 50%')}`)).toBe('');
  expect(push(`${up}${frame('\u001b[2Kapi 0%', '\u001b[2Kdb 70%')}`)).toBe('');
  expect(flush()).toBe('api │ db 70%\n');
  // Erased one by one on the way up, and written as they were.
  push(`\u001b[1A\u001b[2K\u001b[1A\u001b[2K\u001b[G${frame('api 0%', 'db 70%')}`);
  expect(flush()).toBe('');
  push(`${up}${frame('\u001b[2Kapi 100%', '\u001b[2Kdb 100%')}`);
  expect(push('done\r\n')).toBe('api │ api 100%\napi │ db 100%\napi │ done\n');
});

test('a program that takes the whole screen is named, and its lines come again when it gives the screen back', () => {
  expect(pushed('\u001b[?1049h\u001b[Hfull\r\nscreen\u001b[?1049lback\r\n')).toMatch(
    /^api │ draws on the whole screen.*--only shows it\n(?:api │ \n)?api │ back\n$/,
  );
});

test('what is asked of the terminal is answered at once', () => {
  const { push, answers } = terminal();
  push('> \u001b[6');
  push('n');
  expect(answers).toEqual(['\u001b[1;3R']);
});

test('the line that is not complete, as far as there is room for it, and where its cursor is', () => {
  const { push, lines } = terminal();
  push('0123456789');
  expect([lines.open(20), lines.open(4)]).toEqual([
    { text: '0123456789', back: 0 },
    { text: '6789', back: 0 },
  ]);
  push('\b\b\b');
  expect(lines.open(20)).toEqual({ text: '0123456789', back: 3 });
  push('\r');
  expect(lines.open(4)).toEqual({ text: '0123', back: 4 });
  push('\u001b[15G');
  expect(lines.open(20)).toEqual({ text: '0123456789', back: -4 });
});

test('however a text is cut, its lines are the same', () => {
  const unit = fc.constantFrom(
    'a',
    'ü',
    '\r\n',
    '\n',
    '\r',
    '\t',
    '\b',
    '\u001b[32m',
    '\u001b[0m',
    '\u001b[K',
    '\u001b]0;t\u0007',
    ' ',
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), fc.array(fc.nat({ max: 120 }), { maxLength: 6 }), (whole, cuts) => {
      const bytes = Buffer.from(whole);
      const { lines } = terminal();
      const parts: Buffer[] = [];
      let from = 0;
      for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
        const to = Math.max(from, Math.min(cut, bytes.length));
        parts.push(lines.push(bytes.subarray(from, to)));
        from = to;
      }
      const said = (text: string): string => stripVTControlCharacters(text).replaceAll(/ +$/gm, '');
      expect(said(Buffer.concat([...parts, lines.flush()]).toString())).toBe(said(pushed(whole)));
    }),
  );
});

test('nothing leaves a line but text, colors, links, and the bell', () => {
  const byte = fc.constantFrom(...'\u001b[]P_?;0123456789mHJKrhlABu78cDM\\\u0007\r\n\b\t\u0018ab'.split(''), '\u009b');
  const allowed =
    // oxlint-disable-next-line no-control-regex
    /^(?:api │ (?:[^\u0000-\u001f\u007f-\u009f]|\u0007|\u001b\[[\d;:]*m|\u001b\]8;[^\u0000-\u001f]*\u001b\\)*\n)*$/;
  fc.assert(
    fc.property(fc.string({ unit: byte, maxLength: 80 }), (text) => {
      expect(pushed(text)).toMatch(allowed);
    }),
    { numRuns: 3000 },
  );
});

test('neither a line without an end nor one that is drawn again and again fills the memory', () => {
  const endless = terminal().lines;
  let out = 0;
  for (let at = 0; at < 100; at++) out += endless.push(Buffer.alloc(10_000, 'x')).length;
  expect(out).toBeGreaterThan(900_000);
  const bar = terminal();
  for (let at = 0; at < 5000; at++) expect(bar.push(`\r${at} of 5000, and some more text beside it`)).toBe('');
  expect(bar.flush()).toBe('api │ 4999 of 5000, and some more text beside it\n');
  const string = terminal();
  for (let at = 0; at < 40; at++) string.push(`${at === 0 ? '\u001b]52;' : ''}${'x'.repeat(10_000)}`);
  expect(string.push('\r\nend\r\n')).toContain('api │ end\n');
});
