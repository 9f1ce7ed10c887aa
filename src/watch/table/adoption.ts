import type { Stats } from 'node:fs';
import { dirname } from 'node:path';
import { lateTickMs } from '../../base/file-times.ts';
import type { FileSignature } from './file-signature.ts';
import type { KnownDirectory } from './known-directory.ts';

export interface AdoptionOptions {
  /** Files written after this (Unix ms) are reported: whoever looked before may not have read them as they are. */
  readonly sinceMs: number;
  /** By absolute path: signatures of files that were known in another part of the table. */
  readonly inherited: ReadonlyMap<string, FileSignature>;
}

/** While a table takes on other rules: which of the files that they newly want were there all the time. */
export class Adoption {
  readonly #inherited: AdoptionOptions['inherited'];
  readonly #oldMs: number;
  /** Directories that came since then, or in which a name came or went: who looked before may have read other files. */
  readonly #fresh = new Set<string>();
  /** The same of directories of which nothing was wanted before; what is below them is another matter. */
  readonly #relisted = new Set<string>();

  constructor({ sinceMs, inherited }: AdoptionOptions) {
    this.#inherited = inherited;
    this.#oldMs = Math.min(sinceMs, Date.now()) - lateTickMs;
  }

  /** The table looks at that directory. Its files may keep old times when it, or one above it, was moved here. */
  listed({ path, enteredMs, files }: KnownDirectory, { ctimeMs, mtimeMs }: Stats): void {
    const isNew = enteredMs >= this.#oldMs && ctimeMs >= this.#oldMs;
    if (isNew || this.#fresh.has(dirname(path))) this.#fresh.add(path);
    else if (files.size === 0 && mtimeMs >= this.#oldMs) this.#relisted.add(path);
  }

  inherited(path: string): FileSignature | undefined {
    return this.#inherited.get(path);
  }

  /** It was there before, whatever was written to it since. */
  wasThere(path: string, { birthtimeMs }: Stats): boolean {
    return !this.#fresh.has(dirname(path)) && birthtimeMs > 0 && birthtimeMs < this.#oldMs;
  }

  adopts(path: string, { mtimeMs, ctimeMs }: Stats): boolean {
    const directory = dirname(path);
    if (this.#fresh.has(directory) || this.#relisted.has(directory)) return false;
    return Math.max(mtimeMs, ctimeMs) < this.#oldMs;
  }
}
