import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

/** The code of the error for what is neither a file nor a directory. */
export const notRegular = 'ENOTREG';

/**
 * The content of a regular file, at most its first `mostBytes`. Anything else could keep us waiting forever: opening
 * a named pipe waits for its writer, and a file may become one between a look at it and the opening.
 *
 * @throws what open(2) and read(2) throw; `EISDIR`, `ENOTREG`
 */
export function readRegularFile(path: string | Buffer, mostBytes?: number): Buffer {
  // Windows has no such flag, and its undefined counts as 0 here.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) {
      const code = stats.isDirectory() ? 'EISDIR' : notRegular;
      throw Object.assign(new Error(`${code}: not a regular file, open '${String(path)}'`), { code });
    }
    if (mostBytes === undefined) return readFileSync(descriptor);
    // Of the room for what is not there, the zeros alone would take longer than all else.
    const bytes = Buffer.alloc(Math.min(mostBytes, stats.size));
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** The text of a regular file; undefined where it cannot be read. */
export function readText(path: string | Buffer, mostBytes?: number): string | undefined {
  try {
    return readRegularFile(path, mostBytes).toString('utf8');
  } catch {
    return undefined;
  }
}
