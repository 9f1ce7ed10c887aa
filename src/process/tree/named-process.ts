import { errnoOf } from '../../base/errno.ts';
import type { NamedProcess } from '../../protocol/process-end.ts';
import { commandLine } from '../ready/port-holder.ts';

/** A process as a person knows it, and whether it is beyond our reach. */
export function nameProcess(pid: number): NamedProcess {
  return { pid, command: commandLine(pid), ...(isForeign(pid) ? { foreign: true } : {}) };
}

/** Another user's: no signal of ours reaches it. */
export function isForeign(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}
