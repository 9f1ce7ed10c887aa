import { expect, test } from 'vitest';
import { quoteForGo, splitForGo } from '../../../../src/go/build/go-words.ts';

test.each<[text: string, words: readonly string[] | undefined]>([
  ['', []],
  ['  ', []],
  ['-s  -w\t-x ', ['-s', '-w', '-x']],
  [`'a b' "c 'd'" e`, ['a b', "c 'd'", 'e']],
  [`a'b c'`, ["a'b", "c'"]],
  [`'' x`, ['', 'x']],
  [`-X 'a`, undefined],
])('%j is read as %j', (text, words) => {
  expect(splitForGo(text)).toEqual(words);
});

test.each(['a', 'a b', `a 'b'`, `a "b" c`, "it's"])('%j is read back', (word) => {
  expect(splitForGo(`-x ${quoteForGo(word)} -y`)).toEqual(['-x', word, '-y']);
});

test('both kinds of quotes in one word cannot be', () => {
  expect(quoteForGo(`'"`)).toBeUndefined();
});
