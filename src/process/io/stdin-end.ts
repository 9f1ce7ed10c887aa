import { fstatSync, readFileSync, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { linkOf, openFiles, processIds } from './open-files.ts';

/**
 * Whether nothing can come any more from a descriptor that is read. Nothing is read for it: what is there is the app's.
 * False where that cannot be told: for a socket, and for a pipe or a file where there is no /proc. Never rejects.
 */
export async function isAtEnd(fd: number): Promise<boolean> {
  try {
    const stats = fstatSync(fd);
    if (stats.isFile()) return offsetOf(fd) >= stats.size;
    if (stats.isCharacterDevice()) return stats.rdev === statSync('/dev/null').rdev;
    return stats.isFIFO() && !(await isWritten(fd));
  } catch {
    return false;
  }
}

/** The app moves it too: it has inherited the same open file (proc_pid_fdinfo(5)). */
function offsetOf(fd: number): number {
  return Number(/^pos:\s*(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1] ?? Number.NaN);
}

/** A pipe ends when nobody has it open for writing; whoever it is, gorl included. */
async function isWritten(fd: number): Promise<boolean> {
  const pipe = linkOf(`/proc/self/fd/${fd}`);
  if (pipe === undefined) return true;
  for (const pid of processIds()) {
    if (openFiles(pid).some(({ name, writes }) => writes && name === pipe)) return true;
    // There may be thousands of open files, and saves do not wait for a hint.
    await setImmediate();
  }
  return false;
}
