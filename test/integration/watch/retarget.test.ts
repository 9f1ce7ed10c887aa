import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { serviceConsumer } from '../../../src/watch/scope/consumer.ts';
import { compileRules } from '../../../src/watch/scope/compile-rules.ts';
import type { WatchScope } from '../../../src/watch/scope/watch-scope.ts';
import { mergeDifferences, type Difference } from '../../../src/watch/table/difference.ts';
import { SignatureTable } from '../../../src/watch/table/signature-table.ts';
import { waitFor } from '../../support/wait-for.ts';
import { defaultRules } from '../../support/watch-rules.ts';
import { changesAfter, temporaryDirectory, watchTree, writeTree } from './temp-tree.ts';

const tree = { 'main.go': 'a', 'q.sql': 'b', 'assets/a.sql': 'd' };

/** A tree that nobody takes for younger than the first look at it: no file system lets a test set a ctime. */
async function oldTree(root: string, files: Readonly<Record<string, string>> = tree): Promise<void> {
  writeTree(root, files);
  const writtenMs = Date.now();
  await waitFor(() => Date.now() > writtenMs + 50);
}

function targetOf(root: string, rules: Partial<WatchScope>, delayMs = 1000) {
  const all = { ...defaultRules, root, ...rules };
  const { followSymlink } = all;
  const { filter } = compileRules(all);
  return { followSymlink, filter, poll: 'auto' as const, pollIntervalMs: 500, delayMs };
}

/** A build rule for SQL. */
const rule = { name: 'sql', includeDir: [], includeExt: ['sql'], includeFile: [], excludeRegex: [], delayMs: 50 };

/** A watched tree, and what each consumer hears. */
async function watchHearing(root: string, rules: Partial<WatchScope>) {
  const heard: string[] = [];
  const watched = await watchTree(root, rules, {
    onChanges: ({ type }, files) => void heard.push(...files.map(({ rel }) => `${type} ${rel}`)),
  });
  return { watched, heard };
}

const told = ({ files }: Difference): string[] => files.map(({ kind, rel }) => `${kind} ${rel}`).toSorted();

describe('a table that takes on other rules', () => {
  const withSql: Partial<WatchScope> = { includeExt: ['go', 'sql'], excludeDir: [] };

  function tableOf(root: string, rules: Partial<WatchScope> = {}): SignatureTable {
    const table = new SignatureTable({ filter: targetOf(root, rules).filter, followSymlink: false });
    table.compareAll();
    return table;
  }

  test('a file that they newly want is adopted, in new directories too', async () => {
    using directory = temporaryDirectory();
    await oldTree(directory.path);
    const table = tableOf(directory.path);
    const difference = table.retarget(targetOf(directory.path, withSql).filter, Date.now());
    expect(told(difference)).toEqual([]);
    expect([...difference.adopted].toSorted()).toEqual(
      ['assets/a.sql', 'q.sql'].map((name) => join(directory.path, name)),
    );
    expect([...difference.appeared]).toEqual([join(directory.path, 'assets')]);
    writeFileSync(join(directory.path, 'assets/a.sql'), 'another');
    expect(told(table.compareAll())).toEqual(['modified assets/a.sql']);
  });

  test('one that was written since then is changed, not created', async () => {
    using directory = temporaryDirectory();
    await oldTree(directory.path);
    const table = tableOf(directory.path);
    const sinceMs = Date.now();
    writeFileSync(join(directory.path, 'q.sql'), 'since then');
    writeFileSync(join(directory.path, 'new.sql'), 'since then');
    expect(told(table.retarget(targetOf(directory.path, withSql).filter, sinceMs))).toEqual([
      'created new.sql',
      'modified q.sql',
    ]);
  });

  test('what they no longer want is no change, and what changes of it later neither', async () => {
    using directory = temporaryDirectory();
    await oldTree(directory.path);
    const table = tableOf(directory.path, withSql);
    const difference = table.retarget(targetOf(directory.path, {}).filter, Date.now());
    expect([told(difference), [...difference.vanished]]).toEqual([[], [join(directory.path, 'assets')]]);
    writeFileSync(join(directory.path, 'q.sql'), 'another');
    rmSync(join(directory.path, 'assets'), { recursive: true });
    expect(told(table.compareAll())).toEqual([]);
  });

  test('a directory elsewhere comes and goes with include_dir', async () => {
    using directory = temporaryDirectory();
    const [root, lib] = [join(directory.path, 'app'), join(directory.path, 'lib')];
    await oldTree(directory.path, { 'app/main.go': 'a', 'lib/l.go': 'b', 'lib/sub/s.go': 'c' });
    const table = tableOf(root);
    const outside = targetOf(root, { includeDir: ['.', '../lib'] }).filter;
    expect([...table.retarget(outside, Date.now()).adopted]).toHaveLength(2);
    writeFileSync(join(lib, 'sub/s.go'), 'another');
    expect(told(table.compareAll())).toEqual(['modified ../lib/sub/s.go']);
    const { vanished, files } = table.retarget(targetOf(root, {}).filter, Date.now());
    expect([[...vanished].toSorted(), files]).toEqual([[lib, join(lib, 'sub')], []]);
  });

  test('a file keeps what is known of it when it is named, and when it is named no more', async () => {
    using directory = temporaryDirectory();
    await oldTree(directory.path);
    const table = tableOf(directory.path);
    const named = targetOf(directory.path, { includeFile: ['main.go', 'q.sql'] }).filter;
    for (const filter of [named, targetOf(directory.path, {}).filter, named]) {
      writeFileSync(join(directory.path, 'main.go'), `for ${String(filter.named)}`);
      expect(told(table.compareAll())).toEqual(['modified main.go']);
      expect(told(table.retarget(filter, Date.now()))).toEqual([]);
      expect(told(table.compareAll())).toEqual([]);
    }
  });

  test('an old tree that was moved here in that moment is new to everybody', async () => {
    using directory = temporaryDirectory();
    await oldTree(directory.path, { 'app/main.go': 'a', 'old/gen/g.go': 'b', 'old/o.go': 'c' });
    const root = join(directory.path, 'app');
    const table = tableOf(root);
    const sinceMs = Date.now();
    renameSync(join(directory.path, 'old'), join(root, 'old'));
    expect(told(table.retarget(targetOf(root, withSql).filter, sinceMs))).toEqual([
      'created old/gen/g.go',
      'created old/o.go',
    ]);
  });

  test('one that is found new and goes before that was told is told as gone: a build may have read it', async () => {
    using directory = temporaryDirectory();
    await oldTree(directory.path);
    const table = tableOf(directory.path);
    const sinceMs = Date.now();
    writeTree(directory.path, { 'q.sql': 'changed', 'new.sql': 'c' });
    const found = table.retarget(targetOf(directory.path, withSql).filter, sinceMs);
    expect(told(found)).toEqual(['created new.sql', 'modified q.sql']);
    writeTree(directory.path, { 'later.sql': 'd' });
    const later = mergeDifferences(found, table.compareAll());
    for (const name of ['q', 'new', 'later']) rmSync(join(directory.path, `${name}.sql`));
    expect(told(mergeDifferences(later, table.compareAll()))).toEqual(['deleted new.sql', 'deleted q.sql']);
  });

  test('an old directory that has taken the place of another is new, even if somebody has looked since', async () => {
    using directory = temporaryDirectory();
    const root = directory.path;
    await oldTree(root, { 'main.go': 'a', 'a/x.sql': 'b', 'b/y.sql': 'c' });
    const table = tableOf(root);
    const sinceMs = Date.now();
    renameSync(join(root, 'a'), join(root, 'c'));
    renameSync(join(root, 'b'), join(root, 'a'));
    expect(told(table.compareAll())).toEqual([]);
    expect(told(table.retarget(targetOf(root, withSql).filter, sinceMs))).toEqual([
      'created a/y.sql',
      'created c/x.sql',
    ]);
  });
});

