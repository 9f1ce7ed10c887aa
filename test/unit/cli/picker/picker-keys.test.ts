import { expect, test } from 'vitest';
import { decodeKeys } from '../../../../src/cli/picker/picker-keys.ts';

test.each([
  ['\u001b[A', ['up']],
  ['\u001bOB', ['down']],
  ['\u001b[5~\u001b[6~', ['page-up', 'page-down']],
  ['\u001b[H\u001b[4~', ['first', 'last']],
  ['\r', ['enter']],
  ['\t', ['mark']],
  ['\u007f\b\u0015', ['backspace', 'backspace', 'clear']],
  ['\u0003\u0004\u001a', ['interrupt', 'cancel', 'suspend']],
  ['\u000e\u0010', ['down', 'up']],
  ['\u001b\u001b', ['cancel']],
  // Alt with a key, a function key, Tab and F1.
  ['\u001bx\u001b[15~\u001bOP', []],
])('%j', (text, types) => {
  const { keys, rest } = decodeKeys(text);
  expect(keys.map(({ type }) => type)).toEqual(types);
  expect(rest).toBe('');
});

test('text comes by characters, with the keys between them in order', () => {
  expect(decodeKeys('aé😀\u001b[B\r').keys).toEqual([
    { type: 'text', text: 'a' },
    { type: 'text', text: 'é' },
    { type: 'text', text: '😀' },
    { type: 'down' },
    { type: 'enter' },
  ]);
});

test.each(['\u001b', '\u001b[', '\u001bO', '\u001b[1;5'])('the beginning of a sequence waits: %j', (begun) => {
  expect(decodeKeys(`x${begun}`)).toEqual({ keys: [{ type: 'text', text: 'x' }], rest: begun });
});
