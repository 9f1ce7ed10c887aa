import { readFileSync } from 'node:fs';
import { fileLimit, raiseFileLimit, requireDescriptors } from '../../base/file-limit.ts';

/** What a watch needs, and what else is opened at the same moment. */
const fewestFree = 8;

export interface LimitNotice {
  readonly message: string;
  readonly hint?: string;
}

/** What to tell when directories cannot be watched, and how to mend it (inotify(7), /proc interfaces). */
export function watchLimitNotice(error: NodeJS.ErrnoException, directories: number, pollMs: number): LimitNotice {
  const polled = `${directories} ${directories === 1 ? 'directory is' : 'directories are'} polled every ${pollMs} ms instead`;
  if (error.code === 'ENOSPC')
    return {
      message: `the system's limit on file watches has been reached; ${polled}`,
      ...raise('max_user_watches', 524_288),
    };
  const files = error.code === 'EMFILE' ? fileLimit() : undefined;
  if (files !== undefined && isNearLimit()) {
    return {
      message: `the limit on open files has been reached (ulimit -n: ${files}); ${polled}`,
      hint: raiseFileLimit,
    };
  }
  if (error.code === 'EMFILE' && process.platform === 'linux') {
    return {
      message: `the system's limit on inotify instances has been reached; ${polled}`,
      ...raise('max_user_instances', 1024),
    };
  }
  return { message: `no events for some directories (${error.message}); ${polled}` };
}

/** inotify says the same of its own limit, which is reached with most descriptors still free. */
function isNearLimit(): boolean {
  try {
    requireDescriptors(fewestFree);
    return false;
  } catch {
    return true;
  }
}

function raise(name: string, atLeast: number): { hint: string } {
  let current = 0;
  try {
    current = Number(readFileSync(`/proc/sys/fs/inotify/${name}`, 'utf8'));
  } catch {
    // Not readable here: name a value that is enough for most.
  }
  return { hint: `raise it: sudo sysctl fs.inotify.${name}=${Math.max(atLeast, current * 2)}` };
}
