import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Difference } from '../../../src/watch/table/difference.ts';
import { compileRules } from '../../../src/watch/scope/compile-rules.ts';
import type { WatchScope } from '../../../src/watch/scope/watch-scope.ts';
import { SignatureTable, type TableOptions } from '../../../src/watch/table/signature-table.ts';
import { distrustSince, sourcesElsewhere } from '../../../src/watch/table/table-queries.ts';
import { defaultRules } from '../../support/watch-rules.ts';
import { temporaryDirectory, writeTree, linkToWatched } from './temp-tree.ts';

const main = { 'main.go': 'package main\n' };

function tableOf(
  root: string,
  rules: Partial<WatchScope> = {},
  isOwnOutput: TableOptions['isOwnOutput'] = () => false,
) {
  const all = { ...defaultRules, root, ...rules };
  const skipped: string[] = [];
  const table = new SignatureTable({
    filter: compileRules(all).filter,
    followSymlink: all.followSymlink,
    isOwnOutput,
    onSkipped: (path, reason) => skipped.push(`${path} ${reason}`),
  });
  table.compareAll();
  return { table, skipped };
}

const told = ({ files }: Difference): string[] => files.map(({ kind, rel }) => `${kind} ${rel}`).toSorted();

test('only of files that changed after the first look is asked whether they are gorl’s own output', () => {
  using directory = temporaryDirectory();
  writeTree(directory.path, { ...main, 'page.html': 'one', '.env': 'A=1' });
  const asked: string[] = [];
  const extraFiles = [join(directory.path, '.env')];
  const { table } = tableOf(directory.path, { extraFiles }, (path) => asked.push(basename(path)) > 0);
  expect(asked).toEqual([]);
  for (const name of ['page.html', '.env']) writeFileSync(join(directory.path, name), 'another text');
  expect(told(table.compareAll())).toEqual([]);
  expect(asked.toSorted()).toEqual(['.env', 'page.html']);
});

describe('time stamps in the future', () => {
  test('a file that bears one was not written after the build began', () => {
    using directory = temporaryDirectory();
    writeTree(directory.path, main);
    const ahead = new Date(Date.now() + 3_600_000);
    utimesSync(join(directory.path, 'main.go'), ahead, ahead);
    const { table } = tableOf(directory.path);
    expect([...distrustSince(table, Date.now() + 1000)]).toEqual([]);
    expect([...distrustSince(table, Date.now() - 60_000)]).toEqual([directory.path]);
  });

  test('nor was one that a clock wrote which was ahead', () => {
    using directory = temporaryDirectory();
    writeTree(directory.path, main);
    const { table } = tableOf(directory.path);
    const { files } = table.directories.get(directory.path) ?? { files: new Map() };
    for (const [name, signature] of files) files.set(name, { ...signature, ctimeMs: Date.now() + 3_600_000 });
    expect([...distrustSince(table, Date.now() - 60_000)]).toEqual([]);
  });
});

describe('links that are followed', () => {
  test('one that was refused is followed when it leads elsewhere', () => {
    using directory = temporaryDirectory();
    using outside = temporaryDirectory();
    const { link, elsewhere } = linkToWatched(directory.path, outside.path);
    const { table, skipped } = tableOf(directory.path, { followSymlink: true });
    expect(table.directories.has(link)).toBe(false);
    table.compareAll();
    expect(skipped).toHaveLength(1);
    rmSync(link);
    symlinkSync(elsewhere, link);
    expect(told(table.compare([directory.path]))).toEqual(['created pkg/x.go']);
    rmSync(link);
    symlinkSync('lib', link);
    expect(told(table.compare([directory.path]))).toEqual(['deleted pkg/x.go']);
    expect(table.directories.has(link)).toBe(false);
  });

  test('a directory in the root that is left out is watched by the link to it', () => {
    using directory = temporaryDirectory();
    writeTree(directory.path, { ...main, '.real/x.go': 'package real\n', 'tmp/main': 'x' });
    symlinkSync('.real', join(directory.path, 'pkg'));
    symlinkSync('../.real', join(directory.path, '.real/circle'));
    // Not what gorl itself writes: each build would ask for the next.
    symlinkSync('tmp', join(directory.path, 'built'));
    const { table } = tableOf(directory.path, { followSymlink: true });
    expect([...table.directories.keys()]).toEqual([directory.path, join(directory.path, 'pkg')]);
  });

  test('whether a directory is watched under its own name does not hang on the order', () => {
    using directory = temporaryDirectory();
    writeTree(directory.path, { ...main, 'z/x.go': 'package z\n' });
    symlinkSync('z', join(directory.path, 'a'));
    const { table } = tableOf(directory.path, { followSymlink: true });
    expect([...table.directories.keys()]).toEqual([directory.path, join(directory.path, 'z')]);
  });

  test('after it leads elsewhere, where it led before may be followed by another', () => {
    using directory = temporaryDirectory();
    using outside = temporaryDirectory();
    writeTree(directory.path, main);
    writeTree(outside.path, { 'one/x.go': 'package one\n', 'two/x.go': 'package two\n' });
    const link = join(directory.path, 'pkg');
    symlinkSync(join(outside.path, 'one'), link);
    const { table } = tableOf(directory.path, { followSymlink: true });
    rmSync(link);
    symlinkSync(join(outside.path, 'two'), link);
    expect(told(table.compareAll())).toEqual(['modified pkg/x.go']);
    symlinkSync(join(outside.path, 'one'), join(directory.path, 'other'));
    expect(told(table.compareAll())).toEqual(['created other/x.go']);
    symlinkSync(join(outside.path, 'two'), join(directory.path, 'third'));
    expect(told(table.compareAll())).toEqual([]);
  });
});

test('where a symlinked file leads is looked at, each link on the way, there or not', () => {
  using directory = temporaryDirectory();
  using outside = temporaryDirectory();
  const ext = (rel: string): string => join(outside.path, rel);
  writeTree(directory.path, main);
  symlinkSync(ext('a/x.html'), join(directory.path, 'x.html'));
  mkdirSync(ext('a'));
  symlinkSync('../b/x.html', ext('a/x.html'));
  const { table } = tableOf(directory.path);
  expect([...sourcesElsewhere(table).keys()].toSorted()).toEqual([ext('a/x.html'), ext('b')]);
  writeTree(outside.path, { 'b/x.html': '<p>' });
  expect(told(table.compareAll())).toEqual(['created x.html']);
  expect([...sourcesElsewhere(table).keys()].toSorted()).toEqual([ext('a/x.html'), ext('b/x.html')]);
});

test('names that came and went are forgotten', () => {
  using directory = temporaryDirectory();
  writeTree(directory.path, main);
  const { table } = tableOf(directory.path);
  const verdicts = (): number => table.directories.get(directory.path)?.verdicts.size ?? 0;
  for (let index = 0; index < 100; index += 1) expect(table.concerns(directory.path, `upload-${index}`)).toBe(false);
  expect(verdicts()).toBe(1);
  for (let index = 0; index < 100; index += 1) {
    writeFileSync(join(directory.path, 'upload'), 'x');
    table.compareAll();
    renameSync(join(directory.path, 'upload'), join(directory.path, `upload-${index}`));
    table.compareAll();
    rmSync(join(directory.path, `upload-${index}`));
    table.compareAll();
  }
  expect(verdicts()).toBe(1);
});
