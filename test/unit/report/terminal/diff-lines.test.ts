import { expect, test } from 'vitest';
import { paintDiff } from '../../../../src/report/terminal/diff-lines.ts';
import { createTheme } from '../../../../src/report/terminal/theme.ts';

const theme = createTheme({ color: true, unicode: true, links: false });

test('lines of a diff have its colors', () => {
  const lines = ['Sum() mismatch (-want +got):', '  int(', '- \t3,', '+ \t4,', '  )'];
  expect(paintDiff(lines, theme)).toEqual([lines[0], lines[1], theme.error('- \t3,'), theme.good('+ \t4,'), lines[4]]);
});

test('so have those of testify, below its own words', () => {
  const lines = ['- not yet', '--- Expected', '+++ Actual', '@@ -1 +1 @@', '-a', '+b'];
  expect(paintDiff(lines, theme)[0]).toBe('- not yet');
  expect(paintDiff(lines, theme).slice(4)).toEqual([theme.error('-a'), theme.good('+b')]);
});

test('a list is no diff', () => {
  const lines = ['these are missing:', '- a', '- b'];
  expect(paintDiff(lines, theme)).toEqual(lines);
});
