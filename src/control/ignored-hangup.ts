import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

export interface Ancestry {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly parent: number;
  /** Throws when it cannot be read. */
  readonly read: (path: string) => string;
}

/**
 * Whether SIGHUP was ignored when this process was started, as `nohup` has it. Node takes all dispositions back to
 * their defaults before any of our code runs, so that nobody can be asked; what is left are traces:
 *
 * - the parent ignores it itself: what it starts inherits that;
 * - bash, zsh and ksh write the command that they started into `_`;
 * - nohup replaces a stdin that is a terminal by one that cannot be read.
 *
 * A `nohup` that a plain sh or another program starts without a terminal leaves none of them.
 */
export function isHangupIgnored(ancestry: Ancestry = thisProcess()): boolean {
  const { platform, env, parent, read } = ancestry;
  if (platform === 'win32') return false;
  if (basename(env['_'] ?? '') === 'nohup') return true;
  const text = (path: string): string => {
    try {
      return read(path);
    } catch {
      return ''; // No /proc, or another user's.
    }
  };
  const ignored = /^SigIgn:\s*([0-9a-f]+)$/m.exec(text(`/proc/${parent}/status`))?.[1];
  if (ignored !== undefined && parent > 1 && (Number.parseInt(ignored.slice(-1), 16) & 1) === 1) return true;
  const flags = /^flags:\s*([0-7]+)$/m.exec(text('/proc/self/fdinfo/0'))?.[1];
  // O_ACCMODE of open(2); 1 is O_WRONLY.
  return flags !== undefined && (Number.parseInt(flags, 8) & 3) === 1;
}

function thisProcess(): Ancestry {
  return {
    platform: process.platform,
    env: process.env,
    parent: process.ppid,
    read: (path) => readFileSync(path, 'latin1'),
  };
}
