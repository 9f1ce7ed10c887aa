import { readdirSync, statSync, type Stats } from 'node:fs';

/** Whether a file is there, through symlinks. False also where that cannot be told. */
export function isFile(path: string): boolean {
  return statsOf(path)?.isFile() === true;
}

/** Whether a directory is there, through symlinks. False also where that cannot be told. */
export function isDirectory(path: string): boolean {
  return statsOf(path)?.isDirectory() === true;
}

/** The names in a directory; none where it cannot be read: it is gone, or another user's. */
export function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
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
