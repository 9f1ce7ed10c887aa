import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DrawnLine } from '../../../../src/report/screen/drawn-line.ts';
import { EmulatedTerminal } from '../../../support/emulated-terminal.ts';

function line() {
  const told: string[] = [];
  const drawn = new DrawnLine({
    moved: (rows) => void told.push(`moved ${rows}`),
    tookScreen: () => void told.push('took screen'),
    asked: (answer) => void told.push(JSON.stringify(answer)),
  });
  return { drawn, told };
}

const after = (text: string): string => {
  const { drawn } = line();
  drawn.feed(Buffer.from(text));
  return drawn.text();
};

test.each<[string, string, string]>([
  ['a carriage return', '10%\r100%', '100%'],
  ['one that writes over the beginning only', 'abcdef\rXY', 'XYcdef'],
  ['an erased line', 'a long line\r\u001b[Kshort', 'short'],
  ['a line erased from within', 'a long line\u001b[2K\u001b[1Gshort', 'short'],
  ['its beginning erased', 'abc\u001b[1Kd', '   d'],
  ['backspaces', '1%\b\b2%', '2%'],
  ['a cursor that goes left and right', 'abcd\u001b[3DX\u001b[1CY', 'aXcY'],
  ['a column', 'abcd\u001b[2GX', 'aXcd'],
  ['a saved cursor', 'ab\u001b7cd\u001b8X', 'abXd'],
  ['characters that are inserted, taken out, and blanked', 'abcdef\r\u001b[2@XY\u001b[1P\u001b[1X', 'XY cdef'],
  ['tabs, counted from the line’s own start', 'a\tb', 'a       b'],
  ['a wide character, half of it written over', '界!\u001b[2GX', ' X!'],
  ['an accent', 'e\u0301a', 'e\u0301a'],
  ['colors', '\u001b[31mred\u001b[0m', '\u001b[31mred\u001b[0m'],
  [
    'colors of what is written over',
    '\u001b[31mred\u001b[0m\r\u001b[32mg',
    '\u001b[32mg\u001b[0m\u001b[31med\u001b[0m',
  ],
  [
    'a hyperlink',
    '\u001b]8;;http://x/\u0007here\u001b]8;;\u0007 end',
    '\u001b]8;;http://x/\u001b\\here\u001b]8;;\u001b\\ end',
  ],
  [
    'one that is left open',
    '\u001b]8;id=a;http://x/\u001b\\here',
    '\u001b]8;id=a;http://x/\u001b\\here\u001b]8;;\u001b\\',
  ],
])('%s', (_, written, shown) => {
  expect(after(written)).toBe(shown);
});

test.each<[string, string]>([
  ['a title', '\u001b]0;mine\u0007'],
  ['the clipboard', '\u001b]52;c;aGk=\u001b\\'],
  ['a mode', '\u001b[?25l\u001b[?1000h\u001b[4h'],
  ['margins', '\u001b[1;3r'],
  ['lines scrolled, inserted, deleted', '\u001b[3S\u001b[2T\u001b[L\u001b[M'],
  ['device control', '\u001bPq#0;2\u001b\\'],
  ['a program command', '\u001b_x\u001b\\'],
  ['a character set', '\u001b(0'],
  ['C1 controls, in UTF-8', '\u009b2J\u0085'],
  ['a bell', '\u0007'],
  ['keys of another kind', '\u001b[>4;1m\u001b=\u001b[!p'],
])('%s has no effect', (_, written) => {
  const { drawn, told } = line();
  drawn.feed(Buffer.from(`a${written}b`));
  expect([drawn.text().replace('2J', ''), told]).toEqual(['ab', []]);
});

test('what concerns other rows is told, and what is asked is answered', () => {
  const { drawn, told } = line();
  drawn.feed(
    Buffer.from('ab\u001b[2A\u001b[B\u001b[3F\u001b[4;2H\u001b[2J\u001bM\u001b[?1049h\u001b[6nseen?\u001b[?1049l'),
  );
  expect(told).toEqual([
    'moved -2',
    'moved 1',
    'moved -3',
    'moved 0',
    'moved 0',
    'moved -1',
    'took screen',
    '"\\u001b[1;2R"',
  ]);
  expect(drawn.text()).toBe('ab');
  drawn.feed(Buffer.from('\u001b[c\u001b[5n'));
  expect(told.slice(-2)).toEqual(['"\\u001b[?1;2c"', '"\\u001b[0n"']);
});

test('what has not ended yet is given back', () => {
  const { drawn } = line();
  expect(drawn.feed(Buffer.from('a\u001b[3')).toString()).toBe('\u001b[3');
  expect(drawn.feed(Buffer.from([0x62, 0xe7, 0x95]))).toEqual(Buffer.from([0xe7, 0x95]));
  expect(drawn.text()).toBe('ab');
});

test('the row looks as it does in a terminal', () => {
  const unit = fc.constantFrom(
    ...['a', 'Z', ' ', 'ü', '界', '\r', '\b', '\t', '\u001b[K', '\u001b[1K', '\u001b[2K', '\u001b[3D', '\u001b[2C'],
    ...['\u001b[5G', '\u001b[2P', '\u001b[2X', '\u001b[31m', '\u001b[1m', '\u001b[m', '\u001b7', '\u001b8'],
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 40 }), (parts) => {
      const written = parts.join('');
      const [terminal, again] = [new EmulatedTerminal(120, 3), new EmulatedTerminal(120, 3)];
      terminal.write(written);
      again.write(after(written));
      expect(again.screen()[0]?.trimEnd()).toBe(terminal.screen()[0]?.trimEnd());
    }),
    { numRuns: 500 },
  );
});
