import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openChannel } from '../../../../src/report/output/channel.ts';
import { waitFor } from '../../../support/wait-for.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gorl-channel-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function isNonBlocking(fd: number): boolean {
  const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1] ?? '';
  return (Number.parseInt(flags, 8) & constants.O_NONBLOCK) !== 0;
}

describe.runIf(process.platform === 'linux')('a pipe', () => {
  function pipe(): { reader: number; writer: number } {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return { reader, writer: openSync(path, constants.O_WRONLY) };
  }

  test('that is full keeps nobody, and stays as it is for whoever else holds it', async () => {
    const { reader, writer } = pipe();
    const channel = openChannel(writer);
    let done = false;
    expect(channel.write(Buffer.from('small'), () => (done = true))).toBe(true);
    const much = Buffer.alloc(200_000, 'x');
    expect(channel.write(much, () => (done = true))).toBe(false);
    expect(channel.waiting()).toBeGreaterThan(0);
    expect(channel.waiting()).toBeLessThan(much.length);
    expect(isNonBlocking(writer)).toBe(false);

    let read = 0;
    const buffer = Buffer.alloc(65_536);
    await waitFor(() => {
      try {
        read += readSync(reader, buffer, 0, buffer.length, null);
      } catch {
        // Nothing there yet.
      }
      return done;
    });
    expect(channel.waiting()).toBe(0);
    channel.close();
    for (let length = 1; length > 0; read += length) {
      try {
        length = readSync(reader, buffer, 0, buffer.length, null);
      } catch {
        length = 0;
      }
    }
    expect(read).toBe(much.length + 'small'.length);
    closeSync(reader);
    closeSync(writer);
  });

  test('whose reader leaves is told once, and takes everything from then on', async () => {
    const { reader, writer } = pipe();
    const broken: string[] = [];
    const channel = openChannel(writer, { onBroken: (error) => void broken.push(error.message) });
    closeSync(reader);
    channel.write(Buffer.from('a'), () => {});
    await waitFor(() => broken.length > 0);
    expect(channel.write(Buffer.from('b'), () => {})).toBe(true);
    expect(channel.waiting()).toBe(0);
    channel.close();
    closeSync(writer);
    expect(broken).toEqual([expect.stringContaining('EPIPE')]);
  });
});

test('a file is written to at once, where its descriptor stands', () => {
  const path = join(folder, 'file');
  const fd = openSync(path, 'w');
  const channel = openChannel(fd);
  expect(channel.write(Buffer.from('a\n'), () => {})).toBe(true);
  execFileSync('sh', ['-c', 'echo b >&3'], { stdio: ['ignore', 'ignore', 'ignore', fd] });
  expect(channel.write(Buffer.from('c\n'), () => {})).toBe(true);
  closeSync(fd);
  expect(readFileSync(path, 'utf8')).toBe('a\nb\nc\n');
});
