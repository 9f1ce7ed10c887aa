import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isAtEnd } from '../../../src/process/io/stdin-end.ts';
import { namedPipe } from '../../support/named-pipe.ts';
import { tempProject } from '../../support/temp-project.ts';

/** The end of what is open under that path. */
async function endOf(path: string, use: (fd: number) => void = () => undefined): Promise<boolean> {
  const fd = openSync(path, 'r');
  try {
    use(fd);
    return await isAtEnd(fd);
  } finally {
    closeSync(fd);
  }
}

test('/dev/null is at its end, another device is not', async () => {
  expect([await endOf('/dev/null'), await endOf('/dev/zero')]).toEqual([true, false]);
});

test('a file is at its end when all of it has been read, and a look reads nothing', async () => {
  const project = tempProject({ empty: '', text: 'abc' });
  const bytes = Buffer.alloc(3);
  const read = (length: number) => (fd: number) => void readSync(fd, bytes, 0, length, null);
  try {
    expect(await endOf(project.at('empty'))).toBe(true);
    expect(await endOf(project.at('text'))).toBe(false);
    expect(await endOf(project.at('text'), read(2))).toBe(false);
    expect(await endOf(project.at('text'), read(3))).toBe(true);
    const fd = openSync(project.at('text'), 'r');
    await isAtEnd(fd);
    expect(readSync(fd, bytes)).toBe(3);
    closeSync(fd);
  } finally {
    project.remove();
  }
});

test('a pipe is at its end when nobody has it open for writing, and a look reads nothing', async () => {
  using pipe = namedPipe();
  writeSync(pipe.writer, 'abc');
  expect(await isAtEnd(pipe.reader)).toBe(false);
  pipe.end();
  expect(await isAtEnd(pipe.reader)).toBe(true);
  expect(readSync(pipe.reader, Buffer.alloc(9))).toBe(3);
});

test('another process may be who writes to it, also to one without a name', async () => {
  const shell = spawn('sh', ['-c', `cat | exec sh -c 'echo $$; exec cat'`], { stdio: ['pipe', 'pipe', 'ignore'] });
  const exited = once(shell, 'exit');
  const [pid] = (await once(shell.stdout, 'data')) as [Buffer];
  const fd = openSync(`/proc/${String(pid).trim()}/fd/0`, 'r');
  try {
    expect(await isAtEnd(fd)).toBe(false);
    shell.stdin.end();
    await exited;
    expect(await isAtEnd(fd)).toBe(true);
  } finally {
    shell.stdin.destroy();
    closeSync(fd);
  }
});

test('nobody can tell of a socket, nor of what is not open', async () => {
  const child = spawn('true', { stdio: ['pipe', 'ignore', 'ignore'] });
  const exited = once(child, 'exit');
  const { _handle: handle } = child.stdin as unknown as { readonly _handle: { readonly fd: number } };
  expect(await isAtEnd(handle.fd)).toBe(false);
  await exited;
  expect(await isAtEnd(1_000_000)).toBe(false);
});
