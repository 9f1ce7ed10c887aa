import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FileChange } from '../../../src/engine/change.ts';
import { collectChanges } from '../../../src/watch/collect-changes.ts';
import { noDifference, type Difference } from '../../../src/watch/difference.ts';
import { compileRules } from '../../../src/watch/filter.ts';
import type { SignatureTable } from '../../../src/watch/signature-table.ts';
import { defaultRules } from '../../support/watch-rules.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const root = '/nowhere/project';
const css = { name: 'css', includeDir: [], includeExt: ['css'], includeFile: [], excludeRegex: [], delayMs: 100 };

/** A table of which the test says what the next comparison finds. */
function collecting() {
  const rules = { root, ...defaultRules, buildRules: [css] };
  let next: Difference = noDifference();
  const compare = (): Difference => {
    const found = next;
    next = noDifference();
    return found;
  };
  const delivered: string[][] = [];
  const names = (files: readonly FileChange[]): string[] => files.map(({ kind, rel }) => `${kind} ${rel}`);
  const changes = collectChanges(
    {
      rules,
      filter: compileRules(rules).filter,
      poll: false,
      pollIntervalMs: 500,
      delayMs: 1000,
      onChanges: (files) => void delivered.push(names(files)),
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
    settle: () => names(changes.settle()),
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
