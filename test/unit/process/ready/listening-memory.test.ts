import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createListeningMemory } from '../../../../src/process/ready/listening-memory.ts';

let dir = '';
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'gorl-memory-'))));
afterEach(() => rmSync(dir, { recursive: true }));

/** A gorl of its own. */
function session(target = './cmd/api', args: readonly string[] = [], file = 'gorl-state.json') {
  const memory = createListeningMemory();
  const place = { file: join(dir, file), target, args };
  return {
    expectation: () => memory.program(place).expectation,
    learn: (listens: boolean, lasting: boolean) => memory.program(place).learn(listens, lasting),
  };
}

test('a program that listened is expected to for the rest of the session; the next gorl knows of nothing', () => {
  const first = session();
  expect(first.expectation()).toBe('anything');
  first.learn(true, true);
  expect(first.expectation()).toBe('port');
  first.learn(false, true);
  expect(first.expectation()).toBe('port');
  expect(session().expectation()).toBe('anything');
  expect(readdirSync(dir)).toEqual(['gorl-state.json']);
});

test('one that listened once is never remembered as one that does not', () => {
  session().learn(true, true);
  const second = session();
  second.learn(false, true);
  expect(second.expectation()).toBe('none');
  expect(session().expectation()).toBe('anything');
});

test('the arguments belong to the program, and are not written down', () => {
  const serve = session('.', ['serve', '--password=secret']);
  serve.learn(true, true);
  expect(serve.expectation()).toBe('port');
  session('.', ['worker']).learn(false, true);
  expect(session('.', ['worker']).expectation()).toBe('none-before');
  expect(session('.', ['serve', '--password=secret']).expectation()).toBe('anything');
  expect(session('.').expectation()).toBe('anything');
  expect(readFileSync(join(dir, 'gorl-state.json'), 'utf8')).not.toMatch(/serve|secret|worker/);
});

test('what a run did is learned of what was started, whatever is started by then', () => {
  const memory = createListeningMemory();
  const place = (target: string) => ({ file: join(dir, 'gorl-state.json'), target, args: [] });
  const run = memory.program(place('a'));
  expect(memory.program(place('b')).expectation).toBe('anything');
  run.learn(true, true);
  expect(memory.program(place('b')).expectation).toBe('anything');
  expect(memory.program(place('a')).expectation).toBe('port');
});

test('a hundred programs are kept', () => {
  for (let program = 1; program <= 101; program++) session(`p${program}`).learn(false, true);
  session('p2').learn(true, true);
  session('p102').learn(false, true);
  const { listens } = JSON.parse(readFileSync(join(dir, 'gorl-state.json'), 'utf8')) as { listens: object };
  const kept = Array.from({ length: 98 }, (_, at) => `p${at + 4}`);
  expect(Object.keys(listens)).toEqual([...kept, 'p2', 'p102']);
});

test('one that did not, although it had time, is remembered as such until it does', () => {
  session().learn(false, true);
  expect(session().expectation()).toBe('none-before');
  session().learn(true, true);
  expect(session().expectation()).toBe('anything');
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
  session().learn(false, true);
  expect(session().expectation()).toBe('none-before');
});

test('what cannot be written or read is learned anew', () => {
  mkdirSync(join(dir, 'taken'));
  for (const file of ['taken', 'nowhere/gorl-state.json']) {
    const first = session('x', [], file);
    first.learn(true, true);
    expect(first.expectation()).toBe('port');
    expect(session('x', [], file).expectation()).toBe('anything');
  }
});
