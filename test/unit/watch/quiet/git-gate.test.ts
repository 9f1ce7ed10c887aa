import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gitGate } from '../../../../src/watch/quiet/git-gate.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-gate-')));
const lock = join(root, '.git/index.lock');
mkdirSync(join(root, '.git'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const now = Math.floor(Date.now() / 1000) * 1000;
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now }));
afterEach(() => {
  vi.useRealTimers();
  rmSync(lock, { force: true });
});

test('without a lock the gate is open', () => {
  expect(gitGate(root)(0, 0)).toBe(false);
});

test.each<[ageMs: number, openMs: number, held: boolean]>([
  [0, 15, true],
  [500, 15, true],
  // A checkout that takes a while.
  [5000, 4900, true],
  // Taken long before anything changed: an editor waits for a commit message, or git died.
  [5000, 15, false],
  [3_600_000, 15, false],
  // From a clock that was ahead: for how long it has been there nobody knows.
  [-60_000, 15, false],
])('a lock %i ms old, with changes since %i ms, is waited for: %s', (ageMs, openMs, held) => {
  writeFileSync(lock, '');
  utimesSync(lock, (now - ageMs) / 1000, (now - ageMs) / 1000);
  expect(gitGate(root)(openMs, 15)).toBe(held);
});

test('a lock with the new index in it changes nothing in the tree any more', () => {
  writeFileSync(lock, 'DIRC');
  utimesSync(lock, now / 1000, now / 1000);
  expect(gitGate(root)(15, 15)).toBe(false);
});

test('a lock is waited for while changes keep coming', () => {
  writeFileSync(lock, '');
  utimesSync(lock, now / 1000, now / 1000);
  expect(gitGate(root)(5000, 15)).toBe(true);
  expect(gitGate(root)(5000, 900)).toBe(true);
  expect(gitGate(root)(5000, 1100)).toBe(false);
});
