import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPipe } from '../../../src/base/read-pipe.ts';
import { readRegularFile } from '../../../src/base/read-regular-file.ts';

const root = mkdtempSync(join(tmpdir(), 'gorl-read-'));
const at = (name: string): string => join(root, name);

beforeAll(() => {
  writeFileSync(at('file'), 'some text');
  mkdirSync(at('directory'));
  execFileSync('mkfifo', [at('pipe')]);
  symlinkSync('pipe', at('link-to-pipe'));
  symlinkSync('file', at('link'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('readRegularFile', () => {
  test('reads a file, whole or its beginning', () => {
    expect(readRegularFile(at('file')).toString()).toBe('some text');
    expect(readRegularFile(at('link'), 4).toString()).toBe('some');
    expect(readRegularFile(at('file'), 100).toString()).toBe('some text');
  });

  test.each([
    ['pipe', 'ENOTREG'],
    ['link-to-pipe', 'ENOTREG'],
    ['directory', 'EISDIR'],
    ['nothing', 'ENOENT'],
  ])('of a %s it says so at once', (name, code) => {
    expect(() => readRegularFile(at(name))).toThrow(expect.objectContaining({ code }));
  });

  test('of a device it says so', () => {
    expect(() => readRegularFile('/dev/zero')).toThrow(expect.objectContaining({ code: 'ENOTREG' }));
  });
});

describe('readPipe', () => {
  test('takes what a writer says, however late it comes', async () => {
    const writer = spawn('sh', ['-c', `{ printf one; sleep 0.2; printf two; } > ${at('pipe')}`], { stdio: 'ignore' });
    const ended = once(writer, 'exit');
    expect(readPipe(at('pipe'), 1000).toString()).toBe('onetwo');
    await ended;
  });

  test('does not wait forever for a writer', () => {
    expect(readPipe(at('pipe'), 1000)).toHaveLength(0);
  });

  test('stops where it is too much', () => {
    expect(readPipe('/dev/zero', 100_000).length).toBeGreaterThan(100_000);
    expect(readPipe('/dev/null', 1000)).toHaveLength(0);
  });
});
