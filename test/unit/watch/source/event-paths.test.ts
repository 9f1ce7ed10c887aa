import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventPaths } from '../../../../src/watch/source/event-paths.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-event-paths-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeAll(() => {
  mkdirSync(join(root, 'v1/deep'), { recursive: true });
  writeFileSync(join(root, 'v1/main.go'), 'package main\n');
  writeFileSync(join(root, 'v1/deep/x.go'), 'package deep\n');
  symlinkSync('v1', join(root, '..data'));
  symlinkSync('..data/main.go', join(root, 'main.go'));
  symlinkSync('..data/deep', join(root, 'deep'));
  symlinkSync(join(root, 'deep/x.go'), join(root, 'absolute.go'));
  symlinkSync('..data/gone/y.go', join(root, 'broken.go'));
  symlinkSync('loop', join(root, 'loop'));
});

test.each<[path: string, expected: readonly string[]]>([
  ['v1/main.go', ['v1/main.go']],
  ['main.go', ['main.go', '..data', 'v1/main.go']],
  ['deep/x.go', ['deep', '..data', 'v1/deep/x.go']],
  ['absolute.go', ['absolute.go', 'deep', '..data', 'v1/deep/x.go']],
  // The first that is missing.
  ['broken.go', ['broken.go', '..data', 'v1/gone']],
  ['nowhere/below/z.go', ['nowhere']],
  // A file where a directory is asked for.
  ['v1/main.go/x', ['v1/main.go']],
  ['loop', ['loop']],
])('%s is learned of by %j', (path, expected) => {
  expect(eventPaths(join(root, path))).toEqual(expected.map((each) => join(root, each)));
});
