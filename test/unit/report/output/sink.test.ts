import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSink } from '../../../../src/report/output/sink.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gorl-sink-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** For a close that must have written all: the default of 500 ms may pass while the machine stands still. */
const patienceMs = 30_000;

const fail = (message: string): never => {
  throw new Error(message);
};

describe('a file', () => {
  test('is created, and appended to the next time', async () => {
    const path = join(folder, 'events.ndjson');
    for (const text of ['a\n', 'b\n']) {
      const sink = await openSink(path, fail);
      sink.write(text);
      sink.write(text);
      await sink.close(patienceMs);
    }
    expect(readFileSync(path, 'utf8')).toBe('a\na\nb\nb\n');
  });
  test('takes much at once, in order', async () => {
    const path = join(folder, 'much.ndjson');
    const sink = await openSink(path, fail);
    const lines = Array.from({ length: 20_000 }, (_, index) => `${index}\n`);
    for (const line of lines) sink.write(line);
    await sink.close(patienceMs);
    expect(readFileSync(path, 'utf8')).toBe(lines.join(''));
  });
  test('writing after the end does nothing', async () => {
    const path = join(folder, 'late.ndjson');
    const sink = await openSink(path, fail);
    await sink.close();
    await sink.close();
    sink.write('late');
    expect(readFileSync(path, 'utf8')).toBe('');
  });
  test('an open descriptor is written to and left open', async () => {
    const path = join(folder, 'open.ndjson');
    const fd = openSync(path, 'w');
    const sink = await openSink(`fd:${fd}`, fail);
    sink.write('a\n');
    await sink.close(patienceMs);
    writeFileSync(fd, 'b\n');
    closeSync(fd);
    expect(readFileSync(path, 'utf8')).toBe('a\nb\n');
  });
});

describe('what cannot be opened is told in words', () => {
  test.each([
    ['a missing directory', () => join(folder, 'no/such/file'), 'no such directory'],
    ['a directory', () => folder, 'it is a directory'],
    ['a descriptor that is not open', () => 'fd:987', 'no such open file descriptor'],
  ])('%s', async (_, target, reason) => {
    await expect(openSink(target(), fail)).rejects.toThrow(`cannot write events to ${target()}: ${reason}`);
  });
});

test.runIf(existsSync('/dev/full'))('a full disk ends the stream, once, and nothing is thrown', async () => {
  const ended: string[] = [];
  const sink = await new Promise<Awaited<ReturnType<typeof openSink>>>((resolve, reject) => {
    let opened: Awaited<ReturnType<typeof openSink>> | undefined;
    openSink('/dev/full', (message) => {
      ended.push(message);
      if (opened !== undefined) resolve(opened);
    }).then((result) => {
      opened = result;
      result.write('a\n');
    }, reject);
  });
  sink.write('b\n');
  await sink.close();
  expect(ended).toEqual(['stopped writing events to /dev/full: no space left on the device']);
});

describe.runIf(process.platform !== 'win32')('a named pipe', () => {
  function pipe(name: string): string {
    const path = join(folder, name);
    execFileSync('mkfifo', [path]);
    return path;
  }
  /** Opens the pipe for reading and writing, so that it has a reader that never reads. */
  const hold = (path: string): number => openSync(path, 'r+');

  test('that nobody reads is refused instead of waited for', async () => {
    await expect(openSink(pipe('unread'), fail)).rejects.toThrow('nothing is reading this pipe yet');
  });
  test('hands over what is written', async () => {
    const path = pipe('read');
    const fd = hold(path);
    const cat = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    cat.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    const sink = await openSink(path, fail);
    sink.write('a\n');
    await once(cat.stdout, 'data');
    sink.write('b\n');
    await sink.close(patienceMs);
    closeSync(fd);
    await once(cat, 'close');
    expect(text).toBe('a\nb\n');
  });
  test('whose reader leaves ends the stream', async () => {
    const path = pipe('left');
    const fd = hold(path);
    const message = await new Promise<string>((resolve, reject) => {
      openSink(path, resolve).then((sink) => {
        closeSync(fd);
        sink.write('a\n');
      }, reject);
    });
    expect(message).toBe(`stopped writing events to ${path}: the reader is gone`);
  });
  test('whose reader sleeps neither grows without end nor holds up the end', async () => {
    const path = pipe('stuck');
    const fd = hold(path);
    const ended: string[] = [];
    const sink = await openSink(path, (message) => ended.push(message));
    const chunk = 'x'.repeat(1024 * 1024);
    for (let written = 0; written < 16; written += 1) sink.write(chunk);
    expect(ended).toEqual([`stopped writing events to ${path}: nothing reads it`]);

    const other = await openSink(path, fail);
    other.write(chunk);
    await other.close(20);
    closeSync(fd);
  });
});
