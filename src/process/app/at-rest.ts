import { readdirSync, readFileSync } from 'node:fs';

/** Running, waiting for a processor, or for a disk. */
const busyStates = new Set(['R', 'D']);

/** Whether no thread of a process has anything to do right now. True when it is gone. Linux only. */
export function isAtRest(pid: number): boolean {
  try {
    const folder = `/proc/${pid}/task`;
    return readdirSync(folder).every((thread) => {
      const stat = readFileSync(`${folder}/${thread}/stat`, 'latin1');
      return !busyStates.has(stat[stat.lastIndexOf(')') + 2] ?? '');
    });
  } catch {
    return true;
  }
}
