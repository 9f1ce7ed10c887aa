import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codesOf, namedShortcuts } from '../../../src/control/shortcuts.ts';
import { createTestShortcuts } from '../../../src/control/test-shortcuts.ts';

const shortcuts = namedShortcuts();
const ofTests = namedShortcuts(createTestShortcuts);

test.each([[shortcuts], [ofTests]])('no key is there twice', (keys) => {
  const codes = keys.flatMap(({ key, also = [] }) => [key, ...also].flatMap((name) => codesOf(name)));
  expect(new Set(codes).size).toBe(codes.length);
});

test('a key of both lists does the same', () => {
  const shared = ofTests.filter(({ key }) => shortcuts.some((each) => each.key === key));
  expect(shared.map(({ key }) => key)).toEqual([
    ...['t', 't f', 't a', 't n', 't u'],
    ...['e', 'E', 'o', 'c', 'Enter', 'h', 'q'],
  ]);
});

test.each([
  ['r', ['r']],
  ['?', ['?']],
  ['Enter', ['\r', '\n']],
  ['Tab', ['\t']],
  ['Ctrl-L', ['\f']],
])('what a terminal sends for %s', (key, codes) => {
  expect(codesOf(key)).toEqual(codes);
});

test('the README has all of them, and no other', () => {
  const readme = readFileSync(`${import.meta.dirname}/../../../README.md`, 'utf8');
  const kbd = (key: string): string => `<kbd>${key}</kbd>`;
  const rows = shortcuts.map(
    ({ key, also = [], shown, description }) =>
      `| ${(shown === undefined ? [key, ...also] : [shown]).map(kbd).join(', ')} | ${description} |`,
  );
  expect(readme.split('\n').filter((line) => line.startsWith('| <kbd>'))).toEqual(rows);
});
