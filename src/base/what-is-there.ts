import { readdirSync, statSync, type Dirent, type Stats } from 'node:fs';
import { errnoOf } from './errno.ts';

/** Whether a file is there, through symlinks. False also where that cannot be told. */
export function isFile(path: string): boolean {
  return statsOf(path)?.isFile() === true;
}

/** Whether a directory is there, through symlinks. False also where that cannot be told. */
export function isDirectory(path: string): boolean {
  return statsOf(path)?.isDirectory() === true;
}

/** Tells one directory from another at the same path; undefined where there is none, through symlinks. */
export function identityOf(directory: string): string | undefined {
  try {
    const stats = statSync(directory);
    return stats.isDirectory() ? `${stats.dev}:${stats.ino}` : undefined;
  } catch (error) {
    const code = errnoOf(error);
    // What cannot be looked at need not be gone.
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : String(code);
  }
}

/** The names in a directory; none where it cannot be read: it is gone, or another user's. */
export function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** The same, each with what it is; a link is a link. */
export function entriesIn(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
