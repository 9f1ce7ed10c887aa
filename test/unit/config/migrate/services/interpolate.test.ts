import { expect, test } from 'vitest';
import { interpolate } from '../../../../../src/config/migrate/services/interpolate.ts';

test.each([
  ['plain', 'plain', [], []],
  ['$A-${B}', '-', ['A', 'B'], []],
  ['${A:-x}${B-y}', 'xy', [], ['A', 'B']],
  ['${A:-${B:-z}}/', 'z/', [], ['A', 'B']],
  ['${A:-$B}', '', ['B'], ['A']],
  ['${A:?say it}${B?}', '', ['A', 'B'], []],
  ['${A:+x}', '', [], ['A']],
  ['$$A $1 $ ${}${', '$A $1 $ ${}${', [], []],
  ['a${A', 'a', ['A'], []],
])('%s', (source, text, missing, defaulted) => {
  expect(interpolate(source)).toEqual({ text, missing, defaulted });
});
