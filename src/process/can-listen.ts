import { open } from 'node:fs/promises';

/**
 * Functions that the linker keeps only in programs that listen: package net's own, and the one below network libraries
 * that do without it. Clients have neither.
 */
const marks = ['net.(*sysListener).listenTCP', 'golang.org/x/sys/unix.Listen'].map((name) => Buffer.from(name));
const longest = Math.max(...marks.map(({ length }) => length));
const chunkSize = 1 << 20;

/** Whether one of these processes executes a Go program that can listen on a TCP port. */
export async function canListen(pids: readonly number[]): Promise<boolean> {
  const answers = await Promise.all(pids.map((pid) => holdsMark(`/proc/${pid}/exe`).catch(() => false)));
  return answers.includes(true);
}

async function holdsMark(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    // The end of a chunk is looked at again with the next: a name may lie across the two.
    const buffer = Buffer.allocUnsafe(chunkSize + longest);
    let kept = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, kept, chunkSize, null);
      if (bytesRead === 0) return false;
      const text = buffer.subarray(0, kept + bytesRead);
      if (marks.some((mark) => text.includes(mark))) return true;
      kept = Math.min(longest, text.length);
      text.copy(buffer, 0, text.length - kept);
    }
  } finally {
    await file.close();
  }
}
