import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FileChange } from '../../../src/protocol/change.ts';
import { collectChanges } from '../../../src/watch/collect-changes.ts';
import { noDifference, type Difference } from '../../../src/watch/table/difference.ts';
import { serviceConsumer } from '../../../src/watch/scope/consumer.ts';
import { compileRules } from '../../../src/watch/scope/compile-rules.ts';
import type { SignatureTable } from '../../../src/watch/table/signature-table.ts';
import { defaultRules } from '../../support/watch-rules.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  rmSync(lock, { force: true });
});

const root = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-collect-')));
const lock = join(root, '.git/index.lock');
mkdirSync(join(root, '.git'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const css = { name: 'css', includeDir: [], includeExt: ['css'], includeFile: [], excludeRegex: [], delayMs: 100 };

/** A table of which the test says what the next comparison finds. */
function collecting() {
  const rules = { root, ...defaultRules, buildRules: [css] };
  let next: Difference = noDifference();
  let compared = 0;
  const compare = (): Difference => {
    const found = next;
    next = noDifference();
    compared += 1;
    return found;
  };
  const delivered: string[][] = [];
  const names = (files: readonly FileChange[]): string[] => files.map(({ kind, rel }) => `${kind} ${rel}`);
  const changes = collectChanges(
    {
      followSymlink: rules.followSymlink,
      ruleDelaysMs: [100],
      filter: compileRules(rules).filter,
      poll: false,
      pollIntervalMs: 500,
      delayMs: 1000,
      onChanges: (_consumer, files) => void delivered.push(names(files)),
      onNotice: () => undefined,
    },
    { compare, compareAll: compare } as Pick<SignatureTable, 'compare' | 'compareAll'> as SignatureTable,
    () => undefined,
  );
  return {
    delivered,
    change(name: string, kind: FileChange['kind'] = 'modified'): void {
      next = { ...next, files: [...next.files, { path: `${root}/${name}`, rel: name, kind }] };
      changes.note([root]);
    },
    /** Something happens every 5 ms, so that it does not become quiet. */
    busy(ms: number): void {
      for (let at = 0; at < ms; at += 5) {
        changes.note([root]);
        vi.advanceTimersByTime(5);
      }
    },
    unreadable(directory: string): void {
      next = { ...next, unreadable: new Set([directory]) };
    },
    note: () => changes.note([root]),
    compared: () => compared,
    close: () => changes.close(),
    settle: () => names(changes.settle(serviceConsumer())),
  };
}

test('when it is quiet everything is delivered, files of another bound by themselves', () => {
  const { change, delivered } = collecting();
  change('main.go');
  change('app.css');
  vi.advanceTimersByTime(25);
  expect(delivered.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
    ['modified app.css'],
    ['modified main.go'],
  ]);
});

test('a bound that is over delivers its own files only', () => {
  const { change, busy, delivered } = collecting();
  change('main.go');
  change('app.css');
  busy(120);
  expect(delivered).toEqual([['modified app.css']]);
  busy(900);
  expect(delivered).toEqual([['modified app.css'], ['modified main.go']]);
});

test('what was compared and not delivered is settled', () => {
  const { change, busy, settle, delivered } = collecting();
  change('main.go', 'created');
  busy(120);
  change('main.go');
  expect(settle()).toEqual(['created main.go']);
  busy(1500);
  expect(delivered).toEqual([]);
});

test('what git has half done is not settled, but delivered when git is through', () => {
  const { busy, change, settle, delivered } = collecting();
  writeFileSync(lock, '');
  utimesSync(lock, Date.now() / 1000, Date.now() / 1000);
  change('main.go');
  expect(settle()).toEqual([]);
  // The longer git works at it, the more there is to wait for.
  busy(3000);
  expect(settle()).toEqual([]);
  expect(delivered).toEqual([]);
  rmSync(lock);
  vi.advanceTimersByTime(25);
  expect(delivered).toEqual([['modified main.go']]);
});

test('a directory that cannot be read is looked at again, ever more rarely', () => {
  const { unreadable, note, compared, close } = collecting();
  const lookFor = (ms: number): number => {
    const before = compared();
    for (let at = 0; at < ms; at += 1) {
      unreadable(root);
      vi.advanceTimersByTime(1);
    }
    return compared() - before;
  };
  note();
  expect(lookFor(1000)).toBeGreaterThan(2);
  lookFor(60_000);
  // For each look both windows compare.
  expect(lookFor(60_000)).toBeLessThan(2 * 8);
  expect(lookFor(60_000)).toBeGreaterThan(2);
  close();
  expect(lookFor(60_000)).toBe(0);
});
