import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { toDisk } from './file-name.ts';

/** The kernel stamps files with the time of its last tick: up to this long before the write, at 100 ticks a second. */
export const tickMs = 10;

/**
 * The same with a tick that came late, on a busy or a virtual machine: for questions where too long costs a second look,
 * and too short a change that nobody sees.
 */
export const lateTickMs = 2 * tickMs;

/** When the file was written or moved there, or, if it is gone, the newest moment when it can have gone; Unix ms. */
export function writtenAt(path: string): number {
  try {
    return lstatSync(toDisk(path)).ctimeMs;
  } catch {
    return dirname(path) === path ? Date.now() : writtenAt(dirname(path));
  }
}
