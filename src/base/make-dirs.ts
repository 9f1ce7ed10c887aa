import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf } from './errno.ts';
import { isDirectory } from './what-is-there.ts';

/**
 * A directory with its parents, one by one: node 20 never comes back from a recursive mkdir where nothing can be
 * made, such as below /proc, and on a read-only file system it says that the parent is missing.
 *
 * @throws what mkdir(2) has against it
 */
export function makeDirs(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeDirs(parent);
  makeDir(path);
}

/**
 * A directory in one that is there.
 *
 * @throws what mkdir(2) has against it, but not that it is there already
 */
export function makeDir(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    // Another gorl was faster.
    if (errnoOf(error) !== 'EEXIST' || !isDirectory(path)) throw error;
  }
}