describe('a watcher that takes on other rules', () => {
  test('keeps its watches, reports what only they want from then on, and drops the rest', async () => {
    using directory = temporaryDirectory();
    await oldTree(directory.path);
    await using watched = await watchTree(directory.path);
    const rules = { includeExt: ['go', 'sql'], excludeDir: [] };
    const summary = watched.watcher.retarget(targetOf(directory.path, rules));
    expect(summary).toMatchObject({ files: 3, directories: 2, mode: 'events' });
    const sql = join(directory.path, 'assets/a.sql');
    await waitFor(() => {
      writeFileSync(sql, `${Date.now()}`);
      return watched.batches.length > 0;
    });
    expect(watched.takeChanges()).toContain('modified assets/a.sql');
    expect(watched.watcher.retarget(targetOf(directory.path, {}))).toMatchObject({ files: 1, directories: 1 });
    expect(watched.watcher.files()).toEqual([join(directory.path, 'main.go')]);
  });

  test('what was saved before counts, and what a rule took over goes to the rule', async () => {
    using directory = temporaryDirectory();
    await oldTree(directory.path);
    const { watched, heard } = await watchHearing(directory.path, { includeExt: ['go', 'sql'] });
    await using _ = watched;
    writeFileSync(join(directory.path, 'main.go'), 'another');
    writeFileSync(join(directory.path, 'q.sql'), 'another');
    watched.watcher.retarget(targetOf(directory.path, { buildRules: [rule] }));
    await waitFor(() => heard.length >= 2);
    expect(heard.toSorted()).toEqual(['rule q.sql', 'service main.go']);
  });

  test('needs another watcher for another root, for symlinks, and for polling', async () => {
    using directory = temporaryDirectory();
    await oldTree(directory.path);
    await using watched = await watchTree(directory.path);
    const same = targetOf(directory.path, {});
    for (const other of [
      targetOf(join(directory.path, 'assets'), {}),
      targetOf(directory.path, { followSymlink: true }),
      { ...same, poll: true },
      { ...same, pollIntervalMs: 700 },
    ])
      expect(watched.watcher.retarget(other)).toBeUndefined();
    expect(watched.watcher.retarget(same)).toBeDefined();
  });
});

test('settling for one consumer leaves the others theirs', async () => {
  using directory = temporaryDirectory();
  await oldTree(directory.path);
  const { watched, heard } = await watchHearing(directory.path, { buildRules: [rule] });
  await using _ = watched;
  writeFileSync(join(directory.path, 'main.go'), 'another');
  writeFileSync(join(directory.path, 'q.sql'), 'another');
  expect(watched.watcher.settle(serviceConsumer()).map(({ rel }) => rel)).toEqual(['main.go']);
  await waitFor(() => heard.length > 0);
  expect(watched.watcher.settle(serviceConsumer())).toEqual([]);
  expect(heard).toEqual(['rule q.sql']);
});

test('a .gitignore that lets an old file in builds nothing for it', async () => {
  using directory = temporaryDirectory();
  await oldTree(directory.path, { 'main.go': 'a', 'gen/g.go': 'b', '.gitignore': 'gen/\n' });
  await using watched = await watchTree(directory.path);
  writeFileSync(join(directory.path, '.gitignore'), '\n');
  await waitFor(() => watched.watcher.files().length === 2);
  watched.delivered.set(join(directory.path, 'gen/g.go'), '');
  expect(await changesAfter(watched, () => writeFileSync(join(directory.path, 'gen/g.go'), 'c'))).toEqual([
    'modified gen/g.go',
  ]);
});
