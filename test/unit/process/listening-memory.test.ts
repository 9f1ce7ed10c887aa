import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createListeningMemory } from '../../../src/process/listening-memory.ts';

let dir = '';
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'gorl-memory-'))));
afterEach(() => rmSync(dir, { recursive: true }));

/** A gorl of its own. */
const session = (target = './cmd/api', file = 'gorl-state.json') =>
  createListeningMemory(() => ({ file: join(dir, file), target }));

test('a program that listened once is expected to by every gorl from then on', () => {
  const first = session();
  expect(first.expectation()).toBe('anything');
  first.learn(true, true);
  expect(first.expectation()).toBe('port');
  first.learn(false, true);
  expect(session().expectation()).toBe('port');
  expect(session('./cmd/worker').expectation()).toBe('anything');
  expect(readdirSync(dir)).toEqual(['gorl-state.json']);
});

test('one that did not, although it had time, is remembered as such until it does', () => {
  session().learn(false, true);
  expect(session().expectation()).toBe('none-before');
  session().learn(true, true);
  expect(session().expectation()).toBe('port');
});

test('a short time proves nothing to the next gorl', () => {
  const first = session();
  first.learn(false, false);
  expect(first.expectation()).toBe('none');
  expect(session().expectation()).toBe('anything');
});

test('programs of one project are kept apart in one file', () => {
  session('a').learn(true, true);
  session('b').learn(false, true);
  expect(JSON.parse(readFileSync(join(dir, 'gorl-state.json'), 'utf8'))).toEqual({
    v: 1,
    listens: { a: true, b: false },
  });
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"v":2,"listens":{"./cmd/api":true}}',
  '{"v":1,"listens":7}',
  '{"v":1,"listens":null}',
])('garbage is as good as nothing, and is replaced: %j', (text) => {
  writeFileSync(join(dir, 'gorl-state.json'), text);
  expect(session().expectation()).toBe('anything');
  session().learn(true, true);
  expect(session().expectation()).toBe('port');
});

test('what cannot be written or read is learned anew', () => {
  mkdirSync(join(dir, 'taken'));
  for (const file of ['taken', 'nowhere/gorl-state.json']) {
    const first = session('x', file);
    first.learn(true, true);
    expect(first.expectation()).toBe('port');
    expect(session('x', file).expectation()).toBe('anything');
  }
});
