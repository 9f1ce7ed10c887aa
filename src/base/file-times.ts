import { lstatSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf } from './errno.ts';
import { toDisk } from './file-name.ts';

/** The kernel stamps files with the time of its last tick: up to this long before the write, at 100 ticks a second. */
export const tickMs = 10;

/**
 * The same with a tick that came late, on a busy or a virtual machine: for questions where too long costs a second look,
 * and too short a change that nobody sees.
 */
export const lateTickMs = 2 * tickMs;

/** Another text whenever the file was written, replaced by another, or removed, as far as its time stamps tell. */
export function stampOf(path: string): string {
  try {
    const { dev, ino, mode, size, mtimeMs, ctimeMs } = statSync(toDisk(path));
    return [dev, ino, mode, size, mtimeMs, ctimeMs].join(' ');
  } catch (error) {
    return errnoOf(error) ?? String(error);
  }
}

/** When the file was written or moved there, or, if it is gone, the newest moment when it can have gone; Unix ms. */
export function writtenAt(path: string): number {
  try {
    return lstatSync(toDisk(path)).ctimeMs;
  } catch {
    return dirname(path) === path ? Date.now() : writtenAt(dirname(path));
  }
}
