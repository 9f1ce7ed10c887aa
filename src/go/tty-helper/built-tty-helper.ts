import { lstatSync } from 'node:fs';
import { join } from 'node:path';

/** To be raised with every change of the helper's source: another gorl on the machine may need another one. */
const version = 3;

export function ttyHelperPath(directory: string): string {
  return join(directory, `tty-${process.platform}-${process.arch}-${version}`);
}

/** The helper that an earlier session has built, if there is one that nobody else can have written. */
export function builtTtyHelper(directory: string): string | undefined {
  const path = ttyHelperPath(directory);
  try {
    for (const [each, type] of [
      [directory, 'isDirectory'],
      [path, 'isFile'],
    ] as const) {
      const stats = lstatSync(each);
      if (!stats[type]() || stats.uid !== process.getuid?.() || (stats.mode & 0o022) !== 0) return undefined;
    }
    return path;
  } catch {
    return undefined;
  }
}
