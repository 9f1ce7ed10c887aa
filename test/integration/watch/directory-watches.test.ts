import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { openChokidar } from '../../../src/watch/source/chokidar-source.ts';
import { watchDirectories } from '../../../src/watch/source/directory-watches.ts';
import { compileRules } from '../../../src/watch/scope/compile-rules.ts';
import { SignatureTable } from '../../../src/watch/table/signature-table.ts';
import { waitFor } from '../../support/wait-for.ts';
import { defaultRules } from '../../support/watch-rules.ts';
import { temporaryDirectory, writeTree } from './temp-tree.ts';

afterEach(() => void vi.unstubAllEnvs());

test.each(['1', 'yes'])('CHOKIDAR_USEPOLLING=%s does not make chokidar poll on its own', async (value) => {
  vi.stubEnv('CHOKIDAR_USEPOLLING', value);
  using directory = temporaryDirectory();
  writeTree(directory.path, { 'main.go': 'package main\n' });
  const events: (string | undefined)[] = [];
  const source = openChokidar(
    { onEvent: (_directory, _kind, name) => events.push(name), onEstablished: () => undefined, onFailed: expect.fail },
    false,
  );
  source.watch(directory.path);
  await source.settled();
  writeFileSync(join(directory.path, 'main.go'), 'package main // 2\n');
  await waitFor(() => events.length > 0);
  expect(events).toContain('main.go');
  await source.close();
});

test('for a directory that is removed the whole table is not searched', async () => {
  using directory = temporaryDirectory();
  const count = 300;
  writeTree(
    directory.path,
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`p/d${index}/a.go`, 'package a\n'])),
  );
  const table = new SignatureTable({
    filter: compileRules({ ...defaultRules, root: directory.path }).filter,
    followSymlink: false,
  });
  table.compareAll();
  const dirty = new Set<string>();
  const watches = watchDirectories({
    table,
    followSymlink: false,
    pollIntervalMs: 500,
    onDirty(directories) {
      for (const path of directories) dirty.add(path);
    },
    onDoubt: () => undefined,
    onNotice: () => undefined,
  });
  await watches.established;
  dirty.clear();
  const keys = vi.spyOn(table.directories, 'keys');
  rmSync(join(directory.path, 'p'), { recursive: true });
  await waitFor(() => dirty.size >= count + 1);
  expect(keys.mock.calls.length).toBeLessThan(count / 3);
  await watches.close();
});
