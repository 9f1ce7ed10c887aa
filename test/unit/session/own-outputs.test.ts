import { closeSync, linkSync, mkdtempSync, openSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findOwnOutputs } from '../../../src/session/own-outputs.ts';

const root = mkdtempSync(join(tmpdir(), 'gorl-outputs-'));
const file = (name: string): string => join(root, name);
let events: number;

beforeAll(() => {
  for (const name of ['tee.log', 'other.log', 'main.go']) writeFileSync(file(name), name);
  events = openSync(file('events.ndjson'), 'w');
});
afterAll(() => {
  closeSync(events);
  rmSync(root, { recursive: true, force: true });
});

const idOf = (name: string): string => {
  const { dev, ino } = statSync(file(name));
  return `${dev}:${ino}`;
};

function ownOutputs(behind: readonly string[], target?: string) {
  let asked = 0;
  const outputs = findOwnOutputs({
    ...(target === undefined ? {} : { events: target }),
    isSource: (path) => path.endsWith('.go'),
    readers: () => ({ written: () => ((asked += 1), new Set(behind.map(idOf))), lookAgain: () => false }),
  });
  return {
    has: (name: string) => outputs.has(file(name), statSync(file(name))),
    paths: outputs.paths,
    asked: () => asked,
  };
}

test('a file that a reader of the pipe writes is own, a source never is', () => {
  const { has } = ownOutputs(['tee.log', 'main.go']);
  expect([has('tee.log'), has('other.log'), has('main.go')]).toEqual([true, false, false]);
});

test('many files in one moment ask once', () => {
  const { has, asked } = ownOutputs(['tee.log']);
  for (let round = 0; round < 100; round += 1) has('other.log');
  expect(asked()).toBeLessThan(100);
});

test('for a file that no known reader writes, the readers are looked for again', () => {
  const written = new Set<string>();
  const lookAgain = (): boolean => written.add(idOf('tee.log')).size > 0;
  const { has } = findOwnOutputs({ isSource: () => false, readers: () => ({ written: () => written, lookAgain }) });
  expect(has(file('tee.log'), statSync(file('tee.log')))).toBe(true);
});

test('the event stream is known by its path, or by its descriptor', () => {
  expect(ownOutputs([], file('events.ndjson')).paths).toContain(file('events.ndjson'));
  expect(ownOutputs([], `fd:${events}`).has('events.ndjson')).toBe(true);
  expect(ownOutputs([], `fd:${events}`).has('other.log')).toBe(false);
});

test('an event stream that is gone, or was never open, makes nothing else own', () => {
  for (const target of [file('gone.ndjson'), 'fd:4000000']) {
    const { has } = ownOutputs([], target);
    expect(['other.log', 'tee.log'].map(has), target).toEqual([false, false]);
  }
});

test('the event stream is known whatever name it was opened by', () => {
  symlinkSync('events.ndjson', file('soft.ndjson'));
  linkSync(file('events.ndjson'), file('hard.ndjson'));
  for (const target of [`/dev/fd/${events}`, `/proc/self/fd/${events}`, file('soft.ndjson'), file('hard.ndjson')]) {
    const { has } = ownOutputs([], target);
    expect(['events.ndjson', 'soft.ndjson', 'hard.ndjson', 'other.log'].map(has), target).toEqual([
      true,
      true,
      true,
      false,
    ]);
  }
});
