import { lstatSync, readlinkSync } from 'node:fs';
import { namesIn } from '../../base/what-is-there.ts';

/** What a process has open, as /proc shows it. */
export interface OpenFile {
  /** Below /proc. */
  readonly path: string;
  /** As the kernel names what is open: `pipe:[123]`, a path. */
  readonly name: string;
  readonly reads: boolean;
  readonly writes: boolean;
}

/** Of every process that can be seen, gorl's own too; none where there is no /proc. */
export function processIds(): readonly string[] {
  return namesIn('/proc').filter((name) => /^\d+$/.test(name));
}

/** None of a process that has ended, or is another user's. */
export function openFiles(pid: string): readonly OpenFile[] {
  return namesIn(`/proc/${pid}/fd`).flatMap((fd) => {
    const path = `/proc/${pid}/fd/${fd}`;
    const name = linkOf(path);
    if (name === undefined) return [];
    try {
      // The link's mode says how it is open (proc_pid_fd(5)).
      const { mode } = lstatSync(path);
      return [{ path, name, reads: (mode & 0o400) !== 0, writes: (mode & 0o200) !== 0 }];
    } catch {
      return [];
    }
  });
}

/** As the kernel names what is there. */
export function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
