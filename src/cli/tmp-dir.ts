import { accessSync, constants, existsSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Diagnostic } from '../engine/diagnostic.ts';
import { isDirectory, makeDirs } from '../go/make-dirs.ts';

/**
 * Makes the directory for binaries and logs. One that gorl makes itself gets a `.gitignore`, so that it
 * never shows up in `git status`; one that is there already is left as it is.
 *
 * @throws what mkdir(2) has against it
 */
export function makeTmpDir(path: string): void {
  if (!existsSync(path)) {
    makeDirs(path);
    writeFileSync(join(path, '.gitignore'), '*\n');
  } else if (!isDirectory(path)) throw Object.assign(new Error(`${path} is no directory`), { code: 'EEXIST' });
}

/**
 * `misc.clean_on_exit`. Never the root itself or something above it. What cannot be removed (a mount point,
 * another user's files) stays.
 *
 * @returns what is to be told, if anything
 */
export function removeTmpDir(path: string, root: string): string | undefined {
  try {
    if (!existsSync(path)) return undefined;
    if (!relative(realpathSync(path), realpathSync(root)).startsWith('..')) return undefined;
    for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true, force: true });
    rmSync(path, { recursive: true, force: true });
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A volume that is mounted there is empty now, which is all that was asked for.
    return code === 'EBUSY' ? undefined : `${path} could not be removed: ${code ?? String(error)}`;
  }
}

export function noTmpDir(path: string, error: unknown): Diagnostic {
  return {
    severity: 'error',
    message: `cannot make ${path}: ${whyNotWritable(path, error)}`,
    notes: [],
    source: 'environment',
    hint: 'make it writable, or set tmp_dir to another directory',
  };
}

/** On a read-only file system mkdir says that the parent is missing; the parent itself knows better. */
function whyNotWritable(path: string, error: unknown): string {
  let code = (error as NodeJS.ErrnoException).code ?? String(error);
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (reason) {
    code = (reason as NodeJS.ErrnoException).code ?? code;
  }
  const known: Readonly<Record<string, string>> = {
    EROFS: 'the file system is read-only',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ENOTDIR: 'something on the way is no directory',
    EEXIST: 'there is a file of that name',
    ENOSPC: 'no space left on the device',
  };
  return known[code] ?? code;
}
