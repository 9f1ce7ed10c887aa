import { expect, test } from 'vitest';
import { typeInto } from '../../../src/control/typed-line.ts';

test.each([
  ['letters', '', 'Sum', { text: 'Sum' }],
  ['after what was there', 'Te', 'st😀', { text: 'Test😀' }],
  ['Backspace', 'Test😀', '\u007f\u007f', { text: 'Tes' }],
  ['Ctrl-W', 'a foo', '\u0017', { text: 'a ' }],
  ['Ctrl-U', 'foo', '\u0015bar', { text: 'bar' }],
  ['arrows and function keys do nothing', 'a', '\u001b[A\u001bOP\u001b[3~\tb', { text: 'ab' }],
  ['Enter ends it', 'a', 'b\rc', { text: 'ab', end: 'done' }],
  ['Escape gives it up', 'a', '\u001b', { text: '', end: 'given-up' }],
  ['Ctrl-C gives it up', 'a', '\u0003', { text: '', end: 'given-up' }],
])('%s', (_, text, typed, expected) => {
  expect(typeInto(text, typed)).toEqual(expected);
});
