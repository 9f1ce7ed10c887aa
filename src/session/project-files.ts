import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { stampOf, writtenAt } from '../base/file-times.ts';
import { identityOf } from '../base/what-is-there.ts';
import { isGenerated } from '../go/packages/generated-mark.ts';
import { holdsMainPackage } from '../go/packages/package-clause.ts';
import { makeDirs } from '../base/make-dirs.ts';
import { readText } from '../base/read-regular-file.ts';
import { replaceFile } from '../base/replace-file.ts';
import type { CleanOptions } from './clean-tmp-dir.ts';
import { remove } from '../go/build/leftovers.ts';
import { makeTmpDir } from '../go/build/tmp-dir.ts';

/** What a session asks of the file system, and does there, by itself. */
export interface ProjectFiles {
  /** When the file was written or moved there, or, if it is gone, the latest moment when it can have gone; Unix ms. */
  writtenAt(path: string): number;
  /** Another text whenever the file was written, replaced by another, or removed. */
  stampOf(path: string): string;
  /** It bears Go's mark of generated sources. */
  isGenerated(path: string): boolean;
  /** The text of a source, up to 4 MiB; undefined where it cannot be read. */
  readSource(path: string): string | undefined;
  /** Writes a file for a later session; in vain where that cannot be. */
  keep(path: string, text: string): void;
  /** A directory for its owner alone, with those above it. @throws what mkdir(2) has against it */
  makePrivateDir(path: string): void;
  /** With all that is in it; in vain where that cannot be. */
  removeDir(path: string): Promise<void>;
  /** There is certainly a main package in that directory. */
  holdsProgram(directory: string): boolean;
  exists(path: string): boolean;
  /** Tells one directory from another at the same path; undefined when there is none. */
  identityOf(directory: string): string | undefined;
  /** Makes it gorl's working directory, if it is there. */
  enter(directory: string): void;
  /** @throws what mkdir(2) has against it */
  makeTmpDir(path: string): void;
  /** `misc.clean_on_exit`; returns what to say, if anything. */
  cleanTmpDir(options: CleanOptions): Promise<string | undefined>;
}

/** Of a longer Go file only so many bytes are looked at. */
const longestSource = 4 * 1024 * 1024;

export const projectFiles: ProjectFiles = {
  writtenAt,
  stampOf,
  isGenerated,
  readSource: (path) => readText(path, longestSource),
  keep(path, text) {
    try {
      replaceFile(path, text);
    } catch {
      // tmp_dir is gone, full or read-only: the next session finds it out anew.
    }
  },
  makePrivateDir(path) {
    makeDirs(dirname(path));
    if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
  },
  removeDir: remove,
  holdsProgram: holdsMainPackage,
  exists: existsSync,
  identityOf,
  enter(directory) {
    try {
      process.chdir(directory);
    } catch {
      // Gone again, or closed to us: the next look tells.
    }
  },
  makeTmpDir,
  async cleanTmpDir(options) {
    try {
      // No start needs it.
      const { cleanTmpDir } = await import('./clean-tmp-dir.ts');
      return await cleanTmpDir(options);
    } catch (error) {
      return `${options.dir} is not cleaned: ${(error as Error).message}`;
    }
  },
};
