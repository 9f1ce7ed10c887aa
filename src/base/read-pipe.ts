import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errnoOf } from './errno.ts';

/** For a writer to come at all, and for what it has to say. */
const patienceMs = { writer: 1000, more: 10_000 } as const;
const pauseMs = 5;

/**
 * What comes through a pipe or from a device until its end, such as `<(…)` in a shell. Waits, but not forever: empty
 * when nobody writes.
 *
 * @param mostBytes reading ends there
 */
export function readPipe(path: string, mostBytes: number): Buffer {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const isPipe = fstatSync(descriptor).isFIFO();
    const parts: Buffer[] = [];
    const startedMs = performance.now();
    for (let size = 0; size <= mostBytes;) {
      const part = readPart(descriptor);
      const waitedMs = performance.now() - startedMs;
      if (part === 'later' ? waitedMs > patienceMs.more : part.length === 0 && isEnd(parts, isPipe, waitedMs)) break;
      if (part === 'later' || part.length === 0) {
        pause();
        continue;
      }
      parts.push(part);
      size += part.length;
    }
    return Buffer.concat(parts);
  } finally {
    closeSync(descriptor);
  }
}

/** Nothing to read is the end, unless the first writer of a pipe has still to come. */
function isEnd(parts: readonly Buffer[], isPipe: boolean, waitedMs: number): boolean {
  return !isPipe || parts.length > 0 || waitedMs > patienceMs.writer;
}

function readPart(descriptor: number): Buffer | 'later' {
  const bytes = Buffer.alloc(65_536);
  try {
    return bytes.subarray(0, readSync(descriptor, bytes));
  } catch (error) {
    if (errnoOf(error) === 'EAGAIN') return 'later';
    throw error;
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
}
