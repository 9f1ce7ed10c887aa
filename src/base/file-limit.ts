import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { errnoOf } from './errno.ts';

/** What to do about it; enough for any project. */
export const raiseFileLimit = 'raise it before you start gorl: ulimit -n 1024';

/** EMFILE: no more files may be opened by this process; ENFILE: by the whole system. */
export function isOutOfFiles(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'EMFILE' || code === 'ENFILE';
}

/** Such an error in words, with the limit. */
export function outOfFiles(error: unknown): string {
  if (errnoOf(error) === 'ENFILE') return 'too many open files in the whole system (ENFILE)';
  const limit = fileLimit();
  return `too many open files (EMFILE)${limit === undefined ? '' : `: the limit is ${limit} (ulimit -n)`}`;
}

/** Of this process; undefined where there is none, or it cannot be told. Takes ms. */
export function fileLimit(): number | undefined {
  // Not from /proc: there may be no descriptor left to open it with. The network would take seconds.
  Object.assign(process.report, { excludeNetwork: true });
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft?: number | string } } };
  const soft = Number(report.userLimits?.open_files?.soft);
  return Number.isFinite(soft) ? soft : undefined;
}

/**
 * Makes sure that so many files can be opened: node's `spawn` without them leaves behind an error that nobody can hear.
 *
 * @throws EMFILE, ENFILE
 */
export function requireDescriptors(count: number): void {
  const open: number[] = [];
  try {
    while (open.length < count) open.push(openSync(devNull, 'r'));
  } finally {
    open.forEach(closeSync);
  }
}
