import { accessSync, constants, existsSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import { errnoOf, errnoWords } from '../../base/errno.ts';
import { makeDirs } from '../../base/make-dirs.ts';
import { isDirectory } from '../../base/what-is-there.ts';

/** What the `.gitignore` of a directory that gorl made says. */
export const ownMark = '*\n';

/**
 * Makes the directory for binaries and logs. One that gorl makes itself gets a `.gitignore`, so that it
 * never shows up in `git status`; one that is there already is left as it is.
 *
 * @throws what mkdir(2) has against it
 */
export function makeTmpDir(path: string): void {
  if (!existsSync(path)) {
    makeDirs(path);
    writeFileSync(join(path, '.gitignore'), ownMark);
  } else if (!isDirectory(path)) throw Object.assign(new Error(`${path} is no directory`), { code: 'EEXIST' });
}

export function noTmpDir(path: string, error: unknown): Diagnostic {
  return problem(`cannot create ${path}: ${whyNotWritable(path, error)}`, {
    hint: 'make it writable, or set tmp_dir to another directory',
  });
}

/** The directory was made, or was there, and now nothing can be made in it. */
export function unusableTmpDir(path: string, error: unknown): Diagnostic {
  if (!isDirectory(path)) return noTmpDir(path, error);
  const isFull = errnoOf(error) === 'ENOSPC';
  return problem(`cannot write in ${path}: ${isFull ? whatIsFull(path) : whyNotWritable(join(path, 'x'), error)}`, {
    hint: `${isFull ? 'free up space there' : 'make it writable'}, or set tmp_dir to another directory`,
  });
}

function whatIsFull(path: string): string {
  try {
    const { bavail, files, ffree } = statfsSync(path);
    if (files > 0 && ffree === 0 && bavail > 0) return 'no inodes left: the file system holds too many files';
  } catch {
    // It is full of whatever.
  }
  return 'no space left on the device';
}

/** The directory above may know better than mkdir, which can say that it is missing. */
function whyNotWritable(path: string, error: unknown): string {
  let known = error;
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (reason) {
    known = reason;
  }
  return (
    errnoWords(known, {
      EEXIST: 'a file with that name is in the way',
      ENOTDIR: 'part of the path is not a directory',
    }) ??
    errnoOf(known) ??
    String(known)
  );
}
