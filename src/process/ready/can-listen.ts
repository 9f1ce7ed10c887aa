import { open } from 'node:fs/promises';
import { errnoOf } from '../../base/errno.ts';

/**
 * Functions that the linker keeps only in programs that listen: package net's own, and the one below network libraries
 * that do without it. Clients have neither.
 */
const marks = ['net.(*sysListener).listenTCP', 'golang.org/x/sys/unix.Listen'].map((name) => Buffer.from(name));
/** Every Go program bears this. */
const madeByGo = Buffer.from('\u{ff} Go buildinf:', 'latin1');
const longest = Math.max(...[...marks, madeByGo].map(({ length }) => length));
const chunkSize = 1 << 20;

/** Nobody knows it of a shell, an interpreter or a program in another language. */
export type CanListen = 'yes' | 'no' | 'unknown';

/** Whether one of these processes executes a Go program that can listen on a TCP port. */
export async function canListen(pids: readonly number[]): Promise<CanListen> {
  const answers = await Promise.all(pids.map((pid) => ofProgram(`/proc/${pid}/exe`)));
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') || !answers.includes('no') ? 'unknown' : 'no';
}

/** Undefined when it has ended meanwhile. */
async function ofProgram(path: string): Promise<CanListen | undefined> {
  try {
    return await read(path);
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? undefined : 'unknown';
  }
}

async function read(path: string): Promise<CanListen> {
  const file = await open(path, 'r');
  try {
    // The end of a chunk is looked at again with the next: a name may lie across the two.
    const buffer = Buffer.allocUnsafe(chunkSize + longest);
    let kept = 0;
    let isGo = false;
    for (;;) {
      const { bytesRead } = await file.read(buffer, kept, chunkSize, null);
      if (bytesRead === 0) return isGo ? 'no' : 'unknown';
      const text = buffer.subarray(0, kept + bytesRead);
      if (marks.some((mark) => text.includes(mark))) return 'yes';
      isGo ||= text.includes(madeByGo);
      kept = Math.min(longest, text.length);
      text.copy(buffer, 0, text.length - kept);
    }
  } finally {
    await file.close();
  }
}
