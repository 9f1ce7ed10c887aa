import { expect, test } from 'vitest';
import { withFixedLines } from '../../../../src/go/lane/fixed-lines.ts';

const source = `package p

import (
	"fmt"
)

// Say says it.
func Say() {
	fmt.Println(\`
func raw\`, "\\"func", '"', '\\'') // "
}

/*
func comment
*/
type T struct {
	A int
}
var x = []int{
	1,
}
`;

const lineOf = (text: string | undefined, word: string): number =>
  (text ?? '').split('\n').findIndex((line) => line.startsWith(word)) + 1;

test('each declaration has a line of its own choosing', () => {
  const text = withFixedLines(source);
  expect(lineOf(text, 'func Say')).toBe(1000);
  expect(lineOf(text, 'type T')).toBe(2000);
  expect(lineOf(text, 'var x')).toBe(3000);
  expect(text?.replaceAll(/\n+/g, '\n')).toBe(source.replaceAll(/\n+/g, '\n'));
});

test('lines between declarations, and above them, make no difference from the first on', () => {
  const after = (text: string): string | undefined => withFixedLines(text)?.replace(/^[^]*?(?=^func)/m, '');
  const moved = source
    .replace('// Say', '\n// More.\n\n// Say')
    .replace('/*\n', '/*\n\n\n')
    .replace('\nvar x', '\n\n\nvar x');
  expect(lineOf(withFixedLines(moved), 'var x')).toBe(3000);
  expect(after(moved.replace('/*\n\n\n', '/*\n'))?.replaceAll(/\n+/g, '\n')).toBe(
    after(source)?.replaceAll(/\n+/g, '\n'),
  );
});

test.each([
  ['in a declaration', 'A int', 'A int\n'],
  ['in a string', '\nfunc raw', '\n\nfunc raw'],
])('a line %s is one', (_, before, now) => {
  expect(withFixedLines(source.replace(before, now))).not.toBe(withFixedLines(source));
  expect(withFixedLines(source.replace(before, now))).toContain(now);
});

test('what is in strings and comments is no declaration', () => {
  expect(withFixedLines('package p\n\nconst a = `\nfunc`\n')).toContain('const a = `\nfunc`\n');
  expect(withFixedLines('package p\n\n/*\nfunc\n*/\n')).toBe('package p\n\n/*\nfunc\n*/\n');
  expect(withFixedLines('package p\n\n// `\u2028`\nvar a = `\nfunc`\n')).toContain('var a = `\nfunc`\n');
});

test('carriage returns are no hindrance', () => {
  expect(lineOf(withFixedLines('package p\r\n\r\nvar a = 1 // "\r\nvar b = 2\r\n'), 'var b')).toBe(2000);
});

test('a declaration that is too long cannot be followed', () => {
  expect(withFixedLines(`package p\n\nvar a = \`${'\n'.repeat(2000)}\`\nvar b = 1\n`)).toBeUndefined();
  expect(withFixedLines(`package p\n${'var _ = 1\n'.repeat(1001)}`)).toBeUndefined();
});
