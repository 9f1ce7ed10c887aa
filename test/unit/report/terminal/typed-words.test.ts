import { expect, test } from 'vitest';
import { createTheme } from '../../../../src/report/terminal/theme.ts';
import { typedText } from '../../../../src/report/terminal/typed-words.ts';

const theme = createTheme({ color: false, unicode: true });

test('what it is for, what was typed, and a cursor', () => {
  expect(typedText({ words: 'tests', text: 'Sum' }, theme, 40)).toBe('tests: Sum▏');
});

test('where there is no room, the end stays in sight', () => {
  expect(typedText({ words: 'tests', text: 'TestTotal' }, theme, 13)).toBe('tests: Total▏');
});

test('control characters do nothing to the screen', () => {
  expect(typedText({ words: 'tests', text: 'a\u009bb' }, theme, 40)).not.toContain('\u009b');
});
