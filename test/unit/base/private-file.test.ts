import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeFileWith, writePrivateFile } from '../../../src/base/private-file.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'gorl-private-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const path = (name = 'token'): string => join(folder, name);

test('only its owner can read it, whatever was there', () => {
  writePrivateFile(path(), 'one');
  expect([readFileSync(path(), 'utf8'), statSync(path()).mode & 0o777]).toEqual(['one', 0o600]);
  writeFileSync(path('open'), 'x', { mode: 0o666 });
  writePrivateFile(path('open'), 'two');
  expect([readFileSync(path('open'), 'utf8'), statSync(path('open')).mode & 0o777]).toEqual(['two', 0o600]);
  expect(readdirSync(folder).toSorted()).toEqual(['open', 'token']);
});

test('a link that lies in wait is not followed', () => {
  writeFileSync(path('victim'), 'mine');
  symlinkSync(path('victim'), path());
  symlinkSync(path('victim'), path(`token.${process.pid}`));
  writePrivateFile(path(), 'secret');
  expect([readFileSync(path('victim'), 'utf8'), readFileSync(path(), 'utf8')]).toEqual(['mine', 'secret']);
});

test('it is removed only as it was written', () => {
  writePrivateFile(path(), 'one');
  removeFileWith(path(), 'other');
  removeFileWith(path(), 'on');
  expect(existsSync(path())).toBe(true);
  removeFileWith(path(), 'one');
  expect(existsSync(path())).toBe(false);
  removeFileWith(path(), 'one');
});
