import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { toDisk } from './file-name.ts';

/** When the file was written or moved there, or, if it is gone, the newest moment when it can have gone; Unix ms. */
export function writtenAt(path: string): number {
  try {
    return lstatSync(toDisk(path)).ctimeMs;
  } catch {
    return dirname(path) === path ? Date.now() : writtenAt(dirname(path));
  }
}
