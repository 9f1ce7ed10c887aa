import { expect, test } from 'vitest';
import { textWidth } from '../../../../src/report/terminal/display-width.ts';

// As EastAsianWidth.txt of Unicode 17 has it: W and F take two cells.
test.each<[what: string, text: string, cells: number]>([
  ['Latin', 'é', 1],
  ['a combining accent', 'e\u0301', 1],
  ['a tab', '\t', 1],
  ['a Han character', '日', 2],
  ['a Hangul syllable', '한', 2],
  ['Tangut', '\u{17000}', 2],
  ['a hexagram', '䷀', 2],
  ['a fullwidth letter', 'Ａ', 2],
  ['a halfwidth katakana', 'ｱ', 1],
  ['an ambiguous one', '§', 1],
  ['an emoji', '🙂', 2],
  ['a pictograph that is text unless it is asked for', '🌡', 1],
  ['a flag of two letters', '🇩🇪', 2],
  ['a zero width space', 'a\u200bb', 2],
  ['nothing', '', 0],
])('%s', (_, text, cells) => {
  expect(textWidth(text)).toBe(cells);
});
