import { mkdtempSync, rmSync, statSync, writeFileSync, type Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  compareFile,
  hashFile,
  isBeingWritten,
  largestHashedBytes,
} from '../../../../src/watch/table/file-signature.ts';

const directory = mkdtempSync(join(tmpdir(), 'gorl-signature-'));
const file = join(directory, 'a.go');
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** How long ago a file was written is decisive: the clock stands still, whatever the machine does meanwhile. */
const now = Math.floor(Date.now() / 1000) * 1000 + 500;
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now }));
afterEach(() => void vi.useRealTimers());

/** The file's stats as a file system shows them whose clock stood at `writtenMs` when it was written. */
function statsAt(writtenMs: number): Stats {
  return Object.assign(statSync(file), { mtimeMs: writtenMs, ctimeMs: writtenMs });
}

test('a second write in the same tick, of the same size, is found by its content', () => {
  const nowMs = now - 0.5;
  writeFileSync(file, 'package a\n');
  const first = compareFile(file, statsAt(nowMs), undefined);
  expect(first.changed).toBe(true);
  expect(compareFile(file, statsAt(nowMs), first.signature).changed).toBe(false);
  writeFileSync(file, 'package b\n');
  expect(compareFile(file, statsAt(nowMs), first.signature).changed).toBe(true);
});

test('a file system that counts whole seconds is distrusted for two of them', () => {
  const nowMs = now - 1500;
  writeFileSync(file, 'package a\n');
  const first = compareFile(file, statsAt(nowMs), undefined);
  writeFileSync(file, 'package b\n');
  expect(compareFile(file, statsAt(nowMs), first.signature).changed).toBe(true);
});

test('an old file with the same signature is not read', () => {
  writeFileSync(file, 'package a\n');
  const { signature } = compareFile(file, statsAt(1e12 + 0.5), undefined);
  expect(signature).toMatchObject({ racy: false, hash: undefined });
  writeFileSync(file, 'package b\n');
  expect(compareFile(file, statsAt(1e12 + 0.5), signature).changed).toBe(false);
});

test('another signature over known bytes is no change; over unknown bytes it is', () => {
  writeFileSync(file, 'package a\n');
  const { signature } = compareFile(file, statsAt(1e12 + 0.5), undefined);
  expect(compareFile(file, statsAt(1e12 + 1.5), signature).changed).toBe(true);
  const read = { ...signature, hash: hashFile(file, 10) };
  expect(compareFile(file, statsAt(1e12 + 1.5), read).changed).toBe(false);
});

test('big files are not read: their signature decides', () => {
  expect(hashFile(file, largestHashedBytes)).toMatch(/^[0-9a-f]{40}$/);
  expect(hashFile(file, largestHashedBytes + 1)).toBeUndefined();
});

test('a big file that was looked at right after its write is told once', () => {
  writeFileSync(file, 'package a\n');
  const stats = Object.assign(statsAt(now - 15), { size: largestHashedBytes + 1 });
  const { signature, changed } = compareFile(file, stats, undefined);
  expect(signature).toMatchObject({ racy: true, hash: undefined });
  expect(changed).toBe(true);
  expect(compareFile(file, stats, signature).changed).toBe(false);
  expect(compareFile(file, { ...stats, mtimeMs: now - 5 }, signature).changed).toBe(true);
});

test.each<[writtenMsAgo: number, isBeing: boolean]>([
  [50, true],
  // The clock is read in whole milliseconds.
  [-0.5, true],
  [150, false],
  [-60_000, false],
])('a file that was emptied %i ms ago is being written: %s', (writtenMsAgo, isBeing) => {
  writeFileSync(file, 'package a\n');
  const { signature } = compareFile(file, statsAt(1e12), undefined);
  writeFileSync(file, '');
  expect(isBeingWritten(statsAt(now - writtenMsAgo), signature)).toBe(isBeing);
});

test.each([
  ['made empty 50 ms ago', '', 50, true],
  ['made empty 200 ms ago', '', 200, false],
  ['made with its content', 'package a\n', 5, false],
])('a new file, %s: %s', (_, content, writtenMsAgo, isBeing) => {
  writeFileSync(file, content);
  expect(isBeingWritten(statsAt(now - writtenMsAgo), undefined)).toBe(isBeing);
});

test('a file that is empty, but bears the stamps from before, is being emptied, or was so long ago', () => {
  writeFileSync(file, 'package a\n');
  const { signature } = compareFile(file, statsAt(1e12), undefined);
  writeFileSync(file, '');
  expect(isBeingWritten(statsAt(1e12), signature)).toBe(true);
  vi.setSystemTime(now + 50);
  expect(isBeingWritten(statsAt(1e12), signature)).toBe(true);
  vi.setSystemTime(now + 150);
  expect(isBeingWritten(statsAt(1e12), signature)).toBe(false);
});
