import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createArtifactStore, sweepLeftovers } from '../../../src/go/artifacts.ts';
import { appendToErrorLog } from '../../../src/go/error-log.ts';

let dir = '';
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'gorl-artifacts-'))));
afterEach(() => rmSync(dir, { recursive: true }));

test('names tell the program, the gorl and the generation', () => {
  expect(createArtifactStore({ dir: '/t', name: 'api', pid: 7, windows: false }).pathOf(3)).toBe('/t/api.gorl-7-3');
  expect(createArtifactStore({ dir: '/t', name: 'api', pid: 7, windows: true }).pathOf(3)).toBe('/t/api.gorl-7-3.exe');
});

test('only what dead gorls left is swept', async () => {
  for (const name of [
    'main.gorl-11-1',
    'main.gorl-11-2.exe',
    'main.gorl-22-1',
    'main',
    'main.gorl-x-1',
    'a.gorl-11-1.txt',
  ]) {
    writeFileSync(join(dir, name), '');
  }
  mkdirSync(join(dir, '.gorl-11-4', 'go-build1'), { recursive: true });
  await sweepLeftovers(dir, (pid) => pid === 22);
  expect(readdirSync(dir).toSorted()).toEqual(['a.gorl-11-1.txt', 'main', 'main.gorl-22-1', 'main.gorl-x-1']);
});

test('a gorl that is alive is recognized', async () => {
  writeFileSync(join(dir, `main.gorl-${process.pid}-1`), '');
  await sweepLeftovers(dir);
  expect(readdirSync(dir)).toHaveLength(1);
});

test('sweeping a directory that is not there is fine', async () => {
  await expect(sweepLeftovers(join(dir, 'none'))).resolves.toBeUndefined();
});

test('publishing replaces the file, not its content', async () => {
  const store = createArtifactStore({ dir, name: 'main' });
  await store.makeWorkDir(1);
  writeFileSync(store.pathOf(1), 'new');
  const output = join(dir, 'out', 'app');
  mkdirSync(join(dir, 'out'));
  writeFileSync(output, 'old');
  const before = statSync(output).ino;
  await store.publish(1, output);
  expect(readFileSync(output, 'utf8')).toBe('new');
  expect(statSync(output).ino).not.toBe(before);
  await store.removeAll();
  expect(readdirSync(dir)).toEqual(['out']);
  expect(readFileSync(output, 'utf8')).toBe('new');
});

test('publishing over a directory fails and leaves nothing behind', async () => {
  const store = createArtifactStore({ dir, name: 'main' });
  writeFileSync(store.pathOf(1), 'new');
  mkdirSync(join(dir, 'out', 'app', 'x'), { recursive: true });
  await expect(store.publish(1, join(dir, 'out', 'app'))).rejects.toThrow(/EISDIR|ENOTEMPTY|EPERM|EEXIST/);
  expect(readdirSync(join(dir, 'out'))).toEqual(['app']);
});

test('the error log is dated, appended to, and loses its older half when it is too long', async () => {
  const log = join(dir, 'tmp', 'errors.log');
  await appendToErrorLog(log, 'first\n', new Date(0));
  await appendToErrorLog(log, 'second', new Date(0));
  const entry = (text: string): string => `==> 1970-01-01T00:00:00.000Z build failed\n${text}\n\n`;
  expect(readFileSync(log, 'utf8')).toBe(entry('first') + entry('second'));
  const many = entry('x'.repeat(1000)).repeat(1100);
  writeFileSync(log, many);
  await appendToErrorLog(log, 'last', new Date(0));
  const text = readFileSync(log, 'utf8');
  expect(text.length).toBeLessThan(many.length * 0.51);
  expect(text.startsWith('==> ')).toBe(true);
  expect(text.endsWith(entry('last'))).toBe(true);
  truncateSync(log);
  await appendToErrorLog(log, 'y'.repeat(1024 * 1024), new Date(0));
  expect(statSync(log).size).toBeLessThan(70_000);
});
